// What a year's sessions would have been under another policy: which of those that were free would no longer be, and which of those that were paid for would be free.
// Both policies are tried in the same way on the same sessions, so that only what differs between them is told. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import { halfDayPence } from '../../../shared/money.ts';
import type { AllocationRule } from '../../../shared/policy/allocations.ts';
import { priceFor } from '../../../shared/policy/prices.ts';
import { mayBeUsedOn, paidBy, rulesFor } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { councilsOwn } from '../../catalogue/rules.ts';
import { ruleOn, yearlyIn } from './grants.ts';
import type { Replay, Right } from './replay.ts';
import { type VersionSpan, versionOn } from './rights.ts';

/** A half-day that was booked or delivered: free under a rule, or at a price. */
export type YearSession = { service: string; date: CivilDate } & ({ rule: string; part: string } | { paidPence: number });

/**
 * `additional`: it was free and would not be, and may be bought, at the price of its day; without a price nothing is known to be had for it. `lost`: it was paid for
 * and would be free.
 */
export type IncomeChange = {
  what: 'additional' | 'lost';
  date: CivilDate;
  pence?: number;
  oneOff: boolean;
  confidential?: true;
};

type Side = 'before' | 'after';

const packOn = (versions: readonly VersionSpan[], date: CivilDate): Pack | undefined => (versionOn(versions, date) ?? versions[0])?.pack;

function ruleIn(code: string, versions: readonly VersionSpan[], date: CivilDate): AllocationRule | undefined {
  const version = versionOn(versions, date);
  return (
    (version && yearlyIn(version, code)) ??
    packOn(versions, date)?.allocations.find((each) => each.code === code) ??
    ruleOn(code, versions, date)?.rule
  );
}

/** Whether what a right grants may pay for a service on a day, by the policy of that day. */
function pays({ rule: code, part, period, from }: Right, versions: readonly VersionSpan[], { service, date }: YearSession): boolean {
  const rule = ruleIn(code, versions, date);
  const pack = packOn(versions, date);
  if (!rule || !pack || !paidBy(rule, part).includes(service)) return false;
  return from !== undefined ? date >= from : mayBeUsedOn(pack, rule, period, date);
}

/** Which right pays for which session on one side: what was free keeps its own right first, then the policy's order; free sessions come before paid ones. */
function funded(sessions: readonly YearSession[], rights: readonly Right[], versions: readonly VersionSpan[], side: Side) {
  const left = rights.map((right) => right[side]);
  return sessions.map((session) => {
    const able = rights.flatMap((right, i) => ((left[i] ?? 0) > 0 && pays(right, versions, session) ? [i] : []));
    const own = able.find((i) => 'rule' in session && rights[i]?.rule === session.rule && rights[i]?.part === session.part);
    const chosen = own ?? able[0];
    if (chosen === undefined) return undefined;
    left[chosen] = (left[chosen] ?? 0) - 1;
    return rights[chosen];
  });
}

/** Whether a school may buy what it has no free days for: the policy sells it, and no right it still has says otherwise. */
function priceOf({ service, date }: YearSession, rights: readonly Right[], { before, after }: Replay): number | 'refused' | undefined {
  const pack = packOn(after.versions, date);
  const offered = pack?.services.find(({ code }) => code === service);
  if (!pack || !offered || offered.class === 'core') return 'refused';
  const still = rulesFor(pack, service).filter(({ code }) => rights.some((right) => right.rule === code && right.after > 0));
  if (still.some(({ whenUsedUp }) => whenUsedUp === 'refuse')) return 'refused';
  if (offered.prices.length === 0) return 'refused';
  const known = packOn(before.versions, date)?.services.find(({ code }) => code === service);
  // What a year may bring in is estimated at the price of a school the council maintains, whoever would pay.
  const price = priceFor(offered.prices, date, councilsOwn) ?? priceFor(known?.prices ?? [], date, councilsOwn);
  return price && halfDayPence(price.perDayExVatPence);
}

/** What would have been paid for or free otherwise, of one holder's sessions within the year and its rights. */
export function incomeChanges(sessions: readonly YearSession[], given: readonly Right[], replay: Replay): IncomeChange[] {
  const order = new Map(
    [...replay.before.versions, ...replay.after.versions].flatMap(({ pack }) => pack.allocations.map(({ code }, i) => [code, i] as const)),
  );
  const rights = given.filter(({ asset }) => asset === 'half-day').sort((a, b) => (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0));
  const inTurn = [...sessions].sort(
    (a, b) => Number('paidPence' in a) - Number('paidPence' in b) || (a.date < b.date ? -1 : a.date > b.date ? 1 : 0),
  );
  const was = funded(inTurn, rights, replay.before.versions, 'before');
  const would = funded(inTurn, rights, replay.after.versions, 'after');
  return inTurn.flatMap((session, i): IncomeChange[] => {
    const [old, next] = [was[i], would[i]];
    const common = ({ oneOff, confidential }: Right) => ({ date: session.date, oneOff, ...(confidential ? { confidential } : {}) });
    if ('paidPence' in session) return !old && next ? [{ what: 'lost', ...common(next), pence: session.paidPence }] : [];
    if (!old || next) return [];
    const price = priceOf(session, rights, replay);
    if (price === 'refused') return [];
    return [{ what: 'additional', ...common(old), ...(price === undefined ? {} : { pence: price }) }];
  });
}
