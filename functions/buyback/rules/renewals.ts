// A year's buy-back looked back on and ahead: what there was, what was used of it, what it costs next, and whether that rises above inflation. Pure.
import { addDays, type CivilDate } from '../../../shared/calendar.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import type { BuyBack, YearClock } from '../../../shared/policy/packages.ts';
import { announcedFor, type PriceNotice, riseOf } from '../../../shared/policy/prices.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import type { Agreement, AgreementYear } from '../schema.ts';
import { buyableYear, isAnotherYear, mayBuy, windowOf } from './clocks.ts';
import { noticeBy, usedHalfDays } from './end.ts';
import { agreedTo, isStanding, priceOf, standingFor } from './quote.ts';

/** A buy-back as a pack sells it; undefined for a package, and for one that it sells no more. */
export const buyBackOf = (pack: Pack | undefined, code: string): BuyBack | undefined =>
  pack?.packages.find((each): each is BuyBack => each.kind === 'buy-back' && each.code === code);

/** What there is of an agreement's years by now: half-days bought and carried, used, held for visits, left. */
export type YearLeft = { year: AgreementYear; boughtHalfDays: number; usedHalfDays: number; bookedHalfDays: number; leftHalfDays: number };

export function yearLeft(year: AgreementYear, head: StoredHead | undefined): YearLeft {
  const bought = year.halfDays + year.carriedHalfDays;
  if (year.closed) {
    const gone = year.closed.lapsedHalfDays + year.closed.carriedHalfDays;
    return { year, boughtHalfDays: bought, usedHalfDays: bought - gone, bookedHalfDays: 0, leftHalfDays: 0 };
  }
  if (!head) return { year, boughtHalfDays: bought, usedHalfDays: 0, bookedHalfDays: 0, leftHalfDays: bought };
  return {
    year,
    boughtHalfDays: bought,
    usedHalfDays: usedHalfDays(year, head),
    bookedHalfDays: head.creditsPending,
    leftHalfDays: head.available,
  };
}

export type Renewal = {
  agreement: Agreement;
  /** The last year that is agreed on, and what became of it so far. */
  last: YearLeft;
  begins: CivilDate;
  window: { opens: CivilDate; closes: CivilDate; isOpen: boolean };
  /** It goes on unless notice is given. */
  goesOn: boolean;
  noticeBy?: CivilDate;
  /** What a whole year costs now and did for the last, and the rise in hundredths of a per cent. */
  price?: {
    lastPence: number;
    nextPence: number;
    changeBasisPoints: number;
    inflation?: { basisPoints: number; source: string; isAbove: boolean };
  };
  /** Other clocks that it may be switched to. */
  otherClocks: YearClock[];
};

/** What inflation was taken to be for the year that begins on a day, where the council has bound itself to say so. */
const inflationFor = (notice: PriceNotice | undefined, begins: CivilDate) =>
  notice && [...notice.inflation].sort((a, b) => b.year - a.year).find(({ year }) => year <= announcedFor(notice, begins).start);

/** The renewal of an agreement; undefined for one that has ended or will, and for a package, which is not renewed. */
export function renewalOf(
  agreement: Agreement,
  {
    offered,
    heads,
    notice,
    today,
  }: { offered: BuyBack | undefined; heads: ReadonlyMap<string, StoredHead>; notice: PriceNotice | undefined; today: CivilDate },
): Renewal | undefined {
  const year = agreement.years.at(-1);
  if (agreement.kind !== 'buy-back' || !isStanding(agreement) || agreement.state === 'notice' || !year || !agreement.clock)
    return undefined;
  const begins = addDays(agreedTo(agreement), 1);
  const clock = offered?.years.find((each) => each.clock === agreement.clock);
  const window = clock ? windowOf(clock, begins) : { opens: begins, closes: begins };
  const [lastPence, nextPence] = [offered && priceOf(offered, year.from), offered && priceOf(offered, begins)];
  const last = noticeBy(agreement, offered);
  const inflation = inflationFor(notice, begins);
  const price = lastPence && nextPence && { lastPence, nextPence, changeBasisPoints: riseOf(lastPence, nextPence) };
  return {
    agreement,
    last: yearLeft(year, heads.get(year.account)),
    begins,
    window: { ...window, isOpen: clock !== undefined && today < begins && mayBuy(clock, begins, today) },
    goesOn: agreement.continues === 'rolling' && (agreement.terms.at(-1)?.to ?? begins) > agreedTo(agreement),
    ...(last ? { noticeBy: last } : {}),
    ...(price
      ? {
          price: {
            ...price,
            ...(inflation
              ? {
                  inflation: {
                    basisPoints: inflation.basisPoints,
                    source: inflation.source,
                    // Exact, where the rounded rise would call a rise by a hair equal.
                    isAbove: (price.nextPence - price.lastPence) * 10_000 > inflation.basisPoints * price.lastPence,
                  },
                }
              : {}),
          },
        }
      : {}),
    otherClocks: (offered?.years ?? []).flatMap((each) =>
      agreement.clock && isAnotherYear(agreement.clock, each.clock) ? [each.clock] : [],
    ),
  };
}

/** A buy-back on one of its clocks today: the year that may be agreed to, or when its window opens. `isTaken`: that year is agreed to, or an agreement goes on to it. */
export type OnClock = {
  clock: YearClock;
  year?: { from: CivilDate; to: CivilDate; netPence: number; closes: CivilDate; isTaken?: true };
  opens?: { on: CivilDate; from: CivilDate };
};

export const clocksOf = (offered: BuyBack, today: CivilDate, agreements: readonly Agreement[] = []): OnClock[] =>
  offered.years.map((year): OnClock => {
    const found = buyableYear(year, today);
    if (!('year' in found)) return { clock: year.clock, opens: { on: found.opens, from: found.for.from } };
    const { closes } = windowOf(year, found.year.from);
    const isTaken = standingFor(agreements, offered.code, found.year.from) !== undefined;
    const netPence = priceOf(offered, found.year.from) ?? 0;
    return { clock: year.clock, year: { ...found.year, netPence, closes, ...(isTaken ? { isTaken } : {}) } };
  });
