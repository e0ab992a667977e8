// What a statement is made from: of a holder its allocations, vacancies and heads, and nothing that is confidential of the school itself.
import { type Instant, londonDate } from '../../../shared/calendar.ts';
import { type HolderId, isTeam, type OrganisationId, teamIdOf } from '../../../shared/ids.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { groupsOn, membersOn } from '../../schools/rules/events.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import { eventsOf, getOrganisation } from '../../schools/store/organisations.ts';
import type { Allocation } from '../schema/allocations.ts';
import type { Vacancy } from '../schema.ts';
import { policyAt, vacanciesOf } from '../store.ts';
import { allocationsOf } from './allocations.ts';

export type Kept = {
  organisation: Organisation | undefined;
  events: OrganisationEvent[];
  allocations: Allocation[];
  vacancies: Vacancy[];
  heads: ReadonlyMap<string, StoredHead>;
};

/** Every limited account of free half-days or of a budget that a holder has, by name. */
export async function headsOfHolder(table: CouncilTable, holder: HolderId): Promise<Map<string, StoredHead>> {
  const heads = await Promise.all(['entitlement/', 'budget/'].map((kind) => table.all<StoredHead>(table.range.headsOf(holder, kind))));
  return new Map(heads.flat().map((head) => [head.account, head]));
}

/** What is kept of a holder, by questions that cannot meet its confidential statuses. */
async function readKept(table: CouncilTable, holder: HolderId): Promise<Kept> {
  const [allocations, heads] = [allocationsOf(table, holder), headsOfHolder(table, holder)];
  if (isTeam(holder)) return { organisation: undefined, events: [], vacancies: [], allocations: await allocations, heads: await heads };
  const [organisation, events, vacancies] = await Promise.all([
    getOrganisation(table, holder),
    eventsOf(table, holder),
    vacanciesOf(table, holder),
  ]);
  return { organisation, events, vacancies, allocations: await allocations, heads: await heads };
}

/** A holder with what it belongs to and who belongs to it on a day. Without a name it is nobody that was ever granted anything. */
export type Holder = Kept & { name: string | undefined; groups: OrganisationId[]; members: OrganisationId[] };

export async function readHolder(table: CouncilTable, holder: HolderId, now: Instant): Promise<Holder> {
  const kept = await readKept(table, holder);
  if (isTeam(holder)) {
    const policy = await policyAt(table, now);
    const name = teamsOf(policy?.pack).find((team) => team.holder === holder)?.name ?? kept.allocations.at(-1)?.holderName;
    return { ...kept, name, groups: [], members: [] };
  }
  const today = londonDate(now);
  const { organisation, events } = kept;
  return { ...kept, name: organisation?.name, groups: groupsOn(holder, events, today), members: membersOn(holder, events, today) };
}

/** The teams that a policy grants something, in its order. */
export const teamsOf = (pack: Pack | undefined): { holder: HolderId; name: string }[] => [
  ...new Map(
    (pack?.allocations ?? []).flatMap((rule) =>
      rule.per === 'team' ? rule.teams.map(({ code, title }) => [code, { holder: teamIdOf(code), name: title }] as const) : [],
    ),
  ).values(),
];
