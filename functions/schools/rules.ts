// What a school may be sold and as what kind of buyer on a date, and what an import of the register does to a school.
import type { CivilDate } from '../../shared/calendar.ts';
import { schoolIdOf } from '../../shared/ids.ts';
import type { BuyerKind } from '../../shared/policy/schema.ts';
import {
  beforeRecords,
  closedStatus,
  type ImportOutcome,
  type RegisterEntry,
  type School,
  type SectorEntry,
  schoolTypes,
} from './schema.ts';

export { foldName } from '../../shared/names.ts';

/** Whether the school can be booked for: open, or open but proposed to close. */
export const isBookable = (school: Pick<School, 'statusCode'>): boolean => school.statusCode === 1 || school.statusCode === 3;

/** What a school, or another body, was on a date. Before the first entry nothing else is known of it, so the first stands. */
export function sectorOn<Entry extends Pick<SectorEntry, 'from' | 'sector'>>(
  { sectors }: { sectors: readonly Entry[] },
  date: CivilDate,
): Entry {
  const entry = sectors.findLast(({ from }) => from <= date) ?? sectors[0];
  if (!entry) throw new Error('a school has at least one sector entry');
  return entry;
}

/** The kind of buyer a school is on a date, to the council with this local authority code: the council's own maintained schools buy as part of it. */
export function buyerKindOn(school: Pick<School, 'sectors' | 'laCode'>, councilLaCode: number, date: CivilDate): BuyerKind {
  const { sector } = sectorOn(school, date);
  if (sector !== 'maintained') return sector;
  return school.laCode === councilLaCode ? 'own-maintained' : 'other-maintained';
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
 * debt or booking may still name it, and isBookable() refuses new ones. What it is when it is first seen it has been since it opened, for all the register
 * says; where that gives no opening, since before records began.
 */
export function importChange(known: School | undefined, entry: RegisterEntry, date: CivilDate): { outcome: ImportOutcome; school: School } {
  if (!known) {
    const sectors = sectorsAfter([], entry.typeCode, entry.openedOn ?? beforeRecords);
    return { outcome: 'added', school: { ...entry, id: schoolIdOf(entry.urn), sectors, version: 1 } };
  }
  const fields = Object.keys(entry) as (keyof RegisterEntry)[];
  if (fields.every((field) => same(known[field], entry[field]))) return { outcome: 'unchanged', school: known };
  const closed = entry.statusCode === closedStatus && known.statusCode !== closedStatus;
  const sectors = sectorsAfter(known.sectors, entry.typeCode, date);
  return { outcome: closed ? 'closed' : 'changed', school: { ...known, ...entry, sectors, version: known.version + 1 } };
}
