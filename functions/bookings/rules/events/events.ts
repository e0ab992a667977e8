// An event proposed to several schools: held until a day, agreed to or declined share by share, divided anew where one declines, and booked once all agree. Pure.
import { addDays, dateOf, dateText, type Instant, londonDate, timestamp, workingDaysAfter } from '../../../../shared/calendar.ts';
import type { Actor } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { BookingId, OrganisationId, PersonId, SharedEventId } from '../../../../shared/ids.ts';
import { formatPence } from '../../../../shared/money.ts';
import { treatmentFor } from '../../../../shared/policy/rules.ts';
import type { Pack, Purse, Treatment } from '../../../../shared/policy/schema.ts';
import { approversOn, isWithin, limitOf, looksLike, mustAsk, needsPurchaseOrder } from '../../../identity/rules/limits.ts';
import type { Limits } from '../../../identity/schema/limits.ts';
import { kindOfBuyerOn } from '../../../schools/rules/buyers.ts';
import {
  type AgreeCommand,
  type AskedShare,
  type EventEvent,
  type EventState,
  eventStates,
  mostHoldWorkingDays,
  type ProposeCommand,
  type SharedEvent,
  shareStates,
} from '../../schema/events.ts';
import type { Quote, QuoteCommand } from '../../schema/quotes.ts';
import type { Share, Sharing } from '../../schema/shares.ts';
import type { QuoteFacts, Sharer } from '../facts.ts';
import { endOf } from '../requests.ts';
import { partsOf, pursesFor, sumFor, vatOfParts } from './shares.ts';

/** Where an event stands at a moment: one that is not booked has expired once its hold is over. */
export const eventStateAt = ({ state, holdUntil }: Pick<SharedEvent, 'state' | 'holdUntil'>, now: Instant): EventState =>
  state === 'proposed' && holdUntil < timestamp(now) ? 'expired' : state;

/** Refuses `event-expired`, and `event-answered` for one that is booked or withdrawn. */
export function openFor(event: SharedEvent, now: Instant, doing: EventEvent): Decision<void> {
  const state = eventStateAt(event, now);
  if (eventStates.next(state, doing)) return accept(undefined);
  return state === 'expired' ? refuse('event-expired') : refuse('event-answered', `It is ${state}.`);
}

/** Until when the sessions are held: the end of a day from today to the one before the first session, and at most so many working days away. */
function heldUntil(now: Instant, quote: Pick<Quote, 'sessions'>, { answerBy }: Pick<ProposeCommand, 'answerBy'>): Decision<string> {
  const today = londonDate(now);
  const before = quote.sessions.map(({ session }) => addDays(dateOf(session), -1)).sort()[0] ?? today;
  const usual = workingDaysAfter(today, mostHoldWorkingDays);
  const last = [before, usual].sort()[0] ?? usual;
  if (last < today) return refuse('too-late-to-ask', undefined, { field: 'sessions' });
  if (answerBy < today || answerBy > last)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'answerBy', detail: `Give a day from ${dateText(today)} to ${dateText(last)}` }],
    });
  return accept(timestamp(endOf(answerBy)));
}

/** What a school would pay, from one of its purses. */
export type Offer = { purse: Purse; netPence: number; vatPence: number; grossPence: number; treatments: Treatment[] };

/** What its share comes to from each purse that it has: one net sum, and the VAT of each purse. */
export function offersFor(facts: QuoteFacts & { policy: { pack: Pack } }, quote: Quote, sharer: Sharer): Offer[] {
  const { school, payer, becoming } = sharer;
  const paid = quote.sessions.flatMap(({ session, funding }) =>
    funding.fund === 'traded'
      ? partsOf(funding)
          .filter((part) => part.school === school.id)
          .map((part) => ({ ...part, session }))
      : [],
  );
  const dates = quote.sessions.map(({ session }) => dateOf(session));
  return pursesFor(facts, sharer, dates).flatMap((purse) => {
    const parts = paid.flatMap(({ session, netPence }) => {
      const taxPoint = dateOf(session);
      const sale = {
        buyer: kindOfBuyerOn(payer, facts.councilLaCode, taxPoint, becoming),
        purse,
        vatClass: facts.service?.vatClass ?? 'standard',
        taxPoint,
      };
      const treatment = treatmentFor(facts.policy.pack, sale);
      return treatment ? [{ netPence, treatment }] : [];
    });
    if (parts.length < paid.length) return [];
    const netPence = parts.reduce((sum, part) => sum + part.netPence, 0);
    const vatPence = vatOfParts(parts);
    return [{ purse, netPence, vatPence, grossPence: netPence + vatPence, treatments: parts.map(({ treatment }) => treatment) }];
  });
}

/** What one school agrees to, as text: when and by whom, what of each session it pays, and the VAT of each purse it has. Any difference is asked for anew. */
export const shareText = (event: Pick<SharedEvent, 'id'>, quote: Quote, { school, payer }: Sharer, offers: readonly Offer[]): string =>
  JSON.stringify([
    event.id,
    school.id,
    payer.id,
    quote.service,
    quote.sessions.map(({ session, officer, funding }) => [
      session,
      officer,
      funding.fund === 'traded' ? (partsOf(funding).find((part) => part.school === school.id)?.netPence ?? 0) : 0,
    ]),
    offers.map(({ purse, vatPence, treatments }) => [
      purse,
      vatPence,
      ...treatments.map(({ rail, category, rateBasisPoints }) => `${rail} ${category} ${rateBasisPoints}`),
    ]),
  ]);

/** Whether somebody may commit their organisation to a sum here: what they would have to ask for is left to whoever approves. Refuses `share-over-limit`. */
export function mayCommit(limits: Limits | undefined, person: PersonId, grossPence: number, now: Instant): Decision<void> {
  if (!mustAsk(limits, person, grossPence)) return accept(undefined);
  const most = limitOf(limits, person);
  const approves = limits !== undefined && approversOn(limits, londonDate(now)).includes(person) && isWithin(most, grossPence);
  return approves
    ? accept(undefined)
    : refuse('share-over-limit', `It comes to ${formatPence(grossPence)}, and yours is ${formatPence(most ?? 0)}.`);
}

type Proposal = {
  id: SharedEventId;
  booking: BookingId;
  now: Instant;
  actor: Actor;
  quote: Quote & { event: Sharing };
  command: QuoteCommand;
  organiserName: string;
  /** A trust books for its own schools: nobody is waited for, and nothing is held. */
  atOnce?: boolean;
};

/** The event as it is proposed, each share asked for. Refuses heldUntil()'s own, but of one that is booked at once, which has no day to answer by but its own. */
export function decideProposal(facts: Proposal, { answerBy, title, split }: ProposeCommand): Decision<SharedEvent> {
  const { id, booking, now, actor, quote, command, organiserName, atOnce = false } = facts;
  const until = atOnce ? accept(timestamp(now)) : heldUntil(now, quote, { answerBy });
  if (!until.ok) return until;
  return accept({
    type: 'event',
    id,
    booking,
    organiser: quote.school,
    organiserName,
    title,
    command,
    split,
    shares: quote.event.shares.map(asked),
    quote,
    proposedBy: actor.person,
    ...(actor.organisation ? { actedFor: actor.organisation } : {}),
    proposedAt: timestamp(now),
    answerBy: atOnce ? londonDate(now) : answerBy,
    holdUntil: until.value,
    state: 'proposed',
    version: 1,
  });
}

const asked = ({ purse: _, leftAt: __, agreedBy: ___, agreedAt: ____, ...share }: Share): AskedShare => ({ ...share, state: 'asked' });
const askedAnew = ({
  agreed: _,
  agreedBy: __,
  agreedAt: ___,
  declinedBy: ____,
  declinedAt: _____,
  reason: ______,
  ...share
}: AskedShare): AskedShare => ({
  ...share,
  state: 'asked',
});

/** What a share comes to now, by school: what stands for its figures. */
export type Standing = ReadonlyMap<OrganisationId, string>;

/** Whether whoever commits several schools at once has given the numbers that they need. Refuses `purchase-order-required` and `purchase-order-form`, as one school's own word is. */
export function numbersGiven(
  { event, sessions }: Pick<Quote, 'sessions'> & { event: Sharing },
  limits: Limits | undefined,
  pack: Pick<Pack, 'purchaseOrderRequired'>,
): Decision<void> {
  const isNeeded = needsPurchaseOrder(limits, pack.purchaseOrderRequired);
  const like = limits?.purchaseOrders?.like;
  for (const { school, schoolName, purchaseOrder } of event.shares) {
    if (isNeeded && !purchaseOrder && sumFor(school, sessions).netPence > 0)
      return refuse('purchase-order-required', `For ${schoolName}.`, { field: 'purchaseOrder' });
    if (like && purchaseOrder && !looksLike(purchaseOrder, like))
      return refuse('purchase-order-form', `They look like ${like}.`, { field: 'purchaseOrder' });
  }
  return accept(undefined);
}

/** A trust commits its own schools at once: each share is agreed to as it stands. */
export const agreedByTrust = (
  event: SharedEvent,
  shares: readonly Share[],
  standing: Standing,
  actor: Pick<Actor, 'person'>,
  now: Instant,
): SharedEvent => ({
  ...event,
  state: 'confirmed',
  closedBy: actor.person,
  closedAt: timestamp(now),
  shares: event.shares.map((share, i) => ({
    ...share,
    ...(shares[i] ? { purse: shares[i].purse } : {}),
    state: 'agreed',
    agreed: standing.get(share.school) ?? '',
    agreedBy: actor.person,
    agreedAt: timestamp(now),
  })),
});

/** Whose share somebody answers for: that of the organisation they act for, or one that it pays. Refuses `no-share`. */
export function ownShare<S extends Pick<Share, 'school' | 'payer'>>(
  shares: readonly S[],
  { organisation }: Pick<Actor, 'organisation'>,
  school: OrganisationId | undefined,
): Decision<S> {
  const own = shares.filter((share) => organisation !== undefined && (share.school === organisation || share.payer === organisation));
  const found = school
    ? own.find((share) => share.school === school)
    : own.length === 1
      ? own[0]
      : own.find((share) => share.school === organisation);
  return found ? accept(found) : refuse('no-share', undefined, { field: 'school' });
}

type AgreeFacts = {
  event: SharedEvent;
  now: Instant;
  actor: Actor;
  share: AskedShare;
  /** What it comes to now from each purse. */
  offers: readonly Offer[];
  standing: Standing;
  limits: Limits | undefined;
  pack: Pick<Pack, 'purchaseOrderRequired'>;
  /** What the same person has agreed to of this event before, for other schools. */
  besidesPence?: number;
};

/** What somebody has agreed to of an event so far, with VAT, as it stands now: a limit counts for all that one person commits to of it, however many schools it is for. */
export const agreedBy = (
  { shares }: Pick<SharedEvent, 'shares'>,
  person: PersonId,
  offers: ReadonlyMap<OrganisationId, readonly Offer[]>,
): number =>
  shares
    .filter((share) => share.state === 'agreed' && share.agreedBy === person)
    .reduce((sum, { school, purse }) => sum + (offers.get(school)?.find((offer) => offer.purse === purse)?.grossPence ?? 0), 0);

/**
 * One school's word for its share at what it comes to now. Whoever agreed to something else is asked anew by the same breath. Refuses openFor()'s own,
 * `share-answered`, `quote-changed`, `purse-not-available`, `purchase-order-required`, `purchase-order-form` and `share-over-limit`.
 */
export function decideAgreement(facts: AgreeFacts, command: AgreeCommand): Decision<{ event: SharedEvent; all: boolean }> {
  const { event, now, actor, share, offers, standing, limits, pack, besidesPence = 0 } = facts;
  const open = openFor(event, now, 'agree');
  if (!open.ok) return open;
  const state = shareStates.next(share.state, 'agree');
  if (!state) return refuse('share-answered', `It is ${share.state}.`);
  const current = standing.get(share.school);
  if (current !== command.agreed)
    return refuse('quote-changed', 'The share comes to something else by now.', { more: { offers, agreed: current } });
  const offer = offers.find(({ purse }) => purse === command.purse);
  if (!offer) return refuse('purse-not-available', undefined, { field: 'purse' });
  const { purchaseOrder, purse } = command;
  if (offer.netPence > 0 && !purchaseOrder && needsPurchaseOrder(limits, pack.purchaseOrderRequired))
    return refuse('purchase-order-required', undefined, { field: 'purchaseOrder' });
  const like = limits?.purchaseOrders?.like;
  if (like && purchaseOrder && !looksLike(purchaseOrder, like))
    return refuse('purchase-order-form', `They look like ${like}.`, { field: 'purchaseOrder' });
  const may = mayCommit(limits, actor.person, besidesPence + offer.grossPence, now);
  if (!may.ok) return may;
  const { purchaseOrder: _, ...kept } = share;
  const agreed: AskedShare = {
    ...kept,
    state,
    purse,
    ...(purchaseOrder ? { purchaseOrder } : {}),
    agreed: command.agreed,
    agreedBy: actor.person,
    agreedAt: timestamp(now),
  };
  const shares = event.shares.map((each) =>
    each.school === share.school ? agreed : each.state === 'agreed' && each.agreed !== standing.get(each.school) ? askedAnew(each) : each,
  );
  return accept({ event: { ...event, shares, version: event.version + 1 }, all: shares.every((each) => each.state === 'agreed') });
}

/** The event once it is booked, by the word of the last. */
export const confirmed = (event: SharedEvent, quote: Quote, { person }: Pick<Actor, 'person'>, now: Instant): SharedEvent => {
  const state = eventStates.next(event.state, 'confirm');
  if (state !== 'confirmed') throw new Error('only a proposed event is booked');
  return { ...event, state, quote, closedBy: person, closedAt: timestamp(now) };
};

/** One school declines its share: nothing is booked, and whoever organises it may divide the cost anew. Refuses openFor()'s own and `share-answered`. */
export function decideDeclining(
  { event, now, actor, share }: Pick<AgreeFacts, 'event' | 'now' | 'actor' | 'share'>,
  { reason }: { reason: string },
): Decision<SharedEvent> {
  const open = openFor(event, now, 'decline');
  if (!open.ok) return open;
  const state = shareStates.next(share.state, 'decline');
  if (!state) return refuse('share-answered', `It is ${share.state}.`);
  const declined: AskedShare = { ...share, state, reason, declinedBy: actor.person, declinedAt: timestamp(now) };
  return accept({
    ...event,
    shares: event.shares.map((each) => (each.school === share.school ? declined : each)),
    version: event.version + 1,
  });
}

/** The cost divided anew: whose share comes to the same keeps their word, everybody else is asked again. Refuses openFor()'s own. */
export function decideDivision({
  event,
  now,
  quote,
  standing,
}: {
  event: SharedEvent;
  now: Instant;
  quote: Quote & { event: Sharing };
  standing: Standing;
}): Decision<SharedEvent> {
  const open = openFor(event, now, 'divide');
  if (!open.ok) return open;
  const before = new Map(event.shares.map((share) => [share.school, share]));
  const shares = quote.event.shares.map((share): AskedShare => {
    const known = before.get(share.school);
    const same = known?.state === 'agreed' && known.agreed === standing.get(share.school);
    return same ? { ...known, weight: share.weight, number: share.number } : asked(share);
  });
  return accept({ ...event, split: quote.event.split, shares, quote, version: event.version + 1 });
}

/** Withdraws it, and its sessions are free at once. Refuses openFor()'s own. */
export function decideEventWithdrawal({ event, now, actor }: Pick<AgreeFacts, 'event' | 'now' | 'actor'>): Decision<SharedEvent> {
  const open = openFor(event, now, 'withdraw');
  if (!open.ok) return open;
  return accept({ ...event, state: 'withdrawn', closedBy: actor.person, closedAt: timestamp(now), version: event.version + 1 });
}
