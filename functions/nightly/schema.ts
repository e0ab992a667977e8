// The words of the night: how far the sealing of a day has come, and who is at it.
import * as z from 'zod';
import type { CivilDate } from '../../shared/calendar.ts';
import type { KeptTree } from '../../shared/ledger/seal.ts';

/** A shard of the day that is being sealed: its tree so far, and how far its partition was read and its leaves are kept. */
export type ShardSoFar = { tree: KeptTree; chunks: number; after?: string; done: boolean };

/** One run seals at a time: two that kept the leaves of one shard would mix them up. */
export type Sealing = {
  type: 'sealing';
  /** Real time until which the run that is at it may take; 0 when none is. */
  leaseUntil: number;
  /** A day that was begun and not finished when the time of a run was spent. */
  day?: CivilDate;
  shards?: ShardSoFar[];
  version: number;
};

/** Whoever waits for what is due to be sealed, such as somebody about to prove the ledger, says how long. */
export const sealSubject = z.strictObject({ budgetMs: z.int().min(0).max(240_000) });
