// The parts of a pack that have a form of their own, and which faults belong to which. Pure.
import type { Fault } from '../../../../shared/policy/faults.ts';
import { capital } from '../../../../shared/ui/text.ts';
import type { Change, Json, Path } from '../../schema/drafts.ts';
import { bookerTexts, classTexts, noteReaderTexts, textFor, waiverTexts } from '../policies/words.ts';
import type { Field, Option } from './fields.ts';
import { at, listAt, textAt } from './json.ts';
import { noticeFields, priceItem } from './price-fields.ts';
import { clauseFields, ruleFields } from './rule-fields.ts';

/** `rule.3` is the fourth rule, `service.0` the first service. */
export type Part = { name: string; title: string; base: Path; fields: readonly Field[] };
/** What a form offers beside the pack's own words. */
export type Offer = { districts: readonly string[] };

const optionsOf = (texts: Readonly<Record<string, string>>): Option[] =>
  Object.keys(texts).map((value) => ({ value, text: textFor(texts, value) }));

const policyFields: readonly Field[] = [
  { kind: 'text', path: ['title'], label: 'Title' },
  { kind: 'date', path: ['effectiveFrom'], label: 'In force from', hint: 'The day on which it takes the place of the version before it' },
  { kind: 'text', path: ['source'], label: 'Source', hint: 'The document it carries out' },
];

const costItem = (path: Path): Field[] => [
  { kind: 'date', path: [...path, 'from'], label: 'From' },
  { kind: 'money', path: [...path, 'perDayPence'], label: 'Cost of a day, in pounds' },
  { kind: 'assumed', path },
];
const nudgeItem = (path: Path): Field[] => [
  { kind: 'month-day', path: [...path, 'on'], label: 'Day of the year', hint: 'Month and day, such as 02-01 for 1 February' },
  { kind: 'percent', path: [...path, 'leftAtLeastBasisPoints'], label: 'If at least this much is left, in per cent' },
  { kind: 'assumed', path },
];
const rungItem = (path: Path): Field[] => [
  {
    kind: 'number',
    path: [...path, 'workingDays'],
    label: 'Working days',
    hint: 'It holds when fewer whole working days than this lie between cancelling and the visit',
  },
  { kind: 'percent', path: [...path, 'feeBasisPoints'], label: 'Fee, in per cent of the price' },
  {
    kind: 'choice',
    path: [...path, 'allocation'],
    label: 'What becomes of a free half-day',
    options: optionsOf({ returned: 'It is given back', consumed: 'It counts as used' }),
  },
  { kind: 'assumed', path },
];
const waiverItem = (path: Path): Field[] => [
  {
    kind: 'union',
    path,
    on: 'kind',
    label: 'No fee is charged if',
    variants: Object.keys(waiverTexts).map((value) => ({
      value,
      text: textFor(waiverTexts, value),
      fields:
        value === 'rebooked'
          ? [
              { kind: 'number', path: [...path, 'withinWorkingDays'], label: 'Within how many working days' } as const,
              {
                kind: 'optional',
                path: [...path, 'oneMore'],
                label: 'Only a visit that is one more counts, and none that puts back what was given up for nothing',
                fields: clauseFields([...path, 'oneMore', 'clause'], 'what counts as booked again'),
              } as const,
            ]
          : [],
    })),
  },
  { kind: 'assumed', path },
];

const cancellationFields: readonly Field[] = [
  {
    kind: 'list',
    path: ['cancellation', 'rungs'],
    legend: 'The ladder',
    one: 'Rung',
    item: rungItem,
    fresh: () => ({ workingDays: '', feeBasisPoints: '', allocation: 'returned' }),
  },
  {
    kind: 'list',
    path: ['cancellation', 'waivers'],
    legend: 'When no fee is charged',
    one: 'Waiver',
    item: waiverItem,
    fresh: () => ({ kind: '' }),
  },
];

const headingItem = (path: Path): Field[] => [
  { kind: 'text', path: [...path, 'title'], label: 'Heading' },
  { kind: 'text', path: [...path, 'code'], label: 'Code', hint: 'Lower-case letters, digits and hyphens, such as what-was-agreed' },
  {
    kind: 'flag',
    path: [...path, 'required'],
    label: 'Must something stand under it?',
    yes: 'Yes, or the note is not sent',
    no: 'No, it may be left empty',
  },
];

/** The rules of notes stand one below the other; a rule is added, and given its services, in the text of the policy. */
const noteFields = (json: Json): Field[] =>
  listAt(json, ['notes']).map((_, i): Field => {
    const path = ['notes', i];
    const title = textAt(json, [...path, 'title']) || `Note ${i + 1}`;
    return {
      kind: 'group',
      legend: title,
      fields: [
        { kind: 'text', path: [...path, 'title'], label: 'Title' },
        {
          kind: 'several',
          path: [...path, 'classes'],
          label: 'For every service of these kinds that no rule names',
          options: optionsOf(classTexts),
          optional: true,
        },
        {
          kind: 'list',
          path: [...path, 'headings'],
          legend: 'Headings',
          one: 'Heading',
          of: title,
          item: headingItem,
          fresh: () => ({ code: '', title: '', required: false }),
        },
        {
          kind: 'flag',
          path: [...path, 'moderated'],
          label: 'Does a colleague of the author read it before the school?',
          yes: 'Yes, it is moderated',
          no: 'No',
        },
        { kind: 'number', path: [...path, 'dueWorkingDays'], label: 'Due within how many working days of the visit' },
        { kind: 'choice', path: [...path, 'readBy'], label: 'Who reads it', options: capitals(noteReaderTexts) },
        { kind: 'assumed', path },
      ],
    };
  });
const capitals = (texts: Readonly<Record<string, string>>): Option[] =>
  optionsOf(texts).map(({ value, text }) => ({ value, text: capital(text) }));

const simple: Readonly<Record<string, Part>> = {
  policy: { name: 'policy', title: 'Title and date', base: [], fields: policyFields },
  cancellation: { name: 'cancellation', title: 'Cancelling', base: ['cancellation'], fields: cancellationFields },
  'price-notice': { name: 'price-notice', title: 'Rises of prices', base: ['priceNotice'], fields: noticeFields },
  costs: {
    name: 'costs',
    title: 'What a day costs the council',
    base: ['costs'],
    fields: [
      {
        kind: 'list',
        path: ['costs'],
        legend: 'Cost of an officer’s day',
        one: 'Cost',
        item: costItem,
        fresh: () => ({ from: '', perDayPence: '' }),
      },
    ],
  },
  nudges: {
    name: 'nudges',
    title: 'Reminders of unused days',
    base: ['nudges'],
    fields: [
      {
        kind: 'list',
        path: ['nudges'],
        legend: 'Reminders',
        one: 'Reminder',
        item: nudgeItem,
        fresh: () => ({ on: '', leftAtLeastBasisPoints: '' }),
      },
    ],
  },
};

const notesTitle = 'Notes of visits';

/** A part by its name; undefined where the pack has none such. */
export function partOf(json: Json, name: string | undefined, offer: Offer): Part | undefined {
  const [kind = '', place] = (name ?? '').split('.');
  if (place === undefined && kind === 'notes') return { name: 'notes', title: notesTitle, base: ['notes'], fields: noteFields(json) };
  if (place === undefined) return Object.hasOwn(simple, kind) ? simple[kind] : undefined;
  const index = /^\d{1,3}$/.test(place) ? Number(place) : -1;
  if (kind === 'rule' && at(json, ['allocations', index]) !== undefined) {
    const base: Path = ['allocations', index];
    return {
      name: `rule.${index}`,
      title: textAt(json, [...base, 'title']) || `Rule ${index + 1}`,
      base,
      fields: ruleFields(json, base, offer),
    };
  }
  if (kind === 'service' && at(json, ['services', index]) !== undefined) {
    const base: Path = ['services', index];
    const title = textAt(json, [...base, 'title']) || `Service ${index + 1}`;
    const bookers: Field = {
      kind: 'several',
      path: [...base, 'bookableBy'],
      label: 'Who may book it',
      hint: 'Choose nobody where whoever may book may book it',
      options: optionsOf(bookerTexts).map(({ value, text }) => ({ value, text: capital(text) })),
      optional: true,
    };
    const prices: Field = {
      kind: 'list',
      path: [...base, 'prices'],
      legend: 'Prices',
      one: 'Price',
      item: priceItem,
      fresh: () => ({ from: '', perDayExVatPence: '' }),
    };
    return { name: `service.${index}`, title, base, fields: [bookers, prices] };
  }
  return undefined;
}

/** The code of what a part is about, so that a form can tell whether it is still the same one. */
export const codeOf = (json: Json, { base }: Part): string => textAt(json, [...base, 'code']);

/** The form on which a fault can be corrected, or `text` where there is none. */
export function partWith({ path: [first, place] }: Fault): string {
  if (first === 'allocations' && typeof place === 'number') return `rule.${place}`;
  if (first === 'services' && typeof place === 'number') return `service.${place}`;
  if (first === 'title' || first === 'effectiveFrom' || first === 'source') return 'policy';
  if (first === 'priceNotice') return 'price-notice';
  return typeof first === 'string' && ['cancellation', 'costs', 'nudges', 'notes'].includes(first) ? first : 'text';
}

export type Listed = { name: string; title: string };
/** Every part of a pack, in the order of its forms. */
export const partsOf = (json: Json): { rules: Listed[]; services: Listed[]; others: Listed[] } => ({
  rules: listAt(json, ['allocations']).map((_, i) => ({
    name: `rule.${i}`,
    title: textAt(json, ['allocations', i, 'title']) || `Rule ${i + 1}`,
  })),
  services: listAt(json, ['services']).map((_, i) => ({
    name: `service.${i}`,
    title: textAt(json, ['services', i, 'title']) || `Service ${i + 1}`,
  })),
  others: [
    ...['policy', 'cancellation', 'price-notice', 'costs', 'nudges'].flatMap((name) => simple[name] ?? []),
    ...(listAt(json, ['notes']).length > 0 ? [{ name: 'notes', title: notesTitle }] : []),
  ],
});

/** What adds a rule after another, as a copy of it with a code of its own; removing what is not there where there is none such, which is refused. */
export function copyOfRule(json: Json, rule: number): Change[] {
  const copied = at(json, ['allocations', rule]);
  if (copied === undefined) return [{ do: 'remove', path: ['allocations', rule] }];
  const codes = new Set(listAt(json, ['allocations']).map((each) => textAt(each, ['code'])));
  const wanted = `${textAt(copied, ['code'])}-copy`;
  let code = wanted;
  for (let n = 2; codes.has(code); n++) code = `${wanted}-${n}`;
  const path = ['allocations', rule + 1];
  return [
    { do: 'insert', path, value: copied },
    { do: 'set', path: [...path, 'code'], value: code },
    { do: 'set', path: [...path, 'title'], value: `${textAt(copied, ['title'])} (copy)` },
  ];
}
