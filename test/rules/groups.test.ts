// Who may join, leave and lead, what merges and closes, and what is withdrawn: each decision by the events that stand, each refusal by its name.
import { describe, expect, test } from 'vitest';
import { membersOn } from '../../functions/schools/rules/events.ts';
import {
  closingOf,
  decideClosing,
  decideJoin,
  decideLead,
  decideLeave,
  decideMerger,
  decideWithdrawal,
  type Happening,
  mostMembers,
  openOn,
} from '../../functions/schools/rules/groups.ts';
import { decideBilling } from '../../functions/schools/rules/trusts.ts';
import type { EventDraft, OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { Body, Organisation, Partnership, Trust } from '../../functions/schools/schema/organisations.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import { type EventId, type OrganisationId, type PersonId, schoolIdOf } from '../../shared/ids.ts';
import { academy, day, maintained, school } from '../bookings.ts';

const today = day('2026-11-24');
const common = { addressLines: [], postcode: '', version: 1 };
const group = (name: string, more: Partial<Partnership> = {}): Partnership => ({
  ...common,
  id: `ptn_${name}` as OrganisationId,
  kind: 'partnership',
  partnershipKind: 'school-improvement',
  name: `Partnership ${name}`,
  openedOn: day('2024-09-01'),
  ...more,
});
const [p, q] = [group('p'), group('q')];
const club: Body = { ...common, id: 'org_club' as OrganisationId, kind: 'sports-club', name: 'Rowing Club', sector: 'independent' };
const trust: Trust = { ...common, id: 'trs_5901' as OrganisationId, kind: 'trust', name: 'A Trust', uid: 5901, billing: [] };

let count = 0;
const recorded = (drafts: readonly EventDraft[], source: 'staff' | 'register' = 'staff'): OrganisationEvent[] =>
  drafts.map((draft) => ({
    ...draft,
    type: 'organisation-event',
    id: `evt_${String(++count).padStart(4, '0')}` as EventId,
    source,
    recordedAt: '2026-11-24T08:00:00.000Z',
    recordedBy: 'per_joan' as PersonId,
  }));
const happened = (decision: Decision<Happening>) => recorded(accepted(decision).events);
const nameOf = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);
const known = (...organisations: Organisation[]) => new Map(organisations.map((each) => [each.id, each]));

const join = (
  members: Organisation[],
  on: string,
  { to = p, events = [] as readonly OrganisationEvent[], among = members as Organisation[] } = {},
) => decideJoin({ group: to, events, today, organisations: known(...among) }, { members: members.map(({ id }) => id), on: day(on) });

describe('Joining', () => {
  test('is one event for each member, about it and the partnership, also on a date that has passed', () => {
    const decision = join([maintained, club], '2025-09-01');
    expect(decision.ok && decision.value.events).toEqual([
      { kind: 'joined', subject: maintained.id, group: p.id, on: '2025-09-01', about: [maintained.id, p.id] },
      { kind: 'joined', subject: club.id, group: p.id, on: '2025-09-01', about: [club.id, p.id] },
    ]);
    expect(decision.ok && decision.value.detail).toBe('Saltmere Community Primary School and Rowing Club joined from 1 September 2025');
  });

  test('is refused to whoever is a member on that date, and not to whoever has left by then', () => {
    const events = happened(join([maintained], '2025-09-01'));
    expect(nameOf(join([maintained], '2026-09-01', { events }))).toBe('already-member');
    expect(nameOf(join([maintained], '2025-08-31', { events }))).toBe('accepted');
    const after = [
      ...events,
      ...happened(decideLeave({ group: p, events, today, memberName: 'Saltmere' }, { member: maintained.id, on: day('2026-01-01') })),
    ];
    expect(nameOf(join([maintained], '2025-12-31', { events: after }))).toBe('already-member');
    expect(nameOf(join([maintained], '2026-01-01', { events: after }))).toBe('accepted');
  });

  test('is refused to what is not known, not open on that date, or of a kind that cannot be a member', () => {
    expect(nameOf(join([maintained], '2026-09-01', { among: [] }))).toBe('unknown-organisation');
    const gone = school(990028, 'Colnemarsh Dock Primary School', 'maintained', { statusCode: 2, closedOn: day('2025-08-31') });
    expect(nameOf(join([gone], '2026-09-01'))).toBe('organisation-closed');
    // Its closing stands under the groups it was in: it would not end this membership.
    expect(nameOf(join([gone], '2025-08-31'))).toBe('later-change');
    expect(nameOf(join([school(990030, 'To Come', 'academy', { statusCode: 4, openedOn: day('2027-09-01') })], '2026-09-01'))).toBe(
      'organisation-closed',
    );
    expect(nameOf(join([q], '2026-09-01'))).toBe('not-fit-for-membership');
    expect(nameOf(join([trust], '2026-09-01'))).toBe('not-fit-for-membership');
    expect(nameOf(join([{ ...club, closedOn: day('2027-01-01') }], '2026-12-01'))).toBe('later-change');
    expect(nameOf(join([{ ...club, closedOn: day('2027-01-01') }], '2027-01-01'))).toBe('organisation-closed');
  });

  test('is refused outside the dates that can be meant', () => {
    expect(nameOf(join([maintained], '2024-08-31'))).toBe('date-out-of-bounds');
    expect(nameOf(join([maintained], '2024-09-01'))).toBe('accepted');
    expect(nameOf(join([maintained], '2027-11-25'))).toBe('accepted');
    expect(nameOf(join([maintained], '2027-11-26'))).toBe('date-out-of-bounds');
    const old = group('old', { openedOn: day('2001-01-01') });
    expect(nameOf(join([maintained], '2016-11-22', { to: old }))).toBe('date-out-of-bounds');
    expect(nameOf(join([maintained], '2016-11-23', { to: old }))).toBe('accepted');
  });

  test('is refused where the register keeps the members', () => {
    expect(nameOf(join([maintained], '2026-09-01', { to: trust as unknown as Partnership }))).toBe('kept-by-register');
  });

  test(`stops at ${mostMembers} members, counting those to come`, () => {
    const some = Array.from({ length: mostMembers }, (_, n) => school(991_000 + n, `School ${n}`, 'maintained'));
    const events = happened(join(some, '2026-12-01'));
    expect(nameOf(join([maintained], '2026-09-01', { events }))).toBe('too-many-members');
    expect(nameOf(join([maintained], '2026-09-01', { events: events.slice(1) }))).toBe('accepted');
  });

  test('is refused once the partnership is closed, and before a closing that is recorded already', () => {
    const events = happened(decideClosing({ group: p, events: [], today }, { on: day('2026-12-31') }));
    expect(nameOf(join([maintained], '2026-12-31', { events }))).toBe('group-closed');
    expect(nameOf(join([maintained], '2026-12-30', { events }))).toBe('later-change');
  });
});

/** Events as they stand under each organisation they are about. */
const underOf = (events: readonly OrganisationEvent[]) =>
  new Map(events.flatMap(({ about }) => about).map((id) => [id, events.filter(({ about }) => about.includes(id))]));

const leave = (events: readonly OrganisationEvent[], on: string, member = maintained) =>
  decideLeave({ group: p, events, today, memberName: member.name }, { member: member.id, on: day(on), reason: 'Moved' });

describe('Leaving', () => {
  const events = happened(join([maintained], '2025-09-01'));
  test('is for members on that date, from the day after they joined', () => {
    expect(accepted(leave(events, '2026-01-01')).events).toEqual([
      { kind: 'left', subject: maintained.id, group: p.id, on: '2026-01-01', about: [maintained.id, p.id], reason: 'Moved' },
    ]);
    expect(nameOf(leave(events, '2025-08-31'))).toBe('not-a-member');
    expect(nameOf(leave(events, '2025-09-01'))).toBe('not-a-member');
    expect(nameOf(leave(events, '2026-01-01', academy))).toBe('not-a-member');
  });
  test('is refused before a merger that took the member along', () => {
    const into = { group: q, events: [] };
    const merger = happened(decideMerger({ group: p, events, today, into, organisations: known() }, { on: day('2027-01-01') }));
    expect(nameOf(leave([...events, ...merger], '2026-12-01'))).toBe('later-change');
  });
});

describe('Leading', () => {
  const events = happened(join([maintained, academy], '2025-09-01'));
  const lead = (stand: readonly OrganisationEvent[], change: 'appointed' | 'ended', on: string, member = maintained, person?: string) =>
    decideLead(
      { group: p, events: stand, today, memberName: member.name },
      { change, member: member.id, on: day(on), ...(person ? { person: person as PersonId } : {}) },
    );
  test('is for a member on that date', () => {
    expect(nameOf(lead(events, 'appointed', '2025-08-31'))).toBe('not-a-member');
    expect(accepted(lead(events, 'appointed', '2025-09-01', maintained, 'per_tom')).events).toEqual([
      { kind: 'lead-appointed', subject: maintained.id, group: p.id, on: '2025-09-01', about: [maintained.id, p.id], person: 'per_tom' },
    ]);
  });
  test('is not begun twice nor ended for one who does not lead; another person of the same member may follow', () => {
    const led = [...events, ...happened(lead(events, 'appointed', '2025-09-01', maintained, 'per_tom'))];
    expect(nameOf(lead(led, 'appointed', '2026-01-01', maintained, 'per_tom'))).toBe('already-lead');
    expect(nameOf(lead(led, 'appointed', '2026-01-01', maintained, 'per_ann'))).toBe('accepted');
    expect(nameOf(lead(led, 'ended', '2026-01-01', academy))).toBe('not-the-lead');
    expect(nameOf(lead(led, 'ended', '2026-01-01'))).toBe('accepted');
  });
});

describe('A merger', () => {
  const events = happened(join([maintained, academy], '2025-09-01'));
  const ofInto = happened(join([academy], '2025-09-01', { to: q }));
  const merge = (
    stand = events,
    into: { group: Partnership; events: readonly OrganisationEvent[] } = { group: q, events: ofInto },
    on = '2026-12-01',
  ) => decideMerger({ group: p, events: stand, today, into, organisations: known(maintained, academy, club) }, { on: day(on) });

  test('takes every member of the date along and closes the first', () => {
    expect(accepted(merge()).events).toEqual([
      {
        kind: 'partnership-merged',
        subject: p.id,
        into: q.id,
        members: [maintained.id, academy.id],
        on: '2026-12-01',
        about: [p.id, q.id, maintained.id, academy.id],
      },
      { kind: 'closed', subject: p.id, on: '2026-12-01', about: [p.id] },
    ]);
    const merger = happened(merge());
    expect(membersOn(q.id, [...ofInto, ...merger], day('2026-12-01')).sort()).toEqual([maintained.id, academy.id].sort());
    expect(membersOn(p.id, [...events, ...merger], day('2026-12-01'))).toEqual([]);
  });
  test('is refused with itself, with a closed one and over what is recorded for later', () => {
    expect(nameOf(merge(events, { group: p, events }))).toBe('same-partnership');
    const closing = happened(decideClosing({ group: q, events: ofInto, today }, { on: day('2026-06-01') }));
    expect(nameOf(merge(events, { group: q, events: [...ofInto, ...closing] }))).toBe('group-closed');
    const closingLater = happened(decideClosing({ group: q, events: ofInto, today }, { on: day('2027-06-01') }));
    expect(nameOf(merge(events, { group: q, events: [...ofInto, ...closingLater] }))).toBe('later-change');
    expect(nameOf(merge([...events, ...happened(leave(events, '2027-01-01'))]))).toBe('later-change');
    expect(nameOf(merge(events, { group: { ...q, openedOn: day('2027-01-01') }, events: [] }))).toBe('date-out-of-bounds');
  });
  test('is refused when together they would be too many', () => {
    const some = Array.from({ length: mostMembers - 1 }, (_, n) => school(991_000 + n, `School ${n}`, 'maintained'));
    const full = happened(join(some, '2026-01-01', { to: q }));
    expect(nameOf(merge(events, { group: q, events: full }))).toBe('too-many-members');
    expect(nameOf(merge(events, { group: q, events: full.slice(1) }))).toBe('accepted');
  });
});

describe('A closing', () => {
  const events = happened(join([maintained, academy], '2025-09-01'));
  test('stands under every membership it ends: of a partnership its members, of a body its partnerships', () => {
    const decision = decideClosing({ group: p, events, today }, { on: day('2026-12-01') });
    expect(accepted(decision).events[0]?.about).toEqual([p.id, maintained.id, academy.id]);
    const ofClub = happened(join([club], '2025-09-01'));
    expect(accepted(decideClosing({ group: club, events: ofClub, today }, { on: day('2026-12-01') })).events[0]?.about).toEqual([
      club.id,
      p.id,
    ]);
  });
  test('is refused twice, before what is recorded for later, and for a trust that still has schools', () => {
    const closing = happened(decideClosing({ group: p, events, today }, { on: day('2026-12-01') }));
    expect(closingOf(p.id, [...events, ...closing])).toBe('2026-12-01');
    expect(nameOf(decideClosing({ group: p, events: [...events, ...closing], today }, { on: day('2027-01-01') }))).toBe('group-closed');
    expect(nameOf(decideClosing({ group: p, events, today }, { on: day('2025-08-01') }))).toBe('later-change');
    const member = recorded(
      [{ kind: 'joined', subject: academy.id, group: trust.id, on: day('2020-09-01'), about: [academy.id, trust.id] }],
      'register',
    );
    expect(nameOf(decideClosing({ group: trust, events: member, today }, { on: day('2026-12-01') }))).toBe('still-has-members');
    expect(nameOf(decideClosing({ group: trust, events: [], today }, { on: day('2026-12-01') }))).toBe('accepted');
  });
});

describe('A withdrawal', () => {
  const events = happened(join([maintained], '2025-09-01'));
  const withdraw = (stand: readonly OrganisationEvent[], event: string) =>
    decideWithdrawal({ events: stand, under: underOf(stand), today }, { event: event as EventId, reason: 'The wrong school' });
  const [first] = events as [OrganisationEvent];

  test('says that an event never was, under everything the event is about', () => {
    expect(accepted(withdraw(events, first.id)).events).toEqual([
      {
        kind: 'withdrawn',
        subject: maintained.id,
        event: first.id,
        withdrawnOn: today,
        on: '2025-09-01',
        about: first.about,
        reason: 'The wrong school',
      },
    ]);
  });
  test('is refused for what is unknown, withdrawn, or told by the register', () => {
    expect(nameOf(withdraw(events, 'evt_none'))).toBe('unknown-event');
    expect(nameOf(withdraw([...events, ...happened(withdraw(events, first.id))], first.id))).toBe('event-withdrawn');
    expect(nameOf(withdraw([{ ...first, source: 'register' }], first.id))).toBe('kept-by-register');
  });
  test('takes a merger back together with its closing, and a joining that it rests on only after it', () => {
    const into = { group: q, events: [] };
    const merger = happened(decideMerger({ group: p, events, today, into, organisations: known() }, { on: day('2026-12-01') }));
    const all = [...events, ...merger];
    expect(nameOf(withdraw(all, first.id))).toBe('later-change');
    for (const { id } of merger) {
      const back = [...all, ...happened(withdraw(all, id))];
      expect(back).toHaveLength(5);
      expect(membersOn(p.id, back, day('2026-12-01'))).toEqual([maintained.id]);
      expect(closingOf(p.id, back)).toBeUndefined();
      expect(nameOf(withdraw(back, first.id))).toBe('accepted');
    }
  });
});

test('A leaving is not withdrawn once a closing counted on it: the closing would not end the membership that comes back', () => {
  const events = happened(join([maintained, academy], '2025-09-01'));
  const gone = happened(leave(events, '2026-01-01'));
  const closing = happened(decideClosing({ group: p, events: [...events, ...gone], today }, { on: day('2026-12-01') }));
  const withdraw = (stand: OrganisationEvent[]) =>
    decideWithdrawal({ events: stand, under: underOf(stand), today }, { event: gone[0]?.id as EventId, reason: 'It stayed' });
  expect(nameOf(withdraw([...events, ...gone, ...closing]))).toBe('later-change');
  expect(nameOf(withdraw([...events, ...gone]))).toBe('accepted');
});

test('A school is open until the last day the register gives, a body until the day before it closes', () => {
  const closing = school(990029, 'Upper Saltings', 'maintained', { statusCode: 3, closedOn: day('2027-08-31') });
  expect([openOn(closing, day('2027-08-31')), openOn(closing, day('2027-09-01'))]).toEqual([true, false]);
  expect(openOn(school(990028, 'Dock', 'maintained', { statusCode: 2 }), day('2020-01-01'))).toBe(false);
  const ending = { ...club, closedOn: day('2027-08-31'), openedOn: day('2020-01-01') };
  expect(['2019-12-31', '2020-01-01', '2027-08-30', '2027-08-31'].map((on) => openOn(ending, day(on)))).toEqual([false, true, true, false]);
  expect(openOn({ ...academy, id: schoolIdOf(990010) }, day('2026-01-01'))).toBe(true);
});

test('Who is billed changes from today on; what was to begin on the same date gives way, and the past stands', () => {
  const from = (on: string, to: 'trust' | 'school', at: Trust = trust) => decideBilling(at, today, { from: on as CivilDate, to });
  expect(nameOf(from('2026-11-23', 'trust'))).toBe('billing-in-past');
  const first = accepted(from('2026-11-24', 'trust')).trust;
  const second = accepted(from('2027-04-01', 'school', first)).trust;
  expect(accepted(from('2027-04-01', 'trust', second)).trust.billing).toEqual([
    { from: '2026-11-24', to: 'trust' },
    { from: '2027-04-01', to: 'trust' },
  ]);
});
