// A renewal of a buy-back: what it is filled in with, what may be chosen anew, and what it changes of the agreement.
import { describe, expect, test } from 'vitest';
import { nextStep } from '../../functions/buyback/rules/advance.ts';
import { decideAgreement, decideRenewal } from '../../functions/buyback/rules/agree.ts';
import { decideQuote } from '../../functions/buyback/rules/quote.ts';
import { renewalOf } from '../../functions/buyback/rules/renewals.ts';
import type { Agreement, QuoteCommand } from '../../functions/buyback/schema.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import { type academy, maintained } from '../bookings.ts';
import { at, BuyBackWorld, buyBack, buyer, code, command, facts, policyWith } from '../buyback.ts';

const refusal = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);
const told = (decision: Decision<unknown>) => (decision.ok ? '' : `${decision.refusal.detail}`);
const renewing = (agreement: Agreement, more: Partial<QuoteCommand> = {}) => command({ renews: agreement.id, ...more });

describe('a renewal', () => {
  test('of what goes on by itself is refused, unless its year is switched', () => {
    const world = new BuyBackWorld('2027-02-01');
    const agreement = accepted(world.agree(command()));
    world.until('2028-02-01');
    const before = world.agreements.get(agreement.id) as Agreement;
    expect(refusal(world.quote(renewing(before)))).toBe('continues-by-itself');
    const switched = accepted(world.agree(renewing(before, { clock: 'academic' })));
    expect(switched.terms.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['first', '2027-04-01', '2030-03-31'],
      ['later', '2028-04-01', '2032-08-31'],
    ]);
    expect(switched.years.map(({ clock, from, to }) => [clock, from, to])).toEqual([
      ['financial', '2027-04-01', '2028-03-31'],
      ['financial', '2028-04-01', '2028-08-31'],
      ['academic', '2028-09-01', '2029-08-31'],
    ]);
  });

  test('is filled in from the last year, and says what rises above inflation', () => {
    const world = new BuyBackWorld('2027-02-01');
    const agreement = accepted(world.agree(command()));
    world.until('2028-02-01');
    const notice = {
      year: 'financial',
      announceBy: '12-31',
      inflation: [{ year: 2027, basisPoints: 300, source: 'CPI' }],
      clause: buyBack.clause,
    } as const;
    const dear = { ...buyBack, prices: [...buyBack.prices, { from: '2028-04-01' as never, perYearExVatPence: 118_452 }] };
    const of = { heads: world.heads(agreement), today: '2028-02-01' as never, notice: notice as never };
    const kept = world.agreements.get(agreement.id) as Agreement;
    const renewal = renewalOf(kept, { ...of, offered: dear });
    expect(renewal).toMatchObject({ begins: '2028-04-01', goesOn: true, noticeBy: '2028-03-01', otherClocks: ['academic', 'academy'] });
    expect(renewal?.last).toMatchObject({ boughtHalfDays: 6, usedHalfDays: 0, leftHalfDays: 6 });
    expect(renewal?.price).toMatchObject({ lastPence: 115_001, nextPence: 118_452, changeBasisPoints: 300, inflation: { isAbove: true } });
    expect(renewalOf(kept, { ...of, offered: buyBack })?.price).toMatchObject({ changeBasisPoints: 0, inflation: { isAbove: false } });
  });

  test('from another purse, by another payer and under another number changes no instalment of the year that was agreed before', () => {
    const world = new BuyBackWorld('2027-07-01');
    const quote = accepted(world.quote(command({ clock: 'academic' })));
    const first = accepted(
      decideAgreement({ id: 'agr_9' as never, now: world.now, actor: buyer, quote }, { purchaseOrder: 'PO-1' }),
    ).agreement;
    world.agreements.set(first.id, first);
    const trust = { id: 'trs_5001', kind: 'trust', name: 'Estuary Trust' } as unknown as typeof academy;
    const switching = command({ renews: first.id, clock: 'financial', purse: 'own-funds' });
    const by = facts('2027-11-15', { agreements: [first], payer: trust });
    const renewed = accepted(
      decideRenewal(
        { now: at('2027-11-15'), actor: buyer, quote: accepted(decideQuote(by, switching)), agreement: first },
        { purchaseOrder: 'PO-2' },
      ),
    ).agreement;
    expect(renewed).toMatchObject({ payer: trust.id, payerName: 'Estuary Trust', purse: 'own-funds', purchaseOrder: 'PO-2' });
    const due = nextStep({ agreement: renewed, now: at('2029-04-01'), offered: buyBack, heads: new Map() });
    const charges =
      nextStep({ agreement: due?.agreement ?? renewed, now: at('2029-04-01'), offered: buyBack, heads: new Map() })?.charges ?? [];
    expect(
      charges.map(({ deliveredOn, payer, purse, quoted, purchaseOrder }) => [deliveredOn, payer, purse, quoted.rail, purchaseOrder]),
    ).toEqual([
      ['2027-09-01', maintained.id, 'delegated-budget', 'journal', 'PO-1'],
      ['2028-04-01', maintained.id, 'delegated-budget', 'journal', 'PO-1'],
      ['2028-09-01', trust.id, 'own-funds', 'vat-invoice', 'PO-2'],
      ['2029-04-01', trust.id, 'own-funds', 'vat-invoice', 'PO-2'],
    ]);
  });

  test('twice for one year is refused', () => {
    const world = new BuyBackWorld('2027-02-01');
    accepted(world.agree(command()));
    expect(refusal(world.quote(command()))).toBe('already-agreed');
  });

  test('of a year that goes on by itself is not agreed to beside it, until notice is given', () => {
    const world = new BuyBackWorld('2027-02-01');
    const { id } = accepted(world.agree(command()));
    world.until('2028-02-01');
    const again = world.quote(command());
    expect([refusal(again), told(again)]).toEqual([
      'continues-by-itself',
      'Leadership and governance buy-back goes on from 1 April 2028 unless you give notice.',
    ]);
    accepted(world.notice(world.agreements.get(id) as Agreement));
    accepted(world.agree(command()));
    world.until('2028-04-01');
    expect(world.charges.filter(({ deliveredOn }) => deliveredOn === '2028-04-01')).toHaveLength(1);
  });

  test('of a year that a longer term binds to is not agreed to beside it', () => {
    const policy = policyWith(code, { continues: 'until-renewed' });
    const world = new BuyBackWorld('2027-02-01');
    const quote = accepted(decideQuote(facts('2027-02-01', { policy }), command({ years: 3 })));
    const { agreement } = accepted(decideAgreement({ id: 'agr_8' as never, now: world.now, actor: buyer, quote }, {}));
    const again = decideQuote(facts('2028-02-01', { policy, agreements: [agreement] }), command());
    expect([refusal(again), told(again)]).toEqual([
      'already-agreed',
      'Leadership and governance buy-back is agreed to until 31 March 2030: renew that one.',
    ]);
  });

  test('of another package does not change to one that there is already', () => {
    const world = new BuyBackWorld('2027-02-01');
    const agreement = accepted(world.agree(command()));
    const other: Agreement = { ...agreement, id: 'agr_7' as never, code: 'something-else' };
    world.agreements.set(other.id, other);
    world.until('2028-02-01');
    expect(refusal(world.quote(renewing(world.agreements.get(other.id) as Agreement)))).toBe('continues-by-itself');
  });
});
