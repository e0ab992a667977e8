// Keeping an officer's diary: patterns from a day on, absences of half-days, a last day. What is past never changes, and what is sent twice is done once.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diaryBetween } from '../../functions/officers/rules/diary.ts';
import * as keeping from '../../functions/officers/rules/keeping.ts';
import { freeSessions, patternOn, whyNotThere, worksThen } from '../../functions/officers/rules.ts';
import { absenceSchema, laterPatternSchema, newOfficerSchema } from '../../functions/officers/schema/keeping.ts';
import {
  mostAbsencesKept,
  type Officer,
  officerSchema,
  type Pattern,
  type Slot,
  usualSessionTimes,
} from '../../functions/officers/schema.ts';
import { addDays, type CivilDate, londonClock, type SessionKey } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import { parse } from '../../shared/http.ts';
import type { BookingId, OfficerId, OrganisationId, ServiceId } from '../../shared/ids.ts';

const day = (text: string) => text as CivilDate;
const key = (text: string) => text as SessionKey;
const both = { am: true, pm: true };
const off = { am: false, pm: false };
const week: Pattern = { 1: both, 2: both, 3: both, 4: both, 5: both };
const noFridays: Pattern = { ...week, 5: off };
const ada: Officer = {
  id: 'off_ada-thorne' as OfficerId,
  name: 'Ada Thorne',
  title: 'Adviser',
  skills: ['governance'],
  district: 'North',
  pattern: week,
  absences: [],
  version: 4,
};
const today = day('2026-11-24');
const facts: keeping.Facts = { today, districts: ['North', 'South'] };
const version = 4;

const done = (decision: Decision<keeping.Kept>): keeping.Kept => {
  if (!decision.ok) throw new Error(`refused: ${decision.refusal.name}`);
  return decision.value;
};
const refused = (decision: Decision<unknown>): string => (decision.ok ? 'accepted' : decision.refusal.name);

test('an absence is told by its half-day, as all day, or from its first half-day to its last', () => {
  const told = (rest: object) => keeping.absenceText({ from: day('2026-12-01'), to: day('2026-12-01'), ...rest });
  expect([told({ toHalf: 'am' }), told({}), told({ to: day('2026-12-02'), fromHalf: 'pm' })]).toEqual([
    'Tuesday 1 December 2026, morning',
    'Tuesday 1 December 2026, all day',
    'Tuesday 1 December 2026, afternoon, to Wednesday 2 December 2026, afternoon',
  ]);
});

describe('a stored officer without dated patterns reads as before', () => {
  test('and works by the one pattern on every day', () => {
    const { version: _, ...told } = ada;
    expect(officerSchema.parse(told)).toEqual(told);
    for (const date of ['2020-01-06', '2026-11-24', '2090-03-01']) expect(patternOn(ada, day(date))).toBe(week);
  });
});

describe('a pattern from a day on', () => {
  const changed = done(keeping.decidePattern(ada, { from: day('2027-01-04'), pattern: noFridays, version }, facts)).after;

  test('is worked from that day and not before it', () => {
    expect(changed.version).toBe(5);
    expect([worksThen(changed, key('2026-12-18#am')), worksThen(changed, key('2027-01-08#am'))]).toEqual([true, false]);
  });

  test('is replaced by another of the same day, and taken back before it begins', () => {
    const other = done(keeping.decidePattern(changed, { from: day('2027-01-04'), pattern: { ...week, 1: off }, version: 5 }, facts)).after;
    expect(other.laterPatterns).toEqual([{ from: '2027-01-04', pattern: { ...week, 1: off } }]);
    const { laterPatterns: _, ...without } = done(
      keeping.decidePatternRemoval(other, { from: day('2027-01-04'), version: 6 }, facts),
    ).after;
    // What was booked in it meanwhile is looked for from its day on, also after one that is taken back later.
    expect(without).toEqual({ ...ada, takenBackFrom: '2027-01-04', version: 7 });
    const later = done(keeping.decidePattern(without, { from: day('2027-02-01'), pattern: noFridays, version: 7 }, facts)).after;
    const again = done(keeping.decidePattern(later, { from: day('2027-02-01'), pattern: week, version: 8 }, facts)).after;
    expect(again).toEqual({ ...without, version: 9 });
  });

  test('is looked for from its day on also once its officer is registered again without it, and from today once all weeks are others', () => {
    const { version: _, ...told } = ada;
    expect(keeping.registeredOver(changed, told, facts)).toEqual({ ...ada, takenBackFrom: '2027-01-04', version: 6 });
    const before = { ...ada, takenBackFrom: day('2026-12-07') };
    expect(keeping.registeredOver(before, { ...told, title: 'Consultant' }, facts).takenBackFrom).toBe('2026-12-07');
    expect(keeping.registeredOver(before, { ...told, pattern: noFridays }, facts).takenBackFrom).toBe(today);
    expect(keeping.registeredOver(ada, { ...told, title: 'Consultant' }, facts)).toEqual({ ...ada, title: 'Consultant', version: 5 });
  });

  test('that says what is worked already is no other pattern', () => {
    expect(done(keeping.decidePattern(ada, { from: day('2027-01-04'), pattern: { ...week }, version }, facts)).after).toBe(ada);
  });

  test.each<[string, Decision<unknown>, string]>([
    ['yesterday', keeping.decidePattern(ada, { from: day('2026-11-23'), pattern: noFridays, version }, facts), 'date-out-of-bounds'],
    ['in four years', keeping.decidePattern(ada, { from: day('2030-11-23'), pattern: noFridays, version }, facts), 'date-out-of-bounds'],
    [
      'by whoever saw an older version',
      keeping.decidePattern(ada, { from: today, pattern: noFridays, version: 3 }, facts),
      'changed-meanwhile',
    ],
    [
      'for the hundred and first time',
      keeping.decidePattern(
        {
          ...ada,
          laterPatterns: Array.from({ length: 100 }, (_, i) => ({ from: addDays(today, 2 * i + 1), pattern: i % 2 ? week : noFridays })),
        },
        { from: addDays(today, 500), pattern: noFridays, version },
        facts,
      ),
      'too-many-patterns',
    ],
    ['taken back though there is none', keeping.decidePatternRemoval(ada, { from: today, version }, facts), 'unknown-pattern'],
    [
      'taken back once it has begun',
      keeping.decidePatternRemoval(changed, { from: day('2027-01-04'), version: 5 }, { ...facts, today: day('2027-01-04') }),
      'date-out-of-bounds',
    ],
  ])('is refused: %s', (_, decision, name) => expect(refused(decision)).toBe(name));
});

describe('an absence', () => {
  const command = { from: key('2026-12-01#pm'), to: key('2026-12-03#am'), kind: 'training' as const, version };
  const away = done(keeping.decideAbsence(ada, command, facts)).after;

  test('begins with its first half-day and ends with its last', () => {
    expect(away.absences).toEqual([{ from: '2026-12-01', to: '2026-12-03', fromHalf: 'pm', toHalf: 'am', kind: 'training' }]);
    const at = ['2026-12-01#am', '2026-12-01#pm', '2026-12-02#am', '2026-12-03#am', '2026-12-03#pm'];
    expect(at.map((session) => whyNotThere(away, key(session)))).toEqual([undefined, 'absent', 'absent', 'absent', undefined]);
    const { version: _, ...told } = away;
    expect(officerSchema.parse(told)).toEqual(told);
  });

  test('sent twice is recorded once, and taken back twice is taken back once', () => {
    expect(done(keeping.decideAbsence(away, command, facts)).after).toBe(away);
    const removal = { from: command.from, to: command.to, version: 5 };
    const back = done(keeping.decideAbsenceRemoval(away, removal, facts)).after;
    expect(back).toEqual({ ...ada, version: 6 });
    expect(done(keeping.decideAbsenceRemoval(back, removal, facts)).after).toBe(back);
  });

  test('that has begun is taken back from today on: what is over stays', () => {
    const on = { ...facts, today: day('2026-12-02') };
    const back = done(keeping.decideAbsenceRemoval(away, { from: command.from, to: command.to, version: 5 }, on)).after;
    expect(back.absences).toEqual([{ from: '2026-12-01', to: '2026-12-01', fromHalf: 'pm', kind: 'training' }]);
  });

  test.each<[string, Decision<unknown>, string]>([
    ['from yesterday', keeping.decideAbsence(ada, { ...command, from: key('2026-11-23#am') }, facts), 'date-out-of-bounds'],
    ['over one that is there', keeping.decideAbsence(away, { ...command, to: key('2026-12-01#pm'), version: 5 }, facts), 'already-away'],
    ['by whoever saw an older version', keeping.decideAbsence(ada, { ...command, version: 3 }, facts), 'changed-meanwhile'],
    ['taken back though there is none', keeping.decideAbsenceRemoval(ada, command, facts), 'unknown-absence'],
    [
      'taken back when it is over',
      keeping.decideAbsenceRemoval(away, { from: command.from, to: command.to, version: 5 }, { ...facts, today: day('2026-12-04') }),
      'date-out-of-bounds',
    ],
  ])('is refused: %s', (_, decision, name) => expect(refused(decision)).toBe(name));

  test('of the afternoon after it may follow', () => {
    const next = keeping.decideAbsence(away, { ...command, from: key('2026-12-03#pm'), to: key('2026-12-03#pm'), version: 5 }, facts);
    expect(done(next).after.absences).toHaveLength(2);
  });

  test('is always taken with as many as a record of an officer may hold, so that somebody with a long history is registered anew: those over first go', () => {
    const over = Array.from({ length: mostAbsencesKept }, (_, i) => {
      const date = addDays(day('2024-01-01'), i);
      return { from: date, to: date };
    });
    const long: Officer = { ...ada, absences: over, leavesOn: day('2026-11-20') };
    const changes = [
      keeping.decideAbsence(long, command, facts),
      keeping.decideAbsence({ ...long, absences: [...over, { from: day('2026-11-30'), to: day('2026-11-30') }] }, command, facts),
      keeping.decideStaying(long, { version }, facts),
    ];
    for (const decision of changes) {
      const { version: _, ...told } = done(decision).after;
      expect(officerSchema.parse(told)).toEqual(told);
    }
    const [kept] = changes.map((decision) => done(decision).after.absences);
    expect([kept?.length, kept?.[0], kept?.at(-1)]).toEqual([mostAbsencesKept, over[1], away.absences[0]]);
  });
});

describe('a last day', () => {
  const leaving = done(keeping.decideLeaving(ada, { leavesOn: day('2026-12-18'), version }, facts)).after;

  test('is worked, and the day after it is not', () => {
    expect([whyNotThere(leaving, key('2026-12-18#pm')), whyNotThere(leaving, key('2026-12-21#am'))]).toEqual([undefined, 'left']);
  });

  test('taken back before it leaves nothing behind', () => {
    expect(done(keeping.decideStaying(leaving, { version: 5 }, facts)).after).toEqual({ ...ada, version: 6 });
  });

  test('taken back after it does not say that they were there meanwhile', () => {
    const on = { ...facts, today: day('2027-02-01') };
    const back = done(keeping.decideStaying(leaving, { version: 5 }, on)).after;
    expect(back.leavesOn).toBeUndefined();
    expect([whyNotThere(back, key('2027-01-11#am')), whyNotThere(back, key('2027-02-01#am'))]).toEqual(['absent', undefined]);
  });

  test('before today is refused', () => {
    expect(refused(keeping.decideLeaving(ada, { leavesOn: day('2026-11-23'), version }, facts))).toBe('date-out-of-bounds');
  });
});

describe('the record', () => {
  const record = { name: 'Ada Thorne', title: 'Senior adviser', skills: ['governance', 'early-reading'], district: 'South', version };
  test('takes other words, and keeps a district that the council has no longer', () => {
    expect(done(keeping.decideRecord(ada, record, facts)).after).toMatchObject({ title: 'Senior adviser', district: 'South', version: 5 });
    expect(refused(keeping.decideRecord(ada, { ...record, district: 'East' }, facts))).toBe('unknown-district');
    expect(refused(keeping.decideRecord({ ...ada, district: 'East' }, { ...record, district: 'East' }, facts))).toBe('accepted');
  });

  test('of somebody new begins on a day: nothing is worked before it', () => {
    const { version: _, ...told } = record;
    const asked = { ...told, pattern: noFridays, from: day('2027-01-04'), key: '0c1f6d1e-4b0a-4f5d-9c3e-8a1b2c3d4e5f' };
    expect(parse(newOfficerSchema, asked).ok).toBe(true);
    const added = keeping.decideNew(ada.id, asked, facts);
    expect(added.ok && [worksThen(added.value, key('2026-12-21#am')), worksThen(added.value, key('2027-01-04#am'))]).toEqual([false, true]);
    const { version: one, ...stored } = added.ok ? added.value : ada;
    expect([one, officerSchema.parse(stored)]).toEqual([1, stored]);
  });
});

describe('what is sent', () => {
  test.each<[string, Decision<unknown>, string]>([
    [
      'a pattern by which nothing is worked',
      parse(laterPatternSchema, { from: today, pattern: { 1: off, 2: off, 3: off, 4: off, 5: off }, version }),
      'pattern',
    ],
    [
      'an absence that ends before it begins',
      parse(absenceSchema, { from: '2026-12-01#pm', to: '2026-12-01#am', kind: 'leave', version }),
      'to',
    ],
    [
      'an absence for a reason of health',
      parse(absenceSchema, { from: '2026-12-01#am', to: '2026-12-01#am', kind: 'illness', version }),
      'kind',
    ],
  ])('%s is refused by its field', (_, decision, field) => {
    expect(decision.ok ? [] : decision.refusal.faults?.map((fault) => fault.field)).toEqual([field]);
  });
});

const slot = (session: string, more: Partial<Slot> = {}): Slot => ({
  officer: ada.id,
  session: key(session),
  booking: 'bkg_one' as BookingId,
  visit: '01',
  school: 'sch_990001' as OrganisationId,
  schoolName: 'Mill Lane Primary School',
  service: 'svc_review' as ServiceId,
  serviceTitle: 'A review',
  ...more,
});
const at = (text: string) => ({ clock: londonClock(Date.parse(text)), moment: text, sessionTimes: usualSessionTimes });

describe('what is booked when somebody will not be there', () => {
  const slots = [
    slot('2026-12-01#am'),
    slot('2026-12-01#pm', { work: 'preparation' }),
    slot('2026-12-02#am', { holdUntil: '2026-11-24T10:00:00.000Z' }),
    slot('2026-12-02#pm', { holdUntil: '2026-11-24T08:00:00.000Z' }),
    slot('2026-12-03#pm'),
  ];
  const kept = done(keeping.decideAbsence(ada, { from: key('2026-12-01#pm'), to: key('2026-12-03#am'), kind: 'leave', version }, facts));

  test('is listed with what is held, without a hold that ran out, what is outside the absence and what has begun', () => {
    const listed = (now: string) => keeping.misfits(kept, slots, at(now)).map(({ session, why }) => `${session} ${why}`);
    expect(listed('2026-11-24T09:00:00.000Z')).toEqual(['2026-12-01#pm absent', '2026-12-02#am absent']);
    expect(listed('2026-12-01T13:00:00.000Z')).toEqual([]);
  });

  test('of a skill that is taken away is what needs it, from today on, whether they are there or not; of a skill that is added nothing', () => {
    const record = { name: ada.name, title: ada.title, district: ada.district, version };
    const skillOf = new Map([
      ['svc_review' as ServiceId, 'governance'],
      ['svc_phonics' as ServiceId, 'phonics'],
    ]);
    const held = [...slots, slot('2026-12-04#am', { service: 'svc_phonics' as ServiceId })];
    const listed = (had: string[], skills: string[]) => {
      const change = done(keeping.decideRecord({ ...ada, skills: had }, { ...record, skills }, facts));
      const found = keeping.misfits(change, held, at('2026-12-02T07:00:00.000Z'), skillOf);
      return found.map(({ session, why }) => `${session} ${why}`);
    };
    expect(listed(['governance', 'phonics'], ['governance'])).toEqual(['2026-12-04#am lacks-skill']);
    expect(listed(['governance', 'phonics'], ['phonics'])).toEqual(['2026-12-03#pm lacks-skill']);
    expect(listed(['governance'], ['governance', 'phonics'])).toEqual([]);
  });

  test('shows in the diary as it is, beside that they are away', () => {
    const halves = diaryBetween(kept.after, slots, { from: day('2026-12-01'), to: day('2026-12-03') }, at('2026-11-24T09:00:00.000Z'));
    expect(halves.map(({ state, notThere }) => [state, notThere])).toEqual([
      ['visit', undefined],
      ['preparation', 'absent'],
      ['visit', 'absent'],
      ['absent', undefined],
      ['absent', undefined],
      ['visit', undefined],
    ]);
  });
});

test('by dated patterns each half-day is free as its own day’s pattern has it, over both changes of the clock', () => {
  const anyDay = fc.record({ am: fc.boolean(), pm: fc.boolean() });
  const anyPattern = fc.record({ 1: anyDay, 2: anyDay, 3: anyDay, 4: anyDay, 5: anyDay });
  // From mid-October to the end of March both changes of the clock lie within what is asked.
  const from = day('2026-10-12');
  const to = day('2027-04-09');
  const changes = fc.uniqueArray(fc.record({ after: fc.nat({ max: 180 }), pattern: anyPattern }), {
    maxLength: 5,
    selector: ({ after }) => after,
  });
  fc.assert(
    fc.property(anyPattern, changes, fc.nat({ max: 180 }), (pattern, later, asked) => {
      const start: Officer = { ...ada, pattern };
      const now = { today: from, districts: [] };
      const officer = later.reduce(
        (each, { after, pattern: next }) =>
          done(keeping.decidePattern(each, { from: addDays(from, after), pattern: next, version: each.version }, now)).after,
        start,
      );
      const free = freeSessions(officer, new Set(), from, to, { date: from, time: '00:00' }, usualSessionTimes);
      // Day by day, by whoever knows no stored order: the last change by then, each as long as the pattern in force then.
      const date = addDays(from, asked);
      const inForce = later.filter(({ after }) => after <= asked).sort((a, b) => b.after - a.after)[0]?.pattern ?? pattern;
      const alone = freeSessions({ ...ada, pattern: inForce }, new Set(), date, date, { date: from, time: '00:00' }, usualSessionTimes);
      expect(free.filter((session) => session.startsWith(date))).toEqual(alone);
      // A change of the future leaves what is before it as it was.
      const before = (of: Officer) => freeSessions(of, new Set(), from, addDays(from, 6), { date: from, time: '00:00' }, usualSessionTimes);
      if (later.every(({ after }) => after > 6)) expect(before(officer)).toEqual(before(start));
    }),
    { seed: 20261124, numRuns: 200 },
  );
});
