// The clauses of a pack, so that it can be held that people read each of them word for word.
import type { Clause, Pack } from '../shared/policy/schema.ts';

/** Every clause that a pack quotes, in its order: of services, rules and their parts, sources of funding, and conduct. */
export const clausesOf = ({ services, allocations, fundings, cancellation, conflicts, compliance, notes, packages }: Pack): Clause[] => [
  ...services.map(({ clause }) => clause),
  ...allocations.flatMap((rule) => [
    rule.clause,
    ...(rule.per === 'partnership' ? [rule.reserved?.clause, rule.agreement?.clause].filter((clause) => clause !== undefined) : []),
  ]),
  ...[...fundings, ...conflicts, ...compliance].map(({ clause }) => clause),
  ...(cancellation.clause ? [cancellation.clause] : []),
  ...notes.flatMap(({ clause }) => (clause ? [clause] : [])),
  ...packages.map(({ clause }) => clause),
];
