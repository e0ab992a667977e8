// Two windows that agree at once, on the real engine: one school agrees to a year of a buy-back by one clock or by the other, and to a package once, and whoever comes second is told.
import { beforeAll, expect, test } from 'vitest';
import { agree } from '../../functions/buyback/actions/agree.ts';
import { makeQuote } from '../../functions/buyback/actions/quote.ts';
import type { QuoteCommand } from '../../functions/buyback/schema.ts';
import { agreementsOf } from '../../functions/buyback/store.ts';
import { newService } from '../../functions/catalogue/store.ts';
import { policyWrites } from '../../functions/entitlements/store.ts';
import type { School } from '../../functions/schools/schema.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import { commit } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import { contextIn, type OwnTable, ownTable } from '../actors.ts';
import { actor, outcomeOf, school } from '../bookings.ts';
import { at, code, facts, three } from '../buyback.ts';

const signingKey = 'a-key-for-these-races-only';
const schools: School[] = Array.from({ length: 8 }, (_, i) => school(920_000 + i, `School ${i}`, 'maintained'));
/** The windows of both clocks are open: the financial year begins in April, the academic one in September. */
const inFebruary = at('2027-02-01');

let own: OwnTable;
const contextOf = ({ id }: School): Context => contextIn(own, actor('school-booker', { organisation: id }), inFebruary);

beforeAll(async () => {
  own = await ownTable();
  const { policy, services } = facts('2027-02-01');
  if (!policy) throw new Error('there is a policy to agree by');
  const { table } = contextIn(own, actor('catalogue-manager'), inFebruary);
  const writes = [
    ...policyWrites(table, undefined, policy),
    ...services.map((service) => newService(table, service)),
    ...schools.flatMap((of) => schoolWrites(table, of)),
  ];
  expect(await commit(table, writes)).toEqual({ ok: true });
});

/** A quote for each command, each agreed to in a window of its own at the same moment. */
async function atOnce(of: School, commands: readonly Partial<QuoteCommand>[]): Promise<Decision<unknown>[]> {
  const quotes: string[] = [];
  for (const more of commands) {
    const asked = { organisation: of.id, package: code, purse: 'own-funds' as const, ...more };
    quotes.push(accepted(await makeQuote(contextOf(of), signingKey, asked)).token);
  }
  return Promise.all(quotes.map((token) => agree(contextOf(of), signingKey, { token })));
}

const outcomes = (decisions: readonly Decision<unknown>[]): string[] => decisions.map(outcomeOf).sort();

test.each(schools.slice(0, 4))('a year by two clocks is agreed to by one of them: $name', async (of) => {
  expect(outcomes(await atOnce(of, [{ clock: 'financial' }, { clock: 'academic' }]))).toEqual(['accepted', 'already-agreed']);
  expect(await agreementsOf(contextOf(of).table, of.id)).toHaveLength(1);
});

test.each(schools.slice(4))('a package asked for in two windows is bought once: $name', async (of) => {
  expect(outcomes(await atOnce(of, [{ package: three }, { package: three }]))).toEqual(['accepted', 'quote-changed']);
  expect(await agreementsOf(contextOf(of).table, of.id)).toHaveLength(1);
});
