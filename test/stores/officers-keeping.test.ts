// Keeping the officers' diaries over HTTP, by API and by forms: whoever may, once, with what is booked shown before it is saved and left as it is.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readUnattended } from '../../functions/bookings/actions/officers.ts';
import { can } from '../../functions/identity/rules.ts';
import { manifest } from '../../functions/manifest.ts';
import { pages } from '../../functions/officers/page.tsx';
import { routes } from '../../functions/officers/routes.ts';
import { officerSchema, type Slot } from '../../functions/officers/schema.ts';
import { getOfficer, listOfficers, takenSlots, takeSlot } from '../../functions/officers/store.ts';
import { tasks } from '../../functions/officers/tasks.ts';
import { officersAway } from '../../functions/reports/actions/home/unattended.ts';
import type { CivilDate, SessionKey } from '../../shared/calendar.ts';
import { commit, commitOnce, put } from '../../shared/commit.ts';
import { type Actor, type Context, type Council, daybookItself, type Host, type Role } from '../../shared/context.ts';
import { room } from '../../shared/http/room.ts';
import type { Room } from '../../shared/http.ts';
import type { BookingId, OfficerId, OrganisationId, ServiceId } from '../../shared/ids.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { askRoom } from '../ask-room.ts';
import { testTable } from '../engine.ts';

const both = { am: true, pm: true };
const adaId = 'off_ada-thorne' as OfficerId;
const ada = officerSchema.parse({
  id: adaId,
  name: 'Ada Thorne',
  title: 'School improvement officer',
  skills: ['recruitment'],
  district: 'North',
  pattern: { 1: both, 2: both, 3: both, 4: both, 5: both },
  absences: [],
});
const council = { slug: 'essex', name: 'Essex County Council', districts: [{ name: 'North', covers: [] }] } as unknown as Council;
/** A Tuesday. */
const now = Date.parse('2026-11-24T09:00:00Z');

let client: TableClient;
let table: CouncilTable;
let officers: Room;
let context: Context;

beforeEach(async () => {
  const { endpoint, tableName } = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  table = new CouncilTable(client, tableName, 'essex');
  await commit(table, [put(table.key.council(), { ...council })]);
  const logger = { info: () => undefined, error: () => undefined };
  context = { actor: daybookItself, council, now, table, logger };
  await tasks['register-officer'](context, ada);
  const visit: Slot = {
    officer: adaId,
    session: '2026-12-01#am' as SessionKey,
    booking: 'bkg_one' as BookingId,
    visit: '01',
    school: 'sch_990001' as OrganisationId,
    schoolName: 'Mill Lane Primary School',
    service: 'svc_school-review' as ServiceId,
    serviceTitle: 'A school review',
  };
  const slots: Slot[] = [visit, { ...visit, session: '2026-12-01#pm' as SessionKey, visit: '02', holdUntil: '2026-12-30T09:00:00.000Z' }];
  for (const slot of slots) await commitOnce(table, [takeSlot(table, slot, now)]);
  const findActor = async (_: CouncilTable, { cookie }: { cookie: string }): Promise<Actor | undefined> => {
    const [role, officer] = cookie.split('=');
    return { ...daybookItself, name: 'Somebody', roles: [role as Role], ...(officer ? { officer: officer as OfficerId } : {}) };
  };
  const host = { now: () => now, origin: 'https://daybook.example', demo: false, bell: () => undefined, tableClient: client };
  officers = room(manifest.officers, { findActor, can }, () => ({ handlers: { ...routes, ...pages }, tasks }))(
    { TABLE_NAME: tableName },
    host as Partial<Host> as Host,
  );
});
afterEach(() => client.destroy());

type Reply = { status: number; body: string; location: string | undefined; json(): Record<string, never> };
/** As a role, or as an officer (`officer=off_…`): an object is sent as JSON, pairs as a form. */
async function ask(who: string, path: string, sent?: object | [string, string][]): Promise<Reply> {
  const headers = { cookie: who, origin: 'https://daybook.example' };
  const answer = await askRoom(officers, `/essex${path}`, { headers, ...(Array.isArray(sent) ? { form: sent } : { json: sent }) });
  return { ...answer, json: () => JSON.parse(answer.body) };
}
const path = `/officers/${adaId}`;
const joan = 'resource-manager';
const slots = () => takenSlots(table, adaId, '2026-11-01' as CivilDate, '2027-12-31' as CivilDate);
const date = (field: string, day: number, month: number): [string, string][] => [
  [`${field}-day`, String(day)],
  [`${field}-month`, String(month)],
  [`${field}-year`, '2026'],
];
const absence = { from: '2026-12-01#am', to: '2026-12-01#pm', kind: 'leave', version: 1 };
const absenceForm: [string, string][] = [
  ...date('from', 1, 12),
  ...date('to', 1, 12),
  ['fromHalf', 'am'],
  ['toHalf', 'pm'],
  ['kind', 'leave'],
  ['version', '1'],
];

describe('an absence by the forms', () => {
  test('is shown with what is booked and held then, and nothing is written by looking', async () => {
    const { status, body } = await ask(joan, `${path}/absences/preview`, absenceForm);
    expect(status).toBe(200);
    for (const words of ['2 half-days are booked or held', 'Mill Lane Primary School', 'Held until 30 December 2026'])
      expect(body).toContain(words);
    expect(body).toContain('href="/essex/bookings/bkg_one/officers?visit=01"');
    const morning = absenceForm.map(([name, value]): [string, string] => [name, name === 'toHalf' ? 'am' : value]);
    expect((await ask(joan, `${path}/absences/preview`, morning)).body).toContain(
      'One half-day is booked or held with Ada Thorne then. It stays as it is',
    );
    expect((await getOfficer(table, adaId))?.version).toBe(1);
  });

  test('is recorded once though it is sent twice, and what is booked stays', async () => {
    const before = await slots();
    const replies = [await ask(joan, `${path}/absences`, absenceForm), await ask(joan, `${path}/absences`, absenceForm)];
    expect(replies.map(({ status, location }) => [status, location])).toEqual(Array(2).fill([303, `/essex${path}/absences?done=recorded`]));
    expect(await getOfficer(table, adaId)).toEqual({
      ...ada,
      absences: [{ from: '2026-12-01', to: '2026-12-01', kind: 'leave' }],
      version: 2,
    });
    expect(await slots()).toEqual(before);
  });

  test('with nothing filled in says what is missing, field by field', async () => {
    const { status, body } = await ask(joan, `${path}/absences/preview`, [['version', '1']]);
    expect(status).toBe(422);
    for (const words of ['href="#from"', 'href="#to"', 'href="#kind"', 'Choose what the absence is for']) expect(body).toContain(words);
  });

  test('by whoever saw an older version is refused, and can be sent again from what stands', async () => {
    await ask(joan, `/api${path}/record`, { name: 'Ada Thorne', title: 'Lead', skills: ['recruitment'], district: 'North', version: 1 });
    const { status, body } = await ask(joan, `${path}/absences`, absenceForm);
    expect([status, body.includes('name="version" value="2"')]).toEqual([409, true]);
  });
});

describe('what is whose', () => {
  const own = `officer=${adaId}`;

  test('officers record their own absence, and nobody else’s; their pattern is not theirs to change', async () => {
    expect((await ask(own, `/api${path}/absences`, absence)).json()).toMatchObject({
      version: 2,
      visits: [{ session: '2026-12-01#am', why: 'absent' }, {}],
    });
    expect((await ask('officer=off_somebody-else', `/api${path}/absences`, absence)).json()).toMatchObject({ status: 404 });
    expect((await ask('officer=off_somebody-else', `${path}/diary`)).status).toBe(404);
    expect((await ask(own, `/api${path}/leaving`, { leavesOn: '2026-12-31', version: 2 })).status).toBe(403);
  });

  test('what it is for is told to the officer and to whoever keeps the diary; schools are told nothing of it', async () => {
    await ask(joan, `/api${path}/absences`, absence);
    const told = async (who: string) => JSON.stringify((await ask(who, `/api${path}`)).json());
    expect([(await told(joan)).includes('leave'), (await told(own)).includes('leave')]).toEqual([true, true]);
    expect(
      [await told('auditor'), await told('officer=off_somebody-else')].map((text) => [text.includes('2026-12-01'), text.includes('leave')]),
    ).toEqual(Array(2).fill([true, false]));
    const [school, auditor] = [await ask('school-booker', path), await ask('auditor', path)];
    expect([school.body.includes('bsence'), school.body.includes('1 December 2026')]).toEqual([false, false]);
    expect([auditor.body.includes('Absence recorded: Tuesday 1 December 2026'), auditor.body.includes('Leave')]).toEqual([true, false]);
  });

  test('the diary shows visits, what is held, and that nobody will come', async () => {
    await ask(joan, `/api${path}/absences`, absence);
    const { body } = await ask(joan, `${path}/diary?from=2026-11-30&weeks=1`);
    for (const words of ['Week of Monday 30 November 2026', 'Mill Lane Primary School', 'Held', 'Away', 'Find somebody else', 'Free'])
      expect(body).toContain(words);
    const wrong = await ask(joan, `${path}/diary?weeks=1&from-day=31&from-month=2&from-year=2027`);
    expect(wrong.status).toBe(422);
    for (const words of ['href="#from">Enter a real date, such as 1 9 2027', 'value="31"', 'Week of']) expect(wrong.body).toContain(words);
    const { halfDays } = (await ask('auditor', `/api${path}/diary?from=2026-12-01&to=2026-12-02`)).json() as unknown as {
      halfDays: object[];
    };
    expect(halfDays).toMatchObject([
      { state: 'visit', why: 'absent' },
      { state: 'visit', why: 'absent' },
      { state: 'free' },
      { state: 'free' },
    ]);
    expect(JSON.stringify(halfDays)).not.toContain('leave');
  });
});

describe('somebody new, another pattern, a last day', () => {
  const added: [string, string][] = [
    ['name', 'Rosa Lind'],
    ['title', 'Adviser'],
    ['newSkills', 'Early reading, phonics'],
    ['district', 'North'],
    ['key', '0c1f6d1e-4b0a-4f5d-9c3e-8a1b2c3d4e5f'],
    ['works', '1am'],
    ['works', '2pm'],
    ...date('from', 1, 12),
  ];

  test('is added once by the form, with skills that are new', async () => {
    const replies = [await ask(joan, '/officers', added), await ask(joan, '/officers', added)];
    expect(new Set(replies.map(({ status, location }) => `${status} ${location}`)).size).toBe(1);
    const rosa = (await listOfficers(table)).filter(({ name }) => name === 'Rosa Lind');
    expect(rosa).toMatchObject([
      { skills: ['early-reading', 'phonics'], laterPatterns: [{ from: '2026-12-01', pattern: { 1: { am: true, pm: false } } }] },
    ]);
  });

  test('a pattern and a last day are shown with what is booked then, and what is booked stays', async () => {
    const before = await slots();
    const noTuesdays: [string, string][] = [['works', '1am'], ...date('from', 30, 11), ['version', '1']];
    expect((await ask(joan, `${path}/pattern/preview`, noTuesdays)).body).toContain('2 half-days are booked or held');
    expect((await ask(joan, `${path}/pattern`, noTuesdays)).location).toBe(`/essex${path}?done=pattern`);
    expect((await ask(joan, path)).body).toContain('Working pattern from 30 November 2026');
    const last: [string, string][] = [...date('leavesOn', 30, 11), ['version', '2']];
    expect((await ask(joan, `${path}/leaving/preview`, last)).body).toContain('2 half-days are booked or held');
    expect((await ask(joan, `${path}/leaving`, last)).status).toBe(303);
    expect((await ask(joan, `${path}/leaving`)).body).toContain('They stay: take it back');
    expect((await ask(joan, `${path}/leaving/removal`, [['version', '3']])).status).toBe(303);
    expect(await getOfficer(table, adaId)).toMatchObject({ version: 4 });
    expect(await slots()).toEqual(before);
  });
});

describe('what a change leaves without its officer', () => {
  const noTuesdays = { from: '2026-11-30', pattern: { ...ada.pattern, 2: { am: false, pm: false } }, version: 1 };

  test('is listed, the visits of a pattern that is over among them; a hold is nobody’s visit yet', async () => {
    expect((await readUnattended(context)).items).toEqual([]);
    await ask(joan, `/api${path}/pattern`, noTuesdays);
    expect((await readUnattended(context)).items).toMatchObject([
      { session: '2026-12-01#am', officerName: 'Ada Thorne', why: 'not-working' },
    ]);
    const { rows, all } = await officersAway(context);
    expect([rows.map(({ text, tag }) => `${text} (${tag?.text})`), all?.path]).toEqual([
      ['Ada Thorne does not work then: Tuesday 1 December 2026, morning (outside the pattern)'],
      '/bookings/away',
    ]);
  });

  test('by taking back a pattern is shown before, and listed after it', async () => {
    const later = [{ from: '2026-11-30' as CivilDate, pattern: ada.pattern }];
    await tasks['register-officer'](context, { ...ada, pattern: noTuesdays.pattern, laterPatterns: later });
    const [from, version]: [string, string][] = [
      ['from', '2026-11-30'],
      ['version', '2'],
    ];
    expect((await ask(joan, `${path}/pattern`)).body).toContain(`action="/essex${path}/pattern/removal/preview"`);
    const shown = (await ask(joan, `${path}/pattern/removal/preview`, [from, version])).body;
    for (const words of ['2 half-days are booked or held', 'Mill Lane Primary School', 'Take it back', 'Leave it as it is'])
      expect(shown).toContain(words);
    expect(shown).toContain(`href="/essex${path}/pattern" class="govuk-back-link"`);
    expect((await readUnattended(context)).items).toEqual([]);
    expect((await ask(joan, `${path}/pattern/removal/preview`, [from, version, ['change', 'yes']])).body).toContain('Working pattern from');
    expect((await ask(joan, `${path}/pattern/removal`, [from, version])).location).toBe(`/essex${path}?done=pattern-removed`);
    expect((await readUnattended(context)).items).toMatchObject([{ session: '2026-12-01#am', why: 'not-working' }]);
    expect((await officersAway(context)).rows.map(({ session }) => session)).toEqual(['2026-12-01#am']);
    const again = await ask(joan, `${path}/pattern/removal/preview`, [from, ['version', '3']]);
    expect([again.status, again.body.includes('There is a problem')]).toEqual([404, true]);
    await tasks['register-officer'](context, { ...ada, pattern: noTuesdays.pattern, title: 'Consultant' });
    expect((await readUnattended(context)).items).toHaveLength(1);
  });

  test('where all that is booked fits the pattern, is nothing; that nothing is booked is not said', async () => {
    await tasks['register-officer'](context, { ...ada, laterPatterns: [{ from: '2026-11-30' as CivilDate, pattern: noTuesdays.pattern }] });
    const fields: [string, string][] = [
      ['from', '2026-11-30'],
      ['version', '2'],
    ];
    const { body } = await ask(joan, `${path}/pattern/removal/preview`, fields);
    expect(body).toContain('Nothing is booked or held with Ada Thorne at a time at which they would not be there.');
  });

  test('by registering them with another week is listed after it', async () => {
    await tasks['register-officer'](context, { ...ada, pattern: noTuesdays.pattern });
    expect((await readUnattended(context)).items).toMatchObject([{ session: '2026-12-01#am', why: 'not-working' }]);
  });

  test('of a skill that is taken away is shown before it is saved, and stays', async () => {
    const service = { type: 'service', id: 'svc_school-review', skill: 'recruitment' };
    await commit(table, [put(table.key.service('svc_school-review' as ServiceId), service)]);
    const form: [string, string][] = Object.entries({
      name: 'Ada Thorne',
      title: ada.title,
      district: 'North',
      newSkills: 'Phonics',
      version: '1',
    });
    const before = await slots();
    const shown = await ask(joan, `${path}/record`, form);
    expect(shown.status).toBe(200);
    for (const words of [
      'no longer has the skill recruitment',
      '2 half-days are booked or held',
      'Mill Lane Primary School',
      'Find somebody else',
    ])
      expect(shown.body).toContain(words);
    expect((await ask(joan, `${path}/record`, [...form, ['change', 'yes']])).body).toContain('value="Phonics"');
    expect(await getOfficer(table, adaId)).toMatchObject({ skills: ['recruitment'], version: 1 });
    expect((await ask(joan, `${path}/record`, [...form, ['checked', 'yes']])).location).toBe(`/essex${path}?done=record`);
    expect(await getOfficer(table, adaId)).toMatchObject({ skills: ['phonics'], version: 2 });
    expect(await slots()).toEqual(before);
    const again = { name: 'Ada Thorne', title: ada.title, district: 'North', skills: ['recruitment'], version: 2 };
    expect((await ask(joan, `/api${path}/record`, again)).json()).toMatchObject({ visits: [] });
    const taken = await ask(joan, `/api${path}/record`, { ...again, skills: ['phonics'], version: 3 });
    expect(taken.json()).toMatchObject({ visits: [{ session: '2026-12-01#am', why: 'lacks-skill' }, { session: '2026-12-01#pm' }] });
  });

  test('of an absence of half a day is no more than that half-day, at home too', async () => {
    await ask(joan, `/api${path}/absences`, { ...absence, to: '2026-12-01#am' });
    const { rows } = await officersAway(context);
    expect(rows.map(({ session }) => session)).toEqual(['2026-12-01#am']);
  });
});
