// A partnership's lead at the counter: books with the days of the partnership acted for, and learns nothing of another's or of a school's own.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { colneAndTendring } from '../../infra/local/demo/organisations.ts';
import { Counter, nameOf, type Problem } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { grantYear } from '../standing.ts';

let host: TestHost;
let counter: Counter;
let anna: Visitor;
let joan: Visitor;
let other = '';
const officer = 'off_helen-marsh';
const [causingConcern, alike] = ['sch_990003', 'sch_990004'];
const visits = 'svc_individual-visit';
const reviews = 'svc_collaborative-reviews';

beforeAll(async () => {
  host = await startHost({ only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'worker'], seeded: true });
  counter = new Counter(host, '2026-11-30');
  const rowan = await host.as('rowan-achebe');
  [anna, joan] = [await host.as('anna-castell'), await host.as('joan-ferris')];
  const concern = { status: 'causing-concern', change: 'entered', on: '2026-11-20', reason: 'Agreed at the panel' };
  got(await rowan.json(`/essex/api/schools/${causingConcern}/statuses`, concern), 201);
  await counter.vacancy(causingConcern, 'headteacher', '2026-11-23');
  const group = { partnershipKind: 'collaborative-group', name: 'Other Group', openedOn: '2026-11-24' };
  other = got<{ id: string }>(await joan.json('/essex/api/schools/partnerships', group), 201).id;
  const members = { members: [causingConcern, 'sch_990001'], on: '2026-11-24' };
  got(await joan.json(`/essex/api/schools/partnerships/${other}/members`, members), 200, 201);
  await grantYear(host, '2026-11-24');
}, 120_000);
afterAll(() => host.stop());

/** What somebody who asks for the same day at each of two schools is told, without the schools' names. */
async function told(who: Visitor, service: string, by = officer): Promise<string[]> {
  const sessions = await counter.fresh(2, by);
  const replies = await Promise.all(
    [causingConcern, alike].map((school) => counter.quote(who, sessions, { school, service, officer: by, purse: 'own-funds' } as never)),
  );
  return replies.map((reply) =>
    reply.status === 200 ? 'quoted' : `${nameOf(reply)}: ${reply.data<Problem>().detail}`.replace(/for [A-Z].*?School/, 'for the school'),
  );
}

test('is told the same of a school causing concern, whose head’s post is vacant, as of another', async () => {
  const services = [
    [visits, officer],
    ['svc_governing-bodies-headteacher-recruitment', 'off_daniel-osei'],
  ] as const;
  for (const [service, by] of services) {
    const [one, two] = await told(anna, service, by);
    expect(one).toBe(two);
    expect(one).toContain('lead books with the days of the partnership');
    expect(one).not.toMatch(/individual support|vacancy/i);
  }
});

test('has no day of another partnership’s, though the school is in both, at the quote or at the confirmation', async () => {
  const plan = {
    rule: 'partnership-days',
    from: '2026-09-01',
    halfDays: 4,
    services: ['collaborative-reviews'],
    purpose: 'Reviews of each other',
  };
  const pots = `/essex/api/entitlements/pots/${other}/plans`;
  const proposed = got<{ plan: { id: string } }>(await joan.json(pots, plan), 200, 201);
  const minutes = { meeting: 'Autumn', on: '2026-11-24', agreed: [causingConcern, 'sch_990001'], reason: 'Agreed round the table' };
  got(await joan.json(`${pots}/${proposed.plan.id}/minutes`, minutes), 200, 201);

  expect((await told(joan, reviews))[0]).toBe('quoted');
  const [one, two] = await told(anna, reviews);
  expect(one).not.toBe('quoted');
  expect(one).toBe(two);
  // Her own partnership's are hers once there is a plan for them.
  const own = `/essex/api/entitlements/pots/${colneAndTendring}/plans`;
  const hers = got<{ plan: { id: string } }>(await joan.json(own, plan), 200, 201);
  const all = ['sch_990003', 'sch_990004', 'sch_990023', 'sch_990032', 'sch_990034'];
  got(await joan.json(`${own}/${hers.plan.id}/minutes`, { ...minutes, agreed: all }), 200, 201);
  const sessions = await counter.fresh(2, officer);
  const asked = { school: causingConcern, service: reviews, officer, purse: 'own-funds' };
  const quote = await counter.quoted(anna, sessions, asked as never);
  expect(JSON.stringify(quote.lines)).toContain(colneAndTendring);
  expect((await counter.confirm(anna, quote.token)).status).toBe(201);
});

test('is told on the form who books what, and what is left that can pay for it', async () => {
  const form = (who: Visitor, service: string, school: string) => who.get(`/essex/bookings/new?service=${service}&school=${school}`);
  const councils = await form(anna, 'svc_ofsted-readiness', alike);
  expect(councils.status).toBe(403);
  expect(councils.body).toContain('booked by the council');
  expect(councils.body).not.toContain('How many days do you need?');
  // Nor is the way to that form offered to whoever could not go it.
  const page = async (who: Visitor) => (await who.get('/essex/catalogue/svc_ofsted-readiness')).body;
  expect(await page(anna)).not.toContain('Choose dates');
  expect(await page(joan)).toContain('Choose dates');
  // Two of the four half-days that were planned are booked.
  const hers = (await form(anna, reviews, alike)).body;
  expect(hers).toContain('Partnership days of Colne and Tendring Partnership: 1 day left, until 31 August 2027');
  expect((await form(anna, visits, causingConcern)).body).toContain('No free days of your partnership are left');

  const priya = await host.as('priya-sandhu');
  const own = (await form(priya, visits, 'sch_990009')).body;
  expect(own).toContain('Half-day visit: half a day left, until 31 August 2027');
  expect(own).not.toContain('What pays for any days that are not free?');
  expect(own).toContain('It is not sold: only free days can be booked');
  // With no purse to choose the next step is reached all the same.
  const next = await priya.get(`/essex/bookings/new?service=${visits}&school=sch_990009&days=0.5`);
  expect(next.body).toContain('Choose an officer');
});
