// The ledger's chart, transfers and heads, sentence by sentence: what may flow, what an entry does to the accounts it connects, what memory refuses.
import { describe, expect, test } from 'vitest';
import type { CivilDate } from '../../shared/calendar.ts';
import {
  type Account,
  type AccountKind,
  account,
  breach,
  chart,
  grantOf,
  holderOf,
  kindOf,
  periodText,
  postings,
} from '../../shared/ledger/chart.ts';
import { applied, availableOf, differences, emptyHead, type Head, movements } from '../../shared/ledger/heads.ts';
import { memoryLedger } from '../../shared/ledger/memory.ts';
import { dayOfTransfer, settle, transfer, transferId } from '../../shared/ledger/transfers.ts';

const now = Date.parse('2026-11-24T10:00:00Z');
const free = account('entitlement', 'sch_990001', 'headteacher-recruitment', 'vac_1');
const spent = account('delivered-entitlement', 'sch_990001', '2026');
const debtor = account('debtor', 'doc_1');
const grant = (amount: number, name = 'grant') =>
  transfer('grant', account('grants', 'headteacher-recruitment'), free, amount, { name, now, cause: {} });
const hold = (name: string, amount = 1) =>
  transfer('deliver-entitlement', free, spent, amount, { name, now, cause: { booking: 'bkg_1' }, pending: true });
const lapse = (amount: number, name = 'lapse') =>
  transfer('lapse', free, account('lapsed', 'sch_990001'), amount, { name, now, cause: {} });
const charged = (amount: number) =>
  transfer('invoice-net', account('income', 'S100'), debtor, amount, { name: `net-${amount}`, now, cause: { document: 'doc_1' } });

describe('accounts', () => {
  test('are named by kind, holder and purpose', () => {
    expect(free).toBe('entitlement/sch_990001/headteacher-recruitment/vac_1');
    expect([kindOf(free), holderOf(free)]).toEqual(['entitlement', 'sch_990001']);
  });

  test('of something granted tell the rule, its part, and the vacancy or the period', () => {
    expect(grantOf(account('entitlement', 'sch_990001', 'recruitment', 'vac_01'))).toEqual({
      holder: 'sch_990001',
      grant: 'recruitment',
      rule: 'recruitment',
      part: 'own',
      vacancy: 'vac_01',
    });
    const year = { from: '2017-09-01' as CivilDate, to: '2018-08-31' as CivilDate };
    expect(grantOf(account('entitlement', 'ptn_1', 'days.reserved', periodText(year)))).toEqual({
      holder: 'ptn_1',
      grant: 'days.reserved',
      rule: 'days',
      part: 'reserved',
      period: year,
    });
    expect(grantOf(account('budget', 'tea_1', 'support', periodText(year)))).toMatchObject({ holder: 'tea_1', part: 'own', period: year });
    for (const other of [
      'lapsed/sch_990001/recruitment',
      'entitlement/sch_990001/recruitment',
      'entitlement/sch_990001/a/vac_01/b',
      'entitlement/sch_990001/a/2017-09-01',
      'debtor/doc_1/a/vac_01',
      '',
    ])
      expect(() => grantOf(other), other).toThrow('not an account of something granted');
  });

  test.each(['sch/990001', '', 'a b', 'a#b', 'é'])('a part may not be %j', (part) => {
    expect(() => account('entitlement', part)).toThrow(/not a part of an account/);
  });

  test('a limited account has a holder, under whom its head is kept', () => {
    expect(() => account('debtor')).toThrow(/has a holder/);
    expect(account('council-ledger')).toBe('council-ledger');
  });

  test.each(['constructor', 'toString/sch_990001', 'hasOwnProperty', '', 'Entitlement/sch_990001'])('%j is of no kind', (name) => {
    expect(() => kindOf(name)).toThrow(/no such kind/);
    expect(breach({ asset: 'half-day', from: name, to: free })).toMatch(/no kind in the chart/);
  });
});

describe('the chart of postings', () => {
  test.each(Object.entries(postings))('%s stays within one fund and one asset', (_, { from, to }) => {
    expect([chart[from].fund, chart[from].asset]).toEqual([chart[to].fund, chart[to].asset]);
  });

  /** Every kind that half-days or pence can come to from these, by as many postings as there are. */
  function reach(from: readonly AccountKind[]): Set<AccountKind> {
    const reached = new Set(from);
    for (let size = -1; size < reached.size; ) {
      size = reached.size;
      for (const posting of Object.values(postings)) if (reached.has(posting.from)) reached.add(posting.to);
    }
    return reached;
  }
  const kinds = Object.keys(chart) as AccountKind[];

  test('by no chain of postings does anything free come to be paid for, or anything paid come to be free', () => {
    const isFree = (kind: AccountKind) => ['core', 'entitlement'].includes(chart[kind].fund);
    const [free, paid] = [kinds.filter(isFree), kinds.filter((kind) => !isFree(kind))];
    expect(free.length).toBeGreaterThan(3);
    expect(paid.length).toBeGreaterThan(10);
    expect([...reach(free)].filter((kind) => !isFree(kind))).toEqual([]);
    expect([...reach(paid)].filter(isFree)).toEqual([]);
    // Nor does core come to be an entitlement, or a half-day sold come to be money.
    for (const kind of kinds)
      for (const other of reach([kind])) expect([chart[other].fund, chart[other].asset]).toEqual([chart[kind].fund, chart[kind].asset]);
  });

  test('whatever its code, an entry between two funds is a breach: every code with every pair of kinds', () => {
    let crossings = 0;
    for (const from of kinds)
      for (const to of kinds) {
        if (chart[from].fund === chart[to].fund) continue;
        for (const code of [...Object.keys(postings), undefined]) {
          crossings += 1;
          const movement = { ...(code ? { code } : {}), asset: chart[from].asset, from: account(from, 'x'), to: account(to, 'x') };
          expect(breach(movement)).toMatch(/^it connects the /);
        }
      }
    expect(crossings).toBeGreaterThan(5_000);
  });

  test('every kind of account is led to or from by some posting', () => {
    const named = new Set(Object.values(postings).flatMap(({ from, to }) => [from, to]));
    expect(kinds.filter((kind) => !named.has(kind))).toEqual([]);
  });

  // The proof tells what of a movement is posted, pending and voided from the sums of the kind it leads to.
  test.each(['deliver-entitlement', 'deliver-traded', 'deliver-package', 'deliver-core', 'spend-budget'] as const)(
    '%s, which may be pending, shares where it leads to with no other',
    (code) => {
      expect(Object.values(postings).filter(({ to }) => to === postings[code].to)).toHaveLength(1);
    },
  );

  test('a cast or a union of codes cannot carry a free half-day into money', () => {
    const either = (['grant', 'invoice-net'] as const)[now % 2 === 0 ? 0 : 1] as 'grant' | 'invoice-net';
    // Compiles, because each end fits one of the two codes.
    expect(() => transfer(either, account('grants', 'x'), debtor, 1, { name: 'x', now, cause: {} })).toThrow(
      /connects the entitlement fund/,
    );
    expect(() =>
      transfer('payment', free as unknown as Account<'debtor'>, account('clearing', 'card'), 1, { name: 'x', now, cause: {} }),
    ).toThrow(/connects the entitlement fund/);
  });

  test.each<[string, { code?: string; asset: string; from: string; to: string }, RegExp]>([
    ['a code that is no posting', { code: 'gift', asset: 'half-day', from: 'grants/x', to: free }, /gift is no posting/],
    ['a code from the prototype', { code: 'toString', asset: 'half-day', from: 'grants/x', to: free }, /toString is no posting/],
    [
      'the wrong way round',
      { code: 'grant', asset: 'half-day', from: free, to: 'grants/x' },
      /no posting grant runs from entitlement to grants/,
    ],
    ['half-days counted as pence', { code: 'grant', asset: 'penny', from: 'grants/x', to: free }, /another asset/],
    [
      'two accounts that nothing connects',
      { asset: 'half-day', from: 'grants/x', to: 'lapsed/x' },
      /no posting runs from grants to lapsed/,
    ],
  ])('%s is told apart', (_, movement, words) => {
    expect(breach(movement)).toMatch(words);
  });

  test('what the chart names is allowed, by its code or as a settlement without one', () => {
    expect(breach(grant(1))).toBeUndefined();
    expect(breach(settle(hold('x'), 'post', now))).toBeUndefined();
  });
});

describe('transfers', () => {
  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('do not move %d', (amount) => {
    expect(() => grant(amount)).toThrow(/positive whole amount/);
  });

  test('take the London day into their id', () => {
    const summer = Date.parse('2026-07-01T23:30:00Z');
    expect(transferId(summer, 'x')).toBe('trf_20260702-x');
    expect(dayOfTransfer('trf_20260702-x')).toBe('2026-07-02');
  });

  test.each(['a#settled', '', 'a b', 'a/b'])('may not be named %j: it could be taken for a settlement', (name) => {
    expect(() => transferId(now, name)).toThrow(/not a name/);
  });

  test('only what is pending is settled', () => {
    expect(() => settle(grant(1), 'void', now)).toThrow(/not pending/);
  });
});

describe('what an entry does', () => {
  const after = (...entries: Parameters<typeof differences>[0][]): Head =>
    entries
      .flatMap(differences)
      .filter(({ account: of }) => of === free)
      .reduce((head, { change }) => applied(head, change), emptyHead);
  const held = hold('visit');

  test.each<[string, Head, Partial<Head>]>([
    ['a grant makes available', after({ transfer: grant(4) }), { debitsPosted: 4, available: 4 }],
    ['a hold takes at once what it may use later', after({ transfer: grant(4) }, { transfer: held }), { creditsPending: 1, available: 3 }],
    [
      'a delivered hold counts as used',
      after({ transfer: grant(4) }, { transfer: held }, { settlement: settle(held, 'post', now) }),
      { creditsPending: 0, creditsPosted: 1, available: 3 },
    ],
    [
      'a hold given back is available again',
      after({ transfer: grant(4) }, { transfer: held }, { settlement: settle(held, 'void', now) }),
      { creditsPending: 0, creditsPosted: 0, available: 4 },
    ],
  ])('%s', (_, head, expected) => {
    expect(head).toMatchObject(expected);
    expect(head.available).toBe(availableOf(head));
  });

  test('pending debits never count as available', () => {
    const [, debit] = movements({ transfer: held });
    expect(debit).toEqual({ account: spent, change: { debitsPending: 1 } });
  });

  test('accounts without a limit have no head', () => {
    expect(differences({ transfer: held }).map(({ account: of }) => of)).toEqual([free]);
    expect(differences({ transfer: charged(5) }).map(({ account: of }) => of)).toEqual([debtor]);
  });
});

describe('the ledger in memory', () => {
  const name = (decision: ReturnType<ReturnType<typeof memoryLedger>['post']>) => (decision.ok ? 'accepted' : decision.refusal.name);

  test('refuses by name and changes nothing', () => {
    const ledger = memoryLedger();
    const held = hold('visit');
    expect(name(ledger.post([{ transfer: held }]))).toBe('no-free-days-left');
    expect(name(ledger.post([{ transfer: grant(2) }]))).toBe('accepted');
    expect(name(ledger.post([{ transfer: grant(2) }]))).toBe('wrong-state');
    expect(name(ledger.post([{ transfer: hold('a', 2) }, { transfer: hold('b') }]))).toBe('no-free-days-left');
    expect(name(ledger.post([{ settlement: settle(held, 'post', now) }]))).toBe('wrong-state');
    expect(name(ledger.post([{ transfer: held }]))).toBe('accepted');
    expect(name(ledger.post([{ settlement: { ...settle(held, 'post', now), amount: 2 } }]))).toBe('wrong-state');
    expect(name(ledger.post([{ settlement: settle(held, 'post', now) }, { settlement: settle(held, 'void', now) }]))).toBe('wrong-state');
    expect(name(ledger.post([{ settlement: settle(held, 'post', now) }]))).toBe('accepted');
    expect(name(ledger.post([{ settlement: settle(held, 'void', now) }]))).toBe('wrong-state');
    expect(name(ledger.post([{ transfer: charged(100) }]))).toBe('accepted');
    const payment = transfer('payment', debtor, account('clearing', 'card'), 101, { name: 'payment', now, cause: {} });
    expect(name(ledger.post([{ transfer: payment, refusal: { name: 'nothing-owed' } }]))).toBe('nothing-owed');
    expect(ledger.entries).toHaveLength(4);
    expect(ledger.head(free)).toEqual({ debitsPending: 0, debitsPosted: 2, creditsPending: 0, creditsPosted: 1, available: 1 });
    expect(ledger.pending()).toEqual([]);
  });

  test('closes an account only when everything available leaves it, and then lets nothing in or out', () => {
    const ledger = memoryLedger();
    const held = hold('visit');
    ledger.post([{ transfer: grant(3) }]);
    ledger.post([{ transfer: held }]);
    expect(name(ledger.post([{ transfer: lapse(1) }], { close: [free] }))).toBe('changed-meanwhile');
    expect(name(ledger.post([{ transfer: lapse(2) }], { close: [free] }))).toBe('accepted');
    expect(ledger.head(free)).toMatchObject({ available: 0, closed: true });
    expect(name(ledger.post([{ transfer: hold('late') }]))).toBe('no-free-days-left');
    expect(name(ledger.post([{ transfer: grant(1, 'late-grant') }]))).toBe('changed-meanwhile');
    expect(name(ledger.post([{ settlement: settle(held, 'void', now) }]))).toBe('changed-meanwhile');
    expect(name(ledger.post([{ settlement: settle(held, 'void', now) }, { transfer: lapse(1, 'late-lapse') }]))).toBe('accepted');
    expect(name(ledger.post([], { close: [free] }))).toBe('changed-meanwhile');
    expect(ledger.head(free)).toMatchObject({ debitsPosted: 3, creditsPosted: 3, creditsPending: 0, available: 0 });
  });
});
