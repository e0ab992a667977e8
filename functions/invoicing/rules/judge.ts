// How a charge is billed on a day, or why it is held back: to whom, from which purse, with which tax point and VAT. Pure.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { type ChargeId, type HolderId, isTeam, type OrganisationId, type RunId, type TeamId } from '../../../shared/ids.ts';
import { taxPointOf, treatmentFor } from '../../../shared/policy/rules.ts';
import type { Pack, Purse, Treatment } from '../../../shared/policy/schema.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import { kindOfBuyerOn, type Succeeded, standingFor } from '../../schools/rules/buyers.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import type { Consent } from '../schema/consent.ts';
import type { HeldLine, RunDocument } from '../schema.ts';
import { lastOf, sameTreatment } from './consent.ts';

export type Judged = {
  run: RunId;
  issueOn: CivilDate;
  councilLaCode: number;
  pack: Pack;
  /** Those who were to pay, and those who followed them. */
  organisations: ReadonlyMap<OrganisationId, Organisation>;
  successions: ReadonlyMap<OrganisationId, readonly Succeeded[]>;
  /** What was said of lines that changed. */
  consents: ReadonlyMap<ChargeId, Pick<Consent, 'sayings'>>;
};

type Now = { taxPoint: CivilDate; treatment: Treatment | undefined; purse: Purse };

/** The day of the visit, or of the cancellation that a fee is for: it falls due later, and is owed by whoever stood there then. */
const performedOn = ({ deliveredOn, fee }: Pick<Charge, 'deliveredOn' | 'fee'>): CivilDate => fee?.on ?? deliveredOn;

/** The treatment at the tax point (by sector, purse, service and date), or undefined when the council's table has no such sale. */
function treatmentNow(facts: Judged, buyer: Organisation, charge: Charge): Now {
  const at = (date: CivilDate): Omit<Now, 'taxPoint'> => {
    const kind = kindOfBuyerOn(buyer, facts.councilLaCode, date);
    const sold = (purse: Purse) => treatmentFor(facts.pack, { buyer: kind, purse, vatClass: charge.vatClass, taxPoint: date });
    // Whoever left the council has no delegated budget any more: what was to come from it comes from its own funds.
    const treatment = sold(charge.purse);
    return treatment ? { treatment, purse: charge.purse } : { treatment: sold('own-funds'), purse: 'own-funds' };
  };
  const performed = at(performedOn(charge));
  if (performed.treatment?.rail === 'journal') {
    // A recharge within the council is no supply and has no tax point but the day of the visit. But once the school has left the council there is no
    // budget here to charge: it is judged as it stands on the day of issue, and held for its consent whether that comes within fourteen days or later.
    const issued = at(facts.issueOn);
    return issued.treatment?.rail === 'journal' ? { taxPoint: charge.deliveredOn, ...performed } : { taxPoint: facts.issueOn, ...issued };
  }
  const taxPoint = taxPointOf(charge.deliveredOn, facts.issueOn);
  return { taxPoint, ...at(taxPoint) };
}

export const treatmentText = (treatment: Treatment | undefined) =>
  !treatment
    ? 'no treatment in the council’s VAT table'
    : treatment.rail === 'journal'
      ? 'a journal recharge without VAT'
      : `a VAT invoice, category ${treatment.category} at ${treatment.rateBasisPoints / 100}%`;

type Held = { why: string; now?: Treatment; buyers?: OrganisationId[] };

type As = Pick<RunDocument, 'payer' | 'purse' | 'rail'>;

/**
 * A proposed charge that is no longer billed as it was quoted, or no longer to whom and as what its document was proposed, with the reason: the
 * proposal's own rule, at the moment of the commitment.
 */
export function heldNow(facts: Judged, charge: Charge, proposed: As): HeldLine | undefined {
  const judgement = judge(facts, charge);
  if ('why' in judgement) return hold(facts, charge, judgement);
  const { buyer, purse, treatment } = judgement;
  if (buyer.id === proposed.payer && purse === proposed.purse && treatment.rail === proposed.rail) return undefined;
  return hold(facts, charge, {
    why: `Since the dry run it has come to be billed otherwise, to ${buyer.name}. Make a new dry run to bill it.`,
  });
}

/** Who is billed, as a document has to print them: an organisation, or a team of the council. */
export type Buyer = Pick<Organisation, 'name' | 'addressLines' | 'postcode'> & { id: HolderId };

export type Billed = { buyer: Buyer; taxPoint: CivilDate; treatment: Treatment; purse: Purse };

/** What a team's budget has paid is recharged to the team, as it was quoted, whatever has become of the school: no school is ever billed for it. */
const toTeam = ({ quoted, deliveredOn, budget }: Charge, id: TeamId): Billed => ({
  buyer: { id, name: budget?.holderName ?? id, addressLines: [], postcode: '' },
  taxPoint: deliveredOn,
  treatment: quoted,
  // Its budget is delegated by the council, whichever purse the school would have paid from.
  purse: 'delegated-budget',
});

/**
 * How a charge is billed, or why it is held back. It is billed to whoever stood in the payer's place on the day of the visit: a visit before a conversion
 * stays with the school that had it. Another treatment than the one quoted needs the buyer's consent to exactly that.
 */
export function judge(facts: Judged, charge: Charge): Billed | Held {
  const { payer } = charge;
  if (isTeam(payer)) return toTeam(charge, payer);
  const buyers = standingFor(payer, facts.successions, performedOn(charge));
  const sayings = facts.consents.get(charge.id)?.sayings ?? [];
  const said = buyers.flatMap((id) => lastOf(sayings, id) ?? []);
  // Of several who answer for it, whoever agreed to what it would be as theirs.
  const agreed = said.find((saying) => {
    const by = facts.organisations.get(saying.buyer);
    const now = by && treatmentNow(facts, by, charge).treatment;
    return saying.state === 'agreed' && now !== undefined && sameTreatment(saying.treatment, now);
  });
  const buyer = facts.organisations.get(agreed?.buyer ?? buyers[0] ?? payer);
  if (!buyer) return { why: 'Who is to pay is not in the register of schools. Import the register again, then make a new dry run.' };
  const where = [...buyer.addressLines, buyer.postcode].some((line) => line !== '');
  if (!where) return { why: 'There is no address on record for the payer, and the document must print one.' };
  const { taxPoint, treatment, purse } = treatmentNow(facts, buyer, charge);
  const asQuoted = treatment !== undefined && sameTreatment(treatment, charge.quoted) && buyers.length === 1;
  if (treatment && (asQuoted || agreed)) return { buyer, taxPoint, treatment, purse };
  const names = buyers.map((id) => facts.organisations.get(id)?.name ?? id).join(' or ');
  const declined = said
    .filter(({ state }) => state === 'declined')
    .map(({ buyer: by, reason }) => ` ${facts.organisations.get(by)?.name ?? by} does not agree: ${reason ?? 'no reason given'}.`)
    .join('');
  const why = `It was quoted as ${treatmentText(charge.quoted)}; billed now, for ${dateText(taxPoint)}, it would be ${treatmentText(treatment)}. ${names} has to agree before it is billed.${declined}`;
  return { why, ...(treatment ? { now: treatment, buyers } : {}) };
}

type WaitsFor = { buyer: OrganisationId; buyers: OrganisationId[]; now: Treatment };

/** Of these organisations the first that a charge waits for, and the treatment it would have as theirs. */
export function waitingFor(facts: Judged, charge: Charge, among: readonly OrganisationId[]): WaitsFor | undefined {
  const judgement = judge(facts, charge);
  if (!('why' in judgement)) return undefined;
  const { buyers = [] } = judgement;
  const buyer = among.find((id) => buyers.includes(id));
  const organisation = buyer && facts.organisations.get(buyer);
  const now = organisation && treatmentNow(facts, organisation, charge).treatment;
  return buyer && now ? { buyer, buyers, now } : undefined;
}

/** A charge that is not billed, with why, and who might be billed for it: whoever pays, but never a team of the council. */
export function hold(facts: Judged, charge: Charge, { why, now, buyers = isTeam(charge.payer) ? [] : [charge.payer] }: Held): HeldLine {
  return {
    run: facts.run,
    charge: charge.id,
    payer: charge.payer,
    buyers,
    booking: charge.booking,
    schoolName: charge.schoolName,
    serviceTitle: charge.serviceTitle,
    deliveredOn: charge.deliveredOn,
    half: charge.half,
    netPence: charge.netPence,
    quoted: charge.quoted,
    now: now ?? null,
    why,
  };
}
