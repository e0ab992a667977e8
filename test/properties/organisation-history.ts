// Events of organisations at random, and what a clerk would find who went through them day by day: apart from the rules.
import fc from 'fast-check';
import type { EventDraft, OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { Body, Partnership } from '../../functions/schools/schema/organisations.ts';
import { addDays, type CivilDate, daysBetween } from '../../shared/calendar.ts';
import type { EventId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { school } from '../bookings.ts';

const first = '2026-09-01' as CivilDate;
export const span = 40;
export const dayOf = (n: number) => addDays(first, n);
export const schools = [990001, 990002, 990003].map((urn) => school(urn, `School ${urn}`, 'maintained'));
export const partnerships = ['p', 'q', 'r'].map(
  (name): Partnership => ({
    id: `ptn_${name}` as OrganisationId,
    kind: 'partnership',
    partnershipKind: 'school-improvement',
    name,
    addressLines: [],
    postcode: '',
    version: 1,
  }),
);
export const club: Body = {
  id: 'org_club' as OrganisationId,
  kind: 'sports-club',
  name: 'Club',
  sectors: [{ from: first, sector: 'independent' }],
  addressLines: [],
  postcode: '',
  version: 1,
};
export const memberIds = [...schools.map(({ id }) => id), club.id];
export const groupIds = partnerships.map(({ id }) => id);

export const kept = (draft: EventDraft, n: number): OrganisationEvent => ({
  ...draft,
  type: 'organisation-event',
  id: `evt_${String(n).padStart(5, '0')}` as EventId,
  source: 'staff',
  recordedAt: '2026-09-01T08:00:00.000Z',
  recordedBy: 'per_joan' as PersonId,
});

export const member = fc.constantFrom(...memberIds);
export const group = fc.constantFrom(...groupIds);
export const on = fc.nat({ max: span }).map(dayOf);
const some = fc.uniqueArray(member, { maxLength: 3 });

const nobody = fc.constant<OrganisationId[]>([]);
const draft: fc.Arbitrary<EventDraft> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('joined' as const), subject: member, group, on, about: nobody }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('left' as const), subject: member, group, on, about: nobody }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('partnership-merged' as const),
      subject: group,
      into: group,
      members: some,
      on,
      about: nobody,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('closed' as const), subject: fc.oneof(member, group), on, about: nobody }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('succeeded' as const),
      subject: member,
      into: member,
      how: fc.constant('conversion' as const),
      memberships: fc.uniqueArray(group, { maxLength: 2 }),
      on,
      about: nobody,
    }),
  },
);
/** Events, which of them were withdrawn, and an order in which they might have been recorded. */
export const history = fc
  .record({ drafts: fc.array(draft, { maxLength: 25 }), withdrawn: fc.array(fc.nat({ max: 24 }), { maxLength: 5 }) })
  .chain(({ drafts, withdrawn }) => {
    const events = drafts.map(kept);
    const gone = [...new Set(withdrawn)].flatMap((n): OrganisationEvent[] => {
      const event = events[n];
      if (!event) return [];
      const { subject, id, on: its } = event;
      return [kept({ kind: 'withdrawn', subject, event: id, withdrawnOn: first, on: its, about: [] }, 1000 + n)];
    });
    const all = [...events, ...gone];
    return fc.record({ events: fc.constant(all), shuffled: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }) });
  });

/** The events that stand, in order of the day and of their recording. */
function inOrder(events: readonly OrganisationEvent[]): OrganisationEvent[] {
  const gone = new Set(events.flatMap((event) => (event.kind === 'withdrawn' ? [event.event] : [])));
  return events
    .filter((event) => event.kind !== 'withdrawn' && !gone.has(event.id))
    .sort((a, b) => (`${a.on} ${a.id}` < `${b.on} ${b.id}` ? -1 : 1));
}

/** Who is in what, as one event after the other says. */
class Rolls {
  readonly now = new Set<string>();
  private readonly closed = new Set<OrganisationId>();

  private enter(who: OrganisationId, where: OrganisationId): void {
    if (!this.closed.has(who) && !this.closed.has(where)) this.now.add(`${who} ${where}`);
  }

  /** Whether a leaving ended a membership; of any other event nothing is asked. */
  take(event: OrganisationEvent): boolean {
    if (event.kind === 'joined') this.enter(event.subject, event.group);
    if (event.kind === 'left') return this.now.delete(`${event.subject} ${event.group}`);
    if (event.kind === 'partnership-merged')
      for (const who of event.members) {
        this.now.delete(`${who} ${event.subject}`);
        this.enter(who, event.into);
      }
    if (event.kind === 'succeeded')
      for (const where of event.memberships) {
        this.now.delete(`${event.subject} ${where}`);
        this.enter(event.into, where);
      }
    if (event.kind === 'closed') {
      this.closed.add(event.subject);
      for (const pair of [...this.now]) if (pair.split(' ').includes(event.subject)) this.now.delete(pair);
    }
    return true;
  }
}

/** Goes through the days: the memberships at the end of each. */
export function simulated(events: readonly OrganisationEvent[]): Set<string>[] {
  const byDay = new Map<CivilDate, OrganisationEvent[]>();
  for (const event of inOrder(events)) byDay.set(event.on, [...(byDay.get(event.on) ?? []), event]);
  const rolls = new Rolls();
  return Array.from({ length: span + 1 }, (_, n) => {
    for (const event of byDay.get(dayOf(n)) ?? []) rolls.take(event);
    return new Set(rolls.now);
  });
}

/**
 * Leavings of whoever is no member, and leads of whoever is none, that stand under a group: found by going through the days, and apart from the rules. Where
 * a school leads in another's place, that is told by the rules and not here, so an end of a lead is looked at only for whoever was appointed.
 */
export function dangling(group: OrganisationId, events: readonly OrganisationEvent[]): EventId[] {
  const stands = inOrder(events);
  const days = stands.some(({ kind }) => kind === 'lead-appointed' || kind === 'lead-ended') ? simulated(events) : [];
  const memberOn = (who: OrganisationId, date: CivilDate) => days[daysBetween(first, date)]?.has(`${who} ${group}`);
  const rolls = new Rolls();
  return stands.flatMap((event) => {
    const meant = rolls.take(event);
    if (!('group' in event) || event.group !== group) return [];
    if (event.kind === 'left') return meant ? [] : [event.id];
    if (event.kind === 'lead-appointed') return memberOn(event.subject, event.on) ? [] : [event.id];
    if (event.kind !== 'lead-ended') return [];
    const begun = stands.some(
      (each) =>
        each.on <= event.on &&
        ((each.kind === 'lead-appointed' && each.group === group && each.subject === event.subject) ||
          (each.kind === 'succeeded' && each.into === event.subject && each.memberships.includes(group))),
    );
    const present = [event.on, addDays(event.on, -1)].some((date) => memberOn(event.subject, date));
    return begun && present ? [] : [event.id];
  });
}
