// Which place suits whoever waits, and for how long it is held: runs of an officer's free half-days, and the end of a hold by London's working days. Pure.
import {
  addDays,
  type CivilDate,
  dateOf,
  halfOf,
  type Instant,
  isWorkingDay,
  londonClock,
  type SessionKey,
  sessionKey,
  weekday,
  workingDaysAfter,
} from '../../../../shared/calendar.ts';
import { onSaleOn } from '../../../catalogue/rules.ts';
import type { Service } from '../../../catalogue/schema.ts';
import type { Officer } from '../../../officers/schema.ts';
import type { HalfOfWeek, Place, Wait } from '../../schema/waitlist.ts';
import { bookingHorizonDays } from '../../schema.ts';
import { endOf } from '../requests.ts';

/** The half-day after one: the afternoon, and after that the morning of the next working day. */
const halfDayAfter = (session: SessionKey): SessionKey =>
  halfOf(session) === 'am' ? sessionKey(dateOf(session), 'pm') : sessionKey(workingDaysAfter(dateOf(session), 1), 'am');

/** So many half-days that follow one another from one on; whole days begin in the morning. Undefined where none begins there. */
export function runFrom(first: SessionKey, halfDays: number): SessionKey[] | undefined {
  if (halfDays % 2 === 0 && halfOf(first) === 'pm') return undefined;
  const run = [first];
  for (let last = first; run.length < halfDays; ) {
    last = halfDayAfter(last);
    run.push(last);
  }
  return run;
}

export const halfOfWeek = (session: SessionKey): HalfOfWeek => `${weekday(dateOf(session))}${halfOf(session)}` as HalfOfWeek;

type Wish = Pick<Wait, 'from' | 'to' | 'suits' | 'halfDays' | 'officer' | 'passed'>;

/** Whether a run is one of the days that suit, and was not passed over before. */
function isWished({ from, to, suits, passed }: Wish, officer: Officer['id'], run: readonly SessionKey[]): boolean {
  const seen = passed.filter((each) => each.officer === officer).flatMap(({ sessions }) => sessions);
  return run.every(
    (session) => dateOf(session) >= from && dateOf(session) <= to && suits.includes(halfOfWeek(session)) && !seen.includes(session),
  );
}

/** Whether an officer is one who is waited for: the one named, or anybody who delivers the service. */
export const isWaitedFor = ({ officer }: Pick<Wait, 'officer'>, { skill }: Pick<Service, 'skill'>, one: Officer): boolean =>
  one.skills.includes(skill) && (officer === undefined || officer === one.id);

/** The days that a wish can be met on: not before tomorrow, and no further ahead than is booked. */
export const stretchOf = ({ from, to }: Pick<Wait, 'from' | 'to'>, today: CivilDate): { from: CivilDate; to: CivilDate } => {
  const [tomorrow, last] = [addDays(today, 1), addDays(today, bookingHorizonDays)];
  return { from: from < tomorrow ? tomorrow : from, to: to > last ? last : to };
};

/** From when on nobody at a school can be expected to answer on the same day, by London's clocks. */
const lastHour = '14:00';

/**
 * Until when a place is held for whoever it is offered to now: to the end of the next working day, and at most of the day before its first session. Undefined
 * where that leaves no time to answer: nothing of a working day until two in the afternoon. Such a place is not offered, and is whoever's who books it.
 */
export function offeredUntil(now: Instant, first: SessionKey): Instant | undefined {
  const { date: today, time } = londonClock(now);
  const last = addDays(dateOf(first), -1);
  const usual = workingDaysAfter(today, 1);
  const [until = usual] = [last, usual].sort();
  const isTimeToday = isWorkingDay(today) && time < lastHour && today <= until;
  return isTimeToday || (until > today && isWorkingDay(until)) ? endOf(until) : undefined;
}

/** Whether a service is sold on each day of a run. */
const isSold = (service: Service, run: readonly SessionKey[]): boolean => run.every((session) => onSaleOn(service, dateOf(session)));

/** The first run of an officer's free half-days that suits somebody who waits, and can still be held; undefined where none does. */
export function firstPlace(
  wish: Wish,
  { service, officer, free, now }: { service: Service; officer: Officer; free: ReadonlySet<SessionKey>; now: Instant },
): Place | undefined {
  if (!isWaitedFor(wish, service, officer)) return undefined;
  for (const first of free) {
    const run = runFrom(first, wish.halfDays);
    if (!run?.every((session) => free.has(session))) continue;
    if (isWished(wish, officer.id, run) && isSold(service, run) && offeredUntil(now, first) !== undefined)
      return { officer: officer.id, sessions: run };
  }
  return undefined;
}

/** Whether any run of working days is as wished: somebody who waits for whole Mondays must let both halves suit. */
export function canBeMet(wish: Pick<Wait, 'from' | 'to' | 'suits' | 'halfDays'>): boolean {
  // A run of two days comes round every week.
  for (let date = wish.from, seen = 0; date <= wish.to && seen < 21; date = addDays(date, 1)) {
    if (!isWorkingDay(date)) continue;
    seen += 1;
    for (const half of ['am', 'pm'] as const) {
      const run = runFrom(sessionKey(date, half), wish.halfDays);
      if (run && isWished({ ...wish, passed: [] }, 'off_any' as Officer['id'], run)) return true;
    }
  }
  return false;
}
