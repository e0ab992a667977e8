// No two items can meet by accident: every key begins with its council, every kind of item has a form of its own, and no id can pretend to be more than one part of a key.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyTable, sampleIndexes, sampleKeys, sampleRanges } from '../../infra/docs/markdown.ts';
import { keySamples } from '../../infra/docs/samples.ts';
import { councilSlugSchema, idSchema, newId, organisationIdSchema } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import { transferId } from '../../shared/ledger/transfers.ts';
import { accessPatterns, CouncilTable, type Key, keysOf, rangesOf, shardOf, shards, type TableClient } from '../../shared/table.ts';
import { holds as holdsWithin } from '../properties/budget.ts';

const keys = sampleKeys();
const ranges = sampleRanges();
const indexes = sampleIndexes();

function holds<T>(sentence: string, values: fc.Arbitrary<T>, predicate: (value: T) => void): void {
  holdsWithin(sentence, values, predicate, { milliseconds: 3_000, cases: 2_000, least: 100 });
}

describe('every key begins with the council', () => {
  test.each(keys)('%s', (_, key) => {
    expect(key.pk).toMatch(/^essex#[A-Z]+(#|$)/);
    expect(key.sk).not.toBe('');
    expect(Object.keys(key).sort()).toEqual(['pk', 'sk']);
  });

  test.each(ranges)('%s, asked as a range', (_, range) => {
    expect(range.pk).toMatch(/^essex#[A-Z]+(#|$)/);
    expect([range.from === undefined, range.begins !== undefined && range.from !== undefined]).toEqual([range.to === undefined, false]);
    if (range.from !== undefined) expect(range.from <= (range.to ?? '')).toBe(true);
  });

  test.each(indexes)('%s, in an index', (_, entry) => {
    const names = Object.keys(entry).sort().join();
    expect(['gsi1pk,gsi1sk', 'gsi2pk,gsi2sk', 'gsi1pk,gsi1sk,gsi2pk,gsi2sk']).toContain(names);
    for (const [name, value] of Object.entries(entry)) if (name.endsWith('pk')) expect(value).toMatch(/^essex#[A-Z]+(#|$)/);
  });

  holds('and what is no council has no table', fc.oneof(fc.string(), fc.constantFrom('essex#ORG', 'essex ', 'Essex', 'e')), (slug) => {
    const isCouncil = councilSlugSchema.safeParse(slug).success;
    expect(isCouncil).toBe(/^[a-z][a-z0-9-]{1,30}$/.test(slug));
    const open = () => new CouncilTable({} as TableClient, 'daybook', slug);
    if (isCouncil) expect(open().council).toBe(slug);
    else expect(open).toThrow('not a council');
  });
});

describe('every question is known', () => {
  test('each range has its question and who asks it, and there is no question without a range', () => {
    expect(Object.keys(accessPatterns).sort()).toEqual(Object.keys(rangesOf('essex')).sort());
    for (const { question, askedBy } of Object.values(accessPatterns)) {
      expect(question).toMatch(/^(What|Which|Who|How|When) .+\?$/);
      expect(askedBy).toMatch(/^[a-z]/);
    }
    const questions = Object.values(accessPatterns).map(({ question }) => question);
    expect(questions).toEqual([...new Set(questions)]);
  });

  test('each range of an index finds what some item puts there', () => {
    for (const [name, range] of ranges) {
      const { index } = range;
      if (!index) continue;
      const found = indexes.some(([, entry]) => {
        const sk = entry[`${index}sk`] ?? '';
        const isInside = range.from === undefined ? sk.startsWith(range.begins ?? '') : sk >= range.from && sk <= (range.to ?? '');
        return entry[`${index}pk`] === range.pk && isInside;
      });
      expect([name, found]).toEqual([name, true]);
    }
  });

  test('each range of the table finds some kind of item, and in order', () => {
    for (const [name, range] of ranges) {
      if (range.index) continue;
      const found = keys.some(([, { pk, sk }]) => {
        const isInside = range.from === undefined ? sk.startsWith(range.begins ?? '') : sk >= range.from && sk <= (range.to ?? '');
        return pk === range.pk && isInside;
      });
      expect([name, found]).toEqual([name, true]);
    }
  });

  test('the key table shows every key, range and index entry once', () => {
    const text = keyTable();
    for (const [name] of keys) expect(text.match(new RegExp(`^\\| ${name} \\|`, 'gm'))?.length).toBeGreaterThan(0);
    for (const [name] of ranges) expect(text).toContain(`| ${name} |`);
    for (const [name] of indexes) expect(text).toMatch(new RegExp(`^\\| ${name} \\|`, 'm'));
  });
});

/** A key's form: its parts, each a fixed word or a place for something that varies. */
type Part = string | undefined;
const hole = '‹›';
function formOf(name: string, arity: number): Part[] {
  const make = Reflect.get(keysOf('essex'), name) as (...parts: string[]) => Key;
  const { pk, sk } = make(...Array.from({ length: arity }, () => hole));
  // The shard of the hole varies like the hole itself.
  const parts = (text: string) => text.split('#').map((part): Part => (part.includes(hole) || /^\d\d$/.test(part) ? undefined : part));
  return [...parts(pk), '\n', ...parts(sk)];
}
/** Whether some key could have both forms, given that what varies holds no `#`. */
const meet = (a: readonly Part[], b: readonly Part[]): boolean =>
  a.length === b.length && a.every((part, i) => part === undefined || b[i] === undefined || part === b[i]);

describe('no two kinds of item can have the same key', () => {
  const forms = Object.entries(keySamples).map(([name, { of }]): [string, Part[]] => [name, formOf(name, of.length)]);

  test('their forms are told apart', () => {
    const met = forms.flatMap(([a, form], i) => forms.slice(i + 1).flatMap(([b, other]) => (meet(form, other) ? [`${a} and ${b}`] : [])));
    expect(met).toEqual([]);
  });

  test('and this would be seen', () => {
    expect(meet(['essex', 'RUN', undefined, '\n', 'run'], ['essex', 'RUN', undefined, '\n', undefined])).toBe(true);
    expect(meet(['essex', 'RUN', undefined, '\n', 'run'], ['essex', 'RUN', undefined, '\n', 'job'])).toBe(false);
    expect(meet(['essex', 'RUN'], ['essex', 'RUN', undefined])).toBe(false);
  });

  test('even if what varies held whole parts of other keys, but for a charge, its consent and its claim, whose ids are made of checked parts', () => {
    const fixed = (form: readonly Part[]) => {
      const border = form.indexOf('\n');
      const until = (parts: readonly Part[]) => (parts.includes(undefined) ? parts.slice(0, parts.indexOf(undefined)) : [...parts, '\n']);
      return { partition: until(form.slice(0, border)), place: until(form.slice(border + 1)) };
    };
    const alike = (a: readonly Part[], b: readonly Part[]) => a.slice(0, b.length).every((part, i) => part === b[i]);
    const met = forms.flatMap(([a, form], i) =>
      forms.slice(i + 1).flatMap(([b, other]) => {
        const [one, two] = [fixed(form), fixed(other)];
        return alike(one.partition, two.partition) && alike(one.place, two.place) ? [`${a} and ${b}`] : [];
      }),
    );
    expect(met).toEqual(['charge and consent', 'charge and claim', 'consent and claim']);
  });

  test('their samples are different keys', () => {
    const all = keys.map(([, { pk, sk }]) => `${pk}\n${sk}`);
    expect(all).toEqual([...new Set(all)]);
  });

  test('every partition says in a word what is kept there', () => {
    expect(forms.filter(([, form]) => form[1] === undefined || !/^[A-Z]+$/.test(form[1]))).toEqual([]);
  });
});

const prefixes = ['per', 'off', 'svc', 'vac', 'bkg', 'run', 'doc', 'att', 'job', 'qte'] as const;
const prefix = fc.constantFrom(...prefixes);
/** Texts that are nearly ids: right in front and anything behind, among it what parts a key. */
const nearlyIds = fc.tuple(
  prefix,
  fc.oneof(fc.stringMatching(/^[0-9a-z-]{1,64}$/), fc.stringMatching(/^[0-9a-z#~\s-]{0,70}$/), fc.string({ unit: 'binary' })),
);

describe('an id is one part of a key and no more', () => {
  holds('no id holds what parts a key, nor a space, a capital or a control character', nearlyIds, ([kind, rest]) => {
    const parsed = idSchema(kind).safeParse(`${kind}_${rest}`);
    expect(parsed.success).toBe(/^[0-9a-z-]{1,64}$/.test(rest) && !rest.endsWith('\n'));
    if (parsed.success) expect(parsed.data).toMatch(/^[a-z]{3}_[0-9a-z-]+$/);
  });

  holds('no id passes for one of another kind', fc.tuple(prefix, prefix, fc.stringMatching(/^[0-9a-z-]{1,64}$/)), ([kind, other, rest]) => {
    expect(idSchema(other).safeParse(`${kind}_${rest}`).success).toBe(kind === other);
  });

  holds('no organisation is more than its URN', fc.oneof(fc.stringMatching(/^[0-9#a-z]{0,12}$/), fc.string()), (rest) => {
    expect(organisationIdSchema.safeParse(`sch_${rest}`).success).toBe(/^[0-9]{5,8}$/.test(rest) && !rest.endsWith('\n'));
  });

  holds('a fresh id is one its schema takes, and none is given twice', fc.array(prefix, { minLength: 2, maxLength: 20 }), (kinds) => {
    const ids = kinds.map((kind) => newId(kind));
    for (const [i, id] of ids.entries()) expect(idSchema(kinds[i] ?? 'per').parse(id)).toBe(id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  holds('no part of an account and no name of a transfer parts a key', fc.string(), (text) => {
    const isPart = /^[A-Za-z0-9_.:-]+$/.test(text) && !text.includes('\n');
    const made = [() => account('debtor', text), () => transferId(0, text)];
    for (const make of made) {
      if (isPart) expect(make()).not.toMatch(/[#\s]/);
      else expect(make).toThrow(/not a (part|name)/);
    }
  });
});

type Maker = (...parts: (string | number)[]) => Key;
const makers = Object.entries(keySamples).flatMap(([name, { of }]) =>
  of.length === 0 ? [] : [{ name, of: of as readonly (string | number)[] }],
);
/** The arguments of one kind of key, twice: anything that holds no `#`, and whole numbers where the key counts. */
const twoCalls = fc.constantFrom(...makers).chain(({ name, of }) => {
  const arguments_ = fc.tuple(
    ...of.map((part) =>
      typeof part === 'number' ? fc.integer({ min: 0, max: 9_999 }) : fc.string().map((text) => text.replaceAll('#', '')),
    ),
  );
  return fc.tuple(fc.constant(name), arguments_, fc.oneof(arguments_, fc.constant(undefined)));
});

holds('different items of a kind have different keys, and the same item always the same', twoCalls, ([name, first, second = first]) => {
  const make = Reflect.get(keysOf('essex'), name) as Maker;
  const [a, b] = [make(...first), make(...second)];
  // What a charge belongs to is in its id: its month and its payer's shard only say where it stands.
  const same = ['charge', 'consent', 'claim'].includes(name) ? first[2] === second[2] : JSON.stringify(first) === JSON.stringify(second);
  if (same && JSON.stringify(first) === JSON.stringify(second)) expect(a).toEqual(b);
  else if (!same) expect(a).not.toEqual(b);
});

holds(
  'versions of an effect and of a policy sort as they were written',
  fc.tuple(fc.integer({ min: 1, max: 9_998 }), fc.integer({ min: 1, max: 9_998 })),
  ([a, b]) => {
    const of = keysOf('essex');
    const order = Math.sign(a - b);
    const compared = (first: Key, second: Key) => (first.sk === second.sk ? 0 : first.sk < second.sk ? -1 : 1);
    expect(compared(of.effect('x', a), of.effect('x', b))).toBe(order);
    expect(compared(of.policy('2026-09-01', a), of.policy('2026-09-01', b))).toBe(order);
  },
);

/** A long text that is another for every number, and looks like chance. */
const scattered = (i: number): string => ((BigInt(i) + 1n) * 0x9e3779b97f4a7c15f39cc0605cedc835n).toString(32).slice(-20);

describe('work is spread over shards', () => {
  holds('each text has one of sixteen, the same each time', fc.string(), (text) => {
    expect(shardOf(text)).toMatch(/^(0\d|1[0-5])$/);
    expect(shardOf(text)).toBe(shardOf(`${text}`));
  });

  test('and it stays where it was: charges already written are looked for there', () => {
    expect(['', 'sch_900001', 'sch_900123', 'trf_20261105-a-01'].map(shardOf)).toEqual(['05', '08', '15', '03']);
  });

  test.each<[string, (i: number) => string]>([
    ['schools by URN', (i) => `sch_${100_000 + i}`],
    ['the transfers of one day’s bookings', (i) => `trf_20261105-01kaq4${scattered(i)}-${String((i % 40) + 1).padStart(2, '0')}`],
    ['the sessions of bookings made at one moment', (i) => `trf_20261105-01kaq48x1z3b5d7f9h1k${String(i).padStart(6, '0')}-01`],
  ])('%s fall evenly', (_, text) => {
    const each = 400;
    const counts = new Map<string, number>();
    for (let i = 0; i < each * shards; i++) counts.set(shardOf(text(i)), (counts.get(shardOf(text(i))) ?? 0) + 1);
    expect(counts.size).toBe(shards);
    // Five standard deviations of a fair throw: a hash that leans would be far outside.
    for (const count of counts.values()) expect(Math.abs(count - each)).toBeLessThan(5 * Math.sqrt(each));
  });
});
