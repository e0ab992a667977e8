// The words of an event that is proposed to several schools: each says whether it takes its share, while the officer's sessions are held, and once all have it is booked.
import * as z from 'zod';
import { type CivilDate, dateSchema, sessionKeySchema } from '../../../shared/calendar.ts';
import {
  type BookingId,
  idSchema,
  type OrganisationId,
  organisationIdSchema,
  type PersonId,
  type SharedEventId,
} from '../../../shared/ids.ts';
import { purses } from '../../../shared/policy/schema.ts';
import { machine } from '../../../shared/transitions.ts';
import { words } from '../../../shared/words.ts';
import { purchaseOrderSchema } from '../../identity/schema/limits.ts';
import type { Quote, QuoteCommand } from './quotes.ts';
import { type ResplitState, type Share, type SplitRule, splitRules } from './shares.ts';

export type EventState = 'proposed' | 'confirmed' | 'withdrawn' | 'expired';
export type EventEvent = 'propose' | 'agree' | 'decline' | 'divide' | 'confirm' | 'withdraw' | 'expire';
/** Nobody writes that one has expired: it has from the moment its hold ends. The last who agrees confirms it. */
export const eventStates = machine<EventState, EventEvent>('event of several schools', [
  { from: 'new', event: 'propose', to: 'proposed' },
  { from: 'proposed', event: 'agree', to: 'proposed' },
  { from: 'proposed', event: 'decline', to: 'proposed' },
  { from: 'proposed', event: 'divide', to: 'proposed' },
  { from: 'proposed', event: 'confirm', to: 'confirmed' },
  { from: 'proposed', event: 'withdraw', to: 'withdrawn' },
  { from: 'proposed', event: 'expire', to: 'expired' },
]);

export type ShareState = 'asked' | 'agreed' | 'declined';
/** What comes to another sum is asked for anew, whatever was said before. */
export const shareStates = machine<ShareState, 'ask' | 'agree' | 'decline'>('share of an event', [
  { from: 'new', event: 'ask', to: 'asked' },
  { from: 'asked', event: 'agree', to: 'agreed' },
  { from: 'asked', event: 'decline', to: 'declined' },
  { from: 'agreed', event: 'ask', to: 'asked' },
  { from: 'declined', event: 'ask', to: 'asked' },
]);

/** What a school that leaves asks of the others. */
export const resplitStates = machine<ResplitState, 'ask' | 'agree' | 'decline' | 'withdraw'>('leaving an event', [
  { from: 'new', event: 'ask', to: 'asked' },
  { from: 'asked', event: 'agree', to: 'agreed' },
  { from: 'asked', event: 'decline', to: 'declined' },
  { from: 'asked', event: 'withdraw', to: 'withdrawn' },
]);

/** A share as it is asked for. `agreed` stands for the figures that were seen when it was agreed to. */
export type AskedShare = Omit<Share, 'leftAt'> & {
  state: ShareState;
  agreed?: string;
  declinedBy?: PersonId;
  declinedAt?: string;
  reason?: string;
};

export type SharedEvent = {
  type: 'event';
  id: SharedEventId;
  /** The booking that it becomes: its sessions are held in that name. */
  booking: BookingId;
  organiser: OrganisationId;
  organiserName: string;
  title: string;
  command: QuoteCommand;
  split: SplitRule;
  shares: AskedShare[];
  /** What it came to when it last changed. What it comes to is decided again when somebody agrees. */
  quote: Quote;
  proposedBy: PersonId;
  /** For whom they acted; for the council where nobody is named. */
  actedFor?: OrganisationId;
  proposedAt: string;
  /** The day by the end of which everybody has agreed, and its last moment (ISO 8601, UTC), until which the sessions are held. */
  answerBy: CivilDate;
  holdUntil: string;
  state: Exclude<EventState, 'expired'>;
  closedBy?: PersonId;
  closedAt?: string;
  version: number;
};

const sharer = z.strictObject({
  school: organisationIdSchema,
  /** What part it has, where the parts are named. */
  weight: z
    .int('Give the part as a whole number')
    .min(1, 'Give a part of at least 1')
    .max(10_000, 'Give a part of at most 10,000')
    .optional(),
  /** Where a trust commits its own schools. */
  purse: z.enum(purses, { error: 'Choose what pays: the delegated budget or the school’s own funds' }).optional(),
  purchaseOrder: purchaseOrderSchema.optional(),
});
const sharers = z
  .array(sharer, 'Choose at least two schools')
  .min(2, 'Choose at least two schools')
  .max(100, 'Choose at most 100 schools')
  .refine((all) => new Set(all.map(({ school }) => school)).size === all.length, 'Name each school once');
/** The schools of which whoever asks knows that nobody could answer for them yet, and sees to it that somebody can in time. */
const acknowledged = z.array(organisationIdSchema).max(100).optional();
const split = z.enum(splitRules, { error: 'Say how the cost is divided: equally, by pupils, or by parts you name' });

export const proposeSchema = z.strictObject({
  /** Whoever organises it, where the council proposes: a partnership, a trust or another body. Whoever acts for one leaves it out. */
  organiser: organisationIdSchema.optional(),
  // It stands in the subject of what other schools are sent.
  title: words(120, 'Say what the event is, in a few words').regex(/^[^\n\r\t\u2028\u2029]*$/, 'Keep the title on one line'),
  service: idSchema('svc'),
  officer: idSchema('off'),
  sessions: z
    .array(sessionKeySchema, 'Choose at least one session')
    .min(1, 'Choose at least one session')
    .max(100, 'Choose at most 100 sessions'),
  answerBy: dateSchema,
  split,
  schools: sharers,
  acknowledged,
});
export type ProposeCommand = z.infer<typeof proposeSchema>;

/** The cost divided anew, among other schools or by another rule, before the event is booked. */
export const divideSchema = z.strictObject({ split, schools: sharers, acknowledged });
export type DivideCommand = z.infer<typeof divideSchema>;

const seen = z.string('Look at what it comes to first').regex(/^[A-Za-z0-9_-]{43}$/, 'Look at what it comes to first');
/** `school` is left out by whoever acts for it. */
const forSchool = { school: organisationIdSchema.optional() };

/** `agreed` stands for the figures that whoever agrees has seen: others are refused with the new ones. */
export const agreeSchema = z.strictObject({
  ...forSchool,
  agreed: seen,
  purse: z.enum(purses, { error: 'Choose what pays: the delegated budget or the school’s own funds' }),
  purchaseOrder: purchaseOrderSchema.optional(),
});
export type AgreeCommand = z.infer<typeof agreeSchema>;
export const declineShareSchema = z.strictObject({ ...forSchool, reason: words(500, 'Say why you decline') });
export type DeclineShareCommand = z.infer<typeof declineShareSchema>;

/** A school that leaves a booked event; named by whoever organises it. */
export const leaveSchema = z.strictObject({ ...forSchool, reason: words(500, 'Say why the school leaves') });
export type LeaveCommand = z.infer<typeof leaveSchema>;
export const answerLeavingSchema = z
  .strictObject({
    ...forSchool,
    answer: z.enum(['agree', 'decline', 'withdraw'], { error: 'Say whether you agree, decline or withdraw' }),
    agreed: seen.optional(),
    reason: words(500, 'Say why you decline').optional(),
  })
  .refine(({ answer, agreed }) => answer !== 'agree' || agreed !== undefined, {
    path: ['agreed'],
    message: 'Look at what it comes to first',
  })
  .refine(({ answer, reason }) => answer !== 'decline' || reason !== undefined, { path: ['reason'], message: 'Say why you decline' });
export type AnswerLeavingCommand = z.infer<typeof answerLeavingSchema>;

/** How many working days a proposal may hold an officer's sessions. */
export const mostHoldWorkingDays = 20;
