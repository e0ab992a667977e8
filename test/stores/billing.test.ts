// A billing run on the engine: a dry run bills nothing, a commitment bills each charge once, and neither a crash nor a second worker nor a second run changes that.
import { afterEach, describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema.ts';
import { postJournal, readDocument } from '../../functions/invoicing/actions/documents.ts';
import { commitRun, makeRun, readRun } from '../../functions/invoicing/actions/runs.ts';
import { advanceRun } from '../../functions/invoicing/actions/steps.ts';
import type { Run } from '../../functions/invoicing/schema.ts';
import { addDays } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { DocumentId, RunId } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { type Item, shardOf } from '../../shared/table.ts';
import {
  auditOf,
  type Bench,
  chargeFor,
  Died,
  day,
  type Fate,
  lostReply,
  nadia,
  newBench,
  noWorker,
  now,
  period,
  rechargeFor,
  type Sent,
  schoolAs,
  slowness,
  sumOf,
  today,
} from '../billing.ts';

const academy = schoolAs(900010, 'academy');
const other = schoolAs(900011, 'academy');
const maintained = schoolAs(900001, 'maintained');
const tomorrow = now + 86_400_000;

const open: Bench[] = [];
afterEach(() => {
  for (const bench of open.splice(0)) bench.close();
});

/** A council with three schools and these charges delivered. */
async function council(charges: readonly Charge[] = someCharges()): Promise<{ bench: Bench; charges: readonly Charge[] }> {
  const bench = await newBench();
  open.push(bench);
  await bench.schools(academy, other, maintained);
  await bench.charge(...charges);
  return { bench, charges };
}

const someCharges = () => [
  chargeFor(academy.id),
  chargeFor(academy.id, { deliveredOn: day('2026-11-03'), unitPricePence: 36_002 }),
  chargeFor(other.id, { deliveredOn: day('2026-11-09') }),
  rechargeFor(maintained.id),
  rechargeFor(maintained.id, { incomeCode: 'SI-GOV' }),
  chargeFor(maintained.id),
];

const everything = async ({ context: { table } }: Bench, range: { pk: string }): Promise<Item[]> => table.all<Item>(range);
const claimsOf = async (bench: Bench): Promise<Item[]> => {
  const { range } = bench.context.table;
  const shards = Array.from({ length: 16 }, (_, i) => everything(bench, range.charges('2026-11', String(i).padStart(2, '0'))));
  return (await Promise.all(shards)).flat().filter(({ type }) => type === 'claim');
};
const totalsOf = async (bench: Bench) =>
  (await bench.issued()).map(({ document, lines }) => [
    document.rail,
    document.organisation,
    document.netPence,
    document.vatPence,
    lines.map(({ charge }) => charge),
  ]);

describe('a dry run', () => {
  test('shows what would be billed, claims nothing and takes no number', async () => {
    const { bench } = await council();
    const run = await bench.dryRun();
    expect(run).toMatchObject({ state: 'proposed', held: 0, issueOn: today });
    expect(run.proposed).toEqual({
      'vat-invoice': { documents: 3, lines: 4, netPence: 85_501, vatPence: 17_100 },
      journal: { documents: 1, lines: 2, netPence: 45_000, vatPence: 0 },
    });
    const { documents, held } = accepted(await readRun(bench.context, run.id));
    expect(documents.flatMap(({ lines }) => lines)).toHaveLength(6);
    expect(held).toEqual([]);
    expect(await claimsOf(bench)).toEqual([]);
    expect(await bench.issued()).toEqual([]);
    for (const series of Object.values(essex2017.series))
      expect(await bench.context.table.get(bench.context.table.key.series(series))).toBeUndefined();
  });

  test('made again shows the same, since the first billed nothing', async () => {
    const { bench } = await council();
    const [first, second] = [await bench.dryRun(), await bench.dryRun()];
    expect(second.proposed).toEqual(first.proposed);
    expect(second.id).not.toBe(first.id);
  });

  test('takes only what was delivered within the period', async () => {
    const on = (date: string) => chargeFor(academy.id, { deliveredOn: day(date) });
    const charges = ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01', '2026-11-02'].map(on);
    const { bench } = await council(charges);
    const run = await bench.bill(bench.context, { from: day('2026-10-01'), to: day('2026-11-01') });
    expect(run.proposed['vat-invoice'].lines).toBe(3);
    expect(await auditOf(bench, charges.slice(1, 4))).toEqual([]);
    await bench.bill(bench.context, { from: day('2026-09-01'), to: today });
    expect(await auditOf(bench, charges)).toEqual([]);
  });

  const cases: [string, { from: string; to: string }, string][] = [
    ['ends before it begins', { from: '2026-11-02', to: '2026-11-01' }, 'period-backwards'],
    ['ends tomorrow', { from: '2026-11-01', to: '2026-11-25' }, 'period-in-future'],
    ['is longer than two years', { from: '2024-11-20', to: '2026-11-24' }, 'period-too-long'],
  ];
  test.each(cases)('of a period that %s is refused, and nothing is written', async (_, { from, to }, name) => {
    const { bench } = await council([]);
    const before = bench.context.table.commits;
    expect(await makeRun(bench.context, noWorker, { from: day(from), to: day(to) })).toMatchObject({ ok: false, refusal: { name } });
    expect(bench.context.table.commits).toBe(before);
  });

  test('of one day, and of two years, is made', async () => {
    const { bench } = await council();
    expect((await bench.dryRun(bench.context, { from: today, to: today })).state).toBe('proposed');
    expect((await bench.dryRun(bench.context, { from: day('2024-11-23'), to: today })).proposed['vat-invoice'].lines).toBe(4);
  });

  test('a page that follows a cursor of somebody’s own making shows the beginning', async () => {
    const { bench } = await council();
    const run = await bench.dryRun();
    for (const after of ['~', 'doc_~', '', '\u0000', 'x'.repeat(5000)])
      expect(accepted(await readRun(bench.context, run.id, after)).documents).toHaveLength(4);
    const first = accepted(await readRun(bench.context, run.id)).documents[0]?.summary.document;
    expect(accepted(await readRun(bench.context, run.id, first)).documents).toHaveLength(3);
    expect(await readRun(bench.context, 'run_none' as RunId)).toMatchObject({ ok: false, refusal: { name: 'unknown-run' } });
  });
});

describe('a commitment', () => {
  test('issues every document of the dry run, numbered from 1 in each series, and bills each charge once', async () => {
    const { bench, charges } = await council();
    const run = await bench.bill();
    expect(run).toMatchObject({ state: 'complete', firstNumber: { 'vat-invoice': 1, journal: 1 } });
    expect(run.frozen).toEqual(run.proposed);
    expect((await bench.issued()).map(({ document }) => document.number)).toEqual([
      'ESX-INV-000001',
      'ESX-INV-000002',
      'ESX-INV-000003',
      'ESX-JNL-000001',
    ]);
    expect(await auditOf(bench, charges)).toEqual([]);
  });

  test('a second run of the same period proposes nothing, and there is nothing to commit', async () => {
    const { bench, charges } = await council();
    await bench.bill();
    const again = await bench.dryRun();
    expect(again.proposed['vat-invoice'].documents + again.proposed.journal.documents).toBe(0);
    expect(await commitRun(bench.context, noWorker, again.id)).toMatchObject({ ok: false, refusal: { name: 'nothing-to-bill' } });
    expect(await auditOf(bench, charges)).toEqual([]);
  });

  test('the next run goes on with the numbers', async () => {
    const { bench, charges } = await council();
    await bench.bill();
    const more = [chargeFor(academy.id), rechargeFor(maintained.id)];
    await bench.charge(...more);
    const run = await bench.bill();
    expect(run.firstNumber).toEqual({ 'vat-invoice': 4, journal: 2 });
    expect(await auditOf(bench, [...charges, ...more])).toEqual([]);
  });

  test('sent twice, and four times at once, issues once', async () => {
    const { bench, charges } = await council();
    const run = await bench.dryRun();
    const all = await Promise.all(Array.from({ length: 4 }, () => commitRun(bench.process(), noWorker, run.id)));
    for (const decision of all) expect(decision).toMatchObject({ ok: true, value: { committedByName: nadia.name } });
    await bench.commitment(await bench.finish(run));
    expect(await auditOf(bench, charges)).toEqual([]);
  });

  test('of yesterday’s dry run is refused, and bills nothing', async () => {
    const { bench } = await council();
    const run = await bench.dryRun();
    expect(await commitRun(bench.at(tomorrow), noWorker, run.id)).toMatchObject({
      ok: false,
      refusal: { name: 'proposal-out-of-date', detail: 'The dry run is of 2026-11-24; today is 2026-11-25.' },
    });
    expect(await claimsOf(bench)).toEqual([]);
  });

  test('the day of a dry run is London’s: half past midnight in summer is the next day', async () => {
    const { bench } = await council();
    const run = await bench.dryRun(bench.at(Date.parse('2026-07-31T22:59:00Z')), { from: day('2026-07-01'), to: day('2026-07-31') });
    expect(run.issueOn).toBe('2026-07-31');
    expect(await commitRun(bench.at(Date.parse('2026-07-31T23:30:00Z')), noWorker, run.id)).toMatchObject({
      refusal: { name: 'proposal-out-of-date' },
    });
  });

  test('of a run that is not there, or still being made, is refused', async () => {
    const { bench } = await council();
    expect(await commitRun(bench.context, noWorker, 'run_none' as RunId)).toMatchObject({ refusal: { name: 'unknown-run' } });
    const dying = bench.process(dieAt(3, 'after'));
    await expect(makeRun(dying, noWorker, period)).rejects.toThrow(Died);
    const [half] = (await bench.context.table.page<Run>(bench.context.table.range.runs())).items;
    expect(half?.state).toBe('proposing');
    expect(await commitRun(bench.context, noWorker, half?.id ?? ('' as RunId))).toMatchObject({ refusal: { name: 'wrong-state' } });
  });

  test('a visit marked delivered between dry run and commitment waits for the next run', async () => {
    const { bench, charges } = await council();
    const run = await bench.dryRun();
    const late = chargeFor(academy.id, { deliveredOn: today });
    await bench.charge(late);
    await bench.finish(await bench.commitment(run));
    expect(await auditOf(bench, charges)).toEqual([]);
    const next = await bench.bill();
    expect(next.frozen['vat-invoice']).toMatchObject({ documents: 1, lines: 1 });
    expect(await auditOf(bench, [...charges, late])).toEqual([]);
  });

  test('what is held stays unbilled and unclaimed, and comes again in the next dry run', async () => {
    const { bench } = await council([]);
    const converted = schoolAs(900030, 'maintained', { from: '2026-11-15', sector: 'academy' });
    await bench.schools(converted);
    const before = rechargeFor(converted.id, { deliveredOn: day('2026-11-14') });
    const after = rechargeFor(converted.id, { deliveredOn: day('2026-11-16') });
    await bench.charge(before, after);
    const run = await bench.bill();
    expect(run).toMatchObject({ held: 1, frozen: { journal: { documents: 1, lines: 1 } } });
    expect(accepted(await readRun(bench.context, run.id)).held).toMatchObject([{ charge: after.id, now: null }]);
    expect(await auditOf(bench, [before])).toEqual([]);
    expect((await bench.dryRun()).held).toBe(1);
  });

  test('a run goes by the policy of its dry run to the end: new series or terms from a later minute do not break its numbers', async () => {
    const { bench, charges } = await council();
    const run = await bench.dryRun();
    const series = { 'vat-invoice': 'NEW-INV-', journal: 'NEW-JNL-' };
    await bench.policy({ ...essex2017, series, paymentTermsDays: 14 }, 2, '2026-11-24T10:30:00.000Z');
    const later = now + 3_600_000;
    const numbersTaken: Fate = async (_, sent) => (isSeries(sent) ? { when: 'after', error: new Died('numbers are taken') } : undefined);
    await expect(commitRun(bench.process(numbersTaken), noWorker, run.id)).rejects.toThrow(Died);
    await bench.finish(run, bench.at(later));
    expect(await auditOf(bench, charges)).toEqual([]);
    for (const { document } of await bench.issued()) expect([undefined, '2026-12-24']).toContain(document.dueOn);
    await bench.charge(chargeFor(academy.id));
    await bench.bill(bench.at(later));
    expect((await bench.issued(series)).map(({ document }) => [document.number, document.dueOn])).toEqual([
      ['NEW-INV-000001', '2026-12-08'],
    ]);
  });
});

const isSeries = (sent: Sent) => sent.some(({ Put }) => Put?.Item?.type === 'series');

describe('two runs of the same period, both committed', () => {
  test.each(['one after the other', 'at once', 'at once, slowly'])(
    '%s: each charge is billed once, and no empty document is issued',
    async (how) => {
      const { bench, charges } = await council();
      const runs = [await bench.dryRun(), await bench.dryRun()];
      const random = dice(7);
      const committing = runs.map((run) => async () => {
        const context = bench.process(how === 'at once, slowly' ? slowness(random, 8) : undefined);
        return bench.finish(await bench.commitment(run, context), context);
      });
      const done: Run[] = [];
      if (how === 'one after the other') for (const commitOne of committing) done.push(await commitOne());
      else done.push(...(await Promise.all(committing.map((commitOne) => commitOne()))));
      expect(done.map(({ state }) => state)).toEqual(['complete', 'complete']);
      expect(sumOf(done.map(({ frozen }) => frozen['vat-invoice'].lines + frozen.journal.lines))).toBe(charges.length);
      expect(await auditOf(bench, charges)).toEqual([]);
      for (const { id } of runs)
        for (const { summary, lines } of accepted(await readRun(bench.context, id)).documents) {
          expect(summary.state).toBe(lines.length > 0 ? 'issued' : 'empty');
          expect(summary.number !== undefined).toBe(lines.length > 0);
        }
    },
  );

  test('a document keeps what it won: sums are those of the lines that were left to it', async () => {
    const early = [chargeFor(academy.id, { unitPricePence: 10_002 }), chargeFor(academy.id, { unitPricePence: 10_004 })];
    const { bench } = await council(early);
    const first = await bench.dryRun();
    const late = Array.from({ length: 250 }, (_, i) => chargeFor(academy.id, { unitPricePence: 20_000 + 2 * i }));
    await bench.charge(...late);
    const second = await bench.dryRun();
    await bench.finish(await bench.commitment(first));
    const done = await bench.finish(await bench.commitment(second));
    expect(done.proposed['vat-invoice']).toMatchObject({ documents: 1, lines: 252 });
    expect(done.frozen['vat-invoice']).toMatchObject({ documents: 1, lines: 250, netPence: sumOf(late.map(({ netPence }) => netPence)) });
    expect(await auditOf(bench, [...early, ...late])).toEqual([]);
  });

  test('losing hundreds of lines takes a few transactions, not one for each line', async () => {
    const charges = Array.from({ length: 300 }, () => chargeFor(academy.id));
    const { bench } = await council(charges);
    const [first, second] = [await bench.dryRun(), await bench.dryRun()];
    await bench.finish(await bench.commitment(first));
    const before = bench.context.table.commits;
    await bench.finish(await bench.commitment(second));
    expect(bench.context.table.commits - before).toBeLessThan(20);
    expect(await auditOf(bench, charges)).toEqual([]);
  });
});

/** Dies at its nth transaction. */
const dieAt =
  (n: number, when: 'before' | 'after'): Fate =>
  async (nth) =>
    nth === n ? { when, error: new Died(`at ${n}`) } : undefined;

/** A repeatable source of chance: a linear congruence is enough to spread timings. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const firstRun = async ({ context: { table } }: Bench): Promise<Run | undefined> => (await table.page<Run>(table.range.runs())).items[0];

/** Takes up whatever a dead process left, as a person and the worker would. */
async function carryOn(bench: Bench): Promise<Run> {
  const left = await firstRun(bench);
  if (!left) return bench.bill();
  const run = await bench.finish(left);
  return run.state === 'complete' ? run : bench.finish(await bench.commitment(run));
}

describe('a crash at any transaction, and a rerun: no gap, no duplicate, the same totals', () => {
  const charges = someCharges();
  let whole: Awaited<ReturnType<typeof totalsOf>>;
  let transactions = 0;

  test('how many transactions there are', async () => {
    const { bench } = await council(charges);
    const counting = bench.process(async (nth) => {
      transactions = nth;
      return undefined;
    });
    await bench.finish(await bench.commitment(await bench.dryRun(counting), counting), counting);
    whole = await totalsOf(bench);
    expect(whole).toHaveLength(4);
    expect(transactions).toBeGreaterThan(40);
  });

  test.each(['before', 'after'] as const)('dead %s the transaction took effect', { timeout: 120_000 }, async (when) => {
    const crash = async (k: number) => {
      const { bench } = await council(charges);
      const dying = bench.process(dieAt(k, when));
      await expect(bench.bill(dying)).rejects.toThrow(Died);
      const run = await carryOn(bench);
      expect(run.state, `after a crash at ${k}`).toBe('complete');
      expect(await auditOf(bench, charges), `after a crash at ${k}`).toEqual([]);
      expect(await totalsOf(bench), `after a crash at ${k}`).toEqual(whole);
      bench.close();
    };
    for (let k = 1; k <= transactions; k += 4) await Promise.all([k, k + 1, k + 2, k + 3].filter((n) => n <= transactions).map(crash));
  });

  test('a reply lost at every transaction is no crash: it is sent again and counts once', { timeout: 60_000 }, async () => {
    const { bench } = await council(charges);
    const seen = new Set<string>();
    const losing = bench.process(async (_, sent) => {
      const name = JSON.stringify(sent);
      if (seen.has(name)) return undefined;
      seen.add(name);
      return { when: 'after', error: lostReply() };
    });
    await bench.finish(await bench.commitment(await bench.dryRun(losing), losing), losing);
    expect(await auditOf(bench, charges)).toEqual([]);
    expect(await totalsOf(bench)).toEqual(whole);
  });

  test('a crash of the one that carries on, and of the next, and so on until one lives long enough', { timeout: 60_000 }, async () => {
    const { bench } = await council(charges);
    let lives = 0;
    for (let done = false; !done; lives++) {
      const mortal = bench.process(dieAt(6, lives % 2 ? 'before' : 'after'));
      try {
        const left = await firstRun(bench);
        const run = left ? await bench.finish(left, mortal) : await bench.dryRun(mortal);
        done = run.state === 'complete' || (await bench.finish(await bench.commitment(run, mortal), mortal)).state === 'complete';
      } catch (error) {
        expect(error).toBeInstanceOf(Died);
      }
      expect(lives).toBeLessThan(100);
    }
    expect(lives).toBeGreaterThan(5);
    expect(await auditOf(bench, charges)).toEqual([]);
    expect(await totalsOf(bench)).toEqual(whole);
  });
});

describe('a dry run that died half-way and is taken up again', () => {
  /** Two academies of one shard of payers, the first before the second. */
  const sharing = [900_010, 900_011, 900_024, 900_035, 900_046].map((urn) => schoolAs(urn, 'academy'));
  const [first, second] = sharing.filter(({ id }) => shardOf(id) === shardOf(sharing[1]?.id ?? ''));

  test('forgets what it had proposed, so that a visit delivered meanwhile does not put one school’s visit on another’s document', async () => {
    if (!first || !second) throw new Error('no two of the schools share a shard');
    const bench = await newBench();
    open.push(bench);
    await bench.schools(first, second);
    const early = chargeFor(second.id);
    await bench.charge(early);
    const proposed: Fate = async (_, sent) =>
      sent.some(({ Put }) => Put?.Item?.type === 'document-line') ? { when: 'after', error: new Died('proposed') } : undefined;
    await expect(makeRun(bench.process(proposed), noWorker, period)).rejects.toThrow(Died);
    const late = chargeFor(first.id);
    await bench.charge(late);
    const run = await bench.finish((await firstRun(bench)) ?? { id: '' as RunId });
    expect(run.proposed['vat-invoice']).toMatchObject({ documents: 2, lines: 2 });
    const shown = accepted(await readRun(bench.context, run.id)).documents;
    expect(shown.map(({ summary, lines }) => [summary.payer, lines.map(({ school }) => school)])).toEqual([
      [first.id, [first.id]],
      [second.id, [second.id]],
    ]);
    await bench.finish(await bench.commitment(run));
    expect(await auditOf(bench, [early, late])).toEqual([]);
  });

  test('and what it had held, when the reason is gone', async () => {
    const { bench } = await council([]);
    const unknown = schoolAs(900_040, 'academy');
    const charge = chargeFor(unknown.id);
    await bench.charge(charge);
    const heldThen: Fate = async (_, sent) =>
      sent.some(({ Put }) => Put?.Item?.type === 'held-line') ? { when: 'after', error: new Died('held') } : undefined;
    await expect(makeRun(bench.process(heldThen), noWorker, period)).rejects.toThrow(Died);
    await bench.schools(unknown);
    const run = await bench.finish((await firstRun(bench)) ?? { id: '' as RunId });
    expect(run).toMatchObject({ held: 0, proposed: { 'vat-invoice': { lines: 1 } } });
    expect(accepted(await readRun(bench.context, run.id)).held).toEqual([]);
  });
});

describe('several workers at one run', () => {
  test.each([1, 2, 3, 4, 5])('interleaved by chance, seed %i: one result', { timeout: 60_000 }, async (seed) => {
    const { bench, charges } = await council();
    const random = dice(seed);
    const worker = () => bench.process(slowness(random, 6));
    const run = await bench.dryRun(bench.process(dieAt(1, 'after'))).catch(() => firstRun(bench));
    if (!run) throw new Error('the run was not made');
    const together = async () => Promise.all([worker(), worker(), worker()].map((context) => advanceRun(context, run.id, 20_000)));
    await together();
    const proposed = await bench.finish(run);
    expect(proposed.proposed).toMatchObject({ 'vat-invoice': { documents: 3, lines: 4 }, journal: { documents: 1, lines: 2 } });
    await expect(commitRun(bench.process(dieAt(2, 'before')), noWorker, run.id)).rejects.toThrow(Died);
    await together();
    expect(await bench.finish(run)).toMatchObject({ state: 'complete', frozen: proposed.proposed });
    expect(await auditOf(bench, charges)).toEqual([]);
  });
});

describe('an issued document never changes', () => {
  const documentItems = async (bench: Bench, id: DocumentId) =>
    JSON.stringify(await everything(bench, { pk: `${bench.council.slug}#DOCUMENT#${id}` }));

  test('not by payment, another run, the same run again or a late worker; a posting stands beside it', async () => {
    const { bench, charges } = await council();
    const run = await bench.bill();
    const issued = await bench.issued();
    const [invoice, recharge] = [issued[0]?.document, issued.at(-1)?.document];
    if (!invoice || !recharge) throw new Error('nothing was issued');
    const before = await Promise.all(issued.map(({ document }) => documentItems(bench, document.id)));

    const paid = transfer('payment', account('debtor', invoice.id), account('clearing'), invoice.grossPence, {
      name: 'paid',
      now,
      cause: { document: invoice.id },
    });
    await bench.write(postingWrites(bench.context.table, [{ transfer: paid }]));
    await bench.commitment(run);
    await bench.finish(run);
    await advanceRun(bench.context, run.id, 1000);
    await bench.charge(chargeFor(academy.id));
    await bench.bill();
    expect(await Promise.all(issued.map(({ document }) => documentItems(bench, document.id)))).toEqual(before);
    expect(accepted(await readDocument(bench.context, invoice.id))).toMatchObject({ openPence: 0, document: invoice, overdue: false });

    accepted(await postJournal(bench.context, recharge.id, { councilReference: 'GL 778' }));
    const after = accepted(await readDocument(bench.context, recharge.id));
    expect(after).toMatchObject({ openPence: 0, posting: { councilReference: 'GL 778', postedByName: nadia.name } });
    expect(JSON.stringify(after.document)).toBe(JSON.stringify(recharge));
    expect(charges.map(({ id }) => id)).toEqual(expect.arrayContaining(after.lines.map(({ charge }) => charge)));
  });

  test('its item is only ever written on condition that there is none', async () => {
    const { bench } = await council();
    const writes: Sent[number][] = [];
    const watched = bench.process(async (_, sent) => {
      writes.push(...sent);
      return undefined;
    });
    await bench.bill(watched);
    const [recharge] = (await bench.issued()).filter(({ document }) => document.rail === 'journal');
    accepted(await postJournal(watched, recharge?.document.id ?? ('' as DocumentId), { councilReference: 'GL 1' }));
    const touching = writes.filter(({ Put, Update, Delete }) => {
      const key = Put?.Item ?? Update?.Key ?? Delete?.Key;
      return String(key?.pk).includes('#DOCUMENT#') && key?.sk === 'document';
    });
    expect(touching).toHaveLength(4);
    for (const { Put } of touching) expect(Put?.ConditionExpression).toBe('attribute_not_exists(pk)');
  });
});

describe('posting a recharge', () => {
  const issuedRecharge = async () => {
    const { bench } = await council([rechargeFor(maintained.id), chargeFor(academy.id)]);
    await bench.bill();
    const [invoice, recharge] = (await bench.issued()).map(({ document }) => document);
    if (!invoice || !recharge) throw new Error('nothing was issued');
    return { bench, invoice, recharge };
  };

  test('happens once; the same reference again is the same posting, another is refused', async () => {
    const { bench, recharge } = await issuedRecharge();
    const first = await postJournal(bench.context, recharge.id, { councilReference: 'GL 778' });
    expect(await postJournal(bench.at(tomorrow), recharge.id, { councilReference: 'GL 778' })).toEqual({
      ok: true,
      value: expect.objectContaining(first.ok ? first.value : {}),
    });
    expect(await postJournal(bench.context, recharge.id, { councilReference: 'GL 779' })).toMatchObject({
      refusal: { name: 'already-posted', detail: 'ESX-JNL-000001 was posted as GL 778.' },
    });
  });

  test('sent five times at once is one posting', async () => {
    const { bench, recharge } = await issuedRecharge();
    const all = await Promise.all(
      Array.from({ length: 5 }, () => postJournal(bench.process(), recharge.id, { councilReference: 'GL 778' })),
    );
    expect(all.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    expect(accepted(await readDocument(bench.context, recharge.id)).openPence).toBe(0);
  });

  test('under five references at once is one posting, and four are told which', async () => {
    const { bench, recharge } = await issuedRecharge();
    const all = await Promise.all([1, 2, 3, 4, 5].map((n) => postJournal(bench.process(), recharge.id, { councilReference: `GL ${n}` })));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    for (const decision of all) if (!decision.ok) expect(decision.refusal.name).toBe('already-posted');
  });

  test('an invoice, a document that is not there, and one seen by a school are refused', async () => {
    const { bench, invoice, recharge } = await issuedRecharge();
    const command = { councilReference: 'GL 778' };
    expect(await postJournal(bench.context, invoice.id, command)).toMatchObject({ refusal: { name: 'not-a-recharge' } });
    expect(await postJournal(bench.context, 'doc_none' as DocumentId, command)).toMatchObject({ refusal: { name: 'unknown-document' } });
    const booker = { ...nadia, roles: ['school-booker'] as const, organisation: academy.id };
    expect(await postJournal(bench.at(now, booker), recharge.id, command)).toMatchObject({ refusal: { name: 'unknown-document' } });
    expect(await readDocument(bench.at(now, booker), recharge.id)).toEqual(
      await readDocument(bench.at(now, booker), 'doc_none' as DocumentId),
    );
    expect((await readDocument(bench.at(now, booker), invoice.id)).ok).toBe(true);
  });

  test('an invoice is overdue the day after it was due, not on the day', async () => {
    const { bench, invoice } = await issuedRecharge();
    const on = async (date: string) => accepted(await readDocument(bench.at(Date.parse(`${date}T12:00:00Z`)), invoice.id)).overdue;
    expect(invoice.dueOn).toBe(addDays(today, 30));
    expect([await on('2026-12-24'), await on('2026-12-25')]).toEqual([false, true]);
  });
});
