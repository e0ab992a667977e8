// The bookings that the bench makes, made ready up to the one command that books: a school's own, one that an approver decides on, and an event that schools share.
import { limitsWrite } from '../../functions/identity/store/limits.ts';
import { contactWrite, personWrites } from '../../functions/identity/store/people.ts';
import { addDays, type CivilDate, isWorkingDay, type SessionKey, sessionKey } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import type { Role } from '../../shared/context.ts';
import { newId, type OrganisationId, type PersonId } from '../../shared/ids.ts';
import { atOnce, type BenchHost, council, today } from './host.ts';

const service = 'svc_governing-bodies-headteacher-recruitment';
const purchaseOrder = 'PO-2026-0042';
const sideBySide = 8;
/** A school's own booking is three days, and an event one day that six schools share. */
const [daysOfOwn, daysOfEvent, sharing] = [3, 1, 6];

type School = { id: OrganisationId; booker: string; approver: string };
/** What is to be sent, and by whom. */
export type Ready = { cookie: string; path: string; body: object };
/** What is over a limit: what asks for it, and who looks at that and approves it. */
type Asked = { ask: Ready; approver: string };

const weekdays: CivilDate[] = [];
for (let date = addDays(today, 7); weekdays.length < 320; date = addDays(date, 1)) if (isWorkingDay(date)) weekdays.push(date);

async function call(host: BenchHost, cookie: string, path: string, body: object | undefined, status: number) {
  const [room = ''] = path.split('/');
  const reply = await host.call(room as 'bookings', body ? 'POST' : 'GET', `/${council}/api/${path}`, cookie, body);
  if (reply.status !== status) throw new Error(`${path} answered ${reply.status}: ${JSON.stringify(reply.data)}`);
  return reply.data;
}

/** Sends it, and answers what it came to. */
export const send = (host: BenchHost, { cookie, path, body }: Ready, status: number) => call(host, cookie, path, body, status);

type Time = { officer: string; sessions: SessionKey[] };
/** Days of officers, each given once, and the officers for as many as are asked for. */
async function diaries(host: BenchHost, days: number): Promise<(count: number) => Time> {
  const pattern = Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, { am: true, pm: true }]));
  const perOfficer = weekdays.length - 3;
  for (let n = 0; n <= days / perOfficer; n++) {
    const subject = {
      id: `off_bench-${n}`,
      name: `Officer ${n}`,
      title: 'Adviser',
      skills: ['recruitment'],
      district: 'Mid',
      pattern,
      absences: [],
    };
    await (await host.room('officers')).handle({ council, task: 'register-officer', subject });
  }
  let given = 0;
  return (count) => {
    const officer = `off_bench-${Math.floor(given / perOfficer)}`;
    const dates = weekdays.slice(given % perOfficer, (given % perOfficer) + count);
    given += count;
    return { officer, sessions: dates.flatMap((date) => [sessionKey(date, 'am'), sessionKey(date, 'pm')]) };
  };
}

/** A school with a vacancy, and so with two free half-days; somebody who books for it up to a limit, and who approves what is more. */
async function school(host: BenchHost, id: OrganisationId, staff: string, mostPence: number): Promise<School> {
  await call(host, staff, 'entitlements/vacancies', { school: id, post: 'headteacher', vacantFrom: '2027-01-01' }, 201);
  const people = (['school-booker', 'school-approver'] satisfies Role[]).map((role) => ({ role, person: newId('per') }));
  const [booker, approver] = people.map(({ person }) => person) as [PersonId, PersonId];
  const written = await commit(host.table, [
    ...people.flatMap(({ role, person }) => [
      ...personWrites(host.table, undefined, {
        type: 'person',
        id: person,
        rights: [{ organisation: id, roles: [role], source: 'granted' }],
        subjects: [],
        version: 1,
      }),
      contactWrite(host.table, person, { type: 'contact', name: `A. Person of ${id}`, version: 1 }),
    ]),
    limitsWrite(host.table, {
      type: 'limits',
      organisation: id,
      people: [{ person: booker, mostPence }],
      othersMostPence: null,
      approver,
      everyBooking: false,
      version: 1,
    }),
  ]);
  if (!written.ok) throw new Error(`the people of ${id} were not written`);
  return {
    id,
    booker: await host.signIn(['school-booker'], { person: booker, organisation: id }),
    approver: await host.signIn(['school-approver'], { person: approver, organisation: id }),
  };
}

/** A school's quote, which its booker confirms: at once where it is within the limit, and otherwise as a request. */
async function quoted(host: BenchHost, { id, booker }: School, time: Time): Promise<Ready> {
  const asked = { school: id, service, ...time, purse: 'own-funds', halfDays: time.sessions.length };
  const { token } = await call(host, booker, 'bookings/quotes', asked, 200);
  return { cookie: booker, path: 'bookings', body: { token, purchaseOrder } };
}

/** A partnership of some schools. */
async function partnership(host: BenchHost, staff: string, n: number, schools: readonly School[]) {
  const subject = { partnershipKind: 'school-improvement', name: `Partnership ${n}`, openedOn: '2015-09-01' };
  const { id } = await call(host, staff, 'schools/partnerships', subject, 201);
  await call(host, staff, `schools/partnerships/${id}/members`, { members: schools.map((each) => each.id), on: '2020-09-01' }, 200);
  return { id, schools };
}
type Partnership = Awaited<ReturnType<typeof partnership>>;

/** An event of a partnership to which each of its schools but one has agreed: the word of that one books it. */
async function agreedButOne(host: BenchHost, staff: string, { id, schools }: Partnership, time: Time): Promise<Ready> {
  const proposal = { organiser: id, title: 'A day on recruitment', service, ...time, answerBy: today, split: 'pupils' };
  const asked = await call(host, staff, 'bookings/events', { ...proposal, schools: schools.map((each) => ({ school: each.id })) }, 201);
  const path = `bookings/events/${asked.event}`;
  const words: Ready[] = [];
  for (const { booker } of schools) {
    const { answering } = (await call(host, booker, path, undefined, 200)) as {
      answering: { agreed: string; offers: { purse: string }[] }[];
    };
    const [own] = answering;
    words.push({ cookie: booker, path: `${path}/agreements`, body: { agreed: own?.agreed, purse: own?.offers[0]?.purse, purchaseOrder } });
  }
  for (const word of words.slice(0, -1)) await send(host, word, 200);
  return words.at(-1) as Ready;
}

const partnerships = 12;
/** What each person may commit a school to: enough for a booking, or too little. */
const [enough, tooLittle] = [1_000_000, 10_000];

/** So many of each kind, each school in one of them alone: so many as book for themselves, so many as ask, and the members of the partnerships. */
export async function prepare(host: BenchHost, count: number) {
  const staff = await host.signIn(['resource-manager']);
  const register = await host.table.all<{ id: OrganisationId; statusCode: number; pupils?: number }>(host.table.range.schoolsByName());
  const open = register.filter(({ statusCode }) => statusCode === 1);
  // An event is divided by pupils.
  const members = open.filter(({ pupils }) => pupils).slice(0, partnerships * sharing);
  const others = open.filter((each) => !members.includes(each));
  if (others.length < 2 * count) throw new Error(`there are ${open.length} schools, too few for ${count} bookings of each kind`);
  const take = await diaries(host, count * (2 * daysOfOwn + daysOfEvent));
  const ready = { own: [] as Ready[], asked: [] as Asked[], shared: [] as Ready[] };
  const jobs = others.slice(0, 2 * count).map(({ id }, i) => ({ id, asks: i % 2 === 1, time: take(daysOfOwn) }));
  await atOnce(jobs, sideBySide, async ({ id, asks, time }) => {
    const made = await school(host, id, staff, asks ? tooLittle : enough);
    const quote = await quoted(host, made, time);
    if (asks) ready.asked.push({ ask: quote, approver: made.approver });
    else ready.own.push(quote);
  });
  const groups: Partnership[] = [];
  for (let n = 0; n < partnerships; n++) {
    const of = members.slice(n * sharing, (n + 1) * sharing);
    groups.push(await partnership(host, staff, n, await Promise.all(of.map(({ id }) => school(host, id, staff, enough)))));
  }
  const events = Array.from({ length: count }, (_, i) => ({ of: groups[i % partnerships] as Partnership, time: take(daysOfEvent) }));
  await atOnce(events, sideBySide, async ({ of, time }) => void ready.shared.push(await agreedButOne(host, staff, of, time)));
  return ready;
}

/** The approval of a request, by whoever has looked at it. */
export async function approval(host: BenchHost, approver: string, request: unknown): Promise<Ready> {
  const path = `bookings/requests/${request}`;
  const { agreed } = await call(host, approver, path, undefined, 200);
  return { cookie: approver, path: `${path}/approval`, body: { agreed } };
}
