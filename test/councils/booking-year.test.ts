// A year of bookings in Essex: every rung of the cancellation ladder and both waivers (E15), limits with a deputy (E5), reminders across both changes of the clocks (E20),
// and at its end the bills of all that is owed, visits and fees, which the proof agrees with.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LateCancellation } from '../../functions/bookings/schema.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { londonClock, sessionText } from '../../shared/calendar.ts';
import { formatPence } from '../../shared/money.ts';
import { academy, Counter, maintained, nameOf, type Problem, type ShownBooking } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { proved } from '../proved.ts';
import { Desk, documentTold, heldTold } from './desk.ts';
import { Diary, document, quoteTold, type Rests } from './diary.ts';

const diary = new Diary(
  'Essex 2026/27, the 2017 model shifted by nine years: a year of bookings (E5, E15, E20)',
  document(
    'What the field needs of a booking system: cancellation ladder shown before confirming, approval by budget holder, reminders',
    [],
  ),
);
const ladder: Rests = {
  rule: 'with fewer than ten working days’ notice half of the price is due, with fewer than five all of it, and the free half-day counts as used',
  from: 'the pack of Essex, an assumption: the paper says nothing of cancelling',
};
const waivers: Rests = {
  rule: 'nothing is due after all where the visit is rebooked and delivered within 20 working days, or another school takes its place',
  from: 'the same',
};
const approval: Rests = { rule: 'nobody approves their own request over the limit', from: 'E5' };
const bills: Rests = {
  rule: 'what was delivered and sold is billed, and a late fee once nothing can waive it any more; a waived fee never is',
  from: 'E8, E15',
};
const clocks: Rests = { rule: 'reminders leave at seven in the morning as London’s clocks show it', from: 'E20, the Summer Time Act 1972' };

let host: TestHost;
let counter: Counter;
let [maria, ruth, joan, daniel, tom, denise, bridget, grace]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};

beforeAll(async () => {
  host = await startHost({
    at: '2026-09-07T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'invoicing', 'worker', 'outbox'],
    seeded: true,
  });
  counter = new Counter(host, '2026-10-04');
  const names = [
    'maria-okafor',
    'ruth-pennington',
    'joan-ferris',
    'daniel-osei',
    'tom-haldane',
    'denise-alder',
    'bridget-lowe',
    'grace-adeyemi',
  ];
  [maria, ruth, joan, daniel, tom, denise, bridget, grace] = await Promise.all(names.map((name) => counter.as(name)));
}, 120_000);
afterAll(() => host.stop());

type Shown = Omit<ShownBooking, 'sessions'> & { sessions: (ShownBooking['sessions'][number] & { late?: LateCancellation })[] };
const shown = (of: Visitor | undefined, id: string) => counter.booking(who(of), id) as Promise<Shown>;
const pathOf = (booking: string, rest: string) => `/essex/api/bookings/${booking}/${rest}`;

/** What is due is shown first and nothing changes; then it is agreed to. */
async function cancelled(of: Visitor | undefined, booking: string, visit: string): Promise<(number | string)[]> {
  const command = { visits: [visit], reason: 'The governors meet that day.' };
  const asked = await who(of).json(pathOf(booking, 'cancellations'), command);
  const told = nameOf(asked) === 'cancellation-costs' ? asked.data<Problem & { feePence: number; consumedHalfDays: number }>() : undefined;
  if (told) {
    diary.note(`shown before it is cancelled: ${told.detail}`);
    expect((await shown(of, booking)).sessions.find((each) => each.visit === visit)?.state).toBe('booked');
    const { feePence, consumedHalfDays } = told;
    got(await who(of).json(pathOf(booking, 'cancellations'), { ...command, feePence, consumedHalfDays }), 200);
  }
  const session = (await shown(of, booking)).sessions.find((each) => each.visit === visit);
  expect(session?.state).toBe('cancelled');
  const { feePence, consumed, notice } = session?.late ?? {};
  const cost = [
    ...(feePence === undefined ? [] : [`a fee of ${formatPence(feePence)}`]),
    ...(consumed ? ['its free half-day counts as used'] : []),
  ];
  diary.note(
    `cancelled${notice === undefined ? '' : ` with notice of ${notice === 1 ? 'one working day' : `${notice} working days`}`}: ${cost.join(', ') || 'it costs nothing'}`,
  );
  return notice === undefined ? [] : [notice, ...(feePence === undefined ? [] : [feePence]), ...(consumed ? ['consumed'] : [])];
}

const deliverMail = async () => {
  await host.invoke('outbox', { council: 'essex', task: 'deliver' });
  await host.quiet();
};
const lettersTo = (name: string) => host.mailbox.letters().filter(({ to }) => to.startsWith(name));

let first = '';
/** What Denise Alder asked for and another approved. */
const approved: string[] = [];
/** Maria Okafor's after the clocks went forward. */
let april = '';
test('E15: the ladder is climbed rung by rung, by free visits and by paid ones; the sum is shown before it is agreed to', async () => {
  diary.on(host, '2026-09-07T08:00:00Z', 'Maria Okafor books five half-days of advice from 5 October on, two of them free.', ladder);
  await counter.vacancy(academy, 'headteacher', '2026-12-31');
  const dates = await counter.fresh(5);
  diary.note(...quoteTold(await counter.quoted(who(maria), dates)), `on ${dates.map((each) => sessionText(each)).join(', ')}`);
  first = await counter.book(who(maria), dates);
  diary.on(host, '2026-09-21T09:00:00Z', 'She cancels 7 October.', ladder);
  expect(await cancelled(maria, first, '05')).toEqual([]);
  diary.on(host, '2026-09-25T09:00:00Z', 'She cancels the first free half-day and the first paid one.', ladder);
  expect(await cancelled(maria, first, '01')).toEqual([5]);
  expect(await cancelled(maria, first, '03')).toEqual([6, 11_250]);
  diary.on(host, '2026-10-01T09:00:00Z', 'She cancels what is left.', ladder);
  expect(await cancelled(maria, first, '02')).toEqual([1, 'consumed']);
  expect(await cancelled(maria, first, '04')).toEqual([2, 22_500]);
  const [line] = (await counter.statement(who(maria))).lines;
  expect([line?.grantedHalfDays, line?.usedHalfDays, line?.leftHalfDays]).toEqual([2, 1, 1]);
  diary.note('of the free day one half is used up, and one is left to be booked');
});

test('E15, E16: a fee is waived once the visit is rebooked and delivered, and once another school has its place', async () => {
  diary.on(host, '2026-10-01T10:00:00Z', 'Ruth Pennington books the afternoon that was given up; Maria Okafor books anew.', waivers);
  const place = (await shown(maria, first)).sessions[3]?.session ?? '';
  const taken = await counter.book(who(ruth), [place], { school: 'sch_990011' });
  await deliverMail();
  expect((await shown(maria, first)).sessions[3]?.late?.waived).toMatchObject({ kind: 'substitute' });
  diary.note('the fee of £225.00 is not due: it is waived by itself, as the place is taken');
  counter = new Counter(host, '2026-10-11');
  // The free half-day that is left comes first: the second is paid for, as the one that was given up was.
  const again = await counter.book(who(maria), await counter.fresh(2));
  diary.on(
    host,
    '2026-10-06T17:00:00Z',
    'Daniel Osei has been at the other school; Joan Ferris, resource manager, names that visit for another fee.',
    waivers,
  );
  got(await counter.deliver(who(daniel), taken, ['01']), 200);
  const command = { visit: '04', kind: 'substitute', instead: { booking: taken, visit: '01' } };
  expect(nameOf(await who(joan).json(pathOf(first, 'waivers'), command))).toBe('wrong-state');
  expect(nameOf(await who(joan).json(pathOf(first, 'waivers'), { ...command, visit: '03' }))).toBe('not-waivable');
  diary.note('for the other fee the same visit counts for nothing');
  diary.on(host, '2026-10-12T17:00:00Z', 'Daniel Osei has been at Colnemarsh Grange Academy; Maria Okafor names that visit.', waivers);
  got(await counter.deliver(who(daniel), again, ['01', '02']), 200);
  got(await who(maria).json(pathOf(first, 'waivers'), { visit: '03', kind: 'rebooked', instead: { booking: again, visit: '02' } }), 200);
  diary.note('the fee of £112.50 is not due');
  const late = (await shown(maria, first)).sessions.map(({ late: of }) => of?.waived?.kind ?? null);
  expect(late).toEqual([null, null, 'rebooked', 'substitute', null]);
});

test('E20: a visit is reminded of a week before at seven by London’s clocks, on both sides of the autumn change', async () => {
  counter = new Counter(host, '2026-10-25');
  await counter.book(who(maria), await counter.fresh(1));
  counter = new Counter(host, '2026-11-01');
  await counter.book(who(maria), await counter.fresh(1));
  await deliverMail();
  await remindedAt('2026-10-19', '2026-10-19T06:00:00Z', 'Monday 26 October 2026');
  await remindedAt('2026-10-26', '2026-10-26T07:00:00Z', 'Monday 2 November 2026');
});

test('E5: what is over a limit is approved by the deputy while there is one, and by nobody who asked for it', async () => {
  const limits = `/essex/api/identity/limits/${maintained}`;
  diary.on(host, '2026-11-02T09:00:00Z', 'Bridget Lowe, headteacher, is away for the week and names Tom Haldane her deputy.', approval);
  got(await who(grace).json(`${limits}/people`, { person: 'per_denise-alder', mostPence: 50_000 }), 200);
  const deputy = { person: 'per_tom-haldane', from: '2026-11-02', to: '2026-11-06' };
  const settled = { othersMostPence: null, approver: 'per_bridget-lowe', deputy, everyBooking: false };
  got(await who(bridget).json(`${limits}/approval`, settled), 200);
  counter = new Counter(host, '2026-11-30');
  const ask = async () => {
    const quote = await counter.quoted(who(denise), await counter.fresh(4), { school: maintained, purse: 'delegated-budget' });
    const { request } = got<{ request: string }>(await counter.confirm(who(denise), quote.token), 202);
    diary.note(
      `Denise Alder asks for ${formatPence(quote.grossPence)}, over her limit of £500.00: the sessions are held, and nothing is booked`,
    );
    return request;
  };
  const approve = async (of: Visitor | undefined, request: string) => {
    const path = `/essex/api/bookings/requests/${request}`;
    const { agreed = 'A'.repeat(43) } = (await who(of).json(path)).data<{ agreed?: string }>();
    const reply = await who(of).json(`${path}/approval`, { agreed });
    if (reply.status === 200) approved.push(reply.data<{ booking: string }>().booking);
    return nameOf(reply);
  };
  const request = await ask();
  expect(await approve(denise, request)).toBe('own-spending');
  expect(await approve(tom, request)).toBe('200');
  diary.note('she may not approve it herself; Tom Haldane does, and it is booked');
  const later = await ask();
  diary.on(host, '2026-11-09T09:00:00Z', 'The week is over, and so is the hold.', approval);
  expect([await approve(tom, later), await approve(bridget, later)]).toEqual(['request-expired', 'request-expired']);
  const last = await ask();
  expect([await approve(tom, last), await approve(bridget, last)]).toEqual(['not-the-approver', '200']);
  diary.note('of what she asks for now Tom Haldane is no approver: Bridget Lowe is');
  diary.on(host, '2026-11-27T09:00:00Z', 'Denise Alder gives up the first half-day of it.', ladder);
  expect(await cancelled(denise, approved[1] ?? '', '01')).toEqual([5, 11_250]);
});

test('E20: and on both sides of the spring change', async () => {
  host.clock.set('2027-02-01T09:00:00Z');
  for (const from of ['2027-03-30', '2027-04-11'] as const) {
    counter = new Counter(host, from);
    april = await counter.book(who(maria), await counter.fresh(1));
  }
  await deliverMail();
  await remindedAt('2027-03-24', '2027-03-24T07:00:00Z', 'Wednesday 31 March 2027');
  await remindedAt('2027-04-05', '2027-04-05T06:00:00Z', 'Monday 12 April 2027');
});

/** A minute before nothing is due; at the moment the letter leaves, once. */
async function remindedAt(day: string, moment: string, of: string): Promise<void> {
  diary.on(host, new Date(Date.parse(moment) - 60_000).toISOString(), `It is a minute to seven on ${day}.`, clocks);
  expect(londonClock(host.clock.now()).time).toBe('06:59');
  const before = lettersTo('maria').length;
  await host.invoke('bookings', { council: 'essex', task: 'remind' });
  await deliverMail();
  expect(lettersTo('maria').length).toBe(before);
  host.clock.set(moment);
  for (const _ of [1, 2]) {
    await host.invoke('bookings', { council: 'essex', task: 'remind' });
    await deliverMail();
  }
  const [letter, ...more] = lettersTo('maria').slice(0, lettersTo('maria').length - before);
  expect(more).toEqual([]);
  expect(letter?.body).toContain(`${of}, morning, 09:00 to 12:00`);
  diary.note(`at ${londonClock(host.clock.now()).time} Maria Okafor is reminded of ${of}, morning, 09:00 to 12:00`);
}

test('the year’s end: what took place is billed with the fees that stand, each once, and the proof agrees with every line', async () => {
  diary.on(host, '2027-04-08T09:00:00Z', 'The work of the year is recorded; Maria Okafor gives up 12 April.', ladder);
  const [one = '', other = ''] = approved;
  got(await counter.deliver(who(daniel), one, ['01', '02', '03', '04']), 200);
  got(await counter.deliver(who(daniel), other, ['02', '03']), 200);
  expect(await cancelled(maria, april, '01')).toEqual([1, 22_500]);
  diary.on(host, '2027-06-30T09:00:00Z', 'Nadia Rahman, finance, bills everything up to 30 June.', bills);
  const desk = new Desk(host);
  const run = await desk.dryRun('2026-09-01', '2027-06-30');
  const documents = await desk.issue(run);
  diary.note(...documents.map(documentTold), ...heldTold(run.held));
  const again = await desk.dryRun('2026-09-01', '2027-06-30');
  expect(again.documents).toEqual([]);
  const proof = await proved({ table: host.tableOf('essex'), council: essex.council, now: host.clock.now() }, '2026-09-07');
  const sum = documents.reduce((all, { grossPence }) => all + grossPence, 0);
  expect(proof.documents).toMatchObject({ count: documents.length, grossPence: sum, owedPence: sum });
  diary.note(`proved: ${documents.length} documents, ${proof.documents.lines} lines, ${formatPence(sum)} owed`);
});

test('the year is as it was written down', () => {
  expect(diary.text()).toBe(diary.kept('booking-year-2026'));
});
