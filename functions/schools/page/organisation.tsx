// One trust, federation or other body: what it is, its schools or its partnerships over time, and for a trust who is billed; a trust's booker picks a
// school to book for.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Child,
  type Element,
  errorFor,
  History,
  Input,
  NotificationBanner,
  PageHeading,
  PostButton,
  Radios,
  ScrollTable,
  SummaryList,
  type SummaryRow,
  Tag,
  Textarea,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readOrganisation, type Seen } from '../actions/groups.ts';
import { holdsOn } from '../rules/events.ts';
import type { Group, Trust } from '../schema/organisations.ts';
import { billedTexts, kindTexts, sectorTexts } from './organisation-words.ts';
import { Coming, doneText, MembersToday, OrganisationLink, Spells, Told } from './partnership.tsx';
import { DateOf, nothing, Reason, type Typed, WithdrawalFields } from './partnership-changes.tsx';

export const organisationChanges = ['details', 'billing', 'closing', 'withdrawals'] as const;
export type OrganisationChange = (typeof organisationChanges)[number];

const doneTexts: Record<string, string> = {
  recorded: 'The organisation is recorded.',
  details: 'The address is changed.',
  billing: 'Who is billed is recorded.',
  closing: 'The closing is recorded.',
  withdrawals: 'The event is withdrawn.',
};

const isTrust = (group: Group): group is Trust => group.kind === 'trust';
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
  const closed = group.closedOn !== undefined && group.closedOn <= today;
  const address = [...group.addressLines, group.postcode].filter((line) => line !== '');
  return [
    {
      key: { text: 'Status' },
      value: { html: <Tag text={closed ? 'Closed' : 'Open'} classes={closed ? 'govuk-tag--grey' : 'govuk-tag--green'} /> },
    },
    'uid' in group ? row('Group number (UID)', String(group.uid)) : undefined,
    isTrust(group) ? row('Company number', group.companiesHouseNumber) : undefined,
    { key: { text: 'Address' }, value: { html: address.length > 0 ? lines(address) : 'Not recorded' } },
    'sector' in group ? row('How it buys', sectorTexts[group.sector]) : undefined,
    row('District', district),
    row('Open since', group.openedOn && dateText(group.openedOn)),
    row(closed ? 'Closed' : 'Closes', group.closedOn && dateText(group.closedOn)),
    isTrust(group) ? row('Billed today', billedTexts[group.billing.findLast(({ from }) => from <= today)?.to ?? 'school']) : undefined,
  ];
}

/** The schools of a trust as its booker sees them: each with the button that books for it. */
function OwnSchools({ context, seen }: { context: Context; seen: Seen }): Element {
  const { slug } = context.council;
  const now = seen.members.filter((each) => holdsOn(each, seen.today)).sort((a, b) => a.memberName.localeCompare(b.memberName, 'en-GB'));
  return (
    <ScrollTable
      caption="Your schools"
      captionClasses="govuk-table__caption--m"
      firstCellIsHeader
      head={[{ text: 'School' }, { text: 'In the trust since' }, { text: 'Book' }]}
      rows={now.map(({ member, memberName, from }) => [
        { html: <OrganisationLink context={context} id={member} name={memberName} /> },
        { text: dateText(from) },
        {
          html: (
            <PostButton
              action={`/${slug}/schools/acting`}
              fields={{ school: member }}
              classes="govuk-button--secondary govuk-!-margin-bottom-0"
            >
              Book for this school<span class="govuk-visually-hidden">: {memberName}</span>
            </PostButton>
          ),
        },
      ])}
    />
  );
}

export async function organisationPage(context: Context, c: Web): Promise<Response> {
  const decision = await readOrganisation(context, c.req.param('group'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const asked = organisationChanges.find((each) => each === c.req.query('change'));
  if (asked && can(context.actor, 'organisation:record')) return organisationChangePage(context, c, decision.value, asked);
  return seenPage(context, c, decision.value);
}

function seenPage(context: Context, c: Web, seen: Seen): Promise<Response> {
  const { group } = seen;
  const { slug } = context.council;
  const path = `/${slug}/schools/organisations/${group.id}`;
  const done = doneText(c, doneTexts);
  const members = group.kind === 'trust' || group.kind === 'federation';
  const ways = [
    ...(isTrust(group) ? [{ href: `${path}?change=details`, text: 'Change its address' }] : []),
    ...(isTrust(group) ? [{ href: `${path}?change=billing`, text: 'Change who is billed' }] : []),
    ...(group.closedOn === undefined ? [{ href: `${path}?change=closing`, text: 'It closes' }] : []),
  ];
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
        {can(context.actor, 'organisation:record') && ways.length > 0 && (
          <ul class="govuk-list">
            {ways.map(({ href, text }) => (
              <li>
                <a class="govuk-link" href={href}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
        )}
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

type FormProps = { seen: Seen; c: Web; context: Context; typed: Typed; errors: ReturnType<typeof faultsOf> | undefined };

function DetailsFields({ seen: { group }, typed, errors }: FormProps): Element {
  const version = typed.one('version') ?? String(group.version);
  const number = isTrust(group) ? group.companiesHouseNumber : undefined;
  return (
    <>
      <input type="hidden" name="version" value={version} />
      <Textarea
        name="address"
        rows={5}
        label={{ text: 'Address' }}
        hint={{ text: 'As its invoices carry it, each line on its own' }}
        value={typed.one('address') ?? group.addressLines.join('\n')}
        errorMessage={errorFor(errors, 'address')}
      />
      <Input
        name="postcode"
        label={{ text: 'Postcode' }}
        value={typed.one('postcode') ?? group.postcode}
        classes="govuk-input--width-10"
        errorMessage={errorFor(errors, 'postcode')}
      />
      <Input
        name="companiesHouseNumber"
        label={{ text: 'Company number (optional)' }}
        value={typed.one('companiesHouseNumber') ?? number}
        classes="govuk-input--width-10"
        errorMessage={errorFor(errors, 'companiesHouseNumber')}
      />
    </>
  );
}

const BillingFields = ({ typed, errors }: FormProps): Element => (
  <>
    <Radios
      name="to"
      fieldset={{ legend: { text: 'Who is billed for what its schools book?', classes: 'govuk-fieldset__legend--m' } }}
      value={typed.one('to')}
      items={Object.entries(billedTexts).map(([value, text]) => ({ value, text }))}
      errorMessage={errorFor(errors, 'to')}
    />
    <Input
      name="from"
      type="date"
      label={{ text: 'From' }}
      hint={{ text: 'Today or later: what was billed stays billed as it was.' }}
      value={typed.one('from')}
      classes="govuk-input--width-10"
      errorMessage={errorFor(errors, 'from')}
    />
  </>
);

const ClosingFields = (props: FormProps): Element => (
  <>
    <DateOf {...props} label="Closed from" />
    <Reason {...props} />
  </>
);

const forms: Record<OrganisationChange, { title: string; button: string; Fields(props: FormProps): Element }> = {
  details: { title: 'Change its address', button: 'Save the address', Fields: DetailsFields },
  billing: { title: 'Change who is billed', button: 'Record who is billed', Fields: BillingFields },
  closing: { title: 'It closes', button: 'Record the closing', Fields: ClosingFields },
  withdrawals: { title: 'Withdraw an event', button: 'Withdraw it', Fields: (props) => <WithdrawalFields {...props} /> },
};

export async function organisationChangePage(
  context: Context,
  c: Web,
  seen: Seen,
  name: OrganisationChange,
  typed: Typed = nothing,
  refusal?: Refusal,
): Promise<Response> {
  const { title, button, Fields } = forms[name];
  const path = `/${context.council.slug}/schools/organisations/${seen.group.id}`;
  const errors =
    refusal && faultsOf(refusal).map(({ field, text }) => ({ field: field.startsWith('addressLines') ? 'address' : field, text }));
  return page(context, c, {
    title: `${title}: ${seen.group.name}`,
    refusal,
    errors,
    back: { href: path, text: seen.group.name },
    children: (
      <>
        <PageHeading caption={seen.group.name}>{title}</PageHeading>
        <form method="post" action={`${path}/${name}`} novalidate>
          <Fields seen={seen} c={c} context={context} typed={typed} errors={errors} />
          <Button text={button} preventDoubleClick />
        </form>
      </>
    ),
  });
}
