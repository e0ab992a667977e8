// Random histories of vacancies, bookings, visits, cancellations and closings on the pure rules: the ledger balances, the wall holds,
// what was granted is always held, used, lapsed or left, and doing anything again adds nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideBooking, decideCancellation, decideDelivery } from '../../functions/bookings/rules/life.ts';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import { type Booking, type Charge, sessionStates } from '../../functions/bookings/schema.ts';
import type { Service } from '../../functions/catalogue/schema.ts';
import { decideClosing, decideVacancy, freeAccountsFor, statementLine } from '../../functions/entitlements/rules.ts';
import type { Vacancy } from '../../functions/entitlements/schema.ts';
import { freeSessions } from '../../functions/officers/rules.ts';
import type { Officer } from '../../functions/officers/schema.ts';
import { addDays, londonClock, type SessionKey } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import type { BookingId, OfficerId, VacancyId } from '../../shared/ids.ts';
import { chart, kindOf } from '../../shared/ledger/chart.ts';
import { balances } from '../../shared/ledger/fold.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import { type MemoryLedger, memoryLedger } from '../../shared/ledger/memory.ts';
import type { Posting, StoredHead } from '../../shared/ledger/post.ts';
import { academy, actor, councilLaCode, daniel, day, dropIn, headteacherRecruitment, maintained, now, pack, policy, service } from '../bookings.ts';
import { budget, report } from './budget.ts';

const schools = [academy, maintained];
const services = [headteacherRecruitment, headteacherRecruitment, dropIn, service('reviews-of-governance')];
const officers: Officer[] = ['off_daniel-osei', 'off_helen-marsh'].map((id) => ({ ...daniel, id: id as OfficerId, absences: [] }));
const posts = pack.posts.map(({ code }) => code);
const dayMs = 86_400_000;

type Step =
  | { do: 'vacancy'; school: number; post: number }
  | { do: 'book'; school: number; service: number; officer: number; from: number; halfDays: number; ownFunds: boolean }
  | { do: 'deliver' | 'cancel'; booking: number; visits: boolean[] }
  | { do: 'close'; vacancy: number; filled: boolean }
  | { do: 'wait'; days: number };

const index = fc.nat({ max: 63 });
const step: fc.Arbitrary<Step> = fc.oneof(
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
    arbitrary: fc.record({ do: fc.constantFrom('deliver' as const, 'cancel' as const), booking: index, visits: fc.array(fc.boolean(), { maxLength: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), vacancy: index, filled: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }) },
);

/** A council in memory: what the actions keep in the table, kept in maps. */
class World {
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
    const decision = decideClosing({ vacancy, head, now: this.at, actor: actor('resource-manager') }, { outcome: filled ? 'filled' : 'withdrawn' });
    if (!decision.ok) return refused(decision, ['vacancy-closed']);
    this.post(decision.value.postings, [vacancy.account ?? '']);
    this.vacancies[at] = decision.value.vacancy;
    return true;
  }

  private book(command: Step & { do: 'book' }, n: number): boolean {
    const school = pick(schools, command.school);
    const of: Service = pick(services, command.service);
    const officer = pick(officers, command.officer);
    const taken = new Set([...this.slots.keys()].filter((key) => key.startsWith(officer.id)).map((key) => key.slice(officer.id.length + 1) as SessionKey));
    // Most sessions asked for are free; now and then one is not, and the rules must say so.
    const free = freeSessions(officer, command.from % 7 === 0 ? new Set() : taken, this.clock.date, addDays(this.clock.date, 40), this.clock, pack.sessions);
    const sessions = free.slice(command.from, command.from + command.halfDays);
    const facts = {
      clock: this.clock,
      councilLaCode,
      school,
      service: of,
      officer,
      policy,
      taken,
      freeAccounts: freeAccountsFor(of.allocation, pack, this.heads().filter(({ account }) => account.includes(school.id))),
    };
    const purse = command.ownFunds || school === academy ? 'own-funds' : 'delegated-budget';
    const quote = decideQuote(facts, { school: school.id, service: of.id, officer: officer.id, purse, halfDays: sessions.length, sessions });
    if (!quote.ok) return refused(quote, ['session-taken', 'below-minimum']);
    const id = `bkg_${String(n).padStart(3, '0')}` as BookingId;
    const decision = decideBooking({ id, now: this.at, actor: actor('school-booker'), quote: quote.value, service: of }, { purchaseOrder: 'PO-1' });
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
      if (visits.length > 0) expect(decideDelivery({ ...facts, booking: decision.value.booking }, { visits, note: 'Done.' }).ok).toBe(false);
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

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const sessionsOf = (world: World) => world.bookings.flatMap((booking) => booking.sessions.map((session) => ({ ...session, booking })));

function balanced({ ledger }: World): void {
  const accounts = balances(ledger.entries);
  for (const asset of ['half-day', 'penny'] as const) {
    const of = [...accounts].filter(([account]) => chart[kindOf(account)].asset === asset).map(([, head]) => head);
    expect(sum(of.map((head) => head.debitsPosted - head.creditsPosted))).toBe(0);
    expect(sum(of.map((head) => head.debitsPending - head.creditsPending))).toBe(0);
  }
  for (const [account, { closed, ...head }] of ledger.heads()) {
    expect(head).toEqual(accounts.get(account));
    expect(head.available).toBeGreaterThanOrEqual(0);
    if (closed) expect(head.available).toBe(0);
  }
}

function walled({ ledger }: World): void {
  for (const entry of ledger.entries) {
    const { from, to } = 'transfer' in entry ? entry.transfer : entry.settlement;
    expect(chart[kindOf(from)].fund).toBe(chart[kindOf(to)].fund);
  }
}

function accountedFor(world: World): void {
  const heads = new Map(world.heads().map((head) => [head.account, head]));
  const sessions = sessionsOf(world);
  for (const vacancy of world.vacancies) {
    const { granted, held, used, lapsed, left } = statementLine(vacancy, heads.get(vacancy.account ?? ''));
    expect(held + used + lapsed + left).toBe(granted);
    expect(granted).toBe(vacancy.grantedHalfDays);
    const mine = sessions.filter(({ funding }) => funding.fund === 'entitlement' && funding.account === vacancy.account);
    expect(held).toBe(mine.filter(({ state }) => state === 'booked').length);
    expect(used).toBe(mine.filter(({ state }) => state === 'delivered').length);
    if (vacancy.state !== 'open') expect(left).toBe(0);
  }
}

function unpriced(world: World): void {
  for (const { funding } of sessionsOf(world)) if (funding.fund !== 'traded') expect(JSON.stringify(funding)).not.toMatch(/pence|price|treatment/i);
  const free = new Set(sessionsOf(world).filter(({ funding }) => funding.fund !== 'traded').map(({ transfer }) => transfer));
  for (const charge of world.charges) expect(free.has(charge.transfer)).toBe(false);
}

function charged(world: World): void {
  const paid = sessionsOf(world).filter(({ state, funding }) => state === 'delivered' && funding.fund === 'traded');
  expect(sum(world.charges.map(({ netPence }) => netPence))).toBe(
    sum(paid.map(({ funding }) => (funding.fund === 'traded' ? funding.perDayExVatPence / 2 : 0))),
  );
  expect(new Set(world.charges.map(({ id }) => id)).size).toBe(paid.length);
}

function slotted(world: World): void {
  const held = sessionsOf(world).filter(({ state }) => state !== 'cancelled');
  expect([...world.slots.keys()].sort()).toEqual(held.map(({ booking, session }) => `${booking.officer} ${session}`).sort());
  const pending = new Set(world.ledger.pending().map(({ id }) => id));
  for (const { state, transfer } of sessionsOf(world)) expect(pending.has(transfer)).toBe(state === 'booked');
}

test('after every step of every history the ledger balances, the wall holds and every half-day and penny is accounted for', () => {
  let steps = 0;
  const seen = new Map<string, number>();
  const history = fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (commands) => {
    const world = new World();
    for (const [n, command] of commands.entries()) {
      if (!world.take(command, n)) continue;
      steps += 1;
      seen.set(command.do, (seen.get(command.do) ?? 0) + 1);
      for (const holds of [balanced, walled, accountedFor, unpriced, charged, slotted]) holds(world);
    }
  });
  const details = fc.check(history, budget(3_000, 2_000));
  report(`booking histories, ${steps} steps (${[...seen].map(([name, count]) => `${name} ${count}`).join(', ')})`, details.numRuns);
  if (details.failed) throw new Error(fc.defaultReportMessage(details));
  expect(details.numRuns).toBeGreaterThan(20);
  // A hunt in which nothing was ever delivered or closed would find nothing.
  for (const name of ['vacancy', 'book', 'deliver', 'cancel', 'close']) expect(seen.get(name) ?? 0).toBeGreaterThan(20);
});

test('every state of a session takes or refuses every event, and what is delivered or cancelled takes none', () => {
  const walk = fc.property(fc.array(fc.constantFrom('confirm' as const, 'deliver' as const, 'cancel' as const), { maxLength: 12 }), (events) => {
    let state: 'new' | 'booked' | 'delivered' | 'cancelled' = 'new';
    let changes = 0;
    for (const event of events) {
      const next = sessionStates.next(state, event);
      if (!next) continue;
      state = next;
      changes += 1;
    }
    expect(changes).toBeLessThanOrEqual(2);
  });
  const details = fc.check(walk, budget(1_000, 500));
  report('walks through a session’s states', details.numRuns);
  if (details.failed) throw new Error(fc.defaultReportMessage(details));
});

const first = day('2026-11-25');
test('a quote’s lines, sessions and sums agree, whatever is free and whatever the prices', () => {
  const even = fc.integer({ min: 1, max: 100_000 }).map((n) => n * 2);
  const asked = fc.record({
    halfDays: fc.integer({ min: 1, max: 40 }),
    free: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
    prices: fc.array(even, { minLength: 1, maxLength: 4 }),
    own: fc.boolean(),
  });
  const property = fc.property(asked, ({ halfDays, free, prices, own }) => {
    const officer = officers[0] ?? daniel;
    const sessions = freeSessions(officer, new Set(), first, addDays(first, 60), londonClock(now), pack.sessions).slice(0, halfDays);
    const of: Service = {
      ...headteacherRecruitment,
      prices: prices.map((perDayExVatPence, i) => ({ from: i === 0 ? day('2026-09-01') : addDays(first, i * 7), perDayExVatPence, version: i + 1 })),
    };
    const freeAccounts = free.map((available, i) => ({
      account: `entitlement/${academy.id}/headteacher-recruitment/vac_${i}`,
      vacancy: `vac_${i}` as VacancyId,
      rule: 'headteacher-recruitment',
      title: 'Headteacher recruitment',
      available,
      clause: { reference: 'g', text: 'One day' },
    }));
    const school = own ? maintained : academy;
    const decision = decideQuote(
      { clock: londonClock(now), councilLaCode, school, service: of, officer, policy, taken: new Set(), freeAccounts },
      { school: school.id, service: of.id, officer: officer.id, purse: own ? 'delegated-budget' : 'own-funds', halfDays, sessions },
    );
    if (!decision.ok) throw new Error(decision.refusal.name);
    const quote = decision.value;
    const given = Math.min(halfDays, sum(free));
    expect(sum(quote.lines.map((line) => line.halfDays))).toBe(halfDays);
    expect(quote.sessions.map(({ funding }) => funding.fund === 'traded')).toEqual(sessions.map((_, i) => i >= given));
    const perSession = quote.sessions.map(({ funding }) => (funding.fund === 'traded' ? funding.perDayExVatPence / 2 : 0));
    expect(quote.netPence).toBe(sum(perSession));
    expect(quote.netPence).toBe(sum(quote.lines.map((line) => (line.fund === 'traded' ? line.netPence : 0))));
    // One rate: 20 % of the whole, half-up, in exact integers.
    expect(quote.vatPence).toBe(own ? 0 : Number((BigInt(quote.netPence) * 2000n + 5000n) / 10000n));
    expect(quote.grossPence).toBe(quote.netPence + quote.vatPence);
    for (const value of [quote.netPence, quote.vatPence, ...perSession]) expect(Number.isSafeInteger(value)).toBe(true);
  });
  const details = fc.check(property, budget(3_000, 2_000));
  report('quotes', details.numRuns);
  if (details.failed) throw new Error(fc.defaultReportMessage(details));
  expect(details.numRuns).toBeGreaterThan(50);
});
