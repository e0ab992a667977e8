// Events of several schools: proposed, agreed to share by share, divided anew and withdrawn. Load, decide, commit.
import { type Change, change } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../../shared/decision.ts';
import { newId, type OrganisationId, prefixOf, type SharedEventId } from '../../../../shared/ids.ts';
import { formatPence } from '../../../../shared/money.ts';
import type { Service } from '../../../catalogue/schema.ts';
import { canTouch } from '../../../identity/rules.ts';
import { getOrganisation } from '../../../schools/store/organisations.ts';
import {
  agreedBy,
  agreedByTrust,
  confirmed as confirmedEvent,
  decideAgreement,
  decideDeclining,
  decideDivision,
  decideEventWithdrawal,
  decideProposal,
  mayCommit,
  numbersGiven,
  openFor,
} from '../../rules/events/events.ts';
import { sumFor } from '../../rules/events/shares.ts';
import type { QuoteFacts, Sharer } from '../../rules/facts.ts';
import { type Confirmed, decideBooking } from '../../rules/life.ts';
import { foldedNumber } from '../../rules/purchase-orders.ts';
import type { AgreeCommand, DeclineShareCommand, DivideCommand, ProposeCommand, SharedEvent } from '../../schema/events.ts';
import type { QuoteCommand } from '../../schema/quotes.ts';
import { eventChangeWrites, eventClosingWrites, eventConfirmationWrites, proposalWrites } from '../../store/events.ts';
import { type KnownOfPayers, underPurchaseOrder } from '../purchase-orders.ts';
import { placed } from '../quote.ts';
import { knowingUnanswered } from './answering.ts';
import { findEvent, organises, priced, readAsked, sharersNamed, shareToAnswer, worthOf } from './event-facts.ts';
import { sharersIn, sharersSince } from './sharers.ts';

/** What proposing an event comes to: asked for, or booked at once where a trust commits its own schools. */
export type Proposed = { event: SharedEventId; booking?: SharedEvent['booking'] };

const detailOf = ({ title, quote }: Pick<SharedEvent, 'title' | 'quote'>) => `${title}: ${formatPence(quote.netPence)} before VAT`;
/** What one school has answered: its own share, and not the sum of all. */
const shareDetailOf = ({ title, quote }: Pick<SharedEvent, 'title' | 'quote'>, school: OrganisationId) =>
  `${title}: ${formatPence(sumFor(school, quote.sessions).netPence)} before VAT`;

/** For whom somebody organises an event: for those they act for, the council for whom it names. Refuses `unknown-organisation`. */
async function organiserOf({ table, actor }: Context, named: OrganisationId | undefined) {
  const id = actor.organisation ?? named;
  if (!id || (named && named !== id) || !canTouch(actor, 'event:propose', { organisation: id })) return undefined;
  return getOrganisation(table, id);
}

const commandOf = ({ service, officer, sessions }: ProposeCommand, organiser: OrganisationId): QuoteCommand => ({
  school: organiser,
  service,
  officer,
  sessions,
  halfDays: sessions.length,
  // Whoever organises it pays nothing: each share has its own.
  purse: 'own-funds',
  withoutPackage: true,
});

/**
 * Proposes an event, and holds its sessions until its deadline; a trust books it for its own schools at once. Refuses `unknown-organisation`, `unknown-school`,
 * `not-of-group`, `no-pupils-known`, `too-many-shares`, `share-over-limit` and what numbersGiven() refuses to a trust’s booker, what decideQuote(), decideProposal() and
 * knowingUnanswered() refuse, and `session-taken` when somebody was first.
 */
export async function proposeEvent(context: Context, command: ProposeCommand): Promise<Decision<Proposed>> {
  const { table, now, actor } = context;
  const of = { id: newId('sev'), booking: newId('bkg') };
  return change(context, async () => {
    if (!actor.organisation && !command.organiser)
      return refuse('invalid-request', undefined, { faults: [{ field: 'organiser', detail: 'Say who organises it' }] });
    const organiser = await organiserOf(context, command.organiser);
    if (!organiser) return refuse('unknown-organisation', undefined, { field: 'organiser' });
    const sharers = await sharersNamed(context, organiser.id, command);
    if (!sharers.ok) return sharers;
    const asked = commandOf(command, organiser.id);
    const worth = await priced(context, { ...of, ...command, command: asked }, sharers.value, { withDiary: true });
    if (!worth.ok) return worth;
    const { quote, standing, facts } = worth.value;
    const atOnce = prefixOf(organiser.id) === 'trs' && actor.organisation === organiser.id;
    const proposed = { ...of, now, actor, quote, command: placed(asked, quote), organiserName: organiser.name, atOnce };
    const decided = decideProposal(proposed, command);
    if (!decided.ok) return decided;
    const event = decided.value;
    const made = decideBooking({ id: of.booking, now, actor, quote, service: facts.service as Service }, {});
    if (!made.ok) return made;
    const audit = { action: 'event:propose', about: of.id, organisation: organiser.id, policy: quote.policy, detail: detailOf(event) };
    if (!atOnce) {
      const known = await knowingUnanswered(context, event.shares, command);
      if (!known.ok) return known;
      const held = made.value.slots.map((slot) => ({ ...slot, holdUntil: event.holdUntil }));
      return accept({
        writes: proposalWrites(table, event, held, now),
        result: { event: of.id },
        audit: { ...audit, detail: `${audit.detail}${known.value}` },
      });
    }
    const numbers = numbersGiven(quote, facts.limits, facts.policy.pack);
    if (!numbers.ok) return numbers;
    const may = mayCommit(facts.limits, actor.person, quote.grossPence, now);
    if (!may.ok) return may;
    const booked = await underPurchaseOrder(context, made.value);
    if (!booked.ok) return booked;
    const own = agreedByTrust(event, booked.value.booking.event?.shares ?? [], standing, actor, now);
    return accept({
      writes: eventConfirmationWrites(table, own, booked.value, now, { held: false }),
      result: { event: of.id, booking: of.booking },
      audit: { ...audit, action: 'booking:confirm', about: of.booking },
    });
  });
}

type Booked = { event: SharedEvent; confirmed: Confirmed };

/** What another school's purchase order is called and what is left of it is for that school to know: whoever answers last is told that it is not theirs. */
function ofAnother(refusal: Refusal, { organisation }: Context['actor'], own: string | undefined): Refusal {
  const isOwn = own !== undefined && foldedNumber(refusal.detail ?? '').includes(foldedNumber(own));
  if (organisation === undefined || isOwn || !refusal.name.startsWith('purchase-order-')) return refusal;
  return {
    name: refusal.name,
    detail: 'It is that of another school which shares the event: that school has it raised, or the cost is divided anew.',
  };
}

/** What an answer was decided by: the facts of the price, who shares it, and what is registered of those who pay as far as it was read. */
type Read = { facts: QuoteFacts; sharers: readonly Sharer[]; payers?: KnownOfPayers };

/** The booking that an event becomes once everybody has agreed, each share from the purse that was chosen for it, by the facts by which the last word was decided. */
async function bookedFrom(context: Context, event: SharedEvent, read: Read, own: string | undefined): Promise<Decision<Booked>> {
  const { now, actor } = context;
  const worth = worthOf(event, read.facts, sharersSince(read.sharers, event.shares));
  if (!worth.ok) return worth;
  const { quote, facts } = worth.value;
  const proposer = { ...actor, person: event.proposedBy };
  const made = decideBooking({ id: event.booking, now, actor: proposer, quote, service: facts.service as Service }, {});
  const booked = made.ok ? await underPurchaseOrder(context, made.value, read.payers) : made;
  if (!booked.ok) return { ok: false, refusal: ofAnother(booked.refusal, actor, own) };
  return accept({ event: confirmedEvent(event, quote, actor, now), confirmed: booked.value });
}

/** The change that an answer makes: the event as it is, or the booking where that was the last word that was missing. */
async function changeOf(
  context: Context,
  { before, event, booking }: { before: SharedEvent; event: SharedEvent; booking: Read | undefined },
  of: {
    action: string;
    school?: OrganisationId;
    reason?: string;
    asked: OrganisationId[];
    answered?: OrganisationId;
    purchaseOrder?: string | undefined;
    unanswered?: string;
  },
): Promise<Decision<Change<SharedEvent>>> {
  const { table, now } = context;
  const audit = {
    action: of.action,
    about: event.id,
    organisation: of.school ?? event.organiser,
    policy: event.quote.policy,
    detail: of.school ? shareDetailOf(event, of.school) : `${detailOf(event)}${of.unanswered ?? ''}`,
    ...(of.reason ? { reason: of.reason } : {}),
  };
  if (booking) {
    const booked = await bookedFrom(context, event, booking, of.purchaseOrder);
    if (!booked.ok) return booked;
    const { event: done, confirmed } = booked.value;
    return accept({ writes: eventConfirmationWrites(table, done, confirmed, now, { held: true, before }), result: done, audit });
  }
  const telling =
    of.asked.length > 0
      ? ({ kind: 'share-asked', schools: of.asked } as const)
      : ({ kind: 'share-answered', schools: of.answered ? [of.answered] : [] } as const);
  return accept({ writes: eventChangeWrites(table, event, telling, now, before), result: event, audit });
}

/**
 * Agrees to a school's share; the last to agree books the event in the same transaction. Figures other than those that were seen are refused as `quote-changed`, with the
 * new ones. Refuses also `unknown-shared-event`, `no-share`, and what decideAgreement(), decideQuote() and decideBooking() refuse, and `session-taken` where the
 * hold ran out and somebody came.
 */
export async function agreeToShare(context: Context, id: SharedEventId, command: AgreeCommand): Promise<Decision<SharedEvent>> {
  const { now, actor } = context;
  return change(context, async () => {
    const event = await findEvent(context, id);
    if (!event) return refuse('unknown-shared-event');
    const read = await readAsked(context, event, { answer: command });
    const { sharers, limits } = read;
    const share = shareToAnswer(context, event, sharers, command.school);
    if (!share.ok) return share;
    const open = openFor(event, now, 'agree');
    if (!open.ok) return open;
    const worth = worthOf(event, read.facts, sharers);
    if (!worth.ok) return worth;
    const { offers, standing, facts } = worth.value;
    const { pack } = facts.policy;
    const { school } = share.value;
    const decided = decideAgreement(
      {
        event,
        now,
        actor,
        share: share.value,
        offers: offers.get(school) ?? [],
        standing,
        limits,
        pack,
        besidesPence: agreedBy(event, actor.person, offers),
      },
      command,
    );
    if (!decided.ok) return decided;
    const { event: answered, all } = decided.value;
    const anew = answered.shares.filter((each, i) => each.state === 'asked' && event.shares[i]?.state === 'agreed');
    return changeOf(
      context,
      { before: event, event: answered, booking: all ? read : undefined },
      { action: 'event:agree', school, asked: anew.map((each) => each.school), answered: school, purchaseOrder: command.purchaseOrder },
    );
  });
}

/** Declines a school's share, with a reason. Refuses `unknown-shared-event`, `no-share` and what decideDeclining() refuses. */
export async function declineShare(context: Context, id: SharedEventId, command: DeclineShareCommand): Promise<Decision<SharedEvent>> {
  const { now, actor } = context;
  return change(context, async () => {
    const event = await findEvent(context, id);
    if (!event) return refuse('unknown-shared-event');
    const share = shareToAnswer(context, event, await sharersIn(context, event.shares), command.school);
    if (!share.ok) return share;
    const decided = decideDeclining({ event, now, actor, share: share.value }, command);
    if (!decided.ok) return decided;
    const { school } = share.value;
    const of = { action: 'event:decline', school, reason: command.reason, asked: [], answered: school };
    return changeOf(context, { before: event, event: decided.value, booking: undefined }, of);
  });
}

/**
 * Divides the cost anew before the event is booked, among other schools or by another rule: everybody whose share changes is asked again. Refuses `unknown-shared-event`,
 * `not-the-organiser`, what proposeEvent() refuses of schools, and what decideDivision() and knowingUnanswered() refuse.
 */
export async function divideEvent(context: Context, id: SharedEventId, command: DivideCommand): Promise<Decision<SharedEvent>> {
  const { now } = context;
  return change(context, async () => {
    const event = await findEvent(context, id);
    if (!event) return refuse('unknown-shared-event');
    if (!(await organises(context, event))) return refuse('not-the-organiser');
    const open = openFor(event, now, 'divide');
    if (!open.ok) return open;
    const sharers = await sharersNamed(context, event.organiser, command);
    if (!sharers.ok) return sharers;
    const worth = await priced(context, { ...event, split: command.split }, sharers.value, { withDiary: false });
    if (!worth.ok) return worth;
    const decided = decideDivision({ event, now, ...worth.value });
    if (!decided.ok) return decided;
    const { shares } = decided.value;
    const known = await knowingUnanswered(context, shares, command);
    if (!known.ok) return known;
    const asked = shares.filter(({ state }) => state === 'asked').map(({ school }) => school);
    const booking = asked.length === 0 ? { facts: worth.value.facts, sharers: sharers.value } : undefined;
    return changeOf(context, { before: event, event: decided.value, booking }, { action: 'event:divide', asked, unanswered: known.value });
  });
}

/** Withdraws an event that is not booked. Refuses `unknown-shared-event`, `not-the-organiser` and what decideEventWithdrawal() refuses. */
export async function withdrawEvent(context: Context, id: SharedEventId): Promise<Decision<SharedEvent>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const event = await findEvent(context, id);
    if (!event) return refuse('unknown-shared-event');
    if (!(await organises(context, event))) return refuse('not-the-organiser');
    const decided = decideEventWithdrawal({ event, now, actor });
    if (!decided.ok) return decided;
    return accept({
      writes: eventClosingWrites(table, decided.value, now),
      result: decided.value,
      audit: { action: 'event:withdraw', about: id, organisation: event.organiser, policy: event.quote.policy, detail: detailOf(event) },
    });
  });
}
