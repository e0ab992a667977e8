// What the reports read of every room: ledger partitions, heads and documents; and a proof's own items.
import { randomUUID } from 'node:crypto';
import { type CivilDate, monthOf } from '../../shared/calendar.ts';
import { put, replace, type Write } from '../../shared/commit.ts';
import type { ChargeId, DocumentId, JobId, OrganisationId } from '../../shared/ids.ts';
import type { Folded, Part } from '../../shared/ledger/fold.ts';
import type { StoredHead } from '../../shared/ledger/post.ts';
import { type Leaf, type Seal, unpackLeaves } from '../../shared/ledger/seal.ts';
import { type CouncilTable, type Item, type Key, type Page, shards } from '../../shared/table.ts';
import type { Charge } from '../bookings/schema/charges.ts';
import { groupKinds } from '../schools/schema/organisations.ts';
import type { BilledLine, OpenPartition, Proof, ProofPointer } from './schema.ts';

export const shardNames: readonly string[] = Array.from({ length: shards }, (_, i) => String(i).padStart(2, '0'));

export type LedgerItem = Item & { sk: string };
export const readPartition = (table: CouncilTable, { day, shard, after }: OpenPartition, limit: number): Promise<Page<LedgerItem>> =>
  table.page<LedgerItem>(table.range.ledgerDay(day, shard), { limit, ...(after ? { after } : {}) });
export const getEntry = (table: CouncilTable, day: string, shard: string, sk: string): Promise<Item | undefined> =>
  table.get<Item>(table.key.ledgerEntry(day, shard, sk));

/** The seal of a day as it stands, whatever it is. */
export const getSeal = (table: CouncilTable, day: CivilDate): Promise<unknown> => table.get(table.key.seal(day));
/** Seals of these days, the latest first; none of days that end before they begin, as where a clock has not come to the ledger's first day. */
export const sealsPage = async (
  table: CouncilTable,
  { from, to, limit, after }: { from: CivilDate; to: CivilDate; limit: number; after?: string | undefined },
): Promise<Page<Seal & Key>> =>
  to < from ? { items: [] } : table.page(table.range.seals(from, to), { limit, descending: true, ...(after ? { after } : {}) });

/** The last of these days that is sealed: by its key, whatever stands in the item. */
export async function lastSealed(table: CouncilTable, from: CivilDate, to: CivilDate): Promise<CivilDate | undefined> {
  const { items } = await sealsPage(table, { from, to, limit: 1 });
  return items[0]?.sk.slice('DAY#'.length) as CivilDate | undefined;
}

/** The list kept with the seal of a shard, in order. */
export async function* sealedLeaves(table: CouncilTable, day: string, shard: string): AsyncGenerator<Leaf> {
  for await (const { leaves } of table.each<{ leaves: unknown }>(table.range.sealLeaves(day, shard)))
    yield* unpackLeaves(typeof leaves === 'string' ? leaves : '');
}

/** The heads kept for a holder, by the account their key names: an edited name inside does not hide one. */
export async function headsOf(table: CouncilTable, holder: string): Promise<Map<string, StoredHead>> {
  const heads = await table.all<StoredHead & Key>(table.range.headsOf(holder));
  return new Map(heads.map((head) => [head.sk.slice('HEAD#'.length), head]));
}

/** The lists of organisations that may hold accounts. */
export const holderLists = ['school', ...groupKinds] as const;
/** A page of one of these lists, for heads that no entry leads to. */
export const holdersPage = (
  table: CouncilTable,
  list: (typeof holderLists)[number],
  after?: string,
): Promise<Page<{ id: OrganisationId }>> =>
  table.page(list === 'school' ? table.range.schoolsByName() : table.range.organisationsOf(list), {
    limit: 500,
    ...(after ? { after } : {}),
  });

export const getDocument = (table: CouncilTable, id: string): Promise<unknown> => table.get(table.key.document(id as DocumentId));
export const linesPage = (table: CouncilTable, id: string, after?: string): Promise<Page<unknown>> =>
  table.page(table.range.documentLines(id as DocumentId), { limit: 200, ...(after ? { after } : {}) });

/** The charge a line bills, and which document has claimed it: there is one claim for each charge. */
export const getCharge = (table: CouncilTable, { payer, deliveredOn, charge }: BilledLine): Promise<Charge | undefined> =>
  table.get<Charge>(table.key.charge(monthOf(deliveredOn), payer, charge as ChargeId));
export const getChargeClaim = (
  table: CouncilTable,
  { payer, deliveredOn, charge }: BilledLine,
): Promise<{ document: string } | undefined> => table.get(table.key.claim(monthOf(deliveredOn), payer, charge as ChargeId));

export const getPointer = (table: CouncilTable): Promise<ProofPointer | undefined> => table.get<ProofPointer>(table.key.proofs());
export const getProof = (table: CouncilTable, job: JobId): Promise<Proof | undefined> => table.get<Proof>(table.key.proof(job));
export const firstProofWrite = (table: CouncilTable, proof: Proof): Write => put(table.key.proof(proof.job), proof);
export const nextProofWrite = (table: CouncilTable, proof: Proof): Write => replace(table.key.proof(proof.job), proof);

/** Points to a proof that is done; with `running`, only while that is the one on its way. */
export const latestWrite = (table: CouncilTable, job: JobId, running: boolean): Write => ({
  op: 'update',
  key: table.key.proofs(),
  expression: `SET #latest = :job, #type = :type${running ? ' REMOVE #running' : ''}`,
  names: { '#latest': 'latest', '#type': 'type', ...(running ? { '#running': 'running' } : {}) },
  values: { ':job': job, ':type': 'proofs' },
  ...(running ? { condition: { expression: '#running = :job' } } : {}),
  refusal: { name: 'changed-meanwhile' },
});

/** Points to a proof on its way, in place of none or of one that has stopped. */
export const runningWrite = (table: CouncilTable, job: JobId, stopped: JobId | undefined): Write => ({
  op: 'update',
  key: table.key.proofs(),
  expression: 'SET #running = :job, #type = :type',
  names: { '#running': 'running', '#type': 'type' },
  values: { ':job': job, ':type': 'proofs', ...(stopped ? { ':stopped': stopped } : {}) },
  condition: { expression: stopped ? '#running = :stopped' : 'attribute_not_exists(#running)' },
  refusal: { name: 'changed-meanwhile' },
});

export type Row = readonly [key: string, folded: Folded];
const rowsPerChunk = 1_000;
/** Names a run so that a slice which is done over never mixes with what its first try put aside. */
export const newRun = (): string => randomUUID();

/** A run of sorted account sums as items well under the table's 400 KB. */
export function runWrites(table: CouncilTable, job: JobId, run: string, rows: readonly Row[]): Write[] {
  const writes: Write[] = [];
  for (let i = 0; i < rows.length; i += rowsPerChunk) {
    const packed = rows
      .slice(i, i + rowsPerChunk)
      .map(([key, { past, recent, document }]) => [key, pack(past), pack(recent), document ?? 0]);
    writes.push(put(table.key.proofRun(job, run, i / rowsPerChunk), { type: 'proof-run', rows: JSON.stringify(packed) }));
  }
  return writes;
}

type Packed = [number, number, number, number, number, number];
const pack = (p: Part): Packed => [p.debitsPosted, p.creditsPosted, p.debitsPending, p.creditsPending, p.netPence, p.away];
const unpack = ([debitsPosted, creditsPosted, debitsPending, creditsPending, netPence, away]: Packed): Part => ({
  debitsPosted,
  creditsPosted,
  debitsPending,
  creditsPending,
  netPence,
  away,
});

/** The rows of a run in order, an item at a time. */
export async function* readRun(table: CouncilTable, job: JobId, run: string): AsyncGenerator<Row> {
  // All runs are read side by side: a whole page of each, which may have a megabyte, would grow with their number.
  for await (const { rows } of table.each<{ rows: string }>(table.range.proofRuns(job, run), { limit: 1 }))
    for (const [key, past, recent, document] of JSON.parse(rows) as [string, Packed, Packed, string | 0][])
      yield [key, { past: unpack(past), recent: unpack(recent), ...(document ? { document } : {}) }];
}

/** Deletes of what a finished proof put aside, a page at a time. */
export async function* runDeletes(table: CouncilTable, job: JobId): AsyncGenerator<Write> {
  for await (const { pk, sk } of table.each<Key>(table.range.proofRuns(job)))
    yield { op: 'delete', key: { pk, sk }, refusal: { name: 'changed-meanwhile' } };
}

/** How many vacancies are open, as far as one page of the index tells: at most `most`, and whether there are more. */
export async function countOpenVacancies(table: CouncilTable, most: number): Promise<{ count: number; more: boolean }> {
  const page = await table.page<{ vacantFrom: CivilDate }>(table.range.openVacancies(), { limit: most });
  return { count: page.items.length, more: page.next !== undefined };
}
