// Messages about bookings through the whole product: a booking confirmed and cancelled is told with a calendar file, a visit a week before and a school's week on Mondays,
// each once by a reference that names nobody; what is optional stops by its link, and what Notify does not take is seen, and sent again, by staff.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sending } from '../../functions/bookings/actions/reminders.ts';
import { commit } from '../../shared/commit.ts';
import type { Effect } from '../../shared/outbox.ts';
import { Counter, maintained, nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

type Shown = { kind: string; name: string; state: string; reference: string; error?: string };

let host: TestHost;
let counter: Counter;
let maria: Visitor;
let joan: Visitor;
let grace: Visitor;
let peter: Visitor;
const mariasAddress = 'maria.okafor@schools.example';
const letters = (to = mariasAddress) =>
  host.mailbox
    .letters()
    .filter((letter) => letter.to === to)
    .reverse();
const linkIn = (body: string | undefined, path: string) =>
  new URL(new RegExp(`http\\S+/${path}/\\S+`).exec(body ?? '')?.[0] ?? '').pathname;
const clockAsks = async (task: 'remind' | 'remind-of-notes' | 'digest') => {
  const sending = (await host.invoke('bookings', { council: 'essex', task })) as Sending;
  await deliver();
  return sending;
};
const deliver = async () => {
  await host.invoke('outbox', { council: 'essex', task: 'deliver' });
  await host.quiet();
};
const messages = async (query: string) =>
  got<{ messages: Shown[] }>(await peter.json(`/essex/api/reports/messages?${query}`), 200).messages;

beforeAll(async () => {
  host = await startHost({
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'reports', 'outbox'],
    seeded: true,
    at: '2026-11-23T09:00:00Z',
  });
  counter = new Counter(host, '2026-11-30');
  maria = await counter.as('maria-okafor');
  joan = await counter.as('joan-ferris');
  grace = await counter.as('grace-adeyemi');
  peter = await counter.as('peter-quill');
}, 120_000);
afterAll(() => host.stop());

let id = '';
let sessions: string[] = [];

describe('a booking', () => {
  test('is told to whoever booked and to the officer, once each, by references that name nobody', async () => {
    sessions = await counter.fresh(4);
    id = await counter.book(maria, sessions);
    await deliver();
    await deliver();
    const [letter, ...more] = letters();
    expect(more).toEqual([]);
    expect(letter?.subject).toMatch(/^Booked: .+ at Colnemarsh Grange Academy$/);
    expect(letter?.body).toContain('Tuesday 1 December 2026, morning, 09:00 to 12:00');
    expect(letter?.body).toContain(`/essex/bookings/${id}`);
    expect(letter?.body).toMatch(/^It comes to .+ = £[\d,.]+, VAT £[\d.]+, total £[\d,.]+\.$/m);
    expect(letter?.reference).toMatch(new RegExp(`^booking-confirmed:${id}:1:[\\w-]{16}#1$`));
    expect(
      host.mailbox
        .letters()
        .map(({ to }) => to.split('@')[0])
        .sort(),
    ).toEqual(['daniel.osei', 'maria.okafor']);
    expect(host.mailbox.letters().find(({ to }) => to.startsWith('daniel'))?.body).not.toContain('£');
    // Told again, by an outbox that has forgotten that it did, nobody is written to again.
    const payload = { kind: 'booking-confirmed', booking: id };
    const again = { effect: { subject: `booking:${id}`, version: 1 }, payload };
    expect(await host.invoke('bookings', { council: 'essex', task: 'tell', subject: again })).toEqual({ written: 0 });
    // Nor by one that lost the outcome of a message it had sent.
    const sent = await host.tableOf().get<Effect>(host.tableOf().key.effect(letter?.reference.slice(0, -2) ?? '', 1));
    const lost = { effect: { subject: sent?.subject, version: 1 }, payload: sent?.payload };
    expect(await host.invoke('bookings', { council: 'essex', task: 'post-message', subject: lost })).toBe('sent');
    expect(host.mailbox.letters()).toHaveLength(2);
  });

  test('comes with a calendar file by a signed link, which needs no sign-in and is nobody else’s to make', async () => {
    const path = linkIn(letters()[0]?.body, 'bookings/calendars');
    const file = await host.visitor().get(path);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="visits.ics"');
    expect(file.body.match(/^UID:.+/gm)?.map((line) => line.trim())).toEqual(
      ['01', '02', '03', '04'].map((visit) => `UID:${id}-${visit}@essex.daybook`),
    );
    expect(path).not.toMatch(/maria|okafor/i);
    for (const wrong of [`${path}x`, '/essex/bookings/calendars/nothing.signed', path.replace('/essex/', '/rivermouth/')])
      expect((await host.visitor().get(wrong)).status, wrong).toBe(404);
    // On the booking's own page it is for whoever may see the booking.
    expect((await maria.get(`/essex/bookings/${id}/calendar`)).body).toBe(file.body);
    expect((await (await counter.as('tom-haldane')).get(`/essex/bookings/${id}/calendar`)).status).toBe(404);
    expect((await maria.get('/essex/bookings/bkg_none/calendar')).status).toBe(404);
  });

  test('that is cancelled in part is told with the reason, what it costs, and a file that takes those visits out', async () => {
    expect(nameOf(await counter.cancel(joan, id, ['03'], 'The school is shut by snow.'))).toBe('200');
    await deliver();
    const letter = letters().at(-1);
    expect(letter?.subject).toMatch(/^Cancelled: /);
    expect(letter?.body).toContain('Reason given: The school is shut by snow.');
    expect(letter?.body).toContain('It costs nothing.');
    const file = (await host.visitor().get(linkIn(letter?.body, 'bookings/calendars'))).body;
    expect(file).toContain('METHOD:CANCEL');
    expect(file.match(/^(UID|STATUS|SEQUENCE):.+/gm)?.map((line) => line.trim())).toEqual([
      `UID:${id}-03@essex.daybook`,
      'SEQUENCE:1',
      'STATUS:CANCELLED',
    ]);
    // The file of the confirmation holds what is left.
    const left = (await host.visitor().get(linkIn(letters()[0]?.body, 'bookings/calendars'))).body;
    expect(left.match(/^UID:/gm)).toHaveLength(3);
    const told = host.mailbox.letters().filter(({ reference }) => reference.startsWith(`booking-cancelled:${id}:2:`));
    expect(told.map(({ to }) => to.split('@')[0]).sort()).toEqual(['daniel.osei', 'maria.okafor']);
  });
});

describe('by the calendar', () => {
  test('a visit is reminded of a week before, once however often the clock asks, and after a crash in the middle', async () => {
    host.clock.set('2026-11-24T06:59:00Z');
    await clockAsks('remind');
    const before = letters().length;
    host.clock.set('2026-11-24T07:00:00Z');
    expect(await clockAsks('remind')).toEqual({ state: 'done', written: 2 });
    expect(letters()).toHaveLength(before + 1);
    const reminder = letters().at(-1);
    expect(reminder?.subject).toMatch(/^Reminder for Tuesday 1 December: /);
    expect(reminder?.body).toContain('Tuesday 1 December 2026, morning, 09:00 to 12:00\nTuesday 1 December 2026, afternoon');
    expect(await clockAsks('remind')).toEqual({ state: 'nothing-due', written: 0 });
    const table = host.tableOf();
    const lost = await commit(table, [
      { op: 'delete', key: table.key.messageRound('visit-reminder'), refusal: { name: 'changed-meanwhile' } },
    ]);
    expect(lost.ok).toBe(true);
    expect((await clockAsks('remind')).written).toBe(0);
    expect(letters()).toHaveLength(before + 1);
  });

  test('a school’s week is told on Monday to whoever books or approves for it', async () => {
    const before = letters().length;
    host.clock.set('2026-11-30T07:30:00Z');
    expect(await clockAsks('digest')).toMatchObject({ state: 'done' });
    const digest = letters().at(-1);
    expect(letters()).toHaveLength(before + 1);
    expect(digest?.subject).toBe('Colnemarsh Grange Academy: what is coming from 30 November 2026 to 13 December 2026');
    expect(digest?.body).toContain('Tuesday 1 December 2026, morning, 09:00 to 12:00: ');
    expect(await clockAsks('digest')).toEqual({ state: 'nothing-due', written: 0 });
  });

  test('what is booked for another school stands in nobody else’s digest', async () => {
    expect(letters().every(({ body }) => !body.includes('Saltmere'))).toBe(true);
    expect(host.mailbox.letters().filter(({ reference }) => reference.startsWith(`weekly-digest:${maintained}`))).toEqual([]);
  });
});

describe('what is optional', () => {
  test('stops by the link in it, after one button and without signing in; what is not cannot be turned off', async () => {
    const path = linkIn(letters().at(-1)?.body, 'identity/messages');
    const visitor = host.visitor();
    const asked = await visitor.get(path);
    expect(asked.body).toContain('Stop these messages');
    expect(asked.body).not.toMatch(/Maria|Okafor/);
    expect((await visitor.post(path)).body).toContain('You get no more messages “The week’s digest”.');
    const { body } = await maria.get('/essex/identity/messages');
    expect(body).toContain('Turn on<span class="govuk-visually-hidden">: The week’s digest');
    expect(body).toContain('Turn off<span class="govuk-visually-hidden">: Reminders of visits');
    expect(body).toContain('It is the record of what was agreed and when.');
    const essential = await maria.json('/essex/api/identity/messages', { kind: 'booking-confirmed', wanted: false });
    expect([essential.status, nameOf(essential)]).toEqual([422, 'invalid-request']);
    expect(letters()[0]?.body).not.toContain('/identity/messages/');
  });

  test('is not written any more, while other messages are', async () => {
    const before = letters().length;
    host.clock.set('2026-12-07T08:00:00Z');
    await clockAsks('digest');
    expect(letters()).toHaveLength(before);
    await counter.book(maria, (await counter.fresh(8)).slice(-1));
    await deliver();
    expect(letters()).toHaveLength(before + 1);
  });
});

describe('what Notify does not take', () => {
  test('is seen by staff by its reference, is in no log by name, and is sent again once', async () => {
    host.mailbox.failNext('nothing', 'bad-request');
    const other = await counter.book(maria, await counter.fresh(1));
    await deliver();
    const about = await messages(`about=${other}`);
    expect(about.map(({ kind, state }) => [kind, state]).sort()).toEqual([
      ['booking-confirmed', 'failed'],
      ['booking-confirmed', 'sent'],
    ]);
    const failed = about.find(({ state }) => state === 'failed');
    expect(failed?.error).toBe('NotifyRefused');
    expect(JSON.stringify(await host.tableOf().all<Effect>(host.tableOf().range.parkedEffects()))).not.toMatch(/Okafor|Osei|@/);
    const page = await peter.get(`/essex/reports/messages?about=${other}`);
    expect(page.body).toContain(failed?.reference ?? 'none');
    const before = host.mailbox.letters().length;
    const resend = `/essex/reports/messages/sending?about=${other}`;
    expect((await peter.post(resend, { reference: failed?.reference ?? '' })).status).toBe(403);
    expect((await grace.post(resend, { reference: failed?.reference ?? '' })).location).toBe(
      `/essex/reports/messages?about=${other}&done=sent`,
    );
    await deliver();
    expect(host.mailbox.letters()).toHaveLength(before + 1);
    expect((await messages(`about=${other}`)).every(({ state }) => state === 'sent')).toBe(true);
    expect((await grace.post(resend, { reference: failed?.reference ?? '' })).body).toContain('It is sent.');
  });

  test('is found by the person too, by those who look after messages alone', async () => {
    const to = await messages('person=per_maria-okafor');
    expect(new Set(to.map(({ kind }) => kind))).toEqual(
      new Set(['booking-confirmed', 'booking-cancelled', 'visit-reminder', 'weekly-digest']),
    );
    expect(new Set(to.map(({ name }) => name))).toEqual(new Set(['Maria Okafor']));
    expect((await maria.json('/essex/api/reports/messages?person=per_maria-okafor')).status).toBe(403);
    expect((await peter.json('/essex/api/reports/messages')).status).toBe(422);
    expect((await grace.get(`/essex/bookings/${id}`)).body).toContain(`/essex/reports/messages?about=${id}`);
  });
});

describe('a booking over somebody’s limit', () => {
  const limits = `/essex/api/identity/limits/${maintained}`;
  const [bridgetsAddress, denisesAddress] = ['bridget.lowe@schools.example', 'denise.alder@schools.example'];

  test('is told to whoever may approve it, and once it is declined to whoever asked, with the reason', async () => {
    const bridget = await counter.as('bridget-lowe');
    const denise = await counter.as('denise-alder');
    got(await bridget.json(`${limits}/approval`, { othersMostPence: null, approver: 'per_bridget-lowe', everyBooking: false }), 200);
    got(await bridget.json(`${limits}/people`, { person: 'per_denise-alder', mostPence: 0 }), 200);
    const quote = await counter.quoted(denise, await counter.fresh(2), { school: maintained, purse: 'delegated-budget' });
    const { request } = got<{ request: string }>(await counter.confirm(denise, quote.token), 201, 202);
    await deliver();
    const [letter, ...more] = letters(bridgetsAddress).filter(({ subject }) => subject.startsWith('To approve: '));
    expect(more).toEqual([]);
    expect(letter?.body).toContain('Denise Alder asks for this to be booked for Saltmere Community Primary School');
    expect(letter?.body).toContain(`/essex/bookings/requests/${request}`);
    expect(letters(denisesAddress)).toEqual([]);
    got(await bridget.json(`/essex/api/bookings/requests/${request}/decline`, { reason: 'Wait for the new year' }), 200);
    await deliver();
    expect(letters(denisesAddress).map(({ subject }) => subject.split(':')[0])).toEqual(['Declined']);
    expect(letters(denisesAddress)[0]?.body).toContain('Reason given: Wait for the new year');
    expect((await messages(`about=${request}`)).map(({ kind, state }) => [kind, state])).toEqual([
      ['approval-declined', 'sent'],
      ['approval-asked', 'sent'],
    ]);
  });

  test('that nobody answers is told to whoever asked, once, when its hold is over; its sessions were anybody’s by then', async () => {
    const denise = await counter.as('denise-alder');
    const asks = async () => {
      const quote = await counter.quoted(denise, await counter.fresh(2), { school: maintained, purse: 'delegated-budget' });
      return got<{ request: string; holdUntil: string }>(await counter.confirm(denise, quote.token), 201, 202);
    };
    const [first, second] = [await asks(), await asks()];
    const bridget = await counter.as('bridget-lowe');
    got(await bridget.json(`/essex/api/bookings/requests/${second.request}/decline`, { reason: 'Not now' }), 200);
    const before = host.clock.now();
    const told = () => letters(denisesAddress).filter(({ subject }) => subject.startsWith('Not answered in time: '));
    // The clock goes on while it is asked: a minute before is before.
    host.clock.set(new Date(Date.parse(first.holdUntil) - 60_000).toISOString());
    await clockAsks('remind');
    expect(told()).toEqual([]);
    host.clock.set(new Date(Date.parse(first.holdUntil) + 1).toISOString());
    await clockAsks('remind');
    await clockAsks('remind');
    expect(told()).toHaveLength(1);
    expect(told()[0]?.body).toContain(`/essex/bookings/requests/${first.request}`);
    expect((await messages(`about=${first.request}`)).map(({ kind }) => kind)).toEqual(['approval-expired', 'approval-asked']);
    host.clock.set(new Date(before).toISOString());
  });
});

describe('the note of a visit', () => {
  test('that is late is told to its officer once a week, and once it is shared to whoever booked', async () => {
    const daniel = await counter.as('daniel-osei');
    const kept = await counter.deliver(daniel, id, ['01'], {}, { as: 'draft' });
    expect(kept.status).toBe(200);
    const of = (start: string) => host.mailbox.letters().filter(({ subject, body }) => subject.startsWith(start) && body.includes(id));
    host.clock.set('2026-12-14T07:00:00Z');
    expect((await clockAsks('remind-of-notes')).written).toBe(1);
    expect(of('Late: ').map(({ to }) => to.split('@')[0])).toEqual(['daniel.osei']);
    expect(of('Late: ')[0]?.body).toContain(`/essex/bookings/${id}/notes/01`);
    host.clock.set('2026-12-15T07:00:00Z');
    await clockAsks('remind-of-notes');
    expect(of('Late: ')).toHaveLength(1);
    const { version } = got<{ version: number }>(await daniel.json(`/essex/api/bookings/${id}/notes/01`), 200);
    const sections = { done: 'Met the chair of governors.' };
    expect((await daniel.json(`/essex/api/bookings/${id}/notes/01`, { version, sections })).status).toBe(200);
    await deliver();
    expect(of('The note of ').map(({ to }) => to)).toEqual([mariasAddress]);
    host.clock.set('2026-12-28T09:00:00Z');
    await clockAsks('remind-of-notes');
    expect(of('Late: ')).toHaveLength(1);
  });
});

describe('what the council books for a school', () => {
  test('is told to those who book for the school, and so are its note and what is cancelled of it', async () => {
    const daniel = await counter.as('daniel-osei');
    const [first, second] = (await counter.fresh(60)).slice(-2);
    const council = await counter.book(joan, [first, second] as string[], { service: 'svc_structural-solutions' });
    const of = (start: string) =>
      host.mailbox
        .letters()
        .filter(({ subject, body }) => subject.startsWith(start) && body.includes(council))
        .map(({ to }) => to.split('@')[0])
        .sort();
    await deliver();
    expect(of('Booked: ')).toEqual(['daniel.osei', 'joan.ferris', 'maria.okafor']);
    expect(letters().findLast(({ subject }) => subject.startsWith('Booked: '))?.body).toMatch(/^It comes to /m);
    got(await joan.json(`/essex/api/bookings/${council}/cancellations`, { visits: ['02'], reason: 'Away', at: 'council' }), 200);
    await deliver();
    expect(of('Cancelled: ')).toEqual(['daniel.osei', 'joan.ferris', 'maria.okafor']);
    host.clock.set(`${first?.slice(0, 10)}T18:00:00Z`);
    expect((await counter.deliver(daniel, council, ['01'])).status).toBe(200);
    await deliver();
    expect(of('The note of ')).toEqual(['joan.ferris', 'maria.okafor']);
  });
});
