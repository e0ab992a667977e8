// Finding organisations by words of their names. A school's name and postcode stand in indexes; each further telling word of a name is an item of its own
// that holds what a row of results shows, so that a page of results is one or two questions and reads no school.
//
// The choice: scanning 50,000 names is too slow and too dear; a search service beside the table would be one more thing to run and to keep in step. A word
// item is written in the transaction that changes the name, so it is never out of step, and costs about one small write for a school's name, because
// words that thousands of names share are not kept. Of several words typed the rarest is looked up and the others are held against what it finds. Where every
// word typed is such a common one, the names themselves are looked through in their order, as far as a page of results needs: nearly every one is found.

import type { CivilDate } from '../../../shared/calendar.ts';
import { put, type Write } from '../../../shared/commit.ts';
import type { CouncilTable, Page, Range } from '../../../shared/table.ts';
import { byName, foundByBeginning, foundByWord, hasWords, isClosed, keptWords, type Search, schoolRow } from '../rules/search.ts';
import type { Found } from '../schema/search.ts';
import type { School } from '../schema.ts';

const sameRow = (a: Found, b: Found): boolean => {
  const fields = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Found>;
  return [...fields].every((field) => a[field] === b[field]);
};

/**
 * Keeps an organisation under the words of its name, as a row of results shows it; `before` is the row as it was kept until now, whose other words are
 * given up. Nothing is written for what stays as it is. They belong in the transaction of the organisation's own versioned write.
 */
export function wordWrites(table: CouncilTable, row: Found, before?: Found): Write[] {
  const words = keptWords(row);
  const known = before ? keptWords(before) : [];
  const stays = before !== undefined && sameRow(row, before);
  return [
    ...words
      .filter((word) => !(stays && known.includes(word)))
      .map((word) => put(table.key.nameWord(word, row.id), { ...row, type: 'name-word' })),
    ...known
      .filter((word) => !words.includes(word))
      .map((word): Write => ({ op: 'delete', key: table.key.nameWord(word, row.id), refusal: { name: 'changed-meanwhile' } })),
  ];
}

/** A page ends with the question that brought it to this many. */
const enough = 20;
const perQuestion = 50;
/** However few of them match, one page of results asks no more questions than this; whoever wants more turns the page. */
const mostQuestions = 4;
/**
 * Where names are looked through and the first fifty do not fill a page, the word is none of the commonest: more are brought at once, and where none of them
 * has it, some thousands before the page says so.
 */
const mostLooks = 6;
const mostLooksForNothing = 16;
const perLook = 300;

type Part = { range: Range; row(item: never): Found; keep(row: Found): boolean; looksThrough?: true };

const row = (item: School): Found => schoolRow(item);

/** Where a word is found: in names that begin with it, and then in those that have it further on. One that begins with it too was among the first. */
function partsOf(table: CouncilTable, word: string, keep: Part['keep']): Part[] {
  return [
    { range: table.range.schoolsByName(word), row, keep },
    { range: table.range.schoolsByWord(word), row: foundFrom, keep: (found) => keep(found) && !foundByBeginning(found, word) },
  ];
}

/** The ways to look for it, the most promising first: each finds the same. */
function waysTo(table: CouncilTable, search: Sought): Part[][] {
  if (search.by === 'postcode') return [[{ range: table.range.schoolsByPostcode(search.begins), row, keep: () => true }]];
  const { begins, lookUp, among, words } = search;
  const beginning: Part = { range: table.range.schoolsByName(begins), row, keep: () => true };
  if (lookUp.length > 0) return lookUp.map((word) => partsOf(table, word, ({ name }) => hasWords(name, words)));
  if (among === undefined) return [[beginning]];
  const further = (found: Found) => hasWords(found.name, words) && !foundByBeginning(found, begins);
  return [
    [
      beginning,
      { range: table.range.schoolsByWord(among), row: foundFrom, keep: further },
      { range: table.range.schoolsByName(), row, keep: (found) => further(found) && !foundByWord(found, among), looksThrough: true },
    ],
  ];
}

const foundFrom = ({ id, kind, name, postcode, town, urn, typeCode, statusCode, closedOn }: Found): Found => ({
  id,
  kind,
  name,
  postcode,
  ...(town === undefined ? {} : { town }),
  ...(urn === undefined ? {} : { urn }),
  ...(typeCode === undefined ? {} : { typeCode }),
  ...(statusCode === undefined ? {} : { statusCode }),
  ...(closedOn === undefined ? {} : { closedOn }),
});

/** What one way finds from a cursor on: a page that is full, or all there is, or as much as so many questions bring. */
async function follow(table: CouncilTable, parts: readonly Part[], after: string, wanted: Part['keep']): Promise<Page<Found>> {
  const [, number = '0', cursor] = /^([0-2])\.(.*)$/.exec(after) ?? [];
  let part = Number(number);
  let from = cursor || undefined;
  let looked = 0;
  const looks = parts.some(({ looksThrough }) => looksThrough);
  const most = (): number => (looks ? (found.size > 0 ? mostLooks : mostLooksForNothing) : mostQuestions);
  // A name that has the word in several forms ("park", "parkside") is found once on a page.
  const found = new Map<string, Found>();
  for (let asked = 0; asked < most() && found.size < enough; asked++) {
    const now = parts[part];
    if (!now) break;
    const limit = now.looksThrough && looked++ > 0 ? perLook : perQuestion;
    const { items, next } = await table.page<never>(now.range, { limit, ...(from ? { after: from } : {}) });
    for (const item of items) {
      const each = now.row(item);
      if (now.keep(each) && wanted(each)) found.set(each.id, each);
    }
    from = next;
    if (!next) part += 1;
  }
  return { items: [...found.values()], ...(part < parts.length ? { next: `${part}.${from ?? ''}` } : {}) };
}

type Sought = Exclude<Search, { by: 'urn' }>;

/**
 * One page of what is found, in order of name; all that is found fits on one page as a rule. Which of several words is rare is known only by asking: where
 * one brings too many names that lack the others, the next is tried. `today` leaves out what is closed by then.
 */
export async function pageOfFound(
  table: CouncilTable,
  search: Sought,
  { today, after = '' }: { today?: CivilDate | undefined; after?: string | undefined },
): Promise<Page<Found>> {
  const ways = waysTo(table, search);
  const [, chosen, cursor = ''] = /^([0-2])\.(.*)$/.exec(after) ?? [];
  const wanted = (found: Found) => !(today && isClosed(found, today));
  let best: { way: number; page: Page<Found> } | undefined;
  for (const [way, parts] of ways.entries()) {
    if (chosen !== undefined && way !== Number(chosen)) continue;
    const page = await follow(table, parts, cursor, wanted);
    if (!best || !page.next || page.items.length > best.page.items.length) best = { way, page };
    if (!page.next || page.items.length >= enough) break;
  }
  const { items = [], next } = best?.page ?? {};
  return { items: search.by === 'name' ? items.sort(byName) : items, ...(best && next ? { next: `${best.way}.${next}` } : {}) };
}

/** A page of all schools by name. */
export const pageOfSchoolsByName = (table: CouncilTable, after?: string): Promise<Page<School>> =>
  table.page<School>(table.range.schoolsByName(), { limit: 25, ...(after ? { after } : {}) });
