// The part of the walk through the API's commands that is about orders for several schools: one booked, and one that is approved piece by piece.
import type { AuditWalk, Told } from './audit-walk.ts';
import { Counter, recruitment } from './counter.ts';
import { got } from './office.ts';

const trust = 'trs_5902';
const schools = ['sch_990011', 'sch_990015'];

/** What yusuf-demir orders for two schools of his trust; ruth-pennington approves what is over his limit, and afterwards he has none again. */
export async function walkOrders(walk: AuditWalk, from: string): Promise<void> {
  const { host } = walk;
  const [yusuf, grace, ruth] = await Promise.all(['yusuf-demir', 'grace-adeyemi', 'ruth-pennington'].map((name) => host.as(name)));
  if (!yusuf || !grace || !ruth) throw new Error('nobody signed in');
  const counter = new Counter(host, from);
  const token = async (): Promise<string> => {
    const parts = await Promise.all(
      schools.map(async (school) => ({
        school,
        officer: 'off_daniel-osei',
        purse: 'own-funds',
        halfDays: 1,
        sessions: await counter.fresh(1),
      })),
    );
    return got<{ token: string }>(await yusuf.json('/essex/api/bookings/orders/quotes', { service: recruitment, parts }), 200).token;
  };
  const of = (action: string, about: string, organisation = trust): Told => ({ action, about, organisation, actingFor: trust });
  const order = async (action: 'order:make' | 'order:ask') =>
    walk.does('POST /api/bookings/orders', 'yusuf-demir', {
      body: { token: await token(), purchaseOrder: 'ELT-9' },
      told: (reply) => of(action, reply.data<{ order: string }>().order),
    });
  await order('order:make');

  const limits = `/essex/api/identity/limits/${trust}`;
  const limitOf = async (mostPence: number | null) =>
    got(await grace.json(`${limits}/people`, { person: 'per_yusuf-demir', mostPence }), 200);
  got(await grace.json('/essex/api/identity/people/per_ruth-pennington/rights', { organisation: trust, roles: ['school-approver'] }), 200);
  got(await grace.json(`${limits}/approval`, { othersMostPence: null, approver: 'per_ruth-pennington', everyBooking: false }), 200);
  await limitOf(10_000);
  const asked = await order('order:ask');
  // Whatever changes a person's rights ends their sessions.
  await ruth.signIn('essex', 'ruth-pennington');
  const chosen = await ruth.post('/essex/identity/organisations', { organisation: trust, return: '/essex' });
  if (chosen.status !== 303) throw new Error(`may not act for the trust: ${chosen.status}`);
  const { order: id } = asked.data<{ order: string }>();
  const { parts } = got<{ parts: { request: string; agreed: string }[] }>(await ruth.json(`/essex/api/bookings/orders/${id}`), 200);
  await walk.does('POST /api/bookings/orders/{order}/approvals', 'ruth-pennington', {
    at: { order: id },
    body: { requests: parts.map(({ request, agreed }) => ({ request, agreed })) },
    told: (reply) => {
      const [first] = reply.data<{ requests: { booking: string; school: string }[] }>().requests;
      return of('request:approve', first?.booking ?? '', first?.school);
    },
  });
  await limitOf(null);
}
