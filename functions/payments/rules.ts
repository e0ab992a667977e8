// Pure decisions about money by card: what may be begun, whether a live attempt still serves, and where money that was taken belongs.

import type { Actor } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import type { AttemptId, CouncilSlug, DocumentId, OrganisationId } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import { type Transfer, transfer } from '../../shared/ledger/transfers.ts';
import { formatPence } from '../../shared/money.ts';
import {
  type Attempt,
  type AttemptEvent,
  attemptMachine,
  type CardSession,
  type Payment,
  type Receipt,
  type SuspenseReason,
} from './schema.ts';

const leastCardPence = 30;
const mostCardPence = 99_999_999;
const sessionMinutes = 60;
/** A session about to expire is not offered again. */
const leastLeftMs = 5 * 60_000;

type Payable = { id: DocumentId; kind: string; number: string; organisation: OrganisationId };

/** How much of a document may be paid by card now, in pence. Refuses `not-paid-by-card`, `nothing-owed`, `below-card-minimum`, `above-card-maximum`. */
export function decidePayable(document: Payable, owedPence: number): Decision<number> {
  if (document.kind !== 'vat-invoice') return refuse('not-paid-by-card');
  if (owedPence <= 0) return refuse('nothing-owed');
  if (owedPence < leastCardPence) return refuse('below-card-minimum', `${formatPence(owedPence)} is owed on ${document.number}.`);
  if (owedPence > mostCardPence) return refuse('above-card-maximum', `${formatPence(owedPence)} is owed on ${document.number}.`);
  return accept(owedPence);
}

/** A new attempt to pay what is owed. `startedAt` is the council's moment, `realNow` real time, as the session's expiry is. */
export function beginAttempt(id: AttemptId, document: Payable, amountPence: number, startedAt: string, realNow: number): Attempt {
  const { id: documentId, number, organisation } = document;
  // Whole seconds, so that the same attempt is asked for in the same words whenever the asking is repeated.
  const expiresAtMs = (Math.floor(realNow / 1000) + sessionMinutes * 60) * 1000;
  return {
    type: 'attempt',
    id,
    document: documentId,
    number,
    organisation,
    amountPence,
    state: 'creating',
    startedAt,
    begunAtMs: realNow,
    expiresAtMs,
    version: 1,
  };
}

/** The attempt after an event. Throws where the table has no row. */
export function moved(attempt: Attempt, event: AttemptEvent, more: Partial<Attempt> = {}): Attempt {
  const { url: _, ...rest } = attempt;
  return { ...rest, ...more, state: attemptMachine.must(attempt.state, event), version: attempt.version + 1 };
}

export const isLive = (attempt: Attempt): boolean => attempt.state === 'creating' || attempt.state === 'open';

/** Whether an open attempt still asks for the right amount and leaves its payer time to pay. */
export const stillServes = (attempt: Attempt, owedPence: number, realNow: number): boolean =>
  attempt.state === 'open' && attempt.amountPence === owedPence && attempt.expiresAtMs - realNow > leastLeftMs;

/** What the card service charged the council is for those who keep its books, not for the school that paid. */
export const seesFees = ({ roles }: Pick<Actor, 'roles'>): boolean => roles.some((role) => role === 'finance' || role === 'auditor');

export type SettleFacts = {
  council: CouncilSlug;
  session: CardSession;
  attempt: Attempt | undefined;
  /** What the attempt's document still owes. */
  owedPence: number;
  /** The council's moment, in milliseconds and as ISO text. */
  now: number;
  receivedAt: string;
};

export type Settlement =
  | { outcome: 'nothing' }
  | { outcome: 'not-ours' }
  | { outcome: 'close'; attempt: Attempt }
  /** Taken in another currency, and the card service has not yet said what it came to in pounds. */
  | { outcome: 'wait' }
  | { outcome: 'applied'; receipt: Receipt; payment: Payment; attempt: Attempt; transfers: Transfer[] }
  | { outcome: 'in-suspense'; receipt: Receipt; attempt: Attempt | undefined; transfers: Transfer[] };

/** What makes money unfit to be applied by itself, or nothing. */
function misfit({ council, session, attempt }: SettleFacts): SuspenseReason | undefined {
  if (!attempt) return 'unknown-attempt';
  const { marks } = session;
  if (marks.council !== council || marks.document !== attempt.document || marks.attempt !== attempt.id) return 'other-words';
  if (attempt.session !== undefined && attempt.session !== session.id) return 'other-words';
  if (attemptMachine.next(attempt.state, 'pay') === undefined) return 'other-words';
  if (session.currency !== 'gbp') return 'other-currency';
  return session.takenPence === attempt.amountPence && session.askedPence === attempt.amountPence ? undefined : 'other-amount';
}

/**
 * Where a session leaves us. Money that was taken is always received: it pays the document up to what is owed, the excess is the organisation's credit,
 * and what does not fit its attempt goes to suspense. The natural key of the money is the payment's own id, so that any number of calls receives it once.
 */
export function decideSettlement(facts: SettleFacts): Settlement {
  const { council, session, attempt } = facts;
  if (!attempt && session.marks.council !== council) return { outcome: 'not-ours' };
  if (session.state === 'expired' && attempt && isLive(attempt)) return { outcome: 'close', attempt: moved(attempt, 'close') };
  if (session.state !== 'paid' || session.intent === undefined || session.takenPence <= 0) return { outcome: 'nothing' };
  const { intent } = session;
  const reason = misfit(facts);
  if (reason !== undefined || !attempt) return inSuspense(facts, intent, reason ?? 'unknown-attempt');
  return applied(facts, intent, attempt);
}

/** Money that fits no attempt, in pounds as taken or as settled; it waits where neither is known. */
function inSuspense({ session, attempt, now, receivedAt }: SettleFacts, intent: string, reason: SuspenseReason): Settlement {
  const amountPence =
    session.currency === 'gbp' ? session.takenPence : session.settled?.currency === 'gbp' ? session.settled.grossPence : 0;
  if (amountPence <= 0) return { outcome: 'wait' };
  const receipt: Receipt = {
    type: 'card-receipt',
    intent,
    session: session.id,
    amountPence,
    outcome: 'in-suspense',
    reason,
    receivedAt,
  };
  const details = { name: `suspense-${intent}`, now, cause: { payment: intent } };
  const transfers = [transfer('payment-suspense', account('suspense', 'card'), account('clearing', 'card'), amountPence, details)];
  if (!attempt) return { outcome: 'in-suspense', receipt, attempt: undefined, transfers };
  const held = attemptMachine.next(attempt.state, 'suspend') ? moved(attempt, 'suspend') : undefined;
  return { outcome: 'in-suspense', receipt: { ...receipt, attempt: attempt.id, document: attempt.document }, attempt: held, transfers };
}

/** Money that fits its attempt: to the document up to what it owes, and the excess to the organisation's credit. */
function applied({ session, owedPence, now, receivedAt }: SettleFacts, intent: string, attempt: Attempt): Settlement {
  const { document, organisation } = attempt;
  const amountPence = session.takenPence;
  const appliedPence = Math.max(0, Math.min(owedPence, amountPence));
  const creditedPence = amountPence - appliedPence;
  const clearing = account('clearing', 'card');
  const details = (name: string) => ({ name: `${name}-${intent}`, now, cause: { document, payment: intent } });
  const fee = session.settled ? { feePence: session.settled.feePence } : {};
  return {
    outcome: 'applied',
    receipt: {
      type: 'card-receipt',
      intent,
      session: session.id,
      amountPence,
      outcome: 'applied',
      attempt: attempt.id,
      document,
      receivedAt,
    },
    payment: {
      type: 'payment',
      intent,
      document,
      attempt: attempt.id,
      organisation,
      amountPence,
      appliedPence,
      creditedPence,
      ...fee,
      receivedAt,
    },
    attempt: moved(attempt, 'pay', { session: session.id }),
    transfers: [
      ...(appliedPence > 0 ? [transfer('payment', account('debtor', document), clearing, appliedPence, details('payment'))] : []),
      ...(creditedPence > 0
        ? [transfer('payment-excess', account('customer-credit', organisation), clearing, creditedPence, details('excess'))]
        : []),
    ],
  };
}
