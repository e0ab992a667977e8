// Sixty-four clients at once, twenty rounds, on the real engine: one has the session, one has the last free half-day, and everybody else is refused by name.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirmBooking } from '../../functions/bookings/actions/confirm.ts';
import { cancel, deliver, move } from '../../functions/bookings/actions/life.ts';
import { makeQuote } from '../../functions/bookings/actions/quote.ts';
import type { QuoteCommand } from '../../functions/bookings/schema/quotes.ts';
import { newService } from '../../functions/catalogue/store.ts';
import { closeVacancy, recordVacancy } from '../../functions/entitlements/actions.ts';
import type { Vacancy } from '../../functions/entitlements/schema.ts';
import { getHead, policyWrites } from '../../functions/entitlements/store.ts';
import type { Officer, Slot } from '../../functions/officers/schema.ts';
import { newOfficer } from '../../functions/officers/store.ts';
import type { School } from '../../functions/schools/schema.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import { addDays, bankHoliday, isWeekend, type SessionKey, sessionKey } from '../../shared/calendar.ts';
import { commit, maximumWrites, type Write } from '../../shared/commit.ts';
import type { Actor, Context } from '../../shared/context.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { BookingId, OfficerId, PersonId, VacancyId } from '../../shared/ids.ts';
import { contextIn, type OwnTable, ownTable } from '../actors.ts';
import { actor, daniel, day, delivering, headteacherRecruitment, now, policy, school, service, tableDump } from '../bookings.ts';

const clients = 64;
const rounds = 20;
const signingKey = 'a-key-for-the-races-only';
const schools: School[] = Array.from({ length: clients }, (_, i) => school(910_000 + i, `School ${i}`, 'academy'));
const both = { am: true, pm: true };
const officers: Officer[] = Array.from({ length: 8 }, (_, i) => ({
  ...daniel,
  id: `off_adviser-${i}` as OfficerId,
  name: `Adviser ${i}`,
  pattern: { 1: both, 2: both, 3: both, 4: both, 5: both },
  absences: [],
}));
const deputies = service('deputy-headteacher-recruitment');
/** Working half-days from December 2026 on, each used by one round only. */
const sessions: SessionKey[] = Array.from({ length: 500 }, (_, i) => addDays(day('2026-12-01'), i))
  .filter((date) => !isWeekend(date) && !bankHoliday(date))
  .flatMap((date) => [sessionKey(date, 'am'), sessionKey(date, 'pm')]);

let own: OwnTable;

const contextOf = (who: Actor, at = now): Context => contextIn(own, who, at);
const booker = (i: number, of: School): Actor => actor('school-booker', { person: `per_${of.urn}-${i}` as PersonId, organisation: of.id });
const manager = actor('resource-manager');

beforeAll(async () => {
  own = await ownTable();
  const { table } = contextOf(manager);
  const writes: Write[] = [
    ...policyWrites(table, undefined, policy),
    newService(table, headteacherRecruitment),
    newService(table, deputies),
    ...officers.map((officer) => newOfficer(table, officer)),
    ...schools.flatMap((of) => schoolWrites(table, of)),
  ];
  for (let i = 0; i < writes.length; i += maximumWrites)
    expect(await commit(table, writes.slice(i, i + maximumWrites))).toEqual({ ok: true });
});
afterAll(() => own.client.destroy());

const ask = (of: School, serviceId: QuoteCommand['service'], officer: OfficerId, wanted: SessionKey[]): QuoteCommand => ({
  school: of.id,
  service: serviceId,
  officer,
  purse: 'own-funds',
  halfDays: wanted.length,
  sessions: wanted,
});

type Client = { who: Actor; token: string };

/** Quotes taken beforehand, each by its own client. */
const quotesFor = (commands: { who: Actor; command: QuoteCommand }[]): Promise<(Client & { grossPence: number })[]> =>
  Promise.all(
    commands.map(async ({ who, command }) => {
      const { token, quote } = accepted(await makeQuote(contextOf(who), signingKey, command));
      return { who, token, grossPence: quote.grossPence };
    }),
  );

const confirmAll = (quoted: readonly Client[]) =>
  Promise.all(quoted.map(({ who, token }) => confirmBooking(contextOf(who), signingKey, { token, purchaseOrder: 'PO-1' })));

/** How many answers there were of each name. */
function tally(decisions: readonly Decision<unknown>[]): Record<string, number> {
  const names: Record<string, number> = {};
  for (const decision of decisions) {
    const name = decision.ok ? 'accepted' : decision.refusal.name;
    names[name] = (names[name] ?? 0) + 1;
  }
  return names;
}

async function countItems(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of (await tableDump(own.client, own.tableName, 'essex')).values()) {
    const { type } = JSON.parse(item) as { type?: string };
    counts[type ?? 'head'] = (counts[type ?? 'head'] ?? 0) + 1;
  }
  return counts;
}
/** What was added between two counts. */
const added = (before: Record<string, number>, after: Record<string, number>) =>
  Object.fromEntries(Object.entries(after).flatMap(([type, n]) => (n === (before[type] ?? 0) ? [] : [[type, n - (before[type] ?? 0)]])));

test(`${clients} schools race for one session, ${rounds} rounds: one has it each time, and the others find it taken`, {
  timeout: 240_000,
}, async () => {
  const before = await countItems();
  const officer = officers[0]?.id ?? daniel.id;
  for (const session of sessions.slice(0, rounds)) {
    const quoted = await quotesFor(schools.map((of, i) => ({ who: booker(i, of), command: ask(of, deputies.id, officer, [session]) })));
    const decisions = await confirmAll(quoted);
    expect(tally(decisions)).toEqual({ accepted: 1, 'session-taken': clients - 1 });
    for (const decision of decisions) if (!decision.ok) expect(decision.refusal).toMatchObject({ more: { session } });
    const { table } = contextOf(manager);
    const [slot, winner] = [await table.get<Slot>(table.key.slot(officer, session)), decisions.find(({ ok }) => ok)];
    expect(winner?.ok && winner.value.booking).toBe(slot?.booking);
    // Whoever sends the same again hears the same: the winner of the booking, the others that it is taken.
    expect(tally(await confirmAll(quoted.slice(0, 8))).accepted ?? 0).toBe(decisions.slice(0, 8).filter(({ ok }) => ok).length);
  }
  expect(added(before, await countItems())).toEqual({
    booking: rounds,
    slot: rounds,
    transfer: rounds,
    idempotency: rounds,
    audit: rounds,
    effect: rounds,
  });
});

const headOf = (vacancy: Vacancy) => getHead(contextOf(manager).table, vacancy.school, vacancy.account ?? '');
/** Each round has a vacancy of its own: the same post from the same date is recorded once. */
const record = async (of: School, round: number): Promise<Vacancy> =>
  accepted(await recordVacancy(contextOf(manager), { school: of.id, post: 'headteacher', vacantFrom: addDays(day('2026-12-31'), round) }));
const close = (vacancy: Vacancy) => closeVacancy(contextOf(manager), vacancy.school, vacancy.id as VacancyId, { outcome: 'filled' });

/** One client for each of eight officers and eight half-days of a round. */
const crowd = (of: School, round: number, count = clients) =>
  Array.from({ length: count }, (_, i) => ({
    who: booker(i, of),
    command: ask(of, headteacherRecruitment.id, officers[i % 8]?.id ?? daniel.id, [
      sessions[40 + round * 9 + Math.floor(i / 8)] as SessionKey,
    ]),
  }));

test(`${clients} colleagues race for the last free half-day, ${rounds} rounds: one has it each time, and the others are shown a new quote`, {
  timeout: 240_000,
}, async () => {
  const of = schools[0] as School;
  const before = await countItems();
  for (let round = 0; round < rounds; round++) {
    const vacancy = await record(of, round);
    // The first of its two half-days is held already.
    const first = await quotesFor([
      {
        who: booker(0, of),
        command: ask(of, headteacherRecruitment.id, officers[0]?.id ?? daniel.id, [sessions[40 + round * 9 + 8] as SessionKey]),
      },
    ]);
    expect(tally(await confirmAll(first))).toEqual({ accepted: 1 });
    const quoted = await quotesFor(crowd(of, round));
    expect(quoted.map(({ grossPence }) => grossPence)).toEqual(Array(clients).fill(0));
    const decisions = await confirmAll(quoted);
    const { accepted: won, ...others } = tally(decisions);
    expect(won).toBe(1);
    expect(Object.keys(others).filter((name) => name !== 'quote-changed' && name !== 'no-free-days-left')).toEqual([]);
    for (const decision of decisions)
      if (!decision.ok && decision.refusal.name === 'quote-changed')
        expect(decision.refusal.more).toMatchObject({ quote: { grossPence: 27_000 } });
    expect(await headOf(vacancy)).toMatchObject({ debitsPosted: 2, creditsPending: 2, creditsPosted: 0, available: 0 });
    accepted(await close(vacancy));
    expect(await headOf(vacancy)).toMatchObject({ creditsPending: 2, available: 0, closed: true });
  }
  // Nothing of the losers is left: two bookings, two slots, two transfers and a grant in each round, and an entry for
  // the vacancy, for each booking and for the closing.
  expect(added(before, await countItems())).toEqual({
    booking: 2 * rounds,
    slot: 2 * rounds,
    use: 2 * rounds,
    transfer: 3 * rounds,
    idempotency: 2 * rounds,
    vacancy: rounds,
    'recorded-vacancy': rounds,
    head: rounds,
    audit: 4 * rounds,
    effect: 2 * rounds,
  });
});

test('a vacancy that is filled while sixteen colleagues book its days: every half-day is either held or lapsed', async () => {
  const of = schools[1] as School;
  const ends = new Set<string>();
  for (let round = 0; round < 8; round++) {
    const vacancy = await record(of, round);
    const quoted = await quotesFor(crowd(of, rounds + round, 16));
    // The closing gets a start of none, a few or more milliseconds.
    const [closing, decisions] = await Promise.all([close(vacancy), pause((round % 4) * 4).then(() => confirmAll(quoted))]);
    const { accepted: won = 0, ...others } = tally(decisions);
    expect(Object.keys(others).filter((name) => name !== 'quote-changed' && name !== 'no-free-days-left')).toEqual([]);
    // A closing that kept losing to bookings says so, and is done when it is asked again.
    if (!closing.ok) expect(['changed-meanwhile', 'contended']).toContain(closing.refusal.name);
    const closed = closing.ok ? closing.value : accepted(await close(vacancy));
    expect(won + closed.lapsedHalfDays).toBe(2);
    expect(await headOf(vacancy)).toMatchObject({
      debitsPosted: 2,
      creditsPending: won,
      creditsPosted: 2 - won,
      available: 0,
      closed: true,
    });
    ends.add(`${won} held, ${closed.lapsedHalfDays} lapsed`);
  }
  console.log(`filled while booked: ${[...ends].sort().join('; ')}`);
});

test('a session that is delivered and cancelled at once is one or the other', { timeout: 240_000 }, async () => {
  const of = schools[2] as School;
  const officer = officers[7] as Officer;
  const late = Date.parse('2028-06-01T09:00:00Z');
  for (let round = 0; round < 10; round++) {
    const [quoted] = await quotesFor([
      { who: booker(0, of), command: ask(of, deputies.id, officer.id, [sessions[420 + round] as SessionKey]) },
    ]);
    const made = quoted && (await confirmBooking(contextOf(quoted.who), signingKey, { token: quoted.token, purchaseOrder: 'PO-1' }));
    if (!made?.ok || !made.value.booking) throw new Error('not booked');
    const id = made.value.booking;
    const before = await countItems();
    const decisions = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        i % 2 === round % 2
          ? deliver(contextOf(actor('officer', { officer: officer.id }), late), id, delivering(['01']))
          : cancel(contextOf(manager, late), id, { visits: ['01'], reason: 'Snow' }),
      ),
    );
    const { accepted: won, ...others } = tally(decisions);
    expect(won).toBe(1);
    expect(Object.keys(others).length).toBe(1);
    expect(['already-delivered', 'already-cancelled']).toContain(Object.keys(others)[0]);
    const change = added(before, await countItems());
    expect(change).toEqual(
      others['already-delivered']
        ? { settled: 1, settlement: 1, charge: 1, 'visit-note': 1, audit: 1, effect: 1 }
        : { settled: 1, settlement: 1, slot: -1, audit: 1, effect: 2 },
    );
  }
});

test('a half-day that eight sessions are moved to while eight others book it is one visit’s, and each of the others stays where it was', {
  timeout: 240_000,
}, async () => {
  const officer = officers[6]?.id ?? daniel.id;
  const won: Record<string, number> = {};
  for (let round = 0; round < 6; round++) {
    // After all that the crowds above may have booked with the same officer.
    const wanted = sessions[300 + round] as SessionKey;
    const places = Array.from({ length: 8 }, (_, i) => sessions[310 + round * 8 + i] as SessionKey);
    const standing = await Promise.all(
      (
        await quotesFor(
          places.map((place, i) => ({
            who: booker(i, schools[i] as School),
            command: ask(schools[i] as School, deputies.id, officer, [place]),
          })),
        )
      ).map(async (quoted) => {
        const made = accepted((await confirmAll([quoted]))[0] as Decision<{ booking?: BookingId }>);
        if (!made.booking) throw new Error('not booked');
        return { who: quoted.who, booking: made.booking };
      }),
    );
    const rivals = await quotesFor(
      schools.slice(8, 16).map((of, i) => ({ who: booker(8 + i, of), command: ask(of, deputies.id, officer, [wanted]) })),
    );
    const [moves, bookings] = await Promise.all([
      Promise.all(standing.map(({ who, booking }) => move(contextOf(who), booking, { visit: '01', to: wanted }))),
      // Moving reads more first: every other time those who book begin a little later.
      pause(round % 2 === 0 ? 0 : 15).then(() => confirmAll(rivals)),
    ]);
    expect(tally([...moves, ...bookings])).toEqual({ accepted: 1, 'session-taken': 15 });
    const winner = moves.some(({ ok }) => ok) ? 'moved' : 'booked';
    won[winner] = (won[winner] ?? 0) + 1;
    const { table } = contextOf(manager);
    const kept = await Promise.all(places.map((place) => table.get<Slot>(table.key.slot(officer, place))));
    expect(kept.map((slot) => slot?.booking)).toEqual(standing.map(({ booking }, i) => (moves[i]?.ok ? undefined : booking)));
  }
  console.log(`moved to while booked: ${JSON.stringify(won)}`);
});
