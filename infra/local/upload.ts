// Files as S3 takes and gives them: a form's signed policy names the one key it may write, how much and until when, and the browser is then sent on; a
// signed address names the one key that may be fetched by it.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { html } from 'hono/html';
import * as z from 'zod';
import type { Host } from '../../shared/context.ts';
import { readToken, signToken } from '../../shared/token.ts';
import { checked, type FileStore } from './files.ts';
import { page, sendPage } from './page.ts';

export type Uploads = {
  /** What a room's page is given to send one file with. */
  form: Host['uploadForm'];
  /** Where a room sends somebody to fetch a file. */
  address: Host['fileAddress'];
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

export const uploadPath = '/files';
const lifetimeMs = 15 * 60_000;
/** A form brings its policy and perhaps a few fields that mean nothing here. */
const limits = { fields: 20, fieldSize: 8 * 1024, files: 1, parts: 21, headerPairs: 20 };

const permitSchema = z.strictObject({ key: z.string(), bytes: z.int().min(1), returnTo: z.url(), until: z.int() });
type Permit = z.infer<typeof permitSchema>;
const leaveSchema = z.strictObject({ fetch: z.string(), name: z.string().regex(/^[\w.-]{1,100}$/), until: z.int() });
type Outcome = { end: 'kept' | 'none' | 'too-large'; permit: Permit } | { end: 'refused' | 'malformed' };

class TooLarge extends Error {}

type Site = { origin: string; key: string; files: FileStore; stylesheet: string };

/** `key` signs the policies; the time is real time, whatever a demo clock says. */
export function openUploads(site: Site): Uploads {
  const { origin, key: signingKey } = site;
  return {
    async form(key, { bytes, returnTo }) {
      const to = new URL(returnTo, origin);
      if (to.origin !== origin) throw new Error('an upload leads back to this deployment and nowhere else');
      const permit: Permit = { key: checked(key), bytes, returnTo: to.href, until: Date.now() + lifetimeMs };
      return { action: `${origin}${uploadPath}`, fields: { policy: signToken(permitSchema.parse(permit), signingKey) } };
    },
    async address(key, name) {
      const leave: z.infer<typeof leaveSchema> = { fetch: checked(key), name, until: Date.now() + lifetimeMs };
      return `${origin}${uploadPath}?${new URLSearchParams({ leave: signToken(leaveSchema.parse(leave), signingKey) })}`;
    },
    async answer(request, response) {
      if (request.method === 'GET' && (await give(site, new URL(request.url ?? '/', origin), response))) return;
      if (request.method !== 'POST')
        return refuse(site, response, 405, 'Nothing can be read here', 'Files are sent from a page that asks for one.', '/');
      await tell(site, response, await received(site, request));
    },
  };
}

/** Gives the file that an address allows to be fetched; false when it allows none. */
async function give({ key: signingKey, files }: Site, url: URL, response: ServerResponse): Promise<boolean> {
  const read = leaveSchema.safeParse(readToken(url.searchParams.get('leave') ?? '', signingKey));
  if (!read.success || read.data.until <= Date.now()) return false;
  const { fetch: key, name } = read.data;
  const found = await files.mark(key);
  if (found === undefined) return false;
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': found.size,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  });
  await pipeline(files.open(key), response);
  return true;
}

async function received(site: Site, request: IncomingMessage): Promise<Outcome> {
  try {
    const isForm = /^multipart\/form-data\s*;/i.test(request.headers['content-type'] ?? '');
    return isForm ? await receive(site, request).catch((error: unknown) => brokenOff(request, error)) : { end: 'malformed' };
  } finally {
    request.unpipe();
    // A browser shows no answer before it has sent everything.
    await finished(request.resume(), { writable: false }).catch(() => {});
  }
}

/** Reads the form as it comes in; ends as soon as its fate is known, perhaps before its last byte. */
function receive({ key: signingKey, files }: Site, request: IncomingMessage): Promise<Outcome> {
  return new Promise((done, failed) => {
    const headers = request.headers as IncomingHttpHeaders & { 'content-type': string };
    const parser = new Busboy({ headers, limits });
    let permit: Permit | undefined;
    let keeping = false;
    parser.on('field', (name, value) => {
      if (name === 'policy' && !keeping) permit = permitOf(value, signingKey);
    });
    parser.on('file', (name, file, fileName) => {
      if (!permit || name !== 'file') return done({ end: 'refused' });
      keeping = true;
      const broken = () => request.complete || file.destroy(new Error('the upload was broken off'));
      request.once('close', broken);
      keep(files, permit, file, /[^/\\]*$/.exec(fileName ?? '')?.[0] ?? '').then(done, failed);
    });
    parser.on('finish', () => keeping || done(permit ? { end: 'none', permit } : { end: 'refused' }));
    parser.on('error', () => keeping || done({ end: 'malformed' }));
    request.once('error', failed);
    request.pipe(parser);
  });
}

function permitOf(policy: string, signingKey: string): Permit | undefined {
  const read = permitSchema.safeParse(readToken(policy, signingKey));
  return read.success && read.data.until > Date.now() ? read.data : undefined;
}

async function keep(files: FileStore, permit: Permit, file: Readable, name: string): Promise<Outcome> {
  const chunks = upTo(permit.bytes, file);
  try {
    const first = await chunks.next();
    if (first.done) return { end: 'none', permit };
    await files.put(permit.key, startingWith(first.value, chunks), name);
    return { end: 'kept', permit };
  } catch (error) {
    if (error instanceof TooLarge) return { end: 'too-large', permit };
    throw error;
  }
}

/** Sends the browser on, or says on a page of its own why nothing was kept. */
async function tell(site: Site, response: ServerResponse, outcome: Outcome): Promise<void> {
  switch (outcome.end) {
    case 'kept': {
      const location = new URL(outcome.permit.returnTo);
      // S3 adds these, so a page that minds them would be found out here.
      for (const [name, value] of Object.entries({ bucket: 'local', key: outcome.permit.key, etag: '"local"' }))
        location.searchParams.set(name, value);
      return void response.writeHead(303, { location: location.href, 'cache-control': 'no-store' }).end();
    }
    case 'none':
      return void response.writeHead(303, { location: outcome.permit.returnTo, 'cache-control': 'no-store' }).end();
    case 'too-large': {
      const most = `${Math.floor(outcome.permit.bytes / 1_000_000)} MB`;
      const next = `Nothing was kept. Choose a file of at most ${most}, or split it.`;
      return refuse(site, response, 413, 'The file is too large', next, outcome.permit.returnTo);
    }
    case 'refused': {
      const next = 'Nothing was kept. Open the page that asks for the file again, and send it within 15 minutes.';
      return refuse(site, response, 403, 'This form is no longer good', next, '/');
    }
    default: {
      const next = 'Nothing was kept. Open the page that asks for the file again.';
      return refuse(site, response, 400, 'The form could not be read', next, '/');
    }
  }
}

function refuse({ stylesheet }: Site, response: ServerResponse, status: number, title: string, next: string, back: string): Promise<void> {
  const body = html`<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${next}</p>
<p class="govuk-body"><a class="govuk-link" href="${back}">Go back</a></p>`;
  return sendPage(response, status, page({ title, stylesheet, body }));
}

/** A form that ended in the middle is malformed; only a fault of the store's own goes on. */
function brokenOff(request: IncomingMessage, error: unknown): Outcome {
  if (request.destroyed || /terminated early|broken off|unexpected end/i.test((error as Error).message)) return { end: 'malformed' };
  throw error;
}

async function* upTo(most: number, file: Readable): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  for await (const chunk of file as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most) throw new TooLarge();
    yield chunk;
  }
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}
