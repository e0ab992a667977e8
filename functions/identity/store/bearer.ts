// A program's bearer token: a JWT of an issuer the council registered, checked against the keys that issuer publishes. Whatever is wrong with one, it is nobody's.
import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Actor, Logger } from '../../../shared/context.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { isSafeAddress } from '../rules/addresses.ts';
import { type ApiClient, actsAs } from '../schema/clients.ts';
import { findClient } from './clients.ts';

/** Signatures that a published key can check and nobody but the holder of the private key can make: never `none`, never a shared secret. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const longest = 8192;
const mostIssuers = 100;

const keySets = new Map<string, JWTVerifyGetKey>();

/** An issuer's keys, asked for when one is needed that is not known yet, and again after ten minutes. */
function keysAt(uri: string): JWTVerifyGetKey {
  const known = keySets.get(uri);
  if (known) return known;
  if (!isSafeAddress(uri)) throw new Error('keys are not asked for over plain HTTP');
  const keys = createRemoteJWKSet(new URL(uri), { timeoutDuration: 5000, cacheMaxAge: 600_000, cooldownDuration: 30_000 });
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

/** The program that a token claims to be of. Nothing in the token is believed by this: it only says whose keys to check it with. */
async function claimed(table: CouncilTable, token: string): Promise<ApiClient | undefined> {
  const claims = decodeJwt(token);
  const subject = subjectOf(claims);
  return typeof claims.iss === 'string' && subject ? findClient(table, claims.iss, subject) : undefined;
}

/**
 * The actor of an `Authorization: Bearer` header, or undefined. The token must be signed by the program's issuer, be for this deployment, have been made
 * at most an hour ago and not be over; clocks may differ by half a minute.
 */
export async function actorOfBearer(table: CouncilTable, authorization: string, logger: Logger): Promise<Actor | undefined> {
  const token = /^bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+) *$/i.exec(authorization)?.[1];
  if (!token || token.length > longest) return undefined;
  try {
    const client = await claimed(table, token);
    if (!client || client.endedAt) return undefined;
    const { issuer, audience, jwksUri, id, name, roles, organisation } = client;
    const checks = { issuer, audience, algorithms, requiredClaims: ['exp', 'iat'], maxTokenAge: 3600, clockTolerance: 30 };
    await jwtVerify(token, keysAt(jwksUri), checks);
    return { person: actsAs(id), name, roles, ...(organisation ? { organisation } : {}), client: true };
  } catch (error) {
    const { code, name } = error as { code?: string; name: string };
    // A token that is refused is its sender's affair; keys that cannot be had may be ours.
    const refused = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
    logger[refused ? 'info' : 'error']('bearer-refused', { council: table.council, reason: code ?? name });
    return undefined;
  }
}
