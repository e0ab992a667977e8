// The proof against somebody who writes to the table: whatever is done to a sealed day, or to its seal, is found and located to the entry.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sealDue } from '../../functions/nightly/actions.ts';
import { continueProof, startProof } from '../../functions/reports/actions/proof.ts';
import { bounds } from '../../functions/reports/actions/slice.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { FaultName } from '../../shared/ledger/fold.ts';
import { noSeal, type Seal, sealOf, unpackLeaves } from '../../shared/ledger/seal.ts';
import { settle, type Transfer } from '../../shared/ledger/transfers.ts';
import { type Item, shardOf } from '../../shared/table.ts';
import { aFortnight, at, coreOf, free, holdOf, type SealedLedger, sealedLedger } from '../sealed-ledger.ts';
import { unhurried } from '../unhurried.ts';

const usual = { ...bounds };
let ledger: SealedLedger;
let core: Transfer[];
let held: Transfer[];
const opened: SealedLedger[] = [];
const day = '2026-11-05';
const today = at('2026-11-16');

beforeEach(async () => {
  ledger = await sealedLedger();
  opened.push(ledger);
  ({ core, held } = await aFortnight(ledger));
  await ledger.seal(today);
});
afterEach(() => {
  Object.assign(bounds, usual);
});
beforeAll(() => expect(usual.lanes).toBe(64));
afterAll(() => {
  for (const each of opened) each.stop();
});

const one = (i: number): Transfer => core[i] as Transfer;
/** Where an entry stands in its shard: `(2026-11-05, shard 05)`, and its place among the sealed. */
function placeOf(id: string, others = core.map((each) => each.id as string)) {
  const shard = shardOf(id);
  const names = others.filter((name) => shardOf(name) === shard).sort();
  return { where: `${id} (${day}, shard ${shard})`, position: names.indexOf(id) + 1, of: names.length };
}
const listed = async (when = today) => (await ledger.prove(when)).faults.listed.map(({ name, where, detail }) => ({ name, where, detail }));
const seal = async (of: string) => (await ledger.table.get<Seal>(ledger.table.key.seal(of))) as Seal;
const getEntry = async (id: string) => (await ledger.table.get<Item>(ledger.entry(id))) as Item;

test('a sealed ledger is proved, with its seals', async () => {
  const proof = await ledger.prove(today);
  expect(proof.faults.listed).toEqual([]);
  expect(proof.seals).toEqual({
    count: 14,
    entries: 68,
    first: '2026-11-02',
    last: { day: '2026-11-15', hash: (await seal('2026-11-15')).hash },
  });
});

test('seals are read in many slices to the same result', async () => {
  await ledger.edit(ledger.entry(one(7).id), 'amount', 2);
  const whole = await ledger.prove(today);
  Object.assign(bounds, { lanes: 16, entriesPerRead: 1 });
  const begun = accepted(await startProof(ledger.context(today), async () => {}, 0));
  let slices = 0;
  while ((await continueProof(ledger.context(today), begun.job, 0)).state === 'more') slices += 1;
  expect(slices).toBeGreaterThan(14);
  const { body } = await ledger.ask('/api/reports/proof', 'auditor');
  const { latest } = JSON.parse(body);
  expect(latest.seals).toEqual(whole.seals);
  expect(latest.faults).toEqual(whole.faults);
});

describe('core half-days keep no sums, so only the seal can tell', () => {
  test('that an entry was edited', async () => {
    const id = one(17).id;
    await ledger.edit(ledger.entry(id), 'cause', { booking: 'bkg_2' });
    const { where, position, of } = placeOf(id);
    expect(await listed()).toEqual([{ name: 'sealed-entry-edited', where, detail: `entry ${position} of the ${of} that were sealed` }]);
  });

  test('that an entry was given something more to say', async () => {
    await ledger.edit(ledger.entry(one(3).id), 'note', 'nothing');
    expect((await listed()).map(({ name, where }) => [name, where])).toEqual([['sealed-entry-edited', placeOf(one(3).id).where]]);
  });

  test('that an entry was deleted', async () => {
    const id = one(33).id;
    await ledger.remove(ledger.entry(id));
    const { where, position, of } = placeOf(id);
    expect(await listed()).toEqual([{ name: 'sealed-entry-missing', where, detail: `entry ${position} of the ${of} that were sealed` }]);
  });

  test('that an entry was slipped in', async () => {
    const forged = coreOf('core-33x', at(day));
    await ledger.slipIn(ledger.entry(forged.id), { type: 'transfer', ...forged });
    const names = [...core.map(({ id }) => id as string), forged.id];
    const { where, position, of } = placeOf(forged.id, names);
    expect(await listed()).toEqual([
      { name: 'entry-slipped-in', where, detail: `it stands after entry ${position - 1} of the ${of - 1} that were sealed` },
    ]);
  });

  test('that two entries were put in each other’s place', async () => {
    const shard = shardOf(one(0).id);
    const [first, second] = core.filter(({ id }) => shardOf(id) === shard) as [Transfer, Transfer];
    const [a, b] = [await getEntry(first.id), await getEntry(second.id)];
    await ledger.slipIn(ledger.entry(first.id), b);
    await ledger.slipIn(ledger.entry(second.id), a);
    const found = await listed();
    const of = (name: FaultName) => found.filter((fault) => fault.name === name).map(({ where }) => where);
    expect(of('sealed-entry-edited').sort()).toEqual([placeOf(first.id).where, placeOf(second.id).where].sort());
    // And what they say of themselves tells where they came from.
    expect(of('misplaced-entry').sort()).toEqual([placeOf(first.id).where, placeOf(second.id).where].sort());
    expect(found.find(({ name }) => name === 'misplaced-entry')?.detail).toMatch(/^it belongs at trf_20261105-core-\d\d /);
  });

  test('that an entry was moved to another day, with its name and date', async () => {
    const moved = coreOf('core-05', at('2026-11-07'));
    await ledger.remove(ledger.entry(one(5).id));
    await ledger.slipIn(ledger.entry(moved.id), { type: 'transfer', ...moved });
    expect((await listed()).map(({ name, where }) => `${name} ${where}`)).toEqual([
      `sealed-entry-missing ${placeOf(one(5).id).where}`,
      `entry-slipped-in ${moved.id} (2026-11-07, shard ${shardOf(moved.id)})`,
    ]);
  });

  test('that an entry was put under another shard', async () => {
    const id = one(9).id;
    const other = String((Number(shardOf(id)) + 1) % 16).padStart(2, '0');
    const item = await getEntry(id);
    await ledger.remove(ledger.entry(id));
    await ledger.slipIn(ledger.table.key.ledgerEntry(day, other, id), item);
    const found = (await listed()).map(({ name, where }) => `${name} ${where}`).sort();
    expect(found).toEqual(
      [
        `entry-slipped-in ${id} (${day}, shard ${other})`,
        `misplaced-entry ${id} (${day}, shard ${other})`,
        `sealed-entry-missing ${placeOf(id).where}`,
      ].sort(),
    );
  });

  test('that every entry of a day was deleted', async () => {
    for (const { id } of core) await ledger.remove(ledger.entry(id));
    const found = await listed();
    expect(found.map(({ name }) => name)).toEqual(core.map(() => 'sealed-entry-missing'));
    expect(found.map(({ where }) => where).sort()).toEqual(core.map(({ id }) => placeOf(id).where).sort());
  });
});

test('a visit that is taken away with its settlement, its mark and the sums kept for it is found by the seals of both days', async () => {
  const visit = held[0] as Transfer;
  await ledger.remove(ledger.entry(visit.id));
  await ledger.remove(ledger.entry(visit.id, '#settled'));
  await ledger.remove(ledger.entry(visit.id, '#post', '2026-11-10'));
  const head = ledger.table.key.head('sch_990001', visit.from);
  await ledger.edit(head, 'creditsPosted', 1);
  await ledger.edit(head, 'available', 6);
  expect((await listed()).map(({ name, where }) => `${name} ${where}`)).toEqual([
    `sealed-entry-missing ${visit.id} (2026-11-03, shard ${shardOf(visit.id)})`,
    `sealed-entry-missing ${visit.id}#post (2026-11-10, shard ${shardOf(visit.id)})`,
  ]);
});

test('a settlement that is slipped into a sealed day is found by it, and by the rest', async () => {
  const visit = held[3] as Transfer;
  await ledger.slipIn(ledger.entry(visit.id, '#void', '2026-11-11'), { type: 'settlement', ...settle(visit, 'void', at('2026-11-11')) });
  expect((await listed()).map(({ name, where }) => `${name} ${where}`)).toContain(
    `entry-slipped-in ${visit.id}#void (2026-11-11, shard ${shardOf(visit.id)})`,
  );
});

describe('the list kept with a seal serves to locate, and nothing rests on it', () => {
  const listKey = () => ledger.table.key.sealLeaves(day, shardOf(one(17).id), 0);
  test('altered together with the entry it still leaves day and shard', async () => {
    await ledger.edit(ledger.entry(one(17).id), 'amount', 2);
    const { leaves } = (await ledger.table.get<{ leaves: string }>(listKey())) as { leaves: string };
    await ledger.edit(listKey(), 'leaves', leaves.replace(unpackLeaves(leaves)[0]?.hash ?? '', 'A'.repeat(43)));
    expect(await listed()).toMatchObject([{ name: 'sealed-shard-differs', where: `${day}, shard ${shardOf(one(17).id)}` }]);
  });
  test('gone, too', async () => {
    await ledger.remove(ledger.entry(one(17).id));
    await ledger.remove(listKey());
    expect(await listed()).toMatchObject([{ name: 'sealed-shard-differs', where: `${day}, shard ${shardOf(one(17).id)}` }]);
  });
});

describe('a seal', () => {
  test.each<[string, () => Promise<unknown>, string[]]>([
    [
      'that was edited',
      async () => ledger.edit(ledger.table.key.seal(day), 'root', 'a'.repeat(64)),
      [`seal-differs ${day}`, `seal-differs ${day}`],
    ],
    ['that was deleted', async () => ledger.remove(ledger.table.key.seal(day)), [`seal-missing ${day}`]],
    [
      'that was made anew for an edited day',
      async () => {
        const before = await seal(day);
        const shards = before.shards.map((shard, i) => (i === 3 ? { ...shard, root: 'b'.repeat(64) } : shard));
        await ledger.slipIn(ledger.table.key.seal(day), sealOf('essex', { ...before, shards }));
      },
      ['chain-broken 2026-11-06', `sealed-shard-differs ${day}, shard 03`],
    ],
  ])('%s breaks the chain where it stands', async (_, tamper, expected) => {
    await tamper();
    const found = (await listed()).map(({ name, where }) => `${name} ${where}`);
    expect(found.sort()).toEqual(expected.sort());
  });

  /** Everything from a day on made anew, as somebody would who wants no trace. */
  async function sealAnew() {
    for (const { day: of } of await ledger.table.all<Seal>(ledger.table.range.seals(day, '2027-01-01')))
      await ledger.remove(ledger.table.key.seal(of));
    await ledger.seal(today);
  }

  test('that an earlier proof saw cannot be made anew, with all after it, and the fault stays', async () => {
    const seen = (await ledger.prove(today)).seals.last;
    await ledger.edit(ledger.entry(one(17).id), 'cause', { booking: 'bkg_2' });
    await sealAnew();
    const now = (await seal('2026-11-15')).hash;
    const [fault] = await listed();
    expect(fault).toMatchObject({ name: 'seal-replaced', where: '2026-11-15' });
    expect(fault?.detail).toContain(seen?.hash);
    expect(fault?.detail).toContain(now);
    // What the wrong one looks like is not what the next proof goes by.
    expect(await listed()).toHaveLength(1);
    expect(await listed(at('2026-11-17', '01:00'))).toHaveLength(1);
  });

  test('that is made anew from the same entries is the same', async () => {
    await ledger.prove(today);
    await sealAnew();
    expect(await listed()).toEqual([]);
  });

  test('that an earlier proof saw cannot be taken away, with all after it', async () => {
    await ledger.prove(today);
    for (const of of ['2026-11-14', '2026-11-15']) await ledger.remove(ledger.table.key.seal(of));
    expect(await listed()).toMatchObject([
      { name: 'seal-replaced', where: '2026-11-15', detail: expect.stringContaining('there is none') },
    ]);
  });

  test('that nobody has seen yet can be made anew with all after it: the log, which is not in the table, still says what it was', async () => {
    const logged: unknown[] = [];
    const logger = { info: (_: string, fields?: object) => void logged.push(fields), error: () => {} };
    const next = at('2026-11-17');
    expect(await sealDue({ ...ledger.context(next), logger })).toMatchObject({ sealed: 1, to: '2026-11-16' });
    const was = await seal('2026-11-16');
    expect(logged).toEqual([{ council: 'essex', days: 1, to: '2026-11-16', seal: was.hash }]);
    await ledger.edit(ledger.entry(one(17).id), 'cause', { booking: 'bkg_2' });
    await sealAnew();
    await ledger.seal(next);
    expect((await ledger.prove(next)).state).toBe('proved');
    expect((await seal('2026-11-16')).hash).not.toBe(was.hash);
  });

  test('of the last day that is taken away unseen is told as overdue, and is the same when it is made again', async () => {
    const was = await seal('2026-11-15');
    await ledger.remove(ledger.table.key.seal('2026-11-15'));
    expect((await ledger.prove(today)).seals).toMatchObject({ count: 13, overdue: { from: '2026-11-15', days: 1 } });
    await ledger.seal(today);
    expect((await seal('2026-11-15')).hash).toBe(was.hash);
  });

  test('of the first days cannot be hidden by having the ledger begin later', async () => {
    const council = { ...ledger.council, ledgerFrom: '2026-11-04' };
    const { faults } = accepted(await startProof({ ...ledger.context(today), council }, async () => {}, 60_000));
    const names = faults.listed.map(({ name, where }) => `${name} ${where}`);
    expect(names).toContain('chain-broken 2026-11-04');
    expect(names).toContain(`head-differs ${free}`);
  });

  test('is not asked of today, and of yesterday only when it was made', async () => {
    await ledger.post({ transfer: coreOf('late', at('2026-11-16', '09:00')) });
    const proof = await ledger.prove(at('2026-11-18'));
    expect(proof).toMatchObject({ state: 'proved', seals: { overdue: { from: '2026-11-16', days: 2 } } });
    await ledger.edit(ledger.entry('trf_20261116-late'), 'cause', { booking: 'bkg_2' });
    expect(await listed(at('2026-11-18'))).toEqual([]);
    await ledger.seal(at('2026-11-18'));
    expect((await ledger.prove(at('2026-11-18'))).seals.overdue).toBeUndefined();
    expect((await ledger.ask('/reports/proof', 'auditor')).body).toMatch(/<h2 class="govuk-panel__title">\s*Proved/);
  });
});

test('an entry that lands in a sealed day by our own code would be found', async () => {
  await ledger.post({ transfer: holdOf('belated', at('2026-11-12')) });
  expect((await listed()).map(({ name, where }) => `${name} ${where}`)).toEqual([
    `entry-slipped-in trf_20261112-belated (2026-11-12, shard ${shardOf('trf_20261112-belated')})`,
  ]);
});

describe('on the page and by the API', () => {
  beforeAll(unhurried);

  test('the latest seal is shown to be written down, and all of them are listed', async () => {
    ledger.setNow(today);
    await ledger.ask('/reports/proof', 'auditor', '');
    const { hash } = await seal('2026-11-15');
    const { body } = await ledger.ask('/reports/proof', 'auditor');
    expect(body).toContain('14 days, from 2 November 2026 to 15 November 2026');
    expect(body).toContain(hash.replace(/(.{8})(?=.)/g, '$1 '));
    expect(body).toContain('Write the last seal down');
    const list = await ledger.ask('/reports/proof/seals', 'auditor');
    expect(list.status).toBe(200);
    expect(list.body).toContain(hash.slice(0, 8));
    expect(list.body.indexOf('15 November 2026')).toBeLessThan(list.body.indexOf('2 November 2026<'));
    const { seals } = JSON.parse((await ledger.ask('/api/reports/proof/seals', 'auditor')).body);
    expect(seals).toHaveLength(14);
    expect(seals[0]).toMatchObject({ day: '2026-11-15', entries: 0, hash });
    expect(seals.at(-1)).toMatchObject({ day: '2026-11-02', entries: 1, previous: noSeal });
    expect((await ledger.ask('/reports/proof/seals', 'school-booker')).status).toBe(403);
    expect((await ledger.ask('/api/reports/proof/seals?what=else', 'auditor')).status).toBe(422);
  });

  test('a seal that is broken is told in words, and nobody is asked to write it down', async () => {
    ledger.setNow(today);
    await ledger.edit(ledger.entry(one(17).id), 'amount', 2);
    await ledger.ask('/reports/proof', 'auditor', '');
    const { body } = await ledger.ask('/reports/proof', 'auditor');
    expect(body).toContain('Not proved: one fault found, first: an entry was changed after its day was sealed.');
    expect(body).toContain(placeOf(one(17).id).where);
    expect(body).not.toContain('Write the last seal down');
  });

  test('whoever proves has what is due sealed first', async () => {
    const when = at('2026-11-20');
    ledger.setNow(when);
    const made = JSON.parse((await ledger.ask('/api/reports/proof', 'auditor', '{}')).body);
    expect(made).toMatchObject({ state: 'proved', seals: { last: { day: '2026-11-19' }, count: 18 } });
    expect(made.seals.overdue).toBeUndefined();
  });

  test('days that cannot be sealed keep nobody from proving', async () => {
    const when = at('2026-11-20');
    ledger.setNow(when);
    await ledger.edit(ledger.table.key.sealing(), 'shards', 'none');
    await ledger.edit(ledger.table.key.sealing(), 'day', '2026-11-16');
    const { status } = await ledger.ask('/reports/proof', 'auditor', '');
    expect(status).toBe(303);
    expect((await ledger.ask('/reports/proof', 'auditor')).body).toContain('should have been sealed and were not');
  });

  test('days that should have been sealed are told', async () => {
    const when = at('2026-11-20');
    ledger.setNow(when);
    await ledger.prove(when);
    const { body } = await ledger.ask('/reports/proof', 'auditor');
    expect(body).toContain('4 days from 16 November 2026 should have been sealed and were not.');
  });
});

test('many seals are listed a page at a time', async () => {
  const when = at('2027-03-20');
  ledger.setNow(when);
  await ledger.seal(when);
  const first = JSON.parse((await ledger.ask('/api/reports/proof/seals', 'auditor')).body) as { seals: { day: CivilDate }[]; next: string };
  expect(first.seals).toHaveLength(100);
  const second = JSON.parse((await ledger.ask(`/api/reports/proof/seals?after=${first.next}`, 'auditor')).body);
  expect(second.seals).toHaveLength(38);
  expect(second.next).toBeUndefined();
  expect((await ledger.ask('/reports/proof/seals', 'auditor')).body).toContain('Earlier days');
});
