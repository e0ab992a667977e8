// What the first council's people have begun and not finished on the day it is first looked at: a booking over a limit that waits for approval, a school that waits for a
// day which another has, a morning of two officers of whom one is away, an officer who is to work more, a day whose cost three schools are asked to share, and what a
// trust has ordered for its schools.
import { addDays, dateOf, mondayOf } from '../../../shared/calendar.ts';
import { essex } from './essex.ts';
import { colneAndTendring } from './organisations.ts';
import type { Weeks } from './weeks.ts';

const daniel = 'off_daniel-osei';
const recruitment = 'svc_governing-bodies-headteacher-recruitment';

/** A bursar with a limit of £500 and a headteacher who approves, and a request that waits for her. */
export async function askForApproval({ today, does, freeOf, books }: Weeks): Promise<void> {
  const school = 'sch_990001';
  const limits = `/identity/limits/${school}`;
  await does('grace-adeyemi', `${limits}/people`, { person: 'per_denise-alder', mostPence: 50_000 });
  await does('grace-adeyemi', `${limits}/approval`, { othersMostPence: null, approver: 'per_bridget-lowe', everyBooking: false });
  const sessions = (await freeOf('joan-ferris', daniel, addDays(today, 14))).slice(0, 4);
  const asked = { school, service: recruitment, officer: daniel, purse: 'delegated-budget', halfDays: 4, sessions };
  await books('denise-alder', asked, 'PO-3107');
}

/** A day that Maria Okafor has booked, and that Tom Haldane waits for: when she cancels it, he is written to. */
export async function waitForDay({ today, does, freeOf, books }: Weeks): Promise<void> {
  const free = await freeOf('joan-ferris', daniel, addDays(today, 21));
  const first = free.find((session, i) => session.endsWith('am') && free[i + 1] === session.replace('am', 'pm'));
  if (!first) return;
  const [date, sessions] = [dateOf(first), [first, first.replace('am', 'pm')]];
  const asked = { service: recruitment, officer: daniel, halfDays: 2 };
  await books('maria-okafor', { ...asked, school: 'sch_990010', purse: 'own-funds', sessions }, 'CGA-2044');
  const suits = [1, 2, 3, 4, 5].flatMap((weekday) => [`${weekday}am`, `${weekday}pm`]);
  const wish = { ...asked, school: 'sch_990001', purse: 'delegated-budget', from: date, to: date, suits };
  await does('tom-haldane', '/bookings/waitlist', wish);
}

/** A morning that two officers come to, of whom one turns out to be away: somebody else is to be found. */
export async function comeTogether({ today, does, freeOf, books }: Weeks): Promise<void> {
  const start = addDays(today, 28);
  const samuel = essex.officers.find(({ id }) => id === 'off_samuel-tate');
  const [his, others] = samuel ? [await freeOf('joan-ferris', samuel.id, start), await freeOf('joan-ferris', daniel, start)] : [[], []];
  const both = his.find((session) => session.endsWith('am') && others.includes(session));
  if (!samuel || !both) return;
  const asked = { school: 'sch_990010', service: recruitment, officer: daniel, purse: 'own-funds', halfDays: 2, sessions: [both] };
  const also = [{ officer: samuel.id, sessions: [both] }];
  await books('maria-okafor', { ...asked, also }, 'CGA-2051');
  await does('joan-ferris', `/officers/${samuel.id}/absences`, { from: both, to: both, kind: 'training', version: 1 });
}

/** An officer of mornings works whole days from a Monday on; what they work until then stays as it is. */
export async function workMore({ today, does }: Weeks): Promise<void> {
  const whole = { am: true, pm: true };
  const pattern = { 1: whole, 2: whole, 3: whole, 4: whole, 5: { am: true, pm: false } };
  await does('joan-ferris', '/officers/off_iwona-kowalska/pattern', { from: mondayOf(addDays(today, 70)), pattern, version: 1 });
}

/** A day that three schools are to share, by pupils: one has agreed, and the others are asked. */
export async function shareDay({ today, does, freeOf }: Weeks): Promise<void> {
  const sessions = (await freeOf('joan-ferris', daniel, addDays(today, 35))).slice(0, 2);
  const schools = ['sch_990001', 'sch_990009', 'sch_990010'].map((school) => ({ school }));
  const day = { title: 'Recruiting a headteacher: a day for governors', service: recruitment, officer: daniel, sessions };
  const asked = { ...day, organiser: colneAndTendring, answerBy: addDays(today, 14), split: 'pupils', schools };
  const { event } = await does<{ event: string }>('joan-ferris', '/bookings/events', asked);
  type Seen = { answering: { agreed: string; offers: { purse: string }[] }[] };
  const { answering } = await does<Seen>('maria-okafor', `/bookings/events/${event}`);
  const [own] = answering;
  const word = { agreed: own?.agreed, purse: own?.offers[0]?.purse, purchaseOrder: 'CGA-2066' };
  await does('maria-okafor', `/bookings/events/${event}/agreements`, word);
}

/** A day for each of two schools, which their trust has ordered at once. */
export async function orderForSchools({ today, does, freeOf }: Weeks): Promise<void> {
  const free = await freeOf('joan-ferris', daniel, addDays(today, 42));
  const parts = ['sch_990012', 'sch_990015'].map((school, i) => ({
    school,
    officer: daniel,
    purse: 'own-funds',
    halfDays: 2,
    sessions: free.slice(2 * i, 2 * i + 2),
  }));
  const { token } = await does<{ token: string }>('yusuf-demir', '/bookings/orders/quotes', { service: recruitment, parts });
  await does('yusuf-demir', '/bookings/orders', { token, purchaseOrder: 'ELT-0418' });
}
