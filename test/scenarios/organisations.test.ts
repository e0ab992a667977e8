// Organisations at the counter: what was recorded by hand put right, what a council brings along, other bodies, and a trust's booker who books for a school
// of the trust; and who sees a partnership.
import { beforeAll, describe, expect, test } from 'vitest';
import { nameOf } from '../counter.ts';
import { aCouncilOfSchools, api, host, joan, join, maria, record, type Shown, shown, to, tom } from '../organisations.ts';

aCouncilOfSchools('bookings');

describe('What was recorded by hand is put right', () => {
  test('a partnership is called otherwise from a day on, is found so, and its old name stays in its history', async () => {
    const id = await record('Dunlin Partnership');
    const form = await joan.get(`/essex/schools/partnerships/${id}?change=name`);
    expect(form.body).toContain('value="Dunlin Partnership"');
    expect(form.body).toContain('For example, 1 9 2027.');
    const fields = { name: 'Knot Partnership', 'on-day': '1', 'on-month': '9', 'on-year': '2026', reason: 'Agreed' };
    const path = `/essex/schools/partnerships/${id}/name`;
    const ahead = await joan.post(path, { ...fields, 'on-year': '2027' });
    expect([ahead.status, ahead.body.includes('must be between 1 September 2024 and 24 November 2026')]).toEqual([422, true]);
    expect(ahead.body).toContain('value="Knot Partnership"');
    expect((await joan.post(path, fields)).location).toContain('done=name');
    const page = await joan.get(`/essex/schools/partnerships/${id}`);
    expect(page.body).toContain('Renamed from Dunlin Partnership to Knot Partnership');
    expect((await joan.get('/essex/schools/partnerships?name=Knot')).body).toContain('Knot Partnership');
    expect((await joan.get('/essex/schools/partnerships?name=Dunlin')).body).toContain('No partnership is found.');
    expect((await joan.get('/essex/schools?name=dunlin')).body).not.toContain('Knot Partnership');
    const { events } = await shown(id);
    const event = events.find(({ kind }) => kind === 'renamed')?.id;
    expect(nameOf(await to(id, 'withdrawals', { event, reason: 'It was not agreed' }))).toBe('200');
    expect((await shown(id)).name).toBe('Dunlin Partnership');
    // And the name is free again.
    await record('Knot Partnership');
  });

  test('a setting has another name, another address, and buys otherwise from a day on', async () => {
    const made = await joan.json(`${api}/organisations`, {
      kind: 'foundation-setting',
      name: 'Plover Playgroup',
      addressLines: [],
      postcode: '',
      sector: 'independent',
    });
    const { id } = made.data<{ id: string }>();
    const path = `/essex/schools/organisations/${id}`;
    const page = await joan.get(path);
    for (const change of ['name', 'details', 'sector', 'closing']) expect(page.body).toContain(`?change=${change}`);
    expect((await joan.post(`${path}/name`, { name: 'Plover Nursery', on: '2026-09-01' })).status).toBe(303);
    const sector = { sector: 'academy', 'from-day': '1', 'from-month': '4', 'from-year': '2027' };
    expect((await joan.post(`${path}/sector`, sector)).status).toBe(303);
    expect((await joan.post(`${path}/sector`, sector)).body).toContain('It buys so on 1 April 2027.');
    const form = await joan.get(`${path}?change=details`);
    const version = /name="version" value="(\d+)"/.exec(form.body)?.[1] ?? '';
    expect((await joan.post(`${path}/details`, { address: '1 Quay\nSaltmere', postcode: 'cm1 5jb', version })).status).toBe(303);
    expect((await joan.post(`${path}/details`, { address: '2 Quay', postcode: '', version })).status).toBe(409);
    const after = (await joan.json(`${api}/organisations/${id}`)).data<Shown & { addressLines: string[]; sectors: unknown[] }>();
    expect(after).toMatchObject({
      name: 'Plover Nursery',
      addressLines: ['1 Quay', 'Saltmere'],
      sectors: [
        { from: '2000-01-01', sector: 'independent' },
        { from: '2027-04-01', sector: 'academy' },
      ],
    });
    const seen = (await joan.get(path)).body;
    for (const text of [
      'Renamed from Plover Playgroup to Plover Nursery',
      'How it buys over time',
      'It buys as academy from 1 April 2027, and as independent until then',
    ])
      expect(seen).toContain(text);
  });

  test('what the register tells is put right there, and the refusal says so', async () => {
    const name = { name: 'Another Name', on: '2026-09-01' };
    for (const id of ['trs_5902', 'sch_990001']) {
      const refused = await joan.json(`${api}/organisations/${id}/name`, name);
      expect([id, nameOf(refused)]).toEqual([id, 'kept-by-register']);
      expect(refused.data<{ next: string }>().next).toBe('Import the register once it is right there.');
    }
    expect(nameOf(await joan.json(`${api}/organisations/trs_5902/sector`, { sector: 'academy', from: '2026-09-01' }))).toBe(
      'kept-by-register',
    );
    const page = await joan.get('/essex/schools/organisations/trs_5902?change=name');
    expect(page.body).not.toContain('Record the name');
    expect(
      nameOf(
        await joan.json(`${api}/organisations/ptn_colne-and-tendring-partnership/details`, {
          addressLines: ['1 Quay'],
          postcode: '',
          version: 1,
        }),
      ),
    ).toBe('unknown-organisation');
  });
});

describe('Who sees a partnership', () => {
  let ours = '';
  let theirs = '';
  beforeAll(async () => {
    [ours, theirs] = [await record('Saltmere’s Own Partnership'), await record('Somebody Else’s Partnership')];
    await to(ours, 'members', { members: ['sch_990001'], on: '2024-09-01', reason: 'A reason for staff' });
    await join(theirs, [990010]);
  });

  test('a school’s people those it is in today, and another answers like one that is not there', async () => {
    expect((await tom.get(`/essex/schools/partnerships/${ours}`)).status).toBe(200);
    const [hidden, none] = [await tom.json(`${api}/partnerships/${theirs}`), await tom.json(`${api}/partnerships/ptn_none`)];
    expect([hidden.status, hidden.body]).toEqual([none.status, none.body]);
    const names = (await tom.json(`${api}/partnerships`)).data<{ partnerships: { name: string }[] }>().partnerships.map(({ name }) => name);
    expect(names).toContain('Saltmere’s Own Partnership');
    expect(names).not.toContain('Somebody Else’s Partnership');
    expect((await maria.get(`/essex/schools/partnerships/${theirs}`)).status).toBe(200);
    await to(theirs, 'departures', { member: 'sch_990010', on: '2026-11-24' });
    expect((await maria.get(`/essex/schools/partnerships/${theirs}`)).status).toBe(404);
  });

  test('and they are told neither reasons nor the list of events, nor offered a change', async () => {
    const seen = await tom.json(`${api}/partnerships/${ours}`);
    expect(seen.body).not.toContain('A reason for staff');
    expect(seen.data<Shown>().events).toEqual([]);
    const page = await tom.get(`/essex/schools/partnerships/${ours}`);
    expect(page.body).not.toContain('Record a change');
    expect((await tom.get(`/essex/schools/partnerships/${ours}?change=closing`)).body).not.toContain('Record the closing');
    expect((await joan.json(`${api}/partnerships/${ours}`)).body).toContain('A reason for staff');
  });

  test('its lead the own one and no other; officers and the council’s people any; only those who record may change it', async () => {
    const anna = await host.as('anna-castell');
    expect((await anna.json(`${api}/partnerships/ptn_colne-and-tendring-partnership`)).status).toBe(200);
    expect((await anna.json(`${api}/partnerships/${ours}`)).status).toBe(404);
    const own = (await anna.json(`${api}/partnerships`)).data<{ partnerships: { id: string }[] }>().partnerships;
    expect(own.map(({ id }) => id)).toEqual(['ptn_colne-and-tendring-partnership']);
    for (const who of ['helen-marsh', 'peter-quill', 'rowan-achebe'])
      expect((await (await host.as(who)).json(`${api}/partnerships/${ours}`)).status, who).toBe(200);
    for (const who of ['helen-marsh', 'peter-quill', 'rowan-achebe', 'tom-haldane', 'anna-castell'])
      expect(nameOf(await to(ours, 'closing', { on: '2026-12-01' }, await host.as(who))), who).toBe('not-allowed');
  });
});

describe('What a council brings along', () => {
  const given = {
    bodies: [{ kind: 'foundation-setting', name: 'Curlew Playgroup', addressLines: [], postcode: '', sector: 'independent' }],
    partnerships: [
      {
        kind: 'school-improvement',
        name: 'Brought Along Partnership',
        openedOn: '2019-09-01',
        members: [
          { id: 'sch_990001', from: '2019-09-01' },
          { id: 'sch_990028', from: '2019-09-01', to: '2024-09-01' },
          { id: 'org_curlew-playgroup', from: '2020-09-01' },
        ],
        lead: { id: 'sch_990001', from: '2020-09-01', person: 'per_tom-haldane' },
      },
    ],
  };
  const bring = (subject: unknown) => host.invoke('schools', { council: 'essex', task: 'record-organisations', subject });
  const [only] = given.partnerships as [(typeof given.partnerships)[number]];

  test('is recorded with its years, and once however often it is brought', async () => {
    expect(await bring(given)).toEqual({ ok: true, organisations: 2, events: 5 });
    expect(await bring(given)).toEqual({ ok: true, organisations: 0, events: 0 });
    const seen = await shown('ptn_brought-along-partnership');
    expect(seen.members.map(({ id }) => id)).toEqual(['sch_990001', 'org_curlew-playgroup']);
    expect(seen.membersOverTime.find(({ id }) => id === 'sch_990028')).toMatchObject({ from: '2019-09-01', to: '2024-09-01' });
    expect(seen.lead).toMatchObject({ member: 'sch_990001', personName: 'Tom Haldane' });
    const more = { partnerships: [{ ...only, members: [...only.members, { id: 'sch_990002', from: '2026-09-01' }] }] };
    expect(await bring(more)).toEqual({ ok: true, organisations: 0, events: 1 });
  });

  test('is refused by name where it cannot be so, and nothing of it is recorded', async () => {
    const wrong = async (change: object) => (await bring({ partnerships: [{ ...only, name: 'Wrong One', ...change }] })) as object;
    const refusal = (name: string) => ({ ok: false, refusal: { name } });
    expect(await wrong({ members: [{ id: 'sch_999999', from: '2019-09-01' }], lead: undefined })).toMatchObject(
      refusal('unknown-organisation'),
    );
    expect(await wrong({ members: [{ id: 'sch_990001', from: '2019-08-31' }], lead: undefined })).toMatchObject(
      refusal('date-out-of-bounds'),
    );
    expect(await wrong({ members: [], lead: only.lead })).toMatchObject(refusal('not-a-member'));
    expect(await wrong({ openedOn: 'once' })).toMatchObject(refusal('invalid-request'));
    expect((await joan.json(`${api}/partnerships/ptn_wrong-one`)).status).toBe(404);
  });
});

describe('Another body', () => {
  const body = { kind: 'university', addressLines: ['1 Quad'], postcode: 'cm1 5jb', sector: 'further-education', openedOn: '2001-01-01' };
  const bodyAt = async (id: string) => (await joan.json(`${api}/organisations/${id}`)).data<Shown>();

  test('is recorded, found by a word of its name, and becomes a member among schools', async () => {
    const reply = await joan.json(`${api}/organisations`, { ...body, name: 'University of Zephyr Point' });
    expect(reply.status, reply.body).toBe(201);
    const { id } = reply.data<{ id: string }>();
    const partnership = await record('Learning City', { partnershipKind: 'geographic' });
    expect((await joan.get(`/essex/schools/partnerships/${partnership}?change=members&find=zephyr`)).body).toContain(`value="${id}"`);
    expect(nameOf(await to(partnership, 'members', { members: [id, 'sch_990018'], on: '2025-09-01' }))).toBe('200');
    expect((await bodyAt(id)).memberships).toMatchObject([{ id: partnership, name: 'Learning City', from: '2025-09-01' }]);
    expect((await joan.get('/essex/schools/organisations?kind=university')).body).toContain('University of Zephyr Point');
    const closing = await joan.json(`${api}/organisations/${id}/closing`, { on: '2026-09-01' });
    expect(closing.status, closing.body).toBe(200);
    expect((await shown(partnership)).members.map((each) => each.id)).toEqual(['sch_990018']);
    const { events } = closing.data<{ events: { id: string }[] }>();
    const back = await joan.json(`${api}/organisations/${id}/withdrawals`, { event: events[0]?.id, reason: 'It goes on' });
    expect(back.status, back.body).toBe(200);
    expect((await shown(partnership)).members).toHaveLength(2);
    expect((await bodyAt(id)).closedOn).toBeUndefined();
  });

  test('is refused in the words of the form', async () => {
    const reply = await joan.post('/essex/schools/organisations', {
      kind: 'college',
      name: 'No',
      openedOn: '2020-01-01',
      postcode: 'nowhere',
    });
    expect(reply.status).toBe(422);
    for (const text of ['Enter a name of at least 3 characters', 'Choose how it buys', 'Enter a postcode such as CM1 5JB'])
      expect(reply.body).toContain(text);
    expect(reply.body).toContain('value="nowhere"');
    expect((await joan.get('/essex/schools/organisations?kind=bookshop')).status).toBe(422);
  });
});

describe('A trust', () => {
  const path = `${api}/organisations/trs_5902`;
  const trust = async () => (await joan.json(path)).data<Shown & { billing: unknown[] }>();

  test('shows its schools as the register has them, and they are not changed by hand', async () => {
    expect((await trust()).members.length).toBeGreaterThan(0);
    expect(nameOf(await to('trs_5902', 'members', { members: ['sch_990001'], on: '2026-09-01' }))).toBe('kept-by-register');
    expect(nameOf(await joan.json(`${path}/closing`, { on: '2026-12-01' }))).toBe('still-has-members');
  });

  test('has an address that changes at the version that was seen, and is billed from a date on', async () => {
    const { version } = await trust();
    const details = { addressLines: ['Trust House'], postcode: 'CM1 5JB', version };
    expect((await joan.json(`${path}/details`, details)).status).toBe(200);
    expect(nameOf(await joan.json(`${path}/details`, details))).toBe('changed-meanwhile');
    expect(nameOf(await joan.json(`${path}/billing`, { from: '2026-11-23', to: 'trust' }))).toBe('billing-in-past');
    expect((await joan.post('/essex/schools/organisations/trs_5902/billing', { from: '2027-04-01', to: 'trust' })).status).toBe(303);
    expect((await trust()).billing).toEqual([{ from: '2027-04-01', to: 'trust' }]);
    const page = await joan.get('/essex/schools/organisations/trs_5902');
    expect(page.body).toContain('Each school for itself');
    expect(page.body).toContain('1 April 2027');
  });

  test('lets its booker pick one of its schools, and nobody pick another’s', async () => {
    const yusuf = await host.as('yusuf-demir');
    const own = (await trust()).members[0]?.id ?? '';
    const page = await yusuf.get('/essex/schools/organisations/trs_5902');
    expect(page.status, page.body).toBe(200);
    expect(page.body).toContain('Book for this school');
    expect(nameOf(await yusuf.json(`${api}/acting`, { school: 'sch_990001' }))).toBe('not-in-your-trust');
    expect(nameOf(await tom.json(`${api}/acting`, { school: 'sch_990001' }))).toBe('not-allowed');
    expect(nameOf(await joan.json(`${api}/acting`, { school: own }))).toBe('not-allowed');
    expect((await yusuf.get('/essex/schools/organisations/trs_5901')).status).toBe(404);
    const chosen = await yusuf.post('/essex/schools/acting', { school: own });
    expect([chosen.status, chosen.location]).toEqual([303, '/essex/catalogue']);
    expect((await yusuf.json('/essex/api/identity/me')).body).toContain(own);
    expect((await yusuf.get('/essex/schools/organisations/trs_5902')).status).toBe(200);
    expect((await yusuf.json(`${api}/${own}`)).status).toBe(200);
  });
});
