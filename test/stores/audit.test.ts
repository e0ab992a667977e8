// The audit trail in the table: found by day and by record, newest first, page by page; what is confidential only by those who may read it; a file that refuses
// to be too large; and a record's history as each reader may see it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportAudit, readAudit } from '../../functions/identity/actions/audit.ts';
import type { AuditRow } from '../../functions/identity/rules/audit.ts';
import { auditQuerySchema } from '../../functions/identity/schema/audit.ts';
import { historyOf, readHistory } from '../../functions/identity/store/audit.ts';
import { contactWrite } from '../../functions/identity/store/people.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import { type AuditNote, auditWrite } from '../../shared/audit.ts';
import { type CivilDate, timestamp } from '../../shared/calendar.ts';
import { commit, maximumWrites, type Write } from '../../shared/commit.ts';
import type { Actor, Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { PersonId } from '../../shared/ids.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { council } from '../actors.ts';
import { academy, actor, maintained, now } from '../bookings.ts';
import { testTable } from '../engine.ts';

const maria = actor('school-booker', { person: 'per_maria' as PersonId, name: 'Maria Okafor', organisation: academy.id });
const nadia = actor('finance', { person: 'per_nadia' as PersonId, name: 'Nadia Rahman' });
const gone = actor('finance', { person: 'per_gone' as PersonId });
const auditor = actor('auditor');
/** Somebody who reads the trail and no confidential status: no role of today has the one without the other. */
const reader: Actor = { ...auditor, roles: [] };
const hour = 3_600_000;
const dayMs = 24 * hour;

let client: TableClient;
let made: { endpoint: string; tableName: string };
const contextOf = (who: Actor, slug = 'essex'): Context => ({
  actor: who,
  council,
  now,
  table: new CouncilTable(client, made.tableName, slug),
  logger: { info: () => {}, error: () => {} },
});
const write = async (writes: readonly Write[], slug = 'essex') => {
  const { table } = contextOf(auditor, slug);
  for (let i = 0; i < writes.length; i += maximumWrites)
    expect(await commit(table, writes.slice(i, i + maximumWrites))).toEqual({ ok: true });
};
const said = (who: Actor, at: number, note: Partial<AuditNote> = {}, slug = 'essex'): Write =>
  auditWrite({ table: contextOf(who, slug).table, actor: who, now: at }, { action: 'booking:confirm', about: 'bkg_1', ...note });

beforeAll(async () => {
  made = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
  const { table } = contextOf(auditor);
  await write([
    contactWrite(table, maria.person, { type: 'contact', name: maria.name, version: 1 }),
    contactWrite(table, nadia.person, { type: 'contact', name: nadia.name, version: 1 }),
    ...schoolWrites(table, academy),
    ...schoolWrites(table, maintained),
    said(maria, now, { organisation: academy.id, policy: 'essex-2017/1' }),
    said(nadia, now + hour, { action: 'booking:cancel', organisation: academy.id, detail: 'Tuesday' }),
    said(gone, now + 2 * hour, { action: 'document:issue', about: 'doc_1', organisation: maintained.id }),
    said(nadia, now - 3 * dayMs, { action: 'policy:publish', about: 'policy' }),
    said(nadia, now - 40 * dayMs, { action: 'policy:publish', about: 'policy' }),
    said(nadia, now + 3 * hour, { action: 'confidential:record', about: academy.id, organisation: academy.id, confidential: true }),
    said(nadia, now + 4 * hour, { action: 'organisation:record', about: academy.id, organisation: academy.id }),
  ]);
  await write([said(nadia, now, { about: 'bkg_1', detail: 'another council’s' }, 'wessex')], 'wessex');
});
afterAll(() => client.destroy());

const asked = (given: Record<string, string>) => auditQuerySchema('2026-11-24' as CivilDate).parse(given);
const read = async (given: Record<string, string>, who: Actor = auditor) => (await readAudit(contextOf(who), asked(given))).rows;
const briefly = (rows: readonly AuditRow[]) => rows.map(({ action, personName }) => `${action} ${personName}`);

describe('a page of the trail', () => {
  test('is the last seven days when nothing is said, newest first, with names as they are now', async () => {
    expect(briefly(await read({}))).toEqual([
      'organisation:record Nadia Rahman',
      'confidential:record Nadia Rahman',
      'document:issue Former user',
      'booking:cancel Nadia Rahman',
      'booking:confirm Maria Okafor',
      'policy:publish Nadia Rahman',
    ]);
  });
  test('says who, for whom, when, what and under which policy', async () => {
    expect((await read({ about: 'bkg_1' })).at(-1)).toEqual({
      at: timestamp(now),
      person: 'per_maria',
      personName: 'Maria Okafor',
      actingFor: academy.id,
      actingForName: academy.name,
      action: 'booking:confirm',
      what: 'Sessions booked',
      about: 'bkg_1',
      organisation: academy.id,
      organisationName: academy.name,
      policy: 'essex-2017/1',
      path: '/bookings/bkg_1',
    });
  });
  test.each<[string, Record<string, string>, string[]]>([
    ['a person', { person: 'per_maria' }, ['booking:confirm Maria Okafor']],
    ['an organisation', { organisation: maintained.id }, ['document:issue Former user']],
    ['a day', { from: '2026-11-21', to: '2026-11-21' }, ['policy:publish Nadia Rahman']],
    ['a day on which nothing was done', { from: '2026-11-20', to: '2026-11-20' }, []],
    ['a record, however long ago', { about: 'policy' }, ['policy:publish Nadia Rahman', 'policy:publish Nadia Rahman']],
    ['a record on some days', { about: 'policy', from: '2026-11-01' }, ['policy:publish Nadia Rahman']],
    ['a record and a person', { about: 'bkg_1', person: 'per_nadia' }, ['booking:cancel Nadia Rahman']],
    ['a record of nobody', { about: 'bkg_2' }, []],
  ])('of %s', async (_, given, expected) => expect(briefly(await read(given))).toEqual(expected));

  test('has nothing confidential for whoever may not read it, by day or by record', async () => {
    expect(briefly(await read({ about: academy.id }))).toEqual(['organisation:record Nadia Rahman', 'confidential:record Nadia Rahman']);
    expect(briefly(await read({ about: academy.id }, reader))).toEqual(['organisation:record Nadia Rahman']);
    expect((await read({}, reader)).filter(({ confidential }) => confidential)).toEqual([]);
    expect((await read({})).filter(({ confidential }) => confidential)).toHaveLength(1);
  });

  test('never reaches into another council', async () => {
    const other = await readAudit(contextOf(auditor, 'wessex'), asked({}));
    expect(other.rows.map(({ what }) => what)).toEqual(['Sessions booked: another council’s']);
  });
});

describe('a long trail', () => {
  const busy = now - 10 * dayMs;
  const days = { from: '2026-11-13', to: '2026-11-14' };
  const count = 260;
  beforeAll(async () => {
    // Several in one moment, over two days and all shards.
    const at = (i: number) => busy - Math.floor(i / 4) * 20 * 60_000;
    await write(
      Array.from({ length: count }, (_, i) => said(i % 2 ? maria : nadia, at(i), { about: `bkg_${i % 40}x`, detail: `no. ${i}` })),
    );
  });

  test('is told page by page to its end, each entry once and in order', async () => {
    const seen: AuditRow[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const page = await readAudit(contextOf(auditor), asked({ ...days, ...(after ? { after } : {}) }));
      expect(page.rows.length).toBeLessThanOrEqual(50);
      seen.push(...page.rows);
      after = page.next;
      pages += 1;
    } while (after);
    expect([seen.length, pages]).toEqual([count, 6]);
    expect(new Set(seen.map(({ what }) => what)).size).toBe(count);
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });
  test('of one record too', async () => {
    const first = await readAudit(contextOf(auditor), asked({ about: 'bkg_7x' }));
    expect([first.rows.length, first.next]).toEqual([7, undefined]);
  });
  test('begins anew after a cursor that is no place in it', async () => {
    const page = await readAudit(contextOf(auditor), asked({ ...days, after: 'nowhere' }));
    expect(page).toEqual(await readAudit(contextOf(auditor), asked(days)));
  });
  test('is exported whole', async () => {
    const rows = accepted(await exportAudit(contextOf(auditor), asked(days)));
    expect(rows).toHaveLength(count);
    expect(accepted(await exportAudit(contextOf(auditor), asked({ ...days, person: 'per_maria' })))).toHaveLength(count / 2);
    expect(accepted(await exportAudit(contextOf(reader), asked({}))).filter(({ confidential }) => confidential)).toEqual([]);
  });
});

test('a file of more entries than it holds is refused, and of as many is not', async () => {
  expect(accepted(await exportAudit(contextOf(auditor), asked({}), 6))).toHaveLength(6);
  expect(await exportAudit(contextOf(auditor), asked({}), 5)).toMatchObject({ ok: false, refusal: { name: 'too-many-entries' } });
});

test('a file that would be larger than a reply is refused with what to do', async () => {
  const longAgo = now - 60 * dayMs;
  // Each entry as long as they come: a few thousand are more than a reply holds.
  const detail = 'a long sentence about what was changed '.repeat(180);
  await write(Array.from({ length: 700 }, (_, i) => said(nadia, longAgo + i, { about: `bkg_${i}y`, detail })));
  const day = timestamp(longAgo).slice(0, 10);
  expect(await exportAudit(contextOf(auditor), asked({ from: day, to: day }))).toMatchObject({
    ok: false,
    refusal: { name: 'too-many-entries' },
  });
});

describe('the history of a record', () => {
  test('is newest first and no longer than asked, without what is confidential', async () => {
    const { table } = contextOf(auditor);
    expect((await historyOf(table, 'bkg_1')).map(({ action }) => action)).toEqual(['booking:cancel', 'booking:confirm']);
    expect((await historyOf(table, 'bkg_1', 1)).map(({ action }) => action)).toEqual(['booking:cancel']);
    expect((await historyOf(table, academy.id)).map(({ action }) => action)).toEqual(['organisation:record']);
    expect(Object.keys((await historyOf(table, 'bkg_1'))[0] ?? {}).filter((name) => /^(pk|sk|gsi)/.test(name))).toEqual([]);
  });
  test('names everybody to staff, and to a school its own people alone', async () => {
    const lines = [
      { when: '24 November 2026 at 09:00', what: 'Sessions cancelled: Tuesday' },
      { when: '24 November 2026 at 08:00', what: 'Sessions booked' },
    ];
    const by = (...who: string[]) => lines.map((line, i) => ({ ...line, who: who[i] }));
    expect(await readHistory(contextOf(nadia), 'bkg_1')).toEqual(by('Nadia Rahman', 'Maria Okafor'));
    expect(await readHistory(contextOf(maria), 'bkg_1')).toEqual(by(council.name, 'Maria Okafor'));
    expect(await readHistory(contextOf({ ...maria, organisation: maintained.id }), 'bkg_1')).toEqual(by(council.name, academy.name));
  });
  test('of several records is one list', async () => {
    const found = await readHistory(contextOf(nadia), ['bkg_1', 'doc_1', 'nothing'], { most: 2 });
    expect(found.map(({ what }) => what)).toEqual(['Invoice or recharge issued', 'Sessions cancelled: Tuesday']);
  });
});
