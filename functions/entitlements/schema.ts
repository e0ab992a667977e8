// The words of entitlements: policy versions in force, vacancies that grant free days, and what a school is told about its accounts.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../shared/calendar.ts';
import { type HolderId, type OrganisationId, organisationIdSchema, type PersonId, type VacancyId } from '../../shared/ids.ts';
import type { Period } from '../../shared/ledger/chart.ts';
import type { StoredHead } from '../../shared/ledger/post.ts';
import type { TeamRule } from '../../shared/policy/allocations.ts';
import { type Clause, packSchema } from '../../shared/policy/schema.ts';
import { machine } from '../../shared/transitions.ts';

export { type PolicyPointer, type PolicyVersion, policyName } from '../../shared/policy/versions.ts';

type VacancyState = 'open' | 'filled' | 'withdrawn';
export const vacancyStates = machine<VacancyState, 'record' | 'fill' | 'withdraw'>('vacancy', [
  { from: 'new', event: 'record', to: 'open' },
  { from: 'open', event: 'fill', to: 'filled' },
  { from: 'open', event: 'withdraw', to: 'withdrawn' },
]);

/** A post a school has to fill; one may be open per post. It grants the rule's half-days to an account of its own. */
export type Vacancy = {
  id: VacancyId;
  school: OrganisationId;
  schoolName: string;
  post: string;
  postTitle: string;
  vacantFrom: CivilDate;
  state: VacancyState;
  /** The account that holds its free half-days, and the rule that granted them; none when no rule names the post. */
  account?: string;
  rule?: string;
  ruleTitle?: string;
  clause?: Clause;
  grantedHalfDays: number;
  lapsedHalfDays: number;
  /** Delivered half-days that were taken back to be recorded as paid ones. */
  returnedHalfDays?: number;
  policy: string;
  recordedBy: PersonId;
  recordedAt: string;
  closedAt?: string;
  closedBy?: PersonId;
  version: number;
};

export const recordVacancySchema = z.strictObject({
  school: organisationIdSchema,
  post: z.string({ error: 'Choose the post' }).regex(/^[a-z][a-z0-9-]{1,60}$/, 'Choose one of the posts listed'),
  vacantFrom: dateSchema,
});
export type RecordVacancy = z.infer<typeof recordVacancySchema>;

export const closeVacancySchema = z.strictObject({
  outcome: z.enum(['filled', 'withdrawn'], { error: 'Say whether the post was filled or the vacancy withdrawn' }),
});
export type CloseVacancy = z.infer<typeof closeVacancySchema>;

export const publishPolicySchema = z.strictObject({ pack: packSchema, effectiveAt: z.iso.datetime().optional() });

/** A free account that may pay for a service, as a rule sees it: whose it is, what granted it, and between which days it may pay. */
export type FreeAccount = {
  account: string;
  holder: HolderId;
  rule: string;
  part: string;
  title: string;
  available: number;
  clause: Clause;
  period: Period;
  /** The last day it may pay for: that of its period, of the stretch of the year its rule names, or of what funds it. A vacancy's has none. */
  expires?: CivilDate;
  /** The last day on which its holder has the right, where a fact that is known today ends it before. */
  until?: CivilDate;
  /** The partnership whose days they are, where they are not the school's own. */
  holderName?: string;
  /** The vacancy it was granted for, if that is what granted it. */
  vacancy?: VacancyId;
  /** The sectors of the schools that it pays for, where the rule of a team names them. */
  paysFor?: NonNullable<TeamRule['paysFor']>;
};

export type StatementLine = {
  vacancy: Vacancy;
  head: StoredHead | undefined;
  granted: number;
  held: number;
  used: number;
  lapsed: number;
  left: number;
};
