// Waiting lists in the table: a school's places in them, the mark of each offer by when it ends, and the writes of each change with the slots that it holds or frees.
import { type Instant, timestamp } from '../../../shared/calendar.ts';
import { create, put, replace, type Write } from '../../../shared/commit.ts';
import type { OrganisationId, ServiceId, WaitId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { type CouncilTable, indexOf, type Key, type Page, unkeyed } from '../../../shared/table.ts';
import type { Slot } from '../../officers/schema.ts';
import { freeSlot, keepOffered, takeSlot } from '../../officers/store.ts';
import type { Confirmed } from '../rules/life.ts';
import { accepted, wishOf } from '../rules/waitlist/waitlist.ts';
import type { OfferTelling } from '../schema/messages.ts';
import type { BookingRequest } from '../schema/requests.ts';
import type { Vacated, Wait } from '../schema/waitlist.ts';
import type { Booking } from '../schema.ts';
import { confirmationWrites } from '../store.ts';
import { freedWrite } from './freed.ts';
import { requestWrites } from './requests.ts';

export async function getWait(table: CouncilTable, id: WaitId): Promise<Wait | undefined> {
  const item = await table.get<Wait & Key>(table.key.wait(id));
  return item && unkeyed(item);
}

/** A page of what a school has waited for, newest first. */
export async function waitsOf(table: CouncilTable, school: OrganisationId, after?: string): Promise<Page<Wait>> {
  const page = await table.page<Wait & Key>(table.range.waitsOf(school), { limit: 25, descending: true, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map((item) => unkeyed(item)) };
}

/** What a school waits for now, read consistently: at most as many as it may. */
export async function openWaitsOf(table: CouncilTable, school: OrganisationId): Promise<Wait[]> {
  const claims = await table.all<{ wait: WaitId }>(table.range.waitClaims(school));
  const found = await Promise.all(claims.map(({ wait }) => getWait(table, wait)));
  return found.filter((wait) => wait !== undefined);
}

/** A page of those who wait, by service, the longest first within each. */
export async function waitlist(table: CouncilTable, service: ServiceId | undefined, after?: string, limit = 50): Promise<Page<Wait>> {
  const page = await table.page<Wait & Key>(table.range.waitlist(service), { limit, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map((item) => unkeyed(item)) };
}

/** Everybody in the lists, or in that of one service: at most so many of a list, which is more than there are officers to serve. */
export async function lineOf(table: CouncilTable, service?: ServiceId, most = 2000): Promise<Wait[]> {
  const found: Wait[] = [];
  for await (const item of table.each<Wait & Key>(table.range.waitlist(service), { limit: 200 })) {
    found.push(unkeyed(item));
    if (found.length >= most) break;
  }
  return found;
}

/** The offers that have ended at a moment and were not passed on yet, the first to end first. */
export const offersOver = async (table: CouncilTable, now: Instant, most: number): Promise<WaitId[]> =>
  (await table.page<{ wait: WaitId }>(table.range.offersOver(timestamp(now)), { limit: most })).items.map(({ wait }) => wait);

/** How many places a school is offered now, as far as one page tells: one question of an index, without reading any of them. */
export async function countOffersFor(
  table: CouncilTable,
  organisation: OrganisationId,
  now: Instant,
  most = 20,
): Promise<{ count: number; more: boolean }> {
  const { items, next } = await table.page(table.range.offersTo(organisation, timestamp(now)), { limit: most });
  return { count: items.length, more: next !== undefined };
}

const isOpen = ({ state }: Wait) => state === 'waiting' || state === 'offered';

function waitWrite(table: CouncilTable, wait: Wait): Write {
  const index = indexOf(table.council);
  const item = {
    ...wait,
    ...index.wait(wait.school, wait.id),
    ...(isOpen(wait) ? index.inLine(wait.service, wait.joinedAt, wait.id) : {}),
  };
  const key = table.key.wait(wait.id);
  return wait.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

const claimKey = (table: CouncilTable, wait: Wait) => table.key.waitClaim(wait.school, wait.givenBy ? wait.id : wishOf(wait));
const claimWrite = (table: CouncilTable, wait: Wait): Write =>
  create(claimKey(table, wait), { type: 'wait-claim', wait: wait.id }, 'changed-meanwhile');
/** Whoever is off the list may join it again. */
const claimEnd = (table: CouncilTable, wait: Wait): Write[] =>
  isOpen(wait)
    ? []
    : [
        {
          op: 'delete',
          key: claimKey(table, wait),
          condition: { expression: '#wait = :wait', names: { '#wait': 'wait' }, values: { ':wait': wait.id } },
          refusal: { name: 'changed-meanwhile' },
        },
      ];

const offerMark = (table: CouncilTable, { id, school, offer }: Wait): Write[] =>
  offer ? [put(table.key.offer(id), { type: 'offer', wait: id, ...indexOf(table.council).offer(school, offer.holdUntil, id) })] : [];
const offerEnd = (table: CouncilTable, { id }: Pick<Wait, 'id'>): Write => ({
  op: 'delete',
  key: table.key.offer(id),
  refusal: { name: 'changed-meanwhile' },
});

const tellOffer = (table: CouncilTable, { id, version }: Wait, kind: OfferTelling['kind'], offer: number, now: Instant): Write =>
  effectWrite(table, {
    subject: `wait:${id}`,
    version,
    function: 'bookings',
    task: 'tell',
    payload: { kind, waiting: id, offer } satisfies OfferTelling,
    now,
  });

/** Joins the line: the place in it, and that the school waits for that. */
export const joinWrites = (table: CouncilTable, wait: Wait): Write[] => [waitWrite(table, wait), claimWrite(table, wait)];

/** A place is offered: the sessions are held, and it is to be told. */
export const offerWrites = (table: CouncilTable, wait: Wait, held: readonly Slot[], now: Instant): Write[] => [
  waitWrite(table, wait),
  ...(wait.version === 1 ? [claimWrite(table, wait)] : []),
  ...held.map((slot) => takeSlot(table, slot, now)),
  ...offerMark(table, wait),
  tellOffer(table, wait, 'place-offered', wait.offers, now),
];

/** An offer is declined, or somebody is taken off the list: its sessions are freed and go to whoever is next. */
export const answeredWrites = (table: CouncilTable, wait: Wait, freed: readonly Slot[], now: Instant): Write[] => [
  waitWrite(table, wait),
  ...claimEnd(table, wait),
  ...freed.map((slot) => freeSlot(table, slot)),
  offerEnd(table, wait),
  ...(freed.length > 0 ? [freedWrite(table, { subject: wait.id, version: wait.version }, freed, now)] : []),
];

/** Nobody answered: told once, and its slots are left as they are, for whoever comes. */
export const passedWrites = (table: CouncilTable, wait: Wait, now: Instant): Write[] => [
  waitWrite(table, wait),
  ...claimEnd(table, wait),
  offerEnd(table, wait),
  tellOffer(table, wait, 'place-passed', wait.offers, now),
];

export const expiredWrites = (table: CouncilTable, wait: Wait): Write[] => [waitWrite(table, wait), ...claimEnd(table, wait)];

const takenUp = (table: CouncilTable, wait: Wait, became: NonNullable<Wait['became']>): Write[] => {
  const next = accepted(wait, became);
  return [waitWrite(table, next), ...claimEnd(table, next), offerEnd(table, next)];
};
const isOffered = ({ offer }: Wait, { session, officer }: Slot): boolean =>
  offer !== undefined && offer.officer === officer && offer.sessions.includes(session);

/** What confirming an offer writes: the ordinary confirmation, where the sessions are those that the offer holds, and the place in the list with it. */
export const acceptedWrites = (table: CouncilTable, wait: Wait, confirmed: Confirmed, now: Instant): Write[] => [
  ...takenUp(table, wait, { booking: confirmed.booking.id }),
  ...confirmed.slots.filter((slot) => isOffered(wait, slot)).map((slot) => keepOffered(table, slot, now)),
  ...confirmationWrites(table, { ...confirmed, slots: confirmed.slots.filter((slot) => !isOffered(wait, slot)) }, now),
];

/** Where it is over a limit, the request takes the hold over. */
export const askedWrites = (table: CouncilTable, wait: Wait, request: BookingRequest, held: readonly Slot[], now: Instant): Write[] => [
  ...takenUp(table, wait, { request: request.id }),
  ...held.filter((slot) => isOffered(wait, slot)).map((slot) => keepOffered(table, slot, now)),
  ...requestWrites(
    table,
    request,
    held.filter((slot) => !isOffered(wait, slot)),
    now,
  ),
];

/** What was given up late, by officer and session: the latest, where it was more than once. */
export const vacatedWrites = (table: CouncilTable, { id }: Pick<Booking, 'id'>, sessions: Booking['sessions']): Write[] =>
  sessions.map(({ officer, session, visit }) =>
    put(table.key.vacated(officer, session), { type: 'vacated', booking: id, visit } satisfies Vacated),
  );
export const getVacated = (table: CouncilTable, { officer, session }: Pick<Slot, 'officer' | 'session'>): Promise<Vacated | undefined> =>
  table.get<Vacated>(table.key.vacated(officer, session));
