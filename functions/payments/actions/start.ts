// Starting to pay a document by card: however many clicks, tabs and retries, one live attempt and one session.
import { commitOnce } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, newId } from '../../../shared/ids.ts';
import { canTouch } from '../../identity/rules.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { beginAttempt, decidePayable, moved, stillServes } from '../rules.ts';
import type { CardProvider, PaymentRequest } from '../schema/card.ts';
import type { Attempt } from '../schema.ts';
import { beginWrites, endWrites, loadPayable, openWrites } from '../store/index.ts';
import { retire, settleSession } from './settle.ts';

const mostRounds = 8;

/** What the card service is asked for. Made of the attempt alone, so that asking again asks for the same. */
function requestOf(attempt: Attempt, council: string, origin: string): PaymentRequest {
  const here = `${origin}/${council}/payments/attempts/${attempt.id}`;
  return {
    attempt: attempt.id,
    council,
    document: attempt.document,
    description: `Invoice ${attempt.number}`,
    amountPence: attempt.amountPence,
    expiresAtMs: attempt.expiresAtMs,
    successUrl: `${here}/return?session_id={CHECKOUT_SESSION_ID}`,
    cancelUrl: here,
  };
}

/**
 * The open attempt to pay what a document owes: the live one while it serves, otherwise a new one. Each round looks at the facts afresh and takes one step,
 * so that any number of starts at once meet at the same attempt and a crash between two steps is taken up by the next start. Refuses `unknown-document`,
 * `acting-for-another` where it is another school's of this person's, `not-paid-by-card`, `nothing-owed`, `below-card-minimum`, `above-card-maximum`, `card-service-unavailable`, `wrong-state` and `contended`.
 */
export async function startPayment(
  context: Context,
  provider: CardProvider | undefined,
  origin: string,
  id: string,
): Promise<Decision<Attempt>> {
  const { actor, table, now } = context;
  const document = idSchema('doc').safeParse(id);
  if (!document.success) return refuse('unknown-document');
  for (let round = 0; round < mostRounds; round++) {
    const facts = await loadPayable(table, document.data);
    if (!facts) return refuse('unknown-document');
    const { organisation } = facts.document;
    if (!canTouch(actor, 'payment:make', { organisation })) return refuseOther(context, organisation, { name: 'unknown-document' });
    const payable = decidePayable(facts.document, facts.owedPence);
    if (!payable.ok) return payable;
    if (!provider) return refuse('card-service-unavailable');
    const { live } = facts;

    if (!live) {
      const begun = beginAttempt(newId('att'), facts.document, payable.value, new Date(now).toISOString(), Date.now());
      // Won or lost, the document has a live attempt now.
      const outcome = await commitOnce(table, beginWrites(table, begun));
      if (!outcome.ok && outcome.refusal.name === 'contended') return outcome;
    } else if (live.state === 'creating') {
      const opened = await openSession(context, provider, origin, live);
      if (!opened.ok) return opened;
      if (opened.value && stillServes(opened.value, payable.value, Date.now())) return accept(opened.value);
    } else if (live.session !== undefined && stillServes(live, payable.value, Date.now())) {
      const settled = await settleSession(context, provider, live.session);
      if (!settled.ok) return settled;
      if (settled.value.state === 'open') return accept(live);
      if (settled.value.state === 'processing') return refuse('wrong-state', 'A card payment of this invoice is being checked.');
    } else {
      const retired = await retire(context, provider, live);
      if (!retired.ok) return retired;
    }
  }
  return refuse('contended');
}

const justBegunMs = 60_000;

/**
 * Opens the session of an attempt that has none yet; undefined when somebody else changed the attempt meanwhile. One that can never be opened is closed:
 * nobody has seen its page, so nobody can pay it, and the next attempt asks under a key of its own.
 */
async function openSession(
  context: Context,
  provider: CardProvider,
  origin: string,
  attempt: Attempt,
): Promise<Decision<Attempt | undefined>> {
  const { table, council, logger } = context;
  const made = await provider.createPayment(requestOf(attempt, council.slug, origin));
  if (made.ok) {
    const opened = { ...moved(attempt, 'open', { url: made.value.url }), session: made.value.session };
    const kept = await commitOnce(table, openWrites(table, opened));
    if (!kept.ok && kept.refusal.name === 'contended') return kept;
    return accept(kept.ok ? opened : undefined);
  }
  if (made.refusal.name !== 'wrong-state') return made;
  logger.error('attempt-never-opens', { attempt: attempt.id });
  await commitOnce(table, endWrites(table, moved(attempt, 'close'), attempt));
  return Date.now() - attempt.begunAtMs < justBegunMs ? refuse('card-service-unavailable') : accept(undefined);
}
