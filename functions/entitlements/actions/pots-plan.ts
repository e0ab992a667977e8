// Reading one plan of a partnership: what each member said, whose word counts, and what stands on its account. Names only as far as they are whoever asks' to know.
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, type OrganisationId } from '../../../shared/ids.ts';
import type { Clause } from '../../../shared/policy/schema.ts';
import { isStaff } from '../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { membersOf, membersOn } from '../../schools/rules/events.ts';
import type { Partnership } from '../../schools/schema/organisations.ts';
import { getOrganisations } from '../../schools/store/organisations.ts';
import { figuresOf } from '../rules/moves.ts';
import { speakerOf, type Tally, tallyOf } from '../rules/tally.ts';
import type { AllocationFigures } from '../schema/allocations.ts';
import type { AgreedBy, Plan, PlanWord } from '../schema/plans.ts';
import type { StoredPot } from '../store/plans.ts';
import { mayPlan, type NamedService, namedServices, openPart, partnershipRule, partOfPlan, type Seen, seePot } from './pots-seen.ts';

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

type Names = {
  people: Awaited<ReturnType<typeof namesOf>>;
  organisations: ReadonlyMap<OrganisationId, { name: string; pupils?: number | undefined }>;
};

/** Names of everybody that the plans of a pot speak of, and of everybody who is or was a member. */
export async function namesIn({ table }: Context, pot: StoredPot, plans: readonly Plan[], more: readonly OrganisationId[]): Promise<Names> {
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

export function planView(context: Context, { pot, today, policy }: Seen, plan: Plan, names: Names): PlanView {
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
