// The list of requests over a limit: what waits for whoever reads, and what became of the others.
import { momentText, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { refuse } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { organisationIdSchema, organisationTyped } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { Money, MoreLink, PageHeading, ScrollTable, Tag, WholeList } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { listRequests, type ShownRequest } from '../actions/requests.ts';
import type { RequestState } from '../schema/requests.ts';
import { ofWhomPage } from './of-whom.tsx';

const stateWords: Readonly<Record<RequestState, { text: string; classes: string }>> = {
  requested: { text: 'Waiting', classes: 'govuk-tag--yellow' },
  approved: { text: 'Approved', classes: 'govuk-tag--green' },
  declined: { text: 'Declined', classes: 'govuk-tag--red' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
  expired: { text: 'Expired', classes: 'govuk-tag--grey' },
};
export const requestTag = (state: RequestState) => <Tag {...stateWords[state]} />;

const head = [
  { text: 'What' },
  { text: 'First session' },
  { text: 'Asked by' },
  { text: 'Held until' },
  { text: 'Total', format: 'numeric' as const },
  { text: 'State' },
];

const requestRow = (slug: string, { id, quote, requestedByName, holdUntil, state, order }: ShownRequest) => [
  {
    html: (
      <>
        <a class="govuk-link" href={`/${slug}/bookings/requests/${id}`}>
          {quote.serviceTitle}
        </a>
        <br />
        <span class="govuk-hint daybook-inline-hint">for {quote.schoolName}</span>
        {order && (
          <>
            <br />
            <a class="govuk-link" href={`/${slug}/bookings/orders/${order.id}`}>
              All of its order<span class="govuk-visually-hidden">, in which {quote.schoolName} is one of several schools</span>
            </a>
          </>
        )}
      </>
    ),
  },
  { text: quote.sessions[0] ? sessionText(quote.sessions[0].session) : '' },
  { text: requestedByName },
  { text: state === 'requested' ? momentText(holdUntil) : 'not held' },
  { html: quote.grossPence > 0 ? <Money pence={quote.grossPence} /> : 'free', format: 'numeric' as const },
  { html: requestTag(state) },
];

const ofWhom = { of: 'requests', title: 'Requests', label: 'Whose requests?' } as const;

export const requestsPage = (context: Context, c: Web): Promise<Response> => ofWhomPage(context, c, ofWhom) ?? listPage(context, c);

async function listPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  const asked = organisationTyped(c.req.query('organisation')?.trim());
  const organisation = organisationIdSchema.safeParse(asked);
  const found =
    asked && !organisation.success ? refuse('unknown-organisation') : await listRequests(context, organisation.data, c.req.query('after'));
  if (!found.ok) return ofWhomPage(context, c, ofWhom, found.refusal) ?? problemPage(c, context, found.refusal);
  const { items, waiting, next, organisation: of, organisationName } = found.value;
  return page(context, c, {
    title: 'Requests',
    wide: true,
    back: { href: `/${slug}/bookings` },
    children: (
      <>
        <PageHeading caption={organisationName}>Requests</PageHeading>
        <p class="govuk-body">
          Bookings over the limit of whoever asked for them. Their sessions are held until somebody who may approves or declines them.{' '}
          {can(context.actor, 'limit:read') && (
            <a class="govuk-link" href={`/${slug}/identity/limits/${of}`}>
              Limits and who approves
            </a>
          )}
        </p>
        {waiting.length > 0 && (
          <ScrollTable caption="Waiting for you" head={head} rows={waiting.map((request) => requestRow(slug, request))} />
        )}
        {items.length > 0 ? (
          <ScrollTable caption="All, newest first" head={head} rows={items.map((request) => requestRow(slug, request))} />
        ) : (
          <p class="govuk-body">{c.req.query('after') ? 'There are no older ones.' : 'Nothing has been asked for.'}</p>
        )}
        <WholeList slug={slug} list="requests" organisation={of} />
        {next && <MoreLink query={{ organisation: of, after: next }} text="Older requests" />}
      </>
    ),
  });
}
