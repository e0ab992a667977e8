// What each school pays of an event that several share: the price of each session divided exactly, and the VAT of each share by whoever pays it. Pure.
import { type CivilDate, dateOf } from '../../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { OrganisationId } from '../../../../shared/ids.ts';
import { allocate, allocateEach, halfDayPence, vat } from '../../../../shared/money.ts';
import { pursesOf, treatmentFor } from '../../../../shared/policy/rules.ts';
import type { Purse, Treatment } from '../../../../shared/policy/schema.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';
import type { Service } from '../../../catalogue/schema.ts';
import type { PolicyVersion } from '../../../entitlements/schema.ts';
import { canBeBookedFor, isSchool, kindOfBuyerOn } from '../../../schools/rules/buyers.ts';
import type { Organisation } from '../../../schools/schema/organisations.ts';
import type { SessionShare, Share, Sharing, SplitRule } from '../../schema/shares.ts';
import type { BookedSession, Booking, Funding, Paid, QuotedSession } from '../../schema.ts';
import type { QuoteFacts, Sharer, SharingFacts } from '../facts.ts';

/** One transaction holds a hundred writes, and the accounts of free days that an event draws on are few. */
const mostWrites = 100;
export const mostShares = 24;
export const mostSharedAccounts = 2;

/**
 * What cancelling all of an event takes at most: three writes for each session and a fee for each share of it, a purchase order for each share, seven for each account, and
 * the booking, that it is to be told, that its sessions are free and the entry of the audit trail. Proposing, confirming and delivering it take less.
 */
export const writesOfCancelling = (halfDays: number, shares: number): number =>
  3 * halfDays + halfDays * shares + shares + 7 * mostSharedAccounts + 4;

/** Refuses `too-many-shares` for an event that no single step of it could hold. */
function fitsEvent(halfDays: number, shares: number): Decision<void> {
  if (shares <= mostShares && writesOfCancelling(halfDays, shares) <= mostWrites) return accept(undefined);
  const most = Array.from({ length: mostShares }, (_, i) => i + 1)
    .filter((each) => writesOfCancelling(halfDays, each) <= mostWrites)
    .at(-1);
  return most === undefined || most < 2
    ? refuse('too-many-shares', `${halfDays} half-days are too many to share. Propose them as several events.`, { field: 'sessions' })
    : refuse('too-many-shares', `An event of ${halfDaysText(halfDays)} has at most ${most} schools.`, { field: 'schools' });
}

/** What a school counts for under a rule. Refuses `no-pupils-known`, and `invalid-request` for a weight that is missing. */
export function weightOf(split: SplitRule, school: Organisation, named: number | undefined): Decision<number> {
  if (split === 'equal') return accept(1);
  if (split === 'named')
    return named === undefined
      ? refuse('invalid-request', undefined, { faults: [{ field: 'schools', detail: `Say what part ${school.name} has` }] })
      : accept(named);
  const pupils = isSchool(school) ? school.pupils : undefined;
  return pupils
    ? accept(pupils)
    : refuse('no-pupils-known', `The register has no number of pupils for ${school.name}.`, { field: 'split' });
}

/** The purses that a share may be paid from on every date of some sessions. */
export function pursesFor(
  facts: Pick<QuoteFacts, 'councilLaCode' | 'policy'>,
  { payer, becoming }: Pick<Sharer, 'payer' | 'becoming'>,
  dates: readonly CivilDate[],
): Purse[] {
  const { policy, councilLaCode } = facts;
  if (!policy) return [];
  const offered = dates.map((date) => pursesOf(policy.pack, kindOfBuyerOn(payer, councilLaCode, date, becoming)));
  return (offered[0] ?? []).filter((purse) => offered.every((each) => each.includes(purse)));
}

/** The shares of an event as they stand in its booking: without a purse that was chosen it is the first that there is. */
const shareOf = ({ school, payer, succeeded: _, becoming: __, purse, ...of }: Sharer, first: Purse): Share => ({
  ...of,
  school: school.id,
  schoolName: school.name,
  payer: payer.id,
  ...(payer.id === school.id ? {} : { payerName: payer.name }),
  purse: purse ?? first,
});

type Named = { service: Service; policy: PolicyVersion };

/** Who shares, each with a purse that they have. Refuses `school-closed`, `purse-not-available` and fitsEvent()'s own. */
export function sharesOf(facts: QuoteFacts & { sharing: SharingFacts }, sessions: readonly QuotedSession[]): Decision<Sharing> {
  const { sharing, clock } = facts;
  const { sharers, ...of } = sharing;
  const fits = fitsEvent(sessions.length, sharers.length);
  if (!fits.ok) return fits;
  const dates = sessions.map(({ session }) => dateOf(session));
  const shares: Share[] = [];
  for (const sharer of sharers) {
    const { school, payer, purse } = sharer;
    if (!canBeBookedFor(school, clock.date) || sharer.succeeded)
      return refuse('school-closed', `${school.name} is not open, or has become another school.`, { field: 'schools' });
    const purses = pursesFor(facts, sharer, dates);
    const [first] = purses;
    if (!first || (purse && !purses.includes(purse)))
      return refuse('purse-not-available', `${payer.name} cannot pay from that purse.`, { field: 'purse' });
    shares.push(shareOf(sharer, first));
  }
  return accept({ ...of, shares });
}

/** The price of each session that has one, divided among the shares of an event. Refuses `not-on-sale` where the council’s table has no such sale to one of them. */
export function sharedOut(
  facts: QuoteFacts & { sharing: SharingFacts },
  { service, policy }: Named,
  shares: readonly Share[],
  sessions: readonly QuotedSession[],
): Decision<QuotedSession[]> {
  const { sharers } = facts.sharing;
  const paid = sessions.filter(({ funding }) => funding.fund === 'traded');
  const prices = paid.map(({ funding }) => (funding.fund === 'traded' ? halfDayPence(funding.perDayExVatPence) : 0));
  const parts = allocateEach(
    prices,
    shares.map(({ weight }) => weight),
  );
  const divided = new Map<QuotedSession, Funding>();
  for (const [n, each] of paid.entries()) {
    const taxPoint = dateOf(each.session);
    const of: SessionShare[] = [];
    for (const [i, { school, purse }] of shares.entries()) {
      const { payer, becoming } = sharers[i] ?? {};
      const buyer = payer && kindOfBuyerOn(payer, facts.councilLaCode, taxPoint, becoming);
      const treatment = buyer && purse && treatmentFor(policy.pack, { buyer, purse, vatClass: service.vatClass, taxPoint });
      if (!treatment) return refuse('not-on-sale', `${service.title} is not sold to ${payer?.name ?? school}.`, { field: 'schools' });
      of.push({ school, netPence: parts[n]?.[i] ?? 0, treatment });
    }
    const [first] = of;
    if (each.funding.fund === 'traded' && first) divided.set(each, { ...each.funding, treatment: first.treatment, shares: of });
  }
  return accept(sessions.map((each) => ({ ...each, funding: divided.get(each) ?? each.funding })));
}

/** What is paid of a session and by whom, each part with its VAT treatment: one part, or the shares of an event. */
export type Part = { school?: OrganisationId; netPence: number; treatment: Treatment };
export const partsOf = (funding: Paid): Part[] =>
  funding.shares ?? [{ netPence: halfDayPence(funding.perDayExVatPence), treatment: funding.treatment }];

/** A fee for a session, divided as its price is. */
export function feeParts(funding: Paid, feePence: number): Part[] {
  const parts = partsOf(funding);
  const fees = allocate(
    feePence,
    parts.map(({ netPence }) => netPence),
  );
  return parts.map((part, i) => ({ ...part, netPence: fees[i] ?? 0 }));
}

/** VAT of net sums with their treatments: once for each buyer, category and rate, half-up. */
export function vatOfParts(parts: readonly Part[]): number {
  const nets = new Map<string, { rate: number; net: number }>();
  for (const { school, netPence, treatment } of parts) {
    const name = `${school ?? ''} ${treatment.category} ${treatment.rateBasisPoints}`;
    const known = nets.get(name) ?? { rate: treatment.rateBasisPoints, net: 0 };
    nets.set(name, { rate: known.rate, net: known.net + netPence });
  }
  return [...nets.values()].reduce((sum, { rate, net }) => sum + vat(net, rate), 0);
}

/** What one school pays of some sessions: pence of each that has a price, with VAT on their sum. */
export function sumFor(school: OrganisationId, sessions: readonly { funding: Funding }[]) {
  const parts = sessions.flatMap(({ funding }) =>
    (funding.fund === 'traded' ? partsOf(funding) : []).filter((part) => part.school === school),
  );
  const netPence = parts.reduce((sum, part) => sum + part.netPence, 0);
  const vatPence = vatOfParts(parts);
  return { netPence, vatPence, grossPence: netPence + vatPence };
}

/**
 * What a reader is told of who shares an event: whoever works for the council all but who gave their word, anybody else the sums and names of all, and of no share
 * but their own from what it is paid.
 */
export function sharingFor<S extends Sharing>(event: S, reader: OrganisationId | undefined, isCouncil: boolean): S {
  const shares = event.shares.map(({ agreedBy: _, purse, purchaseOrder, purchaseOrderBy: __, ...share }) => {
    const isTold = isCouncil || (reader !== undefined && (share.school === reader || share.payer === reader));
    return { ...share, ...(isTold && purse ? { purse } : {}), ...(isTold && purchaseOrder ? { purchaseOrder } : {}) };
  });
  return { ...event, shares };
}

/** Whether a school has left an event. */
export const hasLeft = ({ event }: Pick<Booking, 'event'>, school: string): boolean =>
  event?.shares.some((share) => share.school === school && share.leftAt !== undefined) ?? false;

/** The sessions that a school has a part in: of an event that it has left those whose price it shared when they took place, and what was free until then. */
export const sessionsOf = ({ event, sessions }: Pick<Booking, 'event' | 'sessions'>, school: string): BookedSession[] => {
  const leftAt = event?.shares.find((share) => share.school === school)?.leftAt;
  if (leftAt === undefined) return sessions;
  return sessions.filter(({ funding, deliveredAt }) =>
    funding.fund === 'traded'
      ? partsOf(funding).some((part) => part.school === school)
      : deliveredAt !== undefined && deliveredAt <= leftAt,
  );
};

/** Those who have a part in what is still to come. */
export const staying = ({ shares }: Pick<Sharing, 'shares'>): Share[] => shares.filter(({ leftAt }) => leftAt === undefined);
