// The lists that may grow long, each by the keys it is read by. Whoever adds one adds an entry.
import { londonDate } from '../../../../shared/calendar.ts';
import { buyerRoles, councilRoles, financeRoles } from '../../../../shared/context.ts';
import { account } from '../../../../shared/ledger/chart.ts';
import type { Rail } from '../../../../shared/policy/schema.ts';
import type { Key } from '../../../../shared/table.ts';
import { type ActionRow, actionColumns, noteColumns, type RequestRow, requestColumns } from '../../../bookings/rules/columns.ts';
import { isLate, mayRead } from '../../../bookings/rules/notes.ts';
import { stateAt } from '../../../bookings/rules/requests.ts';
import type { VisitNote } from '../../../bookings/schema/notes.ts';
import type { BookingRequest } from '../../../bookings/schema/requests.ts';
import { nameOfNote } from '../../../bookings/store/notes.ts';
import { getHead } from '../../../entitlements/store.ts';
import { limitingOf } from '../../../identity/rules/limits.ts';
import { can } from '../../../identity/rules.ts';
import { type DocumentRow, documentColumns, documentState, type WaitingRow, waitingColumns } from '../../../invoicing/rules/columns.ts';
import type { Consent } from '../../../invoicing/schema/consent.ts';
import type { Document } from '../../../invoicing/schema.ts';
import { chargesOf } from '../../../invoicing/store/agreements.ts';
import { getDocument } from '../../../invoicing/store.ts';
import type { ListCode } from '../../schema/lists.ts';
import { bookings } from './bookings.ts';
import { type List, list, type Reading } from './define.ts';
import { agreements, events, purchaseOrders } from './ordering.ts';
import { evaluations, waitingList } from './places.ts';
import { asActor, chooseSchool, has, isCouncils, readersWho, whose } from './whose.ts';

type Reader = Reading['reader'];

const requests = list<BookingRequest & Key, RequestRow>({
  code: 'requests',
  title: 'Requests',
  columns: requestColumns,
  filters: ['organisation', 'state', 'dates', 'service'],
  sorts: ['date', 'latest', 'school', 'officer'],
  states: ['requested', 'approved', 'declined', 'withdrawn', 'expired'],
  order: () => 'Newest first',
  isFor: (reader) => can(asActor(reader), 'request:read') && (isCouncils(reader) || limitingOf(reader) !== undefined),
  stretches(reading) {
    const { reader, table } = reading;
    const organisation = isCouncils(reader) ? whose(reading) : limitingOf(reader);
    return organisation ? [{ range: table.range.requestsOf(organisation), descending: true }] : chooseSchool;
  },
  rows: ({ now }, items) => items.map((request) => ({ ...request, state: stateAt(request, now) })),
  path: ({ id }) => `/bookings/requests/${id}`,
  date: ({ requestedAt }) => londonDate(Date.parse(requestedAt)),
  school: ({ quote }) => quote.schoolName,
  officer: ({ quote }) => quote.officerName,
  service: ({ quote }) => quote.serviceTitle,
  stateOf: ({ state }) => [state],
});

const notePath = (note: VisitNote, { reader, today }: Reading): string =>
  mayRead(note, asActor(reader), today) ? `/bookings/${note.booking}/notes/${nameOfNote(note)}` : `/bookings/${note.booking}`;

/** Notes that were shared with an organisation, those with open actions first; undefined where nobody’s are asked for. */
const sharedWith = (reading: Reading) => {
  const organisation = whose(reading);
  const { range } = reading.table;
  return organisation && [{ range: range.notesAt(organisation, true) }, { range: range.notesAt(organisation, false), descending: true }];
};

type NoteRow = VisitNote & { late: boolean };
const notes = list<VisitNote & Key, NoteRow>({
  code: 'notes',
  title: 'Notes of visits',
  columns: noteColumns,
  filters: ['organisation', 'state', 'dates', 'service'],
  sorts: ['date', 'latest', 'school', 'officer'],
  states: ['draft', 'submitted', 'returned', 'shared', 'late'],
  order: (reading) => (whose(reading) ? 'Those with open actions first' : 'Not shared yet, the first to be due first'),
  isFor: () => true,
  stretches(reading) {
    const { reader, table, query, today } = reading;
    const shared = sharedWith(reading);
    if (shared) return shared;
    if (isCouncils(reader)) return [{ range: table.range.unsharedNotes(query.state === 'late' ? today : '~') }];
    return reader.officer ? [{ range: table.range.notesToFinish(reader.officer) }] : [];
  },
  // Whose note waits is known to everybody who lists them; of a school’s shared ones each is told to whoever may read it.
  rows: ({ reader, today }, items) =>
    items.flatMap((note) =>
      note.state !== 'shared' || mayRead(note, asActor(reader), today) ? [{ ...note, late: isLate(note, today) }] : [],
    ),
  path: notePath,
  date: ({ dueOn, sharedAt }) => (sharedAt ? londonDate(Date.parse(sharedAt)) : dueOn),
  school: ({ schoolName }) => schoolName,
  officer: ({ officerName }) => officerName,
  service: ({ serviceTitle }) => serviceTitle,
  stateOf: ({ state, late }) => [state, ...(late ? ['late'] : [])],
});

const actions = list<VisitNote & Key, ActionRow>({
  code: 'actions',
  title: 'Actions',
  columns: actionColumns,
  filters: ['organisation', 'state', 'dates', 'service'],
  sorts: ['date', 'latest', 'school', 'officer'],
  states: ['open', 'done'],
  order: () => 'Notes with open actions first, the first to be due first',
  isFor: (reader) => has(reader, [...buyerRoles, 'officer', ...councilRoles]),
  stretches(reading) {
    const { reader, table } = reading;
    const shared = sharedWith(reading);
    if (shared) return shared;
    if (reader.officer) return [{ range: table.range.actionsOf(reader.officer) }];
    return isCouncils(reader) ? chooseSchool : [];
  },
  rows: ({ reader, today }, items) =>
    items.filter((note) => mayRead(note, asActor(reader), today)).flatMap((note) => note.actions.map((action) => ({ note, action }))),
  path: ({ note }, reading) => notePath(note, reading),
  date: ({ action }) => action.by,
  school: ({ note }) => note.schoolName,
  officer: ({ note }) => note.officerName,
  service: ({ note }) => note.serviceTitle,
  stateOf: ({ action }) => [action.doneAt ? 'done' : 'open'],
});

type Listed = Document | { type: 'unpaid-invoice' | 'unposted-recharge'; document: Document['id'] };
/** A mark leads to its document. */
async function documentRows({ table, today }: Reading, items: readonly Listed[]): Promise<DocumentRow[]> {
  const found = await Promise.all(items.map((item) => ('document' in item ? getDocument(table, item.document) : item)));
  return found.flatMap((document) => (document ? [{ ...document, openPence: 0, today }] : []));
}

/** Each document with what is open on it now. */
async function withOpen({ table, today }: Reading, rows: readonly DocumentRow[]): Promise<DocumentRow[]> {
  const heads = await Promise.all(
    rows.map(({ id, kind }) => getHead(table, id, account(kind === 'vat-invoice' ? 'debtor' : 'recharge', id))),
  );
  return rows.map((row, i) => ({ ...row, openPence: heads[i]?.available ?? 0, today }));
}

/** An invoice is paid and a recharge posted: nothing else is looked through for either. */
const railsOf = (state: string): Rail[] =>
  state === 'paid' ? ['vat-invoice'] : state === 'posted' ? ['journal'] : ['vat-invoice', 'journal'];

const documents = list<Listed, DocumentRow>({
  code: 'documents',
  title: 'Invoices and recharges',
  columns: documentColumns,
  filters: ['organisation', 'state', 'dates'],
  sorts: ['date', 'latest', 'school'],
  states: ['owed', 'overdue', 'paid', 'to be posted', 'posted'],
  order: ({ query }) => (query.state === 'owed' || query.state === 'overdue' ? 'The first to be due first' : 'Newest first'),
  isFor: readersWho('document:read'),
  stretches(reading) {
    const { table, reader, query, today } = reading;
    const organisation = whose(reading);
    if (!organisation && !isCouncils(reader)) return [];
    const { state = '' } = query;
    // What is owed or to be posted stands in an index of its own; the rest is found among all.
    if (state === 'owed' || state === 'overdue')
      return [{ range: organisation ? table.range.unpaidOf(organisation) : table.range.unpaid(state === 'overdue' ? today : '~') }];
    if (state === 'to be posted')
      return [{ range: organisation ? table.range.unpostedOf(organisation) : table.range.unpostedRecharges(), descending: true }];
    if (organisation) return [{ range: table.range.documentsOf(organisation), descending: true }];
    return railsOf(state).map((rail) => ({ range: table.range.documents(rail), descending: true }));
  },
  rows: documentRows,
  completed: withOpen,
  path: ({ id }) => `/invoicing/documents/${id}`,
  date: ({ issuedOn }) => issuedOn,
  school: ({ customer }) => customer.name,
  officer: () => '',
  service: () => '',
  stateOf: (row) => [documentState(row), ...(documentState(row) === 'overdue' ? ['owed'] : [])],
});

const waitingLines = list<Consent & Key, WaitingRow>({
  code: 'waiting-lines',
  title: 'Lines to agree',
  columns: waitingColumns,
  filters: ['state', 'dates', 'service'],
  sorts: ['date', 'latest', 'school', 'officer'],
  states: ['waiting', 'declined'],
  order: () => 'Longest first',
  isFor: (reader) => has(reader, financeRoles),
  stretches: ({ table }) => [{ range: table.range.waiting() }],
  async rows({ table }, items) {
    const charges = new Map((await chargesOf(table, items)).map((charge) => [charge.id, charge]));
    return items.flatMap((consent) => {
      const charge = charges.get(consent.charge);
      return charge && consent.waits ? [{ charge, consent }] : [];
    });
  },
  path: ({ charge }) => `/${charge.instalment ? 'buyback/agreements' : 'bookings'}/${charge.booking}`,
  date: ({ charge }) => charge.deliveredOn,
  school: ({ charge }) => charge.schoolName,
  officer: ({ charge }) => charge.officerName,
  service: ({ charge }) => charge.serviceTitle,
  stateOf: ({ consent }) => [consent.sayings.at(-1)?.state === 'declined' ? 'declined' : 'waiting'],
});

const all: Readonly<Record<ListCode, List>> = {
  bookings,
  requests,
  notes,
  actions,
  'waiting-list': waitingList,
  events,
  'purchase-orders': purchaseOrders,
  agreements,
  evaluations,
  documents,
  'waiting-lines': waitingLines,
};
export const listsFor = (reader: Reader): List[] => Object.values(all).filter(({ isFor }) => isFor(reader));
export const listOf = (code: ListCode): List => all[code];
