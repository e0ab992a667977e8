// What cancelling costs, shown and agreed to before it is done.
import { dateOf, dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { page } from '../../../shared/page.tsx';
import { Button, capital, LinkLine, Money, PageHeading, ScrollTable, SummaryList } from '../../../shared/ui/index.ts';
import { shareText, workingDaysText } from '../../../shared/ui/text.ts';
import { policyWords } from '../actions/quote.ts';
import type { Seen } from '../actions/read.ts';
import { feeParts, vatOfParts } from '../rules/events/shares.ts';
import { sumOf, waivableUntil, waiverOf } from '../rules/ladder.ts';
import { goingWith, saidAmong, visitOf } from '../rules/work.ts';
import type { Given } from './booking.tsx';
import { type Cancelling, halfDaySaid, waiversText } from './cancel.tsx';

/** Whether some cancellation that was asked for costs something else than was said: then its page is the one where that is agreed to. */
export const isAboutCost = (refusal: Refusal | undefined): boolean => refusal?.name === 'cancellation-costs';

type Costing = Seen & { cancelling: Cancelling };

/** What cancelling the chosen visits costs: the terms of each that goes, the officer's work on it among them, the sums with VAT, and until when no fee of them is billed, as it may be waived. */
function costsOf({ booking, cancelling }: Costing, given: Given) {
  const visits = given.visits ?? [];
  const gone = goingWith(
    booking,
    booking.sessions.filter(({ visit }) => visits.includes(visit)),
  );
  const going = gone.ok ? gone.value.going.map(({ visit }) => visit) : visits;
  const terms = given.at === 'council' ? [] : cancelling.terms.filter(({ visit }) => going.includes(visit));
  const { feePence, consumedHalfDays, ofPackages = 0 } = sumOf(terms);
  const used = ofPackages === 0 ? 'free half-days' : ofPackages === consumedHalfDays ? 'half-days of the package' : 'half-days';
  const sessionOf = (visit: string) => booking.sessions.find((session) => session.visit === visit);
  const fees = terms.flatMap(({ visit, feePence: netPence }) => {
    const funding = sessionOf(visit)?.funding;
    return netPence !== undefined && funding?.fund === 'traded' ? feeParts(funding, netPence) : [];
  });
  // As the charge of each counts it: a visit that was moved late by the date it was moved from. What costs nothing falls due on no day.
  const first = terms
    .flatMap(({ visit, feePence: netPence }) => (netPence === undefined ? [] : (sessionOf(visit) ?? [])))
    .map((session) => visitOf(booking, session))
    .map(({ session, bound }) => bound?.date ?? dateOf(session))
    .sort()[0];
  return { terms, feePence, consumedHalfDays, used, vatPence: vatOfParts(fees), until: first && waivableUntil(cancelling.ladder, first) };
}
type Costs = ReturnType<typeof costsOf>;

/** What each session costs to cancel, beside the notice that is given of it. */
function EachCost({ booking, terms }: Pick<Seen, 'booking'> & Pick<Costs, 'terms'>) {
  const said = saidAmong(booking.sessions);
  return (
    <ScrollTable
      label="What each session costs to cancel"
      head={[{ text: 'Session' }, { text: 'Notice' }, { text: 'What it costs' }]}
      rows={terms.map(({ visit, rung, notice, feePence, halfDay, ofPackage }) => {
        const session = booking.sessions.find((each) => each.visit === visit);
        return [
          { text: session ? said(session) : '' },
          { text: rung ? `${workingDaysText(notice)}${session?.bound ? ', when it was moved' : ''}` : 'enough' },
          {
            text:
              feePence !== undefined
                ? `${formatPence(feePence)}, ${shareText(rung?.feeBasisPoints ?? 0)} of the price`
                : halfDay === 'consumed'
                  ? `${capital(halfDaySaid({ ofPackage }))} counts as used`
                  : 'Nothing',
          },
        ];
      })}
    />
  );
}

type InAll = { cancelling: Cancelling; costs: Costs; policy: string };
const CostInAll = ({ cancelling, costs: { feePence, vatPence, consumedHalfDays, used }, policy }: InAll) => (
  <SummaryList
    rows={[
      { key: { text: 'Fee' }, value: { html: <Money pence={feePence} /> } },
      { key: { text: 'VAT' }, value: { html: <Money pence={vatPence} /> } },
      { key: { text: 'In all' }, value: { html: <Money pence={feePence + vatPence} /> } },
      consumedHalfDays > 0 ? { key: { text: `${capital(used)} that count as used` }, value: { text: String(consumedHalfDays) } } : null,
      {
        key: { text: 'Terms' },
        value: {
          html: (
            <>
              {policy}
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
);

/** The form that agrees to the sums that stand above it, and sends what was chosen again. */
const Agree = ({ path, given, costs: { feePence, vatPence, consumedHalfDays, used } }: { path: string; given: Given; costs: Costs }) => (
  <form method="post" action={`${path}/cancellations`} id="agree" novalidate>
    {given.visits?.map((visit) => (
      <input type="hidden" name="visits" value={visit} />
    ))}
    <input type="hidden" name="reason" value={given.reason ?? ''} />
    {given.at && <input type="hidden" name="at" value={given.at} />}
    {given.giveTo && <input type="hidden" name="giveTo" value={given.giveTo} />}
    <input type="hidden" name="feePence" value={String(feePence)} />
    <input type="hidden" name="consumedHalfDays" value={String(consumedHalfDays)} />
    <Button
      text={feePence > 0 ? `Cancel, at a fee of ${formatPence(feePence + vatPence)}` : `Cancel, and let the ${used} count as used`}
      classes="govuk-button--warning"
      preventDoubleClick
    />
  </form>
);

/** What cancelling costs, before it is done. `agreedBefore`: a sum was agreed to already, and it costs something else by now. */
export async function costPage(
  context: Context,
  c: Web,
  seen: Costing,
  { agreedBefore, ...given }: Given & { agreedBefore: boolean },
): Promise<Response> {
  const { booking, cancelling } = seen;
  const costs = costsOf(seen, given);
  const path = `/${context.council.slug}/bookings/${booking.id}`;
  const waivers = waiversText(cancelling.ladder);
  const isSchools = context.actor.organisation === booking.school && !booking.event;
  const title = 'What cancelling costs';
  const policy = await policyWords(context, cancelling.policy);
  return page(context, c, {
    title,
    ...(agreedBefore && given.refusal ? { refusal: given.refusal } : {}),
    errors: agreedBefore
      ? [{ field: 'agree', text: 'It costs something else by now than when you looked: read it again before you go on' }]
      : [],
    back: { href: path },
    children: (
      <>
        <PageHeading caption={`${booking.serviceTitle}, ${booking.schoolName}`}>{title}</PageHeading>
        <EachCost booking={booking} terms={costs.terms} />
        <CostInAll cancelling={cancelling} costs={costs} policy={policy} />
        {waivers && (
          <p class="govuk-body">
            {waivers}
            {costs.until && costs.feePence > 0 && ` The fee is not billed before ${dateText(costs.until)} is over.`}
          </p>
        )}
        <Agree path={path} given={given} costs={costs} />
        {isSchools && waiverOf(cancelling.ladder, 'ofsted-call') && (
          <LinkLine href={`/${context.council.slug}/bookings/ofsted-calls/new`} text="Ofsted has called: free the week instead" />
        )}
        <LinkLine href={path} text="Keep the sessions" />
      </>
    ),
  });
}
