// Side effects as items, written in the same transaction as the change that causes them: delivered at least once, in order for each subject, never lost.
// Due times and leases keep real time, whatever a demo clock says.
import { randomUUID } from 'node:crypto';
import { change, commit, create, type Write } from './commit.ts';
import type { Context, Host, Logger } from './context.ts';
import { accept, type Decision, refuse } from './decision.ts';
import { type CouncilTable, type Item, indexOf, unkeyed } from './table.ts';
import { machine } from './transitions.ts';

export type EffectState = 'pending' | 'leased' | 'sent' | 'parked';
export type EffectEvent = 'write' | 'lease' | 'send' | 'fail' | 'give-up' | 'park' | 'replay';

export const effectMachine = machine<EffectState, EffectEvent>('effect', [
  { from: 'new', event: 'write', to: 'pending' },
  { from: 'pending', event: 'lease', to: 'leased' },
  // A lease that ran out belongs to a deliverer that died: the next one takes over.
  { from: 'leased', event: 'lease', to: 'leased' },
  { from: 'leased', event: 'send', to: 'sent' },
  { from: 'leased', event: 'fail', to: 'pending' },
  { from: 'leased', event: 'give-up', to: 'parked' },
  { from: 'pending', event: 'park', to: 'parked' },
  { from: 'parked', event: 'replay', to: 'pending' },
]);

export type Effect = {
  type: 'effect';
  /** What the effect is about: effects of one subject are delivered one after the other, by version. */
  subject: string;
  version: number;
  /** The function whose task delivers it, and that task. */
  function: string;
  task: string;
  payload: unknown;
  state: EffectState;
  /** Counted when a lease is taken, so that a deliverer that dies has tried too. */
  attempts: number;
  /** Milliseconds of real time: when to try (pending), or when the lease runs out (leased). */
  dueAt: number;
  lease?: string;
  /** The name of the last error, never its message: messages may name people. */
  error?: string;
  writtenAt: string;
};

/** What the owning task is given: the effect's own key, which its receiver may use against doubles, and the payload. */
type EffectSubject = { effect: EffectName; payload: unknown };

export const mostAttempts = 8;
/** Longer than a deliverer may live, so that a lease which ran out has nobody behind it. */
const leaseMs = 90_000;
const hourMs = 3_600_000;

/** Errors that another try cannot mend: whoever looks after messages is told at once. */
const hopeless: ReadonlySet<string> = new Set(['NotifyRefused']);
/** What a receiver says that has had enough for the day: a try in an hour would be as vain, and eight of them come to a day and a half. */
const enoughForToday: ReadonlySet<string> = new Set(['NotifyDayFull']);

/** The pause after a failed attempt: 10 s, then four times as long each time, at most an hour; five hours where the receiver has had enough for the day. */
export const pauseAfter = (attempts: number, error = ''): number =>
  enoughForToday.has(error) ? 5 * hourMs : Math.min(hourMs, 10_000 * 4 ** (attempts - 1));

/**
 * Whether it is this effect's turn: `done` when nothing is left to do, `wait` when it is not due, is leased, or the effect before it is neither
 * sent nor parked, `give-up` when deliverers keep dying over it.
 */
export function turnOf(effect: Effect, before: Effect | undefined, realNow: number): 'deliver' | 'wait' | 'give-up' | 'done' {
  if (effectMachine.next(effect.state, 'lease') === undefined) return 'done';
  if (effect.dueAt > realNow) return 'wait';
  if (before && before.state !== 'sent' && before.state !== 'parked') return 'wait';
  return effect.attempts >= mostAttempts ? 'give-up' : 'deliver';
}

/** The effect after an event, out of its lease unless it has just been given one. Throws where the table has no row. */
function after(effect: Effect, event: EffectEvent, more: Partial<Effect> = {}): Effect {
  const { lease: _, ...rest } = effect;
  return { ...rest, ...more, state: effectMachine.must(effect.state, event) };
}

export const afterFailure = (effect: Effect, error: string, realNow: number): Effect =>
  effect.attempts >= mostAttempts || hopeless.has(error)
    ? after(effect, 'give-up', { error, dueAt: realNow })
    : after(effect, 'fail', { error, dueAt: realNow + pauseAfter(effect.attempts, error) });

function stored(table: CouncilTable, effect: Effect): Item {
  const { subject, version, state } = effect;
  const words = unkeyed(effect);
  const moment = new Date(effect.dueAt).toISOString();
  const index = indexOf(table.council);
  if (state === 'sent') return words;
  return { ...words, ...(state === 'parked' ? index.parkedEffect(moment, subject, version) : index.dueEffect(moment, subject, version)) };
}

/** The write of a new effect, for the transaction of the change that causes it. An effect of that version that is already there means the facts are stale. */
export function effectWrite(
  table: CouncilTable,
  effect: Pick<Effect, 'subject' | 'version' | 'function' | 'task' | 'payload'> & { now: number },
): Write {
  const { now, ...words } = effect;
  const fresh: Effect = {
    type: 'effect',
    ...words,
    state: 'pending',
    attempts: 0,
    dueAt: Date.now(),
    writtenAt: new Date(now).toISOString(),
  };
  return create(table.key.effect(effect.subject, effect.version), stored(table, fresh), 'changed-meanwhile');
}

/** The version after the subject's last effect, for subjects that have no version of their own. */
export async function nextEffectVersion(table: CouncilTable, subject: string): Promise<number> {
  const { items } = await table.page<Effect>(table.range.effectsOf(subject), { limit: 1, descending: true });
  return (items[0]?.version ?? 0) + 1;
}

export type EffectName = { subject: string; version: number };

const getEffect = (table: CouncilTable, { subject, version }: EffectName) => table.get<Effect>(table.key.effect(subject, version));

async function effectBefore(table: CouncilTable, { subject, version }: EffectName): Promise<Effect | undefined> {
  const { items } = await table.page<Effect>(table.range.effectsBefore(subject, version), { limit: 1, descending: true });
  return items[0];
}

/** Replaces an effect that is still as it was read: its state, its tries and its lease together say so. */
function replaceEffect(table: CouncilTable, read: Effect, next: Effect): Write {
  return {
    op: 'put',
    key: table.key.effect(read.subject, read.version),
    item: stored(table, next),
    condition: {
      expression: `#state = :state AND #attempts = :attempts AND ${read.lease ? '#lease = :lease' : 'attribute_not_exists(#lease)'}`,
      names: { '#state': 'state', '#attempts': 'attempts', '#lease': 'lease' },
      values: { ':state': read.state, ':attempts': read.attempts, ...(read.lease ? { ':lease': read.lease } : {}) },
    },
    refusal: { name: 'changed-meanwhile' },
  };
}

export type Delivered = { sent: number; failed: number; parked: number; skipped: number };
type Delivering = { table: CouncilTable; logger: Logger; invoke: Host['invoke']; count: Delivered };

/** One effect, found through the index: only the base item, read consistently, and a won lease count. */
async function deliverOne({ table, logger, invoke, count }: Delivering, hint: Effect): Promise<void> {
  const [effect, before] = await Promise.all([getEffect(table, hint), effectBefore(table, hint)]);
  const turn = effect ? turnOf(effect, before, Date.now()) : 'done';
  if (!effect || turn === 'wait' || turn === 'done') {
    count.skipped += 1;
    return;
  }
  if (turn === 'give-up') {
    const parked = after(effect, 'give-up', { error: 'LeaseRanOut', dueAt: Date.now() });
    const given = await commit(table, [replaceEffect(table, effect, parked)]);
    if (given.ok) count.parked += 1;
    else count.skipped += 1;
    return;
  }
  const { subject, version } = effect;
  const leased = after(effect, 'lease', { lease: randomUUID(), attempts: effect.attempts + 1, dueAt: Date.now() + leaseMs });
  if (!(await commit(table, [replaceEffect(table, effect, leased)])).ok) {
    count.skipped += 1;
    return;
  }
  let next: Effect;
  try {
    const subjectGiven: EffectSubject = { effect: { subject, version }, payload: effect.payload };
    await invoke(effect.function, { council: table.council, task: effect.task, subject: subjectGiven });
    next = after(leased, 'send');
  } catch (error) {
    next = afterFailure(leased, nameOf(error), Date.now());
    logger.error('effect-failed', { function: effect.function, task: effect.task, subject, version, state: next.state, error: next.error });
  }
  // Whoever lost the lease meanwhile leaves the item to the one who holds it: the receiver knows the effect by its key.
  if (!(await commit(table, [replaceEffect(table, leased, next)])).ok) count.skipped += 1;
  else if (next.state === 'sent') count.sent += 1;
  else if (next.state === 'parked') count.parked += 1;
  else count.failed += 1;
}

/** An error's name as a plain word; anything else might carry what a person typed. */
export function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : 'Error';
  return /^[A-Za-z][A-Za-z0-9.-]{0,63}$/.test(name) ? name : 'Error';
}

/**
 * Delivers what is due: subjects beside each other, each subject's effects one after the other. Bounded in effects and in real time; what is left
 * stays due for the next bell.
 */
export async function deliverDue(
  table: CouncilTable,
  logger: Logger,
  invoke: Host['invoke'],
  bounds: { mostHints?: number; budgetMs?: number; lanes?: number } = {},
): Promise<Delivered> {
  const { mostHints = 500, budgetMs = 25_000, lanes = 6 } = bounds;
  const count: Delivered = { sent: 0, failed: 0, parked: 0, skipped: 0 };
  const until = performance.now() + budgetMs;
  const range = table.range.outbox(new Date().toISOString());
  let hints = 0;
  let cursor: string | undefined;
  do {
    const { items, next } = await table.page<Effect>(range, { limit: 100, ...(cursor ? { after: cursor } : {}) });
    const bySubject = new Map<string, Effect[]>();
    for (const hint of items) bySubject.set(hint.subject, [...(bySubject.get(hint.subject) ?? []), hint]);
    const subjects = [...bySubject.values()].map((of) => of.sort((a, b) => a.version - b.version));
    const lane = async () => {
      for (let of = subjects.shift(); of; of = subjects.shift()) {
        for (const hint of of) if (performance.now() < until) await deliverOne({ table, logger, invoke, count }, hint);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    hints += items.length;
    cursor = next;
  } while (cursor && hints < mostHints && performance.now() < until);
  return count;
}

const lateMs = 2 * 60_000;

/** What is stuck, for a page: parked effects newest first, and those that failed or have been due for over two minutes; at most `most` of each. */
export async function listStuck(table: CouncilTable, most = 200): Promise<{ parked: Effect[]; late: Effect[] }> {
  const [parked, waiting] = await Promise.all([
    table.page<Effect>(table.range.parkedEffects(), { limit: most, descending: true }),
    table.page<Effect>(table.range.outbox(), { limit: most }),
  ]);
  const overdue = Date.now() - lateMs;
  return { parked: parked.items, late: waiting.items.filter((effect) => effect.attempts > 0 || effect.dueAt < overdue) };
}

/** A person's change to an effect. Refuses `unknown-effect` and `wrong-state`. */
const mend = (context: Context, name: EffectName, event: 'replay' | 'park', more: Partial<Effect>): Promise<Decision<Effect>> =>
  change(context, async () => {
    const effect = await getEffect(context.table, name);
    if (!effect) return refuse('unknown-effect');
    if (!effectMachine.next(effect.state, event)) return refuse('wrong-state', `It is ${effect.state}.`);
    const next = after(effect, event, more);
    return accept({
      writes: [replaceEffect(context.table, effect, next)],
      result: next,
      audit: {
        action: 'outbox:mend',
        about: effect.subject,
        detail: `Number ${effect.version}, ${event === 'park' ? 'set aside' : 'sent again'}`,
      },
    });
  });

/** Puts a parked effect back to be delivered at once, with all its tries before it. Refuses `unknown-effect` and `wrong-state`. */
export const replayEffect = (context: Context, name: EffectName): Promise<Decision<Effect>> =>
  mend(context, name, 'replay', { attempts: 0, dueAt: Date.now() });

/** Gives up an effect that waits, so that those after it go on. Refuses `unknown-effect` and, while it is being delivered or has been, `wrong-state`. */
export const parkEffect = (context: Context, name: EffectName): Promise<Decision<Effect>> =>
  mend(context, name, 'park', { dueAt: Date.now(), error: 'ParkedByHand' });
