// The words of purchase orders that an organisation registers: what each is worth with VAT, for which visits it may be named, and what is left of it.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { type AgreementId, type BookingId, type OrganisationId, organisationIdSchema, type PersonId } from '../../../shared/ids.ts';
import { type Purse, purses } from '../../../shared/policy/schema.ts';
import { purchaseOrderSchema } from '../../identity/schema/limits.ts';

/** All sums are pence with VAT, as a quote's total and a limit are: what is left must pay the invoice. */
export type PurchaseOrder = {
  type: 'purchase-order';
  /** Who is billed under it. */
  organisation: OrganisationId;
  number: string;
  valuePence: number;
  /** What nothing holds: the value less all that is booked, delivered, owed for a late cancellation, or agreed to be paid by instalments. */
  leftPence: number;
  /** Of what is held, that for which the right to bill exists: it is on a document already, or comes onto the next. */
  chargedPence: number;
  /** The first and the last day of the visits that it pays for, and of the instalments that fall due. */
  from: CivilDate;
  to: CivilDate;
  /** Pays from this purse alone; left out, from either. */
  purse?: Purse;
  /** The bookings that name it: so few that they stand on it, in the one write that takes from it. */
  bookings?: ReadonlySet<BookingId>;
  closedAt?: string;
  registeredBy: PersonId;
  registeredAt: string;
  version: number;
};

/** What an agreement on a package or a buy-back holds of an order, beside it: bookings stand on the order by their ids, and know no agreement. */
export type AgreementUnder = {
  type: 'agreement-under';
  organisation: OrganisationId;
  number: string;
  agreement: AgreementId;
  title: string;
  /** Who has agreed: where a trust pays, one of its schools. */
  school: OrganisationId;
  schoolName: string;
  heldPence: number;
  chargedPence: number;
};

/** As many bookings as one order is named by. */
export const mostUnderPurchaseOrder = 500;

const value = z
  .int('Give the value in whole pence, with VAT: £1,200 is 120000')
  .min(1, 'Give a value above nothing')
  .max(100_000_000, 'Give at most £1,000,000');
const inOrder = <T extends { from: CivilDate; to: CivilDate }>({ from, to }: T): boolean => from <= to;
export const outOfOrder = 'Choose a last day on or after the first';
const purse = z.enum(purses, { error: 'Choose the delegated budget, the school’s own funds, or leave it out for either' });

export const registrationSchema = z
  .strictObject({
    /** Whose it is; left out, that of whoever acts for an organisation. */
    organisation: organisationIdSchema.optional(),
    number: purchaseOrderSchema.min(1, 'Give the number of the purchase order'),
    valuePence: value,
    from: dateSchema,
    to: dateSchema,
    purse: purse.optional(),
  })
  .refine(inOrder, { path: ['to'], error: outOfOrder });
export type RegistrationCommand = z.infer<typeof registrationSchema>;

const version = z.int('Send the version that you looked at').min(1, 'Send the version that you looked at');
export const purchaseOrderChangeSchema = z
  .strictObject({ version, valuePence: value, from: dateSchema, to: dateSchema })
  .refine(inOrder, { path: ['to'], error: outOfOrder });
export type PurchaseOrderChangeCommand = z.infer<typeof purchaseOrderChangeSchema>;

/** Closed, nothing more is booked under it; what is booked stays. */
export const purchaseOrderClosingSchema = z.strictObject({ version, closed: z.boolean('Say whether it is closed') });
export type PurchaseOrderClosingCommand = z.infer<typeof purchaseOrderClosingSchema>;

/** An order in an address: its organisation, and its number in letters that an address may hold. */
export const purchaseOrderPath = ({ organisation, number }: Pick<PurchaseOrder, 'organisation' | 'number'>): string =>
  `${organisation}.${Buffer.from(number).toString('base64url')}`;
