// Whose word counts for a shared event: a trust's for the school that it pays for, a lead's while they lead, and of a school where nobody could answer nobody's.
import { beforeAll, expect, test } from 'vitest';
import { readEventChoices } from '../../functions/bookings/actions/events/event-plan.ts';
import { readEvent } from '../../functions/bookings/actions/events/event-read.ts';
import { agreeToShare, declineShare, divideEvent, proposeEvent, withdrawEvent } from '../../functions/bookings/actions/events/events.ts';
import { leaveEvent } from '../../functions/bookings/actions/events/leaving.ts';
import { cancel } from '../../functions/bookings/actions/life.ts';
import { readBooking } from '../../functions/bookings/actions/read.ts';
import { getPerson, personWrites } from '../../functions/identity/store/people.ts';
import type { EventDraft } from '../../functions/schools/schema/events.ts';
import { eventWrites, groupWrites } from '../../functions/schools/store/organisations.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { EventId } from '../../shared/ids.ts';
import { personOf } from '../actors.ts';
import type { Bench } from '../billing.ts';
import { daniel, day, headteacherRecruitment, now } from '../bookings.ts';
import {
  agree,
  beginEvents,
  bookedEvent,
  estuary,
  lead,
  manager,
  nth,
  of,
  proposal,
  propose,
  slotOn,
  terns,
  truster,
} from '../shared-events.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await beginEvents();
});

const nameOf = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);

/** Something that happens to an organisation, recorded by staff. */
const happens = (draft: EventDraft, id: string) =>
  bench.write(
    eventWrites(bench.context.table, {
      ...draft,
      type: 'organisation-event',
      id: id as EventId,
      source: 'staff',
      recordedAt: '2026-11-02T09:00:00.000Z',
      recordedBy: manager.person,
    }),
  );

test('a trust answers for the school that it pays for, and no more once that is none of its own', async () => {
  const { table } = bench.context;
  const village = nth(4).id;
  await bench.write(groupWrites(table, { ...terns, billing: [{ from: day('2015-09-01'), to: 'trust' }], version: 2 }, terns));
  const id = await propose(bench, ['2026-12-21#am'], { split: 'equal', schools: [nth(1).id, village].map((school) => ({ school })) });
  const [asked] = accepted(await readEvent(bench.at(now, truster), id)).answering;
  const command = { school: village, agreed: asked?.agreed ?? '', purse: 'delegated-budget' as const, purchaseOrder: 'TR-2' };
  await happens({ kind: 'left', subject: village, group: terns.id, about: [village, terns.id], on: day('2026-11-01') }, 'evt_left-terns');
  // What it was shown stands for figures that are those of the school itself by now, and what would stand for them it is not told.
  expect(accepted(await readEvent(bench.at(now, truster), id)).answering).toEqual([]);
  expect(nameOf(await agreeToShare(bench.at(now, truster), id, command))).toBe('no-share');
  expect(nameOf(await declineShare(bench.at(now, truster), id, { school: village, reason: 'It has left us' }))).toBe('no-share');
  accepted(await agree(bench, id, 4));
});

test('whoever led the partnership before organises nothing of it: no event is divided, withdrawn, left or cancelled by them', async () => {
  const [first, second] = [nth(1).id, nth(2).id];
  const appointed = (subject: typeof first, on: string, person = lead.person) =>
    happens({ kind: 'lead-appointed', subject, group: estuary.id, about: [subject, estuary.id], on: day(on), person }, `evt_lead-${on}`);
  const schools = [first, second].map((school) => ({ school }));
  const id = await propose(bench, ['2026-12-22#am'], { split: 'equal', schools });
  await appointed(first, '2016-09-01');
  expect(accepted(await readEvent(bench.at(now, lead), id)).organises).toBe(true);
  const booked = await bookedEvent(bench, ['2026-12-22#pm'], { split: 'equal' }, [1, 2]);
  await appointed(second, '2026-09-01', of(2).person);
  const former = bench.at(now, lead);
  expect(accepted(await readEvent(former, id)).organises).toBe(false);
  expect(nameOf(await divideEvent(former, id, { split: 'pupils', schools }))).toBe('not-the-organiser');
  expect(nameOf(await withdrawEvent(former, id))).toBe('not-the-organiser');
  expect(accepted(await readBooking(former, booked))).toMatchObject({ notTheirs: { visits: ['01'], leadsNoLonger: true }, offered: [] });
  expect(nameOf(await leaveEvent(former, booked, { school: first, reason: 'It does not come' }))).toBe('no-share');
  expect(nameOf(await cancel(former, booked, { visits: ['01'], reason: 'We cannot come' }))).toBe('not-the-organiser');
  accepted(await withdrawEvent(bench.at(now, manager), id));
});

test('a school for which nobody could answer is named to whoever proposes, before and after, until somebody is registered', async () => {
  const { table } = bench.context;
  const [there, nobody] = [nth(1), nth(5)];
  const { person } = of(5);
  const before = await getPerson(table, person);
  if (!before) throw new Error('the nursery has its booker');
  await bench.write(personWrites(table, before, { ...before, rights: [], version: before.version + 1 }));
  const chosen = { organiser: estuary.id, service: headteacherRecruitment.id, officer: daniel.id, from: day('2026-11-24') };
  const { schools } = accepted(await readEventChoices(bench.at(now, manager), chosen));
  expect(schools.flatMap(({ id, isAnswerable }) => (isAnswerable ? [] : [id]))).toEqual([nobody.id]);
  const two = { split: 'equal' as const, schools: [there, nobody].map((school) => ({ school: school.id })) };
  const slot = (await slotOn(bench, '2026-12-23', 'am'))?.booking;
  // It would hold the officer’s session for a school that hears of nothing: whoever proposes says that they know, of that school and not of another.
  for (const acknowledged of [undefined, [there.id]]) {
    const refused = await proposeEvent(
      bench.at(now, manager),
      proposal(['2026-12-23#am'], { ...two, ...(acknowledged ? { acknowledged } : {}) }),
    );
    expect(refused).toMatchObject({
      refusal: { name: 'nobody-to-answer', detail: `Nobody could answer for ${nobody.name} yet.`, more: { schools: [nobody.id] } },
    });
  }
  expect((await slotOn(bench, '2026-12-23', 'am'))?.booking).toBe(slot);
  const id = await propose(bench, ['2026-12-23#am'], { ...two, acknowledged: [nobody.id] });
  const { history } = accepted(await readEvent(bench.at(now, manager), id));
  expect(history[0]?.what).toContain(`though nobody could answer for ${nobody.name} yet`);
  // Divided anew it is asked for once more.
  expect(nameOf(await divideEvent(bench.at(now, manager), id, two))).toBe('nobody-to-answer');
  expect(nameOf(await divideEvent(bench.at(now, manager), id, { ...two, split: 'pupils', acknowledged: [nobody.id] }))).toBe('accepted');
  const told = async (who: typeof manager) => accepted(await readEvent(bench.at(now, who), id)).unanswerable;
  // A school that shares it does not read of another's people.
  expect([await told(manager), await told(of(1))]).toEqual([[nobody.name], []]);
  // The trust that pays for it may answer in its place.
  await bench.write(personOf(bench.context.table, truster));
  expect(await told(manager)).toEqual([]);
  expect(nameOf(await divideEvent(bench.at(now, manager), id, two))).toBe('accepted');
});
