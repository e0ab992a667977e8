// What the proof says of facts alone: entries, settlements, heads, documents and their lines, the verdict, and what a home page shows.
import { describe, expect, test } from 'vitest';
import {
  documentFaults,
  finish,
  lineFaults,
  newProof,
  note,
  reportOf,
  tallyAccount,
  tallyDocument,
} from '../../functions/reports/rules/proof.ts';
import { mostAccounts, mostPaid } from '../../functions/reports/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { JobId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import {
  assetFaults,
  claimFaults,
  emptyPart,
  emptySums,
  fold,
  headFaults,
  placeOf,
  read,
  settlementFaults,
} from '../../shared/ledger/fold.ts';
import { settle, transfer } from '../../shared/ledger/transfers.ts';
import { shardOf } from '../../shared/table.ts';

const now = Date.parse('2026-11-24T10:00:00Z');
const free = account('entitlement', 'sch_990001', 'headteacher-recruitment', 'vac_1');
const held = transfer('deliver-entitlement', free, account('delivered-entitlement', 'sch_990001', '2026'), 1, {
  name: 'visit',
  now,
  cause: {},
  pending: true,
});
const sold = transfer('deliver-traded', account('sold', 'sch_990001', '2026'), account('delivered-traded', 'sch_990001', '2026'), 1, {
  name: 'sold',
  now,
  cause: {},
  pending: true,
});
const shard = shardOf(held.id);
const later = Date.parse('2026-12-01T00:30:00Z');
const names = (faults: { name: string }[]) => faults.map(({ name }) => name);

describe('an item of the ledger', () => {
  const place = { day: '2026-11-24', shard, sk: held.id as string };
  test('is understood where it belongs', () => {
    expect(read({ type: 'transfer', ...held, pk: 'x', sk: 'y' }, place)).toEqual({
      reading: { is: 'transfer', transfer: held },
      faults: [],
    });
    const settlement = settle(held, 'post', later);
    expect(placeOf({ is: 'settlement', settlement })).toEqual({ day: '2026-12-01', shard, sk: `${held.id}#post` });
    expect(read({ type: 'settled', outcome: 'post', day: '2026-12-01' }, { ...place, sk: `${held.id}#settled` }).faults).toEqual([]);
  });

  test.each<[string, object, Partial<typeof place>, string]>([
    ['on another day', held, { day: '2026-11-25' }, 'misplaced-entry'],
    ['in another shard', held, { shard: shard === '00' ? '01' : '00' }, 'misplaced-entry'],
    ['under another name', held, { sk: 'trf_20261124-other' }, 'misplaced-entry'],
    ['dated on another day than its name', { ...held, recordedAt: '2026-11-20T10:00:00.000Z' }, {}, 'misplaced-entry'],
    ['between funds', { ...held, to: 'debtor/doc_1' }, {}, 'crosses-the-wall'],
    ['of a code that does not exist', { ...held, code: 'gift' }, {}, 'crosses-the-wall'],
    ['of a negative amount', { ...held, amount: -1 }, {}, 'unreadable-entry'],
    ['of half a penny', { ...held, amount: 0.5 }, {}, 'unreadable-entry'],
    ['without accounts', { ...held, from: undefined }, {}, 'unreadable-entry'],
  ])('%s is at fault', (_, item, elsewhere, name) => {
    expect(names(read({ type: 'transfer', ...item }, { ...place, ...elsewhere }).faults)).toEqual([name]);
  });
});

describe('a settlement', () => {
  const settlement = settle(held, 'post', later);
  const claim = { outcome: 'post' as const, day: '2026-12-01' };
  test('that agrees with its transfer and its claim is sound', () => expect(settlementFaults(settlement, held, claim)).toEqual([]));
  test.each<[string, Parameters<typeof settlementFaults>, string[]]>([
    ['of nothing', [settlement, undefined, claim], ['settles-nothing']],
    ['of what was never pending', [settlement, { ...held, pending: false }, claim], ['settles-differently']],
    [
      'of another amount and account',
      [{ ...settlement, amount: 2 }, { ...held, to: sold.to }, claim],
      ['settles-differently', 'settles-differently'],
    ],
    ['without a claim', [settlement, held, undefined], ['no-claim']],
    ['with the other outcome claimed', [settlement, held, { ...claim, outcome: 'void' }], ['second-outcome']],
    ['claimed on another day', [settlement, held, { ...claim, day: '2026-11-30' }], ['second-outcome']],
  ])('%s is at fault', (_, facts, expected) => expect(names(settlementFaults(...facts))).toEqual(expected));
  test('that a claim speaks of and that is not there is at fault', () => {
    expect(names(claimFaults({ transfer: held.id, ...claim }, undefined))).toEqual(['claim-without-settlement']);
    expect(claimFaults({ transfer: held.id, ...claim }, settlement)).toEqual([]);
  });
});

describe('a head', () => {
  const sums = { debitsPosted: 4, creditsPosted: 1, debitsPending: 0, creditsPending: 1 };
  test.each<[string, Parameters<typeof headFaults>, string[]]>([
    ['that equals its entries is sound', [free, sums, { ...sums, available: 2 }], []],
    ['that is nowhere and needs not be', [free, undefined, undefined], []],
    ['that is missing', [free, sums, undefined], ['head-missing']],
    ['with one sum edited', [free, sums, { ...sums, creditsPosted: 0, available: 2 }], ['head-differs']],
    ['with what is available edited', [free, sums, { ...sums, available: 3 }], ['head-differs']],
    ['with a sum left out', [free, sums, { debitsPosted: 4, creditsPosted: 1, creditsPending: 1, available: 2 }], ['head-differs']],
    ['without entries', [free, undefined, { ...emptySums, available: 0 }], ['head-without-entries']],
    ['whose entries overdraw it', [free, { ...sums, creditsPosted: 5 }, { ...sums, creditsPosted: 5, available: -2 }], ['overdrawn']],
  ])('%s', (_, facts, expected) => expect(names(headFaults(...facts))).toEqual(expected));

  test('debits and credits of an asset that differ are at fault, posted or pending', () => {
    const even = { ...emptySums, debitsPosted: 3, creditsPosted: 3 };
    expect(assetFaults({ 'half-day': even, penny: emptySums })).toEqual([]);
    expect(names(assetFaults({ 'half-day': { ...even, creditsPosted: 2 }, penny: { ...emptySums, debitsPending: 1 } }))).toEqual([
      'does-not-balance',
      'does-not-balance',
    ]);
  });
});

describe('a line of a document', () => {
  const payer = 'sch_990001' as OrganisationId;
  const line = { charge: 'chg_1', payer, transfer: sold.id as string, netPence: 22_500, deliveredOn: '2026-11-24' as CivilDate };
  const sound = { line, charge: { transfer: sold.id, netPence: 22_500 }, claimedBy: 'doc_1', halfDay: sold, outcome: 'post' as const };
  const fee = { ...sound.charge, fee: { on: '2026-11-23', basisPoints: 10_000 } };
  test.each<[string, Parameters<typeof lineFaults>[1], string[]]>([
    ['that bills a sold, delivered half-day once is sound', sound, []],
    ['that bills a free half-day', { ...sound, halfDay: held }, ['free-day-billed']],
    ['that bills one not delivered', { ...sound, outcome: undefined }, ['undelivered-billed']],
    ['that bills one cancelled', { ...sound, outcome: 'void' }, ['undelivered-billed']],
    ['that bills a cancelled one as the fee for it is sound', { ...sound, charge: fee, outcome: 'void' }, []],
    ['that bills a fee for one delivered', { ...sound, charge: fee }, ['charge-differs']],
    ['that bills a fee for one that still stands', { ...sound, charge: fee, outcome: undefined }, ['charge-differs']],
    ['that bills a fee for a free one', { ...sound, charge: fee, halfDay: held, outcome: 'void' }, ['free-day-billed']],
    ['that bills one the ledger does not hold', { ...sound, halfDay: undefined }, ['half-day-unknown']],
    ['at another sum than its charge', { ...sound, charge: { transfer: sold.id, netPence: 1 } }, ['charge-differs']],
    ['whose charge is for another half-day', { ...sound, charge: { transfer: held.id, netPence: 22_500 } }, ['charge-differs']],
    ['without a charge', { ...sound, charge: undefined }, ['charge-differs']],
    ['that is billed to a stranger', { ...sound, strange: true }, ['charge-differs']],
    ['whose charge another document has', { ...sound, claimedBy: 'doc_2' }, ['billed-twice']],
    ['whose charge nobody has claimed', { ...sound, claimedBy: undefined }, ['billed-twice']],
    ['that cannot be read', {}, ['lines-differ']],
  ])('%s', (_, facts, expected) => expect(names(lineFaults('doc_1', facts))).toEqual(expected));
});

const item = { organisation: 'sch_990001' as OrganisationId, number: 'ESX-INV-000001', issuedOn: '2026-11-20', grossPence: 108_000 };
const charged = { ...emptyPart, debitsPosted: 108_000, netPence: 90_000 };

describe('a document', () => {
  const lines = { count: 4, netPence: 90_000 };
  test.each<[string, Parameters<typeof documentFaults>[0], string[]]>([
    ['that agrees with its lines and its account is sound', { id: 'doc_1', item, sums: charged, lines }, []],
    ['that is not there', { id: 'doc_1', item: undefined, sums: charged, lines }, ['unknown-document']],
    ['whose lines come to less', { id: 'doc_1', item, sums: charged, lines: { count: 3, netPence: 67_500 } }, ['lines-differ']],
    ['of another total than its account', { id: 'doc_1', item: { ...item, grossPence: 90_000 }, sums: charged, lines }, ['gross-differs']],
  ])('%s', (_, facts, expected) => expect(names(documentFaults(facts))).toEqual(expected));
});

describe('the verdict', () => {
  const fresh = () =>
    newProof('job_1' as JobId, '2026-11-01' as CivilDate, '2026-11-24' as CivilDate, '2026-11-24T10:00:00.000Z', 'per_ada' as PersonId);

  const compared = () => ({ ...fresh(), phase: 'accounts' as const }) as ReturnType<typeof fresh>;

  test('is open until everything has been compared', () => {
    expect(reportOf(fresh(), 'Ada Quill')).toMatchObject({ state: 'running', verdict: 'Being proved', startedByName: 'Ada Quill' });
  });

  test('is “Proved” without a fault, and says how many there are otherwise', () => {
    expect(() => finish(fresh(), '2026-11-24T10:00:01.000Z')).toThrow(/cannot compare/);
    const sound = compared();
    finish(sound, '2026-11-24T10:00:01.000Z');
    expect(reportOf(sound, 'Ada Quill')).toMatchObject({ state: 'proved', verdict: 'Proved', finishedAt: '2026-11-24T10:00:01.000Z' });
    const unsound = compared();
    note(unsound, [
      { name: 'head-differs', where: free, detail: 'x' },
      { name: 'no-claim', where: 'y', detail: 'z'.repeat(1_000) },
    ]);
    finish(unsound, '2026-11-24T10:00:01.000Z');
    expect(reportOf(unsound, 'Ada Quill')).toMatchObject({
      state: 'not-proved',
      verdict: 'Not proved: 2 faults found, first: the sums kept for an account differ from its entries',
    });
    expect(unsound.faults[1]?.detail).toHaveLength(300);
  });

  test('sums that do not balance are found at the end', () => {
    const proof = compared();
    proof.totals.kinds = { grants: { ...emptySums, creditsPosted: 2 }, entitlement: { ...emptySums, debitsPosted: 3 } };
    finish(proof, '2026-11-24T10:00:01.000Z');
    expect(reportOf(proof, 'Ada Quill').verdict).toBe('Not proved: one fault found, first: debits and credits of an asset differ');
  });

  test('a movement’s posted, pending and voided amounts are told apart', () => {
    const proof = fresh();
    const visit = (name: string) => ({ ...sold, id: `trf_20261124-${name}` as typeof sold.id });
    const visits = ['posted', 'voided', 'open'].map(visit) as [typeof sold, typeof sold, typeof sold];
    const charge = transfer('invoice-net', account('income', 'SI'), account('debtor', 'doc_1'), 22_500, { name: 'net', now, cause: {} });
    for (const of of [...visits, charge]) fold(proof.totals, new Map(), { is: 'transfer', transfer: of }, false);
    fold(proof.totals, new Map(), { is: 'settlement', settlement: settle(visits[0], 'post', later) }, false);
    fold(proof.totals, new Map(), { is: 'settlement', settlement: settle(visits[1], 'void', later) }, false);
    const told = new Map(reportOf(proof, 'Ada Quill').postings.map((posting) => [posting.code, posting]));
    expect(told.get('deliver-traded')).toMatchObject({ count: 3, amount: 3, posted: 1, pending: 1, voided: 1 });
    expect(told.get('invoice-net')).toMatchObject({ count: 1, amount: 22_500, posted: 22_500, pending: 0, voided: 0 });
    expect(told.get('invoice-vat')).toMatchObject({ count: 0, amount: 0, posted: 0, pending: 0, voided: 0 });
  });

  test('lists stay within their bounds, and what lies beyond is counted', () => {
    const { tally, ...rest } = fresh();
    for (let i = 0; i < mostAccounts + 5; i++) tallyAccount(tally, account('debtor', `doc_${i}`), charged, undefined);
    for (let i = 0; i < mostPaid + 5; i++) {
      const number = `ESX-INV-${String(i).padStart(6, '0')}`;
      tallyDocument(tally, {
        id: `doc_${i}`,
        item: { ...item, number },
        sums: { ...charged, creditsPosted: 108_000 },
        lines: { count: 1, netPence: 90_000 },
      });
    }
    tallyDocument(tally, { id: 'doc_owed', item, sums: charged, lines: { count: 1, netPence: 90_000 } });
    const report = reportOf({ ...rest, tally }, 'Ada Quill');
    expect([report.accounts.count, report.accounts.listed.length]).toEqual([mostAccounts + 5, mostAccounts]);
    expect(report.documents).toMatchObject({ count: mostPaid + 6, paid: mostPaid + 5, owedPence: 108_000 });
    expect(report.documents.latestPaid.map(({ number }) => number)).toEqual(
      Array.from({ length: mostPaid }, (_, i) => `ESX-INV-${String(mostPaid + 4 - i).padStart(6, '0')}`),
    );
  });
});
