// A council in memory under the pure rules of vacancies, yearly days, bookings and corrections, and random steps through its year: what the properties hunt in.
import { expect } from 'vitest';
import { decideCancellation } from '../functions/bookings/rules/cancel.ts';
import { sumOf, termsFor } from '../functions/bookings/rules/ladder.ts';
import { decideBooking, decideDelivery } from '../functions/bookings/rules/life.ts';
import { decideQuote } from '../functions/bookings/rules/quote.ts';
import { type Answered, decideAnswer, decideAsking } from '../functions/bookings/rules/reclassify.ts';
import { decideWaiver, isWaivable } from '../functions/bookings/rules/waive.ts';
import type { Charge } from '../functions/bookings/schema/charges.ts';
import type { Booking } from '../functions/bookings/schema.ts';
import { priceOn } from '../functions/catalogue/rules.ts';
import type { Service } from '../functions/catalogue/schema.ts';
import { accountsFor, mayPayOn } from '../functions/entitlements/rules/funding.ts';
import { after, causeOf, postingOf } from '../functions/entitlements/rules/moves.ts';
import { decideClosing, decideVacancy } from '../functions/entitlements/rules.ts';
import { type Allocation, nothingMoved } from '../functions/entitlements/schema/allocations.ts';
import type { Vacancy } from '../functions/entitlements/schema.ts';
import { freeSessions, hasEnded } from '../functions/officers/rules.ts';
import type { Officer } from '../functions/officers/schema.ts';
import { addDays, dateOf, londonClock, type SessionKey } from '../shared/calendar.ts';
import type { Decision } from '../shared/decision.ts';
import type { BookingId, OfficerId, ReclassificationId, VacancyId } from '../shared/ids.ts';
import { account, grantOf, type Period } from '../shared/ledger/chart.ts';
import { emptyHead } from '../shared/ledger/heads.ts';
import { type MemoryLedger, memoryLedger } from '../shared/ledger/memory.ts';
import type { Posting, StoredHead } from '../shared/ledger/post.ts';
import { transfer } from '../shared/ledger/transfers.ts';
import type { Treatment } from '../shared/policy/schema.ts';
import {
  academy,
  actor,
  councilLaCode,
  daniel,
  delivering,
  dropIn,
  headteacherRecruitment,
  maintained,
  now,
  pack,
  policy,
  service,
} from './bookings.ts';
import { ruleOf } from './packs.ts';
import type { Step } from './world-steps.ts';

const schools = [academy, maintained];
const reviews = service('reviews-of-governance');
const services = [headteacherRecruitment, headteacherRecruitment, dropIn, reviews, service('individual-visit')];
const yearRules = ['half-day-visit', 'special-school-days'];
const year = '2026-09-01.2027-08-31';
const officers: Officer[] = ['off_daniel-osei', 'off_helen-marsh'].map((id) => ({ ...daniel, id: id as OfficerId, absences: [] }));
const posts = pack.posts.map(({ code }) => code);
const dayMs = 86_400_000;

const ladder = pack.cancellation;

/** A council in memory: what the actions keep in the table, kept in maps. */
export class World {
  readonly ledger: MemoryLedger = memoryLedger();
  readonly vacancies: Vacancy[] = [];
  readonly bookings: Booking[] = [];
  readonly allocations: Allocation[] = [];
  readonly charges: Charge[] = [];
  /** Charges that were taken away before they were billed. */
  readonly withdrawn = new Set<string>();
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
    this.at += 1_000;
    switch (command.do) {
      case 'wait':
        this.at += command.days * dayMs;
        return true;
      case 'vacancy':
        return this.recordVacancy(pick(schools, command.school), pick(posts, command.post), n);
      case 'close':
        return this.close(command);
      case 'grant':
        return this.grant(command, n);
      case 'year-end':
        return this.endYear(command, n);
      case 'correct':
        return this.correct(command, n);
      case 'waive':
        return this.waive(command);
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

  /** Days of a year under one of the rules; a school has those of each rule once. */
  private grant({ school: which, rule: of, halfDays }: Step & { do: 'grant' }, n: number): boolean {
    const { id, name } = pick(schools, which);
    const code = pick(yearRules, of);
    const to = account('entitlement', id, code, year);
    if (this.allocations.some((each) => each.account === to)) return false;
    const rule = ruleOf(pack, 'school', code);
    this.post([{ transfer: transfer('grant', account('grants', code), to, halfDays, { name: `grant-${n}`, now: this.at, cause: {} }) }]);
    this.allocations.push({
      type: 'allocation',
      holder: id,
      holderName: name,
      rule: code,
      grant: code,
      part: 'own',
      title: rule.title,
      asset: 'half-day',
      period: grantPeriod(to),
      account: to,
      target: halfDays,
      shortfall: 0,
      steps: [],
      moved: { ...nothingMoved, granted: halfDays },
      changes: [],
      clause: rule.clause,
      policy: 'essex-2017/1',
      state: 'open',
      version: 1,
    });
    return true;
  }

  /** What is left of some days lapses and their account closes, whatever is held. */
  private endYear({ allocation: which }: Step & { do: 'year-end' }, n: number): boolean {
    if (this.allocations.length === 0) return false;
    const at = which % this.allocations.length;
    const found = pick(this.allocations, at);
    if (found.state === 'closed') return false;
    const left = this.ledger.head(found.account)?.available ?? 0;
    const details = { name: `end-${n}`, now: this.at, cause: causeOf(found) };
    this.post(left > 0 ? [{ transfer: postingOf(found, { code: 'lapse', amount: left }, details) }] : [], [found.account]);
    this.allocations[at] = { ...found, moved: after(found.moved, 'lapse', left), state: 'closed', version: found.version + 1 };
    return true;
  }

  /** Somebody finds that a delivered session was recorded as the wrong kind; another approves, or declines. */
  private correct({ booking: which, visit, approve }: Step & { do: 'correct' }, n: number): boolean {
    const delivered = this.bookings.filter(({ sessions }) => sessions.some(({ state }) => state === 'delivered'));
    if (delivered.length === 0) return false;
    const booking = pick(delivered, which);
    const session = pick(
      booking.sessions.filter(({ state }) => state === 'delivered'),
      visit,
    );
    const of = pick(
      services.filter(({ id }) => id === booking.service),
      0,
    );
    const mine = this.heads().filter(({ account: name }) => name.includes(booking.school));
    const date = dateOf(session.session);
    const paying = accountsFor(of.code, pack, mine, 'council').free.filter((free) => mayPayOn(free, [pack], date));
    const price = priceOn(of, date, 'own-maintained');
    const treatment: Treatment = { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 };
    const asking = decideAsking(
      {
        id: `rcl_${String(n).padStart(3, '0')}` as ReclassificationId,
        now: this.at,
        today: this.clock.date,
        actor: actor('finance'),
        booking,
        price,
        treatment,
        paying,
        claimed: false,
      },
      {
        visit: session.visit,
        to: session.funding.fund === 'traded' ? 'free' : 'paid',
        reason: 'Recorded as the wrong kind',
        agreed: { by: 'Alex Marsh', how: 'By e-mail', on: this.clock.date },
      },
    );
    if (!asking.ok) return refused(asking, ['wrong-state', 'no-free-days-left', 'not-on-sale']);
    const { asked, booking: waiting } = asking.value;
    const answer = decideAnswer(
      { now: this.at, actor: actor('finance-approver'), booking: waiting, asked, claimed: false, ...this.grants() },
      approve ? { answer: 'approve' } : { answer: 'decline', note: 'It was right' },
    );
    if (!answer.ok) throw new Error(`not answered: ${answer.refusal.name}`);
    const done = answer.value;
    this.post(done.postings);
    this.keep(done.back);
    if (done.charge) this.charges.push(done.charge);
    if (done.withdrawn) this.withdrawn.add(done.withdrawn.id);
    this.bookings[this.bookings.indexOf(booking)] = done.booking;
    return true;
  }

  /** A visit is shown to have taken the place of one that was cancelled late; mostly one that has not. */
  private waive({ booking: which, other: with_, visit, substitute }: Step & { do: 'waive' }): boolean {
    const late = this.bookings.filter(({ sessions }) => sessions.some(isWaivable));
    if (late.length === 0) return false;
    const booking = pick(late, which);
    const lost = pick(booking.sessions.filter(isWaivable), visit);
    const alike = this.bookings.filter(({ school, service }) => substitute || (school === booking.school && service === booking.service));
    const other = pick(alike.length > 0 ? alike : this.bookings, with_);
    const instead = { booking: other.id, visit: pick(other.sessions, visit).visit };
    const command = { visit: lost.visit, kind: substitute ? ('substitute' as const) : ('rebooked' as const), instead };
    const decision = decideWaiver({ booking, other, ladder, now: this.at, actor: actor('school-booker'), ...this.grants() }, command);
    if (!decision.ok) return refused(decision, ['not-waivable', 'unknown-session']);
    const done = decision.value;
    this.post(done.postings);
    this.keep(done.back);
    for (const { id } of done.withdrawn ?? []) this.withdrawn.add(id);
    this.bookings[this.bookings.indexOf(booking)] = done.booking;
    this.bookings[this.bookings.indexOf(other)] = done.other;
    return true;
  }

  private grants = () => ({
    vacancies: new Map(this.vacancies.map((vacancy) => [vacancy.account ?? '', vacancy])),
    allocations: new Map(this.allocations.map((allocation) => [allocation.account, allocation])),
  });
  /** Keeps what a change says of what granted the half-days, each in place of its version before. */
  private keep({ vacancies, allocations }: Answered['back']): void {
    for (const vacancy of vacancies) {
      const at = this.vacancies.findIndex(({ id }) => id === vacancy.id);
      expect(vacancy.version).toBe((this.vacancies[at]?.version ?? 0) + 1);
      this.vacancies[at] = vacancy;
    }
    for (const allocation of allocations) {
      const at = this.allocations.findIndex((each) => each.account === allocation.account);
      expect(allocation.version).toBe((this.allocations[at]?.version ?? 0) + 1);
      this.allocations[at] = allocation;
    }
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
      freeAccounts: accountsFor(
        of.code,
        pack,
        this.heads().filter(({ account }) => account.includes(school.id)),
        'school',
      ).free,
      booker: 'school' as const,
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
    if (!quote.ok) return refused(quote, ['session-taken', 'below-minimum', 'no-free-days-left']);
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

  private change({ do: event, booking: which, visits: flags, wish }: Step & { do: 'deliver' | 'cancel' }): boolean {
    if (this.bookings.length === 0) return false;
    const at = which % this.bookings.length;
    const booking = pick(this.bookings, at);
    const flagged = booking.sessions.filter((_, i) => flags[i] ?? true);
    // An officer mostly marks what has taken place; now and then what has not, and the rules must say so.
    const over = flagged.filter(({ session, state }) => state === 'booked' && hasEnded(session, this.clock, pack.sessions));
    const visits = (event === 'deliver' && flags.length % 4 !== 0 ? over : flagged).map(({ visit }) => visit);
    if (visits.length === 0) return false;
    if (event === 'deliver') {
      const facts = { booking, now: this.at, clock: this.clock, actor: actor('officer'), policy };
      const decision = decideDelivery(facts, delivering(visits));
      if (!decision.ok) return refused(decision, ['not-ended', 'already-delivered', 'already-cancelled']);
      if (visits.length > 0) expect(decideDelivery({ ...facts, booking: decision.value.booking }, delivering(visits)).ok).toBe(false);
      this.post(decision.value.postings);
      this.charges.push(...decision.value.charges);
      this.bookings[at] = decision.value.booking;
      return true;
    }
    const facts = { booking, now: this.at, ladder, wish, ...this.grants() };
    const terms = booking.sessions
      .filter(({ visit }) => visits.includes(visit))
      .map((session) => termsFor(booking, session, { ladder, today: this.clock.date, wish }));
    const cost = sumOf(terms);
    const decision = decideCancellation(facts, { visits, reason: 'Snow', ...cost });
    if (!decision.ok) return refused(decision, ['already-delivered', 'already-cancelled']);
    // Nobody pays a penny more, or less, than they have said to know.
    expect(decideCancellation(facts, { visits, reason: 'Snow', ...cost, feePence: cost.feePence + 1 }).ok).toBe(false);
    expect(decision.value.charges.reduce((sum, { netPence }) => sum + netPence, 0)).toBe(cost.feePence);
    this.post(decision.value.postings);
    this.charges.push(...decision.value.charges);
    for (const slot of decision.value.freed) this.slots.delete(`${slot.officer} ${slot.session}`);
    this.keep(decision.value.back);
    this.bookings[at] = decision.value.booking;
    return true;
  }
}

/** The period in an account's name. */
function grantPeriod(of: string): Period {
  const parts = grantOf(of);
  if (!('period' in parts)) throw new Error(`${of} is for no period`);
  return parts.period;
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
