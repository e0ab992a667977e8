// The documents room promises a printed copy only of a document that is complete and adds up.
// A model that passes `documentModel` holds every particular a full VAT invoice needs (SI 1995/2518 reg.14(1)).
import * as z from 'zod';
import { dateSchema } from '../../shared/calendar.ts';
import { vat } from '../../shared/money.ts';

/** Line breaks and direction marks would let one field pose as another on paper, so no text holds them. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
export const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((value) => value.trim().length > 0, 'is blank: give it a value or leave it out')
    .refine((value) => !unprintable.test(value), 'holds a line break, control character or direction mark: remove it');

/** Any words as such a text: marks that paper cannot show become spaces, what is too long for its place is cut, and nothing is a dash. */
export const plainText = (words: string, longest: number): string =>
  words
    .replaceAll(new RegExp(`${unprintable.source}+`, 'gu'), ' ')
    .trim()
    .slice(0, longest) || '–';

/** An amount of money in integer pence, within what a signed 53-bit integer can add up without loss. */
export const pence = z.int().min(0).max(1_000_000_000_00);
export const positivePence = pence.min(1, 'must be more than nothing: free days never appear on a document');

/** Bacs carries at most 18 characters of reference, so a document's number is no longer than that. */
const documentNumber = z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,17}$/, 'must be 1 to 18 of A to Z, 0 to 9 and hyphen');
const vatRegistrationNumber = z.string().regex(/^(?:(?:GB|XI) ?)?\d(?: ?\d){8}(?: ?\d ?\d ?\d)?$/, 'must be a UK VAT registration number');

export const supplier = z.strictObject({
  name: text(120),
  addressLines: z.array(text(80)).min(1).max(7),
  vatRegistrationNumber: vatRegistrationNumber.optional(),
  email: z.email().max(120).optional(),
  telephone: text(30).optional(),
});

export const customer = z.strictObject({
  name: text(160),
  addressLines: z.array(text(80)).min(1).max(7),
  urn: z
    .string()
    .regex(/^\d{5,8}$/, 'must be a URN of five to eight digits')
    .optional(),
});

/** How a supply stands with VAT, in EN 16931's letters: standard (any charged rate), exempt, zero-rated, outside the scope. */
const vatCategory = z.enum(['S', 'E', 'Z', 'O']);
type VatCategory = z.infer<typeof vatCategory>;
const rateBasisPoints = z.int().min(0).max(10_000);

const line = z.strictObject({
  description: text(300),
  school: text(160).optional(),
  deliveredOn: dateSchema,
  taxPoint: dateSchema.optional(),
  quantityHalfDays: z.int().min(1, 'must be at least one half-day').max(1_000),
  unitPricePence: positivePence.describe('pence for one day, that is for two half-days'),
  feeBasisPoints: rateBasisPoints.describe('a fee for a late cancellation: its share of the price of the half-days').optional(),
  sharedPence: positivePence.describe('what several customers share, of which the net sum is this one’s part').optional(),
  instalmentOfPence: positivePence
    .describe('the price of a year, of which the net sum is an instalment: no days, and no day rate')
    .optional(),
  netPence: positivePence,
  vatCategory,
  vatRateBasisPoints: rateBasisPoints,
  bookingReference: text(40),
  officer: text(120).optional(),
  purchaseOrder: text(60).optional(),
});
export type DocumentLine = z.infer<typeof line>;

const vatSummaryLine = z.strictObject({ category: vatCategory, rateBasisPoints, netPence: positivePence, vatPence: pence });
export type VatSummaryLine = z.infer<typeof vatSummaryLine>;

const common = {
  number: documentNumber,
  issuedOn: dateSchema,
  supplier,
  customer,
  purchaseOrders: z.array(text(60)).max(20),
  periodFrom: dateSchema,
  periodTo: dateSchema,
  lines: z.array(line).min(1).max(1_000),
  vatSummary: z.array(vatSummaryLine).min(1).max(10),
  netPence: positivePence,
  vatPence: pence,
  grossPence: positivePence,
};

const payment = z.strictObject({
  terms: text(600),
  bankAccount: z.strictObject({
    accountName: text(60),
    sortCode: z.string().regex(/^\d{2}-\d{2}-\d{2}$/, 'must be written 00-00-00'),
    accountNumber: z.string().regex(/^\d{8}$/, 'must be eight digits'),
  }),
  reference: documentNumber,
  payOnlineUrl: z
    .url({ protocol: /^https?$/ })
    .max(400)
    .optional(),
});

const vatInvoice = z.strictObject({ kind: z.literal('vat-invoice'), ...common, dueOn: dateSchema, payment });

/** Words the law and the auditor look for; they are fixed so that no caller can soften them. */
export const rechargeNotice = 'This is not a VAT invoice. Internal recharge by journal; no VAT is charged.';

const journalRecharge = z.strictObject({
  kind: z.literal('journal-recharge'),
  ...common,
  journal: z.strictObject({
    costCentre: text(40).optional(),
    cfrCode: text(20),
    incomeCode: text(40),
    preparedBy: text(120),
    approvedBy: text(120).optional(),
  }),
});

export type VatInvoice = z.infer<typeof vatInvoice>;
export type JournalRecharge = z.infer<typeof journalRecharge>;
export type DocumentModel = VatInvoice | JournalRecharge;

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
const groupOf = (category: VatCategory, basisPoints: number) => `${category} ${basisPoints}`;

interface Fault {
  path: (string | number)[];
  message: string;
}

function faultsOfLine(entry: DocumentLine, index: number, kind: DocumentModel['kind']): Fault[] {
  const faults: Fault[] = [];
  const at = (field: string, message: string) => faults.push({ path: ['lines', index, field], message });
  // An odd number of half-days at an odd price ends on half a penny, which may have gone either way.
  const { netPence, quantityHalfDays, unitPricePence, feeBasisPoints = 10_000, sharedPence = netPence } = entry;
  if (netPence > sharedPence) at('netPence', 'is more than the sum it is a share of');
  if (entry.instalmentOfPence !== undefined) {
    if (netPence > entry.instalmentOfPence) at('netPence', 'is more than the year it is an instalment of');
  } else if (Math.abs(sharedPence * 20_000 - quantityHalfDays * unitPricePence * feeBasisPoints) > 10_000) {
    at('netPence', 'is not the quantity times the price per day, or the share of it that a fee is');
  }
  if ((entry.vatCategory === 'S') !== entry.vatRateBasisPoints > 0)
    at('vatRateBasisPoints', 'must be above zero for category S and zero for any other');
  if (kind === 'vat-invoice' && !entry.taxPoint) at('taxPoint', 'is missing: reg.14(1)(b) asks for the time of supply');
  if (kind === 'journal-recharge' && entry.vatCategory !== 'O') at('vatCategory', 'must be O: a recharge inside the council is no supply');
  return faults;
}

function faultsOfSummary(model: DocumentModel): Fault[] {
  const faults: Fault[] = [];
  const nets = new Map<string, number>();
  for (const entry of model.lines) {
    const group = groupOf(entry.vatCategory, entry.vatRateBasisPoints);
    nets.set(group, (nets.get(group) ?? 0) + entry.netPence);
  }
  model.vatSummary.forEach((entry, index) => {
    const group = groupOf(entry.category, entry.rateBasisPoints);
    if (nets.get(group) !== entry.netPence) {
      faults.push({ path: ['vatSummary', index, 'netPence'], message: 'is not the sum of the lines at this category and rate' });
    }
    nets.delete(group);
    if (entry.vatPence !== vat(entry.netPence, entry.rateBasisPoints)) {
      faults.push({ path: ['vatSummary', index, 'vatPence'], message: 'is not the net at this rate, rounded half up once' });
    }
  });
  for (const group of nets.keys()) faults.push({ path: ['vatSummary'], message: `leaves out the lines at ${group}` });
  const categories = new Set(model.lines.map((entry) => entry.vatCategory));
  if (categories.has('O') && categories.size > 1) {
    faults.push({
      path: ['lines'],
      message: 'mix what is outside the scope of VAT with what is not: issue two documents (EN 16931 BR-O-11)',
    });
  }
  return faults;
}

function faultsOfTotals(model: DocumentModel): Fault[] {
  const faults: Fault[] = [];
  const check = (field: string, right: boolean, message: string) => right || faults.push({ path: [field], message });
  check('netPence', sum(model.lines.map((entry) => entry.netPence)) === model.netPence, 'is not the sum of the lines');
  check('vatPence', sum(model.vatSummary.map((entry) => entry.vatPence)) === model.vatPence, 'is not the sum of the VAT summary');
  check('grossPence', model.netPence + model.vatPence === model.grossPence, 'is not net plus VAT');
  check('periodTo', model.periodFrom <= model.periodTo, 'is before the period begins');
  if (model.kind === 'vat-invoice') {
    check('dueOn', model.issuedOn <= model.dueOn, 'is before the date of issue');
    const needsRegistration = model.lines.some((entry) => entry.vatCategory !== 'O');
    check(
      'supplier',
      !needsRegistration || model.supplier.vatRegistrationNumber !== undefined,
      'has no VAT registration number (reg.14(1)(d))',
    );
  }
  return faults;
}

/** What can be printed: each field well formed, and every total the sum of what stands above it. */
export const documentModel = z.discriminatedUnion('kind', [vatInvoice, journalRecharge]).superRefine((model, context) => {
  const faults = [
    ...model.lines.flatMap((entry, index) => faultsOfLine(entry, index, model.kind)),
    ...faultsOfSummary(model),
    ...faultsOfTotals(model),
  ];
  for (const fault of faults) context.addIssue({ code: 'custom', ...fault });
});

/**
 * Files the renderer looks for in its asset directory, from the repository root to a name in that directory.
 * Two weights are all the page uses; the licence travels with the fonts, as the SIL Open Font License asks.
 */
export const documentAssets: readonly { from: string; to: string }[] = [
  { from: 'functions/documents/template/paper.typ', to: 'paper.typ' },
  { from: 'functions/documents/template/invoice.typ', to: 'invoice.typ' },
  { from: 'functions/documents/template/statement.typ', to: 'statement.typ' },
  { from: 'functions/documents/template/certificate.typ', to: 'certificate.typ' },
  { from: 'node_modules/@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf', to: 'NotoSans_400Regular.ttf' },
  { from: 'node_modules/@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf', to: 'NotoSans_600SemiBold.ttf' },
  { from: 'node_modules/@expo-google-fonts/noto-sans/LICENSE_FONT', to: 'NotoSans-LICENSE.txt' },
];

/** Native packages that cannot be bundled: they stay external and lie in a `node_modules` beside the bundle. */
export const documentNativePackages: readonly string[] = [
  '@myriaddreamin/typst-ts-node-compiler',
  '@myriaddreamin/typst-ts-node-compiler-linux-x64-gnu',
];
