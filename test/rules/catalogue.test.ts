// The catalogue's decisions: what is on sale at which price, and that nothing which has been on sale is ever rewritten.
import { describe, expect, test } from 'vitest';
import { decidePrice, decideWithdrawal, findServices, onSaleOn, priceOn, shortText } from '../../functions/catalogue/rules.ts';
import { type Price, priceSchema, type Service, type ServiceInForce, searchSchema, serviceIdOf } from '../../functions/catalogue/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';

const day = (text: string) => text as CivilDate;
const price = (from: string, perDayExVatPence: number, version: number): Price => ({ from: day(from), perDayExVatPence, version });
const today = day('2026-10-01');

const audit: Service = {
  id: serviceIdOf('safeguarding-audits'),
  code: 'safeguarding-audits',
  title: 'Safeguarding audits',
  description: 'An audit of safeguarding. It looks at the single central record.',
  outcomes: 'A graded audit.',
  class: 'traded',
  skill: 'safeguarding',
  minimumHalfDays: 2,
  prices: [price('2026-09-01', 45_000, 1), price('2027-04-01', 46_500, 2)],
  vatClass: 'standard',
  incomeCode: 'SI-TRADED',
  cfrCode: 'E27',
  legalPower: 'Local Government Act 2003 s.93',
  clause: { reference: 'Traded offer, h', text: 'Safeguarding audits' },
  onSaleFrom: day('2026-09-01'),
  version: 4,
};
const dropIn: Service = { ...audit, id: serviceIdOf('drop-in'), code: 'drop-in', title: 'Drop-in visit', class: 'core', prices: [] };

describe('the price on a date is the last one that began by then', () => {
  test.each([
    ['2026-08-31', undefined],
    ['2026-09-01', { perDayExVatPence: 45_000, version: 1 }],
    ['2027-03-31', { perDayExVatPence: 45_000, version: 1 }],
    ['2027-04-01', { perDayExVatPence: 46_500, version: 2 }],
    ['2030-01-01', { perDayExVatPence: 46_500, version: 2 }],
  ])('on %s', (date, expected) => {
    expect(priceOn(audit, day(date), 'academy')).toEqual(expected);
  });

  test('whatever order the prices were recorded in', () => {
    expect(priceOn({ ...audit, prices: audit.prices.toReversed() }, day('2027-05-01'), 'academy')).toEqual({
      perDayExVatPence: 46_500,
      version: 2,
    });
  });

  test('a core service has none', () => {
    expect(priceOn(dropIn, today, 'academy')).toBeUndefined();
  });
});

describe('a service is on sale from its first day until the day it is withdrawn', () => {
  const withdrawn = { ...audit, withdrawnFrom: day('2026-12-01') };
  const unpriced = { ...audit, prices: [price('2026-10-05', 45_000, 1)] };
  test.each<[string, Service, string, boolean]>([
    ['the day before its first', audit, '2026-08-31', false],
    ['its first day', audit, '2026-09-01', true],
    ['years later', audit, '2031-01-01', true],
    ['the last day before withdrawal', withdrawn, '2026-11-30', true],
    ['the day of withdrawal', withdrawn, '2026-12-01', false],
    ['traded and not yet priced', unpriced, '2026-10-04', false],
    ['traded and priced from that day', unpriced, '2026-10-05', true],
    ['core, without any price', dropIn, '2026-09-01', true],
    ['by entitlement, without any price', { ...dropIn, class: 'entitlement' }, '2026-09-01', true],
  ])('%s', (_, service, date, expected) => {
    expect(onSaleOn(service, day(date))).toBe(expected);
  });
});

describe('a new day rate concerns today and later only', () => {
  const sent = (from: string, perDayExVatPence = 50_000) => ({ from: day(from), perDayExVatPence });
  const withdrawn: Service = { ...audit, withdrawnFrom: day('2026-12-01') };

  test.each<[string, Service, ReturnType<typeof sent>, string]>([
    ['yesterday', audit, sent('2026-09-30'), 'price-in-past'],
    ['the date of a past rate, at another rate', audit, sent('2026-09-01'), 'price-in-past'],
    ['the date of a rate to come, at another rate', audit, sent('2027-04-01'), 'price-already-set'],
    ['an odd number of pence', audit, sent('2026-11-01', 45_001), 'odd-price'],
    ['a core service', dropIn, sent('2026-11-01'), 'free-service'],
    ['the day of withdrawal', withdrawn, sent('2026-12-01'), 'not-on-sale'],
  ])('%s is refused', (_, service, command, name) => {
    const decision = decidePrice(service, command, today);
    expect(decision).toMatchObject({ ok: false, refusal: { name } });
  });

  test.each<[string, Service, string]>([
    ['today', audit, '2026-10-01'],
    ['between two rates', audit, '2027-01-01'],
    ['after the last', audit, '2028-01-01'],
    ['before the withdrawal', withdrawn, '2026-11-30'],
  ])('%s is accepted, with the next version of the price and of the service', (_, service, from) => {
    const decision = decidePrice(service, sent(from), today);
    expect(decision.ok && decision.value.version).toBe(service.version + 1);
    expect(decision.ok && decision.value.prices.filter((each) => each.version === 3)).toEqual([price(from, 50_000, 3)]);
    expect(decision.ok && decision.value.prices.filter((each) => each.version !== 3)).toEqual(service.prices);
  });

  test('prices stay in order of their dates, and versions in order of their coming', () => {
    const decision = decidePrice(audit, sent('2027-01-01'), today);
    expect(decision.ok && decision.value.prices.map(({ from, version }) => [from, version])).toEqual([
      ['2026-09-01', 1],
      ['2027-01-01', 3],
      ['2027-04-01', 2],
    ]);
  });

  test('the same rate from the same date again changes nothing', () => {
    const decision = decidePrice(audit, sent('2027-04-01', 46_500), today);
    expect(decision.ok && decision.value).toBe(audit);
  });

  test('the service that was given is left as it was', () => {
    const before = structuredClone(audit);
    decidePrice(audit, sent('2027-01-01'), today);
    expect(audit).toEqual(before);
  });
});

describe('the command for a price is refused field by field', () => {
  test.each<[string, unknown, string]>([
    ['no date', { perDayExVatPence: 45_000 }, 'from'],
    ['a date that does not exist', { from: '2026-02-30', perDayExVatPence: 45_000 }, 'from'],
    ['no rate', { from: '2026-11-01' }, 'perDayExVatPence'],
    ['half a penny', { from: '2026-11-01', perDayExVatPence: 450.5 }, 'perDayExVatPence'],
    ['nothing a day', { from: '2026-11-01', perDayExVatPence: 0 }, 'perDayExVatPence'],
    ['a negative rate', { from: '2026-11-01', perDayExVatPence: -45_000 }, 'perDayExVatPence'],
    ['more than £100,000 a day', { from: '2026-11-01', perDayExVatPence: 10_000_002 }, 'perDayExVatPence'],
    ['pounds as text', { from: '2026-11-01', perDayExVatPence: '45000' }, 'perDayExVatPence'],
  ])('%s', (_, command, field) => {
    const result = priceSchema.safeParse(command);
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([field]);
  });

  test('a field it does not know', () => {
    const result = priceSchema.safeParse({ from: '2026-11-01', perDayExVatPence: 45_000, version: 9 });
    expect(result.error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['version'] }]);
  });
});

describe('a withdrawal concerns today and later only', () => {
  const from = (text: string) => ({ withdrawnFrom: day(text) });
  const planned: Service = { ...audit, withdrawnFrom: day('2026-12-01') };
  const gone: Service = { ...audit, withdrawnFrom: today };

  test.each<[string, Service, string, string]>([
    ['from yesterday', audit, '2026-09-30', 'withdrawal-in-past'],
    ['a second time, once it has taken effect', gone, '2026-12-01', 'already-withdrawn'],
    ['a planned one, moved into the past', planned, '2026-09-30', 'withdrawal-in-past'],
  ])('%s is refused', (_, service, date, name) => {
    expect(decideWithdrawal(service, from(date), today)).toMatchObject({ ok: false, refusal: { name } });
  });

  test.each<[string, Service, string]>([
    ['from today', audit, '2026-10-01'],
    ['from a day to come', audit, '2027-08-31'],
    ['a planned one, brought forward', planned, '2026-10-01'],
    ['a planned one, put off', planned, '2027-01-01'],
  ])('%s is accepted', (_, service, date) => {
    expect(decideWithdrawal(service, from(date), today)).toEqual({
      ok: true,
      value: { ...service, withdrawnFrom: date, version: service.version + 1 },
    });
  });

  test('the same date again changes nothing, even once it has taken effect', () => {
    const decision = decideWithdrawal(gone, from('2026-10-01'), today);
    expect(decision.ok && decision.value).toBe(gone);
  });
});

describe('a search finds the services that hold every word', () => {
  const unfunded = { allocationTitles: [], daysBookedBy: undefined };
  const visit: ServiceInForce = {
    ...dropIn,
    title: 'Éclair visit',
    outcomes: undefined,
    description: 'A visit to a café near the school.',
    skill: 'leadership',
    allocationTitles: ['Autumn term', 'Días libres'],
    daysBookedBy: undefined,
  };
  const gone: ServiceInForce = { ...audit, ...unfunded, id: serviceIdOf('gone'), title: 'Bygone', withdrawnFrom: today };
  const all = [{ ...audit, ...unfunded }, visit, gone];
  const find = (search: Parameters<typeof findServices>[1], withdrawnToo = false) =>
    findServices(all, search, { today, withdrawnToo, booker: 'school', buyer: 'academy' }).map(({ title }) => title);

  test.each<[string, Parameters<typeof findServices>[1], string[]]>([
    ['nothing asked: everything, by title', {}, ['Éclair visit', 'Safeguarding audits']],
    ['capitals and accents do not matter', { q: 'CAFE eclair' }, ['Éclair visit']],
    ['every word must be there', { q: 'safeguarding café' }, []],
    ['words of the outcomes count', { q: 'graded' }, ['Safeguarding audits']],
    ['names of free days count', { q: 'dias libres' }, ['Éclair visit']],
    ['each of them', { q: 'autumn' }, ['Éclair visit']],
    ['characters with a meaning in patterns are only characters', { q: '.*' }, []],
    ['a class', { class: 'core' }, ['Éclair visit']],
    ['a skill among several', { skill: ['leadership', 'inclusion'] }, ['Éclair visit']],
    ['no skill at all is no condition', { skill: [] }, ['Éclair visit', 'Safeguarding audits']],
  ])('%s', (_, search, titles) => {
    expect(find(search)).toEqual(titles);
  });

  test('what has been withdrawn is for staff only', () => {
    expect(find({ q: 'bygone' })).toEqual([]);
    expect(find({ q: 'bygone' }, true)).toEqual(['Bygone']);
  });

  test.each<[string, unknown, unknown]>([
    ['empty fields of a form ask nothing', { q: '', class: '' }, {}],
    ['spaces ask nothing', { q: '   ' }, {}],
    ['other parameters are not ours', { done: 'price' }, {}],
  ])('%s', (_, asked, expected) => {
    expect(JSON.parse(JSON.stringify(searchSchema.parse(asked)))).toEqual(expected);
  });

  test.each([
    [{ class: 'gold' }, 'class'],
    [{ q: 'x'.repeat(101) }, 'q'],
    [{ skill: ['x'.repeat(62)] }, 'skill.0'],
  ])('%j is refused by its field', (asked, field) => {
    expect(searchSchema.safeParse(asked).error?.issues.map((issue) => issue.path.join('.'))).toEqual([field]);
  });
});

describe('a list shows the first sentence of a description', () => {
  test.each([
    ['An audit of safeguarding. It looks at everything.', 'An audit of safeguarding.'],
    ['One sentence without an end', 'One sentence without an end'],
    ['Costs 4.5 points. More.', 'Costs 4.5 points.'],
  ])('%s', (whole, short) => {
    expect(shortText(whole)).toBe(short);
  });

  test('a long one ends at a word', () => {
    const short = shortText(`${'word '.repeat(60)}end.`);
    expect(short.length).toBeLessThanOrEqual(160);
    expect(short).toMatch(/word…$/);
  });
});
