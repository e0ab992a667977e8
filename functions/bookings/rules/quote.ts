// The quote: which sessions may be booked, which are free and why, and what the rest costs. Pure; the split is shown before anything is booked.
import {
  addDays,
  bankHoliday,
  type CivilDate,
  dateOf,
  dateText,
  isWeekend,
  type SessionKey,
  sessionText,
} from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { prefixOf } from '../../../shared/ids.ts';
import { halfDayPence, vat } from '../../../shared/money.ts';
import type { Booker } from '../../../shared/policy/allocations.ts';
import { bookableUnder, bookersText, isBookableBy } from '../../../shared/policy/bookers.ts';
import type { Pack, Treatment } from '../../../shared/policy/schema.ts';
import { onSaleOn } from '../../catalogue/rules.ts';
import type { Service } from '../../catalogue/schema.ts';
import { fitsNeed } from '../../entitlements/rules/needs.ts';
import { type PolicyVersion, policyName } from '../../entitlements/schema.ts';
import { needsPurchaseOrder } from '../../identity/rules/limits.ts';
import { hasBegun, worksThen } from '../../officers/rules.ts';
import type { Officer } from '../../officers/schema.ts';
import { canBeBookedFor, isBookedFor } from '../../schools/rules/buyers.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import {
  bookingHorizonDays,
  type Funding,
  type FundingLine,
  mostAccountsAtOnce,
  mostTeamAccountsAtOnce,
  mostTeamHalfDaysAtOnce,
  type Quote,
  type QuoteCommand,
} from '../schema.ts';
import { accountsOf } from './drawing.ts';
import type { Named, QuoteFacts } from './facts.ts';
import { type Funded, fund } from './fund.ts';
import { inReach } from './reach.ts';
import { whyNotFree } from './unfree.ts';

export type { QuoteFacts } from './facts.ts';

/** Why a session cannot be booked at all, whoever pays: weekend, bank holiday, past, pattern, taken. */
function sessionRefusal(
  facts: QuoteFacts & { officer: Officer; service: Service; policy: PolicyVersion },
  session: SessionKey,
): ReturnType<typeof refuse> | undefined {
  const { clock, officer, service, policy, taken } = facts;
  const date = dateOf(session);
  const at = { field: 'sessions' };
  const text = sessionText(session);
  if (hasBegun(session, clock, policy.pack.sessions)) return refuse('date-in-past', `${text} has begun or is over.`, at);
  if (date > addDays(clock.date, bookingHorizonDays)) return refuse('too-far-ahead', `${text} is more than eighteen months away.`, at);
  if (isWeekend(date)) return refuse('weekend', `${text} is at a weekend.`, at);
  const holiday = bankHoliday(date);
  if (holiday) return refuse('bank-holiday', `${dateText(date)} is ${holiday}.`, at);
  if (!onSaleOn(service, date)) return refuse('not-on-sale', `${service.title} is not on sale on ${dateText(date)}.`, at);
  if (!worksThen(officer, session)) return refuse('outside-pattern', `${officer.name} does not work on ${text}.`, at);
  if (taken.has(session)) return refuse('session-taken', `${officer.name} is already booked on ${text}.`, at);
  return undefined;
}

/** The refusal of a service that the policy in force lets others book, and not somebody of this standing. */
export function bookedByOthers(pack: Pack, service: Service, booker: Booker): ReturnType<typeof refuse> | undefined {
  const bookable = bookableUnder(pack, service);
  if (isBookableBy(bookable, booker)) return undefined;
  return refuse('booked-by-others', `${service.title} is booked by ${bookersText(bookable.bookableBy ?? [])}.`, { field: 'service' });
}

/** The team that is to pay, for whoever books for the council. Refuses `unknown-team`, `booked-by-others` and `too-many-sessions`. */
function payingTeam({ team, booker }: QuoteFacts, halfDays: number): Decision<typeof team> {
  if (!team) return refuse('unknown-team', undefined, { field: 'team' });
  if (booker !== 'council')
    return refuse('booked-by-others', `The days and the budget of ${team.name} are booked by the council.`, { field: 'team' });
  if (halfDays > mostTeamHalfDaysAtOnce)
    return refuse('too-many-sessions', `One booking that a team pays for holds at most ${mostTeamHalfDaysAtOnce / 2} days.`, {
      field: 'halfDays',
    });
  return accept(team);
}

/**
 * Splits the sessions asked for into free and paid, free ones first in date order, and prices the rest at the day rate of each date.
 * Refuses by name everything that cannot be booked; changes nothing.
 */
export function decideQuote(known: QuoteFacts, command: QuoteCommand): Decision<Quote> {
  const facts = inReach(known);
  const { school, service, officer, policy } = facts;
  if (!school) return refuse('unknown-school', undefined, { field: 'school' });
  if (!isBookedFor(school.id) && !isBookedByLead(facts, school)) return refuse('choose-school', undefined, { field: 'school' });
  if (!isBookedByLead(facts, school) && !canBeBookedFor(school, facts.clock.date))
    return refuse('school-closed', `${school.name} is not open.`, { field: 'school' });
  if (facts.succeeded) return refuse('school-closed', `${school.name} has become another school. Book for that one.`, { field: 'school' });
  if (!service) return refuse('unknown-service', undefined, { field: 'service' });
  if (!policy) return refuse('policy-not-in-force');
  if (facts.leadsNoLonger) return refuse('no-word');
  const offered = policy.pack.services.find(({ code }) => code === service.code);
  // What the policy makes free is not charged under words of the catalogue, nor the other way round.
  if (offered && offered.class !== service.class)
    return refuse('not-on-sale', `The catalogue and the policy in force do not agree whether ${service.title} is free.`, {
      field: 'service',
    });
  const barred = bookedByOthers(policy.pack, service, facts.booker);
  if (barred) return barred;
  if (!officer) return refuse('unknown-officer', undefined, { field: 'officer' });
  if (!officer.skills.includes(service.skill))
    return refuse('officer-lacks-skill', `${officer.name} does not deliver ${service.title}.`, { field: 'officer' });
  const most = policy.pack.maximumDaysPerBooking;
  if (Math.max(command.sessions.length, command.halfDays) > most * 2)
    return refuse('too-many-sessions', `One booking holds at most ${most} days.`, { field: 'halfDays' });
  const teams = command.team && payingTeam(facts, Math.max(command.sessions.length, command.halfDays));
  if (teams && !teams.ok) return teams;
  if (command.halfDays < service.minimumHalfDays)
    return refuse('below-minimum', `${service.title} is booked for at least ${service.minimumHalfDays} half-days at a time.`, {
      field: 'halfDays',
    });
  if (command.halfDays !== command.sessions.length)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'sessions', detail: `Choose ${command.halfDays} half-days: you have chosen ${command.sessions.length}` }],
    });
  if (command.need && !(facts.need && fitsNeed(facts.need, service) && facts.need.state === 'open'))
    return refuse('unknown-need', facts.need ? `${service.title} does not meet that need, or it is met already.` : undefined);
  const sessions = [...command.sessions].sort();
  const twice = sessions.find((session, i) => session === sessions[i - 1]);
  if (twice) return refuse('duplicate-session', `${sessionText(twice)} is there twice.`, { field: 'sessions' });
  for (const session of sessions) {
    const refusal = sessionRefusal({ ...facts, officer, service, policy }, session);
    if (refusal) return refusal;
  }
  const payer = facts.payer ?? school;
  const funded = fund(facts, { school, payer, service, policy }, command, sessions);
  if (!funded.ok) return funded;
  const drawnOn = accountsOf(funded.value);
  const mostAccounts = facts.team ? mostTeamAccountsAtOnce : mostAccountsAtOnce;
  if (drawnOn.size > mostAccounts)
    return refuse('too-many-sessions', `One booking draws on at most ${mostAccounts} accounts.`, { field: 'halfDays' });
  return accept(summed(facts, { school, payer, service, officer, policy }, command, funded.value));
}

/** A partnership is booked for with its own free days alone: by its lead or by the council, for its members together. */
const isBookedByLead = (
  { booker }: QuoteFacts,
  { id, closedOn }: Pick<Organisation, 'id'> & { closedOn?: CivilDate | undefined },
): boolean => booker !== 'school' && prefixOf(id) === 'ptn' && closedOn === undefined;

/** Groups sessions that are funded alike into lines, and sums them; VAT is rounded once for each category and rate. */
function summed(
  facts: QuoteFacts,
  { school, payer, service, officer, policy }: Named & { officer: Officer },
  command: QuoteCommand,
  sessions: Funded[],
): Quote {
  const lines = new Map<string, FundingLine>();
  for (const { funding } of sessions) {
    const name = JSON.stringify(funding);
    const line = lines.get(name) ?? emptyLine(funding, service);
    line.halfDays += 1;
    if (line.fund === 'traded') line.netPence = halfDayPence(line.unitPricePence) * line.halfDays;
    lines.set(name, line);
  }
  const all = [...lines.values()];
  const netPence = all.reduce((sum, line) => sum + (line.fund === 'traded' ? line.netPence : 0), 0);
  const vatPence = vatOf(all.flatMap((line) => (line.fund === 'traded' ? [line] : [])));
  const paid = sessions.filter(({ funding }) => funding.fund === 'traded').map(({ session }) => dateOf(session));
  // What a team pays for it has chosen to pay for: why the school has nothing free is no part of it.
  const unfree =
    paid.length > 0 && !facts.team ? whyNotFree(facts, { school, service, policy }, paid, paid.length < sessions.length) : undefined;
  return {
    school: school.id,
    schoolName: school.name,
    payer: payer.id,
    ...(payer.id === school.id ? {} : { payerName: payer.name }),
    ...(facts.team ? { team: facts.team } : {}),
    purse: command.purse,
    service: service.id,
    serviceTitle: service.title,
    officer: officer.id,
    officerName: officer.name,
    sessions,
    lines: all,
    ...(unfree ? { whyNotFree: unfree } : {}),
    ...(command.need ? { need: command.need } : {}),
    // A team of the council orders from the council: there is no order to number.
    purchaseOrderRequired: needsPurchaseOrder(facts.limits, policy.pack.purchaseOrderRequired) && netPence > 0 && !facts.team,
    ...(facts.limits?.purchaseOrders?.like ? { purchaseOrderLike: facts.limits.purchaseOrders.like } : {}),
    netPence,
    vatPence,
    grossPence: netPence + vatPence,
    policy: policyName(policy),
  };
}

const emptyLine = (funding: Funding, service: Service): FundingLine => {
  if (funding.fund === 'core') return { fund: 'core', service: service.id, halfDays: 0, clause: service.clause };
  if (funding.fund === 'entitlement') return { ...funding, halfDays: 0 };
  const { perDayExVatPence, priceVersion, treatment, budget } = funding;
  const line = { fund: 'traded' as const, halfDays: 0, unitPricePence: perDayExVatPence, priceVersion, netPence: 0, treatment };
  return budget ? { ...line, budget } : line;
};

/** VAT of net sums with their treatments: once per category and rate, half-up. */
export function vatOf(lines: readonly { netPence: number; treatment: Treatment }[]): number {
  const nets = new Map<string, { rate: number; net: number }>();
  for (const { netPence, treatment } of lines) {
    const name = `${treatment.category} ${treatment.rateBasisPoints}`;
    const known = nets.get(name) ?? { rate: treatment.rateBasisPoints, net: 0 };
    nets.set(name, { rate: known.rate, net: known.net + netPence });
  }
  return [...nets.values()].reduce((sum, { rate, net }) => sum + vat(net, rate), 0);
}

/** Word for word and in this order: an object from the table may come back with its fields in another, and the clause is the policy's. */
const agreedFunding = (funding: Funding): (string | number)[] => {
  if (funding.fund === 'core') return [funding.fund];
  if (funding.fund === 'entitlement') return [funding.fund, funding.account];
  const { rail, category, rateBasisPoints } = funding.treatment;
  const budget = funding.budget ? [funding.budget.account] : [];
  return [funding.fund, funding.perDayExVatPence, funding.priceVersion, rail, category, rateBasisPoints, ...budget];
};

/** What a buyer agreed to, as text: price, split, VAT and policy. A token keeps its fingerprint; any difference means a new quote. */
export const agreedText = (quote: Quote): string =>
  JSON.stringify([
    quote.school,
    quote.payer,
    quote.purse,
    quote.service,
    quote.officer,
    quote.sessions.map(({ session, funding }) => [session, ...agreedFunding(funding)]),
    quote.netPence,
    quote.vatPence,
    quote.policy,
    ...(quote.need ? [quote.need] : []),
    ...(quote.team ? [quote.team.id] : []),
  ]);
