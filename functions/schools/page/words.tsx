// The words that several pages of schools share: types, sectors, kinds of organisation, and how one stands.
import { type CivilDate, dateText, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { inWordsOfForm } from '../../../shared/page.tsx';
import { type Element, type FieldError, Tag } from '../../../shared/ui/index.ts';
import { meantDates } from '../rules/school-events.ts';
import { isClosed } from '../rules/search.ts';
import { isBookable } from '../rules.ts';
import type { Found } from '../schema/search.ts';
import { closedStatus, type Sector, type Setting, schoolTypes, statuses } from '../schema.ts';
import { DateField, type Typed } from './dates.tsx';
import { kindTexts } from './organisation-words.ts';

export const sectorText: Record<Sector, string> = {
  maintained: 'Maintained',
  academy: 'Academy',
  independent: 'Independent',
  'further-education': 'Further education',
};
export const settingText: Record<Setting, string> = {
  mainstream: 'Mainstream',
  special: 'Special',
  'alternative-provision': 'Alternative provision',
  nursery: 'Nursery',
  'post-16': 'Post-16',
};
export const typeText = (code: number): string => schoolTypes[code]?.name ?? `Type ${code}`;

/** What an organisation is: a school by its type, anything else by its kind. */
export const kindText = ({ kind, typeCode }: Found): string => (typeCode === undefined ? kindTexts[kind] : typeText(typeCode));

export function StatusTag({ code }: { code: number }): Element {
  const colour = code === closedStatus ? 'grey' : !isBookable({ statusCode: code }) ? 'yellow' : code === 1 ? 'green' : 'orange';
  return <Tag text={statuses[code] ?? `Status ${code}`} classes={`govuk-tag--${colour}`} />;
}

/** How an organisation stands on a day, in the register's words where it is a school. */
export function StandingTag({ found, today }: { found: Found; today: CivilDate }): Element {
  if (found.statusCode !== undefined) return <StatusTag code={found.statusCode} />;
  return isClosed(found, today) ? <Tag text="Closed" classes="govuk-tag--grey" /> : <Tag text="Open" classes="govuk-tag--green" />;
}

const bounds = (context: Context): string => {
  const { first, last } = meantDates(londonDate(context.now));
  return `between ${dateText(first)} and ${dateText(last)}`;
};

type DateFromProps = { context: Context; typed: Typed; errors: readonly FieldError[] | undefined };

/** The day from which something holds that is recorded by hand, with the dates that it can be. */
export const DateFrom = ({ context, typed, errors }: DateFromProps): Element => (
  <DateField field="on" legend="From" hint={`A date ${bounds(context)}.`} typed={typed} errors={errors} />
);

/** Faults in the words of a form, for the fields that several forms have. */
export const forPeople = (context: Context, refusal: Refusal): Refusal => {
  const words = { on: `Enter a date ${bounds(context)}`, officer: 'Choose an officer' };
  if (refusal.name !== 'date-out-of-bounds') return inWordsOfForm(refusal, words);
  // The table of refusals knows other pages' limits too: this one's are said, and no others.
  return { name: 'invalid-request', faults: [{ field: 'on', detail: refusal.detail ?? words.on }] };
};

/** What only staff see until it is published. */
export const Draft = (): Element => <Tag text="Draft" classes="govuk-tag--yellow" />;
