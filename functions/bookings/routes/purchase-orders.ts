// Purchase orders as JSON: the twins of their pages.
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handlers, problem, readJson, type Web } from '../../../shared/http.ts';
import { organisationIdSchema } from '../../../shared/ids.ts';
import { purchaseOrderSchema } from '../../identity/schema/limits.ts';
import type { manifest } from '../../manifest.ts';
import {
  changePurchaseOrder,
  closePurchaseOrder,
  listPurchaseOrders,
  type PurchaseOrderName,
  readPurchaseOrder,
  registerPurchaseOrder,
} from '../actions/purchase-orders.ts';
import { heldPenceOf } from '../rules/purchase-orders.ts';
import {
  type PurchaseOrder,
  purchaseOrderChangeSchema,
  purchaseOrderClosingSchema,
  purchaseOrderPath,
  registrationSchema,
} from '../schema/purchase-orders.ts';

type Routes = (typeof manifest)['bookings']['routes'];
type OfPurchaseOrders = Extract<keyof Routes, `${string} /api/bookings/purchase-orders${string}`>;

/** The order that a path names; what is none is an order that there is not. */
export function purchaseOrderIn(c: Web): Decision<PurchaseOrderName> {
  const text = c.req.param('purchaseOrder') ?? '';
  const at = text.indexOf('.');
  const organisation = organisationIdSchema.safeParse(text.slice(0, Math.max(0, at)));
  const number = purchaseOrderSchema.safeParse(Buffer.from(text.slice(at + 1), 'base64url').toString());
  return organisation.success && number.success
    ? accept({ organisation: organisation.data, number: number.data })
    : refuse('unknown-purchase-order');
}

/** An order as it is told: what is booked and not yet charged, what is charged, and what is left, which together are its value. */
const showPurchaseOrder = ({ type: _, bookings: __, registeredBy: ___, ...order }: PurchaseOrder) => ({
  ...order,
  order: purchaseOrderPath(order),
  bookedPence: heldPenceOf(order) - order.chargedPence,
  closed: order.closedAt !== undefined,
});

export const purchaseOrderRoutes: Handlers<Pick<Routes, OfPurchaseOrders>> = {
  'GET /api/bookings/purchase-orders': async (context, c) => {
    const asked = c.req.query('organisation');
    const organisation = organisationIdSchema.safeParse(asked);
    const decision =
      asked !== undefined && !organisation.success
        ? refuse('unknown-organisation')
        : await listPurchaseOrders(context, organisation.data, c.req.query('after'));
    return answer(c, decision, ({ items, next, organisation: of, registeredOnly }) => ({
      organisation: of,
      registeredOnly,
      purchaseOrders: items.map(showPurchaseOrder),
      ...(next ? { next } : {}),
    }));
  },
  'POST /api/bookings/purchase-orders': async (context, c) => {
    const command = await readJson(c, registrationSchema);
    return command.ok
      ? answer(c, await registerPurchaseOrder(context, command.value), showPurchaseOrder, 201)
      : problem(c, command.refusal);
  },
  'GET /api/bookings/purchase-orders/{purchaseOrder}': async (context, c) => {
    const name = purchaseOrderIn(c);
    const decision = name.ok ? await readPurchaseOrder(context, name.value, c.req.query('after')) : name;
    return answer(c, decision, ({ order, under, agreements, next }) => ({
      ...showPurchaseOrder(order),
      bookings: under,
      agreements: agreements.map(({ type: _, organisation: __, number: ___, ...held }) => held),
      ...(next ? { next } : {}),
    }));
  },
  'POST /api/bookings/purchase-orders/{purchaseOrder}': async (context, c) => {
    const [name, command] = [purchaseOrderIn(c), await readJson(c, purchaseOrderChangeSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, name.ok ? await changePurchaseOrder(context, name.value, command.value) : name, showPurchaseOrder);
  },
  'POST /api/bookings/purchase-orders/{purchaseOrder}/closing': async (context, c) => {
    const [name, command] = [purchaseOrderIn(c), await readJson(c, purchaseOrderClosingSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, name.ok ? await closePurchaseOrder(context, name.value, command.value) : name, showPurchaseOrder);
  },
};
