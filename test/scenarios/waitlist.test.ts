// A waiting list on the real engine: what becomes free is offered to the first in line and held, accepting it is the ordinary confirmation, and of those who come
// at once exactly one wins; an offer that is over blocks nobody though nothing was cleaned up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { move } from '../../functions/bookings/actions/life.ts';
import { readBooking } from '../../functions/bookings/actions/read.ts';
import { approveRequest, declineRequest } from '../../functions/bookings/actions/requests.ts';
import { offerPlaces } from '../../functions/bookings/actions/waitlist/places.ts';
import { declineOffer, listWaits, offerByHand, readWait, withdrawWait } from '../../functions/bookings/actions/waitlist/waitlist.ts';
import { daysText } from '../../functions/bookings/page/waitlist/waitlist-shown.tsx';
import { countOffersFor, openWaitsOf } from '../../functions/bookings/store/waitlist.ts';
import { registerOfficer } from '../../functions/officers/actions.ts';
import { dateOf, type SessionKey } from '../../shared/calendar.ts';
import { daybookItself } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { RequestId } from '../../shared/ids.ts';
import {
  agreedFor,
  bursar,
  contextOf,
  deputy,
  endApprovals,
  head,
  nameOf,
  next,
  officer,
  other,
  request,
  rival,
  slotOf,
  tally,
} from '../approvals.ts';
import { academy, actor, maintained, now } from '../bookings.ts';
import { beginWaiting, confirmToken, deliver, giveBack, join, offeredDay, quoteOffer, sent, take, third, waitOf } from '../waitlist.ts';

beforeAll(beginWaiting);
afterAll(endApprovals);

const dayOf = ([first]: readonly SessionKey[]) => dateOf(first as SessionKey);
/** Tuesday's offers end with Wednesday. */
const lastMoment = '2026-11-25T23:59:59.999Z';
const afterwards = Date.parse('2026-11-26T08:00:00Z');
const staff = actor('council-admin');
const itself = (at = now) => contextOf(daybookItself, at);

describe('a school that waits', () => {
  test('joins where nothing that suits is free, once for the same, and is told its number and nobody’s name', async () => {
    const wanted = next(2);
    const free = await join(deputy, dayOf(wanted));
    expect(free).toMatchObject({ refusal: { name: 'place-is-free', more: { officer: officer.id, sessions: wanted } } });
    const booking = await take(rival, wanted);
    const first = accepted(await join(deputy, dayOf(wanted)));
    expect(await join(deputy, dayOf(wanted))).toMatchObject({ refusal: { name: 'waits-already', more: { waiting: first.id } } });
    const second = accepted(await join(third, dayOf(wanted), {}, now + 60_000));
    const line = accepted(await listWaits(contextOf(third), maintained.id));
    expect(line.items.map(({ id, place }) => [id, place])).toEqual([[second.id, 2]]);
    expect(JSON.stringify(line)).not.toContain(academy.name);
    expect(nameOf(await readWait(contextOf(rival), first.id))).toBe('unknown-wait');
    expect(daysText({ from: dateOf('2026-12-14#am' as SessionKey), to: dateOf('2026-12-14#pm' as SessionKey) })).toBe('14 December 2026');
    // Given back, it is the first’s; declined, and no longer waited for, the second’s.
    accepted(await giveBack(rival, booking));
    await deliver();
    expect((await waitOf(first.id)).offer).toMatchObject({ officer: officer.id, sessions: wanted, holdUntil: lastMoment });
    expect((await waitOf(second.id)).state).toBe('waiting');
    expect(accepted(await declineOffer(contextOf(deputy), first.id, { stay: false })).state).toBe('withdrawn');
    await deliver();
    expect((await waitOf(second.id)).state).toBe('offered');
    expect(await countOffersFor(itself().table, maintained.id, now)).toEqual({ count: 1, more: false });
    accepted(await withdrawWait(contextOf(third), second.id));
    expect(await slotOf(wanted[0] as SessionKey)).toBe(undefined);
    expect(await openWaitsOf(itself().table, maintained.id)).toEqual([]);
  });

  test('is not offered again what it declined under another wish of its own: the place is the next school’s', async () => {
    const wanted = next(2);
    const id = await offeredDay(deputy, rival, wanted);
    const anybody = accepted(await join(deputy, dayOf(wanted), { officer: undefined }, now + 30_000));
    const later = accepted(await join(third, dayOf(wanted), {}, now + 60_000));
    accepted(await declineOffer(contextOf(deputy), id, { stay: true }));
    await deliver();
    expect([(await waitOf(anybody.id)).state, (await waitOf(later.id)).offer?.sessions]).toEqual(['waiting', wanted]);
    for (const [who, mine] of [
      [deputy, id],
      [deputy, anybody.id],
      [third, later.id],
    ] as const)
      accepted(await withdrawWait(contextOf(who), mine));
    expect(await slotOf(wanted[0] as SessionKey)).toBe(undefined);
  });

  test('is written to once, with until when it is held and where it is accepted and declined', async () => {
    sent.length = 0;
    const id = await offeredDay(third, rival, next(2));
    await deliver();
    const offers = sent.filter(({ kind }) => kind === 'place-offered');
    expect(offers.map(({ person }) => person)).toEqual([third.person]);
    const link = `http://daybook.test/essex/bookings/waitlist/${id}`;
    expect(offers[0]?.personalisation.because).toMatch(/ waits for Support to governing bodies: headteacher recruitment\.$/);
    expect(offers[0]?.personalisation).toMatchObject({ until: '25 November 2026 at 23:59', link, decline: `${link}#decline` });
    accepted(await withdrawWait(contextOf(third), id));
  });

  test('books by the ordinary quote, and the place in the list with it; the same form sent twice lands on the same booking', async () => {
    const wanted = next(2);
    const id = await offeredDay(deputy, rival, wanted);
    const quoted = accepted(await quoteOffer(deputy, id));
    expect(quoted.offered).toEqual({ waiting: id, holdUntil: lastMoment });
    const [made, again] = [await confirmToken(deputy, quoted.token), await confirmToken(deputy, quoted.token)];
    expect(again).toEqual(made);
    const { booking } = accepted(made);
    expect(await waitOf(id)).toMatchObject({ state: 'booked', became: { booking } });
    const slot = await slotOf(wanted[0] as SessionKey);
    expect([slot?.booking, slot?.holdUntil, slot?.waiting]).toEqual([booking, undefined, undefined]);
    expect(nameOf(await quoteOffer(rival, id))).not.toBe('accepted');
  });

  test('asks for approval where it is over a limit: the request takes the hold over, and books the sessions once it is approved', async () => {
    const wanted = next(2);
    const id = await offeredDay(bursar, rival, wanted);
    const { token, overLimit } = accepted(await quoteOffer(bursar, id));
    expect(overLimit).toMatchObject({ mostPence: 30_000 });
    const { request } = accepted(await confirmToken(bursar, token));
    expect(await waitOf(id)).toMatchObject({ state: 'booked', became: { request } });
    expect((await slotOf(wanted[0] as SessionKey))?.holdUntil).toBe('2026-11-26T23:59:59.999Z');
    const agreed = await agreedFor(request as RequestId);
    const { booking } = accepted(await approveRequest(contextOf(head), request as RequestId, { agreed }));
    expect(accepted(await readBooking(contextOf(bursar), booking)).booking.sessions.map(({ session }) => session)).toEqual(wanted);
  });
});

describe('of those who come at once', () => {
  test('two tabs and two people that accept the same offer make one booking: the others are told of it', async () => {
    const id = await offeredDay(deputy, rival, next(2));
    const tabs = await Promise.all([deputy, deputy, staff].map((who) => quoteOffer(who, id)));
    const tokens = tabs.flatMap((tab) => (tab.ok ? [tab.value.token] : []));
    expect(tokens).toHaveLength(2);
    const made = await Promise.all(tokens.map((token) => confirmToken(deputy, token)));
    expect(tally(made)).toEqual({ accepted: 1, 'offer-answered': 1 });
    const { booking } = (await waitOf(id)).became as { booking: string };
    expect(made.find(({ ok }) => !ok)).toMatchObject({ refusal: { more: { booking } } });
  });

  test('who accepts and who withdraws, or declines, at the same moment: one of them does', async () => {
    for (const give of [
      (id: Parameters<typeof withdrawWait>[1]) => withdrawWait(contextOf(bursar), id),
      (id: Parameters<typeof withdrawWait>[1]) => declineOffer(contextOf(bursar), id, { stay: false }),
    ]) {
      const wanted = next(2);
      const id = await offeredDay(deputy, rival, wanted);
      const { token } = accepted(await quoteOffer(deputy, id));
      const [taken, given] = await Promise.all([confirmToken(deputy, token), give(id)]);
      expect([taken, given].filter(({ ok }) => ok)).toHaveLength(1);
      const slot = await slotOf(wanted[0] as SessionKey);
      expect([(await waitOf(id)).state, slot !== undefined]).toEqual(taken.ok ? ['booked', true] : ['withdrawn', false]);
      expect(['accepted', 'offer-answered', 'no-offer', 'contended']).toEqual(expect.arrayContaining([nameOf(taken), nameOf(given)]));
      await deliver();
    }
  });

  test('two places for one who waits, and one place that is freed twice: one offer, however often and by how many it is looked for', async () => {
    const [here, there] = [next(2), next(2)];
    const bookings = [await take(rival, here), await take(rival, there)];
    const { id } = accepted(await join(deputy, dayOf(here), { to: dayOf(there) }));
    const later = accepted(await join(third, dayOf(here), { to: dayOf(here) }, now + 60_000));
    for (const booking of bookings) accepted(await giveBack(rival, booking));
    await Promise.all([offerPlaces(itself()), offerPlaces(itself()), offerPlaces(itself(), { officers: [officer.id] })]);
    await deliver();
    expect(await waitOf(id)).toMatchObject({ state: 'offered', offers: 1, offer: { sessions: here } });
    expect((await waitOf(later.id)).state).toBe('waiting');
    expect(await slotOf(there[0] as SessionKey)).toBe(undefined);
    accepted(await withdrawWait(contextOf(deputy), id));
    await deliver();
    expect((await waitOf(later.id)).offer?.sessions).toEqual(here);
    accepted(await withdrawWait(contextOf(third), later.id));
  });
});

describe('an offer that is over', () => {
  test('blocks nobody though nothing was cleaned up, and is then refused by name, also where nobody has taken it', async () => {
    const wanted = next(2);
    const id = await offeredDay(deputy, rival, wanted);
    const { token } = accepted(await quoteOffer(deputy, id, Date.parse(lastMoment)));
    expect(nameOf(await quoteOffer(deputy, id, afterwards))).toBe('offer-expired');
    expect(nameOf(await confirmToken(deputy, token, Date.parse(lastMoment) + 1))).toBe('offer-expired');
    await take(rival, wanted, afterwards);
    expect(nameOf(await confirmToken(deputy, token, Date.parse(lastMoment) + 1))).toBe('offer-expired');
    expect(nameOf(await declineOffer(contextOf(deputy, afterwards), id, { stay: true }))).toBe('offer-expired');
    // The clock passes it on: told once, and waited for again at the same place in line.
    sent.length = 0;
    await Promise.all([offerPlaces(itself(afterwards)), offerPlaces(itself(afterwards))]);
    await deliver(afterwards);
    expect(await waitOf(id)).toMatchObject({ state: 'waiting', unanswered: 1, passed: [{ number: 1, sessions: wanted }] });
    expect(sent.filter(({ kind }) => kind === 'place-passed').map(({ person }) => person)).toContain(deputy.person);
    expect((await slotOf(wanted[0] as SessionKey))?.school).toBe(other.id);
    // Passed on, it is that offer still which has ended.
    expect(nameOf(await declineOffer(contextOf(deputy, afterwards), id, { stay: true }))).toBe('offer-expired');
    accepted(await withdrawWait(contextOf(deputy), id));
  });

  test('accepted in its last moment, while it is passed on, is either: never both', async () => {
    const wanted = next(2);
    const id = await offeredDay(deputy, rival, wanted);
    const { token } = accepted(await quoteOffer(deputy, id, Date.parse(lastMoment)));
    const [taken] = await Promise.all([confirmToken(deputy, token, Date.parse(lastMoment)), offerPlaces(itself(afterwards))]);
    const wait = await waitOf(id);
    expect(wait.state).toBe(taken.ok ? 'booked' : 'waiting');
    if (taken.ok) expect((await slotOf(wanted[0] as SessionKey))?.booking).toBe(taken.value.booking);
    else accepted(await withdrawWait(contextOf(deputy), id));
  });
});

describe('whatever frees a place, it is offered', () => {
  const offeredTo = async (wanted: readonly SessionKey[], free: () => Promise<unknown>, at = now) => {
    const { id } = accepted(await join(third, dayOf(wanted)));
    await free();
    await deliver(at);
    const { state, offer } = await waitOf(id);
    accepted(await withdrawWait(contextOf(third, at), id));
    await deliver(at);
    return [state, offer?.sessions];
  };

  test('a visit that is moved, or a request that is declined', async () => {
    const wanted = next(2);
    const [to, along] = next(2) as [SessionKey, SessionKey];
    const booking = await take(rival, wanted);
    const moveBoth = async () => {
      accepted(await move(contextOf(rival), booking, { visit: '01', to }));
      accepted(await move(contextOf(rival), booking, { visit: '02', to: along }));
    };
    expect(await offeredTo(wanted, moveBoth)).toEqual(['offered', wanted]);
    const asked = next(2);
    const id = await request(asked);
    expect(await offeredTo(asked, () => declineRequest(contextOf(head), id, { reason: 'Not this term' }))).toEqual(['offered', asked]);
  });

  test('what nobody says is free: a request whose hold has run out, found by the clock; and an officer who is back', async () => {
    const asked = next(2);
    await request(asked);
    const later = Date.parse('2026-11-27T08:00:00Z');
    expect(await offeredTo(asked, () => offerPlaces(itself(later)), later)).toEqual(['offered', asked]);
    const wanted = next(2);
    const away = { from: dayOf(wanted), to: dayOf(wanted) };
    const { version: _, ...known } = officer;
    accepted(await registerOfficer(itself(), { ...known, absences: [away] }));
    expect(await offeredTo(wanted, () => registerOfficer(itself(), { ...known, absences: [] }))).toEqual(['offered', wanted]);
  });
});

test('the council offers a place by hand, before anybody else’s turn, and not one that is taken', async () => {
  const wanted = next(4);
  const booking = await take(rival, wanted.slice(0, 2));
  await take(rival, wanted.slice(2));
  const first = accepted(await join(deputy, dayOf(wanted)));
  const second = accepted(await join(third, dayOf(wanted), {}, now + 60_000));
  const place = { officer: officer.id, sessions: wanted.slice(0, 2) };
  expect(nameOf(await offerByHand(contextOf(staff), second.id, place))).toBe('session-taken');
  accepted(await giveBack(rival, booking));
  expect(accepted(await readWait(contextOf(staff), second.id)).places).toMatchObject([place]);
  accepted(await offerByHand(contextOf(staff), second.id, place));
  await deliver();
  expect([(await waitOf(first.id)).state, (await waitOf(second.id)).offer?.by]).toEqual(['waiting', staff.person]);
});
