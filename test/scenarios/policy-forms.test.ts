// A draft on its pages: what its forms and its text change, what they refuse, and two people at one draft.
import { describe, expect, test } from 'vitest';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { nameOf } from '../counter.ts';
import {
  aCouncilWithAPolicy,
  api,
  begin,
  change,
  days,
  draftPath,
  grace,
  leo,
  pack,
  policies,
  read,
  type Shown,
  set,
  visit,
} from '../drafting.ts';
import { type Entries, formOn, plainText } from '../forms.ts';
import type { Reply, Visitor } from '../host.ts';
import { ruleOf } from '../packs.ts';

aCouncilWithAPolicy();

const place = (path: string) => Number(path.split('.')[1]);
/** Opens the form of a part, changes what stands in it, and sends it as it is then. */
async function fill(who: Visitor, draft: { id: string }, part: string, changes: Record<string, string | string[]> = {}): Promise<Reply> {
  const path = `${draftPath(draft)}/parts/${part}`;
  const opened = await who.get(path);
  expect(opened.status, opened.body.slice(0, 500)).toBe(200);
  return send(who, path, formOn(opened.body, path), changes);
}
const send = (who: Visitor, path: string, entries: Entries, changes: Record<string, string | string[]> = {}) =>
  who.post(path, { ...entries, ...changes });

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
    await saved('cancellation', {
      'cancellation.rungs.0.feeBasisPoints': '75',
      'cancellation.waivers.0.oneMore.given': 'yes',
      'cancellation.waivers.0.oneMore.clause.reference': 'Section 9',
      'cancellation.waivers.0.oneMore.clause.text': 'A visit is booked again where it is one more.',
      'cancellation.waivers.1.remove': 'yes',
    });
    // A form sent as it is opened keeps what counts as booked again.
    await saved('cancellation', {});
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
    expect(after.cancellation.waivers[0]).toMatchObject({
      withinWorkingDays: 20,
      oneMore: { clause: { reference: 'Section 9', text: 'A visit is booked again where it is one more.' } },
    });
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
