// What a successor is granted less, because it was granted this year already to those whose place it takes: never more than it gains by coming in their place. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { HolderId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import { allocate } from '../../../shared/money.ts';
import type { Segment, Step } from '../schema/allocations.ts';
import type { Succession } from './successions.ts';
import { targetOf } from './targets.ts';

/** A holder's share of what was granted to one whose place it takes, and the first and the last day on which it comes in that place. */
export type GrantedBefore = { name: string; share: number; from: CivilDate; on: CivilDate };

/** What would be due if nothing had been granted before, and what it follows from. */
type Own = { target: number; steps: readonly Step[]; segments: readonly Segment[]; period: Period };
/** `before`: what was granted to the holder and to those whose place it takes. */
type Less = { target: number; steps: Step[]; before: number };

const byDay = (a: { on: CivilDate }, b: { on: CivilDate }): number => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0);

/** What falls to one of those who take a giver's place: each has an equal share. Undefined for one that does not. */
export function shareFor(holder: HolderId, { before, takers }: { before: number; takers: readonly Succession[] }): number | undefined {
  const place = takers.findIndex(({ into }) => into === holder);
  if (place < 0) return undefined;
  const equal = takers.map(() => 1);
  return allocate(before, equal)[place];
}

/** A school that opened within the year comes when it takes the place and when it opens, whichever is first, until both have been. */
export function comesBetween(
  takesPlaceOn: CivilDate,
  openedOn: CivilDate | undefined,
  { from: begins }: Period,
): Pick<GrantedBefore, 'from' | 'on'> {
  if (openedOn === undefined || openedOn <= begins) return { from: takesPlaceOn, on: takesPlaceOn };
  return openedOn < takesPlaceOn ? { from: openedOn, on: takesPlaceOn } : { from: takesPlaceOn, on: openedOn };
}

/** What a year came to by what had changed by the end of a day. */
const targetBy = ({ segments, period }: Own, date: CivilDate): number =>
  targetOf(
    segments.filter(({ from }) => from <= date),
    period,
  ).target;

/** And by what had changed before that day. */
const targetBefore = ({ segments, period }: Own, date: CivilDate): number =>
  targetOf(
    segments.filter(({ from }) => from < date),
    period,
  ).target;

/** The steps by which a target is made less, one for each of those whose place is taken and that makes it so, in order of the days they come. */
function stepsLess(own: Own, granted: readonly GrantedBefore[]): Step[] {
  const steps: Step[] = [];
  let less = 0;
  let earliest: CivilDate | undefined;
  for (const { share, name, from, on } of [...granted].sort(byDay)) {
    earliest = earliest === undefined || from < earliest ? from : earliest;
    const gained = targetBy(own, on) - targetBefore(own, earliest);
    const more = Math.min(Math.max(gained - less, 0), share, own.target - less);
    less += more;
    if (more > 0) steps.push({ on, change: -more, because: `granted this year already to ${name}, whose place it takes` });
  }
  return steps;
}

/** A target less what was granted to those whose place it takes, as far as it is higher because of that. */
export function lessGrantedBefore(own: Own, granted: readonly GrantedBefore[]): Less {
  const steps = stepsLess(own, granted);
  const target = steps.reduce((sum, { change }) => sum + change, own.target);
  const before = granted.reduce((sum, { share }) => sum + share, target);
  return { target, steps: [...own.steps, ...steps].sort(byDay), before };
}
