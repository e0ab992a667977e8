// Cancelling on a page: what each session costs to cancel today stands beside it, and where it costs anything the exact sum is shown and agreed to before it is done.
import { dateText, type SessionKey, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { page } from '../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  Checkboxes,
  type Element,
  errorFor,
  InsetText,
  Money,
  PageHeading,
  Radios,
  ScrollTable,
  Select,
  SummaryList,
} from '../../../shared/ui/index.ts';
import { shareText, workingDaysText } from '../../../shared/ui/text.ts';
import type { Candidate } from '../actions/cancellations.ts';
import type { Seen } from '../actions/read.ts';
import { type Cost, type Ladder, rungText, sumOf, type Terms, waivableUntil, waiverOf } from '../rules/ladder.ts';
import { vatOf } from '../rules/quote.ts';
import { type BookedSession, mostVisitsAtOnce } from '../schema.ts';
import type { Given } from './booking.tsx';
import { errorsOf } from './changes.tsx';

type Cancelling = NonNullable<Seen['cancelling']>;

/** What cancelling one session costs, as it stands beside it. */
function costOf({ rung, feePence, halfDay }: Terms): string {
  if (!rung || (feePence === undefined && halfDay !== 'consumed'))
    return halfDay ? 'Costs nothing: its free half-day goes back' : 'Costs nothing';
  if (feePence !== undefined) return `Costs ${formatPence(feePence)} before VAT: ${rungText(rung, true)}`;
  return `Its free half-day counts as used: ${rungText(rung, false)}`;
}

/** What makes a late cancellation cost nothing after all, in the words of the ladder. */
export function waiversText(ladder: Ladder): string | undefined {
  const rebooked = waiverOf(ladder, 'rebooked');
  const ways = [
    ...(rebooked ? [`it is booked again and takes place within ${workingDaysText(rebooked.withinWorkingDays)} of its date`] : []),
    ...(waiverOf(ladder, 'substitute') ? ['another school takes the session'] : []),
    ...(waiverOf(ladder, 'ofsted-call') ? ['Ofsted has announced an inspection'] : []),
  ];
  if (ways.length === 0) return undefined;
  return `A late cancellation costs nothing if ${[ways.slice(0, -1).join(', if '), ways.at(-1)].filter(Boolean).join(', or if ')}.`;
}

export function CancelForm({
  action,
  sessions,
  given,
  seen: { lapsing, overdrawn },
  cancelling: { terms, ladder },
  byCouncil,
}: {
  action: string;
  sessions: readonly BookedSession[];
  given: Given;
  seen: Pick<Seen, 'lapsing' | 'overdrawn'>;
  cancelling: Cancelling;
  byCouncil: boolean;
}): Element {
  const errors = errorsOf(given);
  const hasTerms = ladder.rungs.length > 0;
  const waivers = hasTerms ? waiversText(ladder) : undefined;
  const told = new Map(terms.map((each) => [each.visit, costOf(each)]));
  return (
    <form method="post" action={action} id="cancel" novalidate>
      <h2 class="govuk-heading-m">Cancel sessions</h2>
      <p class="govuk-body">
        {!hasTerms && 'Nothing is charged. '}
        {byCouncil &&
          hasTerms &&
          'What the council calls off costs nothing. At the school’s wish it costs what stands beside each session. '}
        The officer is available again then.{' '}
        {sessions.some(({ visit, funding }) => funding.fund === 'entitlement' && !lapsing.includes(visit)) &&
          (overdrawn
            ? 'Free days go back to the account they came from. More of them is booked or used than is due by now, so that what comes back makes good for that first.'
            : 'Free days go back to the account they came from, to be booked again.')}
      </p>
      {waivers && <p class="govuk-body">{waivers}</p>}
      {lapsing.length > 0 && (
        <InsetText>
          What granted the free days of {lapsing.length === 1 ? 'this session' : 'these sessions'} has ended, so they lapse and cannot be
          booked again:{' '}
          {sessions
            .filter(({ visit }) => lapsing.includes(visit))
            .map(({ session }) => sessionText(session))
            .join('; ')}
          .
        </InsetText>
      )}
      <Checkboxes
        name="visits"
        idPrefix="visits"
        fieldset={{ legend: { text: 'Which sessions?' } }}
        hint={
          sessions.length > mostVisitsAtOnce
            ? { text: `Choose at most ${mostVisitsAtOnce} at a time, and the others after them.` }
            : undefined
        }
        items={sessions.map(({ visit, session }) => ({
          value: visit,
          text: sessionText(session),
          checked: given.visits?.includes(visit) ?? false,
          ...(hasTerms ? { hint: { text: told.get(visit) ?? '' } } : {}),
        }))}
        errorMessage={errorFor(errors, 'visits')}
      />
      {byCouncil && hasTerms && (
        <Radios
          name="at"
          idPrefix="at"
          fieldset={{ legend: { text: 'At whose wish?' } }}
          items={[
            {
              value: 'council',
              text: 'The council calls it off',
              hint: { text: 'Nothing is charged, and free half-days go back.' },
              checked: given.at === 'council',
            },
            { value: 'school', text: 'The school asks for it', checked: given.at === 'school' },
          ]}
          errorMessage={errorFor(errors, 'at')}
        />
      )}
      <CharacterCount
        id="reason"
        name="reason"
        maxlength={500}
        rows={3}
        label={{ text: 'Reason' }}
        value={given.reason}
        errorMessage={errorFor(errors, 'reason')}
      />
      <Button text="Cancel the sessions" classes="govuk-button--warning" preventDoubleClick />
    </form>
  );
}

/** A session to another date of its officer. Where it would cost anything to cancel today, it may be moved only as far as it could be rebooked without a fee. */
export function MoveForm({
  action,
  sessions,
  given,
  offered,
  cancelling: { terms, ladder },
}: {
  action: string;
  sessions: readonly BookedSession[];
  given: Given;
  offered: readonly SessionKey[];
  cancelling: Cancelling;
}): Element {
  const { moving } = given;
  const errors = moving ? errorsOf(given)?.map(({ field, text }) => ({ field: field === 'at' ? 'to' : field, text })) : undefined;
  const rebooked = waiverOf(ladder, 'rebooked');
  const isLate = terms.some(({ feePence, halfDay }) => feePence !== undefined || halfDay === 'consumed');
  const choose = { value: '', text: 'Choose' };
  return (
    <form method="post" action={action} id="move" novalidate>
      <h2 class="govuk-heading-m">Move a session</h2>
      <p class="govuk-body">
        It stays with the officer and costs what it costs now.{' '}
        {isLate &&
          rebooked &&
          `With too little notice it is moved by up to ${workingDaysText(rebooked.withinWorkingDays)}, and cancelling it afterwards costs what it costs today.`}
      </p>
      <Select
        name="visit"
        label={{ text: 'Which session?' }}
        items={[
          choose,
          ...sessions.map(({ visit, session }) => ({ value: visit, text: sessionText(session), selected: moving?.visit === visit })),
        ]}
        errorMessage={errorFor(errors, 'visit')}
      />
      <Select
        name="to"
        label={{ text: 'To when?' }}
        hint={{ text: 'When the officer is free next' }}
        items={[choose, ...offered.map((session) => ({ value: session, text: sessionText(session), selected: moving?.to === session }))]}
        errorMessage={errorFor(errors, 'to')}
      />
      <Button text="Move it" classes="govuk-button--secondary" preventDoubleClick />
    </form>
  );
}

/** What may be waived of late cancellations, for whoever may: each visit that has taken the place of one. */
export function WaiverForm({ action, candidates, given }: { action: string; candidates: readonly Candidate[]; given: Given }): Element {
  return (
    <form method="post" action={action} id="waive" novalidate>
      <h2 class="govuk-heading-m">Waive what a late cancellation cost</h2>
      <Radios
        name="waiver"
        idPrefix="waiver"
        fieldset={{ legend: { text: 'What has taken its place?' } }}
        hint={{ text: 'A visit that was booked again and has taken place, or another school’s visit in the same session.' }}
        items={candidates.map(({ visit, kind, session, instead }) => ({
          value: [visit, kind, instead.booking, instead.visit].join(' '),
          text: `For ${sessionText(session)}: ${kind === 'rebooked' ? 'the visit of' : `${instead.schoolName}, on`} ${sessionText(instead.session)}`,
        }))}
        errorMessage={errorFor(errorsOf(given), 'waiver')}
      />
      <Button text="Waive it" preventDoubleClick />
    </form>
  );
}

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
  const terms = given.at === 'council' ? [] : cancelling.terms.filter(({ visit }) => visits.includes(visit));
  const { feePence, consumedHalfDays } = sumOf(terms);
  const sessionOf = (visit: string) => booking.sessions.find((session) => session.visit === visit);
  const fees = terms.flatMap(({ visit, feePence: netPence }) => {
    const funding = sessionOf(visit)?.funding;
    return netPence !== undefined && funding?.fund === 'traded' ? [{ netPence, treatment: funding.treatment }] : [];
  });
  const vatPence = vatOf(fees);
  const back = `/${context.council.slug}/bookings/${booking.id}`;
  const waivers = waiversText(cancelling.ladder);
  const last = terms
    .map(({ visit }) => sessionOf(visit)?.session.slice(0, 10))
    .sort()
    .at(-1);
  const until = last && waivableUntil(cancelling.ladder, last as Parameters<typeof dateText>[0]);
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
          rows={terms.map((each) => [
            { text: sessionText(sessionOf(each.visit)?.session ?? booking.sessions[0]?.session ?? ('' as never)) },
            { text: each.rung ? workingDaysText(each.notice) : 'enough' },
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

/** What a form of cancelling holds: sums are numbers where they were sent. */
export const cancellationFrom = (form: { one: (name: string) => string | undefined; many: (name: string) => string[] }) => {
  const sums = (['feePence', 'consumedHalfDays'] as const satisfies (keyof Cost)[]).flatMap((name) => {
    const typed = form.one(name);
    return typed === undefined ? [] : [[name, /^\d{1,9}$/.test(typed) ? Number(typed) : typed] as const];
  });
  const at = form.one('at');
  return { visits: form.many('visits'), reason: form.one('reason'), ...(at === undefined ? {} : { at }), ...Object.fromEntries(sums) };
};
