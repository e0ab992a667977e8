// A billing run on the engine: a dry run bills nothing, a commitment bills each charge once, and two runs of one period share it without a gap.
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { commitRun, makeRun, readRun } from '../../functions/invoicing/actions/runs.ts';
import type { Run } from '../../functions/invoicing/schema.ts';
import { put } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import type { RunId } from '../../shared/ids.ts';
import { getJob, jobEvent } from '../../shared/job.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import type { Item } from '../../shared/table.ts';
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
  dieOnceWritten,
  maintained,
  nadia,
  noWorker,
  now,
  period,
  rechargeFor,
  schoolAs,
  slowness,
  sumOf,
  today,
} from '../billing.ts';
import { auditOf } from '../billing-audit.ts';
import { unhurried } from '../unhurried.ts';

beforeAll(unhurried);

afterEach(closeAll);

const tomorrow = now + 86_400_000;
const claimsOf = async ({ context: { table } }: Bench): Promise<Item[]> => {
  const shards = Array.from({ length: 16 }, (_, i) => table.all<Item>(table.range.charges('2026-11', String(i).padStart(2, '0'))));
  return (await Promise.all(shards)).flat().filter(({ type }) => type === 'claim');
};

describe('a dry run', () => {
  test('shows what would be billed, claims nothing and takes no number', async () => {
    const { bench } = await delivered();
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
    const { bench } = await delivered();
    const [first, second] = [await bench.dryRun(), await bench.dryRun()];
    expect(second.proposed).toEqual(first.proposed);
    expect(second.id).not.toBe(first.id);
  });

  test('takes only what was delivered within the period', async () => {
    const on = (date: string) => chargeFor(academy.id, { deliveredOn: day(date) });
    const charges = ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01', '2026-11-02'].map(on);
    const { bench } = await delivered(charges);
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
    const { bench } = await delivered([]);
    const before = bench.context.table.commits;
    expect(await makeRun(bench.context, noWorker, { from: day(from), to: day(to) })).toMatchObject({ ok: false, refusal: { name } });
    expect(bench.context.table.commits).toBe(before);
  });

  test('of one day, and of two years, is made', async () => {
    const { bench } = await delivered();
    expect((await bench.dryRun(bench.context, { from: today, to: today })).state).toBe('proposed');
    expect((await bench.dryRun(bench.context, { from: day('2024-11-23'), to: today })).proposed['vat-invoice'].lines).toBe(4);
  });

  test('a page that follows a cursor of somebody’s own making shows the beginning', async () => {
    const { bench } = await delivered();
    const run = await bench.dryRun();
    for (const after of ['~', 'doc_~', '', '\u0000', 'x'.repeat(5000)])
      expect(accepted(await readRun(bench.context, run.id, after)).documents).toHaveLength(4);
    const first = accepted(await readRun(bench.context, run.id)).documents[0]?.summary.document;
    expect(accepted(await readRun(bench.context, run.id, first)).documents).toHaveLength(3);
    expect(await readRun(bench.context, 'run_none' as RunId)).toMatchObject({ ok: false, refusal: { name: 'unknown-run' } });
  });
});

describe('a commitment', () => {
  test('whose job has failed half-way goes on under a new job when it is sent again', async () => {
    const { bench, charges } = await delivered();
    const { table } = bench.context;
    const run = await bench.dryRun();
    const dies = bench.process(dieAt(4, 'after'));
    await expect(commitRun(dies, noWorker, run.id)).rejects.toThrow(Died);
    const half = accepted(await readRun(bench.context, run.id));
    expect([half.run.committedBy, half.run.state !== 'complete', half.stopped]).toEqual([nadia.person, true, false]);
    const job = await getJob(table, half.run.job);
    await bench.write([put(table.key.job(half.run.job), { ...job, state: 'failed', attempts: 5 })]);
    expect(accepted(await readRun(bench.context, run.id)).stopped).toBe(true);

    const rung: unknown[] = [];
    const worker = { send: async (_: unknown, event: unknown) => void rung.push(event) };
    const again = accepted(await commitRun(bench.context, worker, run.id));
    expect(again.job).not.toBe(half.run.job);
    expect(await getJob(table, again.job)).toMatchObject({ state: 'queued', task: 'advance-run', subject: { run: run.id } });
    expect(rung).toEqual(again.state === 'complete' ? [] : [jobEvent(bench.council.slug, again.job)]);
    expect(await bench.finish(run)).toMatchObject({ state: 'complete', committedAt: half.run.committedAt });
    expect(accepted(await readRun(bench.context, run.id)).stopped).toBe(false);
    expect(await auditOf(bench, charges)).toEqual([]);
  });

  test('issues every document of the dry run, numbered from 1 in each series, and bills each charge once', async () => {
    const { bench, charges } = await delivered();
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
    const { bench, charges } = await delivered();
    await bench.bill();
    const again = await bench.dryRun();
    expect(again.proposed['vat-invoice'].documents + again.proposed.journal.documents).toBe(0);
    expect(await commitRun(bench.context, noWorker, again.id)).toMatchObject({ ok: false, refusal: { name: 'nothing-to-bill' } });
    expect(await auditOf(bench, charges)).toEqual([]);
  });

  test('the next run goes on with the numbers', async () => {
    const { bench, charges } = await delivered();
    await bench.bill();
    const more = [chargeFor(academy.id), rechargeFor(maintained.id)];
    await bench.charge(...more);
    const run = await bench.bill();
    expect(run.firstNumber).toEqual({ 'vat-invoice': 4, journal: 2 });
    expect(await auditOf(bench, [...charges, ...more])).toEqual([]);
  });

  test('sent twice, and four times at once, issues once', async () => {
    const { bench, charges } = await delivered();
    const run = await bench.dryRun();
    const all = await Promise.all(Array.from({ length: 4 }, () => commitRun(bench.process(), noWorker, run.id)));
    for (const decision of all) expect(decision).toMatchObject({ ok: true, value: { committedByName: nadia.name } });
    await bench.commitment(await bench.finish(run));
    expect(await auditOf(bench, charges)).toEqual([]);
  });

  test('of yesterday’s dry run is refused, and bills nothing', async () => {
    const { bench } = await delivered();
    const run = await bench.dryRun();
    expect(await commitRun(bench.at(tomorrow), noWorker, run.id)).toMatchObject({
      ok: false,
      refusal: { name: 'proposal-out-of-date', detail: 'The dry run is of 24 November 2026; today is 25 November 2026.' },
    });
    expect(await claimsOf(bench)).toEqual([]);
  });

  test('the day of a dry run is London’s: half past midnight in summer is the next day', async () => {
    const { bench } = await delivered();
    const run = await bench.dryRun(bench.at(Date.parse('2026-09-30T22:59:00Z')), { from: day('2026-09-01'), to: day('2026-09-30') });
    expect(run.issueOn).toBe('2026-09-30');
    expect(await commitRun(bench.at(Date.parse('2026-09-30T23:30:00Z')), noWorker, run.id)).toMatchObject({
      refusal: { name: 'proposal-out-of-date' },
    });
  });

  test('of a run that is not there, or still being made, is refused', async () => {
    const { bench } = await delivered();
    expect(await commitRun(bench.context, noWorker, 'run_none' as RunId)).toMatchObject({ refusal: { name: 'unknown-run' } });
    const dying = bench.process(dieAt(3, 'after'));
    await expect(makeRun(dying, noWorker, period)).rejects.toThrow(Died);
    const [half] = (await bench.context.table.page<Run>(bench.context.table.range.runs())).items;
    expect(half?.state).toBe('proposing');
    expect(await commitRun(bench.context, noWorker, half?.id ?? ('' as RunId))).toMatchObject({ refusal: { name: 'wrong-state' } });
  });

  test('a visit marked delivered between dry run and commitment waits for the next run', async () => {
    const { bench, charges } = await delivered();
    const run = await bench.dryRun();
    const late = chargeFor(academy.id, { deliveredOn: today });
    await bench.charge(late);
    await bench.commitment(run);
    expect(await auditOf(bench, charges)).toEqual([]);
    const next = await bench.bill();
    expect(next.frozen['vat-invoice']).toMatchObject({ documents: 1, lines: 1 });
    expect(await auditOf(bench, [...charges, late])).toEqual([]);
  });

  test('what is held stays unbilled and unclaimed, and comes again in the next dry run', async () => {
    const { bench } = await delivered([]);
    const converted = schoolAs(990030, 'maintained', { from: '2026-11-15', sector: 'academy' });
    await bench.schools(converted);
    const before = chargeFor(converted.id, { deliveredOn: day('2026-11-14') });
    const after = rechargeFor(converted.id, { deliveredOn: day('2026-11-16') });
    await bench.charge(before, after);
    const run = await bench.bill();
    expect(run).toMatchObject({ held: 1, frozen: { 'vat-invoice': { documents: 1, lines: 1 } } });
    expect(accepted(await readRun(bench.context, run.id)).held).toMatchObject([
      { charge: after.id, now: { rail: 'vat-invoice', category: 'S' } },
    ]);
    expect(await auditOf(bench, [before])).toEqual([]);
    expect((await bench.dryRun()).held).toBe(1);
  });

  test('a run goes by the policy of its dry run to the end: new series or terms from a later minute do not break its numbers', async () => {
    const { bench, charges } = await delivered();
    const run = await bench.dryRun();
    const series = { 'vat-invoice': 'NEW-INV-', journal: 'NEW-JNL-' };
    await bench.policy({ ...essex2017, series, paymentTermsDays: 14 }, 2, '2026-11-24T10:30:00.000Z');
    const later = now + 3_600_000;
    await expect(commitRun(bench.process(dieOnceWritten('series')), noWorker, run.id)).rejects.toThrow(Died);
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

describe('two dry runs of the same period', () => {
  test('the older one cannot be committed any more, by name and with the newer; nor can it once the newer one is committed', async () => {
    const { bench, charges } = await delivered();
    const [older, newer] = [await bench.dryRun(), await bench.dryRun()];
    const refused = { ok: false, refusal: { name: 'proposal-superseded', more: { run: newer.id } } };
    expect(await commitRun(bench.context, noWorker, older.id)).toMatchObject(refused);
    expect(accepted(await readRun(bench.context, older.id)).run.supersededBy).toBe(newer.id);
    expect(accepted(await readRun(bench.context, newer.id)).run.supersededBy).toBeUndefined();
    expect(await claimsOf(bench)).toEqual([]);
    await bench.commitment(newer);
    expect(await commitRun(bench.context, noWorker, older.id)).toMatchObject(refused);
    expect(await auditOf(bench, charges)).toEqual([]);
    // Of another period, it stands by itself.
    const other = await bench.dryRun(bench.context, { ...period, from: day('2026-10-31') });
    expect(accepted(await readRun(bench.context, other.id)).run.supersededBy).toBeUndefined();
  });

  test('of which the newer is made at the very moment that the older is committed: the commitment goes through whole or not at all', async () => {
    for (const seed of [1, 2, 3]) {
      const { bench, charges } = await delivered();
      const older = await bench.dryRun();
      const [committed] = await Promise.all([
        commitRun(bench.process(slowness(dice(seed), 10)), noWorker, older.id),
        makeRun(bench.process(slowness(dice(seed + 9), 10)), noWorker, period),
      ]);
      if (!committed.ok) expect(committed.refusal.name).toBe('proposal-superseded');
      await bench.finish(older);
      expect(await auditOf(bench, committed.ok ? charges : [])).toEqual([]);
    }
  });
});

describe('two runs whose periods overlap, both committed', () => {
  const wider = { ...period, from: day('2026-10-31') };
  test.each(['one after the other', 'at once', 'at once, slowly'])(
    '%s: each charge is billed once, and no empty document is issued',
    async (how) => {
      const { bench, charges } = await delivered();
      const runs = [await bench.dryRun(), await bench.dryRun(bench.context, wider)];
      const random = dice(7);
      const committing = runs.map((run) => async () => {
        const context = bench.process(how === 'at once, slowly' ? slowness(random, 8) : undefined);
        const decision = await commitRun(context, noWorker, run.id);
        if (!decision.ok) expect(decision.refusal.name).toBe('proposal-changed');
        return bench.finish(run, context);
      });
      const done: Run[] = [];
      if (how === 'one after the other') for (const commitOne of committing) done.push(await commitOne());
      else done.push(...(await Promise.all(committing.map((commitOne) => commitOne()))));
      // Whichever sees that the other has begun stops; where neither does, each keeps what it claims first.
      const states = done.map(({ state }) => state).sort();
      expect([
        ['complete', 'complete'],
        ['changed', 'complete'],
        ['changed', 'changed'],
      ]).toContainEqual(states);
      if (how === 'one after the other') expect(states).toEqual(['changed', 'complete']);
      for (const { id } of runs)
        for (const { summary, lines } of accepted(await readRun(bench.context, id)).documents) {
          expect(summary.number !== undefined).toBe(summary.state === 'issued');
          if (summary.state !== 'proposed') expect(summary.state).toBe(lines.length > 0 ? 'issued' : 'empty');
        }
      const issued = sumOf(done.map(({ frozen }) => frozen['vat-invoice'].lines + frozen.journal.lines));
      expect(issued <= charges.length && (states.includes('complete') || issued === 0)).toBe(true);
      await bench
        .bill(bench.context, { ...period, from: day('2026-10-30') })
        .catch((error: unknown) => expect(String(error)).toContain('nothing-to-bill'));
      expect(await auditOf(bench, charges)).toEqual([]);
    },
  );

  /** Two runs that have both been checked, so that each claims what the other has not. */
  async function bothChecked(bench: Bench, first: Run, second: Run): Promise<void> {
    for (const run of [first, second])
      await expect(commitRun(bench.process(dieOnceRunIs('claiming')), noWorker, run.id)).rejects.toThrow(Died);
  }

  test('a document keeps what it won: sums are those of the lines that were left to it', async () => {
    const early = [chargeFor(academy.id, { unitPricePence: 10_002 }), chargeFor(academy.id, { unitPricePence: 10_004 })];
    const { bench } = await delivered(early);
    const first = await bench.dryRun();
    const late = Array.from({ length: 250 }, (_, i) => chargeFor(academy.id, { unitPricePence: 20_000 + 2 * i }));
    await bench.charge(...late);
    const second = await bench.dryRun(bench.context, wider);
    await bothChecked(bench, first, second);
    await bench.commitment(first);
    const done = await bench.commitment(second);
    expect(done.proposed['vat-invoice']).toMatchObject({ documents: 1, lines: 252 });
    expect(done.frozen['vat-invoice']).toMatchObject({ documents: 1, lines: 250, netPence: sumOf(late.map(({ netPence }) => netPence)) });
    expect(await auditOf(bench, [...early, ...late])).toEqual([]);
  });

  test('losing hundreds of lines takes a few transactions, not one for each line', async () => {
    const charges = Array.from({ length: 300 }, () => chargeFor(academy.id));
    const { bench } = await delivered(charges);
    const [first, second] = [await bench.dryRun(), await bench.dryRun(bench.context, wider)];
    await bothChecked(bench, first, second);
    await bench.commitment(first);
    const before = bench.context.table.commits;
    await bench.commitment(second);
    expect(bench.context.table.commits - before).toBeLessThan(20);
    expect(await auditOf(bench, charges)).toEqual([]);
  });
});
