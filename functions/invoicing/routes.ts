// The JSON API of billing.
import type { Host } from '../../shared/context.ts';
import { type Decision, refuse } from '../../shared/decision.ts';
import { answer, type Handlers, parse, problem, readJson } from '../../shared/http.ts';
import { type DocumentId, idSchema, type RunId } from '../../shared/ids.ts';
import type { manifest } from '../manifest.ts';
import { type DocumentView, listDocuments, type NamedPosting, postJournal, readDocument, readJournals } from './actions/documents.ts';
import { commitRun, makeRun, type NamedRun, readRun, readRuns } from './actions/runs.ts';
import { agreementRoutes } from './routes/agreements.ts';
import { makeRunSchema, postJournalSchema, type RunDocument } from './schema.ts';

type Routes = (typeof manifest)['invoicing']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/${string}` ? R : never]: Routes[R] };

const showRun = ({
  version: _version,
  madeBy: _maker,
  committedBy: _committer,
  job: _job,
  cursor: _cursor,
  begun: _begun,
  ...run
}: NamedRun) => run;
const showSummary = ({ judged: _judged, ...summary }: RunDocument) => summary;
const showPosting = ({ councilReference, postedAt, postedByName }: NamedPosting) => ({ councilReference, postedAt, postedByName });
const showDocument = ({ document, lines, openPence, posting, overdue }: DocumentView) => ({
  ...document,
  lines,
  openPence,
  overdue,
  ...(posting ? { posting: showPosting(posting) } : {}),
});

export function runIdFrom(text: string | undefined): Decision<RunId> {
  const id = parse(idSchema('run'), text);
  return id.ok ? id : refuse('unknown-run');
}
export function documentIdFrom(text: string | undefined): Decision<DocumentId> {
  const id = parse(idSchema('doc'), text);
  return id.ok ? id : refuse('unknown-document');
}

export const routesWith = (host: Host): Handlers<Api> => ({
  ...agreementRoutes,
  'GET /api/invoicing/runs': async (context, c) => {
    const page = await readRuns(context, c.req.query('after'));
    return c.json({ runs: page.items.map(showRun), next: page.next });
  },
  'POST /api/invoicing/runs': async (context, c) => {
    const command = await readJson(c, makeRunSchema);
    return command.ok ? answer(c, await makeRun(context, host, command.value), showRun, 201) : problem(c, command.refusal);
  },
  'GET /api/invoicing/runs/{run}': async (context, c) => {
    const id = runIdFrom(c.req.param('run'));
    const decision = id.ok ? await readRun(context, id.value, c.req.query('after')) : id;
    return answer(c, decision, ({ run, documents, held, awaiting, unmarked, next }) => ({
      ...showRun(run),
      documents: documents.map(({ summary, lines }) => ({ ...showSummary(summary), lines })),
      heldLines: held,
      heldTotal: run.held,
      ...(awaiting ? { awaitingNotes: awaiting } : {}),
      ...(unmarked ? { unmarkedBookings: unmarked } : {}),
      next,
    }));
  },
  'POST /api/invoicing/runs/{run}/commitment': async (context, c) => {
    const id = runIdFrom(c.req.param('run'));
    return answer(c, id.ok ? await commitRun(context, host, id.value) : id, showRun, 202);
  },
  'GET /api/invoicing/documents': async (context, c) => {
    const page = await listDocuments(context, c.req.query('rail') === 'journal' ? 'journal' : 'vat-invoice', c.req.query('after'));
    return c.json({ documents: page.items.map(({ document, openPence }) => ({ ...document, openPence })), next: page.next });
  },
  'GET /api/invoicing/documents/{document}': async (context, c) => {
    const id = documentIdFrom(c.req.param('document'));
    return answer(c, id.ok ? await readDocument(context, id.value) : id, showDocument);
  },
  'GET /api/invoicing/journals': async (context, c) => {
    const page = await readJournals(context, { unpostedOnly: c.req.query('all') !== 'yes', after: c.req.query('after') });
    return c.json({
      next: page.next,
      journals: page.items.map(({ document, lines, posting }) => ({
        ...document,
        lines,
        posting: posting ? showPosting(posting) : null,
      })),
    });
  },
  'POST /api/invoicing/documents/{document}/posting': async (context, c) => {
    const id = documentIdFrom(c.req.param('document'));
    const command = await readJson(c, postJournalSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await postJournal(context, id.value, command.value) : id, showPosting);
  },
});
