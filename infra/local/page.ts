// The few pages that belong to the local host alone, in the product's own styles: its front door, the demo clock, the sign-in list.
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { html, raw } from 'hono/html';
import { contentSecurityPolicy } from '../../shared/ui/assets.ts';
import { buildDirectory } from '../bundle.ts';

export type Html = ReturnType<typeof html>;

/** A whole page; `stylesheet` is its path as built, such as `/assets/daybook-….css`. */
export const page = ({ title, stylesheet, body }: { title: string; stylesheet: string; body: Html }): Html => html`<!DOCTYPE html>
<html lang="en-GB" class="govuk-template">
<head>
<meta charset="utf-8">
<title>${title} – Daybook</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${stylesheet}">
</head>
<body class="govuk-template__body">
<a href="#main-content" class="govuk-skip-link">Skip to main content</a>
<header class="govuk-template__header"><div class="govuk-width-container govuk-!-padding-top-3 govuk-!-padding-bottom-3">
<span class="govuk-body govuk-!-font-weight-bold">Daybook, a demonstration with invented people and schools</span>
</div></header>
<div class="govuk-width-container"><main class="govuk-main-wrapper" id="main-content">
${body}
</main></div>
</body>
</html>`;

/** `formsTo` is another origin that a form may lead to, by way of a redirect. */
export async function sendPage(response: ServerResponse, status: number, content: Html, formsTo?: string): Promise<void> {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(formsTo ? [formsTo] : []),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .end(String(await content));
}

const types: Record<string, string> = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' };
const assetName = /^[a-z0-9-]+\.(css|js|svg)$/;

/** A file that pages load, or 404. A name with a hash in it never means anything else; the icon's may. */
export async function sendAsset(response: ServerResponse, name: string): Promise<void> {
  const content = assetName.test(name) ? await readFile(join(buildDirectory, 'assets', name)).catch(() => undefined) : undefined;
  if (!content) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such file.');
  const lasting = /-[0-9a-f]{10}\./.test(name) ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
  response
    .writeHead(200, {
      'content-type': types[name.split('.').at(-1) ?? ''] ?? '',
      'cache-control': lasting,
      'x-content-type-options': 'nosniff',
    })
    .end(content);
}

/** `Sec-Fetch-Site` or `Origin` must say that a form was sent from our own page. */
export function sameOrigin(headers: { [name: string]: string | string[] | undefined }, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === origin : site === 'same-origin';
}

export const list = (items: readonly Html[]): Html => html`${items.map((item) => raw(String(item)))}`;
