// Reminders without a person: the round that the clock asks for, and each e-mail that the outbox delivers.
import type { Task } from '../../../shared/http.ts';
import { nudgeDue, type PostRoom, postNudge } from '../actions/nudges.ts';
import { sendNudgeSchema } from '../schema/nudges.ts';

export const nudgeTasks = (postRoom: PostRoom): Record<'nudge' | 'send-nudge', Task> => ({
  nudge: (context) => nudgeDue(context),
  'send-nudge': (context, subject) => postNudge(context, postRoom, sendNudgeSchema.parse(subject).payload),
});
