// Rights, decided purely: may this actor do this, and does this subject belong to them?
import type { Actor } from '../../shared/context.ts';
import { type Action, actions, type Subject } from './schema.ts';

/** Whether the actor's roles allow the action at all (source: the action table in schema.ts). */
export function can(actor: Actor, action: Action): boolean {
  const allowed: readonly string[] = actions[action];
  return actor.roles.some((role) => allowed.includes(role));
}

/**
 * Whether the actor may do the action to this subject: school people to their own organisation only, officers to their own work only,
 * council people to any of their council's. Somebody else's answers like something that does not exist.
 */
export function canTouch(actor: Actor, action: Action, subject: Subject): boolean {
  if (!can(actor, action)) return false;
  return actor.roles.some((role) => {
    if (!(actions[action] as readonly string[]).includes(role)) return false;
    if (role === 'school-booker') return subject.organisation !== undefined && subject.organisation === actor.organisation;
    if (role === 'officer') return subject.officer === undefined || subject.officer === actor.officer;
    return true;
  });
}
