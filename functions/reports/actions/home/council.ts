// What the council's people find at home: what is stuck, each with where it is mended, and for finance what waits. Counts end at 500, or where one page of the
// table does.
import { addDays, dateText, londonDate, momentText, timestamp } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { failedJobs, type Job } from '../../../../shared/job.ts';
import { account } from '../../../../shared/ledger/chart.ts';
import type { CouncilTable, Range } from '../../../../shared/table.ts';
import { requestIdOf } from '../../../bookings/rules/requests.ts';
import { getHead } from '../../../entitlements/store.ts';
import { can } from '../../../identity/rules.ts';
import type { Action } from '../../../identity/schema.ts';
import { isOutOfDate } from '../../../invoicing/rules/propose.ts';
import { countUnbilled, longUnbilled } from '../../../invoicing/store/unbilled.ts';
import { getLatestRun, listRuns, overdue } from '../../../invoicing/store.ts';
import type { Slot } from '../../../officers/schema.ts';
import { heldSlots } from '../../../officers/store.ts';
import { counted, type Found, firstOf, type Row } from '../../rules/home-parts.ts';

const mostCounted = 500;
const mostShown = 5;
const dayMs = 86_400_000;
const lateTag: Row['tag'] = { text: 'late', tone: 'late' };

/** Where what is held is answered: an offer, an event that is proposed, or a request, which takes its name from the booking that it is to become. */
function heldFor({ waiting, sharedBy, school, booking }: Slot): string {
  if (waiting) return `/bookings/waitlist/${waiting}`;
  return sharedBy ? `/bookings/events?organisation=${school}` : `/bookings/requests/${requestIdOf(booking)}`;
}

/** Sessions that are held for a request, an offer or an event, and lapse within a day. */
export async function lapsingHolds({ table, now }: Context): Promise<Found> {
  const { items, next } = await heldSlots(table, timestamp(now), timestamp(now + dayMs), 100);
  const first = new Map<string, Slot>();
  for (const slot of items) if (!first.has(slot.booking)) first.set(slot.booking, slot);
  const rows = [...first.values()].map((slot): Row => {
    const { schoolName, serviceTitle, holdUntil = '' } = slot;
    return {
      text: `Held for ${schoolName}: ${serviceTitle}`,
      path: heldFor(slot),
      detail: `lapses on ${momentText(holdUntil)} unless somebody answers`,
      on: londonDate(Date.parse(holdUntil)),
      tag: { text: 'lapses soon', tone: 'soon' },
    };
  });
  return firstOf(rows, mostShown, next !== undefined);
}

/** One row that counts all of a range. */
const countedIn = async (table: CouncilTable, range: Range, row: Parameters<typeof counted>[1]): Promise<Found> => ({
  rows: counted(await table.count(range, mostCounted), row),
});

/** Visits that are over, and nobody marked them delivered: they draw on no right and are billed to nobody until somebody does. */
export async function unmarkedVisits({ table, now }: Context): Promise<Found> {
  const yesterday = addDays(londonDate(now), -1);
  return countedIn(table, table.range.bookingsByDate('open', '0', yesterday), {
    one: 'booking with a visit that is over and not marked delivered',
    many: 'bookings with a visit that is over and not marked delivered',
    path: `/reports/lists?list=bookings&stage=open&to=${yesterday}`,
    tag: lateTag,
  });
}

export const lateNotes = ({ table, now }: Context): Promise<Found> =>
  countedIn(table, table.range.unsharedNotes(londonDate(now)), {
    one: 'note of a visit to be shared',
    many: 'notes of visits to be shared',
    path: '/bookings/notes',
    tag: lateTag,
  });

export const notesToModerate = ({ table }: Context): Promise<Found> =>
  countedIn(table, table.range.notesToModerate(), {
    one: 'note to moderate',
    many: 'notes to moderate',
    path: '/bookings/notes/moderation',
  });

export const linesWaiting = ({ table }: Context): Promise<Found> =>
  countedIn(table, table.range.waiting(), {
    one: 'line that waits for a school’s agreement',
    many: 'lines that wait for a school’s agreement',
    path: '/invoicing/agreements/waiting',
  });

export const parkedMessages = ({ table }: Context): Promise<Found> =>
  countedIn(table, table.range.parkedEffects(), {
    one: 'message that did not arrive',
    many: 'messages that did not arrive',
    path: '/reports/outbox',
    tag: { text: 'stuck', tone: 'late' },
  });

export const correctionsWaiting = ({ table }: Context): Promise<Found> =>
  countedIn(table, table.range.waitingReclassifications(), {
    one: 'correction that waits for a second person',
    many: 'corrections that wait for a second person',
    path: '/bookings/reclassifications',
  });

const jobDays = 14;
/** What a job is called, where it is begun again and who may: whoever may not is not told of it. */
const jobs: Readonly<Record<string, { title: string; path: string; action: Action }>> = {
  'billing-run': { title: 'A billing run', path: '/invoicing/runs', action: 'run:read' },
  'allocation-run': { title: 'An allocation run', path: '/entitlements/runs', action: 'allocation:read' },
  'policy-trial': { title: 'A trial of a policy', path: '/reports/trials', action: 'trial:read' },
  proof: { title: 'A proof', path: '/reports/proof', action: 'proof:read' },
  'ledger-export': { title: 'An export of the ledger', path: '/reports/proof/export', action: 'proof:read' },
  'register-import': { title: 'An import of the register', path: '/schools/imports', action: 'import:read' },
};
/** Jobs begun in the last two weeks that stopped after five failures in a row. */
export async function jobsFailed({ table, now, actor }: Context): Promise<Found> {
  const { items, next } = await failedJobs(table, timestamp(now - jobDays * dayMs), 25);
  const rows = items.flatMap(({ kind, createdAt }: Job): Row[] => {
    const job = jobs[kind];
    if (!job || !can(actor, job.action)) return [];
    return [
      { text: `${job.title} failed`, path: job.path, detail: `begun on ${momentText(createdAt)}`, tag: { text: 'failed', tone: 'late' } },
    ];
  });
  return firstOf(rows, mostShown, next !== undefined && rows.length > 0);
}

const mostSummed = 50;
/** Invoices that were due before today: how many, and what the first fifty of them come to. */
export async function overdueInvoices({ table, now }: Context): Promise<Found> {
  const today = londonDate(now);
  const { items, next } = await overdue(table, today, mostSummed);
  const heads = await Promise.all(items.map(({ document }) => getHead(table, document, account('debtor', document))));
  const owed = items.flatMap((each, i) => {
    const pence = heads[i]?.available ?? 0;
    return pence > 0 ? [{ ...each, pence }] : [];
  });
  const [oldest] = owed;
  const more = next !== undefined;
  return {
    rows: counted(
      { count: owed.length, more },
      {
        one: 'invoice to be paid',
        many: 'invoices to be paid',
        path: '/reports/lists?list=documents&state=overdue',
        detail: `${more ? `of the first ${mostSummed} ` : ''}the oldest was due on ${oldest ? dateText(oldest.dueOn) : ''}`,
        pence: owed.reduce((sum, { pence }) => sum + pence, 0),
        tag: { text: 'overdue', tone: 'late' },
      },
    ),
  };
}

/** What a billing run would find: of very many charges the newest are looked at, so that no home reads a year of them. */
export async function unbilledCharges({ table, council, now }: Context): Promise<Found> {
  const found = await countUnbilled(table, londonDate(now), council.ledgerFrom);
  return {
    rows: counted(found, {
      one: 'charge not billed yet',
      many: 'charges not billed yet',
      path: '/invoicing/runs',
      detail: 'delivered or fallen due in this month and the two before it; a dry run lists them',
    }),
    ...(found.more ? { none: 'Nothing was found to wait. Not every charge was looked at: a dry run lists what is not billed.' } : {}),
  };
}

/** What is older than that and not billed, as it was counted once a day, without what has been billed since. */
export async function longUnbilledCharges({ table }: Context): Promise<Found> {
  const found = await longUnbilled(table);
  const [oldest] = found?.first ?? [];
  if (!found || found.count === 0) return { rows: [] };
  return {
    rows: counted(
      { count: found.count, more: false },
      {
        one: `charge from before ${dateText(found.before)} not billed`,
        many: `charges from before ${dateText(found.before)} not billed`,
        path: '/invoicing/runs',
        detail: `without VAT, counted on ${dateText(found.on)}${oldest ? `; a dry run from ${dateText(oldest.deliveredOn)} lists the oldest` : ''}`,
        pence: found.netPence,
        tag: lateTag,
      },
    ),
  };
}

export const unpostedJournals = ({ table }: Context): Promise<Found> =>
  countedIn(table, table.range.unpostedRecharges(), { one: 'recharge to post', many: 'recharges to post', path: '/invoicing/journals' });

export const inSuspense = ({ table }: Context): Promise<Found> =>
  countedIn(table, table.range.suspense(), { one: 'receipt in suspense', many: 'receipts in suspense', path: '/payments/suspense' });

/**
 * Billing runs among the last 25 that wait for somebody to commit them, or are on their way. What cannot be committed waits for nobody: a dry run of an earlier day,
 * one whose period has a newer one, one that would bill nothing.
 */
export async function runsWaiting({ table, now }: Context): Promise<Found> {
  const { items } = await listRuns(table);
  const open = items.filter(
    (run) =>
      !run.replacedBy &&
      run.state !== 'complete' &&
      run.state !== 'changed' &&
      !isOutOfDate(run, londonDate(now)) &&
      (run.state !== 'proposed' || run.proposed['vat-invoice'].documents + run.proposed.journal.documents > 0),
  );
  const newest = await Promise.all(open.map((run) => (run.committedBy ? run.id : getLatestRun(table, run))));
  const waiting = open.filter(({ id }, i) => newest[i] === id);
  const rows = waiting.map(
    ({ id, from, to, state }): Row => ({
      text: `Billing run ${dateText(from)} to ${dateText(to)}`,
      path: `/invoicing/runs/${id}`,
      detail: state === 'proposed' ? 'Waits to be committed' : 'On its way',
      on: to,
      tag: state === 'proposed' ? { text: 'waits', tone: 'waiting' } : { text: 'running', tone: 'soon' },
    }),
  );
  return firstOf(rows, mostShown);
}
