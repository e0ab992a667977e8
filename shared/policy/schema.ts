// A policy pack: one council's line between free and paid as dated, versioned data, each rule with its clause and legal basis. Never code.
import * as z from 'zod';
import { dateSchema } from '../calendar.ts';
import { allocationRuleSchema, bookers, fundingSchema } from './allocations.ts';
import { cancellationSchema, complianceSchema, conflictSchema, costSchema, nudgeSchema } from './conduct.ts';
import { attendeesSchema, evaluationRuleSchema } from './evaluations.ts';
import { findFaults } from './faults.ts';
import { noteRuleSchema, serviceClasses } from './notes.ts';
import { packageSchema } from './packages.ts';
import { buyerKinds, priceBuyers, priceNoticeSchema } from './prices.ts';
import { assumption, basisPoints, clauseSchema, code, ledgerCodes, legalBasis, oneOf, someOf, strictly, title, vatClass } from './words.ts';

/** Pounds per day as pence; even, so that a half-day is whole pence. */
export const dayPriceSchema = z
  .int('Give the price of a day in whole pence: £450 is 45000')
  .min(2, 'Give the price of a day in pence, from 2')
  .max(10_000_000, 'Give at most £100,000 a day')
  .refine((pence) => pence % 2 === 0, 'must be an even number of pence, so that a half-day is whole pence');

const vatCategories = ['S', 'Z', 'E', 'O'] as const;
export type VatCategory = (typeof vatCategories)[number];

/** More than this would leave no room between a visit and its report. */
const mostWorkHalfDays = 4;
const workHalfDays = z
  .int('Give half-days as a whole number: one day is 2')
  .min(0, 'Half-days cannot be negative: leave it out where there are none')
  .max(mostWorkHalfDays, `Give at most ${mostWorkHalfDays} half-days`);
const serviceSchema = strictly(
  {
    code,
    title: title.max(120, 'Use at most 120 characters for the title of a service'),
    description: z.string('Describe the service').min(3, 'Describe the service').max(1000, 'Use at most 1,000 characters'),
    outcomes: z.string().max(1000, 'Use at most 1,000 characters').optional(),
    class: oneOf(serviceClasses),
    /** Who may book it; left out, whoever may book at all. */
    bookableBy: someOf(bookers).optional(),
    skill: code,
    /** Training: how many people of the school may take part, each by name. Left out, nobody is named. */
    attendees: attendeesSchema.optional(),
    minimumHalfDays: z
      .int('Give half-days as a whole number: one day is 2')
      .min(1, 'A visit takes at least half a day, 1')
      .max(400, 'Give at most 400 half-days'),
    /** What the officer takes beside the visits, with nobody at the school: to prepare, and to write the report. Left out, none. */
    preparationHalfDays: workHalfDays.optional(),
    reportHalfDays: workHalfDays.optional(),
    /** Dated prices, exclusive of VAT, per day of two half-days; none for a core service. */
    prices: z
      .array(strictly({ from: dateSchema, perDayExVatPence: dayPriceSchema, buyers: priceBuyers.optional(), ...assumption }, 'a price'))
      .max(50, 'Give at most 50 prices'),
    vatClass,
    ...ledgerCodes,
    legalPower: legalBasis,
    clause: clauseSchema,
  },
  'a service',
);

export const purses = ['delegated-budget', 'own-funds'] as const;
export type Purse = (typeof purses)[number];

/** Which rail and which VAT a sale takes: by kind of buyer, purse and class of service. A council's VAT officer signs this table off, which is why it is data. */
const vatRowSchema = strictly(
  {
    buyer: oneOf(buyerKinds),
    purse: oneOf(purses),
    vatClass,
    rail: oneOf(['vat-invoice', 'journal']),
    category: oneOf(vatCategories),
  },
  'a row of the VAT table',
);

const vatSchema = strictly(
  {
    rows: z
      .array(
        vatRowSchema.refine(
          ({ rail, category }) => (rail === 'journal') === (category === 'O'),
          'a journal is outside the scope of VAT, and nothing else is',
        ),
      )
      .min(1, 'Give at least one row')
      .max(200, 'Give at most 200 rows'),
    /** The standard rate in basis points, by date of tax point. */
    standardRates: z
      .array(strictly({ from: dateSchema, basisPoints: basisPoints(0) }, 'a rate of VAT'))
      .min(1, 'Give at least one standard rate')
      .max(50, 'Give at most 50 standard rates'),
  },
  'the VAT table',
);

const prefix = z
  .string('Give a prefix')
  .regex(/^[A-Z0-9-]{2,10}$/, 'A prefix holds 2 to 10 capital letters, digits and hyphens, such as ABC-INV-');
const time = z.string('Give a time such as 09:00').regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time such as 09:00');
const sessionSchema = strictly({ from: time, to: time }, 'a session');

/** The words of a pack alone, before its parts are held against each other. */
export const wordsSchema = strictly(
  {
    code,
    title,
    source: z.string('Name the source').min(3, 'Name the source').max(300, 'Use at most 300 characters to name the source'),
    effectiveFrom: dateSchema,
    services: z.array(serviceSchema).min(1, 'Give at least one service').max(200, 'Give at most 200 services'),
    allocations: z.array(allocationRuleSchema).max(50, 'Give at most 50 rules'),
    fundings: z.array(fundingSchema).max(20, 'Give at most 20 sources of funding').default([]),
    cancellation: cancellationSchema.default({ rungs: [], waivers: [] }),
    conflicts: z.array(conflictSchema).max(20, 'Give at most 20 rules of conflict').default([]),
    compliance: z.array(complianceSchema).max(20, 'Give at most 20 rules of compliance').default([]),
    costs: z.array(costSchema).max(50, 'Give at most 50 costs').default([]),
    nudges: z.array(nudgeSchema).max(10, 'Give at most 10 reminders').default([]),
    notes: z.array(noteRuleSchema).max(20, 'Give at most 20 rules of notes').default([]),
    packages: z.array(packageSchema).max(50, 'Give at most 50 packages').default([]),
    evaluations: z.array(evaluationRuleSchema).max(20, 'Give at most 20 rules of evaluation').default([]),
    /** The posts a vacancy may be for, by code. */
    posts: z.array(strictly({ code, title }, 'a post')).min(1, 'Give at least one post').max(50, 'Give at most 50 posts'),
    vat: vatSchema,
    /** By when a rise above inflation is announced, where the council has bound itself to that. */
    priceNotice: priceNoticeSchema.optional(),
    /** Prefixes of the numbers; neither may begin with the other, or a list of one series would show the other too. */
    series: strictly({ 'vat-invoice': prefix, journal: prefix }, 'the series of numbers').refine(
      ({ 'vat-invoice': invoice, journal }) => !invoice.startsWith(journal) && !journal.startsWith(invoice),
      'no prefix may begin with another',
    ),
    sessions: strictly({ am: sessionSchema, pm: sessionSchema }, 'the sessions of a day'),
    quoteMinutes: z.int('Give whole minutes').min(5, 'Give at least 5 minutes').max(1440, 'Give at most 1,440 minutes, a day'),
    maximumDaysPerBooking: z.int('Give whole days').min(1, 'Give at least 1 day').max(20, 'Give at most 20 days'),
    paymentTermsDays: z.int('Give whole days').min(0, 'Days cannot be negative').max(90, 'Give at most 90 days'),
    purchaseOrderRequired: z.boolean('Say true or false'),
  },
  'a pack',
);

export type Pack = z.infer<typeof wordsSchema>;
/** A pack whose parts also fit together: each fault comes with its path and a sentence (faults.ts). */
export const packSchema = wordsSchema.superRefine((pack, context) => {
  for (const { path, message } of findFaults(pack)) context.addIssue({ code: 'custom', path: [...path], message });
});

/** A pack as it is written down, where what goes without saying may be left out. */
export type PackInput = z.input<typeof packSchema>;
export type PackService = z.infer<typeof serviceSchema>;
export type { BuyerKind } from './prices.ts';
export type { Clause } from './words.ts';
export type Rail = z.infer<typeof vatRowSchema>['rail'];
/** How a sale is billed: the rail, the VAT category and the rate at the tax point. */
export type Treatment = { rail: Rail; category: VatCategory; rateBasisPoints: number };
