// What may be changed in an officer's diary. What is past never changes, and nothing that is booked or held is touched: what no longer fits is only listed.
import { addDays, type CivilDate, dateOf, dateText, halfOf, type SessionKey, sessionKey, sessionText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OfficerId, ServiceId } from '../../../shared/ids.ts';
import { halvesOf, hasBegun, type NotThere, patternOn, sameOfficer, stretchOf, whyNotThere } from '../rules.ts';
import type * as of from '../schema/keeping.ts';
import { type Absence, mostAbsencesKept, type Officer, type Pattern, type SessionTimes, type Slot } from '../schema.ts';

/** `districts`: those of the council, where it has named any. */
export type Facts = { today: CivilDate; districts: readonly string[] };

/** The officer after a change; `after` is the officer that was given where nothing changes, and then nothing is written. */
export type Kept = {
  after: Officer;
  audit: { action: string; detail: string };
  /** There may be more to give than before: whoever waits is looked for. */
  freer: boolean;
  /** The half-days it is about, from one to another, or from one on. */
  over?: { from: SessionKey; to?: SessionKey };
  /** Skills that are taken away: the change is about what needs one of them. */
  without?: string[];
};
type Changed = Omit<Officer, 'version'>;
type Rest = Omit<Kept, 'after'>;

/** How far ahead a diary is kept. */
const yearsAhead = 3;
/** Of absences that are not over. */
const mostAbsences = 200;
const mostPatterns = 100;
const endOfDay = (date: CivilDate): SessionKey => sessionKey(date, 'pm');
const startOfDay = (date: CivilDate): SessionKey => sessionKey(date, 'am');

/** What was sent twice is done; what was decided on an older version than there is, is refused as `changed-meanwhile`. */
function kept(before: Officer, version: number, after: Changed, rest: Rest): Decision<Kept> {
  if (sameOfficer(before, after)) return accept({ ...rest, after: before, freer: false });
  if (version !== before.version) return refuse('changed-meanwhile');
  return accept({ ...rest, after: { ...after, version: before.version + 1 } });
}

/** Refuses `date-out-of-bounds` for a day that is over or too far ahead. */
function outOfBounds(date: CivilDate, { today }: Facts, field: string): ReturnType<typeof refuse> | undefined {
  const last = addDays(today, yearsAhead * 366);
  if (date < today) return refuse('date-out-of-bounds', `What is past is not changed: give ${dateText(today)} or a later day`, { field });
  if (date > last) return refuse('date-out-of-bounds', `Give a day up to ${dateText(last)}`, { field });
  return undefined;
}

const strange = (district: string, { districts }: Facts): boolean => districts.length > 0 && !districts.includes(district);

/** Name, title, skills and district. A district that the officer has is kept even if the council has it no longer. Refuses `unknown-district`, `changed-meanwhile`. */
export function decideRecord(officer: Officer, { version, ...record }: of.RecordCommand, facts: Facts): Decision<Kept> {
  if (record.district !== officer.district && strange(record.district, facts))
    return refuse('unknown-district', undefined, { field: 'district' });
  const names = { name: 'Name', title: 'Title', skills: 'Skills', district: 'District' } as const;
  const changed = (Object.keys(names) as (keyof typeof names)[]).filter((part) => String(officer[part]) !== String(record[part]));
  const detail = changed.map((part) => names[part]).join(', ');
  const without = officer.skills.filter((skill) => !record.skills.includes(skill));
  return kept(
    officer,
    version,
    { ...officer, ...record },
    {
      audit: { action: 'officer:edit', detail },
      freer: true,
      ...(without.length > 0 ? { over: { from: startOfDay(facts.today) }, without } : {}),
    },
  );
}

const never = { am: false, pm: false };
const noPattern: Pattern = { 1: never, 2: never, 3: never, 4: never, 5: never };

/** Somebody new, who works from a day on. Refuses `unknown-district`, `date-out-of-bounds`. */
export function decideNew(id: OfficerId, { from, pattern, key: _, ...record }: of.NewOfficer, facts: Facts): Decision<Officer> {
  if (strange(record.district, facts)) return refuse('unknown-district', undefined, { field: 'district' });
  const bounds = outOfBounds(from, facts, 'from');
  if (bounds) return bounds;
  const begins = from > facts.today ? { pattern: noPattern, laterPatterns: [{ from, pattern }] } : { pattern };
  return accept({ id, ...record, ...begins, absences: [], version: 1 });
}

const samePattern = (a: Pattern, b: Pattern): boolean => halvesOf(a).join() === halvesOf(b).join();

/** Patterns in the order of their days, without one that says what was worked before it. What was booked in one that goes is looked for from its day on. */
function inOrder({ laterPatterns = [], ...officer }: Officer, later: NonNullable<Officer['laterPatterns']>): Changed {
  const sorted = [...later].sort((a, b) => (a.from < b.from ? -1 : 1));
  const telling = sorted.filter(({ pattern }, i) => !samePattern(pattern, sorted[i - 1]?.pattern ?? officer.pattern));
  const takenBackFrom = lookedForFrom({ ...officer, laterPatterns }, telling);
  return { ...officer, ...(takenBackFrom ? { takenBackFrom } : {}), ...(telling.length > 0 ? { laterPatterns: telling } : {}) };
}

/** From which day on visits are looked for that stand in a pattern which goes now, or which went before. */
function lookedForFrom({ laterPatterns = [], takenBackFrom }: Changed, later: Officer['laterPatterns'] = []): CivilDate | undefined {
  const gone = laterPatterns.map(({ from }) => from).filter((from) => later.every((each) => each.from !== from));
  return [...gone, ...(takenBackFrom ? [takenBackFrom] : [])].sort()[0];
}

/** An officer as registered over what is known of them: what was booked in a pattern that is theirs no more goes on being looked for. */
export function registeredOver(known: Officer, told: Changed, { today }: Pick<Facts, 'today'>): Officer {
  const gone = [lookedForFrom(known, told.laterPatterns), told.takenBackFrom, ...(samePattern(known.pattern, told.pattern) ? [] : [today])];
  const [takenBackFrom] = gone.flatMap((from) => from ?? []).sort();
  return { ...told, ...(takenBackFrom ? { takenBackFrom } : {}), version: known.version + 1 };
}

/** Where the next pattern after a day takes over. */
const untilNext = ({ laterPatterns = [] }: Officer, from: CivilDate): { to?: SessionKey } => {
  const next = laterPatterns.find((later) => later.from > from);
  return next ? { to: endOfDay(addDays(next.from, -1)) } : {};
};

/** A working pattern from a day on, until the next one that is recorded begins; one from the same day is replaced. Refuses `date-out-of-bounds`, `too-many-patterns`, `changed-meanwhile`. */
export function decidePattern(officer: Officer, { from, pattern, version }: of.LaterPattern, facts: Facts): Decision<Kept> {
  const bounds = outOfBounds(from, facts, 'from');
  if (bounds) return bounds;
  const others = (officer.laterPatterns ?? []).filter((later) => later.from !== from);
  if (others.length >= mostPatterns) return refuse('too-many-patterns', undefined, { field: 'from' });
  return kept(officer, version, inOrder(officer, [...others, { from, pattern }]), {
    audit: { action: 'officer:pattern', detail: `From ${dateText(from)}` },
    freer: true,
    over: { from: startOfDay(from), ...untilNext(officer, from) },
  });
}

/** Takes back a pattern that has not begun. Refuses `unknown-pattern`, `date-out-of-bounds`, `changed-meanwhile`. */
export function decidePatternRemoval(officer: Officer, { from, version }: of.PatternRemoval, { today }: Facts): Decision<Kept> {
  const later = officer.laterPatterns ?? [];
  const rest: Rest = { audit: { action: 'officer:pattern-end', detail: `From ${dateText(from)}` }, freer: true };
  if (!later.some((each) => each.from === from))
    return version === officer.version ? refuse('unknown-pattern', undefined, { field: 'from' }) : kept(officer, version, officer, rest);
  if (from <= today)
    return refuse('date-out-of-bounds', 'A pattern that has begun is not taken back: record another from a day on', { field: 'from' });
  const over = { from: startOfDay(from), ...untilNext(officer, from) };
  return kept(
    officer,
    version,
    inOrder(
      officer,
      later.filter((each) => each.from !== from),
    ),
    { ...rest, over },
  );
}

/** An absence as it is kept, from the half-days it begins and ends with. */
const absenceOf = (from: SessionKey, to: SessionKey, kind?: Absence['kind']): Absence => ({
  from: dateOf(from),
  to: dateOf(to),
  ...(halfOf(from) === 'pm' ? { fromHalf: 'pm' } : {}),
  ...(halfOf(to) === 'am' ? { toHalf: 'am' } : {}),
  ...(kind ? { kind } : {}),
});

const overlaps = (absence: Absence, from: SessionKey, to: SessionKey): boolean =>
  stretchOf(absence).from <= to && from <= stretchOf(absence).to;
const isThat = (absence: Absence, { from, to }: { from: SessionKey; to: SessionKey }): boolean =>
  stretchOf(absence).from === from && stretchOf(absence).to === to;
/** In order, and no more than an officer is registered with: so the record can always be registered anew. It is those that were over first that go. */
const inTime = (absences: readonly Absence[]): Absence[] =>
  [...absences].sort((a, b) => (stretchOf(a).from < stretchOf(b).from ? -1 : 1)).slice(-mostAbsencesKept);

export const absenceText = (absence: Absence): string => {
  const { from, to } = stretchOf(absence);
  if (from === to) return sessionText(from);
  if (dateOf(from) === dateOf(to)) return sessionText(from).replace(/, morning$/, ', all day');
  return `${sessionText(from)}, to ${sessionText(to)}`;
};

/** An absence from one half-day to another. Refuses `date-out-of-bounds`, `already-away`, `too-many-absences`, `changed-meanwhile`. */
export function decideAbsence(officer: Officer, { from, to, kind, version }: of.AbsenceCommand, facts: Facts): Decision<Kept> {
  const absence = absenceOf(from, to, kind);
  const rest: Rest = { audit: { action: 'officer:absence', detail: absenceText(absence) }, freer: false, over: { from, to } };
  if (officer.absences.some((each) => isThat(each, { from, to }) && each.kind === kind)) return kept(officer, version, officer, rest);
  const bounds = outOfBounds(dateOf(from), facts, 'from') ?? outOfBounds(dateOf(to), facts, 'to');
  if (bounds) return bounds;
  const standing = officer.absences.find((each) => overlaps(each, from, to));
  if (standing) return refuse('already-away', `${officer.name}: ${absenceText(standing)}`, { field: 'from' });
  if (officer.absences.filter((each) => each.to >= facts.today).length >= mostAbsences)
    return refuse('too-many-absences', undefined, { field: 'from' });
  return kept(officer, version, { ...officer, absences: inTime([...officer.absences, absence]) }, rest);
}

/** Takes an absence back; of one that has begun, what is over stays. Refuses `unknown-absence`, `date-out-of-bounds`, `changed-meanwhile`. */
export function decideAbsenceRemoval(officer: Officer, { from, to, version }: of.AbsenceRemoval, { today }: Facts): Decision<Kept> {
  const standing = officer.absences.find((each) => isThat(each, { from, to }));
  const rest: Rest = { audit: { action: 'officer:absence-end', detail: absenceText(absenceOf(from, to)) }, freer: true };
  if (!standing)
    return version === officer.version ? refuse('unknown-absence', undefined, { field: 'from' }) : kept(officer, version, officer, rest);
  if (standing.to < today) return refuse('date-out-of-bounds', 'That absence is over, and what is past is not changed', { field: 'from' });
  const lastPast = endOfDay(addDays(today, -1));
  const left = from <= lastPast ? [absenceOf(from, lastPast, standing.kind)] : [];
  const absences = officer.absences.flatMap((each) => (each === standing ? left : [each]));
  return kept(officer, version, { ...officer, absences }, { ...rest, over: { from, to } });
}

/** Somebody who had left was not there since: that stays so, as an absence, when they work again. */
function backAgain({ leavesOn, ...officer }: Officer, today: CivilDate): Changed {
  const first = leavesOn && addDays(leavesOn, 1);
  if (!first || first >= today) return officer;
  return { ...officer, absences: inTime([...officer.absences, { from: first, to: addDays(today, -1), kind: 'other' }]) };
}

/** The last day on which they work for the council, today or later. Refuses `date-out-of-bounds`, `changed-meanwhile`. */
export function decideLeaving(officer: Officer, { leavesOn, version }: of.Leaving, facts: Facts): Decision<Kept> {
  const rest: Rest = {
    audit: { action: 'officer:leaving', detail: dateText(leavesOn) },
    freer: officer.leavesOn !== undefined && officer.leavesOn < leavesOn,
    over: { from: startOfDay(addDays(leavesOn, 1)) },
  };
  if (officer.leavesOn === leavesOn) return kept(officer, version, officer, rest);
  return outOfBounds(leavesOn, facts, 'leavesOn') ?? kept(officer, version, { ...backAgain(officer, facts.today), leavesOn }, rest);
}

/** They stay, or work for the council again. Refuses `changed-meanwhile`. */
export function decideStaying(officer: Officer, { version }: of.Staying, { today }: Facts): Decision<Kept> {
  const detail = officer.leavesOn ? dateText(officer.leavesOn) : '';
  return kept(officer, version, backAgain(officer, today), { audit: { action: 'officer:leaving-end', detail }, freer: true });
}

/** What is booked or held with somebody who will not be there, or who has not the skill for it any more. */
export type Misfit = Slot & { why: NotThere | 'lacks-skill' };

/**
 * Of the half-days that are taken, those still to come within a change to which the officer would not come, or that need a skill it takes away (`skillOf` each
 * service). A hold that has run out is nobody's.
 */
export function misfits(
  { after, over, without }: Kept,
  slots: readonly Slot[],
  now: { clock: { date: CivilDate; time: string }; moment: string; sessionTimes: SessionTimes },
  skillOf: ReadonlyMap<ServiceId, string> = new Map(),
): Misfit[] {
  const lacks = ({ service }: Slot) => (without?.includes(skillOf.get(service) ?? '') ? 'lacks-skill' : undefined);
  return slots.flatMap((slot) => {
    const { session, holdUntil } = slot;
    if (!over || session < over.from || (over.to && session > over.to)) return [];
    if (hasBegun(session, now.clock, now.sessionTimes) || (holdUntil !== undefined && holdUntil < now.moment)) return [];
    const why = without ? lacks(slot) : whyNotThere(after, session);
    return why ? [{ ...slot, why }] : [];
  });
}

/** The patterns still to count: the one in force on a day, and those that begin after it. */
export function patternsFrom(officer: Officer, today: CivilDate): { from?: CivilDate; pattern: Pattern }[] {
  const later = (officer.laterPatterns ?? []).filter(({ from }) => from > today);
  return [{ pattern: patternOn(officer, today) }, ...later];
}
