// The words of the catalogue: a service with its dated prices, the search over it, and the commands that change it.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../shared/calendar.ts';
import type { OfficerId, ServiceId } from '../../shared/ids.ts';
import { parsePounds } from '../../shared/money.ts';
import type { Booker } from '../../shared/policy/allocations.ts';
import { type BuyerKind, priceBuyers } from '../../shared/policy/prices.ts';
import { type PackService, packSchema } from '../../shared/policy/schema.ts';
import { words } from '../../shared/words.ts';

/**
 * A day rate from a date on, exclusive of VAT, for the kinds of customer it names, or for everybody whom none in force names. The version grows by one with every price
 * the service is given, whatever its date and whomever it is for.
 */
export type Price = { from: CivilDate; perDayExVatPence: number; buyers?: BuyerKind[]; version: number };

/** From a day on the kinds of customer that it names have no price of their own any more, and pay what everybody else does. Its version is one among those of the prices. */
export type PriceEnd = { from: CivilDate; buyers: BuyerKind[]; version: number };
/** A price, or the end of one, that was taken back before its day: kept, so that its version stays its own and no later policy brings it again. */
type TakenBack = (Price | PriceEnd) & { takenBackAt: string };

/** What schools read of a service, and whoever keeps the catalogue may put otherwise. */
export type Words = Pick<PackService, 'title' | 'description'> & { outcomes?: string };
/** What a service was called and described by until a moment, at a version of it. */
export type FormerWords = Words & { until: string; version: number };
/** How many former words are kept; the audit trail tells of every change. */
export const mostFormerWords = 10;

/**
 * A service as the council offers it: the pack's words as they were adopted or edited since, and its life on sale. What the policy in force says of it is not kept.
 */
export type Service = Omit<PackService, 'prices'> & {
  id: ServiceId;
  /** In order of their dates. */
  prices: Price[];
  priceEnds?: PriceEnd[];
  takenBack?: TakenBack[];
  onSaleFrom: CivilDate;
  /** The first day on which it is no longer on sale; work booked before stays booked. */
  withdrawnFrom?: CivilDate;
  /** What its words were before they were edited, the latest last. */
  formerWords?: FormerWords[];
  version: number;
};

/** A service as it is read on a day, with what the policy then in force says of it. */
export type ServiceInForce = Service & {
  /** What the free days that may pay for it are called to schools, in the policy's order. */
  allocationTitles: string[];
  /** Who books the free days that pay for it, where it is not sold and not everybody who books may book any of them. */
  daysBookedBy: Booker[] | undefined;
  /** What the policy in force calls it, where that is not what the catalogue does. */
  policyWords?: Words;
};

export const serviceIdOf = (code: string): ServiceId => `svc_${code}` as ServiceId;

export const serviceClasses = ['traded', 'core', 'entitlement'] as const satisfies readonly Service['class'][];

const oneOfOrNone = <const W extends string>(words: readonly W[], fault: string) =>
  z
    .enum(['', ...words], fault)
    .optional()
    .transform((value) => (value || undefined) as W | undefined);
/** A day rate as a person types it, in pounds: what is read are pence. */
const pounds = z
  .string()
  .trim()
  .optional()
  .transform((text, context) => {
    if (!text) return undefined;
    const pence = parsePounds(text);
    if (pence === undefined) context.addIssue({ code: 'custom', message: 'must be a day rate in pounds, such as 450 or 450.50' });
    return pence;
  });

/** What a person looks for: words, a class, skills, who delivers it and what a day costs them. What is left empty asks nothing; other parameters of the address are none of ours. */
export const searchSchema = z.object({
  q: z
    .string()
    .trim()
    .max(100, 'must be at most 100 characters')
    .optional()
    .transform((text) => text || undefined),
  class: z
    .enum(['', ...serviceClasses], 'must be traded, core or entitlement')
    .optional()
    .transform((value) => value || undefined),
  skill: z.array(z.string().max(61, 'must be the code of a skill')).max(40, 'must be at most 40 skills').optional(),
  officer: z
    .string()
    .regex(/^(off_[0-9a-z-]{1,64})?$/, 'must be the id of an officer')
    .optional()
    .transform((id) => (id || undefined) as OfficerId | undefined),
  cost: oneOfOrNone(['free', 'sold'], 'must be free or sold'),
  least: pounds,
  most: pounds,
  /** For the council's people: come on sale lately or soon, or withdrawn soon. */
  life: oneOfOrNone(['new', 'ending'], 'must be new or ending'),
});
export type Search = Partial<z.infer<typeof searchSchema>>;

const rate = 'must be a day rate in whole pence, from 2 to 10000000: £450.00 is 45000';

/** That a rise above inflation which was not announced in time is answered for. */
const acknowledged = z.boolean('must be true or false').optional();

/** A new day rate from a date on. That it halves to whole pence is decided by the rules, which name it. */
export const priceSchema = z.strictObject({
  from: dateSchema,
  perDayExVatPence: z.int(rate).min(2, rate).max(10_000_000, rate),
  /** The kinds of customer it is for; left out, everybody whom no price names. */
  buyers: priceBuyers.optional(),
  acknowledged,
});
export type PriceCommand = z.infer<typeof priceSchema>;

/** Takes back a price, or the end of one, that is still to come, by the version it has. */
export const takingBackSchema = z.strictObject({
  version: z.int('Give the version of the price').min(1, 'Give the version of the price'),
  acknowledged,
});
export type TakingBackCommand = z.infer<typeof takingBackSchema>;

/** Ends the own price of some kinds of customer from a date on. */
export const priceEndSchema = z.strictObject({ from: dateSchema, buyers: priceBuyers, acknowledged });
export type PriceEndCommand = z.infer<typeof priceEndSchema>;

/** A form breaks lines in two characters, and a program in one. */
const oneBreak = (text: string): string => text.replaceAll('\r\n', '\n');

/** The words of a service in place of those it had at a version of it: refused where somebody was there in between. */
export const wordsSchema = z.strictObject({
  title: words(120, 'Give it a title of at least 3 characters').regex(/^[^\n\r]*$/, 'Keep the title on one line'),
  description: words(1000, 'Describe the service').transform(oneBreak),
  outcomes: words(1000, 'Say what the school gets, or leave it empty').transform(oneBreak).optional(),
  version: z.int('Give the version of the service that was read').min(1, 'Give the version of the service that was read'),
});
export type WordsCommand = z.infer<typeof wordsSchema>;

export const withdrawalSchema = z.strictObject({ withdrawnFrom: dateSchema });
export type WithdrawalCommand = z.infer<typeof withdrawalSchema>;

/** The subject of the task `adopt-services`. */
export const adoptionSchema = z.strictObject({ pack: packSchema });
