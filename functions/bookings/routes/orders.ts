// Orders for several schools as JSON: propose dates, quote, confirm, list, read, and approve all of one.
import type { Decision } from '../../../shared/decision.ts';
import { refuse } from '../../../shared/decision.ts';
import { answer, type Handler, parse, problem, readJson } from '../../../shared/http.ts';
import { idSchema, type OrderId, organisationIdSchema } from '../../../shared/ids.ts';
import { propose } from '../actions/orders/order-plan.ts';
import { approveOrder, listOrders, type NamedOrder, type OrderedPart, readOrder } from '../actions/orders/order-read.ts';
import { confirmOrder, makeOrderQuote, type QuotedOrder } from '../actions/orders/orders.ts';
import { approveOrderSchema, confirmOrderSchema, orderQuoteSchema, proposeOrderSchema } from '../schema/orders.ts';

/** The order a path names; something that is no order's id is an order that does not exist. */
export function orderIdFrom(text: string | undefined): Decision<OrderId> {
  const id = parse(idSchema('ord'), text);
  return id.ok ? id : refuse('unknown-order');
}

const showQuote = ({ quote, token, expiresAt, overLimit }: QuotedOrder) => ({
  ...quote,
  token,
  expiresAt,
  ...(overLimit
    ? { overLimit: 'refusal' in overLimit ? { mostPence: overLimit.mostPence, refused: overLimit.refusal.name } : overLimit }
    : {}),
});
/** An order without whose id stands behind it. */
const showOrder = ({ type: _type, orderedBy: _person, ...order }: NamedOrder) => order;
const showPart = ({ school, schoolName, booking, request, now }: OrderedPart) => ({
  school,
  schoolName,
  ...(booking ? { booking: booking.id, sessions: booking.sessions } : {}),
  ...(request ? { request: request.id, state: request.state, ...(request.reason ? { reason: request.reason } : {}) } : {}),
  ...(now && 'quote' in now ? { now: now.quote, agreed: now.agreed } : {}),
  ...(now && 'refusal' in now ? { refused: now.refusal.name } : {}),
});

export const orderRoutesWith = (signingKey: string) =>
  ({
    'GET /api/bookings/orders': async (context, c) => {
      const asked = c.req.query('organisation');
      const by = organisationIdSchema.safeParse(asked);
      const decision =
        asked !== undefined && !by.success ? refuse('unknown-organisation') : await listOrders(context, by.data, c.req.query('after'));
      return answer(c, decision, ({ items, next }) => ({ orders: items.map(showOrder), next }));
    },
    'POST /api/bookings/orders/proposals': async (context, c) => {
      const command = await readJson(c, proposeOrderSchema);
      if (!command.ok) return problem(c, command.refusal);
      return answer(c, await propose(context, command.value), (parts) => ({ parts }));
    },
    'POST /api/bookings/orders/quotes': async (context, c) => {
      const command = await readJson(c, orderQuoteSchema);
      return command.ok ? answer(c, await makeOrderQuote(context, signingKey, command.value), showQuote) : problem(c, command.refusal);
    },
    'POST /api/bookings/orders': async (context, c) => {
      const command = await readJson(c, confirmOrderSchema);
      if (!command.ok) return problem(c, command.refusal);
      const decision = await confirmOrder(context, signingKey, command.value);
      // What is over a limit is taken up and not yet done.
      return answer(c, decision, (made) => made, decision.ok && decision.value.requests ? 202 : 201);
    },
    'GET /api/bookings/orders/{order}': async (context, c) => {
      const id = orderIdFrom(c.req.param('order'));
      return answer(c, id.ok ? await readOrder(context, id.value) : id, ({ order, parts, approvers }) => ({
        ...showOrder(order),
        parts: parts.map(showPart),
        ...(approvers.length > 0 ? { approvers: approvers.map(({ name }) => name) } : {}),
      }));
    },
    'POST /api/bookings/orders/{order}/approvals': async (context, c) => {
      const id = orderIdFrom(c.req.param('order'));
      const command = await readJson(c, approveOrderSchema);
      if (!command.ok) return problem(c, command.refusal);
      return answer(c, id.ok ? await approveOrder(context, id.value, command.value) : id, (done) => ({
        requests: done.map(({ refusal, ...rest }) => ({
          ...rest,
          ...(refusal ? { refused: refusal.name, ...(refusal.detail ? { detail: refusal.detail } : {}) } : {}),
        })),
      }));
    },
  }) satisfies Record<string, Handler>;
