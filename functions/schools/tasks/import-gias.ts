// The tasks of an import: a slice for the worker, and a whole import at once for an operator, which answers its report.
import type { Host } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, type Task } from '../../../shared/http.ts';
import { advanceImport } from '../actions/import-slice.ts';
import { importNow, listedRejections } from '../actions/imports.ts';
import { advanceSchema, type ImportReport, importSchema } from '../schema/imports.ts';

/** What a whole import answers: its report, or why it was refused. One that breaks off has been imported so far, and may be sent again. */
export type ImportAnswer = ({ ok: true } & ImportReport) | { ok: false; refusal: Refusal };

export const tasks = (host: Host): Record<'import-gias' | 'advance-import', Task> => ({
  'import-gias': async (context, subject): Promise<ImportAnswer> => {
    const command = parse(importSchema, subject);
    if (!command.ok) return command;
    const done = await importNow(context, host, command.value);
    if (!done.ok) return done;
    const { rejected, elsewhere, ...counts } = done.value.counts;
    const [listed, remarks] = await Promise.all([
      listedRejections(context, done.value),
      listedRejections(context, done.value, { list: 'remarks' }),
    ]);
    return { ok: true, ...counts, rejectedCount: rejected + elsewhere, rejected: listed.rejections, remarks: remarks.rejections };
  },
  'advance-import': (context, subject) => advanceImport(context, host.openFile, advanceSchema.parse(subject).job),
});
