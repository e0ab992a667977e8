// What is sent to the routes about a trust’s orders and purchase orders.
import { approveOrderSchema, confirmOrderSchema, orderQuoteSchema, proposeOrderSchema } from '../../../functions/bookings/schema/orders.ts';
import {
  purchaseOrderChangeSchema,
  purchaseOrderClosingSchema,
  registrationSchema,
} from '../../../functions/bookings/schema/purchase-orders.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const orders = {
  'POST /api/bookings/orders/proposals': body(proposeOrderSchema, {
    service: 'svc_headteacher-recruitment',
    schools: [{ school: 'sch_900123' }, { school: 'sch_900124', officer: 'off_rowan-ashdown' }],
    halfDays: 6,
    share: 'pupils',
  }),
  'POST /api/bookings/orders/quotes': body(orderQuoteSchema, {
    service: 'svc_headteacher-recruitment',
    parts: [
      { school: 'sch_900123', officer: 'off_rowan-ashdown', purse: 'own-funds', halfDays: 2, sessions: ['2026-12-01#am', '2026-12-01#pm'] },
      { school: 'sch_900124', officer: 'off_rowan-ashdown', purse: 'own-funds', halfDays: 1, sessions: ['2026-12-02#am'] },
    ],
  }),
  'POST /api/bookings/orders': body(confirmOrderSchema, {
    token: 'eyJpZCI6InF0ZV8wMSJ9.c2lnbmF0dXJl',
    purchaseOrder: 'PO-2026/118',
    purchaseOrders: [{ school: 'sch_900124', number: 'PO-2026/119' }],
  }),
  'POST /api/bookings/orders/{order}/approvals': body(approveOrderSchema, {
    requests: [{ request: 'req_01kaq48x1z3b5d7f9h1k3m5p7s', agreed: 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE' }],
  }),
  'POST /api/bookings/purchase-orders': body(registrationSchema, {
    number: 'PO-4471',
    valuePence: 240_000,
    from: '2026-09-01',
    to: '2027-03-31',
    purse: 'delegated-budget',
  }),
  'POST /api/bookings/purchase-orders/{purchaseOrder}': body(purchaseOrderChangeSchema, {
    version: 1,
    valuePence: 300_000,
    from: '2026-09-01',
    to: '2027-07-31',
  }),
  'POST /api/bookings/purchase-orders/{purchaseOrder}/closing': body(purchaseOrderClosingSchema, { version: 2, closed: true }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
