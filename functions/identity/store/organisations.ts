// What organisations are called: their names and nothing else of them, read straight from their items, as rooms that come later hold the rest.
import type { OrganisationId } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';

/** The names of those organisations that the council knows, in one round of reads. */
export async function organisationNames(table: CouncilTable, ids: Iterable<OrganisationId>): Promise<Map<OrganisationId, string>> {
  const found = await Promise.all(
    [...new Set(ids)].map(async (id): Promise<[OrganisationId, string][]> => {
      const item = await table.get<{ name: string }>(table.key.organisation(id));
      return item ? [[id, item.name]] : [];
    }),
  );
  return new Map(found.flat());
}
