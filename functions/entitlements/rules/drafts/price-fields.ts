// The fields of prices: of a service's own, and of when rises above inflation are announced. Pure.
import type { Path } from '../../schema/drafts.ts';
import { buyerTexts, yearTexts } from '../policies/words.ts';
import type { Field } from './fields.ts';
import { options } from './options.ts';

export const priceItem = (path: Path): Field[] => [
  { kind: 'date', path: [...path, 'from'], label: 'From' },
  { kind: 'money', path: [...path, 'perDayExVatPence'], label: 'Price of a day before VAT, in pounds' },
  {
    kind: 'several',
    path: [...path, 'buyers'],
    label: 'For whom',
    hint: 'Choose nobody for the price of everybody whom no other price names',
    options: options(buyerTexts),
    optional: true,
  },
  { kind: 'assumed', path },
];

const inflationItem = (path: Path): Field[] => [
  { kind: 'number', path: [...path, 'year'], label: 'Year', hint: 'The one in which it begins, such as 2027' },
  { kind: 'percent', path: [...path, 'basisPoints'], label: 'Inflation, in per cent' },
  { kind: 'text', path: [...path, 'source'], label: 'By what source' },
  { kind: 'assumed', path },
];

export const noticeFields: readonly Field[] = [
  {
    kind: 'optional',
    path: ['priceNotice'],
    label: 'A rise above inflation is announced before a day',
    fields: [
      { kind: 'choice', path: ['priceNotice', 'year'], label: 'Prices are for', options: options(yearTexts) },
      {
        kind: 'month-day',
        path: ['priceNotice', 'announceBy'],
        label: 'Announced by',
        hint: 'Month and day before the year begins, such as 12-31',
      },
      {
        kind: 'list',
        path: ['priceNotice', 'inflation'],
        legend: 'Inflation',
        one: 'Year',
        item: inflationItem,
        fresh: () => ({ year: '', basisPoints: '', source: '' }),
      },
      { kind: 'text', path: ['priceNotice', 'clause', 'reference'], label: 'Where the source says so' },
      { kind: 'long', path: ['priceNotice', 'clause', 'text'], label: 'In the words of the source' },
    ],
  },
];
