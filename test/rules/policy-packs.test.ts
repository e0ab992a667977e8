// The packs that are shipped, by what they grant; and what a pack says of rights on a date: years, stretches, funding, costs, and which days pay for what.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { rochdale2012 } from '../../shared/policy/rochdale-2012.ts';
import { assumedValues, costOn, mayBeUsedOn, overlapFault, rulesFor, titleFor, yearOf } from '../../shared/policy/rules.ts';
import { type Pack, packSchema } from '../../shared/policy/schema.ts';
import { day } from '../bookings.ts';
import { clausesOf } from '../clauses.ts';
import { ruleOf } from '../packs.ts';

const packs: [string, Pack][] = [essex2017, manchester2007, rochdale2012, rivermouth2026].map((pack) => [pack.title, pack]);

describe('every pack that is shipped', () => {
  test.each(packs)('%s: is a pack, and stays one', (_, pack) => expect(packSchema.parse(structuredClone(pack))).toEqual(pack));

  test.each(packs)('%s: no two clauses share a reference', (_, pack) => {
    const references = new Map<string, string>();
    for (const { reference, text } of clausesOf(pack))
      expect(references.set(reference, references.get(reference) ?? text).get(reference)).toBe(text);
  });

  test('has codes and series of its own', () => {
    for (const of of [(pack: Pack) => pack.code, (pack: Pack) => pack.series['vat-invoice'], (pack: Pack) => pack.series.journal])
      expect(new Set(packs.map(([, pack]) => of(pack))).size).toBe(packs.length);
  });
});

/** Every value that is marked as assumed, wherever it stands. */
function marked(value: unknown, path: (string | number)[] = []): { path: string; note: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'assumed' in value && value.assumed === true ? [{ path: path.join('.'), note: 'note' in value ? value.note : undefined }] : [];
  return [...own, ...Object.entries(value).flatMap(([name, each]) => marked(each, [...path, name]))];
}

describe('a number that the source does not give', () => {
  test.each(packs)('%s: is told, each once, with the ground it was put there on', (_, pack) => {
    const told = assumedValues(pack);
    expect(told.map(({ path, note }) => ({ path: path.join('.'), note })).sort(byPath)).toEqual(marked(pack).sort(byPath));
    for (const { what, value, note } of told) expect([what, value, note].every((text) => text.length > 2)).toBe(true);
  });
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);

  test('is told as people read it', () => {
    const told = [...assumedValues(essex2017), ...assumedValues(manchester2007)].map(({ what, value }) => `${what}: ${value}`);
    expect(told).toEqual(
      expect.arrayContaining([
        'Partnership days: 1 to 3 members: 6 days',
        'Partnership days: 10 or more members: 18 days',
        'Partnership days: reserved for the council: 25%',
        'Days for special schools and pupil referral units: 3 days',
        'Cancelling less than 5 working days before: 100% of the price, and a free half-day is consumed',
        'Cancelling without a fee: Booked again within 20 working days',
        'Cost of an officer’s day: £450.00',
        'Reminder on 02-01: where 50% or more is left',
        'Price of a day: Behaviour and learning support, bought back: £300.00',
        'District and locality teams: North District Team: 200 days',
        'Money of district and locality teams: budget of North District Team: £60,000.00',
        'Education Improvement Partnership days: carried into the next year at most: 6 days',
      ]),
    );
  });

  test('is none of those the sources do give', () => {
    const given = (pack: Pack, path: string) => marked(pack).every((each) => !each.path.startsWith(path));
    expect(ruleOf(essex2017, 'event').grant).toEqual({ halfDays: 2 });
    expect(ruleOf(essex2017, 'school', 'half-day-visit').grant).toEqual({ halfDays: 1 });
    expect(ruleOf(manchester2007, 'school').grant).toEqual({ halfDays: 10 });
    expect(manchester2007.compliance[0]?.atLeastBasisPoints).toBe(7_000);
    expect(given(essex2017, 'services') && given(rivermouth2026, '')).toBe(true);
  });
});

describe('what each model grants', () => {
  const granted = (pack: Pack) => pack.allocations.map(({ per, code, services }) => `${per} ${code}: ${services.join(', ')}`);
  test('Essex: a visit, days for special schools and provisions, a pot for partnerships, and more where a status holds', () => {
    expect(granted(essex2017)).toEqual([
      'event headteacher-recruitment: governing-bodies-headteacher-recruitment',
      'school half-day-visit: individual-visit',
      'school special-school-days: individual-visit',
      'school enhanced-provision-days: individual-visit',
      'partnership partnership-days: partnership-working, collaborative-reviews',
      'status individual-support: individual-visit',
    ]);
    expect(ruleOf(essex2017, 'partnership')).toMatchObject({
      kinds: ['school-improvement', 'collaborative-group'],
      agreement: { by: 'majority' },
      reserved: { services: ['partnership-data-analysis', 'ofsted-readiness', 'new-headteacher-support', 'outcomes-for-pupils'] },
    });
  });

  test('Essex: capacity a to h is there, g as a right and the others as core', () => {
    const references = clausesOf(essex2017).map(({ reference }) => reference);
    for (const letter of 'abcdefgh') expect(references).toContain(`Capacity is provided for, ${letter}`);
    expect(essex2017.services.filter((service) => service.class === 'core')).toHaveLength(7);
  });

  test('Manchester: five days of a partner, eight functions out of teams’ days, and one grant that gives way to another', () => {
    expect(ruleOf(manchester2007, 'team').services).toEqual([
      'national-strategy-foundation',
      'national-strategy-primary',
      'national-strategy-secondary',
      'strategy-14-19',
      'attendance',
      'health-education',
      'behaviour-and-learning',
      'ethnic-minority-achievement',
    ]);
    expect(ruleOf(manchester2007, 'team').teams.every(({ grant }) => grant.halfDays > 0)).toBe(true);
    const money = ruleOf(manchester2007, 'team', 'district-team-budgets');
    expect(money.services).toEqual(['support-bought-back']);
    expect(money.teams.every(({ grant, budget }) => grant.halfDays === 0 && budget && budget.pence > 0)).toBe(true);
    expect(ruleOf(manchester2007, 'school', 'foundation-settings-days').where).toEqual({ bodies: ['foundation-setting', 'nursery'] });
    expect(manchester2007.fundings).toMatchObject([
      { endsOn: '2008-03-31', whenEnded: { unused: 'move', to: 'education-improvement-partnerships' } },
    ]);
    expect(manchester2007.conflicts.map(({ kind }) => kind)).toEqual([
      'council-employee',
      'teaches-in-authority',
      'delivers-for-the-school',
      'commissioning',
    ]);
    const classes = new Set(manchester2007.services.map((service) => service.class));
    expect(classes).toEqual(new Set(['core', 'entitlement', 'traded']));
  });

  test('Rochdale: members of a self-improving trust are granted nothing; intervention rests on no right', () => {
    expect(ruleOf(rochdale2012, 'school', 'challenge-and-support-secondary').where.partnership).toEqual({
      member: false,
      kinds: ['self-improving-trust'],
    });
    expect(rochdale2012.services.find(({ code }) => code === 'statutory-intervention')?.class).toBe('core');
    expect(rulesFor(rochdale2012, 'statutory-intervention')).toEqual([]);
    expect(rochdale2012.services.flatMap(({ code, bookableBy }) => (bookableBy ? [[code, bookableBy]] : []))).toEqual([
      ['overview-of-performance', ['council']],
      ['statutory-intervention', ['council']],
    ]);
  });

  test('Rivermouth: a fund holds money and no days, and its prices go by buy-back year', () => {
    expect(ruleOf(rivermouth2026, 'team').teams).toMatchObject([{ grant: { halfDays: 0 }, budget: { pence: 1_800_000 } }]);
    for (const { class: kind, prices } of rivermouth2026.services)
      expect(prices.filter(({ buyers }) => !buyers).map(({ from }) => from)).toEqual(kind === 'traded' ? ['2026-09-01', '2027-04-01'] : []);
  });
});

describe('a rule’s year', () => {
  test.each([
    ['academic', '2017-08-31', '2016-09-01', '2017-08-31'],
    ['academic', '2017-09-01', '2017-09-01', '2018-08-31'],
    ['financial', '2012-03-31', '2011-04-01', '2012-03-31'],
    ['financial', '2012-04-01', '2012-04-01', '2013-03-31'],
  ] as const)('%s, on %s', (year, date, from, to) => expect(yearOf(year, day(date))).toEqual({ from, to }));

  test('holds each of its days, and the next begins the day after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_000 }), fc.constantFrom('academic' as const, 'financial' as const), (n, year) => {
        const date = addDays(day('2000-06-01'), n);
        const period = yearOf(year, date);
        expect(period.from <= date && date <= period.to).toBe(true);
        expect([365, 366]).toContain(daysBetween(period.from, period.to) + 1);
        expect(yearOf(year, addDays(period.to, 1)).from).toBe(addDays(period.to, 1));
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

describe('days may be used', () => {
  const year = { from: day('2026-09-01'), to: day('2027-08-31') };
  const autumn = ruleOf(rivermouth2026, 'school');
  const on = (pack: Pack, rule: Pack['allocations'][number], date: string, period = year) => mayBeUsedOn(pack, rule, period, day(date));
  test.each([
    ['2026-08-31', false],
    ['2026-09-01', true],
    ['2026-12-31', true],
    ['2027-01-01', false],
    ['2027-09-01', false],
  ])('within the stretch that the rule names: on %s, %s', (date, expected) => expect(on(rivermouth2026, autumn, date)).toBe(expected));

  test.each([
    ['2027-01-01', true],
    ['2027-03-31', true],
    ['2027-04-01', false],
    ['2026-09-01', true],
    ['2026-08-31', false],
  ])('also over the New Year: on %s, %s', (date, expected) => {
    const winter = { ...autumn, usable: { from: '09-01', to: '03-31' } };
    expect(on(rivermouth2026, winter, date)).toBe(expected);
  });

  test.each([
    ['2008-03-31', true],
    ['2008-04-01', false],
  ])('while their funding lasts: on %s, %s', (date, expected) => {
    const rule = ruleOf(manchester2007, 'partnership', 'excellence-in-cities');
    expect(on(manchester2007, rule, date, yearOf('academic', day('2007-09-01')))).toBe(expected);
  });

  test('and a vacancy’s right on the days it is given', () => {
    const rule = ruleOf(essex2017, 'event');
    expect([on(essex2017, rule, '2027-08-31'), on(essex2017, rule, '2027-09-01')]).toEqual([true, false]);
  });
});

describe('which days pay for a service', () => {
  test('comes in the pack’s order, with what only the reserved part pays for under its own name', () => {
    const titles = (service: string) => rulesFor(essex2017, service).map((rule) => titleFor(rule, service));
    expect(titles('individual-visit')).toEqual([
      'Half-day visit',
      'Days for special schools and pupil referral units',
      'Days for mainstream schools with enhanced provisions',
      'Individual support',
    ]);
    expect(titles('ofsted-readiness')).toEqual(['Non-negotiable activities']);
    expect(titles('partnership-working')).toEqual(['Partnership days']);
    expect(titles('safeguarding-audits')).toEqual([]);
  });

  test('a right that rests on a status is told by what is shown of it alone', () => {
    const rule = { ...ruleOf(essex2017, 'status'), title: 'Known to the council', shownAs: { title: 'Shown to schools' } };
    expect(titleFor(rule, 'individual-visit')).toBe('Shown to schools');
  });
});

test('what a day costs the council is the last cost that began by then', () => {
  const cost = (date: string) => costOn(rivermouth2026, day(date))?.perDayPence;
  expect([cost('2026-08-31'), cost('2026-09-01'), cost('2027-03-31'), cost('2027-04-01')]).toEqual([undefined, 52_000, 52_000, 53_600]);
});

describe('two versions do not take effect on one day', () => {
  const published = [
    { version: 1, effectiveAt: '2026-08-31T23:00:00.000Z' },
    { version: 2, effectiveAt: '2027-04-01T08:30:00.000Z' },
  ];
  test.each([
    ['the day before, in London', '2026-08-31T22:59:59.999Z', undefined],
    ['its first moment', '2026-08-31T23:00:00.000Z', 'Version 1 takes effect on 1 September 2026 too: choose another day'],
    ['its last moment', '2026-09-01T22:59:59.999Z', 'Version 1 takes effect on 1 September 2026 too: choose another day'],
    ['the same day at another hour', '2027-04-01T20:00:00.000Z', 'Version 2 takes effect on 1 April 2027 too: choose another day'],
    ['between the two', '2027-01-01T00:00:00.000Z', undefined],
  ])('%s', (_, at, message) => expect(overlapFault(published, Date.parse(at))?.message).toBe(message));
});
