// Who takes whose place within a period: schools that convert, merge or divide, and partnerships that merge. Pure, from the events under either.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { HolderId, OrganisationId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import { standing } from '../../schools/rules/events.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';

/** From a day on, `into` is what `from` was. */
export type Succession = { on: CivilDate; from: OrganisationId; into: OrganisationId };

/** The successions that the events under an organisation tell of, in order of date, each pair once. */
function successionsIn(events: readonly OrganisationEvent[]): Succession[] {
  const found = new Map<string, Succession>();
  for (const event of standing(events)) {
    if (event.kind !== 'succeeded' && event.kind !== 'partnership-merged') continue;
    const name = `${event.subject} ${event.into}`;
    if (!found.has(name)) found.set(name, { on: event.on, from: event.subject, into: event.into });
  }
  return [...found.values()];
}

/** A period, and the day by which facts are judged. */
export type Within = { period: Period; until: CivilDate };
const isWithin = ({ on }: Succession, { period, until }: Within): boolean => on >= period.from && on <= until;

/** Whoever takes an organisation's place from a day of the period on that has come. */
export const takersOf = (id: HolderId, events: readonly OrganisationEvent[], within: Within): Succession[] =>
  successionsIn(events).filter((each) => each.from === id && isWithin(each, within));

/** Whose place it takes from a day of the period on that has come. */
export const giversTo = (id: HolderId, events: readonly OrganisationEvent[], within: Within): Succession[] =>
  successionsIn(events).filter((each) => each.into === id && isWithin(each, within));

/** Everybody with whom an organisation is tied by a succession on or after a day, whose facts its rights may rest on. */
export const tiedTo = (id: HolderId, events: readonly OrganisationEvent[], since: CivilDate): OrganisationId[] =>
  successionsIn(events).flatMap(({ on, from, into }) => (on < since ? [] : from === id ? [into] : into === id ? [from] : []));
