// A council's policy from draft to version: read in words by everybody who may, written, reviewed by a second person and published. What is wrong is refused
// with its place and a sentence, and nothing that is published changes.
import { describe, expect, test } from 'vitest';
import type { ListedVersion } from '../../functions/entitlements/actions/policies.ts';
import { check } from '../../functions/entitlements/rules/drafts.ts';
import type { Json } from '../../functions/entitlements/schema/drafts.ts';
import { type CivilDate, dateText } from '../../shared/calendar.ts';
import { tableDump } from '../bookings.ts';
import { clausesOf } from '../clauses.ts';
import { nameOf } from '../counter.ts';
import {
  aCouncilWithAPolicy,
  act,
  api,
  begin,
  change,
  days,
  draftPath,
  grace,
  host,
  leo,
  pack,
  policies,
  read,
  type Shown,
  set,
  visit,
} from '../drafting.ts';
import { plainText } from '../forms.ts';
import { ruleOf } from '../packs.ts';

aCouncilWithAPolicy();

const free = pack.services.findIndex(({ class: kind, bookableBy }) => kind === 'entitlement' && bookableBy?.includes('school') !== false);
const versions = async () => (await grace.json(api())).data<{ versions: ListedVersion[] }>().versions;
const dump = () => tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
const policyItems = async () => [...(await dump())].filter(([key]) => /^essex#POLICY VERSION#/.test(key));
const price = async (code: string) =>
  (await grace.json(`/essex/api/catalogue/svc_${code}`)).data<{ prices: { from: string; perDayExVatPence: number }[] }>().prices;

describe('a version', () => {
  test('is listed with its dates, and which is in force', async () => {
    const page = await grace.get(policies);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Version 1');
    expect(page.body).toContain('1 September 2026 at 00:00');
    expect(page.body).toContain('In force');
    expect(await versions()).toMatchObject([{ version: 1, standing: 'in-force', effectiveAt: '2026-08-31T23:00:00.000Z' }]);
  });

  test('is told in words, with every clause, every assumed value and nothing left out', async () => {
    const page = await grace.get(`${policies}/1`);
    const text = plainText(page.body);
    for (const { reference, text: words } of clausesOf(pack)) expect(text).toContain(`${reference}: “${words}”`);
    for (const { title, description, legalPower, incomeCode } of pack.services)
      for (const words of [title, description, legalPower, incomeCode]) expect(text).toContain(words);
    for (const words of [
      'Each of these: maintained schools and academies; mainstream schools; primary; not members of school improvement partnerships or collaborative groups',
      'A school that leaves the rule in the middle of a year loses what it has not used.',
      '25% of the days, as “Non-negotiable activities”',
      'Most of its members',
      '10 days',
      'By VAT invoice, standard rate',
      'With less than 5 working days between',
      '100% of the price',
      'Executive headteacher',
      'Academic year, from 1 September to 31 August',
      '£450.00 a day from',
    ])
      expect(text).toContain(words);
    const { assumed } = (await grace.json(api('/1'))).data<{ assumed: { what: string }[] }>();
    expect(assumed.length).toBeGreaterThan(10);
    expect(text).toContain(`${assumed.length} numbers are assumed`);
    for (const { what } of assumed) expect(text).toContain(what);
  });

  test('can be fetched as a file that is a pack again', async () => {
    const file = await grace.get(`${policies}/1/file`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="essex-2017-version-1.json"');
    expect(JSON.parse(file.body)).toEqual(pack);
  });

  test.each(['0', '2', '01', 'x', '1.0'])('number %s is not there', async (number) => {
    expect(nameOf(await grace.json(api(`/${number}`)))).toBe('unknown-policy');
    expect((await grace.get(`${policies}/${number}`)).status).toBe(404);
  });

  test('and drafts are for the council’s people: an auditor reads them and changes nothing, a school has none of it', async () => {
    const draft = await begin('2027-09-01');
    const peter = await host.as('peter-quill');
    for (const path of [policies, `${policies}/1`, draftPath(draft), `${policies}/comparison?of=${draft.id}&against=1`])
      expect((await peter.get(path)).status, path).toBe(200);
    expect((await peter.get(draftPath(draft))).body).not.toContain('<form method="post" action="/essex/entitlements');
    expect((await peter.get(`${draftPath(draft)}/parts/policy`)).status).toBe(403);
    expect(nameOf(await act(peter, draft.id, 'submission', { version: 1 }))).toBe('not-allowed');
    const tom = await host.as('tom-haldane');
    expect(nameOf(await tom.json(api()))).toBe('not-allowed');
    expect((await tom.get(`${policies}/1`)).status).toBe(403);
  });
});

describe('what is wrong is refused with its place and a sentence, on the page and by the API', () => {
  const cases: [string, string, unknown, string, string][] = [
    ['a band gap', `${days}.bands.1.from`, 5, `${days}.bands.1.from`, 'No band is for 4 members: let this one begin with 4'],
    ['an unknown predicate', `${visit}.where.colour`, 'blue', `${visit}.where.colour`, '“colour” is not a word of a condition'],
    ['negative days', `${visit}.grant.halfDays`, -2, `${visit}.grant.halfDays`, 'Half-days cannot be negative'],
    [
      'two rules granting the same right twice',
      `allocations.${pack.allocations.length}`,
      { ...ruleOf(pack, 'school', 'half-day-visit'), code: 'again', title: 'Again' },
      `allocations.${pack.allocations.length}`,
      '“Again” grants again what “Half-day visit” grants',
    ],
    [
      'dates outside the year',
      `${visit}.usable`,
      { from: '03-01', to: '10-31' },
      `${visit}.usable.to`,
      'runs past the end of the academic year',
    ],
    [
      'a day that has passed',
      'effectiveFrom',
      '2026-10-01',
      'effectiveFrom',
      '1 October 2026 has passed, and nothing in the past changes: give a day from today on',
    ],
    ['a day before the last version’s', 'effectiveFrom', '2026-08-01', 'effectiveFrom', 'has passed'],
    [
      'a price that would rewrite the past',
      'services.0.prices.0.perDayExVatPence',
      46_800,
      'services.0.prices.0.perDayExVatPence',
      'give the new price from a later day',
    ],
    [
      'a price before the version takes effect',
      'services.0.prices.1',
      { from: '2027-08-31', perDayExVatPence: 46_800 },
      'services.0.prices.1.from',
      'This version takes effect on 1 September 2027, and a price it brings cannot be charged before',
    ],
    [
      'another class',
      `services.${free}.class`,
      'traded',
      `services.${free}.class`,
      'a service keeps its class: withdraw it in the catalogue, and add a new service under another code that is traded',
    ],
  ];
  test.each(cases)('%s', async (_, path, value, field, sentence) => {
    const draft = await begin('2027-09-01');
    const saved = await change(grace, draft, [set(path, value)]);
    expect(saved.status).toBe(200);
    const pointer = `#/${field.replaceAll('.', '/')}`;
    expect(saved.data<Shown>()).toMatchObject({ ready: false, errors: [{ pointer, detail: expect.stringContaining(sentence) }] });
    const refused = await act(grace, draft.id, 'submission', { version: 2 });
    expect([refused.status, nameOf(refused)]).toEqual([422, 'draft-not-ready']);
    expect(refused.data<{ errors: unknown[] }>().errors).toEqual([{ pointer, detail: expect.stringContaining(sentence) }]);
    const page = await grace.post(`${draftPath(draft)}/submission`, { version: '2' });
    expect(page.status).toBe(422);
    expect(plainText(page.body)).toContain(sentence);
    expect(page.body).toContain(`(${field})`);
    expect(await read(draft.id)).toMatchObject({ state: 'draft', version: 2 });
    expect((await grace.get(draftPath(draft))).body).not.toContain('Submit it for review');
  });

  test('a change that a reviewer is not shown is approved by somebody who is', async () => {
    const index = pack.allocations.findIndex(({ per }) => per === 'status');
    const draft = await begin('2027-09-01');
    const clause = { reference: 'Another clause', text: 'On schools causing concern.' };
    expect((await change(grace, draft, [set(`allocations.${index}.clause`, clause)])).status).toBe(200);
    expect((await act(grace, draft.id, 'submission', { version: 2 })).status).toBe(200);
    const keith = await host.as('keith-wilmot');
    expect((await keith.get(draftPath(draft))).body).not.toContain('Another clause');
    expect(nameOf(await act(keith, draft.id, 'review', { version: 3, outcome: 'approved' }))).toBe('draft-partly-unseen');
    expect((await act(leo, draft.id, 'review', { version: 3, outcome: 'approved' })).status).toBe(200);
    expect((await act(grace, draft.id, 'withdrawal', { version: 4, what: 'draft' })).status).toBe(200);
  });

  test('changes that have no place, and what is no pack at all', async () => {
    const draft = await begin('2027-09-01');
    const before = await read(draft.id);
    const nowhere = await change(grace, draft, [set('title', 'A'), set('nothing.there', 1)]);
    expect(nowhere.data<{ errors: unknown }>().errors).toEqual([
      { pointer: '#/changes/1/path', detail: 'There is no such place in the pack: nothing.there' },
    ]);
    expect(nameOf(await change(grace, draft, [{ do: 'set', path: ['title'] }]))).toBe('invalid-request');
    expect(nameOf(await act(grace, draft.id, 'pack', { version: 1, pack: [] }))).toBe('invalid-request');
    expect(nameOf(await change(grace, draft, [set('source', 'x'.repeat(200_000)), set('title', 'x'.repeat(40_000))]))).not.toBe(
      'draft-too-large',
    );
    expect((await read(draft.id)).version).toBe(2);
    expect(nameOf(await change(grace, { id: draft.id, version: 2 }, [set('code', 'y'.repeat(80_000))]))).toBe('draft-too-large');
    expect(before.version).toBe(1);
  });
});

describe('from draft to version', () => {
  let first: Shown;
  const headteachers = 'headteacher-performance-management';

  test('a draft that is sent twice under one key is begun once', async () => {
    const command = { from: 1, title: 'Essex from January', effectiveFrom: '2027-01-04', key: 'a-key-of-its-own' };
    const [one, two] = [await grace.json(api('/drafts'), command), await grace.json(api('/drafts'), command)];
    expect(one.data<Shown>().id).toBe(two.data<Shown>().id);
    first = one.data<Shown>();
  });

  test('it shows what it changes, and what it brings to the catalogue', async () => {
    const changed = await change(grace, first, [
      set(`${visit}.grant.halfDays`, 2),
      set('services.0.prices.1', { from: '2027-04-01', perDayExVatPence: 46_800 }),
    ]);
    const { against, catalogue, errors } = changed.data<Shown>();
    expect(errors).toEqual([]);
    const sentences = against?.sections.flatMap(({ changes }) => changes.flatMap((each) => each.sentences));
    expect(sentences).toContain('Half-day visit: half a day → 1 day, from 4 January 2027');
    expect(catalogue?.prices).toEqual([{ title: pack.services[0]?.title, from: '2027-04-01', perDayExVatPence: 46_800 }]);
    const page = plainText((await leo.get(draftPath(first))).body);
    expect(page).toContain('What it changes, against version 1');
    expect(page).toMatch(/Days in a year<\/th>[\s\S]*half a day[\s\S]*1 day/);
    const compared = await leo.json(api(`/comparison?of=${first.id}&against=1`));
    expect(JSON.stringify(compared.data())).toContain('Half-day visit: half a day → 1 day, from 4 January 2027');
    expect((await leo.get(`${policies}/comparison?of=${first.id}&against=1`)).status).toBe(200);
  });

  test('submitted it cannot be changed, and whoever changed or submitted it cannot review it', async () => {
    expect((await grace.post(`${draftPath(first)}/submission`, { version: '2' })).location).toBe(`${draftPath(first)}?done=submitted`);
    expect(nameOf(await change(grace, { id: first.id, version: 3 }, [set('title', 'Other')]))).toBe('wrong-state');
    expect((await grace.get(`${draftPath(first)}/parts/policy`)).status).toBe(409);
    const own = await act(grace, first.id, 'review', { version: 3, outcome: 'approved' });
    expect([own.status, nameOf(own)]).toEqual([403, 'own-draft']);
    const page = await grace.post(`${draftPath(first)}/review`, { version: '3', outcome: 'approved' });
    expect(page.status).toBe(403);
    expect(page.body).toContain('Nobody reviews a policy that they changed or submitted themselves');
    expect((await grace.get(draftPath(first))).body).toContain('somebody else has to review it');
    expect(nameOf(await act(grace, first.id, 'publication', { version: 3 }))).toBe('wrong-state');
  });

  test('sent back it has the reason with it, and is submitted again', async () => {
    const without = await leo.post(`${draftPath(first)}/review`, { version: '3', outcome: 'sent-back' });
    expect(without.status).toBe(422);
    expect(without.body).toContain('Say what is to be changed, so that its author can.');
    const back = await leo.post(`${draftPath(first)}/review`, { version: '3', outcome: 'sent-back', reason: 'Say where the clause is.' });
    expect(back.location).toBe(`${draftPath(first)}?done=back`);
    const page = plainText((await grace.get(draftPath(first))).body);
    expect(page).toContain('Leo Brandt sent it back');
    expect(page).toContain('Say where the clause is.');
    expect((await act(grace, first.id, 'submission', { version: 4 })).status).toBe(200);
    const taken = await act(grace, first.id, 'withdrawal', { version: 5, what: 'submission' });
    expect(taken.data<Shown>().state).toBe('draft');
    expect((await act(grace, first.id, 'submission', { version: 6 })).status).toBe(200);
  });

  test('approved by a second person it is published at a moment at least five minutes ahead, on its day', async () => {
    const approved = await leo.post(`${draftPath(first)}/review`, { version: '7', outcome: 'approved' });
    expect(approved.location).toBe(`${draftPath(first)}?done=approved`);
    for (const effectiveAt of [new Date(host.clock.now() + 240_000).toISOString(), '2027-01-05T09:00:00Z'])
      expect(nameOf(await act(grace, first.id, 'publication', { version: 8, effectiveAt }))).toBe('too-late-to-publish');
    const wrong = await grace.post(`${draftPath(first)}/publication`, { version: '8', effectiveAt: 'noon' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('Enter a time of that day, such as 09:00, or leave it empty.');
    expect(wrong.body).toContain('value="noon"');
    const items = await policyItems();
    const published = await grace.post(`${draftPath(first)}/publication`, { version: '8', effectiveAt: '09:00' });
    expect(published.location).toBe(`${draftPath(first)}?done=published`);
    expect(plainText((await grace.get(published.location ?? '')).body)).toContain(
      'It is version 2, in force from 4 January 2027 at 09:00.',
    );
    expect(await versions()).toMatchObject([
      { version: 2, standing: 'to-come', effectiveAt: '2027-01-04T09:00:00.000Z' },
      { version: 1, standing: 'in-force', until: '2027-01-04T09:00:00.000Z' },
    ]);
    // What was published before is as it was, to the letter.
    expect((await policyItems()).slice(0, items.length)).toEqual(items);
    expect(nameOf(await act(grace, first.id, 'publication', { version: 9 }))).toBe('wrong-state');
  });

  test('its prices reach the catalogue once, however often the message comes', async () => {
    await host.quiet();
    const expected = [
      { from: '2026-09-01', perDayExVatPence: 45_000 },
      { from: '2027-04-01', perDayExVatPence: 46_800 },
    ];
    expect(await price(headteachers)).toMatchObject(expected);
    const before = await dump();
    for (let n = 0; n < 3; n++)
      await host.invoke('entitlements', {
        council: 'essex',
        task: 'adopt-policy',
        subject: { effect: { subject: 'policy', version: 2 }, payload: { policy: 2 } },
      });
    expect(await dump()).toEqual(before);
    expect((await price(headteachers)).length).toBe(2);
    expect(plainText((await grace.get(`${policies}/2`)).body)).toContain('The catalogue has every service and price of it.');
  });

  test('two versions of one day, and one before the last, are refused on submission and on publication', async () => {
    const [second, third] = [await begin('2027-02-01', { from: 2 }), await begin('2027-02-01', { from: 2 })];
    for (const { id } of [second, third]) {
      expect((await act(grace, id, 'submission', { version: 1 })).status).toBe(200);
      expect((await act(leo, id, 'review', { version: 2, outcome: 'approved' })).status).toBe(200);
    }
    const replies = await Promise.all([second, third].map(({ id }) => act(leo, id, 'publication', { version: 3 })));
    expect(replies.map((reply) => (reply.status === 200 ? 'published' : nameOf(reply))).sort()).toEqual(['draft-not-ready', 'published']);
    const lost = replies.find(({ status }) => status !== 200);
    expect(lost?.data<{ errors: unknown[] }>().errors).toEqual([
      { pointer: '#/effectiveFrom', detail: `Version 3 takes effect on ${dateText('2027-02-01' as CivilDate)} too: choose another day` },
    ]);
    const early = await begin('2027-01-20', { from: 2 });
    expect(early.errors).toEqual([
      { pointer: '#/effectiveFrom', detail: 'Version 3 takes effect on 1 February 2027, after this one: give a day after that' },
    ]);
    const page = await grace.post(`${draftPath(early)}/submission`, { version: '1' });
    expect(plainText(page.body)).toContain('Version 3 takes effect on 1 February 2027, after this one: give a day after that');
    // Where they say the same, the page says so.
    expect((await grace.get(`${policies}/comparison?of=3&against=2`)).body).toContain('In force from');
  });

  test('a draft that was begun before another version came is told so, and withdrawn it is over', async () => {
    const stale = await begin('2027-03-01', { from: 1 });
    expect(stale.against).toMatchObject({ policy: 3, newer: true });
    expect((await grace.get(draftPath(stale))).body).toContain('Version 3 was published after this draft was begun');
    const gone = await grace.post(`${draftPath(stale)}/withdrawal`, { version: '1', what: 'draft' });
    expect(gone.location).toBe(`${draftPath(stale)}?done=withdrawn`);
    for (const [step, body] of [
      ['submission', { version: 2 }],
      ['withdrawal', { version: 2, what: 'draft' }],
      ['pack', { version: 2, pack: {} }],
    ] as const)
      expect(nameOf(await act(grace, stale.id, step, body))).toBe('wrong-state');
    expect((await grace.get(draftPath(stale))).body).not.toContain('<form method="post" action="/essex/entitlements');
  });

  test('in time the new version is in force and the first is past; its history tells who did what', async () => {
    host.clock.set('2027-01-04T09:00:01Z');
    expect((await versions()).map(({ version, standing }) => [version, standing])).toEqual([
      [3, 'to-come'],
      [2, 'in-force'],
      [1, 'past'],
    ]);
    const admin = await host.visitor().signIn('essex', 'grace-adeyemi');
    const page = plainText((await admin.get(draftPath(first))).body);
    for (const words of [
      'Policy draft: begun from version 1',
      'Policy draft reviewed: sent back',
      'Policy draft reviewed: approved',
      'Policy published: version 2',
    ])
      expect(page).toContain(words);
  });
});

test('a draft’s own words pass the very check that a published pack passes', () => {
  expect(check(pack as unknown as Json)).toMatchObject({ faults: [] });
});
