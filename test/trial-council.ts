// Three schools of which one joins a self-improving trust, as in Rochdale in 2012, under made-up policies that are tried on a year: what rules and properties of
// trials are told on.
import { asEverInForce, type Replay, rightsOf } from '../functions/entitlements/rules/replay.ts';
import { incomeChanges, type YearSession } from '../functions/entitlements/rules/replay-use.ts';
import type { VersionSpan } from '../functions/entitlements/rules/rights.ts';
import { breakdownOf } from '../functions/reports/rules/trials/pounds.ts';
import { noSums, placeOf, withHolders } from '../functions/reports/rules/trials/sums.ts';
import type { Sums } from '../functions/reports/schema/trials.ts';
import type { HolderId } from '../shared/ids.ts';
import type { AllocationRule } from '../shared/policy/allocations.ts';
import type { Pack } from '../shared/policy/schema.ts';
import { day, MemoryCouncil, partnership, rule, school } from './allocations.ts';

type Price = { from: string; perDayExVatPence: number };
const service = (code: string, prices: Price[] = []) => ({ code, class: 'entitlement', prices });
export type Words = { rules: AllocationRule[]; cost?: number; prices?: Price[]; fundings?: Pack['fundings'] };
export const packWith = ({ rules, cost = 38_000, prices = [], fundings = [] }: Words): Pack =>
  ({
    code: 'made-up',
    title: 'Made up',
    effectiveFrom: '2012-04-01',
    allocations: rules,
    fundings,
    services: [service('individual-visit', prices), service('governance', prices)],
    costs: cost > 0 ? [{ from: '2012-04-01', perDayPence: cost }] : [],
    posts: [],
  }) as unknown as Pack;
export const inForce = (pack: Pack, from = '2012-04-01'): VersionSpan[] => [{ from: day(from), name: 'made-up/1', pack }];

export const universal = (more: Partial<Extract<AllocationRule, { per: 'school' }>> = {}) =>
  rule('school', 'universal', { year: 'financial', grant: { halfDays: 6 }, midYear: { gained: 'pro-rata', lost: 'end' }, ...more });
/** The universal days of everybody but secondary schools that belong to a self-improving trust. */
export const notInTrust = () => universal({ where: { partnership: { member: false, kinds: ['self-improving-trust'] } } });

/** Three schools, of which a secondary one joins a self-improving trust on 1 September 2012. */
export function rochdale(): MemoryCouncil {
  const pioneer = partnership('pioneer', '2012-09-01', { partnershipKind: 'self-improving-trust' });
  const hill = school(3, { phaseCode: 4, administrativeDistrict: 'Southmarsh' });
  const council = new MemoryCouncil(inForce(packWith({ rules: [universal()] })), '2013-06-01', [
    school(1, { administrativeDistrict: 'Northmarsh' }),
    school(2),
    hill,
    pioneer,
  ]);
  council.happens('2012-09-01', { kind: 'joined', subject: hill.id, group: pioneer.id } as never);
  return council;
}

export const period = { from: day('2012-04-01'), to: day('2013-03-31') };
export function replayOf(council: MemoryCouncil, tried: Pack): Replay {
  const question = { ...council.question('2012-04-01'), today: period.to };
  return { before: question, after: { ...question, versions: asEverInForce(tried, question.versions, 'the draft') } };
}
/** Everything that a trial adds up, of every holder. */
export function tried(council: MemoryCouncil, pack: Pack, sessionsOf: (holder: HolderId) => YearSession[] = () => []): Sums {
  const replay = replayOf(council, pack);
  const found = council.holders.map((holder) => {
    const holding = council.holding(holder);
    const rights = rightsOf(holder, council.tied(holder), replay);
    return {
      holding,
      place: placeOf(holding, replay.before, period.to),
      rights,
      changes: incomeChanges(sessionsOf(holder), rights, replay),
    };
  });
  return withHolders(noSums(), found, costs);
}
export const costs = [{ from: day('2011-04-01'), perDayPence: 38_000 }];
export const line = (sums: Sums, by: 'kind' | 'district' | 'partnership' | 'financialYear', name: string) =>
  breakdownOf(sums, costs).breakdown[by].find((each) => each.name === name);
