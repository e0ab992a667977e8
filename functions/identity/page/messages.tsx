// Your messages: which e-mails one gets and may turn off, and the page that the link in one opens without signing in.
import type { Context } from '../../../shared/context.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { kindNames, kinds, type OptionalKind } from '../../../shared/kinds.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { NotificationBanner, PageHeading, PostButton, ScrollTable, SummaryList, Tag } from '../../../shared/ui/index.ts';
import { chooseMessages, readChoices, readStopping, stopMessages } from '../actions/messages.ts';
import { choiceOfSchema } from '../schema/messages.ts';

/** The name of a kind in the middle of a sentence. */
const inSentence = (kind: OptionalKind) => `“${kinds[kind].title}”`;

async function ownPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  const choices = await readChoices(context);
  const done = choices.find(({ kind }) => kind === c.req.query('done'));
  return page(context, c, {
    title: 'Your messages',
    back: { href: `/${slug}/identity/account`, text: 'Your account' },
    children: (
      <>
        {done && (
          <NotificationBanner
            type="success"
            text={done.wanted ? `You get the messages ${inSentence(done.kind)}.` : `You get no more messages ${inSentence(done.kind)}.`}
          />
        )}
        <PageHeading>Your messages</PageHeading>
        <p class="govuk-body">
          Daybook writes to you by e-mail about what concerns you. What nobody depends on can be turned off, here or by the link in each of
          those e-mails.
        </p>
        <ScrollTable
          caption="Messages you can turn off"
          captionClasses="govuk-table__caption--m"
          head={[{ text: 'Message' }, { text: 'When it is sent' }, { text: 'Now' }, { text: 'Change' }]}
          rows={choices.map(({ kind, wanted }) => [
            { text: kinds[kind].title },
            { text: kinds[kind].sent },
            { html: <Tag text={wanted ? 'On' : 'Off'} classes={wanted ? 'govuk-tag--green' : 'govuk-tag--grey'} /> },
            {
              html: (
                <PostButton
                  action={`/${slug}/identity/messages`}
                  fields={{ kind, wanted: wanted ? 'no' : 'yes' }}
                  classes="govuk-button--secondary daybook-small-button"
                  html={
                    <>
                      {wanted ? 'Turn off' : 'Turn on'}
                      <span class="govuk-visually-hidden">: {kinds[kind].title}</span>
                    </>
                  }
                />
              ),
            },
          ])}
        />
        <h2 class="govuk-heading-m">Messages that stay on</h2>
        <SummaryList
          rows={kindNames.flatMap((kind) => {
            const { title, sent, ...of } = kinds[kind];
            return 'essential' in of ? [{ key: { text: title }, value: { text: `${sent} ${of.essential}` } }] : [];
          })}
        />
      </>
    ),
  });
}

const stoppedPage = (context: Context, c: Web, kind: OptionalKind): Promise<Response> =>
  page(context, c, {
    title: 'Messages stopped',
    children: (
      <>
        <PageHeading>Messages stopped</PageHeading>
        <p class="govuk-body">You get no more messages {inSentence(kind)}. You can turn them on again once you sign in.</p>
      </>
    ),
  });

/** Nothing is stopped before the button is pressed: mail filters follow links too. */
async function stopPage(context: Context, c: Web, linkKey: string): Promise<Response> {
  const token = c.req.param('message');
  const found = await readStopping(context, linkKey, token);
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { kind, wanted } = found.value;
  if (!wanted) return stoppedPage(context, c, kind);
  return page(context, c, {
    title: 'Stop messages',
    children: (
      <>
        <PageHeading>Stop messages {inSentence(kind)}</PageHeading>
        <p class="govuk-body">{kinds[kind].sent}</p>
        <p class="govuk-body">You would get no more of these e-mails. You can turn them on again once you sign in.</p>
        <PostButton action={`/${context.council.slug}/identity/messages/${token}`} text="Stop these messages" />
      </>
    ),
  });
}

export const messages = (linkKey: string) =>
  ({
    'GET /identity/messages': ownPage,
    'POST /identity/messages': async (context, c) => {
      const form = await readForm(c);
      const said = form.one('wanted');
      const wanted = said === 'yes' ? true : said === 'no' ? false : undefined;
      const command = parse(choiceOfSchema, { kind: form.one('kind'), wanted });
      if (!command.ok) return problemPage(c, context, command.refusal);
      const decision = await chooseMessages(context, command.value);
      return decision.ok
        ? seeOther(`/${context.council.slug}/identity/messages?done=${decision.value.kind}`)
        : problemPage(c, context, decision.refusal);
    },
    'GET /identity/messages/{message}': (context, c) => stopPage(context, c, linkKey),
    'POST /identity/messages/{message}': async (context, c) => {
      const stopped = await stopMessages(context, linkKey, c.req.param('message'));
      return stopped.ok ? stoppedPage(context, c, stopped.value.kind) : problemPage(c, context, stopped.refusal);
    },
  }) satisfies Record<string, Handler>;
