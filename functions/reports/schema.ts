// The words of reports: a proof on its way and what it found, a document as the proof reads it, and the commands that mend the outbox.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../shared/calendar.ts';
import { holderIdSchema, idSchema, type JobId, type PersonId } from '../../shared/ids.ts';
import type { AccountKind, PostingCode } from '../../shared/ledger/chart.ts';
import type { Asset, Fault, Sums, Totals } from '../../shared/ledger/fold.ts';
import type { KeptTree, SealedShard } from '../../shared/ledger/seal.ts';
import { machine } from '../../shared/transitions.ts';
import type { SealsReport, SealsSeen } from './schema/seals.ts';

/** Bounds of what a proof lists; what lies beyond is counted. */
export const mostFaults = 200;
export const mostAccounts = 500;
export const mostPaid = 20;

/** One limited account as the proof found it: its entries' sums and what is available on it. */
type AccountLine = { account: string; debitsPosted: number; creditsPosted: number; held: number; available: number };
/** A document whose account is nil: everything charged has been paid, or posted by the council. */
type PaidDocument = { document: string; number: string; issuedOn: string; grossPence: number };

/** What the accounts came to, one after the other; bounded however many there are. */
export type Tally = {
  kinds: Partial<Record<AccountKind, { accounts: number; keptAvailable: number }>>;
  accounts: AccountLine[];
  documents: {
    count: number;
    lines: number;
    netPence: number;
    grossPence: number;
    paidPence: number;
    owedPence: number;
    paid: number;
    latestPaid: PaidDocument[];
  };
};

export type Phase = 'entries' | 'holders' | 'accounts' | 'done';
/** The order of a proof: every entry is read before any account is compared. */
export const proofPhases = machine<Phase, 'start' | 'read' | 'list' | 'compare'>('proof', [
  { from: 'new', event: 'start', to: 'entries' },
  { from: 'entries', event: 'read', to: 'holders' },
  { from: 'holders', event: 'list', to: 'accounts' },
  { from: 'accounts', event: 'compare', to: 'done' },
]);
/** A ledger partition that is being read, and how far; of a sealed day what it must come to, and what it has come to. */
export type OpenPartition = { day: CivilDate; shard: string; after?: string; sealed?: SealedShard; tree?: KeptTree };

/** A proof: where it has come to, and when it is done its result. */
export type Proof = {
  type: 'proof';
  job: JobId;
  startedAt: string;
  startedBy: PersonId;
  finishedAt?: string;
  /** The first and last day read. Days from `recentFrom` on may still take entries and are read again where a figure moved. */
  from: CivilDate;
  to: CivilDate;
  recentFrom: CivilDate;
  phase: Phase;
  nextDay: CivilDate;
  open: OpenPartition[];
  /** How far the list of holders that is being read was read. */
  holdersAfter?: string;
  /** Which list of organisations is being read after the schools. */
  list?: number;
  /** The last holder whose accounts were compared. */
  holder?: string;
  totals: Totals;
  /** The names of the runs of account sums put aside so far. */
  runs: string[];
  tally: Tally;
  /** Absent in a proof made before days were sealed. */
  seals?: SealsSeen;
  faults: Fault[];
  faultCount: number;
  version: number;
};

export type ProofPointer = { latest?: JobId; running?: JobId };

/** A document's line as the proof reads it: which half-day it bills, for how much. */
export const lineSchema = z.object({
  charge: z.string(),
  /** Whoever was to pay when it was booked: its charge stands under them, also where somebody who followed them is billed. */
  payer: holderIdSchema,
  transfer: z.string(),
  netPence: z.int(),
  deliveredOn: dateSchema,
  /** Lost to another run between dry run and claim: no part of the document. */
  lost: z.literal(true).optional(),
});
export type BilledLine = z.infer<typeof lineSchema>;
/** A document as far as the proof compares it. */
export const documentSchema = z.object({
  organisation: holderIdSchema,
  number: z.string(),
  issuedOn: z.string(),
  grossPence: z.int(),
});
export type IssuedDocument = z.infer<typeof documentSchema>;

/** A proof in the words of the page and the API. */
export type ProofReport = {
  job: JobId;
  state: 'running' | 'proved' | 'not-proved';
  verdict: string;
  startedAt: string;
  /** The name as it stands when the report is read; the proof keeps the person’s id. */
  startedByName: string;
  finishedAt?: string;
  from: CivilDate;
  to: CivilDate;
  /** While entries are read: the day that has been come to. */
  readTo?: CivilDate;
  seals: SealsReport;
  entries: { transfers: number; settlements: number; claims: number };
  assets: ({ asset: Asset; differencePosted: number; differencePending: number } & Sums)[];
  kinds: ({
    kind: AccountKind;
    asset: Asset;
    fund: string;
    limited: boolean;
    accounts?: number;
    keptAvailable?: number;
    available: number;
  } & Sums)[];
  postings: {
    code: PostingCode;
    from: AccountKind;
    to: AccountKind;
    asset: Asset;
    fund: string;
    /** As many as were recorded, and their amount: what of it is posted, what is pending still, and what was voided. */
    count: number;
    amount: number;
    posted: number;
    pending: number;
    voided: number;
  }[];
  documents: Tally['documents'];
  accounts: { listed: AccountLine[]; count: number };
  faults: { listed: (Fault & { text: string })[]; count: number };
};

export const proveSubject = z.object({ job: idSchema('job') });

const named = 'Choose a message from the list';
const effectName = {
  subject: z.string(named).min(1, named).max(200, named),
  version: z.coerce.number(named).int(named).min(1, named).max(999_999, named),
};
/** Names one message of the outbox. */
export const mendSchema = z.strictObject(effectName);
