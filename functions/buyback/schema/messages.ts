// The words of messages about agreements: what is told of one, and what a message asks for again when it is sent.
import * as z from 'zod';
import { dateSchema } from '../../../shared/calendar.ts';
import { idSchema } from '../../../shared/ids.ts';
import { messageSchema } from '../../../shared/messages.ts';

const tellingKinds = ['buyback-opens', 'buyback-notice', 'buyback-order', 'buyback-ended'] as const;

/** What the effect of a step knows: which agreement, and what is told of it. */
export const tellAgreementSchema = z.object({
  effect: z.object({ subject: z.string(), version: z.int() }),
  payload: z.strictObject({ kind: z.enum(tellingKinds), agreement: idSchema('agr') }),
});
export type AgreementTelling = z.infer<typeof tellAgreementSchema>['payload'];

/** `begins`: the year after, of which it tells. */
export const postAgreementSchema = z.object({
  payload: z.object({ message: messageSchema, facts: z.strictObject({ agreement: idSchema('agr'), begins: dateSchema.optional() }) }),
});
export type AgreementPost = z.infer<typeof postAgreementSchema>['payload'];
