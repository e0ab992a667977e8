// When an officer works, and which of those half-days can still be taken.
import { addDays, type CivilDate, dateOf, halfOf, isWorkingDay, type SessionKey, sessionKey, weekday } from '../../shared/calendar.ts';
import type { Officer, SessionTimes, Slot } from './schema.ts';

/** Why an officer is not there on a day on which they would work: an absence, the first and the last day of which count, or they have left. */
export function whyAway({ absences, leavesOn }: Pick<Officer, 'absences' | 'leavesOn'>, date: CivilDate): 'absent' | 'left' | undefined {
  if (leavesOn !== undefined && leavesOn < date) return 'left';
  return absences.some(({ from, to }) => from <= date && date <= to) ? 'absent' : undefined;
}

/**
 * Whether the officer works on that half-day: it is in the working pattern of its weekday, is on no weekend and no bank holiday in England,
 * and they are not away. Says nothing about what is already booked.
 */
export function worksThen(officer: Officer, session: SessionKey): boolean {
  const date = dateOf(session);
  if (!isWorkingDay(date)) return false;
  if (whyAway(officer, date)) return false;
  return officer.pattern[weekday(date) as 1 | 2 | 3 | 4 | 5][halfOf(session)];
}

/** Whether a session has begun by the clock in London: at 09:00 a morning that begins at 09:00 has. */
export function hasBegun(session: SessionKey, clock: { date: CivilDate; time: string }, sessionTimes: SessionTimes): boolean {
  const date = dateOf(session);
  return date < clock.date || (date === clock.date && sessionTimes[halfOf(session)].from <= clock.time);
}

/** Whether a session has ended by the clock in London: at 12:00 a morning that ends at 12:00 has. */
export function hasEnded(session: SessionKey, clock: { date: CivilDate; time: string }, sessionTimes: SessionTimes): boolean {
  const date = dateOf(session);
  return date < clock.date || (date === clock.date && sessionTimes[halfOf(session)].to <= clock.time);
}

/** The sessions that are taken at a moment (ISO 8601, UTC): booked ones, and held ones until their hold runs out. */
export const takenAt = (slots: readonly Slot[], moment: string): ReadonlySet<SessionKey> =>
  new Set(slots.filter(({ holdUntil }) => holdUntil === undefined || holdUntil >= moment).map(({ session }) => session));

/**
 * The half-days from one date to another, both included and in order, on which the officer works, nothing is taken, and which have not begun
 * by the clock in London (`notBefore`). When a half-day begins is a fact of the policy in force (`sessionTimes`), not of this rule.
 */
export function freeSessions(
  officer: Officer,
  taken: ReadonlySet<SessionKey>,
  from: CivilDate,
  to: CivilDate,
  notBefore: { date: CivilDate; time: string },
  sessionTimes: SessionTimes,
): SessionKey[] {
  const free: SessionKey[] = [];
  for (let date = from < notBefore.date ? notBefore.date : from; date <= to; date = addDays(date, 1)) {
    for (const half of ['am', 'pm'] as const) {
      const session = sessionKey(date, half);
      if (worksThen(officer, session) && !taken.has(session) && !hasBegun(session, notBefore, sessionTimes)) free.push(session);
    }
  }
  return free;
}

/** Whether two records of an officer say the same, so that registering again writes nothing. */
export function sameOfficer(a: Omit<Officer, 'version'>, b: Omit<Officer, 'version'>): boolean {
  const told = ({ id, name, title, skills, district, pattern, absences, leavesOn }: Omit<Officer, 'version'>) =>
    JSON.stringify([
      [id, name, title, skills, district],
      ([1, 2, 3, 4, 5] as const).map((day) => [pattern[day].am, pattern[day].pm]),
      absences.map(({ from, to }) => [from, to]),
      leavesOn,
    ]);
  return told(a) === told(b);
}
