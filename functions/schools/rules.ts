// What a school may be sold and as what kind of buyer on a date, how names are folded, and what an import of the register does to a school.
import type { CivilDate } from '../../shared/calendar.ts';
import { schoolIdOf } from '../../shared/ids.ts';
import type { BuyerKind } from '../../shared/policy/schema.ts';
import { closedStatus, type ImportOutcome, type RegisterEntry, type School, type SectorEntry, schoolTypes } from './schema.ts';

/** Whether the school can be booked for: open, or open but proposed to close. */
export const isBookable = (school: Pick<School, 'statusCode'>): boolean => school.statusCode === 1 || school.statusCode === 3;

/** What the school was on a date. Before the first entry nothing else is known of it, so the first stands. */
export function sectorOn(school: Pick<School, 'sectors'>, date: CivilDate): SectorEntry {
  const entry = school.sectors.findLast(({ from }) => from <= date) ?? school.sectors[0];
  if (!entry) throw new Error('a school has at least one sector entry');
  return entry;
}

/** The kind of buyer a school is on a date, to the council with this local authority code: the council's own maintained schools buy as part of it. */
export function buyerKindOn(school: Pick<School, 'sectors' | 'laCode'>, councilLaCode: number, date: CivilDate): BuyerKind {
  const { sector } = sectorOn(school, date);
  if (sector !== 'maintained') return sector;
  return school.laCode === councilLaCode ? 'own-maintained' : 'other-maintained';
}

const letters: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ß: 'ss' };

/** A name as it is sorted and searched: lower case, without accents or apostrophes, other punctuation as one space, & as "and". */
export function foldName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[æœøđðłþß]/g, (letter) => letters[letter] ?? letter)
    .replace(/['’‘ʼ`]/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const same = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((item, index) => item === b[index]) : a === b;

/** Sectors after the register gave a type on a date: a new type takes effect then, and what the school was before is kept. */
function sectorsAfter(sectors: readonly SectorEntry[], typeCode: number, date: CivilDate): SectorEntry[] {
  const last = sectors.at(-1);
  if (last?.typeCode === typeCode) return [...sectors];
  const sector = schoolTypes[typeCode]?.sector;
  if (!sector) throw new Error(`no sector for type ${typeCode}`);
  // A school may change its type before it has opened: entries stay in order of date, and the later of two on one date stands.
  const from = last && last.from > date ? last.from : date;
  return [...sectors, { from, sector, typeCode }];
}

/**
 * What importing a register entry on a date does to a school. Every status is kept, so a closed school seen for the first time is added: an old
 * debt or booking may still name it, and isBookable() refuses new ones. A school is new from its opening, or from the import when the register gives none.
 */
export function importChange(known: School | undefined, entry: RegisterEntry, date: CivilDate): { outcome: ImportOutcome; school: School } {
  if (!known) {
    const sectors = sectorsAfter([], entry.typeCode, entry.openedOn ?? date);
    return { outcome: 'added', school: { ...entry, id: schoolIdOf(entry.urn), sectors, version: 1 } };
  }
  const fields = Object.keys(entry) as (keyof RegisterEntry)[];
  if (fields.every((field) => same(known[field], entry[field]))) return { outcome: 'unchanged', school: known };
  const closed = entry.statusCode === closedStatus && known.statusCode !== closedStatus;
  const sectors = sectorsAfter(known.sectors, entry.typeCode, date);
  return { outcome: closed ? 'closed' : 'changed', school: { ...known, ...entry, sectors, version: known.version + 1 } };
}
