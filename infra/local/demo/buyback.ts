// What a school of the second council agreed to before the demonstration is first looked at: a year's buy-back, a visit booked from it, and three visits bought together.
import { addDays, type CivilDate, londonDate, type SessionKey } from '../../../shared/calendar.ts';
import type { TaskEvent } from '../../../shared/context.ts';
import type { YearClock } from '../../../shared/policy/packages.ts';
import type { DemoClock } from '../clock.ts';
import { type Reply, Visitor } from '../visitor.ts';

const council = 'rivermouth';
const lighthouse = 'sch_995008';
const buyer = 'callum-reyes';
const officer = 'off_marcus-bright';
const service = 'svc_headteacher-coaching';
const buyBack = 'leadership-and-governance';

type Stage = { origin: string; clock: DemoClock; invoke(functionName: string, event: TaskEvent): Promise<unknown> };
type OnOffer = { code: string; clocks: { clock: YearClock; year?: { from: CivilDate; to: CivilDate } }[] };

/** Agrees by whichever year the day lies in and may still be bought, otherwise by the next that may be. Throws on anything that is refused. */
export async function agreeToBuyBack(host: Stage): Promise<void> {
  const visitor = await new Visitor(host.origin).signIn(council, buyer);
  const today = londonDate(host.clock.now());
  const answered = <T>(reply: Reply): T => {
    if (reply.status >= 300) throw new Error(`${reply.url}: ${reply.status} ${reply.body.slice(0, 500)}`);
    return reply.data<T>();
  };
  const api = (path: string): string => `/${council}/api${path}`;
  const agree = async (asked: object) => {
    const body = { organisation: lighthouse, purse: 'own-funds', ...asked };
    const { token } = answered<{ token: string }>(await visitor.json(api('/buyback/quotes'), body));
    answered(await visitor.json(api('/buyback/agreements'), { token, purchaseOrder: 'LHA-0117' }));
  };
  await agree({ package: 'three-coaching-visits' });
  const { packages } = answered<{ packages: OnOffer[] }>(await visitor.json(api('/buyback/packages')));
  const clocks = packages.find(({ code }) => code === buyBack)?.clocks.filter(({ year }) => year) ?? [];
  const chosen = clocks.find(({ year }) => year && year.from <= today) ?? clocks[0];
  if (chosen) await agree({ package: buyBack, clock: chosen.clock });
  await host.invoke('buyback', { council, task: 'advance-agreements' });
  const free = `/officers/${officer}/free-sessions?from=${addDays(today, 28)}&to=${addDays(today, 90)}`;
  const { sessions } = answered<{ sessions: SessionKey[] }>(await visitor.json(api(free)));
  const two = sessions.slice(0, 2);
  const wanted = { school: lighthouse, service, officer, purse: 'own-funds', halfDays: two.length, sessions: two };
  const { token } = answered<{ token: string }>(await visitor.json(api('/bookings/quotes'), wanted));
  answered(await visitor.json(api('/bookings'), { token, purchaseOrder: 'LHA-0117' }));
}
