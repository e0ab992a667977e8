// What is printed is readable by everyone, holds every particular the law asks for, and is the same every time.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { createRenderer } from '../../functions/documents/actions.ts';
import { printable } from '../../functions/documents/rules.ts';
import { certificateModel } from '../../functions/documents/schema/certificate.ts';
import { yearStatementModel } from '../../functions/documents/schema/statement.ts';
import { documentAssets, documentModel, rechargeNotice } from '../../functions/documents/schema.ts';
import { common, type Given, type GivenLine, invoice, line, recharge } from '../documents.ts';
import { objectsOf, pagesOf } from '../pdf.ts';

const assetDirectory = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => rmSync(assetDirectory, { recursive: true }));
const repository = join(import.meta.dirname, '../..');
for (const { from, to } of documentAssets) copyFileSync(join(repository, from), join(assetDirectory, to));
const renderModel = createRenderer({ assetDirectory });
const render = (given: Given) => renderModel(documentModel.parse(given));

const mixedLines: GivenLine[] = [
  line,
  { ...line, description: 'Governor training', vatCategory: 'E', vatRateBasisPoints: 0, quantityHalfDays: 1, netPence: 22_500 },
  {
    ...line,
    description: 'Printed handbook',
    vatCategory: 'Z',
    vatRateBasisPoints: 0,
    quantityHalfDays: 2,
    unitPricePence: 1_250,
    netPence: 1_250,
  },
];

describe('the file', () => {
  const pdf = render(invoice());
  const source = Buffer.from(pdf).toString('latin1');

  test('is a PDF/UA-1 file, tagged, in British English, named after its document', () => {
    expect(source.startsWith('%PDF-1.7')).toBe(true);
    expect(source).toContain('/Lang (en-GB)');
    expect(source).toMatch(/\/StructTreeRoot \d+ 0 R/);
    expect(source).toMatch(/\/Marked true/);
    expect(source).toMatch(/\/DisplayDocTitle true/);
    expect(source).toContain('/Title (VAT invoice ESX-INV-000001)');
    expect([...objectsOf(pdf).values()].some(({ stream }) => stream.includes('<pdfuaid:part>1</pdfuaid:part>'))).toBe(true);
    expect(source).toMatch(/\/S \/TH\b/);
  });

  test('carries the letters it uses from both weights of its font', () => {
    expect(
      source
        .match(/\/FontName \/[A-Z]{6}\+NotoSans-\w+/g)
        ?.map((name) => name.slice(-7))
        .sort(),
    ).toEqual(['Regular', 'emiBold']);
    expect(source.match(/\/FontFile2 /g)).toHaveLength(2);
  });

  test('is the same to the byte whenever and wherever it is printed again', () => {
    render(recharge());
    expect(Buffer.compare(pdf, render(invoice()))).toBe(0);
    const elsewhere = createRenderer({ assetDirectory });
    expect(Buffer.compare(pdf, elsewhere(documentModel.parse(invoice())))).toBe(0);
    expect(Buffer.compare(pdf, render({ ...invoice(), issuedOn: '2026-12-02' }))).not.toBe(0);
    expect(source).toContain('/CreationDate (D:20261201120000Z)');
  });

  test('is not made from a model that does not add up', () => {
    const wrong = { ...documentModel.parse(invoice()), grossPence: 1 };
    expect(() => renderModel(wrong)).toThrow(/net plus VAT/);
  });

  test('is not made by a template that does not compile', () => {
    const broken = mkdtempSync(join(tmpdir(), 'documents-'));
    writeFileSync(join(broken, 'invoice.typ'), '#nothing-of-that-name');
    expect(() => createRenderer({ assetDirectory: broken })(documentModel.parse(invoice()))).toThrow(
      /ESX-INV-000001 could not be printed: .*nothing-of-that-name/,
    );
    rmSync(broken, { recursive: true });
  });
});

describe('a VAT invoice holds every particular of SI 1995/2518 reg.14(1)', () => {
  const [page = ''] = pagesOf(render(invoice(mixedLines)));
  test.each([
    ['(a) its number', ['VAT invoice', 'Invoice number ESX-INV-000001']],
    ['(b) the time of supply', ['Tax point', '1 Dec 2026']],
    ['(c) the date of issue', ['Date of issue 1 December 2026']],
    ['(d) the supplier', ['Ellwood County Council', 'County Hall', 'EL1 1QH', 'VAT registration number GB 123 4567 89']],
    ['(e) the customer', ['Merrow Academy Trust', 'Merrow Lane', 'CB1 9ZZ', 'URN 900123']],
    [
      '(g) what was supplied',
      ['headteacher recruitment', 'Saint Ælfgifu’s Primary School, Llŷn Road', '24 Nov 2026', 'Booking ESX-B-1042'],
    ],
    ['(h) quantity, rate and net of each', ['1.5 £450.00 20% £675.00', '0.5 £450.00 Exempt £225.00', '1.0 £12.50 0% £12.50']],
    ['(i) the total without VAT', ['Total excluding VAT £912.50']],
    ['VAT by rate', ['20% £675.00 £135.00', 'Exempt £225.00 £0.00', 'Zero rate, 0% £12.50 £0.00']],
    ['(l) the total VAT in sterling', ['Total VAT £135.00', 'All amounts are in pounds sterling.']],
    ['(m) the unit price', ['Day rate', '£450.00']],
    [
      'what to pay, when and how',
      ['£1,047.50', 'Payment due by 31 December 2026', '00-00-00', '12345678', 'Payment reference ESX-INV-000001'],
    ],
  ])('%s', (_particular, words) => {
    for (const said of words) expect(page).toContain(said);
  });

  test('and links to where it can be paid', () => {
    expect(Buffer.from(render(invoice())).toString('latin1')).toContain('/URI (https://daybook.example/ellwood/invoices/1/pay)');
  });
});

test('a recharge says that it is not a VAT invoice and carries its coding, and neither VAT number nor bank account', () => {
  const [page = ''] = pagesOf(render(recharge()));
  for (const said of [
    'Internal recharge',
    rechargeNotice,
    'Cost centre charged SCH-0456',
    'CFR code E28a',
    'TS-4410',
    'Prepared by Priya Demo',
    'Owen Demo',
    '£675.00',
  ]) {
    expect(page).toContain(said);
  }
  expect(page).not.toMatch(/123 4567 89|Sort code|Total VAT/);
});

test('markup in a description is printed as it was typed', () => {
  const typed = '#read("/etc/passwd") *bold* _it_ & < > $x$ @ref \\ `raw` -- "q" // c';
  expect(pagesOf(render(invoice([{ ...line, description: typed }])))[0]).toContain(typed);
});

test('nothing is said to be delivered on the day a fee or an instalment fell due', () => {
  const said = (more: object) => pagesOf(render(invoice([line, { ...line, ...more }])))[0] ?? '';
  expect(said({})).toContain('Services delivered');
  for (const more of [{ feeBasisPoints: 5_000, netPence: 33_750 }, { instalmentOfPence: 200_000 }]) {
    expect(said(more)).toContain('What is charged');
    expect(said(more)).toContain('Description Date Tax point');
    expect(said(more)).not.toMatch(/delivered/i);
  }
});

test('the column headings and the page count stand on every page', () => {
  const lines = Array.from({ length: 60 }, (_, index) => ({ ...line, bookingReference: `ESX-B-${2000 + index}` }));
  const pages = pagesOf(render(invoice(lines)));
  expect(pages.length).toBeGreaterThan(2);
  pages.forEach((page, index) => {
    expect(page).toContain('Description Delivered Tax point Days Day rate VAT Net');
    expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
  });
  const all = pages.join('');
  for (const { bookingReference } of lines) expect(all.split(bookingReference)).toHaveLength(2);
});

test('every character that is let through prints, at any length and without spaces', () => {
  const characters = Array.from({ length: 0x2200 - 0x20 }, (_, index) => String.fromCodePoint(index + 0x20)).filter(
    (letter) => letter.trim() !== '' && !/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(letter) && printable(letter) === letter,
  );
  expect(characters.length).toBeGreaterThan(1_000);
  const lines = Array.from({ length: Math.ceil(characters.length / 120) }, (_, index) => ({
    ...line,
    description: characters.slice(index * 120, index * 120 + 120).join(''),
  }));
  expect(() => render(invoice(lines))).not.toThrow();
  expect(() => render(invoice([{ ...line, description: 'W'.repeat(300), purchaseOrder: '😀漢字' }]))).not.toThrow();
});

describe('a year statement', () => {
  const session = { on: '2026-11-24', half: 'am' as const, service: 'Leadership visit', state: 'used' as const };
  const free = {
    title: 'Universal offer #read("x")',
    clause: 'Section 4',
    unit: 'half-day' as const,
    granted: 6,
    broughtIn: 0,
    passedOn: 0,
    held: 1,
    used: 2,
    lapsed: 0,
    left: 3,
    sessions: [
      session,
      { ...session, half: 'pm' as const },
      { ...session, on: '2027-03-02', school: 'Ashgrove Primary School', state: 'held' as const },
    ],
  };
  const bought = {
    number: 'ESX-INV-000001',
    issuedOn: '2026-12-01',
    service: 'Governor training',
    deliveredOn: ['2026-10-05', '2026-11-24', '2026-11-25'],
    halfDays: 3,
    netPence: 67_500,
  };
  const statement = (more: Partial<z.input<typeof yearStatementModel>> = {}) => ({
    kind: 'year-statement' as const,
    issuedOn: '2027-07-20',
    supplier: common.supplier,
    customer: { name: 'Saltmere Primary School', addressLines: ['Quay Road'], urn: '990001' },
    year: 'Academic year 2026/27',
    periodFrom: '2026-09-01',
    periodTo: '2027-08-31',
    free: [free],
    bought: { lines: [bought], netPence: 67_500 },
    ...more,
  });
  const print = (given: z.input<typeof yearStatementModel>) => renderModel(yearStatementModel.parse(given));

  test('sets what was free, with the days it was used on, beside what was bought, and money beside that alone', () => {
    const [page = ''] = pagesOf(print(statement()));
    for (const said of [
      'Saltmere Primary School',
      'URN 990001',
      'Academic year 2026/27',
      'Free days carry no price.',
      'What for Left Granted Booked Used Lapsed',
      'Universal offer #read("x") Section 4 1.5 3.0 0.5 1.0 0.0',
      'Leadership visit Universal offer #read("x") 24 Nov 2026, morning Used',
      '24 Nov 2026, afternoon Used',
      'Ashgrove Primary School',
      '2 Mar 2027, morning Booked',
      'Billed so far: 1.5 days for £675.00 before VAT.',
      'ESX-INV-000001 3 days, 5 Oct 2026 to 25 Nov 2026 1.5 £675.00',
    ])
      expect(page).toContain(said);
    expect(page.slice(0, page.indexOf('Bought'))).not.toContain('£');
  });

  test('says so where nothing was granted or billed, and keeps quiet of what its reader may not know', () => {
    const [none = ''] = pagesOf(print(statement({ free: [], bought: { lines: [], netPence: 0 } })));
    expect(none).toContain('Nothing was granted for this year.');
    expect(none).toContain('Nothing that was delivered in this year has been billed.');
    const [silent = ''] = pagesOf(print(statement({ bought: null })));
    expect(silent).not.toContain('Bought');
  });

  test('has columns for what came from elsewhere only where something did, and tells a team’s money in pounds', () => {
    const budget = {
      ...free,
      title: 'Locality team',
      unit: 'penny' as const,
      granted: 100_000,
      broughtIn: 5_000,
      held: 0,
      used: 0,
      left: 105_000,
      sessions: [],
    };
    const [page = ''] = pagesOf(print(statement({ free: [free, budget], bought: null })));
    expect(page).toContain('Left Granted Brought in Booked Used Lapsed');
    expect(page).toContain('£1,050.00 £1,000.00 £50.00 £0.00 £0.00 £0.00');
  });

  test('is tagged, in British English and the same to the byte whenever it is printed', () => {
    const pdf = print(statement());
    const source = Buffer.from(pdf).toString('latin1');
    expect(source).toContain('/Lang (en-GB)');
    expect(source).toMatch(/\/S \/TH\b/);
    expect(source).toContain('/Title (Year statement, Academic year 2026/27)');
    expect([...objectsOf(pdf).values()].some(({ stream }) => stream.includes('<pdfuaid:part>1</pdfuaid:part>'))).toBe(true);
    expect(Buffer.compare(pdf, print(statement()))).toBe(0);
  });
});

describe('a certificate', () => {
  const certificate = {
    kind: 'certificate',
    issuedOn: '2026-12-02',
    supplier: { name: 'Rivermouth (invented)', addressLines: ['Rivermouth Town Hall'], email: 'services@rivermouth.example' },
    number: '01KAQ48X1Z3B5D7F9H1K3M5P7R-01-0123456789AB',
    name: 'Zoë #Ashgrove',
    role: 'Chair of governors',
    school: 'Anchor Street Primary School',
    service: 'Training for governors',
    officers: ['Marcus Bright', 'Leila Haddad'],
    dates: ['2026-12-01', '2026-12-02'],
    halfDays: 3,
    hours: '9 hours',
    checkedAt: 'https://daybook.example/rivermouth/bookings/certificates',
  };

  test('says who took part, in what, when and with whom, and where its number is checked', () => {
    const pdf = renderModel(certificateModel.parse(certificate));
    const words = pagesOf(pdf).join(' ');
    for (const text of [
      'Certificate of attendance',
      'This is to certify that',
      'Zoë #Ashgrove',
      'Chair of governors',
      'Anchor Street Primary School',
      'took part in Training for governors.',
      '1 December 2026 and 2 December 2026',
      '9 hours (1½ days)',
      'Marcus Bright and Leila Haddad',
      '01KAQ48X1Z3B5D7F9H1K3M5P7R-01-0123456789AB',
      'https://daybook.example/rivermouth/bookings/certificates',
    ])
      expect(words).toContain(text);
    expect(pagesOf(pdf)).toHaveLength(1);
    expect([...objectsOf(pdf).values()].some(({ stream }) => stream.includes('<pdfuaid:part>1</pdfuaid:part>'))).toBe(true);
    expect(Buffer.from(renderModel(certificateModel.parse(certificate))).equals(Buffer.from(pdf))).toBe(true);
  });

  test('is for somebody, and has a number that can be checked', () => {
    for (const wrong of [{ name: ' ' }, { number: 'RVM-1' }, { dates: [] }, { officers: [] }])
      expect(certificateModel.safeParse({ ...certificate, ...wrong }).success).toBe(false);
  });
});
