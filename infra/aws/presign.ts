// Leave for a browser to send one file to S3 by a plain form, or to fetch one by its address: signed with AWS's signature version 4, for fifteen minutes.
import { createHash, createHmac } from 'node:crypto';
import type { Environment, Host } from '../../shared/context.ts';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
export type Upload = { bucket: string; region: string; key: string; bytes: number; returnTo: string; now: number };

const lifetimeMs = 15 * 60_000;

/** What S3 keeps of a file beside it: the name under which the browser sent it, which it puts in place of the word. */
export const nameField = 'filename';
const sentName = '$' + '{filename}';

/** Lambda hands a function the credentials of its role as variables, and ends the process before they expire. */
export function credentialsOf({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: Environment): Credentials {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error('this function has no credentials to sign an upload with');
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN };
}

/** With the region in its name, so that S3 never sends a browser to another. */
export const filesOrigin = (bucket: string, region: string): string => `https://${bucket}.s3.${region}.amazonaws.com`;

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The signature of a form's policy as it stands in the form, base64 of its JSON, or of what is to be signed of an address. `day` is `YYYYMMDD`. */
export const signatureOf = (text: string, scope: { day: string; region: string; secretAccessKey: string }): string =>
  hmac([scope.day, scope.region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${scope.secretAccessKey}`), text).toString('hex');

const timeOf = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');

export type Download = { origin: string; region: string; key: string; seconds?: number; query?: Record<string, string>; now: number };

/** Everything but letters, digits and `-._~` as bytes, which is more than encodeURIComponent does. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** An address at which an object can be fetched by whoever has it, until it expires. */
export function signedAddress(download: Download, { accessKeyId, secretAccessKey, sessionToken }: Credentials): string {
  const { origin, region, key, now, seconds = lifetimeMs / 1000 } = download;
  const time = timeOf(now);
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const query = Object.entries({
    ...download.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    ...(sessionToken ? { 'X-Amz-Security-Token': sessionToken } : {}),
    'X-Amz-SignedHeaders': 'host',
  })
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const path = `/${key.split('/').map(encoded).join('/')}`;
  const request = ['GET', path, query, `host:${new URL(origin).host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(request).digest('hex')].join('\n');
  return `${origin}${path}?${query}&X-Amz-Signature=${signatureOf(text, { day, region, secretAccessKey })}`;
}

/** The form. An empty file is let through, because S3's own answer to one is no page for people: `fileMark` knows that it is none. */
export function uploadForm(
  upload: Upload,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): Awaited<ReturnType<Host['uploadForm']>> {
  const { bucket, region, key, bytes, returnTo, now } = upload;
  const time = timeOf(now);
  const day = time.slice(0, 8);
  const exact: Record<string, string> = {
    key,
    success_action_redirect: returnTo,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/${day}/${region}/s3/aws4_request`,
    'x-amz-date': time,
    ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
  };
  const named = `x-amz-meta-${nameField}`;
  const conditions = [
    { bucket },
    ...Object.entries(exact).map(([name, value]) => ({ [name]: value })),
    ['starts-with', `$${named}`, ''],
    ['content-length-range', 0, bytes],
  ];
  const text = JSON.stringify({ expiration: new Date(now + lifetimeMs).toISOString(), conditions });
  const policy = Buffer.from(text).toString('base64');
  const signature = signatureOf(policy, { day, region, secretAccessKey });
  return { action: `${filesOrigin(bucket, region)}/`, fields: { ...exact, [named]: sentName, policy, 'x-amz-signature': signature } };
}
