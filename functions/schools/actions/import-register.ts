// Rows of the register as an import takes them in: each school with its memberships, and each trust and federation that a row names.
import { auditWrite } from '../../../shared/audit.ts';
import { londonDate, timestamp } from '../../../shared/calendar.ts';
import { commitOnce, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { type OrganisationId, prefixOf, schoolIdOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { endActingWrites } from '../../identity/store/acting.ts';
import type { Under } from '../rules/groups.ts';
import { type Called, callGroup, changesText, movedRemark, newGroup, renamedGroup, renamedText } from '../rules/import-changes.ts';
import { closes, decideEntry, type Layout, recorded, reopens, rowOf } from '../rules/imports.ts';
import { type Reading, rowToSchool } from '../rules/register.ts';
import { groupRow } from '../rules/search.ts';
import { organisationsIn } from '../rules/timeline.ts';
import type { Position, RegisterImport } from '../schema/imports.ts';
import type { Federation, Trust } from '../schema/organisations.ts';
import type { School } from '../schema.ts';
import { eventWrites, getOrganisation, groupWrite } from '../store/organisations.ts';
import { eventsUnder, type Held, heldEvents } from '../store/recording.ts';
import { type CsvRecord, recordsOf } from '../store/records.ts';
import { wordWrites } from '../store/search.ts';
import { getSchool, schoolWrites } from '../store.ts';
import { ahead, type Effect, layoutAgain, type OpenFile, type Step, type Work } from './import-work.ts';

/** One round of reads; the table answers a hundred keys at once. */
const entriesAtOnce = 90;
const stepsAtOnce = 500;

type Group = Trust | Federation;
/** A row with what is known of its school; of one that closes or opens again its events, and where it opens again those of its partnerships. */
type Row = { line: number; reading: Reading; known?: School | undefined; held?: Held | undefined; under?: Under };
/** A row, or at the end of the file the name that all its rows agree a group has. */
type Entry = Row | { id: OrganisationId; name: string };

/**
 * Whoever acts through a trust for a school that has left it no longer does. A session that changes at that moment is looked at again; what is missed
 * all the same, as after a crash in between, ends with the London day.
 */
async function endActing(table: CouncilTable, left: readonly { subject: OrganisationId; group: OrganisationId }[]): Promise<void> {
  for (const { subject, group } of left) {
    for (let tries = 0; tries < 3; tries++) {
      const ended = await commitOnce(table, await endActingWrites(table, group, subject));
      if (ended.ok) break;
    }
  }
}

export function registerWork(context: Context, openFile: OpenFile, current: RegisterImport): Work<Entry> {
  const { table, now } = context;
  const { effectiveOn, begunBy, cursor, onlyLaCode } = current;
  const at = timestamp(now);
  /** What an import changes is told as done by whoever began it, whichever worker does it. */
  const beginner = { table, now, actor: { person: begunBy, name: '', roles: [] } };
  // What grows with the file: two numbers for each school, and a name for each trust, up to a bound. The first row of a school counts.
  const lines = new Map<number, number>();
  const called = new Map<OrganisationId, Called>();
  /** Trusts and federations as they will be once what is decided is written; undefined for one that is not known. */
  const groups = new Map<OrganisationId, Group | undefined>();
  const wanted = { onlyLaCode, lineOf: (urn: number) => lines.get(urn) };
  const nameOf = (id: OrganisationId) => `“${groups.get(id)?.name ?? id}”`;

  function stepOf(layout: Layout, record: CsvRecord): Step<Entry> {
    const { line, end } = record;
    if ('fault' in record) return { line, end, rejection: { line, fault: record.fault, reason: record.reason } };
    const row = rowOf(layout, line, record.fields);
    if ('rejection' in row) return { line, end, rejection: row.rejection };
    const reading = rowToSchool(row.row, line, wanted);
    const { urn, elsewhere } = reading;
    if (!reading.ok && (!elsewhere || urn === 0)) return { line, end, rejection: elsewhere ?? reading.rejection };
    if (reading.ok) lines.set(urn, line);
    // Only rows of the authority wanted have a say, whose schools are known or not: going on after a crash, nobody asks the table about rows before.
    const spoken = reading.ok && !elsewhere ? reading.groups : [];
    const remarks = spoken.flatMap((group) => callGroup(called, group, { line, urn }) ?? []);
    return { line, end, ...(remarks.length > 0 ? { remarks } : {}), entry: { line, reading } };
  }

  /** Whether a row is the council's business: by its own authority, or because the school is known as one of ours. */
  const isOurs = ({ reading, known }: Row): boolean => !reading.elsewhere || known?.laCode === onlyLaCode;

  /** The groups that deciding a row needs to know: those it names, and those its school is in until now. */
  function groupsIn(entry: Entry): (OrganisationId | undefined)[] {
    if ('id' in entry) return [entry.id];
    const { reading, known } = entry;
    if (!reading.ok || !isOurs(entry)) return [];
    const left = (['trust', 'federation'] as const).map((kind) => (known?.[kind] === reading.entry[kind] ? undefined : known?.[kind]));
    return [...reading.groups.map(({ id }) => id), ...left];
  }

  async function loadSchool(row: Row): Promise<void> {
    const { reading } = row;
    const id = schoolIdOf(reading.urn);
    row.known = await getSchool(table, id);
    if (!reading.ok || !isOurs(row)) return;
    const opens = reopens(row.known, reading.entry);
    row.held = opens || closes(row.known, reading.entry) ? await heldEvents(table, id) : undefined;
    if (!opens || !row.held) return;
    row.under = await eventsUnder(
      table,
      organisationsIn(row.held.events).filter((each) => prefixOf(each) === 'ptn'),
    );
  }

  async function loadGroups(entries: readonly Entry[]): Promise<void> {
    const unread = [...new Set(entries.flatMap(groupsIn))].filter((id) => id !== undefined && !groups.has(id)) as OrganisationId[];
    const read = unread.map(async (id) => {
      const found = (await getOrganisation(table, id)) as Group | undefined;
      // Meanwhile a row before may have decided what it will be.
      if (!groups.has(id)) groups.set(id, found);
    });
    await Promise.all(read);
  }

  async function load(steps: readonly Step<Entry>[]): Promise<void> {
    const entries = steps.flatMap((step) => ('entry' in step ? [step.entry] : []));
    const rows = entries.filter((entry) => 'reading' in entry);
    // In one round what the file itself tells, and then what some of the schools are leaving.
    await Promise.all([...rows.map(loadSchool), loadGroups(entries.filter((entry) => !('reading' in entry) || !entry.reading.elsewhere))]);
    await loadGroups(rows);
  }

  /**
   * The file is read from its beginning, whatever the cursor: the rows before it are only noted, by URN and by what they call their trusts, so that a
   * duplicate or a contradiction is found after a crash as it would have been without one. That costs no table and about a second for 50,000 rows. Names
   * are changed at the end, when every row has spoken.
   */
  async function* lots(): AsyncGenerator<Step<Entry>[]> {
    const records = recordsOf(openFile(current.file));
    const layout = layoutAgain((await records.next()).value ?? undefined);
    let steps: Step<Entry>[] = [];
    let entries = 0;
    let end = cursor;
    for await (const record of records) {
      const step = stepOf(layout, record);
      end = step.end;
      if (end.bytes <= cursor.bytes) continue;
      steps.push(step);
      if ('entry' in step) entries += 1;
      if (entries < entriesAtOnce && steps.length < stepsAtOnce) continue;
      await load(steps);
      yield steps;
      steps = [];
      entries = 0;
    }
    await load(steps);
    if (steps.length > 0) yield steps;
    yield* renaming(end);
  }

  async function* renaming(end: Position): AsyncGenerator<Step<Entry>[]> {
    const agreed = [...called].filter(([, { agreed: all }]) => all);
    for (let from = 0; from < agreed.length; from += stepsAtOnce) {
      const steps = agreed
        .slice(from, from + stepsAtOnce)
        .map(([id, { name }]): Step<Entry> => ({ line: end.line, end, entry: { id, name } }));
      await load(steps);
      yield steps;
    }
  }

  const groupWrites = (next: Group, before?: Group): Write[] => [
    groupWrite(table, next),
    ...wordWrites(table, groupRow(next), before && groupRow(before)),
  ];

  function decideName({ id, name }: { id: OrganisationId; name: string }): Effect {
    const before = groups.get(id);
    const next = before && renamedGroup(before, name);
    if (!next) return { writes: [] };
    const told = auditWrite(beginner, { action: 'import:make', about: id, organisation: id, detail: renamedText(before, next) });
    return { writes: [...groupWrites(next, before), told], taken: () => void groups.set(id, next) };
  }

  /** What a row up to this line called a group first: those after it may have been read already, or not. */
  function nameBy(id: OrganisationId, line: number): { name?: string } {
    const first = called.get(id);
    return first && first.line <= line ? { name: first.name } : {};
  }

  function decideRow(row: Row): Effect {
    const { reading, known, held, under, line } = row;
    if (!isOurs(row) && reading.elsewhere) return { rejection: reading.elsewhere };
    if (!reading.ok) return { rejection: reading.rejection };
    const { outcome, school, events: drafts } = decideEntry(known, reading.entry, effectiveOn, held?.events ?? [], under);
    const fresh = reading.groups.filter(({ id }) => !groups.get(id)).map((group) => newGroup({ ...group, ...nameBy(group.id, line) }));
    const writes = fresh.flatMap((group) => groupWrites(group));
    if (outcome !== 'unchanged') writes.push(...schoolWrites(table, school, known));
    for (const draft of drafts) writes.push(...eventWrites(table, recorded(draft, begunBy, at)));
    const names = new Map(fresh.map(({ id, name }) => [id, `“${name}”`]));
    // What is added is told by the import itself, and by the school's own page.
    const detail = known && outcome !== 'unchanged' ? changesText(known, school, (id) => names.get(id) ?? nameOf(id)) : '';
    if (detail) writes.push(auditWrite(beginner, { action: 'import:make', about: school.id, organisation: school.id, detail }));
    const taken = () => {
      for (const group of fresh) groups.set(group.id, group);
    };
    const left = drafts.flatMap((draft) =>
      draft.kind === 'left' && prefixOf(draft.group) === 'trs' && draft.on <= londonDate(now) ? [draft] : [],
    );
    const remarks = movedRemark(known, school, line);
    return {
      outcome,
      writes,
      holds: held?.holds ?? [],
      remarks,
      taken,
      ...(left.length > 0 ? { kept: () => endActing(table, left) } : {}),
    };
  }

  return {
    lots: () => ahead(lots()),
    decide: (entry) => ('id' in entry ? decideName(entry) : decideRow(entry)),
    load,
    async reload(steps) {
      groups.clear();
      await load(steps);
    },
  };
}
