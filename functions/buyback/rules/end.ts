// How an agreement ends: by notice given in time, with its year, or early, where nothing was used that is not paid for. Pure.
import { type CivilDate, dateText, type Instant, londonDate, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { Posting, StoredHead } from '../../../shared/ledger/post.ts';
import type { BuyBack } from '../../../shared/policy/packages.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { type Agreement, type AgreementYear, agreementStates, type EndingCommand, type NoticeCommand } from '../schema.ts';
import { leavings } from './advance.ts';
import { noticeDayOf, yearsAfter } from './clocks.ts';
import { agreedTo, isStanding } from './quote.ts';

/** The last day on which notice may be given that it ends with what is agreed on by now; undefined where none need be given. */
export function noticeBy(agreement: Agreement, offered: BuyBack | undefined): CivilDate | undefined {
  const { continues, clock, state } = agreement;
  if (continues !== 'rolling' || !isStanding(agreement) || state === 'notice') return undefined;
  const year = offered?.years.find((each) => each.clock === clock);
  const ends = agreedTo(agreement);
  return year ? noticeDayOf(year, ends) : ends;
}

type NoticeFacts = { agreement: Agreement; offered: BuyBack | undefined; now: Instant; actor: Pick<Actor, 'person'> };

/**
 * Notice that an agreement ends with its year. Refuses `wrong-state` for one that ends by itself, has ended or has been given notice of, `notice-too-late` with until
 * when it runs, and `invalid-request` for another day than its year ends on.
 */
export function decideNotice({ agreement, offered, now, actor }: NoticeFacts, { endsOn }: NoticeCommand): Decision<Agreement> {
  const ends = agreedTo(agreement);
  const state = agreementStates.next(agreement.state, 'give-notice');
  if (!state)
    return refuse(
      'wrong-state',
      agreement.state === 'notice' ? `Notice was given: it ends on ${dateText(ends)}.` : 'It has ended already.',
    );
  if (agreement.continues !== 'rolling')
    return refuse(
      'wrong-state',
      `It needs no notice: it ends by itself on ${dateText(agreement.terms.at(-1)?.to ?? ends)} unless it is renewed.`,
    );
  if (endsOn > ends)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'endsOn', detail: `It ends on ${dateText(ends)} if notice is given now` }],
    });
  const year = offered?.years.find(({ clock }) => clock === agreement.clock);
  const dayFor = (day: CivilDate) => (year ? noticeDayOf(year, day) : day);
  if (endsOn < ends || londonDate(now) > dayFor(ends)) {
    const runsTo = endsOn < ends ? ends : yearsAfter(ends, 1);
    return refuse(
      'notice-too-late',
      `Notice that it ends on ${dateText(endsOn)} was to be given by ${dateText(dayFor(endsOn))}. It runs to ${dateText(runsTo)}, and notice for that is given by ${dateText(dayFor(runsTo))}.`,
    );
  }
  return accept({ ...agreement, state, notice: { by: actor.person, at: timestamp(now), endsOn: ends }, version: agreement.version + 1 });
}

/** The half-days of a year that are paid for by what has been charged of it: all of them once all is. What was carried was paid for before. */
function paidHalfDays({ halfDays, carriedHalfDays, netPence, instalments }: AgreementYear): number {
  const charged = instalments.reduce((sum, each) => sum + (each.charge ? each.netPence : 0), 0);
  return carriedHalfDays + (netPence > 0 ? Math.floor((halfDays * charged) / netPence) : halfDays);
}

/** Half-days of a year that were delivered or count as used. */
export const usedHalfDays = (
  { halfDays, carriedHalfDays }: AgreementYear,
  { available, creditsPending }: Pick<StoredHead, 'available' | 'creditsPending'>,
): number => halfDays + carriedHalfDays - available - creditsPending;

const isAre = (halfDays: number, one: string, more: string): string => (halfDays === 1 || halfDays === 2 ? one : more);

/** What of an agreement is charged and what is still to fall due, in pence before VAT. */
export const chargedAndDue = ({ years }: Pick<Agreement, 'years'>): { chargedPence: number; duePence: number } => {
  const all = years.flatMap(({ instalments }) => instalments);
  const sum = (some: typeof all) => some.reduce((pence, { netPence }) => pence + netPence, 0);
  return { chargedPence: sum(all.filter(({ charge }) => charge)), duePence: sum(all.filter(({ charge }) => !charge)) };
};

export type Ended = { agreement: Agreement; postings: Posting[]; close: string[] };

/**
 * Ends an agreement before its time. What has been charged stays charged; instalments that are not due fall away, and so do the half-days that are left. Refuses
 * `wrong-state`, `half-days-booked` while some are held for visits, and `used-more-than-paid`.
 */
export function decideEnding(
  { agreement, heads, now }: { agreement: Agreement; heads: ReadonlyMap<string, StoredHead>; now: Instant },
  { reason }: EndingCommand,
): Decision<Ended> {
  const state = agreementStates.next(agreement.state, 'end');
  if (!state) return refuse('wrong-state', 'It has ended already.');
  const open = agreement.years.flatMap((year, i) => (year.closed ? [] : [{ year, place: i + 1, head: heads.get(year.account) }]));
  const booked = open.reduce((sum, { head }) => sum + (head?.creditsPending ?? 0), 0);
  if (booked > 0) return refuse('half-days-booked', `${halfDaysText(booked)} of it ${isAre(booked, 'is', 'are')} booked.`);
  for (const { year, head } of open) {
    const [used, paid] = [head ? usedHalfDays(year, head) : 0, paidHalfDays(year)];
    if (used > paid)
      return refuse(
        'used-more-than-paid',
        `${halfDaysText(used)} of the year from ${dateText(year.from)} ${isAre(used, 'was', 'were')} used, and ${halfDaysText(paid)} ${isAre(paid, 'is', 'are')} paid for by now.`,
      );
  }
  const left = ({ head }: (typeof open)[number]) => head?.available ?? 0;
  const postings = open.flatMap((each) => leavings(agreement, each, { carriedHalfDays: 0, lapsedHalfDays: left(each) }, now));
  const lapsed = new Map(open.map((each) => [each.year, left(each)]));
  const years = agreement.years.map((year) =>
    year.closed
      ? year
      : {
          ...year,
          instalments: year.instalments.filter(({ charge, dueOn }) => charge || dueOn <= londonDate(now)),
          closed: { lapsedHalfDays: lapsed.get(year) ?? 0, carriedHalfDays: 0 },
        },
  );
  const ended = { on: londonDate(now), why: 'early' as const, reason };
  return accept({
    agreement: { ...agreement, state, years, ended, version: agreement.version + 1 },
    postings,
    close: open.map(({ year }) => year.account),
  });
}
