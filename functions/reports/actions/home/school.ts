// What a school, a trust or a partnership finds at home. Every question has a bound that does not grow with what has been booked.
import { dateOf, dateText, londonDate, timestamp } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { prefixOf } from '../../../../shared/ids.ts';
import { account } from '../../../../shared/ledger/chart.ts';
import { dayText, halfDaysText } from '../../../../shared/ui/text.ts';
import { mayRead } from '../../../bookings/rules/notes.ts';
import { mayAnswer } from '../../../bookings/rules/requests.ts';
import type { VisitNote } from '../../../bookings/schema/notes.ts';
import type { Booking } from '../../../bookings/schema.ts';
import { nameOfNote, notesAt } from '../../../bookings/store/notes.ts';
import { heldRequestsOf } from '../../../bookings/store/requests.ts';
import { getBooking } from '../../../bookings/store.ts';
import { plansOf } from '../../../entitlements/store/plans.ts';
import { getHead } from '../../../entitlements/store.ts';
import { limitingOf } from '../../../identity/rules/limits.ts';
import { canTouch } from '../../../identity/rules.ts';
import { getLimits } from '../../../identity/store/limits.ts';
import { namesOf } from '../../../identity/store/people.ts';
import { countWaitingFor } from '../../../invoicing/store/agreements.ts';
import { unpaidOf, unpostedOf } from '../../../invoicing/store.ts';
import type { Slot } from '../../../officers/schema.ts';
import { visitsAt } from '../../../officers/store.ts';
import { groupsOn, membersOn } from '../../../schools/rules/events.ts';
import { eventsOf } from '../../../schools/store/organisations.ts';
import { counted, type Found, firstOf, lateOn, type Row, visitsOf, whenText } from '../../rules/home-parts.ts';

const mostSlots = 60;
const mostShown = 5;
const mostSchools = 40;
const mostNotes = 25;
const mostOwed = 50;

/** Whether a visit costs the school anything; undefined for what is not known. */
function costOf(booking: Booking | undefined, visit: string): Row['tag'] {
  const fund = booking?.sessions.find((session) => session.visit === visit)?.funding.fund;
  if (!booking || !fund) return undefined;
  if (fund === 'package') return { text: 'paid in advance', tone: 'free' };
  if (fund !== 'traded') return { text: 'free', tone: 'free' };
  return booking.team ? { text: `paid by ${booking.team.name}`, tone: 'free' } : { text: 'paid', tone: 'paid' };
}

/** The first visits of those that were read, each with who comes and what it costs; `more`: more are booked than were read. */
async function visitRows({ table }: Context, slots: readonly Slot[], more: boolean, pathOf: (slot: Slot) => string): Promise<Found> {
  const visits = visitsOf(slots.filter(({ holdUntil }) => holdUntil === undefined));
  const shown = visits.slice(0, mostShown);
  const bookings = await Promise.all(shown.map(async ([first]) => first && getBooking(table, first.booking)));
  const rows = shown.flatMap((visit, i): Row[] => {
    const [first] = visit;
    const booking = bookings[i];
    if (!first) return [];
    const officer = booking?.sessions.find((session) => session.visit === first.visit)?.officerName ?? booking?.officerName;
    const tag = costOf(booking, first.visit);
    return [
      {
        text: `${whenText(visit)}: ${first.serviceTitle}`,
        path: pathOf(first),
        detail: [officer && `with ${officer}`, pathOf(first).startsWith('/bookings/') ? undefined : `at ${first.schoolName}`]
          .filter(Boolean)
          .join(' '),
        session: first.session,
        halfDays: visit.length,
        ...(tag ? { tag } : {}),
      },
    ];
  });
  return { rows, more: { count: visits.length - rows.length, more } };
}

/** The next five visits at the school acted for. */
export async function comingAtSchool(context: Context): Promise<Found | undefined> {
  const { organisation } = context.actor;
  if (!organisation || !['sch', 'org'].includes(prefixOf(organisation))) return undefined;
  const { items, next } = await visitsAt(context.table, organisation, londonDate(context.now), mostSlots);
  const found = await visitRows(context, items, next !== undefined, ({ booking }) => `/bookings/${booking}`);
  return { ...found, all: { path: '/bookings', text: 'All bookings' } };
}

/** The next five visits over the first forty of a trust's schools. */
export async function comingAtTrust(context: Context): Promise<Found | undefined> {
  const { actor, table, now } = context;
  const { organisation } = actor;
  if (!organisation || prefixOf(organisation) !== 'trs') return undefined;
  const today = londonDate(now);
  const schools = membersOn(organisation, await eventsOf(table, organisation), today);
  const pages = await Promise.all(schools.slice(0, mostSchools).map((school) => visitsAt(table, school, today, 2 * mostShown)));
  const slots = pages.flatMap(({ items }) => items).sort((a, b) => (a.session < b.session ? -1 : 1));
  const more = schools.length > mostSchools || pages.some(({ next }) => next !== undefined);
  const path = `/schools/organisations/${organisation}`;
  const found = await visitRows(context, slots, more, () => path);
  return { ...found, all: { path, text: schools.length === 1 ? 'Its school' : `Its ${schools.length} schools` } };
}

/** Requests over a limit that wait: those that whoever reads may approve, and their own. */
export async function requestsToAnswer(context: Context): Promise<Found | undefined> {
  const { table, actor, now } = context;
  const organisation = limitingOf(actor);
  const limits = organisation && (await getLimits(table, organisation));
  if (!organisation || !limits) return undefined;
  const { items, next } = await heldRequestsOf(table, organisation, now, mostShown * 4);
  const theirs = items.filter((request) => mayAnswer({ request, now, actor, limits }, 'approve').ok);
  const own = items.filter(({ requestedBy }) => requestedBy === actor.person);
  const shown = theirs.slice(0, mostShown);
  const names = await namesOf(
    table,
    shown.map(({ requestedBy }) => requestedBy),
  );
  const rows = [...shown, ...own.slice(0, mostShown)].map((request): Row => {
    const { id, quote, holdUntil, requestedBy } = request;
    const isOwn = requestedBy === actor.person;
    const until = londonDate(Date.parse(holdUntil));
    const [first] = quote.sessions;
    return {
      text: `${isOwn ? 'Your request' : 'Request'}: ${quote.serviceTitle}`,
      path: `/bookings/requests/${id}`,
      detail: `${quote.schoolName}${first ? `, first on ${dayText(dateOf(first.session))}` : ''}${isOwn ? '' : `, asked for by ${names.get(requestedBy) ?? 'somebody'}`}, held until ${dateText(until)}`,
      pence: quote.grossPence,
      on: until,
      tag: isOwn ? { text: 'waits for approval', tone: 'waiting' } : { text: 'for you to approve', tone: 'soon' },
    };
  });
  const more = { count: Math.max(0, theirs.length - mostShown) + Math.max(0, own.length - mostShown), more: next !== undefined };
  return { rows, more, all: { path: '/bookings/requests', text: 'All requests' } };
}

/** Lines that would be billed otherwise than they were quoted, until the school agrees. */
export async function linesToAgree({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation) return undefined;
  const count = await countWaitingFor(table, organisation, londonDate(now), 50);
  const row = {
    one: 'line to agree',
    many: 'lines to agree',
    path: '/invoicing/agreements',
    detail: 'Billed otherwise than they were quoted, once you agree',
  };
  return { rows: counted(count, row) };
}

/** Plans for a partnership's days to which the school has not said its word. */
export async function plansToAnswer({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation) return undefined;
  const groups =
    prefixOf(organisation) === 'ptn'
      ? [organisation]
      : groupsOn(organisation, await eventsOf(table, organisation), londonDate(now)).filter((id) => prefixOf(id) === 'ptn');
  if (groups.length === 0) return undefined;
  const plans = (await Promise.all(groups.slice(0, mostShown).map((group) => plansOf(table, group)))).flat();
  const waiting = plans.filter(({ state, words }) => state === 'open' && !words.some(({ member }) => member === organisation));
  const rows = waiting.map(
    ({ partnership, id, purpose, halfDays, proposedOn }): Row => ({
      text: `Plan: ${purpose}`,
      path: `/entitlements/pots/${partnership}/plans/${id}`,
      detail: `${halfDaysText(halfDays)} of the partnership’s days, proposed on ${dateText(proposedOn)}`,
      halfDays,
    }),
  );
  return firstOf(rows, mostShown, groups.length > mostShown);
}

/** Invoices on which something is owed: the sum, what of it is overdue, and the oldest; and recharges that the council has not posted. */
export async function owedBySchool({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation || !canTouch(actor, 'document:read', { organisation })) return undefined;
  const today = londonDate(now);
  const [unpaid, unposted] = await Promise.all([unpaidOf(table, organisation, mostOwed), unpostedOf(table, organisation, mostOwed)]);
  const heads = await Promise.all(unpaid.items.map(({ document }) => getHead(table, document, account('debtor', document))));
  const owed = unpaid.items.flatMap((each, i) => {
    const pence = heads[i]?.available ?? 0;
    return pence > 0 ? [{ ...each, pence }] : [];
  });
  const all = { path: '/invoicing/documents', text: 'Invoices and recharges' };
  const sum = (list: readonly { pence: number }[]) => list.reduce((total, { pence }) => total + pence, 0);
  const late = owed.filter(({ dueOn }) => dueOn < today);
  const more = unpaid.next !== undefined;
  const [oldest] = owed;
  const rows: Row[] = [
    ...counted({ count: owed.length, more }, { one: 'unpaid invoice', many: 'unpaid invoices', path: all.path, pence: sum(owed) }),
    ...counted(
      { count: late.length, more: more && late.length === owed.length },
      {
        one: 'invoice past its due date',
        many: 'invoices past their due dates',
        path: all.path,
        pence: sum(late),
        tag: { text: 'overdue', tone: 'late' },
      },
    ),
    ...(oldest
      ? [
          {
            text: `The oldest: ${oldest.number}`,
            path: `/invoicing/documents/${oldest.document}`,
            detail: `due on ${dateText(oldest.dueOn)}`,
            on: oldest.dueOn,
            pence: oldest.pence,
          },
        ]
      : []),
    ...counted(
      { count: unposted.items.length, more: unposted.next !== undefined },
      {
        one: 'recharge on its way',
        many: 'recharges on their way',
        path: all.path,
        detail: 'The council posts them: nothing is to be paid',
        pence: unposted.items.reduce((total, { grossPence }) => total + (grossPence ?? 0), 0),
      },
    ),
  ];
  // A trust may pay for nothing while its schools owe: what is billed to them is theirs to see.
  const isTrust = prefixOf(organisation) === 'trs';
  return {
    rows,
    all,
    ...(isTrust ? { none: 'Nothing is owed by the trust itself. What is billed to a school stands with that school.' } : {}),
  };
}

const newDays = 28;
const notePath = (note: VisitNote) => `/bookings/${note.booking}/notes/${nameOfNote(note)}`;

/** Notes shared in the last four weeks, and actions that are open, the first to be due first; of a note that whoever reads may not read, nothing. */
export async function notesAndActions({ table, actor, now }: Context): Promise<Found | undefined> {
  const { organisation } = actor;
  if (!organisation || prefixOf(organisation) === 'trs') return undefined;
  const today = londonDate(now);
  const [open, closed] = await Promise.all([
    notesAt(table, organisation, { open: true, limit: mostNotes }),
    notesAt(table, organisation, { open: false, limit: mostShown }),
  ]);
  const readable = [...open.items, ...closed.items].filter((note) => mayRead(note, actor, today));
  const since = timestamp(now - newDays * 86_400_000);
  const fresh = readable
    .filter(({ sharedAt = '' }) => sharedAt >= since)
    .sort((a, b) => ((a.sharedAt ?? '') > (b.sharedAt ?? '') ? -1 : 1));
  const actions = readable.flatMap((note) => note.actions.filter(({ doneAt }) => !doneAt).map((action) => ({ note, action })));
  actions.sort((a, b) => (a.action.by < b.action.by ? -1 : 1));
  const actionRows = actions.map(({ note, action }): Row => {
    const tag = lateOn(action.by, today);
    const who = action.who === 'school' ? 'The school' : note.officerName;
    return { text: action.what, path: notePath(note), detail: `${who}, by ${dateText(action.by)}`, on: action.by, ...(tag ? { tag } : {}) };
  });
  const noteRows = fresh.slice(0, mostShown).map((note): Row => {
    const on = londonDate(Date.parse(note.sharedAt ?? ''));
    const tag: Row['tag'] = { text: 'new note', tone: 'waiting' };
    return { text: note.serviceTitle, path: notePath(note), detail: `${note.officerName}, shared on ${dateText(on)}`, on, tag };
  });
  const shown = firstOf(actionRows, mostShown, open.next !== undefined);
  return { ...shown, rows: [...noteRows, ...shown.rows] };
}
