// The words of a year statement: what was free by right and what was bought, side by side and never in one sum.
import * as z from 'zod';
import type { CivilDate } from '../../../shared/calendar.ts';
import type { DocumentId, HolderId } from '../../../shared/ids.ts';
import type { DrawnSession } from '../../entitlements/rules/uses.ts';
import type { Line, StatementYear } from '../../entitlements/schema/statements.ts';

const whichYear = 'Choose a year from 2000 to 2098, by the one in which it begins';
export const yearQuerySchema = z.object({
  clock: z.enum(['academic', 'financial'], 'Choose the academic or the financial year').default('academic'),
  year: z.coerce.number(whichYear).int(whichYear).min(2000, whichYear).max(2098, whichYear).optional(),
});
export type YearQuery = z.infer<typeof yearQuerySchema>;

/** A line that was free, with the sessions of the year that drew on it. It has no price and nowhere to keep one. */
export type FreeLine = { line: Line; sessions: DrawnSession[] };

/** Half-days of one service on one document, at one day rate. */
export type BoughtLine = {
  document: DocumentId;
  number: string;
  kind: 'vat-invoice' | 'journal-recharge';
  issuedOn: CivilDate;
  serviceTitle: string;
  schoolName: string;
  deliveredOn: CivilDate[];
  halfDays: number;
  /** Half-days of which it is a share: they are counted among nobody's own. */
  sharedHalfDays: number;
  perDayExVatPence: number;
  netPence: number;
};
/** What is still open of a document that has lines in the year. */
type BoughtDocument = Pick<BoughtLine, 'document' | 'number' | 'kind' | 'issuedOn'> & { openPence: number };
export type Bought = { lines: BoughtLine[]; documents: BoughtDocument[]; netPence: number };

/** What the free half-days that were used cost the council, told to its own people alone. It is no charge. */
export type FreeCost = { usedHalfDays: number; valuedHalfDays: number; costPence: number };

export type YearStatement = {
  holder: HolderId;
  name: string;
  addressLines: string[];
  urn?: string | undefined;
  year: StatementYear;
  /** The day it was made: figures are those of that day. */
  madeOn: CivilDate;
  free: FreeLine[];
  /** Undefined for whoever may not read the holder’s documents, and for a team, which has none. */
  bought?: Bought | undefined;
  cost?: FreeCost | undefined;
  /** The other years there is anything of. */
  otherYears: StatementYear[];
};
