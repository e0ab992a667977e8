// The words of the catalogue: a service with its dated prices, the search over it, and the commands that change it.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../shared/calendar.ts';
import type { ServiceId } from '../../shared/ids.ts';
import type { Booker } from '../../shared/policy/allocations.ts';
import { type PackService, packSchema } from '../../shared/policy/schema.ts';

/** A day rate from a date on, exclusive of VAT. The version grows by one with every price the service is given, whatever its date. */
export type Price = { from: CivilDate; perDayExVatPence: number; version: number };

/** A service as the council offers it: the pack's words, kept as they were adopted, and its life on sale. What the policy in force says of it is not kept. */
export type Service = Omit<PackService, 'prices'> & {
  id: ServiceId;
  /** In order of their dates. */
  prices: Price[];
  onSaleFrom: CivilDate;
  /** The first day on which it is no longer on sale; work booked before stays booked. */
  withdrawnFrom?: CivilDate;
  version: number;
};

/** A service as it is read on a day, with what the policy then in force says of it. */
export type ServiceInForce = Service & {
  /** What the free days that may pay for it are called to schools, in the policy's order. */
  allocationTitles: string[];
  /** Who books the free days that pay for it, where it is not sold and not everybody who books may book any of them. */
  daysBookedBy: Booker[] | undefined;
};

export const serviceIdOf = (code: string): ServiceId => `svc_${code}` as ServiceId;

export const serviceClasses = ['traded', 'core', 'entitlement'] as const satisfies readonly Service['class'][];

/** What a person looks for: words, a class, skills. What is left empty asks nothing; other parameters of the address are none of ours. */
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
});
export type Search = Partial<z.infer<typeof searchSchema>>;

const rate = 'must be a day rate in whole pence, from 2 to 10000000: £450.00 is 45000';

/** A new day rate from a date on. That it halves to whole pence is decided by the rules, which name it. */
export const priceSchema = z.strictObject({
  from: dateSchema,
  perDayExVatPence: z.int(rate).min(2, rate).max(10_000_000, rate),
});
export type PriceCommand = z.infer<typeof priceSchema>;

export const withdrawalSchema = z.strictObject({ withdrawnFrom: dateSchema });
export type WithdrawalCommand = z.infer<typeof withdrawalSchema>;

/** The subject of the task `adopt-services`. */
export const adoptionSchema = z.strictObject({ pack: packSchema });
