// Which schools a team pays for: the rule may name sectors, and a school's is that of the day of the visit (Rivermouth's directory, entry 9).
import { describe, expect, test } from 'vitest';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import { adoptService, underPolicy } from '../../functions/catalogue/rules.ts';
import { accountsFor } from '../../functions/entitlements/rules/funding.ts';
import { accountFor, budgetPart, grantText } from '../../functions/entitlements/rules/grants.ts';
import { teamIdOf } from '../../shared/ids.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import type { StoredHead } from '../../shared/ledger/post.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { academy, daniel, day, maintained, outcomeOf, policy, quoteCommand, quoteFacts } from '../bookings.ts';
import { ruleOf } from '../packs.ts';

const forum = teamIdOf('schools-forum');
const period = { from: day('2026-04-01'), to: day('2027-03-31') };
const offered = rivermouth2026.services.find(({ code }) => code === 'headteacher-coaching');
if (!offered) throw new Error('coaching is in the pack');
const { service } = adoptService(undefined, offered, rivermouth2026, day('2026-09-01'));

const head = (asset: 'half-day' | 'penny', part: string, available: number): StoredHead => ({
  ...emptyHead,
  account: accountFor(asset, forum, grantText('de-delegated-fund', part), period),
  available,
  debitsPosted: available,
});
const money = head('penny', budgetPart, 100_000);
const days = head('half-day', 'own', 4);

/** The pack with the fund paying for these sectors, or for whatever a school is. */
function packFor(paysFor: ('maintained' | 'academy')[] | undefined): Pack {
  const pack = structuredClone(rivermouth2026);
  const { paysFor: _, ...rule } = ruleOf(pack, 'team');
  const at = pack.allocations.findIndex(({ code }) => code === rule.code);
  pack.allocations[at] = { ...rule, ...(paysFor ? { paysFor } : {}) };
  return pack;
}

type Asked = { school?: typeof maintained; pack?: Pack; heads?: StoredHead[]; sessions?: string[] };
const quote = ({ school = maintained, pack = rivermouth2026, heads = [money], sessions = ['2026-12-01#am'] }: Asked) => {
  const paying = (kind: string) =>
    accountsFor(
      service.code,
      pack,
      heads.filter(({ account }) => account.startsWith(kind)),
      'council',
    ).free;
  return decideQuote(
    quoteFacts({
      school,
      service,
      officer: daniel,
      booker: 'council',
      policy: { ...policy, pack },
      team: { id: forum, name: 'the fund' },
      freeAccounts: paying('entitlement/'),
      budgets: paying('budget/').map(({ available, ...budget }) => ({ ...budget, availablePence: available })),
    }),
    quoteCommand({ school: school.id, service: service.id, purse: 'own-funds', team: forum, sessions }),
  );
};

describe('a fund of the maintained schools', () => {
  test('pays the price of a maintained school’s visit, and of no academy’s', () => {
    expect(quote({})).toMatchObject({ ok: true, value: { netPence: 26_000, vatPence: 0 } });
    expect(quote({ school: academy })).toMatchObject({
      ok: false,
      refusal: { name: 'team-pays-for-others', detail: 'the fund does not pay for Colnemarsh Grange Academy on 1 December 2026.' },
    });
  });

  test('pays for a school until the day before it is an academy', () => {
    const converting = {
      ...maintained,
      sectors: [...maintained.sectors, { from: day('2026-12-02'), sector: 'academy' as const, typeCode: 34 }],
    };
    expect(outcomeOf(quote({ school: converting }))).toBe('accepted');
    expect(outcomeOf(quote({ school: converting, sessions: ['2026-12-01#pm', '2026-12-02#am'] }))).toBe('team-pays-for-others');
  });

  test('gives its days to nobody else either', () => {
    const withDays = { heads: [days, money], sessions: ['2026-12-01#am', '2026-12-01#pm'] };
    const free = quote(withDays);
    expect(free.ok && free.value.lines).toMatchObject([{ fund: 'entitlement', halfDays: 2 }]);
    expect(outcomeOf(quote({ ...withDays, school: academy }))).toBe('team-pays-for-others');
  });
});

test('a team whose rule names no sectors pays for whatever a school is', () => {
  for (const school of [maintained, academy]) expect(outcomeOf(quote({ school, pack: packFor(undefined) }))).toBe('accepted');
  expect(outcomeOf(quote({ pack: packFor(['academy']) }))).toBe('team-pays-for-others');
});

test('the catalogue tells schools of no free days where a team has money alone', () => {
  expect(underPolicy(service, rivermouth2026).allocationTitles).toEqual([]);
});
