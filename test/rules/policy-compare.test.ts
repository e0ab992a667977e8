// A policy told and two policies compared: nothing that a pack says is left out of either, and a change reads as one.
import { describe, expect, test } from 'vitest';
import { comparePacks } from '../../functions/entitlements/rules/compare.ts';
import { describePack } from '../../functions/entitlements/rules/policies/describe.ts';
import { predicateText } from '../../functions/entitlements/rules/policies/describe-rule.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { rochdale2012 } from '../../shared/policy/rochdale-2012.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { ruleOf } from '../packs.ts';

/** Manchester with a limit to what teams carry of their budgets. */
const carriedBudgets: Pack = {
  ...manchester2007,
  allocations: manchester2007.allocations.map((rule) =>
    rule.per === 'team'
      ? {
          ...rule,
          yearEnd: {
            unused: 'carry',
            atMost: { halfDays: 4 },
            atMostPence: { pence: 100_000, assumed: true, note: 'No limit is given' },
            useBy: '06-30',
          },
        }
      : rule,
  ),
};
/** Essex, where only a visit that is one more counts as booked again. */
const oneMore: Pack = {
  ...essex2017,
  cancellation: {
    ...essex2017.cancellation,
    waivers: essex2017.cancellation.waivers.map((waiver) =>
      waiver.kind === 'rebooked' ? { ...waiver, oneMore: { clause: { reference: 'Section 9', text: 'It is one more.' } } } : waiver,
    ),
  },
};
const packs = { essex2017, manchester2007, rivermouth2026, rochdale2012, carriedBudgets, oneMore };

/** Every single value of a pack, by its path. */
function leaves(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, Array.isArray(value) ? Number(name) : name]));
}

/** The pack with another value at a path; whether it still is a good pack does not matter here. */
function altered(pack: Pack, path: readonly (string | number)[]): Pack {
  const copy = structuredClone(pack);
  let here = copy as unknown as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) here = here[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  const value = here[last];
  if (typeof value === 'number') here[last] = value + 1;
  else if (typeof value === 'boolean') {
    if (last === 'assumed') delete here[last];
    else here[last] = !value;
  } else here[last] = `${String(value)}x`;
  return copy;
}

describe.each(Object.entries(packs))('%s', (_, pack) => {
  test('says the same as itself', () => {
    expect(comparePacks(pack, structuredClone(pack))).toEqual([]);
  });

  test('has no value that could be changed unseen', () => {
    // Words that say which kind of thing stands there have other values beside them: those are changed whole, below.
    const all = leaves(pack).filter((path) => !['per', 'event', 'unused'].includes(String(path.at(-1))));
    expect(all.length).toBeGreaterThan(150);
    const unseen = all.filter((path) => comparePacks(pack, altered(pack, path)).length === 0);
    expect(unseen.map((path) => path.join('.'))).toEqual([]);
  });

  test('gives every entry of a section a key of its own, and every fact of an entry', () => {
    for (const { entries } of describePack(pack)) {
      expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      for (const { facts } of entries) expect(new Set(facts.map(({ key }) => key)).size).toBe(facts.length);
    }
  });

  test('is told without a code where there are words for it', () => {
    const text = JSON.stringify(
      describePack(pack).flatMap(({ entries }) => entries.flatMap(({ facts }) => facts.map(({ value }) => value))),
    );
    for (const code of ['pro-rata', 'spill-to-traded', 'own-maintained', 'next-year', 'hand-over']) expect(text).not.toContain(`"${code}`);
    expect(text).not.toContain('undefined');
  });
});

describe('what is different', () => {
  const changed = (change: (pack: Pack) => void): Pack => {
    const pack = structuredClone(essex2017);
    pack.effectiveFrom = '2027-09-01' as CivilDate;
    change(pack);
    return pack;
  };
  const sentencesOf = (pack: Pack): string[] =>
    comparePacks(essex2017, pack).flatMap(({ changes }) => changes.flatMap(({ sentences }) => sentences));
  const sentences = (change: (pack: Pack) => void) =>
    sentencesOf(changed(change)).filter((text) => !text.startsWith('The policy: in force from'));

  test('the day it takes effect is itself a change', () => {
    expect(sentencesOf(changed(() => {}))).toEqual([
      'The policy: in force from: 1 September 2017 → 1 September 2027, from 1 September 2027',
    ]);
  });

  test.each<[string, (pack: Pack) => void, string[]]>([
    [
      'a grant, without more words than it needs',
      (pack) => {
        ruleOf(pack, 'school', 'half-day-visit').grant.halfDays = 2;
      },
      ['Half-day visit: half a day → 1 day, from 1 September 2027'],
    ],
    [
      'an assumed number that the source now gives',
      (pack) => {
        ruleOf(pack, 'school', 'special-school-days').grant = { halfDays: 6 };
      },
      [
        'Days for special schools and pupil referral units: 3 days (assumed: The paper gives no number of days) → 3 days, from 1 September 2027',
      ],
    ],
    [
      'a band, by its size',
      (pack) => {
        const band = ruleOf(pack, 'partnership').bands[1];
        if (band) band.grant = { halfDays: 22 };
      },
      [
        'Partnership days: 4 to 6 members: 10 days (assumed: The paper says that days follow the size of a partnership, and gives no numbers) → 11 days, from 1 September 2027',
      ],
    ],
    [
      'a band that ends elsewhere, with the next one',
      (pack) => {
        const [, second, third] = ruleOf(pack, 'partnership').bands;
        if (second && third) [second.to, third.from] = [5, 6];
      },
      [
        'Partnership days: 4 to 6 members → 4 to 5 members: 10 days (assumed: The paper says that days follow the size of a partnership, and gives no numbers) → 10 days (assumed: The paper says that days follow the size of a partnership, and gives no numbers), from 1 September 2027',
        'Partnership days: 6 to 9 members: nothing → 14 days (assumed: The paper says that days follow the size of a partnership, and gives no numbers), from 1 September 2027',
        'Partnership days: 7 to 9 members: 14 days (assumed: The paper says that days follow the size of a partnership, and gives no numbers) → nothing, from 1 September 2027',
      ],
    ],
    [
      'what becomes of unused days, in sentences',
      (pack) => {
        ruleOf(pack, 'school', 'half-day-visit').yearEnd = { unused: 'carry', atMost: { halfDays: 1 }, useBy: '12-31' };
      },
      [
        'Half-day visit: at the end of the year: What is not used lapses. → Up to half a day may still be used until 31 December of the year after; the rest lapses., from 1 September 2027',
      ],
    ],
    [
      'a price',
      (pack) => {
        pack.services[0]?.prices.push({ from: '2027-09-01' as CivilDate, perDayExVatPence: 46_800 });
      },
      ['Headteacher performance management: a day from 1 September 2027: nothing → £468.00 before VAT, from 1 September 2027'],
    ],
    [
      'a rule more, and the order of the others is as it was',
      (pack) => {
        const rule = ruleOf(pack, 'school', 'half-day-visit');
        pack.allocations.unshift({ ...structuredClone(rule), code: 'second-visit', title: 'Second visit' });
      },
      ['Second visit: added, from 1 September 2027'],
    ],
    [
      'a rule less',
      (pack) => {
        pack.allocations = pack.allocations.filter(({ code }) => code !== 'half-day-visit');
      },
      ['Half-day visit: removed, from 1 September 2027'],
    ],
    [
      'the order of rules, where it is another',
      (pack) => {
        const [first, second, ...rest] = pack.allocations;
        if (first && second) pack.allocations = [second, first, ...rest];
      },
      [
        'The policy: order in which free days are used: Headteacher recruitment, then Half-day visit, then Days for special schools and pupil referral units, then Days for mainstream schools with enhanced provisions, then Partnership days, then Individual support → Half-day visit, then Headteacher recruitment, then Days for special schools and pupil referral units, then Days for mainstream schools with enhanced provisions, then Partnership days, then Individual support, from 1 September 2027',
      ],
    ],
    [
      'services of a rule, by their codes and not by their order',
      (pack) => {
        ruleOf(pack, 'partnership').services.reverse();
      },
      [],
    ],
    [
      'a rung of the ladder',
      (pack) => {
        pack.cancellation.rungs = pack.cancellation.rungs.filter(({ workingDays }) => workingDays !== 10);
      },
      ['With less than 10 working days between: removed, from 1 September 2027'],
    ],
    [
      'what counts as booked again',
      (pack) => {
        pack.cancellation.waivers = structuredClone(oneMore.cancellation.waivers);
      },
      [
        'No fee: the visit is booked again: what counts as booked again: Any visit that was booked afterwards → Only a visit that is one more: what the school gave up for nothing meanwhile comes off first, from 1 September 2027',
        'No fee: the visit is booked again: source: nothing → Section 9: “It is one more.”, from 1 September 2027',
      ],
    ],
  ])('%s', (_name, change, expected) => {
    expect(sentences(change)).toEqual(expected);
  });

  test('a service whose title alone is another changes no rule that names it', () => {
    const sections = comparePacks(
      essex2017,
      changed((pack) => {
        const service = pack.services.find(({ code }) => code === 'individual-visit');
        if (service) service.title = 'Visit by your partner';
      }),
    );
    expect(sections.map(({ section }) => section)).toEqual(['pack', 'services']);
  });

  test('is told by section, with each fact before and after', () => {
    const [section] = comparePacks(
      essex2017,
      changed((pack) => {
        ruleOf(pack, 'school', 'half-day-visit').midYear.lost = 'keep';
      }),
    ).filter(({ section }) => section === 'allocations');
    expect(section?.changes).toEqual([
      expect.objectContaining({
        key: 'half-day-visit',
        change: 'changed',
        facts: [
          {
            label: 'Leaving it in mid-year',
            before: 'A school that leaves the rule in the middle of a year loses what it has not used.',
            after: 'A school that leaves the rule in the middle of a year keeps the year’s days.',
          },
        ],
      }),
    ]);
  });
});

test('a condition reads as a sentence’s part, and no condition means every school', () => {
  expect(predicateText({})).toBe('every school');
  expect(predicateText(ruleOf(essex2017, 'school', 'half-day-visit').where)).toBe(
    'maintained schools and academies; mainstream schools; primary; not members of school improvement partnerships or collaborative groups',
  );
  expect(
    predicateText({
      bodies: ['nursery'],
      districts: ['North', 'South'],
      types: [1, 2],
      provision: 'enhanced',
      partnership: { member: true },
    }),
  ).toBe('nurseries; of the types 1, 2 of the register; with an enhanced provision; in North or South; members of any partnership');
});
