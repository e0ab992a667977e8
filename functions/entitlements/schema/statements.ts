// The words of a statement: what a school, a partnership, another body or a team was granted by year, where it is now, and why.
import * as z from 'zod';
import type { CivilDate } from '../../../shared/calendar.ts';
import type { HolderId, VacancyId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { Clause } from '../../../shared/policy/schema.ts';
import type { AllocationFigures, Step } from './allocations.ts';

/** Years have clocks of their own: schools' days by the academic year, teams' money mostly by the financial one. */
export type StatementYear = { clock: 'academic' | 'financial'; start: number };

/**
 * Figures of one line, in half-days or pence. What was granted (less what was taken back), and what was brought in from elsewhere less what was passed on, is held,
 * used, lapsed or left.
 */
export type LineFigures = AllocationFigures & { broughtIn: number; passedOn: number };

/** A change that was made: by whom is a person's name to staff, and the council's to everybody else. */
export type LineChange = { recordedAt: string; by: string; what: string; amount: number; because?: string | undefined };

type Common = LineFigures & {
  /** What the line is called in an address: the day its period begins with its grant (`2026-09-01.universal`), or a vacancy. */
  line: string;
  title: string;
  unit: 'half-day' | 'penny';
  year: StatementYear;
  account?: string | undefined;
  clause?: Clause | undefined;
  policy?: string | undefined;
};

/** An allocation as whoever reads may know of it: without its reasons where it rests on something that is confidential. */
export type AllocationLine = Common & {
  of: 'allocation';
  rule: string;
  part: string;
  period: Period;
  state: 'open' | 'closed';
  target: number;
  shortfall: number;
  /** How the target came about; none where the reader may not know. */
  steps: Step[];
  assumed?: true;
  /** Told to those alone who may read confidential statuses. */
  confidential?: true;
};

export type VacancyLine = Common & {
  of: 'vacancy';
  vacancy: VacancyId;
  post: string;
  vacantFrom: CivilDate;
  state: 'open' | 'filled' | 'withdrawn';
  recordedAt: string;
  closedAt?: string | undefined;
};

export type Line = AllocationLine | VacancyLine;

/** Somebody else's statement that whoever reads this one may read too. */
export type Beside = { holder: HolderId; name: string };
export type Statement = { holder: HolderId; name: string; lines: Line[]; beside: Beside[] };

/** `2026-09-01.universal.reserved`, or a vacancy's id. */
export const lineSchema = z
  .string('Use the address that the statement gives')
  .regex(/^(20\d\d-\d\d-\d\d\.[a-z][a-z0-9-]{0,60}(\.[a-z0-9_-]{1,70})?|vac_[0-9a-z-]{1,64})$/, 'Use the address that the statement gives');
