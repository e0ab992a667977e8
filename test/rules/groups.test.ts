// Who may join, leave and lead, and what a body is called and buys as: each decision by the events that stand, each refusal by its name.
import { describe, expect, test } from 'vitest';
import { kindOfBuyerOn } from '../../functions/schools/rules/buyers.ts';
import { decideClosing, decideMerger } from '../../functions/schools/rules/closings.ts';
import { decideRenaming, decideSector, groupAfter, nameHeld } from '../../functions/schools/rules/corrections.ts';
import { mostMembers } from '../../functions/schools/rules/groups.ts';
import { decideLead, decideLeave } from '../../functions/schools/rules/members.ts';
import { timelineOf } from '../../functions/schools/rules/timeline.ts';
import { decideBilling } from '../../functions/schools/rules/trusts.ts';
import { decideWithdrawal } from '../../functions/schools/rules/withdrawals.ts';
import { leadSchema, type OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { Group, Partnership, Trust } from '../../functions/schools/schema/organisations.ts';
import type { Sector } from '../../functions/schools/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { EventId } from '../../shared/ids.ts';
import { academy, day, maintained, school } from '../bookings.ts';
import { club, detailOf, group, happened, join, known, lead, leave, nameOf, p, q, today, trust, underOf } from '../groups.ts';

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
    expect(detailOf(join([maintained], '2016-11-22', { to: old }))).toBe('The date must be between 23 November 2016 and 25 November 2027.');
    expect(detailOf(join([maintained], '2024-08-31'))).toBe('The date must be between 1 September 2024 and 25 November 2027.');
    expect(nameOf(join([maintained], '2016-11-23', { to: old }))).toBe('accepted');
  });

  test('is refused where the register keeps the members', () => {
    expect(nameOf(join([maintained], '2026-09-01', { to: trust as unknown as Partnership }))).toBe('kept-by-register');
  });

  test(`stops at ${mostMembers} members, counting those to come`, () => {
    const some = Array.from({ length: mostMembers }, (_, n) => school(991_000 + n, `School ${n}`, 'maintained'));
    const events = happened(join(some, '2026-12-01'));
    expect(nameOf(join([maintained], '2026-09-01', { events }))).toBe('too-many-members');
    expect(detailOf(join([maintained], '2026-09-01', { events }))).toBe(
      'With these Partnership p would have 81, now or later: one more than it can.',
    );
    expect(nameOf(join([maintained], '2026-09-01', { events: events.slice(1) }))).toBe('accepted');
  });

  test('is refused once the partnership is closed, and before a closing that is recorded already', () => {
    const events = happened(decideClosing({ group: p, events: [], today }, { on: day('2026-12-31') }));
    expect(nameOf(join([maintained], '2026-12-31', { events }))).toBe('group-closed');
    expect(nameOf(join([maintained], '2026-12-30', { events }))).toBe('later-change');
  });
});

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

describe('What is recorded for later rests on what is there', () => {
  const events = happened(join([maintained, academy], '2025-09-01'));
  const leading = happened(lead(events, 'appointed', '2027-01-01'));
  test('so nobody leaves before the day on which they lead or leave already', () => {
    expect(detailOf(leave([...events, ...leading], '2026-12-01'))).toBe('A new lead on 1 January 2027 is recorded already.');
    expect(nameOf(leave([...events, ...leading], '2027-01-02'))).toBe('accepted');
    const gone = happened(leave(events, '2027-01-01'));
    expect(nameOf(leave([...events, ...gone], '2026-12-01'))).toBe('later-change');
    expect(detailOf(leave([...events, ...gone], '2026-12-01'))).toBe('A leaving on 1 January 2027 is recorded already.');
  });
  test('so a lead does not begin or end before its end is recorded already', () => {
    const all = [...events, ...happened(lead(events, 'appointed', '2025-09-01'))];
    const ended = [...all, ...happened(lead(all, 'ended', '2026-06-01'))];
    expect(nameOf(lead(ended, 'appointed', '2026-01-01', academy))).toBe('later-change');
    expect(nameOf(lead(ended, 'ended', '2026-01-01'))).toBe('later-change');
    // On the day on which one ends another begins.
    expect(nameOf(lead(ended, 'appointed', '2026-06-01', academy))).toBe('accepted');
  });
});

describe('Leading', () => {
  const events = happened(join([maintained, academy], '2025-09-01'));
  test('ends whoever leads, who need not be named', () => {
    const led = [...events, ...happened(lead(events, 'appointed', '2025-09-01', academy))];
    const end = (on: string) => decideLead({ group: p, events: led, today, memberName: 'Nobody' }, { change: 'ended', on: day(on) });
    expect(accepted(end('2026-01-01'))).toMatchObject({
      events: [{ kind: 'lead-ended', subject: academy.id, about: [academy.id, p.id] }],
      detail: 'The lead ended from 1 January 2026',
    });
    expect(detailOf(end('2025-08-31'))).toBe('Nobody leads Partnership p on 31 August 2025.');
    expect(leadSchema.safeParse({ change: 'ended', on: '2026-01-01' }).success).toBe(true);
    expect(leadSchema.safeParse({ change: 'appointed', on: '2026-01-01' }).error?.issues).toMatchObject([
      { path: ['member'], message: 'Choose a member' },
    ]);
  });
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

describe('A name', () => {
  const rename = (name: string, on: string, events: OrganisationEvent[] = [], of: Group = p) =>
    decideRenaming({ group: of, events, today }, { name, on: day(on) });
  test('changes from a day on that has come, and the old one stays in the history', () => {
    const renamed = happened(rename('Partnership of the Coast', '2026-09-01'));
    expect(renamed).toMatchObject([{ kind: 'renamed', name: 'Partnership of the Coast', was: 'Partnership p', on: '2026-09-01' }]);
    const [told] = timelineOf(p.id, renamed, known(p), { staff: true, publishedYears: new Set(), today });
    expect(told?.text).toBe('Renamed from Partnership p to Partnership of the Coast');
    expect(groupAfter(p, renamed)).toMatchObject({ name: 'Partnership of the Coast', version: 2 });
    expect(detailOf(rename('Partnership of the Coast', '2026-11-25'))).toBe(
      'The date must be between 1 September 2024 and 24 November 2026.',
    );
    expect(nameOf(rename('Partnership p', '2026-09-01'))).toBe('as-it-stands');
  });
  test('follows the one before it: none is put in between, and the last goes first', () => {
    const first = happened(rename('Second', '2026-03-01'));
    const named = groupAfter(p, first);
    const both = [...first, ...happened(rename('Third', '2026-09-01', first, named))];
    expect(groupAfter(named, both).name).toBe('Third');
    expect(nameOf(rename('Between', '2026-06-01', both, groupAfter(named, both)))).toBe('later-change');
    const withdraw = (event: OrganisationEvent | undefined, stand = both) =>
      decideWithdrawal({ events: stand, under: underOf(stand), today }, { event: event?.id as EventId, reason: 'A slip' });
    expect(detailOf(withdraw(both[0]))).toBe('A name on 1 September 2026 rests on it.');
    const back = [...both, ...happened(withdraw(both[1]))];
    expect(groupAfter(groupAfter(named, both), back).name).toBe('Second');
    expect(groupAfter(named, [...back, ...happened(withdraw(both[0], back))]).name).toBe('Partnership p');
  });
  test('is the register’s where that tells it', () => {
    expect(nameOf(rename('A Better Trust', '2026-09-01', [], trust))).toBe('kept-by-register');
  });
  test('is held by whatever is open, by its kind and as it is folded', () => {
    expect(nameHeld({ ...p, name: 'St. John’s  Partnership' })).toEqual({ kind: 'school-improvement', name: 'st johns partnership' });
    expect(nameHeld(club)).toEqual({ kind: 'sports-club', name: 'rowing club' });
    expect([nameHeld({ ...p, closedOn: today }), nameHeld(trust)]).toEqual([undefined, undefined]);
  });
});

describe('How a body buys', () => {
  const buys = (sector: Sector, from: string, of: Group = club) => decideSector({ group: of, today }, { sector, from: day(from) });
  const sectorsOf = (decision: ReturnType<typeof decideSector>) =>
    accepted(decision).group.sectors.map((entry) => [entry.from, entry.sector]);
  const later = accepted(buys('academy', '2026-09-01')).group;
  test('changes from a date on, and was what it was before', () => {
    expect(sectorsOf(buys('academy', '2026-09-01'))).toEqual([
      ['2000-01-01', 'independent'],
      ['2026-09-01', 'academy'],
    ]);
    expect(['2026-08-31', '2026-09-01'].map((on) => kindOfBuyerOn(later, 881, day(on)))).toEqual(['independent', 'academy']);
  });
  test('gives way on the same date, and where it goes on as before there is no date', () => {
    expect(sectorsOf(buys('maintained', '2026-09-01', later))).toEqual([
      ['2000-01-01', 'independent'],
      ['2026-09-01', 'maintained'],
    ]);
    expect(sectorsOf(buys('independent', '2026-09-01', later))).toEqual([['2000-01-01', 'independent']]);
  });
  test('is not changed to what it is, for a date nobody means, or where the register tells it', () => {
    expect(nameOf(buys('academy', '2027-01-01', later))).toBe('as-it-stands');
    expect(detailOf(buys('academy', '2027-11-26'))).toBe('The date must be between 23 November 2016 and 25 November 2027.');
    expect(nameOf(buys('academy', '2026-09-01', trust))).toBe('kept-by-register');
  });
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
