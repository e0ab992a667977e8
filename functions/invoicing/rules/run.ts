// A run's beginning and its commitment: which periods can be billed, and when a dry run may still be issued. Pure.
import { addDays, dateText, daysBetween, type Instant, londonDate, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { JobId, RunId } from '../../../shared/ids.ts';
import { type MakeRun, noRailSums, type Run, type RunState, runStates } from '../schema.ts';
import { totalText } from './changes.ts';

export const periodText = ({ from, to }: MakeRun): string => `${dateText(from)} to ${dateText(to)}`;

const underWay: readonly RunState[] = ['checking', 'claiming', 'freezing', 'issuing'];
/** Committed, and not yet issued. */
export const isUnderWay = ({ state }: Pick<Run, 'state'>): boolean => underWay.includes(state);

/** The longest period of a run, in days. */
export const mostDays = 732;

type By = { actor: Pick<Actor, 'person'>; now: Instant };

/** A fresh run of a period, to be issued today. Refuses `period-backwards`, `period-in-future`, `period-too-long`. */
export function decideRun({ id, job, actor, now }: By & { id: RunId; job: JobId }, { from, to }: MakeRun): Decision<Run> {
  const today = londonDate(now);
  if (to < from) return refuse('period-backwards', `The first day is ${dateText(from)}, the last ${dateText(to)}.`, { field: 'to' });
  if (to > today) return refuse('period-in-future', `Today is ${dateText(today)}.`, { field: 'to' });
  if (to > addDays(from, mostDays - 1)) {
    const days = daysBetween(from, to) + 1;
    return refuse('period-too-long', `It is ${days.toLocaleString('en-GB')} days long; ${mostDays} is the most.`, { field: 'from' });
  }
  return accept({
    id,
    job,
    from,
    to,
    issueOn: today,
    state: 'proposing',
    proposed: noRailSums,
    held: 0,
    earlier: { lines: 0, netPence: 0 },
    lateLines: 0,
    frozen: noRailSums,
    madeBy: actor.person,
    madeAt: timestamp(now),
    version: 1,
  });
}

type CommitmentFacts = By & {
  run: Run;
  /** The newest dry run of the same period. */
  latest: RunId | undefined;
  stopped: boolean;
  job: JobId;
};

/**
 * The run as committed, under a job of its own. One that is committed already stays as it is; if its work has stopped, it goes on under the new job.
 * Refuses `wrong-state` while the dry run is being made, `proposal-changed` (it was committed before, and found other figures), `proposal-superseded` (it is
 * not the newest of its period), `proposal-out-of-date` (tax points depend on the day of issue) and `nothing-to-bill`.
 */
export function decideCommitment({ run, latest, stopped, job, actor, now }: CommitmentFacts): Decision<Run> {
  const version = run.version + 1;
  if (run.state === 'changed') return refuse('proposal-changed');
  if (run.committedBy) return accept(stopped ? { ...run, job, version } : run);
  const state = runStates.next(run.state, 'commit');
  if (!state) return refuse('wrong-state', 'The dry run is still being made.');
  if (latest !== run.id) return refuse('proposal-superseded', undefined, latest ? { more: { run: latest } } : {});
  const today = londonDate(now);
  if (run.issueOn !== today)
    return refuse('proposal-out-of-date', `The dry run is of ${dateText(run.issueOn)}; today is ${dateText(today)}.`);
  if (run.proposed['vat-invoice'].documents + run.proposed.journal.documents === 0) return refuse('nothing-to-bill');
  return accept({ ...run, state, job, committedBy: actor.person, committedAt: timestamp(now), version });
}

/** That a commitment found other figures than its dry run showed: what they were and what they are, with the run that shows them. */
export function changedSince(run: Run, fresh: Run | undefined): Decision<never> {
  if (!fresh) return refuse('proposal-changed');
  const isMade = fresh.state !== 'proposing';
  const now = isMade ? `now it is ${totalText(fresh.proposed)}` : 'the new dry run is being made';
  return refuse('proposal-changed', `It was ${totalText(run.proposed)}; ${now}.`, {
    more: { run: fresh.id, before: run.proposed, ...(isMade ? { proposed: fresh.proposed } : {}), changed: fresh.before?.changed ?? [] },
  });
}
