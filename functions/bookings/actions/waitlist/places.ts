// Offering what is free to those who wait, by itself: whenever something becomes free, and by the clock. What is free is worked out anew each time, so that a bell
// that is lost, or rung twice, changes nothing.
import { dateOf, londonClock, londonDate, type SessionKey, sessionText, timestamp } from '../../../../shared/calendar.ts';
import { change } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { bareId, newId, type OfficerId, type ServiceId, type WaitId } from '../../../../shared/ids.ts';
import { pursesOf } from '../../../../shared/policy/rules.ts';
import type { Service } from '../../../catalogue/schema.ts';
import { listServices } from '../../../catalogue/store.ts';
import { policyAt } from '../../../entitlements/store.ts';
import { freeSessions, takenAt } from '../../../officers/rules.ts';
import type { Officer } from '../../../officers/schema.ts';
import { getOfficer, listOfficers, takenSlots } from '../../../officers/store.ts';
import { kindOfBuyerOn } from '../../../schools/rules/buyers.ts';
import { standingOf } from '../../../schools/store/buyers.ts';
import { getOrganisation } from '../../../schools/store/organisations.ts';
import { given } from '../../rules/given.ts';
import { firstPlace, isWaitedFor, stretchOf } from '../../rules/waitlist/places.ts';
import { decideOffer, expired, inOrder, knowingOthers, passedOn, standingAt } from '../../rules/waitlist/waitlist.ts';
import { type FreedPlaces, mostWaitedFor, type Place, type Wait } from '../../schema/waitlist.ts';
import { expiredWrites, getWait, lineOf, offersOver, offerWrites, passedWrites } from '../../store/waitlist.ts';
import { getBooking } from '../../store.ts';
import { vacate } from './substitutes.ts';

type OfferRun = { offered: number; passed: number };

/** As many offers as one run passes on; the next is a few minutes later. */
const mostOver = 100;

/**
 * Offers what is free to whoever is next, of some officers where something has just become free, and of all by the clock. Offers that nobody answered are passed on
 * first, and whose last day is over leaves the list.
 */
export async function offerPlaces(context: Context, freed?: FreedPlaces): Promise<OfferRun> {
  if (freed?.booking && freed.visits) {
    await vacate(context, freed.booking, freed.visits);
    if (freed.giveTo) await giveUp(context, { ...freed, booking: freed.booking, visits: freed.visits, giveTo: freed.giveTo });
  }
  let passed = 0;
  for (const id of await offersOver(context.table, context.now, mostOver)) if (await passOn(context, id)) passed += 1;
  const line = await lineOf(context.table);
  if (line.length === 0) return { offered: 0, passed };
  for (const wait of line) if (expired(wait, context.now)) await expire(context, wait.id);
  const waiting = inOrder(line.filter((wait) => standingAt(wait, context.now) === 'waiting')).map((wait) => knowingOthers(wait, line));
  return { offered: await offerTo(context, waiting, freed?.officers), passed };
}

/** One offer that is over. Somebody may have answered it, or passed it on, meanwhile. */
async function passOn(context: Context, id: WaitId): Promise<boolean> {
  const { table, now } = context;
  const done = await change(context, async () => {
    const wait = await getWait(table, id);
    const next = wait && passedOn(wait, now);
    if (!next) return refuse('wrong-state');
    return accept({ writes: passedWrites(table, next, now), result: next, audit: noteOf('waitlist:pass', next) });
  });
  return done.ok;
}

/** Takes somebody off the list whose last day is over. */
export const expire = (context: Context, id: WaitId): Promise<Decision<Wait>> =>
  change(context, async () => {
    const wait = await getWait(context.table, id);
    const next = wait && expired(wait, context.now);
    if (!next) return refuse('wrong-state');
    return accept({ writes: expiredWrites(context.table, next), result: next, audit: noteOf('waitlist:expire', next) });
  });

/** What the trail says of a place in a list. */
export const noteOf = (action: string, { id, school, serviceTitle, offer }: Wait) => ({
  action,
  about: id,
  organisation: school,
  detail: offer ? `${serviceTitle}, ${offer.sessions.map(sessionText).join('; ')}` : serviceTitle,
});

/** Offers one place: the slots decide who was first. Refuses `unknown-wait`, what decideOffer() refuses, and `session-taken`. */
export const offerPlace = (
  context: Context,
  id: WaitId,
  { officer, sessions, by }: { officer: Pick<Officer, 'id' | 'name'>; sessions: readonly SessionKey[]; by?: Wait['joinedBy'] },
): Promise<Decision<Wait>> =>
  change(context, async () => {
    const { table, now } = context;
    const wait = await getWait(table, id);
    if (!wait) return refuse('unknown-wait');
    const decision = decideOffer({ wait, now, booking: newId('bkg'), officer, ...(by ? { by } : {}) }, sessions);
    if (!decision.ok) return decision;
    const { wait: offered, held } = decision.value;
    return accept({
      writes: offerWrites(table, offered, held, now),
      result: offered,
      audit: noteOf('waitlist:offer', offered),
    });
  });

export type Free = { officer: Officer; free: ReadonlySet<SessionKey> };

/** What some officers have free in the days that any of some wishes can be met on. */
export async function freeFor(
  { table, now }: Pick<Context, 'table' | 'now'>,
  officers: readonly Officer[],
  wishes: readonly Pick<Wait, 'from' | 'to'>[],
): Promise<Free[]> {
  const policy = await policyAt(table, now);
  const today = londonDate(now);
  const days = wishes.map((wish) => stretchOf(wish, today)).filter(({ from, to }) => from <= to);
  const [from, to] = [
    days.map((each) => each.from).sort()[0],
    days
      .map((each) => each.to)
      .sort()
      .at(-1),
  ];
  if (!policy || !from || !to) return [];
  const clock = londonClock(now);
  return Promise.all(
    officers.map(async (officer) => {
      const taken = takenAt(await takenSlots(table, officer.id, from, to), timestamp(now));
      return { officer, free: new Set(freeSessions(officer, taken, from, to, clock, policy.pack.sessions)) };
    }),
  );
}

/** The soonest place that suits a wish, among what some officers have free. */
export function soonest(wish: Wait, service: Service, all: readonly Free[], now: number): (Place & { officerName: string }) | undefined {
  const places = all.flatMap(({ officer, free }) => {
    const place = firstPlace(wish, { service, officer, free, now });
    return place ? [{ ...place, officerName: officer.name }] : [];
  });
  return places.sort((a, b) => (`${a.sessions[0]} ${a.officer}` < `${b.sessions[0]} ${b.officer}` ? -1 : 1))[0];
}

/** Goes through those who wait, whoever joined first before the others, and offers each the soonest place that suits. */
async function offerTo(context: Context, waiting: readonly Wait[], only: readonly OfficerId[] | undefined): Promise<number> {
  const { table, now } = context;
  const [services, everybody] = await Promise.all([
    listServices(table).then((found) => new Map<ServiceId, Service>(found.map((each) => [each.id, each]))),
    listOfficers(table),
  ]);
  const able = everybody.filter(
    (officer) =>
      (only === undefined || only.includes(officer.id)) &&
      waiting.some((wait) => {
        const service = services.get(wait.service);
        return service && isWaitedFor(wait, service, officer);
      }),
  );
  const all = (await freeFor(context, able, waiting)).map(({ officer, free }) => ({ officer, free: new Set(free) }));
  let offered = 0;
  for (const wait of waiting) {
    const service = services.get(wait.service);
    const place = service && soonest(wait, service, all, now);
    if (!place) continue;
    const done = await offerPlace(context, wait.id, { officer: { id: place.officer, name: place.officerName }, sessions: place.sessions });
    if (done.ok) offered += 1;
    // What somebody else took meanwhile is tried no more in this run; the next one looks anew.
    const of = all.find(({ officer }) => officer.id === place.officer);
    if (done.ok || done.refusal.name === 'session-taken') for (const session of place.sessions) of?.free.delete(session);
  }
  return offered;
}

/** The place of visits that were cancelled, offered first to the school that whoever cancelled has named. Once: told again it is found to be there. */
async function giveUp(
  context: Context,
  { booking: id, visits, giveTo }: FreedPlaces & Required<Pick<FreedPlaces, 'booking' | 'visits' | 'giveTo'>>,
): Promise<void> {
  const { table, now, council, actor } = context;
  const [booking, school, policy, standing] = await Promise.all([
    getBooking(table, id),
    getOrganisation(table, giveTo),
    policyAt(table, now),
    standingOf(table, giveTo, londonDate(now)),
  ]);
  const sessions = booking?.sessions.filter((each) => visits.includes(each.visit) && each.state === 'cancelled' && !each.work) ?? [];
  const [lead] = sessions;
  const officer = lead && (await getOfficer(table, lead.officer));
  const isOne = sessions.every((each) => each.officer === lead?.officer) && sessions.length <= mostWaitedFor;
  if (!booking || !school || !policy || !officer || !isOne) return;
  const date = lead ? dateOf(lead.session) : londonDate(now);
  const purses = pursesOf(policy.pack, kindOfBuyerOn(standing.payer ?? school, council.laCode, date, standing.becoming));
  const purse = purses.find((each) => each === booking.purse) ?? purses[0] ?? booking.purse;
  const wait = `wtl_${bareId(id)}-${[...visits].sort().join('-')}` as WaitId;
  await change(context, async () => {
    const decision = given(
      {
        id: wait,
        now,
        person: actor.person,
        school,
        by: booking.school,
        booking: newId('bkg'),
        officer,
        service: { id: booking.service, title: booking.serviceTitle },
        purse,
      },
      { sessions: sessions.map(({ session }) => session) },
    );
    if (!decision || (await getWait(table, wait))) return refuse('wrong-state');
    return accept({
      writes: offerWrites(table, decision.wait, decision.held, now),
      result: undefined,
      audit: noteOf('waitlist:offer', decision.wait),
    });
  });
}
