// A document is refused unless it is complete and adds up, and its page says what it must.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { days, percentage, printable, printed, shortDate } from '../../functions/documents/rules.ts';
import { documentModel } from '../../functions/documents/schema.ts';
import { parseDate } from '../../shared/calendar.ts';
import { common, type GivenInvoice, type GivenLine, invoice, line, recharge } from '../documents.ts';

/** Where the model is refused, as `lines.0.netPence`, and nothing for one that is accepted. */
const refusedAt = (given: unknown) => documentModel.safeParse(given).error?.issues.map((issue) => issue.path.join('.')) ?? [];

describe('a document that is incomplete or does not add up is refused', () => {
  test('while a whole one is accepted', () => {
    expect(refusedAt(invoice())).toEqual([]);
    expect(refusedAt(recharge())).toEqual([]);
  });

  const withLine = (change: Partial<GivenLine>) => invoice([{ ...line, ...change }]);
  const withPayment = (change: Partial<GivenInvoice['payment']>) => ({ ...invoice(), payment: { ...invoice().payment, ...change } });
  const cases: [why: string, given: unknown, at: string][] = [
    ['the lines do not sum to the net', { ...invoice(), netPence: 67_499, grossPence: 80_999 }, 'netPence'],
    ['the VAT summary does not sum to the VAT', { ...invoice(), vatPence: 13_501, grossPence: 81_001 }, 'vatPence'],
    ['net and VAT do not make the gross', { ...invoice(), grossPence: 81_001 }, 'grossPence'],
    [
      'the summary leaves out a rate',
      { ...invoice([line, { ...line, vatRateBasisPoints: 500 }]), vatSummary: invoice().vatSummary },
      'vatSummary',
    ],
    [
      'the summary names a rate twice',
      { ...invoice(), vatSummary: [...invoice().vatSummary, ...invoice().vatSummary] },
      'vatSummary.1.netPence',
    ],
    [
      'VAT is not the net at its rate',
      { ...invoice(), vatSummary: [{ ...invoice().vatSummary[0], vatPence: 13_499 }] },
      'vatSummary.0.vatPence',
    ],
    ['a line is not its quantity times its price', withLine({ quantityHalfDays: 2 }), 'lines.0.netPence'],
    ['a line has no days', withLine({ quantityHalfDays: 0 }), 'lines.0.quantityHalfDays'],
    ['a line has negative days', withLine({ quantityHalfDays: -3 }), 'lines.0.quantityHalfDays'],
    ['a line has part of a half-day', withLine({ quantityHalfDays: 1.5 }), 'lines.0.quantityHalfDays'],
    ['a line is free', withLine({ unitPricePence: 0, netPence: 0 }), 'lines.0.unitPricePence'],
    ['a line is negative', withLine({ unitPricePence: -45_000, netPence: -67_500 }), 'lines.0.netPence'],
    ['there is no line', invoice([]), 'lines'],
    ['standard-rated at nothing', withLine({ vatRateBasisPoints: 0 }), 'lines.0.vatRateBasisPoints'],
    ['exempt at a rate', withLine({ vatCategory: 'E' }), 'lines.0.vatRateBasisPoints'],
    ['outside the scope beside taxed', invoice([line, { ...line, vatCategory: 'O', vatRateBasisPoints: 0 }]), 'lines'],
    ['an invoice line without its tax point', withLine({ taxPoint: undefined }), 'lines.0.taxPoint'],
    ['taxed without a registration', { ...invoice(), supplier: { ...common.supplier, vatRegistrationNumber: undefined } }, 'supplier'],
    ['a recharge with VAT', recharge([line]), 'lines.0.vatCategory'],
    ['a recharge with bank details', { ...recharge(), payment: invoice().payment }, ''],
    ['due before it is issued', { ...invoice(), dueOn: '2026-11-30' }, 'dueOn'],
    ['a period that ends before it begins', { ...invoice(), periodTo: '2026-08-31' }, 'periodTo'],
    ['a day that does not exist', { ...invoice(), issuedOn: '2026-02-29' }, 'issuedOn'],
    ['a number longer than Bacs carries', { ...invoice(), number: 'ESX-INV-00000000001' }, 'number'],
    ['a number in small letters', { ...invoice(), number: 'esx-inv-1' }, 'number'],
    ['a line break in a description', withLine({ description: 'One\nTotal to pay £0.00' }), 'lines.0.description'],
    ['a right-to-left override', withLine({ school: 'Ash\u202egrove' }), 'lines.0.school'],
    ['a blank customer', { ...invoice(), customer: { name: '  ', addressLines: ['Merrow Lane'] } }, 'customer.name'],
    ['a customer without an address', { ...invoice(), customer: { name: 'Merrow', addressLines: [] } }, 'customer.addressLines'],
    [
      'an account number of seven digits',
      withPayment({ bankAccount: { ...invoice().payment.bankAccount, accountNumber: '1234567' } }),
      'payment.bankAccount.accountNumber',
    ],
    ['a payment link that is a script', withPayment({ payOnlineUrl: 'javascript:alert(1)' }), 'payment.payOnlineUrl'],
    ['a field nobody declared', { ...invoice(), discount: 'free days' }, ''],
    ['a kind nobody declared', { ...invoice(), kind: 'pro-forma' }, 'kind'],
  ];
  test.each(cases)('%s', (_why, given, at) => {
    expect(refusedAt(given)).toContain(at);
  });

  test('an odd half-day at an odd price may round either way, by half a penny and no more', () => {
    const odd = (netPence: number) => refusedAt(invoice([{ ...line, quantityHalfDays: 1, unitPricePence: 45_001, netPence }]));
    expect(odd(22_500)).toEqual([]);
    expect(odd(22_501)).toEqual([]);
    expect(odd(22_499)).toEqual(['lines.0.netPence']);
    expect(odd(22_502)).toEqual(['lines.0.netPence']);
  });

  test('whatever the lines, right totals are accepted and a total one penny out is not', () => {
    const category = fc.constantFrom<[GivenLine['vatCategory'], number]>(['S', 2_000], ['S', 500], ['E', 0], ['Z', 0]);
    const lines = fc.array(
      fc.record({ halfDays: fc.integer({ min: 1, max: 40 }), halfPrice: fc.integer({ min: 1, max: 99_999 }), category }).map(
        ({ halfDays, halfPrice, category: [vatCategory, vatRateBasisPoints] }): GivenLine => ({
          ...line,
          quantityHalfDays: halfDays,
          unitPricePence: halfPrice * 2,
          netPence: halfDays * halfPrice,
          vatCategory,
          vatRateBasisPoints,
        }),
      ),
      { minLength: 1, maxLength: 12 },
    );
    const total = fc.constantFrom('netPence' as const, 'vatPence' as const, 'grossPence' as const);
    fc.assert(
      fc.property(lines, total, fc.constantFrom(-1, 1), (some, field, penny) => {
        const right = invoice(some);
        expect(refusedAt(right)).toEqual([]);
        expect(refusedAt({ ...right, [field]: right[field] + penny })).toContain(field);
      }),
      { seed: 20261201, numRuns: 200 },
    );
  });
});

describe('what the page says', () => {
  test('days, rates and dates read as people write them', () => {
    expect([1, 2, 3, 20].map(days)).toEqual(['0.5', '1.0', '1.5', '10.0']);
    expect([2_000, 500, 1_750, 825].map(percentage)).toEqual(['20%', '5%', '17.5%', '8.25%']);
    const september = parseDate('2026-09-04');
    expect(september && shortDate(september)).toBe('4\u00a0Sep\u00a02026');
  });

  test('an invoice for what is outside the scope of VAT does not call itself a VAT invoice', () => {
    const page = printed(
      documentModel.parse({
        ...invoice([{ ...line, vatCategory: 'O', vatRateBasisPoints: 0 }]),
        supplier: { ...common.supplier, vatRegistrationNumber: undefined },
      }),
    );
    expect(page.title).toBe('Invoice ESX-INV-000001');
    expect(page.notice).toContain('not a VAT invoice');
  });

  test('a character the font lacks is printed as a question mark, and the rest is kept', () => {
    expect(printable('Ysgol Llŷn’s £5 – Cafe\u0301 😀 漢')).toBe('Ysgol Llŷn’s £5 – Café ? ?');
  });
});
