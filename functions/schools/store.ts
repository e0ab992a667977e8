// Schools in the table: one item each under its URN, found by name and by postcode through the indexes and by each word of its name.
import { create, replace, type Write } from '../../shared/commit.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { type CouncilTable, indexOf, unkeyed } from '../../shared/table.ts';
import { schoolRow } from './rules/search.ts';
import { foldName } from './rules.ts';
import type { School } from './schema.ts';
import { wordWrites } from './store/search.ts';

/** The school of this id; nothing for the id of another organisation. */
export async function getSchool(table: CouncilTable, id: OrganisationId): Promise<School | undefined> {
  const item = await table.get<School & { type: string }>(table.key.organisation(id));
  if (item?.type !== 'school') return undefined;
  const { type: _, ...school } = unkeyed(item);
  return school;
}

/** The schools of these ids that are known, in one round of reads. */
export async function getSchools(table: CouncilTable, ids: readonly OrganisationId[]): Promise<Map<OrganisationId, School>> {
  const distinct = [...new Set(ids)];
  const found = await Promise.all(distinct.map((id) => getSchool(table, id)));
  return new Map(found.flatMap((school) => (school ? [[school.id, school]] : [])));
}

const schoolItem = (table: CouncilTable, school: School) => ({
  ...school,
  type: 'school',
  ...indexOf(table.council).school(foldName(school.name), school.postcode, school.urn),
});

/**
 * Keeps a school, findable by the words of its name: the first version where there was none, any later one in place of `before`, the version before it,
 * whose words it gives up.
 */
export function schoolWrites(table: CouncilTable, school: School, before?: School): Write[] {
  if (before?.version !== (school.version === 1 ? undefined : school.version - 1))
    throw new Error('a school follows the version before it');
  const key = table.key.organisation(school.id);
  const item = schoolItem(table, school);
  const kept = before ? replace(key, item) : create(key, item, 'changed-meanwhile');
  return [kept, ...wordWrites(table, schoolRow(school), before && schoolRow(before))];
}
