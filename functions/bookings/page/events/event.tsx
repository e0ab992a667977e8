// One event of several schools as a page: how it stands, who shares it, and the forms by which each school answers for its own.
import { dateText, momentText, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Web } from '../../../../shared/http.ts';
import { page } from '../../../../shared/page.tsx';
import {
  type Element,
  History,
  halfDaysText,
  InsetText,
  LinkLine,
  Money,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
  Tag,
  WarningText,
} from '../../../../shared/ui/index.ts';
import { listText } from '../../../../shared/ui/text.ts';
import type { SeenEvent, ShownEvent } from '../../actions/events/event-read.ts';
import type { EventState, ShareState } from '../../schema/events.ts';
import { Terms } from '../terms.tsx';
import { AnswerForms, type EventGiven, OrganiserForms, splitText } from './event-forms.tsx';
import { Unanswerable } from './unanswerable.tsx';

const states: Readonly<Record<EventState, { text: string; classes: string }>> = {
  proposed: { text: 'Proposed', classes: 'govuk-tag--yellow' },
  confirmed: { text: 'Booked', classes: 'govuk-tag--green' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
  expired: { text: 'Expired', classes: 'govuk-tag--grey' },
};
const answers: Readonly<Record<ShareState, { text: string; classes: string }>> = {
  asked: { text: 'Asked', classes: 'govuk-tag--yellow' },
  agreed: { text: 'Agreed', classes: 'govuk-tag--green' },
  declined: { text: 'Declined', classes: 'govuk-tag--red' },
};

export const EventTag = ({ state }: { state: EventState }): Element => <Tag {...states[state]} />;

function standingText({ state, holdUntil, shares }: ShownEvent): string {
  const asked = shares.filter((share) => share.state === 'asked').length;
  const declined = shares.filter((share) => share.state === 'declined');
  if (state === 'confirmed') return 'Every school has agreed, and it is booked. What has changed since then is on the page of the booking.';
  if (state === 'withdrawn') return 'It was withdrawn. Its sessions are free.';
  if (state === 'expired')
    return `Not every school agreed before ${momentText(holdUntil)}. Its sessions are not held any more, and nothing is charged.`;
  if (declined.length > 0)
    return `${listText(declined.map(({ schoolName }) => schoolName))} declined. Nothing is booked unless whoever organises it divides the cost anew, and everybody whose share changes agrees.`;
  return `It waits for ${asked} of ${shares.length} schools. Its sessions are held until ${momentText(holdUntil)}; nothing is booked, and nothing is charged, before each has agreed.`;
}

const Shares = ({ event }: { event: ShownEvent }) => (
  <ScrollTable
    caption={event.state === 'confirmed' ? 'What each school agreed to' : 'Who shares it'}
    head={[
      { text: 'School' },
      { text: event.split === 'pupils' ? 'Pupils' : 'Part', format: 'numeric' },
      { text: 'Share before VAT', format: 'numeric' },
      { text: 'Answer' },
    ]}
    rows={event.shares.map(({ schoolName, payerName, weight, netPence, state, reason }) => [
      {
        html: (
          <>
            {schoolName}
            {payerName && <span class="govuk-hint daybook-inline-hint"> billed to {payerName}</span>}
          </>
        ),
      },
      { text: String(weight), format: 'numeric' as const },
      { html: <Money pence={netPence} />, format: 'numeric' as const },
      {
        html: (
          <>
            <Tag {...answers[state]} />
            {reason && <span class="govuk-hint daybook-typed">{reason}</span>}
          </>
        ),
      },
    ])}
  />
);

/** What is proposed: by whom it is delivered, how much, how it is divided, and when. */
const Proposal = ({ seen: { event, proposedByName } }: { seen: SeenEvent }): Element => (
  <>
    <SummaryList
      rows={[
        { key: { text: 'Service' }, value: { text: event.serviceTitle } },
        { key: { text: 'Officer' }, value: { text: event.officerName } },
        { key: { text: 'How much' }, value: { text: halfDaysText(event.sessions.length) } },
        {
          key: { text: 'Total before VAT' },
          value: { html: event.netPence > 0 ? <Money pence={event.netPence} /> : 'Nothing is charged' },
        },
        { key: { text: 'Divided' }, value: { text: splitText[event.split] } },
        { key: { text: 'Proposed' }, value: { text: `${momentText(event.proposedAt)} by ${proposedByName}` } },
        event.state === 'proposed' ? { key: { text: 'Answer by' }, value: { text: dateText(event.answerBy) } } : null,
      ]}
    />
    <ul class="govuk-list govuk-list--bullet">
      {event.sessions.map(({ session, free }) => (
        <li>
          {sessionText(session)}
          {free && ', free'}
        </li>
      ))}
    </ul>
  </>
);

/** What a school takes on with its share, before it gives its word. */
const WhatItBinds = ({ event: { terms, netPence } }: { event: ShownEvent }): Element => (
  <>
    <Terms terms={terms} />
    {netPence > 0 && (
      <p class="govuk-body">
        Whoever organises it cancels it, and what that costs is divided as the price is. A school that wants to leave once it is booked
        keeps its share until everybody whose share rises by it has agreed.
      </p>
    )}
  </>
);

const proposedText = ({ unanswerable }: SeenEvent): string =>
  unanswerable.length > 0 ? 'Proposed. It does not reach every school yet: see below.' : 'Proposed. Each school is asked for its share.';

export function eventPage(context: Context, c: Web, seen: SeenEvent, given: EventGiven = {}): Promise<Response> {
  const { event, history, answering, refused } = seen;
  const { slug } = context.council;
  const base = `/${slug}/bookings/events/${event.id}`;
  const isNew = c.req.query('done') === 'proposed' && event.state === 'proposed' && !given.refusal;
  return page(context, c, {
    title: `Event: ${event.title}`,
    refusal: given.refusal,
    back: { href: `/${slug}/bookings/events`, text: 'Events' },
    children: (
      <>
        {isNew && <NotificationBanner type="success" text={proposedText(seen)} />}
        <PageHeading caption={event.organiserName}>{event.title}</PageHeading>
        <p class="govuk-body">
          <EventTag state={event.state} />
        </p>
        <InsetText text={standingText(event)} />
        <Unanswerable context={context} schools={seen.unanswerable} isProposed />
        {event.booking && <LinkLine href={`/${slug}/bookings/${event.booking}`} text="Look at the booking" />}
        <Proposal seen={seen} />
        <Shares event={event} />
        {refused && <WarningText text="It can no longer be booked as it was proposed. Whoever organises it has to propose it anew." />}
        {event.state === 'proposed' && <WhatItBinds event={event} />}
        {answering.map((own) => (
          <AnswerForms base={base} own={own} given={given} several={answering.length > 1} />
        ))}
        {seen.organises && <OrganiserForms base={base} event={event} given={given} />}
        <History entries={history} />
      </>
    ),
  });
}
