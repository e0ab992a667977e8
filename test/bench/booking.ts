// Bookings per second through event, validation, authorisation, rules and commit, against a bare SDK TransactWriteItems of the same items in the same run.
import { DynamoDBClient, TransactWriteItemsCommand, type TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../infra/local/engine.ts';
import { addDays, sessionKey } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import { atOnce, type BenchHost, benchHost, council, median, today } from './host.ts';

const concurrency = 16;
const rounds = 12;
const perRound = 32;

type Ready = { cookie: string; token: string };
type Meter = { readUnits: number; writeUnits: number; byCommand: Map<string, { calls: number; ms: number }> };

/** One quote for each booking to come: a school with a vacancy of its own, an officer's six free sessions. */
async function prepare(host: BenchHost, count: number): Promise<Ready[]> {
  const staff = await host.signIn(['resource-manager']);
  const schools = (await host.table.all<{ id: string; statusCode: number }>(host.table.range.schoolsByName())).filter(
    ({ statusCode }) => statusCode === 1,
  );
  if (schools.length < count) throw new Error(`${count} bookings need a school each, and there are ${schools.length}`);
  const officers = Math.ceil(count / 70);
  const pattern = Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, { am: true, pm: true }]));
  for (let i = 0; i < officers; i++) {
    const officer = {
      id: `off_bench-${i}`,
      name: `Officer ${i}`,
      title: 'Adviser',
      skills: ['recruitment'],
      district: 'Mid',
      pattern,
      absences: [],
    };
    await (await host.room('officers')).handle({ council, task: 'register-officer', subject: officer });
  }
  const weekdays: string[] = [];
  for (let date = addDays(today, 7); weekdays.length < 320; date = addDays(date, 1)) if (isWorking(date)) weekdays.push(date);
  const ready: Ready[] = [];
  for (let i = 0; i < count; i++) {
    const school = schools[i];
    if (!school) throw new Error('no schools');
    const vacancy = await host.call('entitlements', 'POST', `/${council}/api/entitlements/vacancies`, staff, {
      school: school.id,
      post: 'headteacher',
      vacantFrom: '2027-01-01',
    });
    if (vacancy.status !== 201) throw new Error(JSON.stringify(vacancy.data));
    const cookie = await host.signIn(['school-booker'], { organisation: school.id });
    const days = weekdays.slice((i % 70) * 3, (i % 70) * 3 + 3);
    const sessions = days.flatMap((day) => [sessionKey(day as never, 'am'), sessionKey(day as never, 'pm')]);
    const quote = await host.call('bookings', 'POST', `/${council}/api/bookings/quotes`, cookie, {
      school: school.id,
      service: 'svc_governing-bodies-headteacher-recruitment',
      officer: `off_bench-${Math.floor(i / 70)}`,
      purse: 'own-funds',
      halfDays: 6,
      sessions,
    });
    if (quote.status !== 200) throw new Error(JSON.stringify(quote.data));
    ready.push({ cookie, token: String(quote.data.token) });
  }
  return ready;
}

const holidays = new Set([
  '2026-12-25',
  '2026-12-28',
  '2027-01-01',
  '2027-03-26',
  '2027-03-29',
  '2027-05-03',
  '2027-05-31',
  '2027-08-30',
  '2027-12-27',
  '2027-12-28',
  '2028-01-03',
]);
const isWorking = (date: string) => {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day > 0 && day < 6 && !holidays.has(date);
};

export async function benchBooking(): Promise<Record<string, number>> {
  const host = await benchHost({ file: true });
  try {
    return await measure(host);
  } finally {
    await host.stop();
  }
}

async function measure(host: BenchHost): Promise<Record<string, number>> {
  const warm = 32;
  const ready = await prepare(host, rounds * perRound + warm);
  const meter: Meter = { readUnits: 0, writeUnits: 0, byCommand: new Map() };
  const captured: TransactWriteItemsCommandInput[] = [];
  let metering = false;
  host.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (metering) (args.input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity = 'TOTAL';
      const started = performance.now();
      const reply = await next(args);
      if (metering) {
        const name = commandOf(context);
        const known = meter.byCommand.get(name) ?? { calls: 0, ms: 0 };
        meter.byCommand.set(name, { calls: known.calls + 1, ms: known.ms + performance.now() - started });
        count(meter, name, (reply.output as { ConsumedCapacity?: unknown }).ConsumedCapacity);
      }
      return reply;
    },
    { step: 'initialize', name: 'meter' },
  );
  host.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (commandOf(context) === 'TransactWriteItems') {
        captured.push(JSON.parse(new TextDecoder().decode((args.request as { body: Uint8Array }).body)) as TransactWriteItemsCommandInput);
      }
      return next(args);
    },
    { step: 'build', name: 'capture' },
  );
  const book = async ({ cookie, token }: Ready) => {
    const reply = await host.call('bookings', 'POST', `/${council}/api/bookings`, cookie, { token, purchaseOrder: 'PO-2026-0042' });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.data));
  };
  await atOnce(ready.slice(0, warm), 4, book);
  // Units are read from the engine in a pass of their own, so that asking for them costs the timed rounds nothing.
  metering = true;
  await atOnce(ready.slice(warm, warm + perRound), 4, book);
  metering = false;

  const floor = await floorOf(host);
  const ratios: number[] = [];
  const bookings: number[] = [];
  const floors: number[] = [];
  let cpu = 0;
  let floorCpu = 0;
  for (let round = 1; round < rounds; round++) {
    captured.length = 0;
    const before = process.cpuUsage();
    const ms = await atOnce(ready.slice(warm + round * perRound, warm + (round + 1) * perRound), concurrency, book);
    const after = process.cpuUsage(before);
    cpu += (after.user + after.system) / 1000;
    const writes = captured.filter((input) => (input.TransactItems?.length ?? 0) > 10);
    await floor.prepare(writes);
    const beforeFloor = process.cpuUsage();
    const floorMs = await atOnce(writes, concurrency, floor.write);
    const afterFloor = process.cpuUsage(beforeFloor);
    floorCpu += (afterFloor.user + afterFloor.system) / 1000;
    bookings.push((perRound / ms) * 1000);
    floors.push((perRound / floorMs) * 1000);
    ratios.push(floorMs / ms);
  }
  floor.stop();
  const timed = (rounds - 1) * perRound;
  const per = (name: string) => (meter.byCommand.get(name)?.ms ?? 0) / perRound;
  const calls = [...meter.byCommand.values()].reduce((sum, { calls: n }) => sum + n, 0) / perRound;
  return {
    bookingVsFloor: round2(median(ratios)),
    bookingsPerSecond: round2(median(bookings)),
    floorPerSecond: round2(median(floors)),
    bookingCpuMs: round2(cpu / timed),
    floorCpuMs: round2(floorCpu / timed),
    bookingTableCalls: round2(calls),
    bookingSessionReadMs: round2(per('GetItem')),
    bookingFactsReadMs: round2(Math.max(per('BatchGetItem'), per('Query'))),
    bookingCommitMs: round2(per('TransactWriteItems')),
    writeUnitsPerBooking: round2(meter.writeUnits / perRound),
    writeUnitsMinimum: 34,
    readUnitsPerBooking: round2(meter.readUnits / perRound),
    readUnitsMinimum: 9,
  };
}

/** The table's own name of a call (`BatchGetItem`), whichever client made it. */
const commandOf = (context: unknown): string => String((context as { commandName?: string }).commandName ?? '').replace(/Command$/, '');

const round2 = (value: number) => Math.round(value * 100) / 100;

function count(meter: Meter, name: string, consumed: unknown): void {
  for (const entry of Array.isArray(consumed) ? consumed : [consumed]) {
    const units = Number((entry as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0);
    if (name.startsWith('Transact')) meter.writeUnits += units;
    else meter.readUnits += units;
  }
}

/** A table of its own in the same engine, and a bare client that writes to it the very items that bookings wrote. */
async function floorOf(host: BenchHost) {
  const tableName = `${host.tableName}-floor`;
  await createTable(host.endpoint, tableName);
  const client = new DynamoDBClient({
    region: 'eu-west-2',
    endpoint: host.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const into = (input: TransactWriteItemsCommandInput): TransactWriteItemsCommandInput => {
    const { ClientRequestToken: _, ...copy } = JSON.parse(
      JSON.stringify(input).replaceAll(host.tableName, tableName),
    ) as TransactWriteItemsCommandInput;
    return copy as TransactWriteItemsCommandInput;
  };
  const ready = new Map<TransactWriteItemsCommandInput, TransactWriteItemsCommandInput>();
  return {
    /** Puts what the writes' conditions need: heads with something available. */
    async prepare(writes: readonly TransactWriteItemsCommandInput[]): Promise<void> {
      for (const input of writes) {
        const copy = into(input);
        ready.set(input, copy);
        for (const { Update } of copy.TransactItems ?? []) {
          if (!Update?.Key) continue;
          const key = { pk: Update.Key.pk?.S ?? '', sk: Update.Key.sk?.S ?? '' };
          const seeded = Object.create(host.table, { name: { value: tableName } }) as BenchHost['table'];
          await commit(seeded, [
            { op: 'put', key, item: { available: 100, debitsPosted: 100, creditsPending: 0 }, refusal: { name: 'wrong-state' } },
          ]);
        }
      }
    },
    async write(input: TransactWriteItemsCommandInput): Promise<void> {
      await client.send(
        new TransactWriteItemsCommand({ ...(ready.get(input) as TransactWriteItemsCommandInput), ReturnConsumedCapacity: 'NONE' }),
      );
    },
    stop: () => client.destroy(),
  };
}
