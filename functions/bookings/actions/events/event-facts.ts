// What an event of several schools comes to: who may know of it, who shares it, and what each would agree to by the facts as they are now.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { bareId, type OrganisationId, prefixOf, type SharedEventId } from '../../../../shared/ids.ts';
import { fingerprintOf } from '../../../../shared/token.ts';
import type { PolicyVersion } from '../../../entitlements/schema.ts';
import { can, canTouch } from '../../../identity/rules.ts';
import { membersOn } from '../../../schools/rules/events.ts';
import { eventsOf, getOrganisations } from '../../../schools/store/organisations.ts';
import { type Offer, offersFor, ownShare, type Standing, shareText } from '../../rules/events/events.ts';
import { weightOf } from '../../rules/events/shares.ts';
import type { QuoteFacts, Sharer, SharingFacts } from '../../rules/facts.ts';
import { decideQuote } from '../../rules/quote.ts';
import type { AskedShare, DivideCommand, SharedEvent } from '../../schema/events.ts';
import type { Quote } from '../../schema/quotes.ts';
import type { Share, Sharing } from '../../schema/shares.ts';
import { getEvent } from '../../store/events.ts';
import { hasLed, quoteFacts, type Reading } from '../quote.ts';
import { sharersOf } from './sharers.ts';

/** Whether somebody acts for whoever organises an event, or for the council. Whoever has led a partnership before organises nothing of it. */
export async function organises(context: Context, { organiser }: Pick<SharedEvent, 'organiser'>): Promise<boolean> {
  const { actor } = context;
  if (actor.organisation !== organiser) return actor.organisation === undefined && can(actor, 'event:propose');
  return prefixOf(organiser) !== 'ptn' || !(await hasLed(context, organiser));
}

/** Who pays for each school of an event today: a trust answers for a school for as long as it is one of its own. */
export const payersToday = async (
  context: Context,
  event: Pick<SharedEvent, 'shares'>,
): Promise<ReadonlyMap<OrganisationId, OrganisationId>> =>
  new Map((await sharersIn(context, event)).map(({ school, payer }) => [school.id, payer.id]));

/** The share that somebody answers for today. Refuses `no-share`. */
export async function shareToAnswer(
  context: Context,
  event: SharedEvent,
  school: OrganisationId | undefined,
): Promise<Decision<AskedShare>> {
  const payers = await payersToday(context, event);
  const today = event.shares.map((share) => ({ ...share, payer: payers.get(share.school) ?? share.payer }));
  const own = ownShare(today, context.actor, school);
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

/** What an event comes to by the facts as they are now, in the standing of whoever proposed it, and what each school would agree to. */
export async function priced(
  context: Context,
  of: Pick<SharedEvent, 'id' | 'title' | 'split' | 'command'> & Partial<Pick<SharedEvent, 'proposedBy' | 'actedFor'>>,
  sharers: readonly Sharer[],
  reading: Reading,
): Promise<Decision<Priced>> {
  const { id, title, split, command, proposedBy, actedFor } = of;
  const { through: _, organisation: __, ...self } = context.actor;
  const actor = proposedBy ? { ...self, person: proposedBy, ...(actedFor ? { organisation: actedFor } : {}) } : context.actor;
  const sharing: SharingFacts = { id, title, split, sharers };
  const facts = { ...(await quoteFacts({ ...context, actor }, command, reading)), sharing };
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

/** What of an asked share its sharer is made of. */
const keptOf = ({
  number,
  school,
  weight,
  purse,
  purchaseOrder,
  agreedBy,
  agreedAt,
}: Pick<Share, 'number' | 'school' | 'weight' | 'purse' | 'purchaseOrder' | 'agreedBy' | 'agreedAt'>) => ({
  number,
  school,
  weight,
  ...(purse ? { purse } : {}),
  ...(purchaseOrder ? { purchaseOrder } : {}),
  ...(agreedBy ? { agreedBy } : {}),
  ...(agreedAt ? { agreedAt } : {}),
});
export const sharersIn = (context: Context, { shares }: Pick<SharedEvent, 'shares'>): Promise<Sharer[]> =>
  sharersOf(context, shares.map(keptOf));

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
