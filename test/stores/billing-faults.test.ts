// A billing run that dies at any transaction, loses every reply or is worked on by several at once: no gap, no duplicate, the same totals.
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { commitRun, makeRun, readRun } from '../../functions/invoicing/actions/runs.ts';
import { advanceRun } from '../../functions/invoicing/actions/steps/index.ts';
import type { Run } from '../../functions/invoicing/schema.ts';
import { accepted } from '../../shared/decision.ts';
import type { RunId } from '../../shared/ids.ts';
import { shardOf } from '../../shared/table.ts';
import {
  type Bench,
  chargeFor,
  closeAll,
  Died,
  delivered,
  dice,
  dieAt,
  dieOnceWritten,
  lostReply,
  noWorker,
  period,
  schoolAs,
  slowness,
  someCharges,
} from '../billing.ts';
import { auditOf } from '../billing-audit.ts';
import { unhurried } from '../unhurried.ts';

beforeAll(unhurried);

afterEach(closeAll);

const totalsOf = async (bench: Bench) =>
  (await bench.issued()).map(({ document, lines }) => [
    document.rail,
    document.organisation,
    document.netPence,
    document.vatPence,
    lines.map(({ charge }) => charge),
  ]);

const firstRun = async ({ context: { table } }: Bench): Promise<Run | undefined> => (await table.page<Run>(table.range.runs())).items[0];

/** Takes up whatever a dead process left, as a person and the worker would. */
async function carryOn(bench: Bench): Promise<Run> {
  const left = await firstRun(bench);
  if (!left) return bench.bill();
  const run = await bench.finish(left);
  return run.state === 'complete' ? run : bench.commitment(run);
}

describe('a crash at any transaction, and a rerun: no gap, no duplicate, the same totals', () => {
  const charges = someCharges();
  let whole: Awaited<ReturnType<typeof totalsOf>>;
  let transactions = 0;

  test('how many transactions there are', async () => {
    const { bench } = await delivered(charges);
    const counting = bench.process(async (nth) => {
      transactions = nth;
      return undefined;
    });
    await bench.commitment(await bench.dryRun(counting), counting);
    whole = await totalsOf(bench);
    expect(whole).toHaveLength(4);
    expect(transactions).toBeGreaterThan(40);
  });

  test.each(['before', 'after'] as const)('dead %s the transaction took effect', { timeout: 120_000 }, async (when) => {
    const crash = async (k: number) => {
      const { bench } = await delivered(charges);
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

  test('a reply lost at every transaction is no crash: it is sent again and counts once', async () => {
    const { bench } = await delivered(charges);
    const seen = new Set<string>();
    const losing = bench.process(async (_, sent) => {
      const name = JSON.stringify(sent);
      if (seen.has(name)) return undefined;
      seen.add(name);
      return { when: 'after', error: lostReply() };
    });
    const run = await bench.dryRun(losing);
    await bench.commitment(run, losing);
    expect(await auditOf(bench, charges)).toEqual([]);
    expect(await totalsOf(bench)).toEqual(whole);
  });

  test('a crash of the one that carries on, and of the next, and so on until one lives long enough', async () => {
    const { bench } = await delivered(charges);
    let lives = 0;
    for (let done = false; !done; lives++) {
      const mortal = bench.process(dieAt(6, lives % 2 ? 'before' : 'after'));
      try {
        const left = (await firstRun(bench)) ?? (await bench.dryRun(mortal));
        const run = await bench.finish(left, mortal);
        done = run.state === 'complete' || (await bench.commitment(run, mortal)).state === 'complete';
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

/** Academies whose charges stand in one shard, so that a run proposes their documents together. */
const sharing = Array.from({ length: 200 }, (_, i) => schoolAs(900_100 + i, 'academy')).filter(({ id }) => shardOf(id) === '05');

describe('a dry run that died half-way and is taken up again', () => {
  /** Two academies of one shard of payers, the first before the second. */
  const [first, second] = sharing;

  test('forgets what it had proposed, so that a visit delivered meanwhile does not put one school’s visit on another’s document', async () => {
    if (!first || !second) throw new Error('no two of the schools share a shard');
    const { bench } = await delivered([]);
    await bench.schools(first, second);
    const early = chargeFor(second.id);
    await bench.charge(early);
    await expect(makeRun(bench.process(dieOnceWritten('document-line')), noWorker, period)).rejects.toThrow(Died);
    const late = chargeFor(first.id);
    await bench.charge(late);
    const run = await bench.finish((await firstRun(bench)) ?? { id: '' as RunId });
    expect(run.proposed['vat-invoice']).toMatchObject({ documents: 2, lines: 2 });
    const shown = accepted(await readRun(bench.context, run.id)).documents;
    expect(shown.map(({ summary, lines }) => [summary.payer, lines.map(({ school }) => school)])).toEqual([
      [first.id, [first.id]],
      [second.id, [second.id]],
    ]);
    await bench.commitment(run);
    expect(await auditOf(bench, [early, late])).toEqual([]);
  });

  test('and what it had held, when the reason is gone', async () => {
    const { bench } = await delivered([]);
    const unknown = schoolAs(900_040, 'academy');
    const charge = chargeFor(unknown.id);
    await bench.charge(charge);
    await expect(makeRun(bench.process(dieOnceWritten('held-line')), noWorker, period)).rejects.toThrow(Died);
    await bench.schools(unknown);
    const run = await bench.finish((await firstRun(bench)) ?? { id: '' as RunId });
    expect(run).toMatchObject({ held: 0, proposed: { 'vat-invoice': { lines: 1 } } });
    expect(accepted(await readRun(bench.context, run.id)).held).toEqual([]);
  });
});

describe('several workers at one run', () => {
  test.each([1, 2, 3, 4, 5, 6])('interleaved by chance, seed %i, while visits go on being delivered: one result', async (seed) => {
    const { bench, charges } = await delivered();
    const schools = sharing.slice(0, 6);
    await bench.schools(...schools);
    const random = dice(seed);
    const worker = () => bench.process(slowness(random, 6));
    await expect(makeRun(bench.process(dieAt(1, 'after')), noWorker, period)).rejects.toThrow(Died);
    const run = await firstRun(bench);
    if (!run) throw new Error('the run was not made');
    const together = () => Promise.all([worker(), worker(), worker()].map((context) => advanceRun(context, run.id, 20_000)));
    // The last of the schools first: each visit that comes later would take the place of a document that another worker has already proposed.
    const late = schools.reverse().map(({ id }) => chargeFor(id));
    const deliver = async () => {
      for (const charge of late) await Promise.all([bench.charge(charge), new Promise((done) => setTimeout(done, random() * 40))]);
    };
    await Promise.all([together(), deliver()]);
    const dry = await bench.finish(run);
    const { documents } = accepted(await readRun(bench.context, run.id));
    expect(documents.flatMap(({ lines }) => lines)).toHaveLength(dry.proposed['vat-invoice'].lines + dry.proposed.journal.lines);
    for (const { summary, lines } of documents) for (const line of lines) expect(line.school).toBe(summary.payer);
    await expect(commitRun(bench.process(dieAt(2, 'before')), noWorker, run.id)).rejects.toThrow(Died);
    await together();
    expect(await bench.finish(run)).toMatchObject({ state: 'complete', frozen: dry.proposed });
    await bench.bill().catch((error: unknown) => expect(String(error)).toContain('nothing-to-bill'));
    expect(await auditOf(bench, [...charges, ...late])).toEqual([]);
  });
});
