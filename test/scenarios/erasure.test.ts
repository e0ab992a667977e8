// Somebody who booked, was invoiced and paid, and somebody who signed visit notes, are erased: every record stays byte for byte, and none says who they were.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashOf } from '../../functions/identity/store/hash.ts';
import { getPerson, namesOf } from '../../functions/identity/store/people.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { atSchool, school, staff } from '../../infra/local/demo/people.ts';
import { commit, put } from '../../shared/commit.ts';
import type { InvitationId, PersonId } from '../../shared/ids.ts';
import { type Item, type Key, unkeyed } from '../../shared/table.ts';
import { academy, Counter, nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

/** Known to their providers, and here only through the invitations below: so their ids are made by chance, as anybody's are. */
const people = [
  ...essex.people,
  atSchool('Zephyrine Quillfeather', 'School business manager', [school(990010, 'Colnemarsh Grange Academy', 881)]),
  { ...staff('essex', 'Ottoline Brackenbury', 'officer', 'Stands in for an adviser'), rights: [] },
];
const zephyrine = { name: 'Zephyrine Quillfeather', email: 'zephyrine.quillfeather@schools.example' };
const ottoline = { name: 'Ottoline Brackenbury', email: 'ottoline.brackenbury@essex.example' };
const traces = /zephyrine|quillfeather|ottoline|brackenbury/i;

let host: TestHost;
let counter: Counter;
let grace: Visitor;
let nadia: Visitor;
let booker: Visitor;
let booking = '';
const ids = { zephyrine: '' as PersonId, ottoline: '' as PersonId };

async function comeIn(who: { name: string; email: string }, key: string, right: object): Promise<Visitor> {
  const sent = await grace.json('/essex/api/identity/invitations', { ...who, ...right });
  if (sent.status !== 201) throw new Error(sent.body);
  await host.quiet();
  const letter = host.mailbox.letters().find(({ to }) => to === who.email);
  const link = new URL(/http\S+\/identity\/invitations\/\S+/.exec(letter?.body ?? '')?.[0] ?? '');
  const visitor = host.visitor();
  const query = { invitation: sent.data<{ id: string }>().id, secret: link.searchParams.get('secret') ?? '' };
  const chosen = await visitor.chooseAtProvider('essex', key, query);
  await visitor.visit(new URL(chosen.location ?? '', chosen.url).href);
  return visitor;
}
/** Changes an item behind everybody's back. */
async function rewrite(key: Key, change: (item: Item) => Item): Promise<void> {
  const table = host.tableOf();
  const item = await table.get<Item>(key);
  if (!item) throw new Error(`no item ${key.pk}`);
  expect((await commit(table, [put(key, change(item))])).ok).toBe(true);
}
const idOf = async (visitor: Visitor) => (await visitor.json('/essex/api/identity/me')).data<{ person: PersonId }>().person;
const readsOf = (dump: ReadonlyMap<string, string>) => [...dump].filter(([key, item]) => traces.test(key) || traces.test(item));

beforeAll(async () => {
  host = await startHost({ councils: [{ ...essex, people }] });
  [grace, nadia] = [await host.as('grace-adeyemi'), await host.as('nadia-rahman')];
  counter = new Counter(host, '2026-11-24');
  booker = await comeIn(zephyrine, 'zephyrine-quillfeather', { organisation: academy, roles: ['school-booker'] });
  // An officer is one person: whoever was it before gives way.
  expect((await grace.json('/essex/api/identity/people/per_daniel-osei/rights/ending', {})).status).toBe(200);
  const deputy = await comeIn(ottoline, 'ottoline-brackenbury', { roles: ['officer'], officer: 'off_daniel-osei' });
  [ids.zephyrine, ids.ottoline] = [await idOf(booker), await idOf(deputy)];
  // Whoever is reached at another address by now was invited at the former one all the same.
  await rewrite(host.tableOf().key.contact(ids.ottoline), (contact) => ({ ...contact, email: 'o.b@elsewhere.example' }));
  // A second invitation to the same address that nobody has accepted.
  const open = await grace.json('/essex/api/identity/invitations', { ...zephyrine, organisation: 'sch_990001', roles: ['school-booker'] });
  expect(open.status).toBe(201);
  // An index does not tell at once of what was written a moment ago.
  await rewrite(host.tableOf().key.invitation(open.data<{ id: InvitationId }>().id), unkeyed);

  const sessions = await counter.fresh(3);
  booking = await counter.book(booker, sessions);
  expect((await counter.cancel(await host.as('joan-ferris'), booking, ['03'])).status).toBe(200);
  host.clock.set('2026-12-18T18:00:00Z');
  expect((await counter.deliver(deputy, booking, ['01', '02'])).status).toBe(200);
  const made = await nadia.json('/essex/api/invoicing/runs', { from: '2026-09-01', to: '2026-12-18' });
  const run = `/essex/api/invoicing/runs/${made.data<{ id: string }>().id}`;
  await host.quiet();
  expect((await nadia.json(`${run}/commitment`, {})).status).toBe(202);
  await host.quiet();
  const { documents } = (await booker.json('/essex/api/invoicing/documents')).data<{ documents: { id: string }[] }>();
  expect(documents).toHaveLength(1);
  expect((await booker.json(`/essex/api/payments/documents/${documents[0]?.id}/attempts`, {})).status).toBe(201);
  await host.quiet();
});
afterAll(() => host?.stop());

/** Whose own an item is, or what tells that they were erased: nothing else may change. */
const theirs = (id: string, email: string) => (key: string, before: string | undefined) =>
  key.startsWith(`essex#PERSON#${id} `) ||
  (key.startsWith('essex#PEOPLEOF#') && key.endsWith(` ${id}`)) ||
  key === `essex#INVITED#${hashOf(email)} invited` ||
  (/^essex#(SESSION|SUBJECT|INVITATION|OFFICERIS)#/.test(key) && (before?.includes(id) || traces.test(before ?? ''))) ||
  (key.startsWith('essex#AUDIT#') && before === undefined);

/** What changes while it is done, apart from what may. */
async function changing(id: string, email: string, erase: () => Promise<unknown>): Promise<{ others: string[]; audit: string[] }> {
  const before = await counter.dump();
  await erase();
  await host.quiet();
  const after = await counter.dump();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  const allowed = theirs(id, email);
  return {
    others: changed.filter((key) => !allowed(key, before.get(key))),
    audit: changed.filter((key) => key.startsWith('essex#AUDIT#')).map((key) => after.get(key) ?? ''),
  };
}

describe('erasing a person', () => {
  test('is about people whose names stand in their contact details and invitations, and in no other record', async () => {
    const found = readsOf(await counter.dump()).map(([key]) => key.replace(/#(inv|per)_\w+/, '').replace(/#SESSION#\S+/, '#SESSION'));
    expect([...new Set(found)].sort()).toEqual(['essex#INVITATION invitation', 'essex#PERSON contact', 'essex#SESSION session']);
  });

  test('asks for a reason and for certainty, and changes nothing without', async () => {
    const before = await counter.dump();
    const refused = await grace.post(`/essex/identity/people/${ids.zephyrine}/erasure`, { reason: 'asked' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('Confirm that this cannot be undone');
    expect(refused.body).toMatch(/value="asked" checked/);
    expect(nameOf(await grace.json(`/essex/api/identity/people/${ids.zephyrine}/erasure`, { confirm: true }))).toBe('invalid-request');
    expect(await counter.dump()).toEqual(before);
  });

  test('by an administrator: whoever booked, was invoiced and began to pay', async () => {
    const erase = async () => {
      const reply = await grace.post(`/essex/identity/people/${ids.zephyrine}/erasure`, { reason: 'asked', confirm: 'yes' });
      expect(reply.status).toBe(303);
    };
    const { others, audit } = await changing(ids.zephyrine, zephyrine.email, erase);
    expect(others).toEqual([]);
    expect(audit).toHaveLength(1);
    expect(JSON.parse(audit[0] ?? '')).toMatchObject({
      action: 'person:erase',
      about: ids.zephyrine,
      detail: 'They asked for it',
      person: 'per_grace-adeyemi',
    });
  });

  test('by a task of the operator: whoever signed visit notes', async () => {
    const subject = { person: ids.ottoline, reason: 'left' };
    const erase = () => host.invoke('identity', { council: 'essex', task: 'erase-person', subject });
    const { others, audit } = await changing(ids.ottoline, ottoline.email, erase);
    expect(others).toEqual([]);
    expect(JSON.parse(audit[0] ?? '')).toMatchObject({ about: ids.ottoline, detail: 'They no longer work here', person: 'per_daybook' });
  });

  test('leaves no name and no address anywhere in the council’s table', async () => {
    expect(readsOf(await counter.dump())).toEqual([]);
  });

  test('leaves the person without rights, accounts or sessions; records name a former user', async () => {
    const table = host.tableOf();
    for (const id of Object.values(ids)) {
      expect(await getPerson(table, id)).toMatchObject({ rights: [], subjects: [], erasedAt: expect.any(String) });
      expect((await namesOf(table, [id])).get(id)).toBe('Former user');
      expect((await table.get<{ hashes: string[] }>(table.key.sessionsOf(id)))?.hashes).toEqual([]);
    }
    expect((await booker.json('/essex/api/identity/me')).status).toBe(401);
    const page = await (await host.as('joan-ferris')).get(`/essex/bookings/${booking}`);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Former user');
    expect(page.body).not.toMatch(traces);
  });

  test('withdraws what was still open to their address', async () => {
    const dump = await counter.dump();
    const invitations = [...dump].filter(([key]) => key.startsWith('essex#INVITATION#')).map(([, item]) => JSON.parse(item));
    expect([...dump.keys()].filter((key) => key.startsWith('essex#INVITED#'))).toEqual([]);
    expect(invitations.map(({ state, email }) => [state, email]).sort()).toEqual([
      ['accepted', ''],
      ['accepted', ''],
      ['withdrawn', ''],
    ]);
    expect((await grace.get('/essex/identity/invitations')).body).not.toMatch(traces);
  });

  test('done again changes nothing and answers the same', async () => {
    const before = await counter.dump();
    const path = `/essex/api/identity/people/${ids.zephyrine}/erasure`;
    const again = await grace.json(path, { reason: 'left', confirm: true });
    expect(again.data()).toEqual({ person: ids.zephyrine, erasedAt: (await getPerson(host.tableOf(), ids.zephyrine))?.erasedAt });
    expect(await counter.dump()).toEqual(before);
  });

  test('their account opens no door, and their page offers nothing to change', async () => {
    const visitor = host.visitor();
    expect((await visitor.goThrough('essex', 'zephyrine-quillfeather')).status).toBe(403);
    const page = await grace.get(`/essex/identity/people/${ids.zephyrine}`);
    expect(page.body).toContain('Erased on 18 December 2026');
    expect(page.body).not.toContain(`action="/essex/identity/people/${ids.zephyrine}`);
    expect(nameOf(await grace.json(`/essex/api/identity/people/${ids.zephyrine}/rights`, { roles: ['auditor'] }))).toBe('person-erased');
    expect((await grace.json('/essex/api/identity/people?name=zeph')).data<{ people: unknown[] }>().people).toEqual([]);
  });

  test('invited again, they are somebody new', async () => {
    const visitor = await comeIn(zephyrine, 'zephyrine-quillfeather', { organisation: academy, roles: ['school-booker'] });
    const again = await idOf(visitor);
    expect(again).toMatch(/^per_/);
    expect(again).not.toBe(ids.zephyrine);
  });
});
