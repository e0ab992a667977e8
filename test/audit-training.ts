// The part of the walk through the API's commands that is about training and purchase orders: people named, marked and forgotten, questions answered, an order registered,
// changed and closed.
import type { DemoCouncil } from '../infra/local/demo/council.ts';
import type { AuditWalk } from './audit-walk.ts';
import { academy, Counter, deputies } from './counter.ts';
import { got } from './office.ts';

/** A council whose policy takes attendees for one service, and asks schools about another. */
export const withTraining = (council: DemoCouncil): DemoCouncil => ({
  ...council,
  pack: {
    ...council.pack,
    services: council.pack.services.map((service) => (service.code === bare(deputies) ? { ...service, attendees: { most: 12 } } : service)),
    evaluations: [
      {
        code: 'asked',
        title: 'What you thought of it',
        services: ['deputy-headteacher-recruitment', 'governing-bodies-headteacher-recruitment'],
        questions: [{ code: 'useful', text: 'How useful was it?', kind: 'rating', required: true }],
        beforeCertificate: true,
        openDays: 60,
      },
    ],
  },
});
const bare = (service: string): string => service.slice('svc_'.length);

/** maria-okafor books training and a visit in the week of a day, and daniel-osei delivers both. */
export async function walkTraining(walk: AuditWalk, from: string, after: string): Promise<void> {
  const { host } = walk;
  const counter = new Counter(host, from);
  const maria = await host.as('maria-okafor');
  const training = await counter.book(maria, await counter.fresh(1), { service: deputies });
  const visit = await counter.book(maria, await counter.fresh(1));
  const told = (action: string, about: string) => ({ action, about, organisation: academy });
  const own = (action: string, about: string) => ({ ...told(action, about), actingFor: academy });
  await walk.does('POST /api/bookings/{booking}/attendees', 'maria-okafor', {
    at: { booking: training },
    body: { version: 0, people: [{ name: 'Robin Ashgrove', role: 'Governor' }] },
    told: own('attendee:name', training),
  });
  host.clock.set(after);
  for (const booking of [training, visit]) got(await counter.deliver(await host.as('daniel-osei'), booking, ['01']), 200);
  await walk.does('POST /api/bookings/{booking}/attendees/attendance', 'daniel-osei', {
    at: { booking: training },
    body: { version: 1, attended: [{ attendee: '01', visits: ['01'] }] },
    told: told('attendee:attend', training),
  });
  await walk.does('POST /api/bookings/{booking}/attendees/forgetting', 'grace-adeyemi', {
    at: { booking: training },
    body: { attendee: '01' },
    told: told('attendee:forget', training),
  });
  await walk.does('POST /api/bookings/{booking}/evaluation', 'maria-okafor', {
    at: { booking: visit },
    body: { answers: { useful: 5 } },
    told: own('evaluation:answer', visit),
  });
  const days = { from: '2026-09-01', to: '2027-08-31' };
  const about = `purchase-order:${academy}:PO-9`;
  const { order } = (
    await walk.does('POST /api/bookings/purchase-orders', 'maria-okafor', {
      body: { number: 'PO-9', valuePence: 50_000, ...days },
      told: own('purchase-order:register', about),
    })
  ).data<{ order: string }>();
  await walk.does('POST /api/bookings/purchase-orders/{purchaseOrder}', 'maria-okafor', {
    at: { purchaseOrder: order },
    body: { version: 1, valuePence: 60_000, ...days },
    told: own('purchase-order:change', about),
  });
  await walk.does('POST /api/bookings/purchase-orders/{purchaseOrder}/closing', 'maria-okafor', {
    at: { purchaseOrder: order },
    body: { version: 2, closed: true },
    told: own('purchase-order:close', about),
  });
}
