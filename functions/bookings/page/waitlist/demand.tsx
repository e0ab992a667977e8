// For the council, who waits for what and how long: service by service, and place by place.
import { type CivilDate, daysBetween, londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Web } from '../../../../shared/http.ts';
import { page, problemPage } from '../../../../shared/page.tsx';
import { Button, halfDaysText, MoreLink, PageHeading, ScrollTable, Select, WholeList } from '../../../../shared/ui/index.ts';
import { listWaitlist } from '../../actions/waitlist/waitlist.ts';
import { demandFrom } from '../../routes/waitlist.ts';
import { linkTo, standsText, waitTag, wishText } from './waitlist-shown.tsx';

type Demand = Awaited<ReturnType<typeof listWaitlist>>;

/** How long somebody has waited by a day. */
const waitedText = (since: string, today: CivilDate): string => {
  const count = daysBetween(londonDate(Date.parse(since)), today);
  return count === 0 ? 'since today' : count === 1 ? '1 day' : `${count} days`;
};

const ByService = ({ services, today }: Pick<Demand, 'services'> & { today: CivilDate }) => (
  <ScrollTable
    caption="By service"
    head={[{ text: 'Service' }, { text: 'Waiting', format: 'numeric' }, { text: 'How much' }, { text: 'The longest' }]}
    rows={services.map(({ id, title, waiting, halfDays, since }) => [
      {
        html: (
          <a class="govuk-link" href={`?${new URLSearchParams({ service: id })}`}>
            {title}
          </a>
        ),
      },
      { text: String(waiting), format: 'numeric' as const },
      { text: halfDaysText(halfDays) },
      { text: waitedText(since, today) },
    ])}
  />
);

const LongestFirst = ({ slug, items, today }: Pick<Demand, 'items'> & { slug: string; today: CivilDate }) => (
  <ScrollTable
    caption="The longest first, by service"
    head={[{ text: 'School' }, { text: 'What' }, { text: 'Waits' }, { text: 'How it stands' }, { text: 'State' }]}
    rows={items.map((wait) => [
      { text: wait.schoolName },
      {
        html: (
          <>
            {linkTo(slug, wait)}
            <span class="govuk-visually-hidden"> for {wait.schoolName}</span>
            <br />
            <span class="govuk-hint daybook-inline-hint">{wishText(wait)}</span>
          </>
        ),
      },
      { text: waitedText(wait.joinedAt, today) },
      { text: standsText(wait) },
      { html: waitTag(wait.state) },
    ])}
  />
);

export async function demandPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  const asked = demandFrom(c);
  if (!asked.ok) return problemPage(c, context, asked.refusal);
  const { service, officer } = asked.value;
  const { items, next, services, officers, more } = await listWaitlist(context, asked.value);
  const today = londonDate(context.now);
  return page(context, c, {
    title: 'Who waits for what',
    wide: true,
    back: { href: `/${slug}/bookings` },
    children: (
      <>
        <PageHeading>Who waits for what</PageHeading>
        {services.length > 0 && <ByService services={services} today={today} />}
        {more && <p class="govuk-body">There are more than were counted.</p>}
        <form method="get" action={`/${slug}/bookings/waitlist/demand`} novalidate>
          {service && <input type="hidden" name="service" value={service} />}
          <Select
            id="officer"
            name="officer"
            label={{ text: 'Who waits for one officer by name?' }}
            value={officer ?? ''}
            items={[{ value: '', text: 'Everybody' }, ...officers.map(({ id, name }) => ({ value: id, text: name }))]}
          />
          <Button text="Show" classes="govuk-button--secondary" />
        </form>
        {items.length > 0 ? (
          <LongestFirst slug={slug} items={items} today={today} />
        ) : (
          <p class="govuk-body">{next ? 'Nobody on this page.' : 'Nobody waits for that.'}</p>
        )}
        {next && <MoreLink query={{ service, officer, after: next }} text="More" />}
        {items.length > 0 && <WholeList slug={slug} list="waiting-list" />}
      </>
    ),
  });
}
