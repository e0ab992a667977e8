// Training from booking to certificate, through pages and the API of a whole host: named, replaced, marked, asked by a link without sign-in, certified, counted and forgotten.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readList } from '../../functions/reports/actions/lists/read.ts';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import type { Actor, Role } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { OfficerId, PersonId } from '../../shared/ids.ts';
import { Counter, nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { everyItem } from '../items.ts';
import { got } from '../office.ts';
import { pagesOf } from '../pdf.ts';

type Person = {
  number: string;
  name?: string;
  role?: string;
  attended: string[];
  answered: boolean;
  link?: string;
  hasCertificate: boolean;
};
type List = { attendees: Person[]; version: number; most: number; named: number; expected?: number };

let host: TestHost;
let counter: Counter;
let [elsie, marcus, imran, callum]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
const api = (rest: string) => `/rivermouth/api/bookings/${rest}`;
const page = (rest: string) => `/rivermouth/bookings/${rest}`;
const asked = { school: 'sch_995001', service: 'svc_governor-training', officer: 'off_marcus-bright', purse: 'delegated-budget' };
let booking = '';

beforeAll(async () => {
  host = await startHost({
    at: '2026-11-24T08:00:00Z',
    councils: [rivermouth],
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'documents', 'outbox'],
    seeded: true,
  });
  counter = new Counter(host, '2026-11-29', 'rivermouth');
  const names = ['elsie-tranter', 'marcus-bright', 'imran-vale', 'callum-reyes'];
  [elsie, marcus, imran, callum] = await Promise.all(names.map((name) => counter.as(name)));
}, 120_000);
afterAll(() => host.stop());

const list = async (visitor = elsie) => got<List>(await who(visitor).json(api(`${booking}/attendees`)), 200);
const robin = { name: 'Robin Ashgrove', role: 'Governor' };
const sam = { name: 'Sam Tully', role: 'Chair of governors' };
const pdfAt = async (visitor: Visitor, path: string): Promise<string> => {
  const cookie = [...visitor.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
  const reply = await fetch(new URL(path, host.origin), { headers: { cookie } });
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  return pagesOf(new Uint8Array(await reply.arrayBuffer())).join(' ');
};

test('training is booked for a number of people, no more than it takes, and the names are given afterwards', async () => {
  const [session = ''] = await counter.fresh(1, 'off_marcus-bright');
  expect(nameOf(await counter.quote(who(elsie), [session], { ...asked, attendees: 31 }))).toBe('too-many-attendees');
  const { body } = await who(elsie).get(`${page('quote')}?${new URLSearchParams({ ...asked, days: '0.5', attendees: '2', session })}`);
  expect(body).toContain('About 2 people are expected; at most 30 may take part.');
  booking = await counter.book(who(elsie), [session], { ...asked, attendees: 2 });
  expect((await who(elsie).get(page(booking))).body).toContain('Name who takes part');
  expect(await list()).toMatchObject({ attendees: [], version: 0, most: 30, expected: 2, named: 0 });
});

test('the school names people by a form, replaces one by a substitute, and is told when the list has changed meanwhile', async () => {
  const wrong = await who(elsie).post(page(`${booking}/attendees`), { version: '0', 'name-0': 'Robin Ashgrove', 'role-0': '' });
  expect(wrong.status).toBe(422);
  expect(wrong.body).toContain('href="#role-0"');
  const named = { version: '0', 'name-0': 'Alex Pike', 'role-0': 'Governor', 'name-1': 'Sam Tully', 'role-1': 'Chair of governors' };
  expect((await who(elsie).post(page(`${booking}/attendees`), named)).location).toBe(page(`${booking}/attendees?done=yes`));
  const replaced = {
    version: 1,
    people: [
      { number: '01', ...robin },
      { number: '02', ...sam },
    ],
  };
  expect((await who(elsie).json(api(`${booking}/attendees`), replaced)).status).toBe(200);
  // Sent twice it is done once; what somebody else has changed meanwhile is not overwritten.
  expect((await who(elsie).json(api(`${booking}/attendees`), replaced)).status).toBe(200);
  expect((await list()).version).toBe(2);
  expect(nameOf(await who(elsie).json(api(`${booking}/attendees`), { version: 1, people: [robin] }))).toBe('changed-meanwhile');
  expect((await list()).attendees).toMatchObject([robin, sam]);
  const sheet = (await who(marcus).get(page(`${booking}/attendees?sheet=yes`))).body;
  for (const text of ['Robin Ashgrove', 'Sam Tully', 'Signature']) expect(sheet).toContain(text);
  const [csv, xlsx] = await Promise.all(['csv', 'xlsx'].map((file) => who(marcus).get(page(`${booking}/attendees?file=${file}`))));
  expect(csv?.body).toMatch(/^\ufeff?Name,Role,Took part on,State,Certificate,Signature\r\n/);
  expect(csv?.body).toContain(`${robin.name},${robin.role},`);
  expect([xlsx?.status, xlsx?.body.slice(0, 2)]).toEqual([200, 'PK']);
  expect((await who(callum).get(page(`${booking}/attendees?file=csv`))).status).toBe(404);
  expect(nameOf(await who(callum).json(api(`${booking}/attendees`)))).toBe('unknown-booking');
});

test('the officer marks who took part once it is over; the school is asked, once, and its list stands', async () => {
  const attended = { version: '2', attended: '01:01' };
  expect((await who(marcus).post(page(`${booking}/attendees/attendance`), attended)).status).toBe(409);
  host.clock.set('2026-12-01T18:00:00Z');
  got(await counter.deliver(who(marcus), booking, ['01'], { done: 'Safer recruitment.' }), 200);
  expect((await who(marcus).post(page(`${booking}/attendees/attendance`), attended)).location).toBe(page(`${booking}/attendees?done=yes`));
  got(await who(marcus).json(api(`${booking}/attendees/attendance`), { version: 3, attended: [{ attendee: '01', visits: ['01'] }] }), 200);
  expect(nameOf(await who(elsie).json(api(`${booking}/attendees`), { version: 4, people: [] }))).toBe('attendees-closed');
  await host.invoke('outbox', { council: 'rivermouth', task: 'deliver' });
  await host.quiet();
  const letters = host.mailbox.letters().filter(({ subject }) => subject.startsWith('What did Anchor Street'));
  expect(letters).toHaveLength(1);
  expect(letters[0]?.body).toContain(page(`${booking}/attendees`));
  // Of each it is said how it stands, of whoever was not there too.
  const shown = (await who(elsie).get(page(`${booking}/attendees`))).body;
  expect(shown).toContain('took part, has not answered yet');
  expect(shown).toContain('did not take part');
});

test('whoever took part answers by a link without sign-in, once, and then has a certificate with a number that can be checked', async () => {
  const [first, second] = (await list()).attendees;
  expect([first?.hasCertificate, second?.link, second?.hasCertificate]).toEqual([false, undefined, false]);
  const certificate = page(`${booking}/attendees/01/certificate`);
  expect((await who(elsie).get(certificate)).body).toContain('The certificate waits for an answer');
  expect((await who(elsie).get(page(`${booking}/attendees/02/certificate`))).body).toContain('It is not recorded that they took part');

  const nobody = host.visitor();
  const link = page(`evaluations/links/${first?.link}`);
  const form = await nobody.get(link);
  expect(form.status).toBe(200);
  expect(form.body).toContain('How useful was it for your work as a governor?');
  expect(form.body).not.toMatch(/Ashgrove|Tully|Anchor Street/);
  const fields = { question: ['useful', 'delivery', 'better'], rating: ['useful', 'delivery'] };
  const short = await nobody.post(link, { ...fields, 'answer-useful': '5', 'answer-better': 'A longer break.' });
  expect(short.status).toBe(422);
  expect(short.body).toContain('href="#answer-delivery"');
  expect(short.body).toContain('A longer break.');
  const answers = { ...fields, 'answer-useful': '5', 'answer-delivery': '4', 'answer-better': 'A longer break.' };
  expect((await nobody.post(link, answers)).location).toBe(link);
  expect((await nobody.post(link, { ...answers, 'answer-useful': '1' })).location).toBe(link);
  expect((await nobody.get(link)).body).toContain(`${link}/certificate`);
  expect((await nobody.get(`${link}x`)).status).toBe(404);

  const words = await pdfAt(nobody, `${link}/certificate`);
  for (const text of [
    'Certificate of attendance',
    'Robin Ashgrove',
    'Anchor Street Primary School',
    'Training for governors',
    'Marcus Bright',
    '3 hours (half a day)',
  ])
    expect(words).toContain(text);
  expect(await pdfAt(who(elsie), certificate)).toBe(words);
  const number = /[0-9A-Z]{26}-01-[0-9A-F]{12}/.exec(words)?.[0] ?? '';
  const checked = await nobody.get(`${page('certificates')}?number=${number}`);
  expect(checked.body).toContain('Robin Ashgrove');
  // Whoever holds one makes no other of it, nor whoever knows the booking: the names of those who took part are not to be counted through.
  for (const other of [number.replace('-01-', '-02-'), number.slice(0, -13), `${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`]) {
    const { body } = await nobody.get(`${page('certificates')}?number=${other}`);
    expect(body).toContain('No certificate has this number');
    expect(body).not.toContain('Robin Ashgrove');
  }
});

test('what was said is counted by service and officer, and read without a name', async () => {
  const told = got<{ evaluations: object[]; comments?: object[] }>(
    await who(imran).json(api('evaluations?service=svc_governor-training')),
    200,
  );
  expect(told.evaluations).toMatchObject([
    {
      service: 'svc_governor-training',
      officer: 'off_marcus-bright',
      count: 1,
      ratings: { useful: { sum: 5, count: 1 }, delivery: { sum: 4, count: 1 } },
    },
  ]);
  expect(told.comments).toEqual([
    {
      answeredOn: '2026-12-01',
      serviceTitle: 'Training for governors',
      officerName: 'Marcus Bright',
      texts: { better: 'A longer break.' },
    },
  ]);
  const own = (await who(marcus).get(page('evaluations'))).body;
  for (const text of ['5.0 of 5 (1 answer)', 'A longer break.']) expect(own).toContain(text);
  expect(nameOf(await who(marcus).json(api('evaluations?officer=off_leila-haddad')))).toBe('unknown-officer');
  expect(nameOf(await who(elsie).json(api('evaluations')))).toBe('not-allowed');
  // In the list, too, an officer finds their own alone, whatever else they do for the council.
  const listed = async (officer: OfficerId, roles: Role[]) => {
    const actor: Actor = { person: 'per_somebody' as PersonId, name: '', roles, officer };
    const council = { ...rivermouth.council, ledgerFrom: '2026-11-24', providers: [] };
    const logger = { info: () => {}, error: () => {} };
    const context = { actor, council, logger, now: host.clock.now(), table: host.tableOf('rivermouth') };
    return accepted(await readList(context, { list: 'evaluations' })).lines.length;
  };
  const [delivered, another] = ['off_marcus-bright', 'off_leila-haddad'] as [OfficerId, OfficerId];
  expect([await listed(delivered, ['officer']), await listed(another, ['officer', 'finance'])]).toEqual([2, 0]);
});

test('the administrator forgets somebody at their wish: the name stands nowhere any more, and the number does', async () => {
  expect(nameOf(await who(elsie).json(api(`${booking}/attendees/forgetting`), { attendee: '01' }))).toBe('not-allowed');
  expect((await who(imran).post(page(`${booking}/attendees/forgetting`), { attendee: '01' })).location).toBe(
    page(`${booking}/attendees?done=yes`),
  );
  const { attendees } = await list();
  expect(attendees).toMatchObject([
    { number: '01', answered: true, hasCertificate: false },
    { number: '02', ...sam },
  ]);
  expect((await list()).named).toBe(2);
  await host.quiet();
  const items = await everyItem(host.tableOf('rivermouth').client, host.table.TABLE_NAME);
  expect(items.filter((item) => JSON.stringify(item).includes('Ashgrove'))).toEqual([]);
  // Of those who are not forgotten the names stand in the one list and nowhere else.
  expect(items.filter((item) => JSON.stringify(item).includes('Tully')).map(({ sk }) => sk)).toEqual(['list']);
});

test('a service without attendees is answered for by the school itself, once', async () => {
  counter = new Counter(host, '2026-12-06', 'rivermouth');
  const coached = await counter.book(who(elsie), await counter.fresh(1, 'off_marcus-bright'), {
    ...asked,
    service: 'svc_headteacher-coaching',
  });
  expect(nameOf(await who(elsie).json(api(`${coached}/evaluation`)))).toBe('nothing-asked');
  host.clock.set('2026-12-07T18:00:00Z');
  got(await counter.deliver(who(marcus), coached, ['01'], { done: 'A first session.' }), 200);
  expect((await who(elsie).get(page(coached))).body).toContain(page(`${coached}/evaluation`));
  const sent = await who(elsie).post(page(`${coached}/evaluation`), {
    question: ['useful', 'better'],
    rating: 'useful',
    'answer-useful': '4',
  });
  expect(sent.location).toBe(page(`${coached}/evaluation`));
  expect(nameOf(await who(elsie).json(api(`${coached}/evaluation`), { answers: { useful: 1 } }))).toBe('evaluated-already');
  expect((await who(elsie).get(page(coached))).body).not.toContain(page(`${coached}/evaluation`));
  expect(nameOf(await who(elsie).json(api(`${coached}/attendees`)))).toBe('no-attendees');
});
