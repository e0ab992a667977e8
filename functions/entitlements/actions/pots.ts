// Reading partnerships' pots: what there is and what it is for, with its plans, and who has used how much. Only what is whoever asks' to see.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { prefixOf } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import { dayWithin } from '../../../shared/policy/rules.ts';
import type { Clause } from '../../../shared/policy/schema.ts';
import type { Page } from '../../../shared/table.ts';
import { isStaff } from '../../identity/rules.ts';
import { groupsOn } from '../../schools/rules/events.ts';
import { isPartnership } from '../../schools/rules/groups.ts';
import type { Group, Partnership } from '../../schools/schema/organisations.ts';
import { eventsOf, getOrganisations, pageOfGroups } from '../../schools/store/organisations.ts';
import { carriedPart } from '../rules/closings.ts';
import { figuresOf } from '../rules/moves.ts';
import { planOf } from '../rules/plans.ts';
import { grantedIn, type Share, sharesOf } from '../rules/shares.ts';
import { type Speaker, speakerOf, tallyOf } from '../rules/tally.ts';
import type { Allocation, AllocationFigures } from '../schema/allocations.ts';
import type { AgreedBy, Plan } from '../schema/plans.ts';
import type { PolicyVersion } from '../schema.ts';
import { plansOf, type StoredPot } from '../store/plans.ts';
import { usesOf } from '../store/uses.ts';
import { policyAt } from '../store.ts';
import { namesIn, type PlanView, planView } from './pots-plan.ts';
import { mayPlan, type NamedService, namedServices, partnershipRule, type Seen, seePot, speaking } from './pots-seen.ts';

export type Part = { title: string; clause: Clause; assumed: boolean; period: Period; figures: AllocationFigures };
/** A pot of one year: what a rule granted the partnership, in its parts. */
export type PotYear = {
  rule: string;
  title: string;
  clause: Clause;
  assumed: boolean;
  period: Period;
  /** Half-days of the open part and those carried into it, wherever they stand now. */
  granted: number;
  open: AllocationFigures;
  isOpen: boolean;
  reserved?: Part & { services: NamedService[] };
  carried?: Part & { isOpen: boolean };
  services: NamedService[];
  agreement?: { by: AgreedBy; clause: Clause };
  plans: PlanView[];
  shares: Share[];
};
export type PotView = {
  partnership: Partnership;
  on: CivilDate;
  today: CivilDate;
  /** The years that anything was granted for, the latest first. */
  periods: Period[];
  /** Whether whoever looks may propose what the days are used for. */
  mayPlan: boolean;
  pots: PotYear[];
};

const sameYear = (a: Period, b: Period): boolean => a.from === b.from && a.to === b.to;

const partOf = (allocation: Allocation, { heads }: StoredPot): Part => ({
  title: allocation.title,
  clause: allocation.clause,
  assumed: allocation.assumed === true,
  period: allocation.period,
  figures: figuresOf(allocation, heads.get(allocation.account)),
});

/** One pot with its plans, the newest first, and who has used how much of it. */
async function potYear(context: Context, seen: Seen, own: Allocation): Promise<PotYear> {
  const { pot, policy, today } = seen;
  const { partnership, events, allocations, heads } = pot;
  const { period } = own;
  const rule = partnershipRule(policy, own.rule);
  const ofRule = allocations.filter((each) => each.rule === own.rule && each.asset === 'half-day');
  // What was carried into the year has a shorter period that begins with it.
  const planned = ofRule.filter((each) => planOf(each.account) && each.period.from === period.from);
  const reserved = ofRule.find((each) => each.part === 'reserved' && sameYear(each.period, period));
  const carried = ofRule.find((each) => each.part === carriedPart && each.period.from === period.from);
  const plans = pot.plans.filter((plan) => plan.rule === own.rule && plan.period.from === period.from).reverse();
  const openParts = [own, ...(carried ? [carried] : []), ...planned];
  const uses = (await Promise.all(openParts.map(({ account }) => usesOf(context.table, account)))).flat();
  const names = await namesIn(
    context,
    pot,
    plans,
    uses.map(({ school }) => school),
  );
  const granted = grantedIn(openParts);
  const on = dayWithin(period, today);
  const isOpen = (of: Allocation) => of.state === 'open' && today <= of.period.to;
  return {
    rule: own.rule,
    title: own.title,
    clause: own.clause,
    assumed: own.assumed === true,
    period,
    granted,
    open: figuresOf(own, heads.get(own.account)),
    isOpen: isOpen(own),
    ...(reserved ? { reserved: { ...partOf(reserved, pot), services: namedServices(policy, rule?.reserved?.services ?? []) } } : {}),
    ...(carried ? { carried: { ...partOf(carried, pot), isOpen: isOpen(carried) } } : {}),
    services: namedServices(policy, rule?.services ?? []),
    ...(rule?.agreement ? { agreement: rule.agreement } : {}),
    plans: plans.map((plan) => planView(context, seen, plan, names)),
    shares: sharesOf({ partnership: partnership.id, events, on, granted, uses, known: names.organisations }),
  };
}

/** A partnership's pots of the year that a day lies in; today's unless another is asked for. */
export async function readPots(context: Context, id: string | undefined, on?: CivilDate): Promise<Decision<PotView>> {
  const seen = await seePot(context, id);
  if (!seen.ok) return seen;
  const { pot, today } = seen.value;
  const open = pot.allocations.filter(({ part, asset }) => part === 'own' && asset === 'half-day');
  const day = on ?? today;
  const years = new Map(open.map(({ period }) => [`${period.from} ${period.to}`, period]));
  const ofDay = open.filter(({ period }) => period.from <= day && day <= period.to);
  return accept({
    partnership: pot.partnership,
    on: day,
    today,
    periods: [...years.values()].sort((a, b) => (a.from < b.from ? 1 : -1)),
    mayPlan: mayPlan(context, seen.value),
    pots: await Promise.all(ofDay.map((own) => potYear(context, seen.value, own))),
  });
}

/** A partnership in a list: how many of its plans are open, and how many of those wait for a word of whoever asks. */
export type ListedPot = { partnership: Partnership; openPlans: number; waiting: number };

async function listed(
  { table, now }: Context,
  partnership: Partnership,
  policy: PolicyVersion | undefined,
  who: Speaker,
): Promise<ListedPot> {
  const today = londonDate(now);
  const [plans, events] = await Promise.all([plansOf(table, partnership.id), eventsOf(table, partnership.id)]);
  const open = plans.filter(({ state, period }) => state === 'open' && today <= period.to);
  const membership = { partnership: partnership.id, events, today };
  const speaker = speakerOf(who, membership);
  const waits = ({ words, rule }: Plan): boolean => {
    const by = partnershipRule(policy, rule)?.agreement?.by;
    const isAsked = speaker !== undefined && (by !== 'lead' || speaker.as === 'lead');
    return by !== undefined && isAsked && tallyOf(words, by, membership).waiting.includes(speaker.member);
  };
  return { partnership, openPlans: open.length, waiting: open.filter(waits).length };
}

async function ownPartnerships({ table, actor, now }: Context): Promise<Partnership[]> {
  const own = actor.organisation;
  if (!own) return [];
  const ids = prefixOf(own) === 'ptn' ? [own] : groupsOn(own, await eventsOf(table, own), londonDate(now));
  return [...(await getOrganisations(table, ids)).values()].filter(isPartnership).sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/** Partnerships by name: every one for council people, those of today for a school's, and the own one for its lead. */
export async function listPots(context: Context, after?: string): Promise<Page<ListedPot>> {
  const { table, actor, now } = context;
  const [page, policy, speaker] = await Promise.all([
    isStaff(actor) ? pageOfGroups(table, 'partnership', '', after) : ownPartnerships(context).then((items) => ({ items })),
    policyAt(table, now),
    speaking(context),
  ]);
  const found: readonly Group[] = page.items;
  const items = await Promise.all(found.filter(isPartnership).map((partnership) => listed(context, partnership, policy, speaker)));
  return { items, ...('next' in page && page.next ? { next: page.next } : {}) };
}
