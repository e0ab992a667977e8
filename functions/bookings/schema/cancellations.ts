// The words of cancellations that cost nothing after all: waived because another visit took the place of one, or because an inspection was announced.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { idSchema, type OrganisationId, organisationIdSchema } from '../../../shared/ids.ts';
import { visitSchema } from '../schema.ts';

/** `instead`: the visit that took its place: the same service rebooked and delivered, or another school’s in the same session of the same officer. */
export const waiverSchema = z.strictObject({
  visit: visitSchema,
  kind: z.enum(['rebooked', 'substitute'], { error: 'Say what took its place: a visit that was rebooked, or a substitute' }),
  instead: z.strictObject({ booking: idSchema('bkg'), visit: visitSchema }, 'Choose the visit that took its place'),
});
export type WaiverCommand = z.infer<typeof waiverSchema>;

/** `on`: a day of the inspection; the visits of its week are freed. `school` is left out by whoever acts for one. */
export const ofstedCallSchema = z.strictObject({ school: organisationIdSchema.optional(), on: dateSchema });
export type OfstedCallCommand = z.infer<typeof ofstedCallSchema>;

/** What an inspection freed of a school's week: counted in the transaction of each cancellation. */
export type OfstedCall = {
  type: 'ofsted-call';
  school: OrganisationId;
  schoolName: string;
  /** The Monday of the week. */
  week: CivilDate;
  sessions: number;
  /** What cancelling them would have cost without it. */
  waivedPence: number;
  waivedHalfDays: number;
  calledAt: string;
};
/** A call as it is made, before what it frees is counted. */
export type OfstedCalled = Omit<OfstedCall, 'sessions' | 'waivedPence' | 'waivedHalfDays'>;
