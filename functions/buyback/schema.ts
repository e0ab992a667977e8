// The words of buy-back: what is offered and quoted, and the agreement that a quote becomes.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../shared/calendar.ts';
import {
  type AgreementId,
  type ChargeId,
  idSchema,
  type OrganisationId,
  organisationIdSchema,
  type PersonId,
  type TransferId,
} from '../../shared/ids.ts';
import { type Package, type YearClock, yearClocks } from '../../shared/policy/packages.ts';
import { type Clause, type Purse, purses, type Treatment } from '../../shared/policy/schema.ts';
import { machine } from '../../shared/transitions.ts';
import { printable } from '../../shared/words.ts';
import { purchaseOrderSchema } from '../identity/schema/limits.ts';

/** `agreed`: its first day is still to come. `notice`: it runs to the end of its year and no further. */
export type AgreementState = 'agreed' | 'running' | 'notice' | 'ended';
export const agreementStates = machine<AgreementState, 'agree' | 'begin' | 'renew' | 'give-notice' | 'end'>('agreement', [
  { from: 'new', event: 'agree', to: 'agreed' },
  { from: 'agreed', event: 'begin', to: 'running' },
  { from: 'agreed', event: 'renew', to: 'agreed' },
  { from: 'running', event: 'renew', to: 'running' },
  { from: 'agreed', event: 'give-notice', to: 'notice' },
  { from: 'running', event: 'give-notice', to: 'notice' },
  { from: 'agreed', event: 'end', to: 'ended' },
  { from: 'running', event: 'end', to: 'ended' },
  { from: 'notice', event: 'end', to: 'ended' },
]);

/** A part of a year's price, and the day on which it falls due. */
export type Instalment = {
  number: number;
  of: number;
  twelfths: number;
  dueOn: CivilDate;
  netPence: number;
  /** That it has been charged. */
  charge?: ChargeId;
  /** The registered purchase order of which it is held, and with how much. */
  under?: { organisation: OrganisationId; number: string; grossPence: number };
};

/** A year of an agreement as it is agreed to: twelve months, or the part of one that comes before another clock's year. */
export type PlannedYear = {
  clock?: YearClock;
  from: CivilDate;
  to: CivilDate;
  netPence: number;
  halfDays: number;
  instalments: Instalment[];
};

/** The same once it is agreed to: the account that holds its half-days, and the transfer that sold them. */
export type AgreementYear = PlannedYear & {
  account: string;
  sold: TransferId;
  /** Carried from the year before. */
  carriedHalfDays: number;
  /** Its last day is over: what was left then. */
  closed?: { lapsedHalfDays: number; carriedHalfDays: number };
  /** Who pays its instalments and how, as it was agreed: a renewal for the years after it, from another purse or under another number, changes nothing of this one. */
  billed?: Billed;
};

/** How long a school is bound, or a rolling agreement goes on at most, from which agreement on. */
export type Term = { kind: 'first' | 'later'; from: CivilDate; to: CivilDate };

type AgreedTerm = Term & { agreedBy: PersonId; agreedAt: string };

/** What an instalment is billed by. */
export type Billed = Pick<
  Agreement,
  'payer' | 'title' | 'purse' | 'treatment' | 'vatClass' | 'incomeCode' | 'cfrCode' | 'purchaseOrder' | 'policy'
>;

/** What is told of an agreement by the calendar, and when it has ended. */
const reminderKinds = ['buyback-opens', 'buyback-notice'] as const;
export type ReminderKind = (typeof reminderKinds)[number];

export type Agreement = {
  id: AgreementId;
  organisation: OrganisationId;
  organisationName: string;
  payer: OrganisationId;
  /** The trust that is billed, where that is not the organisation itself. */
  payerName?: string;
  kind: Package['kind'];
  code: string;
  title: string;
  clause: Clause;
  services: string[];
  clock?: YearClock;
  continues?: 'rolling' | 'until-renewed';
  /** Half-days that are not used go on into the next year, at most so many. */
  carriesHalfDays: number;
  terms: AgreedTerm[];
  years: AgreementYear[];
  purse: Purse;
  treatment: Treatment;
  vatClass: 'standard' | 'exempt';
  incomeCode: string;
  cfrCode: string;
  purchaseOrder?: string;
  /** Under which policy it was last agreed to. */
  policy: string;
  state: AgreementState;
  notice?: { by: PersonId; at: string; endsOn: CivilDate };
  ended?: { on: CivilDate; why: 'term' | 'notice' | 'early'; reason?: string };
  /** The agreement that this one took the place of. */
  insteadOf?: AgreementId;
  /** Of which year to come people have been told something: by the day on which that begins. */
  told?: Partial<Record<ReminderKind, CivilDate>>;
  version: number;
};

/** The day of the scheme's longest term is what a rolling agreement may run to; until then nobody need do anything. */
export const quoteSchema = z.strictObject({
  organisation: organisationIdSchema,
  package: z.string('Choose a package').regex(/^[a-z][a-z0-9-]{1,60}$/, 'Choose a package from those offered'),
  purse: z.enum(purses, { error: 'Choose what pays: the delegated budget or the school’s own funds' }),
  clock: z.enum(yearClocks, { error: 'Choose the year: financial, academic or academy' }).optional(),
  years: z.int('Give years as a whole number').min(1, 'Give at least one year').max(20, 'Give at most 20 years').optional(),
  /** The agreement that is renewed, or that this one takes the place of. */
  renews: idSchema('agr').optional(),
});
export type QuoteCommand = z.infer<typeof quoteSchema>;

export type Quote = {
  organisation: OrganisationId;
  organisationName: string;
  payer: OrganisationId;
  payerName?: string;
  package: Pick<Package, 'kind' | 'code' | 'title' | 'description' | 'services' | 'vatClass' | 'incomeCode' | 'cfrCode' | 'clause'>;
  clock?: YearClock;
  /** The clock it ran by before, where that is another. */
  switchedFrom?: YearClock;
  continues?: 'rolling' | 'until-renewed';
  carriesHalfDays: number;
  term: Term;
  years: PlannedYear[];
  /** What the half-days of the years would cost one by one, the dearest first and the cheapest service alone. */
  partsPence: number;
  purse: Purse;
  treatment: Treatment;
  netPence: number;
  vatPence: number;
  grossPence: number;
  policy: string;
  purchaseOrderRequired: boolean;
  purchaseOrderLike?: string;
  renews?: { agreement: AgreementId; how: 'extended' | 'replaced'; version: number };
  /** Of a package: those that are had by now, and until when. */
  had?: { agreement: AgreementId; until: CivilDate }[];
  /** The number under which what is renewed was billed. */
  formerPurchaseOrder?: string;
};

/** What a quote token carries: who it was made for, until when, what was asked, and a fingerprint of the whole answer. */
export const quoteTokenSchema = z.strictObject({
  id: idSchema('qte'),
  council: z.string(),
  person: z.string(),
  expiresAt: z.int(),
  command: quoteSchema,
  fingerprint: z.string(),
});

export type QuoteToken = z.infer<typeof quoteTokenSchema>;

export const agreeSchema = z.strictObject({
  token: z.string('Ask for a quote first').min(1, 'Ask for a quote first').max(5_000, 'Ask for a quote first'),
  purchaseOrder: purchaseOrderSchema.optional(),
});
export type AgreeCommand = z.infer<typeof agreeSchema>;

/** On which day it is to end: what a page said that was open for long is refused where it ends later by now. */
export const noticeSchema = z.strictObject({ endsOn: dateSchema });
export type NoticeCommand = z.infer<typeof noticeSchema>;

/** Another purchase order number for what is still to fall due of the year that begins on a day. */
export const namingSchema = z.strictObject({
  from: dateSchema,
  purchaseOrder: purchaseOrderSchema.min(1, 'Give the number of the purchase order'),
});
export type NamingCommand = z.infer<typeof namingSchema>;

export const endingSchema = z.strictObject({
  reason: z
    .string({ error: 'Say why it ends early' })
    .trim()
    .min(3, 'Say why it ends early')
    .max(500, 'Use at most 500 characters')
    .regex(printable, 'Use printable characters only'),
});
export type EndingCommand = z.infer<typeof endingSchema>;
