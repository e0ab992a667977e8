// Finding a school among 50,000 through the built schools function: how long it takes and how many read units it costs.
import { importChange } from '../../functions/schools/rules.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, maximumWrites, type Write } from '../../shared/commit.ts';
import { type BenchHost, benchHost, council } from './host.ts';

const schools = 50_000;
const searches = 400;

// Shares are roughly the register's: a tenth are saints', half are primary schools, and half of all that ever were have closed.
const saints = ['Mary’s', 'John’s', 'Peter’s', 'Joseph’s', 'Michael’s', 'Andrew’s', 'James’', 'Thomas More', 'Anne’s', 'Aldhelm’s'];
const first = [
  'Alder',
  'Bram',
  'Chel',
  'Dun',
  'Elm',
  'Fen',
  'Gran',
  'Har',
  'Ing',
  'Kel',
  'Lang',
  'Mar',
  'Nor',
  'Oak',
  'Pan',
  'Ram',
  'Salt',
  'Thorn',
  'Up',
  'Wick',
];
const last = [
  'bourne',
  'bury',
  'combe',
  'cross',
  'dale',
  'den',
  'field',
  'ford',
  'ham',
  'hill',
  'hurst',
  'ley',
  'mere',
  'stead',
  'stoke',
  'thorpe',
  'ton',
  'wade',
  'wick',
  'worth',
];
const kinds = [
  'Primary School',
  'Community Primary School',
  'Infant School',
  'Junior School',
  'Academy',
  'High School',
  'School',
  'Nursery School',
];

type Made = { urn: number; name: string; place: string; postcode: string };

/** The same 50,000 each time. */
function made(i: number): Made {
  const pick = <T>(list: readonly T[], by: number) => list[by % list.length] as T;
  const place = `${pick(first, i * 7)}${pick(last, Math.floor(i / 20) * 3 + i)}${pick(['', '', '', ' Green', ' Park', ' Road', ' St Botolph', ' Quay'], Math.floor(i / 11))}`;
  const kind = pick(kinds, Math.floor(i / 3));
  const name =
    i % 10 === 0
      ? `St ${pick(saints, Math.floor(i / 10))} ${i % 20 === 0 ? 'Catholic' : 'Church of England'} ${kind}, ${place}`
      : i % 10 === 1
        ? `The ${place} ${kind}`
        : `${place} ${kind}`;
  const letters = 'ABDEFGHJLN';
  const postcode = `${pick(['CM', 'CO', 'SS', 'RM', 'IG'], i)}${(i % 90) + 10} ${i % 10}${letters[Math.floor(i / 10) % 10]}${letters[Math.floor(i / 100) % 10]}`;
  return { urn: 100_000 + i, name, place, postcode };
}

async function fill(host: BenchHost): Promise<void> {
  const today = '2026-11-02' as CivilDate;
  let waiting: Write[] = [];
  const under = new Set<Promise<void>>();
  const send = async (writes: Write[]) => {
    const outcome = await commit(host.table, writes);
    if (!outcome.ok) throw new Error('the schools could not be kept');
  };
  for (let i = 0; i < schools; i++) {
    const { urn, name, postcode } = made(i);
    const entry = {
      urn,
      name,
      laCode: 881,
      typeCode: 1,
      phaseCode: 2,
      statusCode: i % 2 === 0 ? 1 : 2,
      addressLines: ['1 Quay Road', 'Colnemarsh'],
      postcode,
    };
    const writes = schoolWrites(host.table, importChange(undefined, entry, today).school);
    if (waiting.length + writes.length > maximumWrites) {
      const sent = send(waiting).finally(() => under.delete(sent));
      under.add(sent);
      waiting = [];
      if (under.size >= 8) await Promise.race(under);
    }
    waiting.push(...writes);
  }
  await Promise.all([...under, send(waiting)]);
}

/** What people type: the beginning of a name, a word further on, several words, a URN, a postcode or the outward part of one. */
function typed(i: number): string {
  const { urn, name, place, postcode } = made((i * 6151) % schools);
  const words = name.split(' ');
  const telling = place.split(' ')[0] ?? place;
  switch (i % 6) {
    case 0:
      return name.slice(0, 12);
    case 1:
      return telling;
    case 2:
      return `${words.at(-1)} ${telling.slice(0, 5)}`;
    case 3:
      return String(urn);
    case 4:
      return postcode;
    default:
      return `${words[0]} ${words[1]} ${telling}`;
  }
}

const quantile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export async function benchSearch(): Promise<Record<string, number>> {
  const host = await benchHost({ file: true });
  try {
    await fill(host);
    const cookie = await host.signIn(['resource-manager']);
    let units = 0;
    let counting = false;
    host.client.middlewareStack.add(
      (next) => async (args) => {
        if (counting) (args.input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity = 'TOTAL';
        const reply = await next(args);
        const consumed = (reply.output as { ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[] })
          .ConsumedCapacity;
        if (counting) for (const each of [consumed].flat()) units += each?.CapacityUnits ?? 0;
        return reply;
      },
      { step: 'initialize', name: 'meter' },
    );
    const search = async (i: number) => {
      const reply = await host.call('schools', 'GET', `/${council}/api/schools?name=${encodeURIComponent(typed(i))}&show=all`, cookie);
      const { schools: found } = reply.data as { schools?: unknown[] };
      if (reply.status !== 200 || !found?.length) throw new Error(`nothing found for ${typed(i)}: ${JSON.stringify(reply.data)}`);
    };
    for (let i = 0; i < 60; i++) await search(i);
    // Units are read in a pass of their own, so that asking for them costs the timed searches nothing; a reading of the session is among them.
    counting = true;
    for (let i = 0; i < searches; i++) await search(i);
    counting = false;
    const times: number[] = [];
    for (let i = 0; i < searches; i++) {
      const started = performance.now();
      await search(i);
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    const round = (value: number) => Math.round(value * 100) / 100;
    return {
      schoolSearchP50Ms: round(quantile(times, 0.5)),
      schoolSearchP99Ms: round(quantile(times, 0.99)),
      schoolSearchReadUnits: round(units / searches),
    };
  } finally {
    await host.stop();
  }
}
