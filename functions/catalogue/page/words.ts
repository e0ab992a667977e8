// How a service is spoken of on every page of the catalogue: its class, its cost, its free days and its life on sale.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { formatPence } from '../../../shared/money.ts';
import { bookersText } from '../../../shared/policy/bookers.ts';
import type { BuyerKind } from '../../../shared/policy/prices.ts';
import { longDateText } from '../../../shared/ui/index.ts';
import { hasEnded, priceOn } from '../rules.ts';
import type { Service, ServiceInForce } from '../schema.ts';

export const classText = { traded: 'Traded', core: 'Free core service', entitlement: 'Entitlement' } as const;
export const groupText = {
  traded: 'Traded services',
  core: 'Free core services',
  entitlement: 'Services within your entitlement',
} as const;

/** What a day costs a kind of customer, as people ask it: the rate today, the rate to come, or free. */
export function costText(service: Service, context: Context, buyer: BuyerKind): string {
  if (service.class === 'core') return 'Free';
  const today = londonDate(context.now);
  const now = priceOn(service, today, buyer);
  if (now) return `${formatPence(now.perDayExVatPence)} a day, plus VAT where it applies`;
  const first = service.prices.find(({ from }) => priceOn(service, from, buyer));
  const rate = first && priceOn(service, first.from, buyer);
  if (rate) return `${formatPence(rate.perDayExVatPence)} a day from ${longDateText(first.from)}, plus VAT where it applies`;
  return service.class === 'entitlement' ? 'Free within your entitlement' : 'No day rate yet';
}

/** Which free days may pay for it; who has any of them is another question. */
export function allocationText({ class: kind, allocationTitles }: ServiceInForce): string | undefined {
  if (allocationTitles.length === 0) return undefined;
  const names = allocationTitles.map((title) => `“${title}”`).join(' or ');
  return kind === 'entitlement'
    ? `Free days for ${names} pay for it, where your school or its partnership has any`
    : `Free days for ${names} are used first, where your school or its partnership has any`;
}

/** Who may book it, where that is not whoever may book at all. */
export function bookersSaid({ bookableBy, daysBookedBy }: ServiceInForce): string | undefined {
  const by = bookableBy ?? daysBookedBy;
  const text = by && bookersText(by);
  return text && text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** On sale, on sale later, or withdrawn: said only when it is not plainly on sale. */
export function lifeText(service: Service, context: Context): string | undefined {
  const today = londonDate(context.now);
  if (service.withdrawnFrom)
    return `${hasEnded(service, today) ? 'Withdrawn since' : 'To be withdrawn from'} ${longDateText(service.withdrawnFrom)}`;
  return service.onSaleFrom > today ? `On sale from ${longDateText(service.onSaleFrom)}` : undefined;
}

/** A skill's code as words. */
export const skillText = (skill: string): string => skill.replaceAll('-', ' ');
