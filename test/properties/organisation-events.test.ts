// What is folded from an organisation's events is what a clerk would find who went through the years day by day; in whatever order they were recorded; and
// a partnership and its members, who each read their own events, never disagree.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideClosing, decideMerger } from '../../functions/schools/rules/closings.ts';
import { groupsOn, leadOn, membershipsOf, membersOf, membersOn, standing } from '../../functions/schools/rules/events.ts';
import { closingOf, type Happening } from '../../functions/schools/rules/groups.ts';
import { decideEntry, type NamedDraft, recorded } from '../../functions/schools/rules/imports.ts';
import { decideLink } from '../../functions/schools/rules/links.ts';
import { decideJoin, decideLead, decideLeave } from '../../functions/schools/rules/members.ts';
import { organisationsIn } from '../../functions/schools/rules/timeline.ts';
import { decideWithdrawal, withdrawnWith } from '../../functions/schools/rules/withdrawals.ts';
import type { EventDraft, OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { Body, Group, Organisation, Partnership } from '../../functions/schools/schema/organisations.ts';
import { closedStatus, type School } from '../../functions/schools/schema.ts';
import { addDays, type CivilDate, daysBetween } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import type { EventId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { school } from '../bookings.ts';
import { holds } from './budget.ts';

const first = '2026-09-01' as CivilDate;
const span = 40;
const dayOf = (n: number) => addDays(first, n);
const schools = [990001, 990002, 990003].map((urn) => school(urn, `School ${urn}`, 'maintained'));
const partnerships = ['p', 'q', 'r'].map(
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
const club: Body = {
  id: 'org_club' as OrganisationId,
  kind: 'sports-club',
  name: 'Club',
  sectors: [{ from: first, sector: 'independent' }],
  addressLines: [],
  postcode: '',
  version: 1,
};
const memberIds = [...schools.map(({ id }) => id), club.id];
const groupIds = partnerships.map(({ id }) => id);

const kept = (draft: EventDraft, n: number): OrganisationEvent => ({
  ...draft,
  type: 'organisation-event',
  id: `evt_${String(n).padStart(5, '0')}` as EventId,
  source: 'staff',
  recordedAt: '2026-09-01T08:00:00.000Z',
  recordedBy: 'per_joan' as PersonId,
});

const member = fc.constantFrom(...memberIds);
const group = fc.constantFrom(...groupIds);
const on = fc.nat({ max: span }).map(dayOf);
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
const history = fc
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
function simulated(events: readonly OrganisationEvent[]): Set<string>[] {
  const byDay = new Map<CivilDate, OrganisationEvent[]>();
  for (const event of inOrder(events)) byDay.set(event.on, [...(byDay.get(event.on) ?? []), event]);
  const rolls = new Rolls();
  return Array.from({ length: span + 1 }, (_, n) => {
    for (const event of byDay.get(dayOf(n)) ?? []) rolls.take(event);
    return new Set(rolls.now);
  });
}

holds(
  'memberships folded from events are what going through the days finds',
  history,
  ({ events, shuffled }) => {
    const days = simulated(events);
    for (const [n, pairs] of days.entries()) {
      for (const id of groupIds)
        expect(membersOn(id, shuffled, dayOf(n)).sort()).toEqual(memberIds.filter((who) => pairs.has(`${who} ${id}`)).sort());
      for (const id of memberIds)
        expect(groupsOn(id, shuffled, dayOf(n)).sort()).toEqual(groupIds.filter((where) => pairs.has(`${id} ${where}`)).sort());
    }
  },
  { milliseconds: 6_000, cases: 400 },
);

holds(
  'the order in which events were recorded makes no difference, and spells of one membership never overlap',
  history,
  ({ events, shuffled }) => {
    expect(standing(shuffled)).toEqual(standing(events));
    for (const id of groupIds) {
      expect(membersOf(id, shuffled)).toEqual(membersOf(id, events));
      for (const who of memberIds) {
        const spells = membersOf(id, events).filter((each) => each.member === who);
        for (const [n, spell] of spells.entries()) {
          expect(spell.to === undefined || spell.from < spell.to).toBe(true);
          const next = spells[n + 1];
          if (next) expect(spell.to !== undefined && spell.to <= next.from).toBe(true);
        }
      }
    }
  },
  { milliseconds: 6_000, cases: 1_000 },
);

type Command =
  | { do: 'join'; who: OrganisationId[]; where: OrganisationId; on: CivilDate }
  | { do: 'leave' | 'lead' | 'unlead'; who: OrganisationId; where: OrganisationId; on: CivilDate }
  | { do: 'merge'; where: OrganisationId; into: OrganisationId; on: CivilDate }
  | { do: 'close'; what: OrganisationId; on: CivilDate }
  | { do: 'withdraw'; event: number }
  | { do: 'register'; who: OrganisationId; closed: boolean; on: CivilDate }
  | { do: 'link'; from: OrganisationId; to: OrganisationId; on: CivilDate };

const ofRegister = fc.constantFrom(...schools.map(({ id }) => id));
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('join' as const),
      who: fc.uniqueArray(member, { minLength: 1, maxLength: 3 }),
      where: group,
      on,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'lead' as const, 'unlead' as const), who: member, where: group, on }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), where: group, into: group, on }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), what: fc.oneof(group, fc.constant(club.id)), on }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), event: fc.nat({ max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('register' as const), who: ofRegister, closed: fc.boolean(), on }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('link' as const), from: ofRegister, to: ofRegister, on }) },
);

/**
 * Leavings of whoever is no member, and leads of whoever is none, that stand under a group: found by going through the days, and apart from the rules. Where
 * a school leads in another's place, that is told by the rules and not here, so an end of a lead is looked at only for whoever was appointed.
 */
function dangling(group: OrganisationId, events: readonly OrganisationEvent[]): EventId[] {
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

/** What the register told: that a school closed, opened again, left what had gone on without it, or followed another with its partnerships. */
const seen = new Set<string>();

/** The table in memory: events under each organisation they are about, and nothing else. */
class Clerk {
  readonly under = new Map<OrganisationId, OrganisationEvent[]>();
  private readonly all: OrganisationEvent[] = [];
  readonly today = dayOf(20);

  of = (id: OrganisationId): OrganisationEvent[] => this.under.get(id) ?? [];

  /** Schools as the register last had them. */
  private readonly register = new Map<OrganisationId, School>(schools.map((each) => [each.id, each]));

  private organisation = (id: OrganisationId): Organisation => {
    const registered = this.register.get(id);
    if (registered) return registered;
    const found = [...partnerships, club].find((each) => each.id === id) as Organisation;
    const closedOn = closingOf(id, this.of(id));
    return closedOn === undefined ? found : { ...found, closedOn };
  };
  private facts<G extends Group>(id: OrganisationId) {
    return { group: this.organisation(id) as G, events: this.of(id), today: this.today, memberName: 'A member' };
  }
  private organisations = () => new Map(memberIds.map((id) => [id, this.organisation(id)]));

  private readonly groupsUnder = (ids: readonly OrganisationId[]) => new Map(ids.map((id) => [id, this.of(id)] as const));

  /** What the register tells: of a school that closes or opens again, or of one that follows another. */
  private told(given: Extract<Command, { do: 'register' | 'link' }>): NamedDraft[] {
    if (given.do === 'register') {
      const known = this.register.get(given.who) as School;
      const { id: _, sectors: __, version: ___, closedOn: ____, ...rest } = known;
      const entry = {
        ...rest,
        ...(given.closed ? { statusCode: closedStatus, closedOn: given.on } : { statusCode: 1, closedOn: undefined }),
      };
      const events = this.of(given.who);
      const decided = decideEntry(
        known,
        entry,
        this.today,
        events,
        this.groupsUnder(organisationsIn(events).filter((id) => id !== given.who)),
      );
      this.register.set(given.who, decided.school);
      return decided.events;
    }
    const [predecessor, successor] = [this.register.get(given.from), this.register.get(given.to)];
    if (!predecessor || !successor || predecessor === successor) return [];
    const link = { line: 2, predecessor: predecessor.urn, successor: successor.urn, how: 'conversion' as const, on: given.on };
    const events = this.of(given.from);
    const under = this.groupsUnder([...this.under.keys()]);
    const decided = decideLink(link, { predecessor, successor, events, under, today: this.today });
    if ('rejection' in decided) seen.add(decided.rejection.fault);
    else seen.add(`link ${decided.outcome}`);
    return 'events' in decided ? decided.events : [];
  }

  private decide(given: Exclude<Command, { do: 'register' | 'link' }>): Decision<Happening> | undefined {
    switch (given.do) {
      case 'join':
        return decideJoin(
          { ...this.facts<Partnership>(given.where), organisations: this.organisations() },
          { members: given.who, on: given.on },
        );
      case 'leave':
        return decideLeave(this.facts<Partnership>(given.where), { member: given.who, on: given.on });
      case 'lead':
      case 'unlead': {
        const change = given.do === 'lead' ? 'appointed' : 'ended';
        return decideLead(this.facts<Partnership>(given.where), { change, member: given.who, on: given.on });
      }
      case 'merge':
        return decideMerger(
          { ...this.facts<Partnership>(given.where), into: this.facts<Partnership>(given.into), organisations: this.organisations() },
          { on: given.on },
        );
      case 'close':
        return decideClosing(this.facts(given.what), { on: given.on });
      default: {
        const event = this.all[given.event % Math.max(1, this.all.length)];
        if (!event) return undefined;
        const events = this.of(event.subject);
        const about = withdrawnWith(event, events).flatMap((each) => each.about);
        const under = new Map(about.map((id) => [id, this.of(id)]));
        const decision = decideWithdrawal({ events, under, today: this.today }, { event: event.id, reason: 'A mistake' });
        if (decision.ok && decision.value.withdrawn.length > withdrawnWith(event, events).length) seen.add('went with it');
        if (decision.ok && event.source === 'register') seen.add('withdrawn by hand');
        return decision;
      }
    }
  }

  take(given: Command): boolean {
    if (given.do === 'register' || given.do === 'link') {
      const told = this.told(given).map((each) => recorded(each, 'per_daybook' as PersonId, '2026-09-01T08:00:00.000Z'));
      for (const event of told) {
        this.keep(event);
        seen.add(event.kind === 'withdrawn' ? 'opened' : event.kind);
        if (event.kind === 'succeeded' && event.memberships.length > 0) seen.add('passed on');
      }
      return told.length > 0;
    }
    const decision = this.decide(given);
    if (!decision?.ok) return false;
    for (const each of decision.value.events) this.keep(kept(each, this.all.length));
    return true;
  }

  private keep(event: OrganisationEvent): void {
    this.all.push(event);
    for (const id of event.about) this.under.set(id, [...this.of(id), event]);
  }
}

let taken = 0;
holds(
  'after any commands a partnership and its members read the same memberships from their own events, whoever leads is a member, and nobody leaves who never joined',
  fc.array(command, { minLength: 5, maxLength: 50, size: 'max' }),
  (commands) => {
    const clerk = new Clerk();
    const before = new Map<OrganisationId, EventId[]>();
    for (const each of commands) {
      if (!clerk.take(each)) continue;
      taken += 1;
      for (const where of groupIds) {
        // That a school closed is the register's word, which waits for nobody; whatever else is recorded leaves no event without what it rests on.
        const hang = dangling(where, clerk.of(where));
        if (each.do !== 'register')
          expect(
            hang.filter((event) => !before.get(where)?.includes(event)),
            `in ${where} after ${JSON.stringify(each)}`,
          ).toEqual([]);
        before.set(where, hang);
        const ofGroup = membersOf(where, clerk.of(where));
        for (const who of memberIds)
          expect(
            membershipsOf(who, clerk.of(who)).filter(({ group: its }) => its === where),
            `${who} in ${where} after ${JSON.stringify(each)}`,
          ).toEqual(ofGroup.filter((spell) => spell.member === who));
        for (let n = 0; n <= span; n += 5) {
          const lead = leadOn(where, clerk.of(where), dayOf(n));
          if (lead) expect(membersOn(where, clerk.of(where), dayOf(n))).toContain(lead.member);
        }
      }
    }
  },
  { milliseconds: 8_000, cases: 3_000 },
);

test('and most kinds of command are taken often enough to mean something', () => {
  expect(taken).toBeGreaterThan(500);
  const kinds = ['circular-link', 'closed', 'later-change', 'left', 'link added', 'link changed', 'opened', 'passed on', 'succeeded'];
  expect([...seen].sort()).toEqual(expect.arrayContaining([...kinds, 'went with it', 'withdrawn by hand']));
});
