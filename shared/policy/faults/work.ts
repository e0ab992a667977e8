// What does not fit together in what a pack lets an officer take beside the visits. Pure.
import { halfDaysText } from '../../ui/text.ts';
import type { Fault } from '../faults.ts';
import type { Pack } from '../schema.ts';

/** The smallest booking of a service fits into one booking with its preparation and its report. */
export const workFaults = ({ services, maximumDaysPerBooking }: Pack): Fault[] =>
  services.flatMap(({ title, minimumHalfDays, preparationHalfDays = 0, reportHalfDays = 0 }, i): Fault[] => {
    const work = preparationHalfDays + reportHalfDays;
    const least = minimumHalfDays + work;
    if (work === 0 || least <= maximumDaysPerBooking * 2) return [];
    return [
      {
        path: ['services', i, reportHalfDays > 0 ? 'reportHalfDays' : 'preparationHalfDays'],
        message: `The smallest booking of “${title}” takes ${halfDaysText(least)} with what the officer takes beside the visits, and one booking holds ${halfDaysText(maximumDaysPerBooking * 2)}: give fewer half-days`,
      },
    ];
  });
