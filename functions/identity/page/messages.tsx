// Whether one wants reminders by e-mail: a page of one's own, and the one that the link in a reminder opens without signing in.
import type { Context } from '../../../shared/context.ts';
import { type Handler, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { NotificationBanner, PageHeading, PostButton } from '../../../shared/ui/index.ts';
import { chooseMessages, readChoice, readStopping, stopReminders } from '../actions/messages.ts';

async function ownPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  const { reminders } = await readChoice(context);
  const done = c.req.query('done') !== undefined;
  return page(context, c, {
    title: 'Reminders by e-mail',
    back: { href: `/${slug}/identity/account`, text: 'Your account' },
    children: (
      <>
        {done && <NotificationBanner type="success" text={reminders ? 'You get reminders.' : 'You get no more reminders.'} />}
        <PageHeading>Reminders by e-mail</PageHeading>
        <p class="govuk-body">
          A few times a year whoever books or approves is reminded of free days that are not used.{' '}
          {reminders ? 'You get these reminders.' : 'You do not get these reminders.'}
        </p>
        <PostButton
          action={`/${slug}/identity/messages`}
          fields={{ reminders: reminders ? 'no' : 'yes' }}
          classes="govuk-button--secondary"
          text={reminders ? 'Stop reminders' : 'Get reminders'}
        />
      </>
    ),
  });
}

const stoppedPage = (context: Context, c: Web): Promise<Response> =>
  page(context, c, {
    title: 'Reminders stopped',
    children: (
      <>
        <PageHeading>Reminders stopped</PageHeading>
        <p class="govuk-body">You get no more reminders of unused free days. You can have reminders again once you sign in.</p>
      </>
    ),
  });

/** Nothing is stopped before the button is pressed: mail filters follow links too. */
async function stopPage(context: Context, c: Web, linkKey: string): Promise<Response> {
  const token = c.req.param('message');
  const found = await readStopping(context, linkKey, token);
  if (!found.ok) return problemPage(c, context, found.refusal);
  if (!found.value.reminders) return stoppedPage(context, c);
  return page(context, c, {
    title: 'Stop reminders',
    children: (
      <>
        <PageHeading>Stop reminders</PageHeading>
        <p class="govuk-body">
          You would not be reminded of unused free days by e-mail any more. You can have reminders again once you sign in.
        </p>
        <PostButton action={`/${context.council.slug}/identity/messages/${token}`} text="Stop reminders" />
      </>
    ),
  });
}

export const messages = (linkKey: string) =>
  ({
    'GET /identity/messages': ownPage,
    'POST /identity/messages': async (context, c) => {
      const wanted = (await readForm(c)).one('reminders');
      if (wanted !== 'yes' && wanted !== 'no') return problemPage(c, context, { name: 'invalid-request' });
      const decision = await chooseMessages(context, { reminders: wanted === 'yes' });
      return decision.ok ? seeOther(`/${context.council.slug}/identity/messages?done=yes`) : problemPage(c, context, decision.refusal);
    },
    'GET /identity/messages/{message}': (context, c) => stopPage(context, c, linkKey),
    'POST /identity/messages/{message}': async (context, c) => {
      const stopped = await stopReminders(context, linkKey, c.req.param('message'));
      if (!stopped.ok) return problemPage(c, context, stopped.refusal);
      return stoppedPage(context, c);
    },
  }) satisfies Record<string, Handler>;
