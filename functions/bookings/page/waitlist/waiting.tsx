// The corrections that wait for a second person: which visit, from what to what, who asked and since when, each leading to its booking.
import { momentText, sessionText } from '../../../../shared/calendar.ts';
import type { Handler } from '../../../../shared/http.ts';
import { page } from '../../../../shared/page.tsx';
import { MoreLink, PageHeading, ScrollTable } from '../../../../shared/ui/index.ts';
import { readWaitingRequests } from '../../actions/waitlist/waiting.ts';
import type { Funding } from '../../schema.ts';

const kindOf = ({ fund }: Funding): string => (fund === 'traded' ? 'charged' : 'free');

type Row = Awaited<ReturnType<typeof readWaitingRequests>>['items'][number];

const head = [{ text: 'Visit' }, { text: 'Recorded as' }, { text: 'To become' }, { text: 'Asked by' }, { text: 'Booking' }];
const correctionRow = (slug: string, { booking, session, schoolName, serviceTitle, from, to, askedByName, askedAt, reason, own }: Row) => [
  {
    html: (
      <>
        {sessionText(session)}
        <br />
        {serviceTitle}
        <br />
        <span class="govuk-hint">for {schoolName}</span>
      </>
    ),
  },
  { text: kindOf(from) },
  { text: kindOf(to) },
  {
    html: (
      <>
        {own ? 'You: a colleague answers it' : askedByName}, {momentText(askedAt)}
        <br />
        <span class="govuk-hint daybook-typed">{reason}</span>
      </>
    ),
  },
  {
    html: (
      <a class="govuk-link" href={`/${slug}/bookings/${booking}#corrections`}>
        {own ? 'Open' : 'Answer'}
        <span class="govuk-visually-hidden">
          {' '}
          the correction for {schoolName} on {sessionText(session)}
        </span>
      </a>
    ),
  },
];

export const waitingPage: Handler = async (context, c) => {
  const after = c.req.query('after');
  const { items, next } = await readWaitingRequests(context, after);
  const { slug } = context.council;
  return page(context, c, {
    title: 'Corrections',
    wide: true,
    back: { href: `/${slug}` },
    children: (
      <>
        <PageHeading>Corrections</PageHeading>
        <p class="govuk-body">
          Visits that were recorded as free and should be paid for, or the other way round. One person asks, on the page of the booking, and
          another approves or declines there. Until then nothing changes.
        </p>
        {items.length === 0 ? (
          <p class="govuk-body">{after ? 'No further correction waits.' : 'No correction waits.'}</p>
        ) : (
          <ScrollTable caption="Longest first" head={head} rows={items.map((row) => correctionRow(slug, row))} />
        )}
        {next && <MoreLink query={{ after: next }} text="More corrections" />}
      </>
    ),
  });
};
