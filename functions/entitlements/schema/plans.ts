// The words of a partnership's pot: plans of what its half-days are to be used for, and what each member said to them.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { type OrganisationId, organisationIdSchema, type PersonId, type PlanId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { PartnershipRule } from '../../../shared/policy/allocations.ts';
import { code } from '../../../shared/policy/words.ts';
import { machine } from '../../../shared/transitions.ts';

type PlanState = 'open' | 'agreed' | 'declined' | 'withdrawn';
export const planStates = machine<PlanState, 'propose' | 'agree' | 'decline' | 'withdraw' | 'release'>('plan of use', [
  { from: 'new', event: 'propose', to: 'open' },
  { from: 'open', event: 'agree', to: 'agreed' },
  { from: 'open', event: 'decline', to: 'declined' },
  { from: 'open', event: 'withdraw', to: 'withdrawn' },
  // Days that are not needed go back to the pot; the plan stands for the rest.
  { from: 'agreed', event: 'release', to: 'agreed' },
]);

/** What of a pot can be planned with: what is reserved for the council cannot. */
const potParts = ['own', 'carried'] as const;
export type PotPart = (typeof potParts)[number];

/** Who must agree: the lead, more than half of the members, or all of them. */
export type AgreedBy = NonNullable<PartnershipRule['agreement']>['by'];

/** What was said to a plan for one member: by its own people, by the partnership's lead for the lead's school, or as the minutes of a meeting have it. */
export type PlanWord = {
  /** The member for which it was said; the partnership itself for a lead of whom no school is recorded. */
  member: OrganisationId;
  memberName: string;
  word: 'agree' | 'decline';
  as: 'member' | 'lead' | 'minutes';
  /** The day it was said, which for minutes is that of the meeting. */
  on: CivilDate;
  recordedAt: string;
  by: PersonId;
  /** For minutes: which meeting they are of. */
  meeting?: string;
  reason?: string;
};

/** So many half-days of a pot for some services. Words are only ever added; the last that a member said is its word. */
export type Plan = {
  type: 'plan';
  id: PlanId;
  partnership: OrganisationId;
  /** The pot it draws on: the rule that grants it, whether its own days or those carried from the year before, and for which period. */
  rule: string;
  part: PotPart;
  period: Period;
  halfDays: number;
  /** Codes of the services it may be used for. */
  services: string[];
  purpose: string;
  state: PlanState;
  /** Who proposed it: the lead, or the council on the lead's behalf. */
  proposedAs: 'lead' | 'council';
  proposedBy: PersonId;
  proposedOn: CivilDate;
  proposedAt: string;
  words: PlanWord[];
  /** The account its half-days stand on once it is agreed, and by whose agreement under which policy. */
  account?: string;
  agreement?: { by: AgreedBy; clause: string; policy: string; on: CivilDate };
  ended?: { on: CivilDate; by: PersonId; reason?: string };
  version: number;
};

const because = z.string('Say why').trim().min(3, 'Say why, in a few words').max(500, 'Use at most 500 characters');
/** Sent with a form or by a program, so that what is sent twice is recorded once. */
const key = z.string().min(8).max(64).optional();

export const proposePlanSchema = z.strictObject({
  rule: code,
  part: z.enum(potParts, 'Choose the days of the year or those carried into it').default('own'),
  /** The first day of the pot's period. */
  from: dateSchema,
  halfDays: z
    .int('Give a whole number of half-days: one day is 2')
    .min(1, 'Plan at least half a day')
    .max(4_000, 'Plan at most 2,000 days'),
  services: z.array(code, 'Choose at least one service').min(1, 'Choose at least one service').max(50, 'Choose at most 50 services'),
  purpose: z
    .string('Say what the days are for')
    .trim()
    .min(3, 'Say what the days are for, in a few words')
    .max(200, 'Use at most 200 characters'),
  key,
});
export type ProposePlan = z.infer<typeof proposePlanSchema>;

export const planWordSchema = z.strictObject({
  word: z.enum(['agree', 'decline'], 'Say whether you agree or decline'),
  reason: z.string().trim().max(500, 'Use at most 500 characters').optional(),
  /** For which member it is meant, so that nobody says it for another that they have come to act for meanwhile. */
  member: organisationIdSchema.optional(),
});
export type SayWord = z.infer<typeof planWordSchema>;

const members = z.array(organisationIdSchema, 'Give a list of members').max(80, 'Name at most 80 members');
export const planMinutesSchema = z
  .strictObject({
    meeting: z.string('Say which meeting').trim().min(3, 'Say which meeting').max(120, 'Use at most 120 characters'),
    on: dateSchema,
    agreed: members.default([]),
    declined: members.default([]),
    reason: because,
  })
  .refine(({ agreed, declined }) => agreed.length + declined.length > 0, { path: ['agreed'], message: 'Name at least one member' })
  .refine(({ agreed, declined }) => declined.every((member) => !agreed.includes(member)), {
    path: ['declined'],
    message: 'A member agreed or declined, not both',
  });
export type RecordMinutes = z.infer<typeof planMinutesSchema>;

export const withdrawPlanSchema = z.strictObject({ reason: because });
export type WithdrawPlan = z.infer<typeof withdrawPlanSchema>;

/** `version` is that of the plan as it was looked at, so that what is sent twice is released once. */
export const releasePlanSchema = z.strictObject({
  halfDays: z.int('Give a whole number of half-days: one day is 2').min(1, 'Release at least half a day').max(4_000),
  reason: because,
  version: z.int('Give the version of the plan that you looked at').min(1, 'Give the version of the plan that you looked at'),
});
export type ReleasePlan = z.infer<typeof releasePlanSchema>;

/** Which year of a pot is looked at, by a day in it. */
export const potQuerySchema = z.object({ on: dateSchema.optional() });
export const potsQuerySchema = z.object({ after: z.string().max(2000).optional() });
