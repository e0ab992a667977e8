// A large sound ledger, written past the commits so that a million transfers take minutes and not hours: the same items that posting writes, the heads they
// come to, and the allocations that tell of them.
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { nothingMoved } from '../functions/entitlements/schema/allocations.ts';
import { addDays, type CivilDate } from '../shared/calendar.ts';
import type { OrganisationId } from '../shared/ids.ts';
import { account, holderOf, periodText } from '../shared/ledger/chart.ts';
import { applied, differences, type Entry, emptyHead, type Head } from '../shared/ledger/heads.ts';
import { postingWrites } from '../shared/ledger/post.ts';
import { settle, transfer } from '../shared/ledger/transfers.ts';
import type { CouncilTable, Item } from '../shared/table.ts';

const year = { from: '2026-09-01' as CivilDate, to: '2027-08-31' as CivilDate };
/** Transfers to one account: a grant and the visits that use it. */
const perAccount = 25;
const batch = 25;
const atOnce = 12;

export type Volume = { transfers: number; from: CivilDate; days: number };

/** The entries of an account, over the days: a grant, and visits held one day and, but for the last, settled some days later. */
function* entriesOf(i: number, { from, days }: Volume): Generator<Entry> {
  const holder = `sch_${900_000 + i}` as OrganisationId;
  const free = account('entitlement', holder, 'visits', periodText(year));
  const delivered = account('delivered-entitlement', holder, '2026');
  const moment = (day: number) => Date.parse(`${addDays(from, Math.min(day, days - 1))}T09:00:00Z`) + i;
  yield {
    transfer: transfer('grant', account('grants', 'visits'), free, perAccount - 1, {
      name: `${i}-grant`,
      now: moment(i % 3),
      cause: { clause: 'A4' },
    }),
  };
  for (let visit = 1; visit < perAccount; visit++) {
    const held = (i * 7 + visit * 11) % Math.max(1, days - 6);
    const details = {
      name: `${i}-${String(visit).padStart(2, '0')}`,
      now: moment(held),
      cause: { booking: `bkg_${i}`, session: String(visit) },
    };
    const hold = transfer('deliver-entitlement', free, delivered, 1, { ...details, pending: true });
    yield { transfer: hold };
    if (visit < perAccount - 1) yield { settlement: settle(hold, visit % 8 === 0 ? 'void' : 'post', moment(held + 1 + (visit % 5))) };
  }
}

/** Writes a volume and answers how many transfers, settlements and accounts it has. */
export async function fillLedger(
  table: CouncilTable,
  volume: Volume,
): Promise<{ transfers: number; settlements: number; accounts: number }> {
  const accounts = Math.ceil(volume.transfers / perAccount);
  const under = new Set<Promise<void>>();
  let waiting: Item[] = [];
  const send = async (items: Item[]) => {
    let left: { PutRequest: { Item: Item } }[] = items.map((item) => ({ PutRequest: { Item: item } }));
    while (left.length > 0) {
      const reply = await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: left } }));
      left = (reply.UnprocessedItems?.[table.name] ?? []) as typeof left;
    }
  };
  const flush = async () => {
    const sent = send(waiting).finally(() => under.delete(sent));
    under.add(sent);
    waiting = [];
    if (under.size >= atOnce) await Promise.race(under);
  };
  const add = async (item: Item) => {
    waiting.push(item);
    if (waiting.length === batch) await flush();
  };
  let settlements = 0;
  for (let i = 0; i < accounts; i++) {
    const heads = new Map<string, Head>();
    for (const entry of entriesOf(i, volume)) {
      if ('settlement' in entry) settlements += 1;
      for (const { account: of, change } of differences(entry)) heads.set(of, applied(heads.get(of) ?? emptyHead, change));
      for (const write of postingWrites(table, [entry])) if (write.op === 'put') await add({ ...write.item, ...write.key });
    }
    for (const [of, head] of heads) {
      await add({ ...table.key.head(holderOf(of), of), account: of, ...head });
      // Nothing but the grant was moved.
      const moved = { ...nothingMoved, granted: head.debitsPosted };
      await add({
        ...table.key.allocation(holderOf(of) as OrganisationId, year.from, 'visits'),
        type: 'allocation',
        account: of,
        moved,
        version: 1,
      });
    }
  }
  if (waiting.length > 0) await flush();
  await Promise.all(under);
  return { transfers: accounts * perAccount, settlements, accounts };
}
