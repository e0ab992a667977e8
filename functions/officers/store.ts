// Officers and their diaries in the table: officers in one partition, the slots of each diary in one of its own, in order of time.
import { type CivilDate, type Instant, sessionText, timestamp } from '../../shared/calendar.ts';
import { create, replace, type Write } from '../../shared/commit.ts';
import type { OfficerId, OrganisationId, ServiceId } from '../../shared/ids.ts';
import { effectWrite } from '../../shared/outbox.ts';
import { type CouncilTable, indexOf, type Key, type Page, unkeyed } from '../../shared/table.ts';
import type { Officer, Slot } from './schema.ts';

type OfficerItem = Officer & Key & { type: 'officer' };
type SlotItem = Slot & Key & { type: 'slot' };

const officerOf = ({ pk, sk, type, ...officer }: OfficerItem): Officer => officer;
function slotOf(item: SlotItem): Slot {
  const { type, ...slot } = unkeyed(item);
  return slot;
}

/** A slot as it stands: at the school that somebody comes to, and while it is only held in the list of holds. */
function slotItem({ council }: CouncilTable, slot: Slot) {
  const index = indexOf(council);
  const { officer, session, school, holdUntil, work } = slot;
  return {
    type: 'slot',
    ...slot,
    ...(work ? {} : index.visitAt(school, session, officer)),
    ...(holdUntil ? index.heldSlot(holdUntil, officer, session) : {}),
  };
}

export async function getOfficer(table: CouncilTable, id: OfficerId): Promise<Officer | undefined> {
  const item = await table.get<OfficerItem>(table.key.officer(id));
  return item && officerOf(item);
}

/** Everybody who delivers for the council: tens of people. */
export async function listOfficers(table: CouncilTable): Promise<Officer[]> {
  return (await table.all<OfficerItem>(table.range.officers())).map(officerOf);
}

export const newOfficer = (table: CouncilTable, officer: Officer): Write =>
  create(table.key.officer(officer.id), { type: 'officer', ...officer }, 'changed-meanwhile');

/** The officer at the next version; refused as `changed-meanwhile` when somebody else was first. */
export const changedOfficer = (table: CouncilTable, officer: Officer): Write =>
  replace(table.key.officer(officer.id), { type: 'officer', ...officer });

/** That an officer may have more to give: an absence removed, a pattern widened. Whom it suits of those who wait is found out by bookings, which knows them. */
export const freerWrites = (table: CouncilTable, { id, version }: Officer, now: Instant): Write[] => [
  effectWrite(table, { subject: `places:${id}`, version, function: 'bookings', task: 'offer-places', payload: { officers: [id] }, now }),
];

/** An officer's slots from one date to another, both included, in order of time; a hold that has run out is among them. */
export async function takenSlots(table: CouncilTable, officer: OfficerId, from: CivilDate, to: CivilDate): Promise<Slot[]> {
  if (to < from) return [];
  return (await table.all<SlotItem>(table.range.diary(officer, from, to))).map(slotOf);
}

/** Who comes to a school from a day on, the soonest first: at most `most` half-days, those that are only held among them. */
export async function visitsAt(table: CouncilTable, school: OrganisationId, from: CivilDate, most: number): Promise<Page<Slot>> {
  const page = await table.page<SlotItem>(table.range.visitsAt(school, from), { limit: most });
  return { ...page, items: page.items.map(slotOf) };
}

/** Half-days that are only held until a moment between these two, the first to lapse first. */
export async function heldSlots(table: CouncilTable, from: string, to: string, most: number): Promise<Page<Slot>> {
  const page = await table.page<SlotItem>(table.range.heldSlots(from, to), { limit: most });
  return { ...page, items: page.items.map(slotOf) };
}

/**
 * Takes a half-day of an officer's diary if nobody has it, or whoever had it only held it and the hold has run out.
 * Refuses `session-taken`, naming the session, and finally: the session will not become free by asking again.
 */
export const takeSlot = (table: CouncilTable, slot: Slot, now: Instant): Write => ({
  op: 'put',
  key: table.key.slot(slot.officer, slot.session),
  item: slotItem(table, slot),
  condition: {
    expression: 'attribute_not_exists(pk) OR #holdUntil < :now',
    names: { '#holdUntil': 'holdUntil' },
    values: { ':now': timestamp(now) },
  },
  refusal: { name: 'session-taken', detail: `${sessionText(slot.session)} was taken by somebody else`, more: { session: slot.session } },
  final: true,
});

/** Makes a half-day that is held for a booking the booking's own, for as long as the hold lasts: once it has run out, whoever comes first has it. */
export const keepSlot = (table: CouncilTable, slot: Slot, now: Instant): Write => ({
  op: 'put',
  key: table.key.slot(slot.officer, slot.session),
  item: slotItem(table, slot),
  condition: {
    expression: '#booking = :booking AND #visit = :visit AND #holdUntil >= :now',
    names: { '#booking': 'booking', '#visit': 'visit', '#holdUntil': 'holdUntil' },
    values: { ':booking': slot.booking, ':visit': slot.visit, ':now': timestamp(now) },
  },
  refusal: { name: 'session-taken', detail: `${sessionText(slot.session)} is no longer held`, more: { session: slot.session } },
});

/** Makes a half-day that is offered the booking’s own, or a request’s that takes its hold over, whatever visit it is of that: for as long as the hold lasts. */
export const keepOffered = (table: CouncilTable, slot: Slot, now: Instant): Write => ({
  op: 'put',
  key: table.key.slot(slot.officer, slot.session),
  item: slotItem(table, slot),
  condition: {
    expression: '#booking = :booking AND #holdUntil >= :now',
    names: { '#booking': 'booking', '#holdUntil': 'holdUntil' },
    values: { ':booking': slot.booking, ':now': timestamp(now) },
  },
  refusal: { name: 'offer-expired', detail: `${sessionText(slot.session)} is no longer held`, more: { session: slot.session } },
});

/** Frees a half-day, if it is still this booking's visit that has it; otherwise `changed-meanwhile`, and nothing of anybody else's is touched. */
export const freeSlot = (table: CouncilTable, slot: Pick<Slot, 'officer' | 'session' | 'booking' | 'visit'>): Write => ({
  op: 'delete',
  key: table.key.slot(slot.officer, slot.session),
  condition: {
    expression: '#booking = :booking AND #visit = :visit',
    names: { '#booking': 'booking', '#visit': 'visit' },
    values: { ':booking': slot.booking, ':visit': slot.visit },
  },
  refusal: { name: 'changed-meanwhile', detail: `${sessionText(slot.session)} is no longer this visit’s` },
});

/** The skill that each service needs: an officer has a service's skill or cannot deliver it. */
export async function skillsOfServices(table: CouncilTable): Promise<Map<ServiceId, string>> {
  const services = await table.all<{ id: ServiceId; skill: string }>(table.range.services());
  return new Map(services.map(({ id, skill }) => [id, skill]));
}
