// How many half-days each school of an order is to have, and on which of an officer's next free dates: proposed, so that six schools are done in a few clicks. Pure.
import { dateOf, type SessionKey, sessionKey } from '../../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { OfficerId } from '../../../../shared/ids.ts';
import { allocate } from '../../../../shared/money.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';
import type { SplitRule } from '../../schema/shares.ts';

export type Sharing = { name: string; pupils?: number | undefined; halfDays?: number | undefined };

/**
 * Shares half-days among schools: alike, by how many pupils each has, or as many to each as is said; the largest remainders get what is left over, and the sum is exact.
 * Refuses `pupils-not-known`, and `shares-do-not-fit` where what is said does not come to the whole.
 */
export function shareHalfDays(total: number, rule: SplitRule, schools: readonly Sharing[]): Decision<number[]> {
  switch (rule) {
    case 'equal':
      return accept(
        allocate(
          total,
          schools.map(() => 1),
        ),
      );
    case 'pupils': {
      const unknown = schools.filter(({ pupils }) => pupils === undefined || pupils <= 0);
      if (unknown.length > 0)
        return refuse('pupils-not-known', `Nothing is recorded for ${unknown.map(({ name }) => name).join(', ')}.`, { field: 'share' });
      return accept(
        allocate(
          total,
          schools.map(({ pupils = 0 }) => pupils),
        ),
      );
    }
    case 'named': {
      const named = schools.map(({ halfDays = 0 }) => halfDays);
      const sum = named.reduce((all, each) => all + each, 0);
      if (sum === total) return accept(named);
      return refuse('shares-do-not-fit', `They come to ${halfDaysText(sum)}, and ${halfDaysText(total)} are to be shared.`, {
        field: 'halfDays',
      });
    }
  }
}

/** The next so many of some free half-days: whole days first, as a visit of a day is one, and then what is left in order. */
export function nextOf(free: readonly SessionKey[], halfDays: number): SessionKey[] {
  const open = new Set(free);
  const chosen: SessionKey[] = [];
  const mornings = free.filter((session) => session.endsWith('am'));
  for (const morning of mornings) {
    const afternoon = sessionKey(dateOf(morning), 'pm');
    if (chosen.length + 2 > halfDays) break;
    if (open.has(afternoon)) chosen.push(morning, afternoon);
  }
  const rest = free.filter((session) => !chosen.includes(session)).slice(0, halfDays - chosen.length);
  return [...chosen, ...rest].sort();
}

/** Gives each school the next half-days of its officer in turn: what one has is no other's. */
export function proposeSessions(
  asked: readonly { officer: OfficerId; halfDays: number }[],
  free: ReadonlyMap<OfficerId, readonly SessionKey[]>,
): SessionKey[][] {
  const left = new Map([...free].map(([officer, sessions]) => [officer, [...sessions]]));
  return asked.map(({ officer, halfDays }) => {
    const open = left.get(officer) ?? [];
    const chosen = nextOf(open, halfDays);
    left.set(
      officer,
      open.filter((session) => !chosen.includes(session)),
    );
    return chosen;
  });
}
