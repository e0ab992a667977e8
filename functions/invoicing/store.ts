// Charges and claims, runs, documents and their lines in the table.
import { type CivilDate, monthOf } from '../../shared/calendar.ts';
import { create, put, replace, type Write } from '../../shared/commit.ts';
import type { DocumentId, HolderId, OrganisationId, RunId } from '../../shared/ids.ts';
import type { Rail } from '../../shared/policy/schema.ts';
import { type CouncilTable, type Item, indexOf, type Key, type Page, shardOf } from '../../shared/table.ts';
import {
  type Document,
  type DocumentLine,
  documentPrefix,
  type HeldLine,
  type JournalPosting,
  type Run,
  type RunDocument,
} from './schema.ts';
import { plain, plainly, plainPage } from './store/plain.ts';

/** Claims a charge for a line of this run's document: once for all, but again for the same document, so that a step can be repeated. */
export const claimWrite = (table: CouncilTable, run: RunId, line: DocumentLine): Write => ({
  op: 'put',
  key: table.key.claim(monthOf(line.deliveredOn), line.payer, line.charge),
  item: { type: 'claim', run, document: line.document },
  condition: {
    expression: 'attribute_not_exists(pk) OR (#run = :run AND #document = :document)',
    names: { '#run': 'run', '#document': 'document' },
    values: { ':run': run, ':document': line.document },
  },
  refusal: { name: 'wrong-state' },
});

/** What has claimed a charge: a document, or what withdrew it, a correction or the booking whose fee was waived. */
type Claim = { document: string; withdrawn?: true };

/** What has claimed each of these lines' charges, or undefined for one that is free. */
export const claimants = (table: CouncilTable, lines: readonly DocumentLine[]): Promise<(Claim | undefined)[]> =>
  Promise.all(lines.map(({ payer, deliveredOn, charge }) => table.get<Claim & Key>(table.key.claim(monthOf(deliveredOn), payer, charge))));

export const getRun = (table: CouncilTable, id: RunId): Promise<Run | undefined> => plainly(table.get<Run>(table.key.run(id)));
export const listRuns = (table: CouncilTable, after?: string): Promise<Page<Run>> =>
  plainPage(table.page<Run>(table.range.runs(), { limit: 25, descending: true, ...(after ? { after } : {}) }));

const runItem = (table: CouncilTable, run: Run) => ({ type: 'billing-run', ...run, ...indexOf(table.council).run(run.id) });
export const createRunWrite = (table: CouncilTable, run: Run): Write =>
  create(table.key.run(run.id), runItem(table, run), 'changed-meanwhile');
/** The run at its next step; the caller gives it as it was read, with what changes. */
export const replaceRunWrite = (table: CouncilTable, run: Run): Write => replace(table.key.run(run.id), runItem(table, run));

type LatestRun = { run: RunId };
/** The newest dry run of a period. */
export const getLatestRun = async (table: CouncilTable, { from, to }: Pick<Run, 'from' | 'to'>): Promise<RunId | undefined> =>
  (await table.get<LatestRun>(table.key.latestRun(from, to)))?.run;
/** Points to a run as the newest of its period, in place of any; or of this one alone. */
export const latestRunWrite = (table: CouncilTable, { id, from, to }: Pick<Run, 'id' | 'from' | 'to'>, before?: RunId): Write => ({
  op: 'put',
  key: table.key.latestRun(from, to),
  item: { type: 'latest-run', run: id },
  ...(before ? { condition: isRun(before) } : {}),
  refusal: { name: 'changed-meanwhile' },
});
/** Only the newest dry run of a period is committed. */
export const stillLatest = (table: CouncilTable, { id, from, to }: Pick<Run, 'id' | 'from' | 'to'>): Write => ({
  op: 'check',
  key: table.key.latestRun(from, to),
  condition: isRun(id),
  refusal: { name: 'proposal-superseded' },
});
const isRun = (run: RunId) => ({ expression: '#run = :run', names: { '#run': 'run' }, values: { ':run': run } });

/** Only while nobody moved the run on may lines and documents be proposed: a worker that was overtaken changes nothing. */
export const unmoved = (table: CouncilTable, run: Run): Write => ({
  op: 'check',
  key: table.key.run(run.id),
  condition: { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': run.version } },
  refusal: { name: 'changed-meanwhile' },
});

const remove = (key: Key): Write => ({ op: 'delete', key, refusal: { name: 'changed-meanwhile' } });

/** Takes away what an earlier try at a shard proposed, a document after its lines, so that it can be found until all of it is gone. */
export async function leftoverWrites(table: CouncilTable, run: RunId, shard: string): Promise<Write[]> {
  const documents = await table.all<RunDocument>(table.range.runDocuments(run, documentPrefix(run, shard)));
  const held = await table.all<HeldLine>(table.range.runHeld(run));
  const lines = await Promise.all(documents.map(({ document }) => table.all<DocumentLine>(table.range.documentLines(document))));
  return [
    ...documents.flatMap(({ document }, i) => [
      ...(lines[i] ?? []).map((line) => remove(table.key.documentLine(document, line.charge))),
      remove(table.key.runDocument(run, document)),
    ]),
    ...held.filter(({ payer }) => shardOf(payer) === shard).map(({ charge }) => remove(table.key.runHeld(run, charge))),
  ];
}

/** A document of a run at its next state, if it is in one of these now; a worker that comes late changes nothing. */
export const runDocumentWrite = (table: CouncilTable, summary: RunDocument, from: readonly RunDocument['state'][]): Write => ({
  op: 'put',
  key: table.key.runDocument(summary.run, summary.document),
  item: { type: 'run-document', ...summary },
  condition: {
    expression: `attribute_not_exists(pk) OR #state IN (${from.map((_, i) => `:s${i}`).join(', ')})`,
    names: { '#state': 'state' },
    values: Object.fromEntries(from.map((state, i) => [`:s${i}`, state])),
  },
  refusal: { name: 'changed-meanwhile' },
});
export const heldWrite = (table: CouncilTable, held: HeldLine): Write =>
  put(table.key.runHeld(held.run, held.charge), { type: 'held-line', ...held });
export const lineWrite = (table: CouncilTable, line: DocumentLine): Write =>
  put(table.key.documentLine(line.document, line.charge), { type: 'document-line', ...line });

/** Documents of a run in order, from after a document on. */
export async function runDocuments(table: CouncilTable, run: RunId, after: string | undefined, limit: number): Promise<RunDocument[]> {
  const all = table.range.runDocuments(run);
  const range = after ? { pk: all.pk, from: `DOC#${after}~`, to: 'DOC#~' } : all;
  return (await plainPage(table.page<RunDocument>(range, { limit }))).items;
}

/** The first lines a run held back, at most 200; the run knows how many there are. */
export const heldLines = async (table: CouncilTable, run: RunId): Promise<HeldLine[]> =>
  (await plainPage(table.page<HeldLine>(table.range.runHeld(run), { limit: 200 }))).items;
export const countHeld = async (table: CouncilTable, run: RunId): Promise<number> =>
  (await table.all<HeldLine>(table.range.runHeld(run))).length;

/** Only while its lines have not been looked at again may a line be held back: afterwards they are being claimed. */
export const unjudged = (table: CouncilTable, { run, document }: RunDocument): Write => ({
  op: 'check',
  key: table.key.runDocument(run, document),
  condition: { expression: 'attribute_not_exists(#judged)', names: { '#judged': 'judged' } },
  refusal: { name: 'changed-meanwhile' },
});

/** The lines that are part of a document; those lost to another run are left out. */
export async function linesOf(table: CouncilTable, document: DocumentId): Promise<DocumentLine[]> {
  const lines = await table.all<DocumentLine>(table.range.documentLines(document));
  return lines.filter((line) => !line.lost).map(plain);
}

export const getDocument = (table: CouncilTable, id: DocumentId): Promise<Document | undefined> =>
  plainly(table.get<Document>(table.key.document(id)));
export const createDocumentWrite = (table: CouncilTable, document: Document): Write =>
  create(
    table.key.document(document.id),
    {
      type: 'document',
      ...document,
      ...indexOf(table.council).document(document.organisation, document.rail, document.issuedOn, document.number),
    } as Item,
    'wrong-state',
    true,
  );

export const documentsOf = (table: CouncilTable, organisation: OrganisationId, after?: string): Promise<Page<Document>> =>
  plainPage(table.page<Document>(table.range.documentsOf(organisation), { limit: 25, descending: true, ...(after ? { after } : {}) }));
/** Invoices or recharges, newest first, under whatever prefix they were numbered. */
export const documentsByRail = (
  table: CouncilTable,
  rail: Rail,
  options: { after?: string | undefined; limit?: number } = {},
): Promise<Page<Document>> =>
  plainPage(
    table.page<Document>(table.range.documents(rail), {
      limit: options.limit ?? 25,
      descending: true,
      ...(options.after ? { after: options.after } : {}),
    }),
  );

type Unposted = { document: DocumentId; lines: number };
/** A recharge's mark that it waits to be posted: an item of its own, since the document never changes. */
export const unpostedWrite = (table: CouncilTable, document: Document): Write =>
  create(
    table.key.unposted(document.id),
    {
      type: 'unposted-recharge',
      document: document.id,
      lines: document.lineCount,
      grossPence: document.grossPence,
      ...indexOf(table.council).unpostedRecharge(document.organisation, document.issuedOn, document.number),
    },
    'wrong-state',
  );
/** That something is owed on an invoice: an item of its own, since the document never changes. What is owed is its account's head; this only says where to look. */
type Unpaid = { document: DocumentId; organisation: HolderId; number: string; issuedOn: CivilDate; dueOn: CivilDate };
export function unpaidWrite(table: CouncilTable, { id, organisation, number, issuedOn, dueOn = issuedOn }: Document): Write {
  const unpaid: Unpaid = { document: id, organisation, number, issuedOn, dueOn };
  const item = { type: 'unpaid-invoice', ...unpaid, ...indexOf(table.council).unpaidInvoice(organisation, dueOn, number) };
  return create(table.key.unpaid(id), item, 'wrong-state');
}
/** Nothing is owed on an invoice any more. */
export const paidWrite = (table: CouncilTable, document: DocumentId): Write => remove(table.key.unpaid(document));
/** Invoices of an organisation on which something is owed, the first to be due first. */
export const unpaidOf = (table: CouncilTable, organisation: OrganisationId, most: number): Promise<Page<Unpaid>> =>
  plainPage(table.page<Unpaid>(table.range.unpaidOf(organisation), { limit: most }));
/** Invoices of anybody that were due before a day. */
export const overdue = (table: CouncilTable, before: CivilDate, most: number): Promise<Page<Unpaid>> =>
  plainPage(table.page<Unpaid>(table.range.unpaid(before), { limit: most }));
/** Recharges of an organisation that the council has not posted yet. */
export const unpostedOf = (table: CouncilTable, organisation: OrganisationId, most: number): Promise<Page<{ grossPence: number }>> =>
  table.page(table.range.unpostedOf(organisation), { limit: most });

/** Which recharges wait to be posted, newest first, and how many lines each has. */
export const unpostedRecharges = (table: CouncilTable, limit: number, after?: string): Promise<Page<Unposted>> =>
  table.page<Unposted>(table.range.unpostedRecharges(), { limit, descending: true, ...(after ? { after } : {}) });

export const getJournalPosting = (table: CouncilTable, id: DocumentId): Promise<JournalPosting | undefined> =>
  plainly(table.get<JournalPosting>(table.key.documentPosting(id)));
/** Marks a recharge posted, once; it no longer waits. */
export const journalPostingWrites = (table: CouncilTable, posting: JournalPosting): Write[] => [
  create(table.key.documentPosting(posting.document), { type: 'journal-posting', ...posting }, 'already-posted'),
  remove(table.key.unposted(posting.document)),
];

type Series = { next: number };
/** The next free number of a series; the first is 1. */
export const nextNumber = async (table: CouncilTable, series: string): Promise<number> =>
  (await table.get<Series>(table.key.series(series)))?.next ?? 1;
/** Takes `count` numbers at once, if nobody took any since `next` was read. */
export const takeNumbersWrite = (table: CouncilTable, series: string, next: number, count: number): Write => ({
  op: 'put',
  key: table.key.series(series),
  item: { type: 'series', next: next + count },
  condition:
    next === 1
      ? { expression: 'attribute_not_exists(pk) OR #next = :next', names: { '#next': 'next' }, values: { ':next': next } }
      : { expression: '#next = :next', names: { '#next': 'next' }, values: { ':next': next } },
  refusal: { name: 'changed-meanwhile' },
});
