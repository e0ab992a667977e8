// Billing waits for the note of a visit: in any history of deliveries, notes and corrections a charge is there once the note is shared, once, and never before.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargeFor } from '../../functions/bookings/rules/charges.ts';
import { decideDelivery } from '../../functions/bookings/rules/life.ts';
import { decideModeration, decideWriting, type NoteChange } from '../../functions/bookings/rules/notes.ts';
import { decideAnswer, decideAsking } from '../../functions/bookings/rules/reclassify.ts';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import type { VisitNote } from '../../functions/bookings/schema/notes.ts';
import type { Reclassification } from '../../functions/bookings/schema/reclassifications.ts';
import { type BookedSession, type Booking, mostVisitsAtOnce } from '../../functions/bookings/schema.ts';
import { noteChangeWrites } from '../../functions/bookings/store.ts';
import { decideVacancy } from '../../functions/entitlements/rules.ts';
import { freeSessions } from '../../functions/officers/rules.ts';
import { londonClock } from '../../shared/calendar.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { ChargeId, PersonId, ReclassificationId, VacancyId } from '../../shared/ids.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { academy, actor, booked, daniel, day, delivering, freeAccount, now, pack, policy, quoted } from '../bookings.ts';
import { holds } from './budget.ts';

const later = Date.parse('2026-12-10T10:00:00Z');
const officer = actor('officer', { officer: daniel.id });
const manager = actor('sip-manager');
const moderating = { ...policy, pack: { ...pack, notes: pack.notes.map((each) => ({ ...each, moderated: true })) } };
const { vacancy } = accepted(
  decideVacancy(
    {
      id: 'vac_01' as VacancyId,
      now,
      today: day('2026-11-24'),
      school: academy,
      policy,
      open: undefined,
      actor: actor('resource-manager'),
    },
    { school: academy.id, post: 'headteacher', vacantFrom: day('2026-12-31') },
  ),
);
const days = ['2026-12-01', '2026-12-02', '2026-12-03'].flatMap((date) => [`${date}#am`, `${date}#pm`]);
const { booking: begun } = booked(quoted({ freeAccounts: [freeAccount(academy, 2)] }, { sessions: days }));
const vatInvoice = { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 } as const;

type Step =
  | { do: 'deliver'; visits: boolean[]; as: 'sent' | 'draft' }
  | { do: 'write'; note: number; as: 'sent' | 'draft' }
  | { do: 'moderate'; note: number; answer: 'approve' | 'return' }
  | { do: 'ask'; visit: number }
  | { do: 'answer'; answer: 'approve' | 'decline' }
  | { do: 'bill' };

const kept = fc.constantFrom('sent' as const, 'draft' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('deliver' as const), visits: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), as: kept }),
  fc.record({ do: fc.constant('write' as const), note: fc.nat(5), as: kept }),
  fc.record({ do: fc.constant('moderate' as const), note: fc.nat(5), answer: fc.constantFrom('approve' as const, 'return' as const) }),
  fc.record({ do: fc.constant('ask' as const), visit: fc.nat(5) }),
  fc.record({ do: fc.constant('answer' as const), answer: fc.constantFrom('approve' as const, 'decline' as const) }),
  fc.constant({ do: 'bill' as const }),
);

/** A booking, its notes and what billing would find, as the table would hold them. */
class Office {
  booking: Booking = begun;
  readonly notes: VisitNote[] = [];
  readonly charges = new Map<ChargeId, Charge>();
  /** By a document, or by a correction that withdrew it. */
  readonly claimed = new Map<ChargeId, 'billed' | 'withdrawn'>();
  asked: Reclassification | undefined;
  private asks = 0;
  private readonly policy: typeof policy;

  constructor(isModerated: boolean) {
    this.policy = isModerated ? moderating : policy;
  }

  private write(charges: readonly Charge[]): void {
    for (const charge of charges) {
      expect(this.charges.has(charge.id), 'a charge is written once').toBe(false);
      this.charges.set(charge.id, charge);
    }
  }
  private keep(note: VisitNote): void {
    const at = this.notes.findIndex(({ visits }) => visits[0] === note.visits[0]);
    expect(note.version).toBe((this.notes[at]?.version ?? 0) + 1);
    this.notes.splice(at < 0 ? this.notes.length : at, 1, note);
  }
  private replace(booking: Booking): void {
    expect(booking.version, 'each change is of the version that was read').toBe(this.booking.version + 1);
    this.booking = booking;
  }
  private changed(decision: Decision<NoteChange>): void {
    if (!decision.ok) return;
    const { note, shared } = decision.value;
    this.keep(note);
    expect(shared !== undefined).toBe(note.state === 'shared');
    if (!shared) return;
    this.replace(shared.booking);
    this.write(shared.charges);
  }

  private isClaimed({ funding, ...session }: BookedSession): boolean {
    return funding.fund === 'traded' && this.claimed.has(chargeFor(this.booking, { ...session, funding }, funding, '').id);
  }
  private ask(visit: number): void {
    const session = this.booking.sessions[visit];
    if (!session || this.asked) return;
    const to = session.funding.fund === 'traded' ? 'free' : 'paid';
    const agreed = to === 'paid' ? { agreed: { by: 'Alex Marsh', how: 'By e-mail', on: day('2026-12-09') } } : {};
    const facts = {
      id: `rcl_${++this.asks}` as ReclassificationId,
      now: later,
      today: day('2026-12-10'),
      actor: { person: 'per_nadia' as PersonId },
      booking: this.booking,
      price: { perDayExVatPence: 45_000, version: 1 },
      treatment: vatInvoice,
      paying: [freeAccount(academy, 1)],
      claimed: this.isClaimed(session),
    };
    const decision = decideAsking(facts, { visit: session.visit, to, reason: 'The wrong kind', ...agreed });
    if (!decision.ok) return;
    this.asked = decision.value.asked;
    this.replace(decision.value.booking);
  }
  private answer(answer: 'approve' | 'decline'): void {
    const { asked, booking } = this;
    const session = booking.sessions.find(({ visit }) => visit === asked?.visit);
    if (!asked || !session) return;
    const grants = { vacancies: new Map([[vacancy.account ?? '', vacancy]]), allocations: new Map() };
    const facts = { now: later, actor: { person: 'per_keith' as PersonId }, booking, asked, claimed: this.isClaimed(session), ...grants };
    const decision = decideAnswer(facts, { answer, note: 'So be it' });
    if (!decision.ok) return;
    this.asked = undefined;
    this.replace(decision.value.booking);
    this.write(decision.value.charge ? [decision.value.charge] : []);
    const { withdrawn } = decision.value;
    if (!withdrawn) return;
    expect([this.charges.has(withdrawn.id), this.claimed.has(withdrawn.id)], 'what is withdrawn is there, and not billed').toEqual([
      true,
      false,
    ]);
    this.claimed.set(withdrawn.id, 'withdrawn');
  }

  take(of: Step): void {
    const { booking } = this;
    switch (of.do) {
      case 'deliver': {
        const visits = booking.sessions.filter(({ state }, i) => state === 'booked' && of.visits[i]).map(({ visit }) => visit);
        if (visits.length === 0) return;
        const facts = { booking, now: later, clock: londonClock(later), actor: officer, policy: this.policy };
        const { note, charges, ...delivered } = accepted(decideDelivery(facts, delivering(visits, 'Done.', { as: of.as })));
        this.replace(delivered.booking);
        this.keep(note);
        this.write(charges);
        return;
      }
      case 'write':
      case 'moderate': {
        const note = this.notes[of.note];
        if (!note) return;
        const { version } = note;
        const facts = { booking, note, now: later, actor: of.do === 'write' ? officer : manager };
        this.changed(
          of.do === 'write'
            ? decideWriting(facts, { ...delivering([], 'More.', { as: of.as }), version })
            : decideModeration(facts, { version, answer: of.answer, reason: 'Say more' }),
        );
        return;
      }
      case 'ask':
        this.ask(of.visit);
        return;
      case 'answer':
        this.answer(of.answer);
        return;
      default:
        for (const id of this.charges.keys()) if (!this.claimed.has(id)) this.claimed.set(id, 'billed');
    }
  }

  /** What billing may take or has taken is exactly one charge for each delivered visit that is paid for and whose note is shared. */
  holds(): void {
    const right = [...this.charges.values()]
      .filter(({ id }) => this.claimed.get(id) !== 'withdrawn')
      .map(({ visit, transfer }) => `${visit} ${transfer}`);
    const shared = new Set(this.notes.filter(({ state }) => state === 'shared').flatMap(({ visits }) => visits));
    const due = this.booking.sessions.filter(
      ({ visit, state, funding }) => state === 'delivered' && funding.fund === 'traded' && shared.has(visit),
    );
    expect(right.sort()).toEqual(due.map(({ visit, transfer }) => `${visit} ${transfer}`).sort());
    for (const { visit, signedOffAt } of this.booking.sessions) expect(signedOffAt !== undefined).toBe(shared.has(visit));
  }
}

let billed = 0;
let corrected = 0;
holds(
  'a visit that is paid for is billed once its note is shared, once, and never before, whatever is corrected meanwhile',
  fc.record({ isModerated: fc.boolean(), steps: fc.array(step, { minLength: 8, maxLength: 40 }) }),
  ({ isModerated, steps }) => {
    const office = new Office(isModerated);
    for (const each of steps) {
      office.take(each);
      office.holds();
    }
    billed += [...office.claimed.values()].filter((by) => by === 'billed').length;
    corrected += office.booking.sessions.filter(({ before = [] }) => before.length > 0).length;
    // Whatever is left is finished: nothing stays unbilled.
    for (let i = 0; i < office.notes.length; i++) {
      office.take({ do: 'write', note: i, as: 'sent' });
      office.take({ do: 'moderate', note: i, answer: 'approve' });
    }
    expect(office.notes.every(({ state }) => state === 'shared')).toBe(true);
    office.holds();
  },
  { milliseconds: 2_000, cases: 3_000, least: 200 },
);
test('sharing a note of as many visits as there may be is 16 writes: the note, the booking, a charge for each, that it is told, and the audit trail', () => {
  const table = new CouncilTable(tableClient({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }), 'daybook', 'essex');
  const free = freeSessions(daniel, new Set(), day('2026-11-25'), day('2026-12-10'), londonClock(now), pack.sessions);
  const { booking } = booked(quoted({}, { sessions: free.slice(0, mostVisitsAtOnce) }));
  const visits = booking.sessions.map(({ visit }) => visit);
  const facts = { booking, now: later, clock: londonClock(later), actor: officer, policy: moderating };
  const { note, ...delivered } = accepted(decideDelivery(facts, delivering(visits)));
  const approved = decideModeration({ booking: delivered.booking, note, now: later, actor: manager }, { version: 1, answer: 'approve' });
  const writes = noteChangeWrites(table, accepted(approved));
  expect(writes.length + 1).toBe(16);
  expect(new Set(writes.map(({ key }) => `${key.pk} ${key.sk}`)).size).toBe(writes.length);
});

test('and such histories do bill and correct', () => {
  expect(billed).toBeGreaterThan(50);
  expect(corrected).toBeGreaterThan(20);
});
