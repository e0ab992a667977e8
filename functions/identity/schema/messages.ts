// The words of messages that nobody has to have: who wants which, the link that stops one kind, and what identity is asked to send.
import * as z from 'zod';
import { idSchema } from '../../../shared/ids.ts';
import { kindNames, type OptionalKind, optionalKinds } from '../../../shared/kinds.ts';

/** The kinds that a person has turned off. It says nothing else of them, and outlives their contact details. */
export type MessageChoice = { type: 'message-choice'; off: OptionalKind[]; at: string; version: number };

export const choiceOfSchema = z.strictObject({
  kind: z.enum(optionalKinds, 'Choose one of the messages that can be turned off'),
  wanted: z.boolean('Say whether you want these messages: true or false'),
});
export type Choice = z.infer<typeof choiceOfSchema>;

/** What the link in a message carries. */
export const messageTokenSchema = z.strictObject({
  for: z.literal('messages'),
  council: z.string(),
  person: idSchema('per'),
  kind: z.enum(optionalKinds),
});

/** What the task `send-message` takes: whom by id, and the words of the kind without the link to stop it, which identity alone can make. */
export const sendMessageSchema = z.strictObject({
  person: idSchema('per'),
  kind: z.enum(kindNames),
  personalisation: z.record(z.string(), z.string().max(20_000)),
  reference: z.string().min(1).max(1000),
});
export type SendMessage = z.infer<typeof sendMessageSchema>;
