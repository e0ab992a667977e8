// One request over a limit as a page, with the forms that answer or withdraw it.
import { momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal } from '../../../shared/decision.ts';
import { doneOrShown, readAndShow } from '../../../shared/done.ts';
import { type Handler, parse, readForm, type Web } from '../../../shared/http.ts';
import type { RequestId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  fieldOf,
  History,
  halfDaysText,
  InsetText,
  LinkLine,
  Money,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
  SummaryList,
  WarningText,
} from '../../../shared/ui/index.ts';
import { saidIn } from '../actions/quote.ts';
import {
  type Approver,
  approveRequest,
  declineRequest,
  readRequest,
  type SeenRequest,
  type ShownRequest,
  withdrawRequest,
} from '../actions/requests.ts';
import { bookingRequestIdFrom } from '../routes/requests.ts';
import { officersText } from '../rules/messages.ts';
import { splitSentence } from '../rules/split.ts';
import { saidAmong } from '../rules/work.ts';
import type { Quote } from '../schema/quotes.ts';
import { approveSchema, type BookingRequest, declineSchema } from '../schema/requests.ts';
import { approversText } from './approvers.ts';
import { OrderLink } from './orders/order-link.tsx';
import { lineRow, saidText } from './quote.tsx';
import { requestsPage, requestTag } from './request-list.tsx';
import { Terms } from './terms.tsx';

/** What has become of it, for whoever asked or looks. */
function standingText({ state, holdUntil, answeredByName, reason }: ShownRequest, approvers: readonly Approver[]): string {
  switch (state) {
    case 'requested':
      return `It waits for ${approversText(approvers)}. Its sessions are held until ${momentText(holdUntil)}.`;
    case 'approved':
      return `${answeredByName ?? ''} approved it, and it is booked.`;
    case 'declined':
      return `${answeredByName ?? ''} declined it: ${reason ?? ''}`;
    case 'withdrawn':
      return 'It was withdrawn. Its sessions are free.';
    case 'expired':
      return `It expired: nobody answered before ${momentText(holdUntil)}. Its sessions are not held any more, and can be booked anew.`;
  }
}

const Split = ({ quote, caption }: { quote: Quote; caption: string }) => (
  <ScrollTable
    caption={caption}
    head={[{ text: 'How much' }, { text: 'On what terms' }, { text: 'Charge', format: 'numeric' }]}
    rows={quote.lines.map(lineRow)}
  />
);

type Given = { refusal?: Refusal; reason?: string | undefined };

/** The forms of whoever may answer: what it comes to now, and that it is more, less or otherwise free than when it was asked for. */
function AnswerForms({ base, seen, given }: { base: string; seen: SeenRequest; given: Given }) {
  if (!seen.now) return null;
  const errors = given.refusal && faultsOf(given.refusal);
  const { now } = seen;
  const [was, is] = [saidText(saidIn(seen.request.quote)), 'quote' in now ? saidText(saidIn(now.quote)) : ''];
  return (
    <>
      {'quote' in now ? (
        <>
          <h2 class="govuk-heading-m">Approve</h2>
          {was === is ? (
            <p class="govuk-body">It comes to the same now as when it was asked for.</p>
          ) : (
            <WarningText text={`It was ${was} when it was asked for, and is ${is} now. Approve it if you agree to what it is now.`} />
          )}
          <p class="govuk-body">
            {now.quote.serviceTitle}: {splitSentence(now.quote)}.
          </p>
          <Split quote={now.quote} caption="What it comes to now" />
          <PostButton action={`${base}/approval`} fields={{ agreed: now.agreed }} text="Approve and book" />
        </>
      ) : (
        <WarningText text={`It can no longer be booked as it was asked for. ${faultsOf(now.refusal)[0]?.text ?? ''}`} />
      )}
      <form method="post" action={`${base}/decline`} novalidate>
        <h2 class="govuk-heading-m">Decline</h2>
        <CharacterCount {...fieldOf(given, errors, 'reason')} maxlength={500} rows={3} label={{ text: 'Why? Whoever asked is told.' }} />
        <Button text="Decline" classes="govuk-button--secondary" preventDoubleClick />
      </form>
    </>
  );
}

async function requestPage(context: Context, c: Web, seen: SeenRequest, given: Given = {}): Promise<Response> {
  const { request, approvers, mayWithdraw, history } = seen;
  const { slug } = context.council;
  const base = `/${slug}/bookings/requests/${request.id}`;
  const { quote, mostPence, state } = request;
  const asked = c.req.query('done') === 'asked' && state === 'requested';
  const said = saidAmong(quote.sessions);
  return page(context, c, {
    title: `Request: ${quote.serviceTitle}`,
    refusal: given.refusal,
    back: { href: `/${slug}/bookings/requests?organisation=${request.organisation}`, text: 'Requests' },
    children: (
      <>
        {asked && !given.refusal && <NotificationBanner text="It is over your limit, so it is asked for. Nothing is booked yet." />}
        <PageHeading caption={quote.schoolName}>{quote.serviceTitle}</PageHeading>
        <p class="govuk-body">{requestTag(state)}</p>
        <InsetText text={standingText(request, approvers)} />
        <OrderLink context={context} order={request.order} />
        {state === 'approved' && <LinkLine href={`/${slug}/bookings/${request.booking}`} text="Look at the booking" />}
        <SummaryList
          rows={[
            { key: { text: 'Asked for' }, value: { text: `${momentText(request.requestedAt)} by ${request.requestedByName}` } },
            {
              key: { text: 'Their limit' },
              value: { text: mostPence === null ? 'None' : formatPence(mostPence) },
            },
            { key: { text: 'Officer' }, value: { text: officersText(quote.sessions) } },
            { key: { text: 'How much' }, value: { text: halfDaysText(quote.sessions.length) } },
            { key: { text: 'Total' }, value: { html: quote.grossPence > 0 ? <Money pence={quote.grossPence} /> : 'Nothing is charged' } },
            request.purchaseOrder
              ? { key: { text: 'Purchase order' }, value: { html: <span class="daybook-typed">{request.purchaseOrder}</span> } }
              : null,
          ]}
        />
        <ul class="govuk-list govuk-list--bullet">
          {quote.sessions.map((session) => (
            <li>{said(session)}</li>
          ))}
        </ul>
        {!seen.now && <Split quote={quote} caption={state === 'approved' ? 'What was approved' : 'What was asked for'} />}
        <Terms terms={quote.terms} />
        <AnswerForms base={base} seen={seen} given={given} />
        {mayWithdraw && (
          <>
            <h2 class="govuk-heading-m">Withdraw</h2>
            <p class="govuk-body">Its sessions are then free at once.</p>
            <PostButton action={`${base}/withdrawal`} classes="govuk-button--secondary" text="Withdraw the request" />
          </>
        )}
        <History entries={history} />
      </>
    ),
  });
}

/** What the same person has made of a request already: a form that is sent twice finds its own answer, and that is no fault. */
async function ownAnswer(
  context: Context,
  id: RequestId,
  to: BookingRequest['state'],
  refusal: Refusal,
): Promise<Decision<{ id: RequestId }> | undefined> {
  const found = refusal.name === 'request-answered' ? await readRequest(context, id) : undefined;
  if (!found?.ok) return undefined;
  const { request } = found.value;
  return request.state === to && (request.answeredBy ?? request.requestedBy) === context.actor.person ? accept({ id }) : undefined;
}

/** Does a command to the request the path names; on a refusal shows the request as it stands by now, with what was typed. */
const afterCommand = (
  context: Context,
  c: Web,
  to: BookingRequest['state'],
  typed: Omit<Given, 'refusal'>,
  doIt: (id: RequestId) => Promise<Decision<{ id: RequestId }>>,
): Promise<Response> =>
  doneOrShown(context, c, {
    id: bookingRequestIdFrom(c.req.param('request')),
    doIt: async (id): Promise<Decision<{ id: RequestId }>> => {
      const decision = await doIt(id);
      return decision.ok ? decision : ((await ownAnswer(context, id, to, decision.refusal)) ?? decision);
    },
    to: ({ id }) => `/${context.council.slug}/bookings/requests/${id}`,
    read: (id) => readRequest(context, id),
    show: (seen, refusal) => requestPage(context, c, seen, { ...typed, refusal }),
  });

export const requestPages = {
  'GET /bookings/requests': (context, c) => requestsPage(context, c),
  'GET /bookings/requests/{request}': (context, c) =>
    readAndShow(context, c, bookingRequestIdFrom(c.req.param('request')), readRequest, requestPage),
  'POST /bookings/requests/{request}/approval': async (context, c) => {
    const agreed = (await readForm(c)).one('agreed');
    return afterCommand(context, c, 'approved', {}, async (id) => {
      const command = parse(approveSchema, { agreed });
      return command.ok ? approveRequest(context, id, command.value) : command;
    });
  },
  'POST /bookings/requests/{request}/decline': async (context, c) => {
    const reason = (await readForm(c)).one('reason');
    return afterCommand(context, c, 'declined', { reason }, async (id) => {
      const command = parse(declineSchema, { reason });
      return command.ok ? declineRequest(context, id, command.value) : command;
    });
  },
  'POST /bookings/requests/{request}/withdrawal': (context, c) =>
    afterCommand(context, c, 'withdrawn', {}, (id) => withdrawRequest(context, id)),
} satisfies Record<string, Handler>;
