// Organisations by name, as the register's words and names find them: a fixed number of questions, each of one page. Identity stands below schools and reads
// here what a list of results shows, and nothing else of them.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import type { CouncilTable, Range } from '../../../shared/table.ts';
import { type Candidate, hintOf, namedSo } from '../rules/finding.ts';

/** A row of the words or of the names, as far as it is read here. */
type Row = { id: OrganisationId; name: string; town?: string; postcode?: string; statusCode?: number; closedOn?: CivilDate };

/** The register's word for a school that has closed. */
const closedStatus = 2;
const mostWords = 3;
const rowsPerQuestion = 100;

const candidate = (today: CivilDate, { id, name, town, postcode, statusCode, closedOn }: Row): Candidate<OrganisationId> => {
  const closed = statusCode === closedStatus || (closedOn !== undefined && closedOn <= today);
  const place = [town, postcode].filter((part) => part).join(' ');
  return { id, name, hint: hintOf({ id, place, closed }), ...(closed ? { closed } : {}) };
};

/** Those of these ids that the council has. */
export async function organisationsWith(
  table: CouncilTable,
  ids: readonly OrganisationId[],
  today: CivilDate,
): Promise<Candidate<OrganisationId>[]> {
  const rows = await Promise.all(ids.map((id) => table.get<Row>(table.key.organisation(id))));
  return rows.flatMap((row) => (row ? [candidate(today, row)] : []));
}

/**
 * Organisations in whose name each of the words begins some word. The longest words, which few names share as a rule, are each looked up as the beginning of a
 * school's name and as a word kept of a name; `more` where every look-up that found something was cut short.
 */
export async function organisationsNamed(
  table: CouncilTable,
  words: readonly string[],
  today: CivilDate,
): Promise<{ found: Candidate<OrganisationId>[]; more: boolean }> {
  const lookedUp = [...words].sort((a, b) => b.length - a.length).slice(0, mostWords);
  const ranges = lookedUp.flatMap((word): Range[] => [
    table.range.schoolsByName(word),
    ...(word.length > 1 ? [table.range.schoolsByWord(word)] : []),
  ]);
  const pages = await Promise.all(ranges.map((range) => table.page<Row>(range, { limit: rowsPerQuestion })));
  const rows = new Map(pages.flatMap(({ items }) => items.filter(({ name }) => namedSo(name, words)).map((row) => [row.id, row])));
  const telling = pages.filter(({ items }) => items.length > 0);
  return {
    found: [...rows.values()].map((row) => candidate(today, row)),
    more: telling.length > 0 && telling.every(({ next }) => next !== undefined),
  };
}
