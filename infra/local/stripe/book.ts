// What the local Stripe remembers, in memory and, when a state file is named, on disk before any reply leaves: a session outlives a restart.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type Stripe from 'stripe';
import type { Checkout } from './session.ts';

/** Where an event goes. Documented: it counts as undelivered until the address has answered 2xx. */
export type Destination = { readonly url: string; state: 'pending' | 'held' | 'delivered' | 'failed' | 'dropped' };

/** The stored answer to an idempotency key. */
export type Answer = {
  readonly fingerprint: string;
  readonly path: string;
  readonly status: number;
  readonly body: object;
  readonly requestId: string;
  readonly at: number;
};

export type Book = {
  readonly checkouts: Map<string, Checkout>;
  readonly intents: Map<string, Stripe.PaymentIntent>;
  readonly charges: Map<string, Stripe.Charge>;
  readonly balanceTransactions: Map<string, Stripe.BalanceTransaction>;
  readonly events: Map<string, Stripe.Event>;
  readonly answers: Map<string, Answer>;
  /** By event, one for each address the event went to. */
  readonly destinations: Map<string, Destination[]>;
  /** Writes the whole book through a neighbouring file and a rename, so that a kill leaves the old book or the new one. */
  save(): void;
};

const FORMAT = 'local-stripe/1';
const SHELVES = ['checkouts', 'intents', 'charges', 'balanceTransactions', 'events', 'answers', 'destinations'] as const;

type Stored = { format: string } & { [shelf in (typeof SHELVES)[number]]: [string, never][] };

export function openBook(stateFile?: string): Book {
  const stored = stateFile === undefined ? undefined : readStored(stateFile);
  const book: Book = {
    checkouts: new Map(stored?.checkouts),
    intents: new Map(stored?.intents),
    charges: new Map(stored?.charges),
    balanceTransactions: new Map(stored?.balanceTransactions),
    events: new Map(stored?.events),
    answers: new Map(stored?.answers),
    destinations: new Map(stored?.destinations),
    save() {
      if (stateFile === undefined) return;
      const shelves = Object.fromEntries(SHELVES.map((shelf) => [shelf, [...book[shelf]]]));
      const besides = `${stateFile}.new`;
      writeFileSync(besides, JSON.stringify({ format: FORMAT, ...shelves }), { mode: 0o600 });
      renameSync(besides, stateFile);
    },
  };
  if (stateFile !== undefined) mkdirSync(dirname(stateFile), { recursive: true });
  return book;
}

function readStored(stateFile: string): Stored | undefined {
  let text: string;
  try {
    text = readFileSync(stateFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const remedy = `${stateFile} is not a local Stripe state file of this version; move it away to start with an empty account`;
  let stored: Partial<Stored>;
  try {
    stored = JSON.parse(text) as Partial<Stored>;
  } catch {
    throw new Error(remedy);
  }
  const whole = stored?.format === FORMAT && SHELVES.every((shelf) => Array.isArray(stored[shelf]));
  if (!whole) throw new Error(remedy);
  return stored as Stored;
}
