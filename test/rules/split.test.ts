// What something comes to in one line: the same words where it is asked for and where it is told, and no sum to an officer.
import { describe, expect, test } from 'vitest';
import { decideBooking } from '../../functions/bookings/rules/life.ts';
import { confirmedWords, leftOf } from '../../functions/bookings/rules/messages.ts';
import { splitSentence } from '../../functions/bookings/rules/split.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OfficerId, PersonId } from '../../shared/ids.ts';
import { academy, booked, freeAccount, headteacherRecruitment, now, pack, quoted } from '../bookings.ts';
import { factsOf, schools, sharer, worth } from '../event-shares.ts';
import { lead, of } from '../shared-events.ts';

const title = freeAccount(academy, 1).title.toLowerCase();
const quote = quoted({ freeAccounts: [freeAccount(academy, 1)] });

describe('a split', () => {
  test('says what is free, what is paid at which price, and VAT', () => {
    expect(splitSentence(quote)).toBe(`half a day free (${title}) + half a day × £450.00 = £225.00, VAT £45.00, total £270.00`);
    expect(splitSentence(quoted())).toBe('1 day × £450.00 = £450.00, VAT £90.00, total £540.00');
  });

  test('has no price where nothing is charged', () => {
    expect(splitSentence(quoted({ freeAccounts: [freeAccount(academy, 2)] }))).toBe(`1 day free (${title})`);
  });

  test('comes to what the quote does', () => {
    const { netPence, vatPence, grossPence } = quote;
    expect([netPence, vatPence, grossPence]).toEqual([22_500, 4_500, 27_000]);
  });
});

describe('what a message says of it', () => {
  const { booking } = booked(quote);
  const setting = { council: { name: 'Essex' }, sessionTimes: pack.sessions, link: 'l', calendar: 'c', terms: [] };
  const confirmed = (of: Booking, person: PersonId, officer?: OfficerId) =>
    confirmedWords(
      { ...setting, person, officer },
      leftOf([of], [{ booking: of.id, visits: of.sessions.map(({ visit }) => visit) }], 'booked'),
    )?.cost;

  test('is the split to whoever booked and to their school, and no sum to an officer', () => {
    const split = `It comes to ${splitSentence(quote)}.`;
    expect(confirmed(booking, booking.bookedBy)).toBe(split);
    expect(confirmed(booking, 'per_bridget' as PersonId)).toBe(split);
    expect(confirmed(booking, 'per_daniel' as PersonId, booking.officer)).toBe('What it costs is told to whoever booked.');
    // An officer who books for a school knows what they booked.
    expect(confirmed(booking, booking.bookedBy, booking.officer)).toBe(split);
  });

  test('is of an event the whole, with the share of each school for which the reader gave the word', () => {
    const among = schools.map((each, i) => sharer(each, i, { purse: 'own-funds', agreedBy: of(i).person }));
    const { quote: shared } = worth(factsOf({}, 'equal', among));
    const made = { id: 'bkg_01' as BookingId, now, actor: lead, quote: shared, service: headteacherRecruitment };
    const { booking: event } = accepted(decideBooking(made, {}));
    const said = (person: PersonId, officer?: OfficerId) => confirmed(event, person, officer);
    expect(said(of(0).person)).toMatch(
      /before VAT, shared by \d schools\. The share of .+ is £[\d,.]+ and VAT of £[\d,.]+, £[\d,.]+ in all\.$/,
    );
    expect(said(lead.person)).toMatch(/^It comes to .+ = £[\d,.]+ before VAT, shared by \d schools\.$/);
    expect(said('per_daniel' as PersonId, event.officer)).toBe('What it costs is told to whoever booked.');
  });
});
