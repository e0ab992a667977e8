// Messages to people: each written once, with a record of who was told what about what, and delivered by the outbox. A reference names nobody.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Instant, timestamp } from './calendar.ts';
import { commit, put, type Write } from './commit.ts';
import type { Context, Host } from './context.ts';
import { idSchema, type PersonId } from './ids.ts';
import { type KindName, kindNames, type WordsOf } from './kinds.ts';
import { type Effect, type EffectName, effectWrite } from './outbox.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from './table.ts';

/** That somebody is, or was, to be told of something. What it says is made when it is sent, and kept nowhere. */
export const messageSchema = z.strictObject({
  type: z.literal('message'),
  kind: z.enum(kindNames),
  /** The id of the record it is about: a booking, a request for approval, or an organisation. */
  about: z.string(),
  person: idSchema('per'),
  /** What Notify, the outbox and the logs know it by. */
  reference: z.string(),
  writtenAt: z.string(),
});
export type Outcome = 'sent' | 'not-needed';
/** Without an outcome until it was sent, or found not to be needed any more: the outbox knows how far it has come until then. */
export type Message = z.infer<typeof messageSchema> & { outcome?: Outcome; outcomeAt?: string };

/** What the owning room's task is given of a message: the record, and the facts that it asked for when the message was written. */
type MessagePayload<Facts = unknown> = { message: Message; facts: Facts };

/** A message to be written. `key` is what makes it this one among those of its kind about the same record to the same person. */
export type NewMessage = {
  kind: KindName;
  about: string;
  key: string;
  person: PersonId;
  /** The function and the task of it that makes the message's words when it is sent. */
  function: string;
  task: string;
  facts: unknown;
};

/** The effect that sends a message is called as the message is, apart from its number, which is always the first. */
const only = 1;
export const subjectOf = (council: string, { kind, about, key, person }: Pick<NewMessage, 'kind' | 'about' | 'key' | 'person'>): string => {
  const whom = createHash('sha256').update(`${council}\n${person}`).digest('base64url').slice(0, 16);
  return `${kind}:${about}:${key}:${whom}`;
};
export const effectOf = ({ reference }: Pick<Message, 'reference'>): EffectName => ({
  subject: reference.slice(0, reference.lastIndexOf('#')),
  version: only,
});

const recordWrite = (table: CouncilTable, message: Message): Write =>
  put(table.key.message(message.about, message.writtenAt, message.reference), {
    ...message,
    ...indexOf(table.council).messageTo(message.person, message.writtenAt, message.reference),
  });

/** Messages of one transaction: each is an effect and a record. */
const mostAtOnce = 40;

/**
 * Writes messages, each once: what was written before is left alone, whatever became of it. Answers how many are new. Throws where somebody else writes the same
 * ones at the same moment, for the task to be run again.
 */
export async function writeMessages(table: CouncilTable, messages: readonly NewMessage[], now: Instant): Promise<number> {
  const named = new Map(messages.map((each) => [subjectOf(table.council, each), each]));
  const fresh = await Promise.all(
    [...named].map(async ([subject, each]) => ((await table.get(table.key.effect(subject, only))) ? [] : [{ subject, each }])),
  );
  const left = fresh.flat();
  const count = left.length;
  while (left.length > 0) {
    const writes = left.splice(0, mostAtOnce).flatMap(({ subject, each: { kind, about, person, function: name, task, facts } }) => {
      const message: Message = { type: 'message', kind, about, person, reference: `${subject}#${only}`, writtenAt: timestamp(now) };
      const payload: MessagePayload = { message, facts };
      return [effectWrite(table, { subject, version: only, function: name, task, payload, now }), recordWrite(table, message)];
    });
    if (!(await commit(table, writes)).ok) throw Object.assign(new Error('somebody else wrote these messages'), { name: 'Contended' });
  }
  return count;
}

/** The words that a room fills a kind with: all but the link to stop it, which identity makes. */
export type FilledBy<Name extends KindName> = Readonly<Record<Exclude<WordsOf<Name>, 'stop'>, string>>;

/**
 * Puts a message into the post with these words and records what came of it; without words it is not needed any more. Throws for the outbox to try again, and
 * the reference keeps a second try from sending a second message.
 */
export async function postMessage(
  { table, council, now }: Pick<Context, 'table' | 'council' | 'now'>,
  invoke: Host['invoke'],
  message: Message,
  personalisation: Readonly<Record<string, string>> | undefined,
): Promise<Outcome> {
  const { person, kind, reference } = message;
  const subject = { person, kind, personalisation, reference };
  const outcome = personalisation
    ? ((await invoke('identity', { council: council.slug, task: 'send-message', subject })) as Outcome)
    : 'not-needed';
  const kept = await commit(table, [recordWrite(table, { ...message, outcome, outcomeAt: timestamp(now) })]);
  if (!kept.ok) throw new Error('the outcome of a message could not be kept');
  return outcome;
}

/** How a message stands: `waiting` to be sent or to be tried again, `failed` when it was given up. */
export type MessageState = Outcome | 'waiting' | 'failed';
export const stateOf = ({ outcome }: Pick<Message, 'outcome'>, effect: Pick<Effect, 'state'> | undefined): MessageState =>
  outcome ?? (effect?.state === 'parked' ? 'failed' : 'waiting');

export type ShownMessage = Message & { state: MessageState; attempts: number; error?: string };

/** Messages about a record, or to a person, the newest first, a page at a time, each with how it stands. */
export async function listMessages(
  table: CouncilTable,
  of: { about: string } | { person: PersonId },
  after?: string,
): Promise<Page<ShownMessage>> {
  const range = 'about' in of ? table.range.messagesAbout(of.about) : table.range.messagesTo(of.person);
  const page = await table.page<Message>(range, { limit: 25, descending: true, ...(after ? { after } : {}) });
  const items = await Promise.all(
    page.items.map(async (found): Promise<ShownMessage> => {
      const message = unkeyed(found);
      const { subject, version } = effectOf(message);
      const effect = await table.get<Effect>(table.key.effect(subject, version));
      return {
        ...message,
        state: stateOf(message, effect),
        attempts: effect?.attempts ?? 0,
        ...(effect?.error && !message.outcome ? { error: effect.error } : {}),
      };
    }),
  );
  return { ...page, items };
}
