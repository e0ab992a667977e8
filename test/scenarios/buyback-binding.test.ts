// A buy-back that binds for several years, through its pages: three years at first and five later are all that can be chosen, what is more is told beside the choice, and the
// years between open by themselves.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { FreeDays } from '../councils/model-diary.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

const anchor = 'sch_995001';
const code = 'leadership-and-governance';
const pages = '/rivermouth/buyback';
/** The same buy-back, agreed to for as many years as a school chooses. */
const packages = rivermouth.pack.packages.map((each) =>
  each.kind === 'buy-back' ? { ...each, continues: 'until-renewed' as const } : each,
);

let host: TestHost;
let elsie: Visitor;
beforeAll(async () => {
  host = await startHost({
    at: '2027-02-01T09:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'buyback'],
    councils: [{ ...rivermouth, pack: { ...rivermouth.pack, packages } }],
    seeded: true,
  });
  elsie = await new FreeDays(host, 'rivermouth', '2027-04-11', 'imran-vale').as('elsie-tranter');
}, 120_000);
afterAll(() => host.stop());

const night = () => host.invoke('buyback', { council: 'rivermouth', task: 'advance-agreements' });
const quotePage = (more: Record<string, string>) =>
  elsie.get(`${pages}/quote?${new URLSearchParams({ organisation: anchor, purse: 'delegated-budget', ...more })}`);
const agree = async (body: string) => {
  const token = /name="token" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const done = await elsie.post(`${pages}/agreements`, { token });
  expect(done.status).toBe(303);
  return /agr_[a-z0-9]+/.exec(done.location ?? '')?.[0] ?? '';
};
/** How many years a page lets one choose. */
const choices = (body: string) => body.match(/<select[^>]*name="years"[\s\S]*?<\/select>/)?.[0].match(/<option/g)?.length;
type Shown = { terms: { kind: string; to: string }[]; years: { from: string }[] };

test('three years at first, five later, and each year between opens by itself', async () => {
  expect(choices((await elsie.get(pages)).body)).toBe(3);
  const four = await quotePage({ package: code, clock: 'financial', years: '4' });
  expect(four.status).toBe(422);
  for (const words of ['Buy-back by the year', 'at most 3 years', 'could run to 31 March 2030, not to 31 March 2031'])
    expect(four.body).toContain(words);
  const id = await agree((await quotePage({ package: code, clock: 'financial', years: '3' })).body);
  const read = async () => got<Shown>(await elsie.json(`/rivermouth/api/buyback/agreements/${id}`), 200);
  host.clock.set('2028-04-01T09:00:00Z');
  await night();
  expect((await read()).years.map(({ from }) => from)).toEqual(['2027-04-01', '2028-04-01']);
  // Bound until 2030, it is neither renewed nor agreed to beside itself.
  expect((await quotePage({ package: code, clock: 'academic', years: '1' })).body).toContain('is agreed to until 31 March 2030');
  host.clock.set('2030-02-01T09:00:00Z');
  await night();
  const renewals = await elsie.get(`${pages}/renewals`);
  expect(choices(renewals.body)).toBe(5);
  const six = await quotePage({ renews: id, to: `${code} financial`, years: '6' });
  expect(six.status).toBe(422);
  expect(six.body).toContain(`href="#years-${id}"`);
  await agree((await quotePage({ renews: id, to: `${code} financial`, years: '5' })).body);
  expect((await read()).terms.map(({ kind, to }) => [kind, to])).toEqual([
    ['first', '2030-03-31'],
    ['later', '2035-03-31'],
  ]);
});
