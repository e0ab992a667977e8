// What somebody meant who typed an organisation or a person into a form: one of those found, or a choice among them. Pure.
import { type OrganisationId, organisationIdSchema, prefixOf } from '../../../shared/ids.ts';
import { foldName } from '../../../shared/names.ts';

/** One that was found, with enough beside its name to tell it from another of the same name. */
export type Candidate<Id extends string> = { id: Id; name: string; hint: string; closed?: boolean };

/** The one that was meant; several to choose from, of which there may be more; or nobody. */
export type Found<Id extends string> = { id: Id } | { choices: Candidate<Id>[]; more: boolean };

/** The most that a form offers to choose from. */
export const mostChoices = 12;

export type Asked =
  | { by: 'id'; id: OrganisationId }
  /** A number alone: a school's URN, or the group number (UID) of a trust or federation. */
  | { by: 'number'; ids: OrganisationId[] }
  | { by: 'name'; folded: string; words: string[] };

/** How an organisation was named. */
export function askedFor(typed: string): Asked {
  const text = typed.trim();
  const id = organisationIdSchema.safeParse(text).data;
  if (id) return { by: 'id', id };
  if (/^\d{1,8}$/.test(text)) {
    const ids = ['sch', 'trs', 'fed'].map((prefix) => organisationIdSchema.safeParse(`${prefix}_${text}`).data);
    return { by: 'number', ids: ids.filter((each) => each !== undefined) };
  }
  const folded = foldName(text);
  return { by: 'name', folded, words: [...new Set(folded.split(' '))].filter((word) => word !== '') };
}

/** Whether every word typed begins a word of the name, in whatever order. */
export function namedSo(name: string, words: readonly string[]): boolean {
  const own = foldName(name).split(' ');
  return words.length > 0 && words.every((word) => own.some((each) => each.startsWith(word)));
}

const kindWords = { sch: 'School, URN', trs: 'Trust, UID', fed: 'Federation, UID', ptn: 'Partnership', org: 'Organisation' };

/** What tells an organisation from another of its name: what it is, its number, where it is, and whether it has closed. */
export function hintOf({ id, place, closed }: { id: OrganisationId; place?: string | undefined; closed?: boolean }): string {
  const kind = prefixOf(id);
  const number = kind === 'ptn' || kind === 'org' ? '' : ` ${id.slice(4)}`;
  return [`${kindWords[kind]}${number}`, place, closed && 'closed'].filter((part) => part).join(', ');
}

/**
 * The only one of exactly that name, or else the only one there is; otherwise a choice. `more` says that there may be others than these. Closed ones give way
 * to open ones, unless they are wanted too.
 */
export function meant<Id extends string>(
  candidates: readonly Candidate<Id>[],
  typed: string,
  { more = false, closedToo = false }: { more?: boolean; closedToo?: boolean } = {},
): Found<Id> {
  const open = candidates.filter(({ closed }) => !closed);
  const counted = closedToo || open.length === 0 ? candidates : open;
  const folded = foldName(typed);
  const exact = counted.filter(({ name }) => foldName(name) === folded);
  const [one, ...others] = exact.length > 0 ? exact : counted;
  if (one && others.length === 0 && (exact.length > 0 || !more)) return { id: one.id };
  const sorted = [...counted].sort((a, b) => foldName(a.name).localeCompare(foldName(b.name), 'en-GB') || a.id.localeCompare(b.id));
  return { choices: sorted.slice(0, mostChoices), more: more || sorted.length > mostChoices };
}
