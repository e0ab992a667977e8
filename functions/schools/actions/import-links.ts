// Rows of the links file as an import takes them in: each pair of schools becomes one succession, under both and under the groups that pass on.
import { timestamp } from '../../../shared/calendar.ts';
import type { Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { prefixOf, schoolIdOf } from '../../../shared/ids.ts';
import { type Layout, recorded, rowOf } from '../rules/imports.ts';
import { decideLink, type LinkFacts, rowToLink } from '../rules/links.ts';
import { organisationsIn } from '../rules/timeline.ts';
import type { Link, RegisterImport } from '../schema/imports.ts';
import { eventsOf, eventWrites } from '../store/organisations.ts';
import { eventsUnder, heldEvents, recordingMoves, recordingOf } from '../store/recording.ts';
import { type CsvRecord, encodingOf, recordsOf } from '../store/records.ts';
import { getSchool } from '../store.ts';
import { ahead, type Effect, layoutAgain, type OpenFile, type Step, type Work } from './import-work.ts';

const stepsAtOnce = 200;
type Entry = { link: Link; facts: LinkFacts; holds: readonly Write[] };

export function linksWork(context: Context, openFile: OpenFile, current: RegisterImport): Work<Entry> {
  const { table } = context;
  const { onlyLaCode, cursor, file } = current;
  const at = timestamp(context.now);
  /** Pairs that stand in a transaction already: the second row of a pair may have been read before the first was written. */
  const pairs = new Set<string>();
  const nameOf = ({ predecessor, successor }: Link) => `${predecessor} ${successor}`;

  function stepOf(layout: Layout, record: CsvRecord): Step<Entry> {
    const { line, end } = record;
    if ('fault' in record) return { line, end, rejection: { line, fault: record.fault, reason: record.reason } };
    const row = rowOf(layout, line, record.fields);
    const reading = 'rejection' in row ? row : rowToLink(row.row, line);
    if (!('link' in reading)) return { line, end, ...reading };
    return {
      line,
      end,
      entry: { link: reading.link, facts: { predecessor: undefined, successor: undefined, events: [], onlyLaCode }, holds: [] },
    };
  }

  async function load(steps: readonly Step<Entry>[]): Promise<void> {
    const entries = steps.flatMap((step) => ('entry' in step ? [step.entry] : []));
    await Promise.all(
      entries.map(async (entry) => {
        const { link, facts } = entry;
        const [before, after] = [schoolIdOf(link.predecessor), schoolIdOf(link.successor)];
        [facts.predecessor, facts.successor] = await Promise.all([getSchool(table, before), getSchool(table, after)]);
        // Most of a national file is of schools that are not known here.
        if (!facts.predecessor || !facts.successor) return;
        facts.events = await eventsOf(table, before);
        if (!('event' in decideLink(link, facts))) return;
        // Whoever joins, merges or closes at the same moment is seen, on either side.
        const [passing, taking] = await Promise.all([heldEvents(table, before), recordingOf(table, after)]);
        facts.events = passing.events;
        const groups = organisationsIn(passing.events).filter((id) => ['ptn', 'fed'].includes(prefixOf(id)));
        facts.under = await eventsUnder(table, [after, ...groups]);
        entry.holds = [...passing.holds, recordingMoves(table, after, taking)];
      }),
    );
  }

  /** The header is read again, and then the file from its cursor on: no row depends on those before it. */
  async function* lots(): AsyncGenerator<Step<Entry>[]> {
    const beginning = recordsOf(openFile(file));
    const layout = layoutAgain((await beginning.next()).value ?? undefined);
    await beginning.return(undefined);
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

  function decide({ link, facts, holds }: Entry): Effect {
    if (pairs.has(nameOf(link))) return { outcome: 'unchanged', writes: [] };
    const decided = decideLink(link, facts);
    if ('rejection' in decided) return decided;
    const { outcome, event } = decided;
    const writes = event ? eventWrites(table, recorded(event, current.begunBy, at)) : [];
    return { outcome, writes, holds: event ? holds : [], taken: () => void (event && pairs.add(nameOf(link))) };
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
