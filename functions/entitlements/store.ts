// Policy versions, vacancies and free accounts in the table.

import type { Instant } from '../../shared/calendar.ts';
import { create, replace, type Write } from '../../shared/commit.ts';
import type { OrganisationId, VacancyId } from '../../shared/ids.ts';
import type { StoredHead } from '../../shared/ledger/post.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../shared/table.ts';
import { getPolicyPointer, versionOf } from '../catalogue/store/policies.ts';
import type { PolicyPointer, PolicyVersion, Vacancy } from './schema.ts';

export { getPolicyPointer, policyAndAhead, policyAt, policyNamed, policyVersion, policyVersions } from '../catalogue/store/policies.ts';

/**
 * The packs by which what was granted is read, the newest first: the one in force, and of those before it as many as it takes to find each of these rules. A right
 * once granted outlives the rule that granted it.
 */
export async function rulesEver(table: CouncilTable, now: Instant, inForce: PolicyVersion, rules: Iterable<string>): Promise<Pack[]> {
  const missing = new Set(rules);
  const take = ({ pack }: PolicyVersion) => {
    for (const { code } of pack.allocations) missing.delete(code);
    return pack;
  };
  const packs = [take(inForce)];
  if (missing.size === 0) return packs;
  const before = ((await getPolicyPointer(table))?.versions ?? [])
    .filter(({ version, effectiveAt }) => version !== inForce.version && Date.parse(effectiveAt) <= now)
    .sort((a, b) => Date.parse(b.effectiveAt) - Date.parse(a.effectiveAt) || b.version - a.version);
  for (const entry of before) {
    const version = missing.size > 0 ? await versionOf(table, entry) : undefined;
    if (version?.pack.allocations.some(({ code }) => missing.has(code))) packs.push(take(version));
  }
  return packs;
}

export function policyWrites(table: CouncilTable, pointer: PolicyPointer | undefined, policy: PolicyVersion): Write[] {
  const entry = { version: policy.version, effectiveAt: policy.effectiveAt };
  const next = { type: 'policy-versions', versions: [...(pointer?.versions ?? []), entry], version: policy.version };
  return [
    create(table.key.policy(policy.effectiveAt, policy.version), { type: 'policy', ...policy }, 'changed-meanwhile'),
    pointer ? replace(table.key.policies(), next) : create(table.key.policies(), next, 'changed-meanwhile'),
  ];
}

/** Without the keys it was kept under: a vacancy that is closed must not take its place among the open ones along. */
export async function getVacancy(table: CouncilTable, school: OrganisationId, id: VacancyId): Promise<Vacancy | undefined> {
  const item = await table.get<Vacancy>(table.key.vacancy(school, id));
  return item && unkeyed(item);
}
export const vacanciesOf = async (table: CouncilTable, school: OrganisationId): Promise<Vacancy[]> =>
  (await table.all<Vacancy>(table.range.vacanciesOf(school), { descending: true })).map(unkeyed);
export const openVacancies = (table: CouncilTable, after?: string): Promise<Page<Vacancy>> =>
  table.page<Vacancy>(table.range.openVacancies(), { limit: 50, ...(after ? { after } : {}) });

/** The vacancy that is open for a post, through the claim that keeps it the only one. */
export async function openVacancyFor(table: CouncilTable, school: OrganisationId, post: string): Promise<Vacancy | undefined> {
  const claim = await table.get<{ vacancy: VacancyId }>(table.key.openPost(school, post));
  return claim && getVacancy(table, school, claim.vacancy);
}

export const getHead = (table: CouncilTable, holder: string, account: string): Promise<StoredHead | undefined> =>
  table.get<StoredHead>(table.key.head(holder, account));

/** A school's entitlement accounts by name. */
export async function entitlementHeads(table: CouncilTable, school: OrganisationId): Promise<Map<string, StoredHead>> {
  const heads = await table.all<StoredHead>(table.range.headsOf(school, 'entitlement/'));
  return new Map(heads.map((head) => [head.account, head]));
}

const vacancyItem = (table: CouncilTable, vacancy: Vacancy) => ({
  type: 'vacancy',
  ...unkeyed(vacancy),
  ...(vacancy.state === 'open' ? indexOf(table.council).openVacancy(vacancy.vacantFrom, vacancy.id) : {}),
});

export function recordVacancyWrites(table: CouncilTable, vacancy: Vacancy): Write[] {
  return [
    create(table.key.vacancy(vacancy.school, vacancy.id), vacancyItem(table, vacancy), 'changed-meanwhile'),
    create(table.key.openPost(vacancy.school, vacancy.post), { type: 'open-post', vacancy: vacancy.id }, 'vacancy-already-open'),
    create(
      table.key.recordedVacancy(vacancy.school, vacancy.post, vacancy.vacantFrom),
      { type: 'recorded-vacancy', vacancy: vacancy.id },
      'vacancy-already-recorded',
      true,
    ),
  ];
}

/** `recordAgain`: the vacancy was a mistake that granted nothing anybody used, so the same post and date may be recorded again. */
export function closeVacancyWrites(table: CouncilTable, vacancy: Vacancy, recordAgain: boolean): Write[] {
  const recorded = table.key.recordedVacancy(vacancy.school, vacancy.post, vacancy.vacantFrom);
  return [
    ...(recordAgain ? [{ op: 'delete' as const, key: recorded, refusal: { name: 'changed-meanwhile' as const } }] : []),
    replace(table.key.vacancy(vacancy.school, vacancy.id), vacancyItem(table, vacancy)),
    {
      op: 'delete',
      key: table.key.openPost(vacancy.school, vacancy.post),
      condition: { expression: '#vacancy = :vacancy', names: { '#vacancy': 'vacancy' }, values: { ':vacancy': vacancy.id } },
      refusal: { name: 'vacancy-closed' },
    },
  ];
}

/** Keeps a vacancy on which more half-days lapsed or were taken back: its next version in place of the one before. */
export const vacancyChangedWrite = (table: CouncilTable, vacancy: Vacancy): Write =>
  replace(table.key.vacancy(vacancy.school, vacancy.id), vacancyItem(table, vacancy));
