// What brings an allocation to its target, or a period to its end: transfers that are worked out from what stands, so that doing it again does nothing. Pure.

import type { Instant } from '../../../shared/calendar.ts';
import { type Account, account, kindOf } from '../../../shared/ledger/chart.ts';
import type { Head } from '../../../shared/ledger/heads.ts';
import { type Cause, type Transfer, transfer } from '../../../shared/ledger/transfers.ts';
import type { Allocation, AllocationFigures, Move, MoveCode, Moved, Receiver } from '../schema/allocations.ts';
import { nothingMoved } from '../schema/allocations.ts';

/** What the rules themselves have granted so far, net of what was taken back: the figure that a target is compared with. */
export const netGranted = ({ granted, clawedBack }: Pick<Moved, 'granted' | 'clawedBack'>): number => granted - clawedBack;

/** Everything that has come in, net of what went elsewhere: it is held, used, lapsed or left. */
export const broughtIn = (m: Moved): number =>
  netGranted(m) + m.handedIn - m.handedOut + m.carriedIn - m.carriedOut + m.earmarkedIn - m.earmarkedOut;

/** Everything that was ever put on an account besides what bookings gave back, and everything that went from it besides what they drew. */
export const putIn = (m: Moved): number => m.granted + m.handedIn + m.carriedIn + m.earmarkedIn + m.returned;
export const takenOut = (m: Moved): number => m.clawedBack + m.lapsed + m.handedOut + m.carriedOut + m.earmarkedOut;

/** Whether what an allocation says was moved can be true by its account's head: no run builds on one that is not. The proof compares it with every entry. */
export const agreesWith = (moved: Moved, head: Head | undefined): boolean =>
  putIn(moved) === (head?.debitsPosted ?? 0) && takenOut(moved) <= (head?.creditsPosted ?? 0);

/** An allocation and its account's head as a statement tells them: granted is the sum of the other four. */
export function figuresOf({ moved }: Pick<Allocation, 'moved'>, head: Head | undefined): AllocationFigures {
  return {
    granted: broughtIn(moved),
    held: head?.creditsPending ?? 0,
    used: (head?.creditsPosted ?? 0) - takenOut(moved) - moved.returned,
    lapsed: moved.lapsed,
    left: head?.available ?? 0,
  };
}

/** `beyond`: what was granted over the target and is not there to be taken back; `shortfall`: as much of it as was used here, or is held. */
export type Towards = { moves: Move[]; beyond: number; shortfall: number };
type Stands = { known: Pick<Allocation, 'moved' | 'state' | 'shortfall'> | undefined; available: number; ended?: boolean | undefined };

/**
 * Of what is available, what came by another right: carried or moved here, or set aside. It is counted as used last. What a predecessor handed over came by the same
 * right and for the same period, and makes good what was used beyond it.
 */
const byAnotherRight = (m: Moved): number => Math.max(m.carriedIn - m.carriedOut, 0) + Math.max(m.earmarkedIn - m.earmarkedOut, 0);

/** What was used beyond a target, or is held: net of what was taken back of it, and of what was handed over, which was not used here. */
export const shortfallOf = (target: number, moved: Moved): number =>
  Math.max(netGranted(moved) - target - Math.max(moved.handedOut - moved.handedIn, 0), 0);

/**
 * What brings an allocation to its target: a grant of what is missing, or a claw-back of what is too much, as far as it is still available. What was used or is
 * held stays so and is told as the shortfall. What came by another right stays too, unless the right itself has `ended`: then nothing is left. A closed allocation
 * is left alone.
 */
export function towards(target: number, { known, available, ended }: Stands, because: string): Towards {
  if (known?.state === 'closed') return { moves: [], beyond: 0, shortfall: known.shortfall };
  const moved = known?.moved ?? nothingMoved;
  const excess = netGranted(moved) - target;
  if (excess < 0 && !ended) return { moves: [{ code: 'grant', amount: -excess, because }], beyond: 0, shortfall: 0 };
  const take = ended ? available : Math.min(excess, Math.max(available - byAnotherRight(moved), 0));
  const moves: Move[] = take > 0 ? [{ code: 'claw-back', amount: take, because }] : [];
  return { moves, beyond: Math.max(excess - take, 0), shortfall: shortfallOf(target, after(moved, 'claw-back', take)) };
}

/** What a year's end does with what is left: it lapses, is carried up to a limit (all of it where there is none), or moves under another rule. */
export type AtEnd = { unused: 'lapse' } | { unused: 'carry'; atMost?: number; to: Receiver } | { unused: 'move'; to: Receiver };

/** What becomes of what is left when its period ends: it is carried up to a limit, moved to another rule, or lapses. */
export function atYearEnd(left: number, end: AtEnd, because: string): Move[] {
  if (left <= 0) return [];
  if (end.unused === 'move') return [{ code: 'move', amount: left, to: end.to, because }];
  const carried = end.unused === 'carry' ? Math.min(left, end.atMost ?? left) : 0;
  return [
    ...(end.unused === 'carry' && carried > 0 ? [{ code: 'carry' as const, amount: carried, to: end.to, because }] : []),
    ...(left > carried ? [{ code: 'lapse' as const, amount: left - carried, because }] : []),
  ];
}

type Details = { name: string; now: Instant; cause: Cause };
type From = Pick<Allocation, 'holder' | 'rule' | 'account'>;

/** The posting that makes a move from (or to) an allocation's account: of half-days or, for a team's money, of pence. */
export function postingOf(
  of: From,
  { code, amount, to }: { code: MoveCode; amount: number; to?: { account: string } },
  details: Details,
): Transfer {
  const receiver = () => {
    if (!to) throw new Error(`${code} goes to another account`);
    return to.account;
  };
  if (kindOf(of.account) === 'budget') {
    const own = of.account as Account<'budget'>;
    if (code === 'grant') return transfer('fund-budget', account('funding', of.rule), own, amount, details);
    if (code === 'claw-back') return transfer('claw-back-budget', own, account('funding', of.rule), amount, details);
    if (code === 'lapse') return transfer('lapse-budget', own, account('budget-lapsed', of.holder, of.rule), amount, details);
    return transfer('carry-budget', own, receiver() as Account<'budget'>, amount, details);
  }
  const own = of.account as Account<'entitlement'>;
  if (code === 'grant') return transfer('grant', account('grants', of.rule), own, amount, details);
  if (code === 'claw-back') return transfer('claw-back', own, account('grants', of.rule), amount, details);
  if (code === 'lapse') return transfer('lapse', own, account('lapsed', of.holder, of.rule), amount, details);
  return transfer(code, own, receiver() as Account<'entitlement'>, amount, details);
}

const count = (moved: Moved, name: keyof Moved, amount: number): Moved => ({ ...moved, [name]: moved[name] + amount });

/** What has been moved once a move was made: on the allocation it goes from (or comes to, for a grant), and on the one that receives it. */
export function after(moved: Moved, code: MoveCode, amount: number): Moved {
  const names = {
    grant: 'granted',
    'claw-back': 'clawedBack',
    lapse: 'lapsed',
    carry: 'carriedOut',
    move: 'carriedOut',
    'hand-over': 'handedOut',
    release: 'earmarkedOut',
  } as const satisfies Record<MoveCode, keyof Moved>;
  return count(moved, names[code], amount);
}
export const received = (moved: Moved, code: MoveCode, amount: number): Moved =>
  count(moved, code === 'hand-over' ? 'handedIn' : code === 'release' ? 'earmarkedIn' : 'carriedIn', amount);

/** What a movement of an allocation is traced to. The ledger goes out to strangers: it tells no clause that a confidential status stands behind. */
export const causeOf = ({ policy, clause, confidential }: Pick<Allocation, 'policy' | 'clause' | 'confidential'>): Cause => ({
  policy,
  ...(confidential ? {} : { clause: clause.reference }),
});
