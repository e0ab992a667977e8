// The words of seals as a proof reads them: a seal as it must be, and what a proof has seen of the chain so far.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { type Hash, shardsOfDay } from '../../../shared/ledger/seal.ts';

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
/** A seal as it must stand in the table. Whether its hashes are right is another question. */
export const sealSchema = z.object({
  type: z.literal('seal'),
  day: dateSchema,
  count: z.int().min(0),
  shards: z.array(z.object({ count: z.int().min(0), root: hashSchema })).length(shardsOfDay),
  root: hashSchema,
  previous: hashSchema,
  hash: hashSchema,
  sealedAt: z.string(),
});

/** A seal by its day and hash: what somebody would write down. */
export type SealMark = { day: CivilDate; hash: Hash };

/** What a proof has seen of the chain of seals. */
export type SealsSeen = {
  /** The last day that was sealed when the proof began. */
  to?: CivilDate;
  count: number;
  /** Entries in the sealed days that were read. */
  entries: number;
  /** What is wrong with seals themselves; what is wrong with entries is not counted here. */
  faults: number;
  first?: CivilDate;
  /** The seal read last; without its hash when it could not be read, and nothing can follow from it. */
  last?: { day: CivilDate; hash?: Hash };
  /** The last seal that a proof found sound, and when: it must still be what it was. */
  witness?: SealMark & { seenAt: string };
};

/** The seals in the words of the page and the API. */
export type SealsReport = {
  count: number;
  entries: number;
  first?: CivilDate;
  last?: SealMark;
  /** Days that should have been sealed when the proof began and were not: the first of them, and how many. */
  overdue?: { from: CivilDate; days: number };
};

/** A seal as it is listed. */
export type ListedSeal = { day: CivilDate; entries: number; hash: Hash; previous: Hash; sealedAt: string };

export const sealsQuery = z.strictObject({ after: z.string().max(2000).optional() });
