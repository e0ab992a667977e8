// Rights, decided purely: may this actor do this, and does this subject belong to them?
import type { Actor, Role } from '../../shared/context.ts';
import { type Action, actions, officerRoles, ownRoles, type Subject } from './schema.ts';

/** Whether the actor's roles allow the action at all (source: the action table in schema.ts). */
export function can(actor: Actor, action: Action): boolean {
  const allowed: readonly string[] = actions[action];
  return actor.roles.some((role) => allowed.includes(role));
}

/**
 * Whether the actor may do the action to this subject: school and trust people to the organisation they act for only, a partnership's lead to the
 * partnership and to its members, officers to their own work only, council people to any of their council's. Somebody else's answers like something
 * that does not exist.
 */
export function canTouch(actor: Actor, action: Action, subject: Subject): boolean {
  const allowed: readonly Role[] = actions[action];
  return actor.roles.some((role) => allowed.includes(role) && reaches(actor, role, subject));
}

function reaches({ organisation, officer }: Actor, role: Role, subject: Subject): boolean {
  if (officerRoles.includes(role)) return subject.officer === undefined || subject.officer === officer;
  if (!ownRoles.includes(role)) return true;
  if (organisation === undefined) return false;
  if (subject.organisation === organisation) return true;
  return role === 'partnership-lead' && (subject.partnerships ?? []).includes(organisation);
}

/** Whoever is more than somebody of a school, trust or partnership sees what they are not shown: legal powers, ledger codes, districts, absences. */
export const isStaff = ({ roles }: Pick<Actor, 'roles'>): boolean => roles.some((role) => !ownRoles.includes(role));

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
