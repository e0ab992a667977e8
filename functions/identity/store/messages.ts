// Which messages a person wants, in the table. Whoever has said nothing wants them all.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { isOptional, type KindName } from '../../../shared/kinds.ts';
import { type CouncilTable, unkeyed } from '../../../shared/table.ts';
import type { MessageChoice } from '../schema/messages.ts';

export async function getChoice(table: CouncilTable, person: PersonId): Promise<MessageChoice | undefined> {
  const item = await table.get<MessageChoice>(table.key.messageChoice(person));
  return item && unkeyed(item);
}

/** Whether a person is to get messages of this kind: those that can be turned off until they are, and all others always. */
export const wants = async (table: CouncilTable, person: PersonId, kind: KindName): Promise<boolean> =>
  !isOptional(kind) || !(await getChoice(table, person))?.off.includes(kind);

export function choiceWrite(table: CouncilTable, person: PersonId, choice: MessageChoice): Write {
  const key = table.key.messageChoice(person);
  return choice.version === 1 ? create(key, choice, 'changed-meanwhile') : replace(key, choice);
}
