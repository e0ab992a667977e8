import { expect, test } from 'vitest';
import { newBench, schoolAs, chargeFor, rechargeFor, Died, noWorker, today, period, now } from '../billing.ts';
import { shardOf } from '../../shared/table.ts';
import { makeRun, commitRun } from '../../functions/invoicing/actions/runs.ts';
import { addDays } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
test('late charge + crash', async () => {
  const bench = await newBench();
  const urns = []; for (let u = 900010; urns.length < 2; u++) if (shardOf(`sch_${u}`) === '05') urns.push(u);
  const [w, x] = urns.map((u) => schoolAs(u!, 'academy'));
  await bench.schools(w!, x!);
  await bench.charge(chargeFor(x!.id));
  let seen = false;
  const dying = bench.process(async (nth, sent) => {
    const lines = sent.some((s) => s.Put?.Item?.type === 'document-line');
    if (lines && !seen) { seen = true; return { when: 'after', error: new Died('x') }; }
    return undefined;
  });
  await expect(makeRun(dying, noWorker, period)).rejects.toThrow();
  await bench.charge(chargeFor(w!.id));
  const runs = await bench.context.table.all<any>(bench.context.table.range.runs());
  const r = await bench.finish(runs[0]);
  await bench.commitment(r);
  await bench.finish(r);
  for (const { document, lines } of await bench.issued()) console.log(document.number, document.customer.name, lines.map((l) => `${l.schoolName} ${l.netPence}`));
  bench.close();
});
test('new series between', async () => {
  const bench = await newBench();
  const a = schoolAs(900010, 'academy');
  await bench.schools(a);
  await bench.charge(chargeFor(a.id));
  const dry = await bench.dryRun();
  await bench.policy({ ...essex2017, series: { 'vat-invoice': 'NEW-INV-', journal: 'NEW-JNL-' } }, 2, '2026-11-24T10:30:00.000Z');
  let seen = false;
  const dying = bench.process(async (nth, sent) => {
    if (sent.some((s) => s.Put?.Item?.type === 'series')) { return { when: 'after', error: new Died('x') }; }
    return undefined;
  });
  await expect(commitRun(dying, noWorker, dry.id)).rejects.toThrow();
  await bench.finish(dry, bench.at(now + 3600_000));
  console.log(await bench.issued(), (await bench.issued({ 'vat-invoice': 'NEW-INV-', journal: 'NEW-JNL-' })).map((d) => d.document.number));
  bench.close();
});
test('perf', async () => {
 for (const n of [500, 1000, 2000]) {
  const bench = await newBench();
  const schools = Array.from({ length: 200 }, (_, i) => schoolAs(910000 + i, i % 2 ? 'academy' : 'maintained'));
  await bench.schools(...schools);
  const charges = Array.from({ length: n }, (_, i) => { const s = schools[i % 200]!; const deliveredOn = addDays(period.from, i % 20); return i % 2 ? chargeFor(s.id, { deliveredOn }) : rechargeFor(s.id, { deliveredOn }); });
  await bench.charge(...charges);
  const c0 = bench.context.table.commits;
  const t = performance.now();
  const dry = await bench.finish(await bench.dryRun()); const t1 = performance.now();
  await bench.finish(await bench.commitment(dry)); const t2 = performance.now();
  console.log(n, (t1 - t).toFixed(0), (t2 - t1).toFixed(0), bench.context.table.commits - c0);
  const u = performance.now();
  await bench.finish(await bench.dryRun()); console.log('second', (performance.now() - u).toFixed(0));
  bench.close();
 }
}, 120000);
