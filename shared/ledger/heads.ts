// The head of a limited account: four running sums and what is available, kept by every posting that touches it. Pure arithmetic, used by the table and by the in-memory ledger alike.
import { chart, kindOf } from './chart.ts';
import type { Settlement, Transfer } from './transfers.ts';

export type Head = {
  debitsPending: number;
  debitsPosted: number;
  creditsPending: number;
  creditsPosted: number;
  /** debitsPosted − creditsPosted − creditsPending: pending debits never count. */
  available: number;
};
export type HeadName = keyof Head;

export const emptyHead: Head = { debitsPending: 0, debitsPosted: 0, creditsPending: 0, creditsPosted: 0, available: 0 };
export const availableOf = (head: Omit<Head, 'available'>): number => head.debitsPosted - head.creditsPosted - head.creditsPending;

export type Entry = { transfer: Transfer } | { settlement: Settlement };

export type Difference = { account: string; change: Partial<Head> };

/** What an entry changes on the two accounts it connects, as differences: what is credited first. */
export function movements(entry: Entry): [Difference, Difference] {
  const movement = 'transfer' in entry ? entry.transfer : entry.settlement;
  const n = movement.amount;
  const credit: Partial<Head> =
    'transfer' in entry
      ? entry.transfer.pending
        ? { creditsPending: n, available: -n }
        : { creditsPosted: n, available: -n }
      : entry.settlement.outcome === 'post'
        ? { creditsPending: -n, creditsPosted: n }
        : { creditsPending: -n, available: n };
  const debit: Partial<Head> =
    'transfer' in entry
      ? entry.transfer.pending
        ? { debitsPending: n }
        : { debitsPosted: n, available: n }
      : entry.settlement.outcome === 'post'
        ? { debitsPending: -n, debitsPosted: n, available: n }
        : { debitsPending: -n };
  return [
    { account: movement.from as string, change: credit },
    { account: movement.to as string, change: debit },
  ];
}

/** The same, for the limited accounts alone: those that have a head. */
export const differences = (entry: Entry): Difference[] => movements(entry).filter(({ account }) => chart[kindOf(account)].limited);

/** Adds differences to a head. */
export function applied(head: Head, change: Partial<Head>): Head {
  const next = { ...head };
  for (const name of Object.keys(change) as HeadName[]) next[name] += change[name] ?? 0;
  return next;
}

/** Whether a change needs its account to be open: a draw must not find what a late void gave back to a closed one. */
export const needsOpen = (change: Head): boolean => change.available !== 0;
