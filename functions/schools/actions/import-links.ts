// Rows of the links file as an import takes them in: each pair of schools becomes one succession, under both and under the groups that pass on.
import { auditWrite } from '../../../shared/audit.ts';
import { type CivilDate, dateText, timestamp } from '../../../shared/calendar.ts';
import type { Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { type OrganisationId, prefixOf, schoolIdOf } from '../../../shared/ids.ts';
import { type Layout, recorded, rowOf } from '../rules/imports.ts';
import { decideLink, isMeant, type LinkFacts, rowToLink } from '../rules/links.ts';
import { chainFrom } from '../rules/successions.ts';
import { organisationsIn } from '../rules/timeline.ts';
import type { OrganisationEvent } from '../schema/events.ts';
import type { Link, RegisterImport } from '../schema/imports.ts';
import { eventsOf, eventWrites } from '../store/organisations.ts';
import { eventsUnder, heldTogether } from '../store/recording.ts';
import { type CsvRecord, encodingOf, recordsOf } from '../store/records.ts';
import { getSchool } from '../store.ts';
import { ahead, type Effect, layoutAgain, type OpenFile, type Step, type Work } from './import-work.ts';

const stepsAtOnce = 200;
/** `contrary` is why the line is not taken where its schools are known: an earlier one of the file gives another date for them. */
type Entry = { link: Link; facts: LinkFacts; holds: readonly Write[]; contrary?: string | undefined };

/** An import of the links file: each pair of schools as one succession, taken once although each of the two has a row of it. */
export function linksWork(context: Context, openFile: OpenFile, current: RegisterImport): Work<Entry> {
  const { table, now } = context;
  const { onlyLaCode, cursor, file, effectiveOn, begunBy } = current;
  const at = timestamp(now);
  /** Pairs that stand in a transaction already: the second row of a pair may have been read before the first was written. */
  const pairs = new Set<string>();
  /** On which date a line of this file gave a pair first: each pair has two lines, and if they differed the date would change with every import. */
  const dates = new Map<string, { on: CivilDate; line: number }>();
  const nameOf = ({ predecessor, successor }: Link) => `${predecessor} ${successor}`;
  const facts: LinkFacts = { predecessor: undefined, successor: undefined, events: [], today: effectiveOn, onlyLaCode };

  function stepOf(layout: Layout, record: CsvRecord): Step<Entry> {
    const { line, end } = record;
    if ('fault' in record) return { line, end, rejection: { line, fault: record.fault, reason: record.reason } };
    const row = rowOf(layout, line, record.fields);
    const reading = 'rejection' in row ? row : rowToLink(row.row, line);
    if (!('link' in reading)) return { line, end, ...reading };
    const { link } = reading;
    const first = dates.get(nameOf(link));
    if (link.on && !first && isMeant(link.on, effectiveOn)) dates.set(nameOf(link), { on: link.on, line });
    const differs = link.on && first && first.on !== link.on ? { was: first, is: link.on } : undefined;
    const contrary =
      differs &&
      `Line ${differs.was.line} gives ${dateText(differs.was.on)} for the same two schools, and this one ${dateText(differs.is)}.`;
    return { line, end, entry: { link, facts: { ...facts }, holds: [], contrary } };
  }

  /** Both schools with whoever followed the second, and the groups they name: whoever joins, merges or closes at the same moment is seen, on any side. */
  async function loadHeld(entry: Entry, before: OrganisationId, after: OrganisationId): Promise<void> {
    const { under, holds } = await heldTogether(table, [before, after], (found) => chainFrom(after, found));
    const groups = organisationsIn([...under.values()].flat()).filter((id) => ['ptn', 'fed'].includes(prefixOf(id)));
    entry.facts.events = under.get(before) ?? [];
    entry.facts.under = new Map<OrganisationId, OrganisationEvent[]>([...under, ...(await eventsUnder(table, groups))]);
    entry.holds = holds;
  }

  async function load(steps: readonly Step<Entry>[]): Promise<void> {
    const entries = steps.flatMap((step) => ('entry' in step ? [step.entry] : []));
    await Promise.all(
      entries.map(async (entry) => {
        const { link, facts: known } = entry;
        const [before, after] = [schoolIdOf(link.predecessor), schoolIdOf(link.successor)];
        [known.predecessor, known.successor] = await Promise.all([getSchool(table, before), getSchool(table, after)]);
        // Most of a national file is of schools that are not known here.
        if (!known.predecessor || !known.successor) return;
        if (entry.contrary) return;
        known.events = await eventsOf(table, before);
        const first = decideLink(link, known);
        if ('events' in first && first.events.length > 0) await loadHeld(entry, before, after);
      }),
    );
  }

  /**
   * The rows before the cursor are only noted, by the dates they give, so that a line which contradicts one of them is found after a break as it would have been
   * without one. The file is read from its cursor on.
   */
  async function* lots(): AsyncGenerator<Step<Entry>[]> {
    const beginning = recordsOf(openFile(file));
    const layout = layoutAgain((await beginning.next()).value ?? undefined);
    for await (const record of beginning) {
      if (record.end.bytes > cursor.bytes) break;
      stepOf(layout, record);
    }
    const records = cursor.bytes === 0 ? recordsOf(openFile(file)) : recordsOf(openFile(file, cursor.bytes), cursor, await encoding());
    if (cursor.bytes === 0) await records.next();
    let steps: Step<Entry>[] = [];
    for await (const record of records) {
      steps.push(stepOf(layout, record));
      if (steps.length < stepsAtOnce) continue;
      await load(steps);
      yield steps;
      steps = [];
    }
    await load(steps);
    if (steps.length > 0) yield steps;
  }

  async function encoding() {
    let head = Buffer.alloc(0);
    for await (const chunk of openFile(file)) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= 3) break;
    }
    return encodingOf(head);
  }

  function decide({ link, facts: known, holds, contrary }: Entry): Effect {
    if (!contrary && pairs.has(nameOf(link))) return { outcome: 'unchanged', writes: [] };
    const decided = decideLink(link, known);
    if ('rejection' in decided) return decided;
    if (contrary) return { rejection: { line: link.line, urn: String(link.successor), fault: 'bad-date', reason: contrary } };
    const { outcome, events, detail } = decided;
    const organisation = schoolIdOf(link.predecessor);
    // What is changed of what was recorded is told as done by whoever began the import, whichever worker does it.
    const beginner = { table, now, actor: { person: begunBy, name: '', roles: [] } };
    const note = { action: 'import:make', about: organisation, organisation, detail };
    const writes = [
      ...events.flatMap((event) => eventWrites(table, recorded(event, begunBy, at))),
      ...(detail ? [auditWrite(beginner, note)] : []),
    ];
    return { outcome, writes, holds: events.length > 0 ? holds : [], taken: () => void (events.length > 0 && pairs.add(nameOf(link))) };
  }

  return {
    lots: () => ahead(lots()),
    decide,
    load,
    async reload(steps) {
      pairs.clear();
      await load(steps);
    },
  };
}
