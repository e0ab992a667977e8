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
import { consentWrite, unclaimedCharges } from '../store.ts';

/** An organisation and every one it followed, whose lines may have become its own. */
async function lineage(context: Context, organisation: OrganisationId): Promise<OrganisationId[]> {
  const found = new Set([organisation]);
  // A set gives what is added while it is walked: each predecessor's predecessors come in their turn.
  for (const id of found) {
    for (const { id: before } of predecessorsOf(id, await eventsOf(context.table, id))) found.add(before);
  }
  return [...found];
}

/** Every unbilled line of a buyer that was quoted otherwise than it would be billed today, oldest first. */
async function waitingLines(context: Context, buyer: Organisation): Promise<Map<ChargeId, Waiting>> {
  const { table, council, now } = context;
  const today = londonDate(now);
  const payers = await lineage(context, buyer.id);
  const changedItself = 'sectors' in buyer && buyer.sectors.length > 1;
  if (payers.length === 1 && !changedItself) return new Map();
  const [policy, buyers] = await Promise.all([policyAt(table, now), readBuyers(table, payers)]);
  if (!policy) return new Map();
  const from = firstDayLookedAt(today, council.ledgerFrom);
  const shards = [...new Set(payers.map((payer) => shardOf(payer)))];
  const unclaimed = await Promise.all(shards.map((shard) => unclaimedCharges(table, shard, from, today)));
  const charges = unclaimed.flatMap((each) => each.charges).filter(({ payer }) => payers.includes(payer));
  const consents = new Map(unclaimed.flatMap((each) => [...each.consents]));
  // The rule asks for a run's name only to write it on what it holds back; nothing is written here.
  const facts = { run: newId('run'), issueOn: today, councilLaCode: council.laCode, pack: policy.pack, ...buyers, consents };
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
