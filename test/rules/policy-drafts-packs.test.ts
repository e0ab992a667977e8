// The pack of a draft: what is wrong with it is kept and named at its place, and it is changed at single places, on forms and as text.
import { describe, expect, test } from 'vitest';
import { type Field, faultsAt, withTyped } from '../../functions/entitlements/rules/drafts/fields.ts';
import { asJson, at, changedAll, readText, unseenFaults, withAt } from '../../functions/entitlements/rules/drafts/json.ts';
import { partOf, partWith } from '../../functions/entitlements/rules/drafts/parts.ts';
import { check, decideBegin, decideSave, decideSubmission, inOrder } from '../../functions/entitlements/rules/drafts.ts';
import type { Json } from '../../functions/entitlements/schema/drafts.ts';
import { accepted } from '../../shared/decision.ts';
import type { DraftId } from '../../shared/ids.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { begin, json, pack, who } from '../drafts.ts';
import { type Case, pathOf, ruleOf } from '../packs.ts';

describe('a pack that cannot be published is kept with its faults, each with its path and a sentence', () => {
  const cases: Case[] = [
    [
      'a gap between bands',
      (of) => {
        const [, second] = ruleOf(of, 'partnership').bands;
        if (second) second.from = 5;
      },
      `${pathOf(pack, 'partnership-days')}.bands.1.from`,
      'No band is for 4 members: let this one begin with 4',
    ],
    [
      'an unknown condition',
      (of) => {
        (ruleOf(of, 'school', 'half-day-visit').where as Record<string, unknown>).colour = 'blue';
      },
      `${pathOf(pack, 'half-day-visit')}.where.colour`,
      '“colour” is not a word of a condition: leave it out, or use one of sectors, settings, phases, types, provision, bodies, districts, partnership',
    ],
    [
      'negative days',
      (of) => {
        ruleOf(of, 'school', 'half-day-visit').grant.halfDays = -1;
      },
      `${pathOf(pack, 'half-day-visit')}.grant.halfDays`,
      'Half-days cannot be negative',
    ],
    [
      'two rules that grant the same right',
      (of) => {
        of.allocations.push({ ...structuredClone(ruleOf(of, 'school', 'half-day-visit')), code: 'again', title: 'Again' });
      },
      `allocations.${pack.allocations.length}`,
      '“Again” grants again what “Half-day visit” grants, for “Visit by a School Performance Partner”: leave one of them out, or let it be for other services, holders or dates',
    ],
    [
      'days of use that run out of the year',
      (of) => {
        ruleOf(of, 'school', 'half-day-visit').usable = { from: '09-01', to: '10-31' };
        ruleOf(of, 'school', 'special-school-days').usable = { from: '03-01', to: '10-31' };
      },
      `${pathOf(pack, 'special-school-days')}.usable.to`,
      'From 03-01 to 10-31 runs past the end of the academic year, 1 September to 31 August: let both days lie within it',
    ],
    [
      'a title that hides what it says',
      (of) => {
        of.title = 'Essex \u202elatot';
      },
      'title',
      'Use characters that can be seen: this text holds one that cannot',
    ],
  ];
  test.each(cases)('%s', (_, change, path, message) => {
    const bad = structuredClone(pack);
    change(bad);
    const { faults } = check(bad as unknown as Json);
    expect(faults.map((fault) => [fault.path.join('.'), fault.message])).toEqual([[path, message]]);
    const kept = accepted(decideSave({ ...who(), draft: begin() }, { version: 1, json: bad as unknown as Json }));
    expect(kept).toMatchObject({ state: 'draft', faults: 1, version: 2 });
    const decision = decideSubmission({ ...who(), draft: kept, faults }, { version: 2 });
    expect(decision).toMatchObject({ ok: false, refusal: { name: 'draft-not-ready', faults: [{ field: path, detail: message }] } });
  });

  test('a pack whose words are right and whose parts do not fit can still be compared and told', () => {
    const bad = structuredClone(pack);
    ruleOf(bad, 'partnership').bands = [{ from: 2, grant: { halfDays: 2 } }];
    expect(check(bad as unknown as Json).pack?.title).toBe(pack.title);
    expect(check({ title: 'Nothing' }).pack).toBeUndefined();
  });

  test('one that is too large is refused by its size', () => {
    const large = { ...(json as object), source: 'x'.repeat(300_000) } as Json;
    expect(decideBegin({ ...who(), id: 'drf_2' as DraftId }, { json: large })).toMatchObject({
      ok: false,
      refusal: { name: 'draft-too-large' },
    });
    expect(decideSave({ ...who(), draft: begin() }, { version: 1, json: large })).toMatchObject({
      ok: false,
      refusal: { name: 'draft-too-large', detail: expect.stringMatching(/^It measures 3\d\d KB, and a policy at most 300 KB\.$/) },
    });
  });
});

describe('a pack as text', () => {
  test.each<[string, string, string]>([
    ['a bracket too few', '{ "title": ', 'The text is not JSON: a bracket or a quotation mark is missing'],
    ['a comma too many', '{\n  "title": "A",\n}', 'The text is not JSON: look at line 3'],
    ['a list', '[]', 'Give one JSON object, from { to }'],
    ['a text', '"pack"', 'Give one JSON object, from { to }'],
    [
      'brackets without end',
      `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      'Nothing in a pack lies deeper than 16 levels: take some of the brackets away',
    ],
    [
      'a word that would become something else',
      '{"services":[{"__proto__":{"code":"x"}}]}',
      '“__proto__” is not a word of a pack: leave it out',
    ],
  ])('%s is refused in a sentence', (_, text, fault) => {
    expect(readText(text)).toEqual({ fault });
  });

  test('is what it was', () => {
    expect(readText(JSON.stringify(pack))).toEqual({ json });
    expect(asJson(pack)).toEqual({ json });
  });

  test('line breaks and tabs can be seen; marks that turn the reading direction cannot', () => {
    expect(unseenFaults({ a: ['one\ntwo\tthree'] })).toEqual([]);
    expect(unseenFaults({ a: ['one', 'x\u2066y', { b: '\u0007' }] }).map(({ path }) => path.join('.'))).toEqual(['a.1', 'a.2.b']);
  });
});

describe('changes at single places', () => {
  const of: Json = { list: [1, 2, 3], inner: { word: 'a' } };
  const made = (change: Parameters<typeof changedAll>[1][number]) => {
    const done = changedAll(of, [change]);
    return 'json' in done ? done.json : undefined;
  };

  test('set, insert and remove, and leave what was there untouched', () => {
    const before = structuredClone(of);
    expect(made({ do: 'set', path: ['inner', 'word'], value: 'b' })).toEqual({ list: [1, 2, 3], inner: { word: 'b' } });
    expect(made({ do: 'set', path: ['list', 3], value: 4 })).toEqual({ list: [1, 2, 3, 4], inner: { word: 'a' } });
    expect(made({ do: 'insert', path: ['list', 0], value: 0 })).toEqual({ list: [0, 1, 2, 3], inner: { word: 'a' } });
    expect(made({ do: 'remove', path: ['list', 1] })).toEqual({ list: [1, 3], inner: { word: 'a' } });
    expect(made({ do: 'remove', path: ['inner', 'word'] })).toEqual({ list: [1, 2, 3], inner: {} });
    expect(of).toEqual(before);
  });

  test.each<[string, (string | number)[], 'set' | 'remove' | 'insert']>([
    ['past the end of a list', ['list', 5], 'set'],
    ['removing what is not there', ['list', 3], 'remove'],
    ['a name that is not there', ['none', 'word'], 'set'],
    ['a word within a word', ['inner', 'word', 'x'], 'set'],
    ['a name in a list', ['list', 'x'], 'insert'],
    ['what every object has from birth', ['constructor', 'prototype'], 'set'],
    ['what an object inherits from', ['__proto__', 'x'], 'set'],
  ])('have no place at %s', (_, path, what) => {
    expect(made(what === 'remove' ? { do: what, path } : { do: what, path, value: 9 })).toBeUndefined();
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('all are made or the first that cannot is named', () => {
    expect(
      changedAll(of, [
        { do: 'set', path: ['a'], value: 1 },
        { do: 'remove', path: ['b'] },
      ]),
    ).toEqual({ missing: 1 });
  });

  test('a form makes the objects on its way', () => {
    expect(withAt({}, ['reserved', 'share', 'basisPoints'], 2500)).toEqual({ reserved: { share: { basisPoints: 2500 } } });
    expect(at(withAt({ a: 1 }, ['a'], undefined), ['a'])).toBeUndefined();
  });
});

describe('a form', () => {
  const typed = (entries: Record<string, string | string[]>) => ({
    one: (field: string) => [entries[field] ?? []].flat()[0],
    many: (field: string) => [entries[field] ?? []].flat(),
  });
  const visit = `${pathOf(pack, 'half-day-visit')}`;
  const index = Number(visit.split('.')[1]);
  const part = partOf(json, `rule.${index}`, { districts: [] });

  test('reads pounds, per cent, numbers and lists as people type them, and keeps what it cannot read for the fault to name', () => {
    const fields: Field[] = [
      { kind: 'money', path: ['price'], label: 'Price' },
      { kind: 'percent', path: ['share'], label: 'Share' },
      { kind: 'number', path: ['days'], label: 'Days' },
      { kind: 'numbers', path: ['types'], label: 'Types' },
      { kind: 'names', path: ['districts'], label: 'Districts' },
      { kind: 'date', path: ['to'], label: 'To', optional: true },
    ];
    const read = (entries: Record<string, string>) => withTyped({ to: '2027-01-01' }, fields, typed(entries));
    expect(read({ price: '£1,250.50', share: '12.5', days: '-3', types: '1, 2', districts: 'North\r\nSouth' })).toEqual({
      price: 125_050,
      share: 1250,
      days: -3,
      types: [1, 2],
      districts: ['North', 'South'],
    });
    expect(read({ price: 'four', share: '12.555', days: '1.5', types: 'x' })).toEqual({
      price: 'four',
      share: '12.555',
      days: '1.5',
      types: ['x'],
      districts: [],
    });
  });

  test('shows a fault at its field in the form’s own words', () => {
    const fields = part?.fields ?? [];
    const bad = withAt(json, [...(part?.base ?? []), 'grant', 'halfDays'], 'two');
    expect(faultsAt(bad, fields, part?.base ?? [], check(bad).faults)).toEqual([
      { field: `${visit}.grant.halfDays`, text: 'Give half-days as a whole number: one day is 2.' },
    ]);
    const service = partOf(json, 'service.0', { districts: [] });
    const dear = withAt(json, ['services', 0, 'prices', 0, 'perDayExVatPence'], 'dear');
    expect(faultsAt(dear, service?.fields ?? [], service?.base ?? [], check(dear).faults)).toEqual([
      { field: 'services.0.prices.0.perDayExVatPence', text: 'Enter a sum in pounds, such as 450 or 1,250.50.' },
    ]);
  });

  test('shows no fault of another part, and every fault has a form or the text', () => {
    const bad = withAt(withAt(json, ['title'], ''), ['posts', 0, 'code'], 'X');
    const { faults } = check(bad);
    expect(faultsAt(bad, part?.fields ?? [], part?.base ?? [], faults)).toEqual([]);
    expect(faults.map(partWith).sort()).toEqual(['policy', 'rule.0', 'text']);
  });

  test('there is one for each rule and service there is, and for no other', () => {
    for (const each of [essex2017, manchester2007, rivermouth2026])
      for (const [i, rule] of each.allocations.entries())
        expect(partOf(each as unknown as Json, `rule.${i}`, { districts: ['North'] })?.title).toBe(rule.title);
    for (const name of ['rule.99', 'rule.-1', 'rule.x', 'service.99', 'constructor', '', undefined])
      expect(partOf(json, name, { districts: [] })).toBeUndefined();
  });
});

test('a pack that the table gives back in an order of its own is told and edited in the order of the schema', () => {
  const shuffled = Object.fromEntries(Object.entries(structuredClone(pack)).reverse()) as Json;
  expect(Object.keys(inOrder(shuffled) as object).slice(0, 5)).toEqual(['code', 'title', 'source', 'effectiveFrom', 'services']);
  expect(inOrder(shuffled)).toEqual(pack);
  expect(inOrder({ title: 'No pack' })).toEqual({ title: 'No pack' });
});
