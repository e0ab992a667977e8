// A line whose buyer or VAT treatment changed after it was quoted waits for the buyer's word: agreed, it is billed as it now stands; declined, finance sees
// why. Both can be said in either order; what was agreed to is kept, and an agreement holds for that treatment alone.
import { type Instant, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { ChargeId, OrganisationId } from '../../../shared/ids.ts';
import { vat } from '../../../shared/money.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import type { Charge } from '../../bookings/schema.ts';
import { type Consent, type ConsentCommand, consentStates } from '../schema/consent.ts';

export const sameTreatment = (a: Treatment, b: Treatment): boolean =>
  a.rail === b.rail && a.category === b.category && a.rateBasisPoints === b.rateBasisPoints;

/** A line as it waits: what was quoted, what it would be now, and what was said of it so far. */
export type Waiting = { charge: Charge; buyers: OrganisationId[]; now: Treatment; said: Consent | undefined };

/** VAT as the line stands, for showing; on a document it is rounded once for each category. */
export const vatNow = ({ charge, now }: Waiting): number => vat(charge.netPence, now.rateBasisPoints);

/**
 * What a buyer says of lines that wait. Every line named must still wait for that buyer, and stand as it was shown. Refuses `line-not-waiting`,
 * `changed-meanwhile` (it would be billed otherwise by now) and `wrong-state` (already said).
 */
export function decideConsents(
  facts: { waiting: ReadonlyMap<ChargeId, Waiting>; buyer: OrganisationId; actor: Actor; now: Instant },
  command: ConsentCommand,
): Decision<Consent[]> {
  const consents: Consent[] = [];
  for (const line of command.lines) {
    const waiting = facts.waiting.get(line.charge);
    if (!waiting?.buyers.includes(facts.buyer)) return refuse('line-not-waiting', undefined, { field: 'lines' });
    if (!sameTreatment(waiting.now, line.treatment)) return refuse('changed-meanwhile', undefined, { field: 'lines' });
    const before = waiting.said && sameTreatment(waiting.said.treatment, waiting.now) ? waiting.said : undefined;
    const state = consentStates.next(before?.state ?? 'new', command.answer === 'agree' ? 'agree' : 'decline');
    if (!state) return refuse('wrong-state', `The line is ${before?.state}.`, { field: 'lines' });
    consents.push({
      charge: waiting.charge.id,
      payer: waiting.charge.payer,
      deliveredOn: waiting.charge.deliveredOn,
      buyer: facts.buyer,
      treatment: waiting.now,
      state,
      ...(command.reason ? { reason: command.reason } : {}),
      by: facts.actor.person,
      at: timestamp(facts.now),
      version: (waiting.said?.version ?? 0) + 1,
    });
  }
  return accept(consents);
}
