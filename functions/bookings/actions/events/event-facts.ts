// What an event of several schools comes to: who may know of it, who shares it, and what each would agree to by the facts as they are now.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { bareId, type OrganisationId, prefixOf, type SharedEventId } from '../../../../shared/ids.ts';
import { fingerprintOf } from '../../../../shared/token.ts';
import type { PolicyVersion } from '../../../entitlements/schema.ts';
import { limitingOf } from '../../../identity/rules/limits.ts';
import { can, canTouch } from '../../../identity/rules.ts';
import { getLimits } from '../../../identity/store/limits.ts';
import { membersOn } from '../../../schools/rules/events.ts';
import { eventsOf, getOrganisations } from '../../../schools/store/organisations.ts';
import { type Offer, offersFor, ownShare, type Standing, shareText } from '../../rules/events/events.ts';
import { weightOf } from '../../rules/events/shares.ts';
import type { QuoteFacts, Sharer, SharingFacts } from '../../rules/facts.ts';
import { decideQuote } from '../../rules/quote.ts';
import type { AgreeCommand, AskedShare, DivideCommand, SharedEvent } from '../../schema/events.ts';
import type { Quote } from '../../schema/quotes.ts';
import type { Sharing } from '../../schema/shares.ts';
import { getEvent } from '../../store/events.ts';
import { readPayers } from '../purchase-orders.ts';
import { hasLed, quoteFacts, type Reading } from '../quote.ts';
import { sharersIn, sharersOf } from './sharers.ts';

/** Whether somebody acts for whoever organises an event, or for the council. Whoever has led a partnership before organises nothing of it. */
export async function organises(context: Context, { organiser }: Pick<SharedEvent, 'organiser'>): Promise<boolean> {
  const { actor } = context;
  if (actor.organisation !== organiser) return actor.organisation === undefined && can(actor, 'event:propose');
  return prefixOf(organiser) !== 'ptn' || !(await hasLed(context, organiser));
}

/** Who pays for each school of an event today: a trust answers for a school for as long as it is one of its own. */
export const payersToday = (sharers: readonly Sharer[]): ReadonlyMap<OrganisationId, OrganisationId> =>
  new Map(sharers.map(({ school, payer }) => [school.id, payer.id]));

/** The share that somebody answers for today. Refuses `no-share`. */
export function shareToAnswer(
  { actor }: Pick<Context, 'actor'>,
  event: SharedEvent,
  sharers: readonly Sharer[],
  school: OrganisationId | undefined,
): Decision<AskedShare> {
  const payers = payersToday(sharers);
  const today = event.shares.map((share) => ({ ...share, payer: payers.get(share.school) ?? share.payer }));
  const own = ownShare(today, actor, school);
  const share = own.ok ? event.shares.find((each) => each.school === own.value.school) : undefined;
  return share ? accept(share) : refuse('no-share', undefined, { field: 'school' });
}

/** Whether somebody may know of an event: whoever organises it, those who are asked to share it, and the council. */
export const knowsEvent = ({ actor }: Pick<Context, 'actor'>, { organiser, shares }: Pick<SharedEvent, 'organiser' | 'shares'>): boolean =>
  [organiser, ...shares.flatMap(({ school, payer }) => [school, payer])].some((organisation) =>
    canTouch(actor, 'event:read', { organisation }),
  );

export async function findEvent(context: Context, id: SharedEventId): Promise<SharedEvent | undefined> {
  const event = await getEvent(context.table, id);
  return event && knowsEvent(context, event) ? event : undefined;
}

type Priced = {
  facts: QuoteFacts & { policy: PolicyVersion; sharing: SharingFacts };
  quote: Quote & { event: Sharing };
  offers: Map<OrganisationId, Offer[]>;
  standing: Standing;
};

type Event = Pick<SharedEvent, 'id' | 'title' | 'split' | 'command'> & Partial<Pick<SharedEvent, 'proposedBy' | 'actedFor'>>;

/** The facts of an event's price as they are now, in the standing of whoever proposed it: who shares it and in which parts is none of them. */
function factsOf(context: Context, { command, proposedBy, actedFor }: Event, reading: Reading): Promise<QuoteFacts> {
  const { through: _, organisation: __, ...self } = context.actor;
  const actor = proposedBy ? { ...self, person: proposedBy, ...(actedFor ? { organisation: actedFor } : {}) } : context.actor;
  return quoteFacts({ ...context, actor }, command, reading);
}

/** What an event comes to by facts that were read, and what each school would agree to. */
export function worthOf(of: Event, read: QuoteFacts, sharers: readonly Sharer[]): Decision<Priced> {
  const { id, title, split, command } = of;
  const sharing: SharingFacts = { id, title, split, sharers };
  const facts = { ...read, sharing };
  const { policy } = facts;
  const quoted = decideQuote(facts, command);
  if (!quoted.ok) return quoted;
  const { event } = quoted.value;
  if (!policy || !event) return refuse('policy-not-in-force');
  const known = { ...facts, policy };
  const quote = { ...quoted.value, event };
  const offers = new Map(sharers.map((sharer) => [sharer.school.id, offersFor(known, quote, sharer)]));
  const standing = new Map(
    sharers.map((sharer) => [sharer.school.id, fingerprintOf(shareText(of, quote, sharer, offers.get(sharer.school.id) ?? []))]),
  );
  return accept({ facts: known, quote, offers, standing });
}

/** What an event comes to by the facts as they are now. */
export const priced = async (context: Context, of: Event, sharers: readonly Sharer[], reading: Reading): Promise<Decision<Priced>> =>
  worthOf(of, await factsOf(context, of, reading), sharers);

/**
 * What an event that is asked for rests on today, each fact read once: its price's, who shares it, and the limits of the organisation of whoever is asked; for an
 * answer that may be the last also what is registered of those who pay. Nobody's diary is read: its sessions are held.
 */
export async function readAsked(
  context: Context,
  event: SharedEvent,
  { sharers: known, answer }: { sharers?: Sharer[]; answer?: Pick<AgreeCommand, 'purchaseOrder'> } = {},
) {
  const limiting = limitingOf(context.actor);
  const [facts, sharers, limits, payers] = await Promise.all([
    factsOf(context, event, { withDiary: false }),
    known ?? sharersIn(context, event.shares),
    limiting ? getLimits(context.table, limiting) : undefined,
    answer && isLast(event) ? readPayers(context, numbersOf(event, answer)) : undefined,
  ]);
  return { facts, sharers, limits, ...(payers ? { payers } : {}) };
}

/** Whether one word is missing at most: whoever says it books the event. */
const isLast = ({ shares }: SharedEvent): boolean => shares.filter(({ state }) => state !== 'agreed').length <= 1;

/** Under which numbers the shares would be paid, by whoever paid for them when they were asked for. */
const numbersOf = ({ shares }: SharedEvent, answer: Pick<AgreeCommand, 'purchaseOrder'>) =>
  shares.map(({ payer, purchaseOrder, state }) => ({ payer, number: state === 'agreed' ? purchaseOrder : answer.purchaseOrder }));

/** The schools that a command names, each with its part. Refuses `unknown-school`, `not-of-group`, and weightOf()'s own. */
export async function sharersNamed(
  context: Context,
  organiser: OrganisationId,
  { split, schools }: DivideCommand,
): Promise<Decision<Sharer[]>> {
  const { table, actor, now } = context;
  const [organisations, events] = await Promise.all([
    getOrganisations(
      table,
      schools.map(({ school }) => school),
    ),
    actor.organisation ? eventsOf(table, organiser) : [],
  ]);
  const members = new Set(membersOn(organiser, events, londonDate(now)));
  const shares: Parameters<typeof sharersOf>[1][number][] = [];
  for (const [i, { school, weight, purse, purchaseOrder }] of schools.entries()) {
    const found = organisations.get(school);
    if (!found)
      return refuse('unknown-school', prefixOf(school) === 'sch' ? `None has the URN ${bareId(school)}.` : undefined, { field: 'schools' });
    if (actor.organisation && !members.has(school))
      return refuse('not-of-group', `${found.name} is none of them today.`, { field: 'schools' });
    const counts = weightOf(split, found, weight);
    if (!counts.ok) return counts;
    // A trust names the purse of its own schools; every other school says itself from what it pays.
    const own = prefixOf(organiser) === 'trs' && actor.organisation === organiser;
    shares.push({
      number: String(i + 1).padStart(2, '0'),
      school,
      weight: counts.value,
      ...(own && purse ? { purse } : {}),
      ...(own && purchaseOrder ? { purchaseOrder } : {}),
      ...(own ? { agreedBy: actor.person } : {}),
    });
  }
  return accept(await sharersOf(context, shares));
}
