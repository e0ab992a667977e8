// What a run says of lines it leaves out: unbilled ones before its period, late ones, and those that are no longer billed as quoted when it is committed.
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { answerAgreements, readAgreements } from '../../functions/invoicing/actions/agreements.ts';
import { commitRun, makeRun, readRun } from '../../functions/invoicing/actions/runs.ts';
import { advanceRun } from '../../functions/invoicing/actions/steps/index.ts';
import type { HeldLine, Run } from '../../functions/invoicing/schema.ts';
import type { Actor } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import {
  academy,
  type Bench,
  chargeFor,
  closeAll,
  Died,
  day,
  delivered,
  dice,
  dieAt,
  dieOnceRunIs,
  maintained,
  nadia,
  noWorker,
  now,
  period,
  rechargeFor,
  schoolAs,
  slowness,
  standard,
  sumOf,
  today,
} from '../billing.ts';
import { auditOf } from '../billing-audit.ts';
import { unhurried } from '../unhurried.ts';

beforeAll(unhurried);

afterEach(closeAll);

const heldOf = ({ context: { table } }: Bench, run: Run): Promise<HeldLine[]> => table.all<HeldLine>(table.range.runHeld(run.id));

describe('what was delivered before the first day', () => {
  const on = (date: string, unitPricePence = 45_000) => chargeFor(academy.id, { deliveredOn: day(date), unitPricePence });

  test('is counted over all schools, and billed by the run that takes it in', async () => {
    const charges = [
      on('2026-09-01'),
      on('2026-10-31', 40_000),
      rechargeFor(maintained.id, { deliveredOn: day('2026-10-02') }),
      on('2026-11-01'),
    ];
    const { bench } = await delivered(charges);
    const run = await bench.bill();
    expect(run).toMatchObject({ earlier: { lines: 3, netPence: 65_000 }, frozen: { 'vat-invoice': { lines: 1 } } });
    const wider = await bench.dryRun(bench.context, { from: day('2026-10-02'), to: today });
    expect(wider.earlier).toEqual({ lines: 1, netPence: 22_500 });
    await bench.bill(bench.context, { from: day('2026-09-01'), to: today });
    expect((await bench.dryRun()).earlier).toEqual({ lines: 0, netPence: 0 });
    expect(await auditOf(bench, charges)).toEqual([]);
  });

  test('is looked for a year back, and never before the ledger begins', async () => {
    const { bench } = await delivered([on('2026-08-31'), on('2026-09-01')]);
    expect((await bench.dryRun()).earlier).toEqual({ lines: 1, netPence: 22_500 });
    const older = { ...bench.context, council: { ...bench.council, ledgerFrom: '2020-09-01' } };
    expect((await bench.dryRun(older)).earlier.lines).toBe(2);
    const { bench: another } = await delivered([on('2025-10-31'), on('2025-10-30')]);
    const early = { ...another.context, council: { ...another.council, ledgerFrom: '2020-09-01' } };
    expect((await another.dryRun(early)).earlier.lines).toBe(1);
  });

  test('is counted once when a worker died half-way', async () => {
    const { bench } = await delivered([on('2026-10-01'), ...Array.from({ length: 120 }, () => on('2026-11-20'))]);
    for (let nth = 3; nth < 8; nth++) {
      const context = bench.process(dieAt(nth, nth % 2 === 0 ? 'after' : 'before'));
      const dying = await bench.dryRun(context).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(dying).toBeInstanceOf(Died);
    }
    const { items } = await bench.context.table.page<Run>(bench.context.table.range.runs());
    expect(items).toHaveLength(5);
    for (const run of items) expect((await bench.finish(run)).earlier).toEqual({ lines: 1, netPence: 22_500 });
  });
});

test('lines whose invoice comes more than thirty days after the tax point are counted, on invoices only', async () => {
  const on = (date: string) => chargeFor(academy.id, { deliveredOn: day(date) });
  const { bench } = await delivered([
    on('2026-10-24'),
    on('2026-10-25'),
    on('2026-11-20'),
    rechargeFor(maintained.id, { deliveredOn: day('2026-09-02') }),
  ]);
  expect((await bench.dryRun(bench.context, { from: day('2026-09-01'), to: today })).lateLines).toBe(1);
});

test('a line whose VAT changed though nobody converted waits for its buyer too, is agreed to, and billed as agreed', async () => {
  const charge = chargeFor(academy.id, { quoted: { ...standard, rateBasisPoints: 1750 } });
  const { bench } = await delivered([charge]);
  expect(await bench.dryRun()).toMatchObject({ held: 1 });
  const maria: Actor = { ...nadia, person: 'per_maria' as Actor['person'], roles: ['school-booker'], organisation: academy.id };
  const asMaria = bench.at(now, maria);
  const { lines } = accepted(await readAgreements(asMaria, academy.id));
  expect(lines).toMatchObject([{ charge: { id: charge.id }, now: standard, buyerName: academy.name, sayings: [] }]);
  const command = { organisation: academy.id, answer: 'agree' as const, lines: [{ charge: charge.id, treatment: standard }] };
  expect(accepted(await answerAgreements(asMaria, command))).toMatchObject([
    { charge: charge.id, saying: { state: 'agreed', buyer: academy.id } },
  ]);
  expect(accepted(await readAgreements(asMaria, academy.id)).lines).toEqual([]);
  const done = await bench.commitment(await bench.dryRun());
  expect(done).toMatchObject({ state: 'complete', held: 0, frozen: { 'vat-invoice': { lines: 1, vatPence: 4_500 } } });
  // Billed, it waits for nobody, though the run that held it back still tells of it.
  expect(accepted(await readAgreements(asMaria, academy.id)).lines).toEqual([]);
  expect(await answerAgreements(asMaria, command)).toMatchObject({ ok: false, refusal: { name: 'line-not-waiting' } });
});

describe('a school that changed its sector between dry run and commitment', () => {
  const charges = () => [
    rechargeFor(maintained.id, { deliveredOn: day('2026-11-10') }),
    rechargeFor(maintained.id, { deliveredOn: day('2026-11-20') }),
    chargeFor(academy.id),
  ];
  const converted = { ...schoolAs(990001, 'maintained', { from: '2026-11-16', sector: 'academy' }), version: 2 };
  const backAgain = { ...maintained, version: 3 };

  const refusedAs = async (bench: Bench, run: Pick<Run, 'id'>) => {
    const decision = await commitRun(bench.context, noWorker, run.id);
    if (decision.ok) throw new Error('the run was committed');
    return decision.refusal;
  };
  /** A run that was committed and checked, and whose worker died before it claimed anything. */
  const checked = async (bench: Bench, run: Run) =>
    expect(commitRun(bench.process(dieOnceRunIs('claiming')), noWorker, run.id)).rejects.toThrow(Died);

  test('nothing is issued: the new figures are shown, and issued once they are committed', async () => {
    const all = charges();
    const { bench } = await delivered(all);
    const run = await bench.dryRun();
    expect(run).toMatchObject({ held: 0, proposed: { journal: { lines: 2 } } });
    await bench.schools(converted);
    const refusal = await refusedAs(bench, run);
    expect(refusal).toMatchObject({
      name: 'proposal-changed',
      detail: 'It was 2 documents for £720.00; now it is 1 document for £270.00.',
      more: {
        before: { journal: { lines: 2, netPence: 45_000 } },
        proposed: { journal: { documents: 0 }, 'vat-invoice': { documents: 1, netPence: 22_500 } },
        changed: [{ payerName: maintained.name, why: expect.stringContaining('2 lines of it are held back now.') }],
      },
    });
    expect(await auditOf(bench, [])).toEqual([]);
    const old = accepted(await readRun(bench.context, run.id));
    const fresh = accepted(await readRun(bench.context, refusal.more?.run as Run['id']));
    expect(old.run).toMatchObject({ state: 'changed', replacedBy: fresh.run.id });
    expect(old.history.map(({ what }) => what)[0]).toContain('1 document changed since the dry run, and nothing was issued');
    expect(fresh.run).toMatchObject({
      state: 'proposed',
      held: 2,
      madeByName: nadia.name,
      before: { run: run.id, proposed: run.proposed },
    });
    expect(fresh.held[0]?.why).toContain('It was quoted as a journal recharge without VAT');
    // Sent again, it is refused the same, and nothing new is made.
    expect(await refusedAs(bench, run)).toEqual(refusal);
    expect(await bench.commitment(fresh.run)).toMatchObject({ state: 'complete', frozen: { 'vat-invoice': { lines: 1 } } });
    expect(await auditOf(bench, all.slice(2))).toEqual([]);
  });

  test('four commitments at once find the same, and make one new dry run', async () => {
    const { bench } = await delivered(charges());
    const run = await bench.dryRun();
    await bench.schools(converted);
    const all = await Promise.all([1, 2, 3, 4].map(() => commitRun(bench.process(), noWorker, run.id)));
    for (const decision of all) expect(decision).toMatchObject({ ok: false, refusal: { name: 'proposal-changed' } });
    const { items } = await bench.context.table.page<Run>(bench.context.table.range.runs());
    expect(items).toHaveLength(2);
    const fresh = await bench.finish(items.find(({ id }) => id !== run.id) ?? run);
    expect(await bench.commitment(fresh)).toMatchObject({ state: 'complete' });
  });

  test('a crash at any transaction of the check, or of the dry run that follows, and a rerun: one new dry run, and nothing issued', {
    timeout: 120_000,
  }, async () => {
    const crash = async (nth: number, when: 'before' | 'after') => {
      const { bench } = await delivered(charges());
      const run = await bench.dryRun();
      await bench.schools(converted);
      await commitRun(bench.process(dieAt(nth, when)), noWorker, run.id).catch((error: unknown) => expect(error).toBeInstanceOf(Died));
      expect(await bench.finish(run)).toMatchObject({ state: 'changed' });
      const { items } = await bench.context.table.page<Run>(bench.context.table.range.runs());
      expect([nth, items.map(({ state }) => state).sort()]).toEqual([nth, ['changed', 'proposed']]);
      expect(await auditOf(bench, [])).toEqual([]);
    };
    // The commitment is the first; the second ends the check; then come two or three for each shard of the new dry run.
    for (const nth of [2, 3, 4, 5, 12]) await Promise.all([crash(nth, 'before'), crash(nth, 'after')]);
  });

  test('an invoice address saved meanwhile is a change, though every figure is the same', async () => {
    const all = charges();
    const { bench } = await delivered(all);
    const run = await bench.dryRun();
    await bench.schools({ ...academy, addressLines: ['2 Moved Street', 'Colnemarsh'], version: 2 });
    const refusal = await refusedAs(bench, run);
    expect(refusal).toMatchObject({
      name: 'proposal-changed',
      detail: 'It was 2 documents for £720.00; now it is 2 documents for £720.00.',
      more: { changed: [{ payerName: academy.name, why: expect.stringContaining('address') }] },
    });
    await bench.commitment({ id: refusal.more?.run as Run['id'] });
    const [invoice] = (await bench.issued()).filter(({ document }) => document.rail === 'vat-invoice');
    expect(invoice?.document.customer.addressLines[0]).toBe('2 Moved Street');
    expect(await auditOf(bench, all)).toEqual([]);
  });

  test('a line that a run of another period has billed meanwhile is a change', async () => {
    const all = charges();
    const { bench } = await delivered(all);
    const run = await bench.dryRun();
    await bench.bill(bench.context, { from: day('2026-11-20'), to: today });
    const refusal = await refusedAs(bench, run);
    expect(refusal.more?.changed).toContainEqual({ payerName: academy.name, why: '1 line of it has been billed by another run.' });
    await bench.commitment({ id: refusal.more?.run as Run['id'] });
    expect(await auditOf(bench, all)).toEqual([]);
  });

  test('where somebody has made a newer dry run during the check, that one takes its place', async () => {
    const { bench } = await delivered(charges());
    const run = await bench.dryRun();
    await expect(commitRun(bench.process(dieOnceRunIs('checking')), noWorker, run.id)).rejects.toThrow(Died);
    await bench.schools(converted);
    const newer = await bench.dryRun();
    expect(await bench.finish(run)).toMatchObject({ state: 'changed', replacedBy: newer.id });
    expect(await bench.commitment(newer)).toMatchObject({ state: 'complete' });
  });

  test('after the check, what would be billed otherwise is held back and the rest is issued: it is too late to show figures, and too early to bill wrongly', async () => {
    const all = charges();
    const { bench } = await delivered(all);
    const run = await bench.dryRun();
    await checked(bench, run);
    await bench.schools(converted);
    const done = await bench.commitment(run);
    expect(done).toMatchObject({ state: 'complete', held: 2, frozen: { journal: { lines: 0 }, 'vat-invoice': { lines: 1 } } });
    const { held, documents } = accepted(await readRun(bench.context, run.id));
    expect(held).toMatchObject(
      [0, 1].map((i) => ({ charge: all[i]?.id, quoted: { rail: 'journal' }, now: { rail: 'vat-invoice', category: 'S' } })),
    );
    expect(documents.map(({ summary }) => summary.state).sort()).toEqual(['empty', 'issued']);
    expect(await auditOf(bench, all.slice(2))).toEqual([]);
    expect((await bench.dryRun()).held).toBe(2);
    await bench.schools(backAgain);
    await bench.bill();
    expect(await auditOf(bench, all)).toEqual([]);
  });

  test('hundreds of lines are held back so, each once and written with its document’s loss', async () => {
    const all = Array.from({ length: 230 }, () => rechargeFor(maintained.id, { deliveredOn: day('2026-11-20') }));
    const { bench } = await delivered(all);
    const run = await bench.dryRun();
    await checked(bench, run);
    await bench.schools(converted);
    const done = await bench.commitment(run);
    expect(done.held).toBe(230);
    expect(accepted(await readRun(bench.context, run.id)).held).toHaveLength(200);
    await bench.schools(backAgain);
    await bench.bill();
    expect(await auditOf(bench, all)).toEqual([]);
  });

  test('it changes while a worker that died had begun: either nothing is issued, or no line is both claimed and held back', {
    timeout: 120_000,
  }, async () => {
    for (let nth = 1; nth <= 8; nth++) {
      const all = [
        ...Array.from({ length: 150 }, () => rechargeFor(maintained.id, { deliveredOn: day('2026-11-20') })),
        chargeFor(academy.id),
      ];
      const { bench } = await delivered(all);
      const run = await bench.dryRun();
      await commitRun(bench.process(dieAt(nth, 'after')), noWorker, run.id).catch((error: unknown) => expect(error).toBeInstanceOf(Died));
      await bench.schools(converted);
      const done = await bench.finish(run);
      // The first transaction is the commitment, the second says that all was checked: from then on it is claimed.
      expect([nth, done.state]).toEqual([nth, nth < 2 ? 'changed' : 'complete']);
      const held = done.state === 'complete' ? await heldOf(bench, done) : all.map(({ id }) => ({ charge: id }));
      if (done.state === 'complete') expect(done.held).toBe(held.length);
      expect(done.frozen.journal.lines + done.frozen['vat-invoice'].lines + held.length).toBe(all.length);
      expect(
        await auditOf(
          bench,
          all.filter(({ id }) => !held.some(({ charge }) => charge === id)),
        ),
      ).toEqual([]);
    }
  });

  test('it changes while two workers are at it: nothing is issued, or what is held back is not claimed and the rest is billed', {
    timeout: 120_000,
  }, async () => {
    for (const seed of [1, 2, 3, 4]) {
      const all = [
        ...Array.from({ length: 150 }, () => rechargeFor(maintained.id, { deliveredOn: day('2026-11-20') })),
        chargeFor(academy.id),
      ];
      const { bench } = await delivered(all);
      const run = await bench.dryRun();
      const slow = bench.process(slowness(dice(seed), 40));
      const committing = commitRun(slow, noWorker, run.id);
      await new Promise((done) => setTimeout(done, seed * 25));
      await bench.schools(converted);
      await Promise.all([committing, advanceRun(bench.process(), run.id, 3000)]);
      const done = await bench.finish(run);
      expect(['complete', 'changed']).toContain(done.state);
      const held = done.state === 'complete' ? await heldOf(bench, done) : all.map(({ id }) => ({ charge: id }));
      const billed = all.filter(({ id }) => !held.some(({ charge }) => charge === id));
      expect(sumOf([done.frozen.journal.lines, done.frozen['vat-invoice'].lines])).toBe(billed.length);
      expect(await auditOf(bench, billed)).toEqual([]);
    }
  });
});

test('a period’s refusal says what is wrong with it', async () => {
  const { bench } = await delivered([]);
  const refused = async (from: string, to: string) => {
    const decision = await makeRun(bench.context, noWorker, { from: day(from), to: day(to) });
    return decision.ok ? undefined : decision.refusal.detail;
  };
  expect(await refused('2026-11-02', '2026-11-01')).toBe('The first day is 2 November 2026, the last 1 November 2026.');
  expect(await refused('2023-11-24', '2026-11-24')).toBe('It is 1,097 days long; 732 is the most.');
  expect((await bench.dryRun(bench.context, period)).state).toBe('proposed');
});
