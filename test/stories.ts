// Life stories of bookings through the real actions and a real engine: random steps of a school, its approver, an officer, a moderator and the council, and what must hold of
// everything in the table after each step.
import fc from 'fast-check';
import { waive } from '../functions/bookings/actions/cancellations.ts';
import { confirmBooking } from '../functions/bookings/actions/confirm.ts';
import { cancel, deliver, move } from '../functions/bookings/actions/life.ts';
import { moderateNote, writeNote } from '../functions/bookings/actions/notes.ts';
import { swapOfficer } from '../functions/bookings/actions/officers.ts';
import { makeQuote } from '../functions/bookings/actions/quote.ts';
import { approveRequest, declineRequest, readRequest, withdrawRequest } from '../functions/bookings/actions/requests.ts';
import type { Charge } from '../functions/bookings/schema/charges.ts';
import type { VisitNote } from '../functions/bookings/schema/notes.ts';
import type { BookingRequest } from '../functions/bookings/schema/requests.ts';
import type { BookedSession, Booking } from '../functions/bookings/schema.ts';
import { newService } from '../functions/catalogue/store.ts';
import { recordVacancy } from '../functions/entitlements/actions.ts';
import { policyWrites } from '../functions/entitlements/store.ts';
import { setLimit, settleApproval } from '../functions/identity/actions/limits.ts';
import { commitRun, makeRun } from '../functions/invoicing/actions/runs.ts';
import type { Officer, Slot } from '../functions/officers/schema.ts';
import { newOfficer } from '../functions/officers/store.ts';
import type { ProofReport } from '../functions/reports/schema.ts';
import { schoolWrites } from '../functions/schools/store.ts';
import { addDays, bankHoliday, dateOf, isWeekend, londonDate, type SessionKey, sessionKey } from '../shared/calendar.ts';
import { commitOnce } from '../shared/commit.ts';
import type { Actor, Context } from '../shared/context.ts';
import { accepted, type Decision } from '../shared/decision.ts';
import type { OfficerId, PersonId } from '../shared/ids.ts';
import type { StoredHead } from '../shared/ledger/post.ts';
import type { Settlement, Transfer } from '../shared/ledger/transfers.ts';
import type { Item, TableClient } from '../shared/table.ts';
import { contextIn, personOf } from './actors.ts';
import { finished, noWorker } from './billing.ts';
import { academy, actor, daniel, delivering, headteacherRecruitment, now, policy, service } from './bookings.ts';
import { everyItem } from './items.ts';
import { proved } from './proved.ts';

const signingKey = 'a-key-for-stories-only';
const both = { am: true, pm: true };
const officers: Officer[] = ['off_daniel-osei', 'off_helen-marsh'].map((id) => ({
  ...daniel,
  id: id as OfficerId,
  pattern: { 1: both, 2: both, 3: both, 4: both, 5: both },
  absences: [],
}));
const services = [headteacherRecruitment, service('reviews-of-governance')];
const of = (id: string, role: Actor['roles'][number], more: Partial<Actor> = {}) =>
  actor(role, { person: `per_${id}` as PersonId, ...more });
const [manager, bursar, head, moderator] = [
  of('manager', 'school-booker', { organisation: academy.id }),
  of('bursar', 'school-booker', { organisation: academy.id }),
  of('head', 'school-approver', { organisation: academy.id }),
  of('moderator', 'sip-manager'),
];
const staff = of('staff', 'resource-manager');
const finance = of('finance', 'finance');
const dayMs = 86_400_000;

/** One thing somebody does; what it names it names by number, modulo what there is. */
export type Deed =
  | { do: 'book'; asks: boolean; service: number; officer: number; from: number; halfDays: number }
  | { do: 'approve' | 'decline' | 'withdraw'; which: number }
  | { do: 'cancel'; which: number; visits: boolean[]; wish: boolean }
  | { do: 'move'; which: number; visit: number; by: number }
  | { do: 'swap'; which: number; visit: number; officer: number }
  | { do: 'deliver'; which: number; visits: boolean[]; sent: boolean }
  | { do: 'write' | 'moderate'; which: number; agrees: boolean }
  | { do: 'waive'; which: number; other: number; visit: number }
  | { do: 'wait'; days: number };

const index = fc.nat({ max: 15 });
const some = fc.array(fc.boolean(), { maxLength: 4 });
const book = fc.record({
  do: fc.constant('book' as const),
  asks: fc.boolean(),
  service: index,
  officer: index,
  from: fc.nat({ max: 24 }),
  halfDays: fc.integer({ min: 1, max: 4 }),
});
/** What a story begins with. */
export const booked: fc.Arbitrary<Deed[]> = fc.array(book, { minLength: 1, maxLength: 3 });
export const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: book },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('approve' as const, 'approve' as const, 'decline' as const, 'withdraw' as const),
      which: index,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: index, visits: some, wish: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('move' as const), which: index, visit: index, by: fc.integer({ min: 1, max: 20 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('swap' as const), which: index, visit: index, officer: index }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), which: index, visits: some, sent: fc.constantFrom(false, false, true) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('write' as const, 'write' as const, 'moderate' as const),
      which: index,
      agrees: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('waive' as const), which: index, other: index, visit: index }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 2, max: 20 }) }) },
);

const working = (from: string): SessionKey[] =>
  Array.from({ length: 60 }, (_, i) => addDays(from as Parameters<typeof addDays>[0], i))
    .filter((date) => !isWeekend(date) && !bankHoliday(date))
    .flatMap((date) => [sessionKey(date, 'am'), sessionKey(date, 'pm')]);
const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(1, from.length)];

/** What a story has made so far, as the table has it. */
export type Shelf = {
  bookings: Booking[];
  requests: BookingRequest[];
  notes: VisitNote[];
  charges: Charge[];
  slots: Slot[];
  transfers: Transfer[];
  settlements: Settlement[];
  heads: StoredHead[];
};

/** One council of its own, with a school whose bursar asks for what is over £300 and whose head approves, two officers and a free day for the school. */
export class Story {
  readonly client: TableClient;
  readonly tableName: string;
  at = now;
  constructor(client: TableClient, tableName: string) {
    this.client = client;
    this.tableName = tableName;
  }

  private context = (who: Actor): Context => contextIn(this, who, this.at);

  async begin(): Promise<void> {
    const { table } = this.context(head);
    const writes = [
      ...policyWrites(table, undefined, policy),
      ...services.map((each) => newService(table, each)),
      ...officers.map((each) => newOfficer(table, each)),
      ...schoolWrites(table, academy),
      ...[manager, bursar, head].flatMap((each) => personOf(table, each)),
    ];
    accepted(await commitOnce(table, writes));
    const approval = { othersMostPence: null, approver: head.person, everyBooking: false };
    accepted(await settleApproval(this.context(head), academy.id, approval));
    accepted(await setLimit(this.context(head), academy.id, { person: bursar.person, mostPence: 30_000 }));
    accepted(await recordVacancy(this.context(staff), { school: academy.id, post: 'headteacher', vacantFrom: londonDate(this.at) }));
  }

  async shelf(): Promise<Shelf> {
    const items = await everyItem(this.client, this.tableName);
    const all = <T>(type: string) => items.filter((item: Item) => item.type === type) as unknown as T[];
    const heads = items.filter((item: Item) => typeof item.account === 'string' && 'available' in item) as unknown as StoredHead[];
    return {
      bookings: all('booking'),
      requests: all('request'),
      notes: all('visit-note'),
      charges: all('charge'),
      slots: all('slot'),
      transfers: all('transfer'),
      settlements: all('settlement'),
      heads,
    };
  }

  /** Two months later all that is owed is billed, and the books are proved: what the documents come to. */
  async ends(): Promise<ProofReport['documents']> {
    this.at += 60 * dayMs;
    const context = this.context(finance);
    const run = await finished(context, accepted(await makeRun(context, noWorker, { from: londonDate(now), to: londonDate(this.at) })));
    const { state } = await finished(context, accepted(await commitRun(context, noWorker, run.id)));
    if (state !== 'complete') throw new Error(`the run is ${state}`);
    return (await proved(context, londonDate(now))).documents;
  }

  /** Does it if the rules let it: the name of what came of it. */
  async does(what: Deed, shelf: Shelf): Promise<string> {
    this.at += 60_000;
    if (what.do === 'wait') {
      this.at += what.days * dayMs;
      return 'done';
    }
    const decision = await this.attempt(what, shelf);
    return decision === undefined ? 'nothing to do it to' : decision.ok ? 'done' : decision.refusal.name;
  }

  private attempt(what: Exclude<Deed, { do: 'wait' }>, { bookings, requests, notes }: Shelf): Promise<Decision<unknown> | undefined> {
    switch (what.do) {
      case 'book':
        return this.book(what);
      case 'approve':
      case 'decline':
      case 'withdraw':
        return this.answer(what.do, pick(requests, what.which));
      case 'write':
      case 'moderate':
        return this.note(what, pick(what.which % 4 === 0 ? notes : notes.filter(({ state }) => state !== 'shared'), what.which));
      case 'waive':
        return this.waive(what, pick(bookings, what.which), pick(bookings, what.other));
      default:
        return this.change(what, pick(bookings, what.which));
    }
  }

  private async book({ asks, service: which, officer, from, halfDays }: Deed & { do: 'book' }) {
    const context = this.context(asks ? bursar : manager);
    const sessions = working(addDays(londonDate(this.at), 1)).slice(from, from + halfDays);
    const quoted = await makeQuote(context, signingKey, {
      school: academy.id,
      service: (pick(services, which) ?? headteacherRecruitment).id,
      officer: (pick(officers, officer) ?? daniel).id,
      purse: 'own-funds',
      halfDays: sessions.length,
      sessions,
    });
    return quoted.ok ? confirmBooking(context, signingKey, { token: quoted.value.token, purchaseOrder: 'PO-1' }) : quoted;
  }

  private async answer(as: 'approve' | 'decline' | 'withdraw', request: BookingRequest | undefined) {
    if (!request) return undefined;
    if (as === 'withdraw') return withdrawRequest(this.context(bursar), request.id);
    if (as === 'decline') return declineRequest(this.context(head), request.id, { reason: 'Not this year' });
    const seen = await readRequest(this.context(head), request.id);
    const agreed = seen.ok && seen.value.now && 'agreed' in seen.value.now ? seen.value.now.agreed : 'A'.repeat(43);
    return approveRequest(this.context(head), request.id, { agreed });
  }

  private async note({ do: does, agrees }: Deed & { do: 'write' | 'moderate' }, note: VisitNote | undefined) {
    if (!note) return undefined;
    const name = note.visits[0] ?? '';
    if (does === 'write') {
      const who = of('officer', 'officer', { officer: note.officer });
      const { sections, actions } = delivering([...note.visits]);
      return writeNote(this.context(who), note.booking, name, { version: note.version, sections, actions, as: agrees ? 'sent' : 'draft' });
    }
    const answer = agrees ? { answer: 'approve' as const } : { answer: 'return' as const, reason: 'Say more' };
    return moderateNote(this.context(moderator), note.booking, name, { version: note.version, ...answer });
  }

  private async waive({ visit }: Deed & { do: 'waive' }, booking: Booking | undefined, other: Booking | undefined) {
    const lost =
      booking &&
      pick(
        booking.sessions.filter(({ late }) => late),
        visit,
      );
    const instead = other && pick(other.sessions, visit);
    if (!booking || !lost || !instead) return undefined;
    return waive(this.context(manager), booking.id, {
      visit: lost.visit,
      kind: 'rebooked',
      instead: { booking: other.id, visit: instead.visit },
    });
  }

  private async change(what: Deed & { do: 'cancel' | 'move' | 'swap' | 'deliver' }, booking: Booking | undefined) {
    if (!booking) return undefined;
    if (what.do === 'swap') {
      const visits = [pick(booking.sessions, what.visit)?.visit ?? '01'];
      return swapOfficer(this.context(staff), booking.id, { visits, officer: (pick(officers, what.officer) ?? daniel).id });
    }
    if (what.do === 'move') {
      const visit = pick(booking.sessions, what.visit)?.visit ?? '01';
      const to = working(addDays(londonDate(this.at), 1))[what.by];
      return to && move(this.context(manager), booking.id, { visit, to });
    }
    const chosen = booking.sessions.filter((_, i) => what.visits[i] ?? true);
    // An officer mostly marks what is over; now and then what is not, and the rules must say so.
    const isOver = ({ session, state }: BookedSession) => state === 'booked' && dateOf(session) < londonDate(this.at);
    const careful = what.do === 'deliver' && what.visits.length % 4 !== 0;
    const flagged = (careful ? booking.sessions.filter(isOver) : chosen).map(({ visit }) => visit);
    if (flagged.length === 0) return undefined;
    if (what.do === 'deliver') {
      const officer = booking.sessions.find(({ visit }) => flagged.includes(visit))?.officer ?? booking.officer;
      const who = of('officer', 'officer', { officer });
      return deliver(this.context(who), booking.id, { ...delivering(flagged), as: what.sent ? 'sent' : 'draft' });
    }
    const context = this.context(what.wish ? staff : manager);
    const command = { visits: flagged, reason: 'Snow', ...(what.wish ? { at: 'council' as const } : {}) };
    const first = await cancel(context, booking.id, command);
    // What it costs is agreed to before it is done.
    if (first.ok || first.refusal.name !== 'cancellation-costs') return first;
    const { feePence, consumedHalfDays } = first.refusal.more as { feePence: number; consumedHalfDays: number };
    return cancel(context, booking.id, { ...command, feePence, consumedHalfDays });
  }
}
