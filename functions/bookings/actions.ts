// Quoting, confirming, delivering and cancelling: load the facts, decide, commit one transaction.
import { createHash } from 'node:crypto';
import {
  addDays,
  type CivilDate,
  dateOf,
  londonClock,
  londonDate,
  type SessionKey,
  sessionText,
  timestamp,
} from '../../shared/calendar.ts';
import { change, once } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { type BookingId, newId, type OfficerId, type OrganisationId, type ServiceId, type VacancyId } from '../../shared/ids.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { pursesOf } from '../../shared/policy/rules.ts';
import type { Purse } from '../../shared/policy/schema.ts';
import type { Page } from '../../shared/table.ts';
import { readToken, signToken } from '../../shared/token.ts';
import type { Service } from '../catalogue/schema.ts';
import { getService } from '../catalogue/store.ts';
import { freeAccountsFor } from '../entitlements/rules.ts';
import type { Vacancy } from '../entitlements/schema.ts';
import { entitlementHeads, getVacancy, lapsedLaterWrite, policyAt } from '../entitlements/store.ts';
import { canTouch } from '../identity/rules.ts';
import { freeSessions, takenAt } from '../officers/rules.ts';
import type { Officer, Slot } from '../officers/schema.ts';
import { freeSlot, getOfficer, listOfficers, takenSlots, takeSlot } from '../officers/store.ts';
import { buyerKindOn } from '../schools/rules.ts';
import { getSchool } from '../schools/store.ts';
import { decideBooking, decideCancellation, decideDelivery } from './rules/life.ts';
import { agreedText, decideQuote, type QuoteFacts } from './rules/quote.ts';
import {
  type Booking,
  type CancellationCommand,
  type ConfirmCommand,
  type DeliveryCommand,
  type Quote,
  type QuoteCommand,
  type QuoteToken,
  quoteTokenSchema,
  type Said,
  type VisitNote,
} from './schema.ts';
import { bookingsOf, bookingWithNotes, chargeWrite, createBookingWrite, getBooking, replaceBookingWrite, visitNoteWrite } from './store.ts';

/** Everything a quote depends on. The officer's diary is read for a quote only: a confirmation finds out when it takes the slots. */
async function quoteFacts(context: Context, command: QuoteCommand, withDiary: boolean): Promise<QuoteFacts> {
  const { table, now, council } = context;
  const dates = command.sessions.map(dateOf).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  const [school, service, officer, policy, heads, slots] = await Promise.all([
    getSchool(table, command.school),
    getService(table, command.service),
    getOfficer(table, command.officer),
    policyAt(table, now),
    entitlementHeads(table, command.school),
    withDiary && first && last ? takenSlots(table, command.officer, first, last) : [],
  ]);
  return {
    clock: londonClock(now),
    councilLaCode: council.laCode,
    school,
    service,
    officer,
    policy,
    taken: takenAt(slots, timestamp(now)),
    freeAccounts: freeAccountsFor(service?.allocation, policy?.pack, heads.values()),
  };
}

/** A quote's figures as its buyer remembers them. */
export const saidIn = ({ netPence, grossPence, lines }: Quote): Said => ({
  netPence,
  grossPence,
  freeHalfDays: lines.reduce((sum, line) => sum + (line.fund === 'traded' ? 0 : line.halfDays), 0),
});

const fingerprint = (quote: Quote) => createHash('sha256').update(agreedText(quote)).digest('base64url');

export type Quoted = { quote: Quote; token: string; expiresAt: string };

/** A quote, bound by a signed token that expires: nothing is booked and nothing is kept. Refuses whatever decideQuote() refuses. */
export async function makeQuote(context: Context, signingKey: string, command: QuoteCommand): Promise<Decision<Quoted>> {
  if (!canTouch(context.actor, 'quote:make', { organisation: command.school }))
    return refuse('unknown-school', undefined, { field: 'school' });
  const facts = await quoteFacts(context, command, true);
  const decision = decideQuote(facts, command);
  if (!decision.ok) return decision.refusal.name === 'session-taken' ? takenBySelf(context, command, decision) : decision;
  return accept(bind(context, signingKey, command, decision.value, facts.policy?.pack.quoteMinutes ?? 30));
}

/** The refusal of a session that is taken; when the same school has it already, it says so and names the booking. */
async function takenBySelf(context: Context, command: QuoteCommand, refused: Decision<never>): Promise<Decision<never>> {
  const dates = command.sessions.map(dateOf).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) return refused;
  const slots = await takenSlots(context.table, command.officer, first, last);
  const own = slots.find((slot) => !slot.holdUntil && slot.school === command.school && command.sessions.includes(slot.session));
  if (!own) return refused;
  return refuse('session-taken', `You have already booked ${sessionText(own.session)}.`, {
    field: 'sessions',
    more: { session: own.session, booking: own.booking },
  });
}

function bind(context: Context, signingKey: string, command: QuoteCommand, quote: Quote, minutes: number): Quoted {
  const expiresAt = context.now + minutes * 60_000;
  const payload: QuoteToken = {
    id: newId('qte'),
    council: context.council.slug,
    person: context.actor.person,
    expiresAt,
    command,
    said: saidIn(quote),
    fingerprint: fingerprint(quote),
  };
  return { quote, token: signToken(payload, signingKey), expiresAt: timestamp(expiresAt) };
}

/** What a token asked for and was told, whoever holds it and however old it is; undefined for a forged one. For showing a form again, never for booking. */
export function askedWith(context: Context, signingKey: string, token: string): QuoteToken | undefined {
  const payload = quoteTokenSchema.safeParse(readToken(token, signingKey));
  return payload.success && payload.data.council === context.council.slug ? payload.data : undefined;
}

/** The booking that a quote has made already, with its notes, for whoever may see it. */
export async function bookingMadeWith(
  context: Context,
  { id }: QuoteToken,
): Promise<Decision<{ booking: Booking; notes: VisitNote[] }> | undefined> {
  const key = context.table.key.idempotency(createHash('sha256').update(id).digest('base64url'));
  const record = await context.table.get<{ result: { booking: BookingId } }>(key);
  return record && readBooking(context, record.result.booking);
}

/**
 * Confirms a quote: booking, slots, one pending transfer per session and the idempotency record in one transaction. The token is the idempotency key,
 * so a form sent twice lands on the same booking. If price, balance or policy changed since, refuses `quote-changed` with a new quote.
 */
export async function confirmBooking(
  context: Context,
  signingKey: string,
  command: ConfirmCommand,
): Promise<Decision<{ booking: BookingId }>> {
  const payload = quoteTokenSchema.safeParse(readToken(command.token, signingKey));
  const mine = payload.success && payload.data.council === context.council.slug && payload.data.person === context.actor.person;
  if (!payload.success || !mine || !canTouch(context.actor, 'booking:confirm', { organisation: payload.data.command.school }))
    return refuse('quote-invalid');
  const { id, expiresAt, command: asked, fingerprint: agreed } = payload.data;
  return once(context, { key: id, payload: { token: command.token, purchaseOrder: command.purchaseOrder } }, async () => {
    if (context.now >= expiresAt) return refuse('quote-expired');
    const facts = await quoteFacts(context, asked, false);
    const quoted = decideQuote(facts, asked);
    if (!quoted.ok) return quoted;
    if (fingerprint(quoted.value) !== agreed) {
      const renewed = bind(context, signingKey, asked, quoted.value, facts.policy?.pack.quoteMinutes ?? 30);
      return refuse('quote-changed', undefined, { more: { quote: renewed.quote, token: renewed.token, expiresAt: renewed.expiresAt } });
    }
    const { table, now, actor } = context;
    const decision = decideBooking({ id: newId('bkg'), now, actor, quote: quoted.value, service: facts.service as Service }, command);
    if (!decision.ok) return decision;
    const { booking, slots, postings } = decision.value;
    const writes = [
      createBookingWrite(table, booking),
      ...slots.map((slot) => takeSlot(table, slot, now)),
      ...postingWrites(table, postings, { open: 'all' }),
    ];
    return accept({ writes, result: { booking: booking.id } });
  });
}

const touches = (context: Context, booking: Booking) =>
  canTouch(context.actor, 'booking:read', { organisation: booking.school, officer: booking.officer });

/** A booking with its notes; refuses `unknown-booking` alike for one that does not exist and one that is another's. */
export async function readBooking(context: Context, id: BookingId): Promise<Decision<{ booking: Booking; notes: VisitNote[] }>> {
  const found = await bookingWithNotes(context.table, id);
  return found && touches(context, found.booking) ? accept(found) : refuse('unknown-booking');
}

export async function listBookings(context: Context, school: OrganisationId, after?: string): Promise<Decision<Page<Booking>>> {
  // An officer's own work is in the diary; a school's list would tell of other officers', if only by where a page ends.
  if (!canTouch(context.actor, 'booking:read', { organisation: school, officer: null })) return refuse('unknown-school');
  return accept(await bookingsOf(context.table, school, after));
}

/** Marks sessions delivered with a visit note, by the officer whose visits they are. */
export async function deliver(context: Context, id: BookingId, command: DeliveryCommand): Promise<Decision<Booking>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const [booking, policy] = await Promise.all([getBooking(table, id), policyAt(table, now)]);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    if (booking.officer !== actor.officer) return refuse('not-allowed', `Only ${booking.officerName} can mark these visits delivered.`);
    if (!policy) return refuse('policy-not-in-force');
    const decision = decideDelivery({ booking, now, clock: londonClock(now), actor, sessionTimes: policy.pack.sessions }, command);
    if (!decision.ok) return decision;
    const { booking: delivered, note, charges, postings } = decision.value;
    const writes = [
      replaceBookingWrite(table, delivered),
      visitNoteWrite(table, note),
      ...charges.map((charge) => chargeWrite(table, charge)),
      ...postingWrites(table, postings),
    ];
    return accept({ writes, result: delivered });
  });
}

/** Cancels undelivered sessions without fee and with a reason, by council staff. */
export async function cancel(context: Context, id: BookingId, command: CancellationCommand): Promise<Decision<Booking>> {
  const { table, now } = context;
  return change(context, async () => {
    const booking = await getBooking(table, id);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    const decision = decideCancellation({ booking, now, vacancies: await vacanciesFunding(context, booking) }, command);
    if (!decision.ok) return decision;
    const { booking: cancelled, freed, postings, openAccounts, lapsed } = decision.value;
    const writes = [
      replaceBookingWrite(table, cancelled),
      ...freed.map((slot) => freeSlot(table, slot)),
      ...postingWrites(table, postings, { open: openAccounts }),
      ...lapsed.map(({ vacancy, halfDays }) => lapsedLaterWrite(table, vacancy, halfDays)),
    ];
    return accept({ writes, result: cancelled });
  });
}

async function vacanciesFunding(context: Context, booking: Booking): Promise<Map<string, Vacancy>> {
  const accounts = new Set(booking.sessions.flatMap(({ funding }) => (funding.fund === 'entitlement' ? [funding.account] : [])));
  const found = new Map<string, Vacancy>();
  await Promise.all(
    [...accounts].map(async (account) => {
      const [, school = '', , vacancyId = ''] = account.split('/');
      const vacancy = await getVacancy(context.table, school as OrganisationId, vacancyId as VacancyId);
      if (vacancy) found.set(account, vacancy);
    }),
  );
  return found;
}

export type Visit = Slot & { state: 'booked' | 'delivered' | 'cancelled' };

/** An officer's visits between two dates, in time order, each with its state; an officer sees their own only. */
export async function readDiary(
  context: Context,
  officer: OfficerId,
  from: CivilDate,
  to: CivilDate,
): Promise<Decision<{ officer: Officer; visits: Visit[] }>> {
  if (!canTouch(context.actor, 'diary:read', { officer })) return refuse('unknown-officer');
  const [found, slots] = await Promise.all([getOfficer(context.table, officer), takenSlots(context.table, officer, from, to)]);
  if (!found) return refuse('unknown-officer');
  const bookings = new Map(
    await Promise.all(
      [...new Set(slots.map((slot) => slot.booking))].map(async (id) => [id, await getBooking(context.table, id)] as const),
    ),
  );
  const visits = slots.flatMap((slot) => {
    const state = bookings.get(slot.booking)?.sessions.find((session) => session.visit === slot.visit)?.state;
    return state ? [{ ...slot, state }] : [];
  });
  return accept({ officer: found, visits });
}

export type Choices = {
  service: Service;
  purses: Purse[];
  schoolName: string;
  /** In half-days: the least this service is booked for, and the most that one booking holds. */
  least: number;
  most: number;
  officers: { officer: Officer; free: SessionKey[] }[];
};

/** What a school may choose from: the purses it can pay from, and the free sessions of the officers who deliver the service. */
export async function readChoices(
  context: Context,
  school: OrganisationId,
  service: ServiceId,
  from: CivilDate,
  days: number,
): Promise<Decision<Choices>> {
  const { table, now, council } = context;
  if (!canTouch(context.actor, 'quote:make', { organisation: school })) return refuse('unknown-school');
  const [found, buyer, policy, officers] = await Promise.all([
    getService(table, service),
    getSchool(table, school),
    policyAt(table, now),
    listOfficers(table),
  ]);
  if (!buyer) return refuse('unknown-school');
  if (!found) return refuse('unknown-service');
  if (!policy) return refuse('policy-not-in-force');
  const able = officers.filter((officer) => officer.skills.includes(found.skill));
  const to = addDays(from, days - 1);
  const diaries = await Promise.all(able.map((officer) => takenSlots(table, officer.id, from, to)));
  const clock = londonClock(now);
  return accept({
    service: found,
    purses: pursesOf(policy.pack, buyerKindOn(buyer, council.laCode, londonDate(now))),
    schoolName: buyer.name,
    least: found.minimumHalfDays,
    most: policy.pack.maximumDaysPerBooking * 2,
    officers: able.map((officer, i) => ({
      officer,
      free: freeSessions(officer, takenAt(diaries[i] ?? [], timestamp(now)), from, to, clock, policy.pack.sessions),
    })),
  });
}

/** Every officer's visits in a stretch of days, for council staff: what is coming, whoever asked for it. */
export async function readComingVisits(context: Context, from: CivilDate, to: CivilDate): Promise<Slot[]> {
  const officers = await listOfficers(context.table);
  const diaries = await Promise.all(officers.map((officer) => takenSlots(context.table, officer.id, from, to)));
  return diaries.flat().sort((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : 0));
}
