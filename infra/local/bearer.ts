// A request that is signed with a shared secret (JWT, HS256), as DfE Sign-in's API and GOV.UK Notify ask for: what their stand-ins here read of one.
import { createHmac, timingSafeEqual } from 'node:crypto';

export type SignedRequest = {
  /** Not to be believed before the signature was looked at. */
  claims: Record<string, unknown>;
  isSignedWith(secret: string): boolean;
};

/** The token of an `Authorization` header, or undefined for anything that is none. */
export function signedRequest(authorization: string | undefined): SignedRequest | undefined {
  const [, header = '', payload = '', signature = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization ?? '') ?? [];
  const claims = parsed(payload);
  if (!claims || parsed(header)?.alg !== 'HS256') return undefined;
  const given = Buffer.from(signature, 'base64url');
  return {
    claims,
    isSignedWith(secret) {
      const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

function parsed(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
