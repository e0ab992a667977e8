// Reading the audit trail: a page of it, and a file of it, each without what this reader may not see.
import type { AuditEntry } from '../../../shared/audit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type AuditRow, auditRow, isAsked, recordPath } from '../rules/audit.ts';
import { can } from '../rules.ts';
import { type AuditQuery, mostExported } from '../schema/audit.ts';
import { entriesOfDays, entriesOfRecord, placeOf, type Reading, trailNames } from '../store/audit.ts';

const rowsOnPage = 50;
/** A file stops after as many entries, found or not: a function has seconds for it. */
const mostScanned = 60_000;
/** A page stops after this many entries that were not asked for, so that a rare person in a busy month does not keep it waiting. */
const mostLookedAt = 4000;
/** What a reply of six megabytes may hold: a file travels in it as base64, a third longer than it is. */
const mostBytes = 4_200_000;

const placeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{1,64}$/;

/** Every entry this reader may see of the days or the record asked for, newest first; what is confidential takes a right of its own. */
async function* seen(context: Context, { days, about }: AuditQuery, reading: Reading): AsyncGenerator<AuditEntry> {
  const confidential = can(context.actor, 'confidential:read');
  const entries = about ? entriesOfRecord(context.table, about, confidential, reading) : entriesOfDays(context.table, days, reading);
  for await (const entry of entries) if (confidential || !entry.confidential) yield entry;
}

export type AuditPage = { rows: (AuditRow & { path?: string })[]; next?: string };

/** A page of the trail, newest first. `next` continues it, also after a stretch in which nothing was found. */
export async function readAudit(context: Context, query: AuditQuery): Promise<AuditPage> {
  const { table, actor } = context;
  const found: AuditEntry[] = [];
  let looked = 0;
  let last: string | undefined;
  // A cursor that is no place in the trail shows the beginning.
  const before = query.after && placeForm.test(query.after) ? query.after : undefined;
  for await (const entry of seen(context, query, { before, atOnce: 100 })) {
    if (found.length === rowsOnPage || looked === mostLookedAt) return { ...(await shown()), ...(last ? { next: last } : {}) };
    looked += 1;
    last = placeOf(entry);
    if (isAsked(entry, query)) found.push(entry);
  }
  return shown();

  async function shown(): Promise<AuditPage> {
    const names = await trailNames(table, found);
    return {
      rows: found.map((entry) => {
        const path = recordPath(entry, (action) => can(actor, action));
        return { ...auditRow(entry, names), ...(path ? { path } : {}) };
      }),
    };
  }
}

/** Everything asked for, newest first, for a file. Refuses `too-many-entries` where it would be more than a file, or a reply, holds. */
export async function exportAudit(context: Context, query: AuditQuery, most = mostExported): Promise<Decision<AuditRow[]>> {
  const found: AuditEntry[] = [];
  let scanned = 0;
  for await (const entry of seen(context, query, { atOnce: 2000 })) {
    scanned += 1;
    if (scanned > mostScanned) return tooMany;
    if (!isAsked(entry, query)) continue;
    if (found.length === most) return tooMany;
    found.push(entry);
  }
  const names = await trailNames(context.table, found);
  const rows = found.map((entry) => auditRow(entry, names));
  const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(Object.values(row).join(',')), 0);
  return bytes > mostBytes ? tooMany : accept(rows);
}

const tooMany = refuse('too-many-entries', `A file holds ${mostExported.toLocaleString('en-GB')}.`);
