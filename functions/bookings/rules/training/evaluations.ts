// What those who took part are asked, and the certificate that waits for their answer. Pure.
import { addDays, type CivilDate, dateOf, halfOf, type Instant, timestamp } from '../../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { type BookingId, bareId } from '../../../../shared/ids.ts';
import { rounded } from '../../../../shared/money.ts';
import type { EvaluationRule } from '../../../../shared/policy/evaluations.ts';
import type { SessionTimes } from '../../../officers/schema.ts';
import {
  type Answering,
  type AnswersCommand,
  type AttendeeList,
  type Certificate,
  type Evaluation,
  theSchool,
} from '../../schema/attendees.ts';
import type { Booking } from '../../schema.ts';
import { tookPartIn, trainingOf } from './attendees.ts';

/** The last day on which a booking may be evaluated; undefined until something of it is delivered. */
export function evaluableUntil(booking: Booking, { openDays }: Pick<EvaluationRule, 'openDays'>): CivilDate | undefined {
  const last = trainingOf(booking)
    .filter(({ state }) => state === 'delivered')
    .map(({ session }) => dateOf(session))
    .sort()
    .at(-1);
  return last && addDays(last, openDays);
}

export type Asked = { booking: Booking; list: AttendeeList; rule: EvaluationRule | undefined; today: CivilDate; answered: boolean };

/**
 * What somebody may answer now. Refuses `nothing-asked` before it is delivered and where the policy asks nothing, or asks each attendee and not the school,
 * `unknown-attendee`, `not-attended`, `evaluated-already` and `evaluation-link-over`.
 */
export function decideAsking({ booking, list, rule, today, answered }: Asked, by: Answering): Decision<EvaluationRule> {
  const until = rule && evaluableUntil(booking, rule);
  if (!rule || until === undefined) return refuse('nothing-asked');
  if (by === theSchool) {
    if (booking.attendees) return refuse('nothing-asked', 'Each of those who took part is asked.');
  } else {
    const attendee = list.people.find(({ number }) => number === by);
    if (!attendee) return refuse('unknown-attendee');
    if (tookPartIn(booking, attendee).length === 0) return refuse('not-attended');
  }
  if (answered) return refuse('evaluated-already');
  return today > until ? refuse('evaluation-link-over') : accept(rule);
}

/** Whose work an answer is about: whoever leads the booking where they delivered something that the person was at, or else who did. */
export function deliveredBy({ booking, list }: Pick<Asked, 'booking' | 'list'>, by: Answering): Pick<Booking, 'officer' | 'officerName'> {
  const attendee = list.people.find(({ number }) => number === by);
  const visits = attendee ? tookPartIn(booking, attendee) : trainingOf(booking).filter(({ state }) => state === 'delivered');
  const { officer, officerName } = visits.find((each) => each.officer === booking.officer) ?? visits[0] ?? booking;
  return { officer, officerName };
}

/** An answer to the questions. Refuses what decideAsking() refuses, and `invalid-request` with each question that is not answered as it asks. */
export function decideAnswers(facts: Asked & { now: Instant }, by: Answering, { answers }: AnswersCommand): Decision<Evaluation> {
  const asked = decideAsking(facts, by);
  if (!asked.ok) return asked;
  const ratings: Record<string, number> = {};
  const texts: Record<string, string> = {};
  const faults: { field: string; detail: string }[] = [];
  for (const { code, text, kind, required } of asked.value.questions) {
    const answer = answers[code];
    const field = `answers.${code}`;
    if (answer === undefined || answer === '') {
      if (required) faults.push({ field, detail: kind === 'rating' ? `Choose a rating for “${text}”` : `Write an answer to “${text}”` });
    } else if (kind === 'rating') {
      if (typeof answer !== 'number' || answer < 1 || answer > 5)
        faults.push({ field, detail: `Choose a rating from 1 to 5 for “${text}”` });
      else ratings[code] = answer;
    } else if (typeof answer !== 'string') faults.push({ field, detail: `Answer “${text}” in words` });
    else texts[code] = answer;
  }
  const unknown = Object.keys(answers).find((code) => !asked.value.questions.some((question) => question.code === code));
  if (unknown !== undefined) faults.push({ field: 'answers', detail: `There is no question ${unknown}` });
  if (faults.length > 0) return refuse('invalid-request', undefined, { faults });
  const { id, service, serviceTitle } = facts.booking;
  const { officer, officerName } = deliveredBy(facts, by);
  return accept({
    type: 'evaluation',
    booking: id,
    by,
    service,
    serviceTitle,
    officer,
    officerName,
    answeredAt: timestamp(facts.now),
    ratings,
    texts,
  });
}

/** The number of a certificate names its booking and its attendee. As it is printed a proof stands behind it: whoever holds one would find all the others’ otherwise. */
export const certificateNumber = (booking: BookingId, attendee: string): string => `${bareId(booking)}-${attendee}`.toUpperCase();

/** What a printed number names, and its proof; undefined for what is no such number. */
export function certificateNamed(number: string): { booking: BookingId; attendee: string; proof: string } | undefined {
  const [, booking, attendee, proof] = /^([0-9a-z]{10,40})-(\d{2})-([0-9a-f]{12})$/.exec(number.trim().toLowerCase()) ?? [];
  return booking && attendee && proof ? { booking: `bkg_${booking}` as BookingId, attendee, proof: proof.toUpperCase() } : undefined;
}

const minutesOf = ({ from, to }: { from: string; to: string }): number => {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return minutes(to) - minutes(from);
};

/**
 * The certificate of somebody who took part: of the visits that are delivered and that they were at, no more. Refuses `no-attendees`, `unknown-attendee`, `not-attended`, and
 * `evaluation-first` where the policy wants the questions answered before.
 */
export function decideCertificate(
  { booking, list, rule, answered, times }: Omit<Asked, 'today'> & { times: SessionTimes },
  number: string,
): Decision<Certificate> {
  if (!booking.attendees) return refuse('no-attendees');
  const attendee = list.people.find((person) => person.number === number);
  if (!attendee) return refuse('unknown-attendee');
  const visits = tookPartIn(booking, attendee);
  if (visits.length === 0) return refuse('not-attended');
  if (rule?.beforeCertificate && !answered) return refuse('evaluation-first');
  const { name, role } = attendee;
  return accept({
    number: certificateNumber(booking.id, number),
    ...(name ? { name } : {}),
    ...(role ? { role } : {}),
    schoolName: booking.schoolName,
    serviceTitle: booking.serviceTitle,
    officerNames: [...new Set(visits.map(({ officerName }) => officerName))],
    dates: [...new Set(visits.map(({ session }) => dateOf(session)))].sort(),
    halfDays: visits.length,
    minutes: visits.reduce((sum, { session }) => sum + minutesOf(times[halfOf(session)]), 0),
  });
}

/** An average rating in tenths, to the nearest. */
export const tenthsOf = ({ sum, count }: { sum: number; count: number }): number => rounded(sum * 10, count);

/** `4.3 of 5 (12 answers)`, to the nearest tenth. */
export function averageText({ sum, count }: { sum: number; count: number }): string {
  const tenths = tenthsOf({ sum, count });
  return `${Math.trunc(tenths / 10)}.${tenths % 10} of 5 (${count} ${count === 1 ? 'answer' : 'answers'})`;
}

/** `3 hours`, `1 hour 30 minutes`. */
export function hoursText(minutes: number): string {
  const [hours, rest] = [Math.trunc(minutes / 60), minutes % 60];
  const of = (count: number, word: string) => (count > 0 ? [`${count} ${word}${count === 1 ? '' : 's'}`] : []);
  return [...of(hours, 'hour'), ...of(rest, 'minute')].join(' ');
}
