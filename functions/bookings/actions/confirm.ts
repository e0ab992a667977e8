// Confirming a quote, once however often it is sent: load the facts, decide again, commit one transaction.
import { type Change, once, resultOf } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type BookingId, newId, type RequestId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { readToken } from '../../../shared/token.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import type { Service } from '../../catalogue/schema.ts';
import { limitingOf, mustAsk } from '../../identity/rules/limits.ts';
import { limitsStanding } from '../../identity/store/limits.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { decideBooking } from '../rules/life.ts';
import { decideQuote } from '../rules/quote.ts';
import { decideRequest } from '../rules/requests.ts';
import { type ConfirmCommand, type QuoteToken, quoteTokenSchema } from '../schema/quotes.ts';
import type { Wait } from '../schema/waitlist.ts';
import { getPurchaseOrder } from '../store/purchase-orders.ts';
import { requestWrites, waitingUnder } from '../store/requests.ts';
import { acceptedWrites, askedWrites } from '../store/waitlist.ts';
import { confirmationWrites } from '../store.ts';
import { underPurchaseOrder } from './purchase-orders.ts';
import { bind, fingerprint, mayBookFor, quoteFacts } from './quote.ts';
import { readBooking, type Seen } from './read.ts';
import { takingOf } from './waitlist/taking.ts';

/** What a quote comes to once it is confirmed: a booking, or a request where it is over the limit of whoever confirms it. */
export type Made = { booking: BookingId; request?: never } | { request: RequestId; holdUntil: string; booking?: never };

/** What a quote has made already. */
export const madeWith = ({ table }: Context, { id }: QuoteToken): Promise<Made | undefined> => resultOf<Made>(table, id);

/** The booking that a quote has made already, with its notes, for whoever may see it. */
export async function bookingMadeWith(context: Context, token: QuoteToken): Promise<Decision<Seen> | undefined> {
  const made = await madeWith(context, token);
  return made?.booking ? readBooking(context, made.booking) : undefined;
}

/**
 * Confirms a quote: booking, slots, one pending transfer per session and the idempotency record in one transaction. The token is the idempotency key,
 * so a form sent twice lands on the same booking. For another school of this person's than the one acted for it refuses `acting-for-another`. If price, balance
 * or policy changed since, refuses `quote-changed` with a new quote. Refuses also `quote-invalid` (forged, or another person's), `quote-expired`,
 * `purchase-order-required`, `purchase-order-form`, `session-taken` (somebody was first), `key-reused` (confirmed before with another purchase order), and whatever
 * decideQuote() refuses by now; of an offer from a waiting list what takingOf() refuses. What is over the limit of whoever confirms it becomes a request that holds the sessions; that refuses as decideRequest() does.
 */
export async function confirmBooking(context: Context, signingKey: string, command: ConfirmCommand): Promise<Decision<Made>> {
  const payload = quoteTokenSchema.safeParse(readToken(command.token, signingKey));
  const mine = payload.success && payload.data.council === context.council.slug && payload.data.person === context.actor.person;
  if (!payload.success || !mine) return refuse('quote-invalid');
  const { school: quotedFor } = payload.data.command;
  // The page of the quote may have stood open while another window began to act for another school of this person's.
  if (!(await mayBookFor(context, 'booking:confirm', quotedFor))) return refuseOther(context, quotedFor, { name: 'quote-invalid' });
  const { id, expiresAt, command: asked, fingerprint: agreed } = payload.data;
  return once<Made>(context, { key: id, payload: { token: command.token, purchaseOrder: command.purchaseOrder } }, async () => {
    if (context.now >= expiresAt) return refuse('quote-expired');
    const taking = await takingOf(context, asked);
    if (taking && !taking.ok) return taking;
    const payer = limitingOf(context.actor);
    const { purchaseOrder: number } = command;
    // Mostly whoever acts pays: what is registered of them is read beside the other facts, and read again for another payer.
    const [facts, found] = await Promise.all([
      quoteFacts(context, asked, { withDiary: false }),
      payer && number ? getPurchaseOrder(context.table, payer, number) : undefined,
    ]);
    const quoted = decideQuote(facts, asked);
    if (!quoted.ok) return quoted;
    if (fingerprint(quoted.value) !== agreed) {
      const renewed = bind(context, signingKey, asked, quoted.value, facts.policy?.pack.quoteMinutes ?? 30);
      return refuse('quote-changed', undefined, { more: { quote: renewed.quote, token: renewed.token, expiresAt: renewed.expiresAt } });
    }
    const { table, now, actor } = context;
    const of = { id: taking?.value.offer.booking ?? newId('bkg'), now, actor, quote: quoted.value };
    const decided = decideBooking({ ...of, service: facts.service as Service, need: facts.need }, command);
    // Nothing is held of a purchase order for a request, and yet it is no use asking for what it does not pay.
    const known = {
      orders: payer && number ? [{ payer, number, found }] : [],
      limits: payer && facts.booker === 'school' ? [{ of: payer, found: facts.limits }] : [],
    };
    const decision = decided.ok ? await underPurchaseOrder(context, decided.value, known) : decided;
    if (!decision.ok) return decision;
    const { limits } = facts;
    if (limits && mustAsk(limits, actor.person, quoted.value.grossPence)) {
      const [standing, waiting] = await Promise.all([limitsStanding(table, limits), waitingUnder(table, limits.organisation, now)]);
      const request = decideRequest(
        { ...of, command: asked, limits: standing, slots: decision.value.slots, waiting },
        decision.value.booking,
      );
      return askingChange(context, request, taking?.value.wait);
    }
    const { wait } = taking?.value ?? {};
    const writes = wait ? acceptedWrites(table, wait, decision.value, now) : confirmationWrites(table, decision.value, now);
    const { id: booking, school, policy, team } = decision.value.booking;
    const { serviceTitle, sessions, grossPence } = quoted.value;
    const cost = grossPence === 0 ? 'nothing to pay' : formatPence(grossPence);
    const detail = [serviceTitle, halfDaysText(sessions.length), cost, ...(team ? [`${team.name} pays`] : [])].join(', ');
    return accept({
      writes,
      result: { booking },
      audit: { action: 'booking:confirm', about: booking, organisation: school, policy, detail },
    });
  });
}

/** The change that a request is, in the place of a booking; one for an offer from a waiting list takes its hold over. */
function askingChange({ table, now }: Context, decision: ReturnType<typeof decideRequest>, wait: Wait | undefined): Decision<Change<Made>> {
  if (!decision.ok) return decision;
  const { request, held } = decision.value;
  const { id, holdUntil, quote } = request;
  return accept({
    writes: wait ? askedWrites(table, wait, request, held, now) : requestWrites(table, request, held, now),
    result: { request: id, holdUntil },
    audit: {
      action: 'request:make',
      about: id,
      organisation: quote.school,
      policy: quote.policy,
      detail: `${quote.serviceTitle}, ${formatPence(quote.grossPence)}`,
    },
  });
}
