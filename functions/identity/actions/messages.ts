// Messages that nobody has to have: whether one wants them, stopping them by the link in one, and sending one to a person whose address identity alone knows.
import { auditWrite } from '../../../shared/audit.ts';
import { timestamp } from '../../../shared/calendar.ts';
import { commitOnce } from '../../../shared/commit.ts';
import { anonymous, type Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { PersonId } from '../../../shared/ids.ts';
import type { Notifier } from '../../../shared/notify.ts';
import { readToken, signToken } from '../../../shared/token.ts';
import { type Choice, messageTokenSchema, type SendMessage } from '../schema/messages.ts';
import { choiceWrite, wantsReminders } from '../store/messages.ts';
import { getContact, getPerson } from '../store/people.ts';

export const readChoice = async ({ table, actor }: Context): Promise<Choice> => ({
  reminders: await wantsReminders(table, actor.person),
});

async function choose(context: Context, person: PersonId, { reminders }: Choice): Promise<Decision<Choice>> {
  const { table, now } = context;
  if ((await wantsReminders(table, person)) === reminders) return accept({ reminders });
  // Whoever follows the link in an e-mail has not signed in: it was done by the person it was sent to.
  const actor = context.actor === anonymous ? { ...anonymous, person } : context.actor;
  const note = { action: 'messages:choose', about: person, detail: reminders ? 'Reminders wanted' : 'No reminders wanted' };
  const written = await commitOnce(table, [
    choiceWrite(table, person, { type: 'message-choice', reminders, at: timestamp(now) }),
    auditWrite({ table, now, actor }, note),
  ]);
  return written.ok ? accept({ reminders }) : written;
}

/** Says whether one wants reminders. */
export const chooseMessages = (context: Context, choice: Choice): Promise<Decision<Choice>> =>
  choose(context, context.actor.person, choice);

/** Whom a message's link is for. Refuses `not-found` for a link that was not made here. */
export function openMessage({ council }: Context, linkKey: string, token: string | undefined): Decision<{ person: PersonId }> {
  const read = messageTokenSchema.safeParse(token === undefined ? undefined : readToken(token, linkKey));
  if (!read.success || read.data.council !== council.slug)
    return refuse('not-found', 'The link is not whole. Open it from the e-mail again.');
  return accept({ person: read.data.person });
}

/** What the person of a message's link has chosen. Refuses as openMessage does. */
export async function readStopping(context: Context, linkKey: string, token: string | undefined): Promise<Decision<Choice>> {
  const opened = openMessage(context, linkKey, token);
  return opened.ok ? accept({ reminders: await wantsReminders(context.table, opened.value.person) }) : opened;
}

/** Stops reminders by the link in one. Refuses as openMessage does. */
export async function stopReminders(context: Context, linkKey: string, token: string | undefined): Promise<Decision<Choice>> {
  const opened = openMessage(context, linkKey, token);
  return opened.ok ? choose(context, opened.value.person, { reminders: false }) : opened;
}

/**
 * Sends a message with the link that stops the next ones, under the reference of whoever asks, which nobody gets twice. It is not needed for a person who has no
 * address any more, may not come in any more, or does not want it. Throws for the outbox to try again.
 */
export async function sendMessage(
  { table, council }: Context,
  { origin, linkKey, notifier }: { origin: string; linkKey: string; notifier: Notifier },
  { person: id, template, personalisation, reference }: SendMessage,
): Promise<'sent' | 'not-needed'> {
  const [person, contact, wants] = await Promise.all([getPerson(table, id), getContact(table, id), wantsReminders(table, id)]);
  if (!person || person.erasedAt || person.noEntry || !contact?.email || !wants) return 'not-needed';
  const token = signToken({ for: 'reminders', council: council.slug, person: id }, linkKey);
  await notifier.send(council.slug, {
    to: contact.email,
    template,
    personalisation: { ...personalisation, stop: `${origin}/${council.slug}/identity/messages/${token}` },
    reference,
  });
  return 'sent';
}
