// A statement from what is kept: lines by year whose figures sum, as far as whoever reads may know of each. Pure.
import { academicYearOf, academicYearText, type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type HolderId, isTeam, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { formatPence } from '../../../shared/money.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { can, canTouch, isStaff } from '../../identity/rules.ts';
import { statementLine } from '../rules.ts';
import type { Allocation, AllocationChange, Moved } from '../schema/allocations.ts';
import type { AllocationLine, Line, LineFigures, StatementYear, VacancyLine } from '../schema/statements.ts';
import type { Vacancy } from '../schema.ts';
import { figuresOf, netGranted } from './moves.ts';
import { stepTexts } from './run-words.ts';

/** Nobody is told whether somebody else's holder exists. */
export const unknownHolder = (holder: string): Refusal => ({ name: holder.startsWith('sch_') ? 'unknown-school' : 'unknown-organisation' });

/**
 * Whether somebody may read a holder's statement: the council's people every one, and alone those of its teams; a school, trust, partnership's lead or other body its
 * own; a member of a partnership also the partnership's; a trust those of its schools. `groups`: what the holder belongs to that day, `members`: who belongs to it.
 */
export function maySee(
  actor: Actor,
  holder: HolderId,
  { groups, members }: { groups: readonly OrganisationId[]; members: readonly OrganisationId[] },
): boolean {
  if (isTeam(holder)) return canTouch(actor, 'statement:read', {});
  if (canTouch(actor, 'statement:read', { organisation: holder })) return true;
  const { organisation } = actor;
  if (!organisation || !canTouch(actor, 'statement:read', { organisation })) return false;
  if (prefixOf(holder) === 'ptn') return members.includes(organisation);
  return prefixOf(organisation) === 'trs' && groups.includes(organisation);
}

export const yearOfPeriod = ({ from }: Pick<Period, 'from'>): StatementYear => ({
  clock: from.slice(5) === '04-01' ? 'financial' : 'academic',
  start: Number(from.slice(0, 4)),
});

export const yearTitle = ({ clock, start }: StatementYear): string =>
  `${clock === 'academic' ? 'Academic' : 'Financial'} year ${academicYearText(start)}`;

/** The first and the last day of a year. */
export const daysOf = ({ clock, start }: StatementYear): Period =>
  clock === 'academic'
    ? { from: `${start}-09-01` as CivilDate, to: `${start + 1}-08-31` as CivilDate }
    : { from: `${start}-04-01` as CivilDate, to: `${start + 1}-03-31` as CivilDate };

/** The figures of an allocation with what came from elsewhere and what went there set apart from what the rule granted. */
function lineFigures({ moved }: Pick<Allocation, 'moved'>, head: StoredHead | undefined): LineFigures {
  const { held, used, lapsed, left } = figuresOf({ moved }, head);
  return {
    granted: netGranted(moved),
    broughtIn: moved.handedIn + moved.carriedIn + moved.earmarkedIn,
    passedOn: moved.handedOut + moved.carriedOut + moved.earmarkedOut,
    held,
    used,
    lapsed,
    left,
  };
}

/** What an allocation's line is called in an address. */
export const lineOf = ({ period, grant }: Pick<Allocation, 'period' | 'grant'>): string => `${period.from}.${grant}`;

/** An allocation as a line; without reasons, clause and policy for whoever may not know what it rests on. */
export function allocationLine(allocation: Allocation, head: StoredHead | undefined, mayKnow: boolean): AllocationLine {
  const { account, title, asset, period, rule, part, state, target, shortfall, steps, clause, policy, assumed, confidential } = allocation;
  const told = !confidential || mayKnow;
  return {
    of: 'allocation',
    line: lineOf(allocation),
    title: titleOf(title, part),
    unit: asset,
    year: yearOfPeriod(period),
    account,
    rule,
    part,
    period,
    state,
    target,
    shortfall,
    steps: told ? steps : [],
    ...(told ? { clause, policy } : {}),
    ...(assumed && told ? { assumed } : {}),
    ...(confidential && mayKnow ? { confidential } : {}),
    ...lineFigures(allocation, head),
  };
}

/** A part that is not the rule's own says what it is. */
const titleOf = (title: string, part: string): string =>
  part === 'carried' ? `${title}: carried from the year before` : part === 'budget' ? `${title}: budget` : title;

function vacancyLine(vacancy: Vacancy, head: StoredHead | undefined): VacancyLine {
  const { granted, held, used, lapsed, left } = statementLine(vacancy, head);
  const { id, account, postTitle, ruleTitle, vacantFrom, state, recordedAt, closedAt, clause, policy } = vacancy;
  return {
    of: 'vacancy',
    line: id,
    title: ruleTitle ?? postTitle,
    unit: 'half-day',
    year: { clock: 'academic', start: academicYearOf(vacantFrom) },
    account,
    clause,
    policy,
    vacancy: id,
    post: postTitle,
    vacantFrom,
    state,
    recordedAt,
    closedAt,
    granted,
    broughtIn: 0,
    passedOn: 0,
    held,
    used,
    lapsed,
    left,
  };
}

/**
 * What is kept of a holder as far as whoever reads it may know. That a school has days of a rule that rests on a confidential status tells of the status: staff who
 * may not know of it are not shown them. The school itself is, under the title that schools are shown.
 */
export const keptFor = <K extends { allocations: readonly Allocation[] }>(actor: Actor, kept: K): K =>
  isStaff(actor) && !can(actor, 'confidential:read')
    ? { ...kept, allocations: kept.allocations.filter(({ confidential }) => !confidential) }
    : kept;

type Kept = { allocations: readonly Allocation[]; vacancies: readonly Vacancy[]; heads: ReadonlyMap<string, StoredHead> };

/** Every line, the latest year first; within a year in the order of titles. */
export function linesFor({ allocations, vacancies, heads }: Kept, mayKnow: boolean): Line[] {
  const head = (account: string | undefined) => (account ? heads.get(account) : undefined);
  const lines: Line[] = [
    ...allocations.map((each) => allocationLine(each, head(each.account), mayKnow)),
    ...vacancies.map((each) => vacancyLine(each, head(each.account))),
  ];
  const place = ({ year, title, line }: Line) => `${9999 - Number(daysOf(year).from.slice(0, 4))}${year.clock} ${title} ${line}`;
  return lines.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** Lines under the heading of their year, in their order. */
export function byYear(lines: readonly Line[]): { year: StatementYear; lines: Line[] }[] {
  const years = new Map<string, { year: StatementYear; lines: Line[] }>();
  for (const line of lines) {
    const name = yearTitle(line.year);
    const known = years.get(name) ?? { year: line.year, lines: [] };
    known.lines.push(line);
    years.set(name, known);
  }
  return [...years.values()];
}

/** A figure as a person reads it: days, or pounds. */
export const figureText = (unit: Line['unit'], amount: number): string =>
  unit === 'penny' ? formatPence(amount) : amount === 0 ? '0' : halfDaysText(amount);

/** What changed after a year had begun, in order of date: the steps of every line of it, each with its reason. */
export const midYearTexts = (lines: readonly Line[]): string[] =>
  lines
    .flatMap((line) => {
      if (line.of === 'vacancy') return [];
      const steps = line.steps.filter(({ on }) => on > line.period.from);
      return stepTexts({ steps, asset: line.unit }).map((text, i) => ({ on: steps[i]?.on ?? '', text: `${line.title}, ${text}` }));
    })
    .sort((a, b) => (a.on < b.on ? -1 : 1))
    .map(({ text }) => text);

/** What was used beyond a figure that came down later, where it was. */
export const shortfallText = ({ unit, shortfall }: AllocationLine): string | undefined =>
  shortfall > 0
    ? `What was used or is held is ${figureText(unit, shortfall)} more than it comes to now. What was used stays used.`
    : undefined;

const changeWords: Readonly<Record<string, string>> = {
  grant: 'granted',
  'claw-back': 'taken back',
  lapse: 'lapsed',
  return: 'delivered before, and given back',
};
const movedWords: Readonly<Record<string, { sum: [keyof Moved, keyof Moved]; words: [string, string] }>> = {
  carry: { sum: ['carriedIn', 'carriedOut'], words: ['carried in from the year before', 'carried into the next year'] },
  move: { sum: ['carriedIn', 'carriedOut'], words: ['moved here from other days', 'moved to other days'] },
  'hand-over': { sum: ['handedIn', 'handedOut'], words: ['taken over', 'handed over'] },
  earmark: { sum: ['earmarkedIn', 'earmarkedOut'], words: ['set aside here', 'set aside for what was agreed'] },
  release: { sum: ['earmarkedIn', 'earmarkedOut'], words: ['given back', 'given back to the pot'] },
};

/** A change in words. Which way something went is plain from what the allocation has had of it; where it has had both, it is left open. */
export function changeText({ code }: Pick<AllocationChange, 'code'>, { moved, part }: Pick<Allocation, 'moved' | 'part'>): string {
  const both = movedWords[code];
  if (!both) return changeWords[code] ?? code;
  // What is set aside goes from the pot to a plan, and back again.
  if (code === 'earmark') return both.words[part.startsWith('pln_') ? 0 : 1];
  if (code === 'release') return both.words[part.startsWith('pln_') ? 1 : 0];
  const [came, went] = both.sum.map((name) => moved[name] > 0);
  return came && went ? `${both.words[0]} or ${both.words[1]}` : both.words[came ? 0 : 1];
}

/** A vacancy in words, beneath its title. */
export const vacancyText = ({ post, vacantFrom, clause }: VacancyLine): string =>
  `${post}, vacant from ${dateText(vacantFrom)}${clause ? ` · ${clause.reference}` : ''}`;
