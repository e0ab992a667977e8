// What is done without a person: a slice of a billing run, asked for by the worker, and the day's count of what nobody billed for long.
import * as z from 'zod';
import type { Task } from '../../shared/http.ts';
import { idSchema } from '../../shared/ids.ts';
import type { Slice } from '../../shared/job.ts';
import { followRun, isWaiting } from './actions/steps/index.ts';
import { countOldUnbilled } from './actions/unbilled.ts';

const sliceMs = 10_000;
const subjectSchema = z.object({ subject: z.object({ run: idSchema('run') }) });

export const tasks: Record<'advance-run' | 'count-unbilled', Task> = {
  'count-unbilled': (context) => countOldUnbilled(context),
  'advance-run': async (context, given): Promise<Slice> => {
    const { subject } = subjectSchema.parse(given);
    const followed = await followRun(context, subject.run, sliceMs);
    if (!followed) throw new Error('no such run');
    const run = followed.now;
    const { frozen, proposed } = run;
    const done = Math.max(
      frozen['vat-invoice'].documents + frozen.journal.documents,
      proposed['vat-invoice'].documents + proposed.journal.documents,
    );
    return isWaiting(run) ? { state: 'done', progress: { done, note: run.state } } : { state: 'more', progress: { done, note: run.state } };
  },
};
