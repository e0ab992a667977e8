// The form of one allocation rule: who is granted how much for what, and what becomes of it. Pure.
import type { Json, Path } from '../../schema/drafts.ts';
import {
  agreeTexts,
  bodyTexts,
  bookerTexts,
  partnershipTexts,
  phaseTexts,
  provisionTexts,
  sectorTexts,
  settingTexts,
  statusTexts,
  usedUpTexts,
} from '../policies/words.ts';
import type { Field, Option } from './fields.ts';
import { at, listAt, textAt } from './json.ts';
import { days, listOptions, options, type Texts } from './options.ts';
import { years } from './year-fields.ts';

/** Whatever is core is free for all: no rule pays for it. */
const payable = (json: Json): Option[] => {
  const core = listAt(json, ['services']).flatMap((each) => (textAt(each, ['class']) === 'core' ? [textAt(each, ['code'])] : []));
  return listOptions(json, 'services').filter(({ value }) => !core.includes(value));
};

export const clauseFields = (path: Path, label: string): Field[] => [
  { kind: 'text', path: [...path, 'reference'], label: `Where ${label} is said`, hint: 'The place in the source' },
  { kind: 'long', path: [...path, 'text'], label: 'In the words of the source' },
];
function district(path: Path, { districts }: { districts: readonly string[] }): Field {
  const label = 'District';
  return districts.length > 0
    ? { kind: 'choice', path, label, none: 'All districts', options: districts.map((name) => ({ value: name, text: name })) }
    : { kind: 'text', path, label, optional: true };
}

/** Which holders a rule means: what is left empty does not matter. */
function predicate(base: Path, offer: { districts: readonly string[] }): Field[] {
  const path = [...base, 'where'];
  const several = (name: string, label: string, texts: Texts): Field => ({
    kind: 'several',
    path: [...path, name],
    label,
    options: options(texts),
    optional: true,
  });
  const places = [...path, 'districts'];
  return [
    several('sectors', 'Run as', sectorTexts),
    several('settings', 'Setting', settingTexts),
    several('phases', 'Phase', phaseTexts),
    { kind: 'choice', path: [...path, 'provision'], label: 'Provision', options: options(provisionTexts), none: 'Does not matter' },
    {
      kind: 'optional',
      path: [...path, 'partnership'],
      label: 'Membership of a partnership matters',
      fields: [
        {
          kind: 'flag',
          path: [...path, 'partnership', 'member'],
          label: 'Is it a member?',
          yes: 'Only members',
          no: 'Only those that are not members',
        },
        {
          kind: 'several',
          path: [...path, 'partnership', 'kinds'],
          label: 'Of which partnerships',
          hint: 'None chosen: of any',
          options: options(partnershipTexts),
          optional: true,
        },
      ],
    },
    offer.districts.length > 0
      ? {
          kind: 'several',
          path: places,
          label: 'Districts',
          options: offer.districts.map((name) => ({ value: name, text: name })),
          optional: true,
        }
      : { kind: 'names', path: places, label: 'Districts', hint: 'One on each line', optional: true },
    {
      kind: 'numbers',
      path: [...path, 'types'],
      label: 'Types of establishment',
      hint: 'Codes of the register, such as 1, 2',
      optional: true,
    },
    several('bodies', 'Bodies that are no school', bodyTexts),
  ];
}

function whom(json: Json, base: Path, per: string, offer: { districts: readonly string[] }): Field[] {
  switch (per) {
    case 'school':
      return predicate(base, offer);
    case 'partnership':
      return [{ kind: 'several', path: [...base, 'kinds'], label: 'Kinds of partnership', options: options(partnershipTexts) }];
    case 'status':
      return [
        { kind: 'choice', path: [...base, 'status'], label: 'Status', options: options(statusTexts) },
        { kind: 'text', path: [...base, 'shownAs', 'title'], label: 'What schools see it as', hint: 'It must not tell of the status' },
      ];
    case 'event':
      return [{ kind: 'several', path: [...base, 'posts'], label: 'Posts', options: listOptions(json, 'posts') }];
    default:
      return [
        {
          kind: 'several',
          path: [...base, 'paysFor'],
          label: 'Which schools it pays for',
          hint: 'None chosen: whatever a school is',
          options: options(sectorTexts),
          optional: true,
        },
      ];
  }
}

/** The next band begins where the last one ends. */
function nextBand(last: Json | undefined): Json {
  const end = at(last, ['to']) ?? at(last, ['from']);
  return { from: typeof end === 'number' ? end + 1 : '', grant: { halfDays: '' } };
}

function amounts(json: Json, base: Path, per: string, offer: { districts: readonly string[] }): Field[] {
  if (per === 'partnership')
    return [
      {
        kind: 'list',
        path: [...base, 'bands'],
        legend: 'Days by number of members',
        one: 'Band',
        item: (path) => [
          { kind: 'number', path: [...path, 'from'], label: 'From how many members' },
          { kind: 'number', path: [...path, 'to'], label: 'To how many members', hint: 'Empty in the last band', optional: true },
          ...days([...path, 'grant'], 'Half-days in a year'),
        ],
        fresh: nextBand,
      },
      {
        kind: 'optional',
        path: [...base, 'reserved'],
        label: 'A part is reserved for the council',
        fields: [
          { kind: 'percent', path: [...base, 'reserved', 'share', 'basisPoints'], label: 'How much, in per cent of the days' },
          { kind: 'assumed', path: [...base, 'reserved', 'share'] },
          { kind: 'text', path: [...base, 'reserved', 'title'], label: 'What it is called' },
          { kind: 'several', path: [...base, 'reserved', 'services'], label: 'Services it is for', options: payable(json) },
          ...clauseFields([...base, 'reserved', 'clause'], 'the reserved part'),
        ],
      },
    ];
  if (per === 'team')
    return [
      {
        kind: 'list',
        path: [...base, 'teams'],
        legend: 'Teams',
        one: 'Team',
        item: (path) => [
          { kind: 'text', path: [...path, 'code'], label: 'Code' },
          { kind: 'text', path: [...path, 'title'], label: 'Title' },
          district([...path, 'district'], offer),
          ...days([...path, 'grant'], 'Half-days in a year'),
          {
            kind: 'optional',
            path: [...path, 'budget'],
            label: 'It has a budget',
            fields: [
              { kind: 'money', path: [...path, 'budget', 'pence'], label: 'Budget of a year, in pounds' },
              { kind: 'assumed', path: [...path, 'budget'] },
            ],
          },
        ],
        fresh: () => ({ code: '', title: '', grant: { halfDays: '' } }),
      },
    ];
  return days([...base, 'grant'], per === 'event' ? 'Half-days' : 'Half-days in a year');
}

const agreement = (base: Path, per: string): Field[] =>
  per === 'partnership'
    ? [
        {
          kind: 'optional',
          path: [...base, 'agreement'],
          label: 'What the days are used for must be agreed',
          fields: [
            { kind: 'choice', path: [...base, 'agreement', 'by'], label: 'By whom', options: options(agreeTexts) },
            ...clauseFields([...base, 'agreement', 'clause'], 'the agreement'),
          ],
        },
      ]
    : [];

/** Every field of the rule at a path, by the kind of rule it is. */
export function ruleFields(json: Json, base: Path, offer: { districts: readonly string[] }): Field[] {
  const per = textAt(json, [...base, 'per']);
  const holder = per === 'partnership' || per === 'team' ? per : 'school';
  const meant = whom(json, base, per, offer);
  return [
    {
      kind: 'group',
      legend: 'The rule',
      fields: [
        { kind: 'text', path: [...base, 'title'], label: 'Title' },
        {
          kind: 'text',
          path: [...base, 'code'],
          label: 'Code',
          hint: 'Accounts bear it: it stays the same as long as the rule is the same',
        },
      ],
    },
    ...(meant.length > 0
      ? [
          {
            kind: 'group' as const,
            legend: 'Who it is for',
            ...(per === 'school' ? { hint: 'What is left empty does not matter.' } : {}),
            fields: meant,
          },
        ]
      : []),
    { kind: 'group', legend: 'How much', fields: amounts(json, base, per, offer) },
    {
      kind: 'group',
      legend: 'How it is used',
      fields: [
        { kind: 'several', path: [...base, 'services'], label: 'Services its days are for', options: payable(json) },
        { kind: 'several', path: [...base, 'bookableBy'], label: 'Who may book', options: options(bookerTexts) },
        ...agreement(base, per),
        { kind: 'choice', path: [...base, 'whenUsedUp'], label: 'When it is used up', options: options(usedUpTexts) },
        {
          kind: 'choice',
          path: [...base, 'funding'],
          label: 'Paid by',
          hint: 'The source of funding, where there is one',
          options: listOptions(json, 'fundings'),
          none: 'No source in particular',
        },
      ],
    },
    ...(per === 'event' ? [] : years(json, base, holder)),
    {
      kind: 'group',
      legend: 'What it rests on',
      fields: [{ kind: 'text', path: [...base, 'legalBasis'], label: 'Legal basis' }, ...clauseFields([...base, 'clause'], 'the rule')],
    },
  ];
}
