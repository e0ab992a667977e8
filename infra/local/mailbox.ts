// GOV.UK Notify's part on this machine: an API that takes messages as Notify does and sends them nowhere, and a page that shows what they say.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { html } from 'hono/html';
import * as z from 'zod';
import { type Instant, momentText, timestamp } from '../../shared/calendar.ts';
import { type KindName, kindNames } from '../../shared/kinds.ts';
import { signedRequest } from './bearer.ts';
import { readBody } from './gateway.ts';
import { type Html, list, page, sendPage } from './page.ts';

const letterSchema = z.strictObject({
  id: z.string(),
  council: z.string(),
  to: z.string(),
  subject: z.string(),
  body: z.string(),
  reference: z.string(),
  /** By the demonstration's clock. */
  at: z.int(),
});
export type Letter = z.infer<typeof letterSchema>;

/** What goes wrong with a call. `lost-reply` does the work and then cuts the connection; `silent` never answers. */
type MailFault = 'nothing' | 'rate-limit' | 'day-full' | 'bad-request' | 'error-500' | 'lost-reply' | 'silent';

export type Mailbox = {
  /** What rooms are given: the address of the API, and each council's key and templates. */
  environment: { NOTIFY_ORIGIN: string; NOTIFY_SECRETS: string };
  /** Newest first. */
  letters(): readonly Letter[];
  /** What goes wrong with the next calls, one after the other. */
  failNext(...next: MailFault[]): void;
  /** Answers its API and its page, and says whether it was asked. */
  answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>;
};

export const mailboxPath = '/demo/mailbox';
const apiPath = '/demo/notify';
const mostKept = 500;
const tokenSeconds = 30;

const sendSchema = z.strictObject({
  email_address: z.email(),
  template_id: z.string(),
  personalisation: z.record(z.string(), z.string()),
  reference: z.string().max(1000),
  sanitise_content_for: z.array(z.string()).optional(),
});

/** Words that are the same for the same text, in the form of a UUID. */
const uuidOf = (text: string) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** A template's text as it lies beside the product, for a council to put into its own Notify service. */
export function readTemplate(name: KindName): { subject: string; body: string } {
  const text = readFileSync(new URL(`../../shared/notify/${name}.txt`, import.meta.url), 'utf8');
  const [, subject, body] = /^Subject: (.+)\n\n([\s\S]+)$/.exec(text) ?? [];
  if (!subject || !body) throw new Error(`the template ${name} does not begin with its subject and an empty line`);
  return { subject, body: body.trimEnd() };
}

export const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(/\(\(([^()]+)\)\)/g)].map(([, name = '']) => name)),
];

/** Where a calendar file is fetched: Notify carries none, so the e-mail holds the address of it. */
const calendarFile = /\/bookings\/calendars\//;

/** What Notify leaves of words that it is told to sanitise, as far as it shows here: their signs stay what they are in this page anyway. */
const withoutLinks = (text: string) => text.replace(/(?:https?:\/\/|www\.)[^\s)\]]+/gi, '');

const filled = (text: string, words: Record<string, string>) => text.replace(/\(\(([^()]+)\)\)/g, (_, name: string) => words[name] ?? '');

export type MailboxParts = {
  origin: string;
  stylesheet: string;
  councils: readonly { slug: string; name: string }[];
  /** Makes the councils' keys. */
  secret: string;
  now(): Instant;
  /** Keeps the letters across restarts; without it they live in memory. */
  file?: string | undefined;
};

export function openMailbox(parts: MailboxParts): Mailbox {
  const { origin, stylesheet, councils, secret, now, file } = parts;
  const templateId = (council: string, name: string) => uuidOf(`template ${council} ${name}`);
  const services = councils.map(({ slug }) => ({
    council: slug,
    id: uuidOf(`service ${slug}`),
    key: uuidOf(`${secret} ${slug}`),
    templates: new Map(kindNames.map((name) => [templateId(slug, name), readTemplate(name)])),
  }));
  const letters: Letter[] = file ? readLetters(file) : [];
  const faults: MailFault[] = [];

  /** The service whose token it is, or the words with which Notify turns it away. */
  function serviceOf(authorization: string | undefined): (typeof services)[number] | string {
    const token = signedRequest(authorization);
    const claims = z.object({ iss: z.string(), iat: z.number() }).safeParse(token?.claims);
    const service = services.find(({ id }) => id === claims.data?.iss);
    if (!token || !claims.success || !service) return 'Invalid token: service not found';
    if (!token.isSignedWith(service.key)) return 'Invalid token: API key not found';
    if (Math.abs(Date.now() / 1000 - claims.data.iat) > tokenSeconds)
      return 'Error: Your system clock must be accurate to within 30 seconds';
    return service;
  }

  function take({ council, templates: known }: (typeof services)[number], body: string): Reply {
    const read = sendSchema.safeParse(decodedJson(body));
    if (!read.success) return refusal(400, 'ValidationError', z.prettifyError(read.error));
    const { email_address: to, template_id, reference, sanitise_content_for: typed = [] } = read.data;
    const personalisation = Object.fromEntries(
      Object.entries(read.data.personalisation).map(([name, text]) => [name, typed.includes(name) ? withoutLinks(text) : text]),
    );
    const template = known.get(template_id);
    if (!template) return refusal(400, 'BadRequestError', 'Template not found');
    const missing = placeholdersOf(template.subject + template.body).filter((name) => personalisation[name] === undefined);
    if (missing.length > 0) return refusal(400, 'BadRequestError', `Missing personalisation: ${missing.join(', ')}`);
    const [subject, text] = [filled(template.subject, personalisation), filled(template.body, personalisation)];
    const letter: Letter = { id: randomUUID(), council, to, subject, body: text, reference, at: now() };
    letters.unshift(letter);
    letters.splice(mostKept);
    if (file) writeFileSync(file, JSON.stringify(letters), { mode: 0o600 });
    return { status: 201, body: { ...shown(letter), content: { subject, body: text }, template: { id: template_id, version: 1 } } };
  }

  async function api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = (await readBody(request))?.toString('utf8') ?? '';
    const fault = faults.shift();
    if (fault === 'silent') return void setTimeout(() => response.destroy(), 60_000).unref();
    const service = serviceOf(request.headers.authorization);
    let reply: Reply;
    if (fault === 'rate-limit')
      reply = refusal(429, 'RateLimitError', 'Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds');
    else if (fault === 'day-full') reply = refusal(429, 'TooManyRequestsError', 'Exceeded send limits (250000) for today');
    else if (fault === 'bad-request') reply = refusal(400, 'BadRequestError', 'Can’t send to this recipient using a team-only API key');
    else if (fault === 'error-500') reply = refusal(500, 'Exception', 'Internal server error');
    else if (typeof service === 'string') reply = refusal(403, 'AuthError', service);
    else if (request.method === 'POST' && url.pathname === `${apiPath}/v2/notifications/email`) reply = take(service, body);
    else if (request.method === 'GET' && url.pathname === `${apiPath}/v2/notifications`) {
      const reference = url.searchParams.get('reference');
      const own = letters.filter((each) => each.council === service.council && (reference === null || each.reference === reference));
      reply = { status: 200, body: { notifications: own.slice(0, 250).map(shown), links: {} } };
    } else reply = refusal(404, 'Exception', 'Not found');
    if (fault === 'lost-reply') return void response.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(reply.body));
  }

  return {
    environment: {
      NOTIFY_ORIGIN: origin + apiPath,
      NOTIFY_SECRETS: JSON.stringify(
        Object.fromEntries(
          services.map(({ council, id, key }) => [
            council,
            { apiKey: `local-${id}-${key}`, templates: Object.fromEntries(kindNames.map((name) => [name, templateId(council, name)])) },
          ]),
        ),
      ),
    },
    letters: () => letters,
    failNext: (...next) => void faults.push(...next),
    async answer(request, response, url) {
      if (url.pathname.startsWith(`${apiPath}/`)) await api(request, response, url);
      else if (url.pathname === mailboxPath)
        await sendPage(response, 200, page({ title: 'E-mails', stylesheet, body: lettersPage(letters, councils, origin) }));
      else return false;
      return true;
    },
  };
}

type Reply = { status: number; body: object };
const refusal = (status: number, error: string, message: string): Reply => ({
  status,
  body: { status_code: status, errors: [{ error, message }] },
});
const shown = ({ id, reference, to }: Letter) => ({ id, reference, email_address: to, type: 'email', status: 'delivered' });

function decodedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readLetters(file: string): Letter[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return z.array(letterSchema).parse(JSON.parse(text));
}

function lettersPage(letters: readonly Letter[], councils: MailboxParts['councils'], origin: string): Html {
  const nameOf = (slug: string) => councils.find((council) => council.slug === slug)?.name ?? slug;
  const each = (letter: Letter) => html`<article class="govuk-!-margin-bottom-8">
<h2 class="govuk-heading-m">${letter.subject}</h2>
<p class="govuk-body-s">To ${letter.to}, from ${nameOf(letter.council)}, ${momentText(timestamp(letter.at))}</p>
<div class="govuk-inset-text govuk-!-text-break-word">${list(letter.body.split(/\n{2,}/).map((paragraph) => html`<p class="govuk-body">${linked(paragraph, origin)}</p>`))}</div>
</article>`;
  return html`<a href="/" class="govuk-back-link">Back</a>
<h1 class="govuk-heading-l">E-mails</h1>
<p class="govuk-body">What Daybook has sent, newest first. In this demonstration e-mails go nowhere else.</p>
${letters.length === 0 ? html`<p class="govuk-body">No e-mail has been sent yet.</p>` : list(letters.map(each))}`;
}

/** A paragraph with its lines, in which an address of this very host can be followed; any other stays text. */
function linked(paragraph: string, origin: string): Html {
  const parts = paragraph.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/);
  const isOurs = (part: string) => /^https?:/.test(part) && URL.canParse(part) && new URL(part).origin === origin;
  const link = (part: string) =>
    calendarFile.test(part)
      ? html`<a class="govuk-link" href="${part}" download>Calendar file (.ics)</a>`
      : html`<a class="govuk-link" href="${part}">${part}</a>`;
  const lines = (text: string) => list(text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`)));
  return list(parts.map((part) => (isOurs(part) ? link(part) : lines(part))));
}
