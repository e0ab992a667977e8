// Whether somebody still has business with a booking or a request: rights end, and messages and links outlive them.
import { londonDate } from '../../../shared/calendar.ts';
import { bookerRoles, type Context } from '../../../shared/context.ts';
import { type OrganisationId, type PersonId, prefixOf } from '../../../shared/ids.ts';
import type { Person } from '../../identity/schema/people.ts';
import { actingFor } from '../../identity/store/limits.ts';
import { getPerson } from '../../identity/store/people.ts';
import { groupsOn } from '../../schools/rules/events.ts';
import { eventsOf } from '../../schools/store/organisations.ts';
import type { Booking } from '../schema.ts';

type Rights = Pick<Person, 'rights'>;

/** Whether a person has a right for the council, or for one of some organisations. */
const hasRightFor = ({ rights }: Rights, organisations: readonly OrganisationId[]): boolean =>
  rights.some(({ organisation }) => organisation === undefined || organisations.includes(organisation));

/** Whether a person acts for the council, for whoever a booking is for or billed to, or for a group that the school is in today. */
export async function hasBusinessWith(
  { table, now }: Pick<Context, 'table' | 'now'>,
  person: Rights,
  { school, payer, event }: Pick<Booking, 'school' | 'payer' | 'event'>,
): Promise<boolean> {
  const sharing = (event?.shares ?? []).flatMap((share) => [share.school, share.payer]);
  if (person.rights.length === 0 || hasRightFor(person, [school, payer, ...sharing])) return person.rights.length > 0;
  return hasRightFor(person, groupsOn(school, await eventsOf(table, school), londonDate(now)));
}

/** Who books for a school or leads a partnership: its own people, and where it has none those of its trust. */
export async function bookersFor({ table, now }: Pick<Context, 'table' | 'now'>, school: OrganisationId): Promise<PersonId[]> {
  const own = await actingFor(table, school, [...bookerRoles, 'partnership-lead']);
  if (own.length > 0) return own;
  const groups = groupsOn(school, await eventsOf(table, school), londonDate(now));
  const trusts = groups.filter((group) => prefixOf(group) === 'trs');
  return (await Promise.all(trusts.map((trust) => actingFor(table, trust, bookerRoles)))).flat();
}

/**
 * Who is told of a booking beside whoever made it: those who book for its school, where the council made it or whoever did acts for the school no more. Of an
 * event those who gave the word of each school are told.
 */
export async function toldInstead(context: Pick<Context, 'table' | 'now'>, booking: Booking): Promise<PersonId[]> {
  if (booking.event) return [];
  const by = await getPerson(context.table, booking.bookedBy);
  const rights = by && !by.noEntry ? by.rights.filter(({ organisation }) => organisation !== undefined) : [];
  return (await hasBusinessWith(context, { rights }, booking)) ? [] : bookersFor(context, booking.school);
}

/** Of some bookings those that a person still has business with. */
export async function theirOwn<B extends Pick<Booking, 'school' | 'payer' | 'event'>>(
  context: Pick<Context, 'table' | 'now'>,
  person: Rights,
  bookings: readonly B[],
): Promise<B[]> {
  const own = await Promise.all(bookings.map((booking) => hasBusinessWith(context, person, booking)));
  return bookings.filter((_, i) => own[i]);
}

/** Whether a person still acts for the organisation that a request is one of. */
export const answersFor = (person: Rights, { organisation }: { organisation: OrganisationId }): boolean =>
  hasRightFor(person, [organisation]);
