// What a package or a year's buy-back would come to: its years, instalments and VAT to the penny, and why it cannot be agreed to. Pure; nothing is kept of it.
import { addDays, type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { vat } from '../../../shared/money.ts';
import type { BuyBack, OfferedYear, Package } from '../../../shared/policy/packages.ts';
import { inForce, pursesOf, treatmentFor } from '../../../shared/policy/rules.ts';
import type { Pack, Treatment } from '../../../shared/policy/schema.ts';
import { purseName } from '../../../shared/ui/text.ts';
import type { Service } from '../../catalogue/schema.ts';
import { type PolicyVersion, policyName } from '../../entitlements/schema.ts';
import { needsPurchaseOrder } from '../../identity/rules/limits.ts';
import type { Limits } from '../../identity/schema/limits.ts';
import { canBeBookedFor, isTrust, kindOfBuyerOn } from '../../schools/rules/buyers.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import type { Agreement, PlannedYear, Quote, QuoteCommand, Term } from '../schema.ts';
import { endedEarlyFor } from './again.ts';
import { buyableYear, instalmentsOf, isAnotherYear, isClockOf, mayBuy, monthsFrom, noticeDayOf, windowOf, yearBy } from './clocks.ts';
import { notUsableText, partsPence, usableOn } from './parts.ts';
import { switchedYears } from './switch.ts';
import { decideTerm, kindOfTerm } from './terms.ts';

export type QuoteFacts = {
  today: CivilDate;
  councilLaCode: number;
  organisation: Organisation | undefined;
  /** Its trust, where the trust is billed for its schools. */
  payer?: Organisation | undefined;
  succeeded?: boolean;
  policy: PolicyVersion | undefined;
  /** What the catalogue sells, at its own prices. */
  services: readonly Service[];
  /** Everything the organisation has agreed to before. */
  agreements: readonly Agreement[];
  limits?: Limits | undefined;
};

/** The price of a package for a year, from a day on; undefined before its first. */
export const priceOf = ({ prices }: Pick<Package, 'prices'>, date: CivilDate): number | undefined =>
  inForce(prices, date)?.perYearExVatPence;

const offeredYear = (years: readonly OfferedYear[], clock: QuoteCommand['clock']): OfferedYear | undefined =>
  years.length === 1 && clock === undefined ? years[0] : years.find((each) => each.clock === clock);

/** Whether it has not run out, and holds or will hold something. */
export const isStanding = ({ state }: Pick<Agreement, 'state'>): boolean => state !== 'ended';

/** The last day that is agreed on by now: of a rolling agreement the end of the year it is in. */
export const agreedTo = ({ years }: Pick<Agreement, 'years'>): CivilDate => {
  const last = years
    .map(({ to }) => to)
    .sort()
    .at(-1);
  if (!last) throw new Error('an agreement has at least one year');
  return last;
};

type Planned = Pick<
  Quote,
  'clock' | 'switchedFrom' | 'continues' | 'carriesHalfDays' | 'term' | 'years' | 'renews' | 'formerPurchaseOrder'
>;

/**
 * A quote for a package, a first year of a buy-back, its renewal or its switch to another clock. Refuses `unknown-organisation`, `school-closed`, `policy-not-in-force`,
 * `unknown-package`, `purse-not-available`, `not-on-sale`, `window-closed` with the day it opens, `already-agreed`, `continues-by-itself`, `notice-too-late`,
 * `term-too-long`, and `invalid-request` for what the package does not ask.
 */
export function decideQuote(facts: QuoteFacts, command: QuoteCommand): Decision<Quote> {
  const { organisation, policy, today } = facts;
  if (!organisation) return refuse('unknown-organisation', undefined, { field: 'organisation' });
  if (!isTrust(organisation) && !canBeBookedFor(organisation, today)) return refuse('school-closed', `${organisation.name} is not open.`);
  if (facts.succeeded) return refuse('school-closed', `${organisation.name} has become another school. Agree for that one.`);
  if (!policy) return refuse('policy-not-in-force');
  const offered = policy.pack.packages.find(({ code }) => code === command.package);
  if (!offered) return refuse('unknown-package', undefined, { field: 'package' });
  const plan = offered.kind === 'package' ? planPackage(facts, offered, command) : planBuyBack(facts, offered, command);
  if (!plan.ok) return plan;
  const payer = facts.payer ?? organisation;
  const first = plan.value.years[0];
  const services = usableOn(facts.services, offered, first?.from ?? today);
  if (services.length === 0) return refuse('not-on-sale', notUsableText(offered, first?.from ?? today), { field: 'package' });
  const taxPoint = first?.instalments[0]?.dueOn ?? today;
  const treatment = treatmentOf(facts, policy.pack, payer, { purse: command.purse, vatClass: offered.vatClass, taxPoint });
  if (!treatment.ok) return treatment;
  return accept(
    summed(facts, { organisation, payer, policy, offered: { ...offered, services }, treatment: treatment.value }, command, plan.value),
  );
}

function treatmentOf(
  { councilLaCode }: QuoteFacts,
  pack: Pack,
  payer: Organisation,
  { purse, vatClass, taxPoint }: { purse: QuoteCommand['purse']; vatClass: Package['vatClass']; taxPoint: CivilDate },
): Decision<Treatment> {
  const buyer = kindOfBuyerOn(payer, councilLaCode, taxPoint);
  const treatment = treatmentFor(pack, { buyer, purse, vatClass, taxPoint });
  if (treatment) return accept(treatment);
  const offered = pursesOf(pack, buyer).map((each) => `its ${purseName(each)}`);
  return refuse('purse-not-available', `${payer.name} can pay from ${offered.join(' or ')}.`, { field: 'purse' });
}

const fault = (field: string, detail: string): Decision<never> => refuse('invalid-request', undefined, { faults: [{ field, detail }] });

function planPackage({ today }: QuoteFacts, offered: Extract<Package, { kind: 'package' }>, command: QuoteCommand): Decision<Planned> {
  if (command.clock || command.years || command.renews)
    return fault('package', `“${offered.title}” is bought once: leave out the year, how many and what it renews`);
  const netPence = priceOf(offered, today);
  if (netPence === undefined) return refuse('not-on-sale', `${offered.title} has no price on ${dateText(today)}.`, { field: 'package' });
  const to = offered.months ? monthsFrom(today, offered.months) : yearBy(offered.year ?? 'financial', today).to;
  const instalments = [{ number: 1, of: 1, twelfths: 12, dueOn: today, netPence }];
  const term: Term = { kind: 'first', from: today, to };
  return accept({ carriesHalfDays: 0, term, years: [{ from: today, to, netPence, halfDays: offered.halfDays, instalments }] });
}

/** What is renewed or replaced, with the day after the last that is agreed on. */
type Before = { agreement: Agreement; begins: CivilDate; how: 'extended' | 'replaced' };

function planBuyBack(facts: QuoteFacts, offered: BuyBack, command: QuoteCommand): Decision<Planned> {
  const { organisation } = facts;
  const buyer = organisation && kindOfBuyerOn(organisation, facts.councilLaCode, facts.today);
  const own = offered.years.filter(({ clock }) => !buyer || isClockOf(clock, buyer));
  const year = offeredYear(own, command.clock);
  if (!year) return fault('clock', `Choose the year of “${offered.title}”: ${own.map(({ clock }) => clock).join(', ')}`);
  if (offered.continues === 'rolling' && (command.years ?? 1) > 1)
    return fault('years', `“${offered.title}” goes on from year to year until notice is given: leave out how many years`);
  const before = command.renews ? renewed(facts, offered, year, command) : accept(undefined);
  if (!before.ok) return before;
  const begins = before.value ? accept(before.value.begins) : firstDay(facts, offered, year);
  if (!begins.ok) return begins;
  const again = standingFor(
    facts.agreements.filter(({ id }) => id !== before.value?.agreement.id),
    offered.code,
    begins.value,
  );
  if (again) return refuseAgain(again, begins.value);
  const over = endedEarlyFor(facts.agreements, offered.code, begins.value);
  if (over) return over;
  const years = plannedYears(facts, offered, year, { begins: begins.value, before: before.value });
  if (!years.ok) return years;
  const [first, last] = [years.value[0], years.value.at(-1)];
  if (!first || !last) throw new Error(`${offered.code} has no year`);
  const kind = kindOfTerm(offered.code, facts.agreements);
  const term = decideTerm(offered, kind, { from: first.from, firstEnds: last.to, years: command.years ?? 1 });
  if (!term.ok) return term;
  const was = before.value?.agreement.clock;
  return accept({
    clock: year.clock,
    ...(was && isAnotherYear(was, year.clock) ? { switchedFrom: was } : {}),
    continues: offered.continues,
    carriesHalfDays: offered.yearEnd.unused === 'carry' ? offered.yearEnd.atMostHalfDays : 0,
    term: term.value,
    years: years.value,
    ...(before.value
      ? { renews: { agreement: before.value.agreement.id, how: before.value.how, version: before.value.agreement.version } }
      : {}),
    ...(before.value?.agreement.purchaseOrder ? { formerPurchaseOrder: before.value.agreement.purchaseOrder } : {}),
  });
}

/** The last day to which an agreement binds, or goes on by itself: once notice is given it is that of its year. */
const standsTo = (agreement: Agreement): CivilDate => {
  const term = agreement.terms.at(-1);
  const ends = agreedTo(agreement);
  return agreement.state !== 'notice' && term && term.to > ends ? term.to : ends;
};

/** The agreement that has a year of a buy-back already, or will have it without anybody saying so: agreed to a second time, the year would be paid for twice. */
export const standingFor = (agreements: readonly Agreement[], code: string, begins: CivilDate): Agreement | undefined =>
  agreements.find((each) => each.code === code && isStanding(each) && standsTo(each) >= begins);

function refuseAgain(again: Agreement, begins: CivilDate): Decision<never> {
  const at = { field: 'package' };
  const ends = agreedTo(again);
  if (begins > ends && again.continues === 'rolling')
    return refuse('continues-by-itself', `${again.title} goes on from ${dateText(addDays(ends, 1))} unless you give notice.`, at);
  const until = again.continues === 'rolling' ? ends : standsTo(again);
  return refuse('already-agreed', `${again.title} is agreed to until ${dateText(until)}: renew that one.`, at);
}

/** The first day of the year that may be bought today. Refuses `window-closed`. */
function firstDay({ today }: QuoteFacts, { title }: BuyBack, year: OfferedYear): Decision<CivilDate> {
  const found = buyableYear(year, today);
  if ('year' in found) return accept(found.year.from);
  return refuse('window-closed', `${title} for the year from ${dateText(found.for.from)} is agreed to from ${dateText(found.opens)}.`, {
    field: 'clock',
  });
}

/** What is agreed on by now and goes on, or is replaced, from the day after. */
function renewed({ agreements, today }: QuoteFacts, offered: BuyBack, year: OfferedYear, { renews }: QuoteCommand): Decision<Before> {
  const agreement = agreements.find(({ id }) => id === renews);
  if (agreement?.kind !== 'buy-back' || !agreement.clock) return refuse('unknown-agreement', undefined, { field: 'renews' });
  if (!isStanding(agreement) || agreement.state === 'notice')
    return refuse('wrong-state', `It ends on ${dateText(agreedTo(agreement))}: agree to it anew for the year after.`, { field: 'renews' });
  const ends = agreedTo(agreement);
  const begins = addDays(ends, 1);
  const how = agreement.code === offered.code ? 'extended' : 'replaced';
  const isSwitch = isAnotherYear(agreement.clock, year.clock);
  const termEnds = agreement.terms.at(-1)?.to ?? ends;
  const bound = agreement.continues === 'until-renewed' ? termEnds : ends;
  if (bound > ends) return refuse('already-agreed', `${agreement.title} is agreed to until ${dateText(bound)}.`, { field: 'renews' });
  if (how === 'extended' && !isSwitch && agreement.continues === 'rolling' && termEnds > ends)
    return refuse('continues-by-itself', `${agreement.title} goes on from ${dateText(begins)} unless you give notice.`, {
      field: 'renews',
    });
  if (begins <= today)
    return refuse('window-closed', `The year from ${dateText(begins)} has begun: switch or change the one after it.`, { field: 'clock' });
  const old = offered.years.find(({ clock }) => clock === agreement.clock) ?? year;
  if (!mayBuy(old, begins, today))
    return refuse('window-closed', `The year from ${dateText(begins)} is renewed from ${dateText(windowOf(old, begins).opens)}.`, {
      field: 'clock',
    });
  if (how === 'replaced' && agreement.continues === 'rolling') {
    const last = noticeDayOf(old, ends);
    if (today > last)
      return refuse(
        'notice-too-late',
        `${agreement.title} could be changed for the year from ${dateText(begins)} until ${dateText(last)}.`,
        { field: 'renews' },
      );
  }
  return accept({ agreement, begins, how });
}

function plannedYears(
  { today }: QuoteFacts,
  offered: BuyBack,
  year: OfferedYear,
  { begins, before }: { begins: CivilDate; before: Before | undefined },
): Decision<PlannedYear[]> {
  const price = priceOf(offered, begins);
  if (price === undefined) return refuse('not-on-sale', `${offered.title} has no price on ${dateText(begins)}.`, { field: 'package' });
  const was = before?.agreement.clock;
  if (was && isAnotherYear(was, year.clock)) {
    const priceOn = (date: CivilDate) => priceOf(offered, date) ?? price;
    return accept(switchedYears(was, year.clock, begins, { priceOn, halfDays: offered.halfDays, agreedOn: today }));
  }
  return accept([wholeYear(offered, year, begins, today)]);
}

/** One year of a buy-back by its clock, at the price of its first day. */
export function wholeYear(offered: BuyBack, year: OfferedYear, begins: CivilDate, agreedOn: CivilDate): PlannedYear {
  const period = yearBy(year.clock, begins);
  const netPence = priceOf(offered, begins) ?? 0;
  const instalments = instalmentsOf(year.instalments, period, netPence, agreedOn);
  return { clock: year.clock, ...period, netPence, halfDays: offered.halfDays, instalments };
}

/** The packages of the same kind that whoever asks has by now: bought again from a second window, one would be paid for twice without anybody meaning it. */
const hadOf = (agreements: readonly Agreement[], code: string): Quote['had'] =>
  agreements.flatMap((each) => (each.code === code && isStanding(each) ? [{ agreement: each.id, until: agreedTo(each) }] : []));

type Named = { organisation: Organisation; payer: Organisation; policy: PolicyVersion; offered: Package; treatment: Treatment };

function summed(
  facts: QuoteFacts,
  { organisation, payer, policy, offered, treatment }: Named,
  command: QuoteCommand,
  plan: Planned,
): Quote {
  const { limits, councilLaCode } = facts;
  const { kind, code, title, description, services, vatClass, incomeCode, cfrCode, clause } = offered;
  const instalments = plan.years.flatMap((year) => year.instalments);
  const netPence = instalments.reduce((sum, each) => sum + each.netPence, 0);
  // Each is billed by itself, and its VAT rounded with it.
  const vatPence = instalments.reduce((sum, each) => sum + vat(each.netPence, treatment.rateBasisPoints), 0);
  const partsOf = ({ from, halfDays }: PlannedYear) =>
    partsPence(facts.services, services, halfDays, from, kindOfBuyerOn(payer, councilLaCode, from));
  return {
    organisation: organisation.id,
    organisationName: organisation.name,
    payer: payer.id,
    ...(payer.id === organisation.id ? {} : { payerName: payer.name }),
    package: { kind, code, title, description, services, vatClass, incomeCode, cfrCode, clause },
    ...plan,
    partsPence: plan.years.reduce((sum, year) => sum + partsOf(year), 0),
    purse: command.purse,
    treatment,
    netPence,
    vatPence,
    grossPence: netPence + vatPence,
    policy: policyName(policy),
    purchaseOrderRequired: needsPurchaseOrder(limits, policy.pack.purchaseOrderRequired),
    ...(limits?.purchaseOrders?.like ? { purchaseOrderLike: limits.purchaseOrders.like } : {}),
    ...(kind === 'package' ? { had: hadOf(facts.agreements, code) } : {}),
  };
}
