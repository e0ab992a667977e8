// A line whose buyer or VAT treatment changed after it was quoted waits for the buyer's word: agreed, it is billed as it now stands; declined, finance sees
// why. Both can be said in either order; all that was said is kept, and an agreement holds for that treatment alone.
import { type CivilDate, dateText, type Instant, londonDate, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type ChargeId, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import { vat } from '../../../shared/money.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import { type Consent, type ConsentCommand, consentStates, type Saying, type Waits } from '../schema/consent.ts';
import type { HeldLine } from '../schema.ts';
import { halfDayText, treatmentWords } from './words.ts';

export const sameTreatment = (a: Treatment, b: Treatment): boolean =>
  a.rail === b.rail && a.category === b.category && a.rateBasisPoints === b.rateBasisPoints;

/** The last that was said for an organisation. */
export const lastOf = (sayings: readonly Saying[], buyer: OrganisationId): Saying | undefined =>
  sayings.findLast((saying) => saying.buyer === buyer);

/** Whether a line that waits was declined as it would be billed now, and by nobody agreed to. */
export const stateOf = ({ waits, sayings }: Pick<Consent, 'waits' | 'sayings'>): 'open' | 'declined' => {
  const declined = sayings.some(
    ({ state, treatment }) => state === 'declined' && waits !== undefined && sameTreatment(treatment, waits.now),
  );
  return declined ? 'declined' : 'open';
};

/** A line as it waits: what was quoted, who would be invoiced, what it would be now, and what was said of it so far. */
export type Waiting = {
  charge: Charge;
  buyer: OrganisationId;
  buyerName: string;
  /** Everyone who may say so: several after a split. */
  buyers: OrganisationId[];
  now: Treatment;
  sayings: readonly Saying[];
};

/** VAT as the line stands, for showing; on a document it is rounded once for each category. */
export const vatNow = ({ charge, now }: Pick<Waiting, 'charge' | 'now'>): number => vat(charge.netPence, now.rateBasisPoints);

export type Consented = { consents: Consent[]; said: { charge: ChargeId; saying: Saying }[] };

/**
 * What is said of lines that wait, for whoever would be invoiced. Every line named must still wait, and stand as it was shown. Refuses `line-not-waiting`,
 * `changed-meanwhile` (it would be billed otherwise by now) and `wrong-state` (already said).
 */
export function decideConsents(
  facts: { waiting: ReadonlyMap<ChargeId, Waiting>; consents: ReadonlyMap<ChargeId, Consent>; actor: Actor; now: Instant },
  command: ConsentCommand,
): Decision<Consented> {
  const { actor, now } = facts;
  const decided: Consented = { consents: [], said: [] };
  for (const line of command.lines) {
    const waiting = facts.waiting.get(line.charge);
    if (!waiting) return refuse('line-not-waiting', undefined, { field: 'lines' });
    if (!sameTreatment(waiting.now, line.treatment)) return refuse('changed-meanwhile', undefined, { field: 'lines' });
    const last = lastOf(waiting.sayings, waiting.buyer);
    const before = last && sameTreatment(last.treatment, waiting.now) ? last.state : 'new';
    const state = consentStates.next(before, command.answer === 'agree' ? 'agree' : 'decline');
    if (!state) return refuse('wrong-state', `The line is ${before}.`, { field: 'lines' });
    const { charge, buyer, buyers } = waiting;
    const saying: Saying = {
      buyer,
      state,
      ...(command.reason ? { reason: command.reason } : {}),
      treatment: waiting.now,
      netPence: charge.netPence,
      vatPence: vatNow(waiting),
      by: actor.person,
      at: timestamp(now),
    };
    const { waits, ...known } = facts.consents.get(charge.id) ?? fresh(charge);
    const open: Waits = waits ?? { since: londonDate(now), buyers, now: waiting.now };
    decided.consents.push({
      ...known,
      // Each of several may have it billed otherwise; what the dry run said of it stands.
      ...(state === 'declined' ? { waits: buyers.length === 1 ? { ...open, now: waiting.now } : open } : {}),
      sayings: [...known.sayings, saying],
      version: known.version + 1,
    });
    decided.said.push({ charge: charge.id, saying });
  }
  return accept(decided);
}

const fresh = ({ id, payer, deliveredOn }: Pick<Charge, 'id' | 'payer' | 'deliveredOn'>): Consent => ({
  charge: id,
  payer,
  deliveredOn,
  sayings: [],
  version: 0,
});

type DryRunFacts = {
  issueOn: CivilDate;
  consents: ReadonlyMap<ChargeId, Consent>;
  /** What it holds back, and the charges it judged. */
  held: readonly HeldLine[];
  judged: ReadonlySet<ChargeId>;
  /** Charges that nobody has billed, judged or not. */
  unclaimed: ReadonlySet<ChargeId>;
};

/** Which lines begin to wait by a dry run, and which wait no more, since they can be billed as they are or were billed: as many as change. */
export function waitsAfter({ issueOn, consents, held, judged, unclaimed }: DryRunFacts): Consent[] {
  const waiting = held.filter((line): line is HeldLine & { now: Treatment } => line.now !== null);
  const begun = waiting.flatMap(({ charge, payer, deliveredOn, buyers, now }): Consent[] => {
    const { waits, ...known } = consents.get(charge) ?? fresh({ id: charge, payer, deliveredOn });
    const same = waits && sameTreatment(waits.now, now);
    if (same && waits.buyers.join() === buyers.join()) return [];
    return [{ ...known, waits: { since: same ? waits.since : issueOn, buyers, now }, version: known.version + 1 }];
  });
  const still = new Set(waiting.map(({ charge }) => charge));
  const ended = [...consents.values()].flatMap(({ waits, ...known }): Consent[] => {
    const over = !still.has(known.charge) && (judged.has(known.charge) || !unclaimed.has(known.charge));
    return waits && over ? [{ ...known, version: known.version + 1 }] : [];
  });
  return [...begun, ...ended];
}

const kinds: Partial<Record<string, string>> = { sch: 'school', trs: 'trust' };

/** What was said, as the reader is told: to those who said it as theirs, to others by what the organisation is. */
export function sayingText({ state, at, reason, buyer }: Saying, reader: OrganisationId | undefined): string {
  const who = reader === buyer ? 'You' : `The ${kinds[prefixOf(buyer)] ?? 'organisation'}`;
  const on = dateText(londonDate(Date.parse(at)));
  return state === 'agreed'
    ? `${who} agreed on ${on}.`
    : `${who} did not agree on ${on}: ${reason ?? 'no reason given'}${/[.?!]$/.test(reason ?? '') ? '' : '.'}`;
}

/** What the audit trail says of an answer: every line by service, day and half, with what it was quoted as and what it would be. */
export function answerText(answer: ConsentCommand['answer'], lines: readonly Waiting[]): string {
  const groups = new Map<string, string[]>();
  for (const { charge, now } of lines) {
    const change = `${treatmentWords(charge.quoted)} → ${treatmentWords(now)}`;
    const name = `${charge.serviceTitle}, ${change}`;
    groups.set(name, [...(groups.get(name) ?? []), halfDayText(charge)]);
  }
  const told = [...groups].map(([name, days]) => `${name}: ${days.join('; ')}`);
  return `${answer === 'agree' ? 'Agreed' : 'Not agreed'}. ${told.join('. ')}`;
}
