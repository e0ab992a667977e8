// The words of an import: a file of the national register, or of its links, read from a cursor to its end, with a count of what became of every row.
import * as z from 'zod';
import type { CivilDate } from '../../../shared/calendar.ts';
import { idSchema, type JobId, type OrganisationId, type PersonId } from '../../../shared/ids.ts';
import { machine } from '../../../shared/transitions.ts';
import type { ImportOutcome, Rejection } from '../schema.ts';

export const importKinds = { register: 'Register of schools', links: 'Links between schools' } as const;
export type ImportKind = keyof typeof importKinds;

export type ImportState = 'running' | 'done' | 'cancelled';
export const importStates = machine<ImportState, 'begin' | 'finish' | 'cancel'>('register import', [
  { from: 'new', event: 'begin', to: 'running' },
  { from: 'running', event: 'finish', to: 'done' },
  { from: 'running', event: 'cancel', to: 'cancelled' },
]);

/** Every row of the file is counted once; `elsewhere` are those that are no concern of the council whose rows are wanted. */
type ImportCounts = Record<ImportOutcome | 'rejected' | 'elsewhere', number>;
export const noCounts: ImportCounts = { added: 0, changed: 0, closed: 0, unchanged: 0, rejected: 0, elsewhere: 0 };

/** What is told of single rows: why they were rejected, what is to be looked at of rows that were not, and which are no concern of the council's. */
export const lists = ['faults', 'remarks', 'elsewhere'] as const;
export type List = (typeof lists)[number];

/** Between two records of the file: how many bytes were read, and on which line the next begins. */
export type Position = { bytes: number; line: number };

export type RegisterImport = {
  type: 'register-import';
  /** It is its job's too, and as a rule the end of the file's key: one upload is one import. */
  id: JobId;
  kind: ImportKind;
  /** The key in the file store, and which file stood there when the import began: no other is read on. */
  file: string;
  mark: string;
  /** What whoever sent it called it. */
  fileName?: string | undefined;
  /** The local authority whose rows are wanted; none means every authority's. */
  onlyLaCode?: number | undefined;
  state: ImportState;
  cursor: Position;
  size: number;
  counts: ImportCounts;
  /** Rejections and remarks by what they say, and links passed over by their type. */
  reasons: Record<string, number>;
  /** How much of each list is kept to be read, and in how many chunks. */
  kept: Record<List | 'chunks', number>;
  /** The day on which what it says takes effect, fixed at its start, so that whoever goes on with it decides alike. */
  effectiveOn: CivilDate;
  begunBy: PersonId;
  begunAt: string;
  endedAt?: string | undefined;
  /** Why it came to its end before the file did, where nobody cancelled it. */
  stoppedBy?: 'file-changed' | undefined;
  version: number;
};

/** A trust or federation as a row of the register tells it, with or without a name. */
export type NamedGroup = { id: OrganisationId; kind: 'trust' | 'federation'; uid: number; name?: string };

/** A row of the links file: on its date `successor` became what `predecessor` was. */
export type Link = {
  line: number;
  predecessor: number;
  successor: number;
  how: 'conversion' | 'merger' | 'split';
  on?: CivilDate | undefined;
};

/** They are kept to be read up to these; all are counted. */
export const mostKept: Record<List, number> = { faults: 10_000, remarks: 1_000, elsewhere: 1_000 };
/** What a page and the API show of them, and how many at a time. */
export const mostListed = 1_000;
export const listedAtOnce = 100;

/**
 * What became of a whole file. Rows of other authorities are counted among the rejected, and listed where faults leave room: `rejected` are at most a
 * thousand. `remarks` are of rows that were taken in.
 */
export type ImportReport = Record<ImportOutcome, number> & { rejectedCount: number; rejected: Rejection[]; remarks: Rejection[] };

export const mostFileBytes = 200_000_000;

const file = z.string('Choose a file').min(1, 'Choose a file').max(1024);

/** What a person or a program sends once the file is in the store. */
export const startImportSchema = z.strictObject({
  file,
  authorities: z.enum(['own', 'every'], 'Choose whose schools to import'),
  /** Which file was looked at: another one that was put in its place since is refused. */
  mark: z.string().max(200).optional(),
});
export type StartImport = z.infer<typeof startImportSchema>;

/** A whole import at once, for an operator and the demonstration: whichever file of the store, of the kind it must be if one is given. */
export const importSchema = z.strictObject({
  file,
  allAuthorities: z.boolean(),
  kind: z.enum(['register', 'links']).optional(),
  /** What the file is called, where that is not the end of its key. */
  name: z.string().max(255).optional(),
  /** Ends an import that nobody goes on with any more, as after a command that was killed while no host runs. */
  supersede: z.boolean().optional(),
});

/** Which page of which list: of the rejected rows, if none is named. */
export const rejectionsSchema = z.strictObject({
  list: z.enum(lists).optional(),
  page: z
    .string()
    .regex(/^([1-9]|10)$/, 'must be from 1 to 10')
    .optional(),
});

/** What the worker hands to a slice. */
export const advanceSchema = z.object({ job: idSchema('job') });
export const pageSchema = z.strictObject({ after: z.string().max(2000).optional() });
