// One's own account: who one is here, for whom one may act and as what, and the way out everywhere at once.
import { momentText } from '../../../shared/calendar.ts';
import type { Handler } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { Button, LinkLine, PageHeading, PostButton, SummaryList, Tag } from '../../../shared/ui/index.ts';
import { readAccount, signOutEverywhere } from '../actions/session.ts';
import { rolesInWords, roleTasks } from '../rules/words.ts';
import { cookieHeader, signedOut } from './doors.tsx';

export const account = {
  'GET /identity/account': async (context, c) => {
    const read = await readAccount(context, cookieHeader(c));
    if (!read.ok) return problemPage(c, context, read.refusal);
    const { slug } = context.council;
    const { name, email, choices, now, signedInAt, sessions } = read.value;
    return page(context, c, {
      title: 'Your account',
      back: { href: `/${slug}` },
      children: (
        <div class="govuk-grid-row">
          <div class="govuk-grid-column-two-thirds">
            <PageHeading>Your account</PageHeading>
            <SummaryList
              rows={[
                { key: { text: 'Name' }, value: { text: name } },
                email !== undefined && {
                  key: { text: 'E-mail address' },
                  value: { html: <span class="govuk-!-text-break-word">{email}</span> },
                },
                { key: { text: 'Signed in' }, value: { text: momentText(signedInAt) } },
                {
                  key: { text: 'Sessions' },
                  value: { text: sessions === 1 ? 'This one only' : `${sessions}, in this browser and elsewhere` },
                },
              ]}
            />
            <h2 class="govuk-heading-m">What you may do</h2>
            <SummaryList
              rows={choices.map(({ value, name: organisation, roles }) => ({
                key: { text: organisation },
                value: {
                  html: (
                    <>
                      {rolesInWords(roles)} {value === now && choices.length > 1 && <Tag text="Now" />}
                      <div class="govuk-hint govuk-!-margin-bottom-0">{roles.map((role) => roleTasks[role]).join(' ')}</div>
                    </>
                  ),
                },
              }))}
            />
            {context.actor.hasChoice && (
              <Button
                href={`/${slug}/identity/organisations?return=${encodeURIComponent(`/${slug}/identity/account`)}`}
                classes="govuk-button--secondary"
                text="Change organisation"
              />
            )}
            <h2 class="govuk-heading-m">Messages</h2>
            <LinkLine href={`/${slug}/identity/messages`} text="Your messages by e-mail" />
            <h2 class="govuk-heading-m">Sign out everywhere</h2>
            <p class="govuk-body">
              If you left a computer without signing out, or think that somebody else is signed in as you, end all your sessions at once.
              You sign in again afterwards.
            </p>
            <PostButton
              action={`/${slug}/identity/account/sign-out-everywhere`}
              classes="govuk-button--warning"
              text="Sign out everywhere"
            />
          </div>
        </div>
      ),
    });
  },

  'POST /identity/account/sign-out-everywhere': async (context, c) => {
    const ended = await signOutEverywhere(context, cookieHeader(c));
    return ended.ok ? signedOut(context.council.slug) : problemPage(c, context, ended.refusal);
  },
} satisfies Record<string, Handler>;
