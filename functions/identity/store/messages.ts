// Which messages a person wants, in the table. Whoever has said nothing wants them.
import { put, type Write } from '../../../shared/commit.ts';
import type { PersonId } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import type { MessageChoice } from '../schema/messages.ts';

export const wantsReminders = async (table: CouncilTable, person: PersonId): Promise<boolean> =>
  (await table.get<MessageChoice>(table.key.messageChoice(person)))?.reminders ?? true;

export const choiceWrite = (table: CouncilTable, person: PersonId, choice: MessageChoice): Write =>
  put(table.key.messageChoice(person), choice);
