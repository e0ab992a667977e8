// What a pack says of how bookings are conducted: what cancelling costs, who may not be assigned, which share of officers must be what, what a day costs the
// council, and when schools are reminded of days they have not used.
import * as z from 'zod';
import { dateSchema } from '../calendar.ts';
import { phases } from './allocations.ts';
import { assumption, basisPoints, clauseSchema, code, monthDay, oneOf, services, someOf, strictly, title } from './words.ts';

const workingDays = (most: number) =>
  z.int('Give working days as a whole number').min(1, 'Give at least 1 working day').max(most, `Give at most ${most} working days`);

/** The cancellation ladder: the rung with the smallest `workingDays` that the notice still reaches applies; more notice than any rung is free. */
export const cancellationSchema = strictly(
  {
    rungs: z
      .array(
        strictly(
          {
            /** It applies when fewer whole working days than this lie between the cancellation and the session. */
            workingDays: workingDays(60),
            feeBasisPoints: basisPoints(0),
            /** What becomes of a free half-day. */
            allocation: oneOf(['returned', 'consumed']),
            ...assumption,
          },
          'a rung of the cancellation ladder',
        ),
      )
      .max(10, 'Give at most 10 rungs'),
    waivers: z
      .array(
        z.discriminatedUnion(
          'kind',
          [
            strictly(
              {
                kind: z.literal('rebooked'),
                withinWorkingDays: workingDays(120),
                /**
                 * Only a visit that is one more counts: what the school gave up for nothing meanwhile is put back first. Left out, any visit counts that was booked
                 * afterwards. It asks more of a school than the plain waiver, and so it stands with the clause that says so.
                 */
                oneMore: strictly({ clause: clauseSchema }, 'what counts as booked again').optional(),
                ...assumption,
              },
              'a waiver',
            ),
            strictly({ kind: z.literal('substitute'), ...assumption }, 'a waiver'),
            strictly({ kind: z.literal('ofsted-call'), ...assumption }, 'a waiver'),
          ],
          'Choose the kind of waiver: rebooked, substitute or ofsted-call',
        ),
      )
      .max(10, 'Give at most 10 waivers'),
    clause: clauseSchema.optional(),
  },
  'the terms of cancellation',
);

/** Assignments that are refused by name (Manchester 2007, 4.4.2). */
export const conflictSchema = strictly(
  {
    code,
    title,
    kind: oneOf(['council-employee', 'teaches-in-authority', 'delivers-for-the-school', 'commissioning']),
    /** The services whose officers it is about. */
    services,
    clause: clauseSchema,
  },
  'a rule of conflict',
);

/** A share of the officers of some services that must be of a kind (Manchester 2007, 4.4.1: 70 % of SIPs of secondary schools). */
export const complianceSchema = strictly(
  {
    code,
    title,
    services,
    phases: someOf(phases).optional(),
    quality: oneOf(['serving-or-recent-headteacher']),
    atLeastBasisPoints: basisPoints(1),
    clause: clauseSchema,
  },
  'a rule of compliance',
);

/** What a day of an officer's time costs the council, from a date on. It is no price: free days are valued at it in reports, and labelled so. */
export const costSchema = strictly(
  {
    from: dateSchema,
    perDayPence: z
      .int('Give the cost of a day in whole pence')
      .min(2, 'Give the cost of a day in pence, from 2')
      .max(10_000_000, 'Give at most £100,000 a day'),
    ...assumption,
  },
  'a cost',
);

/** A day of the year on which holders with unused days are reminded, if at least this share of what was granted is left. */
export const nudgeSchema = strictly({ on: monthDay, leftAtLeastBasisPoints: basisPoints(1), ...assumption }, 'a reminder');

export type Cost = z.infer<typeof costSchema>;
