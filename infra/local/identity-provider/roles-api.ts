// The part of DfE Sign-in's own API that tells a person's roles: requests are JWTs that the service signs with its API secret (HS256).
import type { IncomingMessage, ServerResponse } from 'node:http';
import { signedRequest } from '../bearer.ts';
import type { LocalClient } from './people.ts';

const audience = 'signin.education.gov.uk';
const route = /^\/services\/([^/]+)\/organisations\/([^/]+)\/users\/([^/]+)$/;

/** Answers `GET /services/{service}/organisations/{organisation}/users/{sub}`: 401 to a request that is not the service's own, 404 where there is no role. */
export function answerRoles(clients: readonly LocalClient[], path: string, request: IncomingMessage, response: ServerResponse): void {
  const [status, body] = rolesFor(clients, path, request);
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

function rolesFor(clients: readonly LocalClient[], path: string, request: IncomingMessage): [status: number, body: object] {
  const [, serviceId, organisationId, userId] = (route.exec(path) ?? []).map(decodeURIComponent);
  const client = clients.find((each) => each.serviceId === serviceId);
  if (request.method !== 'GET' || !serviceId) return [404, { error: 'not found' }];
  if (!client || !isSigned(request.headers.authorization, client)) return [401, { error: 'invalid token' }];
  const organisation = client.people.find(({ key }) => key === userId)?.organisations.find(({ id }) => id === organisationId);
  if (!organisation || organisation.roles.length === 0) return [404, { error: 'no access' }];
  const roles = organisation.roles.map((code) => ({ code, name: code, status: { id: 1 } }));
  return [200, { userId, serviceId, organisationId, roles }];
}

function isSigned(authorization: string | undefined, { clientId, apiSecret }: LocalClient): boolean {
  const request = signedRequest(authorization);
  if (!request?.isSignedWith(apiSecret)) return false;
  const { iss, aud, exp } = request.claims;
  return iss === clientId && aud === audience && (exp === undefined || Number(exp) > Date.now() / 1000);
}
