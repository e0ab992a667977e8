// The words of messages about bookings: what is told of a change, what goes out by the calendar, and what the link to a calendar file carries.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { idSchema } from '../../../shared/ids.ts';
import { messageSchema } from '../../../shared/messages.ts';

const visits = z.array(z.string()).max(1000);

/** Kinds of message that a change to a booking causes, in its own transaction. */
const changeKinds = [
  'booking-confirmed',
  'booking-changed',
  'booking-cancelled',
  'note-shared',
  'cost-waived',
  'evaluation-asked',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Kinds that a request for approval causes. */
const requestKinds = ['approval-asked', 'approval-declined', 'approval-expired'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Kinds that an offer of a place from a waiting list causes. */
const offerKinds = ['place-offered', 'place-passed'] as const;
/** Which place in a list, and the offer of that number. */
const offerFacts = { waiting: idSchema('wtl'), offer: z.int() };
const offerTellingSchema = z.strictObject({ kind: z.enum(offerKinds), ...offerFacts });
export type OfferTelling = z.infer<typeof offerTellingSchema>;

/** What the effect of a change knows: which booking, and which of its visits where not all are meant, or which request. Who is told is found out when it is delivered. */
export const tellSchema = z.object({
  effect: z.object({ subject: z.string(), version: z.int() }),
  payload: z.union([
    // `officers`: who was to deliver the visits before.
    z.strictObject({
      kind: z.enum(changeKinds),
      booking: idSchema('bkg'),
      visits: visits.optional(),
      officers: z.array(idSchema('off')).optional(),
    }),
    z.strictObject({ kind: z.enum(requestKinds), request: idSchema('req') }),
    offerTellingSchema,
  ]),
});
export type Telling = z.infer<typeof tellSchema>['payload'];

/** What a message about one booking, and a digest of several, ask for again when they are sent: visits by booking, in the order in which they are told. */
const toldSchema = z.array(z.object({ booking: idSchema('bkg'), visits })).min(1);
export type Told = z.infer<typeof toldSchema>;
const postOf = <Facts extends z.ZodType>(facts: Facts) => z.object({ message: messageSchema, facts });
const postOfBookings = postOf(z.strictObject({ told: toldSchema, from: dateSchema.optional() }));
const postOfRequest = postOf(z.strictObject({ request: idSchema('req') }));
const postOfOffer = postOf(z.strictObject(offerFacts));
export const postSchema = z.object({ payload: z.union([postOfBookings, postOfRequest, postOfOffer]) });
export type BookingPost = z.infer<typeof postOfBookings>;
export type RequestPost = z.infer<typeof postOfRequest>;
export type OfferPost = z.infer<typeof postOfOffer>;

/** How far messages that go out by the calendar have come: everything up to a day, and of the day after it a page of people. */
export type MessageRound = {
  type: 'message-round';
  kind: 'visit-reminder' | 'weekly-digest' | 'note-late';
  through: CivilDate;
  cursor?: string;
  version: number;
};

/** Whose calendar file it is, of which booking, and which visits it takes out again; without any it holds all that stand. */
export const calendarTokenSchema = z.strictObject({
  for: z.literal('calendar'),
  council: z.string(),
  booking: idSchema('bkg'),
  person: idSchema('per'),
  cancelled: visits.optional(),
});
export type CalendarToken = z.infer<typeof calendarTokenSchema>;
