// The accounts that may pay for what is asked for: the school's own, those of its partnerships, and a team's where the team pays.
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId, TeamId } from '../../../shared/ids.ts';
import { grantOf, kindOf } from '../../../shared/ledger/chart.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import type { Booker } from '../../../shared/policy/allocations.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { accountsFor } from '../../entitlements/rules/funding.ts';
import { servicesOfPlans } from '../../entitlements/rules/plans.ts';
import { potOf } from '../../entitlements/rules/returns.ts';
import type { PolicyVersion } from '../../entitlements/schema.ts';
import { allocationOf } from '../../entitlements/store/allocations.ts';
import { plansOf } from '../../entitlements/store/plans.ts';
import { headsOfHolder, teamsOf } from '../../entitlements/store/statements.ts';
import { entitlementHeads, rulesEver } from '../../entitlements/store.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import type { QuoteFacts } from '../rules/quote.ts';

type Reading = Pick<Context, 'table' | 'now'>;

/** What a partnership's free days are read by: its accounts, what its plans may be used for, and what it is called. */
async function readPot(table: CouncilTable, partnership: OrganisationId, known: Organisation | undefined) {
  const [heads, plans, organisation] = await Promise.all([
    entitlementHeads(table, partnership),
    plansOf(table, partnership),
    known?.id === partnership ? known : getOrganisation(table, partnership),
  ]);
  return { partnership, heads: [...heads.values()], plans: servicesOfPlans(plans), organisation };
}

/** What some accounts get back by the very change that draws on them again: so much by account. */
export type GoingBack = ReadonlyMap<string, number>;
const withBack = (heads: readonly StoredHead[], back: GoingBack): StoredHead[] =>
  heads.map((head) => ({ ...head, available: head.available + (back.get(head.account) ?? 0) }));

/** Of what a partnership has set aside nothing may be used while more of its pot is booked or used than is due: the next run takes it back. */
function withoutShort(table: CouncilTable, heads: readonly StoredHead[]): Promise<StoredHead[]> {
  return Promise.all(
    heads.map(async (head) => {
      const pot = head.available > 0 && !head.closed && kindOf(head.account) === 'entitlement' ? potOf(head.account) : undefined;
      const isShort = pot !== undefined && ((await allocationOf(table, pot))?.shortfall ?? 0) > 0;
      return isShort ? { ...head, available: 0 } : head;
    }),
  );
}

/** For which service, under which policy and by whom it is booked, and what goes back to the accounts by the same change. */
type Asking = { service: string; policy: PolicyVersion; booker: Booker; back?: GoingBack };

/** The packs by which the days of some accounts were granted, the one in force first. */
const packsOf = ({ table, now }: Reading, policy: PolicyVersion, heads: readonly StoredHead[]) =>
  rulesEver(table, now, policy, new Set(heads.filter(({ closed }) => !closed).map(({ account }) => grantOf(account).rule)));

/**
 * The accounts of the school and of the partnerships it is in on some of the dates, as far as they may pay for the service when this actor books it. `school`: whom it is
 * for, where that was read.
 */
export async function accountsPaying(
  context: Reading,
  { service, policy, booker, back = new Map() }: Asking,
  {
    heads,
    partnerships,
    school,
  }: { heads: readonly StoredHead[]; partnerships: readonly OrganisationId[]; school?: Organisation | undefined },
) {
  const { table } = context;
  const pots = await Promise.all(partnerships.map((partnership) => readPot(table, partnership, school)));
  const all = withBack(await withoutShort(table, [...heads, ...pots.flatMap((pot) => pot.heads)]), back);
  const [, ...earlier] = await packsOf(context, policy, all);
  const plans = new Map(pots.flatMap((pot) => [...pot.plans]));
  const { free, barred } = accountsFor(service, policy.pack, all, booker, { plans, earlier });
  const names = new Map<string, string>(pots.map(({ partnership, organisation }) => [partnership, organisation?.name ?? '']));
  const kinds = new Map(
    pots.flatMap(({ partnership, organisation }) =>
      organisation && 'partnershipKind' in organisation ? [[partnership, organisation.partnershipKind] as const] : [],
    ),
  );
  return {
    freeAccounts: free.map((account) => {
      const holderName = names.get(account.holder);
      return holderName ? { ...account, holderName } : account;
    }),
    barred,
    earlier,
    kinds,
  };
}

/**
 * The days and the budget of a team that may pay for a service: nothing of the school's own, as the team has chosen to pay. Undefined where the policy in force
 * knows no such team.
 */
export async function teamPaying(
  context: Reading,
  id: TeamId,
  { service, policy, booker, back = new Map() }: Asking,
): Promise<Pick<QuoteFacts, 'team' | 'freeAccounts' | 'budgets' | 'earlier'> | undefined> {
  const named = teamsOf(policy.pack).find(({ holder }) => holder === id);
  if (!named) return undefined;
  const heads = withBack([...(await headsOfHolder(context.table, id)).values()], back);
  const [, ...earlier] = await packsOf(context, policy, heads);
  const paying = (kind: 'entitlement' | 'budget') =>
    accountsFor(
      service,
      policy.pack,
      heads.filter(({ account }) => kindOf(account) === kind),
      booker,
      { earlier },
    ).free;
  return {
    team: { id, name: named.name },
    freeAccounts: paying('entitlement').map((account) => ({ ...account, holderName: named.name })),
    budgets: paying('budget').map(({ available, ...budget }) => ({ ...budget, availablePence: available })),
    earlier,
  };
}
