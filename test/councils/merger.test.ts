// A junior and an infant school become one in the middle of a year (A11): what was delivered before is billed to each, and what is delivered after to the
// school that followed both, whom nobody asks because it is billed as was quoted.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dateText } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { clause, Desk, documentTold, spanTold } from './desk.ts';
import { Diary, quoteTold } from './diary.ts';
import { importAs, importTold, linksFile, registerFile, rowOf } from './register.ts';

let host: TestHost;
let desk: Desk;
let joan: Visitor;
beforeAll(async () => {
  host = await startHost({ at: '2027-02-22T09:00:00Z' });
  desk = new Desk(host);
  joan = await host.as('joan-ferris');
});
afterAll(() => host.stop());

const partnerships = {
  quote: 'The majority of Essex schools are now working in school improvement partnerships',
  from: 'Working with School Partnerships',
};

const diary = new Diary('Essex 2026/27: a junior and an infant school become one on 12 April (A11)', essex2017);
const [juniors, infants, primary] = ['sch_990009', 'sch_990024', 'sch_990102'];
const partnership = 'ptn_south-district-partnership';
const booked = new Map<string, string>();

test('each school books a day before the merger and a day after it', async () => {
  diary.on(host, '2027-02-22T09:00:00Z', 'Priya Sandhu, business manager of both schools, books two days for each.', clause);
  const priya = await host.visitor().signIn('essex', 'priya-sandhu');
  for (const [id, name, dates] of [
    [juniors, 'Harrowdene Junior School', ['2027-03-16', '2027-04-20']],
    [infants, 'Harrowdene Infant School', ['2027-03-18', '2027-04-22']],
  ] as const) {
    await desk.actFor(priya, id);
    for (const date of dates) {
      const { quote, booking } = await desk.day(priya, id, date, { purse: 'delegated-budget', order: `HARR-${date.slice(5)}` });
      expect([quote.netPence, quote.vatPence]).toEqual([45_000, 0]);
      booked.set(date, booking);
      diary.note(`${name}, ${dateText(date as never)}: ${quoteTold(quote).join('; ')}`);
    }
  }
});

test('the days before it are delivered', async () => {
  diary.on(host, '2027-03-18T16:00:00Z', 'Helen Marsh has been to both schools.', clause);
  for (const date of ['2027-03-16', '2027-03-18']) await desk.deliver('helen-marsh', booked.get(date) ?? '');
  diary.note('16 and 18 March are delivered, and not billed yet');
});

test('the register closes both and opens one; the links file makes it the successor of each', async () => {
  diary.on(host, '2027-04-12T09:00:00Z', 'Joan Ferris, resource manager, imports the register and its links.', {
    quote: 'Support for structural solutions – federations, amalgamations and support to the development of Multi Academy Trusts',
    from: 'Capacity is provided for, h',
  });
  const closed = { 'EstablishmentStatus (code)': '2', 'EstablishmentStatus (name)': 'Closed', CloseDate: '11-04-2027' };
  const register = await importAs(
    joan,
    registerFile([
      rowOf(990009, closed),
      rowOf(990024, closed),
      rowOf(990009, {
        URN: '990102',
        EstablishmentName: 'Harrowdene Primary School',
        OpenDate: '12-04-2027',
        'Federations (code)': '',
        'Federations (name)': '',
        'FederationFlag (name)': 'Not applicable',
      }),
    ]),
  );
  expect(register).toMatchObject({ added: 1, closed: 2, rejected: 0 });
  const link = {
    LinkURN: '990102',
    LinkName: 'Harrowdene Primary School',
    LinkType: 'Successor - merged',
    LinkEstablishedDate: '12-04-2027',
  };
  const links = await importAs(
    joan,
    linksFile([
      { URN: '990009', ...link },
      { URN: '990024', ...link },
    ]),
  );
  expect(links).toMatchObject({ added: 2, rejected: 0 });
  diary.note(`register, ${importTold(register)}`, `links, ${importTold(links)}`);
});

test('its members are two until then, and one from then on', async () => {
  diary.on(host, '2027-04-12T09:30:00Z', 'Joan Ferris looks at the partnership of both.', partnerships);
  const { members, membersOverTime } = await desk.partnership(joan, partnership);
  expect(members.filter(({ id }) => [juniors, infants, primary].includes(id)).map(({ name }) => name)).toEqual([
    'Harrowdene Primary School',
  ]);
  const spans = [juniors, infants, primary].flatMap((id) => membersOverTime.filter((each) => each.id === id));
  const ended = expect.stringMatching(/^2027-04-1[12]$/);
  expect(spans.map(({ id, from, to }) => [id, from, to])).toEqual([
    [juniors, '2025-09-01', ended],
    [infants, '2025-09-01', ended],
    [primary, '2027-04-12', undefined],
  ]);
  diary.note(...spans.map(spanTold));
});

test('what was delivered before is each school’s; what is delivered after is the successor’s, and nobody is asked', async () => {
  diary.on(host, '2027-04-22T16:00:00Z', 'Helen Marsh has been to the new school twice, as was booked in February.', clause);
  for (const date of ['2027-04-20', '2027-04-22']) await desk.deliver('helen-marsh', booked.get(date) ?? '');
  diary.note('20 and 22 April are delivered');

  diary.on(host, '2027-04-30T09:00:00Z', 'Nadia Rahman bills what was delivered since 1 March.', {
    rule: 'Work is billed to whoever stood in the payer’s place on the day. A recharge that stays a recharge needs nobody’s consent.',
    from: 'HMRC’s manual VATGPB7530; old debts stay where they were',
  });
  const run = await desk.dryRun('2027-03-01', '2027-04-30');
  expect(run.held).toEqual([]);
  const documents = await desk.issue(run);
  const billed = (id: string) => documents.filter(({ organisation }) => organisation === id);
  const days = (id: string) =>
    billed(id)
      .flatMap(({ lines }) => lines.map(({ deliveredOn }) => deliveredOn))
      .sort();
  expect(documents.every(({ kind, vatPence, netPence }) => kind === 'journal-recharge' && vatPence === 0 && netPence % 45_000 === 0)).toBe(
    true,
  );
  expect([days(juniors), days(infants)]).toEqual([
    ['2027-03-16', '2027-03-16'],
    ['2027-03-18', '2027-03-18'],
  ]);
  expect(days(primary)).toEqual(['2027-04-20', '2027-04-20', '2027-04-22', '2027-04-22']);
  for (const { customer } of billed(primary)) expect(customer).toMatchObject({ name: 'Harrowdene Primary School', urn: '990102' });
  diary.note(...documents.map(documentTold), 'nothing is held');
});

test('and the whole of it is proved: every half-day and every penny', async () => {
  const nadia = await host.as('nadia-rahman');
  await desk.ask(nadia, 'reports/proof', {});
  await host.quiet();
  expect(await desk.ask(nadia, 'reports/proof')).toMatchObject({ latest: { state: 'proved' } });
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('merger-2027'));
});
