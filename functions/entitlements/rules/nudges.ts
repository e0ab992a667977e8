// Who is reminded of what, and when: the days of the policy, what counts as unused, and whose business it is. Pure.
import { addDays, type CivilDate, dateText, daysBetween, parseDate } from '../../../shared/calendar.ts';
import type { Role } from '../../../shared/context.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import type { AllocationRule } from '../../../shared/policy/allocations.ts';
import { mayBeUsedOn } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { halfDaysText, shareText } from '../../../shared/ui/text.ts';
import type { Person } from '../../identity/schema/people.ts';
import type { Allocation } from '../schema/allocations.ts';
import type { NudgeDay, Unused } from '../schema/nudges.ts';
import { broughtIn } from './moves.ts';

/** A day that was missed is made good for so long; after that it is no news to anybody. */
const graceDays = 6;

const inYear = (year: number, monthDay: string) => parseDate(`${year}-${monthDay}`);

/** The days on which reminders are due now: today's, and those of the last days, the earliest first. */
export function dueDays(pack: Pick<Pack, 'nudges'>, today: CivilDate): NudgeDay[] {
  const year = Number(today.slice(0, 4));
  return pack.nudges
    .flatMap(({ on: monthDay, leftAtLeastBasisPoints }) =>
      [year - 1, year].flatMap((each) => {
        const on = inYear(each, monthDay);
        return on && on <= today && daysBetween(on, today) <= graceDays ? [{ on, leftAtLeastBasisPoints }] : [];
      }),
    )
    .sort((a, b) => (a.on < b.on ? -1 : 1));
}

/** The next day of each reminder from tomorrow on, the soonest first. */
export function comingDays(pack: Pick<Pack, 'nudges'>, today: CivilDate): NudgeDay[] {
  const year = Number(today.slice(0, 4));
  return pack.nudges
    .flatMap(({ on: monthDay, leftAtLeastBasisPoints }) => {
      const on = [year, year + 1].map((each) => inYear(each, monthDay)).find((day) => day !== undefined && day > today);
      return on ? [{ on, leftAtLeastBasisPoints }] : [];
    })
    .sort((a, b) => (a.on < b.on ? -1 : 1));
}

/** Whether the holder's own people may book days of this part: not the reserved part, nor what the council alone books. */
export const isTheirs = (rule: AllocationRule | undefined, part: string): boolean =>
  part !== 'reserved' && rule !== undefined && rule.bookableBy.some((booker) => booker !== 'council');

/** The last day on which days of an allocation may be used. */
export function lastDay(pack: Pack, rule: AllocationRule, { period }: Allocation): CivilDate {
  let day = period.to;
  while (day > period.from && !mayBeUsedOn(pack, rule, period, day)) day = addDays(day, -1);
  return day;
}

/** What is left of half-days that a holder may use on or after a day, of all it was granted for that time; undefined where nothing was granted. */
export function unusedOn(
  { allocations, heads }: { allocations: readonly Allocation[]; heads: ReadonlyMap<string, StoredHead> },
  pack: Pack,
  today: CivilDate,
): Unused | undefined {
  let [grantedHalfDays, leftHalfDays] = [0, 0];
  let until: CivilDate | undefined;
  for (const allocation of allocations) {
    const { asset, state, period, part, account, moved } = allocation;
    const rule = pack.allocations.find(({ code }) => code === allocation.rule);
    if (asset !== 'half-day' || state === 'closed' || period.from > today || period.to < today || !rule || !isTheirs(rule, part)) continue;
    const last = lastDay(pack, rule, allocation);
    if (last < today) continue;
    const left = heads.get(account)?.available ?? 0;
    grantedHalfDays += broughtIn(moved);
    leftHalfDays += left;
    if (left > 0 && (until === undefined || last < until)) until = last;
  }
  return until && grantedHalfDays > 0 ? { grantedHalfDays, leftHalfDays, until } : undefined;
}

/** Whether so much is left that somebody is to be reminded. Shares are compared without division. */
export const isDue = (
  { grantedHalfDays, leftHalfDays }: Unused,
  { leftAtLeastBasisPoints }: Pick<NudgeDay, 'leftAtLeastBasisPoints'>,
): boolean => leftHalfDays > 0 && leftHalfDays * 10_000 >= grantedHalfDays * leftAtLeastBasisPoints;

/** Whose business a holder's days are: those who book or approve for it, and for a partnership its lead. */
export const rolesTold = (holder: OrganisationId): readonly Role[] =>
  prefixOf(holder) === 'ptn' ? ['partnership-lead'] : prefixOf(holder) === 'trs' ? ['trust-booker'] : ['school-booker', 'school-approver'];

/** The holders whose days are a person's business, each once; none for somebody who was erased, or has left or may not come in for another reason. */
export const holdersOf = ({ rights, erasedAt, noEntry }: Pick<Person, 'rights' | 'erasedAt' | 'noEntry'>): OrganisationId[] => [
  ...new Set(
    erasedAt || noEntry
      ? []
      : rights.flatMap(({ organisation, roles }) =>
          organisation && roles.some((role) => rolesTold(organisation).includes(role)) ? [organisation] : [],
        ),
  ),
];

/** `50% or more`, of what was granted. */
export const leastShareText = (basisPoints: number): string => `${shareText(basisPoints)} or more`;
export const unusedText = ({ leftHalfDays, grantedHalfDays, until }: Unused): string =>
  `${halfDaysText(leftHalfDays)} of ${halfDaysText(grantedHalfDays)}, until ${dateText(until)}`;
