// What is on offer, and a quote for it: bound by a signed token that expires, with nothing kept.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { boundQuote, fingerprintOf, readToken } from '../../../shared/token.ts';
import { listServices } from '../../catalogue/store.ts';
import { policyAt } from '../../entitlements/store.ts';
import { approversOn, limitingOf } from '../../identity/rules/limits.ts';
import { canTouch } from '../../identity/rules.ts';
import { getLimits, limitsStanding } from '../../identity/store/limits.ts';
import { namesOf } from '../../identity/store/people.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { standingOf } from '../../schools/store/buyers.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import { mayAgree } from '../rules/agree.ts';
import { agreedText, boundTo } from '../rules/binding.ts';
import { decideQuote, type QuoteFacts } from '../rules/quote.ts';
import { type Quote, type QuoteCommand, type QuoteToken, quoteTokenSchema } from '../schema.ts';
import { agreementsOf } from '../store.ts';

export { policyWords } from '../../catalogue/store/policy-words.ts';

export const unknownOrganisation: Refusal = {
  name: 'unknown-organisation',
  faults: [{ field: 'organisation', detail: 'unknown-organisation' }],
};

/** Everything a quote depends on. */
export async function quoteFacts(context: Context, organisation: OrganisationId): Promise<QuoteFacts> {
  const { table, now, council, actor } = context;
  const today = londonDate(now);
  const limiting = limitingOf(actor);
  const [found, { payer, succeeded }, policy, services, agreements, limits] = await Promise.all([
    getOrganisation(table, organisation),
    standingOf(table, organisation, today),
    policyAt(table, now),
    listServices(table),
    agreementsOf(table, organisation),
    limiting && getLimits(table, limiting),
  ]);
  const standing = limits && (await limitsStanding(table, limits));
  return {
    today,
    councilLaCode: council.laCode,
    organisation: found,
    ...(payer ? { payer } : {}),
    succeeded,
    policy,
    services,
    agreements,
    limits: standing,
  };
}

export const fingerprint = (quote: Quote): string => fingerprintOf(agreedText(quote));

export type Quoted = { quote: Quote; token: string; expiresAt: string; overLimit?: Refusal };

/** The quote with the token that stands for it. */
export function bind(
  context: Context,
  signingKey: string,
  command: QuoteCommand,
  quote: Quote,
  minutes: number,
): Omit<Quoted, 'overLimit'> {
  return { quote, ...boundQuote<QuoteToken>(context, signingKey, minutes, { command, fingerprint: fingerprint(quote) }) };
}

/** Whether this person may agree to what a quote comes to; undefined where they may. */
export async function overLimit({ table, actor, now }: Context, { limits }: QuoteFacts, quote: Quote): Promise<Refusal | undefined> {
  const today = londonDate(now);
  const names = limits ? await namesOf(table, approversOn(limits, today)) : new Map();
  const { boundPence: grossPence, boundYears: years } = boundTo(quote);
  const may = mayAgree(limits, actor.person, { grossPence, today, names, years });
  return may.ok ? undefined : may.refusal;
}

/** A quote. Refuses `unknown-organisation`, `acting-for-another`, and whatever decideQuote() refuses. */
export async function makeQuote(context: Context, signingKey: string, command: QuoteCommand): Promise<Decision<Quoted>> {
  const { organisation } = command;
  if (!canTouch(context.actor, 'buyback:agree', { organisation })) return refuseOther(context, organisation, unknownOrganisation);
  const facts = await quoteFacts(context, organisation);
  const decision = decideQuote(facts, command);
  if (!decision.ok) return decision;
  const over = await overLimit(context, facts, decision.value);
  const bound = bind(context, signingKey, command, decision.value, facts.policy?.pack.quoteMinutes ?? 30);
  return accept({ ...bound, ...(over ? { overLimit: over } : {}) });
}

/** What a token asked for, whoever holds it and however old it is; undefined for a forged one. For showing a page again, never for agreeing. */
export function askedWith({ council }: Context, signingKey: string, token: string) {
  const payload = quoteTokenSchema.safeParse(readToken(token, signingKey));
  return payload.success && payload.data.council === council.slug ? payload.data : undefined;
}

export const invalidQuote = (): Decision<never> => refuse('quote-invalid');
