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
import {
  cancelImport,
  type ImportView,
  keptRejections,
  listedRejections,
  listImports,
  readImport,
  startImport,
} from '../actions/imports.ts';
import { percentOf, reasonsOf, rowsOf } from '../rules/imports.ts';
import { importKinds, listedAtOnce, pageSchema, rejectionsSchema, startImportSchema } from '../schema/imports.ts';
import { base, megabytes, newPage } from './import-new.tsx';

type Routes = (typeof manifest)['schools']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /schools/imports${string}` ? R : never]: Routes[R] };
type ImportPages = { [R in keyof Pages as R extends `${string} /api/${string}` ? never : R]: Pages[R] };

const many = (n: number): string => n.toLocaleString('en-GB');
const numeric = { format: 'numeric' as const };

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
              { text: importKinds[entry.kind] },
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

function Report({ context, entry }: { context: Context; entry: ImportView }): Element {
  const { counts, kind } = entry;
  const rows = (text: string, count: number) => ({ key: { text }, value: { text: many(count) } });
  return (
    <SummaryList
      rows={[
        { key: { text: 'State' }, value: { html: <StateTag entry={entry} /> } },
        { key: { text: 'Rows read' }, value: { text: `${many(rowsOf(entry))} (${percentOf(entry)} per cent of the file)` } },
        rows(kind === 'links' ? 'Successions added' : 'Schools added', counts.added),
        kind === 'register' && rows('Schools changed', counts.changed),
        kind === 'register' && rows('Schools closed', counts.closed),
        rows('Unchanged', counts.unchanged),
        rows('Rejected', counts.rejected),
        { key: { text: 'File' }, value: { text: `${importKinds[kind]}, ${megabytes(entry.size)}` } },
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

async function Rejected({ context, entry, turn }: { context: Context; entry: ImportView; turn: number }): Promise<Element> {
  const here = `${base(context)}/${entry.id}`;
  const from = (turn - 1) * listedAtOnce;
  const { rejections, total } = await listedRejections(context, entry, { from, most: listedAtOnce });
  const link = (to: number) => ({ href: `${here}?page=${to}#rejected` });
  const last = Math.max(1, Math.ceil(total / listedAtOnce));
  return (
    <>
      <ScrollTable
        caption="Why rows were rejected or passed over"
        captionClasses="govuk-table__caption--m"
        head={[{ text: 'Reason' }, { text: 'Rows', ...numeric }]}
        rows={reasonsOf(entry).map(({ text, count }) => [{ text }, { text: many(count), ...numeric }])}
      />
      {total > 0 && (
        <div id="rejected">
          <ScrollTable
            caption={`Rejected rows ${many(Math.min(from + 1, total))} to ${many(Math.min(from + listedAtOnce, total))} of ${many(entry.counts.rejected)}`}
            captionClasses="govuk-table__caption--m"
            head={[{ text: 'Line', ...numeric }, { text: 'URN' }, { text: 'What is wrong' }]}
            rows={rejections.map(({ line, urn, reason }) => [{ text: many(line), ...numeric }, { text: urn ?? '' }, { text: reason }])}
          />
          <Pagination
            landmarkLabel="Rejected rows"
            previous={turn > 1 ? link(turn - 1) : undefined}
            next={turn < last ? link(turn + 1) : undefined}
          />
          <p class="govuk-body">
            <a class="govuk-link" href={`${here}/rejections`}>
              Download the rejected rows (CSV)
            </a>
          </p>
        </div>
      )}
    </>
  );
}

async function importPage(context: Context, c: Web, refusal?: Refusal): Promise<Response> {
  const decision = await readImport(context, c.req.param('import'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const entry = decision.value;
  const here = `${base(context)}/${entry.id}`;
  const query = parse(rejectionsSchema, c.req.query());
  const turn = query.ok ? Number(query.value.page ?? 1) : 1;
  const response = await page(context, c, {
    title: 'Register import',
    wide: true,
    refusal,
    back: { href: base(context), text: 'Register imports' },
    children: (
      <>
        <PageHeading>Register import</PageHeading>
        {isGoingOn(entry) && (
          <InsetText>
            The file is being read. You may leave this page; it goes on.{' '}
            <a class="govuk-link" href={here}>
              Refresh
            </a>
          </InsetText>
        )}
        {entry.shows === 'failed' && (
          <InsetText text="The import stopped after five failures in a row. What it had read stands. Send the file again: nothing is imported twice." />
        )}
        {entry.shows === 'cancelled' && <InsetText text="The import was cancelled. What it had read by then stands." />}
        <Report context={context} entry={entry} />
        {isGoingOn(entry) && can(context.actor, 'import:make') && (
          <PostButton action={`${here}/cancellation`} text="Cancel the import" classes="govuk-button--secondary" />
        )}
        {Object.keys(entry.reasons).length > 0 && (await Rejected({ context, entry, turn }))}
      </>
    ),
  });
  // Without JavaScript the browser asks again by itself for as long as there is something new to see.
  if (isGoingOn(entry) && !refusal) response.headers.set('refresh', `5; url=${here}`);
  return response;
}

async function rejectionsFile(context: Context, c: Web): Promise<Response> {
  const id = c.req.param('import');
  const kept = await keptRejections(context, id);
  if (!kept.ok) return problemPage(c, context, kept.refusal);
  const rows = [['line', 'urn', 'fault', 'reason'], ...kept.value.map(({ line, urn, fault, reason }) => [line, urn ?? '', fault, reason])];
  // What a file claims to be a URN may be a formula to the spreadsheet it is opened in.
  return new Response(`\ufeff${stringify(rows, { record_delimiter: 'windows', escape_formulas: true })}`, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="rejected-${id}.csv"` },
  });
}

export const importPagesWith = (host: Host): Handlers<ImportPages> => ({
  'GET /schools/imports': listPage,
  'GET /schools/imports/new': (context, c) => newPage(context, c, host),
  'POST /schools/imports': async (context, c) => {
    const form = await readForm(c);
    const typed = { file: form.one('file'), authorities: form.one('authorities') };
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
