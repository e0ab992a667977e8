// Rows of the register before they are decided: each read as a step, and what deciding it needs to know loaded beside it.
import { type OrganisationId, prefixOf, schoolIdOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import type { Under } from '../rules/groups.ts';
import { type Called, callGroup } from '../rules/import-changes.ts';
import { closes, type Layout, reopens, rowOf } from '../rules/imports.ts';
import { type Reading, rowToSchool } from '../rules/register.ts';
import { organisationsIn } from '../rules/timeline.ts';
import type { RegisterImport } from '../schema/imports.ts';
import type { Federation, Trust } from '../schema/organisations.ts';
import type { School } from '../schema.ts';
import { getOrganisation } from '../store/organisations.ts';
import { eventsUnder, type Held, heldEvents } from '../store/recording.ts';
import type { CsvRecord } from '../store/records.ts';
import { getSchool } from '../store.ts';
import type { Step } from './import-work.ts';

export type Group = Trust | Federation;
/** A row with what is known of its school; of one that closes or opens again its events, and where it opens again those of its partnerships. */
export type Row = { line: number; reading: Reading; known?: School | undefined; held?: Held | undefined; under?: Under };
/** A row, or at the end of the file the name that all its rows agree a group has. */
export type Entry = Row | { id: OrganisationId; name: string };

/** What an import has learnt on its way. It grows with the file: two numbers for each school, and a name for each trust, up to a bound. */
export type Learnt = Pick<RegisterImport, 'onlyLaCode'> & {
  /** The line on which each school came first: that row counts. */
  lines: Map<number, number>;
  /** What rows call each group. */
  called: Map<OrganisationId, Called>;
  /** Trusts and federations as they will be once what is decided is written; undefined for one that is not known. */
  groups: Map<OrganisationId, Group | undefined>;
};

/** A row as a step, or as the reason why it is none; what it says of its school and trusts is noted. */
export function stepOf({ onlyLaCode, lines, called }: Learnt, layout: Layout, record: CsvRecord): Step<Entry> {
  const { line, end } = record;
  if ('fault' in record) return { line, end, rejection: { line, fault: record.fault, reason: record.reason } };
  const row = rowOf(layout, line, record.fields);
  if ('rejection' in row) return { line, end, rejection: row.rejection };
  const reading = rowToSchool(row.row, line, { onlyLaCode, lineOf: (urn) => lines.get(urn) });
  const { urn, elsewhere } = reading;
  if (!reading.ok && (!elsewhere || urn === 0)) return { line, end, rejection: elsewhere ?? reading.rejection };
  if (reading.ok) lines.set(urn, line);
  // Only rows of the authority wanted have a say, whose schools are known or not: going on after a crash, nobody asks the table about rows before.
  const spoken = reading.ok && !elsewhere ? reading.groups : [];
  const remarks = spoken.flatMap((group) => callGroup(called, group, { line, urn }) ?? []);
  return { line, end, ...(remarks.length > 0 ? { remarks } : {}), entry: { line, reading } };
}

/** Whether a row is the council's business: by its own authority, or because the school is known as one of ours. */
export const isOurs = ({ onlyLaCode }: Pick<Learnt, 'onlyLaCode'>, { reading, known }: Row): boolean =>
  !reading.elsewhere || known?.laCode === onlyLaCode;

/** The groups that deciding a row needs to know: those it names, and those its school is in until now. */
function groupsIn(learnt: Learnt, entry: Entry): (OrganisationId | undefined)[] {
  if ('id' in entry) return [entry.id];
  const { reading, known } = entry;
  if (!reading.ok || !isOurs(learnt, entry)) return [];
  const left = (['trust', 'federation'] as const).map((kind) => (known?.[kind] === reading.entry[kind] ? undefined : known?.[kind]));
  return [...reading.groups.map(({ id }) => id), ...left];
}

async function loadSchool(table: CouncilTable, learnt: Learnt, row: Row): Promise<void> {
  const { reading } = row;
  const id = schoolIdOf(reading.urn);
  row.known = await getSchool(table, id);
  if (!reading.ok || !isOurs(learnt, row)) return;
  const opens = reopens(row.known, reading.entry);
  row.held = opens || closes(row.known, reading.entry) ? await heldEvents(table, id) : undefined;
  if (!opens || !row.held) return;
  row.under = await eventsUnder(
    table,
    organisationsIn(row.held.events).filter((each) => prefixOf(each) === 'ptn'),
  );
}

async function loadGroups(table: CouncilTable, learnt: Learnt, entries: readonly Entry[]): Promise<void> {
  const { groups } = learnt;
  const unread = [...new Set(entries.flatMap((entry) => groupsIn(learnt, entry)))].filter(
    (id) => id !== undefined && !groups.has(id),
  ) as OrganisationId[];
  const read = unread.map(async (id) => {
    const found = (await getOrganisation(table, id)) as Group | undefined;
    // Meanwhile a row before may have decided what it will be.
    if (!groups.has(id)) groups.set(id, found);
  });
  await Promise.all(read);
}

/** What deciding these steps needs to know, read into them and into what is learnt. */
export async function load(table: CouncilTable, learnt: Learnt, steps: readonly Step<Entry>[]): Promise<void> {
  const entries = steps.flatMap((step) => ('entry' in step ? [step.entry] : []));
  const rows = entries.filter((entry) => 'reading' in entry);
  // In one round what the file itself tells, and then what some of the schools are leaving.
  await Promise.all([
    ...rows.map((row) => loadSchool(table, learnt, row)),
    loadGroups(
      table,
      learnt,
      entries.filter((entry) => !('reading' in entry) || !entry.reading.elsewhere),
    ),
  ]);
  await loadGroups(table, learnt, rows);
}
