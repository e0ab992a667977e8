// What others bring to a school's home: places offered to it, and events it has a share in.
import { type CivilDate, dateOf, dateText, londonDate, timestamp } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { OrganisationId } from '../../../../shared/ids.ts';
import { waitingResplit } from '../../../bookings/rules/events/leaving.ts';
import { staying } from '../../../bookings/rules/events/shares.ts';
import type { Share } from '../../../bookings/schema/shares.ts';
import type { Booking } from '../../../bookings/schema.ts';
import { eventsFor } from '../../../bookings/store/events.ts';
import { countOffersFor } from '../../../bookings/store/waitlist.ts';
import { getBooking } from '../../../bookings/store.ts';
import { counted, type Found, firstOf, type Row, whenText } from '../../rules/home-parts.ts';

const mostShown = 5;

/** Places on the waiting list that are offered to the school now. */
export async function placesOffered({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation) return undefined;
  const count = await countOffersFor(table, organisation, now);
  return {
    rows: counted(count, {
      one: 'place offered to you',
      many: 'places offered to you',
      path: '/bookings/waitlist',
      tag: { text: 'held for you', tone: 'soon' },
    }),
  };
}

/**
 * So many of the newest events are looked through. What is booked, moved or left may be due long after others were proposed, so this is no page of them but more
 * than anybody shares in some years.
 */
const mostEvents = 200;

/** Read once for all that one home asks of it. */
function onceAHome<T>(read: (context: Context, organisation: OrganisationId) => Promise<T>): typeof read {
  const known = new WeakMap<Context, Promise<T>>();
  return (context, organisation) => {
    const found = known.get(context) ?? read(context, organisation);
    known.set(context, found);
    return found;
  };
}

/** The events of whoever looks. */
const ownEvents = onceAHome(({ table }, organisation) => eventsFor(table, organisation, { limit: mostEvents }));

/** Those of them that are booked, each with its booking: what was moved, cancelled or left since stands there. */
const bookedEvents = onceAHome(async (context, organisation) => {
  const { items, next } = await ownEvents(context, organisation);
  const confirmed = items.filter(({ state }) => state === 'confirmed');
  const bookings = await Promise.all(confirmed.map(({ booking }) => getBooking(context.table, booking)));
  return { items: confirmed.flatMap((event, i) => (bookings[i] ? [{ event, booking: bookings[i] }] : [])), next };
});

/** Where there are events that were not looked through, the way to them all is told, and nobody that there is nothing. */
const older = (next: string | undefined): Pick<Found, 'all' | 'none'> =>
  next
    ? {
        all: { path: '/bookings/events', text: 'All events' },
        none: `Nothing was found. Of your events the newest ${mostEvents} were looked through: all of them are under “All events”.`,
      }
    : {};

/** Whether somebody answers for a share: the school whose it is, or the trust that pays it. */
const answersFor = (organisation: OrganisationId, { school, payer }: Pick<Share, 'school' | 'payer'>): boolean =>
  school === organisation || payer === organisation;
/** ` for Saltmere Primary`, where somebody answers for schools of theirs. */
const forWhom = (organisation: OrganisationId, shares: readonly Pick<Share, 'school' | 'schoolName'>[]): string => {
  const others = shares.filter(({ school }) => school !== organisation);
  return others.length === 0 ? '' : others.length === 1 ? ` for ${others[0]?.schoolName}` : ` for ${others.length} schools`;
};

/** Shares of events that the school is asked for, or a trust for the schools it pays for, while the officer's sessions are held for them. */
export async function sharesToAgree(context: Context): Promise<Found | undefined> {
  const { actor, now } = context;
  const { organisation } = actor;
  if (!organisation) return undefined;
  const { items, next } = await ownEvents(context, organisation);
  const asked = items.flatMap((event) => {
    const own = event.shares.filter((share) => answersFor(organisation, share) && share.state === 'asked');
    return event.state === 'proposed' && event.holdUntil >= timestamp(now) && own.length > 0 ? [{ ...event, own }] : [];
  });
  const rows = asked.map(
    ({ id, title, organiserName, answerBy, own }): Row => ({
      text: `Share of an event: ${title}`,
      path: `/bookings/events/${id}`,
      detail: `${organiserName} asks for your word${forWhom(organisation, own)} by ${dateText(answerBy)}`,
      on: answerBy,
      tag: { text: 'for you to answer', tone: 'soon' },
    }),
  );
  return { ...firstOf(rows, mostShown), ...older(next) };
}

/** Events that a school asks to leave, where the word of whoever looks is still needed for what the others' shares would rise to. */
export async function leavingsToAnswer(context: Context): Promise<Found | undefined> {
  const { actor, now } = context;
  const { organisation } = actor;
  if (!organisation) return undefined;
  const { items, next } = await bookedEvents(context, organisation);
  const rows = items.flatMap(({ booking }): Row[] => {
    const resplit = booking.event && waitingResplit(booking.event);
    if (!booking.event || !resplit) return [];
    const asked = resplit.rising.filter(({ agreedBy }) => !agreedBy).map(({ school }) => school);
    const own = staying(booking.event).filter((share) => asked.includes(share.school) && answersFor(organisation, share));
    const first = firstOpen(booking, londonDate(now));
    if (own.length === 0) return [];
    return [
      {
        text: `${resplit.leaverName} asks to leave: ${booking.event.title}`,
        path: `/bookings/${booking.id}`,
        detail: `your word is needed${forWhom(organisation, own)}, as the share would rise${first ? `; the event is on ${dateText(first)}` : ''}`,
        ...(first ? { on: first } : {}),
        tag: { text: 'for you to answer', tone: 'soon' },
      },
    ];
  });
  return { ...firstOf(rows, mostShown), ...older(next) };
}

/** The day of the first session that is still to take place. */
const firstOpen = ({ sessions }: Pick<Booking, 'sessions'>, today: CivilDate): CivilDate | undefined =>
  sessions
    .filter(({ state }) => state === 'booked')
    .map(({ session }) => dateOf(session))
    .filter((date) => date >= today)
    .sort()[0];

/** Events that are booked and still to come, in which the school has a share. */
export async function comingEvents(context: Context): Promise<Found | undefined> {
  const { actor, now } = context;
  const { organisation } = actor;
  if (!organisation) return undefined;
  const today = londonDate(now);
  const { items, next } = await bookedEvents(context, organisation);
  const coming = items.flatMap(({ event, booking }) => {
    const shared = booking.event?.shares.some(({ school, leftAt }) => school === organisation && !leftAt);
    const open = booking.sessions.filter(({ session, state, work }) => state === 'booked' && !work && dateOf(session) >= today);
    const [first] = open;
    return shared && first ? [{ event, first, thatDay: open.filter(({ session }) => dateOf(session) === dateOf(first.session)) }] : [];
  });
  coming.sort((a, b) => (a.first.session < b.first.session ? -1 : 1));
  const rows = coming.map(
    ({ event: { id, title, organiserName }, first, thatDay }): Row => ({
      text: `${whenText(thatDay)}: ${title}`,
      path: `/bookings/events/${id}`,
      detail: `with ${first.officerName}, organised by ${organiserName}`,
      session: first.session,
      tag: { text: 'shared', tone: 'paid' },
    }),
  );
  return { ...firstOf(rows, mostShown), ...older(next) };
}
