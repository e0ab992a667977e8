// The ledger on a real table: the same answers and the same heads as the ledger in memory, one winner for the last half-day, and closed accounts stay closed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commitOnce } from '../../shared/commit.ts';
import type { Decision } from '../../shared/decision.ts';
import { type Account, account, chart, holderOf, kindOf } from '../../shared/ledger/chart.ts';
import type { Head } from '../../shared/ledger/heads.ts';
import { memoryLedger } from '../../shared/ledger/memory.ts';
import { type Posting, postingWrites, type StoredHead } from '../../shared/ledger/post.ts';
import { settle, type Transfer, transfer } from '../../shared/ledger/transfers.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
import { hunt, timeBox } from '../properties/budget.ts';
import { commands, historian } from '../properties/ledger-history.ts';

let endpoint = '';
let tableName = '';
let client: TableClient;
let table: CouncilTable;

beforeAll(async () => {
  ({ endpoint, tableName } = await testTable());
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
});
afterAll(() => client.destroy());
let councils = 0;
/** A council of its own for each test keeps their ledgers apart. */
beforeEach(() => {
  councils += 1;
  table = new CouncilTable(client, tableName, `council-${councils}`);
});

const now = Date.parse('2026-11-24T10:00:00Z');
const school = 'sch_990001';
const free = account('entitlement', school, 'headteacher-recruitment', 'vac_1');
const spent = account('delivered-entitlement', school, '2026');
const grant = (halfDays: number, to: Account<'entitlement'> = free) =>
  transfer('grant', account('grants', 'headteacher-recruitment'), to, halfDays, { name: `grant-${to.split('/').at(-1)}`, now, cause: {} });
const draw = (name: string) => transfer('deliver-entitlement', free, spent, 1, { name, now, cause: { booking: name }, pending: true });
const lapse = (halfDays: number, name = 'lapse') => transfer('lapse', free, account('lapsed', school), halfDays, { name, now, cause: {} });
const post = (postings: Posting[], options: Parameters<typeof postingWrites>[2] = {}): Promise<Decision<void>> =>
  commitOnce(table, postingWrites(table, postings, options));
const head = (of: string = free) => table.get<StoredHead>(table.key.head(holderOf(of), of));
const nameOf = (decision: Decision<void>): string => (decision.ok ? 'accepted' : decision.refusal.name);
const figures = (of: StoredHead | undefined): Head | undefined => {
  if (!of) return undefined;
  const { debitsPending, debitsPosted, creditsPending, creditsPosted, available } = of;
  return { debitsPending, debitsPosted, creditsPending, creditsPosted, available };
};

describe('drawing', () => {
  test('a head is whole from its first posting on', async () => {
    expect(nameOf(await post([{ transfer: grant(2) }]))).toBe('accepted');
    expect(await head()).toMatchObject({
      account: free,
      debitsPending: 0,
      debitsPosted: 2,
      creditsPending: 0,
      creditsPosted: 0,
      available: 2,
    });
  });

  test('nothing can be drawn from an account that was never granted anything', async () => {
    expect(nameOf(await post([{ transfer: draw('a') }]))).toBe('no-free-days-left');
    expect(await head()).toBeUndefined();
  });

  test('two draws in one transaction are taken together or not at all', async () => {
    await post([{ transfer: grant(1) }]);
    expect(nameOf(await post([{ transfer: draw('a') }, { transfer: draw('b') }]))).toBe('no-free-days-left');
    expect(figures(await head())).toMatchObject({ creditsPending: 0, available: 1 });
  });

  test('of 64 who want the last half-day at once exactly one gets it, and the others are told that none is left', async () => {
    await post([{ transfer: grant(1) }]);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) => post([{ transfer: draw(`client-${i}`), refusal: { name: 'no-free-days-left' } }])),
    );
    const names = answers.map(nameOf);
    expect(names.filter((name) => name === 'accepted')).toHaveLength(1);
    expect(names.filter((name) => name === 'no-free-days-left')).toHaveLength(63);
    expect(figures(await head())).toEqual({ debitsPending: 0, debitsPosted: 1, creditsPending: 1, creditsPosted: 0, available: 0 });
  });
});

describe('settling', () => {
  const held = async (): Promise<Transfer> => {
    const pending = draw('visit');
    await post([{ transfer: grant(2) }]);
    await post([{ transfer: pending }]);
    return pending;
  };

  test('a hold is posted or voided, never both and never twice', async () => {
    const pending = await held();
    const later = now + 86_400_000;
    const outcomes = (['post', 'void', 'post', 'void'] as const).map((outcome) => post([{ settlement: settle(pending, outcome, later) }]));
    const names = (await Promise.all(outcomes)).map(nameOf);
    expect(names.filter((name) => name === 'accepted')).toHaveLength(1);
    expect(names.filter((name) => name === 'wrong-state')).toHaveLength(3);
    expect(nameOf(await post([{ settlement: settle(pending, 'post', later + 86_400_000) }]))).toBe('wrong-state');
    const sums = figures(await head());
    expect(sums?.creditsPending).toBe(0);
    expect([sums?.creditsPosted, sums?.available]).toEqual(names[0] === 'accepted' || names[2] === 'accepted' ? [1, 1] : [0, 2]);
  });

  test('the same transfer sent again is refused and changes nothing', async () => {
    const pending = await held();
    expect(nameOf(await post([{ transfer: pending }]))).toBe('wrong-state');
    expect(figures(await head())).toMatchObject({ creditsPending: 1, available: 1 });
  });

  test('what is forged across the wall cannot be made into writes', () => {
    const forged = { ...draw('x'), to: account('debtor', 'doc_1') } as unknown as Transfer;
    expect(() => postingWrites(table, [{ transfer: forged }])).toThrow(/connects the entitlement fund/);
    const settlement = { ...settle(draw('x'), 'post', now), to: account('income', 'S100') };
    expect(() => postingWrites(table, [{ settlement }])).toThrow(/connects the entitlement fund/);
  });
});

describe('closing', () => {
  test('moves out exactly what is available', async () => {
    await post([{ transfer: grant(2) }]);
    expect(nameOf(await post([{ transfer: lapse(1) }], { close: [free] }))).toBe('changed-meanwhile');
    expect(await head()).not.toHaveProperty('closed');
    expect(nameOf(await post([{ transfer: lapse(2) }], { close: [free] }))).toBe('accepted');
    expect(await head()).toMatchObject({ available: 0, creditsPosted: 2, closed: true });
  });

  test('an account with nothing left is closed without a posting, one with something left is not', async () => {
    await post([{ transfer: grant(1) }]);
    expect(nameOf(await post([], { close: [free] }))).toBe('changed-meanwhile');
    await post([{ transfer: draw('a') }]);
    expect(nameOf(await post([], { close: [free] }))).toBe('accepted');
    expect(await head()).toMatchObject({ available: 0, creditsPending: 1, closed: true });
  });

  test('an account that does not exist is not closed', async () => {
    expect(nameOf(await post([], { close: [free] }))).toBe('changed-meanwhile');
    expect(await head()).toBeUndefined();
  });

  test('nothing is drawn from, granted to or closed again on a closed account', async () => {
    await post([{ transfer: grant(1) }]);
    await post([{ transfer: lapse(1) }], { close: [free] });
    expect(nameOf(await post([{ transfer: draw('late') }]))).toBe('no-free-days-left');
    expect(nameOf(await post([{ transfer: { ...grant(1), id: grant(1, account('entitlement', school, 'r', 'other')).id } }]))).toBe(
      'changed-meanwhile',
    );
    expect(nameOf(await post([], { close: [free] }))).toBe('changed-meanwhile');
    expect(figures(await head())).toMatchObject({ debitsPosted: 1, available: 0 });
  });

  test('a hold of a closed account may still be delivered; given back, it must lapse in the same breath', async () => {
    const [kept, cancelled] = [draw('kept'), draw('cancelled')];
    await post([{ transfer: grant(3) }]);
    await post([{ transfer: kept }, { transfer: cancelled }]);
    await post([{ transfer: lapse(1) }], { close: [free] });
    expect(nameOf(await post([{ settlement: settle(kept, 'post', now) }]))).toBe('accepted');
    expect(nameOf(await post([{ settlement: settle(cancelled, 'void', now) }]))).toBe('changed-meanwhile');
    expect(nameOf(await post([{ settlement: settle(cancelled, 'void', now) }, { transfer: lapse(1, 'late-lapse') }]))).toBe('accepted');
    expect(figures(await head())).toEqual({ debitsPending: 0, debitsPosted: 3, creditsPending: 0, creditsPosted: 3, available: 0 });
  });

  test('a closing and a draw at the same moment leave no balance behind', async () => {
    for (let round = 0; round < 10; round++) {
      table = new CouncilTable(client, tableName, `race-${round}`);
      await post([{ transfer: grant(1) }]);
      const [closing, drawing] = await Promise.all([post([{ transfer: lapse(1) }], { close: [free] }), post([{ transfer: draw('a') }])]);
      expect([nameOf(closing), nameOf(drawing)].filter((name) => name === 'accepted')).toHaveLength(1);
      expect(figures(await head())?.available).toBe(0);
    }
  });
});

test('after a random history the table answered as the memory did, and keeps the same heads', { timeout: timeBox(120_000) }, async () => {
  const begun = performance.now();
  let histories = 0;
  let steps = 0;
  await hunt(
    commands(60),
    async (history) => {
      table = new CouncilTable(client, tableName, `history-${histories}`);
      histories += 1;
      const ledger = memoryLedger();
      const { next, remember } = historian(ledger);
      for (const command of history) {
        const step = next(command);
        if (!step) continue;
        steps += 1;
        const options = step.close ? { close: step.close } : {};
        const onTable = await post(step.postings, options);
        const inMemory = ledger.post(step.postings, options);
        expect(nameOf(onTable)).toBe(nameOf(inMemory));
        if (inMemory.ok) remember(step);
      }
      for (const [name, kept] of ledger.heads()) {
        const stored = await head(name);
        expect(figures(stored)).toEqual(figures(kept as StoredHead));
        expect(stored?.closed).toBe(kept.closed);
        expect(chart[kindOf(name)].limited).toBe(true);
      }
    },
    { milliseconds: 8_000, cases: 40, least: 6 },
  );
  console.log(`table and memory agree: ${histories} histories, ${steps} steps, ${Math.round(performance.now() - begun)} ms`);
});
