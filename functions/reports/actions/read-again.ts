// What differs may only have moved while it was read: its account is read again, between two equal readings of its head, until it stands still.
import { addDays, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { holderOf } from '../../../shared/ledger/chart.ts';
import { accountKey, emptyFolded, emptyPart, emptyTotals, type Folded, fold, plusFolded, read } from '../../../shared/ledger/fold.ts';
import { emptyHead, type HeadName } from '../../../shared/ledger/heads.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { getHead } from '../../entitlements/store.ts';
import type { Proof } from '../schema.ts';
import { readPartition, shardNames } from '../store.ts';

/** An account by its entries and by the head kept for it. */
export type Compared = { holder: string; account: string; folded: Folded | undefined; head: StoredHead | undefined };

const sameHead = (a: StoredHead | undefined, b: StoredHead | undefined) =>
  Boolean(a) === Boolean(b) && (Object.keys(emptyHead) as HeadName[]).every((name) => a?.[name] === b?.[name]);

/** Accounts whose head and entries differ are read again: what they did in the days still open, between two equal readings of their heads. */
export async function readAgain(
  context: Context,
  days: Pick<Proof, 'recentFrom' | 'to'>,
  differing: readonly Compared[],
): Promise<{ still: Compared[]; moving: Compared[] }> {
  const still: Compared[] = [];
  let moving = [...differing];
  const headsNow = (of: readonly Compared[]) => Promise.all(of.map(({ holder, account }) => getHead(context.table, holder, account)));
  for (let tries = 0; tries < 4 && moving.length > 0; tries++) {
    const before = await headsNow(moving);
    const recent = await foldRecent(context, days);
    const after = await headsNow(moving);
    const next: Compared[] = [];
    for (const [i, one] of moving.entries()) {
      const head = after[i];
      if (!sameHead(head, before[i])) {
        next.push(one);
        continue;
      }
      // A head kept under another holder than its account names has no entries, whatever its name says.
      const now = holderOf(one.account) === one.holder ? recent.get(accountKey(one.account)) : undefined;
      const folded = one.folded || now ? plusFolded({ ...(one.folded ?? emptyFolded), recent: emptyPart }, now ?? emptyFolded) : undefined;
      still.push({ ...one, folded, head });
    }
    moving = next;
  }
  return { still, moving };
}

/** What the limited accounts did since the day before the proof began, up to now. */
export async function foldRecent({ table, now }: Context, days: Pick<Proof, 'recentFrom' | 'to'>): Promise<Map<string, Folded>> {
  const accounts = new Map<string, Folded>();
  const unused = emptyTotals();
  const today = londonDate(now);
  for (let day = days.recentFrom; day <= today || day <= days.to; day = addDays(day, 1)) {
    await Promise.all(
      shardNames.map(async (shard) => {
        let after: string | undefined;
        do {
          const page = await readPartition(table, { day, shard, ...(after ? { after } : {}) }, 1_000);
          for (const item of page.items) {
            const { reading } = read(item, { day, shard, sk: item.sk });
            if (reading) fold(unused, accounts, reading, true);
          }
          after = page.next;
        } while (after);
      }),
    );
  }
  return accounts;
}
