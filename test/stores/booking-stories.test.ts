// Life stories of bookings on the real engine: after every step sessions, the officers' diaries, the ledger, notes and charges agree, whatever was done and refused before.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BookedSession, Booking } from '../../functions/bookings/schema.ts';
import { timestamp } from '../../shared/calendar.ts';
import { chart, kindOf } from '../../shared/ledger/chart.ts';
import { balances } from '../../shared/ledger/fold.ts';
import { halfDayPence } from '../../shared/money.ts';
import { type TableClient, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
import { report, runs, seed, soaking } from '../properties/budget.ts';
import { booked, deed, type Shelf, Story } from '../stories.ts';

let client: TableClient;
beforeAll(async () => {
  const { endpoint } = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
});
afterAll(() => client.destroy());

type Session = BookedSession & { booking: Booking };
const sessionsIn = ({ bookings }: Shelf): Session[] =>
  bookings.flatMap((booking) => booking.sessions.map((session) => ({ ...session, booking })));
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Each session that stands has its half-day of its officer's diary, and nobody else has; besides them only what is still held for a request, or was. */
function diaries(shelf: Shelf, at: number): void {
  const standing = sessionsIn(shelf).filter(({ state }) => state !== 'cancelled');
  const taken = shelf.slots.filter(({ holdUntil }) => holdUntil === undefined);
  expect(taken.map(({ booking, visit, officer, session }) => `${booking} ${visit} ${officer} ${session}`).sort()).toEqual(
    standing.map(({ booking, visit, officer, session }) => `${booking.id} ${visit} ${officer} ${session}`).sort(),
  );
  const waiting = new Set<string>(shelf.requests.filter(({ state }) => state === 'requested').map(({ booking }) => booking));
  for (const { holdUntil, booking } of shelf.slots)
    if (holdUntil !== undefined && holdUntil >= timestamp(at)) expect(waiting.has(booking)).toBe(true);
}

/** A half-day is pending as long as its session stands, posted once it is delivered and void once it is cancelled; the heads are the sums of their entries. */
function ledger({ transfers, settlements, heads, ...shelf }: Shelf): void {
  const outcomes = new Map(settlements.map(({ transfer, outcome }) => [transfer, outcome]));
  expect(outcomes.size).toBe(settlements.length);
  const pending = new Set(transfers.filter((each) => each.pending).map(({ id }) => id));
  const expected = { booked: undefined, delivered: 'post', cancelled: 'void' } as const;
  for (const { transfer, state } of sessionsIn({ transfers, settlements, heads, ...shelf })) {
    expect(pending.has(transfer)).toBe(true);
    expect(outcomes.get(transfer)).toBe(expected[state]);
  }
  const entries = [...transfers.map((transfer) => ({ transfer })), ...settlements.map((settlement) => ({ settlement }))];
  const accounts = balances(entries);
  for (const asset of ['half-day', 'penny'] as const) {
    const those = [...accounts].filter(([account]) => chart[kindOf(account)].asset === asset).map(([, head]) => head);
    expect(sum(those.map(({ debitsPosted, creditsPosted }) => debitsPosted - creditsPosted))).toBe(0);
  }
  for (const { account, available, debitsPosted, creditsPosted, creditsPending } of heads) {
    expect(available).toBe(debitsPosted - creditsPosted - creditsPending);
    expect(available).toBeGreaterThanOrEqual(0);
    expect(accounts.get(account)).toMatchObject({ debitsPosted, creditsPosted, creditsPending });
  }
}

/** What is paid for is charged once its note is shared, and what was cancelled late its fee until it is waived; nothing free has a charge. */
function charges(shelf: Shelf): void {
  const due = sessionsIn(shelf).flatMap(({ booking, visit, funding, signedOffAt, late }) => {
    if (funding.fund !== 'traded') return [];
    const fee = late?.feePence !== undefined && !late.waived ? late.feePence : undefined;
    const pence = signedOffAt ? halfDayPence(funding.perDayExVatPence) : fee;
    return pence === undefined ? [] : [`${booking.id} ${visit} ${pence}`];
  });
  expect(shelf.charges.map(({ booking, visit, netPence }) => `${booking} ${visit} ${netPence}`).sort()).toEqual(due.sort());
  const shared = new Set(
    shelf.notes.filter(({ state }) => state === 'shared').flatMap(({ booking, visits }) => visits.map((visit) => `${booking} ${visit}`)),
  );
  for (const { booking, visit, signedOffAt } of sessionsIn(shelf))
    expect(signedOffAt !== undefined).toBe(shared.has(`${booking.id} ${visit}`));
}

/** A request that was approved is a booking, and no other is. */
function requests({ requests: all, bookings }: Shelf): void {
  const made = new Set<string>(bookings.map(({ id }) => id));
  for (const { booking, state } of all) expect(made.has(booking)).toBe(state === 'approved');
}

test(
  'after each step of each story sessions, diaries, ledger, notes, charges and requests agree',
  async () => {
    const seen = new Map<string, number>();
    let told = 0;
    let billed = 0;
    const history = fc.tuple(booked, fc.array(deed, { minLength: 4, maxLength: 14, size: 'max' })).map((parts) => parts.flat());
    const story = fc.asyncProperty(history, async (deeds) => {
      const { tableName } = await testTable();
      const life = new Story(client, tableName);
      await life.begin();
      let shelf = await life.shelf();
      for (const each of deeds) {
        const came = await life.does(each, shelf);
        seen.set(`${each.do} ${came}`, (seen.get(`${each.do} ${came}`) ?? 0) + 1);
        if (came !== 'done') continue;
        shelf = await life.shelf();
        diaries(shelf, life.at);
        ledger(shelf);
        charges(shelf);
        requests(shelf);
      }
      told += 1;
      if (shelf.charges.length === 0) return;
      // What is charged in the end is on a bill, each charge once, and the proof agrees with all of it.
      const { lines, netPence } = await life.ends();
      expect([lines, netPence]).toEqual([shelf.charges.length, sum(shelf.charges.map((charge) => charge.netPence))]);
      billed += 1;
    });
    // Always as many, whatever else the machine does: what a seed has seen once it sees again.
    const details = await fc.check(story, { seed, numRuns: soaking ? Math.max(runs(30), 3_000) : 30 });
    report(
      `stories on the engine (${[...seen]
        .sort()
        .map(([name, count]) => `${name} ${count}`)
        .join(', ')}; ${billed} billed and proved)`,
      told,
    );
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
    expect(told).toBeGreaterThanOrEqual(30);
    expect(billed).toBeGreaterThan(0);
    for (const name of ['book', 'approve', 'withdraw', 'cancel', 'move', 'swap', 'deliver', 'write'])
      expect(seen.get(`${name} done`) ?? 0).toBeGreaterThan(0);
  },
  soaking ? 3_600_000 : 120_000,
);
