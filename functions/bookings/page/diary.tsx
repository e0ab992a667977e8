// An officer's diary: what is to be marked delivered, the notes to finish, what is coming, and what was of late.
import { addDays, dateOf, londonDate, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { refuse } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { halfDaysText, LinkLine, PageHeading, ScrollTable } from '../../../shared/ui/index.ts';
import { readOwnNotes } from '../actions/notes.ts';
import { readDiary, type Visit } from '../actions/read.ts';
import { officerFrom } from '../routes.ts';
import { sessionSaid } from '../rules/work.ts';
import { stateTag } from './booking.tsx';
import { NotesTable } from './notes.tsx';
import { namedText } from './training/attendees-shown.tsx';

const visitRow = (slug: string, visit: Visit) => [
  { text: sessionSaid(visit) },
  { text: visit.schoolName },
  {
    html: (
      <>
        <a class="govuk-link" href={`/${slug}/bookings/${visit.booking}`}>
          {visit.serviceTitle}
          <span class="govuk-visually-hidden">
            {' '}
            at {visit.schoolName} on {sessionText(visit.session)}
          </span>
        </a>
        {visit.attendees && <span class="govuk-hint daybook-inline-hint"> {namedText(visit.attendees)}</span>}
      </>
    ),
  },
  { html: stateTag(visit.state) },
];
const visitHead = [{ text: 'When' }, { text: 'School' }, { text: 'Service' }, { text: 'State' }];

/** What was delivered is shown for eight weeks; what was forgotten to be marked is looked for a whole year back. */
const pastDays = 56;
const forgottenDays = 366;

export async function diaryPage(context: Context, c: Web): Promise<Response> {
  const officer = officerFrom(context, c);
  const today = londonDate(context.now);
  const decision = officer
    ? await readDiary(context, officer, addDays(today, -forgottenDays), addDays(today, 84))
    : refuse('unknown-officer');
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { officer: of, visits, toMark } = decision.value;
  const { items: unfinished } = await readOwnNotes(context, of.id);
  const slug = context.council.slug;
  // The visits come in time order: the first of each booking stands for it.
  const bookings = toMark.filter((visit, i) => toMark.findIndex(({ booking }) => booking === visit.booking) === i);
  const coming = visits.filter((visit) => visit.state === 'booked' && !toMark.includes(visit));
  const past = visits.filter((visit) => visit.state === 'delivered' && dateOf(visit.session) >= addDays(today, -pastDays)).reverse();
  return page(context, c, {
    title: 'Diary',
    wide: true,
    children: (
      <>
        <PageHeading caption={of.name}>Diary</PageHeading>
        <LinkLine href={`/${slug}/officers/${of.id}/diary`} text="Week by week, with what is free and absences" />
        {bookings.length > 0 && (
          <>
            <h2 class="govuk-heading-m">To mark delivered</h2>
            <ul class="govuk-list govuk-list--spaced">
              {bookings.map((visit) => (
                <li>
                  <a class="govuk-link" href={`/${slug}/bookings/${visit.booking}#deliver`}>
                    {visit.schoolName}: {visit.serviceTitle}, {sessionText(visit.session)}
                  </a>{' '}
                  {toMark.filter(({ booking }) => booking === visit.booking).length > 1 &&
                    `and after it (${halfDaysText(toMark.filter(({ booking }) => booking === visit.booking).length)} in all)`}
                </li>
              ))}
            </ul>
          </>
        )}
        {unfinished.length > 0 && (
          <NotesTable context={context} caption="Notes to finish" notes={unfinished} opens={context.actor.officer === of.id} />
        )}
        {coming.length > 0 ? (
          <ScrollTable caption="Coming up" head={visitHead} rows={coming.map((visit) => visitRow(slug, visit))} />
        ) : (
          <p class="govuk-body">Nothing is booked in the next twelve weeks.</p>
        )}
        {past.length > 0 && (
          <ScrollTable caption="Delivered in the last eight weeks" head={visitHead} rows={past.map((visit) => visitRow(slug, visit))} />
        )}
      </>
    ),
  });
}
