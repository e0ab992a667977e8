// The words of limits: how much each of an organisation's people may commit it to in one booking, and who approves what is more.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { idSchema, type OrganisationId, type PersonId } from '../../../shared/ids.ts';

/** Pence with VAT that somebody may commit to in one booking: nothing where it is 0, and without limit where it is null. */
export type Most = number | null;

/** Where an organisation has none of these, everybody who books for it books without limit. */
export type Limits = {
  type: 'limits';
  organisation: OrganisationId;
  /** Who has a limit of their own, or is named as having none. */
  people: { person: PersonId; mostPence: Most }[];
  /** The limit of everybody else, also of whoever joins later and of programs. */
  othersMostPence: Most;
  approver?: PersonId;
  /** Approves too on these days, both included. */
  deputy?: { person: PersonId; from: CivilDate; to: CivilDate };
  /** Whoever has a limit asks for every booking, also for what is free or within it. */
  everyBooking: boolean;
  /** Whether its bookings need a purchase order number, where that is not left to the policy, and an example of what its numbers look like. */
  purchaseOrders?: { required: PurchaseOrderRule; like?: string; registeredOnly?: true };
  version: number;
};

/** As the policy says, always, or never. */
const purchaseOrderRules = ['policy', 'always', 'never'] as const;
type PurchaseOrderRule = (typeof purchaseOrderRules)[number];

/** A purchase order number, wherever one is typed. */
export const purchaseOrderSchema = z
  .string()
  .max(30, 'A purchase order number has at most 30 characters')
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ./_#-]*$/u,
    'A purchase order number begins with a letter or a digit and holds only letters, digits, spaces and . / _ # -',
  );

export const settlePurchaseOrdersSchema = z.strictObject({
  required: z.enum(purchaseOrderRules, { error: 'Say whether a purchase order number is needed' }),
  like: purchaseOrderSchema.optional(),
  /** Only numbers that are registered with what they are worth may be named. */
  registeredOnly: z.boolean('Say whether only registered purchase orders are taken').optional(),
});
export type SettlePurchaseOrders = z.infer<typeof settlePurchaseOrdersSchema>;

/** As many people as one item is to name. */
export const mostNamed = 200;

const most = z
  .int('Give whole pence, or null for no limit')
  .min(0, 'Give 0 or more, or null for no limit')
  .max(100_000_000, 'Give at most £1,000,000 in pence, or null for no limit')
  .nullable();

export const setLimitSchema = z.strictObject({ person: idSchema('per'), mostPence: most });
export type SetLimit = z.infer<typeof setLimitSchema>;

export const settleApprovalSchema = z
  .strictObject({
    othersMostPence: most,
    approver: idSchema('per').optional(),
    deputy: z
      .strictObject({ person: idSchema('per'), from: dateSchema, to: dateSchema })
      .refine(({ from, to }) => from <= to, { path: ['to'], message: 'Choose a last day on or after the first' })
      .optional(),
    everyBooking: z.boolean('Say whether every booking of whoever has a limit is asked for'),
  })
  .refine(({ approver, deputy }) => !deputy || approver !== undefined, {
    path: ['approver'],
    message: 'A deputy stands in for an approver: choose one',
  })
  .refine(({ approver, deputy }) => !deputy || deputy.person !== approver, {
    path: ['deputy', 'person'],
    message: 'The deputy is somebody other than the approver',
  });
export type SettleApproval = z.infer<typeof settleApprovalSchema>;
