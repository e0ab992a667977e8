// Rochdale's trust takes over, tried on 2012/13 (D4): days, pounds in the source's rows and every breakdown; the books are not touched; whoever may not is
// refused, and what is wrong is told.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bounds } from '../../functions/entitlements/store/lists.ts';
import { advanceTrial } from '../../functions/reports/actions/trials/slice.ts';
import { inline, startTrial } from '../../functions/reports/actions/trials/trials.ts';
import { getTrial, getTrialSums } from '../../functions/reports/store/trials.ts';
import type { Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { PersonId, TrialId } from '../../shared/ids.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { rochdale } from '../councils/models.ts';
import { Counter, nameOf, type Problem } from '../counter.ts';
import { formOn, plainText } from '../forms.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { pathOf } from '../packs.ts';
import { grantYear } from '../standing.ts';
import { draftWith, type ShownTrial, savingsRow, tryOn } from '../trials.ts';

const secondary = 'challenge-and-support-secondary';
const at = (code: string) => pathOf(rochdale.pack, code);
/** The policy before the trust: every secondary school has what the council offers. */
const universal: Pack = {
  ...rochdale.pack,
  allocations: rochdale.pack.allocations.map((rule) => {
    if (rule.per !== 'school' || rule.code !== secondary) return rule;
    const { partnership: _, ...where } = rule.where;
    return { ...rule, where };
  }),
};
const notMembers = { member: false, kinds: ['self-improving-trust'] };
const taking: [string, unknown][] = [[`${at(secondary)}.where.partnership`, notMembers]];
const joining = ['sch_990005', 'sch_990006', 'sch_990007'];

describe('Rochdale, 2012/13: the trust takes over (D4)', () => {
  let host: TestHost;
  let [grace, nadia, tom, joan, lena]: Visitor[] = [];
  const who = (visitor: Visitor | undefined): Visitor => visitor ?? expect.fail('nobody signed in');
  let trust = '';
  let draft = '';
  const path = (rest: string) => `/rochdale/api/${rest}`;
  const trials = '/rochdale/reports/trials';
  const tried = (of: string, more: object = {}) => tryOn(host, who(grace), 'rochdale', { of, clock: 'financial', year: 2012, ...more });

  beforeAll(async () => {
    host = await startHost({ at: '2012-04-02T08:00:00Z', councils: [{ ...rochdale, pack: universal }], seeded: true });
    [grace, nadia, tom, joan, lena] = await Promise.all(
      ['grace-adeyemi', 'nadia-rahman', 'tom-haldane', 'joan-ferris', 'lena-osgood'].map((name) => host.as(name, 'rochdale')),
    );
    await grantYear(host, '2012-04-02', { council: 'rochdale' });
    const counter = new Counter(host, '2012-05-13', 'rochdale');
    const asked = {
      school: joining[0],
      service: 'svc_universal-challenge-and-support',
      officer: 'off_howard-pell',
      purse: 'delegated-budget',
    };
    const quote = await counter.quoted(who(lena), await counter.fresh(2, 'off_howard-pell'), asked);
    got(await who(lena).json(path('bookings'), { token: quote.token }), 201);
    const group = { partnershipKind: 'self-improving-trust', name: 'The Pioneer Trust', openedOn: '2012-07-02' };
    host.clock.set('2012-11-20T08:00:00Z');
    trust = got<{ id: string }>(await who(joan).json(path('schools/partnerships'), group), 201).id;
    got(await who(joan).json(path(`schools/partnerships/${trust}/members`), { members: joining, on: '2012-09-01' }), 200);
    draft = await draftWith(who(grace), 'rochdale', { from: 1, effectiveFrom: '2013-04-01', set: taking });
  }, 120_000);
  afterAll(() => host?.stop());

  test('what the members of the trust are granted no more is the employees’ saving, at cost', async () => {
    const trial = await tried(draft);
    const { total, breakdown, rules, savings } = trial.result;
    expect(trial).toMatchObject({ factsUntil: '2012-11-20', of: { draft }, outdated: { draft: false, policy: false }, adjustments: [] });
    expect(total).toMatchObject({ halfDaysDifference: -18, employeesPence: 18 * 19_000, incomeLostPence: 0, additionalIncomePence: 0 });
    expect(rules.filter(({ difference }) => difference !== 0)).toMatchObject([{ rule: secondary, kind: 'secondary', difference: -18 }]);
    expect(savings).toMatchObject({ label: 'cost, not charge', years: [2012], lacksCost: false });
    expect(savings.costs).toEqual([{ from: '2011-04-01', perDayPence: 38_000, assumed: true }]);
    expect(savingsRow(trial, 'employees').total).toEqual({ ongoingPence: 342_000, oneOffPence: 0 });
    const changed = Object.values(breakdown).map((lines) => lines.filter(({ totalPence }) => totalPence !== 0).map(({ title }) => title));
    expect(changed).toEqual([['Secondary schools'], ['Rochdale'], ['The Pioneer Trust'], ['2012/13']]);
    for (const lines of Object.values(breakdown)) {
      const sum = (of: keyof typeof total) => lines.reduce((all, line) => all + line[of], 0);
      expect([sum('halfDaysBefore'), sum('halfDaysAfter'), sum('totalPence')]).toEqual([
        total.halfDaysBefore,
        total.halfDaysAfter,
        total.totalPence,
      ]);
    }
  });

  test('nothing is written but the trial itself, its job and the trail', async () => {
    const counter = new Counter(host, '2012-11-20', 'rochdale');
    const before = await counter.dump();
    const { id } = await tried(draft);
    const changed = await counter.changesSince(before);
    const own = new RegExp(`^rochdale#(TRIAL#${id} (trial|pack|sums)|JOB#\\S+ job|AUDIT#\\S+ \\S+)$`);
    expect(changed.filter((key) => !own.test(key))).toEqual([]);
    expect(changed.filter((key) => key.includes('#TRIAL#'))).toHaveLength(3);
    // To be sure: the ledger, heads and allocations are there, and were not among them.
    for (const kind of ['#LEDGER#', ' HEAD#', ' ALLOCATION#']) expect([...before.keys()].some((key) => key.includes(kind))).toBe(true);
  });

  test('the policy that is in force makes no difference to itself', async () => {
    const { result } = await tried('1');
    expect(result.total).toMatchObject({
      halfDaysDifference: 0,
      employeesPence: 0,
      incomeLostPence: 0,
      additionalIncomePence: 0,
      totalPence: 0,
    });
    expect(result.total.halfDaysBefore).toBeGreaterThan(100);
  });

  test('typed sums stand in the source’s rows, ongoing and one-off, by financial year', async () => {
    const paper = [
      { row: 'employees', financialYear: 2013, kind: 'ongoing', pence: 13_000_000, note: 'Posts with a secondary background' },
      { row: 'implementation-costs', financialYear: 2013, kind: 'one-off', pence: 13_000_000, note: 'Leaving early' },
    ] as const;
    const trial = await tried(draft, { adjustments: paper });
    expect(savingsRow(trial, 'savings-less-implementation')).toMatchObject({
      title: 'Total savings less implementation costs',
      years: [
        { financialYear: 2012, ongoingPence: 342_000, oneOffPence: 0 },
        { financialYear: 2013, ongoingPence: 13_000_000, oneOffPence: -13_000_000 },
      ],
      total: { ongoingPence: 13_342_000, oneOffPence: -13_000_000 },
    });
    const set = path(`reports/trials/${trial.id}/adjustments`);
    const less = got<ShownTrial>(await who(grace).json(set, { version: trial.version, adjustments: paper.slice(1) }), 200);
    expect(less.adjustments).toHaveLength(1);
    expect(nameOf(await who(grace).json(set, { version: trial.version, adjustments: [] }))).toBe('changed-meanwhile');
    // What was worked out stays what it was.
    expect(less.result?.total).toEqual(trial.result.total);
  });

  test('a draft that is changed, or a policy that is published, is told: the trial stays that of its version', async () => {
    const own = await draftWith(who(grace), 'rochdale', { from: 1, effectiveFrom: '2013-04-01', set: taking });
    const { id, of, result } = await tried(own);
    expect(of.draftVersion).toBe(2);
    const change = {
      do: 'set',
      path: [
        ...at(secondary)
          .split('.')
          .map((step, i) => (i === 1 ? Number(step) : step)),
        'grant',
        'halfDays',
      ],
      value: 0,
    };
    got(await who(grace).json(path(`entitlements/policies/drafts/${own}/changes`), { version: 2, changes: [change] }), 200);
    const after = got<ShownTrial>(await who(nadia).json(path(`reports/trials/${id}`)), 200);
    expect(after).toMatchObject({ outdated: { draft: true, policy: false }, result: JSON.parse(JSON.stringify(result)) });
    expect(plainText((await who(grace).get(`${trials}/${id}`)).body)).toContain('This is what its version 2 comes to');
  });

  test('finance looks and does not try; a school does neither', async () => {
    const asked = { of: draft, clock: 'financial', year: 2012 };
    const { id } = await tried(draft);
    expect(nameOf(await who(nadia).json(path('reports/trials'), asked))).toBe('not-allowed');
    expect(nameOf(await who(nadia).json(path(`reports/trials/${id}/adjustments`), { version: 3, adjustments: [] }))).toBe('not-allowed');
    expect((await who(nadia).json(path('reports/trials'))).status).toBe(200);
    const page = await who(nadia).get(`${trials}/${id}`);
    expect([page.status, page.body.includes('Add the sum')]).toEqual([200, false]);
    for (const reply of [
      await who(tom).json(path('reports/trials')),
      await who(tom).json(path(`reports/trials/${id}`)),
      await who(tom).json(path('reports/trials'), asked),
    ])
      expect([reply.status, nameOf(reply)]).toEqual([403, 'not-allowed']);
  });

  test.each([
    ['a draft that is not there', { of: 'drf_00000000000000000000000000' }, 'unknown-draft', undefined],
    ['a version that is not there', { of: '7' }, 'unknown-policy', undefined],
    ['a year to come', { year: 2013 }, 'invalid-request', ['#/year', 'Choose a year that has begun: this one begins on 1 April 2013']],
    [
      'a year before the first policy',
      { year: 2010 },
      'invalid-request',
      ['#/year', 'Choose a later year: the first policy took effect on 1 April 2012, after the financial year 2010/11'],
    ],
    ['a year out of all range', { year: 1066 }, 'invalid-request', ['#/year', 'Give the year in which it begins, such as 2025']],
    [
      'a clock that nothing goes by',
      { clock: 'academic' },
      'invalid-request',
      ['#/clock', 'No rule goes by this year: choose the financial year'],
    ],
    [
      'a sum with the wrong sign',
      { adjustments: [{ row: 'income-lost', financialYear: 2012, kind: 'ongoing', pence: 100, note: 'Training' }] },
      'invalid-request',
      ['#/adjustments/0/pence', 'Show income that is lost as a minus'],
    ],
    [
      'a sum of another decade',
      { adjustments: [{ row: 'other-costs', financialYear: 2042, kind: 'ongoing', pence: 100, note: 'Training' }] },
      'invalid-request',
      ['#/adjustments/0/financialYear', 'Give a financial year from 2012/13 to 2017/18'],
    ],
  ])('%s is refused by name, and nothing is kept', async (_, more, name, fault) => {
    const counter = new Counter(host, '2012-11-20', 'rochdale');
    const before = await counter.dump();
    const reply = await who(grace).json(path('reports/trials'), { of: draft, clock: 'financial', year: 2012, ...more });
    expect(nameOf(reply)).toBe(name);
    const errors = reply.data<Problem>().errors?.map(({ pointer, detail }) => [pointer, detail]);
    if (fault) expect(errors).toEqual([fault]);
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('a draft with a fault is refused with it', async () => {
    const broken = await draftWith(who(grace), 'rochdale', {
      from: 1,
      effectiveFrom: '2013-04-01',
      set: [[`${at(secondary)}.services`, ['no-such']]],
    });
    const reply = await who(grace).json(path('reports/trials'), { of: broken, clock: 'financial', year: 2012 });
    expect(nameOf(reply)).toBe('draft-not-ready');
    expect(reply.data<Problem>().errors?.[0]?.pointer).toMatch(/allocations/);
  });

  test('on pages: from the draft to the trial, a sum added and taken out, and the file', async () => {
    const drafted = await who(grace).get(`/rochdale/entitlements/policies/drafts/${draft}`);
    expect(drafted.body).toContain(`${trials}?of=${draft}`);
    expect((await who(grace).get('/rochdale/entitlements/policies')).body).toContain(trials);
    const opened = await who(grace).get(`${trials}?of=${draft}`);
    const form = formOn(opened.body, trials);
    expect(form.of).toEqual([draft]);
    const future = await who(grace).post(trials, { ...form, clock: 'financial', year: '2020' });
    expect([future.status, plainText(future.body).includes('Choose a year that has begun')]).toEqual([422, true]);
    expect(formOn(future.body, trials)).toMatchObject({ of: [draft], clock: ['financial'], year: ['2020'] });
    const made = await who(grace).post(trials, { ...form, clock: 'financial', year: '2012' });
    expect(made.status, plainText(made.body)).toBe(303);
    await host.quiet();
    const here = new URL(made.headers.get('location') ?? '', host.origin).pathname;
    const shown = await who(grace).get(here);
    const text = plainText(shown.body);
    for (const words of ['cost, not charge', 'The Pioneer Trust', '3.4 (£3,420.00)', 'Implementation costs', 'One-off: under a rule'])
      expect(text).toContain(words);
    const add = `${here}/adjustments`;
    const sum = {
      ...formOn(shown.body, add),
      row: 'other-costs',
      financialYear: '2012',
      kind: 'ongoing',
      pounds: '-2,500',
      note: 'Travel',
    };
    const wrong = await who(grace).post(add, { ...sum, pounds: 'a lot' });
    expect([wrong.status, plainText(wrong.body).includes('Give the sum in whole pence')]).toEqual([422, true]);
    expect(formOn(wrong.body, add)).toMatchObject({ pounds: ['a lot'], note: ['Travel'] });
    expect((await who(grace).post(add, sum)).status).toBe(303);
    const added = await who(grace).get(here);
    expect(plainText(added.body)).toContain('−2.5 (−£2,500.00)');
    expect((await who(grace).post(`${add}/removal`, formOn(added.body, `${add}/removal`))).status).toBe(303);
    expect(plainText((await who(grace).get(here)).body)).toContain('None: the table holds only what was worked out.');
    const file = await who(grace).get(`${here}/file`);
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(
      file.body
        .split('\r\n')
        .filter((row) => /Pioneer|Everything/.test(row))
        .map((row) => row.split(',').slice(2)),
    ).toEqual([
      ['18', '0', '-18', '3420.00', '0.00', '0.00', '3420.00'],
      [expect.any(String), expect.any(String), '-18', '3420.00', '0.00', '0.00', '3420.00'],
    ]);
    for (const missing of [`${trials}/tri_nothing`, `${trials}/tri_nothing/file`]) expect((await who(grace).get(missing)).status).toBe(404);
  });

  test('it goes on from where it was, a page of holders at a time, and counts nobody twice', async () => {
    const whole = await tried(draft);
    const { council } = rochdale;
    const context: Context = {
      actor: { person: 'per_grace-adeyemi' as PersonId, name: 'Grace Adeyemi', roles: ['council-admin'] },
      council: { ...council, providers: [], ledgerFrom: '2012-04-01' } as Context['council'],
      now: Date.parse('2012-11-20T10:00:00Z'),
      table: host.tableOf('rochdale'),
      logger: { info: () => {}, error: () => {} },
    };
    const [holders, ms] = [bounds.holders, inline.ms];
    Object.assign(bounds, { holders: 5 });
    Object.assign(inline, { ms: 0 });
    try {
      const command = { of: draft as never, clock: 'financial' as const, year: 2012, adjustments: [] };
      const begun = accepted(await startTrial(context, { send: async () => {} }, command));
      expect(begun).toMatchObject({ state: 'reading', shows: 'queued' });
      const { id } = begun;
      const read = async () => (await getTrial(context.table, id)) ?? expect.fail('the trial is gone');
      // What is half done is shown as such, and is no result.
      const half = got<ShownTrial>(await who(nadia).json(path(`reports/trials/${id}`)), 200);
      expect([half.state, half.result]).toEqual(['queued', undefined]);
      expect(nameOf(await who(grace).json(path(`reports/trials/${id}/adjustments`), { version: half.version, adjustments: [] }))).toBe(
        'wrong-state',
      );
      expect((await who(grace).get(`${trials}/${id}/file`)).status).toBe(409);
      expect((await who(grace).get(`${trials}/${id}`)).body).toContain(`data-going-on="${trials}/${id}"`);
      const { holders: first } = await read();
      // Two workers at once: the one that comes too late changes nothing.
      await Promise.all([advanceTrial(context, id, 1), advanceTrial(context, id, 1)]);
      const { holders: then } = await read();
      expect([then > first, then - first <= 10, (await read()).state]).toEqual([true, true, 'reading']);
      // The worker asks the room for the rest, by its task.
      const asked = { council: 'rochdale', task: 'advance-trial', subject: { job: begun.job, subject: { trial: id } } };
      expect(await host.invoke('reports', asked)).toMatchObject({ state: 'done', progress: { done: whole.holders } });
      expect(await getTrialSums(context.table, id)).toEqual(await getTrialSums(context.table, whole.id as TrialId));
    } finally {
      Object.assign(bounds, { holders });
      Object.assign(inline, { ms });
    }
  });
});
