// What can be done with the catalogue: search it, read a service, give it a new day rate, withdraw it, adopt a policy pack's services.
import { dateText, londonDate } from '../../shared/calendar.ts';
import { change } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { idSchema } from '../../shared/ids.ts';
import { formatPence } from '../../shared/money.ts';
import { bookerOf } from '../../shared/policy/bookers.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { isStaff } from '../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../identity/store/audit.ts';
import { type Adopted, adoptService, decidePrice, decideWithdrawal, findServices, hasEnded, underPolicy } from './rules.ts';
import type { PriceCommand, Search, Service, ServiceInForce, WithdrawalCommand } from './schema.ts';
import { policyAt } from './store/policies.ts';
import { changedService, getService, listServices, newService } from './store.ts';

/** What is found of the services as the policy in force now speaks of them. */
export async function searchServices(context: Context, search: Search): Promise<Decision<ServiceInForce[]>> {
  const { table, actor, now } = context;
  const [services, policy] = await Promise.all([listServices(table), policyAt(table, now)]);
  const sight = { today: londonDate(now), withdrawnToo: isStaff(actor), booker: bookerOf(actor) };
  return accept(
    findServices(
      services.map((service) => underPolicy(service, policy?.pack)),
      search,
      sight,
    ),
  );
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
  detail: string,
  decide: (service: Service) => Decision<Service>,
): Promise<Decision<ServiceInForce>> {
  const edited = change(context, async () => {
    const found = await load(context, id);
    if (!found.ok) return found;
    const decided = decide(found.value);
    if (!decided.ok) return decided;
    const writes = decided.value === found.value ? [] : [changedService(context.table, decided.value)];
    return accept({ writes, result: decided.value, audit: { action: 'catalogue:edit', about: found.value.id, detail } });
  });
  return asInForce(context, edited);
}

/** A new day rate from a date on; refusals as `decidePrice` names them, and `unknown-service`. */
export const addPrice = (context: Context, id: string, command: PriceCommand): Promise<Decision<ServiceInForce>> =>
  edit(context, id, `A day rate of ${formatPence(command.perDayExVatPence)} from ${dateText(command.from)}`, (service) =>
    decidePrice(service, command, londonDate(context.now)),
  );

/** Off sale from a date on; refusals as `decideWithdrawal` names them, and `unknown-service`. */
export const withdrawService = (context: Context, id: string, command: WithdrawalCommand): Promise<Decision<ServiceInForce>> =>
  edit(context, id, `Withdrawn from ${dateText(command.withdrawnFrom)}`, (service) =>
    decideWithdrawal(service, command, londonDate(context.now)),
  );

type Adoption = Record<Adopted['change'], string[]> & { leftOut: Adopted['leftOut'] };

const servicesPerTransaction = 50;

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
      return accept({ writes, result, audit: { action: 'catalogue:adopt', about: 'catalogue', detail: `From ${pack.title}` } });
    });
    if (!outcome.ok) return outcome;
    for (const { change: kind, service, leftOut } of outcome.value) {
      adoption[kind].push(service.code);
      adoption.leftOut.push(...leftOut);
    }
  }
  return accept(adoption);
}
