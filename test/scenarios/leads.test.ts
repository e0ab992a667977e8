// A login outlasts a lead: whoever has led a partnership plans nothing with its days any more, has no word in its plans and books none of them, on the page and by
// the API, from the day on which another school's headteacher leads; and leads again once that is recorded.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { colneAndTendring as group } from '../../infra/local/demo/organisations.ts';
import { Counter, nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { grantYear } from '../standing.ts';

let host: TestHost;
let counter: Counter;
let anna: Visitor;
let joan: Visitor;
let agreed = { id: '', version: 0 };
let booking = '';
let open = { id: '', version: 0 };
const helen = 'off_helen-marsh';
const api = `/essex/api/entitlements/pots/${group}`;
const page = `/essex/entitlements/pots/${group}`;
const proposal = { rule: 'partnership-days', from: '2026-09-01', halfDays: 4, services: ['collaborative-reviews'], purpose: 'A review' };
const lead = (change: object) =>
  joan.json(`/essex/api/schools/partnerships/${group}/lead`, { change: 'appointed', on: '2027-01-15', ...change });
const propose = async (who: Visitor) => got<{ plan: { id: string; version: number } }>(await who.json(`${api}/plans`, proposal), 201).plan;
const quote = async (school = 'sch_990004') =>
  counter.quote(anna, await counter.fresh(2, helen), { school, service: 'svc_collaborative-reviews', officer: helen });

beforeAll(async () => {
  host = await startHost({
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'worker'],
    seeded: true,
    at: '2027-01-15T09:00:00Z',
  });
  counter = new Counter(host, '2027-01-20');
  [anna, joan] = [await host.as('anna-castell'), await host.as('joan-ferris')];
  await grantYear(host, '2027-01-15');
  agreed = await propose(anna);
  const minutes = { meeting: 'Spring', on: '2027-01-15', agreed: ['sch_990003', 'sch_990023', 'sch_990032'], reason: 'Round the table' };
  agreed = got<{ plan: typeof agreed }>(await joan.json(`${api}/plans/${agreed.id}/minutes`, minutes), 200).plan;
  open = await propose(joan);
}, 120_000);
afterAll(() => host.stop());

test('the lead of the day plans and books', async () => {
  expect((await anna.get(page)).body).toContain('Propose a plan');
  expect((await anna.get(`${page}/plans/${open.id}`)).body).toContain('Say so');
  booking = got<{ booking: string }>(await counter.confirm(anna, (await quote()).data<{ token: string }>().token), 201).booking;
});

test('whoever led before does neither, from the day another leads, and what was quoted is not confirmed', async () => {
  const quoted = (await quote()).data<{ token: string }>();
  expect((await lead({ member: 'sch_990003', reason: 'Elected in January' })).status).toBe(200);
  const tried = [
    await anna.json(`${api}/plans`, proposal),
    await anna.json(`${api}/plans/${open.id}/words`, { word: 'agree' }),
    await anna.json(`${api}/plans/${open.id}/withdrawal`, { reason: 'Not now' }),
    await anna.json(`${api}/plans/${agreed.id}/release`, { halfDays: 1, reason: 'Fewer', version: agreed.version }),
    await quote(),
    await quote(group),
    await counter.confirm(anna, quoted.token),
    await counter.cancel(anna, booking, ['01']),
    await anna.json(`/essex/api/bookings/${booking}/moves`, { visit: '01', to: '2027-03-02#am' }),
  ];
  expect(tried.map((reply) => [reply.status, nameOf(reply)])).toEqual(tried.map(() => [403, 'no-word']));
  const [pot, plan] = [(await anna.get(page)).body, (await anna.get(`${page}/plans/${open.id}`)).body];
  expect(pot).not.toContain('Propose a plan');
  for (const text of ['Say so', 'Say whether you agree', 'Withdraw the plan', 'Release days']) expect(plan).not.toContain(text);
  // What the partnership has is still read with the right to act for it; the council takes that away.
  expect(pot).toContain('A review');
});

test('and does again once it is recorded that they lead', async () => {
  expect((await lead({ member: 'sch_990004', on: '2027-01-16', person: 'per_anna-castell', reason: 'Elected anew' })).status).toBe(200);
  expect(nameOf(await quote())).toBe('no-word');
  host.clock.set('2027-01-16T09:00:00Z');
  expect((await quote()).status).toBe(200);
  expect((await anna.json(`${api}/plans/${open.id}/words`, { word: 'agree' })).status).toBe(200);
});
