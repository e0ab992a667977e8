// The words of what nobody billed for long, as it was counted: how far a count has come, and what the last one came to.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { ChargeId, HolderId } from '../../../shared/ids.ts';

/** A charge as its claim is found by. */
export type OldCharge = { charge: ChargeId; payer: HolderId; deliveredOn: CivilDate; netPence: number };

/** `on`: the day of the count; `before`: all of it was delivered or fell due before that day. The first of them are named, the oldest first. */
export type OldCount = { on: CivilDate; before: CivilDate; count: number; netPence: number; first: OldCharge[] };

export type OldUnbilled = {
  type: 'old-unbilled';
  told?: OldCount;
  /** A count that is not at its end, and the month it goes on with. */
  counting?: OldCount & { month: string };
  version: number;
};
