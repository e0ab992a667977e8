// The part of the walk through the API's commands that is about late cancellations: what one cost is waived, and a week is freed for an inspection.
import type { AuditWalk } from './audit-walk.ts';
import { academy, Counter } from './counter.ts';
import { got } from './office.ts';

/** What maria-okafor cancels and books again in the week of a day, which is over afterwards. */
export async function walkCancellations(walk: AuditWalk, from: string, after: string): Promise<void> {
  const { host } = walk;
  const counter = new Counter(host, from);
  const maria = await host.as('maria-okafor');
  const lost = await counter.book(maria, await counter.fresh(1));
  const [{ policy } = { policy: '' }] = await walk.trailOf(lost);
  const [free] = await counter.fresh(1);
  await walk.does('POST /api/bookings/{booking}/moves', 'maria-okafor', {
    at: { booking: lost },
    body: { visit: '01', to: free },
    told: { action: 'booking:move', about: lost, organisation: academy, actingFor: academy, policy: policy ?? '' },
  });
  const joan = await host.as('joan-ferris');
  const { substitutes } = got<{ substitutes: { officer: string }[] }>(
    await joan.json(`/essex/api/bookings/${lost}/officers?visit=01`),
    200,
  );
  await walk.does('POST /api/bookings/{booking}/officers', 'joan-ferris', {
    at: { booking: lost },
    body: { visits: ['01'], officer: substitutes[0]?.officer },
    told: { action: 'booking:reallocate', about: lost, organisation: academy, policy: policy ?? '' },
  });
  const path = `/essex/api/bookings/${lost}/cancellations`;
  const command = { visits: ['01'], reason: 'Snow.' };
  const { feePence, consumedHalfDays } = got<{ feePence: number; consumedHalfDays: number }>(await maria.json(path, command), 409);
  got(await maria.json(path, { ...command, feePence, consumedHalfDays }), 200);
  const again = await counter.book(maria, await counter.fresh(1));
  const freed = await counter.book(maria, (await counter.fresh(8)).slice(-1));
  host.clock.set(after);
  got(await counter.deliver(await host.as('daniel-osei'), again, ['01']), 200);
  const told = { organisation: academy, actingFor: academy, policy: policy ?? '' };
  await walk.does('POST /api/bookings/{booking}/waivers', 'maria-okafor', {
    at: { booking: lost },
    body: { visit: '01', kind: 'rebooked', instead: { booking: again, visit: '01' } },
    told: { action: 'booking:waive', about: lost, ...told },
  });
  const [{ session } = { session: '' }] = (await counter.booking(maria, freed)).sessions;
  await walk.does('POST /api/bookings/ofsted-calls', 'maria-okafor', {
    body: { on: session.slice(0, 10) },
    told: { action: 'booking:cancel', about: freed, ...told },
  });
}
