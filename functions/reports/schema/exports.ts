// The words of exports: a file of the sealed ledger that anybody can check, how far the writing of it has come, and how it is told.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { JobId, PersonId } from '../../../shared/ids.ts';
import { machine } from '../../../shared/transitions.ts';
import type { SealMark } from './seals.ts';

type ExportPhase = 'days' | 'heads' | 'ending' | 'done';
/** The order of an export: every sealed day is written before any account, and what it came to is kept before the file is ended. */
export const exportPhases = machine<ExportPhase, 'start' | 'write-days' | 'write-heads' | 'end'>('ledger export', [
  { from: 'new', event: 'start', to: 'days' },
  { from: 'days', event: 'write-days', to: 'heads' },
  { from: 'heads', event: 'write-heads', to: 'ending' },
  { from: 'ending', event: 'end', to: 'done' },
]);

/** An export: where it has come to. What is written since the last part was kept is written again after a crash. */
export type LedgerExport = {
  type: 'ledger-export';
  job: JobId;
  startedAt: string;
  startedBy: PersonId;
  finishedAt?: string;
  /** The sealed days it holds, first and last. */
  from: CivilDate;
  to: CivilDate;
  phase: ExportPhase;
  /** The file as the store knows it while it is written, and a receipt for each part. */
  begun?: string;
  receipts: string[];
  bytes: number;
  /** Where reading goes on, and whether the shard has been named in the file. */
  day: CivilDate;
  shard: number;
  after?: string;
  named: boolean;
  /** The last holder whose accounts were written. */
  holder?: string;
  days: number;
  entries: number;
  heads: number;
  last?: SealMark;
  /** The names of the runs of account sums put aside so far. */
  runs: string[];
  version: number;
};

/** Which export was begun last, and which was the last to be done. */
export type ExportPointer = { type: 'ledger-exports'; current: JobId; done?: JobId; version: number };

/** An export in the words of the page and the API. */
export type ExportReport = {
  job: JobId;
  state: 'running' | 'failed' | 'done';
  startedAt: string;
  startedByName: string;
  finishedAt?: string;
  from: CivilDate;
  to: CivilDate;
  /** While days are written: the day that has been come to. */
  writtenTo?: CivilDate;
  days: number;
  entries: number;
  heads: number;
  bytes: number;
  last?: SealMark;
};
