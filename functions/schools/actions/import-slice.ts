// An import goes on from its cursor. Each transaction holds what some rows of the file come to and the import's own next version with the cursor behind
// them and the new counts, so that a crash, a lost reply or a second worker neither loses a row nor counts one twice.
import { timestamp } from '../../../shared/calendar.ts';
import { commit, maximumWrites, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import type { JobId } from '../../../shared/ids.ts';
import type { Slice } from '../../../shared/job.ts';
import { afterBatch, type Batch, emptyBatch, finished, percentOf, rowsOf } from '../rules/imports.ts';
import { importStates, type Position, type RegisterImport } from '../schema/imports.ts';
import { cancelWrite, getImport, importWrite, rejectionsWrite } from '../store/imports.ts';
import { linksWork } from './import-links.ts';
import { registerWork } from './import-register.ts';
import type { Effect, OpenFile, Step, Work } from './import-work.ts';

/** Real time given to each slice of the worker's. */
const sliceMs = 15_000;
/**
 * What a transaction takes: writes of rows (beside the import's own and its rejections'), rows, and rejections. Since every text of a row is bounded, so
 * many writes are a fraction of the four megabytes that it may have.
 */
export const bounds = { writes: maximumWrites - 4, rows: 2_000, rejections: 200 };

type Run<Entry> = { context: Context; work: Work<Entry>; current: RegisterImport; until: number };
type Open<Entry> = { batch: Batch; writes: Write[]; held: Set<string>; steps: Step<Entry>[]; afterwards: (() => Promise<void>)[] };
const openAt = <Entry>(at: Position): Open<Entry> => ({ batch: emptyBatch(at), writes: [], held: new Set(), steps: [], afterwards: [] });

const holdsOf = (effect: Effect | { ignored: string }): readonly Write[] => ('holds' in effect ? (effect.holds ?? []) : []);
const nameOf = ({ key }: Write): string => `${key.pk} ${key.sk}`;

/** The effect of a step, as far as it can be had in one transaction at all. */
function effectOf<Entry>(work: Work<Entry>, step: Step<Entry>): Effect | { ignored: string } {
  if (!('entry' in step)) return step;
  const effect = work.decide(step.entry);
  if ('rejection' in effect || effect.writes.length + holdsOf(effect).length <= bounds.writes) return effect;
  const reason = 'The row changes more at once than can be kept in one go. Shorten the names in it.';
  return { rejection: { line: step.line, fault: 'too-much-at-once', reason } };
}

function fits({ writes, held, steps, batch }: Open<unknown>, effect: ReturnType<typeof effectOf>): boolean {
  // What another row of the same transaction changes is not yet what was read.
  if (holdsOf(effect).some((write) => held.has(nameOf(write)))) return false;
  const more = 'writes' in effect ? effect.writes.length + holdsOf(effect).length : 0;
  return writes.length + more <= bounds.writes && steps.length < bounds.rows && batch.told.length < bounds.rejections;
}

function add<Entry>({ batch, writes, held, steps, afterwards }: Open<Entry>, step: Step<Entry>, effect: ReturnType<typeof effectOf>): void {
  steps.push(step);
  batch.end = step.end;
  if (step.remarks) batch.told.push(...step.remarks);
  if ('rejection' in effect) batch.told.push(effect.rejection);
  else if ('ignored' in effect) {
    batch.ignored.push(effect.ignored);
    batch.counts.unchanged += 1;
  } else {
    if (effect.outcome) batch.counts[effect.outcome] += 1;
    if (effect.remarks) batch.told.push(...effect.remarks);
    writes.push(...effect.writes, ...holdsOf(effect));
    for (const write of holdsOf(effect)) held.add(nameOf(write));
    effect.taken?.();
    if (effect.kept) afterwards.push(effect.kept);
  }
}

const failure = (name: string, message: string) => Object.assign(new Error(message), { name });

/** Sends a batch: `kept`, `again` when a fact changed meanwhile, or `overtaken` when the import itself did. */
async function send<Entry>(
  run: Run<Entry>,
  { batch, writes, afterwards }: Open<Entry>,
  atEnd: boolean,
): Promise<'kept' | 'again' | 'overtaken'> {
  const { table, now } = run.context;
  const { next, kept } = afterBatch(run.current, batch);
  const after = atEnd ? finished(next, timestamp(now)) : next;
  const own = importWrite(table, after);
  const rejections = kept.length > 0 ? [rejectionsWrite(table, next.id, next.kept.chunks, kept)] : [];
  const outcome = await commit(table, [own, ...rejections, ...writes]);
  if (outcome.ok) {
    run.current = after;
    for (const follow of afterwards) await follow();
    return 'kept';
  }
  // Whether it was written is not known: whoever goes on looks at the cursor.
  if ('contended' in outcome) throw failure('Contended', 'the table does not answer');
  return outcome.write === own ? 'overtaken' : 'again';
}

const mostAttempts = 5;

/** Reads on from the cursor until the end of the file, until the time is spent, or until somebody else has gone on with it. */
async function read<Entry>(run: Run<Entry>): Promise<void> {
  const { work } = run;
  const lots = work.lots();
  let steps: Step<Entry>[] = [];
  let at = 0;
  let atEnd = false;
  let attempts = 0;
  let open = openAt<Entry>(run.current.cursor);
  // What this slice has moved on itself: a row that was read before is read again, rather than fail.
  const moved = new Set<string>();
  const reread = new Set<Step<Entry>>();
  for (;;) {
    if (at === steps.length && !atEnd) {
      const lot = await lots.next();
      steps = lot.done ? [] : lot.value;
      at = 0;
      atEnd = lot.done === true;
      continue;
    }
    const step = steps[at];
    let effect = step && effectOf(work, step);
    if (step && effect && !reread.has(step) && holdsOf(effect).some((write) => moved.has(nameOf(write)))) {
      await work.load([step]);
      reread.add(step);
      effect = effectOf(work, step);
    }
    if (step && effect && fits(open, effect)) {
      add(open, step, effect);
      at += 1;
      continue;
    }
    const sent = await send(run, open, step === undefined);
    if (sent === 'overtaken' || (sent === 'kept' && (step === undefined || performance.now() >= run.until))) break;
    if (sent === 'kept') for (const name of open.held) moved.add(name);
    attempts = sent === 'again' ? attempts + 1 : 0;
    if (attempts === mostAttempts) throw failure('ChangedMeanwhile', 'a row is changed again and again');
    if (sent === 'again') {
      steps = [...open.steps, ...steps.slice(at)];
      at = 0;
      await work.reload(steps);
    }
    open = openAt<Entry>(run.current.cursor);
  }
  await lots.return(undefined);
}

/** Ends an import whose file is no longer the one that it began with: nobody has looked at what stands there now. */
async function stop({ context: { table, now } }: Pick<Run<unknown>, 'context'>, { id, state }: RegisterImport): Promise<void> {
  const cancelled = importStates.next(state, 'cancel');
  if (cancelled) await commit(table, [cancelWrite(table, id, cancelled, timestamp(now), 'file-changed')]);
}

/**
 * One slice of an import, at least one transaction long. A slice that comes too late, because another was quicker or the import was cancelled, changes
 * nothing. Throws when there is no such import, when its file is gone, or when the table does not answer.
 */
export async function advanceImport(context: Context, openFile: OpenFile, id: JobId, budgetMs = sliceMs): Promise<Slice> {
  const current = await getImport(context.table, id);
  if (!current) throw new Error(`no such import: ${id}`);
  if (current.state === 'running') {
    const until = performance.now() + budgetMs;
    const open: OpenFile = (key, from) => openFile(key, from, current.mark);
    const run = { context, current, until };
    try {
      if (current.kind === 'register') await read({ ...run, work: registerWork(context, open, current) });
      else await read({ ...run, work: linksWork(context, open, current) });
    } catch (error) {
      if ((error as Error).name !== 'FileChanged') throw error;
      await stop(run, current);
    }
  }
  const reached = (await getImport(context.table, id)) ?? current;
  const progress = { done: rowsOf(reached), note: `${percentOf(reached)} per cent` };
  return reached.state === 'running' ? { state: 'more', progress } : { state: 'done', progress, result: reached.counts };
}
