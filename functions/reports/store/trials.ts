// Trials of a policy in the table: each an item of its own with its cursor, and beside it the pack as it was tried and what it comes to. They are all that a trial
// writes.
import { create, put, replace, type Write } from '../../../shared/commit.ts';
import type { TrialId } from '../../../shared/ids.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import { noSums } from '../rules/trials/sums.ts';
import type { Sums, Trial } from '../schema/trials.ts';

export async function getTrial(table: CouncilTable, id: TrialId): Promise<Trial | undefined> {
  const item = await table.get<Trial>(table.key.trial(id));
  return item && unkeyed(item);
}

/** One page of trials, newest first. */
export async function pageOfTrials(table: CouncilTable, after?: string): Promise<Page<Trial>> {
  const page = await table.page<Trial>(table.range.trials(), { limit: 25, descending: true, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

/** Keeps a trial: the first version where there was none, any later one in place of the version before it. */
export function trialWrite(table: CouncilTable, trial: Trial): Write {
  const key = table.key.trial(trial.id);
  const item = { ...trial, ...indexOf(table.council).trial(trial.id) };
  return trial.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** The pack as it is tried: a draft may be changed meanwhile. */
export const trialPackWrite = (table: CouncilTable, id: TrialId, pack: Pack): Write =>
  create(table.key.trialPack(id), { type: 'trial-pack', text: JSON.stringify(pack) }, 'changed-meanwhile');

export async function getTrialPack(table: CouncilTable, id: TrialId): Promise<Pack> {
  const item = await table.get<{ text: string }>(table.key.trialPack(id));
  if (!item) throw new Error(`a trial is kept with its pack: ${id}`);
  return JSON.parse(item.text) as Pack;
}

/** Sums are kept as one text, as nobody asks the table for a single one; with the version of the trial that counts them. */
export const trialSumsWrite = (table: CouncilTable, id: TrialId, sums: Sums): Write =>
  put(table.key.trialSums(id), { type: 'trial-sums', text: JSON.stringify(sums) });

export async function getTrialSums(table: CouncilTable, id: TrialId): Promise<Sums> {
  const item = await table.get<{ text: string }>(table.key.trialSums(id));
  return item ? (JSON.parse(item.text) as Sums) : noSums();
}
