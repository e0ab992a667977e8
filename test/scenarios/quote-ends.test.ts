// Free days for a date on which the right to them is known to have ended are not free, from quote to confirmation.
import { afterAll, beforeAll, expect, test } from 'vitest';
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
