// What the sessions of a booking draw on which account: half-days of a free one, or the price of one out of a budget. Pure.
import { halfDayPence } from '../../../shared/money.ts';
import type { Drawing, UseState } from '../../entitlements/schema/uses.ts';
import type { Booking, Funding, SessionState } from '../schema.ts';

/** The account that pays for a session, and the pence it pays where it is a budget; none for what is core, or paid from outside. */
export function drawnFrom(funding: Funding): { account: string; pence?: number }[] {
  if (funding.fund === 'entitlement') return [{ account: funding.account }];
  if (funding.fund === 'traded' && funding.budget)
    return [{ account: funding.budget.account, pence: halfDayPence(funding.perDayExVatPence) }];
  return [];
}

const useStates: Record<SessionState, UseState> = { booked: 'held', delivered: 'used', cancelled: 'given-back' };

/**
 * What a booking draws on which account, for the accounts given: a session that was recorded as another kind later is told of both accounts, as given back of the
 * first.
 */
export const drawingOf = (booking: Booking, accounts: ReadonlySet<string>): Drawing => {
  const { id, school, schoolName, service, serviceTitle, sessions } = booking;
  const drawn = sessions.flatMap(({ visit, session, state, funding, before = [], lapsed, late }) => {
    const turn = late?.consumed
      ? { turn: late.waived ? ('restored' as const) : ('consumed' as const) }
      : lapsed
        ? { turn: 'lapsed' as const }
        : before.length > 0
          ? { turn: 'corrected' as const }
          : {};
    const now = drawnFrom(funding).map((drawn) => ({
      ...drawn,
      visit,
      session,
      state: late?.consumed && !late.waived ? ('used' as const) : useStates[state],
      ...turn,
    }));
    const earlier = before.flatMap(({ funding: was }) =>
      drawnFrom(was).map((drawn) => ({ ...drawn, visit, session, state: 'given-back' as const, turn: 'corrected' as const })),
    );
    return [...earlier.filter(({ account }) => account !== now[0]?.account), ...now];
  });
  return { booking: id, school, schoolName, service, serviceTitle, sessions: drawn.filter(({ account }) => accounts.has(account)) };
};

/** Every limited account that some sessions draw on: also those of packages, of which nothing was granted and no use is told. */
export const limitedAccountsOf = (sessions: readonly { funding: Funding }[]): Set<string> =>
  new Set([...accountsOf(sessions), ...sessions.flatMap(({ funding }) => (funding.fund === 'package' ? [funding.account] : []))]);

/** The accounts that some sessions draw on: of free half-days, and budgets. */
export const accountsOf = (sessions: readonly { funding: Funding }[]): Set<string> =>
  new Set(sessions.flatMap(({ funding }) => drawnFrom(funding).map(({ account }) => account)));
