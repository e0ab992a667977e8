// Requests over a limit: what people are shown of them, and approving, declining and withdrawing one.
import { londonDate } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, type PersonId, prefixOf, type RequestId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import type { Page } from '../../../shared/table.ts';
import type { Service } from '../../catalogue/schema.ts';
import { approversOn, limitingOf } from '../../identity/rules/limits.ts';
import { can, canTouch } from '../../identity/rules.ts';
import type { Limits } from '../../identity/schema/limits.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { getLimits } from '../../identity/store/limits.ts';
import { organisationNames } from '../../identity/store/organisations.ts';
import { namesOf } from '../../identity/store/people.ts';
import { groupsOn } from '../../schools/rules/events.ts';
import { eventsOf } from '../../schools/store/organisations.ts';
import { type Confirmed, decideBooking } from '../rules/life.ts';
import { decideQuote, type QuoteFacts } from '../rules/quote.ts';
import { decideApproval, decideDecline, decideWithdrawal, mayAnswer, refusalToApprover, stateAt } from '../rules/requests.ts';
import type { PurchaseOrder } from '../schema/purchase-orders.ts';
import type { Quote } from '../schema/quotes.ts';
import type { ApproveCommand, BookingRequest, DeclineCommand, RequestState } from '../schema/requests.ts';
import type { Ordered } from '../schema.ts';
import { getPurchaseOrder } from '../store/purchase-orders.ts';
import { approvalWrites, closingWrites, getRequest, heldRequestsOf, requestsOf } from '../store/requests.ts';
import { underPurchaseOrder } from './purchase-orders.ts';
import { fingerprint, quoteFacts } from './quote.ts';

/** Whether the actor may know of a request: its school's people, and those under whose limits it was asked for. */
const touches = ({ actor }: Context, { organisation, quote }: BookingRequest): boolean =>
  limitingOf(actor) === organisation ||
  [organisation, quote.school].some((each) => canTouch(actor, 'request:read', { organisation: each }));

async function find(context: Context, id: RequestId): Promise<BookingRequest | undefined> {
  const request = await getRequest(context.table, id);
  return request && touches(context, request) ? request : undefined;
}

export type ShownRequest = Omit<BookingRequest, 'state' | 'type' | 'version' | 'command'> & {
  state: RequestState;
  requestedByName: string;
  answeredByName?: string;
};

const named = (
  { type, version, command, ...request }: BookingRequest,
  now: number,
  names: ReadonlyMap<PersonId, string>,
): ShownRequest => ({
  ...request,
  state: stateAt(request, now),
  requestedByName: names.get(request.requestedBy) ?? '',
  ...(request.answeredBy ? { answeredByName: names.get(request.answeredBy) ?? '' } : {}),
});

const peopleIn = (requests: readonly BookingRequest[]): PersonId[] =>
  requests.flatMap(({ requestedBy, answeredBy }) => [requestedBy, ...(answeredBy ? [answeredBy] : [])]);

type RequestList = Page<ShownRequest> & {
  organisation: OrganisationId;
  organisationName: string;
  /** Those that whoever reads may answer now, the first to expire first. */
  waiting: ShownRequest[];
};

/** As many as wait for one person at once are shown; more are among the others. */
const mostWaiting = 50;

/**
 * What was asked for under an organisation's limits, newest first, and what of it waits for whoever reads. Without one named it is that whose limits count for
 * them. Refuses `unknown-organisation`, also for another's.
 */
export async function listRequests(
  context: Context,
  organisation: OrganisationId | undefined,
  after?: string,
): Promise<Decision<RequestList>> {
  const { table, actor, now } = context;
  const of = organisation ?? limitingOf(actor);
  const isOwn = of !== undefined && (of === limitingOf(actor) || canTouch(actor, 'request:read', { organisation: of }));
  const name = isOwn ? (await organisationNames(table, [of])).get(of) : undefined;
  if (!isOwn || name === undefined) return refuse('unknown-organisation');
  const [page, limits] = await Promise.all([requestsOf(table, of, after), getLimits(table, of)]);
  const mayWait = limits && actor.organisation && approversOn(limits, londonDate(now)).includes(actor.person);
  const held = mayWait && !after ? (await heldRequestsOf(table, of, now, mostWaiting)).items : [];
  const waiting = held.filter((request) => mayAnswer({ request, now, actor, limits }, 'approve').ok);
  const names = await namesOf(table, peopleIn([...page.items, ...waiting]));
  return accept({
    ...page,
    items: page.items.map((request) => named(request, now, names)),
    organisation: of,
    organisationName: name,
    waiting: waiting.map((request) => named(request, now, names)),
  });
}

/** A request as it is shown to somebody. */
export type SeenRequest = {
  request: ShownRequest;
  history: HistoryEntry[];
  /** For whoever may answer it: what it comes to now, with what stands for these figures; or why it can no longer be booked. */
  now?: { quote: Quote; agreed: string } | { refusal: Refusal };
  mayWithdraw: boolean;
  /** Who may answer it today. */
  approvers: Approver[];
};
/** `isReader`: it is whoever reads of it. */
export type Approver = { name: string; isReader: boolean };

export const approversShown = ({ actor }: Context, people: readonly PersonId[], names: ReadonlyMap<PersonId, string>): Approver[] =>
  people.map((person) => ({ name: names.get(person) ?? '', isReader: person === actor.person }));

/** A request as it stands, and for whoever may answer it what it comes to now. Refuses `unknown-request`, also for another's. */
export async function readRequest(context: Context, id: RequestId): Promise<Decision<SeenRequest>> {
  const { table, actor, now } = context;
  const request = await find(context, id);
  if (!request) return refuse('unknown-request');
  const [limits, history] = await Promise.all([
    getLimits(table, request.organisation),
    // That it was approved is told of the booking, which it made.
    readHistory(context, id, { became: request.state === 'approved' ? request.booking : undefined }),
  ]);
  const approvers = limits ? approversOn(limits, londonDate(now)).filter((person) => person !== request.requestedBy) : [];
  const isOpen = stateAt(request, now) === 'requested';
  const [names, quoted] = await Promise.all([
    namesOf(table, [...peopleIn([request]), ...approvers]),
    mayAnswer({ request, now, actor, limits }, 'approve').ok
      ? readNow(context, request).then((read) => quoteNow(context, request, read, limits))
      : undefined,
  ]);
  return accept({
    request: named(request, now, names),
    history,
    ...(quoted
      ? { now: quoted.ok ? { quote: quoted.value.quote, agreed: fingerprint(quoted.value.quote) } : { refusal: quoted.refusal } }
      : {}),
    mayWithdraw: isOpen && request.requestedBy === actor.person && can(actor, 'request:withdraw'),
    approvers: isOpen ? approversShown(context, approvers, names) : [],
  });
}

type ReadNow = { facts: QuoteFacts; groups: OrganisationId[] | undefined; found: PurchaseOrder | undefined };

/** What a request rests on as it is now, side by side: with what is registered of the number that was given for it. Its own sessions are held for it. */
async function readNow(context: Context, request: BookingRequest): Promise<ReadNow> {
  const { table, now } = context;
  const { organisation, purchaseOrder, quote } = request;
  const asksForOwn = prefixOf(organisation) === 'trs' && prefixOf(quote.school) === 'sch';
  const [facts, events, found] = await Promise.all([
    quoteFacts(context, request.command, { withDiary: false }),
    asksForOwn ? eventsOf(table, quote.school) : undefined,
    purchaseOrder ? getPurchaseOrder(table, organisation, purchaseOrder) : undefined,
  ]);
  return { facts, groups: events && groupsOn(quote.school, events, londonDate(now)), found };
}

/**
 * What a request comes to by the facts as they are now, and the booking it would make. Its sessions are kept or lost in the transaction. Refuses `not-of-group` for a
 * school that has left its trust, what decideQuote() and decideBooking() refuse, and for want of a number that refusalToApprover() names.
 */
async function quoteNow(
  context: Context,
  request: BookingRequest,
  { facts, groups, found }: ReadNow,
  limits: Limits | undefined,
): Promise<Decision<{ quote: Quote; confirmed: Confirmed }>> {
  const { now, actor } = context;
  const { organisation, purchaseOrder: number } = request;
  // A trust commits its schools of the day: one that has left since it was asked for is booked for by itself.
  if (groups && !groups.includes(organisation)) return refuse('not-of-group', `${request.quote.schoolName} is none of them today.`);
  const quoted = decideQuote(facts, request.command);
  if (!quoted.ok) return quoted;
  const asker = { ...actor, person: request.requestedBy };
  const order = request.order && orderedOf(request.order);
  const of = { id: request.booking, now, actor: asker, quote: quoted.value, service: facts.service as Service, need: facts.need, order };
  const decided = decideBooking(of, request);
  // Mostly they whose limits it is over pay: what they have registered was read beside the other facts, and is read again for another payer.
  const known = { limits: [{ of: organisation, found: limits }], orders: number ? [{ payer: organisation, number, found }] : [] };
  const confirmed = decided.ok ? await underPurchaseOrder(context, decided.value, known) : decided;
  return confirmed.ok
    ? accept({ quote: quoted.value, confirmed: confirmed.value })
    : { ok: false, refusal: refusalToApprover(confirmed.refusal) };
}

const orderedOf = ({ id, by }: Ordered): Ordered => ({ id, ...(by ? { by } : {}) });

const detailOf = ({ quote }: BookingRequest) => `${quote.serviceTitle}, ${formatPence(quote.grossPence)}`;

/**
 * Approves a request: decides again what it comes to, and books it in one transaction. Figures other than those that were seen are refused as `quote-changed`,
 * with the new ones. Refuses also `unknown-request`, what decideApproval(), decideQuote() and decideBooking() refuse, of the latter for want of a number
 * `request-lacks-number`, and `session-taken` where the hold ran out and somebody came.
 */
export async function approveRequest(context: Context, id: RequestId, command: ApproveCommand): Promise<Decision<BookingRequest>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const request = await find(context, id);
    if (!request) return refuse('unknown-request');
    const [limits, read] = await Promise.all([getLimits(table, request.organisation), readNow(context, request)]);
    const may = mayAnswer({ request, now, actor, limits }, 'approve');
    if (!may.ok) return may;
    const quoted = await quoteNow(context, request, read, limits);
    if (!quoted.ok) return quoted;
    const { quote, confirmed } = quoted.value;
    const approved = decideApproval({ request, now, actor, limits, quote });
    if (!approved.ok) return approved;
    const agreed = fingerprint(quote);
    if (agreed !== command.agreed) return refuse('quote-changed', undefined, { more: { quote, agreed } });
    const booking = { ...confirmed.booking, approvedBy: actor.person };
    return accept({
      writes: approvalWrites(table, approved.value, { ...confirmed, booking }, now),
      result: approved.value,
      audit: {
        action: 'request:approve',
        about: booking.id,
        organisation: booking.school,
        policy: booking.policy,
        detail: detailOf(approved.value),
      },
    });
  });
}

const close = (
  context: Context,
  id: RequestId,
  action: string,
  decide: (facts: Parameters<typeof decideWithdrawal>[0]) => Decision<BookingRequest>,
): Promise<Decision<BookingRequest>> =>
  change(context, async () => {
    const { table, now, actor } = context;
    const request = await find(context, id);
    if (!request) return refuse('unknown-request');
    const decision = decide({ request, now, actor, limits: await getLimits(table, request.organisation) });
    if (!decision.ok) return decision;
    const { quote, reason } = decision.value;
    return accept({
      writes: closingWrites(table, decision.value),
      result: decision.value,
      audit: {
        action,
        about: id,
        organisation: quote.school,
        policy: quote.policy,
        detail: detailOf(request),
        ...(reason ? { reason } : {}),
      },
    });
  });

/** Declines a request with a reason, and frees its sessions. Refuses `unknown-request` and what decideDecline() refuses. */
export const declineRequest = (context: Context, id: RequestId, command: DeclineCommand) =>
  close(context, id, 'request:decline', (facts) => decideDecline(facts, command));

/** Withdraws one's own request, and frees its sessions. Refuses `unknown-request` and what decideWithdrawal() refuses. */
export const withdrawRequest = (context: Context, id: RequestId) => close(context, id, 'request:withdraw', decideWithdrawal);
