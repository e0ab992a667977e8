// How what a rule grants is called: the part, the account, the title and the clause, and the rule itself as it stands on a day. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { HolderId } from '../../../shared/ids.ts';
import { account, type Period, periodText } from '../../../shared/ledger/chart.ts';
import type { YearlyRule } from '../../../shared/policy/allocations.ts';
import type { GrantWords } from '../schema/allocations.ts';
import { type VersionSpan, versionOn } from './rights.ts';

export type Asset = GrantWords['asset'];
export const budgetPart = 'budget';
/** A rule with its part, as an account's name and an allocation's key have it. */
export const grantText = (rule: string, part: string): string => (part === 'own' ? rule : `${rule}.${part}`);
export const accountFor = (asset: Asset, holder: HolderId, grant: string, period: Period): string =>
  account(asset === 'penny' ? 'budget' : 'entitlement', holder, grant, periodText(period));

export const yearlyIn = ({ pack }: VersionSpan, code: string): YearlyRule | undefined =>
  pack.allocations.find((each): each is YearlyRule => each.code === code && each.per !== 'event');

/** The rule of this code as it stands on a day: in the version in force, else in the last one before that had it, else in the first that has it. */
export function ruleOn(code: string, versions: readonly VersionSpan[], date: CivilDate): { rule: YearlyRule; policy: string } | undefined {
  const before = versions.filter(({ from }) => from <= date).reverse();
  for (const version of [...before, ...versions]) {
    const rule = yearlyIn(version, code);
    if (rule) return { rule, policy: version.name };
  }
  return undefined;
}

/** The codes of every rule that grants by the year, in the order of the latest policy first. */
export const codesIn = (versions: readonly VersionSpan[]): string[] => [
  ...new Set([...versions].reverse().flatMap(({ pack }) => pack.allocations.flatMap(({ code, per }) => (per === 'event' ? [] : [code])))),
];

/** The last day of what pays for a rule, by the policy in force on a day. */
export function fundingEnd(rule: YearlyRule, versions: readonly VersionSpan[], date: CivilDate): CivilDate | undefined {
  const pack = versionOn(versions, date)?.pack ?? versions[0]?.pack;
  return pack?.fundings.find(({ code }) => code === rule.funding)?.endsOn;
}

/** How an allocation under a rule is called. A rule that rests on a confidential status goes by the title that schools are shown, everywhere. */
export function words(rule: YearlyRule, part: string): Pick<GrantWords, 'rule' | 'grant' | 'part' | 'title' | 'clause' | 'confidential'> {
  const named = { rule: rule.code, grant: grantText(rule.code, part), part };
  if (rule.per === 'status') return { ...named, title: rule.shownAs.title, clause: rule.clause, confidential: true };
  if (part === 'reserved' && rule.per === 'partnership' && rule.reserved)
    return { ...named, title: rule.reserved.title, clause: rule.reserved.clause };
  return { ...named, title: rule.title, clause: rule.clause };
}

/** The words under which an allocation was granted. */
export const wordsOf = ({ rule, grant, part, title, asset, period, clause, policy, assumed, confidential }: GrantWords): GrantWords => ({
  rule,
  grant,
  part,
  title,
  asset,
  period,
  clause,
  policy,
  ...(assumed ? { assumed } : {}),
  ...(confidential ? { confidential } : {}),
});

/** The lists a run goes through: teams, partnerships, those other bodies that a rule names, and schools. */
export const listsIn = (versions: readonly VersionSpan[]): string[] => {
  const bodies = versions.flatMap(({ pack }) =>
    pack.allocations.flatMap((rule) => (rule.per === 'school' ? (rule.where.bodies ?? []) : [])),
  );
  return ['team', 'partnership', ...[...new Set(bodies)].sort(), 'school'];
};

/** Every team that a version names, by the title it has last. */
export const teamsIn = (versions: readonly Pick<VersionSpan, 'pack'>[]): { code: string; title: string }[] => {
  const rules = versions.flatMap(({ pack }) => pack.allocations.flatMap((rule) => (rule.per === 'team' ? rule.teams : [])));
  return [...new Map(rules.map(({ code, title }) => [code, { code, title }])).values()];
};
