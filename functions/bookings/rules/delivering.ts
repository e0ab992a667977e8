// Who delivers what of a quote: the visits asked for, each of its own officer, and when the lead officer prepares and writes the report. Pure.
import {
  addDays,
  bankHoliday,
  type CivilDate,
  dateOf,
  dateText,
  isWeekend,
  type SessionKey,
  sessionText,
  workingDaysAfter,
  workingDaysBefore,
} from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { halfDaysText, workingDaysText } from '../../../shared/ui/text.ts';
import { onSaleOn } from '../../catalogue/rules.ts';
import type { Service } from '../../catalogue/schema.ts';
import type { PolicyVersion } from '../../entitlements/schema.ts';
import { freeSessions, hasBegun, worksThen } from '../../officers/rules.ts';
import type { Officer } from '../../officers/schema.ts';
import type { QuoteCommand } from '../schema/quotes.ts';
import { bookingHorizonDays, type Delivering, type Work } from '../schema.ts';
import type { QuoteFacts } from './facts.ts';

/** How far from the visit the officer's work on it is looked for, in working days: a fortnight. */
const workWithin = 10;

type Known = Pick<QuoteFacts, 'clock'> & { service: Service; policy: PolicyVersion };
/** An officer with what is known to be taken of their diary. */
export type Diary = { officer: Officer; taken: ReadonlySet<SessionKey> };

/** Why a session cannot be booked at all, whoever pays: weekend, bank holiday, past, pattern, taken. */
function sessionRefusal(
  { clock, service, policy }: Known,
  { officer, taken }: Diary,
  session: SessionKey,
): ReturnType<typeof refuse> | undefined {
  const date = dateOf(session);
  const at = { field: 'sessions' };
  const text = sessionText(session);
  if (hasBegun(session, clock, policy.pack.sessions)) return refuse('date-in-past', `${text} has begun or is over.`, at);
  if (date > addDays(clock.date, bookingHorizonDays)) return refuse('too-far-ahead', `${text} is more than eighteen months away.`, at);
  if (isWeekend(date)) return refuse('weekend', `${text} is at a weekend.`, at);
  const holiday = bankHoliday(date);
  if (holiday) return refuse('bank-holiday', `${dateText(date)} is ${holiday}.`, at);
  if (!onSaleOn(service, date)) return refuse('not-on-sale', `${service.title} is not on sale on ${dateText(date)}.`, at);
  if (!worksThen(officer, session)) return refuse('outside-pattern', `${officer.name} does not work on ${text}.`, at);
  if (taken.has(session)) return refuse('session-taken', `${officer.name} is already booked on ${text}.`, at);
  return undefined;
}

/** In order of time, and of one half-day in the order in which the officers were named. */
const inOrder = <S extends Delivering>(sessions: readonly S[]): S[] =>
  [...sessions].sort((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : 0));

/** The half-days of visits that a command asks for, of all its officers. */
export const visitsIn = ({ sessions, also = [] }: Pick<QuoteCommand, 'sessions' | 'also'>): number =>
  sessions.length + also.reduce((sum, each) => sum + each.sessions.length, 0);

/** The officers of a command with their diaries, the lead first. Refuses `unknown-officer`, `officer-lacks-skill`, and `invalid-request` for one named twice. */
export function diariesOf(
  { officer, taken, others = [] }: Pick<QuoteFacts, 'officer' | 'taken' | 'others'>,
  { also = [] }: Pick<QuoteCommand, 'also'>,
  service: Service,
): Decision<Diary[]> {
  const diaries: Diary[] = [];
  const wanted = [
    { officer, taken, field: 'officer' },
    ...also.map((_, i) => ({ taken: new Set<SessionKey>(), officer: undefined, ...others[i], field: 'also' })),
  ];
  for (const { officer: who, taken: busy, field } of wanted) {
    if (!who) return refuse('unknown-officer', undefined, { field });
    if (!who.skills.includes(service.skill))
      return refuse('officer-lacks-skill', `${who.name} does not deliver ${service.title}.`, { field });
    if (diaries.some((each) => each.officer.id === who.id))
      return refuse('invalid-request', undefined, { faults: [{ field, detail: `Name ${who.name} once, with all their sessions` }] });
    diaries.push({ officer: who, taken: busy });
  }
  return accept(diaries);
}

/** The visits asked for, each of its officer, in order. Refuses `duplicate-session`, and by the officer's name whatever cannot be booked at all. */
export function visitsAsked(facts: Known, diaries: readonly Diary[], { sessions, also = [] }: QuoteCommand): Decision<Delivering[]> {
  const visits: Delivering[] = [];
  for (const [i, asked] of [sessions, ...also.map((each) => each.sessions)].entries()) {
    const diary = diaries[i];
    const sorted = [...asked].sort();
    const twice = sorted.find((session, n) => session === sorted[n - 1]);
    if (twice) return refuse('duplicate-session', `${sessionText(twice)} is there twice.`, { field: 'sessions' });
    for (const session of sorted) {
      if (!diary) return refuse('unknown-officer', undefined, { field: 'also' });
      const refusal = sessionRefusal(facts, diary, session);
      if (refusal) return refusal;
      visits.push({ session, officer: diary.officer.id, officerName: diary.officer.name });
    }
  }
  return accept(inOrder(visits));
}

/** From which day to which the officer's diary counts for a quote: the visits, and where the service takes more than them so far before and after. */
export function diaryRange(
  sessions: readonly SessionKey[],
  service: Pick<Service, 'preparationHalfDays' | 'reportHalfDays'> | undefined,
): { from: CivilDate; to: CivilDate } | undefined {
  const dates = sessions.map(dateOf).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) return undefined;
  const { preparationHalfDays = 0, reportHalfDays = 0 } = service ?? {};
  return {
    from: preparationHalfDays > 0 ? workingDaysBefore(first, workWithin) : first,
    to: reportHalfDays > 0 ? workingDaysAfter(last, workWithin) : last,
  };
}

const workTexts: Record<Work, { what: string; where: string }> = {
  preparation: { what: 'to prepare', where: 'before' },
  report: { what: 'for the report', where: 'after' },
};

/**
 * The visits with the lead officer's work on them: as near before the first of their own visits and after the last as they are free, within ten working days, or the
 * sessions that were named, which lie there too. Refuses `no-session-for-work`, and of what was named `invalid-request` and whatever cannot be booked at all.
 */
export function withWork(facts: Known, lead: Diary, visits: readonly Delivering[], command: QuoteCommand): Decision<Delivering[]> {
  const { service, clock, policy } = facts;
  const own = visits.filter(({ officer }) => officer === lead.officer.id).map(({ session }) => session);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) return accept([...visits]);
  const { id: officer, name: officerName } = lead.officer;
  const busy = { officer: lead.officer, taken: new Set([...lead.taken, ...own]) };
  const works: Delivering[] = [];
  for (const work of ['preparation', 'report'] as const) {
    const most = service[`${work}HalfDays`] ?? 0;
    const [from, to] =
      work === 'preparation'
        ? [workingDaysBefore(dateOf(first), workWithin), dateOf(first)]
        : [dateOf(last), workingDaysAfter(dateOf(last), workWithin)];
    const isThere = (session: SessionKey) => {
      const date = dateOf(session);
      return date >= from && date <= to && (work === 'preparation' ? session < first : session > last);
    };
    const named = command[work];
    if (named) {
      const refusal = namedRefusal(facts, busy, named, { work, most, isThere });
      if (refusal) return refusal;
    }
    const free = () =>
      freeSessions(busy.officer, busy.taken, from, to, clock, policy.pack.sessions).filter(
        (session) => isThere(session) && !sessionRefusal(facts, busy, session),
      );
    const { what, where } = workTexts[work];
    const chosen = named ?? (most === 0 ? [] : work === 'preparation' ? free().slice(-most) : free().slice(0, most));
    if (chosen.length < most)
      return refuse(
        'no-session-for-work',
        `${service.title} takes ${halfDaysText(most)} ${what}, and ${officerName} has ${chosen.length === 0 ? 'none' : `only ${halfDaysText(chosen.length)}`} free within ${workingDaysText(workWithin)} ${where} ${sessionText(work === 'preparation' ? first : last)}.`,
        { field: 'sessions' },
      );
    works.push(...chosen.map((session) => ({ session, officer, officerName, work })));
  }
  return accept(inOrder([...visits, ...works]));
}

/** Why sessions that were named for the officer's work are none that it can be done in. */
function namedRefusal(
  facts: Known,
  diary: Diary,
  named: readonly SessionKey[],
  { work, most, isThere }: { work: Work; most: number; isThere: (session: SessionKey) => boolean },
): ReturnType<typeof refuse> | undefined {
  const fault = (detail: string) => refuse('invalid-request', undefined, { faults: [{ field: work, detail }] });
  const { where } = workTexts[work];
  if (named.length !== most)
    return fault(most === 0 ? 'Leave it out: the service takes none' : `Give ${halfDaysText(most)}, or leave it out`);
  if (new Set(named).size !== named.length) return fault('Name each session once');
  for (const session of named) {
    if (!isThere(session)) return fault(`Choose sessions within ${workingDaysText(workWithin)} ${where} the officer’s visits`);
    const refusal = sessionRefusal(facts, diary, session);
    if (refusal) return { ...refusal, refusal: { ...refusal.refusal, faults: [{ field: work, detail: refusal.refusal.detail ?? '' }] } };
  }
  return undefined;
}
