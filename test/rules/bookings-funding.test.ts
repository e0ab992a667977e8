// What of a quote is free and why, what the rest adds up to, and what makes it another quote.
import { describe, expect, test } from 'vitest';
import { agreedText, decideQuote, type QuoteFacts, vatOf } from '../../functions/bookings/rules/quote.ts';
import type { Quote, QuoteCommand } from '../../functions/bookings/schema/quotes.ts';
import type { Treatment } from '../../shared/policy/schema.ts';
import {
  academy,
  day,
  dropIn,
  freeAccount,
  headteacherRecruitment,
  maintained,
  outcomeOf,
  pack,
  policy,
  quoteCommand,
  quoted,
  quoteFacts,
  rule,
  school,
  service,
} from '../bookings.ts';

const decide = (facts: Partial<QuoteFacts>, command: Parameters<typeof quoteCommand>[0]) =>
  decideQuote(quoteFacts(facts), quoteCommand(command));
const on = (...sessions: string[]) => ({ sessions });
const reviews = service('reviews-of-governance');

const threeDays = on('2026-12-03#pm', '2026-12-01#am', '2026-12-02#pm', '2026-12-01#pm', '2026-12-03#am', '2026-12-02#am');
const sums = ({ netPence, vatPence, grossPence }: Quote) => ({ netPence, vatPence, grossPence });
const fundsOf = (quote: Quote) => quote.sessions.map(({ session: of, funding }) => `${of} ${funding.fund}`);

describe('one free day and two days at £450', () => {
  const free = { freeAccounts: [freeAccount(academy, 2)] };

  test('come for an academy to £900.00, VAT £180.00, total £1,080.00', () => {
    const quote = quoted(free, threeDays);
    expect(sums(quote)).toEqual({ netPence: 90_000, vatPence: 18_000, grossPence: 108_000 });
    expect(quote.lines).toEqual([
      { fund: 'entitlement', account: free.freeAccounts[0]?.account, title: 'Headteacher recruitment', clause: rule.clause, halfDays: 2 },
      {
        fund: 'traded',
        halfDays: 4,
        unitPricePence: 45_000,
        priceVersion: 1,
        netPence: 90_000,
        treatment: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 },
      },
    ]);
    expect(quote.purchaseOrderRequired).toBe(true);
    expect(quote.whyNotFree).toBe(
      'The rest is not free: this booking takes all that is left of the free days for headteacher recruitment, 1 day.',
    );
    expect(quote).toMatchObject({ payer: academy.id, purse: 'own-funds', policy: 'essex-2017/1' });
  });

  test('come for a maintained school’s delegated budget to £900.00 by journal, without VAT', () => {
    const quote = quoted(
      { school: maintained, freeAccounts: [freeAccount(maintained, 2)] },
      { ...threeDays, school: maintained.id, purse: 'delegated-budget' },
    );
    expect(sums(quote)).toEqual({ netPence: 90_000, vatPence: 0, grossPence: 90_000 });
    expect(quote.lines[1]).toMatchObject({ treatment: { rail: 'journal', category: 'O', rateBasisPoints: 0 } });
  });

  test('come for a maintained school’s own funds to £1,080.00 by invoice', () => {
    const quote = quoted(
      { school: maintained, freeAccounts: [freeAccount(maintained, 2)] },
      { ...threeDays, school: maintained.id, purse: 'own-funds' },
    );
    expect(sums(quote)).toEqual({ netPence: 90_000, vatPence: 18_000, grossPence: 108_000 });
    expect(quote.lines[1]).toMatchObject({ treatment: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 } });
  });

  test('are free first in date order, whatever the order they were chosen in', () => {
    expect(fundsOf(quoted(free, threeDays))).toEqual([
      '2026-12-01#am entitlement',
      '2026-12-01#pm entitlement',
      '2026-12-02#am traded',
      '2026-12-02#pm traded',
      '2026-12-03#am traded',
      '2026-12-03#pm traded',
    ]);
  });
});

describe('free days are used as far as they go', () => {
  test.each<[string, number[], string[]]>([
    ['nothing free', [], ['traded', 'traded', 'traded']],
    ['half a day free', [1], ['entitlement', 'traded', 'traded']],
    ['exactly enough', [3], ['entitlement', 'entitlement', 'entitlement']],
    ['more than enough', [20], ['entitlement', 'entitlement', 'entitlement']],
    ['two accounts, the first of them first', [1, 1], ['entitlement', 'entitlement', 'traded']],
    ['an account that is empty', [0, 1], ['entitlement', 'traded', 'traded']],
  ])('%s', (_, accounts, expected) => {
    const freeAccounts = accounts.map((available, i) => freeAccount(academy, available, `vac_0${i + 1}`));
    const quote = quoted({ freeAccounts }, on('2026-12-01#am', '2026-12-01#pm', '2026-12-02#am'));
    expect(quote.sessions.map(({ funding }) => funding.fund)).toEqual(expected);
    expect(quote.grossPence).toBe(expected.filter((fund) => fund === 'traded').length * 27_000);
    expect(quote.purchaseOrderRequired).toBe(expected.includes('traded'));
  });

  test('from each account only what it holds', () => {
    const freeAccounts = [freeAccount(academy, 1, 'vac_01'), freeAccount(academy, 2, 'vac_02')];
    const quote = quoted({ freeAccounts }, on('2026-12-01#am', '2026-12-01#pm', '2026-12-02#am'));
    expect(quote.lines.map((line) => (line.fund === 'entitlement' ? [line.account, line.halfDays] : line.fund))).toEqual([
      [freeAccounts[0]?.account, 1],
      [freeAccounts[1]?.account, 2],
    ]);
  });
});

describe('a price that changes between the dates', () => {
  const dearer = {
    ...headteacherRecruitment,
    prices: [...headteacherRecruitment.prices, { from: day('2026-12-02'), perDayExVatPence: 46_002, version: 2 }],
  };
  test('is the price of each date, on a line of its own', () => {
    const quote = quoted({ service: dearer }, on('2026-12-01#am', '2026-12-01#pm', '2026-12-02#am'));
    expect(
      quote.lines.map((line) => line.fund === 'traded' && [line.unitPricePence, line.priceVersion, line.halfDays, line.netPence]),
    ).toEqual([
      [45_000, 1, 2, 45_000],
      [46_002, 2, 1, 23_001],
    ]);
    // 20 % of £680.01 is £136.002, rounded once.
    expect(sums(quote)).toEqual({ netPence: 68_001, vatPence: 13_600, grossPence: 81_601 });
  });
});

describe('a core service', () => {
  const core = { service: dropIn, school: maintained, freeAccounts: [freeAccount(maintained, 2)] };
  test('is free without an account, a price or a purchase order', () => {
    const quote = quoted(core, { school: maintained.id, purse: 'delegated-budget', service: dropIn.id });
    expect(quote.lines).toEqual([{ fund: 'core', service: dropIn.id, halfDays: 2, clause: dropIn.clause }]);
    expect(quote.sessions.map(({ funding }) => funding)).toEqual([{ fund: 'core' }, { fund: 'core' }]);
    expect(sums(quote)).toEqual({ netPence: 0, vatPence: 0, grossPence: 0 });
    expect(quote.purchaseOrderRequired).toBe(false);
    expect(quote.whyNotFree).toBeUndefined();
    expect(JSON.stringify([quote.lines, quote.sessions])).not.toMatch(/pence|price/i);
  });
});

describe('a quote that could have been free says why it is not', () => {
  test('without a vacancy with free days left', () => {
    expect(quoted().whyNotFree).toBe(
      'Nothing is free: no open vacancy of Colnemarsh Grange Academy with free days left is recorded for headteacher recruitment. The council records vacancies; ask it if there is one.',
    );
  });
  test('and not when all of it is free, or when the service is only ever sold', () => {
    expect(quoted({ freeAccounts: [freeAccount(academy, 2)] }).whyNotFree).toBeUndefined();
    expect(quoted({ service: reviews }, { service: reviews.id }).whyNotFree).toBeUndefined();
  });
});

describe('VAT is rounded once for each category and rate', () => {
  const S: Treatment = { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 };
  test.each<[string, [number, Treatment][], number]>([
    ['nothing', [], 0],
    [
      'two odd lines together',
      [
        [23_001, S],
        [23_001, S],
      ],
      9_200,
    ],
    [
      'a line at another rate apart',
      [
        [3, S],
        [3, { ...S, rateBasisPoints: 1750 }],
      ],
      2,
    ],
    [
      'exempt lines not at all',
      [
        [90_000, { ...S, category: 'E', rateBasisPoints: 0 }],
        [90_000, S],
      ],
      18_000,
    ],
  ])('%s', (_, lines, expected) => {
    expect(vatOf(lines.map(([netPence, treatment]) => ({ netPence, treatment })))).toBe(expected);
  });
});

describe('what was agreed to differs as soon as something that matters does', () => {
  const command: Partial<QuoteCommand> = {};
  const agreed = agreedText(quoted({ freeAccounts: [freeAccount(academy, 1)] }, command));
  const dearer = { ...headteacherRecruitment, prices: [{ from: day('2026-09-01'), perDayExVatPence: 45_002, version: 2 }] };
  test.each<[string, Partial<QuoteFacts>, Parameters<typeof quoteCommand>[0]]>([
    ['the price', { service: dearer, freeAccounts: [freeAccount(academy, 1)] }, {}],
    ['the free days', { freeAccounts: [freeAccount(academy, 2)] }, {}],
    ['no free days', {}, {}],
    ['the account', { freeAccounts: [freeAccount(academy, 1, 'vac_02')] }, {}],
    ['the policy', { policy: { ...policy, version: 2 }, freeAccounts: [freeAccount(academy, 1)] }, {}],
    ['the sessions', { freeAccounts: [freeAccount(academy, 1)] }, on('2026-12-01#am', '2026-12-02#pm')],
    [
      'the rate of VAT',
      {
        policy: { ...policy, pack: { ...pack, vat: { ...pack.vat, standardRates: [{ from: day('2011-01-04'), basisPoints: 1750 }] } } },
        freeAccounts: [freeAccount(academy, 1)],
      },
      {},
    ],
  ])('%s', (_, facts, changed) => {
    expect(agreedText(quoted(facts, changed))).not.toBe(agreed);
  });
  test('and stays the same when the clause comes from the table with its fields in another order', () => {
    const { reference, text } = rule.clause;
    const turned = { ...freeAccount(academy, 1), clause: { text, reference } };
    expect(JSON.stringify(turned.clause)).not.toBe(JSON.stringify(rule.clause));
    expect(agreedText(quoted({ freeAccounts: [turned] }))).toBe(agreed);
  });
  test('and stays the same when asked again, in any order of the sessions', () => {
    expect(agreedText(quoted({ freeAccounts: [freeAccount(academy, 1)] }, on('2026-12-01#pm', '2026-12-01#am')))).toBe(agreed);
  });
});

test('a school that becomes an academy between the dates pays each by what it is then', () => {
  const converting = school(990003, 'Wickenhoe Primary School', 'maintained', {
    sectors: [
      { from: day('2015-09-01'), sector: 'maintained', typeCode: 1 },
      { from: day('2026-12-02'), sector: 'academy', typeCode: 34 },
    ],
  });
  const asked = { ...on('2026-12-01#am', '2026-12-02#am'), school: converting.id };
  expect(outcomeOf(decide({ school: converting }, { ...asked, purse: 'delegated-budget' }))).toBe('purse-not-available');
  expect(quoted({ school: converting }, { ...asked, purse: 'own-funds' }).grossPence).toBe(54_000);
});
