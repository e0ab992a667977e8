// The home page's figures: only what one or two cheap reads can tell.
import type { Context } from '../../../shared/context.ts';
import { entitlementHeads } from '../../entitlements/store.ts';
import { can } from '../../identity/rules.ts';
import { type HomeCard, homeCards } from '../rules/home.ts';
import { countOpenVacancies } from '../store.ts';

const mostVacancies = 50;

/** The cards of whoever is signed in, with their school's free half-days and the number of open vacancies where they have a use for them. */
export async function readHome({ actor, table }: Context): Promise<HomeCard[]> {
  const { organisation, roles } = actor;
  const [heads, openVacancies] = await Promise.all([
    roles.includes('school-booker') && organisation ? entitlementHeads(table, organisation) : undefined,
    can(actor, 'vacancy:record') || roles.includes('auditor') ? countOpenVacancies(table, mostVacancies) : undefined,
  ]);
  const freeHalfDays = heads && [...heads.values()].reduce((sum, { available, closed }) => sum + (closed ? 0 : available), 0);
  return homeCards(roles, organisation, {
    ...(freeHalfDays === undefined ? {} : { freeHalfDays }),
    ...(openVacancies ? { openVacancies } : {}),
  });
}
