// A policy by which only a visit that is one more counts as booked again, through the pages and the JSON API: what a school reads of it, that the order in which it gives up
// and books makes no difference, and that it is waived once there is one more.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pack } from '../bookings.ts';
import { Counter, nameOf, type Problem, recruitment } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

let host: TestHost;
let counter: Counter;
let maria: Visitor;
let joan: Visitor;
let daniel: Visitor;

const told = 'A visit counts as booked again only where it is one more';

beforeAll(async () => {
  host = await startHost({
    at: '2026-11-24T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'],
    seeded: true,
  });
  const clause = { reference: 'Terms of sale, 4.2', text: 'A visit is booked again where it is one more.' };
  const { cancellation } = pack;
  const waivers = cancellation.waivers.map((each) => (each.kind === 'rebooked' ? { ...each, oneMore: { clause } } : each));
  const published = { ...pack, effectiveFrom: '2026-11-25', cancellation: { ...cancellation, waivers } };
  await host.invoke('entitlements', { council: 'essex', task: 'publish-policy', subject: { pack: published } });
  host.clock.set('2026-11-25T08:00:00Z');
  counter = new Counter(host, '2026-12-01');
  [maria, joan, daniel] = (await Promise.all(['maria-okafor', 'joan-ferris', 'daniel-osei'].map((name) => counter.as(name)))) as [
    Visitor,
    Visitor,
    Visitor,
  ];
}, 120_000);
afterAll(() => host.stop());

const path = (booking: string, rest: string) => `/essex/api/bookings/${booking}/${rest}`;
const move = (who: Visitor, booking: string, to: string, more: object = {}) =>
  who.json(path(booking, 'moves'), { visit: '01', to, ...more });
/** Gives up the first visit of a booking for what it costs. */
async function giveUp(booking: string): Promise<number> {
  const command = { visits: ['01'], reason: 'It does not suit.' };
  const first = await maria.json(path(booking, 'cancellations'), command);
  if (first.status === 200) return 0;
  const { feePence } = first.data<Problem & { feePence: number }>();
  expect(nameOf(await maria.json(path(booking, 'cancellations'), { ...command, feePence }))).toBe('200');
  return feePence;
}
const waive = (booking: string, instead: string) =>
  maria.json(path(booking, 'waivers'), { visit: '01', kind: 'rebooked', instead: { booking: instead, visit: '01' } });
/** What a booking's page offers to waive its late cancellation for. */
const offered = async (booking: string, instead: string): Promise<boolean> =>
  (await maria.get(`/essex/bookings/${booking}`)).body.includes(`01 rebooked ${instead} 01`);

describe('a school has a visit on 2 December, which is late to give up, and one on the 17th, which is not', () => {
  const [early, later] = ['2026-12-02#am', '2026-12-17#am'];
  const ids = { early: '', later: '', again: '' };

  test('and reads in the words of the ladder what counts, before it books and before it cancels', async () => {
    expect((await maria.get(`/essex/catalogue/${recruitment}`)).body).toContain(told);
    ids.early = await counter.book(maria, [early]);
    ids.later = await counter.book(maria, [later]);
    const page = (await maria.get(`/essex/bookings/${ids.early}`)).body;
    expect(page).toContain(told);
    const cost = await maria.post(`/essex/bookings/${ids.early}/cancellations`, { visits: '01', reason: 'Snow' });
    expect(cost.body).toContain('that were given up for nothing since giving up the late one would have cost anything');
  });

  test('and is not let move the first beside the other, which it could give up then; the council may', async () => {
    const refused = await move(maria, ids.early, '2026-12-17#pm');
    expect([nameOf(refused), refused.data<Problem>().detail]).toEqual([
      'moved-beside-another',
      expect.stringContaining('The visit of Thursday 17 December 2026, morning could still be given up for nothing in its stead.'),
    ]);
    const byCouncil = await counter.book(maria, ['2026-12-02#pm']);
    expect(nameOf(await move(joan, byCouncil, '2026-12-18#am', { at: 'council' }))).toBe('200');
    // What the council calls off is nothing that the school gave up.
    expect(
      nameOf(await joan.json(path(byCouncil, 'cancellations'), { visits: ['01'], reason: 'The officer is ill.', at: 'council' })),
    ).toBe('200');
  });

  test('and gives up the later one in time, the earlier one late, and books the later date again: that puts it back, and waives nothing', async () => {
    expect(await giveUp(ids.later)).toBe(0);
    expect(await giveUp(ids.early)).toBe(22_500);
    ids.again = await counter.book(maria, [later]);
    host.clock.set('2026-12-17T18:00:00Z');
    expect(nameOf(await counter.deliver(daniel, ids.again, ['01']))).toBe('200');
    const refused = await waive(ids.early, ids.again);
    expect([nameOf(refused), refused.data<Problem>().detail]).toEqual([
      'not-waivable',
      expect.stringMatching(
        /^Given up for nothing meanwhile: Thursday 17 December 2026, morning\. What was booked since puts that back first/,
      ),
    ]);
    expect(await offered(ids.early, ids.again)).toBe(false);
  });

  test('and once one more has taken place in time, the fee is waived', async () => {
    const more = await counter.book(maria, ['2026-12-22#am']);
    expect(nameOf(await waive(ids.early, ids.again))).toBe('not-waivable');
    host.clock.set('2026-12-22T18:00:00Z');
    expect(nameOf(await counter.deliver(daniel, more, ['01']))).toBe('200');
    expect(await offered(ids.early, ids.again)).toBe(true);
    expect(nameOf(await waive(ids.early, ids.again))).toBe('200');
    expect((await counter.booking(maria, ids.early)).sessions[0]).toMatchObject({ late: { waived: { kind: 'rebooked' } } });
  });
});
