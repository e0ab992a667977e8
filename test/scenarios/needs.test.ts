// A support plan at the counter: added to by the school’s named contact, gone through by a second person, met by a booking, and read by the school (Manchester 2007,
// B11: “SEO is each school’s first point of contact … LSO support is planned to meet that plan”).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideMeeting } from '../../functions/entitlements/rules/needs.ts';
import { getNeed, meetNeedWrite } from '../../functions/entitlements/store/needs.ts';
import { commitOnce } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import { type BookingId, type NeedId, newId, type OrganisationId } from '../../shared/ids.ts';
import { nameOf, type Problem } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

type Need = {
  id: string;
  state: string;
  district?: string;
  skill: string;
  service?: string;
  wantedHalfDays: number;
  metHalfDays: number;
  recordedBy: string;
  reviews: { by: string; note: string }[];
};

let host: TestHost;
let daniel: Visitor;
let rowan: Visitor;
let tom: Visitor;
let joan: Visitor;
const school = 'sch_990001';
const api = (rest = '') => `/essex/api/entitlements/needs${rest}`;
const plan = async (visitor: Visitor) => got<{ needs: Need[] }>(await visitor.json(api(`/${school}`)), 200).needs;
const asked = { what: 'Phonics in the first three years', skill: 'school-review', wantedHalfDays: 3, by: '2027-03-31' };

beforeAll(async () => {
  host = await startHost({ only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements'], seeded: true });
  [daniel, rowan, tom, joan] = await Promise.all([
    host.as('daniel-osei'),
    host.as('rowan-achebe'),
    host.as('tom-haldane'),
    host.as('joan-ferris'),
  ]);
  const naming = { officer: 'off_daniel-osei', as: 'First point of contact', year: 2026 };
  got(await rowan.json(`/essex/api/schools/${school}/officers`, naming), 201);
});
afterAll(() => host.stop());

describe('a plan', () => {
  let need = '';

  test('is added to by the school’s named contact from the form, once however often it is sent', async () => {
    const form = await daniel.get(`/essex/entitlements/needs/${school}`);
    const key = /name="key" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
    const fields = { key, what: asked.what, skill: asked.skill, days: '1.5', by: asked.by };
    const [first, second] = [
      await daniel.post(`/essex/entitlements/needs/${school}`, fields),
      await daniel.post(`/essex/entitlements/needs/${school}`, fields),
    ];
    expect([first.status, second.status]).toEqual([303, 303]);
    const needs = await plan(rowan);
    expect(needs).toMatchObject([
      { state: 'open', district: 'Mid', skill: 'school-review', wantedHalfDays: 3, metHalfDays: 0, recordedBy: 'Daniel Osei' },
    ]);
    need = needs[0]?.id ?? '';
    expect(need).toBe(key);
  });

  test('leads whoever may book to the services that take the skill, for this need', async () => {
    const page = `/essex/entitlements/needs/${school}`;
    const links = async (visitor: Visitor) =>
      [...(await visitor.get(page)).body.matchAll(/href="\/essex\/bookings\/new\?([^"]+)"/g)].map(
        ([, query = '']) => new URLSearchParams(query.replaceAll('&amp;', '&')),
      );
    for (const visitor of [tom, rowan]) {
      const found = await links(visitor);
      expect(found.length).toBeGreaterThan(0);
      for (const link of found) expect([link.get('school'), link.get('need')]).toEqual([school, need]);
    }
    // An officer delivers and does not commission.
    expect(await links(daniel)).toEqual([]);
  });

  test('keeps what was typed where something is missing, and says what', async () => {
    const reply = await daniel.post(`/essex/entitlements/needs/${school}`, { what: 'Something typed', days: '1.3', by: '2026-01-01' });
    expect(reply.status).toBe(422);
    for (const text of ['Something typed', 'href="#days"', 'href="#service"']) expect(reply.body).toContain(text);
    const past = await daniel.post(`/essex/entitlements/needs/${school}`, {
      what: 'Something',
      skill: 'school-review',
      days: '1',
      by: '2026-01-01',
    });
    expect(past.body).toContain('href="#by"');
    expect(await plan(rowan)).toHaveLength(1);
  });

  test('is no other officer’s, nor another school’s, and a school reads its own without adding to it', async () => {
    const george = await host.as('george-wren');
    const maria = await host.as('maria-okafor');
    for (const visitor of [george, maria]) {
      expect((await visitor.json(api(`/${school}`))).status).toBe(404);
      expect((await visitor.get(`/essex/entitlements/needs/${school}`)).status).toBe(404);
    }
    const shut = await george.json(api(`/${school}`), asked);
    expect([shut.status, nameOf(shut)]).toEqual([404, 'unknown-school']);
    expect((await tom.json(api(`/${school}`), asked)).status).toBe(403);
    const own = await tom.visit('/essex/entitlements/needs');
    expect(own.body).toContain(asked.what);
    expect(own.body).not.toContain('Add a need');
    // A school is told that it was the council, and not who.
    expect((await plan(tom))[0]?.recordedBy).toBe('Essex (2017 model)');
  });

  test('is gone through with the phase lead by a second person', async () => {
    const grace = await host.as('grace-adeyemi');
    const review = `/essex/entitlements/needs/${school}/${need}/review`;
    expect((await daniel.post(review, { note: 'Agreed' })).status).toBe(403);
    const page = await rowan.get(`/essex/entitlements/needs/${school}?need=${need}&do=review`);
    expect(page.body).toContain('What you agreed with the phase lead');
    expect((await rowan.post(review, {})).body).toContain('href="#note"');
    expect((await rowan.post(review, { note: 'Agreed: before the spring term ends' })).location).toBe(
      `/essex/entitlements/needs/${school}?done=reviewed`,
    );
    expect((await plan(rowan))[0]?.reviews).toMatchObject([{ by: 'Rowan Achebe', note: 'Agreed: before the spring term ends' }]);
    const own = got<Need>(await rowan.json(api(`/${school}`), { ...asked, what: 'Recorded by the manager' }), 201);
    const refused = await rowan.json(api(`/${school}/${own.id}/review`), { note: 'By myself' });
    expect([refused.status, nameOf(refused)]).toEqual([409, 'own-need']);
    got(await grace.json(api(`/${school}/${own.id}/review`), { note: 'By another' }), 200);
    got(await rowan.json(api(`/${school}/${own.id}/withdrawal`), { reason: 'Recorded twice' }), 200);
    const again = await rowan.json(api(`/${school}/${own.id}/withdrawal`), { reason: 'Once more' });
    expect([again.status, nameOf(again)]).toEqual([409, 'wrong-state']);
  });

  test('is among the open needs of all, for the council’s people and for the officer it is theirs', async () => {
    const list = async (visitor: Visitor) => got<{ needs: Need[] }>(await visitor.json(api()), 200).needs.map(({ id }) => id);
    expect(await list(joan)).toEqual([need]);
    expect(await list(daniel)).toEqual([need]);
    expect(await list(await host.as('george-wren'))).toEqual([]);
    const page = await joan.get('/essex/entitlements/needs');
    for (const text of ['Saltmere Community Primary School', '31 March 2027', 'Nothing booked yet', 'Reviewed on'])
      expect(page.body).toContain(text);
  });

  test('is met by bookings, leaves the list, and is open again when one is cancelled', async () => {
    const table = host.tableOf();
    const meet = async (booking: BookingId, halfDays: number) => {
      const kept = await getNeed(table, school as OrganisationId, need as NeedId);
      if (!kept) throw new Error('the need is gone');
      accepted(await commitOnce(table, [meetNeedWrite(table, accepted(decideMeeting(kept, { booking, halfDays })))]));
    };
    const booking = newId('bkg');
    await meet(booking, 3);
    expect((await plan(tom)).find(({ id }) => id === need)).toMatchObject({ state: 'met', metHalfDays: 3 });
    expect(got<{ needs: Need[] }>(await joan.json(api()), 200).needs).toEqual([]);
    const page = await tom.get(`/essex/entitlements/needs/${school}`);
    expect(page.body).toContain('Met: 1½ days booked');
    expect(page.body).toContain(`/essex/bookings/${booking}`);
    const late = await rowan.json(api(`/${school}/${need}/review`), { note: 'Too late' });
    expect([late.status, nameOf(late)]).toEqual([409, 'wrong-state']);
    await meet(booking, 1);
    expect((await plan(tom)).find(({ id }) => id === need)).toMatchObject({ state: 'open', metHalfDays: 1 });
    expect(got<{ needs: Need[] }>(await joan.json(api()), 200).needs).toHaveLength(1);
  });

  test('has its history, and each change is in the audit trail', async () => {
    const { body } = await rowan.get(`/essex/entitlements/needs/${school}`);
    for (const text of ['Need recorded', 'Need reviewed', 'Need withdrawn']) expect(body).toContain(text);
    const peter = await host.as('peter-quill');
    const trail = got<{ entries: { action: string; person: string }[] }>(await peter.json(`/essex/api/identity/audit?about=${need}`), 200);
    expect(trail.entries.map(({ action }) => action).sort()).toEqual(['need:record', 'need:review']);
    expect((await peter.get(`/essex/identity/audit?about=${need}`)).body).toContain(`/essex/entitlements/needs/${school}`);
  });
});

describe('what is sent is refused by name', () => {
  test.each<[why: string, body: object, status: number, refusal: string]>([
    ['neither service nor skill', { ...asked, skill: undefined }, 422, 'invalid-request'],
    ['a service there is not', { ...asked, service: 'svc_nothing-of-the-kind' }, 422, 'unknown-service'],
    ['a skill nobody offers', { ...asked, skill: 'juggling' }, 422, 'invalid-request'],
    ['no half-day', { ...asked, wantedHalfDays: 0 }, 422, 'invalid-request'],
    ['half a half-day', { ...asked, wantedHalfDays: 1.5 }, 422, 'invalid-request'],
    ['a day that is none', { ...asked, by: '2027-02-30' }, 422, 'invalid-request'],
    ['hidden marks in the words', { ...asked, what: 'Phonics\u202e' }, 422, 'invalid-request'],
  ])('%s', async (_, body, status, refusal) => {
    const reply = await rowan.json(api(`/${school}`), body);
    expect(nameOf(reply)).toBe(refusal);
    if (refusal === 'invalid-request') expect(reply.status).toBe(status);
  });

  test('a need there is not, of a school there is or is not', async () => {
    for (const path of [`/${school}/${newId('ned')}/review`, `/sch_999999/${newId('ned')}/review`, `/${school}/nonsense/review`]) {
      const reply = await rowan.json(api(path), { note: 'Agreed' });
      expect([reply.status, nameOf(reply)], path).toEqual([404, 'unknown-need']);
    }
    const reused = await rowan.json(api(`/${school}`), { ...asked, what: 'Something else', key: (await plan(rowan))[1]?.id });
    expect([reused.status, reused.data<Problem>().type]).toEqual([409, 'urn:daybook:problem:key-reused']);
  });
});
