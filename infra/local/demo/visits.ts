// The visits that the first council's people booked from what is free, and made: with a note in each state that a note may be in.
import { academicYearOf, addDays, dateOf, londonDate, type SessionKey } from '../../../shared/calendar.ts';
import { colneAndTendring } from './organisations.ts';
import type { Weeks } from './weeks.ts';

const visit = 'svc_individual-visit';
const audit = 'svc_safeguarding-audits';
const reviewed = 'sch_990011';

type Booked = { id: string; sessions: SessionKey[]; officer: string };
type Wanted = { person: string; school: string; service: string; halfDays: number; officer?: string };

/** Books free half-days where the officer is free next, from two days on; nothing where the year that grants them is as good as over. */
async function book({ clock, year, freeOf, books }: Weeks, wanted: Wanted): Promise<Booked[]> {
  const { person, school, service, halfDays, officer = 'helen-marsh' } = wanted;
  const free = await freeOf('joan-ferris', `off_${officer}`, addDays(londonDate(clock.now()), 2));
  const sessions = free.filter((session) => academicYearOf(dateOf(session)) === year).slice(0, halfDays);
  if (sessions.length < halfDays) return [];
  const asked = { school, service, officer: `off_${officer}`, purse: 'own-funds', halfDays, sessions };
  return [{ id: (await books(person, asked, 'BFP-0417')).booking, sessions, officer }];
}

/** Books and makes them, as far as they are over before today. A note is shared at once, kept as a draft, waits to be moderated, or is returned to its officer. */
export async function visitSchools(weeks: Weeks): Promise<void> {
  const { today, does, goTo } = weeks;
  const agreed = [{ what: 'Share the reading plan with all staff', who: 'school', by: addDays(today, 14) }];
  const shared = { sections: { done: 'Looked at books with the leaders.', agreed: 'Next steps for the spring.' }, actions: agreed };
  const unfinished = { sections: { done: 'Compared writing across the partnership’s schools.' }, as: 'draft' };
  const report = { sections: { done: 'Records, training and the site.', found: 'Records are in order; two trainings are due.' } };
  const noted = async (wanted: Wanted, note: object) => (await book(weeks, wanted)).map((each) => ({ ...each, note }));
  const audited = { person: 'ruth-pennington', school: reviewed, service: audit, halfDays: 2 };
  const booked = [
    ...(await noted({ person: 'joan-ferris', school: 'sch_990014', service: visit, halfDays: 3 }, shared)),
    ...(await noted({ person: 'joan-ferris', school: 'sch_990031', service: visit, halfDays: 1 }, shared)),
    ...(await noted({ person: 'anna-castell', school: colneAndTendring, service: 'svc_partnership-working', halfDays: 2 }, unfinished)),
    ...(await noted({ ...audited, officer: 'farah-siddiqui' }, report)),
    ...(await noted({ ...audited, officer: 'samuel-tate' }, report)),
  ];
  for (const { id, sessions, officer, note } of booked) {
    const over = sessions.flatMap((session, i) => (dateOf(session) < today ? [String(i + 1).padStart(2, '0')] : []));
    if (over.length === 0) continue;
    goTo(addDays(dateOf(sessions[over.length - 1] as SessionKey), 1));
    await does(officer, `/bookings/${id}/deliveries`, { visits: over, ...note });
    const back = { version: 1, answer: 'return', reason: 'Say which records were seen.' };
    if (officer === 'samuel-tate') await does('rowan-achebe', `/bookings/${id}/notes/01/moderation`, back);
  }
}

/** A visit that is still to come, and holds its half-day. */
export async function holdOne(weeks: Weeks): Promise<void> {
  await book(weeks, { person: 'joan-ferris', school: 'sch_990014', service: visit, halfDays: 1 });
}
