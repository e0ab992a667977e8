// The lists of what is shared, ordered and bought ahead: the shares of events, purchase orders, and agreements.
import { dateOf } from '../../../../shared/calendar.ts';
import type { SharedEventId } from '../../../../shared/ids.ts';
import type { Key } from '../../../../shared/table.ts';
import {
  purchaseOrderColumns,
  purchaseOrderState,
  type ShareRow,
  shareColumns,
  shareListStates,
  shareRows,
} from '../../../bookings/rules/events/columns-of-events.ts';
import type { SharedEvent } from '../../../bookings/schema/events.ts';
import { type PurchaseOrder, purchaseOrderPath } from '../../../bookings/schema/purchase-orders.ts';
import { getEvent } from '../../../bookings/store/events.ts';
import { getBooking } from '../../../bookings/store.ts';
import { type AgreementRow, agreementColumns, agreementRow, lastDayOf, stateText, stateTexts } from '../../../buyback/rules/columns.ts';
import { type AgreementItem, agreementFrom } from '../../../buyback/store.ts';
import { policyAt } from '../../../entitlements/store.ts';
import { can } from '../../../identity/rules.ts';
import { list, type Reading } from './define.ts';
import { asActor, chooseSchool, isCouncils, readersWho, whose } from './whose.ts';

/** An event, or that somebody is asked to share one. */
type ListedEvent = (SharedEvent & Key) | (Key & { type: 'event-share'; event: SharedEventId });

async function sharesIn({ table, reader, now }: Reading, items: ListedEvent[]): Promise<ShareRow[]> {
  const found = await Promise.all(items.map((item) => (item.type === 'event' ? item : getEvent(table, item.event))));
  const events = found.flatMap((event) => event ?? []);
  const bookings = await Promise.all(events.map(({ state, booking }) => (state === 'confirmed' ? getBooking(table, booking) : undefined)));
  const tellsOf = ({ school, payer }: { school: string; payer: string }) =>
    isCouncils(reader) || (reader.organisation !== undefined && [school, payer].includes(reader.organisation));
  return events.flatMap((event, i) => shareRows(event, bookings[i], now, tellsOf));
}

export const events = list<ListedEvent, ShareRow>({
  code: 'events',
  title: 'Shares of events',
  columns: shareColumns,
  filters: ['organisation', 'state', 'dates', 'service'],
  sorts: ['date', 'latest', 'school'],
  states: shareListStates,
  order: () => 'The event proposed last first',
  isFor: readersWho('event:read'),
  stretches(reading) {
    const { range } = reading.table;
    const organisation = whose(reading);
    return [{ range: organisation ? range.sharedEventsOf(organisation) : range.sharedEvents(), descending: true }];
  },
  rows: sharesIn,
  path: ({ event }) => `/bookings/events/${event.id}`,
  date: ({ sessions, event }) => sessions.map(dateOf).sort()[0] ?? event.answerBy,
  school: ({ share }) => share.schoolName,
  officer: () => '',
  service: ({ event }) => `${event.title} ${event.quote.serviceTitle}`,
  stateOf: ({ state }) => [state],
  dates: ({ sessions, event }) => (sessions.length > 0 ? sessions.map(dateOf) : [event.answerBy]),
});

export const purchaseOrders = list<PurchaseOrder & Key, PurchaseOrder>({
  code: 'purchase-orders',
  title: 'Purchase orders',
  columns: purchaseOrderColumns,
  filters: ['organisation', 'state', 'dates'],
  sorts: ['date', 'latest'],
  states: ['open', 'used up', 'closed'],
  order: () => 'By number',
  isFor: readersWho('purchase-order:read'),
  stretches(reading) {
    const organisation = whose(reading);
    return organisation ? [{ range: reading.table.range.purchaseOrdersOf(organisation) }] : chooseSchool;
  },
  rows: (_reading, items) => items,
  path: (order) => `/bookings/purchase-orders/${purchaseOrderPath(order)}`,
  date: ({ to }) => to,
  school: () => '',
  officer: () => '',
  service: () => '',
  stateOf: (order) => [purchaseOrderState(order)],
  lasts: ({ from, to }) => ({ from, to }),
});

export const agreements = list<AgreementItem, AgreementRow>({
  code: 'agreements',
  title: 'Packages and buy-back',
  columns: agreementColumns,
  filters: ['organisation', 'state', 'dates', 'service'],
  sorts: ['date', 'latest', 'school'],
  states: [...stateTexts, 'to be renewed'],
  order: (reading) => (whose(reading) ? 'The first agreed to first' : 'The first of which something is due first'),
  isFor: (reader) =>
    can(asActor(reader), 'buyback:list') ||
    (!isCouncils(reader) && reader.organisation !== undefined && can(asActor(reader), 'buyback:read')),
  stretches(reading) {
    const { range } = reading.table;
    const organisation = whose(reading);
    return [{ range: organisation ? range.agreementsOf(organisation) : range.agreements() }];
  },
  async rows({ table, now, today }, items) {
    const policy = await policyAt(table, now);
    return items.map((item) => agreementRow(agreementFrom(item), policy?.pack, today));
  },
  path: ({ agreement }) => `/buyback/agreements/${agreement.id}`,
  date: ({ agreement }) => lastDayOf(agreement),
  school: ({ agreement }) => agreement.organisationName,
  officer: () => '',
  service: ({ agreement }) => agreement.title,
  stateOf: ({ agreement, awaitsRenewal }) => [stateText(agreement.state), ...(awaitsRenewal ? ['to be renewed'] : [])],
});
