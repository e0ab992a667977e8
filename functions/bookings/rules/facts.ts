// Everything that a quote depends on, as its rules are given it. Types alone.
import type { CivilDate, SessionKey } from '../../../shared/calendar.ts';
import type { AgreementId, OrganisationId, TeamId } from '../../../shared/ids.ts';
import type { Booker } from '../../../shared/policy/allocations.ts';
import type { Clause, Pack } from '../../../shared/policy/schema.ts';
import type { Service } from '../../catalogue/schema.ts';
import type { BarredAccount } from '../../entitlements/rules/funding.ts';
import type { Need } from '../../entitlements/schema/needs.ts';
import type { FreeAccount, PolicyVersion } from '../../entitlements/schema.ts';
import type { Limits } from '../../identity/schema/limits.ts';
import type { Officer } from '../../officers/schema.ts';
import type { Becoming } from '../../schools/rules/buyers.ts';
import type { Membership } from '../../schools/schema/events.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import type { Share, Sharing } from '../schema/shares.ts';

/** A budget of a team as a quote draws on it: what is left of it, in pence. */
type BudgetAccount = Omit<FreeAccount, 'available'> & { availablePence: number };

/** Half-days of a package that whoever books has paid for: how many are left of how many, for which services, and on which days. */
export type PackageFacts = {
  account: string;
  holder: OrganisationId;
  title: string;
  agreement: AgreementId;
  clause?: Clause;
  services: readonly string[];
  from: CivilDate;
  expires: CivilDate;
  available: number;
  bought: number;
};

export type QuoteFacts = {
  /** London's date and wall clock now. */
  clock: { date: CivilDate; time: string };
  councilLaCode: number;
  /** The school or other body the days are for. */
  school: Organisation | undefined;
  /** Who pays: its trust, where the trust is billed for its schools; otherwise itself. */
  payer?: Organisation | undefined;
  /** What it is known to become, and from when on: sessions from that day on are bought as that one buys. */
  becoming?: readonly Becoming[] | undefined;
  /** Another school has taken its place: what it booked now would be billed to that one. */
  succeeded?: boolean;
  service: Service | undefined;
  officer: Officer | undefined;
  policy: PolicyVersion | undefined;
  /** Sessions of the officer that are known to be taken; the commit checks again. */
  taken: ReadonlySet<SessionKey>;
  /** The further officers that were asked for, in the order of the command, with what is known to be taken of each. */
  others?: readonly { officer: Officer | undefined; taken: ReadonlySet<SessionKey> }[];
  /** In what standing it is booked: for the school itself, by the lead of a partnership with its days, or by the council. */
  booker: Booker;
  /** The partnership that a lead acts for. */
  lead?: OrganisationId | undefined;
  /** Whoever books acts for a partnership that somebody else leads today. */
  leadsNoLonger?: boolean;
  /** Open free accounts that may pay for this service, in the order they are to be used, and those that may not, with the reason. */
  freeAccounts: readonly FreeAccount[];
  barred?: readonly BarredAccount[];
  /** The groups that the school is in over time: a partnership's days are for those who are members on the date. */
  memberships?: readonly Membership[];
  /** What whoever books has paid for in advance, the first to expire first. */
  packages?: readonly PackageFacts[];
  /** The packs before the one in force that are needed to read what was granted, the newest first. */
  earlier?: readonly Pack[];
  /** The need that it is for; undefined also where there is no such need. */
  need?: Need | undefined;
  /** The team whose days and budget pay, where it was asked for one: its days are then the free accounts. Undefined also where there is no such team. */
  team?: { id: TeamId; name: string } | undefined;
  /** What the people may commit to for whom it is booked, where anybody has a limit. */
  limits?: Limits | undefined;
  /** Its open budgets that may pay the price of this service, in the order in which they are to be used. */
  budgets?: readonly BudgetAccount[];
  /** An event: who shares what is not free. */
  sharing?: SharingFacts | undefined;
};

/** A school that is to share an event, whoever pays for it, and what it has said of how; without a purse it has said nothing yet. */
export type Sharer = Omit<Share, 'schoolName' | 'payer' | 'payerName' | 'school'> & {
  school: Organisation;
  payer: Organisation;
  /** Another school has taken its place. */
  succeeded: boolean;
  becoming?: readonly Becoming[];
};
export type SharingFacts = Pick<Sharing, 'id' | 'title' | 'split'> & { sharers: readonly Sharer[] };

/** What a quote is about once it is known that there is such a thing. */
export type Named = { school: Organisation; payer: Organisation; service: Service; policy: PolicyVersion };
