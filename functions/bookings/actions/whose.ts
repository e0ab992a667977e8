// Whether somebody still has business with a booking or a request: rights end, and messages and links outlive them.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import type { Person } from '../../identity/schema/people.ts';
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
