// The words of an order: one service for several schools at once, each with its own officer and dates, quoted, confirmed and booked together.
import * as z from 'zod';
import { dateSchema, type SessionKey } from '../../../shared/calendar.ts';
import {
  type BookingId,
  idSchema,
  type OfficerId,
  type OrderId,
  type OrganisationId,
  organisationIdSchema,
  type PersonId,
  type RequestId,
  type ServiceId,
} from '../../../shared/ids.ts';
import { purchaseOrderSchema } from '../../identity/schema/limits.ts';
import { type Quote, quoteSchema, saidSchema } from './quotes.ts';
import { splitRules } from './shares.ts';

/** More schools than any transaction holds, so that an order that is too large is refused by name with how many of them fit. */
const mostSchoolsAsked = 40;

/** What one school is to have of the order: what a quote for it asks, but for the service, which is the order's. What a team of the council pays is booked school by school. */
const partSchema = quoteSchema.omit({ service: true, team: true, waiting: true });
export const orderQuoteSchema = z.strictObject({
  service: idSchema('svc'),
  parts: z
    .array(partSchema, 'Choose at least one school')
    .min(1, 'Choose at least one school')
    .max(mostSchoolsAsked, `Choose at most ${mostSchoolsAsked} schools, and order for the others after them`),
});
export type OrderCommand = z.infer<typeof orderQuoteSchema>;

/** What an order comes to, school by school in the order in which they were asked for; VAT is rounded for each, as each is billed by itself. */
export type OrderQuote = {
  service: ServiceId;
  serviceTitle: string;
  parts: Quote[];
  halfDays: number;
  freeHalfDays: number;
  netPence: number;
  vatPence: number;
  grossPence: number;
};

/** What the token of such a quote carries; it stands for no quote of one school. */
export const orderTokenSchema = z.strictObject({
  id: idSchema('qte'),
  council: z.string(),
  person: z.string(),
  expiresAt: z.int(),
  command: orderQuoteSchema,
  said: saidSchema,
  fingerprint: z.string(),
});
export type OrderToken = z.infer<typeof orderTokenSchema>;

/** `purchaseOrder` is for every school that pays and has none of its own in `purchaseOrders`. */
export const confirmOrderSchema = z.strictObject({
  token: z.string('Ask for a quote first').min(1, 'Ask for a quote first').max(60_000, 'Ask for a quote first'),
  purchaseOrder: purchaseOrderSchema.optional(),
  purchaseOrders: z
    .array(z.strictObject({ school: organisationIdSchema, number: purchaseOrderSchema }))
    .max(mostSchoolsAsked, 'Give one purchase order number for each school')
    .optional(),
});
export type ConfirmOrderCommand = z.infer<typeof confirmOrderSchema>;

/** Written once with the bookings, or the requests, that it is made of; how each of those stands is read from themselves. */
export type Order = {
  type: 'order';
  id: OrderId;
  /** The trust or partnership that ordered, and what it is called; the council where none is named. */
  by?: OrganisationId;
  byName?: string;
  service: ServiceId;
  serviceTitle: string;
  /** `request`: it was over the limit of whoever ordered, and became one of these. */
  parts: { school: OrganisationId; schoolName: string; booking: BookingId; request?: RequestId }[];
  halfDays: number;
  netPence: number;
  vatPence: number;
  policy: string;
  orderedBy: PersonId;
  createdAt: string;
};

const halfDays = (least: number) =>
  z
    .int('Give half-days as a whole number: one day is 2')
    .min(least, least > 0 ? 'Give at least half a day' : 'Give half-days of 0 or more')
    .max(400, 'Give at most 200 days');

/** What is to be proposed: so much to each school, or a number of half-days shared among them by a rule, on the next dates on which an officer is free. */
export const proposeOrderSchema = z.strictObject({
  service: idSchema('svc'),
  schools: z
    .array(
      z.strictObject({
        school: organisationIdSchema,
        /** The officer who is to come; the school's named officer, or another who delivers the service, where none is chosen. */
        officer: idSchema('off').optional(),
        /** For the rule `named`. */
        halfDays: halfDays(0).optional(),
      }),
      'Choose at least one school',
    )
    .min(1, 'Choose at least one school')
    .max(mostSchoolsAsked, `Choose at most ${mostSchoolsAsked} schools, and order for the others after them`),
  halfDays: halfDays(1),
  /** `each`: that many for each school. */
  share: z.enum(['each', ...splitRules], { error: 'Say how the half-days are shared: each, equal, pupils or named' }),
  /** The first day to look for dates on; a week from today where none is said. */
  from: dateSchema.optional(),
});
export type ProposeOrderCommand = z.infer<typeof proposeOrderSchema>;

/** What is proposed for one school. Fewer sessions than half-days: the officer has no more free in the months looked at. */
export type Proposed = {
  school: OrganisationId;
  schoolName: string;
  officer: OfficerId;
  officerName: string;
  halfDays: number;
  sessions: SessionKey[];
};

/** What stands for the figures that an approver has seen of each request of an order. */
export const approveOrderSchema = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        request: idSchema('req'),
        agreed: z.string('Look at what it comes to first').regex(/^[A-Za-z0-9_-]{43}$/, 'Look at what it comes to first'),
      }),
      'Look at what they come to first',
    )
    .min(1, 'Look at what they come to first')
    .max(mostSchoolsAsked, 'There are not so many in one order'),
});
export type ApproveOrderCommand = z.infer<typeof approveOrderSchema>;
