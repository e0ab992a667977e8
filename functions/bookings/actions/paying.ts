// Which free days could have paid for sessions that were delivered, and what those would have cost: what a correction may draw on, and what it may ask for.
import { dateOf } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { prefixOf } from '../../../shared/ids.ts';
import { treatmentFor } from '../../../shared/policy/rules.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import { councilsOwn, priceOn } from '../../catalogue/rules.ts';
import { getService } from '../../catalogue/store.ts';
import { mayPayOn } from '../../entitlements/rules/funding.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { entitlementHeads, policyAt } from '../../entitlements/store.ts';
import { kindOfBuyerOn } from '../../schools/rules/buyers.ts';
import { groupsOn } from '../../schools/rules/events.ts';
import { eventsOf, getOrganisation } from '../../schools/store/organisations.ts';
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

type Sale = { price: ReturnType<typeof priceOn>; treatment: Treatment | undefined };

/** What sessions of a booking cost whoever pays, each on its date, and how they are billed: of either nothing where the council's table has no such sale. */
export async function salesOf(
  { table, now, council }: Context,
  booking: Pick<Booking, 'service' | 'payer' | 'purse' | 'vatClass' | 'team'>,
): Promise<(session: Pick<BookedSession, 'session'>) => Sale> {
  const [service, policy, payer] = await Promise.all([
    getService(table, booking.service),
    policyAt(table, now),
    getOrganisation(table, booking.payer),
  ]);
  return ({ session }) => {
    const date = dateOf(session);
    const buyer = payer && kindOfBuyerOn(payer, council.laCode, date);
    return {
      price: service && priceOn(service, date, booking.team || !buyer ? councilsOwn : buyer),
      treatment: buyer && policy && treatmentFor(policy.pack, { buyer, purse: booking.purse, vatClass: booking.vatClass, taxPoint: date }),
    };
  };
}

/** Of some delivered sessions that were free those that could have been sold. */
export async function sellableOf(context: Context, booking: Booking, sessions: readonly BookedSession[]): Promise<string[]> {
  if (sessions.length === 0) return [];
  const sale = await salesOf(context, booking);
  return sessions.filter((session) => sale(session).price && sale(session).treatment).map(({ visit }) => visit);
}
