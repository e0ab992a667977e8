// The JSON API of trials: a policy tried on a year, in half-days and in pence.
import { answer, type Handlers, parse, pick, problem, readJson } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { adjustTrial, listTrials, readTrial, startTrial, type TrialView, type WholeTrial, withSums } from '../actions/trials/trials.ts';
import { breakdownOf, lacksCost, savingsTable } from '../rules/trials/pounds.ts';
import { placeText, rowTexts } from '../rules/trials/words.ts';
import { adjustTrialSchema, type Sums, startTrialSchema, trialsQuerySchema } from '../schema/trials.ts';

type Routes = (typeof manifest)['reports']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/reports/trials${string}` ? R : never]: Routes[R] };

const showTrial = (trial: TrialView) => ({
  id: trial.id,
  state: trial.shows,
  of: trial.of,
  clock: trial.year.clock,
  year: trial.year.start,
  period: trial.period,
  factsUntil: trial.until,
  ...pick(trial, ['policies', 'holders', 'startedBy', 'startedAt', 'finishedAt', 'outdated', 'version']),
});

/** What a trial came to: of everybody once it is done, and nothing before. */
function showResult(trial: TrialView, sums: Sums) {
  const { total, breakdown } = breakdownOf(sums, trial.costs);
  const { years, rows } = savingsTable(sums, trial);
  const named = (by: keyof typeof breakdown) => breakdown[by].map((line) => ({ ...line, title: placeText(by, line.name, sums) }));
  const income = sums.all.income;
  const counted = (of: 'lostHalfDays' | 'additionalHalfDays' | 'unpricedHalfDays') => income.reduce((sum, each) => sum + each[of], 0);
  return {
    rules: sums.rules.map((rule) => ({ ...rule, difference: rule.after - rule.before })),
    total,
    breakdown: {
      kind: named('kind'),
      district: named('district'),
      partnership: named('partnership'),
      financialYear: named('financialYear'),
    },
    savings: {
      label: 'cost, not charge',
      costs: trial.costs,
      lacksCost: lacksCost(sums, trial.costs),
      years,
      rows: rows.map(({ row, years: cells, total: all }) => ({
        row,
        title: rowTexts[row],
        years: cells.map((cell, i) => ({ financialYear: years[i], ...cell })),
        total: all,
      })),
    },
    sessions: {
      lost: counted('lostHalfDays'),
      additional: counted('additionalHalfDays'),
      additionalWithoutPrice: counted('unpricedHalfDays'),
    },
  };
}

/** A trial with the sums that were typed and, once it is done, what it came to. */
const showWhole = ({ trial, sums }: WholeTrial) => ({
  ...showTrial(trial),
  adjustments: trial.adjustments,
  ...(sums ? { result: showResult(trial, sums) } : {}),
});

export const trialRoutes: Handlers<Api> = {
  'GET /api/reports/trials': async (context, c) => {
    const query = parse(trialsQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { items, next } = await listTrials(context, query.value.after);
    return c.json({ trials: items.map(showTrial), next });
  },
  'POST /api/reports/trials': async (context, c) => {
    const command = await readJson(c, startTrialSchema);
    const decision = await withSums(context, command.ok ? await startTrial(context, c.get('host'), command.value) : command);
    return answer(c, decision, showWhole, decision.ok && decision.value.trial.state === 'reading' ? 202 : 201);
  },
  'GET /api/reports/trials/{trial}': async (context, c) =>
    answer(c, await withSums(context, await readTrial(context, c.req.param('trial'))), showWhole),
  'POST /api/reports/trials/{trial}/adjustments': async (context, c) => {
    const command = await readJson(c, adjustTrialSchema);
    const decision = command.ok ? await adjustTrial(context, c.req.param('trial'), command.value) : command;
    return answer(c, await withSums(context, decision), showWhole);
  },
};
