// Why a half-day is not free although the policy's rules may pay for the service: said to whoever asks for a quote, rule by rule. Pure.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { prefixOf } from '../../../shared/ids.ts';
import type { AllocationRule, Booker } from '../../../shared/policy/allocations.ts';
import { bookersText } from '../../../shared/policy/bookers.ts';
import { rulesFor, titleFor } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import type { Service } from '../../catalogue/schema.ts';
import { type Bar, type BarredAccount, mayPayOn } from '../../entitlements/rules/funding.ts';
import type { FreeAccount, PolicyVersion } from '../../entitlements/schema.ts';
import { holdsOn } from '../../schools/rules/events.ts';
import type { Membership } from '../../schools/schema/events.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import type { QuoteFacts } from './facts.ts';
import { drawsOn } from './reach.ts';

type Facts = {
  booker: Booker;
  freeAccounts: readonly FreeAccount[];
  barred?: readonly BarredAccount[];
  memberships?: readonly Membership[];
  earlier?: readonly Pack[];
  team?: QuoteFacts['team'];
};
type About = { school: Organisation; service: Service; policy: PolicyVersion };
/** How much was asked for, where it is refused for want of free days. */
type Asked = { halfDays: number } | undefined;

const barText: Record<Bar, (title: string, rule: AllocationRule) => string> = {
  'used-up': (title) => `the free days for ${title} are used up or held by other bookings`,
  'needs-agreement': () => 'the partnership has not agreed to use any of the days it has left for this',
  'council-only': (title) => `the days for ${title} are booked by the council`,
  'others-only': (title, { bookableBy }) => `the days for ${title} are booked by ${bookersText(bookableBy)}`,
};

const sumOf = (accounts: readonly { available: number }[]): number => accounts.reduce((sum, { available }) => sum + available, 0);

/** Between which dates some accounts of a rule may pay: `between 1 September 2026 and 31 August 2027`; nothing where they have no end. */
function whenText(accounts: readonly FreeAccount[]): string {
  const from = accounts.map(({ period }) => period.from).sort()[0];
  const to = accounts
    .map(({ period, expires, until }) => until ?? expires ?? period.to)
    .sort()
    .at(-1);
  return from && to && accounts.every(({ expires }) => expires) ? `between ${dateText(from)} and ${dateText(to)}` : '';
}

/** What the accounts of a rule come to on the dates: none may pay then, or they hold too little, all of which the booking would take. */
function tooLittle(facts: Facts, { school, policy }: About, title: string, free: FreeAccount[], dates: readonly CivilDate[], asked: Asked) {
  const packs = [policy.pack, ...(facts.earlier ?? [])];
  const mayPay = (each: FreeAccount, date: CivilDate) => drawsOn(facts, school, each, date) && mayPayOn(each, packs, date);
  const outside = dates.find((date) => !free.some((each) => mayPay(each, date)));
  if (outside) {
    const when = whenText(free);
    return `the free days for ${title} may not be used on ${dateText(outside)}${when && `, but ${when}`}`;
  }
  const left = sumOf(free.filter((each) => dates.some((date) => mayPay(each, date))));
  if (!asked) return `this booking takes all that is left of the free days for ${title}, ${halfDaysText(left)}`;
  return `${halfDaysText(left)} ${left > 2 ? 'are' : 'is'} left of the free days for ${title}, and ${halfDaysText(asked.halfDays)} ${asked.halfDays > 2 ? 'are' : 'is'} asked for`;
}

/** Why one rule gives nothing, or too little, on these dates; undefined where there is nothing to say of it, as of a status that nobody is to learn of. */
function because(facts: Facts, about: About, rule: AllocationRule, dates: readonly CivilDate[], asked: Asked): string | undefined {
  const { school, service } = about;
  // A lead books with the partnership's days: of what the school itself was granted a lead is told nothing, whether there is any or none.
  if (facts.booker === 'lead' && rule.per !== 'partnership') return undefined;
  const title = titleFor(rule, service.code).toLowerCase();
  const free = facts.freeAccounts.filter((each) => each.rule === rule.code);
  const barred = (facts.barred ?? []).filter((each) => each.rule === rule.code);
  const unplanned = sumOf(barred.filter(({ why }) => why === 'needs-agreement'));
  if (free.length > 0) {
    const said = tooLittle(facts, about, title, free, dates, asked);
    const beside = `; beside them the partnership has ${halfDaysText(unplanned)} that no plan is agreed for yet`;
    return `${said}${unplanned > 0 ? beside : ''}`;
  }
  const [first] = barred;
  // What is used up comes last: whatever else stands in the way is what can be changed.
  const bar = barred.find(({ why }) => why !== 'used-up') ?? first;
  if (bar) return barText[bar.why](title, rule);
  switch (rule.per) {
    case 'event':
      return `no open vacancy of ${school.name} with free days left is recorded for ${title}`;
    case 'partnership': {
      const isIn = prefixOf(school.id) === 'ptn' || (facts.memberships ?? []).some((each) => dates.some((date) => holdsOn(each, date)));
      return isIn ? `its partnership has not been granted ${title} for those dates` : undefined;
    }
    default:
      return undefined;
  }
}

/** The reasons of all the rules that may pay for the service, each once. */
function reasonsFor(facts: Facts, about: About, dates: readonly CivilDate[], asked?: Asked): string[] {
  const { school, service, policy } = about;
  const rules = rulesFor(policy.pack, service.code);
  const reasons = [...new Set(rules.flatMap((rule) => because(facts, about, rule, dates, asked) ?? []))];
  if (reasons.length > 0 || rules.length === 0) return reasons;
  if (facts.booker === 'lead') return ['a partnership’s lead books with the days of the partnership, and none of them may pay for it'];
  // Of rules that mean other schools it is enough to say that nothing was granted.
  return rules.some(({ per }) => per === 'school') ? [`${school.name} has been granted no free days for it on those dates`] : [];
}

const withNextStep = (said: string): string =>
  said.includes('no open vacancy') ? `${said} The council records vacancies; ask it if there is one.` : said;

/** One sentence or two for the dates that are not free; undefined where no rule has anything to do with it. `partly`: other sessions of the quote are free. */
export function whyNotFree(facts: Facts, about: About, dates: readonly CivilDate[], partly: boolean): string | undefined {
  const reasons = reasonsFor(facts, about, dates);
  if (reasons.length === 0) return undefined;
  return withNextStep(`${partly ? 'The rest is not free' : 'Nothing is free'}: ${reasons.join('; ')}.`);
}

/** Whether there are free days for it, all of which others book: nothing this booker may choose makes any of them free. */
export const isBookedByOthers = ({ freeAccounts, barred = [] }: Facts): boolean =>
  freeAccounts.length === 0 &&
  barred.some(({ available }) => available > 0) &&
  barred.every(({ why }) => why === 'council-only' || why === 'others-only');

/** What is said to somebody who can book no more than is free: what is left, where and when, of what was asked for. */
export function whatIsLeft(facts: Facts, about: About, date: CivilDate, halfDays: number): string {
  const reasons = reasonsFor(facts, about, [date], { halfDays }).join('; ');
  return withNextStep(reasons && `${reasons.slice(0, 1).toUpperCase()}${reasons.slice(1)}.`);
}
