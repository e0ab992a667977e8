// Which account funds each session of a quote, and what is priced: by the school's free days and what it pays, or by a team's days and its budget. Pure.
// A free half-day has no price, and a budget in pence pays no half-day: it pays the price of one, by journal.
import { type CivilDate, dateOf, dateText, type SessionKey, sessionText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { formatPence, halfDayPence } from '../../../shared/money.ts';
import { pursesOf, rulesFor, treatmentFor } from '../../../shared/policy/rules.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import { councilsOwn, priceOn } from '../../catalogue/rules.ts';
import type { Service } from '../../catalogue/schema.ts';
import { mayPayOn } from '../../entitlements/rules/funding.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { kindOfBuyerOn } from '../../schools/rules/buyers.ts';
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

/**
 * Which account funds each session: core services are free to all; then the first account that may pay on the session's date; then what whoever books has paid for in
 * advance; then, where whoever pays is booking and
 * the rules let it spill, the day rate. Where a team pays, its budget pays the day rate.
 */
export function fund(
  facts: QuoteFacts,
  { school, payer, service, policy }: Named,
  command: QuoteCommand,
  sessions: readonly Delivering[],
): Decision<QuotedSession[]> {
  const left = facts.freeAccounts.map((free) => ({ free, halfDays: free.available }));
  const packs = [policy.pack, ...(facts.earlier ?? [])];
  const rules = rulesFor(policy.pack, service.code);
  const spills = rules.length === 0 || rules.some(({ whenUsedUp }) => whenUsedUp === 'spill-to-traded');
  const pay = facts.team && fromBudgets(facts, facts.team, { school, payer, service, policy });
  const prepaid = fromPackages(facts, service.code, command);
  const funded: QuotedSession[] = [];
  for (const of of sessions) {
    const { session } = of;
    if (service.class === 'core') {
      funded.push({ ...of, funding: { fund: 'core' } });
      continue;
    }
    const date = dateOf(session);
    const buyer = kindOfBuyerOn(payer, facts.councilLaCode, date);
    const treatment = treatmentFor(policy.pack, { buyer, purse: command.purse, vatClass: service.vatClass, taxPoint: date });
    // Also where it is free: a booking names no purse that its school does not have.
    if (facts.booker === 'school' && service.class === 'traded' && !treatment && !facts.sharing) {
      const offered = pursesOf(policy.pack, buyer).map((purse) => (purse === 'own-funds' ? 'its own funds' : 'its delegated budget'));
      return refuse('purse-not-available', `${payer.name} can pay from ${offered.join(' or ')}.`, { field: 'purse' });
    }
    const next = left.find(({ free, halfDays }) => halfDays > 0 && drawsOn(facts, school, free, date) && mayPayOn(free, packs, date));
    if (next) {
      next.halfDays -= 1;
      funded.push({ ...of, funding: entitled(next.free) });
      continue;
    }
    const bought = prepaid(date);
    if (bought) {
      funded.push({ ...of, funding: bought });
      continue;
    }
    if (pay) {
      const paid = pay(session);
      if (!paid.ok) return paid;
      funded.push({ ...of, funding: paid.value });
      continue;
    }
    const what = () => whatIsLeft(facts, { school, service, policy }, date, sessions.length);
    if (service.class === 'entitlement' || !spills)
      return refuse(isBookedByOthers(facts) ? 'booked-by-others' : 'no-free-days-left', `${service.title} is not sold. ${what()}`.trim(), {
        field: 'sessions',
      });
    // Each school gives its own word for its share of an event, whose price is divided once all of it is known.
    if (facts.sharing) {
      const funding = undivided(facts, facts.sharing, service, date);
      if (!funding) return refuse('not-on-sale', `${service.title} has no price on ${dateText(date)}.`, { field: 'sessions' });
      funded.push({ ...of, funding });
      continue;
    }
    // What is charged needs the word of whoever pays: neither the council nor a partnership's lead gives it for them.
    if (facts.booker !== 'school')
      return refuse('buyer-must-agree', `${sessionText(session)} is not free for ${school.name}. ${what()}`.trim(), { field: 'sessions' });
    const price = priceOn(service, date, buyer);
    if (!price || !treatment) return refuse('not-on-sale', `${service.title} has no price on ${dateText(date)}.`, { field: 'sessions' });
    funded.push({ ...of, funding: { fund: 'traded', perDayExVatPence: price.perDayExVatPence, priceVersion: price.version, treatment } });
  }
  return accept(funded);
}

/** The price of an event on a date, before it is divided: where those who share it buy at different prices, the highest of them. */
function undivided(
  { councilLaCode }: QuoteFacts,
  { sharers }: SharingFacts,
  service: Service,
  date: CivilDate,
): Extract<Funding, { fund: 'traded' }> | undefined {
  const prices = sharers.flatMap(({ payer }) => priceOn(service, date, kindOfBuyerOn(payer, councilLaCode, date)) ?? []);
  const [highest] = prices.sort((a, b) => b.perDayExVatPence - a.perDayExVatPence);
  if (!highest || prices.length < sharers.length) return undefined;
  const { perDayExVatPence, version: priceVersion } = highest;
  return { fund: 'traded', perDayExVatPence, priceVersion, treatment: withinTheCouncil };
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
    const { perDayExVatPence, version } = price;
    const pence = halfDayPence(perDayExVatPence);
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
    return accept({
      fund: 'traded',
      perDayExVatPence,
      priceVersion: version,
      treatment: withinTheCouncil,
      budget: { account, title, clause, holderName: team.name },
    });
  };
}
