// What an agreement's instalments hold of a registered purchase order: kept on each instalment, so that what the order has left can always be worked out anew. Pure.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { vat } from '../../../shared/money.ts';
import { exhaustedText, foldedNumber, type Held, type PurchaseOrderChange, whyNotFromPurse } from '../../bookings/rules/purchase-orders.ts';
import type { AgreementUnder, PurchaseOrder } from '../../bookings/schema/purchase-orders.ts';
import { looksLike } from '../../identity/rules/limits.ts';
import type { Limits } from '../../identity/schema/limits.ts';
import { type Agreement, type AgreementYear, agreementStates, type Billed, type Instalment } from '../schema.ts';

type OrderName = { organisation: OrganisationId; number: string };
const keyOf = ({ organisation, number }: OrderName): string => `${organisation} ${foldedNumber(number)}`;

/** What the instalments of a year are billed by: what was agreed with that year, else with the last. */
export const billedBy = (agreement: Agreement, { billed }: Pick<AgreementYear, 'billed'>): Billed => billed ?? agreement;

/** What an agreement holds of each order it names: its instalments with VAT, and of them those that have fallen due. */
export function heldOf({ years }: Pick<Agreement, 'years'>): (OrderName & Held)[] {
  const held = new Map<string, OrderName & Held>();
  for (const { under, charge } of years.flatMap(({ instalments }) => instalments)) {
    if (!under) continue;
    const { organisation, number, grossPence } = under;
    const before = held.get(keyOf(under)) ?? { organisation, number, heldPence: 0, chargedPence: 0 };
    const chargedPence = before.chargedPence + (charge ? grossPence : 0);
    held.set(keyOf(under), { ...before, heldPence: before.heldPence + grossPence, chargedPence });
  }
  return [...held.values()];
}

/** What changes of each order, and what the agreement holds of it by now. */
export type UnderChange = PurchaseOrderChange & { under: AgreementUnder };

/** What an agreement holds after a change more than before it, for each order once. */
export function underChanges(before: Agreement | undefined, after: Agreement): UnderChange[] {
  const [was, is] = [before ? heldOf(before) : [], heldOf(after)];
  const named = [...new Map([...was, ...is].map((each) => [keyOf(each), each] as const)).values()];
  const nothing: Held = { heldPence: 0, chargedPence: 0 };
  return named.flatMap((order) => {
    const { organisation, number } = order;
    const [then, now] = [was, is].map((all) => all.find((each) => keyOf(each) === keyOf(order)) ?? nothing) as [Held, Held];
    const [heldPence, chargedPence] = [now.heldPence - then.heldPence, now.chargedPence - then.chargedPence];
    if (heldPence === 0 && chargedPence === 0) return [];
    const { id: agreement, title, organisation: school, organisationName: schoolName } = after;
    const held = { heldPence: now.heldPence, chargedPence: now.chargedPence };
    const under: AgreementUnder = { type: 'agreement-under', organisation, number, agreement, title, school, schoolName, ...held };
    return [{ organisation, number, heldPence, chargedPence, added: [], under }];
  });
}

/** A number somebody gives, as whoever pays takes it. Refuses `purchase-order-form`, and `purchase-order-unregistered` where registered ones alone are taken. */
export function decideNumber(
  { order, limits }: { order: PurchaseOrder | undefined; limits: Limits | undefined },
  number: string,
): Decision<void> {
  const at = { field: 'purchaseOrder' };
  const { like, registeredOnly } = limits?.purchaseOrders ?? {};
  if (like && !looksLike(number, like)) return refuse('purchase-order-form', `They look like ${like}.`, at);
  if (!order && registeredOnly) return refuse('purchase-order-unregistered', `No purchase order ${number} is registered.`, at);
  return accept(undefined);
}

/** Why an order does not pay for instalments; undefined where it does. */
function whyNotFor({ number, closedAt, from, to, purse }: PurchaseOrder, due: readonly CivilDate[], paidFrom: Billed['purse']) {
  if (closedAt) return `${number} is closed.`;
  const outside = due.find((date) => date < from || date > to);
  const otherPurse = whyNotFromPurse({ number, purse }, paidFrom);
  if (otherPurse || !outside) return otherPurse;
  return `${number} is for ${dateText(from)} to ${dateText(to)}, and an instalment falls due on ${dateText(outside)}.`;
}

const isToCome = ({ charge }: Instalment): boolean => charge === undefined;

/**
 * An agreement whose instalments to come of some years are held of a registered order, with VAT as each is billed; it has `leftPence` to spare. Refuses
 * `purchase-order-not-valid` for one that is closed, for other days or for another purse, and `purchase-order-exhausted` where they come to more than is left.
 */
export function heldUnder(
  agreement: Agreement,
  order: PurchaseOrder,
  isIn: (year: AgreementYear, i: number) => boolean,
): Decision<Agreement> {
  const at = { field: 'purchaseOrder' };
  const { organisation, number } = order;
  let pence = 0;
  let why: string | undefined;
  const years = agreement.years.map((year, i) => {
    if (!isIn(year, i)) return year;
    const { purse, treatment } = billedBy(agreement, year);
    const toCome = year.instalments.filter(isToCome);
    why ??= whyNotFor(
      order,
      toCome.map(({ dueOn }) => dueOn),
      purse,
    );
    const instalments = year.instalments.map((instalment): Instalment => {
      if (!isToCome(instalment)) return instalment;
      const grossPence = instalment.netPence + vat(instalment.netPence, treatment.rateBasisPoints);
      pence += grossPence;
      return { ...instalment, under: { organisation, number, grossPence } };
    });
    return { ...year, instalments };
  });
  if (why) return refuse('purchase-order-not-valid', why, at);
  if (pence > order.leftPence) return refuse('purchase-order-exhausted', exhaustedText(order, pence), at);
  return accept({ ...agreement, years });
}

/** A year billed under a number, or under none: what is agreed to later changes nothing of it. */
export function billedUnder(agreement: Agreement, year: AgreementYear, number: string | undefined): AgreementYear {
  const { payer, title, purse, treatment, vatClass, incomeCode, cfrCode, policy } = billedBy(agreement, year);
  const billed = { payer, title, purse, treatment, vatClass, incomeCode, cfrCode, policy };
  return { ...year, billed: { ...billed, ...(number ? { purchaseOrder: number } : {}) } };
}

/** A year with what its instalments are billed by, where some are still to come: who pays what was agreed to, and how, is not settled anew by what is agreed to later. */
export function asAgreed(agreement: Agreement, year: AgreementYear): AgreementYear {
  if (year.billed || !year.instalments.some(isToCome)) return year;
  return billedUnder(agreement, year, agreement.purchaseOrder);
}

/**
 * The year that an agreement has just gone on to by itself: held of the registered order it is billed under, and where that does not pay for it billed under no number, as
 * the year binds the school all the same. `lacks`: why.
 */
export function wentOnUnder(agreement: Agreement, order: PurchaseOrder | undefined): { agreement: Agreement; lacks?: string } {
  if (!order || !agreement.purchaseOrder) return { agreement };
  const last = agreement.years.length - 1;
  const held = heldUnder(agreement, order, (_, i) => i === last);
  if (held.ok) return { agreement: held.value };
  const years = agreement.years.map((year, i) => (i === last ? billedUnder(agreement, year, undefined) : year));
  return { agreement: { ...agreement, years }, lacks: held.refusal.detail ?? '' };
}

/** The years of which something is still to fall due. */
export const yearsToCome = ({ years }: Pick<Agreement, 'years'>): AgreementYear[] =>
  years.filter(({ instalments }) => instalments.some(isToCome));

/**
 * Another number for what is still to fall due of a year: what it held of an order goes back, and a registered one pays for it from now on. What is charged keeps the number
 * it was charged under. Refuses `wrong-state` where nothing of the year is still to fall due, and what decideNumber() and heldUnder() refuse.
 */
export function decideNaming(
  { agreement, order, limits }: { agreement: Agreement; order: PurchaseOrder | undefined; limits: Limits | undefined },
  { from, purchaseOrder }: { from: CivilDate; purchaseOrder: string },
): Decision<Agreement> {
  const isOf = (year: AgreementYear) => year.from === from;
  if (agreementStates.next(agreement.state, 'end') === undefined || !yearsToCome(agreement).some(isOf))
    return refuse('wrong-state', `Nothing of the year from ${dateText(from)} is still to fall due.`, { field: 'from' });
  const taken = decideNumber({ order, limits }, purchaseOrder);
  if (!taken.ok) return taken;
  const number = order?.number ?? purchaseOrder;
  const years = agreement.years.map((year) => {
    // What the others are billed under, and are held of, stays theirs whatever the agreement goes on by.
    if (!isOf(year)) return asAgreed(agreement, year);
    const instalments = year.instalments.map((each): Instalment => {
      const { under: _, ...freed } = each;
      return isToCome(each) ? freed : each;
    });
    return billedUnder(agreement, { ...year, instalments }, number);
  });
  // The last year's number is the one by which the agreement goes on.
  const isLast = agreement.years.at(-1)?.from === from;
  const named: Agreement = { ...agreement, years, ...(isLast ? { purchaseOrder: number } : {}), version: agreement.version + 1 };
  if (!order) return accept(named);
  // What the year holds of the same order by now is its to hold again.
  const freed = underChanges(agreement, named).find((each) => keyOf(each) === keyOf(order))?.heldPence ?? 0;
  return heldUnder(named, { ...order, leftPence: order.leftPence - freed }, isOf);
}
