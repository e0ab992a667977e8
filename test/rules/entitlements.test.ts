// Which policy is in force, what a vacancy grants, what closing it takes back, and what a school is told.
import { describe, expect, test } from 'vitest';
import { accountsFor } from '../../functions/entitlements/rules/funding.ts';
import {
  decideClosing,
  decidePublication,
  decideVacancy,
  lapse,
  statementLine,
  type VacancyFacts,
} from '../../functions/entitlements/rules.ts';
import { policyName, recordVacancySchema, type Vacancy, vacancyStates } from '../../functions/entitlements/schema.ts';
import { accepted } from '../../shared/decision.ts';
import type { VacancyId } from '../../shared/ids.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import type { StoredHead } from '../../shared/ledger/post.ts';
import { versionInForce } from '../../shared/policy/versions.ts';
import { academy, actor, day, maintained, now, outcomeOf, pack, policy, rule } from '../bookings.ts';

const versions = (...effective: string[]) => ({
  version: effective.length,
  versions: effective.map((effectiveAt, i) => ({ version: i + 1, effectiveAt })),
});

describe('the policy in force is the last to take effect', () => {
  test.each<[string, string[], string, number | undefined]>([
    ['none before the first', ['2026-09-01T00:00:00.000Z'], '2026-08-31T23:59:59.999Z', undefined],
    ['the first at its very moment', ['2026-09-01T00:00:00.000Z'], '2026-09-01T00:00:00.000Z', 1],
    ['the second once it has come', ['2026-09-01T00:00:00.000Z', '2027-09-01T00:00:00.000Z'], '2027-09-01T00:00:00.000Z', 2],
    ['the first until then', ['2026-09-01T00:00:00.000Z', '2027-09-01T00:00:00.000Z'], '2027-08-31T23:59:59.999Z', 1],
    [
      'the one that takes effect later, though published earlier',
      ['2026-10-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z'],
      '2026-11-01T00:00:00.000Z',
      1,
    ],
    ['of two at once the later published', ['2026-09-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z'], '2026-10-01T00:00:00.000Z', 2],
    [
      'of two at once the later published, however precisely the moment is written',
      ['2026-09-01T00:00:00Z', '2026-09-01T00:00:00.000Z'],
      '2026-10-01T00:00:00.000Z',
      2,
    ],
  ])('%s', (_, effective, moment, expected) => {
    expect(versionInForce(versions(...effective), Date.parse(moment))?.version).toBe(expected);
  });
  test('and there is none where nothing was published', () => {
    expect(versionInForce(undefined, now)).toBeUndefined();
  });
});

describe('a new version takes effect five minutes after its publication at the earliest', () => {
  const publish = (pointer: ReturnType<typeof versions> | undefined, packEffectiveFrom: string, effectiveAt?: string) =>
    decidePublication({ pointer, now }, { packEffectiveFrom: day(packEffectiveFrom), effectiveAt });
  const known = versions('2026-08-31T23:00:00.000Z');

  test.each<[string, ReturnType<typeof versions> | undefined, string, string | undefined, string, number]>([
    ['the first from the beginning of its day in London, in summer', undefined, '2026-09-01', undefined, '2026-08-31T23:00:00.000Z', 1],
    ['the first from the beginning of its day in London, in winter', undefined, '2026-01-01', undefined, '2026-01-01T00:00:00.000Z', 1],
    ['the first from the moment asked for', undefined, '2026-09-01', '2026-10-01T00:00:00Z', '2026-10-01T00:00:00.000Z', 1],
    ['the next from its own day', known, '2027-09-01', undefined, '2027-08-31T23:00:00.000Z', 2],
    ['the next, whose day is past, in five minutes', known, '2026-09-01', undefined, '2026-11-24T08:05:00.000Z', 2],
    ['the next in exactly five minutes', known, '2026-09-01', '2026-11-24T08:05:00Z', '2026-11-24T08:05:00.000Z', 2],
  ])('%s', (_, pointer, from, asked, effectiveAt, version) => {
    expect(accepted(publish(pointer, from, asked))).toEqual({ effectiveAt, version });
  });

  test('and is refused for an earlier moment', () => {
    const refused = publish(known, '2026-09-01', '2026-11-24T08:04:59Z');
    expect(outcomeOf(refused)).toBe('too-late-to-publish');
    expect(!refused.ok && refused.refusal.faults).toEqual([expect.objectContaining({ field: 'effectiveAt' })]);
  });
});

const resourceManager = actor('resource-manager');
const facts = (more: Partial<VacancyFacts> = {}): VacancyFacts => ({
  id: 'vac_01' as VacancyId,
  now,
  today: day('2026-11-24'),
  actor: resourceManager,
  school: academy,
  policy,
  open: undefined,
  ...more,
});
const command = { school: academy.id, post: 'headteacher', vacantFrom: day('2026-12-31') };
const { vacancy, postings } = accepted(decideVacancy(facts(), command));

describe('a headteacher vacancy', () => {
  test('grants two half-days to an account of its own', () => {
    expect(vacancy).toMatchObject({
      state: 'open',
      account: 'entitlement/sch_990010/headteacher-recruitment/vac_01',
      rule: 'headteacher-recruitment',
      grantedHalfDays: 2,
      lapsedHalfDays: 0,
      policy: 'essex-2017/1',
      clause: rule.clause,
      recordedBy: resourceManager.person,
    });
    expect(postings).toEqual([
      {
        transfer: expect.objectContaining({
          code: 'grant',
          id: 'trf_20261124-vac_01-grant',
          from: 'grants/headteacher-recruitment',
          to: vacancy.account,
          amount: 2,
          asset: 'half-day',
          pending: false,
          cause: { vacancy: 'vac_01', clause: 'Capacity is provided for, g', policy: 'essex-2017/1' },
        }),
      },
    ]);
  });

  test('grants nothing where no rule names the post', () => {
    const withoutRule = { ...policy, pack: { ...pack, allocations: [] } };
    const { vacancy: plain, postings: none } = accepted(decideVacancy(facts({ policy: withoutRule }), command));
    expect(none).toEqual([]);
    expect(plain).toMatchObject({ grantedHalfDays: 0, state: 'open' });
    expect(plain.account).toBeUndefined();
  });

  test.each<[string, string, Partial<VacancyFacts>, Partial<typeof command>, string?]>([
    ['for a school nobody knows', 'unknown-school', { school: undefined }, {}, 'school'],
    ['for a closed school', 'school-closed', { school: { ...academy, statusCode: 2 } }, {}, 'school'],
    ['when no policy is in force', 'policy-not-in-force', { policy: undefined }, {}],
    ['for a post the policy does not list', 'invalid-request', {}, { post: 'caretaker' }, 'post'],
    ['for a date over two years ago', 'invalid-request', {}, { vacantFrom: day('2024-11-23') }, 'vacantFrom'],
    ['for a date over two years ahead', 'invalid-request', {}, { vacantFrom: day('2028-11-24') }, 'vacantFrom'],
    ['while another for the post is open', 'vacancy-already-open', { open: vacancy }, {}, 'post'],
  ])('is refused %s: %s', (_, name, more, changed, field) => {
    const decision = decideVacancy(facts(more), { ...command, ...changed });
    expect(outcomeOf(decision)).toBe(name);
    if (field && !decision.ok) expect(decision.refusal.faults).toEqual([expect.objectContaining({ field })]);
  });

  test.each(['2024-11-24', '2028-11-23'])('is recorded for %s, two years away', (vacantFrom) => {
    expect(outcomeOf(decideVacancy(facts(), { ...command, vacantFrom: day(vacantFrom) }))).toBe('accepted');
  });

  test.each([
    ['no post', { school: academy.id, vacantFrom: '2026-12-31' }, ['post']],
    ['no date', { school: academy.id, post: 'headteacher' }, ['vacantFrom']],
    ['a date that is none', { school: academy.id, post: 'headteacher', vacantFrom: '2026-02-30' }, ['vacantFrom']],
    ['a URN', { school: '990010', post: 'headteacher', vacantFrom: '2026-12-31' }, ['school']],
    ['a field of its own', { school: academy.id, post: 'headteacher', vacantFrom: '2026-12-31', halfDays: 40 }, ['']],
  ])('is not understood with %s', (_, value, fields) => {
    expect(recordVacancySchema.safeParse(value).error?.issues.map(({ path }) => path.join('.'))).toEqual(fields);
  });
});

const head = (more: Partial<StoredHead>): StoredHead => ({ ...emptyHead, account: vacancy.account ?? '', ...more });

describe('closing a vacancy', () => {
  const close = (of: Vacancy | undefined, kept: StoredHead | undefined, outcome: 'filled' | 'withdrawn' = 'filled') =>
    decideClosing({ vacancy: of, head: kept, now, actor: resourceManager }, { outcome });

  test.each<[string, Partial<StoredHead>, number]>([
    ['all of it when nothing was drawn', { debitsPosted: 2, available: 2 }, 2],
    ['what is not held', { debitsPosted: 2, creditsPending: 1, available: 1 }, 1],
    ['nothing when all is held or used', { debitsPosted: 2, creditsPending: 1, creditsPosted: 1, available: 0 }, 0],
  ])('lets lapse what is left: %s', (_, sums, lapsed) => {
    const { vacancy: closed, postings: lapsing } = accepted(close(vacancy, head(sums)));
    expect(closed).toMatchObject({ state: 'filled', lapsedHalfDays: lapsed, version: 2, closedBy: resourceManager.person });
    expect(lapsing.map((posting) => 'transfer' in posting && [posting.transfer.code, posting.transfer.amount])).toEqual(
      lapsed > 0 ? [['lapse', lapsed]] : [],
    );
  });

  test('as withdrawn is the same, and the word is kept', () => {
    expect(accepted(close(vacancy, head({ debitsPosted: 2, available: 2 }), 'withdrawn')).vacancy.state).toBe('withdrawn');
  });

  test.each<[string, 'filled' | 'withdrawn', Partial<StoredHead>, boolean]>([
    ['withdrawn unused may be', 'withdrawn', { debitsPosted: 2, available: 2 }, true],
    ['withdrawn with half a day held may not be', 'withdrawn', { debitsPosted: 2, creditsPending: 1, available: 1 }, false],
    ['withdrawn with half a day used may not be', 'withdrawn', { debitsPosted: 2, creditsPosted: 1, available: 1 }, false],
    ['filled may not be', 'filled', { debitsPosted: 2, available: 2 }, false],
  ])('one that is %s recorded again with the same date', (_, outcome, sums, expected) => {
    expect(accepted(close(vacancy, head(sums), outcome)).recordAgain).toBe(expected);
  });

  test.each<[string, Vacancy | undefined, string]>([
    ['one nobody knows', undefined, 'unknown-vacancy'],
    ['one that is filled', { ...vacancy, state: 'filled' }, 'vacancy-closed'],
    ['one that is withdrawn', { ...vacancy, state: 'withdrawn' }, 'vacancy-closed'],
  ])('%s is refused', (_, of, expected) => {
    expect(outcomeOf(close(of, head({})))).toBe(expected);
  });

  test('by the table of states', () => {
    expect(vacancyStates.rows.map(({ from, event, to }) => `${from} ${event} ${to}`)).toEqual([
      'new record open',
      'open fill filled',
      'open withdraw withdrawn',
    ]);
  });

  test('lapses under a name of its own, so that a later lapse on the same day is another entry', () => {
    expect(lapse(vacancy, 1, now, 'closing').id).not.toBe(lapse(vacancy, 1, now, '01-01').id);
    expect(lapse(vacancy, 1, now, 'closing')).toMatchObject({ to: 'lapsed/sch_990010/headteacher-recruitment', pending: false });
  });
});

describe('the free accounts of a service', () => {
  const paidService = rule.services[0] ?? '';
  const account = (vacancyId: string, of = rule.code) => `entitlement/${academy.id}/${of}/${vacancyId}`;
  const heads = (...kept: Partial<StoredHead>[]) => kept.map((more) => head({ available: 1, ...more }));

  test.each<[string, StoredHead[], string[]]>([
    [
      'those with something left, the longest-standing first',
      heads({ account: account('vac_02') }, { account: account('vac_01') }),
      ['vac_01', 'vac_02'],
    ],
    ['none that is empty', heads({ account: account('vac_01'), available: 0 }, { account: account('vac_02') }), ['vac_02']],
    ['none that is closed', heads({ account: account('vac_01'), closed: true }), []],
    ['none of another rule', heads({ account: account('vac_01', 'safeguarding-audit') }), []],
  ])('%s', (_, kept, expected) => {
    expect(accountsFor(paidService, pack, kept, 'school').free.map(({ vacancy: id }) => id)).toEqual(expected);
  });

  test('are none for a service that no rule pays for', () => {
    expect(accountsFor('reviews-of-governance', pack, heads({ account: account('vac_01') }), 'school').free).toEqual([]);
  });

  test('carry the clause that grants them', () => {
    expect(accountsFor(paidService, pack, heads({ account: account('vac_01') }), 'school').free[0]).toMatchObject({
      clause: rule.clause,
      title: rule.title,
      available: 1,
    });
  });
});

describe('a statement', () => {
  test.each<[string, Partial<StoredHead>, number, [number, number, number, number, number]]>([
    ['of what was just granted', { debitsPosted: 2, available: 2 }, 0, [2, 0, 0, 0, 2]],
    ['of one held and one used', { debitsPosted: 2, creditsPending: 1, creditsPosted: 1 }, 0, [2, 1, 1, 0, 0]],
    ['of a closed one', { debitsPosted: 2, creditsPosted: 2 }, 1, [2, 0, 1, 1, 0]],
  ])('%s: granted, held, used, lapsed and left', (_, sums, lapsedHalfDays, expected) => {
    const { granted, held, used, lapsed, left } = statementLine({ ...vacancy, lapsedHalfDays }, head(sums));
    expect([granted, held, used, lapsed, left]).toEqual(expected);
    expect(held + used + lapsed + left).toBe(granted);
  });
  test('of a vacancy without an account has nothing in it', () => {
    expect(statementLine({ ...vacancy, account: undefined } as unknown as Vacancy, undefined)).toMatchObject({
      granted: 0,
      held: 0,
      used: 0,
      lapsed: 0,
      left: 0,
    });
  });
});

test('a policy is named by its pack and version', () => {
  expect(policyName(policy)).toBe('essex-2017/1');
  expect(decideVacancy(facts({ school: maintained }), { ...command, school: maintained.id }).ok).toBe(true);
});
