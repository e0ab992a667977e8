// The words of allocations: what a rule grants a holder for a year, why, and what has been moved; and the runs that grant a year to every holder.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import type { AllocationRunId, HolderId, JobId, PersonId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { Clause } from '../../../shared/policy/schema.ts';
import { machine } from '../../../shared/transitions.ts';

/** From a day on, what a rule would grant a holder for a whole year, in half-days or pence, and why. */
export type Segment = {
  from: CivilDate;
  value: number;
  because: string;
  midYear: { gained: 'full' | 'pro-rata' | 'next-year'; lost: 'keep' | 'pro-rata' | 'end' };
  /** The source gives no number for it. */
  assumed?: true;
};
/** One change of what a rule comes to within a year: the steps of a target sum to it. */
export type Step = { on: CivilDate; change: number; because: string };

/** What has been moved into and out of an allocation besides bookings; all sums are positive. */
export type Moved = {
  granted: number;
  clawedBack: number;
  lapsed: number;
  carriedIn: number;
  carriedOut: number;
  handedIn: number;
  handedOut: number;
  earmarkedIn: number;
  earmarkedOut: number;
  /** Delivered half-days that were taken back to be recorded as another kind. */
  returned: number;
};
export const nothingMoved: Moved = {
  granted: 0,
  clawedBack: 0,
  lapsed: 0,
  carriedIn: 0,
  carriedOut: 0,
  handedIn: 0,
  handedOut: 0,
  earmarkedIn: 0,
  earmarkedOut: 0,
  returned: 0,
};

/** A change that was made to an allocation: when, by which run, and why. */
export type AllocationChange = { recordedAt: string; run?: AllocationRunId; by: PersonId; code: string; amount: number; because: string };
export const mostChangesKept = 50;

/**
 * What a rule grants a holder for a period, on an account of its own. `target` is what the rule comes to; what was used beyond it stays used and is told as
 * `shortfall`. Written in the transaction of each posting, so that it and the account's head say the same.
 */
export type Allocation = {
  type: 'allocation';
  holder: HolderId;
  holderName: string;
  rule: string;
  /** The rule with its part, as the account's name has it. */
  grant: string;
  part: string;
  title: string;
  asset: 'half-day' | 'penny';
  period: Period;
  account: string;
  target: number;
  shortfall: number;
  steps: Step[];
  moved: Moved;
  changes: AllocationChange[];
  clause: Clause;
  /** The source gave no number. */
  assumed?: true;
  /** It rests on a confidential status: schools are shown its title alone. */
  confidential?: true;
  policy: string;
  /** Of a plan's: the part of the pot that it was set aside from. */
  setAside?: 'own' | 'carried';
  /** Its right has ended with everything that is not used: what comes back is taken back. */
  ended?: true;
  state: 'open' | 'closed';
  /**
   * The run that moved something here before its own line of this allocation was carried out (a predecessor handed over): the version it found, and the version it
   * left. That line is not out of date because of it.
   */
  lastRun?: { run: AllocationRunId; found: number; left: number };
  version: number;
};

/** What is left of an allocation to its holder: granted (net of what went back) is held, used, lapsed or left. */
export type AllocationFigures = { granted: number; held: number; used: number; lapsed: number; left: number };

export type RunState = 'reading' | 'proposed' | 'granting' | 'done' | 'cancelled' | 'failed';
/** An allocation run: a dry run that is read through, then granted as shown or given up. */
export const runStates = machine<RunState, 'begin' | 'propose' | 'commit' | 'finish' | 'cancel' | 'fail'>('allocation run', [
  { from: 'new', event: 'begin', to: 'reading' },
  { from: 'reading', event: 'propose', to: 'proposed' },
  { from: 'reading', event: 'cancel', to: 'cancelled' },
  { from: 'reading', event: 'fail', to: 'failed' },
  { from: 'proposed', event: 'commit', to: 'granting' },
  { from: 'proposed', event: 'cancel', to: 'cancelled' },
  { from: 'granting', event: 'finish', to: 'done' },
]);

/** `allocate`: what the rules come to now, for the years that a day lies in. `close`: what is left of periods that have ended by that day. */
export type RunKind = 'allocate' | 'close';

/** What a run may move: granted, taken back, lapsed, carried into the next period, moved under another rule, handed over to a successor. */
export const moveCodes = ['grant', 'claw-back', 'lapse', 'carry', 'move', 'hand-over'] as const;
/** What comes back from a plan is taken back at once, and counted as that. */
export type MoveCode = (typeof moveCodes)[number] | 'release';
/** Sums of one asset by what was moved; `shortfall` is what could not be taken back because it was used or is held. */
export type Amounts = Record<(typeof moveCodes)[number] | 'shortfall', number>;
export const noAmounts: Amounts = { grant: 0, 'claw-back': 0, lapse: 0, carry: 0, move: 0, 'hand-over': 0, shortfall: 0 };

export type RunCounts = {
  /** Schools, partnerships, teams and others that were looked at. */
  holders: number;
  /** Allocations that change, and those that already are what the rules come to. */
  changes: number;
  unchanged: number;
  halfDays: Amounts;
  pence: Amounts;
  /** Lines that were carried out, and those that were not, because the allocation changed between dry run and commitment. */
  carriedOut: number;
  skipped: number;
};
export const noCounts: RunCounts = {
  holders: 0,
  changes: 0,
  unchanged: 0,
  halfDays: noAmounts,
  pence: noAmounts,
  carriedOut: 0,
  skipped: 0,
};

/** An allocation by what granted it, in words that a receiver of days is kept under. */
export type GrantWords = {
  rule: string;
  /** The rule with its part, as the account's name has it. */
  grant: string;
  part: string;
  title: string;
  asset: 'half-day' | 'penny';
  period: Period;
  clause: Clause;
  policy: string;
  assumed?: true;
  confidential?: true;
};

/** Whose days they become when they are carried, moved or handed over, and what the rules come to for it by themselves. */
export type Receiver = GrantWords & { holder: HolderId; holderName: string; account: string; target: number; steps: Step[] };
export type Move = {
  code: MoveCode;
  amount: number;
  because: string;
  to?: Receiver;
  /** Of the amount, what is taken back at once where it goes: as many were used there beyond what is due. */
  makesGood?: number;
};

/** What a run does to one allocation. */
export type RunLine = GrantWords & {
  holder: HolderId;
  holderName: string;
  /** What kind of holder, for sums by kind: `primary`, `secondary`, `special`, `partnership`, `team` … */
  kind: string;
  district?: string;
  account: string;
  /** Its target before and after, and what the run moves. */
  before: number;
  target: number;
  moves: Move[];
  shortfall: number;
  /** How the target came about; none for a line that closes. */
  steps: Step[];
  /** Its right has ended with everything that is not used. */
  ended?: true;
  /** Its period has ended: nothing more may be drawn once this is done. */
  closes?: true;
  /** The version of the allocation it was worked out from; 0 where there was none. */
  version: number;
  /** The facts that it was worked out from, so that it is seen whether they have moved on; nothing that people read. */
  facts: string;
};

/** Some lines as they are kept: the words of a grant once for all lines of it. */
export type LineChunk = { grants: GrantWords[]; lines: KeptLine[] };
export type KeptLine = Omit<RunLine, keyof GrantWords | 'account'> & { of: number };

/** What a run does, by rule and kind of holder. */
export type RunSum = {
  rule: string;
  part: string;
  title: string;
  period: Period;
  kind: string;
  asset: 'half-day' | 'penny';
  lines: number;
  amounts: Amounts;
  assumed?: true;
  confidential?: true;
};

export type AllocationRun = {
  type: 'allocation-run';
  id: AllocationRunId;
  /** The job that reads it through, and once it is committed the one that carries it out. */
  job: JobId;
  kind: RunKind;
  /** The day whose years are granted, or by which periods have ended. */
  on: CivilDate;
  state: RunState;
  /** Where reading has come to: which list, and after which holder. */
  cursor: { list: number; after?: string };
  chunks: number;
  /** Where granting has come to: the next line. */
  granted: { chunk: number; line: number };
  counts: RunCounts;
  /** How many versions of the policy there were, and which is in force. */
  policies: number;
  policy: string;
  startedBy: PersonId;
  startedAt: string;
  committedBy?: PersonId;
  committedAt?: string;
  finishedAt?: string;
  version: number;
};

export const startRunSchema = z.strictObject({
  kind: z.enum(['allocate', 'close'], 'Choose whether to grant a year or to close one'),
  on: dateSchema,
});
export type StartRun = z.infer<typeof startRunSchema>;

/** Which lines of a run are shown: of holders whose name or number contains this, under a rule, from a line on. */
export const linesQuerySchema = z.strictObject({
  holder: z
    .string()
    .trim()
    .max(120, 'Use at most 120 characters')
    .transform((text) => text.toLowerCase())
    .optional(),
  rule: z.string().max(61).optional(),
  after: z
    .string()
    .regex(/^\d{1,6}\.\d{1,6}$/, 'Use the address that a page gave')
    .optional(),
});
export type LinesQuery = z.infer<typeof linesQuerySchema>;
/** Which part of a run's file: so many chunks of lines each. */
export const filePartSchema = z.strictObject({
  part: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'Use the address that a page gave')
    .optional(),
});
export const runsQuerySchema = z.strictObject({ after: z.string().max(2000).optional() });
/** A page may also ask once more before something is done, or say that it is. */
export const confirmSchema = linesQuerySchema.extend({ confirm: z.literal('yes').optional(), done: z.literal('yes').optional() });
