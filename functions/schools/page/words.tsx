// The words that several pages of schools share: types, sectors, kinds of organisation, and how one stands.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { inWordsOfForm } from '../../../shared/page.tsx';
import { type Element, Tag } from '../../../shared/ui/index.ts';
import { isClosed } from '../rules/search.ts';
import { isBookable } from '../rules.ts';
import type { Found } from '../schema/search.ts';
import { closedStatus, type Sector, type Setting, schoolTypes, statuses } from '../schema.ts';
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

/** Faults in the words of a form, for the fields that several forms have. */
const wordsForPeople: Readonly<Record<string, string>> = { on: 'Enter the date, such as 2026-12-31', officer: 'Choose an officer' };
export const forPeople = (refusal: Refusal): Refusal => inWordsOfForm(refusal, wordsForPeople);

/** What only staff see until it is published. */
export const Draft = (): Element => <Tag text="Draft" classes="govuk-tag--yellow" />;
