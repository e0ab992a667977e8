// What happens to officers without a person: they are registered from the council's staff list.
import { accepted } from '../../shared/decision.ts';
import type { Task } from '../../shared/http.ts';
import { registerOfficer } from './actions.ts';
import { officerSchema } from './schema.ts';

export const tasks: Record<'register-officer', Task> = {
  /** The subject is the officer as a whole; registering again replaces what has changed. Answers the officer as recorded. */
  'register-officer': async (context, subject) => accepted(await registerOfficer(context, officerSchema.parse(subject))),
};
