// The quote: which sessions may be booked, which are free and why, and what the rest costs. Pure; the split is shown before anything is booked.
import { type CivilDate, dateOf } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { prefixOf } from '../../../shared/ids.ts';
import { halfDayPence, vat } from '../../../shared/money.ts';
import type { Booker } from '../../../shared/policy/allocations.ts';
import { bookableUnder, bookersText, isBookableBy } from '../../../shared/policy/bookers.ts';
import { mostAttendees } from '../../../shared/policy/evaluations.ts';
import type { Pack, Treatment } from '../../../shared/policy/schema.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import type { Service } from '../../catalogue/schema.ts';
import { fitsNeed } from '../../entitlements/rules/needs.ts';
import { policyName } from '../../entitlements/schema.ts';
import { needsPurchaseOrder } from '../../identity/rules/limits.ts';
import type { Officer } from '../../officers/schema.ts';
import { becomeBy, becomeNames, canBeBookedFor, isBookedFor } from '../../schools/rules/buyers.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import type { Quote, QuoteCommand } from '../schema/quotes.ts';
import {
  type Funding,
  type FundingLine,
  mostAccountsAtOnce,
  mostTeamAccountsAtOnce,
  mostTeamHalfDaysAtOnce,
  type QuotedSession,
} from '../schema.ts';
import { diariesOf, visitsAsked, visitsIn, withWork } from './delivering.ts';
import { limitedAccountsOf } from './drawing.ts';
import { mostSharedAccounts, partsOf, sharedOut, sharesOf, vatOfParts } from './events/shares.ts';
import type { Named, QuoteFacts, SharingFacts } from './facts.ts';
import { fund } from './fund.ts';
import { inReach } from './reach.ts';
import { termsOf } from './terms.ts';
import { whyNotFree } from './unfree.ts';

export type { QuoteFacts } from './facts.ts';

/** The refusal of a service that the policy in force lets others book, and not somebody of this standing. */
export function bookedByOthers(pack: Pack, service: Service, booker: Booker): Decision<never> | undefined {
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

/** The school as it may be booked for today. Refuses `unknown-school`, `choose-school` and `school-closed`. */
function bookedFor(facts: QuoteFacts): Decision<Organisation> {
  const { school } = facts;
  if (!school) return refuse('unknown-school', undefined, { field: 'school' });
  const isBooked = facts.sharing !== undefined || isBookedByLead(facts, school);
  if (!isBooked && !isBookedFor(school.id)) return refuse('choose-school', undefined, { field: 'school' });
  if (!isBooked && !canBeBookedFor(school, facts.clock.date))
    return refuse('school-closed', `${school.name} is not open.`, { field: 'school' });
  if (facts.succeeded) return refuse('school-closed', `${school.name} has become another school. Book for that one.`, { field: 'school' });
  return accept(school);
}

type Offered = Pick<Named, 'service' | 'policy'>;

/** The service as the policy in force offers it to whoever books. Refuses `unknown-service`, `policy-not-in-force`, `no-word`, `not-on-sale` and `booked-by-others`. */
function offeredTo({ service, policy, leadsNoLonger, booker }: QuoteFacts): Decision<Offered> {
  if (!service) return refuse('unknown-service', undefined, { field: 'service' });
  if (!policy) return refuse('policy-not-in-force');
  if (leadsNoLonger) return refuse('no-word');
  const offered = policy.pack.services.find(({ code }) => code === service.code);
  // What the policy makes free is not charged under words of the catalogue, nor the other way round.
  if (offered && offered.class !== service.class)
    return refuse('not-on-sale', `The catalogue and the policy in force do not agree whether ${service.title} is free.`, {
      field: 'service',
    });
  return bookedByOthers(policy.pack, service, booker) ?? accept({ service, policy });
}

/** Why a command is refused for how much it asks for, by how many people or for which need; undefined where it may be asked for. */
function outOfBounds(facts: QuoteFacts, { service, policy }: Offered, command: QuoteCommand): Decision<never> | undefined {
  const asked = visitsIn(command);
  const most = policy.pack.maximumDaysPerBooking;
  const work = (service.preparationHalfDays ?? 0) + (service.reportHalfDays ?? 0);
  const all = Math.max(asked, command.halfDays) + work;
  if (all > most * 2)
    return refuse(
      'too-many-sessions',
      `One booking holds at most ${most} days${work > 0 ? `, with the ${halfDaysText(work)} that the officer takes beside the visits` : ''}.`,
      { field: 'halfDays' },
    );
  const team = command.team && payingTeam(facts, all);
  if (team && !team.ok) return team;
  const taking = mostAttendees(policy.pack, service.code);
  if (command.attendees !== undefined && taking === undefined) return refuse('no-attendees', undefined, { field: 'attendees' });
  if (command.attendees !== undefined && taking !== undefined && command.attendees > taking)
    return refuse('too-many-attendees', `At most ${taking} people may take part in ${service.title}.`, { field: 'attendees' });
  if (command.halfDays < service.minimumHalfDays)
    return refuse('below-minimum', `${service.title} is booked for at least ${halfDaysText(service.minimumHalfDays)} at a time.`, {
      field: 'halfDays',
    });
  if (command.halfDays !== asked)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'sessions', detail: `Choose ${command.halfDays} half-days: you have chosen ${asked}` }],
    });
  if (command.need && !(facts.need && fitsNeed(facts.need, service) && facts.need.state === 'open'))
    return refuse('unknown-need', facts.need ? `${service.title} does not meet that need, or it is met already.` : undefined);
  return undefined;
}

/**
 * Splits the sessions asked for into free and paid, free ones first in date order, and prices the rest at the day rate of each date.
 * Refuses by name everything that cannot be booked, in the order of the form: what bookedFor(), offeredTo() and diariesOf() refuse, then how much, then each
 * session and what pays for it; changes nothing.
 */
export function decideQuote(known: QuoteFacts, command: QuoteCommand): Decision<Quote> {
  const facts = inReach(known);
  const school = bookedFor(facts);
  if (!school.ok) return school;
  const offered = offeredTo(facts);
  if (!offered.ok) return offered;
  const { service, policy } = offered.value;
  const diaries = diariesOf(facts, command, service);
  if (!diaries.ok) return diaries;
  const [lead] = diaries.value;
  if (!lead) return refuse('unknown-officer', undefined, { field: 'officer' });
  const refused = outOfBounds(facts, offered.value, command);
  if (refused) return refused;
  const visits = visitsAsked({ ...facts, service, policy }, diaries.value, command);
  if (!visits.ok) return visits;
  const delivering = withWork({ ...facts, service, policy }, lead, visits.value, command);
  if (!delivering.ok) return delivering;
  const named = { school: school.value, payer: facts.payer ?? school.value, service, policy };
  const funded = fund(facts, named, command, delivering.value);
  if (!funded.ok) return funded;
  const mostAccounts = facts.team ? mostTeamAccountsAtOnce : mostAccountsAtOnce;
  if (limitedAccountsOf(funded.value).size > mostAccounts)
    return refuse('too-many-sessions', `One booking draws on at most ${mostAccounts} accounts.`, { field: 'halfDays' });
  const led = { ...named, officer: lead.officer };
  return facts.sharing
    ? sharedQuote({ ...facts, sharing: facts.sharing }, led, command, funded.value)
    : accept(summed(facts, led, command, funded.value));
}

/** The quote of an event: its price divided among the schools that share it. */
function sharedQuote(
  facts: QuoteFacts & { sharing: SharingFacts },
  named: Named & { officer: Officer },
  command: QuoteCommand,
  sessions: QuotedSession[],
): Decision<Quote> {
  if (limitedAccountsOf(sessions).size > mostSharedAccounts)
    return refuse('too-many-shares', `An event draws on at most ${mostSharedAccounts} accounts.`, { field: 'sessions' });
  const event = sharesOf(facts, sessions);
  if (!event.ok) return event;
  const divided = sharedOut(facts, named, event.value.shares, sessions);
  return divided.ok ? accept({ ...summed(facts, named, command, divided.value), event: event.value }) : divided;
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
  sessions: QuotedSession[],
): Quote {
  const lines = new Map<string, FundingLine>();
  for (const { funding } of sessions) {
    const { shares: _, ...alike } = { shares: undefined, ...funding };
    const name = JSON.stringify(alike);
    const line = lines.get(name) ?? emptyLine(funding, service, facts.packages);
    line.halfDays += 1;
    if (line.fund === 'traded') line.netPence = halfDayPence(line.unitPricePence) * line.halfDays;
    if (line.fund === 'package') line.leftHalfDays -= 1;
    lines.set(name, line);
  }
  const all = [...lines.values()];
  const netPence = all.reduce((sum, line) => sum + (line.fund === 'traded' ? line.netPence : 0), 0);
  const vatPence = vatOfParts(sessions.flatMap(({ funding }) => (funding.fund === 'traded' ? partsOf(funding) : [])));
  const paid = sessions.filter(({ funding }) => funding.fund === 'traded').map(({ session }) => dateOf(session));
  // What a team pays for it has chosen to pay for: why the school has nothing free is no part of it.
  const unfree =
    paid.length > 0 && !facts.team && !facts.sharing
      ? whyNotFree(facts, { school, service, policy }, paid, paid.length < sessions.length)
      : undefined;
  const most = mostAttendees(policy.pack, service.code);
  const become = paid.map((date) => becomeBy(facts.becoming, date)).find((each) => each !== undefined);
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
    ...(become ? { becomes: { on: become.on, name: becomeNames(become), ...(become.or ? { several: true } : {}) } } : {}),
    ...(command.need ? { need: command.need } : {}),
    ...(most === undefined ? {} : { attendees: { most, ...(command.attendees === undefined ? {} : { expected: command.attendees }) } }),
    ...(command.withoutPackage && facts.packages?.length ? { withoutPackage: true as const } : {}),
    // A team of the council orders from the council: there is no order to number.
    purchaseOrderRequired:
      needsPurchaseOrder(facts.limits, policy.pack.purchaseOrderRequired) && netPence > 0 && !facts.team && !facts.sharing,
    ...(facts.limits?.purchaseOrders?.like ? { purchaseOrderLike: facts.limits.purchaseOrders.like } : {}),
    netPence,
    vatPence,
    grossPence: netPence + vatPence,
    policy: policyName(policy),
    terms: termsOf(policy.pack.cancellation, { sessions, team: facts.team }),
  };
}

const emptyLine = (funding: Funding, service: Service, packages: QuoteFacts['packages'] = []): FundingLine => {
  if (funding.fund === 'core') return { fund: 'core', service: service.id, halfDays: 0, clause: service.clause };
  if (funding.fund === 'entitlement') return { ...funding, halfDays: 0 };
  if (funding.fund === 'package') {
    const held = packages.find(({ account }) => account === funding.account);
    return { ...funding, halfDays: 0, leftHalfDays: held?.available ?? 0, boughtHalfDays: held?.bought ?? 0 };
  }
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
  if (funding.fund === 'entitlement' || funding.fund === 'package') return [funding.fund, funding.account];
  const { rail, category, rateBasisPoints } = funding.treatment;
  const budget = funding.budget ? [funding.budget.account] : [];
  const shares = (funding.shares ?? []).flatMap(({ school, netPence, treatment: of }) => [
    school,
    netPence,
    of.rail,
    of.category,
    of.rateBasisPoints,
  ]);
  return [funding.fund, funding.perDayExVatPence, funding.priceVersion, rail, category, rateBasisPoints, ...budget, ...shares];
};

/** What a buyer agreed to, as text: price, split, VAT and policy. A token keeps its fingerprint; any difference means a new quote. */
export const agreedText = (quote: Quote): string =>
  JSON.stringify([
    quote.school,
    quote.payer,
    quote.purse,
    quote.service,
    quote.officer,
    quote.sessions.map(({ session, officer, work, funding }) => [session, officer, ...(work ? [work] : []), ...agreedFunding(funding)]),
    quote.netPence,
    quote.vatPence,
    quote.policy,
    ...(quote.need ? [quote.need] : []),
    ...(quote.team ? [quote.team.id] : []),
  ]);
