// What a school, a trust or a partnership finds at home of half-days that it has still to use: free ones, and those paid for in advance.
import { type CivilDate, dateText, londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { prefixOf } from '../../../../shared/ids.ts';
import { grantOf } from '../../../../shared/ledger/chart.ts';
import type { Pack } from '../../../../shared/policy/schema.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';
import { holdingsOf, withHeads } from '../../../bookings/store/packages.ts';
import { isTheirs, lastDay } from '../../../entitlements/rules/nudges.ts';
import type { Allocation } from '../../../entitlements/schema/allocations.ts';
import { allocationsOf } from '../../../entitlements/store/allocations.ts';
import { entitlementHeads, getVacancy, policyAt } from '../../../entitlements/store.ts';
import { endsSoon, type Found, firstOf, type Row } from '../../rules/home-parts.ts';

const mostShown = 5;

type Left = { title: string; halfDays: number; until?: CivilDate };

/** What of a year's right can still be booked by the holder's own people, and until when. */
function leftOf(pack: Pack | undefined, allocation: Allocation, halfDays: number, today: CivilDate): Left[] {
  const { state, asset, period, part, rule: code, title } = allocation;
  if (halfDays <= 0 || state !== 'open' || asset !== 'half-day' || today < period.from || period.to < today || part === 'reserved')
    return [];
  const rule = pack?.allocations.find((each) => each.code === code);
  if (rule && !isTheirs(rule, part)) return [];
  const until = pack && rule ? lastDay(pack, rule, allocation) : period.to;
  return until < today ? [] : [{ title: part === 'carried' ? `${title}, carried over` : title, halfDays, until }];
}

/** What is left free, by right. What ends soon says so. */
export async function freeLeft(context: Context): Promise<Found | undefined> {
  const { table, now, actor } = context;
  const { organisation } = actor;
  if (!organisation) return undefined;
  const today = londonDate(now);
  const year = Number(today.slice(0, 4));
  const [heads, policy, ...years] = await Promise.all([
    entitlementHeads(table, organisation),
    policyAt(table, now),
    allocationsOf(table, organisation, String(year - 1)),
    allocationsOf(table, organisation, String(year)),
  ]);
  const all = { path: `/entitlements/statements/${organisation}`, text: 'Statement of free days' };
  // A school asks what it has free, and is told when that is nothing; whoever acts for others has days of their own only where some were granted.
  if (heads.size === 0) return prefixOf(organisation) === 'sch' ? { rows: [], all, none: 'No free days have been granted.' } : undefined;
  const open = [...heads.values()].filter(({ available, closed }) => available > 0 && !closed);
  const vacant = open.flatMap(({ account: name, available }) => {
    const grant = grantOf(name);
    return 'vacancy' in grant ? [{ vacancy: grant.vacancy, available }] : [];
  });
  const vacancies = await Promise.all(vacant.map(({ vacancy }) => getVacancy(table, organisation, vacancy)));
  const left: Left[] = [
    ...years.flat().flatMap((each) => leftOf(policy?.pack, each, heads.get(each.account)?.available ?? 0, today)),
    ...vacant.map(({ available }, i) => ({
      title: vacancies[i]?.ruleTitle ?? vacancies[i]?.postTitle ?? 'Vacancy',
      halfDays: available,
    })),
  ];
  left.sort((a, b) => ((a.until ?? '~') < (b.until ?? '~') ? -1 : 1));
  const rows = left.map(({ title, halfDays, until }): Row => {
    const tag = until && endsSoon(until, today);
    return {
      text: title,
      path: all.path,
      detail: `${halfDaysText(halfDays)}${until ? `, until ${dateText(until)}` : ', while the post is vacant'}`,
      halfDays,
      ...(until ? { on: until } : {}),
      ...(tag ? { tag } : {}),
    };
  });
  return { ...firstOf(rows, 2 * mostShown), all };
}

/** What is left of half-days that were paid for in advance, and until when. */
export async function prepaidLeft({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation) return undefined;
  const today = londonDate(now);
  const holdings = (await holdingsOf(table, organisation)).filter(({ from, expires }) => from <= today && today <= expires);
  if (holdings.length === 0) return undefined;
  const left = (await withHeads(table, holdings)).filter(({ head }) => head.available > 0 && !head.closed);
  left.sort((a, b) => (a.holding.expires < b.holding.expires ? -1 : 1));
  const rows = left.map(({ holding: { title, expires }, head }): Row => {
    const tag = endsSoon(expires, today);
    return {
      text: title,
      path: '/buyback',
      detail: `${halfDaysText(head.available)}, paid for already, until ${dateText(expires)}`,
      halfDays: head.available,
      on: expires,
      ...(tag ? { tag } : {}),
    };
  });
  return firstOf(rows, mostShown);
}
