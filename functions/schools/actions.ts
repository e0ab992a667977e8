// What is done with schools: finding one, reading one, and taking in a batch of register entries.
import { type CivilDate, londonDate } from '../../shared/calendar.ts';
import { change } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { organisationIdSchema, schoolIdOf } from '../../shared/ids.ts';
import type { Page } from '../../shared/table.ts';
import { canTouch } from '../identity/rules.ts';
import { importChange, searchFor } from './rules.ts';
import { type ImportOutcome, importOutcomes, type RegisterEntry, type School, type SearchCommand } from './schema.ts';
import { getSchool, getSchools, pageOfSchools, schoolWrite } from './store.ts';

/** Schools by the beginning of their name, by postcode or by URN, a page at a time; all of them by name when nothing was typed. */
export async function findSchools(context: Context, command: SearchCommand): Promise<Page<School>> {
  const search = searchFor(command.name ?? '');
  if (search.by !== 'urn') return pageOfSchools(context.table, search, command.after);
  const school = await getSchool(context.table, search.id);
  return { items: school ? [school] : [] };
}

/** One school. Refuses `unknown-school`, and the same for somebody else's. */
export async function readSchool(context: Context, id: string | undefined): Promise<Decision<School>> {
  const parsed = organisationIdSchema.safeParse(id);
  if (!parsed.success || !canTouch(context.actor, 'school:read', { organisation: parsed.data })) return refuse('unknown-school');
  const school = await getSchool(context.table, parsed.data);
  return school ? accept(school) : refuse('unknown-school');
}

/**
 * Takes in at most 100 register entries, no URN twice, as one change, and answers how many were added, changed, closed and unchanged. Doing it
 * again changes nothing. Refuses `changed-meanwhile` or `contended` when another import of the same schools keeps getting in between.
 */
export function importEntries(context: Context, entries: readonly RegisterEntry[]): Promise<Decision<Record<ImportOutcome, number>>> {
  const date: CivilDate = londonDate(context.now);
  return change(context, async () => {
    const known = await getSchools(
      context.table,
      entries.map(({ urn }) => schoolIdOf(urn)),
    );
    const changes = entries.map((entry) => importChange(known.get(schoolIdOf(entry.urn)), entry, date));
    const counts = Object.fromEntries(importOutcomes.map((name) => [name, changes.filter(({ outcome }) => outcome === name).length]));
    const writes = changes.filter(({ outcome }) => outcome !== 'unchanged').map(({ school }) => schoolWrite(context.table, school));
    // The import keeps a report of its own.
    return accept({ writes, result: counts as Record<ImportOutcome, number>, audit: null });
  });
}
