// Messages that nobody has to have: which one wants, stopping a kind by the link in one, and sending any message to a person whose address identity alone knows.
import { timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import { anonymous, type Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { isOptional, kinds, type OptionalKind, optionalKinds, stopWord } from '../../../shared/kinds.ts';
import type { Letter, Notifier } from '../../../shared/notify.ts';
import { readToken, signToken } from '../../../shared/token.ts';
import { type Choice, messageTokenSchema, type SendMessage } from '../schema/messages.ts';
import { choiceWrite, getChoice, wants } from '../store/messages.ts';
import { getContact, getPerson } from '../store/people.ts';

/** The kinds that can be turned off, each with whether one wants it. */
export async function readChoices({ table, actor }: Context): Promise<Choice[]> {
  const off = (await getChoice(table, actor.person))?.off ?? [];
  return optionalKinds.map((kind) => ({ kind, wanted: !off.includes(kind) }));
}

async function choose(context: Context, person: PersonId, { kind, wanted }: Choice): Promise<Decision<Choice>> {
  const { table, now } = context;
  // Whoever follows the link in an e-mail has not signed in: it was done by the person it was sent to.
  const actor = context.actor === anonymous ? { ...anonymous, person } : context.actor;
  return change({ ...context, actor }, async () => {
    const before = await getChoice(table, person);
    const off = before?.off ?? [];
    if (!off.includes(kind) === wanted) return accept({ writes: [], result: { kind, wanted }, audit: null });
    const next = optionalKinds.filter((each) => (each === kind ? !wanted : off.includes(each)));
    return accept({
      writes: [choiceWrite(table, person, { type: 'message-choice', off: next, at: timestamp(now), version: (before?.version ?? 0) + 1 })],
      result: { kind, wanted },
      audit: { action: 'messages:choose', about: person, detail: `${kinds[kind].title}: ${wanted ? 'wanted' : 'not wanted'}` },
    });
  });
}

/** Says whether one wants messages of a kind that can be turned off. */
export const chooseMessages = (context: Context, choice: Choice): Promise<Decision<Choice>> =>
  choose(context, context.actor.person, choice);

/** Whom a message's link is for, and which kind it stops. Refuses `not-found` for a link that was not made here. */
function openMessage({ council }: Context, linkKey: string, token: string | undefined): Decision<{ person: PersonId; kind: OptionalKind }> {
  const read = messageTokenSchema.safeParse(token === undefined ? undefined : readToken(token, linkKey));
  if (!read.success || read.data.council !== council.slug)
    return refuse('not-found', 'The link is not whole. Open it from the e-mail again.');
  return accept({ person: read.data.person, kind: read.data.kind });
}

/** What the person of a message's link has chosen of its kind. Refuses as openMessage does. */
export async function readStopping(context: Context, linkKey: string, token: string | undefined): Promise<Decision<Choice>> {
  const opened = openMessage(context, linkKey, token);
  if (!opened.ok) return opened;
  const { person, kind } = opened.value;
  return accept({ kind, wanted: await wants(context.table, person, kind) });
}

/** Stops a kind by the link in one. Refuses as openMessage does. */
export async function stopMessages(context: Context, linkKey: string, token: string | undefined): Promise<Decision<Choice>> {
  const opened = openMessage(context, linkKey, token);
  return opened.ok ? choose(context, opened.value.person, { kind: opened.value.kind, wanted: false }) : opened;
}

/**
 * Sends a message under the reference of whoever asks, which nobody gets twice; one that can be turned off carries the link that does. It is not needed for a person
 * who has no address any more, may not come in any more, or has turned it off. Throws for the outbox to try again.
 */
export async function sendMessage(
  { table, council }: Context,
  { origin, linkKey, notifier }: { origin: string; linkKey: string; notifier: Notifier },
  { person: id, kind, personalisation, reference }: SendMessage,
): Promise<'sent' | 'not-needed'> {
  const [person, contact, isWanted] = await Promise.all([getPerson(table, id), getContact(table, id), wants(table, id, kind)]);
  if (!person || person.erasedAt || person.noEntry || !contact?.email || !isWanted) return 'not-needed';
  const token = isOptional(kind) ? signToken({ for: 'messages', council: council.slug, person: id, kind }, linkKey) : undefined;
  const stop = token && { [stopWord]: `${origin}/${council.slug}/identity/messages/${token}` };
  const letter = { to: contact.email, kind, personalisation: { ...personalisation, ...stop }, reference };
  const missing = kinds[kind].words.filter((word) => !(word in letter.personalisation));
  if (missing.length > 0) throw new Error(`a message of the kind ${kind} lacks ${missing.join(', ')}`);
  await notifier.send(council.slug, letter as Letter);
  return 'sent';
}
