// Where what is left of an allocation goes when another takes its holder's place, or when the pot that a plan was made from has become too small. What was used
// elsewhere in the same right beyond what is due is made good first, so that the order in which facts become known makes no difference. Pure.
import { dateText } from '../../../shared/calendar.ts';
import { allocate } from '../../../shared/money.ts';
import { type Move, nothingMoved, type Receiver } from '../schema/allocations.ts';
import type { Due, Taker } from './dues.ts';
import { accountFor, wordsOf } from './grants.ts';
import { after, netGranted, received, shortfallOf, type Towards, towards } from './moves.ts';

/** What is available on an account, by its head; nothing where there is none yet. */
export type Available = (account: string) => number;

/** What a run has to know of heads before it can say what to take: nothing for what is only granted. */
export const needsHead = ({ target, known, passing, ended, given }: Due): boolean =>
  known !== undefined &&
  known.state === 'open' &&
  (passing !== undefined ||
    ended === true ||
    given === true ||
    target < netGranted(known.moved) ||
    known.moved.handedIn > known.moved.handedOut);

/** A due with what is done about it, and the shortfall that is left once that is done everywhere. */
export type Settled = { due: Due; moves: Move[]; shortfall: number };

const lastReason = ({ steps, why }: Pick<Due, 'steps' | 'why'>): string => why ?? steps.at(-1)?.because ?? 'nothing is due';

/** What an allocation comes to by itself, and what is left on it after that. What was given is granted nothing more, and goes back to its pot before it ends. */
function alone(due: Due, available: Available): Towards & { left: number } {
  const { known, target, ended, given } = due;
  const left = needsHead(due) ? available(due.account) : 0;
  if (given) return { moves: [], beyond: 0, shortfall: known?.shortfall ?? 0, left };
  const found = towards(target, { known, available: left, ended }, lastReason(due));
  const [first] = found.moves;
  return { ...found, left: left + (first?.code === 'grant' ? first.amount : -(first?.amount ?? 0)) };
}

/** An allocation of a successor's that receives what a due passes on. A plan is its partnership's own: what is left of it joins the successor's pot. */
function receiverOf(due: Due, { holder, holderName, target, steps }: Taker): Receiver {
  const part = due.part.startsWith('pln_') ? 'own' : due.part;
  const grant = part === 'own' ? due.rule : `${due.rule}.${part}`;
  return { ...wordsOf(due), part, grant, holder, holderName, account: accountFor(due.asset, holder, grant, due.period), target, steps };
}

/** What is missing on each account, as it is made good. */
class Missing {
  private readonly amounts: Map<string, number>;
  constructor(found: readonly (readonly [string, number])[]) {
    this.amounts = new Map(found);
  }
  on = (account: string): number => this.amounts.get(account) ?? 0;
  /** Makes good as much as an amount can, and answers how much that is. */
  makeGood(account: string, amount: number): number {
    const good = Math.min(this.on(account), amount);
    if (good > 0) this.amounts.set(account, this.on(account) - good);
    return good;
  }
}

/** Back to its pot, as far as that is above what is due and has nothing left. */
function backTo(pot: Receiver, left: number, missing: Missing, because: string): Move[] {
  const amount = missing.makeGood(pot.account, left);
  return amount > 0 ? [{ code: 'release', amount, because, to: pot, makesGood: amount }] : [];
}

/** To whoever takes a holder's place, in shares by largest remainder, or it lapses. Those on the way get as much of a share as makes good what they used. */
function passOn(due: Due, left: number, missing: Missing): Move[] {
  const { passing } = due;
  if (!passing || left <= 0) return [];
  const because = `${passing.to.map(({ holderName }) => holderName).join(', ')} took its place on ${dateText(passing.on)}`;
  if (passing.left === 'lapse') return [{ code: 'lapse', amount: left, because }];
  const shares = allocate(
    left,
    passing.to.map(({ weight }) => weight),
  );
  return passing.to.flatMap(({ via, ...end }, i): Move[] => {
    let rest = shares[i] ?? 0;
    const moves: Move[] = [];
    for (const taker of via) {
      const to = receiverOf(due, taker);
      const amount = missing.makeGood(to.account, rest);
      rest -= amount;
      if (amount > 0) moves.push({ code: 'hand-over', amount, because, to, makesGood: amount });
    }
    const to = receiverOf(due, end);
    const makesGood = missing.makeGood(to.account, rest);
    if (rest > 0) moves.push({ code: 'hand-over', amount: rest, because, to, ...(makesGood > 0 ? { makesGood } : {}) });
    return moves;
  });
}

/**
 * What was handed over comes back, if it turns out that whoever passed it on had no right to it: as far as it is there, or would be granted now.
 * `left` is what each account has left by then.
 */
function returned(due: Due, dues: readonly Due[], left: ReadonlyMap<string, number>, missing: Missing): Move[] {
  const { known } = due;
  if (!known || known.state === 'closed') return [];
  const givers = dues.filter(
    (each) => each.account !== due.account && isAlike(each, due) && each.known?.state === 'open' && missing.on(each.account) > 0,
  );
  let came = known.moved.handedIn - known.moved.handedOut;
  let rest = left.get(due.account) ?? 0;
  return givers.flatMap((giver): Move[] => {
    const gave = (giver.known?.moved.handedOut ?? 0) - (giver.known?.moved.handedIn ?? 0);
    const amount = missing.makeGood(giver.account, Math.max(Math.min(came, rest, gave), 0));
    if (amount === 0) return [];
    came -= amount;
    rest -= amount;
    return [{ code: 'hand-over', amount, because: lastReason(giver), to: asReceiver(giver), makesGood: amount }];
  });
}
/** The same part of the same rule, for the same year. */
const isAlike = (a: Due, b: Due): boolean => a.asset === b.asset && a.grant === b.grant && a.period.from === b.period.from;
const asReceiver = (due: Due): Receiver => {
  const { holder, holderName, account, target, steps } = due;
  return { ...wordsOf(due), holder, holderName, account, target, steps };
};

const sumOf = (moves: readonly Move[]): number => moves.reduce((sum, { amount }) => sum + amount, 0);

/** What is done about some dues that belong together: those of a holder, and of everybody it is tied to by successions. */
export function settled(dues: readonly Due[], available: Available): Map<Due, Settled> {
  // Whoever of them is read: what makes good what is always the same.
  const sorted = [...dues].sort((a, b) => (a.account < b.account ? -1 : a.account > b.account ? 1 : 0));
  const found = sorted.map((due) => ({ due, ...alone(due, available) }));
  const missing = new Missing(found.map(({ due, beyond }) => [due.account, beyond]));
  const leftOn = new Map(found.map(({ due, left }) => [due.account, left]));
  const moved = found.map(({ due, moves, left, shortfall }) => {
    if (due.known?.state === 'closed') return { due, moves: [], shortfall };
    const back = [...returned(due, sorted, leftOn, missing), ...(due.pot ? backTo(due.pot, left, missing, lastReason(due.pot)) : [])];
    const passed = passOn(due, left - sumOf(back), missing);
    const rest = left - sumOf(back) - sumOf(passed);
    const ends: Move[] = due.given && due.ended && rest > 0 ? [{ code: 'claw-back', amount: rest, because: lastReason(due) }] : [];
    return { due, moves: [...moves, ...back, ...passed, ...ends], shortfall };
  });
  return new Map(moved.map((each): [Due, Settled] => [each.due, { ...each, shortfall: shortfallAfter(each, moved) }]));
}

/** What is used beyond a target once everything is done, here and by those that hand over or give back to it. */
function shortfallAfter({ due, moves, shortfall }: Settled, all: readonly Settled[]): number {
  if (due.known?.state === 'closed') return shortfall;
  let stands = moves.reduce((sum, { code, amount }) => after(sum, code, amount), due.known?.moved ?? nothingMoved);
  for (const { code, amount, makesGood = 0, to } of all.flatMap((each) => each.moves))
    if (to?.account === due.account) stands = after(received(stands, code, amount), 'claw-back', makesGood);
  return shortfallOf(due.target, stands);
}
