// What something comes to in words, the same on the page that asks for it and in the message that tells of it: what is free, what is paid for at which price, and VAT. Pure.
import type { PersonId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import type { BookedSession, Booking, Funding } from '../schema.ts';
import { staying, sumFor } from './events/shares.ts';
import { type Sums, sumsOf } from './standing.ts';

type Funded = { funding: Funding };

const termOf = (funding: Funding): string =>
  funding.fund === 'traded'
    ? `× ${formatPence(funding.perDayExVatPence)}`
    : funding.fund === 'package'
      ? `of your package (${funding.title.toLowerCase()})`
      : `free (${funding.fund === 'core' ? 'core service' : funding.title.toLowerCase()})`;

/** How many half-days are free and of what, and how many at which price: `1 day free (headteacher recruitment) + 2 days × £450.00`. */
function termsText(sessions: readonly Funded[]): string {
  const counts = new Map<string, number>();
  for (const { funding } of sessions) counts.set(termOf(funding), (counts.get(termOf(funding)) ?? 0) + 1);
  return [...counts].map(([term, halfDays]) => `${halfDaysText(halfDays)} ${term}`).join(' + ');
}

/** The whole split in one line, as a buyer must have understood it: "1 day free (headteacher recruitment) + 2 days × £450.00 = £900.00, VAT £180.00, total £1,080.00". */
export function splitSentence({ sessions }: { sessions: readonly Funded[] }): string {
  const { netPence, vatPence, grossPence } = sumsOf(sessions);
  const terms = termsText(sessions);
  if (netPence === 0) return terms;
  const isRecharge = sessions.some(({ funding }) => funding.fund === 'traded' && funding.treatment.rail === 'journal');
  const ending = isRecharge
    ? ', recharged within the council without VAT'
    : `, VAT ${formatPence(vatPence)}, total ${formatPence(grossPence)}`;
  return `${terms} = ${formatPence(netPence)}${ending}`;
}

/** What one school's share of an event comes to. */
export const sumText = ({ netPence, vatPence, grossPence }: Sums): string =>
  grossPence === 0
    ? 'nothing'
    : vatPence > 0
      ? `${formatPence(netPence)} and VAT of ${formatPence(vatPence)}, ${formatPence(grossPence)} in all`
      : formatPence(netPence);

/** Whoever booked, and of an event whoever gave the word of each school that takes part: what it costs is theirs to know, and no officer's. */
export const buyersOf = ({ bookedBy, event }: Pick<Booking, 'bookedBy' | 'event'>): PersonId[] => [
  ...new Set([bookedBy, ...(event ? staying(event).flatMap(({ agreedBy }) => agreedBy ?? []) : [])]),
];

/** To an officer in the place of a sum. */
export const toldElsewhere = 'What it costs is told to whoever booked.';

/** What some sessions of a booking come to as a message says it to whoever may know: of an event with the shares that they have agreed to. */
export function costText(
  booking: Pick<Booking, 'bookedBy' | 'event'>,
  sessions: readonly Pick<BookedSession, 'funding'>[],
  reader: PersonId,
): string {
  const { event } = booking;
  const { netPence } = sumsOf(sessions);
  if (!event || netPence === 0) return `It comes to ${splitSentence({ sessions })}.`;
  const shares = staying(event);
  const own = shares.filter(({ agreedBy }) => agreedBy === reader);
  return [
    `It comes to ${termsText(sessions)} = ${formatPence(netPence)} before VAT, shared by ${shares.length} schools.`,
    ...own.map(({ school, schoolName }) => `The share of ${schoolName} is ${sumText(sumFor(school, sessions))}.`),
  ].join(' ');
}
