// A place that is given up late and taken by another school, on the real engine: what it cost is waived by itself, and whoever gives it up may say to which school of
// their own partnership it goes first.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBooking } from '../../functions/bookings/actions/read.ts';
import { declineOffer, readWait } from '../../functions/bookings/actions/waitlist/waitlist.ts';
import { rowsOf } from '../../functions/bookings/page/waitlist/waitlist-shown.tsx';
import type { BookedSession } from '../../functions/bookings/schema.ts';
import { openWaitsOf } from '../../functions/bookings/store/waitlist.ts';
import { getBooking } from '../../functions/bookings/store.ts';
import type { OrganisationEvent } from '../../functions/schools/schema/events.ts';
import { eventWrites } from '../../functions/schools/store/organisations.ts';
import { dateOf, type SessionKey } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, EventId, OrganisationId } from '../../shared/ids.ts';
import { contextOf, deputy, endApprovals, nameOf, next, rival, slotOf } from '../approvals.ts';
import { academy, maintained } from '../bookings.ts';
import { beginWaiting, confirmToken, deliver, giveBack, join, quoteOffer, sent, take, third, waitOf } from '../waitlist.ts';

/** Two working days before the first of the sessions: cancelling costs the whole price. */
const late = Date.parse('2026-12-30T09:00:00Z');
const cost = { feePence: 45_000, consumedHalfDays: 0 };
const ptn = 'ptn_marshes' as OrganisationId;

beforeAll(async () => {
  await beginWaiting();
  const { table } = contextOf(rival);
  const schools = [rival.organisation, maintained.id] as OrganisationId[];
  const events = schools.map(
    (subject, i) =>
      ({
        type: 'organisation-event',
        id: `evt_${i}` as EventId,
        kind: 'joined',
        subject,
        group: ptn,
        on: '2026-09-01',
        about: [subject, ptn],
        source: 'staff',
        recordedAt: '2026-09-01T09:00:00.000Z',
        recordedBy: rival.person,
      }) as OrganisationEvent,
  );
  const written = await commit(
    table,
    events.flatMap((event) => eventWrites(table, event)),
  );
  if (!written.ok) throw new Error('the partnership has no members');
});
afterAll(endApprovals);

const lateOf = async (id: BookingId) => {
  const booking = await getBooking(contextOf(rival).table, id);
  return booking?.sessions.map((session) => session.late?.waived?.kind ?? (session.late ? 'due' : undefined));
};
/** Which bookings have the places of one that was cancelled, as they are kept, and as its school reads it. */
const insteadOf = (sessions: readonly BookedSession[] = []) => sessions.map((session) => session.late?.waived?.instead?.booking);
const keptOf = async (id: BookingId) => insteadOf((await getBooking(contextOf(rival).table, id))?.sessions);
const shownOf = async (id: BookingId, at: number) => insteadOf(accepted(await readBooking(contextOf(rival, at), id)).booking.sessions);

describe('a place that was given up late', () => {
  test('costs nothing once another school books it, whoever of the two is told first', async () => {
    for (const isToldFirst of [true, false]) {
      const wanted = next(2);
      const lost = await take(rival, wanted, late);
      await deliver(late);
      sent.length = 0;
      accepted(await giveBack(rival, lost, cost, late));
      if (isToldFirst) await deliver(late);
      expect(await lateOf(lost)).toEqual(['due', 'due']);
      const taken = await take(third, wanted, late + 60_000);
      await deliver(late + 120_000);
      expect(await lateOf(lost)).toEqual(['substitute', 'substitute']);
      expect(await keptOf(lost)).toEqual([taken, taken]);
      // The other school's booking is not this one's to know.
      expect(await shownOf(lost, late + 120_000)).toEqual([undefined, undefined]);
      expect(sent.filter(({ kind }) => kind === 'cost-waived').map(({ person }) => person)).toEqual([rival.person, rival.person]);
      // Told again it is as it was.
      await deliver(late + 180_000);
      expect(await lateOf(lost)).toEqual(['substitute', 'substitute']);
    }
  });

  test('goes to whoever waits, and costs nothing once they accept; what nobody takes, or the same school takes again, stays due', async () => {
    const wanted = next(2);
    const lost = await take(rival, wanted, late);
    const { id } = accepted(await join(third, dateOf(wanted[0] as SessionKey), {}, late));
    accepted(await giveBack(rival, lost, cost, late));
    await deliver(late);
    const { token } = accepted(await quoteOffer(third, id, late));
    expect(await lateOf(lost)).toEqual(['due', 'due']);
    accepted(await confirmToken(third, token, late + 60_000));
    await deliver(late + 60_000);
    expect(await lateOf(lost)).toEqual(['substitute', 'substitute']);
    const again = next(2);
    const kept = await take(rival, again, late);
    accepted(await giveBack(rival, kept, cost, late));
    await take(rival, again, late + 60_000);
    await deliver(late + 60_000);
    expect(await lateOf(kept)).toEqual(['due', 'due']);
  });
});

describe('whoever gives a place up', () => {
  test('names a school of their own partnership, which is offered it before whoever waits', async () => {
    const wanted = next(2);
    const lost = await take(rival, wanted, late);
    const waiting = accepted(await join(deputy, dateOf(wanted[0] as SessionKey), {}, late));
    expect(nameOf(await giveBack(rival, lost, { ...cost, giveTo: academy.id }, late))).toBe('substitute-elsewhere');
    // By now half the price is what the notice costs.
    accepted(await giveBack(rival, lost, { feePence: 22_500, consumedHalfDays: 0, giveTo: maintained.id }, late));
    sent.length = 0;
    await deliver(late);
    await deliver(late);
    const [given] = await openWaitsOf(contextOf(third).table, maintained.id);
    expect(given).toMatchObject({ state: 'offered', givenBy: rival.organisation, offer: { sessions: wanted } });
    expect((await waitOf(waiting.id)).state).toBe('waiting');
    // Those who book for it are written to, and not whoever gave it.
    const offers = sent.filter(({ kind }) => kind === 'place-offered');
    expect(offers.map(({ person }) => person)).toEqual([third.person]);
    expect(offers[0]?.personalisation.because).toMatch(/^A school of the same trust, federation or partnership has given its place to /);
    if (!given) throw new Error('nothing was offered');
    expect(nameOf(await readWait(contextOf(rival, late), given.id))).toBe('unknown-wait');
    const { wait: shown, joinedByName } = accepted(await readWait(contextOf(third, late), given.id));
    expect(joinedByName).toBe('');
    // It joined no line, and its page speaks of none.
    expect(rowsOf(shown, joinedByName).map(({ key }) => key.text)).toEqual(['Given to it', 'Days', 'Why']);
    // Declined, it goes to whoever waits.
    expect(accepted(await declineOffer(contextOf(third, late), given.id, { stay: true })).state).toBe('withdrawn');
    await deliver(late);
    expect((await waitOf(waiting.id)).offer?.sessions).toEqual(wanted);
    expect((await slotOf(wanted[0] as SessionKey))?.school).toBe(academy.id);
  });

  test('is told before anything is cancelled where it could not be offered there, and of a booking that is another’s nothing', async () => {
    const wanted = next(2);
    const lost = await take(rival, wanted, late);
    const eve = Date.parse(`${dateOf(wanted[0] as SessionKey)}T06:30:00Z`);
    expect(nameOf(await giveBack(rival, lost, { ...cost, giveTo: maintained.id }, eve))).toBe('too-late-to-offer');
    expect(await lateOf(lost)).toEqual([undefined, undefined]);
    for (const giveTo of [maintained.id, academy.id]) {
      expect(nameOf(await giveBack(deputy, lost, { ...cost, giveTo }, late))).toBe('unknown-booking');
      expect(nameOf(await giveBack(deputy, 'bkg_01none' as BookingId, { ...cost, giveTo }, late))).toBe('unknown-booking');
    }
  });
});
