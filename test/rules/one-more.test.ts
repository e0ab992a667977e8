// What counts as booked again where a policy says that only a visit that is one more does: whatever the order in which a school gives up visits and books them, it has as
// many as it had, or it pays for the one it has no more; and whoever honestly books again is not charged.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { type Ladder, sumOf, termsFor } from '../../functions/bookings/rules/ladder.ts';
import { decideMove } from '../../functions/bookings/rules/move.ts';
import type { OfSchool } from '../../functions/bookings/rules/one-more.ts';
import { decideWaiver, isWaivable } from '../../functions/bookings/rules/waive.ts';
import type { BookedSession, Booking } from '../../functions/bookings/schema.ts';
import { dateOf, londonDate, type SessionKey } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import { actor, booked, maintained, outcomeOf, pack, quoted, quoteFacts } from '../bookings.ts';
import { holds } from '../properties/budget.ts';

const clause = { reference: 'Schedule 2', text: 'A visit is booked again where it is one more.' };
const plain: Ladder = pack.cancellation;
const strict: Ladder = {
  ...plain,
  waivers: plain.waivers.map((waiver) => (waiver.kind === 'rebooked' ? { ...waiver, oneMore: { clause } } : waiver)),
};
const nothing = { vacancies: new Map(), allocations: new Map() };

/** Of 1 December: from Monday 16 November on, giving it up costs something; it may be booked again until the 31st. */
const early = '2026-12-01#am';
/** On 24 November there are sixteen working days before it: giving it up costs nothing. */
const later = '2026-12-17#am';
const term = '2026-10-01T09:00:00Z';
const tuesday = '2026-11-24T09:00:00Z';
const over = '2027-01-04T09:00:00Z';

/** A school's bookings, each of one visit: what it does to them, and when. */
class School {
  bookings = new Map<string, Booking>();
  private instant: number;
  private readonly ladder: Ladder;
  constructor(ladder: Ladder, at = term) {
    this.ladder = ladder;
    this.instant = Date.parse(at);
  }
  /** Every deed has its own second. */
  private next = () => (this.instant += 1000);
  at(text: string): this {
    this.instant = Math.max(this.instant, Date.parse(text));
    return this;
  }
  all = (): OfSchool[] => [...this.bookings.values()].map((booking) => ({ booking, ladder: this.ladder }));
  booking(name: string): Booking {
    const found = this.bookings.get(name);
    if (!found) throw new Error(`nothing is booked as ${name}`);
    return found;
  }
  visit = (name: string): BookedSession => this.booking(name).sessions[0] as BookedSession;
  private set(name: string, booking: Booking, session = booking.sessions[0] as BookedSession) {
    this.bookings.set(name, { ...booking, sessions: [session] });
    return this;
  }
  book(name: string, session: string): this {
    const quote = quoted({}, { sessions: [session], halfDays: 1 });
    return this.set(name, booked(quote, `bkg_${name}`, this.next()).booking);
  }
  giveUp(name: string): this {
    const booking = this.booking(name);
    const now = this.next();
    const cost = sumOf([termsFor(booking, this.visit(name), { ladder: this.ladder, today: londonDate(now), wish: 'school' })]);
    const command = { visits: ['01'], reason: 'It does not suit', ...cost };
    return this.set(name, accepted(decideCancellation({ booking, now, ladder: this.ladder, wish: 'school', ...nothing }, command)).booking);
  }
  move(name: string, to: string) {
    const facts = {
      booking: this.booking(name),
      now: this.next(),
      ladder: this.ladder,
      wish: 'school' as const,
      quote: quoteFacts(),
      all: this.all(),
    };
    const decision = decideMove(facts, { visit: '01', to: to as SessionKey });
    if (decision.ok) this.set(name, decision.value.booking);
    return decision;
  }
  /** Whatever is booked takes place. */
  deliver(): this {
    for (const [name, booking] of this.bookings)
      if (this.visit(name).state === 'booked') this.set(name, booking, { ...this.visit(name), state: 'delivered' });
    return this;
  }
  waive(lost: string, instead: string, told = true) {
    const [booking, other] = [this.booking(lost), this.booking(instead)];
    const facts = {
      booking,
      other,
      ladder: this.ladder,
      ...(told ? { all: this.all() } : {}),
      now: this.next(),
      actor: actor('school-booker'),
      ...nothing,
    };
    const decision = decideWaiver(facts, { visit: '01', kind: 'rebooked', instead: { booking: other.id, visit: '01' } });
    if (decision.ok) this.set(lost, decision.value.booking).set(instead, decision.value.other);
    return decision;
  }
  /** Asks of every visit whether it waives any other: how many fees are left to pay then. */
  feesLeft(): number {
    const names = [...this.bookings.keys()];
    for (const lost of names) for (const instead of names) if (isWaivable(this.visit(lost))) this.waive(lost, instead);
    return names.filter((name) => isWaivable(this.visit(name))).length;
  }
}
const withBoth = (ladder: Ladder) => new School(ladder).book('early', early).book('later', later).at(tuesday);

describe('the later of two visits is given up in time, the earlier one late, and the later date is booked again', () => {
  const reordered = (ladder: Ladder) => withBoth(ladder).giveUp('later').giveUp('early').book('again', later).at(over).deliver();

  test('which counts where any visit does that was booked since, as it always has', () => {
    const school = reordered(plain);
    expect(outcomeOf(school.waive('early', 'again', false))).toBe('accepted');
  });

  test('and does not where only a visit that is one more counts: the school is told which visit it puts back', () => {
    const school = reordered(strict);
    const refused = school.waive('early', 'again');
    expect(refused.ok ? '' : refused.refusal.detail).toBe(
      'Given up for nothing meanwhile: Thursday 17 December 2026, morning. What was booked since puts that back first, and a visit that is one more has yet to take place.',
    );
    expect(school.feesLeft()).toBe(1);
  });

  test('and does not either where both were booked that very day, or the later one once giving up the early one cost something', () => {
    const short = new School(strict, tuesday).book('early', early).book('later', later).giveUp('later').giveUp('early');
    expect(short.book('again', later).at(over).deliver().feesLeft()).toBe(1);
    const since = new School(strict).book('early', early).at('2026-11-23T09:00:00Z').book('later', later).at(tuesday);
    expect(since.giveUp('later').giveUp('early').book('again', later).at(over).deliver().feesLeft()).toBe(1);
  });

  test('and does once there is one more', () => {
    const school = withBoth(strict).giveUp('later').giveUp('early').book('again', later).book('more', '2026-12-22#am').at(over).deliver();
    expect(school.feesLeft()).toBe(0);
  });
});

describe('whoever honestly books again is not charged', () => {
  const rows: [string, (school: School) => School][] = [
    [
      'and tries a date first that does not suit',
      (school) => school.book('tried', '2026-12-22#am').giveUp('tried').giveUp('early').book('again', '2026-12-08#am'),
    ],
    [
      'and puts another in place of the later one before',
      (school) => school.giveUp('later').book('other', '2026-12-22#am').giveUp('early').book('again', '2026-12-08#am'),
    ],
    ['and keeps the later visit', (school) => school.giveUp('early').book('again', '2026-12-08#am')],
    [
      'where the council called the later one off',
      (school) => {
        const off = accepted(
          decideCancellation(
            { booking: school.booking('later'), now: Date.parse(tuesday), ladder: strict, wish: 'council', ...nothing },
            { visits: ['01'], reason: 'Ill' },
          ),
        ).booking;
        school.bookings.set('later', off);
        return school.giveUp('early').book('again', '2026-12-08#am');
      },
    ],
    [
      'and gives up what it booked since, and books anew',
      (school) => school.giveUp('early').book('tried', '2026-12-17#pm').giveUp('tried').book('again', '2026-12-22#am'),
    ],
    [
      'and moves the later one in time',
      (school) => {
        expect(outcomeOf(school.move('later', '2027-02-02#am'))).toBe('accepted');
        return school.giveUp('early').book('again', later);
      },
    ],
  ];
  test.each(rows)('%s', (_, does) => {
    expect(does(withBoth(strict)).at(over).deliver().feesLeft()).toBe(0);
  });

  test('nor for a later visit that it gives up once the new one has taken place, and for one that it gives up late it pays as for any', () => {
    const since = new School(strict).book('early', early).book('later', '2026-12-22#am').at(tuesday);
    since.giveUp('early').book('again', '2026-12-02#am').at('2026-12-03T09:00:00Z').giveUp('later');
    expect([isWaivable(since.visit('later')), since.at(over).deliver().feesLeft()]).toEqual([false, 0]);
    const both = withBoth(strict);
    expect(outcomeOf(both.move('later', '2026-12-02#am'))).toBe('accepted');
    expect(both.giveUp('later').giveUp('early').book('again', later).at(over).deliver().feesLeft()).toBe(1);
  });

  test('nor for what it gave up before giving up the other cost anything, and nor for a visit that lay beyond the days that count', () => {
    const before = new School(strict).book('early', early).book('later', later).giveUp('later').at(tuesday);
    expect(before.giveUp('early').book('again', later).at(over).deliver().feesLeft()).toBe(0);
    const beyond = new School(strict).book('early', early).book('later', '2027-02-02#am').at(tuesday);
    expect(beyond.giveUp('later').giveUp('early').book('again', '2026-12-08#am').at(over).deliver().feesLeft()).toBe(0);
  });

  test('another school’s visits and those of another service take nothing from it', () => {
    const school = withBoth(strict).giveUp('early').book('again', '2026-12-08#am');
    const { booking } = { booking: school.giveUp('later').booking('later') };
    for (const [name, other] of [
      ['theirs', { school: maintained.id }],
      ['another', { service: 'svc_other' as never }],
    ] as const)
      school.bookings.set(name, { ...booking, id: `bkg_${name}` as never, ...other });
    school.bookings.delete('later');
    expect(school.at(over).deliver().feesLeft()).toBe(0);
  });
});

describe('with too little notice a visit is not moved to the place of another', () => {
  test('that could still be given up for nothing, or was', () => {
    const refusedMove = (school: School) => {
      const decision = school.move('early', '2026-12-17#pm');
      return decision.ok ? 'accepted' : `${decision.refusal.name}: ${decision.refusal.detail}`;
    };
    expect(refusedMove(withBoth(strict))).toMatch(
      /^moved-beside-another: The visit of Thursday 17 December 2026, morning could still be given up/,
    );
    expect(refusedMove(withBoth(strict).giveUp('later'))).toMatch(
      /^moved-beside-another: The visit of .* was given up for nothing meanwhile/,
    );
    const away = withBoth(strict);
    expect(outcomeOf(away.move('later', '2027-02-02#am'))).toBe('accepted');
    expect(refusedMove(away)).toMatch(/^moved-beside-another/);
    // Where any visit counts it is moved as it always was; and so is the only one that there is, and one beside another that is late as well.
    expect(refusedMove(withBoth(plain))).toBe('accepted');
    expect(refusedMove(new School(strict).book('early', early).at(tuesday))).toBe('accepted');
    expect(refusedMove(new School(strict).book('early', early).book('later', '2026-12-01#pm').at(tuesday))).toBe('accepted');
  });
});

test('what counts is never decided without what the school has booked', () => {
  const school = withBoth(strict).giveUp('early').book('again', '2026-12-08#am').at(over).deliver();
  expect(() => school.waive('early', 'again', false)).toThrow('is told by all that the school has booked');
});

/** One deed of a history. What cannot be done then is passed over, as whoever tries would have to. */
type Deed = { do: 'give' | 'book' | 'move'; which: number; to: number };
const dates = ['2026-12-02#am', '2026-12-08#am', '2026-12-10#am', '2026-12-17#am', '2026-12-17#pm', '2026-12-22#am', '2026-12-29#am'];
const deed = fc.record<Deed>({
  do: fc.constantFrom('give', 'give', 'book', 'move'),
  which: fc.nat(8),
  to: fc.nat(dates.length),
});

describe('whatever the order', () => {
  /** Does what a school wants on one day: then every visit that stands takes place, and all that can be waived is. */
  function lived(ladder: Ladder, deeds: readonly Deed[]) {
    const school = withBoth(ladder);
    for (const { do: what, which, to } of deeds) {
      const open = [...school.bookings.keys()].filter((name) => school.visit(name).state === 'booked');
      const name = open[which % Math.max(1, open.length)];
      const taken = new Set(open.map((each) => school.visit(each).session));
      const date = to === dates.length ? '2027-02-02#am' : dates[to];
      if (!date || (what !== 'give' && taken.has(date as SessionKey))) continue;
      if (what === 'book') school.book(`more${school.bookings.size}`, date);
      else if (name && what === 'give') school.giveUp(name);
      else if (name) school.move(name, date);
    }
    const took = [...school.bookings.keys()].filter((name) => school.visit(name).state === 'booked').length;
    const lateCost = [...school.bookings.keys()].filter((name) => isWaivable(school.visit(name))).length;
    return { school, took, lateCost, fees: school.at(over).deliver().feesLeft() };
  }

  const bounds = { milliseconds: 3_000, cases: 600, least: 600 };
  const seen = { paid: 0, waived: 0, refused: 0, honest: 0 };

  holds(
    'a school has as many visits as it had when one began to cost, or pays for those that it has no more',
    fc.array(deed, { maxLength: 9 }),
    (deeds) => {
      const { school, took, lateCost, fees } = lived(strict, deeds);
      // It had two. What it gave up with notice enough is its right; what it gave up late it pays for, as far as nothing has made good for it.
      expect(fees).toBeGreaterThanOrEqual(Math.min(lateCost, 2 - took));
      // Nobody pays more than for what cost something when it was given up, and nothing is waived by a visit that did not take place.
      expect(fees).toBeLessThanOrEqual(lateCost);
      for (const { booking } of school.all())
        for (const { takesPlaceOf, state, session } of booking.sessions)
          if (takesPlaceOf) expect([state, dateOf(session) <= '2026-12-31']).toEqual(['delivered', true]);
      if (fees > 0) seen.paid += 1;
      if (fees < lateCost) seen.waived += 1;
      if (fees > lived(plain, deeds).fees) seen.refused += 1;
    },
    bounds,
  );

  holds(
    'a school that gives nothing up for nothing has every waiver that it would have where any visit counts',
    fc.array(deed, { maxLength: 7 }),
    (deeds) => {
      const honest = deeds.filter(({ do: what }) => what !== 'move');
      const { school, lateCost, fees } = lived(strict, honest);
      const gone = school.all().flatMap(({ booking }) => booking.sessions.map((session) => ({ ...session, madeAt: booking.createdAt })));
      const lost = gone.filter(({ late }) => late?.feePence !== undefined);
      const freed = gone.filter(({ state, late }) => state === 'cancelled' && late?.feePence === undefined);
      // What it booked once it had given a visit up, and what it booked and gave up on one day beside a visit it had before, is no visit that it had.
      const gaveUp = freed.some((each) =>
        lost.some(({ cancelledAt = '', madeAt }) => each.madeAt <= cancelledAt && (each.madeAt < tuesday || madeAt > tuesday)),
      );
      if (gaveUp) return;
      expect(fees).toBe(lived(plain, honest).fees);
      if (fees < lateCost) seen.honest += 1;
    },
    bounds,
  );

  test('and among those histories are schools that pay, that have a waiver, that are refused one, and that have one honestly', () => {
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(5);
  });
});
