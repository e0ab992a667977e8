// A council whose ledger has a month of the main job in it, free and paid days, an invoice and a recharge: what the tests of the proof share.
import type { Charge } from '../functions/bookings/schema/charges.ts';
import { chargeWrite } from '../functions/bookings/store.ts';
import type { DocumentLine } from '../functions/invoicing/schema.ts';
import { claimWrite, lineWrite } from '../functions/invoicing/store.ts';
import { londonDate } from '../shared/calendar.ts';
import { put } from '../shared/commit.ts';
import type { ChargeId, DocumentId, OrganisationId, RunId } from '../shared/ids.ts';
import { account } from '../shared/ledger/chart.ts';
import { type Posting, postingWrites } from '../shared/ledger/post.ts';
import { settle, type Transfer, transfer } from '../shared/ledger/transfers.ts';
import { school as academy, at, grantOf, holdOf, type SealedLedger, sealedLedger } from './sealed-ledger.ts';

export { academy };
export const maintained = 'sch_990002' as OrganisationId;
export const untouched = 'sch_990003' as OrganisationId;

export const soldHalf = (school: OrganisationId, name: string, when: number) =>
  transfer('deliver-traded', account('sold', school, '2026'), account('delivered-traded', school, '2026'), 1, {
    name,
    now: when,
    cause: { booking: 'bkg_1' },
    pending: true,
  });

/** Holds and delivers sold half-days, each with its charge. */
export async function deliverSold(
  ledger: SealedLedger,
  school: OrganisationId,
  names: readonly string[],
  booked: number,
  delivered: number,
): Promise<Charge[]> {
  const charges: Charge[] = [];
  for (const name of names) {
    const held = soldHalf(school, name, booked);
    const charge = {
      id: `chg_${held.id.slice(4)}` as ChargeId,
      transfer: held.id,
      payer: school,
      deliveredOn: londonDate(delivered),
      netPence: 22_500,
    } as Charge;
    await ledger.post({ transfer: held });
    await ledger.write(
      ...postingWrites(ledger.table, [{ settlement: settle(held, 'post', delivered) }]),
      chargeWrite(ledger.table, charge),
    );
    charges.push(charge);
  }
  return charges;
}

const run = 'run_1' as RunId;
export const lineOf = (document: DocumentId, { id, transfer: of, payer, deliveredOn, netPence }: Charge) =>
  ({ document, charge: id, transfer: of, payer, deliveredOn, netPence }) as DocumentLine;

/** Issues a document for charges, as a run does. */
export async function issue(
  ledger: SealedLedger,
  kind: 'vat-invoice' | 'journal-recharge',
  id: string,
  number: string,
  charges: readonly Charge[],
  when: number,
): Promise<DocumentId> {
  const document = id as DocumentId;
  const organisation = charges[0]?.payer as OrganisationId;
  const netPence = charges.reduce((sum, charge) => sum + charge.netPence, 0);
  const vatPence = kind === 'vat-invoice' ? netPence / 5 : 0;
  const details = (part: string) => ({ name: `${id.slice(4)}-${part}`, now: when, cause: { document } });
  const postings: Posting[] =
    kind === 'vat-invoice'
      ? [
          { transfer: transfer('invoice-net', account('income', 'S100'), account('debtor', document), netPence, details('net-0')) },
          { transfer: transfer('invoice-vat', account('vat', 'S2000'), account('debtor', document), vatPence, details('vat-0')) },
        ]
      : [{ transfer: transfer('recharge-net', account('income', 'S100'), account('recharge', document), netPence, details('net-0')) }];
  await ledger.write(
    put(ledger.table.key.document(document), {
      type: 'document',
      id,
      kind,
      number,
      organisation,
      issuedOn: londonDate(when),
      netPence,
      vatPence,
      grossPence: netPence + vatPence,
    }),
    ...charges.flatMap((charge) => [
      lineWrite(ledger.table, lineOf(document, charge)),
      claimWrite(ledger.table, run, lineOf(document, charge)),
    ]),
    ...postingWrites(ledger.table, postings),
  );
  return document;
}

export const invoice = 'doc_academy' as DocumentId;
const recharge = 'doc_maintained' as DocumentId;
export const pay = (document: DocumentId, pence: number, when: number) =>
  transfer('payment', account('debtor', document), account('clearing', 'card'), pence, {
    name: `payment-${document}-${pence}`,
    now: when,
    cause: { document },
  });

/** What of a month the tests look at: its grant, a free half-day that was delivered, and the charges of the invoice that is paid. */
export type Month = { granted: Transfer; freeHeld: Transfer; charges: Charge[] };

/** A month of the main job: free and paid days, an invoice paid in full, a recharge posted, an invoice still owed. */
export async function aMonth(ledger: SealedLedger): Promise<Month> {
  const granted = grantOf(4, at('2026-11-02'));
  const freeHeld = holdOf('free-1', at('2026-11-03'));
  await ledger.post({ transfer: granted });
  await ledger.post({ transfer: freeHeld });
  await ledger.post({ transfer: holdOf('free-2', at('2026-11-03')) });
  await ledger.post({ settlement: settle(freeHeld, 'post', at('2026-11-10')) });
  const core = transfer('deliver-core', account('capacity', 'svc_a10'), account('delivered-core', academy, '2026'), 1, {
    name: 'core-1',
    now: at('2026-11-04'),
    cause: {},
    pending: true,
  });
  await ledger.post({ transfer: core });
  await ledger.post({ settlement: settle(core, 'void', at('2026-11-05')) });
  const charges = await deliverSold(ledger, academy, ['sold-1', 'sold-2', 'sold-3', 'sold-4'], at('2026-11-03'), at('2026-11-10', '17:00'));
  const other = await deliverSold(ledger, maintained, ['sold-5', 'sold-6'], at('2026-11-04'), at('2026-11-12'));
  const unpaid = await deliverSold(ledger, academy, ['sold-7'], at('2026-11-05'), at('2026-11-29'));
  await issue(ledger, 'vat-invoice', invoice, 'ESX-INV-000001', charges, at('2026-11-20'));
  await issue(ledger, 'journal-recharge', recharge, 'ESX-JNL-000001', other, at('2026-11-20'));
  await issue(ledger, 'vat-invoice', 'doc_unpaid', 'ESX-INV-000002', unpaid, at('2026-11-30'));
  await ledger.post({ transfer: pay(invoice, 100_000, at('2026-11-25')) });
  await ledger.post({ transfer: pay(invoice, 8_000, at('2026-11-30')) });
  await ledger.post({
    transfer: transfer('recharge-posted', account('recharge', recharge), account('council-ledger'), 45_000, {
      name: 'maintained-posted',
      now: at('2026-11-28'),
      cause: { document: recharge },
    }),
  });
  await ledger.post({
    transfer: transfer('payment-suspense', account('suspense', 'card'), account('clearing', 'card'), 999, {
      name: 'stray',
      now: at('2026-11-28'),
      cause: {},
    }),
  });
  return { granted, freeHeld, charges };
}

const opened: SealedLedger[] = [];
/** A council with two schools that have days and one that has none. No day of it is sealed: what the seals add is shown by tests of their own. */
export async function unsealedLedger(): Promise<SealedLedger> {
  const ledger = await sealedLedger({ schools: [academy, maintained, untouched], seals: false });
  opened.push(ledger);
  return ledger;
}
export function stopLedgers(): void {
  for (const each of opened.splice(0)) each.stop();
}
