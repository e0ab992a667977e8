// What the local host answers itself: the list of councils, the demo clock's page, the e-mails, uploads and the files that pages load. Everything else
// goes to a function.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { html } from 'hono/html';
import { addDays, type CivilDate, dateText, londonDate, parseDate } from '../../shared/calendar.ts';
import { type DemoClock, furthest, momentOn } from './clock.ts';
import { readBody } from './gateway.ts';
import { type Mailbox, mailboxPath } from './mailbox.ts';
import { type Html, list, page, sameOrigin, sendAsset, sendPage } from './page.ts';
import { type Uploads, uploadPath } from './upload.ts';

export type Front = {
  origin: string;
  /** The stylesheet as built, such as `/assets/daybook-….css`. */
  stylesheet: string;
  councils: readonly { slug: string; name: string }[];
  clock: DemoClock;
  /** Does what was due by the clock meanwhile. */
  moved(): Promise<void>;
  uploads: Uploads;
  mailbox: Mailbox;
};

/** Answers what is the host's own, and says whether it was. */
export function frontDoor(front: Front): (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean> {
  return async (request, response, url) => {
    if (url.pathname === '/') await home(front, response);
    else if (url.pathname === '/demo/clock') await clockPage(front, request, response, url);
    else if (url.pathname === uploadPath) await front.uploads.answer(request, response);
    else if (url.pathname === '/favicon.ico') await sendAsset(response, 'favicon.svg');
    else if (url.pathname.startsWith('/assets/')) await sendAsset(response, url.pathname.slice('/assets/'.length));
    else return front.mailbox.answer(request, response, url);
    return true;
  };
}

const send = (front: Front, response: ServerResponse, status: number, title: string, body: Html): Promise<void> =>
  sendPage(response, status, page({ title, stylesheet: front.stylesheet, body }));

function home(front: Front, response: ServerResponse): Promise<void> {
  const councils = front.councils.map(({ slug, name }) => html`<li><a class="govuk-link" href="/${slug}">${name}</a></li>`);
  const body = html`<h1 class="govuk-heading-l">Daybook</h1>
<p class="govuk-body">Bookings and invoices for services that councils sell to schools. Choose a council and sign in as one of its invented people.</p>
<ul class="govuk-list govuk-list--bullet">${list(councils)}</ul>
<p class="govuk-body">In this demonstration it is ${dateText(londonDate(front.clock.now()))}. <a class="govuk-link" href="/demo/clock">Move the date</a></p>
<p class="govuk-body">E-mails go nowhere. <a class="govuk-link" href="${mailboxPath}">Read what was sent</a></p>`;
  return send(front, response, 200, 'Councils', body);
}

/** Real time that whoever moves the date waits for what is due by then. */
const movedMs = 5_000;

async function clockPage(front: Front, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const back = backPath(front.origin, url.searchParams.get('return'));
  if (request.method !== 'POST') return clockForm(front, response, back);
  if (!sameOrigin(request.headers, front.origin)) {
    return send(front, response, 403, 'Refused', html`<h1 class="govuk-heading-l">The form was sent from another site</h1>`);
  }
  const fields = new URLSearchParams((await readBody(request))?.toString('utf8') ?? '');
  const now = front.clock.now();
  const today = londonDate(now);
  const days = fields.get('days');
  const date = days === null ? parseDate(dateFrom(fields)) : /^(1|7|30)$/.test(days) ? addDays(today, Number(days)) : undefined;
  if (!date) return clockForm(front, response, back, 'Enter a real date, such as 24 11 2026.');
  if (date <= today) return clockForm(front, response, back, `Enter a date after ${dateText(today)}: the demonstration does not go back.`);
  if (date > furthest(now)) return clockForm(front, response, back, `Enter a date up to ${dateText(furthest(now))}.`);
  front.clock.set(momentOn(now, date));
  // What takes longer goes on by itself.
  await Promise.race([front.moved(), new Promise((done) => setTimeout(done, movedMs).unref())]);
  response.writeHead(303, { location: back, 'cache-control': 'no-store' }).end();
}

const dateFrom = (fields: URLSearchParams) =>
  `${fields.get('date-year')?.trim()}-${fields.get('date-month')?.trim().padStart(2, '0')}-${fields.get('date-day')?.trim().padStart(2, '0')}`;

/** Where to go back to: a path of this very host, whatever the address says. */
function backPath(origin: string, path: string | null): string {
  if (!path?.startsWith('/') || !URL.canParse(path, origin)) return '/';
  const url = new URL(path, origin);
  return url.origin === origin && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}

function clockForm(front: Front, response: ServerResponse, back: string, error?: string): Promise<void> {
  const today: CivilDate = londonDate(front.clock.now());
  const action = `/demo/clock?return=${encodeURIComponent(back)}`;
  const step = (days: string, words: string) =>
    html`<button class="govuk-button govuk-button--secondary" name="days" value="${days}">${words}</button>`;
  const part = (name: string, label: string, width: number) => html`<div class="govuk-date-input__item"><div class="govuk-form-group">
<label class="govuk-label govuk-date-input__label" for="date-${name}">${label}</label>
<input class="govuk-input govuk-date-input__input govuk-input--width-${width}${error ? ' govuk-input--error' : ''}" id="date-${name}" name="date-${name}" inputmode="numeric"></div></div>`;
  const body = html`<a href="${back}" class="govuk-back-link">Back</a>
${
  error
    ? html`<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert"><h2 class="govuk-error-summary__title">There is a problem</h2>
<div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list"><li><a href="#date-day">${error}</a></li></ul></div></div></div>`
    : ''
}
<h1 class="govuk-heading-l">Move the demonstration’s date</h1>
<p class="govuk-body">It is ${dateText(today)}. Bookings, visits and billing follow this date. It only goes forward; <code>npm run reset</code> begins again.</p>
<form method="post" action="${action}"><div class="govuk-button-group">${step('1', 'One day on')} ${step('7', 'One week on')} ${step('30', '30 days on')}</div></form>
<form method="post" action="${action}"><div class="govuk-form-group${error ? ' govuk-form-group--error' : ''}">
<fieldset class="govuk-fieldset" role="group"${error ? html` aria-describedby="date-error"` : ''}><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">To a date</legend>
${error ? html`<p id="date-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${error}</p>` : ''}
<div class="govuk-date-input">${part('day', 'Day', 2)}${part('month', 'Month', 2)}${part('year', 'Year', 4)}</div></fieldset></div>
<button class="govuk-button">Move to this date</button></form>`;
  return send(front, response, error ? 422 : 200, error ? 'Error: Move the date' : 'Move the date', body);
}
