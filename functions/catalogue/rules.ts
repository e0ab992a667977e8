// What is on sale when, at which price and under which policy, and which changes to the catalogue are allowed: prices and withdrawals only ever concern today and later.
import { type CivilDate, dateText } from '../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { type AllocationRule, type Booker, bookers } from '../../shared/policy/allocations.ts';
import { bookableUnder } from '../../shared/policy/bookers.ts';
import type { BuyerKind } from '../../shared/policy/prices.ts';
import { rulesFor, titleFor } from '../../shared/policy/rules.ts';
import type { Pack, PackService } from '../../shared/policy/schema.ts';
import { endingWith, forTheSame, standingWith, withPrice } from './rules/prices.ts';
import { hasEnded } from './rules/sale.ts';
import { changedWords, wordsOf } from './rules/words.ts';
import { type Price, type Service, type ServiceInForce, serviceIdOf, type WithdrawalCommand } from './schema.ts';

export { councilsOwn, decidePrice, priceOn } from './rules/prices.ts';
export { hasEnded, onSaleOn } from './rules/sale.ts';
export { findServices } from './rules/search.ts';

/**
 * Takes the service off sale from a date on; what is booked by then stays. A withdrawal still to come may be given another date.
 * Refuses `withdrawal-in-past` and `already-withdrawn`; the same date again changes nothing.
 */
export function decideWithdrawal(service: Service, { withdrawnFrom }: WithdrawalCommand, today: CivilDate): Decision<Service> {
  if (service.withdrawnFrom === withdrawnFrom) return accept(service);
  if (service.withdrawnFrom !== undefined && hasEnded(service, today)) {
    return refuse('already-withdrawn', `It was withdrawn from ${dateText(service.withdrawnFrom)}`);
  }
  if (withdrawnFrom < today) return refuse('withdrawal-in-past', `${dateText(withdrawnFrom)} is before today`, { field: 'withdrawnFrom' });
  return accept({ ...service, withdrawnFrom, version: service.version + 1 });
}

/** A budget of money alone pays prices, and has no free days. */
const grantsDays = (rule: AllocationRule): boolean => rule.per !== 'team' || rule.teams.some(({ grant }) => grant.halfDays > 0);

/** Who may book some of the days that pay for a service; undefined where everybody may, and where no rule pays for it. What is reserved is the council's. */
function daysBookedBy(rules: readonly AllocationRule[], code: string): Booker[] | undefined {
  const by = new Set(rules.flatMap((rule): readonly Booker[] => (rule.services.includes(code) ? rule.bookableBy : ['council'])));
  return by.size === 0 || by.size === bookers.length ? undefined : bookers.filter((booker) => by.has(booker));
}

/**
 * A service with what the policy in force says of it on the day it is read: which free days may pay for it, and who may book it and them. While none is in force
 * there are no free days, and who may book it is what was said when it was offered.
 */
export function underPolicy(service: Service, pack: Pack | undefined): ServiceInForce {
  const { code } = service;
  const rules = pack ? rulesFor(pack, code).filter(grantsDays) : [];
  const said = pack?.services.find((each) => each.code === code);
  return {
    ...service,
    bookableBy: (pack ? bookableUnder(pack, service) : service).bookableBy,
    allocationTitles: [...new Set(rules.map((rule) => titleFor(rule, code)))],
    daysBookedBy: service.class === 'entitlement' ? daysBookedBy(rules, code) : undefined,
    ...(said && changedWords(wordsOf(service), wordsOf(said)).length > 0 ? { policyWords: wordsOf(said) } : {}),
  };
}

/** A price of a pack that was not taken over, and why: nothing that has been on sale is rewritten. */
type LeftOut = {
  code: string;
  from: CivilDate;
  perDayExVatPence: number;
  buyers?: readonly BuyerKind[] | undefined;
  because: 'in-the-past' | 'another-rate-stands' | 'ends-then' | 'taken-back';
};
/** `entitled`: others may book it than before. */
export type Adopted = { change: 'added' | 'priced' | 'entitled' | 'unchanged'; service: Service; leftOut: LeftOut[] };

/** The service with who may book it by a pack, kept for the day on which no pack in force names it any more; the same service when that is what it was. */
function withBookers(service: Service, { bookableBy: offered }: PackService): Service {
  const { bookableBy: known, ...bare } = service;
  if (known?.join() === offered?.join()) return service;
  return offered ? { ...bare, bookableBy: offered } : bare;
}

/** Whether the catalogue took this very rate back before its day: a policy that still says it does not bring it again. */
export const wasTakenBack = (
  { takenBack = [] }: Pick<Service, 'takenBack'>,
  price: Pick<Price, 'from' | 'perDayExVatPence'> & { buyers?: readonly BuyerKind[] | undefined },
): boolean =>
  takenBack.some(
    (each) =>
      'perDayExVatPence' in each && each.from === price.from && each.perDayExVatPence === price.perDayExVatPence && forTheSame(each, price),
  );

/**
 * What a pack's service makes of the one already there. A new service comes with all its prices and is on sale from the day the pack takes effect.
 * A known one keeps its words and its prices, and is only given rates for days from today on that have none yet, on which none ends and which were not taken back, and who may book
 * it; whatever else the pack says is left out and told. Of free days nothing is kept: the policy in force says which there are.
 */
export function adoptService(known: Service | undefined, offered: PackService, pack: Pack, today: CivilDate): Adopted {
  if (!known) {
    const { prices, ...words } = offered;
    const bare: Service = { ...words, id: serviceIdOf(offered.code), prices: [], onSaleFrom: pack.effectiveFrom, version: 1 };
    return { change: 'added', service: [...prices].sort((a, b) => (a.from < b.from ? -1 : 1)).reduce(withPrice, bare), leftOut: [] };
  }
  let priced = known;
  const leftOut: LeftOut[] = [];
  for (const price of offered.prices) {
    const { from, perDayExVatPence, buyers } = price;
    const standing = standingWith(priced, price);
    if (standing?.perDayExVatPence === perDayExVatPence && forTheSame(standing, price)) continue;
    const left = { code: offered.code, from, perDayExVatPence, ...(buyers ? { buyers } : {}) };
    if (standing) leftOut.push({ ...left, because: 'another-rate-stands' });
    else if (from < today) leftOut.push({ ...left, because: 'in-the-past' });
    else if (wasTakenBack(priced, price)) leftOut.push({ ...left, because: 'taken-back' });
    else if (endingWith(priced, price)) leftOut.push({ ...left, because: 'ends-then' });
    else priced = withPrice(priced, price);
  }
  const service = withBookers(priced, offered);
  if (service === known) return { change: 'unchanged', service: known, leftOut };
  return { change: priced === known ? 'entitled' : 'priced', service: { ...service, version: known.version + 1 }, leftOut };
}

/** The first sentence of a description, for a list; a long one ends at a word with an ellipsis. */
export function shortText(description: string): string {
  const sentence = /^.*?[.!?](?=\s|$)/s.exec(description)?.[0] ?? description;
  return sentence.length <= 160 ? sentence : `${sentence.slice(0, 159).replace(/\s+\S*$/, '')}…`;
}
