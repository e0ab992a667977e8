// Imports of the register as JSON: what an upload needs, an import begun, followed and cancelled.
import type { Context, Host } from '../../../shared/context.ts';
import { answer, type Handlers, parse, problem, readJson } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { newUpload } from '../actions/import-file.ts';
import { cancelImport, type ImportView, listedRejections, listImports, readImport, startImport } from '../actions/imports.ts';
import { percentOf, rowsOf } from '../rules/imports.ts';
import { type List, listedAtOnce, pageSchema, rejectionsSchema, startImportSchema } from '../schema/imports.ts';

type Routes = (typeof manifest)['schools']['routes'];
type Api = {
  [R in keyof Routes as R extends `${string} /api/schools/uploads` | `${string} /api/schools/imports${string}` ? R : never]: Routes[R];
};

const show = (entry: ImportView) => ({
  id: entry.id,
  kind: entry.kind,
  fileName: entry.fileName,
  state: entry.shows,
  authorities: entry.onlyLaCode === undefined ? 'every' : 'own',
  rows: rowsOf(entry),
  percent: percentOf(entry),
  ...entry.counts,
  reasons: entry.reasons,
  effectiveOn: entry.effectiveOn,
  begunBy: entry.begunByName,
  begunAt: entry.begunAt,
  endedAt: entry.endedAt,
  stoppedBy: entry.stoppedBy,
});

/** An import with one page of one of its lists, of the first thousand: as a rule its rejections. */
async function withRejections(context: Context, entry: ImportView, page: number, list: List = 'faults') {
  const from = (page - 1) * listedAtOnce;
  const { rejections, total } = await listedRejections(context, entry, { list, from, most: listedAtOnce });
  return { ...show(entry), rejections, nextPage: total > from + listedAtOnce ? page + 1 : undefined };
}

export const importRoutesWith = (host: Host): Handlers<Api> => ({
  'POST /api/schools/uploads': async (context, c) => c.json(await newUpload(context, host), 201),
  'GET /api/schools/imports': async (context, c) => {
    const query = parse(pageSchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { items, next } = await listImports(context, query.value.after);
    return c.json({ imports: items.map(show), next });
  },
  'POST /api/schools/imports': async (context, c) => {
    const command = await readJson(c, startImportSchema);
    const decision = command.ok ? await startImport(context, host, command.value) : command;
    return answer(c, decision, show, decision.ok && decision.value.state === 'running' ? 202 : 201);
  },
  'GET /api/schools/imports/{import}': async (context, c) => {
    const query = parse(rejectionsSchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const decision = await readImport(context, c.req.param('import'));
    return decision.ok
      ? c.json(await withRejections(context, decision.value, Number(query.value.page ?? 1), query.value.list))
      : problem(c, decision.refusal);
  },
  'POST /api/schools/imports/{import}/cancellation': async (context, c) =>
    answer(c, await cancelImport(context, c.req.param('import')), show),
});
