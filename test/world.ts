// A council in memory under the pure rules of vacancies and bookings, and random steps through its year: what the properties hunt in.
import fc from 'fast-check';
import { expect } from 'vitest';
import { decideBooking, decideCancellation, decideDelivery } from '../functions/bookings/rules/life.ts';
import { decideQuote } from '../functions/bookings/rules/quote.ts';
import type { Booking, Charge } from '../functions/bookings/schema.ts';
import type { Service } from '../functions/catalogue/schema.ts';
import { decideClosing, decideVacancy, freeAccountsFor } from '../functions/entitlements/rules.ts';
import type { Vacancy } from '../functions/entitlements/schema.ts';
import { freeSessions } from '../functions/officers/rules.ts';
import type { Officer } from '../functions/officers/schema.ts';
import { addDays, londonClock, type SessionKey } from '../shared/calendar.ts';
import type { Decision } from '../shared/decision.ts';
import type { BookingId, OfficerId, VacancyId } from '../shared/ids.ts';
import { emptyHead } from '../shared/ledger/heads.ts';
import { type MemoryLedger, memoryLedger } from '../shared/ledger/memory.ts';
import type { Posting, StoredHead } from '../shared/ledger/post.ts';
import {
  academy,
  actor,
  councilLaCode,
  daniel,
  dropIn,
  headteacherRecruitment,
  maintained,
  now,
  pack,
  policy,
  service,
} from './bookings.ts';

const schools = [academy, maintained];
const services = [headteacherRecruitment, headteacherRecruitment, dropIn, service('reviews-of-governance')];
const officers: Officer[] = ['off_daniel-osei', 'off_helen-marsh'].map((id) => ({ ...daniel, id: id as OfficerId, absences: [] }));
const posts = pack.posts.map(({ code }) => code);
const dayMs = 86_400_000;

/** One thing somebody does; what it names it names by number, modulo what there is. */
export type Step =
  | { do: 'vacancy'; school: number; post: number }
  | { do: 'book'; school: number; service: number; officer: number; from: number; halfDays: number; ownFunds: boolean }
  | { do: 'deliver' | 'cancel'; booking: number; visits: boolean[] }
  | { do: 'close'; vacancy: number; filled: boolean }
  | { do: 'wait'; days: number };

const index = fc.nat({ max: 63 });
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('vacancy' as const), school: index, post: index }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('book' as const),
      school: index,
      service: index,
      officer: index,
      from: fc.nat({ max: 30 }),
      halfDays: fc.integer({ min: 1, max: 6 }),
      ownFunds: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('deliver' as const, 'cancel' as const),
      booking: index,
      visits: fc.array(fc.boolean(), { maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), vacancy: index, filled: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }) },
);

/** A council in memory: what the actions keep in the table, kept in maps. */
export class World {
  readonly ledger: MemoryLedger = memoryLedger();
  readonly vacancies: Vacancy[] = [];
  readonly bookings: Booking[] = [];
  readonly charges: Charge[] = [];
  readonly slots = new Map<string, string>();
  at = now;

  get clock() {
    return londonClock(this.at);
  }
  heads = (): StoredHead[] => [...this.ledger.heads()].map(([account, head]) => ({ ...head, account }));

  /** Posts or throws: whatever the rules accept on facts that are up to date, the ledger takes. Posting it again is refused and adds nothing. */
  post(postings: readonly Posting[], close: readonly string[] = []): void {
    const posted = this.ledger.post(postings, { close });
    if (!posted.ok) throw new Error(`the ledger refused what the rules accepted: ${posted.refusal.name}`);
    if (postings.length === 0) return;
    const count = this.ledger.entries.length;
    expect(this.ledger.post(postings, { close }).ok).toBe(false);
    expect(this.ledger.entries.length).toBe(count);
  }

  /** Takes a step if the rules let it; answers whether it was taken. */
  take(command: Step, n: number): boolean {
    switch (command.do) {
      case 'wait':
        this.at += command.days * dayMs;
        return true;
      case 'vacancy':
        return this.recordVacancy(pick(schools, command.school), pick(posts, command.post), n);
      case 'close':
        return this.close(command);
      case 'book':
        return this.book(command, n);
      default:
        return this.change(command);
    }
  }

  private recordVacancy(school: (typeof schools)[number], post: string, n: number): boolean {
    const open = this.vacancies.find((each) => each.school === school.id && each.post === post && each.state === 'open');
    const id = `vac_${String(n).padStart(3, '0')}` as VacancyId;
    const facts = { id, now: this.at, today: this.clock.date, actor: actor('resource-manager'), school, policy, open };
    const decision = decideVacancy(facts, { school: school.id, post, vacantFrom: this.clock.date });
    if (!decision.ok) return refused(decision, ['vacancy-already-open']);
    this.post(decision.value.postings);
    this.vacancies.push(decision.value.vacancy);
    return true;
  }

  private close({ vacancy: which, filled }: Step & { do: 'close' }): boolean {
    if (this.vacancies.length === 0) return false;
    const at = which % this.vacancies.length;
    const vacancy = pick(this.vacancies, at);
    const head = { ...(this.ledger.head(vacancy.account ?? '') ?? emptyHead), account: vacancy.account ?? '' };
    const decision = decideClosing(
      { vacancy, head, now: this.at, actor: actor('resource-manager') },
      { outcome: filled ? 'filled' : 'withdrawn' },
    );
    if (!decision.ok) return refused(decision, ['vacancy-closed']);
    this.post(decision.value.postings, [vacancy.account ?? '']);
    this.vacancies[at] = decision.value.vacancy;
    return true;
  }

  private book(command: Step & { do: 'book' }, n: number): boolean {
    const school = pick(schools, command.school);
    const of: Service = pick(services, command.service);
    const officer = pick(officers, command.officer);
    const taken = new Set(
      [...this.slots.keys()].filter((key) => key.startsWith(officer.id)).map((key) => key.slice(officer.id.length + 1) as SessionKey),
    );
    // Most sessions asked for are free; now and then one is not, and the rules must say so.
    const free = freeSessions(
      officer,
      command.from % 7 === 0 ? new Set() : taken,
      this.clock.date,
      addDays(this.clock.date, 40),
      this.clock,
      pack.sessions,
    );
    const sessions = free.slice(command.from, command.from + command.halfDays);
    const facts = {
      clock: this.clock,
      councilLaCode,
      school,
      service: of,
      officer,
      policy,
      taken,
      freeAccounts: freeAccountsFor(
        of.allocation,
        pack,
        this.heads().filter(({ account }) => account.includes(school.id)),
      ),
    };
    const purse = command.ownFunds || school === academy ? 'own-funds' : 'delegated-budget';
    const quote = decideQuote(facts, {
      school: school.id,
      service: of.id,
      officer: officer.id,
      purse,
      halfDays: sessions.length,
      sessions,
    });
    if (!quote.ok) return refused(quote, ['session-taken', 'below-minimum']);
    const id = `bkg_${String(n).padStart(3, '0')}` as BookingId;
    const decision = decideBooking(
      { id, now: this.at, actor: actor('school-booker'), quote: quote.value, service: of },
      { purchaseOrder: 'PO-1' },
    );
    if (!decision.ok) throw new Error(decision.refusal.name);
    for (const slot of decision.value.slots) {
      expect(this.slots.has(`${slot.officer} ${slot.session}`)).toBe(false);
      this.slots.set(`${slot.officer} ${slot.session}`, slot.booking);
    }
    this.post(decision.value.postings);
    this.bookings.push(decision.value.booking);
    return true;
  }

  private change({ do: event, booking: which, visits: flags }: Step & { do: 'deliver' | 'cancel' }): boolean {
    if (this.bookings.length === 0) return false;
    const at = which % this.bookings.length;
    const booking = pick(this.bookings, at);
    const visits = booking.sessions.filter((_, i) => flags[i] ?? true).map(({ visit }) => visit);
    if (event === 'deliver') {
      const facts = { booking, now: this.at, clock: this.clock, actor: actor('officer'), sessionTimes: pack.sessions };
      const decision = decideDelivery(facts, { visits, note: 'Done.' });
      if (!decision.ok) return refused(decision, ['not-ended', 'already-delivered', 'already-cancelled']);
      if (visits.length > 0)
        expect(decideDelivery({ ...facts, booking: decision.value.booking }, { visits, note: 'Done.' }).ok).toBe(false);
      this.post(decision.value.postings);
      this.charges.push(...decision.value.charges);
      this.bookings[at] = decision.value.booking;
      return true;
    }
    const byAccount = new Map(this.vacancies.map((vacancy) => [vacancy.account ?? '', vacancy]));
    const decision = decideCancellation({ booking, now: this.at, vacancies: byAccount }, { visits, reason: 'Snow' });
    if (!decision.ok) return refused(decision, ['already-delivered', 'already-cancelled']);
    this.post(decision.value.postings);
    for (const slot of decision.value.freed) this.slots.delete(`${slot.officer} ${slot.session}`);
    for (const { vacancy, halfDays } of decision.value.lapsed) {
      const closed = this.vacancies.findIndex(({ id }) => id === vacancy.id);
      this.vacancies[closed] = { ...vacancy, lapsedHalfDays: vacancy.lapsedHalfDays + halfDays };
    }
    this.bookings[at] = decision.value.booking;
    return true;
  }
}

function pick<T>(from: readonly T[], n: number): T {
  const found = from[n % from.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** A step that was not taken was refused for a reason that this history can bring about, and for no other. */
function refused(decision: Decision<unknown>, expected: string[]): false {
  if (!decision.ok && !expected.includes(decision.refusal.name)) throw new Error(`refused as ${decision.refusal.name}`);
  return false;
}
