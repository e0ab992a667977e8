// The life of a booking as one table: every state × command × person through the JSON API of a whole host, accepted or refused by name. What is accepted is an arrow of
// the state machines and ends where it points; what is refused changes nothing.
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NoteEvent, type NoteState, noteStates } from '../../functions/bookings/schema/notes.ts';
import { type RequestEvent, requestStates as requestMachine } from '../../functions/bookings/schema/requests.ts';
import { type BookedSession, type SessionState, sessionStates } from '../../functions/bookings/schema.ts';
import {
  type Command,
  everybody,
  everything,
  Lives,
  nameOf,
  type RequestCommand,
  type RequestState,
  requestCommands,
  requestStates,
  type State,
  states,
  type Who,
} from '../booking-life.ts';

let lives: Lives;
let asked = 0;
beforeAll(async () => {
  lives = await Lives.begin(44, 7);
});
afterAll(async () => {
  console.log(JSON.stringify({ event: 'booking-life', cells: asked }));
  await lives?.end();
});

const others: readonly Who[] = ['another school’s booker', 'another school’s trust', 'another partnership’s lead'];
const bookers: readonly Who[] = ['booker', 'booker with a limit'];
const cancellers: readonly Who[] = [...bookers, 'resource manager', 'improvement manager', 'administrator'];
const moderators: readonly Who[] = ['improvement manager', 'administrator'];

/** Who may give a command at all, and who is told that there is no such booking; everybody else is told that they may not. */
const rights: Readonly<Record<Command, { may: readonly Who[]; hidden: readonly Who[] }>> = {
  cancel: { may: cancellers, hidden: others },
  move: { may: cancellers, hidden: others },
  'swap the officer': { may: ['resource manager', 'improvement manager', 'administrator'], hidden: [] },
  deliver: { may: ['officer'], hidden: ['another officer'] },
  'save the note': { may: ['officer', ...moderators], hidden: ['another officer'] },
  'send the note': { may: ['officer', ...moderators], hidden: ['another officer'] },
  'approve the note': { may: moderators, hidden: [] },
  'return the note': { may: moderators, hidden: [] },
  'add to the note': { may: ['officer', ...moderators], hidden: ['another officer'] },
  'mark an action': { may: [...bookers, 'approver', 'officer'], hidden: [...others, 'another officer'] },
  waive: { may: [...cancellers, 'finance'], hidden: others },
  'have it corrected': { may: ['finance', 'administrator'], hidden: [] },
};

type Outcome = string | ((who: Who) => string);
const isOfSchool = (who: Who) => bookers.includes(who) || who === 'approver';
/** What has begun is not given up by whoever booked it. */
const begun: Outcome = (who) => (bookers.includes(who) ? 'date-in-past' : '200');
/** A note that is moderated is corrected by whoever may share it; the school reads none of it before. */
const unshared: Outcome = (who) => (who === 'officer' ? 'not-allowed' : 'wrong-state');
const unread: Outcome = (who) => (isOfSchool(who) ? 'unknown-note' : 'wrong-state');
const noNote = Object.fromEntries(
  (['save the note', 'send the note', 'approve the note', 'return the note', 'add to the note', 'mark an action'] as const).map(
    (command) => [command, 'unknown-note'],
  ),
);
const ended = (name: string) => ({ cancel: name, move: name, 'swap the officer': name, deliver: name });
const unwaived = { waive: 'wrong-state', 'have it corrected': 'wrong-state' };
const delivered = { ...ended('already-delivered'), waive: 'wrong-state', 'have it corrected': 'no-free-days-left' };

/** What comes of a command for whoever may give it. */
const outcomes: Readonly<Record<State, Readonly<Record<string, Outcome>>>> = {
  'to come': { ...noNote, ...unwaived, cancel: '200', move: '200', 'swap the officer': '200', deliver: 'not-ended' },
  over: { ...noNote, ...unwaived, cancel: begun, move: begun, 'swap the officer': '200', deliver: '200' },
  cancelled: { ...noNote, ...unwaived, ...ended('already-cancelled') },
  'cancelled late': { ...noNote, ...unwaived, ...ended('already-cancelled'), waive: '200' },
  'delivered, its note a draft': {
    ...delivered,
    'save the note': '200',
    'send the note': '200',
    'approve the note': 'wrong-state',
    'return the note': 'wrong-state',
    'add to the note': unshared,
    'mark an action': unread,
  },
  'delivered, its note submitted': {
    ...delivered,
    'save the note': 'wrong-state',
    'send the note': 'wrong-state',
    'approve the note': '200',
    'return the note': '200',
    'add to the note': unshared,
    'mark an action': unread,
  },
  'delivered, its note returned': {
    ...delivered,
    'save the note': '200',
    'send the note': '200',
    'approve the note': 'wrong-state',
    'return the note': 'wrong-state',
    'add to the note': unshared,
    'mark an action': unread,
  },
  'delivered, its note shared': {
    ...delivered,
    'save the note': 'note-shared',
    'send the note': 'note-shared',
    'approve the note': 'note-shared',
    'return the note': 'note-shared',
    'add to the note': (who) => (who === 'officer' ? 'not-allowed' : '200'),
    // It is the school's to do: its officer does not say that it is done.
    'mark an action': (who) => (isOfSchool(who) ? '200' : 'not-allowed'),
  },
};

function expectedOf(state: State, command: Command, who: Who): string {
  const { may, hidden } = rights[command];
  if (hidden.includes(who)) return 'unknown-booking';
  if (!may.includes(who)) return 'not-allowed';
  const outcome = outcomes[state][command];
  if (!outcome) throw new Error(`no outcome of ${command} for what is ${state}`);
  return typeof outcome === 'string' ? outcome : outcome(who);
}

const sessionEvents: Partial<Record<Command, 'cancel' | 'deliver'>> = { cancel: 'cancel', deliver: 'deliver' };
const noteEvents: Partial<Record<Command, NoteEvent>> = {
  'save the note': 'save',
  'send the note': 'submit',
  'approve the note': 'approve',
  'return the note': 'return',
  'add to the note': 'add',
  'mark an action': 'mark',
};
type Standing = { session: SessionState; note: NoteState | undefined };
const standingOf = ([booking, note]: Awaited<ReturnType<Lives['recordOf']>>): Standing => ({
  session: (booking?.sessions as BookedSession[] | undefined)?.[0]?.state ?? 'booked',
  note: note?.state as NoteState | undefined,
});

/** Where the machines say that a command leads; undefined where they have no arrow for it. A command that no machine knows leaves the states as they are. */
function leadsTo({ session, note }: Standing, command: Command): Standing | undefined {
  const [event, noteEvent] = [sessionEvents[command], noteEvents[command]];
  const next = event ? sessionStates.next(session, event) : session;
  const nextNote = noteEvent ? note && noteStates.next(note, noteEvent) : command === 'deliver' ? 'draft' : note;
  return next && (nextNote || !noteEvent) ? { session: next, note: nextNote } : undefined;
}

describe.each(states)('a session that is %s', (state) => {
  test.each(everything)('%s', async (command) => {
    const wrong: string[] = [];
    let before: Awaited<ReturnType<Lives['recordOf']>> | undefined;
    for (const who of everybody) {
      const of = await lives.at(state);
      before ??= await lives.recordOf(of);
      const name = nameOf(await lives.give(command, who, of)).replace('201', '200');
      const after = await lives.recordOf(of);
      asked += 1;
      const expected = expectedOf(state, command, who);
      if (name !== expected) wrong.push(`${who}: ${name} in place of ${expected}`);
      const arrow = leadsTo(standingOf(before), command);
      if (name === '200') {
        if (!isDeepStrictEqual(standingOf(after), arrow)) wrong.push(`${who}: from ${state} to ${JSON.stringify(standingOf(after))}`);
        lives.changed(state);
        before = undefined;
      } else if (!isDeepStrictEqual(after, before)) wrong.push(`${who}: ${name}, and changed`);
    }
    expect(wrong).toEqual([]);
  });
});

/** One who approves answers for the school, whoever asked withdraws; people of the school may answer at all, and are told when it is not theirs. */
const requestRights: Readonly<Record<RequestCommand, { may: Who; notTheirs: Partial<Record<Who, string>>; hidden: readonly Who[] }>> = {
  approve: { may: 'approver', notTheirs: { 'booker with a limit': 'own-spending', booker: 'not-the-approver' }, hidden: [...others] },
  decline: { may: 'approver', notTheirs: { 'booker with a limit': 'own-spending', booker: 'not-the-approver' }, hidden: [...others] },
  withdraw: { may: 'booker with a limit', notTheirs: { booker: 'not-your-request' }, hidden: [...others] },
};

function expectedOfRequest(state: RequestState, command: RequestCommand, who: Who): string {
  const { may, notTheirs, hidden } = requestRights[command];
  // A lead makes no request and answers none.
  if (who === 'another partnership’s lead') return 'not-allowed';
  if (hidden.includes(who)) return 'unknown-request';
  if (who !== may && notTheirs[who] === undefined) return 'not-allowed';
  if (state === 'expired') return 'request-expired';
  if (state !== 'requested') return 'request-answered';
  return who === may ? '200' : (notTheirs[who] ?? '');
}

describe.each(requestStates)('a request that is %s', (state) => {
  test.each(Object.keys(requestCommands) as RequestCommand[])('%s', async (command) => {
    const wrong: string[] = [];
    for (const who of everybody) {
      const of = await lives.askedAt(state);
      const before = await lives.requestOf(of);
      const name = nameOf(await lives.answer(command, who, of));
      const after = await lives.requestOf(of);
      asked += 1;
      const expected = expectedOfRequest(state, command, who);
      if (name !== expected) wrong.push(`${who}: ${name} in place of ${expected}`);
      if (name === '200') {
        if (after?.state !== requestMachine.next(state, command as RequestEvent)) wrong.push(`${who}: to ${String(after?.state)}`);
        lives.answered(state);
      } else if (!isDeepStrictEqual(after, before)) wrong.push(`${who}: ${name}, and changed`);
    }
    expect(wrong).toEqual([]);
  });
});
