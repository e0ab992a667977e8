// Who buys and who pays: a school or another body, its trust where the trust is billed, and what follows a school that was succeeded.
import type { CivilDate } from '../../../shared/calendar.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { BuyerKind } from '../../../shared/policy/schema.ts';
import { buyerKindOn, isBookable, sectorOn } from '../rules.ts';
import type { OrganisationEvent } from '../schema/events.ts';
import type { Organisation, Trust } from '../schema/organisations.ts';
import type { School } from '../schema.ts';
import { groupsOn, standing } from './events.ts';

export const isSchool = (organisation: Organisation): organisation is School => prefixOf(organisation.id) === 'sch';
export const isTrust = (organisation: Organisation | undefined): organisation is Trust =>
  organisation !== undefined && prefixOf(organisation.id) === 'trs';

/** The kind of buyer an organisation is on a date: a trust is its academies' proprietor, any other body buys as its own sector does. */
export function kindOfBuyerOn(organisation: Organisation, councilLaCode: number, date: CivilDate): BuyerKind {
  if (isSchool(organisation)) return buyerKindOn(organisation, councilLaCode, date);
  if (isTrust(organisation)) return 'academy';
  const sector = 'sectors' in organisation ? sectorOn(organisation, date).sector : 'independent';
  return sector === 'maintained' ? 'own-maintained' : sector;
}

/** Whether it is something days are booked for at all: a school or another body. A trust, federation or partnership books for its schools, one at a time. */
export const isBookedFor = (id: OrganisationId): boolean => prefixOf(id) === 'sch' || prefixOf(id) === 'org';

/** Whether days can be booked for it: an open school, or another body that is open on the day. A trust, federation or partnership books for its schools. */
export function canBeBookedFor(organisation: Organisation, date: CivilDate): boolean {
  if (isSchool(organisation)) return isBookable(organisation);
  if (prefixOf(organisation.id) !== 'org') return false;
  return (organisation.openedOn ?? date) <= date && (organisation.closedOn === undefined || date < organisation.closedOn);
}

/** The trust that a school is in on a date, from the school's events. */
export const trustOn = (school: OrganisationId, events: readonly OrganisationEvent[], date: CivilDate): OrganisationId | undefined =>
  groupsOn(school, events, date).find((group) => prefixOf(group) === 'trs');

/** Whether the trust is billed for what its schools book on a date; before its first entry each school is. */
export const billsTrust = ({ billing }: Pick<Trust, 'billing'>, date: CivilDate): boolean =>
  billing.findLast(({ from }) => from <= date)?.to === 'trust';

/** Where an organisation's obligations went, and from when on. A split leaves several. */
export type Succeeded = { into: OrganisationId; on: CivilDate };
export const successionsOf = (id: OrganisationId, events: readonly OrganisationEvent[]): Succeeded[] =>
  standing(events).flatMap((event) => (event.kind === 'succeeded' && event.subject === id ? [{ into: event.into, on: event.on }] : []));

const mostSteps = 8;

/**
 * Who stands in an organisation's place on a date: itself until it is succeeded, then whoever followed it, and whoever followed that. What was delivered
 * before a succession stays with the organisation it was delivered to; a split leaves several to answer for it.
 */
export function standingFor(
  id: OrganisationId,
  successions: ReadonlyMap<OrganisationId, readonly Succeeded[]>,
  date: CivilDate,
): OrganisationId[] {
  let now = [id];
  for (let step = 0; step < mostSteps; step++) {
    const next = now.flatMap((each) => {
      const followed = (successions.get(each) ?? []).filter(({ on }) => on <= date).map(({ into }) => into);
      return followed.length > 0 ? followed : [each];
    });
    if (next.join() === now.join()) break;
    now = [...new Set(next)];
  }
  return now;
}
