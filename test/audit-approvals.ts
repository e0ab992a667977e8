// The part of the walk through the API's commands that is about limits: who may commit how much, and what is over it asked for, approved, declined, withdrawn.
import { type AuditWalk, idOf, type Told } from './audit-walk.ts';
import { Counter, maintained } from './counter.ts';
import { got } from './office.ts';

/** What tom-haldane asks for, bridget-lowe answers; afterwards nobody has a limit again. */
export async function walkApprovals(walk: AuditWalk, from: string): Promise<void> {
  const { host } = walk;
  const at = { organisation: maintained };
  const told = (action: string): Told => ({ action, about: `limits:${maintained}`, organisation: maintained });
  const people = 'POST /api/identity/limits/{organisation}/people';
  await walk.does('POST /api/identity/limits/{organisation}/approval', 'grace-adeyemi', {
    at,
    body: { othersMostPence: null, approver: 'per_bridget-lowe', everyBooking: false },
    told: told('limit:approval'),
  });
  await walk.does('POST /api/identity/limits/{organisation}/purchase-orders', 'bridget-lowe', {
    at,
    body: { required: 'policy' },
    told: { ...told('limit:purchase-orders'), actingFor: maintained },
  });
  const limit = { at, body: { person: 'per_tom-haldane', mostPence: 10_000 }, told: { ...told('limit:set'), actingFor: maintained } };
  await walk.does(people, 'bridget-lowe', limit);

  const tom = await host.as('tom-haldane');
  const bridget = await host.as('bridget-lowe');
  const counter = new Counter(host, from);
  const ask = async (): Promise<string> => {
    const { token } = await counter.quoted(tom, await counter.fresh(2), { school: maintained, purse: 'delegated-budget' });
    return got<{ request: string }>(await counter.confirm(tom, token), 202).request;
  };
  const of = (action: string, about: string): Told => ({ action, about, organisation: maintained, actingFor: maintained });
  const request = await ask();
  const { agreed, booking } = got<{ agreed: string; booking: string }>(await bridget.json(`/essex/api/bookings/requests/${request}`), 200);
  await walk.does('POST /api/bookings/requests/{request}/approval', 'bridget-lowe', {
    at: { request },
    body: { agreed },
    told: of('request:approve', booking),
  });
  const declined = await ask();
  await walk.does('POST /api/bookings/requests/{request}/decline', 'bridget-lowe', {
    at: { request: declined },
    body: { reason: 'Not this term' },
    told: (reply) => of('request:decline', idOf(reply)),
  });
  const withdrawn = await ask();
  await walk.does('POST /api/bookings/requests/{request}/withdrawal', 'tom-haldane', {
    at: { request: withdrawn },
    told: (reply) => of('request:withdraw', idOf(reply)),
  });
  await walk.does(people, 'grace-adeyemi', { ...limit, body: { ...limit.body, mostPence: null }, told: told('limit:set') });
}
