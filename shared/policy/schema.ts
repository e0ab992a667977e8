// A policy pack: one council's line between free and paid as dated, versioned data, each rule with its clause and legal basis. Never code.
import * as z from 'zod';
import { dateSchema } from '../calendar.ts';

/** The sentence of the source that a rule carries out. */
const clauseSchema = z.strictObject({ reference: z.string().min(1).max(300), text: z.string().min(1).max(2000) });

const code = z.string().regex(/^[a-z][a-z0-9-]{1,60}$/);
const halfDays = z.int().min(1).max(400);
/** Pounds per day as pence; even, so that a half-day is whole pence. */
export const dayPriceSchema = z
  .int()
  .min(2)
  .max(10_000_000)
  .refine((pence) => pence % 2 === 0, 'must be an even number of pence, so that a half-day is whole pence');

const vatCategories = ['S', 'Z', 'E', 'O'] as const;
export type VatCategory = (typeof vatCategories)[number];

const serviceSchema = z.strictObject({
  code,
  title: z.string().min(3).max(120),
  description: z.string().min(3).max(1000),
  outcomes: z.string().max(1000).optional(),
  class: z.enum(['core', 'entitlement', 'traded']),
  skill: code,
  minimumHalfDays: halfDays,
  /** Dated prices, exclusive of VAT, per day of two half-days; none for a core service. */
  prices: z.array(z.strictObject({ from: dateSchema, perDayExVatPence: dayPriceSchema })).max(50),
  /** The allocation rule that may pay for this service before it is sold. */
  allocation: code.optional(),
  vatClass: z.enum(['standard', 'exempt']),
  /** Part of an account's name in the ledger. */
  incomeCode: z.string().regex(/^[A-Za-z0-9_.:-]{1,20}$/, 'holds at most 20 letters, digits and _ . : -'),
  cfrCode: z.string().min(2).max(10),
  legalPower: z.string().min(3).max(300),
  clause: clauseSchema,
});

/** Free half-days granted by an event, each event to an account of its own. */
const allocationRuleSchema = z.strictObject({
  code,
  title: z.string().min(3).max(300),
  per: z.literal('event'),
  event: z.literal('vacancy'),
  posts: z.array(code).min(1).max(50),
  grantHalfDays: halfDays,
  whenUsedUp: z.enum(['spill-to-traded', 'refuse']),
  legalBasis: z.string().min(3).max(300),
  clause: clauseSchema,
});

export const purses = ['delegated-budget', 'own-funds'] as const;
export type Purse = (typeof purses)[number];
const buyerKinds = ['own-maintained', 'other-maintained', 'academy', 'independent', 'further-education'] as const;
export type BuyerKind = (typeof buyerKinds)[number];

/** Which rail and which VAT a sale takes: by kind of buyer, purse and class of service. A council's VAT officer signs this table off, which is why it is data. */
const vatRowSchema = z.strictObject({
  buyer: z.enum(buyerKinds),
  purse: z.enum(purses),
  vatClass: z.enum(['standard', 'exempt']),
  rail: z.enum(['vat-invoice', 'journal']),
  category: z.enum(vatCategories),
});

export const packSchema = z.strictObject({
  code,
  title: z.string().min(3).max(300),
  source: z.string().min(3).max(300),
  effectiveFrom: dateSchema,
  services: z.array(serviceSchema).min(1).max(200),
  allocations: z.array(allocationRuleSchema).max(50),
  /** The posts a vacancy may be for, by code. */
  posts: z
    .array(z.strictObject({ code, title: z.string().min(3).max(300) }))
    .min(1)
    .max(50),
  vat: z.strictObject({
    rows: z
      .array(
        vatRowSchema.refine(
          ({ rail, category }) => (rail === 'journal') === (category === 'O'),
          'a journal is outside the scope of VAT, and nothing else is',
        ),
      )
      .min(1)
      .max(200),
    /** The standard rate in basis points, by date of tax point. */
    standardRates: z
      .array(z.strictObject({ from: dateSchema, basisPoints: z.int().min(0).max(10_000) }))
      .min(1)
      .max(50),
  }),
  /** Prefixes of the numbers; neither may begin with the other, or a list of one series would show the other too. */
  series: z
    .strictObject({ 'vat-invoice': z.string().regex(/^[A-Z0-9-]{2,10}$/), journal: z.string().regex(/^[A-Z0-9-]{2,10}$/) })
    .refine(
      ({ 'vat-invoice': invoice, journal }) => !invoice.startsWith(journal) && !journal.startsWith(invoice),
      'no prefix may begin with another',
    ),
  sessions: z.strictObject({
    am: z.strictObject({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) }),
    pm: z.strictObject({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) }),
  }),
  quoteMinutes: z.int().min(5).max(1440),
  maximumDaysPerBooking: z.int().min(1).max(20),
  paymentTermsDays: z.int().min(0).max(90),
  purchaseOrderRequired: z.boolean(),
});

export type Pack = z.infer<typeof packSchema>;
export type PackService = z.infer<typeof serviceSchema>;
export type Clause = z.infer<typeof clauseSchema>;
export type Rail = z.infer<typeof vatRowSchema>['rail'];
/** How a sale is billed: the rail, the VAT category and the rate at the tax point. */
export type Treatment = { rail: Rail; category: VatCategory; rateBasisPoints: number };
