// When a service is on sale. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Service } from '../schema.ts';

/** Whether the withdrawal has taken effect by a date. */
export const hasEnded = (service: Pick<Service, 'withdrawnFrom'>, date: CivilDate): boolean =>
  service.withdrawnFrom !== undefined && service.withdrawnFrom <= date;

/** Whether the service can be delivered on a date that is booked now: on sale, not withdrawn and, where it is sold at a price, priced on that date. */
export function onSaleOn(service: Service, date: CivilDate): boolean {
  if (date < service.onSaleFrom || hasEnded(service, date)) return false;
  return service.class !== 'traded' || service.prices.some(({ from }) => from <= date);
}
