// Imports of the register as pages: a file is sent and looked at, its import is begun, and its page tells how far it is and what became of every row.
import { stringify } from 'csv-stringify/sync';
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context, Host } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  GoingOn,
  InsetText,
  PageHeading,
  Pagination,
  PostButton,
  ScrollTable,
  SummaryList,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { manifest } from '../../manifest.ts';
import { cancelImport, type ImportView, keptRejections, listImports, readImport, startImport } from '../actions/imports.ts';
import { percentOf, rowsOf } from '../rules/imports.ts';
import { importKinds, pageSchema, rejectionsSchema, startImportSchema } from '../schema/imports.ts';
import { base, megabytes, newPage } from './import-new.tsx';
import { many, numeric, Rows, type Shown } from './import-rows.tsx';
import { freeDaysLater } from './partnership.tsx';

type Routes = (typeof manifest)['schools']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /schools/imports${string}` ? R : never]: Routes[R] };
type ImportPages = { [R in keyof Pages as R extends `${string} /api/${string}` ? never : R]: Pages[R] };

const shown: Record<ImportView['shows'], { text: string; colour: string }> = {
  queued: { text: 'Waiting', colour: 'blue' },
  running: { text: 'Running', colour: 'blue' },
  done: { text: 'Done', colour: 'green' },
  cancelled: { text: 'Cancelled', colour: 'grey' },
  failed: { text: 'Stopped', colour: 'red' },
};
const StateTag = ({ entry }: { entry: ImportView }): Element => (
  <Tag text={shown[entry.shows].text} classes={`govuk-tag--${shown[entry.shows].colour}`} />
);
/** What its sender called it, and what it is. */
const FileText = ({ entry }: { entry: ImportView }): Element => (
  <>
    {entry.fileName && (
      <>
        {entry.fileName}
        <br />
      </>
    )}
    {importKinds[entry.kind]}
  </>
);
const isGoingOn = ({ shows }: ImportView): boolean => shows === 'queued' || shows === 'running';

async function listPage(context: Context, c: Web): Promise<Response> {
  const query = parse(pageSchema, c.req.query());
  if (!query.ok) return problemPage(c, context, query.refusal);
  const { items, next } = await listImports(context, query.value.after);
  return page(context, c, {
    title: 'Register imports',
    wide: true,
    back: { href: `/${context.council.slug}/schools`, text: 'Schools' },
    children: (
      <>
        <PageHeading>Register imports</PageHeading>
        <p class="govuk-body">
          Schools, trusts and federations come from the national register, Get information about schools, as files that are downloaded there
          and imported here.
        </p>
        {can(context.actor, 'import:make') && <Button href={`${base(context)}/new`} text="Import a file" />}
        {items.length === 0 && <p class="govuk-body">No file has been imported yet.</p>}
        {items.length > 0 && (
          <ScrollTable
            caption="Imports, newest first"
            captionClasses="govuk-table__caption--m"
            firstCellIsHeader
            head={[
              { text: 'Begun' },
              { text: 'By' },
              { text: 'File' },
              { text: 'State' },
              { text: 'Added', ...numeric },
              { text: 'Changed', ...numeric },
              { text: 'Closed', ...numeric },
              { text: 'Unchanged', ...numeric },
              { text: 'Rejected', ...numeric },
            ]}
            rows={items.map((entry) => [
              {
                html: (
                  <a class="govuk-link" href={`${base(context)}/${entry.id}`}>
                    {momentText(entry.begunAt)}
                  </a>
                ),
              },
              { text: entry.begunByName ?? '' },
              { html: <FileText entry={entry} /> },
              { html: <StateTag entry={entry} /> },
              ...(['added', 'changed', 'closed', 'unchanged', 'rejected'] as const).map((name) => ({
                text: many(entry.counts[name]),
                ...numeric,
              })),
            ])}
          />
        )}
        {next && <Pagination next={{ href: `${base(context)}?${new URLSearchParams({ after: next })}`, text: 'Next page' }} />}
      </>
    ),
  });
}

const elsewhereText = ({ kind }: ImportView): string =>
  kind === 'links' ? 'Outside this council’s authority, or not known here' : 'Outside this council’s authority';

function Report({ context, entry }: { context: Context; entry: ImportView }): Element {
  const { counts, kind } = entry;
  const rows = (text: string, count: number) => ({ key: { text }, value: { text: many(count) } });
  return (
    <SummaryList
      rows={[
        { key: { text: 'State' }, value: { html: <StateTag entry={entry} /> } },
        { key: { text: 'Rows read' }, value: { text: `${many(rowsOf(entry))} (${percentOf(entry)} per cent of the file)` } },
        rows(kind === 'links' ? 'Successions added' : 'Schools added', counts.added),
        rows(kind === 'links' ? 'Successions changed' : 'Schools changed', counts.changed),
        kind === 'register' && rows('Schools closed', counts.closed),
        rows('Unchanged', counts.unchanged),
        rows('Rejected', counts.rejected),
        (counts.elsewhere > 0 || entry.onlyLaCode !== undefined) && rows(elsewhereText(entry), counts.elsewhere),
        entry.fileName !== undefined && { key: { text: 'File' }, value: { text: entry.fileName } },
        { key: { text: 'What it is' }, value: { text: `${importKinds[kind]}, ${megabytes(entry.size)}` } },
        {
          key: { text: 'Schools of' },
          value: { text: entry.onlyLaCode === undefined ? 'Every authority' : `${context.council.name} (${entry.onlyLaCode})` },
        },
        { key: { text: 'Takes effect on' }, value: { text: dateText(entry.effectiveOn) } },
        { key: { text: 'Begun' }, value: { text: `${momentText(entry.begunAt)}${entry.begunByName ? ` by ${entry.begunByName}` : ''}` } },
        entry.endedAt !== undefined && { key: { text: 'Ended' }, value: { text: momentText(entry.endedAt) } },
      ]}
    />
  );
}

const endText = ({ stoppedBy }: ImportView): string =>
  stoppedBy === 'file-changed'
    ? 'The import stopped, because another file was put in the place of the one it was reading. What it had read by then stands. Send the right file again: nothing is imported twice.'
    : 'The import was cancelled. What it had read by then stands.';

async function importPage(context: Context, c: Web, refusal?: Refusal): Promise<Response> {
  const decision = await readImport(context, c.req.param('import'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const entry = decision.value;
  const here = `${base(context)}/${entry.id}`;
  const query = parse(rejectionsSchema, c.req.query());
  const shown: Shown = { list: (query.ok && query.value.list) || 'faults', turn: query.ok ? Number(query.value.page ?? 1) : 1 };
  return page(context, c, {
    title: 'Register import',
    wide: true,
    refusal,
    back: { href: base(context), text: 'Register imports' },
    children: (
      <>
        <PageHeading>Register import</PageHeading>
        {isGoingOn(entry) && <GoingOn here={here}>The file is being read. You may leave this page; it goes on.</GoingOn>}
        {entry.shows === 'failed' && (
          <InsetText text="The import stopped after five failures in a row. What it had read stands. Send the file again: nothing is imported twice." />
        )}
        {entry.shows === 'cancelled' && <InsetText text={endText(entry)} />}
        <Report context={context} entry={entry} />
        {entry.counts.added + entry.counts.changed + entry.counts.closed > 0 && !isGoingOn(entry) && (
          <p class="govuk-body">{freeDaysLater}</p>
        )}
        {isGoingOn(entry) && can(context.actor, 'import:make') && (
          <PostButton action={`${here}/cancellation`} text="Cancel the import" classes="govuk-button--secondary" />
        )}
        {Object.keys(entry.reasons).length > 0 && (await Rows({ context, entry, shown }))}
      </>
    ),
  });
}

async function rejectionsFile(context: Context, c: Web): Promise<Response> {
  const id = c.req.param('import');
  const query = parse(rejectionsSchema, c.req.query());
  const list = (query.ok && query.value.list) || 'faults';
  const kept = await keptRejections(context, id, list);
  if (!kept.ok) return problemPage(c, context, kept.refusal);
  const rows = [['line', 'urn', 'fault', 'reason'], ...kept.value.map(({ line, urn, fault, reason }) => [line, urn ?? '', fault, reason])];
  // What a file claims to be a URN may be a formula to the spreadsheet it is opened in.
  return new Response(`\ufeff${stringify(rows, { record_delimiter: 'windows', escape_formulas: true })}`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${list === 'faults' ? 'rejected' : list}-${id}.csv"`,
    },
  });
}

export const importPagesWith = (host: Host): Handlers<ImportPages> => ({
  'GET /schools/imports': listPage,
  'GET /schools/imports/new': (context, c) => newPage(context, c, host),
  'POST /schools/imports': async (context, c) => {
    const form = await readForm(c);
    const typed = { file: form.one('file'), authorities: form.one('authorities'), mark: form.one('mark') };
    const command = parse(startImportSchema, typed);
    const decision = command.ok ? await startImport(context, host, command.value) : command;
    return decision.ok
      ? seeOther(`${base(context)}/${decision.value.id}`)
      : newPage(context, c, host, { ...typed, refusal: decision.refusal });
  },
  'GET /schools/imports/{import}': (context, c) => importPage(context, c),
  'GET /schools/imports/{import}/rejections': rejectionsFile,
  'POST /schools/imports/{import}/cancellation': async (context, c) => {
    const decision = await cancelImport(context, c.req.param('import'));
    if (decision.ok) return seeOther(`${base(context)}/${decision.value.id}`);
    return decision.refusal.name === 'unknown-import'
      ? problemPage(c, context, decision.refusal)
      : importPage(context, c, decision.refusal);
  },
});
