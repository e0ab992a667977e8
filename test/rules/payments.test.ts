// Payments' pure decisions: what may be begun, which attempt still serves, and where money that was taken belongs.
import { describe, expect, test } from 'vitest';
import {
  beginAttempt,
  decidePayable,
  decideSettlement,
  moved,
  type SettleFacts,
  type Settlement,
  stillServes,
} from '../../functions/payments/rules.ts';
import {
  type Attempt,
  type AttemptEvent,
  type AttemptState,
  attemptMachine,
  type CardSession,
  type suspenseReasons,
} from '../../functions/payments/schema.ts';
import type { AttemptId, CouncilSlug, DocumentId, OrganisationId } from '../../shared/ids.ts';

const minuteMs = 60_000;
const now = Date.parse('2026-11-30T10:00:00Z');
const invoice = { id: 'doc_1' as DocumentId, kind: 'vat-invoice', number: 'ESX-INV-000001', organisation: 'sch_990001' as OrganisationId };
const begun = beginAttempt('att_1' as AttemptId, invoice, 108_000, '2026-11-30T10:00:00.000Z', now + 700);
const open: Attempt = { ...moved(begun, 'open', { url: 'https://pay.example/1' }), session: 'cs_1' };
const paid: CardSession = {
  id: 'cs_1',
  state: 'paid',
  currency: 'gbp',
  askedPence: 108_000,
  takenPence: 108_000,
  intent: 'pi_1',
  marks: { council: 'essex', document: 'doc_1', attempt: 'att_1' },
  settled: { currency: 'gbp', grossPence: 108_000, feePence: 1640 },
};

describe('what may be paid by card', () => {
  test.each<[string, number, string]>(
    [
      [-1, 'nothing-owed'],
      [0, 'nothing-owed'],
      [1, 'below-card-minimum'],
      [29, 'below-card-minimum'],
      [30, 'accepted'],
      [99_999_999, 'accepted'],
      [100_000_000, 'above-card-maximum'],
    ].map(([owed, answer]) => [`${owed}p owed`, owed as number, answer as string]),
  )('%s', (_, owed, answer) => {
    const decided = decidePayable(invoice, owed);
    expect(decided.ok ? 'accepted' : decided.refusal.name).toBe(answer);
    if (decided.ok) expect(decided.value).toBe(owed);
  });

  test('a recharge never is, whatever it owes', () => {
    expect(decidePayable({ ...invoice, kind: 'journal-recharge' }, 108_000)).toMatchObject({
      ok: false,
      refusal: { name: 'not-paid-by-card' },
    });
  });
});

describe('an attempt', () => {
  test('expires an hour after it was begun, in whole seconds, so that asking again asks for the same', () => {
    expect(begun.expiresAtMs).toBe(now + 60 * minuteMs);
    expect(begun).toMatchObject({ state: 'creating', version: 1, begunAtMs: now + 700 });
  });

  test.each<[string, Partial<Attempt>, number, number, boolean]>([
    ['open, the same amount, an hour left', {}, 108_000, 0, true],
    ['another amount', {}, 107_999, 0, false],
    ['six minutes left', {}, 108_000, 54, true],
    ['five minutes left', {}, 108_000, 55, false],
    ['expired', {}, 108_000, 61, false],
    ['still being created', { state: 'creating' }, 108_000, 0, false],
    ['closed', { state: 'closed' }, 108_000, 0, false],
  ])('%s', (_, change, owed, minutes, serves) => {
    expect(stillServes({ ...open, ...change }, owed, now + minutes * minuteMs)).toBe(serves);
  });

  test('every state and event is a row of the table or throws, and the address of the card page outlives only the opening', () => {
    const states: AttemptState[] = ['creating', 'open', 'paid', 'in-suspense', 'closed'];
    const events: AttemptEvent[] = ['begin', 'open', 'pay', 'suspend', 'close'];
    const moves = states.flatMap((state) =>
      events.flatMap((event) => {
        const attempt = { ...open, state };
        const to = attemptMachine.next(state, event);
        if (to === undefined) {
          expect(() => moved(attempt, event)).toThrow(`card payment attempt: what is ${state} cannot ${event}`);
          return [];
        }
        const next = moved(attempt, event);
        expect(next).toMatchObject({ state: to, version: attempt.version + 1 });
        expect(next.url).toBeUndefined();
        return [`${state} ${event} ${to}`];
      }),
    );
    expect(moves).toEqual([
      'creating open open',
      'creating pay paid',
      'creating suspend in-suspense',
      'creating close closed',
      'open pay paid',
      'open suspend in-suspense',
      'open close closed',
      'closed pay paid',
      'closed suspend in-suspense',
    ]);
  });
});

const settle = (session: Partial<CardSession>, facts: Partial<SettleFacts> = {}): Settlement =>
  decideSettlement({
    council: 'essex' as CouncilSlug,
    session: { ...paid, ...session },
    attempt: open,
    owedPence: 108_000,
    now,
    receivedAt: '2026-11-30T10:00:00.000Z',
    ...facts,
  });
const postings = (settlement: Settlement) =>
  'transfers' in settlement ? settlement.transfers.map(({ from, to, amount }) => `${from} → ${to} ${amount}`) : [];

describe('a paid session', () => {
  test.each<[string, number, string[]]>([
    ['all is owed', 108_000, ['debtor/doc_1 → clearing/card 108000']],
    ['more is owed', 200_000, ['debtor/doc_1 → clearing/card 108000']],
    ['a penny less is owed', 107_999, ['debtor/doc_1 → clearing/card 107999', 'customer-credit/sch_990001 → clearing/card 1']],
    ['nothing is owed any more', 0, ['customer-credit/sch_990001 → clearing/card 108000']],
    ['the debt was over-credited', -5, ['customer-credit/sch_990001 → clearing/card 108000']],
  ])('%s: pays what is owed, the rest is the school’s credit', (_, owedPence, expected) => {
    const settled = settle({}, { owedPence });
    expect(postings(settled)).toEqual(expected);
    if (settled.outcome !== 'applied') throw new Error(settled.outcome);
    const { appliedPence, creditedPence, amountPence, feePence } = settled.payment;
    expect([appliedPence + creditedPence, amountPence, feePence]).toEqual([108_000, 108_000, 1640]);
    expect(settled.attempt).toMatchObject({ state: 'paid', session: 'cs_1' });
    expect(settled.attempt.url).toBeUndefined();
  });

  test.each<AttemptState>(['creating', 'open', 'closed'])('is received by an attempt that is %s', (state) => {
    expect(settle({}, { attempt: { ...open, state } }).outcome).toBe('applied');
  });

  test('a fee that is not known yet holds nothing up', () => {
    const settled = settle({ settled: undefined } as Partial<CardSession>);
    expect(settled).toMatchObject({ outcome: 'applied' });
    expect(settled.outcome === 'applied' && 'feePence' in settled.payment).toBe(false);
  });

  test.each<[string, Partial<CardSession>, Partial<SettleFacts>, keyof typeof suspenseReasons, number]>([
    ['another document', { marks: { ...paid.marks, document: 'doc_2' } }, {}, 'other-words', 108_000],
    ['another attempt', { marks: { ...paid.marks, attempt: 'att_2' } }, {}, 'other-words', 108_000],
    ['another council', { marks: { ...paid.marks, council: 'kent' } }, {}, 'other-words', 108_000],
    ['no words', { marks: {} }, {}, 'other-words', 108_000],
    ['a session other than the attempt’s', { id: 'cs_2' }, {}, 'other-words', 108_000],
    ['an attempt that was paid already', {}, { attempt: { ...open, state: 'paid' } }, 'other-words', 108_000],
    ['a penny less taken', { takenPence: 107_999 }, {}, 'other-amount', 107_999],
    ['a penny more asked', { askedPence: 108_001 }, {}, 'other-amount', 108_000],
    ['an attempt nobody began', {}, { attempt: undefined }, 'unknown-attempt', 108_000],
    [
      'euro, worth less in pounds',
      { currency: 'eur', settled: { currency: 'gbp', grossPence: 92_000, feePence: 1 } },
      {},
      'other-currency',
      92_000,
    ],
  ])('%s: suspense', (_, session, facts, reason, pence) => {
    const settled = settle(session, facts);
    expect(settled).toMatchObject({ outcome: 'in-suspense', receipt: { reason, amountPence: pence, outcome: 'in-suspense' } });
    expect(postings(settled)).toEqual([`suspense/card → clearing/card ${pence}`]);
  });

  test.each<[string, CardSession['settled']]>([
    ['not known', undefined],
    ['known in euro only', { currency: 'eur', grossPence: 108_000, feePence: 1 }],
  ])('euro whose worth in pounds is %s: waits', (_, settled) => {
    expect(settle({ currency: 'eur', settled } as Partial<CardSession>).outcome).toBe('wait');
  });

  test('of another programme on the account is not ours', () => {
    expect(settle({ marks: { council: 'shop' } }, { attempt: undefined }).outcome).toBe('not-ours');
    expect(settle({ marks: {} }, { attempt: undefined }).outcome).toBe('not-ours');
  });
});

describe('a session that is not paid', () => {
  test.each<[CardSession['state'], AttemptState, Settlement['outcome']]>([
    ['open', 'open', 'nothing'],
    ['processing', 'open', 'nothing'],
    ['expired', 'creating', 'close'],
    ['expired', 'open', 'close'],
    ['expired', 'closed', 'nothing'],
    ['expired', 'paid', 'nothing'],
    ['expired', 'in-suspense', 'nothing'],
  ])('%s, the attempt %s: %s', (state, attemptState, outcome) => {
    const settled = settle({ state, takenPence: 0 }, { attempt: { ...open, state: attemptState } });
    expect(settled.outcome).toBe(outcome);
    if (settled.outcome === 'close') expect(settled.attempt.state).toBe('closed');
  });

  test('said to be paid without a payment brings nothing', () => {
    expect(settle({ intent: undefined } as Partial<CardSession>).outcome).toBe('nothing');
    expect(settle({ takenPence: 0 }).outcome).toBe('nothing');
  });
});
