// Lines that wait for a buyer's consent: found anew each time by the same rule that holds them back, so that what is shown is what a run would say today.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type ChargeId, newId, type OrganisationId } from '../../../shared/ids.ts';
import { shardOf } from '../../../shared/table.ts';
import { policyAt } from '../../entitlements/store.ts';
import { canTouch } from '../../identity/rules.ts';
import { predecessorsOf } from '../../schools/rules/events.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import { readBuyers } from '../../schools/store/buyers.ts';
import { eventsOf, getOrganisation } from '../../schools/store/organisations.ts';
import { decideConsents, type Waiting } from '../rules/consent.ts';
import { firstDayLookedAt, waitingFor } from '../rules/propose.ts';
import type { Consent, ConsentCommand } from '../schema/consent.ts';
import { consentWrite, heldFor, type Unclaimed, unclaimedCharges } from '../store.ts';

type Change = { payers: OrganisationId[]; since: CivilDate | undefined };

/** An organisation and every one it followed, whose lines may have become its own, and the first day on which any of it changed. */
async function changesOf(context: Context, buyer: Organisation): Promise<Change> {
  const found = new Set([buyer.id]);
  const days: CivilDate[] = 'sectors' in buyer ? buyer.sectors.slice(1).map(({ from }) => from) : [];
  // A set gives what is added while it is walked: each predecessor's predecessors come in their turn.
  for (const id of found) {
    for (const { id: before, on } of predecessorsOf(id, await eventsOf(context.table, id))) {
      found.add(before);
      days.push(on);
    }
  }
  return { payers: [...found], since: days.sort()[0] };
}

const mostHeld = 300;

/**
 * Charges that may wait for a buyer: those that runs held back for it, and, without waiting for a run, those since it changed what it is or took another's place. Each round
 * reads a buyer's own lines, or the months since the change, and never the whole year of every school.
 */
async function candidates(context: Context, buyer: OrganisationId, { payers, since }: Change): Promise<Unclaimed> {
  const { table, council, now } = context;
  const today = londonDate(now);
  const looked = since && firstDayLookedAt(today, council.ledgerFrom);
  const from = since && looked && (since > looked ? since : looked);
  const shards = from ? [...new Set(payers.map((payer) => shardOf(payer)))] : [];
  const found = await Promise.all([
    heldFor(table, buyer, mostHeld),
    ...shards.map((shard) => unclaimedCharges(table, shard, from ?? today, today)),
  ]);
  const charges = new Map(
    found.flatMap((each) => each.charges.filter(({ payer }) => payers.includes(payer)).map((charge) => [charge.id, charge])),
  );
  return { charges: [...charges.values()], consents: new Map(found.flatMap((each) => [...each.consents])) };
}

/** Every unbilled line of a buyer that was quoted otherwise than it would be billed today, oldest first. */
async function waitingLines(context: Context, buyer: Organisation): Promise<Map<ChargeId, Waiting>> {
  const { table, council, now } = context;
  const changed = await changesOf(context, buyer);
  const { charges, consents } = await candidates(context, buyer.id, changed);
  if (charges.length === 0) return new Map();
  const [policy, buyers] = await Promise.all([policyAt(table, now), readBuyers(table, changed.payers)]);
  if (!policy) return new Map();
  // The rule asks for a run's name only to write it on what it holds back; nothing is written here.
  const facts = { run: newId('run'), issueOn: londonDate(now), councilLaCode: council.laCode, pack: policy.pack, ...buyers, consents };
  const waiting = charges.flatMap((charge): [ChargeId, Waiting][] => {
    const treatment = waitingFor(facts, charge, buyer.id);
    return treatment ? [[charge.id, { charge, buyers: [buyer.id], now: treatment, said: consents.get(charge.id) }]] : [];
  });
  return new Map(waiting.sort(([a, { charge: x }], [b, { charge: y }]) => (`${x.deliveredOn} ${a}` < `${y.deliveredOn} ${b}` ? -1 : 1)));
}

export type Agreements = { buyer: Organisation; today: CivilDate; lines: Waiting[] };

/** The lines that wait for an organisation's consent. Refuses `unknown-school` for one that is not there or not the actor's. */
export async function readAgreements(context: Context, organisation: OrganisationId): Promise<Decision<Agreements>> {
  const buyer = canTouch(context.actor, 'agreement:read', { organisation })
    ? await getOrganisation(context.table, organisation)
    : undefined;
  if (!buyer) return refuse('unknown-school');
  return accept({ buyer, today: londonDate(context.now), lines: [...(await waitingLines(context, buyer)).values()] });
}

/**
 * Keeps what a buyer says of lines that wait: agreed, the next run bills them as they were shown; declined, finance sees the reason. Refuses
 * `unknown-school` (another's), `line-not-waiting`, `changed-meanwhile` (a line would be billed otherwise by now), `wrong-state` (said already).
 */
export const answerAgreements = (context: Context, command: ConsentCommand): Promise<Decision<Consent[]>> =>
  change(context, async () => {
    const { table, actor, now } = context;
    const { organisation } = command;
    const buyer = canTouch(actor, 'agreement:give', { organisation }) ? await getOrganisation(table, organisation) : undefined;
    if (!buyer) return refuse('unknown-school');
    const decision = decideConsents({ waiting: await waitingLines(context, buyer), buyer: buyer.id, actor, now }, command);
    if (!decision.ok) return decision;
    const { length } = decision.value;
    const said = command.answer === 'agree' ? 'Agreed to' : 'Did not agree to';
    return accept({
      writes: decision.value.map((consent) => consentWrite(table, consent)),
      result: decision.value,
      audit: {
        action: 'agreement:give',
        about: organisation,
        organisation,
        detail: `${said} ${length} changed ${length === 1 ? 'line' : 'lines'}`,
      },
    });
  });
