// Every form of the product, sent empty and sent wrong: it is answered in words for people, its error summary leads somewhere, and nothing changes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manifest } from '../../functions/manifest.ts';
import { addDays, type CivilDate, type SessionKey, sessionText } from '../../shared/calendar.ts';
import { academy, Counter, deputies, maintained, recruitment } from '../counter.ts';
import { type Reply, startHost, type TestHost, type Visitor } from '../host.ts';

let host: TestHost;
let counter: Counter;
let maria: Visitor;
let tom: Visitor;
let joan: Visitor;
let booking = '';
let vacancy = { id: '', school: '' };

beforeAll(async () => {
  host = await startHost();
  counter = new Counter(host, '2026-11-30');
  [maria, tom, joan] = [await counter.as('maria-okafor'), await counter.as('tom-haldane'), await counter.as('joan-ferris')];
  vacancy = await counter.vacancy();
  booking = await counter.book(maria, await counter.fresh(3));
});
afterAll(() => host.stop());

/** What a validator says of itself when nobody has told it what to say. */
const validatorsWords = /Invalid input|Invalid string|Too small|Too big|Unrecognized key|expected (string|number|array)|received undefined/;

/** Words for people, and a summary whose every link leads to something on the page. */
function expectReadable({ body, status }: Reply): void {
  expect(status).toBeLessThan(500);
  expect(body).not.toMatch(validatorsWords);
  const summary = /class="govuk-error-summary"[\s\S]*?<\/ul>/.exec(body)?.[0] ?? '';
  for (const [, id = ''] of summary.matchAll(/href="#([^"]*)"/g)) expect(body, `the summary leads to #${id}`).toContain(` id="${id}"`);
}

const forms = Object.values(manifest).flatMap(({ routes }: { routes: Readonly<Record<string, { action: string }>> }) =>
  Object.entries(routes).flatMap(([route, { action }]) =>
    route.startsWith('POST ') && !route.includes('/api/') && action !== 'signed-message' && action !== 'public' ? [route.slice(5)] : [],
  ),
);
/** Who may send each form. */
const senders: readonly [prefix: string, person: string][] = [
  ['/identity', 'grace-adeyemi'],
  ['/catalogue', 'leo-brandt'],
  ['/entitlements', 'joan-ferris'],
  ['/bookings/{booking}/deliveries', 'daniel-osei'],
  ['/bookings/{booking}/cancellations', 'joan-ferris'],
  ['/bookings', 'maria-okafor'],
  ['/payments', 'maria-okafor'],
  ['', 'nadia-rahman'],
];

describe('no validator speaks to people', () => {
  test('the manifest has the forms that this is about', () => expect(forms.length).toBeGreaterThan(10));

  test.each(forms)('%s, sent empty and sent as nonsense', async (path) => {
    const sender = await counter.as(senders.find(([prefix]) => path.startsWith(prefix))?.[1] ?? '');
    const address = `/essex${path}`
      .replace('{person}', 'per_tom-haldane')
      .replace('{invitation}', 'inv_01')
      .replace('{client}', 'cli_01')
      .replace('{service}', deputies)
      .replace('{booking}', booking)
      .replace('{school}', vacancy.school)
      .replace('{vacancy}', vacancy.id)
      .replace('{document}', 'doc_01')
      .replace('{run}', 'run_01');
    expectReadable(await sender.post(address));
    const nonsense = {
      school: 'x',
      post: 'x y',
      vacantFrom: 'soon',
      from: 'x',
      to: 'x',
      visits: ['x'],
      note: ' ',
      reason: ' ',
      outcome: 'x',
    };
    expectReadable(await sender.post(address, { ...nonsense, token: 'x', purchaseOrder: '-', pounds: 'x', councilReference: '=' }));
  });

  test.each([
    '/bookings/new',
    '/bookings/quote',
    `/bookings/new?service=${recruitment}&days=x&purse=x`,
    `/bookings/quote?service=${recruitment}`,
    `/bookings/quote?service=${recruitment}&days=1`,
    `/bookings/quote?service=${recruitment}&days=1&purse=own-funds`,
    `/bookings/quote?service=${recruitment}&days=1&purse=x&officer=off_x&session=x`,
    `/bookings/quote?service=${recruitment}&days=1&purse=own-funds&officer=x&session=x`,
    `/bookings/quote?service=${recruitment}&days=1&purse=own-funds&officer=off_nobody&session=2026-12-01%23am&session=2026-12-01%23pm`,
    `/bookings/quote?service=${recruitment}&days=1&purse=own-funds&officer=off_daniel-osei&session=x&session=y`,
    '/bookings?school=x',
    '/bookings/diary?officer=x',
    '/catalogue?class=x',
    '/entitlements/vacancies?close=x&outcome=filled',
    '/schools?name=%00',
  ])('%s, asked by a school and by the council', async (path) => {
    for (const person of ['maria-okafor', 'tom-haldane', 'joan-ferris'])
      expectReadable(await (await counter.as(person)).get(`/essex${path}`));
  });
});

describe('planning asks again at the step that asks', () => {
  const plan = (query: string, who = tom) => who.get(`/essex/bookings/new?service=${recruitment}&${query}`);

  test('for what pays, when the school has a choice', async () => {
    const page = await plan('days=3');
    expect(page.status).toBe(422);
    expect(page.body).toContain('href="#purse"');
    expect(page.body).toContain('Choose what pays for any days that are not free');
    expect(page.body).not.toContain('Choose an officer');
  });

  test('for the days and what pays together', async () => {
    const page = await plan('days=0&purse=piggy-bank');
    expect(page.body).toContain('href="#days"');
    expect(page.body).toContain('href="#purse"');
  });

  test.each([
    ['20.5', 'at most 20 days'],
    ['0.25', 'greater than zero'],
  ])('for the days when it is %s', async (days, said) => {
    const page = await plan(`days=${days}&purse=delegated-budget`);
    expect(page.status).toBe(422);
    expect(page.body).toContain(said);
    expect(page.body).not.toContain('Choose an officer');
  });

  test('for the service and the officer of an event, and a day that is none', async () => {
    const step = (query: string) => joan.get(`/essex/bookings/events/new?${query}`);
    expect((await step('')).status).toBe(200);
    const page = await step('service=&from-day=31&from-month=2&from-year=2027');
    expect([page.status, page.body.includes('href="#service"'), page.body.includes('href="#from"')]).toEqual([422, true, true]);
    expect((await step(`service=${recruitment}&officer=`)).body).toContain('Choose an officer');
  });

  test.each([
    ['the school of a booking', '/bookings/new?service=SERVICE', '&school=', 'school', 'its URN or its postcode'],
    ['the school that waits', '/bookings/waitlist/new?service=SERVICE', '&school=12', 'school', 'Enter the URN of a school'],
    [
      'the service of an order',
      '/bookings/orders/new?group=ptn_colne-and-tendring-partnership',
      '&asked=yes',
      'service',
      'Choose a service',
    ],
    ['the visits that somebody else makes', '/bookings/BOOKING/officers?', 'asked=yes', 'visits', 'Choose at least one visit'],
    ['whom messages are about', '/reports/messages?', 'about=', 'about', 'Give the reference'],
  ])('for %s, beside the field and above the page', async (_, first, then, field, said) => {
    const who = first.startsWith('/reports') ? await counter.as('nadia-rahman') : joan;
    const step = (path: string) => who.get(`/essex${path.replace('SERVICE', recruitment).replace('BOOKING', booking)}`);
    const asked = await step(first);
    expect([asked.status, asked.body.includes('govuk-error')]).toEqual([200, false]);
    const page = await step(first + then);
    expect([page.status, page.body.includes('<title>Error: ')]).toEqual([422, true]);
    expect(page.body).toMatch(new RegExp(`<a href="#${field}">[^<]*${said}`));
    expect(page.body).toMatch(new RegExp(`id="${field}-error"[^>]*><span[^>]*>Error:</span> [^<]*${said}`));
  });

  test('and a date far beyond what can be booked shows the last week that can', async () => {
    const page = await plan('days=1&purse=delegated-budget&officer=off_daniel-osei&from=2099-01-05');
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('2099-');
    expect(page.body).not.toContain('Later dates');
    expect(page.body).toContain('Earlier dates');
  });

  test('what was ticked is carried to other dates and back', async () => {
    const [first = ''] = await counter.fresh(1);
    const query = `days=1&purse=delegated-budget&officer=off_daniel-osei&session=${encodeURIComponent(first)}`;
    const later = await plan(`${query}&from=2027-05-03`);
    expect(later.body).toContain('Also chosen');
    expect(later.body).toMatch(new RegExp(`value="${first}" checked`));
    expect((await plan(query)).body).toMatch(new RegExp(`value="${first}" checked`));
  });
});

describe('a page is told apart in its title', () => {
  const titleOf = async (who: Visitor, path: string) => /<title>([^<]*)<\/title>/.exec((await who.get(`/essex${path}`)).body)?.[1];

  test('from other bookings of the same service, and from the same list elsewhere', async () => {
    const [first = ''] = (await counter.booking(maria, booking)).sessions.map(({ session }) => session);
    expect(await titleOf(maria, `/bookings/${booking}`)).toContain(`, ${sessionText(first as SessionKey)}, Colnemarsh Grange Academy – `);
    expect(await titleOf(joan, `/bookings/${booking}/officers`)).toContain('recruitment, Colnemarsh Grange Academy – ');
    expect(await titleOf(maria, '/reports/lists?list=bookings')).toMatch(/^List: Bookings – /);
  });
});

test('a trust is not led to a list where only one school waits', async () => {
  const waits = async (who: Visitor) => (await who.get(`/essex/catalogue/${recruitment}`)).body.includes('Join the waiting list');
  expect([await waits(await counter.as('yusuf-demir')), await waits(maria)]).toEqual([false, true]);
});

describe('a booking says what is so, and only that', () => {
  test('a session that the school has booked already leads to that booking, and the purchase order is kept', async () => {
    const sessions = await counter.fresh(1);
    const { token } = await counter.quoted(maria, sessions);
    const own = await counter.book(maria, sessions);
    const page = await maria.post('/essex/bookings', { token, purchaseOrder: 'PO-KEPT' });
    expect(page.status).toBe(409);
    expect(page.body).toContain('You have already booked');
    expect(page.body).toContain(`href="/essex/bookings/${own}"`);
    expect(page.body).toContain('value="PO-KEPT"');
  });

  test('a quote confirmed again with another purchase order shows the booking it made', async () => {
    const { token } = await counter.quoted(maria, await counter.fresh(1));
    const made = (await maria.post('/essex/bookings', { token, purchaseOrder: 'PO-1' })).location?.replace(/\?.*/, '') ?? 'nowhere';
    const page = await maria.post('/essex/bookings', { token, purchaseOrder: 'PO-2' });
    expect(page.status).toBe(409);
    expect(page.body).toContain('this is the booking it made');
    expect(page.body).toContain(made.replace('/essex/bookings/', ''));
    expect(page.body).toContain('PO-1');
    expect(page.body).not.toContain('PO-2');
  });

  test('a changed quote says what it was and what it is, in one place', async () => {
    const granted = await counter.vacancy(maintained, 'executive-headteacher');
    const options = { school: maintained, purse: 'delegated-budget' };
    const { token } = await counter.quoted(tom, await counter.fresh(4), options);
    await counter.close(granted);
    const page = await tom.post('/essex/bookings', { token, purchaseOrder: 'PO-1' });
    expect(page.status).toBe(409);
    expect(page.body).toContain('Was £450.00 with 1 day free; now £900.00 with nothing free.');
    expect(page.body).toContain('href="#split"');
    expect(page.body).not.toContain('govuk-notification-banner');
  });

  test('after a cancellation: what is cancelled is not charged, and the price says what it was', async () => {
    const id = await counter.book(maria, await counter.fresh(2), { service: deputies });
    await counter.cancel(joan, id, ['02']);
    const { body } = await maria.get(`/essex/bookings/${id}`);
    expect(body).toContain('not charged');
    expect(body).toMatch(/£225\.00<\/span>, from the school’s own funds/);
    expect(body).toMatch(/was <span class="daybook-money">£450\.00<\/span> before a cancellation/);
    expect(body).toContain('£270.00');
    const list = (await maria.get('/essex/bookings')).body;
    const row = list.split('<tr').find((each) => each.includes(id)) ?? '';
    expect(row).toContain('half a day');
    expect(row).toContain('£225.00');
  });

  test('no address can claim what did not happen', async () => {
    for (const path of [`/bookings/${booking}?done=cancelled`, `/bookings/${booking}?done=delivered`])
      expect((await maria.get(`/essex${path}`)).body).not.toContain('govuk-notification-banner');
    for (const done of ['recorded', 'closed', `closed&vacancy=${academy}/${vacancy.id}`])
      expect((await joan.get(`/essex/entitlements/vacancies?done=${done}`)).body).not.toContain('govuk-notification-banner');
  });

  test('a page for a problem leads back to the home page', async () => {
    for (const path of ['/bookings/bkg_none', '/bookings/a/b/c', '/catalogue/svc_none', '/invoicing/runs']) {
      const page = await maria.get(`/essex${path}`);
      expect(page.status).toBeGreaterThanOrEqual(403);
      expect(page.body).toContain('<a class="govuk-link" href="/essex">Your home page</a>');
    }
  });

  test('a date that a vacancy cannot have is told with the dates that it can', async () => {
    const bounds = 'between \\d+ November 2024 and \\d+ November 2028\\.';
    const boxes = (day: string, month: string, year: string) => ({
      'vacantFrom-day': day,
      'vacantFrom-month': month,
      'vacantFrom-year': year,
    });
    for (const [typed, told] of [
      [{ vacantFrom: '2020-01-01' }, 'Enter the date the post falls vacant, '],
      [boxes('1', '1', '2030'), 'Enter the date the post falls vacant, '],
      [boxes('', '', ''), 'Enter the date the post falls vacant, '],
      [{ vacantFrom: 'soon' }, 'Enter a real date, such as 1 9 2027, '],
      [boxes('31', '2', '2027'), 'Enter a real date, such as 1 9 2027, '],
      [boxes('', '2', '2027'), 'Enter a real date, such as 1 9 2027, '],
    ] as const) {
      const refused = await joan.post('/essex/entitlements/vacancies', { school: '990001', post: 'headteacher', ...typed });
      expect(refused.status).toBe(422);
      expect(refused.body).toMatch(new RegExp(`${told}${bounds}`));
    }
  });

  test('a school without free days is told what would grant some and whom to tell; the council where to record it', async () => {
    const none = await (await counter.as('priya-sandhu')).get('/essex/entitlements/vacancies');
    expect(none.body).toContain('No free days have been granted to Harrowdene');
    expect(none.body).toContain('href="mailto:school.services@essex.example"');
    expect(none.body).toContain('href="/essex/catalogue">choose a service</a>');
    const staff = await joan.get('/essex/entitlements/statements/sch_990024');
    expect(staff.body).toContain('href="/essex/entitlements/vacancies?school=sch_990024">');
    expect(staff.body).not.toContain('tell Essex');
  });

  test('an address that somebody changed meanwhile is told as it is now, and saving again replaces it', async () => {
    const path = '/essex/schools/organisations/trs_5902';
    const versionIn = (body: string) => /name="version" value="(\d+)"/.exec(body)?.[1] ?? '';
    const seen = versionIn((await joan.get(`${path}?change=details`)).body);
    const mine = { address: 'Estuary Light House\n2 Invented Quay', postcode: 'co974st', version: seen };
    expect((await joan.post(`${path}/details`, { address: 'Trust House', postcode: 'CM1 5JB', version: seen })).status).toBe(303);
    const refused = await joan.post(`${path}/details`, mine);
    expect(refused.status).toBe(409);
    expect(refused.body).toContain('Recorded now: Trust House, CM1 5JB.');
    expect(refused.body).toContain('2 Invented Quay</textarea>');
    expect((await joan.post(`${path}/details`, { ...mine, version: versionIn(refused.body) })).status).toBe(303);
    // The postcode as it was typed, without its space and in small letters.
    expect((await joan.get(path)).body).toContain('CO97 4ST');
    const version = versionIn((await joan.get(`${path}?change=details`)).body);
    const empty = await joan.post(`${path}/details`, { address: '', postcode: '', version });
    expect([empty.status, empty.body.includes('Enter the address, at least one line')]).toEqual([422, true]);
    expect((await joan.get(path)).body).toContain('Estuary Light House');
  });

  test('closing a vacancy is asked about first, and then named', async () => {
    const open = await counter.vacancy(maintained, 'head-of-school');
    const question = await joan.get(`/essex/entitlements/vacancies?close=${open.school}/${open.id}&outcome=filled`);
    expect(question.body).toContain('1 day free is left, and lapses.');
    const action = /<form method="post" action="([^"]*closing)"/.exec(question.body)?.[1] ?? '';
    const closed = await joan.visit((await joan.post(action, { outcome: 'filled' })).location ?? '');
    expect(closed.body).toMatch(/Saltmere Community Primary School, [^:]*: the vacancy is closed as filled\. 1 day free has lapsed\./);
    expect((await joan.get(`/essex/entitlements/vacancies?close=${open.school}/${open.id}&outcome=filled`)).status).toBe(409);
  });
});

// The last, because they move the clock.
test('the diary names the first session of each booking that is to be marked', async () => {
  const sessions = await counter.fresh(3);
  const id = await counter.book(maria, sessions, { service: deputies });
  host.clock.set(`${sessions[2]?.slice(0, 10)}T23:00:00Z`);
  const { body } = await (await counter.as('daniel-osei')).get('/essex/bookings/diary');
  const link = new RegExp(`href="/essex/bookings/${id}#deliver">([^<]*)</a> ([^<]*)`).exec(body);
  expect(link?.[1]).toContain(sessionText(sessions[0] as SessionKey));
  expect(link?.[2]).toContain('1½ days in all');
});

test('what was delivered leaves the diary after eight weeks; what was not marked stays', async () => {
  const daniel = await counter.as('daniel-osei');
  const sessions = await counter.fresh(2);
  const id = await counter.book(maria, sessions, { service: deputies });
  const day = sessions[0]?.slice(0, 10) ?? '';
  const diaryOn = async (after: number) => {
    host.clock.set(`${addDays(day as CivilDate, after)}T20:00:00Z`);
    return (await daniel.get('/essex/bookings/diary')).body;
  };
  const shown = (body: string, caption: string) => new RegExp(`${caption}[\\s\\S]*?</table>`).exec(body)?.[0] ?? '';
  await diaryOn(1);
  expect((await counter.deliver(daniel, id, ['01'])).status).toBe(200);
  expect(shown(await diaryOn(56), 'Delivered in the last eight weeks')).toContain(`/essex/bookings/${id}"`);
  const later = await diaryOn(57);
  expect(shown(later, 'Delivered in the last eight weeks')).not.toContain(`/essex/bookings/${id}"`);
  expect(later).toContain(`/essex/bookings/${id}#deliver`);
});
