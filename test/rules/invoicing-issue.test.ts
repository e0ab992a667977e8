// What an issued document says, what the ledger takes for it, and how it is printed, posted and put into a journal file.
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { documentModel } from '../../functions/documents/schema.ts';
import {
  decideIssue,
  decidePosting,
  documentNumber,
  journalColumns,
  journalRows,
  modelOf,
  printedLines,
} from '../../functions/invoicing/rules/issue.ts';
import { proposeDocuments } from '../../functions/invoicing/rules/propose.ts';
import { type JournalPosting, postJournalSchema, type RunState, runStates } from '../../functions/invoicing/schema.ts';
import type { School } from '../../functions/schools/schema.ts';
import type { DocumentId } from '../../shared/ids.ts';
import { plainPence } from '../../shared/money.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { packSchema } from '../../shared/policy/schema.ts';
import { chargeFor, councilOf, day, exempt, issuingRun, now, rechargeFor, schoolAs, sumOf, today } from '../billing.ts';

const academy = schoolAs(990010, 'academy');
const maintained = schoolAs(990001, 'maintained');

const run = issuingRun({ firstNumber: { 'vat-invoice': 7, journal: 41 }, version: 9 });

const names = { preparedBy: 'Nadia Rahman', approvedBy: 'Omar Finch' };

/** The one document these charges make, issued as the third of its series in the run. */
function issue(charges: readonly Charge[], school: School, index = 2) {
  const { documents } = proposeDocuments({
    run: run.id,
    shard: '03',
    issueOn: today,
    councilLaCode: 881,
    pack: essex2017,
    organisations: new Map([[school.id, school]]),
    successions: new Map(),
    consents: new Map(),
    charges,
  });
  const [proposed] = documents;
  if (!proposed || documents.length > 1) throw new Error('these charges make one document');
  const summary = { ...proposed.summary, index, state: 'frozen' as const };
  return {
    lines: proposed.lines,
    ...decideIssue({ run, summary, lines: proposed.lines, council: councilOf('ellwood'), payer: school, pack: essex2017, names, now }),
  };
}

/** Two half-days of one day, one of another booking, one exempt. */
const bought = () => {
  const morning = chargeFor(academy.id, { deliveredOn: day('2026-11-18'), booking: 'bkg_aa' as Charge['booking'] });
  return [
    morning,
    chargeFor(academy.id, { deliveredOn: day('2026-11-18'), booking: morning.booking, visit: '02' }),
    chargeFor(academy.id, { deliveredOn: day('2026-11-03'), unitPricePence: 36_002, incomeCode: 'SI-GOV', purchaseOrder: 'PO-0999' }),
    chargeFor(academy.id, { deliveredOn: day('2026-11-20'), vatClass: 'exempt', quoted: exempt }),
  ];
};
const recharged = () => [
  rechargeFor(maintained.id, { deliveredOn: day('2026-11-18') }),
  rechargeFor(maintained.id, { deliveredOn: day('2026-11-05'), incomeCode: 'SI-GOV', cfrCode: 'E28a', unitPricePence: 36_000 }),
];

describe('an invoice carries what the law asks for', () => {
  const { document, lines, transfers } = issue(bought(), academy);

  test('number, dates, both parties, orders and totals', () => {
    expect(document).toMatchObject({
      kind: 'vat-invoice',
      rail: 'vat-invoice',
      number: 'ESX-INV-000009',
      organisation: academy.id,
      run: run.id,
      issuedOn: '2026-11-24',
      dueOn: '2026-12-24',
      periodFrom: '2026-11-03',
      periodTo: '2026-11-20',
      customer: { name: 'Invented School 990010', addressLines: ['1 Invented Street', 'Colnemarsh', 'ZZ99 9ZZ'], urn: '990010' },
      supplier: { name: 'Ellwood County Council', vatRegistrationNumber: 'GB 123 4567 89' },
      purchaseOrders: ['PO-0999', 'PO-1001'],
      lineCount: 4,
      paymentTermsDays: 30,
      preparedBy: 'Nadia Rahman',
      approvedBy: 'Omar Finch',
      issuedAt: '2026-11-24T10:00:00.000Z',
    });
    // 22,500 + 22,500 + 18,001 at 20 %, half-up once, and 22,500 exempt.
    expect(document).toMatchObject({ netPence: 85_501, vatPence: 12_600, grossPence: 98_101 });
    expect(document.vatSummary).toEqual([
      { category: 'E', rateBasisPoints: 0, netPence: 22_500, vatPence: 0 },
      { category: 'S', rateBasisPoints: 2000, netPence: 63_001, vatPence: 12_600 },
    ]);
  });

  test('one transfer per income code and category, one for VAT, all to its own account, together its gross', () => {
    expect(transfers.map(({ code, from, to, amount }) => [code, from, to, amount])).toEqual([
      ['invoice-net', 'income/SI-GOV', `debtor/${document.id}`, 18_001],
      ['invoice-net', 'income/SI-TRADED', `debtor/${document.id}`, 45_000],
      ['invoice-net', 'income/SI-TRADED', `debtor/${document.id}`, 22_500],
      ['invoice-vat', 'vat/S2000', `debtor/${document.id}`, 12_600],
    ]);
    expect(sumOf(transfers.map(({ amount }) => amount))).toBe(document.grossPence);
    expect(new Set(transfers.map(({ id }) => id)).size).toBe(transfers.length);
    for (const transfer of transfers) expect(transfer).toMatchObject({ pending: false, asset: 'penny', cause: { document: document.id } });
  });

  test('what is printed passes the printer’s own check, with and without a link to pay', () => {
    for (const link of [undefined, 'http://127.0.0.1:3000/ellwood/invoicing/documents/doc_1']) {
      const model = modelOf(document, lines, link);
      expect(documentModel.safeParse(model).error).toBeUndefined();
      expect(model).toMatchObject({ kind: 'vat-invoice', dueOn: '2026-12-24', payment: { reference: 'ESX-INV-000009' } });
    }
  });

  test('a school’s name with an accent, an apostrophe or an equals sign is printed as it is', () => {
    const odd = { ...academy, name: "=Saint Ælfgifu's “Château” & Llŷn" };
    const issued = issue(bought(), odd);
    expect(documentModel.safeParse(modelOf(issued.document, issued.lines, undefined)).error).toBeUndefined();
    expect(issued.document.customer.name).toBe(odd.name);
  });
});

describe('a recharge is no VAT invoice', () => {
  const { document, lines, transfers } = issue(recharged(), maintained);

  test('it has no due date and no VAT, and a number of its own series', () => {
    expect(document).toMatchObject({
      kind: 'journal-recharge',
      number: 'ESX-JNL-000043',
      netPence: 40_500,
      vatPence: 0,
      grossPence: 40_500,
    });
    expect(document).not.toHaveProperty('dueOn');
    expect(document.vatSummary).toEqual([{ category: 'O', rateBasisPoints: 0, netPence: 40_500, vatPence: 0 }]);
  });

  test('its transfers go to its recharge account, one per income code', () => {
    expect(transfers.map(({ code, from, to, amount }) => [code, from, to, amount])).toEqual([
      ['recharge-net', 'income/SI-GOV', `recharge/${document.id}`, 18_000],
      ['recharge-net', 'income/SI-TRADED', `recharge/${document.id}`, 22_500],
    ]);
  });

  test('what is printed passes the printer’s own check and shows no tax point', () => {
    const model = modelOf(document, lines, undefined);
    expect(documentModel.safeParse(model).error).toBeUndefined();
    expect(model).toMatchObject({
      journal: { cfrCode: 'E27, E28a', incomeCode: 'SI-GOV, SI-TRADED', preparedBy: 'Nadia Rahman', approvedBy: 'Omar Finch' },
    });
    for (const line of model.lines) expect(line).not.toHaveProperty('taxPoint');
  });

  test('posting moves the whole of it to the council’s ledger, once, and never an invoice', () => {
    const posted = decidePosting({ document, posted: undefined, now });
    expect(posted).toMatchObject({
      ok: true,
      value: { code: 'recharge-posted', from: `recharge/${document.id}`, to: 'council-ledger', amount: 40_500, pending: false },
    });
    const before = { document: document.id, councilReference: 'GL 778' } as JournalPosting;
    expect(decidePosting({ document, posted: before, now })).toMatchObject({
      ok: false,
      refusal: { name: 'already-posted', detail: 'ESX-JNL-000043 was posted as GL 778.' },
    });
    expect(decidePosting({ document: issue(bought(), academy).document, posted: undefined, now })).toMatchObject({
      ok: false,
      refusal: { name: 'not-a-recharge' },
    });
  });
});

describe('what cannot be issued is a bug and throws', () => {
  const { lines } = issue(bought(), academy);
  const summary = { document: 'doc_1', rail: 'vat-invoice', index: 0 } as Parameters<typeof decideIssue>[0]['summary'];
  const facts = { council: councilOf('ellwood'), payer: academy, pack: essex2017, names, now };
  test('a document without a number', () => {
    expect(() => decideIssue({ ...facts, run: { ...run, firstNumber: { journal: 1 } }, summary, lines })).toThrow('has no number');
    const { index: _, ...unplaced } = summary;
    expect(() => decideIssue({ ...facts, run, summary: unplaced, lines })).toThrow('has no number');
  });
  test('a document without lines', () => {
    expect(() => decideIssue({ ...facts, run, summary, lines: [] })).toThrow('has no lines');
  });
  test('a document of a run that nobody committed', () => {
    const { committedBy: _, ...uncommitted } = run;
    expect(() => decideIssue({ ...facts, run: uncommitted, summary, lines })).toThrow('was not committed');
  });
});

describe('printed lines', () => {
  const at = (given: Partial<Charge>) =>
    chargeFor(academy.id, { booking: 'bkg_aa' as Charge['booking'], deliveredOn: day('2026-11-18'), ...given });
  const printed = (charges: Charge[]) =>
    printedLines(issue(charges, academy).lines).map(({ deliveredOn, halfDays, netPence }) => [deliveredOn, halfDays, netPence]);

  const cases: [string, Partial<Charge>, number][] = [
    ['the other half of the same day is one line with it', { visit: '02' }, 1],
    ['another day is a line of its own', { deliveredOn: day('2026-11-19') }, 2],
    ['another booking is a line of its own', { booking: 'bkg_bb' as Charge['booking'] }, 2],
    ['another price is a line of its own', { unitPricePence: 40_000 }, 2],
    ['another category is a line of its own', { vatClass: 'exempt', quoted: exempt }, 2],
    ['another school of the payer is a line of its own', { school: maintained.id }, 2],
    ['another officer of the same day is a line of its own', { visit: '02', officerName: 'Daniel Osei' }, 2],
    ['the preparation of the same day is a line of its own', { visit: '02', serviceTitle: 'Safeguarding audits: preparation' }, 2],
  ];
  test.each(cases)('%s', (_, second, count) => {
    const rows = printed([at({}), at(second)]);
    expect(rows).toHaveLength(count);
    expect(sumOf(rows.map(([, halfDays]) => Number(halfDays)))).toBe(2);
  });

  test('they stand in order of delivery, whatever order they were read in', () => {
    const { lines } = issue([at({ deliveredOn: day('2026-11-20') }), at({ deliveredOn: day('2026-11-03') }), at({})], academy);
    const dates = ['2026-11-03', '2026-11-18', '2026-11-20'];
    expect(printedLines(lines).map(({ deliveredOn }) => deliveredOn)).toEqual(dates);
    expect(printedLines([...lines].reverse()).map(({ deliveredOn }) => deliveredOn)).toEqual(dates);
  });

  test('merging changes no sum and no line that was given', () => {
    const { lines } = issue(bought(), academy);
    const before = structuredClone(lines);
    expect(sumOf(printedLines(lines).map(({ netPence }) => netPence))).toBe(sumOf(lines.map(({ netPence }) => netPence)));
    expect(lines).toEqual(before);
  });
});

describe('the journal file', () => {
  const { document, lines } = issue(recharged(), maintained);
  const rows = journalRows({ document, lines, posting: undefined }, plainPence);
  const column = (name: (typeof journalColumns)[number]) => rows.map((row) => row[journalColumns.indexOf(name)]);

  test('debits the school’s codes and credits the services’, and comes to nothing', () => {
    expect(rows.every((row) => row.length === journalColumns.length)).toBe(true);
    expect(rows.map((row) => row.slice(6, 10))).toEqual([
      ['debit', 'E27', '22500', '225.00'],
      ['debit', 'E28a', '18000', '180.00'],
      ['credit', 'SI-GOV', '-18000', '-180.00'],
      ['credit', 'SI-TRADED', '-22500', '-225.00'],
    ]);
    expect(sumOf(column('amount_pence').map(Number))).toBe(0);
    expect(new Set(column('journal'))).toEqual(new Set(['ESX-JNL-000043']));
    expect(new Set(column('urn'))).toEqual(new Set(['990001']));
  });

  test('names every booking once', () => {
    for (const bookings of column('bookings')) expect(bookings?.split('; ').sort()).toEqual(lines.map(({ booking }) => booking).sort());
  });

  test.each(['=1+1', '+44', '-2', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])('text that a spreadsheet would run is made plain: %j', (text) => {
    const hostile = {
      ...document,
      customer: { ...document.customer, name: text },
      purchaseOrders: [text],
      preparedBy: text,
      approvedBy: text,
    };
    const posting = { councilReference: text, postedAt: '2026-11-25T09:00:00.000Z' } as JournalPosting;
    const hostileLines = lines.map((line) => ({ ...line, cfrCode: text, incomeCode: text }));
    const made = journalRows({ document: hostile, lines: hostileLines, posting }, plainPence);
    for (const row of made) {
      for (const name of ['school', 'purchase_orders', 'prepared_by', 'approved_by', 'posted_as', 'code'] as const)
        expect(row[journalColumns.indexOf(name)]).toBe(`'${text}`);
      for (const cell of row) expect(/^[=+@\t\r\n]|^-(?!\d)/.test(cell)).toBe(false);
    }
  });

  test('ordinary text stays as it is', () => {
    expect(column('school')[0]).toBe('Invented School 990001');
    expect(column('prepared_by')[0]).toBe('Nadia Rahman');
    expect(column('approved_by')[0]).toBe('Omar Finch');
  });

  test('purchase orders are told apart by semicolons, and the cost centre waits for the council', () => {
    const orders = [recharged()[0], rechargeFor(maintained.id, { purchaseOrder: 'PO 7' })].filter((charge) => charge !== undefined);
    const { document: two, lines: of } = issue(orders, maintained);
    const [row] = journalRows({ document: two, lines: of, posting: undefined }, plainPence);
    expect(row?.[journalColumns.indexOf('purchase_orders')]).toBe('PO 7; PO-1001');
    expect(new Set(column('cost_centre'))).toEqual(new Set(['']));
  });

  test('says what it was posted as, and when by London’s clock; nothing while it waits', () => {
    expect([column('posted_as')[0], column('posted_at')[0]]).toEqual(['', '']);
    const posting = { councilReference: 'GL 778', postedAt: '2026-07-01T08:30:00.000Z' } as JournalPosting;
    const [row] = journalRows({ document, lines, posting }, plainPence);
    expect(row?.slice(-2)).toEqual(['GL 778', '2026-07-01 09:30']);
  });
});

describe('numbers fit a bank reference of eighteen characters', () => {
  test.each([
    [1, 'ESX-INV-000001'],
    [999_999, 'ESX-INV-999999'],
    [1_000_000, 'ESX-INV-1000000'],
  ])('%i', (n, expected) => {
    expect(documentNumber('ESX-INV-', n)).toBe(expected);
  });

  test('for every prefix a policy may name, up to the ten-millionth document and beyond', () => {
    const longest = 'ABCDEFGH-1';
    expect(packSchema.shape.series.safeParse({ 'vat-invoice': longest, journal: 'JNL-' }).success).toBe(true);
    expect(packSchema.shape.series.safeParse({ 'vat-invoice': `${longest}0`, journal: 'JNL-' }).success).toBe(false);
    expect(documentNumber(longest, 99_999_999).length).toBeLessThanOrEqual(18);
  });
});

describe('a run moves forward only', () => {
  const states: (RunState | 'new')[] = ['new', 'proposing', 'proposed', 'checking', 'claiming', 'freezing', 'issuing', 'complete'];
  const events = ['make', 'propose', 'commit', 'check', 'claim', 'freeze', 'issue'] as const;
  test('and ends where its check finds other figures, which only that step can', () => {
    const from = [...states, 'changed' as const].filter((state) => runStates.next(state, 'change') !== undefined);
    expect([from, runStates.next('checking', 'change')]).toEqual([['checking'], 'changed']);
    expect(events.map((event) => runStates.next('changed', event))).toEqual(events.map(() => undefined));
  });
  test.each(states.flatMap((state, i) => events.map((event, j) => [state, event, i === j ? states[i + 1] : undefined] as const)))(
    '%s, %s: %s',
    (state, event, next) => {
      expect(runStates.next(state, event)).toBe(next);
    },
  );
});

describe('a ledger reference', () => {
  const accepts = (councilReference: unknown) => postJournalSchema.safeParse({ councilReference }).success;
  test.each(['GL 778', 'JV/2026/0012', 'A', 'É-1', 'x'.repeat(40)])('%s is taken', (text) => {
    expect(accepts(text)).toBe(true);
  });
  test('loses the spaces around it', () => {
    expect(postJournalSchema.parse({ councilReference: '  GL 778 ' })).toEqual({ councilReference: 'GL 778' });
  });
  test.each(['', ' ', '=1+1', '-1', 'a\nb', 'a\u202eb', '<b>', 'x'.repeat(41), 7, null, undefined])('%j is refused', (text) => {
    expect(accepts(text)).toBe(false);
  });
});

test('the model of the largest document a run can make is within what the printer takes', () => {
  const charges = Array.from({ length: 500 }, (_, i) => chargeFor(academy.id, { purchaseOrder: `PO-${i % 20}` }));
  const { document, lines } = issue(charges, academy);
  const model: z.input<typeof documentModel> = modelOf(document, lines, undefined);
  expect(documentModel.safeParse(model).error).toBeUndefined();
  expect(document.lineCount).toBe(500);
});

describe('codes are printed as far as there is room, and the rest counted', () => {
  const cases: [string[], string][] = [
    [['E27'], 'E27'],
    [['E28a', 'E27', 'E27'], 'E27, E28a'],
    [['E09', 'E27', 'E28a', 'E28b'], 'E09, E27, E28a, E28b'],
    [['E09', 'E19', 'E27', 'E28a', 'E28b'], 'E09, E19 and 3 more'],
    [['AN-ODD-CODE', 'ODDER-CODE'], '2 codes'],
  ];
  test.each(cases)('%j as %s', (cfrCodes, expected) => {
    const { document, lines } = issue(
      cfrCodes.map((cfrCode) => rechargeFor(maintained.id, { cfrCode })),
      maintained,
    );
    const model = modelOf(document, lines, undefined);
    expect(model).toMatchObject({ journal: { cfrCode: expected } });
    expect(documentModel.safeParse(model).error).toBeUndefined();
  });

  test('twenty income codes of twenty characters', () => {
    const codes = Array.from({ length: 20 }, (_, i) => `SCHOOL-IMPROVEMENT-${String.fromCharCode(65 + i)}`);
    const { document, lines } = issue(
      codes.map((incomeCode) => rechargeFor(maintained.id, { incomeCode })),
      maintained,
    );
    const model = modelOf(document, lines, undefined);
    expect(model).toMatchObject({ journal: { incomeCode: 'SCHOOL-IMPROVEMENT-A and 19 more' } });
    expect(documentModel.safeParse(model).error).toBeUndefined();
  });
});

test('ids of documents are names the ledger takes', () => {
  const { document } = issue(bought(), academy);
  const id: DocumentId = document.id;
  expect(id).toMatch(/^doc_[0-9a-z-]{1,64}$/);
});
