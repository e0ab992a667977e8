// A booking's visits as a calendar file: for whoever may see the booking, and for whom a message was sent that links to it.
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId, OfficerId } from '../../../shared/ids.ts';
import { readToken } from '../../../shared/token.ts';
import { policyAt, policyNamed } from '../../entitlements/store.ts';
import { getPerson } from '../../identity/store/people.ts';
import { usualSessionTimes } from '../../officers/schema.ts';
import { calendarFile } from '../rules/calendar-file.ts';
import { noLadder } from '../rules/ladder.ts';
import { termsOf } from '../rules/terms.ts';
import { calendarTokenSchema } from '../schema/messages.ts';
import type { Booking } from '../schema.ts';
import { getBooking } from '../store.ts';
import { knows } from './read.ts';
import { hasBusinessWith } from './whose.ts';

async function fileOf(
  context: Context,
  origin: string,
  booking: Booking,
  { cancelled, officer: who }: { cancelled?: readonly string[] | undefined; officer: OfficerId | undefined },
): Promise<Decision<string>> {
  // Somebody who is an officer, and has nothing of it to deliver, has it as whoever booked it has.
  const isOfficers =
    who !== undefined && booking.sessions.some(({ officer, swaps }) => officer === who || swaps?.some(({ from }) => from === who));
  const officer = isOfficers ? who : undefined;
  const { table, council, now } = context;
  const [policy, under] = await Promise.all([policyAt(table, now), policyNamed(table, booking.policy)]);
  // Whoever delivers it is told of visits alone: what cancelling costs is the school's.
  const terms = officer ? [] : termsOf(under?.pack.cancellation ?? noLadder, booking);
  const sessionTimes = policy?.pack.sessions ?? usualSessionTimes;
  const file = calendarFile({
    booking,
    sessionTimes,
    council,
    link: `${origin}/${council.slug}/bookings/${booking.id}`,
    cancelled,
    officer,
    terms,
  });
  return file ? accept(file) : refuse('not-found', 'None of these visits stands any more.');
}

/** The visits that stand. Refuses `unknown-booking` for one that is not the actor's to see, and `not-found` when none stands. */
export async function readCalendar(context: Context, origin: string, id: BookingId): Promise<Decision<string>> {
  const booking = await getBooking(context.table, id);
  return booking && (await knows(context, booking))
    ? fileOf(context, origin, booking, { officer: context.actor.officer })
    : refuse('unknown-booking');
}

/** The file that a message links to, for as long as the person may come in at all. Refuses `not-found`, also for a link that was not made here. */
export async function readLinkedCalendar(
  context: Context,
  { origin, signingKey }: { origin: string; signingKey: string },
  token: string | undefined,
): Promise<Decision<string>> {
  const read = calendarTokenSchema.safeParse(token === undefined ? undefined : readToken(token, signingKey));
  if (!read.success || read.data.council !== context.council.slug)
    return refuse('not-found', 'The link is not whole. Open it from the e-mail again.');
  const { booking: id, person: to, cancelled } = read.data;
  const [booking, person] = await Promise.all([getBooking(context.table, id), getPerson(context.table, to)]);
  if (!booking || !person || person.erasedAt || person.noEntry || !(await hasBusinessWith(context, person, booking)))
    return refuse('not-found');
  return fileOf(context, origin, booking, { cancelled, officer: person.officer });
}
