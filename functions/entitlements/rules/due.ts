// The words of what is due: a holder with its facts and what it was granted, the question that is asked of them, and one allocation as it should be.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { HolderId } from '../../../shared/ids.ts';
import type { Allocation, GrantWords, Receiver, Step } from '../schema/allocations.ts';
import type { CouncilFacts, HolderFacts, VersionSpan } from './rights.ts';

/** A holder's facts with what it was granted so far. */
export type Holding = HolderFacts & { allocations: readonly Allocation[] };
/** A holder and everybody it is tied to by a succession. */
export type Tied = ReadonlyMap<HolderId, Holding>;
/** `on` chooses the years; what is known to happen later than `today` counts once its day has come. */
export type Question = { council: CouncilFacts; versions: readonly VersionSpan[]; on: CivilDate; today: CivilDate };

/** Whoever takes a place, with what it is due itself. */
export type Taker = { holder: HolderId; holderName: string; target: number; steps: Step[] };
/** What is left goes to these by their weights, or lapses; `via` are those whose places were taken in turn on the way. */
export type Passing = {
  on: CivilDate;
  left: 'hand-over' | 'lapse';
  to: (Taker & { weight: number; via: Taker[] })[];
};
/**
 * One allocation as it should be; `known` as it is. A part whose target follows from nothing (carried, agreed in a plan) is granted nothing: it passes on, goes back
 * to the pot it came from, or ends with the right.
 */
export type Due = GrantWords & {
  holder: HolderId;
  holderName: string;
  account: string;
  target: number;
  steps: Step[];
  known?: Allocation | undefined;
  passing?: Passing;
  /** The right has ended, with whatever came to it from elsewhere. */
  ended?: true;
  /** Its target follows from nothing; and why it ends, where it does. */
  given?: true;
  why?: string | undefined;
  /** The pot that a plan was made from, where more was granted to it than is due. */
  pot?: Receiver;
};
