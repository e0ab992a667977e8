// Booked sessions of the next weeks to which their officer will not come: away, left, or working by another pattern by then.
import { addDays, type CivilDate, londonClock, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { hasBegun, type NotThere, whyNotThere } from '../../../officers/rules.ts';
import { type Officer, usualSessionTimes } from '../../../officers/schema.ts';
import { listOfficers, takenSlots } from '../../../officers/store.ts';
import { type Found, firstOf, type Row } from '../../rules/home-parts.ts';

const mostShown = 5;
const daysAhead = 56;
const mostStretches = 20;
const mostCounted = 50;

type Stretch = { officer: Officer; from: CivilDate; to: CivilDate };

const notThere: Readonly<Record<NotThere, string>> = { absent: 'is away', left: 'has left', 'not-working': 'does not work then' };

/** The absences and leavings within some days, the first to begin first. */
function absencesOf(officers: readonly Officer[], first: CivilDate, last: CivilDate): Stretch[] {
  const all = officers.flatMap((officer) => {
    const { absences, leavesOn } = officer;
    return [...absences, ...(leavesOn ? [{ from: addDays(leavesOn, 1), to: last }] : [])].map(({ from, to }) => ({ officer, from, to }));
  });
  return within(all, first, last).sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** From the first day of another working pattern of an officer, or of one that was taken back; the latest to change first, as little is left that was booked before an old change. */
function patternsOf(officers: readonly Officer[], first: CivilDate, last: CivilDate): Stretch[] {
  const all = officers.flatMap((officer) => {
    const { laterPatterns = [], takenBackFrom } = officer;
    const days = [...laterPatterns.map((later) => later.from), ...(takenBackFrom ? [takenBackFrom] : [])].sort();
    const [from, changed] = [days[0], days.at(-1)];
    return from && changed ? [{ officer, from, to: last, changed }] : [];
  });
  return within(
    all.sort((a, b) => (a.changed > b.changed ? -1 : 1)),
    first,
    last,
  );
}

const within = (stretches: readonly Stretch[], first: CivilDate, last: CivilDate): Stretch[] =>
  stretches.flatMap(({ officer, from, to }) =>
    to < first || from > last ? [] : [{ officer, from: from < first ? first : from, to: to > last ? last : to }],
  );

/** Sessions in the next eight weeks whose officer will not be there, the first to come first. What is only held is nobody's visit yet. */
export async function officersAway({ table, now }: Context): Promise<Found> {
  const clock = londonClock(now);
  const last = addDays(clock.date, daysAhead);
  const officers = await listOfficers(table);
  const [absences, patterns] = [absencesOf(officers, clock.date, last), patternsOf(officers, clock.date, last)];
  const looked = [...absences.slice(0, mostStretches), ...patterns.slice(0, mostStretches)];
  const taken = await Promise.all(looked.map(({ officer, from, to }) => takenSlots(table, officer.id, from, to)));
  // A day of an absence may be one of a changed pattern too.
  const rows = new Map<string, Row & { session: string }>();
  looked.forEach(({ officer }, i) => {
    for (const { session, schoolName, booking, holdUntil } of taken[i] ?? []) {
      const why = whyNotThere(officer, session);
      if (!why || holdUntil !== undefined || hasBegun(session, clock, usualSessionTimes)) continue;
      rows.set(`${session} ${officer.id}`, {
        text: `${officer.name} ${notThere[why]}: ${sessionText(session)}`,
        path: `/bookings/${booking}/officers`,
        detail: `at ${schoolName}`,
        session,
        tag: { text: why === 'not-working' ? 'outside the pattern' : 'officer away', tone: 'late' },
      });
    }
  });
  const sorted = [...rows.values()].sort((a, b) => (a.session < b.session ? -1 : 1));
  const more = absences.length > mostStretches || patterns.length > mostStretches || sorted.length > mostCounted;
  return {
    ...firstOf(sorted.slice(0, mostCounted), mostShown, more),
    ...(sorted.length > 0 ? { all: { path: '/bookings/away', text: 'Visits without their officer' } } : {}),
  };
}
