// The words of a quote: what is asked for, what it would come to and who pays it, and the token that lets it be confirmed as it was shown.
import * as z from 'zod';
import { type CivilDate, sessionKeySchema } from '../../../shared/calendar.ts';
import {
  idSchema,
  type NeedId,
  type OfficerId,
  type OrganisationId,
  organisationIdSchema,
  type ServiceId,
  teamIdSchema,
} from '../../../shared/ids.ts';
import { type Purse, purses } from '../../../shared/policy/schema.ts';
import { purchaseOrderSchema } from '../../identity/schema/limits.ts';
import type { FundingLine, QuotedSession, Team } from '../schema.ts';
import type { Sharing } from './shares.ts';

export type Quote = {
  school: OrganisationId;
  schoolName: string;
  /** What a package has paid for is kept for another time. */
  withoutPackage?: true;
  payer: OrganisationId;
  /** The trust that is billed, where that is not the school itself. */
  payerName?: string;
  /** The team of the council whose days and budget pay, in place of the school. */
  team?: Team;
  purse: Purse;
  service: ServiceId;
  serviceTitle: string;
  /** The lead officer, who is named first: each session has its own. */
  officer: OfficerId;
  officerName: string;
  sessions: QuotedSession[];
  lines: FundingLine[];
  /** Why nothing, or not all, is free although the service can be; undefined where there is nothing to explain. */
  whyNotFree?: string;
  /** Whom the school is known to have become by some of the sessions: those from that day on are bought as that one buys. */
  becomes?: { on: CivilDate; name: string; several?: true };
  purchaseOrderRequired: boolean;
  /** An example of what the purchase order numbers of whoever books look like: one that is given has its form. */
  purchaseOrderLike?: string;
  netPence: number;
  vatPence: number;
  grossPence: number;
  policy: string;
  /** What cancelling costs by that policy, in sentences. */
  terms?: string[];
  /** The need of the school's support plan that it is for. */
  need?: NeedId;
  /** How many may take part, and how many are expected, where the service is training. Who they are is asked once it is booked. */
  attendees?: { most: number; expected?: number };
  /** What several schools would share. */
  event?: Sharing;
};

/** Further officers of one booking. */
export const mostOthers = 5;

const sessionsOfWork = z.array(sessionKeySchema, 'Give a list of sessions').max(4, 'Give at most 4 sessions').optional();

export const quoteSchema = z.strictObject({
  school: organisationIdSchema,
  service: idSchema('svc'),
  officer: idSchema('off'),
  purse: z.enum(purses, { error: 'Choose what pays: the delegated budget or the school’s own funds' }),
  /** How much is wanted, in half-days; must equal the number of sessions, so that a slip of the mouse is caught. */
  halfDays: z
    .int('must be a whole number of half-days')
    .min(1, 'must be at least one half-day')
    .max(10_000, 'must be at most 10,000 half-days'),
  sessions: z
    .array(sessionKeySchema, 'Choose at least one session')
    .min(1, 'Choose at least one session')
    .max(1000, 'Choose at most 1,000 sessions'),
  /** Further officers, each with sessions of their own, which count among the half-days: the same half-day of two officers is two visits. */
  also: z
    .array(
      z.strictObject({
        officer: idSchema('off'),
        sessions: z
          .array(sessionKeySchema, 'Choose at least one session')
          .min(1, 'Choose at least one session')
          .max(1000, 'Choose at most 1,000 sessions'),
      }),
      'Give a list of officers with their sessions',
    )
    .max(mostOthers, `One booking has at most ${mostOthers + 1} officers`)
    .optional(),
  /** When the lead officer prepares and writes the report, where the service takes that: the nearest sessions that are free, unless some are named. */
  preparation: sessionsOfWork,
  report: sessionsOfWork,
  /** The need of the school's support plan that it is for, if it is for one. */
  need: idSchema('ned').optional(),
  /** The team of the council whose days and budget are to pay, where the council books for the school and the school pays nothing. */
  team: teamIdSchema.optional(),
  /** The place in a waiting list that it was offered to: its sessions are held for it. */
  waiting: idSchema('wtl').optional(),
  /** Keep the half-days of a package that has been paid for, and pay for this. */
  withoutPackage: z.literal(true, 'Give true, or leave it out').optional(),
  /** How many people are expected, where the service is training with attendees. */
  attendees: z
    .int('Give how many take part as a whole number')
    .min(1, 'Give how many take part, from 1')
    .max(500, 'Give at most 500')
    .optional(),
});

export type QuoteCommand = z.infer<typeof quoteSchema>;

/** The figures of a quote that a buyer remembers, so that a new quote can say what they were before. */
export const saidSchema = z.strictObject({ netPence: z.int(), grossPence: z.int(), freeHalfDays: z.int() });

export type Said = z.infer<typeof saidSchema>;

/** What a quote token carries: who it was made for, until when, what was asked, what was answered in figures, and a fingerprint of the whole answer. */
export const quoteTokenSchema = z.strictObject({
  id: idSchema('qte'),
  council: z.string(),
  person: z.string(),
  expiresAt: z.int(),
  command: quoteSchema,
  said: saidSchema,
  fingerprint: z.string(),
});

export type QuoteToken = z.infer<typeof quoteTokenSchema>;

export const confirmSchema = z.strictObject({
  token: z.string('Ask for a quote first').min(1, 'Ask for a quote first').max(20_000, 'Ask for a quote first'),
  purchaseOrder: purchaseOrderSchema.optional(),
});

export type ConfirmCommand = z.infer<typeof confirmSchema>;
