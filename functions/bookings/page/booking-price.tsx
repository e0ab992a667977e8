// What a booking costs as its page says it: each session’s charge, the whole with VAT, and what cancelling late has added.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { formatPence, halfDayPence } from '../../../shared/money.ts';
import { type Element, Money, type SummaryRow } from '../../../shared/ui/index.ts';
import { isHeld } from '../rules/charges.ts';
import { standing } from '../rules/standing.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { billedRows, purseText } from './quote.tsx';

const waivedTexts = {
  rebooked: 'as it was booked again and took place',
  substitute: 'as another school took the session',
  'ofsted-call': 'as Ofsted had called',
} as const;

/** What a session that is cancelled has cost, and what has made it cost nothing after all. */
function cancelledText({ late, funding }: BookedSession): Element | string {
  if (!late || (late.feePence === undefined && !late.consumed)) return 'not charged';
  const what =
    late.feePence === undefined
      ? `its ${funding.fund === 'package' ? 'half-day of the package' : 'free half-day'} counts as used`
      : `${formatPence(late.feePence)} for a late cancellation`;
  return late.waived ? `${what}: waived, ${waivedTexts[late.waived.kind]}` : what;
}

export const chargeText = (session: BookedSession) => {
  const { funding, state } = session;
  return state === 'cancelled' ? (
    cancelledText(session)
  ) : funding.fund === 'traded' ? (
    <>
      <Money pence={halfDayPence(funding.perDayExVatPence)} />{' '}
      <span class="govuk-hint daybook-inline-hint">half a day{funding.budget && `, from the budget of ${funding.budget.holderName}`}</span>
      {isHeld(session) && <span class="govuk-hint">billed once its note is shared</span>}
    </>
  ) : funding.fund === 'package' ? (
    <>Paid for already: {funding.title.toLowerCase()}</>
  ) : (
    <>
      Free: {funding.fund === 'core' ? 'core service' : funding.title.toLowerCase()}
      {funding.fund === 'entitlement' && funding.holderName && <span class="govuk-hint daybook-inline-hint"> of {funding.holderName}</span>}
    </>
  );
};

/** What changed a price since it was booked: sessions that were cancelled, or recorded as the other kind. */
function whyChanged({ sessions }: Booking): string {
  const isCancelled = sessions.some(({ state, funding }) => state === 'cancelled' && funding.fund === 'traded');
  const isCorrected = sessions.some(({ before = [] }) => before.length > 0);
  return [...(isCancelled ? ['a cancellation'] : []), ...(isCorrected ? ['a correction'] : [])].join(' and ');
}

/** What it comes to as it stands, with VAT and in all, and what it was before sessions were cancelled or corrected. */
export function priceRows(booking: Booking, today: CivilDate): SummaryRow[] {
  const { netPence, vatPence, grossPence } = standing(booking);
  if (booking.netPence === 0 && netPence === 0) return [{ key: { text: 'Price' }, value: { text: 'Nothing is charged' } }];
  const was = netPence !== booking.netPence && (
    <span class="govuk-hint">
      (was <Money pence={booking.netPence} /> before {whyChanged(booking)})
    </span>
  );
  return [
    {
      key: { text: 'Price' },
      value: {
        html: (
          <>
            <Money pence={netPence} />
            {netPence > 0 && (booking.event ? ', shared as below' : `, from ${purseText(booking)}`)} {was}
          </>
        ),
      },
    },
    {
      key: { text: 'VAT' },
      value: { html: isRecharged(booking) && !booking.event ? 'none: a recharge within the council' : <Money pence={vatPence} /> },
    },
    { key: { text: 'Total' }, value: { html: <Money pence={grossPence} /> } },
    ...feeRows(booking, today),
    ...(booking.event ? [] : billedRows(booking, isRecharged(booking))),
  ];
}

/** What cancelling late has cost and nothing has waived, beside the price of what is left. */
function feeRows({ sessions }: Booking, today: CivilDate): SummaryRow[] {
  const owed = sessions.flatMap(({ late }) => (late?.feePence !== undefined && !late.waived ? [late] : []));
  const due = owed.flatMap(({ dueOn }) => dueOn ?? []).sort()[0];
  if (owed.length === 0) return [];
  const pence = owed.reduce((sum, { feePence = 0 }) => sum + feePence, 0);
  return [
    {
      key: { text: 'Late cancellations' },
      value: {
        html: (
          <>
            <Money pence={pence} /> before VAT
            {due && (due <= today ? `, due since ${dateText(due)}` : `, billed from ${dateText(due)} on unless it is waived before`)}
          </>
        ),
      },
    },
  ];
}

export const isRecharged = ({ sessions }: Booking) =>
  sessions.some(({ funding }) => funding.fund === 'traded' && funding.treatment.rail === 'journal');
