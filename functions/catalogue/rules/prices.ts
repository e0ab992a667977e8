// What a service costs whom on which date, and which new prices are allowed: they concern today and later, leave nobody without one, and rise above inflation only
// where that was announced in time or somebody answers for it.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { formatPence } from '../../../shared/money.ts';
import {
  type BuyerKind,
  buyerKinds,
  buyersText,
  lateRiseOf,
  type PriceNotice,
  priceFor,
  type Rise,
  sameBuyers,
  unpricedOn,
} from '../../../shared/policy/prices.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { shareText } from '../../../shared/ui/text.ts';
import type { Price, PriceCommand, PriceEnd, Service } from '../schema.ts';
import { hasEnded } from './sale.ts';

/** The day rate in force for a kind of customer on a date, with the version a quote names; undefined for a free service and before the first price. */
export function priceOn(
  service: Pick<Service, 'prices' | 'priceEnds'>,
  date: CivilDate,
  buyer: BuyerKind,
): { perDayExVatPence: number; version: number } | undefined {
  const price = priceFor(service.prices, date, buyer, service.priceEnds);
  return price && { perDayExVatPence: price.perDayExVatPence, version: price.version };
}

/** As whom the council's own teams buy, and as whom it looks at a price that differs by customer: as a school it maintains. */
export const councilsOwn: BuyerKind = 'own-maintained';

/** The kinds of customer a service can be sold to, by the policy's table of VAT; every kind where no policy is in force. */
export const soldTo = ({ vatClass }: Pick<Service, 'vatClass'>, pack: Pick<Pack, 'vat'> | undefined): BuyerKind[] =>
  buyerKinds.filter((kind) => pack?.vat.rows.some((row) => row.buyer === kind && row.vatClass === vatClass) ?? true);

const byDate = (a: Price, b: Price) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.version - b.version);

type NewPrice = { from: CivilDate; perDayExVatPence: number; buyers?: readonly BuyerKind[] | undefined };

/** The version of the next price: above every one there ever was, so that what a booking names is one price for good. */
export const nextPriceVersion = ({ prices, priceEnds = [], takenBack = [] }: Pick<Service, 'prices' | 'priceEnds' | 'takenBack'>): number =>
  Math.max(0, ...[...prices, ...priceEnds, ...takenBack].map(({ version }) => version)) + 1;

/** The service with one price more, under a version of its own. */
export function withPrice(service: Service, { from, perDayExVatPence, buyers }: NewPrice): Service {
  const version = nextPriceVersion(service);
  const named = buyers && { buyers: buyerKinds.filter((kind) => buyers.includes(kind)) };
  return { ...service, prices: [...service.prices, { from, perDayExVatPence, ...named, version }].sort(byDate) };
}

/** The price that stands from the same day for somebody a new one would be for. */
export const standingWith = (service: Service, next: Pick<NewPrice, 'from' | 'buyers'>): Price | undefined =>
  service.prices.find((price) => price.from === next.from && sameBuyers(price, next));

/** The end of a price, from the same day, of some customer's whom a new one would be for. */
export const endingWith = ({ priceEnds = [] }: Pick<Service, 'priceEnds'>, next: Pick<NewPrice, 'from' | 'buyers'>): PriceEnd | undefined =>
  priceEnds.find((end) => end.from === next.from && sameBuyers(end, next));

/** Whether two prices are for the same customers, however they are listed. */
export const forTheSame = (a: Pick<NewPrice, 'buyers'>, b: Pick<NewPrice, 'buyers'>): boolean =>
  buyerKinds.every((kind) => a.buyers?.includes(kind) === b.buyers?.includes(kind));

/** What a price is decided by beside the service: what the policy says of notice, and whom it lets the service be sold to. */
export type PriceFacts = { notice?: PriceNotice | undefined; sold?: readonly BuyerKind[] };

/**
 * A new day rate from a date on, for some kinds of customer or for everybody else. The same rate from the same date again changes nothing, so a form sent twice is
 * harmless. Refuses `free-service` (a core service has no price), `odd-price` (a half-day must be whole pence), `price-in-past`, `not-on-sale` (the service will have
 * been withdrawn), `price-already-set` (one stands there: what is still to come is taken back first), `customers-unpriced` (somebody would have no price while
 * others do) and `above-inflation`, which whoever answers for the rise can acknowledge.
 */
export function decidePrice(
  service: Service,
  command: PriceCommand,
  today: CivilDate,
  { notice, sold = buyerKinds }: PriceFacts = {},
): Decision<Service> {
  if (service.class === 'core') return refuse('free-service');
  if (command.perDayExVatPence % 2 !== 0) return refuse('odd-price', undefined, { field: 'perDayExVatPence' });
  const standing = standingWith(service, command);
  if (standing?.perDayExVatPence === command.perDayExVatPence && forTheSame(standing, command)) return accept(service);
  if (command.from < today) return refuse('price-in-past', `${dateText(command.from)} is before today`, { field: 'from' });
  if (hasEnded(service, command.from)) {
    return refuse('not-on-sale', `It is withdrawn from ${dateText(service.withdrawnFrom ?? command.from)}`, { field: 'from' });
  }
  if (standing) return refuse('price-already-set', alreadySetText(standing), { field: 'from' });
  const end = endingWith(service, command);
  if (end) return refuse('price-already-set', `That of ${buyersText(end.buyers)} ends on that day`, { field: 'from' });
  const priced = withPrice(service, command);
  const without = unpricedOn(priced.prices, command.from, sold, priced.priceEnds);
  if (without.length > 0)
    return refuse('customers-unpriced', `From ${dateText(command.from)} there would be none for ${buyersText(without)}`, {
      field: 'buyers',
    });
  const late = lateRiseOf(notice, service.prices, command, today, service.priceEnds);
  if (late && !command.acknowledged) return unacknowledged(late);
  return accept({ ...priced, version: service.version + 1 });
}

/** That a rise above inflation comes too late, and nobody answers for it. */
export const unacknowledged = (late: Rise): Decision<never> =>
  refuse('above-inflation', lateRiseText(late), {
    field: 'acknowledged',
    more: { rise: { ...late, clause: late.clause.reference } },
  });

const alreadySetText = ({ perDayExVatPence, buyers }: Price): string | undefined =>
  buyers && `${formatPence(perDayExVatPence)} stands from that day for ${buyersText(buyers)}`;

/** `A rise of 7.7% for academies and their trusts, from £520.00 to £560.00 a day in 2027/28, is above inflation of 3.4% …`. */
export const riseText = (
  { buyer, fromPence, toPence, riseBasisPoints, year, inflationBasisPoints, announceBy, clause }: Rise,
  isLate: boolean,
): string =>
  `A rise of ${shareText(riseBasisPoints)} for ${buyersText([buyer])}, from ${formatPence(fromPence)} to ${formatPence(toPence)} a day in ${year}, is above inflation of ${shareText(inflationBasisPoints)}, and ${isLate ? 'was' : 'is'} to be announced by ${dateText(announceBy)} (${clause.reference})`;
export const lateRiseText = (rise: Rise): string => riseText(rise, true);

/** Who a price is for, as the audit trail and a banner say it after the rate; nothing where it is for everybody else and nobody is named. */
export const forWhom = ({ buyers }: Pick<NewPrice, 'buyers'>): string => (buyers ? ` for ${buyersText(buyers)}` : '');

/** What one kind of customer is asked before and after a change; a part that is left out: there is no price. */
export type PriceChange = { buyer: BuyerKind; beforePence?: number; afterPence?: number };

/** What a new price changes from its first day on, kind by kind: for whom another price stands nothing does. */
export const changesBy = (service: Service, next: NewPrice, sold: readonly BuyerKind[]): PriceChange[] =>
  changesBetween(service, withPrice(service, next), next.from, sold);

/** What is asked of each kind of customer on a day, before and after a change of the prices. */
export function changesBetween(before: Service, after: Service, from: CivilDate, sold: readonly BuyerKind[]): PriceChange[] {
  return sold.map((buyer) => {
    const [was, is] = [priceOn(before, from, buyer), priceOn(after, from, buyer)];
    return {
      buyer,
      ...(was ? { beforePence: was.perDayExVatPence } : {}),
      ...(is ? { afterPence: is.perDayExVatPence } : {}),
    };
  });
}
