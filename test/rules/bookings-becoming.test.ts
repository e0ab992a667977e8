// A school that is known to become an academy: what is booked from that day on is bought as the academy buys, and nothing of what comes before it.
import { describe, expect, test } from 'vitest';
import { pursesFor } from '../../functions/bookings/rules/events/shares.ts';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import { priceOn } from '../../functions/catalogue/rules.ts';
import { becomeBy, kindOfBuyerOn, pursesAhead, successorsAfter } from '../../functions/schools/rules/buyers.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { academy, councilLaCode, headteacherRecruitment, maintained, policy, quoteCommand, quoteFacts } from '../bookings.ts';

const day = (text: string) => text as CivilDate;
const becoming = [{ on: day('2026-12-02'), into: academy }];
/** Academies pay more than everybody else. */
const service = {
  ...headteacherRecruitment,
  prices: [
    ...headteacherRecruitment.prices,
    { from: day('2026-09-01'), perDayExVatPence: 60_000, buyers: ['academy' as const], version: 9 },
  ],
};
const [before, after] = [
  ['2026-12-01#am', '2026-12-01#pm'],
  ['2026-12-02#am', '2026-12-02#pm'],
] as const;
const quote = (sessions: readonly string[], purse: 'delegated-budget' | 'own-funds', known: typeof becoming = becoming) =>
  decideQuote(quoteFacts({ school: maintained, service, becoming: known }), quoteCommand({ school: maintained.id, sessions, purse }));
const paid = (decision: Decision<{ lines: readonly object[]; vatPence: number; becomes?: object }>) =>
  decision.ok ? { lines: decision.value.lines, vatPence: decision.value.vatPence, becomes: decision.value.becomes } : decision.refusal;

describe('a school that becomes an academy on a known day', () => {
  test('is an academy from that day on, and what it was until then', () => {
    const kinds = ['2026-12-01', '2026-12-02', '2027-05-01'].map((date) => kindOfBuyerOn(maintained, councilLaCode, day(date), becoming));
    expect(kinds).toEqual(['own-maintained', 'academy', 'academy']);
    const twice = [...becoming, { on: day('2027-04-01'), into: maintained }];
    expect([...twice].reverse().map(() => becomeBy(twice, day('2027-04-02'))?.into.id)).toEqual([maintained.id, maintained.id]);
    expect(becomeBy(twice, day('2026-12-01'))).toBeUndefined();
  });

  test('pays until that day as it always did', () => {
    const { perDayExVatPence } = priceOn(service, day('2026-12-01'), 'own-maintained') ?? { perDayExVatPence: 0 };
    const told = paid(quote(before, 'delegated-budget'));
    expect(told).toMatchObject({ lines: [{ fund: 'traded', unitPricePence: perDayExVatPence }], vatPence: 0 });
    expect(told).toEqual(paid(quote(before, 'delegated-budget', [])));
    expect(perDayExVatPence).toBeLessThan(60_000);
  });

  test('pays from that day on what the academy does, with VAT and from its own funds, and is told so', () => {
    expect(paid(quote(after, 'own-funds'))).toMatchObject({
      lines: [{ fund: 'traded', unitPricePence: 60_000, priceVersion: 9 }],
      vatPence: 12_000,
      becomes: { on: '2026-12-02', name: academy.name },
    });
    expect(paid(quote(after, 'own-funds', []))).toMatchObject({ lines: [{ unitPricePence: 45_000 }], becomes: undefined });
  });

  test('has no delegated budget for days from then on, and books them apart from those before', () => {
    for (const sessions of [after, [before[1], after[0]]])
      expect(quote(sessions, 'delegated-budget')).toMatchObject({
        ok: false,
        refusal: { name: 'purse-not-available', detail: expect.stringContaining(`becomes ${academy.name} on 2 December 2026`) },
      });
    const facts = { councilLaCode, policy };
    expect(pursesFor(facts, { payer: maintained, becoming }, [day('2026-12-01')])).toContain('delegated-budget');
    expect(pursesFor(facts, { payer: maintained, becoming }, [day('2026-12-01'), day('2026-12-02')])).not.toContain('delegated-budget');
  });
});

describe('what becomes of a school, and of that in its turn', () => {
  const [first, second, third, other] = ['sch_1', 'sch_2', 'sch_3', 'sch_4'].map((id) => id as OrganisationId) as [
    OrganisationId,
    OrganisationId,
    OrganisationId,
    OrganisationId,
  ];
  const chain = new Map([
    [first, [{ into: second, on: day('2026-12-02') }]],
    [second, [{ into: third, on: day('2027-04-01') }]],
  ]);

  test('is followed to the date, however many steps it takes', () => {
    expect(successorsAfter(first, chain, day('2026-11-24'))).toEqual([
      { on: '2026-12-02', into: second },
      { on: '2027-04-01', into: third },
    ]);
    // What has happened by now is no news, and of what follows the rest is.
    expect(successorsAfter(second, chain, day('2026-12-02'))).toEqual([{ on: '2027-04-01', into: third }]);
    expect(successorsAfter(third, chain, day('2026-11-24'))).toEqual([]);
  });

  test('is what the successor has itself become by that day, and of a split the first that is named, with the others beside it', () => {
    const before = new Map(chain).set(second, [{ into: third, on: day('2026-12-01') }]);
    expect(successorsAfter(first, before, day('2026-11-24'))).toEqual([{ on: '2026-12-02', into: third }]);
    const split = new Map([[first, [second, other].map((into) => ({ into, on: day('2026-12-02') }))]]);
    expect(successorsAfter(first, split, day('2026-11-24'))).toEqual([{ on: '2026-12-02', into: second, or: [other] }]);
    // One that is joined by another later is told again.
    const joined = new Map([
      [
        first,
        [
          { into: second, on: day('2026-12-02') },
          { into: other, on: day('2027-01-04') },
        ],
      ],
    ]);
    expect(successorsAfter(first, joined, day('2026-11-24'))).toEqual([
      { on: '2026-12-02', into: second },
      { on: '2027-01-04', into: second, or: [other] },
    ]);
    // Two that follow each other for ever are an error of the register, and no endless search.
    const round = new Map([
      [first, [{ into: second, on: day('2026-12-02') }]],
      [second, [{ into: first, on: day('2026-12-02') }]],
    ]);
    expect(successorsAfter(first, round, day('2026-11-24')).length).toBeLessThanOrEqual(1);
  });

  test('may pay from what each of them pays from', () => {
    const from = (known: typeof becoming) =>
      pursesAhead(policy.pack, maintained, councilLaCode, { today: day('2026-11-24'), becoming: known });
    expect(from([])).toEqual(pursesAhead(policy.pack, maintained, councilLaCode, { today: day('2026-11-24') }));
    expect(from([])).toEqual(['delegated-budget', 'own-funds']);
    const later = pursesAhead(policy.pack, academy, councilLaCode, { today: day('2026-11-24') });
    expect(later).toEqual(['own-funds']);
    // An academy known to become a maintained school, if only to show both.
    const back = pursesAhead(policy.pack, academy, councilLaCode, {
      today: day('2026-11-24'),
      becoming: [{ on: day('2026-12-02'), into: maintained }],
    });
    expect([...back].sort()).toEqual(['delegated-budget', 'own-funds']);
  });
});
