// What a booking writes, to the item, and what happens when somebody else commits between its reading and its writing. On the real engine, with the
// other's commit put exactly there.
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { confirmBooking } from '../../functions/bookings/actions/confirm.ts';
import { cancel, deliver } from '../../functions/bookings/actions/life.ts';
import { makeQuote } from '../../functions/bookings/actions/quote.ts';
import { readBooking, readDiary } from '../../functions/bookings/actions/read.ts';
import type { QuoteCommand } from '../../functions/bookings/schema/quotes.ts';
import { mostAccountsAtOnce, mostVisitsAtOnce } from '../../functions/bookings/schema.ts';
import { bookingsOf, bookingWithNotes, getBooking } from '../../functions/bookings/store.ts';
import { changedService } from '../../functions/catalogue/store.ts';
import { closeVacancy, publishPolicy } from '../../functions/entitlements/actions.ts';
import type { Need } from '../../functions/entitlements/schema/needs.ts';
import { getNeed, needWrite } from '../../functions/entitlements/store/needs.ts';
import { getPolicyPointer, getVacancy, policyWrites } from '../../functions/entitlements/store.ts';
import { freeSessions } from '../../functions/officers/rules.ts';
import { londonClock } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import type { Actor } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import { bareId, type NeedId } from '../../shared/ids.ts';
import type { TableClient } from '../../shared/table.ts';
import {
  academy,
  changedKeys,
  daniel,
  day,
  delivering,
  headteacherRecruitment,
  maintained,
  now,
  outcomeOf,
  policy,
  quoteCommand,
} from '../bookings.ts';
import {
  afterwards,
  another,
  aTableWithAVacancy,
  book,
  confirm,
  confirmWhile,
  contextOf,
  deputies,
  dump,
  fill,
  free,
  manager,
  maria,
  officer,
  own,
  quotedToken,
  signingKey,
  threeHalves,
  vacancy,
  watched,
} from '../vacancy-table.ts';

aTableWithAVacancy();

describe('a booking of three half-days, one account free', () => {
  test('is twelve writes: the record, the booking, three slots, three transfers, one account, its use, the entry of the audit trail and what tells people', async () => {
    const { client: through, sent } = watched();
    const token = await quotedToken();
    const before = await dump();
    const { booking } = accepted(await confirm(token, now, through));
    expect(sent).toHaveLength(1);
    const id = bareId(booking);
    const keys = changedKeys(before, await dump()).map((key) => key.replaceAll(id, '…'));
    const spelt = (key: string) =>
      key
        .replace(/#\d\d trf/, '#.. trf')
        .replace(/IDEMPOTENCY#\S+/, 'IDEMPOTENCY#…')
        .replace(/#\d\d (\S+)#evt_\w+$/, '#.. $1#evt_…');
    expect(keys.map(spelt).sort()).toEqual(
      [
        'essex#AUDIT#2026-11-24#.. 2026-11-24T08:00:00.000Z#evt_…',
        'essex#BOOKING#bkg_… booking',
        `essex#HOLDER#${academy.id} HEAD#${vacancy.account}`,
        `essex#HOLDER#${academy.id} USE#${vacancy.account}#bkg_…`,
        'essex#IDEMPOTENCY#… record',
        'essex#LEDGER#2026-11-24#.. trf_20261124-…-01',
        'essex#LEDGER#2026-11-24#.. trf_20261124-…-02',
        'essex#LEDGER#2026-11-24#.. trf_20261124-…-03',
        'essex#OFFICER#off_daniel-osei SLOT#2026-12-01#am',
        'essex#OFFICER#off_daniel-osei SLOT#2026-12-01#pm',
        'essex#OFFICER#off_daniel-osei SLOT#2026-12-02#am',
        'essex#OUTBOX#booking:bkg_… EFFECT#000001',
      ].sort(),
    );
    expect(sent[0]?.input.TransactItems).toHaveLength(keys.length);
    expect(await free()).toMatchObject({ debitsPosted: 2, creditsPending: 2, creditsPosted: 0, available: 0 });
  });

  test('is read back as it was decided, without the keys it is kept under', async () => {
    const id = await book();
    const { table } = contextOf(maria);
    const booking = await getBooking(table, id);
    expect(Object.keys(booking ?? {}).filter((name) => /^(pk|sk|gsi|type$)/.test(name))).toEqual([]);
    expect(booking).toMatchObject({ id, version: 1, school: academy.id, purse: 'own-funds', netPence: 22_500, vatPence: 4_500 });
    expect((await bookingsOf(table, academy.id)).items).toEqual([booking]);
    expect(await bookingWithNotes(table, id)).toEqual({ booking, notes: [], reclassifications: [] });
  });

  test('is found newest first, page by page, by its school alone', async () => {
    const dates = [
      '2026-12-03',
      '2026-12-07',
      '2026-12-08',
      '2026-12-09',
      '2026-12-10',
      '2026-12-16',
      '2026-12-17',
      '2026-12-21',
      '2026-12-22',
      '2026-12-23',
    ];
    const ids: string[] = [];
    for (const session of dates
      .flatMap((date) => [`${date}#am`, `${date}#pm`])
      .concat(['2027-01-05#am', '2027-01-05#pm', '2027-01-06#am', '2027-01-06#pm', '2027-01-07#am', '2027-01-07#pm', '2027-01-11#am']))
      ids.push(await book(quoteCommand({ service: deputies.id, sessions: [session] })));
    const { table } = contextOf(maria);
    const first = await bookingsOf(table, academy.id);
    const second = await bookingsOf(table, academy.id, first.next);
    expect([first.items.length, second.items.length, second.next]).toEqual([25, 2, undefined]);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed());
    expect((await bookingsOf(table, maintained.id)).items).toEqual([]);
  });
});

test('what can be marked delivered is what has ended by the times of the policy in force, and its officer’s alone', async () => {
  const id = await book();
  const sessions = { am: { from: '09:00', to: '12:30' }, pm: { from: '13:30', to: '16:30' } };
  accepted(await publishPolicy(contextOf(manager), { pack: { ...policy.pack, sessions } }));
  const shown = async (who: Actor, time: string) => {
    const context = contextOf(who, Date.parse(`2026-12-01T${time}:00Z`));
    const { deliverable } = accepted(await readBooking(context, id));
    const { toMark } = accepted(await readDiary(context, daniel.id, day('2026-12-01'), day('2026-12-02')));
    return [deliverable.map(({ visit }) => visit), toMark.map(({ visit }) => visit)];
  };
  expect(await shown(officer, '12:29')).toEqual([[], []]);
  expect(await shown(officer, '12:30')).toEqual([['01'], ['01']]);
  expect(outcomeOf(await deliver(contextOf(officer, Date.parse('2026-12-01T12:29:00Z')), id, delivering(['01'])))).toBe('not-ended');
  expect(await shown(manager, '16:30')).toEqual([[], ['01', '02']]);
  accepted(await deliver(contextOf(officer, Date.parse('2026-12-01T12:30:00Z')), id, delivering(['01'])));
  expect(await shown(officer, '16:30')).toEqual([['02'], ['02']]);
});

describe('notes', () => {
  test('are kept once for each visit, in the order of their first session', async () => {
    const id = await book();
    const note = (visits: string[], text: string) => deliver(contextOf(officer, afterwards), id, delivering(visits, text));
    accepted(await note(['03', '02'], 'Second and third.'));
    accepted(await note(['01'], 'First.'));
    const found = await bookingWithNotes(contextOf(officer).table, id);
    expect(found?.notes.map(({ visits, sections }) => [visits, sections.done])).toEqual([
      [['01'], 'First.'],
      [['02', '03'], 'Second and third.'],
    ]);
    expect(found?.booking.version).toBe(3);
  });
});

describe('a confirmation between whose reading and writing', () => {
  test('the vacancy is filled is refused with a new, paid quote, and writes nothing', async () => {
    const { name, decision, changed } = await confirmWhile(() =>
      closeVacancy(contextOf(manager), academy.id, vacancy.id, { outcome: 'filled' }),
    );
    expect(name).toBe('quote-changed');
    expect(!decision.ok && decision.refusal.more).toMatchObject({ quote: { netPence: 67_500 } });
    expect(changed).toEqual([]);
    expect(await free()).toMatchObject({ available: 0, creditsPending: 0, closed: true });
  });

  test('a colleague takes the last free half-days is refused with a new quote', async () => {
    const colleague = quoteCommand({ sessions: ['2026-12-07#am', '2026-12-07#pm'] });
    const { name, changed } = await confirmWhile(() => book(colleague));
    expect([name, changed]).toEqual(['quote-changed', []]);
    expect(await free()).toMatchObject({ available: 0, creditsPending: 2 });
  });

  test('somebody takes one of its sessions is refused by the name of the session, without a second try', async () => {
    const { name, decision, sent, changed } = await confirmWhile(() =>
      book(quoteCommand({ service: deputies.id, sessions: ['2026-12-01#pm'] })),
    );
    expect([name, sent, changed]).toEqual(['session-taken', 1, []]);
    expect(!decision.ok && decision.refusal.more).toEqual({ session: '2026-12-01#pm' });
  });

  test('somebody else uses half a day that it does not need goes through', async () => {
    const { name } = await confirmWhile(
      () => book(quoteCommand({ sessions: ['2026-12-07#am'] })),
      quoteCommand({ sessions: ['2026-12-01#am'] }),
    );
    expect(name).toBe('accepted');
    expect(await free()).toMatchObject({ available: 0, creditsPending: 2 });
  });

  test('the same quote is confirmed by the same person answers with the booking that stands', async () => {
    const token = await quotedToken();
    let first = '';
    const { client: through } = watched(async () => {
      first = accepted(await confirm(token)).booking;
    });
    expect(accepted(await confirm(token, now, through)).booking).toBe(first);
    expect((await bookingsOf(contextOf(maria).table, academy.id)).items).toHaveLength(1);
  });

  test('the same quote is confirmed with another purchase order is refused as key-reused', async () => {
    const token = await quotedToken();
    const { client: through } = watched(() => confirmBooking(contextOf(maria), signingKey, { token, purchaseOrder: 'PO-2' }));
    expect(outcomeOf(await confirm(token, now, through))).toBe('key-reused');
  });

  test('the answer is lost is found to have been made when it is sent again', async () => {
    const token = await quotedToken();
    const lost: TableClient = {
      send: async (command: Parameters<TableClient['send']>[0]) => {
        const reply = await own.client.send(command);
        if (command instanceof TransactWriteCommand) throw Object.assign(new Error('connection lost'), { name: 'Error' });
        return reply;
      },
    } as unknown as TableClient;
    await expect(confirm(token, now, lost)).rejects.toThrow('connection lost');
    const made = (await bookingsOf(contextOf(maria).table, academy.id)).items;
    expect(made).toHaveLength(1);
    expect(accepted(await confirm(token)).booking).toBe(made[0]?.id);
  });

  test('the price for its dates changes is charged at the price that was agreed, which was still right when it was read', async () => {
    const dearer = {
      ...headteacherRecruitment,
      prices: [{ ...headteacherRecruitment.prices[0], from: day('2026-09-01'), perDayExVatPence: 50_000, version: 2 }],
      version: 2,
    };
    const { name } = await confirmWhile(() => commit(contextOf(manager).table, [changedService(contextOf(manager).table, dearer)]));
    expect(name).toBe('accepted');
    expect((await bookingsOf(contextOf(maria).table, academy.id)).items[0]?.netPence).toBe(22_500);
  });

  test('a policy is published is not disturbed: no version takes effect within five minutes', async () => {
    const { name } = await confirmWhile(async () =>
      accepted(await publishPolicy(contextOf(manager), { pack: { ...policy.pack, title: 'Amended' } })),
    );
    expect(name).toBe('accepted');
  });
});

test('a right that was granted outlives its rule: days of a vacancy are free under a policy that has no such rule any more', async () => {
  const { table } = contextOf(manager);
  const later = { ...policy, version: 2, effectiveAt: '2026-11-01T00:00:00.000Z', pack: { ...policy.pack, allocations: [] } };
  const { version: _, ...list } = (await getPolicyPointer(table)) ?? { versions: [] };
  expect(await commit(table, policyWrites(table, { ...list, version: 1 }, later))).toEqual({ ok: true });
  const { quote } = accepted(await makeQuote(contextOf(maria), signingKey, threeHalves));
  expect(quote.policy).toBe('essex-2017/2');
  expect(quote.lines.map(({ fund, halfDays }) => [fund, halfDays])).toEqual([
    ['entitlement', 2],
    ['traded', 1],
  ]);
  // And it stays free once confirmed: the booking draws on the account of the rule that is gone.
  await book();
  expect(await free()).toMatchObject({ available: 0, creditsPending: 2 });
});

describe('a booking for a need of the school’s support plan', () => {
  const need: Need = {
    type: 'need',
    id: 'ned_01' as NeedId,
    school: academy.id,
    schoolName: academy.name,
    what: 'Appointing a headteacher',
    skill: headteacherRecruitment.skill,
    wantedHalfDays: 3,
    by: day('2027-03-31'),
    state: 'open',
    recordedBy: manager.person,
    recordedAt: '2026-11-20T09:00:00.000Z',
    reviews: [],
    met: [],
    version: 1,
  };
  const kept = () => getNeed(contextOf(manager).table, academy.id, need.id);
  beforeEach(async () => {
    const { table } = contextOf(manager);
    expect(await commit(table, [needWrite(table, need)])).toEqual({ ok: true });
  });

  test('meets it in the same transaction, and what is cancelled opens it again', async () => {
    const booking = await book({ ...threeHalves, need: need.id });
    expect(await kept()).toMatchObject({ state: 'met', met: [{ booking, halfDays: 3 }] });
    accepted(await cancel(contextOf(manager), booking, { visits: ['03'], reason: 'Snow.' }));
    expect(await kept()).toMatchObject({ state: 'open', met: [{ booking, halfDays: 2 }] });
    accepted(await cancel(contextOf(manager), booking, { visits: ['01', '02'], reason: 'Snow.' }));
    expect(await kept()).toMatchObject({ state: 'open', met: [] });
  });

  test('is refused where the need is another’s, of another skill, or met', async () => {
    const ask = (more: Partial<QuoteCommand>) => makeQuote(contextOf(maria), signingKey, { ...threeHalves, need: need.id, ...more });
    expect(outcomeOf(await ask({ need: 'ned_99' as NeedId }))).toBe('unknown-need');
    const { table } = contextOf(manager);
    expect(await commit(table, [needWrite(table, { ...need, skill: 'inclusion', version: 2 })])).toEqual({ ok: true });
    expect(outcomeOf(await ask({}))).toBe('unknown-need');
    expect(await commit(table, [needWrite(table, { ...need, state: 'withdrawn', version: 3 })])).toEqual({ ok: true });
    expect(outcomeOf(await ask({}))).toBe('unknown-need');
  });
});

describe('a closing between whose reading and writing', () => {
  const closeWhile = async (happens: () => Promise<unknown>) => {
    const { client: through } = watched(happens);
    return closeVacancy(contextOf(manager, now, through), academy.id, vacancy.id, { outcome: 'filled' });
  };
  test('half a day is booked lapses what is then left', async () => {
    const closed = accepted(await closeWhile(() => book(quoteCommand({ sessions: ['2026-12-01#am'] }))));
    expect(closed.lapsedHalfDays).toBe(1);
    expect(await free()).toMatchObject({ available: 0, creditsPending: 1, creditsPosted: 1, closed: true });
  });
  test('a hold is given back lapses that too', async () => {
    const id = await book(quoteCommand({ sessions: ['2026-12-01#am'] }));
    const closed = accepted(await closeWhile(() => cancel(contextOf(manager), id, { visits: ['01'], reason: 'Snow' })));
    expect(closed.lapsedHalfDays).toBe(2);
    expect(await free()).toMatchObject({ available: 0, creditsPending: 0, creditsPosted: 2 });
  });
  test('the vacancy is withdrawn by a colleague is refused', async () => {
    const refused = await closeWhile(() => closeVacancy(contextOf(manager), academy.id, vacancy.id, { outcome: 'withdrawn' }));
    expect(outcomeOf(refused)).toBe('vacancy-closed');
    expect((await getVacancy(contextOf(manager).table, academy.id, vacancy.id))?.state).toBe('withdrawn');
  });
});

describe('a cancellation between whose reading and writing', () => {
  test('the vacancy is filled lets the half-day it gives back lapse, and the vacancy says so', async () => {
    const id = await book(quoteCommand({ sessions: ['2026-12-01#am'] }));
    const { client: through } = watched(() => closeVacancy(contextOf(manager), academy.id, vacancy.id, { outcome: 'filled' }));
    accepted(await cancel(contextOf(manager, now, through), id, { visits: ['01'], reason: 'Snow' }));
    expect(await free()).toMatchObject({ debitsPosted: 2, available: 0, creditsPending: 0, creditsPosted: 2, closed: true });
    const closed = await getVacancy(contextOf(manager).table, academy.id, vacancy.id);
    expect(closed).toMatchObject({ state: 'filled', lapsedHalfDays: 2 });
    expect(Object.keys(closed ?? {}).filter((name) => /^gsi/.test(name))).toEqual([]);
  });
  test('the visit is marked delivered is refused and charges nothing away', async () => {
    const id = await book(quoteCommand({ service: deputies.id, sessions: ['2026-12-01#am'] }));
    const { client: through } = watched(() => deliver(contextOf(officer, afterwards), id, delivering(['01'])));
    expect(outcomeOf(await cancel(contextOf(manager, afterwards, through), id, { visits: ['01'], reason: 'Snow' }))).toBe(
      'already-delivered',
    );
    expect((await getBooking(contextOf(maria).table, id))?.sessions[0]?.state).toBe('delivered');
  });
});

describe('the longest changes that are accepted', () => {
  test('are 96, 40 and 64 writes, and each is one transaction that the table takes', async () => {
    const many = [vacancy, ...(await Promise.all(Array.from({ length: mostAccountsAtOnce - 1 }, (_, i) => another(i))))];
    const sessions = freeSessions(daniel, new Set(), day('2026-12-01'), day('2027-01-31'), londonClock(now), policy.pack.sessions);
    const counts: number[] = [];
    const counted = async <T>(change: (through: TableClient) => Promise<T>): Promise<T> => {
      const { client: through, sent } = watched();
      const done = await change(through);
      expect(sent).toHaveLength(1);
      counts.push(sent[0]?.input.TransactItems?.length ?? 0);
      return done;
    };
    const token = await quotedToken(quoteCommand({ sessions: sessions.slice(0, 2 * policy.pack.maximumDaysPerBooking) }));
    const { booking: id } = accepted(await counted((through) => confirm(token, now, through)));
    const booking = await getBooking(contextOf(maria).table, id);
    // One session of each of seven vacancies is cancelled, and others that are paid for; those delivered are paid for, with a charge each.
    const accounts = new Set<string>();
    const ofEach = (booking?.sessions ?? []).filter(({ funding }) => {
      if (funding.fund !== 'entitlement' || accounts.has(funding.account)) return false;
      accounts.add(funding.account);
      return true;
    });
    expect(ofEach).toHaveLength(mostAccountsAtOnce);
    const others = (booking?.sessions ?? []).filter((of) => !ofEach.includes(of)).slice(-mostVisitsAtOnce);
    const late = Date.parse('2027-03-01T09:00:00Z');
    const delivery = delivering(others.map(({ visit }) => visit));
    accepted(await counted((through) => deliver(contextOf(officer, late, through), id, delivery)));
    for (const of of many) await fill(of);
    const paid = (booking?.sessions ?? [])
      .filter((of) => !ofEach.includes(of) && !others.includes(of))
      .slice(0, mostVisitsAtOnce - ofEach.length);
    const cancellation = { visits: [...ofEach, ...paid].map(({ visit }) => visit), reason: 'Snow.' };
    accepted(await counted((through) => cancel(contextOf(manager, late, through), id, cancellation)));
    expect(counts).toEqual([96, 40, 64]);
  });
});
