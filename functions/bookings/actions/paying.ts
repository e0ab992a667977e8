// Which free days could have paid for sessions that were delivered: what a correction may draw on.
import { dateOf } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { prefixOf } from '../../../shared/ids.ts';
import { getService } from '../../catalogue/store.ts';
import { mayPayOn } from '../../entitlements/rules/funding.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { entitlementHeads, policyAt } from '../../entitlements/store.ts';
import { groupsOn } from '../../schools/rules/events.ts';
import { eventsOf } from '../../schools/store/organisations.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { accountsPaying } from './accounts.ts';

/** The free accounts that may pay for some of these sessions on its date, whoever books: the council puts right what was recorded wrongly. */
export async function payingFor(
  context: Context,
  booking: Pick<Booking, 'school' | 'service'>,
  sessions: readonly Pick<BookedSession, 'session'>[],
): Promise<FreeAccount[]> {
  const { table, now } = context;
  const { school } = booking;
  if (sessions.length === 0) return [];
  const isPartnership = prefixOf(school) === 'ptn';
  const [service, policy, events, heads] = await Promise.all([
    getService(table, booking.service),
    policyAt(table, now),
    isPartnership ? [] : eventsOf(table, school),
    isPartnership ? [] : entitlementHeads(table, school).then((found) => [...found.values()]),
  ]);
  if (!service || !policy) return [];
  const dates = [...new Set(sessions.map(({ session }) => dateOf(session)))].map((date) => ({
    date,
    holders: [school, ...(isPartnership ? [] : groupsOn(school, events, date).filter((group) => prefixOf(group) === 'ptn'))],
  }));
  const partnerships = [...new Set(dates.flatMap(({ holders }) => holders))].filter((holder) => prefixOf(holder) === 'ptn');
  const { freeAccounts, earlier } = await accountsPaying(
    context,
    { service: service.code, policy, booker: 'council' },
    { heads, partnerships },
  );
  const packs = [policy.pack, ...earlier];
  return freeAccounts.filter((free) =>
    dates.some(({ date, holders }) => holders.some((holder) => holder === free.holder) && mayPayOn(free, packs, date)),
  );
}
