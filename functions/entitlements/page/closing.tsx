// Closing a vacancy: the links to it, the question before it, and what is said once a vacancy is recorded or closed.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { organisationIdSchema } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { halfDaysText, PageHeading, PostButton } from '../../../shared/ui/index.ts';
import { readVacancy } from '../actions/statements.ts';
import type { StatementLine, Vacancy } from '../schema.ts';

const closings = { filled: 'Filled', withdrawn: 'Withdrawn' } as const;

export function ClosingLinks({ slug, vacancy }: { slug: string; vacancy: Vacancy }) {
  return (
    <ul class="govuk-list govuk-!-margin-bottom-0">
      {Object.entries(closings).map(([outcome, text]) => (
        <li>
          <a
            class="govuk-link"
            href={`/${slug}/entitlements/vacancies?${new URLSearchParams({ close: `${vacancy.school}/${vacancy.id}`, outcome })}`}
          >
            {text}
            <span class="govuk-visually-hidden">
              : {vacancy.postTitle} at {vacancy.schoolName}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** One vacancy with its figures, from the `school/vacancy` of an address. */
async function lineFrom(context: Context, path: string | undefined): Promise<StatementLine | undefined> {
  const [school, id] = (path ?? '').split('/');
  const named = organisationIdSchema.safeParse(school);
  const found = named.success && id ? await readVacancy(context, named.data, id) : undefined;
  return found?.ok ? found.value : undefined;
}

/** Says only what the vacancy itself confirms, so that a typed address cannot claim a change that was not made. */
export async function doneText(context: Context, c: Web): Promise<string | undefined> {
  const done = c.req.query('done');
  const line = done === 'recorded' || done === 'closed' ? await lineFrom(context, c.req.query('vacancy')) : undefined;
  if (!line) return undefined;
  const { vacancy, granted, lapsed } = line;
  const named = `${vacancy.schoolName}, ${vacancy.postTitle.toLowerCase()}`;
  if (done === 'recorded' && vacancy.state === 'open')
    return `${named}: the vacancy is recorded${granted > 0 ? ` and ${halfDaysText(granted)} free granted` : ''}.`;
  if (done === 'closed' && vacancy.state !== 'open')
    return `${named}: the vacancy is closed as ${vacancy.state}. ${lapsed > 0 ? `${halfDaysText(lapsed)} free has lapsed.` : 'Nothing was left to lapse.'}`;
  return undefined;
}

/** Closing cannot be taken back, so it is asked about once more, with what it would do. */
export async function closingPage(context: Context, c: Web, path: string, outcome: keyof typeof closings): Promise<Response> {
  const line = await lineFrom(context, path);
  if (!line) return problemPage(c, context, { name: 'unknown-vacancy' });
  const { vacancy, left, held } = line;
  const list = `/${context.council.slug}/entitlements/vacancies`;
  if (vacancy.state !== 'open')
    return problemPage(c, context, {
      name: 'vacancy-closed',
      detail: `${vacancy.schoolName}, ${vacancy.postTitle.toLowerCase()}: closed as ${vacancy.state} already.`,
    });
  const title = outcome === 'filled' ? 'Close this vacancy as filled?' : 'Close this vacancy as withdrawn?';
  return page(context, c, {
    title,
    back: { href: list, text: 'Back to vacancies' },
    children: (
      <>
        <PageHeading caption={vacancy.schoolName}>{title}</PageHeading>
        <p class="govuk-body-l">
          {vacancy.postTitle}, vacant from {dateText(vacancy.vacantFrom)}
        </p>
        <ul class="govuk-list govuk-list--bullet">
          <li>{left > 0 ? `${halfDaysText(left)} free is left, and lapses.` : 'No free days are left on it: nothing lapses.'}</li>
          {held > 0 && <li>{halfDaysText(held)} is held by bookings, and stays free.</li>}
          <li>No more free days can be drawn from it. It cannot be opened again; a new vacancy would have to be recorded.</li>
        </ul>
        <div class="govuk-button-group">
          <PostButton
            action={`${list}/${vacancy.school}/${vacancy.id}/closing`}
            fields={{ outcome }}
            classes="govuk-button--warning"
            text={`Close as ${outcome}`}
          />
          <a class="govuk-link" href={list}>
            Keep it open
          </a>
        </div>
      </>
    ),
  });
}
