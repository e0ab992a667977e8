// Cancelling a visit whose right has ended since: what comes back is taken back in the same transaction, as far as more was used or is held than is due.
import { describe, expect, test } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { transfersOf } from '../../functions/bookings/rules/transfers.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { type Allocation, nothingMoved } from '../../functions/entitlements/schema/allocations.ts';
import { accepted } from '../../shared/decision.ts';
import { type Account, account } from '../../shared/ledger/chart.ts';
import { memoryLedger } from '../../shared/ledger/memory.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import { academy, booked, day, freeAccount, now, quoted } from '../bookings.ts';

const of = `entitlement/${academy.id}/half-day-visit/2026-09-01.2027-08-31` as Account<'entitlement'>;
const quote = quoted({ freeAccounts: [freeAccount(academy, 2)] }, { sessions: ['2026-12-01#am', '2026-12-01#pm'] });
const whole = booked(quote).booking;
const booking: Booking = {
  ...whole,
  sessions: whole.sessions.map((session) =>
    session.funding.fund === 'entitlement' ? { ...session, funding: { ...session.funding, account: of } } : session,
  ),
};
/** Two half-days were granted and are held; `target` is what is due by now. */
const allocation = (target: number): Allocation => ({
  type: 'allocation',
  holder: academy.id,
  holderName: academy.name,
  rule: 'half-day-visit',
  grant: 'half-day-visit',
  part: 'own',
  title: 'Half-day visit',
  asset: 'half-day',
  period: { from: day('2026-09-01'), to: day('2027-08-31') },
  account: of,
  target,
  shortfall: 2 - target,
  steps: [],
  moved: { ...nothingMoved, granted: 2 },
  changes: [],
  clause: { reference: '1', text: 'One' },
  policy: 'essex-2017/1',
  state: 'open',
  version: 3,
});

function cancelled(target: number, visits: string[]) {
  const ledger = memoryLedger();
  const granted = transfer('grant', account('grants', 'half-day-visit'), of, 2, { name: 'grant', now, cause: {} });
  accepted(
    ledger.post([{ transfer: granted }, ...booking.sessions.flatMap((s) => transfersOf(booking, s).map((each) => ({ transfer: each })))]),
  );
  const facts = { booking, now, vacancies: new Map(), allocations: new Map([[of as string, allocation(target)]]) };
  const change = accepted(decideCancellation(facts, { visits, reason: 'The school is shut by snow.' }));
  accepted(ledger.post(change.postings));
  return { change, head: ledger.head(of) };
}

describe('a visit that is cancelled', () => {
  test('once the right has ended gives nothing back to draw on', () => {
    const { change, head } = cancelled(0, ['01']);
    expect(head).toMatchObject({ available: 0, creditsPending: 1, creditsPosted: 1 });
    expect(change.back.allocations).toMatchObject([{ shortfall: 1, moved: { granted: 2, clawedBack: 1 }, version: 4, state: 'open' }]);
  });
  test('gives back what is above the shortfall', () => {
    const { change, head } = cancelled(1, ['01', '02']);
    expect(head).toMatchObject({ available: 1, creditsPending: 0, creditsPosted: 1 });
    expect(change.back.allocations).toMatchObject([{ shortfall: 0, moved: { clawedBack: 1 } }]);
  });
  test('gives everything back while it is all due', () => {
    const { change, head } = cancelled(2, ['01']);
    expect(head).toMatchObject({ available: 1, creditsPosted: 0 });
    expect(change.back.allocations).toEqual([]);
    expect(change.back.open).toEqual([of]);
  });
});
