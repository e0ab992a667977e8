// E-mail through GOV.UK Notify: one message under one reference, which nobody gets twice. Each council has a Notify service and templates of its own.
import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Environment } from './context.ts';
import { type KindName, typedWords, type WordsOf } from './kinds.ts';

/** An e-mail: the template of its kind, whose text to put into Notify lies in `shared/notify/`, and the words it is filled with. */
export type Letter<Name extends KindName = KindName> = {
  to: string;
  kind: Name;
  personalisation: Readonly<Record<WordsOf<Name>, string>>;
  /** What makes it this message and no other: the same again sends nothing more. */
  reference: string;
};

export type Notifier = { send<Name extends KindName>(council: string, letter: Letter<Name>): Promise<void> };

/**
 * `NotifyRefused` is the message's own fault, which another try does not mend; `NotifyKeyRefused` is the key's or the clock's. `NotifyDayFull` says that the day's
 * messages are used up, `NotifyRateLimited` the minute's.
 */
type ErrorName = 'NotifyDayFull' | 'NotifyKeyRefused' | 'NotifyNotConfigured' | 'NotifyRateLimited' | 'NotifyRefused' | 'NotifyUnreachable';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const keyForm = new RegExp(`(${uuid})-(${uuid})$`);
const secretsSchema = z.record(
  z.string(),
  z.strictObject({
    apiKey: z.string().regex(keyForm, 'ends in the service id and the secret'),
    templates: z.record(z.string(), z.string()),
  }),
);
const foundSchema = z.object({ notifications: z.array(z.object({ reference: z.string().nullable() })) });
const faultSchema = z.object({ errors: z.array(z.object({ error: z.string().regex(/^[A-Za-z]{1,40}$/) })).min(1) });

/** For both calls together, so that a function's own time is enough for them. */
const timeoutMs = 8_000;

/** Names what happened and nothing else: neither whom it was for, nor what it said, nor the token. */
const failure = (name: ErrorName, message: string) => Object.assign(new Error(message), { name });

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Notify's own token: its service as issuer, good for 30 seconds of real time. */
export function notifyToken(apiKey: string, realNow: number): string {
  const [, iss, secret] = keyForm.exec(apiKey) ?? [];
  if (!iss || !secret) throw failure('NotifyNotConfigured', 'the API key does not end in a service id and a secret');
  const text = `${base64url({ typ: 'JWT', alg: 'HS256' })}.${base64url({ iss, iat: Math.floor(realNow / 1000) })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** `NOTIFY_SECRETS` is JSON by council: its API key, and the id that each template has there. */
export function notifier(env: Environment): Notifier {
  // Read when something is sent: a slip in these secrets must not keep people from signing in.
  const councils = (): z.infer<typeof secretsSchema> => {
    try {
      return secretsSchema.parse(JSON.parse(env.NOTIFY_SECRETS ?? '{}'));
    } catch {
      throw failure('NotifyNotConfigured', 'the secrets for Notify cannot be read');
    }
  };
  const origin = env.NOTIFY_ORIGIN ?? 'https://api.notifications.service.gov.uk';

  async function call(apiKey: string, signal: AbortSignal, path: string, body?: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${notifyToken(apiKey, Date.now())}`, 'content-type': 'application/json' };
    const lost = () => failure('NotifyUnreachable', 'Notify did not answer, or not in time');
    const request = { headers, signal, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) };
    const response = await fetch(`${origin}${path}`, request).catch(() => Promise.reject(lost()));
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok && answer === undefined) throw lost();
    if (response.ok) return answer;
    const told = faultSchema.safeParse(answer);
    const what = `Notify answered ${response.status}${told.success ? ` ${told.data.errors[0]?.error}` : ''}`;
    const dayFull = told.success && told.data.errors.some(({ error }) => error === 'TooManyRequestsError');
    if (response.status === 429) throw failure(dayFull ? 'NotifyDayFull' : 'NotifyRateLimited', what);
    if (response.status === 401 || response.status === 403) throw failure('NotifyKeyRefused', what);
    throw failure(response.status >= 500 ? 'NotifyUnreachable' : 'NotifyRefused', what);
  }

  return {
    /**
     * Sends it, unless Notify already has a message of that reference: a try whose answer was lost may have been taken, and only Notify knows.
     * Throws by name for the outbox to try again; it never tries again itself.
     */
    async send(council, { to, kind, personalisation, reference }) {
      const own = councils()[council];
      const templateId = own?.templates[kind];
      if (!own || !templateId) throw failure('NotifyNotConfigured', `${council} has no Notify template ${kind}`);
      const signal = AbortSignal.timeout(timeoutMs);
      const asked = foundSchema.safeParse(
        await call(own.apiKey, signal, `/v2/notifications?template_type=email&reference=${encodeURIComponent(reference)}`),
      );
      if (!asked.success) throw failure('NotifyUnreachable', 'Notify answered something else than a list');
      if (asked.data.notifications.some((each) => each.reference === reference)) return;
      const typed = typedWords.filter((word) => word in personalisation);
      const message = {
        email_address: to,
        template_id: templateId,
        personalisation,
        reference,
        // A link that somebody typed as a reason would come to others as the council’s own.
        ...(typed.length > 0 ? { sanitise_content_for: typed } : {}),
      };
      await call(own.apiKey, signal, '/v2/notifications/email', message);
    },
  };
}
