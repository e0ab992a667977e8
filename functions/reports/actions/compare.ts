// Compares accounts with their heads, and documents with their lines, charges and half-days. What moves while it is read is read again until it stands still.
import { addDays, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { chart, holderOf, kindOf } from '../../../shared/ledger/chart.ts';
import {
  accountKey,
  type Claim,
  emptyFolded,
  emptyPart,
  emptyTotals,
  type Fault,
  type Folded,
  fold,
  headFaults,
  plusFolded,
  read,
  totalOf,
} from '../../../shared/ledger/fold.ts';
import { emptyHead, type HeadName } from '../../../shared/ledger/heads.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { dayOfTransfer, type Transfer } from '../../../shared/ledger/transfers.ts';
import { type CouncilTable, shardOf } from '../../../shared/table.ts';
import { getHead } from '../../entitlements/store.ts';
import { standingFor } from '../../schools/rules/buyers.ts';
import { readBuyers } from '../../schools/store/buyers.ts';
import { agrees, documentFaults, type LineFacts, lineFaults, note, tallyAccount, tallyDocument } from '../rules/proof.ts';
import { type BilledLine, documentSchema, type IssuedDocument, lineSchema, type Proof } from '../schema.ts';
import { getCharge, getChargeClaim, getDocument, getEntry, headsOf, linesPage, readPartition, shardNames } from '../store.ts';

/** The accounts of one holder, by name. */
export type Group = { holder: string; accounts: Map<string, Folded> };

type Compared = { holder: string; account: string; folded: Folded | undefined; head: StoredHead | undefined };

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
  const documents = final.filter(({ account, folded }) => folded && chart[kindOf(account)].asset === 'penny');
  for (const { account, folded, head } of final) if (folded) tallyAccount(proof.tally, account, totalOf(folded), head);
  for (let i = 0; i < documents.length; i += 16)
    await Promise.all(
      documents.slice(i, i + 16).map(({ account, folded }) => compareDocument(table, proof, account, folded ?? emptyFolded)),
    );
}

const sameHead = (a: StoredHead | undefined, b: StoredHead | undefined) =>
  Boolean(a) === Boolean(b) && (Object.keys(emptyHead) as HeadName[]).every((name) => a?.[name] === b?.[name]);

/** Accounts whose head and entries differ are read again: what they did in the days still open, between two equal readings of their heads. */
async function readAgain(
  context: Context,
  proof: Proof,
  differing: readonly Compared[],
): Promise<{ still: Compared[]; moving: Compared[] }> {
  const still: Compared[] = [];
  let moving = [...differing];
  const headsNow = (of: readonly Compared[]) => Promise.all(of.map(({ holder, account }) => getHead(context.table, holder, account)));
  for (let tries = 0; tries < 4 && moving.length > 0; tries++) {
    const before = await headsNow(moving);
    const recent = await foldRecent(context, proof);
    const after = await headsNow(moving);
    const next: Compared[] = [];
    for (const [i, one] of moving.entries()) {
      const head = after[i];
      if (!sameHead(head, before[i])) {
        next.push(one);
        continue;
      }
      // A head kept under another holder than its account names has no entries, whatever its name says.
      const now = holderOf(one.account) === one.holder ? recent.get(accountKey(one.account)) : undefined;
      const folded = one.folded || now ? plusFolded({ ...(one.folded ?? emptyFolded), recent: emptyPart }, now ?? emptyFolded) : undefined;
      still.push({ ...one, folded, head });
    }
    moving = next;
  }
  return { still, moving };
}

/** What the limited accounts did since the day before the proof began, up to now. */
async function foldRecent({ table, now }: Context, proof: Proof): Promise<Map<string, Folded>> {
  const accounts = new Map<string, Folded>();
  const unused = emptyTotals();
  const today = londonDate(now);
  for (let day = proof.recentFrom; day <= today || day <= proof.to; day = addDays(day, 1)) {
    await Promise.all(
      shardNames.map(async (shard) => {
        let after: string | undefined;
        do {
          const page = await readPartition(table, { day, shard, ...(after ? { after } : {}) }, 1_000);
          for (const item of page.items) {
            const { reading } = read(item, { day, shard, sk: item.sk });
            if (reading) fold(unused, accounts, reading, true);
          }
          after = page.next;
        } while (after);
      }),
    );
  }
  return accounts;
}

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
  const [halfDay, settled, charge, claim, payers] = await Promise.all([
    getEntry(table, day, shard, line.transfer),
    getEntry(table, day, shard, `${line.transfer}#settled`),
    getCharge(table, line),
    getChargeClaim(table, line),
    payersOf(table, document, line),
  ]);
  return {
    line,
    strange: document !== undefined && !payers.includes(document.organisation),
    halfDay: halfDay as Transfer | undefined,
    outcome: (settled as Claim | undefined)?.outcome,
    charge,
    claimedBy: claim?.document,
  };
}

/** Whoever may be billed for a line: its payer, or those who stood in its payer's place on the day of the visit. */
async function payersOf(table: CouncilTable, document: IssuedDocument | undefined, line: BilledLine): Promise<OrganisationId[]> {
  if (!document || line.payer === document.organisation) return [line.payer];
  return standingFor(line.payer, (await readBuyers(table, [line.payer])).successions, line.deliveredOn);
}
