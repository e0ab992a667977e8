// When an officer works, and which of those half-days can still be taken.
import { addDays, type CivilDate, dateOf, halfOf, isWorkingDay, type SessionKey, sessionKey, weekday } from '../../shared/calendar.ts';
import type { Absence, Officer, Pattern, SessionTimes, Slot } from './schema.ts';

/** The first and the last half-day of an absence. */
export const stretchOf = ({ from, to, fromHalf, toHalf }: Absence): { from: SessionKey; to: SessionKey } => ({
  from: sessionKey(from, fromHalf ?? 'am'),
  to: sessionKey(to, toHalf ?? 'pm'),
});

/** The absence that an officer's half-day falls in; its first and its last half-day count. */
export const absenceAt = ({ absences }: Pick<Officer, 'absences'>, session: SessionKey): Absence | undefined =>
  absences.find((absence) => {
    const { from, to } = stretchOf(absence);
    return from <= session && session <= to;
  });

/** Why an officer is not there on a half-day on which they would work: an absence, or they have left. */
export function whyAway(officer: Pick<Officer, 'absences' | 'leavesOn'>, session: SessionKey): 'absent' | 'left' | undefined {
  if (officer.leavesOn !== undefined && officer.leavesOn < dateOf(session)) return 'left';
  return absenceAt(officer, session) ? 'absent' : undefined;
}

/** The working pattern in force on a day: the latest that has begun by then. */
export const patternOn = ({ pattern, laterPatterns = [] }: Pick<Officer, 'pattern' | 'laterPatterns'>, date: CivilDate): Pattern =>
  laterPatterns.findLast(({ from }) => from <= date)?.pattern ?? pattern;

/**
 * Whether the officer works on that half-day: it is in the working pattern of the day, by its weekday, is on no weekend and no bank holiday in England,
 * and they are not away. Says nothing about what is already booked.
 */
export function worksThen(officer: Officer, session: SessionKey): boolean {
  const date = dateOf(session);
  if (!isWorkingDay(date)) return false;
  if (whyAway(officer, session)) return false;
  return patternOn(officer, date)[weekday(date) as 1 | 2 | 3 | 4 | 5][halfOf(session)];
}

/** Why an officer does not come to what is booked with them; undefined where they do. */
export type NotThere = 'absent' | 'left' | 'not-working';
export const whyNotThere = (officer: Officer, session: SessionKey): NotThere | undefined =>
  whyAway(officer, session) ?? (worksThen(officer, session) ? undefined : 'not-working');

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

/** The half-days of a week that are worked, as `1am`: Monday's morning. */
export const halvesOf = (pattern: Pattern): string[] =>
  ([1, 2, 3, 4, 5] as const).flatMap((day) => (['am', 'pm'] as const).flatMap((half) => (pattern[day][half] ? [`${day}${half}`] : [])));

/** Whether two records of an officer say the same, so that registering again writes nothing. */
export function sameOfficer(a: Omit<Officer, 'version'>, b: Omit<Officer, 'version'>): boolean {
  const told = ({ id, name, title, skills, district, pattern, laterPatterns = [], absences, leavesOn }: Omit<Officer, 'version'>) =>
    JSON.stringify([
      [id, name, title, skills, district],
      halvesOf(pattern),
      laterPatterns.map((later) => [later.from, halvesOf(later.pattern)]),
      absences.map(({ from, to, fromHalf, toHalf, kind }) => [from, to, fromHalf, toHalf, kind]),
      leavesOn,
    ]);
  return told(a) === told(b);
}
