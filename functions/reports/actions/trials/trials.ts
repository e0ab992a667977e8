// What is done with trials: a policy is tried on a year, looked at, and sums that nothing recorded here can tell are set beside it. The work itself is a job.
import { change } from '../../../../shared/commit.ts';
import type { Context, Host } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { idSchema, newId } from '../../../../shared/ids.ts';
import { getJob, jobWrite, pace, workOn } from '../../../../shared/job.ts';
import type { Pack } from '../../../../shared/policy/schema.ts';
import type { Page } from '../../../../shared/table.ts';
import { check, fieldFaults } from '../../../entitlements/rules/drafts.ts';
import { versionSpans } from '../../../entitlements/rules/rights.ts';
import { yearTitle } from '../../../entitlements/rules/statements.ts';
import type { Compared, Draft } from '../../../entitlements/schema/drafts.ts';
import { policyName } from '../../../entitlements/schema.ts';
import { getDraft, getDraftAndPack, pageOfDrafts } from '../../../entitlements/store/drafts.ts';
import { getPolicyPointer, policyVersion, policyVersions } from '../../../entitlements/store.ts';
import { namesOf } from '../../../identity/store/people.ts';
import { decideAdjusting, decideTrial } from '../../rules/trials/start.ts';
import type { AdjustTrial, StartTrial, Sums, Trial, Tried } from '../../schema/trials.ts';
import { getTrial, getTrialSums, pageOfTrials, trialPackWrite, trialWrite } from '../../store/trials.ts';
import { advanceTrial } from './slice.ts';

/** What a trial needs of a host. */
export type Worker = Pick<Host, 'send'>;

/** Real time given to a trial while its page waits. */
export const inline = { ms: 1_500 };

/** What has changed since it was tried: the draft, or which versions there are. */
export type Outdated = { draft: boolean; policy: boolean };
export type TrialView = Trial & { shows: 'queued' | 'reading' | 'stopped' | 'done'; startedByName: string; outdated: Outdated };

async function viewsOf({ table }: Context, trials: readonly Trial[]): Promise<TrialView[]> {
  const drafts = [...new Set(trials.flatMap(({ of }) => ('draft' in of ? [of.draft] : [])))];
  const [names, pointer, found, jobs] = await Promise.all([
    namesOf(
      table,
      trials.map(({ startedBy }) => startedBy),
    ),
    getPolicyPointer(table),
    Promise.all(drafts.map((draft) => getDraft(table, draft))),
    Promise.all(trials.map(({ state, job }) => (state === 'reading' ? getJob(table, job) : undefined))),
  ]);
  const editions = new Map(found.flatMap((draft) => (draft ? [[draft.id, draft.edition] as const] : [])));
  return trials.map((trial, i) => {
    const { of, state } = trial;
    const working = jobs[i]?.state;
    const shows = state === 'done' ? state : working === 'queued' ? 'queued' : working === 'running' ? 'reading' : 'stopped';
    const outdated = { draft: 'draft' in of && editions.get(of.draft) !== of.edition, policy: trial.policies !== pointer?.version };
    return { ...trial, shows, startedByName: names.get(trial.startedBy) ?? '', outdated };
  });
}

/** A draft in whatever state, or a version, as something to try. Refuses `unknown-policy`, `unknown-draft`, and `draft-not-ready` with the faults of its pack. */
async function triedOf({ table }: Context, of: Compared): Promise<Decision<{ tried: Tried; pack: Pack }>> {
  if (typeof of === 'number') {
    const policy = await policyVersion(table, of);
    if (!policy) return refuse('unknown-policy', undefined, { field: 'of' });
    return accept({ tried: { title: policy.pack.title, policy: of }, pack: policy.pack });
  }
  const found = await getDraftAndPack(table, of);
  if (!found) return refuse('unknown-draft', undefined, { field: 'of' });
  const { pack, faults } = check(found.json);
  if (!pack || faults.length > 0)
    return refuse('draft-not-ready', 'A draft can be tried once nothing is wrong with it.', { faults: fieldFaults(faults) });
  const { id, version, edition } = found.draft;
  return accept({ tried: { title: pack.title, draft: id, draftVersion: version, edition }, pack });
}

const nameOf = (of: Tried): string =>
  'draft' in of ? `the draft “${of.title}”, as of its version ${of.draftVersion}` : `version ${of.policy}`;

/**
 * Tries a policy on a year. What can be worked out in a second and a half is worked out at once, otherwise a job goes on with it. Refuses as `triedOf` and
 * `decideTrial` do.
 */
export async function startTrial(context: Context, host: Worker, command: StartTrial): Promise<Decision<TrialView>> {
  const { table, now, actor } = context;
  const [id, job] = [newId('tri'), newId('job')];
  const started = await change(context, async () => {
    const [found, pointer, versions] = await Promise.all([triedOf(context, command.of), getPolicyPointer(table), policyVersions(table)]);
    if (!found.ok) return found;
    const { tried, pack } = found.value;
    const spans = versionSpans(versions.map((version) => ({ ...version, name: policyName(version) })));
    const decision = decideTrial(
      { id, job, now, person: actor.person, versions: spans, policies: pointer?.version ?? 0, tried, pack },
      command,
    );
    if (!decision.ok) return decision;
    const trial = decision.value;
    return accept({
      writes: [
        trialWrite(table, trial),
        trialPackWrite(table, id, pack),
        jobWrite(table, {
          id: job,
          kind: 'policy-trial',
          function: 'reports',
          task: 'advance-trial',
          subject: { trial: id },
          createdBy: actor.person,
          now,
        }),
      ],
      result: trial,
      audit: { action: 'policy:try', about: id, detail: `${nameOf(tried)}, ${yearTitle(trial.year).toLowerCase()}` },
    });
  });
  if (!started.ok) return started;
  const until = performance.now() + inline.ms;
  const invoke = () => advanceTrial(context, id, Math.max(1, until - performance.now()));
  await workOn(table, { invoke, send: (name, event) => host.send(name, event) }, job, { ...pace, budgetMs: 0 });
  return readTrial(context, id);
}

/** Sets the sums that stand beside a trial. Refuses `unknown-trial`, and as `decideAdjusting` does. */
export async function adjustTrial(context: Context, id: string | undefined, command: AdjustTrial): Promise<Decision<TrialView>> {
  const adjusted = await change(context, async () => {
    const trial = await findTrial(context, id);
    const decision = trial ? decideAdjusting(trial, command) : refuse('unknown-trial');
    if (!decision.ok) return decision;
    const next = decision.value;
    const count = next.adjustments.length === 1 ? '1 sum stands' : `${next.adjustments.length} sums stand`;
    return accept({
      writes: [trialWrite(context.table, next)],
      result: next,
      audit: { action: 'policy:try', about: next.id, detail: `${count} beside it` },
    });
  });
  return adjusted.ok ? readTrial(context, adjusted.value.id) : adjusted;
}

async function findTrial({ table }: Context, id: string | undefined): Promise<Trial | undefined> {
  const parsed = idSchema('tri').safeParse(id);
  return parsed.success ? getTrial(table, parsed.data) : undefined;
}

/** A trial as it stands. Refuses `unknown-trial`. */
export async function readTrial(context: Context, id: string | undefined): Promise<Decision<TrialView>> {
  const trial = await findTrial(context, id);
  const [view] = trial ? await viewsOf(context, [trial]) : [];
  return view ? accept(view) : refuse('unknown-trial');
}

export type WholeTrial = { trial: TrialView; sums?: Sums };
/** A trial with what it came to: of everybody once it is done, and nothing before. */
export async function withSums({ table }: Context, read: Decision<TrialView>): Promise<Decision<WholeTrial>> {
  if (!read.ok) return read;
  const trial = read.value;
  return accept({ trial, ...(trial.state === 'done' ? { sums: await getTrialSums(table, trial.id) } : {}) });
}

/** Trials, newest first, a page at a time. */
export async function listTrials(context: Context, after?: string): Promise<Page<TrialView>> {
  const page = await pageOfTrials(context.table, after);
  return { ...page, items: await viewsOf(context, page.items) };
}

/** What may be tried: every version, the newest first, and the newest drafts. */
export async function triables({ table }: Context): Promise<{ versions: { version: number; title: string }[]; drafts: Draft[] }> {
  const [versions, drafts] = await Promise.all([policyVersions(table), pageOfDrafts(table)]);
  return { versions: versions.map(({ version, pack }) => ({ version, title: pack.title })).reverse(), drafts: drafts.items };
}
