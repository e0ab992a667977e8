// The words of a school's support plan: what it needs, by when, and which bookings meet it (Manchester 2007, 4.2.1 and 4.7.2).
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import {
  type BookingId,
  idSchema,
  type NeedId,
  type OfficerId,
  type OrganisationId,
  type PersonId,
  type ServiceId,
} from '../../../shared/ids.ts';
import { machine } from '../../../shared/transitions.ts';

export type NeedState = 'open' | 'met' | 'withdrawn';
export const needStates = machine<NeedState, 'record' | 'review' | 'meet' | 'fall-short' | 'withdraw'>('need', [
  { from: 'new', event: 'record', to: 'open' },
  { from: 'open', event: 'review', to: 'open' },
  { from: 'open', event: 'meet', to: 'met' },
  // What met it was cancelled.
  { from: 'met', event: 'fall-short', to: 'open' },
  { from: 'open', event: 'withdraw', to: 'withdrawn' },
]);

/** One thing a school needs: a service, or a skill where the service is not chosen yet, so many half-days of it, by a day. */
export type Need = {
  type: 'need';
  id: NeedId;
  school: OrganisationId;
  schoolName: string;
  /** The school's district on the day it was recorded, for whoever plans by district. */
  district?: string | undefined;
  what: string;
  skill: string;
  service?: ServiceId | undefined;
  serviceTitle?: string | undefined;
  wantedHalfDays: number;
  by: CivilDate;
  state: NeedState;
  /** The school's named contact who recorded it, where it was one. */
  contact?: OfficerId | undefined;
  recordedBy: PersonId;
  recordedAt: string;
  /** Each time it was gone through with the phase lead, the last one last. */
  reviews: { by: PersonId; at: string; note: string }[];
  /** How many half-days each booking is for. */
  met: { booking: BookingId; halfDays: number }[];
  withdrawn?: { by: PersonId; at: string; reason: string } | undefined;
  version: number;
};
/** A longer history of reviews than this keeps its latest. */
export const mostReviews = 20;

const words = (most: number, empty: string) =>
  z
    .string({ error: empty })
    .trim()
    .min(3, empty)
    .max(most, `Use at most ${most} characters`)
    .regex(/^(?:[^\p{Cc}\p{Cs}\u200B\u202A-\u202E\u2066-\u2069\uFEFF]|[\n\r\t])*$/u, 'Use printable characters only');

export const recordNeedSchema = z
  .strictObject({
    what: words(500, 'Say what the school needs'),
    service: idSchema('svc').optional(),
    skill: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,60}$/, 'Choose from the skills listed')
      .optional(),
    wantedHalfDays: z
      .int('Give half-days as a whole number: one day is 2')
      .min(1, 'Give at least half a day')
      .max(200, 'Give at most 100 days'),
    by: dateSchema,
    /** Sent with a form or by a program, so that what is sent twice is recorded once. */
    key: idSchema('ned').optional(),
  })
  .refine(({ service, skill }) => service !== undefined || skill !== undefined, {
    path: ['service'],
    message: 'Choose the service, or the skill it takes',
    // Told together with whatever else is wrong, so that nobody is sent back twice.
    when: ({ value }) => typeof value === 'object' && value !== null,
  });
export type RecordNeed = z.infer<typeof recordNeedSchema>;

export const reviewNeedSchema = z.strictObject({ note: words(500, 'Write what was agreed, in a few words') });
export type ReviewNeed = z.infer<typeof reviewNeedSchema>;
export const withdrawNeedSchema = z.strictObject({ reason: words(500, 'Say why it is no longer needed') });
export type WithdrawNeed = z.infer<typeof withdrawNeedSchema>;
export const needsQuerySchema = z.object({ after: z.string().max(2000).optional() });
