// What a billing run would issue: unclaimed charges grouped into documents, each line with its tax point and VAT, and the lines held back with the reason. Pure.
import { addDays, type CivilDate, daysBetween } from '../../../shared/calendar.ts';
import { type DocumentId, isTeam } from '../../../shared/ids.ts';
import { vat } from '../../../shared/money.ts';
import type { Rail, Treatment } from '../../../shared/policy/schema.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import { type DocumentLine, documentPrefix, type Earlier, type HeldLine, type Run, type RunDocument, type VatSummary } from '../schema.ts';
import { proposedText } from './changes.ts';
import { type Billed, hold, type Judged, judge, treatmentText } from './judge.ts';

/** A document's last write issues it with one transfer per income code and VAT category, and prints every purchase order: it is split before it grows past these. */
export const mostTransfers = 40;
export const mostOrders = 20;
export const mostLines = 500;

type ProposalFacts = Judged & {
  shard: string;
  /** Charges of the period that no run has claimed. */
  charges: readonly Charge[];
};

/** How far before its first day a run looks for charges that nobody has billed. */
const lookBackDays = 366;
/** The first day a run looks at: a year before its period, and never before the ledger begins. */
export function firstDayLookedAt(from: CivilDate, ledgerFrom: string): CivilDate {
  const yearBefore = addDays(from, -lookBackDays);
  if (yearBefore >= ledgerFrom) return yearBefore;
  return ledgerFrom < from ? (ledgerFrom as CivilDate) : from;
}

/** Charges of the period, and what those before it come to. */
export function fromDay(charges: readonly Charge[], from: CivilDate): { charges: Charge[]; earlier: Earlier } {
  const before = charges.filter(({ deliveredOn }) => deliveredOn < from);
  return {
    charges: charges.filter(({ deliveredOn }) => deliveredOn >= from),
    earlier: { lines: before.length, netPence: before.reduce((sum, { netPence }) => sum + netPence, 0) },
  };
}

/** A dry run waits for one day only: tax points depend on the day of issue. */
export const isOutOfDate = (run: Pick<Run, 'issueOn' | 'committedBy'>, today: CivilDate): boolean =>
  !run.committedBy && run.issueOn < today;

/** A VAT invoice is due within thirty days of the tax point (VAT Regulations 1995 reg.13(5)); what is not taxable needs none. */
export const isLate = ({ category, taxPoint }: Pick<DocumentLine, 'category' | 'taxPoint'>, issueOn: CivilDate): boolean =>
  (category === 'S' || category === 'Z') && daysBetween(taxPoint, issueOn) > 30;

/** A document as it is proposed: its fingerprint is made of the text, at the edge. */
type Proposed = { summary: Omit<RunDocument, 'fingerprint'>; text: string; lines: DocumentLine[] };
export type Proposal = { documents: Proposed[]; held: HeldLine[] };

/** Proposes documents for one shard of payers. The same charges always give the same documents under the same ids. */
export function proposeDocuments(facts: ProposalFacts): Proposal {
  const held: HeldLine[] = [];
  const groups = new Map<string, Part>();
  const inOrder = [...facts.charges].sort((a, b) =>
    `${a.payer} ${a.deliveredOn} ${a.id}` < `${b.payer} ${b.deliveredOn} ${b.id}` ? -1 : 1,
  );
  for (const charge of inOrder) {
    const judgement = judge(facts, charge);
    if ('why' in judgement) {
      held.push(hold(facts, charge, judgement));
      continue;
    }
    const { treatment, buyer, purse } = judgement;
    // A document outside the scope of VAT cannot carry any other category (EN 16931 BR-O-11), so it stands alone.
    const name = [buyer.id, purse, treatment.rail, treatment.category === 'O' ? 'O' : 'taxed'].join(' ');
    const group = groups.get(name) ?? [];
    if (group.length === 0) groups.set(name, group);
    group.push({ charge, ...judgement });
  }
  const documents: Proposal['documents'] = [];
  for (const name of [...groups.keys()].sort()) {
    for (const part of split(groups.get(name) ?? [])) documents.push(documentOf(facts, part, documents.length));
  }
  return { documents, held };
}

type Part = ({ charge: Charge } & Billed)[];

function split(lines: Part): Part[] {
  const parts: Part[] = [];
  let part: Part = [];
  let kinds = new Set<string>();
  let orders = new Set<string>();
  for (const line of lines) {
    const kind = `${line.charge.incomeCode} ${line.treatment.category} ${line.treatment.rateBasisPoints}`;
    const order = line.charge.purchaseOrder ?? '';
    // VAT takes a transfer of its own for each category, so income may take half of them.
    const full =
      part.length >= mostLines ||
      (!kinds.has(kind) && kinds.size >= mostTransfers / 2) ||
      (!orders.has(order) && orders.size >= mostOrders);
    if (full) {
      parts.push(part);
      part = [];
      kinds = new Set();
      orders = new Set();
    }
    part.push(line);
    kinds.add(kind);
    orders.add(order);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function documentOf(facts: ProposalFacts, part: Part, n: number): Proposed {
  const document = `${documentPrefix(facts.run, facts.shard)}${String(n).padStart(5, '0')}` as DocumentId;
  const lines = part.map(({ charge, taxPoint, treatment }) => lineOf(document, charge, taxPoint, treatment));
  const first = part[0];
  if (!first) throw new Error('a document has at least one line');
  const { buyer, treatment, purse } = first;
  const { netPence, vatPence } = totals(lines);
  const summary: Proposed['summary'] = {
    run: facts.run,
    document,
    rail: treatment.rail,
    payer: buyer.id,
    payerName: buyer.name,
    purse,
    why: `${isTeam(buyer.id) ? 'Paid from a team’s budget' : purse === 'delegated-budget' ? 'Paid from the delegated budget' : 'Paid from own funds'}: ${treatmentText(treatment)}.`,
    lines: lines.length,
    netPence,
    vatPence,
    state: 'proposed',
  };
  return { summary, text: proposedText(summary, buyer, lines), lines };
}

function lineOf(document: DocumentId, charge: Charge, taxPoint: CivilDate, treatment: Treatment): DocumentLine {
  const {
    id,
    payer,
    transfer,
    booking,
    visit,
    school,
    schoolName,
    serviceTitle,
    officerName,
    deliveredOn,
    half,
    halfDays,
    unitPricePence,
    netPence,
    incomeCode,
    cfrCode,
    purchaseOrder,
    policy,
    fee,
    instalment,
    share,
  } = charge;
  return {
    document,
    charge: id,
    payer,
    transfer,
    booking,
    visit,
    school,
    schoolName,
    serviceTitle,
    officerName,
    deliveredOn,
    half,
    taxPoint,
    halfDays,
    unitPricePence,
    ...(fee ? { feeBasisPoints: fee.basisPoints } : {}),
    ...(instalment ? { instalmentOfPence: instalment.yearPence } : {}),
    ...(share ? { sharedPence: share.ofPence } : {}),
    netPence,
    category: treatment.category,
    rateBasisPoints: treatment.rateBasisPoints,
    incomeCode,
    cfrCode,
    ...(purchaseOrder ? { purchaseOrder } : {}),
    policy,
  };
}

/** VAT by category and rate, each rounded once, half-up (VATREC12030; also EN 16931 BR-CO-17). */
export function vatSummaryOf(lines: readonly Pick<DocumentLine, 'netPence' | 'category' | 'rateBasisPoints'>[]): VatSummary[] {
  const rows = new Map<string, VatSummary>();
  for (const { netPence, category, rateBasisPoints } of lines) {
    const name = `${category} ${rateBasisPoints}`;
    const row = rows.get(name) ?? { category, rateBasisPoints, netPence: 0, vatPence: 0 };
    row.netPence += netPence;
    rows.set(name, row);
  }
  return [...rows.values()]
    .sort((a, b) => (a.category < b.category ? -1 : a.category > b.category ? 1 : b.rateBasisPoints - a.rateBasisPoints))
    .map((row) => ({ ...row, vatPence: vat(row.netPence, row.rateBasisPoints) }));
}

/** Net and VAT of lines in pence: VAT is rounded once for each category and rate, and not line by line. */
export function totals(lines: readonly Pick<DocumentLine, 'netPence' | 'category' | 'rateBasisPoints'>[]): {
  netPence: number;
  vatPence: number;
} {
  const summary = vatSummaryOf(lines);
  return { netPence: summary.reduce((sum, row) => sum + row.netPence, 0), vatPence: summary.reduce((sum, row) => sum + row.vatPence, 0) };
}

export const railText = (rail: Rail): string => (rail === 'journal' ? 'Journal recharge' : 'VAT invoice');
