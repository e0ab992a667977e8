// Charges that nobody has billed, which of them wait for a buyer's agreement, and what was said of them.
import { type CivilDate, monthOf, monthsBetween } from '../../../shared/calendar.ts';
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { ChargeId, OrganisationId } from '../../../shared/ids.ts';
import { type CouncilTable, type Item, indexOf, type Key, type Page, type Range } from '../../../shared/table.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import { predecessorsOf } from '../../schools/rules/events.ts';
import { eventsOf } from '../../schools/store/organisations.ts';
import { stateOf } from '../rules/consent.ts';
import type { Consent } from '../schema/consent.ts';
import type { DocumentLine, Run } from '../schema.ts';
import { plain, plainly } from './plain.ts';

export type Unclaimed = { charges: Charge[]; consents: Map<ChargeId, Consent> };

/** A shard's charges delivered in a period that no run has claimed, and what waits and was said there; all three stand side by side, so one pass reads them. */
export async function unclaimedCharges(table: CouncilTable, shard: string, from: Run['from'], to: Run['to']): Promise<Unclaimed> {
  const months = await Promise.all(monthsBetween(from, to).map((month) => unclaimedIn(table, month, shard)));
  const isWithin = ({ deliveredOn }: { deliveredOn: CivilDate }) => deliveredOn >= from && deliveredOn <= to;
  return {
    charges: months.flatMap(({ charges }) => charges).filter(isWithin),
    consents: new Map(months.flatMap(({ consents }) => [...consents]).filter(([, consent]) => isWithin(consent))),
  };
}

type OfCharge = (Charge & Key & { type: 'charge' }) | (Key & { type: 'claim' }) | (Consent & Key & { type: 'consent' });

async function unclaimedIn(table: CouncilTable, month: string, shard: string): Promise<Unclaimed> {
  const charges = new Map<string, Charge>();
  const consents = new Map<ChargeId, Consent>();
  for await (const item of table.each<OfCharge>(table.range.charges(month, shard))) {
    if (item.type === 'claim') charges.delete(item.sk.replace(/#claimed$/, ''));
    else if (item.type === 'consent') consents.set(item.charge, plain<Consent>(item));
    else charges.set(item.sk, item);
  }
  return { charges: [...charges.values()], consents };
}

type Line = Pick<DocumentLine, 'payer' | 'deliveredOn' | 'charge'>;

/** The charges that these lines would bill. */
export async function chargesOf(table: CouncilTable, lines: readonly Line[]): Promise<Charge[]> {
  const found = await Promise.all(
    lines.map(({ payer, charge, deliveredOn }) => plainly(table.get<Charge>(table.key.charge(monthOf(deliveredOn), payer, charge)))),
  );
  return found.filter((charge) => charge !== undefined);
}

/** What waits and was said of these lines. */
export async function consentsTo(table: CouncilTable, lines: readonly Line[]): Promise<Map<ChargeId, Consent>> {
  const found = await Promise.all(
    lines.map(({ payer, deliveredOn, charge }) => plainly(table.get<Consent>(table.key.consent(monthOf(deliveredOn), payer, charge)))),
  );
  return new Map(found.flatMap((consent) => (consent ? [[consent.charge, consent]] : [])));
}

/** A line that waits, or was spoken of, at its next state: only if nobody wrote to it since it was read, so that nothing said is lost. */
export function consentWrite(table: CouncilTable, consent: Consent): Write {
  const { charge, payer, deliveredOn, waits, version } = consent;
  const key = table.key.consent(monthOf(deliveredOn), payer, charge);
  const index = indexOf(table.council);
  const [only, ...others] = waits?.buyers ?? [];
  const item = {
    type: 'consent',
    ...consent,
    ...(waits ? index.waiting(waits.since, charge) : {}),
    // Of several who may say so, each finds it by the school that was before it.
    ...(waits && only && others.length === 0 ? index.waitingFor(only, stateOf(consent), waits.since, charge) : {}),
  };
  return version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** An organisation and every one it has followed by a day, whose lines have become its own, and the first day on which it followed one. */
export async function followedBy(
  table: CouncilTable,
  id: OrganisationId,
  today: CivilDate,
): Promise<{ all: OrganisationId[]; since: CivilDate | undefined }> {
  const found = new Set([id]);
  const days: CivilDate[] = [];
  // A set gives what is added while it is walked: each predecessor's predecessors come in their turn.
  for (const each of found) {
    for (const { id: before, on } of predecessorsOf(each, await eventsOf(table, each))) {
      if (on > today) continue;
      found.add(before);
      days.push(on);
    }
  }
  return { all: [...found], since: days.sort()[0] };
}

/** The most lines that are looked up of one buyer at once; those that were declined come last, so that what is still open is never crowded out. */
export const mostWaiting = 300;

/** A page of the lines that an index says wait. It only says where to look: what was claimed meanwhile, or waits no more, is left out. */
async function waitingIn(
  table: CouncilTable,
  range: Range,
  limit: number,
  after?: string,
): Promise<Page<{ charge: Charge; consent: Consent }>> {
  const page = await table.page<Consent>(range, { limit, ...(after ? { after } : {}) });
  const [charges, consents, claims] = await Promise.all([
    chargesOf(table, page.items),
    consentsTo(table, page.items),
    Promise.all(page.items.map(({ payer, charge, deliveredOn }) => table.get<Item>(table.key.claim(monthOf(deliveredOn), payer, charge)))),
  ]);
  const claimed = new Set(page.items.filter((_, i) => claims[i]).map(({ charge }) => charge));
  const byId = new Map(charges.map((charge) => [charge.id, charge]));
  const items = page.items.flatMap(({ charge: id }) => {
    const [charge, consent] = [byId.get(id), consents.get(id)];
    return charge && consent?.waits && !claimed.has(id) ? [{ charge, consent }] : [];
  });
  return { items, ...(page.next ? { next: page.next } : {}) };
}

/** Lines that wait for a buyer, at most `mostWaiting`, and whether there are more. */
export async function linesWaitingFor(table: CouncilTable, buyer: OrganisationId): Promise<Unclaimed & { more: boolean }> {
  const { items, next } = await waitingIn(table, table.range.waitingFor(buyer), mostWaiting);
  return {
    charges: items.map(({ charge }) => charge),
    consents: new Map(items.map(({ charge, consent }) => [charge.id, consent])),
    more: next !== undefined,
  };
}

/** A page of the lines that wait for any buyer, longest first. */
export const allWaiting = (table: CouncilTable, limit: number, after?: string): Promise<Page<{ charge: Charge; consent: Consent }>> =>
  waitingIn(table, table.range.waiting(), limit, after);

export type Count = { count: number; more: boolean };
async function countIn(table: CouncilTable, range: Range, most: number): Promise<Count> {
  const page = await table.page<Key>(range, { limit: most });
  return { count: page.items.length, more: page.next !== undefined };
}

/** How many lines wait over all buyers, as far as one page of the index tells: at most `most`, and whether there are more. */
export const countAllWaiting = (table: CouncilTable, most: number): Promise<Count> => countIn(table, table.range.waiting(), most);

/** How many wait for an organisation, or for one it followed. */
export async function countWaitingFor(table: CouncilTable, id: OrganisationId, today: CivilDate, most: number): Promise<Count> {
  const { all } = await followedBy(table, id, today);
  const counts = await Promise.all(all.map((each) => countIn(table, table.range.waitingFor(each), most)));
  const count = counts.reduce((sum, each) => sum + each.count, 0);
  return { count: Math.min(count, most), more: count > most || counts.some(({ more }) => more) };
}
