// The audit trail: who did what, for whom, when and under which policy, written in the transaction of what was done. It holds ids and no names, so that a
// person can be erased and the trail stands.
import { londonDate, timestamp } from './calendar.ts';
import type { Write } from './commit.ts';
import type { Context } from './context.ts';
import { newId, type OrganisationId, type PersonId } from './ids.ts';
import { indexOf, shardOf } from './table.ts';

/** What a change says of itself. */
export type AuditNote = {
  /** The action that allowed it, or what Daybook did by itself (`document:issue`). */
  action: string;
  /** The id of the record it changed: the trail is shown there. */
  about: string;
  /** The organisation it was done for. */
  organisation?: OrganisationId | undefined;
  /** The policy version it was decided by. */
  policy?: string | undefined;
  /** What changed, in a sentence that names nobody. */
  detail?: string | undefined;
  /** Why, in the words of whoever did it: told to the council's own people, and to no school. */
  reason?: string | undefined;
  /** Kept out of the record's own history: for those who may read confidential statuses only. */
  confidential?: true;
};

export type AuditEntry = AuditNote & {
  type: 'audit';
  id: string;
  at: string;
  person: PersonId;
  /** Whom the person acted for, and the trust through which, where it was one of a trust's schools. */
  actingFor?: OrganisationId;
  through?: OrganisationId;
};

/** Under what the trail of a record is found: what is confidential stands apart, so that no reader meets it by chance. */
export const trailOf = (about: string, confidential = false): string => (confidential ? `confidential:${about}` : about);

/** The write of an entry, for the transaction of the change it tells of. */
export function auditWrite({ table, actor, now }: Pick<Context, 'table' | 'actor' | 'now'>, note: AuditNote): Write {
  const at = timestamp(now);
  const id = newId('evt');
  const entry: AuditEntry = {
    type: 'audit',
    id,
    at,
    person: actor.person,
    ...(actor.organisation ? { actingFor: actor.organisation } : {}),
    ...(actor.through ? { through: actor.through } : {}),
    ...note,
  };
  return {
    op: 'put',
    key: table.key.auditEntry(londonDate(now), shardOf(note.about), `${at}#${id}`),
    item: { ...entry, ...indexOf(table.council).audit(trailOf(note.about, note.confidential), at, id) },
    condition: { expression: 'attribute_not_exists(pk)' },
    refusal: { name: 'changed-meanwhile' },
  };
}
