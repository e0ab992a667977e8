// Agreeing to a quote, giving notice and ending early. Load, decide, commit one transaction.
import { dateText, londonDate } from '../../../shared/calendar.ts';
import { type Change, change, once } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type AgreementId, newId, type OrganisationId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { readToken } from '../../../shared/token.ts';
import type { PurchaseOrder } from '../../bookings/schema/purchase-orders.ts';
import { getPurchaseOrder } from '../../bookings/store/purchase-orders.ts';
import { policyAt } from '../../entitlements/store.ts';
import { canTouch } from '../../identity/rules.ts';
import { getLimits } from '../../identity/store/limits.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { nextDay } from '../rules/advance.ts';
import { type Agreed, decideAgreement, decideRenewal, replaced } from '../rules/agree.ts';
import { decideEnding, decideNotice } from '../rules/end.ts';
import { decideQuote, type QuoteFacts } from '../rules/quote.ts';
import { buyBackOf } from '../rules/renewals.ts';
import { billedBy, decideNaming, decideNumber, heldUnder } from '../rules/under.ts';
import {
  type AgreeCommand,
  type Agreement,
  type EndingCommand,
  type NamingCommand,
  type NoticeCommand,
  type Quote,
  quoteTokenSchema,
} from '../schema.ts';
import { agreedWrites, agreementWrite, endingWrites, getAgreement, underWrites } from '../store.ts';
import { advance } from './advance.ts';
import { openHeads } from './facts.ts';
import { bind, fingerprint, invalidQuote, overLimit, quoteFacts, unknownOrganisation } from './quote.ts';

/**
 * Agrees to a quote: the agreement, its half-days and the record of the command in one transaction. The token is the idempotency key, so a form sent twice makes one
 * agreement. Refuses `quote-invalid` (forged, or another person's), `quote-expired`, `quote-changed` with a new quote, `approver-must-agree`,
 * `purchase-order-required`, `purchase-order-form`, what decideNumber() and heldUnder() refuse of the number, and whatever decideQuote() refuses by now.
 */
export async function agree(context: Context, signingKey: string, command: AgreeCommand): Promise<Decision<{ agreement: AgreementId }>> {
  const payload = quoteTokenSchema.safeParse(readToken(command.token, signingKey));
  const mine = payload.success && payload.data.council === context.council.slug && payload.data.person === context.actor.person;
  if (!payload.success || !mine) return invalidQuote();
  const { id, expiresAt, command: asked, fingerprint: agreed } = payload.data;
  const { organisation } = asked;
  if (!canTouch(context.actor, 'buyback:agree', { organisation })) return refuseOther(context, organisation, unknownOrganisation);
  return once(context, { key: id, payload: { token: command.token, purchaseOrder: command.purchaseOrder } }, async () => {
    if (context.now >= expiresAt) return refuse('quote-expired');
    const facts = await quoteFacts(context, organisation);
    const quoted = decideQuote(facts, asked);
    if (!quoted.ok) return quoted;
    if (fingerprint(quoted.value) !== agreed) {
      const renewed = bind(context, signingKey, asked, quoted.value, facts.policy?.pack.quoteMinutes ?? 30);
      return refuse('quote-changed', undefined, { more: renewed });
    }
    const numbered = await takesNumber(context, quoted.value, command);
    if (!numbered.ok) return numbered;
    const over = await overLimit(context, facts, quoted.value);
    return over ? { ok: false, refusal: over } : agreedChange(context, facts, quoted.value, { ...command, order: numbered.value });
  });
}

/** What is registered of a number that was given, with what whoever pays asks of one. */
async function payersOrder({ table }: Context, payer: OrganisationId, number: string) {
  const [order, limits] = await Promise.all([getPurchaseOrder(table, payer, number), getLimits(table, payer)]);
  return { order, limits };
}

/** A command's number as whoever pays takes it, with the registered order it names, if it names one. Refuses what decideNumber() refuses. */
async function takesNumber(
  context: Context,
  { payer }: Quote,
  { purchaseOrder: number }: AgreeCommand,
): Promise<Decision<PurchaseOrder | undefined>> {
  if (number === undefined) return accept(undefined);
  const known = await payersOrder(context, payer, number);
  const taken = decideNumber(known, number);
  return taken.ok ? accept(known.order) : taken;
}

function agreedChange(
  { table, now, actor }: Context,
  { agreements, policy }: QuoteFacts,
  quote: Quote,
  { order, purchaseOrder: typed }: AgreeCommand & { order: PurchaseOrder | undefined },
): Decision<Change<{ agreement: AgreementId }>> {
  const { renews } = quote;
  const before = renews && agreements.find(({ id }) => id === renews.agreement);
  const extended = renews?.how === 'extended' ? before : undefined;
  const of = { now, actor, quote };
  // As it is registered, however it was typed.
  const numbered = { purchaseOrder: order?.number ?? typed };
  const decision = extended
    ? decideRenewal({ ...of, agreement: extended }, numbered)
    : decideAgreement({ ...of, id: newId('agr') }, numbered);
  if (!decision.ok) return decision;
  const first = extended?.years.length ?? 0;
  const held = order ? heldUnder(decision.value.agreement, order, (_, i) => i >= first) : accept(decision.value.agreement);
  if (!held.ok) return held;
  const agreement = held.value;
  const ends = before && !extended ? replaced(before, actor.person, now) : undefined;
  if (ends && !ends.ok) return ends;
  const dayOf = (each: Agreement) => nextDay(each, buyBackOf(policy?.pack, each.code));
  return accept({
    writes: [
      ...agreedWrites(table, { before: extended, known: agreements }, { ...decision.value, agreement } satisfies Agreed, dayOf(agreement)),
      ...(ends ? [agreementWrite(table, ends.value, dayOf(ends.value))] : []),
    ],
    result: { agreement: agreement.id },
    audit: {
      action: extended ? 'buyback:renew' : 'buyback:agree',
      about: agreement.id,
      organisation: agreement.organisation,
      policy: agreement.policy,
      detail: `${agreement.title}, ${formatPence(quote.grossPence)}`,
    },
  });
}

/** An agreement that the actor may do something to; somebody else's answers like one that does not exist. */
export async function touched(
  context: Context,
  id: AgreementId,
  doing: 'buyback:read' | 'buyback:agree' | 'buyback:end',
): Promise<Decision<Agreement>> {
  const agreement = await getAgreement(context.table, id);
  const mine = agreement && canTouch(context.actor, doing, { organisation: agreement.organisation });
  return mine ? accept(agreement) : refuse('unknown-agreement');
}

/** Gives notice. Refuses `unknown-agreement` and what decideNotice() refuses. */
export async function giveNotice(context: Context, id: AgreementId, command: NoticeCommand): Promise<Decision<Agreement>> {
  const { table, now, actor } = context;
  // What fell due by the clock comes first: the year after may have begun.
  await advance(context, id);
  return change(context, async () => {
    const [found, policy] = await Promise.all([touched(context, id, 'buyback:agree'), policyAt(table, now)]);
    if (!found.ok) return found;
    const offered = buyBackOf(policy?.pack, found.value.code);
    const decision = decideNotice({ agreement: found.value, offered, now, actor }, command);
    if (!decision.ok) return decision;
    const { organisation, policy: under, title, notice } = decision.value;
    return accept({
      writes: [agreementWrite(table, decision.value, nextDay(decision.value, offered))],
      result: decision.value,
      audit: {
        action: 'buyback:notice',
        about: id,
        organisation,
        policy: under,
        detail: `${title} ends on ${notice ? dateText(notice.endsOn) : ''}`,
      },
    });
  });
}

/**
 * Gives what is still to fall due of a year another purchase order number. Refuses `unknown-agreement` and what decideNaming() refuses; the transaction refuses
 * `purchase-order-exhausted` where somebody has spent what was left meanwhile.
 */
export async function nameOrder(context: Context, id: AgreementId, command: NamingCommand): Promise<Decision<Agreement>> {
  const { table, now } = context;
  await advance(context, id);
  return change(context, async () => {
    const [found, policy] = await Promise.all([touched(context, id, 'buyback:agree'), policyAt(table, now)]);
    if (!found.ok) return found;
    const year = found.value.years.find(({ from }) => from === command.from);
    const known = await payersOrder(context, year ? billedBy(found.value, year).payer : found.value.payer, command.purchaseOrder);
    const decision = decideNaming({ agreement: found.value, ...known }, command);
    if (!decision.ok) return decision;
    const { organisation, policy: under, title } = decision.value;
    const number = known.order?.number ?? command.purchaseOrder;
    return accept({
      writes: [
        agreementWrite(table, decision.value, nextDay(decision.value, buyBackOf(policy?.pack, decision.value.code))),
        ...underWrites(table, found.value, decision.value),
      ],
      result: decision.value,
      audit: {
        action: 'buyback:order',
        about: id,
        organisation,
        policy: under,
        detail: `${title}, the year from ${dateText(command.from)}: ${number}`,
      },
    });
  });
}

/** Ends an agreement before its time, for the council. Refuses `unknown-agreement` and what decideEnding() refuses. */
export async function endEarly(context: Context, id: AgreementId, command: EndingCommand): Promise<Decision<Agreement>> {
  const { table, now } = context;
  await advance(context, id);
  return change(context, async () => {
    const found = await touched(context, id, 'buyback:end');
    if (!found.ok) return found;
    const decision = decideEnding({ agreement: found.value, heads: await openHeads(context, found.value), now }, command);
    if (!decision.ok) return decision;
    const { organisation, policy, title } = decision.value.agreement;
    return accept({
      writes: endingWrites(table, found.value, decision.value, nextDay(decision.value.agreement), now),
      result: decision.value.agreement,
      audit: {
        action: 'buyback:end',
        about: id,
        organisation,
        policy,
        detail: `${title}, on ${dateText(londonDate(now))}`,
        reason: command.reason,
      },
    });
  });
}
