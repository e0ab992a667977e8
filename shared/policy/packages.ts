// What a pack sells by the package: a few visits bought together at any time, or a year's buy-back, agreed to in its window and paid by instalments.
import * as z from 'zod';
import { dateSchema } from '../calendar.ts';
import { assumption, clauseSchema, code, ledgerCodes, legalBasis, monthDay, oneOf, services, strictly, title, vatClass } from './words.ts';

/**
 * The longest a school may be bound (Scheme for financing schools, section 8: a first agreement for at most three years from its date, any later one and any extension
 * for at most five).
 */
export const schemeYears = { first: 3, later: 5 } as const;
const schemeText =
  'The Scheme for financing schools, section 8, lets a school be bound for at most 3 years by a first agreement and 5 by a later one';

/** Which year an agreement runs by: the council's and its schools' financial year, the academic year, or the academies' own, which begins with it. */
export const yearClocks = ['financial', 'academic', 'academy'] as const;
export type YearClock = (typeof yearClocks)[number];
const yearClock = oneOf(yearClocks);

/** Pence for a year; no half-day is ever priced by it, so it need not be even. */
const yearPrice = z
  .int('Give the price of a year in whole pence: £900 is 90000')
  .min(1, 'Give the price of a year in pence, from 1')
  .max(100_000_000, 'Give at most £1,000,000 a year');

const years = (most: number) =>
  z.int('Give years as a whole number').min(1, 'Give at least 1 year').max(most, `${schemeText}: give at most ${most}`);

const instalmentsSchema = z
  .array(
    strictly(
      {
        /** The day of the year on which it falls due. */
        on: monthDay,
        /** Its share of the year's price, in twelfths. */
        twelfths: z.int('Give twelfths as a whole number').min(1, 'Give at least a twelfth').max(12, 'A year has twelve twelfths'),
      },
      'an instalment',
    ),
  )
  .min(1, 'Give at least one instalment')
  .max(12, 'Give at most 12 instalments');

/** A year by which a buy-back may be agreed: when it is bought and renewed, until when a school may end it, and how it is paid. */
const offeredYear = strictly(
  {
    clock: yearClock,
    window: strictly({ from: monthDay, to: monthDay }, 'the window'),
    noticeBy: monthDay,
    instalments: instalmentsSchema,
    ...assumption,
  },
  'a year of a buy-back',
);

const shared = {
  code,
  title: title.max(120, 'Use at most 120 characters for the title of a package'),
  description: z.string('Describe the package').min(3, 'Describe the package').max(1000, 'Use at most 1,000 characters'),
  /** The services its half-days may be used for, each of which is sold by itself too. */
  services,
  halfDays: z
    .int('Give half-days as a whole number: one day is 2')
    .min(1, 'A package holds at least half a day, 1')
    .max(400, 'Give at most 400 half-days'),
  prices: z
    .array(strictly({ from: dateSchema, perYearExVatPence: yearPrice, ...assumption }, 'a price'))
    .min(1, 'Give at least one price')
    .max(50, 'Give at most 50 prices'),
  vatClass,
  ...ledgerCodes,
  legalPower: legalBasis,
  clause: clauseSchema,
};

/** What becomes of half-days that are not used by the last day. */
const unusedSchema = z.discriminatedUnion(
  'unused',
  [
    strictly({ unused: z.literal('lapse'), ...assumption }, 'the end of a year'),
    strictly(
      {
        unused: z.literal('carry'),
        atMostHalfDays: z
          .int('Give half-days as a whole number')
          .min(1, 'Give at least half a day, 1')
          .max(400, 'Give at most 400 half-days'),
        ...assumption,
      },
      'the end of a year',
    ),
  ],
  'Choose what becomes of unused half-days: lapse or carry',
);

export const packageSchema = z.discriminatedUnion(
  'kind',
  [
    strictly(
      {
        kind: z.literal('package'),
        ...shared,
        /** For how many months from the day it is bought; left out, to the end of the year in which it is bought. */
        months: z.int('Give whole months').min(1, 'Give at least 1 month').max(36, `${schemeText}: give at most 36 months`).optional(),
        year: yearClock.optional(),
      },
      'a package',
    ),
    strictly(
      {
        kind: z.literal('buy-back'),
        ...shared,
        years: z.array(offeredYear).min(1, 'Give at least one year').max(3, 'Give each clock once'),
        /** `rolling`: it goes on by itself, until notice is given or the longest term is over. */
        continues: oneOf(['rolling', 'until-renewed']),
        longestFirstYears: years(schemeYears.first),
        longestLaterYears: years(schemeYears.later),
        yearEnd: unusedSchema,
      },
      'a buy-back',
    ),
  ],
  'Choose the kind: package or buy-back',
);
export type Package = z.infer<typeof packageSchema>;
export type BuyBack = Extract<Package, { kind: 'buy-back' }>;
export type OfferedYear = BuyBack['years'][number];
