// What must hold of everything a council has issued, read back from the table: numbers, lines, claims, transfers and account heads.
import type { Charge } from '../functions/bookings/schema/charges.ts';
import { monthOf } from '../shared/calendar.ts';
import { essex2017 } from '../shared/policy/essex-2017.ts';
import { shards } from '../shared/table.ts';
import { type Bench, numbersOf, sumOf, today } from './billing.ts';

type Entry = { type: string; code?: string; amount: number; from: string; to: string; cause: { document?: string } };

/** What is wrong with what a council has issued, in sentences; nothing, when every rule of billing holds. `billed` are the charges that must be on a document. */
export async function auditOf(bench: Bench, billed: readonly Charge[]): Promise<string[]> {
  const { table } = bench.context;
  const issued = await bench.issued();
  const faults: string[] = [];
  const claim = (right: boolean, what: string) => right || faults.push(what);
  const entries: Entry[] = [];
  for (let shard = 0; shard < shards; shard++)
    for await (const item of table.each<Entry>(table.range.ledgerDay(today, String(shard).padStart(2, '0')))) entries.push(item);
  for (const rail of ['vat-invoice', 'journal'] as const) {
    const numbers = issued.filter(({ document }) => document.rail === rail).map(({ document }) => document.number);
    const expected = numbersOf(essex2017.series[rail], numbers.length);
    claim(numbers.join() === expected.join(), `${rail} numbers are ${numbers.join()}`);
  }
  const times = new Map<string, number>();
  for (const { document, lines, head } of issued) {
    const name = document.number;
    const own = entries.filter(({ cause }) => cause.document === document.id);
    const account = `${document.rail === 'journal' ? 'recharge' : 'debtor'}/${document.id}`;
    claim(lines.length > 0 && lines.length === document.lineCount, `${name} has ${lines.length} of ${document.lineCount} lines`);
    claim(sumOf(lines.map(({ netPence }) => netPence)) === document.netPence, `${name}: lines do not come to its net`);
    claim(document.netPence + document.vatPence === document.grossPence, `${name}: net and VAT are not its gross`);
    claim(
      head?.available === document.grossPence && head.debitsPosted === document.grossPence,
      `${name}: its account is ${head?.available}`,
    );
    const into = own.filter(({ to, code }) => to === account && code !== 'recharge-posted');
    claim(sumOf(into.map(({ amount }) => amount)) === document.grossPence, `${name}: its transfers are not its gross`);
    claim(new Set(lines.map(({ category }) => category === 'O')).size === 1, `${name} mixes what is outside the scope with what is not`);
    for (const line of lines) {
      times.set(line.charge, (times.get(line.charge) ?? 0) + 1);
      claim(line.netPence > 0 && line.unitPricePence === line.netPence * 2, `${name} has an unpriced line`);
      const charge = billed.find(({ id }) => id === line.charge);
      claim(charge?.payer === document.organisation && charge.netPence === line.netPence, `${name} bills ${line.charge} of another`);
      const holder = await table.get<{ document: string }>(table.key.claim(monthOf(line.deliveredOn), document.organisation, line.charge));
      claim(holder?.document === document.id, `${line.charge} is on ${name}, and claimed by ${holder?.document}`);
    }
  }
  for (const { id } of billed) claim(times.get(id) === 1, `${id} is on ${times.get(id) ?? 0} documents`);
  claim(times.size === billed.length, `${times.size} charges are billed of ${billed.length}`);
  return faults;
}
