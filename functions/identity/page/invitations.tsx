// Invitations: the list and the form for whoever decides who comes in, and the page that the link in the e-mail opens.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { idSchema, newId } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  fieldOf,
  Input,
  MoreLink,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
  SummaryList,
  Tag,
} from '../../../shared/ui/index.ts';
import { invite, listInvitations, openInvitation, type ShownInvitation, sendAgain, withdrawInvitation } from '../actions/invitations.ts';
import { listOfficers } from '../actions/people.ts';
import { can } from '../rules.ts';
import { type InvitationState, invitationStates, inviteSchema } from '../schema/invitations.ts';
import { listQuery } from '../schema/people.ts';
import { Lists } from './people.tsx';
import { forPeople, nothingTyped, RightFields, rightCommand, rightIn, rightText, type TypedRight } from './rights.tsx';

type Typed = TypedRight & { id?: string | undefined; email?: string | undefined; name?: string | undefined };
type Refused = { refusal: Refusal; typed?: Typed };

const stateWords: Readonly<Record<InvitationState, { text: string; classes: string }>> = {
  open: { text: 'Open', classes: 'govuk-tag--blue' },
  accepted: { text: 'Accepted', classes: 'govuk-tag--green' },
  expired: { text: 'Expired', classes: 'govuk-tag--grey' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
};

/** Says only what the invitation itself confirms, so that a typed address cannot claim a change that was not made. */
function doneText(items: readonly ShownInvitation[], done: string | undefined): string | undefined {
  const one = items.find(({ id }) => id === done);
  if (one?.state === 'open') return `The invitation to ${one.email} is on its way.`;
  return one?.state === 'withdrawn' ? 'The invitation is withdrawn.' : undefined;
}

async function listPage(context: Context, c: Web, refused?: Refused): Promise<Response> {
  const { slug, name: council } = context.council;
  const query = parse(listQuery, c.req.query());
  const found = query.ok ? await listInvitations(context, query.value.after) : query;
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { items, next } = found.value;
  const mayEdit = can(context.actor, 'people:edit');
  const base = `/${slug}/identity/invitations`;
  const done = refused ? undefined : doneText(items, c.req.query('done'));
  const typed: Typed = refused?.typed ?? nothingTyped;
  const errors = refused && forPeople(refused.refusal);
  return page(context, c, {
    title: 'Invitations',
    wide: true,
    refusal: refused?.refusal,
    errors,
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading>Invitations</PageHeading>
        <Lists context={context} here="invitations" />
        {mayEdit && (
          <form method="post" action={base} novalidate>
            <h2 class="govuk-heading-m">Invite somebody</h2>
            <input type="hidden" name="id" value={typed.id ?? newId('inv')} />
            <Input
              {...fieldOf(typed, errors, 'email')}
              type="email"
              label={{ text: 'E-mail address' }}
              hint={{ text: 'The invitation goes there, and is for whoever signs in with it' }}
              spellcheck={false}
              classes="govuk-input--width-20"
            />
            <Input {...fieldOf(typed, errors, 'name')} label={{ text: 'Name' }} classes="govuk-input--width-20" />
            <RightFields typed={typed} errors={errors} officers={await listOfficers(context)} />
            <Button text="Send the invitation" preventDoubleClick />
          </form>
        )}
        {items.length > 0 ? (
          <Sent items={items} council={council} base={base} mayEdit={mayEdit} />
        ) : (
          <p class="govuk-body">Nobody has been invited yet.</p>
        )}
        {next && <MoreLink query={{ after: next }} text="Older invitations" />}
      </>
    ),
  });
}

function Sent(props: { items: readonly ShownInvitation[]; council: string; base: string; mayEdit: boolean }): Element {
  const { items, council, base, mayEdit } = props;
  return (
    <ScrollTable
      caption="Invitations sent, newest first"
      head={[{ text: 'Whom' }, { text: 'To do what' }, { text: 'Sent' }, { text: 'State' }, ...(mayEdit ? [{ text: 'Change' }] : [])]}
      rows={items.map((invitation) => {
        const { id, name, email, rights, organisationNames, sentAt, lastDay, invitedByName, state } = invitation;
        return [
          {
            html: name ? (
              <>
                {name}
                <div class="govuk-hint govuk-!-margin-bottom-0">{email}</div>
              </>
            ) : (
              'Former user'
            ),
          },
          {
            html: rights.map(({ organisation, roles }) => (
              <p class="govuk-body govuk-!-margin-bottom-0">
                {rightText(council, {
                  roles,
                  ...(organisation ? { organisationName: organisationNames[organisation] ?? organisation } : {}),
                })}
              </p>
            )),
          },
          { text: `${momentText(sentAt)} by ${invitedByName}` },
          {
            html: (
              <>
                <Tag {...stateWords[state]} />
                {state === 'open' && <div class="govuk-hint govuk-!-margin-bottom-0">until {dateText(lastDay)}</div>}
              </>
            ),
          },
          ...(mayEdit ? [{ html: <Changes state={state} base={`${base}/${id}`} email={email} /> }] : []),
        ];
      })}
    />
  );
}

function Changes({ state, base, email }: { state: InvitationState; base: string; email: string }): Element {
  const hidden = <span class="govuk-visually-hidden"> the invitation to {email}</span>;
  const classes = 'govuk-button--secondary govuk-!-margin-bottom-1';
  return (
    <>
      {invitationStates.next(state, 'send-again') && (
        <PostButton action={`${base}/sending`} classes={classes}>
          Send again{hidden}
        </PostButton>
      )}
      {invitationStates.next(state, 'withdraw') && (
        <PostButton action={`${base}/withdrawal`} classes={classes}>
          Withdraw{hidden}
        </PostButton>
      )}
    </>
  );
}

function settle(context: Context, c: Web, decision: Decision<ShownInvitation>, typed?: Typed): Response | Promise<Response> {
  if (!decision.ok) return listPage(context, c, { refusal: decision.refusal, ...(typed ? { typed } : {}) });
  return seeOther(`/${context.council.slug}/identity/invitations?done=${decision.value.id}`);
}

/** What the link in the e-mail opens. Whoever has no right to see it is told what to do, and not whether there is anything to see. */
const linkPage: Handler = async (context, c) => {
  const { slug, name: council } = context.council;
  const id = idSchema('inv').safeParse(c.req.param('invitation'));
  const secret = c.req.query('secret') ?? '';
  const found = id.success ? await openInvitation(context, { id: id.data, secret }) : undefined;
  if (!id.success || !found?.ok) return problemPage(c, context, found && !found.ok ? found.refusal : { name: 'invitation-not-valid' });
  const title = `${council} invites you to Daybook`;
  return page(context, c, {
    title,
    children: (
      <>
        <PageHeading>{title}</PageHeading>
        {found.value.map(({ forWhom, roles, lastDay }) => (
          <SummaryList
            rows={[
              { key: { text: 'For' }, value: { text: forWhom } },
              { key: { text: 'As' }, value: { text: roles } },
              { key: { text: 'Until' }, value: { text: lastDay } },
            ]}
          />
        ))}
        <p class="govuk-body">Sign in to accept it. Use the account of the e-mail address that the invitation was sent to.</p>
        <Button href={`/${slug}/identity/sign-in?${new URLSearchParams({ invitation: id.data, secret })}`} text="Sign in and accept" />
        <p class="govuk-body">If you did not expect this, you need not do anything.</p>
      </>
    ),
  });
};

const unknown = refuse('unknown-invitation');
const invitationIn = (c: Web) => idSchema('inv').safeParse(c.req.param('invitation')).data;

/** The links are made with this key. */
export const invitations = (linkKey: string) =>
  ({
    'GET /identity/invitations': (context, c) => listPage(context, c),
    'POST /identity/invitations': async (context, c) => {
      const form = await readForm(c);
      const right = await rightIn(context, form);
      const whom = { id: form.one('id'), email: form.one('email'), name: form.one('name') };
      const typed: Typed = { ...right, ...whom };
      const command = rightCommand(inviteSchema, right, whom);
      return settle(context, c, command.ok ? await invite(context, linkKey, command.value) : command, typed);
    },
    'GET /identity/invitations/{invitation}': linkPage,
    'POST /identity/invitations/{invitation}/sending': async (context, c) => {
      const id = invitationIn(c);
      return settle(context, c, id ? await sendAgain(context, linkKey, id) : unknown);
    },
    'POST /identity/invitations/{invitation}/withdrawal': async (context, c) => {
      const id = invitationIn(c);
      return settle(context, c, id ? await withdrawInvitation(context, id) : unknown);
    },
  }) satisfies Record<string, Handler>;
