// What the council's staff record of a school by hand: its district, its confidential statuses and its named officers. Each decision drafts one dated event.
import { academicYearText, addDays, type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';
import {
  confidentialStatuses,
  type EventDraft,
  type NameOfficer,
  type OrganisationEvent,
  type Placement,
  type StatusChange,
  type Withdraw,
} from '../schema/events.ts';
import { districtOn, holdsOn, namedOfficersIn, standing, statusesOf } from './events.ts';

type Place = { id: OrganisationId; administrativeDistrict?: string | undefined; district?: string | undefined };
export type Districts = readonly { name: string; covers: readonly string[] }[];

/** Dates that can be meant: at most ten years back and one ahead. */
export const meantDates = (today: CivilDate): { first: CivilDate; last: CivilDate } => ({
  first: addDays(today, -3653),
  last: addDays(today, 366),
});

function meant(on: CivilDate, today: CivilDate): Decision<void> {
  const { first, last } = meantDates(today);
  return on < first || on > last
    ? refuse('date-out-of-bounds', `The date must be between ${dateText(first)} and ${dateText(last)}.`, { field: 'on' })
    : accept(undefined);
}

/** Places an organisation in one of the council's districts from a date on. Refuses `unknown-district`, `already-in-district` and `date-out-of-bounds`. */
export function decidePlacement(
  facts: { organisation: Place; districts: Districts; events: readonly OrganisationEvent[]; today: CivilDate },
  { district, on, reason }: Placement,
): Decision<EventDraft> {
  const { organisation, districts, events, today } = facts;
  const date = meant(on, today);
  if (!date.ok) return date;
  if (!districts.some(({ name }) => name === district)) return refuse('unknown-district', undefined, { field: 'district' });
  const later = standing(events).some((event) => event.kind === 'district-placed' && event.subject === organisation.id && event.on > on);
  // With a later move to come, the same district again may be what the stretch before it needs.
  if (!later && districtOn(organisation, districts, events, on) === district)
    return refuse('already-in-district', undefined, { field: 'district' });
  const { id } = organisation;
  return accept({ kind: 'district-placed', subject: id, district, on, about: [id], ...(reason ? { reason } : {}) });
}

/**
 * A confidential status begins or ends on a date; `events` are the confidential ones. Refuses `status-already-entered`, `status-not-entered`,
 * `later-change` and `date-out-of-bounds`.
 */
export function decideStatus(
  facts: { id: OrganisationId; events: readonly OrganisationEvent[]; today: CivilDate },
  { status, change, on, reason }: StatusChange,
): Decision<EventDraft> {
  const { id, events, today } = facts;
  const date = meant(on, today);
  if (!date.ok) return date;
  const held = statusesOf(events).find((span) => span.status === status && holdsOn(span, on));
  if (change === 'entered' && held)
    return refuse('status-already-entered', `${confidentialStatuses[status]}, since ${dateText(held.from)}.`, { field: 'on' });
  if (change === 'ended' && (!held || held.from === on))
    return refuse('status-not-entered', `${confidentialStatuses[status]}, on ${dateText(on)}.`, { field: 'on' });
  const later = standing(events).find(
    (event) => (event.kind === 'status-entered' || event.kind === 'status-ended') && event.status === status && event.on > on,
  );
  if (later) return refuse('later-change', `The status changes again on ${dateText(later.on)}.`, { field: 'on' });
  return accept({ kind: change === 'entered' ? 'status-entered' : 'status-ended', subject: id, status, on, about: [id], reason });
}

const sameWords = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Names an officer for an academic year, or takes one off again. Refuses `officer-already-named` and `officer-not-named`. */
export function decideNaming(
  facts: { id: OrganisationId; officerName: string; events: readonly OrganisationEvent[]; today: CivilDate },
  change: 'officer-named' | 'officer-unnamed',
  { officer, as, year }: NameOfficer,
): Decision<EventDraft> {
  const { id, officerName, events, today } = facts;
  const now = namedOfficersIn(id, events, year).find((named) => named.officer === officer && sameWords(named.as, as));
  const what = `${officerName}, ${as}, for ${academicYearText(year)}.`;
  if (change === 'officer-named' && now) return refuse('officer-already-named', what, { field: 'officer' });
  if (change === 'officer-unnamed' && !now) return refuse('officer-not-named', what, { field: 'officer' });
  return accept({ kind: change, subject: id, officer, officerName, as: now?.as ?? as, year, on: today, about: [id] });
}

type Told = readonly OrganisationEvent[];

/** The placement that this person's same command left in force on its date: a form that is sent twice is answered with it. */
export function placedAlready(id: OrganisationId, events: Told, by: PersonId, { district, on, reason }: Placement) {
  const last = standing(events).findLast((event) => event.kind === 'district-placed' && event.subject === id && event.on <= on);
  const same = last?.kind === 'district-placed' && last.district === district && last.on === on;
  return same && last.recordedBy === by && (last.reason ?? '') === (reason ?? '') ? last : undefined;
}

/** The change of a status that this person's same command left standing. */
export function changedAlready(events: Told, by: PersonId, { status, change, on, reason }: StatusChange) {
  const kind = change === 'entered' ? 'status-entered' : 'status-ended';
  return standing(events).find(
    (event) => event.kind === kind && event.status === status && event.on === on && event.reason === reason && event.recordedBy === by,
  );
}

/** The naming of today that this person's same command left as the last word of that officer. */
export function namedAlready(
  { id, events, today }: { id: OrganisationId; events: Told; today: CivilDate },
  by: PersonId,
  change: 'officer-named' | 'officer-unnamed',
  { officer, as, year }: NameOfficer,
) {
  const last = standing(events).findLast(
    (event) => 'officer' in event && event.subject === id && event.officer === officer && event.year === year && sameWords(event.as, as),
  );
  return last?.kind === change && last.as === as && last.on === today && last.recordedBy === by ? last : undefined;
}

/** The withdrawal that this person's same command left. */
export const withdrawnAlready = (events: Told, by: PersonId, { event, reason }: Withdraw) =>
  events.find((each) => each.kind === 'withdrawn' && each.event === event && each.reason === reason && each.recordedBy === by);
