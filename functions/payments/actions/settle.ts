// Money in: every path (signed message, the payer's return, the sweep, a new attempt) fetches the session by its id and comes to this one fold.
import { change, commitOnce } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { formatPence } from '../../../shared/money.ts';
import { nameOf, nextEffectVersion } from '../../../shared/outbox.ts';
import { decideSettlement, isLive, moved } from '../rules.ts';
import type { CardProvider } from '../schema/card.ts';
import { type Attempt, type CardSession, type Notification, settlingTypes } from '../schema.ts';
import {
  attemptOf,
  effectSubject,
  endWrites,
  getAttempt,
  getReceipt,
  isKnownEvent,
  liveAttemptOf,
  notificationWrites,
  openAttempts,
  owedOn,
  receiptWrites,
} from '../store/index.ts';

export type Settled = {
  outcome: 'nothing' | 'not-ours' | 'closed' | 'applied' | 'in-suspense';
  /** What the card service says of the session. */
  state: CardSession['state'];
  attempt?: Attempt;
};

/** Receives what a session has brought, once, however often and from wherever it is called. Refuses `card-service-unavailable` and `contended`. */
const receive = (context: Context, session: CardSession): Promise<Decision<Settled>> =>
  change<Settled>(context, async () => {
    const { table, council, now } = context;
    const [receipt, attempt] = await Promise.all([
      session.intent === undefined ? undefined : getReceipt(table, session.intent),
      attemptOf(table, session.id, session.marks.council === council.slug ? session.marks.attempt : undefined),
    ]);
    const { state } = session;
    const as = (outcome: Settled['outcome'], left = attempt): Settled => ({ outcome, state, ...(left ? { attempt: left } : {}) });
    if (receipt) return accept({ writes: [], result: as(receipt.outcome), audit: null });
    const [owedPence, live] = attempt
      ? await Promise.all([owedOn(table, attempt.document), liveAttemptOf(table, attempt.document)])
      : [0, undefined];
    const receivedAt = new Date(now).toISOString();
    const decided = decideSettlement({ council: council.slug, session, attempt, owedPence, now, receivedAt });
    switch (decided.outcome) {
      case 'wait':
        return refuse('card-service-unavailable');
      case 'close':
        // An attempt that brought nothing changes nothing that anybody owes.
        return accept({ writes: endWrites(table, decided.attempt, live), result: as('closed', decided.attempt), audit: null });
      case 'applied':
      case 'in-suspense': {
        const { outcome, transfers } = decided;
        const payment = outcome === 'applied' ? decided.payment : undefined;
        const money = receiptWrites(table, decided.receipt, payment, transfers, payment?.appliedPence === owedPence);
        const ended = decided.attempt ? endWrites(table, decided.attempt, live) : [];
        const { document, organisation } = decided.attempt ?? {};
        const audit = {
          action: outcome === 'applied' ? 'payment:receive' : 'payment:suspend',
          about: document ?? 'suspense',
          organisation,
          detail: formatPence(decided.receipt.amountPence),
        };
        return accept({ writes: [...money, ...ended], result: as(outcome, decided.attempt), audit });
      }
      default:
        return accept({ writes: [], result: as(decided.outcome), audit: null });
    }
  });

/**
 * Fetches a session and receives what it has brought. A session the card service does not know can bring nothing, as if it had expired. Refuses
 * `card-service-unavailable` and `contended`: nothing is lost, the next look receives it.
 */
export async function settleSession(context: Context, provider: CardProvider, id: string): Promise<Decision<Settled>> {
  const found = await provider.get(id);
  if (!found.ok && found.refusal.name !== 'unknown-attempt') return found;
  const unknown: CardSession = { id, state: 'expired', currency: 'gbp', askedPence: 0, takenPence: 0, marks: {} };
  const settled = await receive(context, found.ok ? found.value : unknown);
  // What was paid may have been owed on another page too: that page must not take it a second time.
  if (settled.ok && settled.value.outcome === 'applied' && settled.value.attempt)
    await retireOutdated(context, provider, settled.value.attempt);
  return settled;
}

async function retireOutdated(context: Context, provider: CardProvider, paid: Attempt): Promise<void> {
  const { table, logger } = context;
  const [owedPence, live] = await Promise.all([owedOn(table, paid.document), liveAttemptOf(table, paid.document)]);
  if (!live?.session || live.id === paid.id || live.amountPence === owedPence) return;
  const retired = await retire(context, provider, live);
  // Not lost: the session expires by itself, and if it is paid first the money becomes the organisation's credit.
  if (!retired.ok) logger.error('attempt-not-retired', { attempt: live.id, refusal: retired.refusal.name });
}

/**
 * Ends a live attempt whose amount is no longer the one owed, so that nobody pays the old amount; money that was quicker is received. Refuses
 * `card-service-unavailable`, `contended`, and `wrong-state` while the card service is still making up its mind.
 */
export async function retire(context: Context, provider: CardProvider, attempt: Attempt): Promise<Decision<void>> {
  if (attempt.session === undefined) return commitOnce(context.table, endWrites(context.table, moved(attempt, 'close'), attempt));
  const ended = await provider.expire(attempt.session);
  if (!ended.ok && ended.refusal.name === 'card-service-unavailable') return ended;
  const settled = await settleSession(context, provider, attempt.session);
  if (!settled.ok) return settled;
  return settled.value.outcome === 'nothing'
    ? refuse('wrong-state', 'A card payment of this invoice is being checked.')
    : accept(undefined);
}

/**
 * A message from the card service: a signed hint. Keeps its ids once, and in the same transaction the effect that will look at its session. Refuses
 * `bad-signature`, having written nothing, and `contended` or `changed-meanwhile` when it could not be kept.
 */
export async function receiveNotification(
  context: Context,
  provider: CardProvider | undefined,
  raw: Uint8Array,
  signature: string | undefined,
): Promise<Decision<{ kept: boolean }>> {
  const notification = await provider?.verifyNotification(raw, signature, Date.now());
  return notification ? keepNotification(context, notification) : refuse('bad-signature');
}

const keepNotification = (context: Context, notification: Notification): Promise<Decision<{ kept: boolean }>> =>
  change<{ kept: boolean }>(context, async () => {
    const { table, now } = context;
    if (await isKnownEvent(table, notification.id)) return accept({ writes: [], result: { kept: false }, audit: null });
    const { type, object } = notification;
    const settling = (settlingTypes as readonly string[]).includes(type) && object !== undefined;
    const version = settling ? await nextEffectVersion(table, effectSubject(object)) : undefined;
    // The message is kept itself; what it leads to is told when it is settled.
    return accept({ writes: notificationWrites(table, notification, version, now), result: { kept: true }, audit: null });
  });

const minuteMs = 60_000;
const recoverDays = 3;
const sweepBudgetMs = 8_000;
const sweepLanes = 5;

type Swept = { looked: number; finished: number; recovered: number };

/**
 * Looks again at what should have been heard of: messages the card service could not deliver, then attempts open for over five minutes. The messages
 * come first and nothing is begun once the time is up, so that however slow the card service is, no message is missed; the next sweep goes on.
 */
export async function sweep(context: Context, provider: CardProvider): Promise<Swept> {
  const until = performance.now() + sweepBudgetMs;
  const hasTime = () => performance.now() < until;
  const recovered = await recoverMessages(context, provider, hasTime);
  return { ...(await lookAtOpen(context, provider, hasTime)), recovered };
}

async function recoverMessages(context: Context, provider: CardProvider, hasTime: () => boolean): Promise<number> {
  const missed = await provider.undelivered(Date.now() - recoverDays * 24 * 60 * minuteMs);
  let recovered = 0;
  for (const notification of missed.ok ? missed.value : []) {
    if (!hasTime()) break;
    const kept = await keepNotification(context, notification);
    if (kept.ok && kept.value.kept) recovered += 1;
  }
  return recovered;
}

async function lookAtOpen(context: Context, provider: CardProvider, hasTime: () => boolean): Promise<Omit<Swept, 'recovered'>> {
  const { table, logger } = context;
  const swept = { looked: 0, finished: 0 };
  const lookAt = async ({ id }: Attempt) => {
    try {
      swept.looked += 1;
      if (await lookAgain(context, provider, id)) swept.finished += 1;
    } catch (error) {
      // One attempt that cannot be settled must not keep the others waiting.
      logger.error('sweep-failed', { attempt: id, error: nameOf(error) });
    }
  };
  const begunBefore = Date.now() - 5 * minuteMs;
  let cursor: string | undefined;
  while (hasTime()) {
    const { items, next } = await openAttempts(table, begunBefore, cursor);
    const lane = async () => {
      for (let item = hasTime() ? items.shift() : undefined; item; item = hasTime() ? items.shift() : undefined) await lookAt(item);
    };
    await Promise.all(Array.from({ length: sweepLanes }, lane));
    if (!next) break;
    cursor = next;
  }
  return swept;
}

async function lookAgain(context: Context, provider: CardProvider, id: Attempt['id']): Promise<boolean> {
  const attempt = await getAttempt(context.table, id);
  if (!attempt || !isLive(attempt)) return false;
  if (attempt.session !== undefined) {
    const settled = await settleSession(context, provider, attempt.session);
    return settled.ok && settled.value.attempt !== undefined && !isLive(settled.value.attempt);
  }
  // Begun, and whoever began it died before a session was kept. Until it expires the next start takes it up; a session we never heard of expires with it.
  if (attempt.expiresAtMs > Date.now()) return false;
  const live = await liveAttemptOf(context.table, attempt.document);
  return (await commitOnce(context.table, endWrites(context.table, moved(attempt, 'close'), live))).ok;
}
