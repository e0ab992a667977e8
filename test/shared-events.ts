// What the tests of events share: a partnership of six schools on a real engine, one of them an academy, the council that proposes to them, and what each of them does.

import { postEvent, tellEvent } from '../functions/bookings/actions/events/event-messages.ts';
import { readEvent } from '../functions/bookings/actions/events/event-read.ts';
import { agreeToShare, proposeEvent } from '../functions/bookings/actions/events/events.ts';
import { answerLeaving, eventSeen } from '../functions/bookings/actions/events/leaving.ts';
import { readBooking } from '../functions/bookings/actions/read.ts';
import type { EventPost, EventTelling } from '../functions/bookings/schema/event-messages.ts';
import type { AgreeCommand, ProposeCommand } from '../functions/bookings/schema/events.ts';
import type { Booking } from '../functions/bookings/schema.ts';
import { getBooking } from '../functions/bookings/store.ts';
import { newService } from '../functions/catalogue/store.ts';
import type { Slot } from '../functions/officers/schema.ts';
import { newOfficer } from '../functions/officers/store.ts';
import type { OrganisationEvent } from '../functions/schools/schema/events.ts';
import type { Partnership, Trust } from '../functions/schools/schema/organisations.ts';
import type { School } from '../functions/schools/schema.ts';
import { eventWrites, groupWrites } from '../functions/schools/store/organisations.ts';
import { schoolWrites } from '../functions/schools/store.ts';
import { sessionKey } from '../shared/calendar.ts';
import type { Actor } from '../shared/context.ts';
import { accepted } from '../shared/decision.ts';
import type { BookingId, EventId, OrganisationId, PersonId, SharedEventId } from '../shared/ids.ts';
import type { Message } from '../shared/messages.ts';
import { personOf } from './actors.ts';
import { type Bench, newBench } from './billing.ts';
import { actor, daniel, day, headteacherRecruitment, now, school, session } from './bookings.ts';

const pupils = [211, 315, 98, 420, 150, 61];
export const six: School[] = pupils.map((count, i) =>
  school(
    990101 + i,
    `Estuary ${['Grange Academy', 'Infants', 'Juniors', 'High', 'Village', 'Nursery'][i]}`,
    i === 0 ? 'academy' : 'maintained',
    {
      pupils: count,
    },
  ),
);
export const nth = (i: number): School => {
  const found = six[i];
  if (!found) throw new Error(`there are six schools, and no number ${i}`);
  return found;
};
export const estuary: Partnership = {
  id: 'ptn_estuary' as OrganisationId,
  kind: 'partnership',
  partnershipKind: 'school-improvement',
  name: 'Estuary Partnership',
  addressLines: [],
  postcode: '',
  openedOn: day('2015-09-01'),
  version: 1,
};
export const manager = actor('resource-manager', { person: 'per_manager' as PersonId });
export const lead = actor('partnership-lead', { person: 'per_lead' as PersonId, organisation: estuary.id, organisationName: estuary.name });
/** Of the last two schools. */
export const terns: Trust = {
  id: 'trs_5999' as OrganisationId,
  kind: 'trust',
  uid: 5999,
  name: 'Terns Trust',
  addressLines: ['1 Invented Street'],
  postcode: 'ZZ1 1ZZ',
  billing: [],
  openedOn: day('2015-09-01'),
  version: 1,
};
export const truster = actor('trust-booker', { person: 'per_truster' as PersonId, organisation: terns.id, organisationName: terns.name });
export const officer = actor('officer', { person: 'per_daniel' as PersonId, officer: daniel.id });
export const of = (i: number, role: Actor['roles'][number] = 'school-booker', name = role): Actor =>
  actor(role, { person: `per_${name}-${i}` as PersonId, organisation: nth(i).id, organisationName: nth(i).name });

const both = { am: true, pm: true };

/** What the messages of a kind about a record say, by whom they are to: told as the outbox does, from the effect of its version. */
export async function wordsOf(bench: Bench, payload: EventTelling, version: number): Promise<Record<string, Record<string, string>>> {
  const about = payload.event ?? payload.booking ?? '';
  await tellEvent(bench.context, { effect: { version }, payload });
  const said: Record<string, Record<string, string>> = {};
  const invoke = async (_: string, { subject }: { subject?: unknown }) => {
    const { person, personalisation } = subject as { person: string; personalisation: Record<string, string> };
    said[person] = personalisation;
    return 'sent';
  };
  const room = { origin: 'https://daybook.example', invoke, signingKey: 'a-key-for-events-only' };
  const { items } = await bench.context.table.page<Message>(bench.context.table.range.messagesAbout(about), { limit: 100 });
  for (const message of items.filter(({ kind }) => kind === payload.kind)) {
    const effect = await bench.context.table.get<{ payload: EventPost }>(bench.context.table.key.effect(message.reference.slice(0, -2), 1));
    if (effect) await postEvent(bench.context, room, effect.payload);
  }
  return said;
}

/** The six schools with their partnership, an officer and a service at £450 a day. */
export async function beginEvents(): Promise<Bench> {
  const bench = await newBench();
  const { table } = bench.context;
  const joining = (group: OrganisationId, member: OrganisationId, i: number): OrganisationEvent => ({
    type: 'organisation-event',
    kind: 'joined',
    id: `evt_${group.slice(4)}-${i}` as EventId,
    about: [member, group],
    on: day('2015-09-01'),
    subject: member,
    group,
    source: 'staff',
    recordedAt: '2015-09-01T09:00:00.000Z',
    recordedBy: manager.person,
  });
  const joined = [...six.map(({ id }, i) => joining(estuary.id, id, i)), ...[4, 5].map((i) => joining(terns.id, nth(i).id, i))];
  await bench.write([
    newService(table, headteacherRecruitment),
    newOfficer(table, { ...daniel, pattern: { 1: both, 2: both, 3: both, 4: both, 5: both }, absences: [] }),
    ...groupWrites(table, estuary),
    ...groupWrites(table, terns),
    ...six.flatMap((each) => schoolWrites(table, each)),
    ...joined.flatMap((event) => eventWrites(table, event)),
    ...[manager, lead, ...six.map((_, i) => of(i))].flatMap((who) => personOf(bench.context.table, who)),
  ]);
  return bench;
}

export const proposal = (sessions: readonly string[], more: Partial<ProposeCommand> = {}): ProposeCommand => ({
  organiser: estuary.id,
  title: 'A day on governance',
  service: headteacherRecruitment.id,
  officer: daniel.id,
  sessions: sessions.map(session),
  answerBy: day('2026-11-27'),
  split: 'pupils',
  schools: six.map(({ id }) => ({ school: id })),
  ...more,
});

export const propose = async (bench: Bench, sessions: readonly string[], more: Partial<ProposeCommand> = {}): Promise<SharedEventId> =>
  accepted(await proposeEvent(bench.at(now, manager), proposal(sessions, more))).event;

/** What one school is to agree to as it looks at the event: its own funds for the academy, the delegated budget for the others. */
export async function agreement(bench: Bench, id: SharedEventId, i: number, who = of(i)): Promise<AgreeCommand> {
  const [own] = accepted(await readEvent(bench.at(now, who), id)).answering;
  if (!own) throw new Error(`nothing is asked of school ${i}`);
  return { agreed: own.agreed, purse: i === 0 ? 'own-funds' : 'delegated-budget', purchaseOrder: `PO-${i}` };
}
export const agree = async (bench: Bench, id: SharedEventId, i: number, at = now) =>
  agreeToShare(bench.at(at, of(i)), id, await agreement(bench, id, i));

/** The booking of an event to which all of some schools have agreed. */
export async function bookedEvent(
  bench: Bench,
  sessions: readonly string[],
  more: Partial<ProposeCommand> = {},
  who = [0, 1, 2, 3, 4, 5],
): Promise<BookingId> {
  const id = await propose(bench, sessions, { schools: who.map((i) => ({ school: nth(i).id })), ...more });
  for (const i of who) accepted(await agree(bench, id, i));
  const { event } = accepted(await readEvent(bench.at(now, manager), id));
  if (!event.booking) throw new Error('all have agreed, and nothing is booked');
  return event.booking;
}

/** What stands in the officer's diary for half a day; nothing where it is free. */
export const slotOn = (bench: Bench, on: string, half: 'am' | 'pm'): Promise<Slot | undefined> => {
  const { table } = bench.context;
  return table.get<Slot>(table.key.slot(daniel.id, sessionKey(day(on), half)));
};

export async function bookingOf(bench: Bench, id: BookingId): Promise<Booking> {
  const booking = await getBooking(bench.context.table, id);
  if (!booking) throw new Error(`${id} is not there`);
  return booking;
}

/** What one school says to another that leaves. */
export async function sayToLeaving(bench: Bench, id: BookingId, i: number, answer: 'agree' | 'decline', at = now) {
  const context = bench.at(at, of(i));
  const { booking } = accepted(await readBooking(context, id));
  const agreed = eventSeen(context, booking)?.leaving?.answers.find(({ school: who }) => who === nth(i).id)?.agreed;
  return answerLeaving(context, id, {
    answer,
    ...(agreed ? { agreed } : {}),
    ...(answer === 'decline' ? { reason: 'We cannot pay more' } : {}),
  });
}

/** The pence of each school for each session, by school and then in the order of the sessions. */
export const penceOf = ({ sessions }: Booking): Record<string, number[]> => {
  const found: Record<string, number[]> = {};
  for (const { funding } of sessions)
    for (const { school: id, netPence } of funding.fund === 'traded' ? (funding.shares ?? []) : [])
      found[id] = [...(found[id] ?? []), netPence];
  return found;
};
