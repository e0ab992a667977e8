// When officers work and what of it is free: pattern, weekends, bank holidays, absences, bookings, and the clock in London.
import { describe, expect, test } from 'vitest';
import { freeSessions, hasBegun, hasEnded, sameOfficer, takenAt, worksThen } from '../../functions/officers/rules.ts';
import { type Officer, officerSchema, type Slot, stretchSchema, usualSessionTimes } from '../../functions/officers/schema.ts';
import { type CivilDate, londonClock, type SessionKey } from '../../shared/calendar.ts';
import { parse } from '../../shared/http.ts';
import type { BookingId, OfficerId, OrganisationId, ServiceId } from '../../shared/ids.ts';

const day = (text: string) => text as CivilDate;
const key = (text: string) => text as SessionKey;
const both = { am: true, pm: true };

/** Works Monday to Wednesday, and on Thursday mornings; away from 23 to 25 November 2026. */
const ada: Officer = {
  id: 'off_ada-thorne' as OfficerId,
  name: 'Ada Thorne',
  title: 'School improvement officer',
  skills: ['recruitment', 'governance'],
  district: 'North',
  pattern: { 1: both, 2: both, 3: both, 4: { am: true, pm: false }, 5: { am: false, pm: false } },
  absences: [{ from: day('2026-11-23'), to: day('2026-11-25') }],
  version: 1,
};
const fullTime: Officer = { ...ada, pattern: { 1: both, 2: both, 3: both, 4: both, 5: both }, absences: [] };
const nobody: ReadonlySet<SessionKey> = new Set();
const longAgo = { date: day('2026-01-01'), time: '00:00' };

describe('an officer works in the pattern of the weekday, but not on bank holidays or when away', () => {
  test.each<[string, Officer, string, boolean]>([
    ['a Monday in the pattern', ada, '2026-11-16#am', true],
    ['a Thursday morning', ada, '2026-11-19#am', true],
    ['a Thursday afternoon', ada, '2026-11-19#pm', false],
    ['a Friday', ada, '2026-11-20#am', false],
    ['a Saturday', fullTime, '2026-11-21#am', false],
    ['a Sunday', fullTime, '2026-11-22#pm', false],
    ['the first day away', ada, '2026-11-23#am', false],
    ['the last day away', ada, '2026-11-25#pm', false],
    ['the day after', ada, '2026-11-26#am', true],
    ['Christmas Day, a Friday', fullTime, '2026-12-25#am', false],
    ['the substitute day for Boxing Day, a Monday', fullTime, '2026-12-28#am', false],
    ['the Tuesday after it', fullTime, '2026-12-29#am', true],
  ])('%s', (_, officer, session, expected) => {
    expect(worksThen(officer, key(session))).toBe(expected);
  });
});

describe('a session that has begun by the clock in London is not free', () => {
  test.each<[string, string, string, boolean]>([
    ['the minute before the morning', '2026-11-16T08:59:59Z', '2026-11-16#am', false],
    ['the minute the morning begins', '2026-11-16T09:00:00Z', '2026-11-16#am', true],
    ['that morning, seen from the afternoon to come', '2026-11-16T12:59:00Z', '2026-11-16#pm', false],
    ['the minute the afternoon begins', '2026-11-16T13:00:00Z', '2026-11-16#pm', true],
    ['yesterday', '2026-11-16T00:00:00Z', '2026-11-15#pm', true],
    ['tomorrow', '2026-11-16T23:59:00Z', '2026-11-17#am', false],
    ['in summer time, 08:00 UTC is 09:00', '2026-07-01T08:00:00Z', '2026-07-01#am', true],
    ['in summer time, 07:59 UTC is 08:59', '2026-07-01T07:59:00Z', '2026-07-01#am', false],
    ['just after midnight in summer time, still yesterday by UTC', '2026-06-30T23:30:00Z', '2026-06-30#pm', true],
  ])('%s', (_, instant, session, expected) => {
    expect(hasBegun(key(session), londonClock(Date.parse(instant)), usualSessionTimes)).toBe(expected);
  });

  test('when it begins is the policy’s to say', () => {
    const early = { am: { from: '08:30', to: '11:30' }, pm: { from: '12:30', to: '15:30' } };
    const clock = { date: day('2026-11-16'), time: '08:45' };
    expect(hasBegun(key('2026-11-16#am'), clock, early)).toBe(true);
    expect(hasBegun(key('2026-11-16#am'), clock, usualSessionTimes)).toBe(false);
  });
});

describe('a session has ended', () => {
  test.each([
    ['the minute before', '2026-11-16T11:59:00Z', '2026-11-16#am', false],
    ['the minute it ends', '2026-11-16T12:00:00Z', '2026-11-16#am', true],
    ['an afternoon while the morning has', '2026-11-16T12:00:00Z', '2026-11-16#pm', false],
    ['yesterday', '2026-11-16T00:00:00Z', '2026-11-15#pm', true],
    ['tomorrow', '2026-11-16T23:59:00Z', '2026-11-17#am', false],
    ['in summer time, 11:00 UTC is 12:00', '2026-07-01T11:00:00Z', '2026-07-01#am', true],
  ])('%s', (_, instant, session, expected) => {
    expect(hasEnded(key(session), londonClock(Date.parse(instant)), usualSessionTimes)).toBe(expected);
  });

  test('when it ends is the policy’s to say', () => {
    const late = { am: { from: '09:00', to: '12:30' }, pm: { from: '13:30', to: '16:30' } };
    expect(hasEnded(key('2026-11-16#am'), { date: day('2026-11-16'), time: '12:00' }, late)).toBe(false);
    expect(hasEnded(key('2026-11-16#am'), { date: day('2026-11-16'), time: '12:30' }, late)).toBe(true);
  });
});

describe('free sessions are those worked, not taken and not begun', () => {
  const free = (officer: Officer, from: string, to: string, taken = nobody, notBefore = longAgo) =>
    freeSessions(officer, taken, day(from), day(to), notBefore, usualSessionTimes);

  test('a week of the pattern, in order', () => {
    expect(free(ada, '2026-11-16', '2026-11-22')).toEqual([
      '2026-11-16#am',
      '2026-11-16#pm',
      '2026-11-17#am',
      '2026-11-17#pm',
      '2026-11-18#am',
      '2026-11-18#pm',
      '2026-11-19#am',
    ]);
  });

  test('without what is taken', () => {
    expect(free(ada, '2026-11-16', '2026-11-17', new Set([key('2026-11-16#pm'), key('2026-11-17#am')]))).toEqual([
      '2026-11-16#am',
      '2026-11-17#pm',
    ]);
  });

  test('without the days away, the first and last included', () => {
    expect(free(ada, '2026-11-22', '2026-11-26')).toEqual(['2026-11-26#am']);
  });

  test('over Christmas 2026: the Friday and the Monday are holidays', () => {
    expect(free(fullTime, '2026-12-24', '2026-12-29')).toEqual(['2026-12-24#am', '2026-12-24#pm', '2026-12-29#am', '2026-12-29#pm']);
  });

  test('from now on only: a stretch that began in the past is cut, and this morning is gone at nine', () => {
    const now = { date: day('2026-11-17'), time: '09:00' };
    expect(free(ada, '2026-11-01', '2026-11-17', nobody, now)).toEqual(['2026-11-17#pm']);
  });

  test.each([
    ['a stretch wholly in the past', '2026-11-01', '2026-11-16'],
    ['a stretch that ends before it begins', '2026-12-02', '2026-12-01'],
  ])('%s has none', (_, from, to) => {
    expect(free(ada, from, to, nobody, { date: day('2026-11-17'), time: '00:00' })).toEqual([]);
  });

  test('the clocks change without losing or doubling a day', () => {
    expect(free(fullTime, '2026-03-27', '2026-03-30')).toEqual(['2026-03-27#am', '2026-03-27#pm', '2026-03-30#am', '2026-03-30#pm']);
    expect(free(fullTime, '2026-10-23', '2026-10-26')).toEqual(['2026-10-23#am', '2026-10-23#pm', '2026-10-26#am', '2026-10-26#pm']);
  });
});

describe('a slot is taken while it is booked or its hold lasts', () => {
  const slot: Slot = {
    officer: ada.id,
    session: key('2026-11-16#am'),
    booking: 'bkg_1' as BookingId,
    visit: '1',
    school: 'sch_990001' as OrganisationId,
    schoolName: 'Mill Lane Primary School',
    service: 'svc_x' as ServiceId,
    serviceTitle: 'A service',
  };
  const moment = '2026-11-01T10:00:00.000Z';
  test.each<[string, string | undefined, boolean]>([
    ['booked for good', undefined, true],
    ['held until later', '2026-11-01T10:00:00.001Z', true],
    ['held until this very moment', moment, true],
    ['held until a moment ago', '2026-11-01T09:59:59.999Z', false],
  ])('%s', (_, holdUntil, expected) => {
    expect(takenAt([{ ...slot, ...(holdUntil ? { holdUntil } : {}) }], moment).has(slot.session)).toBe(expected);
  });
});

describe('an officer is registered with all that is needed', () => {
  const { version: _, ...told } = ada;
  const faultsOf = (officer: unknown) => {
    const decision = parse(officerSchema, officer);
    return decision.ok ? [] : (decision.refusal.faults ?? []).map(({ field }) => field);
  };

  test('as it stands', () => {
    expect(officerSchema.parse(told)).toEqual(told);
  });

  test.each<[string, unknown, string]>([
    ['an id of another kind', { ...told, id: 'svc_ada' }, 'id'],
    ['a name of control characters', { ...told, name: 'Ada\u0007Thorne' }, 'name'],
    ['no skill', { ...told, skills: [] }, 'skills'],
    ['a skill twice', { ...told, skills: ['governance', 'governance'] }, 'skills'],
    ['a skill that is no code', { ...told, skills: ['Governance!'] }, 'skills.0'],
    ['a pattern without a Friday', { ...told, pattern: { 1: both, 2: both, 3: both, 4: both } }, 'pattern.5'],
    ['a pattern with a Saturday', { ...told, pattern: { ...told.pattern, 6: both } }, 'pattern.6'],
    ['an absence that ends before it begins', { ...told, absences: [{ from: '2026-11-25', to: '2026-11-23' }] }, 'absences.0.to'],
    ['an absence from a day that does not exist', { ...told, absences: [{ from: '2026-11-31', to: '2026-12-01' }] }, 'absences.0.from'],
    ['a field it does not know', { ...told, salary: 1 }, 'salary'],
  ])('%s is refused by its field', (_name, officer, field) => {
    expect(faultsOf(officer)).toEqual([field]);
  });

  test('the same facts in another order of keys are the same officer; any difference is one', () => {
    const reordered = Object.fromEntries(Object.entries(told).reverse()) as typeof told;
    expect(sameOfficer(reordered, ada)).toBe(true);
    for (const change of [
      { title: 'Adviser' },
      { skills: ['governance', 'recruitment'] },
      { absences: [] },
      { pattern: { ...told.pattern, 5: both } },
      { district: 'South' },
    ]) {
      expect(sameOfficer({ ...told, ...change }, ada)).toBe(false);
    }
  });
});

describe('free sessions are asked for over at most 92 days', () => {
  const today = day('2026-11-16');
  const asked = (query: unknown) => parse(stretchSchema(today), query);

  test.each<[string, unknown, { from: string; to: string }]>([
    ['nothing said: today and four weeks', {}, { from: '2026-11-16', to: '2026-12-13' }],
    ['a first day only', { from: '2027-01-04' }, { from: '2027-01-04', to: '2027-01-31' }],
    ['a single day', { from: '2026-11-20', to: '2026-11-20' }, { from: '2026-11-20', to: '2026-11-20' }],
    ['92 days', { from: '2026-11-16', to: '2027-02-15' }, { from: '2026-11-16', to: '2027-02-15' }],
  ])('%s', (_, query, stretch) => {
    expect(asked(query)).toEqual({ ok: true, value: stretch });
  });

  test.each<[string, unknown, string]>([
    ['93 days', { from: '2026-11-16', to: '2027-02-16' }, 'to'],
    ['backwards', { from: '2026-11-20', to: '2026-11-19' }, 'to'],
    ['a last day before today, without a first', { to: '2026-11-15' }, 'to'],
    ['a day that does not exist', { from: '2027-02-29' }, 'from'],
    ['an empty day', { from: '' }, 'from'],
    ['a moment', { to: '2026-11-20T09:00:00Z' }, 'to'],
  ])('%s is refused by its field', (_, query, field) => {
    const decision = asked(query);
    expect(decision).toMatchObject({ ok: false, refusal: { name: 'invalid-request', faults: [{ field }] } });
  });
});
