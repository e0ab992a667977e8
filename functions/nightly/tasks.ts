// What runs by the clock: the sealing of the days that are over.
import type { Task } from '../../shared/http.ts';
import { sealDue, times } from './actions.ts';
import { sealSubject } from './schema.ts';

export const tasks: Record<'seal', Task> = {
  seal: (context, subject) => sealDue(context, subject ? sealSubject.parse(subject).budgetMs : times.budgetMs),
};
