// What the people of the second council did: a governing body's training, booked under a purchase order that is worth a sum, delivered on the last working day, and not
// evaluated yet.
import { addDays, type CivilDate, londonDate } from '../../../shared/calendar.ts';
import { doers } from './doers.ts';

const council = 'rivermouth';
const school = 'sch_995001';
const officer = 'off_marcus-bright';
const number = 'ASP-0031';

type Stage = { origin: string; clock: { now(): number } };
/**
 * Registers the order and books the training for the last session before `today` that its officer has free, from the earlier day that the clock shows. Answers the
 * booking; undefined where there is no such session.
 */
export async function bookTraining(host: Stage, today: CivilDate): Promise<string | undefined> {
  const { does, freeOf, books } = doers(host.origin, council);
  const [from, to] = [addDays(londonDate(host.clock.now()), 1), addDays(today, -1)];
  const days = { from: addDays(today, -60), to: addDays(today, 300) };
  await does('elsie-tranter', '/bookings/purchase-orders', { number, valuePence: 120_000, ...days, purse: 'delegated-budget' });
  if (to < from) return undefined;
  const session = (await freeOf('sian-prowse', officer, from, to)).at(-1);
  if (!session) return undefined;
  const asked = {
    school,
    service: 'svc_governor-training',
    officer,
    purse: 'delegated-budget',
    halfDays: 1,
    sessions: [session],
    attendees: 4,
  };
  const { booking } = await books('elsie-tranter', asked, number);
  const people = [
    { name: 'Robin Ashgrove', role: 'Chair of governors' },
    { name: 'Sam Tully', role: 'Parent governor' },
    { name: 'Alex Pike', role: 'Co-opted governor' },
    { name: 'Jo Linnet', role: 'Clerk' },
  ];
  await does('elsie-tranter', `/bookings/${booking}/attendees`, { version: 0, people });
  return booking;
}

/** Delivers it, once the clock shows a later day: three of the four came, and nobody has said yet what they thought of it. */
export async function deliverTraining(host: Stage, booking: string): Promise<void> {
  const { does } = doers(host.origin, council);
  const note = 'Safer recruitment: what governors ask, and what they keep on file.';
  await does('marcus-bright', `/bookings/${booking}/deliveries`, { visits: ['01'], sections: { done: note } });
  const attended = ['01', '02', '04'].map((attendee) => ({ attendee, visits: ['01'] }));
  await does('marcus-bright', `/bookings/${booking}/attendees/attendance`, { version: 1, attended });
}
