// Whose schools somebody may order for, and the facts of each school's part of an order as a booking for that school alone would have them.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Decision, Refusal } from '../../../../shared/decision.ts';
import { type OrganisationId, prefixOf } from '../../../../shared/ids.ts';
import { limitingOf } from '../../../identity/rules/limits.ts';
import { can } from '../../../identity/rules.ts';
import { canBeBookedFor } from '../../../schools/rules/buyers.ts';
import { groupsOn } from '../../../schools/rules/events.ts';
import { eventsOf } from '../../../schools/store/organisations.ts';
import { type OrderPart, ofPart } from '../../rules/orders/order.ts';
import type { OrderCommand } from '../../schema/orders.ts';
import type { QuoteCommand } from '../../schema/quotes.ts';
import { mayBookFor, quoteFacts, type Reading } from '../quote.ts';
import { takenBySelf } from '../waitlist/taken.ts';

/** The trust or partnership that somebody orders for; undefined for the council's own people. A trust's booker who acts for one of its schools orders for the trust. */
export const ordererOf = ({ actor }: Pick<Context, 'actor'>): OrganisationId | undefined => limitingOf(actor);

/** As whom somebody orders for a school: a trust's booker as if acting for it through the trust. Undefined for a school that is not theirs to order for today. */
export async function actingFor(context: Context, school: OrganisationId): Promise<Context | undefined> {
  const { table, actor, now } = context;
  if (!can(actor, 'order:make')) return undefined;
  const orderer = ordererOf(context);
  if (!orderer || prefixOf(orderer) !== 'trs') return (await mayBookFor(context, 'quote:make', school)) ? context : undefined;
  if (prefixOf(school) !== 'sch' || !groupsOn(school, await eventsOf(table, school), londonDate(now)).includes(orderer)) return undefined;
  const { organisationName: _, ...themselves } = actor;
  return { ...context, actor: { ...themselves, organisation: school, through: orderer } };
}

/** A school's part with the facts it rests on, and as whom it is asked for. */
export type ActingPart = OrderPart & { context: Context };
/** The parts as they were asked for; of a school that is not to be ordered for, nothing but that. */
export type Parts = { ok: true; parts: ActingPart[] } | { ok: false; unknown: number[] };

const commandsOf = ({ service, parts }: OrderCommand): QuoteCommand[] => parts.map((part) => ({ ...part, service }));

/** Which of some schools somebody may order for, and as whom. */
export const actingForAll = (context: Context, schools: readonly OrganisationId[]): Promise<(Context | undefined)[]> =>
  Promise.all(schools.map((school) => actingFor(context, school)));

/** Everything that the quotes of an order depend on, and which schools are not theirs to order for. */
export async function readParts(context: Context, command: OrderCommand, reading: Reading): Promise<Parts> {
  const commands = commandsOf(command);
  const acting = await actingForAll(
    context,
    commands.map(({ school }) => school),
  );
  const unknown = acting.flatMap((each, i) => (each ? [] : [i]));
  if (unknown.length > 0) return { ok: false, unknown };
  const parts = await Promise.all(
    commands.map(async (each, i) => {
      const as = acting[i] as Context;
      return { context: as, command: each, facts: await quoteFacts(as, each, reading) };
    }),
  );
  return { ok: true, parts };
}

/** The refusal of an order; where a school's session is taken by that school itself, it says so, as its own quote would. */
export async function takenByPart(parts: readonly ActingPart[], refused: { ok: false; refusal: Refusal }): Promise<Decision<never>> {
  const n = refused.refusal.name === 'session-taken' ? refused.refusal.more?.part : undefined;
  const part = typeof n === 'number' ? parts[n] : undefined;
  if (typeof n !== 'number' || !part) return refused;
  const told = await takenBySelf(part.context, part.command, refused);
  return told === refused || told.ok ? told : { ok: false, refusal: ofPart(told.refusal, n, part.facts.school?.name) };
}

/** Whether nothing can be booked for a school any more: it has closed, or another has taken its place. */
export const isGone = ({ facts: { school, succeeded, clock } }: OrderPart): boolean =>
  school !== undefined && prefixOf(school.id) === 'sch' && (succeeded === true || !canBeBookedFor(school, clock.date));
