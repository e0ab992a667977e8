// Recording and closing vacancies, and publishing a policy: load, decide, commit.
import { dateText, londonDate, timestamp } from '../../shared/calendar.ts';
import { change } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { newId, type OrganisationId, type VacancyId } from '../../shared/ids.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import type { Page } from '../../shared/table.ts';
import { canTouch } from '../identity/rules.ts';
import type { School } from '../schools/schema.ts';
import { getSchool } from '../schools/store.ts';
import { decideClosing, decidePublication, decideVacancy } from './rules.ts';
import type { CloseVacancy, PolicyVersion, RecordVacancy, Vacancy } from './schema.ts';
import {
  closeVacancyWrites,
  getHead,
  getPolicyPointer,
  getVacancy,
  openVacancies,
  openVacancyFor,
  policyAt,
  policyWrites,
  recordVacancyWrites,
  vacanciesOf,
} from './store.ts';

/** Records a vacancy once: the same post and date sent again answers the vacancy that is open. Refuses as decideVacancy does. */
export async function recordVacancy(context: Context, command: RecordVacancy): Promise<Decision<Vacancy>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const [school, policy, open] = await Promise.all([
      getSchool(table, command.school),
      policyAt(table, now),
      openVacancyFor(table, command.school, command.post),
    ]);
    if (open && open.vacantFrom === command.vacantFrom) return accept({ writes: [], result: open, audit: null });
    const decision = decideVacancy({ id: newId('vac'), now, today: londonDate(now), actor, school, policy, open }, command);
    if (!decision.ok) return decision;
    const { vacancy, postings } = decision.value;
    return accept({
      writes: [...recordVacancyWrites(table, vacancy), ...postingWrites(table, postings)],
      result: vacancy,
      audit: {
        action: 'vacancy:record',
        about: vacancy.id,
        organisation: vacancy.school,
        policy: vacancy.policy,
        detail: `${vacancy.postTitle}, vacant from ${dateText(vacancy.vacantFrom)}`,
      },
    });
  });
}

/**
 * Closes a vacancy as filled or withdrawn, and what is left on its account lapses. Refuses `unknown-vacancy`, `vacancy-closed`,
 * and `changed-meanwhile` when the account was drawn on each time it was tried.
 */
export async function closeVacancy(
  context: Context,
  school: OrganisationId,
  id: VacancyId,
  command: CloseVacancy,
): Promise<Decision<Vacancy>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const vacancy = await getVacancy(table, school, id);
    const head = vacancy?.account ? await getHead(table, school, vacancy.account) : undefined;
    const decision = decideClosing({ vacancy, head, now, actor }, command);
    if (!decision.ok) return decision;
    const { vacancy: closed, postings, recordAgain } = decision.value;
    const writes = [
      ...closeVacancyWrites(table, closed, recordAgain),
      ...postingWrites(table, postings, { close: closed.account ? [closed.account] : [] }),
    ];
    return accept({
      writes,
      result: closed,
      audit: {
        action: 'vacancy:close',
        about: id,
        organisation: school,
        policy: closed.policy,
        detail: `${closed.postTitle}, ${closed.state}`,
      },
    });
  });
}

/** Every vacancy a school has had; refuses `unknown-school` for a school that is not the actor's to see. */
export async function listVacancies(context: Context, school: OrganisationId): Promise<Decision<{ school: School; vacancies: Vacancy[] }>> {
  if (!canTouch(context.actor, 'vacancy:read', { organisation: school })) return refuse('unknown-school');
  const [found, vacancies] = await Promise.all([getSchool(context.table, school), vacanciesOf(context.table, school)]);
  return found ? accept({ school: found, vacancies }) : refuse('unknown-school');
}

/** The open vacancies of every school, for council staff; refuses `not-allowed` for whoever sees their own school's only. */
export async function listOpenVacancies(context: Context, after?: string): Promise<Decision<Page<Vacancy>>> {
  return canTouch(context.actor, 'vacancy:read', {}) ? accept(await openVacancies(context.table, after)) : refuse('not-allowed');
}

export const currentPolicy = (context: Context): Promise<PolicyVersion | undefined> => policyAt(context.table, context.now);

/**
 * Publishes a pack as the council's next version; versions before it stay as they are. Refuses `too-late-to-publish` for a moment less than
 * five minutes away, and `changed-meanwhile` when others kept publishing first.
 */
export async function publishPolicy(
  context: Context,
  command: { pack: Pack; effectiveAt?: string | undefined },
): Promise<Decision<{ version: number; effectiveAt: string }>> {
  return change(context, async () => {
    const pointer = await getPolicyPointer(context.table);
    const decision = decidePublication(
      { pointer, now: context.now },
      { packEffectiveFrom: command.pack.effectiveFrom, effectiveAt: command.effectiveAt },
    );
    if (!decision.ok) return decision;
    const policy: PolicyVersion = { ...decision.value, publishedAt: timestamp(context.now), pack: command.pack };
    return accept({
      writes: policyWrites(context.table, pointer, policy),
      result: decision.value,
      audit: { action: 'policy:publish', about: 'policy', detail: `Version ${policy.version}: ${policy.pack.title}` },
    });
  });
}
