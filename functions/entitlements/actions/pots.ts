// Reading partnerships' pots: what there is and what it is for, plans with what each member said, and who has used how much. Only what is whoever asks' to see.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, type OrganisationId, organisationIdSchema, prefixOf } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { PartnershipRule } from '../../../shared/policy/allocations.ts';
import { dayWithin } from '../../../shared/policy/rules.ts';
import type { Clause } from '../../../shared/policy/schema.ts';
import type { Page } from '../../../shared/table.ts';
import { can, canTouch, isStaff } from '../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf, rightsOf } from '../../identity/store/people.ts';
import { groupsOn, membersOf, membersOn } from '../../schools/rules/events.ts';
import { isPartnership } from '../../schools/rules/groups.ts';
import type { Group, Partnership } from '../../schools/schema/organisations.ts';
import { eventsOf, getOrganisations, pageOfGroups } from '../../schools/store/organisations.ts';
import { carriedPart } from '../rules/closings.ts';
import { figuresOf } from '../rules/moves.ts';
import { planOf } from '../rules/plans.ts';
import { grantedIn, type Share, sharesOf } from '../rules/shares.ts';
import { leadsNoLonger, type Speaker, speakerOf, type Tally, tallyOf } from '../rules/tally.ts';
import type { Allocation, AllocationFigures } from '../schema/allocations.ts';
import type { AgreedBy, Plan, PlanWord, PotPart } from '../schema/plans.ts';
import type { PolicyVersion } from '../schema.ts';
import { plansOf, readPot, type StoredPot } from '../store/plans.ts';
import { usesOf } from '../store/uses.ts';
import { policyAt } from '../store.ts';

export type NamedService = { code: string; title: string };
/** A word as whoever asks may read it: with the person's name for colleagues and for the council's people. */
export type ShownWord = Omit<PlanWord, 'by'> & { said: string };
export type PlanView = Omit<Plan, 'words' | 'services'> & {
  services: NamedService[];
  words: ShownWord[];
  proposedByName: string;
  /** What stands on its account once it is agreed. */
  figures?: AllocationFigures;
  /** For as long as it is open: whose word counts, and what they said. */
  tally?: Tally;
  /** As its state, or `ended` for one that was open or agreed when its year was over. */
  shows: Plan['state'] | 'ended';
  memberNames: Map<OrganisationId, string>;
};
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

/** Whether somebody may read a partnership's pot: council people any, its lead the own one, anybody else those their organisation is in today. */
const mayRead = ({ actor }: Context, group: OrganisationId, members: readonly OrganisationId[]): boolean =>
  canTouch(actor, 'pot:read', {
    organisation: actor.organisation !== undefined && members.includes(actor.organisation) ? actor.organisation : group,
    partnerships: [group],
  });

export type Seen = { pot: StoredPot; today: CivilDate; policy: PolicyVersion | undefined; speaker: Speaker };

/** Whoever acts, with what else they have a right for where they act for a partnership: it tells whether they lead it. */
async function speaking({ table, actor }: Context): Promise<Speaker> {
  if (actor.organisation === undefined || prefixOf(actor.organisation) !== 'ptn') return actor;
  return { ...actor, rightsFor: await rightsOf(table, actor.person) };
}

/** A partnership's pot with the policy in force; refuses `unknown-organisation` alike for what is not there and what is not the actor's to see. */
export async function seePot(context: Context, id: string | undefined): Promise<Decision<Seen>> {
  const known = organisationIdSchema.safeParse(id).data;
  if (!known) return refuse('unknown-organisation');
  const [pot, policy, speaker] = await Promise.all([
    readPot(context.table, known),
    policyAt(context.table, context.now),
    speaking(context),
  ]);
  const today = londonDate(context.now);
  if (!pot || !mayRead(context, known, membersOn(known, pot.events, today))) return refuse('unknown-organisation');
  return accept({ pot, today, policy, speaker });
}

const mayPlan = ({ actor }: Context, { pot: { partnership, events }, today, speaker }: Seen): boolean =>
  can(actor, 'pot:propose') && !leadsNoLonger(speaker, { partnership: partnership.id, events, today });

export const partnershipRule = (policy: PolicyVersion | undefined, code: string): PartnershipRule | undefined =>
  policy?.pack.allocations.find((rule): rule is PartnershipRule => rule.per === 'partnership' && rule.code === code);

const sameYear = (a: Period, b: Period): boolean => a.from === b.from && a.to === b.to;
/** What can be planned with, by its rule, its part and the first day of its period. */
export const openPart = (
  allocations: readonly Allocation[],
  { rule, part, from }: { rule: string; part: PotPart; from: string },
): Allocation | undefined =>
  allocations.find((each) => each.rule === rule && each.part === part && each.asset === 'half-day' && each.period.from === from);
export const partOfPlan = ({ allocations }: StoredPot, plan: Plan): Allocation | undefined =>
  plan.account === undefined ? undefined : allocations.find(({ account }) => account === plan.account);

const namedServices = (policy: PolicyVersion | undefined, codes: readonly string[]): NamedService[] =>
  codes.map((code) => ({ code, title: policy?.pack.services.find((service) => service.code === code)?.title ?? code }));

type Names = {
  people: Awaited<ReturnType<typeof namesOf>>;
  organisations: ReadonlyMap<OrganisationId, { name: string; pupils?: number | undefined }>;
};

/** Names of everybody that the plans of a pot speak of, and of everybody who is or was a member. */
async function namesIn({ table }: Context, pot: StoredPot, plans: readonly Plan[], more: readonly OrganisationId[]): Promise<Names> {
  const { partnership, events } = pot;
  const members = membersOf(partnership.id, events).map(({ member }) => member);
  const [people, found] = await Promise.all([
    namesOf(
      table,
      plans.flatMap(({ proposedBy, words }) => [proposedBy, ...words.map(({ by }) => by)]),
    ),
    getOrganisations(table, [...members, ...more]),
  ]);
  const organisations = [...found.values()].map(
    (each) => [each.id, { name: each.name, ...('pupils' in each ? { pupils: each.pupils } : {}) }] as const,
  );
  return {
    people,
    organisations: new Map<OrganisationId, { name: string; pupils?: number | undefined }>(organisations).set(partnership.id, {
      name: partnership.name,
    }),
  };
}

/** By whom something was said: staff are told every name, an organisation's people those of their own, and of others which organisation it was. */
function saidBy({ actor, council }: Context, { as, by, member, memberName }: PlanWord, partnership: OrganisationId, names: Names): string {
  const person = names.people.get(by) ?? '';
  if (isStaff(actor)) return person;
  if (as === 'minutes') return council.name;
  return actor.organisation === (as === 'lead' ? partnership : member) ? person : memberName;
}

function planView(context: Context, { pot, today, policy }: Seen, plan: Plan, names: Names): PlanView {
  const { events, partnership, heads } = pot;
  const { words, services, ...rest } = plan;
  const own = partOfPlan(pot, plan);
  const by = partnershipRule(policy, plan.rule)?.agreement?.by;
  const membership = { partnership: partnership.id, events, today };
  const isOver = today > plan.period.to || own?.state === 'closed';
  const proposer = names.people.get(plan.proposedBy) ?? '';
  const isOwn = plan.proposedAs === 'lead' && context.actor.organisation === partnership.id;
  return {
    ...rest,
    services: namedServices(policy, services),
    words: words.map((word) => {
      const { by: _, ...shown } = word;
      return { ...shown, said: saidBy(context, word, partnership.id, names) };
    }),
    proposedByName: isStaff(context.actor) || isOwn ? proposer : plan.proposedAs === 'lead' ? partnership.name : context.council.name,
    ...(own ? { figures: figuresOf(own, heads.get(own.account)) } : {}),
    ...(plan.state === 'open' && by ? { tally: tallyOf(words, by, membership) } : {}),
    shows: isOver && (plan.state === 'open' || plan.state === 'agreed') ? 'ended' : plan.state,
    memberNames: new Map([...names.organisations].map(([id, { name }]) => [id, name])),
  };
}

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

export type PlanSeen = {
  partnership: Partnership;
  plan: PlanView;
  agreement?: { by: AgreedBy; clause: Clause };
  /** Half-days that the pot has left to plan with. */
  potLeft: number;
  /** For which member whoever looks may say a word, if any, while it is open. */
  speaksFor?: { member: OrganisationId; name: string };
  /** Whether whoever looks may take it back or release days of it. */
  mayPlan: boolean;
  members: { id: OrganisationId; name: string }[];
  history: HistoryEntry[];
};

export function planIn(pot: StoredPot, id: string | undefined): Plan | undefined {
  const known = idSchema('pln').safeParse(id).data;
  return pot.plans.find((plan) => plan.id === known);
}

/** One plan of a partnership; refuses `unknown-organisation` as readPots does, and `unknown-plan`. */
export async function readPlan(context: Context, group: string | undefined, id: string | undefined): Promise<Decision<PlanSeen>> {
  const seen = await seePot(context, group);
  if (!seen.ok) return seen;
  const { pot, policy, today } = seen.value;
  const { partnership, events } = pot;
  const membership = { partnership: partnership.id, events, today };
  const plan = planIn(pot, id);
  if (!plan) return refuse('unknown-plan');
  const [names, history] = await Promise.all([namesIn(context, pot, [plan], []), readHistory(context, plan.id)]);
  const own = openPart(pot.allocations, { ...plan, from: plan.period.from });
  const agreement = partnershipRule(policy, plan.rule)?.agreement;
  const speaker = speakerOf(seen.value.speaker, membership);
  const nameOf = (member: OrganisationId) => names.organisations.get(member)?.name ?? member;
  const view = planView(context, seen.value, plan, names);
  return accept({
    partnership,
    plan: view,
    ...(agreement ? { agreement } : {}),
    potLeft: (own && pot.heads.get(own.account)?.available) ?? 0,
    ...(speaker && view.shows === 'open' ? { speaksFor: { member: speaker.member, name: nameOf(speaker.member) } } : {}),
    mayPlan: mayPlan(context, seen.value),
    members: membersOn(partnership.id, events, today)
      .map((member) => ({ id: member, name: nameOf(member) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
    history,
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
