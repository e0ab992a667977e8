// The words of a trial: a policy, written as a draft or published, tried on a past or current year. It says what would have been granted and what that would have
// cost or saved, and touches nothing that was granted.
import * as z from 'zod';
import type { CivilDate } from '../../../shared/calendar.ts';
import type { DraftId, JobId, OrganisationId, PersonId, TrialId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import { machine } from '../../../shared/transitions.ts';
import { words } from '../../../shared/words.ts';
import { comparedSchema } from '../../entitlements/schema/drafts.ts';
import type { StatementYear } from '../../entitlements/schema/statements.ts';

type TrialState = 'reading' | 'done';
export const trialStates = machine<TrialState, 'begin' | 'finish'>('trial of a policy', [
  { from: 'new', event: 'begin', to: 'reading' },
  { from: 'reading', event: 'finish', to: 'done' },
]);

/** The rows of Rochdale's table of savings (2012, 6.3) that a sum may stand in. */
export const savingRows = ['employees', 'other-costs', 'income-lost', 'additional-income', 'implementation-costs'] as const;
export type SavingRow = (typeof savingRows)[number];

const mostPence = 100_000_000_000;
export const mostAdjustments = 20;
/** A sum that nothing recorded here can tell, typed by whoever tries the policy. Savings are positive and further costs negative, as the row has it. */
export const adjustmentSchema = z
  .strictObject({
    row: z.enum(savingRows, 'Choose the row that the sum stands in'),
    financialYear: z
      .int('Give the year in which the financial year begins, such as 2013')
      .min(1990, 'Give the year in which the financial year begins, such as 2013')
      .max(2120, 'Give the year in which the financial year begins, such as 2013'),
    kind: z.enum(['ongoing', 'one-off'], 'Say whether it is ongoing or one-off'),
    pence: z
      .int('Give the sum in whole pence')
      .min(-mostPence, 'Give at most a thousand million pounds')
      .max(mostPence, 'Give at most a thousand million pounds')
      .refine((pence) => pence !== 0, 'Give a sum other than nothing'),
    note: words(200, 'Say in a few words what the sum is for'),
  })
  .refine(({ row, pence }) => row !== 'income-lost' || pence < 0, { path: ['pence'], error: 'Show income that is lost as a minus' })
  .refine(({ row, pence }) => row !== 'additional-income' || pence > 0, {
    path: ['pence'],
    error: 'Show additional income as a positive figure',
  })
  .refine(({ row, pence }) => row !== 'implementation-costs' || pence > 0, {
    path: ['pence'],
    error: 'Show the costs of implementation as a positive figure: they are taken off the savings',
  });
export type Adjustment = z.infer<typeof adjustmentSchema>;
const adjustments = z.array(adjustmentSchema, 'Give a list of sums').max(mostAdjustments, `Give at most ${mostAdjustments} sums`);

export const startTrialSchema = z.strictObject({
  of: comparedSchema,
  clock: z.enum(['academic', 'financial'], 'Choose the academic or the financial year'),
  year: z
    .int('Give the year in which it begins, such as 2025')
    .min(1990, 'Give the year in which it begins, such as 2025')
    .max(2120, 'Give the year in which it begins, such as 2025'),
  adjustments: adjustments.default([]),
});
export type StartTrial = z.infer<typeof startTrialSchema>;
/** Every sum that is to stand beside what was worked out, in place of those before. */
export const adjustTrialSchema = z.strictObject({
  version: z.int('Give the version of the trial that you have seen').min(1, 'Give the version of the trial that you have seen'),
  adjustments,
});
export type AdjustTrial = z.infer<typeof adjustTrialSchema>;
export const trialsQuerySchema = z.strictObject({ after: z.string().max(2000).optional() });

/** What a day of an officer's time costs the council, from a date on. */
export type DatedCost = { from: CivilDate; perDayPence?: number; assumed?: true };

/** What was tried, as it was then. */
export type Tried = { title: string } & ({ draft: DraftId; draftVersion: number; edition: number } | { policy: number });

export type Trial = {
  type: 'trial';
  id: TrialId;
  job: JobId;
  state: TrialState;
  of: Tried;
  year: StatementYear;
  period: Period;
  /** Facts are judged by this day: the last of the year, or the day on which it was tried. */
  until: CivilDate;
  /** How many versions of the policy there were. */
  policies: number;
  costs: DatedCost[];
  /** Which list reading has come to, and after which holder. */
  cursor: { list: number; after?: string };
  holders: number;
  adjustments: Adjustment[];
  startedBy: PersonId;
  startedAt: string;
  finishedAt?: string;
  version: number;
};

/** Half-days of a stretch of time before and after. */
export type Days = { period: Period; oneOff: boolean; before: number; after: number };
/** What of a financial year's sessions would have been paid for or free otherwise. `unpriced`: they might be sold, and no price is known. */
export type Income = {
  year: number;
  oneOff: boolean;
  lostHalfDays: number;
  lostPence: number;
  additionalHalfDays: number;
  additionalPence: number;
  unpricedHalfDays: number;
};
export type Group = { days: Days[]; income: Income[] };

export const dimensions = ['kind', 'district', 'partnership'] as const;
export type Dimension = (typeof dimensions)[number];
/** Where a holder is counted in each. */
export type Place = Record<Dimension, string>;

/** What one rule comes to for one kind of holder. */
export type RuleChange = {
  rule: string;
  part: string;
  title: string;
  kind: string;
  asset: 'half-day' | 'penny';
  before: number;
  after: number;
  holdersBefore: number;
  holdersAfter: number;
  assumed?: true;
};

/** Everything a trial has come to so far, added up: nobody is named in it but partnerships. */
export type Sums = {
  all: Group;
  groups: Record<Dimension, Record<string, Group>>;
  rules: RuleChange[];
  partnerships: Record<OrganisationId, string>;
};
