// The audit trail for whoever looks into what was done: by day, person, organisation or record, newest first, and as a file.
import { stringify } from 'csv-stringify/sync';
import { fileMoment, londonDate, momentText, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Decision, Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, type Web } from '../../../shared/http.ts';
import { organisationTyped } from '../../../shared/ids.ts';
import { faultsOf, inWordsOfForm, page } from '../../../shared/page.tsx';
import { Button, type Element, errorFor, type FieldError, Input, PageHeading, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { type AuditPage, exportAudit, readAudit } from '../actions/audit.ts';
import { auditCells, auditColumns } from '../rules/audit.ts';
import { type AuditQuery, auditQuerySchema, mostAuditDays } from '../schema/audit.ts';

const names = ['from', 'to', 'person', 'organisation', 'about'] as const;
type Typed = Partial<Record<(typeof names)[number], string>>;

/** What was typed, without what was left empty; a URN stands for the school that has it. */
function typedIn(c: Web): Typed {
  const typed: Typed = {};
  for (const name of names) {
    const text = c.req.query(name)?.trim();
    const meant = name === 'organisation' ? organisationTyped(text) : text;
    if (meant) typed[name] = meant;
  }
  return typed;
}

const asked = (context: Context, c: Web): Decision<AuditQuery> => {
  const after = c.req.query('after');
  return parse(auditQuerySchema(londonDate(context.now)), { ...typedIn(c), ...(after ? { after } : {}) });
};

const wordsForPeople: Readonly<Record<string, string>> = {
  from: 'Enter the first day as a date, such as 2026-11-24.',
  person: 'Enter a person’s identifier, which begins with per_. Choose a name in the table to fill it in.',
  organisation: 'Enter a school’s URN, six digits, or another organisation’s identifier.',
  about: 'Enter a record’s identifier, such as the reference of a booking.',
};

const auditPage: Handler = async (context, c) => {
  const query = asked(context, c);
  return query.ok
    ? shown(context, c, { query: query.value, found: await readAudit(context, query.value) })
    : shown(context, c, { refusal: query.refusal });
};

type Shown = { query?: AuditQuery; found?: AuditPage; refusal?: Refusal };

function shown(context: Context, c: Web, { query, found, refusal }: Shown): Promise<Response> {
  const typed = typedIn(c);
  const base = `/${context.council.slug}/identity/audit`;
  const errors = refusal && faultsOf(inWordsOfForm(refusal, wordsForPeople));
  // Days that were not typed are the last seven, unless one record is looked at.
  const days = query && !query.about ? query.days : typed;
  const link = (more: Typed & { after?: string }) => `${base}?${new URLSearchParams({ ...typed, ...more })}`;
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
        <FilterForm base={base} typed={{ ...typed, ...days }} errors={errors} />
        {found && (found.rows.length > 0 || found.next) && (
          <p class="govuk-body">
            <a class="govuk-link" href={`${base}/export?${new URLSearchParams(typed)}`}>
              Export these entries (CSV)
            </a>
          </p>
        )}
        {found && found.rows.length > 0 && <Entries slug={context.council.slug} rows={found.rows} link={link} />}
        {found && found.rows.length === 0 && (
          <p class="govuk-body">
            {found.next ? 'Nothing was found so far. Look at older entries, or choose fewer days.' : 'Nothing was done that fits this.'}
          </p>
        )}
        {found?.next && (
          <p class="govuk-body">
            <a class="govuk-link" href={link({ after: found.next })}>
              Older entries
            </a>
          </p>
        )}
      </>
    ),
  });
}

function FilterForm({ base, typed, errors }: { base: string; typed: Typed; errors: FieldError[] | undefined }): Element {
  return (
    <form method="get" action={base} novalidate>
      <div class="daybook-field-row">
        <Input
          id="from"
          name="from"
          type="date"
          label={{ text: 'First day' }}
          value={typed.from}
          classes="govuk-input--width-10"
          errorMessage={errorFor(errors, 'from')}
        />
        <Input
          id="to"
          name="to"
          type="date"
          label={{ text: 'Last day' }}
          hint={{ text: `At most ${mostAuditDays} days` }}
          value={typed.to}
          classes="govuk-input--width-10"
          errorMessage={errorFor(errors, 'to')}
        />
      </div>
      <Input
        id="organisation"
        name="organisation"
        label={{ text: 'Done for (optional)' }}
        hint={{ text: 'A school’s URN, six digits, or another organisation’s identifier' }}
        value={typed.organisation?.replace(/^sch_/, '')}
        classes="govuk-input--width-20"
        errorMessage={errorFor(errors, 'organisation')}
      />
      <Input
        id="about"
        name="about"
        label={{ text: 'Record (optional)' }}
        hint={{ text: 'Its reference, such as that of a booking. Without days it is shown from the beginning.' }}
        value={typed.about}
        errorMessage={errorFor(errors, 'about')}
      />
      <Input
        id="person"
        name="person"
        label={{ text: 'Person (optional)' }}
        hint={{ text: 'The identifier, which begins with per_. Choose a name in the table to fill it in.' }}
        value={typed.person}
        errorMessage={errorFor(errors, 'person')}
      />
      <Button text="Show" classes="govuk-button--secondary" />
    </form>
  );
}

function Entries({ slug, rows, link }: { slug: string; rows: AuditPage['rows']; link: (more: Typed) => string }): Element {
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
  const query = asked(context, c);
  if (!query.ok) return shown(context, c, { refusal: query.refusal });
  const exported = await exportAudit(context, query.value);
  if (!exported.ok) return shown(context, c, { query: query.value, refusal: exported.refusal });
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
