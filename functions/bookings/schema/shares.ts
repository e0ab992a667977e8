// The words of an event that several schools share: whose share is what part, and what becomes of the shares when a school leaves. Types alone, but for the rules' names.
import type { OrganisationId, PersonId, SharedEventId } from '../../../shared/ids.ts';
import type { Purse, Treatment } from '../../../shared/policy/schema.ts';

/** By what a price, or an order's half-days, are divided: each the same, by the pupils that the register has, or as whoever proposes names it for each. */
export const splitRules = ['equal', 'pupils', 'named'] as const;
export type SplitRule = (typeof splitRules)[number];

/** One school's part of the price of one session, as it was quoted to it. Those of a session sum to its price. */
export type SessionShare = { school: OrganisationId; netPence: number; treatment: Treatment };

/** What one school has to do with an event: who pays for it, from which purse and under which number, and who gave its word. */
export type Share = {
  /** Two digits, in the order in which the schools were named: its charges are named after it. */
  number: string;
  school: OrganisationId;
  schoolName: string;
  payer: OrganisationId;
  /** The trust that is billed, where that is not the school itself. */
  payerName?: string;
  weight: number;
  /** What it pays from and under which number, and who gave their word: of another school's share nobody is told. */
  purse?: Purse;
  purchaseOrder?: string;
  /** Whose registered purchase order that is: what the share comes to is held against what that is worth. */
  purchaseOrderBy?: OrganisationId;
  agreedBy?: PersonId;
  agreedAt?: string;
  /** Since when it has no part in what is still to come. */
  leftAt?: string;
};

export type ResplitState = 'asked' | 'agreed' | 'declined' | 'withdrawn';

/** One school wants to leave: what the open sessions would be divided into without it, to which everyone whose share rises has to agree. */
export type Resplit = {
  /** Counted from 1, in the order in which they were asked for. */
  number: number;
  leaver: OrganisationId;
  leaverName: string;
  reason: string;
  askedBy: PersonId;
  askedAt: string;
  state: ResplitState;
  /** Each traded session that was open, as it would be divided. One that is delivered or cancelled meanwhile keeps the shares it had. */
  sessions: { visit: string; shares: SessionShare[] }[];
  /** Whose share rises, and who has given their word for it. */
  rising: { school: OrganisationId; agreedBy?: PersonId; agreedAt?: string }[];
  answeredBy?: PersonId;
  answeredAt?: string;
  /** Why it was declined. */
  because?: string;
};

/** What makes a booking an event: its shares for good, also of those who have left, and what was asked about them. */
export type Sharing = { id: SharedEventId; title: string; split: SplitRule; shares: Share[]; resplits?: Resplit[] };
