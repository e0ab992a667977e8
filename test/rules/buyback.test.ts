// What a buy-back lets a school do and what it refuses by name: windows, caps, notice, renewals, the limit of whoever agrees, and an end before the time.
import { describe, expect, test } from 'vitest';
import { lineText } from '../../functions/buyback/rules/advance.ts';
import { mayAgree } from '../../functions/buyback/rules/agree.ts';
import { boundTo } from '../../functions/buyback/rules/binding.ts';
import { lastDayOf } from '../../functions/buyback/rules/columns.ts';
import { agreedTo, decideQuote } from '../../functions/buyback/rules/quote.ts';
import type { Agreement } from '../../functions/buyback/schema.ts';
import type { Limits } from '../../functions/identity/schema/limits.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { packSchema } from '../../shared/policy/schema.ts';
import { academy, day, maintained } from '../bookings.ts';
import { academys, BuyBackWorld, buyBack, code, command, facts, pack, policyWith, three } from '../buyback.ts';

const refusal = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);
const told = (decision: Decision<unknown>) => (decision.ok ? '' : `${decision.refusal.detail}`);

describe('a quote', () => {
  test('of a year by the financial clock is two instalments to the penny, recharged without VAT', () => {
    const quote = accepted(decideQuote(facts('2027-02-01'), command()));
    expect(quote).toMatchObject({ netPence: 115_001, vatPence: 0, grossPence: 115_001, partsPence: 120_600, continues: 'rolling' });
    expect(quote.term).toEqual({ kind: 'first', from: '2027-04-01', to: '2030-03-31' });
    expect(quote.years.map(({ from, to, halfDays }) => [from, to, halfDays])).toEqual([['2027-04-01', '2028-03-31', 6]]);
    expect(quote.years[0]?.instalments.map(({ dueOn, netPence }) => [dueOn, netPence])).toEqual([
      ['2027-04-01', 47_917],
      ['2027-09-01', 67_084],
    ]);
  });

  test('by the academies’ own clock is one of an academy', () => {
    const own = { ...academys, clock: 'academy' as const };
    const quote = accepted(decideQuote(facts('2027-07-01', { organisation: academy }), command(own)));
    expect(quote.years.map(({ from, to }) => [from, to])).toEqual([['2027-09-01', '2028-08-31']]);
  });

  test('of an academy has VAT on each instalment, rounded with it', () => {
    const quote = accepted(decideQuote(facts('2027-07-01', { organisation: academy }), command(academys)));
    expect(quote.years[0]?.instalments.map(({ netPence }) => netPence)).toEqual([67_084, 47_917]);
    expect([quote.netPence, quote.vatPence, quote.grossPence]).toEqual([115_001, 13_417 + 9_583, 138_001]);
  });

  test.each([
    ['a day before the window', '2027-01-14', 'window-closed', '15 January 2027'],
    ['its first day', '2027-01-15', 'accepted', ''],
    ['its last day', '2027-04-30', 'accepted', ''],
    ['a day after it', '2027-05-01', 'window-closed', '15 January 2028'],
  ])('on %s', (_, today, name, words) => {
    const decision = decideQuote(facts(today), command());
    expect([refusal(decision), told(decision)]).toEqual([name, expect.stringContaining(words)]);
  });

  test.each([
    ['a package that is not on offer', { package: 'nothing' }, 'unknown-package'],
    ['a clock that is not offered', { package: code, clock: undefined }, 'invalid-request'],
    ['the academies’ own clock of a school that the council maintains', { clock: 'academy' as const }, 'invalid-request'],
    ['a rolling one for several years', { years: 2 }, 'invalid-request'],
    ['an agreement nobody has', { renews: 'agr_none' as never }, 'unknown-agreement'],
  ])('refuses %s', (_, more, name) => {
    expect(refusal(decideQuote(facts('2027-02-01'), command(more)))).toBe(name);
  });

  test('refuses a purse the school does not have, and a school that is not there', () => {
    expect(refusal(decideQuote(facts('2027-07-01', { organisation: academy }), command({ ...academys, purse: 'delegated-budget' })))).toBe(
      'purse-not-available',
    );
    expect(refusal(decideQuote(facts('2027-02-01', { organisation: undefined }), command()))).toBe('unknown-organisation');
    expect(refusal(decideQuote(facts('2027-02-01', { succeeded: true }), command()))).toBe('school-closed');
  });

  test('a package is bought on any day for its months, in one sum', () => {
    const quote = accepted(decideQuote(facts('2026-11-24'), command({ package: three, clock: undefined })));
    expect(quote.years).toEqual([
      {
        from: '2026-11-24',
        to: '2027-11-23',
        netPence: 74_000,
        halfDays: 3,
        instalments: [{ number: 1, of: 1, twelfths: 12, dueOn: '2026-11-24', netPence: 74_000 }],
      },
    ]);
    expect(refusal(decideQuote(facts('2026-11-24'), command({ package: three })))).toBe('invalid-request');
  });
});

describe('what a package is for', () => {
  const { services } = facts('2027-02-01');
  const withdrawn = (codes: readonly string[], withdrawnFrom: string) =>
    services.map((each) => (codes.includes(each.code) ? { ...each, withdrawnFrom: day(withdrawnFrom) } : each));
  const both = ['governor-training', 'headteacher-coaching'];

  test('is what the catalogue still sells on its first day; of nothing there is no package', () => {
    const one = accepted(decideQuote(facts('2027-02-01', { services: withdrawn(['governor-training'], '2027-04-01') }), command()));
    expect(one.package.services).toEqual(['headteacher-coaching']);
    expect(one.partsPence).toBe(160_800);
    const later = decideQuote(facts('2027-02-01', { services: withdrawn(both, '2027-04-02') }), command());
    expect(refusal(later)).toBe('accepted');
    const none = decideQuote(facts('2027-02-01', { services: withdrawn(both, '2027-04-01') }), command());
    expect([refusal(none), told(none)]).toEqual([
      'not-on-sale',
      'Nothing that Leadership and governance buy-back is for is sold on 1 April 2027.',
    ]);
  });

  test('is compared with the prices of the catalogue, which are changed without the policy', () => {
    const cheaper = services.map((each) =>
      each.code === 'governor-training'
        ? {
            ...each,
            prices: [
              ...each.prices,
              { from: day('2027-03-01'), perDayExVatPence: 30_000, version: 9, setAt: '' } as (typeof each.prices)[number],
            ],
          }
        : each,
    );
    const quote = accepted(decideQuote(facts('2027-02-01', { services: cheaper }), command()));
    // From 1 April 2027 the policy's own price is the later one.
    expect(quote.partsPence).toBe(120_600);
    const after = cheaper.map((each) => ({
      ...each,
      prices: each.prices.filter(({ from }) => from !== '2027-04-01' || each.code !== 'governor-training'),
    }));
    expect(accepted(decideQuote(facts('2027-02-01', { services: after }), command())).partsPence).toBe(90_000);
  });
});

describe('how long a school is bound', () => {
  const bound = (years: number, today = '2027-02-01', agreements: Agreement[] = []) =>
    decideQuote(facts(today, { policy: policyWith(code, { continues: 'until-renewed' }), agreements }), command({ years }));

  test.each([
    [1, 'accepted', '2028-03-31'],
    [3, 'accepted', '2030-03-31'],
    [4, 'term-too-long', ''],
  ])('a first agreement for %i years is %s', (years, name, to) => {
    const decision = bound(years);
    expect([refusal(decision), decision.ok ? decision.value.term.to : '']).toEqual([name, to]);
  });

  test('a later one may be for five, and for no more', () => {
    const world = new BuyBackWorld('2027-02-01');
    const before = accepted(world.agree(command()));
    const over: Agreement = { ...before, state: 'ended' };
    const decision = bound(5, '2028-02-01', [over]);
    expect(decision.ok && decision.value.term).toEqual({ kind: 'later', from: '2028-04-01', to: '2033-03-31' });
    expect(told(bound(6, '2028-02-01', [over]))).toContain('at most 5 years');
  });

  test('a limit counts for all the years that it binds: a rolling one binds for one', () => {
    const [one, three] = [1, 3].map((years) => accepted(bound(years)));
    const rolling = accepted(decideQuote(facts('2027-02-01'), command()));
    expect([one, three, rolling].map((quote) => quote && boundTo(quote))).toEqual([
      { boundYears: 1, boundPence: 115_001 },
      { boundYears: 3, boundPence: 345_003 },
      { boundYears: 1, boundPence: 115_001 },
    ]);
  });

  test('a pack that lets it be longer is at fault, and names the scheme', () => {
    const faults = (change: object) =>
      packSchema.safeParse({ ...pack, packages: [{ ...buyBack, ...change }] }).error?.issues.map(({ message }) => message) ?? [];
    expect(faults({ longestFirstYears: 4 }).join()).toContain('Scheme for financing schools, section 8');
    expect(faults({ longestLaterYears: 6 }).join()).toContain('Scheme for financing schools, section 8');
  });
});

describe('a pack that sells a bundle', () => {
  const faults = (change: object, services = pack.services) =>
    packSchema
      .safeParse({ ...pack, services, packages: [{ ...buyBack, ...change }] })
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

  test.each([
    ['nothing that is sold alone', { services: ['autumn-conversation'] }, 'packages.0.services.0', 'no package restrict'],
    ['what there is not', { services: ['dancing'] }, 'packages.0.services.0', 'There is no service'],
    [
      'more than its parts cost',
      { prices: [{ from: '2026-09-01', perYearExVatPence: 117_001 }] },
      'packages.0.prices.0',
      'costs no more than its parts',
    ],
    ['what is taxed otherwise', { services: ['reading-tuition'] }, 'packages.0.services.0', 'sell them apart'],
    [
      'eleven twelfths',
      { years: [{ ...buyBack.years[0], instalments: [{ on: '04-01', twelfths: 11 }] }] },
      'packages.0.years.0.instalments',
      'come to 12',
    ],
    ['a clock twice', { years: [buyBack.years[0], buyBack.years[0]] }, 'packages.0.years.1.clock', 'offered twice'],
  ])('with %s is at fault', (_, change, path, words) => {
    expect(faults(change).join('\n')).toMatch(new RegExp(`${path}.*${words}`));
  });

  test('at the price of its parts is not', () => {
    expect(faults({ prices: [{ from: '2026-09-01', perYearExVatPence: 117_000 }] })).toEqual([]);
  });
});

describe('notice', () => {
  test('by its day ends the agreement with its year; after it, it runs for another', () => {
    const world = new BuyBackWorld('2027-02-01');
    const agreement = accepted(world.agree(command()));
    world.until('2028-03-01');
    const running = world.agreements.get(agreement.id) as Agreement;
    expect(agreedTo(running)).toBe('2028-03-31');
    world.until('2028-03-02');
    const longer = world.agreements.get(agreement.id) as Agreement;
    expect(agreedTo(longer)).toBe('2029-03-31');
    const late = world.notice(longer, '2028-03-31' as never);
    expect(refusal(late)).toBe('notice-too-late');
    expect(told(late)).toBe(
      'Notice that it ends on 31 March 2028 was to be given by 1 March 2028. It runs to 31 March 2029, and notice for that is given by 1 March 2029.',
    );
    const given = accepted(world.notice(longer));
    expect([given.state, given.notice?.endsOn]).toEqual(['notice', '2029-03-31']);
    expect(refusal(world.notice(given))).toBe('wrong-state');
    world.until('2029-04-01');
    expect(world.agreements.get(agreement.id)).toMatchObject({ state: 'ended', ended: { on: '2029-03-31', why: 'notice' } });
  });
});

describe('whoever agrees', () => {
  const [booker, approver, deputy] = ['per_booker', 'per_approver', 'per_deputy'] as PersonId[] as [PersonId, PersonId, PersonId];
  const names = new Map([[approver, 'Bridget Lowe']]);
  const limits: Limits = {
    type: 'limits',
    organisation: maintained.id as OrganisationId,
    people: [],
    othersMostPence: 50_000,
    everyBooking: true,
    approver,
    version: 1,
  };
  const may = (person: PersonId, grossPence: number, more: Partial<Limits> = {}) =>
    mayAgree({ ...limits, ...more }, person, { grossPence, today: '2027-02-01' as never, names });

  test.each([
    ['within the limit, where everything is approved', booker, 40_000, {}, 'approver-must-agree'],
    ['within the limit', booker, 40_000, { everyBooking: false }, 'accepted'],
    ['over the limit', booker, 115_001, { everyBooking: false }, 'approver-must-agree'],
    ['over the limit, as the approver without one', approver, 115_001, { people: [{ person: approver, mostPence: null }] }, 'accepted'],
    ['over the approver’s own', approver, 115_001, { people: [{ person: approver, mostPence: 100_000 }] }, 'approver-must-agree'],
    [
      'as the deputy after their days',
      deputy,
      115_001,
      { deputy: { person: deputy, from: '2027-01-01', to: '2027-01-31' } as never },
      'approver-must-agree',
    ],
  ])('%s', (_, person, pence, more, name) => {
    expect(refusal(may(person, pence, more))).toBe(name);
  });

  test('is told who could', () => {
    expect(told(may(booker, 115_001, { people: [{ person: approver, mostPence: null }] }))).toContain('Bridget Lowe can agree to it.');
  });
});

describe('an end before the time', () => {
  const begun = () => {
    const world = new BuyBackWorld('2027-02-01');
    const { id } = accepted(world.agree(command()));
    world.until('2027-04-05');
    return { world, of: () => world.agreements.get(id) as Agreement };
  };

  test('keeps what is charged, lets the rest fall away, and lapses what is left', () => {
    const { world, of } = begun();
    const ended = accepted(world.end(of()));
    expect(ended).toMatchObject({ state: 'ended', ended: { on: '2027-04-05', why: 'early', reason: 'It closes' } });
    expect(lastDayOf(ended)).toBe('2027-04-05');
    expect(ended.years[0]?.instalments.map(({ netPence }) => netPence)).toEqual([47_917]);
    expect(ended.years[0]?.closed).toEqual({ lapsedHalfDays: 6, carriedHalfDays: 0 });
    world.until('2028-04-01');
    expect(world.charges.map(({ netPence }) => netPence)).toEqual([47_917]);
    expect(refusal(world.end(ended))).toBe('wrong-state');
  });

  test('waits for visits that are booked, and for what was used and is not paid for', () => {
    const { world, of } = begun();
    const booking = accepted(world.book('2027-04-12' as never, 3));
    expect(refusal(world.end(of()))).toBe('half-days-booked');
    const other = begun();
    accepted(other.world.book('2027-04-12' as never, 2));
    expect(told(other.world.end(other.of()))).toBe('1 day of it is booked.');
    world.until('2027-04-20');
    accepted(world.deliver(booking, ['01', '02', '03']));
    expect(told(world.end(of()))).toBe('1½ days of the year from 1 April 2027 were used, and 1 day is paid for by now.');
    world.until('2027-09-01');
    expect(refusal(world.end(of()))).toBe('accepted');
  });
});

test('a school that has closed, or that another has followed, is sold no further year: what it agreed to runs out', () => {
  const world = new BuyBackWorld('2027-02-01');
  const { id } = accepted(world.agree(command()));
  world.until('2028-02-01');
  world.gone = true;
  world.until('2028-04-02');
  expect(world.agreements.get(id)).toMatchObject({ state: 'ended', ended: { on: '2028-03-31', why: 'term' } });
  expect(world.agreements.get(id)?.years.length).toBe(1);
  expect(world.charges.reduce((sum, { netPence }) => sum + netPence, 0)).toBe(115_001);
});

test('a line says what it is', () => {
  const world = new BuyBackWorld('2027-02-01');
  accepted(world.agree(command()));
  world.until('2027-09-01');
  expect(world.charges.map(({ serviceTitle }) => serviceTitle)).toEqual([
    'Leadership and governance buy-back 2027/28, instalment 1 of 2 (5/12)',
    'Leadership and governance buy-back 2027/28, instalment 2 of 2 (7/12)',
  ]);
  const whole = { number: 1, of: 1, twelfths: 12, dueOn: '2027-04-01' as never, netPence: 1 };
  expect(lineText('Support', { from: '2027-05-10', to: '2028-05-09' } as never, whole)).toBe('Support 10 May 2027 to 9 May 2028');
});
