// A note of visit from the visit to the bill, through pages and the JSON API of a whole host: drafted, returned, approved and shared; late ones listed; and what
// a confidential one keeps from a trust.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { academy, Counter, nameOf, type ShownNote } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

let host: TestHost;
let counter: Counter;
let [maria, farah, rowan, grace, nadia, owen, yusuf, joan]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
const farahs = 'off_farah-siddiqui';
const audit = { school: academy, service: 'svc_safeguarding-audits', officer: farahs };
const agreed = { what: 'Update the single central record', who: 'school', by: '2026-12-18' };

beforeAll(async () => {
  host = await startHost({
    at: '2026-11-24T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'invoicing', 'reports', 'worker'],
    seeded: true,
  });
  counter = new Counter(host, '2026-11-29');
  const names = [
    'maria-okafor',
    'farah-siddiqui',
    'rowan-achebe',
    'grace-adeyemi',
    'nadia-rahman',
    'owen-larkin',
    'yusuf-demir',
    'joan-ferris',
  ];
  [maria, farah, rowan, grace, nadia, owen, yusuf, joan] = await Promise.all(names.map((name) => counter.as(name)));
}, 120_000);
afterAll(() => host.stop());

const noteOf = (booking: string, rest = '') => `/essex/api/bookings/${booking}/notes/01${rest}`;
const page = (booking: string, rest = '') => `/essex/bookings/${booking}/notes/01${rest}`;
const read = (visitor: Visitor | undefined, booking: string) => who(visitor).json(noteOf(booking));
const say = (visitor: Visitor | undefined, booking: string, rest: string, command: object) =>
  who(visitor).json(noteOf(booking, rest), command);

type Awaiting = { halfDays: number; netPence: number; notes: { booking: string; officerName: string; state: string; halfDays: number }[] };
/** What a dry run would bill, in pence, and what it leaves out. */
async function dryRun(): Promise<{ id: string; netPence: number; awaiting?: Awaiting; unmarked?: { count: number } }> {
  const run = got<{ id: string }>(await who(nadia).json('/essex/api/invoicing/runs', { from: '2026-11-01', to: '2026-12-04' }), 201, 202);
  await host.quiet();
  type Shown = { documents: { netPence: number }[]; awaitingNotes?: Awaiting; unmarkedBookings?: { count: number } };
  const {
    documents,
    awaitingNotes: awaiting,
    unmarkedBookings: unmarked,
  } = got<Shown>(await who(nadia).json(`/essex/api/invoicing/runs/${run.id}`), 200);
  return {
    id: run.id,
    netPence: documents.reduce((sum, { netPence }) => sum + netPence, 0),
    ...(awaiting ? { awaiting } : {}),
    ...(unmarked ? { unmarked } : {}),
  };
}

describe('a report that the policy has moderated', () => {
  let booking = '';

  test('begins as a draft when the visit is marked delivered: the school is told it is to come, and finance whose it is', async () => {
    booking = await counter.book(who(maria), await counter.fresh(2, farahs), audit);
    host.clock.set('2026-12-04T18:00:00Z');
    const before = await dryRun();
    expect([before.netPence, before.unmarked]).toEqual([0, { count: 1, more: false, to: '2026-12-03' }]);
    expect((await who(nadia).get(`/essex/invoicing/runs/${before.id}`)).body).toContain('Not marked delivered');
    const form = await who(farah).get(`/essex/bookings/${booking}`);
    expect(form.body).toContain('Mark delivered and send the note to be moderated');
    // Both halves of one day are one visit.
    expect(form.body.match(/name="visits"[^>]* checked/g)).toHaveLength(2);
    // What is missing is told at the top as it is at its box.
    const sent = {
      visits: ['01', '02'],
      heading: ['done', 'found'],
      'section-done': 'All of it.',
      'section-found': 'It is sound.',
      as: 'sent',
    };
    const action = { 'action-1-what': 'Train two colleagues', 'action-1-who': 'school' };
    const dateless = await who(farah).post(`/essex/bookings/${booking}/deliveries`, { ...sent, ...action });
    expect([dateless.status, dateless.body.match(/Enter the day by which it is to be done/g)?.length]).toEqual([422, 2]);
    const marked = await who(farah).post(`/essex/bookings/${booking}/deliveries`, {
      visits: ['01', '02'],
      heading: ['done', 'found'],
      as: 'draft',
    });
    expect([marked.status, marked.location]).toEqual([303, `/essex/bookings/${booking}?done=delivered`]);

    const { sessions, notes } = await counter.booking(who(maria), booking);
    expect([sessions.map(({ state }) => state), notes]).toEqual([['delivered', 'delivered'], []]);
    expect((await who(maria).get(`/essex/bookings/${booking}`)).body).toContain('The note is still to come');
    for (const other of [maria, rowan, nadia]) expect(nameOf(await read(other, booking))).toBe('unknown-note');

    const run = await dryRun();
    expect(run.netPence).toBe(0);
    expect(run.awaiting).toMatchObject({
      halfDays: 2,
      netPence: 45_000,
      notes: [{ booking, officerName: 'Farah Siddiqui', state: 'draft' }],
    });
    const shown = (await who(nadia).get(`/essex/invoicing/runs/${run.id}`)).body;
    expect(shown).toContain('Waiting for a note of the visit');
    expect(shown).toContain('with Farah Siddiqui');
    // Nobody has paid for it yet, and finance is not told that anybody has.
    expect(shown.replace(/<[^>]+>/g, '')).toContain('2 half-days, £450.00 before VAT, are delivered and not billed yet');
    expect(shown).not.toContain('paid for');
  });

  test('is not sent without what is required: the form leads to the box and keeps what was typed', async () => {
    const before = await counter.dump();
    const typed = { version: '1', heading: ['done', 'found'], 'section-done': 'The record, training and site.', as: 'sent' };
    const dateless = await who(farah).post(page(booking), { ...typed, 'action-2-what': agreed.what, 'action-2-who': 'school' });
    expect(dateless.status).toBe(422);
    expect(dateless.body).toContain('href="#action-1-by"');
    expect(dateless.body).toContain('Enter the day by which it is to be done');
    const boxes = { 'action-2-by-day': '31', 'action-2-by-month': '2', 'action-2-by-year': '2027' };
    const noDate = await who(farah).post(page(booking), { ...typed, 'action-2-what': agreed.what, 'action-2-who': 'school', ...boxes });
    expect([noDate.status, noDate.body.includes('Enter the day by which it is to be done')]).toEqual([422, true]);
    for (const [part, text] of [
      ['day', '31'],
      ['month', '2'],
      ['year', '2027'],
    ])
      expect(noDate.body).toMatch(new RegExp(`name="action-1-by-${part}"[^>]*value="${text}"`));
    const refused = await who(farah).post(page(booking), typed);
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('href="#section-found"');
    expect(refused.body).toContain('The record, training and site.');
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('waits for a colleague once it is sent, and cannot be changed meanwhile', async () => {
    const sections = { done: 'The record, training and site.', found: 'Two gaps in the record.' };
    const note = got<ShownNote>(await say(farah, booking, '', { version: 1, sections, actions: [agreed] }), 200);
    expect([note.state, note.version]).toEqual(['submitted', 2]);
    expect(nameOf(await say(farah, booking, '', { version: 2, sections }))).toBe('wrong-state');
    expect(nameOf(await read(maria, booking))).toBe('unknown-note');
    expect((await dryRun()).awaiting?.notes).toMatchObject([{ state: 'submitted' }]);
    expect((await who(rowan).get('/essex/bookings/notes/moderation')).body).toContain(page(booking));
    expect((await who(rowan).get('/essex')).body).toContain('1 waiting');
  });

  test('is returned with a reason, which its officer finds on the list and the school never reads', async () => {
    expect(nameOf(await say(rowan, booking, '/moderation', { version: 2, answer: 'return' }))).toBe('invalid-request');
    const form = { version: '2', answer: 'return', reason: 'Say what the gaps are.' };
    expect((await who(rowan).post(page(booking, '/moderation'), form)).location).toBe(`${page(booking)}?done=returned`);
    expect((await who(farah).get('/essex/bookings/notes')).body).toContain(page(booking));
    expect((await who(farah).get(page(booking))).body).toContain('Say what the gaps are.');
    expect(nameOf(await say(farah, booking, '/moderation', { version: 3, answer: 'approve' }))).toBe('not-allowed');
    const sections = { done: 'The record, training and site.', found: 'Two gaps: references of two staff.' };
    expect(got<ShownNote>(await say(farah, booking, '', { version: 3, sections, actions: [agreed] }), 200).state).toBe('submitted');
  });

  test('is shared by one of two who approve it at once, and its charges are written once', async () => {
    const replies = await Promise.all([rowan, grace].map((each) => say(each, booking, '/moderation', { version: 4, answer: 'approve' })));
    expect(replies.map(nameOf).sort()).toEqual(['200', 'note-shared']);
    const run = await dryRun();
    expect([run.netPence, run.awaiting, run.unmarked]).toEqual([45_000, undefined, undefined]);
    expect((await who(rowan).json('/essex/api/bookings/notes/moderation')).data()).toEqual({ notes: [] });
  });

  test('is read by the school, which marks its action; what is corrected stands below it', async () => {
    const shown = (await who(maria).get(`/essex/bookings/${booking}`)).body;
    expect(shown).toContain('Two gaps: references of two staff.');
    expect(shown).not.toContain('Say what the gaps are.');
    const { returned, ...note } = got<ShownNote & { returned?: unknown }>(await read(maria, booking), 200);
    expect([returned, note.state, note.actions]).toMatchObject([undefined, 'shared', [{ number: 1, who: 'school', done: false }]]);
    const marked = await who(maria).post(page(booking, '/actions'), { action: '1', done: 'yes' });
    expect(marked.location).toBe(`/essex/bookings/${booking}?done=marked`);
    expect(nameOf(await say(farah, booking, '/actions', { action: 1, done: false }))).toBe('not-allowed');
    expect(nameOf(await say(farah, booking, '', { version: 6, sections: { done: 'Otherwise.' } }))).toBe('note-shared');
    expect(nameOf(await say(farah, booking, '/additions', { text: 'One of them has come in.' }))).toBe('not-allowed');
    expect((await who(rowan).post(page(booking, '/additions'), { text: 'One of them has come in.' })).location).toBe(
      `${page(booking)}?done=added`,
    );
    const after = got<ShownNote & { additions: { text: string; by: string }[] }>(await read(maria, booking), 200);
    expect(after).toMatchObject({ actions: [{ done: true }], additions: [{ text: 'One of them has come in.', by: 'Essex (2017 model)' }] });
  });

  test('leaves no word of itself in the audit trail', async () => {
    const trail = JSON.stringify((await who(grace).json(`/essex/api/identity/audit?about=${booking}`)).data());
    for (const action of ['note:submit', 'note:return', 'note:share', 'note:mark', 'note:add']) expect(trail).toContain(action);
    expect(trail).not.toMatch(/gaps|central record|come in/);
  });
});

test('a note that is not shared by its day is late: on its officer’s list and diary, and on the council’s', async () => {
  host.clock.set('2026-12-07T08:00:00Z');
  counter = new Counter(host, '2026-12-07');
  const booking = await counter.book(who(maria), await counter.fresh(2, farahs), audit);
  host.clock.set('2026-12-11T18:00:00Z');
  got(await counter.deliver(who(farah), booking, ['01', '02'], {}, { as: 'draft' }), 200);
  const late = async (visitor: Visitor | undefined) =>
    got<{ notes: ShownNote[] }>(await who(visitor).json('/essex/api/bookings/notes'), 200).notes.map((note) => note.late);
  expect([await late(farah), await late(joan)]).toEqual([[false], []]);
  host.clock.set('2027-01-04T08:00:00Z');
  expect([await late(farah), await late(joan)]).toEqual([[true], [true]]);
  for (const [visitor, path] of [
    [farah, '/essex/bookings/diary'],
    [farah, '/essex/bookings/notes'],
    [joan, '/essex/bookings/notes'],
  ] as const)
    expect((await who(visitor).get(path)).body).toMatch(/Farah Siddiqui[\s\S]*late/);
  // Whoever may not read a draft is led to the booking, and not to a page that is closed to them.
  expect((await who(joan).get('/essex/bookings/notes')).body).not.toContain(page(booking));
  // Whoever moderates may write it in her place: it goes to another to be read first.
  expect((await who(rowan).get('/essex/bookings/notes')).body).toContain(page(booking));
  const fields = { version: '1', heading: ['done', 'found'], 'section-done': 'From her papers.', 'section-found': 'In order.', as: 'sent' };
  expect((await who(rowan).post(page(booking), fields)).location).toBe(`${page(booking)}?done=sent`);
  expect(nameOf(await say(rowan, booking, '/moderation', { version: 2, answer: 'approve' }))).toBe('own-note');
  // She is told who else may, and not left with a page on which there is nothing to do.
  expect((await who(rowan).get(page(booking))).body).toContain('Roles that may: School improvement manager and council administrator.');
  expect((await who(grace).get(page(booking))).body).toContain('Approve and share with the school');
  expect(nameOf(await say(grace, booking, '/moderation', { version: 2, answer: 'approve' }))).toBe('200');
  expect(await late(joan)).toEqual([]);
});

test('a confidential note is the school’s and the council’s: the trust that books for the school does not read it', async () => {
  counter = new Counter(host, '2027-01-11');
  const school = 'sch_990012';
  const booking = await counter.book(who(owen), await counter.fresh(1, farahs), {
    school,
    service: 'svc_safeguarding-complaints',
    officer: farahs,
  });
  host.clock.set('2027-01-22T18:00:00Z');
  got(await counter.deliver(who(farah), booking, ['01'], 'Spoke with those who know.'), 200);
  got(await who(yusuf).json('/essex/api/schools/acting', { school }), 200);
  expect([nameOf(await read(owen, booking)), nameOf(await read(nadia, booking)), nameOf(await read(yusuf, booking))]).toEqual([
    '200',
    '200',
    'unknown-note',
  ]);
  expect((await counter.booking(who(yusuf), booking)).notes).toEqual([]);
  const shown = (await who(yusuf).get(`/essex/bookings/${booking}`)).body;
  expect(shown).not.toContain('Spoke with those who know.');
  expect(shown).toContain('confidential to the school and the council');
});
