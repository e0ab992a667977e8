// Bookings per second through event, validation, authorisation, rules and commit, against a bare SDK TransactWriteItems of the same items in the same run: a
// school's own, one that an approver decides on, and an event that schools share.
import { floorOf } from './booking-floor.ts';
import { approval, prepare, type Ready, send } from './booking-kinds.ts';
import { type Meter, meterOf } from './booking-meter.ts';
import { atOnce, type BenchHost, benchHost, median } from './host.ts';

const concurrency = 16;
/** In each so many of every kind are booked: each kind is a third of them all. */
const rounds = 8;
const perRound = 16;
const warm = 8;

/** What books something, and what asks for it where that comes before: that books nothing, and is no part of the whole. */
const kinds = ['own', 'approved', 'shared'] as const;
type Work = (typeof kinds)[number] | 'asking';
type Timed = { ms: number; floorMs: number; cpuMs: number; floorCpuMs: number };

export async function benchBooking(): Promise<Record<string, number>> {
  const host = await benchHost({ file: true });
  try {
    return await measure(host);
  } finally {
    await host.stop();
  }
}

async function measure(host: BenchHost): Promise<Record<string, number>> {
  const floor = await floorOf(host);
  const metered = meterOf(host);
  const ready = await prepare(host, rounds * perRound + warm);
  floor.taken();
  /** So many of each kind, one kind after the other; a request is looked at before it is approved, as anybody would. */
  async function round(run: (of: Work, jobs: readonly Ready[], book: (job: Ready) => Promise<void>) => Promise<void>, most: number) {
    const asked = ready.asked.splice(0, most);
    const requests = new Map<Ready, unknown>();
    await run('own', ready.own.splice(0, most), async (job) => void (await send(host, job, 201)));
    await run(
      'asking',
      asked.map(({ ask }) => ask),
      async (job) => void requests.set(job, (await send(host, job, 202)).request),
    );
    const approvals: Ready[] = [];
    for (const { ask, approver } of asked) approvals.push(await approval(host, approver, requests.get(ask)));
    await run('approved', approvals, async (job) => void (await send(host, job, 200)));
    await run('shared', ready.shared.splice(0, most), async (job) => void (await send(host, job, 200)));
  }
  await round(async (_, jobs, book) => void (await atOnce(jobs, 4, book)), warm);
  // Units are read from the engine in a pass of their own, so that asking for them costs the timed rounds nothing.
  const meters = new Map<Work, Meter>();
  await round(async (of, jobs, book) => void meters.set(of, await metered(() => atOnce(jobs, 4, book))), perRound);
  floor.taken();
  const timed = new Map<Work, Timed[]>();
  for (let i = 1; i < rounds; i++)
    await round(async (of, jobs, book) => {
      const done = await cpuOf(() => atOnce(jobs, concurrency, book));
      const writes = floor.taken();
      if (writes.length !== jobs.length) throw new Error(`${jobs.length} of a kind (${of}) were ${writes.length} transactions`);
      await floor.prepare(writes);
      const bare = await cpuOf(() => atOnce(writes, concurrency, floor.write));
      timed.set(of, [...(timed.get(of) ?? []), { ms: done.ms, cpuMs: done.cpuMs, floorMs: bare.ms, floorCpuMs: bare.cpuMs }]);
    }, perRound);
  floor.stop();
  return figures(timed, meters);
}

async function cpuOf(work: () => Promise<number>): Promise<{ ms: number; cpuMs: number }> {
  const before = process.cpuUsage();
  const ms = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000 };
}

/** At the least, by minimum.md. */
const minima: Record<Work, { write: number; read: number }> = {
  own: { write: 34, read: 9 },
  approved: { write: 34, read: 10 },
  shared: { write: 28, read: 34 },
  asking: { write: 20, read: 10.5 },
};

type Figures = [string, number][];

/** What is told of a kind of work. `name` begins the name of each figure, but for the units of a school's own booking, which have names of their own. */
function figuresOf(work: Work, name: string, times: readonly Timed[], meter: Meter): Figures {
  const calls = [...meter.byCommand.values()].reduce((total, each) => total + each.calls, 0);
  const units = (what: 'write' | 'read', measured: number): Figures => {
    const word = `${what}Units`;
    const begun = `${name}${what === 'write' ? 'Write' : 'Read'}Units`;
    return [
      [work === 'own' ? `${word}PerBooking` : begun, measured / perRound],
      [`${work === 'own' ? word : begun}Minimum`, minima[work][what]],
    ];
  };
  return [
    [`${name}VsFloor`, median(times.map((each) => ratioOf([each])))],
    [`${name}CpuMs`, sumOf(times, 'cpuMs') / times.length / perRound],
    [`${name}FloorCpuMs`, sumOf(times, 'floorCpuMs') / times.length / perRound],
    [`${name}TableCalls`, calls / perRound],
    ...units('write', meter.writeUnits),
    ...units('read', meter.readUnits),
  ];
}

const sumOf = (times: readonly Timed[], name: keyof Timed): number => times.reduce((total, each) => total + each[name], 0);
const ratioOf = (times: readonly Timed[]): number => sumOf(times, 'floorMs') / sumOf(times, 'ms');

function figures(timed: ReadonlyMap<Work, Timed[]>, meters: ReadonlyMap<Work, Meter>): Record<string, number> {
  const of = (work: Work): Timed[] => timed.get(work) ?? [];
  const meterFor = (work: Work): Meter => meters.get(work) as Meter;
  const mixed = of('own').map((_, i) => kinds.map((kind) => of(kind)[i] as Timed));
  const perSecond = (name: 'ms' | 'floorMs') => median(mixed.map((times) => (kinds.length * perRound * 1000) / sumOf(times, name)));
  const wait = (name: string) => (meterFor('own').byCommand.get(name)?.ms ?? 0) / perRound;
  const all: Figures = [
    ['bookingVsFloor', median(mixed.map(ratioOf))],
    ['bookingsPerSecond', perSecond('ms')],
    ['floorPerSecond', perSecond('floorMs')],
    ...figuresOf('own', 'bookingOwn', of('own'), meterFor('own')),
    ['bookingOwnSessionReadMs', wait('GetItem')],
    ['bookingOwnFactsReadMs', Math.max(wait('BatchGetItem'), wait('Query'))],
    ['bookingOwnCommitMs', wait('TransactWriteItems')],
    ...figuresOf('approved', 'bookingApproved', of('approved'), meterFor('approved')),
    ...figuresOf('shared', 'bookingShared', of('shared'), meterFor('shared')),
    ...figuresOf('asking', 'request', of('asking'), meterFor('asking')),
  ];
  return Object.fromEntries(all.map(([name, value]) => [name, Math.round(value * 100) / 100]));
}
