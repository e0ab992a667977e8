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

/** Whoever is more than a school's booker sees what schools are not shown: legal powers, ledger codes, districts, absences. */
export const isStaff = (actor: Actor): boolean => actor.roles.some((role) => role !== 'school-booker');

/** The `__Host-` prefix makes the browser refuse these from any other host, over plain HTTP and for any narrower path. */
export const sessionCookie = (council: string): string => `__Host-${council}-session`;
export const browserCookie = (council: string): string => `__Host-${council}-sign-in`;

const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/** A token from a Cookie header, or undefined when it is missing or was not made here. */
export function readToken(cookieHeader: string, name: string): string | undefined {
  for (const pair of cookieHeader.split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() !== name) continue;
    const value = pair.slice(at + 1).trim();
    return tokenForm.test(value) ? value : undefined;
  }
  return undefined;
}
