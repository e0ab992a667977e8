// What a holder comes to for a year under the policy that was in force, and what it would come to under another: both worked out anew from the same dated facts.
// Nothing that was granted, moved or used counts, so that a policy held against itself makes no difference. Pure.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { HolderId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { YearlyRule } from '../../../shared/policy/allocations.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { vacancyRule } from '../rules.ts';
import type { Vacancy } from '../schema.ts';
import { type Due, duesOf, type Question, type Tied } from './dues.ts';
import { type Asset, ruleOn } from './grants.ts';
import { type VersionSpan, versionOn } from './rights.ts';

/** The same question under two policies. */
export type Replay = { before: Question; after: Question };

/** A policy as if it had been in force for as long as there has been one. */
export const asEverInForce = (pack: Pack, versions: readonly VersionSpan[], name: string): VersionSpan[] =>
  versions.slice(0, 1).map(({ from }) => ({ from, name, pack }));

/** What a rule, or a part of it, comes to before and after, in half-days or pence. */
export type Right = {
  rule: string;
  part: string;
  title: string;
  asset: Asset;
  period: Period;
  before: number;
  after: number;
  /** The rule, or what pays for it, has a last day. */
  oneOff: boolean;
  /** The first day on which it may be used, where that is not its period's. */
  from?: CivilDate;
  assumed?: true;
  confidential?: true;
};

const parts = ['own', 'reserved', 'budget'];

/** Whether a rule of a pack lasts no longer than it says itself, or than what pays for it. */
function isOneOff(code: string, versions: readonly VersionSpan[], date: CivilDate): boolean {
  const rule = ruleOn(code, versions, date)?.rule;
  const pack = (versionOn(versions, date) ?? versions[0])?.pack;
  const funding = pack?.fundings.find((each) => each.code === rule?.funding);
  return rule?.to !== undefined || funding?.endsOn !== undefined;
}

const nameOf = ({ rule, part, asset, period }: Pick<Due, 'rule' | 'part' | 'asset' | 'period'>): string =>
  `${rule} ${part} ${asset} ${period.from} ${period.to}`;

/** Everything that comes to something for a holder under either policy. */
export function rightsOf(holder: HolderId, tied: Tied, { before, after }: Replay): Right[] {
  const bare: Tied = new Map([...tied].map(([id, holding]) => [id, { ...holding, allocations: [] }]));
  const [was, would] = [before, after].map(
    (question) => new Map(duesOf(holder, bare, question).flatMap((due) => (parts.includes(due.part) ? [[nameOf(due), due] as const] : []))),
  );
  const names = new Set([...(was?.keys() ?? []), ...(would?.keys() ?? [])]);
  return [...names].flatMap((name): Right[] => {
    const [old, next] = [was?.get(name), would?.get(name)];
    const due = next ?? old;
    if (!due) return [];
    const { versions } = next ? after : before;
    return [
      {
        rule: due.rule,
        part: due.part,
        title: due.title,
        asset: due.asset,
        period: due.period,
        before: old?.target ?? 0,
        after: next?.target ?? 0,
        oneOff: isOneOff(due.rule, versions, due.period.to),
        ...(old?.assumed || next?.assumed ? { assumed: true } : {}),
        ...(old?.confidential || next?.confidential ? { confidential: true } : {}),
      },
    ];
  });
}

/** What the vacancies of a school that fell within a period come to: each by the policy of the day on which it was recorded. */
export function rightsOfVacancies(vacancies: readonly Vacancy[], { before, after }: Replay, within: Period): Right[] {
  const counted = vacancies.filter(({ state, vacantFrom: on }) => state !== 'withdrawn' && on >= within.from && on <= within.to);
  return counted.flatMap(({ post, vacantFrom, recordedAt }): Right[] => {
    const recorded = londonDate(Date.parse(recordedAt));
    const [was, would] = [before, after].map(({ versions }) => {
      const pack = (versionOn(versions, recorded) ?? versions[0])?.pack;
      return pack && vacancyRule(pack, post);
    });
    return [...new Set([was?.code, would?.code])].flatMap((code): Right[] => {
      const [old, next] = [was, would].map((rule) => (rule?.code === code ? rule : undefined));
      const rule = next ?? old;
      if (!rule) return [];
      return [
        {
          rule: rule.code,
          part: 'own',
          title: rule.title,
          asset: 'half-day',
          period: { from: vacantFrom, to: vacantFrom },
          before: old?.grant.halfDays ?? 0,
          after: next?.grant.halfDays ?? 0,
          oneOff: false,
          from: vacantFrom,
          ...(old?.grant.assumed || next?.grant.assumed ? { assumed: true } : {}),
        },
      ];
    });
  });
}

/** The year clocks that the rules of some versions go by. */
export const clocksIn = (versions: readonly VersionSpan[]): YearlyRule['year'][] => [
  ...new Set(versions.flatMap(({ pack }) => pack.allocations.flatMap((rule) => (rule.per === 'event' ? [] : [rule.year])))),
];
