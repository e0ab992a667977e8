// The words of the page that shows messages to people: about which record or to whom, and which of them to send again.
import * as z from 'zod';
import { idSchema } from '../../../shared/ids.ts';

const whatAbout = 'Give the reference of a booking or a request, or the identifier of an organisation';

/** About a booking, a request or an organisation, or to a person: exactly one. */
export const messagesQuerySchema = z
  .object({
    about: z
      .string(whatAbout)
      .regex(/^(?:bkg|req|sch|trs|fed|ptn|org)_[0-9a-z-]{1,64}$/, whatAbout)
      .optional(),
    person: idSchema('per').optional(),
    after: z.string().max(2000).optional(),
  })
  .refine(({ about, person }) => (about === undefined) !== (person === undefined), {
    path: ['about'],
    message: 'Give the reference of a booking, a request or an organisation, or the id of a person',
  });
export type MessagesQuery = z.infer<typeof messagesQuerySchema>;

/** A message as it is known to Notify and in logs. */
export const resendSchema = z.strictObject({
  reference: z
    .string('Choose a message')
    .max(500, 'Choose a message')
    .regex(/^[\w:-]+#1$/, 'Choose a message'),
});
