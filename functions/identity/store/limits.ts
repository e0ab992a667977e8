// The limits of an organisation in the table, and the people who have a right for it.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { Role } from '../../../shared/context.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';
import { type CouncilTable, type Key, unkeyed } from '../../../shared/table.ts';
import { actsFor } from '../rules/people.ts';
import type { Limits } from '../schema/limits.ts';
import { getPerson } from './people.ts';

export async function getLimits(table: CouncilTable, organisation: OrganisationId): Promise<Limits | undefined> {
  const item = await table.get<Limits>(table.key.limits(organisation));
  return item && unkeyed(item);
}

export const limitsWrite = (table: CouncilTable, limits: Limits): Write => {
  const key = table.key.limits(limits.organisation);
  return limits.version === 1 ? create(key, { ...limits }, 'changed-meanwhile') : replace(key, { ...limits });
};

/** Who is listed as having a right for an organisation. */
export const peopleOf = async (table: CouncilTable, organisation: OrganisationId): Promise<PersonId[]> =>
  (await table.all<Key>(table.range.peopleOf(organisation))).map(({ sk }) => sk as PersonId);

/** More people than these do not act for one organisation. */
const mostActing = 20;

/** Who acts for an organisation in one of some roles: whom what concerns it is told. */
export async function actingFor(table: CouncilTable, organisation: OrganisationId, roles: readonly Role[]): Promise<PersonId[]> {
  const ids = (await peopleOf(table, organisation)).slice(0, mostActing);
  const people = await Promise.all(ids.map((id) => getPerson(table, id)));
  return people.flatMap((person) => (person && actsFor(person, organisation, roles) ? [person.id] : []));
}

/** Of some people those who have a right for an organisation, as their own items say. */
export async function membersAmong(table: CouncilTable, organisation: OrganisationId, people: readonly PersonId[]): Promise<Set<PersonId>> {
  const found = await Promise.all([...new Set(people)].map((id) => getPerson(table, id)));
  return new Set(
    found.flatMap((person) =>
      person && !person.noEntry && person.rights.some((right) => right.organisation === organisation) ? [person.id] : [],
    ),
  );
}

/** The limits without an approver or a deputy who has no right for the organisation any more, or may not come in: nothing waits for them. */
export async function limitsStanding(table: CouncilTable, limits: Limits): Promise<Limits> {
  const { approver, deputy, ...rest } = limits;
  const members = await membersAmong(
    table,
    limits.organisation,
    [approver, deputy?.person].flatMap((id) => id ?? []),
  );
  return {
    ...rest,
    ...(approver && members.has(approver) ? { approver } : {}),
    ...(deputy && members.has(deputy.person) ? { deputy } : {}),
  };
}
