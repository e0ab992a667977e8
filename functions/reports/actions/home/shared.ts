// What others bring to a school's home: places offered to it, events it has a share in, and half-days it has paid for in advance.
import { dateOf, dateText, londonDate, timestamp } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';
import { eventsFor } from '../../../bookings/store/events.ts';
import { holdingsOf, withHeads } from '../../../bookings/store/packages.ts';
import { countOffersFor } from '../../../bookings/store/waitlist.ts';
import { getBooking } from '../../../bookings/store.ts';
import { counted, endsSoon, type Found, firstOf, type Row, whenText } from '../../rules/home-parts.ts';

const mostShown = 5;

/** Places on the waiting list that are offered to the school now. */
export async function placesOffered({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation) return undefined;
  const count = await countOffersFor(table, organisation, now);
  return {
    rows: counted(count, {
      text: count.count === 1 ? 'place offered to you' : 'places offered to you',
      path: '/bookings/waitlist',
      tag: { text: 'held for you', tone: 'soon' },
    }),
  };
}

/** Shares of events that the school is asked for, while the officer's sessions are held for it. */
export async function sharesToAgree({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation) return undefined;
  const { items } = await eventsFor(table, organisation);
  const asked = items.filter(
    ({ state, holdUntil, shares }) =>
      state === 'proposed' &&
      holdUntil >= timestamp(now) &&
      shares.some((share) => share.school === organisation && share.state === 'asked'),
  );
  const rows = asked.map(
    ({ id, title, organiserName, answerBy }): Row => ({
      text: `Share of an event: ${title}`,
      path: `/bookings/events/${id}`,
      detail: `${organiserName} asks for your word by ${dateText(answerBy)}`,
      on: answerBy,
      tag: { text: 'for you to answer', tone: 'soon' },
    }),
  );
  return firstOf(rows, mostShown);
}

/** Events that are booked and still to come, in which the school has a share. */
export async function comingEvents({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation) return undefined;
  const today = londonDate(now);
  const { items } = await eventsFor(table, organisation);
  const confirmed = items.filter(({ state }) => state === 'confirmed');
  const bookings = await Promise.all(confirmed.map(({ booking }) => getBooking(table, booking)));
  // What was moved, cancelled or left since stands in the booking.
  const coming = confirmed.flatMap((event, i) => {
    const booking = bookings[i];
    const shared = booking?.event?.shares.some(({ school, leftAt }) => school === organisation && !leftAt);
    const [first] = (booking?.sessions ?? []).filter(({ session, state, work }) => state === 'booked' && !work && dateOf(session) >= today);
    return shared && first ? [{ event, first }] : [];
  });
  coming.sort((a, b) => (a.first.session < b.first.session ? -1 : 1));
  const rows = coming.map(
    ({ event: { id, title, organiserName }, first }): Row => ({
      text: `${whenText([first])}: ${title}`,
      path: `/bookings/events/${id}`,
      detail: `with ${first.officerName}, shared with ${organiserName}`,
      session: first.session,
      tag: { text: 'shared', tone: 'paid' },
    }),
  );
  return firstOf(rows, mostShown);
}

/** What is left of half-days that were paid for in advance, and until when. */
export async function prepaidLeft({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation) return undefined;
  const today = londonDate(now);
  const holdings = (await holdingsOf(table, organisation)).filter(({ from, expires }) => from <= today && today <= expires);
  if (holdings.length === 0) return undefined;
  const left = (await withHeads(table, holdings)).filter(({ head }) => head.available > 0 && !head.closed);
  left.sort((a, b) => (a.holding.expires < b.holding.expires ? -1 : 1));
  const rows = left.map(({ holding: { title, expires }, head }): Row => {
    const tag = endsSoon(expires, today);
    return {
      text: title,
      path: '/buyback',
      detail: `${halfDaysText(head.available)}, paid for already, until ${dateText(expires)}`,
      halfDays: head.available,
      on: expires,
      ...(tag ? { tag } : {}),
    };
  });
  return firstOf(rows, mostShown);
}
