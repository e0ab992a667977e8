// What a request must be before anything of it is read, and what every answer carries so that a browser keeps to it.
import type { Web } from '../http.ts';
import { contentSecurityPolicy } from '../ui/assets.ts';

export const isApi = (path: string) => /^\/[^/]+\/api(\/|$)/.test(path);

/** The answer with the headers that every answer has; its page's forms may lead to these origins besides our own. */
export function secure(response: Response, formsTo: readonly string[]): Response {
  const headers = new Headers(response.headers);
  headers.set('content-security-policy', contentSecurityPolicy(formsTo));
  headers.set('referrer-policy', 'same-origin');
  headers.set('x-content-type-options', 'nosniff');
  headers.set('x-frame-options', 'DENY');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('strict-transport-security', 'max-age=63072000; includeSubDomains');
  if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store');
  return new Response(response.body, { status: response.status, headers });
}

/** The bearer token a program sent to the API. Pages take none: there a session alone says who asks. */
export function bearerOf(c: Web): string | undefined {
  const authorization = c.req.header('authorization');
  return isApi(c.req.path) && /^bearer(\s|$)/i.test(authorization ?? '') ? authorization : undefined;
}

/** Unsafe requests must come from our own pages: the browser says so by Sec-Fetch-Site or Origin. With neither, only JSON is let through. */
export function crossSite(c: Web, origin: string): boolean {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return false;
  // A bearer token is sent by no browser on its own, and whoever sends one is known by it alone: the cookie does not count.
  if (bearerOf(c)) return false;
  const site = c.req.header('sec-fetch-site');
  const from = c.req.header('origin');
  if (site !== undefined || from !== undefined) return (site ?? 'same-origin') !== 'same-origin' || (from ?? origin) !== origin;
  // A browser always sends one of the two with a form. A program that sends JSON cannot be a form in disguise: the content type forbids it without CORS.
  return !/^application\/json/i.test(c.req.header('content-type') ?? '');
}

/** Commands come as JSON to the API and as a plain form from a page; anything else is refused before it is read. */
export const expectedType = (path: string) =>
  isApi(path) ? /^application\/json\s*(;|$)/i : /^application\/x-www-form-urlencoded\s*(;|$)/i;
