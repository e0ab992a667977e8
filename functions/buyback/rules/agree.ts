// A quote that is agreed to: the agreement with its years, the half-days it sells in advance, and who has to agree where somebody may not. Pure.
import { academicYearOf, type CivilDate, type Instant, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type AgreementId, bareId, type PersonId } from '../../../shared/ids.ts';
import { account, packageAccount } from '../../../shared/ledger/chart.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { transfer } from '../../../shared/ledger/transfers.ts';
import { formatPence } from '../../../shared/money.ts';
import type { Holding } from '../../bookings/schema/packages.ts';
import { approversOn, isWithin, limitOf, looksLike, mustAsk } from '../../identity/rules/limits.ts';
import type { Limits } from '../../identity/schema/limits.ts';
import { type Agreement, type AgreementYear, agreementStates, type PlannedYear, type Quote } from '../schema.ts';
import { agreedTo } from './quote.ts';
import { asAgreed } from './under.ts';

/** What is written of a change to an agreement. */
export type Agreed = { agreement: Agreement; postings: Posting[]; holdings: Holding[] };

/**
 * Whether somebody may agree to so much: within their limit, or as the approver of their organisation within their own. Refuses `approver-must-agree` with who could.
 */
export function mayAgree(
  limits: Limits | undefined,
  person: PersonId,
  { grossPence, today, names, years = 1 }: { grossPence: number; today: CivilDate; names: ReadonlyMap<PersonId, string>; years?: number },
): Decision<void> {
  const approvers = limits ? approversOn(limits, today) : [];
  const isApprover = approvers.includes(person) && isWithin(limitOf(limits, person), grossPence);
  if (!mustAsk(limits, person, grossPence) || isApprover) return accept(undefined);
  const could = approvers
    .filter((each) => each !== person && isWithin(limitOf(limits, each), grossPence))
    .map((each) => names.get(each) ?? '');
  const who = could.length > 0 ? `${could.join(' or ')} can agree to it.` : 'Nobody is named who could: settle who approves first.';
  return refuse('approver-must-agree', `It comes to ${formatPence(grossPence)} with VAT${years > 1 ? ` over ${years} years` : ''}. ${who}`);
}

type Facts = { id: AgreementId; now: Instant; actor: Pick<Actor, 'person'>; quote: Quote };

/** The purchase order of a command, as the quote asks for one. Refuses `purchase-order-required`, `purchase-order-form`. */
function orderFor({ purchaseOrderRequired, purchaseOrderLike: like }: Quote, purchaseOrder: string | undefined): Decision<void> {
  if (purchaseOrderRequired && !purchaseOrder) return refuse('purchase-order-required', undefined, { field: 'purchaseOrder' });
  if (like && purchaseOrder && !looksLike(purchaseOrder, like))
    return refuse('purchase-order-form', `They look like ${like}.`, { field: 'purchaseOrder' });
  return accept(undefined);
}

/** A new agreement. Refuses what orderFor() refuses. */
export function decideAgreement(
  { id, now, actor, quote }: Facts,
  { purchaseOrder }: { purchaseOrder?: string | undefined },
): Decision<Agreed> {
  const order = orderFor(quote, purchaseOrder);
  if (!order.ok) return order;
  const { package: bought, organisation, organisationName, payer, payerName, clock, continues, carriesHalfDays, term, renews } = quote;
  const { purse, treatment, policy } = quote;
  const { kind, code, title, clause, services, vatClass, incomeCode, cfrCode } = bought;
  const state = agreementStates.next('new', 'agree');
  if (!state) throw new Error('an agreement begins by being agreed to');
  const agreement: Agreement = {
    id,
    organisation,
    organisationName,
    payer,
    ...(payerName ? { payerName } : {}),
    ...{ kind, code, title, clause, services, vatClass, incomeCode, cfrCode },
    ...(clock ? { clock } : {}),
    ...(continues ? { continues } : {}),
    carriesHalfDays,
    terms: [{ ...term, agreedBy: actor.person, agreedAt: timestamp(now) }],
    years: [],
    ...{ purse, treatment, policy },
    ...(purchaseOrder ? { purchaseOrder } : {}),
    state,
    ...(renews ? { insteadOf: renews.agreement } : {}),
    version: 1,
  };
  return accept(withYears(agreement, quote.years, now));
}

/** An agreement that goes on for another term, by the same clock or another. Refuses `wrong-state` and what orderFor() refuses. */
export function decideRenewal(
  { now, actor, quote, agreement }: Omit<Facts, 'id'> & { agreement: Agreement },
  { purchaseOrder }: { purchaseOrder?: string | undefined },
): Decision<Agreed> {
  const order = orderFor(quote, purchaseOrder);
  if (!order.ok) return order;
  const state = agreementStates.next(agreement.state, 'renew');
  if (!state) return refuse('wrong-state');
  const { clock, continues, carriesHalfDays, term, payer, payerName, purse, treatment, policy } = quote;
  const { title, clause, services, vatClass, incomeCode, cfrCode } = quote.package;
  const { purchaseOrder: _, payerName: __, ...before } = agreement;
  const renewed: Agreement = {
    ...before,
    years: agreement.years.map((year) => asAgreed(agreement, year)),
    payer,
    ...(payerName ? { payerName } : {}),
    ...{ title, clause, services, vatClass, incomeCode, cfrCode },
    ...(clock ? { clock } : {}),
    ...(continues ? { continues } : {}),
    carriesHalfDays,
    terms: [...agreement.terms, { ...term, agreedBy: actor.person, agreedAt: timestamp(now) }],
    ...{ purse, treatment, policy },
    ...(purchaseOrder ? { purchaseOrder } : {}),
    state,
    version: agreement.version + 1,
  };
  return accept(withYears(renewed, quote.years, now));
}

/** An agreement with further years, whose half-days are sold in the same transaction. */
export function withYears(agreement: Agreement, planned: readonly PlannedYear[], now: Instant): Agreed {
  const { id, organisation: holder, code, title, clause, services } = agreement;
  const all = planned.map((year, i) => {
    const n = agreement.years.length + i + 1;
    const of = packageAccount({ holder, code, agreement: id, period: { from: year.from, to: year.to } });
    const sale = transfer('sell-package', account('sold', holder, String(academicYearOf(year.from))), of, year.halfDays, {
      name: `${bareId(id)}-${n}-sold`,
      now,
      cause: { agreement: id, policy: agreement.policy, clause: clause.reference },
    });
    const agreed: AgreementYear = { ...year, account: of, sold: sale.id, carriedHalfDays: 0 };
    const { from, to: expires, halfDays } = year;
    const holding: Holding = { type: 'holding', account: of, holder, agreement: id, title, clause, services, halfDays, from, expires };
    return { agreed, holding, posting: { transfer: sale } };
  });
  return {
    agreement: { ...agreement, years: [...agreement.years, ...all.map(({ agreed }) => agreed)] },
    postings: all.map(({ posting }) => posting),
    holdings: all.map(({ holding }) => holding),
  };
}

/** An agreement that another takes the place of ends with its year. Refuses `wrong-state`. */
export function replaced(agreement: Agreement, person: PersonId, now: Instant): Decision<Agreement> {
  const state = agreementStates.next(agreement.state, 'give-notice');
  if (!state) return refuse('wrong-state');
  return accept({
    ...agreement,
    state,
    notice: { by: person, at: timestamp(now), endsOn: agreedTo(agreement) },
    version: agreement.version + 1,
  });
}
