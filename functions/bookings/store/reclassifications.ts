// Requests to record a delivered session as the other kind, in the table beside their booking, and the writes that carry one out.
import { monthOf } from '../../../shared/calendar.ts';
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { BookingId, ReclassificationId } from '../../../shared/ids.ts';
import { postingWrites } from '../../../shared/ledger/post.ts';
import { type CouncilTable, indexOf, type Key, type Page, unkeyed } from '../../../shared/table.ts';
import { useWrites } from '../../entitlements/store/uses.ts';
import { drawingOf } from '../rules/drawing.ts';
import type { Answered } from '../rules/reclassify.ts';
import type { Charge } from '../schema/charges.ts';
import type { Reclassification } from '../schema/reclassifications.ts';
import type { Booking } from '../schema.ts';
import { backWrites, bookingWrite, chargeWrite } from '../store.ts';
import { purchaseOrderWrites } from './purchase-orders.ts';

export async function getReclassification(
  table: CouncilTable,
  booking: BookingId,
  id: ReclassificationId,
): Promise<Reclassification | undefined> {
  const item = await table.get<Reclassification>(table.key.reclassification(booking, id));
  return item && unkeyed(item);
}

/** A page of the requests of every booking that wait for a second person, those that wait longest first. */
export async function waitingReclassifications(table: CouncilTable, after?: string): Promise<Page<Reclassification>> {
  const page = await table.page<Reclassification>(table.range.waitingReclassifications(), { limit: 25, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

/** How many wait, as far as one page tells: at most `most`, and whether there are more. */
export async function countWaitingReclassifications(table: CouncilTable, most: number): Promise<{ count: number; more: boolean }> {
  const page = await table.page<Key>(table.range.waitingReclassifications(), { limit: most });
  return { count: page.items.length, more: page.next !== undefined };
}

/** Whether something has claimed a charge already: a document's line, an earlier correction, or a waiver. */
export const isClaimed = async (
  table: CouncilTable,
  { id, payer, deliveredOn }: Pick<Charge, 'id' | 'payer' | 'deliveredOn'>,
): Promise<boolean> => (await table.get(table.key.claim(monthOf(deliveredOn), payer, id))) !== undefined;

/** Takes a charge away from billing for good: billing reads no charge that is claimed, and whichever of the two claims it first has it. */
export const withdrawalWrite = (
  table: CouncilTable,
  { id, payer, deliveredOn }: Pick<Charge, 'id' | 'payer' | 'deliveredOn'>,
  by: ReclassificationId | BookingId,
): Write => create(table.key.claim(monthOf(deliveredOn), payer, id), { type: 'claim', document: by, withdrawn: true }, 'already-billed');

const requestWrite = (table: CouncilTable, asked: Reclassification): Write => {
  const key = table.key.reclassification(asked.booking, asked.id);
  const waiting = asked.state === 'asked' ? indexOf(table.council).waitingReclassification(asked.askedAt, asked.id) : {};
  const item = { ...asked, ...waiting };
  return asked.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
};

export const askingWrites = (table: CouncilTable, { asked, booking }: { asked: Reclassification; booking: Booking }): Write[] => [
  bookingWrite(table, booking),
  requestWrite(table, asked),
];

/** The writes of an answer: the request, the booking, and where it is approved the reversing pair, what granted the half-day, its use, and the charge or its end. */
export const answerWrites = (
  table: CouncilTable,
  { asked, booking, was, postings, charge, withdrawn, back, accounts }: Answered,
): Write[] => [
  bookingWrite(table, booking),
  requestWrite(table, asked),
  ...postingWrites(table, postings),
  ...(charge ? [chargeWrite(table, charge)] : []),
  ...(withdrawn ? [withdrawalWrite(table, withdrawn, asked.id)] : []),
  ...purchaseOrderWrites(table, [was], [booking]),
  ...backWrites(table, back),
  ...useWrites(table, drawingOf(booking, new Set(accounts))),
];
