// What bookings do without a person: telling of changes, and the reminders and digests that the clock asks for.
import type { Task } from '../../shared/http.ts';
import { type PostRoom, post, tell } from './actions/messages.ts';
import { digest, remind, remindOfNotes } from './actions/reminders.ts';
import { postSchema, tellSchema } from './schema/messages.ts';

export const tasksWith = (room: PostRoom): Record<'tell' | 'post-message' | 'remind' | 'remind-of-notes' | 'digest', Task> => ({
  tell: (context, subject) => tell(context, tellSchema.parse(subject)),
  'post-message': (context, subject) => post(context, room, postSchema.parse(subject).payload),
  remind: (context) => remind(context),
  'remind-of-notes': (context) => remindOfNotes(context),
  digest: (context) => digest(context),
});
