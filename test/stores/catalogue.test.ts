// The catalogue against the engine and over HTTP: adopted once, priced and withdrawn by those who may, the same through the API and the pages.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addPrice, adoptServices, withdrawService } from '../../functions/catalogue/actions.ts';
import { pages } from '../../functions/catalogue/page/index.ts';
import { routes } from '../../functions/catalogue/routes.ts';
import { onSaleOn, priceOn } from '../../functions/catalogue/rules.ts';
import { type Service, serviceIdOf } from '../../functions/catalogue/schema.ts';
import { getService, listServices } from '../../functions/catalogue/store.ts';
import { tasks } from '../../functions/catalogue/tasks.ts';
import { can } from '../../functions/identity/rules.ts';
import { manifest } from '../../functions/manifest.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, put } from '../../shared/commit.ts';
import { type Actor, type Context, type Council, daybookItself, type Host, type Role } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import { type Room, room } from '../../shared/http.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { shiftedByYears } from '../../shared/policy/rules.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';

const day = (text: string) => text as CivilDate;
const pack = shiftedByYears(essex2017, 9);
const now = Date.parse('2026-10-01T08:00:00Z');
const audits = serviceIdOf('safeguarding-audits');
const recruitment = serviceIdOf('governing-bodies-headteacher-recruitment');

let client: TableClient;
let table: CouncilTable;
let catalogue: Room;
let clock = now;

const contextOf = (roles: readonly Role[] = [], council = 'essex'): Context => ({
  actor: { ...daybookItself, roles },
  council: { slug: council } as Council,
  now: clock,
  table: new CouncilTable(client, table.name, council),
  logger: { info: () => undefined, error: () => undefined },
});

beforeEach(async () => {
  clock = now;
  const { endpoint, tableName } = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  table = new CouncilTable(client, tableName, 'essex');
  await commit(table, [put(table.key.council(), { slug: 'essex', name: 'Essex County Council' })]);
  await tasks['adopt-services'](contextOf(), { pack });
  const findActor = async (_: CouncilTable, { cookie }: { cookie: string }): Promise<Actor | undefined> =>
    cookie ? { ...daybookItself, name: 'Somebody', roles: [cookie as Role] } : undefined;
  const host = {
    now: () => clock,
    origin: 'https://daybook.example',
    demo: false,
    bell: () => undefined,
    tableClient: client,
  } as Partial<Host> as Host;
  const create = room(manifest.catalogue, { findActor, can }, () => ({ handlers: { ...routes, ...pages }, tasks }));
  catalogue = create({ TABLE_NAME: tableName }, host);
});
afterEach(() => client.destroy());

type Reply = { status: number; body: string; location: string | undefined };
type Sent = { json?: unknown; form?: Record<string, string> };

async function send(role: Role | undefined, route: string, { json, form }: Sent = {}): Promise<Reply> {
  const [method, address = ''] = route.split(' ');
  const [rawPath, rawQueryString = ''] = `/essex${address}`.split('?');
  const reply = (await catalogue.handle({
    version: '2.0',
    rawPath,
    rawQueryString,
    headers: {
      ...(role ? { cookie: role } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      'sec-fetch-site': 'same-origin',
    },
    requestContext: { http: { method }, domainName: 'daybook.example' },
    body: json === undefined ? (form ? String(new URLSearchParams(form)) : undefined) : JSON.stringify(json),
    isBase64Encoded: false,
  })) as { statusCode: number; headers: Record<string, string>; body: string };
  return { status: reply.statusCode, body: reply.body, location: reply.headers.location };
}

const service = async (id = audits): Promise<Service> => {
  const found = await getService(table, id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

describe('a pack is adopted once', () => {
  test('its services are there, on sale from the day it takes effect, and nothing of the table is told with them', async () => {
    const services = await listServices(table);
    expect(services).toHaveLength(essex2017.services.length);
    expect(services.every(({ onSaleFrom, version }) => onSaleFrom === '2026-09-01' && version === 1)).toBe(true);
    expect(services.filter((each) => each.class === 'traded').map((each) => priceOn(each, day('2026-10-01')))).toEqual(
      Array.from({ length: 10 }, () => ({ perDayExVatPence: 45_000, version: 1 })),
    );
    const priced = (kind: Service['class']) => services.filter((each) => each.class === kind).map(({ prices }) => prices.length);
    expect([priced('core'), priced('entitlement')]).toEqual([Array.from({ length: 7 }, () => 0), Array.from({ length: 6 }, () => 0)]);
    expect(Object.keys(await service())).not.toContain('pk');
  });

  test('again it changes nothing, not even when sixteen do it at once', async () => {
    const before = await listServices(table);
    const answers = await Promise.all(Array.from({ length: 16 }, () => tasks['adopt-services'](contextOf(), { pack })));
    for (const answer of answers)
      expect(answer).toMatchObject({ added: [], priced: [], leftOut: [], unchanged: pack.services.map(({ code }) => code) });
    expect(await listServices(table)).toEqual(before);
  });

  test('for the first time by eight at once: one adds, and all are told the truth', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => adoptServices(contextOf([], 'wessex'), pack)));
    const outcomes = answers.map((answer) => accepted(answer));
    expect(outcomes.filter(({ added }) => added.length > 0)).toHaveLength(1);
    expect(await listServices(new CouncilTable(client, table.name, 'wessex'))).toHaveLength(pack.services.length);
  });

  test('the next year’s pack appends its prices; what the council has set since stays', async () => {
    await addPrice(contextOf(['catalogue-manager']), audits, { from: day('2027-01-01'), perDayExVatPence: 47_000 });
    const next = shiftedByYears(essex2017, 10);
    const dearer = {
      ...next,
      services: next.services.map((each) => ({ ...each, prices: each.prices.map((price) => ({ ...price, perDayExVatPence: 46_000 })) })),
    };
    expect(await tasks['adopt-services'](contextOf(), { pack: dearer })).toMatchObject({
      added: [],
      leftOut: [],
      priced: { length: 10 },
      entitled: [],
      unchanged: { length: 13 },
    });
    expect((await service()).prices).toEqual([
      { from: '2026-09-01', perDayExVatPence: 45_000, version: 1 },
      { from: '2027-01-01', perDayExVatPence: 47_000, version: 2 },
      { from: '2027-09-01', perDayExVatPence: 46_000, version: 3 },
    ]);
    expect((await service()).onSaleFrom).toBe('2026-09-01');
  });

  test('a pack whose rules are called otherwise changes what is said of free days, once', async () => {
    const allocations = pack.allocations.map((rule) => (rule.per === 'event' ? { ...rule, title: 'Appointing a headteacher' } : rule));
    const adopt = () => tasks['adopt-services'](contextOf(), { pack: { ...pack, allocations } });
    expect(await adopt()).toMatchObject({ added: [], priced: [], entitled: ['governing-bodies-headteacher-recruitment'] });
    expect((await service(recruitment)).allocationTitles).toEqual(['Appointing a headteacher']);
    expect(await adopt()).toMatchObject({ entitled: [], unchanged: { length: pack.services.length } });
  });

  test('a hundred and twenty services are more than one transaction, and all arrive', async () => {
    const [first] = pack.services;
    const many = { ...pack, allocations: [], services: Array.from({ length: 120 }, (_, i) => ({ ...first, code: `service-${i}` })) };
    const answer = await tasks['adopt-services'](contextOf([], 'wessex'), { pack: many });
    expect(answer).toMatchObject({ added: { length: 120 } });
    expect(await listServices(new CouncilTable(client, table.name, 'wessex'))).toHaveLength(120);
  });

  test.each([[undefined], [{}], [{ pack: {} }], [{ pack: { ...pack, services: [] } }], [{ pack, more: 1 }]])(
    '%j is no pack, and throws',
    async (subject) => {
      await expect(tasks['adopt-services'](contextOf([], 'wessex'), subject)).rejects.toThrow();
      expect(await listServices(new CouncilTable(client, table.name, 'wessex'))).toEqual([]);
    },
  );
});

describe('prices and withdrawals are kept', () => {
  test('two people who set different rates at once both succeed, and each price has a version of its own', async () => {
    const dates = ['2026-11-01', '2026-12-01', '2027-01-01'].map(day);
    const answers = await Promise.all(dates.map((from, i) => addPrice(contextOf(), audits, { from, perDayExVatPence: 46_000 + 2 * i })));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const { prices, version } = await service();
    expect(prices.map(({ version: each }) => each).sort()).toEqual([1, 2, 3, 4]);
    expect(version).toBe(4);
  });

  test('a withdrawn service is off sale from its day, and stays in the table', async () => {
    await withdrawService(contextOf(), audits, { withdrawnFrom: day('2026-12-01') });
    const withdrawn = await service();
    expect([onSaleOn(withdrawn, day('2026-11-30')), onSaleOn(withdrawn, day('2026-12-01'))]).toEqual([true, false]);
  });

  test('a refusal changes nothing', async () => {
    const before = await service();
    expect(await addPrice(contextOf(), audits, { from: day('2026-09-30'), perDayExVatPence: 46_000 })).toMatchObject({
      refusal: { name: 'price-in-past' },
    });
    expect(await withdrawService(contextOf(), audits, { withdrawnFrom: day('2026-09-30') })).toMatchObject({
      refusal: { name: 'withdrawal-in-past' },
    });
    expect(await addPrice(contextOf(), 'svc_nowhere', { from: day('2027-09-30'), perDayExVatPence: 46_000 })).toMatchObject({
      refusal: { name: 'unknown-service' },
    });
    expect(await service()).toEqual(before);
  });

  test('today is today in London', async () => {
    clock = Date.parse('2026-07-01T23:30:00Z');
    expect(await addPrice(contextOf(), audits, { from: day('2026-07-01'), perDayExVatPence: 44_000 })).toMatchObject({
      refusal: { name: 'price-in-past' },
    });
    expect(await addPrice(contextOf(), audits, { from: day('2026-07-02'), perDayExVatPence: 44_000 })).toMatchObject({ ok: true });
  });
});

describe('the API', () => {
  const json = ({ body }: Reply) => JSON.parse(body) as Record<string, unknown>;

  test('lists what is asked for', async () => {
    expect((json(await send('school-booker', 'GET /api/catalogue')).services as unknown[]).length).toBe(essex2017.services.length);
    expect(json(await send('school-booker', 'GET /api/catalogue?class=core&q=informal')).services).toMatchObject([
      { code: 'informal-support-for-leaders', priceToday: null },
    ]);
    expect(json(await send('school-booker', 'GET /api/catalogue?q=GOVERNORS&skill=recruitment')).services).toMatchObject([
      { id: recruitment },
    ]);
  });

  test('tells a school the price and the clause, and only staff the legal power', async () => {
    const forSchool = json(await send('school-booker', `GET /api/catalogue/${recruitment}`));
    expect(forSchool).toMatchObject({
      onSaleToday: true,
      priceToday: { perDayExVatPence: 45_000, version: 1 },
      allocationTitles: ['Headteacher recruitment'],
      clause: { reference: 'Traded offer, f' },
    });
    for (const hidden of ['legalPower', 'incomeCode', 'version', 'pk']) expect(forSchool).not.toHaveProperty(hidden);
    expect(json(await send('auditor', `GET /api/catalogue/${recruitment}`))).toMatchObject({
      legalPower: 'Local Government Act 2003 s.93',
      incomeCode: 'SI-TRADED',
    });
  });

  test('sets a day rate and withdraws', async () => {
    const priced = await send('catalogue-manager', `POST /api/catalogue/${audits}/prices`, {
      json: { from: '2027-01-01', perDayExVatPence: 46_500 },
    });
    expect([priced.status, json(priced).prices]).toMatchObject([
      200,
      [{ version: 1 }, { from: '2027-01-01', perDayExVatPence: 46_500, version: 2 }],
    ]);
    const withdrawn = await send('catalogue-manager', `POST /api/catalogue/${audits}/withdrawal`, {
      json: { withdrawnFrom: '2026-10-01' },
    });
    expect([withdrawn.status, json(withdrawn)]).toMatchObject([200, { withdrawnFrom: '2026-10-01', onSaleToday: false }]);
    expect((await send('school-booker', `GET /api/catalogue/${audits}`)).status).toBe(404);
    expect((await send('auditor', `GET /api/catalogue/${audits}`)).status).toBe(200);
  });

  test.each<[Role | undefined, string, Sent, number, string]>([
    ['school-booker', 'GET /api/catalogue/svc_nowhere', {}, 404, 'unknown-service'],
    ['school-booker', 'GET /api/catalogue/sch_990001', {}, 404, 'unknown-service'],
    ['school-booker', 'GET /api/catalogue?class=gold', {}, 422, 'invalid-request'],
    [undefined, 'GET /api/catalogue', {}, 401, 'not-signed-in'],
    [
      'school-booker',
      `POST /api/catalogue/${audits}/prices`,
      { json: { from: '2027-01-01', perDayExVatPence: 46_500 } },
      403,
      'not-allowed',
    ],
    ['finance', `POST /api/catalogue/${audits}/withdrawal`, { json: { withdrawnFrom: '2027-01-01' } }, 403, 'not-allowed'],
    [
      'catalogue-manager',
      `POST /api/catalogue/${audits}/prices`,
      { json: { from: '2027-01-01', perDayExVatPence: 46_501 } },
      422,
      'odd-price',
    ],
    [
      'catalogue-manager',
      `POST /api/catalogue/${audits}/prices`,
      { json: { from: '2027-02-29', perDayExVatPence: 46_500 } },
      422,
      'invalid-request',
    ],
    [
      'catalogue-manager',
      `POST /api/catalogue/${audits}/prices`,
      { json: { from: '2026-09-30', perDayExVatPence: 46_500 } },
      409,
      'price-in-past',
    ],
    ['catalogue-manager', `POST /api/catalogue/${audits}/prices`, { json: [] }, 422, 'invalid-request'],
    ['catalogue-manager', `POST /api/catalogue/${audits}/prices`, { form: { pounds: '465' } }, 415, 'unsupported-media-type'],
  ])('%s, %s, is refused by name', async (role, route, sent, status, name) => {
    const before = await listServices(table);
    const reply = await send(role, route, sent);
    expect([reply.status, json(reply).type]).toEqual([status, `urn:daybook:problem:${name}`]);
    expect(json(reply).next).toMatch(/\.$/);
    expect(await listServices(table)).toEqual(before);
  });
});

describe('the pages', () => {
  test('list services by class with what a day costs, and narrow by words', async () => {
    const all = await send('school-booker', 'GET /catalogue');
    expect(all.status).toBe(200);
    for (const words of [
      'Traded services',
      'Free core services',
      '£450.00 a day',
      'Services within your entitlement',
      'Free days for “Headteacher recruitment” are used first',
      'Free days for “Non-negotiable activities” pay for it',
      'Free days for “Half-day visit” or “Days for special schools and pupil referral units” or',
      'Free within your entitlement',
      '>Free<',
    ])
      expect(all.body).toContain(words);
    const some = await send('school-booker', 'GET /catalogue?q=safeguarding&class=');
    expect(some.body).toContain('3 services found');
    expect(some.body).not.toContain('Reviews of governance');
    expect((await send('school-booker', 'GET /catalogue?q=zebra')).body).toContain('0 services found');
  });

  test('what was searched for is shown again, and never as markup', async () => {
    const { body } = await send('school-booker', `GET /catalogue?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(body).not.toContain('<script>alert');
    expect(body).toContain('&lt;script&gt;alert(1)');
  });

  test('an unknown class is refused on the page itself', async () => {
    const { status, body } = await send('school-booker', 'GET /catalogue?class=gold');
    expect([status, body.includes('There is a problem')]).toEqual([422, true]);
  });

  test('somebody who is not signed in is sent to sign in and back', async () => {
    const { status, location } = await send(undefined, 'GET /catalogue?q=governance');
    expect([status, location]).toEqual([303, `/essex/identity/sign-in?return=${encodeURIComponent('/essex/catalogue?q=governance')}`]);
  });

  test('one service shows its clause to all, “Choose dates” to a school, the legal power and the forms to those who keep the catalogue', async () => {
    const [school, keeper, auditor] = await Promise.all(
      (['school-booker', 'catalogue-manager', 'auditor'] as const).map((role) => send(role, `GET /catalogue/${recruitment}`)),
    );
    const parts = [
      'Traded offer, f',
      `/essex/bookings/new?service=${recruitment}`,
      'Local Government Act 2003 s.93',
      'Set the new day rate',
      'Withdraw the service',
    ];
    const has = (reply: Reply | undefined) => parts.map((part) => reply?.body.includes(part));
    expect(has(school)).toEqual([true, true, false, false, false]);
    expect(has(keeper)).toEqual([true, false, true, true, true]);
    expect(has(auditor)).toEqual([true, false, true, false, false]);
    expect(school?.body).toContain('£225.00');
  });

  test('a free service offers no day rate to be set', async () => {
    const { body } = await send('catalogue-manager', `GET /catalogue/${serviceIdOf('informal-support-for-leaders')}`);
    expect([body.includes('Set the new day rate'), body.includes('Withdraw the service')]).toEqual([false, true]);
  });

  test('an unknown service is a page that says what to do', async () => {
    const { status, body } = await send('school-booker', 'GET /catalogue/svc_nowhere');
    expect([status, body.includes('There is no such service'), body.includes('Choose a service from the catalogue.')]).toEqual([
      404,
      true,
      true,
    ]);
  });

  const rate = (pounds: string, dayOf: string, month: string, year: string) => ({
    form: { pounds, 'from-day': dayOf, 'from-month': month, 'from-year': year },
  });

  test('a day rate that is set leads back to the service, which says so; sent twice it is set once', async () => {
    for (const _ of [1, 2]) {
      const { status, location } = await send('catalogue-manager', `POST /catalogue/${audits}/prices`, rate('£1,465.50', '1', '4', '2027'));
      expect([status, location]).toEqual([303, `/essex/catalogue/${audits}?done=price-2027-04-01`]);
    }
    const { body } = await send('catalogue-manager', `GET /catalogue/${audits}?done=price-2027-04-01`);
    expect(body).toContain('The day rate is £1,465.50 from Thursday 1 April 2027.');
    expect((await service()).prices).toHaveLength(2);
  });

  test('a typed address cannot claim what was not done', async () => {
    for (const done of ['price-2030-01-01', 'price-', 'withdrawal', 'anything']) {
      expect((await send('catalogue-manager', `GET /catalogue/${audits}?done=${done}`)).body).not.toContain('govuk-notification-banner');
    }
  });

  test.each<[string, Sent, number, string[]]>([
    ['nothing filled in', { form: {} }, 422, ['Enter the day rate in pounds', 'Enter a real date in figures']],
    [
      'half a penny for half a day',
      rate('465.01', '1', '4', '2027'),
      422,
      ['A day rate must be an even number of pence', 'value="465.01"', 'href="#perDayExVatPence"'],
    ],
    ['no money', rate('lots', '1', '4', '2027'), 422, ['Enter the day rate in pounds', 'value="lots"']],
    ['no such day', rate('465', '31', '4', '2027'), 422, ['Enter a real date in figures', 'value="31"', 'href="#from"', 'id="from"']],
    ['yesterday', rate('465', '30', '9', '2026'), 409, ['A price cannot change in the past', 'value="465"', 'value="2026"']],
    ['markup', rate('<b>465</b>', '1', '4', '2027'), 422, ['value="&lt;b&gt;465&lt;/b&gt;"']],
  ])('%s: the form comes again with what was typed and what to do', async (_, sent, status, parts) => {
    const before = await service();
    const reply = await send('catalogue-manager', `POST /catalogue/${audits}/prices`, sent);
    expect([reply.status, reply.body.includes('There is a problem')]).toEqual([status, true]);
    for (const part of parts) expect(reply.body).toContain(part);
    expect(await service()).toEqual(before);
  });

  test('a withdrawal leads back to the service, and is refused a second time once it has taken effect', async () => {
    const from = (month: string) => ({ form: { 'withdrawnFrom-day': '01', 'withdrawnFrom-month': month, 'withdrawnFrom-year': '2026' } });
    const done = await send('catalogue-manager', `POST /catalogue/${audits}/withdrawal`, from('10'));
    expect([done.status, done.location]).toEqual([303, `/essex/catalogue/${audits}?done=withdrawal`]);
    const { body } = await send('catalogue-manager', `GET /catalogue/${audits}?done=withdrawal`);
    for (const words of ['off sale from Thursday 1 October 2026', 'Withdrawn since']) expect(body).toContain(words);
    expect(body).not.toContain('Set the new day rate');
    const again = await send('catalogue-manager', `POST /catalogue/${audits}/withdrawal`, from('12'));
    expect([again.status, again.body.includes('The service is already withdrawn')]).toEqual([409, true]);
    const price = await send('catalogue-manager', `POST /catalogue/${audits}/prices`, rate('465', '1', '4', '2027'));
    expect([price.status, price.body.includes('The service is not on sale on that date')]).toEqual([409, true]);
  });
});
