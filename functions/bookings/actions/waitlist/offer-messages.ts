// Telling a school of the place that it is offered, and that nobody answered: to whoever put it on the list, and to those who book for it.
import type { Context } from '../../../../shared/context.ts';
import { writeMessages } from '../../../../shared/messages.ts';
import type { Person } from '../../../identity/schema/people.ts';
import { messageOf, offeredWords, passedWords, type Setting } from '../../rules/messages.ts';
import type { OfferPost, OfferTelling } from '../../schema/messages.ts';
import { getWait } from '../../store/waitlist.ts';
import type { PostRoom } from '../messages.ts';
import { bookersFor, hasBusinessWith } from '../whose.ts';

/** Writes that a place is offered, or was passed on, to each person whom it concerns. */
export async function tellOffer(context: Context, { kind, waiting, offer }: OfferTelling, key: string): Promise<{ written: number }> {
  const { table, now } = context;
  const wait = await getWait(table, waiting);
  if (!wait) throw new Error(`${waiting} is told of and is not there`);
  const people = new Set([...(wait.givenBy ? [] : [wait.joinedBy]), ...(await bookersFor(context, wait.school))]);
  const messages = [...people].map((person) => messageOf(kind, { about: waiting, key, person }, { waiting, offer }));
  return { written: await writeMessages(table, messages, now) };
}

/** What a message about an offer says as things stand; nothing to whoever has no business with the school any more. */
export async function offerWordsOf(
  context: Context,
  { origin }: PostRoom,
  { message: { kind }, facts: { waiting, offer } }: OfferPost,
  { sessionTimes, person }: { sessionTimes: Setting['sessionTimes']; person: Person },
): Promise<Readonly<Record<string, string>> | undefined> {
  const { table, council, now } = context;
  const wait = await getWait(table, waiting);
  if (!wait || !(await hasBusinessWith(context, person, { school: wait.school, payer: wait.school }))) return undefined;
  const setting = { council, sessionTimes, link: `${origin}/${council.slug}/bookings/waitlist/${waiting}` };
  return kind === 'place-offered' ? offeredWords(setting, wait, offer, now) : passedWords(setting, wait, offer);
}
