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
import { halfDayPence, vat } from '../../../shared/money.ts';
import { pursesOf, treatmentFor } from '../../../shared/policy/rules.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import { onSaleOn, priceOn } from '../../catalogue/rules.ts';
import type { Service } from '../../catalogue/schema.ts';
import { type FreeAccount, type PolicyVersion, policyName } from '../../entitlements/schema.ts';
import { hasBegun, worksThen } from '../../officers/rules.ts';
import type { Officer } from '../../officers/schema.ts';
import { canBeBookedFor, isBookedFor, kindOfBuyerOn } from '../../schools/rules/buyers.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import { bookingHorizonDays, type Funding, type FundingLine, mostVacanciesAtOnce, type Quote, type QuoteCommand } from '../schema.ts';

export type QuoteFacts = {
  /** London's date and wall clock now. */
  clock: { date: CivilDate; time: string };
  councilLaCode: number;
  /** The school or other body the days are for. */
  school: Organisation | undefined;
  /** Who pays: its trust, where the trust is billed for its schools; otherwise itself. */
  payer?: Organisation | undefined;
  /** Another school has taken its place: what it booked now would be billed to that one. */
  succeeded?: boolean;
  service: Service | undefined;
  officer: Officer | undefined;
  policy: PolicyVersion | undefined;
  /** Sessions of the officer that are known to be taken; the commit checks again. */
  taken: ReadonlySet<SessionKey>;
  /** Open free accounts that may pay for this service, in the order they are to be used. */
  freeAccounts: readonly FreeAccount[];
};

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

/**
 * Splits the sessions asked for into free and paid, free ones first in date order, and prices the rest at the day rate of each date.
 * Refuses by name everything that cannot be booked; changes nothing.
 */
export function decideQuote(facts: QuoteFacts, command: QuoteCommand): Decision<Quote> {
  const { school, service, officer, policy } = facts;
  if (!school) return refuse('unknown-school', undefined, { field: 'school' });
  if (!isBookedFor(school.id)) return refuse('choose-school', undefined, { field: 'school' });
  if (!canBeBookedFor(school, facts.clock.date)) return refuse('school-closed', `${school.name} is not open.`, { field: 'school' });
  if (facts.succeeded) return refuse('school-closed', `${school.name} has become another school. Book for that one.`, { field: 'school' });
  if (!service) return refuse('unknown-service', undefined, { field: 'service' });
  if (!policy) return refuse('policy-not-in-force');
  if (!officer) return refuse('unknown-officer', undefined, { field: 'officer' });
  if (!officer.skills.includes(service.skill))
    return refuse('officer-lacks-skill', `${officer.name} does not deliver ${service.title}.`, { field: 'officer' });
  const most = policy.pack.maximumDaysPerBooking;
  if (Math.max(command.sessions.length, command.halfDays) > most * 2)
    return refuse('too-many-sessions', `One booking holds at most ${most} days.`, { field: 'halfDays' });
  if (command.halfDays < service.minimumHalfDays)
    return refuse('below-minimum', `${service.title} is booked for at least ${service.minimumHalfDays} half-days at a time.`, {
      field: 'halfDays',
    });
  if (command.halfDays !== command.sessions.length)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'sessions', detail: `Choose ${command.halfDays} half-days: you have chosen ${command.sessions.length}` }],
    });
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
  const drawnOn = new Set(funded.value.flatMap(({ funding }) => (funding.fund === 'entitlement' ? [funding.account] : [])));
  if (drawnOn.size > mostVacanciesAtOnce)
    return refuse('too-many-sessions', `One booking uses the free days of at most ${mostVacanciesAtOnce} vacancies.`, {
      field: 'halfDays',
    });
  return accept(summed(facts, { school, payer, service, officer, policy }, command, funded.value));
}

type Named = { school: Organisation; payer: Organisation; service: Service; policy: PolicyVersion };
type Funded = { session: SessionKey; funding: Funding };

/** Which account funds each session: core services are free to all; entitlement first as far as it goes; then the day rate, if the service is sold. */
function fund(
  facts: QuoteFacts,
  { school, payer, service, policy }: Named,
  command: QuoteCommand,
  sessions: readonly SessionKey[],
): Decision<Funded[]> {
  const left = facts.freeAccounts.map((free) => ({ free, halfDays: free.available }));
  const funded: Funded[] = [];
  for (const session of sessions) {
    if (service.class === 'core') {
      funded.push({ session, funding: { fund: 'core' } });
      continue;
    }
    const date = dateOf(session);
    const buyer = kindOfBuyerOn(payer, facts.councilLaCode, date);
    const treatment = treatmentFor(policy.pack, { buyer, purse: command.purse, vatClass: service.vatClass, taxPoint: date });
    // Also where it is free: a booking names no purse that its school does not have.
    if (service.class === 'traded' && !treatment) {
      const offered = pursesOf(policy.pack, buyer).map((purse) => (purse === 'own-funds' ? 'its own funds' : 'its delegated budget'));
      return refuse('purse-not-available', `${payer.name} can pay from ${offered.join(' or ')}.`, { field: 'purse' });
    }
    const next = left.find((entry) => entry.halfDays > 0);
    if (next) {
      next.halfDays -= 1;
      const { account, title, clause } = next.free;
      funded.push({ session, funding: { fund: 'entitlement', account, title, clause } });
      continue;
    }
    const rule = policy.pack.allocations.find(({ code }) => code === service.allocation);
    if (service.class === 'entitlement' || rule?.whenUsedUp === 'refuse')
      return refuse('no-free-days-left', `${service.title} is not sold, and ${school.name} has too few free days left for it.`, {
        field: 'sessions',
      });
    const price = priceOn(service, date);
    if (!price || !treatment) return refuse('not-on-sale', `${service.title} has no price on ${dateText(date)}.`, { field: 'sessions' });
    funded.push({ session, funding: { fund: 'traded', perDayExVatPence: price.perDayExVatPence, priceVersion: price.version, treatment } });
  }
  return accept(funded);
}

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
  const unused =
    service.class === 'traded' && service.allocation && facts.freeAccounts.length === 0
      ? policy.pack.allocations.find((rule) => rule.code === service.allocation)
      : undefined;
  return {
    school: school.id,
    schoolName: school.name,
    payer: payer.id,
    ...(payer.id === school.id ? {} : { payerName: payer.name }),
    purse: command.purse,
    service: service.id,
    serviceTitle: service.title,
    officer: officer.id,
    officerName: officer.name,
    sessions,
    lines: all,
    ...(unused
      ? {
          whyNotFree: `Nothing is free: no open vacancy of ${school.name} with free days left is recorded for ${unused.title.toLowerCase()}. The council records vacancies; ask it if there is one.`,
        }
      : {}),
    purchaseOrderRequired: policy.pack.purchaseOrderRequired && netPence > 0,
    netPence,
    vatPence,
    grossPence: netPence + vatPence,
    policy: policyName(policy),
  };
}

const emptyLine = (funding: Funding, service: Service): FundingLine => {
  if (funding.fund === 'core') return { fund: 'core', service: service.id, halfDays: 0, clause: service.clause };
  if (funding.fund === 'entitlement') return { ...funding, halfDays: 0 };
  const { perDayExVatPence, priceVersion, treatment } = funding;
  return { fund: 'traded', halfDays: 0, unitPricePence: perDayExVatPence, priceVersion, netPence: 0, treatment };
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
  return [funding.fund, funding.perDayExVatPence, funding.priceVersion, rail, category, rateBasisPoints];
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
  ]);
