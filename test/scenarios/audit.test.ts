// Every command of the JSON API that changes something, done once by somebody of the demonstration: each leaves its entry, which says who, for whom, when,
// what and under which policy. Then what the trail's page, its file and the records' own histories show of it.
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRow } from '../../functions/identity/rules/audit.ts';
import { contactWrite } from '../../functions/identity/store/people.ts';
import { manifest } from '../../functions/manifest.ts';
import { getSchool, schoolWrites } from '../../functions/schools/store.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { auditWrite } from '../../shared/audit.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { walkApprovals } from '../audit-approvals.ts';
import { walkBuyback, withBuyBack } from '../audit-buyback.ts';
import { walkCancellations } from '../audit-cancellations.ts';
import { walkDiaries } from '../audit-diaries.ts';
import { walkEvents } from '../audit-events.ts';
import { walkNotes } from '../audit-notes.ts';
import { walkOrders } from '../audit-orders.ts';
import { walkNeeds, walkPeople } from '../audit-people.ts';
import { walkCorrection, walkDrafts, walkPlans, walkRuns, walkTrials } from '../audit-rights.ts';
import { walkImports, walkPartnerships, walkSchools, walkTrusts } from '../audit-schools.ts';
import { walkTraining, withTraining } from '../audit-training.ts';
import { walkWaitlist } from '../audit-waitlist.ts';
import { AuditWalk, type Command, idOf } from '../audit-walk.ts';
import { Counter, nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

/** Commands that leave no entry, each with the reason. */
const untold: Partial<Record<Command, string>> = {
  'POST /api/bookings/orders/proposals': 'Dates are proposed and not held.',
  'POST /api/bookings/orders/quotes': 'A quote is computed and not kept.',
  'POST /api/bookings/quotes': 'A quote is computed and not kept.',
  'POST /api/buyback/quotes': 'A quote is computed and not kept.',
  'POST /api/payments/documents/{document}/attempts': 'An attempt is kept itself; what it brings is told when it is received.',
  'POST /api/schools/uploads': 'It says where a file may be sent, and keeps nothing.',
};

let host: TestHost;
let counter: Counter;
let peter: Visitor;
let walk: AuditWalk;
const does: AuditWalk['does'] = (...step) => walk.does(...step);
const trailOf: AuditWalk['trailOf'] = (about) => walk.trailOf(about);

beforeAll(async () => {
  host = await startHost({ at: '2026-11-24T08:00:00Z', councils: [withBuyBack(withTraining(essex))] });
  counter = new Counter(host, '2026-11-24' as CivilDate);
  peter = await host.as('peter-quill');
  walk = new AuditWalk(host, peter);
});
afterAll(() => host?.stop());

const academy = 'sch_990010';
const maintained = 'sch_990001';

describe('every command that changes something leaves its entry', () => {
  let bookingOfTom = '';
  let policy = '';

  test('the catalogue', async () => {
    const of = { at: { service: 'svc_reviews-of-governance' }, told: { action: 'catalogue:edit', about: 'svc_reviews-of-governance' } };
    const words = { title: 'Reviews of governance', description: 'How your governing body works, reviewed with it.', version: 1 };
    await does('POST /api/catalogue/{service}/words', 'leo-brandt', { ...of, body: words });
    await does('POST /api/catalogue/{service}/prices', 'leo-brandt', { ...of, body: { from: '2027-04-01', perDayExVatPence: 46_000 } });
    await does('POST /api/catalogue/{service}/prices', 'leo-brandt', {
      ...of,
      body: { from: '2027-04-01', perDayExVatPence: 48_000, buyers: ['academy'] },
    });
    await does('POST /api/catalogue/{service}/prices/ending', 'leo-brandt', { ...of, body: { from: '2027-05-01', buyers: ['academy'] } });
    const { prices } = (await (await host.as('leo-brandt')).json(`/essex/api/catalogue/${of.at.service}`)).data<{
      prices: { from: string; version: number; buyers?: string[] }[];
    }>();
    const version = prices.find(({ from, buyers }) => from === '2027-04-01' && !buyers)?.version;
    await does('POST /api/catalogue/{service}/prices/taking-back', 'leo-brandt', { ...of, body: { version } });
    await does('POST /api/catalogue/{service}/withdrawal', 'leo-brandt', { ...of, body: { withdrawnFrom: '2027-09-01' } });
  });

  test('vacancies', async () => {
    const body = { school: academy, post: 'headteacher', vacantFrom: '2026-12-31' };
    const made = await does('POST /api/entitlements/vacancies', 'joan-ferris', {
      body,
      told: (reply) => ({ action: 'vacancy:record', about: idOf(reply), organisation: academy }),
    });
    policy = (await trailOf(idOf(made)))[0]?.policy ?? '';
    expect(policy).toMatch(/^[a-z0-9-]+\/1$/);
    await does('POST /api/entitlements/vacancies/{school}/{vacancy}/closing', 'joan-ferris', {
      at: { school: academy, vacancy: idOf(made) },
      body: { outcome: 'filled' },
      told: { action: 'vacancy:close', about: idOf(made), organisation: academy, policy },
    });
  });

  test('bookings', async () => {
    const maria = await host.as('maria-okafor');
    const { token } = await counter.quoted(maria, await counter.fresh(2));
    const made = await does('POST /api/bookings', 'maria-okafor', {
      body: { token, purchaseOrder: 'PO-1' },
      told: (reply) => ({
        action: 'booking:confirm',
        about: reply.data<{ booking: string }>().booking,
        organisation: academy,
        actingFor: academy,
        policy,
      }),
    });
    const booking = made.data<{ booking: string }>().booking;
    bookingOfTom = await counter.book(await host.as('tom-haldane'), await counter.fresh(2), {
      school: maintained,
      purse: 'delegated-budget',
    });
    await does('POST /api/bookings/{booking}/cancellations', 'joan-ferris', {
      at: { booking },
      body: { visits: ['02'], reason: 'Snow.' },
      told: { action: 'booking:cancel', about: booking, organisation: academy, policy },
    });
    host.clock.set('2026-12-18T18:00:00Z');
    await does('POST /api/bookings/{booking}/deliveries', 'daniel-osei', {
      at: { booking },
      body: { visits: ['01'], sections: { done: 'Met the chair of governors.' } },
      told: { action: 'visit:deliver', about: booking, organisation: academy, policy },
    });
    await counter.deliver(await host.as('daniel-osei'), bookingOfTom, ['01', '02']);
  });

  test('limits, and what is over one', () => walkApprovals(walk, '2027-01-04'));

  test('events that several schools share', () => walkEvents(walk, '2027-02-22', '2027-01-08'));

  test('orders for several schools', () => walkOrders(walk, '2027-02-01'));

  test('packages and buy-back', () => walkBuyback(walk));

  test('waiting lists', () => walkWaitlist(walk, '2027-01-18'));

  test('officers’ diaries', () => walkDiaries(walk, '2027-03-01'));

  test('billing, of which each document issued has an entry of its own', async () => {
    const run = await does('POST /api/invoicing/runs', 'nadia-rahman', {
      body: { from: '2026-11-01', to: '2026-12-18' },
      told: (reply) => ({ action: 'run:make', about: idOf(reply) }),
    });
    await does('POST /api/invoicing/runs/{run}/commitment', 'nadia-rahman', {
      at: { run: idOf(run) },
      told: { action: 'run:commit', about: idOf(run) },
    });
    const nadia = await host.as('nadia-rahman');
    const issued = async (rail: string) =>
      (await nadia.json(`/essex/api/invoicing/documents?rail=${rail}`)).data<{
        documents: { id: string; number: string; organisation: string }[];
      }>().documents;
    const [invoice] = await issued('vat-invoice');
    const [recharge] = await issued('journal');
    for (const document of [invoice, recharge])
      expect(await trailOf(document?.id ?? '')).toMatchObject([
        {
          action: 'document:issue',
          what: `Invoice or recharge issued: ${document?.number}`,
          person: 'per_nadia-rahman',
          organisation: document?.organisation,
          policy,
        },
      ]);
    await does('POST /api/invoicing/documents/{document}/posting', 'nadia-rahman', {
      at: { document: recharge?.id ?? '' },
      body: { councilReference: 'GL 1' },
      told: { action: 'journal:post', about: recharge?.id ?? '', organisation: maintained },
    });
  });

  test('consent to a line that a conversion changed', async () => {
    const tom = await host.as('tom-haldane');
    counter = new Counter(host, '2026-12-18' as CivilDate);
    const booking = await counter.book(tom, await counter.fresh(1), { school: maintained, purse: 'delegated-budget' });
    const table = host.tableOf();
    const school = await getSchool(table, maintained as OrganisationId);
    if (!school) throw new Error('no such school');
    const academised = { from: '2027-01-01' as CivilDate, sector: 'academy' as const, typeCode: 34 };
    const converted = { ...school, typeCode: 34, sectors: [...school.sectors, academised], version: school.version + 1 };
    expect(await commit(table, schoolWrites(table, converted, school))).toEqual({ ok: true });
    host.clock.set('2027-02-01T18:00:00Z');
    expect((await counter.deliver(await host.as('daniel-osei'), booking, ['01'])).status).toBe(200);
    // A visit from before the conversion, billed after it, waits once a run has held it back.
    await (await host.as('nadia-rahman')).json('/essex/api/invoicing/runs', { from: '2026-12-01', to: '2027-01-31' });
    await host.quiet();
    const waiting = (await tom.json('/essex/api/invoicing/agreements')).data<{ lines: { charge: string; now: unknown }[] }>().lines;
    await does('POST /api/invoicing/agreements', 'tom-haldane', {
      body: { organisation: maintained, answer: 'agree', lines: waiting.map(({ charge, now }) => ({ charge, treatment: now })) },
      told: { action: 'agreement:give', about: maintained, organisation: maintained, actingFor: maintained },
    });
  });

  test('partnerships and other bodies', () => walkPartnerships(walk));

  test('trusts, and acting for one of their schools', () => walkTrusts(walk));

  test('schools: districts, named officers, and confidential statuses, which stay so', () => walkSchools(walk));

  test('imports of the register', () => walkImports(walk));

  test('people, invitations and programs', () => walkPeople(walk));

  test('support plans, reminders and who wants them', () => walkNeeds(walk));

  test('the proof', async () => {
    await does('POST /api/reports/proof', 'peter-quill', {
      told: (reply) => ({ action: 'proof:run', about: reply.data<{ job: string }>().job }),
    });
    await does('POST /api/reports/proof/export', 'peter-quill', {
      told: (reply) => ({ action: 'proof:export', about: reply.data<{ job: string }>().job }),
    });
  });

  test('a list that is exported', async () => {
    await does('POST /api/reports/lists/exports', 'joan-ferris', {
      body: { list: 'bookings', format: 'csv' },
      told: (reply) => ({ action: 'list:export', about: reply.data<{ job: string }>().job }),
    });
  });

  test('allocation runs', () => walkRuns(walk));

  test('plans for a partnership’s pot', () => walkPlans(walk));

  test('a note of a visit, moderated', () => walkNotes(walk));
  test('a half-day put right between free and paid, by two people', () => walkCorrection(walk));

  test('policies from draft to version', () => walkDrafts(walk));
  test('a policy tried on a year', () => walkTrials(walk));

  test('late cancellations', () => walkCancellations(walk, '2027-02-28', '2027-03-02T18:00:00Z'));

  test('training and purchase orders', () => walkTraining(walk, '2027-03-02', '2027-03-03T18:00:00Z'));

  test('and no command is left out', () => {
    const commands = Object.values(manifest).flatMap(({ routes }) => Object.keys(routes).filter((route) => route.startsWith('POST /api/')));
    expect(commands.filter((command) => !walk.walked.has(command as Command) && !(command in untold))).toEqual([]);
    expect(Object.keys(untold).filter((command) => !commands.includes(command))).toEqual([]);
  });
});

const text = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const audit = '/essex/identity/audit';

const cookieOf = ({ cookies }: Visitor) => [...cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');

describe('the trail on its page and as a file', () => {
  const days = { from: '2026-12-01', to: '2026-12-31' };
  const path = (of: Record<string, string>, rest = '') => `${audit}${rest}?${new URLSearchParams(of)}`;

  test('is for administrators and auditors; nobody else reads it in any form', async () => {
    for (const person of ['peter-quill', 'grace-adeyemi']) expect((await (await host.as(person)).get(audit)).status).toBe(200);
    for (const person of ['maria-okafor', 'nadia-rahman', 'rowan-achebe', 'daniel-osei'])
      for (const route of [audit, `${audit}/export`, '/essex/api/identity/audit'])
        expect([person, route, (await (await host.as(person)).json(route)).status]).toEqual([person, route, 403]);
  });

  test('says who did what to which record, for whom, with the way to each', async () => {
    const { body } = await peter.get(path({ ...days, organisation: '990010' }));
    expect(text(body)).toMatch(/18 December 2026 at 18:00 Daniel Osei : only what this person did Sessions marked delivered/);
    expect(body).toMatch(/href="\/essex\/bookings\/bkg_[0-9a-z]+"/);
    expect(body).toContain('person=per_daniel-osei');
    expect(body).toMatch(/<input class="govuk-input[^"]*" id="organisation"[^>]*value="990010"/);
    expect(text(body)).toContain('Colnemarsh Grange Academy : only what was done for it');
    expect(text(body)).not.toContain('Saltmere');
  });

  test('keeps what was typed where it is refused, and says what is wrong in the words of the form', async () => {
    const from = { 'from-day': '1', 'from-month': '13', 'from-year': '2026' };
    const reply = await peter.get(path({ ...from, to: '2026-12-31', about: 'two words', person: 'Maria' }));
    expect(reply.status).toBe(422);
    for (const said of ['such as the reference of a booking', 'such as 24 11 2026', 'value="two words"', 'value="Maria"'])
      expect(reply.body).toContain(said);
    expect(reply.body).toMatch(/name="from-month"[^>]*value="13"/);
    expect((await peter.get(path({ from: '2026-01-01', to: '2026-12-31' }))).body).toContain('Must be at most 31 days in all');
    expect(nameOf(await peter.json('/essex/api/identity/audit?from=2026-01-01&to=2026-12-31'))).toBe('invalid-request');
  });

  test('is told page by page', async () => {
    const first = (await peter.json(`/essex/api/identity/audit?${new URLSearchParams({ from: '2026-11-24', to: '2026-11-24' })}`)).data<{
      entries: AuditRow[];
      next?: string;
    }>();
    expect(first.entries.length).toBeGreaterThan(10);
    const { body } = await peter.get(path({ from: '2026-11-24', to: '2026-11-24' }));
    expect(/Older entries/.test(body)).toBe(first.next !== undefined);
  });

  test('as a file opens in a spreadsheet: a mark for UTF-8, CRLF, a row for each entry and no formula', async () => {
    const grace = await host.as('grace-adeyemi');
    const table = host.tableOf();
    const note = { action: 'catalogue:edit', about: 'svc_x', detail: '' };
    const actor = { person: 'per_leo-brandt' as PersonId, name: '', roles: [] };
    // Whoever may write a name, of a school or of a person, might write a formula.
    const name = contactWrite(table, 'per_formula' as PersonId, { type: 'contact', name: '=HYPERLINK("x")', version: 1 });
    const by = auditWrite({ table, actor: { ...actor, person: 'per_formula' as PersonId }, now: host.clock.now() }, note);
    expect(await commit(table, [name, by])).toEqual({ ok: true });
    const today = new Date(host.clock.now()).toISOString().slice(0, 10);
    const days = { from: '2027-02-01', to: today };
    const reply = await grace.get(path(days, '/export'));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-[\d-]+\.csv"$/);
    expect(reply.body.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const bytes = new Uint8Array(await (await fetch(new URL(reply.url), { headers: { cookie: cookieOf(grace) } })).arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = parseCsv(reply.body, { columns: true, bom: true }) as Record<string, string>[];
    const shown = (await grace.json(`/essex/api/identity/audit?${new URLSearchParams(days)}`)).data<{ entries: AuditRow[] }>().entries;
    expect(rows.slice(0, shown.length).map(({ at, person, what }) => ({ at, person, what }))).toEqual(
      shown.map(({ at, person, what }) => ({ at, person, what })),
    );
    expect(rows.find(({ person }) => person === 'per_formula')?.person_name).toBe('\'=HYPERLINK("x")');
    expect(rows.filter(({ confidential }) => confidential === 'yes').length).toBeGreaterThan(0);
    expect((await grace.get(path({ from: '2026-01-01', to: '2026-12-31' }, '/export'))).status).toBe(422);
  });
});

describe('the history at the foot of a record', () => {
  const historyIn = (body: string) => text(body.slice(body.indexOf('id="history"')));
  const firstOf = async (action: string, organisation: string) =>
    (await peter.json(`/essex/api/identity/audit?from=2026-11-24&to=2026-12-18&organisation=${organisation}`))
      .data<{ entries: AuditRow[] }>()
      .entries.find((entry) => entry.action === action)?.about ?? '';

  test('of a booking names everybody to staff, and to the school its own people alone', async () => {
    const booking = await firstOf('visit:deliver', academy);
    const [toStaff, toSchool] = await Promise.all(
      ['joan-ferris', 'maria-okafor'].map(async (who) => historyIn((await (await host.as(who)).get(`/essex/bookings/${booking}`)).body)),
    );
    expect(toStaff).toMatch(/Daniel Osei Sessions marked delivered.*Joan Ferris Sessions cancelled.*Maria Okafor Sessions booked/);
    expect(toSchool).toMatch(
      /Essex \(2017 model\) Sessions marked delivered.*Essex \(2017 model\) Sessions cancelled.*Maria Okafor Sessions booked/,
    );
    expect(toSchool).not.toContain('Joan Ferris');
  });

  test.each([
    [
      'a document',
      'nadia-rahman',
      'Nadia Rahman Invoice or recharge issued: ESX-JNL-000001',
      async () => `invoicing/documents/${await firstOf('document:issue', maintained)}`,
    ],
    ['a billing run', 'nadia-rahman', 'Nadia Rahman Billing run committed', async () => `invoicing/runs/${await runOf()}`],
    ['a statement', 'joan-ferris', 'Joan Ferris Vacancy closed: Headteacher, filled', async () => `entitlements/statements/${academy}`],
    ['a statement, to the school', 'maria-okafor', 'Essex (2017 model) Vacancy closed', async () => `entitlements/statements/${academy}`],
    ['a service', 'leo-brandt', 'Leo Brandt Service changed: Withdrawn from', async () => 'catalogue/svc_reviews-of-governance'],
    ['an officer', 'joan-ferris', 'Daybook Officer registered', async () => 'officers/off_daniel-osei'],
  ])('of %s', async (_, who, expected, path) => {
    const reply = await (await host.as(who)).get(`/essex/${await path()}`);
    expect(reply.status).toBe(200);
    expect(historyIn(reply.body)).toContain(expected);
  });

  const runOf = async () =>
    (await (await host.as('nadia-rahman')).json('/essex/api/invoicing/runs'))
      .data<{ runs: { id: string; state: string }[] }>()
      .runs.find(({ state }) => state === 'complete')?.id;
});
