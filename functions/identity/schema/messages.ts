// The words of messages that nobody has to have: who wants them, the link that stops them, and what identity is asked to send.
import * as z from 'zod';
import { idSchema } from '../../../shared/ids.ts';
import { templates } from '../../../shared/notify.ts';

/** What a person said last. It says nothing else of them, and outlives their contact details. */
export type MessageChoice = { type: 'message-choice'; reminders: boolean; at: string };

export const messageChoiceSchema = z.strictObject({ reminders: z.boolean('Say whether you want reminders: true or false') });
export type Choice = z.infer<typeof messageChoiceSchema>;

/** What the link in a message carries. */
export const messageTokenSchema = z.strictObject({ for: z.literal('reminders'), council: z.string(), person: idSchema('per') });

const filledHere = 'stop';
type Filled = Exclude<(typeof templates)['nudge'][number], typeof filledHere>;
const words = Object.fromEntries(
  templates.nudge.filter((name): name is Filled => name !== filledHere).map((name) => [name, z.string().max(2000)]),
) as Record<Filled, z.ZodString>;

/** What the task `send-message` takes: whom by id, and the words of the template without the link to stop them, which identity alone can make. */
export const sendMessageSchema = z.strictObject({
  person: idSchema('per'),
  template: z.literal('nudge'),
  personalisation: z.strictObject(words),
  reference: z.string().min(1).max(1000),
});
export type SendMessage = z.infer<typeof sendMessageSchema>;
