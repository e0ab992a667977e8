// Reminders in the table: the council's switch, and the rounds that were made.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { type CouncilTable, type Page, unkeyed } from '../../../shared/table.ts';
import type { Nudging, Round } from '../schema/nudges.ts';

export async function getNudging(table: CouncilTable): Promise<Nudging | undefined> {
  const item = await table.get<Nudging>(table.key.nudging());
  return item && unkeyed(item);
}
export const nudgingWrite = (table: CouncilTable, nudging: Nudging): Write =>
  nudging.version === 1 ? create(table.key.nudging(), nudging, 'changed-meanwhile') : replace(table.key.nudging(), nudging);

export async function getRound(table: CouncilTable, on: string): Promise<Round | undefined> {
  const item = await table.get<Round>(table.key.nudgeRound(on));
  return item && unkeyed(item);
}
export const roundWrite = (table: CouncilTable, round: Round): Write =>
  round.version === 1 ? create(table.key.nudgeRound(round.on), round, 'changed-meanwhile') : replace(table.key.nudgeRound(round.on), round);
/** The latest rounds, newest first. */
export const latestRounds = async (table: CouncilTable, most: number): Promise<Round[]> =>
  (await table.page<Round>(table.range.nudgeRounds(), { limit: most, descending: true })).items.map(unkeyed);

/** The ids of people with rights here, by name, a page at a time. */
export async function pageOfPersonIds(
  table: CouncilTable,
  limit: number,
  after?: string,
): Promise<Page<{ id: PersonId; name: string; email?: string }>> {
  return table.page<{ id: PersonId; name: string; email?: string }>(table.range.people(), { limit, ...(after ? { after } : {}) });
}
