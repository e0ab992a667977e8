// How a billing run grows from 1,000 to 10,000 delivered lines: dry run, commitment and issue, through the built function.

import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { chargeWrite } from '../../functions/bookings/store.ts';
import { commit, maximumWrites } from '../../shared/commit.ts';
import type { ChargeId } from '../../shared/ids.ts';
import { type BenchHost, benchHost, council, median } from './host.ts';

const perSchool = 20;

async function deliver(host: BenchHost, lines: number, month: string): Promise<void> {
  const schools = (
    await host.table.all<{ id: string; name: string; statusCode: number; laCode: number; sectors: { sector: string }[] }>(
      host.table.range.schoolsByName(),
    )
  ).filter(({ statusCode }) => statusCode === 1);
  const charges: Charge[] = [];
  for (let i = 0; i < lines; i++) {
    const school = schools[Math.floor(i / perSchool) % schools.length];
    if (!school) throw new Error('no schools');
    const name = `${month.replace('-', '')}01-bench${i}-01`;
    charges.push({
      id: `chg_${name}` as ChargeId,
      booking: `bkg_bench${i}`,
      visit: '01',
      transfer: `trf_${name}`,
      payer: school.id,
      school: school.id,
      schoolName: school.name,
      service: 'svc_safeguarding-audits',
      serviceTitle: 'Safeguarding audits',
      officerName: 'Officer 1',
      deliveredOn: `${month}-${String((i % 28) + 1).padStart(2, '0')}`,
      halfDays: 1,
      unitPricePence: 45_000,
      netPence: 22_500,
      purse: 'own-funds',
      vatClass: 'standard',
      quoted: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 },
      incomeCode: 'SI-TRADED',
      cfrCode: 'E27',
      purchaseOrder: 'PO-1',
      policy: 'essex-2017/1',
      recordedAt: '2026-10-01T12:00:00.000Z',
    } as unknown as Charge);
  }
  for (let i = 0; i < charges.length; i += maximumWrites) {
    const outcome = await commit(
      host.table,
      charges.slice(i, i + maximumWrites).map((charge) => chargeWrite(host.table, charge)),
    );
    if (!outcome.ok) throw new Error('a charge was not written');
  }
}

async function bill(host: BenchHost, month: string): Promise<{ ms: number; lines: number; documents: number }> {
  const finance = await host.signIn(['finance']);
  const started = performance.now();
  const made = await host.call('invoicing', 'POST', `/${council}/api/invoicing/runs`, finance, { from: `${month}-01`, to: `${month}-28` });
  if (made.status !== 201) throw new Error(JSON.stringify(made.data));
  const run = String(made.data.id);
  await finish(host, run);
  const committed = await host.call('invoicing', 'POST', `/${council}/api/invoicing/runs/${run}/commitment`, finance);
  if (committed.status !== 202) throw new Error(JSON.stringify(committed.data));
  await finish(host, run);
  const ms = performance.now() - started;
  const done = await host.table.get<{ state: string; frozen: Record<string, { documents: number; lines: number }> }>(
    host.table.key.run(run as never),
  );
  if (done?.state !== 'complete') throw new Error(`the run is ${done?.state}`);
  const sums = Object.values(done.frozen);
  return { ms, lines: sums.reduce((sum, { lines }) => sum + lines, 0), documents: sums.reduce((sum, { documents }) => sum + documents, 0) };
}

async function finish(host: BenchHost, run: string): Promise<void> {
  const room = await host.room('invoicing');
  for (;;) {
    const slice = (await room.handle({ council, task: 'advance-run', subject: { subject: { run } } })) as { state: string };
    if (slice.state === 'done') return;
  }
}

export async function benchBilling(): Promise<Record<string, number>> {
  const host = await benchHost({ file: false });
  try {
    const small: number[] = [];
    let large = 0;
    // The small run three times, in months of their own, round the large one.
    await deliver(host, 1000, '2026-07');
    await bill(host, '2026-07');
    for (const month of ['2026-08', '2026-09']) {
      await deliver(host, 1000, month);
      small.push((await bill(host, month)).ms);
    }
    await deliver(host, 10_000, '2026-10');
    const big = await bill(host, '2026-10');
    if (big.lines !== 10_000) throw new Error(`billed ${big.lines} lines`);
    large = big.ms;
    await deliver(host, 1000, '2026-06');
    small.push((await bill(host, '2026-06')).ms);
    const one = median(small);
    return {
      billingExponent: Math.round(Math.log10(large / one) * 1000) / 1000,
      billing1000Ms: Math.round(one),
      billing10000Ms: Math.round(large),
      billingLinesPerSecond: Math.round(10_000 / (large / 1000)),
    };
  } finally {
    await host.stop();
  }
}
