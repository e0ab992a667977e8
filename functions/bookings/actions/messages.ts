// Telling people of bookings, requests and notes: a change is written once to each person it concerns, and its words are made when it is sent.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { idSchema, type OfficerId, type OrganisationId, type PersonId, type RequestId } from '../../../shared/ids.ts';
import { type Outcome, postMessage, writeMessages } from '../../../shared/messages.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { signToken } from '../../../shared/token.ts';
import { holdersOf } from '../../entitlements/rules/nudges.ts';
import { policyAt, policyNamed } from '../../entitlements/store.ts';
import { couldApprove } from '../../identity/rules/limits.ts';
import type { Person } from '../../identity/schema/people.ts';
import { getLimits } from '../../identity/store/limits.ts';
import { formerUser, getPerson, namesOf, personOfOfficer } from '../../identity/store/people.ts';
import { usualSessionTimes } from '../../officers/schema.ts';
import { staying } from '../rules/events/shares.ts';
import { noLadder } from '../rules/ladder.ts';
import {
  askedWords,
  cancelledWords,
  changeWords,
  concerned,
  confirmedWords,
  declinedWords,
  digestWords,
  expiredWords,
  isNotesReader,
  isTakenOver,
  lateWords,
  leftOf,
  messageOf,
  officersOf,
  reminderWords,
  type Setting,
  visitWords,
  waivedWords,
} from '../rules/messages.ts';
import { termsOf } from '../rules/terms.ts';
import type { BookingPost, CalendarToken, OfferPost, RequestKind, RequestPost, Telling } from '../schema/messages.ts';
import type { Booking } from '../schema.ts';
import { getNote } from '../store/notes.ts';
import { getRequest } from '../store/requests.ts';
import { getBooking } from '../store.ts';
import { offerWordsOf, tellOffer } from './waitlist/offer-messages.ts';
import { answersFor, theirOwn, toldInstead } from './whose.ts';

/** Writes one message to each person whom a change concerns. Throws for the outbox to try again. */
export async function tell(
  context: Context,
  { effect, payload }: { effect: { version: number }; payload: Telling },
): Promise<{ written: number }> {
  const { table, now } = context;
  const key = String(effect.version);
  if ('request' in payload) {
    const { kind, request: about } = payload;
    const people = await toldOfRequest(context, kind, about);
    const messages = people.map((person) => messageOf(kind, { about, key, person }, { request: about }));
    return { written: await writeMessages(table, messages, now) };
  }
  if ('waiting' in payload) return tellOffer(context, payload, key);
  const booking = await getBooking(table, payload.booking);
  if (!booking) throw new Error(`${payload.booking} is told of and is not there`);
  const visits = payload.visits ?? booking.sessions.map(({ visit }) => visit);
  // A note is its officer's own, and what was charged is not theirs to know: both are news to whoever booked.
  const ids =
    payload.kind === 'note-shared' || payload.kind === 'cost-waived' || payload.kind === 'evaluation-asked'
      ? []
      : officersOf(booking, visits, payload.officers);
  const [instead, ...officers] = await Promise.all([
    toldInstead(context, booking),
    ...ids.map(async (officer) => ({ officer, person: await personOfOfficer(table, officer) })),
  ]);
  const messages = concerned(booking, visits, officers, instead).map(({ person, visits: of }) =>
    messageOf(payload.kind, { about: booking.id, key, person }, { told: [{ booking: booking.id, visits: of }] }),
  );
  return { written: await writeMessages(table, messages, now) };
}

/** Who is told of a request: those who could approve it while it is held, or whoever asked. */
async function toldOfRequest({ table, now }: Context, kind: RequestKind, id: RequestId): Promise<PersonId[]> {
  const request = await getRequest(table, id);
  if (!request) throw new Error(`${id} is told of and is not there`);
  if (kind !== 'approval-asked') return [request.requestedBy];
  const { organisation, requestedBy: by, holdUntil, quote, order } = request;
  const { grossPence } = order ?? quote;
  const limits = await getLimits(table, organisation);
  return couldApprove(limits, { by, grossPence, from: londonDate(now), to: londonDate(Date.parse(holdUntil)) });
}

/** Whether somebody still acts for the organisation of a request. */
async function stillAnswers({ table }: Context, person: Person, id: RequestId): Promise<boolean> {
  const request = await getRequest(table, id);
  return request !== undefined && answersFor(person, request);
}

/** Where links lead, the key they are made with, and the way to identity, which knows addresses and carries the post. */
export type PostRoom = Pick<Host, 'origin' | 'invoke'> & { signingKey: string };

/**
 * Puts one message into the post, with what is still so of what it was to tell: where nothing is, or the person has no business here any more, it is not needed.
 * Throws for the outbox to try again.
 */
export async function post(context: Context, room: PostRoom, to: BookingPost | RequestPost | OfferPost): Promise<Outcome> {
  const { table, now } = context;
  const { message: of, facts } = to;
  const [person, policy] = await Promise.all([getPerson(table, of.person), policyAt(table, now)]);
  const isConcerned =
    person && (of.kind === 'weekly-digest' ? holdersOf(person).includes(of.about as OrganisationId) : person.rights.length > 0);
  if (!isConcerned) return postMessage(context, room.invoke, of, undefined);
  const sessionTimes = policy?.pack.sessions ?? usualSessionTimes;
  if ('waiting' in facts)
    return postMessage(context, room.invoke, of, await offerWordsOf(context, room, { message: of, facts }, { sessionTimes, person }));
  if ('request' in facts && !(await stillAnswers(context, person, facts.request))) return postMessage(context, room.invoke, of, undefined);
  if ('request' in facts)
    return postMessage(context, room.invoke, of, await requestWordsOf(context, room, { message: of, facts }, sessionTimes));
  const told = (await Promise.all(facts.told.map(({ booking }) => getBooking(table, booking)))).filter((each) => each !== undefined);
  // A digest is one organisation's own, and asked for by its right above.
  // A school that has left an event is told of its visits no more.
  const takesPart = ({ school, event }: Booking) =>
    !event || school === of.about || staying(event).some((share) => share.school === of.about);
  const bookings = of.kind === 'weekly-digest' ? told.filter(takesPart) : await theirOwn(context, person, told);
  const words =
    of.kind === 'note-shared' || of.kind === 'note-late'
      ? await noteWordsOf(context, room, { message: of, facts }, { bookings, sessionTimes, person })
      : wordsOf(context, room, { message: of, facts }, bookings, {
          sessionTimes,
          officer: person.officer,
          terms: of.kind === 'booking-confirmed' ? await termsUnder(table, bookings[0]) : [],
        });
  return postMessage(context, room.invoke, of, words);
}

/** What cancelling costs under the policy by which something was booked. */
async function termsUnder(table: CouncilTable, booking: Booking | undefined): Promise<string[]> {
  const policy = booking && (await policyNamed(table, booking.policy));
  return booking ? termsOf(policy?.pack.cancellation ?? noLadder, booking) : [];
}

/** What a message about a note says as things stand. */
async function noteWordsOf(
  { table, council, now }: Context,
  { origin }: PostRoom,
  { message: { kind }, facts: { told } }: BookingPost,
  { bookings, sessionTimes, person }: { bookings: readonly Booking[]; sessionTimes: Setting['sessionTimes']; person: Person },
): Promise<Readonly<Record<string, string>> | undefined> {
  const [{ booking, visits } = { booking: undefined, visits: [] }] = told;
  const note = booking && visits[0] ? await getNote(table, booking, visits[0]) : undefined;
  if (!note) return undefined;
  const setting = { council, sessionTimes, link: `${origin}/${council.slug}/bookings/${booking}/notes/${visits[0]}` };
  const left = leftOf(bookings, told, 'delivered');
  if (kind === 'note-late') return lateWords(setting, left, note, londonDate(now));
  return note.state === 'shared' && isNotesReader(person, note) ? visitWords(setting, left) : undefined;
}

/** What a message about a request says as things stand. */
async function requestWordsOf(
  { table, council, now }: Context,
  { origin }: PostRoom,
  { message: { kind }, facts }: RequestPost,
  sessionTimes: Setting['sessionTimes'],
): Promise<Readonly<Record<string, string>> | undefined> {
  const request = await getRequest(table, facts.request);
  if (!request) return undefined;
  const setting = { council, sessionTimes, link: `${origin}/${council.slug}/bookings/requests/${request.id}` };
  if (kind === 'approval-declined') return declinedWords(setting, request);
  if (kind === 'approval-expired') return expiredWords(setting, request, now);
  const names = await namesOf(table, [request.requestedBy]);
  return askedWords(setting, request, { person: names.get(request.requestedBy) ?? formerUser, now });
}

/** What a message says as things stand. */
function wordsOf(
  { council }: Context,
  { origin, signingKey }: PostRoom,
  { message: { kind, about, person }, facts: { told, from } }: BookingPost,
  bookings: readonly Booking[],
  { sessionTimes, officer, terms }: Pick<Setting, 'sessionTimes'> & { officer: OfficerId | undefined; terms: readonly string[] },
): Readonly<Record<string, string>> | undefined {
  const site = `${origin}/${council.slug}/bookings`;
  const setting = { council, sessionTimes, link: `${site}/${about}` };
  const calendar = (cancelled?: readonly string[]) => {
    const of = { booking: idSchema('bkg').parse(about), person, ...(cancelled ? { cancelled: [...cancelled] } : {}) };
    const token: CalendarToken = { for: 'calendar', council: council.slug, ...of };
    return `${site}/calendars/${signToken(token, signingKey)}`;
  };
  switch (kind) {
    case 'booking-confirmed':
    case 'booking-changed': {
      const left = leftOf(bookings, told, 'booked');
      // Whoever was to deliver them and does not any more takes them out of the calendar, and reads what is left in the diary.
      const stands = isTakenOver(left, officer)
        ? { ...setting, link: `${site}/diary`, calendar: calendar(left.map(({ session }) => session.visit)) }
        : { ...setting, calendar: calendar() };
      return kind === 'booking-confirmed' ? confirmedWords({ ...stands, person, officer, terms }, left) : changeWords(stands, left);
    }
    case 'booking-cancelled':
      return cancelledWords({ ...setting, person, officer, calendar: calendar(told[0]?.visits) }, leftOf(bookings, told, 'cancelled'));
    case 'cost-waived':
      return waivedWords(setting, leftOf(bookings, told, 'cancelled'));
    case 'visit-reminder':
      return reminderWords(setting, leftOf(bookings, told, 'booked'));
    case 'evaluation-asked': {
      const left = leftOf(bookings, told, 'delivered');
      return visitWords({ ...setting, link: `${setting.link}/${left[0]?.booking.attendees ? 'attendees' : 'evaluation'}` }, left);
    }
    case 'weekly-digest':
      if (!from) throw new Error('a digest says from which Monday on it is');
      return digestWords({ ...setting, link: `${site}?school=${about}` }, from, leftOf(bookings, told, 'booked'));
    default:
      throw new Error(`bookings sends no message of the kind ${kind}`);
  }
}
