// Rows of the register as an import takes them in: each school with its memberships, and each trust and federation that a row names.
import { auditWrite } from '../../../shared/audit.ts';
import { londonDate, timestamp } from '../../../shared/calendar.ts';
import { commitOnce, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { endActingWrites } from '../../identity/store/acting.ts';
import { changesText, movedRemark, newGroup, renamedGroup, renamedText } from '../rules/import-changes.ts';
import { decideEntry, recorded } from '../rules/imports.ts';
import { groupRow } from '../rules/search.ts';
import type { Position, RegisterImport } from '../schema/imports.ts';
import { eventWrites, groupWrite } from '../store/organisations.ts';
import { recordsOf } from '../store/records.ts';
import { wordWrites } from '../store/search.ts';
import { schoolWrites } from '../store.ts';
import { ahead, type Effect, layoutAgain, type OpenFile, type Step, type Work } from './import-work.ts';
import { type Entry, type Group, isOurs, type Learnt, load, type Row, stepOf } from './register-rows.ts';

/** One round of reads; the table answers a hundred keys at once. */
const entriesAtOnce = 90;
const stepsAtOnce = 500;

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

/**
 * An import of the register itself. What it has learnt of the file is in memory alone: after a crash the file is read from its beginning for that, and rows
 * are taken in from the cursor on.
 */
export function registerWork(context: Context, openFile: OpenFile, current: RegisterImport): Work<Entry> {
  const { table } = context;
  const learnt: Learnt = { onlyLaCode: current.onlyLaCode, lines: new Map(), called: new Map(), groups: new Map() };
  const facts: Facts = { context, current, learnt };
  return {
    lots: () => ahead(lots(facts, openFile)),
    decide: (entry) => ('id' in entry ? decideName(facts, entry) : decideRow(facts, entry)),
    load: (steps) => load(table, learnt, steps),
    async reload(steps) {
      learnt.groups.clear();
      await load(table, learnt, steps);
    },
  };
}

type Facts = { context: Context; current: RegisterImport; learnt: Learnt };

/**
 * The file is read from its beginning, whatever the cursor: the rows before it are only noted, by URN and by what they call their trusts, so that a
 * duplicate or a contradiction is found after a crash as it would have been without one. That costs no table and about a second for 50,000 rows. Names
 * are changed at the end, when every row has spoken.
 */
async function* lots({ context: { table }, current, learnt }: Facts, openFile: OpenFile): AsyncGenerator<Step<Entry>[]> {
  const { cursor } = current;
  const records = recordsOf(openFile(current.file));
  const layout = layoutAgain((await records.next()).value ?? undefined);
  let steps: Step<Entry>[] = [];
  let entries = 0;
  let end = cursor;
  for await (const record of records) {
    const step = stepOf(learnt, layout, record);
    end = step.end;
    if (end.bytes <= cursor.bytes) continue;
    steps.push(step);
    if ('entry' in step) entries += 1;
    if (entries < entriesAtOnce && steps.length < stepsAtOnce) continue;
    await load(table, learnt, steps);
    yield steps;
    steps = [];
    entries = 0;
  }
  await load(table, learnt, steps);
  if (steps.length > 0) yield steps;
  yield* renaming(table, learnt, end);
}

async function* renaming(table: CouncilTable, learnt: Learnt, end: Position): AsyncGenerator<Step<Entry>[]> {
  const agreed = [...learnt.called].filter(([, { agreed: all }]) => all);
  for (let from = 0; from < agreed.length; from += stepsAtOnce) {
    const steps = agreed
      .slice(from, from + stepsAtOnce)
      .map(([id, { name }]): Step<Entry> => ({ line: end.line, end, entry: { id, name } }));
    await load(table, learnt, steps);
    yield steps;
  }
}

/** What an import changes is told as done by whoever began it, whichever worker does it. */
const beginnerOf = ({ table, now }: Context, { begunBy }: RegisterImport) => ({
  table,
  now,
  actor: { person: begunBy, name: '', roles: [] },
});

const groupWrites = (table: CouncilTable, next: Group, before?: Group): Write[] => [
  groupWrite(table, next),
  ...wordWrites(table, groupRow(next), before && groupRow(before)),
];

function decideName({ context, current, learnt: { groups } }: Facts, { id, name }: { id: OrganisationId; name: string }): Effect {
  const before = groups.get(id);
  const next = before && renamedGroup(before, name);
  if (!next) return { writes: [] };
  const told = auditWrite(beginnerOf(context, current), {
    action: 'import:make',
    about: id,
    organisation: id,
    detail: renamedText(before, next),
  });
  return { writes: [...groupWrites(context.table, next, before), told], taken: () => void groups.set(id, next) };
}

/** What a row up to this line called a group first: those after it may have been read already, or not. */
function nameBy({ called }: Learnt, id: OrganisationId, line: number): { name?: string } {
  const first = called.get(id);
  return first && first.line <= line ? { name: first.name } : {};
}

function decideRow({ context, current, learnt }: Facts, row: Row): Effect {
  const { table, now } = context;
  const { effectiveOn, begunBy } = current;
  const { groups } = learnt;
  const { reading, known, held, under, line } = row;
  if (!isOurs(learnt, row) && reading.elsewhere) return { rejection: reading.elsewhere };
  if (!reading.ok) return { rejection: reading.rejection };
  const { outcome, school, events: drafts } = decideEntry(known, reading.entry, effectiveOn, held?.events ?? [], under);
  const fresh = reading.groups
    .filter(({ id }) => !groups.get(id))
    .map((group) => newGroup({ ...group, ...nameBy(learnt, group.id, line) }));
  const writes = fresh.flatMap((group) => groupWrites(table, group));
  if (outcome !== 'unchanged') writes.push(...schoolWrites(table, school, known));
  for (const draft of drafts) writes.push(...eventWrites(table, recorded(draft, begunBy, timestamp(now))));
  const names = new Map(fresh.map(({ id, name }) => [id, `“${name}”`]));
  // What is added is told by the import itself, and by the school's own page.
  const nameOf = (id: OrganisationId) => names.get(id) ?? `“${groups.get(id)?.name ?? id}”`;
  const detail = known && outcome !== 'unchanged' ? changesText(known, school, nameOf) : '';
  if (detail)
    writes.push(auditWrite(beginnerOf(context, current), { action: 'import:make', about: school.id, organisation: school.id, detail }));
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
