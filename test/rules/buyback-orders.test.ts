// A purchase order and the instalments of a buy-back: what is held of it, what comes back, what a year that opens by itself does where it does not pay, and another number.
import { describe, expect, test } from 'vitest';
import { nextStep } from '../../functions/buyback/rules/advance.ts';
import { decideRenewal } from '../../functions/buyback/rules/agree.ts';
import { orderWords } from '../../functions/buyback/rules/tell.ts';
import { billedBy, decideNaming, heldOf, underChanges } from '../../functions/buyback/rules/under.ts';
import type { Agreement } from '../../functions/buyback/schema.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import { academy, day, maintained } from '../bookings.ts';
import { BuyBackWorld, buyBack, buyer, command, orderOf } from '../buyback.ts';

const refusal = (decision: Decision<unknown>) => (decision.ok ? ['accepted'] : [decision.refusal.name, decision.refusal.detail ?? '']);
/** A year is £1,150.01, in instalments of £479.17 and £670.84; a maintained school is recharged without VAT. */
const year = 115_001;
const under = (valuePence: number, more: Partial<ReturnType<typeof orderOf>> = {}, today = '2027-02-01') => {
  const world = new BuyBackWorld(today);
  world.order = { ...orderOf(valuePence), ...more };
  return world;
};
const sums = ({ order }: BuyBackWorld) => [order?.leftPence, order?.chargedPence];
const last = (world: BuyBackWorld, { id }: Pick<Agreement, 'id'>) => world.agreements.get(id) as Agreement;

describe('an agreement under a registered purchase order', () => {
  test('holds its instalments, which are charged as they fall due', () => {
    const world = under(200_000);
    const agreement = accepted(world.agree(command()));
    expect(heldOf(agreement)).toEqual([{ organisation: maintained.id, number: 'PO-1', heldPence: year, chargedPence: 0 }]);
    expect(sums(world)).toEqual([84_999, 0]);
    world.until('2027-04-01');
    expect(sums(world)).toEqual([84_999, 47_917]);
    world.until('2027-09-01');
    expect(sums(world)).toEqual([84_999, year]);
    expect(world.charges.map(({ purchaseOrder }) => purchaseOrder)).toEqual(['PO-1', 'PO-1']);
  });

  test.each([
    [
      'what is left does not pay for',
      { leftPence: year - 1 },
      'purchase-order-exhausted',
      '£1,150.00 is left of PO-1, and this comes to £1,150.01 with VAT.',
    ],
    ['that is closed', { closedAt: '2027-01-01T09:00:00.000Z' }, 'purchase-order-not-valid', 'PO-1 is closed.'],
    ['for another purse', { purse: 'own-funds' as const }, 'purchase-order-not-valid', 'PO-1 pays from the school’s own funds.'],
    [
      'for days before its last instalment',
      { to: day('2027-08-31') },
      'purchase-order-not-valid',
      'PO-1 is for 1 September 2026 to 31 August 2027, and an instalment falls due on 1 September 2027.',
    ],
  ])('is refused where it is one %s', (_, more, name, words) => {
    const world = under(200_000, more);
    expect(refusal(world.agree(command()))).toEqual([name, words]);
    expect(world.all()).toEqual([]);
  });

  test('gives back what is not due when it ends before its time, and keeps what is charged', () => {
    const world = under(200_000);
    const agreement = accepted(world.agree(command()));
    world.until('2027-04-05');
    accepted(world.end(last(world, agreement)));
    expect(sums(world)).toEqual([200_000 - 47_917, 47_917]);
  });

  test('holds VAT as each instalment is billed', () => {
    const world = under(200_000, { organisation: academy.id });
    const agreement = accepted(world.agree(command()));
    const plus = { ...agreement, treatment: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 } as const };
    const named = accepted(
      decideNaming({ agreement: plus, order: orderOf(200_000), limits: undefined }, { from: day('2027-04-01'), purchaseOrder: 'po-1' }),
    );
    expect(named.years[0]?.instalments.map((each) => each.under?.grossPence)).toEqual([47_917 + 9_583, 67_084 + 13_417]);
  });
});

describe('a year that opens by itself', () => {
  test('is held of the same order while that pays for it', () => {
    const world = under(2 * year);
    const agreement = accepted(world.agree(command()));
    world.until('2028-03-02');
    expect(last(world, agreement).years).toHaveLength(2);
    expect(sums(world)).toEqual([0, year]);
  });

  test.each([
    ['too little is left', { valuePence: 2 * year - 1, leftPence: 2 * year - 1 }],
    ['it is for days before', { to: day('2028-04-01') }],
  ])('is billed under no number where %s, and people are told until one is given', (_, more) => {
    const world = under(2 * year, more);
    const agreement = accepted(world.agree(command()));
    const steps = world.until('2028-03-02');
    const opened = steps.find(({ tell }) => tell === 'buyback-order');
    expect(opened?.what).toMatch(/^Goes on from 1 April 2028, without a purchase order: /);
    const went = last(world, agreement);
    expect(went.years.map((each) => billedBy(went, each).purchaseOrder)).toEqual(['PO-1', undefined]);
    const telling = { council: 'Rivermouth', link: '', today: day('2028-03-02') };
    expect(orderWords(telling, went, day('2028-04-01'))).toMatchObject({ begins: '1 April 2028', order: 'PO-1' });
    world.order = { ...orderOf(year), number: 'PO-2', from: day('2028-04-01'), to: day('2029-03-31') };
    const named = accepted(world.name(went, day('2028-04-01')));
    expect(sums(world)).toEqual([0, 0]);
    expect(orderWords(telling, named, day('2028-04-01'))).toBeUndefined();
    world.until('2028-09-01');
    expect(world.charges.map(({ purchaseOrder }) => purchaseOrder)).toEqual(['PO-1', 'PO-1', 'PO-2', 'PO-2']);
  });

  test('is billed under a number that nobody has registered, as before', () => {
    const world = under(2 * year);
    const quote = accepted(world.agree(command()));
    const unheld: Agreement = {
      ...quote,
      years: quote.years.map((each) => ({ ...each, instalments: each.instalments.map(({ under: _, ...rest }) => rest) })),
    };
    const step = nextStep({
      agreement: { ...unheld, state: 'running', told: {} },
      now: Date.parse('2028-03-02T09:00:00Z'),
      offered: undefined,
      heads: new Map(),
    });
    expect(step?.charges.map(({ purchaseOrder }) => purchaseOrder)).toEqual(['PO-1', 'PO-1']);
    const next = nextStep({
      agreement: step?.agreement as Agreement,
      now: Date.parse('2028-03-02T09:00:00Z'),
      offered: buyBack,
      heads: new Map(),
    });
    expect(next?.tell).toBeUndefined();
    expect(next?.agreement.years.map((each) => billedBy(next.agreement, each).purchaseOrder)).toEqual(['PO-1', 'PO-1']);
  });
});

describe('another number', () => {
  test('takes what is to come from one order to the other, and leaves what is charged', () => {
    const world = under(200_000);
    const agreement = accepted(world.agree(command()));
    world.until('2027-04-01');
    const begun = last(world, agreement);
    const named = accepted(
      decideNaming(
        { agreement: begun, order: { ...orderOf(100_000), number: 'PO-2' }, limits: undefined },
        { from: day('2027-04-01'), purchaseOrder: 'PO-2' },
      ),
    );
    expect(
      underChanges(begun, named).map(({ number, heldPence, chargedPence, under: { heldPence: all } }) => [
        number,
        heldPence,
        chargedPence,
        all,
      ]),
    ).toEqual([
      ['PO-1', -67_084, 0, 47_917],
      ['PO-2', 67_084, 0, 67_084],
    ]);
  });

  test('for the last year leaves the year before under its own, which holds it', () => {
    const world = under(300_000);
    const agreement = accepted(world.agree(command()));
    world.until('2028-02-01');
    const switched = accepted(world.agree(command({ renews: agreement.id, clock: 'academic' })));
    expect(switched.years).toHaveLength(3);
    const end = { ...orderOf(300_000), number: 'PO-2' };
    const from = switched.years[2]?.from ?? day('2028-09-01');
    const named = accepted(decideNaming({ agreement: switched, order: end, limits: undefined }, { from, purchaseOrder: 'PO-2' }));
    expect(named.years.map((each) => billedBy(named, each).purchaseOrder).slice(1)).toEqual(['PO-1', 'PO-2']);
    expect(named.years.map(({ instalments }) => instalments[0]?.under?.number)).toEqual(['PO-1', 'PO-1', 'PO-2']);
    const step = nextStep({
      agreement: { ...named, state: 'running', told: {} },
      now: Date.parse('2028-04-01T09:00:00Z'),
      offered: undefined,
      heads: new Map(),
    });
    expect(step?.charges.map(({ purchaseOrder }) => purchaseOrder)).toEqual(['PO-1']);
  });

  test('that is the same again needs no more than is held already, and holds it once', () => {
    const world = under(year);
    const agreement = accepted(world.agree(command()));
    expect(sums(world)).toEqual([0, 0]);
    accepted(world.name(agreement, day('2027-04-01')));
    expect(sums(world)).toEqual([0, 0]);
  });

  test.each([
    ['of a year that there is not', '2026-04-01', 'PO-1', 'wrong-state'],
    ['that is not registered, where registered ones alone are taken', '2027-04-01', 'PO-9', 'purchase-order-unregistered'],
    ['of another form', '2027-04-01', 'PO-999999', 'purchase-order-form'],
  ])('%s is refused', (_, from, purchaseOrder, name) => {
    const world = under(200_000);
    const agreement = accepted(world.agree(command()));
    const limits = { purchaseOrders: { required: 'policy', registeredOnly: true, like: 'PO-9' } } as never;
    const decision = decideNaming({ agreement, order: undefined, limits }, { from: day(from), purchaseOrder });
    expect(refusal(decision)[0]).toBe(name);
  });

  test('is not given once everything is charged', () => {
    const world = under(200_000, {}, '2027-02-01');
    const agreement = accepted(world.agree(command()));
    world.until('2027-09-01');
    expect(refusal(world.name(last(world, agreement), day('2027-04-01')))[0]).toBe('wrong-state');
  });
});

test('a renewal under another number keeps what the years before hold of theirs', () => {
  const world = under(2 * year);
  const agreement = accepted(world.agree(command()));
  world.until('2028-02-01');
  const before = last(world, agreement);
  const quote = accepted(world.quote(command({ renews: before.id, clock: 'academic' })));
  const renewed = accepted(decideRenewal({ now: world.now, actor: buyer, quote, agreement: before }, { purchaseOrder: 'PO-2' })).agreement;
  expect(heldOf(renewed)).toEqual([{ organisation: maintained.id, number: 'PO-1', heldPence: year, chargedPence: year }]);
});
