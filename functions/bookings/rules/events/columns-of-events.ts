// The columns of the lists of events' shares and of purchase orders: the same on a page, in a CSV and in a workbook. Pure.
import { dateOf, type Instant, type SessionKey } from '../../../../shared/calendar.ts';
import type { Column } from '../../../../shared/spreadsheet/columns.ts';
import type { AskedShare, SharedEvent } from '../../schema/events.ts';
import type { PurchaseOrder } from '../../schema/purchase-orders.ts';
import type { Share } from '../../schema/shares.ts';
import type { Booking } from '../../schema.ts';
import { heldPenceOf } from '../purchase-orders.ts';
import { isVisit } from '../work.ts';
import { eventStateAt } from './events.ts';
import { sumFor } from './shares.ts';

export const shareListStates = ['asked', 'agreed', 'declined', 'booked', 'left', 'cancelled', 'withdrawn', 'expired'] as const;

/** A school's share of an event as somebody lists it. What it is paid under is told to those it is of, and to the council. */
export type ShareRow = {
  event: SharedEvent;
  share: AskedShare | Share;
  sessions: SessionKey[];
  netPence: number;
  vatPence: number;
  grossPence: number;
  state: (typeof shareListStates)[number];
  purchaseOrder?: string;
};

/** The shares of an event, by the booking that it has become where it has. `tellsOf`: whether a share's number is told. */
export function shareRows(
  event: SharedEvent,
  booking: Booking | undefined,
  now: Instant,
  tellsOf: (share: Pick<Share, 'school' | 'payer'>) => boolean,
): ShareRow[] {
  const state = eventStateAt(event, now);
  const sharing = state === 'confirmed' ? booking?.event : undefined;
  const standing = booking?.sessions.filter((session) => session.state !== 'cancelled') ?? [];
  const sessions = sharing ? standing : event.quote.sessions;
  const stateOf = (share: AskedShare | Share): ShareRow['state'] => {
    if ('leftAt' in share && share.leftAt) return 'left';
    if (sharing) return standing.length > 0 ? 'booked' : 'cancelled';
    if (state === 'confirmed') return 'booked';
    return state === 'proposed' && 'state' in share ? share.state : state === 'withdrawn' ? 'withdrawn' : 'expired';
  };
  return (sharing?.shares ?? event.shares).map((share) => ({
    event,
    share,
    sessions: sessions.filter(isVisit).map(({ session }) => session),
    ...sumFor(share.school, sessions),
    state: stateOf(share),
    ...(share.purchaseOrder && tellsOf(share) ? { purchaseOrder: share.purchaseOrder } : {}),
  }));
}

export const shareColumns: readonly Column<ShareRow>[] = [
  { title: 'Event', kind: 'text', of: ({ event }) => event.title },
  { title: 'School', kind: 'text', of: ({ share }) => share.schoolName },
  { title: 'First session', kind: 'date', of: ({ sessions }) => sessions.map(dateOf).sort()[0] },
  { title: 'How much', kind: 'half-days', of: ({ sessions }) => sessions.length },
  { title: 'Net', kind: 'pence', of: ({ netPence }) => netPence },
  { title: 'VAT', kind: 'pence', of: ({ vatPence }) => vatPence },
  { title: 'With VAT', kind: 'pence', of: ({ grossPence }) => grossPence },
  { title: 'State', kind: 'text', of: ({ state }) => state },
  { title: 'Answer by', kind: 'date', of: ({ event }) => event.answerBy },
  { title: 'Paid by', kind: 'text', of: ({ share }) => share.payerName ?? share.schoolName },
  { title: 'Purchase order', kind: 'text', of: ({ purchaseOrder }) => purchaseOrder },
  { title: 'Service', kind: 'text', of: ({ event }) => event.quote.serviceTitle },
  { title: 'Organised by', kind: 'text', of: ({ event }) => event.organiserName },
];

export const purchaseOrderState = ({ closedAt, leftPence }: Pick<PurchaseOrder, 'closedAt' | 'leftPence'>): string =>
  closedAt ? 'closed' : leftPence > 0 ? 'open' : 'used up';

export const purchaseOrderColumns: readonly Column<PurchaseOrder>[] = [
  { title: 'Number', kind: 'text', of: ({ number }) => number },
  { title: 'From', kind: 'date', of: ({ from }) => from },
  { title: 'To', kind: 'date', of: ({ to }) => to },
  { title: 'Value', kind: 'pence', of: ({ valuePence }) => valuePence },
  { title: 'Booked', kind: 'pence', of: (order) => heldPenceOf(order) - order.chargedPence },
  { title: 'Charged', kind: 'pence', of: ({ chargedPence }) => chargedPence },
  { title: 'Left', kind: 'pence', of: ({ leftPence }) => leftPence },
  { title: 'State', kind: 'text', of: purchaseOrderState },
];
