// What an event is shared into: schools asked by name, and the quotes that sharing comes from.
import { offersFor, shareText } from '../functions/bookings/rules/events/events.ts';
import { decideQuote, type QuoteFacts } from '../functions/bookings/rules/quote.ts';
import type { SplitRule } from '../functions/bookings/schema/shares.ts';
import type { Limits } from '../functions/identity/schema/limits.ts';
import type { Organisation } from '../functions/schools/schema/organisations.ts';
import type { School } from '../functions/schools/schema.ts';
import { accepted } from '../shared/decision.ts';
import type { SharedEventId } from '../shared/ids.ts';
import { policy, quoteCommand, quoteFacts } from './bookings.ts';
import { estuary, nth, of } from './shared-events.ts';

export const sharer = (each: School, i: number, more = {}) => ({
  number: String(i + 1).padStart(2, '0'),
  school: each,
  payer: each as Organisation,
  succeeded: false,
  weight: 1,
  ...more,
});
export const schools = [nth(0), nth(1), nth(2)];
export const factsOf = (more: Partial<QuoteFacts> = {}, split: SplitRule = 'equal', among = schools.map((each, i) => sharer(each, i))) => {
  const sharing = { id: 'sev_01' as SharedEventId, title: 'A day on governance', split, sharers: among };
  return { ...quoteFacts({ school: estuary, booker: 'council', ...more }), policy, sharing };
};
export const command = quoteCommand({ school: estuary.id, sessions: ['2026-12-08#am', '2026-12-08#pm'] });

export function worth(facts = factsOf()) {
  const quoted = accepted(decideQuote(facts, command));
  if (!quoted.event) throw new Error('an event has shares');
  const quote = { ...quoted, event: quoted.event };
  const offers = new Map(facts.sharing.sharers.map((each) => [each.school.id, offersFor(facts, quote, each)]));
  const standing = new Map(
    facts.sharing.sharers.map((each) => [
      each.school.id,
      shareText({ id: facts.sharing.id }, quote, each, offers.get(each.school.id) ?? []),
    ]),
  );
  return { quote, offers, standing };
}
export const limits = (mostPence: number, more: Partial<Limits> = {}): Limits => ({
  type: 'limits',
  organisation: nth(1).id,
  people: [{ person: of(1).person, mostPence }],
  othersMostPence: null,
  everyBooking: false,
  version: 1,
  ...more,
});
