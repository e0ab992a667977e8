// The audit trail for whoever looks into what was done: by day, person, organisation or record, newest first, and as a file.
import { stringify } from 'csv-stringify/sync';
import { fileMoment, londonDate, momentText, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Decision, Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, type Web } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm, page } from '../../../shared/page.tsx';
import {
  Button,
  DateField,
  type DateTyped,
  dateTyped,
  type Element,
  type FieldError,
  fieldOf,
  Input,
  LinkLine,
  PageHeading,
  ScrollTable,
  Tag,
} from '../../../shared/ui/index.ts';
import { type AuditPage, exportAudit, readAudit } from '../actions/audit.ts';
import { findOrganisation, findPerson } from '../actions/finding.ts';
import { auditCells, auditColumns } from '../rules/audit.ts';
import { type AuditQuery, auditQuerySchema, mostAuditDays } from '../schema/audit.ts';
import { FinderField, type Sought, soughtFault, soughtIn } from './finding.tsx';

const names = ['from', 'to', 'about'] as const;
type Typed = Partial<Record<(typeof names)[number], string>>;
/** What was typed, without what was left empty, and whom and what the names in it came to. */
type Asked = { typed: Typed; person: Sought; organisation: Sought; after?: string | undefined };

async function askedIn(context: Context, c: Web): Promise<Asked> {
  const one = (name: string) => c.req.query(name);
  const typed: Typed = {};
  for (const name of names) {
    const text = (name === 'about' ? one(name) : dateTyped({ one }, name))?.trim();
    if (text) typed[name] = text;
  }
  const [person, organisation] = await Promise.all([
    soughtIn('person', one, (text) => findPerson(context, text)),
    // What was done for a school that has closed since is looked for too.
    soughtIn('organisation', one, (text) => findOrganisation(context, text, { closedToo: true })),
  ]);
  return { typed, person, organisation, after: one('after') };
}

/** The entries meant, as an address says it. */
const meantBy = ({ typed, person, organisation }: Asked): Record<string, string> => ({
  ...typed,
  ...(person.id ? { person: person.id } : {}),
  ...(organisation.id ? { organisation: organisation.id } : {}),
});

function queryOf(context: Context, asked: Asked): Decision<AuditQuery> {
  const faults = [
    soughtFault('organisation', asked.organisation, {
      none: 'No organisation here has that name or number',
      several: 'Several organisations are called so. Choose one of them',
    }),
    soughtFault('person', asked.person, {
      none: 'Nobody here has that in their name or e-mail address',
      several: 'Several people are called so. Choose one of them',
    }),
  ].flatMap((refusal) => refusal?.faults ?? []);
  const query = parse(auditQuerySchema(londonDate(context.now)), {
    ...meantBy(asked),
    ...(asked.after ? { after: asked.after } : {}),
  });
  if (faults.length === 0) return query;
  return { ok: false, refusal: { name: 'invalid-request', faults: [...(query.ok ? [] : (query.refusal.faults ?? [])), ...faults] } };
}

const wordsForPeople: Readonly<Record<string, string>> = {
  from: 'Enter the first day as a date, such as 24 11 2026.',
  about: 'Enter a record’s identifier, such as the reference of a booking.',
};

const auditPage: Handler = async (context, c) => {
  const asked = await askedIn(context, c);
  const query = queryOf(context, asked);
  return query.ok
    ? shown(context, c, { asked, query: query.value, found: await readAudit(context, query.value) })
    : shown(context, c, { asked, refusal: query.refusal });
};

type Shown = { asked: Asked; query?: AuditQuery; found?: AuditPage; refusal?: Refusal };

function shown(context: Context, c: Web, { asked, query, found, refusal }: Shown): Promise<Response> {
  const { typed } = asked;
  const meant = meantBy(asked);
  const base = `/${context.council.slug}/identity/audit`;
  const errors = refusal && faultsOf(inWordsOfForm(refusal, wordsForPeople));
  // Days that were not typed are the last seven, unless one record is looked at; those that are none are shown again as they were typed.
  const days = !query ? { one: (name: string) => c.req.query(name) } : query.about ? typed : query.days;
  const link = (more: Record<string, string>) => `${base}?${new URLSearchParams({ ...meant, ...more })}`;
  return page(context, c, {
    title: 'Audit trail',
    wide: true,
    refusal,
    errors,
    children: (
      <>
        <PageHeading>Audit trail</PageHeading>
        <p class="govuk-body">
          Who did what, when, for whom and under which policy. An entry is written with the change it tells of, and stays.
        </p>
        <FilterForm base={base} days={days} asked={asked} errors={errors} />
        {found && (found.rows.length > 0 || found.next) && (
          <LinkLine href={`${base}/export?${new URLSearchParams(meant)}`} text="Export these entries (CSV)" />
        )}
        {found && found.rows.length > 0 && <Entries slug={context.council.slug} rows={found.rows} link={link} />}
        {found && found.rows.length === 0 && (
          <p class="govuk-body">
            {found.next ? 'Nothing was found so far. Look at older entries, or choose fewer days.' : 'Nothing was done that fits this.'}
          </p>
        )}
        {found?.next && <LinkLine href={link({ after: found.next })} text="Older entries" />}
      </>
    ),
  });
}

type FilterProps = { base: string; days: DateTyped; asked: Asked; errors: FieldError[] | undefined };

function FilterForm({ base, days, asked, errors }: FilterProps): Element {
  return (
    <form method="get" action={base} novalidate>
      <div class="daybook-field-row">
        <DateField field="from" legend="First day" typed={days} errors={errors} />
        <DateField field="to" legend="Last day" hint={`At most ${mostAuditDays} days`} typed={days} errors={errors} />
      </div>
      <FinderField
        field="organisation"
        label="Done for (optional)"
        hint="The organisation’s name, or its URN or UID"
        legend="Which of these organisations?"
        sought={asked.organisation}
        errors={errors}
      />
      <Input
        {...fieldOf(asked.typed, errors, 'about')}
        label={{ text: 'Record (optional)' }}
        hint={{ text: 'Its reference, such as that of a booking. Without days it is shown from the beginning.' }}
      />
      <FinderField
        field="person"
        label="Done by (optional)"
        hint="Any part of the person’s name or e-mail address. Somebody who was erased is found by their identifier."
        legend="Which of these people?"
        sought={asked.person}
        errors={errors}
      />
      <Button text="Show" classes="govuk-button--secondary" />
    </form>
  );
}

function Entries({ slug, rows, link }: { slug: string; rows: AuditPage['rows']; link: (more: Record<string, string>) => string }): Element {
  return (
    <ScrollTable
      caption="Newest first"
      head={[{ text: 'When' }, { text: 'Who' }, { text: 'What' }, { text: 'Record' }, { text: 'For' }, { text: 'Policy' }]}
      rows={rows.map((row) => [
        { text: momentText(row.at) },
        {
          html: (
            <>
              <a class="govuk-link" href={link({ person: row.person })}>
                {row.personName}
                <span class="govuk-visually-hidden">: only what this person did</span>
              </a>
              {row.actingForName && <div class="govuk-hint govuk-!-margin-bottom-0">for {row.actingForName}</div>}
            </>
          ),
        },
        {
          html: (
            <>
              {row.what} {row.confidential && <Tag text="confidential" classes="govuk-tag--red" />}
            </>
          ),
        },
        {
          html: row.path ? (
            <a class="govuk-link daybook-typed govuk-!-margin-top-0" href={`/${slug}${row.path}`}>
              {row.about}
            </a>
          ) : (
            <span class="daybook-typed govuk-!-margin-top-0">{row.about}</span>
          ),
        },
        {
          html: row.organisation && (
            <a class="govuk-link" href={link({ organisation: row.organisation })}>
              {row.organisationName}
              <span class="govuk-visually-hidden">: only what was done for it</span>
            </a>
          ),
        },
        { text: row.policy },
      ])}
    />
  );
}

const auditFile: Handler = async (context, c) => {
  const asked = await askedIn(context, c);
  const query = queryOf(context, asked);
  if (!query.ok) return shown(context, c, { asked, refusal: query.refusal });
  const exported = await exportAudit(context, query.value);
  if (!exported.ok) return shown(context, c, { asked, query: query.value, refusal: exported.refusal });
  // For a spreadsheet: it knows UTF-8 by its mark, and runs no cell as a formula.
  const file = stringify([[...auditColumns], ...exported.value.map(auditCells)], {
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  });
  return new Response(file, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="audit-${fileMoment(timestamp(context.now))}.csv"`,
    },
  });
};

export const audit = {
  'GET /identity/audit': auditPage,
  'GET /identity/audit/export': auditFile,
} satisfies Record<string, Handler>;
