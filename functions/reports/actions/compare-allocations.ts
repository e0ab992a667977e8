// Compares what allocations say was granted and moved with the entries of their accounts: a run builds on these figures.
import type { Context } from '../../../shared/context.ts';
import type { HolderId } from '../../../shared/ids.ts';
import { grantOf } from '../../../shared/ledger/chart.ts';
import { isGranted } from '../../../shared/ledger/fold.ts';
import type { Allocation } from '../../entitlements/schema/allocations.ts';
import { allocationsOf } from '../../entitlements/store/allocations.ts';
import { allocationFaults, note } from '../rules/proof.ts';
import type { Proof } from '../schema.ts';
import { type Compared, readAgain } from './read-again.ts';

/** An account of something granted for a period, with its allocation. */
type Pair = { one: Compared; allocation: Allocation | undefined };
const hasPeriod = ({ account, holder }: Compared): boolean =>
  isGranted(account) && 'period' in grantOf(account) && grantOf(account).holder === holder;
const faultsOf = ({ one, allocation }: Pair) => allocationFaults(one.account, one.folded, allocation);

async function pairs({ table }: Context, ones: readonly Compared[]): Promise<Pair[]> {
  const holders = [...new Set(ones.map(({ holder }) => holder))];
  const found = await Promise.all(holders.map((holder) => allocationsOf(table, holder as HolderId)));
  const kept = new Map(found.flat().map((allocation) => [allocation.account, allocation]));
  const known = new Set(ones.map(({ account }) => account));
  // An allocation may also name an account that no entry ever touched.
  const others = [...kept.values()].filter(({ account }) => !known.has(account));
  return [
    ...ones.map((one) => ({ one, allocation: kept.get(one.account) })),
    ...others.map((allocation) => ({
      one: { holder: allocation.holder, account: allocation.account, folded: undefined, head: undefined },
      allocation,
    })),
  ];
}

/** Compares the allocations of some accounts. What differs is read again, between two equal readings of the account and of the allocation, before it is called a fault. */
export async function compareAllocations(context: Context, proof: Proof, accounts: readonly Compared[]): Promise<void> {
  let open = (await pairs(context, accounts.filter(hasPeriod))).filter((pair) => faultsOf(pair).length > 0);
  for (let tries = 0; tries < 4 && open.length > 0; tries++) {
    const { still, moving } = await readAgain(
      context,
      proof,
      open.map(({ one }) => one),
    );
    const before = new Map(open.map(({ one, allocation }) => [one.account, allocation?.version]));
    const now = (await pairs(context, [...still, ...moving])).filter(({ one }) => before.has(one.account));
    const stands = ({ one, allocation }: Pair) => allocation?.version === before.get(one.account) && !moving.includes(one);
    const differing = now.filter((pair) => faultsOf(pair).length > 0);
    for (const pair of differing.filter(stands)) note(proof, faultsOf(pair));
    open = differing.filter((pair) => !stands(pair));
  }
  note(
    proof,
    open.map(({ one: { account } }) => ({ name: 'kept-moving' as const, where: account, detail: 'its allocation, four times' })),
  );
}
