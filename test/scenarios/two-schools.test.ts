// A person in two schools: which one they act for is chosen at sign-in and changed at any time, each shows its own and nothing of the other, and a right that is
// taken away is gone at the next request.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dateText } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { clause, Desk, documentTold } from '../councils/desk.ts';
import { Diary, quoteTold } from '../councils/diary.ts';
import { nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

const diary = new Diary('Essex 2026/27: one business manager, two schools', essex2017);
const juniors = 'sch_990009';
const infants = 'sch_990024';
const own = {
  rule: 'Whoever may act for several organisations picks one; what belongs to another answers like what does not exist.',
  from: 'rights and roles',
};
const ending = { rule: 'Whatever changes a person’s rights ends every session of theirs in the same moment.', from: 'rights and roles' };

let host: TestHost;
let desk: Desk;
let priya: Visitor;
let ofJuniors = '';
let ofInfants = '';
beforeAll(async () => {
  host = await startHost({ at: '2026-11-02T09:00:00Z' });
  desk = new Desk(host);
});
afterAll(() => host.stop());

const me = () => desk.ask<{ organisation?: string; organisationName?: string; hasChoice?: boolean }>(priya, 'identity/me');
const statusOf = async (path: string) => (await priya.get(`/essex/${path}`)).status;

test('she chooses at sign-in for whom she acts, and the page that asks names both', async () => {
  diary.on(host, '2026-11-02T09:00:00Z', 'Priya Sandhu, business manager of two schools, signs in.', own);
  priya = host.visitor();
  const arrived = await priya.goThrough('essex', 'priya-sandhu', '/essex/bookings');
  expect(new URL(arrived.url).pathname).toBe('/essex/bookings');
  expect(await me()).toMatchObject({ organisation: juniors, organisationName: 'Harrowdene Junior School', hasChoice: true });
  const page = await priya.get('/essex/identity/organisations');
  for (const name of ['Harrowdene Junior School', 'Harrowdene Infant School']) expect(page.body).toContain(name);
  diary.note('DfE Sign-in asks her for which of her schools: she chooses Harrowdene Junior School, and acts for it here');
});

test('nobody else’s school can be chosen, nor the council', async () => {
  for (const organisation of ['sch_990001', 'council', 'trs_5902', 'sch_1', '']) {
    const reply = await priya.post('/essex/identity/organisations', { organisation, return: '/essex' });
    expect([organisation, reply.status]).toEqual([organisation, 422]);
  }
  expect((await me()).organisation).toBe(juniors);
});

test('she books for the one she chose, and not for the other', async () => {
  diary.on(host, '2026-11-02T09:15:00Z', 'She books a day for Harrowdene Junior School.', clause);
  const asked = { purse: 'delegated-budget', order: 'JUN-1' };
  await expect(desk.day(priya, infants, '2026-11-10', asked)).rejects.toThrow('acting-for-another');
  await expect(desk.day(priya, 'sch_990001', '2026-11-10', asked)).rejects.toThrow('unknown-school');
  const day = await desk.day(priya, juniors, '2026-11-10', asked);
  ofJuniors = day.booking;
  expect(await desk.bookingsOf(priya)).toEqual([ofJuniors]);
  diary.note(`${dateText('2026-11-10' as never)}: ${quoteTold(day.quote).join('; ')}`);
});

test('she changes to the other: its bookings and documents, and nothing of the first', async () => {
  diary.on(host, '2026-11-02T09:30:00Z', 'She changes to Harrowdene Infant School at the top of the page, and books a day for it.', own);
  const home = await priya.get('/essex');
  expect(home.body).toContain('href="/essex/identity/organisations?return=%2Fessex"');
  await desk.actFor(priya, infants);
  expect(await desk.bookingsOf(priya)).toEqual([]);
  const hidden = await priya.json(`/essex/api/bookings/${ofJuniors}`);
  expect([hidden.status, nameOf(hidden)]).toEqual([404, 'unknown-booking']);
  expect([
    await statusOf(`bookings/${ofJuniors}`),
    await statusOf(`schools/${juniors}`),
    await statusOf(`entitlements/statements/${juniors}`),
  ]).toEqual([404, 404, 404]);
  const day = await desk.day(priya, infants, '2026-11-12', { purse: 'delegated-budget', order: 'INF-1' });
  ofInfants = day.booking;
  expect(await desk.bookingsOf(priya)).toEqual([ofInfants]);
  diary.note(
    'the junior school’s booking, page and free days: not found',
    `${dateText('2026-11-12' as never)}: ${quoteTold(day.quote).join('; ')}`,
  );
});

describe('what stands open in another window, begun for the school she acts for no longer, does nothing and says so', () => {
  const told = 'You are now acting for Harrowdene Infant School, and this was begun for Harrowdene Junior School.';
  const service = 'svc_quality-assurance-of-self-evaluation';
  const form = { service, days: '1', purse: 'delegated-budget', officer: 'off_helen-marsh' };
  const sessions = ['2026-11-24#am', '2026-11-24#pm'];
  const query = new URLSearchParams({ school: juniors, ...form });
  for (const session of sessions) query.append('session', session);
  const forms = () => `/essex/bookings/quote?${query}`;

  test('the form that asks for days, and the one that picks them: each carries its school', async () => {
    await desk.actFor(priya, juniors);
    const asked = await priya.get(`/essex/bookings/new?service=${form.service}`);
    expect(asked.body).toContain(`name="school" value="${juniors}"`);
    expect(asked.body).toMatch(/You are booking for <strong>Harrowdene Junior School<\/strong>/);
    const picking = await priya.get(`/essex/bookings/new?school=${juniors}&${new URLSearchParams(form)}`);
    expect(picking.body).toContain(`name="school" value="${juniors}"`);
    await desk.actFor(priya, infants);
    for (const path of [forms(), forms().replace('/quote', '/new')]) {
      const reply = await priya.get(path);
      expect(reply.status).toBe(409);
      expect(reply.body).toContain(told);
      expect(reply.body).toContain(`/essex/identity/organisations?return=%2Fessex%2Fbookings%2Fnew%3Fschool%3D${juniors}`);
      expect(reply.body).toContain('Book for Harrowdene Infant School');
    }
  });

  test('the quote, as a form and by a program; back at its school, what was asked is there again', async () => {
    await desk.actFor(priya, juniors);
    const quote = await priya.get(forms());
    expect([quote.status, quote.body.includes('Harrowdene Junior School')]).toEqual([200, true]);
    const token = /name="token" value="([^"]+)"/.exec(quote.body)?.[1] ?? '';
    await desk.actFor(priya, infants);
    const before = await desk.bookingsOf(priya);
    const sent = await priya.post('/essex/bookings', { token, purchaseOrder: 'JUN-2' });
    expect([sent.status, sent.body.includes(told)]).toEqual([409, true]);
    const program = await priya.json('/essex/api/bookings', { token, purchaseOrder: 'JUN-2' });
    expect([program.status, nameOf(program), program.data<{ organisation: string }>().organisation]).toEqual([
      409,
      'acting-for-another',
      juniors,
    ]);
    expect(await desk.bookingsOf(priya)).toEqual(before);
    const link = /href="\/essex\/identity\/organisations\?return=(%2Fessex%2Fbookings%2Fnew[^"]+)"/.exec(sent.body)?.[1] ?? '';
    const returnTo = decodeURIComponent(link.replaceAll('&amp;', '&'));
    const back = await priya.post('/essex/identity/organisations', { organisation: juniors, return: returnTo });
    expect([back.status, back.location]).toEqual([303, returnTo]);
    const again = await priya.get(returnTo);
    expect(again.status).toBe(200);
    for (const session of sessions) expect(again.body).toMatch(new RegExp(`value="${session}" checked`));
    await desk.actFor(priya, infants);
  });

  test('but a school that is none of hers answers like one that there is not', async () => {
    const [others, nobodys] = await Promise.all(
      ['sch_990001', 'sch_999999'].map((school) => priya.get(`/essex/bookings/new?school=${school}&service=${form.service}`)),
    );
    expect([others?.status, nobodys?.status]).toEqual([404, 404]);
    expect(others?.body.replaceAll('sch_990001', 'sch_999999')).toBe(nobodys?.body);
    expect(others?.body).toContain('You see the school you act for, and no other');
    expect(others?.body).toContain('You are acting for Harrowdene Infant School');
    expect(others?.body).not.toContain('Search by name');
  });
});

test('each school is sent its own recharge, and each is seen from its own side alone', async () => {
  diary.on(host, '2026-11-13T09:00:00Z', 'Both days are delivered and billed, and she looks at what was issued.', own);
  for (const booking of [ofJuniors, ofInfants]) await desk.deliver('helen-marsh', booking);
  const documents = await desk.issue(await desk.dryRun('2026-11-01', '2026-11-13'));
  const mine = (organisation: string) => documents.filter((each) => each.organisation === organisation);
  expect([mine(juniors).length, mine(infants).length, documents.length]).toEqual([1, 1, 2]);
  diary.note(...documents.map(documentTold));
  for (const [organisation, other] of [
    [infants, juniors],
    [juniors, infants],
  ] as const) {
    await desk.actFor(priya, organisation);
    expect(await desk.documentsOf(priya)).toEqual(mine(organisation).map(({ number }) => number));
    const [theirs] = mine(other);
    for (const path of [`invoicing/documents/${theirs?.id}`, `invoicing/documents/${theirs?.id}/pdf`])
      expect(await statusOf(path)).toBe(404);
    // The button of an invoice that was opened for the other school.
    const paid = await priya.post(`/essex/payments/documents/${theirs?.id}/attempts`, {});
    expect([paid.status, paid.body.includes('You are now acting for')]).toEqual([409, true]);
    diary.note(
      `for ${mine(organisation)[0]?.customer.name}: ${mine(organisation)
        .map(({ number }) => number)
        .join()}, and the other is not found`,
    );
  }
});

test('a right that is taken away while she is signed in is gone at the next request; the other stays', async () => {
  await desk.actFor(priya, infants);
  diary.on(
    host,
    '2026-11-16T10:00:00Z',
    'Grace Adeyemi, council administrator, takes away her right at Harrowdene Infant School while she works there.',
    ending,
  );
  expect((await me()).organisation).toBe(infants);
  const before = host.visitor();
  for (const cookie of priya.cookies.values()) before.cookies.set(cookie.name, cookie);
  await desk.ask(await host.as('grace-adeyemi'), 'identity/people/per_priya-sandhu/rights/ending', { organisation: infants });
  expect(await desk.refused(priya, 'bookings')).toBe('not-signed-in');
  const sent = await priya.get('/essex/bookings');
  expect([sent.status, sent.location?.startsWith('/essex/identity/sign-in')]).toEqual([303, true]);
  diary.note('her next click leads to the sign-in page');

  diary.on(host, '2026-11-16T10:05:00Z', 'She signs in again.', own);
  const arrived = await priya.goThrough('essex', 'priya-sandhu', '/essex/bookings');
  expect(new URL(arrived.url).pathname).toBe('/essex/bookings');
  expect(await me()).toMatchObject({ organisation: juniors });
  expect((await me()).hasChoice).toBeUndefined();
  expect(await desk.bookingsOf(priya)).toEqual([ofJuniors]);
  expect(await desk.refused(priya, `bookings/${ofInfants}`)).toBe('unknown-booking');
  expect((await priya.post('/essex/identity/organisations', { organisation: infants, return: '/essex' })).status).toBe(422);
  expect(await desk.refused(before, 'bookings')).toBe('not-signed-in');
  diary.note(
    'nobody asks for whom: she acts for Harrowdene Junior School, whose booking is there',
    'the infant school cannot be chosen, and its booking is not found',
  );
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('two-schools-2026'));
});
