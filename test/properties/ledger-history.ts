// Random histories of a council's ledger: grants and what is moved between them, holds, deliveries, cancellations, returns, closings, sales, budgets, invoices,
// recharges, payments, and the same thing sent twice.
import fc from 'fast-check';
import type { Refusal } from '../../shared/decision.ts';
import { type Account, account } from '../../shared/ledger/chart.ts';
import type { MemoryLedger } from '../../shared/ledger/memory.ts';
import type { Posting } from '../../shared/ledger/post.ts';
import { settle, type Transfer, transfer } from '../../shared/ledger/transfers.ts';

const firstMoment = Date.parse('2026-11-20T09:00:00Z');
const kinds = [
  'grant',
  'claw-back',
  'shift',
  'hold',
  'sell',
  'core',
  'deliver',
  'cancel',
  'return',
  'fund',
  'spend',
  'unspend',
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
  const budgets: Account<'budget'>[] = [];
  const returned = new Set<string>();
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

  /** What may be taken out of an account, and now and then more than that, which must be refused. */
  const someOf = (from: string, { pick, amount }: Command): number => {
    const available = ledger.head(from)?.available ?? 0;
    return pick % 5 === 0 ? available + 1 : Math.max(1, Math.min(amount, available));
  };

  function clawBack(command: Command): Step | undefined {
    const from = one(free, command.pick);
    if (!from) return undefined;
    const details = { name: name('claw-back'), now, cause: { clause: 'A8' } };
    return {
      postings: [{ transfer: transfer('claw-back', from, account('grants', 'headteacher-recruitment'), someOf(from, command), details) }],
    };
  }

  /** Between two accounts of free half-days: into the year after, to a successor, under another rule, to what was agreed on and back. */
  function shift(command: Command): Step | undefined {
    const [from, to] = [one(free, command.pick), one(free, command.pick + command.amount)];
    if (!from || !to || from === to) return undefined;
    const code = one(['carry', 'hand-over', 'move', 'earmark', 'release'] as const, command.pick) ?? 'move';
    return { postings: [{ transfer: transfer(code, from, to, someOf(from, command), { name: name(code), now, cause: {} }) }] };
  }

  /** A half-day that was delivered is taken back, once. */
  function takeBack(pick: number): Step | undefined {
    const posted = ledger.entries.flatMap((entry) =>
      'settlement' in entry && entry.settlement.outcome === 'post' ? [entry.settlement] : [],
    );
    const settled = one(
      posted.filter(({ transfer: id, from }) => /^(entitlement|sold)\//.test(from) && !returned.has(id)),
      pick,
    );
    if (!settled) return undefined;
    returned.add(settled.transfer);
    const { from, to, amount, cause } = settled;
    const details = { name: name('return'), now, cause };
    return from.startsWith('sold/')
      ? {
          postings: [{ transfer: transfer('return-traded', to as Account<'delivered-traded'>, from as Account<'sold'>, amount, details) }],
        }
      : {
          postings: [
            {
              transfer: transfer(
                'return-entitlement',
                to as Account<'delivered-entitlement'>,
                from as Account<'entitlement'>,
                amount,
                details,
              ),
            },
          ],
        };
  }

  function fund({ pick, amount }: Command): Step {
    const of = account('budget', `tea_${pick % 3}`, 'support', name('vac'));
    budgets.push(of);
    const details = { name: name('fund'), now, cause: { clause: 'C3' } };
    return { postings: [{ transfer: transfer('fund-budget', account('funding', 'schools-forum'), of, amount * 10_000, details) }] };
  }

  function spend(command: Command): Step | undefined {
    const from = one(budgets, command.pick);
    if (!from) return undefined;
    const pence = someOf(from, { ...command, amount: command.amount * 9_000 });
    const refusal: Refusal = { name: 'no-free-days-left' };
    const details = { name: name('spend'), now, cause: { booking: name('bkg') }, pending: true };
    return { postings: [{ transfer: transfer('spend-budget', from, account('budget-spent', 'tea_1'), pence, details), refusal }] };
  }

  /** Out of a budget otherwise than by spending it. */
  function unspend(command: Command): Step | undefined {
    const [from, to] = [one(budgets, command.pick), one(budgets, command.pick + command.amount)];
    if (!from || !to) return undefined;
    const details = (code: string) => ({ name: name(code), now, cause: {} });
    const pence = someOf(from, { ...command, amount: command.amount * 1_000 });
    switch (command.pick % 3) {
      case 0:
        return {
          postings: [{ transfer: transfer('claw-back-budget', from, account('funding', 'schools-forum'), pence, details('back')) }],
        };
      case 1:
        return { postings: [{ transfer: transfer('lapse-budget', from, account('budget-lapsed', 'tea_1'), pence, details('lapse')) }] };
      default:
        return from === to ? undefined : { postings: [{ transfer: transfer('carry-budget', from, to, pence, details('carry')) }] };
    }
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
      case 'claw-back':
        return clawBack(command);
      case 'shift':
        return shift(command);
      case 'return':
        return takeBack(pick);
      case 'fund':
        return fund(command);
      case 'spend':
        return spend(command);
      case 'unspend':
        return unspend(command);
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
