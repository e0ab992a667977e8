// Two rules of a pack that would grant the same right twice. Pure.
import type { CivilDate } from '../../calendar.ts';
import type { AllocationRule, Predicate } from '../allocations.ts';
import type { Fault } from '../faults.ts';
import { paidBy } from '../rules.ts';
import type { Pack } from '../schema.ts';

/** Each rule that grants to the same holders, for a service in common and on days in common, what an earlier rule grants. */
export function grantedTwice(pack: Pack): Fault[] {
  return pack.allocations.flatMap((rule, i) => {
    const earlier = pack.allocations.slice(0, i).find((each) => isSameRight(pack, each, rule));
    if (!earlier) return [];
    const code = common(paidBy(earlier), paidBy(rule))[0];
    const service = pack.services.find((each) => each.code === code)?.title ?? code;
    return [
      {
        path: ['allocations', i],
        message: `“${rule.title}” grants again what “${earlier.title}” grants, for “${service}”: leave one of them out, or let it be for other services, holders or dates`,
      },
    ];
  });
}

const common = (a: readonly string[], b: readonly string[]): string[] => a.filter((each) => b.includes(each));

function isSameRight(pack: Pack, a: AllocationRule, b: AllocationRule): boolean {
  return hasSameHolders(a, b) && common(paidBy(a), paidBy(b)).length > 0 && holdTogether(pack, a, b) && areUsedTogether(a, b);
}

function hasSameHolders(a: AllocationRule, b: AllocationRule): boolean {
  if (a.per === 'school' && b.per === 'school') return predicateText(a.where) === predicateText(b.where);
  if (a.per === 'status' && b.per === 'status') return a.status === b.status;
  if (a.per === 'partnership' && b.per === 'partnership') return common(a.kinds, b.kinds).length > 0;
  if (a.per === 'event' && b.per === 'event') return common(a.posts, b.posts).length > 0;
  if (a.per !== 'team' || b.per !== 'team') return false;
  const teams = b.teams.map(({ code }) => code);
  return a.teams.some(({ code }) => teams.includes(code));
}

/** A predicate as text that is the same for the same conditions, in whatever order they and their words are given. */
function predicateText(where: Predicate): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return [...value].sort();
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]);
  };
  return JSON.stringify(sorted(where));
}

const first = '2000-01-01' as CivilDate;
const last = '2099-12-31' as CivilDate;

/** The days on which a rule grants: its own, and no longer than what pays for it. */
function daysOf({ fundings }: Pack, rule: AllocationRule): { from: CivilDate; to: CivilDate } {
  const ends = fundings.find(({ code }) => code === rule.funding)?.endsOn ?? last;
  if (rule.per === 'event') return { from: first, to: ends };
  const from = rule.from ?? first;
  return rule.to && rule.to < ends ? { from, to: rule.to } : { from, to: ends };
}

function holdTogether(pack: Pack, a: AllocationRule, b: AllocationRule): boolean {
  const [one, other] = [daysOf(pack, a), daysOf(pack, b)];
  return one.from <= other.to && other.from <= one.to;
}

/** A visit in the autumn and a visit in the spring are two rights, not one granted twice. */
function areUsedTogether(a: AllocationRule, b: AllocationRule): boolean {
  if (a.per === 'event' || b.per === 'event' || !a.usable || !b.usable) return true;
  const [one, other] = [stretchesOf(a.usable), stretchesOf(b.usable)];
  return one.some((x) => other.some((y) => x.from <= y.to && y.from <= x.to));
}

/** A stretch of months and days as one or, over the New Year, as two. */
const stretchesOf = ({ from, to }: { from: string; to: string }): { from: string; to: string }[] =>
  from <= to
    ? [{ from, to }]
    : [
        { from, to: '12-31' },
        { from: '01-01', to },
      ];
