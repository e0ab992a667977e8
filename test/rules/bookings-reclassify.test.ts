// Recording a delivered half-day as the other kind: who may ask and approve, what the ledger gets, and what becomes of the charge.
import { describe, expect, test } from 'vitest';
import { drawingOf } from '../../functions/bookings/rules/drawing.ts';
import { decideDelivery } from '../../functions/bookings/rules/life.ts';
import { type AskFacts, correctable, decideAnswer, decideAsking } from '../../functions/bookings/rules/reclassify.ts';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import {
  type AskReclassification,
  answerReclassificationSchema,
  askReclassificationSchema,
  type Reclassification,
  reclassificationStates,
} from '../../functions/bookings/schema/reclassifications.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { usesOfBooking } from '../../functions/entitlements/rules/uses.ts';
import { decideClosing, decideVacancy, statementLine } from '../../functions/entitlements/rules.ts';
import type { Vacancy } from '../../functions/entitlements/schema.ts';
import { londonClock } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId, PersonId, ReclassificationId, VacancyId } from '../../shared/ids.ts';
import { chart, kindOf } from '../../shared/ledger/chart.ts';
import { type MemoryLedger, memoryLedger } from '../../shared/ledger/memory.ts';
import type { Posting, StoredHead } from '../../shared/ledger/post.ts';
import { academy, actor, booked, day, delivering, freeAccount, now, outcomeOf, policy, quoted } from '../bookings.ts';

const nadia = { person: 'per_nadia' as PersonId };
const keith = { person: 'per_keith' as PersonId };
const today = day('2026-12-10');
const at = Date.parse('2026-12-10T10:00:00Z');
const vatInvoice = { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 } as const;
const agreed = { by: 'Alex Marsh', how: 'By e-mail', on: day('2026-12-09') };
const toPaid: AskReclassification = { visit: '01', to: 'paid', reason: 'It was work on the website', agreed };
const toFree: AskReclassification = { visit: '02', to: 'free', reason: 'The vacancy had been recorded' };

type Shop = { ledger: MemoryLedger; vacancy: Vacancy; booking: Booking; charges: Charge[] };
/** A vacancy with two half-days, one of which pays for the first session; the other two sessions are paid for. All are delivered. */
function shop(granted = 2): Shop {
  const ledger = memoryLedger();
  const facts = { id: 'vac_01' as VacancyId, now, today: day('2026-11-24'), school: academy, policy, open: undefined };
  const recorded = decideVacancy(
    { ...facts, actor: actor('resource-manager') },
    { school: academy.id, post: 'headteacher', vacantFrom: day('2026-12-31') },
  );
  const { vacancy, postings } = accepted(recorded);
  accepted(ledger.post(postings));
  const quote = quoted(
    { freeAccounts: [freeAccount(academy, granted)] },
    { sessions: ['2026-12-01#am', '2026-12-01#pm', '2026-12-02#am'] },
  );
  const made = booked(quote);
  accepted(ledger.post(made.postings));
  const clock = londonClock(Date.parse('2026-12-05T10:00:00Z'));
  const delivered = accepted(
    decideDelivery(
      { booking: made.booking, now: Date.parse('2026-12-05T10:00:00Z'), clock, actor: actor('officer'), policy },
      delivering(['01', '02', '03']),
    ),
  );
  accepted(ledger.post(delivered.postings));
  return { ledger, vacancy, booking: delivered.booking, charges: delivered.charges };
}

const askFacts = (of: Shop, more: Partial<AskFacts> = {}): AskFacts => ({
  id: 'rcl_01' as ReclassificationId,
  now: at,
  today,
  actor: nadia,
  booking: of.booking,
  price: { perDayExVatPence: 45_000, version: 1 },
  treatment: vatInvoice,
  paying: [freeAccount(academy, 1)],
  claimed: false,
  ...more,
});
const ask = (of: Shop, command: AskReclassification, more: Partial<AskFacts> = {}) => decideAsking(askFacts(of, more), command);
const accountOf = ({ vacancy }: Shop) => vacancy.account ?? '';
const grants = (of: Shop) => ({ vacancies: new Map([[accountOf(of), of.vacancy]]), allocations: new Map() });
function approve(of: Shop, asked: Reclassification, booking: Booking, more: Partial<Parameters<typeof decideAnswer>[0]> = {}) {
  return decideAnswer({ now: at, actor: keith, booking, asked, claimed: false, ...grants(of), ...more }, { answer: 'approve' });
}
const codes = (postings: readonly Posting[]) => postings.map((posting) => ('transfer' in posting ? posting.transfer.code : 'settlement'));
const head = ({ ledger }: Shop, of: string): StoredHead => ({ ...(ledger.head(of) as StoredHead), account: of });

describe('a free half-day that is to be paid for', () => {
  test('goes back to its account, is delivered as sold, and is charged at the price of its date', () => {
    const of = shop(1);
    const { asked, booking } = accepted(ask(of, toPaid));
    expect(booking.sessions[0]).toMatchObject({ asked: 'rcl_01', funding: { fund: 'entitlement' } });
    const done = accepted(approve(of, asked, booking));
    expect(codes(done.postings)).toEqual(['return-entitlement', 'deliver-traded']);
    accepted(of.ledger.post(done.postings));
    expect(of.ledger.head(accountOf(of))).toMatchObject({ available: 2, creditsPosted: 1, debitsPosted: 3 });
    expect(done.charge).toMatchObject({ visit: '01', netPence: 22_500, quoted: vatInvoice, payer: academy.id, deliveredOn: '2026-12-01' });
    expect(done.charge?.transfer).toBe(done.booking.sessions[0]?.transfer);
    expect(done.booking.sessions[0]).toMatchObject({
      state: 'delivered',
      funding: { fund: 'traded', perDayExVatPence: 45_000 },
      before: [{ funding: { fund: 'entitlement' }, reclassification: 'rcl_01' }],
    });
    expect(done.booking.sessions[0]?.asked).toBeUndefined();
    const line = statementLine(done.back.vacancies[0] as Vacancy, head(of, accountOf(of)));
    expect([line.granted, line.held, line.used, line.lapsed, line.left]).toEqual([2, 0, 0, 0, 2]);
    expect(usesOfBooking(drawingOf(done.booking, new Set(done.accounts)))).toMatchObject([
      { account: accountOf(of), sessions: [{ visit: '01', state: 'given-back' }] },
    ]);
  });

  test('lapses at once where the vacancy has closed meanwhile', () => {
    const of = shop(1);
    const closing = accepted(
      decideClosing(
        { vacancy: of.vacancy, head: head(of, accountOf(of)), now: at, actor: actor('resource-manager') },
        { outcome: 'filled' },
      ),
    );
    accepted(of.ledger.post(closing.postings, { close: [accountOf(of)] }));
    const closed = { ...of, vacancy: closing.vacancy };
    const { asked, booking } = accepted(ask(closed, toPaid));
    const done = accepted(approve(closed, asked, booking));
    expect(codes(done.postings)).toEqual(['return-entitlement', 'lapse', 'deliver-traded']);
    accepted(of.ledger.post(done.postings));
    const line = statementLine(done.back.vacancies[0] as Vacancy, head(of, accountOf(of)));
    expect([line.granted, line.held, line.used, line.lapsed, line.left]).toEqual([2, 0, 0, 2, 0]);
    expect(done.back.vacancies[0]?.version).toBe(closing.vacancy.version + 1);
  });

  test.each<[string, string, Partial<AskReclassification>, Partial<AskFacts>]>([
    ['a day that is charged already', 'wrong-state', { visit: '02' }, {}],
    ['what has no price on its date', 'not-on-sale', {}, { price: undefined }],
    ['what the buyer’s table of VAT has no row for', 'not-on-sale', {}, { treatment: undefined }],
    ['an agreement of tomorrow', 'invalid-request', { agreed: { ...agreed, on: day('2026-12-11') } }, {}],
    ['a session there is not', 'unknown-session', { visit: '09' }, {}],
  ])('is refused for %s', (_, name, command, more) => {
    expect(outcomeOf(ask(shop(1), { ...toPaid, ...command }, more))).toBe(name);
  });

  test('is refused for a partnership, which pays for nothing', () => {
    const of = shop(1);
    expect(outcomeOf(ask({ ...of, booking: { ...of.booking, school: 'ptn_x' as OrganisationId } }, toPaid))).toBe('buyer-must-agree');
  });
});

describe('a paid half-day that is to be free', () => {
  test('is taken back as sold, drawn from a named account with something left, and its charge is withdrawn', () => {
    const of = shop(1);
    const { asked, booking } = accepted(ask(of, toFree));
    const done = accepted(approve(of, asked, booking));
    expect(codes(done.postings)).toEqual(['return-traded', 'deliver-entitlement']);
    accepted(of.ledger.post(done.postings));
    expect(of.ledger.head(accountOf(of))).toMatchObject({ available: 0, creditsPosted: 2 });
    expect(done.withdrawn).toMatchObject({ id: of.charges.find(({ visit }) => visit === '02')?.id, payer: academy.id });
    expect(done.charge).toBeUndefined();
    expect(JSON.stringify(done.booking.sessions[1]?.funding)).not.toMatch(/pence|price/i);
  });

  test.each<[string, string, Partial<AskReclassification>, Partial<AskFacts>]>([
    ['a day that is free already', 'wrong-state', { visit: '01' }, {}],
    ['what is on an invoice', 'already-billed', {}, { claimed: true }],
    ['where no account may pay', 'no-free-days-left', {}, { paying: [] }],
    ['an account that may not pay', 'no-free-days-left', { account: 'entitlement/sch_1/x/y' }, {}],
  ])('is refused for %s', (_, name, command, more) => {
    expect(outcomeOf(ask(shop(1), { ...toFree, ...command }, more))).toBe(name);
  });

  test('is refused by the ledger when the last free half-day went meanwhile, and when the charge was billed meanwhile', () => {
    const of = shop(1);
    const { asked, booking } = accepted(ask(of, toFree));
    expect(outcomeOf(approve(of, asked, booking, { claimed: true }))).toBe('already-billed');
    const other = accepted(ask(of, { ...toFree, visit: '03' }, { id: 'rcl_02' as ReclassificationId }));
    accepted(of.ledger.post(accepted(approve(of, other.asked, other.booking)).postings));
    expect(outcomeOf(of.ledger.post(accepted(approve(of, asked, booking)).postings))).toBe('no-free-days-left');
  });
});

describe('two people', () => {
  test('are needed: nobody approves what they asked for', () => {
    const of = shop(1);
    const { asked, booking } = accepted(ask(of, toPaid));
    expect(outcomeOf(approve(of, asked, booking, { actor: nadia }))).toBe('own-request');
  });

  test('and either may decline, which changes nothing but the request', () => {
    const of = shop(1);
    const { asked, booking } = accepted(ask(of, toPaid));
    for (const who of [nadia, keith]) {
      const done = accepted(
        decideAnswer({ now: at, actor: who, booking, asked, claimed: false, ...grants(of) }, { answer: 'decline', note: 'It was right' }),
      );
      expect([done.postings, done.charge, done.withdrawn, done.back.vacancies, done.accounts]).toEqual([[], undefined, undefined, [], []]);
      expect(done.booking.sessions).toEqual(of.booking.sessions);
      expect(done.asked).toMatchObject({ state: 'declined', answeredBy: who.person });
    }
  });

  test('answer once, and a session has one request at a time', () => {
    const of = shop(1);
    const { asked, booking } = accepted(ask(of, toPaid));
    expect(outcomeOf(ask({ ...of, booking }, toPaid))).toBe('already-asked');
    const done = accepted(approve(of, asked, booking));
    expect(outcomeOf(approve(of, done.asked, done.booking))).toBe('wrong-state');
  });

  test('by the table of states', () => {
    expect(reclassificationStates.rows.map(({ from, event, to }) => `${from} ${event} ${to}`)).toEqual([
      'new ask asked',
      'asked approve approved',
      'asked decline declined',
    ]);
  });
});

test('there and back again leaves every account as it was, crosses the wall nowhere, and each charge is one of its own', () => {
  const of = shop(1);
  const first = accepted(ask(of, toPaid));
  const paid = accepted(approve(of, first.asked, first.booking));
  accepted(of.ledger.post(paid.postings));
  const vacancy = paid.back.vacancies[0] as Vacancy;
  const next = { ...of, booking: paid.booking, vacancy };
  const second = accepted(ask(next, { ...toFree, visit: '01' }, { id: 'rcl_02' as ReclassificationId }));
  const free = accepted(approve(next, second.asked, second.booking));
  accepted(of.ledger.post(free.postings));
  expect(free.withdrawn?.id).toBe(paid.charge?.id);
  const line = statementLine(vacancy, head(of, accountOf(of)));
  expect([line.granted, line.held, line.used, line.lapsed, line.left]).toEqual([2, 0, 1, 0, 1]);
  for (const entry of of.ledger.entries) {
    const { from, to } = 'transfer' in entry ? entry.transfer : entry.settlement;
    expect(chart[kindOf(from)].fund).toBe(chart[kindOf(to)].fund);
  }
  expect(drawingOf(free.booking, new Set([accountOf(of)])).sessions).toMatchObject([{ visit: '01', state: 'used' }]);
  const third = accepted(ask({ ...next, booking: free.booking }, toPaid, { id: 'rcl_03' as ReclassificationId }));
  const again = accepted(approve(next, third.asked, third.booking));
  expect(new Set([...of.charges.map(({ id }) => id), paid.charge?.id, again.charge?.id]).size).toBe(of.charges.length + 2);
  expect(again.charge?.id).toMatch(/^chg_[0-9]{8}-[0-9a-z-]{1,60}$/);
});

test.each([
  [{ visit: '01', to: 'paid', reason: 'Work on the website' }, ['agreed']],
  [{ visit: '1', to: 'free', reason: 'Recorded late' }, ['visit']],
  [{ visit: '01', to: 'free', reason: '' }, ['reason']],
  [{ visit: '01', to: 'core', reason: 'Recorded late' }, ['to']],
])('%j is not understood', (value, fields) => {
  expect(askReclassificationSchema.safeParse(value).error?.issues.map(({ path }) => path.join('.'))).toEqual(fields);
});

test('declining needs a word of why', () => {
  expect(answerReclassificationSchema.safeParse({ answer: 'approve' }).success).toBe(true);
  expect(answerReclassificationSchema.safeParse({ answer: 'decline' }).error?.issues[0]?.path).toEqual(['note']);
});

describe('what is offered to be recorded as the other kind', () => {
  const { booking } = shop();
  const visits = (of: Booking, billed: string[], hasFreeDays = true, sellable = ['01', '02']) => {
    const { open, billed: settled } = correctable(of, { billed, hasFreeDays, sellable });
    return [open, settled].map((sessions) => sessions.map(({ visit }) => visit).join(' '));
  };

  test('is no visit that is billed, and none of what is paid for where no free days may take its place', () => {
    expect(booking.sessions.map(({ funding }) => funding.fund)).toEqual(['entitlement', 'entitlement', 'traded']);
    expect(visits(booking, [])).toEqual(['01 02 03', '']);
    expect(visits(booking, ['03'])).toEqual(['01 02', '03']);
    expect(visits(booking, [], false)).toEqual(['01 02', '']);
  });

  test('is none of what was free and is not sold on its date: nobody could pay for it', () => {
    expect(visits(booking, [], true, ['02'])).toEqual(['02 03', '']);
    expect(visits(booking, [], false, [])).toEqual(['', '']);
  });

  test('is nothing of a partnership’s own days, of a team’s, or of what several schools share', () => {
    expect(visits({ ...booking, school: 'ptn_estuary' as OrganisationId }, [])).toEqual(['03', '']);
    const event = { shares: [] } as unknown as NonNullable<Booking['event']>;
    expect(visits({ ...booking, event }, ['03'])).toEqual(['', '']);
    const team = { id: 'tem_inclusion', name: 'Inclusion' } as unknown as NonNullable<Booking['team']>;
    expect(visits({ ...booking, team }, [])).toEqual(['', '']);
    const waiting = booking.sessions.map((session) => ({ ...session, asked: 'rcl_01' as ReclassificationId }));
    expect(visits({ ...booking, sessions: waiting }, [])).toEqual(['', '']);
  });
});
