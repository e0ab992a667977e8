// Reminders in the table: the council's switch, the rounds that were made, and each e-mail as an effect that exists once.
import { createHash } from 'node:crypto';
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { type CouncilTable, type Page, unkeyed } from '../../../shared/table.ts';
import type { NudgeDay, NudgePayload, Nudging, Round } from '../schema/nudges.ts';

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

/** What a reminder is called: of one day, one holder and one person, whom the name itself does not tell. It goes out to Notify and into logs. */
export const nudgeSubject = (council: string, { on, holder, person }: Pick<NudgePayload, 'on' | 'holder' | 'person'>): string => {
  const whom = createHash('sha256').update(`${council}\n${person}`).digest('base64url').slice(0, 16);
  return `nudge:${on}:${holder}:${whom}`;
};

/** Whether the reminder has been written already, whatever became of it. */
export const isWritten = async (table: CouncilTable, of: { on: string; holder: OrganisationId; person: PersonId }): Promise<boolean> =>
  (await table.get<object>(table.key.effect(nudgeSubject(table.council, of as NudgePayload), 1))) !== undefined;

export const nudgeWrite = (table: CouncilTable, day: NudgeDay, of: { holder: OrganisationId; person: PersonId }, now: number): Write => {
  const payload: NudgePayload = { ...of, ...day };
  return effectWrite(table, {
    subject: nudgeSubject(table.council, payload),
    version: 1,
    function: 'entitlements',
    task: 'send-nudge',
    payload,
    now,
  });
};
