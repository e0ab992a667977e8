// One trust, federation or other body: what it is, its schools or its partnerships over time, and for a trust who is billed; a trust's booker picks a
// school to book for.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Child,
  type Element,
  Heading,
  History,
  LinkList,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
  SummaryList,
  type SummaryRow,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readOrganisation, type Seen } from '../actions/groups.ts';
import { isTrust } from '../rules/buyers.ts';
import { holdsOn } from '../rules/events.ts';
import { isBody } from '../rules/groups.ts';
import { sectorOn } from '../rules.ts';
import { GroupStatus, isClosedOn, OrdersOf } from './group-parts.tsx';
import { organisationChangePage, organisationChanges, waysOf } from './organisation-changes.tsx';
import { billedTexts, kindTexts, sectorTexts } from './organisation-words.ts';
import { Coming, doneText, MembersToday, OrganisationLink, Spells, Told } from './partnership.tsx';

const doneTexts: Record<string, string> = {
  recorded: 'The organisation is recorded.',
  details: 'The address is changed.',
  name: 'The name is recorded.',
  sector: 'How it buys is recorded.',
  billing: 'Who is billed is recorded.',
  closing: 'The closing is recorded.',
  withdrawals: 'The event is withdrawn.',
};

const lines = (texts: readonly string[]): Child =>
  texts.map((text, index) =>
    index === 0 ? (
      text
    ) : (
      <>
        <br />
        {text}
      </>
    ),
  );

function rowsOf({ group, today, district }: Seen): (SummaryRow | undefined)[] {
  const row = (key: string, text: string | undefined): SummaryRow | undefined =>
    text ? { key: { text: key }, value: { text } } : undefined;
  const closed = isClosedOn(group, today);
  const address = [...group.addressLines, group.postcode].filter((line) => line !== '');
  return [
    { key: { text: 'Status' }, value: { html: <GroupStatus group={group} today={today} /> } },
    'uid' in group ? row('Group number (UID)', String(group.uid)) : undefined,
    isTrust(group) ? row('Company number', group.companiesHouseNumber) : undefined,
    { key: { text: 'Address' }, value: { html: address.length > 0 ? lines(address) : 'Not recorded' } },
    isBody(group) ? row('How it buys', sectorTexts[sectorOn(group, today).sector]) : undefined,
    row('District', district),
    row(group.openedOn && group.openedOn > today ? 'Opens' : 'Open since', group.openedOn && dateText(group.openedOn)),
    row(closed ? 'Closed' : 'Closes', group.closedOn && dateText(group.closedOn)),
    isTrust(group) ? row('Billed today', billedTexts[group.billing.findLast(({ from }) => from <= today)?.to ?? 'school']) : undefined,
  ];
}

/** The schools of a trust as its booker sees them: each with the button that books for it below its name, where no screen is too narrow for it. */
function OwnSchools({ context, seen }: { context: Context; seen: Seen }): Element {
  const { slug } = context.council;
  const now = seen.members.filter((each) => holdsOn(each, seen.today)).sort((a, b) => a.memberName.localeCompare(b.memberName, 'en-GB'));
  return (
    <>
      <Heading level={2} class="govuk-heading-m">
        Your schools
      </Heading>
      <div class="govuk-button-group">
        <Button href={`/${slug}/bookings/orders/new`} text="Book for several schools" />
        <a class="govuk-link" href={`/${slug}/bookings/orders`}>
          Orders for several schools
        </a>
        {can(context.actor, 'document:read') && (
          <a class="govuk-link" href={`/${slug}/invoicing/documents`}>
            What the trust is billed for its schools
          </a>
        )}
      </div>
      <SummaryList
        rows={now.map(({ member, memberName, from }) => ({
          key: { html: <OrganisationLink context={context} id={member} name={memberName} /> },
          value: {
            html: (
              <>
                <p class="govuk-body">In the trust since {dateText(from)}</p>
                <PostButton
                  action={`/${slug}/schools/acting`}
                  fields={{ school: member }}
                  classes="govuk-button--secondary govuk-!-margin-bottom-0"
                >
                  Book for this school<span class="govuk-visually-hidden">: {memberName}</span>
                </PostButton>
              </>
            ),
          },
        }))}
      />
    </>
  );
}

export async function organisationPage(context: Context, c: Web): Promise<Response> {
  const decision = await readOrganisation(context, c.req.param('group'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const asked = organisationChanges.find((each) => each === c.req.query('change'));
  const ways = asked === 'withdrawals' || waysOf(decision.value.group).some(({ change }) => change === asked);
  if (asked && ways && can(context.actor, 'organisation:record')) return organisationChangePage(context, c, decision.value, asked);
  return seenPage(context, c, decision.value);
}

function seenPage(context: Context, c: Web, seen: Seen): Promise<Response> {
  const { group } = seen;
  const { slug } = context.council;
  const path = `/${slug}/schools/organisations/${group.id}`;
  const done = doneText(c, doneTexts);
  const members = group.kind === 'trust' || group.kind === 'federation';
  const trustsOwn = isTrust(group) && context.actor.roles.includes('trust-booker');
  return page(context, c, {
    title: group.name,
    wide: true,
    ...(can(context.actor, 'school:search')
      ? { back: { href: `/${slug}/schools/organisations?kind=${group.kind}`, text: 'Trusts and other organisations' } }
      : {}),
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={kindTexts[group.kind]}>{group.name}</PageHeading>
        <SummaryList rows={rowsOf(seen)} />
        {can(context.actor, 'organisation:record') && (
          <LinkList links={waysOf(group).map(({ change, text }) => ({ href: `${path}?change=${change}`, text }))} />
        )}
        {isTrust(group) && !trustsOwn && <OrdersOf context={context} group={group} />}
        {trustsOwn ? (
          <OwnSchools context={context} seen={seen} />
        ) : (
          members && <MembersToday context={context} seen={seen} caption="Schools today" />
        )}
        {isTrust(group) && group.billing.length > 0 && (
          <ScrollTable
            caption="Who is billed"
            captionClasses="govuk-table__caption--m"
            head={[{ text: 'From' }, { text: 'Billed' }]}
            rows={group.billing.map(({ from, to }) => [{ text: dateText(from) }, { text: billedTexts[to] }])}
          />
        )}
        {isBody(group) && group.sectors.length > 1 && (
          <ScrollTable
            caption="How it buys over time"
            captionClasses="govuk-table__caption--m"
            head={[{ text: 'From' }, { text: 'How' }]}
            rows={group.sectors.map(({ from, sector }, n) => [
              { text: n === 0 ? 'The beginning' : dateText(from) },
              { text: sectorTexts[sector] },
            ])}
          />
        )}
        <Coming events={seen.coming} />
        {members && seen.members.length > 0 && (
          <Spells caption="Schools over time" head="School" rows={seen.members.map((each) => ({ ...each, name: each.memberName }))} />
        )}
        {seen.memberships.length > 0 && (
          <Spells
            caption="Its partnerships over time"
            head="Partnership"
            rows={seen.memberships.map((each) => ({ ...each, name: each.groupName }))}
          />
        )}
        <Told context={context} seen={seen} path={path} />
        <History entries={seen.history} />
      </>
    ),
  });
}
