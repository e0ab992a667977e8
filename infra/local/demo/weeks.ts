// What the people of the first council did in the weeks before the demonstration is first looked at, each through their own sign-in and the JSON API: a year
// granted and in part used, visits with their notes, a partnership's plans, a need, a draft that waits for its reviewer, a change that the next run would
// follow, a booking over a limit that waits for approval, a school that waits for a day which another has, a
// morning of two officers of whom one is away, and a day whose cost three schools are asked to share.
import { academicYearOf, addDays, type CivilDate, dateOf, londonDate, type SessionKey } from '../../../shared/calendar.ts';
import type { TaskEvent } from '../../../shared/context.ts';
import { type DemoClock, momentOn } from '../clock.ts';
import { type Reply, Visitor } from '../visitor.ts';
import { essex } from './essex.ts';
import { colneAndTendring } from './organisations.ts';

/** How long before today its people began, unless the academic year is younger than that. */
const days = 28;
const council = 'essex';
const saltings = 'ptn_saltings-schools-partnership';
const visit = 'svc_individual-visit';
const daniel = 'off_daniel-osei';
const recruitment = 'svc_governing-bodies-headteacher-recruitment';
/** For as long as a night of sealing may take: four weeks need about a second. */
const sealingMs = 20_000;

/** The day on which a demonstration that is first looked at today began. */
export function firstDay(today: CivilDate): CivilDate {
  const early = addDays(today, -days);
  const september = `${academicYearOf(today)}-09-01` as CivilDate;
  return academicYearOf(early) < academicYearOf(today) ? september : early;
}

type Stage = {
  origin: string;
  clock: DemoClock;
  invoke(functionName: string, event: TaskEvent): Promise<unknown>;
  quiet(): Promise<void>;
};

/** Lives the weeks from the day the clock shows to the day of `now`. Throws on anything that is refused. */
export async function liveWeeks(host: Stage, now: number): Promise<void> {
  const [from, today] = [londonDate(host.clock.now()), londonDate(now)];
  const year = academicYearOf(today);
  const goTo = (day: CivilDate) => {
    if (londonDate(host.clock.now()) < day) host.clock.set(momentOn(now, day));
  };
  const signedIn = new Map<string, Promise<Visitor>>();
  const as = (person: string): Promise<Visitor> => {
    const visitor = signedIn.get(person) ?? new Visitor(host.origin).signIn(council, person);
    signedIn.set(person, visitor);
    return visitor;
  };
  const answered = <T>(reply: Reply): T => {
    if (reply.status >= 300) throw new Error(`${reply.url}: ${reply.status} ${reply.body.slice(0, 500)}`);
    return reply.data<T>();
  };
  const does = async <T = { id: string }>(person: string, path: string, body: object): Promise<T> =>
    answered<T>(await (await as(person)).json(`/${council}/api${path}`, body));

  const dryRun = async (on: CivilDate): Promise<string> => {
    const { id } = await does('grace-adeyemi', '/entitlements/runs', { kind: 'allocate', on });
    await host.quiet();
    return id;
  };

  async function grantYear(): Promise<void> {
    await does('grace-adeyemi', `/entitlements/runs/${await dryRun(from)}/commitment`, {});
    await host.quiet();
  }

  /** One plan that enough members agreed to in a meeting, and one that waits for their answers. */
  async function plan(): Promise<void> {
    const pot = `/entitlements/pots/${colneAndTendring}/plans`;
    const propose = (halfDays: number, service: string, purpose: string) =>
      does<{ plan: { id: string } }>('anna-castell', pot, {
        rule: 'partnership-days',
        from: `${year}-09-01`,
        halfDays,
        services: [service],
        purpose,
      });
    const { id } = (await propose(6, 'partnership-working', 'Moderation of writing across our schools')).plan;
    await does('rowan-achebe', `${pot}/${id}/minutes`, {
      meeting: 'the headteachers’ autumn meeting',
      on: from,
      agreed: ['sch_990003', 'sch_990023', 'sch_990032'],
      reason: 'Agreed round the table',
    });
    await propose(4, 'collaborative-reviews', 'A review of reading in the early years');
  }

  async function need(): Promise<void> {
    const wanted = { skill: 'leadership', wantedHalfDays: 2, by: addDays(today, 120) };
    await does('rowan-achebe', '/entitlements/needs/sch_990001', { what: 'Middle leaders who can lead a subject', ...wanted });
  }

  type Booked = { id: string; sessions: SessionKey[]; officer: string };
  /** Books free half-days where the officer is free next, from two days on; nothing where the year that grants them is as good as over. */
  async function book(person: string, school: string, service: string, halfDays: number, officer = 'helen-marsh'): Promise<Booked[]> {
    const start = addDays(londonDate(host.clock.now()), 2);
    const path = `/${council}/api/officers/off_${officer}/free-sessions?${new URLSearchParams({ from: start, to: addDays(start, 60) })}`;
    const free = answered<{ sessions: SessionKey[] }>(await (await as('joan-ferris')).json(path)).sessions;
    const sessions = free.filter((session) => academicYearOf(dateOf(session)) === year).slice(0, halfDays);
    if (sessions.length < halfDays) return [];
    const asked = { school, service, officer: `off_${officer}`, purse: 'own-funds', halfDays, sessions };
    const { token, netPence } = await does<{ token: string; netPence: number }>(person, '/bookings/quotes', asked);
    const confirmed = { token, ...(netPence > 0 ? { purchaseOrder: 'BFP-0417' } : {}) };
    return [{ id: (await does<{ booking: string }>(person, '/bookings', confirmed)).booking, sessions, officer }];
  }

  /** A bursar with a limit of £500 and a headteacher who approves, and a request that waits for her. */
  async function askForApproval(): Promise<void> {
    const school = 'sch_990001';
    const limits = `/identity/limits/${school}`;
    await does('grace-adeyemi', `${limits}/people`, { person: 'per_denise-alder', mostPence: 50_000 });
    await does('grace-adeyemi', `${limits}/approval`, { othersMostPence: null, approver: 'per_bridget-lowe', everyBooking: false });
    const start = addDays(today, 14);
    const path = `/${council}/api/officers/${daniel}/free-sessions?${new URLSearchParams({ from: start, to: addDays(start, 60) })}`;
    const { sessions } = answered<{ sessions: SessionKey[] }>(await (await as('joan-ferris')).json(path));
    const asked = { school, service: recruitment, officer: daniel, purse: 'delegated-budget', halfDays: 4, sessions: sessions.slice(0, 4) };
    const { token } = await does<{ token: string }>('denise-alder', '/bookings/quotes', asked);
    await does('denise-alder', '/bookings', { token, purchaseOrder: 'PO-3107' });
  }

  /** A day that Maria Okafor has booked, and that Tom Haldane waits for: when she cancels it, he is written to. */
  async function wait(): Promise<void> {
    const start = addDays(today, 21);
    const path = `/${council}/api/officers/${daniel}/free-sessions?${new URLSearchParams({ from: start, to: addDays(start, 60) })}`;
    const free = answered<{ sessions: SessionKey[] }>(await (await as('joan-ferris')).json(path)).sessions;
    const first = free.find((session, i) => session.endsWith('am') && free[i + 1] === session.replace('am', 'pm'));
    if (!first) return;
    const [date, sessions] = [dateOf(first), [first, first.replace('am', 'pm')]];
    const asked = { service: recruitment, officer: daniel, halfDays: 2 };
    const own = { ...asked, school: 'sch_990010', purse: 'own-funds', sessions };
    const { token } = await does<{ token: string }>('maria-okafor', '/bookings/quotes', own);
    await does('maria-okafor', '/bookings', { token, purchaseOrder: 'CGA-2044' });
    const suits = [1, 2, 3, 4, 5].flatMap((weekday) => [`${weekday}am`, `${weekday}pm`]);
    const wish = { ...asked, school: 'sch_990001', purse: 'delegated-budget', from: date, to: date, suits };
    await does('tom-haldane', '/bookings/waitlist', wish);
  }

  /** A morning that two officers come to, of whom one turns out to be away: somebody else is to be found. */
  async function comeTogether(): Promise<void> {
    const start = addDays(today, 28);
    const samuel = essex.officers.find(({ id }) => id === 'off_samuel-tate');
    const freeOf = async (officer: string): Promise<SessionKey[]> => {
      const path = `/${council}/api/officers/${officer}/free-sessions?${new URLSearchParams({ from: start, to: addDays(start, 60) })}`;
      return answered<{ sessions: SessionKey[] }>(await (await as('joan-ferris')).json(path)).sessions;
    };
    const [his, others] = samuel ? [await freeOf(samuel.id), await freeOf(daniel)] : [[], []];
    const both = his.find((session) => session.endsWith('am') && others.includes(session));
    if (!samuel || !both) return;
    const asked = { school: 'sch_990010', service: recruitment, officer: daniel, purse: 'own-funds', halfDays: 2, sessions: [both] };
    const also = [{ officer: samuel.id, sessions: [both] }];
    const { token } = await does<{ token: string }>('maria-okafor', '/bookings/quotes', { ...asked, also });
    await does('maria-okafor', '/bookings', { token, purchaseOrder: 'CGA-2051' });
    const absences = [{ from: dateOf(both), to: dateOf(both) }];
    await host.invoke('officers', { council, task: 'register-officer', subject: { ...samuel, absences } });
  }

  /** A day that three schools are to share, by pupils: one has agreed, and the others are asked. */
  async function share(): Promise<void> {
    const start = addDays(today, 35);
    const path = `/${council}/api/officers/${daniel}/free-sessions?${new URLSearchParams({ from: start, to: addDays(start, 60) })}`;
    const { sessions } = answered<{ sessions: SessionKey[] }>(await (await as('joan-ferris')).json(path));
    const schools = ['sch_990001', 'sch_990009', 'sch_990010'].map((school) => ({ school }));
    const day = {
      title: 'Recruiting a headteacher: a day for governors',
      service: recruitment,
      officer: daniel,
      sessions: sessions.slice(0, 2),
    };
    const asked = { ...day, organiser: colneAndTendring, answerBy: addDays(today, 14), split: 'pupils', schools };
    const { event } = await does<{ event: string }>('joan-ferris', '/bookings/events', asked);
    type Seen = { answering: { agreed: string; offers: { purse: string }[] }[] };
    const { answering } = answered<Seen>(await (await as('maria-okafor')).json(`/${council}/api/bookings/events/${event}`));
    const [own] = answering;
    const word = { agreed: own?.agreed, purse: own?.offers[0]?.purse, purchaseOrder: 'CGA-2066' };
    await does('maria-okafor', `/bookings/events/${event}/agreements`, word);
  }

  async function draft(): Promise<void> {
    const drafts = '/entitlements/policies/drafts';
    type Shown = { id: string; version: number; pack: { title: string; allocations: { code: string }[] } };
    const begun = await does<Shown>('grace-adeyemi', drafts, {
      from: 1,
      title: `Essex, from September ${year + 1}`,
      effectiveFrom: `${year + 1}-09-01`,
    });
    const rule = begun.pack.allocations.findIndex(({ code }) => code === 'half-day-visit');
    const changed = await does<Shown>('grace-adeyemi', `${drafts}/${begun.id}/changes`, {
      version: begun.version,
      changes: [{ do: 'set', path: ['allocations', rule, 'grant', 'halfDays'], value: 2 }],
    });
    await does('grace-adeyemi', `${drafts}/${begun.id}/submission`, { version: changed.version });
  }

  await Promise.all(['grace-adeyemi', 'rowan-achebe', 'anna-castell', 'joan-ferris', 'helen-marsh'].map(as));
  await grantYear();
  await Promise.all([plan(), need(), draft()]);
  const reviewed = 'sch_990011';
  const audit = 'svc_safeguarding-audits';
  const agreed = [{ what: 'Share the reading plan with all staff', who: 'school', by: addDays(today, 14) }];
  // A note in each state: shared at once, kept as a draft, waiting to be moderated, and returned to its officer.
  const shared = { sections: { done: 'Looked at books with the leaders.', agreed: 'Next steps for the spring.' }, actions: agreed };
  const unfinished = { sections: { done: 'Compared writing across the partnership’s schools.' }, as: 'draft' };
  const report = { sections: { done: 'Records, training and the site.', found: 'Records are in order; two trainings are due.' } };
  const noted = async (list: Promise<Booked[]>, note: object) => (await list).map((each) => ({ ...each, note }));
  const booked = [
    ...(await noted(book('joan-ferris', 'sch_990014', visit, 3), shared)),
    ...(await noted(book('joan-ferris', 'sch_990031', visit, 1), shared)),
    ...(await noted(book('anna-castell', colneAndTendring, 'svc_partnership-working', 2), unfinished)),
    ...(await noted(book('ruth-pennington', reviewed, audit, 2, 'farah-siddiqui'), report)),
    ...(await noted(book('ruth-pennington', reviewed, audit, 2, 'samuel-tate'), report)),
  ];
  for (const { id, sessions, officer, note } of booked) {
    const over = sessions.flatMap((session, i) => (dateOf(session) < today ? [String(i + 1).padStart(2, '0')] : []));
    if (over.length === 0) continue;
    goTo(addDays(dateOf(sessions[over.length - 1] as SessionKey), 1));
    await does(officer, `/bookings/${id}/deliveries`, { visits: over, ...note });
    const back = { version: 1, answer: 'return', reason: 'Say which records were seen.' };
    if (officer === 'samuel-tate') await does('rowan-achebe', `/bookings/${id}/notes/01/moderation`, back);
  }
  goTo(today);
  // Held, as it is still to come.
  await book('joan-ferris', 'sch_990014', visit, 1);
  await askForApproval();
  await wait();
  await comeTogether();
  await share();
  const joining = { members: ['sch_990016', 'sch_990024'], on: today };
  await does('joan-ferris', `/schools/partnerships/${saltings}/members`, joining);
  await dryRun(today);
  await host.invoke('nightly', { council, task: 'seal', subject: { budgetMs: sealingMs } });
}
