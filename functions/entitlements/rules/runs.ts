// What an allocation run does to a holder, line by line, each with its reason; and when one may begin and be carried out. Pure.
import { addDays, type CivilDate, dateText, type Instant, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type AllocationRunId, type HolderId, isTeam, type JobId, prefixOf } from '../../../shared/ids.ts';
import { districtOn } from '../../schools/rules/events.ts';
import { sectorOn } from '../../schools/rules.ts';
import { schoolTypes } from '../../schools/schema.ts';
import { type AllocationRun, noCounts, type RunLine, type StartRun } from '../schema/allocations.ts';
import type { PolicyPointer } from '../schema.ts';
import { carriedOf, type Ending, earlier, endingsOf } from './closings.ts';
import { type Due, duesOf, type Holding, type Question, type Tied } from './dues.ts';
import { wordsOf } from './grants.ts';
import { atYearEnd } from './moves.ts';
import { type Available, needsHead, type Settled, settled } from './passing.ts';
import { phaseOf } from './rights.ts';

const furthestAhead = 730;

/**
 * A run begins. Refuses `invalid-request` for a day more than two years ahead, or for a year that is to be closed before it has ended, and
 * `policy-not-in-force` where no version of the policy is in force on the day of a grant.
 */
export function decideStart(
  facts: {
    id: AllocationRunId;
    job: JobId;
    now: Instant;
    today: CivilDate;
    actor: Pick<Actor, 'person'>;
    pointer: PolicyPointer | undefined;
    policyOn: string | undefined;
  },
  { kind, on }: StartRun,
): Decision<AllocationRun> {
  const { pointer, today } = facts;
  const fault = (detail: string) => refuse('invalid-request', undefined, { faults: [{ field: 'on', detail }] });
  if (on > addDays(today, furthestAhead)) return fault('Give a day within the next two years');
  if (kind === 'close' && on > today) return fault(`Give a day up to today, ${dateText(today)}: what has not ended cannot be closed`);
  if (!pointer || facts.policyOn === undefined) return refuse('policy-not-in-force');
  return accept({
    type: 'allocation-run',
    id: facts.id,
    job: facts.job,
    kind,
    on,
    state: 'reading',
    cursor: { list: 0 },
    chunks: 0,
    granted: { chunk: 0, line: 0 },
    counts: noCounts,
    policies: pointer.version,
    policy: facts.policyOn,
    startedBy: facts.actor.person,
    startedAt: timestamp(facts.now),
    version: 1,
  });
}

const oneDay = 24 * 60 * 60 * 1000;

/** Why a dry run can no longer be carried out; undefined while it can. What its lines rest on one by one is looked at when they are carried out. */
export function outdated(
  { policies, startedAt }: Pick<AllocationRun, 'policies' | 'startedAt'>,
  pointer: PolicyPointer | undefined,
  now: Instant,
): 'allocation-run-out-of-date' | 'allocation-run-too-old' | undefined {
  const begun = Date.parse(startedAt);
  const hasCome = ({ effectiveAt }: { effectiveAt: string }) => Date.parse(effectiveAt) > begun && Date.parse(effectiveAt) <= now;
  if (pointer?.version !== policies || pointer.versions.some(hasCome)) return 'allocation-run-out-of-date';
  return now - begun > oneDay ? 'allocation-run-too-old' : undefined;
}

/** What kind of holder it is, in a word that sums are made by: a school's setting or phase, or what else it is. */
export function kindOfHolder({ holder, organisation }: Pick<Holding, 'holder' | 'organisation'>, date: CivilDate): string {
  if (isTeam(holder)) return 'team';
  if (!organisation) return 'other';
  if (!('urn' in organisation)) return organisation.kind;
  const setting = schoolTypes[sectorOn(organisation, date).typeCode]?.setting ?? 'mainstream';
  if (setting !== 'mainstream') return setting;
  const phase = phaseOf(organisation);
  return phase === 'none' ? 'school' : phase;
}

function districtOfHolder({ organisation, events }: Holding, { council, today }: Question): string | undefined {
  return organisation && prefixOf(organisation.id) !== 'trs' ? districtOn(organisation, council.districts, events, today) : undefined;
}

/** Which facts the lines of a holder rest on: of itself, and of everybody it is tied to by successions. Events are only ever added. */
export const factsOf = (tied: Tied): string =>
  [...tied]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { organisation, events, confidential }]) => `${organisation?.version ?? 0}.${events.length}.${confidential.length}`)
    .join(' ');

/** What is due to a holder for a year, and to those it is tied to by successions. */
type Belonging = { dues: Due[]; others: Due[] };
/** What the lines of a holder rest on: a year for a grant, each year that has ended where it is closed; and the accounts whose heads have to be known. */
export type Asked = { years: Belonging[]; accounts: string[] };

function belonging(holder: HolderId, tied: Tied, question: Question): Belonging {
  const others = [...tied.keys()].flatMap((other) => (other === holder ? [] : duesOf(other, tied, question)));
  return { dues: duesOf(holder, tied, question), others };
}

/** What the lines of a holder rest on. */
export function headsFor(holder: HolderId, tied: Tied, question: Question, kind: AllocationRun['kind']): Asked {
  if (kind === 'allocate') {
    const year = belonging(holder, tied, question);
    return { years: [year], accounts: [...year.dues, ...year.others].filter(needsHead).map(({ account }) => account) };
  }
  // Nothing is carried, moved or lapsed that was not due in the year that ended, whether a run of that year has told so or not.
  const endings = endingsOf(tied.get(holder)?.allocations ?? [], question);
  const ended = endings.map(({ known }) => known);
  const lastOf = ({ period }: Pick<Due, 'period'>) => earlier(period.to, question.on);
  const days = [...new Set(ended.map(lastOf))];
  const years = days.map((on) => {
    const { dues, others } = belonging(holder, tied, { ...question, on });
    const isEnded = (due: Due) => lastOf(due) === on && ended.some(({ account }) => account === due.account);
    return { dues: dues.filter(isEnded), others: others.filter(({ known }) => known?.state === 'open') };
  });
  const others = years.flatMap((year) => year.others.filter(needsHead));
  return { years, accounts: [...new Set([...ended, ...others].map(({ account }) => account))] };
}

type Common = Pick<RunLine, 'kind' | 'district' | 'facts'>;

/** What a run does to bring an allocation to what is due; undefined when it already is. */
function lineOf({ due, moves, shortfall }: Settled, common: Common): RunLine | undefined {
  const { known, target, steps } = due;
  if (known?.state === 'closed') return undefined;
  const isSame =
    moves.length === 0 && known !== undefined && known.target === target && known.shortfall === shortfall && known.ended === due.ended;
  if (isSame || (!known && moves.length === 0)) return undefined;
  return {
    ...wordsOf(due),
    ...common,
    holder: due.holder,
    holderName: due.holderName,
    account: due.account,
    before: known?.target ?? 0,
    target,
    moves,
    shortfall,
    steps,
    ...(due.ended ? { ended: true } : {}),
    version: known?.version ?? 0,
  };
}

/** Both ends of what is handed over, or goes back to a pot, have to be open: such allocations are brought to what is due first, and closed by the next run. */
const comesFirst = (account: string, found: readonly Settled[]): boolean =>
  found.some(({ due, moves }) => moves.some(({ to }) => to && (due.account === account || to.account === account)));

/** What is left of an allocation once it is what was due: it lapses, is carried or moves; and nothing more may be drawn. */
function closingLine({ known, end, because }: Ending, settled: Settled | undefined, available: Available, common: Common): RunLine {
  const before = settled?.moves ?? [];
  const left = before.reduce((sum, { code, amount }) => sum + (code === 'grant' ? amount : -amount), available(known.account));
  const isOther = before.length > 0 || (settled && settled.due.target !== known.target);
  return {
    ...wordsOf(known),
    ...common,
    holder: known.holder,
    holderName: known.holderName,
    account: known.account,
    before: known.target,
    target: settled?.due.target ?? known.target,
    moves: [...before, ...atYearEnd(left, end, because)],
    shortfall: settled?.shortfall ?? known.shortfall,
    steps: isOther && settled ? settled.due.steps : [],
    closes: true,
    version: known.version,
  };
}

/** Of an ending that carries, what may still be carried: parts that come first count against the limit, which is the rule's. */
function leftToCarry({ end, known }: Ending, lines: readonly RunLine[]): Ending['end'] {
  if (end.unused !== 'carry' || end.atMost === undefined) return end;
  const part = carriedOf(known.account);
  const carried = lines
    .filter(({ rule, period }) => rule === known.rule && period.from === known.period.from)
    .flatMap(({ moves }) => moves.filter(({ code, to }) => code === 'carry' && to?.part === part))
    .reduce((sum, { amount }) => sum + amount, 0);
  return { ...end, atMost: Math.max(end.atMost - carried, 0) };
}

export type Found = { lines: RunLine[]; unchanged: number };

/** What has to be known for the lines of a holder: its allocations and those of whoever it is tied to, each brought to what is due. */
type Done = { own: readonly Settled[]; everybody: readonly Settled[]; available: Available };

/** The lines of a run that grants: one for each allocation that is not as it should be. */
function grantingLines({ own }: Done, common: Common): Found {
  const lines = own.map((settled) => lineOf(settled, common));
  return {
    lines: lines.filter((line) => line !== undefined),
    unchanged: lines.filter((line, i) => line === undefined && own[i]?.due.known).length,
  };
}

/** The lines of a run that closes: one for each allocation whose year has ended. */
function closingLines({ own, everybody, available }: Done, endings: readonly Ending[], common: Common): Found {
  const lines: RunLine[] = [];
  for (const ending of endings) {
    const { account } = ending.known;
    const settled = own.find(({ due }) => due.account === account);
    const line = comesFirst(account, everybody)
      ? settled && lineOf(settled, common)
      : closingLine({ ...ending, end: leftToCarry(ending, lines) }, settled, available, common);
    if (line) lines.push(line);
  }
  return { lines, unchanged: 0 };
}

/** What is the same on every line of a holder. */
function commonOf(holding: Holding, tied: Tied, question: Question): Common {
  const district = districtOfHolder(holding, question);
  return { kind: kindOfHolder(holding, question.today), facts: factsOf(tied), ...(district ? { district } : {}) };
}

/** What a run does to one holder, and how many of its allocations already are as they should be. */
export function linesOf(
  holder: HolderId,
  tied: Tied,
  question: Question,
  { kind, years, available }: Pick<Asked, 'years'> & { kind: AllocationRun['kind']; available: Available },
): Found {
  const holding = tied.get(holder);
  if (!holding) return { lines: [], unchanged: 0 };
  const common = commonOf(holding, tied, question);
  const found = years.map(({ dues, others }) => settled([...dues, ...others], available));
  const own = years.flatMap(({ dues }, i) => dues.flatMap((due) => found[i]?.get(due) ?? []));
  const done = { own, everybody: found.flatMap((each) => [...each.values()]), available };
  if (kind === 'allocate') return grantingLines(done, common);
  return closingLines(done, endingsOf(holding.allocations, question), common);
}
