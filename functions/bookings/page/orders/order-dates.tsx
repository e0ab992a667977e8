// The last step of planning an order: for each school its days, its officer, what pays and the dates, proposed and each to be changed.
import { type SessionKey, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import { parse, type Web } from '../../../../shared/http.ts';
import { idSchema } from '../../../../shared/ids.ts';
import { page } from '../../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  type Element,
  errorFor,
  type FieldError,
  halfDaysText,
  Input,
  InsetText,
  PageHeading,
  purseName,
  Select,
} from '../../../../shared/ui/index.ts';
import { type OrderChoices, offeredSessions } from '../../actions/orders/order-plan.ts';
import { type Proposed, proposeOrderSchema } from '../../schema/orders.ts';
import { daysTyped } from '../asked.ts';
import { fromOf, halfDaysOf, inputsOf, type OrderAsked, ordersPath, type SchoolAsked } from './order-asked.ts';

/** Sessions of an officer that are offered beside those of each school: as many as fit a form for a dozen schools. */
const offeredEach = 10;

type Row = SchoolAsked & { name: string; officerName?: string };

/** What is filled in for each school: what was answered, or what is proposed in its place. */
function rowsOf(asked: OrderAsked, choices: OrderChoices, proposed: readonly Proposed[] | undefined): Row[] {
  const nameOf = (id: string) => choices.schools.find((school) => school.id === id)?.name ?? id;
  if (!proposed) return asked.schools.map((each) => ({ ...each, name: nameOf(each.school) }));
  return proposed.map(({ school, schoolName, officer, officerName, halfDays, sessions }) => ({
    school,
    name: schoolName,
    days: daysTyped(halfDays),
    officer,
    officerName,
    purse: asked.schools.find((each) => each.school === school)?.purse,
    sessions,
  }));
}

type SchoolProps = { row: Row; choices: OrderChoices; offered: readonly SessionKey[]; errors: readonly FieldError[] | undefined };

/** A label of one of several schools: what it asks stands there, and for whom is said to who cannot see the heading. */
const labelled = (text: string, whose: string) => ({
  html: (
    <>
      {text}
      <span class="govuk-visually-hidden"> {whose}</span>
    </>
  ),
});

/** What pays at one school for what is not free: asked where there is a choice, and sent along where there is none. */
function PurseOf({ row: { school, name, purse }, choices, errors }: Omit<SchoolProps, 'offered'>): Element {
  const purses = choices.schools.find(({ id }) => id === school)?.purses ?? [];
  const isAsked = choices.booker === 'school' && choices.service.class === 'traded' && purses.length > 1;
  if (!isAsked) return <input type="hidden" name={`purse-${school}`} value={purses[0] ?? 'own-funds'} />;
  return (
    <Select
      id={`purse-${school}`}
      name={`purse-${school}`}
      label={labelled('What pays for what is not free', `at ${name}`)}
      value={purse}
      errorMessage={errorFor(errors, `purse-${school}`)}
      items={purses.map((each) => ({ value: each, text: `The school’s ${purseName(each)}` }))}
    />
  );
}

/** The dates of one school, with those that are offered beside them. */
function DatesOf({ row: { school, name, days, sessions }, offered, errors }: Omit<SchoolProps, 'choices'>): Element {
  const shown = [...new Set([...sessions, ...offered])].sort();
  const shortOf = halfDaysOf({ days }) - sessions.length;
  if (shown.length === 0)
    return (
      <InsetText
        id={`session-${school}`}
        text="The officer has no free date in the half-year that was looked at. Choose another officer."
      />
    );
  return (
    <>
      <Checkboxes
        name={`session-${school}`}
        idPrefix={`session-${school}`}
        values={sessions}
        classes="govuk-checkboxes--small"
        fieldset={{ legend: { ...labelled('Dates', `for ${name}`), classes: 'govuk-fieldset__legend--s' } }}
        errorMessage={errorFor(errors, `session-${school}`)}
        items={shown.map((session) => ({ value: session, text: sessionText(session as SessionKey) }))}
      />
      {shortOf > 0 && sessions.length > 0 && <p class="govuk-hint">{halfDaysText(shortOf)} more to choose.</p>}
    </>
  );
}

/** How much one school has, who comes, what pays and when. */
function SchoolFields({ row, choices, offered, errors }: SchoolProps): Element {
  const { school, name, days, officer } = row;
  return (
    <section class="govuk-!-margin-bottom-6">
      <h2 class="govuk-heading-m">{name}</h2>
      <input type="hidden" name="school" value={school} />
      <Input
        id={`days-${school}`}
        name={`days-${school}`}
        label={labelled('Days', `for ${name}`)}
        value={days}
        classes="govuk-input--width-4"
        inputmode="decimal"
        errorMessage={errorFor(errors, `days-${school}`)}
      />
      <Select
        id={`officer-${school}`}
        name={`officer-${school}`}
        label={labelled('Officer', `for ${name}`)}
        value={officer}
        errorMessage={errorFor(errors, `officer-${school}`)}
        items={choices.officers.map((each) => ({ value: each.id, text: each.name }))}
      />
      <PurseOf row={row} choices={choices} errors={errors} />
      <DatesOf row={row} offered={offered} errors={errors} />
    </section>
  );
}

/** A fault of one of several schools says of which. */
function withName({ field, text }: FieldError, rows: readonly Row[]): FieldError {
  const row = rows.find(({ school }) => field.endsWith(`-${school}`));
  return { field, text: !row || text.includes(row.name) ? text : `${row.name}: ${text}` };
}

/** For each school some dates of its officer that no school of the order has yet. */
async function offeredFor(context: Context, asked: OrderAsked, rows: readonly Row[]): Promise<(row: Row) => SessionKey[]> {
  const officers = rows.flatMap(({ officer }) => {
    const id = idSchema('off').safeParse(officer);
    return id.success ? [id.data] : [];
  });
  const from = parse(proposeOrderSchema.shape.from, fromOf(asked));
  const offered = await offeredSessions(context, officers, from.ok ? from.value : undefined, rows.length * 2 + offeredEach * 2);
  const given = new Set(rows.flatMap(({ officer, sessions }) => sessions.map((session) => `${officer} ${session}`)));
  return ({ officer }) =>
    [...offered]
      .filter(([id]) => id === officer)
      .flatMap(([, sessions]) => sessions.filter((session) => !given.has(`${officer} ${session}`)))
      .slice(0, offeredEach) as SessionKey[];
}

const newPath = (context: Context): string => `${ordersPath(context)}/new`;

type Dating = { asked: OrderAsked; choices: OrderChoices; proposed?: readonly Proposed[] | undefined };

export async function datesPage(context: Context, c: Web, dating: Dating, refusal: Refusal | undefined): Promise<Response> {
  const { asked, choices, proposed } = dating;
  const rows = rowsOf(asked, choices, proposed);
  const beside = await offeredFor(context, asked, rows);
  const errors = refusal && inputsOf(refusal, asked.schools).map((error) => withName(error, rows));
  const none = rows.filter((row) => halfDaysOf(row) === 0);
  return page(context, c, {
    title: `Book for several schools: ${choices.service.title}`,
    refusal,
    errors,
    back: {
      href: `${newPath(context)}?${new URLSearchParams({ service: choices.service.id, ...(asked.group ? { group: asked.group } : {}) })}`,
    },
    children: (
      <>
        <PageHeading caption="Book for several schools">{choices.service.title}</PageHeading>
        <p class="govuk-body">
          {proposed ? 'These are the next dates on which each officer is free. ' : ''}Change what does not suit. Nothing is booked or held
          before you confirm a quote.
        </p>
        {none.length > 0 && (
          <InsetText
            text={`${none.map(({ name }) => name).join(', ')} ${none.length === 1 ? 'has' : 'have'} no days, and will not be in the quote.`}
          />
        )}
        <form method="get" action={`${ordersPath(context)}/quote`} novalidate>
          <input type="hidden" name="service" value={choices.service.id} />
          <input type="hidden" name="share" value="named" />
          {asked.group && <input type="hidden" name="group" value={asked.group} />}
          {(['day', 'month', 'year'] as const).map(
            (part) => asked.from[part] && <input type="hidden" name={`from-${part}`} value={asked.from[part]} />,
          )}
          {rows.map((row) => (
            <SchoolFields row={row} choices={choices} offered={beside(row)} errors={errors} />
          ))}
          <div class="govuk-button-group">
            {/* The first button is the one that the Enter key presses. */}
            <Button text="Get a quote" />
            <Button
              text="Propose other dates"
              name="again"
              value="yes"
              classes="govuk-button--secondary"
              attributes={{ formaction: newPath(context) }}
            />
          </div>
          <p class="govuk-hint">After a change of days or officer, “Propose other dates” fills in the next dates of each.</p>
        </form>
      </>
    ),
  });
}
