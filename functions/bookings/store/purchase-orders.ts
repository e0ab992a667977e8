// Purchase orders in the table. What is left of one is kept on it and conditioned there, so that two bookings never spend the same pounds.
import { create, put, type Write } from '../../../shared/commit.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { type CouncilTable, type Page, unkeyed } from '../../../shared/table.ts';
import { foldedNumber, type PurchaseOrderChange, purchaseOrderChanges } from '../rules/purchase-orders.ts';
import { type AgreementUnder, mostUnderPurchaseOrder, type PurchaseOrder } from '../schema/purchase-orders.ts';
import type { Booking } from '../schema.ts';

export async function getPurchaseOrder(
  table: CouncilTable,
  organisation: OrganisationId,
  number: string,
): Promise<PurchaseOrder | undefined> {
  const item = await table.get<PurchaseOrder>(table.key.purchaseOrder(organisation, foldedNumber(number)));
  return item && unkeyed(item);
}

/** A page of an organisation's purchase orders, by number. */
export async function purchaseOrdersOf(table: CouncilTable, organisation: OrganisationId, after?: string): Promise<Page<PurchaseOrder>> {
  const page = await table.page<PurchaseOrder>(table.range.purchaseOrdersOf(organisation), { limit: 50, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

/**
 * One write for each order: what is held more is taken from what is left, under the condition that there is as much; what is held less goes back, also where the order is
 * closed by now.
 */
export const purchaseOrderChangesWrites = (table: CouncilTable, changes: readonly PurchaseOrderChange[]): Write[] =>
  changes.map(({ organisation, number, heldPence, chargedPence, added }) => {
    const takes = heldPence > 0;
    return {
      op: 'update',
      key: table.key.purchaseOrder(organisation, foldedNumber(number)),
      expression: `ADD #left :left, #charged :charged${added.length > 0 ? ', #bookings :added' : ''}`,
      names: {
        '#left': 'leftPence',
        '#charged': 'chargedPence',
        ...(takes ? { '#closed': 'closedAt' } : {}),
        ...(added.length > 0 ? { '#bookings': 'bookings' } : {}),
      },
      values: {
        ':left': -heldPence,
        ':charged': chargedPence,
        ...(takes ? { ':taken': heldPence } : {}),
        ...(added.length > 0 ? { ':added': new Set(added) } : {}),
      },
      condition: { expression: takes ? '#left >= :taken AND attribute_not_exists(#closed)' : 'attribute_exists(#left)' },
      refusal: {
        name: 'purchase-order-exhausted',
        detail: `Somebody has booked under ${number} meanwhile.`,
        faults: [{ field: 'purchaseOrder', detail: `Somebody has booked under ${number} meanwhile.` }],
      },
    };
  });

/** What a change to some bookings does to the orders they name: nothing for those that name none. */
export const purchaseOrderWrites = (table: CouncilTable, before: readonly Booking[], after: readonly Booking[]): Write[] =>
  purchaseOrderChangesWrites(table, purchaseOrderChanges(before, after));

/** What an agreement holds of an order by now, beside the order: whoever changes an agreement writes it with the order's own sum. */
export const agreementUnderWrite = (table: CouncilTable, under: AgreementUnder): Write =>
  put(table.key.underPurchaseOrder(under.organisation, foldedNumber(under.number), under.agreement), { ...under });

/** The agreements that hold, or have held, something of an order, newest first: as many as it may have bookings, which is more than a trust has schools. */
export async function agreementsUnder(table: CouncilTable, organisation: OrganisationId, number: string): Promise<AgreementUnder[]> {
  const range = table.range.underPurchaseOrder(organisation, foldedNumber(number));
  return (await table.page<AgreementUnder>(range, { limit: mostUnderPurchaseOrder, descending: true })).items.map(unkeyed);
}

export const registrationWrite = (table: CouncilTable, order: PurchaseOrder): Write =>
  create(table.key.purchaseOrder(order.organisation, foldedNumber(order.number)), { ...order }, 'purchase-order-registered-already');

/** An order as a change leaves it. Bookings change what is left of it meanwhile, so that is added to and never put. */
export function purchaseOrderWrite(
  table: CouncilTable,
  before: PurchaseOrder,
  { valuePence, from, to, closedAt, version }: PurchaseOrder,
): Write {
  const more = valuePence - before.valuePence;
  return {
    op: 'update',
    key: table.key.purchaseOrder(before.organisation, foldedNumber(before.number)),
    expression: `SET #value = :value, #from = :from, #to = :to, #version = :version${closedAt ? ', #closed = :closed' : ''} ADD #left :more${
      closedAt ? '' : ' REMOVE #closed'
    }`,
    names: { '#value': 'valuePence', '#from': 'from', '#to': 'to', '#version': 'version', '#left': 'leftPence', '#closed': 'closedAt' },
    values: {
      ':value': valuePence,
      ':from': from,
      ':to': to,
      ':version': version,
      ':more': more,
      ':less': -more,
      ':read': before.version,
      ...(closedAt ? { ':closed': closedAt } : {}),
    },
    condition: { expression: '#version = :read AND #left >= :less' },
    refusal: { name: 'changed-meanwhile' },
  };
}
