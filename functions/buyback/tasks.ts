// What buy-back does without a person: instalments fall due, years open and close, and people are told of it.
import type { Task } from '../../shared/http.ts';
import { advanceDue } from './actions/advance.ts';
import { type PostRoom, postAgreement, tellAgreement } from './actions/messages.ts';
import { postAgreementSchema, tellAgreementSchema } from './schema/messages.ts';

export const tasksWith = (room: PostRoom): Record<'advance-agreements' | 'tell-agreement' | 'post-agreement', Task> => ({
  'advance-agreements': (context) => advanceDue(context),
  'tell-agreement': (context, subject) => tellAgreement(context, tellAgreementSchema.parse(subject)),
  'post-agreement': (context, subject) => postAgreement(context, room, postAgreementSchema.parse(subject).payload),
});
