// The demo clock: real time moved forward by as much as the demonstration has been. Only `now` follows it; sign-in, leases and signatures keep real time.
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { addDays, type CivilDate, daysBetween, type Instant, londonDate } from '../../shared/calendar.ts';

export type DemoClock = {
  now(): Instant;
  /** Sets the moment it is, from which the clock goes on. */
  set(moment: Instant | string): void;
};

const keptSchema = z.strictObject({ aheadMs: z.number() });
const dayMs = 86_400_000;

/** A clock that is kept in a file across restarts, or in memory without one. */
export function demoClock(file?: string): DemoClock {
  let aheadMs = file ? read(file) : 0;
  return {
    now: () => Math.round(Date.now() + aheadMs),
    set(moment) {
      const instant = typeof moment === 'string' ? Date.parse(moment) : moment;
      if (Number.isNaN(instant)) throw new Error(`not a moment: ${moment}`);
      aheadMs = instant - Date.now();
      if (file) writeFileSync(file, JSON.stringify({ aheadMs }));
    },
  };
}

function read(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return 0;
  }
  return keptSchema.parse(JSON.parse(text)).aheadMs;
}

/** The same time of day in London on a later date. */
export function momentOn(now: Instant, date: CivilDate): Instant {
  const moment = now + daysBetween(londonDate(now), date) * dayMs;
  // The clocks may have changed in between, which near midnight would be another day.
  const early = londonDate(moment) < date;
  return early ? moment + 3_600_000 : londonDate(moment) > date ? moment - 3_600_000 : moment;
}

/** How far the demonstration may be moved in one step: whole days forward, and at most two years. */
export const furthest = (now: Instant): CivilDate => addDays(londonDate(now), 730);
