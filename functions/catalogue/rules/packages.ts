// Which packages and buy-backs of the policy a service is sold in. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Package } from '../../../shared/policy/packages.ts';
import { inForce } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import type { Service } from '../schema.ts';
import { hasEnded } from './sale.ts';

/** A package with what it costs on a day, before VAT: once, or a year. */
export type SoldIn = Pick<Package, 'kind' | 'code' | 'title' | 'halfDays'> & { netPence: number };

/** The packages that a service is part of and that have a price on a day; none once the service is off sale. */
export const packagesOf = (pack: Pack | undefined, service: Pick<Service, 'code' | 'withdrawnFrom'>, date: CivilDate): SoldIn[] =>
  hasEnded(service, date)
    ? []
    : (pack?.packages ?? []).flatMap(({ kind, code, title, halfDays, services, prices }) => {
        const netPence = inForce(prices, date)?.perYearExVatPence;
        return services.includes(service.code) && netPence !== undefined ? [{ kind, code, title, halfDays, netPence }] : [];
      });
