// From when a version's days count, for each rule that it changes: a version may take effect in the middle of a year, and then the rule says what that does. Pure.
import { addDays, dateText } from '../../../../shared/calendar.ts';
import type { YearlyRule } from '../../../../shared/policy/allocations.ts';
import { yearOf } from '../../../../shared/policy/rules.ts';
import type { Pack } from '../../../../shared/policy/schema.ts';

/** What is meant, in whatever order it is written down. */
function meaning(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(meaning).sort().join(' ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([name, each]) => `${name}:${meaning(each)}`);
  return `{${entries.sort().join(' ')}}`;
}

/** Figures of a rule by whom they are for: half-days, and pence of teams; and whom the rule means, as far as that decides on days. */
function figuresOf(rule: YearlyRule | undefined, whole: boolean): { figures: ReadonlyMap<string, number>; means: string } {
  if (!rule) return { figures: new Map(), means: '' };
  const whom = rule.per === 'school' ? rule.where : rule.per === 'partnership' ? { kinds: rule.kinds } : {};
  const means = meaning({ from: rule.from, to: rule.to, year: rule.year, whom });
  if (rule.per === 'partnership')
    return {
      figures: new Map(rule.bands.map(({ from, grant }) => [`${from}`, grant.halfDays])),
      means: `${means} ${rule.bands.map(({ from, to }) => `${from}-${to}`).join(' ')} ${rule.reserved?.share.basisPoints ?? 0}`,
    };
  if (rule.per === 'team')
    return {
      figures: new Map(
        rule.teams.flatMap(({ code, grant, budget }) => [[code, grant.halfDays] as const, [`${code} budget`, budget?.pence ?? 0] as const]),
      ),
      means,
    };
  return { figures: new Map([['each', rule.grant.halfDays]]), means: rule.per === 'status' && whole ? `${means} ${rule.status}` : means };
}

/** Which ways a rule moves what holders are granted: up, down, or both where it means others. */
function waysOf(before: YearlyRule | undefined, after: YearlyRule | undefined, whole: boolean): { up: boolean; down: boolean } {
  const [old, now] = [figuresOf(before, whole), figuresOf(after, whole)];
  const both = before !== undefined && after !== undefined && old.means !== now.means;
  const names = [...new Set([...old.figures.keys(), ...now.figures.keys()])];
  const change = (name: string) => (now.figures.get(name) ?? 0) - (old.figures.get(name) ?? 0);
  return { up: both || names.some((name) => change(name) > 0), down: both || names.some((name) => change(name) < 0) };
}

const gained: Readonly<Record<YearlyRule['midYear']['gained'], (next: string) => string>> = {
  full: () => 'whoever gains by it has the whole year’s figure from that day',
  'pro-rata': () => 'whoever gains by it has its part of the year’s figure, by the days that are left of the year',
  'next-year': (next) => `whoever gains by it has more from the year that begins on ${next}`,
};
const lost: Readonly<Record<YearlyRule['midYear']['lost'], (next: string) => string>> = {
  keep: (next) => `whoever loses by it keeps this year’s figure, and has less from the year that begins on ${next}`,
  'pro-rata': () => 'from whoever loses by it what is left of the year is taken back, by days; what was used stays used',
  end: () => 'from whoever loses by it what is not used is taken back; what was used stays used',
};

const yearly = ({ allocations }: Pack, code: string): YearlyRule | undefined =>
  allocations.find((each): each is YearlyRule => each.code === code && each.per !== 'event');

/**
 * From when a version's days count, in a sentence for each rule that grants otherwise than in the version before it; none where no days change. Whoever does not
 * read it `whole` is not told that a rule rests on another status.
 */
export function countingTexts(before: Pack, after: Pack, whole = true): string[] {
  const codes = [...new Set([...after.allocations, ...before.allocations].map(({ code }) => code))];
  return codes.flatMap((code) => {
    const [old, now] = [yearly(before, code), yearly(after, code)];
    const rule = now ?? old;
    const { up, down } = waysOf(old, now, whole);
    if (!rule || (!up && !down)) return [];
    const period = yearOf(rule.year, after.effectiveFrom);
    const { title } = rule;
    if (period.from === after.effectiveFrom) return [`${title}: counts for the year that begins on ${dateText(period.from)}.`];
    const next = dateText(addDays(period.to, 1));
    const ways = [...(up ? [gained[rule.midYear.gained](next)] : []), ...(down ? [lost[rule.midYear.lost](next)] : [])];
    return [
      `${title}: ${dateText(after.effectiveFrom)} is in the middle of the ${rule.year} year that ends on ${dateText(period.to)}. There ${ways.join('; ')}.`,
    ];
  });
}

/** What holds for every version, whatever it changes. */
export const grantedByRun = 'Nothing is granted or taken back by publishing it: that is done by an allocation run on that day or later.';
