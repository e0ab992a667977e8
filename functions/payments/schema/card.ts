// The port to a card service. Everything Daybook asks of one stands here, so that another service is one more adapter.
import type { Decision } from '../../../shared/decision.ts';
import type { CardSession, Notification } from '../schema.ts';

export type PaymentRequest = {
  /** Its idempotency key there: the same attempt asked for again is the same session. */
  attempt: string;
  council: string;
  document: string;
  /** The one line the payer reads: `Invoice ESX-INV-000001`. */
  description: string;
  amountPence: number;
  /** Milliseconds of real time. */
  expiresAtMs: number;
  successUrl: string;
  cancelUrl: string;
};

/** Each call refuses `card-service-unavailable` when the service does not answer as it should; trying later may help. */
export type CardProvider = {
  /** Opens a session. Refuses `wrong-state` when the service will never open it in these words. */
  createPayment(request: PaymentRequest): Promise<Decision<{ session: string; url: string }>>;
  /** What the service says of a session now. Refuses `unknown-attempt` when it has none of that id. */
  get(session: string): Promise<Decision<CardSession>>;
  /** Ends an open session so that it can no longer be paid. Refuses `wrong-state` when it is not open: look at it again, it may be paid. */
  expire(session: string): Promise<Decision<void>>;
  /** The message, if the service signed these very bytes within five minutes of `realNow`; otherwise undefined, whatever is wrong with it. */
  verifyNotification(raw: Uint8Array, signature: string | undefined, realNow: number): Promise<Notification | undefined>;
  /** Messages about sessions since a moment (real time) that the service could not deliver. */
  undelivered(since: number): Promise<Decision<Notification[]>>;
};

/** The council's card service, or undefined when it takes no cards. */
export type CardProviders = (council: string) => CardProvider | undefined;
