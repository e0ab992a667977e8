// What granted the free half-days that some accounts hold, read for a change that may give some back.
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { grantOf } from '../../../shared/ledger/chart.ts';
import { type Grants, potOf } from '../../entitlements/rules/returns.ts';
import type { Allocation } from '../../entitlements/schema/allocations.ts';
import type { Vacancy } from '../../entitlements/schema.ts';
import { allocationOf } from '../../entitlements/store/allocations.ts';
import { getVacancy } from '../../entitlements/store.ts';

/** What granted what some accounts hold: the vacancy of each, or the allocation of its period, and for a plan's that of its pot too. */
export async function grantsOf({ table }: Pick<Context, 'table'>, accounts: Iterable<string>): Promise<Grants> {
  const vacancies = new Map<string, Vacancy>();
  const allocations = new Map<string, Allocation>();
  const all = new Set([...accounts].flatMap((account) => [account, potOf(account) ?? account]));
  await Promise.all(
    [...all].map(async (account) => {
      const of = grantOf(account);
      if ('vacancy' in of) {
        const vacancy = await getVacancy(table, of.holder as OrganisationId, of.vacancy);
        if (vacancy) vacancies.set(account, vacancy);
      } else {
        const allocation = await allocationOf(table, account);
        if (allocation) allocations.set(account, allocation);
      }
    }),
  );
  return { vacancies, allocations };
}
