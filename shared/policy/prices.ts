// Which price of a service is asked of whom on a date, and by when a rise above inflation is to be announced. Pure.
import * as z from 'zod';
import { academicYearOf, academicYearText, addDays, type CivilDate, financialYearOf } from '../calendar.ts';
import { rounded } from '../money.ts';
import { assumption, basisPoints, clauseSchema, monthDay, oneOf, someOf, strictly } from './words.ts';

export const buyerKinds = ['own-maintained', 'other-maintained', 'academy', 'independent', 'further-education'] as const;
export type BuyerKind = (typeof buyerKinds)[number];

/** The kinds of customer a price is for; left out, everybody whom no price of the service in force on the day names. */
export const priceBuyers = someOf(buyerKinds);

/** What a customer of a kind is called in a table of prices. */
export const buyerTexts: Readonly<Record<BuyerKind, string>> = {
  'own-maintained': 'Schools the council maintains',
  'other-maintained': 'Schools another council maintains',
  academy: 'Academies and their trusts',
  independent: 'Independent schools and other bodies',
  'further-education': 'Further education colleges',
};

const lower = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
/** `academies and their trusts, and further education colleges`; everybody else where nobody is named. */
export const buyersText = (buyers: readonly BuyerKind[] | undefined): string =>
  buyers ? buyers.map((each) => lower(buyerTexts[each])).join(', and ') : 'everybody whom no other price names';

type Priced = { from: CivilDate; buyers?: readonly BuyerKind[] | undefined; perDayExVatPence: number };
/** From a day on the kinds that it names have no price of their own any more. */
type Ended = { from: CivilDate; buyers: readonly BuyerKind[] };

/**
 * The price for a kind of customer on a date: of the prices that name the kind the last to have begun, unless an end of the kind's own price has begun since; and
 * where none names it, none of those has begun or the last has ended, the last that names nobody.
 */
export function priceFor<P extends Priced>(
  prices: readonly P[],
  date: CivilDate,
  buyer: BuyerKind,
  ends: readonly Ended[] = [],
): P | undefined {
  const latest = (some: readonly P[]) =>
    some.reduce<P | undefined>((found, each) => (each.from <= date && (!found || each.from >= found.from) ? each : found), undefined);
  const own = latest(prices.filter(({ buyers }) => buyers?.includes(buyer)));
  const hasEnded = ends.some(({ from, buyers }) => own && buyers.includes(buyer) && own.from <= from && from <= date);
  return own && !hasEnded ? own : latest(prices.filter(({ buyers }) => !buyers));
}

/** Whether two prices from the same day would both be for somebody: both for everybody else, or both for a kind that each names. */
export const sameBuyers = (a: Pick<Priced, 'buyers'>, b: Pick<Priced, 'buyers'>): boolean =>
  a.buyers && b.buyers ? a.buyers.some((each) => b.buyers?.includes(each)) : !a.buyers && !b.buyers;

/** Of some kinds of customer those who have no price on a day. */
export const unpricedOn = (
  prices: readonly Priced[],
  date: CivilDate,
  kinds: readonly BuyerKind[],
  ends: readonly Ended[] = [],
): BuyerKind[] => kinds.filter((kind) => !priceFor(prices, date, kind, ends));

/** A rise above inflation is announced before the year it begins in (Havering, Schools Forum: by 31 December). */
export const priceNoticeSchema = strictly(
  {
    year: oneOf(['academic', 'financial']),
    /** The last day to announce it: the last such day before the year begins. */
    announceBy: monthDay,
    /** What counts as inflation, by the calendar year in which the year begins. */
    inflation: z
      .array(
        strictly(
          {
            year: z
              .int('Give the year in which it begins, such as 2027')
              .min(2000, 'Give a year from 2000')
              .max(2098, 'Give a year up to 2098'),
            basisPoints: basisPoints(0),
            source: z.string('Name the source').min(3, 'Name the source').max(300, 'Use at most 300 characters to name the source'),
            ...assumption,
          },
          'a rate of inflation',
        ),
      )
      .min(1, 'Give at least one rate of inflation')
      .max(50, 'Give at most 50 rates of inflation'),
    clause: clauseSchema,
  },
  'the notice of prices',
);
export type PriceNotice = z.infer<typeof priceNoticeSchema>;

/** A rise above inflation, and the day by which it is to be announced. */
export type Rise = {
  buyer: BuyerKind;
  /** What is asked of them at the end of the year before, and what would be. */
  fromPence: number;
  toPence: number;
  riseBasisPoints: number;
  /** `2027/28`. */
  year: string;
  inflationBasisPoints: number;
  inflationSource: string;
  announceBy: CivilDate;
  clause: PriceNotice['clause'];
};

/** A rise in hundredths of a per cent, to the nearest; of what was nothing there is none. */
export const riseOf = (fromPence: number, toPence: number): number =>
  fromPence > 0 ? rounded((toPence - fromPence) * 10_000, fromPence) : 0;

const begins = { academic: '09-01', financial: '04-01' } as const;

/** The last day on which a rise in the year of a date may be announced, with the year's first day and its number. */
export function announcedFor({ year, announceBy }: PriceNotice, date: CivilDate): { start: number; from: CivilDate; by: CivilDate } {
  const start = year === 'academic' ? academicYearOf(date) : financialYearOf(date);
  const from = `${start}-${begins[year]}` as CivilDate;
  return { start, from, by: `${announceBy < begins[year] ? start : start - 1}-${announceBy}` as CivilDate };
}

/** The prices of a service as they stand, with the ends of those for some kinds of customer. */
type Tariff = { prices: readonly Priced[]; priceEnds?: readonly Ended[] | undefined };
const asked = ({ prices, priceEnds }: Tariff, date: CivilDate, buyer: BuyerKind) => priceFor(prices, date, buyer, priceEnds);

/**
 * The largest rise above inflation that a change of the prices brings somebody from a day on: measured from what was asked at the end of the year before, so that a
 * rise in two steps is one. Undefined where nobody's is, and where the council has not bound itself, or names no inflation by then.
 */
export function riseBetween(notice: PriceNotice | undefined, before: Tariff, after: Tariff, from: CivilDate): Rise | undefined {
  if (!notice) return undefined;
  const { start, from: yearBegins, by } = announcedFor(notice, from);
  const figure = [...notice.inflation].sort((a, b) => b.year - a.year).find(({ year }) => year <= start);
  if (!figure) return undefined;
  return buyerKinds
    .flatMap((buyer): Rise[] => {
      const is = asked(after, from, buyer);
      if (!is || is === asked(before, from, buyer)) return [];
      // From what is asked until then as it stands after the change: what was only to come, and is taken back, is nobody's measure.
      const dayBefore = asked(after, addDays(from, -1), buyer);
      const was = asked(after, addDays(yearBegins, -1), buyer) ?? dayBefore;
      const [fromPence, toPence] = [was?.perDayExVatPence ?? 0, is.perDayExVatPence];
      if (fromPence === 0 || toPence <= (dayBefore?.perDayExVatPence ?? 0)) return [];
      if ((toPence - fromPence) * 10_000 <= figure.basisPoints * fromPence) return [];
      return [
        {
          buyer,
          fromPence,
          toPence,
          riseBasisPoints: riseOf(fromPence, toPence),
          year: academicYearText(start),
          inflationBasisPoints: figure.basisPoints,
          inflationSource: figure.source,
          announceBy: by,
          clause: notice.clause,
        },
      ];
    })
    .reduce<Rise | undefined>((most, each) => (most && most.riseBasisPoints >= each.riseBasisPoints ? most : each), undefined);
}

/** The same of one price more. */
export const riseAboveInflation = (
  notice: PriceNotice | undefined,
  prices: readonly Priced[],
  next: Priced,
  priceEnds: readonly Ended[] = [],
): Rise | undefined => riseBetween(notice, { prices, priceEnds }, { prices: [...prices, next], priceEnds }, next.from);

/** Such a rise that is announced only now, after the day for it. */
export function lateRiseOf(
  notice: PriceNotice | undefined,
  prices: readonly Priced[],
  next: Priced,
  today: CivilDate,
  priceEnds: readonly Ended[] = [],
): Rise | undefined {
  const rise = riseAboveInflation(notice, prices, next, priceEnds);
  return rise && today > rise.announceBy ? rise : undefined;
}
