// What a pack makes of the catalogue once it is published: services and prices it brings, and what of it cannot reach what is on sale already. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Fault } from '../../../shared/policy/faults.ts';
import { type BuyerKind, lateRiseOf, sameBuyers } from '../../../shared/policy/prices.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { lateRiseText } from '../../catalogue/rules/prices.ts';
import { type Adopted, adoptService, hasEnded, wasTakenBack } from '../../catalogue/rules.ts';
import type { Service } from '../../catalogue/schema.ts';
import { dayText, sumText } from './policies/words.ts';

export type Adoption = {
  /** Titles of services that come into the catalogue. */
  added: string[];
  /** New prices of services that are there. */
  prices: { title: string; from: CivilDate; perDayExVatPence: number; buyers?: readonly BuyerKind[] }[];
  /** Rises above inflation among them that come after the day for announcing them, in a sentence each. */
  lateRises: string[];
  /** Prices and classes that cannot be taken over, each a fault of the pack. */
  leftOut: Fault[];
  /** Services whose other words the catalogue keeps as they were adopted. */
  otherWords: string[];
  /** Services on sale that the pack does not name: they stay until they are withdrawn in the catalogue. */
  unnamed: string[];
};

const words = [
  'title',
  'description',
  'outcomes',
  'skill',
  'minimumHalfDays',
  'preparationHalfDays',
  'reportHalfDays',
  'vatClass',
  'incomeCode',
  'cfrCode',
  'legalPower',
] as const;

type Offered = Pack['services'][number];
const classTexts: Record<Offered['class'], string> = { core: 'core', entitlement: 'an entitlement', traded: 'traded' };
const vatTexts: Record<Offered['vatClass'], string> = { standard: 'standard-rated', exempt: 'exempt from VAT' };

/** A service keeps its class and how it is sold for good: what was free would otherwise be charged, or the other way round, under words that somebody has a quote by. */
function keptFaults(offered: Offered, i: number, kept: Pick<Offered, 'class' | 'vatClass'> | undefined): Fault[] {
  if (!kept) return [];
  const fault = (name: 'class' | 'vatClass', what: string, stays: string, asked: string): Fault => ({
    path: ['services', i, name],
    message: `“${offered.title}” is ${stays}, and a service keeps ${what}: withdraw it in the catalogue, and add a new service under another code that is ${asked}`,
  });
  return [
    ...(kept.class === offered.class ? [] : [fault('class', 'its class', classTexts[kept.class], classTexts[offered.class])]),
    ...(kept.vatClass === offered.vatClass
      ? []
      : [fault('vatClass', 'its class of VAT', vatTexts[kept.vatClass], vatTexts[offered.vatClass])]),
  ];
}

/** What a version says of prices for days before its own is what was said before it: prices are only ever added, from the day on which it takes effect. */
function priceFaults(pack: Pack, offered: Offered, i: number, before: Offered | undefined, known: Service): Fault[] {
  const path = ['services', i, 'prices'];
  const said = [...(before?.prices ?? []), ...known.prices];
  const early = offered.prices.flatMap((price, place) => {
    const { from, perDayExVatPence } = price;
    const standing = said.filter((each) => each.from === from && sameBuyers(each, price));
    if (from >= pack.effectiveFrom || standing.some((each) => each.perDayExVatPence === perDayExVatPence)) return [];
    // Another rate from the same day is told as such, with the one that stands.
    if (known.prices.some((each) => each.from === from && sameBuyers(each, price))) return [];
    return [
      {
        path: [...path, place, 'from'],
        message: `This version takes effect on ${dayText(pack.effectiveFrom)}, and a price it brings cannot be charged before: give “${offered.title}” the price of ${sumText(perDayExVatPence)} from that day or a later one`,
      },
    ];
  });
  // Nor of days after: the catalogue has them already, and a quote may name them.
  // What the catalogue took back before its day need not be said any more.
  const gone = (before?.prices ?? []).filter(
    (was) => !wasTakenBack(known, was) && !offered.prices.some((price) => price.from === was.from && sameBuyers(price, was)),
  );
  return [
    ...early,
    ...gone.map(({ from, perDayExVatPence }) => ({
      path,
      message: `“${offered.title}” costs ${sumText(perDayExVatPence)} from ${dayText(from)} by the version before, and that stays so: keep this price, and give another from a later day`,
    })),
  ];
}

/** Why the catalogue takes no price from a day that is still to come and has none. */
const laterTexts: Readonly<Partial<Record<Adopted['leftOut'][number]['because'], string>>> = {
  'taken-back': 'This very price was taken back in the catalogue before its day',
  'ends-then': 'In the catalogue these customers’ own price ends on that day',
};

/** What publishing would do, as the catalogue stands on a day. `before` is the pack that takes effect last of those there are. */
export function adoptionOf(pack: Pack, services: readonly Service[], today: CivilDate, before?: Pack): Adoption {
  const found: Adoption = { added: [], prices: [], lateRises: [], leftOut: [], otherWords: [], unnamed: [] };
  for (const [i, offered] of pack.services.entries()) {
    const known = services.find(({ code }) => code === offered.code);
    const saidBefore = before?.services.find(({ code }) => code === offered.code);
    const adopted = adoptService(known, offered, pack, today);
    found.leftOut.push(...keptFaults(offered, i, known ?? saidBefore));
    if (!known) {
      found.added.push(offered.title);
      continue;
    }
    if (known.class !== offered.class) continue;
    const misdated = before ? priceFaults(pack, offered, i, saidBefore, known) : [];
    found.leftOut.push(...misdated);
    const had = new Set(known.prices.map(({ version }) => version));
    for (const { from, perDayExVatPence, buyers, version } of adopted.service.prices) {
      if (had.has(version)) continue;
      found.prices.push({ title: known.title, from, perDayExVatPence, ...(buyers ? { buyers } : {}) });
      const late = lateRiseOf(pack.priceNotice, known.prices, { from, perDayExVatPence, buyers }, today, known.priceEnds);
      if (late) found.lateRises.push(`${known.title}: ${lateRiseText(late)}`);
    }
    for (const left of adopted.leftOut) {
      const place = offered.prices.findIndex((price) => price.from === left.from && sameBuyers(price, left));
      const standing = known.prices.find((price) => price.from === left.from && sameBuyers(price, left));
      if (misdated.some(({ path }) => path[3] === place)) continue;
      // The version before said it too: that it was taken back since is no fault of this one.
      if (left.because === 'taken-back' && saidBefore?.prices.some((price) => wasTakenBack(known, price) && price.from === left.from))
        continue;
      const later = laterTexts[left.because];
      found.leftOut.push({
        path: ['services', i, 'prices', place, ...(standing ? ['perDayExVatPence'] : ['from'])],
        message: later
          ? `${later}: give “${offered.title}” the price from another day, or set it in the catalogue`
          : standing
            ? `The catalogue has ${sumText(standing.perDayExVatPence)} for “${offered.title}” from ${dayText(left.from)}, and quotes may name it: give the new price from a later day`
            : `A price cannot change in the past, and the catalogue has none from ${dayText(left.from)}: give the price from a day that is still to come`,
      });
    }
    if (words.some((word) => (known[word] ?? '') !== (offered[word] ?? ''))) found.otherWords.push(known.title);
  }
  const named = new Set(pack.services.map(({ code }) => code));
  found.unnamed = services.filter((service) => !named.has(service.code) && !hasEnded(service, today)).map(({ title }) => title);
  return found;
}
