// All billing runs, and the form that makes a dry run.
import { academicYearOf, dateText, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm, page } from '../../../shared/page.tsx';
import { Button, DateField, type DateTyped, Money, MoreLink, PageHeading, ScrollTable } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readRuns } from '../actions/runs.ts';
import { isOutOfDate } from '../rules/propose.ts';
import { gross, madeText, StateTag, shownSums } from './run.tsx';
import { newerThan } from './run-changes.tsx';

/** Two dates stand side by side: what is wrong with one of them says with which. */
const wordsForPeople = {
  from: 'Enter a real date as the first day, such as 1 9 2027',
  to: 'Enter a real date as the last day, such as 1 9 2027',
};

export async function runsPage(context: Context, c: Web, typed?: DateTyped, refused?: Refusal): Promise<Response> {
  const runs = await readRuns(context, c.req.query('after'));
  const slug = context.council.slug;
  const today = londonDate(context.now);
  const refusal = refused && inWordsOfForm(refused, wordsForPeople);
  const errors = refusal ? faultsOf(refusal) : undefined;
  const days = typed ?? { from: `${academicYearOf(today)}-09-01`, to: today };
  return page(context, c, {
    title: 'Billing',
    refusal,
    wide: true,
    children: (
      <>
        <PageHeading>Billing</PageHeading>
        {can(context.actor, 'run:make') && (
          <form method="post" action={`/${slug}/invoicing/runs`} novalidate>
            <h2 class="govuk-heading-m">Make a dry run</h2>
            <p class="govuk-body">
              It lists what was delivered or fell due in the period and is not billed yet, visits, instalments and cancellation fees:
              invoices for academies and others, journal recharges for maintained schools. Nothing is billed until you commit it.
            </p>
            <div class="daybook-field-row">
              <DateField field="from" legend="First day" typed={days} errors={errors} />
              <DateField field="to" legend="Last day" typed={days} errors={errors} />
            </div>
            <Button text="Make a dry run" preventDoubleClick />
          </form>
        )}
        <ScrollTable
          caption="Billing runs, newest first"
          head={[{ text: 'Period' }, { text: 'State' }, { text: 'Documents' }, { text: 'Total', format: 'numeric' }, { text: 'Made' }]}
          rows={runs.items.map((run) => {
            const sums = shownSums(run);
            return [
              {
                html: (
                  <a class="govuk-link" href={`/${slug}/invoicing/runs/${run.id}`}>
                    {dateText(run.from)} to {dateText(run.to)}
                  </a>
                ),
              },
              { html: <StateTag run={run} today={today} /> },
              { text: sums.reduce((sum, { documents }) => sum + documents, 0) },
              // What an old dry run came to can no longer be billed as it stands.
              {
                html: isOutOfDate(run, today) || newerThan(run) ? '–' : <Money pence={gross(sums)} />,
                format: 'numeric' as const,
              },
              { text: madeText(run.madeByName, run.madeAt) },
            ];
          })}
        />
        {runs.items.length === 0 && <p class="govuk-body">There has been no billing run yet.</p>}
        {runs.next && <MoreLink query={{ after: runs.next }} text="Older runs" />}
      </>
    ),
  });
}
