// What the page says, decided here in full: every date, amount and label arrives at the template as finished text,
// so the template holds layout and nothing else.
import { type CivilDate, dateText } from '../../shared/calendar.ts';
import { formatPence } from '../../shared/money.ts';
import {
  type DocumentLine,
  type DocumentModel,
  type JournalRecharge,
  rechargeNotice,
  type VatInvoice,
  type VatSummaryLine,
} from './schema.ts';

type Labelled = [label: string, value: string];

/** A table the template draws as given: `wide` columns take the room that is left, `right` ones align their figures. */
export interface PrintedTable {
  columns: { heading: string; fit: 'wide' | 'left' | 'right' }[];
  rows: { cells: string[]; note: string }[];
}

export interface PrintedDocument {
  title: string;
  heading: string;
  notice: string;
  supplier: { name: string; address: string[]; contact: string[] };
  customer: { heading: string; name: string; address: string[] };
  particulars: Labelled[];
  orders: string;
  total: { label: string; amount: string; note: string };
  linesHeading: string;
  lines: PrintedTable;
  vat: { heading: string; table: PrintedTable } | null;
  sums: Labelled[];
  closing: { heading: string; facts: Labelled[]; words: string; link: { url: string; label: string } | null };
  footer: string;
}

/** No-break space: a date never breaks over two lines. */
const bound = '\u00a0';

const longDate = (date: CivilDate): string => dateText(date).replaceAll(' ', bound);
/** 24 Nov 2026, with three letters for every month: the locale's own short form writes four for September. */
export function shortDate(date: CivilDate): string {
  const [day, month = '', year] = dateText(date).split(' ');
  return [day, month.slice(0, 3), year].join(bound);
}

/** How much of it a line charges for: days, or the share of them that a fee is. */
const quantity = ({ quantityHalfDays, feeBasisPoints, sharedPence, instalmentOfPence }: DocumentModel['lines'][number]): string => {
  if (instalmentOfPence !== undefined) return '–';
  const whole = feeBasisPoints === undefined ? days(quantityHalfDays) : `${feeBasisPoints / 100}% of ${days(quantityHalfDays)}`;
  return sharedPence === undefined ? whole : `Share of ${whole}`;
};

/** An instalment is no number of days, and has no rate. */
const dayRate = ({ unitPricePence, instalmentOfPence }: DocumentModel['lines'][number]): string =>
  instalmentOfPence === undefined ? formatPence(unitPricePence) : '–';

/** A fee and an instalment fall due on their date: nothing is delivered for them then, and an invoice does not say that it was. */
const allDelivered = (lines: DocumentModel['lines']): boolean =>
  lines.every(({ feeBasisPoints, instalmentOfPence }) => feeBasisPoints === undefined && instalmentOfPence === undefined);
const linesHeading = (lines: DocumentModel['lines']) => (allDelivered(lines) ? 'Services delivered' : 'What is charged');
const dateHeading = (lines: DocumentModel['lines']) => (allDelivered(lines) ? 'Delivered' : 'Date');

/** 3 half-days → 1.5: always one decimal place, so that a column of them lines up. */
export function days(halfDays: number): string {
  return `${Math.trunc(halfDays / 2)}.${halfDays % 2 === 0 ? '0' : '5'}`;
}

/** 2000 → 20%, 1750 → 17.5%. */
export function percentage(basisPoints: number): string {
  const digits = String(basisPoints).padStart(3, '0');
  const hundredths = digits.slice(-2).replace(/0+$/, '');
  return `${digits.slice(0, -2)}${hundredths ? `.${hundredths}` : ''}%`;
}

/** Exempt and zero-rated lines must be told apart from each other and from the rest (reg.14(1)(h)). */
function rate(category: DocumentLine['vatCategory'], basisPoints: number): string {
  return { S: percentage(basisPoints), E: 'Exempt', Z: '0%', O: 'Outside scope' }[category];
}
function rateInWords(entry: VatSummaryLine): string {
  return { S: percentage(entry.rateBasisPoints), E: 'Exempt', Z: 'Zero rate, 0%', O: 'Outside the scope' }[entry.category];
}

export const present = (...entries: (string | false | undefined)[]): string[] => entries.filter((entry) => typeof entry === 'string');

function noteOf(line: DocumentLine): string {
  const order = line.purchaseOrder && `Order${bound}${line.purchaseOrder}`;
  const share = line.sharedPence !== undefined && `A share of ${formatPence(line.sharedPence)}`;
  const { instalmentOfPence } = line;
  const year = instalmentOfPence !== undefined && instalmentOfPence !== line.netPence && `Part of ${formatPence(instalmentOfPence)}`;
  const from = `${instalmentOfPence === undefined ? 'Booking' : 'Agreement'}${bound}${line.bookingReference}`;
  return present(share, year, line.school, line.officer, from, order).join(' · ');
}

function supplierOf(model: DocumentModel): PrintedDocument['supplier'] {
  const registration = model.kind === 'vat-invoice' && model.supplier.vatRegistrationNumber;
  return {
    name: model.supplier.name,
    address: model.supplier.addressLines,
    contact: present(model.supplier.email, model.supplier.telephone, registration && `VAT registration number ${registration}`),
  };
}

function customerOf(model: DocumentModel, heading: string): PrintedDocument['customer'] {
  const urn = model.customer.urn && `URN ${model.customer.urn}`;
  return { heading, name: model.customer.name, address: present(...model.customer.addressLines, urn) };
}

const periodOf = ({ periodFrom: from, periodTo: to }: DocumentModel): Labelled => [
  'Period',
  from === to ? shortDate(from) : `${shortDate(from)} to ${shortDate(to)}`,
];
/** Up to two order numbers stand among the particulars; more of them take a line of their own. */
function ordersOf(model: DocumentModel): { particulars: Labelled[]; orders: string } {
  const numbers = model.purchaseOrders.join(', ');
  if (model.purchaseOrders.length === 0) return { particulars: [], orders: '' };
  if (model.purchaseOrders.length > 2) return { particulars: [], orders: `Your purchase orders: ${numbers}` };
  return { particulars: [[model.purchaseOrders.length === 1 ? 'Your purchase order' : 'Your purchase orders', numbers]], orders: '' };
}

/** What the lines charge for, each with its own tax point and rate, as a VAT invoice has to show them (reg.14(1)). */
const invoiceLines = (lines: DocumentModel['lines']): PrintedTable => ({
  columns: [
    { heading: 'Description', fit: 'wide' },
    { heading: dateHeading(lines), fit: 'left' },
    { heading: 'Tax point', fit: 'left' },
    { heading: 'Days', fit: 'right' },
    { heading: `Day${bound}rate`, fit: 'right' },
    { heading: 'VAT', fit: 'right' },
    { heading: 'Net', fit: 'right' },
  ],
  rows: lines.map((line) => ({
    cells: [
      line.description,
      shortDate(line.deliveredOn),
      shortDate(line.taxPoint ?? line.deliveredOn),
      quantity(line),
      dayRate(line),
      rate(line.vatCategory, line.vatRateBasisPoints),
      formatPence(line.netPence),
    ],
    note: noteOf(line),
  })),
});

const vatTable = (summary: VatInvoice['vatSummary']): PrintedTable => ({
  columns: [
    { heading: 'Rate', fit: 'wide' },
    { heading: 'Net', fit: 'right' },
    { heading: 'VAT', fit: 'right' },
  ],
  rows: summary.map((entry) => ({
    cells: [rateInWords(entry), formatPence(entry.netPence), formatPence(entry.vatPence)],
    note: '',
  })),
});

const howToPay = ({ bankAccount, reference, terms, payOnlineUrl }: VatInvoice['payment']): PrintedDocument['closing'] => ({
  heading: 'How to pay',
  facts: [
    ['Account name', bankAccount.accountName],
    ['Sort code', bankAccount.sortCode],
    ['Account number', bankAccount.accountNumber],
    ['Payment reference', reference],
  ],
  words: terms,
  link: payOnlineUrl ? { url: payOnlineUrl, label: 'Pay this invoice online by card' } : null,
});

function printedInvoice(model: VatInvoice): PrintedDocument {
  // Where every line lies outside the scope of VAT the paper is an invoice, and may not call itself a VAT invoice.
  const chargesVat = model.lines.some((entry) => entry.vatCategory !== 'O');
  const heading = chargesVat ? 'VAT invoice' : 'Invoice';
  const { particulars, orders } = ordersOf(model);
  return {
    title: `${heading} ${model.number}`,
    heading,
    notice: chargesVat ? '' : 'This is not a VAT invoice. What it charges for is outside the scope of VAT.',
    supplier: supplierOf(model),
    customer: customerOf(model, 'Invoice to'),
    particulars: [
      ['Invoice number', model.number],
      ['Date of issue', longDate(model.issuedOn)],
      ['Payment due by', longDate(model.dueOn)],
      ...particulars,
      periodOf(model),
    ],
    orders,
    total: { label: 'Total to pay', amount: formatPence(model.grossPence), note: `Please pay by ${longDate(model.dueOn)}` },
    linesHeading: linesHeading(model.lines),
    lines: invoiceLines(model.lines),
    vat: { heading: 'VAT summary', table: vatTable(model.vatSummary) },
    sums: [
      ['Total excluding VAT', formatPence(model.netPence)],
      ['Total VAT', formatPence(model.vatPence)],
      ['Total to pay', formatPence(model.grossPence)],
    ],
    closing: howToPay(model.payment),
    footer: model.supplier.name,
  };
}

const rechargeLines = (lines: DocumentModel['lines']): PrintedTable => ({
  columns: [
    { heading: 'Description', fit: 'wide' },
    { heading: dateHeading(lines), fit: 'left' },
    { heading: 'Days', fit: 'right' },
    { heading: `Day${bound}rate`, fit: 'right' },
    { heading: 'Amount', fit: 'right' },
  ],
  rows: lines.map((line) => ({
    cells: [line.description, shortDate(line.deliveredOn), quantity(line), dayRate(line), formatPence(line.netPence)],
    note: noteOf(line),
  })),
});

function printedRecharge(model: JournalRecharge): PrintedDocument {
  const { particulars, orders } = ordersOf(model);
  const { costCentre, cfrCode, incomeCode, preparedBy, approvedBy } = model.journal;
  const optional = (label: string, value: string | undefined): Labelled[] => (value ? [[label, value]] : []);
  return {
    title: `Internal recharge ${model.number}`,
    heading: 'Internal recharge',
    notice: rechargeNotice,
    supplier: supplierOf(model),
    customer: customerOf(model, 'Recharged to'),
    particulars: [['Journal number', model.number], ['Date of issue', longDate(model.issuedOn)], ...particulars, periodOf(model)],
    orders,
    total: { label: 'Total recharged', amount: formatPence(model.grossPence), note: 'Nothing to pay: posted by journal' },
    linesHeading: linesHeading(model.lines),
    lines: rechargeLines(model.lines),
    vat: null,
    sums: [['Total recharged', formatPence(model.grossPence)]],
    closing: {
      heading: 'Journal',
      facts: [
        ...optional('Cost centre charged', costCentre),
        ['CFR code', cfrCode],
        ['Income code credited', incomeCode],
        ['Amount', formatPence(model.grossPence)],
        ['Prepared by', preparedBy],
        ...optional('Approved by', approvedBy),
      ],
      words: '',
      link: null,
    },
    footer: model.supplier.name,
  };
}

/** The document as printed text, in the order it is read. */
export function printed(model: DocumentModel): PrintedDocument {
  return model.kind === 'vat-invoice' ? printedInvoice(model) : printedRecharge(model);
}

/** Latin, Greek, Cyrillic, their accents, punctuation and currency signs: what Noto Sans holds and the page can print. */
const unprintable =
  /[^\u0020-\u007e\u00a0-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1\u03f0-\u0529\u1e00-\u1eff\u2010-\u2015\u2018-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20a0-\u20bf\u2116\u2122]/gu;

/**
 * The text in the characters the font has, with ? for any other. An invoice must print even if somebody's order number
 * holds an emoji: its number is taken by then, and the exporter refuses a page with a glyph missing.
 */
export function printable(words: string): string {
  return words.normalize('NFC').replace(unprintable, '?');
}

/** Noon on the day of issue as Unix seconds: the only clock the file knows, so that printing it again gives the same bytes. */
export function timestampOf(issuedOn: CivilDate): number {
  return Date.parse(`${issuedOn}T12:00:00Z`) / 1000;
}
