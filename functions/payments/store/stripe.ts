// Stripe behind the card port: hosted Checkout, one session per attempt, every fact fetched by id. The only file that knows Stripe.
import Stripe from 'stripe';
import * as z from 'zod';
import type { Environment, Logger } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { logger as log } from '../../../shared/http.ts';
import type { CardProvider, CardProviders } from '../schema/card.ts';
import { type CardSession, type Notification, settlingTypes } from '../schema.ts';

const secretsSchema = z.record(
  z.string(),
  z.strictObject({
    secretKey: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret or restricted key'),
    webhookSecrets: z.array(z.string().min(8)).min(1),
  }),
);
type Secrets = z.infer<typeof secretsSchema>[string];

const toleranceSeconds = 300;
const mostUndelivered = 1000;

/**
 * The card services of the councils in STRIPE_SECRETS (`{council: {secretKey, webhookSecrets}}`). STRIPE_ORIGIN sends every call to a Stripe on this
 * machine instead. Throws at start on secrets that cannot be read, on any other origin, and on a live key with such an origin.
 */
export function stripeProviders(env: Environment, logger: Logger = log): CardProviders {
  const secrets = readSecrets(env.STRIPE_SECRETS);
  const port = portOf(env.STRIPE_ORIGIN);
  for (const [council, { secretKey }] of Object.entries(secrets)) {
    if (port !== undefined && isLive(secretKey)) throw new Error(`a live key of ${council} must never be sent to STRIPE_ORIGIN`);
  }
  const made = new Map<string, CardProvider>();
  return (council) => {
    const own = Object.hasOwn(secrets, council) ? secrets[council] : undefined;
    if (!own) return undefined;
    const provider = made.get(council) ?? stripeProvider(own, port, logger);
    made.set(council, provider);
    return provider;
  };
}

function readSecrets(text: string | undefined): Record<string, Secrets> {
  if (!text) return {};
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch {
    // What it holds must not reach a log.
    throw new Error('STRIPE_SECRETS must be {"council": {"secretKey": "sk_…", "webhookSecrets": ["whsec_…"]}}');
  }
}

function portOf(origin: string | undefined): number | undefined {
  if (!origin) return undefined;
  const port = /^http:\/\/127\.0\.0\.1:(\d{1,5})$/.exec(origin)?.[1];
  if (!port) throw new Error('STRIPE_ORIGIN must be http://127.0.0.1 and a port');
  return Number(port);
}

const isLive = (key: string): boolean => /^(sk|rk)_live_/.test(key);

/**
 * A call of the card service with its failures told apart: refuses as `unknown-attempt`, as `wrong-state` where no later try can do better, and otherwise
 * as `card-service-unavailable`. Stripe's SDK does not retry a 429, so that is done here. `keyed`: Stripe keeps its answer under our key for a day, a 500
 * like any other, so asking again in the same words is pointless. `quiet`: a refusal is one of the answers expected.
 */
const telling =
  (logger: Logger) =>
  async <T>(call: () => Promise<T>, { keyed = false, quiet = false } = {}): Promise<Decision<T>> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return accept(await call());
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeError)) throw error;
        if (error instanceof Stripe.errors.StripeRateLimitError && attempt < 3) {
          await new Promise((done) => setTimeout(done, 200 * 2 ** attempt * (0.5 + Math.random())));
          continue;
        }
        if (error.statusCode === 404) return refuse('unknown-attempt');
        const { statusCode: status = 0 } = error;
        const isFinal =
          status === 400 || (keyed && status >= 500) || (status !== 409 && error instanceof Stripe.errors.StripeIdempotencyError);
        if (!(quiet && isFinal)) logger.error('card-service', { type: error.type, code: error.code, status, request: error.requestId });
        return refuse(isFinal ? 'wrong-state' : 'card-service-unavailable');
      }
    }
  };

/** What Stripe is asked to set up for an attempt: one payment by card, in pence, with our marks on it so that whatever comes back names them. */
const sessionFor = ({
  attempt,
  council,
  document,
  description,
  amountPence,
  expiresAtMs,
  successUrl,
  cancelUrl,
}: Parameters<CardProvider['createPayment']>[0]) => {
  const metadata = { council, document, attempt };
  return {
    mode: 'payment',
    line_items: [{ price_data: { currency: 'gbp', unit_amount: amountPence, product_data: { name: description } }, quantity: 1 }],
    allowed_payment_method_types: ['card'],
    adaptive_pricing: { enabled: false },
    client_reference_id: attempt,
    metadata,
    // A session's own metadata does not reach the payment.
    payment_intent_data: { metadata, description },
    expires_at: Math.floor(expiresAtMs / 1000),
    success_url: successUrl,
    cancel_url: cancelUrl,
    locale: 'en-GB',
    submit_type: 'pay',
  } satisfies Stripe.Checkout.SessionCreateParams;
};

function stripeProvider({ secretKey, webhookSecrets }: Secrets, port: number | undefined, logger: Logger): CardProvider {
  const stripe = new Stripe(secretKey, {
    apiVersion: '2026-10-28.endive',
    telemetry: false,
    maxNetworkRetries: 2,
    timeout: 6000,
    ...(port === undefined ? {} : { host: '127.0.0.1', port, protocol: 'http' as const }),
  });

  const asked = telling(logger);
  const mayOpen = (url: string): boolean => {
    const { protocol, origin } = new URL(url);
    return protocol === 'https:' || (port !== undefined && origin === `http://127.0.0.1:${port}`);
  };

  return {
    async createPayment(payment) {
      const made = await asked(() => stripe.checkout.sessions.create(sessionFor(payment), { idempotencyKey: `att:${payment.attempt}` }), {
        keyed: true,
      });
      if (!made.ok) return made;
      const { id, url } = made.value;
      // Asked for again long after, Stripe replays its first answer: the address may be gone, the session is the same.
      if (url !== null && mayOpen(url)) return accept({ session: id, url });
      logger.error('card-service', { type: 'session without an address that may be opened', session: id });
      return refuse('card-service-unavailable');
    },

    async get(session) {
      const found = await asked(() =>
        stripe.checkout.sessions.retrieve(session, { expand: ['payment_intent.latest_charge.balance_transaction'] }),
      );
      return found.ok ? accept(sessionOf(found.value)) : found;
    },

    async expire(session) {
      const ended = await asked(() => stripe.checkout.sessions.expire(session), { quiet: true });
      return ended.ok ? accept(undefined) : ended;
    },

    verifyNotification: (raw, signature, realNow) => verified(stripe, { secretKey, webhookSecrets }, raw, signature, realNow),

    undelivered: (since) =>
      asked(async () => {
        const found: Notification[] = [];
        const asking = { delivery_success: false, types: [...settlingTypes], created: { gte: Math.floor(since / 1000) }, limit: 100 };
        for await (const event of stripe.events.list(asking)) {
          const notification = notificationOf(event);
          if (notification) found.push(notification);
          if (found.length >= mostUndelivered) break;
        }
        return found;
      }),
  };
}

/** The message, or nothing where no secret of the council signed it, where it is older or newer than the tolerance, or where it is of the other mode. */
async function verified(
  stripe: Stripe,
  { secretKey, webhookSecrets }: Secrets,
  raw: Uint8Array,
  signature: string | undefined,
  realNow: number,
): Promise<Notification | undefined> {
  const times = [...(signature ?? '').matchAll(/(?:^|,)t=(\d{1,12})(?=,|$)/g)];
  // The SDK refuses what is too old and takes what is dated a year ahead.
  if (!signature || times.length !== 1 || Number(times[0]?.[1]) > realNow / 1000 + toleranceSeconds) return undefined;
  for (const secret of webhookSecrets) {
    try {
      const event = await stripe.webhooks.constructEventAsync(Buffer.from(raw), signature, secret, toleranceSeconds, undefined, realNow);
      return event.livemode === isLive(secretKey) ? notificationOf(event) : undefined;
    } catch {
      // Whatever is wrong (signature, age, not JSON, another kind of message), the next secret may fit and otherwise it is not ours to read.
    }
  }
  return undefined;
}

const notificationSchema = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  type: z.string().min(1).max(100),
  data: z.object({ object: z.object({ id: z.string().min(1).max(255).optional() }) }),
});

/** What is kept of an event: ids and a type, nothing of what it tells about people. */
function notificationOf(event: unknown): Notification | undefined {
  const read = notificationSchema.safeParse(event);
  if (!read.success) return undefined;
  const { id, type, data } = read.data;
  return { id, type, ...(data.object.id === undefined ? {} : { object: data.object.id }) };
}

function sessionOf(session: Stripe.Checkout.Session): CardSession {
  const intent = typeof session.payment_intent === 'object' && session.payment_intent ? session.payment_intent : undefined;
  const charge = typeof intent?.latest_charge === 'object' && intent.latest_charge ? intent.latest_charge : undefined;
  const booked = typeof charge?.balance_transaction === 'object' && charge.balance_transaction ? charge.balance_transaction : undefined;
  const { council, document, attempt } = session.metadata ?? {};
  return {
    id: session.id,
    // `payment_status` is the truth: a session may be complete and its money still on the way.
    state:
      session.payment_status === 'paid'
        ? 'paid'
        : session.status === 'open'
          ? 'open'
          : session.status === 'expired'
            ? 'expired'
            : 'processing',
    ...(session.url ? { url: session.url } : {}),
    currency: intent?.currency ?? session.currency ?? '',
    askedPence: session.amount_total ?? 0,
    takenPence: intent?.amount_received ?? 0,
    ...(intent ? { intent: intent.id } : {}),
    marks: { ...(council ? { council } : {}), ...(document ? { document } : {}), ...(attempt ? { attempt } : {}) },
    ...(booked ? { settled: { currency: booked.currency, grossPence: booked.amount, feePence: booked.fee } } : {}),
  };
}
