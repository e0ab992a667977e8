// The form of a rule’s year: when its days may be used, what a change in the middle does, and what becomes of what is left. Pure.
import type { Json, Path } from '../../schema/drafts.ts';
import { gainedTexts, lostTexts, successionTexts, textFor, unusedTexts, yearTexts } from '../policies/words.ts';
import type { Field } from './fields.ts';
import { textAt } from './json.ts';
import { days, listOptions, options, told } from './options.ts';

/** Of a budget all that is left is carried, unless a limit is given. */
const budgetCarried = (base: Path): Field => {
  const path = [...base, 'yearEnd', 'atMostPence'];
  return {
    kind: 'optional',
    path,
    label: 'Of a budget at most so much is carried',
    fields: [
      { kind: 'money', path: [...path, 'pence'], label: 'At most, in pounds' },
      { kind: 'assumed', path },
    ],
  };
};

export function years(json: Json, base: Path, holder: string): Field[] {
  const own = textAt(json, [...base, 'code']);
  const others = listOptions(json, 'allocations').filter(({ value }) => value !== own);
  return [
    {
      kind: 'group',
      legend: 'Within the year',
      fields: [
        { kind: 'choice', path: [...base, 'year'], label: 'Which year', options: options(yearTexts) },
        {
          kind: 'optional',
          path: [...base, 'usable'],
          label: 'Its days may be used in a part of the year only',
          fields: [
            { kind: 'month-day', path: [...base, 'usable', 'from'], label: 'From', hint: 'Month and day, such as 09-01 for 1 September' },
            { kind: 'month-day', path: [...base, 'usable', 'to'], label: 'To', hint: 'Month and day, such as 12-31 for 31 December' },
          ],
        },
        {
          kind: 'choice',
          path: [...base, 'midYear', 'gained'],
          label: 'Coming under it in the middle of a year',
          options: told(gainedTexts, holder),
        },
        {
          kind: 'choice',
          path: [...base, 'midYear', 'lost'],
          label: 'Leaving it in the middle of a year',
          options: told(lostTexts, holder),
        },
        { kind: 'choice', path: [...base, 'onSuccession'], label: 'When another takes its place', options: options(successionTexts) },
        {
          kind: 'date',
          path: [...base, 'from'],
          label: 'The rule itself begins on',
          hint: 'Empty where it holds from the beginning',
          optional: true,
        },
        { kind: 'date', path: [...base, 'to'], label: 'The rule itself ends on', hint: 'Empty where it holds to the end', optional: true },
      ],
    },
    {
      kind: 'group',
      legend: 'At the end of the year',
      fields: [
        {
          kind: 'union',
          path: [...base, 'yearEnd'],
          on: 'unused',
          label: 'What is not used',
          variants: [
            { value: 'lapse', text: textFor(unusedTexts, 'lapse'), fields: [] },
            {
              value: 'carry',
              text: textFor(unusedTexts, 'carry'),
              fields: [
                ...days([...base, 'yearEnd', 'atMost'], 'At most so many half-days'),
                ...(textAt(json, [...base, 'per']) === 'team' ? [budgetCarried(base)] : []),
                {
                  kind: 'month-day',
                  path: [...base, 'yearEnd', 'useBy'],
                  label: 'To be used by',
                  hint: 'Month and day of the next year, such as 12-31',
                },
              ],
            },
            {
              value: 'move',
              text: textFor(unusedTexts, 'move'),
              fields: [{ kind: 'choice', path: [...base, 'yearEnd', 'to'], label: 'To the days of', options: others }],
            },
          ],
        },
      ],
    },
  ];
}
