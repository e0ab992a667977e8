// The home page's figures: only what one or two cheap reads can tell.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { entitlementHeads } from '../../entitlements/store.ts';
import { countAllWaiting, countWaitingFor } from '../../invoicing/store/agreements.ts';
import { type HomeCard, homeCards } from '../rules/home.ts';
import { countOpenVacancies } from '../store.ts';

const mostCounted = 50;

/** The cards of whoever is signed in, with their school's free half-days, the open vacancies and the lines that wait for agreement where a card shows them. */
export async function readHome({ actor, table, now }: Context): Promise<HomeCard[]> {
  const { organisation, roles } = actor;
  const shown = homeCards(roles, organisation, {}).map(({ path }) => path);
  const [heads, openVacancies, waitingLines] = await Promise.all([
    organisation && shown.includes(`/entitlements/statements/${organisation}`) ? entitlementHeads(table, organisation) : undefined,
    shown.includes('/entitlements/vacancies') ? countOpenVacancies(table, mostCounted) : undefined,
    // Whoever acts for an organisation is told of its own lines, the council's people of all.
    organisation && shown.includes('/invoicing/agreements')
      ? countWaitingFor(table, organisation, londonDate(now), mostCounted)
      : shown.includes('/invoicing/agreements/waiting')
        ? countAllWaiting(table, mostCounted)
        : undefined,
  ]);
  const freeHalfDays = heads && [...heads.values()].reduce((sum, { available, closed }) => sum + (closed ? 0 : available), 0);
  return homeCards(roles, organisation, {
    ...(freeHalfDays === undefined ? {} : { freeHalfDays }),
    ...(openVacancies ? { openVacancies } : {}),
    ...(waitingLines ? { waitingLines } : {}),
  });
}
