// Which free account pays for which half-day: on its date, in the policy's order, for whoever books; and why, where none does.
import { describe, expect, test } from 'vitest';
import { decideQuote, type QuoteFacts } from '../../functions/bookings/rules/quote.ts';
import type { FundingLine } from '../../functions/bookings/schema.ts';
import { accountsFor, mayPayOn } from '../../functions/entitlements/rules/funding.ts';
import type { Membership } from '../../functions/schools/schema/events.ts';
import type { Organisation } from '../../functions/schools/schema/organisations.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import type { StoredHead } from '../../shared/ledger/post.ts';
import type { AllocationRule, Booker } from '../../shared/policy/allocations.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { academy, booked, day, maintained, outcomeOf, pack, policy, quoteCommand, quoted, quoteFacts, service } from '../bookings.ts';
import { ruleOf } from '../packs.ts';

const year = '2026-09-01.2027-08-31';
const estuary = 'ptn_estuary' as OrganisationId;
const head = (account: string, available = 2, closed = false): StoredHead => ({
  ...emptyHead,
  account,
  debitsPosted: available,
  available,
  ...(closed ? { closed } : {}),
});
const own = (grant: string, period = year, available = 2) => head(`entitlement/${academy.id}/${grant}/${period}`, available);
const pot = (part: string, available = 2) => head(`entitlement/${estuary}/partnership-days${part}/${year}`, available);
const visit = service('individual-visit');
const reviews = service('collaborative-reviews');
const readiness = service('ofsted-readiness');
const grants = (accounts: readonly { account: string }[]) => accounts.map(({ account }) => account.split('/').slice(2).join(' '));

/** The pack with one rule in another form. */
const packWith = (code: string, more: Partial<AllocationRule>, also: Partial<Pack> = {}): Pack => ({
  ...pack,
  ...also,
  allocations: pack.allocations.map((rule) => (rule.code === code ? ({ ...rule, ...more } as AllocationRule) : rule)),
});

describe('the accounts that may pay', () => {
  test('come in the order in which they expire, then in the policy’s own, and a vacancy’s last', () => {
    const heads = [
      own('enhanced-provision-days'),
      own('half-day-visit'),
      own('special-school-days', '2026-09-01.2027-03-31'),
      own('half-day-visit.carried', '2026-09-01.2026-12-31'),
    ];
    const free = accountsFor(visit.code, pack, heads, 'school').free;
    expect(grants(free)).toEqual([
      'half-day-visit.carried 2026-09-01.2026-12-31',
      'special-school-days 2026-09-01.2027-03-31',
      `half-day-visit ${year}`,
      `enhanced-provision-days ${year}`,
    ]);
    expect(free.map(({ expires }) => expires)).toEqual(['2026-12-31', '2027-03-31', '2027-08-31', '2027-08-31']);
  });

  test('expire with their funding, and with the stretch of the year that the rule names', () => {
    const funding = {
      code: 'grant',
      title: 'A grant',
      endsOn: day('2027-03-31'),
      whenEnded: { unused: 'lapse' },
      clause: { reference: '1', text: 'One' },
    } as const;
    const funded = packWith('half-day-visit', { funding: 'grant' }, { fundings: [funding] });
    const summer = packWith('half-day-visit', { usable: { from: '04-01', to: '07-31' } } as Partial<AllocationRule>);
    const [ends] = accountsFor(visit.code, funded, [own('half-day-visit')], 'school').free;
    const [stretch] = accountsFor(visit.code, summer, [own('half-day-visit')], 'school').free;
    if (!ends || !stretch) throw new Error('both may pay');
    expect([ends.expires, stretch.expires]).toEqual(['2027-03-31', '2027-07-31']);
    const on = (date: string) => [mayPayOn(ends, [funded], day(date)), mayPayOn(stretch, [summer], day(date))];
    expect(['2026-10-01', '2027-03-31', '2027-04-01', '2027-07-31', '2027-08-01', '2027-09-01'].map(on)).toEqual([
      [true, false],
      [true, false],
      [false, true],
      [false, true],
      [false, false],
      [false, false],
    ]);
  });

  test('outlive the rule that granted them: the newest earlier version that has it says for what', () => {
    const without = { ...pack, allocations: pack.allocations.filter(({ code }) => code !== 'half-day-visit') };
    const older = packWith('half-day-visit', { services: ['reviews-of-governance'] });
    expect(accountsFor(visit.code, without, [own('half-day-visit')], 'school').free).toEqual([]);
    const found = accountsFor(visit.code, without, [own('half-day-visit')], 'school', { earlier: [pack, older] }).free;
    expect(grants(found)).toEqual([`half-day-visit ${year}`]);
    expect(found[0] && mayPayOn(found[0], [without], day('2026-12-01'))).toBe(false);
    expect(found[0] && mayPayOn(found[0], [without, pack], day('2026-12-01'))).toBe(true);
  });

  test.each<[string, Booker, string[], string[]]>([
    ['a school draws on none of its partnership’s', 'school', [], ['needs-agreement', 'council-only', 'others-only']],
    ['a lead draws on what was agreed', 'lead', [`partnership-days.pln_1 ${year}`], ['needs-agreement', 'council-only']],
    ['the council draws on what was agreed, and has what is reserved', 'council', [`partnership-days.pln_1 ${year}`], ['needs-agreement']],
  ])('of a pot that needs an agreement: %s', (_, booker, free, barred) => {
    const plans = new Map([[pot('.pln_1').account, ['collaborative-reviews']]]);
    const found = accountsFor(reviews.code, pack, [pot(''), pot('.pln_1')], booker, { plans });
    const reserved = accountsFor(readiness.code, pack, [pot('.reserved')], booker, { plans });
    expect(grants(found.free)).toEqual(free);
    expect(grants(reserved.free)).toEqual(booker === 'council' ? [`partnership-days.reserved ${year}`] : []);
    expect(new Set([...found.barred, ...reserved.barred].map(({ why }) => why))).toEqual(new Set(barred));
  });

  test('of a plan pay for what was agreed and no more', () => {
    const plans = new Map([[pot('.pln_1').account, ['partnership-working']]]);
    expect(accountsFor(reviews.code, pack, [pot('.pln_1')], 'lead', { plans }).free).toEqual([]);
    expect(grants(accountsFor('partnership-working', pack, [pot('.pln_1')], 'lead', { plans }).free)).toHaveLength(1);
  });

  test('of a plan pay for nothing that the policy in force makes free no longer, whatever was agreed', () => {
    const plans = new Map([[pot('.pln_1').account, ['collaborative-reviews']]]);
    expect(grants(accountsFor(reviews.code, pack, [pot('.pln_1')], 'lead', { plans }).free)).toHaveLength(1);
    const fewer = pack.allocations.map((rule) =>
      rule.code === 'partnership-days' ? { ...rule, services: rule.services.filter((code) => code !== reviews.code) } : rule,
    );
    expect(accountsFor(reviews.code, { ...pack, allocations: fewer }, [pot('.pln_1')], 'lead', { plans, earlier: [pack] }).free).toEqual(
      [],
    );
  });

  test('of a confidential status are called what schools are shown, clause and all', () => {
    const [free] = accountsFor(visit.code, pack, [own('individual-support')], 'school').free;
    const rule = ruleOf(pack, 'status');
    expect(free).toMatchObject({ title: rule.shownAs.title, clause: { reference: rule.shownAs.title, text: rule.shownAs.title } });
    expect(JSON.stringify(free)).not.toContain(rule.clause.text);
  });
});

const asked = { service: visit.id, sessions: ['2026-12-01#am', '2026-12-02#am', '2027-09-07#am'] };
const facts = (heads: readonly StoredHead[], booker: Booker = 'school', of = visit.code, more: Partial<QuoteFacts> = {}) => {
  const { free, barred } = accountsFor(of, pack, heads, booker);
  return {
    booker,
    freeAccounts: free,
    barred,
    service: service(of),
    officer: { ...quoteFacts().officer, skills: pack.services.map(({ skill }) => skill) } as QuoteFacts['officer'],
    ...more,
  };
};
const linesOf = (lines: readonly FundingLine[]) =>
  lines.map((line) => (line.fund === 'entitlement' ? [...grants([line]), line.halfDays] : [line.fund, line.halfDays]));

describe('each half-day is paid for by the first account that may pay on its own date', () => {
  const heads = [own('half-day-visit', year, 1), own('special-school-days', year, 4), own('half-day-visit', '2027-09-01.2028-08-31', 1)];

  test('and none pays for a date outside its period', () => {
    const quote = quoted(facts(heads), asked);
    expect(linesOf(quote.lines)).toEqual([
      [`half-day-visit ${year}`, 1],
      [`special-school-days ${year}`, 1],
      ['half-day-visit 2027-09-01.2028-08-31', 1],
    ]);
    expect(quote.lines[0]).toMatchObject({ title: 'Half-day visit', expires: '2027-08-31' });
    const refused = decideQuote(quoteFacts(facts(heads.slice(0, 2))), quoteCommand(asked));
    expect(outcomeOf(refused)).toBe('no-free-days-left');
    expect(!refused.ok && refused.refusal.detail).toContain('may not be used on 7 September 2027');
  });

  test('a partnership’s for those who are members on the date, and for nobody after they left', () => {
    const spell: Membership = { member: academy.id, group: estuary, from: day('2026-09-01'), to: day('2026-12-02') };
    const heads = [pot('.pln_1', 4)];
    const dates = { service: reviews.id, sessions: ['2026-12-01#am', '2026-12-02#am'] };
    const more = { ...facts(heads, 'lead', reviews.code), lead: estuary, memberships: [spell] };
    expect(outcomeOf(decideQuote(quoteFacts(more), quoteCommand(dates)))).toBe('buyer-must-agree');
    const still = { ...more, memberships: [{ ...spell, to: day('2026-12-03') }] };
    expect(linesOf(quoted(still, dates).lines)).toEqual([[`partnership-days.pln_1 ${year}`, 2]]);
    expect(outcomeOf(decideQuote(quoteFacts({ ...more, memberships: [] }), quoteCommand(dates)))).toBe('buyer-must-agree');
  });
});

describe('what is not free is charged to nobody who has not asked', () => {
  test.each<Booker>(['lead', 'council'])('by the %s no day is booked at a price', (booker) => {
    const command = { service: reviews.id };
    const decision = decideQuote(quoteFacts(facts([], booker, reviews.code)), quoteCommand(command));
    expect(outcomeOf(decision)).toBe('buyer-must-agree');
    expect(outcomeOf(decideQuote(quoteFacts(facts([], 'school', reviews.code)), quoteCommand(command)))).toBe('accepted');
  });

  test('for a partnership itself its own free days are booked, by its lead or the council, and nobody else', () => {
    const partnership = { id: estuary, kind: 'partnership', name: 'Estuary Partnership' } as unknown as Organisation;
    const command = { school: estuary, service: reviews.id };
    const by = (booker: Booker, more: Partial<Organisation> = {}) =>
      decideQuote(
        quoteFacts({ ...facts([pot('.pln_1')], booker, reviews.code), lead: estuary, school: { ...partnership, ...more } as Organisation }),
        quoteCommand(command),
      );
    expect(outcomeOf(by('lead'))).toBe('accepted');
    expect(outcomeOf(by('council'))).toBe('accepted');
    expect(outcomeOf(by('school'))).toBe('choose-school');
    expect(outcomeOf(by('lead', { closedOn: day('2026-11-01') } as Partial<Organisation>))).toBe('choose-school');
  });
});

describe('a partnership’s lead', () => {
  const other = 'ptn_other' as OrganisationId;
  const spells = [estuary, other].map((group): Membership => ({ member: academy.id, group, from: day('2026-09-01') }));
  const by = (lead: OrganisationId, heads: readonly StoredHead[], of = reviews.code) =>
    decideQuote(quoteFacts({ ...facts(heads, 'lead', of), lead, memberships: spells }), quoteCommand({ service: service(of).id }));
  const saidOf = (decision: ReturnType<typeof by>) => (decision.ok ? 'accepted' : [decision.refusal.name, decision.refusal.detail]);

  test('draws on the days of the partnership acted for, and of no other that the school is in', () => {
    expect(linesOf(accepted(by(estuary, [pot('.pln_1')])).lines)).toEqual([[`partnership-days.pln_1 ${year}`, 2]]);
    expect(saidOf(by(other, [pot('.pln_1')]))).toEqual(saidOf(by(other, [])));
    expect(outcomeOf(by(other, [pot('.pln_1')]))).toBe('buyer-must-agree');
  });

  test.each<[string, StoredHead[], string]>([
    ['days for a status that nobody is to learn of', [own('individual-support')], visit.code],
    ['days of every school’s', [own('half-day-visit')], visit.code],
    ['an open vacancy', [head(`entitlement/${academy.id}/headteacher-recruitment/vac_1`)], 'governing-bodies-headteacher-recruitment'],
  ])('is told the same of a school that has %s and of one that has none', (_, heads, of) => {
    expect(saidOf(by(estuary, heads, of))).toEqual(saidOf(by(estuary, [], of)));
    expect(String(saidOf(by(estuary, heads, of)))).toContain('lead books with the days of the partnership');
  });
});

describe('what is refused for want of free days says what is left, where and until when', () => {
  const refusedWith = (given: Partial<QuoteFacts>, sessions: string[], of = visit.id) => {
    const decision = decideQuote(quoteFacts(given), quoteCommand({ service: of, sessions }));
    return decision.ok ? 'accepted' : decision.refusal.detail;
  };

  test('half a day that nobody has touched, where a day was asked for', () => {
    expect(refusedWith(facts([own('half-day-visit', year, 1)]), ['2026-12-01#am', '2026-12-01#pm'])).toBe(
      `${visit.title} is not sold. Half a day is left of the free days for half-day visit, and 1 day is asked for.`,
    );
  });

  test('what the partnership has not planned, beside what its plan has left', () => {
    const partnership = { id: estuary, kind: 'partnership', name: 'Estuary Partnership' } as unknown as Organisation;
    const given = { ...facts([pot('.pln_1', 1), pot('', 11)], 'lead', reviews.code), lead: estuary, school: partnership };
    expect(refusedWith(given, ['2026-12-01#am', '2026-12-01#pm', '2026-12-02#am'], reviews.id)).toContain(
      'Half a day is left of the free days for partnership days, and 1½ days are asked for; beside them the partnership has 5½ days that no plan is agreed for yet.',
    );
  });

  test('the dates between which they may be used, for one outside', () => {
    expect(refusedWith(facts([own('half-day-visit', year, 1)]), ['2027-10-05#am'])).toContain(
      'The free days for half-day visit may not be used on 5 October 2027, but between 1 September 2026 and 31 August 2027.',
    );
  });

  test('who books them, where others do', () => {
    const partnership = { id: estuary, kind: 'partnership', name: 'Estuary Partnership' } as unknown as Organisation;
    const given = { ...facts([pot('.reserved', 4)], 'lead', readiness.code), lead: estuary, school: partnership };
    const decision = decideQuote(quoteFacts(given), quoteCommand({ service: readiness.id }));
    expect(outcomeOf(decision)).toBe('booked-by-others');
    expect(!decision.ok && decision.refusal.detail).toBe(
      `${readiness.title} is not sold. The days for non-negotiable activities are booked by the council.`,
    );
  });

  test('and that other bookings hold them, only where they do', () => {
    expect(refusedWith(facts([own('half-day-visit', year, 0)]), ['2026-12-01#am'])).toContain('used up or held by other bookings');
  });
});

describe('why something is not free is said rule by rule', () => {
  const why = (heads: readonly StoredHead[], of = reviews.code, memberships: Membership[] = []) =>
    quoted({ ...facts(heads, 'school', of), memberships }, { service: service(of).id }).whyNotFree;
  const member: Membership = { member: academy.id, group: estuary, from: day('2026-09-01') };

  test.each<[string, StoredHead[], Membership[], string | undefined]>([
    ['nothing to somebody in no partnership', [], [], undefined],
    ['nothing granted', [], [member], 'Nothing is free: its partnership has not been granted partnership days for those dates.'],
    ['not agreed yet', [pot('')], [member], 'Nothing is free: the partnership has not agreed to use any of the days it has left for this.'],
    [
      'agreed, and used up',
      [pot('.pln_1', 0)],
      [member],
      'Nothing is free: the days for partnership days are booked by the partnership’s lead or the council.',
    ],
  ])('%s', (_, heads, memberships, expected) => {
    expect(why(heads, reviews.code, memberships)).toBe(expected);
  });

  test('and of a status that nobody is to learn of it says nothing', () => {
    const refused = decideQuote(quoteFacts(facts([])), quoteCommand({ service: visit.id }));
    expect(!refused.ok && refused.refusal.detail).not.toContain('Individual support');
    expect(!refused.ok && refused.refusal.detail?.toLowerCase()).not.toContain('individual support');
  });
});

test('a service that no rule pays for never draws on a free account, whatever the school was granted', () => {
  const every = [
    own('half-day-visit'),
    own('individual-support'),
    own('special-school-days'),
    pot('.reserved'),
    pot('.pln_1'),
    own('headteacher-recruitment'),
  ];
  const paid = pack.services.filter(
    ({ code }) =>
      !pack.allocations.some(
        (rule) => rule.services.includes(code) || (rule.per === 'partnership' && rule.reserved?.services.includes(code)),
      ),
  );
  expect(paid.length).toBeGreaterThan(5);
  for (const { code } of paid)
    for (const booker of ['school', 'lead', 'council'] as const) expect(accountsFor(code, pack, every, booker).free).toEqual([]);
});

test('a free half-day has nowhere to keep a price, and its booking nothing to charge', () => {
  const free = quoted({ ...facts([own('half-day-visit')]), school: academy }, { service: visit.id, sessions: ['2026-12-01#am'] });
  // @ts-expect-error a line that is free by right has no price
  expect(free.lines.map((line) => line.fund === 'entitlement' && line.unitPricePence)).toEqual([undefined]);
  // @ts-expect-error nor has what funds the session
  expect(free.sessions.map(({ funding }) => funding.fund === 'entitlement' && funding.perDayExVatPence)).toEqual([undefined]);
  const { booking } = booked(free, 'bkg_77', undefined, visit);
  expect(JSON.stringify(booking.sessions)).not.toMatch(/pence|price/i);
  expect([booking.netPence, booking.vatPence, policy.version, maintained.id]).toEqual([0, 0, 1, 'sch_990001']);
});
