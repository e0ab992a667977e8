// An invoice and a recharge that are complete and add up, for the tests of documents to print or to spoil.
import type * as z from 'zod';
import type { documentModel } from '../functions/documents/schema.ts';
import { vat } from '../shared/money.ts';

export type Given = z.input<typeof documentModel>;
export type GivenInvoice = Extract<Given, { kind: 'vat-invoice' }>;
export type GivenRecharge = Extract<Given, { kind: 'journal-recharge' }>;
export type GivenLine = Given['lines'][number];

export const line: GivenLine = {
  description: 'Support to governing bodies: headteacher recruitment',
  school: 'Saint Ælfgifu’s Primary School, Llŷn Road',
  deliveredOn: '2026-11-24',
  taxPoint: '2026-12-01',
  quantityHalfDays: 3,
  unitPricePence: 45_000,
  netPence: 67_500,
  vatCategory: 'S',
  vatRateBasisPoints: 2_000,
  bookingReference: 'ESX-B-1042',
  officer: 'Marian Oakley',
  purchaseOrder: 'PO-7701',
};

/** The totals that belong to these lines: one summary entry per category and rate. */
function totalsOf(lines: GivenLine[]) {
  const groups = new Map<string, { category: GivenLine['vatCategory']; rateBasisPoints: number; netPence: number; vatPence: number }>();
  for (const { vatCategory: category, vatRateBasisPoints: rateBasisPoints, netPence } of lines) {
    const group = groups.get(`${category}${rateBasisPoints}`) ?? { category, rateBasisPoints, netPence: 0, vatPence: 0 };
    group.netPence += netPence;
    group.vatPence = vat(group.netPence, rateBasisPoints);
    groups.set(`${category}${rateBasisPoints}`, group);
  }
  const vatSummary = [...groups.values()];
  const netPence = lines.reduce((total, entry) => total + entry.netPence, 0);
  const vatPence = vatSummary.reduce((total, entry) => total + entry.vatPence, 0);
  return { lines, vatSummary, netPence, vatPence, grossPence: netPence + vatPence };
}

export const common = {
  issuedOn: '2026-12-01',
  supplier: {
    name: 'Ellwood County Council',
    addressLines: ['Education Traded Services', 'County Hall', 'Market Road', 'Ellwood', 'EL1 1QH'],
    vatRegistrationNumber: 'GB 123 4567 89',
    email: 'traded.services@ellwood.example',
    telephone: '01632 960 123',
  },
  purchaseOrders: ['PO-7701'],
  periodFrom: '2026-09-01',
  periodTo: '2026-11-30',
};

export const invoice = (lines: GivenLine[] = [line]): GivenInvoice => ({
  kind: 'vat-invoice',
  number: 'ESX-INV-000001',
  ...common,
  dueOn: '2026-12-31',
  customer: { name: 'Merrow Academy Trust', addressLines: ['Merrow Lane', 'Colbrook', 'CB1 9ZZ'], urn: '900123' },
  payment: {
    terms: 'Payment is due within 30 days of the date of issue.',
    bankAccount: { accountName: 'Ellwood County Council', sortCode: '00-00-00', accountNumber: '12345678' },
    reference: 'ESX-INV-000001',
    payOnlineUrl: 'https://daybook.example/ellwood/invoices/1/pay',
  },
  ...totalsOf(lines),
});

export const { taxPoint: _none, ...untaxed } = { ...line, vatCategory: 'O' as const, vatRateBasisPoints: 0 };
export const recharge = (lines: GivenLine[] = [untaxed]): GivenRecharge => ({
  kind: 'journal-recharge',
  number: 'ESX-JNL-000001',
  ...common,
  customer: { name: 'Ashgrove Primary School', addressLines: ['Church Street', 'Colbrook'], urn: '900456' },
  journal: { costCentre: 'SCH-0456', cfrCode: 'E28a', incomeCode: 'TS-4410', preparedBy: 'Priya Demo', approvedBy: 'Owen Demo' },
  ...totalsOf(lines),
});
