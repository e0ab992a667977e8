// What a session comes to: the actor it stands for on a day, and a person's list of sessions after one begins or ends.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { mostSessions, type SessionList } from '../schema/people.ts';
import type { SignInSession } from '../schema.ts';

/** The actor of a session. Acting for a school through its trust lapses with the London day: then the person acts for the trust itself. */
export function actorOf(session: SignInSession, today: CivilDate): Actor {
  const { person, name, roles, organisation, organisationName, officer, acting } = session;
  const actor: Actor = { person, name, roles };
  const school = acting?.on === today && organisation ? acting : undefined;
  if (school && organisation)
    Object.assign(actor, { organisation: school.school, organisationName: school.schoolName, through: organisation });
  else if (organisation) Object.assign(actor, { organisation, ...(organisationName ? { organisationName } : {}) });
  return { ...actor, ...(officer ? { officer } : {}), ...(session.hasChoice ? { hasChoice: true } : {}) };
}

/** The list after some sessions ended and one began: the oldest give way when there are too many. Answers which items go. */
export function listAfter(
  list: SessionList,
  { begun, ended }: { begun?: string; ended: readonly string[] },
): { list: SessionList; gone: string[] } {
  const left = [...list.hashes.filter((hash) => !ended.includes(hash)), ...(begun ? [begun] : [])];
  const hashes = left.slice(-mostSessions);
  const gone = [...new Set([...ended, ...left.slice(0, -mostSessions)])];
  return { list: { ...list, hashes, version: list.version + 1 }, gone };
}
