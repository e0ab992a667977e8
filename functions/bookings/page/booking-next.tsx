// What has just been done to a booking, and what its school may expect next.
import type { Context } from '../../../shared/context.ts';
import { capital, halfDaysText, listText } from '../../../shared/ui/text.ts';
import { standing, whoComes } from '../rules/standing.ts';
import type { BookedSession, Booking, SessionState } from '../schema.ts';
import { isRecharged } from './booking-price.tsx';

/** Of what was cancelled last: a fee or a half-day of an earlier cancellation is not told as if it were of this one. */
function cancelledDone(sessions: readonly BookedSession[]): string {
  const last = sessions.reduce((at, { cancelledAt = '' }) => (cancelledAt > at ? cancelledAt : at), '');
  const gone = sessions.filter(({ cancelledAt }) => cancelledAt === last);
  const costing = gone.flatMap(({ late }) => (late && !late.waived ? [late] : []));
  const fee = costing.some(({ feePence }) => feePence !== undefined)
    ? 'Cancelled. The fee for too little notice stands beside each session.'
    : 'Cancelled, and nothing is charged.';
  const used = costing.filter(({ consumed }) => consumed).length;
  const counts = used > 0 ? ` ${capital(halfDaysText(used))} ${used > 2 ? 'count' : 'counts'} as used.` : '';
  return gone.some(({ lapsed }) => lapsed)
    ? `${fee}${counts} What granted some of the free days has ended: those have lapsed, and cannot be booked again.`
    : `${fee}${counts} The sessions can be booked again.`;
}

/** Says only what the booking itself confirms, so that a typed address cannot claim a change that was not made. */
export function doneText({ sessions }: Booking, done: string | undefined): string | undefined {
  const is = (state: SessionState) => sessions.some((session) => session.state === state);
  if (done === 'confirmed' && is('booked')) return 'Your booking is confirmed.';
  if (done === 'delivered' && is('delivered'))
    return sessions.some(({ state, signedOffAt }) => state === 'delivered' && !signedOffAt)
      ? 'Marked delivered. The note of the visit is saved; what is paid for is billed once it is shared.'
      : 'Marked delivered. The note of the visit is shared with the school.';
  if (done === 'asked' && sessions.some(({ asked }) => asked)) return 'The correction waits for a second person. Nothing has changed yet.';
  if (done === 'moved' && sessions.some(({ moves }) => moves)) return 'Moved. Whoever booked and the officer are told of the new date.';
  if (done === 'reallocated' && sessions.some(({ swaps }) => swaps))
    return 'The officer is changed. Whoever booked and both officers are told who comes.';
  if (done === 'waived' && sessions.some(({ late }) => late?.waived)) return 'What cancelling it late had cost is waived.';
  if (done === 'answered') return 'The correction is answered.';
  if (done === 'marked' && is('delivered')) return 'The action is marked.';
  if (done === 'cancelled' && is('cancelled')) return cancelledDone(sessions);
  return undefined;
}

/** What a school may expect after booking, and whom to ask for a change. */
export function WhatNext({ context, booking, mayChange }: { context: Context; booking: Booking; mayChange: boolean }) {
  const { name, email, telephone } = context.council;
  const comers = whoComes(booking);
  const { netPence, freeHalfDays } = standing(booking);
  return (
    <>
      <h2 class="govuk-heading-m">What happens next</h2>
      <ul class="govuk-list govuk-list--bullet">
        <li>
          {comers.length > 1
            ? `${listText(comers)} visit on the dates above, and each writes a visit note that you can read here.`
            : `${listText(comers)} visits on the dates above, and writes a visit note that you can read here.`}
          {booking.sessions.some(({ work }) => work) && ' For the preparation and the report nobody comes to the school.'}
        </li>
        {netPence > 0 && (
          <li>
            {booking.team
              ? `${booking.team.name} pays from its budget. Nothing is charged to ${booking.schoolName}.`
              : booking.event
                ? 'Each school is charged its own share of each visit after it has taken place.'
                : isRecharged(booking)
                  ? 'Each visit that is paid for is recharged within the council after it has taken place.'
                  : `Each visit that is paid for is invoiced to ${booking.payerName ?? booking.schoolName} after it has taken place.`}
          </li>
        )}
        {netPence === 0 && <li>Nothing is charged.</li>}
        {netPence > 0 && freeHalfDays > 0 && <li>Free days appear on no invoice or recharge.</li>}
        <li>
          To change the officer, contact {name} before the visit:{' '}
          <a class="govuk-link daybook-typed" href={`mailto:${email}`}>
            {email}
          </a>
          , telephone {telephone}.{' '}
          {booking.event && context.actor.organisation !== booking.school
            ? `${booking.schoolName} organises it, and moves or cancels a session.`
            : mayChange && 'You move or cancel a session below, and see what cancelling costs before you do.'}
        </li>
      </ul>
    </>
  );
}
