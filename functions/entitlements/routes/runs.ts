// Allocation runs as JSON: a dry run begun, looked at line by line, carried out and given up.
import type { Context, Host } from '../../../shared/context.ts';
import { answer, type Handlers, parse, problem, readJson } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { readDetail } from '../actions/runs/lines.ts';
import { cancelRun, commitRun, listRuns, type RunView, readRun, startRun } from '../actions/runs/runs.ts';
import { amountsOf } from '../rules/run-sums.ts';
import { reasonsOf } from '../rules/run-words.ts';
import { type LinesQuery, linesQuerySchema, type RunLine, type RunSum, runsQuerySchema, startRunSchema } from '../schema/allocations.ts';

type Routes = (typeof manifest)['entitlements']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/entitlements/runs${string}` ? R : never]: Routes[R] };

const show = (run: RunView) => ({
  id: run.id,
  kind: run.kind,
  on: run.on,
  state: run.shows,
  ...run.counts,
  policy: run.policy,
  startedBy: run.startedByName,
  startedAt: run.startedAt,
  committedBy: run.committedByName,
  committedAt: run.committedAt,
  finishedAt: run.finishedAt,
});

const showLine = (line: RunLine) => ({
  holder: line.holder,
  holderName: line.holderName,
  kind: line.kind,
  district: line.district,
  account: line.account,
  rule: line.rule,
  part: line.part,
  title: line.title,
  unit: line.asset,
  period: line.period,
  before: line.before,
  target: line.target,
  moves: line.moves.map(({ code, amount, because, to, makesGood }) => ({ code, amount, because, to: to?.account, makesGood })),
  amounts: amountsOf(line),
  steps: line.steps,
  reasons: reasonsOf(line),
  clause: line.clause,
  policy: line.policy,
  assumed: line.assumed,
  confidential: line.confidential,
  closes: line.closes,
});
const showSum = ({ rule, part, title, period, kind, asset, lines, amounts, assumed }: RunSum) => ({
  rule,
  part,
  title,
  period,
  kind,
  unit: asset,
  lines,
  amounts,
  assumed,
});

async function withLines(context: Context, run: RunView, query: LinesQuery) {
  const { sums, page, skipped } = await readDetail(context, run, query);
  return {
    ...show(run),
    sums: sums.map(showSum),
    lines: page.lines.map(showLine),
    next: page.next,
    skippedLines: skipped.map(showLine),
  };
}

export const runRoutesWith = (host: Host): Handlers<Api> => ({
  'GET /api/entitlements/runs': async (context, c) => {
    const query = parse(runsQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { items, next } = await listRuns(context, query.value.after);
    return c.json({ runs: items.map(show), next });
  },
  'POST /api/entitlements/runs': async (context, c) => {
    const command = await readJson(c, startRunSchema);
    const decision = command.ok ? await startRun(context, host, command.value) : command;
    return answer(c, decision, show, decision.ok && decision.value.state === 'reading' ? 202 : 201);
  },
  'GET /api/entitlements/runs/{allocationRun}': async (context, c) => {
    const query = parse(linesQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const run = await readRun(context, c.req.param('allocationRun'));
    return run.ok ? c.json(await withLines(context, run.value, query.value)) : problem(c, run.refusal);
  },
  'POST /api/entitlements/runs/{allocationRun}/commitment': async (context, c) => {
    const decision = await commitRun(context, host, c.req.param('allocationRun'));
    return answer(c, decision, show, decision.ok && decision.value.state === 'granting' ? 202 : 200);
  },
  'POST /api/entitlements/runs/{allocationRun}/cancellation': async (context, c) =>
    answer(c, await cancelRun(context, c.req.param('allocationRun')), show),
});
