// What was bought in advance, in the table: beside the heads of its accounts, so that a quote finds both under whoever bought it.
import { create, type Write } from '../../../shared/commit.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { type CouncilTable, unkeyed } from '../../../shared/table.ts';
import { getHead } from '../../entitlements/store.ts';
import type { Holding } from '../schema/packages.ts';

/** Everything an organisation has bought in advance, by account. */
export const holdingsOf = async (table: CouncilTable, holder: OrganisationId): Promise<Holding[]> =>
  (await table.all<Holding>(table.range.packagesOf(holder))).map(unkeyed);

/** Some of it with the sums kept for each account. */
export async function withHeads(table: CouncilTable, holdings: readonly Holding[]): Promise<{ holding: Holding; head: StoredHead }[]> {
  const heads = await Promise.all(holdings.map(({ holder, account }) => getHead(table, holder, account)));
  return holdings.flatMap((holding, i) => {
    const head = heads[i];
    return head ? [{ holding, head }] : [];
  });
}

/** Keeps what an account is good for, in the transaction that sells its half-days. */
export const holdingWrite = (table: CouncilTable, holding: Holding): Write =>
  create(table.key.package(holding.holder, holding.account), { ...holding }, 'wrong-state');
