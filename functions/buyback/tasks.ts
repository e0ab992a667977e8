// What buy-back does without a person: instalments fall due, years open and close.
import type { Task } from '../../shared/http.ts';
import { advanceDue } from './actions/advance.ts';

export const tasks: Record<'advance-agreements', Task> = {
  'advance-agreements': (context) => advanceDue(context),
};
