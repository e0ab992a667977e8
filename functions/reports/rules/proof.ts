// What a proof compares and how it is told: pure, so that every fault can be shown from facts alone.
import { addDays, type CivilDate } from '../../../shared/calendar.ts';
import type { JobId, PersonId } from '../../../shared/ids.ts';
import { type AccountKind, chart, kindOf, type PostingCode, postings } from '../../../shared/ledger/chart.ts';
import {
  type Asset,
  assetFaults,
  assetSums,
  emptyPart,
  emptySums,
  emptyTotals,
  type Fault,
  type Folded,
  faultTexts,
  headFaults,
  type Part,
  type Totals,
  totalOf,
} from '../../../shared/ledger/fold.ts';
import { availableOf, type Head } from '../../../shared/ledger/heads.ts';
import type { Transfer } from '../../../shared/ledger/transfers.ts';
import { formatPence } from '../../../shared/money.ts';
import { putIn, takenOut } from '../../entitlements/rules/moves.ts';
import type { Allocation } from '../../entitlements/schema/allocations.ts';
import type { SealsSeen } from '../schema/seals.ts';
import {
  type BilledLine,
  type IssuedDocument,
  mostAccounts,
  mostFaults,
  mostPaid,
  type Proof,
  type ProofReport,
  proofPhases,
  type Tally,
} from '../schema.ts';
import { goneFaults, noSealsSeen, sealsReport, witnessAfter } from './seals.ts';

/** A proof about to read every day of the ledger up to today. Yesterday and today may still take entries. */
export const newProof = (
  job: JobId,
  from: CivilDate,
  today: CivilDate,
  startedAt: string,
  startedBy: PersonId,
  seals: SealsSeen = noSealsSeen,
): Proof => ({
  type: 'proof',
  job,
  startedAt,
  startedBy,
  from,
  to: today,
  recentFrom: addDays(today, -1),
  phase: 'entries',
  nextDay: from,
  open: [],
  totals: emptyTotals(),
  runs: [],
  tally: {
    kinds: {},
    accounts: [],
    documents: { count: 0, lines: 0, netPence: 0, grossPence: 0, paidPence: 0, owedPence: 0, paid: 0, latestPaid: [] },
  },
  seals,
  faults: [],
  faultCount: 0,
  version: 1,
});

/** Moves a proof on to its next phase; throws where the table has no row. */
export function advance(proof: Proof, event: Parameters<typeof proofPhases.must>[1]): void {
  proof.phase = proofPhases.must(proof.phase, event);
}

/** Notes faults: the first ones in words, all of them in the count. */
export function note(proof: Proof, faults: readonly Fault[]): void {
  for (const fault of faults) {
    proof.faultCount += 1;
    if (proof.faults.length < mostFaults)
      proof.faults.push({ name: fault.name, where: fault.where.slice(0, 200), detail: fault.detail.slice(0, 300) });
  }
}

/** Whether a kept head agrees with its entries; a closed account's as well as an open one's. */
export const agrees = (account: string, folded: Folded | undefined, head: Head | undefined): boolean =>
  headFaults(account, folded && totalOf(folded), head).length === 0;

/** Counts one compared account. */
export function tallyAccount(tally: Tally, account: string, sums: Part, head: Head | undefined): void {
  const kind = kindOf(account);
  const before = tally.kinds[kind] ?? { accounts: 0, keptAvailable: 0 };
  tally.kinds[kind] = { accounts: before.accounts + 1, keptAvailable: before.keptAvailable + (head?.available ?? 0) };
  if (tally.accounts.length < mostAccounts) {
    const { debitsPosted, creditsPosted, creditsPending } = sums;
    tally.accounts.push({ account, debitsPosted, creditsPosted, held: creditsPending, available: availableOf(sums) });
  }
}

/** A line with what it names: its charge, the document that claimed the charge, and the half-day with its outcome. A line that cannot be read has nothing. */
export type LineFacts = {
  line?: BilledLine;
  /** Billed to somebody who neither was to pay nor had followed whoever was by the day of the visit. */
  strange?: boolean;
  /** A fee for cancelling late is the charge of a half-day that was cancelled. */
  charge?: { transfer: string; netPence: number; fee?: unknown } | undefined;
  claimedBy?: string | undefined;
  halfDay?: Transfer | undefined;
  outcome?: 'post' | 'void' | undefined;
};

/** Whether a line bills a half-day that was sold and delivered, or as a fee one that was sold and cancelled; not a free one; and bills it alone and at its charge. */
export function lineFaults(document: string, { line, strange, charge, claimedBy, halfDay, outcome }: LineFacts): Fault[] {
  if (!line) return [{ name: 'lines-differ', where: document, detail: 'a line cannot be read' }];
  const { transfer, netPence } = line;
  const where = `${document}, line ${line.charge}`;
  const faults: Fault[] = [];
  if (!halfDay) faults.push({ name: 'half-day-unknown', where, detail: transfer });
  else if (halfDay.code === 'deliver-entitlement' || halfDay.code === 'deliver-core')
    faults.push({ name: 'free-day-billed', where, detail: `${transfer} is ${halfDay.code}, billed at ${formatPence(netPence)}` });
  else if (halfDay.code !== 'deliver-traded' && halfDay.code !== 'sell-package')
    faults.push({ name: 'half-day-unknown', where, detail: `${transfer} is ${halfDay.code}` });
  else if (charge?.fee !== undefined) {
    if (!halfDay.pending || outcome !== 'void')
      faults.push({ name: 'charge-differs', where, detail: `it is a fee for cancelling, and ${transfer} is not cancelled` });
  } else if (halfDay.pending && outcome !== 'post')
    faults.push({ name: 'undelivered-billed', where, detail: `${transfer} is ${outcome === 'void' ? 'cancelled' : 'not delivered yet'}` });
  if (!charge) faults.push({ name: 'charge-differs', where, detail: 'there is no such charge' });
  else if (charge.transfer !== transfer || charge.netPence !== netPence)
    faults.push({ name: 'charge-differs', where, detail: `the charge is ${formatPence(charge.netPence)} for ${charge.transfer}` });
  if (strange) faults.push({ name: 'charge-differs', where, detail: `${line.payer} was to pay it, and another is billed` });
  if (claimedBy !== document)
    faults.push({
      name: 'billed-twice',
      where,
      detail: claimedBy ? `its charge is claimed by ${claimedBy}` : 'its charge is claimed by no document',
    });
  return faults;
}

/** Whether an allocation says of its account what the entries say: what was put on it and what went from it, besides bookings. */
export function allocationFaults(account: string, folded: Folded | undefined, allocation: Pick<Allocation, 'moved'> | undefined): Fault[] {
  const { debitsPosted, away } = folded ? totalOf(folded) : emptyPart;
  if (!allocation)
    return debitsPosted > 0 ? [{ name: 'allocation-missing', where: account, detail: `${debitsPosted} was put on it by its entries` }] : [];
  const [comes, goes] = [putIn(allocation.moved), takenOut(allocation.moved)];
  if (comes === debitsPosted && goes === away) return [];
  const detail = `it says ${comes} came and ${goes} went besides bookings, its entries ${debitsPosted} and ${away}`;
  return [{ name: 'allocation-differs', where: account, detail }];
}

type DocumentFacts = {
  id: string;
  item: IssuedDocument | undefined;
  sums: Part;
  /** How many lines are part of it, and what they come to. */
  lines: { count: number; netPence: number };
};

/** Whether a document's lines, total and account agree. */
export function documentFaults({ id, item, sums, lines }: DocumentFacts): Fault[] {
  const where = item ? `${item.number} (${id})` : id;
  const faults: Fault[] = [];
  if (!item) faults.push({ name: 'unknown-document', where, detail: `${formatPence(sums.debitsPosted)} was charged on it` });
  if (lines.netPence !== sums.netPence)
    faults.push({ name: 'lines-differ', where, detail: `lines ${formatPence(lines.netPence)}, income ${formatPence(sums.netPence)}` });
  if (item && item.grossPence !== sums.debitsPosted)
    faults.push({
      name: 'gross-differs',
      where,
      detail: `document ${formatPence(item.grossPence)}, account ${formatPence(sums.debitsPosted)}`,
    });
  return faults;
}

/** Counts one document: what it came to, what of it is paid, and, when nothing is owed, that it is nil. */
export function tallyDocument(tally: Tally, { id, item, sums, lines }: DocumentFacts): void {
  const of = tally.documents;
  const owed = availableOf(sums);
  of.count += 1;
  of.lines += lines.count;
  of.netPence += sums.netPence;
  of.grossPence += sums.debitsPosted;
  of.paidPence += sums.creditsPosted;
  of.owedPence += owed;
  if (owed !== 0 || sums.debitsPosted === 0) return;
  of.paid += 1;
  of.latestPaid.push({ document: id, number: item?.number ?? id, issuedOn: item?.issuedOn ?? '', grossPence: sums.debitsPosted });
  of.latestPaid.sort((a, b) => (a.issuedOn === b.issuedOn ? (a.number < b.number ? 1 : -1) : a.issuedOn < b.issuedOn ? 1 : -1));
  of.latestPaid.length = Math.min(of.latestPaid.length, mostPaid);
}

/** What is wrong with the seals once each day’s has been read. */
export function closeSeals(proof: Proof): void {
  const { seals = noSealsSeen } = proof;
  const faults = goneFaults(seals);
  note(proof, faults);
  proof.seals = { ...seals, faults: seals.faults + faults.length };
}

/** Closes a proof: the last comparison is that each asset comes to nought. */
export function finish(proof: Proof, finishedAt: string): void {
  note(proof, assetFaults(assetSums(proof.totals)));
  const { seals = noSealsSeen } = proof;
  proof.seals = { ...seals, ...witnessAfter(seals, proof.startedAt) };
  advance(proof, 'compare');
  proof.finishedAt = finishedAt;
}

export function verdictOf({ phase, faultCount, faults }: Proof): string {
  if (phase !== 'done') return 'Being proved';
  if (faultCount === 0) return 'Proved';
  const first = faults[0];
  return `Not proved: ${faultCount === 1 ? 'one fault' : `${faultCount} faults`} found${first ? `, first: ${faultTexts[first.name].toLowerCase()}` : ''}`;
}

/**
 * What of a movement's amount is posted, still pending, or was voided. Only visits are ever pending, and each of their movements alone leads into its kind of
 * account, so that kind's sums are the movement's own; movements that share where they lead to are posted as they are recorded.
 */
function outcomeOf(totals: Totals, code: PostingCode): { count: number; amount: number; posted: number; pending: number; voided: number } {
  const { count, amount } = totals.codes[code] ?? { count: 0, amount: 0 };
  const { to } = postings[code];
  const isAlone = Object.values(postings).filter((other) => other.to === to).length === 1;
  const { debitsPosted, debitsPending } = totals.kinds[to] ?? emptySums;
  const [posted, pending] = isAlone ? [debitsPosted, debitsPending] : [amount, 0];
  return { count, amount, posted, pending, voided: amount - posted - pending };
}

/** A proof as it is told on the page and by the API. */
export function reportOf(proof: Proof, startedByName: string): ProofReport {
  const { job, phase, startedAt, finishedAt, from, to, nextDay, totals, tally, faults, faultCount } = proof;
  const { transfers, settlements, claims } = totals;
  const sums = assetSums(totals);
  const limited = Object.values(tally.kinds);
  return {
    job,
    state: phase !== 'done' ? 'running' : faultCount === 0 ? 'proved' : 'not-proved',
    verdict: verdictOf(proof),
    startedAt,
    startedByName,
    ...(finishedAt ? { finishedAt } : {}),
    from,
    to,
    ...(phase === 'entries' ? { readTo: addDays(nextDay, -1) } : {}),
    seals: sealsReport(proof),
    entries: { transfers, settlements, claims },
    assets: (Object.keys(sums) as Asset[]).map((asset) => ({
      asset,
      ...sums[asset],
      differencePosted: sums[asset].debitsPosted - sums[asset].creditsPosted,
      differencePending: sums[asset].debitsPending - sums[asset].creditsPending,
    })),
    kinds: (Object.keys(chart) as AccountKind[]).map((kind) => {
      const of = totals.kinds[kind] ?? emptySums;
      const kept = tally.kinds[kind] ?? { accounts: 0, keptAvailable: 0 };
      return { kind, ...chart[kind], ...of, available: availableOf(of), ...(chart[kind].limited ? kept : {}) };
    }),
    postings: (Object.keys(postings) as PostingCode[]).map((code) => {
      const { asset, fund } = chart[postings[code].from];
      return { code, ...postings[code], asset, fund, ...outcomeOf(totals, code) };
    }),
    documents: tally.documents,
    accounts: { listed: tally.accounts, count: limited.reduce((n, { accounts }) => n + accounts, 0) },
    faults: { listed: faults.map((fault) => ({ ...fault, text: faultTexts[fault.name] })), count: faultCount },
  };
}
