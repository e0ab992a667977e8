// Telling people of events that several schools share: each once, and with what is still so when it is sent.
import { momentText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { OrganisationId, PersonId } from '../../../../shared/ids.ts';
import { type FilledBy, type NewMessage, type Outcome, postMessage, writeMessages } from '../../../../shared/messages.ts';
import { formatPence } from '../../../../shared/money.ts';
import { policyAt } from '../../../entitlements/store.ts';
import type { Person } from '../../../identity/schema/people.ts';
import { getPerson } from '../../../identity/store/people.ts';
import { usualSessionTimes } from '../../../officers/schema.ts';
import { eventStateAt } from '../../rules/events/events.ts';
import { beforeAndAfter, isEvent, waitingResplit } from '../../rules/events/leaving.ts';
import { sumFor } from '../../rules/events/shares.ts';
import { timesText } from '../../rules/messages.ts';
import { sumText } from '../../rules/split.ts';
import type { EventPost, EventTelling } from '../../schema/event-messages.ts';
import type { Booking } from '../../schema.ts';
import { getEvent } from '../../store/events.ts';
import { getBooking } from '../../store.ts';
import type { PostRoom } from '../messages.ts';
import { answering } from './answering.ts';

/** Who is told: whoever proposed the event of an answer, and otherwise those who may answer for the schools, or where a school has nobody for its payer. */
async function told(
  context: Context,
  { kind, event: id, booking: of, schools }: EventTelling,
): Promise<{ person: PersonId; school: OrganisationId }[]> {
  const [event, booking] = await Promise.all([
    id ? getEvent(context.table, id) : undefined,
    of ? getBooking(context.table, of) : undefined,
  ]);
  if (kind === 'share-answered') return event ? schools.map((school) => ({ person: event.proposedBy, school })) : [];
  const shares = event?.shares ?? booking?.event?.shares ?? [];
  const all = await Promise.all(
    schools.map(async (school) => {
      const own = await answering(context, school);
      const payer = shares.find((share) => share.school === school)?.payer;
      const people = own.length > 0 || !payer || payer === school ? own : await answering(context, payer);
      return people.map((person) => ({ person, school }));
    }),
  );
  return all.flat();
}

/** Writes one message to each person whom something of an event concerns, for each school they are told of. */
export async function tellEvent(
  context: Context,
  { effect, payload }: { effect: { version: number }; payload: EventTelling },
): Promise<{ written: number }> {
  const { kind, event, booking } = payload;
  const about = event ?? booking;
  if (!about) throw new Error('an event is told of by its own name or its booking’s');
  const messages = (await told(context, payload)).map(
    ({ person, school }): NewMessage => ({
      kind,
      about,
      key: `${effect.version}:${school}`,
      person,
      function: 'bookings',
      task: 'post-event',
      facts: { ...(event ? { event } : {}), ...(booking ? { booking } : {}), school },
    }),
  );
  return { written: await writeMessages(context.table, messages, context.now) };
}

const hasRight = ({ rights }: Person, organisations: readonly (OrganisationId | undefined)[]): boolean =>
  rights.some(({ organisation }) => organisations.includes(organisation));

/** What a message about a proposed event says as things stand; nothing once that is no news any more. */
async function proposedWords(
  { table, council, now }: Context,
  { origin }: PostRoom,
  { message: { kind }, facts: { event: id, school } }: EventPost,
  person: Person,
): Promise<FilledBy<'share-asked'> | FilledBy<'share-answered'> | undefined> {
  const event = id && (await getEvent(table, id));
  const share = event?.shares.find((each) => each.school === school);
  if (!event || !share) return undefined;
  const link = `${origin}/${council.slug}/bookings/events/${event.id}`;
  const common = { council: council.name, school: share.schoolName, event: event.title, link };
  if (kind === 'share-answered') {
    if (share.state === 'asked' || !hasRight(person, [event.organiser, undefined])) return undefined;
    const left = event.shares.filter(({ state }) => state === 'asked').length;
    const answer = share.state === 'agreed' ? 'agrees to its share' : `declines its share: ${share.reason ?? 'no reason given'}`;
    const waiting =
      event.state === 'confirmed' ? 'All have agreed, and it is booked.' : left > 0 ? `${left} more to answer.` : 'Everybody has answered.';
    return { ...common, answer, waiting };
  }
  if (share.state !== 'asked' || eventStateAt(event, now) !== 'proposed' || !hasRight(person, [school, share.payer])) return undefined;
  const policy = await policyAt(table, now);
  return {
    ...common,
    organiser: event.organiserName,
    service: event.quote.serviceTitle,
    visits: timesText(event.quote.sessions, policy?.pack.sessions ?? usualSessionTimes),
    share: `${formatPence(sumFor(school, event.quote.sessions).netPence)} before VAT`,
    until: momentText(event.holdUntil),
  };
}

const outcomes = {
  agreed: 'The school has left',
  declined: 'Not everybody agreed, and the school stays',
  withdrawn: 'That was withdrawn, and the school stays',
};

/** What a message about a school that leaves says as things stand. */
function leavingWords(
  { council }: Context,
  { origin }: PostRoom,
  { message: { kind }, facts: { school } }: EventPost,
  booking: Booking,
  person: Person,
): FilledBy<'leaving-asked'> | FilledBy<'leaving-answered'> | undefined {
  const share = booking.event?.shares.find((each) => each.school === school);
  if (!isEvent(booking) || !share || !hasRight(person, [school, share.payer])) return undefined;
  const resplit = waitingResplit(booking.event);
  const common = {
    council: council.name,
    school: share.schoolName,
    event: booking.event.title,
    link: `${origin}/${council.slug}/bookings/${booking.id}`,
  };
  if (kind === 'leaving-asked') {
    if (!resplit || resplit.rising.some((each) => each.school === school && each.agreedBy)) return undefined;
    const { now, anew } = beforeAndAfter(booking, resplit, school);
    return { ...common, leaver: resplit.leaverName, before: sumText(now), after: sumText(anew) };
  }
  const last = booking.event.resplits?.at(-1);
  if (!last || last.state === 'asked') return undefined;
  const kept = booking.sessions.filter(({ state }) => state !== 'cancelled');
  return { ...common, leaver: last.leaverName, outcome: outcomes[last.state], share: sumText(sumFor(school, kept)) };
}

/** Puts one message about an event into the post, with what is still so. Throws for the outbox to try again. */
export async function postEvent(context: Context, room: PostRoom, to: EventPost): Promise<Outcome> {
  const { table } = context;
  const [person, booking] = await Promise.all([
    getPerson(table, to.message.person),
    to.facts.booking ? getBooking(table, to.facts.booking) : undefined,
  ]);
  const words = !person
    ? undefined
    : booking
      ? leavingWords(context, room, to, booking, person)
      : await proposedWords(context, room, to, person);
  return postMessage(context, room.invoke, to.message, words);
}
