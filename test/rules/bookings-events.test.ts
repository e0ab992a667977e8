// Events of several schools, rule by rule: what is refused by which name, and what each word changes.
import { describe, expect, test } from 'vitest';
import {
  agreedBy,
  decideAgreement,
  decideDeclining,
  decideDivision,
  decideEventWithdrawal,
  decideProposal,
  eventStateAt,
  mayCommit,
  ownShare,
} from '../../functions/bookings/rules/events/events.ts';
import { weightOf } from '../../functions/bookings/rules/events/shares.ts';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import { proposeSchema, type SharedEvent } from '../../functions/bookings/schema/events.ts';
import type { SplitRule } from '../../functions/bookings/schema/shares.ts';
import type { Limits } from '../../functions/identity/schema/limits.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OrganisationId, PersonId, SharedEventId } from '../../shared/ids.ts';
import { day, freeAccount, now, outcomeOf, pack, school } from '../bookings.ts';
import { command, factsOf, limits, schools, sharer, worth } from '../event-shares.ts';
import { estuary, manager, nth, of } from '../shared-events.ts';

const asked = {
  answerBy: day('2026-11-27'),
  title: 'A day on governance',
  split: 'equal' as const,
  service: command.service,
  officer: command.officer,
  sessions: command.sessions,
  schools: [],
};
const proposed = (more: Partial<typeof asked> = {}, at = now) =>
  decideProposal(
    {
      id: 'sev_01' as SharedEventId,
      booking: 'bkg_01' as BookingId,
      now: at,
      actor: manager,
      quote: worth().quote,
      command,
      organiserName: estuary.name,
    },
    { ...asked, ...more },
  );

function agreed(
  event: SharedEvent,
  i: number,
  more: {
    limits?: Limits;
    besidesPence?: number;
    who?: ReturnType<typeof of>;
    sent?: object;
    at?: number;
    standing?: Map<OrganisationId, string>;
  } = {},
) {
  const { offers, standing } = worth();
  const { id } = nth(i);
  const share = accepted(ownShare(event.shares, of(i), undefined));
  const facts = {
    event,
    now: more.at ?? now,
    actor: more.who ?? of(i),
    share,
    offers: offers.get(id) ?? [],
    standing: more.standing ?? standing,
    limits: more.limits,
    pack,
    ...(more.besidesPence ? { besidesPence: more.besidesPence } : {}),
  };
  const purse = i === 0 ? ('own-funds' as const) : ('delegated-budget' as const);
  return decideAgreement(facts, { agreed: standing.get(id) ?? '', purse, purchaseOrder: 'PO-1', ...more.sent });
}
const afterAll = (event: SharedEvent, ...who: number[]) => who.reduce((each, i) => accepted(agreed(each, i)).event, event);
describe('a proposal', () => {
  test('is held to the end of its day in London, and to no day that is over, too far or not before the first session', () => {
    expect(accepted(proposed()).holdUntil).toBe('2026-11-27T23:59:59.999Z');
    for (const answerBy of ['2026-11-23', '2026-12-08', '2027-01-15'])
      expect(outcomeOf(proposed({ answerBy: day(answerBy) }))).toBe('invalid-request');
    expect(outcomeOf(proposed({}, Date.parse('2026-12-08T08:00:00Z')))).toBe('too-late-to-ask');
    const event = accepted(proposed());
    expect([eventStateAt(event, now), eventStateAt(event, Date.parse('2026-11-28T00:00:00Z'))]).toEqual(['proposed', 'expired']);
  });

  test('counts each school once, by its pupils as the register has them, or by parts that are named', () => {
    expect(['equal', 'pupils', 'named'].map((split) => accepted(weightOf(split as SplitRule, nth(3), 7)))).toEqual([1, 420, 7]);
    expect(outcomeOf(weightOf('pupils', school(990199, 'New School', 'maintained'), undefined))).toBe('no-pupils-known');
    expect(outcomeOf(weightOf('named', nth(3), undefined))).toBe('invalid-request');
  });

  test('draws free half-days of the partnership first, and only what is left has shares', () => {
    const free = { ...freeAccount(nth(0), 1), holder: estuary.id };
    const { quote } = worth(factsOf({ freeAccounts: [free] }));
    expect(quote.sessions.map(({ funding }) => [funding.fund, 'shares' in funding])).toEqual([
      ['entitlement', false],
      ['traded', true],
    ]);
    expect([quote.netPence, quote.event.shares.length]).toEqual([22_500, 3]);
  });

  test('is not made to a school that is closed or succeeded, nor from a purse that it has not', () => {
    const with_ = (more: object) => outcomeOf(decideQuote(factsOf({}, 'equal', [sharer(nth(0), 0), sharer(nth(1), 1, more)]), command));
    expect([with_({ succeeded: true }), with_({ school: { ...nth(1), statusCode: 2 } })]).toEqual(['school-closed', 'school-closed']);
    expect(outcomeOf(decideQuote(factsOf({}, 'equal', [sharer(nth(0), 0, { purse: 'delegated-budget' })]), command))).toBe(
      'purse-not-available',
    );
  });

  test('shows each school its share with the VAT of each purse it has', () => {
    const { offers } = worth();
    expect(offers.get(nth(0).id)?.map(({ purse, netPence, vatPence, grossPence }) => [purse, netPence, vatPence, grossPence])).toEqual([
      ['own-funds', 15_000, 3_000, 18_000],
    ]);
    expect(offers.get(nth(1).id)?.map(({ purse, grossPence }) => [purse, grossPence])).toEqual([
      ['delegated-budget', 15_000],
      ['own-funds', 18_000],
    ]);
  });
});

describe('a school’s word', () => {
  test('is refused by name where the figures, the purse or the number are others, and after the day', () => {
    const event = accepted(proposed());
    const outcomes = [
      { sent: { agreed: 'other' } },
      { sent: { purse: 'own-funds' as const }, i: 0 },
      { sent: { purse: 'delegated-budget' as const }, i: 0 },
      { sent: { purchaseOrder: undefined } },
      { limits: limits(100_000, { purchaseOrders: { required: 'always', like: 'AB-1234' } }) },
      { at: Date.parse('2026-11-28T09:00:00Z') },
    ].map(({ i = 1, ...more }) => outcomeOf(agreed(event, i, more as never)));
    expect(outcomes).toEqual([
      'quote-changed',
      'accepted',
      'purse-not-available',
      'purchase-order-required',
      'purchase-order-form',
      'event-expired',
    ]);
  });

  test('over somebody’s limit is for whoever approves', () => {
    const event = accepted(proposed());
    expect(outcomeOf(agreed(event, 1, { limits: limits(14_999) }))).toBe('share-over-limit');
    const approver = of(1, 'school-approver');
    expect(outcomeOf(agreed(event, 1, { limits: limits(14_999, { approver: approver.person }), who: approver }))).toBe('accepted');
    const everyBooking = limits(50_000, { everyBooking: true, approver: of(1).person });
    expect([
      mayCommit(everyBooking, of(1).person, 15_000, now).ok,
      mayCommit({ ...everyBooking, approver: 'per_x' as PersonId }, of(1).person, 15_000, now).ok,
    ]).toEqual([true, false]);
  });

  test('of one person for several schools counts together', () => {
    const event = afterAll(accepted(proposed()), 1);
    const { offers } = worth();
    const besidesPence = agreedBy(event, of(1).person, offers);
    expect([besidesPence, agreedBy(event, of(2).person, offers)]).toEqual([15_000, 0]);
    const sum = (most: number) => outcomeOf(agreed(event, 2, { limits: limits(most), who: of(1), besidesPence }));
    expect([sum(29_999), sum(30_000)]).toEqual(['share-over-limit', 'accepted']);
  });

  test('is given once, for the school one acts for, and the last makes all', () => {
    const event = accepted(proposed());
    expect(outcomeOf(ownShare(event.shares, of(5), undefined))).toBe('no-share');
    const [one, two] = [afterAll(event, 0), afterAll(event, 0, 1)];
    expect(outcomeOf(agreed(one, 0))).toBe('share-answered');
    expect([accepted(agreed(one, 1)).all, accepted(agreed(two, 2)).all]).toEqual([false, true]);
  });

  test('for another sum is asked for anew by the same breath', () => {
    const event = afterAll(accepted(proposed()), 0, 1);
    const dearer = new Map([...worth().standing].map(([id, text]) => [id, id === nth(0).id ? `${text} more` : text]));
    const done = accepted(agreed(event, 2, { standing: dearer }));
    expect([done.all, done.event.shares.map(({ state }) => state)]).toEqual([false, ['asked', 'agreed', 'agreed']]);
  });

  test('of no is kept with its reason, and dividing anew asks those whose share changes', () => {
    const event = afterAll(accepted(proposed()), 0, 1);
    const share = accepted(ownShare(event.shares, of(2), undefined));
    const declined = accepted(decideDeclining({ event, now, actor: of(2), share }, { reason: 'We went last year' }));
    expect(declined.shares[2]).toMatchObject({ state: 'declined', reason: 'We went last year' });
    const two = worth(
      factsOf(
        {},
        'equal',
        schools.slice(0, 2).map((each, i) => sharer(each, i)),
      ),
    );
    expect(accepted(decideDivision({ event: declined, now, ...two })).shares.map(({ state }) => state)).toEqual(['asked', 'asked']);
    expect(accepted(decideDivision({ event, now, ...worth() })).shares.map(({ state }) => state)).toEqual(['agreed', 'agreed', 'asked']);
  });

  test('comes too late once the event is withdrawn', () => {
    const event = accepted(decideEventWithdrawal({ event: accepted(proposed()), now, actor: manager }));
    expect([outcomeOf(agreed(event, 1)), outcomeOf(decideEventWithdrawal({ event, now, actor: manager }))]).toEqual([
      'event-answered',
      'event-answered',
    ]);
    expect(outcomeOf(decideDivision({ event, now, ...worth() }))).toBe('event-answered');
  });
});

test('the title of an event is one line: it stands in the subject of what other schools are sent', () => {
  const command = { ...asked, schools: [{ school: nth(1).id }, { school: nth(2).id }] };
  expect(proposeSchema.safeParse(command).success).toBe(true);
  for (const title of ['A day\n\nPay by Friday to this account', 'A day\ton governance', 'A day\u2028on'])
    expect([title, proposeSchema.safeParse({ ...command, title }).success]).toEqual([title, false]);
});
