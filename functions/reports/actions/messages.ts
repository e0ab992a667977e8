// Messages to people, for whoever looks after them: who was told what about a record, how it stands, and one that failed sent again. What they said is kept nowhere.
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { effectOf, listMessages, type ShownMessage } from '../../../shared/messages.ts';
import { type Effect, replayEffect } from '../../../shared/outbox.ts';
import type { Page } from '../../../shared/table.ts';
import { namesOf } from '../../identity/store/people.ts';
import type { MessagesQuery } from '../schema/messages.ts';

export type NamedMessage = ShownMessage & { personName: string };

/** Messages about a record or to a person, the newest first, with the name of each person as it is now. */
export async function readMessages({ table }: Context, { about, person, after }: MessagesQuery): Promise<Page<NamedMessage>> {
  const page = await listMessages(table, about ? { about } : { person: person as PersonId }, after);
  const names = await namesOf(
    table,
    page.items.map((message) => message.person),
  );
  return { ...page, items: page.items.map((message) => ({ ...message, personName: names.get(message.person) ?? '' })) };
}

/** Sends a message again that was given up. Refuses `unknown-effect`, and `wrong-state` for one that was sent or is on its way. */
export const sendAgain = (context: Context, reference: string): Promise<Decision<Effect>> => replayEffect(context, effectOf({ reference }));
