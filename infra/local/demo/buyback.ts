// What a school of the second council agreed to before the demonstration is first looked at: a year's buy-back, a visit booked from it, and three visits bought together.
import { addDays, type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { TaskEvent } from '../../../shared/context.ts';
import type { YearClock } from '../../../shared/policy/packages.ts';
import type { DemoClock } from '../clock.ts';
import { doers } from './doers.ts';

const council = 'rivermouth';
const lighthouse = 'sch_995008';
const buyer = 'callum-reyes';
const officer = 'off_marcus-bright';
const service = 'svc_headteacher-coaching';
const buyBack = 'leadership-and-governance';
const order = 'LHA-0117';

type Stage = { origin: string; clock: DemoClock; invoke(functionName: string, event: TaskEvent): Promise<unknown> };
type OnOffer = { code: string; clocks: { clock: YearClock; year?: { from: CivilDate; to: CivilDate } }[] };

/** Agrees by whichever year the day lies in and may still be bought, otherwise by the next that may be. Throws on anything that is refused. */
export async function agreeToBuyBack(host: Stage): Promise<void> {
  const { does, freeOf } = doers(host.origin, council);
  const today = londonDate(host.clock.now());
  const agree = async (asked: object) => {
    const { token } = await does<{ token: string }>(buyer, '/buyback/quotes', { organisation: lighthouse, purse: 'own-funds', ...asked });
    await does(buyer, '/buyback/agreements', { token, purchaseOrder: order });
  };
  await agree({ package: 'three-coaching-visits' });
  const { packages } = await does<{ packages: OnOffer[] }>(buyer, '/buyback/packages');
  const clocks = packages.find(({ code }) => code === buyBack)?.clocks.filter(({ year }) => year) ?? [];
  const chosen = clocks.find(({ year }) => year && year.from <= today) ?? clocks[0];
  if (chosen) await agree({ package: buyBack, clock: chosen.clock });
  await host.invoke('buyback', { council, task: 'advance-agreements' });
  const two = (await freeOf(buyer, officer, addDays(today, 28), addDays(today, 90))).slice(0, 2);
  const wanted = { school: lighthouse, service, officer, purse: 'own-funds', halfDays: two.length, sessions: two };
  const { token } = await does<{ token: string }>(buyer, '/bookings/quotes', wanted);
  await does(buyer, '/bookings', { token, purchaseOrder: order });
}
