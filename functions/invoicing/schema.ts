// The words of billing: runs, documents, their lines, and the machines that move them.
import * as z from 'zod';
import { type CivilDate, dateSchema, type Half } from '../../shared/calendar.ts';
import type { Council } from '../../shared/context.ts';
import {
  type ChargeId,
  type DocumentId,
  type HolderId,
  isTeam,
  type JobId,
  type OrganisationId,
  type PersonId,
  type RunId,
  type TransferId,
} from '../../shared/ids.ts';
import type { Purse, Rail, Treatment, VatCategory } from '../../shared/policy/schema.ts';
import { machine } from '../../shared/transitions.ts';
import type { Charge } from '../bookings/schema/charges.ts';

export type RunState = 'proposing' | 'proposed' | 'checking' | 'changed' | 'claiming' | 'freezing' | 'issuing' | 'complete';
/** From `freezing` on a run can only be completed: its documents are fixed, then numbered, then issued. */
export const runStates = machine<RunState, 'make' | 'propose' | 'commit' | 'change' | 'check' | 'claim' | 'freeze' | 'issue'>(
  'billing run',
  [
    { from: 'new', event: 'make', to: 'proposing' },
    { from: 'proposing', event: 'propose', to: 'proposed' },
    { from: 'proposed', event: 'commit', to: 'checking' },
    // Nothing is claimed before every document was found to be what the dry run showed. Where one is not, a new dry run takes this one's place.
    { from: 'checking', event: 'change', to: 'changed' },
    { from: 'checking', event: 'check', to: 'claiming' },
    { from: 'claiming', event: 'claim', to: 'freezing' },
    { from: 'freezing', event: 'freeze', to: 'issuing' },
    { from: 'issuing', event: 'issue', to: 'complete' },
  ],
);

export type Sums = { documents: number; lines: number; netPence: number; vatPence: number };
export const noSums: Sums = { documents: 0, lines: 0, netPence: 0, vatPence: 0 };
export const noRailSums: Record<Rail, Sums> = { 'vat-invoice': noSums, journal: noSums };

/** Charges delivered before a run's first day that nobody has billed: as many lines, and what they come to without VAT. */
export type Earlier = { lines: number; netPence: number };

/** A proposed document that would be another by now, and why. */
export type ChangedDocument = { payerName: string; why: string };

export type Run = {
  id: RunId;
  job: JobId;
  from: CivilDate;
  to: CivilDate;
  /** The day the documents are issued on: the day of the dry run, since tax points depend on it. */
  issueOn: CivilDate;
  state: RunState;
  /** Where the present step stands: a shard while proposing, the last document worked on afterwards. */
  cursor?: string;
  /** A worker has begun on the shard at the cursor, and may have left something of it behind. */
  begun?: true;
  proposed: Record<Rail, Sums>;
  held: number;
  /** What stays unbilled because it was delivered before the period, as far back as a run looks. */
  earlier: Earlier;
  /** Proposed lines whose invoice comes more than thirty days after their tax point. */
  lateLines: number;
  /** While freezing, how many documents each series has been given; then the whole count. */
  frozen: Record<Rail, Sums>;
  firstNumber?: Partial<Record<Rail, number>>;
  /** The dry run that was committed in vain, what it had shown and what has changed since: this one shows the new figures. */
  before?: { run: RunId; proposed: Record<Rail, Sums>; changed: ChangedDocument[] };
  /** The dry run that shows the new figures, where the commitment of this one found that they had changed. */
  replacedBy?: RunId;
  madeBy: PersonId;
  madeAt: string;
  committedBy?: PersonId;
  committedAt?: string;
  version: number;
};

/** One document of a run, from dry run to issue; the lines stand under the document's own id from the start. */
export type RunDocument = {
  run: RunId;
  document: DocumentId;
  rail: Rail;
  payer: HolderId;
  payerName: string;
  purse: Purse;
  why: string;
  lines: number;
  netPence: number;
  vatPence: number;
  /** Of what the dry run showed of it: payer, address, lines, tax points and VAT. A commitment issues that or nothing. */
  fingerprint: string;
  state: 'proposed' | 'claimed' | 'frozen' | 'issued' | 'empty';
  /** Its lines were looked at again as the payer stands at the commitment; from here on none is held back. */
  judged?: true;
  /** Place in its series within the run, from 0, once frozen. */
  index?: number;
  number?: string;
};

/** How the ids of a run's documents begin, for one shard of payers. */
export const documentPrefix = (run: RunId, shard: string): string => `doc_${run.slice('run_'.length)}-${shard}-`;

export type DocumentLine = {
  document: DocumentId;
  charge: ChargeId;
  /** Who was to pay when it was booked: the charge stands under it, whoever is billed in its place. */
  payer: HolderId;
  /** The half-day transfer that was delivered, so that each line leads back to its visit. */
  transfer: TransferId;
  booking: Charge['booking'];
  visit: string;
  school: OrganisationId;
  schoolName: string;
  serviceTitle: string;
  officerName: string;
  deliveredOn: CivilDate;
  half: Half;
  taxPoint: CivilDate;
  halfDays: number;
  unitPricePence: number;
  /** A fee for a late cancellation is this share of its half-day's price. */
  feeBasisPoints?: number;
  /** Its net sum is an instalment of so many pence a year: no visit, and no price of a day. */
  instalmentOfPence?: number;
  /** The net sum is one school's share of so many pence, which several share. */
  sharedPence?: number;
  netPence: number;
  category: VatCategory;
  rateBasisPoints: number;
  incomeCode: string;
  cfrCode: string;
  purchaseOrder?: string;
  policy: string;
  /** Lost to another run between dry run and claim, or held back at the claim: no part of the document. */
  lost?: true;
};

export type HeldLine = {
  run: RunId;
  charge: ChargeId;
  payer: HolderId;
  /** Who would be billed, and has to agree where the treatment changed. */
  buyers: OrganisationId[];
  booking: Charge['booking'];
  schoolName: string;
  serviceTitle: string;
  deliveredOn: CivilDate;
  half: Half;
  netPence: number;
  quoted: Treatment;
  now: Treatment | null;
  why: string;
};

export type VatSummary = { category: VatCategory; rateBasisPoints: number; netPence: number; vatPence: number };

/** An issued document: immutable. What it still owes is its account's head; whether a recharge is posted is an item of its own. */
export type Document = {
  id: DocumentId;
  kind: 'vat-invoice' | 'journal-recharge';
  rail: Rail;
  number: string;
  /** Who is billed: an organisation, or a team of the council, whose budget has paid. */
  organisation: HolderId;
  run: RunId;
  issuedOn: CivilDate;
  dueOn?: CivilDate;
  periodFrom: CivilDate;
  periodTo: CivilDate;
  supplier: Pick<Council, 'name' | 'addressLines' | 'email' | 'telephone' | 'vatRegistrationNumber' | 'bank'>;
  /** `urn` where the customer is a school. */
  customer: { name: string; addressLines: string[]; urn?: string };
  purse: Purse;
  purchaseOrders: string[];
  netPence: number;
  vatPence: number;
  grossPence: number;
  vatSummary: VatSummary[];
  lineCount: number;
  paymentTermsDays: number;
  /** Who made the dry run, and who committed it. */
  preparedBy: string;
  approvedBy: string;
  issuedAt: string;
};

/** Whose a document is, as rights and the audit trail know them: an organisation's, or nobody's but the council's own. */
export const ownerOf = ({ organisation }: Pick<Document, 'organisation'>): { organisation?: OrganisationId } =>
  isTeam(organisation) ? {} : { organisation };

/** That a recharge was posted in the council's own ledger, and as what; not to be confused with a posting of Daybook's ledger. */
export type JournalPosting = { document: DocumentId; councilReference: string; postedBy: PersonId; postedAt: string };

export const makeRunSchema = z.strictObject({ from: dateSchema, to: dateSchema });
export type MakeRun = z.infer<typeof makeRunSchema>;

export const postJournalSchema = z.strictObject({
  councilReference: z
    .string({ error: 'Enter the reference the council’s ledger gave it' })
    .trim()
    .min(1, 'Enter the reference the council’s ledger gave it')
    .max(40, 'Use at most 40 characters')
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ./_#-]*$/u, 'Use letters, digits, spaces and . / _ # -'),
});
export type PostJournal = z.infer<typeof postJournalSchema>;
