// A council in the table for the tests of allocation runs: its policy, its schools and partnerships, and runs through the actions that pages and programs call.
import { commitRun, startRun } from '../functions/entitlements/actions/runs/runs.ts';
import { advanceAllocations } from '../functions/entitlements/actions/runs/slice.ts';
import type { Allocation, AllocationRun, RunKind, RunLine } from '../functions/entitlements/schema/allocations.ts';
import type { PolicyVersion } from '../functions/entitlements/schema.ts';
import { allocationsOf } from '../functions/entitlements/store/allocations.ts';
import { eachChunk, getAllocationRun } from '../functions/entitlements/store/runs.ts';
import { getPolicyPointer, policyWrites } from '../functions/entitlements/store.ts';
import type { EventDraft, OrganisationEvent } from '../functions/schools/schema/events.ts';
import type { Group } from '../functions/schools/schema/organisations.ts';
import type { School } from '../functions/schools/schema.ts';
import { eventWrites, groupWrites } from '../functions/schools/store/organisations.ts';
import { schoolWrites } from '../functions/schools/store.ts';
import { auditWrite } from '../shared/audit.ts';
import type { CivilDate } from '../shared/calendar.ts';
import { commit, commitOnce, maximumWrites, type Write } from '../shared/commit.ts';
import type { Actor, Context, Council } from '../shared/context.ts';
import { accepted } from '../shared/decision.ts';
import { type AllocationRunId, type HolderId, newId, type PersonId } from '../shared/ids.ts';
import { type Account, account } from '../shared/ledger/chart.ts';
import { postingWrites, type StoredHead } from '../shared/ledger/post.ts';
import { type Transfer, transfer } from '../shared/ledger/transfers.ts';
import type { AllocationRule } from '../shared/policy/allocations.ts';
import type { Pack } from '../shared/policy/schema.ts';
import { CouncilTable, type TableClient } from '../shared/table.ts';
import { packOf } from './allocations.ts';

export const administrator: Actor = { person: 'per_grace-adeyemi' as PersonId, name: 'Grace Adeyemi', roles: ['council-admin'] };
const council = { slug: 'essex', name: 'Essex', laCode: 881 } as Council;
/** Nothing is handed to a worker: whoever calls goes on by itself. */
export const alone = { send: async () => {} };

export const contextOf = (client: TableClient, tableName: string, today: string, actor: Actor = administrator): Context => ({
  actor,
  council,
  now: Date.parse(`${today}T10:00:00Z`),
  table: new CouncilTable(client, tableName, 'essex'),
  logger: { info: () => {}, error: () => {} },
});

async function write(table: CouncilTable, writes: readonly Write[]): Promise<void> {
  for (let i = 0; i < writes.length; i += maximumWrites) {
    const outcome = await commit(table, writes.slice(i, i + maximumWrites));
    if (!outcome.ok) throw new Error(`not written: ${JSON.stringify(outcome)}`);
  }
}

/** Publishes rules as a version in force from a day on. */
export async function publish(
  table: CouncilTable,
  from: string,
  rules: readonly AllocationRule[],
  fundings: Pack['fundings'] = [],
): Promise<void> {
  const pointer = await getPolicyPointer(table);
  const policy = {
    version: (pointer?.version ?? 0) + 1,
    effectiveAt: `${from}T00:00:00.000Z`,
    publishedAt: `${from}T00:00:00.000Z`,
    pack: packOf(rules, fundings),
  } as PolicyVersion;
  await write(table, policyWrites(table, pointer, policy));
}

export const keepSchools = (table: CouncilTable, schools: readonly School[]): Promise<void> =>
  write(
    table,
    schools.flatMap((school) => schoolWrites(table, school)),
  );
export const keepGroups = (table: CouncilTable, groups: readonly Group[]): Promise<void> =>
  write(
    table,
    groups.flatMap((group) => groupWrites(table, group)),
  );

/** Records an event as the schools room would, with its entry in the audit trail. */
export async function happens(table: CouncilTable, draft: EventDraft, recordedAt = '2017-09-01T10:00:00.000Z'): Promise<void> {
  const event = {
    ...draft,
    type: 'organisation-event',
    id: newId('evt'),
    source: 'staff',
    recordedAt,
    recordedBy: administrator.person,
  } as OrganisationEvent;
  const isConfidential = event.kind === 'status-entered' || event.kind === 'status-ended';
  const note = { action: isConfidential ? 'confidential:record' : 'organisation:record', about: event.subject };
  const entry = auditWrite({ table, actor: administrator, now: Date.parse(recordedAt) }, note);
  await write(table, [...eventWrites(table, event), entry]);
}

export async function finish(context: Context, id: AllocationRunId): Promise<AllocationRun> {
  for (let turn = 0; turn < 10_000; turn++) {
    const run = await getAllocationRun(context.table, id);
    if (!run) throw new Error(`no run ${id}`);
    if (run.state !== 'reading' && run.state !== 'granting') return run;
    await advanceAllocations(context, id);
  }
  throw new Error('the run never ends');
}

/** A dry run read to its end. */
export async function dryRun(context: Context, kind: RunKind, on: string): Promise<AllocationRun> {
  const started = accepted(await startRun(context, alone, { kind, on: on as CivilDate }));
  return finish(context, started.id);
}
/** A dry run, carried out to its end where there is anything to do. */
export async function wholeRun(context: Context, kind: RunKind, on: string): Promise<AllocationRun> {
  const run = await dryRun(context, kind, on);
  if (run.counts.changes === 0) return run;
  accepted(await commitRun(context, alone, run.id));
  return finish(context, run.id);
}
export async function linesIn(table: CouncilTable, run: AllocationRunId): Promise<RunLine[]> {
  const found: RunLine[] = [];
  for await (const { lines } of eachChunk(table, run, 0)) found.push(...lines);
  return found;
}

/** An allocation of a holder with its account's sums. */
export async function kept(
  table: CouncilTable,
  holder: HolderId,
  grant: string,
): Promise<{ allocation: Allocation | undefined; head: StoredHead | undefined }> {
  const allocation = (await allocationsOf(table, holder)).find((each) => each.grant === grant);
  const head = allocation && (await table.get<StoredHead>(table.key.head(holder, allocation.account)));
  return { allocation, head };
}

/** So many half-days of an account held, as bookings hold them. */
export async function heldDays({ table, now }: Context, name: string, amount: number, id = 'held'): Promise<Transfer[]> {
  const made = Array.from({ length: amount }, (_, i) =>
    transfer('deliver-entitlement', name as Account<'entitlement'>, account('delivered-entitlement', 'sch_1', '2017'), 1, {
      name: `${id}-${i}`,
      now,
      cause: {},
      pending: true,
    }),
  );
  const postings = made.map((each) => ({ transfer: each }));
  accepted(await commitOnce(table, postingWrites(table, postings)));
  return made;
}
