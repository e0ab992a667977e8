// Attempts, receipts and payments in the table. Nothing is held of a card, and of a message from the card service only its ids.
import { create, replace, type Write } from '../../../shared/commit.ts';
import { type AttemptId, type DocumentId, idSchema, isTeam, type OrganisationId } from '../../../shared/ids.ts';
import { account } from '../../../shared/ledger/chart.ts';
import { postingWrites, type StoredHead } from '../../../shared/ledger/post.ts';
import type { Transfer } from '../../../shared/ledger/transfers.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { type CouncilTable, type Item, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import type { Document } from '../../invoicing/schema.ts';
import { getDocument, paidWrite } from '../../invoicing/store.ts';
import { isLive } from '../rules.ts';
import type { Attempt, Notification, Payment, Receipt } from '../schema.ts';

export async function getAttempt(table: CouncilTable, id: AttemptId): Promise<Attempt | undefined> {
  const attempt = await table.get<Attempt>(table.key.attempt(id));
  return attempt && unkeyed(attempt);
}

/** What a document still owes, in pence: what is available on its debtor account. */
export async function owedOn(table: CouncilTable, document: DocumentId): Promise<number> {
  const head = await table.get<StoredHead>(table.key.head(document, account('debtor', document)));
  return head?.available ?? 0;
}

/** The document's live attempt, through the claim that keeps it the only one. */
export async function liveAttemptOf(table: CouncilTable, document: DocumentId): Promise<Attempt | undefined> {
  const claim = await table.get<{ attempt: AttemptId }>(table.key.liveAttempt(document));
  return claim && getAttempt(table, claim.attempt);
}

/** A document of an organisation that can pay. */
type OwedDocument = Document & { organisation: OrganisationId };
type PayableFacts = { document: OwedDocument; owedPence: number; live: Attempt | undefined };

/** A document with what it owes and the attempt that is live on it. */
export async function loadPayable(table: CouncilTable, id: DocumentId): Promise<PayableFacts | undefined> {
  const [document, owedPence, live] = await Promise.all([getDocument(table, id), owedOn(table, id), liveAttemptOf(table, id)]);
  if (!document) return undefined;
  const { organisation } = document;
  // What a team's budget has paid is posted, and paid by nobody.
  return isTeam(organisation) ? undefined : { document: { ...document, organisation }, owedPence, live };
}

export async function getReceipt(table: CouncilTable, intent: string): Promise<Receipt | undefined> {
  const receipt = await table.get<Receipt>(table.key.paymentClaim(intent));
  return receipt && unkeyed(receipt);
}
/** A document's payments in the order they were received. */
export async function paymentsOf(table: CouncilTable, document: DocumentId): Promise<Payment[]> {
  const payments = await table.all<Payment>(table.range.paymentsOf(document));
  return payments.map(unkeyed).sort((a, b) => (`${a.receivedAt} ${a.intent}` < `${b.receivedAt} ${b.intent}` ? -1 : 1));
}
export async function listSuspense(table: CouncilTable, after?: string): Promise<Page<Receipt>> {
  const { items, ...rest } = await table.page<Receipt>(table.range.suspense(), {
    limit: 50,
    descending: true,
    ...(after ? { after } : {}),
  });
  return { items: items.map(unkeyed), ...rest };
}
/** Attempts begun before a moment of real time and not finished, oldest first: hints, to be read again. */
export const openAttempts = (table: CouncilTable, begunBefore: number, after?: string): Promise<Page<Attempt>> =>
  table.page<Attempt>(table.range.openAttempts(new Date(begunBefore).toISOString()), { limit: 25, ...(after ? { after } : {}) });
export const isKnownEvent = async (table: CouncilTable, id: string): Promise<boolean> =>
  (await table.get<Item>(table.key.cardEvent(id))) !== undefined;

/** The attempt a session was opened for: by our own record of it, or, if the reply was lost before we kept one, by the words on the session. */
export async function attemptOf(table: CouncilTable, session: string, marked: string | undefined): Promise<Attempt | undefined> {
  const known = await table.get<{ attempt: AttemptId }>(table.key.cardSession(session));
  const id = known?.attempt ?? idSchema('att').safeParse(marked).data;
  return id && getAttempt(table, id);
}

function attemptItem(table: CouncilTable, attempt: Attempt): Item & { version: number } {
  return {
    ...unkeyed(attempt),
    ...(isLive(attempt) ? indexOf(table.council).openAttempt(new Date(attempt.begunAtMs).toISOString(), attempt.id) : {}),
  };
}

const attemptWrite = (table: CouncilTable, attempt: Attempt): Write => replace(table.key.attempt(attempt.id), attemptItem(table, attempt));

/** Gives the document free for another attempt. */
const release = (table: CouncilTable, { document, id }: Attempt): Write => ({
  op: 'delete',
  key: table.key.liveAttempt(document),
  condition: { expression: '#attempt = :attempt', names: { '#attempt': 'attempt' }, values: { ':attempt': id } },
  refusal: { name: 'changed-meanwhile' },
});

/** Begins an attempt; refuses `changed-meanwhile` when the document has a live one. */
export const beginWrites = (table: CouncilTable, attempt: Attempt): Write[] => [
  create(table.key.attempt(attempt.id), attemptItem(table, attempt), 'changed-meanwhile'),
  create(table.key.liveAttempt(attempt.document), { type: 'live-attempt', attempt: attempt.id }, 'changed-meanwhile'),
];

/** Keeps the session that was opened for an attempt. */
export const openWrites = (table: CouncilTable, attempt: Attempt & { session: string }): Write[] => [
  attemptWrite(table, attempt),
  create(table.key.cardSession(attempt.session), { type: 'card-session', attempt: attempt.id }, 'changed-meanwhile'),
];

/** An attempt that has ended; `live` is the one its document has now. */
export const endWrites = (table: CouncilTable, ended: Attempt, live: Attempt | undefined): Write[] => [
  attemptWrite(table, ended),
  ...(live?.id === ended.id ? [release(table, ended)] : []),
];

/** Money received, once for each payment at the card service: its receipt, its transfers and, when it paid a document, its payment; `isPaid`: nothing more is owed on that. */
export function receiptWrites(
  table: CouncilTable,
  receipt: Receipt,
  payment: Payment | undefined,
  transfers: readonly Transfer[],
  isPaid: boolean,
): Write[] {
  const { intent, outcome, receivedAt } = receipt;
  const listed = outcome === 'in-suspense' ? indexOf(table.council).suspense(receivedAt, intent) : {};
  return [
    create(table.key.paymentClaim(intent), { ...receipt, ...listed }, 'changed-meanwhile'),
    ...(payment ? [create(table.key.payment(payment.document, intent), payment, 'changed-meanwhile')] : []),
    ...(payment && isPaid ? [paidWrite(table, payment.document)] : []),
    ...postingWrites(
      table,
      transfers.map((one) => ({ transfer: one, refusal: { name: 'changed-meanwhile' } })),
    ),
  ];
}

/** Keeps a message from the card service, with the effect that looks at its session when it names one and may tell of money. */
export function notificationWrites(
  table: CouncilTable,
  { id, type, object }: Notification,
  effectVersion: number | undefined,
  now: number,
): Write[] {
  const effect = effectVersion &&
    object !== undefined && {
      subject: effectSubject(object),
      version: effectVersion,
      function: 'payments',
      task: 'settle',
      payload: { session: object },
      now,
    };
  return [
    create(
      table.key.cardEvent(id),
      { type: 'card-event', id, event: type, ...(object === undefined ? {} : { object }), receivedAt: new Date(now).toISOString() },
      'changed-meanwhile',
    ),
    ...(effect ? [effectWrite(table, effect)] : []),
  ];
}

export const effectSubject = (object: string): string => `payment:${object}`;
