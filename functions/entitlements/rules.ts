// What is free by right: when a policy takes effect, what a vacancy grants, what closing it takes back. Pure.
import { addDays, type CivilDate, dateText, type Instant, londonDate, timestamp } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import type { VacancyId } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import type { Posting, StoredHead } from '../../shared/ledger/post.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import type { EventRule } from '../../shared/policy/allocations.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { isBookable } from '../schools/rules.ts';
import type { School } from '../schools/schema.ts';
import {
  type CloseVacancy,
  type PolicyPointer,
  type PolicyVersion,
  policyName,
  type RecordVacancy,
  type StatementLine,
  type Vacancy,
  vacancyStates,
} from './schema.ts';

export const fiveMinutes = 5 * 60_000;
const hour = 60 * 60_000;

/** The moment a day begins in London: in summer time an hour before it does by UTC. */
export function beginningOf(date: CivilDate): Instant {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return londonDate(midnight - hour) === date ? midnight - hour : midnight;
}

/**
 * When a new version takes effect: at the moment asked for, at least five minutes after publication, so that a quote's versions can be compared at load.
 * A council's first version takes effect from its own date at once, since nothing can have been quoted before it. Refuses `too-late-to-publish`.
 */
export function decidePublication(
  facts: { pointer: PolicyPointer | undefined; now: Instant },
  command: { packEffectiveFrom: CivilDate; effectiveAt?: string | undefined },
): Decision<{ effectiveAt: string; version: number }> {
  const version = (facts.pointer?.versions.length ?? 0) + 1;
  const asked = command.effectiveAt === undefined ? beginningOf(command.packEffectiveFrom) : Date.parse(command.effectiveAt);
  if (!facts.pointer) return accept({ effectiveAt: timestamp(asked), version });
  const earliest = facts.now + fiveMinutes;
  if (command.effectiveAt !== undefined && asked < earliest) return refuse('too-late-to-publish', undefined, { field: 'effectiveAt' });
  return accept({ effectiveAt: timestamp(Math.max(asked, earliest)), version });
}

/** The rule that grants days for a vacancy of this post, or of any post. */
export const vacancyRule = (pack: Pack, post?: string): EventRule | undefined =>
  pack.allocations.find((rule): rule is EventRule => rule.per === 'event' && (post === undefined || rule.posts.includes(post)));

export type VacancyFacts = {
  id: VacancyId;
  now: Instant;
  today: CivilDate;
  actor: Context['actor'];
  school: School | undefined;
  policy: PolicyVersion | undefined;
  open: Vacancy | undefined;
};

/** When a post can fall vacant, as it is recorded: within two years of the day. */
export const vacancyDates = (today: CivilDate): { first: CivilDate; last: CivilDate } => ({
  first: addDays(today, -730),
  last: addDays(today, 730),
});

/**
 * Records a vacancy and grants what the rule for its post says, to an account of its own. Refuses `unknown-school`, `school-closed`,
 * `policy-not-in-force`, `vacancy-already-open`, and as `invalid-request` a post the policy does not list or a date over two years away.
 */
export function decideVacancy(facts: VacancyFacts, command: RecordVacancy): Decision<{ vacancy: Vacancy; postings: Posting[] }> {
  const { school, policy } = facts;
  if (!school) return refuse('unknown-school', undefined, { field: 'school' });
  if (!isBookable(school)) return refuse('school-closed', `${school.name} is not open.`, { field: 'school' });
  if (!policy) return refuse('policy-not-in-force');
  const post = policy.pack.posts.find((p) => p.code === command.post);
  if (!post)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'post', detail: `Choose one of: ${policy.pack.posts.map((p) => p.title).join(', ')}` }],
    });
  const { first, last } = vacancyDates(facts.today);
  if (command.vacantFrom < first || command.vacantFrom > last)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'vacantFrom', detail: `must be between ${dateText(first)} and ${dateText(last)}` }],
    });
  if (facts.open)
    return refuse(
      'vacancy-already-open',
      `${school.name} has an open vacancy for ${post.title.toLowerCase()} from ${facts.open.vacantFrom}.`,
      { field: 'post' },
    );
  const rule = vacancyRule(policy.pack, post.code);
  const recordedAt = timestamp(facts.now);
  const base: Vacancy = {
    id: facts.id,
    school: school.id,
    schoolName: school.name,
    post: post.code,
    postTitle: post.title,
    vacantFrom: command.vacantFrom,
    state: 'open',
    grantedHalfDays: rule?.grant.halfDays ?? 0,
    lapsedHalfDays: 0,
    policy: policyName(policy),
    recordedBy: facts.actor.person,
    recordedAt,
    version: 1,
  };
  if (!rule) return accept({ vacancy: base, postings: [] });
  const to = account('entitlement', school.id, rule.code, facts.id);
  const granted = transfer('grant', account('grants', rule.code), to, rule.grant.halfDays, {
    name: `${facts.id}-grant`,
    now: facts.now,
    cause: { vacancy: facts.id, clause: rule.clause.reference, policy: policyName(policy) },
  });
  return accept({
    vacancy: { ...base, account: to, rule: rule.code, ruleTitle: rule.title, clause: rule.clause },
    postings: [{ transfer: granted }],
  });
}

/**
 * Closes a vacancy as filled or withdrawn: what is left on its account lapses and nothing more can be drawn; what was held or used stays so.
 * One withdrawn before any of it was held or used was a mistake and may be recorded again. Refuses `unknown-vacancy`, `vacancy-closed`.
 */
export function decideClosing(
  facts: { vacancy: Vacancy | undefined; head: StoredHead | undefined; now: Instant; actor: Context['actor'] },
  command: CloseVacancy,
): Decision<{ vacancy: Vacancy; postings: Posting[]; recordAgain: boolean }> {
  const { vacancy, now } = facts;
  if (!vacancy) return refuse('unknown-vacancy');
  const state = vacancyStates.next(vacancy.state, command.outcome === 'filled' ? 'fill' : 'withdraw');
  if (!state) return refuse('vacancy-closed', `It was closed as ${vacancy.state} already.`);
  const left = facts.head?.available ?? 0;
  const closed: Vacancy = {
    ...vacancy,
    state,
    lapsedHalfDays: vacancy.lapsedHalfDays + left,
    closedAt: timestamp(now),
    closedBy: facts.actor.person,
    version: vacancy.version + 1,
  };
  return accept({
    vacancy: closed,
    postings: left > 0 && vacancy.account ? [{ transfer: lapse(vacancy, left, now, 'closing') }] : [],
    recordAgain: state === 'withdrawn' && left === vacancy.grantedHalfDays,
  });
}

/** What lapses from a vacancy's account, with a name that makes it happen once. */
export function lapse(
  vacancy: Pick<Vacancy, 'id' | 'school' | 'rule' | 'policy' | 'clause'>,
  halfDays: number,
  now: Instant,
  name: string,
) {
  const rule = vacancy.rule ?? '';
  return transfer('lapse', account('entitlement', vacancy.school, rule, vacancy.id), account('lapsed', vacancy.school, rule), halfDays, {
    name: `${vacancy.id}-lapse-${name}`,
    now,
    cause: { vacancy: vacancy.id, policy: vacancy.policy, ...(vacancy.clause ? { clause: vacancy.clause.reference } : {}) },
  });
}

/** A school's statement of one vacancy's account: what was granted is held, used, lapsed or left, and the four sum to it. */
export function statementLine(vacancy: Vacancy, head: StoredHead | undefined): StatementLine {
  const { lapsedHalfDays: lapsed, returnedHalfDays: returned = 0 } = vacancy;
  return {
    vacancy,
    head,
    granted: (head?.debitsPosted ?? 0) - returned,
    held: head?.creditsPending ?? 0,
    used: (head?.creditsPosted ?? 0) - lapsed - returned,
    lapsed,
    left: head?.available ?? 0,
  };
}
