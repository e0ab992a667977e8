// Looking at payments: an attempt, a document's payments, what is in suspense, and the payer's return from the card page.
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import { canTouch } from '../../identity/rules.ts';
import type { Document } from '../../invoicing/schema.ts';
import { isLive } from '../rules.ts';
import type { CardProvider } from '../schema/card.ts';
import type { Attempt, Payment, Receipt } from '../schema.ts';
import { getAttempt, listSuspense, loadPayable, paymentsOf } from '../store/index.ts';
import { settleSession } from './settle.ts';

/** Refuses `unknown-attempt`, for another organisation's attempt as for one that does not exist. */
export async function readAttempt(context: Context, id: string): Promise<Decision<Attempt>> {
  const known = idSchema('att').safeParse(id);
  const attempt = known.success ? await getAttempt(context.table, known.data) : undefined;
  if (!attempt || !canTouch(context.actor, 'payment:read', { organisation: attempt.organisation })) return refuse('unknown-attempt');
  return accept(attempt);
}

/**
 * The payer is back from the card page. What the address says is not looked at: the attempt's own session is fetched and settled. `certain` is false
 * while the card service has not answered, or has not made up its mind. Refuses `unknown-attempt`.
 */
export async function returnFromCard(
  context: Context,
  provider: CardProvider | undefined,
  id: string,
): Promise<Decision<{ attempt: Attempt; certain: boolean }>> {
  const before = await readAttempt(context, id);
  if (!before.ok) return before;
  const { session } = before.value;
  if (!isLive(before.value) || session === undefined) return accept({ attempt: before.value, certain: true });
  const settled = provider ? await settleSession(context, provider, session) : refuse('card-service-unavailable');
  const after = await readAttempt(context, id);
  return after.ok ? accept({ attempt: after.value, certain: settled.ok && settled.value.state !== 'processing' }) : after;
}

export type DocumentPayments = { document: Document; outstandingPence: number; payments: Payment[]; live?: Attempt };

/** What a document owes and what was paid on it. Refuses `unknown-document`. */
export async function readDocumentPayments(context: Context, id: string): Promise<Decision<DocumentPayments>> {
  const known = idSchema('doc').safeParse(id);
  const facts = known.success ? await loadPayable(context.table, known.data) : undefined;
  if (!facts || !canTouch(context.actor, 'payment:read', { organisation: facts.document.organisation })) return refuse('unknown-document');
  const payments = await paymentsOf(context.table, facts.document.id);
  return accept({ document: facts.document, outstandingPence: facts.owedPence, payments, ...(facts.live ? { live: facts.live } : {}) });
}

/** Receipts that fit no document, newest first. */
export const readSuspense = async (context: Context, after: string | undefined): Promise<Decision<Page<Receipt>>> =>
  accept(await listSuspense(context.table, after));
