// What becomes of half-days and pence that come back to the account they were drawn from. They may be used again; they lapse where what granted them has closed;
// they are taken back as far as more was used, or is held, than is due by now. What comes back to a partnership's plan makes good for its pot. Pure.
import { type Instant, timestamp } from '../../../shared/calendar.ts';
import { bareId, type PersonId } from '../../../shared/ids.ts';
import { account, grantOf, periodText } from '../../../shared/ledger/chart.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { lapse } from '../rules.ts';
import { type Allocation, type AllocationChange, type MoveCode, mostChangesKept, type Receiver } from '../schema/allocations.ts';
import type { Vacancy } from '../schema.ts';
import { after, causeOf, postingOf, received, shortfallOf } from './moves.ts';
import { planOf } from './plans.ts';

/** What granted what some accounts hold, by account: a vacancy, or the allocation of a period. With a plan's goes that of its pot. */
export type Grants = { vacancies: ReadonlyMap<string, Vacancy>; allocations: ReadonlyMap<string, Allocation> };

/** So much that comes back to an account; `name` makes what follows from it happen once. */
export type Back = { account: string; amount: number; name: string };

/**
 * What goes with it, for the same transaction. `open` are accounts on which all of it may be used again, and which must not be closed by then; `unchanged` the
 * allocations that this was read from and leaves as they are, which must still stand as they were read.
 */
export type Returned = { postings: Posting[]; vacancies: Vacancy[]; allocations: Allocation[]; open: string[]; unchanged: Allocation[] };

/** Nothing comes back. */
export const nothingBack: Omit<Returned, 'postings'> = { vacancies: [], allocations: [], open: [], unchanged: [] };

/** The pot's own account that a plan's was set aside from; undefined for any other. */
export function potOf(of: string): string | undefined {
  const parts = grantOf(of);
  if (!planOf(of) || !('period' in parts)) return undefined;
  return account('entitlement', parts.holder, parts.rule, periodText(parts.period));
}

/** Whether what granted an account's half-days or pence has closed, so that what comes back lapses. */
export const hasClosed = ({ vacancies, allocations }: Grants, of: string): boolean => {
  const vacancy = vacancies.get(of);
  return (vacancy !== undefined && vacancy.state !== 'open') || allocations.get(of)?.state === 'closed';
};

/** Whether more was used of it, or of the pot it was set aside from, than is due by now, so that what comes back makes good for that first. */
export const isOverdrawn = ({ allocations }: Grants, of: string): boolean =>
  [of, potOf(of)].some((each) => {
    const allocation = each && allocations.get(each);
    return allocation && allocation.state === 'open' && (allocation.shortfall > 0 || (allocation.ended && each === of));
  });

/** Works out what goes with each of several returns to accounts that may share a pot. */
class Returning {
  private readonly grants: Grants;
  private readonly now: Instant;
  private readonly changed = new Map<string, Allocation>();
  private readonly relied = new Map<string, Allocation>();
  private readonly found: Pick<Returned, 'postings' | 'vacancies' | 'open'> = { postings: [], vacancies: [], open: [] };
  constructor(grants: Grants, now: Instant) {
    this.grants = grants;
    this.now = now;
  }

  private allocation(of: string | undefined): Allocation | undefined {
    return of === undefined ? undefined : (this.changed.get(of) ?? this.grants.allocations.get(of));
  }

  comeBack({ account: of, amount, name }: Back): void {
    const vacancy = this.grants.vacancies.get(of);
    const own = this.allocation(of);
    if (vacancy && vacancy.state !== 'open') {
      this.found.postings.push({ transfer: lapse(vacancy, amount, this.now, name) });
      this.found.vacancies.push({ ...vacancy, lapsedHalfDays: vacancy.lapsedHalfDays + amount, version: vacancy.version + 1 });
    } else if (own?.state === 'closed') {
      this.move(own, 'lapse', amount, name, 'It came back after its time had ended');
    } else {
      const good = this.makesGood(own, amount, name);
      const taken = good + this.makesGoodPot(this.allocation(of), amount - good, name);
      if (own?.ended) this.end(this.allocation(of), amount - taken, `${name}-ended`);
      else if (taken === 0) {
        this.found.open.push(of);
        if (own) this.relied.set(of, own);
      }
    }
  }

  /** What was used here beyond what is due is taken back first. Answers how much that is. */
  private makesGood(own: Allocation | undefined, most: number, name: string): number {
    const amount = own ? Math.min(most, own.shortfall) : 0;
    if (own && amount > 0) this.move(own, 'claw-back', amount, name, 'It came back, and more was booked or used than is due');
    return amount;
  }

  /** Of a right that has ended with everything that is not used nothing is left to be used again. */
  private end(own: Allocation | undefined, amount: number, name: string): void {
    if (own && amount > 0) this.move(own, 'claw-back', amount, name, 'It came back after its right had ended');
  }

  /** What comes back to a plan goes on to its pot, and is taken back there, as far as more of the pot was used than is due. Answers how much that is. */
  private makesGoodPot(plan: Allocation | undefined, most: number, name: string): number {
    const pot = plan && this.allocation(potOf(plan.account));
    if (!plan || plan.setAside === 'carried' || !pot || pot.state === 'closed' || most <= 0) return 0;
    const amount = Math.min(most, pot.shortfall);
    if (amount === 0) this.relied.set(pot.account, pot);
    else {
      const because = 'It came back, and more of the pot was booked or used than is due';
      this.move(plan, 'release', amount, name, because, pot);
      const came = { ...pot, moved: received(pot.moved, 'release', amount), changes: this.withChange(pot, 'release', amount, because) };
      this.move(came, 'claw-back', amount, name, because);
    }
    return amount;
  }

  private move(of: Allocation, code: MoveCode, amount: number, name: string, because: string, to?: Pick<Receiver, 'account'>): void {
    const details = { name: `${bareId(of.holder)}-${of.rule}-${code}-${name}`, now: this.now, cause: causeOf(of) };
    this.found.postings.push({ transfer: postingOf(of, { code, amount, ...(to ? { to } : {}) }, details) });
    const moved = after(of.moved, code, amount);
    const read = this.grants.allocations.get(of.account) ?? of;
    this.changed.set(of.account, {
      ...of,
      moved,
      shortfall: of.state === 'closed' ? of.shortfall : shortfallOf(of.target, moved),
      changes: this.withChange(of, code, amount, because),
      version: read.version + 1,
    });
  }

  private withChange(of: Allocation, code: MoveCode, amount: number, because: string): AllocationChange[] {
    const change = { recordedAt: timestamp(this.now), by: 'per_daybook' as PersonId, code, amount, because };
    return [...of.changes, change].slice(-mostChangesKept);
  }

  result(): Returned {
    const unchanged = [...this.relied].flatMap(([of, allocation]) => (this.changed.has(of) ? [] : [allocation]));
    return { ...this.found, allocations: [...this.changed.values()], unchanged };
  }
}

/**
 * What a half-day that counted as used does to what granted it, once it comes back after all: it is counted as taken back, and goes no further where that has closed
 * or is overdrawn.
 */
export function givenBack(
  grants: Grants,
  from: string,
  { name, now, by, because }: { name: string; now: Instant; by: PersonId; because: string },
): Returned {
  const back = returned(grants, [{ account: from, amount: 1, name }], now);
  const vacancy = back.vacancies[0] ?? grants.vacancies.get(from);
  const allocation = back.allocations.find((each) => each.account === from) ?? grants.allocations.get(from);
  const change = { recordedAt: timestamp(now), by, code: 'return', amount: 1, because };
  const others = <A extends { account: string }>(list: readonly A[]) => list.filter((each) => each.account !== from);
  return {
    ...back,
    vacancies: vacancy
      ? [{ ...vacancy, returnedHalfDays: (vacancy.returnedHalfDays ?? 0) + 1, version: (grants.vacancies.get(from)?.version ?? 0) + 1 }]
      : [],
    allocations: allocation
      ? [
          {
            ...allocation,
            moved: { ...allocation.moved, returned: allocation.moved.returned + 1 },
            changes: [...allocation.changes, change].slice(-mostChangesKept),
            version: (grants.allocations.get(from)?.version ?? 0) + 1,
          },
          ...others(back.allocations),
        ]
      : [],
    unchanged: others(back.unchanged),
  };
}

/** What goes with half-days and pence that come back to some accounts, each named once. */
export function returned(grants: Grants, backs: readonly Back[], now: Instant): Returned {
  const returning = new Returning(grants, now);
  for (const back of backs) returning.comeBack(back);
  return returning.result();
}
