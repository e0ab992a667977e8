// What is made once the visits are over: they are delivered, people are invited, and finance bills and is paid.
import type { TestHost } from '../host.ts';
import { later } from '../office.ts';
import type { Bookings, Groups } from './made.ts';
import type { Everybody } from './people.ts';

/** The document of an organisation among those of a run. */
export function documentOf(of: Map<string, string>, organisation: string): string {
  const id = of.get(organisation);
  if (!id) throw new Error(`${organisation} was not billed: ${[...of.keys()].join()}`);
  return id;
}

export async function madeAfterwards(
  host: TestHost,
  { here, there, p, q, act }: Everybody,
  { ours, theirs, afar }: Groups,
  bookings: Bookings,
) {
  host.clock.set(`${later}T18:00:00Z`);
  await act();
  for (const { deliver } of Object.values(bookings)) await deliver();
  // Invitations are good for a fortnight: they are sent once the day of the asking has come.
  const staffHere = { admin: p.grace, resources: p.joan, improvement: p.rowan };
  const staffThere = { admin: q.imran, resources: q.sian, improvement: q.imran };
  const keptA = await here.kept(staffHere, { school: 'sch_990001', group: ours, trust: 'trs_5902', person: 'per_ruth-pennington' });
  const keptB = await here.kept(staffHere, { school: 'sch_990010', group: theirs, trust: 'trs_5903', person: 'per_iwona-kowalska' });
  const keptR = await there.kept(staffThere, { school: 'sch_995008', group: afar, trust: 'trs_5951', person: 'per_elsie-tranter' });

  // Daniel Osei is the named contact of the school whose plan he may add to.
  const naming = { officer: 'off_daniel-osei', as: 'First point of contact', year: 2026 };
  await here.make(p.rowan, '/schools/sch_990001/officers', naming);

  const bills = await here.billed(p.nadia);
  const billsThere = await there.billed(q.dorothy);
  const paidA = await here.paying(p.nadia, p.tom, documentOf(bills.invoices, 'sch_990001'));
  const paidB = await here.paying(p.nadia, p.maria, documentOf(bills.invoices, 'sch_990010'));
  const paidT = await here.paying(p.nadia, p.yusuf, documentOf(bills.invoices, 'trs_5902'));
  const paidR = await there.paying(q.dorothy, q.callum, documentOf(billsThere.invoices, 'sch_995008'));
  return { keptA, keptB, keptR, bills, billsThere, paidA, paidB, paidT, paidR };
}
export type Afterwards = Awaited<ReturnType<typeof madeAfterwards>>;
