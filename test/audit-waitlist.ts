// The part of the walk through the API's commands that is about waiting lists: joined, an offer declined, one made by hand, and the school taken off.
import { halfOfWeek } from '../functions/bookings/rules/waitlist/places.ts';
import { type AuditWalk, idOf, type Told } from './audit-walk.ts';
import { Counter, maintained, recruitment } from './counter.ts';
import { got } from './office.ts';

/** What maria-okafor gives back, tom-haldane waits for, and joan-ferris offers. */
export async function walkWaitlist(walk: AuditWalk, from: string): Promise<void> {
  const { host } = walk;
  const maria = await host.as('maria-okafor');
  const counter = new Counter(host, from);
  const [session] = await counter.fresh(1);
  if (!session) throw new Error('nothing is free to be waited for');
  const booking = await counter.book(maria, [session]);
  const date = session.slice(0, 10);
  const officer = 'off_daniel-osei';
  const told = (action: string, about: string): Told => ({ action, about, organisation: maintained, actingFor: maintained });
  const joined = await walk.does('POST /api/bookings/waitlist', 'tom-haldane', {
    body: {
      ...{ school: maintained, service: recruitment, officer, purse: 'delegated-budget' },
      ...{ halfDays: 1, from: date, to: date, suits: [halfOfWeek(session)] },
    },
    told: (reply) => told('waitlist:join', idOf(reply)),
  });
  const wait = idOf(joined);
  got(await maria.json(`/essex/api/bookings/${booking}/cancellations`, { visits: ['01'], reason: 'It suits no longer.' }), 200);
  await host.quiet();
  await host.invoke('outbox', { council: 'essex', task: 'deliver' });
  await walk.does('POST /api/bookings/waitlist/{wait}/decline', 'tom-haldane', {
    at: { wait },
    body: { stay: true },
    told: told('waitlist:decline', wait),
  });
  await walk.does('POST /api/bookings/waitlist/{wait}/offers', 'joan-ferris', {
    at: { wait },
    body: { officer, sessions: [session] },
    told: { action: 'waitlist:offer', about: wait, organisation: maintained },
  });
  // Whoever does it for the school from the council is asked first, and nothing is done by asking.
  const asked = await (await host.as('joan-ferris')).post(`/essex/bookings/waitlist/${wait}/withdrawal`, {});
  if (asked.status !== 200 || !asked.body.includes('name="sure"')) throw new Error('taken off the list without being asked');
  await walk.does('POST /api/bookings/waitlist/{wait}/withdrawal', 'tom-haldane', { at: { wait }, told: told('waitlist:withdraw', wait) });
}
