// What a holder is due under each rule in the year that a day lies in, as far as its facts have come: target, steps, and what a succession passes on. Pure.
//
// A successor is not granted again what was granted before it. What stood first keeps the figure of its year, what is left of it is handed over (or lapses, as the
// rule says), and whatever the successor would gain by coming in its place is made less by that figure. So a conversion in the middle of a year adds nothing, and
// a school that merges into another one that has days of its own adds what it had left.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { HolderId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { YearlyRule } from '../../../shared/policy/allocations.ts';
import { dayWithin, yearOf } from '../../../shared/policy/rules.ts';
import type { Allocation, Receiver, Segment, Step } from '../schema/allocations.ts';
import type { Due, Holding, Passing, Question, Taker, Tied } from './due.ts';
import { comesBetween, type GrantedBefore, lessGrantedBefore, shareFor } from './granted-before.ts';
import { type Asset, accountFor, budgetPart, codesIn, fundingEnd, grantText, ruleOn, words, wordsOf, yearlyIn } from './grants.ts';
import { netGranted } from './moves.ts';
import { budgetOn, segmentsOf, standsOn, valueOn } from './rights.ts';
import { giversTo, type Succession, type Within } from './successions.ts';
import { Takers } from './takers.ts';
import { divided, type Share, targetOf } from './targets.ts';

export type { Due, Holding, Question, Taker, Tied } from './due.ts';

/** What counts of a holder whose place is taken: until that day, or until the day before it on which it no longer stood. */
function stoodUntil(segments: readonly Segment[], taken: CivilDate, stands: (date: CivilDate) => boolean): Segment[] {
  const stood = segments.findIndex(({ from }) => stands(from));
  const closed = segments.find(({ from }, i) => stood >= 0 && i > stood && !stands(from))?.from;
  const end = closed !== undefined && closed < taken ? closed : taken;
  return segments.filter(({ from }) => from < end);
}

/** There was a right, and it has ended, with everything that is not used. */
function endsAll(segments: readonly Segment[]): boolean {
  const last = segments.at(-1);
  return last !== undefined && last.value === 0 && last.midYear.lost === 'end' && segments.some(({ value }) => value > 0);
}

type Whole = {
  rule: YearlyRule;
  policy: string;
  period: Period;
  until: CivilDate;
  target: number;
  steps: Step[];
  assumed: boolean;
  /** What has been granted to it and to those whose place it takes. */
  before: number;
  /** Whoever takes its place and is entitled too. */
  takers: Succession[];
  /** Nothing is due any more, by a rule that ends what is not used. */
  ended: boolean;
  /** It was granted before the year began in which another takes its place from the first day on: that stays, part by part. */
  stays?: true;
};

/** Works out the whole of a rule for one holder after the other; those tied to each other by successions are asked for each other's. */
class Dues {
  private readonly found = new Map<string, Whole | undefined>();
  private readonly tied: Tied;
  private readonly question: Question;
  private readonly takers: Takers;
  constructor(tied: Tied, question: Question) {
    this.tied = tied;
    this.question = question;
    this.takers = new Takers(tied, question);
  }

  whole(code: string, asset: Asset, holder: HolderId): Whole | undefined {
    const name = `${code} ${asset} ${holder}`;
    if (this.found.has(name)) return this.found.get(name);
    // Whoever follows in a circle finds nothing before it.
    this.found.set(name, undefined);
    const whole = this.work(code, asset, holder);
    this.found.set(name, whole);
    return whole;
  }

  private work(code: string, asset: Asset, holder: HolderId): Whole | undefined {
    const { council, versions, on, today } = this.question;
    const holding = this.tied.get(holder);
    const year = ruleOn(code, versions, on)?.rule.year;
    if (!holding || !year) return undefined;
    const period = yearOf(year, on);
    const until = dayWithin(period, today);
    const found = ruleOn(code, versions, until);
    if (!found || (asset === 'penny' && found.rule.per !== 'team')) return undefined;
    const read = asset === 'penny' ? budgetOn : valueOn;
    const all = segmentsOf(code, holding, council, versions, period, read).filter(({ from }) => from <= until);
    const segments = this.whileFunded(found.rule, all, period);
    const takers = this.takers.of(code, asset, holding, { period, until });
    const [first] = takers;
    const stood = first ? stoodUntil(segments, first.on, (date) => standsOn(holding, date)) : segments;
    const base = { ...found, period, until, assumed: stood.some(({ value, assumed }) => value > 0 && assumed), takers };
    if (first && stood.length === 0) {
      const granted = partsOf(holding, code, asset, period).reduce((sum, { moved }) => sum + netGranted(moved), 0);
      return { ...base, target: granted, steps: [], before: granted, ended: false, stays: true };
    }
    const own = { ...targetOf(stood, period), segments: stood, period };
    const ended = !first && own.target === 0 && endsAll(stood);
    return { ...base, ended, ...lessGrantedBefore(own, this.grantedBefore(code, asset, holding, { period, until })) };
  }

  /** Once what pays for a rule has ended nothing more is granted or taken back: what is left is closed. A year after that has nothing at all. */
  private whileFunded(rule: YearlyRule, segments: Segment[], period: Period): Segment[] {
    const end = fundingEnd(rule, this.question.versions, this.question.today);
    if (end === undefined || end >= period.to) return segments;
    if (end >= period.from) return segments.filter(({ from }) => from <= end);
    return [{ from: period.from, value: 0, because: `what paid for it ended on ${dateText(end)}`, midYear: rule.midYear }];
  }

  /** What was granted this year to those whose place a holder takes, as far as it falls to this holder. */
  private grantedBefore(code: string, asset: Asset, { holder, events, organisation }: Holding, within: Within): GrantedBefore[] {
    return giversTo(holder, events, within).flatMap(({ on, from }) => {
      const giver = this.whole(code, asset, from);
      const share = giver && shareFor(holder, giver);
      if (share === undefined) return [];
      const name = this.tied.get(from)?.name ?? from;
      return [{ name, share, ...comesBetween(on, organisation?.openedOn, within.period) }];
    });
  }

  /** The whole of a rule as the parts it is kept in. */
  private targets(code: string, asset: Asset, holding: Holding, whole: Whole): { part: string; target: number; steps: Step[] }[] {
    const { period, target, steps, until, stays } = whole;
    const known = partsOf(holding, code, asset, period);
    const shares = asset === 'half-day' ? this.sharesOf(code, period, until) : [];
    const isDivided = shares.some(({ basisPoints }) => basisPoints > 0) || known.some(({ part }) => part === 'reserved');
    const own = asset === 'penny' ? budgetPart : 'own';
    if (stays)
      return known.map(({ part, moved }) => {
        const granted = netGranted(moved);
        const because = 'granted before another took its place';
        return { part, target: granted, steps: granted === 0 ? [] : [{ on: period.from, change: granted, because }] };
      });
    if (!isDivided) return [{ part: own, target, steps }];
    return Object.entries(divided(steps, shares)).map(([part, of]) => ({ part, ...of }));
  }

  /** The whole of a rule as the allocations it is kept in. */
  parts(code: string, asset: Asset, holder: HolderId): Due[] {
    const whole = this.whole(code, asset, holder);
    const holding = this.tied.get(holder);
    if (!whole || !holding) return [];
    const { rule, policy, period, assumed } = whole;
    const known = partsOf(holding, code, asset, period);
    return this.targets(code, asset, holding, whole).map(({ part, target, steps }): Due => {
      const passing = this.passing(code, asset, whole, part);
      const isAssumed = assumed || (part === 'reserved' && rule.per === 'partnership' && rule.reserved?.share.assumed);
      return {
        ...words(rule, part),
        asset,
        period,
        policy,
        ...(isAssumed ? { assumed: true } : {}),
        holder,
        holderName: holding.name,
        account: accountFor(asset, holder, grantText(code, part), period),
        target,
        steps,
        known: known.find((each) => each.part === part),
        ...(passing ? { passing } : {}),
        ...(whole.ended && target === 0 ? { ended: true } : {}),
      };
    });
  }

  /** From which day on which share of the pot is reserved, within a period. */
  private sharesOf(code: string, period: Period, until: CivilDate): Share[] {
    const { versions } = this.question;
    const shares: Share[] = [];
    for (const version of versions) {
      const rule = yearlyIn(version, code);
      if (rule?.per !== 'partnership' || version.from > until) continue;
      const basisPoints = rule.reserved?.share.basisPoints ?? 0;
      const from = [version.from, period.from].sort().at(-1) ?? period.from;
      if (shares.at(-1)?.from === from) shares.pop();
      if (shares.at(-1)?.basisPoints !== basisPoints) shares.push({ from, basisPoints });
    }
    return shares;
  }

  /** What becomes of what is left once others take a holder's place. */
  private passing(code: string, asset: Asset, whole: Whole, part: string): Passing | undefined {
    const [first] = whole.takers;
    if (!first) return undefined;
    const { rule } = ruleOn(code, this.question.versions, first.on) ?? whole;
    const named = (holder: HolderId): Taker[] => {
      const taker = this.tied.get(holder);
      const theirs = taker && this.whole(code, asset, holder);
      const of = theirs && this.targets(code, asset, taker, theirs).find((each) => each.part === part);
      return taker ? [{ holder, holderName: taker.name, target: of?.target ?? 0, steps: of?.steps ?? [] }] : [];
    };
    const to = this.takers
      .atEnd(code, asset, whole, [first.from])
      .flatMap(({ holder, weight, via }) => named(holder).map((taker) => ({ ...taker, weight, via: via.flatMap(named) })));
    return { on: first.on, left: rule.onSuccession, to };
  }

  /** The pot that a plan was made from, where it stands above what is due: what is unused of the plan goes back first. */
  private potOf(holder: HolderId, known: Allocation): Receiver | undefined {
    if (!known.part.startsWith('pln_')) return undefined;
    const pot = this.parts(known.rule, known.asset, holder).find(({ part }) => part === 'own');
    // A plan of days that were carried was made from those, and not from this year's own.
    if (known.setAside === 'carried' || pot?.period.to !== known.period.to) return undefined;
    if (!pot.known || netGranted(pot.known.moved) <= pot.target) return undefined;
    const { holderName, account, target, steps } = pot;
    return { ...wordsOf(pot), holder, holderName, account, target, steps };
  }

  /**
   * What stands on accounts that no target follows from, and passes on or ends with the rest: days carried into the year, and days agreed in a plan, which make good
   * what is missing of their pot.
   */
  passedOn(holder: HolderId): Due[] {
    const { on, today } = this.question;
    return (this.tied.get(holder)?.allocations ?? []).flatMap((known): Due[] => {
      if (['own', 'reserved', budgetPart].includes(known.part) || known.state === 'closed') return [];
      const isNow = isWithin(known.period, on) || isWithin(known.period, today);
      const whole = isNow ? this.whole(known.rule, known.asset, holder) : undefined;
      // What a plan was agreed for was the partnership's; its successor agrees anew.
      const passing = whole && this.passing(known.rule, known.asset, whole, known.part.startsWith('pln_') ? 'own' : known.part);
      const pot = whole && this.potOf(holder, known);
      if (!whole || (!passing && !pot && !whole.ended)) return [];
      const { moved: _, ...kept } = known;
      return [
        {
          ...wordsOf(known),
          holder,
          holderName: kept.holderName,
          account: kept.account,
          target: kept.target,
          steps: kept.steps,
          known,
          given: true,
          ...(passing ? { passing } : {}),
          ...(pot ? { pot } : {}),
          ...(whole.ended ? { ended: true, why: whole.steps.at(-1)?.because } : {}),
        },
      ];
    });
  }
}

const isWithin = ({ from, to }: Period, date: CivilDate): boolean => from <= date && date <= to;

/** The allocations of a rule for a period whose targets follow from the rule: not what was carried, nor what was agreed in plans. */
const partsOf = ({ allocations }: Holding, code: string, asset: Asset, period: Period): Allocation[] =>
  allocations.filter(
    (each) =>
      each.rule === code &&
      each.asset === asset &&
      each.period.from === period.from &&
      each.period.to === period.to &&
      ['own', 'reserved', budgetPart].includes(each.part),
  );

/** Everything a holder is due for the years that the question's day lies in, under every rule that is or was. */
export function duesOf(holder: HolderId, tied: Tied, question: Question): Due[] {
  const dues = new Dues(tied, question);
  const codes = new Set([...codesIn(question.versions), ...(tied.get(holder)?.allocations.map(({ rule }) => rule) ?? [])]);
  const found = [...codes].flatMap((code) => [...dues.parts(code, 'half-day', holder), ...dues.parts(code, 'penny', holder)]);
  return [...found.filter(({ target, known }) => target > 0 || known), ...dues.passedOn(holder)];
}

export { wordsOf };
