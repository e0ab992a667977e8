// A pack that does not fit together is refused: each fault by its path, with a sentence that says what to do.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { findFaults } from '../../shared/policy/faults.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { type Case, pathOf, refusals, ruleOf, told } from '../packs.ts';

const pot = pathOf(essex2017, 'partnership-days');
const visit = pathOf(essex2017, 'half-day-visit');
const bands = (pack: Pack) => ruleOf(pack, 'partnership').bands;

describe('bands follow one another from 1 member without end', () => {
  test.each<Case>([
    [
      'a gap',
      (p) => bands(p)[1]?.grant && Object.assign(bands(p)[1] ?? {}, { from: 6 }),
      `${pot}.bands.1.from`,
      'No band is for 4 to 5 members: let this one begin with 4',
    ],
    [
      'a gap of one',
      (p) => Object.assign(bands(p)[1] ?? {}, { from: 5 }),
      `${pot}.bands.1.from`,
      'No band is for 4 members: let this one begin with 4',
    ],
    [
      'an overlap',
      (p) => Object.assign(bands(p)[1] ?? {}, { from: 3 }),
      `${pot}.bands.1.from`,
      '3 members are in the band before too: let this one begin with 4',
    ],
    [
      'a late beginning',
      (p) => Object.assign(bands(p)[0] ?? {}, { from: 2 }),
      `${pot}.bands.0.from`,
      'The first band begins with 2 members: let it begin with 1',
    ],
    [
      'an end',
      (p) => Object.assign(bands(p)[3] ?? {}, { to: 20 }),
      `${pot}.bands.3.to`,
      'No band is for more than 20 members: leave the end of the last band open',
    ],
    [
      'an open band in the middle',
      (p) => delete bands(p)[1]?.to,
      `${pot}.bands.1.to`,
      'Only the last band has no end: give the largest number of members it is for',
    ],
  ])('%s is refused', refusals(essex2017));

  test('a band that ends before it begins is refused, and so is what follows from it', () => {
    const pack = structuredClone(essex2017);
    Object.assign(bands(pack)[1] ?? {}, { to: 2 });
    expect(told(pack)).toEqual([
      [`${pot}.bands.1.to`, 'The band ends with 2 members, before it begins with 4: give a larger number'],
      [`${pot}.bands.2.from`, 'No band is for 3 to 6 members: let this one begin with 3'],
    ]);
  });
});

describe('whatever the bands', () => {
  /** Bands that begin where these sizes end, and follow one another. */
  const cut = (ends: readonly number[]) =>
    [...ends, undefined].map((to, i) => ({ from: (ends[i - 1] ?? 0) + 1, ...(to === undefined ? {} : { to }), grant: { halfDays: i } }));
  const ends = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }).map((all) => all.sort((a, b) => a - b));
  const faultsOf = (changed: ReturnType<typeof cut>) => {
    const pack = structuredClone(essex2017);
    ruleOf(pack, 'partnership').bands = changed;
    return findFaults(pack);
  };

  test('cut anywhere, they fit together', () => {
    fc.assert(
      fc.property(ends, (all) => {
        expect(faultsOf(cut(all))).toEqual([]);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test('and moved at one end, they are refused', () => {
    fc.assert(
      fc.property(ends, fc.nat(), fc.integer({ min: 1, max: 9 }), fc.boolean(), (all, n, by, up) => {
        const changed = cut(all);
        const band = changed[n % changed.length];
        if (band) band.from = up ? band.from + by : Math.max(1, band.from - by);
        fc.pre(JSON.stringify(changed) !== JSON.stringify(cut(all)));
        expect(faultsOf(changed).map(({ path }) => path.slice(0, 3).join('.'))).toContain(`${pot}.bands`);
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe('what a rule names is there', () => {
  const unknown = (what: string) => `There is no ${what} in this pack: correct the code, or add the `;
  test.each<Case>([
    ['a service', (p) => ruleOf(p, 'partnership').services.push('no-such'), `${pot}.services.2`, `${unknown('service “no-such”')}service`],
    [
      'a service of the reserved part',
      (p) => ruleOf(p, 'partnership').reserved?.services.push('no-such'),
      `${pot}.reserved.services.4`,
      `${unknown('service “no-such”')}service`,
    ],
    [
      'a post',
      (p) => ruleOf(p, 'event').posts.push('bursar'),
      `${pathOf(essex2017, 'headteacher-recruitment')}.posts.3`,
      `${unknown('post “bursar”')}post`,
    ],
    [
      'a source of funding',
      (p) => Object.assign(ruleOf(p, 'partnership'), { funding: 'lottery' }),
      `${pot}.funding`,
      `${unknown('source of funding “lottery”')}source`,
    ],
    [
      'a rule to move days to',
      (p) => Object.assign(ruleOf(p, 'partnership'), { yearEnd: { unused: 'move', to: 'nowhere' } }),
      `${pot}.yearEnd.to`,
      'There is no rule “nowhere” in this pack to move days to: correct the code, or add the rule',
    ],
  ])('%s', refusals(essex2017));

  test.each<Case>([
    [
      'a service of a conflict',
      (p) => p.conflicts[0]?.services.push('no-such'),
      'conflicts.0.services.1',
      `${unknown('service “no-such”')}service`,
    ],
    [
      'a service of a rule of compliance',
      (p) => p.compliance[0]?.services.push('no-such'),
      'compliance.0.services.1',
      `${unknown('service “no-such”')}service`,
    ],
    [
      'a rule that outlives a source of funding',
      (p) => Object.assign(p.fundings[0] ?? {}, { whenEnded: { unused: 'move', to: 'nowhere' } }),
      'fundings.0.whenEnded.to',
      'There is no rule “nowhere” in this pack to move days to: correct the code, or add the rule',
    ],
    [
      'a rule that is not paid by the same source',
      (p) => Object.assign(ruleOf(p, 'partnership', 'education-improvement-partnerships'), { funding: 'excellence-in-cities' }),
      'fundings.0.whenEnded.to',
      '“Education Improvement Partnership days” is paid by “Excellence in Cities grant” too, and ends with it: name a rule that lasts',
    ],
    [
      'a rule of the same holders',
      (p) => Object.assign(p.fundings[0] ?? {}, { whenEnded: { unused: 'move', to: 'district-teams' } }),
      'fundings.0.whenEnded.to',
      '“District and locality teams” is not for a partnership’s year: name a rule that is',
    ],
    [
      'the last day of a source whose days move',
      (p) => delete p.fundings[0]?.endsOn,
      'fundings.0.endsOn',
      'What is left of “Excellence in Cities grant” is to move when it ends: give its last day',
    ],
  ])('%s', refusals(manchester2007));

  test.each<Case>([
    [
      'itself',
      (p) => Object.assign(ruleOf(p, 'partnership'), { yearEnd: { unused: 'move', to: 'partnership-days' } }),
      `${pot}.yearEnd.to`,
      '“Partnership days” cannot move days to itself: name another rule',
    ],
    [
      'days for schools',
      (p) => Object.assign(ruleOf(p, 'partnership'), { yearEnd: { unused: 'move', to: 'half-day-visit' } }),
      `${pot}.yearEnd.to`,
      '“Half-day visit” is not for a partnership’s year: name a rule that is',
    ],
    [
      'vacancies',
      (p) => Object.assign(ruleOf(p, 'school'), { yearEnd: { unused: 'move', to: 'headteacher-recruitment' } }),
      `${visit}.yearEnd.to`,
      '“Headteacher recruitment” is not for a school’s year: name a rule that is',
    ],
  ])('days do not move to %s', refusals(essex2017));
});

describe('dates lie within their year', () => {
  const yearly = (change: object) => (p: Pack) => Object.assign(ruleOf(p, 'school', 'half-day-visit'), change);
  const carry = (useBy: string) => ({ unused: 'carry', atMost: { halfDays: 1 }, useBy });
  test.each<Case>([
    [
      'a rule that ends before it begins',
      yearly({ from: '2018-01-01', to: '2017-12-31' }),
      `${visit}.to`,
      'The rule ends on 31 December 2017, before it begins on 1 January 2018: give a later day',
    ],
    [
      'use past the end of the academic year',
      yearly({ usable: { from: '06-01', to: '10-31' } }),
      `${visit}.usable.to`,
      'From 06-01 to 10-31 runs past the end of the academic year, 1 September to 31 August: let both days lie within it',
    ],
    [
      'use past the end of the financial year',
      yearly({ year: 'financial', usable: { from: '01-01', to: '04-30' } }),
      `${visit}.usable.to`,
      'From 01-01 to 04-30 runs past the end of the financial year, 1 April to 31 March: let both days lie within it',
    ],
    [
      'use until no day',
      yearly({ usable: { from: '09-01', to: '02-30' } }),
      `${visit}.usable.to`,
      '02-30 is not a day of every year: give month and day, such as 02-28',
    ],
    [
      'use from a leap day',
      yearly({ usable: { from: '02-29', to: '03-31' } }),
      `${visit}.usable.from`,
      '02-29 is not a day of every year: give month and day, such as 02-28',
    ],
    [
      'money carried under a rule that holds none',
      yearly({ yearEnd: { ...carry('12-31'), atMostPence: { pence: 100 } } }),
      `${visit}.yearEnd.atMostPence`,
      '“Half-day visit” holds days and no money: leave out what is carried of a budget',
    ],
    [
      'carried days that end on no day',
      yearly({ yearEnd: carry('11-31') }),
      `${visit}.yearEnd.useBy`,
      '11-31 is not a day of every year: give month and day, such as 02-28',
    ],
    [
      'carried days that end before they may be used',
      yearly({ usable: { from: '01-01', to: '03-31' }, yearEnd: carry('12-31') }),
      `${visit}.yearEnd.useBy`,
      'Carried days would end on 12-31, before days of the rule may be used from 01-01: give a later day within the academic year, 1 September to 31 August',
    ],
    [
      'a day of the year that is none',
      yearly({ usable: { from: '9-1', to: '12-31' } }),
      `${visit}.usable.from`,
      'Give a day of the year as month and day, such as 12-31',
    ],
    [
      'a reminder on no day',
      (p) => p.nudges.push({ on: '04-31', leftAtLeastBasisPoints: 1 }),
      'nudges.2.on',
      '04-31 is not a day of every year: give month and day, such as 02-28',
    ],
  ])('%s: refused', refusals(essex2017));

  test.each([
    [{ usable: { from: '09-01', to: '08-31' } }],
    [{ usable: { from: '09-01', to: '12-31' }, yearEnd: carry('12-31') }],
    [{ year: 'financial', usable: { from: '09-01', to: '03-31' } }],
    [{ from: '2018-01-01', to: '2018-01-01' }],
  ])('%j is right', (change) => {
    const pack = structuredClone(essex2017);
    yearly(change)(pack);
    expect(told(pack)).toEqual([]);
  });
});

describe('a list says each thing once', () => {
  const copy = <T>(list: T[], change: object = {}) => list.push({ ...structuredClone(list[0] as T), ...change });
  const twice = (code: string) => `The code “${code}” stands twice: give each a code of its own`;
  test.each<Case>([
    ['a service', (p) => copy(p.services), 'services.23.code', twice('headteacher-performance-management')],
    [
      'a rule',
      (p) =>
        p.allocations.push({
          ...structuredClone(ruleOf(p, 'school')),
          code: 'headteacher-recruitment',
          services: ['collaborative-reviews'],
        }),
      'allocations.6.code',
      twice('headteacher-recruitment'),
    ],
    ['a post', (p) => copy(p.posts), 'posts.3.code', twice('headteacher')],
    [
      'a price of one date',
      (p) => copy(p.services[0]?.prices ?? [], { perDayExVatPence: 46_000 }),
      'services.0.prices.1.from',
      'There are two prices of “Headteacher performance management” from 1 September 2017: keep one of them',
    ],
    [
      'a standard rate of one date',
      (p) => copy(p.vat.standardRates, { basisPoints: 1 }),
      'vat.standardRates.1.from',
      'There are two standard rates of VAT from 4 January 2011: keep one of them',
    ],
    ['a cost of one date', (p) => copy(p.costs), 'costs.1.from', 'There are two costs of a day from 1 September 2017: keep one of them'],
    [
      'a row of the VAT table',
      (p) => copy(p.vat.rows),
      'vat.rows.12',
      'An earlier row is for the same buyer, purse and class: keep one of them',
    ],
    ['a rung', (p) => copy(p.cancellation.rungs), 'cancellation.rungs.2.workingDays', 'Two rungs are for 5 working days: keep one of them'],
    [
      'a waiver',
      (p) => copy(p.cancellation.waivers),
      'cancellation.waivers.3.kind',
      'The waiver “rebooked” stands twice: keep one of them',
    ],
    [
      'what counts as booked again, without the clause that says so',
      (p) => Object.assign(p.cancellation.waivers[0] ?? {}, { oneMore: { clause: { reference: 'Section 9', text: '' } } }),
      'cancellation.waivers.0.oneMore.clause.text',
      'Quote the source',
    ],
    [
      'what counts as booked again, in a word of its own',
      (p) => Object.assign(p.cancellation.waivers[1] ?? {}, { oneMore: true }),
      'cancellation.waivers.1.oneMore',
      '“oneMore” is not a word of a waiver: leave it out, or use one of kind, assumed, note',
    ],
    ['a reminder', (p) => copy(p.nudges), 'nudges.2.on', 'Two reminders are for 02-01: keep one of them'],
  ])('%s', refusals(essex2017));

  test.each<Case>([
    ['a source of funding', (p) => copy(p.fundings), 'fundings.1.code', twice('excellence-in-cities')],
    ['a conflict', (p) => copy(p.conflicts), 'conflicts.4.code', twice('partner-not-employed')],
    ['a rule of compliance', (p) => copy(p.compliance), 'compliance.1.code', twice('partners-who-know-headship')],
    ['a team', (p) => copy(ruleOf(p, 'team').teams), `${pathOf(manchester2007, 'district-teams')}.teams.4.code`, twice('north-district')],
  ])('%s', refusals(manchester2007));
});
