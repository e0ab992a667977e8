// A year statement sets what was free beside what was bought: a free line has no price anywhere, and the council’s cost of free days is told to its people alone.
import { describe, expect, test } from 'vitest';
import { yearStatementModel } from '../../functions/documents/schema/statement.ts';
import type { Line } from '../../functions/entitlements/schema/statements.ts';
import type { Use } from '../../functions/entitlements/schema/uses.ts';
import type { Document, DocumentLine } from '../../functions/invoicing/schema.ts';
import { paperOf } from '../../functions/reports/rules/year-paper.ts';
import { boughtIn, costOf, freeLines, touchesYear, yearAsked, yearsBeside } from '../../functions/reports/rules/year-statement.ts';
import type { FreeLine, YearStatement } from '../../functions/reports/schema/statements.ts';
import type { CivilDate, SessionKey } from '../../shared/calendar.ts';
import type { BookingId, ChargeId, DocumentId, OrganisationId, ServiceId, VacancyId } from '../../shared/ids.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';

const school = 'sch_990001' as OrganisationId;
const day = (text: string) => text as CivilDate;
const year = { clock: 'academic' as const, start: 2017 };

const figures = { granted: 6, broughtIn: 0, passedOn: 0, held: 1, used: 2, lapsed: 0, left: 3 };
const line = (more: Partial<Extract<Line, { of: 'allocation' }>> = {}): Line => ({
  of: 'allocation',
  line: '2017-09-01.universal',
  title: 'Universal offer',
  unit: 'half-day',
  year,
  account: 'a',
  rule: 'universal',
  part: 'own',
  period: { from: day('2017-09-01'), to: day('2018-08-31') },
  state: 'open',
  target: 6,
  shortfall: 0,
  steps: [],
  clause: { reference: 'Section 4', text: 'Six.' },
  ...figures,
  ...more,
});
const vacancy = (vacantFrom: string): Line => ({
  of: 'vacancy',
  line: 'vac_1',
  vacancy: 'vac_1' as VacancyId,
  title: 'Recruitment',
  unit: 'half-day',
  year: { clock: 'academic', start: Number(vacantFrom.slice(0, 4)) },
  account: 'v',
  post: 'Headteacher',
  vacantFrom: day(vacantFrom),
  state: 'open',
  recordedAt: '',
  ...figures,
});
const use = (account: string, ...sessions: [key: string, state: 'held' | 'used' | 'given-back'][]): Use => ({
  type: 'use',
  account,
  booking: 'bkg_1' as BookingId,
  school,
  schoolName: 'Saltmere',
  service: 'svc_visit' as ServiceId,
  serviceTitle: 'Visit',
  sessions: sessions.map(([session, state], i) => ({ visit: `0${i}`, session: session as SessionKey, state })),
});

test('the year asked for is the one that is named, or today’s by its clock', () => {
  expect(yearAsked({ clock: 'academic' }, day('2018-08-31'))).toEqual(year);
  expect(yearAsked({ clock: 'financial' }, day('2018-03-31'))).toEqual({ clock: 'financial', start: 2017 });
  expect(yearAsked({ clock: 'academic', year: 2009 }, day('2018-08-31'))).toEqual({ clock: 'academic', start: 2009 });
});

describe('what was free', () => {
  const uses = new Map([
    ['a', [use('a', ['2017-11-01#am', 'used'], ['2017-11-02#am', 'given-back'], ['2018-02-01#pm', 'held'])]],
    ['v', [use('v', ['2017-12-01#am', 'used'], ['2018-10-01#am', 'used'])]],
  ]);

  test('is what was granted for the year with what drew on it, and what a vacancy of another year was drawn on in this one', () => {
    const free = freeLines([line(), vacancy('2016-10-01'), line({ year: { clock: 'academic', start: 2016 }, line: 'old' })], uses, year);
    expect(free.map(({ line: of, sessions }) => [of.line, sessions.map(({ session }) => session)])).toEqual([
      ['2017-09-01.universal', ['2017-11-01#am', '2018-02-01#pm']],
      ['vac_1', ['2017-12-01#am']],
    ]);
    expect(yearsBeside([line(), vacancy('2016-10-01')], year)).toEqual([{ clock: 'academic', start: 2016 }]);
  });

  test('costs what an officer’s day costs on its day, half of it for half a day; what the policy does not cost is counted and not valued', () => {
    const free: FreeLine[] = freeLines(
      [line()],
      new Map([['a', [use('a', ['2017-11-01#am', 'used'], ['2018-02-01#pm', 'used'], ['2018-02-02#pm', 'held'])]]]),
      year,
    );
    expect(costOf(free, essex2017)).toEqual({ usedHalfDays: 2, valuedHalfDays: 2, costPence: 45_000 });
    expect(costOf(free, { ...essex2017, costs: [] })).toEqual({ usedHalfDays: 2, valuedHalfDays: 0, costPence: 0 });
    const dated = { ...essex2017, costs: [{ from: day('2018-01-01'), perDayPence: 45_001 }] };
    expect(costOf(free, dated)).toEqual({ usedHalfDays: 2, valuedHalfDays: 1, costPence: 22_501 });
  });

  test('is none of a visit whose price a team’s budget paid', () => {
    const budget = freeLines([line({ unit: 'penny' })], new Map([['a', [use('a', ['2017-11-01#am', 'used'])]]]), year);
    expect(budget[0]?.sessions).toHaveLength(1);
    expect(costOf(budget, essex2017)).toEqual({ usedHalfDays: 0, valuedHalfDays: 0, costPence: 0 });
  });
});

describe('what was bought', () => {
  const document = (more: Partial<Document> = {}) =>
    ({
      id: 'doc_1' as DocumentId,
      kind: 'vat-invoice',
      number: 'ESX-INV-000001',
      issuedOn: day('2018-09-05'),
      periodFrom: day('2018-08-01'),
      periodTo: day('2018-09-30'),
      ...more,
    }) as Document;
  const charged = (deliveredOn: string, more: Partial<DocumentLine> = {}) =>
    ({
      charge: `chg_${deliveredOn}` as ChargeId,
      serviceTitle: 'Coaching',
      schoolName: 'Saltmere',
      deliveredOn: day(deliveredOn),
      halfDays: 1,
      unitPricePence: 45_000,
      netPence: 22_500,
      ...more,
    }) as DocumentLine;

  test('is what was delivered in the year, whenever it was billed, and nothing that was lost to another document', () => {
    const lines = [
      charged('2018-08-30'),
      charged('2018-08-31'),
      charged('2018-09-01'),
      charged('2018-08-31', { serviceTitle: 'Review', lost: true }),
      charged('2018-08-31', { serviceTitle: 'Review', unitPricePence: 50_000, netPence: 25_000 }),
    ];
    const bought = boughtIn([{ document: document(), lines, openPence: 500 }], year);
    expect(
      bought.lines.map(({ serviceTitle, deliveredOn, halfDays, netPence }) => [serviceTitle, deliveredOn, halfDays, netPence]),
    ).toEqual([
      ['Coaching', ['2018-08-30', '2018-08-31'], 2, 45_000],
      ['Review', ['2018-08-31'], 1, 25_000],
    ]);
    expect(bought.netPence).toBe(70_000);
    expect(bought.documents).toEqual([
      { document: 'doc_1', number: 'ESX-INV-000001', kind: 'vat-invoice', issuedOn: '2018-09-05', openPence: 500 },
    ]);
    expect(boughtIn([{ document: document(), lines: [charged('2018-09-01')], openPence: 0 }], year).documents).toEqual([]);
  });

  test('counts no half-day for a share of one, which is exact in pence: it says what it is a share of', () => {
    const lines = [
      charged('2018-08-30', { netPence: 7_500, sharedPence: 22_500 }),
      charged('2018-08-31', { netPence: 7_500, sharedPence: 22_500 }),
      charged('2018-08-31'),
      charged('2018-08-31', { feeBasisPoints: 5_000, netPence: 3_750, sharedPence: 22_500 }),
    ];
    const bought = boughtIn([{ document: document(), lines, openPence: 0 }], year);
    expect(bought.lines.map(({ halfDays, sharedHalfDays, netPence }) => [halfDays, sharedHalfDays, netPence])).toEqual([
      [0, 2, 18_750],
      [1, 0, 22_500],
    ]);
    expect(bought.netPence).toBe(41_250);
  });

  test('is looked for on documents whose period touches the year', () => {
    expect(touchesYear(document(), year)).toBe(true);
    expect(touchesYear(document({ periodFrom: day('2018-09-01') }), year)).toBe(false);
    expect(touchesYear(document({ periodTo: day('2017-08-31'), periodFrom: day('2017-08-01') }), year)).toBe(false);
  });
});

describe('on paper', () => {
  const statement: YearStatement = {
    holder: school,
    name: 'Saltmere',
    addressLines: ['Quay Road', 'CM1 5JB'],
    urn: '990001',
    year,
    madeOn: day('2018-07-20'),
    free: freeLines([line()], new Map([['a', [use('a', ['2017-11-01#am', 'used'])]]]), year),
    bought: { lines: [], documents: [], netPence: 0 },
    cost: { usedHalfDays: 1, valuedHalfDays: 1, costPence: 22_500 },
    otherYears: [],
  };
  const council = { name: 'Essex', addressLines: ['1 Invented Street'], email: 'a@essex.example', telephone: '01632 960881' };

  test('it is what the documents room prints, and tells no cost and no price of a free day', () => {
    const paper = paperOf(statement, council);
    expect(yearStatementModel.safeParse(paper).error).toBeUndefined();
    expect(JSON.stringify(paper)).not.toMatch(/22_?500|cost/i);
    expect(Object.keys(paper.free[0] ?? {}).filter((name) => /pence|price/i.test(name))).toEqual([]);
  });

  test('a priced free line is no paper, nor are figures that do not sum', () => {
    const paper = paperOf(statement, council);
    const [free] = paper.free;
    expect(yearStatementModel.safeParse({ ...paper, free: [{ ...free, pricePence: 1 }] }).success).toBe(false);
    expect(yearStatementModel.safeParse({ ...paper, free: [{ ...free, left: 4 }] }).error?.issues.map(({ path }) => path)).toEqual([
      ['free', 0, 'left'],
    ]);
    expect(yearStatementModel.safeParse({ ...paper, bought: { lines: [], netPence: 1 } }).success).toBe(false);
  });

  test('line breaks in a name do not stop it, and an organisation without an address has none', () => {
    const paper = paperOf({ ...statement, name: 'Saltmere\nSchool', addressLines: [] }, council);
    expect(yearStatementModel.safeParse(paper).error).toBeUndefined();
    expect(paper.customer).toMatchObject({ name: 'Saltmere School', addressLines: [] });
  });
});
