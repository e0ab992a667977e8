// Packs that are changed until they are wrong, and what whoever sends one is told.
import { expect } from 'vitest';
import type { AllocationRule } from '../shared/policy/allocations.ts';
import { type Pack, packSchema } from '../shared/policy/schema.ts';

/** The faults of a pack as whoever sends it is told them: the path, and the sentence. */
export function told(pack: unknown): [string, string][] {
  return (packSchema.safeParse(pack).error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]);
}

/** The first rule of a kind, or that of a code. */
export function ruleOf<P extends AllocationRule['per']>(pack: Pack, per: P, code?: string): Extract<AllocationRule, { per: P }> {
  const found = pack.allocations.find(
    (each): each is Extract<AllocationRule, { per: P }> => each.per === per && (!code || each.code === code),
  );
  if (!found) throw new Error(`no rule per ${per}`);
  return found;
}

/** The path of a rule within its pack. */
export const pathOf = (pack: Pack, code: string) => `allocations.${pack.allocations.findIndex((each) => each.code === code)}`;

export type Case = [name: string, change: (pack: Pack) => unknown, path: string, message: string];

/** A case's change of this pack is the one fault it is refused for, by this path and this sentence. */
export const refusals =
  (base: Pack) =>
  (_: string, change: Case[1], path: string, message: string): void => {
    const pack = structuredClone(base);
    change(pack);
    expect(told(pack)).toEqual([[path, message]]);
  };
