// What is told of an agreement, when and in which words: that the year after can be agreed to, that the day for notice comes near, that it has ended. Pure.
import { addDays, type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { FilledBy } from '../../../shared/messages.ts';
import type { BuyBack } from '../../../shared/policy/packages.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import type { Agreement, ReminderKind } from '../schema.ts';
import { noticeDayOf, windowOf } from './clocks.ts';
import { agreedTo, isStanding } from './quote.ts';
import { billedBy, yearsToCome } from './under.ts';

export type TellingKind = ReminderKind | 'buyback-order' | 'buyback-ended';

/** Four weeks: a governing body's finance committee meets about monthly, so that one meeting lies before the day whichever week it is told in. */
export const noticeReminderDays = 28;

/** What is to be told of the year that begins on a day: from which day on, and until when it is news. */
type Reminder = { kind: ReminderKind; on: CivilDate; until: CivilDate; begins: CivilDate };

/** Whether it goes on by itself beyond what is agreed on by now. */
const goesOn = (agreement: Agreement): boolean => (agreement.terms.at(-1)?.to ?? agreedTo(agreement)) > agreedTo(agreement);

const earlier = (a: CivilDate, b: CivilDate): CivilDate => [a, b].sort()[0] ?? a;

/** What has not been told yet of the year after. Nothing of one that is bound for longer, or has been given notice of: nobody can decide anything of it. */
export function remindersOf(agreement: Agreement, offered: BuyBack | undefined): Reminder[] {
  const { kind, clock, continues, state, told = {} } = agreement;
  const year = offered?.years.find((each) => each.clock === clock);
  if (kind !== 'buy-back' || !isStanding(agreement) || state === 'notice' || !year) return [];
  const ends = agreedTo(agreement);
  const begins = addDays(ends, 1);
  const { opens, closes } = windowOf(year, begins);
  const by = noticeDayOf(year, ends);
  const isBound = continues !== 'rolling' && goesOn(agreement);
  const all: Reminder[] = [
    // What is renewed is renewed before its year begins, however long the window stays open to others.
    ...(isBound ? [] : [{ kind: 'buyback-opens' as const, on: opens, until: earlier(closes, ends), begins }]),
    ...(continues === 'rolling' && goesOn(agreement)
      ? [{ kind: 'buyback-notice' as const, on: addDays(by, -noticeReminderDays), until: by, begins }]
      : []),
  ];
  return all.filter((each) => told[each.kind] !== each.begins);
}

export type Telling = { council: string; link: string; today: CivilDate };
const common = ({ council, link }: Telling, { organisationName, title }: Agreement) => ({
  council,
  organisation: organisationName,
  package: title,
  link,
});

/** The reminder as things stand: undefined where it is no news any more, because the agreement has gone on, was renewed, switched, given notice of or ended. */
const stillNews = (agreement: Agreement, offered: BuyBack | undefined, kind: ReminderKind, begins: CivilDate, today: CivilDate) =>
  remindersOf({ ...agreement, told: {} }, offered).find((each) => each.kind === kind && each.begins === begins && today <= each.until);

/** The words of the day on which the window opens. */
export function opensWords(
  telling: Telling,
  agreement: Agreement,
  offered: BuyBack | undefined,
  begins: CivilDate,
): FilledBy<'buyback-opens'> | undefined {
  const news = stillNews(agreement, offered, 'buyback-opens', begins, telling.today);
  const year = offered?.years.find(({ clock }) => clock === agreement.clock);
  if (!news || !year) return undefined;
  const ends = agreedTo(agreement);
  return {
    ...common(telling, agreement),
    ends: dateText(ends),
    outlook: goesOn(agreement)
      ? `Do nothing to keep it: it goes on by itself from ${dateText(begins)}, unless you give notice by ${dateText(noticeDayOf(year, ends))}. You can also switch its year, or change to another package.`
      : `It ends on ${dateText(ends)} unless you renew it.`,
    until: dateText(news.until),
  };
}

/** The words of a notice day that comes near. */
export function noticeWords(
  telling: Telling,
  agreement: Agreement,
  offered: BuyBack | undefined,
  begins: CivilDate,
): FilledBy<'buyback-notice'> | undefined {
  const news = stillNews(agreement, offered, 'buyback-notice', begins, telling.today);
  return news && { ...common(telling, agreement), ends: dateText(agreedTo(agreement)), by: dateText(news.until) };
}

/** The words of a year that an agreement has gone on to without a purchase order; undefined where a number was given meanwhile, or nothing of it is still to fall due. */
export function orderWords(telling: Telling, agreement: Agreement, begins: CivilDate): FilledBy<'buyback-order'> | undefined {
  const year = yearsToCome(agreement).find(({ from }) => from === begins);
  if (!year || billedBy(agreement, year).purchaseOrder || !agreement.purchaseOrder) return undefined;
  return { ...common(telling, agreement), begins: dateText(begins), order: agreement.purchaseOrder };
}

const whyTexts = {
  term: 'Its time was over, and it was not renewed.',
  notice: 'Notice was given of it.',
} as const;

/** The words of an agreement that has ended. */
export function endedWords(telling: Telling, agreement: Agreement): FilledBy<'buyback-ended'> | undefined {
  const { ended, years } = agreement;
  if (!ended) return undefined;
  const lapsed =
    ended.why === 'early'
      ? years.reduce((sum, { to, closed }) => sum + (to >= ended.on ? (closed?.lapsedHalfDays ?? 0) : 0), 0)
      : (years.find(({ to }) => to === ended.on)?.closed?.lapsedHalfDays ?? 0);
  return {
    ...common(telling, agreement),
    on: dateText(ended.on),
    why: ended.why === 'early' ? `The council ended it before its time: ${ended.reason ?? 'no reason was given'}` : whyTexts[ended.why],
    lapsed:
      lapsed > 0
        ? `${halfDaysText(lapsed)} of it ${lapsed > 2 ? 'were' : 'was'} not used, and can not be used any more.`
        : 'Nothing of it was left.',
  };
}
