// What a change of the catalogue would do, told before it is made: by the very decisions that make it. Nothing is kept between.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { riseAboveInflation } from '../../../shared/policy/prices.ts';
import { readService, type Shown, showService } from '../actions.ts';
import { packagesOf, type SoldIn } from '../rules/packages.ts';
import { changesBy, decidePrice, soldTo } from '../rules/prices.ts';
import { decideWords, wordsOf } from '../rules/words.ts';
import { decideWithdrawal } from '../rules.ts';
import type { PriceCommand, ServiceInForce, WithdrawalCommand, Words, WordsCommand } from '../schema.ts';
import { policyAt } from '../store/policies.ts';
import { bookedFrom } from './delivering.ts';
import { type ChangePreview, foretold } from './price-previews.ts';

export type PricePreview = Pick<ChangePreview, 'service' | 'changes' | 'rise'> & {
  command: PriceCommand;
  /** Half-days that are booked from the day on, and keep their price. */
  booked: number;
};

/** What a new day rate would change. Refuses as addPrice() does, but for `above-inflation`, which it tells. */
export async function previewPrice(context: Context, id: string, command: PriceCommand): Promise<Decision<PricePreview>> {
  const found = await readService(context, id);
  if (!found.ok) return found;
  const service = found.value;
  const today = londonDate(context.now);
  const pack = (await policyAt(context.table, context.now))?.pack;
  const sold = soldTo(service, pack);
  const decided = decidePrice(service, { ...command, acknowledged: true }, today, { notice: pack?.priceNotice, sold });
  if (!decided.ok) return decided;
  return accept({
    service,
    command,
    changes: changesBy(service, command, sold),
    booked: await bookedFrom(context, service, command.from),
    ...foretold(riseAboveInflation(pack?.priceNotice, service.prices, command, service.priceEnds), today),
  });
}

export type WordsPreview = { shown: Shown; was: Words; is: Words };

/** A service as it would be shown under other words. Refuses as editWords() does. */
export async function previewWords(context: Context, id: string, command: WordsCommand): Promise<Decision<WordsPreview>> {
  const found = await showService(context, id);
  if (!found.ok) return found;
  const { service } = found.value;
  const decided = decideWords(service, command, context.now);
  if (!decided.ok) return decided;
  const { outcomes: _, ...bare } = service;
  const is = wordsOf(decided.value);
  return accept({ shown: { ...found.value, looking: undefined, service: { ...bare, ...is } }, was: wordsOf(service), is });
}

/** `packages`: what else it is sold in, whose half-days can not be booked for it from that day on. */
export type WithdrawalPreview = { service: ServiceInForce; withdrawnFrom: CivilDate; booked: number; packages: SoldIn[] };

/** What taking a service off sale would leave booked. Refuses as withdrawService() does. */
export async function previewWithdrawal(context: Context, id: string, command: WithdrawalCommand): Promise<Decision<WithdrawalPreview>> {
  const found = await readService(context, id);
  if (!found.ok) return found;
  const decided = decideWithdrawal(found.value, command, londonDate(context.now));
  if (!decided.ok) return decided;
  const { withdrawnFrom } = command;
  const [booked, policy] = await Promise.all([bookedFrom(context, found.value, withdrawnFrom), policyAt(context.table, context.now)]);
  return accept({ service: found.value, withdrawnFrom, booked, packages: packagesOf(policy?.pack, found.value, londonDate(context.now)) });
}
