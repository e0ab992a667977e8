// Rows of the register as an import takes them in: each school with its memberships, and each trust and federation that a row names.
import { londonDate, timestamp } from '../../../shared/calendar.ts';
import { commitOnce, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { type OrganisationId, prefixOf, schoolIdOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { endActingWrites } from '../../identity/store/acting.ts';
import type { Under } from '../rules/groups.ts';
import { closes, decideEntry, type Layout, namedGroup, recorded, reopens, rowOf } from '../rules/imports.ts';
import { rowToSchool } from '../rules/register.ts';
import { groupRow } from '../rules/search.ts';
import { organisationsIn } from '../rules/timeline.ts';
import type { NamedGroup, RegisterImport } from '../schema/imports.ts';
import type { Federation, Trust } from '../schema/organisations.ts';
import type { RegisterEntry, School } from '../schema.ts';
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
type Entry = { entry: RegisterEntry; groups: NamedGroup[]; known?: School | undefined; held?: Held | undefined; under?: Under };

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
  const { table } = context;
  const { effectiveOn, begunBy, cursor } = current;
  const at = timestamp(context.now);
  // What grows with the file: two numbers for each school, and a name for each trust. The first row of either counts.
  const lines = new Map<number, number>();
  const names = new Map<OrganisationId, string>();
  /** Trusts and federations as they will be once what is decided is written; undefined for one that is not known. */
  const groups = new Map<OrganisationId, Group | undefined>();
  const wanted = { onlyLaCode: current.onlyLaCode, lineOf: (urn: number) => lines.get(urn) };

  function stepOf(layout: Layout, record: CsvRecord): Step<Entry> {
    const { line, end } = record;
    if ('fault' in record) return { line, end, rejection: { line, fault: record.fault, reason: record.reason } };
    const row = rowOf(layout, line, record.fields);
    if ('rejection' in row) return { line, end, rejection: row.rejection };
    const reading = rowToSchool(row.row, line, wanted);
    if (!reading.ok) return { line, end, rejection: reading.rejection };
    lines.set(reading.entry.urn, line);
    for (const { id, name } of reading.groups) if (!names.has(id)) names.set(id, name);
    const named = reading.groups.map((group) => ({ ...group, name: names.get(group.id) ?? group.name }));
    return { line, end, entry: { entry: reading.entry, groups: named } };
  }

  async function load(steps: readonly Step<Entry>[]): Promise<void> {
    const entries = steps.flatMap((step) => ('entry' in step ? [step.entry] : []));
    const schools = entries.map(async (each) => {
      each.known = await getSchool(table, schoolIdOf(each.entry.urn));
      const opens = reopens(each.known, each.entry);
      each.held = opens || closes(each.known, each.entry) ? await heldEvents(table, schoolIdOf(each.entry.urn)) : undefined;
      if (opens && each.held)
        each.under = await eventsUnder(
          table,
          organisationsIn(each.held.events).filter((id) => prefixOf(id) === 'ptn'),
        );
    });
    const unread = [...new Set(entries.flatMap((each) => each.groups.map(({ id }) => id)))].filter((id) => !groups.has(id));
    const named = unread.map(async (id) => {
      const found = (await getOrganisation(table, id)) as Group | undefined;
      // Meanwhile a row before may have decided what it will be.
      if (!groups.has(id)) groups.set(id, found);
    });
    await Promise.all([...schools, ...named]);
  }

  /**
   * The file is read from its beginning, whatever the cursor: the rows before it are only noted by URN, so that a duplicate is found after a crash as it
   * would have been without one. That costs no table and about a second for 50,000 rows.
   */
  async function* lots(): AsyncGenerator<Step<Entry>[]> {
    const records = recordsOf(openFile(current.file));
    const layout = layoutAgain((await records.next()).value ?? undefined);
    let steps: Step<Entry>[] = [];
    let entries = 0;
    for await (const record of records) {
      const step = stepOf(layout, record);
      if (step.end.bytes <= cursor.bytes) continue;
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
  }

  function decide({ entry, groups: named, known, held, under }: Entry): Effect {
    const { outcome, school, events: drafts } = decideEntry(known, entry, effectiveOn, held?.events ?? [], under);
    const changed: Group[] = [];
    const writes: Write[] = [];
    for (const group of named) {
      const before = groups.get(group.id);
      const next = namedGroup(before, group);
      if (!next) continue;
      changed.push(next);
      writes.push(groupWrite(table, next), ...wordWrites(table, groupRow(next), before && groupRow(before)));
    }
    if (outcome !== 'unchanged') writes.push(...schoolWrites(table, school, known));
    for (const draft of drafts) writes.push(...eventWrites(table, recorded(draft, begunBy, at)));
    const taken = () => {
      for (const group of changed) groups.set(group.id, group);
    };
    const left = drafts.flatMap((draft) =>
      draft.kind === 'left' && prefixOf(draft.group) === 'trs' && draft.on <= londonDate(context.now) ? [draft] : [],
    );
    return { outcome, writes, holds: held?.holds ?? [], taken, ...(left.length > 0 ? { kept: () => endActing(table, left) } : {}) };
  }

  return {
    lots: () => ahead(lots()),
    decide,
    load,
    async reload(steps) {
      groups.clear();
      await load(steps);
    },
  };
}
