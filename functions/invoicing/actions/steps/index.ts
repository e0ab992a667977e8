// A billing run, step by step: propose, check, claim, freeze, number, issue. Each step can be repeated after a crash and gives the same result; the run's cursor only saves work.
import type { Context } from '../../../../shared/context.ts';
import type { RunId } from '../../../../shared/ids.ts';
import type { Run, RunState } from '../../schema.ts';
import { getRun } from '../../store.ts';
import { check } from './check.ts';
import { claim } from './claim.ts';
import { freeze, issue } from './issue.ts';
import { propose } from './propose.ts';
import { Overtaken } from './step.ts';

const steps: Partial<Record<RunState, (context: Context, run: Run) => Promise<void>>> = {
  proposing: propose,
  checking: check,
  claiming: claim,
  freezing: freeze,
  issuing: issue,
};

/** Takes steps until the run waits for a person, is complete, or the time is spent; answers the run as it then stands. */
export async function advanceRun(context: Context, id: RunId, budgetMs: number): Promise<Run | undefined> {
  const started = performance.now();
  let run = await getRun(context.table, id);
  while (run) {
    const step = steps[run.state];
    if (!step || performance.now() - started > budgetMs) return run;
    try {
      await step(context, run);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      // Whoever took the shard goes on with it; taking it back would only make the two undo each other's work.
      if (run.state === 'proposing') return getRun(context.table, id);
    }
    run = await getRun(context.table, id);
  }
  return undefined;
}

/**
 * Takes a run on, and where its commitment found other figures the dry run that took its place: both are work of one job. Answers the run that was asked for and
 * the one that stands for it now, which are mostly the same.
 */
export async function followRun(context: Context, id: RunId, budgetMs: number): Promise<{ asked: Run; now: Run } | undefined> {
  const started = performance.now();
  const asked = await advanceRun(context, id, budgetMs);
  if (!asked?.replacedBy) return asked && { asked, now: asked };
  const now = await advanceRun(context, asked.replacedBy, Math.max(0, budgetMs - (performance.now() - started)));
  return { asked, now: now ?? asked };
}

export const isWaiting = (run: Run): boolean => !steps[run.state];
