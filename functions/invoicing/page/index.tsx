// The pages of billing, by route.
import { stringify } from 'csv-stringify/sync';
import { fileMoment, timestamp } from '../../../shared/calendar.ts';
import type { Host } from '../../../shared/context.ts';
import { readAndShow } from '../../../shared/done.ts';
import { type Handlers, parse, readForm, seeOther } from '../../../shared/http.ts';
import { idSchema } from '../../../shared/ids.ts';
import { plainPence } from '../../../shared/money.ts';
import { problemPage } from '../../../shared/page.tsx';
import { dateTyped } from '../../../shared/ui/index.ts';
import type { manifest } from '../../manifest.ts';
import { journalsForFile, postJournal, printDocument, readDocument } from '../actions/documents.ts';
import { commitRun, makeRun, readRun } from '../actions/runs.ts';
import { documentIdFrom, runIdFrom } from '../routes.ts';
import { journalColumns, journalRows } from '../rules/issue.ts';
import { makeRunSchema, postJournalSchema } from '../schema.ts';
import { agreementPages } from './agreements.tsx';
import { documentPage } from './document.tsx';
import { documentsPage } from './documents.tsx';
import { journalsPage } from './journals.tsx';
import { runPage } from './run.tsx';
import { runsPage } from './runs.tsx';

type Routes = (typeof manifest)['invoicing']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

export const pagesWith = (host: Host): Handlers<Pages> => ({
  ...agreementPages,
  'GET /invoicing/runs': (context, c) => runsPage(context, c),
  'POST /invoicing/runs': async (context, c) => {
    const form = await readForm(c);
    const command = parse(makeRunSchema, { from: dateTyped(form, 'from'), to: dateTyped(form, 'to') });
    const decision = command.ok ? await makeRun(context, host, command.value) : command;
    return decision.ok
      ? seeOther(`/${context.council.slug}/invoicing/runs/${decision.value.id}`)
      : runsPage(context, c, form, decision.refusal);
  },
  'GET /invoicing/runs/{run}': async (context, c) => {
    const id = runIdFrom(c.req.param('run'));
    const decision = id.ok ? await readRun(context, id.value, c.req.query('after')) : id;
    return decision.ok ? runPage(context, c, decision.value) : problemPage(c, context, decision.refusal);
  },
  'POST /invoicing/runs/{run}/commitment': async (context, c) => {
    const id = runIdFrom(c.req.param('run'));
    const decision = id.ok ? await commitRun(context, host, id.value) : id;
    if (decision.ok) return seeOther(`/${context.council.slug}/invoicing/runs/${decision.value.id}?done=committed`);
    // Where the figures changed, the dry run that shows the new ones is shown at once.
    const fresh = decision.refusal.name === 'proposal-changed' ? idSchema('run').safeParse(decision.refusal.more?.run).data : undefined;
    const view = id.ok ? await readRun(context, fresh ?? id.value) : id;
    return view.ok ? runPage(context, c, view.value, decision.refusal) : problemPage(c, context, decision.refusal);
  },
  'GET /invoicing/documents': (context, c) => documentsPage(context, c),
  'GET /invoicing/documents/{document}': (context, c) =>
    readAndShow(context, c, documentIdFrom(c.req.param('document')), readDocument, documentPage),
  'GET /invoicing/documents/{document}/pdf': async (context, c) => {
    const id = documentIdFrom(c.req.param('document'));
    const decision = id.ok ? await printDocument(context, host, id.value) : id;
    if (!decision.ok) return problemPage(c, context, decision.refusal);
    const { document, pdf } = decision.value;
    return new Response(pdf, {
      headers: { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${document.number}.pdf"` },
    });
  },
  'GET /invoicing/journals': (context, c) => journalsPage(context, c),
  'GET /invoicing/journals/export': async (context, c) => {
    const all = c.req.query('all') === 'yes';
    const { items, next } = await journalsForFile(context, { unpostedOnly: !all, after: c.req.query('after') });
    const rows = [[...journalColumns], ...items.flatMap((journal) => journalRows(journal, plainPence))];
    const name = `journals-${all ? 'all-' : ''}${fileMoment(timestamp(context.now))}${next ? '-part' : ''}.csv`;
    const rest =
      next &&
      `</${context.council.slug}/invoicing/journals/export?${new URLSearchParams({ ...(all ? { all: 'yes' } : {}), after: next })}>`;
    return new Response(stringify(rows, { record_delimiter: 'windows' }), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        ...(rest ? { link: `${rest}; rel="next"` } : {}),
      },
    });
  },
  'POST /invoicing/documents/{document}/posting': async (context, c) => {
    const id = documentIdFrom(c.req.param('document'));
    const form = await readForm(c);
    const typed = form.one('councilReference');
    const command = parse(postJournalSchema, { councilReference: typed });
    const decision = !id.ok ? id : command.ok ? await postJournal(context, id.value, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/invoicing/journals?done=posted`);
    return id.ok && decision.refusal.name !== 'unknown-document'
      ? journalsPage(context, c, { document: id.value, typed, refusal: decision.refusal })
      : problemPage(c, context, decision.refusal);
  },
});
