// The export as a stranger meets it: made by the worker, fetched, and checked by the program of the format page in a process of its own, which knows nothing of us.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportBounds, runExportSlice } from '../../functions/reports/actions/export-slice.ts';
import { continueExport, readExports, startExport } from '../../functions/reports/actions/exports.ts';
import { checker } from '../../functions/reports/rules/format.ts';
import type { LedgerExport } from '../../functions/reports/schema/exports.ts';
import { accepted } from '../../shared/decision.ts';
import { account, chart } from '../../shared/ledger/chart.ts';
import { type Seal, sealOf } from '../../shared/ledger/seal.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import { shardOf } from '../../shared/table.ts';
import { aLedgerChecker } from '../ledger-checker.ts';
import { aFortnight, at, coreOf, free, grantOf, holdOf, type SealedLedger, school, sealedLedger } from '../sealed-ledger.ts';

const { folder, run, check } = aLedgerChecker();
const usual = { ...exportBounds };
const today = at('2026-11-16');
const day = '2026-11-05';
let ledger: SealedLedger;
let world: Awaited<ReturnType<typeof aFortnight>>;
const opened: SealedLedger[] = [];

async function open(): Promise<void> {
  ledger = await sealedLedger();
  opened.push(ledger);
  world = await aFortnight(ledger);
  // A document that is charged, paid in part, and paid in full after the last sealed day.
  await ledger.post({
    transfer: transfer('invoice-net', account('income', 'S100'), account('debtor', 'doc_1'), 45_000, {
      name: 'doc_1-net',
      now: at('2026-11-11'),
      cause: { document: 'doc_1' },
    }),
  });
  await ledger.post({ transfer: paid(20_000, at('2026-11-13')) });
  ledger.setNow(today);
  await ledger.seal(today);
}
afterEach(() => {
  Object.assign(exportBounds, usual);
});
afterAll(() => {
  for (const each of opened) each.stop();
});

const paid = (pence: number, now: number) =>
  transfer('payment', account('debtor', 'doc_1'), account('clearing', 'card'), pence, { name: `payment-${pence}`, now, cause: {} });

async function content(): Promise<string> {
  const { latest } = await readExports(ledger.context());
  const chunks: Uint8Array[] = [];
  for await (const chunk of ledger.files.open(`exports/essex/${latest?.job}.ndjson`)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function exported(): Promise<string> {
  expect((await ledger.ask('/reports/proof/export', 'auditor', '')).status).toBe(303);
  await ledger.work();
  return content();
}

const lastSeal = async () => (await ledger.table.get<Seal>(ledger.table.key.seal('2026-11-15'))) as Seal;

describe('an export', () => {
  beforeEach(open);

  test('is found sound by a stranger, who is told the last seal', async () => {
    const text = await exported();
    const { said, sound } = await check(text);
    expect(said).toContain('Days 14, entries 70, accounts 2, faults 0');
    expect(said).toContain(`The last seal, of 2026-11-15: ${(await lastSeal()).hash}`);
    expect(sound).toBe(true);
    expect(text.endsWith('\n')).toBe(true);
    // No name of a person, and no mark that a transfer is settled.
    expect(text).not.toMatch(/Ada Quill|#settled/);
  });

  test('holds the sums as they stood when the last sealed day ended, though the ledger went on', async () => {
    await ledger.post({ transfer: paid(25_000, at('2026-11-16', '09:00')) });
    await ledger.post({ transfer: holdOf('today', at('2026-11-16', '09:30')) });
    await ledger.post({ transfer: grantOf(2, at('2026-11-16', '09:40'), 'more') });
    const fresh = account('entitlement', school, 'headteacher-recruitment', 'vac_new');
    await ledger.post({
      transfer: transfer('grant', account('grants', 'x'), fresh, 2, { name: 'fresh', now: at('2026-11-16', '09:50'), cause: {} }),
    });
    const text = await exported();
    expect(text).toContain('{"head":"debtor/doc_1","sums":[45000,20000,0,0]}');
    expect(text).toContain(`{"head":"${free}","sums":[8,2,0,1]}`);
    expect(text).not.toContain('vac_new');
    expect((await check(text)).said).toContain('faults 0');
  });

  test('is the same in many slices and parts, whatever a crash does between them', async () => {
    const whole = await exported();
    Object.assign(exportBounds, { bytesPerPart: 1, entriesPerRead: 1, holdersRead: 1 });
    const begun = accepted(await startExport(ledger.context(), async () => {}));
    const writer = { beginFile: ledger.files.begin, addPart: ledger.files.add, endFile: ledger.files.end, fileMark: ledger.files.mark };
    let crashes = 0;
    const crashing = {
      ...writer,
      async addPart(...given: Parameters<typeof writer.addPart>) {
        const receipt = await writer.addPart(...given);
        // The part is kept and what says so is not: it is written again.
        if (given[2] % 7 === 3 && crashes < given[2]) {
          crashes = given[2];
          throw new Error('the process ended');
        }
        return receipt;
      },
      async endFile(...given: Parameters<typeof writer.endFile>) {
        await writer.endFile(...given);
        if (crashes < 1_000) {
          crashes = 1_000;
          throw new Error('the process ended');
        }
      },
    };
    let slices = 0;
    for (let state = 'more'; state === 'more'; slices++)
      state = await continueExport(ledger.context(), crashing, begun.job, 0).then(
        (slice) => slice.state,
        () => 'more',
      );
    expect(slices).toBeGreaterThan(70);
    expect(crashes).toBe(1_000);
    const { latest } = await readExports(ledger.context());
    expect(latest).toMatchObject({ job: begun.job, state: 'done', days: 14, entries: 70, heads: 2, bytes: Buffer.byteLength(whole) });
    expect(await content()).toBe(whole);
    expect(await ledger.table.all(ledger.table.range.proofRuns(begun.job))).toEqual([]);
  });

  test('a slice that comes second writes nothing', async () => {
    Object.assign(exportBounds, { bytesPerPart: 1 });
    const begun = accepted(await startExport(ledger.context(), async () => {}));
    const before = (await ledger.table.get<LedgerExport>(ledger.table.key.ledgerExport(begun.job))) as LedgerExport;
    const writer = { beginFile: ledger.files.begin, addPart: ledger.files.add, endFile: ledger.files.end, fileMark: ledger.files.mark };
    expect(await runExportSlice(ledger.context(), writer, before, 0)).toMatchObject({ version: 2 });
    expect(await runExportSlice(ledger.context(), writer, before, 0)).toBeUndefined();
  });
});

describe('a stranger finds and locates what was done', () => {
  let sound = '';

  const shard = shardOf('trf_20261105-core-17');
  const differs = `${day}, shard ${Number(shard)}: the entries are not those that were sealed`;
  const lineWith = (text: string, part: string) => text.split('\n').find((line) => line.includes(part)) ?? '';

  describe('to the table', () => {
    beforeEach(open);
    test.each<[string, () => Promise<unknown>, string]>([
      ['an entry edited in the table', () => ledger.edit(ledger.entry('trf_20261105-core-17'), 'cause', { booking: 'bkg_2' }), differs],
      ['an entry deleted from the table', () => ledger.remove(ledger.entry('trf_20261105-core-17')), differs],
      [
        'an entry slipped into the table',
        () => {
          const forged = coreOf('forged', at(day));
          return ledger.slipIn(ledger.entry(forged.id), { type: 'transfer', ...forged });
        },
        `${day}, shard ${Number(shardOf('trf_20261105-forged'))}: the entries are not those that were sealed`,
      ],
      [
        'sums edited in the table',
        () => ledger.edit(ledger.table.key.head('doc_1', 'debtor/doc_1'), 'creditsPosted', 45_000),
        'debtor/doc_1: the sums kept differ from its entries',
      ],
      [
        'sums deleted from the table',
        () => ledger.remove(ledger.table.key.head('doc_1', 'debtor/doc_1')),
        'debtor/doc_1: the sums kept differ from its entries',
      ],
      [
        'a seal deleted from the table',
        () => ledger.remove(ledger.table.key.seal(day)),
        '2026-11-06: the seal of a day before it is missing',
      ],
      [
        'a seal edited in the table',
        () => ledger.edit(ledger.table.key.seal(day), 'hash', 'a'.repeat(64)),
        `${day}: the seal contradicts itself`,
      ],
      [
        'a seal made anew in the table',
        async () => {
          const before = (await ledger.table.get<Seal>(ledger.table.key.seal(day))) as Seal;
          await ledger.slipIn(ledger.table.key.seal(day), sealOf('essex', { ...before, previous: 'b'.repeat(64) }));
        },
        `${day}: the seal does not follow from the one before`,
      ],
      [
        'something that is no seal in its place',
        () => ledger.slipIn(ledger.table.key.seal(day), { type: 'note' }),
        '2026-11-06: the seal of a day before it is missing',
      ],
    ])('%s', async (_, tamper, expected) => {
      await tamper();
      const found = await check(await exported());
      expect(found.said).toContain(`WRONG  ${expected}`);
      expect(found.sound).toBe(false);
    });
  });

  describe('to the file', () => {
    beforeAll(async () => {
      await open();
      sound = await exported();
    });
    test.each<[string, (text: string) => string, string]>([
      ['an amount edited in the file', (text) => text.replace('"amount":8', '"amount":9'), 'the entries are not those that were sealed'],
      ['a line taken out of the file', (text) => text.replace(`${lineWith(text, 'trf_20261105-core-17')}\n`, ''), differs],
      [
        'two lines that changed places',
        (text) => {
          const [a = '', b = ''] = world.core
            .map(({ id }) => lineWith(text, `"${id}"`))
            .filter((line) => shardOf(JSON.parse(line).sk) === shard);
          return text.replace(a, 'x').replace(b, a).replace('\nx\n', `\n${b}\n`);
        },
        differs,
      ],
      ['a line put in twice', (text) => text.replace(lineWith(text, 'trf_20261105-core-17'), (line) => `${line}\n${line}`), differs],
      ['one byte more in a line', (text) => text.replace('"amount":8,', '"amount":8, '), 'the entries are not those that were sealed'],
      [
        'a day taken out',
        (text) => text.replace(`${lineWith(text, '"seal":"2026-11-07"')}\n`, ''),
        '2026-11-08: the seal of a day before it is missing',
      ],
      [
        'a fund crossed',
        (text) => text.replaceAll('delivered-core/', 'delivered-traded/'),
        ': connects capacity/svc_a10 with delivered-traded/',
      ],
      [
        'an entry put before the first seal, with the end made to fit',
        (text) => {
          const forged = lineWith(text, 'trf_20261105-core-17').replaceAll('core-17', 'forged');
          return text.replace('{"seal":"2026-11-02"', `${forged}\n{"seal":"2026-11-02"`).replace('"entries":70', '"entries":71');
        },
        'trf_20261105-forged: stands before any seal',
      ],
      [
        'the last day taken out, with the end made to fit',
        (text) => {
          const hashOf = (of: string) => /"hash":"([0-9a-f]+)"/.exec(lineWith(text, `"seal":"${of}"`))?.[1] ?? '';
          const ended = text.replace(`${lineWith(text, '"seal":"2026-11-15"')}\n`, '').replace('"days":14', '"days":13');
          return ended.replace(hashOf('2026-11-15'), hashOf('2026-11-14'));
        },
        'the file is not whole',
      ],
      [
        'another table of accounts in the header',
        (text) => text.replace('"debtor":["penny","money",true]', '"debtor":["penny","money",false]'),
        'the header has another table of accounts',
      ],
      ['the end cut off', (text) => text.slice(0, text.lastIndexOf('{"end"')), 'the file is not whole'],
      ['cut in the middle of a line', (text) => text.slice(0, -200), 'the file is not whole'],
      ['a line that is no JSON', (text) => text.replace('{"seal":"2026-11-07"', '{"seal":"2026-11-07'), 'cannot be read'],
      [
        'an account taken out',
        (text) => text.replace(`${lineWith(text, '"head":"debtor/doc_1"')}\n`, ''),
        'debtor/doc_1: no sums are kept for it',
      ],
      [
        'another council’s name',
        (text) => text.replace('"council":"essex"', '"council":"kent"'),
        '2026-11-02: the seal contradicts itself',
      ],
    ])('%s', async (_, tamper, expected) => {
      const tampered = tamper(sound);
      expect(tampered).not.toBe(sound);
      const found = await check(tampered);
      expect(found.said).toContain('WRONG');
      expect(found.said).toContain(expected);
      expect(found.sound).toBe(false);
    });
  });
});

describe('days left out at the end, with header and end made to fit', () => {
  let whole = '';
  let short = '';
  const hashOf = (of: string) =>
    new RegExp(`"seal":"${of}".*?"hash":"([0-9a-f]+)"|"hash":"([0-9a-f]+)".*?"seal":"${of}"`).exec(whole)?.slice(1).find(Boolean) ?? '';
  beforeAll(async () => {
    await open();
    whole = await exported();
    const line = whole.split('\n').find((each) => each.includes('"seal":"2026-11-15"')) ?? '';
    short = whole
      .replace(`${line}\n`, '')
      .replace('"to":"2026-11-15"', '"to":"2026-11-14"')
      .replace('"days":14', '"days":13')
      .replace(hashOf('2026-11-15'), hashOf('2026-11-14'));
  });

  test('are found by a later seal that was written down, in groups as the page shows it or not', async () => {
    for (const seal of [[hashOf('2026-11-15')], hashOf('2026-11-15').match(/.{8}/g) ?? []]) {
      const found = await check(short, ...seal);
      expect(found.said).toContain('WRONG  the seal that was written down is that of no day in the file');
      expect(found.sound).toBe(false);
      const sound = await check(whole, ...seal);
      expect(sound.said).toContain('The seal that was written down is that of 2026-11-15');
      expect(sound.sound).toBe(true);
    }
  });

  test('cannot be found without one, and whoever has none is told so', async () => {
    expect((await check(short)).said).toContain('only a later seal that was written down can show');
    expect((await check(short, hashOf('2026-11-10'))).said).toContain('Whether days after 2026-11-10 were left out at the end');
  });
});

test('whoever names no file, or one that is not there, is told how to', async () => {
  for (const given of [[], [join(folder, 'nothing.ndjson')]]) {
    const { said, sound } = await run(...given);
    expect([said.trim(), sound]).toEqual(['Say which file to check: node check-ledger.mjs FILE [SEAL]', false]);
  }
});

describe('on the page and by the API', () => {
  beforeEach(open);

  test('an export is made, followed and fetched', async () => {
    const before = await ledger.ask('/reports/proof/export', 'auditor');
    expect(before.body).toContain('Make an export');
    expect(before.body).not.toContain('Download the export');
    expect((await ledger.ask('/reports/proof/export/file', 'auditor')).status).toBe(409);
    const started = await ledger.ask('/reports/proof/export', 'auditor', '');
    expect([started.status, started.location]).toEqual([303, '/essex/reports/proof/export']);
    const waiting = await ledger.ask('/reports/proof/export', 'auditor');
    expect(waiting.body).toContain('An export is being written');
    expect(waiting.body).not.toContain('Make an export');
    expect(waiting.body).toContain('data-going-on="/essex/reports/proof/export"');
    const again = await ledger.ask('/api/reports/proof/export', 'auditor', '{}');
    expect(again.status).toBe(202);
    expect(ledger.sent).toHaveLength(1);
    await ledger.work();
    const { body } = await ledger.ask('/reports/proof/export', 'auditor');
    expect(body).toContain('Download the export');
    expect(body).toContain('2 November 2026 to 15 November 2026');
    expect(body).toContain((await lastSeal()).hash.slice(0, 8));
    const { latest, current, file } = JSON.parse((await ledger.ask('/api/reports/proof/export', 'auditor')).body);
    expect(latest).toMatchObject({ job: JSON.parse(again.body).job, state: 'done', entries: 70 });
    expect(current).toBeUndefined();
    const fetched = await ledger.ask('/reports/proof/export/file', 'auditor');
    expect([fetched.status, fetched.location]).toEqual([303, file]);
    expect(file).toBe(`https://files.example/exports/essex/${latest.job}.ndjson?daybook-ledger-essex-2026-11-15.ndjson`);
  });

  test('one that was given up does not stand in the way of the next', async () => {
    const begun = accepted(await startExport(ledger.context(), async () => {}));
    await ledger.edit(ledger.table.key.job(begun.job), 'state', 'failed');
    const { body } = await ledger.ask('/reports/proof/export', 'auditor');
    expect(body).toContain('stopped after five failures');
    expect(body).toContain('Make an export');
    expect(accepted(await startExport(ledger.context(), async () => {})).job).not.toBe(begun.job);
  });

  test('nothing is exported before a day is sealed', async () => {
    const other = await sealedLedger();
    opened.push(other);
    other.setNow(at('2026-11-02'));
    const refused = await other.ask('/reports/proof/export', 'auditor', '');
    expect(refused.status).toBe(409);
    expect(refused.body).toContain('No day has been sealed yet');
    expect((await other.ask('/api/reports/proof/export', 'auditor', '{}')).status).toBe(409);
  });

  test('schools and officers do not make or fetch one', async () => {
    for (const role of ['school-booker', 'officer'] as const) {
      expect((await ledger.ask('/reports/proof/export', role, '')).status).toBe(403);
      expect((await ledger.ask('/reports/proof/export/file', role)).status).toBe(403);
      expect((await ledger.ask('/api/reports/proof/export', role)).status).toBe(403);
    }
  });

  test('how it is checked is told to everybody, with the program', async () => {
    const { status, body } = await ledger.ask('/reports/proof/format');
    expect(status).toBe(200);
    for (const words of ['SHA-256', 'RFC 6962', 'daybook seal 1', 'const sha = (...parts) =&gt;']) expect(body).toContain(words);
    for (const kind of Object.keys(chart)) expect(body).toContain(`>${kind}</code>`);
    const file = await ledger.ask('/reports/proof/format/checker');
    expect(file.body).toBe(checker);
    expect(file.headers['content-disposition']).toBe('attachment; filename="check-ledger.mjs"');
    expect(checker.trimEnd().split('\n').length - Object.keys(chart).length).toBeLessThanOrEqual(75);
  });
});
