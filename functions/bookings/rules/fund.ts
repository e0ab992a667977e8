// Which account funds each session of a quote, and what is priced: by the school's free days and what it pays, or by a team's days and its budget. Pure.
// A free half-day has no price, and a budget in pence pays no half-day: it pays the price of one, by journal.
import { type CivilDate, dateOf, dateText, type SessionKey, sessionText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { formatPence, halfDayPence } from '../../../shared/money.ts';
import { pursesOf, rulesFor, treatmentFor } from '../../../shared/policy/rules.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import { purseName } from '../../../shared/ui/text.ts';
import { councilsOwn, priceOn } from '../../catalogue/rules.ts';
import type { Price, Service } from '../../catalogue/schema.ts';
import { mayPayOn } from '../../entitlements/rules/funding.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { type Becoming, becomeBy, becomeNames, kindOfBuyerOn } from '../../schools/rules/buyers.ts';
import type { QuoteCommand } from '../schema/quotes.ts';
import type { Delivering, Funding, QuotedSession } from '../schema.ts';
import type { Named, QuoteFacts, SharingFacts } from './facts.ts';
import { drawsOn, paysFor } from './reach.ts';
import { isBookedByOthers, whatIsLeft } from './unfree.ts';

/** A team is a part of the council: what it pays for is no supply to anybody, and is recharged within the council. */
const withinTheCouncil: Treatment = { rail: 'journal', category: 'O', rateBasisPoints: 0 };

const entitled = ({ account, title, clause, expires, holderName }: FreeAccount): Funding => ({
  fund: 'entitlement',
  account,
  title,
  clause,
  ...(expires ? { expires } : {}),
  ...(holderName ? { holderName } : {}),
});

const traded = (
  { perDayExVatPence, version: priceVersion }: Pick<Price, 'perDayExVatPence' | 'version'>,
  treatment: Treatment,
): Extract<Funding, { fund: 'traded' }> => ({
  fund: 'traded',
  perDayExVatPence,
  priceVersion,
  treatment,
});

/**
 * Which account funds each session: core services are free to all; then the first account that may pay on the session's date; then what whoever books has paid for in
 * advance; then, where whoever pays is booking and the rules let it spill, the day rate. Where a team pays, its budget pays the day rate.
 */
export function fund(facts: QuoteFacts, named: Named, command: QuoteCommand, sessions: readonly Delivering[]): Decision<QuotedSession[]> {
  const fundingOf = funder(facts, named, command, sessions.length);
  const funded: QuotedSession[] = [];
  for (const of of sessions) {
    const funding = fundingOf(of.session);
    if (!funding.ok) return funding;
    funded.push({ ...of, funding: funding.value });
  }
  return accept(funded);
}

/** What funds a session, asked for one after the other: each takes what it draws from what the next ones find. `halfDays`: how many are asked for in all. */
function funder(facts: QuoteFacts, named: Named, command: QuoteCommand, halfDays: number): (session: SessionKey) => Decision<Funding> {
  const { payer, service, policy } = named;
  const free = fromFreeDays(facts, named);
  const bought = fromPackages(facts, service.code, command);
  const paid = facts.team && fromBudgets(facts, facts.team, named);
  const refused = notFree(facts, named, halfDays);
  return (session) => {
    if (service.class === 'core') return accept({ fund: 'core' });
    const date = dateOf(session);
    const buyer = kindOfBuyerOn(payer, facts.councilLaCode, date, facts.becoming);
    const treatment = treatmentFor(policy.pack, { buyer, purse: command.purse, vatClass: service.vatClass, taxPoint: date });
    // Also where it is free: a booking names no purse that its school does not have.
    if (facts.booker === 'school' && service.class === 'traded' && !treatment && !facts.sharing) {
      const offered = pursesOf(policy.pack, buyer).map((purse) => `its ${purseName(purse)}`);
      return refuse('purse-not-available', purseText(payer.name, becomeBy(facts.becoming, date), offered.join(' or ')), { field: 'purse' });
    }
    const ahead = free(date) ?? bought(date);
    if (ahead) return accept(ahead);
    if (paid) return paid(session);
    const refusal = refused(session);
    if (refusal) return refusal;
    const price = priceOn(service, date, buyer);
    const funding = facts.sharing ? undivided(facts, facts.sharing, service, date) : price && treatment && traded(price, treatment);
    return funding ? accept(funding) : refuse('not-on-sale', `${service.title} has no price on ${dateText(date)}.`, { field: 'sessions' });
  };
}

/** What the free days of a quote's accounts pay, date by date: the first that may pay on the date and still has one. */
function fromFreeDays(facts: QuoteFacts, { school, policy }: Named): (date: CivilDate) => Funding | undefined {
  const left = facts.freeAccounts.map((free) => ({ free, halfDays: free.available }));
  const packs = [policy.pack, ...(facts.earlier ?? [])];
  return (date) => {
    const next = left.find(({ free, halfDays }) => halfDays > 0 && drawsOn(facts, school, free, date) && mayPayOn(free, packs, date));
    if (!next) return undefined;
    next.halfDays -= 1;
    return entitled(next.free);
  };
}

/**
 * Why a session that nothing pays ahead is not sold to whoever asks for it: `booked-by-others` or `no-free-days-left` where the rules let nothing spill, and
 * `buyer-must-agree` where somebody else would be charged. Each school gives its own word for its share of an event, whose price is divided once all of it is known.
 */
function notFree(facts: QuoteFacts, { school, service, policy }: Named, halfDays: number) {
  const rules = rulesFor(policy.pack, service.code);
  const spills = rules.length === 0 || rules.some(({ whenUsedUp }) => whenUsedUp === 'spill-to-traded');
  return (session: SessionKey) => {
    const what = () => whatIsLeft(facts, { school, service, policy }, dateOf(session), halfDays);
    if (service.class === 'entitlement' || !spills)
      return refuse(isBookedByOthers(facts) ? 'booked-by-others' : 'no-free-days-left', `${service.title} is not sold. ${what()}`.trim(), {
        field: 'sessions',
      });
    // What is charged needs the word of whoever pays: neither the council nor a partnership's lead gives it for them.
    if (!facts.sharing && facts.booker !== 'school')
      return refuse('buyer-must-agree', `${sessionText(session)} is not free for ${school.name}. ${what()}`.trim(), { field: 'sessions' });
    return undefined;
  };
}

/** From which purse somebody can pay, and where they are somebody else by then, that days on either side are booked apart. */
const purseText = (name: string, become: Becoming | undefined, purses: string): string =>
  become
    ? `${name} becomes ${becomeNames(become)} on ${dateText(become.on)}, which can pay from ${purses}. Book the days from then on apart from those before.`
    : `${name} can pay from ${purses}.`;

/** The price of an event on a date, before it is divided: where those who share it buy at different prices, the highest of them. */
function undivided(
  { councilLaCode }: QuoteFacts,
  { sharers }: SharingFacts,
  service: Service,
  date: CivilDate,
): Extract<Funding, { fund: 'traded' }> | undefined {
  const prices = sharers.flatMap(
    ({ payer, becoming }) => priceOn(service, date, kindOfBuyerOn(payer, councilLaCode, date, becoming)) ?? [],
  );
  const [highest] = prices.sort((a, b) => b.perDayExVatPence - a.perDayExVatPence);
  if (!highest || prices.length < sharers.length) return undefined;
  return traded(highest, withinTheCouncil);
}

/**
 * What the packages of whoever books pay, date by date: the first to expire that holds the service on the date. Its buyer may keep it for another time; where a team
 * pays, or somebody books who has not bought it, there is none.
 */
function fromPackages(
  { packages = [], team, booker }: QuoteFacts,
  service: string,
  { withoutPackage }: Pick<QuoteCommand, 'withoutPackage'>,
): (date: CivilDate) => Funding | undefined {
  const mayUse = !team && booker === 'school' && !withoutPackage;
  const left = (mayUse ? packages : []).map((held) => ({ held, halfDays: held.available }));
  return (date) => {
    const next = left.find(
      ({ held, halfDays }) => halfDays > 0 && held.services.includes(service) && held.from <= date && date <= held.expires,
    );
    if (!next) return undefined;
    next.halfDays -= 1;
    const { account, title, agreement, clause, expires } = next.held;
    return { fund: 'package', account, title, agreement, ...(clause ? { clause } : {}), expires };
  };
}

/**
 * What a team's budgets pay, session by session: the first that may pay on the date and still holds the price of the half-day, whole. Refuses `budget-too-small`,
 * `team-pays-for-others` for a school that is none of those it pays for, and `not-on-sale` for what has no price.
 */
function fromBudgets(
  { budgets = [], earlier = [], freeAccounts }: QuoteFacts,
  team: { name: string },
  { school, service, policy }: Named,
): (session: SessionKey) => Decision<Funding> {
  const left = budgets.map((budget) => ({ budget, pence: budget.availablePence }));
  const packs = [policy.pack, ...earlier];
  return (session) => {
    const date = dateOf(session);
    const accounts = [...freeAccounts, ...budgets];
    if (accounts.length > 0 && !accounts.some((each) => paysFor(each, school, date)))
      return refuse('team-pays-for-others', `${team.name} does not pay for ${school.name} on ${dateText(date)}.`, { field: 'team' });
    const price = service.class === 'traded' ? priceOn(service, date, councilsOwn) : undefined;
    if (!price)
      return refuse('not-on-sale', `${service.title} has no price on ${dateText(date)}, and ${team.name} has no days left for it.`, {
        field: 'sessions',
      });
    const pence = halfDayPence(price.perDayExVatPence);
    const usable = left.filter(({ budget }) => mayPayOn(budget, packs, date) && paysFor(budget, school, date));
    const next = usable.find((each) => each.pence >= pence);
    if (!next) {
      const most = Math.max(0, ...usable.map((each) => each.pence));
      return refuse(
        'budget-too-small',
        `${sessionText(session)} costs ${formatPence(pence)}, and the budget of ${team.name} holds ${formatPence(most)} for it.`,
        { field: 'sessions' },
      );
    }
    next.pence -= pence;
    const { account, title, clause } = next.budget;
    return accept({ ...traded(price, withinTheCouncil), budget: { account, title, clause, holderName: team.name } });
  };
}
