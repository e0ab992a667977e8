// Turns transfers and settlements into writes: the entries under their day and shard, and one update per limited account under the condition that it has enough.
import { londonDate } from '../calendar.ts';
import type { Write } from '../commit.ts';
import { create } from '../commit.ts';
import type { Refusal } from '../decision.ts';
import { type CouncilTable, shardOf } from '../table.ts';
import { holderOf } from './chart.ts';
import { differences, type Entry, type Head, type HeadName } from './heads.ts';
import { dayOfTransfer } from './transfers.ts';

/** A head as stored, under its holder; `closed` once nothing more may be drawn from it. */
export type StoredHead = Head & { account: string; closed?: boolean };

/** `openAccountsOnly`: a closed account refuses draws as if it were empty. `close`: accounts that nothing may be drawn from after this. */
type Options = { openAccountsOnly?: boolean; close?: readonly string[] };

export type Posting = Entry & {
  /** What it means if a limited account has not enough left; `contended` bugs aside, only draws can fail. */
  refusal?: Refusal;
};

/**
 * The writes of some entries of one transaction. Refuses through its conditions: a limited account that has not enough (`refusal`, by default
 * `no-free-days-left`), an entry already written or a transfer already settled (`wrong-state`).
 */
export function postingWrites(table: CouncilTable, postings: readonly Posting[], options: Options = {}): Write[] {
  const writes: Write[] = [];
  const heads = new Map<string, { change: Partial<Head>; refusal: Refusal }>();
  for (const posting of postings) {
    for (const { account, change } of differences(posting)) {
      const known = heads.get(account) ?? { change: {}, refusal: posting.refusal ?? { name: 'no-free-days-left' } };
      for (const name of Object.keys(change) as HeadName[]) known.change[name] = (known.change[name] ?? 0) + (change[name] ?? 0);
      if (posting.refusal) known.refusal = posting.refusal;
      heads.set(account, known);
    }
    writes.push(...entryWrites(table, posting));
  }
  for (const [account, { change, refusal }] of heads) writes.push(headWrite(table, account, change, refusal, options));
  for (const account of options.close ?? []) if (!heads.has(account)) writes.push(headWrite(table, account, {}, { name: 'changed-meanwhile' }, options));
  return writes;
}

function entryWrites(table: CouncilTable, entry: Entry): Write[] {
  if ('transfer' in entry) {
    const { transfer } = entry;
    const key = table.key.ledgerEntry(dayOfTransfer(transfer.id), shardOf(transfer.id), transfer.id);
    return [create(key, { type: 'transfer', ...transfer }, 'wrong-state')];
  }
  const { settlement } = entry;
  const shard = shardOf(settlement.transfer);
  // The claim stands beside the transfer, so that post and void exclude each other; the entry stands under the day it happened, so that a sealed day is never written to.
  const day = londonDate(Date.parse(settlement.recordedAt));
  const claim = table.key.ledgerEntry(dayOfTransfer(settlement.transfer), shard, `${settlement.transfer}#settled`);
  const item = table.key.ledgerEntry(day, shard, `${settlement.transfer}#${settlement.outcome}`);
  return [create(claim, { type: 'settled', outcome: settlement.outcome, day }, 'wrong-state'), create(item, { type: 'settlement', ...settlement }, 'wrong-state')];
}

function headWrite(table: CouncilTable, account: string, change: Partial<Head>, refusal: Refusal, options: Options): Write {
  const changed = Object.entries(change).filter(([, n]) => n !== 0);
  const draw = -(change.available ?? 0);
  const guarded = draw > 0 && options.openAccountsOnly;
  const closing = options.close?.includes(account);
  return {
    op: 'update',
    key: table.key.head(holderOf(account), account),
    expression: `SET #account = :account${closing ? ', #closed = :true' : ''}${changed.length > 0 ? ` ADD ${changed.map(([name]) => `#${name} :${name}`).join(', ')}` : ''}`,
    names: {
      '#account': 'account',
      ...Object.fromEntries(changed.map(([name]) => [`#${name}`, name])),
      ...(closing || guarded ? { '#closed': 'closed' } : {}),
    },
    values: {
      ':account': account,
      ...Object.fromEntries(changed.map(([name, n]) => [`:${name}`, n])),
      ...(closing ? { ':true': true } : {}),
      ...(draw > 0 ? { ':draw': draw } : {}),
    },
    ...(draw > 0 ? { condition: { expression: guarded ? '#available >= :draw AND attribute_not_exists(#closed)' : '#available >= :draw' } } : {}),
    refusal,
  };
}
