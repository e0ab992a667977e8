// The JSON API of lists and their exports.
import { answer, type Handler, parse, problem, readJson, type Web } from '../../../shared/http.ts';
import type { JobId } from '../../../shared/ids.ts';
import { jobEvent } from '../../../shared/job.ts';
import { addressOfListExport, readListExport, startListExport } from '../actions/lists/exports.ts';
import { readList } from '../actions/lists/read.ts';
import { exportListSchema, listExportQuery, listQuerySchema } from '../schema/lists.ts';

/** Calls the worker to a job. */
export const ringFor = (c: Web, council: string) => (job: JobId) => c.get('host').send('worker', jobEvent(council, job));

export const listRoutes = {
  'GET /api/reports/lists': async (context, c) => {
    const query = parse(listQuerySchema, c.req.query());
    return query.ok ? answer(c, await readList(context, query.value), (list) => list) : problem(c, query.refusal);
  },
  'POST /api/reports/lists/exports': async (context, c) => {
    const command = await readJson(c, exportListSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await startListExport(context, ringFor(c, context.council.slug), command.value), (entry) => entry, 202);
  },
  'GET /api/reports/lists/export': async (context, c) => {
    const query = parse(listExportQuery, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { job } = query.value;
    const entry = await readListExport(context, job);
    const file = entry.ok && entry.value.state === 'done' ? await addressOfListExport(context, c.get('host'), job) : undefined;
    return answer(c, entry, (found) => ({ ...found, ...(file?.ok ? { file: file.value } : {}) }));
  },
} satisfies Record<string, Handler>;
