// Carrying out a run: its lines one after the other, some thirty to a transaction together with the run's own next version and cursor, so that each is carried out
// once, whatever crashes. What changed since the dry run is passed over and told.
import { auditWrite } from '../../../../shared/audit.ts';
import { timestamp } from '../../../../shared/calendar.ts';
import { commit, maximumWrites, type Write } from '../../../../shared/commit.ts';
import { type Context, daybookItself } from '../../../../shared/context.ts';
import type { HolderId } from '../../../../shared/ids.ts';
import { postingWrites } from '../../../../shared/ledger/post.ts';
import type { CouncilTable } from '../../../../shared/table.ts';
import { accountsOf, Carrying, isFresh, type Numbered, type Stand } from '../../rules/carrying.ts';
import { factsOf } from '../../rules/runs.ts';
import { type AllocationRun, type RunLine, runStates } from '../../schema/allocations.ts';
import { allocationOf, allocationWrite, headOf, readHolding } from '../../store/allocations.ts';
import { withTied } from '../../store/lists.ts';
import { allocationRunWrite, getLines, skipsWrite } from '../../store/runs.ts';
import { tiedSince } from './reading.ts';

/** Writes of a transaction that are for lines: the rest are the run, what it passed over, and its last word in the audit trail. */
export const limits = { writes: maximumWrites - 3 };

async function standsOf(table: CouncilTable, accounts: ReadonlySet<string>): Promise<Map<string, Stand>> {
  const stands = [...accounts].map(async (account) => {
    const [allocation, head] = await Promise.all([allocationOf(table, account), headOf(table, account)]);
    return [account, { allocation, head }] as const;
  });
  return new Map(await Promise.all(stands));
}

/**
 * Of some lines, the holders whose facts are no longer those that the lines were worked out from. Each is read again, whether or not the audit trail tells of
 * anything: a line that begins an allocation has no version that would stop it, and a request on its way leaves its entry before the run began, an import
 * sometimes none.
 */
async function movedOn({ table }: Context, run: AllocationRun, batch: readonly Numbered[]): Promise<ReadonlySet<HolderId>> {
  const facts = new Map(batch.map(({ of }) => [of.holder, of.facts]));
  const found = await Promise.all(
    [...facts].map(async ([holder, before]) => {
      const tied = await withTied(table, await readHolding(table, holder, holder), tiedSince(run));
      return factsOf(tied) === before ? [] : [holder];
    }),
  );
  return new Set(found.flat());
}

/** The lines that fit into a transaction: at least one. */
function fitting(upcoming: readonly Numbered[]): Numbered[] {
  const chosen: Numbered[] = [];
  let writes = 0;
  for (const each of upcoming) {
    writes += Carrying.most(each.of);
    if (chosen.length > 0 && writes > limits.writes) break;
    chosen.push(each);
  }
  return chosen;
}

type Position = AllocationRun['granted'];
type Done = { carriedOut: number; skipped: number };

/** The run once some lines are done; where nothing comes after them it is done itself. */
function afterLines(context: Context, run: AllocationRun, after: Position, { carriedOut, skipped }: Done): AllocationRun {
  const counts = { ...run.counts, carriedOut: run.counts.carriedOut + carriedOut, skipped: run.counts.skipped + skipped };
  const next = { ...run, granted: after, counts, version: run.version + 1 };
  if (after.chunk < run.chunks) return next;
  return { ...next, state: runStates.must(run.state, 'finish'), finishedAt: timestamp(context.now) };
}

const many = (n: number): string => n.toLocaleString('en-GB');
const lastWord = ({ table, now }: Context, { id, committedBy, counts, policy }: AllocationRun): Write =>
  auditWrite(
    { table, now, actor: { ...daybookItself, person: committedBy ?? daybookItself.person } },
    {
      action: 'allocation:run',
      about: id,
      policy,
      detail: `done: ${many(counts.carriedOut)} lines carried out, ${many(counts.skipped)} passed over`,
    },
  );

const mostAttempts = 6;
type Sent = 'kept' | 'overtaken';

/** One transaction of lines. It passes over lines whose facts are others by now, and where one of its conditions fails all that is not as it was. */
async function carryOut(
  context: Context,
  run: AllocationRun,
  batch: readonly Numbered[],
  after: Position,
): Promise<{ sent: Sent; run: AllocationRun }> {
  const { table } = context;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const changed = await movedOn(context, run, batch);
    const looked = batch.filter(({ of }) => attempt > 0 || !isFresh(of)).flatMap(({ of }) => accountsOf(of));
    const carrying = new Carrying(
      await standsOf(table, new Set(looked)),
      { run: run.id, by: run.committedBy ?? run.startedBy, now: context.now },
      ({ holder }) => changed.has(holder),
    );
    for (const each of batch) carrying.add(each);
    const { allocations, postings, close, done, skipped } = carrying.result();
    const next = afterLines(context, run, after, { carriedOut: done, skipped: skipped.length });
    const own = allocationRunWrite(table, next);
    const outcome = await commit(table, [
      own,
      ...allocations.map((allocation) => allocationWrite(table, allocation)),
      ...postingWrites(table, postings, { close }),
      ...(skipped.length > 0 ? [skipsWrite(table, run.id, run.granted, skipped)] : []),
      ...(next.state === 'done' ? [lastWord(context, next)] : []),
    ]);
    if (outcome.ok) return { sent: 'kept', run: next };
    if ('contended' in outcome) throw Object.assign(new Error('the table does not answer'), { name: 'Contended' });
    if (outcome.write === own) return { sent: 'overtaken', run };
  }
  throw Object.assign(new Error('an allocation changes again and again'), { name: 'ChangedMeanwhile' });
}

/** The lines of a run from a position on, chunk by chunk, the next one read while the last is carried out. */
class Upcoming {
  readonly lines: Numbered[] = [];
  private readonly table: CouncilTable;
  private readonly run: AllocationRun;
  private chunk: number;
  private skip: number;
  private ahead: Promise<RunLine[]> | undefined;

  constructor(table: CouncilTable, run: AllocationRun) {
    this.table = table;
    this.run = run;
    this.chunk = run.granted.chunk;
    this.skip = run.granted.line;
    this.fetch();
  }

  private fetch(): void {
    this.ahead = this.chunk < this.run.chunks ? getLines(this.table, this.run.id, this.chunk) : undefined;
    this.ahead?.catch(() => {});
  }

  /** So many lines that a transaction can be filled, as long as there are any. */
  async fill(): Promise<readonly Numbered[]> {
    while (this.ahead && this.lines.length < limits.writes) {
      const { chunk, skip } = this;
      const lines = await this.ahead;
      this.lines.push(...lines.slice(skip).map((of, i) => ({ chunk, line: skip + i, of })));
      this.chunk += 1;
      this.skip = 0;
      this.fetch();
    }
    return this.lines;
  }

  /** Where the run stands once so many lines are done. */
  after(count: number): Position {
    const next = this.lines[count];
    return next ? { chunk: next.chunk, line: next.line } : { chunk: this.chunk, line: 0 };
  }
}

/** Carries out lines from the cursor on until all are done, until the time is spent, or until somebody else has gone on with it. */
export async function grantOn(context: Context, begun: AllocationRun, until: number): Promise<void> {
  let run = begun;
  const upcoming = new Upcoming(context.table, run);
  while (run.state === 'granting') {
    const batch = fitting(await upcoming.fill());
    const outcome = await carryOut(context, run, batch, upcoming.after(batch.length));
    if (outcome.sent === 'overtaken') return;
    run = outcome.run;
    upcoming.lines.splice(0, batch.length);
    if (performance.now() >= until) return;
  }
}
