// Lines that wait for a buyer's consent: found anew each time by the same rule that holds them back, so that what is shown is what a run would say today.
import { type CivilDate, daysBetween, londonDate } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type ChargeId, newId, type OrganisationId } from '../../../shared/ids.ts';
import { type Page, shardOf } from '../../../shared/table.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import { policyAt } from '../../entitlements/store.ts';
import { canTouch } from '../../identity/rules.ts';
import { successionsOf } from '../../schools/rules/buyers.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import { readBuyers } from '../../schools/store/buyers.ts';
import { eventsOf, getOrganisation, getOrganisations } from '../../schools/store/organisations.ts';
import { answerText, type Consented, decideConsents, stateOf, type Waiting } from '../rules/consent.ts';
import { waitingFor } from '../rules/judge.ts';
import { firstDayLookedAt } from '../rules/propose.ts';
import type { Consent, ConsentCommand, Saying, Waits } from '../schema/consent.ts';
import { allWaiting, consentWrite, followedBy, linesWaitingFor, type Unclaimed, unclaimedCharges } from '../store/agreements.ts';

type Change = { payers: OrganisationId[]; since: CivilDate | undefined };

/** An organisation and every one it followed, whose lines have become its own, and the first day on which any of it changed. */
async function changesOf({ table, now }: Context, buyer: Organisation): Promise<Change> {
  const { all, since } = await followedBy(table, buyer.id, londonDate(now));
  const sectors = 'sectors' in buyer ? buyer.sectors.slice(1).map(({ from }) => from) : [];
  return { payers: all, since: [...sectors, ...(since ? [since] : [])].sort()[0] };
}

type Candidates = Unclaimed & { more: boolean };

/**
 * Charges that may wait for a buyer: those that runs held back for it or for one it followed, and, without waiting for a run, those since it changed what it
 * is or took another's place. Each round reads a buyer's own lines, or the months since the change, and never the whole year of every school.
 */
async function candidates(context: Context, { payers, since }: Change): Promise<Candidates> {
  const { table, council, now } = context;
  const today = londonDate(now);
  const looked = since && firstDayLookedAt(today, council.ledgerFrom);
  const from = since && looked && (since > looked ? since : looked);
  const shards = from ? [...new Set(payers.map((payer) => shardOf(payer)))] : [];
  const [held, unbilled] = await Promise.all([
    Promise.all(payers.map((payer) => linesWaitingFor(table, payer))),
    Promise.all(shards.map((shard) => unclaimedCharges(table, shard, from ?? today, today))),
  ]);
  const own = unbilled.flatMap(({ charges }) => charges.filter(({ payer }) => payers.some((each) => each === payer)));
  const charges = new Map([...held.flatMap((each) => each.charges), ...own].map((charge) => [charge.id, charge]));
  return {
    charges: [...charges.values()],
    consents: new Map([...held, ...unbilled].flatMap((each) => [...each.consents])),
    more: held.some(({ more }) => more),
  };
}

type WaitingLines = { lines: Map<ChargeId, Waiting>; consents: ReadonlyMap<ChargeId, Consent>; more: boolean };

/**
 * Every unbilled line that was quoted otherwise than it would be billed today, to a buyer or to one that it followed and that has nobody left to say so;
 * oldest first.
 */
async function waitingLines(context: Context, buyer: Organisation): Promise<WaitingLines> {
  const { table, council, now } = context;
  const changed = await changesOf(context, buyer);
  const { charges, consents, more } = await candidates(context, changed);
  const none: WaitingLines = { lines: new Map(), consents, more };
  if (charges.length === 0) return none;
  const [policy, buyers] = await Promise.all([
    policyAt(table, now),
    readBuyers(
      table,
      charges.map(({ payer }) => payer),
    ),
  ]);
  if (!policy) return none;
  // The rule asks for a run's name only to write it on what it holds back; nothing is written here.
  const facts = { run: newId('run'), issueOn: londonDate(now), councilLaCode: council.laCode, pack: policy.pack, ...buyers, consents };
  const waiting = charges.flatMap((charge): [ChargeId, Waiting][] => {
    const found = waitingFor(facts, charge, changed.payers);
    if (!found) return [];
    const buyerName = buyers.organisations.get(found.buyer)?.name ?? found.buyer;
    return [[charge.id, { charge, ...found, buyerName, sayings: consents.get(charge.id)?.sayings ?? [] }]];
  });
  const inOrder = ({ charge }: Waiting) => `${charge.deliveredOn} ${charge.half} ${charge.id}`;
  return { ...none, lines: new Map(waiting.sort(([, a], [, b]) => (inOrder(a) < inOrder(b) ? -1 : 1))) };
}

export type Agreements = {
  buyer: Organisation;
  lines: Waiting[];
  /** There are more than were looked up at once. */
  more: boolean;
  /** Who stands in its place now: they see what waits, and say so. */
  followedBy: { name: string; on: CivilDate }[];
};

async function successorsOf({ table, now }: Context, id: OrganisationId): Promise<Agreements['followedBy']> {
  const today = londonDate(now);
  const successions = successionsOf(id, await eventsOf(table, id)).filter(({ on }) => on <= today);
  const found = await getOrganisations(
    table,
    successions.map(({ into }) => into),
  );
  return successions.map(({ into, on }) => ({ name: found.get(into)?.name ?? into, on }));
}

/** The lines that wait for an organisation's consent. Refuses `unknown-school` for one that is not there or not the actor's. */
export async function readAgreements(context: Context, organisation: OrganisationId): Promise<Decision<Agreements>> {
  const buyer = canTouch(context.actor, 'agreement:read', { organisation })
    ? await getOrganisation(context.table, organisation)
    : undefined;
  if (!buyer) return refuse('unknown-school');
  const [{ lines, more }, followed] = await Promise.all([waitingLines(context, buyer), successorsOf(context, buyer.id)]);
  return accept({ buyer, lines: [...lines.values()], more, followedBy: followed });
}

/**
 * Keeps what is said of lines that wait, after what was said before: agreed, the next run bills them as they were shown; declined, they wait and finance sees
 * the reason. Refuses `unknown-school` (another's), `line-not-waiting`, `changed-meanwhile` (a line would be billed otherwise by now), `wrong-state` (said
 * already).
 */
export const answerAgreements = (context: Context, command: ConsentCommand): Promise<Decision<Consented['said']>> =>
  change(context, async () => {
    const { table, actor, now } = context;
    const { organisation, answer } = command;
    const buyer = canTouch(actor, 'agreement:give', { organisation }) ? await getOrganisation(table, organisation) : undefined;
    if (!buyer) return refuse('unknown-school');
    const { lines: waiting, consents } = await waitingLines(context, buyer);
    const decision = decideConsents({ waiting, consents, actor, now }, command);
    if (!decision.ok) return decision;
    const named = command.lines.flatMap(({ charge }) => waiting.get(charge) ?? []);
    return accept({
      writes: decision.value.consents.map((consent) => consentWrite(table, consent)),
      result: decision.value.said,
      audit: { action: 'agreement:give', about: organisation, organisation, detail: answerText(answer, named) },
    });
  });

/** A line that a dry run held back for somebody's agreement, as finance sees it over all buyers. */
export type HeldBack = {
  charge: Charge;
  buyers: { id: OrganisationId; name: string }[];
  waits: Waits;
  /** Days since it waits. */
  days: number;
  state: ReturnType<typeof stateOf>;
  sayings: Saying[];
};

const mostHeldShown = 50;

/** A page of the lines that wait for any buyer's agreement, longest first. What was claimed or agreed to a moment ago is left out, so that a page may be short. */
export async function readHeldBack({ table, now }: Context, after?: string): Promise<Page<HeldBack>> {
  const page = await allWaiting(table, mostHeldShown, after);
  const organisations = await getOrganisations(table, [...new Set(page.items.flatMap(({ consent }) => consent.waits?.buyers ?? []))]);
  const items = page.items.flatMap(({ charge, consent }): HeldBack[] => {
    const { waits, sayings } = consent;
    if (!waits) return [];
    const buyers = waits.buyers.map((id) => ({ id, name: organisations.get(id)?.name ?? id }));
    return [{ charge, buyers, waits, days: daysBetween(waits.since, londonDate(now)), state: stateOf(consent), sayings }];
  });
  return { ...page, items };
}
