// Training: who is named and may be changed, who took part, what they are asked and when, and the certificate that waits for it.
import { describe, expect, test } from 'vitest';
import { decideAttendance, decideForgetting, decideNaming, noAttendees } from '../../functions/bookings/rules/training/attendees.ts';
import {
  averageText,
  certificateNamed,
  decideAnswers,
  decideCertificate,
  hoursText,
} from '../../functions/bookings/rules/training/evaluations.ts';
import { type AttendeeList, theSchool } from '../../functions/bookings/schema/attendees.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OfficerId } from '../../shared/ids.ts';
import type { EvaluationRule } from '../../shared/policy/evaluations.ts';
import { evaluationFaults } from '../../shared/policy/faults/evaluations.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { booked, daniel, day, now, outcomeOf, pack, quoted } from '../bookings.ts';

const id = 'bkg_01kaq48x1z3b5d7f9h1k3m5p7r' as BookingId;
const rule = rivermouth2026.evaluations[0] as EvaluationRule;
const times = pack.sessions;
const plain = booked(quoted(), id).booking;
const training: Booking = { ...plain, attendees: { most: 3, named: 0 } };
const delivered: Booking = { ...training, sessions: training.sessions.map((each) => ({ ...each, state: 'delivered' as const })) };
const [before, between, after] = [
  { date: day('2026-11-30'), time: '09:00' },
  { date: day('2026-12-01'), time: '12:30' },
  { date: day('2026-12-02'), time: '09:00' },
];
const school = { organisation: plain.school };
const robin = { name: 'Robin Ashgrove', role: 'Governor' };
const sam = { name: 'Sam Tully', role: 'Chair of governors' };

const name = (
  list: AttendeeList,
  people: { number?: string; name: string; role: string }[],
  more: { clock?: typeof before; actor?: object } = {},
) => decideNaming({ booking: training, list, clock: before, times, now, actor: school, ...more }, { version: list.version, people });
const listOf = (...people: { name: string; role: string }[]) => accepted(name(noAttendees(id), people)).list;

describe('who takes part', () => {
  test('is added, replaced by a substitute, and taken off: a number is never given twice', () => {
    const first = accepted(name(noAttendees(id), [robin, sam]));
    expect([first.list.people.map(({ number }) => number), first.booking.attendees?.named]).toEqual([['01', '02'], 2]);
    const second = accepted(name(first.list, [{ number: '01', ...sam, name: 'Alex Pike' }, robin]));
    expect(second.list.people).toMatchObject([
      { number: '01', name: 'Alex Pike' },
      { number: '03', name: 'Robin Ashgrove' },
    ]);
    expect(second.list.version).toBe(2);
  });

  test('is no more than may take part, nobody of another list, and not told to a list that has changed', () => {
    expect(outcomeOf(name(noAttendees(id), [robin, sam, robin, sam]))).toBe('too-many-attendees');
    expect(outcomeOf(name(listOf(robin), [{ number: '07', ...sam }]))).toBe('unknown-attendee');
    expect(
      outcomeOf(
        decideNaming({ booking: training, list: listOf(robin), clock: before, times, now, actor: school }, { version: 0, people: [] }),
      ),
    ).toBe('changed-meanwhile');
    expect(
      outcomeOf(
        decideNaming({ booking: plain, list: noAttendees(id), clock: before, times, now, actor: school }, { version: 0, people: [robin] }),
      ),
    ).toBe('no-attendees');
  });

  test('is changed by the school until the last session has ended, and then corrected by the council alone', () => {
    expect(outcomeOf(name(listOf(robin), [sam], { clock: between }))).toBe('accepted');
    expect(outcomeOf(name(listOf(robin), [sam], { clock: after }))).toBe('attendees-closed');
    expect(outcomeOf(name(listOf(robin), [{ number: '01', ...sam }], { clock: after, actor: {} }))).toBe('accepted');
  });

  test('is marked by the officer for sessions that have ended: whoever was there stays on the list under their name', () => {
    const mark = (visits: string[], clock: typeof before, officer = daniel.id) =>
      decideAttendance(
        { booking: training, list: listOf(robin, sam), clock, times, now, actor: { officer } },
        { version: 1, attended: [{ attendee: '01', visits }] },
      );
    expect(outcomeOf(mark(['01'], before))).toBe('not-ended');
    expect(outcomeOf(mark(['01', '02'], between))).toBe('not-ended');
    expect(outcomeOf(mark(['01'], between, 'off_somebody-else' as typeof daniel.id))).toBe('not-allowed');
    expect(outcomeOf(mark(['09'], after))).toBe('unknown-session');
    const { list, isFirst } = accepted(mark(['01'], between));
    expect([list.people.map(({ attended }) => attended), isFirst]).toEqual([[['01'], []], true]);
    expect(outcomeOf(name(list, [sam], { clock: between }))).toBe('wrong-state');
    expect(outcomeOf(name(list, [{ number: '01', ...sam }], { clock: between }))).toBe('wrong-state');
  });

  test('is forgotten: the name and the role go, the number and the place on the list stay', () => {
    const { list } = accepted(decideForgetting({ booking: training, list: listOf(robin, sam), now }, { attendee: '01' }));
    expect(list.people).toEqual([
      { number: '01', attended: [], forgottenAt: '2026-11-24T08:00:00.000Z' },
      { number: '02', ...sam, attended: [] },
    ]);
    expect(JSON.stringify(list)).not.toContain('Ashgrove');
    expect(accepted(decideForgetting({ booking: training, list, now }, { attendee: '01' })).isNew).toBe(false);
    expect(accepted(name(list, [{ number: '02', ...sam }])).list.people).toHaveLength(2);
    expect(outcomeOf(decideForgetting({ booking: training, list, now }, { attendee: '05' }))).toBe('unknown-attendee');
  });
});

const attended: AttendeeList = {
  ...listOf(robin, sam),
  people: [
    { number: '01', ...robin, attended: ['01', '02'] },
    { number: '02', ...sam, attended: [] },
  ],
};
const facts = { booking: delivered, list: attended, rule, today: day('2026-12-02'), answered: false, now };
const good = { answers: { useful: 5, delivery: 4, better: 'A longer break.' } };

describe('the questions', () => {
  test('are answered once by each who took part, within the days that the policy gives, and hold no name', () => {
    const evaluation = accepted(decideAnswers(facts, '01', good));
    expect(evaluation).toMatchObject({ by: '01', ratings: { useful: 5, delivery: 4 }, texts: { better: 'A longer break.' } });
    expect(JSON.stringify(evaluation)).not.toMatch(/Ashgrove|Governor|Colnemarsh/);
    expect(outcomeOf(decideAnswers({ ...facts, answered: true }, '01', good))).toBe('evaluated-already');
    expect(outcomeOf(decideAnswers({ ...facts, today: day('2027-01-30') }, '01', good))).toBe('accepted');
    expect(outcomeOf(decideAnswers({ ...facts, today: day('2027-01-31') }, '01', good))).toBe('evaluation-link-over');
  });

  test('are about whoever delivered what the person was at: what is said of one officer is read by no other', () => {
    const [first, second] = delivered.sessions;
    if (!first || !second) throw new Error('two visits are delivered');
    const other = { officer: 'off_helen-marsh' as OfficerId, officerName: 'Helen Marsh' };
    const shared = { ...facts, booking: { ...delivered, sessions: [first, { ...second, ...other }] } };
    const people = [{ number: '01', ...robin, attended: [second.visit] }, ...attended.people.slice(1)];
    expect(accepted(decideAnswers({ ...shared, list: { ...attended, people } }, '01', good))).toMatchObject(other);
    expect(accepted(decideAnswers(shared, '01', good))).toMatchObject({ officer: delivered.officer, officerName: delivered.officerName });
  });

  test('are not asked before it is delivered, of whoever was not there, or where the policy asks nothing', () => {
    expect(outcomeOf(decideAnswers({ ...facts, booking: training }, '01', good))).toBe('nothing-asked');
    expect(outcomeOf(decideAnswers(facts, '02', good))).toBe('not-attended');
    expect(outcomeOf(decideAnswers(facts, '09', good))).toBe('unknown-attendee');
    expect(outcomeOf(decideAnswers({ ...facts, rule: undefined }, '01', good))).toBe('nothing-asked');
  });

  test('are the school’s where nobody is named, and each attendee’s where they are', () => {
    expect(outcomeOf(decideAnswers(facts, theSchool, good))).toBe('nothing-asked');
    const { attendees: _, ...without } = delivered;
    expect(outcomeOf(decideAnswers({ ...facts, booking: without }, theSchool, good))).toBe('accepted');
  });

  test('are refused question by question', () => {
    const refused = decideAnswers(facts, '01', { answers: { useful: 6, better: 3, other: 'x' } });
    expect(refused).toMatchObject({
      refusal: {
        name: 'invalid-request',
        faults: [{ field: 'answers.useful' }, { field: 'answers.delivery' }, { field: 'answers.better' }, { field: 'answers' }],
      },
    });
  });
});

describe('a certificate', () => {
  const certify = (more: object, number = '01') => decideCertificate({ ...facts, times, ...more }, number);
  test('waits for the answers where the policy says so, and is for those who were there', () => {
    expect(outcomeOf(certify({}))).toBe('evaluation-first');
    expect(outcomeOf(certify({ rule: { ...rule, beforeCertificate: false } }))).toBe('accepted');
    expect(outcomeOf(certify({ rule: undefined }))).toBe('accepted');
    expect(outcomeOf(certify({ answered: true }, '02'))).toBe('not-attended');
    expect(outcomeOf(certify({ answered: true }, '03'))).toBe('unknown-attendee');
  });

  test('says what they were at, and its number leads back to it', () => {
    const certificate = accepted(certify({ answered: true }));
    expect(certificate).toMatchObject({
      name: 'Robin Ashgrove',
      dates: ['2026-12-01'],
      halfDays: 2,
      minutes: 360,
      officerNames: ['Daniel Osei'],
    });
    expect(certificate.number).toBe('01KAQ48X1Z3B5D7F9H1K3M5P7R-01');
    expect(certificateNamed(` ${certificate.number}-0123456789AB `)).toEqual({ booking: id, attendee: '01', proof: '0123456789AB' });
    expect(certificateNamed(certificate.number)).toBeUndefined();
    expect(certificateNamed('RVM-INV-000001')).toBeUndefined();
  });
});

test('an average is told to the nearest tenth, and time in hours and minutes', () => {
  expect([averageText({ sum: 13, count: 3 }), averageText({ sum: 5, count: 1 })]).toEqual(['4.3 of 5 (3 answers)', '5.0 of 5 (1 answer)']);
  expect([hoursText(360), hoursText(90), hoursText(45)]).toEqual(['6 hours', '1 hour 30 minutes', '45 minutes']);
});

test('a pack asks about services that it has, about each once, and requires an answer', () => {
  const [first] = rivermouth2026.evaluations;
  if (!first) throw new Error('nothing is asked');
  const questions = first.questions.map((question) => ({ ...question, code: 'same', required: false }));
  const faults = evaluationFaults({
    ...rivermouth2026,
    evaluations: [first, { ...first, services: ['no-such-service', 'governor-training'], questions }],
  });
  expect(faults.map(({ path }) => path.join('.'))).toEqual([
    'evaluations.1.services.0',
    'evaluations.1.services.1',
    'evaluations.1.questions.1.code',
    'evaluations.1.questions.2.code',
    'evaluations.1.questions',
  ]);
});
