// What bookings do without a person: telling of changes, and the reminders and digests that the clock asks for.
import * as z from 'zod';
import type { Task } from '../../shared/http.ts';
import { postEvent, tellEvent } from './actions/events/event-messages.ts';
import { tellOfExpired } from './actions/expired-requests.ts';
import { type PostRoom, post, tell } from './actions/messages.ts';
import { digest, remind, remindOfNotes } from './actions/reminders.ts';
import { offerPlaces } from './actions/waitlist/places.ts';
import { takePlaces } from './actions/waitlist/substitutes.ts';
import { postEventSchema, tellEventSchema } from './schema/event-messages.ts';
import { postSchema, tellSchema } from './schema/messages.ts';
import { freedSchema } from './schema/waitlist.ts';

export const tasksWith = (
  room: PostRoom,
): Record<'tell' | 'tell-event' | 'post-event' | 'offer-places' | 'post-message' | 'remind' | 'remind-of-notes' | 'digest', Task> => ({
  tell: async (context, subject) => {
    const { effect, payload } = tellSchema.parse(subject);
    const told = await tell(context, { effect, payload });
    // A booking may take a place that another school gave up late: found out once it stands, as its own transaction is full.
    if (payload.kind === 'booking-confirmed') await takePlaces(context, payload.booking);
    return told;
  },
  'tell-event': (context, subject) => tellEvent(context, tellEventSchema.parse(subject)),
  'post-event': (context, subject) => postEvent(context, room, postEventSchema.parse(subject).payload),
  'offer-places': (context, subject) =>
    offerPlaces(context, subject === undefined ? undefined : z.object({ payload: freedSchema }).parse(subject).payload),
  'post-message': (context, subject) => post(context, room, postSchema.parse(subject).payload),
  // What has expired is told of as often as the clock asks, and costs one question where nothing has.
  remind: async (context) => {
    const told = await tellOfExpired(context);
    const sending = await remind(context);
    return { ...sending, written: sending.written + told };
  },
  'remind-of-notes': (context) => remindOfNotes(context),
  digest: (context) => digest(context),
});
