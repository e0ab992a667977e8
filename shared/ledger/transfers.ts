// Two-phase transfers as pure values: pending, then posted or voided exactly once. Nothing is edited; a correction is a further transfer.
import { type Instant, londonDate, timestamp } from '../calendar.ts';
import type { TransferId } from '../ids.ts';
import { type Account, breach, chart, kindOf, type PostingCode, type Postings } from './chart.ts';

/** Why a transfer was made: what it can be traced back to. */
export type Cause = Readonly<{
  booking?: string;
  session?: string;
  clause?: string;
  policy?: string;
  vacancy?: string;
  document?: string;
  payment?: string;
  charge?: string;
  agreement?: string;
  /** The allocation run that moved it. */
  run?: string;
}>;

export type Transfer = {
  id: TransferId;
  code: PostingCode;
  asset: 'half-day' | 'penny';
  from: Account;
  to: Account;
  /** A positive integer: half-days or pence. */
  amount: number;
  pending: boolean;
  cause: Cause;
  recordedAt: string;
};

export type Settlement = {
  transfer: TransferId;
  outcome: 'post' | 'void';
  from: Account;
  to: Account;
  asset: 'half-day' | 'penny';
  amount: number;
  cause: Cause;
  recordedAt: string;
};

/** The day (London) and the rest of a transfer's id; the day says in which ledger partition it stands. A `#` would run into the name of a settlement. */
export function transferId(now: Instant, name: string): TransferId {
  if (!/^[A-Za-z0-9_.:-]+$/.test(name)) throw new Error(`not a name for a transfer: ${name}`);
  return `trf_${londonDate(now).replaceAll('-', '')}-${name}` as TransferId;
}
export const dayOfTransfer = (id: string): string => `${id.slice(4, 8)}-${id.slice(8, 10)}-${id.slice(10, 12)}`;

/**
 * A transfer by its code; the compiler admits only the kinds of account that the chart of postings names for it, and what slips past it (a cast, a
 * union of codes) throws. `name` makes the id and so the idempotency key: the same name can be posted once on a day. What may happen once
 * ever (a payment, a grant) needs a claim of its own beside the posting, since tomorrow's id is another.
 */
export function transfer<Code extends PostingCode>(
  code: Code,
  from: Account<Postings[Code]['from']>,
  to: Account<Postings[Code]['to']>,
  amount: number,
  details: { name: string; now: Instant; cause: Cause; pending?: boolean },
): Transfer {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new Error(`a transfer moves a positive whole amount, not ${amount}`);
  const { asset } = chart[kindOf(from)];
  const crossing = breach({ code, asset, from, to });
  if (crossing) throw new Error(`${code} cannot be posted: ${crossing}`);
  return {
    id: transferId(details.now, details.name),
    code,
    asset,
    from,
    to,
    amount,
    pending: details.pending ?? false,
    cause: details.cause,
    recordedAt: timestamp(details.now),
  };
}

/** The end of a pending transfer: `post` makes it count, `void` gives back what it held. */
export function settle(pending: Transfer, outcome: 'post' | 'void', now: Instant): Settlement {
  if (!pending.pending) throw new Error(`${pending.id} is not pending`);
  const { id, from, to, asset, amount, cause } = pending;
  return { transfer: id, outcome, from, to, asset, amount, cause, recordedAt: timestamp(now) };
}
