// The part of the walk through the API's commands that is free by right: runs, partnerships' plans, a half-day put right, and policies from draft to version.
import { expect } from 'vitest';
import { colneAndTendring } from '../infra/local/demo/organisations.ts';
import { type AuditWalk, idOf, type Told } from './audit-walk.ts';
import { academy, Counter } from './counter.ts';
import type { Reply } from './host.ts';

const grace = 'grace-adeyemi';
const policyOf = (reply: Reply) => reply.data<{ policy: string }>().policy;

/** One dry run given up and one carried out, which grants what the plans after it draw on. */
export async function walkRuns(walk: AuditWalk): Promise<void> {
  const body = { kind: 'allocate', on: '2027-02-01' };
  const told = (reply: Reply): Told => ({ action: 'allocation:run', about: idOf(reply), policy: policyOf(reply) });
  const left = idOf(await walk.does('POST /api/entitlements/runs', grace, { body, told }));
  await walk.does('POST /api/entitlements/runs/{allocationRun}/cancellation', grace, { at: { allocationRun: left }, told });
  const run = idOf(await walk.does('POST /api/entitlements/runs', grace, { body, told }));
  await walk.does('POST /api/entitlements/runs/{allocationRun}/commitment', grace, { at: { allocationRun: run }, told });
}

/** A plan that the council proposes, agreed to by the lead and in a meeting, of which some is given back; and one that is withdrawn. */
export async function walkPlans(walk: AuditWalk): Promise<void> {
  const anna = 'anna-castell';
  const group = colneAndTendring;
  const planOf = (reply: Reply) => reply.data<{ plan: { id: string; version: number; state: string } }>().plan;
  const told =
    (action: string, actingFor?: string) =>
    (reply: Reply): Told => ({ action, about: planOf(reply).id, organisation: group, ...(actingFor ? { actingFor } : {}) });
  const propose = async (halfDays: number) =>
    planOf(
      await walk.does('POST /api/entitlements/pots/{group}/plans', 'joan-ferris', {
        at: { group },
        body: {
          rule: 'partnership-days',
          from: '2026-09-01',
          halfDays,
          services: ['collaborative-reviews'],
          purpose: 'A review of reading',
        },
        told: told('pot:propose'),
      }),
    ).id;
  const plan = await propose(4);
  await walk.does('POST /api/entitlements/pots/{group}/plans/{plan}/words', anna, {
    at: { group, plan },
    body: { word: 'agree' },
    told: told('pot:answer', group),
  });
  const agreed = await walk.does('POST /api/entitlements/pots/{group}/plans/{plan}/minutes', 'rowan-achebe', {
    at: { group, plan },
    body: { meeting: 'the spring meeting', on: '2027-02-01', agreed: ['sch_990003', 'sch_990023'], reason: 'Said round the table' },
    told: told('pot:record'),
  });
  expect(planOf(agreed).state).toBe('agreed');
  await walk.does('POST /api/entitlements/pots/{group}/plans/{plan}/release', anna, {
    at: { group, plan },
    body: { halfDays: 1, reason: 'One visit fewer', version: planOf(agreed).version },
    told: told('pot:release', group),
  });
  await walk.does('POST /api/entitlements/pots/{group}/plans/{plan}/withdrawal', anna, {
    at: { group, plan: await propose(2) },
    body: { reason: 'Too soon' },
    told: told('pot:withdraw', group),
  });
}

/** A delivered half-day that was free: finance asks for it to be paid for, as the school agreed, and a second person approves. */
export async function walkCorrection(walk: AuditWalk): Promise<void> {
  const { host } = walk;
  const counter = new Counter(host, '2027-02-08');
  const [maria, daniel] = [await host.as('maria-okafor'), await host.as('daniel-osei')];
  await counter.vacancy(academy, 'headteacher', '2027-04-30');
  const booking = await counter.book(maria, await counter.fresh(1));
  host.clock.set('2027-02-26T18:00:00Z');
  expect((await counter.deliver(daniel, booking, ['01'])).status).toBe(200);
  const fund = async () => (await counter.booking(maria, booking)).sessions[0]?.funding.fund;
  expect(await fund()).toBe('entitlement');
  const asked = await walk.does('POST /api/bookings/{booking}/reclassifications', 'nadia-rahman', {
    at: { booking },
    body: {
      visit: '01',
      to: 'paid',
      reason: 'It was work on the website',
      agreed: { by: 'Alex Marsh, headteacher', how: 'By e-mail', on: '2027-02-25' },
    },
    told: { action: 'reclassification:ask', about: booking, organisation: academy },
  });
  await walk.does('POST /api/bookings/{booking}/reclassifications/{reclassification}/answer', 'keith-wilmot', {
    at: { booking, reclassification: idOf(asked) },
    body: { answer: 'approve' },
    told: { action: 'reclassification:answer', about: booking, organisation: academy },
  });
  expect(await fund()).toBe('traded');
}

/** A draft that is changed, submitted, taken back, submitted again, approved by a second person and published. */
export async function walkDrafts(walk: AuditWalk): Promise<void> {
  type Shown = { id: string; version: number; pack: object };
  const told =
    (action: string) =>
    (reply: Reply): Told => ({ action, about: idOf(reply) });
  const draft = 'policy:draft';
  const begun = await walk.does('POST /api/entitlements/policies/drafts', grace, {
    body: { from: 1, title: 'Essex from September 2027', effectiveFrom: '2027-09-01' },
    told: told(draft),
  });
  let shown = begun.data<Shown>();
  const at = { draft: shown.id };
  const step = async (
    name: 'pack' | 'changes' | 'submission' | 'withdrawal' | 'review' | 'publication',
    body: object = {},
    action = draft,
    who = grace,
  ) => {
    const reply = await walk.does(`POST /api/entitlements/policies/drafts/{draft}/${name}`, who, {
      at,
      body: { version: shown.version, ...body },
      told: told(action),
    });
    shown = reply.data<Shown>();
  };
  await step('pack', { pack: { ...shown.pack, title: 'Essex from September' } });
  await step('changes', { changes: [{ do: 'set', path: ['title'], value: 'Essex from September 2027' }] });
  await step('submission');
  await step('withdrawal', { what: 'submission' });
  await step('submission');
  await step('review', { outcome: 'approved' }, 'policy:review', 'keith-wilmot');
  await step('publication', {}, 'policy:publish');
}

/** A version tried on a year, with a sum set beside it. */
export async function walkTrials(walk: AuditWalk): Promise<void> {
  const told = (reply: Reply): Told => ({ action: 'policy:try', about: idOf(reply) });
  const begun = await walk.does('POST /api/reports/trials', grace, { body: { of: '1', clock: 'academic', year: 2026 }, told });
  const trial = await (await walk.host.as(grace)).json(`/essex/api/reports/trials/${idOf(begun)}`);
  const { version } = trial.data<{ version: number }>();
  const sum = { row: 'implementation-costs', financialYear: 2026, kind: 'one-off', pence: 13_000_000, note: 'Leaving early' };
  await walk.does('POST /api/reports/trials/{trial}/adjustments', grace, {
    at: { trial: idOf(begun) },
    body: { version, adjustments: [sum] },
    told,
  });
}
