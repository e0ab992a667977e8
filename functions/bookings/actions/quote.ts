// Making a quote and reading one back from its token: nothing is booked and nothing is kept.
import { createHash } from 'node:crypto';
import { dateOf, londonClock, londonDate, sessionText, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { newId } from '../../../shared/ids.ts';
import { readToken, signToken } from '../../../shared/token.ts';
import { getService } from '../../catalogue/store.ts';
import { freeAccountsFor } from '../../entitlements/rules.ts';
import { entitlementHeads, policyAt } from '../../entitlements/store.ts';
import { canTouch } from '../../identity/rules.ts';
import { takenAt } from '../../officers/rules.ts';
import { getOfficer, takenSlots } from '../../officers/store.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { standingOf } from '../../schools/store/buyers.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import { agreedText, decideQuote, type QuoteFacts } from '../rules/quote.ts';
import { type Quote, type QuoteCommand, type QuoteToken, quoteTokenSchema, type Said } from '../schema.ts';

/** Everything a quote depends on. The officer's diary is read for a quote only: a confirmation finds out when it takes the slots. */
export async function quoteFacts(context: Context, command: QuoteCommand, withDiary: boolean): Promise<QuoteFacts> {
  const { table, now, council } = context;
  const dates = command.sessions.map(dateOf).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  const [school, { payer, succeeded }, service, officer, policy, heads, slots] = await Promise.all([
    getOrganisation(table, command.school),
    standingOf(table, command.school, londonDate(now)),
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
    ...(payer ? { payer } : {}),
    succeeded,
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

export const fingerprint = (quote: Quote) => createHash('sha256').update(agreedText(quote)).digest('base64url');

const unknownSchool: Refusal = { name: 'unknown-school', faults: [{ field: 'school', detail: 'unknown-school' }] };

export type Quoted = { quote: Quote; token: string; expiresAt: string };

/**
 * A quote, bound by a signed token that expires: nothing is booked and nothing is kept. Refuses `unknown-school`, `acting-for-another` for another school of
 * this person's, and whatever decideQuote() refuses.
 */
export async function makeQuote(context: Context, signingKey: string, command: QuoteCommand): Promise<Decision<Quoted>> {
  if (!canTouch(context.actor, 'quote:make', { organisation: command.school })) return refuseOther(context, command.school, unknownSchool);
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

/** The quote with the token that stands for it, which holds for so many minutes. */
export function bind(context: Context, signingKey: string, command: QuoteCommand, quote: Quote, minutes: number): Quoted {
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
