// Officers and their diaries against the engine and over HTTP: registered once, a half-day taken by one only, and each told what is theirs to know.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { can } from '../../functions/identity/rules.ts';
import { manifest } from '../../functions/manifest.ts';
import { registerOfficer } from '../../functions/officers/actions.ts';
import { pages } from '../../functions/officers/page.tsx';
import { routes } from '../../functions/officers/routes.ts';
import { takenAt } from '../../functions/officers/rules.ts';
import { officerSchema, type Slot } from '../../functions/officers/schema.ts';
import { freeSlot, getOfficer, listOfficers, takenSlots, takeSlot } from '../../functions/officers/store.ts';
import { tasks } from '../../functions/officers/tasks.ts';
import { type CivilDate, type SessionKey, timestamp } from '../../shared/calendar.ts';
import { commit, commitOnce, put } from '../../shared/commit.ts';
import { type Actor, type Context, type Council, daybookItself, type Host, type Role } from '../../shared/context.ts';
import { room } from '../../shared/http/room.ts';
import type { Room } from '../../shared/http.ts';
import type { BookingId, OfficerId, OrganisationId, ServiceId } from '../../shared/ids.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { askRoom } from '../ask-room.ts';
import { testTable } from '../engine.ts';

const day = (text: string) => text as CivilDate;
const both = { am: true, pm: true };
const adaId = 'off_ada-thorne' as OfficerId;
const ada = officerSchema.parse({
  id: adaId,
  name: 'Ada Thorne',
  title: 'School improvement officer',
  skills: ['recruitment', 'school-review'],
  district: 'North Ellwood',
  pattern: { 1: both, 2: both, 3: both, 4: { am: true, pm: false }, 5: { am: false, pm: false } },
  absences: [{ from: '2026-11-30', to: '2026-12-02' }],
});
/** A Tuesday, after the morning has begun and before the afternoon. */
const now = Date.parse('2026-11-24T09:00:00Z');

let client: TableClient;
let table: CouncilTable;
let officers: Room;

const contextOf = (): Context => ({
  actor: daybookItself,
  council: { slug: 'essex' } as Council,
  now,
  table: new CouncilTable(client, table.name, 'essex'),
  logger: { info: () => undefined, error: () => undefined },
});

beforeEach(async () => {
  const { endpoint, tableName } = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  table = new CouncilTable(client, tableName, 'essex');
  await commit(table, [put(table.key.council(), { slug: 'essex', name: 'Essex County Council' })]);
  await tasks['register-officer'](contextOf(), ada);
  const findActor = async (_: CouncilTable, { cookie }: { cookie: string }): Promise<Actor | undefined> =>
    cookie ? { ...daybookItself, name: 'Somebody', roles: [cookie as Role] } : undefined;
  const host = {
    now: () => now,
    origin: 'https://daybook.example',
    demo: false,
    bell: () => undefined,
    tableClient: client,
  } as Partial<Host> as Host;
  officers = room(manifest.officers, { findActor, can }, () => ({ handlers: { ...routes, ...pages }, tasks }))(
    { TABLE_NAME: tableName },
    host,
  );
});
afterEach(() => client.destroy());

const slot = (session: string, booking = 'one', more: Partial<Slot> = {}): Slot => ({
  officer: adaId,
  session: session as SessionKey,
  booking: `bkg_${booking}` as BookingId,
  visit: '1',
  school: 'sch_990001' as OrganisationId,
  schoolName: 'Mill Lane Primary School',
  service: 'svc_school-review' as ServiceId,
  serviceTitle: 'A school review',
  ...more,
});
const take = (taken: Slot, at = now) => commitOnce(table, [takeSlot(table, taken, at)]);
const diary = (from = '2026-11-01', to = '2026-12-31') => takenSlots(table, adaId, day(from), day(to));

describe('an officer is registered, and registered again', () => {
  test('as told, at version 1', async () => {
    expect(await getOfficer(table, adaId)).toEqual({ ...ada, version: 1 });
    expect(await listOfficers(table)).toEqual([{ ...ada, version: 1 }]);
  });

  test('the same again writes nothing', async () => {
    const context = contextOf();
    expect(await tasks['register-officer'](context, ada)).toEqual({ ...ada, version: 1 });
    expect(context.table.commits).toBe(0);
  });

  test('a change is the next version', async () => {
    const changed = { ...ada, skills: ['governance'], absences: [] };
    expect(await tasks['register-officer'](contextOf(), changed)).toEqual({ ...changed, version: 2 });
    expect(await getOfficer(table, adaId)).toEqual({ ...changed, version: 2 });
  });

  test('by two at once: both are told how it ended, and nothing is lost', async () => {
    const answers = await Promise.all(['One', 'Two'].map((title) => registerOfficer(contextOf(), { ...ada, title })));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect((await getOfficer(table, adaId))?.version).toBe(3);
  });

  test.each([[undefined], [{}], [{ ...ada, version: 2 }], [{ ...ada, id: 'per_ada' }], [{ ...ada, skills: [] }]])(
    '%j is no officer, and throws',
    async (subject) => {
      await expect(tasks['register-officer'](contextOf(), subject)).rejects.toThrow();
      expect(await listOfficers(table)).toHaveLength(1);
    },
  );
});

describe('a half-day of a diary belongs to one visit at a time', () => {
  test('it is taken once, and the second is told which session was gone', async () => {
    expect(await take(slot('2026-11-25#am'))).toEqual({ ok: true, value: undefined });
    expect(await take(slot('2026-11-25#am', 'two'))).toEqual({
      ok: false,
      refusal: {
        name: 'session-taken',
        detail: 'Wednesday 25 November 2026, morning was taken by somebody else',
        more: { session: '2026-11-25#am' },
      },
    });
    expect(await diary()).toEqual([slot('2026-11-25#am')]);
    expect(takeSlot(table, slot('2026-11-25#am'), now).final).toBe(true);
  });

  test('sixty-four who ask at once: one has it', async () => {
    const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => take(slot('2026-11-25#pm', `b${i}`))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const winner = answers.findIndex(({ ok }) => ok);
    expect(await diary()).toEqual([slot('2026-11-25#pm', `b${winner}`)]);
  });

  test('several half-days are taken all or none', async () => {
    await take(slot('2026-11-25#pm'));
    const both = ['2026-11-25#am', '2026-11-25#pm'].map((session) => takeSlot(table, slot(session, 'two'), now));
    expect(await commitOnce(table, both)).toMatchObject({ ok: false, refusal: { more: { session: '2026-11-25#pm' } } });
    expect((await diary()).map(({ booking }) => booking)).toEqual(['bkg_one']);
  });

  const minute = 60_000;
  test.each<[string, number, boolean]>([
    ['before its hold runs out', -1, false],
    ['at the moment it runs out', 0, false],
    ['a moment after', 1, true],
    ['a day after', 24 * 60 * minute, true],
  ])('one that is only held can be taken %s: %i ms', async (_, late, expected) => {
    const until = now + 10 * minute;
    const held = slot('2026-11-25#am', 'one', { holdUntil: timestamp(until) });
    await take(held);
    // What the diary calls taken and what the condition lets go agree to the millisecond.
    expect(takenAt(await diary(), timestamp(until + late)).has(held.session)).toBe(!expected);
    expect((await take(slot('2026-11-25#am', 'two'), until + late)).ok).toBe(expected);
    expect((await diary()).map(({ booking }) => booking)).toEqual([expected ? 'bkg_two' : 'bkg_one']);
  });

  test('it is freed by the visit that has it, and by no other', async () => {
    await take(slot('2026-11-25#am'));
    for (const other of [slot('2026-11-25#am', 'two'), slot('2026-11-25#am', 'one', { visit: '2' })]) {
      expect(await commitOnce(table, [freeSlot(table, other)])).toMatchObject({ ok: false, refusal: { name: 'changed-meanwhile' } });
    }
    expect(await diary()).toHaveLength(1);
    expect(await commitOnce(table, [freeSlot(table, slot('2026-11-25#am'))])).toMatchObject({ ok: true });
    expect(await diary()).toEqual([]);
    expect(await commitOnce(table, [freeSlot(table, slot('2026-11-25#am'))])).toMatchObject({ ok: false });
    expect(await take(slot('2026-11-25#am', 'two'))).toMatchObject({ ok: true });
  });

  test('a diary is read from one day to another, both included, in order of time', async () => {
    for (const session of ['2026-11-26#am', '2026-11-24#pm', '2026-11-25#pm', '2026-11-25#am', '2026-11-23#pm']) await take(slot(session));
    await commit(table, [takeSlot(table, { ...slot('2026-11-25#am'), officer: 'off_other' as OfficerId }, now)]);
    const sessions = async (from: string, to: string) => (await diary(from, to)).map(({ session }) => session);
    expect(await sessions('2026-11-24', '2026-11-25')).toEqual(['2026-11-24#pm', '2026-11-25#am', '2026-11-25#pm']);
    expect(await sessions('2026-11-26', '2026-11-26')).toEqual(['2026-11-26#am']);
    expect(await sessions('2026-11-26', '2026-11-25')).toEqual([]);
  });
});

async function get(role: Role | undefined, address: string): Promise<{ status: number; body: string; json(): Record<string, unknown> }> {
  const { status, body } = await askRoom(officers, `/essex${address}`, { headers: role ? { cookie: role } : {} });
  return { status, body, json: () => JSON.parse(body) as Record<string, unknown> };
}

describe('the API', () => {
  test('tells a school’s booker names, titles and skills, and everybody else where and when they work', async () => {
    const known = { id: adaId, name: ada.name, title: ada.title, skills: ada.skills };
    expect((await get('school-booker', '/api/officers')).json()).toEqual({ officers: [known] });
    expect((await get('school-booker', `/api/officers/${adaId}`)).json()).toEqual(known);
    for (const role of ['resource-manager', 'officer', 'auditor'] as const) {
      expect((await get(role, `/api/officers/${adaId}`)).json()).toEqual({ ...ada, version: 1 });
    }
  });

  test('lists free sessions without what is taken, begun, off or away; a hold that ran out is free again', async () => {
    await take(slot('2026-11-24#pm', 'one', { holdUntil: timestamp(now - 1) }));
    await take(slot('2026-11-25#am', 'two', { holdUntil: timestamp(now + 60_000) }));
    await take(slot('2026-11-26#am', 'three'));
    const reply = await get('school-booker', `/api/officers/${adaId}/free-sessions?from=2026-11-23&to=2026-12-03`);
    expect(reply.json()).toEqual({
      officer: adaId,
      from: '2026-11-23',
      to: '2026-12-03',
      sessions: ['2026-11-24#pm', '2026-11-25#pm', '2026-12-03#am'],
    });
  });

  test('without dates, from today for four weeks', async () => {
    expect((await get('school-booker', `/api/officers/${adaId}/free-sessions`)).json()).toMatchObject({
      from: '2026-11-24',
      to: '2026-12-21',
    });
  });

  test.each<[string, Role | undefined, string, number, string]>([
    ['nobody', undefined, '/api/officers', 401, 'not-signed-in'],
    ['an officer who is not there', 'auditor', '/api/officers/off_nobody', 404, 'unknown-officer'],
    ['an id of another kind', 'auditor', '/api/officers/per_ada', 404, 'unknown-officer'],
    ['free sessions of nobody', 'auditor', '/api/officers/off_nobody/free-sessions', 404, 'unknown-officer'],
    ['93 days', 'auditor', `/api/officers/${adaId}/free-sessions?from=2026-11-24&to=2027-02-24`, 422, 'invalid-request'],
    ['backwards', 'auditor', `/api/officers/${adaId}/free-sessions?from=2026-11-24&to=2026-11-23`, 422, 'invalid-request'],
    ['no date', 'auditor', `/api/officers/${adaId}/free-sessions?from=tomorrow`, 422, 'invalid-request'],
  ])('%s is refused by name', async (_, role, address, status, name) => {
    const reply = await get(role, address);
    expect([reply.status, reply.json().type]).toEqual([status, `urn:daybook:problem:${name}`]);
  });

  test('a fault of the dates is told by its field', async () => {
    const reply = await get('auditor', `/api/officers/${adaId}/free-sessions?to=2027-11-24`);
    expect(reply.json().errors).toEqual([{ pointer: '#/to', detail: 'must be at most 92 days in all; ask for the rest separately' }]);
  });
});

describe('the pages', () => {
  test('list officers; districts are for staff', async () => {
    const [school, staff] = await Promise.all([get('school-booker', '/officers'), get('resource-manager', '/officers')]);
    for (const words of ['Ada Thorne', 'School improvement officer', 'recruitment, school review']) {
      expect([school.body.includes(words), staff.body.includes(words)]).toEqual([true, true]);
    }
    expect([school.body.includes('North Ellwood'), staff.body.includes('North Ellwood')]).toEqual([false, true]);
  });

  test('with nobody registered, say so', async () => {
    await commit(table, [{ op: 'delete', key: table.key.officer(adaId), refusal: { name: 'wrong-state' } }]);
    expect((await get('auditor', '/officers')).body).toContain('No officers are registered yet.');
  });

  test('show staff the pattern, the absences and why a session is not free', async () => {
    await take(slot('2026-11-25#am'));
    const { status, body } = await get('resource-manager', `/officers/${adaId}`);
    expect(status).toBe(200);
    for (const words of [
      'Working pattern',
      'Does not work',
      'Away',
      'Monday 30 November 2026',
      'Week of Monday 23 November 2026',
      'Week of Monday 14 December 2026',
      'Booked',
      'Past',
      'Not working',
    ]) {
      expect(body).toContain(words);
    }
    expect(body).not.toContain('Mill Lane Primary School');
    expect(body).not.toContain('Week of Monday 21 December 2026');
  });

  test('show a school only what is free, as a way to the services of those skills', async () => {
    await take(slot('2026-11-25#am'));
    const { body } = await get('school-booker', `/officers/${adaId}`);
    expect(body).toContain('href="/essex/catalogue?skill=recruitment&amp;skill=school-review"');
    expect(body).toContain('Ada Thorne, Tuesday 24 November, afternoon');
    expect(body).not.toContain('Ada Thorne, Tuesday 24 November, morning');
    expect(body).not.toContain('Ada Thorne, Wednesday 25 November, morning');
    for (const hidden of ['Working pattern', 'Booked', 'North Ellwood', 'Away']) expect(body).not.toContain(hidden);
  });

  test('an unknown officer is a page that says what to do', async () => {
    const { status, body } = await get('school-booker', '/officers/off_nobody');
    expect([status, body.includes('There is no such officer')]).toEqual([404, true]);
  });
});
