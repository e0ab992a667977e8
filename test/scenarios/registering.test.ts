// People the council has registered, by a task or at each start of a demonstration, and for whom each of them then acts.
import { describe, expect, test } from 'vitest';
import { actingWrites, endActingWrites } from '../../functions/identity/store/acting.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { registerPeople } from '../../infra/local/demo/seed.ts';
import { londonDate } from '../../shared/calendar.ts';
import { commit, commitOnce, put } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import type { Item } from '../../shared/table.ts';
import { host, me, neighbour, sessionCookie, tokenOf, twoCouncils } from '../sessions.ts';

const hourMs = 3_600_000;

twoCouncils();

describe('registering people', () => {
  const register = (subject: unknown) => host.invoke('identity', { council: 'neighbour', task: 'register-person', subject });
  const finance = [{ roles: ['finance'] }];
  const person = { id: 'per_sheila-ngata', name: 'Sheila Ngata', subject: `${neighbour.tenant}#leo-brandt`, rights: finance };
  const leo = { id: 'per_leo-brandt', name: 'Leo Brandt', rights: [{ roles: ['catalogue-manager'] }] };

  test('an account that is somebody else’s is refused', async () => {
    expect(await register({ person: { ...person, subject: 'maria-okafor' }, issuer: host.issuers.schools })).toMatchObject({
      ok: false,
      refusal: { name: 'subject-taken' },
    });
  });

  test.each([
    ['a booker without a school', { ...person, rights: [{ roles: ['school-booker'] }] }, 'person.rights.0.roles'],
    ['a council role for a school', { ...person, rights: [{ organisation: 'sch_990010', roles: ['finance'] }] }, 'person.rights.0.roles'],
    ['somebody who delivers without being an officer', { ...person, rights: [{ roles: ['officer'] }] }, 'person.officer'],
    ['a role that does not exist', { ...person, rights: [{ roles: ['emperor'] }] }, 'person.rights.0.roles.0'],
    ['no role', { ...person, rights: [{ roles: [] }] }, 'person.rights.0.roles'],
    ['no right', { ...person, rights: [] }, 'person.rights'],
    ['an id of another kind', { ...person, id: 'off_sheila-ngata' }, 'person.id'],
    ['a field too many', { ...person, password: 'x' }, 'person.password'],
  ])('%s is refused by the field', async (_what, wrong, field) => {
    const answer = (await register({ person: wrong, issuer: host.issuers.staff })) as {
      ok: boolean;
      refusal: { name: string; faults: { field: string }[] };
    };
    expect(answer).toMatchObject({ ok: false, refusal: { name: 'invalid-request' } });
    expect(answer.refusal.faults.map((fault) => fault.field)).toContain(field);
  });

  test.each<[string, object, string, string]>([
    [
      'an organisation that is not here',
      { rights: [{ roles: ['finance'] }, { organisation: 'sch_111111', roles: ['school-booker'] }] },
      'unknown-organisation',
      'person.rights.1.organisation',
    ],
    ['an officer who is none', { rights: [{ roles: ['officer'] }], officer: 'off_nobody' }, 'unknown-officer', 'person.officer'],
  ])('%s is refused, and nothing is written', async (_, more, name, field) => {
    const table = host.tableOf('neighbour');
    const wrong = { ...person, id: 'per_nowhere', subject: 'nowhere', ...more };
    expect(await register({ person: wrong, issuer: host.issuers.staff })).toMatchObject({
      ok: false,
      refusal: { name, faults: [{ field, detail: expect.stringContaining(' is not known here') }] },
    });
    // Nor is there a way round it for whoever is not known yet.
    expect(await register({ person: wrong, issuer: host.issuers.staff, keepRights: true })).toMatchObject({ ok: false, refusal: { name } });
    expect(await table.get(table.key.person('per_nowhere' as PersonId))).toBeUndefined();
  });

  test('an officer is one person, also by a task', async () => {
    const table = host.tableOf('neighbour');
    const officer = { type: 'officer', id: 'off_daniel-osei', name: 'Daniel Osei', version: 1 };
    expect((await commit(table, [put(table.key.officer('off_daniel-osei' as never), officer)])).ok).toBe(true);
    const second = { ...person, id: 'per_second', subject: 'second', rights: [{ roles: ['officer'] }], officer: officer.id };
    expect(await register({ person: second, issuer: host.issuers.staff })).toMatchObject({
      ok: false,
      refusal: { name: 'officer-taken', detail: 'That is Daniel Osei', faults: [{ field: 'person.officer' }] },
    });
  });

  test('again with nothing new writes nothing and ends no session; with other rights it ends them all', async () => {
    const known = neighbour.people.find(({ key }) => key === 'leo-brandt');
    const subject = `${neighbour.tenant}#leo-brandt`;
    const same = { ...leo, subject, email: known?.email };
    const visitor = await host.visitor().signIn('neighbour', 'leo-brandt');
    const table = host.tableOf('neighbour');
    const before = await table.get<Item>(table.key.person('per_leo-brandt' as PersonId));
    expect(await register({ person: same, issuer: host.issuers.staff })).toMatchObject({ ok: true });
    expect(await table.get<Item>(table.key.person('per_leo-brandt' as PersonId))).toEqual(before);
    expect((await me(visitor, 'neighbour')).status).toBe(200);
    expect(await register({ person: { ...same, rights: finance }, issuer: host.issuers.staff })).toMatchObject({ ok: true });
    expect((await me(visitor, 'neighbour')).status).toBe(401);
  });

  test('again with another account: the new one opens, the old one no longer does', async () => {
    expect(await register({ person: { ...leo, subject: 'robin-fairweather' }, issuer: host.issuers.schools })).toMatchObject({ ok: true });
    const robin = await host.visitor().signIn('neighbour', 'robin-fairweather');
    expect((await me(robin, 'neighbour')).data()).toMatchObject({ person: 'per_leo-brandt', name: 'Leo Brandt' });
    expect((await host.visitor().goThrough('neighbour', 'leo-brandt')).status).toBe(403);
    // And the account that became free can be given to somebody.
    expect(await register({ person, issuer: host.issuers.staff })).toMatchObject({ ok: true });
    expect((await me(await host.visitor().signIn('neighbour', 'leo-brandt'), 'neighbour')).data()).toMatchObject({
      name: 'Sheila Ngata',
      roles: ['finance'],
    });
  });
});

describe('registering people at each start', () => {
  const id = 'per_tom-haldane' as PersonId;
  const stored = () => host.tableOf().get<Item>(host.tableOf().key.person(id));

  test('changes nothing of what an administrator gave them or took away', async () => {
    const grace = await host.as('grace-adeyemi');
    const path = `/essex/api/identity/people/${id}/rights`;
    expect((await grace.json(path, { roles: ['auditor'] })).status).toBe(200);
    expect((await grace.json(`${path}/ending`, { organisation: 'sch_990001' })).status).toBe(200);
    const before = await stored();
    await registerPeople(host, essex);
    expect(await stored()).toEqual(before);
    expect((await me(await host.visitor().signIn('essex', 'tom-haldane'))).data()).toMatchObject({ roles: ['auditor'] });
  });

  test('has their account follow the provider to another address, with the rights they have by now', async () => {
    const before = await stored();
    const moved = { ...host, issuers: { ...host.issuers, schools: 'http://127.0.0.1:1' } };
    const alone = { ...essex, people: essex.people.filter(({ key }) => key === 'tom-haldane') };
    await registerPeople(moved, alone);
    const after = await stored();
    expect(after).toMatchObject({ rights: before?.rights, version: Number(before?.version) + 1 });
    expect(after?.subjects).not.toEqual(before?.subjects);
    expect((await host.visitor().goThrough('essex', 'tom-haldane')).status).toBe(403);
    await registerPeople(host, alone);
    expect(await stored()).toMatchObject({ rights: before?.rights, subjects: before?.subjects });
    expect((await me(await host.visitor().signIn('essex', 'tom-haldane'))).status).toBe(200);
  });

  test('brings nobody back who was erased', async () => {
    const erase = { council: 'essex', task: 'erase-person', subject: { person: id, reason: 'left' } };
    expect(await host.invoke('identity', erase)).toMatchObject({ ok: true });
    const before = await stored();
    await registerPeople(host, essex);
    expect(await stored()).toEqual(before);
    const person = { id, name: 'Tom Haldane', subject: 'tom-haldane', rights: [{ organisation: 'sch_990001', roles: ['school-booker'] }] };
    const again = { council: 'essex', task: 'register-person', subject: { person, issuer: host.issuers.schools } };
    expect(await host.invoke('identity', again)).toMatchObject({ ok: false, refusal: { name: 'person-erased' } });
    expect(await stored()).toEqual(before);
    expect((await host.visitor().goThrough('essex', 'tom-haldane')).status).toBe(403);
  });
});

describe('for whom a person acts', () => {
  const named = async (id: string, name: string) => {
    const table = host.tableOf();
    expect((await commit(table, [put(table.key.organisation(id as OrganisationId), { type: 'school', id, name })])).ok).toBe(true);
  };

  test('is asked of somebody with several organisations, and can be changed, with the roles they have there', async () => {
    await named('sch_990009', 'Harrowdene Junior School');
    const priya = host.visitor();
    // DfE Sign-in has asked already: she goes where she was going, and the head of the page leads to the other.
    const landed = await priya.goThrough('essex', 'priya-sandhu', '/essex/identity/account');
    expect(new URL(landed.url).pathname).toBe('/essex/identity/account');
    const arrived = await priya.get('/essex/identity/organisations?return=%2Fessex%2Fidentity%2Faccount');
    for (const words of ['Harrowdene Junior School', 'School 990024', 'School booker', 'Change organisation'])
      expect(arrived.body).toContain(words);
    // What it means is said, and the head of the page leads where they were going, however often it is used.
    expect(arrived.body).toContain('What you see and may do follows from this');
    expect(arrived.body).toContain('Books services for the school');
    expect(arrived.body).toContain('href="/essex/identity/organisations?return=%2Fessex%2Fidentity%2Faccount"');
    expect(arrived.body).not.toContain('organisations%3Freturn');
    expect((await me(priya)).data()).toMatchObject({
      organisation: 'sch_990009',
      organisationName: 'Harrowdene Junior School',
      hasChoice: true,
    });

    const before = tokenOf(priya);
    const chosen = await priya.post('/essex/identity/organisations', { organisation: 'sch_990024', return: '/essex/identity/account' });
    expect([chosen.status, chosen.location]).toEqual([303, '/essex/identity/account']);
    expect(tokenOf(priya)).toBe(before);
    const now = (await me(priya)).data();
    expect(now).toMatchObject({ organisation: 'sch_990024', roles: ['school-booker'], hasChoice: true });
    expect(now).not.toHaveProperty('organisationName');
  });

  test('is asked on arrival where the provider did not ask', async () => {
    const rights = [{ roles: ['catalogue-manager'] }, { organisation: 'sch_990009', roles: ['school-booker'] }];
    const person = { id: 'per_leo-brandt', name: 'Leo Brandt', subject: `${essex.tenant}#leo-brandt`, rights };
    const told = { council: 'essex', task: 'register-person', subject: { person, issuer: host.issuers.staff } };
    expect(await host.invoke('identity', told)).toMatchObject({ ok: true });
    const leo = host.visitor();
    const arrived = await leo.goThrough('essex', 'leo-brandt', '/essex/identity/account');
    expect(new URL(arrived.url).pathname + new URL(arrived.url).search).toBe(
      `/essex/identity/organisations?return=${encodeURIComponent('/essex/identity/account')}`,
    );
    expect(arrived.body).toContain(essex.council.name);
    expect(arrived.body).toContain('Catalogue manager');
  });

  test('begins with the organisation that was chosen at DfE Sign-in', async () => {
    const infants = essex.people.find(({ key }) => key === 'priya-sandhu')?.organisations?.find(({ urn }) => urn === '990024');
    const priya = await host.visitor().signIn('essex', 'priya-sandhu', infants?.id);
    expect((await me(priya)).data()).toMatchObject({ organisation: 'sch_990024', hasChoice: true });
  });

  test.each(['sch_990001', 'council', 'trs_5902', '', 'sch_990009 ', '__proto__'])(
    'is nothing they have no right to: %j',
    async (organisation) => {
      const priya = await host.as('priya-sandhu');
      const before = (await me(priya)).data();
      const refused = await priya.post('/essex/identity/organisations', {
        organisation: `${organisation}`,
        return: '/essex/identity/account',
      });
      if (organisation.trim() === 'sch_990009') expect(refused.status).toBe(303);
      else {
        expect([refused.status, refused.body.includes('govuk-error-summary')]).toEqual([422, true]);
        expect(refused.body).toContain('name="return" value="/essex/identity/account"');
        expect((await me(priya)).data()).toEqual(before);
      }
    },
  );

  test('leads on to a place of ours alone', async () => {
    const priya = await host.as('priya-sandhu');
    const chosen = await priya.post('/essex/identity/organisations', { organisation: 'sch_990009', return: 'https://evil.example/' });
    expect([chosen.status, chosen.location]).toEqual([303, '/essex']);
    expect((await priya.get('/essex/identity/organisations?return=//evil.example')).body).toContain('name="return" value="/essex"');
  });

  test('is not for whoever is not signed in, and not asked of somebody with one', async () => {
    const nobody = await host.visitor().get('/essex/identity/organisations');
    expect([nobody.status, nobody.location?.startsWith('/essex/identity/sign-in?')]).toEqual([303, true]);
    expect((await host.visitor().post('/essex/identity/organisations', { organisation: 'council' })).status).toBe(401);
    const maria = await host.as('maria-okafor');
    const page = await maria.get('/essex/identity/account');
    expect(page.body).not.toContain('Change organisation');
    expect(page.body).toContain('href="/essex/identity/account"');
  });

  test('may be one of a trust’s schools, for the rest of the London day', async () => {
    const trust = 'trs_5902' as OrganisationId;
    const school = 'sch_990011' as OrganisationId;
    await named(trust, 'Estuary Light Learning Trust');
    const yusuf = await host.visitor().signIn('essex', 'yusuf-demir');
    const itself = { roles: ['trust-booker'], organisation: trust, organisationName: 'Estuary Light Learning Trust', hasChoice: true };
    expect((await me(yusuf)).data()).toMatchObject(itself);
    expect((await yusuf.get('/essex/identity/organisations')).body).toContain('href="/essex/schools/organisations/trs_5902"');
    const table = host.tableOf();
    const cookie = `${sessionCookie}=${tokenOf(yusuf)}`;
    const today = londonDate(host.clock.now());
    const act = async (choice: { trust: OrganisationId; with?: string }) =>
      actingWrites(table, choice.with ?? cookie, { trust: choice.trust, school, schoolName: 'Fairlight', on: today });
    accepted(await commitOnce(table, accepted(await act({ trust }))));
    const through = { roles: ['trust-booker'], organisation: school, organisationName: 'Fairlight', through: trust, hasChoice: true };
    expect((await me(yusuf)).data()).toMatchObject(through);
    expect((await yusuf.get('/essex/identity/organisations')).body).toContain('You act for Fairlight until the end of today');

    const before = host.clock.now();
    host.clock.set(before + 24 * hourMs);
    const lapsed = (await me(yusuf)).data();
    expect(lapsed).toMatchObject(itself);
    expect(lapsed).not.toHaveProperty('through');
    host.clock.set(before);
    expect((await me(yusuf)).data()).toMatchObject(through);

    // Choosing the trust again, and the school's leaving the trust, both end it.
    expect((await yusuf.post('/essex/identity/organisations', { organisation: trust })).status).toBe(303);
    expect((await me(yusuf)).data()).not.toHaveProperty('through');
    accepted(await commitOnce(table, accepted(await act({ trust }))));
    accepted(await commitOnce(table, await endActingWrites(table, trust, 'sch_990012' as OrganisationId)));
    expect((await me(yusuf)).data()).toMatchObject(through);
    accepted(await commitOnce(table, await endActingWrites(table, trust, school)));
    expect((await me(yusuf)).data()).toMatchObject(itself);
    expect(await endActingWrites(table, trust, school)).toEqual([]);

    // Another trust's school, a school's booker, and nobody at all.
    expect(await act({ trust: 'trs_5901' as OrganisationId })).toMatchObject({ ok: false, refusal: { name: 'not-allowed' } });
    const maria = `${sessionCookie}=${tokenOf(await host.as('maria-okafor'))}`;
    expect(await act({ trust, with: maria })).toMatchObject({ ok: false, refusal: { name: 'not-allowed' } });
    expect(await act({ trust, with: '' })).toMatchObject({ ok: false, refusal: { name: 'not-signed-in' } });
  });
});
