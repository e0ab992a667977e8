// The first step of a commitment: every document is looked at again before anything is claimed. A run issues what its dry run showed, or nothing.
import { auditWrite } from '../../../../shared/audit.ts';
import { commit } from '../../../../shared/commit.ts';
import { type Context, daybookItself } from '../../../../shared/context.ts';
import { accepted } from '../../../../shared/decision.ts';
import { newId } from '../../../../shared/ids.ts';
import { fingerprintOf } from '../../../../shared/token.ts';
import { otherwisePrinted, proposedAgain } from '../../rules/changes.ts';
import { decideRun, periodText } from '../../rules/run.ts';
import { counted } from '../../rules/words.ts';
import type { ChangedDocument, Run } from '../../schema.ts';
import { claimants, createRunWrite, getLatestRun, latestRunWrite, replaceRunWrite, runDocuments } from '../../store.ts';
import { readAgain } from './again.ts';
import { advance, after, batch, mustStand } from './step.ts';

/** Compares a batch of documents with the fingerprints of the dry run; with the last of them, the run goes on to claim. */
export async function check(context: Context, run: Run): Promise<void> {
  const documents = await runDocuments(context.table, run.id, run.cursor, batch);
  const changed: ChangedDocument[] = [];
  for (const { summary, lines, facts } of await readAgain(context, run, documents)) {
    const holders = await claimants(context.table, lines);
    const held = (by: (holder: (typeof holders)[number]) => boolean | undefined) =>
      new Set(lines.filter((_, i) => by(holders[i])).map(({ charge }) => charge));
    const withdrawn = held((holder) => holder?.withdrawn);
    const taken = held((holder) => holder && !holder.withdrawn);
    const now = proposedAgain({ ...facts, summary, lines, taken, withdrawn });
    if ('why' in now) changed.push({ payerName: summary.payerName, why: now.why });
    else if (fingerprintOf(now.text) !== summary.fingerprint) changed.push({ payerName: summary.payerName, why: otherwisePrinted });
  }
  await (changed.length > 0 ? stop(context, run, changed) : advance(context, run, documents, 'check'));
}

const mostNamed = 20;

/**
 * Ends a commitment that found other figures, and begins a new dry run of the period in its place, under the same job; unless somebody has made a newer one
 * already. Nothing was claimed yet.
 */
async function stop({ table, now }: Context, run: Run, changed: readonly ChangedDocument[]): Promise<void> {
  const person = run.committedBy ?? run.madeBy;
  const by = { table, now, actor: { ...daybookItself, person } };
  const { cursor: _, ...rest } = run;
  const stopped = (replacedBy: Run['id']) =>
    replaceRunWrite(table, { ...rest, state: after(run, 'change'), replacedBy, version: run.version + 1 });
  const told = auditWrite(by, {
    action: 'run:stop',
    about: run.id,
    detail: `${counted(changed.length, 'document')} changed since the dry run, and nothing was issued`,
  });
  const latest = await getLatestRun(table, run);
  if (latest && latest !== run.id) return mustStand(await commit(table, [stopped(latest), told]));
  const fresh = accepted(decideRun({ id: newId('run'), job: run.job, actor: { person }, now }, run));
  const before = { run: run.id, proposed: run.proposed, changed: changed.slice(0, mostNamed) };
  mustStand(
    await commit(table, [
      stopped(fresh.id),
      createRunWrite(table, { ...fresh, before }),
      latestRunWrite(table, fresh, run.id),
      told,
      auditWrite(by, { action: 'run:make', about: fresh.id, detail: periodText(fresh) }),
    ]),
  );
}
