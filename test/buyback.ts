// A school's buy-back in memory: the rules of agreements, quotes and bookings over the ledger in memory, and the clock that moves them on.
import { decideCancellation } from '../functions/bookings/rules/cancel.ts';
import { sumOf, termsFor } from '../functions/bookings/rules/ladder.ts';
import { decideBooking, decideDelivery } from '../functions/bookings/rules/life.ts';
import { packageFacts } from '../functions/bookings/rules/packages.ts';
import { decideQuote as decideBookingQuote } from '../functions/bookings/rules/quote.ts';
import type { Charge } from '../functions/bookings/schema/charges.ts';
import type { Holding } from '../functions/bookings/schema/packages.ts';
import type { PurchaseOrder } from '../functions/bookings/schema/purchase-orders.ts';
import type { Booking } from '../functions/bookings/schema.ts';
import { type Advance, nextStep } from '../functions/buyback/rules/advance.ts';
import { type Agreed, decideAgreement, decideRenewal } from '../functions/buyback/rules/agree.ts';
import { decideEnding, decideNotice } from '../functions/buyback/rules/end.ts';
import { agreedTo, decideQuote, type QuoteFacts } from '../functions/buyback/rules/quote.ts';
import { decideNaming, heldUnder, underChanges } from '../functions/buyback/rules/under.ts';
import type { Agreement, Quote, QuoteCommand } from '../functions/buyback/schema.ts';
import { adoptService } from '../functions/catalogue/rules.ts';
import type { PolicyVersion } from '../functions/entitlements/schema.ts';
import { freeSessions, hasEnded } from '../functions/officers/rules.ts';
import { addDays, type CivilDate, londonClock, londonDate, type SessionKey } from '../shared/calendar.ts';
import { accept, accepted, type Decision, refuse } from '../shared/decision.ts';
import type { AgreementId, BookingId } from '../shared/ids.ts';
import { emptyHead } from '../shared/ledger/heads.ts';
import { memoryLedger } from '../shared/ledger/memory.ts';
import type { Posting, StoredHead } from '../shared/ledger/post.ts';
import type { BuyBack } from '../shared/policy/packages.ts';
import { rivermouth2026 } from '../shared/policy/rivermouth-2026.ts';
import { type PackService, packSchema } from '../shared/policy/schema.ts';
import { academy, actor, councilLaCode, daniel, delivering, maintained } from './bookings.ts';

export const pack = rivermouth2026;
const policy: PolicyVersion = {
  version: 1,
  effectiveAt: '2026-08-31T23:00:00.000Z',
  publishedAt: '2026-08-01T09:00:00.000Z',
  pack,
};
/** The same with a package changed. */
export const policyWith = (code: string, change: Partial<BuyBack>): PolicyVersion => ({
  ...policy,
  pack: packSchema.parse({ ...pack, packages: pack.packages.map((each) => (each.code === code ? { ...each, ...change } : each)) }),
});
export const code = 'leadership-and-governance';
export const three = 'three-coaching-visits';
export const buyBack = pack.packages.find((each): each is BuyBack => each.code === code) as BuyBack;

/** As the catalogue has adopted them. */
const services = pack.services.map((each) => adoptService(undefined, each, pack, pack.effectiveFrom).service);

export const at = (date: string, time = '09:00'): number => Date.parse(`${date}T${time}:00Z`);
export const buyer = actor('school-booker', { organisation: maintained.id });
export const facts = (today: string, more: Partial<QuoteFacts> = {}): QuoteFacts => ({
  today: today as CivilDate,
  councilLaCode,
  organisation: maintained,
  policy,
  services,
  agreements: [],
  ...more,
});
export const command = (more: Partial<QuoteCommand> = {}): QuoteCommand => ({
  organisation: maintained.id,
  package: code,
  purse: 'delegated-budget',
  clock: 'financial',
  ...more,
});
/** Of an academy, which has no delegated budget of the council's. */
export const academys = { organisation: academy.id, purse: 'own-funds' as const, clock: 'academic' as const };

/** A registered purchase order of the school's, for the years that agreements are tried in. */
export const orderOf = (valuePence: number): PurchaseOrder => ({
  type: 'purchase-order',
  organisation: maintained.id,
  number: 'PO-1',
  valuePence,
  leftPence: valuePence,
  chargedPence: 0,
  from: '2026-09-01' as CivilDate,
  to: '2036-08-31' as CivilDate,
  registeredBy: 'per_somebody' as PurchaseOrder['registeredBy'],
  registeredAt: '2026-09-01T09:00:00.000Z',
  version: 1,
});

const coaching = adoptService(
  undefined,
  pack.services.find((each) => each.code === 'headteacher-coaching') as PackService,
  pack,
  pack.effectiveFrom,
).service;
const officer = { ...daniel, skills: ['leadership'], absences: [] };

/** One school, one officer, the ledger and everything that was agreed to. */
export class BuyBackWorld {
  readonly ledger = memoryLedger();
  readonly agreements = new Map<AgreementId, Agreement>();
  readonly holdings: Holding[] = [];
  readonly charges: Charge[] = [];
  readonly bookings: Booking[] = [];
  now: number;
  /** A purchase order the school has registered: agreements name it where there is one, and it is kept as the table keeps it. */
  order?: PurchaseOrder;
  /** The school is closed, or another has taken its place. */
  gone = false;
  private count = 0;
  constructor(today: string) {
    this.now = at(today);
  }

  get today(): CivilDate {
    return londonDate(this.now);
  }
  all = (): Agreement[] => [...this.agreements.values()];
  head = (account: string): StoredHead => ({ ...(this.ledger.head(account) ?? emptyHead), account });
  heads = ({ years }: Agreement): Map<string, StoredHead> => new Map(years.map(({ account }) => [account, this.head(account)]));

  private post(postings: readonly Posting[], close: readonly string[] = []): void {
    const posted = this.ledger.post(postings, { close });
    if (!posted.ok) throw new Error(`the ledger refused what the rules accepted: ${posted.refusal.name} ${posted.refusal.detail ?? ''}`);
  }
  private keep({ agreement, postings, holdings }: Agreed): Agreement {
    this.post(postings);
    this.holdings.push(...holdings);
    this.put(agreement);
    return agreement;
  }
  /** An agreement with what it holds of the order, which never has less than nothing left. */
  private put(agreement: Agreement): void {
    for (const { heldPence, chargedPence } of underChanges(this.agreements.get(agreement.id), agreement)) {
      if (!this.order || heldPence > this.order.leftPence) throw new Error('the table refuses what the rules accepted of an order');
      this.order = { ...this.order, leftPence: this.order.leftPence - heldPence, chargedPence: this.order.chargedPence + chargedPence };
    }
    this.agreements.set(agreement.id, agreement);
  }

  quote = (of: QuoteCommand): Decision<Quote> => decideQuote(facts(this.today, { agreements: this.all() }), of);

  agree(of: QuoteCommand): Decision<Agreement> {
    const quoted = this.quote(of);
    if (!quoted.ok) return quoted;
    const given = { now: this.now, actor: buyer, quote: quoted.value };
    const { renews } = quoted.value;
    const before = renews?.how === 'extended' ? this.agreements.get(renews.agreement) : undefined;
    this.count += 1;
    const id = `agr_${String(this.count).padStart(2, '0')}` as AgreementId;
    const { order } = this;
    const number = order ? { purchaseOrder: order.number } : {};
    const decision = before ? decideRenewal({ ...given, agreement: before }, number) : decideAgreement({ ...given, id }, number);
    if (!decision.ok) return decision;
    const first = before?.years.length ?? 0;
    const held = order ? heldUnder(decision.value.agreement, order, (_, i) => i >= first) : accept(decision.value.agreement);
    return held.ok ? { ok: true, value: this.keep({ ...decision.value, agreement: held.value }) } : held;
  }

  notice(agreement: Agreement, endsOn = agreedTo(agreement)): Decision<Agreement> {
    const decision = decideNotice({ agreement, offered: buyBack, now: this.now, actor: buyer }, { endsOn });
    if (decision.ok) this.put(decision.value);
    return decision;
  }

  /** Names the order for what is to come of a year. */
  name(agreement: Agreement, from: CivilDate): Decision<Agreement> {
    const { order } = this;
    const decision = decideNaming({ agreement, order, limits: undefined }, { from, purchaseOrder: order?.number ?? 'PO-OTHER' });
    if (decision.ok) this.put(decision.value);
    return decision;
  }

  end(agreement: Agreement): Decision<Agreement> {
    const decision = decideEnding({ agreement, heads: this.heads(agreement), now: this.now }, { reason: 'It closes' });
    if (!decision.ok) return decision;
    this.post(decision.value.postings, decision.value.close);
    this.put(decision.value.agreement);
    return { ok: true, value: decision.value.agreement };
  }

  /** The nights up to a day: each takes every step that is due. */
  until(day: string): Advance[] {
    const steps: Advance[] = [];
    for (; this.today < day; this.now += 86_400_000) steps.push(...this.night());
    return [...steps, ...this.night()];
  }
  night(): Advance[] {
    const steps: Advance[] = [];
    for (const { id } of this.all()) {
      for (;;) {
        const agreement = this.agreements.get(id) as Agreement;
        const step = nextStep({
          agreement,
          now: this.now,
          offered: agreement.code === code ? buyBack : undefined,
          heads: this.heads(agreement),
          gone: this.gone,
          order: agreement.purchaseOrder ? this.order : undefined,
        });
        if (!step) break;
        this.post(step.postings, step.close);
        this.holdings.push(...step.holdings);
        this.charges.push(...step.charges);
        this.put(step.agreement);
        steps.push(step);
      }
    }
    return steps;
  }

  /** Books the officer's first free half-days from a day on. */
  book(from: CivilDate, halfDays: number, withoutPackage = false): Decision<Booking> {
    const taken = new Set<SessionKey>(
      this.bookings.flatMap(({ sessions }) => sessions.flatMap(({ session, state }) => (state === 'cancelled' ? [] : [session]))),
    );
    const clock = londonClock(this.now);
    const free = freeSessions(officer, taken, from, addDays(from, 60), clock, pack.sessions);
    const sessions = free.slice(0, halfDays);
    const held = this.holdings.map((holding) => ({ holding, head: this.head(holding.account) }));
    const quoted = decideBookingQuote(
      {
        clock,
        councilLaCode,
        school: maintained,
        service: coaching,
        officer,
        policy,
        taken,
        booker: 'school',
        freeAccounts: [],
        packages: packageFacts(held),
      },
      {
        school: maintained.id,
        service: coaching.id,
        officer: officer.id,
        purse: 'delegated-budget',
        halfDays: sessions.length,
        sessions,
        ...(withoutPackage ? { withoutPackage: true as const } : {}),
      },
    );
    if (!quoted.ok) return quoted;
    const id = `bkg_${String(this.bookings.length + 1).padStart(3, '0')}` as BookingId;
    const { booking, postings } = accepted(decideBooking({ id, now: this.now, actor: buyer, quote: quoted.value, service: coaching }, {}));
    this.post(postings);
    this.bookings.push(booking);
    return { ok: true, value: booking };
  }

  private replace(booking: Booking): void {
    this.bookings[this.bookings.findIndex(({ id }) => id === booking.id)] = booking;
  }

  deliver(booking: Booking, visits: readonly string[]): Decision<Booking> {
    const over = visits.filter((visit) =>
      booking.sessions.some(
        (each) => each.visit === visit && each.state === 'booked' && hasEnded(each.session, londonClock(this.now), pack.sessions),
      ),
    );
    if (over.length === 0) return refuse('not-ended');
    const decision = decideDelivery(
      { booking, now: this.now, clock: londonClock(this.now), actor: actor('officer', { officer: officer.id }), policy },
      delivering(over),
    );
    if (!decision.ok) return decision;
    this.post(decision.value.postings);
    this.charges.push(...decision.value.charges);
    this.replace(decision.value.booking);
    return { ok: true, value: decision.value.booking };
  }

  cancel(booking: Booking, visits: readonly string[]): Decision<Booking> {
    const ladder = pack.cancellation;
    const open = booking.sessions.filter(({ visit, state }) => visits.includes(visit) && state === 'booked');
    const cost = sumOf(open.map((each) => termsFor(booking, each, { ladder, today: this.today, wish: 'school' })));
    const decision = decideCancellation(
      { booking, now: this.now, ladder, wish: 'school', vacancies: new Map(), allocations: new Map() },
      { visits: open.map(({ visit }) => visit), reason: 'Snow', feePence: cost.feePence, consumedHalfDays: cost.consumedHalfDays },
    );
    if (!decision.ok) return decision;
    this.post(decision.value.postings);
    this.replace(decision.value.booking);
    return { ok: true, value: decision.value.booking };
  }
}
