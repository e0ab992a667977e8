// The JSON API of reports.
import { answer, type Handlers, type Web } from '../../shared/http.ts';
import type { JobId } from '../../shared/ids.ts';
import { jobEvent } from '../../shared/job.ts';
import type { Effect } from '../../shared/outbox.ts';
import type { manifest } from '../manifest.ts';
import { readStuck } from './actions/outbox.ts';
import { readProof, startProof } from './actions/proof.ts';

type Routes = (typeof manifest)['reports']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/${string}` ? R : never]: Routes[R] };

/** Calls the worker to a job. */
export const ringFor = (c: Web, council: string) => (job: JobId) => c.get('host').send('worker', jobEvent(council, job));

const showEffect = ({ subject, version, function: name, task, state, attempts, dueAt, error, writtenAt }: Effect) => ({
  subject,
  version,
  function: name,
  task,
  state,
  attempts,
  dueAt: new Date(dueAt).toISOString(),
  error,
  writtenAt,
});

export const routes: Handlers<Api> = {
  'GET /api/reports/proof': async (context, c) => c.json(await readProof(context)),
  'POST /api/reports/proof': async (context, c) => {
    const decision = await startProof(context, ringFor(c, context.council.slug));
    return answer(c, decision, (proof) => proof, decision.ok && decision.value.state === 'running' ? 202 : 201);
  },
  'GET /api/reports/outbox': async (context, c) => {
    const { parked, late } = await readStuck(context);
    return c.json({ parked: parked.map(showEffect), late: late.map(showEffect) });
  },
};
