// The columns of this room's lists: the same on a page, in a CSV and in a workbook. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Column } from '../../../shared/spreadsheet/columns.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import type { Consent } from '../schema/consent.ts';
import type { Document } from '../schema.ts';
import { treatmentWords } from './words.ts';

/** A document with what is open on it: owed of an invoice, still to be posted of a recharge. */
export type DocumentRow = Document & { openPence: number; today: CivilDate };

export const documentState = ({ kind, openPence, dueOn, today }: Pick<DocumentRow, 'kind' | 'openPence' | 'dueOn' | 'today'>): string => {
  if (openPence <= 0) return kind === 'vat-invoice' ? 'paid' : 'posted';
  if (kind !== 'vat-invoice') return 'to be posted';
  return dueOn !== undefined && dueOn < today ? 'overdue' : 'owed';
};

export const documentColumns: readonly Column<DocumentRow>[] = [
  { title: 'Number', kind: 'text', of: ({ number }) => number },
  { title: 'For', kind: 'text', of: ({ customer }) => customer.name },
  { title: 'What', kind: 'text', of: ({ kind }) => (kind === 'vat-invoice' ? 'invoice' : 'recharge') },
  { title: 'Issued', kind: 'date', of: ({ issuedOn }) => issuedOn },
  { title: 'Due', kind: 'date', of: ({ dueOn }) => dueOn },
  { title: 'Net', kind: 'pence', of: ({ netPence }) => netPence },
  { title: 'VAT', kind: 'pence', of: ({ vatPence }) => vatPence },
  { title: 'Total', kind: 'pence', of: ({ grossPence }) => grossPence },
  { title: 'Open', kind: 'pence', of: ({ openPence }) => openPence },
  { title: 'State', kind: 'text', of: documentState },
  { title: 'Purchase orders', kind: 'text', of: ({ purchaseOrders }) => purchaseOrders.join(', ') },
];

export type WaitingRow = { charge: Charge; consent: Consent };
export const waitingColumns: readonly Column<WaitingRow>[] = [
  { title: 'Service', kind: 'text', of: ({ charge }) => charge.serviceTitle },
  { title: 'School', kind: 'text', of: ({ charge }) => charge.schoolName },
  { title: 'Delivered', kind: 'date', of: ({ charge }) => charge.deliveredOn },
  { title: 'Officer', kind: 'text', of: ({ charge }) => charge.officerName },
  { title: 'Net', kind: 'pence', of: ({ charge }) => charge.netPence },
  { title: 'Quoted as', kind: 'text', of: ({ charge }) => treatmentWords(charge.quoted) },
  { title: 'Now', kind: 'text', of: ({ consent }) => (consent.waits ? treatmentWords(consent.waits.now) : null) },
  { title: 'Waits since', kind: 'date', of: ({ consent }) => consent.waits?.since },
  { title: 'State', kind: 'text', of: ({ consent }) => (consent.sayings.at(-1)?.state === 'declined' ? 'declined' : 'waiting') },
  { title: 'Purchase order', kind: 'text', of: ({ charge }) => charge.purchaseOrder },
];
