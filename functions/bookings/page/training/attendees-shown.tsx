// How many take part in training, in words: on a quote, a booking and wherever one is listed. Nobody is named.
import type { Quote } from '../../schema/quotes.ts';
import type { Booking } from '../../schema.ts';

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

/** `About 12 people are expected; at most 30 may take part.` */
export const attendeesText = ({ most, expected }: NonNullable<Quote['attendees']>): string =>
  expected === undefined
    ? `At most ${people(most)} may take part.`
    : `About ${people(expected)} ${expected === 1 ? 'is' : 'are'} expected; at most ${most} may take part.`;

/** `12 named, of at most 30`; before anybody is named, how many are expected. */
export const namedText = ({ most, expected, named }: NonNullable<Booking['attendees']>): string =>
  `${named === 0 ? 'nobody named yet' : `${named} named`}${expected === undefined ? '' : `, ${expected} expected`}, at most ${most}`;

/** The way to the list of those who take part, from the booking's page. */
export function AttendeesLink({ slug, booking }: { slug: string; booking: Pick<Booking, 'id' | 'attendees'> }) {
  if (!booking.attendees) return null;
  const { named } = booking.attendees;
  return (
    <>
      {namedText(booking.attendees)}{' '}
      <a class="govuk-link" href={`/${slug}/bookings/${booking.id}/attendees`}>
        {named === 0 ? 'Name who takes part' : 'Who takes part'}
      </a>
    </>
  );
}
