// What people are shown of events of several schools: the list of them, one with its shares, and what a school agrees to.
import { londonDate, type SessionKey } from '../../../../shared/calendar.ts';
import { type Context, councilRoles } from '../../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../../shared/decision.ts';
import type { OrganisationId, SharedEventId } from '../../../../shared/ids.ts';
import type { Page } from '../../../../shared/table.ts';
import { approversOn, needsPurchaseOrder } from '../../../identity/rules/limits.ts';
import { can, canTouch } from '../../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../../identity/store/audit.ts';
import { namesOf } from '../../../identity/store/people.ts';
import { agreedBy, eventStateAt, mayCommit, type Offer } from '../../rules/events/events.ts';
import { sumFor } from '../../rules/events/shares.ts';
import type { Sharer } from '../../rules/facts.ts';
import type { AskedShare, EventState, SharedEvent } from '../../schema/events.ts';
import { eventsFor } from '../../store/events.ts';
import { unanswerable } from './answering.ts';
import { findEvent, knowsEvent, organises, payersToday, readAsked, worthOf } from './event-facts.ts';
import { sharersIn } from './sharers.ts';

/** A share as it is told: of another school’s from which purse it is paid, and under which number, nobody is told. */
type ShownShare = Pick<
  AskedShare,
  'school' | 'schoolName' | 'payer' | 'payerName' | 'weight' | 'state' | 'reason' | 'purse' | 'purchaseOrder'
> & {
  netPence: number;
  vatPence: number;
  grossPence: number;
};

export type ShownEvent = Omit<
  SharedEvent,
  'type' | 'command' | 'quote' | 'shares' | 'version' | 'state' | 'proposedBy' | 'closedBy' | 'actedFor' | 'booking'
> & {
  state: EventState;
  booking?: SharedEvent['booking'];
  service: string;
  serviceTitle: string;
  officerName: string;
  sessions: { session: SessionKey; officerName: string; free: boolean }[];
  netPence: number;
  /** What cancelling it costs, by the policy under which it was proposed. */
  terms: string[];
  shares: ShownShare[];
};

function shown({ actor, now }: Context, event: SharedEvent): ShownEvent {
  const {
    type: _,
    command: __,
    quote,
    shares,
    version: ___,
    proposedBy: ____,
    closedBy: _____,
    actedFor: ______,
    booking,
    ...rest
  } = event;
  const isCouncil = actor.roles.some((role) => councilRoles.includes(role));
  const state = eventStateAt(event, now);
  return {
    ...rest,
    state,
    ...(state === 'confirmed' ? { booking } : {}),
    service: quote.service,
    serviceTitle: quote.serviceTitle,
    officerName: quote.officerName,
    sessions: quote.sessions.map(({ session, officerName, funding }) => ({ session, officerName, free: funding.fund !== 'traded' })),
    netPence: quote.netPence,
    terms: quote.terms ?? [],
    shares: shares.map(({ school, schoolName, payer, payerName, weight, state: word, reason, purse, purchaseOrder }) => {
      const isOwn = isCouncil || (actor.organisation !== undefined && [school, payer].includes(actor.organisation));
      return {
        school,
        schoolName,
        payer,
        ...(payerName ? { payerName } : {}),
        weight,
        state: word,
        ...(reason ? { reason } : {}),
        ...(isOwn && purse ? { purse } : {}),
        ...(isOwn && purchaseOrder ? { purchaseOrder } : {}),
        ...sumFor(school, quote.sessions),
      };
    }),
  };
}

/** A page of the events that somebody organises or is asked to share; for the council of all there are. Refuses `unknown-organisation`, also for another’s. */
export async function listEvents(
  context: Context,
  organisation: OrganisationId | undefined,
  after?: string,
): Promise<Decision<Page<ShownEvent>>> {
  const of = organisation ?? context.actor.organisation;
  if (!canTouch(context.actor, 'event:read', of ? { organisation: of } : {})) return refuse('unknown-organisation');
  const page = await eventsFor(context.table, of, { after });
  return accept({ ...page, items: page.items.filter((event) => knowsEvent(context, event)).map((event) => shown(context, event)) });
}

/** What somebody may answer for: a share, what it comes to from each of its purses, and what stands for these figures. */
export type Answering = {
  school: OrganisationId;
  schoolName: string;
  /** Who is billed. */
  payerName: string;
  offers: Offer[];
  agreed: string;
  purchaseOrderRequired: boolean;
  purchaseOrderLike?: string;
  /** It is over the limit of whoever looks: who approves, by name. */
  leaveTo?: string[];
};

export type SeenEvent = {
  event: ShownEvent;
  proposedByName: string;
  history: HistoryEntry[];
  /** Those of the shares that whoever looks may answer, or why the event cannot be booked any more. */
  answering: Answering[];
  refused?: Refusal;
  /** Whether they may divide it anew or withdraw it. */
  organises: boolean;
  /** The names of those schools that have yet to answer and for which nobody is registered who could, for whoever may divide it anew or withdraw it. */
  unanswerable: string[];
};

/** One event, and for whoever may answer for a share what that comes to now. Refuses `unknown-shared-event`, also for another’s. */
export async function readEvent(context: Context, id: SharedEventId): Promise<Decision<SeenEvent>> {
  const { table, actor, now } = context;
  const event = await findEvent(context, id);
  if (!event) return refuse('unknown-shared-event');
  const isOpen = eventStateAt(event, now) === 'proposed';
  const sharers = isOpen && actor.organisation ? await sharersIn(context, event.shares) : [];
  const payers = payersToday(sharers);
  const own = event.shares.filter(
    ({ school, payer, state }) =>
      state === 'asked' && actor.organisation !== undefined && [school, payers.get(school) ?? payer].includes(actor.organisation),
  );
  const mayChange = isOpen && can(actor, 'event:propose') && (await organises(context, event));
  const waiting = mayChange ? event.shares.filter(({ state }) => state === 'asked').map(({ school }) => school) : [];
  const [history, names, answering, nobody] = await Promise.all([
    readHistory(context, id),
    namesOf(table, [event.proposedBy]),
    isOpen && own.length > 0 && can(actor, 'event:answer') ? answersOf(context, event, own, sharers) : accept([]),
    unanswerable(context, waiting),
  ]);
  return accept({
    event: shown(context, event),
    proposedByName: names.get(event.proposedBy) ?? '',
    history,
    answering: answering.ok ? answering.value : [],
    ...(answering.ok ? {} : { refused: answering.refusal }),
    organises: mayChange,
    unanswerable: event.shares.filter(({ school }) => nobody.includes(school)).map(({ schoolName }) => schoolName),
  });
}

async function answersOf(
  context: Context,
  event: SharedEvent,
  own: readonly AskedShare[],
  sharers: Sharer[],
): Promise<Decision<Answering[]>> {
  const { table, actor, now } = context;
  const read = await readAsked(context, event, { sharers });
  const { limits } = read;
  const worth = worthOf(event, read.facts, sharers);
  if (!worth.ok) return worth;
  const { offers, standing, facts } = worth.value;
  const approvers = limits ? approversOn(limits, londonDate(now)) : [];
  const names = await namesOf(table, approvers);
  return accept(
    own.map(({ school, schoolName, payerName }) => {
      const offered = offers.get(school) ?? [];
      const most = Math.max(0, ...offered.map(({ grossPence }) => grossPence));
      const may = mayCommit(limits, actor.person, agreedBy(event, actor.person, offers) + most, now);
      return {
        school,
        schoolName,
        payerName: payerName ?? schoolName,
        offers: offered,
        agreed: standing.get(school) ?? '',
        purchaseOrderRequired: most > 0 && needsPurchaseOrder(limits, facts.policy.pack.purchaseOrderRequired),
        ...(limits?.purchaseOrders?.like ? { purchaseOrderLike: limits.purchaseOrders.like } : {}),
        ...(may.ok ? {} : { leaveTo: approvers.map((person) => names.get(person) ?? '') }),
      };
    }),
  );
}
