// Lists of what is shared and ordered, on the real engine: a trust's of its schools' bookings, an event's shares, and what waits at home for those whom it concerns.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmBooking } from '../../functions/bookings/actions/confirm.ts';
import { leaveEvent } from '../../functions/bookings/actions/events/leaving.ts';
import { deliver } from '../../functions/bookings/actions/life.ts';
import { registerPurchaseOrder } from '../../functions/bookings/actions/purchase-orders.ts';
import { makeQuote } from '../../functions/bookings/actions/quote.ts';
import { readHome } from '../../functions/reports/actions/home.ts';
import { continueListExport, startListExport } from '../../functions/reports/actions/lists/exports.ts';
import { readList } from '../../functions/reports/actions/lists/read.ts';
import type { ListQuery } from '../../functions/reports/schema/lists.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Actor, Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId } from '../../shared/ids.ts';
import type { Bench } from '../billing.ts';
import { actor, day, delivering, headteacherRecruitment, now } from '../bookings.ts';
import { writtenFile } from '../files.ts';
import {
  asked,
  beginOrders,
  contextOf,
  director,
  endOrders,
  leaves,
  nameOf,
  next,
  order,
  resources,
  officer as reviewerOfSchools,
  schools,
  signingKey,
} from '../ordering.ts';
import { agree, beginEvents, bookedEvent, lead, manager, nth, of, officer, propose, sayToLeaving, truster } from '../shared-events.ts';

const linesOf = async (context: Context, query: ListQuery) => {
  const { headings, lines, missing } = accepted(await readList(context, query));
  return {
    missing,
    rows: lines.map(({ path, cells }) => ({ path, ...Object.fromEntries(headings.map(({ title }, i) => [title, cells[i]])) })),
  };
};

describe('the bookings of a trust’s schools', () => {
  beforeAll(beginOrders);
  afterAll(endOrders);
  const ids = (i: number) => schools[i]?.id as (typeof schools)[number]['id'];
  const list = async (query: Partial<ListQuery> = {}, who: Actor = director) =>
    (await linesOf(contextOf(who), { list: 'bookings', ...query })).rows as { path: string; School: string; 'Net price': number | null }[];

  test('are those that it ordered and no others that they pay for, by school, date and state; another trust has its own alone', async () => {
    const made = accepted(
      await order(
        director,
        asked([
          [1, next(1)],
          [2, next(2)],
        ]),
      ),
    );
    // What a school books and pays for by itself is its own to tell.
    const booker = actor('school-booker', { organisation: ids(3) });
    const command = {
      school: ids(3),
      service: headteacherRecruitment.id,
      officer: reviewerOfSchools.id,
      purse: 'own-funds' as const,
      halfDays: 1,
      sessions: next(1),
    };
    const { token } = accepted(await makeQuote(contextOf(booker), signingKey, command));
    accepted(await confirmBooking(contextOf(booker), signingKey, { token, purchaseOrder: 'PO-9' }));
    const all = await list();
    expect(all.map(({ School, 'Net price': net }) => [School, net])).toEqual([
      ['Bittern Academy', 22_500],
      ['Curlew Academy', 45_000],
    ]);
    expect(all.map(({ path }) => path)).toEqual(made.bookings.map(({ booking: id }) => `/bookings/${id}`));
    expect((await list({}, booker)).map(({ School }) => School)).toEqual(['Dunlin Academy']);
    expect((await list({ organisation: ids(2) })).map(({ School }) => School)).toEqual(['Curlew Academy']);
    expect((await list({ sort: 'date' })).map(({ School }) => School)).toEqual(['Bittern Academy', 'Curlew Academy']);
    expect(await list({ state: 'cancelled' })).toEqual([]);
    expect(await list({}, actor('trust-booker', { organisation: 'trs_1' as never }))).toEqual([]);
  });

  test('go with the school that leaves it, and are its list no more while it acts for a school', async () => {
    await leaves(ids(2), day('2026-11-24'));
    expect((await list()).map(({ School }) => School)).toEqual(['Bittern Academy']);
    expect(await list({ organisation: ids(2) })).toEqual([]);
    const acting = { ...director, organisation: ids(1), through: director.organisation as never };
    expect((await list({}, acting)).map(({ School }) => School)).toEqual(['Bittern Academy']);
    expect(nameOf(await readList(contextOf(resources), { list: 'purchase-orders' }))).toBe('accepted');
    expect((await linesOf(contextOf(resources), { list: 'purchase-orders' })).missing).toMatch(/^Enter whose/);
  });
});

describe('an event of several schools', () => {
  let bench: Bench;
  let booking: BookingId;
  beforeAll(async () => {
    bench = await beginEvents();
    booking = await bookedEvent(bench, ['2026-12-01#am', '2026-12-02#am'], { split: 'equal', title: '=1+1 for governors' }, [1, 2, 3]);
  });
  const at = (who: Actor, when = now) => bench.at(when, who);
  const decisions = async (who: Actor) => (await readHome(at(who))).parts.find(({ code }) => code === 'decide')?.rows ?? [];

  test('has a line for each share, with its price, and the number it is paid under for its own school alone', async () => {
    const told = async (who: Actor) =>
      (await linesOf(at(who), { list: 'events' })).rows.map((row: Record<string, unknown>) => [
        row.School,
        row.Net,
        row.State,
        row['Purchase order'],
      ]);
    const shares = (numbers: (string | null)[]) => [1, 2, 3].map((i, n) => [nth(i).name, 15_000, 'booked', numbers[n]]);
    expect(await told(of(2))).toEqual(shares([null, 'PO-2', null]));
    expect(await told(manager)).toEqual(shares(['PO-1', 'PO-2', 'PO-3']));
    expect(await told(lead)).toEqual(shares([null, null, null]));
    expect(await told(of(5))).toEqual([]);
    // By its second day as well as by its first.
    const between = async (from: string, to: string) =>
      (await linesOf(at(manager), { list: 'events', from: from as CivilDate, to: to as CivilDate })).rows.length;
    expect([await between('2026-12-02', '2026-12-02'), await between('2026-12-03', '2026-12-31')]).toEqual([3, 0]);
  });

  test('of what lasts, such as a purchase order, finds it by any day between its first and its last', async () => {
    const command = { number: 'PO-77', valuePence: 100, from: '2026-09-01' as CivilDate, to: '2027-08-31' as CivilDate };
    accepted(await registerPurchaseOrder(at(of(4)), command));
    const between = async (from: string, to: string) =>
      (await linesOf(at(of(4)), { list: 'purchase-orders', from: from as CivilDate, to: to as CivilDate })).rows.length;
    expect([await between('2027-02-01', '2027-02-28'), await between('2026-08-01', '2026-08-31')]).toEqual([1, 0]);
  });

  test('comes in no order that its list has not, neither on a page nor in a file', async () => {
    const command = { number: 'PO-78', valuePence: 100, from: '2026-09-01' as CivilDate, to: '2026-12-31' as CivilDate };
    accepted(await registerPurchaseOrder(at(of(4)), command));
    const query = { list: 'purchase-orders', sort: 'school' } as const;
    const { files, lines: written } = writtenFile();
    const { job } = accepted(await startListExport(at(of(4)), async () => undefined, { ...query, format: 'csv' }));
    expect((await continueListExport(at(of(4)), files, job)).state).toBe('done');
    const numbers = ['PO-77', 'PO-78'];
    expect((await linesOf(at(of(4)), query)).rows.map((row: Record<string, unknown>) => row.Number)).toEqual(numbers);
    expect(written().flatMap((line) => /^PO-\d+/.exec(line)?.[0] ?? [])).toEqual(numbers);
  });

  test('is in the list of bookings of a school that shares it, at its own share', async () => {
    const { rows } = await linesOf(at(of(2)), { list: 'bookings' });
    const own = { School: nth(2).name, 'Net price': 15_000, 'Paid by': nth(2).name, 'Purchase order': 'PO-2' };
    expect(rows).toMatchObject([{ path: `/bookings/${booking}`, ...own }]);
    // The number is for whoever gave it and for the council's people who ask for its school, not for whoever organises the event.
    expect((await linesOf(at(lead), { list: 'bookings' })).rows).toMatchObject([{ 'Purchase order': null }]);
    expect((await linesOf(at(truster), { list: 'bookings' })).rows).toEqual([]);
  });

  test('is a file with no cell that a spreadsheet would run', async () => {
    const { files, lines: written } = writtenFile();
    const { job } = accepted(await startListExport(at(of(2)), async () => undefined, { list: 'events', format: 'csv' }));
    expect((await continueListExport(at(of(2)), files, job)).state).toBe('done');
    const lines = written();
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^'=1\+1 for governors,/);
  });

  test('that is proposed, and one that a school asks to leave, wait at the home of each whose word is needed', async () => {
    const id = await propose(bench, ['2026-12-10#am'], { split: 'equal', schools: [1, 2].map((i) => ({ school: nth(i).id })) });
    expect(await decisions(of(1))).toMatchObject([
      { path: `/bookings/events/${id}`, detail: `Estuary Partnership asks for your word by 27 November 2026` },
    ]);
    accepted(await agree(bench, id, 1));
    expect(await decisions(of(1))).toEqual([]);
    accepted(await leaveEvent(at(of(3)), booking, { reason: 'Our staff are ill' }));
    expect(await decisions(of(1))).toMatchObject([
      {
        text: `${nth(3).name} asks to leave: =1+1 for governors`,
        path: `/bookings/${booking}`,
        detail: 'your word is needed, as the share would rise; the event is on 1 December 2026',
        on: '2026-12-01',
      },
    ]);
    expect(await decisions(of(3))).toEqual([]);
    accepted(await sayToLeaving(bench, booking, 1, 'agree'));
    expect(await decisions(of(1))).toEqual([]);
    expect(await decisions(of(2))).toHaveLength(2);
  });

  test('is billed by its title, its service and the part that each school has', async () => {
    const after = Date.parse('2026-12-02T16:00:00Z');
    accepted(await deliver(at(officer, after), booking, delivering(['01', '02'])));
    const run = await bench.bill(at(bench.context.actor, Date.parse('2027-01-31T09:00:00Z')), {
      from: day('2026-12-01'),
      to: day('2027-01-31'),
    });
    expect(run.state).toBe('complete');
    const titles = (await bench.issued()).flatMap(({ lines }) =>
      lines.map(({ serviceTitle, deliveredOn }) => `${deliveredOn} ${serviceTitle}`),
    );
    expect([...new Set(titles)].sort()).toEqual(
      ['2026-12-01', '2026-12-02'].map((date) => `${date} =1+1 for governors (${headteacherRecruitment.title}), share 1/3`),
    );
  });
});
