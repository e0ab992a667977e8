// Carrying out what a dry run showed: each line exactly, or not at all where its facts, its allocation or its balance are others by now. Pure; the whole of a transaction.
import { type Instant, timestamp } from '../../../shared/calendar.ts';
import { type AllocationRunId, bareId, type PersonId } from '../../../shared/ids.ts';
import { applied, differences, emptyHead, type Head } from '../../../shared/ledger/heads.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import {
  type Allocation,
  type AllocationChange,
  mostChangesKept,
  nothingMoved,
  type Receiver,
  type RunLine,
} from '../schema/allocations.ts';
import { wordsOf } from './grants.ts';
import { after, agreesWith, causeOf, netGranted, postingOf, received, shortfallOf } from './moves.ts';

/** An allocation and its account's head as they were read; both undefined where nothing is kept yet. */
export type Stand = { allocation?: Allocation | undefined; head?: (Head & { closed?: boolean | undefined }) | undefined };
export type Numbered = { chunk: number; line: number; of: RunLine };
export type Doing = { run: AllocationRunId; by: PersonId; now: Instant };

/** What a transaction carries out: allocations as they will be, postings, accounts to close; and which lines it passes over. */
export type Carried = {
  allocations: Allocation[];
  postings: Posting[];
  close: string[];
  done: number;
  skipped: Numbered[];
};

const noStand: Stand = {};

/** A line may be read without what stands on its accounts: it only begins an allocation, and the writes themselves refuse if there is one. */
export const isFresh = ({ version, moves }: RunLine): boolean => version === 0 && moves.every(({ code }) => code === 'grant');
/** The accounts a line is about: its own, and those that receive. */
export const accountsOf = ({ account, moves }: RunLine): string[] => [account, ...moves.flatMap(({ to }) => (to ? [to.account] : []))];

/** Several lines of one run as one transaction, added one after the other, so that each sees what the ones before it will have done. */
export class Carrying {
  private readonly stands: ReadonlyMap<string, Stand>;
  private readonly doing: Doing;
  private readonly isOutdated: (line: RunLine) => boolean;
  private readonly next = new Map<string, { allocation: Allocation; read: number; done: boolean }>();
  private readonly heads = new Map<string, Head & { closed?: boolean | undefined }>();
  private readonly postings: Posting[] = [];
  private readonly close: string[] = [];
  private readonly skipped: Numbered[] = [];
  private done = 0;

  /** `isOutdated`: the facts that a line rests on are others by now. */
  constructor(stands: ReadonlyMap<string, Stand>, doing: Doing, isOutdated: (line: RunLine) => boolean = () => false) {
    this.stands = stands;
    this.doing = doing;
    this.isOutdated = isOutdated;
  }

  /** How many writes a line is at most: a transfer for each move, two where it makes something good, and an allocation and a head for each account. */
  static most = (line: RunLine): number =>
    line.moves.length + line.moves.filter(({ makesGood }) => makesGood).length + 2 * new Set(accountsOf(line)).size;

  add(numbered: Numbered): void {
    if (this.isOutdated(numbered.of) || this.stopsAt(numbered.of)) this.skipped.push(numbered);
    else this.carry(numbered);
  }

  result(): Carried {
    return {
      allocations: [...this.next.values()].map(({ allocation }) => allocation),
      postings: this.postings,
      close: this.close,
      done: this.done,
      skipped: this.skipped,
    };
  }

  private allocation = (account: string): Allocation | undefined =>
    this.next.get(account)?.allocation ?? (this.stands.get(account) ?? noStand).allocation;
  private head = (account: string): (Head & { closed?: boolean | undefined }) | undefined =>
    this.heads.get(account) ?? (this.stands.get(account) ?? noStand).head;

  /** Whether something is otherwise than the dry run found it: the version, the state or the balance of its own account, or the state of one that receives. */
  private stopsAt(line: RunLine): boolean {
    const known = this.allocation(line.account);
    const head = this.head(line.account);
    if (!this.isAsRead(line, known) || known?.state === 'closed' || head?.closed) return true;
    if (accountsOf(line).some((account) => !this.isSound(account))) return true;
    const sum = (isIn: boolean) => line.moves.reduce((all, { code, amount }) => all + ((code === 'grant') === isIn ? amount : 0), 0);
    const available = (head?.available ?? 0) + sum(true);
    const isEnough = line.closes ? available === sum(false) : available >= sum(false);
    const receives = ({ account }: Receiver) => this.allocation(account)?.state !== 'closed' && !this.head(account)?.closed;
    return !isEnough || line.moves.some(({ to, makesGood = 0 }) => to && (!receives(to) || makesGood > this.tooMuch(to)));
  }

  /** How much more was granted to a receiver than is due. */
  private tooMuch({ account, target }: Receiver): number {
    const known = this.allocation(account);
    return known ? netGranted(known.moved) - target : 0;
  }

  /** An allocation whose figures are not those of its account is not built on: the proof names it. */
  private isSound(account: string): boolean {
    const known = this.allocation(account);
    return !known || agreesWith(known.moved, this.head(account));
  }

  private isAsRead(line: RunLine, known: Allocation | undefined): boolean {
    if (!known) return line.version === 0;
    const { lastRun, version } = known;
    // Another line of this very run moved something here since: that was shown too.
    if (lastRun?.run === this.doing.run) return lastRun.found === line.version && lastRun.left === version;
    return version === line.version;
  }

  private carry({ of: line, chunk, line: number }: Numbered): void {
    const { account, target, steps, closes } = line;
    const known = this.allocation(account) ?? begun(line, account);
    let { moved } = known;
    const changes: AllocationChange[] = [];
    for (const [i, move] of line.moves.entries()) {
      const { code, amount, because, to, makesGood = 0 } = move;
      const name = `${bareId(this.doing.run)}-${chunk}-${number}-${i}`;
      const transfer = postingOf(line, move, { name, now: this.doing.now, cause: { ...causeOf(line), run: this.doing.run } });
      this.post({ transfer, refusal: { name: 'changed-meanwhile' } });
      moved = after(moved, code, amount);
      changes.push(this.change(code, amount, because));
      if (!to) continue;
      const theirs = this.allocation(to.account) ?? begun(to, to.account);
      const got = received(theirs.moved, code, amount);
      const came = this.change(code, amount, because);
      if (makesGood === 0) {
        this.keep({ ...theirs, moved: got, shortfall: shortfallOf(theirs.target, got) }, [came]);
        continue;
      }
      const back = { code: 'claw-back' as const, amount: makesGood };
      const details = { name: `${name}-good`, now: this.doing.now, cause: { ...causeOf(to), run: this.doing.run } };
      this.post({ transfer: postingOf(to, back, details), refusal: { name: 'changed-meanwhile' } });
      const left = after(got, back.code, makesGood);
      const shortfall = shortfallOf(theirs.target, left);
      this.keep({ ...theirs, moved: left, shortfall }, [came, this.change(back.code, makesGood, 'it was used beyond what is due')]);
    }
    const { assumed: _, ended: __, ...words } = known;
    const shortfall = shortfallOf(target, moved);
    const ended = line.ended ? { ended: line.ended } : {};
    const told = { ...words, ...wordsOf(line), ...ended, holderName: line.holderName, target, shortfall, steps };
    // What closes as it was told keeps its words.
    const isTold = !closes || target !== known.target || steps.length > 0;
    this.keep({ ...(isTold ? told : known), ...(closes ? { state: 'closed' as const } : {}), moved }, changes, true);
    if (closes) this.close.push(account);
    this.done += 1;
  }

  private post(posting: Posting): void {
    this.postings.push(posting);
    for (const { account, change } of differences(posting)) this.heads.set(account, applied(this.head(account) ?? emptyHead, change));
  }

  private change = (code: string, amount: number, because: string): AllocationChange => ({
    recordedAt: timestamp(this.doing.now),
    run: this.doing.run,
    by: this.doing.by,
    code,
    amount,
    because,
  });

  /**
   * An allocation at its next version, one on from what was read however often the transaction comes by. Once the run's own line of it is done, its version alone
   * tells that it is.
   */
  private keep(of: Allocation, changes: readonly AllocationChange[], done = false): void {
    const { lastRun, ...allocation } = of;
    const known = this.next.get(allocation.account);
    const read = known?.read ?? allocation.version;
    const isDone = done || known?.done === true;
    const { run } = this.doing;
    const found = lastRun?.run === run ? lastRun.found : read;
    this.next.set(allocation.account, {
      read,
      done: isDone,
      allocation: {
        ...allocation,
        changes: [...allocation.changes, ...changes].slice(-mostChangesKept),
        ...(isDone ? {} : { lastRun: { run, found, left: read + 1 } }),
        version: read + 1,
      },
    });
  }
}

/** An allocation before anything has been moved. */
const begun = (of: RunLine | Receiver, account: string): Allocation => ({
  type: 'allocation',
  ...wordsOf(of),
  holder: of.holder,
  holderName: of.holderName,
  account,
  target: of.target,
  shortfall: 0,
  steps: of.steps,
  moved: nothingMoved,
  changes: [],
  state: 'open',
  version: 0,
});
