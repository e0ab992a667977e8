// Acting for one of a trust's schools: the choice stands in the session, lapses with the day, and goes when the school leaves the trust.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Write } from '../../../shared/commit.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { isTrustBooker } from '../rules/choices.ts';
import { findSession, getSession, sessionWrite } from '../store.ts';

/**
 * The write that lets a trust's booker act for a school of the trust until the London day `on` is over, for the caller to commit: it knows whether the
 * school is the trust's on that day, and this does not. Refuses as `not-signed-in`, or as `not-allowed` whoever is not signed in as that trust's booker.
 */
export async function actingWrites(
  table: CouncilTable,
  cookie: string,
  choice: { trust: OrganisationId; school: OrganisationId; schoolName: string; on: CivilDate },
): Promise<Decision<Write[]>> {
  const found = await findSession(table, cookie);
  if (!found) return refuse('not-signed-in');
  const { trust, school, schoolName, on } = choice;
  if (found.session.organisation !== trust || !isTrustBooker(found.session))
    return refuse('not-allowed', 'Only a booker of the trust may act for its schools');
  return accept([sessionWrite(table, { ...found, session: { ...found.session, acting: { school, schoolName, on } } })]);
}

/** The writes after which nobody acts for the school through the trust: for the transaction in which it leaves. */
export async function endActingWrites(table: CouncilTable, trust: OrganisationId, school: OrganisationId): Promise<Write[]> {
  const hints = await table.all<{ gsi1sk: string }>(table.range.sessionsThrough(trust, school));
  const found = await Promise.all(hints.map(async ({ gsi1sk: hash }) => ({ hash, session: await getSession(table, hash) })));
  return found.flatMap(({ hash, session }) => {
    if (session?.organisation !== trust || session.acting?.school !== school) return [];
    const { acting, ...itself } = session;
    // One that ended meanwhile needs no ending: the whole is looked at again.
    return [{ ...sessionWrite(table, { hash, session: itself }), refusal: { name: 'changed-meanwhile' }, final: false } satisfies Write];
  });
}
