// Compares accounts with their heads and allocations, and documents with their lines, charges and half-days. What moves while it is read is read again until it
// stands still.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type HolderId, isTeam } from '../../../shared/ids.ts';
import { holderOf, kindOf } from '../../../shared/ledger/chart.ts';
import { type Claim, emptyFolded, type Fault, type Folded, headFaults, totalOf } from '../../../shared/ledger/fold.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { dayOfTransfer, type Transfer } from '../../../shared/ledger/transfers.ts';
import { type CouncilTable, shardOf } from '../../../shared/table.ts';
import { standingFor } from '../../schools/rules/buyers.ts';
import { readBuyers } from '../../schools/store/buyers.ts';
import { agrees, documentFaults, type LineFacts, lineFaults, note, tallyAccount, tallyDocument } from '../rules/proof.ts';
import { type BilledLine, documentSchema, type IssuedDocument, lineSchema, type Proof } from '../schema.ts';
import { getCharge, getChargeClaim, getDocument, getEntry, headsOf, linesPage } from '../store.ts';
import { compareAllocations } from './compare-allocations.ts';
import { type Compared, readAgain } from './read-again.ts';

/** The accounts of one holder, by name. */
export type Group = { holder: string; accounts: Map<string, Folded> };

/** Compares every account of these holders, and every document that has one. */
export async function compareGroups(context: Context, proof: Proof, batch: readonly Group[]): Promise<void> {
  const { table } = context;
  const heads = await Promise.all(batch.map(({ holder }) => headsOf(table, holder)));
  const all = batch.flatMap(({ holder, accounts }, i): Compared[] => {
    const kept = heads[i] ?? new Map<string, StoredHead>();
    return [...new Set([...accounts.keys(), ...kept.keys()])].map((account) => ({
      holder,
      account,
      folded: accounts.get(account),
      head: kept.get(account),
    }));
  });
  const differing = all.filter(({ account, folded, head }) => !agrees(account, folded, head));
  const settled = all.filter((one) => !differing.includes(one));
  const { still, moving } = await readAgain(context, proof, differing);
  note(
    proof,
    moving.map(({ account }) => ({ name: 'kept-moving' as const, where: account, detail: 'four readings, each of them different' })),
  );
  const final = [...settled, ...still];
  for (const { account, folded, head } of final) note(proof, headFaults(account, folded && totalOf(folded), head));
  await compareAllocations(context, proof, final);
  const documents = final.filter(({ account, folded }) => folded && isDocuments(account));
  for (const { account, folded, head } of final) if (folded) tallyAccount(proof.tally, account, totalOf(folded), head);
  for (let i = 0; i < documents.length; i += 16)
    await Promise.all(
      documents.slice(i, i + 16).map(({ account, folded }) => compareDocument(table, proof, account, folded ?? emptyFolded)),
    );
}

/** A debtor or recharge account is a document’s own; a budget, in pence too, is a team’s or a fund’s. */
const isDocuments = (account: string): boolean => ['debtor', 'recharge'].includes(kindOf(account));

/** Compares a document with its account, and each of its lines with its charge and the half-day it bills. */
async function compareDocument(table: CouncilTable, proof: Proof, account: string, folded: Folded): Promise<void> {
  const id = folded.document ?? holderOf(account);
  const parsed = documentSchema.safeParse(await getDocument(table, id));
  const item = parsed.success ? parsed.data : undefined;
  const lines = { count: 0, netPence: 0 };
  const faults: Fault[] = [];
  let after: string | undefined;
  do {
    const page = await linesPage(table, id, after);
    for (const facts of await Promise.all(page.items.map((line) => lineFactsOf(table, item, line)))) {
      // A line lost to another run before issue is no part of the document.
      if (facts.line?.lost) continue;
      faults.push(...lineFaults(id, facts));
      lines.count += 1;
      lines.netPence += facts.line?.netPence ?? 0;
    }
    after = page.next;
  } while (after);
  const facts = { id, item, sums: totalOf(folded), lines };
  note(proof, [...faults, ...documentFaults(facts)]);
  tallyDocument(proof.tally, facts);
}

async function lineFactsOf(table: CouncilTable, document: IssuedDocument | undefined, item: unknown): Promise<LineFacts> {
  const parsed = lineSchema.safeParse(item);
  if (!parsed.success) return {};
  const line = parsed.data;
  const [day, shard] = [dayOfTransfer(line.transfer), shardOf(line.transfer)];
  const [halfDay, settled, charge, claim] = await Promise.all([
    getEntry(table, day, shard, line.transfer),
    getEntry(table, day, shard, `${line.transfer}#settled`),
    getCharge(table, line),
    getChargeClaim(table, line),
  ]);
  const payers = await payersOf(table, document, line, charge?.fee?.on ?? line.deliveredOn);
  return {
    line,
    strange: document !== undefined && !payers.includes(document.organisation),
    halfDay: halfDay as Transfer | undefined,
    outcome: (settled as Claim | undefined)?.outcome,
    charge,
    claimedBy: claim?.document,
  };
}

/** Whoever may be billed for a line: its payer, or those who stood in its payer's place on the day of the visit, or of the cancellation that a fee is for. */
async function payersOf(
  table: CouncilTable,
  document: IssuedDocument | undefined,
  { payer }: BilledLine,
  on: CivilDate,
): Promise<HolderId[]> {
  // A team's budget pays for itself alone.
  if (!document || payer === document.organisation || isTeam(payer)) return [payer];
  return standingFor(payer, (await readBuyers(table, [payer])).successions, on);
}
