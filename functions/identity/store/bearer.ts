// A program's bearer token: a JWT of an issuer the council registered, checked against the keys that issuer publishes. Whatever is wrong with one, it is nobody's.
import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type FetchImplementation,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import type { Actor, Logger } from '../../../shared/context.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { type ApiClient, actsAs } from '../schema/clients.ts';
import { findClient } from './clients.ts';
import { askOutside } from './outside.ts';

/** Signatures that a published key can check and nobody but the holder of the private key can make: never `none`, never a shared secret. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const longest = 8192;
const mostIssuers = 100;

/** Tokens cost nothing to send: an address that failed is left in peace for so long, whoever asks. */
const failedMs = 30_000;

/** Asks for a set of keys, or says again without asking what went wrong a moment ago. */
function keysFetch(demo: boolean): FetchImplementation {
  let failed: { error: unknown; until: number } | undefined;
  return async (url, question) => {
    if (failed && failed.until > Date.now()) throw failed.error;
    try {
      const reply = await askOutside(url, question, demo);
      const keys: unknown = reply.status === 200 && Object(await reply.clone().json()).keys;
      if (!Array.isArray(keys)) throw Object.assign(new Error('no keys there'), { name: 'NoKeys' });
      failed = undefined;
      return reply;
    } catch (error) {
      failed = { error, until: Date.now() + failedMs };
      throw error;
    }
  };
}

const keySets = new Map<string, JWTVerifyGetKey>();

/** An issuer's keys, asked for when one is needed that is not known yet, and again after ten minutes. */
function keysAt(uri: string, demo: boolean): JWTVerifyGetKey {
  const known = keySets.get(uri);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL(uri), { cacheMaxAge: 600_000, cooldownDuration: 30_000, [customFetch]: keysFetch(demo) });
  const oldest = keySets.size < mostIssuers ? undefined : keySets.keys().next().value;
  if (oldest !== undefined) keySets.delete(oldest);
  keySets.set(uri, keys);
  return keys;
}

/**
 * Whom a token is about, where it is a program's own: its subject, which must then be the program it was given to, if it names one (RFC 9068, 2.2: without
 * a person, `sub` is the client). A token that a program holds for a person names the program too, and the person may do less than it. Entra calls a
 * program's subject by another name than the program; its own tokens are those it marks as an application's, and never carry a person's consent (`scp`).
 */
function subjectOf(claims: JWTPayload): string | undefined {
  if (claims.scp !== undefined || (claims.idtyp !== undefined && claims.idtyp !== 'app')) return undefined;
  const given = [claims.azp, claims.client_id, claims.appid].filter((claim) => claim !== undefined);
  const told = claims.idtyp === 'app' ? given[0] : claims.sub;
  if (given.some((claim) => claim !== told)) return undefined;
  return typeof told === 'string' && told.length > 0 && told.length <= 255 ? told : undefined;
}

/**
 * The program that a token claims to be of, and its issuer in the token's own spelling. Nothing in the token is believed by this: it only says whose keys to
 * check it with.
 */
async function claimed(table: CouncilTable, token: string): Promise<{ client: ApiClient; issuer: string } | undefined> {
  const { iss: issuer, ...claims } = decodeJwt(token);
  const subject = subjectOf(claims);
  const client = typeof issuer === 'string' && subject ? await findClient(table, issuer, subject) : undefined;
  return client && issuer !== undefined ? { client, issuer } : undefined;
}

/**
 * The actor of an `Authorization: Bearer` header, or undefined. The token must be signed by the program's issuer, be for this deployment, have been made
 * at most an hour ago and not be over; clocks may differ by half a minute.
 */
export async function actorOfBearer(
  table: CouncilTable,
  authorization: string,
  { logger, demo }: { logger: Logger; demo: boolean },
): Promise<Actor | undefined> {
  const token = /^bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+) *$/i.exec(authorization)?.[1];
  if (!token || token.length > longest) return undefined;
  try {
    const found = await claimed(table, token);
    if (!found || found.client.endedAt) return undefined;
    const { issuer, client } = found;
    const { audience, jwksUri, id, name, roles, organisation } = client;
    const checks = { issuer, audience, algorithms, requiredClaims: ['exp', 'iat'], maxTokenAge: 3600, clockTolerance: 30 };
    await jwtVerify(token, keysAt(jwksUri, demo), checks);
    return { person: actsAs(id), name, roles, ...(organisation ? { organisation } : {}), client: true };
  } catch (error) {
    const { code, name } = error as { code?: string; name: string };
    // A token that is refused is its sender's affair; keys that cannot be had may be ours.
    const refused = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
    logger[refused ? 'info' : 'error']('bearer-refused', { council: table.council, reason: code ?? name });
    return undefined;
  }
}
