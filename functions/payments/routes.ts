// Payments as JSON, and the address to which the card service sends its signed messages.
import { answer, type Handlers, parse, pick, problem, readJson } from '../../shared/http.ts';
import type { manifest } from '../manifest.ts';
import { readAttempt, readDocumentPayments, readSuspense } from './actions/read.ts';
import { receiveNotification } from './actions/settle.ts';
import { startPayment } from './actions/start.ts';
import { seesFees } from './rules.ts';
import type { CardProviders } from './schema/card.ts';
import { type Attempt, type Payment, type Receipt, startCommand, suspenseQuery } from './schema.ts';

type Declared = typeof manifest.payments.routes;
type Paths = Extract<keyof Declared, `${string} /api/${string}`> | 'POST /payments/webhooks/stripe';

const showAttempt = (attempt: Attempt) => ({
  attempt: attempt.id,
  ...pick(attempt, ['document', 'number', 'amountPence', 'state', 'startedAt']),
  ...(attempt.state === 'open' ? { url: attempt.url, expiresAt: new Date(attempt.expiresAtMs).toISOString() } : {}),
});

const showPayment = ({ feePence, ...payment }: Payment, withFee: boolean) => ({
  ...pick(payment, ['intent', 'attempt', 'amountPence', 'appliedPence', 'creditedPence', 'receivedAt']),
  ...(withFee && feePence !== undefined ? { feePence } : {}),
});

const showReceipt = (receipt: Receipt) =>
  pick(receipt, ['intent', 'session', 'amountPence', 'reason', 'attempt', 'document', 'receivedAt']);

export const routes = (cards: CardProviders): Pick<Handlers<Declared>, Paths> => ({
  'POST /payments/webhooks/stripe': async (context, c) => {
    // The signature is over the bytes as sent: nothing may read or rewrite them before it is verified.
    const raw = new Uint8Array(await c.req.arrayBuffer());
    const kept = await receiveNotification(context, cards(context.council.slug), raw, c.req.header('stripe-signature'));
    if (kept.ok) return c.json({ received: true });
    if (kept.refusal.name === 'bad-signature') return problem(c, kept.refusal);
    // Any answer but 200 makes the card service send it again; whatever stood in the way of keeping it, later may be better.
    return problem(c, { name: 'contended' });
  },
  'POST /api/payments/documents/{document}/attempts': async (context, c) => {
    const command = await readJson(c, startCommand);
    if (!command.ok) return problem(c, command.refusal);
    const started = await startPayment(context, cards(context.council.slug), c.get('host').origin, c.req.param('document') ?? '');
    return answer(c, started, showAttempt, 201);
  },
  'GET /api/payments/attempts/{attempt}': async (context, c) =>
    answer(c, await readAttempt(context, c.req.param('attempt') ?? ''), showAttempt),
  'GET /api/payments/documents/{document}': async (context, c) =>
    answer(c, await readDocumentPayments(context, c.req.param('document') ?? ''), ({ document, outstandingPence, payments, live }) => ({
      document: document.id,
      number: document.number,
      grossPence: document.grossPence,
      outstandingPence,
      payments: payments.map((payment) => showPayment(payment, seesFees(context.actor))),
      liveAttempt: live ? showAttempt(live) : null,
    })),
  'GET /api/payments/suspense': async (context, c) => {
    const query = parse(suspenseQuery, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    return answer(c, await readSuspense(context, query.value.after), ({ items, next }) => ({
      receipts: items.map(showReceipt),
      ...(next ? { next } : {}),
    }));
  },
});
