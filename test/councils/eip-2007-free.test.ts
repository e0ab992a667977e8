// Manchester, 2007 and 2008, on the source's own dates: days and money for district and locality teams (C3), and Excellence in Cities, whose funding ends in March
// 2008 and whose legacy is not lost: what is left moves to the Education Improvement Partnerships (C4).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionText } from '../../shared/calendar.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { Diary, quoteTold, sessionsTold } from './diary.ts';
import { balances, FreeDays, figuresOf, lineTold } from './model-diary.ts';
import { manchester, northDistrict } from './models.ts';

const diary = new Diary('Manchester 2007/08: from Excellence in Cities to the partnerships, and what teams have (C3, C4)', manchester2007);
const collaborative = 'Education Improvement Partnerships, 2.2';
const fundingEnds = 'Education Improvement Partnerships, 2.3';
const teams = 'Education Improvement Partnerships, 3.2';
const money = `${teams}, on financial resources`;
const notLost = 'Education Improvement Partnerships, 3.3';
const excellence = 'excellence-in-cities';
const improvement = 'education-improvement-partnerships';
const saltmere = 'sch_990001';
const asked = { school: northDistrict, service: 'svc_collaborative-working', officer: 'off_gwen-calder', purse: 'own-funds' };

let host: TestHost;
let free: FreeDays;
let [anna, joan, gwen, tom, omar]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
beforeAll(async () => {
  host = await startHost({
    at: '2007-09-03T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'worker', 'outbox'],
    councils: [manchester],
    seeded: true,
  });
  free = new FreeDays(host, 'manchester', '2007-11-04');
  [anna, joan, gwen, tom, omar] = await Promise.all(
    ['anna-castell', 'joan-ferris', 'gwen-calder', 'tom-haldane', 'omar-lacey'].map(free.as),
  );
}, 120_000);
afterAll(() => host.stop());

const on = (moment: string, what: string, reference: string) => diary.on(host, moment, what, reference);
const sessions = (count: number) => free.counter.fresh(count, 'off_gwen-calder');
const standing = (rule: string) => free.line(who(anna), northDistrict, rule);

test('C4: while the funding lasts, a partnership’s days are paid for by Excellence in Cities', async () => {
  on('2007-09-03T09:00:00Z', 'Grace Adeyemi, council administrator, grants the year.', collaborative);
  await free.grant('2007-09-03');
  const line = await standing(excellence);
  expect(figuresOf(line)).toMatchObject({ granted: 24, left: 24 });
  diary.note('North District EIP has six members', lineTold(line));

  on('2007-11-01T09:00:00Z', 'Anna Castell, who leads the partnership, books two days of what its schools do together.', collaborative);
  const quote = await free.quoted(who(anna), await sessions(4), asked);
  expect(quote.lines).toMatchObject([{ fund: 'entitlement', halfDays: 4, expires: '2008-03-31' }]);
  const booking = await free.booked(who(anna), quote);
  diary.note(...quoteTold(quote), 'the days expire with the funding, on 31 March 2008');

  on('2007-11-09T16:30:00Z', 'Gwen Calder has been with them.', collaborative);
  got(await free.counter.deliver(who(gwen), booking, ['01', '02', '03', '04'], 'Learning mentors of six schools compared notes.'), 200);
  diary.note(...sessionsTold(await free.counter.booking(who(anna), booking)), lineTold(await standing(excellence)));
});

const late: string[] = [];
test('C4: no day of it may be used once the funding has ended', async () => {
  on('2008-03-10T09:00:00Z', 'Anna Castell books two of the last days of March, and asks for a day in April.', fundingEnds);
  free.from('2008-03-26');
  const both = await sessions(4);
  for (const two of [both.slice(0, 2), both.slice(2)]) late.push(await free.booked(who(anna), await free.quoted(who(anna), two, asked)));
  free.from('2008-04-13');
  const refused = await free.refusal(who(anna), await sessions(2), asked);
  expect(refused.name).toBe('no-free-days-left');
  expect(refused.told).toContain('may not be used on 14 April 2008');
  const line = await standing(excellence);
  expect(figuresOf(line)).toMatchObject({ granted: 24, held: 4, used: 4, left: 16 });
  diary.note(...both.map((session) => `booked: ${sessionText(session)}`), `a day in April is ${refused.told}`, lineTold(line));
});

test('C4: what is left when it ends moves to the partnership’s own days, and nothing is lost', async () => {
  on('2008-04-01T08:00:00Z', 'Grace Adeyemi closes what has ended, and grants what begins.', notLost);
  const closing = (await free.run('close', '2008-04-01')).filter(({ holder }) => holder === northDistrict);
  expect(closing).toMatchObject([{ rule: excellence, amounts: { move: 16, lapse: 0 } }]);
  diary.note(...closing.flatMap(({ reasons, amounts }) => [`${amounts.move} half-days move`, ...reasons]));
  const granted = (await free.run('allocate', '2008-04-01')).filter(({ holder }) => holder === northDistrict);
  expect(granted.map(({ rule }) => rule)).toEqual([improvement]);
  diary.note(...granted.flatMap(({ reasons }) => reasons));
  const [before, after] = [await standing(excellence), await standing(improvement)];
  expect(figuresOf(before)).toEqual({ granted: 24, broughtIn: 0, passedOn: 16, held: 4, used: 4, lapsed: 0, left: 0 });
  expect(figuresOf(after)).toMatchObject({ broughtIn: 16, passedOn: 0, held: 0, used: 0, lapsed: 0 });
  expect([balances(before), balances(after)]).toEqual([true, true]);
  // Of the year's 24 half-days its five last months, by days: 153 of 366.
  expect(figuresOf(after).granted).toBe(10);
  diary.note(lineTold(before), lineTold(after));
});

test('C4: a hold of March is used though it is written down in April; one that is cancelled then comes back to nobody', async () => {
  on(
    '2008-04-02T09:00:00Z',
    'Gwen Calder writes down the day of 27 March; the other was snowed off, and Joan Ferris cancels it.',
    fundingEnds,
  );
  const [used = '', off = ''] = late;
  got(await free.counter.deliver(who(gwen), used, ['01', '02'], 'The City Learning Centre, with all six schools.'), 200);
  got(await free.counter.cancel(who(joan), off, ['01', '02']), 200);
  const line = await standing(excellence);
  expect(figuresOf(line)).toEqual({ granted: 24, broughtIn: 0, passedOn: 16, held: 0, used: 6, lapsed: 2, left: 0 });
  expect(balances(line)).toBe(true);
  diary.note(
    ...sessionsTold(await free.counter.booking(who(joan), used)),
    ...sessionsTold(await free.counter.booking(who(joan), off)),
    lineTold(line),
  );
});

test('C4: and the partnership books what it brought along', async () => {
  on('2008-04-03T09:00:00Z', 'Anna Castell asks again for the day in April.', notLost);
  free.from('2008-04-13');
  const quote = await free.quoted(who(anna), await sessions(2), asked);
  expect(quote.lines).toMatchObject([{ fund: 'entitlement', halfDays: 2, title: 'Education Improvement Partnership days' }]);
  await free.booked(who(anna), quote);
  diary.note(...quoteTold(quote), lineTold(await standing(improvement)));
});

const northTeam = 'tea_north-district';
const budget = () => free.line(who(joan), northTeam, 'district-team-budgets', 'budget');
test('C3: district and locality teams hold half-days and money, each by its need', async () => {
  on('2008-04-07T09:00:00Z', 'Joan Ferris reads what the teams were given for the financial year.', teams);
  for (const team of ['north-district', 'central-district', 'south-district', 'higher-blackley']) {
    const lines = (await free.statement(who(joan), `tea_${team}`)).sort((one, other) => (one.rule < other.rule ? 1 : -1));
    expect(lines.map((line) => [line.rule, line.part, balances(line)])).toEqual([
      ['district-teams', 'own', true],
      ['district-team-budgets', 'budget', true],
    ]);
    diary.note(team.replace('-', ' '), ...lines.map((line) => `  ${lineTold(line)}`));
  }
  const [days, sum] = [await free.line(who(joan), northTeam, 'district-teams'), await budget()];
  expect([days.grantedHalfDays, sum.grantedPence]).toEqual([400, 6_000_000]);
  const { steps } = await free.detail(who(joan), northTeam, sum);
  expect(steps).toEqual([{ on: '2008-04-01', change: 6_000_000, because: 'North District Team' }]);
});

test('C3: the council books what a team has for a school that needs it', async () => {
  on('2008-04-14T09:00:00Z', 'Joan Ferris books two days on attendance for Saltmere, out of the days of the North District Team.', teams);
  free.from('2008-05-11');
  const ask = { school: saltmere, service: 'svc_attendance', officer: 'off_omar-lacey', purse: 'delegated-budget', team: northTeam };
  const days = await free.counter.fresh(4, 'off_omar-lacey');
  const quote = await free.quoted(who(joan), days, ask);
  expect(quote.lines).toMatchObject([{ fund: 'entitlement', halfDays: 4, holderName: 'North District Team' }]);
  await free.booked(who(joan), quote);
  diary.note(...quoteTold(quote), lineTold(await free.line(who(joan), northTeam, 'district-teams')));
  const bySchool = await free.refusal(who(tom), await free.counter.fresh(2, 'off_omar-lacey'), ask);
  expect(bySchool.name).toBe('booked-by-others');
  diary.note(`Tom Haldane, of the school, is ${bySchool.told}`);
});

test('C3: and what is sold it buys with the team’s money; the school is charged nothing', async () => {
  on('2008-04-15T09:00:00Z', 'Joan Ferris buys a day of behaviour and learning support for Saltmere, out of the team’s money.', money);
  const ask = {
    school: saltmere,
    service: 'svc_support-bought-back',
    officer: 'off_omar-lacey',
    purse: 'delegated-budget',
    team: northTeam,
  };
  const days = await free.counter.fresh(2, 'off_omar-lacey');
  const quote = await free.quoted(who(joan), days, ask);
  expect(quote.lines).toMatchObject([{ fund: 'traded', halfDays: 2, netPence: 30_000, budget: { holderName: 'North District Team' } }]);
  const booking = await free.booked(who(joan), quote);
  expect(figuresOf(await budget())).toMatchObject({ granted: 6_000_000, held: 30_000, left: 5_970_000 });
  diary.note(...quoteTold(quote), lineTold(await budget()));

  on(`${days[0]?.slice(0, 10)}T16:30:00Z`, 'Omar Lacey, Learning Strategy Officer, has been there.', money);
  got(await free.counter.deliver(who(omar), booking, ['01', '02'], 'Sat in with three classes.'), 200);
  expect(figuresOf(await budget())).toMatchObject({ used: 30_000, held: 0, left: 5_970_000 });
  expect(balances(await budget())).toBe(true);
  diary.note(...sessionsTold(await free.counter.booking(who(joan), booking)), lineTold(await budget()));
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('eip-2007-free'));
});
