// What a change to an agreement is decided by: the package as it is sold now, and what is left on its accounts.
import { addDays, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { getHead } from '../../entitlements/store.ts';
import { canBeBookedFor, isTrust } from '../../schools/rules/buyers.ts';
import { standingOf } from '../../schools/store/buyers.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import { agreedTo } from '../rules/quote.ts';
import type { Agreement } from '../schema.ts';

/** The sums kept for the accounts of some years. */
export async function headsFor(
  { table }: Pick<Context, 'table'>,
  { organisation, years }: Pick<Agreement, 'organisation' | 'years'>,
): Promise<Map<string, StoredHead>> {
  const heads = await Promise.all(years.map(({ account }) => getHead(table, organisation, account)));
  return new Map(heads.flatMap((head) => (head ? [[head.account, head] as const] : [])));
}

/** Those of the years that are not closed. */
export const openHeads = (context: Pick<Context, 'table'>, { organisation, years }: Agreement): Promise<Map<string, StoredHead>> =>
  headsFor(context, { organisation, years: years.filter(({ closed }) => !closed) });

/** Whether whoever agreed would be sold no further year: it is closed, or another has taken its place by the day on which that would begin. */
export async function isGone(
  { table, now }: Pick<Context, 'table' | 'now'>,
  agreement: Pick<Agreement, 'organisation' | 'years'>,
): Promise<boolean> {
  const [organisation, { succeeded }] = await Promise.all([
    getOrganisation(table, agreement.organisation),
    standingOf(table, agreement.organisation, addDays(agreedTo(agreement), 1)),
  ]);
  return !organisation || succeeded || (!isTrust(organisation) && !canBeBookedFor(organisation, londonDate(now)));
}
