// Every state that a booked session, its note and a request over a limit can be in, made at a whole host as people make them, and every command that could be
// given then: what test/scenarios/booking-life.test.ts drives.
import { type CivilDate, dateOf, weekday } from '../shared/calendar.ts';
import type { Item } from '../shared/table.ts';
import { Counter, maintained, nameOf } from './counter.ts';
import { startHost, type TestHost, type Visitor } from './host.ts';
import { got } from './office.ts';

/** One of each role, and those beside them whose booking it is not. */
const people = {
  booker: 'tom-haldane',
  'booker with a limit': 'denise-alder',
  approver: 'bridget-lowe',
  'another school’s booker': 'maria-okafor',
  'another school’s trust': 'yusuf-demir',
  'another partnership’s lead': 'anna-castell',
  officer: 'farah-siddiqui',
  'another officer': 'daniel-osei',
  'resource manager': 'joan-ferris',
  'improvement manager': 'rowan-achebe',
  'catalogue manager': 'leo-brandt',
  finance: 'nadia-rahman',
  'finance approver': 'keith-wilmot',
  auditor: 'peter-quill',
  administrator: 'grace-adeyemi',
} as const;
export type Who = keyof typeof people;
export const everybody = Object.keys(people) as Who[];

const farahs = 'off_farah-siddiqui';
const audit = { school: maintained, service: 'svc_safeguarding-audits', officer: farahs, purse: 'delegated-budget' };
const sections = { done: 'Read the central record.', found: 'It is complete.' };
const actions = [{ what: 'Date the checks', who: 'school', by: '2027-07-16' }];
/** The day on which everything is booked that is to be over, and the day on which everything is tried. */
const first = '2026-11-24';
const second = '2027-03-22T18:00:00Z';
/** What is to come is further ahead than any fee. */
const ahead = '2027-05-04' as CivilDate;

export const states = [
  'to come',
  'over',
  'cancelled',
  'cancelled late',
  'delivered, its note a draft',
  'delivered, its note submitted',
  'delivered, its note returned',
  'delivered, its note shared',
] as const;
export type State = (typeof states)[number];

/** A booking of two half-days, of which the first is what a command is given to, and the version of its note. */
export type Subject = { booking: string; version: number; instead?: string };
type Sent = { path: string; body: object };
type Asked = { request: string; agreed: string };

/** At whose wish is said by the council’s people alone. */
const wish = (who: Who) => (who.includes('booker') || who.includes('trust') || who.includes('lead') ? {} : { at: 'council' });
const commands = {
  cancel: (who) => ({ path: '/cancellations', body: { visits: ['01'], reason: 'No longer wanted.', feePence: 0, ...wish(who) } }),
  move: (who, _version, { to }) => ({ path: '/moves', body: { visit: '01', to, ...wish(who) } }),
  'swap the officer': () => ({ path: '/officers', body: { visits: ['01'], officer: 'off_samuel-tate', reason: 'Away at a course.' } }),
  deliver: () => ({ path: '/deliveries', body: { visits: ['01'], sections, actions, as: 'draft' } }),
  'save the note': (_, version) => ({ path: '/notes/01', body: { version, sections, actions, as: 'draft' } }),
  'send the note': (_, version) => ({ path: '/notes/01', body: { version, sections, actions, as: 'sent' } }),
  'approve the note': (_, version) => ({ path: '/notes/01/moderation', body: { version, answer: 'approve' } }),
  'return the note': (_, version) => ({ path: '/notes/01/moderation', body: { version, answer: 'return', reason: 'Say which checks.' } }),
  'add to the note': () => ({ path: '/notes/01/additions', body: { text: 'It was the record of this year.' } }),
  'mark an action': () => ({ path: '/notes/01/actions', body: { action: 1, done: true } }),
  waive: (_who, _version, { instead }) => ({
    path: '/waivers',
    body: { visit: '01', kind: 'rebooked', instead: { booking: instead, visit: '01' } },
  }),
  'have it corrected': () => ({ path: '/reclassifications', body: { visit: '01', to: 'free', reason: 'It was free by right.' } }),
} as const satisfies Record<string, (who: Who, version: number, given: { to: string; instead: string }) => Sent>;
export type Command = keyof typeof commands;
export const everything = Object.keys(commands) as Command[];

export const requestStates = ['requested', 'approved', 'declined', 'withdrawn', 'expired'] as const;
export type RequestState = (typeof requestStates)[number];
export const requestCommands = {
  approve: ({ agreed }) => ({ path: '/approval', body: { agreed } }),
  decline: () => ({ path: '/decline', body: { reason: 'Not this year.' } }),
  withdraw: () => ({ path: '/withdrawal', body: {} }),
} as const satisfies Record<string, (of: Asked) => Sent>;
export type RequestCommand = keyof typeof requestCommands;

export class Lives {
  private readonly host: TestHost;
  private readonly visitors: ReadonlyMap<Who, Visitor>;
  /** Cancelled late, each with a visit that took its place. */
  private readonly late: Subject[] = [];
  private readonly over: string[] = [];
  private readonly expired: Asked[] = [];
  private counter: Counter;
  private readonly standing = new Map<State, Subject>();
  private readonly asked = new Map<RequestState, Asked>();
  private spare = '';

  private constructor(host: TestHost, visitors: ReadonlyMap<Who, Visitor>) {
    this.host = host;
    this.visitors = visitors;
    this.counter = new Counter(host, first);
  }

  /** `past`: how many bookings are to be over by the second day, and `late` how many were cancelled late. */
  static async begin(past: number, late: number): Promise<Lives> {
    const host = await startHost({
      at: `${first}T08:00:00Z`,
      only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'],
      seeded: true,
    });
    const visitors = await Promise.all(everybody.map(async (who) => [who, await host.as(people[who])] as const));
    const lives = new Lives(host, new Map(visitors));
    for (let i = 0; i < late; i++) lives.late.push({ booking: await lives.cancelLate(), version: 1 });
    for (const of of lives.late) of.instead = await lives.book(true);
    for (let i = 0; i < past; i++) lives.over.push(await lives.book());
    lives.spare = lives.over.shift() ?? '';
    const limits = `/essex/api/identity/limits/${maintained}`;
    got(await lives.visitor('administrator').json(`${limits}/people`, { person: 'per_denise-alder', mostPence: 50_000 }), 200);
    const approval = { othersMostPence: null, approver: 'per_bridget-lowe', everyBooking: false };
    got(await lives.visitor('administrator').json(`${limits}/approval`, approval), 200);
    lives.expired.push(await lives.ask());
    host.clock.set(second);
    lives.counter = new Counter(host, ahead);
    for (const instead of [lives.spare, ...lives.late.map((each) => each.instead ?? '')]) await lives.say('officer', instead, 'deliver');
    return lives;
  }
  end = (): Promise<void> => this.host.stop();

  visitor(who: Who): Visitor {
    const found = this.visitors.get(who);
    if (!found) throw new Error(`nobody is ${who}`);
    return found;
  }

  /** On days on which whoever stands in works too, unless any will do. */
  private async book(any = false): Promise<string> {
    const days = await this.counter.fresh(2, farahs);
    const isMonday = days.some((day) => weekday(dateOf(day)) === 1);
    return isMonday && !any ? this.book() : this.counter.book(this.visitor('booker'), days, audit);
  }

  private async cancelLate(): Promise<string> {
    const booking = await this.book(true);
    const command = { visits: ['01'], reason: 'No longer wanted.' };
    const path = `/essex/api/bookings/${booking}/cancellations`;
    const { feePence } = got<{ feePence: number }>(await this.visitor('booker').json(path, command), 409);
    got(await this.visitor('booker').json(path, { ...command, feePence }), 200);
    return booking;
  }

  private async say(who: Who, booking: string, command: Command, version = 1): Promise<void> {
    got(await this.give(command, who, { booking, version }), 200, 201);
  }

  /** Makes a booking whose first session is in a state. */
  private async make(state: State): Promise<Subject> {
    if (state === 'to come') return { booking: await this.book(), version: 1 };
    if (state === 'cancelled') {
      const { booking } = await this.make('to come');
      await this.say('resource manager', booking, 'cancel');
      return { booking, version: 1 };
    }
    const late = state === 'cancelled late' ? this.late.shift() : undefined;
    if (late) return late;
    const booking = this.over.shift();
    if (!booking || state === 'cancelled late') throw new Error(`no booking is left to be ${state}`);
    const then: Partial<Record<State, readonly (readonly [Who, Command])[]>> = {
      'delivered, its note a draft': [['officer', 'deliver']],
      'delivered, its note submitted': [
        ['officer', 'deliver'],
        ['officer', 'send the note'],
      ],
      'delivered, its note returned': [
        ['officer', 'deliver'],
        ['officer', 'send the note'],
        ['improvement manager', 'return the note'],
      ],
      'delivered, its note shared': [
        ['officer', 'deliver'],
        ['officer', 'send the note'],
        ['improvement manager', 'approve the note'],
      ],
    };
    const steps = then[state] ?? [];
    for (const [n, [who, command]] of steps.entries()) await this.say(who, booking, command, n);
    return { booking, version: Math.max(1, steps.length) };
  }

  /** What stands in a state; another one where what stood there was changed. */
  async at(state: State): Promise<Subject> {
    const found = this.standing.get(state) ?? (await this.make(state));
    this.standing.set(state, found);
    return found;
  }
  changed = (state: State): boolean => this.standing.delete(state);

  async give(command: Command, who: Who, { booking, version, instead = this.spare }: Subject) {
    const [to = ''] = command === 'move' ? await this.counter.fresh(1, farahs) : [];
    const { path, body } = commands[command](who, version, { to, instead });
    return this.visitor(who).json(`/essex/api/bookings/${booking}${path}`, body);
  }

  /** Two days, which are over the limit of whoever asks. */
  private async ask(): Promise<Asked> {
    const who = this.visitor('booker with a limit');
    const { token } = await this.counter.quoted(who, await this.counter.fresh(4, farahs), audit);
    const { request } = got<{ request: string }>(await this.counter.confirm(who, token), 202);
    const { agreed } = got<{ agreed: string }>(await this.visitor('approver').json(`/essex/api/bookings/requests/${request}`), 200);
    return { request, agreed };
  }

  async askedAt(state: RequestState): Promise<Asked> {
    const found = this.asked.get(state) ?? (state === 'expired' ? this.expired.shift() : undefined) ?? (await this.ask());
    if (!this.asked.has(state)) {
      if (state === 'approved') got(await this.answer('approve', 'approver', found), 200);
      if (state === 'declined') got(await this.answer('decline', 'approver', found), 200);
      if (state === 'withdrawn') got(await this.answer('withdraw', 'booker with a limit', found), 200);
    }
    this.asked.set(state, found);
    return found;
  }
  answered = (state: RequestState): boolean => this.asked.delete(state);

  answer(command: RequestCommand, who: Who, of: Asked) {
    const { path, body } = requestCommands[command](of);
    return this.visitor(who).json(`/essex/api/bookings/requests/${of.request}${path}`, body);
  }

  async requestOf({ request }: Asked): Promise<Item | undefined> {
    const table = this.host.tableOf();
    return table.get<Item>(table.key.request(request as Parameters<typeof table.key.request>[0]));
  }

  /** The record of a booking and of its note, as the table has them. */
  async recordOf({ booking }: Subject): Promise<(Item | undefined)[]> {
    const table = this.host.tableOf();
    const id = booking as Parameters<typeof table.key.booking>[0];
    return [await table.get<Item>(table.key.booking(id)), await table.get<Item>(table.key.visitNote(id, '01'))];
  }
}

export { nameOf };
