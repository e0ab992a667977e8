// Which free accounts a booking may draw on and be told of, by who books it: a partnership's lead has the partnership's own and learns of no others. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { holdsOn } from '../../schools/rules/events.ts';
import { sectorOn } from '../../schools/rules.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import type { QuoteFacts } from './facts.ts';

/**
 * The facts as whoever books may use them and be told of them. A lead acts for one partnership: neither another partnership of the school nor the school's own
 * accounts, which would tell of vacancies and statuses, are the lead's to book or to know of.
 */
export function inReach<F extends QuoteFacts>(facts: F): F {
  if (facts.booker !== 'lead') return facts;
  const isOwn = ({ holder }: { holder: string }) => holder === facts.lead;
  return {
    ...facts,
    freeAccounts: facts.freeAccounts.filter(isOwn),
    barred: (facts.barred ?? []).filter(isOwn),
    memberships: (facts.memberships ?? []).filter(({ group }) => group === facts.lead),
  };
}

/** Whether what a team has may pay for a school on a date: a fund of the maintained schools pays for no academy, from the day it is one. */
export const paysFor = ({ paysFor: sectors }: Pick<FreeAccount, 'paysFor'>, school: Organisation, date: CivilDate): boolean =>
  sectors === undefined || ('sectors' in school && sectors.includes(sectorOn(school, date).sector));

/** Whether an account may be drawn on for a school on a date: its own, or that of a partnership it is in on that date; where a team pays, the team's alone. */
export const drawsOn = (
  { memberships = [], team }: Pick<QuoteFacts, 'memberships' | 'team'>,
  school: Organisation,
  account: FreeAccount,
  date: CivilDate,
): boolean =>
  team
    ? account.holder === team.id && paysFor(account, school, date)
    : account.holder === school.id || memberships.some((each) => each.group === account.holder && holdsOn(each, date));
