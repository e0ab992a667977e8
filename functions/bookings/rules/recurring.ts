// Dates that recur: every so many weeks, so many times. A date on which nobody is visited is said so, and none is put in its place unasked. Pure.
import {
  addDays,
  bankHoliday,
  type CivilDate,
  dateOf,
  daysBetween,
  type Half,
  isWeekend,
  mondayOf,
  type SessionKey,
  sessionKey,
} from '../../../shared/calendar.ts';
import { hasBegun, whyAway, worksThen } from '../../officers/rules.ts';
import type { Officer, SessionTimes } from '../../officers/schema.ts';
import { bookingHorizonDays } from '../schema.ts';

type Rhythm = { from: CivilDate; half: Half | 'day'; everyWeeks: number; times: number };

/** The sessions of a rhythm, the first day among the times: on the same weekday and in the same half of the day, or in both. */
export const recurring = ({ from, half, everyWeeks, times }: Rhythm): SessionKey[] =>
  Array.from({ length: times }, (_, i) => addDays(from, i * everyWeeks * 7)).flatMap((date) =>
    half === 'day' ? [sessionKey(date, 'am'), sessionKey(date, 'pm')] : [sessionKey(date, half)],
  );

/** How a date of a rhythm stands: `free`, or why the officer cannot come then. */
export type Standing = 'free' | 'begun' | 'too-far-ahead' | 'weekend' | 'bank-holiday' | 'away' | 'left' | 'not-working' | 'taken';
export type Proposed = {
  session: SessionKey;
  standing: Standing;
  /** Of a bank holiday its name. */
  holiday?: string;
  /** Where it is not free: what the officer has free in the same week, for somebody to choose from. */
  instead: SessionKey[];
};

type Facts = {
  officer: Officer;
  taken: ReadonlySet<SessionKey>;
  clock: Parameters<typeof hasBegun>[1];
  sessionTimes: SessionTimes;
};

function standingOf({ officer, taken, clock, sessionTimes }: Facts, session: SessionKey): Pick<Proposed, 'standing' | 'holiday'> {
  const date = dateOf(session);
  if (hasBegun(session, clock, sessionTimes)) return { standing: 'begun' };
  if (date > addDays(clock.date, bookingHorizonDays)) return { standing: 'too-far-ahead' };
  if (isWeekend(date)) return { standing: 'weekend' };
  const holiday = bankHoliday(date);
  if (holiday) return { standing: 'bank-holiday', holiday };
  const away = whyAway(officer, session);
  if (away) return { standing: away === 'left' ? 'left' : 'away' };
  if (!worksThen(officer, session)) return { standing: 'not-working' };
  return { standing: taken.has(session) ? 'taken' : 'free' };
}

/** As many as can be chosen from at a glance. */
const mostInstead = 4;

/** The dates of a rhythm with how each stands in an officer's diary. Those of a weekend or a bank holiday are among them: nothing is left out in silence. */
export function proposed(facts: Facts, rhythm: Rhythm): Proposed[] {
  const wanted = recurring(rhythm);
  return wanted.map((session) => {
    const found = standingOf(facts, session);
    const monday = mondayOf(dateOf(session));
    const week = [0, 1, 2, 3, 4].flatMap((day) => (['am', 'pm'] as const).map((half) => sessionKey(addDays(monday, day), half)));
    // The same weekday first, and of the others the nearest.
    const near = (each: SessionKey) => Math.abs(daysBetween(dateOf(each), dateOf(session)));
    const instead =
      found.standing === 'free'
        ? []
        : week
            .filter((each) => !wanted.includes(each) && standingOf(facts, each).standing === 'free')
            .sort((a, b) => near(a) - near(b) || (a < b ? -1 : 1))
            .slice(0, mostInstead);
    return { session, ...found, instead };
  });
}
