// Random histories of a council's ledger: grants, holds, deliveries, cancellations, closings, sales, invoices, recharges, payments, and the same thing sent twice.
import fc from 'fast-check';
import type { Refusal } from '../../shared/decision.ts';
import { type Account, account } from '../../shared/ledger/chart.ts';
import type { MemoryLedger } from '../../shared/ledger/memory.ts';
import type { Posting } from '../../shared/ledger/post.ts';
import { settle, type Transfer, transfer } from '../../shared/ledger/transfers.ts';

export const firstMoment = Date.parse('2026-11-20T09:00:00Z');
const kinds = [
  'grant',
  'hold',
  'sell',
  'core',
  'deliver',
  'cancel',
  'close',
  'invoice',
  'recharge',
  'pay',
  'post-journal',
  'suspense',
  'again',
] as const;
/** `pick` chooses among what there is; `amount` is half-days or pence; `hours` pass before it. */
export type Command = { kind: (typeof kinds)[number]; pick: number; amount: number; hours: number };

export const commands = (most: number): fc.Arbitrary<Command[]> =>
  fc.array(fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(1_000), amount: fc.integer({ min: 1, max: 6 }), hours: fc.nat(30) }), {
    minLength: 5,
    maxLength: most,
    size: 'max',
  });

export type Step = { postings: Posting[]; close?: string[] /** Sent before: whoever keeps the ledger must refuse it. */; again?: true };

/** Turns commands into postings that make sense for the ledger as it stands, in the way the rooms would. */
export function historian(ledger: MemoryLedger) {
  let now = firstMoment;
  let named = 0;
  const free: Account<'entitlement'>[] = [];
  const documents: { id: string; account: Account<'debtor'> | Account<'recharge'> }[] = [];
  const sent: Step[] = [];
  const schools = ['sch_990001', 'sch_990002', 'sch_990003'];
  const one = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];
  const name = (what: string) => `${what}-${++named}`;

  function grant({ pick, amount }: Command): Step {
    const to = account('entitlement', one(schools, pick) ?? '', 'headteacher-recruitment', name('vac'));
    free.push(to);
    const granted = transfer('grant', account('grants', 'headteacher-recruitment'), to, amount, {
      name: name('grant'),
      now,
      cause: { clause: 'A8' },
    });
    return { postings: [{ transfer: granted }] };
  }

  function hold(code: 'hold' | 'sell' | 'core', pick: number): Step | undefined {
    const school = one(schools, pick) ?? '';
    const details = { name: name(code), now, cause: { booking: name('bkg') }, pending: true };
    if (code === 'sell')
      return {
        postings: [
          {
            transfer: transfer('deliver-traded', account('sold', school, '2026'), account('delivered-traded', school, '2026'), 1, details),
          },
        ],
      };
    if (code === 'core')
      return {
        postings: [
          { transfer: transfer('deliver-core', account('capacity', 'svc_a10'), account('delivered-core', school, '2026'), 1, details) },
        ],
      };
    const from = one(free, pick);
    if (!from) return undefined;
    const refusal: Refusal = { name: 'no-free-days-left' };
    return {
      postings: [
        { transfer: transfer('deliver-entitlement', from, account('delivered-entitlement', school, '2026'), 1, details), refusal },
      ],
    };
  }

  const lapse = (from: Account<'entitlement'>, halfDays: number): Posting => ({
    transfer: transfer('lapse', from, account('lapsed', from.split('/')[1] ?? ''), halfDays, { name: name('lapse'), now, cause: {} }),
  });

  function end(outcome: 'post' | 'void', pick: number): Step | undefined {
    const pending: Transfer | undefined = one(ledger.pending(), pick);
    if (!pending) return undefined;
    const postings: Posting[] = [{ settlement: settle(pending, outcome, now) }];
    const isClosed = ledger.head(pending.from)?.closed;
    if (outcome === 'void' && isClosed) postings.push(lapse(pending.from as Account<'entitlement'>, pending.amount));
    return { postings };
  }

  function close(pick: number): Step | undefined {
    const from = one(free, pick);
    const head = from && ledger.head(from);
    if (!from || !head) return undefined;
    return { postings: head.available > 0 ? [lapse(from, head.available)] : [], close: [from] };
  }

  function issue(code: 'invoice' | 'recharge', amount: number): Step {
    const id = name('doc');
    const details = (part: string) => ({ name: `${id}-${part}`, now, cause: { document: id } });
    const net = amount * 22_500;
    if (code === 'recharge') {
      const of = account('recharge', id);
      documents.push({ id, account: of });
      return { postings: [{ transfer: transfer('recharge-net', account('income', 'S100'), of, net, details('net')) }] };
    }
    const of = account('debtor', id);
    documents.push({ id, account: of });
    return {
      postings: [
        { transfer: transfer('invoice-net', account('income', 'S100'), of, net, details('net')) },
        { transfer: transfer('invoice-vat', account('vat', 'S2000'), of, net / 5, details('vat')) },
      ],
    };
  }

  function pay(code: 'pay' | 'post-journal', pick: number, amount: number): Step | undefined {
    const kind = code === 'pay' ? 'debtor/' : 'recharge/';
    const document = one(
      documents.filter((each) => each.account.startsWith(kind)),
      pick,
    );
    if (!document) return undefined;
    const details = { name: name(code), now, cause: { document: document.id } };
    const refusal: Refusal = { name: 'nothing-owed' };
    // Sometimes more than is owed, which must be refused.
    const owed = ledger.head(document.account)?.available ?? 0;
    const pence = amount === 6 ? owed + 1 : amount === 5 ? Math.max(1, owed) : amount * 9_000;
    if (code === 'pay')
      return {
        postings: [
          { transfer: transfer('payment', document.account as Account<'debtor'>, account('clearing', 'card'), pence, details), refusal },
        ],
      };
    return {
      postings: [
        {
          transfer: transfer('recharge-posted', document.account as Account<'recharge'>, account('council-ledger'), pence, details),
          refusal,
        },
      ],
    };
  }

  function suspense({ pick, amount }: Command): Step {
    const details = { name: name('receipt'), now, cause: { payment: name('pi') } };
    const clearing = account('clearing', 'card');
    const received =
      pick % 2 === 0
        ? transfer('payment-suspense', account('suspense', 'card'), clearing, amount * 100, details)
        : transfer('payment-excess', account('customer-credit', one(schools, pick) ?? ''), clearing, amount * 100, details);
    return { postings: [{ transfer: received }] };
  }

  function next(command: Command): Step | undefined {
    now += command.hours * 3_600_000;
    const { kind, pick, amount } = command;
    switch (kind) {
      case 'grant':
        return grant(command);
      case 'hold':
      case 'sell':
      case 'core':
        return hold(kind, pick);
      case 'deliver':
        return end('post', pick);
      case 'cancel':
        return end('void', pick);
      case 'close':
        return close(pick);
      case 'invoice':
      case 'recharge':
        return issue(kind, amount);
      case 'pay':
      case 'post-journal':
        return pay(kind, pick, amount);
      case 'suspense':
        return suspense(command);
      case 'again': {
        const before = one(sent, pick);
        return before && { ...before, again: true };
      }
    }
  }

  return {
    next,
    /** Remembers a step that was accepted, so that it can be sent again. */
    remember(step: Step): void {
      if (step.postings.length > 0) sent.push(step);
    },
    today: () => now,
  };
}
