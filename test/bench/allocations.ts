// How an allocation run grows from 1,000 to 25,000 holders: dry run and carrying out, through the built function; and what a grant costs in write units.
import type { School } from '../../functions/schools/schema.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, maximumWrites, type Write } from '../../shared/commit.ts';
import { type AllocationRunId, schoolIdOf } from '../../shared/ids.ts';
import { keepCalls } from './calls.ts';
import { type BenchHost, benchHost, council, median, today } from './host.ts';

const words = 'Ash Birch Cedar Elder Fern Gorse Hazel Ivy Juniper Larch Maple Nettle Oak Pine Reed Sedge Thorn Vetch Willow Yew'.split(' ');

/** A maintained primary school in no partnership: the commonest holder there is. */
const primary = (n: number): School => ({
  id: schoolIdOf(200_000 + n),
  urn: 200_000 + n,
  name: `${words[n % words.length]} ${words[Math.floor(n / 20) % words.length]} Primary ${n}`,
  laCode: 881,
  typeCode: 1,
  phaseCode: 2,
  statusCode: 1,
  sectors: [{ from: '2015-09-01' as CivilDate, sector: 'maintained', typeCode: 1 }],
  addressLines: ['1 Invented Street'],
  postcode: 'ZZ1 1ZZ',
  version: 1,
});

async function found(host: BenchHost, schools: number): Promise<void> {
  let writes: Write[] = [];
  const flush = async () => {
    if (!(await commit(host.table, writes)).ok) throw new Error('a school was not written');
    writes = [];
  };
  for (let n = 0; n < schools; n++) {
    const more = schoolWrites(host.table, primary(n));
    if (writes.length + more.length > maximumWrites) await flush();
    writes.push(...more);
  }
  await flush();
}

type Kept = { state: string; counts: { holders: number; changes: number; unchanged: number; carriedOut: number; skipped: number } };
type Measured = { readMs: number; grantMs: number; againMs: number; holders: number; lines: number };
/** What is done around the run itself: `granting` is put round the carrying out, `between` comes after each slice and is not timed. */
type Around = { granting?: (host: BenchHost) => (work: () => Promise<void>) => Promise<void>; between?: () => Promise<void> };

/** A run of everybody, carried out, and the same again, which has nothing to do. */
async function allocate(host: BenchHost, { granting, between }: Around): Promise<Measured> {
  const admin = await host.signIn(['council-admin']);
  const room = await host.room('entitlements');
  let spent = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const done = await work();
    spent += performance.now() - started;
    return done;
  };
  const since = (before: number) => spent - before;
  const ask = async (path: string, body: object) => {
    const reply = await timed(() => host.call('entitlements', 'POST', `/${council}/api/entitlements/runs${path}`, admin, body));
    if (reply.status > 202) throw new Error(JSON.stringify(reply.data));
    return String(reply.data.id);
  };
  const finish = async (run: string): Promise<Kept> => {
    for (;;) {
      const kept = await host.table.get<Kept>(host.table.key.allocationRun(run as AllocationRunId));
      if (kept && kept.state !== 'reading' && kept.state !== 'granting') return kept;
      await timed(() => room.handle({ council, task: 'advance-allocations', subject: { subject: { run } } }));
      await between?.();
    }
  };
  const run = await ask('', { kind: 'allocate', on: today });
  await finish(run);
  const readMs = spent;
  let kept: Kept | undefined;
  const carryOut = async () => {
    await ask(`/${run}/commitment`, {});
    kept = await finish(run);
  };
  await (granting ? granting(host)(carryOut) : carryOut());
  const grantMs = since(readMs);
  const lines = kept?.counts.carriedOut ?? 0;
  if (kept?.state !== 'done' || lines !== kept.counts.changes) throw new Error(`carried out ${JSON.stringify(kept)}`);
  const again = await finish(await ask('', { kind: 'allocate', on: today }));
  if (again.counts.changes !== 0 || again.counts.unchanged !== lines) throw new Error(`the same again found ${JSON.stringify(again)}`);
  return { readMs, grantMs, againMs: since(readMs + grantMs), holders: again.counts.holders, lines };
}

async function measured(schools: number, around: Around = {}): Promise<Measured> {
  const host = await benchHost({ file: false });
  try {
    await found(host, schools);
    return await allocate(host, around);
  } finally {
    await host.stop();
  }
}

/** Write units of carrying out, counted in a run of its own, so that asking for them costs the timed runs nothing. */
async function unitsPerGrant(): Promise<number> {
  let units = 0;
  const granting = (host: BenchHost) => async (work: () => Promise<void>) => {
    let counting = true;
    host.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (counting) (args.input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity = 'TOTAL';
        const reply = await next(args);
        const name = String((context as { commandName?: string }).commandName ?? '');
        const consumed = (reply.output as { ConsumedCapacity?: unknown }).ConsumedCapacity;
        for (const entry of [consumed].flat())
          if (counting && name.startsWith('TransactWrite'))
            units += Number((entry as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0);
        return reply;
      },
      { step: 'initialize', name: 'grant-meter' },
    );
    await work();
    counting = false;
  };
  const { lines } = await measured(sizes.small, { granting });
  return units / lines;
}

/** The same calls to the table without anything round them, after a run of a thousand: how near the run comes to what the engine takes. */
async function againstFloor(): Promise<{ holdersPerSecond: number; ratio: number }> {
  const host = await benchHost({ file: false });
  try {
    await found(host, sizes.small);
    const calls = keepCalls(host);
    const done = await allocate(host, {});
    const floorMs = await calls.again();
    return { holdersPerSecond: done.holders / (floorMs / 1000), ratio: floorMs / (total(done) + done.againMs) };
  } finally {
    await host.stop();
  }
}

const sizes = { small: 1_000, middle: 5_000, large: 25_000 } as const;
const total = ({ readMs, grantMs }: Measured) => readMs + grantMs;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** By how much the time grows with the number: 1 is linear. */
const exponent = (small: readonly Measured[], large: Measured) =>
  Math.log(total(large) / mean(small.map(total))) / Math.log(large.holders / mean(small.map(({ holders }) => holders)));
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

export async function benchAllocations(): Promise<Record<string, number>> {
  await measured(sizes.small);
  // Small runs between the slices of the large one, so that a machine that slows down meanwhile is not taken for growth.
  const small = [await measured(sizes.small)];
  let slices = 0;
  const between = async () => {
    slices += 1;
    if (slices % 2 === 1 && small.length < 4) small.push(await measured(sizes.small));
  };
  const large = await measured(sizes.large, { between });
  const middle = await measured(sizes.middle);
  small.push(await measured(sizes.small));
  const floors = [await againstFloor(), await againstFloor(), await againstFloor()];
  return {
    allocationVsFloor: round(median(floors.map(({ ratio }) => ratio)), 2),
    allocationFloorHoldersPerSecond: Math.round(median(floors.map(({ holdersPerSecond }) => holdersPerSecond))),
    allocationHoldersPerSecond: Math.round(large.holders / (total(large) / 1000)),
    allocationReadHoldersPerSecond: Math.round(large.holders / (large.readMs / 1000)),
    allocationGrantsPerSecond: Math.round(large.lines / (large.grantMs / 1000)),
    allocationUnchangedHoldersPerSecond: Math.round(large.holders / (large.againMs / 1000)),
    allocation5000HoldersPerSecond: Math.round(middle.holders / (total(middle) / 1000)),
    allocationExponent: round(exponent(small, large), 3),
    writeUnitsPerGrant: round(await unitsPerGrant(), 2),
    writeUnitsPerGrantMinimum: 6,
  };
}
