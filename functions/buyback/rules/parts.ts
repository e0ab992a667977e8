// What a package is made of, as the catalogue sells it: what its half-days can be booked for on a day, and what they would cost one by one. Pure.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { rounded } from '../../../shared/money.ts';
import type { Package } from '../../../shared/policy/packages.ts';
import type { BuyerKind } from '../../../shared/policy/prices.ts';
import { onSaleOn, priceOn } from '../../catalogue/rules.ts';
import type { Service } from '../../catalogue/schema.ts';

/** What the half-days of a package can be booked for on a day: a service that is off sale by then is not paid for ahead. */
export const usableOn = (services: readonly Service[], { services: codes }: Pick<Package, 'services'>, date: CivilDate): string[] =>
  codes.filter((code) => services.some((service) => service.code === code && onSaleOn(service, date)));

export const notUsableText = ({ title }: Pick<Package, 'title'>, date: CivilDate): string =>
  `Nothing that ${title} is for is sold on ${dateText(date)}.`;

/** What half-days of a package would cost bought one by one on a day, as the catalogue sells them: of its services the cheapest alone, so that no comparison flatters it. */
export function partsPence(
  services: readonly Service[],
  codes: readonly string[],
  halfDays: number,
  date: CivilDate,
  buyer: BuyerKind,
): number {
  const rates = services.flatMap((service) =>
    codes.includes(service.code) && onSaleOn(service, date) ? (priceOn(service, date, buyer)?.perDayExVatPence ?? []) : [],
  );
  return rates.length > 0 ? rounded(Math.min(...rates) * halfDays, 2) : 0;
}
