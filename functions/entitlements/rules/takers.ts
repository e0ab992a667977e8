// Who takes a holder's place and what was granted to it, and who stands at the end where one place is taken after the other. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { HolderId } from '../../../shared/ids.ts';
import type { Holding, Question, Tied } from './dues.ts';
import { type Asset, ruleOn, yearlyIn } from './grants.ts';
import { budgetOn, type Reading, valueOn, versionOn } from './rights.ts';
import { type Succession, takersOf, type Within } from './successions.ts';

export class Takers {
  private readonly tied: Tied;
  private readonly question: Question;
  constructor(tied: Tied, question: Question) {
    this.tied = tied;
    this.question = question;
  }

  /**
   * Whoever takes a holder's place and is entitled by the same rule when it does, or passes on to one that is. One that has lost the right since, by a rule that
   * ends what is not used, takes nothing over.
   */
  of(code: string, asset: Asset, { holder, events }: Holding, within: Within, seen: readonly HolderId[] = []): Succession[] {
    const { until } = within;
    const { rule } = ruleOn(code, this.question.versions, until) ?? {};
    return takersOf(holder, events, within).filter(({ on, into }) => {
      const taker = this.tied.get(into);
      const openedOn = taker?.organisation?.openedOn;
      const date = openedOn && openedOn > on ? openedOn : on;
      if (!taker || date > until || seen.includes(into)) return false;
      if (this.of(code, asset, taker, within, [...seen, holder]).length > 0) return true;
      return this.valueOn(code, asset, taker, date) > 0 && (rule?.midYear.lost !== 'end' || this.valueOn(code, asset, taker, until) > 0);
    });
  }

  private valueOn(code: string, asset: Asset, holding: Holding, date: CivilDate): number {
    const { council, versions } = this.question;
    const version = versionOn(versions, date);
    const rule = version && yearlyIn(version, code);
    const read: Reading = asset === 'penny' ? budgetOn : valueOn;
    return rule ? read(rule, holding, date, council).value : 0;
  }

  /**
   * Whoever stands at the end of some successions, with their weights and those on the way to them: each step divides equally among those that take a place.
   */
  atEnd(
    code: string,
    asset: Asset,
    { takers, ...within }: Within & { takers: readonly Succession[] },
    seen: readonly HolderId[],
  ): { holder: HolderId; weight: number; via: HolderId[] }[] {
    const branches = takers.map(({ into }) => {
      const taker = this.tied.get(into);
      const further = taker && !seen.includes(into) ? this.of(code, asset, taker, within) : [];
      return further.length > 0
        ? this.atEnd(code, asset, { ...within, takers: further }, [...seen, into]).map((end) => ({ ...end, via: [into, ...end.via] }))
        : [{ holder: into as HolderId, weight: 1, via: [] }];
    });
    const sums = branches.map((branch) => branch.reduce((sum, { weight }) => sum + weight, 0));
    const product = sums.reduce((all, sum) => all * sum, 1);
    return branches.flatMap((branch, i) => branch.map((end) => ({ ...end, weight: (end.weight * product) / (sums[i] ?? 1) })));
  }
}
