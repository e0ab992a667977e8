// When rises above inflation are announced, told to whoever reads a policy. Pure.
import type { Pack } from '../../../../shared/policy/schema.ts';
import { assumption, type Entry, fact, type Section, source } from './facts.ts';
import { monthDayText, shareText, textFor, yearTexts } from './words.ts';

export const priceNoticeSection = ({ priceNotice }: Pack): Section => ({
  key: 'priceNotice',
  title: 'Rises of prices',
  none: 'The council has not bound itself to announce rises before a day.',
  entries: priceNotice ? entriesOf(priceNotice) : [],
});

const entriesOf = ({ year, announceBy, inflation, clause }: NonNullable<Pack['priceNotice']>): Entry[] => [
  {
    key: 'notice',
    title: 'Above inflation',
    facts: [
      fact('year', 'Prices are for', textFor(yearTexts, year)),
      fact('announceBy', 'Announced by', `${monthDayText(announceBy)} before the year begins`),
      ...source(clause),
    ],
  },
  ...inflation.map((rate) => ({
    key: `inflation.${rate.year}`,
    title: `Inflation for ${rate.year}`,
    facts: [fact('rate', 'Rate', shareText(rate.basisPoints), assumption(rate)), fact('source', 'By', rate.source)],
  })),
];
