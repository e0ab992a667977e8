// A place in a waiting list, from joining to what becomes of it: who is next, what is offered until when, and what is answered. Pure. The order is that of joining.
import { addDays, dateText, type Instant, londonDate, type SessionKey, timestamp } from '../../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { BookingId, OrganisationId, PersonId, WaitId } from '../../../../shared/ids.ts';
import type { Purse } from '../../../../shared/policy/schema.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';
import type { Service } from '../../../catalogue/schema.ts';
import type { Officer, Slot } from '../../../officers/schema.ts';
import type { QuoteCommand } from '../../schema/quotes.ts';
import {
  type JoinCommand,
  mostUnanswered,
  mostWaits,
  type Offer,
  type Place,
  type Wait,
  type WaitEvent,
  type WaitState,
  waitStates,
} from '../../schema/waitlist.ts';
import { bookingHorizonDays, visitNumber } from '../../schema.ts';
import { canBeMet, offeredUntil } from './places.ts';

/** Where it stands at a moment: whoever waits has expired once the last day is over. An offer stands for as long as it is held, whatever that day. */
export const standingAt = ({ state, expiresOn }: Pick<Wait, 'state' | 'expiresOn'>, now: Instant): WaitState =>
  state === 'waiting' && expiresOn < londonDate(now) ? 'expired' : state;

/** Whether somebody still waits for it, or has an offer to answer. */
export const isOpen = (wait: Pick<Wait, 'state' | 'expiresOn'>, now: Instant): boolean =>
  ['waiting', 'offered'].includes(standingAt(wait, now));

/** Whether an offer is still held at a moment. One that is over blocks nobody, whatever is written of it. */
export const isHeld = ({ offer }: Pick<Wait, 'offer'>, now: Instant): boolean => offer !== undefined && offer.holdUntil >= timestamp(now);

/** Who is next: whoever joined first, whether for one officer or for anybody. */
export const inOrder = <W extends Pick<Wait, 'joinedAt' | 'id'>>(waits: readonly W[]): W[] =>
  [...waits].sort((a, b) => (`${a.joinedAt}#${a.id}` < `${b.joinedAt}#${b.id}` ? -1 : 1));

/** How many come before it in the line of its service, counted from one: those who could take the same officer’s sessions. */
export const placeInLine = (wait: Wait, line: readonly Wait[]): number =>
  1 +
  inOrder(line)
    .slice(
      0,
      inOrder(line).findIndex(({ id }) => id === wait.id),
    )
    .filter(({ officer }) => officer === undefined || wait.officer === undefined || officer === wait.officer).length;

/**
 * A wish that knows what its school has not taken of the same service under any other: a place that it declined, or left unanswered, goes to the next school and
 * does not come back to it by another of its own.
 */
export const knowingOthers = (wait: Wait, line: readonly Wait[]): Wait => ({
  ...wait,
  passed: line.filter(({ school, service }) => school === wait.school && service === wait.service).flatMap(({ passed }) => passed),
});

/** What a school waits for, so that it waits for the same once. */
export const wishOf = ({ service, officer }: Pick<Wait, 'service' | 'officer'>): string => `${service}#${officer ?? 'anyone'}`;

export type Joining = {
  id: WaitId;
  now: Instant;
  person: PersonId;
  school: { id: OrganisationId; name: string };
  service: Pick<Service, 'id' | 'title' | 'minimumHalfDays'>;
  officer?: Pick<Officer, 'id' | 'name'> | undefined;
  /** What the school waits for already. */
  others: readonly Wait[];
  purses: readonly Purse[];
};

type Beginning = Pick<Joining, 'id' | 'now' | 'person' | 'school'> & { service: Pick<Service, 'id' | 'title'> };
/** What every place begins with, joined or given. */
export const begun = ({ id, now, person, school, service }: Beginning) => ({
  type: 'wait' as const,
  id,
  school: school.id,
  schoolName: school.name,
  service: service.id,
  serviceTitle: service.title,
  joinedBy: person,
  joinedAt: timestamp(now),
  unanswered: 0,
  passed: [],
  version: 1,
});

/**
 * A place at the end of the line. Refuses `waits-already`, `waits-for-enough`, `below-minimum`, and as `invalid-request` days that are over, too far ahead or that
 * no visit can be on, and a purse that the school does not have.
 */
export function decideJoin(facts: Joining, command: JoinCommand): Decision<Wait> {
  const { now, service, officer, others, purses } = facts;
  const today = londonDate(now);
  const fault = (field: string, detail: string) => refuse('invalid-request', undefined, { faults: [{ field, detail }] });
  const open = others.filter((each) => isOpen(each, now));
  const same = open.find(
    (each) => !each.givenBy && wishOf(each) === wishOf({ service: service.id, ...(officer ? { officer: officer.id } : {}) }),
  );
  if (same) return refuse('waits-already', undefined, { field: 'service', more: { waiting: same.id } });
  if (open.length >= mostWaits) return refuse('waits-for-enough', `It waits for ${mostWaits} things.`, { field: 'service' });
  if (command.halfDays < service.minimumHalfDays)
    return refuse('below-minimum', `${service.title} is booked for at least ${halfDaysText(service.minimumHalfDays)} at a time.`, {
      field: 'halfDays',
    });
  if (command.to <= today) return fault('to', 'Choose days to come: the earliest is tomorrow');
  const latest = addDays(today, bookingHorizonDays);
  if (command.to > latest) return fault('to', `Bookings are taken until ${dateText(latest)}: choose that day or an earlier one`);
  if (!canBeMet(command))
    return fault('suits', 'No visit of that length fits: let more half-days suit, or choose a longer stretch of days');
  if (!purses.includes(command.purse)) return fault('purse', 'The school cannot pay from there: choose another');
  const expiresOn = command.expiresOn ?? command.to;
  if (expiresOn < today || expiresOn > command.to) return fault('expiresOn', `Choose a day from today to ${dateText(command.to)}`);
  return accept({
    ...begun(facts),
    ...(officer ? { officer: officer.id, officerName: officer.name } : {}),
    halfDays: command.halfDays,
    from: command.from,
    to: command.to,
    suits: [...new Set(command.suits)].sort(),
    purse: command.purse,
    expiresOn,
    state: 'waiting',
    offers: 0,
  });
}

/** A place in the list as an event leaves it; undefined where the table has no row for that. */
function after(wait: Wait, event: WaitEvent, more: Partial<Wait> = {}): Wait | undefined {
  const state = waitStates.next(wait.state, event);
  return state && { ...wait, ...more, state, version: wait.version + 1 };
}

/** As many as are looked at; older ones are over by the time there are more. */
const mostPassed = 40;
const passedOf = ({ number, officer, officerName, sessions }: Offer): Wait['passed'][number] => ({
  number,
  officer,
  officerName,
  sessions,
});
const withoutOffer = ({ offer, ...wait }: Wait, more: Partial<Wait> = {}): Wait =>
  ({
    ...wait,
    ...(offer ? { passed: [...wait.passed, passedOf(offer)].slice(-mostPassed) } : {}),
    ...more,
  }) as Wait;

export type Offered = { wait: Wait; held: Slot[] };

/** The slots that an offer holds. */
export const slotsOf = (wait: Wait, { officer, booking, sessions, holdUntil }: Offer): Slot[] =>
  sessions.map((session, i) => ({
    officer,
    session,
    booking,
    visit: visitNumber(i),
    school: wait.school,
    schoolName: wait.schoolName,
    service: wait.service,
    serviceTitle: wait.serviceTitle,
    holdUntil,
    waiting: wait.id,
  }));

/** Offers a place. Refuses `wrong-state` to whoever does not wait (any more), and `too-late-to-offer` where nobody could answer in time. */
export function decideOffer(
  {
    wait,
    now,
    booking,
    officer,
    by,
  }: { wait: Wait; now: Instant; booking: BookingId; officer: Pick<Officer, 'id' | 'name'>; by?: PersonId },
  sessions: readonly SessionKey[],
): Decision<Offered> {
  const ordered = [...sessions].sort();
  const [first] = ordered;
  const until = first && offeredUntil(now, first);
  if (until === undefined) return refuse('too-late-to-offer', undefined, { field: 'sessions' });
  const number = wait.offers + 1;
  const offer: Offer = {
    number,
    officer: officer.id,
    officerName: officer.name,
    sessions: ordered,
    booking,
    holdUntil: timestamp(until),
    madeAt: timestamp(now),
    ...(by ? { by } : {}),
  };
  const next = standingAt(wait, now) === 'waiting' ? after(wait, 'offer', { offer, offers: number }) : undefined;
  return next ? accept({ wait: next, held: slotsOf(next, offer) }) : refuse('wrong-state', `It is ${standingAt(wait, now)}.`);
}

/** Why nothing is offered: `offer-answered`, `offer-expired` where the last one was passed on because nobody answered it, and `no-offer` otherwise. */
export function whyNoOffer(wait: Pick<Wait, 'state' | 'became' | 'unanswered' | 'expiresOn'>, now: Instant) {
  if (wait.state === 'booked') return refuse('offer-answered', 'The place was taken.', wait.became ? { more: { ...wait.became } } : {});
  const ranOut = wait.unanswered > 0 && wait.state !== 'withdrawn';
  return ranOut ? refuse('offer-expired') : refuse('no-offer', `It is ${standingAt(wait, now)}.`);
}

/** Refuses what whyNoOffer() says, and `offer-expired` for one that is over. */
function openOffer(wait: Wait, now: Instant, event: WaitEvent): Decision<Offer> {
  if (wait.state === 'booked' || !wait.offer || !waitStates.next(wait.state, event)) return whyNoOffer(wait, now);
  return isHeld(wait, now) ? accept(wait.offer) : refuse('offer-expired');
}

const alike = (a: readonly string[], b: readonly string[]) => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

/** Whether a quote is for what was offered. Refuses what openOffer() refuses, and `offer-differs`. */
export function decideTaking(
  wait: Wait,
  now: Instant,
  { school, service, officer, sessions }: Pick<QuoteCommand, 'school' | 'service' | 'officer' | 'sessions'>,
): Decision<Offer> {
  const offer = openOffer(wait, now, 'accept');
  if (!offer.ok) return offer;
  const isIt =
    wait.school === school && wait.service === service && offer.value.officer === officer && alike(offer.value.sessions, sessions);
  return isIt ? offer : refuse('offer-differs');
}

/** The place in the list once its offer has become a booking, or a request for one. */
export const accepted = (wait: Wait, became: NonNullable<Wait['became']>): Wait => {
  const next = after(wait, 'accept', { became });
  if (!next) throw new Error(`a place in a waiting list that is ${wait.state} is not taken up`);
  return next;
};

/** `freed`: slots that are held no longer, and are given back. */
export type Answered = { wait: Wait; freed: Slot[] };

/** Declines an offer, to wait for another or to be taken off the list. What was given by another school is not waited for. Refuses what openOffer() refuses. */
export function decideDecline(wait: Wait, now: Instant, stay: boolean): Decision<Answered> {
  const offer = openOffer(wait, now, 'decline');
  if (!offer.ok) return offer;
  const goesOn = stay && !wait.givenBy;
  const next = after(withoutOffer(wait, { unanswered: 0 }), goesOn ? 'decline' : 'withdraw');
  return next ? accept({ wait: next, freed: slotsOf(wait, offer.value) }) : refuse('no-offer');
}

/** Takes a school off the list; what it is offered is freed where that is still held. Refuses `offer-answered` and `wrong-state`. */
export function decideWithdraw(wait: Wait, now: Instant): Decision<Answered> {
  if (wait.state === 'booked') return refuse('offer-answered', 'The place was taken.', wait.became ? { more: { ...wait.became } } : {});
  const next = after(withoutOffer(wait), 'withdraw');
  if (!next) return refuse('wrong-state', `It is ${standingAt(wait, now)}.`);
  return accept({ wait: next, freed: wait.offer && isHeld(wait, now) ? slotsOf(wait, wait.offer) : [] });
}

/** An offer that nobody answered: on to the next, and undefined while it is still held. Its slots are whoever’s who comes. */
export function passedOn(wait: Wait, now: Instant): Wait | undefined {
  if (!wait.offer || isHeld(wait, now)) return undefined;
  const unanswered = wait.unanswered + 1;
  const givesUp = wait.givenBy !== undefined || unanswered >= mostUnanswered || wait.expiresOn < londonDate(now);
  return after(withoutOffer(wait, { unanswered }), givesUp ? 'give-up' : 'pass');
}

/** Whose last day is over: undefined for anybody else. */
export const expired = (wait: Wait, now: Instant): Wait | undefined =>
  wait.state === 'waiting' && standingAt(wait, now) === 'expired' ? after(wait, 'expire') : undefined;

/** What an offer is quoted as, in the ordinary way. */
export const quoteOfOffer = (
  { id, school, service, purse }: Pick<Wait, 'id' | 'school' | 'service' | 'purse'>,
  { officer, sessions }: Place,
): QuoteCommand => ({
  school,
  service,
  officer,
  purse,
  halfDays: sessions.length,
  sessions,
  waiting: id,
});
