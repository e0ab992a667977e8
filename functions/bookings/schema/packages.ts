// The words of half-days that were paid for in advance, as a booking draws on them.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { AgreementId, OrganisationId } from '../../../shared/ids.ts';
import type { Clause } from '../../../shared/policy/schema.ts';

/**
 * What an account of a package is good for, as it was agreed: a policy that changes its packages afterwards changes nothing of it. Written once, with the half-days
 * it sold; what is left of them is the account's head.
 */
export type Holding = {
  type: 'holding';
  account: string;
  holder: OrganisationId;
  agreement: AgreementId;
  title: string;
  clause?: Clause;
  /** Codes of the services it pays for. */
  services: string[];
  halfDays: number;
  from: CivilDate;
  /** The last day it pays for. */
  expires: CivilDate;
};
