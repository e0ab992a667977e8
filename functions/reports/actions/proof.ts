// Starting a proof, taking it further and telling what it found: small ledgers are proved at once, large ones by the worker.
import { addDays, type CivilDate, londonDate, timestamp } from '../../../shared/calendar.ts';
import { change, commit } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { type JobId, newId } from '../../../shared/ids.ts';
import { getJob, jobWrite, type Progress, type Slice } from '../../../shared/job.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { formerUser, namesOf } from '../../identity/store/people.ts';
import { newProof, reportOf, verdictOf } from '../rules/proof.ts';
import { noSealsSeen } from '../rules/seals.ts';
import type { SealsSeen } from '../schema/seals.ts';
import type { Proof, ProofReport } from '../schema.ts';
import { firstProofWrite, getPointer, getProof, lastSealed, latestWrite, nextProofWrite, runningWrite } from '../store.ts';
import { clearRuns } from './runs.ts';
import { runSlice } from './slice.ts';

/** Real time given to a proof while its page waits, and to each slice of the worker's. */
const inlineMs = 1_500;
export const sliceMs = 15_000;

/** The proof that is on its way, if its job still has somebody to go on with it. */
async function running(context: Context): Promise<Proof | undefined> {
  const pointer = await getPointer(context.table);
  if (!pointer?.running) return undefined;
  const [proof, job] = await Promise.all([getProof(context.table, pointer.running), getJob(context.table, pointer.running)]);
  const alive = job?.state === 'queued' || job?.state === 'running';
  return proof && proof.phase !== 'done' && alive ? proof : undefined;
}

/** The latest proof that is done, and the one on its way. */
export async function readProof(context: Context): Promise<{ latest?: ProofReport; running?: ProofReport }> {
  const pointer = await getPointer(context.table);
  const [latest, going] = await Promise.all([pointer?.latest && getProof(context.table, pointer.latest), running(context)]);
  const [done, begun] = await Promise.all([latest && told(context, latest), going && told(context, going)]);
  return { ...(done ? { latest: done } : {}), ...(begun ? { running: begun } : {}) };
}

/** A proof as it is told, with the name of whoever began it as it stands now. */
const told = async ({ table }: Context, proof: Proof): Promise<ProofReport> =>
  reportOf(proof, (await namesOf(table, [proof.startedBy])).get(proof.startedBy) ?? formerUser);

/**
 * Proves the ledger from its first day to today. What can be read in a second and a half is proved at once; otherwise a job goes on with it,
 * and `ring` calls the worker. A proof that is on its way already is answered instead of a second one.
 */
export async function startProof(
  context: Context,
  ring: (job: JobId) => Promise<void>,
  budgetMs = inlineMs,
): Promise<Decision<ProofReport>> {
  const { table, now, actor, council } = context;
  const going = await running(context);
  if (going) return accept(await told(context, going));
  const job = newId('job');
  const [from, today] = [council.ledgerFrom as CivilDate, londonDate(now)];
  const fresh = newProof(job, from, today, timestamp(now), actor.person, await sealsToSee(table, from, today));
  const proof = await runSlice(context, fresh, budgetMs);
  const isDone = proof.phase === 'done';
  const begun = jobWrite(table, { id: job, kind: 'proof', function: 'reports', task: 'prove', subject: {}, createdBy: actor.person, now });
  const decision = await change<Proof>(context, async () => {
    const pointer = await getPointer(table);
    const other = isDone ? undefined : await running(context);
    if (other) return accept({ writes: [], result: other, audit: null });
    const pointing = isDone ? [latestWrite(table, job, false)] : [runningWrite(table, job, pointer?.running), begun];
    return accept({ writes: [firstProofWrite(table, proof), ...pointing], result: proof, audit: { action: 'proof:run', about: job } });
  });
  if (!decision.ok) return decision;
  if (decision.value !== proof || isDone) await clearRuns(context, job);
  else await ring(job);
  return accept(await told(context, decision.value));
}

/** The last day sealed, and the seal that must still be what the latest proof saw. */
async function sealsToSee(table: CouncilTable, from: CivilDate, to: CivilDate): Promise<SealsSeen> {
  const [last, pointer] = await Promise.all([lastSealed(table, from, to), getPointer(table)]);
  const witness = pointer?.latest && (await getProof(table, pointer.latest))?.seals?.witness;
  return { ...noSealsSeen, ...(last ? { to: last } : {}), ...(witness ? { witness } : {}) };
}

/** One slice of a proof for the worker. A slice that comes too late, because another was quicker, changes nothing. */
export async function continueProof(context: Context, job: JobId, budgetMs = sliceMs): Promise<Slice> {
  const before = await getProof(context.table, job);
  if (!before) throw new Error(`no such proof: ${job}`);
  if (before.phase === 'done') return { state: 'done', progress: progressOf(before), result: { verdict: verdictOf(before) } };
  const proof = await runSlice(context, before, budgetMs);
  const isDone = proof.phase === 'done';
  const next = nextProofWrite(context.table, proof);
  const pointing = isDone ? [latestWrite(context.table, job, true)] : [];
  let written = await commit(context.table, [next, ...pointing]);
  // A later proof has taken its place as the one on its way: this one is finished without being pointed to.
  if (!written.ok && 'index' in written && written.index === 1) written = await commit(context.table, [next]);
  if (!written.ok) return { state: 'more' };
  if (!isDone) return { state: 'more', progress: progressOf(proof) };
  await clearRuns(context, job);
  return { state: 'done', progress: progressOf(proof), result: { verdict: verdictOf(proof) } };
}

const phaseTexts = { entries: 'reading entries', holders: 'listing holders', accounts: 'comparing accounts', done: 'done' } as const;

function progressOf({ totals, phase, nextDay, to }: Proof): Progress {
  const done = totals.transfers + totals.settlements + totals.claims;
  return { done, note: phase === 'entries' ? `${phaseTexts.entries} up to ${addDays(nextDay, -1)} of ${to}` : phaseTexts[phase] };
}
