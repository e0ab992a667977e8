// Which entry of a sealed day is not as it was sealed: the list that was kept with the seal, laid beside what stands in the table, in bounded memory.
import {
  belongsToSeal,
  emptyTree,
  grow,
  type Leaf,
  leafOf,
  leafText,
  lineOf,
  rootOf,
  type SealedShard,
} from '../../../shared/ledger/seal.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { note } from '../rules/proof.ts';
import { type Difference, differenceFault } from '../rules/seals.ts';
import type { Proof } from '../schema.ts';
import { type LedgerItem, sealedLeaves } from '../store.ts';

/** So many differences of one shard are told one by one; a proof lists fewer. */
const mostLocated = 1_000;

type Place = { day: string; shard: string };

/**
 * Notes what differs in a shard whose root is no longer the sealed one. The kept list is believed only if it comes to the sealed root itself; where it was
 * altered as well, only the shard can be named.
 */
export async function locate(table: CouncilTable, proof: Proof, place: Place, sealed: SealedShard, found: SealedShard): Promise<void> {
  const list = emptyTree();
  const differences: Difference[] = [];
  let more = 0;
  for await (const difference of differing(kept(table, place, list), standing(table, place))) {
    if (differences.length < mostLocated) differences.push(difference);
    else more += 1;
  }
  if (list.count !== sealed.count || rootOf(list) !== sealed.root || differences.length === 0) {
    const detail = `sealed were ${sealed.count} entries, ${found.count} are there; which of them differ cannot be told, as the list kept with the seal differs too`;
    note(proof, [{ name: 'sealed-shard-differs', where: `${place.day}, shard ${place.shard}`, detail }]);
    return;
  }
  note(
    proof,
    differences.map((difference) => differenceFault(place, sealed.count, difference)),
  );
  proof.faultCount += more;
}

/** The list kept with the seal, in order; `list` becomes its tree. */
async function* kept(table: CouncilTable, { day, shard }: Place, list: ReturnType<typeof emptyTree>): AsyncGenerator<Leaf> {
  for await (const leaf of sealedLeaves(table, day, shard)) {
    grow(list, Buffer.from(leaf.hash, 'base64url'));
    yield leaf;
  }
}

async function* standing(table: CouncilTable, { day, shard }: Place): AsyncGenerator<Leaf> {
  for await (const item of table.each<LedgerItem>(table.range.ledgerDay(day, shard)))
    if (belongsToSeal(item.sk)) yield { sk: item.sk, hash: leafText(leafOf(lineOf(item))) };
}

/** Two lists in order of their names, side by side. */
export async function* differing(sealed: AsyncIterator<Leaf>, found: AsyncIterator<Leaf>): AsyncGenerator<Difference> {
  let position = 0;
  let [left, right] = await Promise.all([sealed.next(), found.next()]);
  while (!left.done || !right.done) {
    const [was, is] = [left.done ? undefined : left.value, right.done ? undefined : right.value];
    if (was && (!is || was.sk < is.sk)) {
      position += 1;
      yield { is: 'missing', sk: was.sk, position };
      left = await sealed.next();
    } else if (is && (!was || is.sk < was.sk)) {
      yield { is: 'slipped-in', sk: is.sk, position };
      right = await found.next();
    } else if (was && is) {
      position += 1;
      if (was.hash !== is.hash) yield { is: 'edited', sk: is.sk, position };
      [left, right] = await Promise.all([sealed.next(), found.next()]);
    }
  }
}
