// What a change to an agreement is decided by: the package as it is sold now, and what is left on its accounts.
import { addDays, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { listServices } from '../../catalogue/store.ts';
import { getHead } from '../../entitlements/store.ts';
import { canBeBookedFor, isTrust } from '../../schools/rules/buyers.ts';
import { standingOf } from '../../schools/store/buyers.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import { usableOn } from '../rules/parts.ts';
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

/**
 * Whether whoever agreed would be sold no further year: it is closed, or by the day on which that would begin another has taken its place, or nothing that it is for is on
 * sale any more.
 */
export async function isGone(
  { table, now }: Pick<Context, 'table' | 'now'>,
  agreement: Pick<Agreement, 'organisation' | 'years' | 'services'>,
): Promise<boolean> {
  const next = addDays(agreedTo(agreement), 1);
  const [organisation, { succeeded }, services] = await Promise.all([
    getOrganisation(table, agreement.organisation),
    standingOf(table, agreement.organisation, next),
    listServices(table),
  ]);
  return (
    !organisation ||
    succeeded ||
    usableOn(services, agreement, next).length === 0 ||
    (!isTrust(organisation) && !canBeBookedFor(organisation, londonDate(now)))
  );
}
