// The words of consent to a changed line: that it waits, for whom and as what, and all that was said of it.
import * as z from 'zod';
import type { CivilDate } from '../../../shared/calendar.ts';
import { type ChargeId, type HolderId, type OrganisationId, organisationIdSchema, type PersonId } from '../../../shared/ids.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import { machine } from '../../../shared/transitions.ts';

type ConsentState = 'agreed' | 'declined';
export const consentStates = machine<ConsentState, 'agree' | 'decline'>('consent to a changed line', [
  { from: 'new', event: 'agree', to: 'agreed' },
  { from: 'new', event: 'decline', to: 'declined' },
  // Whoever declined may agree after all; an agreement is not taken back, because the line may be billed at any moment.
  { from: 'declined', event: 'agree', to: 'agreed' },
]);

/** What was said of a line for the one who would be invoiced: of this treatment and this sum, and no other. */
export type Saying = {
  buyer: OrganisationId;
  state: ConsentState;
  reason?: string;
  treatment: Treatment;
  netPence: number;
  vatPence: number;
  by: PersonId;
  at: string;
};

/** Since when a line waits, who may say so, and how it would be billed. */
export type Waits = { since: CivilDate; buyers: OrganisationId[]; now: Treatment };

/** A line that waits for agreement, or once did. What was said stays: each saying follows those before it. */
export type Consent = {
  charge: ChargeId;
  /** Who was to pay when it was booked: the charge stands under it. */
  payer: HolderId;
  deliveredOn: CivilDate;
  /** For as long as it waits: a dry run found that it does, or it was declined. */
  waits?: Waits;
  sayings: Saying[];
  version: number;
};

const treatmentSchema = z.strictObject({
  rail: z.enum(['vat-invoice', 'journal']),
  category: z.enum(['S', 'Z', 'E', 'O']),
  rateBasisPoints: z.int().min(0).max(10_000),
});

/** Each line is a write of one transaction, beside the entry of the audit trail. */
export const mostAtOnce = 90;

/** Each line is named with the treatment that was shown, so that nobody agrees to another. */
export const consentSchema = z
  .strictObject({
    organisation: organisationIdSchema,
    answer: z.enum(['agree', 'decline'], 'Choose whether you agree'),
    reason: z.string().trim().min(3, 'Say why, in a few words').max(500, 'Use at most 500 characters').optional(),
    lines: z
      .array(
        z.strictObject({
          charge: z
            .string()
            .regex(/^chg_[0-9]{8}-[0-9a-z-]{1,60}$/, 'Choose from the lines shown')
            .transform((text) => text as ChargeId),
          treatment: treatmentSchema,
        }),
        'Choose at least one line',
      )
      .min(1, 'Choose at least one line')
      .max(mostAtOnce, `Choose at most ${mostAtOnce} lines at a time, and the others after them`),
  })
  .refine(({ answer, reason }) => answer === 'agree' || reason !== undefined, { path: ['reason'], message: 'Say why you do not agree' })
  .refine(({ lines }) => new Set(lines.map(({ charge }) => charge)).size === lines.length, {
    path: ['lines'],
    message: 'Name each line once',
  });
export type ConsentCommand = z.infer<typeof consentSchema>;
