// What the people of the first council did in the weeks before the demonstration is first looked at, each through their own sign-in and the JSON API: a year granted and
// in part used, visits with their notes, what is planned and what waits, and a change that the next run would follow.
import { academicYearOf, addDays, type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { TaskEvent } from '../../../shared/context.ts';
import { type DemoClock, momentOn } from '../clock.ts';
import { type Doers, doers } from './doers.ts';
import { draft, dryRun, grantYear, need, plan } from './granted.ts';
import { askForApproval, comeTogether, orderForSchools, shareDay, waitForDay, workMore } from './to-come.ts';
import { holdOne, visitSchools } from './visits.ts';

/** How long before today its people began, unless the academic year is younger than that. */
const days = 28;
const council = 'essex';
const saltings = 'ptn_saltings-schools-partnership';
/** For as long as a night of sealing may take: four weeks need about a second. */
const sealingMs = 20_000;

/** The day on which a demonstration that is first looked at today began. */
export function firstDay(today: CivilDate): CivilDate {
  const early = addDays(today, -days);
  const september = `${academicYearOf(today)}-09-01` as CivilDate;
  return academicYearOf(early) < academicYearOf(today) ? september : early;
}

type Stage = {
  origin: string;
  clock: DemoClock;
  invoke(functionName: string, event: TaskEvent): Promise<unknown>;
  quiet(): Promise<void>;
};

/** The weeks, and whoever lives them. `year`: the academic one of today. */
export type Weeks = Doers &
  Pick<Stage, 'clock'> & {
    from: CivilDate;
    today: CivilDate;
    year: number;
    quiet(): Promise<void>;
    /** Moves the clock on to a day, unless it shows that or a later one. */
    goTo(day: CivilDate): void;
  };

/** Lives the weeks from the day the clock shows to the day of `now`. Throws on anything that is refused. */
export async function liveWeeks(host: Stage, now: number): Promise<void> {
  const { clock } = host;
  const [from, today] = [londonDate(clock.now()), londonDate(now)];
  const goTo = (day: CivilDate): void => {
    if (londonDate(clock.now()) < day) clock.set(momentOn(now, day));
  };
  const weeks: Weeks = {
    ...doers(host.origin, council),
    clock,
    from,
    today,
    year: academicYearOf(today),
    quiet: () => host.quiet(),
    goTo,
  };
  await Promise.all(['grace-adeyemi', 'rowan-achebe', 'anna-castell', 'joan-ferris', 'helen-marsh'].map(weeks.as));
  await grantYear(weeks);
  await Promise.all([plan(weeks), need(weeks), draft(weeks)]);
  await visitSchools(weeks);
  goTo(today);
  await holdOne(weeks);
  await askForApproval(weeks);
  await waitForDay(weeks);
  await comeTogether(weeks);
  await workMore(weeks);
  await shareDay(weeks);
  await orderForSchools(weeks);
  await weeks.does('joan-ferris', `/schools/partnerships/${saltings}/members`, { members: ['sch_990016', 'sch_990024'], on: today });
  await dryRun(weeks, today);
  await host.invoke('nightly', { council, task: 'seal', subject: { budgetMs: sealingMs } });
}
