// What a pack sells by the package and by the year, in sentences. Pure.

import type { OfferedYear, Package } from '../../../../shared/policy/packages.ts';
import type { Pack } from '../../../../shared/policy/schema.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';
import { assumption, type Entry, type Fact, fact, serviceFact, source } from './facts.ts';
import { dayText, monthDayText, sumText, textFor, vatClassTexts } from './words.ts';

const kindTexts = { package: 'A package, bought on any day', 'buy-back': 'A year’s buy-back' } as const;
const clockTexts = {
  financial: 'the financial year, from 1 April',
  academic: 'the academic year, from 1 September',
  academy: 'the academy’s financial year, from 1 September',
} as const;
const onwardTexts = { rolling: 'Goes on from year to year, until notice is given', 'until-renewed': 'Ends unless it is renewed' } as const;

const yearsText = (years: number): string => `${years} ${years === 1 ? 'year' : 'years'}`;

const yearFact = (year: OfferedYear): Fact => {
  const { clock, window, noticeBy, instalments } = year;
  const due = instalments.map(({ on, twelfths }) => `${twelfths}/12 on ${monthDayText(on)}`).join(', ');
  return fact(
    `year.${clock}`,
    `By ${textFor(clockTexts, clock)}`,
    `agreed to from ${monthDayText(window.from)} to ${monthDayText(window.to)}; notice by ${monthDayText(noticeBy)}; due ${due}`,
    assumption(year),
  );
};

function termFacts(each: Package): Fact[] {
  if (!('years' in each))
    return [
      each.months === undefined
        ? fact('valid', 'To be used', `By the end of ${textFor(clockTexts, each.year ?? 'financial')}`)
        : fact('valid', 'To be used', `Within ${each.months} ${each.months === 1 ? 'month' : 'months'}`),
    ];
  const { yearEnd } = each;
  return [
    ...each.years.map(yearFact),
    fact('continues', 'After a year', textFor(onwardTexts, each.continues)),
    fact(
      'longest',
      'Binds a school at most',
      `${yearsText(each.longestFirstYears)} by a first agreement, ${yearsText(each.longestLaterYears)} by a later one`,
    ),
    fact(
      'yearEnd',
      'What is not used',
      yearEnd.unused === 'carry' ? `At most ${halfDaysText(yearEnd.atMostHalfDays)} goes on into the next year; the rest lapses` : 'Lapses',
      assumption(yearEnd),
    ),
  ];
}

export const packages = (pack: Pack): Entry[] =>
  pack.packages.map((each) => ({
    key: each.code,
    title: each.title,
    facts: [
      fact('title', 'Title', each.title),
      fact('kind', 'Kind', textFor(kindTexts, each.kind)),
      fact('description', 'Description', each.description),
      serviceFact(pack, 'services', 'For', each.services),
      fact('halfDays', 'Holds', halfDaysText(each.halfDays)),
      ...each.prices.map((price) =>
        fact(`price.${price.from}`, `From ${dayText(price.from)}`, `${sumText(price.perYearExVatPence)} before VAT`, {
          main: true,
          ...assumption(price),
        }),
      ),
      ...termFacts(each),
      fact('vatClass', 'VAT', textFor(vatClassTexts, each.vatClass)),
      fact('incomeCode', 'Income code', each.incomeCode),
      fact('cfrCode', 'CFR code', each.cfrCode),
      fact('legalPower', 'Legal power', each.legalPower),
      fact('code', 'Code', each.code),
      ...source(each.clause),
    ],
  }));
