// Sends each event to every webhook address, signed as Stripe signs, with bounded retries, and with the faults a test asks for.
import { createHmac } from 'node:crypto';
import { setTimeout as pause, setImmediate as stepEnd } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { Book, Destination } from './book.ts';

export type Faults = {
  /** `hold` keeps new events back until `release`; `drop` never sends them. */
  webhooks: 'send' | 'hold' | 'drop';
  /** How many times each event is sent: 1 is a quiet day. Documented: at least once, so more than once. */
  copies: number;
  /** `webhook-first` makes the pay page wait for the first attempts before it redirects. */
  order: 'redirect-first' | 'webhook-first';
  signature: 'good' | 'bad';
  /** `stale` is an hour old, `future` a year ahead: the SDK refuses the first and, measured, accepts the second. */
  timestamp: 'fresh' | 'stale' | 'future';
};

const NO_FAULTS: Faults = { webhooks: 'send', copies: 1, order: 'redirect-first', signature: 'good', timestamp: 'fresh' };

/** One attempt, as it went. `at` is milliseconds since 1970; `status` is null when no answer came. */
export type Delivery = {
  readonly event: string;
  readonly type: string;
  readonly url: string;
  readonly attempt: number;
  readonly at: number;
  readonly outcome: 'delivered' | 'refused' | 'unreachable' | 'dropped' | 'held';
  readonly status: number | null;
};

export type Webhooks = ReturnType<typeof openWebhooks>;

const LOG_LENGTH = 2000;
const HOUR_SECONDS = 3600;

export type WebhookSettings = {
  readonly book: Book;
  readonly secret: string;
  readonly urls: () => string[];
  readonly now: () => number;
  /** Documented: Stripe retries for days with growing pauses. Bounded here: one attempt more than there are pauses. */
  readonly retryDelaysMs: readonly number[];
  readonly timeoutMs: number;
};

/** Documented: `t=` seconds, `v1=` HMAC-SHA256 in hex over `t.payload`. */
function signatureHeader(payload: string, secret: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${payload}`, 'utf8').digest('hex')}`;
}

export function openWebhooks({ book, secret, urls, now, retryDelaysMs, timeoutMs }: WebhookSettings) {
  const log: Delivery[] = [];
  const closing = new AbortController();
  const underway = new Set<Promise<void>>();
  const firstAttempts = new Map<string, Set<Promise<void>>>();
  const faults: Faults = { ...NO_FAULTS };

  function note(delivery: Delivery): Delivery {
    log.push(delivery);
    if (log.length > LOG_LENGTH) log.splice(0, log.length - LOG_LENGTH);
    return delivery;
  }

  async function post(event: Stripe.Event, url: string, attempt: number): Promise<Delivery> {
    const payload = JSON.stringify(event, null, 2);
    const drift = { fresh: 0, stale: -HOUR_SECONDS, future: 365 * 24 * HOUR_SECONDS }[faults.timestamp];
    // Documented: every attempt is signed anew with its own time.
    const header = signatureHeader(payload, faults.signature === 'good' ? secret : `${secret}x`, Math.floor(now() / 1000) + drift);
    const base = { event: event.id, type: event.type, url, attempt, at: now() };
    try {
      const reply = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': header,
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        body: payload,
        // Documented: a redirect counts as a failure and is not followed.
        redirect: 'manual',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await reply.body?.cancel();
      return note({ ...base, outcome: reply.ok ? 'delivered' : 'refused', status: reply.status });
    } catch {
      return note({ ...base, outcome: 'unreachable', status: null });
    }
  }

  function mark(event: Stripe.Event, destination: Destination, state: Destination['state']): void {
    // A later copy that fails does not undo a delivery.
    if (destination.state === 'delivered') return;
    destination.state = state;
    event.pending_webhooks = (book.destinations.get(event.id) ?? []).filter((one) => one.state !== 'delivered').length;
    book.save();
  }

  async function series(event: Stripe.Event, destination: Destination, tried: () => void): Promise<void> {
    // The step that announced the event is saved before anything leaves.
    await stepEnd();
    for (let attempt = 1; ; attempt += 1) {
      const { outcome } = await post(event, destination.url, attempt);
      tried();
      // Stopped in the middle: the destination stays pending and a restart takes it up again.
      if (closing.signal.aborted) return;
      if (outcome === 'delivered') return mark(event, destination, 'delivered');
      const wait = retryDelaysMs[attempt - 1];
      if (wait === undefined) return mark(event, destination, 'failed');
      try {
        await pause(wait, undefined, { signal: closing.signal });
      } catch {
        return;
      }
    }
  }

  function start(event: Stripe.Event, destination: Destination, copies: number): void {
    for (let copy = 0; copy < copies; copy += 1) {
      const first = new Promise<void>((tried) => {
        const run = series(event, destination, tried).finally(() => {
          tried();
          underway.delete(run);
          firstAttempts.get(event.id)?.delete(first);
        });
        underway.add(run);
      });
      firstAttempts.set(event.id, (firstAttempts.get(event.id) ?? new Set()).add(first));
    }
  }

  /** Called within the step that records the event: that step saves the destinations too. */
  function send(event: Stripe.Event): void {
    const destinations = urls().map((url): Destination => ({ url, state: 'pending' }));
    book.destinations.set(event.id, destinations);
    event.pending_webhooks = destinations.length;
    for (const destination of destinations) {
      if (faults.webhooks === 'send') start(event, destination, faults.copies);
      else {
        destination.state = faults.webhooks === 'hold' ? 'held' : 'dropped';
        note({ event: event.id, type: event.type, url: destination.url, attempt: 0, at: now(), outcome: destination.state, status: null });
      }
    }
  }

  /** Starts what stands in this state, in the order it happened. */
  function startAll(state: 'held' | 'pending'): void {
    for (const event of book.events.values()) {
      for (const destination of book.destinations.get(event.id) ?? []) {
        if (destination.state !== state) continue;
        destination.state = 'pending';
        start(event, destination, faults.copies);
      }
    }
    book.save();
  }

  return {
    send,
    faults: (): Faults => ({ ...faults }),
    setFaults(some: Partial<Faults>): Faults {
      return { ...Object.assign(faults, some) };
    },
    /** Sends what was held. */
    release: (): void => startAll('held'),
    /** Takes up, after a restart, what was on its way when the process ended. */
    resume: (): void => startAll('pending'),
    /** Sends one known event again, n times at once, past `hold` and `drop`; a forged signature or time still applies. */
    async replay(event: Stripe.Event, times: number): Promise<Delivery[]> {
      const targets = urls().flatMap((url) => Array.from({ length: times }, () => url));
      const sent = await Promise.all(targets.map(async (url) => post(event, url, 1)));
      for (const { url } of sent.filter(({ outcome }) => outcome === 'delivered')) {
        const known = book.destinations.get(event.id)?.find((one) => one.url === url);
        if (known) mark(event, known, 'delivered');
      }
      return sent;
    },
    deliveries: (): Delivery[] => [...log],
    /** Resolves when each of these events has been tried once at each address. */
    async tried(events: readonly string[]): Promise<void> {
      await Promise.all(events.flatMap((event) => [...(firstAttempts.get(event) ?? [])]));
    },
    /** Resolves when nothing is on its way any more, retries included. */
    async settled(): Promise<void> {
      while (underway.size > 0) await Promise.all(underway);
    },
    async close(): Promise<void> {
      closing.abort();
      await Promise.all(underway);
    },
  };
}
