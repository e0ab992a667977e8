// What each session of a booking holds in the ledger: its half-day, and where a budget pays its price, that many pence of the budget. Pure.
import { academicYearOf, dateOf, type Instant } from '../../../shared/calendar.ts';
import { bareId } from '../../../shared/ids.ts';
import { type Account, account, grantOf, holderOf, packageOf } from '../../../shared/ledger/chart.ts';
import { type Transfer, transfer } from '../../../shared/ledger/transfers.ts';
import { halfDayPence } from '../../../shared/money.ts';
import type { BookedSession, Booking, Funding } from '../schema.ts';

type Booked = Pick<Booking, 'id' | 'school' | 'service' | 'createdAt' | 'policy'>;
type Visit = Pick<BookedSession, 'visit' | 'session' | 'funding'>;

/** Named after the booking and the visit, so that it can be posted once only. */
const detailsOf = ({ id, policy, createdAt }: Booked, visit: string, suffix: string, clause: string | undefined) => ({
  name: `${bareId(id)}-${visit}${suffix}`,
  now: Date.parse(createdAt),
  cause: { booking: id, session: visit, policy, ...(clause === undefined ? {} : { clause }) },
  pending: true,
});

/** The pending half-day transfer of one session, named after the booking and the visit so that it can be posted once only. */
export function halfDayTransfer(booking: Booked, { visit, session, funding }: Visit): Transfer {
  const year = String(academicYearOf(dateOf(session)));
  const clause = funding.fund === 'entitlement' || funding.fund === 'package' ? funding.clause : undefined;
  const details = detailsOf(booking, visit, '', clause?.reference);
  switch (funding.fund) {
    case 'core':
      return transfer('deliver-core', account('capacity', booking.service), account('delivered-core', booking.school, year), 1, details);
    case 'entitlement':
      return transfer(
        'deliver-entitlement',
        funding.account as Account<'entitlement'>,
        account('delivered-entitlement', booking.school, year),
        1,
        details,
      );
    case 'package':
      return transfer(
        'deliver-package',
        funding.account as Account<'package'>,
        account('delivered-package', booking.school, year),
        1,
        details,
      );
    case 'traded':
      return transfer(
        'deliver-traded',
        account('sold', booking.school, year),
        account('delivered-traded', booking.school, year),
        1,
        details,
      );
  }
}

/** A half-day, free or of a package, that was cancelled too late to be used again: it goes from its account in the transaction that gives it back. */
export function consumption(booking: Booked, { visit, funding }: Visit, now: Instant): Transfer {
  if (funding.fund === 'package') return packageEnd(booking, { visit, funding }, 'consume-package', now);
  if (funding.fund !== 'entitlement') throw new Error('only a half-day that has no price is consumed');
  const of = funding.account as Account<'entitlement'>;
  const { pending: _, ...details } = detailsOf(booking, visit, '-consumed', funding.clause.reference);
  return transfer('consume', of, account('consumed', holderOf(of), grantOf(of).rule), 1, { ...details, now });
}

type OfPackage = Pick<Visit, 'visit'> & { funding: Extract<Funding, { fund: 'package' }> };

/**
 * What becomes of the half-day of a package once its visit is cancelled: it counts as used, comes back after all, or has come back after the last day on which it may
 * be used. An account of a package is closed on that day: what moves both ways in one transaction leaves it as it is.
 */
export function packageEnd(
  booking: Booked,
  { visit, funding }: OfPackage,
  code: 'consume-package' | 'restore-package' | 'lapse-package',
  now: Instant,
): Transfer {
  const of = funding.account as Account<'package'>;
  const { holder, code: bought } = packageOf(of);
  const { pending: _, ...details } = detailsOf(booking, visit, `-${code}`, funding.clause?.reference);
  switch (code) {
    case 'consume-package':
      return transfer(code, of, account('consumed-traded', holder, bought), 1, { ...details, now });
    case 'restore-package':
      return transfer(code, account('consumed-traded', holder, bought), of, 1, { ...details, now });
    case 'lapse-package':
      return transfer(code, of, account('lapsed-traded', holder, bought), 1, { ...details, now });
  }
}

/** The price of a session that a budget pays, held on the budget until the visit; undefined where none does. No half-day is a part of it. */
function priceTransfer(booking: Booked, { visit, funding }: Visit): Transfer | undefined {
  if (funding.fund !== 'traded' || !funding.budget) return undefined;
  const { account: of, clause } = funding.budget;
  const details = detailsOf(booking, visit, '-budget', clause.reference);
  const spent = account('budget-spent', holderOf(of));
  return transfer('spend-budget', of as Account<'budget'>, spent, halfDayPence(funding.perDayExVatPence), details);
}

/** Everything a session holds, its half-day first. */
export const transfersOf = (booking: Booked, visit: Visit): Transfer[] => {
  const price = priceTransfer(booking, visit);
  return [halfDayTransfer(booking, visit), ...(price ? [price] : [])];
};
