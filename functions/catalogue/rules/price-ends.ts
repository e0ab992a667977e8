// How a day rate stops being asked: taken back before its day, or, where it is some customers' own, ended from a day on. Neither concerns a day that is over, leaves
// somebody without a price while others have one, or raises what is asked above inflation in silence. What is booked keeps the price it was booked at. Pure.
import { type CivilDate, dateText, type Instant, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { formatPence } from '../../../shared/money.ts';
import { type BuyerKind, buyerKinds, buyersText, priceFor, riseBetween, sameBuyers, unpricedOn } from '../../../shared/policy/prices.ts';
import type { Price, PriceEnd, PriceEndCommand, Service, TakingBackCommand } from '../schema.ts';
import { forTheSame, forWhom, nextPriceVersion, type PriceFacts, unacknowledged } from './prices.ts';

/** What is still to come of a service's prices, the first to come first: rates, and ends of some customers' own. */
export const stillToCome = ({ prices, priceEnds = [] }: Pick<Service, 'prices' | 'priceEnds'>, today: CivilDate): (Price | PriceEnd)[] =>
  [...prices, ...priceEnds]
    .filter(({ from }) => from > today)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.version - b.version));

/** `£560.00 a day for academies and their trusts from 1 April 2027`. */
export const saidOf = (entry: Price | PriceEnd): string =>
  'perDayExVatPence' in entry
    ? `${formatPence(entry.perDayExVatPence)} a day${forWhom(entry)} from ${dateText(entry.from)}`
    : `the end of the day rate${forWhom(entry)} from ${dateText(entry.from)}`;

/** On some day somebody would have no price while others do; nobody having one is a service that is not on sale yet. */
function unpricedFrom(after: Service, from: CivilDate, sold: readonly BuyerKind[]): Decision<void> {
  const { prices, priceEnds } = after;
  const days = [from, ...[...prices, ...(priceEnds ?? [])].map((each) => each.from)].filter((day) => day >= from).sort();
  for (const day of days) {
    const without = unpricedOn(prices, day, sold, priceEnds);
    if (without.length > 0 && without.length < sold.length)
      return refuse('customers-unpriced', `From ${dateText(day)} there would be none for ${buyersText(without)}`, { field: 'buyers' });
  }
  return accept(undefined);
}

/** The first day, from one on, on which what somebody is asked rises above inflation and it is too late to announce it. */
function lateRise(before: Service, after: Service, { from, today }: { from: CivilDate; today: CivilDate }, { notice }: PriceFacts) {
  const days = [from, ...[...after.prices, ...(after.priceEnds ?? [])].map((each) => each.from).filter((day) => day > from)].sort();
  for (const day of days) {
    const rise = riseBetween(notice, before, after, day);
    if (rise && today > rise.announceBy) return rise;
  }
  return undefined;
}

/** The rise that whoever is to decide on such a change is told of: the first that comes too late to be announced, whenever that is; else that of its first day. */
export const riseOfChange = (before: Service, after: Service, on: { from: CivilDate; today: CivilDate }, facts: PriceFacts) =>
  lateRise(before, after, on, facts) ?? riseBetween(facts.notice, before, after, on.from);

type Changed = { before: Service; after: Service; from: CivilDate; today: CivilDate };
function allowed({ before, after, from, today }: Changed, facts: PriceFacts, acknowledged: boolean | undefined): Decision<Service> {
  const priced = unpricedFrom(after, from, facts.sold ?? buyerKinds);
  if (!priced.ok) return priced;
  const late = lateRise(before, after, { from, today }, facts);
  return late && !acknowledged ? unacknowledged(late) : accept({ ...after, version: before.version + 1 });
}

/**
 * A rate, or the end of one, taken back before its day: then what was asked until then is asked on, and another may be set in its place. Taken back already, nothing
 * changes. Refuses `unknown-price`, `price-in-force` for one whose day has come, `customers-unpriced`, and `above-inflation`, which can be acknowledged.
 */
export function decideTakingBack(
  service: Service,
  { version, acknowledged }: TakingBackCommand,
  now: { today: CivilDate; at: Instant },
  facts: PriceFacts = {},
): Decision<Service> {
  const { prices, priceEnds = [], takenBack = [] } = service;
  if (takenBack.some((each) => each.version === version)) return accept(service);
  const entry = [...prices, ...priceEnds].find((each) => each.version === version);
  if (!entry) return refuse('unknown-price', undefined, { field: 'version' });
  if (entry.from <= now.today) return refuse('price-in-force', `It began on ${dateText(entry.from)}`, { field: 'version' });
  const without = <E extends { version: number }>(all: readonly E[]) => all.filter((each) => each.version !== version);
  const { priceEnds: _, ...bare } = service;
  const ends = without(priceEnds);
  const after: Service = {
    ...bare,
    prices: without(prices),
    ...(ends.length > 0 ? { priceEnds: ends } : {}),
    takenBack: [...takenBack, { ...entry, takenBackAt: timestamp(now.at) }],
  };
  return allowed({ before: service, after, from: entry.from, today: now.today }, facts, acknowledged);
}

/** The kinds of customer that have a price of their own on a day, or will have. */
export const withOwnPrice = ({ prices, priceEnds }: Pick<Service, 'prices' | 'priceEnds'>, today: CivilDate): BuyerKind[] =>
  buyerKinds.filter(
    (kind) =>
      prices.some(({ from, buyers }) => from > today && buyers?.includes(kind)) ||
      priceFor(prices, today, kind, priceEnds)?.buyers?.includes(kind),
  );

/** The end of the own price of some kinds of customer, as a change of the service's prices. */
function withEnd(service: Service, { from, buyers }: Pick<PriceEndCommand, 'from' | 'buyers'>): Service {
  const end: PriceEnd = { from, buyers: buyerKinds.filter((kind) => buyers.includes(kind)), version: nextPriceVersion(service) };
  return { ...service, priceEnds: [...(service.priceEnds ?? []), end].sort((a, b) => (a.from < b.from ? -1 : 1)) };
}

/**
 * The own price of some kinds of customer ended from a date on: they pay what everybody else does. The same again changes nothing. Refuses `price-in-past`,
 * `no-own-price` for whoever has none by then, `price-already-set` and `later-price-set` where one of their own begins on that day or later, `customers-unpriced`, and
 * `above-inflation`, which can be acknowledged.
 */
export function decidePriceEnd(service: Service, command: PriceEndCommand, today: CivilDate, facts: PriceFacts = {}): Decision<Service> {
  const { from, buyers, acknowledged } = command;
  const { prices, priceEnds = [] } = service;
  if (priceEnds.some((end) => end.from === from && forTheSame(end, command))) return accept(service);
  if (from < today) return refuse('price-in-past', `${dateText(from)} is before today`, { field: 'from' });
  const without = buyers.filter((kind) => !priceFor(prices, from, kind, priceEnds)?.buyers?.includes(kind));
  if (without.length > 0)
    return refuse('no-own-price', `There is none on ${dateText(from)} for ${buyersText(without)}`, { field: 'buyers' });
  const later = prices.find((price) => price.from >= from && price.buyers && sameBuyers(price, command));
  if (later) return refuse('later-price-set', `${saidOf(later).replace(/^./, (first) => first.toUpperCase())}`, { field: 'from' });
  return allowed({ before: service, after: withEnd(service, command), from, today }, facts, acknowledged);
}
