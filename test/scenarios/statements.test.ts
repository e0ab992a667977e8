// Statements at the counter: what a school, its partnership, its trust and a team are told of their free days, down to the sessions behind a figure; what changed in
// the middle of the year and why; what is confidential; and the year statement, as a page and as a PDF.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Document, DocumentLine } from '../../functions/invoicing/schema.ts';
import { createDocumentWrite, lineWrite } from '../../functions/invoicing/store.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { commitOnce } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import { nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { accountOf, draw, grantYear } from '../standing.ts';

type Line = {
  line: string;
  title: string;
  rule?: string;
  year: { clock: string; start: number };
  clause?: object;
  policy?: string;
  confidential?: boolean;
} & Record<'granted' | 'broughtIn' | 'passedOn' | 'held' | 'used' | 'lapsed' | 'left', never> &
  Record<`${string}HalfDays` | `${string}Pence`, number | undefined>;
type Statement = { holder: string; name: string; lines: Line[]; beside: { holder: string; name: string }[] };
type Detail = Line & {
  steps: { on: string; change: number; because: string }[];
  changes: { recordedAt: string; by: string; what: string; amount: number; because?: string }[];
  sessions: { session: string; schoolName: string; state: string; booking: string }[];
};

let host: TestHost;
/** Of one school that is in no recognised partnership; of one that is in the Saltings; and of the council. */
let [priya, tom, grace, joan, rowan, nadia]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
const juniors = 'sch_990009';
const saltmere = 'sch_990001';
let saltings = '';

const api = (holder: string, rest = '') => `/essex/api/entitlements/statements/${holder}${rest}`;
const page = (holder: string, rest = '') => `/essex/entitlements/statements/${holder}${rest}`;
const statement = async (visitor: Visitor | undefined, holder: string) => got<Statement>(await who(visitor).json(api(holder)), 200);
const detail = async (visitor: Visitor | undefined, holder: string, line: string) =>
  got<Detail>(await who(visitor).json(api(holder, `/lines/${line}`)), 200);
const sums = ({ lines }: Statement) =>
  lines.map((line) => {
    const of = (name: string) => line[`${name}HalfDays`] ?? line[`${name}Pence`] ?? Number.NaN;
    return of('granted') + of('broughtIn') - of('passedOn') - of('held') - of('used') - of('lapsed') - of('left');
  });

beforeAll(async () => {
  const only = ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'reports', 'worker', 'outbox', 'documents'] as const;
  host = await startHost({ only, seeded: true, councils: [essex, rivermouth], at: '2026-11-24T08:00:00Z' });
  [priya, tom, grace, joan, rowan, nadia] = await Promise.all(
    ['priya-sandhu', 'tom-haldane', 'grace-adeyemi', 'joan-ferris', 'rowan-achebe', 'nadia-rahman'].map((name) => host.as(name)),
  );
  await grantYear(host, '2026-11-24');
  await grantYear(host, '2026-11-24', { council: 'rivermouth', admin: 'imran-vale' });
  saltings = (await statement(tom, saltmere)).beside.find(({ name }) => name === 'Saltings Schools Partnership')?.holder ?? '';
}, 120_000);
afterAll(() => host.stop());

describe('a school’s statement', () => {
  test('tells what it was granted for the year, and by which clause', async () => {
    const own = await statement(priya, juniors);
    expect(own.lines).toMatchObject([
      { title: 'Half-day visit', year: { clock: 'academic', start: 2026 }, grantedHalfDays: 1, leftHalfDays: 1, policy: 'essex-2017/1' },
    ]);
    const { body } = await who(priya).get(page(juniors));
    for (const text of ['Academic year 2026/27', 'Half-day visit', 'half a day', 'Free days carry no price']) expect(body).toContain(text);
  });

  test('opens each line to its reasons, its changes and the sessions that hold or used it', async () => {
    const visits = await accountOf(host, juniors, 'half-day-visit');
    const cancelled = await draw(host, {
      school: juniors,
      schoolName: 'Harrowdene',
      account: visits,
      session: '2026-12-01#am',
      state: 'given-back',
    });
    const booked = await draw(host, {
      school: juniors,
      schoolName: 'Harrowdene',
      account: visits,
      session: '2027-02-02#pm',
      state: 'held',
    });
    const line = (await statement(priya, juniors)).lines[0]?.line ?? '';
    expect(line).toBe('2026-09-01.half-day-visit');
    const found = await detail(priya, juniors, line);
    expect(found).toMatchObject({ grantedHalfDays: 1, heldHalfDays: 1, leftHalfDays: 0, clause: { reference: expect.any(String) } });
    expect(found.steps).toEqual([{ on: '2026-09-01', change: 1, because: expect.stringContaining('member of no') }]);
    expect(found.changes).toMatchObject([{ what: 'granted', amount: 1, by: essex.council.name }]);
    expect(found.sessions.map(({ session, state, booking }) => [session, state, booking])).toEqual([
      ['2026-12-01#am', 'given-back', cancelled],
      ['2027-02-02#pm', 'held', booked],
    ]);
    const { body } = await who(priya).get(page(juniors, `/lines/${line}`));
    expect(body).not.toContain('essex-2017/');
    for (const text of [
      'Terms: Essex (2017 model), in force from 1 September 2026',
      '1 September 2026: +half a day',
      'Tuesday 2 February 2027, afternoon',
      'Cancelled, given back',
      `/essex/bookings/${booked}`,
    ])
      expect(body).toContain(text);
    // The council’s people are told who carried it out.
    expect((await detail(joan, juniors, line)).changes[0]?.by).toBe('Grace Adeyemi');
  });

  test('has a vacancy as a line of the year in which the post falls vacant', async () => {
    got(await who(joan).json('/essex/api/entitlements/vacancies', { school: juniors, post: 'headteacher', vacantFrom: '2027-09-10' }), 201);
    const { lines } = await statement(priya, juniors);
    expect(lines.map(({ year, grantedHalfDays }) => [year.start, grantedHalfDays])).toEqual([
      [2027, 2],
      [2026, 1],
    ]);
    const vacancy = lines[0]?.line ?? '';
    expect((await who(priya).get(page(juniors, `/lines/${vacancy}`))).body).toContain('Granted when the vacancy was recorded.');
  });

  test('sums, for everybody who was granted anything', async () => {
    for (const holder of [juniors, saltmere, saltings, 'sch_990010'])
      expect(sums(await statement(grace, holder)).filter((sum) => sum !== 0)).toEqual([]);
  });

  test('is told nobody else, and there is no line of it that was not granted', async () => {
    for (const path of [api('sch_990010'), api('sch_990010', '/lines/2026-09-01.half-day-visit'), api('sch_999999'), api('nonsense')])
      expect((await who(priya).json(path)).status, path).toBe(404);
    const none = await who(priya).json(api(juniors, '/lines/2026-09-01.something-else'));
    expect([none.status, nameOf(none)]).toEqual([404, 'not-found']);
    expect((await who(priya).json(api(juniors, '/lines/2026-09-01'))).status).toBe(404);
  });
});

describe('a partnership’s statement', () => {
  test('is told its members and its lead, with the reserved part apart', async () => {
    const told = await statement(tom, saltings);
    expect(told.lines.map(({ title }) => title).sort()).toEqual(['Non-negotiable activities', 'Partnership days']);
    const anna = await host.as('anna-castell');
    const { body } = await anna.visit('/essex/entitlements/statements');
    for (const text of ['Colne and Tendring Partnership', 'Partnership days', '5 members: the band of 4 to 6']) {
      if (text.startsWith('5'))
        expect((await anna.get(page('ptn_colne-and-tendring-partnership', '/lines/2026-09-01.partnership-days'))).body).toContain(text);
      else expect(body).toContain(text);
    }
  });

  test('is told no other school and no other lead', async () => {
    const anna = await host.as('anna-castell');
    for (const visitor of [who(priya), anna]) expect((await visitor.json(api(saltings))).status).toBe(404);
    // A lead is told the partnership’s, and not what its members have of their own.
    expect((await anna.json(api('sch_990004'))).status).toBe(404);
  });

  test('names for whom a session was, and links to a booking only for whoever may open it', async () => {
    const reserved = await accountOf(host, saltings, 'partnership-days.reserved');
    const booking = await draw(host, {
      school: 'sch_990022',
      schoolName: 'Tidewater Infant School',
      account: reserved,
      session: '2026-11-03#am',
      state: 'used',
    });
    const line = page(saltings, '/lines/2026-09-01.partnership-days.reserved');
    const member = (await who(tom).get(line)).body;
    expect(member).toContain('Tidewater Infant School');
    expect(member).not.toContain(booking);
    expect((await who(joan).get(line)).body).toContain(`/essex/bookings/${booking}`);
    expect((await statement(tom, saltings)).lines.find(({ title }) => title === 'Non-negotiable activities')).toMatchObject({
      usedHalfDays: 1,
    });
  });
});

describe('a trust', () => {
  test('is led from its own statement to those of its schools, and to no other school’s', async () => {
    const yusuf = await host.as('yusuf-demir');
    const own = await yusuf.visit('/essex/entitlements/statements');
    expect(own.body).toContain('Statements of the trust’s schools');
    const told = await statement(yusuf, 'trs_5902');
    expect(told.beside.map(({ holder }) => holder)).toContain('sch_990012');
    expect((await yusuf.get(page('sch_990012'))).status).toBe(200);
    expect((await yusuf.json(api('sch_990010'))).status).toBe(404);
    expect((await yusuf.json(api('trs_5903'))).status).toBe(404);
  });
});

describe('a team', () => {
  const path = '/rivermouth/api/entitlements/statements/tea_schools-forum';
  test('is told to the council’s people alone, its budget in pence', async () => {
    const imran = await host.as('imran-vale', 'rivermouth');
    const { lines, name } = got<Statement>(await imran.json(path), 200);
    expect(name).toBe('De-delegated school improvement fund');
    expect(lines.find(({ grantedPence }) => grantedPence !== undefined)).toMatchObject({
      year: { clock: 'financial', start: 2026 },
      grantedPence: 1_800_000,
      leftPence: 1_800_000,
    });
    const list = await imran.get('/rivermouth/entitlements/statements');
    expect(list.body).toContain('/rivermouth/entitlements/statements/tea_schools-forum');
    expect((await imran.get('/rivermouth/entitlements/statements/tea_schools-forum')).body).toContain('£18,000.00');
    const callum = await host.as('callum-reyes', 'rivermouth');
    expect((await callum.json(path)).status).toBe(404);
    expect((await imran.json('/rivermouth/api/entitlements/statements/tea_nobody')).status).toBe(404);
  });
});

describe('what is confidential', () => {
  const line = '2026-09-01.individual-support';
  beforeAll(async () => {
    const status = { status: 'causing-concern', change: 'entered', on: '2026-11-20', reason: 'Agreed at the termly review' };
    got(await who(rowan).json(`/essex/api/schools/${saltmere}/statuses`, status), 201);
    await grantYear(host, '2026-11-24');
  });

  const yearPath = `/essex/api/reports/statements/${saltmere}`;
  const texts = async (visitor: Visitor) => [
    (await visitor.json(api(saltmere))).body,
    (await visitor.get(page(saltmere))).body,
    (await visitor.json(api(saltmere, `/lines/${line}`))).body,
    (await visitor.get(page(saltmere, `/lines/${line}`))).body,
    (await visitor.get(`/essex/reports/statements/${saltmere}?year=2026`)).body,
    (await visitor.json(`${yearPath}?year=2026`)).body,
  ];

  test('is told the school by its title alone, on the page and in the API, and its reasons to those who may know', async () => {
    for (const text of await texts(who(tom))) {
      expect(text).toContain('Individual support');
      expect(text).not.toMatch(/concern|vulnerable|the status holds|confidential/i);
    }
    expect((await statement(tom, saltmere)).lines).toMatchObject([{ title: 'Individual support', grantedHalfDays: 12 }]);
    const known = await detail(rowan, saltmere, line);
    expect(known).toMatchObject({ confidential: true, clause: { reference: 'Schools Causing Concern' } });
    expect(JSON.stringify(known.changes)).toContain('the status holds');
  });

  test('is told no other of the council’s people at all: that a school has such days would tell them what it is', async () => {
    for (const visitor of [nadia, joan]) {
      for (const text of await texts(who(visitor)))
        expect(text).not.toMatch(/Individual support|\/individual-support\/|concern|vulnerable/);
      expect((await who(visitor).json(api(saltmere, `/lines/${line}`))).status).toBe(404);
    }
    expect((await statement(nadia, saltmere)).lines).toEqual([]);
  });

  test('is no part of what they read of the policy: for which status a rule is, by which clause and on what ground', async () => {
    const policy = '/essex/api/entitlements/policies/1';
    const paths = [policy, '/essex/entitlements/policies/1', '/essex/entitlements/policies/1/file'];
    for (const path of paths) {
      const read = async (visitor: Visitor) => (await visitor.get(path)).body;
      expect(await read(who(rowan))).toMatch(/causing.concern/i);
      expect(await read(who(grace))).toMatch(/causing.concern/i);
      for (const visitor of [nadia, joan, await host.as('keith-wilmot')]) {
        const text = await read(who(visitor));
        expect(text).toContain('Individual support');
        expect(text).toContain('Not shown: it rests on what is confidential');
        expect(text).not.toMatch(/causing.concern|where schools are vulnerable|shownAs|Per status|"per": ?"status"/i);
      }
    }
  });
});

describe('a change in the middle of the year', () => {
  test('is on the page with its day and its reason, and what was used stays used', async () => {
    // The only visit of the year is used; then the school joins a recognised partnership, and has no right to one any more (F7).
    const infants = 'sch_990024';
    const visits = await accountOf(host, infants, 'half-day-visit');
    await draw(host, { school: infants, schoolName: 'Harrowdene Infant School', account: visits, session: '2026-11-10#am', state: 'used' });
    got(await who(joan).json(`/essex/api/schools/partnerships/${saltings}/members`, { members: [infants], on: '2026-11-24' }), 200);
    await grantYear(host, '2026-11-24');
    const { lines } = await statement(grace, infants);
    expect(lines).toMatchObject([{ grantedHalfDays: 1, usedHalfDays: 1, leftHalfDays: 0, targetHalfDays: 0, shortfallHalfDays: 1 }]);
    expect(sums(await statement(grace, infants))).toEqual([0]);
    const { body } = await who(grace).get(page(infants));
    expect(body).toContain('What changed during the year, and why');
    expect(body).toMatch(/Half-day visit, 24 November 2026: −half a day \([^)]*member of a partnership/);
    expect(body).toContain('What was used stays used.');
  });
});

describe('a year statement', () => {
  const year = (rest = '', query = '?year=2026') => `/essex/reports/statements/${juniors}${rest}${query}`;

  test('is a page, a PDF and JSON of what was free, with the days it was used on', async () => {
    const told = got<{ free: { title: string; sessions: object[] }[]; bought?: unknown; costNotCharge?: unknown }>(
      await who(priya).json(`/essex/api/reports/statements/${juniors}?year=2026`),
      200,
    );
    expect(told.free).toMatchObject([{ title: 'Half-day visit', sessions: [{ session: '2027-02-02#pm', state: 'held' }] }]);
    expect(told.costNotCharge).toBeUndefined();
    const { body } = await who(priya).get(year());
    for (const text of [
      'Year statement, academic year 2026/27',
      'Half-day visit',
      'Nothing that was delivered in this year has been billed.',
    ])
      expect(body).toContain(text);
    expect(body).not.toContain('£');
    const line = `/essex/entitlements/statements/${juniors}/lines/2026-09-01.half-day-visit`;
    expect(body).toContain(`href="${line}"`);
    expect((await who(priya).get(line)).status).toBe(200);
    const pdf = await who(priya).get(year('/pdf'));
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(pdf.headers.get('content-disposition')).toBe(`inline; filename="year-statement-${juniors}-academic-2026.pdf"`);
    expect(pdf.body.startsWith('%PDF-1.7')).toBe(true);
  });

  test('sets beside it what was delivered and billed, for whoever may read documents', async () => {
    const table = host.tableOf();
    const issued = {
      id: 'doc_01kb9t6w8y0a2c4e6g8j0m2n4q',
      kind: 'vat-invoice',
      rail: 'vat-invoice',
      number: 'ESX-INV-000777',
      organisation: juniors,
      issuedOn: '2026-12-01',
      periodFrom: '2026-11-01',
      periodTo: '2026-11-30',
    } as unknown as Document;
    const billed = (deliveredOn: string, charge: string) =>
      ({
        document: issued.id,
        charge,
        serviceTitle: 'Safeguarding audit',
        schoolName: 'Harrowdene Junior School',
        deliveredOn,
        halfDays: 1,
        unitPricePence: 45_000,
        netPence: 22_500,
      }) as DocumentLine;
    accepted(
      await commitOnce(table, [
        createDocumentWrite(table, issued),
        lineWrite(table, billed('2026-11-05', 'chg_1')),
        lineWrite(table, billed('2026-08-31', 'chg_2')),
      ]),
    );
    const told = got<{ bought: { netPence: number; lines: { number: string; deliveredOn: string[] }[] } }>(
      await who(priya).json(`/essex/api/reports/statements/${juniors}?year=2026`),
      200,
    );
    expect(told.bought).toMatchObject({ netPence: 22_500, lines: [{ number: 'ESX-INV-000777', deliveredOn: ['2026-11-05'] }] });
    const { body } = await who(priya).get(year());
    for (const text of ['ESX-INV-000777', 'Safeguarding audit', '£225.00', 'Paid']) expect(body).toContain(text);
    // Whoever may not read documents is told what was free, and nothing of money.
    const { body: withoutMoney } = await who(joan).get(year());
    expect(withoutMoney).not.toContain('ESX-INV-000777');
    expect((await who(nadia).get(year())).body).toContain('ESX-INV-000777');
  });

  test('values free days for the council’s people alone, as a cost', async () => {
    const infants = '/essex/reports/statements/sch_990024?year=2026';
    const told = (await who(nadia).get(infants)).body;
    expect(told).toMatch(/Cost, not charge:.*what was used free, half a day, cost the council £225\.00/s);
    const forInfants = await host.visitor().signIn('essex', 'priya-sandhu');
    await forInfants.post('/essex/identity/organisations', { organisation: 'sch_990024' });
    const { body } = await forInfants.get(infants);
    expect(body).toContain('Half-day visit');
    expect(body).not.toMatch(/£|Cost, not charge/);
  });

  test('is no other school’s, and refuses a year that is none', async () => {
    expect((await who(tom).get(year())).status).toBe(404);
    expect((await who(tom).get(year('/pdf'))).status).toBe(404);
    const none = await who(priya).json(`/essex/api/reports/statements/${juniors}?year=soon`);
    expect([none.status, nameOf(none)]).toEqual([422, 'invalid-request']);
    expect((await who(priya).get(year('', '?clock=lunar'))).status).toBe(422);
    const early = await who(priya).get(year('', '?year=1900'));
    expect([early.status, early.body.includes('Choose a year from 2000 to 2098')]).toEqual([422, true]);
  });
});
