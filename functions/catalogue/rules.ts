// What is on sale when, at which price and under which policy, and which changes to the catalogue are allowed: prices and withdrawals only ever concern today and later.
import { type CivilDate, dateText } from '../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { type AllocationRule, type Booker, bookers } from '../../shared/policy/allocations.ts';
import { bookableUnder, isBookableBy } from '../../shared/policy/bookers.ts';
import { inForce, rulesFor, titleFor } from '../../shared/policy/rules.ts';
import type { Pack, PackService } from '../../shared/policy/schema.ts';
import {
  type Price,
  type PriceCommand,
  type Search,
  type Service,
  type ServiceInForce,
  serviceIdOf,
  type WithdrawalCommand,
} from './schema.ts';

/** The day rate in force on a date, with the version a quote names; undefined for a free service and before the first price. */
export function priceOn(service: Service, date: CivilDate): { perDayExVatPence: number; version: number } | undefined {
  const price = inForce(service.prices, date);
  return price && { perDayExVatPence: price.perDayExVatPence, version: price.version };
}

/** Whether the service can be delivered on a date that is booked now: on sale, not withdrawn and, where it is sold at a price, priced on that date. */
export function onSaleOn(service: Service, date: CivilDate): boolean {
  if (date < service.onSaleFrom || hasEnded(service, date)) return false;
  return service.class !== 'traded' || priceOn(service, date) !== undefined;
}

/** Whether the withdrawal has taken effect by a date. */
export const hasEnded = (service: Service, date: CivilDate): boolean =>
  service.withdrawnFrom !== undefined && service.withdrawnFrom <= date;

const byDate = (a: Price, b: Price) => (a.from < b.from ? -1 : 1);

function withPrice(service: Service, { from, perDayExVatPence }: { from: CivilDate; perDayExVatPence: number }): Service {
  const version = Math.max(0, ...service.prices.map((price) => price.version)) + 1;
  return { ...service, prices: [...service.prices, { from, perDayExVatPence, version }].sort(byDate) };
}

/**
 * A new day rate from a date on. The same rate from the same date again changes nothing, so a form sent twice is harmless.
 * Refuses `free-service` (a core service has no price), `odd-price` (a half-day must be whole pence), `price-in-past`, `not-on-sale`
 * (the service will have been withdrawn) and `price-already-set` (quotes may name the rate that stands there, so it is not replaced).
 */
export function decidePrice(service: Service, command: PriceCommand, today: CivilDate): Decision<Service> {
  if (service.class === 'core') return refuse('free-service');
  if (command.perDayExVatPence % 2 !== 0) return refuse('odd-price', undefined, { field: 'perDayExVatPence' });
  const standing = service.prices.find((price) => price.from === command.from);
  if (standing?.perDayExVatPence === command.perDayExVatPence) return accept(service);
  if (command.from < today) return refuse('price-in-past', `${dateText(command.from)} is before today`, { field: 'from' });
  if (hasEnded(service, command.from)) {
    return refuse('not-on-sale', `It is withdrawn from ${dateText(service.withdrawnFrom ?? command.from)}`, { field: 'from' });
  }
  if (standing) return refuse('price-already-set', undefined, { field: 'from' });
  return accept({ ...withPrice(service, command), version: service.version + 1 });
}

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
  return {
    ...service,
    bookableBy: (pack ? bookableUnder(pack, service) : service).bookableBy,
    allocationTitles: [...new Set(rules.map((rule) => titleFor(rule, code)))],
    daysBookedBy: service.class === 'entitlement' ? daysBookedBy(rules, code) : undefined,
  };
}

/** A price of a pack that was not taken over, and why: nothing that has been on sale is rewritten. */
type LeftOut = { code: string; from: CivilDate; perDayExVatPence: number; because: 'in-the-past' | 'another-rate-stands' };
/** `entitled`: others may book it than before. */
export type Adopted = { change: 'added' | 'priced' | 'entitled' | 'unchanged'; service: Service; leftOut: LeftOut[] };

/** The service with who may book it by a pack, kept for the day on which no pack in force names it any more; the same service when that is what it was. */
function withBookers(service: Service, { bookableBy: offered }: PackService): Service {
  const { bookableBy: known, ...bare } = service;
  if (known?.join() === offered?.join()) return service;
  return offered ? { ...bare, bookableBy: offered } : bare;
}

/**
 * What a pack's service makes of the one already there. A new service comes with all its prices and is on sale from the day the pack takes effect.
 * A known one keeps its words and its prices, and is only given rates for days from today on that have none yet, and who may book it; whatever else the pack says is
 * left out and told. Of free days nothing is kept: the policy in force says which there are.
 */
export function adoptService(known: Service | undefined, offered: PackService, pack: Pack, today: CivilDate): Adopted {
  if (!known) {
    const { prices, ...words } = offered;
    const bare: Service = { ...words, id: serviceIdOf(offered.code), prices: [], onSaleFrom: pack.effectiveFrom, version: 1 };
    return { change: 'added', service: [...prices].sort((a, b) => (a.from < b.from ? -1 : 1)).reduce(withPrice, bare), leftOut: [] };
  }
  let priced = known;
  const leftOut: LeftOut[] = [];
  for (const { from, perDayExVatPence } of offered.prices) {
    const standing = priced.prices.find((price) => price.from === from);
    if (standing?.perDayExVatPence === perDayExVatPence) continue;
    if (standing) leftOut.push({ code: offered.code, from, perDayExVatPence, because: 'another-rate-stands' });
    else if (from < today) leftOut.push({ code: offered.code, from, perDayExVatPence, because: 'in-the-past' });
    else priced = withPrice(priced, { from, perDayExVatPence });
  }
  const service = withBookers(priced, offered);
  if (service === known) return { change: 'unchanged', service: known, leftOut };
  return { change: priced === known ? 'entitled' : 'priced', service: { ...service, version: known.version + 1 }, leftOut };
}

/** Lower case without accents, as people type when they search. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The services in which every word of the search is found, by title. Nobody is offered what only others book, and who only books does not see what has been withdrawn. */
export function findServices(
  services: readonly ServiceInForce[],
  search: Search,
  sight: { today: CivilDate; withdrawnToo: boolean; booker: Booker },
): ServiceInForce[] {
  const words = plain(search.q ?? '')
    .split(/\s+/)
    .filter(Boolean);
  return services
    .filter((service) => {
      if (!sight.withdrawnToo && hasEnded(service, sight.today)) return false;
      // The council's people read of every service, whoever books it.
      if (sight.booker !== 'council' && !isBookableBy(service, sight.booker)) return false;
      if (search.class && service.class !== search.class) return false;
      if (search.skill?.length && !search.skill.includes(service.skill)) return false;
      const { title, description, outcomes, allocationTitles, skill } = service;
      const text = plain([title, description, outcomes, ...allocationTitles, skill].join(' '));
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => a.title.localeCompare(b.title, 'en-GB') || (a.id < b.id ? -1 : 1));
}

/** The first sentence of a description, for a list; a long one ends at a word with an ellipsis. */
export function shortText(description: string): string {
  const sentence = /^.*?[.!?](?=\s|$)/s.exec(description)?.[0] ?? description;
  return sentence.length <= 160 ? sentence : `${sentence.slice(0, 159).replace(/\s+\S*$/, '')}…`;
}
