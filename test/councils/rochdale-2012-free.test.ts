// Rochdale, 2012, on the source's own dates: a self-improving trust takes over challenge and support for its members on 1 September (D1), and the council keeps its
// duty to intervene, in the trust's schools too (D2). Before anything is published, it is tried in the rows of the paper's table of savings (D4).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatPence } from '../../shared/money.ts';
import { rochdale2012 } from '../../shared/policy/rochdale-2012.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { Diary, quoteTold, sessionsTold } from './diary.ts';
import { balances, FreeDays, figuresOf, lineTold } from './model-diary.ts';
import { rochdale } from './models.ts';

const diary = new Diary('Rochdale 2012: the Pioneer Trust takes over challenge and support (D1, D2, D4)', rochdale2012);
const toAll = '4.1';
const takesOver = '4.2';
const overview = '4.2, on overview';
const intervene = '7.1';

const universal = 'challenge-and-support';
const secondary = 'challenge-and-support-secondary';
const service = 'svc_universal-challenge-and-support';
const officer = 'off_howard-pell';
const high = 'sch_990005';
const pantmere = 'sch_990008';
const saltmere = 'sch_990001';
const opening = 'sch_990010';
/** Members of the trust from September; Pantmere stays out of it. */
const joining = ['sch_990005', 'sch_990006', 'sch_990007'];

let host: TestHost;
let free: FreeDays;
let [lena, marek, tom, joan, rowan, howard]: Visitor[] = [];
let trust = '';
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
beforeAll(async () => {
  host = await startHost({
    at: '2012-04-02T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'reports', 'worker', 'outbox'],
    councils: [rochdale],
    seeded: true,
  });
  free = new FreeDays(host, 'rochdale', '2012-05-13');
  [lena, marek, tom, joan, rowan, howard] = await Promise.all(
    ['lena-osgood', 'marek-dowd', 'tom-haldane', 'joan-ferris', 'rowan-achebe', 'howard-pell'].map(free.as),
  );
}, 120_000);
afterAll(() => host.stop());

const on = (moment: string, what: string, reference: string) => diary.on(host, moment, what, reference);
const sessions = (count: number) => free.counter.fresh(count, officer);
const asking = (school: string, of = service) => ({ school, service: of, officer, purse: 'delegated-budget' });

test('D1: the council offers challenge and support to every school', async () => {
  on('2012-04-02T09:00:00Z', 'Grace Adeyemi, council administrator, grants the financial year.', toAll);
  const granted = await free.run('allocate', '2012-04-02');
  const byRule = [universal, secondary].map((rule) => granted.filter((line) => line.rule === rule));
  expect(byRule.flat().every(({ target }) => target === 6)).toBe(true);
  expect(byRule[1]?.map(({ holder }) => holder)).toEqual(expect.arrayContaining([...joining, pantmere]));
  diary.note(
    `${byRule[0]?.length} primary, nursery and special schools have 6 half-days each`,
    `${byRule[1]?.length} secondary schools have 6 half-days each`,
    ...(byRule[1] ?? []).map(({ holderName }) => `  ${holderName}`).sort(),
  );
});

let held = '';
test('D1: a secondary school uses some of it, and books more for the autumn', async () => {
  on('2012-05-09T09:00:00Z', 'Lena Osgood, Colnemarsh High School, books a day in May and half a day in October.', toAll);
  const quote = await free.quoted(who(lena), await sessions(2), asking(high));
  const used = await free.booked(who(lena), quote);
  diary.note(...quoteTold(quote));
  free.from('2012-10-07');
  const later = await free.quoted(who(lena), await sessions(1), asking(high));
  held = await free.booked(who(lena), later);
  diary.note(...quoteTold(later));

  on('2012-05-18T16:30:00Z', 'Howard Pell, school improvement officer, has been there in May.', toAll);
  got(await free.counter.deliver(who(howard), used, ['01', '02'], 'Looked at results in mathematics.'), 200);
  const line = await free.line(who(lena), high, secondary);
  expect(figuresOf(line)).toMatchObject({ granted: 6, used: 2, held: 1, left: 3 });
  diary.note(...sessionsTold(await free.counter.booking(who(lena), used)), lineTold(line));
});

type Trial = {
  id: string;
  version: number;
  result: {
    total: { halfDaysBefore: number; halfDaysAfter: number };
    breakdown: { kind: { title: string; halfDaysDifference: number; employeesPence: number }[] };
    savings: {
      label: string;
      rows: { row: string; title: string; years: { financialYear: number; ongoingPence: number; oneOffPence: number }[] }[];
    };
  };
};
/** As the table counts: in thousands of pounds. */
const inThousands = (pence: number): string => `${pence / 100_000}`;
const cells = ({ result }: Trial, row: string) => result.savings.rows.find((each) => each.row === row)?.years ?? [];
test('D4: before anything is published, a policy is tried on the year, in the rows of the paper’s own table', async () => {
  diary.on(host, '2012-06-18T09:00:00Z', 'Grace Adeyemi drafts a policy without days for secondary schools, and tries it on 2012/13.', {
    quote: 'Breakdown of Savings from the Service',
    from: '6.3, a table in £000: employees, other costs, income lost, additional income, implementation costs; ongoing and one-off',
  });
  const admin = await free.as('grace-adeyemi');
  type Draft = { id: string; version: number; pack: { allocations: { code: string }[] } };
  const drafts = free.path('entitlements/policies/drafts');
  const { id: draft } = got<Draft>(await admin.json(drafts, { from: 1, effectiveFrom: '2012-09-01' }), 201);
  const { version, pack } = got<Draft>(await admin.json(`${drafts}/${draft}`), 200);
  const rule = pack.allocations.findIndex(({ code }) => code === secondary);
  const changes = [{ do: 'remove', path: ['allocations', rule] }];
  got(await admin.json(`${drafts}/${draft}/changes`, { version, changes }), 200);
  const before = await free.counter.dump();
  const trials = free.path('reports/trials');
  const { id } = got<Trial>(await admin.json(trials, { of: draft, clock: 'financial', year: 2012 }), 201, 202);
  await host.quiet();
  const tried = got<Trial>(await admin.json(`${trials}/${id}`), 200);
  // Nothing that was granted is touched: what is written is the trial's own, and that it was made.
  for (const key of await free.counter.changesSince(before)) expect(key).toMatch(/^rochdale#(AUDIT|JOB|TRIAL)#/);
  expect(tried.result.total).toMatchObject({ halfDaysBefore: 138, halfDaysAfter: 108 });
  expect(tried.result.savings.label).toBe('cost, not charge');
  // Fifteen days at the £380 that a day costs the council.
  expect(cells(tried, 'employees')).toEqual([{ financialYear: 2012, ongoingPence: 570_000, oneOffPence: 0 }]);
  const { total, breakdown } = tried.result;
  diary.note(
    `half-days: ${total.halfDaysBefore} before, ${total.halfDaysAfter} after`,
    ...breakdown.kind
      .filter(({ halfDaysDifference }) => halfDaysDifference !== 0)
      .map((kind) => `  ${kind.title}: ${kind.halfDaysDifference} half-days, ${formatPence(kind.employeesPence)} (cost, not charge)`),
  );

  diary.on(host, '2012-06-18T10:00:00Z', 'She adds the posts that the paper saves, which no record here can tell.', {
    quote: 'As a result, fewer personnel with a secondary background are required.',
    from: '4.2; the sum of the table of 6.3 is 130, in £000, for 2013/14',
  });
  const posts = {
    row: 'employees',
    financialYear: 2013,
    kind: 'ongoing',
    pence: 13_000_000,
    note: 'Fewer personnel for secondary schools',
  };
  const adjusted = got<Trial>(await admin.json(`${trials}/${id}/adjustments`, { version: tried.version, adjustments: [posts] }), 200);
  expect(cells(adjusted, 'savings-less-implementation')).toEqual([
    { financialYear: 2012, ongoingPence: 570_000, oneOffPence: 0 },
    { financialYear: 2013, ongoingPence: 13_000_000, oneOffPence: 0 },
  ]);
  for (const { title, years } of adjusted.result.savings.rows) {
    const told = years.flatMap(({ financialYear, ongoingPence, oneOffPence }) => [
      ...(ongoingPence === 0 ? [] : [`${inThousands(ongoingPence)} ongoing in the year from April ${financialYear}`]),
      ...(oneOffPence === 0 ? [] : [`${inThousands(oneOffPence)} one-off in the year from April ${financialYear}`]),
    ]);
    diary.note(`${title}: ${told.join(', ') || 'none'}`);
  }
});

test('D1: the trust is recorded before its day, and changes nothing until then', async () => {
  on('2012-07-02T09:00:00Z', 'Joan Ferris, resource manager, records the Pioneer Trust and who joins it in September.', takesOver);
  const group = { partnershipKind: 'self-improving-trust', name: 'The Pioneer Trust', openedOn: '2012-07-02' };
  trust = got<{ id: string }>(await who(joan).json(free.path('schools/partnerships'), group), 201).id;
  got(await who(joan).json(free.path(`schools/partnerships/${trust}/members`), { members: joining, on: '2012-09-01' }), 200);
  type Coming = { coming: { on: string; text: string }[] };
  const { coming } = got<Coming>(await who(joan).json(free.path(`schools/partnerships/${trust}`)), 200);
  diary.note(...coming.map(({ on: day, text }) => `${day}: ${text}`).sort());
  const admin = await free.as('grace-adeyemi');
  const { id } = got<{ id: string }>(await admin.json(free.path('entitlements/runs'), { kind: 'allocate', on: '2012-07-02' }), 201, 202);
  await host.quiet();
  expect(got(await admin.json(free.path(`entitlements/runs/${id}`)), 200)).toMatchObject({ changes: 0 });
  diary.note('a dry run of that day would change nothing');
});

test('D1: on 1 September its members lose what the council provided; what they used stays used', async () => {
  on('2012-09-03T09:00:00Z', 'Grace Adeyemi runs the year again, now that the trust has taken over.', takesOver);
  const changed = await free.run('allocate', '2012-09-03');
  // An academy that opens on that very day, in no trust of this kind, has its part of the year.
  expect(changed.map(({ holder, rule, target }) => [holder, rule, target]).sort()).toEqual([
    ...joining.map((id) => [id, secondary, 0]),
    [opening, secondary, 3],
  ]);
  for (const { holderName, amounts, reasons } of changed.sort((a, b) => (a.holderName < b.holderName ? -1 : 1))) {
    const told = amounts.grant ? `${amounts.grant} half-days granted` : `${amounts['claw-back']} half-days taken back`;
    diary.note(`${holderName}: ${told}`, ...reasons.map((reason) => `  ${reason}`));
  }
  const line = await free.line(who(lena), high, secondary);
  // The half-day that was held for October keeps its place: what is held is never taken from under a booking.
  expect(figuresOf(line)).toMatchObject({ granted: 3, used: 2, held: 1, left: 0 });
  expect([line.targetHalfDays, line.shortfallHalfDays, balances(line)]).toEqual([0, 3, true]);
});

test('D1: the statement says why, and the school is refused more', async () => {
  on('2012-09-04T09:00:00Z', 'Lena Osgood reads her statement, and asks for a day in November.', takesOver);
  const line = await free.line(who(lena), high, secondary);
  const { steps, changes } = await free.detail(who(lena), high, line);
  expect(steps.map(({ on: day, change }) => [day, change])).toEqual([
    ['2012-04-01', 6],
    ['2012-09-01', -6],
  ]);
  diary.note(
    lineTold(line),
    ...steps.map(({ on: day, change, because }) => `  ${day}: ${change > 0 ? '+' : '−'}${Math.abs(change)} (${because})`),
    ...changes.map(({ what, amount }) => `  ${amount} half-days ${what}`),
  );
  free.from('2012-11-04');
  const day = await sessions(2);
  const refused = await free.refusal(who(lena), day, asking(high));
  expect(refused.name).toBe('no-free-days-left');
  diary.note(refused.told);
  const still = await free.quoted(who(marek), day, asking(pantmere));
  expect(still.lines).toMatchObject([{ fund: 'entitlement', halfDays: 2 }]);
  diary.note('Marek Dowd, Pantmere Foundation School, which is not in the trust:', ...quoteTold(still).map((told) => `  ${told}`));
  const primary = await free.quoted(who(tom), day, asking(saltmere));
  expect(primary.lines).toMatchObject([{ fund: 'entitlement', halfDays: 2 }]);
  diary.note('Tom Haldane, Saltmere Community Primary School:', ...quoteTold(primary).map((told) => `  ${told}`));
});

test('D1: what was held is delivered all the same', async () => {
  on('2012-10-08T16:30:00Z', 'Howard Pell has been at Colnemarsh High School, as was booked in May.', toAll);
  got(await free.counter.deliver(who(howard), held, ['01'], 'Went through the plan that the trust now carries on with.'), 200);
  const line = await free.line(who(lena), high, secondary);
  expect(figuresOf(line)).toMatchObject({ granted: 3, used: 3, held: 0, left: 0 });
  diary.note(...sessionsTold(await free.counter.booking(who(lena), held)), lineTold(line));
});

test('D2: the council keeps an overview of every school, and intervenes in the trust’s schools too', async () => {
  on('2012-10-15T09:00:00Z', 'Rowan Achebe looks after performance at Colnemarsh High School, a member of the trust.', overview);
  free.from('2012-12-02');
  const look = await free.quoted(who(rowan), await sessions(1), asking(high, 'svc_overview-of-performance'));
  expect(look.lines).toMatchObject([{ fund: 'core', halfDays: 1 }]);
  await free.booked(who(rowan), look);
  diary.note(...quoteTold(look));

  on('2012-10-16T09:00:00Z', 'Rowan Achebe books a day of statutory intervention there.', intervene);
  const statutory = asking(high, 'svc_statutory-intervention');
  const quote = await free.quoted(who(rowan), await sessions(2), statutory);
  expect(quote.lines).toMatchObject([{ fund: 'core', halfDays: 2 }]);
  await free.booked(who(rowan), quote);
  diary.note(...quoteTold(quote), 'no right is drawn on, and none is needed');
  const bySchool = await free.refusal(who(lena), await sessions(2), statutory);
  expect(bySchool.name).toBe('booked-by-others');
  diary.note(`Lena Osgood, of the school, is ${bySchool.told}`);
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('rochdale-2012-free'));
});
