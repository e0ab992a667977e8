// The ledger in memory, for histories too many for a table: the same arithmetic, limits and closings as the writes of post.ts, all or nothing.
import { accept, type Decision, type Refusal, refuse } from '../decision.ts';
import { breach } from './chart.ts';
import { applied, differences, type Entry, emptyHead, type Head, needsOpen } from './heads.ts';
import type { Posting } from './post.ts';
import type { Transfer } from './transfers.ts';

type KeptHead = Head & { closed?: true };

export type MemoryLedger = {
  /** What was posted, in order; nothing is ever taken out. */
  readonly entries: readonly Entry[];
  head(account: string): Readonly<KeptHead> | undefined;
  heads(): ReadonlyMap<string, Readonly<KeptHead>>;
  /** The transfers that are neither posted nor voided yet. */
  pending(): Transfer[];
  /**
   * Posts some entries together or none of them. Refuses `wrong-state` for an id already posted, a settlement of what is not pending or differs
   * from it; the posting's refusal, or `no-free-days-left`, for a draw beyond the limit; `changed-meanwhile` for a closed account and for a
   * closing that does not move out exactly what is available. Throws for what the chart of postings forbids.
   */
  post(postings: readonly Posting[], options?: { close?: readonly string[] }): Decision<void>;
};

/** A ledger in memory that takes and refuses postings as the table's does, by the same names: what mass histories of pure rules are posted to. */
export function memoryLedger(): MemoryLedger {
  const entries: Entry[] = [];
  const transfers = new Map<string, Transfer>();
  const settled = new Set<string>();
  const heads = new Map<string, KeptHead>();

  /** What stands against an entry as such, apart from limits; `before` holds those of the same posting that come first. */
  function objection(entry: Entry, before: readonly Entry[]): Decision<void> {
    if ('transfer' in entry) {
      const { id } = entry.transfer;
      const twice = transfers.has(id) || before.some((other) => 'transfer' in other && other.transfer.id === id);
      return twice ? refuse('wrong-state', `${id} is posted already.`) : accept(undefined);
    }
    const { transfer: id, from, to, asset, amount } = entry.settlement;
    const pending = transfers.get(id);
    if (!pending?.pending) return refuse('wrong-state', `${id} is not pending.`);
    if (settled.has(id) || before.some((other) => 'settlement' in other && other.settlement.transfer === id))
      return refuse('wrong-state', `${id} is settled already.`);
    const same = pending.from === from && pending.to === to && pending.asset === asset && pending.amount === amount;
    return same ? accept(undefined) : refuse('wrong-state', `${id} was made for another movement.`);
  }

  function post(postings: readonly Posting[], options: { close?: readonly string[] } = {}): Decision<void> {
    const changes = new Map<string, { change: Head; refusal?: Refusal | undefined }>();
    for (const [i, posting] of postings.entries()) {
      const crossing = breach('transfer' in posting ? posting.transfer : posting.settlement);
      if (crossing) throw new Error(`cannot be posted: ${crossing}`);
      const known = objection(posting, postings.slice(0, i));
      if (!known.ok) return known;
      for (const { account, change } of differences(posting)) {
        const sum = changes.get(account);
        changes.set(account, { change: applied(sum?.change ?? emptyHead, change), refusal: posting.refusal ?? sum?.refusal });
      }
    }
    for (const account of options.close ?? []) if (!changes.has(account)) changes.set(account, { change: emptyHead });
    for (const [account, { change, refusal }] of changes) {
      const head = heads.get(account);
      const leaving = -change.available;
      const closing = options.close?.includes(account) ?? false;
      const enough = closing ? head?.available === leaving : leaving <= 0 || (head?.available ?? 0) >= leaving;
      const open = !head?.closed || !(closing || needsOpen(change));
      if (!enough || !open)
        return { ok: false, refusal: refusal ?? { name: leaving > 0 && !closing ? 'no-free-days-left' : 'changed-meanwhile' } };
    }
    for (const [account, { change }] of changes) {
      const head = heads.get(account) ?? emptyHead;
      heads.set(account, { ...head, ...applied(head, change), ...(options.close?.includes(account) ? { closed: true as const } : {}) });
    }
    for (const posting of postings) {
      entries.push('transfer' in posting ? { transfer: posting.transfer } : { settlement: posting.settlement });
      if ('transfer' in posting) transfers.set(posting.transfer.id, posting.transfer);
      else settled.add(posting.settlement.transfer);
    }
    return accept(undefined);
  }

  return {
    entries,
    post,
    head: (account) => heads.get(account),
    heads: () => heads,
    pending: () => [...transfers.values()].filter(({ id, pending }) => pending && !settled.has(id)),
  };
}
