// What people do with waiting lists: join, look, withdraw, decline, and for the council see who waits for what and offer a place by hand.
import { dateText, londonDate, type SessionKey } from '../../../../shared/calendar.ts';
import { change } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { newId, type OfficerId, type OrganisationId, type ServiceId, type WaitId } from '../../../../shared/ids.ts';
import { bookerOf } from '../../../../shared/policy/bookers.ts';
import type { Purse } from '../../../../shared/policy/schema.ts';
import type { Page } from '../../../../shared/table.ts';
import { hasEnded } from '../../../catalogue/rules.ts';
import type { Service } from '../../../catalogue/schema.ts';
import { getService, listServices } from '../../../catalogue/store.ts';
import { policyAt } from '../../../entitlements/store.ts';
import { can, canTouch } from '../../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../../identity/store/audit.ts';
import { namesOf } from '../../../identity/store/people.ts';
import type { Officer } from '../../../officers/schema.ts';
import { getOfficer, listOfficers } from '../../../officers/store.ts';
import { canBeBookedFor, isBookedFor, pursesAhead } from '../../../schools/rules/buyers.ts';
import { refuseOther } from '../../../schools/store/acting.ts';
import { standingOf } from '../../../schools/store/buyers.ts';
import { getOrganisation } from '../../../schools/store/organisations.ts';
import { bookedByOthers } from '../../rules/quote.ts';
import { isWaitedFor, offeredUntil, runFrom } from '../../rules/waitlist/places.ts';
import {
  type Answered,
  decideDecline,
  decideJoin,
  decideWithdraw,
  expired,
  inOrder,
  isHeld,
  isOpen,
  placeInLine,
  standingAt,
} from '../../rules/waitlist/waitlist.ts';
import type { JoinCommand, OfferCommand, Place, Wait, WaitState } from '../../schema/waitlist.ts';
import { answeredWrites, getWait, joinWrites, lineOf, openWaitsOf, waitlist, waitsOf } from '../../store/waitlist.ts';
import { expire, freeFor, noteOf, offerPlace, soonest } from './places.ts';
import { touchesWait } from './taking.ts';

/** What a school may wait for: the service, who delivers it, and what can pay. */
export type Wishing = { school: { id: OrganisationId; name: string }; service: Service; officers: Officer[]; purses: Purse[] };

/**
 * What there is to choose from for somebody who is to wait. Refuses `unknown-school`, `acting-for-another`, `unknown-service`, `choose-school` for what is no
 * school, `school-closed`, `policy-not-in-force` and `booked-by-others`.
 */
export async function readWishing(context: Context, school: OrganisationId, service: ServiceId): Promise<Decision<Wishing>> {
  const { table, now, council, actor } = context;
  if (!canTouch(actor, 'waitlist:join', { organisation: school })) return refuseOther(context, school, { name: 'unknown-school' });
  const [found, buyer, policy, { payer, succeeded, becoming }, officers] = await Promise.all([
    getService(table, service),
    getOrganisation(table, school),
    policyAt(table, now),
    standingOf(table, school, londonDate(now)),
    listOfficers(table),
  ]);
  if (!buyer) return refuse('unknown-school', undefined, { field: 'school' });
  if (!found) return refuse('unknown-service', undefined, { field: 'service' });
  if (!isBookedFor(school)) return refuse('choose-school', undefined, { field: 'school' });
  if (succeeded || !canBeBookedFor(buyer, londonDate(now)))
    return refuse('school-closed', `${buyer.name} is not open.`, { field: 'school' });
  if (!policy) return refuse('policy-not-in-force');
  // The council waits for a school, which takes up the offer itself.
  const barred = bookedByOthers(policy.pack, found, bookerOf(actor) === 'lead' ? 'lead' : 'school');
  if (barred) return barred;
  return accept({
    school: { id: school, name: buyer.name },
    service: found,
    officers: officers.filter((officer) => officer.skills.includes(found.skill)),
    purses: pursesAhead(policy.pack, payer ?? buyer, council.laCode, { today: londonDate(now), becoming }),
  });
}

/**
 * Puts a school on the list of a service. Refuses what readWishing() and decideJoin() refuse, `unknown-officer`, `officer-lacks-skill`, `not-on-sale`, and `place-is-free` with the
 * place where one that suits is free.
 */
export async function joinWaitlist(context: Context, command: JoinCommand): Promise<Decision<Wait>> {
  const { table, now, actor } = context;
  const wishing = await readWishing(context, command.school, command.service);
  if (!wishing.ok) return wishing;
  const { school, service, officers, purses } = wishing.value;
  const officer = command.officer && (await getOfficer(table, command.officer));
  if (command.officer && !officer) return refuse('unknown-officer', undefined, { field: 'officer' });
  if (officer && !officer.skills.includes(service.skill))
    return refuse('officer-lacks-skill', `${officer.name} does not deliver ${service.title}.`, { field: 'officer' });
  if (hasEnded(service, command.from))
    return refuse('not-on-sale', `${service.title} is not on sale from ${dateText(command.from)} on.`, { field: 'service' });
  return change(context, async () => {
    // What has expired, and was not taken off the list yet, does not stand in the way.
    for (const old of await openWaitsOf(table, school.id)) if (expired(old, now)) await expire(context, old.id);
    const others = await openWaitsOf(table, school.id);
    const decision = decideJoin(
      { id: newId('wtl'), now, person: actor.person, school, service, officer: officer || undefined, others, purses },
      command,
    );
    if (!decision.ok) return decision;
    const wait = decision.value;
    const able = officers.filter((each) => isWaitedFor(wait, service, each));
    const place = soonest(wait, service, await freeFor(context, able, [wait]), now);
    if (place) return refuse('place-is-free', undefined, { field: 'from', more: { officer: place.officer, sessions: place.sessions } });
    return accept({ writes: joinWrites(table, wait), result: wait, audit: noteOf('waitlist:join', wait) });
  });
}

const find = async (context: Context, id: WaitId): Promise<Wait | undefined> => {
  const wait = await getWait(context.table, id);
  return wait && touchesWait(context, wait) ? wait : undefined;
};

/** `place`: in the line of its service, counted from one; only of those that are in it. */
export type ShownWait = Omit<Wait, 'type' | 'version' | 'state'> & { state: WaitState; isHeld: boolean; place?: number };

const shown = (wait: Wait, now: number, lines: ReadonlyMap<ServiceId, readonly Wait[]>): ShownWait => {
  const { type, version, state: _, ...told } = wait;
  const state = standingAt(wait, now);
  const line = lines.get(wait.service);
  return {
    ...told,
    state,
    isHeld: isHeld(wait, now),
    ...(line && state === 'waiting' && !wait.givenBy ? { place: placeInLine(wait, line) } : {}),
  };
};

/** The lines that some places are in. */
async function linesOf({ table, now }: Context, waits: readonly Wait[]): Promise<Map<ServiceId, readonly Wait[]>> {
  const services = new Set(waits.filter((wait) => standingAt(wait, now) === 'waiting').map(({ service }) => service));
  const lines = [...services].map(async (service) => {
    const line = (await lineOf(table, service)).filter((wait) => standingAt(wait, now) === 'waiting');
    return [service, line] as const;
  });
  return new Map(await Promise.all(lines));
}

/** What a school waits for and has waited for, newest first, a page at a time. Refuses `unknown-school`, also for another’s. */
export async function listWaits(
  context: Context,
  school: OrganisationId,
  after?: string,
): Promise<Decision<Page<ShownWait> & { school: OrganisationId; schoolName: string }>> {
  const { table, now } = context;
  const organisation = touchesWait(context, { school }) ? await getOrganisation(table, school) : undefined;
  if (!organisation) return refuse('unknown-school');
  const page = await waitsOf(table, school, after);
  const lines = await linesOf(context, page.items);
  return accept({ ...page, items: page.items.map((wait) => shown(wait, now, lines)), school, schoolName: organisation.name });
}

export type SeenWait = {
  wait: ShownWait;
  joinedByName: string;
  history: HistoryEntry[];
  mayAnswer: boolean;
  /** For whoever offers by hand: what is free and could be answered in time. */
  places: (Place & { officerName: string })[];
};

/** One place in a list, for whoever may know of it. Refuses `unknown-wait`, also for another’s. */
export async function readWait(context: Context, id: WaitId): Promise<Decision<SeenWait>> {
  const { table, actor, now } = context;
  const wait = await find(context, id);
  if (!wait) return refuse('unknown-wait');
  const mayOffer = can(actor, 'waitlist:offer') && standingAt(wait, now) === 'waiting';
  const [lines, names, history, places] = await Promise.all([
    linesOf(context, [wait]),
    namesOf(table, [wait.joinedBy]),
    readHistory(context, id),
    mayOffer ? placesFor(context, wait) : [],
  ]);
  return accept({
    wait: shown(wait, now, lines),
    // Whoever gave the place is of another school.
    joinedByName: wait.givenBy ? '' : (names.get(wait.joinedBy) ?? ''),
    history,
    mayAnswer: canTouch(actor, 'waitlist:join', { organisation: wait.school }),
    places,
  });
}

/** As many as a list can be chosen from. */
const mostPlaces = 40;

/** What could be offered by hand, on all days of the stretch, whether they were said to suit or not. */
async function placesFor(context: Context, wait: Wait): Promise<SeenWait['places']> {
  const [service, officers] = await Promise.all([getService(context.table, wait.service), listOfficers(context.table)]);
  if (!service) return [];
  const able = officers.filter((officer) => isWaitedFor(wait, service, officer));
  const all = await freeFor(context, able, [wait]);
  return all
    .flatMap(({ officer, free }) =>
      [...free].flatMap((first) => {
        const run = runFrom(first, wait.halfDays);
        const isIt = run?.every((session) => free.has(session)) && offeredUntil(context.now, first) !== undefined;
        return run && isIt ? [{ officer: officer.id, officerName: officer.name, sessions: run }] : [];
      }),
    )
    .sort((a, b) => (`${a.sessions[0]} ${a.officer}` < `${b.sessions[0]} ${b.officer}` ? -1 : 1))
    .slice(0, mostPlaces);
}

/** Who waits for what, for the council. */
type Demand = Page<ShownWait> & {
  /** How many wait for each service, and since when; bounded. */
  services: { id: ServiceId; title: string; waiting: number; halfDays: number; since: string }[];
  officers: { id: OfficerId; name: string }[];
  /** There are more than were counted. */
  more: boolean;
};

/** As many as are counted for the overview. */
const mostCounted = 2000;

/** Those who wait, by service and the longest first, a page at a time; of one service or one officer where asked for. */
export async function listWaitlist(
  context: Context,
  { service, officer, after }: { service?: ServiceId | undefined; officer?: OfficerId | undefined; after?: string | undefined },
): Promise<Demand> {
  const { table, now } = context;
  const [page, all, services, officers] = await Promise.all([
    waitlist(table, service, after),
    lineOf(table, undefined, mostCounted),
    listServices(table),
    listOfficers(table),
  ]);
  const open = all.filter((wait) => isOpen(wait, now));
  const lines = new Map(services.map(({ id }) => [id, open.filter((wait) => wait.service === id && wait.state === 'waiting')]));
  const isMeant = (wait: Wait) => isOpen(wait, now) && (officer === undefined || wait.officer === officer);
  return {
    items: page.items.filter(isMeant).map((wait) => shown(wait, now, lines)),
    ...(page.next ? { next: page.next } : {}),
    services: services.flatMap(({ id, title }) => {
      const line = inOrder(open.filter((wait) => wait.service === id));
      const halfDays = line.reduce((sum, wait) => sum + wait.halfDays, 0);
      return line[0] ? [{ id, title, waiting: line.length, halfDays, since: line[0].joinedAt }] : [];
    }),
    officers: officers.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
    more: all.length >= mostCounted,
  };
}

const answer = (context: Context, id: WaitId, action: string, decide: (wait: Wait) => Decision<Answered>): Promise<Decision<Wait>> =>
  change(context, async () => {
    const { table, now } = context;
    const wait = await find(context, id);
    if (!wait) return refuse('unknown-wait');
    const decision = decide(wait);
    if (!decision.ok) return decision;
    const { wait: next, freed } = decision.value;
    return accept({ writes: answeredWrites(table, next, freed, now), result: next, audit: noteOf(action, wait) });
  });

/** Declines what was offered, and goes on waiting or does not. Refuses `unknown-wait` and what decideDecline() refuses. */
export const declineOffer = (context: Context, id: WaitId, { stay }: { stay: boolean }): Promise<Decision<Wait>> =>
  answer(context, id, 'waitlist:decline', (wait) => decideDecline(wait, context.now, stay));

/** Takes a school off a list. Refuses `unknown-wait` and what decideWithdraw() refuses. */
export const withdrawWait = (context: Context, id: WaitId): Promise<Decision<Wait>> =>
  answer(context, id, 'waitlist:withdraw', (wait) => decideWithdraw(wait, context.now));

/**
 * Offers a place by hand, before anybody else in the line. Refuses `unknown-wait`, `unknown-officer`, `officer-lacks-skill`, `session-taken`, as `invalid-request` what
 * is not as much as is waited for, `outside-pattern`, and what decideOffer() refuses.
 */
export async function offerByHand(context: Context, id: WaitId, { officer: of, sessions }: OfferCommand): Promise<Decision<Wait>> {
  const { table, actor } = context;
  const [wait, officer] = await Promise.all([find(context, id), getOfficer(table, of)]);
  if (!wait) return refuse('unknown-wait');
  if (!officer) return refuse('unknown-officer', undefined, { field: 'officer' });
  const service = await getService(table, wait.service);
  if (!service || !isWaitedFor(wait, service, officer))
    return refuse('officer-lacks-skill', `It does not wait for ${officer.name}.`, { field: 'officer' });
  const ordered: SessionKey[] = [...new Set(sessions)].sort();
  const run = ordered[0] && runFrom(ordered[0], wait.halfDays);
  if (!run || run.join() !== ordered.join())
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'sessions', detail: 'Offer as many half-days as are waited for, one after the other' }],
    });
  const [diary] = await freeFor(context, [officer], [wait]);
  if (!run.every((session) => diary?.free.has(session)))
    return refuse('session-taken', `${officer.name} is not available then, or not in the days that it waits for.`, { field: 'sessions' });
  return offerPlace(context, id, { officer, sessions: ordered, by: actor.person });
}
