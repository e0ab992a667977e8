// The dry run: every holder is read, a page of a list at a time, and what would change is kept as lines. Each page is one transaction with the run's own next
// version and cursor, so that a crash, a lost reply or a second worker neither loses a holder nor counts one twice.
import { type CivilDate, londonDate } from '../../../../shared/calendar.ts';
import { commit } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import type { CouncilTable } from '../../../../shared/table.ts';
import { chunked } from '../../rules/chunks.ts';
import type { Holding, Question } from '../../rules/dues.ts';
import { versionSpans } from '../../rules/rights.ts';
import { counted, summed } from '../../rules/run-sums.ts';
import { type Found, headsFor, linesOf } from '../../rules/runs.ts';
import { type AllocationRun, type RunSum, runStates } from '../../schema/allocations.ts';
import { policyName } from '../../schema.ts';
import { headOf, partnershipKinds } from '../../store/allocations.ts';
import { type Lists, listsOf, type ReadPage, readPage, sinceFor, withTied } from '../../store/lists.ts';
import { allocationRunWrite, getSums, linesWrite, sumsWrite } from '../../store/runs.ts';
import { policyVersions } from '../../store.ts';

type World = Lists & { question: Question };

/** What is the same for every holder: the versions of the policy as they were when the run began, and the kinds of partnerships. */
async function worldOf({ table, council }: Context, run: AllocationRun): Promise<World> {
  const [versions, partnerships] = await Promise.all([policyVersions(table, run.policies), partnershipKinds(table)]);
  const spans = versionSpans(
    versions.map((version) => ({ effectiveAt: version.effectiveAt, name: policyName(version), pack: version.pack })),
  );
  const facts = { laCode: council.laCode, districts: council.districts ?? [], partnerships };
  return {
    question: { council: facts, versions: spans, on: run.on, today: londonDate(Date.parse(run.startedAt)) },
    ...listsOf(spans),
  };
}

/** From which day on successions count: within the years of its day, or within those that ended before. */
export const tiedSince = ({ kind, on }: AllocationRun): CivilDate => (kind === 'close' ? sinceFor(sinceFor(on)) : sinceFor(on));

/** What a run does to some holders; the heads of all of them are read together. */
async function find(table: CouncilTable, run: AllocationRun, { question }: World, holdings: readonly Holding[]): Promise<Found> {
  const { kind } = run;
  const asked = await Promise.all(
    holdings.map(async (holding) => {
      const tied = await withTied(table, holding, tiedSince(run));
      return { holder: holding.holder, tied, ...headsFor(holding.holder, tied, question, kind) };
    }),
  );
  const accounts = asked.flatMap((each) => each.accounts);
  const heads = new Map(await Promise.all(accounts.map(async (account) => [account, await headOf(table, account)] as const)));
  const available = (account: string) => heads.get(account)?.available ?? 0;
  const found = asked.map(({ holder, tied, years }) => linesOf(holder, tied, question, { kind, years, available }));
  return { lines: found.flatMap(({ lines }) => lines), unchanged: found.reduce((sum, { unchanged }) => sum + unchanged, 0) };
}

/** The run after a page, and the writes that keep what was found. */
function afterPage(run: AllocationRun, page: ReadPage, found: Found, sums: readonly RunSum[]): { next: AllocationRun; sums: RunSum[] } {
  const state = page.after ? run.state : runStates.must(run.state, 'propose');
  const next = {
    ...run,
    state,
    cursor: page.after ?? run.cursor,
    chunks: run.chunks + chunked(found.lines).length,
    counts: counted(run.counts, { ...found, holders: page.holdings.length }),
    version: run.version + 1,
  };
  return { next, sums: summed(sums, found.lines) };
}

/** Reads on from the cursor until there is nothing more, until the time is spent, or until somebody else has gone on with it. */
export async function readOn(context: Context, begun: AllocationRun, until: number): Promise<void> {
  const { table } = context;
  let run = begun;
  const world = await worldOf(context, run);
  let sums = await getSums(table, run.id);
  let page: Promise<ReadPage> | undefined = readPage(table, world, run.cursor);
  while (page) {
    const read: ReadPage = await page;
    const isLast = performance.now() >= until;
    // The next page is read while this one is worked out and written.
    page = read.after && !isLast ? readPage(table, world, read.after) : undefined;
    page?.catch(() => {});
    const found = await find(table, run, world, read.holdings);
    const after = afterPage(run, read, found, sums);
    const chunks = chunked(found.lines).map((chunk, i) => linesWrite(table, run.id, run.chunks + i, chunk));
    const written = found.lines.length > 0 ? [...chunks, sumsWrite(table, run.id, after.sums)] : [];
    const outcome = await commit(table, [allocationRunWrite(table, after.next), ...written]);
    if (!outcome.ok && 'contended' in outcome) throw Object.assign(new Error('the table does not answer'), { name: 'Contended' });
    // Somebody else goes on with it, or it was cancelled.
    if (!outcome.ok) return;
    run = after.next;
    sums = after.sums;
  }
}
