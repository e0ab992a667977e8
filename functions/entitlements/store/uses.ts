// Uses in the table: one item for each account that a booking draws on, beside the account's head, so that a statement finds the sessions behind its figures
// without asking the rooms that come after this one.
import { put, type Write } from '../../../shared/commit.ts';
import type { HolderId } from '../../../shared/ids.ts';
import { holderOf } from '../../../shared/ledger/chart.ts';
import { type CouncilTable, unkeyed } from '../../../shared/table.ts';
import { usesOfBooking } from '../rules/uses.ts';
import type { Drawing, Use } from '../schema/uses.ts';

/** Every booking's use of an account, in the order in which they were booked. */
export const usesOf = async (table: CouncilTable, account: string): Promise<Use[]> =>
  (await table.all<Use>(table.range.usesOf(holderOf(account), account))).map(unkeyed);

/**
 * The writes of what a booking draws on, for the transaction of its confirmation, delivery or cancellation: one for each account. They follow from the booking
 * as it then stands and need no condition of their own, as the booking's own version is one.
 */
export const useWrites = (table: CouncilTable, drawing: Drawing): Write[] =>
  usesOfBooking(drawing).map((use) => put(table.key.use(holderOf(use.account), use.account, use.booking), { ...use }));

/** Every booking's use of every account of a holder. */
export const usesOfHolder = async (table: CouncilTable, holder: HolderId): Promise<Use[]> =>
  (await table.all<Use>(table.range.usesOfHolder(holder))).map(unkeyed);
