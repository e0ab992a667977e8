// What a rule comes to within a year whose facts changed on the way: steps by date that sum to a whole number of half-days (or pence). Pure.
import { addDays, type CivilDate, daysBetween } from '../../../shared/calendar.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import { rounded, shareUp } from '../../../shared/money.ts';
import type { Segment, Step } from '../schema/allocations.ts';

/** Days of a period from a date on, both ends included. */
const daysFrom = (date: CivilDate, { to }: Period): number => daysBetween(date, addDays(to, 1));

/** Part of a value, and for how many days of the year it was counted when it came. */
type Layer = { amount: number; days: number };

/**
 * What is counted of a year, in half-days times days. Values that came are kept in layers, so that a loss takes away what was counted of the very part that is
 * lost: a gain that counts from next year on costs nothing when it goes again, and what was lost and kept is not granted a second time.
 */
class Count {
  sum = 0;
  private readonly layers: Layer[] = [];
  /** Lost, and still counted. */
  private readonly kept: Layer[] = [];

  gain(amount: number, days: number): void {
    const left = this.take(this.kept, amount, (layer) => this.layers.push(layer));
    if (left === 0) return;
    this.layers.push({ amount: left, days });
    this.sum += left * days;
  }

  lose(amount: number, how: Segment['midYear']['lost'], rest: number): void {
    this.take(this.layers, amount, (layer) => {
      if (how === 'keep') this.kept.push(layer);
      else this.sum -= layer.amount * (how === 'end' ? layer.days : Math.min(layer.days, rest));
    });
  }

  /** Takes an amount from the last layers; answers what they do not hold. */
  private take(from: Layer[], amount: number, taken: (layer: Layer) => void): number {
    let left = amount;
    while (left > 0) {
      const last = from.pop();
      if (!last) return left;
      const part = Math.min(left, last.amount);
      if (part < last.amount) from.push({ ...last, amount: last.amount - part });
      taken({ ...last, amount: part });
      left -= part;
    }
    return 0;
  }
}

/**
 * The target of a year and the steps that lead to it. The value on the first day counts in full; each later change as the rule's `midYear` says. What a
 * year comes to is never less than nothing, nor more than the highest figure that held on any of its days, so that leaving and coming back grants nothing twice.
 * Rounded where it is added up, so that the steps sum to the target exactly.
 */
export function targetOf(segments: readonly Segment[], period: Period): { target: number; steps: Step[] } {
  const whole = daysFrom(period.from, period);
  const steps: Step[] = [];
  const count = new Count();
  let [highest, before, target] = [0, 0, 0];
  for (const { from, value, because, midYear } of segments) {
    highest = Math.max(highest, value);
    const isFirstDay = from <= period.from;
    const rest = isFirstDay ? whole : daysFrom(from, period);
    const days = isFirstDay ? whole : { full: whole, 'pro-rata': rest, 'next-year': 0 }[midYear.gained];
    if (value > before) count.gain(value - before, days);
    else count.lose(before - value, isFirstDay ? 'end' : midYear.lost, rest);
    count.sum = Math.min(Math.max(count.sum, 0), highest * whole);
    const next = rounded(count.sum, whole);
    if (next !== target || value !== before) steps.push({ on: isFirstDay ? period.from : from, change: next - target, because });
    target = next;
    before = value;
  }
  return { target, steps };
}

/** From a day on, the share of a pot that only the council may book, in hundredths of a per cent. */
export type Share = { from: CivilDate; basisPoints: number };

/**
 * Divides a target into the part that is reserved for the council, rounded up, and the rest, each with steps of its own that sum to it; together the steps
 * of both are those of the whole. A share that changes in the middle of the year moves days from the one to the other.
 */
export function divided(steps: readonly Step[], shares: readonly Share[]): Record<'own' | 'reserved', { target: number; steps: Step[] }> {
  const parts = { own: { target: 0, steps: [] as Step[] }, reserved: { target: 0, steps: [] as Step[] } };
  const shareOn = (date: CivilDate): number => shares.findLast(({ from }) => from <= date)?.basisPoints ?? shares[0]?.basisPoints ?? 0;
  const first = steps[0]?.on;
  const changes = shares.filter(({ from }, i) => i > 0 && first !== undefined && from > first).map(({ from }) => from);
  let total = 0;
  const dates = [...steps.map(({ on }, i) => ({ on, step: steps[i] })), ...changes.map((on) => ({ on, step: undefined }))];
  for (const { on, step } of dates.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))) {
    total += step?.change ?? 0;
    const basisPoints = shareOn(on);
    const reserved = shareUp(total, basisPoints);
    const because = step?.because ?? 'the reserved share changed';
    const share = `${Math.floor(basisPoints / 100)}${basisPoints % 100 ? `.${String(basisPoints % 100).padStart(2, '0')}` : ''} % of it is reserved`;
    const moves: [keyof typeof parts, number, string][] = [
      ['own', total - reserved, because],
      ['reserved', reserved, `${because}; ${share}`],
    ];
    for (const [name, target, why] of moves) {
      const part = parts[name];
      if (step || target !== part.target) part.steps.push({ on, change: target - part.target, because: why });
      part.target = target;
    }
  }
  return parts;
}
