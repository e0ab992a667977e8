// The doors: on the way to the provider, back from it, and out again. A refusal says what to do next.
import type { Context, Provider } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, safeReturnPath, seeOther, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { refusals } from '../../../shared/problem.ts';
import { Button, PageHeading } from '../../../shared/ui/index.ts';
import { signOut } from '../actions/session.ts';
import { finishSignIn, providerNamed, startSignIn } from '../actions/sign-in.ts';
import { browserCookie, readToken, sessionCookie } from '../rules.ts';
import { attemptSeconds, type InvitationKey, invitationKeySchema, type SignInSecrets, sessionSeconds } from '../schema.ts';

export const cookieHeader = (c: Web) => c.req.header('cookie') ?? '';

/** Lax, because the provider sends the browser back here from another site. */
const cookie = (name: string, value: string, seconds: number) =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`;

function withCookie(response: Response, value: string): Response {
  response.headers.append('set-cookie', value);
  return response;
}

/** To the page that says so, with the session cookie taken away. */
export const signedOut = (slug: string): Response =>
  withCookie(seeOther(`/${slug}/identity/signed-out`), cookie(sessionCookie(slug), '', 0));

/** What went wrong at the door, whom to ask, and the way to try again. */
function failed(context: Context, c: Web, refusal: Refusal): Promise<Response> {
  const { slug, name, email, telephone } = context.council;
  const isStranger = ['unknown-person', 'no-rights', 'no-entry'].includes(refusal.name);
  return page(context, c, {
    title: refusals[refusal.name].title,
    refusal,
    children: (
      <>
        <PageHeading>{refusals[refusal.name].title}</PageHeading>
        {isStranger && (
          <p class="govuk-body">
            {name} decides who may use Daybook. Write to{' '}
            <a class="govuk-link govuk-!-text-break-word" href={`mailto:${email}`}>
              {email}
            </a>{' '}
            or call {telephone}.{refusal.name !== 'no-entry' && ' If you have another account, sign in with that one.'}
          </p>
        )}
        <Button href={`/${slug}/identity/sign-in`} text={isStranger ? 'Sign in as somebody else' : 'Sign in'} />
      </>
    ),
  });
}

/** The invitation that somebody comes with, where the address names one whole. */
function invitationIn(c: Web): InvitationKey | undefined {
  return invitationKeySchema.safeParse({ id: c.req.query('invitation'), secret: c.req.query('secret') }).data;
}

/** The providers to choose from. Each is a link and not a form: a form may not lead to another site. */
function choosePage(context: Context, c: Web, returnPath: string, invitation: InvitationKey | undefined): Promise<Response> {
  const { slug, providers } = context.council;
  const query = new URLSearchParams({
    return: returnPath,
    ...(invitation ? { invitation: invitation.id, secret: invitation.secret } : {}),
  });
  return page(context, c, {
    title: 'How do you want to sign in?',
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <PageHeading>How do you want to sign in?</PageHeading>
          {providers.map(({ id, title, hint }) => (
            <div class="govuk-!-margin-bottom-6">
              <h2 class="govuk-heading-m govuk-!-margin-bottom-1">
                <a class="govuk-link" href={`/${slug}/identity/sign-in/${id}?${query}`}>
                  {title}
                </a>
              </h2>
              <p class="govuk-body">{hint}</p>
            </div>
          ))}
        </div>
      </div>
    ),
  });
}

export const doors = (secrets: SignInSecrets) => {
  const doorOf = (c: Web) => {
    const { origin, demo } = c.get('host');
    return { origin, demo, secrets };
  };
  const begin = async (context: Context, c: Web, provider: Provider, returnPath: string) => {
    const { slug } = context.council;
    const from = { returnPath, browser: readToken(cookieHeader(c), browserCookie(slug)), invitation: invitationIn(c) };
    const started = await startSignIn(context, doorOf(c), provider, from);
    if (!started.ok) return failed(context, c, started.refusal);
    return withCookie(seeOther(started.value.location), cookie(browserCookie(slug), started.value.browser, attemptSeconds));
  };
  const wanted = ({ council }: Context, c: Web) => safeReturnPath(council.slug, c.req.query('return'));

  return {
    'GET /identity/sign-in': (context, c) => {
      const [only, ...others] = context.council.providers;
      if (!only) return failed(context, c, { name: 'sign-in-failed', detail: 'Sign-in is not set up for this council' });
      return others.length > 0 ? choosePage(context, c, wanted(context, c), invitationIn(c)) : begin(context, c, only, wanted(context, c));
    },

    'GET /identity/sign-in/{provider}': (context, c) => {
      const provider = providerNamed(context, c.req.param('provider') ?? '');
      return provider ? begin(context, c, provider, wanted(context, c)) : problemPage(c, context, { name: 'not-found' });
    },

    'GET /identity/callback': async (context, c) => {
      const { slug } = context.council;
      const finished = await finishSignIn(context, doorOf(c), {
        query: new URL(c.req.url).searchParams,
        browser: readToken(cookieHeader(c), browserCookie(slug)),
        cookie: cookieHeader(c),
      });
      if (!finished.ok) return failed(context, c, finished.refusal);
      const { token, choose, returnPath } = finished.value;
      const next = choose ? `/${slug}/identity/organisations?return=${encodeURIComponent(returnPath)}` : returnPath;
      return withCookie(seeOther(next), cookie(sessionCookie(slug), token, sessionSeconds));
    },

    'POST /identity/sign-out': async (context, c) => {
      const ended = await signOut(context, cookieHeader(c));
      return ended.ok ? signedOut(context.council.slug) : failed(context, c, ended.refusal);
    },

    'GET /identity/signed-out': (context, c) =>
      page(context, c, {
        title: 'You are signed out',
        children: (
          <>
            <PageHeading>You are signed out</PageHeading>
            <p class="govuk-body">On a shared computer, close the browser as well.</p>
            <Button href={`/${context.council.slug}/identity/sign-in`} text="Sign in" />
          </>
        ),
      }),
  } satisfies Record<string, Handler>;
};
