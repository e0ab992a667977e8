// What taking a day rate back, or ending some customers' own, would do, told before it is done and by the very decisions that do it. Nothing is kept between.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type Rise, riseBetween } from '../../../shared/policy/prices.ts';
import { priceFactsOf, readService } from '../actions.ts';
import { decidePriceEnd, decideTakingBack, riseOfChange, stillToCome } from '../rules/price-ends.ts';
import { changesBetween, type PriceChange, type PriceFacts } from '../rules/prices.ts';
import type { Price, PriceEnd, PriceEndCommand, Service, ServiceInForce, TakingBackCommand } from '../schema.ts';
import { type BookedFrom, bookingsFrom } from './delivering.ts';

/** What a change of prices comes to from its first day on. */
export type ChangePreview = {
  service: ServiceInForce;
  from: CivilDate;
  /** Kind by kind what is asked from the day on, before and after. */
  changes: PriceChange[];
  /** What is booked from the day on, and keeps its price, and by whom. */
  booked: BookedFrom;
  /** From that day or a later one it rises above inflation: announced late it is done only with somebody's word. */
  rise?: Rise & { isLate: boolean };
};
export type TakingBackPreview = ChangePreview & {
  entry: Price | PriceEnd;
  /** What is taken back was itself a rise above inflation, which schools were to be told of. */
  told?: Rise;
};
export type PriceEndPreview = ChangePreview & { command: PriceEndCommand };

/** A rise above inflation as whoever sets it is told of it. */
export const foretold = (rise: Rise | undefined, today: CivilDate): Pick<ChangePreview, 'rise'> =>
  rise ? { rise: { ...rise, isLate: today > rise.announceBy } } : {};

type Change = { before: ServiceInForce; after: Service; from: CivilDate; facts: PriceFacts };

async function previewOf(context: Context, { before, after, from, facts }: Change): Promise<ChangePreview> {
  const today = londonDate(context.now);
  return {
    service: before,
    from,
    changes: changesBetween(before, after, from, facts.sold ?? []),
    booked: await bookingsFrom(context, before, from),
    ...foretold(riseOfChange(before, after, { from, today }, facts), today),
  };
}

/** What taking back would change. Refuses as takePriceBack() does, but for `above-inflation`, which it tells. */
export async function previewTakingBack(context: Context, id: string, command: TakingBackCommand): Promise<Decision<TakingBackPreview>> {
  const found = await readService(context, id);
  if (!found.ok) return found;
  const before = found.value;
  const [today, facts] = [londonDate(context.now), (await priceFactsOf(context))(before)];
  const decided = decideTakingBack(before, { ...command, acknowledged: true }, { today, at: context.now }, facts);
  if (!decided.ok) return decided;
  const entry = stillToCome(before, today).find(({ version }) => version === command.version);
  // It was taken back already, by whoever was first.
  if (!entry) return refuse('unknown-price', undefined, { field: 'version' });
  const { from } = entry;
  const told = riseBetween(facts.notice, decided.value, before, from);
  return accept({ ...(await previewOf(context, { before, after: decided.value, from, facts })), entry, ...(told ? { told } : {}) });
}

/** What ending some customers' own price would change. Refuses as endPrice() does, but for `above-inflation`, which it tells. */
export async function previewPriceEnd(context: Context, id: string, command: PriceEndCommand): Promise<Decision<PriceEndPreview>> {
  const found = await readService(context, id);
  if (!found.ok) return found;
  const before = found.value;
  const facts = (await priceFactsOf(context))(before);
  const decided = decidePriceEnd(before, { ...command, acknowledged: true }, londonDate(context.now), facts);
  if (!decided.ok) return decided;
  const preview = await previewOf(context, { before, after: decided.value, from: command.from, facts });
  return accept({ ...preview, command });
}
