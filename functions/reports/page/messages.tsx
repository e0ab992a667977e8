// Messages to people about a booking, an organisation or a person: who was told what and how it stands, by reference; one that failed can be sent again.
import { momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { kinds } from '../../../shared/kinds.ts';
import type { MessageState } from '../../../shared/messages.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  errorFor,
  Input,
  MoreLink,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type NamedMessage, readMessages, sendAgain } from '../actions/messages.ts';
import { messagesQuerySchema, resendSchema } from '../schema/messages.ts';

const states: Record<MessageState, { text: string; classes: string }> = {
  sent: { text: 'Sent', classes: 'govuk-tag--green' },
  'not-needed': { text: 'Not needed', classes: 'govuk-tag--grey' },
  waiting: { text: 'Waiting', classes: 'govuk-tag--blue' },
  failed: { text: 'Failed', classes: 'govuk-tag--red' },
};

const head = [{ text: 'Written' }, { text: 'Message' }, { text: 'To' }, { text: 'State' }, { text: 'Reference' }, { text: 'Actions' }];

const rowOf = (context: Context, here: string, message: NamedMessage) => {
  const { slug } = context.council;
  const { kind, personName, state, error, attempts, reference } = message;
  return [
    { text: momentText(message.writtenAt) },
    { text: kinds[kind].title },
    { text: personName },
    {
      html: (
        <>
          <Tag {...states[state]} />
          {message.outcome === 'sent' && message.outcomeAt && <span class="govuk-hint">{momentText(message.outcomeAt)}</span>}
          {error && (
            <span class="govuk-hint">
              {error}, {attempts === 1 ? 'one try' : `${attempts} tries`}
            </span>
          )}
        </>
      ),
    },
    { html: <code class="daybook-reference">{reference}</code> },
    {
      html:
        state === 'failed' && can(context.actor, 'outbox:mend') ? (
          <PostButton
            action={`/${slug}/reports/messages/sending${here}`}
            fields={{ reference }}
            classes="govuk-button--secondary daybook-small-button"
            html={
              <>
                Send again
                <span class="govuk-visually-hidden">
                  : {kinds[kind].title} to {personName}
                </span>
              </>
            }
          />
        ) : (
          '–'
        ),
    },
  ];
};

async function messagesPage(context: Context, c: Web, refusal?: Refusal): Promise<Response> {
  const { slug } = context.council;
  const typed = { about: c.req.query('about')?.trim(), person: c.req.query('person')?.trim(), after: c.req.query('after') };
  const isAsked = typed.about !== undefined || typed.person !== undefined;
  const query = isAsked
    ? parse(messagesQuerySchema, Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined && value !== '')))
    : undefined;
  const found = query?.ok ? await readMessages(context, query.value) : undefined;
  const named: Record<string, string> = typed.person ? { person: typed.person } : { about: typed.about ?? '' };
  const unread = query?.ok === false ? query.refusal : undefined;
  return page(context, c, {
    title: 'Messages to people',
    refusal: refusal ?? unread,
    wide: true,
    back: { href: `/${slug}/reports/outbox`, text: 'Messages stuck' },
    children: (
      <>
        {!refusal && c.req.query('done') === 'sent' && <NotificationBanner type="success" text="The message is on its way again." />}
        <PageHeading>Messages to people</PageHeading>
        <p class="govuk-body">
          Each message is sent once, and known here, at GOV.UK Notify and in the logs by its reference. What it said is not kept: it was
          made from the records when it was sent.
        </p>
        <form method="get" action={`/${slug}/reports/messages`} novalidate>
          <Input
            id="about"
            name="about"
            label={{ text: 'About' }}
            hint={{
              text: 'The reference of a booking or of a request for approval, or the identifier of a school or another organisation',
            }}
            value={typed.about ?? ''}
            classes="govuk-input--width-30"
            errorMessage={errorFor(unread && faultsOf(unread), 'about')}
          />
          <Button text="Show messages" classes="govuk-button--secondary" />
        </form>
        {found && found.items.length === 0 && <p class="govuk-body">No message was written.</p>}
        {found && found.items.length > 0 && (
          <ScrollTable
            caption={typed.person ? 'To this person' : `About ${typed.about}`}
            head={head}
            rows={found.items.map((message) => rowOf(context, `?${new URLSearchParams(named)}`, message))}
          />
        )}
        {found?.next && <MoreLink query={{ ...named, after: found.next }} text="Earlier messages" />}
      </>
    ),
  });
}

export const messagePages = {
  'GET /reports/messages': (context, c) => messagesPage(context, c),
  'POST /reports/messages/sending': async (context, c) => {
    const command = parse(resendSchema, { reference: (await readForm(c)).one('reference') });
    const decision = command.ok ? await sendAgain(context, command.value.reference) : command;
    if (!decision.ok) return messagesPage(context, c, decision.refusal);
    const back = new URLSearchParams({
      ...(c.req.query('person') ? { person: c.req.query('person') ?? '' } : { about: c.req.query('about') ?? '' }),
    });
    return seeOther(`/${context.council.slug}/reports/messages?${back}&done=sent`);
  },
} satisfies Record<string, Handler>;
