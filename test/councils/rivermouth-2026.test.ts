// Rivermouth, 2026/27, an invented council of today: what it provides, what it sells by buy-back year, one visit for every school in the autumn, and a fund of the
// maintained schools; and what a school keeps when it becomes an academy in the year.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { Diary, quoteTold, sessionsTold } from './diary.ts';
import { balances, FreeDays, figuresOf, lineTold } from './model-diary.ts';
import { importAs, importTold, linksFile, registerFile, rowOf } from './register.ts';

const diary = new Diary(
  'Rivermouth 2026/27: core and traded, a visit in the autumn, and the fund of the maintained schools',
  rivermouth2026,
);
const entry = (number: number) => `Service directory 2026/27, entry ${number}`;
const visit = 'autumn-visit';
const anchor = 'sch_995001';
const quayside = 'sch_995002';
const lighthouse = 'sch_995008';
const forum = 'tea_schools-forum';

let host: TestHost;
let free: FreeDays;
let [elsie, callum, sian, marcus]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
beforeAll(async () => {
  host = await startHost({
    at: '2026-09-07T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'worker', 'outbox'],
    councils: [rivermouth],
    seeded: true,
  });
  free = new FreeDays(host, 'rivermouth', '2026-09-20', 'imran-vale');
  [elsie, callum, sian, marcus] = await Promise.all(['elsie-tranter', 'callum-reyes', 'sian-prowse', 'marcus-bright'].map(free.as));
}, 120_000);
afterAll(() => host.stop());

const on = (moment: string, what: string, reference: string) => diary.on(host, moment, what, reference);
const asking = (school: string, service: string, officer: string, purse = 'delegated-budget') => ({ school, service, officer, purse });
const conversation = (school: string, purse?: string) => asking(school, 'svc_autumn-conversation', 'off_marcus-bright', purse);

test('every school has one visit in the autumn, whoever runs it', async () => {
  on('2026-09-07T09:00:00Z', 'Imran Vale, council administrator, grants the year.', entry(1));
  const lines = await free.run('allocate', '2026-09-07');
  const visits = lines.filter(({ rule }) => rule === visit);
  expect(visits.map(({ target }) => target)).toEqual(Array.from({ length: 12 }, () => 1));
  diary.note(`${visits.length} schools have half a day each`, ...visits.map(({ holderName }) => `  ${holderName}`).sort());
});

test('it is booked, used once, and for the autumn alone', async () => {
  on('2026-09-14T09:00:00Z', 'Elsie Tranter, Anchor Street Primary School, asks for it, and for a second one.', entry(1));
  const sessions = await free.counter.fresh(2, 'off_marcus-bright');
  const quote = await free.quoted(who(elsie), sessions.slice(0, 1), conversation(anchor));
  expect(quote.lines).toMatchObject([{ fund: 'entitlement', halfDays: 1, expires: '2026-12-31' }]);
  const booking = await free.booked(who(elsie), quote);
  const second = await free.refusal(who(elsie), sessions.slice(1), conversation(anchor));
  expect(second.name).toBe('no-free-days-left');
  diary.note(...quoteTold(quote), `a second one is ${second.told}`);

  on('2026-09-21T16:00:00Z', 'Marcus Bright, leadership adviser, has been there.', entry(1));
  got(await free.counter.deliver(who(marcus), booking, ['01'], 'Talked through the year ahead.'), 200);
  diary.note(...sessionsTold(await free.counter.booking(who(elsie), booking)), lineTold(await free.line(who(elsie), anchor, visit)));

  on('2026-09-22T09:00:00Z', 'Callum Reyes, Lighthouse Academy, asks for his in January.', entry(1));
  free.from('2027-01-10');
  const january = await free.refusal(who(callum), await free.counter.fresh(1, 'off_marcus-bright'), conversation(lighthouse, 'own-funds'));
  expect(january.name).toBe('no-free-days-left');
  diary.note(january.told);
});

test('what is core is free to every school, and draws on nothing', async () => {
  on('2026-09-23T09:00:00Z', 'A maintained school and an academy ask for advice on safeguarding.', entry(2));
  free.from('2026-10-04');
  for (const [visitor, school, purse] of [
    [elsie, anchor, 'delegated-budget'],
    [callum, lighthouse, 'own-funds'],
  ] as const) {
    const before = await free.statement(who(visitor), school);
    const ask = asking(school, 'svc_safeguarding-advice', 'off_leila-haddad', purse);
    const quote = await free.quoted(who(visitor), await free.counter.fresh(1, 'off_leila-haddad'), ask);
    expect(quote.lines).toMatchObject([{ fund: 'core', halfDays: 1 }]);
    await free.booked(who(visitor), quote);
    expect(await free.statement(who(visitor), school)).toEqual(before);
    diary.note(`${school === anchor ? 'Anchor Street Primary School' : 'Lighthouse Academy'}: ${quoteTold(quote).join(', ')}`);
  }
});

test('the buy-back year: a price until 31 March, and the next from 1 April', async () => {
  on('2026-09-24T09:00:00Z', 'Callum Reyes asks for coaching on the last day of the one year and the first of the next.', entry(3));
  const ask = asking(lighthouse, 'svc_headteacher-coaching', 'off_marcus-bright', 'own-funds');
  const quote = await free.quoted(who(callum), ['2027-03-31#am', '2027-04-01#am'], ask);
  expect(quote.lines).toMatchObject([
    { fund: 'traded', halfDays: 1, unitPricePence: 56_000, netPence: 28_000 },
    { fund: 'traded', halfDays: 1, unitPricePence: 57_600, netPence: 28_800 },
  ]);
  expect([quote.netPence, quote.vatPence]).toEqual([56_800, 11_360]);
  diary.note(...quoteTold(quote));
});

test('the maintained schools have put a fund together, which holds money and no days', async () => {
  on('2026-09-25T09:00:00Z', 'Sian Prowse, resource manager, reads what stands in the fund.', entry(8));
  const lines = await free.statement(who(sian), forum);
  expect(lines.map((line) => [line.part, line.grantedPence, balances(line)])).toEqual([['budget', 1_800_000, true]]);
  diary.note(...lines.map(lineTold));
});

const coached = (school: string, purse?: string) => ({
  ...asking(school, 'svc_headteacher-coaching', 'off_marcus-bright', purse),
  team: forum,
});
test('it pays the price of what maintained schools need, by journal, and nothing of an academy’s', async () => {
  on('2026-09-28T09:00:00Z', 'Sian Prowse books a day of coaching for Anchor Street Primary School out of the fund.', entry(8));
  free.from('2026-10-11');
  const sessions = await free.counter.fresh(2, 'off_marcus-bright');
  const quote = await free.quoted(who(sian), sessions, coached(anchor));
  expect(quote.lines).toMatchObject([{ fund: 'traded', halfDays: 2, netPence: 52_000 }]);
  expect(quote.vatPence).toBe(0);
  await free.booked(who(sian), quote);
  const [line] = await free.statement(who(sian), forum);
  if (!line) throw new Error('the fund has no line');
  expect(figuresOf(line)).toMatchObject({ granted: 1_800_000, held: 52_000, left: 1_748_000 });
  diary.note(...quoteTold(quote), lineTold(line));

  on('2026-09-29T09:00:00Z', 'She asks for the same for Lighthouse Academy.', entry(9));
  const refused = await free.refusal(who(sian), await free.counter.fresh(2, 'off_marcus-bright'), coached(lighthouse, 'own-funds'));
  expect(refused.name).toBe('team-pays-for-others');
  diary.note(refused.told);
});

const converted = { anchor: 'sch_995101', quayside: 'sch_995102' };
test('two schools become academies in the middle of the term', async () => {
  diary.on(host, '2026-11-02T09:00:00Z', 'Sian Prowse imports the register and its links: two schools converted on 1 November.', {
    rule: 'A conversion gives a new URN. The links file names the successor and the day.',
    from: 'Get information about schools: edubasealldata, LinkType “Successor”, type 34 Academy converter',
  });
  const closed = { 'EstablishmentStatus (code)': '2', 'EstablishmentStatus (name)': 'Closed', CloseDate: '31-10-2026' };
  const academy = (URN: string, EstablishmentName: string) => ({
    URN,
    EstablishmentName,
    'TypeOfEstablishment (code)': '34',
    'TypeOfEstablishment (name)': 'Academy converter',
    OpenDate: '01-11-2026',
  });
  const pairs = [
    [995001, '995101', 'Anchor Street Primary Academy'],
    [995002, '995102', 'Quayside Church of England Academy'],
  ] as const;
  const rows = pairs.flatMap(([urn, to, name]) => [rowOf(urn, closed), rowOf(urn, academy(to, name))]);
  const links = pairs.map(([urn, LinkURN, LinkName]) => ({
    URN: String(urn),
    LinkURN,
    LinkName,
    LinkType: 'Successor',
    LinkEstablishedDate: '01-11-2026',
  }));
  const register = await importAs(who(sian), registerFile(rows), 'rivermouth');
  const linked = await importAs(who(sian), linksFile(links), 'rivermouth');
  expect([register.rejected, linked.rejected]).toEqual([0, 0]);
  diary.note(`register, ${importTold(register)}`, `links, ${importTold(linked)}`);
});

test('a visit that was not used goes with the school, and one that was is not had twice', async () => {
  on('2026-11-03T09:00:00Z', 'Imran Vale runs the year again.', entry(1));
  const changed = await free.run('allocate', '2026-11-03');
  for (const { holderName, rule, amounts, reasons } of changed)
    diary.note(
      `${holderName}, ${rule}: ${Object.entries(amounts)
        .filter(([, amount]) => amount > 0)
        .map(([code, amount]) => `${code} ${amount}`)
        .join(', ')}`,
      ...reasons.map((reason) => `  ${reason}`),
    );
  const brought = await free.line(who(sian), converted.quayside, visit);
  expect(figuresOf(brought)).toMatchObject({ broughtIn: 1, left: 1 });
  const before = await free.line(who(sian), quayside, visit);
  expect([balances(brought), balances(before), figuresOf(before).passedOn]).toEqual([true, true, 1]);
  expect((await free.statement(who(sian), converted.anchor)).every((line) => figuresOf(line).left === 0)).toBe(true);
  diary.note(lineTold(before), lineTold(brought));

  on('2026-11-04T09:00:00Z', 'Sian Prowse books the visit for each of the two academies.', entry(1));
  free.from('2026-11-15');
  const sessions = await free.counter.fresh(2, 'off_marcus-bright');
  const quote = await free.quoted(who(sian), sessions.slice(0, 1), conversation(converted.quayside, 'own-funds'));
  expect(quote.lines).toMatchObject([{ fund: 'entitlement', halfDays: 1 }]);
  await free.booked(who(sian), quote);
  const refused = await free.refusal(who(sian), sessions.slice(1), conversation(converted.anchor, 'own-funds'));
  expect(refused.name).toBe('no-free-days-left');
  diary.note(...quoteTold(quote), `for Anchor Street it is ${refused.told}`);
});

test('from the day it is an academy the fund pays for nothing of a school', async () => {
  on('2026-11-05T09:00:00Z', 'Sian Prowse asks for another day of coaching for Anchor Street, an academy now, out of the fund.', entry(9));
  const day = await free.counter.fresh(2, 'off_marcus-bright');
  const refused = await free.refusal(who(sian), day, coached(converted.anchor, 'own-funds'));
  expect(refused.name).toBe('team-pays-for-others');
  const [line] = await free.statement(who(sian), forum);
  expect(line && figuresOf(line)).toMatchObject({ held: 52_000, left: 1_748_000 });
  const still = await free.quoted(who(sian), day, coached('sch_995003'));
  expect(still.netPence).toBe(52_000);
  diary.note(refused.told, 'what was held for October stays as it was booked', 'for Upper Fold Primary School, a maintained one:');
  diary.note(...quoteTold(still).map((told) => `  ${told}`));
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('rivermouth-2026'));
});
