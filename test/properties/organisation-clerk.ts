// Whoever records what happens to organisations, under the pure rules and with a table in memory, as one command after the other is given.
import fc from 'fast-check';
import { decideClosing, decideMerger } from '../../functions/schools/rules/closings.ts';
import { closingOf, type Happening } from '../../functions/schools/rules/groups.ts';
import { decideEntry, type NamedDraft, recorded } from '../../functions/schools/rules/imports.ts';
import { decideLink } from '../../functions/schools/rules/links.ts';
import { decideJoin, decideLead, decideLeave } from '../../functions/schools/rules/members.ts';
import { organisationsIn } from '../../functions/schools/rules/timeline.ts';
import { decideWithdrawal, withdrawnWith } from '../../functions/schools/rules/withdrawals.ts';
import type { OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { Group, Organisation, Partnership } from '../../functions/schools/schema/organisations.ts';
import { closedStatus, type School } from '../../functions/schools/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { club, dayOf, group, kept, member, memberIds, on, partnerships, schools } from './organisation-history.ts';

type Command =
  | { do: 'join'; who: OrganisationId[]; where: OrganisationId; on: CivilDate }
  | { do: 'leave' | 'lead' | 'unlead'; who: OrganisationId; where: OrganisationId; on: CivilDate }
  | { do: 'merge'; where: OrganisationId; into: OrganisationId; on: CivilDate }
  | { do: 'close'; what: OrganisationId; on: CivilDate }
  | { do: 'withdraw'; event: number }
  | { do: 'register'; who: OrganisationId; closed: boolean; on: CivilDate }
  | { do: 'link'; from: OrganisationId; to: OrganisationId; on: CivilDate };

const ofRegister = fc.constantFrom(...schools.map(({ id }) => id));
export const command: fc.Arbitrary<Command> = fc.oneof(
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

/** What the register told: that a school closed, opened again, left what had gone on without it, or followed another with its partnerships. */
export const seen = new Set<string>();

/** The table in memory: events under each organisation they are about, and nothing else. */
export class Clerk {
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
