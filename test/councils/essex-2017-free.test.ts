// Essex, 2017/18, on the source's own dates: the days that are free by right. A half-day visit (A5), days for special schools and enhanced provisions (A6), more
// where there is concern (A7), and a partnership's days, by its size and as its headteachers agree (A3), but for what the council keeps for its monitoring (A4).
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { School } from '../../functions/schools/schema.ts';
import { getSchool, schoolWrites } from '../../functions/schools/store.ts';
import { colneAndTendring } from '../../infra/local/demo/organisations.ts';
import { commit } from '../../shared/commit.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { Counter, nameOf, type Problem, type ShownQuote } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { Diary, quoteTold, sessionsTold } from './diary.ts';
import { balances, FreeDays, figuresOf, groupedBy, lineTold } from './model-diary.ts';

const diary = new Diary('Essex 2017/18: days by right, a school’s and a partnership’s (A3, A4, A5, A6, A7)', essex2017);
const size = 'Working with School Partnerships, on size';
const others = 'Working with School Partnerships, on other schools';
const consultation = 'Working with School Partnerships, on consultation';
const nonNegotiable = 'Working with School Partnerships, on non-negotiable activities';
const special = 'Special schools, enhanced provisions and PRUs, on special schools';
const enhanced = 'Special schools, enhanced provisions and PRUs, on enhanced provisions';
const concern = 'Schools Causing Concern';
const visit = 'svc_individual-visit';
const readiness = 'svc_ofsted-readiness';
const review = 'svc_collaborative-reviews';
const helen = 'off_helen-marsh';
const juniors = 'sch_990009';
const saltmere = 'sch_990001';
const marshlight = 'sch_990014';
const pantmere = 'sch_990008';

let host: TestHost;
let counter: Counter;
let free: FreeDays;
let [priya, tom, joan, rowan, anna, officer, nadia]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};

beforeAll(async () => {
  host = await startHost({
    at: '2017-09-04T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'worker', 'outbox'],
    seeded: true,
  });
  counter = new Counter(host, '2017-10-01');
  free = new FreeDays(host, 'essex', '2017-10-01');
  [priya, tom, joan, rowan, anna, officer, nadia] = await Promise.all(
    ['priya-sandhu', 'tom-haldane', 'joan-ferris', 'rowan-achebe', 'anna-castell', 'helen-marsh', 'nadia-rahman'].map((name) =>
      counter.as(name),
    ),
  );
  // As the register has it: special classes at Pantmere Foundation School.
  const table = host.tableOf();
  const found = (await getSchool(table, pantmere as OrganisationId)) as School;
  expect(await commit(table, schoolWrites(table, { ...found, enhancedProvision: true, version: found.version + 1 }, found))).toEqual({
    ok: true,
  });
}, 120_000);
afterAll(() => host.stop());

const on = (moment: string, what: string, reference: string) => diary.on(host, moment, what, reference);
const refusedAs = async (visitor: Visitor | undefined, sessions: readonly string[], more: Record<string, unknown>): Promise<string> => {
  const reply = await counter.quote(who(visitor), sessions, { purse: 'delegated-budget', officer: helen, ...more });
  const { detail } = reply.data<Problem>();
  return `refused as ${nameOf(reply)}: ${detail ?? ''}`;
};
const quoted = (visitor: Visitor | undefined, sessions: readonly string[], more: Record<string, unknown>): Promise<ShownQuote> =>
  counter.quoted(who(visitor), sessions, { purse: 'delegated-budget', officer: helen, ...more });
const booked = async (visitor: Visitor | undefined, { token }: ShownQuote): Promise<string> =>
  got<{ booking: string }>(await who(visitor).json('/essex/api/bookings', { token }), 201).booking;
const freeLine = (quote: ShownQuote) => quote.lines.map(({ fund, halfDays }) => `${fund} ${halfDays}`);

test('A3: the days of each partnership follow its size, and A4: a part of them is the council’s', async () => {
  on('2017-09-04T09:00:00Z', 'Grace Adeyemi, council administrator, grants the year.', size);
  const lines = (await free.run('allocate', '2017-09-04')).filter(({ rule }) => rule === 'partnership-days');
  for (const [name, [own, reserved]] of groupedBy(lines, ({ holderName }) => holderName)) {
    const all = (own?.target ?? 0) + (reserved?.target ?? 0);
    expect([own?.target, reserved?.target]).toEqual([15, 5]);
    const [because = ''] = /\(.*\)/.exec(own?.reasons[0] ?? '') ?? [];
    diary.note(`${name}: ${all} half-days ${because}, of which ${reserved?.target} are for the council to book`);
  }
});

test('A5: a primary school in no recognised partnership has a half-day visit in the year, and no second one', async () => {
  on('2017-09-18T09:00:00Z', 'Priya Sandhu, Harrowdene Junior School, asks for a half-day visit.', others);
  const [first, second] = await counter.fresh(2, helen);
  const quote = await quoted(priya, [first ?? ''], { school: juniors, service: visit });
  expect(freeLine(quote)).toEqual(['entitlement 1']);
  expect(quote.lines[0]).toMatchObject({ title: 'Half-day visit', expires: '2018-08-31' });
  const id = await booked(priya, quote);
  diary.note(...quoteTold(quote), 'booked; the half-day expires on 31 August 2018');
  const more = await refusedAs(priya, [second ?? ''], { school: juniors, service: visit });
  expect(more).toContain('no-free-days-left');
  diary.note(`a second one is ${more}`);

  on('2017-10-06T16:30:00Z', 'Helen Marsh has been there.', others);
  expect(nameOf(await counter.deliver(who(officer), id, ['01'], 'Looked at reading in the first year.'))).toBe('200');
  diary.note(...sessionsTold(await counter.booking(who(priya), id)), 'no charge is written');
  const [line] = (await counter.statement(who(priya), juniors)).lines;
  expect(line).toMatchObject({ grantedHalfDays: 1, usedHalfDays: 1, leftHalfDays: 0 });
});

test('A5: a school in a partnership has none of its own', async () => {
  on(
    '2017-10-09T09:00:00Z',
    'Tom Haldane, Saltmere Community Primary School, asks for one too: his school is in the Saltings partnership.',
    others,
  );
  counter = new Counter(host, '2017-10-22');
  const refused = await refusedAs(tom, await counter.fresh(1, helen), { school: saltmere, service: visit });
  expect(refused).toContain('no-free-days-left');
  diary.note(refused);
});

test('A6: a special school has days of its own, which the council may book for it', async () => {
  on('2017-10-10T09:00:00Z', 'Joan Ferris, resource manager, books a day for Marshlight School, a special academy.', special);
  const quote = await quoted(joan, await counter.fresh(2, helen), { school: marshlight, service: visit, purse: 'own-funds' });
  expect(freeLine(quote)).toEqual(['entitlement 2']);
  await booked(joan, quote);
  diary.note(...quoteTold(quote));
});

test('A6: so has a mainstream school with an enhanced provision, and one without has not', async () => {
  on('2017-10-11T09:00:00Z', 'Joan Ferris books half a day for Pantmere Foundation School, which has special classes.', enhanced);
  const quote = await quoted(joan, await counter.fresh(1, helen), { school: pantmere, service: visit });
  expect(quote.lines[0]).toMatchObject({ fund: 'entitlement', title: 'Days for mainstream schools with enhanced provisions' });
  await booked(joan, quote);
  diary.note(...quoteTold(quote));
  const refused = await refusedAs(joan, await counter.fresh(1, helen), { school: 'sch_990007', service: visit });
  expect(refused).toContain('no-free-days-left');
  diary.note(`for Oysterbourne Church of England Secondary School, which has none: ${refused}`);
});

test('A4: what is not negotiable comes out of the reserved days, and the council alone books it', async () => {
  on(
    '2017-10-12T09:00:00Z',
    'Rowan Achebe, school improvement manager, books a day on readiness for inspection at Thornhythe Primary School.',
    nonNegotiable,
  );
  const sessions = await counter.fresh(2, helen);
  const asked = { school: 'sch_990004', service: readiness };
  const refused = await refusedAs(anna, sessions, asked);
  expect(refused).toContain('are booked by the council');
  diary.note(`Anna Castell, who leads the partnership, is ${refused}`);
  const quote = await quoted(rowan, sessions, asked);
  expect(quote.lines[0]).toMatchObject({ title: 'Non-negotiable activities', holderName: 'Colne and Tendring Partnership' });
  await booked(rowan, quote);
  diary.note(...quoteTold(quote), 'out of the reserved days of the Colne and Tendring Partnership');
});

test('A3: the other days are used as the headteachers agree: before that no booking can draw on them', async () => {
  on('2017-10-16T09:00:00Z', 'Anna Castell, who leads the partnership, asks for a day of a collaborative review.', consultation);
  const sessions = await counter.fresh(2, helen);
  const asked = { school: colneAndTendring, service: review, purse: 'own-funds' };
  const early = await refusedAs(anna, sessions, asked);
  expect(early).toContain('buyer-must-agree');
  expect(early).toContain('has not agreed');
  diary.note(early);

  const pots = `/essex/api/entitlements/pots/${colneAndTendring}`;
  const proposed = await who(anna).json(`${pots}/plans`, {
    rule: 'partnership-days',
    from: '2017-09-01',
    halfDays: 4,
    services: ['collaborative-reviews'],
    purpose: 'A review of writing in all our schools',
  });
  const { id: plan } = got<{ plan: { id: string } }>(proposed, 201).plan;
  diary.note('she proposes a plan for two days: a review of writing');

  on('2017-11-10T15:00:00Z', 'The headteachers met; Rowan Achebe records that three of the five agreed.', consultation);
  const minutes = {
    meeting: 'Autumn meeting',
    on: '2017-11-09',
    agreed: ['sch_990003', 'sch_990004', 'sch_990023'],
    declined: ['sch_990032'],
    reason: 'Agreed round the table',
  };
  const { state } = got<{ plan: { state: string } }>(await who(rowan).json(`${pots}/plans/${plan}/minutes`, minutes), 200).plan;
  expect(state).toBe('agreed');
  diary.note('the plan is agreed, and two days are set aside for it');

  on('2017-11-13T09:00:00Z', 'Anna Castell asks again.', consultation);
  counter = new Counter(host, '2017-11-20');
  const later = await counter.fresh(6, helen);
  const quote = await quoted(anna, later.slice(0, 4), asked);
  expect(freeLine(quote)).toEqual(['entitlement 4']);
  const id = await booked(anna, quote);
  expect((await counter.booking(who(anna), id)).sessions).toHaveLength(4);
  diary.note(...quoteTold(quote));
  const beyond = await refusedAs(anna, later.slice(4), asked);
  expect(beyond).toContain('buyer-must-agree');
  diary.note(`a day more is ${beyond}`);
  // The plan's days are the partnership's: whoever leads another, or is a school of it, sees nothing of the booking.
  expect(nameOf(await who(tom).json(`/essex/api/bookings/${id}`))).toBe('unknown-booking');
});

test('A7: where there is concern a school has more days, on top of its partnership’s; nobody is told why', async () => {
  on('2017-11-15T09:00:00Z', 'Rowan Achebe records that Saltmere is causing concern, and the year is run again.', concern);
  const statuses = `/essex/api/schools/${saltmere}/statuses`;
  const entered = { status: 'causing-concern', change: 'entered', on: '2017-11-15', reason: 'Agreed at the termly review' };
  got(await who(rowan).json(statuses, entered), 201);
  const changed = await free.run('allocate', '2017-11-15');
  expect(changed).toMatchObject([{ holder: saltmere, rule: 'individual-support', amounts: { grant: 12 } }]);
  const line = await free.line(who(tom), saltmere, 'individual-support');
  expect(line.title).toBe('Individual support');
  diary.note(`Tom Haldane, of the school, reads: ${lineTold(line)}`);
  const [ofSchool, ofFinance] = await Promise.all([
    who(tom).json(`/essex/api/entitlements/statements/${saltmere}/lines/${line.line}`),
    who(nadia).json(`/essex/api/entitlements/statements/${saltmere}`),
  ]);
  for (const { status, body } of [ofSchool, ofFinance]) {
    expect(status).toBe(200);
    expect(body).not.toMatch(/concern|vulnerable/i);
  }
  expect(nameOf(await who(nadia).json(statuses))).toBe('not-allowed');

  on('2017-11-16T09:00:00Z', 'Joan Ferris books two days of visits for Saltmere, which had none of its own in October.', concern);
  counter = new Counter(host, '2017-12-03');
  const asked = { school: saltmere, service: visit };
  const quote = await quoted(joan, await counter.fresh(4, helen), asked);
  expect(freeLine(quote)).toEqual(['entitlement 4']);
  const id = await booked(joan, quote);
  diary.note(...quoteTold(quote));

  on('2017-12-08T16:30:00Z', 'Helen Marsh has been there twice, and the concern has ended.', concern);
  expect(nameOf(await counter.deliver(who(officer), id, ['01', '02', '03', '04'], 'Looked at books and spoke with the staff.'))).toBe(
    '200',
  );
  got(await who(rowan).json(statuses, { ...entered, change: 'ended', on: '2017-12-08', reason: 'Better at the next review' }), 201);
  await free.run('allocate', '2017-12-08');
  const after = await free.line(who(tom), saltmere, 'individual-support');
  expect(figuresOf(after)).toMatchObject({ granted: 4, used: 4, left: 0 });
  expect(balances(after)).toBe(true);
  diary.note(lineTold(after), 'what was used stays used; what was not has ended with the concern');
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('essex-2017-free'));
});
