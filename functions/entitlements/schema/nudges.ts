// The words of reminders of free days that are not used: the days on which they go out, and what is told of whom.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { type OrganisationId, organisationIdSchema, type PersonId } from '../../../shared/ids.ts';
import { messageSchema } from '../../../shared/messages.ts';
import { machine } from '../../../shared/transitions.ts';

/** Whether the council reminds anybody at all: not before somebody has said so. */
export type Nudging = { type: 'nudging'; on: boolean; by: PersonId; at: string; version: number };

type RoundState = 'writing' | 'done';
export const roundStates = machine<RoundState, 'begin' | 'finish'>('round of reminders', [
  { from: 'new', event: 'begin', to: 'writing' },
  { from: 'writing', event: 'finish', to: 'done' },
]);

/** The reminders of one day: everybody is looked at once, a page of people at a time. */
export type Round = {
  type: 'nudge-round';
  on: CivilDate;
  leftAtLeastBasisPoints: number;
  state: RoundState;
  cursor?: string;
  /** People looked at, and e-mails put in the outbox. */
  looked: number;
  written: number;
  startedAt: string;
  finishedAt?: string;
  version: number;
};

/** A day of the policy on which reminders go out. */
export type NudgeDay = { on: CivilDate; leftAtLeastBasisPoints: number };

/** What a holder has left of what was granted to it, of days it may book itself, and by when the first of them are to be used. */
export type Unused = { grantedHalfDays: number; leftHalfDays: number; until: CivilDate };

/** What a reminder knows beside whom and for which holder it is: the day of the policy that it was written on. */
const nudgeFactsSchema = z.object({ on: dateSchema, leftAtLeastBasisPoints: z.int() });
export const sendNudgeSchema = z.object({
  payload: z.object({ message: messageSchema.extend({ about: organisationIdSchema }), facts: nudgeFactsSchema }),
});
export type NudgePayload = z.infer<typeof sendNudgeSchema>['payload'];

/** Who would be written to, on the page that shows it beforehand. */
export type Recipient = { person: PersonId; name: string; holder: OrganisationId; holderName: string } & Unused;

export const switchSchema = z.strictObject({ on: z.boolean('Say whether reminders are sent: true or false') });
export type SwitchNudges = z.infer<typeof switchSchema>;
export const nudgesQuerySchema = z.object({ after: z.string().max(2000).optional() });
