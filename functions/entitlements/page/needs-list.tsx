// What is open everywhere, for whoever plans by it; a school is led to its own plan.
import { dateText } from '../../../shared/calendar.ts';
import { type Handler, parse, seeOther } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { halfDaysText, MoreLink, PageHeading, ScrollTable } from '../../../shared/ui/index.ts';
import { listOpenNeeds } from '../actions/needs.ts';
import { progressText } from '../rules/needs.ts';
import { needsQuerySchema } from '../schema/needs.ts';
import { forWhat, reviewText } from './needs-words.ts';

export const needsPage: Handler = async (context, c) => {
  const { actor, council } = context;
  const { slug } = council;
  if (actor.organisation?.startsWith('sch_')) return seeOther(`/${slug}/entitlements/needs/${actor.organisation}`);
  const query = parse(needsQuerySchema, c.req.query());
  const list = query.ok ? await listOpenNeeds(context, query.value.after) : query;
  if (!list.ok) return problemPage(c, context, list.refusal);
  const { items, next } = list.value;
  return page(context, c, {
    title: 'Needs',
    wide: true,
    children: (
      <>
        <PageHeading>Needs of schools</PageHeading>
        <p class="govuk-body">
          What schools need by their support plans and is not met by bookings yet, the soonest first. A school’s page leads to its plan.
        </p>
        {items.length === 0 && <p class="govuk-body">{next ? 'None of these is yours. There are more.' : 'No need is open.'}</p>}
        {items.length > 0 && (
          <ScrollTable
            label="Open needs, the soonest first"
            head={['By', 'School', 'What', 'Wanted', 'So far'].map((text) => ({ text }))}
            rows={items.map((need) => [
              { text: dateText(need.by) },
              {
                html: (
                  <>
                    <a class="govuk-link" href={`/${slug}/entitlements/needs/${need.school}`}>
                      {need.schoolName}
                    </a>
                    {need.district && (
                      <>
                        <br />
                        <span class="govuk-hint">{need.district}</span>
                      </>
                    )}
                  </>
                ),
              },
              {
                html: (
                  <>
                    {forWhat(need)}
                    <br />
                    <span class="govuk-hint">{need.what}</span>
                  </>
                ),
              },
              { text: halfDaysText(need.wantedHalfDays) },
              {
                html: (
                  <>
                    {progressText(need)}
                    <br />
                    <span class="govuk-hint">{reviewText(need)}</span>
                  </>
                ),
              },
            ])}
          />
        )}
        {next && <MoreLink query={{ after: next }} text="More needs" />}
      </>
    ),
  });
};
