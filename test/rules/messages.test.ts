// Messages about bookings: on which days they go out, what they say as things stand, and that a reference names nobody.
import { describe, expect, test } from 'vitest';
import {
  askedWords,
  cancelledWords,
  changeWords,
  concerned,
  confirmedWords,
  daysToRemind,
  declinedWords,
  digestDue,
  digestWords,
  isNotesReader,
  lateWords,
  leftOf,
  reminderWords,
  remindsOfNotes,
  visitsOn,
  visitWords,
  weekLate,
} from '../../functions/bookings/rules/messages.ts';
import type { VisitNote } from '../../functions/bookings/schema/notes.ts';
import type { BookingRequest } from '../../functions/bookings/schema/requests.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import type { Person } from '../../functions/identity/schema/people.ts';
import { addDays, londonClock, weekday } from '../../shared/calendar.ts';
import type { OfficerId, PersonId } from '../../shared/ids.ts';
import { isOptional, kindNames, kinds } from '../../shared/kinds.ts';
import { effectOf, stateOf, subjectOf } from '../../shared/messages.ts';
import { afterFailure, type Effect, pauseAfter } from '../../shared/outbox.ts';
import { booked, day, pack, quoteCommand, quoted, session } from '../bookings.ts';

const at = (moment: string) => londonClock(Date.parse(moment));
const { booking } = booked(quoted());
const cancelled = (visits: readonly string[], of: Booking = booking): Booking => ({
  ...of,
  sessions: of.sessions.map((each) => (visits.includes(each.visit) ? { ...each, state: 'cancelled', reason: 'Snow' } : each)),
});
const setting = { council: { name: 'Essex' }, sessionTimes: pack.sessions, link: 'l' };
const told = [{ booking: booking.id, visits: ['01', '02'] }];

describe('reminders', () => {
  test('go out a week before, from seven in the morning by London’s clocks', () => {
    expect(daysToRemind(at('2026-11-24T06:59:00Z'), day('2026-11-30'))).toEqual([]);
    expect(daysToRemind(at('2026-11-24T07:00:00Z'), day('2026-11-30'))).toEqual(['2026-12-01']);
    expect(daysToRemind(at('2026-11-24T23:59:00Z'), day('2026-12-01'))).toEqual([]);
    // In summer seven in London is six by UTC.
    expect(daysToRemind(at('2026-06-02T05:59:00Z'), day('2026-06-08'))).toEqual([]);
    expect(daysToRemind(at('2026-06-02T06:00:00Z'), day('2026-06-08'))).toEqual(['2026-06-09']);
  });

  test('that were missed are made good while the visit is still to come, and the first time all of the week are', () => {
    expect(daysToRemind(at('2026-11-24T09:00:00Z'), day('2026-11-28'))).toEqual(['2026-11-29', '2026-11-30', '2026-12-01']);
    const week = ['2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01'];
    expect(daysToRemind(at('2026-11-24T09:00:00Z'), undefined)).toEqual(week);
    expect(daysToRemind(at('2026-11-24T09:00:00Z'), day('2026-10-01'))).toEqual(week);
  });

  test.each([
    ['March', '2027-03-15T00:00:00Z'],
    ['October', '2026-10-12T00:00:00Z'],
  ])('asked for every five minutes across the change of the clocks in %s, each day comes once and a week before', (_month, from) => {
    let through = addDays(at(from).date, 6);
    const first = addDays(through, 1);
    const sent: [string, string, string][] = [];
    const start = Date.parse(from);
    for (let minutes = 0; minutes < 28 * 24 * 60; minutes += 5) {
      const clock = londonClock(start + minutes * 60_000);
      for (const visit of daysToRemind(clock, through)) {
        sent.push([visit, clock.date, clock.time]);
        through = visit;
      }
    }
    expect(sent).toHaveLength(28);
    sent.forEach(([visit, on, time], i) => {
      expect(visit).toBe(addDays(first, i));
      expect([addDays(day(on), 7), time]).toEqual([visit, '07:00']);
    });
  });

  test('tell of the visits of a day that stand, under the name of the first that was ever there', () => {
    expect(visitsOn(booking, day('2026-12-01'))).toEqual({ first: '01', visits: ['01', '02'] });
    expect(visitsOn(cancelled(['01']), day('2026-12-01'))).toEqual({ first: '01', visits: ['02'] });
    expect(visitsOn(cancelled(['01', '02']), day('2026-12-01'))).toBeUndefined();
    expect(visitsOn(booking, day('2026-12-02'))).toBeUndefined();
  });
});

describe('late notes', () => {
  const note = { state: 'draft', dueOn: day('2026-12-04') } as VisitNote;
  test('are told of once in each week that they are late, and not while they wait for their moderator', () => {
    expect(weekLate(note, day('2026-12-04'))).toBeUndefined();
    const days = ['2026-12-05', '2026-12-11', '2026-12-12', '2026-12-18', '2026-12-19'];
    expect(days.map((date) => weekLate(note, day(date)))).toEqual([1, 1, 2, 2, 3]);
    expect(weekLate({ ...note, state: 'returned' }, day('2026-12-05'))).toBe(1);
    expect(weekLate({ ...note, state: 'submitted' }, day('2026-12-05'))).toBeUndefined();
    expect(weekLate({ ...note, state: 'shared' }, day('2026-12-05'))).toBeUndefined();
  });

  test('are looked for once on each weekday, from seven by London’s clocks', () => {
    expect(remindsOfNotes(at('2026-12-07T06:59:00Z'), undefined)).toBe(false);
    expect(remindsOfNotes(at('2026-12-07T07:00:00Z'), day('2026-12-04'))).toBe(true);
    expect(remindsOfNotes(at('2026-12-07T09:00:00Z'), day('2026-12-07'))).toBe(false);
    expect(remindsOfNotes(at('2026-12-05T09:00:00Z'), undefined)).toBe(false);
  });

  test('that are shared are told to whoever booked, a confidential one only to the school’s own people and the council’s', () => {
    const shared = (readBy: string) => ({ school: booking.school, template: { readBy } }) as VisitNote;
    const holding = (organisation?: string) =>
      ({ rights: [{ ...(organisation ? { organisation } : {}), roles: [], source: 'granted' }] }) as unknown as Person;
    expect(isNotesReader(holding(booking.school), shared('school-and-council'))).toBe(true);
    expect(isNotesReader(holding(), shared('school-and-council'))).toBe(true);
    expect(isNotesReader(holding('trs_1'), shared('school-and-council'))).toBe(false);
    expect(isNotesReader(holding('trs_1'), shared('all-concerned'))).toBe(true);
  });

  test('say by when they were due, and nothing once they are sent', () => {
    const left = leftOf([booking], told, 'booked');
    const words = lateWords(setting, left, note, day('2026-12-05'));
    expect(words).toMatchObject({ due: '4 December 2026', officer: 'Daniel Osei' });
    expect(Object.keys(words ?? {}).sort()).toEqual([...kinds['note-late'].words].sort());
    expect(lateWords(setting, left, { ...note, state: 'submitted' }, day('2026-12-05'))).toBeUndefined();
  });
});

describe('digests', () => {
  test('are due on Mondays from seven, for that week alone, and no later than Wednesday', () => {
    expect(weekday(day('2026-11-23'))).toBe(1);
    expect(digestDue(at('2026-11-23T06:59:00Z'), undefined)).toBeUndefined();
    expect(digestDue(at('2026-11-23T07:00:00Z'), undefined)).toBe('2026-11-23');
    expect(digestDue(at('2026-11-25T03:00:00Z'), day('2026-11-16'))).toBe('2026-11-23');
    expect(digestDue(at('2026-11-25T03:00:00Z'), day('2026-11-23'))).toBeUndefined();
    expect(digestDue(at('2026-11-26T07:00:00Z'), undefined)).toBeUndefined();
    // The Mondays after London's clocks have changed.
    expect(digestDue(at('2027-03-29T05:59:00Z'), undefined)).toBeUndefined();
    expect(digestDue(at('2027-03-29T06:00:00Z'), undefined)).toBe('2027-03-29');
    expect(digestDue(at('2026-10-26T06:59:00Z'), undefined)).toBeUndefined();
    expect(digestDue(at('2026-10-26T07:00:00Z'), undefined)).toBe('2026-10-26');
  });

  test('tell of two weeks, in time order whatever the booking, and of no more than forty visits one by one', () => {
    const other = { ...booking, id: 'bkg_02' as Booking['id'], serviceTitle: 'Other', sessions: booking.sessions.slice(0, 1) };
    const both = [...told, { booking: other.id, visits: ['01'] }];
    const words = digestWords(setting, day('2026-11-30'), leftOf([other, booking], both, 'booked'));
    expect(words).toMatchObject({ school: booking.schoolName, from: '30 November 2026', until: '13 December 2026' });
    expect(words?.visits.split('\n')).toHaveLength(3);
    expect(words?.visits.split('\n').at(-1)).toMatch(/^Tuesday 1 December 2026, afternoon, 13:00 to 16:00: .+, Daniel Osei$/);
    const [first] = leftOf([booking], told, 'booked');
    if (!first) throw new Error('nothing is left');
    const many = digestWords(
      setting,
      day('2026-11-30'),
      Array.from({ length: 42 }, () => first),
    );
    expect(many?.visits.split('\n')).toHaveLength(41);
    expect(many?.visits).toMatch(/and 2 more$/);
    expect(digestWords(setting, day('2026-11-30'), [])).toBeUndefined();
  });
});

describe('what is told of a change', () => {
  test('is what is still so when it is sent, or nothing', () => {
    const words = changeWords({ ...setting, calendar: 'c' }, leftOf([cancelled(['01'])], told, 'booked'));
    expect(words).toMatchObject({ visits: 'Tuesday 1 December 2026, afternoon, 13:00 to 16:00', officer: 'Daniel Osei', calendar: 'c' });
    expect(changeWords({ ...setting, calendar: 'c' }, leftOf([cancelled(['01', '02'])], told, 'booked'))).toBeUndefined();
    expect(visitWords(setting, leftOf([], told, 'booked'))).toBeUndefined();
  });

  test('is, of a cancellation, the visits that were cancelled then, with the reason', () => {
    const words = cancelledWords({ ...setting, person: booking.bookedBy, calendar: 'c' }, leftOf([cancelled(['01'])], told, 'cancelled'));
    expect(words).toMatchObject({ visits: 'Tuesday 1 December 2026, morning, 09:00 to 12:00', reason: 'Snow', cost: 'It costs nothing.' });
  });

  test('says what a cancellation costs by the notice that was given, and nothing of what was waived', () => {
    const late = (more: object): Booking => {
      const of = cancelled(['01', '02']);
      return { ...of, sessions: of.sessions.map((each) => ({ ...each, late: { notice: 1, workingDays: 5, ...more } })) };
    };
    const costs = (more: object) =>
      cancelledWords({ ...setting, person: booking.bookedBy, calendar: 'c' }, leftOf([late(more)], told, 'cancelled'))?.cost;
    expect(costs({ feePence: 11_250 })).toBe('By the notice that was given it costs a fee of £225.00 before VAT.');
    expect(costs({ consumed: true })).toBe('By the notice that was given it costs 1 day of free days, which count as used.');
    expect(costs({ feePence: 11_250, waived: { kind: 'ofsted-call', at: '2026-11-25T10:00:00.000Z' } })).toBe('It costs nothing.');
    const toOfficer = { ...setting, person: 'per_daniel' as PersonId, officer: booking.officer, calendar: 'c' };
    const left = leftOf([late({ feePence: 11_250 })], told, 'cancelled');
    expect(cancelledWords(toOfficer, left)?.cost).toBe('What it costs is told to whoever booked.');
  });

  test('goes to whoever booked and to the officer, once to somebody who is both', () => {
    const { officer, bookedBy } = booking;
    const told = (person: PersonId | undefined) => concerned(booking, ['01'], [{ officer, person }]).map((each) => each.person);
    expect(told('per_daniel' as PersonId)).toEqual([bookedBy, 'per_daniel']);
    expect(told(bookedBy)).toEqual([bookedBy]);
    expect(told(undefined)).toEqual([bookedBy]);
    const instead = concerned(booking, ['01'], [], ['per_bridget' as PersonId, bookedBy]).map(({ person }) => person);
    expect(instead).toEqual([bookedBy, 'per_bridget']);
  });

  test('of a request is told to whoever may approve it while it waits, and to whoever asked once it is declined', () => {
    const quote = quoted();
    const request: BookingRequest = {
      type: 'request',
      id: 'req_01' as BookingRequest['id'],
      booking: booking.id,
      organisation: booking.school,
      command: quoteCommand(),
      quote,
      mostPence: 0,
      requestedBy: booking.bookedBy,
      requestedAt: '2026-11-24T08:00:00.000Z',
      holdUntil: '2026-11-26T23:59:59.999Z',
      state: 'requested',
      version: 1,
    };
    const asked = (of: Partial<BookingRequest>, now = Date.parse('2026-11-26T09:00:00Z')) =>
      askedWords(setting, { ...request, ...of }, { person: 'Maria Okafor', now });
    expect(asked({})).toMatchObject({
      person: 'Maria Okafor',
      total: '1 day × £450.00 = £450.00, VAT £90.00, total £540.00',
      until: '26 November 2026 at 23:59',
    });
    expect(asked({})?.visits.split('\n')).toHaveLength(2);
    expect(Object.keys(asked({}) ?? {}).sort()).toEqual([...kinds['approval-asked'].words].sort());
    expect([asked({ state: 'approved' }), asked({ state: 'withdrawn' }), asked({}, Date.parse('2026-11-27T00:00:00Z'))]).toEqual(
      Array.from({ length: 3 }, () => undefined),
    );
    const declined = declinedWords(setting, { ...request, state: 'declined', reason: 'Wait for the new year' });
    expect(declined).toMatchObject({ reason: 'Wait for the new year', school: booking.schoolName });
    expect(Object.keys(declined ?? {}).sort()).toEqual([...kinds['approval-declined'].words].sort());
    expect(declinedWords(setting, request)).toBeUndefined();
  });

  test('of a change says from when a visit was moved, and a reminder on which day it is', () => {
    const moved = {
      ...booking,
      sessions: booking.sessions.map((each) => ({ ...each, moves: [{ from: session('2026-12-10#am'), at: '' }] })),
    };
    const left = leftOf([moved], told, 'booked');
    expect(changeWords({ ...setting, calendar: 'c' }, left)?.visits).toMatch(/, moved from Thursday 10 December 2026, morning$/);
    expect(confirmedWords({ ...setting, person: booking.bookedBy, calendar: 'c', terms: [] }, left)?.visits).not.toContain('moved');
    expect(reminderWords(setting, left)?.day).toMatch(/^\w+day \d+ \w+$/);
  });

  test('of a booking tells what cancelling costs to whoever booked, and to its officer what to do', () => {
    const left = leftOf([booking], told, 'booked');
    const termsFor = (person: PersonId, officer?: OfficerId) =>
      confirmedWords({ ...setting, person, officer, calendar: 'c', terms: ['Free', 'of charge.'] }, left)?.terms;
    expect(termsFor(booking.bookedBy)).toBe('Free of charge.');
    // Somebody else of the school, who is told in the place of whoever booked.
    expect(termsFor('per_bridget' as PersonId)).toBe('Free of charge.');
    expect(termsFor('per_daniel' as PersonId, booking.officer)).toBe(
      'Tell the council as soon as you know: it finds somebody else, or another date, and tells the school.',
    );
  });

  test('fills every word of its kind but the link that stops it', () => {
    const left = leftOf([booking], told, 'booked');
    const filled = {
      'booking-confirmed': confirmedWords({ ...setting, person: booking.bookedBy, calendar: 'c', terms: ['Free of charge.'] }, left),
      'booking-changed': changeWords({ ...setting, calendar: 'c' }, left),
      'booking-cancelled': cancelledWords({ ...setting, person: booking.bookedBy, calendar: 'c' }, left),
      'note-shared': visitWords(setting, left),
      'visit-reminder': reminderWords(setting, left),
      'weekly-digest': digestWords(setting, day('2026-11-30'), left),
    };
    for (const [kind, words] of Object.entries(filled))
      expect(Object.keys(words ?? {}).sort()).toEqual(kinds[kind as keyof typeof filled].words.filter((word) => word !== 'stop').sort());
  });
});

describe('each message', () => {
  test('has a reference that names nobody, and another for another person, record, change, kind and council', () => {
    const of = { kind: 'booking-confirmed', about: 'bkg_01', key: '1', person: 'per_maria-okafor' as PersonId } as const;
    const subject = subjectOf('essex', of);
    expect(subject).toMatch(/^booking-confirmed:bkg_01:1:[\w-]{16}$/);
    const others = [
      subjectOf('kent', of),
      subjectOf('essex', { ...of, person: 'per_tom' as PersonId }),
      subjectOf('essex', { ...of, about: 'bkg_02' }),
      subjectOf('essex', { ...of, key: '2' }),
      subjectOf('essex', { ...of, kind: 'booking-cancelled' }),
    ];
    expect(new Set([subject, ...others]).size).toBe(6);
    expect(effectOf({ reference: `${subject}#1` })).toEqual({ subject, version: 1 });
  });

  test('can be turned off, or says why not', () => {
    for (const kind of kindNames) {
      const of = kinds[kind];
      expect([isOptional(kind), 'essential' in of && of.essential.length > 20]).toContain(true);
      expect((of.words as readonly string[]).includes('stop')).toBe(isOptional(kind));
    }
  });

  test('is waiting until the outbox has sent it or given it up', () => {
    expect(stateOf({}, { state: 'pending' })).toBe('waiting');
    expect(stateOf({}, { state: 'leased' })).toBe('waiting');
    expect(stateOf({}, { state: 'parked' })).toBe('failed');
    expect(stateOf({ outcome: 'sent' }, { state: 'sent' })).toBe('sent');
    expect(stateOf({ outcome: 'not-needed' }, undefined)).toBe('not-needed');
  });
});

describe('a message that Notify does not take', () => {
  const leased = { state: 'leased', attempts: 1, dueAt: 0 } as Effect;
  test('is given up at once where it is the message’s own fault, and tried again where it is not', () => {
    expect(afterFailure(leased, 'NotifyRefused', 0).state).toBe('parked');
    for (const error of ['NotifyKeyRefused', 'NotifyRateLimited', 'NotifyUnreachable', 'NotifyDayFull'])
      expect(afterFailure(leased, error, 0).state).toBe('pending');
  });

  test('waits for hours where the day’s messages are used up, so that all tries outlast the day', () => {
    expect(pauseAfter(1)).toBe(10_000);
    expect(pauseAfter(1, 'NotifyDayFull')).toBe(5 * 3_600_000);
    const tries = Array.from({ length: 7 }, (_, i) => pauseAfter(i + 1, 'NotifyDayFull'));
    expect(tries.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(24 * 3_600_000);
  });
});
