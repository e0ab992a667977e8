// An officer's diary, half-day by half-day: what is in it, and where nothing is, why not or that it is free.
import { addDays, bankHoliday, type CivilDate, isWeekend, mondayOf, type SessionKey, sessionKey } from '../../../shared/calendar.ts';
import { absenceAt, hasBegun, type NotThere, whyAway, whyNotThere, worksThen } from '../rules.ts';
import type { AbsenceKind, Officer, SessionTimes, Slot } from '../schema.ts';

type DiaryState = 'visit' | 'preparation' | 'report' | 'free' | 'over' | 'bank-holiday' | 'absent' | 'left' | 'not-working';
export type DiaryHalf = {
  session: SessionKey;
  state: DiaryState;
  slot?: Slot;
  /** What is in it will not be made by this officer. */
  notThere?: NotThere;
  /** What the officer is away for, where that is recorded. */
  kind?: AbsenceKind;
};

/** The Monday of the week that is looked at on a day: at a weekend it is the week to come. */
export const mondayShownOn = (today: CivilDate): CivilDate => mondayOf(addDays(today, 2));

type Facts = { taken: ReadonlyMap<SessionKey, Slot>; clock: { date: CivilDate; time: string }; sessionTimes: SessionTimes };

function halfOf(officer: Officer, session: SessionKey, date: CivilDate, { taken, clock, sessionTimes }: Facts): DiaryHalf {
  const slot = taken.get(session);
  const kind = absenceAt(officer, session)?.kind;
  const why = { ...(kind ? { kind } : {}) };
  if (slot) {
    const notThere = whyNotThere(officer, session);
    return { session, state: slot.work ?? 'visit', slot, ...(notThere ? { notThere, ...why } : {}) };
  }
  if (bankHoliday(date)) return { session, state: 'bank-holiday' };
  const away = whyAway(officer, session);
  if (away) return { session, state: away, ...why };
  if (!worksThen(officer, session)) return { session, state: 'not-working' };
  return { session, state: hasBegun(session, clock, sessionTimes) ? 'over' : 'free' };
}

/** Every half-day from Monday to Friday between two days, both included. `moment`: ISO 8601 in UTC; a hold that has run out by then is nobody's. */
export function diaryBetween(
  officer: Officer,
  slots: readonly Slot[],
  { from, to }: { from: CivilDate; to: CivilDate },
  { moment, clock, sessionTimes }: Omit<Facts, 'taken'> & { moment: string },
): DiaryHalf[] {
  const standing = slots.filter(({ holdUntil }) => holdUntil === undefined || holdUntil >= moment);
  const taken = new Map(standing.map((slot) => [slot.session, slot]));
  const halves: DiaryHalf[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) {
    if (isWeekend(date)) continue;
    for (const half of ['am', 'pm'] as const) halves.push(halfOf(officer, sessionKey(date, half), date, { taken, clock, sessionTimes }));
  }
  return halves;
}
