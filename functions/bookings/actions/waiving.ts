// What waiving the cost of a late cancellation is judged by, whoever asks for it: the terms of both visits, and what granted or sold the half-day that may come back.
import type { Context } from '../../../shared/context.ts';
import { holderOf } from '../../../shared/ledger/chart.ts';
import { getHead, policyNamed } from '../../entitlements/store.ts';
import { accountsOf } from '../rules/drawing.ts';
import { type Ladder, noLadder } from '../rules/ladder.ts';
import type { WaiverFacts } from '../rules/waive.ts';
import type { Booking } from '../schema.ts';
import { grantsOf } from './grants.ts';

/** The terms of the policy that a booking was made under. */
export const ladderOf = async ({ table }: Pick<Context, 'table'>, { policy }: Pick<Booking, 'policy'>): Promise<Ladder> =>
  (await policyNamed(table, policy))?.pack.cancellation ?? noLadder;

export async function waiverFacts(context: Context, booking: Booking, other: Booking, visit: string): Promise<WaiverFacts> {
  const { table, now, actor } = context;
  const session = booking.sessions.find((each) => each.visit === visit);
  const of = session?.funding.fund === 'package' ? session.funding.account : undefined;
  const [ladder, terms, grants, head] = await Promise.all([
    ladderOf(context, booking),
    ladderOf(context, other),
    grantsOf(context, accountsOf(session ? [session] : [])),
    of ? getHead(table, holderOf(of), of) : undefined,
  ]);
  return { booking, other, ladder, terms, hasEnded: head?.closed === true, now, actor, ...grants };
}
