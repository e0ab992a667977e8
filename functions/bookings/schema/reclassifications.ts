// The words of a correction: a delivered half-day that was recorded as free and was to be paid for, or the other way round.
import * as z from 'zod';
import { dateSchema, type SessionKey } from '../../../shared/calendar.ts';
import type { BookingId, ChargeId, OrganisationId, PersonId, ReclassificationId } from '../../../shared/ids.ts';
import { machine } from '../../../shared/transitions.ts';
import { words } from '../../../shared/words.ts';
import { type Funding, visitSchema } from '../schema.ts';

type ReclassificationState = 'asked' | 'approved' | 'declined';
export const reclassificationStates = machine<ReclassificationState, 'ask' | 'approve' | 'decline'>('reclassification', [
  { from: 'new', event: 'ask', to: 'asked' },
  { from: 'asked', event: 'approve', to: 'approved' },
  { from: 'asked', event: 'decline', to: 'declined' },
]);

/** That whoever is to pay has agreed to it: who, how and when. */
const agreedSchema = z.strictObject({
  by: words(200, 'Say who agreed for the school'),
  how: words(500, 'Say how they agreed: by letter, by telephone'),
  on: dateSchema,
});
export type Agreed = z.infer<typeof agreedSchema>;

export const askReclassificationSchema = z
  .strictObject({
    visit: visitSchema,
    to: z.enum(['free', 'paid'], { error: 'Say what it is to be recorded as: free or paid' }),
    reason: words(500, 'Say why it was recorded as the wrong kind'),
    /** Which account of free half-days it is taken from; without it the first that may pay. */
    account: z.string().min(1).max(300).optional(),
    agreed: agreedSchema.optional(),
  })
  .refine(({ to, agreed }) => to === 'free' || agreed !== undefined, {
    path: ['agreed'],
    message: 'Whoever is to pay must have agreed: say who, how and when',
  });
export type AskReclassification = z.infer<typeof askReclassificationSchema>;

export const answerReclassificationSchema = z
  .strictObject({
    answer: z.enum(['approve', 'decline'], { error: 'Say whether you approve or decline' }),
    note: words(500, 'Say why, in a few words').optional(),
  })
  .refine(({ answer, note }) => answer === 'approve' || note !== undefined, { path: ['note'], message: 'Say why you decline' });
export type AnswerReclassification = z.infer<typeof answerReclassificationSchema>;

/** A request of one person that another answers. What the session becomes, price included, is fixed when it is asked for, so that both look at the same. */
export type Reclassification = {
  type: 'reclassification';
  id: ReclassificationId;
  booking: BookingId;
  school: OrganisationId;
  visit: string;
  session: SessionKey;
  from: Funding;
  to: Funding;
  reason: string;
  agreed?: Agreed;
  state: ReclassificationState;
  askedBy: PersonId;
  askedAt: string;
  answeredBy?: PersonId;
  answeredAt?: string;
  note?: string;
  /** The charge that it wrote, or withdrew. */
  charge?: ChargeId;
  version: number;
};
