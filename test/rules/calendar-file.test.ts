// A booking as a calendar file: every calendar reads it, the same visit is known again after a change, and London's clocks are told with it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CalendarFacts, calendarFile, escaped, folded } from '../../functions/bookings/rules/calendar-file.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { booked, pack, quoted } from '../bookings.ts';

const { booking } = booked(quoted());
const facts = (more: Partial<CalendarFacts> = {}): CalendarFacts => ({
  booking,
  sessionTimes: pack.sessions,
  council: { slug: 'essex', name: 'Essex County Council', email: 'traded@essex.example' },
  link: 'https://daybook.example/essex/bookings/bkg_01',
  ...more,
});
const fileOf = (more: Partial<CalendarFacts> = {}): string => {
  const file = calendarFile(facts(more));
  if (file === undefined) throw new Error('there is no file');
  return file;
};
/** The lines as a calendar reads them, put together again. */
const linesOf = (file: string): string[] => file.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);
const valuesOf = (file: string, name: string): string[] =>
  linesOf(file).flatMap((line) => (line.startsWith(`${name}:`) || line.startsWith(`${name};`) ? [line.slice(name.length + 1)] : []));
const cancelledFirst: Booking = {
  ...booking,
  version: 2,
  sessions: booking.sessions.map((each) =>
    each.visit === '01' ? { ...each, state: 'cancelled', cancelledAt: '2026-11-25T10:00:00.000Z', reason: 'Snow' } : each,
  ),
};

test('a morning and an afternoon, each an event of its own, by the clock in London', () => {
  const file = fileOf();
  expect(linesOf(file).filter((line) => /^(BEGIN|END):/.test(line))).toEqual([
    'BEGIN:VCALENDAR',
    'BEGIN:VTIMEZONE',
    'BEGIN:STANDARD',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
  expect(valuesOf(file, 'METHOD')).toEqual(['PUBLISH']);
  expect(valuesOf(file, 'DTSTART').slice(-2)).toEqual(['TZID=Europe/London:20261201T090000', 'TZID=Europe/London:20261201T130000']);
  expect(valuesOf(file, 'DTEND').slice(-2)).toEqual(['TZID=Europe/London:20261201T120000', 'TZID=Europe/London:20261201T160000']);
  expect(valuesOf(file, 'UID')).toEqual(['bkg_01-01@essex.daybook', 'bkg_01-02@essex.daybook']);
  expect(valuesOf(file, 'SEQUENCE')).toEqual(['0', '0']);
  expect(valuesOf(file, 'DTSTAMP')).toEqual(['20261124T080000Z', '20261124T080000Z']);
  expect(valuesOf(file, 'SUMMARY')[0]).toBe(`${escaped(booking.serviceTitle)}\\, Colnemarsh Grange Academy`);
  expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
});

test('the zone changes where London’s clocks do: on the last Sundays of March and October', () => {
  const zone = linesOf(fileOf());
  expect(zone).toContain('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU');
  expect(zone).toContain('RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU');
  // What the rules say of 2027 is what the clock does: at 01:00 UTC, forward on 28 March and back on 31 October.
  const hourIn = (at: string) =>
    Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: 'numeric', hourCycle: 'h23' }).format(Date.parse(at)));
  expect([hourIn('2027-03-28T00:59:00Z'), hourIn('2027-03-28T01:00:00Z')]).toEqual([0, 2]);
  expect([hourIn('2027-10-31T00:59:00Z'), hourIn('2027-10-31T01:00:00Z')]).toEqual([1, 1]);
  const at = (name: string) => zone.slice(zone.indexOf(`BEGIN:${name}`), zone.indexOf(`END:${name}`));
  expect(at('DAYLIGHT')).toEqual(expect.arrayContaining(['DTSTART:19810329T010000', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0100']));
  expect(at('STANDARD')).toEqual(expect.arrayContaining(['DTSTART:19961027T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0000']));
});

describe('after a change', () => {
  test('what stands is told again under the same name and a higher number', () => {
    const file = fileOf({ booking: cancelledFirst });
    expect([valuesOf(file, 'UID'), valuesOf(file, 'SEQUENCE'), valuesOf(file, 'STATUS')]).toEqual([
      ['bkg_01-02@essex.daybook'],
      ['1'],
      ['CONFIRMED'],
    ]);
  });

  test('what was cancelled is taken out by a file of its own, and nothing else is', () => {
    const file = fileOf({ booking: cancelledFirst, cancelled: ['01', '02'] });
    expect([valuesOf(file, 'METHOD'), valuesOf(file, 'UID'), valuesOf(file, 'STATUS'), valuesOf(file, 'SEQUENCE')]).toEqual([
      ['CANCEL'],
      ['bkg_01-01@essex.daybook'],
      ['CANCELLED'],
      ['1'],
    ]);
    expect(valuesOf(file, 'DTSTAMP')).toEqual(['20261125T100000Z']);
    // The reason is for people, and stays out of calendars.
    expect(file).not.toContain('Snow');
  });

  test('a visit that was moved is told with the moment it was, and one that was not with that of its booking', () => {
    const sessions = booking.sessions.map((each) =>
      each.visit === '01' ? { ...each, moves: [{ from: each.session, at: '2026-11-26T09:30:00.000Z' }] } : each,
    );
    const file = fileOf({ booking: { ...booking, version: 2, sessions } });
    expect(valuesOf(file, 'DTSTAMP')).toEqual(['20261126T093000Z', '20261124T080000Z']);
  });

  test('where nothing is left there is no file', () => {
    expect(calendarFile(facts({ cancelled: ['01'] }))).toBeUndefined();
    const none = { ...booking, sessions: booking.sessions.map((each) => ({ ...each, state: 'cancelled' as const })) };
    expect(calendarFile(facts({ booking: none }))).toBeUndefined();
  });
});

test('text is told apart from the file’s own signs', () => {
  expect(escaped('a\\b; c, d\r\ne\nf\rg\u0007')).toBe('a\\\\b\\; c\\, d\\ne\\nf\\ng ');
  const sly = 'Grange"\r\nBEGIN:VALARM;X=1';
  const file = fileOf({ booking: { ...booking, schoolName: sly }, council: { slug: 'essex', name: sly, email: 'a@b.example' } });
  expect(linesOf(file)).not.toContain('BEGIN:VALARM');
  expect(linesOf(file).filter((line) => line.startsWith('BEGIN:VALARM'))).toEqual([]);
  expect(valuesOf(file, 'ORGANIZER')[0]).toBe('CN="Grange’’’BEGIN:VALARM;X=1":mailto:a@b.example');
});

test('any text comes back whole from lines of at most 75 octets, none of which cuts a character', () => {
  const property = fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
    const line = `SUMMARY:${escaped(text)}`;
    const physical = folded(line).split('\r\n');
    for (const each of physical) {
      expect(Buffer.byteLength(each)).toBeLessThanOrEqual(75);
      expect(Buffer.from(each).toString()).toBe(each);
    }
    expect(physical.map((each, i) => (i === 0 ? each : each.slice(1))).join('')).toBe(line);
    expect(physical.slice(1).every((each) => each.startsWith(' ') && each.length > 1)).toBe(true);
  });
  fc.assert(property, { seed: 5, numRuns: 400 });
  expect(folded('x'.repeat(75))).toBe('x'.repeat(75));
  expect(folded('x'.repeat(76))).toBe(`${'x'.repeat(75)}\r\n x`);
});
