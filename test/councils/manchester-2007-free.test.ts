// Manchester, 2007, on the source's own dates: five days of a School Improvement Partner (B1), officers who supply and do not commission (B7), three groups of
// services (B10), a support plan that bookings meet (B11), and settings that are no schools (B12).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { nameOf, type ShownNote } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { Diary, quoteTold, sessionsTold } from './diary.ts';
import { balances, FreeDays, figuresOf, lineTold } from './model-diary.ts';
import { manchester } from './models.ts';

const diary = new Diary('Manchester 2007: free by right, and who may book what (B1, B7, B10, B11, B12)', manchester2007);
const fiveDays = 'Education Services, 4.4.1, on the five days';
const everySchool = 'Education Services, 4.4.1';
const groupOne = 'Education Services, 3.1, group 1';
const firstContact = 'Education Services, 4.2.1, on contact';
const supportPlan = 'Education Services, 4.2.1, on the plan';
const supplyOnly = 'Education Services, 4.7.1';
const behaviour = 'Education Services, 4.7.2, Behaviour & Learning';
const buyBack = 'Education Services, 2.3';
const settings = 'Education Services, 4.2.4';
const reports = 'Education Services, 4.4.3, on reports';

const saltmere = 'sch_990001';
const preSchool = 'org_canalside-pre-school';
const days = 'school-improvement-partner-days';
const asked = { school: saltmere, purse: 'delegated-budget' };
const partner = { ...asked, service: 'svc_school-improvement-partner', officer: 'off_ines-fairley' };
const bought = { ...asked, service: 'svc_support-bought-back', officer: 'off_omar-lacey' };

let host: TestHost;
let free: FreeDays;
let [tom, vera, joan, rowan, ines, gwen, omar]: Visitor[] = [];
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
  free = new FreeDays(host, 'manchester', '2007-09-16');
  [tom, vera, joan, rowan, ines, gwen, omar] = await Promise.all(
    ['tom-haldane', 'vera-dunmore', 'joan-ferris', 'rowan-achebe', 'ines-fairley', 'gwen-calder', 'omar-lacey'].map(free.as),
  );
}, 120_000);
afterAll(() => host.stop());

const on = (moment: string, what: string, reference: string) => diary.on(host, moment, what, reference);
const linesOf = ({ lines }: { lines: { fund: string; halfDays: number }[] }) => lines.map(({ fund, halfDays }) => `${fund} ${halfDays}`);

test('B10: services come in three groups, and only what is sold has a price', async () => {
  on('2007-09-03T09:00:00Z', 'Tom Haldane, Saltmere Community Primary School, looks through the catalogue.', groupOne);
  type Shown = { title: string; class: string; priceToday: { perDayExVatPence: number } | null };
  const { services } = got<{ services: Shown[] }>(await who(tom).json(free.path('catalogue')), 200);
  const grouped = ['core', 'entitlement', 'traded'].map((group) => services.filter((service) => service.class === group));
  expect(grouped.map(({ length }) => length)).toEqual([5, 10, 1]);
  for (const [i, group] of grouped.entries()) {
    const priced = group.filter(({ priceToday }) => priceToday !== null);
    expect(priced).toHaveLength(i === 2 ? 1 : 0);
    diary.note(
      `${['strategy, planning and core services', 'challenge and support', 'traded services'][i]}: ${group.length}, of which ${priced.length} with a price`,
      ...group.map(({ title }) => `  ${title}`).sort(),
    );
  }
});

test('B1: every school has ten half-days of a School Improvement Partner in the year', async () => {
  on('2007-09-03T10:00:00Z', 'Grace Adeyemi, council administrator, grants the year.', everySchool);
  const granted = (await free.run('allocate', '2007-09-03')).filter(({ rule }) => rule === days);
  expect(new Set(granted.map(({ target }) => target))).toEqual(new Set([10]));
  const names = granted.map(({ holderName }) => holderName);
  expect(names).toContain('Saltmere Community Primary School');
  expect(names).toContain('Causeway Pupil Referral Unit');
  for (const outside of ['Thorne Priory School', 'Colne Estuary College', 'Canalside Pre-school']) expect(names).not.toContain(outside);
  diary.note(`${granted.length} schools have 10 half-days each`, ...[...names].sort().map((name) => `  ${name}`));
});

test('B1: they are booked, used, and refused beyond the tenth', async () => {
  on('2007-09-10T09:00:00Z', 'Tom Haldane books a day of his School Improvement Partner, Ines Fairley.', fiveDays);
  const first = await free.quoted(who(tom), await free.counter.fresh(2, 'off_ines-fairley'), partner);
  expect(linesOf(first)).toEqual(['entitlement 2']);
  expect(first.lines[0]).not.toHaveProperty('unitPricePence');
  const visit = await free.booked(who(tom), first);
  diary.note(...quoteTold(first), lineTold(await free.line(who(tom), saltmere, days)));

  on('2007-09-17T16:30:00Z', 'Ines Fairley has been there.', fiveDays);
  const words = { done: 'Went through the data and the self-evaluation.', judgements: 'Reading is strong; writing is not yet.' };
  got(await free.counter.deliver(who(ines), visit, ['01', '02'], words), 200);
  diary.note(...sessionsTold(await free.counter.booking(who(tom), visit)), lineTold(await free.line(who(tom), saltmere, days)));

  on('2007-09-17T17:30:00Z', 'Rowan Achebe, SIP/Interventions Manager, reads the report and shares it with the school.', reports);
  const report = free.path(`bookings/${visit}/notes/01`);
  expect(nameOf(await who(tom).json(report))).toBe('unknown-note');
  const { state } = got<ShownNote>(await who(rowan).json(`${report}/moderation`, { version: 1, answer: 'approve' }), 200);
  const { by, sections } = got<ShownNote>(await who(tom).json(report), 200);
  diary.note(`the report of ${by} is ${state}`, ...sections.flatMap(({ title, text }) => (text ? [`  ${title}: ${text}`] : [])));

  on('2007-09-18T09:00:00Z', 'Tom Haldane books the other four days of the year at once, and asks for half a day more.', fiveDays);
  free.from('2007-09-30');
  const sessions = await free.counter.fresh(9, 'off_ines-fairley');
  await free.booked(who(tom), await free.quoted(who(tom), sessions.slice(0, 8), partner));
  const line = await free.line(who(tom), saltmere, days);
  expect(figuresOf(line)).toMatchObject({ granted: 10, held: 8, used: 2, left: 0 });
  expect(balances(line)).toBe(true);
  const beyond = await free.refusal(who(tom), sessions.slice(8), partner);
  expect(beyond.name).toBe('no-free-days-left');
  diary.note(lineTold(line), `half a day more is ${beyond.told}`);
});

test('B10: a core visit takes no allocation, and has no price either', async () => {
  on(
    '2007-09-19T09:00:00Z',
    'Tom Haldane asks for a visit by his first point of contact, Gwen Calder, with nothing left of his days.',
    firstContact,
  );
  const before = await free.statement(who(tom), saltmere);
  const core = { ...asked, service: 'svc_first-point-of-contact', officer: 'off_gwen-calder' };
  const quote = await free.quoted(who(tom), await free.counter.fresh(1, 'off_gwen-calder'), core);
  expect(linesOf(quote)).toEqual(['core 1']);
  expect(quote.grossPence).toBe(0);
  await free.booked(who(tom), quote);
  expect(await free.statement(who(tom), saltmere)).toEqual(before);
  diary.note(...quoteTold(quote), 'his statement is as it was');
});

let visit = '';
test('B10: what schools buy back carries its price, and no free day pays for it', async () => {
  on('2007-09-20T09:00:00Z', 'Tom Haldane buys back a day of behaviour and learning support.', buyBack);
  const sessions = await free.counter.fresh(2, 'off_omar-lacey');
  const quote = await free.quoted(who(tom), sessions, bought);
  expect(quote.lines).toMatchObject([{ fund: 'traded', halfDays: 2, unitPricePence: 30_000, netPence: 30_000 }]);
  visit = await free.booked(who(tom), quote);
  diary.note(...quoteTold(quote));
});

const needs = `entitlements/needs/${saltmere}`;
type Need = { id: string; state: string; wantedHalfDays: number; metHalfDays: number; skill: string };
const needsOf = async (visitor: Visitor | undefined) => got<{ needs: Need[] }>(await who(visitor).json(free.path(needs)), 200).needs;

test('B7: a Learning Strategy Officer delivers, and flags a need', async () => {
  on('2007-09-21T09:00:00Z', 'Rowan Achebe, SIP/Interventions Manager, names who works with Saltmere this year.', firstContact);
  const naming = [
    ['off_gwen-calder', 'First point of contact'],
    ['off_omar-lacey', 'Learning Strategy Officer'],
  ] as const;
  for (const [officer, as] of naming) {
    got(await who(rowan).json(free.path(`schools/${saltmere}/officers`), { officer, as, year: 2007 }), 201);
    diary.note(`${officer === 'off_gwen-calder' ? 'Gwen Calder' : 'Omar Lacey'}: ${as}`);
  }

  on(
    '2007-10-02T16:30:00Z',
    'Omar Lacey, Learning Strategy Officer, has been there, and writes down what else he saw was needed.',
    supplyOnly,
  );
  got(await free.counter.deliver(who(omar), visit, ['01', '02'], 'Worked with the staff of the second year.'), 200);
  const flagged = { what: 'Playtimes need a plan of their own', skill: 'behaviour-and-learning', wantedHalfDays: 2, by: '2008-03-31' };
  got(await who(omar).json(free.path(needs), flagged), 201);
  diary.note(...sessionsTold(await free.counter.booking(who(tom), visit)), `flagged: ${flagged.what}, ${flagged.wantedHalfDays} half-days`);
  expect(await needsOf(rowan)).toMatchObject([{ state: 'open', wantedHalfDays: 2, metHalfDays: 0 }]);
});

test('B7: but he neither commissions work nor assesses demand: both are refused by name', async () => {
  free.from('2007-10-14');
  on('2007-10-03T09:00:00Z', 'Omar Lacey tries to book what he flagged, and to go through the need himself.', supplyOnly);
  const [need] = await needsOf(omar);
  const sessions = await free.counter.fresh(2, 'off_omar-lacey');
  const quote = await free.refusal(who(omar), sessions, { ...bought, need: need?.id });
  const booking = nameOf(await who(omar).json(free.path('bookings'), { token: 'x' }));
  const review = nameOf(await who(omar).json(free.path(`${needs}/${need?.id}/review`), { note: 'Agreed with myself' }));
  const demand = nameOf(await who(omar).json(free.path('entitlements/runs'), { kind: 'allocate', on: '2007-10-03' }));
  expect([quote.name, booking, review, demand]).toEqual(['not-allowed', 'not-allowed', 'not-allowed', 'not-allowed']);
  diary.note(`a quote is ${quote.told}`, `a booking is refused as ${booking}`, `going through the need is refused as ${review}`);
});

test('B11: the phase lead goes through the plan, and a booking meets the need', async () => {
  on('2007-10-04T09:00:00Z', 'Gwen Calder adds to the plan of support, and Rowan Achebe goes through it.', supportPlan);
  const more = { what: 'Attendance after half-term', skill: 'attendance', wantedHalfDays: 1, by: '2008-02-29' };
  got(await who(gwen).json(free.path(needs), more), 201);
  for (const { id } of await needsOf(rowan))
    got(await who(rowan).json(free.path(`${needs}/${id}/review`), { note: 'Agreed with the headteacher' }), 200);
  diary.note(`${(await needsOf(tom)).length} needs stand in the plan that the school reads`);

  on('2007-10-05T09:00:00Z', 'Tom Haldane buys back the day that meets the first of them.', behaviour);
  const need = (await needsOf(tom)).find(({ skill }) => skill === 'behaviour-and-learning');
  const quote = await free.quoted(who(tom), await free.counter.fresh(2, 'off_omar-lacey'), { ...bought, need: need?.id });
  await free.booked(who(tom), quote);
  const after = await needsOf(tom);
  expect(after.find(({ id }) => id === need?.id)).toMatchObject({ state: 'met', metHalfDays: 2 });
  diary.note(...quoteTold(quote), ...after.map(({ skill, state }) => `${skill}: ${state}`).sort());
});

test('B12: a foundation setting that is no school holds days of its own, and books them', async () => {
  on('2007-10-08T09:00:00Z', 'Vera Dunmore, manager of Canalside Pre-school, books half a day on the early years.', settings);
  free.from('2007-10-21');
  const ask = { school: preSchool, purse: 'own-funds', service: 'svc_national-strategy-foundation', officer: 'off_omar-lacey' };
  const quote = await free.quoted(who(vera), await free.counter.fresh(1, 'off_omar-lacey'), ask);
  expect(quote.lines[0]).toMatchObject({ fund: 'entitlement', title: 'Days for foundation stage settings that are not in schools' });
  await free.booked(who(vera), quote);
  const line = await free.line(who(vera), preSchool, 'foundation-settings-days');
  expect(figuresOf(line)).toMatchObject({ granted: 4, held: 1, left: 3 });
  diary.note(...quoteTold(quote), lineTold(line));
  const forSchool = await free.refusal(who(tom), await free.counter.fresh(1, 'off_omar-lacey'), { ...ask, ...asked });
  expect(forSchool.name).toBe('no-free-days-left');
  diary.note(`for Saltmere it is ${forSchool.told}`);
  expect(nameOf(await who(vera).json(free.path(`entitlements/statements/${saltmere}`)))).toBe('unknown-school');
  // The council's people see what both have.
  expect((await free.statement(who(joan), preSchool)).length).toBe(1);
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('manchester-2007-free'));
});
