// One partnership: who is in it today and has been over time, who leads, what is to come; and for those who record, the way to each change.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  Details,
  type Element,
  Heading,
  History,
  InsetText,
  LinkLine,
  LinkList,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
  type SummaryRow,
  Tag,
} from '../../../shared/ui/index.ts';
import { can, isStaff } from '../../identity/rules.ts';
import { type NamedMembership, readPartnership, type Seen } from '../actions/groups.ts';
import { holdsOn } from '../rules/events.ts';
import type { TimelineEntry } from '../rules/timeline.ts';
import { isWithdrawable } from '../rules/withdrawals.ts';
import type { Partnership } from '../schema/organisations.ts';
import { partnershipKinds } from '../schema/organisations.ts';
import { GroupStatus, isClosedOn, OrdersOf } from './group-parts.tsx';
import { isChange, partnershipChangePage, changes as waysToChange } from './partnership-changes.tsx';

/** Where an organisation has its page. */
export const pathOf = (slug: string, id: string): string =>
  id.startsWith('ptn_')
    ? `/${slug}/schools/partnerships/${id}`
    : id.startsWith('sch_')
      ? `/${slug}/schools/${id}`
      : `/${slug}/schools/organisations/${id}`;

/** A link to whoever may follow it: a school's people read of other members, and only their own school's page. */
export const OrganisationLink = ({ context, id, name }: { context: Context; id: string; name: string }): Element =>
  isStaff(context.actor) ||
  context.actor.organisation === id ||
  (context.actor.roles.includes('partnership-lead') && id.startsWith('sch_')) ? (
    <a class="govuk-link" href={pathOf(context.council.slug, id)}>
      {name}
    </a>
  ) : (
    <span>{name}</span>
  );

export const MembersToday = ({ context, seen, caption }: { context: Context; seen: Seen; caption: string }): Element => {
  const now = seen.members.filter((each) => holdsOn(each, seen.today)).sort((a, b) => a.memberName.localeCompare(b.memberName, 'en-GB'));
  if (now.length === 0) return <p class="govuk-body">It has no members today.</p>;
  return (
    <ScrollTable
      caption={caption}
      captionClasses="govuk-table__caption--m"
      firstCellIsHeader
      head={[{ text: 'Member' }, { text: 'Since' }]}
      rows={now.map(({ member, memberName, from }) => [
        { html: <OrganisationLink context={context} id={member} name={memberName} /> },
        { text: dateText(from) },
      ])}
    />
  );
};

export const Spells = ({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: string;
  rows: readonly (NamedMembership & { name: string })[];
}): Element => (
  <ScrollTable
    caption={caption}
    captionClasses="govuk-table__caption--m"
    firstCellIsHeader
    head={[{ text: head }, { text: 'From' }, { text: 'Until' }]}
    // The day a membership ends on is the first on which it no longer holds.
    rows={rows.map(({ name, from, to }) => [{ text: name }, { text: dateText(from) }, { text: to ? dateText(to) : 'Now' }])}
  />
);

export const Coming = ({ events }: { events: readonly TimelineEntry[] }): Element | null =>
  events.length === 0 ? null : (
    <ScrollTable
      caption="Coming changes"
      captionClasses="govuk-table__caption--m"
      head={[{ text: 'From' }, { text: 'What' }]}
      rows={events.map(({ on, text }) => [{ text: dateText(on) }, { text }])}
    />
  );

/** Everything that was recorded, with the way to withdraw what never was. */
export const Told = ({ context, seen, path }: { context: Context; seen: Seen; path: string }): Element | null =>
  seen.told.length === 0 ? null : (
    <Details summaryText="Everything recorded of it">
      <ScrollTable
        label="Everything recorded of it"
        head={[{ text: 'Date' }, { text: 'What' }, { text: 'Recorded' }, { text: 'Reason' }]}
        rows={seen.told.map(({ id, kind, on, text, source, reason, withdrawn }) => [
          { text: dateText(on) },
          { text },
          {
            html: withdrawn ? (
              <Tag text="Withdrawn" classes="govuk-tag--grey" />
            ) : !isWithdrawable({ source, kind }) ? (
              'By the register'
            ) : can(context.actor, 'organisation:record') ? (
              <a class="govuk-link" href={`${path}?change=withdrawals&event=${id}`}>
                Withdraw<span class="govuk-visually-hidden">: {text}</span>
              </a>
            ) : (
              { register: 'By the register', staff: 'By staff' }[source]
            ),
          },
          { text: withdrawn?.reason ?? reason ?? '' },
        ])}
      />
    </Details>
  );

const row = (key: string, text: string | undefined): SummaryRow | undefined => (text ? { key: { text: key }, value: { text } } : undefined);

function Leading({ seen }: { seen: Seen }): string {
  const lead = seen.leads.findLast((each) => holdsOn(each, seen.today));
  if (!lead) return 'None';
  return `The headteacher of ${lead.memberName}${lead.personName ? `, ${lead.personName}` : ''}, since ${dateText(lead.from)}`;
}

const doneTexts: Record<string, string> = {
  recorded: 'The partnership is recorded.',
  members: 'The new members are recorded.',
  departures: 'The departure is recorded.',
  lead: 'The lead is recorded.',
  name: 'The name is recorded.',
  merger: 'The merger is recorded.',
  closing: 'The closing is recorded.',
  withdrawals: 'The event is withdrawn.',
};
/** What can change whom the policy means, or how many days it gives. */
const changesRights: readonly string[] = ['members', 'departures', 'merger', 'closing', 'withdrawals', 'sector', 'placed', 'withdrawn'];
/** Nothing that is recorded grants or takes days by itself. */
export const freeDaysLater = 'Free days follow it once an allocation run is carried out.';

/** What was done; for a date that has passed it says so, because it changes what held then. */
export function doneText(c: Web, texts: Record<string, string>): string | undefined {
  const done = c.req.query('done') ?? '';
  const text = texts[done];
  if (!text) return undefined;
  return [text, c.req.query('past') && 'The date has passed: it holds from then on.', changesRights.includes(done) && freeDaysLater]
    .filter(Boolean)
    .join(' ');
}

export async function partnershipPage(context: Context, c: Web): Promise<Response> {
  const decision = await readPartnership(context, c.req.param('group'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const asked = c.req.query('change');
  if (isChange(asked) && can(context.actor, 'organisation:record')) return partnershipChangePage(context, c, decision.value, asked);
  return seenPage(context, c, decision.value);
}

/** How it stands, who leads it, and since when there has been one. */
const Particulars = ({ seen }: { seen: Seen<Partnership> }): Element => {
  const { group, today } = seen;
  return (
    <SummaryList
      rows={[
        {
          key: { text: 'Status' },
          value: { html: <GroupStatus group={group} today={today} /> },
        },
        row('Theme', group.theme),
        row('District', seen.district),
        { key: { text: 'Lead' }, value: { text: Leading({ seen }) } },
        row(group.openedOn && group.openedOn > today ? 'Begins' : 'Began', group.openedOn && dateText(group.openedOn)),
        row(isClosedOn(group, today) ? 'Closed' : 'Closes', group.closedOn && dateText(group.closedOn)),
      ]}
    />
  );
};

const NamedOfficers = ({ officers }: Pick<Seen<Partnership>, 'officers'>): Element => (
  <ScrollTable
    caption="Named officers this year"
    captionClasses="govuk-table__caption--m"
    head={[{ text: 'Officer' }, { text: 'As' }]}
    rows={officers.map(({ officerName, as }) => [{ text: officerName }, { text: as }])}
  />
);

const WaysToChange = ({ path }: { path: string }): Element => (
  <>
    <Heading level={2} class="govuk-heading-m">
      Record a change
    </Heading>
    <LinkList
      links={Object.entries(waysToChange)
        .filter(([change]) => change !== 'withdrawals')
        .map(([change, { title }]) => ({ href: `${path}?change=${change}`, text: title }))}
    />
  </>
);

const LeadsOverTime = ({ leads }: Pick<Seen<Partnership>, 'leads'>): Element => (
  <ScrollTable
    caption="Leads over time"
    captionClasses="govuk-table__caption--m"
    head={[{ text: 'Headteacher of' }, { text: 'From' }, { text: 'Until' }]}
    rows={leads.map(({ memberName, from, to }) => [{ text: memberName }, { text: dateText(from) }, { text: to ? dateText(to) : 'Now' }])}
  />
);

function seenPage(context: Context, c: Web, seen: Seen<Partnership>): Promise<Response> {
  const { group, today } = seen;
  const closed = isClosedOn(group, today);
  const path = pathOf(context.council.slug, group.id);
  const done = doneText(c, doneTexts);
  return page(context, c, {
    title: group.name,
    wide: true,
    back: { href: `/${context.council.slug}/schools/partnerships`, text: 'Partnerships' },
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={partnershipKinds[group.partnershipKind]}>{group.name}</PageHeading>
        <Particulars seen={seen} />
        {seen.officers.length > 0 && <NamedOfficers officers={seen.officers} />}
        {!closed && can(context.actor, 'named-officers:record') && (
          <LinkLine href={`/${context.council.slug}/schools/${group.id}/officers`} text="Name officers for the year" />
        )}
        {can(context.actor, 'pot:read') && (
          <LinkLine href={`/${context.council.slug}/entitlements/pots/${group.id}`} text="Its free days, and what they are planned for" />
        )}
        {!closed && <OrdersOf context={context} group={group} />}
        {!closed && <MembersToday context={context} seen={seen} caption="Members today" />}
        <Coming events={seen.coming} />
        {can(context.actor, 'organisation:record') && <WaysToChange path={path} />}
        {seen.members.length > 0 ? (
          <Spells caption="Members over time" head="Member" rows={seen.members.map((each) => ({ ...each, name: each.memberName }))} />
        ) : (
          <InsetText text="Nobody has joined yet." />
        )}
        {seen.leads.length > 0 && <LeadsOverTime leads={seen.leads} />}
        <Told context={context} seen={seen} path={path} />
        <History entries={seen.history} />
      </>
    ),
  });
}
