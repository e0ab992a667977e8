// Inviting people by e-mail: what goes into the post, what the link shows to whom, and who may use it, once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ShownInvitation } from '../../functions/identity/actions/invitations.ts';
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { recordCouncil } from '../../infra/local/demo/seed.ts';
import { providersOf } from '../../infra/local/sign-in.ts';
import { commit, put } from '../../shared/commit.ts';
import type { CouncilSlug } from '../../shared/ids.ts';
import { tableDump } from '../bookings.ts';
import { nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

/** A council whose schools sign in at a provider that tells who somebody is, and does not say that it has verified their address. */
const open: DemoCouncil = { ...essex, council: { ...essex.council, slug: 'open' as CouncilSlug, name: 'Open' } };

let host: TestHost;
let grace: Visitor;
const academy = 'sch_990010';
const robin = { email: 'robin.fairweather@schools.example', name: 'Robin Fairweather' };

beforeAll(async () => {
  host = await startHost({ only: ['identity', 'outbox'], councils: [essex, open] });
  const table = host.tableOf();
  const organisation = { type: 'organisation', id: academy, name: 'Colnemarsh Grange Academy', version: 1 };
  expect((await commit(table, [put(table.key.organisation(academy as never), organisation)])).ok).toBe(true);
  grace = await host.as('grace-adeyemi');
});
afterAll(() => host.stop());

const api = (path = '') => `/essex/api/identity/invitations${path}`;
const dump = () => tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
const lettersTo = (email: string) => host.mailbox.letters().filter(({ to }) => to === email);

async function invited(more: object = {}): Promise<ShownInvitation> {
  const reply = await grace.json(api(), { ...robin, organisation: academy, roles: ['school-booker'], ...more });
  if (reply.status !== 201) throw new Error(reply.body);
  await host.quiet();
  return reply.data<ShownInvitation>();
}

/** The link in the newest letter to somebody, below this host. */
function linkTo(email: string): URL {
  const [letter] = lettersTo(email);
  const link = /http\S+\/identity\/invitations\/\S+/.exec(letter?.body ?? '')?.[0];
  if (!link) throw new Error(`no link was sent to ${email}`);
  return new URL(link);
}
const pathOf = (link: URL) => link.pathname + link.search;
const parts = (link: URL) => ({ invitation: link.pathname.split('/').at(-1) ?? '', secret: link.searchParams.get('secret') ?? '' });

/** Signs in through the link with the account of somebody at their provider, and answers where that ended. */
async function follow(link: URL, person: string, council = 'essex') {
  const visitor = host.visitor();
  const chosen = await visitor.chooseAtProvider(council, person, parts(link));
  return { visitor, reply: await visitor.visit(new URL(chosen.location ?? '', chosen.url).href) };
}
const me = (visitor: Visitor) => visitor.json('/essex/api/identity/me');

describe('an invitation', () => {
  test('goes out once it is written, with a link whose secret stands nowhere else', async () => {
    const sent = await grace.post('/essex/identity/invitations', { ...robin, organisation: '990010', roles: ['school-booker'] });
    expect(sent.status).toBe(303);
    await host.quiet();
    expect((await grace.get(sent.location ?? '')).body).toContain(`The invitation to ${robin.email} is on its way.`);
    expect(lettersTo(robin.email)).toHaveLength(1);
    const [letter] = lettersTo(robin.email);
    expect(letter?.body).toContain('Colnemarsh Grange Academy');
    expect(letter?.body).toContain('8 December 2026');
    const link = linkTo(robin.email);
    expect(link.origin).toBe(host.origin);
    const { secret } = parts(link);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect([...(await dump()).values()].filter((item) => item.includes(secret))).toEqual([]);
  });

  test('neither effect nor audit entry holds a name or an address', async () => {
    const told = [...(await dump())].filter(([key]) => /#(OUTBOX|AUDIT)#/.test(key)).map(([, item]) => item);
    expect(told.some((item) => item.includes('send-invitation'))).toBe(true);
    expect(told.some((item) => item.includes('invitation:send'))).toBe(true);
    for (const item of told) expect(item).not.toMatch(/fairweather|@/i);
  });

  test('the link shows a stranger who invites to what, and not whom', async () => {
    const page = await host.visitor().get(pathOf(linkTo(robin.email)));
    expect(page.status).toBe(200);
    expect(page.body).toContain('Essex (2017 model) invites you to Daybook');
    expect(page.body).toContain('Colnemarsh Grange Academy');
    expect(page.body).toContain('School booker');
    expect(page.body).not.toMatch(/fairweather/i);
    const { invitation, secret } = parts(linkTo(robin.email));
    expect(page.body).toContain(`/essex/identity/sign-in?invitation=${invitation}&amp;secret=${secret}`);
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect(page.headers.get('cache-control')).toContain('no-store');
  });

  test('a wrong secret, none, and an id that is nobody’s are told the same', async () => {
    const { invitation, secret } = parts(linkTo(robin.email));
    const wrong = [
      `${invitation}?secret=${'A'.repeat(43)}`,
      `${invitation}`,
      `inv_01kaq5e4g6j8m0p2r4t6v8x0z2?secret=${secret}`,
      `nobody?secret=${secret}`,
    ];
    const told = await Promise.all(wrong.map((path) => host.visitor().get(`/essex/identity/invitations/${path}`)));
    expect(told.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    // The demonstration's banner says where its clock leads back to: the address that was asked for.
    const bodies = told.map(({ body }) => body.replace(/\/demo\/clock\?return=[^"]*/, ''));
    expect(new Set(bodies).size).toBe(1);
    expect(told[0]?.body).toContain('This invitation cannot be used');
    expect(told[0]?.body).toContain('ask your council to send it again');
  });

  test('somebody whose provider has verified another address is refused, and it stays open', async () => {
    const before = await dump();
    const { visitor, reply } = await follow(linkTo(robin.email), 'maria-okafor');
    expect(reply.body).toContain('This invitation is for another e-mail address');
    expect((await me(visitor)).status).toBe(401);
    const people = [...(await dump())].filter(([key, item]) => /#(PERSON|INVITATION|SUBJECT)#/.test(key) && before.get(key) !== item);
    expect(people).toEqual([]);
  });

  test('is accepted by whoever signs in with that address, who then has the right', async () => {
    const { visitor } = await follow(linkTo(robin.email), 'robin-fairweather');
    const who = (await me(visitor)).data<{ person: string }>();
    expect(who).toMatchObject({ name: 'Robin Fairweather', roles: ['school-booker'], organisation: academy });
    const person = (await grace.json(`/essex/api/identity/people/${who.person}`)).data();
    expect(person).toMatchObject({ name: 'Robin Fairweather', email: robin.email, rights: [{ organisation: academy, source: 'granted' }] });
    const accepted = [...(await dump()).values()].find((item) => item.includes('invitation:accept')) ?? '';
    expect(JSON.parse(accepted)).toMatchObject({ person: who.person, about: who.person, organisation: academy });
    expect((await grace.get('/essex/identity/invitations')).body).toContain('Accepted');
  });

  test('is used once: its holder is told so, and nobody comes in by it again', async () => {
    const link = linkTo(robin.email);
    const page = await host.visitor().get(pathOf(link));
    expect([page.status, page.body.includes('It was used already')]).toEqual([404, true]);
    const { visitor, reply } = await follow(link, 'robin-fairweather');
    expect(reply.body).toContain('This invitation cannot be used');
    expect((await me(visitor)).status).toBe(401);
    // They come in by the front door.
    expect((await me(await host.visitor().signIn('essex', 'robin-fairweather'))).data()).toMatchObject({ organisation: academy });
  });

  test('adds to what somebody has, and their sessions elsewhere end', async () => {
    const elsewhere = await host.visitor().signIn('essex', 'tom-haldane');
    await invited({ email: 'tom.haldane@schools.example', name: 'Tom Haldane' });
    await follow(linkTo('tom.haldane@schools.example'), 'tom-haldane');
    expect((await me(elsewhere)).status).toBe(401);
    const { rights } = (await grace.json('/essex/api/identity/people/per_tom-haldane')).data<{ rights: { organisation: string }[] }>();
    expect(rights.map(({ organisation }) => organisation)).toEqual(['sch_990001', academy]);
  });

  test('many at once through one link make one of them', async () => {
    await invited({ roles: ['school-approver'] });
    const link = linkTo(robin.email);
    const before = [...(await dump()).keys()].filter((key) => key.endsWith(' person')).length;
    const visits = await Promise.all(Array.from({ length: 4 }, () => follow(link, 'robin-fairweather')));
    const inside = await Promise.all(visits.map(async ({ visitor }) => (await me(visitor)).status));
    expect(inside.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    expect(visits.filter(({ reply }) => reply.body.includes('This invitation cannot be used'))).toHaveLength(3);
    expect([...(await dump()).keys()].filter((key) => key.endsWith(' person'))).toHaveLength(before);
  });

  test('to oneself gives no rights', async () => {
    await invited({ email: 'grace.adeyemi@essex.example', name: 'Grace', organisation: undefined, roles: ['finance-approver'] });
    const { reply } = await follow(linkTo('grace.adeyemi@essex.example'), 'grace-adeyemi');
    expect(reply.body).toContain('Nobody changes their own rights');
    const { rights } = (await grace.json('/essex/api/identity/people/per_grace-adeyemi')).data<{ rights: { roles: string[] }[] }>();
    expect(rights.flatMap(({ roles }) => roles)).toEqual(['council-admin']);
  });
});

describe('an invitation to somebody whose address nobody has verified', () => {
  test('is not theirs by the link alone: they are told what to do, and it stays open', async () => {
    const told = providersOf(open, { origin: new URL(host.issuers.schools).origin, issuers: host.issuers });
    const plain = told.map(({ rolesApi, ...each }) => (rolesApi ? { ...each, shape: 'plain' as const, roles: {} } : each));
    await recordCouncil(host, open.council, plain);
    const admin = await host.as('grace-adeyemi', 'open');
    const invitee = { email: 'robin.fairweather@schools.example', name: 'Robin Fairweather', roles: ['auditor'] };
    expect((await admin.json('/open/api/identity/invitations', invitee)).status).toBe(201);
    await host.quiet();
    const { visitor, reply } = await follow(linkTo(invitee.email), 'robin-fairweather', 'open');
    expect(reply.status).toBe(403);
    expect(reply.body).toContain('The sign-in service has not confirmed your e-mail address');
    expect(reply.body).toContain('Confirm the address with that sign-in service');
    expect((await visitor.json('/open/api/identity/me')).status).toBe(401);
    const { invitations } = (await admin.json('/open/api/identity/invitations')).data<{ invitations: ShownInvitation[] }>();
    expect(invitations.map(({ state }) => state)).toEqual(['open']);
    const people = (await admin.json('/open/api/identity/people?name=fairweather')).data<{ people: unknown[] }>().people;
    expect(people).toEqual([]);
  });
});

describe('sending', () => {
  const email = 'tamsin.vole@schools.example';
  const tamsin = { email, name: 'Tamsin Vole' };

  test('the same form twice is one invitation and one letter; another under its id is refused', async () => {
    const form = { ...tamsin, id: 'inv_01kaq5e4g6j8m0p2r4t6v8x000', organisation: academy, roles: ['school-booker'] };
    const replies = [await grace.json(api(), form), await grace.json(api(), form)];
    await host.quiet();
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(lettersTo(email)).toHaveLength(1);
    for (const other of [
      { email: 'other@schools.example' },
      { name: 'Tamsin Other' },
      { roles: ['school-approver'] },
      { roles: ['school-booker', 'school-approver'] },
      { organisation: undefined, roles: ['auditor'] },
      { organisation: undefined, roles: ['officer'], officer: 'off_rowan-achebe' },
    ])
      expect(nameOf(await grace.json(api(), { ...form, ...other }))).toBe('key-reused');
    await host.quiet();
    expect(lettersTo(email)).toHaveLength(1);
  });

  test('again sends another link, and the one before leads nowhere', async () => {
    const first = linkTo(email);
    const again = await grace.post(`${first.pathname}/sending`);
    expect(again.status).toBe(303);
    await host.quiet();
    expect(lettersTo(email)).toHaveLength(2);
    expect(linkTo(email).href).not.toBe(first.href);
    expect((await host.visitor().get(pathOf(first))).status).toBe(404);
    expect((await host.visitor().get(pathOf(linkTo(email)))).status).toBe(200);
  });

  test('an effect of a sending that another has followed is not put into the post', async () => {
    const { invitation } = parts(linkTo(email));
    const subject = { effect: { subject: `invitation:${invitation}`, version: 1 }, payload: { invitation } };
    expect(await host.invoke('identity', { council: 'essex', task: 'send-invitation', subject })).toBe('not-needed');
    expect(lettersTo(email)).toHaveLength(2);
  });

  test('withdrawn, its link says so, and it is not sent again', async () => {
    const link = linkTo(email);
    expect((await grace.post(`${link.pathname}/withdrawal`)).status).toBe(303);
    expect((await host.visitor().get(pathOf(link))).body).toContain('It was withdrawn');
    const { invitation } = parts(link);
    expect(nameOf(await grace.json(api(`/${invitation}/sending`), {}))).toBe('wrong-state');
    expect(nameOf(await grace.json(api(`/${invitation}/withdrawal`), {}))).toBe('wrong-state');
    expect(nameOf(await grace.json(api('/inv_nobody/withdrawal'), {}))).toBe('unknown-invitation');
  });

  test.each<[string, object, string]>([
    ['an organisation that is not here', { organisation: 'sch_111111', roles: ['school-booker'] }, 'unknown-organisation'],
    ['an officer who is none', { roles: ['officer'], officer: 'off_nobody' }, 'unknown-officer'],
    ['no address', { email: 'tamsin', roles: ['auditor'] }, 'invalid-request'],
    ['no role', { roles: [] }, 'invalid-request'],
  ])('is refused, with nothing written and no letter: %s', async (_, command, name) => {
    const [before, letters] = [await dump(), host.mailbox.letters().length];
    expect(nameOf(await grace.json(api(), { ...tamsin, ...command }))).toBe(name);
    await host.quiet();
    expect(await dump()).toEqual(before);
    expect(host.mailbox.letters()).toHaveLength(letters);
  });

  test('a refused form keeps what was typed', async () => {
    const refused = await grace.post('/essex/identity/invitations', { email: 'tamsin', name: 'Tamsin Vole', roles: 'auditor' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('Enter an e-mail address such as name@school.example');
    expect(refused.body).toContain('value="Tamsin Vole"');
    expect(refused.body).toMatch(/value="auditor" checked/);
  });

  test('after fourteen days it has expired, and can be sent again', async () => {
    await invited(tamsin);
    const link = linkTo(email);
    const at = host.clock.now();
    host.clock.set(new Date(at + 15 * 86_400_000).toISOString());
    expect((await host.visitor().get(pathOf(link))).body).toContain('It has run out');
    expect((await grace.get('/essex/identity/invitations')).body).toContain('Expired');
    const { invitation } = parts(link);
    expect(nameOf(await grace.json(api(`/${invitation}/withdrawal`), {}))).toBe('wrong-state');
    expect((await grace.json(api(`/${invitation}/sending`), {})).data<ShownInvitation>()).toMatchObject({
      state: 'open',
      lastDay: '2026-12-23',
    });
    await host.quiet();
    expect((await host.visitor().get(pathOf(linkTo(email)))).status).toBe(200);
  });
});

// Last, because nobody administers afterwards.
test('an invitation ends with its sender’s right to send any', async () => {
  await invited({ name: 'Robin, once more' });
  const link = linkTo(robin.email);
  const person = {
    id: 'per_grace-adeyemi',
    name: 'Grace Adeyemi',
    subject: `${essex.tenant}#grace-adeyemi`,
    rights: [{ roles: ['finance'] }],
  };
  const told = { council: 'essex', task: 'register-person', subject: { person, issuer: host.issuers.staff } };
  expect(await host.invoke('identity', told)).toMatchObject({ ok: true });
  const before = await dump();
  const { reply } = await follow(link, 'robin-fairweather');
  expect(reply.status).toBeGreaterThanOrEqual(400);
  const changed = [...(await dump())].filter(([key, item]) => /#(PERSON|INVITATION|SUBJECT)#/.test(key) && before.get(key) !== item);
  expect(changed).toEqual([]);
});
