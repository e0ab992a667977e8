// What the catalogue does without a person: a published policy pack brings its services.
import { accepted } from '../../shared/decision.ts';
import type { Task } from '../../shared/http.ts';
import { adoptServices } from './actions.ts';
import { adoptionSchema } from './schema.ts';

export const tasks: Record<'adopt-services', Task> = {
  /** Subject `{ pack }`; answers which services were added, given prices or other bookers, or left alone, and every price left out with the reason. Safe to run again. */
  'adopt-services': async (context, subject) => accepted(await adoptServices(context, adoptionSchema.parse(subject).pack)),
};
