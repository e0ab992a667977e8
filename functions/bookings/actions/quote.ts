// Making a quote and reading one back from its token: nothing is booked and nothing is kept.
import { dateOf, londonClock, londonDate, type SessionKey, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal } from '../../../shared/decision.ts';
import { type OfficerId, type OrganisationId, prefixOf, type WaitId } from '../../../shared/ids.ts';
import { bookerOf } from '../../../shared/policy/bookers.ts';
import { boundQuote, fingerprintOf, readToken } from '../../../shared/token.ts';
import type { Service } from '../../catalogue/schema.ts';
import { getService } from '../../catalogue/store.ts';
import { untilKnown } from '../../entitlements/rules/ending.ts';
import { leadsNoLonger } from '../../entitlements/rules/tally.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { getNeed } from '../../entitlements/store/needs.ts';
import { entitlementHeads, policyAndAhead } from '../../entitlements/store.ts';
import { limitingOf, limitOf, mustAsk } from '../../identity/rules/limits.ts';
import { canTouch } from '../../identity/rules.ts';
import type { Limits, Most } from '../../identity/schema/limits.ts';
import { getLimits, limitsStanding } from '../../identity/store/limits.ts';
import { namesOf, rightsOf } from '../../identity/store/people.ts';
import { takenAt } from '../../officers/rules.ts';
import { getOfficer, takenSlots } from '../../officers/store.ts';
import { groupsOn, holdsOn, membershipsOf } from '../../schools/rules/events.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { standingOf } from '../../schools/store/buyers.ts';
import { eventsOf, getOrganisation } from '../../schools/store/organisations.ts';
import { diaryRange } from '../rules/delivering.ts';
import { holdersFor, mayPayFor, packageFacts } from '../rules/packages.ts';
import { agreedText, decideQuote, type QuoteFacts } from '../rules/quote.ts';
import { decideAsking } from '../rules/requests.ts';
import { type Quote, type QuoteCommand, type QuoteToken, quoteTokenSchema, type Said } from '../schema/quotes.ts';
import type { Work } from '../schema.ts';
import { holdingsOf, withHeads } from '../store/packages.ts';
import { accountsPaying, type GoingBack, teamPaying } from './accounts.ts';
import { takenBySelf } from './waitlist/taken.ts';
import { takingOf } from './waitlist/taking.ts';

export { policyWords } from '../../catalogue/store/policy-words.ts';

/** Whether somebody may book for a school at all; a lead for the partnership and for those who are its members today. */
export async function mayBookFor(
  { table, actor, now }: Context,
  doing: 'quote:make' | 'booking:confirm',
  school: OrganisationId,
): Promise<boolean> {
  if (canTouch(actor, doing, { organisation: school })) return true;
  if (bookerOf(actor) !== 'lead') return false;
  const partnerships = groupsOn(school, await eventsOf(table, school), londonDate(now));
  return canTouch(actor, doing, { organisation: school, partnerships });
}

export const mayQuoteFor = (context: Context, school: OrganisationId): Promise<boolean> => mayBookFor(context, 'quote:make', school);

type Paying = Pick<QuoteFacts, 'earlier'> & { kinds?: Awaited<ReturnType<typeof accountsPaying>>['kinds'] };

/** Whether whoever acts for a partnership leads it no longer: the right to act for it outlasts the lead. */
export async function hasLed({ table, actor, now }: Context, partnership: OrganisationId): Promise<boolean> {
  const [events, rightsFor] = await Promise.all([eventsOf(table, partnership), rightsOf(table, actor.person)]);
  return leadsNoLonger({ ...actor, rightsFor }, { partnership, events, today: londonDate(now) });
}

export type Reading = {
  /** A confirmation reads no diary: it finds out when it takes the slots. */
  withDiary: boolean;
  back?: GoingBack;
};

/** What some officer has taken around some sessions, as far as it hinders what is asked for. */
const diaryReader =
  ({ table, now }: Context, { waiting }: QuoteCommand, { withDiary }: Reading) =>
  async (of: OfficerId, sessions: readonly SessionKey[], around?: Service) => {
    const range = withDiary ? diaryRange(sessions, around) : undefined;
    const slots = range ? await takenSlots(table, of, range.from, range.to) : [];
    // What is held for the offer that this takes up is no hindrance to it.
    return takenAt(
      slots.filter((slot) => slot.waiting === undefined || slot.waiting !== waiting),
      timestamp(now),
    );
  };

/** All that can be read at once: a lead's own partnership is all that is read for a lead, as the school's accounts are not the lead's to know of. */
async function readAsked(context: Context, command: QuoteCommand, reading: Reading, lead: OrganisationId | undefined) {
  const { table, now, actor } = context;
  const limiting = bookerOf(actor) === 'school' ? limitingOf(actor) : undefined;
  const holders = command.team ? [] : holdersFor(actor, reading.back?.keys() ?? []);
  const offered = getService(table, command.service);
  const policies = policyAndAhead(table, now);
  const diaryOf = diaryReader(context, command, reading);
  const [school, standing, service, officer, policy, heads, taken, others, need, isFormer, limits, held] = await Promise.all([
    getOrganisation(table, command.school),
    standingOf(table, command.school, londonDate(now)),
    offered,
    getOfficer(table, command.officer),
    policies.then(({ policy: inForce }) => inForce),
    prefixOf(command.school) === 'ptn' || lead ? [] : entitlementHeads(table, command.school).then((found) => [...found.values()]),
    // How far the lead officer's diary counts depends on what the service takes beside the visits.
    offered.then((found) => diaryOf(command.officer, command.sessions, found)),
    Promise.all(
      (command.also ?? []).map(async (each) => ({
        officer: await getOfficer(table, each.officer),
        taken: await diaryOf(each.officer, each.sessions),
      })),
    ),
    command.need ? getNeed(table, command.school, command.need) : undefined,
    lead ? hasLed(context, lead) : false,
    limiting && getLimits(table, limiting),
    // Nothing is looked for of what was never sold.
    policies.then(({ hasSoldAhead }) => (hasSoldAhead ? Promise.all(holders.map((holder) => holdingsOf(table, holder))) : [])),
  ]);
  return { ...standing, school, service, officer, policy, heads, taken, others, need, isFormer, limits, held: held.flat() };
}

/** Everything a quote depends on. */
export async function quoteFacts(context: Context, command: QuoteCommand, reading: Reading): Promise<QuoteFacts> {
  const { table, now, council } = context;
  const dates = [command, ...(command.also ?? [])].flatMap(({ sessions }) => sessions.map(dateOf));
  const booker = bookerOf(context.actor);
  const lead = booker === 'lead' ? context.actor.organisation : undefined;
  const read = await readAsked(context, command, reading, lead);
  const { payer, succeeded, becoming, events, school, service, officer, policy, heads, taken, others, need, isFormer, limits, held } = read;
  const { back = new Map() } = reading;
  const bought = service ? held.filter(mayPayFor(service.code, londonDate(now))) : [];
  const packages = packageFacts(await withHeads(table, bought), back);
  const memberships = membershipsOf(command.school, events).filter(({ group }) => prefixOf(group) === 'ptn');
  const joined = memberships.filter((each) => dates.some((date) => holdsOn(each, date))).map(({ group }) => group);
  const pots = prefixOf(command.school) === 'ptn' ? [command.school] : [...new Set(joined)];
  const partnerships = pots.filter((id) => !lead || id === lead);
  const asking = service && policy && { service: service.code, policy, booker, back };
  const paying =
    asking &&
    (command.team
      ? await teamPaying(context, command.team, asking)
      : await accountsPaying(context, asking, { heads, partnerships, school }));
  const known = school && { holder: school.id, name: school.name, organisation: school, events, confidential: [] };
  const districts = council.districts ?? [];
  const ending = (accounts: readonly FreeAccount[], { earlier = [], kinds = new Map() }: Pick<Paying, 'earlier' | 'kinds'>) =>
    known && policy ? untilKnown(accounts, [policy.pack, ...earlier], known, { laCode: council.laCode, districts }, kinds) : accounts;
  return {
    clock: londonClock(now),
    councilLaCode: council.laCode,
    school,
    ...(payer ? { payer } : {}),
    succeeded,
    ...(becoming ? { becoming } : {}),
    service,
    officer,
    policy,
    taken,
    ...(others.length > 0 ? { others } : {}),
    booker,
    ...(lead ? { lead, leadsNoLonger: isFormer } : {}),
    memberships,
    need,
    limits,
    ...(packages.length > 0 ? { packages } : {}),
    ...(paying ? { ...paying, freeAccounts: ending(paying.freeAccounts, paying) } : { freeAccounts: [] }),
  };
}

/** A quote's figures as its buyer remembers them. */
export const saidIn = ({ netPence, grossPence, lines }: Quote): Said => ({
  netPence,
  grossPence,
  freeHalfDays: lines.reduce((sum, line) => sum + (line.fund === 'core' || line.fund === 'entitlement' ? line.halfDays : 0), 0),
});

export const fingerprint = (quote: Quote) => fingerprintOf(agreedText(quote));

const unknownSchool: Refusal = { name: 'unknown-school', faults: [{ field: 'school', detail: 'unknown-school' }] };

/** That a quote is over the limit of whoever asks for it: who could approve it, and until when its sessions are held meanwhile; or why it cannot be asked for. */
export type OverLimit = { mostPence: Most } & ({ approvers: string[]; holdUntil: string } | { refusal: Refusal });
/** `offered`: its sessions are held, as they were offered from a waiting list. */
export type Quoted = {
  quote: Quote;
  token: string;
  expiresAt: string;
  overLimit?: OverLimit;
  offered?: { waiting: WaitId; holdUntil: string };
};

/** What confirming a quote would come to for this person, where they have to ask for it. */
async function overLimitOf({ table, actor, now }: Context, limits: Limits | undefined, quote: Quote): Promise<{ overLimit?: OverLimit }> {
  if (!mustAsk(limits, actor.person, quote.grossPence)) return {};
  const mostPence = limitOf(limits, actor.person);
  const asking = decideAsking({ now, person: actor.person, quote, limits: limits && (await limitsStanding(table, limits)) });
  if (!asking.ok) return { overLimit: { mostPence, refusal: asking.refusal } };
  const { approvers, holdUntil } = asking.value;
  const names = await namesOf(table, approvers);
  return { overLimit: { mostPence, approvers: approvers.map((person) => names.get(person) ?? ''), holdUntil } };
}

/**
 * A quote, bound by a signed token that expires: nothing is booked and nothing is kept. Refuses `unknown-school`, `acting-for-another` for another school of
 * this person's, what takingOf() refuses of an offer from a waiting list, and whatever decideQuote() refuses.
 */
export async function makeQuote(context: Context, signingKey: string, command: QuoteCommand): Promise<Decision<Quoted>> {
  if (!(await mayQuoteFor(context, command.school))) return refuseOther(context, command.school, unknownSchool);
  const taking = await takingOf(context, command);
  if (taking && !taking.ok) return taking;
  const facts = await quoteFacts(context, command, { withDiary: true });
  const decision = decideQuote(facts, command);
  if (!decision.ok) return decision.refusal.name === 'session-taken' ? takenBySelf(context, command, decision) : decision;
  const bound = bind(context, signingKey, command, decision.value, facts.policy?.pack.quoteMinutes ?? 30);
  const offered = taking ? { offered: { waiting: taking.value.wait.id, holdUntil: taking.value.offer.holdUntil } } : {};
  return accept({ ...bound, ...offered, ...(await overLimitOf(context, facts.limits, decision.value)) });
}

/** What was asked for with the sessions that were found for the officer's work: whoever confirms it confirms those. */
export function placed(command: QuoteCommand, { sessions }: Quote): QuoteCommand {
  const found = (work: Work) => sessions.filter((each) => each.work === work).map(({ session }) => session);
  const [preparation, report] = [found('preparation'), found('report')];
  return { ...command, ...(preparation.length > 0 ? { preparation } : {}), ...(report.length > 0 ? { report } : {}) };
}

/** The quote with the token that stands for it, which holds for so many minutes. */
export function bind(context: Context, signingKey: string, command: QuoteCommand, quote: Quote, minutes: number): Quoted {
  const told = { command: placed(command, quote), said: saidIn(quote), fingerprint: fingerprint(quote) };
  return { quote, ...boundQuote<QuoteToken>(context, signingKey, minutes, told) };
}

/** What a token asked for and was told, whoever holds it and however old it is; undefined for a forged one. For showing a form again, never for booking. */
export function askedWith(context: Context, signingKey: string, token: string): QuoteToken | undefined {
  const payload = quoteTokenSchema.safeParse(readToken(token, signingKey));
  return payload.success && payload.data.council === context.council.slug ? payload.data : undefined;
}
