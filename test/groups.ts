// Two partnerships, a club and a trust that change by events, and the decisions about their members as the tests of them ask for them.
import type { Happening } from '../functions/schools/rules/groups.ts';
import { decideJoin, decideLead, decideLeave } from '../functions/schools/rules/members.ts';
import type { EventDraft, OrganisationEvent } from '../functions/schools/schema/events.ts';
import type { Body, Organisation, Partnership, Trust } from '../functions/schools/schema/organisations.ts';
import { accepted, type Decision } from '../shared/decision.ts';
import type { EventId, OrganisationId, PersonId } from '../shared/ids.ts';
import { day, maintained } from './bookings.ts';

export const today = day('2026-11-24');
const common = { addressLines: [], postcode: '', version: 1 };
export const group = (name: string, more: Partial<Partnership> = {}): Partnership => ({
  ...common,
  id: `ptn_${name}` as OrganisationId,
  kind: 'partnership',
  partnershipKind: 'school-improvement',
  name: `Partnership ${name}`,
  openedOn: day('2024-09-01'),
  ...more,
});
export const [p, q] = [group('p'), group('q')];
export const club: Body = {
  ...common,
  id: 'org_club' as OrganisationId,
  kind: 'sports-club',
  name: 'Rowing Club',
  sectors: [{ from: day('2000-01-01'), sector: 'independent' }],
};
export const trust: Trust = { ...common, id: 'trs_5901' as OrganisationId, kind: 'trust', name: 'A Trust', uid: 5901, billing: [] };

let count = 0;
export const recorded = (drafts: readonly EventDraft[], source: 'staff' | 'register' = 'staff'): OrganisationEvent[] =>
  drafts.map((draft) => ({
    ...draft,
    type: 'organisation-event',
    id: `evt_${String(++count).padStart(4, '0')}` as EventId,
    source,
    recordedAt: '2026-11-24T08:00:00.000Z',
    recordedBy: 'per_joan' as PersonId,
  }));
export const happened = (decision: Decision<Happening>) => recorded(accepted(decision).events);
export const nameOf = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);
export const detailOf = (decision: Decision<unknown>) => (decision.ok ? undefined : decision.refusal.detail);
export const known = (...organisations: Organisation[]) => new Map(organisations.map((each) => [each.id, each]));

export const join = (
  members: Organisation[],
  on: string,
  { to = p, events = [] as readonly OrganisationEvent[], among = members as Organisation[] } = {},
) => decideJoin({ group: to, events, today, organisations: known(...among) }, { members: members.map(({ id }) => id), on: day(on) });

/** Events as they stand under each organisation they are about. */
export const underOf = (events: readonly OrganisationEvent[]) =>
  new Map(events.flatMap(({ about }) => about).map((id) => [id, events.filter(({ about }) => about.includes(id))]));

export const leave = (events: readonly OrganisationEvent[], on: string, member = maintained) =>
  decideLeave({ group: p, events, today, memberName: member.name }, { member: member.id, on: day(on), reason: 'Moved' });

export const lead = (
  stand: readonly OrganisationEvent[],
  change: 'appointed' | 'ended',
  on: string,
  member = maintained,
  person?: string,
) =>
  decideLead(
    { group: p, events: stand, today, memberName: member.name },
    { change, member: member.id, on: day(on), ...(person ? { person: person as PersonId } : {}) },
  );
