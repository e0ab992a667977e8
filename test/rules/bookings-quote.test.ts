// What a quote refuses, by name and to the minute, and what it still takes.
import { describe, expect, test } from 'vitest';
import { decideQuote, type QuoteFacts } from '../../functions/bookings/rules/quote.ts';
import type { PolicyVersion } from '../../functions/entitlements/schema.ts';
import type { Trust } from '../../functions/schools/schema/organisations.ts';
import { londonClock } from '../../shared/calendar.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import {
  academy,
  daniel,
  day,
  freeAccount,
  headteacherRecruitment,
  maintained,
  outcomeOf,
  pack,
  policy,
  quoteCommand,
  quoteFacts,
  rule,
  service,
  session,
} from '../bookings.ts';

const at = (instant: string) => ({ clock: londonClock(Date.parse(instant)) });
const decide = (facts: Partial<QuoteFacts>, command: Parameters<typeof quoteCommand>[0]) =>
  decideQuote(quoteFacts(facts), quoteCommand(command));
const on = (...sessions: string[]) => ({ sessions });
const withAllocation = (more: Partial<typeof rule>): PolicyVersion => ({
  ...policy,
  pack: { ...pack, allocations: [{ ...rule, ...more }] },
});
/** The policy with the service of another class than the catalogue has it in. */
const withClass = (kind: 'core' | 'entitlement'): PolicyVersion => ({
  ...policy,
  pack: {
    ...pack,
    services: pack.services.map((each) => (each.code === headteacherRecruitment.code ? { ...each, class: kind, prices: [] } : each)),
  },
});
/** So many sessions, mornings and afternoons, from the first Monday of February 2027. */
const many = (count: number) =>
  Array.from({ length: 60 }, (_, i) => `2027-${i < 28 ? '02' : '03'}-${String((i < 28 ? i : i - 28) + 1).padStart(2, '0')}`)
    .filter((date) => ![0, 6].includes(new Date(date).getUTCDay()))
    .flatMap((date) => [`${date}#am`, `${date}#pm`])
    .slice(0, count);
const fullTime = { ...daniel, pattern: { ...daniel.pattern, 5: { am: true, pm: true } } };
const closed = { ...academy, statusCode: 2 };
const trust: Trust = {
  id: 'trs_5902' as OrganisationId,
  kind: 'trust',
  uid: 5902,
  name: 'Estuary Light Learning Trust',
  addressLines: [],
  postcode: '',
  billing: [],
  version: 1,
};
const reviews = service('reviews-of-governance');

type Row = [sentence: string, name: string, facts: Partial<QuoteFacts>, command: Parameters<typeof quoteCommand>[0], field?: string];

describe('a quote is refused by name', () => {
  test.each<Row>([
    ['for a school nobody knows', 'unknown-school', { school: undefined }, {}, 'school'],
    ['for a closed school', 'school-closed', { school: closed }, {}, 'school'],
    ['for a school that has not opened yet', 'school-closed', { school: { ...academy, statusCode: 4 } }, {}, 'school'],
    ['for a trust, which books for one of its schools', 'choose-school', { school: trust }, {}, 'school'],
    ['for a service nobody knows', 'unknown-service', { service: undefined }, {}, 'service'],
    ['when no policy is in force', 'policy-not-in-force', { policy: undefined }, {}],
    ['for an officer nobody knows', 'unknown-officer', { officer: undefined }, {}, 'officer'],
    ['for an officer without the skill', 'officer-lacks-skill', { officer: { ...daniel, skills: ['safeguarding'] } }, {}, 'officer'],
    [
      'before the service is on sale',
      'not-on-sale',
      { service: { ...headteacherRecruitment, onSaleFrom: day('2026-12-02') } },
      {},
      'sessions',
    ],
    [
      'from the day the service is withdrawn',
      'not-on-sale',
      { service: { ...headteacherRecruitment, withdrawnFrom: day('2026-12-01') } },
      {},
      'sessions',
    ],
    [
      'before the first price',
      'not-on-sale',
      { service: { ...headteacherRecruitment, prices: [{ from: day('2026-12-02'), perDayExVatPence: 45_000, version: 1 }] } },
      {},
      'sessions',
    ],
    ['for yesterday', 'date-in-past', {}, on('2026-11-23#pm'), 'sessions'],
    ['for a session of today that has begun', 'date-in-past', at('2026-11-24T09:00:00Z'), on('2026-11-24#am'), 'sessions'],
    ['for a summer session of today that has begun in London', 'date-in-past', at('2027-07-01T08:00:00Z'), on('2027-07-01#am'), 'sessions'],
    ['for a date more than eighteen months away', 'too-far-ahead', {}, on('2028-05-26#am'), 'sessions'],
    ['for a Saturday', 'weekend', {}, on('2026-11-28#am'), 'sessions'],
    ['for a Sunday', 'weekend', {}, on('2026-11-29#pm'), 'sessions'],
    ['for Christmas Day', 'bank-holiday', {}, on('2026-12-25#am'), 'sessions'],
    ['for the substitute day of Boxing Day', 'bank-holiday', {}, on('2026-12-28#am'), 'sessions'],
    ['for an afternoon the officer does not work', 'outside-pattern', {}, on('2026-12-04#pm'), 'sessions'],
    ['for the last day of an absence', 'outside-pattern', {}, on('2026-12-15#am'), 'sessions'],
    ['for a session that is taken', 'session-taken', { taken: new Set([session('2026-12-01#pm')]) }, {}, 'sessions'],
    ['below the service’s minimum', 'below-minimum', { service: reviews }, { ...on('2026-12-01#am'), service: reviews.id }, 'halfDays'],
    ['for more than twenty days', 'too-many-sessions', { officer: fullTime }, { sessions: many(41) }, 'halfDays'],
    ['for more than twenty days said with few sessions', 'too-many-sessions', {}, { halfDays: 41 }, 'halfDays'],
    [
      'for more than twenty days sent with few said',
      'too-many-sessions',
      { officer: fullTime },
      { sessions: many(41), halfDays: 2 },
      'halfDays',
    ],
    ['for more half-days than sessions', 'invalid-request', {}, { halfDays: 3 }, 'sessions'],
    ['for fewer half-days than sessions', 'invalid-request', {}, { halfDays: 1 }, 'sessions'],
    ['for the same session twice', 'duplicate-session', {}, on('2026-12-01#am', '2026-12-01#am'), 'sessions'],
    ['for an academy’s delegated budget', 'purse-not-available', {}, { purse: 'delegated-budget' }, 'purse'],
    [
      'for an academy’s delegated budget even where all is free',
      'purse-not-available',
      { freeAccounts: [freeAccount(academy, 2)] },
      { purse: 'delegated-budget' },
      'purse',
    ],
    [
      'for the delegated budget of another council’s school',
      'purse-not-available',
      { school: { ...maintained, laCode: 882 } },
      { school: maintained.id, purse: 'delegated-budget' },
      'purse',
    ],
    [
      'where the policy refuses what is beyond the free days',
      'no-free-days-left',
      { policy: withAllocation({ whenUsedUp: 'refuse' }), freeAccounts: [freeAccount(academy, 1)] },
      {},
      'sessions',
    ],
    [
      'where a service given by right only has no free days left',
      'no-free-days-left',
      { service: { ...headteacherRecruitment, class: 'entitlement', prices: [] }, policy: withClass('entitlement') },
      {},
      'sessions',
    ],
    ['where the policy in force has made free what the catalogue sells', 'not-on-sale', { policy: withClass('core') }, {}, 'service'],
    [
      'where the policy in force sells what the catalogue has as free',
      'not-on-sale',
      { service: { ...headteacherRecruitment, class: 'core', prices: [] } },
      {},
      'service',
    ],
    [
      'to whoever acts for a partnership that another leads',
      'no-word',
      { booker: 'lead', lead: 'ptn_1' as OrganisationId, leadsNoLonger: true },
      {},
    ],
  ])('%s: %s', (_, name, facts, command, field) => {
    const decision = decide(facts, command);
    expect(outcomeOf(decision)).toBe(name);
    if (field && !decision.ok) expect(decision.refusal.faults).toEqual([expect.objectContaining({ field })]);
  });

  test('with a sentence that names what is wrong', () => {
    const sentence = (facts: Partial<QuoteFacts>, command: Parameters<typeof quoteCommand>[0]) => {
      const decision = decide(facts, command);
      return decision.ok ? undefined : decision.refusal.detail;
    };
    expect(sentence({}, on('2026-12-25#am'))).toBe('25 December 2026 is Christmas Day.');
    expect(sentence({}, on('2026-12-04#pm'))).toBe('Daniel Osei does not work on Friday 4 December 2026, afternoon.');
    expect(sentence({ school: maintained }, { school: maintained.id, purse: 'own-funds' })).toBeUndefined();
    expect(sentence({}, { purse: 'delegated-budget' })).toBe('Colnemarsh Grange Academy can pay from its own funds.');
    expect(sentence({ service: reviews }, { ...on('2026-12-01#am') })).toBe(
      'Reviews of governance is booked for at least 1 day at a time.',
    );
  });
});

describe('a quote is given', () => {
  test.each<[string, Partial<QuoteFacts>, Parameters<typeof quoteCommand>[0]]>([
    ['to the minute before a session begins', at('2026-11-24T08:59:59Z'), on('2026-11-24#am')],
    ['to the minute before a summer session begins in London', at('2027-07-01T07:59:59Z'), on('2027-07-01#am')],
    ['for the afternoon of a day whose morning has begun', at('2026-11-24T10:00:00Z'), on('2026-11-24#pm')],
    ['to the last day of eighteen months', {}, on('2028-05-25#am')],
    ['for a school that is proposed to close', { school: { ...academy, statusCode: 3 } }, {}],
    ['for exactly twenty days', { officer: fullTime }, { sessions: many(40) }],
    ['for exactly the minimum', { service: reviews }, { service: reviews.id }],
    ['on the first day on sale', { service: { ...headteacherRecruitment, onSaleFrom: day('2026-12-01') } }, {}],
    ['on the last day before a withdrawal', { service: { ...headteacherRecruitment, withdrawnFrom: day('2026-12-02') } }, {}],
    ['on the day after an absence', {}, on('2026-12-16#am')],
  ])('%s', (_, facts, command) => {
    expect(outcomeOf(decide(facts, command))).toBe('accepted');
  });
});

test('nothing is quoted for a school whose place another has taken: it would be billed to one that never asked', () => {
  expect(outcomeOf(decideQuote(quoteFacts({ succeeded: true }), quoteCommand()))).toBe('school-closed');
});
