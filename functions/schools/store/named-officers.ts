// Who is named for whom: the officers there are to name, as far as this room may know them, and the years that are published.
import { create, type Write } from '../../../shared/commit.ts';
import type { OfficerId } from '../../../shared/ids.ts';
import { type CouncilTable, unkeyed } from '../../../shared/table.ts';
import type { Publication } from '../schema/events.ts';

/** An officer as this room knows them: officers stand above schools, so no more than the name is read of their items. */
export type NamedPerson = { id: OfficerId; name: string };

export async function officerToName(table: CouncilTable, id: OfficerId): Promise<NamedPerson | undefined> {
  const item = await table.get<NamedPerson>(table.key.officer(id));
  return item && { id, name: item.name };
}

/** Everybody who can be named, by name. */
export async function officersToName(table: CouncilTable): Promise<NamedPerson[]> {
  const officers = (await table.all<NamedPerson>(table.range.officers())).map(({ id, name }) => ({ id, name }));
  return officers.sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/** Which of these academic years are published to those the officers serve. */
export async function publicationsOf(table: CouncilTable, years: readonly number[]): Promise<Map<number, Publication>> {
  const found = await Promise.all([...new Set(years)].map((year) => table.get<Publication>(table.key.namedOfficers(String(year)))));
  return new Map(found.flatMap((publication) => (publication ? [[publication.year, unkeyed(publication)]] : [])));
}

/** Those of these years that are published. */
export const publishedYears = async (table: CouncilTable, years: readonly number[]): Promise<ReadonlySet<number>> =>
  new Set((await publicationsOf(table, years)).keys());

export const publicationWrite = (table: CouncilTable, publication: Publication): Write =>
  create(table.key.namedOfficers(String(publication.year)), publication, 'already-published', true);
