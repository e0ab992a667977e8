// The words of giving a visit to another officer, and of dates that recur.
import * as z from 'zod';
import { dateSchema } from '../../../shared/calendar.ts';
import { idSchema, organisationIdSchema } from '../../../shared/ids.ts';
import { words } from '../../../shared/words.ts';
import { visits } from '../schema.ts';

/** A session changes hands so often, and no oftener: what was, is kept with it. */
export const mostSwaps = 20;

export const swapSchema = z.strictObject({
  visits,
  officer: idSchema('off'),
  /** Stands in the history of the booking, where the school reads it too. */
  reason: words(500, 'Say why somebody else comes, or leave it out').optional(),
});
export type SwapCommand = z.infer<typeof swapSchema>;

export const mostTimes = 20;
export const recurringSchema = z.strictObject({
  school: organisationIdSchema,
  service: idSchema('svc'),
  officer: idSchema('off'),
  /** The first day, and so the weekday of all of them. */
  from: dateSchema,
  half: z.enum(['am', 'pm', 'day'], { error: 'Choose mornings, afternoons or whole days' }),
  everyWeeks: z.coerce
    .number('Give every how many weeks as a whole number')
    .int('Give every how many weeks as a whole number')
    .min(1, 'Give every how many weeks, from 1')
    .max(12, 'Give at most every 12 weeks'),
  times: z.coerce
    .number('Give how many times as a whole number')
    .int('Give how many times as a whole number')
    .min(2, 'Give how many times, from 2')
    .max(mostTimes, `Give at most ${mostTimes} times`),
});
export type RecurringQuery = z.infer<typeof recurringSchema>;
