// What a booking draws on which free account, and what its uses come to. Pure.
import { type CivilDate, dateOf } from '../../../shared/calendar.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { Drawing, Use, UsedSession } from '../schema/uses.ts';

/** One use for each account that a booking draws on, whole: it takes the place of the one before. */
export function usesOfBooking({ booking, school, schoolName, service, serviceTitle, sessions }: Drawing): Use[] {
  const byAccount = new Map<string, UsedSession[]>();
  for (const { account, ...drawn } of sessions) if (account) byAccount.set(account, [...(byAccount.get(account) ?? []), drawn]);
  return [...byAccount].map(([account, drawn]) => ({
    type: 'use',
    account,
    booking,
    school,
    schoolName,
    service,
    serviceTitle,
    sessions: drawn,
  }));
}

/** A session that draws on an account, with what it is for. */
export type DrawnSession = UsedSession & Omit<Use, 'type' | 'account' | 'sessions'>;

/** The sessions of some uses in order of time; those between two days alone, where a period is given. */
export function drawnSessions(uses: readonly Use[], period?: Period): DrawnSession[] {
  const within = (date: CivilDate) => !period || (period.from <= date && date <= period.to);
  return uses
    .flatMap(({ type: _, account: __, sessions, ...of }) => sessions.map((session) => ({ ...session, ...of })))
    .filter(({ session }) => within(dateOf(session)))
    .sort((a, b) => (`${a.session} ${a.booking}` < `${b.session} ${b.booking}` ? -1 : 1));
}

/** Who drew how many half-days of an account, the most first: what is held counts as theirs, what was given back does not. */
export function drawnBy(uses: readonly Use[]): { school: Use['school']; schoolName: string; held: number; used: number }[] {
  const found = new Map<Use['school'], { school: Use['school']; schoolName: string; held: number; used: number }>();
  for (const { school, schoolName, sessions } of uses) {
    const of = found.get(school) ?? { school, schoolName, held: 0, used: 0 };
    for (const { state } of sessions) if (state !== 'given-back') of[state] += 1;
    found.set(school, of);
  }
  const drawn = [...found.values()].filter(({ held, used }) => held + used > 0);
  return drawn.sort((a, b) => b.held + b.used - (a.held + a.used) || a.schoolName.localeCompare(b.schoolName, 'en-GB'));
}
