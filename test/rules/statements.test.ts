// A statement tells each reader what is theirs to know, and its figures sum: what was granted and brought in, less what was passed on, is held, used, lapsed or left.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresOf } from '../../functions/entitlements/rules/moves.ts';
import {
  allocationLine,
  byYear,
  changeText,
  keptFor,
  linesFor,
  maySee,
  midYearTexts,
  shortfallText,
  yearOfPeriod,
  yearTitle,
} from '../../functions/entitlements/rules/statements.ts';
import { drawnBy, drawnSessions, usesOfBooking } from '../../functions/entitlements/rules/uses.ts';
import { type Allocation, type Moved, nothingMoved } from '../../functions/entitlements/schema/allocations.ts';
import type { Drawing } from '../../functions/entitlements/schema/uses.ts';
import type { Vacancy } from '../../functions/entitlements/schema.ts';
import type { CivilDate, SessionKey } from '../../shared/calendar.ts';
import type { Actor, Role } from '../../shared/context.ts';
import type { BookingId, HolderId, OrganisationId, PersonId, ServiceId, VacancyId } from '../../shared/ids.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import type { StoredHead } from '../../shared/ledger/post.ts';

const [school, other, trust, partnership] = ['sch_990001', 'sch_990002', 'trs_5902', 'ptn_saltmere'] as OrganisationId[] as [
  OrganisationId,
  OrganisationId,
  OrganisationId,
  OrganisationId,
];
const team = 'tea_north' as HolderId;
const day = (text: string) => text as CivilDate;

const allocation = (more: Partial<Allocation> = {}): Allocation => ({
  type: 'allocation',
  holder: school,
  holderName: 'Saltmere',
  rule: 'universal',
  grant: 'universal',
  part: 'own',
  title: 'Universal offer',
  asset: 'half-day',
  period: { from: day('2017-09-01'), to: day('2018-08-31') },
  account: `entitlement/${school}/universal/2017-09-01.2018-08-31`,
  target: 4,
  shortfall: 0,
  steps: [
    { on: day('2017-09-01'), change: 6, because: 'maintained' },
    { on: day('2018-01-01'), change: -2, because: 'member of a partnership' },
  ],
  moved: { ...nothingMoved, granted: 6, clawedBack: 2 },
  changes: [],
  clause: { reference: 'Section 4', text: 'Every school has six.' },
  policy: 'essex-2017/1',
  state: 'open',
  version: 1,
  ...more,
});
const head = (account: string, more: Partial<StoredHead> = {}): StoredHead => ({ ...emptyHead, account, ...more });

describe('who may read a statement', () => {
  const as = (role: Role, organisation?: OrganisationId, through?: OrganisationId): Actor => ({
    person: 'per_somebody' as PersonId,
    name: 'Somebody',
    roles: [role],
    ...(organisation ? { organisation } : {}),
    ...(through ? { through } : {}),
  });
  const ofSchool = { groups: [trust, partnership], members: [] };
  const ofPartnership = { groups: [], members: [school] };
  const ofNobody = { groups: [], members: [] };
  test.each<[who: string, actor: Actor, holder: HolderId, facts: Parameters<typeof maySee>[2], may: boolean]>([
    ['a school its own', as('school-booker', school), school, ofSchool, true],
    ['a school no other’s', as('school-booker', other), school, ofSchool, false],
    ['a member its partnership’s', as('school-approver', school), partnership, ofPartnership, true],
    ['nobody else a partnership’s', as('school-approver', other), partnership, ofPartnership, false],
    ['its lead a partnership’s', as('partnership-lead', partnership), partnership, ofPartnership, true],
    ['a lead no member’s', as('partnership-lead', partnership), school, ofSchool, false],
    ['a trust its own', as('trust-booker', trust), trust, ofNobody, true],
    ['a trust those of its schools', as('trust-booker', trust), school, ofSchool, true],
    ['a trust no other school’s', as('trust-booker', trust), other, ofNobody, false],
    ['a trust acting for its school that school’s', as('trust-booker', school, trust), school, ofSchool, true],
    ['a partnership’s member no member’s beside it', as('school-booker', partnership), school, ofSchool, false],
    ['the council any', as('finance'), school, ofNobody, true],
    ['the council a team’s', as('sip-manager'), team, ofNobody, true],
    ['a school no team’s', as('school-booker', school), team, ofNobody, false],
    ['an officer none', as('officer'), school, ofSchool, false],
  ])('%s', (_, actor, holder, facts, may) => {
    expect(maySee(actor, holder, facts)).toBe(may);
  });
});

describe('figures', () => {
  const amount = fc.integer({ min: 0, max: 50 });
  /** Whatever has been moved, with a head that agrees with it. */
  const history = fc
    .record({
      in: fc.tuple(amount, amount, amount, amount),
      out: fc.tuple(amount, amount, amount, amount, amount),
      held: amount,
      used: amount,
      returned: amount,
    })
    .map(
      ({
        in: [granted, handedIn, carriedIn, earmarkedIn],
        out: [clawedBack, lapsed, handedOut, carriedOut, earmarkedOut],
        held,
        used,
        returned,
      }) => {
        const moved: Moved = {
          granted,
          handedIn,
          carriedIn,
          earmarkedIn,
          clawedBack,
          lapsed,
          handedOut,
          carriedOut,
          earmarkedOut,
          returned,
        };
        const debitsPosted = granted + handedIn + carriedIn + earmarkedIn + returned;
        const creditsPosted = clawedBack + lapsed + handedOut + carriedOut + earmarkedOut + used + returned;
        return {
          moved,
          head: head('a', { debitsPosted, creditsPosted, creditsPending: held, available: debitsPosted - creditsPosted - held }),
        };
      },
    );

  test('of a line sum, whatever was moved, and say what a run’s figures say', () => {
    fc.assert(
      fc.property(history, ({ moved, head: of }) => {
        const line = allocationLine(allocation({ moved }), of, false);
        expect(line.granted + line.broughtIn - line.passedOn).toBe(line.held + line.used + line.lapsed + line.left);
        const figures = figuresOf({ moved }, of);
        expect(figures.granted).toBe(line.granted + line.broughtIn - line.passedOn);
        expect([line.held, line.used, line.lapsed, line.left]).toEqual([figures.held, figures.used, figures.lapsed, figures.left]);
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe('lines', () => {
  const vacancy: Vacancy = {
    id: 'vac_1' as VacancyId,
    school,
    schoolName: 'Saltmere',
    post: 'headteacher',
    postTitle: 'Headteacher',
    vacantFrom: day('2018-10-01'),
    state: 'open',
    account: `entitlement/${school}/headteacher/vac_1`,
    grantedHalfDays: 2,
    lapsedHalfDays: 0,
    policy: 'essex-2017/1',
    recordedBy: 'per_joan' as PersonId,
    recordedAt: '2018-09-20T10:00:00.000Z',
    version: 1,
  };

  test('stand under their years, the latest first, each clock apart', () => {
    const financial = allocation({
      rule: 'budget',
      grant: 'budget.budget',
      part: 'budget',
      asset: 'penny',
      period: { from: day('2018-04-01'), to: day('2019-03-31') },
    });
    const lines = linesFor({ allocations: [allocation(), financial], vacancies: [vacancy], heads: new Map() }, true);
    expect(byYear(lines).map(({ year, lines: of }) => [yearTitle(year), of.map(({ line }) => line)])).toEqual([
      ['Academic year 2018/19', ['vac_1']],
      ['Financial year 2018/19', ['2018-04-01.budget.budget']],
      ['Academic year 2017/18', ['2017-09-01.universal']],
    ]);
    expect(yearOfPeriod({ from: day('2017-09-01') })).toEqual({ clock: 'academic', start: 2017 });
  });

  test('are told with their reasons and clause; what rests on a status by its title alone, to all but those who may know', () => {
    const confidential = allocation({
      title: 'Additional days',
      confidential: true,
      clause: { reference: 'Causing concern', text: 'Eight days.' },
    });
    const told = JSON.stringify(allocationLine(confidential, undefined, false));
    expect(told).toContain('Additional days');
    for (const secret of ['member of a partnership', 'Causing concern', 'essex-2017/1', 'confidential', 'Eight days'])
      expect(told).not.toContain(secret);
    const known = JSON.stringify(allocationLine(confidential, undefined, true));
    for (const fact of ['member of a partnership', 'Causing concern', 'essex-2017/1', '"confidential":true']) expect(known).toContain(fact);
    expect(JSON.stringify(allocationLine(allocation(), undefined, false))).toContain('Every school has six.');
  });

  test('of a confidential status are kept from staff who may not know, and not from the school itself', () => {
    const kept = { allocations: [allocation(), allocation({ confidential: true })] };
    const shown = (role: Role, organisation?: string) =>
      keptFor({ roles: [role], ...(organisation ? { organisation } : {}) } as unknown as Actor, kept).allocations.length;
    const staff: Role[] = ['finance', 'finance-approver', 'resource-manager', 'catalogue-manager', 'officer'];
    expect(staff.map((role) => shown(role))).toEqual([1, 1, 1, 1, 1]);
    expect((['sip-manager', 'auditor', 'council-admin'] as const).map((role) => shown(role))).toEqual([2, 2, 2]);
    expect([shown('school-booker', 'sch_1'), shown('school-approver', 'sch_1'), shown('trust-booker', 'trs_1')]).toEqual([2, 2, 2]);
  });

  test('tell what changed in the middle of the year, when and why, and what was used beyond what it then came to', () => {
    const lines = linesFor({ allocations: [allocation({ shortfall: 1 })], vacancies: [vacancy], heads: new Map() }, false);
    expect(midYearTexts(lines)).toEqual(['Universal offer, 1 January 2018: −1 day (member of a partnership)']);
    expect(lines.flatMap((line) => (line.of === 'allocation' ? [shortfallText(line)] : []))).toEqual([
      'What was used or is held is half a day more than it comes to now. What was used stays used.',
    ]);
    expect(midYearTexts(linesFor({ allocations: [allocation({ confidential: true })], vacancies: [], heads: new Map() }, false))).toEqual(
      [],
    );
  });

  test.each<[code: string, moved: Partial<Moved>, text: string, part?: string]>([
    ['grant', {}, 'granted'],
    ['claw-back', {}, 'taken back'],
    ['carry', { carriedOut: 2 }, 'carried into the next year'],
    ['carry', { carriedIn: 2 }, 'carried in from the year before'],
    ['hand-over', { handedIn: 2 }, 'taken over'],
    ['hand-over', { handedOut: 2 }, 'handed over'],
    ['earmark', { earmarkedOut: 2 }, 'set aside for what was agreed'],
    ['earmark', { earmarkedIn: 2, earmarkedOut: 1 }, 'set aside here', 'pln_1'],
    ['release', { earmarkedIn: 1, earmarkedOut: 2 }, 'given back'],
    ['release', { earmarkedIn: 2, earmarkedOut: 1 }, 'given back to the pot', 'pln_1'],
    ['return', { returned: 1 }, 'delivered before, and given back'],
    ['of-another-kind', {}, 'of-another-kind'],
  ])('say of a change %s %j: %s', (code, moved, text, part = 'own') => {
    expect(changeText({ code }, { moved: { ...nothingMoved, ...moved }, part })).toBe(text);
  });
});

describe('uses', () => {
  const session = (visit: string, key: string, account: string | undefined, state: 'held' | 'used' | 'given-back' = 'held') => ({
    visit,
    session: key as SessionKey,
    account,
    state,
  });
  const booking = (id: string, of: OrganisationId, sessions: Drawing['sessions']): Drawing => ({
    booking: id as BookingId,
    school: of,
    schoolName: of,
    service: 'svc_visit' as ServiceId,
    serviceTitle: 'Visit',
    sessions,
  });
  const first = booking('bkg_1', school, [
    session('01', '2017-11-01#pm', 'a', 'used'),
    session('02', '2017-10-01#am', 'b'),
    session('03', '2017-10-02#am', undefined),
    session('04', '2018-10-02#am', 'a', 'given-back'),
  ]);

  test('are one for each account that a booking draws on; a session that is paid for is of none', () => {
    expect(usesOfBooking(first).map(({ account, sessions }) => [account, sessions.map(({ visit }) => visit)])).toEqual([
      ['a', ['01', '04']],
      ['b', ['02']],
    ]);
  });

  test('are told in order of time, and of a year alone where one is asked for', () => {
    const uses = [...usesOfBooking(first), ...usesOfBooking(booking('bkg_0', other, [session('01', '2017-11-01#am', 'a', 'used')]))];
    const of = uses.filter(({ account }) => account === 'a');
    expect(drawnSessions(of).map(({ session: key, booking: id }) => `${key} ${id}`)).toEqual([
      '2017-11-01#am bkg_0',
      '2017-11-01#pm bkg_1',
      '2018-10-02#am bkg_1',
    ]);
    expect(drawnSessions(of, { from: day('2017-09-01'), to: day('2018-08-31') })).toHaveLength(2);
  });

  test('count who drew how much, without what was given back', () => {
    const more = booking('bkg_2', other, [session('01', '2017-11-02#am', 'a'), session('02', '2017-11-02#pm', 'a', 'used')]);
    const of = [...usesOfBooking(first), ...usesOfBooking(more)].filter(({ account }) => account === 'a');
    expect(drawnBy(of)).toEqual([
      { school: other, schoolName: other, held: 1, used: 1 },
      { school, schoolName: school, held: 0, used: 1 },
    ]);
  });
});
