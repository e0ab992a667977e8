// The home page's figures: only what one or two cheap reads can tell.
import type { Context } from '../../../shared/context.ts';
import { entitlementHeads } from '../../entitlements/store.ts';
import { type HomeCard, homeCards } from '../rules/home.ts';
import { countOpenVacancies } from '../store.ts';

const mostVacancies = 50;

/** The cards of whoever is signed in, with their school's free half-days and the number of open vacancies where a card shows them. */
export async function readHome({ actor, table }: Context): Promise<HomeCard[]> {
  const { organisation, roles } = actor;
  const shown = homeCards(roles, organisation, {}).map(({ path }) => path);
  const [heads, openVacancies] = await Promise.all([
    organisation && shown.includes(`/entitlements/statements/${organisation}`) ? entitlementHeads(table, organisation) : undefined,
    shown.includes('/entitlements/vacancies') ? countOpenVacancies(table, mostVacancies) : undefined,
  ]);
  const freeHalfDays = heads && [...heads.values()].reduce((sum, { available, closed }) => sum + (closed ? 0 : available), 0);
  return homeCards(roles, organisation, {
    ...(freeHalfDays === undefined ? {} : { freeHalfDays }),
    ...(openVacancies ? { openVacancies } : {}),
  });
}
