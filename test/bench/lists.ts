// A list of 10,000 bookings put in another order on a page: the first page, for which all of them are read, and the pages that are turned after it.
import { fillBookings, quantile, visit } from './home.ts';
import { benchHost, council } from './host.ts';

const bookings = 10_000;
const sorted = 6;
const turned = 20;

export async function benchLists(): Promise<Record<string, number>> {
  const host = await benchHost({ file: true });
  try {
    await fillBookings(host, bookings);
    const cookie = await host.signIn(['resource-manager']);
    let readUnits = 0;
    let metering = false;
    host.client.middlewareStack.add(
      (next) => async (args) => {
        if (metering) (args.input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity = 'TOTAL';
        const reply = await next(args);
        const { ConsumedCapacity: consumed } = reply.output as { ConsumedCapacity?: { CapacityUnits?: number } };
        if (metering) readUnits += consumed?.CapacityUnits ?? 0;
        return reply;
      },
      { step: 'initialize', name: 'meter' },
    );
    const first = `/${council}/reports/lists?list=bookings&sort=officer`;
    const look = async (path: string, text: RegExp): Promise<{ ms: number; next: string }> => {
      const started = performance.now();
      const body = await visit(host, path, cookie);
      const ms = performance.now() - started;
      if (!text.test(body)) throw new Error(`${path} is not in order`);
      const [, query = ''] = /href="(\?[^"]*after=[^"]*)"/.exec(body) ?? [];
      return { ms, next: `/${council}/reports/lists${query.replaceAll('&amp;', '&')}` };
    };
    metering = true;
    let last = await look(first, /In order of officer: 1 to 25 of 10,000/);
    metering = false;
    const firsts: number[] = [];
    for (let i = 0; i < sorted; i++) {
      last = await look(first, /In order of officer: 1 to 25 of 10,000/);
      firsts.push(last.ms);
    }
    const turns: number[] = [];
    for (let i = 0; i < turned; i++) {
      last = await look(last.next, /In order of officer: [0-9]+ to [0-9]+ of 10,000, as at/);
      turns.push(last.ms);
    }
    const middle = (of: number[]) =>
      Math.round(
        quantile(
          of.sort((a, b) => a - b),
          0.5,
        ) * 10,
      ) / 10;
    return { listSortMs: middle(firsts), listTurnMs: middle(turns), listSortReadUnits: Math.round(readUnits) };
  } finally {
    await host.stop();
  }
}
