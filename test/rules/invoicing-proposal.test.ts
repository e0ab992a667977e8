// What a dry run says would be billed: who gets which document, at which tax point, in how many parts, and what is held back and why.
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { mostLines, mostOrders, mostTransfers, proposeDocuments, totals, vatSummaryOf } from '../../functions/invoicing/rules/propose.ts';
import type { DocumentLine } from '../../functions/invoicing/schema.ts';
import type { School } from '../../functions/schools/schema.ts';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import type { OrganisationId, RunId, TeamId } from '../../shared/ids.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { chargeFor, day, exempt, recharge, rechargeFor, schoolAs, standard, sumOf, today } from '../billing.ts';

const academy = schoolAs(990010, 'academy');
const maintained = schoolAs(990001, 'maintained');
const elsewhere: School = { ...schoolAs(990020, 'maintained'), laCode: 880 };
const run = 'run_01test' as RunId;

type Successions = Parameters<typeof proposeDocuments>[0]['successions'];
type Given = { schools?: readonly School[]; issueOn?: CivilDate; pack?: Pack; shard?: string; successions?: Successions };
const propose = (
  charges: readonly Charge[],
  { schools = [academy, maintained, elsewhere], issueOn = today, pack, shard, successions = new Map() }: Given = {},
) =>
  proposeDocuments({
    run,
    shard: shard ?? '03',
    issueOn,
    councilLaCode: 881,
    pack: pack ?? essex2017,
    organisations: new Map(schools.map((school) => [school.id, school])),
    successions,
    consents: new Map(),
    charges,
  });

test('a fee for a late cancellation is owed by whoever stood there then, also where it falls due after a conversion', () => {
  const converted = schoolAs(990011, 'academy');
  const successions = new Map([[academy.id, [{ into: converted.id, on: day('2026-11-15') }]]]);
  const schools = [academy, converted];
  const due = { ...chargeFor(academy.id), deliveredOn: day('2026-11-20') };
  const payerOf = (charge: Charge) => {
    const { documents, held } = propose([charge], { schools, successions });
    return documents[0]?.summary.payer ?? held[0]?.buyers;
  };
  expect(payerOf({ ...due, fee: { on: day('2026-11-10'), basisPoints: 5_000 } })).toBe(academy.id);
  expect(payerOf(due)).toEqual(converted.id);
});

describe('who gets which document', () => {
  const cases: [string, Charge, Record<string, unknown>][] = [
    [
      'an academy gets a VAT invoice at 20%',
      chargeFor(academy.id),
      { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000, vatPence: 4500, taxPoint: today },
    ],
    [
      'a maintained school spending its delegated budget gets a journal recharge, at the day of the visit and without VAT',
      rechargeFor(maintained.id),
      { rail: 'journal', category: 'O', rateBasisPoints: 0, vatPence: 0, taxPoint: day('2026-11-20') },
    ],
    [
      'a maintained school spending its own funds gets a VAT invoice',
      chargeFor(maintained.id),
      { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000, vatPence: 4500, taxPoint: today },
    ],
    [
      'another authority’s maintained school gets a VAT invoice',
      chargeFor(elsewhere.id),
      { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000, vatPence: 4500, taxPoint: today },
    ],
    [
      'an exempt service is on a VAT invoice without VAT',
      chargeFor(academy.id, { vatClass: 'exempt', quoted: exempt }),
      { rail: 'vat-invoice', category: 'E', rateBasisPoints: 0, vatPence: 0, taxPoint: today },
    ],
  ];
  test.each(cases)('%s', (_, charge, { rail, vatPence, ...line }) => {
    const { documents, held } = propose([charge]);
    expect(held).toEqual([]);
    expect(documents).toHaveLength(1);
    expect(documents[0]?.summary).toMatchObject({ rail, vatPence, netPence: 22_500, lines: 1, payer: charge.payer, state: 'proposed' });
    expect(documents[0]?.lines).toEqual([
      expect.objectContaining({ ...line, charge: charge.id, transfer: charge.transfer, netPence: 22_500, halfDays: 1 }),
    ]);
  });

  test('each purse, rail and payer has a document of its own, and taxed and exempt lines share one', () => {
    const { documents } = propose([
      chargeFor(academy.id),
      chargeFor(academy.id, { vatClass: 'exempt', quoted: exempt }),
      chargeFor(maintained.id),
      rechargeFor(maintained.id),
      rechargeFor(maintained.id),
    ]);
    expect(documents.map(({ summary }) => [summary.payer, summary.purse, summary.rail, summary.lines])).toEqual([
      [maintained.id, 'delegated-budget', 'journal', 2],
      [maintained.id, 'own-funds', 'vat-invoice', 1],
      [academy.id, 'own-funds', 'vat-invoice', 2],
    ]);
  });

  test('what a team’s budget has paid is one recharge to the team, whatever the school has become, and beside what its school pays', () => {
    const team = 'tea_north' as TeamId;
    const clause = { reference: '3.2', text: 'The annual allocation of resources' };
    const budget = {
      account: `budget/${team}/district-teams.budget/2026-04-01.2027-03-31`,
      title: 'District teams',
      clause,
      holderName: 'North District Team',
    };
    const paid = (school: School, purse: Charge['purse']) => rechargeFor(school.id, { payer: team, budget, purse });
    const gone = schoolAs(990099, 'maintained');
    const { documents, held } = propose([paid(academy, 'own-funds'), paid(gone, 'delegated-budget'), chargeFor(academy.id)]);
    expect(held).toEqual([]);
    expect(documents.map(({ summary }) => [summary.payer, summary.payerName, summary.rail, summary.lines, summary.vatPence])).toEqual([
      [academy.id, academy.name, 'vat-invoice', 1, 4_500],
      [team, 'North District Team', 'journal', 2, 0],
    ]);
    expect(documents[1]?.summary.why).toBe('Paid from a team’s budget: a journal recharge without VAT.');
  });

  test('what is outside the scope of VAT never shares an invoice with what is not', () => {
    const rows = essex2017.vat.rows.map((row) =>
      row.buyer === 'other-maintained' && row.vatClass === 'standard' ? { ...row, category: 'O' as const } : row,
    );
    const outside = { rail: 'vat-invoice', category: 'O', rateBasisPoints: 0 } as const;
    const { documents } = propose(
      [chargeFor(elsewhere.id, { quoted: outside }), chargeFor(elsewhere.id, { vatClass: 'exempt', quoted: exempt })],
      { pack: { ...essex2017, vat: { ...essex2017.vat, rows } } },
    );
    expect(documents.map(({ lines }) => lines.map(({ category }) => category)).sort()).toEqual([['E'], ['O']]);
  });
});

describe('the tax point of a supply is its day, or the day of issue within fourteen days', () => {
  test.each([
    ['on the same day', 0, 'issue'],
    ['a day later', 1, 'issue'],
    ['on the fourteenth day', 14, 'issue'],
    ['on the fifteenth day', 15, 'delivery'],
    ['months later', 200, 'delivery'],
  ])('issued %s', (_, days, which) => {
    const deliveredOn = addDays(today, -days);
    const [document] = propose([chargeFor(academy.id, { deliveredOn })]).documents;
    expect(document?.lines[0]?.taxPoint).toBe(which === 'issue' ? today : deliveredOn);
  });

  test('a visit on the eve of a new rate, invoiced after it within fourteen days, is held, since the rate it was quoted is no longer its rate', () => {
    const standardRates = [...essex2017.vat.standardRates, { from: day('2026-11-22'), basisPoints: 2500 }];
    const pack = { ...essex2017, vat: { ...essex2017.vat, standardRates } };
    const charge = chargeFor(academy.id, { deliveredOn: day('2026-11-21') });
    expect(propose([charge], { pack })).toMatchObject({ documents: [], held: [{ charge: charge.id, now: { rateBasisPoints: 2500 } }] });
    expect(propose([{ ...charge, quoted: { ...standard, rateBasisPoints: 2500 } }], { pack })).toMatchObject({
      held: [],
      documents: [{ summary: { vatPence: 5625 } }],
    });
    expect(propose([charge], { pack, issueOn: day('2026-12-06') })).toMatchObject({
      held: [],
      documents: [{ summary: { vatPence: 4500 } }],
    });
  });
});

describe('a line whose treatment is no longer the quoted one is held, not billed', () => {
  const converted = schoolAs(990001, 'maintained', { from: '2026-11-15', sector: 'academy' });

  test('a visit after the school became an academy, quoted as a recharge', () => {
    const charge = rechargeFor(converted.id, { deliveredOn: day('2026-11-16') });
    const { documents, held } = propose([charge], { schools: [converted] });
    expect(documents).toEqual([]);
    expect(held).toEqual([
      expect.objectContaining({ run, charge: charge.id, netPence: 22_500, quoted: recharge, now: standard, buyers: [converted.id] }),
    ]);
    expect(held[0]?.why).toContain('quoted as a journal recharge without VAT');
    expect(held[0]?.why).toContain('24 November 2026');
  });

  test('a visit after it, from own funds, is an academy’s purchase like before: billed', () => {
    const charge = chargeFor(converted.id, { deliveredOn: day('2026-11-16') });
    expect(propose([charge], { schools: [converted] })).toMatchObject({ held: [], documents: [{ summary: { rail: 'vat-invoice' } }] });
  });

  const visit = () => rechargeFor(converted.id, { deliveredOn: day('2026-11-14') });

  test('a visit while it was maintained is a recharge of that day as long as it is issued before the conversion', () => {
    expect(propose([visit()], { schools: [converted], issueOn: day('2026-11-14') })).toMatchObject({
      held: [],
      documents: [{ summary: { rail: 'journal', vatPence: 0 }, lines: [{ taxPoint: '2026-11-14', category: 'O' }] }],
    });
  });

  test.each(['2026-11-15', '2026-11-28', '2026-11-29', '2026-12-31'])(
    'and is held once the school has converted, whether issued within fourteen days or later: on %s',
    (issueOn) => {
      expect(propose([visit()], { schools: [converted], issueOn: day(issueOn) })).toMatchObject({
        documents: [],
        held: [{ quoted: recharge }],
      });
    },
  );

  test('only the lines that change are held; what the same booking took from own funds is billed', () => {
    const own = chargeFor(converted.id, { deliveredOn: day('2026-11-13') });
    const delegated = rechargeFor(converted.id, { deliveredOn: day('2026-11-17'), booking: own.booking });
    const { documents, held } = propose([own, delegated], { schools: [converted] });
    expect(documents.flatMap(({ lines }) => lines.map(({ charge }) => charge))).toEqual([own.id]);
    expect(held.map(({ charge }) => charge)).toEqual([delegated.id]);
  });

  test('a school that is not in the register', () => {
    const { documents, held } = propose([chargeFor(academy.id)], { schools: [] });
    expect(documents).toEqual([]);
    expect(held[0]?.why).toMatch(/not in the register/);
  });

  test('a school without an address, which an invoice must print', () => {
    const { documents, held } = propose([chargeFor(academy.id)], { schools: [{ ...academy, addressLines: [], postcode: '' }] });
    expect(documents).toEqual([]);
    expect(held[0]?.why).toMatch(/no address/);
  });
});

describe('a document is split before it outgrows its transaction or its page', () => {
  const parts = (charges: Charge[]) => propose(charges).documents.map(({ lines }) => lines.length);

  test.each([
    [mostOrders, [20]],
    [mostOrders + 1, [20, 1]],
    [mostOrders * 2 + 1, [20, 20, 1]],
  ])('%i purchase orders', (n, expected) => {
    expect(parts(Array.from({ length: n }, (_, i) => chargeFor(academy.id, { purchaseOrder: `PO-${i}` })))).toEqual(expected);
  });

  test('a visit without a purchase order takes a place among them', () => {
    const none = { purchaseOrder: undefined } as unknown as Partial<Charge>;
    const charges = Array.from({ length: 20 }, (_, i) => chargeFor(academy.id, { purchaseOrder: `PO-${i}` }));
    expect(parts([...charges, chargeFor(academy.id, none)])).toEqual([20, 1]);
  });

  test.each([
    [mostTransfers / 2, [20]],
    [mostTransfers / 2 + 1, [20, 1]],
  ])('%i income codes', (n, expected) => {
    expect(parts(Array.from({ length: n }, (_, i) => chargeFor(academy.id, { incomeCode: `SI-${i}` })))).toEqual(expected);
  });

  test('each category and rate of an income code is a kind of its own', () => {
    const charges = Array.from({ length: 11 }, (_, i) => [
      chargeFor(academy.id, { incomeCode: `SI-${i}` }),
      chargeFor(academy.id, { incomeCode: `SI-${i}`, vatClass: 'exempt', quoted: exempt }),
    ]).flat();
    expect(parts(charges)).toEqual([20, 2]);
  });

  test.each([
    [mostLines, [500]],
    [mostLines + 1, [500, 1]],
  ])('%i lines', (n, expected) => {
    expect(parts(Array.from({ length: n }, () => rechargeFor(maintained.id)))).toEqual(expected);
  });

  test('the parts hold each line once, in order of delivery, and their sums are those of their own lines', () => {
    const charges = Array.from({ length: 90 }, (_, i) =>
      chargeFor(academy.id, { deliveredOn: addDays(day('2026-11-01'), i % 19), purchaseOrder: `PO-${i % 33}` }),
    );
    const { documents } = propose(charges);
    const lines = documents.flatMap((document) => document.lines);
    expect(lines.map(({ charge }) => charge).sort()).toEqual(charges.map(({ id }) => id).sort());
    expect(lines.map(({ deliveredOn }) => deliveredOn)).toEqual(lines.map(({ deliveredOn }) => deliveredOn).sort());
    for (const { summary, lines } of documents) {
      expect(new Set(lines.map(({ purchaseOrder }) => purchaseOrder)).size).toBeLessThanOrEqual(mostOrders);
      expect(summary).toMatchObject({ lines: lines.length, ...totals(lines) });
      for (const line of lines) expect(line.document).toBe(summary.document);
    }
  });
});

describe('the same charges give the same documents', () => {
  const charges = [
    ...Array.from({ length: 30 }, (_, i) => chargeFor(academy.id, { purchaseOrder: `PO-${i}` })),
    ...Array.from({ length: 3 }, () => rechargeFor(maintained.id)),
    rechargeFor(academy.id),
  ];

  test('in whatever order they are read', () => {
    const proposal = propose(charges);
    expect(propose([...charges].reverse())).toEqual(proposal);
    expect(propose([...charges.slice(17), ...charges.slice(0, 17)])).toEqual(proposal);
    expect(proposal.held).toHaveLength(1);
  });

  test('under ids that name the run, the shard and the place, and that no other shard uses', () => {
    const ids = (shard: string) => propose(charges, { shard }).documents.map(({ summary }) => summary.document);
    expect(ids('03')).toEqual(['doc_01test-03-00000', 'doc_01test-03-00001', 'doc_01test-03-00002']);
    expect(ids('04').filter((id) => ids('03').includes(id))).toEqual([]);
  });

  test('and nothing gives nothing', () => {
    expect(propose([])).toEqual({ documents: [], held: [] });
  });
});

describe('VAT is rounded half-up, once per category and rate', () => {
  type Row = [netPence: number, category: DocumentLine['category'], rateBasisPoints: number];
  const cases: [string, Row[], [DocumentLine['category'], number, number, number][]][] = [
    ['half a penny goes up', [[5, 'S', 1000]], [['S', 1000, 5, 1]]],
    ['less than half goes down', [[2, 'S', 2000]], [['S', 2000, 2, 0]]],
    [
      'three times 0.4 of a penny is one penny, not three times none',
      [
        [2, 'S', 2000],
        [2, 'S', 2000],
        [2, 'S', 2000],
      ],
      [['S', 2000, 6, 1]],
    ],
    [
      'three times 0.6 is two, not three',
      [
        [3, 'S', 2000],
        [3, 'S', 2000],
        [3, 'S', 2000],
      ],
      [['S', 2000, 9, 2]],
    ],
    [
      'rates of one category stand apart, the higher first',
      [
        [100, 'S', 500],
        [100, 'S', 2000],
      ],
      [
        ['S', 2000, 100, 20],
        ['S', 500, 100, 5],
      ],
    ],
    [
      'exempt comes before standard, and bears none',
      [
        [100, 'S', 2000],
        [999, 'E', 0],
      ],
      [
        ['E', 0, 999, 0],
        ['S', 2000, 100, 20],
      ],
    ],
    [
      'the issue’s example: four half-days of £225',
      Array.from({ length: 4 }, (): Row => [22_500, 'S', 2000]),
      [['S', 2000, 90_000, 18_000]],
    ],
  ];
  test.each(cases)('%s', (_, given, expected) => {
    const lines = given.map(([netPence, category, rateBasisPoints]) => ({ netPence, category, rateBasisPoints }));
    const rows = expected.map(([category, rateBasisPoints, netPence, vatPence]) => ({ category, rateBasisPoints, netPence, vatPence }));
    expect(vatSummaryOf(lines)).toEqual(rows);
    expect(totals(lines)).toEqual({ netPence: sumOf(rows.map((row) => row.netPence)), vatPence: sumOf(rows.map((row) => row.vatPence)) });
  });
});

test('a free half-day cannot be proposed: a line has the price its charge was delivered at', () => {
  const { documents } = propose([chargeFor(academy.id, { unitPricePence: 2 })]);
  expect(documents[0]?.lines[0]).toMatchObject({ unitPricePence: 2, netPence: 1 });
  const unknown = chargeFor('sch_999999' as OrganisationId);
  expect(propose([unknown]).held).toHaveLength(1);
});
