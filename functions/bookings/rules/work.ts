// The half-days that an officer takes beside the visits, to prepare and to write the report: each belongs to a visit, and stands and falls with it. Pure.
import { type SessionKey, sessionText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type BookedSession, type Booking, mostVisitsAtOnce, type Work } from '../schema.ts';

export const isVisit = ({ work }: Pick<BookedSession, 'work'>): boolean => work === undefined;

const workTexts: Record<Work, string> = { preparation: 'Preparation', report: 'Report' };

/** `Preparation: ` before a session's date where nobody comes to the school. */
export const workPrefix = ({ work }: Pick<BookedSession, 'work'>): string => (work ? `${workTexts[work]}: ` : '');
export const sessionSaid = (of: Pick<BookedSession, 'session' | 'work'>): string => `${workPrefix(of)}${sessionText(of.session)}`;

/** How sessions are called among each other: where several officers deliver them, each with its own. */
export function saidAmong(
  sessions: readonly Pick<BookedSession, 'officer'>[],
): (of: Pick<BookedSession, 'session' | 'work' | 'officerName'>) => string {
  const several = new Set(sessions.map(({ officer }) => officer)).size > 1;
  return (of) => `${sessionSaid(of)}${several ? `, ${of.officerName}` : ''}`;
}

/** Of visits in order that which work belongs to: preparation to the first, a report to the last. */
const ofWork = (work: Work, visits: readonly BookedSession[]): string | undefined =>
  (work === 'preparation' ? visits[0] : visits.at(-1))?.visit;

/** The sessions of a new booking, each session of work with the visit of its officer that it belongs to. */
export const attached = (sessions: readonly BookedSession[]): BookedSession[] =>
  sessions.map((session) => {
    const { work, officer } = session;
    const of =
      work &&
      ofWork(
        work,
        sessions.filter((each) => isVisit(each) && each.officer === officer),
      );
    return of ? { ...session, of } : session;
  });

/** The visit that a session of work belongs to, and of a visit itself. */
export const visitOf = <S extends Pick<BookedSession, 'visit' | 'of'>>({ sessions }: { sessions: readonly S[] }, session: S): S =>
  (session.of && sessions.find(({ visit }) => visit === session.of)) || session;

/** The open work on some visits. */
export const workOn = ({ sessions }: Pick<Booking, 'sessions'>, visits: readonly BookedSession[]): BookedSession[] =>
  sessions.filter(({ of, state }) => state === 'booked' && of !== undefined && visits.some(({ visit }) => visit === of));

/** Refuses what is no visit: work is changed with the visit that it belongs to. */
export function visitsAlone(booking: Pick<Booking, 'sessions'>, chosen: readonly BookedSession[]): Decision<void> {
  const work = chosen.find((session) => !isVisit(session));
  if (!work) return accept(undefined);
  return refuse('goes-with-its-visit', `${sessionSaid(work)} belongs to the visit on ${sessionText(visitOf(booking, work).session)}.`, {
    field: 'visits',
  });
}

/** Some visits with the work that goes with them. Refuses as visitsAlone(), and `too-many-sessions` for more than one transaction holds. */
export function withTheirWork(
  booking: Booking,
  chosen: readonly BookedSession[],
  work: readonly BookedSession[],
): Decision<BookedSession[]> {
  const alone = visitsAlone(booking, chosen);
  if (!alone.ok) return alone;
  const all = booking.sessions.filter((session) => chosen.includes(session) || work.includes(session));
  if (all.length > mostVisitsAtOnce)
    return refuse(
      'too-many-sessions',
      `At most ${mostVisitsAtOnce} sessions are changed at a time, with what the officer takes beside the visits: choose fewer.`,
      { field: 'visits' },
    );
  return accept(all);
}

/**
 * What goes when some visits are cancelled: they and the work on them, as long as no other visit of its officer is left for it. What is left for another visit
 * belongs to that one from then on. Refuses as withTheirWork().
 */
export function goingWith(booking: Booking, chosen: readonly BookedSession[]): Decision<{ booking: Booking; going: BookedSession[] }> {
  const next = (session: BookedSession): string | undefined => {
    const { work, officer } = session;
    const left = booking.sessions.filter(
      (each) => isVisit(each) && each.state === 'booked' && each.officer === officer && !chosen.includes(each),
    );
    return work && ofWork(work, left);
  };
  const touched = workOn(booking, chosen);
  const going = withTheirWork(
    booking,
    chosen,
    touched.filter((session) => next(session) === undefined),
  );
  if (!going.ok) return going;
  const sessions = booking.sessions.map((session) => {
    const of = touched.includes(session) && !going.value.includes(session) ? next(session) : undefined;
    return of ? { ...session, of } : session;
  });
  return accept({ booking: { ...booking, sessions }, going: going.value });
}

/**
 * The officer's open work that would come to lie on the wrong side of a visit, were it on that session. The work on another of the officer's visits counts
 * too: no visit comes before what prepares it or after the report of it, whichever was the first or the last when it was booked.
 */
export const outOfOrder = ({ sessions }: Pick<Booking, 'sessions'>, visit: BookedSession, to: SessionKey): BookedSession | undefined =>
  sessions.find(
    ({ work, session, state, officer }) =>
      work && state === 'booked' && officer === visit.officer && (work === 'preparation' ? session >= to : session <= to),
  );

/** The visits of an officer that may be marked delivered: they and the work on them have ended. */
export const toMark = (
  booking: Pick<Booking, 'sessions'>,
  officer: string | undefined,
  ended: (session: SessionKey) => boolean,
): BookedSession[] =>
  booking.sessions.filter(
    (session) =>
      session.state === 'booked' &&
      isVisit(session) &&
      session.officer === officer &&
      [session, ...workOn(booking, [session])].every((each) => ended(each.session)),
  );
