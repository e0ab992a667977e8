// The words of lists: which there are, what of them is asked for and in which order, and an export of one: whose, which and how far it has come.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { idSchema, type JobId, type OrganisationId, organisationIdSchema, organisationTyped, type PersonId } from '../../../shared/ids.ts';
import type { WorkbookState } from '../../../shared/spreadsheet/xlsx.ts';
import { printable } from '../../../shared/words.ts';

const listCodes = [
  'bookings',
  'requests',
  'notes',
  'actions',
  'waiting-list',
  'events',
  'purchase-orders',
  'agreements',
  'evaluations',
  'documents',
  'waiting-lines',
] as const;
export type ListCode = (typeof listCodes)[number];
const sorts = ['date', 'latest', 'school', 'officer'] as const;
export type Sort = (typeof sorts)[number];
export const formats = ['csv', 'xlsx'] as const;
export type Format = (typeof formats)[number];

/** More lines than this are put in no other order than that of their keys, neither on a page nor in a file. */
export const mostSorted = 10_000;
export const linesOnPage = 25;

const typed = (text: unknown) => (text === '' ? undefined : text);
const date = z.preprocess(typed, dateSchema.optional());
const word = (most: number) =>
  z.preprocess(
    typed,
    z.string().trim().max(most, `Use at most ${most} characters`).regex(printable, 'Use printable characters only').optional(),
  );

const filters = {
  list: z.preprocess(typed, z.enum(listCodes, 'Choose one of the lists').optional()),
  /** Whose, for the council’s people: a school’s URN, or the identifier of another organisation. */
  organisation: z.preprocess(
    (text) => organisationTyped(typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined),
    organisationIdSchema.optional(),
  ),
  /** The first and the last day. */
  from: date,
  to: date,
  /** Of bookings over all schools: those that wait for a visit or its mark, or those that are over. */
  stage: z.preprocess(typed, z.enum(['open', 'over'], 'Choose what is open or what is over').optional()),
  state: word(40),
  /** Part of the title of a service. */
  service: word(100),
  sort: z.preprocess(typed, z.enum(sorts, 'Choose one of the orders').optional()),
};
const isForwards = ({ from, to }: { from?: CivilDate | undefined; to?: CivilDate | undefined }): boolean => !from || !to || from <= to;
const backwards = { path: ['to'], message: 'Give a last day on or after the first' };
export const listQuerySchema = z.object({ ...filters, after: z.string().max(4_000).optional() }).refine(isForwards, backwards);
export type ListQuery = z.infer<typeof listQuerySchema>;

/** `job` names the export, so that a form that is sent twice begins one. */
export const exportListSchema = z
  .strictObject({
    ...filters,
    list: z.enum(listCodes, 'Choose one of the lists'),
    format: z.enum(formats, 'Choose CSV or XLSX'),
    job: idSchema('job').optional(),
  })
  .refine(isForwards, backwards);
export type ExportList = z.infer<typeof exportListSchema>;
export const listExportQuery = z.object({ job: idSchema('job') });

/** A stretch of keys as an export keeps it: which keys they are, its room knows. */
type KeptStretch = {
  range: { index?: 'gsi1' | 'gsi2'; pk: string; begins?: string; from?: string; to?: string };
  descending?: boolean;
  of?: OrganisationId;
};

/** An export of a list. What is written since the last part was kept is written again after a crash. */
export type ListExport = {
  type: 'list-export';
  job: JobId;
  list: ListCode;
  query: Omit<ListQuery, 'list' | 'after'>;
  format: Format;
  /** The rights it is read with: those of whoever began it, as they were then. */
  reader: Omit<Actor, 'name' | 'organisationName'>;
  /** What is read, as it was found to be then: a cursor stands in one of them. */
  stretches: KeptStretch[];
  /** The day that decides what is late. */
  today: CivilDate;
  startedAt: string;
  startedBy: PersonId;
  finishedAt?: string;
  phase: 'rows' | 'ending' | 'done';
  /** The file as the store knows it while it is written, and a receipt for each part. */
  begun?: string;
  receipts: string[];
  bytes: number;
  rows: number;
  /** Where reading goes on. */
  after?: string;
  workbook?: WorkbookState;
  version: number;
};

/** An export in the words of the page and the API. */
export type ListExportReport = {
  job: JobId;
  list: ListCode;
  title: string;
  format: Format;
  state: 'running' | 'failed' | 'done';
  startedAt: string;
  finishedAt?: string;
  rows: number;
  bytes: number;
};
