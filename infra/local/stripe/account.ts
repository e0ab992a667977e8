// The account's life: sessions are opened, paid, declined and expired, each change announced as an event and kept before anyone hears of it.
import type Stripe from 'stripe';
import { LEAST_PENCE, MOST_PENCE } from './accepts.ts';
import type { Book } from './book.ts';
import { buildBalanceTransaction, buildCharge, buildIntent } from './charge.ts';
import { newId } from './ids.ts';
import { missing, type Refusal, refuse } from './refusal.ts';
import { buildCheckout, type CheckedCreate, type Checkout, payPage } from './session.ts';

/** The only version the local Stripe speaks: the one the installed SDK is typed for. */
export const API_VERSION = '2026-10-28.endive';

export type NotOpen = 'session-unknown' | 'session-paid' | 'session-expired';
export type Caller = { id: string | null; idempotency_key: string | null };
type Happening =
  | Pick<Stripe.CheckoutSessionCompletedEvent, 'type' | 'data'>
  | Pick<Stripe.CheckoutSessionExpiredEvent, 'type' | 'data'>
  | Pick<Stripe.PaymentIntentSucceededEvent, 'type' | 'data'>
  | Pick<Stripe.PaymentIntentPaymentFailedEvent, 'type' | 'data'>
  | Pick<Stripe.PaymentIntentCanceledEvent, 'type' | 'data'>
  | Pick<Stripe.ChargeSucceededEvent, 'type' | 'data'>;

/** Every move a session can make. Documented: only an open session can be paid or expired; a decline leaves it open. */
const MOVES = {
  open: { pay: 'complete', decline: 'open', expire: 'expired' },
  complete: { refused: 'session-paid' },
  expired: { refused: 'session-expired' },
} as const;

/** Assumed: no person asked for these, so Stripe names no request. */
const NOBODY: Caller = { id: null, idempotency_key: null };

const HALF_HOUR_SECONDS = 30 * 60;
const DAY_SECONDS = 24 * 3600;

export type Account = ReturnType<typeof openAccount>;

/**
 * @param now milliseconds since 1970
 * @param announce is told of each event within the step that saves it, so it must send nothing before that step has ended
 */
export function openAccount(book: Book, origin: () => string, now: () => number, announce: (event: Stripe.Event) => void) {
  const seconds = () => Math.floor(now() / 1000);
  let depth = 0;

  /** One saved step: whatever `act` changes is on disk before any reply or webhook leaves. Steps within a step join it. */
  function change<T>(act: () => T): T {
    depth += 1;
    try {
      const outcome = act();
      if (depth === 1) book.save();
      return outcome;
    } finally {
      depth -= 1;
    }
  }

  function happen(happening: Happening, request: Caller): string {
    const event: Stripe.Event = {
      id: newId('evt_1'),
      object: 'event',
      api_version: API_VERSION,
      created: seconds(),
      livemode: false,
      pending_webhooks: 0,
      request,
      ...happening,
      // Documented: the object as it was at the time, so a copy.
      data: structuredClone(happening.data),
    } as Stripe.Event;
    book.events.set(event.id, event);
    announce(event);
    return event.id;
  }

  function intentOf(checkout: Checkout): Stripe.PaymentIntent {
    const known = book.intents.get(String(checkout.session.payment_intent));
    if (known) return known;
    const intent = buildIntent(checkout, seconds());
    book.intents.set(intent.id, intent);
    checkout.session.payment_intent = intent.id;
    return intent;
  }

  function openCheckout(id: string): Checkout | NotOpen {
    const checkout = book.checkouts.get(id);
    if (!checkout) return 'session-unknown';
    const moves = MOVES[checkout.session.status as keyof typeof MOVES];
    return 'refused' in moves ? moves.refused : checkout;
  }

  function expireOne({ session }: Checkout, request: Caller): void {
    session.status = MOVES.open.expire;
    session.url = null;
    const intent = book.intents.get(String(session.payment_intent));
    if (intent) {
      // Assumed: an intent left by a declined attempt is cancelled with its session.
      Object.assign(intent, {
        status: 'canceled',
        canceled_at: seconds(),
        cancellation_reason: 'automatic',
      } satisfies Partial<Stripe.PaymentIntent>);
      happen({ type: 'payment_intent.canceled', data: { object: intent } }, request);
    }
    happen({ type: 'checkout.session.expired', data: { object: session } }, request);
  }

  return {
    change,

    /** Refuses expiry times Stripe does not take. Documented: 30 minutes to 24 hours; assumed: exactly 24 hours is already too far. */
    checkCreate(given: CheckedCreate): Refusal | undefined {
      const ahead = (given.expires_at ?? seconds() + HALF_HOUR_SECONDS) - seconds();
      const words = { param: 'expires_at' };
      if (ahead < HALF_HOUR_SECONDS)
        return refuse(400, 'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', words);
      if (ahead >= DAY_SECONDS)
        return refuse(400, 'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', words);
      // Documented: the list only narrows what the dashboard has on. Assumed: this account's dashboard has cards on and nothing else.
      if (given.allowed_payment_method_types?.includes('card') === false) {
        return refuse(400, 'No valid payment method types for this Checkout Session: the local account has only cards enabled.', {
          param: 'allowed_payment_method_types',
        });
      }
      return undefined;
    },

    create(given: CheckedCreate): Checkout | Refusal {
      const checkout = buildCheckout(given, seconds(), origin());
      const amount = checkout.session.amount_total ?? 0;
      if (amount < LEAST_PENCE) {
        return refuse(400, "The Checkout Session's total amount due must add up to at least £0.30 gbp", {
          code: 'amount_too_small',
          param: 'line_items',
        });
      }
      if (amount > MOST_PENCE) {
        return refuse(400, "The Checkout Session's total amount due must be no more than £999,999.99", {
          code: 'amount_too_large',
          param: 'line_items',
        });
      }
      book.checkouts.set(checkout.session.id, checkout);
      return checkout;
    },

    /** Pays as the hosted page would. Assumed: the charge's event comes first and the session's last; delivery order is not promised. */
    pay(id: string): { checkout: Checkout; events: string[] } | NotOpen {
      return change(() => {
        const checkout = openCheckout(id);
        if (typeof checkout === 'string') return checkout;
        const { session } = checkout;
        const intent = intentOf(checkout);
        const charge = buildCharge(intent, session, seconds());
        const balanceTransaction = buildBalanceTransaction(charge, seconds());
        charge.balance_transaction = balanceTransaction.id;
        book.charges.set(charge.id, charge);
        book.balanceTransactions.set(balanceTransaction.id, balanceTransaction);
        Object.assign(intent, {
          amount_received: intent.amount,
          last_payment_error: null,
          latest_charge: charge.id,
          payment_method: charge.payment_method,
          status: 'succeeded',
        } satisfies Partial<Stripe.PaymentIntent>);
        Object.assign(session, { status: MOVES.open.pay, payment_status: 'paid', url: null } satisfies Partial<Stripe.Checkout.Session>);
        const events = [
          happen({ type: 'charge.succeeded', data: { object: charge } }, NOBODY),
          happen({ type: 'payment_intent.succeeded', data: { object: intent } }, NOBODY),
          happen({ type: 'checkout.session.completed', data: { object: session } }, NOBODY),
        ];
        return { checkout, events };
      });
    },

    /** Declines as the hosted page would: the session stays open. Assumed: no failed charge is kept, so `latest_charge` stays null. */
    decline(id: string): { checkout: Checkout; events: string[] } | NotOpen {
      return change(() => {
        const checkout = openCheckout(id);
        if (typeof checkout === 'string') return checkout;
        const intent = intentOf(checkout);
        intent.last_payment_error = {
          code: 'card_declined',
          decline_code: 'generic_decline',
          doc_url: 'https://stripe.com/docs/error-codes/card-declined',
          message: 'Your card was declined.',
          type: 'card_error',
        };
        return { checkout, events: [happen({ type: 'payment_intent.payment_failed', data: { object: intent } }, NOBODY)] };
      });
    },

    expire(id: string, request: Caller): Checkout | Refusal {
      const checkout = book.checkouts.get(id);
      if (!checkout) return missing('checkout.session', id, 'session');
      if (checkout.session.status !== 'open') {
        return refuse(
          400,
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${checkout.session.status}\`.`,
          { param: 'session' },
        );
      }
      change(() => expireOne(checkout, request));
      return checkout;
    },

    /** Expires what is due. Called before each read, because the local Stripe has no timer of its own. */
    expireDue(): void {
      const due = [...book.checkouts.values()].filter(({ session }) => session.status === 'open' && session.expires_at <= seconds());
      if (due.length > 0) change(() => due.forEach((checkout) => void expireOne(checkout, NOBODY)));
    },

    /** After a restart on another port the pay pages of open sessions have moved with it. */
    moveOpenPages(): void {
      for (const { session } of book.checkouts.values()) if (session.status === 'open') session.url = payPage(origin(), session.id);
    },
  };
}
