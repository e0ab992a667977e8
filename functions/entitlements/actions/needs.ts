// A school's support plan: read, added to by its named contact, gone through with the phase lead, and what is open everywhere for whoever plans by it.
import { dateText, londonDate } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type NeedId, newId, type OrganisationId, type PersonId, prefixOf } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { onSaleOn } from '../../catalogue/rules.ts';
import type { Service } from '../../catalogue/schema.ts';
import { listServices } from '../../catalogue/store.ts';
import { can, canTouch, isStaff } from '../../identity/rules.ts';
import type { Action } from '../../identity/schema.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { districtOn } from '../../schools/rules/events.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import type { School } from '../../schools/schema.ts';
import { eventsOf } from '../../schools/store/organisations.ts';
import { getSchool } from '../../schools/store.ts';
import { decideNeed, decideReview, decideWithdrawal, isNamed, mayTouchPlan } from '../rules/needs.ts';
import type { Need, RecordNeed, ReviewNeed, WithdrawNeed } from '../schema/needs.ts';
import { getNeed, needsOf, needWrite, openNeeds } from '../store/needs.ts';

/** A need with the names that its reader is told. */
export type ShownNeed = Omit<Need, 'type' | 'version' | 'reviews'> & {
  recordedByName: string;
  reviews: (Need['reviews'][number] & { byName: string })[];
};

export type Plan = {
  school: Pick<School, 'id' | 'name'>;
  needs: ShownNeed[];
  mayRecord: boolean;
  mayReview: boolean;
  /** Whether the actor may book for this school at all; what a service allows is for bookings to say. */
  mayBook: boolean;
  /** What a need may be for: the services on sale, for whoever may record one or book for it. */
  services: Service[];
  history: HistoryEntry[];
};

type Found = { school: School; events: OrganisationEvent[] };

/** A school whose plan the actor may do this to. */
async function find({ table, actor, now }: Context, action: Action, id: OrganisationId): Promise<Decision<Found>> {
  if (prefixOf(id) !== 'sch') return refuse('unknown-school');
  const [school, events] = await Promise.all([getSchool(table, id), eventsOf(table, id)]);
  return school && mayTouchPlan(actor, action, id, events, londonDate(now)) ? accept({ school, events }) : refuse('unknown-school');
}

/** Staff are told who by name; a school's people are told that it was the council. */
async function shown({ table, actor, council }: Context, needs: readonly Need[]): Promise<ShownNeed[]> {
  const people = needs.flatMap(({ recordedBy, reviews }) => [recordedBy, ...reviews.map(({ by }) => by)]);
  const names = isStaff(actor) ? await namesOf(table, people) : new Map<PersonId, string>();
  const nameOf = (person: PersonId) => names.get(person) ?? council.name;
  return needs.map(({ type: _, version: __, ...need }) => ({
    ...need,
    recordedByName: nameOf(need.recordedBy),
    reviews: need.reviews.map((review) => ({ ...review, byName: nameOf(review.by) })),
  }));
}

const mostRemembered = 20;

/** A school's plan. Refuses `unknown-school`, also for whoever's is not the actor's to see. */
export async function readPlan(context: Context, id: OrganisationId): Promise<Decision<Plan>> {
  const { table, actor, now } = context;
  const found = await find(context, 'need:read', id);
  if (!found.ok) return found;
  const { school, events } = found.value;
  const today = londonDate(now);
  const may = (action: Action) => mayTouchPlan(actor, action, id, events, today);
  const mayBook = can(actor, 'quote:make') && (isStaff(actor) || canTouch(actor, 'quote:make', { organisation: id }));
  const [needs, services] = await Promise.all([needsOf(table, id), may('need:record') || mayBook ? listServices(table) : []]);
  const [told, history] = await Promise.all([
    shown(context, needs),
    readHistory(
      context,
      needs.slice(0, mostRemembered).map((need) => need.id),
    ),
  ]);
  return accept({
    school,
    needs: told,
    mayRecord: may('need:record'),
    mayReview: may('need:review'),
    mayBook,
    services: services.filter((service) => onSaleOn(service, today)).sort((a, b) => a.title.localeCompare(b.title, 'en-GB')),
    history,
  });
}

/**
 * Open needs, the soonest first: every school's for the council's people, for an officer those of schools they are named for, and for a school's people its own. Other
 * organisations have no plan, and so no needs.
 */
export async function listOpenNeeds(context: Context, after?: string): Promise<Decision<Page<ShownNeed>>> {
  const { table, actor, now } = context;
  const isCouncils = canTouch(actor, 'need:read', { officer: null });
  if (actor.organisation && !isCouncils) {
    const needs = prefixOf(actor.organisation) === 'sch' ? await needsOf(table, actor.organisation) : [];
    const open = needs.filter(({ state }) => state === 'open').sort((a, b) => (a.by < b.by ? -1 : 1));
    return accept({ items: await shown(context, open) });
  }
  const page = await openNeeds(table, after);
  const today = londonDate(now);
  const schools = isCouncils ? [] : [...new Set(page.items.map(({ school }) => school))];
  const named = new Set<OrganisationId>();
  await Promise.all(
    schools.map(async (school) => {
      if (isNamed(actor.officer, school, await eventsOf(table, school), today)) named.add(school);
    }),
  );
  const items = page.items.filter(({ school }) => isCouncils || named.has(school));
  return accept({ ...page, items: await shown(context, items) });
}

/** What a need is for, as the audit trail tells it. */
const wordsFor = ({ serviceTitle, skill }: Need): string => serviceTitle ?? skill.replaceAll('-', ' ');

const oneShown = async (context: Context, written: Decision<Need>): Promise<Decision<ShownNeed>> => {
  if (!written.ok) return written;
  const [need] = await shown(context, [written.value]);
  return need ? accept(need) : refuse('unknown-need');
};

/** Records a need; sent again under the `key` it was given, it is the same one. Refuses as decideNeed does, and `key-reused`. */
export async function recordNeed(context: Context, school: OrganisationId, command: RecordNeed): Promise<Decision<ShownNeed>> {
  const { table, actor, now, council } = context;
  const id = command.key ?? newId('ned');
  const today = londonDate(now);
  const written = await change<Need>(context, async () => {
    const found = await find(context, 'need:record', school);
    if (!found.ok) return found;
    const [needs, services] = await Promise.all([needsOf(table, school), listServices(table)]);
    const before = needs.find((need) => need.id === id);
    if (before)
      return before.what === command.what && before.recordedBy === actor.person
        ? accept({ writes: [], result: before, audit: null })
        : refuse('key-reused');
    const { school: of, events } = found.value;
    const district = districtOn(of, council.districts ?? [], events, today);
    const decision = decideNeed({ id, now, today, actor, school: of, district, events, services, needs }, command);
    if (!decision.ok) return decision;
    const need = decision.value;
    return accept({
      writes: [needWrite(table, need)],
      result: need,
      audit: {
        action: 'need:record',
        about: id,
        organisation: school,
        detail: `${wordsFor(need)}, ${halfDaysText(need.wantedHalfDays)} by ${dateText(need.by)}`,
      },
    });
  });
  return oneShown(context, written);
}

type Change = { action: 'need:review' | 'need:record'; told: string; decide(need: Need | undefined): Decision<Need> };

async function changeNeed(
  context: Context,
  school: OrganisationId,
  id: NeedId,
  { action, told, decide }: Change,
): Promise<Decision<ShownNeed>> {
  const { table } = context;
  const written = await change<Need>(context, async () => {
    const found = await find(context, action, school);
    if (!found.ok) return refuse('unknown-need');
    const decision = decide(await getNeed(table, school, id));
    if (!decision.ok) return decision;
    const audit = { action: told, about: id, organisation: school, detail: wordsFor(decision.value) };
    return accept({ writes: [needWrite(table, decision.value)], result: decision.value, audit });
  });
  return oneShown(context, written);
}

/** Writes down that a need was gone through with the phase lead, and what was agreed. Refuses `unknown-need`, `wrong-state` and `own-need`. */
export const reviewNeed = (context: Context, school: OrganisationId, id: NeedId, command: ReviewNeed): Promise<Decision<ShownNeed>> =>
  changeNeed(context, school, id, {
    action: 'need:review',
    told: 'need:review',
    decide: (need) => decideReview({ need, now: context.now, actor: context.actor }, command),
  });

/** Withdraws a need that is none any more. Refuses `unknown-need` and `wrong-state`. */
export const withdrawNeed = (context: Context, school: OrganisationId, id: NeedId, command: WithdrawNeed): Promise<Decision<ShownNeed>> =>
  changeNeed(context, school, id, {
    action: 'need:record',
    told: 'need:withdraw',
    decide: (need) => decideWithdrawal({ need, now: context.now, actor: context.actor }, command),
  });
