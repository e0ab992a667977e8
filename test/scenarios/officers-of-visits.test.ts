// A review by two officers, with half-days to prepare and for the report: booked in one quote, given to somebody else while another school books them, and billed
// with the note of the visit (Rivermouth's curriculum review).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getOfficer } from '../../functions/officers/store.ts';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { commit, put } from '../../shared/commit.ts';
import type { OfficerId } from '../../shared/ids.ts';
import { Counter, nameOf, type ShownBooking, type ShownQuote } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

const anchor = 'sch_995001';
const lighthouse = 'sch_995008';
const [joel, leila, marcus] = ['off_joel-fenner', 'off_leila-haddad', 'off_marcus-bright'];
const review = 'svc_curriculum-review';
/** £480 a day. */
const half = 24_000;

type Session = { visit: string; session: string; officer: string; officerName: string; work?: string; of?: string; state: string };
type Shown = Omit<ShownBooking, 'sessions'> & { officerName: string; sessions: Session[] };
type Charge = { visit: string; netPence: number; officerName: string; serviceTitle: string; booking: string };

/** Three who can review a curriculum. */
const council = {
  ...rivermouth,
  officers: rivermouth.officers.map((officer) =>
    officer.id === marcus ? { ...officer, skills: [...officer.skills, 'curriculum'] } : officer,
  ),
};

let host: TestHost;
let counter: Counter;
let [elsie, callum, sian, joelHimself, marcusHimself]: (Visitor | undefined)[] = [];
let booking = '';

const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody is signed in');
  return visitor;
};
const api = (rest: string) => `/rivermouth/api/bookings${rest}`;
const page = (rest: string) => `/rivermouth/bookings${rest}`;
const shown = async (): Promise<Shown> => got<Shown>(await who(sian).json(api(`/${booking}`)), 200);
const swap = (more: object, of: Visitor | undefined = sian) => who(of).json(api(`/${booking}/officers`), more);
const slotsOf = async (officer: string) =>
  got<{ visits: { session: string; booking: string; work?: string }[] }>(
    await who(sian).json(api(`/diary?officer=${officer}&from=2026-11-24&to=2026-12-24`)),
    200,
  ).visits.filter((visit) => visit.booking === booking);
async function charges(): Promise<Charge[]> {
  const items = [...(await counter.dump()).values()].map((text) => JSON.parse(text) as Charge & { type: string });
  return items.filter(({ type, booking: of }) => type === 'charge' && of === booking).sort((a, b) => (a.visit < b.visit ? -1 : 1));
}

beforeAll(async () => {
  host = await startHost({
    at: '2026-11-24T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'],
    councils: [council],
    seeded: true,
  });
  counter = new Counter(host, '2026-11-24', 'rivermouth');
  [elsie, callum, sian, joelHimself, marcusHimself] = await Promise.all(
    ['elsie-tranter', 'callum-reyes', 'sian-prowse', 'joel-fenner', 'marcus-bright'].map((person) => counter.as(person)),
  );
});
afterAll(() => host.stop());

const day = ['2026-12-02#am', '2026-12-02#pm'];
const asked = { school: anchor, service: review, officer: joel, purse: 'delegated-budget', halfDays: 4, sessions: day };

describe('a review by two officers', () => {
  test('is one quote of who delivers what, with the nearest free half-days to prepare and for the report', async () => {
    const quoting = (more: object) => who(elsie).json(api('/quotes'), { ...asked, ...more });
    const quote = got<ShownQuote & { sessions: Session[] }>(await quoting({ also: [{ officer: leila, sessions: day }] }), 200);
    expect(quote.netPence).toBe(6 * half);
    expect(quote.sessions.map(({ session, officerName, work }) => [session, officerName, work])).toEqual([
      ['2026-12-01#pm', 'Joel Fenner', 'preparation'],
      ['2026-12-02#am', 'Joel Fenner', undefined],
      ['2026-12-02#am', 'Leila Haddad', undefined],
      ['2026-12-02#pm', 'Joel Fenner', undefined],
      ['2026-12-02#pm', 'Leila Haddad', undefined],
      ['2026-12-03#am', 'Joel Fenner', 'report'],
    ]);
    expect((await quoting({ also: [{ officer: leila, sessions: ['2026-12-04#am', '2026-12-04#pm'] }] })).body).toContain(
      'Leila Haddad does not work',
    );
    ({ booking } = got<{ booking: string }>(await who(elsie).json(api(''), { token: quote.token }), 201));
    expect((await shown()).sessions.map(({ visit, of }) => [visit, of])).toEqual([
      ['01', '02'],
      ['02', undefined],
      ['03', undefined],
      ['04', undefined],
      ['05', undefined],
      ['06', '04'],
    ]);
  });

  test('can be put together by plain forms: another officer is added, and the quote names both', async () => {
    const plan = new URLSearchParams({ school: anchor, service: review, days: '2', purse: 'delegated-budget', officer: joel as string });
    for (const session of ['2026-12-09#am', '2026-12-09#pm']) plan.append('session', session);
    expect((await who(elsie).get(page(`/new?${plan}`))).body).toContain('Add another officer');
    const adding = await who(elsie).get(page(`/new?${plan}&add=officer`));
    expect(adding.body).toContain('Choose another officer');
    expect(adding.body).toContain('Chosen with others:');
    const picking = (await who(elsie).get(page(`/new?${plan}&adding=${leila}&from=2026-12-07`))).body;
    expect(picking).toContain(`value="${leila}~2026-12-09#am"`);
    expect(picking).toContain('name="session" value="2026-12-09#am"');
    for (const session of ['2026-12-09#am', '2026-12-09#pm']) plan.append('also', `${leila}~${session}`);
    const quoted = (await who(elsie).get(page(`/quote?${plan}`))).body;
    for (const text of [
      'With Joel Fenner:',
      'With Leila Haddad:',
      'Preparation: Tuesday 8 December 2026',
      'Report: Thursday 10 December 2026',
      'That is 2 days of visits, and 1 day to prepare and report.',
    ])
      expect(quoted).toContain(text);
    plan.append('also', `${leila}~2026-12-10#am`);
    expect((await who(elsie).get(page(`/quote?${plan}`))).body).toContain('You have chosen 5 half-days and asked for 4');
  });

  test('is given to somebody else by the council alone, who is offered those that are free, with what is to be prepared', async () => {
    expect(nameOf(await swap({ visits: ['02'], officer: marcus }, elsie))).toBe('not-allowed');
    const found = got<{ substitutes: { officer: string; why: string }[]; unable: { why: string }[] }>(
      await who(sian).json(api(`/${booking}/officers?visit=02`)),
      200,
    );
    expect(found.substitutes.map(({ officer }) => officer)).toEqual([marcus]);
    expect(found.unable.map(({ why }) => why)).toEqual(['Leila Haddad is already booked on Wednesday 2 December 2026, morning.']);
    expect(nameOf(await swap({ visits: ['02'], officer: leila }))).toBe('session-taken');
    expect(nameOf(await swap({ visits: ['06'], officer: marcus }))).toBe('goes-with-its-visit');
    const [before, charged] = [await slotsOf(joel as string), await charges()];
    const sent = await who(sian).post(page(`/${booking}/officers`), { visits: '02', officer: marcus as string, reason: 'Away' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, page(`/${booking}?done=reallocated`)]);
    expect((await slotsOf(marcus as string)).map(({ session, work }) => [session, work])).toEqual([
      ['2026-12-01#pm', 'preparation'],
      ['2026-12-02#am', undefined],
    ]);
    const after = await counter.dump();
    got(await swap({ visits: ['02'], officer: marcus }), 200);
    expect(await counter.changesSince(after)).toEqual([]);
    // There and back is as it was: in the diaries, and nothing was ever charged.
    got(await swap({ visits: ['02'], officer: joel }), 200);
    expect([await slotsOf(joel as string), await slotsOf(marcus as string), await charges()]).toEqual([before, [], charged]);
    got(await swap({ visits: ['02'], officer: marcus, reason: 'Away after all' }), 200);
    // Why is for the council’s people, as the form says: the school reads who comes.
    expect((await who(sian).get(page(`/${booking}/officers?visit=03`))).body).toContain('for the council’s people alone');
    expect((await who(sian).get(page(`/${booking}`))).body).toContain('Away after all');
    const { body } = await who(elsie).get(page(`/${booking}`));
    expect([body.includes('Away after all'), body.includes('Visits given to another officer')]).toEqual([false, true]);
  });

  test('goes to one alone where another school books the same officer at once', async () => {
    const wanted = { school: lighthouse, service: 'svc_headteacher-coaching', officer: marcus, purse: 'delegated-budget', halfDays: 1 };
    const { token } = got<ShownQuote>(
      await who(callum).json(api('/quotes'), { ...wanted, purse: 'own-funds', sessions: ['2026-12-02#pm'] }),
      200,
    );
    const [swapped, confirmed] = await Promise.all([swap({ visits: ['05'], officer: marcus }), who(callum).json(api(''), { token })]);
    const names = [nameOf(swapped), nameOf(confirmed)];
    expect(names.filter((name) => name === 'session-taken')).toHaveLength(1);
    expect(names.some((name) => name === '200' || name === '201')).toBe(true);
    const { officer } = (await shown()).sessions[4] as Session;
    expect(officer).toBe(swapped.status === 200 ? marcus : leila);
  });

  test('shows up for whoever manages the diaries once its officer is away, with the way to somebody else', async () => {
    const table = host.tableOf('rivermouth');
    const found = await getOfficer(table, joel as OfficerId);
    const away = put(table.key.officer(joel as OfficerId), {
      type: 'officer',
      ...found,
      absences: [{ from: '2026-12-02', to: '2026-12-02' }],
    });
    expect((await commit(table, [away])).ok).toBe(true);
    const list = got<{ visits: { booking: string; visit: string; why: string }[] }>(await who(sian).json(api('/away')), 200);
    expect(list.visits).toMatchObject([{ booking, visit: '04', why: 'absent' }]);
    const shownAway = (await who(sian).get(page('/away'))).body;
    expect(shownAway).toContain('Joel Fenner is away');
    expect(shownAway).toContain(page(`/${booking}/officers?visit=04`));
    const choosing = (await who(sian).get(page(`/${booking}/officers`))).body;
    expect(choosing).toContain('Joel Fenner is away');
    expect((await who(sian).post(page(`/${booking}/officers`), { visits: '04' })).body).toContain('Choose who comes instead');
    expect((await commit(table, [put(table.key.officer(joel as OfficerId), { type: 'officer', ...found })])).ok).toBe(true);
  });

  test('is marked delivered by each for their own visits, and the preparation and the report are billed with the note of their visit', async () => {
    host.clock.set('2026-12-02T17:00:00Z');
    const deliver = (of: Visitor | undefined, visits: string[], more = {}) =>
      counter.deliver(who(of), booking, visits, 'Saw eleven lessons.', more);
    expect(nameOf(await deliver(joelHimself, ['02']))).toBe('not-allowed');
    expect(nameOf(await deliver(joelHimself, ['04']))).toBe('not-ended');
    got(await deliver(marcusHimself, ['02'], { as: 'draft' }), 200);
    expect((await shown()).sessions.map(({ state }) => state).slice(0, 2)).toEqual(['delivered', 'delivered']);
    expect(await charges()).toEqual([]);
    host.clock.set('2026-12-03T17:00:00Z');
    got(await deliver(joelHimself, ['04']), 200);
    expect((await charges()).map(({ visit, netPence, officerName, serviceTitle }) => [visit, netPence, officerName, serviceTitle])).toEqual(
      [
        ['04', half, 'Joel Fenner', 'Curriculum review'],
        ['06', half, 'Joel Fenner', 'Curriculum review: report'],
      ],
    );
    const note = { version: 1, sections: { done: 'Saw eleven lessons.' }, as: 'sent' };
    got(await who(marcusHimself).json(api(`/${booking}/notes/02`), note), 200);
    expect((await charges()).map(({ visit, officerName }) => [visit, officerName])).toEqual([
      ['01', 'Marcus Bright'],
      ['02', 'Marcus Bright'],
      ['04', 'Joel Fenner'],
      ['06', 'Joel Fenner'],
    ]);
  });
});

test('dates that recur are proposed with how they stand, and what is ticked of them is one quote', async () => {
  const rhythm = {
    service: 'svc_headteacher-coaching',
    officer: marcus as string,
    half: 'am',
    everyWeeks: '2',
    times: '3',
    purse: 'delegated-budget',
  };
  const { dates } = got<{ dates: { session: string; standing: string; instead: string[] }[] }>(
    await who(elsie).json(
      api(
        `/recurring?${new URLSearchParams({ service: rhythm.service, officer: rhythm.officer, half: 'am', everyWeeks: '2', times: '3', from: '2026-12-11' })}`,
      ),
    ),
    200,
  );
  expect(dates.map(({ session, standing }) => [session, standing])).toEqual([
    ['2026-12-11#am', 'free'],
    ['2026-12-25#am', 'bank-holiday'],
    ['2027-01-08#am', 'free'],
  ]);
  const form = new URLSearchParams({ ...rhythm, ask: 'yes', 'from-day': '11', 'from-month': '12', 'from-year': '2026' });
  const offered = (await who(elsie).get(page(`/recurring?${form}`))).body;
  expect(offered).toContain('It is a bank holiday: Christmas Day');
  const kept = new URLSearchParams({ ...rhythm, count: 'chosen', school: anchor });
  for (const session of ['2026-12-11#am', '2027-01-08#am', dates[1]?.instead[0] ?? '']) kept.append('session', session);
  expect((await who(elsie).get(page(`/quote?${kept}`))).body).toContain('1½ days');
  const wrong = (await who(elsie).get(page(`/recurring?${new URLSearchParams({ ...rhythm, times: '1', ask: 'yes' })}`))).body;
  for (const text of ['Enter the date of the first visit', 'Enter how many times']) expect(wrong).toContain(text);
});

test('a review months away may be moved by its school: what is free about it is offered, and not the next weeks alone, all before its preparation', async () => {
  const far = ['2027-03-09#am', '2027-03-09#pm', '2027-03-10#am', '2027-03-10#pm'];
  const quote = got<ShownQuote>(await who(elsie).json(api('/quotes'), { ...asked, sessions: far }), 200);
  const made = got<{ booking: string }>(await who(elsie).json(api(''), { token: quote.token }), 201).booking;
  const { body } = await who(elsie).get(page(`/${made}`));
  const offered = [...body.matchAll(/<option value="(\d{4}-\d\d-\d\d#[ap]m)"/g)].map(([, session]) => session ?? '');
  expect(offered).toContain('2027-03-16#am');
  expect(new Set(offered).size).toBe(offered.length);
  const moved = await who(elsie).post(page(`/${made}/moves`), { visit: '05', to: '2027-03-10#am' });
  expect(moved.status).toBe(409);
});

test('a booking of two officers of which one is left over names that one alone: on its page, in what happens next and in the lists', async () => {
  const [lead, other] = [
    ['2027-04-20#am', '2027-04-20#pm'],
    ['2027-04-21#am', '2027-04-21#pm'],
  ];
  const also = [{ officer: leila, sessions: other }];
  const quote = got<ShownQuote>(await who(elsie).json(api('/quotes'), { ...asked, sessions: lead, also }), 200);
  const made = got<{ booking: string }>(await who(elsie).json(api(''), { token: quote.token }), 201).booking;
  expect((await who(elsie).get(page(`/${made}`))).body).toContain('Joel Fenner and Leila Haddad visit on the dates above');
  const { sessions } = got<Shown>(await who(elsie).json(api(`/${made}`)), 200);
  const visits = sessions.filter(({ officer, work }) => officer === joel && !work).map(({ visit }) => visit);
  got(await who(elsie).json(api(`/${made}/cancellations`), { visits, reason: 'The governors meet that day.' }), 200);
  const { body } = await who(elsie).get(page(`/${made}`));
  expect(body).toContain('Leila Haddad visits on the dates above, and writes a visit note that you can read here.');
  expect(body).not.toContain('Officers</dt>');
  const row = (await who(elsie).get('/rivermouth/bookings')).body.split('<tr').find((each) => each.includes(made));
  expect(row).toContain('Leila Haddad');
  expect(row).not.toContain('Joel Fenner');
});
