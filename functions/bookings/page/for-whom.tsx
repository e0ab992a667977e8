// For whom days are booked, asked of those who book for others: the council's people look for any school, a lead chooses among the partnership and its members.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import type { ServiceId } from '../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import { Button, type Element, errorFor, Input, PageHeading, Pagination, Radios, ScrollTable } from '../../../shared/ui/index.ts';
import type { Found } from '../../schools/schema/search.ts';
import { findBookable, readBookable } from '../actions/for-whom.ts';
import { readServiceTitle } from '../actions/read.ts';
import { type Plan, planLink } from './asked.ts';

/** What was found for what was typed, each leading on with the plan. */
const Results = ({ found, slug, plan }: { found: readonly Found[]; slug: string; plan: Plan }): Element => (
  <ScrollTable
    caption={`Found for “${plan.school ?? ''}”`}
    captionClasses="govuk-table__caption--m"
    firstCellIsHeader
    head={[{ text: 'Name' }, { text: 'URN' }, { text: 'Town' }, { text: 'Postcode' }]}
    rows={found.map(({ id, name, urn, town = '', postcode }) => [
      {
        html: (
          <a class="govuk-link" href={planLink(slug, plan, { school: id })}>
            {name}
          </a>
        ),
      },
      { text: urn === undefined ? '' : String(urn) },
      { text: town },
      { text: postcode },
    ])}
  />
);

const nothingTyped: Refusal = {
  name: 'invalid-request',
  faults: [{ field: 'school', detail: 'Enter some words of the school’s name, its URN or its postcode' }],
};
const noneFound: Refusal = { name: 'unknown-school', faults: [{ field: 'school', detail: 'unknown-school' }] };

export async function forWhomPage(context: Context, c: Web, plan: Plan & { service: ServiceId }): Promise<Response> {
  const [title, bookable] = await Promise.all([readServiceTitle(context, plan.service), readBookable(context)]);
  if (title === undefined) return problemPage(c, context, { name: 'unknown-service' });
  const { slug } = context.council;
  const isLead = bookable.length > 0;
  const typed = isLead ? undefined : plan.school?.slice(0, 200);
  const found = typed ? await findBookable(context, typed, c.req.query('after')?.slice(0, 2000)) : { items: [] };
  const refusal = typed
    ? found.items.length === 0 && !found.next
      ? noneFound
      : undefined
    : isLead || c.req.query('school') === undefined
      ? undefined
      : nothingTyped;
  const hidden = { service: plan.service, days: plan.days, from: plan.from, need: plan.need, attendees: plan.attendees };
  return page(context, c, {
    title: `Book: ${title}`,
    refusal,
    back: { href: `/${slug}/catalogue/${plan.service}` },
    children: (
      <>
        <PageHeading>{title}</PageHeading>
        <p class="govuk-body">
          Only what is free, or what a team of the council pays for, can be booked here for a school. What a school pays for it books
          itself.
        </p>
        <form method="get" action={`/${slug}/bookings/new`} novalidate>
          {Object.entries(hidden).map(([name, value]) => value && <input type="hidden" name={name} value={value} />)}
          {isLead ? (
            <Radios
              name="school"
              idPrefix="school"
              value={bookable[0]?.id}
              fieldset={{ legend: { text: 'For whom do you book?', classes: 'govuk-fieldset__legend--m' } }}
              items={bookable.map(({ id, name }) => ({ value: id, text: name }))}
            />
          ) : (
            <Input
              id="school"
              name="school"
              type="search"
              label={{ text: 'For which school do you book?', classes: 'govuk-label--m' }}
              hint={{ text: 'Any words of its name, its URN, or its postcode or the first part of it, such as CM1' }}
              value={typed}
              classes="govuk-!-width-one-half"
              spellcheck={false}
              errorMessage={errorFor(refusal && faultsOf(refusal), 'school')}
            />
          )}
          <Button text={isLead ? 'Go on' : 'Search'} {...(isLead ? {} : { classes: 'govuk-button--secondary' })} />
        </form>
        {found.items.length > 0 && <Results found={found.items} slug={slug} plan={plan} />}
        {typed && found.items.length === 0 && found.next && (
          <p class="govuk-body">
            Nothing is found among the names looked through so far. Look on at the next page, or add a word that few share.
          </p>
        )}
        {found.next && (
          <Pagination next={{ href: `${planLink(slug, plan)}&${new URLSearchParams({ after: found.next })}`, text: 'Next page' }} />
        )}
      </>
    ),
  });
}
