// Two fees waived at the same moment, on the real engine, where only a visit that is one more counts: a school that has one visit fewer than it had pays for one, whoever asks first.
import { beforeAll, expect, test } from 'vitest';
import { waive } from '../../functions/bookings/actions/cancellations.ts';
import { confirmBooking } from '../../functions/bookings/actions/confirm.ts';
import { cancel, deliver } from '../../functions/bookings/actions/life.ts';
import { makeQuote } from '../../functions/bookings/actions/quote.ts';
import { newService } from '../../functions/catalogue/store.ts';
import { policyWrites } from '../../functions/entitlements/store.ts';
import { newOfficer } from '../../functions/officers/store.ts';
import type { School } from '../../functions/schools/schema.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import { commit } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OfficerId } from '../../shared/ids.ts';
import { contextIn, type OwnTable, ownTable } from '../actors.ts';
import { actor, daniel, delivering, outcomeOf, policy, school, service, session } from '../bookings.ts';

const signingKey = 'a-key-for-these-races-only';
const deputies = service('deputy-headteacher-recruitment');
const clause = { reference: 'Schedule 2', text: 'A visit is booked again where it is one more.' };
const { cancellation } = policy.pack;
const waivers = cancellation.waivers.map((waiver) => (waiver.kind === 'rebooked' ? { ...waiver, oneMore: { clause } } : waiver));
const strict = { ...policy, pack: { ...policy.pack, cancellation: { ...cancellation, waivers } } };
const both = { am: true, pm: true };
const schools: School[] = Array.from({ length: 4 }, (_, i) => school(930_000 + i, `School ${i}`, 'academy'));
/** One for each school, so that the schools are in nobody's way. */
const officers = schools.map((_, i) => ({
  ...daniel,
  id: `off_adviser-${i}` as OfficerId,
  pattern: { 1: both, 2: both, 3: both, 4: both, 5: both },
  absences: [],
}));
const term = Date.parse('2026-10-01T09:00:00Z');
/** Two visits of the first days of December cost something by now, and one of the seventeenth nothing. */
const tuesday = Date.parse('2026-11-24T09:00:00Z');
const afterwards = tuesday + 60_000;
const over = Date.parse('2026-12-18T17:00:00Z');

let own: OwnTable;
beforeAll(async () => {
  own = await ownTable();
  const { table } = contextIn(own, actor('resource-manager'), term);
  const writes = [
    ...policyWrites(table, undefined, strict),
    newService(table, deputies),
    ...officers.map((officer) => newOfficer(table, officer)),
    ...schools.flatMap((of) => schoolWrites(table, of)),
  ];
  expect(await commit(table, writes)).toEqual({ ok: true });
});

test.each(schools.map((of, i) => [of.name, i] as const))('one of two fees is left: %s', async (_, i) => {
  const [of, officer] = [schools[i] as School, officers[i]?.id ?? daniel.id];
  const booker = (at: number) => contextIn(own, actor('school-booker', { organisation: of.id }), at);
  const book = async (at: number, when: string): Promise<BookingId> => {
    const asked = { school: of.id, service: deputies.id, officer, purse: 'own-funds' as const, halfDays: 1, sessions: [session(when)] };
    const { token } = accepted(await makeQuote(booker(at), signingKey, asked));
    const { booking } = accepted(await confirmBooking(booker(at), signingKey, { token, purchaseOrder: 'PO-1' }));
    if (!booking) throw new Error('what is within every limit is booked at once');
    return booking;
  };
  /** Gives a visit up, at what that costs by now: whether it costs anything. */
  const giveUp = async (id: BookingId): Promise<boolean> => {
    const command = { visits: ['01'], reason: 'It does not suit' };
    const asked = await cancel(booker(tuesday), id, command);
    if (asked.ok) return false;
    const { feePence } = asked.refusal.more as { feePence: number };
    return (accepted(await cancel(booker(tuesday), id, { ...command, feePence })).sessions[0]?.late?.feePence ?? 0) > 0;
  };
  const [first, second, later] = [await book(term, '2026-12-01#am'), await book(term, '2026-12-02#am'), await book(term, '2026-12-17#am')];
  expect([await giveUp(later), await giveUp(first), await giveUp(second)]).toEqual([false, true, true]);
  const since = [await book(afterwards, '2026-12-16#am'), await book(afterwards, '2026-12-18#am')];
  const adviser = contextIn(own, actor('officer', { officer }), over);
  for (const id of since) accepted(await deliver(adviser, id, delivering(['01'])));
  const answers = await Promise.all(
    [first, second].map((id, n) =>
      waive(booker(over), id, { visit: '01', kind: 'rebooked', instead: { booking: since[n] as BookingId, visit: '01' } }),
    ),
  );
  expect(answers.map(outcomeOf).sort()).toEqual(['accepted', 'not-waivable']);
});
