// Which free account may pay for which half-day: the policy's rules in order, what expires first before what lasts, and who is booking. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { HolderId } from '../../../shared/ids.ts';
import { grantOf, type Period } from '../../../shared/ledger/chart.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import type { AllocationRule, Booker } from '../../../shared/policy/allocations.ts';
import { mayBeUsedOn, paidBy } from '../../../shared/policy/rules.ts';
import type { Clause, Pack } from '../../../shared/policy/schema.ts';
import type { FreeAccount } from '../schema.ts';

/** The days between which an account that is granted for no period may pay: a vacancy's right ends with the vacancy. */
const always: Period = { from: '2000-01-01' as CivilDate, to: '2099-12-31' as CivilDate };
const isPlan = (part: string): boolean => part.startsWith('pln_');

/** Why an account of a rule that pays for a service may not be drawn on. */
export type Bar = 'used-up' | 'needs-agreement' | 'council-only' | 'others-only';
/** `available`: what is left on it, in half-days or pence, though it may not be drawn on. */
export type BarredAccount = { account: string; holder: HolderId; rule: string; part: string; why: Bar; available: number };

/** Why somebody of this standing may not book with an account of a rule's part; undefined where they may. */
function barTo(booker: Booker, rule: AllocationRule, part: string): Bar | undefined {
  if (part === 'reserved') return booker === 'council' ? undefined : 'council-only';
  // Where the policy names an agreement, bookings draw on what was agreed and on nothing else.
  if (rule.per === 'partnership' && rule.agreement && !isPlan(part)) return 'needs-agreement';
  return rule.bookableBy.includes(booker) ? undefined : 'others-only';
}

const wordsOf = (rule: AllocationRule, part: string): { title: string; clause: Clause } => {
  // Of a confidential status schools are shown nothing but this.
  if (rule.per === 'status') return { title: rule.shownAs.title, clause: { reference: rule.shownAs.title, text: rule.shownAs.title } };
  return part === 'reserved' && rule.per === 'partnership' && rule.reserved ? rule.reserved : rule;
};

/** A rule by its code in the newest of some packs that has it, with its place in their order. */
function ruleIn(packs: readonly Pack[], code: string): { rule: AllocationRule; pack: Pack; order: number } | undefined {
  let before = 0;
  for (const pack of packs) {
    const at = pack.allocations.findIndex((each) => each.code === code);
    const rule = pack.allocations[at];
    if (rule) return { rule, pack, order: before + at };
    before += pack.allocations.length;
  }
  return undefined;
}

/** The last day that an account may pay for: that of its period, unless its funding or the rule's stretch of the year ends before. */
function lastDay(pack: Pack, rule: AllocationRule, period: Period): CivilDate {
  const funding = pack.fundings.find(({ code }) => code === rule.funding);
  const last = funding?.endsOn && funding.endsOn < period.to ? funding.endsOn : period.to;
  if (mayBeUsedOn(pack, rule, period, last) || rule.per === 'event' || !rule.usable) return last;
  const year = Number(last.slice(0, 4));
  const ends = [year, year - 1].map((of) => `${of}-${rule.usable?.to}` as CivilDate);
  return ends.find((end) => end <= last && end >= period.from) ?? last;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Also = {
  /** What each plan's account may pay for, by its name: what the partnership agreed on, and no more. */
  plans?: ReadonlyMap<string, readonly string[]> | undefined;
  /** The packs before the one in force, the newest first: a right once granted outlives the rule that granted it. */
  earlier?: readonly Pack[] | undefined;
};

/**
 * The open accounts among these heads that may pay for a service (by its code) when somebody of this standing books it, in the order in which they are to be used:
 * what may no longer be used soonest comes first, then the policy's own order. Beside them those that may not, and why.
 */
export function accountsFor(
  service: string,
  pack: Pack | undefined,
  heads: Iterable<StoredHead>,
  booker: Booker,
  { plans, earlier = [] }: Also = {},
): { free: FreeAccount[]; barred: BarredAccount[] } {
  const packs = pack ? [pack, ...earlier] : [];
  const free: (FreeAccount & { order: number })[] = [];
  const barred: BarredAccount[] = [];
  for (const { account, available, closed } of heads) {
    if (closed) continue;
    const { holder, rule: code, part, ...grant } = grantOf(account);
    const found = ruleIn(packs, code);
    if (!found || !paidBy(found.rule, part).includes(service)) continue;
    // What was agreed is paid for as long as the rule still does: no agreement of members makes anything free.
    if (!(plans?.get(account)?.includes(service) ?? true)) continue;
    const { rule, order } = found;
    const why = barTo(booker, rule, part) ?? (available <= 0 ? 'used-up' : undefined);
    if (why) {
      barred.push({ account, holder, rule: code, part, why, available });
      continue;
    }
    const period = 'period' in grant ? grant.period : always;
    const { title, clause } = wordsOf(rule, part);
    free.push({
      account,
      holder,
      rule: code,
      part,
      title,
      available,
      clause,
      order,
      period,
      ...(rule.per === 'team' && rule.paysFor ? { paysFor: rule.paysFor } : {}),
      ...('vacancy' in grant ? { vacancy: grant.vacancy } : { expires: lastDay(found.pack, rule, period) }),
    });
  }
  const byUse = (a: (typeof free)[number], b: (typeof free)[number]) =>
    compare(a.expires ?? always.to, b.expires ?? always.to) || a.order - b.order || compare(a.account, b.account);
  return { free: free.sort(byUse).map(({ order: _, ...account }) => account), barred };
}

/**
 * Whether an account may pay for a half-day on a date: within its period, within the stretch of the year its rule names, while its funding lasts, and not once a fact
 * that is known today has ended the right. Of several packs the newest that has the rule decides.
 */
export function mayPayOn(
  { rule: code, period, until }: Pick<FreeAccount, 'rule' | 'period' | 'until'>,
  packs: readonly Pack[],
  date: CivilDate,
): boolean {
  if (until !== undefined && date > until) return false;
  const found = ruleIn(packs, code);
  return found !== undefined && mayBeUsedOn(found.pack, found.rule, period, date);
}
