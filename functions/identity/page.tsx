// The doors: on the way to the provider, back from it, and out again. A refusal says what to do next.
import type { Context } from '../../shared/context.ts';
import type { Refusal } from '../../shared/decision.ts';
import { type Handlers, safeReturnPath, seeOther, type Web } from '../../shared/http.ts';
import { page } from '../../shared/page.tsx';
import { refusals } from '../../shared/problem.ts';
import { Button, PageHeading } from '../../shared/ui/index.ts';
import type { manifest } from '../manifest.ts';
import { finishSignIn, type SignInSecrets, signOut, startSignIn } from './actions.ts';
import { browserCookie, readToken, sessionCookie } from './rules.ts';
import { attemptSeconds, sessionSeconds } from './schema.ts';

type Routes = (typeof manifest)['identity']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

const cookieHeader = (c: Web) => c.req.header('cookie') ?? '';

/** Lax, because the provider sends the browser back here from another site. */
const cookie = (name: string, value: string, seconds: number) =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`;

function withCookie(response: Response, value: string): Response {
  response.headers.append('set-cookie', value);
  return response;
}

/** What went wrong at the door, whom to ask, and the way to try again. */
function failed(context: Context, c: Web, refusal: Refusal): Promise<Response> {
  const { slug, name, email, telephone } = context.council;
  return page(context, c, {
    title: refusals[refusal.name].title,
    refusal,
    children: (
      <>
        <PageHeading>{refusals[refusal.name].title}</PageHeading>
        {refusal.name === 'unknown-person' && (
          <p class="govuk-body">
            {name} decides who may use Daybook. Write to{' '}
            <a class="govuk-link govuk-!-text-break-word" href={`mailto:${email}`}>
              {email}
            </a>{' '}
            or call {telephone}. If you have another account, sign in with that one.
          </p>
        )}
        <Button href={`/${slug}/identity/sign-in`} text={refusal.name === 'unknown-person' ? 'Sign in as somebody else' : 'Sign in'} />
      </>
    ),
  });
}

export const pagesWith = (secrets: SignInSecrets): Handlers<Pages> => ({
  'GET /identity/sign-in': async (context, c) => {
    const { slug } = context.council;
    const started = await startSignIn(
      context,
      { origin: c.get('host').origin, secrets },
      {
        returnPath: safeReturnPath(slug, c.req.query('return')),
        browser: readToken(cookieHeader(c), browserCookie(slug)),
      },
    );
    if (!started.ok) return failed(context, c, started.refusal);
    return withCookie(seeOther(started.value.location), cookie(browserCookie(slug), started.value.browser, attemptSeconds));
  },

  'GET /identity/callback': async (context, c) => {
    const { slug } = context.council;
    const finished = await finishSignIn(
      context,
      { origin: c.get('host').origin, secrets },
      {
        query: new URL(c.req.url).searchParams,
        browser: readToken(cookieHeader(c), browserCookie(slug)),
        formerToken: readToken(cookieHeader(c), sessionCookie(slug)),
      },
    );
    if (!finished.ok) return failed(context, c, finished.refusal);
    return withCookie(seeOther(finished.value.returnPath), cookie(sessionCookie(slug), finished.value.token, sessionSeconds));
  },

  'POST /identity/sign-out': async (context, c) => {
    const { slug } = context.council;
    const ended = await signOut(context, readToken(cookieHeader(c), sessionCookie(slug)));
    if (!ended.ok) return failed(context, c, ended.refusal);
    return withCookie(seeOther(`/${slug}/identity/signed-out`), cookie(sessionCookie(slug), '', 0));
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
});
