// A council's policy from draft to version: written on forms, as text and by a program, reviewed by a second person, published, and read in words by everybody
// who may. What is wrong is refused with its place and a sentence, and nothing that is published changes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListedVersion } from '../../functions/entitlements/actions/policies.ts';
import { check } from '../../functions/entitlements/rules/drafts.ts';
import type { Draft, Json } from '../../functions/entitlements/schema/drafts.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { type CivilDate, dateText } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { shiftedByYears } from '../../shared/policy/rules.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { tableDump } from '../bookings.ts';
import { clausesOf } from '../clauses.ts';
import { nameOf } from '../counter.ts';
import { type Entries, formOn, plainText } from '../forms.ts';
import { type Reply, startHost, type TestHost, type Visitor } from '../host.ts';
import { pathOf, ruleOf } from '../packs.ts';

let host: TestHost;
let grace: Visitor;
let leo: Visitor;
const pack = shiftedByYears(essex.pack, 9);
const policies = '/essex/entitlements/policies';
const api = (path = '') => `/essex/api/entitlements/policies${path}`;
const visit = pathOf(pack, 'half-day-visit');
const days = pathOf(pack, 'partnership-days');
const free = pack.services.findIndex(({ class: kind, bookableBy }) => kind === 'entitlement' && bookableBy?.includes('school') !== false);
const place = (path: string) => Number(path.split('.')[1]);

type Shown = Omit<Draft, 'bytes' | 'edition'> & {
  pack: Pack;
  ready: boolean;
  errors: { pointer: string; detail: string }[];
  against?: { policy: number; sections: { changes: { sentences: string[] }[] }[]; newer: boolean };
  catalogue?: { added: string[]; prices: { title: string; from: string; perDayExVatPence: number }[] };
};

beforeAll(async () => {
  host = await startHost({ only: ['identity', 'catalogue', 'entitlements', 'outbox'] });
  await host.invoke('entitlements', { council: 'essex', task: 'publish-policy', subject: { pack } });
  await host.invoke('catalogue', { council: 'essex', task: 'adopt-services', subject: { pack } });
  grace = await host.as('grace-adeyemi');
  // The second person: somebody who may review, and is not Grace.
  const granted = await grace.json('/essex/api/identity/people/per_leo-brandt/rights', { roles: ['catalogue-manager', 'council-admin'] });
  expect(granted.status).toBe(200);
  leo = await host.visitor().signIn('essex', 'leo-brandt');
});
afterAll(() => host.stop());

const begin = async (effectiveFrom: string, more: Record<string, unknown> = { from: 1 }, who = grace): Promise<Shown> => {
  const reply = await who.json(api('/drafts'), { ...more, effectiveFrom });
  expect(reply.status, reply.body).toBe(201);
  return reply.data<Shown>();
};
const read = async (id: string, who = grace) => (await who.json(api(`/drafts/${id}`))).data<Shown>();
const act = (who: Visitor, id: string, step: string, body: Record<string, unknown>) => who.json(api(`/drafts/${id}/${step}`), body);
const change = (who: Visitor, draft: Pick<Shown, 'id' | 'version'>, changes: unknown[]) =>
  act(who, draft.id, 'changes', { version: draft.version, changes });
const set = (path: string, value: unknown) => ({
  do: 'set',
  path: path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  value,
});
const versions = async () => (await grace.json(api())).data<{ versions: ListedVersion[] }>().versions;
const dump = () => tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
const policyItems = async () => [...(await dump())].filter(([key]) => /^essex#POLICY VERSION#/.test(key));
const price = async (code: string) =>
  (await grace.json(`/essex/api/catalogue/svc_${code}`)).data<{ prices: { from: string; perDayExVatPence: number }[] }>().prices;

const draftPath = ({ id }: { id: string }) => `${policies}/drafts/${id}`;
/** Opens the form of a part, changes what stands in it, and sends it as it is then. */
async function fill(who: Visitor, draft: { id: string }, part: string, changes: Record<string, string | string[]> = {}): Promise<Reply> {
  const path = `${draftPath(draft)}/parts/${part}`;
  const opened = await who.get(path);
  expect(opened.status, opened.body.slice(0, 500)).toBe(200);
  return send(who, path, formOn(opened.body, path), changes);
}
const send = (who: Visitor, path: string, entries: Entries, changes: Record<string, string | string[]> = {}) =>
  who.post(path, { ...entries, ...changes });

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
      'Kept, and not applied yet: nothing is charged for cancelling.',
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

describe('the forms', () => {
  test.each<[string, Pack]>([
    ['essex', essex2017],
    ['manchester', manchester2007],
    ['rivermouth', rivermouth2026],
  ])('of %s, sent as they are opened, change nothing', async (_, of) => {
    const draft = await begin('2027-09-01', { pack: of });
    const parts = [
      'policy',
      'cancellation',
      'costs',
      'nudges',
      ...of.allocations.map((__, i) => `rule.${i}`),
      'service.0',
      `service.${of.services.length - 1}`,
    ];
    for (const part of parts) expect((await fill(grace, draft, part)).status, part).toBe(303);
    const after = await read(draft.id);
    expect(after.version).toBe(parts.length + 1);
    expect(after.pack).toEqual({ ...of, effectiveFrom: '2027-09-01' });
  });

  test('change what a council changes: a grant, bands, the reserved part, who may book, what becomes of unused days, the agreement, a price, the ladder', async () => {
    const draft = await begin('2027-09-01');
    const saved = async (part: string, changes: Record<string, string | string[]>) => {
      const reply = await fill(grace, draft, part, changes);
      expect([part, reply.status, reply.location]).toEqual([part, 303, `${draftPath(draft)}?done=saved`]);
    };
    await saved('policy', { title: 'Essex, next year', effectiveFrom: '2027-10-01' });
    await saved(`rule.${place(visit)}`, {
      [`${visit}.grant.halfDays`]: '2',
      [`${visit}.bookableBy`]: ['council'],
      [`${visit}.yearEnd.unused`]: 'carry',
      [`${visit}.yearEnd.atMost.halfDays`]: '1',
      [`${visit}.yearEnd.useBy`]: '12-31',
      [`${visit}.where.partnership.given`]: [],
      [`${visit}.where.phases`]: ['primary', 'nursery'],
      [`${visit}.whenUsedUp`]: 'spill-to-traded',
      [`${visit}.midYear.lost`]: 'keep',
    });
    await saved(`rule.${place(days)}`, {
      [`${days}.bands.1.grant.halfDays`]: '22',
      [`${days}.bands.1.grant.assumed`]: [],
      [`${days}.bands.1.grant.note`]: [],
      [`${days}.reserved.share.basisPoints`]: '12.5',
      [`${days}.agreement.given`]: [],
    });
    await saved('service.0', { 'services.0.prices.0.perDayExVatPence': '£450.00', 'services.0.bookableBy': ['school', 'council'] });
    await saved('cancellation', { 'cancellation.rungs.0.feeBasisPoints': '75', 'cancellation.waivers.1.remove': 'yes' });
    await saved('costs', { 'costs.0.perDayPence': '468.50' });
    await saved('nudges', { 'nudges.0.on': '03-01' });
    const { pack: after, errors } = await read(draft.id);
    expect(errors).toEqual([]);
    const rule = ruleOf(after, 'school', 'half-day-visit');
    expect(rule).toMatchObject({
      grant: { halfDays: 2 },
      bookableBy: ['council'],
      yearEnd: { unused: 'carry', atMost: { halfDays: 1 }, useBy: '12-31' },
      whenUsedUp: 'spill-to-traded',
      midYear: { gained: 'full', lost: 'keep' },
    });
    expect(rule.where).toEqual({ sectors: ['maintained', 'academy'], settings: ['mainstream'], phases: ['primary', 'nursery'] });
    const partnership = ruleOf(after, 'partnership');
    expect(partnership.bands[1]).toEqual({ from: 4, to: 6, grant: { halfDays: 22 } });
    expect(partnership.reserved?.share.basisPoints).toBe(1250);
    expect(partnership.agreement).toBeUndefined();
    expect(after.services[0]?.prices[0]?.perDayExVatPence).toBe(45_000);
    expect(after.services[0]?.bookableBy).toEqual(['school', 'council']);
    expect(after.cancellation.rungs[0]?.feeBasisPoints).toBe(7_500);
    expect(after.cancellation.waivers.map(({ kind }) => kind)).toEqual(['rebooked', 'ofsted-call']);
    expect(after.costs[0]?.perDayPence).toBe(46_850);
    expect(after.nudges[0]?.on).toBe('03-01');
    expect([after.title, after.effectiveFrom]).toEqual(['Essex, next year', '2027-10-01']);
  });

  test('a band more comes with the form again, and what is missing in it is a fault at its field; a band less is gone', async () => {
    const draft = await begin('2027-09-01');
    const part = `rule.${place(days)}`;
    const added = await fill(grace, draft, part, { [`${days}.bands.3.to`]: '12', add: `${days}.bands` });
    expect(added.location).toBe(`${draftPath(draft)}/parts/${part}?done=saved`);
    const form = await grace.get(added.location ?? '');
    expect(form.body).toContain(`href="#${days}.bands.4.grant.halfDays"`);
    expect(form.body).toContain(`id="${days}.bands.4.grant.halfDays-error"`);
    expect(form.body).toContain('Give half-days as a whole number: one day is 2.');
    expect(form.body).toMatch(
      new RegExp(`name="${days}\\.bands\\.4\\.from"[^>]*value="13"|value="13"[^>]*name="${days}\\.bands\\.4\\.from"`),
    );
    const filled = await fill(grace, draft, part, { [`${days}.bands.4.grant.halfDays`]: '40' });
    expect(filled.location).toBe(`${draftPath(draft)}?done=saved`);
    const removed = await fill(grace, draft, part, { [`${days}.bands.3.remove`]: 'yes' });
    expect(removed.location).toContain(`/parts/${part}?done=saved`);
    expect((await read(draft.id)).errors).toEqual([
      { pointer: `#/${days.replace('.', '/')}/bands/3/from`, detail: 'No band is for 10 to 12 members: let this one begin with 10' },
    ]);
  });

  test('a change of days in the middle of a year says from when it counts, and what is saved with a fault is no success', async () => {
    const draft = await begin('2027-01-04');
    await fill(grace, draft, `rule.${place(visit)}`, { [`${visit}.grant.halfDays`]: '2' });
    const page = await grace.get(`${draftPath(draft)}?done=saved`);
    expect(page.body).toContain('govuk-notification-banner--success');
    const plain = (html: string) => plainText(html.replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ');
    expect(plain(page.body)).toContain(
      'From when the days count Half-day visit: 4 January 2027 is in the middle of the academic year that ends on 31 August 2027. There whoever gains by it has the whole year’s figure from that day. Nothing is granted or taken back by publishing it: that is done by an allocation run on that day or later.',
    );
    await fill(grace, draft, 'costs', { 'costs.0.perDayPence': 'four hundred' });
    const wrong = await grace.get(`${draftPath(draft)}?done=saved`);
    expect(plain(wrong.body)).toContain('Important The draft is saved.');
    expect(wrong.body).not.toContain('govuk-notification-banner--success');
  });

  test('begun without a day it keeps the one that has passed, and the list says so', async () => {
    const { id } = (await grace.json(api('/drafts'), { from: 1, title: 'Begun without a day' })).data<Shown>();
    const row = /<tr[^>]*>(?:(?!<tr).)*Begun without a day.*?<\/tr>/s.exec((await grace.get(policies)).body)?.[0] ?? '';
    expect(row).toContain('Its day has passed');
    expect((await read(id)).ready).toBe(false);
    const unsaid = await grace.post(`${policies}/drafts`, { from: 'text' });
    expect(unsaid.body).toMatch(/<details[^>]* open[^>]*>(?:(?!<\/details>).)*Paste the text of the policy/s);
  });

  test('a rule more is a copy of another, which grants twice until it is for something else; a rule less is gone', async () => {
    const draft = await begin('2027-09-01');
    const added = await grace.post(`${draftPath(draft)}/rules`, { version: '1', rule: String(place(visit)) });
    expect(added.location).toBe(`${draftPath(draft)}/parts/rule.${place(visit) + 1}`);
    const { pack: after, errors } = await read(draft.id);
    expect(after.allocations[place(visit) + 1]).toMatchObject({ code: 'half-day-visit-copy', title: 'Half-day visit (copy)' });
    expect(errors.map(({ detail }) => detail)).toEqual([expect.stringContaining('grants again what “Half-day visit” grants')]);
    const copy = visit.replace(/\d+$/, (n) => String(Number(n) + 1));
    const moved = await fill(grace, draft, `rule.${place(visit) + 1}`, {
      [`${copy}.where.sectors`]: ['maintained'],
      [`${copy}.where.settings`]: ['nursery'],
    });
    expect(moved.location).toBe(`${draftPath(draft)}?done=saved`);
    const gone = await grace.post(`${draftPath(draft)}/rules/removal`, { version: '3', rule: String(place(visit) + 1) });
    expect(gone.location).toBe(`${draftPath(draft)}?done=removed`);
    expect((await read(draft.id)).pack.allocations).toEqual(pack.allocations);
  });

  test('what nobody can read is kept as it was typed, with a fault in the form’s own words', async () => {
    const draft = await begin('2027-09-01');
    await fill(grace, draft, 'costs', { 'costs.0.perDayPence': 'four hundred' });
    const form = await grace.get(`${draftPath(draft)}/parts/costs`);
    expect(form.body).toContain('value="four hundred"');
    expect(form.body).toContain('Enter a sum in pounds, such as 450 or 1,250.50.');
    expect((await read(draft.id)).errors).toEqual([{ pointer: '#/costs/0/perDayPence', detail: 'Give the cost of a day in whole pence' }]);
  });

  test('sent empty or as nonsense they are answered in words for people, and a page of a part that is not there is not found', async () => {
    const draft = await begin('2027-09-01');
    const before = await read(draft.id);
    for (const path of [
      '/text',
      '/rules',
      '/rules/removal',
      '/submission',
      '/withdrawal',
      '/review',
      '/publication',
      '/parts/rule.0',
      '/parts/policy',
    ])
      for (const fields of [{}, { version: 'x', rule: 'x', what: 'x', outcome: 'x', effectiveAt: 'x', text: 'x' }] as Record<
        string,
        string
      >[]) {
        const reply = await grace.post(`${draftPath(draft)}${path}`, fields);
        expect([path, reply.status >= 400 && reply.status < 500]).toEqual([path, true]);
        expect(reply.body).not.toMatch(/Invalid input|Too small|Too big|expected (string|number)|Invalid option/);
      }
    for (const fields of [
      {},
      { from: 'x' },
      { from: '99' },
      { from: 'text' },
      { from: 'text', text: '{' },
      { from: '1', effectiveFrom: 'soon' },
    ] as Record<string, string>[]) {
      const reply = await grace.post(`${policies}/drafts`, fields);
      expect(reply.status, JSON.stringify(fields)).toBeGreaterThanOrEqual(400);
      expect(reply.body).not.toMatch(/Invalid input|Too small|Too big|expected (string|number)|Invalid option/);
    }
    expect(await read(draft.id)).toEqual(before);
    for (const part of ['rule.99', 'services', '__proto__'])
      expect((await grace.get(`${draftPath(draft)}/parts/${part}`)).status).toBe(404);
  });
});

describe('a draft as text', () => {
  test('is the whole pack, and saved whole', async () => {
    const draft = await begin('2027-09-01');
    const path = `${draftPath(draft)}/text`;
    const entries = formOn((await grace.get(path)).body, path);
    expect(JSON.parse(entries.text?.[0] ?? '')).toEqual({ ...pack, effectiveFrom: '2027-09-01' });
    const other = {
      ...pack,
      title: 'Written as text',
      effectiveFrom: '2027-09-01',
      posts: [...pack.posts, { code: 'deputy', title: 'Deputy headteacher' }],
    };
    const saved = await send(grace, path, entries, { text: JSON.stringify(other) });
    expect(saved.location).toBe(`${draftPath(draft)}?done=saved`);
    expect((await read(draft.id)).pack).toEqual(other);
    const file = await grace.get(`${draftPath(draft)}/file`);
    expect(JSON.parse(file.body)).toEqual(other);
  });

  test('that is no JSON is refused with the line, and kept in its box', async () => {
    const draft = await begin('2027-09-01');
    const before = await read(draft.id);
    const refused = await grace.post(`${draftPath(draft)}/text`, { version: '1', text: '{\n  "title": "A",\n}' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('The text is not JSON: look at line 3.');
    expect(plainText(refused.body)).toContain('"title": "A",');
    expect(await read(draft.id)).toEqual(before);
  });

  test('begins a draft of its own, whatever is wrong with it', async () => {
    const begun = await grace.post(`${policies}/drafts`, {
      from: 'text',
      text: JSON.stringify({ title: 'Half a policy', allocations: [{}] }),
    });
    expect(begun.status, begun.body.slice(0, 1000)).toBe(303);
    const page = await grace.get(begun.location ?? '');
    expect(page.body).toContain('Half a policy');
    expect(page.body).toMatch(/The draft is not ready: \d+ faults/);
    const form = await grace.get(`${begun.location?.split('?')[0]}/parts/rule.0`);
    expect(form.status).toBe(200);
  });
});

describe('two people at one draft', () => {
  test('on a form: the second is told who was first, sees both, loses nothing, and decides', async () => {
    const draft = await begin('2027-09-01');
    const path = `${draftPath(draft)}/parts/rule.${place(visit)}`;
    const opened = formOn((await grace.get(path)).body, path);
    await fill(leo, draft, `rule.${place(visit)}`, { [`${visit}.grant.halfDays`]: '3' });
    const conflict = await send(grace, path, opened, { [`${visit}.grant.halfDays`]: '2', [`${visit}.title`]: 'Visit of half a day' });
    expect(conflict.status).toBe(409);
    const text = plainText(conflict.body);
    expect(text).toContain('Leo Brandt saved this draft');
    expect(text).toContain('Nothing that you entered has been saved.');
    expect(text).toMatch(/Half-days in a year<\/th>[\s\S]*?>3<[\s\S]*?>2</);
    expect((await read(draft.id)).pack.allocations[place(visit)]).toMatchObject({ grant: { halfDays: 3 }, title: 'Half-day visit' });
    const again = await send(grace, path, formOn(conflict.body, path));
    expect(again.location).toBe(`${draftPath(draft)}?done=saved`);
    expect((await read(draft.id)).pack.allocations[place(visit)]).toMatchObject({ grant: { halfDays: 2 }, title: 'Visit of half a day' });
  });

  test('where the rule is another by now, what was entered is not put in its place', async () => {
    const draft = await begin('2027-09-01');
    const path = `${draftPath(draft)}/parts/rule.${place(visit)}`;
    const opened = formOn((await grace.get(path)).body, path);
    await leo.post(`${draftPath(draft)}/rules/removal`, { version: '1', rule: String(place(visit)) });
    const before = await read(draft.id);
    const conflict = await send(grace, path, opened, { [`${visit}.title`]: 'Visit of half a day' });
    expect(conflict.status).toBe(409);
    expect(conflict.body).toContain('This part has become another one meanwhile');
    expect(formOn(conflict.body, path)[`${visit}.title`]).toEqual([before.pack.allocations[place(visit)]?.title]);
    expect(await read(draft.id)).toEqual(before);
  });

  test('as text: the text is kept in its box, with what it says otherwise', async () => {
    const draft = await begin('2027-09-01');
    const path = `${draftPath(draft)}/text`;
    const entries = formOn((await grace.get(path)).body, path);
    expect((await change(leo, draft, [set('title', 'Leo’s title')])).status).toBe(200);
    const mine = JSON.stringify({ ...pack, effectiveFrom: '2027-09-01', title: 'Grace’s title' });
    const conflict = await send(grace, path, entries, { text: mine });
    expect(conflict.status).toBe(409);
    expect(plainText(conflict.body)).toMatch(/Leo’s title<\/td>[\s\S]*Grace’s title/);
    expect(formOn(conflict.body, path).text).toEqual([mine]);
  });

  test('at the same moment: one is saved whole, the other is refused, and draft and pack stay together', async () => {
    const draft = await begin('2027-09-01');
    const replies = await Promise.all([grace, leo, grace, leo].map((who, i) => change(who, draft, [set('title', `Title ${i}`)])));
    expect(replies.map((reply) => (reply.status === 200 ? 'saved' : nameOf(reply))).sort()).toEqual([
      'changed-meanwhile',
      'changed-meanwhile',
      'changed-meanwhile',
      'saved',
    ]);
    const after = await read(draft.id);
    expect([after.version, after.title]).toEqual([2, after.pack.title]);
    expect(replies.find(({ status }) => status === 200)?.data<Shown>().title).toBe(after.title);
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
