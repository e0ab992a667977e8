// When a policy may be tried on a year, and at which costs. Pure.
import { academicYearText, addDays, dateText, financialYearOf, type Instant, londonDate, timestamp } from '../../../../shared/calendar.ts';
import { accept, type Decision, type FieldFault, refuse } from '../../../../shared/decision.ts';
import type { JobId, PersonId, TrialId } from '../../../../shared/ids.ts';
import type { Period } from '../../../../shared/ledger/chart.ts';
import { costOn } from '../../../../shared/policy/rules.ts';
import type { Pack } from '../../../../shared/policy/schema.ts';
import { clocksIn } from '../../../entitlements/rules/replay.ts';
import { type VersionSpan, versionOn } from '../../../entitlements/rules/rights.ts';
import { daysOf, yearTitle } from '../../../entitlements/rules/statements.ts';
import type { Adjustment, DatedCost, StartTrial, Trial, Tried } from '../../schema/trials.ts';

/** How many financial years after those of the trial's year a sum may be typed for: a saving is often planned over some. */
const yearsAhead = 5;

/** The financial years, by the year in which each begins, that sums may be typed for. */
export const financialYearsFor = ({ from, to }: Period): { first: number; last: number } => ({
  first: financialYearOf(from),
  last: financialYearOf(to) + yearsAhead,
});

/** Sums of years that have nothing to do with the trial's, by the place in the list. */
function adjustmentFaults(adjustments: readonly Adjustment[], period: Period): FieldFault[] {
  const { first, last } = financialYearsFor(period);
  return adjustments.flatMap(({ financialYear }, i) =>
    financialYear < first || financialYear > last
      ? [
          {
            field: `adjustments.${i}.financialYear`,
            detail: `Give a financial year from ${academicYearText(first)} to ${academicYearText(last)}`,
          },
        ]
      : [],
  );
}

/**
 * What a day costs from each date on within a stretch: as the policy of the day says, or the one that is tried where that says nothing. For the time before the first
 * cost that is known, that one is assumed.
 */
export function costsOver(versions: readonly VersionSpan[], tried: Pack, { from, to }: Period): DatedCost[] {
  const packs = [...versions.map(({ pack }) => pack), tried];
  const dates = [...versions.map((version) => version.from), ...packs.flatMap(({ costs }) => costs.map((cost) => cost.from))];
  const cuts = [from, ...new Set(dates.filter((date) => date > from && date <= to))].sort();
  const found: DatedCost[] = [];
  for (const date of cuts) {
    const pack = (versionOn(versions, date) ?? versions[0])?.pack;
    const cost = (pack && costOn(pack, date)) ?? costOn(tried, date);
    const next = { from: date, ...(cost ? { perDayPence: cost.perDayPence } : {}), ...(cost?.assumed ? { assumed: true as const } : {}) };
    const last = found.at(-1);
    if (!last || last.perDayPence !== next.perDayPence || last.assumed !== next.assumed) found.push(next);
  }
  const known = found.find(({ perDayPence }) => perDayPence !== undefined);
  if (known?.perDayPence === undefined || known === found[0]) return found;
  const earlier = { from, perDayPence: known.perDayPence, assumed: true as const };
  return [earlier, ...found.slice(found.indexOf(known) + (known.assumed ? 1 : 0))];
}

type Facts = {
  id: TrialId;
  job: JobId;
  now: Instant;
  person: PersonId;
  versions: readonly VersionSpan[];
  policies: number;
  tried: Tried;
  pack: Pack;
};

/**
 * A trial begins. Refuses `policy-not-in-force` where no version was ever published, and as `invalid-request` a year that has not begun, one that ended before the
 * first policy, a clock that neither policy goes by, and sums typed for other years.
 */
export function decideTrial(facts: Facts, { clock, year, adjustments }: StartTrial): Decision<Trial> {
  const { versions, pack, now } = facts;
  const today = londonDate(now);
  const [first] = versions;
  if (!first) return refuse('policy-not-in-force');
  const fault = (field: string, detail: string) => refuse('invalid-request', undefined, { faults: [{ field, detail }] });
  const clocks = clocksIn([...versions, { ...first, pack }]);
  if (!clocks.includes(clock))
    return fault(
      'clock',
      clocks[0] ? `No rule goes by this year: choose the ${clocks[0]} year` : 'No rule of either policy goes by a year',
    );
  const period = daysOf({ clock, start: year });
  if (period.from > today) return fault('year', `Choose a year that has begun: this one begins on ${dateText(period.from)}`);
  if (period.to < first.from)
    return fault(
      'year',
      `Choose a later year: the first policy took effect on ${dateText(first.from)}, after the ${yearTitle({ clock, start: year }).toLowerCase()}`,
    );
  const faults = adjustmentFaults(adjustments, period);
  if (faults.length > 0) return refuse('invalid-request', undefined, { faults });
  return accept({
    type: 'trial',
    id: facts.id,
    job: facts.job,
    state: 'reading',
    of: facts.tried,
    year: { clock, start: year },
    period,
    until: [today, period.to].sort()[0] ?? today,
    policies: facts.policies,
    // Rules that go by the other clock are replayed for the year that the first day lies in.
    costs: costsOver(versions, pack, { from: addDays(period.from, -366), to: addDays(period.to, 366) }),
    cursor: { list: 0 },
    holders: 0,
    adjustments,
    startedBy: facts.person,
    startedAt: timestamp(now),
    version: 1,
  });
}

/**
 * The sums that stand beside a trial, in place of those before. Refuses `wrong-state` while it is being worked out, `changed-meanwhile` for another version than was
 * seen, and sums of other years.
 */
export function decideAdjusting(trial: Trial, { version, adjustments }: { version: number; adjustments: Adjustment[] }): Decision<Trial> {
  if (trial.state !== 'done') return refuse('wrong-state', 'The trial is not finished yet.');
  if (trial.version !== version) return refuse('changed-meanwhile');
  const faults = adjustmentFaults(adjustments, trial.period);
  if (faults.length > 0) return refuse('invalid-request', undefined, { faults });
  return accept({ ...trial, adjustments, version: trial.version + 1 });
}
