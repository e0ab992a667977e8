// What is known of a date counts for that date, from quote to confirmation: free days whose right has ended by then are not free, and a school that has become an academy
// by then buys as one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrganisationEvent } from '../../functions/schools/schema/events.ts';
import { eventWrites } from '../../functions/schools/store/organisations.ts';
import { commit } from '../../shared/commit.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { Counter, nameOf, type ShownQuote } from '../counter.ts';
import { startHost, type TestHost } from '../host.ts';
import { got } from '../office.ts';
import { grantYear } from '../standing.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'worker'], seeded: true });
});
afterAll(() => host.stop());

test('a school that joins a partnership in January has no visit of the other schools in February', async () => {
  const [joan, priya] = [await host.as('joan-ferris'), await host.as('priya-sandhu')];
  await grantYear(host, '2026-11-24');
  const asked = { school: 'sch_990009', service: 'svc_individual-visit', officer: 'off_helen-marsh', purse: 'delegated-budget' };
  const [december, february] = [new Counter(host, '2026-12-09'), new Counter(host, '2027-02-01')];
  const dates = [await december.fresh(1, 'off_helen-marsh'), await february.fresh(1, 'off_helen-marsh')] as const;
  const before = await Promise.all([december.quote(priya, dates[0], asked as never), february.quote(priya, dates[1], asked as never)]);
  expect(before.map((reply) => got<ShownQuote>(reply, 200).lines.map(({ fund }) => fund))).toEqual([['entitlement'], ['entitlement']]);

  const { partnerships } = got<{ partnerships: { id: string; name: string }[] }>(await joan.json('/essex/api/schools/partnerships'), 200);
  const saltings = partnerships.find(({ name }) => name.startsWith('Saltings'));
  const path = `/essex/api/schools/partnerships/${saltings?.id}/members`;
  got(await joan.json(path, { members: [asked.school], on: '2027-01-01' }), 200, 201);

  const after = await Promise.all([december.quote(priya, dates[0], asked as never), february.quote(priya, dates[1], asked as never)]);
  expect(after.map((reply) => (reply.status === 200 ? got<ShownQuote>(reply, 200).lines.map(({ fund }) => fund) : nameOf(reply)))).toEqual([
    ['entitlement'],
    'no-free-days-left',
  ]);
  // What was quoted before it was known is worked out again when it is confirmed.
  const token = got<ShownQuote>(before[1], 200).token;
  expect(nameOf(await february.confirm(priya, token))).toBe('no-free-days-left');
});

test('a school that is to become an academy in January books from then on as that academy, and keeps what it booked before that was known', async () => {
  const tom = await host.as('tom-haldane');
  const asked = {
    school: 'sch_990001',
    service: 'svc_headteacher-performance-management',
    officer: 'off_helen-marsh',
    purse: 'delegated-budget',
  };
  const [december, february] = [new Counter(host, '2026-12-14'), new Counter(host, '2027-02-08')];
  const [sooner, later] = [await december.fresh(2, 'off_helen-marsh'), await february.fresh(4, 'off_helen-marsh')] as const;
  const early = await february.quote(tom, later.slice(0, 2), asked as never);
  const open = await february.quote(tom, later.slice(2), asked as never);
  const booked = got<{ booking: string }>(await february.confirm(tom, got<ShownQuote>(early, 200).token), 201).booking;

  const table = host.tableOf('essex');
  const [subject, into] = ['sch_990001', 'sch_990010'] as OrganisationId[];
  if (!subject || !into) throw new Error('two schools');
  const known = { kind: 'succeeded', subject, into, how: 'conversion', memberships: [], on: '2027-01-01', about: [subject, into] } as const;
  const recorded = { source: 'register', recordedAt: '2026-11-24T09:00:00.000Z', recordedBy: 'per_joan-ferris' } as const;
  await commit(
    table,
    eventWrites(table, { type: 'organisation-event', id: 'evt_becoming', ...known, ...recorded } as unknown as OrganisationEvent),
  );

  const [before, after, own] = await Promise.all([
    december.quote(tom, sooner, asked as never),
    february.quote(tom, later.slice(2), asked as never),
    february.quote(tom, later.slice(2), { ...asked, purse: 'own-funds' } as never),
  ]);
  expect(got<ShownQuote>(before, 200)).toMatchObject({ netPence: 45_000, vatPence: 0 });
  expect([nameOf(after), after.body.includes('becomes Colnemarsh Grange Academy on 1 January 2027')]).toEqual([
    'purse-not-available',
    true,
  ]);
  expect(got(own, 200)).toMatchObject({
    netPence: 45_000,
    vatPence: 9_000,
    becomes: { on: '2027-01-01', name: 'Colnemarsh Grange Academy' },
  });
  const address = new URLSearchParams({ ...asked, school: 'sch_990001', purse: 'own-funds', days: '1' } as Record<string, string>);
  for (const session of later.slice(2)) address.append('session', session);
  expect((await tom.get(`/essex/bookings/quote?${address}`)).body).toContain(
    'and for visits from 1 January 2027 on Colnemarsh Grange Academy',
  );
  expect(nameOf(await february.confirm(tom, got<ShownQuote>(open, 200).token))).toBe('purse-not-available');
  const query = new URLSearchParams({ ...asked, purse: 'own-funds', days: '1' });
  for (const session of later.slice(2)) query.append('session', session);
  const { body: shown } = await tom.get(`/essex/bookings/quote?${query}`);
  expect(shown).toContain('has that school’s price and VAT, and is billed to it');
  expect(shown).toMatch(/Terms: Essex \(2017 model\), in force from 1 September \d{4}\./);
  expect(shown).not.toContain('essex-2017/');
  expect(await february.booking(tom, booked)).toMatchObject({
    sessions: [{ state: 'booked' }, { state: 'booked' }],
    becoming: [{ on: '2027-01-01', school: into, name: 'Colnemarsh Grange Academy' }],
  });
  expect((await tom.get(`/essex/bookings/${booked}`)).body).toContain('Colnemarsh Grange Academy takes the school’s place.');
  // A part of it becomes another in February: of two either may have what is booked from then on, and both are named.
  const other = 'sch_990003' as OrganisationId;
  const split = { ...known, how: 'split', into: other, on: '2027-02-01', about: [subject, other] };
  await commit(
    table,
    eventWrites(table, { type: 'organisation-event', id: 'evt_splitting', ...split, ...recorded } as unknown as OrganisationEvent),
  );
  const { name } = (await (await host.as('joan-ferris')).json(`/essex/api/schools/${other}`)).data<{ name: string }>();
  expect((await tom.get(`/essex/bookings/quote?${query}`)).body).toContain(
    `becomes Colnemarsh Grange Academy or ${name} on 1 February 2027. What is booked from that day on has the price and VAT of the first of them, and is billed to whichever of them agrees`,
  );
  const both = await february.booking(tom, booked);
  expect(both).toMatchObject({
    becoming: [{ on: '2027-01-01' }, { on: '2027-02-01', school: into }, { on: '2027-02-01', school: other, name }],
  });
  expect((await tom.get(`/essex/bookings/${booked}`)).body).toContain(
    `Colnemarsh Grange Academy and ${name} take the school’s place. Each session from then on is billed to whichever of them agrees to it, and to none before one has.`,
  );
  // And so while its sessions are still to come once it has.
  host.clock.set('2027-01-11T08:00:00Z');
  const joan = await host.as('joan-ferris');
  expect(await february.booking(joan, booked)).toMatchObject({ becoming: [{ on: '2027-01-01', school: into }, {}, {}] });
  expect((await joan.get(`/essex/bookings/${booked}`)).body).toContain('Colnemarsh Grange Academy has taken the school’s place.');
});
