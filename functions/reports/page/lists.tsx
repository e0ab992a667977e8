// A long list: asked for by what matters, a page at a time, and the whole of it as a file for a spreadsheet.
import { momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { idSchema, newId } from '../../../shared/ids.ts';
import { faultsOf, inWordsOfForm, page, problemPage } from '../../../shared/page.tsx';
import { type Cell, cellText, type Heading, isNumeric } from '../../../shared/spreadsheet/columns.ts';
import {
  Button,
  DateField,
  dateTyped,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  GoingOn,
  Input,
  InsetText,
  MoreLink,
  PageHeading,
  PostButton,
  ScrollTable,
  Select,
  SummaryList,
  WarningText,
} from '../../../shared/ui/index.ts';
import { capital } from '../../../shared/ui/text.ts';
import type { Filter, List } from '../actions/lists/define.ts';
import { addressOfListExport, readListExport, startListExport } from '../actions/lists/exports.ts';
import { listsFor } from '../actions/lists/lists.ts';
import { findList, type ListPage, readList } from '../actions/lists/read.ts';
import { isCouncils } from '../actions/lists/whose.ts';
import { ringFor } from '../routes/lists.ts';
import { sortTexts } from '../rules/words.ts';
import { exportListSchema, formats, listExportQuery, listQuerySchema, mostSorted } from '../schema/lists.ts';

type Typed = Readonly<Record<string, string | undefined>>;
const asked = ['organisation', 'stage', 'state', 'from', 'to', 'service', 'sort'] as const;
const typedIn = (query: Typed): Record<string, string> =>
  Object.fromEntries(asked.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));

/** The boxes of the dates as one day each, beside what was typed into them. */
const withDays = (query: Typed): Typed => ({ ...query, from: dateTyped(query, 'from'), to: dateTyped(query, 'to') });

const words = {
  from: 'Enter the first day as a real date, such as 24 11 2026, or leave it empty',
  to: 'Enter the last day as a real date on or after the first, such as 24 11 2026, or leave it empty',
  organisation: 'Enter the URN of a school, six digits',
  service: 'Enter at most 100 characters of the title of a service',
};
const any = { value: '', text: 'Any' };

type Asking = { context: Context; list: List; typed: Typed; errors: readonly FieldError[] };

/** What each filter asks for; nothing where whoever reads has no such choice. */
const inputs: Readonly<Record<Filter, (asking: Asking) => Element | false>> = {
  organisation: ({ context, list: { asksSchool }, typed, errors }) =>
    (asksSchool ? asksSchool({ reader: context.actor }) : isCouncils(context.actor)) && (
      <Input
        id="organisation"
        name="organisation"
        label={{ text: 'School' }}
        hint={{ text: 'Its URN, six digits, or leave it empty for all' }}
        classes="govuk-input--width-10"
        value={typed.organisation?.replace(/^sch_/, '')}
        errorMessage={errorFor(errors, 'organisation')}
      />
    ),
  stage: ({ context, typed }) =>
    isCouncils(context.actor) && (
      <Select
        id="stage"
        name="stage"
        label={{ text: 'Open or over' }}
        value={typed.stage ?? ''}
        items={[any, { value: 'open', text: 'Waits for a visit or its mark' }, { value: 'over', text: 'Over' }]}
      />
    ),
  state: ({ list: { states }, typed }) => (
    <Select
      id="state"
      name="state"
      label={{ text: 'State' }}
      value={typed.state ?? ''}
      items={[any, ...states.map((state) => ({ value: state, text: capital(state) }))]}
    />
  ),
  dates: ({ typed, errors }) => (
    <>
      <DateField field="from" legend="From" typed={typed} errors={errors} />
      <DateField field="to" legend="To" typed={typed} errors={errors} />
    </>
  ),
  service: ({ typed, errors }) => (
    <Input
      {...fieldOf(typed, errors, 'service')}
      label={{ text: 'Service' }}
      hint={{ text: 'Part of its title' }}
      classes="govuk-input--width-20"
    />
  ),
};

/** What can be asked of a list, each where it makes sense of it, and its order. */
const AskForm = (asking: Asking): Element => (
  <form method="get" action={`/${asking.context.council.slug}/reports/lists`} novalidate>
    <input type="hidden" name="list" value={asking.list.code} />
    <div class="daybook-field-row">
      {asking.list.filters.map((filter) => inputs[filter](asking))}
      <Select
        id="sort"
        name="sort"
        label={{ text: 'In order of' }}
        value={asking.typed.sort ?? ''}
        items={[{ value: '', text: 'The usual order' }, ...asking.list.sorts.map((sort) => ({ value: sort, text: sortTexts[sort] }))]}
      />
    </div>
    <Button text="Show" classes="govuk-button--secondary" />
  </form>
);

function OtherLists({ context, list }: Pick<Asking, 'context' | 'list'>): Element | null {
  const others = listsFor(context.actor).filter(({ code }) => code !== list.code);
  if (others.length === 0) return null;
  return (
    <p class="govuk-body">
      Other lists:{' '}
      {others.map(({ code, title }, i) => (
        <>
          {i > 0 && ' · '}
          <a class="govuk-link" href={`?list=${code}`}>
            {title}
          </a>
        </>
      ))}
    </p>
  );
}

const headOf = (headings: readonly Heading[]) =>
  headings.map(({ title, kind }) => ({ text: title, ...(isNumeric(kind) ? { format: 'numeric' as const } : {}) }));

const rowOf = (slug: string, headings: readonly Heading[], path: string, cells: readonly Cell[]) =>
  headings.map(({ kind }, i) => {
    const text = cellText(kind, cells[i] ?? null);
    if (i > 0) return { text, ...(isNumeric(kind) ? { format: 'numeric' as const } : {}) };
    return {
      html: (
        <a class="govuk-link" href={`/${slug}${path}`}>
          {text || 'Open'}
        </a>
      ),
    };
  });

function ExportForm({ slug, shown, typed }: { slug: string; shown: ListPage; typed: Typed }) {
  return (
    <>
      <h2 class="govuk-heading-m">The whole list as a file</h2>
      <p class="govuk-body">Every line of what you asked for, in the order shown, however many there are, with all its columns.</p>
      <div class="govuk-button-group">
        {/* Each has a name of its own, so that whoever comes back for the other is not given the first again. */}
        {formats.map((format) => (
          <PostButton
            action={`/${slug}/reports/lists/exports`}
            fields={{ ...typedIn(typed), list: shown.list, job: newId('job'), format }}
            text={`Export as ${format.toUpperCase()}`}
            classes="govuk-button--secondary"
          />
        ))}
      </div>
    </>
  );
}

/** Whether there are more shows only when they are asked for: a page may be the end of a list and have none itself. */
function noLines({ next }: ListPage, { after }: Typed): string {
  if (next) return 'None so far: there is more to look through.';
  return after ? 'There are no more: you have seen the whole list.' : 'There is nothing that fits.';
}

async function listPage(context: Context, c: Web, typed: Typed, refused?: Refusal): Promise<Response> {
  const { slug } = context.council;
  const query = parse(listQuerySchema, refused ? { list: typed.list } : typed);
  const found = findList(context, query.ok ? query.value.list : idOf(typed.list));
  if (!found.ok) return problemPage(c, context, found.refusal);
  const list = found.value;
  const refusal = refused ?? (query.ok ? undefined : query.refusal);
  const told = refusal && inWordsOfForm(refusal, words);
  // What was typed and cannot be read is told beside the box, above the list as it is without it.
  const decision = await readList(context, query.ok ? query.value : { list: list.code });
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const shown = decision.value;
  return page(context, c, {
    title: `List: ${list.title}`,
    wide: true,
    refusal: told,
    children: (
      <>
        <PageHeading caption={context.actor.organisationName ?? context.council.name}>{list.title}</PageHeading>
        <OtherLists context={context} list={list} />
        <AskForm context={context} list={list} typed={typed} errors={told ? faultsOf(told) : []} />
        {shown.tooManyToSort && (
          <InsetText>
            There are more than {mostSorted.toLocaleString('en-GB')} to look through, so they are shown in the usual order. For another
            order narrow what you ask for, or export the list and sort it there.
          </InsetText>
        )}
        {shown.missing && <InsetText>{shown.missing}</InsetText>}
        {!shown.missing && shown.lines.length === 0 && <p class="govuk-body">{noLines(shown, typed)}</p>}
        {shown.lines.length > 0 && (
          <ScrollTable
            caption={shown.order}
            head={headOf(shown.headings)}
            rows={shown.lines.map(({ path, cells }) => rowOf(slug, shown.headings, path, cells))}
          />
        )}
        {shown.next && <MoreLink query={{ list: list.code, ...typedIn(typed), after: shown.next }} text="More of the list" />}
        {!shown.missing && <ExportForm slug={slug} shown={shown} typed={typed} />}
      </>
    ),
  });
}

const idOf = (text: string | undefined) => listQuerySchema.shape.list.safeParse(text).data;

async function exportPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  const query = parse(listExportQuery, c.req.query());
  const decision = query.ok ? await readListExport(context, query.value.job) : query;
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { job, list, title, format, state, startedAt, rows, bytes } = decision.value;
  const here = `/${slug}/reports/lists/export?job=${job}`;
  return page(context, c, {
    title: `Export: ${title}`,
    back: { href: `/${slug}/reports/lists?list=${list}`, text: title },
    children: (
      <>
        <PageHeading caption={`As ${format.toUpperCase()}, begun on ${momentText(startedAt)}`}>Export: {title}</PageHeading>
        {state === 'running' && (
          <GoingOn here={here}>
            The file is being written: {rows === 1 ? '1 line' : `${rows.toLocaleString('en-GB')} lines`} so far. You may leave this page; it
            goes on.
          </GoingOn>
        )}
        {state === 'failed' && <WarningText text="The export stopped after five failures in a row. Open the list and export it again." />}
        {state === 'done' && (
          <>
            <SummaryList
              rows={[
                { key: { text: 'Lines' }, value: { text: rows.toLocaleString('en-GB') } },
                { key: { text: 'Size' }, value: { text: `${Math.ceil(bytes / 1000).toLocaleString('en-GB')} KB` } },
              ]}
            />
            <Button href={`/${slug}/reports/lists/export/file?job=${job}`} text={`Download the ${format.toUpperCase()}`} />
            <p class="govuk-body">It holds what you may see, and is yours to keep safe. It is kept here for 30 days.</p>
          </>
        )}
      </>
    ),
  });
}

export const listPages = {
  'GET /reports/lists': (context, c) => listPage(context, c, withDays(c.req.query())),
  'POST /reports/lists/exports': async (context, c) => {
    const form = await readForm(c);
    const names = ['list', 'format', 'job', ...asked];
    const typed = Object.fromEntries(names.flatMap((name) => (form.one(name) ? [[name, form.one(name)]] : [])));
    const command = parse(exportListSchema, typed);
    const decision = command.ok ? await startListExport(context, ringFor(c, context.council.slug), command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/reports/lists/export?job=${decision.value.job}`);
    return decision.refusal.name === 'invalid-request'
      ? listPage(context, c, typed, decision.refusal)
      : problemPage(c, context, decision.refusal);
  },
  'GET /reports/lists/export': exportPage,
  'GET /reports/lists/export/file': async (context, c) => {
    const job = idSchema('job').safeParse(c.req.query('job'));
    if (!job.success) return exportPage(context, c);
    const decision = await addressOfListExport(context, c.get('host'), job.data);
    return decision.ok ? seeOther(decision.value) : problemPage(c, context, decision.refusal);
  },
} satisfies Record<string, Handler>;
