// What a policy pack makes of the catalogue, and what is said of free days: services and prices are taken over once, the rest is read from the policy in force.
import { describe, expect, test } from 'vitest';
import { adoptService, underPolicy } from '../../functions/catalogue/rules.ts';
import type { Price, Service } from '../../functions/catalogue/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import type { Pack, PackService } from '../../shared/policy/schema.ts';

const day = (text: string) => text as CivilDate;
const price = (from: string, perDayExVatPence: number, version: number): Price => ({ from: day(from), perDayExVatPence, version });
const today = day('2026-10-01');

describe('a policy pack brings its services, and rewrites none', () => {
  const offered = essex2017.services.find(({ code }) => code === 'governing-bodies-headteacher-recruitment') as PackService;
  const first = adoptService(undefined, offered, essex2017, day('2017-07-01'));
  const later = (prices: PackService['prices']): Pack => ({ ...essex2017, services: [{ ...offered, title: 'Another title', prices }] });
  const readopt = (prices: PackService['prices'], on = '2018-07-01') =>
    adoptService(first.service, later(prices).services[0] as PackService, later(prices), day(on));

  test('a new one is on sale from the day the pack takes effect, with all its prices, and nothing is kept of free days', () => {
    expect(first).toMatchObject({ change: 'added', leftOut: [] });
    expect(first.service).toMatchObject({
      id: 'svc_governing-bodies-headteacher-recruitment',
      onSaleFrom: '2017-09-01',
      prices: [{ from: '2017-09-01', perDayExVatPence: 45_000, version: 1 }],
      version: 1,
    });
    for (const name of ['withdrawnFrom', 'allocationTitles', 'daysBookedBy']) expect(first.service).not.toHaveProperty(name);
  });

  test('what a source left open about a price is not on sale', () => {
    const bought = manchester2007.services.find(({ code }) => code === 'support-bought-back') as PackService;
    const { service } = adoptService(undefined, bought, manchester2007, day('2007-09-01'));
    expect(service.prices).toEqual([price('2007-09-01', 30_000, 1)]);
  });

  test('other free days than before are no change of the service', () => {
    const pack = { ...essex2017, allocations: [] };
    const again = adoptService(first.service, { ...offered, title: 'Another title' }, pack, day('2018-07-01'));
    expect(again).toEqual({ change: 'unchanged', service: first.service, leftOut: [] });
  });

  test('prices of a new one are numbered in order of their dates, and past ones are taken over', () => {
    const prices = [
      { from: day('2018-09-01'), perDayExVatPence: 46_000 },
      { from: day('2017-09-01'), perDayExVatPence: 45_000 },
    ];
    const { service } = adoptService(undefined, { ...offered, prices }, essex2017, day('2020-01-01'));
    expect(service.prices).toEqual([price('2017-09-01', 45_000, 1), price('2018-09-01', 46_000, 2)]);
  });

  test('the same pack again leaves it alone', () => {
    const again = adoptService(first.service, offered, essex2017, day('2018-01-01'));
    expect(again).toEqual({ change: 'unchanged', service: first.service, leftOut: [] });
  });

  test('a later price is appended, and the words stay as they were adopted', () => {
    const { change, service, leftOut } = readopt([...offered.prices, { from: day('2018-09-01'), perDayExVatPence: 46_000 }]);
    expect({ change, leftOut }).toEqual({ change: 'priced', leftOut: [] });
    expect(service).toEqual({ ...first.service, prices: [...first.service.prices, price('2018-09-01', 46_000, 2)], version: 2 });
  });

  test.each<[string, string, number, string]>([
    ['a rate for days already past', '2018-06-30', 46_000, 'in-the-past'],
    ['another rate where one stands', '2017-09-01', 46_000, 'another-rate-stands'],
  ])('%s is left out and told', (_, from, perDayExVatPence, because) => {
    const outcome = readopt([{ from: day(from), perDayExVatPence }]);
    expect(outcome).toEqual({
      change: 'unchanged',
      service: first.service,
      leftOut: [{ code: offered.code, from, perDayExVatPence, because }],
    });
  });
});

describe('of free days a service says what the policy in force says on the day it is read', () => {
  const adoptedFrom = (pack: Pack, code: string): Service =>
    adoptService(undefined, pack.services.find((each) => each.code === code) as PackService, pack, today).service;
  const read = (pack: Pack, code: string, inForce: Pack | undefined = pack) => underPolicy(adoptedFrom(pack, code), inForce);
  const renamed = (title: string): Pack => ({
    ...essex2017,
    allocations: essex2017.allocations.map((rule) => (rule.per === 'event' ? { ...rule, title } : rule)),
  });
  const recruitment = 'governing-bodies-headteacher-recruitment';

  test('those that may pay for it by name, and none where none does, or only a team’s money', () => {
    expect(read(essex2017, recruitment).allocationTitles).toEqual(['Headteacher recruitment']);
    expect(read(manchester2007, 'support-bought-back').allocationTitles).toEqual([]);
  });

  test('under another version others, though the service is as it was taken over', () => {
    expect(read(essex2017, recruitment, renamed('Appointing a headteacher')).allocationTitles).toEqual(['Appointing a headteacher']);
    expect(read(renamed('Appointing a headteacher'), recruitment, essex2017).allocationTitles).toEqual(['Headteacher recruitment']);
    expect(read(essex2017, recruitment, { ...essex2017, allocations: [] }).allocationTitles).toEqual([]);
    expect(read(essex2017, recruitment, { ...essex2017, services: [] }).allocationTitles).toEqual(['Headteacher recruitment']);
  });

  test('and none while no policy is in force, nor what an earlier copy said', () => {
    const copied = {
      ...adoptedFrom(essex2017, 'ofsted-readiness'),
      allocationTitles: ['An old name'],
      daysBookedBy: ['school'],
    } as Service;
    expect(underPolicy(copied, undefined)).toMatchObject({ allocationTitles: [], daysBookedBy: undefined });
    expect(underPolicy(copied, essex2017)).toMatchObject({ allocationTitles: ['Non-negotiable activities'], daysBookedBy: ['council'] });
  });

  test('what rests on a confidential status as schools are shown it, and what the council alone may book by its own name', () => {
    const allocations = essex2017.allocations.map((rule) =>
      rule.per === 'status' ? { ...rule, title: 'Not to be shown', shownAs: { title: 'More days' } } : rule,
    );
    expect(read({ ...essex2017, allocations }, 'individual-visit').allocationTitles.at(-1)).toBe('More days');
    expect(read(essex2017, 'ofsted-readiness').allocationTitles).toEqual(['Non-negotiable activities']);
  });

  test('who books them, where it is not sold and not everybody does', () => {
    const by = (code: string) => read(essex2017, code).daysBookedBy;
    expect(by('ofsted-readiness')).toEqual(['council']);
    expect(by('collaborative-reviews')).toBeUndefined();
    expect(by('individual-visit')).toEqual(['school', 'council']);
    expect(by('partnership-working')).toEqual(['lead', 'council']);
  });
});
