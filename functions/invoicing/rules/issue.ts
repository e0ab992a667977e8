// Issuing: what a document says, what the ledger takes for it, and how the printed page and the journal file are made from it. Pure.
import { addDays, type Instant, londonClock, timestamp } from '../../../shared/calendar.ts';
import type { Council } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { isTeam, prefixOf, urnOf } from '../../../shared/ids.ts';
import { account } from '../../../shared/ledger/chart.ts';
import { type Transfer, transfer } from '../../../shared/ledger/transfers.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import type { DocumentModel } from '../../documents/schema.ts';
import type { Document, DocumentLine, JournalPosting, Run, RunDocument } from '../schema.ts';
import type { Buyer } from './judge.ts';
import { vatSummaryOf } from './propose.ts';

/** A number of a series: the council's prefix and at least six digits, at most 18 characters, so that it fits a BACS reference. */
export const documentNumber = (prefix: string, n: number): string => `${prefix}${String(n).padStart(6, '0')}`;

export type IssueFacts = {
  run: Run;
  summary: Omit<RunDocument, 'fingerprint'>;
  lines: readonly DocumentLine[];
  council: Council;
  /** Who is billed. */
  payer: Buyer;
  pack: Pack;
  /** What whoever made the run and whoever committed it are called: a document says so in words, for good. */
  names: { preparedBy: string; approvedBy: string };
  now: Instant;
};

/** The document and its transfers, at the number the run took for it. Totals come from the surviving lines alone. */
export function decideIssue({ run, summary, lines, council, payer, pack, names, now }: IssueFacts): {
  document: Document;
  transfers: Transfer[];
} {
  const first = run.firstNumber?.[summary.rail];
  if (first === undefined || summary.index === undefined) throw new Error(`${summary.document} has no number`);
  if (run.committedBy === undefined) throw new Error(`${run.id} was not committed`);
  const vatSummary = vatSummaryOf(lines);
  const netPence = vatSummary.reduce((sum, row) => sum + row.netPence, 0);
  const vatPence = vatSummary.reduce((sum, row) => sum + row.vatPence, 0);
  const delivered = lines.map((line) => line.deliveredOn).sort();
  const [periodFrom, periodTo] = [delivered[0], delivered.at(-1)];
  if (!periodFrom || !periodTo) throw new Error(`${summary.document} has no lines`);
  const isInvoice = summary.rail === 'vat-invoice';
  const { name, addressLines, email, telephone, vatRegistrationNumber, bank } = council;
  const document: Document = {
    id: summary.document,
    kind: isInvoice ? 'vat-invoice' : 'journal-recharge',
    rail: summary.rail,
    number: documentNumber(pack.series[summary.rail], first + summary.index),
    organisation: summary.payer,
    run: run.id,
    issuedOn: run.issueOn,
    ...(isInvoice ? { dueOn: addDays(run.issueOn, pack.paymentTermsDays) } : {}),
    periodFrom,
    periodTo,
    supplier: { name, addressLines, email, telephone, vatRegistrationNumber, bank },
    customer: {
      name: payer.name,
      // A team of the council is at the council's own address.
      addressLines: isTeam(payer.id) ? council.addressLines : [...payer.addressLines, payer.postcode].filter(Boolean),
      ...(!isTeam(payer.id) && prefixOf(payer.id) === 'sch' ? { urn: urnOf(payer.id) } : {}),
    },
    purse: summary.purse,
    purchaseOrders: [...new Set(lines.flatMap((line) => line.purchaseOrder ?? []))].sort(),
    netPence,
    vatPence,
    grossPence: netPence + vatPence,
    vatSummary,
    lineCount: lines.length,
    paymentTermsDays: pack.paymentTermsDays,
    ...names,
    issuedAt: timestamp(now),
  };
  return { document, transfers: transfersOf(document, lines, now) };
}

/** One transfer per income code and VAT category, one more per category that bears VAT: income and VAT to the document's own account. */
function transfersOf(document: Document, lines: readonly DocumentLine[], now: Instant): Transfer[] {
  const incomes = new Map<string, { incomeCode: string; netPence: number }>();
  for (const { incomeCode, category, rateBasisPoints, netPence } of lines) {
    const name = `${incomeCode} ${category} ${rateBasisPoints}`;
    incomes.set(name, { incomeCode, netPence: (incomes.get(name)?.netPence ?? 0) + netPence });
  }
  const cause = { document: document.id };
  const name = document.id.slice('doc_'.length);
  const net = [...incomes.values()].map(({ incomeCode, netPence }, i) => {
    const details = { name: `${name}-net-${i}`, now, cause };
    return document.rail === 'journal'
      ? transfer('recharge-net', account('income', incomeCode), account('recharge', document.id), netPence, details)
      : transfer('invoice-net', account('income', incomeCode), account('debtor', document.id), netPence, details);
  });
  const taxed = document.vatSummary.filter((row) => row.vatPence > 0);
  const tax = taxed.map((row, i) =>
    transfer('invoice-vat', account('vat', `${row.category}${row.rateBasisPoints}`), account('debtor', document.id), row.vatPence, {
      name: `${name}-vat-${i}`,
      now,
      cause,
    }),
  );
  return [...net, ...tax];
}

/** Marks a recharge as posted in the council's ledger: its account is emptied into it. Refuses `not-a-recharge`, `already-posted`. */
export function decidePosting(facts: { document: Document; posted: JournalPosting | undefined; now: Instant }): Decision<Transfer> {
  const { document, now } = facts;
  if (document.kind !== 'journal-recharge') return refuse('not-a-recharge');
  if (facts.posted) return refuse('already-posted', `${document.number} was posted as ${facts.posted.councilReference}.`);
  return accept(
    transfer('recharge-posted', account('recharge', document.id), account('council-ledger'), document.grossPence, {
      name: `${document.id.slice('doc_'.length)}-posted`,
      now,
      cause: { document: document.id },
    }),
  );
}

/** Half-days of the same visit day, officer, price and tax point as one printed line: the officer’s work on a visit is told beside it, by its own title. */
export function printedLines(lines: readonly DocumentLine[]): (DocumentLine & { halfDays: number })[] {
  const merged = new Map<string, DocumentLine>();
  for (const line of lines) {
    const name = [
      line.booking,
      line.deliveredOn,
      line.unitPricePence,
      line.taxPoint,
      line.category,
      line.rateBasisPoints,
      line.school,
      line.serviceTitle,
      line.officerName ?? '',
      // Each fee is told by the visit it is for.
      line.feeBasisPoints === undefined ? '' : line.charge,
      line.sharedPence === undefined ? '' : 'share',
      line.instalmentOfPence === undefined ? '' : line.charge,
    ].join(' ');
    const known = merged.get(name);
    merged.set(name, known ? together(known, line) : line);
  }
  return [...merged.values()].sort((a, b) => (`${a.deliveredOn} ${a.charge}` < `${b.deliveredOn} ${b.charge}` ? -1 : 1));
}

const together = (known: DocumentLine, line: DocumentLine): DocumentLine => ({
  ...known,
  halfDays: known.halfDays + line.halfDays,
  ...(known.sharedPence === undefined ? {} : { sharedPence: known.sharedPence + (line.sharedPence ?? 0) }),
  netPence: known.netPence + line.netPence,
});

/** Codes in the room the page has for them; the journal file holds each with its amount. */
function codesText(of: readonly string[], most: number): string {
  const codes = [...new Set(of)].sort();
  const whole = codes.join(', ');
  if (whole.length <= most) return whole;
  const shortened = codes.map((_, i) => `${codes.slice(0, i).join(', ')} and ${codes.length - i} more`);
  return shortened.slice(1).findLast((text) => text.length <= most) ?? `${codes.length} codes`;
}

/** The model that the documents function turns into a PDF. */
export function modelOf(document: Document, lines: readonly DocumentLine[], payOnlineUrl: string | undefined): DocumentModel {
  const printed = printedLines(lines);
  const { bank, name, addressLines, email, telephone, vatRegistrationNumber } = document.supplier;
  const common = {
    number: document.number,
    issuedOn: document.issuedOn,
    supplier: { name, addressLines, email, telephone, vatRegistrationNumber },
    customer: document.customer,
    purchaseOrders: document.purchaseOrders,
    periodFrom: document.periodFrom,
    periodTo: document.periodTo,
    lines: printed.map((line) => ({
      description: line.serviceTitle,
      ...(line.school === document.organisation ? {} : { school: line.schoolName }),
      deliveredOn: line.deliveredOn,
      ...(document.rail === 'vat-invoice' ? { taxPoint: line.taxPoint } : {}),
      quantityHalfDays: line.halfDays,
      unitPricePence: line.unitPricePence,
      ...(line.feeBasisPoints === undefined ? {} : { feeBasisPoints: line.feeBasisPoints }),
      ...(line.sharedPence === undefined ? {} : { sharedPence: line.sharedPence }),
      ...(line.instalmentOfPence === undefined ? {} : { instalmentOfPence: line.instalmentOfPence }),
      netPence: line.netPence,
      vatCategory: line.category,
      vatRateBasisPoints: line.rateBasisPoints,
      bookingReference: line.booking,
      ...(line.officerName ? { officer: line.officerName } : {}),
      ...(line.purchaseOrder ? { purchaseOrder: line.purchaseOrder } : {}),
    })),
    vatSummary: document.vatSummary,
    netPence: document.netPence,
    vatPence: document.vatPence,
    grossPence: document.grossPence,
  };
  if (document.kind === 'journal-recharge') {
    return {
      ...common,
      kind: 'journal-recharge',
      journal: {
        cfrCode: codesText(
          lines.map((line) => line.cfrCode),
          20,
        ),
        incomeCode: codesText(
          lines.map((line) => line.incomeCode),
          40,
        ),
        preparedBy: document.preparedBy,
        approvedBy: document.approvedBy,
      },
    };
  }
  return {
    ...common,
    kind: 'vat-invoice',
    dueOn: document.dueOn ?? document.issuedOn,
    payment: {
      terms: `Payment is due within ${document.paymentTermsDays} days of the date of issue.`,
      bankAccount: bank,
      reference: document.number,
      ...(payOnlineUrl ? { payOnlineUrl } : {}),
    },
  };
}

/** Text for a finance system's file: a spreadsheet would run what begins with = + - or @, so such text is refused a meaning with an apostrophe. */
const plainText = (text: string) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

export const journalColumns = [
  'journal',
  'issued_on',
  'period_from',
  'period_to',
  'urn',
  'school',
  'side',
  'code',
  'amount_pence',
  'amount',
  'cost_centre',
  'purchase_orders',
  'bookings',
  'prepared_by',
  'approved_by',
  'posted_as',
  'posted_at',
] as const;

/** What a journal is made of, and whether the council has posted it. */
export type Journal = { document: Document; lines: readonly DocumentLine[]; posting: JournalPosting | undefined };

/**
 * A recharge as journal rows: the school's CFR codes debited, the service's income codes credited; the rows of one journal sum to zero. A list in a cell
 * is joined by semicolons. The cost centre is the council's own and is not kept here: the column waits for it.
 */
export function journalRows({ document, lines, posting }: Journal, pounds: (pence: number) => string): string[][] {
  const sums = (codeOf: (line: DocumentLine) => string) => {
    const found = new Map<string, number>();
    for (const line of lines) found.set(codeOf(line), (found.get(codeOf(line)) ?? 0) + line.netPence);
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  };
  const bookings = [...new Set(lines.map((line) => line.booking))].join('; ');
  const posted = posting && londonClock(Date.parse(posting.postedAt));
  const row = (side: 'debit' | 'credit', code: string, pence: number) => [
    document.number,
    document.issuedOn,
    document.periodFrom,
    document.periodTo,
    document.customer.urn ?? '',
    plainText(document.customer.name),
    side,
    plainText(code),
    String(pence),
    pounds(pence),
    '',
    plainText(document.purchaseOrders.join('; ')),
    bookings,
    plainText(document.preparedBy),
    plainText(document.approvedBy),
    plainText(posting?.councilReference ?? ''),
    posted ? `${posted.date} ${posted.time}` : '',
  ];
  return [
    ...sums((line) => line.cfrCode).map(([code, pence]) => row('debit', code, pence)),
    ...sums((line) => line.incomeCode).map(([code, pence]) => row('credit', code, -pence)),
  ];
}
