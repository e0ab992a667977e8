// What waiving the cost of a late cancellation is judged by, whoever asks for it: the terms of both visits, and what granted or sold the half-day that may come back.
import { addDays, type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { holderOf } from '../../../shared/ledger/chart.ts';
import { getHead, policyNamed } from '../../entitlements/store.ts';
import { accountsOf } from '../rules/drawing.ts';
import { type Ladder, noLadder } from '../rules/ladder.ts';
import { countsOneMore, type OfSchool } from '../rules/one-more.ts';
import type { WaiverFacts } from '../rules/waive.ts';
import { type Booking, bookingHorizonDays } from '../schema.ts';
import { bookingsOf } from '../store.ts';
import { grantsOf } from './grants.ts';

/** The terms of the policy that a booking was made under. */
export const ladderOf = async ({ table }: Pick<Context, 'table'>, { policy }: Pick<Booking, 'policy'>): Promise<Ladder> =>
  (await policyNamed(table, policy))?.pack.cancellation ?? noLadder;

/** A school's bookings that were made since a day, and may have sessions from then on. */
export async function bookedSince({ table }: Pick<Context, 'table'>, school: OrganisationId, since: CivilDate): Promise<Booking[]> {
  const found: Booking[] = [];
  for (let after: string | undefined; ; ) {
    const page = await bookingsOf(table, school, after);
    found.push(...page.items.filter(({ createdAt }) => createdAt >= since));
    after = page.next;
    if (!after || page.items.some(({ createdAt }) => createdAt < since)) return found;
  }
}

/**
 * What a school has booked of the service of a booking, each with its own terms, as far back as it may have had visits when the booking was made; undefined where its
 * policy does not ask, so that nothing is read for it.
 */
export async function allOfSchool(context: Context, booking: Booking, ladder: Ladder): Promise<OfSchool[] | undefined> {
  if (!countsOneMore(ladder)) return undefined;
  const since = addDays(londonDate(Date.parse(booking.createdAt)), -bookingHorizonDays);
  const alike = (await bookedSince(context, booking.school, since)).filter(({ service }) => service === booking.service);
  const policies = [...new Map(alike.map((each) => [each.policy, each])).values()];
  const ladders = new Map(await Promise.all(policies.map(async (each) => [each.policy, await ladderOf(context, each)] as const)));
  return alike.map((each) => ({ booking: each, ladder: ladders.get(each.policy) ?? noLadder }));
}

/** What granted or sold the half-day that may come back. */
export async function costFacts(context: Context, booking: Booking, visit: string) {
  const { table, now, actor } = context;
  const session = booking.sessions.find((each) => each.visit === visit);
  const of = session?.funding.fund === 'package' ? session.funding.account : undefined;
  const [ladder, grants, head] = await Promise.all([
    ladderOf(context, booking),
    grantsOf(context, accountsOf(session ? [session] : [])),
    of ? getHead(table, holderOf(of), of) : undefined,
  ]);
  return { booking, ladder, hasEnded: head?.closed === true, now, actor, ...grants };
}

export async function waiverFacts(context: Context, booking: Booking, other: Booking, visit: string): Promise<WaiverFacts> {
  const [facts, terms] = await Promise.all([costFacts(context, booking, visit), ladderOf(context, other)]);
  return { ...facts, other, terms, all: await allOfSchool(context, booking, facts.ladder) };
}
