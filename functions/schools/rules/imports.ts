// What an import of the register decides, row by row and for the whole: what a file is, what befalls a school and its groups, and how the count goes on.
import { addDays, type CivilDate } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { EventId, OrganisationId, PersonId } from '../../../shared/ids.ts';
import { importChange } from '../rules.ts';
import type { EventDraft, Membership, OrganisationEvent } from '../schema/events.ts';
import { type ImportKind, importStates, type List, mostKept, mostListed, type Position, type RegisterImport } from '../schema/imports.ts';
import { closedStatus, type ImportOutcome, type RegisterEntry, type Rejection, type RowFault, type School } from '../schema.ts';
import { membershipsOf, membersOf, standing } from './events.ts';
import type { Under } from './groups.ts';
import { keptLinkColumns, linkColumns, missingLinkColumns } from './links.ts';
import { keptColumns, missingColumns, type Row } from './register.ts';

/** Which field stands under which column that is read, and how many fields a row has. */
export type Layout = { kind: ImportKind; places: [string, number][]; width: number };

/** How other files begin that are sent by mistake, in small letters, or how else their fields are parted. */
const others: readonly [string, string][] = [
  ['%pdf-', 'The file is a PDF.'],
  ['pk\u0003\u0004', 'The file is a zip archive or a workbook. Unpack it, or save it as CSV.'],
  ['ðï\u0011à', 'The file is a workbook. Save it as CSV.'],
  ['<', 'The file is a page of a web site.'],
];
const partings: readonly [string, string][] = [
  ['\t', 'The fields of the file are parted by tabs, not by commas.'],
  [';', 'The fields of the file are parted by semicolons, not by commas.'],
];

/** What a file is that is no register, by its first field, if that tells. */
function otherFile(first: string): string | undefined {
  const known = others.find(([beginning]) => first.toLowerCase().startsWith(beginning)) ?? partings.find(([mark]) => first.includes(mark));
  return known?.[1];
}

/** What a file is, by the fields of its first record. Refuses `not-a-register` and `missing-columns`. */
export function layoutOf(fields: readonly string[] | undefined): Decision<Layout> {
  const header = (fields ?? []).map((name) => name.trim());
  const kind: ImportKind = header.includes(linkColumns.link) ? 'links' : 'register';
  const missing = kind === 'links' ? missingLinkColumns(header) : missingColumns(header);
  const known = missing.length > 0 ? otherFile(header[0] ?? '') : undefined;
  const noTable = header.length < 2 && missing.length > 0;
  // Control characters are what tells an image or another encoding from a header.
  if (known || noTable || header.some((name) => /\p{Cc}/u.test(name)))
    return refuse('not-a-register', known ?? 'The file does not begin with a header row of comma separated names.');
  if (missing.length > 0)
    return refuse('missing-columns', `The file has no column called ${missing.map((name) => `“${name}”`).join(', ')}.`, {
      more: { columns: missing },
    });
  const columns = kind === 'links' ? keptLinkColumns : keptColumns;
  const places = columns.map((column): [string, number] => [column, header.indexOf(column)]);
  return accept({ kind, places: places.filter(([, place]) => place >= 0), width: header.length });
}

/** A record as a row by column name; one with more or fewer fields than the header is rejected. */
export function rowOf(layout: Layout, line: number, fields: readonly string[]): { row: Row } | { rejection: Rejection } {
  if (fields.length !== layout.width) {
    const reason = `The row has ${fields.length} fields and the header ${layout.width}.`;
    return { rejection: { line, fault: 'wrong-field-count', reason } };
  }
  const row: Record<string, string | undefined> = {};
  for (const [column, place] of layout.places) row[column] = fields[place];
  return { row };
}

/** An event's id tells the school, its version and what happened, so that the same change is never a second event. */
const eventId = (school: School, what: string): EventId =>
  `evt_r${school.urn}-${String(school.version).padStart(6, '0')}-${what.replace('_', '-')}` as EventId;

export type NamedDraft = EventDraft & { id: EventId };

/** The spells of one membership, to be compared. */
const spellsIn = (memberships: readonly Membership[], { member, group }: Membership): string =>
  memberships
    .filter((each) => each.member === member && each.group === group)
    .map(({ from, to }) => `${from} ${to ?? ''}`)
    .join();

/**
 * A school that had not closed would go on in its partnerships, but on its side only where one has closed or merged since without it: it left those on the
 * day it was held to have closed, or on whichever day after it would have joined. The ids sort after whatever began on the day.
 */
function leavings(school: School, closing: OrganisationEvent, events: readonly OrganisationEvent[], under: Under): NamedDraft[] {
  const left: NamedDraft[] = [];
  const without = (all: readonly OrganisationEvent[]) => [
    ...all.filter((event) => event.id !== closing.id),
    ...left.map((draft) => recorded(draft, closing.recordedBy, closing.recordedAt)),
  ];
  for (;;) {
    const own = membershipsOf(school.id, without(events));
    const lost = own
      .filter(({ to }) => to === undefined || closing.on < to)
      .find((each) => {
        const theirs = under.get(each.group);
        return theirs !== undefined && spellsIn(own, each) !== spellsIn(membersOf(each.group, without(theirs)), each);
      });
    if (!lost) return left;
    const joinsLater = lost.from > closing.on;
    const on = joinsLater ? lost.from : closing.on;
    if (left.some((each) => 'group' in each && each.group === lost.group && each.on === on)) return left;
    const id = `evt_t${school.urn}-${String(school.version).padStart(6, '0')}-${left.length + 1}` as EventId;
    left.push({ id, kind: 'left', subject: school.id, group: lost.group, on, about: [school.id, lost.group] });
  }
}

/**
 * What importing a row of the register does to a school and its memberships. `events` are those of a school that closes or opens again, `under` those of
 * its partnerships where it opens again. A new school has been in its trust since it opened, for all the register says; any later change is dated by the
 * import. A school that closes leaves every group on the day after its last, which is what the register gives, and those it would have joined later; one that
 * the register opens again had not closed.
 */
export function decideEntry(
  known: School | undefined,
  entry: RegisterEntry,
  on: CivilDate,
  events: readonly OrganisationEvent[],
  under: Under = new Map(),
): { outcome: ImportOutcome; school: School; events: NamedDraft[] } {
  const { outcome, school } = importChange(known, entry, on);
  if (outcome === 'unchanged') return { outcome, school, events: [] };
  const subject = school.id;
  const drafts: NamedDraft[] = [];
  const member = (kind: 'joined' | 'left', group: OrganisationId, date: CivilDate) =>
    drafts.push({ id: eventId(school, `${kind}-${group}`), kind, subject, group, on: date, about: [subject, group] });
  for (const kind of ['trust', 'federation'] as const) {
    const [was, is] = [known?.[kind], school[kind]];
    if (was === is) continue;
    if (was) member('left', was, on);
    if (is) member('joined', is, known ? on : (school.openedOn ?? on));
  }
  if (outcome === 'closed') {
    const date = school.closedOn ? addDays(school.closedOn, 1) : on;
    // A membership that begins after it ends with it too: each side must know.
    const open = membershipsOf(subject, events).filter(({ to }) => to === undefined || date < to);
    const about = [...new Set([subject, ...open.map(({ group }) => group)])];
    drafts.push({ id: eventId(school, 'closed'), kind: 'closed', subject, on: date, about });
  }
  const closing = reopens(known, entry) && standing(events).findLast((event) => event.kind === 'closed' && event.subject === subject);
  if (closing) {
    const { id: event, on: date, about } = closing;
    drafts.push({ id: eventId(school, 'opened'), kind: 'withdrawn', subject, event, withdrawnOn: on, on: date, about });
    drafts.push(...leavings(school, closing, events, under));
  }
  return { outcome, school, events: drafts };
}

export const closes = (known: School | undefined, entry: RegisterEntry): boolean =>
  known !== undefined && known.statusCode !== closedStatus && entry.statusCode === closedStatus;
export const reopens = (known: School | undefined, entry: RegisterEntry): boolean =>
  known !== undefined && known.statusCode === closedStatus && entry.statusCode !== closedStatus;

/** The event as it is kept. */
export const recorded = (draft: NamedDraft, by: PersonId, at: string): OrganisationEvent => ({
  ...draft,
  type: 'organisation-event',
  source: 'register',
  recordedAt: at,
  recordedBy: by,
});

/** In which list something that is said of a row stands. Rows of other authorities are most of a national file: they are kept apart from faults. */
export function listOf({ fault }: Pick<Rejection, 'fault'>): List {
  if (fault === 'authority-moved' || fault === 'unclear-group-name') return 'remarks';
  return fault === 'other-authority' || fault === 'unknown-urn' ? 'elsewhere' : 'faults';
}

/** What became of the records of one transaction. `told` is what there is to say of single rows, in order of line. */
export type Batch = {
  counts: Record<ImportOutcome, number>;
  told: Rejection[];
  ignored: string[];
  end: Position;
};
export const emptyBatch = (end: Position): Batch => ({
  counts: { added: 0, changed: 0, closed: 0, unchanged: 0 },
  told: [],
  ignored: [],
  end,
});

/** Link types are the file's own words: beyond so many they are told together. */
const mostReasons = 40;

/** The import after a batch, and what of its rows is kept to be read. */
export function afterBatch(before: RegisterImport, batch: Batch): { next: RegisterImport; kept: Rejection[] } {
  const counts = { ...before.counts };
  for (const [outcome, count] of Object.entries(batch.counts)) counts[outcome as ImportOutcome] += count;
  const reasons = { ...before.reasons };
  for (const reason of [...batch.told.map(({ fault }) => fault), ...batch.ignored]) {
    const key = reasons[reason] !== undefined || Object.keys(reasons).length < mostReasons ? reason : 'other';
    reasons[key] = (reasons[key] ?? 0) + 1;
  }
  const kept = { ...before.kept };
  const listed = batch.told.filter((rejection) => {
    const list = listOf(rejection);
    // A row with a remark is counted by what it did.
    if (list !== 'remarks') counts[list === 'faults' ? 'rejected' : 'elsewhere'] += 1;
    if (kept[list] >= mostKept[list]) return false;
    kept[list] += 1;
    return true;
  });
  if (listed.length > 0) kept.chunks += 1;
  return { next: { ...before, counts, reasons, kept, cursor: batch.end, version: before.version + 1 }, kept: listed };
}

/** The import once its file was read to the end. */
export function finished(read: RegisterImport, at: string): RegisterImport {
  return { ...read, state: importStates.must(read.state, 'finish'), cursor: { ...read.cursor, bytes: read.size }, endedAt: at };
}

/** How much is shown of each list that is kept: of the one asked for, or else of faults and, as far as they leave room, of rows of other authorities. */
export function shares({ kept }: Pick<RegisterImport, 'kept'>, list?: List, most = mostListed): Record<List, number> {
  const none = { faults: 0, remarks: 0, elsewhere: 0 };
  if (list) return { ...none, [list]: Math.min(kept[list], most) };
  const faults = Math.min(kept.faults, most);
  return { ...none, faults, elsewhere: Math.min(kept.elsewhere, most - faults) };
}

/** Tells of each rejection, in order of line, whether it is among those that are shown. */
export function shownOf(shown: Record<List, number>): (rejection: Rejection) => boolean {
  const left = { ...shown };
  return (rejection) => left[listOf(rejection)]-- > 0;
}

export const rowsOf = ({ counts }: Pick<RegisterImport, 'counts'>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** How much of the file was read, of a hundred; never a hundred before its end. */
export const percentOf = ({ cursor, size, state }: Pick<RegisterImport, 'cursor' | 'size' | 'state'>): number =>
  state === 'done' ? 100 : Math.min(99, Math.floor((cursor.bytes * 100) / Math.max(1, size)));

/** The faults in words, for the report. */
const faultTexts: Record<RowFault, string> = {
  'broken-quotes': 'Quotation marks broken',
  'wrong-field-count': 'Too many or too few fields',
  'line-too-long': 'Line too long',
  'bad-urn': 'URN missing or wrong',
  'duplicate-urn': 'URN already in the file',
  'bad-authority': 'Authority missing or wrong',
  'other-authority': 'Another authority’s school',
  'missing-name': 'No name',
  'name-too-long': 'Name too long',
  'text-too-long': 'Text too long',
  'unknown-type': 'Unknown type',
  'out-of-scope-type': 'Type out of scope',
  'unknown-status': 'Unknown status',
  'unknown-phase': 'Unknown phase',
  'bad-date': 'Date wrong',
  'bad-number': 'Number wrong',
  'too-much-at-once': 'Too much in one row',
  'unknown-link': 'Link without a type',
  'unknown-urn': 'School not known here',
  'no-date': 'No date',
  'date-out-of-bounds': 'Date too early or too late',
  'circular-link': 'Schools that would follow each other in a circle',
  'withdrawn-by-hand': 'Withdrawn by hand',
  'later-change': 'Something recorded since rests on the old date',
  'authority-moved': 'Moved to or from another authority',
  'unclear-group-name': 'Name of a trust or federation unclear',
};

/** Why rows were rejected, passed over or remarked on, the most frequent reason first. */
export const reasonsOf = ({ reasons }: Pick<RegisterImport, 'reasons'>): { text: string; count: number }[] =>
  Object.entries(reasons)
    .map(([reason, count]) => ({
      text: faultTexts[reason as RowFault] ?? (reason === 'other' ? 'Links of yet other kinds' : reason),
      count,
    }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
