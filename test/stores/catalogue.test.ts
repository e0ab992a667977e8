// The catalogue against the engine and through its API: adopted once, priced and withdrawn by those who may.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addPrice, adoptServices, withdrawService } from '../../functions/catalogue/actions.ts';
import { onSaleOn, priceOn } from '../../functions/catalogue/rules.ts';
import type { Service } from '../../functions/catalogue/schema.ts';
import { listServices } from '../../functions/catalogue/store.ts';
import { tasks } from '../../functions/catalogue/tasks.ts';
import { historyOf } from '../../functions/identity/store/audit.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Role } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { shiftedByYears } from '../../shared/policy/rules.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { CouncilTable } from '../../shared/table.ts';
import { audits, OpenCatalogue, pack, type Reply, recruitment, type Sent } from '../catalogue.ts';

const day = (text: string) => text as CivilDate;
let catalogue: OpenCatalogue;
beforeEach(async () => {
  catalogue = await OpenCatalogue.open();
});
afterEach(() => catalogue.client.destroy());

const send: OpenCatalogue['send'] = (...asked) => catalogue.send(...asked);
const service: OpenCatalogue['service'] = (...asked) => catalogue.service(...asked);
const contextOf: OpenCatalogue['contextOf'] = (...asked) => catalogue.contextOf(...asked);

describe('a pack is adopted once', () => {
  test('its services are there, on sale from the day it takes effect, and nothing of the table is told with them', async () => {
    const services = await listServices(catalogue.table);
    expect(services).toHaveLength(essex2017.services.length);
    expect(services.every(({ onSaleFrom, version }) => onSaleFrom === '2026-09-01' && version === 1)).toBe(true);
    expect(services.filter((each) => each.class === 'traded').map((each) => priceOn(each, day('2026-10-01'), 'own-maintained'))).toEqual(
      Array.from({ length: 10 }, () => ({ perDayExVatPence: 45_000, version: 1 })),
    );
    const priced = (kind: Service['class']) => services.filter((each) => each.class === kind).map(({ prices }) => prices.length);
    expect([priced('core'), priced('entitlement')]).toEqual([Array.from({ length: 7 }, () => 0), Array.from({ length: 6 }, () => 0)]);
    expect(Object.keys(await service())).not.toContain('pk');
  });

  test('again it changes nothing, not even when sixteen do it at once', async () => {
    const before = await listServices(catalogue.table);
    const answers = await Promise.all(Array.from({ length: 16 }, () => tasks['adopt-services'](contextOf(), { pack })));
    for (const answer of answers)
      expect(answer).toMatchObject({ added: [], priced: [], leftOut: [], unchanged: pack.services.map(({ code }) => code) });
    expect(await listServices(catalogue.table)).toEqual(before);
  });

  test('for the first time by eight at once: one adds, and all are told the truth', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => adoptServices(contextOf([], 'wessex'), pack)));
    const outcomes = answers.map((answer) => accepted(answer));
    expect(outcomes.filter(({ added }) => added.length > 0)).toHaveLength(1);
    expect(await listServices(new CouncilTable(catalogue.client, catalogue.table.name, 'wessex'))).toHaveLength(pack.services.length);
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

  test('what of it rises above inflation after the day for announcing it is in the trail', async () => {
    catalogue.now = Date.parse('2027-01-11T09:00:00Z');
    const rising: Pack = {
      ...pack,
      services: pack.services.map((each) =>
        `svc_${each.code}` === audits ? { ...each, prices: [...each.prices, { from: day('2027-04-01'), perDayExVatPence: 50_000 }] } : each,
      ),
      ...(rivermouth2026.priceNotice ? { priceNotice: rivermouth2026.priceNotice } : {}),
    };
    await tasks['adopt-services'](contextOf(), { pack: rising });
    const [entry] = await historyOf(catalogue.table, 'catalogue');
    expect(entry?.detail).toMatch(/\. Rises above inflation, told after the day for it: Safeguarding audits 11\.11%$/);
  });

  test('a hundred and twenty services are more than one transaction, and all arrive', async () => {
    const [first] = pack.services;
    const many = {
      ...pack,
      allocations: [],
      notes: [],
      services: Array.from({ length: 120 }, (_, i) => ({ ...first, code: `service-${i}` })),
    };
    const answer = await tasks['adopt-services'](contextOf([], 'wessex'), { pack: many });
    expect(answer).toMatchObject({ added: { length: 120 } });
    expect(await listServices(new CouncilTable(catalogue.client, catalogue.table.name, 'wessex'))).toHaveLength(120);
  });

  test.each([[undefined], [{}], [{ pack: {} }], [{ pack: { ...pack, services: [] } }], [{ pack, more: 1 }]])(
    '%j is no pack, and throws',
    async (subject) => {
      await expect(tasks['adopt-services'](contextOf([], 'wessex'), subject)).rejects.toThrow();
      expect(await listServices(new CouncilTable(catalogue.client, catalogue.table.name, 'wessex'))).toEqual([]);
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
    catalogue.now = Date.parse('2026-07-01T23:30:00Z');
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
    const before = await listServices(catalogue.table);
    const reply = await send(role, route, sent);
    expect([reply.status, json(reply).type]).toEqual([status, `urn:daybook:problem:${name}`]);
    expect(json(reply).next).toMatch(/\.$/);
    expect(await listServices(catalogue.table)).toEqual(before);
  });
});
