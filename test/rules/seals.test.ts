// The arithmetic of seals, sentence by sentence: the tree, the line of an entry, when a day is due, and what a proof asks of a seal.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { differing } from '../../functions/reports/actions/locate.ts';
import { newProof, reportOf } from '../../functions/reports/rules/proof.ts';
import { differenceFault, goneFaults, noSealsSeen, readSeal, sealsReport, witnessAfter } from '../../functions/reports/rules/seals.ts';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import type { JobId, PersonId } from '../../shared/ids.ts';
import {
  belongsToSeal,
  canonicalOf,
  dayRootOf,
  emptyTree,
  grow,
  keptTree,
  type Leaf,
  leafOf,
  lineOf,
  noSeal,
  packLeaves,
  rootOf,
  type Seal,
  sealableTo,
  sealHashOf,
  sealOf,
  treeOf,
  unpackLeaves,
} from '../../shared/ledger/seal.ts';

const sha = (...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** RFC 6962's own words: the left part is the largest power of two smaller than n. */
function rootByTheBook(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (!first) return sha('');
  if (leaves.length === 1) return first;
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha('\x01', rootByTheBook(leaves.slice(0, left)), rootByTheBook(leaves.slice(left)));
}

describe('the tree', () => {
  // The leaves and roots that Certificate Transparency publishes for its own trees.
  const published = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  test('is that of RFC 6962, by the published example', () => {
    const tree = emptyTree();
    const found = [rootOf(tree)];
    for (const hex of published) {
      grow(tree, leafOf(Buffer.from(hex, 'hex').toString('latin1')));
      found.push(rootOf(tree));
    }
    expect(found).toEqual(roots);
  });

  test('keeps a hash a level, and can be put aside and taken up at any leaf', () => {
    const leaves = Array.from({ length: 200 }, (_, i) => leafOf(`entry ${i}`));
    let tree = emptyTree();
    for (const [i, leaf] of leaves.entries()) {
      grow(tree, leaf);
      tree = treeOf(JSON.parse(JSON.stringify(keptTree(tree))));
      expect(rootOf(tree)).toBe(rootByTheBook(leaves.slice(0, i + 1)).toString('hex'));
      expect(tree.peaks.length).toBeLessThanOrEqual(8);
    }
  });

  test('cannot be passed an inner hash for an entry', () => {
    const [a, b] = [leafOf('a'), leafOf('b')];
    expect(leafOf(Buffer.concat([a, b]).toString('latin1')).equals(rootByTheBook([a, b]))).toBe(false);
  });
});

describe('the line of an entry', () => {
  test('is the same in whatever order its parts are stored, and another when anything of it differs', () => {
    const line = lineOf({ pk: 'essex#LEDGER#2026-11-24#05', sk: 'trf_1', amount: 2, cause: { session: '02', booking: 'é “x”' } });
    expect(line).toBe('{"amount":2,"cause":{"booking":"é “x”","session":"02"},"sk":"trf_1"}');
    expect(lineOf({ cause: { booking: 'é “x”', session: '02' }, sk: 'trf_1', amount: 2, pk: 'elsewhere' })).toBe(line);
    for (const other of [{ sk: 'trf_2' }, { amount: 3 }, { note: '' }, { cause: {} }])
      expect(lineOf({ sk: 'trf_1', amount: 2, cause: { booking: 'é “x”', session: '02' }, ...other })).not.toBe(line);
  });
  test('knows lists, nothing and what is not there', () =>
    expect(canonicalOf({ b: [1, null, true, { d: 1, c: 'x\n' }], a: undefined })).toBe('{"b":[1,null,true,{"c":"x\\n","d":1}]}'));
  test('is hashed of transfers and settlements, and not of the mark beside a settled transfer', () =>
    expect(['trf_1', 'trf_1#post', 'trf_1#void', 'trf_1#settled', 'note'].map(belongsToSeal)).toEqual([true, true, true, false, true]));
  test('survives being packed into a list', () => {
    const leaves: Leaf[] = [
      { sk: 'trf_1#post', hash: leafOf('a').toString('base64url') },
      { sk: 'a b', hash: leafOf('b').toString('base64url') },
    ];
    expect(unpackLeaves(packLeaves(leaves))).toEqual(leaves);
    expect(unpackLeaves('')).toEqual([]);
  });
});

describe('a day is due', () => {
  test.each([
    ['2026-11-25T01:59:59Z', '2026-11-23'],
    ['2026-11-25T02:00:00Z', '2026-11-24'],
    ['2026-11-25T23:59:00Z', '2026-11-24'],
    // In summer two o'clock in London is one o'clock in UTC.
    ['2026-07-02T00:59:00Z', '2026-06-30'],
    ['2026-07-02T01:00:00Z', '2026-07-01'],
    // The night the clocks go forward has no minute between one and two, and the night they go back has each of them twice.
    ['2027-03-28T00:59:59Z', '2027-03-26'],
    ['2027-03-28T01:00:00Z', '2027-03-27'],
    ['2026-10-25T00:30:00Z', '2026-10-23'],
    ['2026-10-25T01:30:00Z', '2026-10-23'],
    ['2026-10-25T02:00:00Z', '2026-10-24'],
  ])('at %s up to %s', (moment, day) => expect(sealableTo(Date.parse(moment))).toBe(day));
});

const first = '2026-11-02' as CivilDate;
const roots = (i: number) => Array.from({ length: 16 }, (_, shard) => ({ count: i, root: leafOf(`${i} ${shard}`).toString('hex') }));
const chain = (days: number): Seal[] => {
  const seals: Seal[] = [];
  for (let i = 0; i < days; i++)
    seals.push(sealOf('essex', { day: addDays(first, i), shards: roots(i), previous: seals.at(-1)?.hash ?? noSeal, sealedAt: 'x' }));
  return seals;
};
const readAll = (items: readonly unknown[], from = { ...noSealsSeen, to: addDays(first, items.length - 1) }) => {
  let seen: typeof noSealsSeen = from;
  const faults: string[] = [];
  for (const [i, item] of items.entries()) {
    const next = readSeal('essex', seen, addDays(first, i), item);
    seen = next.seen;
    faults.push(...next.faults.map(({ name, where }) => `${name} ${where}`));
  }
  return { seen, faults };
};

describe('a seal', () => {
  test('is made of its words and nothing else', () => {
    const [seal] = chain(1) as [Seal];
    expect(seal).toMatchObject({ count: 0, previous: noSeal, root: dayRootOf(seal.shards) });
    expect(seal.hash).toBe(sha(`daybook seal 1\nessex\n2026-11-02\n0\n${seal.root}\n${noSeal}\n`).toString('hex'));
    expect(sealHashOf('kent', seal)).not.toBe(seal.hash);
  });

  test('that follows from the one before is sound', () => {
    const { seen, faults } = readAll(chain(5));
    expect(faults).toEqual([]);
    expect(seen).toMatchObject({ count: 5, entries: 160, faults: 0, first, last: { day: '2026-11-06', hash: chain(5)[4]?.hash } });
  });

  const edited = (i: number, change: Partial<Record<keyof Seal, unknown>>) =>
    chain(5).map((seal, j) => (i === j ? { ...seal, ...change } : seal));
  const third = chain(5)[2] as Seal;
  test.each<[string, unknown[], string[]]>([
    ['that is gone', chain(5).map((seal, i) => (i === 2 ? undefined : seal)), ['seal-missing 2026-11-04']],
    ['whose root was edited', edited(2, { root: 'a'.repeat(64) }), ['seal-differs 2026-11-04', 'seal-differs 2026-11-04']],
    ['whose hash was edited', edited(2, { hash: 'a'.repeat(64) }), ['seal-differs 2026-11-04', 'chain-broken 2026-11-05']],
    ['whose shards were edited', edited(2, { shards: roots(7) }), ['seal-differs 2026-11-04', 'seal-differs 2026-11-04']],
    ['whose count was edited', edited(2, { count: 7 }), ['seal-differs 2026-11-04', 'seal-differs 2026-11-04']],
    ['that is another day’s', edited(2, { day: '2026-11-05' }), ['seal-differs 2026-11-04', 'seal-differs 2026-11-04']],
    ['that is no seal', edited(2, { shards: 'none' }), ['seal-differs 2026-11-04']],
    [
      'that was made anew by itself',
      edited(2, sealOf('essex', { ...third, shards: roots(9), sealedAt: 'y' })),
      ['chain-broken 2026-11-05'],
    ],
    [
      'that follows another',
      edited(2, sealOf('essex', { ...third, previous: 'b'.repeat(64) })),
      ['chain-broken 2026-11-04', 'chain-broken 2026-11-05'],
    ],
  ])('%s is found on its day', (_, items, expected) => {
    const { seen, faults } = readAll(items);
    expect(faults).toEqual(expected);
    expect(seen.faults).toBe(expected.length);
  });

  test('of a day that was not sealed when the proof began is not asked for', () => {
    expect(readSeal('essex', { ...noSealsSeen, to: first }, addDays(first, 1), undefined)).toMatchObject({ faults: [] });
    expect(readSeal('essex', noSealsSeen, first, undefined)).toMatchObject({ faults: [] });
  });

  test('must be the one an earlier proof saw, though the whole chain be made anew', () => {
    const [, , witness] = chain(3) as [Seal, Seal, Seal];
    const other = sealOf('essex', { ...witness, shards: roots(9) });
    const from = { ...noSealsSeen, to: witness.day, witness: { day: witness.day, hash: witness.hash, seenAt: 'then' } };
    expect(readAll([...chain(2), witness], from).faults).toEqual([]);
    expect(readAll([...chain(2), other], from).faults).toEqual(['seal-replaced 2026-11-04']);
    expect(goneFaults(from)).toEqual([]);
    expect(goneFaults({ ...from, to: addDays(witness.day, -1) })).toMatchObject([{ name: 'seal-replaced', where: '2026-11-04' }]);
    expect(goneFaults({ ...noSealsSeen, witness: from.witness })).toHaveLength(1);
  });

  test('becomes what the next proof must find, unless something was wrong', () => {
    const last = { day: first, hash: 'c'.repeat(64) };
    const witness = { day: first, hash: 'd'.repeat(64), seenAt: 'then' };
    expect(witnessAfter({ ...noSealsSeen, last }, 'now')).toEqual({ witness: { ...last, seenAt: 'now' } });
    expect(witnessAfter({ ...noSealsSeen, last, faults: 1, witness }, 'now')).toEqual({ witness });
    expect(witnessAfter({ ...noSealsSeen, last: { day: first } }, 'now')).toEqual({});
  });

  test('that is overdue is told', () => {
    const told = (to: CivilDate | undefined, startedAt: string) =>
      sealsReport({ from: first, startedAt, seals: { ...noSealsSeen, ...(to ? { to } : {}) } }).overdue;
    expect(told(undefined, '2026-11-02T10:00:00Z')).toBeUndefined();
    expect(told(undefined, '2026-11-05T10:00:00Z')).toEqual({ from: '2026-11-02', days: 3 });
    expect(told('2026-11-04' as CivilDate, '2026-11-05T10:00:00Z')).toBeUndefined();
  });

  test('a proof made before there were seals is still told', () => {
    const { seals: _, ...old } = newProof('job_1' as JobId, first, first, '2026-11-02T10:00:00.000Z', 'per_1' as PersonId);
    expect(reportOf(old, 'Ada Quill').seals).toEqual({ count: 0, entries: 0 });
  });
});

describe('what differs in a sealed shard', () => {
  async function* of(...names: string[]): AsyncGenerator<Leaf> {
    for (const name of names) yield { sk: name.replace('*', ''), hash: leafOf(name).toString('base64url') };
  }
  const found = async (sealed: string[], now: string[]) => {
    const differences: string[] = [];
    for await (const { is, sk, position } of differing(of(...sealed), of(...now))) differences.push(`${is} ${sk} ${position}`);
    return differences;
  };
  test.each<[string, string[], string[], string[]]>([
    ['nothing', ['a', 'b'], ['a', 'b'], []],
    ['one that was edited', ['a', 'b', 'c'], ['a', 'b*', 'c'], ['edited b 2']],
    ['one that is gone', ['a', 'b', 'c'], ['a', 'c'], ['missing b 2']],
    ['the last that is gone', ['a', 'b'], ['a'], ['missing b 2']],
    ['one slipped in', ['a', 'c'], ['a', 'b', 'c'], ['slipped-in b 1']],
    ['one slipped in before all', ['b'], ['a', 'b'], ['slipped-in a 0']],
    ['one slipped in after all', ['a'], ['a', 'b'], ['slipped-in b 1']],
    ['two that changed places', ['a', 'b', 'c'], ['a*', 'b', 'c*'], ['edited a 1', 'edited c 3']],
    ['everything gone', ['a', 'b'], [], ['missing a 1', 'missing b 2']],
  ])('%s', async (_, sealed, now, expected) => expect(await found(sealed, now)).toEqual(expected));

  test('is told with the day, the shard and the place', () => {
    expect(differenceFault({ day: '2026-11-05', shard: '05' }, 4, { is: 'edited', sk: 'trf_1', position: 2 })).toEqual({
      name: 'sealed-entry-edited',
      where: 'trf_1 (2026-11-05, shard 05)',
      detail: 'entry 2 of the 4 that were sealed',
    });
  });
});
