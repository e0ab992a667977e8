// Turns transfers and settlements into writes: the entries under their day and shard, and one update per limited account under the condition that it has enough.
import { londonDate } from '../calendar.ts';
import type { Write } from '../commit.ts';
import { create } from '../commit.ts';
import type { Refusal } from '../decision.ts';
import { type CouncilTable, shardOf } from '../table.ts';
import { breach, holderOf } from './chart.ts';
import { applied, differences, type Entry, emptyHead, type Head, needsOpen } from './heads.ts';
import { dayOfTransfer } from './transfers.ts';

/** A head as stored, under its holder; `closed` once nothing more may be drawn from it. */
export type StoredHead = Head & { account: string; closed?: boolean };

/**
 * `open`: refuse if these limited accounts (or `all` that are touched) were closed meanwhile. `close`: accounts to close, which must move out exactly what is available.
 */
type Options = { open?: 'all' | readonly string[]; close?: readonly string[] };

export type Posting = Entry & {
  /** What it means if a limited account has not enough left; `contended` bugs aside, only draws can fail. */
  refusal?: Refusal;
};

/**
 * The writes of some entries of one transaction. Refuses through its conditions: a limited account that has not enough or is closed (the posting's
 * `refusal`, or `no-free-days-left` for a draw and `changed-meanwhile` for the rest), an entry already written or a transfer already settled (`wrong-state`).
 */
export function postingWrites(table: CouncilTable, postings: readonly Posting[], options: Options = {}): Write[] {
  const writes: Write[] = [];
  const heads = new Map<string, { change: Head; refusal?: Refusal | undefined }>();
  for (const posting of postings) {
    for (const { account, change } of differences(posting)) {
      const known = heads.get(account);
      heads.set(account, { change: applied(known?.change ?? emptyHead, change), refusal: posting.refusal ?? known?.refusal });
    }
    writes.push(...entryWrites(table, posting));
  }
  for (const account of options.close ?? []) if (!heads.has(account)) heads.set(account, { change: emptyHead });
  for (const [account, { change, refusal }] of heads) writes.push(headWrite(table, account, change, refusal, options));
  return writes;
}

function entryWrites(table: CouncilTable, entry: Entry): Write[] {
  const crossing = breach('transfer' in entry ? entry.transfer : entry.settlement);
  if (crossing) throw new Error(`cannot be posted: ${crossing}`);
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
  return [
    create(claim, { type: 'settled', outcome: settlement.outcome, day }, 'wrong-state'),
    create(item, { type: 'settlement', ...settlement }, 'wrong-state'),
  ];
}

/**
 * One update of a head. All five sums are added to, also by nothing, so that a head is whole from its first posting on. Delivering a held half-day,
 * and voiding together with the lapse of what that frees, leave the available sum as it is and so stay possible on a closed account.
 */
function headWrite(table: CouncilTable, account: string, change: Head, refusal: Refusal | undefined, options: Options): Write {
  const leaving = -change.available || 0;
  const closing = options.close?.includes(account) ?? false;
  // Closing takes all there is: a hold given back meanwhile must not be left behind on a closed account.
  const enough = closing ? '#available = :leaving' : leaving > 0 ? '#available >= :leaving' : undefined;
  const named = options.open === 'all' || options.open?.includes(account);
  const open = closing || named || needsOpen(change) ? 'attribute_not_exists(#closed)' : undefined;
  const condition = [enough, open].filter(Boolean).join(' AND ');
  const sums = Object.entries(change);
  return {
    op: 'update',
    key: table.key.head(holderOf(account), account),
    expression: `SET #account = :account${closing ? ', #closed = :true' : ''} ADD ${sums.map(([name]) => `#${name} :${name}`).join(', ')}`,
    names: {
      '#account': 'account',
      ...Object.fromEntries(sums.map(([name]) => [`#${name}`, name])),
      ...(open ? { '#closed': 'closed' } : {}),
    },
    values: {
      ':account': account,
      ...Object.fromEntries(sums.map(([name, n]) => [`:${name}`, n])),
      ...(closing ? { ':true': true } : {}),
      ...(enough ? { ':leaving': leaving } : {}),
    },
    ...(condition ? { condition: { expression: condition } } : {}),
    refusal: refusal ?? { name: leaving > 0 && !closing ? 'no-free-days-left' : 'changed-meanwhile' },
  };
}
