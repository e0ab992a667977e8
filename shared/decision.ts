// A rule answers accept(change) or refuse(name): the two ends of every decision.
import type { RefusalName } from './problem.ts';

/** One faulty field of a command: `field` is its path with dots (`sessions.0`), which is also the input's id on the page. */
export type FieldFault = { field: string; detail: string };

export type Refusal = {
  name: RefusalName;
  /** What is wrong in this case, in one sentence. */
  detail?: string;
  faults?: FieldFault[];
  /** Further members of the problem details, such as the new quote. */
  more?: Record<string, unknown>;
};

export type Decision<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const accept = <T>(value: T): Decision<T> => ({ ok: true, value });

/** A refusal by name. `detail` says more than the name's own title; with `field` it stands at that field too, and `more` goes into problem details as it is. */
export function refuse(
  name: RefusalName,
  detail?: string,
  rest: { field?: string; faults?: FieldFault[]; more?: Record<string, unknown> } = {},
): { ok: false; refusal: Refusal } {
  const faults = rest.faults ?? (rest.field ? [{ field: rest.field, detail: detail ?? name }] : undefined);
  return {
    ok: false,
    refusal: { name, ...(detail ? { detail } : {}), ...(faults ? { faults } : {}), ...(rest.more ? { more: rest.more } : {}) },
  };
}

/** The value of an accepted decision; throws on a refusal. For callers to whom a refusal is a bug. */
export function accepted<T>(decision: Decision<T>): T {
  if (decision.ok) return decision.value;
  throw new Error(`refused: ${decision.refusal.name} ${decision.refusal.detail ?? ''}`);
}
