// What becomes of an allocation whose period has ended, or whose funding has: by the rule of the year that ended. Pure.
import { addDays, type CivilDate, dateText, parseDate } from '../../../shared/calendar.ts';
import { kindOf, type Period } from '../../../shared/ledger/chart.ts';
import type { YearlyRule } from '../../../shared/policy/allocations.ts';
import { yearOf } from '../../../shared/policy/rules.ts';
import type { Allocation, GrantWords, Receiver } from '../schema/allocations.ts';
import type { Question } from './dues.ts';
import { accountFor, budgetPart, fundingEnd, grantText, ruleOn, words, wordsOf } from './grants.ts';
import type { AtEnd } from './moves.ts';
import { type VersionSpan, versionOn } from './rights.ts';

/** The part under which days and money stand that were carried from the year before. */
export const carriedPart = 'carried';
const carriedBudget = 'budget-carried';
/** The part under which what is left of an account is carried: pence count against a limit of pence, half-days against one of half-days. */
export const carriedOf = (account: string): string => (kindOf(account) === 'budget' ? carriedBudget : carriedPart);

export type Ending = { known: Allocation; end: AtEnd; because: string };

/** The first day like this on or after a date; 29 February is the 28th in a year that has none. */
function next(monthDay: string, from: CivilDate): CivilDate {
  const year = Number(from.slice(0, 4));
  const inYear = (of: number): CivilDate => parseDate(`${of}-${monthDay}`) ?? (`${of}-02-28` as CivilDate);
  return inYear(year) >= from ? inYear(year) : inYear(year + 1);
}

const receiver = (known: Allocation, asset: GrantWords['asset'], part: string, period: Period, of: Partial<GrantWords>): Receiver => {
  const made = { ...wordsOf(known), ...of, asset, part, period };
  const grant = grantText(made.rule, part);
  return {
    ...made,
    grant,
    holder: known.holder,
    holderName: known.holderName,
    account: accountFor(asset, known.holder, grant, period),
    target: 0,
    steps: [],
  };
};

/** Where days go that move under another rule: to its year that a day lies in. What was reserved for the council stays so where that rule reserves any. */
function moved(known: Allocation, to: string, date: CivilDate, versions: readonly VersionSpan[]): AtEnd {
  const found = ruleOn(to, versions, date);
  const isBudget = kindOf(known.account) === 'budget';
  if (!found || (isBudget && found.rule.per !== 'team')) return { unused: 'lapse' };
  const staysReserved = known.part === 'reserved' && found.rule.per === 'partnership' && found.rule.reserved !== undefined;
  const part = isBudget ? budgetPart : staysReserved ? 'reserved' : 'own';
  const named = words(found.rule, part);
  return {
    unused: 'move',
    to: receiver(known, known.asset, part, yearOf(found.rule.year, date), {
      ...named,
      policy: found.policy,
      // What rests on a confidential status would tell of it under another rule's name too.
      ...(known.confidential ? { confidential: true as const } : {}),
    }),
  };
}

/** What a rule does at the end of its year with what is left on one of its accounts. `carried` is how much went into the next year already. */
function atEndOf(known: Allocation, rule: YearlyRule, carried: number, versions: readonly VersionSpan[]): AtEnd {
  const { yearEnd } = rule;
  // Once carried, days lapse, also those that a plan was made for since: its period ends before the year. And what the council kept for itself is no part of what
  // the holder may carry.
  const isLatePlan =
    known.setAside === 'carried' || (known.part.startsWith('pln_') && known.period.to !== yearOf(rule.year, known.period.from).to);
  const wasCarried = isLatePlan || [carriedPart, carriedBudget].includes(known.part);
  if (yearEnd.unused === 'lapse' || wasCarried) return { unused: 'lapse' };
  const from = addDays(known.period.to, 1);
  if (yearEnd.unused === 'move') return moved(known, yearEnd.to, from, versions);
  if (known.part === 'reserved') return { unused: 'lapse' };
  const period = { from, to: next(yearEnd.useBy, from) };
  const isBudget = kindOf(known.account) === 'budget';
  const to = receiver(known, known.asset, carriedOf(known.account), period, {});
  const limit = isBudget ? yearEnd.atMostPence?.pence : yearEnd.atMost.halfDays;
  return { unused: 'carry', ...(limit === undefined ? {} : { atMost: Math.max(limit - carried, 0) }), to };
}

export const earlier = (a: CivilDate, b: CivilDate): CivilDate => (a < b ? a : b) as CivilDate;

/** The last day on which an allocation could be used, and why. */
function lastDay(known: Allocation, rule: YearlyRule | undefined, { versions, today }: Question): { on: CivilDate; funding: boolean } {
  const end = rule && fundingEnd(rule, versions, today);
  return end !== undefined && end < known.period.to && end >= known.period.from
    ? { on: end, funding: true }
    : { on: known.period.to, funding: false };
}

/**
 * The allocations of a holder that are still open though they ended before the question's day, each with what becomes of what is left. Of what may be carried the
 * rule's limit counts once for all of its parts; `carriedSoFar` is asked how much each takes.
 */
export function endingsOf(allocations: readonly Allocation[], question: Question): Ending[] {
  const { versions, on } = question;
  return allocations.flatMap((known): Ending[] => {
    if (known.state === 'closed') return [];
    const found = ruleOn(known.rule, versions, earlier(known.period.to, on));
    const last = lastDay(known, found?.rule, question);
    if (last.on >= on) return [];
    if (!found) return [{ known, end: { unused: 'lapse' }, because: 'its rule is no longer in the policy' }];
    if (last.funding) {
      const funding = versionOn(versions, question.today)?.pack.fundings.find(({ code }) => code === found.rule.funding);
      const whenEnded = funding?.whenEnded ?? { unused: 'lapse' as const };
      const because = `${funding?.title ?? 'what paid for it'} ended on ${dateText(last.on)}`;
      const end = whenEnded.unused === 'move' ? moved(known, whenEnded.to, addDays(last.on, 1), versions) : { unused: 'lapse' as const };
      return [{ known, end, because }];
    }
    const from = addDays(known.period.to, 1);
    const carried = allocations
      .filter(({ rule, part, period }) => rule === known.rule && part === carriedOf(known.account) && period.from === from)
      .reduce((sum, { moved: { carriedIn } }) => sum + carriedIn, 0);
    return [{ known, end: atEndOf(known, found.rule, carried, versions), because: `the year ended on ${dateText(known.period.to)}` }];
  });
}
