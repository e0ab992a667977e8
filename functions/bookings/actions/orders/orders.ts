// Quoting an order for several schools, and confirming it once however often it is sent: a booking for each school in one transaction, or nothing.
import { auditWrite } from '../../../../shared/audit.ts';
import { timestamp } from '../../../../shared/calendar.ts';
import { type Change, once, resultOf } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { type BookingId, newId, type OrderId, type OrganisationId, type RequestId } from '../../../../shared/ids.ts';
import { formatPence } from '../../../../shared/money.ts';
import { boundQuote, fingerprintOf, readToken } from '../../../../shared/token.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';
import type { Service } from '../../../catalogue/schema.ts';
import { limitOf, mustAsk } from '../../../identity/rules/limits.ts';
import type { Limits } from '../../../identity/schema/limits.ts';
import { limitsStanding } from '../../../identity/store/limits.ts';
import { organisationNames } from '../../../identity/store/organisations.ts';
import { namesOf } from '../../../identity/store/people.ts';
import { type Confirmed, decideBooking } from '../../rules/life.ts';
import { decideOrder, ofPart, orderText } from '../../rules/orders/order.ts';
import { decideAsking, decideRequest, requestIdOf } from '../../rules/requests.ts';
import {
  type ConfirmOrderCommand,
  type Order,
  type OrderCommand,
  type OrderQuote,
  type OrderToken,
  orderTokenSchema,
} from '../../schema/orders.ts';
import type { BookingRequest } from '../../schema/requests.ts';
import type { Ordered } from '../../schema.ts';
import { orderAskedWrites, orderWrites } from '../../store/orders.ts';
import { waitingUnder } from '../../store/requests.ts';
import { underPurchaseOrders } from '../purchase-orders.ts';
import { type OverLimit, placed } from '../quote.ts';
import { type ActingPart, actingForAll, isGone, ordererOf, readParts, takenByPart } from './order-parts.ts';

export type QuotedOrder = { quote: OrderQuote; token: string; expiresAt: string; overLimit?: OverLimit };

/** What a confirmed order comes to: a booking for each school, or a request where it is over the limit of whoever confirms it. */
type MadeOrder = {
  order: OrderId;
  bookings: { school: OrganisationId; booking: BookingId }[];
  /** In place of bookings, and until when the first of them holds its sessions. */
  requests?: { school: OrganisationId; request: RequestId }[];
  holdUntil?: string;
};

const fingerprint = (quote: OrderQuote) => fingerprintOf(orderText(quote));
const saidIn = ({ netPence, grossPence, freeHalfDays }: OrderQuote): OrderToken['said'] => ({ netPence, grossPence, freeHalfDays });

/** Schools that are none of theirs, told as if there were no such school. */
const unknownSchools = (parts: readonly number[]): Decision<never> =>
  refuse('unknown-school', undefined, { faults: parts.map((i) => ({ field: `parts.${i}.school`, detail: 'unknown-school' })) });

const minutesOf = ([first]: readonly ActingPart[]): number => first?.facts.policy?.pack.quoteMinutes ?? 30;

function bind(context: Context, signingKey: string, command: OrderCommand, quote: OrderQuote, minutes: number): QuotedOrder {
  const told = { command, said: saidIn(quote), fingerprint: fingerprint(quote) };
  return { quote, ...boundQuote<OrderToken>(context, signingKey, minutes, told) };
}

/** What was asked for, with the sessions that were found for each officer's work beside the visits. */
const asPlaced = (command: OrderCommand, { parts }: OrderQuote): OrderCommand => ({
  ...command,
  parts: command.parts.map((part, i) => {
    const quote = parts[i];
    const { preparation, report } = quote ? placed({ ...part, service: command.service }, quote) : part;
    return { ...part, ...(preparation ? { preparation } : {}), ...(report ? { report } : {}) };
  }),
});

/** What confirming an order would come to for this person, where all of it together is over their limit. */
async function overLimitOf(
  { table, actor, now }: Context,
  known: Limits | undefined,
  quote: OrderQuote,
): Promise<{ overLimit?: OverLimit }> {
  const { grossPence, parts } = quote;
  if (!mustAsk(known, actor.person, grossPence)) return {};
  const mostPence = limitOf(known, actor.person);
  const limits = known && (await limitsStanding(table, known));
  const asked = parts.map((each) => decideAsking({ now, person: actor.person, quote: each, limits, grossPence }));
  const refused = asked.findIndex(({ ok }) => !ok);
  const [first] = asked;
  const no = asked[refused];
  if (no && !no.ok) return { overLimit: { mostPence, refusal: ofPart(no.refusal, refused, parts[refused]?.schoolName) } };
  const until = asked.flatMap((each) => (each.ok ? [each.value.holdUntil] : [])).sort()[0] ?? '';
  const approvers = first?.ok ? first.value.approvers : [];
  const names = await namesOf(table, approvers);
  return { overLimit: { mostPence, approvers: approvers.map((person) => names.get(person) ?? ''), holdUntil: until } };
}

/**
 * A quote of an order, bound by a signed token that expires: nothing is booked and nothing is kept. Refuses `unknown-school` for every school that is not theirs to
 * order for today, and what decideOrder() refuses.
 */
export async function makeOrderQuote(context: Context, signingKey: string, command: OrderCommand): Promise<Decision<QuotedOrder>> {
  const read = await readParts(context, command, { withDiary: true });
  if (!read.ok) return unknownSchools(read.unknown);
  const decision = decideOrder(read.parts);
  if (!decision.ok) return takenByPart(read.parts, decision);
  const bound = bind(context, signingKey, asPlaced(command, decision.value), decision.value, minutesOf(read.parts));
  return accept({ ...bound, ...(await overLimitOf(context, read.parts[0]?.facts.limits, decision.value)) });
}

/** What a token of an order asked for and was told, whoever holds it and however old it is; undefined for a forged one. */
export function orderAskedWith(context: Context, signingKey: string, token: string): OrderToken | undefined {
  const payload = orderTokenSchema.safeParse(readToken(token, signingKey));
  return payload.success && payload.data.council === context.council.slug ? payload.data : undefined;
}

/** What the quote of an order has made already. */
export const orderMadeWith = ({ table }: Context, { id }: OrderToken): Promise<MadeOrder | undefined> => resultOf<MadeOrder>(table, id);

/** The order as it has become: `quote-changed` with a new quote of what is left of it, or the refusal where nothing is. */
function changed(context: Context, signingKey: string, command: OrderCommand, quote: OrderQuote, minutes: number, detail?: string) {
  const renewed = bind(context, signingKey, command, quote, minutes);
  return refuse('quote-changed', detail, { more: { quote: renewed.quote, token: renewed.token, expiresAt: renewed.expiresAt } });
}

/** Of an order whose schools have left or closed meanwhile: a new quote of the others, and which are left out. */
async function withoutGone(context: Context, signingKey: string, asked: OrderCommand, gone: readonly number[]): Promise<Decision<never>> {
  const schools = gone.flatMap((i) => asked.parts[i]?.school ?? []);
  const parts = asked.parts.filter((_, i) => !gone.includes(i));
  const names = await organisationNames(context.table, schools);
  const detail = `${schools.map((id) => names.get(id) ?? id).join(', ')} can no longer be ordered for.`;
  if (parts.length === 0) return refuse('school-closed', detail, { field: 'parts' });
  const command = { ...asked, parts };
  const read = await readParts(context, command, { withDiary: true });
  if (!read.ok) return unknownSchools(read.unknown);
  const quoted = decideOrder(read.parts);
  return quoted.ok ? changed(context, signingKey, asPlaced(command, quoted.value), quoted.value, minutesOf(read.parts), detail) : quoted;
}

/**
 * Confirms the quote of an order: a booking for each school, with its slots and transfers, the order and the record of the command in one transaction. The token is the
 * idempotency key, so that a form sent twice lands on the same order. Where all of it together is over the limit of whoever confirms it, each becomes a request.
 * Refuses `quote-invalid`, `quote-expired`, `quote-changed` with a new quote, also where a school has left or closed meanwhile, `key-reused`, what decideBooking() and
 * decideRequest() refuse of a school that is named, `session-taken`, and what decideOrder() refuses by now.
 */
export async function confirmOrder(context: Context, signingKey: string, command: ConfirmOrderCommand): Promise<Decision<MadeOrder>> {
  const token = orderAskedWith(context, signingKey, command.token);
  if (!token || token.person !== context.actor.person) return refuse('quote-invalid');
  const { id: key, expiresAt, command: asked, fingerprint: agreed } = token;
  const { purchaseOrder, purchaseOrders } = command;
  return once<MadeOrder>(context, { key, payload: { token: command.token, purchaseOrder, purchaseOrders } }, async () => {
    if (context.now >= expiresAt) return refuse('quote-expired');
    const acting = await actingForAll(
      context,
      asked.parts.map(({ school }) => school),
    );
    const left = acting.flatMap((each, i) => (each ? [] : [i]));
    // Whoever may order for none of them any more holds a quote that is not theirs.
    if (left.length === asked.parts.length) return refuse('quote-invalid');
    if (left.length > 0) return withoutGone(context, signingKey, asked, left);
    const read = await readParts(context, asked, { withDiary: false });
    if (!read.ok) return withoutGone(context, signingKey, asked, read.unknown);
    const closed = read.parts.flatMap((part, i) => (isGone(part) ? [i] : []));
    if (closed.length > 0) return withoutGone(context, signingKey, asked, closed);
    const quoted = decideOrder(read.parts);
    if (!quoted.ok) return quoted;
    if (fingerprint(quoted.value) !== agreed) return changed(context, signingKey, asked, quoted.value, minutesOf(read.parts));
    return orderChange(context, read.parts, quoted.value, command);
  });
}

/** The number of a school's purchase order: its own, or the order's where it has something to pay. */
const numberFor = (
  { purchaseOrder, purchaseOrders = [] }: ConfirmOrderCommand,
  school: OrganisationId,
  netPence: number,
): string | undefined => purchaseOrders.find((each) => each.school === school)?.number ?? (netPence > 0 ? purchaseOrder : undefined);

type Booked = { part: ActingPart; confirmed: Confirmed };

/** The change that an order is: its bookings, or the requests in their place. */
async function orderChange(
  context: Context,
  parts: readonly ActingPart[],
  quote: OrderQuote,
  command: ConfirmOrderCommand,
): Promise<Decision<Change<MadeOrder>>> {
  const { table, now, actor } = context;
  const by = ordererOf(context);
  const ordered: Ordered = { id: newId('ord'), ...(by ? { by } : {}) };
  const booked: Booked[] = [];
  for (const [i, part] of parts.entries()) {
    const own = quote.parts[i];
    if (!own) throw new Error('each school of an order is quoted');
    const number = numberFor(command, own.school, own.netPence);
    const of = {
      id: newId('bkg'),
      now,
      actor: part.context.actor,
      quote: own,
      service: part.facts.service as Service,
      need: part.facts.need,
    };
    const decision = decideBooking({ ...of, order: ordered }, { purchaseOrder: number });
    if (!decision.ok) return { ok: false, refusal: ofPart(decision.refusal, i, own.schoolName) };
    booked.push({ part, confirmed: decision.value });
  }
  // What several schools pay under one purchase order of their trust is held against it together.
  const held = await underPurchaseOrders(
    context,
    booked.map(({ confirmed }) => confirmed.booking),
  );
  if (!held.ok) return held;
  for (const [i, each] of booked.entries()) each.confirmed = { ...each.confirmed, booking: held.value[i] ?? each.confirmed.booking };
  const limits = parts[0]?.facts.limits;
  const asks = limits !== undefined && mustAsk(limits, actor.person, quote.grossPence);
  const byName = by && (await organisationNames(table, [by])).get(by);
  const order: Order = {
    type: 'order',
    ...ordered,
    ...(byName ? { byName } : {}),
    service: quote.service,
    serviceTitle: quote.serviceTitle,
    parts: booked.map(({ confirmed: { booking } }) => ({
      school: booking.school,
      schoolName: booking.schoolName,
      booking: booking.id,
      ...(asks ? { request: requestIdOf(booking.id) } : {}),
    })),
    halfDays: quote.halfDays,
    netPence: quote.netPence,
    vatPence: quote.vatPence,
    policy: quote.parts[0]?.policy ?? '',
    orderedBy: actor.person,
    createdAt: timestamp(now),
  };
  if (!asks) return booking(context, order, booked, quote);
  const [standing, waiting] = await Promise.all([limitsStanding(table, limits), waitingUnder(table, limits.organisation, now)]);
  return asking(context, order, booked, quote, { limits: standing, waiting });
}

/** What the audit trail says of the whole, beside an entry for each school in the trail of its own booking or request. */
const auditOf = ({ id, by, policy, parts, serviceTitle, halfDays }: Order, { grossPence }: OrderQuote, action: string) => ({
  action,
  about: id,
  policy,
  ...(by ? { organisation: by } : {}),
  detail: `${serviceTitle}, ${parts.length} ${parts.length === 1 ? 'school' : 'schools'}, ${halfDaysText(halfDays)}, ${formatPence(grossPence)}`,
});

function booking({ table, ...context }: Context, order: Order, booked: readonly Booked[], quote: OrderQuote): Decision<Change<MadeOrder>> {
  const { now } = context;
  const entries = booked.map(({ part, confirmed: { booking: of } }) =>
    auditWrite(part.context, {
      action: 'booking:confirm',
      about: of.id,
      organisation: of.school,
      policy: of.policy,
      detail: 'Of an order for several schools',
    }),
  );
  return accept({
    writes: [
      ...orderWrites(
        table,
        order,
        booked.map(({ confirmed }) => confirmed),
        now,
      ),
      ...entries,
    ],
    result: { order: order.id, bookings: order.parts.map(({ school, booking: made }) => ({ school, booking: made })) },
    audit: auditOf(order, quote, 'order:make'),
  });
}

function asking(
  context: Context,
  order: Order,
  booked: readonly Booked[],
  quote: OrderQuote,
  under: { limits: Limits; waiting: readonly BookingRequest[] },
): Decision<Change<MadeOrder>> {
  const { table, now } = context;
  const { id, by } = order;
  const whole = { id, ...(by ? { by } : {}), grossPence: quote.grossPence };
  const asked = [];
  for (const [i, { part, confirmed }] of booked.entries()) {
    const { booking: of, slots } = confirmed;
    const own = quote.parts[i];
    if (!own) throw new Error('each school of an order is quoted');
    const facts = { id: of.id, now, actor: part.context.actor, quote: own, command: part.command, ...under, slots, order: whole };
    const decision = decideRequest(facts, of);
    if (!decision.ok) return { ok: false, refusal: ofPart(decision.refusal, i, own.schoolName) };
    asked.push({ ...decision.value, part });
  }
  const entries = asked.map(({ part, request }) =>
    auditWrite(part.context, {
      action: 'request:make',
      about: request.id,
      organisation: request.quote.school,
      policy: request.quote.policy,
      detail: `${request.quote.serviceTitle}, ${formatPence(request.quote.grossPence)}, of an order for several schools`,
    }),
  );
  const [first = ''] = asked.map(({ request }) => request.holdUntil).sort();
  return accept({
    writes: [...orderAskedWrites(table, order, asked, now), ...entries],
    result: {
      order: id,
      bookings: [],
      requests: asked.map(({ request }) => ({ school: request.quote.school, request: request.id })),
      holdUntil: first,
    },
    audit: auditOf(order, quote, 'order:ask'),
  });
}
