// What cancelling costs, shown and agreed to before it is done.
import { dateOf, dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { page } from '../../../shared/page.tsx';
import { Button, Money, PageHeading, ScrollTable, SummaryList } from '../../../shared/ui/index.ts';
import { shareText, workingDaysText } from '../../../shared/ui/text.ts';
import type { Seen } from '../actions/read.ts';
import { sumOf, waivableUntil } from '../rules/ladder.ts';
import { feeParts, vatOfParts } from '../rules/shares.ts';
import { goingWith, isVisit, saidAmong } from '../rules/work.ts';
import type { Given } from './booking.tsx';
import { type Cancelling, waiversText } from './cancel.tsx';

/** Whether some cancellation that was asked for costs something else than was said: then its page is the one where that is agreed to. */
export const isAboutCost = (refusal: Refusal | undefined): boolean => refusal?.name === 'cancellation-costs';

/** What cancelling costs, before it is done. `said`: it was agreed to before, and costs something else by now. */
export function costPage(
  context: Context,
  c: Web,
  { booking, cancelling }: Seen & { cancelling: Cancelling },
  given: Given,
  said: boolean,
): Promise<Response> {
  const visits = given.visits ?? [];
  // The officer's work on a visit goes with it.
  const gone = goingWith(
    booking,
    booking.sessions.filter(({ visit }) => visits.includes(visit)),
  );
  const going = gone.ok ? gone.value.going.map(({ visit }) => visit) : visits;
  const terms = given.at === 'council' ? [] : cancelling.terms.filter(({ visit }) => going.includes(visit));
  const { feePence, consumedHalfDays } = sumOf(terms);
  const sessionOf = (visit: string) => booking.sessions.find((session) => session.visit === visit);
  const fees = terms.flatMap(({ visit, feePence: netPence }) => {
    const funding = sessionOf(visit)?.funding;
    return netPence !== undefined && funding?.fund === 'traded' ? feeParts(funding, netPence) : [];
  });
  const vatPence = vatOfParts(fees);
  const back = `/${context.council.slug}/bookings/${booking.id}`;
  const waivers = waiversText(cancelling.ladder);
  const sessions = terms.flatMap(({ visit }) => sessionOf(visit) ?? []);
  // As its charge counts it: a visit that was moved late by the date it was moved from.
  const last = sessions
    .filter(isVisit)
    .map(({ session, bound }) => bound?.date ?? dateOf(session))
    .sort()
    .at(-1);
  const until = last && waivableUntil(cancelling.ladder, last);
  const title = 'What cancelling costs';
  return page(context, c, {
    title,
    ...(said && given.refusal ? { refusal: given.refusal } : {}),
    errors: said ? [{ field: 'agree', text: 'It costs something else by now than when you looked: read it again before you go on' }] : [],
    back: { href: back },
    children: (
      <>
        <PageHeading caption={`${booking.serviceTitle}, ${booking.schoolName}`}>{title}</PageHeading>
        <ScrollTable
          label="What each session costs to cancel"
          head={[{ text: 'Session' }, { text: 'Notice' }, { text: 'What it costs' }]}
          rows={terms.map((each, i) => [
            {
              text: sessions
                .slice(i, i + 1)
                .map(saidAmong(booking.sessions))
                .join(''),
            },
            { text: each.rung ? `${workingDaysText(each.notice)}${sessionOf(each.visit)?.bound ? ', when it was moved' : ''}` : 'enough' },
            {
              text:
                each.feePence !== undefined
                  ? `${formatPence(each.feePence)}, ${shareText(each.rung?.feeBasisPoints ?? 0)} of the price`
                  : each.halfDay === 'consumed'
                    ? 'Its free half-day counts as used'
                    : 'Nothing',
            },
          ])}
        />
        <SummaryList
          rows={[
            { key: { text: 'Fee' }, value: { html: <Money pence={feePence} /> } },
            { key: { text: 'VAT' }, value: { html: <Money pence={vatPence} /> } },
            { key: { text: 'In all' }, value: { html: <Money pence={feePence + vatPence} /> } },
            ...(consumedHalfDays > 0
              ? [{ key: { text: 'Free half-days that count as used' }, value: { text: String(consumedHalfDays) } }]
              : []),
            {
              key: { text: 'Terms' },
              value: {
                html: (
                  <>
                    {cancelling.policy}
                    {cancelling.ladder.clause && (
                      <span class="govuk-hint">
                        {cancelling.ladder.clause.reference}: {cancelling.ladder.clause.text}
                      </span>
                    )}
                  </>
                ),
              },
            },
          ]}
        />
        {waivers && (
          <p class="govuk-body">
            {waivers}
            {until && feePence > 0 && ` The fee is not billed before ${dateText(until)} is over.`}
          </p>
        )}
        <form method="post" action={`${back}/cancellations`} id="agree" novalidate>
          {visits.map((visit) => (
            <input type="hidden" name="visits" value={visit} />
          ))}
          <input type="hidden" name="reason" value={given.reason ?? ''} />
          {given.at && <input type="hidden" name="at" value={given.at} />}
          {given.giveTo && <input type="hidden" name="giveTo" value={given.giveTo} />}
          <input type="hidden" name="feePence" value={String(feePence)} />
          <input type="hidden" name="consumedHalfDays" value={String(consumedHalfDays)} />
          <Button
            text={
              feePence > 0 ? `Cancel, at a fee of ${formatPence(feePence + vatPence)}` : 'Cancel, and let the free half-days count as used'
            }
            classes="govuk-button--warning"
            preventDoubleClick
          />
        </form>
        <p class="govuk-body">
          <a class="govuk-link" href={back}>
            Keep the sessions
          </a>
        </p>
      </>
    ),
  });
}
