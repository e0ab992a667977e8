// Schools in the table: one item each under its URN, found by name and by postcode through the indexes.
import { create, replace, type Write } from '../../shared/commit.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { type CouncilTable, indexOf, type Page } from '../../shared/table.ts';
import { foldName, type Search } from './rules.ts';
import type { School } from './schema.ts';

export const getSchool = (table: CouncilTable, id: OrganisationId): Promise<School | undefined> =>
  table.get<School>(table.key.organisation(id));

/** The schools of these ids that are known, in one round of reads. */
export async function getSchools(table: CouncilTable, ids: readonly OrganisationId[]): Promise<Map<OrganisationId, School>> {
  const distinct = [...new Set(ids)];
  const found = await Promise.all(distinct.map((id) => getSchool(table, id)));
  return new Map(found.flatMap((school) => (school ? [[school.id, school]] : [])));
}

/** One page of the schools whose name or postcode begins so, in that order. */
export function pageOfSchools(table: CouncilTable, search: Exclude<Search, { by: 'urn' }>, after?: string): Promise<Page<School>> {
  const range = search.by === 'name' ? table.range.schoolsByName(search.begins) : table.range.schoolsByPostcode(search.begins);
  return table.page<School>(range, { limit: 50, ...(after ? { after } : {}) });
}

const schoolItem = (table: CouncilTable, school: School) => ({
  ...school,
  type: 'school',
  ...indexOf(table.council).school(foldName(school.name), school.postcode, school.urn),
});

/** Keeps a school: the first version where there was none, any later one in place of the version before it. */
export function schoolWrite(table: CouncilTable, school: School): Write {
  const key = table.key.organisation(school.id);
  return school.version === 1 ? create(key, schoolItem(table, school), 'changed-meanwhile') : replace(key, schoolItem(table, school));
}
