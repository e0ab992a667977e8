// A pack grants each right once, none for what is free anyway and none that tells of a status; a wrong word or number in it is told in a sentence.
import { describe, expect, test } from 'vitest';
import type { AllocationRule } from '../../shared/policy/allocations.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { findFaults } from '../../shared/policy/faults.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { day } from '../bookings.ts';
import { type Case, pathOf, refusals, ruleOf, told } from '../packs.ts';

const pot = pathOf(essex2017, 'partnership-days');
const visit = pathOf(essex2017, 'half-day-visit');
const support = pathOf(essex2017, 'individual-support');
const bands = (pack: Pack) => ruleOf(pack, 'partnership').bands;

describe('a right is granted once', () => {
  const again = (code: string, change: object) => (pack: Pack) => {
    const found = pack.allocations.find((each) => each.code === code);
    pack.allocations.push({ ...structuredClone(found), code: 'again', title: 'Once more', ...change } as AllocationRule);
  };
  const sentence = (title: string, service: string) =>
    `“Once more” grants again what “${title}” grants, for “${service}”: leave one of them out, or let it be for other services, holders or dates`;
  const last = `allocations.${essex2017.allocations.length}`;
  const visits = 'Visit by a School Performance Partner';
  const reordered = {
    where: {
      partnership: { kinds: ['collaborative-group', 'school-improvement'], member: false },
      phases: ['primary'],
      settings: ['mainstream'],
      sectors: ['academy', 'maintained'],
    },
  };
  test.each<Case>([
    ['the same condition in another order', again('half-day-visit', reordered), last, sentence('Half-day visit', visits)],
    ['the same status', again('individual-support', {}), last, sentence('Individual support', visits)],
    [
      'a kind of partnership in common',
      again('partnership-days', { kinds: ['collaborative-group', 'thematic'] }),
      last,
      sentence('Partnership days', 'Work with your partnership'),
    ],
    [
      'a post in common',
      again('headteacher-recruitment', { posts: ['head-of-school'] }),
      last,
      sentence('Headteacher recruitment', 'Support to governing bodies: headteacher recruitment'),
    ],
    ['a year in common', again('half-day-visit', { from: '2030-01-01' }), last, sentence('Half-day visit', visits)],
  ])('%s is refused', refusals(essex2017));

  test('a team in common is refused', () => {
    const pack = structuredClone(manchester2007);
    const { teams } = ruleOf(pack, 'team');
    again('district-teams', { teams: teams.slice(2) })(pack);
    expect(told(pack)).toEqual([
      [`allocations.${manchester2007.allocations.length}`, sentence('District and locality teams', 'National Strategy: Foundation Stage')],
    ]);
  });

  test.each<[string, Pack, (pack: Pack) => unknown]>([
    ['another condition', essex2017, again('half-day-visit', { where: { phases: ['nursery'] } })],
    ['another service', essex2017, again('half-day-visit', { services: ['collaborative-reviews'] })],
    ['other kinds of partnership', essex2017, again('partnership-days', { kinds: ['thematic'] })],
    [
      'another post',
      { ...essex2017, posts: [...essex2017.posts, { code: 'deputy', title: 'Deputy' }] },
      again('headteacher-recruitment', { posts: ['deputy'] }),
    ],
    ['another team', manchester2007, again('district-teams', { teams: [{ code: 'east', title: 'East', grant: { halfDays: 2 } }] })],
    [
      'another part of the year',
      {
        ...essex2017,
        allocations: essex2017.allocations.map((each) =>
          each.per === 'school' ? { ...each, usable: { from: '09-01', to: '12-31' } } : each,
        ),
      },
      again('half-day-visit', { usable: { from: '01-01', to: '03-31' } }),
    ],
    [
      'the time after it',
      {
        ...essex2017,
        allocations: essex2017.allocations.map((each) => (each.per === 'school' ? { ...each, to: day('2018-08-31') } : each)),
      },
      again('half-day-visit', { from: '2018-09-01', to: undefined }),
    ],
    ['the time after its funding', manchester2007, (pack) => delete ruleOf(pack, 'partnership', 'excellence-in-cities').to],
  ])('and %s is another right', (_, base, change) => {
    const pack = structuredClone(base);
    change(pack);
    expect(told(pack)).toEqual([]);
  });
});

describe('a right is for what is not free anyway, and what is by right alone has one', () => {
  test.each<Case>([
    [
      'a rule pays for core',
      (p) => ruleOf(p, 'school').services.push('media-support'),
      `${visit}.services.1`,
      '“Media support” is core, and core needs no right: leave it out of the rule, or make it an entitlement',
    ],
    [
      'a core service has a price',
      (p) => p.services.find(({ code }) => code === 'media-support')?.prices.push({ from: day('2017-09-01'), perDayExVatPence: 45_000 }),
      'services.15.prices',
      '“Media support” is core and so free: leave out the price of £450.00',
    ],
    [
      'no rule pays for an entitlement',
      (p) => ruleOf(p, 'partnership').reserved?.services.splice(1, 1),
      'services.20.class',
      'No rule pays for “Evaluation of Ofsted readiness”, so nobody could have it: name it in a rule, or make it core or traded',
    ],
  ])('%s: refused', refusals(essex2017));
});

describe('nothing that schools read tells of a confidential status', () => {
  const tells = (text: string, word: string) =>
    `“${text}” tells of a confidential status by “${word}”: choose words that say only what the days are for`;
  test.each<Case>([
    [
      'the code',
      (p) => Object.assign(ruleOf(p, 'status'), { code: 'schools-causing-concern' }),
      `${support}.code`,
      tells('schools-causing-concern', 'causing'),
    ],
    [
      'the title',
      (p) => Object.assign(ruleOf(p, 'status'), { title: 'Support for vulnerable schools' }),
      `${support}.title`,
      tells('Support for vulnerable schools', 'vulnerab'),
    ],
    [
      'what is shown',
      (p) => Object.assign(ruleOf(p, 'status').shownAs, { title: 'After a Warning Notice' }),
      `${support}.shownAs.title`,
      tells('After a Warning Notice', 'warning'),
    ],
    [
      'words of inspectors',
      (p) => Object.assign(ruleOf(p, 'status').shownAs, { title: 'Out of special measures' }),
      `${support}.shownAs.title`,
      tells('Out of special measures', 'special measures'),
    ],
  ])('%s', refusals(essex2017));
});

describe('a wrong word or number is told in a sentence, at its own path', () => {
  const where = (change: object) => (p: Pack) => Object.assign(ruleOf(p, 'school').where, change);
  const conditions = 'sectors, settings, phases, types, provision, bodies, districts, partnership';
  test.each<Case>([
    [
      'an unknown condition',
      where({ size: 'large' }),
      `${visit}.where.size`,
      `“size” is not a word of a condition: leave it out, or use one of ${conditions}`,
    ],
    [
      'an unknown phase',
      where({ phases: ['middle'] }),
      `${visit}.where.phases.0`,
      'Choose one of: nursery, primary, secondary, all-through, 16-plus, none',
    ],
    [
      'a type that is none, by which it is',
      where({ types: [1, 'x'] }),
      `${visit}.where.types.1`,
      '“x” is no code of a type: give the register’s, such as 1',
    ],
    [
      'a type beyond the register’s',
      where({ types: [100] }),
      `${visit}.where.types.0`,
      '100 is no code of a type: the register’s go up to 99',
    ],
    [
      'a condition that means nothing',
      where({ sectors: [] }),
      `${visit}.where.sectors`,
      'Name at least one of: maintained, academy, independent, further-education',
    ],
    [
      'an unknown word about membership',
      where({ partnership: { member: true, since: '2017' } }),
      `${visit}.where.partnership.since`,
      '“since” is not a word of membership of a partnership: leave it out, or use one of member, kinds',
    ],
    [
      'an unknown kind of rule',
      (p) => Object.assign(ruleOf(p, 'school'), { per: 'pupil' }),
      `${visit}.per`,
      'Say whom the rule is for: school, partnership, status, event or team',
    ],
    [
      'negative days',
      (p) => Object.assign(ruleOf(p, 'school').grant, { halfDays: -2 }),
      `${visit}.grant.halfDays`,
      'Half-days cannot be negative',
    ],
    [
      'half of a half-day',
      (p) => Object.assign(ruleOf(p, 'school').grant, { halfDays: 0.5 }),
      `${visit}.grant.halfDays`,
      'Give half-days as a whole number: one day is 2',
    ],
    [
      'too many days',
      (p) => Object.assign(ruleOf(p, 'school').grant, { halfDays: 4001 }),
      `${visit}.grant.halfDays`,
      'Give at most 4,000 half-days',
    ],
    [
      'negative days of a band',
      (p) => Object.assign(bands(p)[0]?.grant ?? {}, { halfDays: -1 }),
      `${pot}.bands.0.grant.halfDays`,
      'Half-days cannot be negative',
    ],
    [
      'a negative share',
      (p) => Object.assign(ruleOf(p, 'partnership').reserved?.share ?? {}, { basisPoints: -1 }),
      `${pot}.reserved.share.basisPoints`,
      'A share cannot be negative',
    ],
    [
      'more than all of it',
      (p) => Object.assign(ruleOf(p, 'partnership').reserved?.share ?? {}, { basisPoints: 10_001 }),
      `${pot}.reserved.share.basisPoints`,
      'A share is at most the whole: 100%, which is 10000 hundredths',
    ],
    ['no services', (p) => Object.assign(ruleOf(p, 'school'), { services: [] }), `${visit}.services`, 'Name at least one service'],
    ['no bands', (p) => Object.assign(ruleOf(p, 'partnership'), { bands: [] }), `${pot}.bands`, 'Give at least one band'],
    [
      'an unknown end of the year',
      (p) => Object.assign(ruleOf(p, 'school'), { yearEnd: { unused: 'sell' } }),
      `${visit}.yearEnd.unused`,
      'Say what becomes of unused days: lapse, carry or move',
    ],
    [
      'a day that does not exist',
      (p) => Object.assign(ruleOf(p, 'school'), { from: '2018-02-30' }),
      `${visit}.from`,
      'must be a real date between 2000 and 2099, written like 2026-11-24',
    ],
    [
      'an unknown word of the pack',
      (p) => Object.assign(p, { colour: 'green' }),
      'colour',
      '“colour” is not a word of a pack: leave it out, or use one of code, title, source, effectiveFrom, services, allocations, fundings, cancellation, conflicts, compliance, costs, nudges, notes, packages, evaluations, posts, vat, priceNotice, series, sessions, quoteMinutes, maximumDaysPerBooking, paymentTermsDays, purchaseOrderRequired',
    ],
    [
      'a service that names a rule itself',
      (p) => Object.assign(p.services[0] ?? {}, { allocation: 'partnership-days' }),
      'services.0.allocation',
      '“allocation” is not a word of a service: leave it out, or use one of code, title, description, outcomes, class, bookableBy, skill, attendees, minimumHalfDays, preparationHalfDays, reportHalfDays, prices, vatClass, incomeCode, cfrCode, legalPower, clause',
    ],
  ])('%s', refusals(essex2017));

  test('a negative sum', () => {
    const pack = structuredClone(manchester2007);
    Object.assign(ruleOf(pack, 'team', 'district-team-budgets').teams[0]?.budget ?? {}, { pence: -1 });
    expect(told(pack)).toEqual([[`${pathOf(manchester2007, 'district-team-budgets')}.teams.0.budget.pence`, 'A sum cannot be negative']]);
  });

  test('every fault is told at once, where the words are right', () => {
    const pack = structuredClone(essex2017);
    Object.assign(bands(pack)[1] ?? {}, { from: 6 });
    ruleOf(pack, 'school').services.push('no-such');
    expect(findFaults(pack).map(({ path }) => path.join('.'))).toEqual([`${visit}.services.1`, `${pot}.bands.1.from`]);
  });
});
