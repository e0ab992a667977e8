// Reminders and digests, by the calendar: visits a week before, a school's weeks on Mondays, and notes that are late. Each is written once, however often the clock asks.
import { type CivilDate, londonClock } from '../../../shared/calendar.ts';
import { commit } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { type NewMessage, writeMessages } from '../../../shared/messages.ts';
import { holdersOf } from '../../entitlements/rules/nudges.ts';
import { pageOfPersonIds } from '../../entitlements/store/nudges.ts';
import { wants } from '../../identity/store/messages.ts';
import { getPerson, personOfOfficer } from '../../identity/store/people.ts';
import { listOfficers, takenSlots } from '../../officers/store.ts';
import { concerned, daysToRemind, digestDue, digestUntil, messageOf, remindsOfNotes, visitsOn, weekLate } from '../rules/messages.ts';
import type { MessageRound, Told } from '../schema/messages.ts';
import type { Booking } from '../schema.ts';
import { getMessageRound, messageRoundWrite } from '../store/messages.ts';
import { nameOfNote, unsharedNotes } from '../store/notes.ts';
import { getBooking } from '../store.ts';
import { toldInstead } from './whose.ts';

/** People of one slice of the digest, notes of one of late ones, and the real time that either takes in one run. */
const bounds = { people: 40, notes: 40, budgetMs: 40_000 };

export type Sending = { state: 'nothing-due' | 'more' | 'done'; written: number };

/** The round after one more step of it; undefined where somebody else was first, who goes on with it. */
async function step({ table }: Context, before: MessageRound | undefined, next: Omit<MessageRound, 'type' | 'version'>) {
  const round: MessageRound = { type: 'message-round', ...next, version: (before?.version ?? 0) + 1 };
  return (await commit(table, [messageRoundWrite(table, round)])).ok ? round : undefined;
}

/** Writes the reminders of the visits of each day that is a week away, each once however often it runs: a day after the other, until the time is spent. */
export async function remind(context: Context): Promise<Sending> {
  const { table, now } = context;
  const until = performance.now() + bounds.budgetMs;
  let round = await getMessageRound(table, 'visit-reminder');
  let written = 0;
  const days = daysToRemind(londonClock(now), round?.through);
  const officers = days.length > 0 ? await listOfficers(table) : [];
  for (const day of days) {
    for (const officer of officers) written += await remindOf(context, officer.id, day);
    round = await step(context, round, { kind: 'visit-reminder', through: day });
    if (!round || performance.now() >= until) return { state: 'more', written };
  }
  return { state: days.length > 0 ? 'done' : 'nothing-due', written };
}

async function remindOf(context: Context, officer: Booking['officer'], day: CivilDate): Promise<number> {
  const { table, now } = context;
  const slots = (await takenSlots(table, officer, day, day)).filter(({ holdUntil, work }) => holdUntil === undefined && !work);
  if (slots.length === 0) return 0;
  const [who, ...bookings] = await Promise.all([
    personOfOfficer(table, officer),
    ...[...new Set(slots.map(({ booking }) => booking))].map((id) => getBooking(table, id)),
  ]);
  const messages = bookings.map(async (booking) => {
    const there = booking && visitsOn(booking, day);
    if (!there) return [];
    const of = { about: booking.id, key: `${there.first}:${day}` };
    const instead = await toldInstead(context, booking);
    return concerned(booking, there.visits, [{ officer, person: who }], instead).map(({ person, visits }) =>
      messageOf('visit-reminder', { ...of, person }, { told: [{ booking: booking.id, visits }] }),
    );
  });
  return writeMessages(table, (await Promise.all(messages)).flat(), now);
}

/** What is booked from one day to another, by school. */
async function comingTo({ table }: Context, from: CivilDate, to: CivilDate): Promise<Map<string, Told>> {
  const coming = new Map<string, Told>();
  for (const { id } of await listOfficers(table)) {
    for (const { school: booked, sharedBy = [], booking, visit, holdUntil, work } of await takenSlots(table, id, from, to)) {
      if (holdUntil !== undefined || work) continue;
      for (const school of new Set([booked, ...sharedBy])) {
        const told = coming.get(school) ?? [];
        const known = told.find((each) => each.booking === booking);
        if (known) known.visits.push(visit);
        else coming.set(school, [...told, { booking, visits: [visit] }]);
      }
    }
  }
  return coming;
}

/** Writes the digest of the week, once for each school that has visits coming and each person who books or approves for it: a page of people at a time. */
export async function digest(context: Context): Promise<Sending> {
  const { table, now } = context;
  const until = performance.now() + bounds.budgetMs;
  let round = await getMessageRound(table, 'weekly-digest');
  const monday = digestDue(londonClock(now), round?.through);
  if (!monday) return { state: 'nothing-due', written: 0 };
  const coming = await comingTo(context, monday, digestUntil(monday));
  let written = 0;
  // A cursor is of the Monday that was begun: one that was never finished is begun anew, and whoever was written to is not again.
  let cursor = round?.cursor?.startsWith(`${monday} `) ? round.cursor.slice(11) : undefined;
  for (;;) {
    const page = await pageOfPersonIds(table, bounds.people, cursor);
    written += await writeMessages(
      table,
      (await Promise.all(page.items.map(({ id }) => digestsFor(context, id, monday, coming)))).flat(),
      now,
    );
    cursor = page.next;
    const through = cursor ? round?.through : monday;
    const next = { kind: 'weekly-digest' as const, through: through ?? beforeAll, ...(cursor ? { cursor: `${monday} ${cursor}` } : {}) };
    round = await step(context, round, next);
    if (!round) return { state: 'more', written };
    if (!cursor) return { state: 'done', written };
    if (performance.now() >= until) return { state: 'more', written };
  }
}

/** Where no digest has gone out yet. */
const beforeAll = '2000-01-03' as CivilDate;

async function digestsFor({ table }: Context, id: PersonId, monday: CivilDate, coming: ReadonlyMap<string, Told>): Promise<NewMessage[]> {
  const [person, isWanted] = await Promise.all([getPerson(table, id), wants(table, id, 'weekly-digest')]);
  if (!person || !isWanted) return [];
  return holdersOf(person).flatMap((school) => {
    const told = coming.get(school);
    return told ? [messageOf('weekly-digest', { about: school, key: monday, person: id }, { told, from: monday })] : [];
  });
}

/**
 * Writes to the officers of notes that are late, once a week for each note: a page of notes at a time. Where the time is spent the next run begins anew, and
 * passes over what was written.
 */
export async function remindOfNotes(context: Context): Promise<Sending> {
  const { table, now } = context;
  const until = performance.now() + bounds.budgetMs;
  const clock = londonClock(now);
  const round = await getMessageRound(table, 'note-late');
  if (!remindsOfNotes(clock, round?.through)) return { state: 'nothing-due', written: 0 };
  let written = 0;
  let after: string | undefined;
  do {
    const page = await unsharedNotes(table, { before: clock.date, after, limit: bounds.notes });
    const messages = page.items.map(async (note): Promise<NewMessage[]> => {
      const week = weekLate(note, clock.date);
      const person = week === undefined ? undefined : await personOfOfficer(table, note.officer);
      if (!person) return [];
      const of = { about: note.booking, key: `${nameOfNote(note)}:${week}`, person };
      return [messageOf('note-late', of, { told: [{ booking: note.booking, visits: note.visits }] })];
    });
    written += await writeMessages(table, (await Promise.all(messages)).flat(), now);
    after = page.next;
    if (after && performance.now() >= until) return { state: 'more', written };
  } while (after);
  const done = await step(context, round, { kind: 'note-late', through: clock.date });
  return { state: done ? 'done' : 'more', written };
}
