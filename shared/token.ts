// Signed, expiring tokens: what a page or a program carries back to us unchanged, or not at all. HMAC-SHA256 over the exact text.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { timestamp } from './calendar.ts';
import type { Context } from './context.ts';
import { newId } from './ids.ts';

const signature = (text: string, key: string) => createHmac('sha256', key).update(text).digest('base64url');

/** The payload as one URL-safe word with its signature. */
export function signToken(payload: unknown, key: string): string {
  if (key.length < 16) throw new Error('a signing key has at least sixteen characters');
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${signature(text, key)}`;
}

/** Of which quote a token is, for whom and until when: every quote's token begins with it. */
type Quoted = { id: string; council: string; person: string; expiresAt: number };

/** What a quote asked for and told, bound for so many minutes to whoever is quoted to. */
export function boundQuote<Payload extends Quoted>(
  { now, council, actor }: Pick<Context, 'now' | 'council' | 'actor'>,
  key: string,
  minutes: number,
  told: Omit<Payload, keyof Quoted>,
): { token: string; expiresAt: string } {
  const expiresAt = now + minutes * 60_000;
  const quoted: Quoted = { id: newId('qte'), council: council.slug, person: actor.person, expiresAt };
  return { token: signToken({ ...quoted, ...told }, key), expiresAt: timestamp(expiresAt) };
}

/** By what a text is known again without being kept, such as what somebody agreed to: its SHA-256, in 43 URL-safe characters. */
export const fingerprintOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Twelve letters behind a text that nobody without the key could put there. No token has a space in it, so give a text that has one. */
export const proofOf = (text: string, key: string): string =>
  createHmac('sha256', key).update(text).digest('hex').slice(0, 12).toUpperCase();

/** The payload of a token that was signed with this key, or undefined for anything else. */
export function readToken(token: string, key: string): unknown {
  const [text = '', given = '', ...more] = token.split('.');
  const expected = Buffer.from(signature(text, key));
  const actual = Buffer.from(given);
  if (more.length > 0 || expected.length !== actual.length || !timingSafeEqual(expected, actual)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
