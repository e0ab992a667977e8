// Which half-days that were paid for in advance a quote may draw on: those of whoever books, and of nobody else. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { packageOf } from '../../../shared/ledger/chart.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { bookerOf } from '../../../shared/policy/bookers.ts';
import type { Holding } from '../schema/packages.ts';
import type { PackageFacts } from './facts.ts';

/**
 * Whose packages are looked at: those of the organisation that is acted for, where it books for itself or its schools, and those that a change gives something back
 * to. Neither a partnership's lead nor the council spends what a school has bought.
 */
export function holdersFor(actor: Pick<Actor, 'organisation'>, back: Iterable<string>): OrganisationId[] {
  const own = actor.organisation && bookerOf(actor) === 'school' ? [actor.organisation] : [];
  const givenBack = [...back].filter((account) => account.startsWith('package/')).map((account) => packageOf(account).holder);
  return [...new Set([...own, ...givenBack])];
}

/** Whether something bought in advance may still pay for a service; on which dates, the sessions tell. */
export const mayPayFor =
  (service: string, today: CivilDate) =>
  ({ services, expires }: Pick<PackageFacts, 'services' | 'expires'>): boolean =>
    services.includes(service) && today <= expires;

/** What there is, the first to expire first; `back` is what a change gives back before it draws again. */
export const packageFacts = (
  held: readonly { holding: Holding; head: StoredHead }[],
  back: ReadonlyMap<string, number> = new Map(),
): PackageFacts[] =>
  held
    .filter(({ head }) => !head.closed)
    .map(({ holding: { type: _, halfDays: bought, ...holding }, head }) => ({
      ...holding,
      bought,
      available: head.available + (back.get(holding.account) ?? 0),
    }))
    .sort((a, b) => (`${a.expires} ${a.account}` < `${b.expires} ${b.account}` ? -1 : 1));
