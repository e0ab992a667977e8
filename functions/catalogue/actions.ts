// What can be done with the catalogue: search it, read a service, edit its words, give it a new day rate, withdraw it, adopt a policy pack's services.
import { type CivilDate, dateText, londonDate } from '../../shared/calendar.ts';
import { change } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { idSchema, type OfficerId } from '../../shared/ids.ts';
import { formatPence } from '../../shared/money.ts';
import { bookerOf } from '../../shared/policy/bookers.ts';
import { type BuyerKind, lateRiseOf, type Rise } from '../../shared/policy/prices.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { cancellationTerms } from '../../shared/policy/terms.ts';
import { shareText } from '../../shared/ui/text.ts';
import { isStaff } from '../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../identity/store/audit.ts';
import type { Officer } from '../officers/schema.ts';
import { listOfficers } from '../officers/store.ts';
import { type Deliverer, deliverersOf } from './actions/delivering.ts';
import { buyerOf, type Looking, lookingOf, waysToPay } from './actions/looking.ts';
import { packagesOf, type SoldIn } from './rules/packages.ts';
import { decidePriceEnd, decideTakingBack, riseOfChange, saidOf, stillToCome } from './rules/price-ends.ts';
import type { Way } from './rules/price-table.ts';
import { forWhom, lateRiseText, type PriceFacts, soldTo } from './rules/prices.ts';
import { decideWords, wordsChangedText, wordsOf } from './rules/words.ts';
import { type Adopted, adoptService, decidePrice, decideWithdrawal, findServices, hasEnded, underPolicy } from './rules.ts';
import type {
  PriceCommand,
  PriceEndCommand,
  Search,
  Service,
  ServiceInForce,
  TakingBackCommand,
  WithdrawalCommand,
  WordsCommand,
} from './schema.ts';
import { policyAt } from './store/policies.ts';
import { changedService, getService, listServices, newService } from './store.ts';

export type Found = { services: ServiceInForce[]; looking: Looking | undefined; officers: Pick<Officer, 'id' | 'name'>[] };

/** What is found of the services as the policy in force now speaks of them, with who looks and the officers that can be asked for. */
export async function searchServices(context: Context, search: Search): Promise<Decision<Found>> {
  const { table, actor, now } = context;
  const [services, policy, looking, officers] = await Promise.all([
    listServices(table),
    policyAt(table, now),
    lookingOf(context),
    listOfficers(table),
  ]);
  const skills = new Map(officers.map((officer) => [officer.id, officer.skills]));
  const sight = {
    today: londonDate(now),
    withdrawnToo: isStaff(actor),
    booker: bookerOf(actor),
    buyer: buyerOf(looking),
    skillsOf: (officer: OfficerId) => skills.get(officer) ?? [],
  };
  const found = findServices(
    services.map((service) => underPolicy(service, policy?.pack)),
    // How new a service is or how soon it goes is the council's own question.
    isStaff(actor) ? search : { ...search, life: undefined },
    sight,
  );
  const byName = officers.sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.id < b.id ? -1 : 1));
  return accept({ services: found, looking, officers: byName.map(({ id, name }) => ({ id, name })) });
}

export type Shown = {
  service: ServiceInForce;
  looking: Looking | undefined;
  /** Kinds of customer it can be sold to, with how each is billed. */
  customers: { buyer: BuyerKind; ways: Way[] }[];
  deliverers: Deliverer[];
  /** What else it is sold in: several visits together, or a year of them. */
  packages: SoldIn[];
  /** What cancelling costs by the policy in force, in sentences; none is in force where there are none. */
  terms: string[];
};

/** What cancelling a service costs by a policy: of what can be free that too. */
const termsOf = (service: ServiceInForce, pack: Pack | undefined): string[] =>
  pack
    ? cancellationTerms(pack.cancellation, {
        priced: service.class === 'traded',
        free: service.class === 'entitlement' || service.allocationTitles.length > 0,
      })
    : [];

/** A service with everything that its page says of it beside its own words. Refuses as readService() does. */
export async function showService(context: Context, id: string): Promise<Decision<Shown>> {
  const found = await readService(context, id);
  if (!found.ok) return found;
  const service = found.value;
  const [policy, looking] = await Promise.all([policyAt(context.table, context.now), lookingOf(context)]);
  const pack = policy?.pack;
  const today = londonDate(context.now);
  return accept({
    service,
    looking,
    customers: soldTo(service, pack).map((buyer) => ({ buyer, ways: waysToPay(pack, service, buyer, today) })),
    deliverers: hasEnded(service, today) ? [] : await deliverersOf(context, service, pack),
    packages: packagesOf(pack, service, today),
    terms: termsOf(service, pack),
  });
}

/** One service, or `unknown-service`; to somebody who only books, a withdrawn one is not there. */
export async function readService(context: Context, id: string): Promise<Decision<ServiceInForce>> {
  const found = await asInForce(context, load(context, id));
  return found.ok && !isStaff(context.actor) && hasEnded(found.value, londonDate(context.now)) ? refuse('unknown-service') : found;
}

/** A service with what the policy in force now says of it. */
async function asInForce({ table, now }: Context, loaded: Promise<Decision<Service>>): Promise<Decision<ServiceInForce>> {
  const [found, policy] = await Promise.all([loaded, policyAt(table, now)]);
  return found.ok ? accept(underPolicy(found.value, policy?.pack)) : found;
}

async function load(context: Context, id: string): Promise<Decision<Service>> {
  const parsed = idSchema('svc').safeParse(id);
  const service = parsed.success ? await getService(context.table, parsed.data) : undefined;
  return service ? accept(service) : refuse('unknown-service');
}

/** What was done to a service, for whoever may see it. */
export const serviceHistory = (context: Context, { id }: Pick<Service, 'id'>): Promise<HistoryEntry[]> => readHistory(context, id);

/** Loads, decides and keeps; a decision that answers the service as it was writes nothing. */
function edit(
  context: Context,
  id: string,
  told: (before: Service) => string,
  decide: (service: Service) => Decision<Service>,
): Promise<Decision<ServiceInForce>> {
  const edited = change(context, async () => {
    const found = await load(context, id);
    if (!found.ok) return found;
    const decided = decide(found.value);
    if (!decided.ok) return decided;
    const writes = decided.value === found.value ? [] : [changedService(context.table, decided.value)];
    const audit = { action: 'catalogue:edit', about: found.value.id, detail: told(found.value) };
    return accept({ writes, result: decided.value, audit });
  });
  return asInForce(context, edited);
}

/** What the audit trail says of a price: a rise above inflation that was announced late is never silent. */
function priceDetail(command: PriceCommand, late: Rise | undefined): string {
  const rate = `A day rate of ${formatPence(command.perDayExVatPence)}${forWhom(command)} from ${dateText(command.from)}`;
  return late ? `${rate}. Acknowledged: ${lateRiseText(late)}` : rate;
}

/** A new day rate from a date on, for some customers or for everybody else; refusals as `decidePrice` names them, and `unknown-service`. */
export async function addPrice(context: Context, id: string, command: PriceCommand): Promise<Decision<ServiceInForce>> {
  const today = londonDate(context.now);
  const pack = (await policyAt(context.table, context.now))?.pack;
  const notice = pack?.priceNotice;
  return edit(
    context,
    id,
    (service) => priceDetail(command, lateRiseOf(notice, service.prices, command, today, service.priceEnds)),
    (service) => decidePrice(service, command, today, { notice, sold: soldTo(service, pack) }),
  );
}

/** What the audit trail says of a rise that a change brings too late to be announced: it is never silent. */
const withRise = (
  told: string,
  before: Service,
  after: Decision<Service>,
  from: CivilDate | undefined,
  today: CivilDate,
  facts: PriceFacts,
) => {
  const rise = after.ok && from ? riseOfChange(before, after.value, { from, today }, facts) : undefined;
  return rise && today > rise.announceBy ? `${told}. Acknowledged: ${lateRiseText(rise)}` : told;
};

/** The facts that a change of prices is decided by. */
export async function priceFactsOf({ table, now }: Pick<Context, 'table' | 'now'>): Promise<(service: Service) => PriceFacts> {
  const pack = (await policyAt(table, now))?.pack;
  return (service) => ({ notice: pack?.priceNotice, sold: soldTo(service, pack) });
}

/** A rate that is still to come, or the end of one, taken back; refusals as `decideTakingBack` names them, and `unknown-service`. */
export async function takePriceBack(context: Context, id: string, command: TakingBackCommand): Promise<Decision<ServiceInForce>> {
  const [today, factsOf] = [londonDate(context.now), await priceFactsOf(context)];
  const decide = (service: Service) => decideTakingBack(service, command, { today, at: context.now }, factsOf(service));
  return edit(
    context,
    id,
    (service) => {
      const entry = stillToCome(service, today).find(({ version }) => version === command.version);
      return withRise(`Taken back: ${entry ? saidOf(entry) : ''}`, service, decide(service), entry?.from, today, factsOf(service));
    },
    decide,
  );
}

/** The own price of some customers ended from a date on; refusals as `decidePriceEnd` names them, and `unknown-service`. */
export async function endPrice(context: Context, id: string, command: PriceEndCommand): Promise<Decision<ServiceInForce>> {
  const [today, factsOf] = [londonDate(context.now), await priceFactsOf(context)];
  const decide = (service: Service) => decidePriceEnd(service, command, today, factsOf(service));
  const told = `The own day rate${forWhom(command)} ends on ${dateText(command.from)}: they pay what everybody else does`;
  return edit(context, id, (service) => withRise(told, service, decide(service), command.from, today, factsOf(service)), decide);
}

/** Other words for a service; refusals as `decideWords` names them, and `unknown-service`. */
export const editWords = (context: Context, id: string, command: WordsCommand): Promise<Decision<ServiceInForce>> =>
  edit(
    context,
    id,
    (service) => wordsChangedText(wordsOf(service), wordsOf(command)),
    (service) => decideWords(service, command, context.now),
  );

/** Off sale from a date on; refusals as `decideWithdrawal` names them, and `unknown-service`. */
export const withdrawService = (context: Context, id: string, command: WithdrawalCommand): Promise<Decision<ServiceInForce>> =>
  edit(
    context,
    id,
    () => `Withdrawn from ${dateText(command.withdrawnFrom)}`,
    (service) => decideWithdrawal(service, command, londonDate(context.now)),
  );

type Adoption = Record<Adopted['change'], string[]> & { leftOut: Adopted['leftOut'] };

const servicesPerTransaction = 50;

/** A policy's prices come by the word of whoever published it; that one of them rises above inflation after the day for announcing it is not silent either. */
const lateRisesOf = (known: Service | undefined, { prices, title }: Service, pack: Pack, today: CivilDate): string[] =>
  prices.flatMap((price) => {
    if (!known || known.prices.some(({ version }) => version === price.version)) return [];
    const late = lateRiseOf(pack.priceNotice, known.prices, price, today, known.priceEnds);
    return late ? [`${title} ${shareText(late.riseBasisPoints)}`] : [];
  });

/** Brings a pack's services into the catalogue. Each service stands for itself, so a large pack is several transactions and a rerun adds only what is missing. */
export async function adoptServices(context: Context, pack: Pack): Promise<Decision<Adoption>> {
  const today = londonDate(context.now);
  const adoption: Adoption = { added: [], priced: [], entitled: [], unchanged: [], leftOut: [] };
  for (let i = 0; i < pack.services.length; i += servicesPerTransaction) {
    const part = pack.services.slice(i, i + servicesPerTransaction);
    const outcome = await change(context, async () => {
      const known = new Map((await listServices(context.table)).map((service) => [service.code, service]));
      const result = part.map((offered) => adoptService(known.get(offered.code), offered, pack, today));
      const writes = result.flatMap(({ change: kind, service }) => {
        if (kind === 'unchanged') return [];
        return [kind === 'added' ? newService(context.table, service) : changedService(context.table, service)];
      });
      const late = result.flatMap(({ service }) => lateRisesOf(known.get(service.code), service, pack, today));
      const told = late.length > 0 ? `. Rises above inflation, told after the day for it: ${late.join(', ')}` : '';
      const detail = `From ${pack.title}${told}`;
      return accept({ writes, result, audit: { action: 'catalogue:adopt', about: 'catalogue', detail } });
    });
    if (!outcome.ok) return outcome;
    for (const { change: kind, service, leftOut } of outcome.value) {
      adoption[kind].push(service.code);
      adoption.leftOut.push(...leftOut);
    }
  }
  return accept(adoption);
}
