// Whatever is tampered with in the table, a proof finds it and names the place.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { policyWrites } from '../../functions/entitlements/store.ts';
import { lineWrite } from '../../functions/invoicing/store.ts';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import { put } from '../../shared/commit.ts';
import type { DocumentId, OrganisationId } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import type { FaultName } from '../../shared/ledger/fold.ts';
import { settle } from '../../shared/ledger/transfers.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { academy, aMonth, invoice, lineOf, pay, soldHalf, stopLedgers, unsealedLedger, untouched } from '../ledger-month.ts';
import { at, free, holdOf, type SealedLedger } from '../sealed-ledger.ts';

/** Sums as they are kept for an account that was granted so much and has used nothing. */
const sumsOf = (account: string, granted: number) => ({
  account,
  debitsPosted: granted,
  creditsPosted: 0,
  debitsPending: 0,
  creditsPending: 0,
  available: granted,
});

let ledger: SealedLedger;
beforeEach(async () => {
  ledger = await unsealedLedger();
});
let month: Awaited<ReturnType<typeof aMonth>>;
afterAll(stopLedgers);

const debtor = account('debtor', invoice);
const sold = () => month.charges[0] as Charge;
const settledOn = '2026-11-10';

type Tampering = [what: string, tamper: () => Promise<unknown>, name: FaultName, where: () => string];
const tamperings: Tampering[] = [
  ['the amount of a grant is edited', () => ledger.edit(ledger.entry(month.granted.id), 'amount', 6), 'head-differs', () => free],
  [
    'the amount of a held half-day is edited',
    () => ledger.edit(ledger.entry(sold().transfer), 'amount', 2),
    'settles-differently',
    () => `${sold().transfer}#post`,
  ],
  [
    'the amount of a settlement is edited',
    () => ledger.edit(ledger.entry(month.freeHeld.id, '#post', settledOn), 'amount', 2),
    'settles-differently',
    () => `${month.freeHeld.id}#post`,
  ],
  [
    'the amount of an invoice is edited',
    () => ledger.edit(ledger.entry('trf_20261120-academy-net-0'), 'amount', 80_000),
    'head-differs',
    () => debtor,
  ],
  ['a grant is deleted', () => ledger.remove(ledger.entry(month.granted.id)), 'head-differs', () => free],
  ['a held half-day is deleted', () => ledger.remove(ledger.entry(sold().transfer)), 'settles-nothing', () => `${sold().transfer}#post`],
  [
    'a settlement is deleted',
    () => ledger.remove(ledger.entry(sold().transfer, '#post', settledOn)),
    'claim-without-settlement',
    () => `${sold().transfer}#settled`,
  ],
  ['a claim is deleted', () => ledger.remove(ledger.entry(sold().transfer, '#settled')), 'no-claim', () => `${sold().transfer}#post`],
  [
    'a delivered half-day is deleted with its settlement and claim',
    async () => {
      await ledger.remove(ledger.entry(sold().transfer));
      await ledger.remove(ledger.entry(sold().transfer, '#settled'));
      await ledger.remove(ledger.entry(sold().transfer, '#post', settledOn));
    },
    'half-day-unknown',
    () => `${invoice}, line ${sold().id}`,
  ],
  ['a payment is deleted', () => ledger.remove(ledger.entry(pay(invoice, 100_000, at('2026-11-25')).id)), 'head-differs', () => debtor],
  [
    'a payment is slipped in',
    () => {
      const forged = pay('doc_unpaid' as DocumentId, 27_000, at('2026-11-30'));
      return ledger.slipIn(ledger.entry(forged.id), { type: 'transfer', ...forged });
    },
    'head-differs',
    () => 'debtor/doc_unpaid',
  ],
  [
    'a second outcome is slipped in',
    () =>
      ledger.slipIn(ledger.entry(month.freeHeld.id, '#void', '2026-11-11'), {
        type: 'settlement',
        ...settle(month.freeHeld, 'void', at('2026-11-11')),
      }),
    'second-outcome',
    () => `${month.freeHeld.id}#void`,
  ],
  [
    'an entry from a free account to an invoice is slipped in',
    () => {
      const forged = { ...holdOf('forged', at('2026-11-12')), pending: false, to: debtor };
      return ledger.slipIn(ledger.entry(forged.id), { type: 'transfer', ...forged });
    },
    'crosses-the-wall',
    () => 'trf_20261112-forged',
  ],
  [
    'an entry is moved to another day',
    async () => {
      await ledger.remove(ledger.entry(month.granted.id));
      await ledger.slipIn(ledger.entry(month.granted.id, '', '2026-11-06'), { type: 'transfer', ...month.granted });
    },
    'misplaced-entry',
    () => month.granted.id,
  ],
  [
    'something else is put among the entries',
    () => ledger.slipIn(ledger.table.key.ledgerEntry('2026-11-06', '03', 'note'), { type: 'note' }),
    'unreadable-entry',
    () => 'note',
  ],
  ['the sums kept for an account are edited', () => ledger.edit(ledger.headKey(free), 'available', 3), 'head-differs', () => free],
  [
    'the sums kept for a paid invoice are edited',
    () => ledger.edit(ledger.headKey(debtor), 'creditsPosted', 0),
    'head-differs',
    () => debtor,
  ],
  ['the sums kept for an account are deleted', () => ledger.remove(ledger.headKey(free)), 'head-missing', () => free],
  [
    'sums are made up for a school that has no entries',
    () => {
      const madeUp = account('entitlement', untouched, 'headteacher-recruitment', 'vac_9');
      return ledger.slipIn(ledger.headKey(madeUp), sumsOf(madeUp, 2));
    },
    'head-without-entries',
    () => `entitlement/${untouched}/headteacher-recruitment/vac_9`,
  ],
  [
    'sums are made up for a partnership that has no entries',
    async () => {
      const madeUp = account('entitlement', 'ptn_1', 'partnership-days', '2026-09-01.2027-08-31');
      await ledger.slipIn(ledger.table.key.organisation('ptn_1' as OrganisationId), {
        id: 'ptn_1',
        gsi1pk: `${ledger.table.council}#ORGANISATIONS#partnership`,
        gsi1sk: 'a partnership#ptn_1',
      });
      await ledger.slipIn(ledger.headKey(madeUp), sumsOf(madeUp, 2));
    },
    'head-without-entries',
    () => 'entitlement/ptn_1/partnership-days/2026-09-01.2027-08-31',
  ],
  [
    'sums are made up for a team that has no entries',
    async () => {
      const pack = { allocations: [{ per: 'team', teams: [{ code: 'north', title: 'North' }] }] } as unknown as Pack;
      const when = '2026-09-01T00:00:00.000Z';
      await ledger.write(...policyWrites(ledger.table, undefined, { version: 1, effectiveAt: when, publishedAt: when, pack }));
      const madeUp = account('budget', 'tea_north', 'support', '2026-09-01.2027-08-31');
      await ledger.slipIn(ledger.headKey(madeUp), sumsOf(madeUp, 90_000));
    },
    'head-without-entries',
    () => 'budget/tea_north/support/2026-09-01.2027-08-31',
  ],
  [
    'sums are made up beside a school’s own',
    () => {
      const madeUp = account('entitlement', academy, 'headteacher-recruitment', 'vac_9');
      return ledger.slipIn(ledger.headKey(madeUp), sumsOf(free, 2));
    },
    'head-without-entries',
    () => `entitlement/${academy}/headteacher-recruitment/vac_9`,
  ],
  [
    'a line is pointed at a free half-day',
    () => ledger.edit(ledger.table.key.documentLine(invoice, sold().id), 'transfer', month.freeHeld.id),
    'free-day-billed',
    () => `${invoice}, line ${sold().id}`,
  ],
  [
    'a line is pointed at a half-day that was not delivered',
    async () => {
      const held = soldHalf(academy, 'sold-9', at('2026-11-26'));
      await ledger.post({ transfer: held });
      await ledger.edit(ledger.table.key.documentLine(invoice, sold().id), 'transfer', held.id);
    },
    'undelivered-billed',
    () => `${invoice}, line ${sold().id}`,
  ],
  [
    'the sum of a line is edited',
    () => ledger.edit(ledger.table.key.documentLine(invoice, sold().id), 'netPence', 20_000),
    'charge-differs',
    () => `${invoice}, line ${sold().id}`,
  ],
  ['a line is deleted', () => ledger.remove(ledger.table.key.documentLine(invoice, sold().id)), 'lines-differ', () => 'ESX-INV-000001'],
  [
    'a line is copied onto another document',
    () => {
      return ledger.slipIn(
        ledger.table.key.documentLine('doc_unpaid' as DocumentId, sold().id),
        lineOf('doc_unpaid' as DocumentId, sold()),
      );
    },
    'billed-twice',
    () => `doc_unpaid, line ${sold().id}`,
  ],
  [
    'the total of an invoice is edited',
    () => ledger.edit(ledger.table.key.document(invoice), 'grossPence', 1),
    'gross-differs',
    () => 'ESX-INV-000001',
  ],
  ['an invoice is deleted', () => ledger.remove(ledger.table.key.document(invoice)), 'unknown-document', () => invoice],
];

describe('tampering in the table is found and located', () => {
  test.each(tamperings)('%s', async (_, tamper, name, where) => {
    month = await aMonth(ledger);
    await tamper();
    const proof = await ledger.prove();
    expect(proof.state).toBe('not-proved');
    expect(proof.verdict).toMatch(/^Not proved: /);
    expect(proof.faults.count).toBe(proof.faults.listed.length);
    const found = proof.faults.listed.filter((fault) => fault.name === name && fault.where.includes(where()));
    expect(found, JSON.stringify(proof.faults.listed, null, 1)).not.toEqual([]);
  });

  test('a line that another run won is no part of a document, and no fault', async () => {
    month = await aMonth(ledger);
    const lost = { ...lineOf('doc_unpaid' as DocumentId, sold()), lost: true as const };
    await ledger.write(lineWrite(ledger.table, lost));
    expect(await ledger.prove()).toMatchObject({ state: 'proved', documents: { lines: 7 } });
  });

  test('more faults than a proof lists are counted', async () => {
    for (let day = '2026-11-03' as CivilDate; day < '2026-11-30'; day = addDays(day, 1))
      await ledger.write(
        ...Array.from({ length: 10 }, (_, i) => put(ledger.table.key.ledgerEntry(day, '00', `note-${i}`), { type: 'note' })),
      );
    const { faults, verdict } = await ledger.prove();
    expect([faults.count, faults.listed.length]).toEqual([270, 200]);
    expect(verdict).toContain('270 faults');
  });
});
