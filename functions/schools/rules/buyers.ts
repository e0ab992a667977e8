// Who buys and who pays: a school or another body, its trust where the trust is billed, and what follows a school that was succeeded.
import type { CivilDate } from '../../../shared/calendar.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import { pursesOf } from '../../../shared/policy/rules.ts';
import type { BuyerKind, Pack, Purse } from '../../../shared/policy/schema.ts';
import { listText } from '../../../shared/ui/text.ts';
import { buyerKindOn, isBookable, sectorOn } from '../rules.ts';
import type { OrganisationEvent } from '../schema/events.ts';
import type { Organisation, Trust } from '../schema/organisations.ts';
import type { School } from '../schema.ts';
import { groupsOn, standing } from './events.ts';

export const isSchool = (organisation: Organisation): organisation is School => prefixOf(organisation.id) === 'sch';
export const isTrust = (organisation: Organisation | undefined): organisation is Trust =>
  organisation !== undefined && prefixOf(organisation.id) === 'trs';

/**
 * What an organisation is known to become, and from which day on: a school that converts is another one then. After a split there are several, and it buys as the
 * first that is named; which of them pays for a visit is known once one has agreed to it, and so `or` is told beside.
 */
export type Becoming = { on: CivilDate; into: Organisation; or?: readonly Organisation[] };

/** By name: of several after a split each. */
export const becomeNames = ({ into, or = [] }: Pick<Becoming, 'into' | 'or'>): string =>
  listText(
    [into, ...or].map(({ name }) => name),
    'or',
  );

/** Who stands in an organisation's place on a date, as far as is known by now: of several after a split the first that is named. */
export const becomeBy = (becoming: readonly Becoming[] = [], date: CivilDate): Becoming | undefined =>
  becoming.reduce<Becoming | undefined>((last, each) => (each.on <= date && (!last || each.on > last.on) ? each : last), undefined);

/**
 * The kind of buyer an organisation is on a date: a trust is its academies' proprietor, any other body buys as its own sector does. From the day on which it is known to
 * become another it buys as that one.
 */
export function kindOfBuyerOn(known: Organisation, councilLaCode: number, date: CivilDate, becoming: readonly Becoming[] = []): BuyerKind {
  const organisation = becomeBy(becoming, date)?.into ?? known;
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

/**
 * What an organisation is known to become after a day, and what that becomes in its turn: each day on which another stands in its place, in order. Of several after a
 * split the first that is named, and the others beside it.
 */
export function successorsAfter(
  id: OrganisationId,
  successions: ReadonlyMap<OrganisationId, readonly Succeeded[]>,
  day: CivilDate,
): (Succeeded & { or?: OrganisationId[] })[] {
  const dates = [...new Set([...successions.values()].flatMap((each) => each.map(({ on }) => on)))].filter((on) => on > day).sort();
  let before = standingFor(id, successions, day).join();
  return dates.flatMap((on) => {
    const all = standingFor(id, successions, on);
    const [into, ...or] = all;
    if (!into || all.join() === before) return [];
    before = all.join();
    return [{ on, into, ...(or.length > 0 ? { or } : {}) }];
  });
}

/**
 * From what somebody may pay: whatever a buyer of today's kind pays from, and of every kind that it is known to become, as days from then on are paid from theirs. Which
 * of them pays for a day is decided when that is asked for.
 */
export function pursesAhead(
  pack: Pack,
  known: Organisation,
  councilLaCode: number,
  { today, becoming = [] }: { today: CivilDate; becoming?: readonly Becoming[] | undefined },
): Purse[] {
  const dates = [today, ...becoming.map(({ on }) => on)];
  return [...new Set(dates.flatMap((date) => pursesOf(pack, kindOfBuyerOn(known, councilLaCode, date, becoming))))];
}
