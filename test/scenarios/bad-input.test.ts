// Whatever is wrong with a request is refused by name, with a status, a title and what to do next, and changes nothing in the table.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { essex } from '../../infra/local/demo/essex.ts';
import { bookerFor } from '../../infra/local/demo/people.ts';
import { schoolIdOf } from '../../shared/ids.ts';
import { refusals } from '../../shared/problem.ts';
import { Counter, deputies, maintained, nameOf, type Problem } from '../counter.ts';
import { type Reply, startHost, type TestHost, type Visitor } from '../host.ts';

/** Somebody of a school that the register says is closed. */
const closed = schoolIdOf(990028);
const leftBehind = bookerFor('Ada Closed', 990028, 'Colnemarsh Dock Primary School', essex.council.laCode);

let host: TestHost;
let counter: Counter;
let maria: Visitor;
let joan: Visitor;
let daniel: Visitor;
let ada: Visitor;
let booking = '';
let token = '';

beforeAll(async () => {
  host = await startHost({
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'],
    councils: [{ ...essex, people: [...essex.people, leftBehind] }],
    seeded: true,
    wire: true,
  });
  counter = new Counter(host, '2026-11-30');
  maria = await counter.as('maria-okafor');
  joan = await counter.as('joan-ferris');
  daniel = await counter.as('daniel-osei');
  ada = await counter.as('ada-closed');
  await counter.vacancy(maintained);
  booking = await counter.book(maria, await counter.fresh(2));
  token = (await counter.quoted(maria, await counter.fresh(2))).token;
  const leo = await counter.as('leo-brandt');
  await leo.json('/essex/api/catalogue/svc_planning-of-conferences/withdrawal', { withdrawnFrom: '2027-01-01' });
});
afterAll(() => host.stop());

/** Asks, and shows that the answer is the refusal of that name, whole, and that the table is as it was. Answers the problem. */
async function expectRefusal(ask: () => Promise<Reply>, name: string, pointers?: string[]): Promise<Problem> {
  const before = await counter.dump();
  const reply = await ask();
  expect([nameOf(reply), reply.body.slice(0, 400)]).toEqual([name, expect.any(String)]);
  const problem = reply.data<Problem>();
  const entry: { status: number; title: string; next: string } = refusals[name as keyof typeof refusals];
  expect(reply.status).toBe(entry.status);
  expect(problem).toMatchObject({ status: entry.status, title: entry.title, next: entry.next });
  if (pointers) expect([...new Set(problem.errors?.map(({ pointer }) => pointer))]).toEqual(pointers);
  expect(await counter.changesSince(before)).toEqual([]);
  return problem;
}

const tuesday = ['2027-01-12#am', '2027-01-12#pm'];
const ask = (more: object) => ({
  school: 'sch_990010',
  service: deputies,
  officer: 'off_daniel-osei',
  purse: 'own-funds',
  halfDays: 2,
  sessions: tuesday,
  ...more,
});
const fortyOne = Array.from({ length: 41 }, (_, i) => `2027-0${2 + Math.floor(i / 28)}-${String((i % 28) + 1).padStart(2, '0')}#am`);

describe('a quote', () => {
  test.each<[string, object, string, string[]?]>([
    ['for a school nobody knows', { school: 'sch_999999' }, 'unknown-school', ['#/school']],
    ['for another’s school', { school: maintained }, 'unknown-school', ['#/school']],
    ['for what is no school’s id', { school: '990010' }, 'invalid-request', ['#/school']],
    ['for a service nobody knows', { service: 'svc_nothing' }, 'unknown-service', ['#/service']],
    ['for what is no service’s id', { service: 'nothing' }, 'invalid-request', ['#/service']],
    ['for an officer nobody knows', { officer: 'off_nobody' }, 'unknown-officer', ['#/officer']],
    ['for an officer without the skill', { officer: 'off_farah-siddiqui' }, 'officer-lacks-skill', ['#/officer']],
    ['for a service that is withdrawn by then', { service: 'svc_planning-of-conferences' }, 'not-on-sale', ['#/sessions']],
    ['for the day before', { halfDays: 1, sessions: ['2026-11-23#am'] }, 'date-in-past', ['#/sessions']],
    ['for years ago', { halfDays: 1, sessions: ['2007-09-04#am'] }, 'date-in-past', ['#/sessions']],
    ['for the year 2099', { halfDays: 1, sessions: ['2099-12-01#am'] }, 'too-far-ahead', ['#/sessions']],
    ['for a Saturday', { halfDays: 1, sessions: ['2027-01-16#am'] }, 'weekend', ['#/sessions']],
    ['for Good Friday', { halfDays: 1, sessions: ['2027-03-26#am'] }, 'bank-holiday', ['#/sessions']],
    ['outside the officer’s pattern', { halfDays: 1, sessions: ['2027-01-15#pm'] }, 'outside-pattern', ['#/sessions']],
    [
      'below the minimum',
      { service: 'svc_reviews-of-governance', halfDays: 1, sessions: ['2027-01-12#am'] },
      'below-minimum',
      ['#/halfDays'],
    ],
    ['for twenty and a half days', { halfDays: 41, sessions: fortyOne }, 'too-many-sessions', ['#/halfDays']],
    ['for no half-days', { halfDays: 0, sessions: [] }, 'invalid-request', ['#/halfDays', '#/sessions']],
    ['for fewer than none', { halfDays: -2 }, 'invalid-request', ['#/halfDays']],
    ['for two and a half half-days', { halfDays: 2.5 }, 'invalid-request', ['#/halfDays']],
    ['for half-days in words', { halfDays: '2' }, 'invalid-request', ['#/halfDays']],
    ['for half-days beyond counting', { halfDays: 1e300 }, 'invalid-request', ['#/halfDays']],
    ['for null half-days', { halfDays: null }, 'invalid-request', ['#/halfDays']],
    ['for other sessions than half-days', { halfDays: 3 }, 'invalid-request', ['#/sessions']],
    ['for the same session twice', { sessions: [tuesday[0], tuesday[0]] }, 'duplicate-session', ['#/sessions']],
    ['for a date that is none', { sessions: ['2027-02-30#am', tuesday[1]] }, 'invalid-request', ['#/sessions/0']],
    ['for an evening', { sessions: [tuesday[0], '2027-01-12#eve'] }, 'invalid-request', ['#/sessions/1']],
    ['for a session with something after it', { sessions: [tuesday[0], '2027-01-12#pm '] }, 'invalid-request', ['#/sessions/1']],
    ['for sessions that are no list', { sessions: '2027-01-12#am' }, 'invalid-request', ['#/sessions']],
    ['from a purse nobody has', { purse: 'petty-cash' }, 'invalid-request', ['#/purse']],
    ['from an academy’s delegated budget', { purse: 'delegated-budget' }, 'purse-not-available', ['#/purse']],
    ['with a price of one’s own', { perDayExVatPence: 1 }, 'invalid-request', ['#/perDayExVatPence']],
    [
      'with nothing in it',
      { school: undefined, service: undefined, officer: undefined, purse: undefined, halfDays: undefined, sessions: undefined },
      'invalid-request',
      ['#/school', '#/service', '#/officer', '#/purse', '#/halfDays', '#/sessions'],
    ],
  ])('%s', async (_, more, name, pointers) => {
    await expectRefusal(() => maria.json('/essex/api/bookings/quotes', ask(more)), name, pointers);
  });

  test('for a closed school', async () => {
    const problem = await expectRefusal(() => ada.json('/essex/api/bookings/quotes', ask({ school: closed })), 'school-closed', [
      '#/school',
    ]);
    expect(problem.detail).toBe('Colnemarsh Dock Primary School is not open.');
  });

  test('for a session that is taken', async () => {
    const { sessions } = await counter.booking(maria, booking);
    const taken = sessions.map(({ session }) => session);
    await expectRefusal(() => maria.json('/essex/api/bookings/quotes', ask({ sessions: taken })), 'session-taken', ['#/sessions']);
  });
});

describe('a confirmation', () => {
  const confirm = (more: object) => maria.json('/essex/api/bookings', { token, purchaseOrder: 'PO-1', ...more });
  test.each<[string, unknown, string]>([
    ['of 300 characters', 'P'.repeat(300), 'at most 30'],
    ['of 31 characters', 'P'.repeat(31), 'at most 30'],
    ['with a line end', 'PO-1\r\nX: y', 'only letters'],
    ['with a null character', 'PO\u0000-1', 'only letters'],
    ['with a bell', 'PO\u0007', 'only letters'],
    ['with a direction override', 'PO\u202e1', 'only letters'],
    ['with a formula for a spreadsheet', '=1+1', 'only letters'],
    ['with markup', '<script>', 'only letters'],
    ['with only a space', ' ', 'only letters'],
    ['with nothing in it', '', 'only letters'],
    ['that is a number', 12, 'string'],
    ['that is a list', ['PO-1'], 'string'],
  ])('with a purchase order %s', async (_, purchaseOrder, said) => {
    const problem = await expectRefusal(() => confirm({ purchaseOrder }), 'invalid-request', ['#/purchaseOrder']);
    expect(problem.errors?.map(({ detail }) => detail).join()).toContain(said);
  });

  test.each<[string, object, string, string[]?]>([
    ['without a purchase order', { purchaseOrder: undefined }, 'purchase-order-required', ['#/purchaseOrder']],
    ['without a token', { token: undefined }, 'invalid-request', ['#/token']],
    ['with an empty token', { token: '' }, 'invalid-request', ['#/token']],
    ['with a token of 20,001 characters', { token: 'x'.repeat(20_001) }, 'invalid-request', ['#/token']],
    ['with a token that is none', { token: 'a.b' }, 'quote-invalid'],
    ['with a price of one’s own', { netPence: 0 }, 'invalid-request', ['#/netPence']],
    ['with the person to book for', { person: 'per_tom-haldane' }, 'invalid-request', ['#/person']],
  ])('%s', async (_, more, name, pointers) => {
    await expectRefusal(() => confirm(more), name, pointers);
  });
});

describe('a visit', () => {
  const visits = Array.from({ length: 25 }, (_, i) => String(i + 1).padStart(2, '0'));
  test.each<[string, object, string, string[]]>([
    ['with no session', { visits: [] }, 'invalid-request', ['#/visits']],
    ['with more sessions than a transaction holds', { visits }, 'invalid-request', ['#/visits']],
    ['with a session of one digit', { visits: ['1'] }, 'invalid-request', ['#/visits/0']],
    ['with a session that is not there', { visits: ['03'] }, 'unknown-session', ['#/visits']],
    ['that has not ended', { visits: ['01'] }, 'not-ended', ['#/visits']],
    ['without a note', { sections: undefined }, 'invalid-request', ['#/sections/done']],
    ['with a note of two characters', { sections: { done: 'ok' } }, 'invalid-request', ['#/sections/done']],
    ['with a note of 4,001 characters', { sections: { done: 'x'.repeat(4001) } }, 'invalid-request', ['#/sections/done']],
    ['with a null character in the note', { sections: { done: 'Done\u0000.' } }, 'invalid-request', ['#/sections/done']],
    ['with a mark in the note that turns the text round', { sections: { done: 'Done \u202e.' } }, 'invalid-request', ['#/sections/done']],
    ['with half a character in the note', { sections: { done: 'Done \ud83d.' } }, 'invalid-request', ['#/sections/done']],
    ['with a note of spaces', { sections: { done: '     ' } }, 'invalid-request', ['#/sections/done']],
    ['with words under no heading', { sections: { done: 'Done.', gossip: 'They say' } }, 'invalid-request', ['#/sections/gossip']],
    [
      'with an action of nobody',
      { actions: [{ what: 'Write to parents', who: 'parents', by: '2027-01-08' }] },
      'invalid-request',
      ['#/actions/0/who'],
    ],
    ['with a charge of one’s own', { netPence: 1 }, 'invalid-request', ['#/netPence']],
  ])('delivered %s', async (_, more, name, pointers) => {
    await expectRefusal(
      () => daniel.json(`/essex/api/bookings/${booking}/deliveries`, { visits: ['01'], sections: { done: 'Done.' }, ...more }),
      name,
      pointers,
    );
  });

  test.each<[string, object, string, string[]]>([
    ['with no session', { visits: [] }, 'invalid-request', ['#/visits']],
    ['with a session that is not there', { visits: ['99'] }, 'unknown-session', ['#/visits']],
    ['without a reason', { reason: undefined }, 'invalid-request', ['#/reason']],
    ['with a reason of 501 characters', { reason: 'x'.repeat(501) }, 'invalid-request', ['#/reason']],
    ['with a fee below nothing', { feePence: -1 }, 'invalid-request', ['#/feePence']],
    ['at nobody’s wish', { at: 'nobody' }, 'invalid-request', ['#/at']],
  ])('cancelled %s', async (_, more, name, pointers) => {
    await expectRefusal(
      () => joan.json(`/essex/api/bookings/${booking}/cancellations`, { visits: ['01'], reason: 'Snow', ...more }),
      name,
      pointers,
    );
  });

  test.each<[string, () => Promise<Reply>, string]>([
    ['cancelled by the school, which was not told what it costs', () => counter.cancel(maria, booking, ['02']), 'cancellation-costs'],
    [
      'cancelled by the council with a fee that there is not',
      () => joan.json(`/essex/api/bookings/${booking}/cancellations`, { visits: ['02'], reason: 'Snow', feePence: 100 }),
      'cancellation-costs',
    ],
    ['cancelled by the officer', () => counter.cancel(daniel, booking, ['01']), 'not-allowed'],
    ['delivered by council staff', () => counter.deliver(joan, booking, ['01']), 'not-allowed'],
    ['delivered by nobody', () => counter.deliver(host.visitor(), booking, ['01']), 'not-signed-in'],
    // The council's people book for any school what is free, and say nothing in place of whoever pays.
    ['quoted by council staff where it is charged', () => counter.quote(joan, tuesday), 'buyer-must-agree'],
    ['quoted by council staff for a trust', () => counter.quote(joan, tuesday, { school: 'trs_5902' }), 'choose-school'],
    ['quoted by an officer', () => counter.quote(daniel, tuesday), 'not-allowed'],
  ])('%s', async (_, does, name) => {
    await expectRefusal(does, name);
  });

  test('quoted by council staff for nobody: what to give is said', async () => {
    const { errors } = await expectRefusal(() => counter.quote(joan, tuesday, { school: undefined }), 'invalid-request', ['#/school']);
    expect(errors?.[0]?.detail).toBe('must be sch_ followed by the school’s URN, or the identifier of another organisation');
  });
});

describe('a vacancy', () => {
  const vacancy = { school: 'sch_990010', post: 'headteacher', vacantFrom: '2026-12-31' };
  test.each<[string, object, string, string[]]>([
    ['at a school nobody knows', { school: 'sch_999999' }, 'unknown-school', ['#/school']],
    ['at a closed school', { school: 'sch_990028' }, 'school-closed', ['#/school']],
    ['for a post that is not listed', { post: 'caretaker' }, 'invalid-request', ['#/post']],
    ['for a post that is no code', { post: 'Head Teacher' }, 'invalid-request', ['#/post']],
    ['from a date that is none', { vacantFrom: '31/12/2026' }, 'invalid-request', ['#/vacantFrom']],
    ['from a date years away', { vacantFrom: '2029-01-01' }, 'invalid-request', ['#/vacantFrom']],
    ['while one is open with another date', { school: maintained, vacantFrom: '2027-01-31' }, 'vacancy-already-open', ['#/post']],
    ['with half-days of one’s own', { grantHalfDays: 40 }, 'invalid-request', ['#/grantHalfDays']],
  ])('%s', async (_, more, name, pointers) => {
    await expectRefusal(() => joan.json('/essex/api/entitlements/vacancies', { ...vacancy, ...more }), name, pointers);
  });

  test.each<[string, string, unknown, string]>([
    ['that is not there', 'sch_990001/vac_01zzzzzzzzzzzzzzzzzzzzzzzz', { outcome: 'filled' }, 'unknown-vacancy'],
    ['at what is no school', '990001/vac_01', { outcome: 'filled' }, 'unknown-vacancy'],
    ['in another way', 'sch_990001/vac_01', { outcome: 'forgotten' }, 'invalid-request'],
  ])('closed %s', async (_, path, body, name) => {
    await expectRefusal(() => joan.json(`/essex/api/entitlements/vacancies/${path}/closing`, body), name);
  });

  test('recorded or closed by a school', async () => {
    await expectRefusal(() => maria.json('/essex/api/entitlements/vacancies', vacancy), 'not-allowed');
    await expectRefusal(
      () => maria.json('/essex/api/entitlements/vacancies/sch_990010/vac_01/closing', { outcome: 'filled' }),
      'not-allowed',
    );
  });
});

describe('a diary', () => {
  test.each([
    ['of an officer nobody knows', 'officer=off_nobody', 'unknown-officer'],
    ['of what is no officer’s id', `officer=${'x'.repeat(3000)}`, 'unknown-officer'],
    ['of nobody', 'officer=', 'unknown-officer'],
    ['from a date that is none', 'officer=off_daniel-osei&from=tomorrow', 'invalid-request'],
    ['that ends before it begins', 'officer=off_daniel-osei&from=2026-12-01&to=2026-11-30', 'invalid-request'],
    ['of more than 400 days', 'officer=off_daniel-osei&from=2026-01-01&to=2027-12-31', 'invalid-request'],
  ])('%s', async (_, query, name) => {
    await expectRefusal(() => joan.json(`/essex/api/bookings/diary?${query}`), name);
  });
  test('of another officer, for an officer', async () => {
    await expectRefusal(() => daniel.json('/essex/api/bookings/diary?officer=off_helen-marsh'), 'unknown-officer');
  });
});

describe('a message that is no command', () => {
  const paths = [
    '/bookings/quotes',
    '/bookings',
    `/bookings/bkg_01/deliveries`,
    '/bookings/bkg_01/cancellations',
    '/entitlements/vacancies',
  ];
  const whoFor = (path: string) => (path.endsWith('deliveries') ? daniel : /quotes$|bookings$/.test(path) ? maria : joan);
  const send = (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    whoFor(path).send(`/essex/api${path}`, { method: 'POST', body, headers });
  const own = () => ({ origin: host.origin });

  test.each(paths)('to %s', async (path) => {
    for (const [body, name] of [
      ['{"school":', 'malformed-json'],
      ['', 'malformed-json'],
      ['{"token":"a",}', 'malformed-json'],
      ['['.repeat(100_000), 'malformed-json'],
      ['null', 'invalid-request'],
      ['[]', 'invalid-request'],
      ['"2026-12-01"', 'invalid-request'],
      ['{"__proto__":{"visits":["01"]}}', 'invalid-request'],
      [`{"token":"${'x'.repeat(300_000)}"}`, 'request-too-large'],
    ] as const)
      await expectRefusal(() => send(path, body), name);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp'])
      await expectRefusal(() => send(path, '{}', { 'content-type': type, ...own() }), 'unsupported-media-type');
  });

  test('nor from another site', async () => {
    await expectRefusal(
      () => send('/bookings', '{}', { 'content-type': 'application/json', origin: 'https://elsewhere.example' }),
      'cross-site-request',
    );
    await expectRefusal(
      () => send('/bookings', '{}', { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' }),
      'cross-site-request',
    );
    await expectRefusal(() => send('/bookings', 'token=a', { 'content-type': 'application/x-www-form-urlencoded' }), 'cross-site-request');
  });

  test('nor by a method that is not there', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      await expectRefusal(() => maria.json('/essex/api/bookings', {}, method), 'method-not-allowed');
  });
});

describe('the forms refuse the same and keep what was typed', () => {
  test('a purchase order that is too long', async () => {
    const before = await counter.dump();
    const page = await maria.post('/essex/bookings', { token, purchaseOrder: 'P'.repeat(300) });
    expect(page.status).toBe(422);
    expect(page.body).toContain('A purchase order number has at most 30 characters');
    expect(page.body).toContain('P'.repeat(300));
    // The quote she agreed to, not another one.
    expect(page.body).toContain(`value="${token}"`);
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('no purchase order at all', async () => {
    const page = await maria.post('/essex/bookings', { token });
    expect(page.status).toBe(422);
    expect(page.body).toContain('A purchase order number is needed');
  });

  test.each([
    ['no days', 'days=0', 'greater than zero'],
    ['fewer than none', 'days=-1', 'greater than zero'],
    ['a third of a day', 'days=0.3', 'greater than zero'],
    ['more than twenty days', 'days=21', 'at most 20 days'],
    ['a million days', 'days=1000000', 'at most 20 days'],
    ['days in words', 'days=three', 'greater than zero'],
    ['more days than any number names', `days=${'9'.repeat(14)}`, 'at most 20 days'],
  ])('a plan of %s', async (_, days, said) => {
    const before = await counter.dump();
    const query = `service=${deputies}&officer=off_daniel-osei&purse=own-funds&${days}&session=2027-01-12%23am`;
    const page = await maria.get(`/essex/bookings/quote?${query}`);
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.body).toContain(said);
    // The summary leads to the field, and what was typed is still in it.
    expect(page.body).toContain('href="#days"');
    expect(page.body).toMatch(/<input[^>]*id="days"/);
    expect(page.body).toContain(`value="${days.slice('days='.length)}"`);
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('a waiting list with two days that are none, told apart', async () => {
    const before = await counter.dump();
    const from = { 'from-day': '31', 'from-month': '2', 'from-year': '2027' };
    const to = { 'to-day': '31', 'to-month': '4', 'to-year': '2027' };
    const page = await maria.post('/essex/bookings/waitlist', { school: 'sch_990010', service: deputies, halfDays: '2', ...from, ...to });
    expect(page.status).toBe(422);
    for (const which of ['first', 'last']) expect(page.body).toContain(`Enter the ${which} day that suits as a real date`);
    for (const href of ['href="#from"', 'href="#to"', 'value="31"']) expect(page.body).toContain(href);
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('a visit note that is missing', async () => {
    const page = await daniel.post(`/essex/bookings/${booking}/deliveries`, { visits: ['01'] });
    expect(page.status).toBe(422);
    expect(page.body).toContain('Write something under “What was done”');
  });
});
