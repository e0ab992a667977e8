// Partnerships' pots as JSON: what there is, the plans for it with what was said to them, and who has used how much.

import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handlers, parse, problem, readJson, type Web } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { proposePlan, recordMinutes, releasePlan, sayWord, withdrawPlan } from '../actions/plans.ts';
import { type ListedPot, listPots, type PotYear, readPots } from '../actions/pots.ts';
import { type PlanSeen, type PlanView, readPlan } from '../actions/pots-plan.ts';
import type { Tally } from '../rules/tally.ts';
import type { AllocationFigures } from '../schema/allocations.ts';
import {
  type Plan,
  planMinutesSchema,
  planWordSchema,
  potQuerySchema,
  potsQuerySchema,
  proposePlanSchema,
  releasePlanSchema,
  withdrawPlanSchema,
} from '../schema/plans.ts';

type Routes = (typeof manifest)['entitlements']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/entitlements/pots${string}` ? R : never]: Routes[R] };

const showListed = ({ partnership, openPlans, waiting }: ListedPot) => ({
  id: partnership.id,
  name: partnership.name,
  openPlans,
  waitingForYou: waiting,
});

const showFigures = ({ granted, held, used, lapsed, left }: AllocationFigures) => ({
  grantedHalfDays: granted,
  heldHalfDays: held,
  usedHalfDays: used,
  lapsedHalfDays: lapsed,
  leftHalfDays: left,
});

const showTally = ({ by, needed, asked, agreed, declined, waiting }: Tally) => ({
  by,
  needed,
  asked,
  agreed: agreed.map(({ member }) => member),
  declined: declined.map(({ member }) => member),
  waiting,
});

const showPlan = (plan: PlanView) => ({
  id: plan.id,
  state: plan.shows,
  rule: plan.rule,
  part: plan.part,
  period: plan.period,
  halfDays: plan.halfDays,
  services: plan.services,
  purpose: plan.purpose,
  account: plan.account,
  ...(plan.figures ? showFigures(plan.figures) : {}),
  proposedAs: plan.proposedAs,
  proposedBy: plan.proposedByName,
  proposedAt: plan.proposedAt,
  tally: plan.tally && showTally(plan.tally),
  words: plan.words,
  agreement: plan.agreement,
  ended: plan.ended && { on: plan.ended.on, reason: plan.ended.reason },
  version: plan.version,
});

const showPot = ({ open, plans, reserved, carried, shares, granted, isOpen, ...pot }: PotYear) => ({
  ...pot,
  open: isOpen,
  grantedHalfDays: granted,
  toPlan: showFigures(open),
  reserved: reserved && { ...showFigures(reserved.figures), title: reserved.title, clause: reserved.clause, services: reserved.services },
  carried: carried && { ...showFigures(carried.figures), period: carried.period, open: carried.isOpen },
  plans: plans.map(showPlan),
  shares: shares.map(({ organisation, name, isMember, pupils, evenly, byPupils, held, used }) => ({
    organisation,
    name,
    isMember,
    pupils,
    fairShareEvenlyHalfDays: evenly,
    fairShareByPupilsHalfDays: byPupils,
    heldHalfDays: held,
    usedHalfDays: used,
  })),
});

const showSeen = ({ partnership, plan, agreement, potLeft, speaksFor }: PlanSeen) => ({
  partnership: partnership.id,
  name: partnership.name,
  agreementNeeded: agreement,
  leftInPotHalfDays: potLeft,
  speaksFor,
  plan: showPlan(plan),
});

const of = (c: Web) => ({ group: c.req.param('group') ?? '', plan: c.req.param('plan') ?? '' });

/** A plan as it stands after a change, told as whoever changed it sees it. */
async function shown(context: Context, group: string, changed: Decision<Plan>): Promise<Decision<ReturnType<typeof showSeen>>> {
  if (!changed.ok) return changed;
  const seen = await readPlan(context, group, changed.value.id);
  return seen.ok ? accept(showSeen(seen.value)) : refuse('unknown-plan');
}
const same = <T>(value: T): T => value;

export const potRoutes: Handlers<Api> = {
  'GET /api/entitlements/pots': async (context, c) => {
    const query = parse(potsQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { items, next } = await listPots(context, query.value.after);
    return c.json({ partnerships: items.map(showListed), next });
  },
  'GET /api/entitlements/pots/{group}': async (context, c) => {
    const query = parse(potQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    return answer(c, await readPots(context, c.req.param('group'), query.value.on), ({ partnership, on, periods, pots }) => ({
      partnership: partnership.id,
      name: partnership.name,
      on,
      periods,
      pots: pots.map(showPot),
    }));
  },
  'POST /api/entitlements/pots/{group}/plans': async (context, c) => {
    const command = await readJson(c, proposePlanSchema);
    const { group } = of(c);
    return answer(c, await shown(context, group, command.ok ? await proposePlan(context, group, command.value) : command), same, 201);
  },
  'GET /api/entitlements/pots/{group}/plans/{plan}': async (context, c) => {
    const { group, plan } = of(c);
    return answer(c, await readPlan(context, group, plan), showSeen);
  },
  'POST /api/entitlements/pots/{group}/plans/{plan}/words': async (context, c) => {
    const command = await readJson(c, planWordSchema);
    return answer(c, await shown(context, of(c).group, command.ok ? await sayWord(context, of(c), command.value) : command), same);
  },
  'POST /api/entitlements/pots/{group}/plans/{plan}/minutes': async (context, c) => {
    const command = await readJson(c, planMinutesSchema);
    return answer(c, await shown(context, of(c).group, command.ok ? await recordMinutes(context, of(c), command.value) : command), same);
  },
  'POST /api/entitlements/pots/{group}/plans/{plan}/withdrawal': async (context, c) => {
    const command = await readJson(c, withdrawPlanSchema);
    return answer(c, await shown(context, of(c).group, command.ok ? await withdrawPlan(context, of(c), command.value) : command), same);
  },
  'POST /api/entitlements/pots/{group}/plans/{plan}/release': async (context, c) => {
    const command = await readJson(c, releasePlanSchema);
    return answer(c, await shown(context, of(c).group, command.ok ? await releasePlan(context, of(c), command.value) : command), same);
  },
};
