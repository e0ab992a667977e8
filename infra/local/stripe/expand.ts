// Puts linked objects in place of their ids where the caller asked for it, along the links this table knows and no others.
import type { Book } from './book.ts';
import { type Refusal, refuse } from './refusal.ts';

type Kind = 'checkout.session' | 'payment_intent' | 'charge' | 'balance_transaction' | 'event';
type Shelf = 'intents' | 'charges' | 'balanceTransactions';
type Link = { readonly to: Kind; readonly shelf: Shelf } | 'lines';

const LINKS: { readonly [kind in Kind]: { readonly [property: string]: Link } } = {
  'checkout.session': { payment_intent: { to: 'payment_intent', shelf: 'intents' }, line_items: 'lines' },
  payment_intent: { latest_charge: { to: 'charge', shelf: 'charges' } },
  charge: {
    payment_intent: { to: 'payment_intent', shelf: 'intents' },
    balance_transaction: { to: 'balance_transaction', shelf: 'balanceTransactions' },
  },
  balance_transaction: { source: { to: 'charge', shelf: 'charges' } },
  event: {},
};

/** Documented: four levels at most, and on a list the path starts with `data` (assumed to count as a level). */
const DEEPEST = 4;

export type Shape = { readonly kind: Kind; readonly list: boolean };

/** Refuses a path before anything is done, so that a bad `expand` changes nothing. */
export function checkExpand(shape: Shape, paths: readonly string[]): Refusal | undefined {
  for (const path of paths) {
    const steps = path.split('.');
    if (steps.length > DEEPEST)
      return refuse(400, `You cannot expand more than ${DEEPEST} levels of a property: ${path}`, { param: 'expand' });
    const inner = shape.list && steps[0] === 'data' ? steps.slice(1) : steps;
    const advice = shape.list && steps[0] !== 'data' ? ` You may want to try expanding 'data.${path}' instead.` : '';
    if (advice !== '' || !isKnown(shape.kind, inner)) {
      return refuse(400, `This property cannot be expanded (${path}).${advice}`, { param: 'expand' });
    }
  }
  return undefined;
}

function isKnown(kind: Kind, steps: readonly string[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return false;
  const link = Object.hasOwn(LINKS[kind], step) ? LINKS[kind][step] : undefined;
  if (link === undefined) return false;
  return rest.length === 0 || (link !== 'lines' && isKnown(link.to, rest));
}

/** A copy of the object as it travels (decimals as text), with the linked objects in it. */
export function expanded(book: Book, kind: Kind, object: object, paths: readonly string[]): object {
  const copy = JSON.parse(JSON.stringify(object)) as { [property: string]: unknown; id: string };
  const first = new Map<string, string[]>();
  for (const path of paths) {
    const [step = '', ...rest] = path.split('.');
    first.set(step, [...(first.get(step) ?? []), ...(rest.length > 0 ? [rest.join('.')] : [])]);
  }
  for (const [step, below] of first) {
    const link = LINKS[kind][step];
    if (link === 'lines') copy[step] = linesOf(book, copy.id);
    else if (link) {
      // Documented: a link that is null stays null.
      const linked = book[link.shelf].get(String(copy[step]));
      if (linked) copy[step] = expanded(book, link.to, linked, below);
    }
  }
  return copy;
}

function linesOf(book: Book, sessionId: string): object {
  const data = book.checkouts.get(sessionId)?.lines ?? [];
  return { object: 'list', data: JSON.parse(JSON.stringify(data)), has_more: false, url: `/v1/checkout/sessions/${sessionId}/line_items` };
}
