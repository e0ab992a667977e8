// Waivers and inspections in the table.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Write } from '../../../shared/commit.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { postingWrites } from '../../../shared/ledger/post.ts';
import { type CouncilTable, type Page, unkeyed } from '../../../shared/table.ts';
import { useWrites } from '../../entitlements/store/uses.ts';
import { drawingOf } from '../rules/drawing.ts';
import type { Waived } from '../rules/waive.ts';
import type { OfstedCall } from '../schema/cancellations.ts';
import type { Booking } from '../schema.ts';
import { backWrites, bookingWrite } from '../store.ts';
import { purchaseOrderWrites } from './purchase-orders.ts';
import { withdrawalWrite } from './reclassifications.ts';

/** The writes of a waiver: the booking, that of what took the place, the fee withdrawn from billing, or the free half-day that goes back. */
export const waiverWrites = (table: CouncilTable, { booking, was, other, withdrawn, postings, back, accounts }: Waived): Write[] => [
  bookingWrite(table, booking),
  ...(other ? [bookingWrite(table, other)] : []),
  ...(withdrawn ?? []).map((fee) => withdrawalWrite(table, fee, booking.id)),
  ...purchaseOrderWrites(table, [was], [booking]),
  ...postingWrites(table, postings, { open: back.open }),
  ...backWrites(table, back),
  ...useWrites(table, drawingOf(booking, new Set(accounts))),
];

/** Holds a decision to a booking as it was read. */
export const bookingStays = (table: CouncilTable, { id, version }: Pick<Booking, 'id' | 'version'>): Write => ({
  op: 'check',
  key: table.key.booking(id),
  condition: { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': version } },
  refusal: { name: 'changed-meanwhile' },
});

/** Adds what one cancellation freed to what the inspection of a school's week has freed so far. */
export const ofstedCallWrite = (table: CouncilTable, { sessions, waivedPence, waivedHalfDays, ...call }: OfstedCall): Write => {
  const told = Object.entries(call);
  const sums = Object.entries({ sessions, waivedPence, waivedHalfDays });
  return {
    op: 'update',
    key: table.key.ofstedCall(call.week, call.school),
    // The first call of a week is when it was made: what is booked into the week afterwards is not freed by it.
    expression: `SET ${told.map(([name]) => `#${name} = ${name === 'calledAt' ? `if_not_exists(#${name}, :${name})` : `:${name}`}`).join(', ')} ADD ${sums.map(([name]) => `#${name} :${name}`).join(', ')}`,
    names: Object.fromEntries([...told, ...sums].map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries([...told, ...sums].map(([name, value]) => [`:${name}`, value])),
    refusal: { name: 'changed-meanwhile' },
  };
};

/** What inspections freed of a school in some weeks. */
export async function ofstedCallsOf(table: CouncilTable, school: OrganisationId, weeks: readonly CivilDate[]): Promise<OfstedCall[]> {
  const found = await Promise.all(weeks.map((week) => table.get<OfstedCall>(table.key.ofstedCall(week, school))));
  return found.flatMap((call) => (call ? [unkeyed(call)] : []));
}

/** Weeks that inspections freed, the latest first. */
export async function ofstedCalls(table: CouncilTable, after?: string): Promise<Page<OfstedCall>> {
  const page = await table.page<OfstedCall>(table.range.ofstedCalls(), { limit: 50, descending: true, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}
