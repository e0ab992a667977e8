// Each session of a booking has its own officer, the officer's work stands and falls with its visit, and visits change hands without a penny moving.
import { describe, expect, test } from 'vitest';
import { calendarFile } from '../../functions/bookings/rules/calendar-file.ts';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import type { QuoteFacts } from '../../functions/bookings/rules/facts.ts';
import type { Ladder } from '../../functions/bookings/rules/ladder.ts';
import { decideDelivery } from '../../functions/bookings/rules/life.ts';
import { leftOf, visitsOn, visitWords } from '../../functions/bookings/rules/messages.ts';
import { decideMove } from '../../functions/bookings/rules/move.ts';
import { agreedText, decideQuote } from '../../functions/bookings/rules/quote.ts';
import type { BookedSession, Booking } from '../../functions/bookings/schema.ts';
import type { Officer } from '../../functions/officers/schema.ts';
import { londonClock } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { OfficerId } from '../../shared/ids.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { packSchema } from '../../shared/policy/schema.ts';
import {
  actor,
  booked,
  daniel,
  day,
  delivering,
  headteacherRecruitment,
  helen,
  keys,
  now,
  outcomeOf,
  pack,
  policy,
  quoteCommand,
  quoted,
  quoteFacts,
  review,
  session,
} from '../bookings.ts';

const [tuesday, wednesday] = ['2026-12-01#am', '2026-12-02#am'] as const;
const withHelen = (sessions: readonly string[]) => ({ also: [{ officer: helen.id, sessions: keys(...sessions) }] });
const others = (officer: Officer | undefined = helen, taken: readonly string[] = []): Partial<QuoteFacts> => ({
  others: [{ officer, taken: new Set(keys(...taken)) }],
});
const refused = (facts: Partial<QuoteFacts>, command: Parameters<typeof quoteCommand>[0]) => {
  const decision = decideQuote(quoteFacts(facts), quoteCommand(command));
  return decision.ok ? 'accepted' : `${decision.refusal.name}: ${decision.refusal.detail ?? decision.refusal.faults?.[0]?.detail}`;
};
const ladder: Ladder = { rungs: [{ workingDays: 5, feeBasisPoints: 5000, allocation: 'consumed' }], waivers: [] };
const nothing = { vacancies: new Map(), allocations: new Map() };

describe('several officers in one booking', () => {
  test('come in one half-day as two visits, in order of time and each with its own slot, and the lead is named first', () => {
    const quote = quoted(others(), { sessions: [tuesday, wednesday], halfDays: 3, ...withHelen([tuesday]) });
    expect(quote.sessions.map((each) => [each.session, each.officerName])).toEqual([
      [tuesday, 'Daniel Osei'],
      [tuesday, 'Helen Marsh'],
      [wednesday, 'Daniel Osei'],
    ]);
    expect([quote.officerName, quote.netPence]).toEqual(['Daniel Osei', 67_500]);
    const { booking } = booked(quote);
    expect(booking.sessions.map(({ visit, officer }) => [visit, officer])).toEqual([
      ['01', daniel.id],
      ['02', helen.id],
      ['03', daniel.id],
    ]);
  });

  test('are refused by name: who lacks the skill, is taken, away or named twice, and a count that is not what was chosen', () => {
    const command = { sessions: [tuesday], halfDays: 2, ...withHelen([tuesday]) };
    expect(refused(others({ ...helen, skills: ['governance'] }), command)).toContain('officer-lacks-skill: Helen Marsh does not deliver');
    expect(refused(others(helen, [tuesday]), command)).toContain('session-taken: Helen Marsh is already booked on');
    expect(refused(others({ ...helen, leavesOn: day('2026-11-30') }), command)).toContain('outside-pattern: Helen Marsh does not work');
    expect(refused(others(daniel), { ...command, also: [{ officer: daniel.id, sessions: keys(wednesday) }] })).toContain(
      'Name Daniel Osei once',
    );
    expect(refused({ others: [{ officer: undefined, taken: new Set() }] }, command)).toContain('unknown-officer');
    expect(refused(others(), { ...command, halfDays: 1 })).toContain('Choose 1 half-days: you have chosen 2');
    expect(refused(others(), { ...command, halfDays: 3, ...withHelen([tuesday, tuesday]) })).toContain('duplicate-session');
  });

  test('are a part of what is agreed to: who delivers what', () => {
    const both = quoted(others(), { sessions: [tuesday], halfDays: 2, ...withHelen([wednesday]) });
    const swapped = { ...both, sessions: both.sessions.map((each) => ({ ...each, officer: both.officer })) };
    expect(agreedText(swapped)).not.toBe(agreedText(both));
  });
});

describe('the officer’s work beside the visits', () => {
  const facts = { service: review };
  const command = { sessions: ['2026-12-08#am', '2026-12-09#am'] };
  const workOf = (quote: ReturnType<typeof quoted>) => quote.sessions.flatMap(({ work, session: at }) => (work ? [[work, at]] : []));

  test('takes the nearest sessions that are free, before the first visit and after the last, priced like them', () => {
    const quote = quoted(facts, command);
    expect(workOf(quote)).toEqual([
      ['preparation', '2026-12-07#pm'],
      ['report', '2026-12-09#pm'],
    ]);
    expect(quote.netPence).toBe(4 * 22_500);
    const taken = new Set(keys('2026-12-07#pm', '2026-12-09#pm', '2026-12-10#am', '2026-12-10#pm'));
    expect(workOf(quoted({ ...facts, taken }, command))).toEqual([
      ['preparation', '2026-12-07#am'],
      ['report', '2026-12-11#am'],
    ]);
    // Friday afternoon, a weekend and two days away are passed over.
    expect(workOf(quoted({ ...facts, taken }, { sessions: ['2026-12-08#am', '2026-12-11#am'] }))).toContainEqual([
      'report',
      '2026-12-16#am',
    ]);
  });

  test('is refused by name where nothing is free within ten working days, and where it is named otherwise', () => {
    const busy = new Set(
      Array.from({ length: 25 }, (_, i) => `2026-12-${String(i + 7).padStart(2, '0')}`).flatMap((date) => keys(`${date}#am`, `${date}#pm`)),
    );
    const around = new Set([...busy].filter((each) => each !== '2026-12-08#am' && each !== '2026-12-09#am'));
    const early = new Set([...around].filter((each) => each > '2026-12-09'));
    expect(refused({ ...facts, taken: early }, command)).toMatch(
      /^no-session-for-work: .* takes half a day for the report, and Daniel Osei has none free/,
    );
    expect(refused({ service: headteacherRecruitment }, { ...command, report: keys('2026-12-10#am') })).toContain('the service takes none');
    expect(refused(facts, { ...command, report: keys('2026-12-08#pm') })).toContain('within 10 working days after');
    expect(refused(facts, { ...command, preparation: keys('2026-12-07#am'), report: keys('2026-12-10#am') })).toBe('accepted');
    expect(refused({ ...facts, taken: new Set(keys('2026-12-10#am')) }, { ...command, report: keys('2026-12-10#am') })).toContain(
      'session-taken',
    );
    // Forty half-days at the most, with what the officer takes.
    const many = Array.from({ length: 39 }, (_, i) => `2027-01-${String((i % 20) + 4).padStart(2, '0')}#${i < 20 ? 'am' : 'pm'}`);
    expect(refused(facts, { sessions: many })).toContain('too-many-sessions');
  });

  test('is whole half-days of a service, and fits into one booking with the smallest number of visits', () => {
    const faults = (more: object) =>
      packSchema
        .safeParse({
          ...rivermouth2026,
          services: rivermouth2026.services.map((each) => (each.reportHalfDays ? { ...each, ...more } : each)),
        })
        .error?.issues.map(({ message }) => message) ?? [];
    expect(faults({})).toEqual([]);
    for (const [reportHalfDays, message] of [
      [-1, 'cannot be negative'],
      [0.5, 'as a whole number'],
      [5, 'at most 4 half-days'],
    ] as const)
      expect(faults({ reportHalfDays })[0]).toContain(message);
    expect(faults({ minimumHalfDays: 20 })[0]).toContain('takes 11 days with what the officer takes beside the visits');
  });

  const { booking } = booked(quoted(facts, command), 'bkg_01', now, review);
  const [prepares, first, second, reports] = booking.sessions as [BookedSession, BookedSession, BookedSession, BookedSession];

  test('belongs to the first visit and to the last', () => {
    expect([prepares.of, first.of, second.of, reports.of]).toEqual([first.visit, undefined, undefined, second.visit]);
  });

  test('is cancelled with its visit, and goes to the next as long as one is left', () => {
    const cancel = (of: Booking, visits: string[], more = {}) =>
      decideCancellation({ booking: of, now, ladder, wish: 'school', ...nothing }, { visits, reason: 'Not needed', ...more });
    const one = accepted(cancel(booking, [first.visit])).booking;
    expect(one.sessions.map(({ state }) => state)).toEqual(['booked', 'cancelled', 'booked', 'booked']);
    expect(one.sessions[0]?.of).toBe(second.visit);
    const all = accepted(cancel(one, [second.visit]));
    expect(all.booking.sessions.every(({ state }) => state === 'cancelled')).toBe(true);
    expect(all.freed.map(({ session: at }) => at).sort()).toEqual(['2026-12-07#pm', '2026-12-09#am', '2026-12-09#pm']);
    expect(outcomeOf(cancel(booking, [reports.visit]))).toBe('goes-with-its-visit');
  });

  test('costs by the notice of its visit, whenever it lies: a fee is neither evaded nor doubled', () => {
    const command = { visits: [first.visit, second.visit], reason: 'Not needed' };
    const cancel = (at: string, feePence: number) =>
      decideCancellation({ booking, now: Date.parse(at), ladder, wish: 'school', ...nothing }, { ...command, feePence });
    // Five working days before the visits nothing is owed, though the preparation is nearer than that.
    expect(accepted(cancel('2026-11-30T09:00:00Z', 0)).charges).toEqual([]);
    // On the evening before them the preparation is over, and all four half-days cost half their price.
    const { charges } = accepted(cancel('2026-12-07T20:00:00Z', 4 * 11_250));
    expect(charges.map(({ netPence }) => netPence)).toEqual([11_250, 11_250, 11_250, 11_250]);
    expect(charges[0]?.serviceTitle).toContain('preparation: 7 December 2026');
  });

  test('costs no less where its visit is given up late and then the other, to which it went, in time', () => {
    const far = booked(quoted(facts, { ...command, sessions: ['2026-12-08#am', '2026-12-18#am'] }), 'bkg_02', now, review).booking;
    const evening = Date.parse('2026-12-07T20:00:00Z');
    const cancel = (of: Booking, visits: string[], feePence: number, wish: 'school' | 'council' = 'school') =>
      decideCancellation({ booking: of, now: evening, ladder, wish, ...nothing }, { visits, reason: 'Not needed', feePence });
    const [early, late] = far.sessions.filter(({ work }) => !work).map(({ visit }) => visit) as [string, string];
    // Both at once: the first visit and its preparation.
    expect(accepted(cancel(far, [early, late], 2 * 11_250)).charges).toHaveLength(2);
    const one = accepted(cancel(far, [early], 11_250)).booking;
    expect(outcomeOf(cancel(one, [late], 0))).toBe('cancellation-costs');
    expect(accepted(cancel(one, [late], 11_250)).charges.map(({ serviceTitle }) => serviceTitle)).toEqual([
      expect.stringContaining('preparation'),
    ]);
    // What the council calls off leaves no trace on the work.
    const called = accepted(cancel(far, [early], 0, 'council')).booking;
    expect(accepted(cancel(called, [late], 0)).charges).toEqual([]);
  });

  test('is marked delivered with its visit once it is over, and is charged with the note of the visit', () => {
    const deliver = (at: string, visits: string[], of = booking) =>
      decideDelivery(
        { booking: of, now: Date.parse(at), clock: londonClock(Date.parse(at)), actor: actor('officer'), policy },
        delivering(visits),
      );
    expect(outcomeOf(deliver('2026-12-09T13:00:00Z', [second.visit]))).toBe('not-ended');
    expect(outcomeOf(deliver('2026-12-10T09:00:00Z', [reports.visit]))).toBe('goes-with-its-visit');
    const { note, charges, booking: after, postings } = accepted(deliver('2026-12-10T09:00:00Z', [second.visit]));
    expect(note.visits).toEqual([second.visit, reports.visit]);
    expect(note.sessions).toEqual([second.session]);
    expect(charges.map(({ visit, serviceTitle }) => [visit, serviceTitle.endsWith(': report')])).toEqual([
      [second.visit, false],
      [reports.visit, true],
    ]);
    expect(after.sessions.map(({ state }) => state)).toEqual(['booked', 'booked', 'delivered', 'delivered']);
    expect(postings).toHaveLength(2);
  });

  test('is told apart: no reminder, no place in the school’s calendar, and a line of its own in messages', () => {
    expect(visitsOn(booking, day('2026-12-07'))).toBeUndefined();
    const council = { slug: 'essex', name: 'Essex', email: 'a@b.example' };
    const file = (officer?: OfficerId) => calendarFile({ booking, sessionTimes: pack.sessions, council, link: 'l', officer }) ?? '';
    expect(file().match(/BEGIN:VEVENT/g)).toHaveLength(2);
    expect(file(daniel.id)).toContain('SUMMARY:Preparation: ');
    expect(file(daniel.id).match(/BEGIN:VEVENT/g)).toHaveLength(4);
    const told = [{ booking: booking.id, visits: booking.sessions.map(({ visit }) => visit) }];
    const words = visitWords({ council, sessionTimes: pack.sessions, link: 'l' }, leftOf([booking], told, 'booked'));
    expect(words?.visits.split('\n')[0]).toMatch(/^Preparation: /);
  });

  test('stays on its side of the visit when that moves, and is moved by the council alone', () => {
    const move = (visit: string, to: string, wish: 'school' | 'council' = 'council') =>
      outcomeOf(decideMove({ booking, now, ladder, wish, quote: quoteFacts(facts) }, { visit, to: session(to) }));
    expect(move(first.visit, '2026-12-07#am')).toBe('invalid-request');
    expect(move(second.visit, '2026-12-10#am')).toBe('invalid-request');
    // Nor past the work that belongs to the other visit: what was the first of two would otherwise come after the report of both.
    expect(move(first.visit, '2026-12-18#am')).toBe('invalid-request');
    expect(move(second.visit, '2026-12-07#am')).toBe('invalid-request');
    expect(move(first.visit, '2026-12-08#pm')).toBe('accepted');
    expect(move(reports.visit, '2026-12-16#am')).toBe('accepted');
    expect(move(reports.visit, '2026-12-16#am', 'school')).toBe('goes-with-its-visit');
    expect(move(reports.visit, '2026-12-08#pm')).toBe('invalid-request');
  });
});
