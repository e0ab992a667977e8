// What a proof asks of a seal: that it is there, does not contradict itself, follows from the one before, and is the one an earlier proof saw.
import { addDays, type CivilDate, daysBetween } from '../../../shared/calendar.ts';
import type { Fault } from '../../../shared/ledger/fold.ts';
import { dayRootOf, noSeal, type Seal, type SealedShard, sealableTo, sealHashOf } from '../../../shared/ledger/seal.ts';
import { type SealsReport, type SealsSeen, sealSchema } from '../schema/seals.ts';
import type { Proof } from '../schema.ts';

export const noSealsSeen: SealsSeen = { count: 0, entries: 0, faults: 0 };

/** What is wrong with a seal by itself. */
function contradictions(council: string, day: CivilDate, seal: Omit<Seal, 'type' | 'sealedAt'>): string[] {
  const { count, shards, root, hash } = seal;
  const sum = shards.reduce((n, shard) => n + shard.count, 0);
  return [
    ...(seal.day === day ? [] : [`it is the seal of ${seal.day}`]),
    ...(sum === count ? [] : [`it counts ${count} entries, and its shards ${sum}`]),
    ...(dayRootOf(shards) === root ? [] : ['its root is not that of its shards']),
    ...(sealHashOf(council, seal) === hash ? [] : ['its hash is not that of its words']),
  ];
}

/**
 * Reads the seal of the next day: what is wrong with it, what the chain is after it, and what its shards must be. Days after the last sealed one have none.
 */
export function readSeal(
  council: string,
  seen: SealsSeen,
  day: CivilDate,
  item: unknown,
): { seen: SealsSeen; faults: Fault[]; shards?: SealedShard[] } {
  if (seen.to === undefined || day > seen.to) return { seen, faults: [] };
  const at = (name: Fault['name'], detail: string): Fault => ({ name, where: day, detail });
  const lost = (fault: Fault) => ({ seen: { ...seen, faults: seen.faults + 1, last: { day } }, faults: [fault] });
  if (item === undefined) return lost(at('seal-missing', `days are sealed up to ${seen.to}`));
  const parsed = sealSchema.safeParse(item);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return lost(at('seal-differs', `${issue?.path.join('.') || 'seal'}: ${issue?.message ?? 'unknown'}`));
  }
  const seal = parsed.data;
  const faults = contradictions(council, day, seal).map((detail) => at('seal-differs', detail));
  // After a seal that cannot be read there is nothing to compare with; that fault has been told.
  const before = seen.last ? seen.last.hash : noSeal;
  if (before !== undefined && seal.previous !== before)
    faults.push(at('chain-broken', `it follows ${seal.previous}, and the seal before is ${before}`));
  if (seen.witness?.day === day && seen.witness.hash !== seal.hash)
    faults.push(at('seal-replaced', `it is ${seal.hash}, and the proof of ${seen.witness.seenAt} saw ${seen.witness.hash}`));
  return {
    seen: {
      ...seen,
      count: seen.count + 1,
      entries: seen.entries + seal.count,
      faults: seen.faults + faults.length,
      first: seen.first ?? day,
      last: { day, hash: seal.hash },
    },
    faults,
    shards: seal.shards,
  };
}

/** What is wrong once every day has been read: a seal that an earlier proof saw may have gone, with all after it. */
export const goneFaults = ({ to, witness }: SealsSeen): Fault[] =>
  witness && (to === undefined || witness.day > to)
    ? [
        {
          name: 'seal-replaced',
          where: witness.day,
          detail: `there is none, and the proof of ${witness.seenAt} saw ${witness.hash}`,
        },
      ]
    : [];

/** What the next proof must find again: the last seal of this one if nothing was wrong with any, and otherwise what this one had to find. */
export function witnessAfter({ faults, last, witness }: SealsSeen, seenAt: string): Pick<SealsSeen, 'witness'> {
  if (faults === 0 && last?.hash !== undefined) return { witness: { day: last.day, hash: last.hash, seenAt } };
  return witness ? { witness } : {};
}

export function sealsReport({ from, startedAt, seals = noSealsSeen }: Pick<Proof, 'from' | 'startedAt' | 'seals'>): SealsReport {
  const { count, entries, first, last, to } = seals;
  const next = to ? addDays(to, 1) : from;
  const days = daysBetween(next, sealableTo(Date.parse(startedAt))) + 1;
  return {
    count,
    entries,
    ...(first ? { first } : {}),
    ...(last?.hash !== undefined ? { last: { day: last.day, hash: last.hash } } : {}),
    ...(days > 0 ? { overdue: { from: next, days } } : {}),
  };
}

/** An entry of a sealed shard that is not as it was sealed. `position` counts the sealed entries from 1; one slipped in comes after it. */
export type Difference = { is: 'edited' | 'missing' | 'slipped-in'; sk: string; position: number };

const differenceNames = { edited: 'sealed-entry-edited', missing: 'sealed-entry-missing', 'slipped-in': 'entry-slipped-in' } as const;

/** A difference as a fault that says where it is, to the entry. */
export function differenceFault({ day, shard }: { day: string; shard: string }, sealed: number, { is, sk, position }: Difference): Fault {
  const detail =
    is === 'slipped-in'
      ? `it stands after entry ${position} of the ${sealed} that were sealed`
      : `entry ${position} of the ${sealed} that were sealed`;
  return { name: differenceNames[is], where: `${sk} (${day}, shard ${shard})`, detail };
}
