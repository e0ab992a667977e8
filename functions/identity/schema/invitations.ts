// The words of invitations: what is asked for, what is kept of one, and the states it goes through.
import * as z from 'zod';
import { addDays, type CivilDate, type Instant, londonDate } from '../../../shared/calendar.ts';
import { type InvitationId, idSchema, type OfficerId, type PersonId } from '../../../shared/ids.ts';
import { machine } from '../../../shared/transitions.ts';
import { grantSchema, personEmail, personName, type RightCommand } from './people.ts';

export type InvitationState = 'open' | 'accepted' | 'withdrawn' | 'expired';
export type InvitationEvent = 'send' | 'send-again' | 'accept' | 'withdraw' | 'expire';

export const invitationStates = machine<InvitationState, InvitationEvent>('invitation', [
  { from: 'new', event: 'send', to: 'open' },
  { from: 'open', event: 'send-again', to: 'open' },
  { from: 'open', event: 'accept', to: 'accepted' },
  { from: 'open', event: 'withdraw', to: 'withdrawn' },
  { from: 'open', event: 'expire', to: 'expired' },
  { from: 'expired', event: 'send-again', to: 'open' },
]);

/** An invitation is good for fourteen days, the last one whole. */
const goodForDays = 14;
export const lastDayFrom = (now: Instant): CivilDate => addDays(londonDate(now), goodForDays);

export type Invitation = {
  type: 'invitation';
  id: InvitationId;
  /** Blank, like the name, once whoever it named was erased. */
  email: string;
  name: string;
  rights: RightCommand[];
  officer?: OfficerId;
  /** The hash of the secret in the link: the secret itself is derived when the e-mail is sent, and kept nowhere. */
  secretHash: string;
  /** How many times it was sent: each sending has a link of its own, and only the last one's opens anything. */
  sending: number;
  invitedBy: PersonId;
  sentAt: string;
  /** The last day on which it can be accepted. */
  lastDay: CivilDate;
  /** As last written: an open one whose last day is over is expired, whatever stands here. */
  state: InvitationState;
  acceptedBy?: PersonId;
  version: number;
};

/** Who is invited to what. The id may be given, so that the same form sent twice invites once. */
export const inviteSchema = grantSchema.safeExtend({ id: idSchema('inv').optional(), email: personEmail, name: personName });
export type InviteCommand = z.infer<typeof inviteSchema>;

/** What the effect that sends one carries: neither name nor address. */
export const sendInvitationSchema = z.object({
  effect: z.object({ subject: z.string(), version: z.int() }),
  payload: z.strictObject({ invitation: idSchema('inv') }),
});
