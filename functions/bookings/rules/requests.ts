// A booking that is over somebody's limit: asked for, held for a while, and approved, declined or withdrawn by whoever may. Pure.
import { addDays, type CivilDate, dateOf, type Instant, londonDate, timestamp, workingDaysAfter } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { type BookingId, bareId, type PersonId, type RequestId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { approversOn, couldApprove, isWithin, limitingOf, limitOf } from '../../identity/rules/limits.ts';
import type { Limits } from '../../identity/schema/limits.ts';
import type { Slot } from '../../officers/schema.ts';
import type { Quote, QuoteCommand } from '../schema/quotes.ts';
import {
  type BookingRequest,
  type DeclineCommand,
  holdWorkingDays,
  mostHalfDaysWaiting,
  mostRequestsWaiting,
  type RequestEvent,
  type RequestState,
  requestStates,
} from '../schema/requests.ts';

/** The last millisecond of a day in London, which is an hour from UTC's in summer. */
export function endOf(date: CivilDate): Instant {
  const inWinter = Date.parse(`${date}T23:59:59.999Z`);
  return londonDate(inWinter) === date ? inWinter : inWinter - 3_600_000;
}

/**
 * Until when the sessions of a request are held: the end of the second working day, and at most of the day before the first session. Undefined where that day
 * is over, as for a session of today.
 */
export function holdUntil(now: Instant, quote: Pick<Quote, 'sessions'>): Instant | undefined {
  const today = londonDate(now);
  const last = quote.sessions.map(({ session }) => addDays(dateOf(session), -1)).sort()[0];
  const usual = workingDaysAfter(today, holdWorkingDays);
  const date = last && last < usual ? last : usual;
  return date < today ? undefined : endOf(date);
}

/** A request is named after the booking it becomes. */
export const requestIdOf = (booking: BookingId): RequestId => `req_${bareId(booking)}` as RequestId;

/** Where a request stands at a moment: one that nobody has answered has expired once its hold is over. */
export const stateAt = ({ state, holdUntil: until }: Pick<BookingRequest, 'state' | 'holdUntil'>, now: Instant): RequestState =>
  state === 'requested' && until < timestamp(now) ? 'expired' : state;

/** What becomes of a quote that whoever confirms it has to ask for, and who could approve that. */
export type Asking = { holdUntil: string; approvers: PersonId[] };

/** Refuses `too-late-to-ask`, and `nobody-approves` where nobody is named who may and whose limit it is within. */
export function decideAsking({
  now,
  person,
  quote,
  limits,
  grossPence = quote.grossPence,
}: {
  now: Instant;
  person: PersonId;
  quote: Quote;
  limits: Limits | undefined;
  /** What is to be approved, where it is an order of which this is a part. */
  grossPence?: number | undefined;
}): Decision<Asking> {
  const until = holdUntil(now, quote);
  if (until === undefined) return refuse('too-late-to-ask', undefined, { field: 'sessions' });
  const approvers = couldApprove(limits, { by: person, grossPence, from: londonDate(now), to: londonDate(until) });
  return approvers.length > 0 ? accept({ holdUntil: timestamp(until), approvers }) : refuse('nobody-approves');
}

/** Refuses `too-much-held` to a school for which as much waits as may. */
function mayHoldMore({ school, schoolName, sessions }: Quote, waiting: readonly Pick<BookingRequest, 'quote'>[]): Decision<void> {
  const own = waiting.filter(({ quote }) => quote.school === school);
  const held = own.reduce((sum, { quote }) => sum + quote.sessions.length, 0);
  if (own.length < mostRequestsWaiting && (own.length === 0 || held + sessions.length <= mostHalfDaysWaiting)) return accept(undefined);
  const requests = `${own.length} ${own.length === 1 ? 'request' : 'requests'}`;
  return refuse('too-much-held', `For ${schoolName} ${requests} over ${halfDaysText(held)} wait for approval.`, { field: 'sessions' });
}

/** The request that stands in the place of a booking, and the officer's sessions that it holds. Refuses as decideAsking() does, and `too-much-held`. */
export function decideRequest(
  facts: {
    id: BookingId;
    now: Instant;
    actor: Actor;
    quote: Quote;
    command: QuoteCommand;
    limits: Limits;
    slots: readonly Slot[];
    order?: BookingRequest['order'];
    /** What waits for approval under the same limits. */
    waiting: readonly Pick<BookingRequest, 'quote'>[];
  },
  { purchaseOrder }: { purchaseOrder?: string | undefined },
): Decision<{ request: BookingRequest; held: Slot[] }> {
  const { id, now, actor, quote, command, limits, slots, order, waiting } = facts;
  const may = mayHoldMore(quote, waiting);
  if (!may.ok) return may;
  const asking = decideAsking({ now, person: actor.person, quote, limits, grossPence: order?.grossPence });
  if (!asking.ok) return asking;
  const { holdUntil: until } = asking.value;
  return accept({
    request: {
      type: 'request',
      id: requestIdOf(id),
      booking: id,
      organisation: limits.organisation,
      command,
      quote,
      ...(purchaseOrder ? { purchaseOrder } : {}),
      ...(order ? { order } : {}),
      mostPence: limitOf(limits, actor.person),
      requestedBy: actor.person,
      requestedAt: timestamp(now),
      holdUntil: until,
      state: 'requested',
      version: 1,
    },
    held: slots.map((slot) => ({ ...slot, holdUntil: until })),
  });
}

type Facts = { request: BookingRequest; now: Instant; actor: Actor; limits: Limits | undefined };

/** Refuses `request-expired`, and `request-answered` for one that was approved, declined or withdrawn. */
function open({ request, now }: Pick<Facts, 'request' | 'now'>, event: RequestEvent): Decision<void> {
  const state = stateAt(request, now);
  if (requestStates.next(state, event)) return accept(undefined);
  return state === 'expired' ? refuse('request-expired') : refuse('request-answered', `It is ${state}.`);
}

/**
 * Whether somebody may answer a request now: they act for the organisation whose limits it is over and are its approver, or the deputy on the day. Refuses
 * `request-expired`, `request-answered`, `own-spending` and `not-the-approver`.
 */
export function mayAnswer({ request, now, actor, limits }: Facts, event: 'approve' | 'decline'): Decision<void> {
  const isOpen = open({ request, now }, event);
  if (!isOpen.ok) return isOpen;
  if (request.requestedBy === actor.person) return refuse('own-spending');
  const actsForIt = limitingOf(actor) === request.organisation;
  if (!actsForIt || !limits || !approversOn(limits, londonDate(now)).includes(actor.person)) return refuse('not-the-approver');
  return accept(undefined);
}

const answered = ({ request, actor, now }: Facts, state: BookingRequest['state'], reason?: string): BookingRequest => ({
  ...request,
  state,
  answeredBy: actor.person,
  answeredAt: timestamp(now),
  ...(reason ? { reason } : {}),
  version: request.version + 1,
});

/**
 * Approves a request at what it comes to now. Refuses what mayAnswer() refuses, and `over-approvers-limit`. That the figures are those which were seen is
 * decided by whoever holds both.
 */
export function decideApproval(facts: Facts & { quote: Quote }): Decision<BookingRequest> {
  const may = mayAnswer(facts, 'approve');
  if (!may.ok) return may;
  const most = limitOf(facts.limits, facts.actor.person);
  const { order, quote: asked } = facts.request;
  if (!isWithin(most, facts.quote.grossPence))
    return refuse('over-approvers-limit', `It comes to ${formatPence(facts.quote.grossPence)}, and yours is ${formatPence(most ?? 0)}.`);
  // Of an order the whole is what was over a limit: approved piece by piece it is no less.
  const whole = order && order.grossPence - asked.grossPence + facts.quote.grossPence;
  if (whole !== undefined && !isWithin(most, whole))
    return refuse(
      'over-approvers-limit',
      `The order it is a part of comes to ${formatPence(whole)}, and yours is ${formatPence(most ?? 0)}.`,
    );
  return accept({ ...answered(facts, 'approved'), quote: facts.quote });
}

/** Why it cannot be booked by now, to whoever is to approve it. They can enter no number: for want of one, or of its form, it is `request-lacks-number`. */
export const refusalToApprover = (refusal: Refusal): Refusal =>
  refusal.name === 'purchase-order-required' || refusal.name === 'purchase-order-form'
    ? { name: 'request-lacks-number', ...(refusal.detail ? { detail: refusal.detail } : {}) }
    : refusal;

/** Declines it with a reason. Refuses what mayAnswer() refuses. */
export function decideDecline(facts: Facts, { reason }: DeclineCommand): Decision<BookingRequest> {
  const may = mayAnswer(facts, 'decline');
  return may.ok ? accept(answered(facts, 'declined', reason)) : may;
}

/** Withdraws it, by whoever asked. Refuses `request-expired`, `request-answered` and `not-your-request`. */
export function decideWithdrawal(facts: Facts): Decision<BookingRequest> {
  const isOpen = open(facts, 'withdraw');
  if (!isOpen.ok) return isOpen;
  return facts.request.requestedBy === facts.actor.person ? accept(answered(facts, 'withdrawn')) : refuse('not-your-request');
}
