// What a billing run would issue: unclaimed charges grouped into documents, each line with its tax point and VAT, and the lines held back with the reason. Pure.
import { addDays, type CivilDate, dateText, daysBetween } from '../../../shared/calendar.ts';
import type { ChargeId, DocumentId, OrganisationId, RunId } from '../../../shared/ids.ts';
import { vat } from '../../../shared/money.ts';
import { taxPointOf, treatmentFor } from '../../../shared/policy/rules.ts';
import type { Pack, Purse, Rail, Treatment } from '../../../shared/policy/schema.ts';
import type { Charge } from '../../bookings/schema.ts';
import { kindOfBuyerOn, type Succeeded, standingFor } from '../../schools/rules/buyers.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import type { Consent } from '../schema/consent.ts';
import { type DocumentLine, documentPrefix, type Earlier, type HeldLine, type Run, type RunDocument, type VatSummary } from '../schema.ts';
import { sameTreatment } from './consent.ts';

/** A document's last write issues it with one transfer per income code and VAT category, and prints every purchase order: it is split before it grows past these. */
export const mostTransfers = 40;
export const mostOrders = 20;
export const mostLines = 500;

export type ProposalFacts = {
  run: RunId;
  shard: string;
  issueOn: CivilDate;
  councilLaCode: number;
  pack: Pack;
  /** Those who were to pay, and those who followed them. */
  organisations: ReadonlyMap<OrganisationId, Organisation>;
  successions: ReadonlyMap<OrganisationId, readonly Succeeded[]>;
  /** What buyers said of lines that changed. */
  consents: ReadonlyMap<ChargeId, Consent>;
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

export type Proposal = { documents: { summary: RunDocument; lines: DocumentLine[] }[]; held: HeldLine[] };

type Now = { taxPoint: CivilDate; treatment: Treatment | undefined; purse: Purse };

/** The treatment at the tax point (by sector, purse, service and date), or undefined when the council's table has no such sale. */
function treatmentNow(facts: Judged, buyer: Organisation, charge: Charge): Now {
  const at = (date: CivilDate): Omit<Now, 'taxPoint'> => {
    const kind = kindOfBuyerOn(buyer, facts.councilLaCode, date);
    const sold = (purse: Purse) => treatmentFor(facts.pack, { buyer: kind, purse, vatClass: charge.vatClass, taxPoint: date });
    // Whoever left the council has no delegated budget any more: what was to come from it comes from its own funds.
    const treatment = sold(charge.purse);
    return treatment ? { treatment, purse: charge.purse } : { treatment: sold('own-funds'), purse: 'own-funds' };
  };
  const performed = at(charge.deliveredOn);
  if (performed.treatment?.rail === 'journal') {
    // A recharge within the council is no supply and has no tax point but the day of the visit. But once the school has left the council there is no
    // budget here to charge: it is judged as it stands on the day of issue, and held for its consent whether that comes within fourteen days or later.
    const issued = at(facts.issueOn);
    return issued.treatment?.rail === 'journal' ? { taxPoint: charge.deliveredOn, ...performed } : { taxPoint: facts.issueOn, ...issued };
  }
  const taxPoint = taxPointOf(charge.deliveredOn, facts.issueOn);
  return { taxPoint, ...at(taxPoint) };
}

const treatmentText = (treatment: Treatment | undefined) =>
  !treatment
    ? 'no treatment in the council’s VAT table'
    : treatment.rail === 'journal'
      ? 'a journal recharge without VAT'
      : `a VAT invoice, category ${treatment.category} at ${treatment.rateBasisPoints / 100}%`;

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

type Judged = Omit<ProposalFacts, 'shard' | 'charges'>;
type Held = { why: string; now?: Treatment; buyers?: OrganisationId[] };

type As = Pick<RunDocument, 'payer' | 'purse' | 'rail'>;

/**
 * A proposed charge that is no longer billed as it was quoted, or no longer to whom and as what its document was proposed, with the reason: the
 * proposal's own rule, at the moment of the commitment.
 */
export function heldNow(facts: Judged, charge: Charge, proposed: As): HeldLine | undefined {
  const judgement = judge(facts, charge);
  if ('why' in judgement) return hold(facts, charge, judgement);
  const { buyer, purse, treatment } = judgement;
  if (buyer.id === proposed.payer && purse === proposed.purse && treatment.rail === proposed.rail) return undefined;
  return hold(facts, charge, {
    why: `Since the dry run it has come to be billed otherwise, to ${buyer.name}. Make a new dry run to bill it.`,
  });
}

type Billed = { buyer: Organisation; taxPoint: CivilDate; treatment: Treatment; purse: Purse };

/**
 * How a charge is billed, or why it is held back. It is billed to whoever stood in the payer's place on the day of the visit: a visit before a conversion
 * stays with the school that had it. Another treatment than the one quoted needs the buyer's consent to exactly that.
 */
function judge(facts: Judged, charge: Charge): Billed | Held {
  const buyers = standingFor(charge.payer, facts.successions, charge.deliveredOn);
  const consent = facts.consents.get(charge.id);
  const agreed = consent?.state === 'agreed' && buyers.includes(consent.buyer) ? consent : undefined;
  const buyer = facts.organisations.get(agreed?.buyer ?? buyers[0] ?? charge.payer);
  if (!buyer) return { why: 'Who is to pay is not in the register of schools. Import the register again, then make a new dry run.' };
  const where = [...buyer.addressLines, buyer.postcode].some((line) => line !== '');
  if (!where) return { why: 'There is no address on record for the payer, and the document must print one.' };
  const { taxPoint, treatment, purse } = treatmentNow(facts, buyer, charge);
  const asQuoted = treatment !== undefined && sameTreatment(treatment, charge.quoted) && buyers.length === 1;
  const asAgreed = treatment !== undefined && agreed !== undefined && sameTreatment(treatment, agreed.treatment);
  if (treatment && (asQuoted || asAgreed)) return { buyer, taxPoint, treatment, purse };
  const names = buyers.map((id) => facts.organisations.get(id)?.name ?? id).join(' or ');
  const declined = consent?.state === 'declined' ? ` ${names} does not agree: ${consent.reason ?? 'no reason given'}.` : '';
  const why = `It was quoted as ${treatmentText(charge.quoted)}; billed now, for ${dateText(taxPoint)}, it would be ${treatmentText(treatment)}. ${names} has to agree before it is billed.${declined}`;
  return { why, ...(treatment ? { now: treatment, buyers } : {}) };
}

/** A charge that waits for a buyer's consent: the treatment it would have as theirs. */
export function waitingFor(facts: Judged, charge: Charge, buyer: OrganisationId): Treatment | undefined {
  const judgement = judge(facts, charge);
  if (!('why' in judgement) || !judgement.buyers?.includes(buyer)) return undefined;
  const organisation = facts.organisations.get(buyer);
  return organisation && treatmentNow(facts, organisation, charge).treatment;
}

function hold(facts: Judged, charge: Charge, { why, now, buyers = [charge.payer] }: Held): HeldLine {
  return {
    run: facts.run,
    charge: charge.id,
    payer: charge.payer,
    buyers,
    booking: charge.booking,
    schoolName: charge.schoolName,
    serviceTitle: charge.serviceTitle,
    deliveredOn: charge.deliveredOn,
    netPence: charge.netPence,
    quoted: charge.quoted,
    now: now ?? null,
    why,
  };
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

function documentOf(facts: ProposalFacts, part: Part, n: number): Proposal['documents'][number] {
  const document = `${documentPrefix(facts.run, facts.shard)}${String(n).padStart(5, '0')}` as DocumentId;
  const lines = part.map(({ charge, taxPoint, treatment }) => lineOf(document, charge, taxPoint, treatment));
  const first = part[0];
  if (!first) throw new Error('a document has at least one line');
  const { buyer, treatment, purse } = first;
  const { netPence, vatPence } = totals(lines);
  const summary: RunDocument = {
    run: facts.run,
    document,
    rail: treatment.rail,
    payer: buyer.id,
    payerName: buyer.name,
    purse,
    why: `${purse === 'delegated-budget' ? 'Paid from the delegated budget' : 'Paid from own funds'}: ${treatmentText(treatment)}.`,
    lines: lines.length,
    netPence,
    vatPence,
    state: 'proposed',
  };
  return { summary, lines };
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
    halfDays,
    unitPricePence,
    netPence,
    incomeCode,
    cfrCode,
    purchaseOrder,
    policy,
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
    taxPoint,
    halfDays,
    unitPricePence,
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

export function totals(lines: readonly Pick<DocumentLine, 'netPence' | 'category' | 'rateBasisPoints'>[]): {
  netPence: number;
  vatPence: number;
} {
  const summary = vatSummaryOf(lines);
  return { netPence: summary.reduce((sum, row) => sum + row.netPence, 0), vatPence: summary.reduce((sum, row) => sum + row.vatPence, 0) };
}

export const railText = (rail: Rail): string => (rail === 'journal' ? 'Journal recharge' : 'VAT invoice');
