// What merges, closes and is withdrawn, and what goes with it: each decision by the events that stand, each refusal by its name.
import { describe, expect, test } from 'vitest';
import { decideClosing, decideMerger } from '../../functions/schools/rules/closings.ts';
import { membersOn } from '../../functions/schools/rules/events.ts';
import { closingOf, mostMembers, openOn } from '../../functions/schools/rules/groups.ts';
import { decideWithdrawal } from '../../functions/schools/rules/withdrawals.ts';
import type { OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { Partnership } from '../../functions/schools/schema/organisations.ts';
import { accepted } from '../../shared/decision.ts';
import { type EventId, schoolIdOf } from '../../shared/ids.ts';
import { academy, day, maintained, school } from '../bookings.ts';
import { club, happened, join, known, lead, leave, nameOf, p, q, recorded, today, trust, underOf } from '../groups.ts';

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

describe('A withdrawal takes along what means nothing without it', () => {
  const events = happened(join([maintained, academy], '2025-09-01'));
  const led = [...events, ...happened(lead(events, 'appointed', '2026-01-01'))];
  const ended = [...led, ...happened(lead(led, 'ended', '2026-06-01'))];
  const all = [...ended, ...happened(leave(ended, '2026-09-01'))];
  const withdraw = (stand: readonly OrganisationEvent[], event: string | undefined, also?: string[]) =>
    decideWithdrawal(
      { events: stand, under: underOf(stand), today },
      { event: event as EventId, reason: 'The wrong school', ...(also ? { also: also as EventId[] } : {}) },
    );
  const ids = all.map(({ id }) => id);

  test('the lead and the leaving of a member that never joined, in one', () => {
    const gone = accepted(withdraw(all, ids[0]));
    expect(gone.withdrawn.map(({ kind }) => kind)).toEqual(['joined', 'lead-appointed', 'lead-ended', 'left']);
    expect(gone.events.map((each) => each.kind === 'withdrawn' && each.event)).toEqual([ids[0], ids[2], ids[3], ids[4]]);
    expect(gone.detail).toBe(
      'A joining on 1 September 2025 was withdrawn, and with it a new lead on 1 January 2026, an end of a lead on 1 June 2026 and a leaving on 1 September 2026',
    );
    const after = [...all, ...recorded(gone.events)];
    expect(membersOn(p.id, after, day('2026-02-01'))).toEqual([academy.id]);
    // The other member's joining has nothing that rests on it.
    expect(accepted(withdraw(all, ids[1])).withdrawn).toHaveLength(1);
  });
  test('and of a lead its end', () => {
    expect(accepted(withdraw(all, ids[2])).withdrawn.map(({ kind }) => kind)).toEqual(['lead-appointed', 'lead-ended']);
    expect(accepted(withdraw(all, ids[4])).withdrawn.map(({ kind }) => kind)).toEqual(['left']);
  });
  test('but nothing that was not shown, and nothing less', () => {
    expect(nameOf(withdraw(all, ids[0], ids.slice(2)))).toBe('accepted');
    expect(nameOf(withdraw(all, ids[0], []))).toBe('changed-meanwhile');
    expect(nameOf(withdraw(all, ids[4], [ids[3] ?? '']))).toBe('changed-meanwhile');
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
