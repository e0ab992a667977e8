// What notice, or an end before the time, would mean, told before it is done and by the very decisions that do it. Nothing is kept.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import type { AgreementId } from '../../../shared/ids.ts';
import { policyAt } from '../../entitlements/store.ts';
import { isFreeAgain } from '../rules/again.ts';
import { chargedAndDue, decideEnding, decideNotice, noticeBy } from '../rules/end.ts';
import { agreedTo } from '../rules/quote.ts';
import { buyBackOf, type YearLeft, yearLeft } from '../rules/renewals.ts';
import type { Agreement, EndingCommand } from '../schema.ts';
import { touched } from './agree.ts';
import { headsFor, openHeads } from './facts.ts';

export type NoticePreview = {
  agreement: Agreement;
  endsOn: CivilDate;
  /** The last day on which it can be given for that end. */
  by: CivilDate;
  /** Half-days that are left, and held for visits, of the years that are not over. */
  leftHalfDays: number;
  bookedHalfDays: number;
  duePence: number;
};

const sumOf = (years: readonly YearLeft[], part: (year: YearLeft) => number): number => years.reduce((sum, year) => sum + part(year), 0);

/** What notice would mean. Refuses as giveNotice() does. */
export async function previewNotice(context: Context, id: AgreementId): Promise<Decision<NoticePreview>> {
  const { table, now, actor } = context;
  const [found, policy] = await Promise.all([touched(context, id, 'buyback:agree'), policyAt(table, now)]);
  if (!found.ok) return found;
  const agreement = found.value;
  const endsOn = agreedTo(agreement);
  const offered = buyBackOf(policy?.pack, agreement.code);
  const decided = decideNotice({ agreement, offered, now, actor }, { endsOn });
  if (!decided.ok) return decided;
  const heads = await headsFor(context, agreement);
  const years = agreement.years.map((year) => yearLeft(year, heads.get(year.account)));
  return accept({
    agreement,
    endsOn,
    by: noticeBy(agreement, offered) ?? endsOn,
    leftHalfDays: sumOf(years, (year) => year.leftHalfDays),
    bookedHalfDays: sumOf(years, (year) => year.bookedHalfDays),
    duePence: chargedAndDue(agreement).duePence,
  });
}

export type EndingPreview = {
  agreement: Agreement;
  reason: string;
  chargedPence: number;
  /** What is not due yet, and falls away. */
  fallsAwayPence: number;
  lapsedHalfDays: number;
  /** The first days of its years that can be agreed to again, and of those that cannot. */
  freeAgain: CivilDate[];
  kept: CivilDate[];
};

/** What an end before the time would mean. Refuses as endEarly() does. */
export async function previewEnding(context: Context, id: AgreementId, command: EndingCommand): Promise<Decision<EndingPreview>> {
  const found = await touched(context, id, 'buyback:end');
  if (!found.ok) return found;
  const before = found.value;
  const decided = decideEnding({ agreement: before, heads: await openHeads(context, before), now: context.now }, command);
  if (!decided.ok) return decided;
  const { agreement, postings } = decided.value;
  const due = chargedAndDue(before);
  const open = agreement.years.filter((_, i) => !before.years[i]?.closed);
  const daysOf = (free: boolean) => open.filter((year) => isFreeAgain(agreement, year) === free).map(({ from }) => from);
  return accept({
    agreement: before,
    reason: command.reason,
    chargedPence: due.chargedPence,
    fallsAwayPence: due.duePence - chargedAndDue(agreement).duePence,
    lapsedHalfDays: postings.reduce((sum, posting) => sum + ('transfer' in posting ? posting.transfer.amount : 0), 0),
    freeAgain: before.kind === 'buy-back' ? daysOf(true) : [],
    kept: before.kind === 'buy-back' ? daysOf(false) : [],
  });
}
