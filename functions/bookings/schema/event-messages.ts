// The words of messages about events of several schools: what is told of which, and what a message asks for again when it is sent.
import * as z from 'zod';
import { idSchema, organisationIdSchema } from '../../../shared/ids.ts';
import { messageSchema } from '../../../shared/messages.ts';

const eventKinds = ['share-asked', 'share-answered', 'leaving-asked', 'leaving-answered'] as const;

/** An event that is proposed, or the booking that it became. `schools`: those whose people are told, or whose answer it is. */
const tellingSchema = z.strictObject({
  kind: z.enum(eventKinds),
  event: idSchema('sev').optional(),
  booking: idSchema('bkg').optional(),
  schools: z.array(organisationIdSchema),
});
export type EventTelling = z.infer<typeof tellingSchema>;
export const tellEventSchema = z.object({ effect: z.object({ subject: z.string(), version: z.int() }), payload: tellingSchema });

const factsSchema = z.strictObject({
  event: idSchema('sev').optional(),
  booking: idSchema('bkg').optional(),
  /** For which school somebody is asked; or whose answer they are told. */
  school: organisationIdSchema,
});
export const postEventSchema = z.object({ payload: z.object({ message: messageSchema, facts: factsSchema }) });
export type EventPost = z.infer<typeof postEventSchema>['payload'];
