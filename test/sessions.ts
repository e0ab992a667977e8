// What the tests of sessions share: two councils with the same people, whom a session's cookie opens the API for, and what its token is kept as.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { DemoCouncil } from '../infra/local/demo/council.ts';
import { essex } from '../infra/local/demo/essex.ts';
import type { CouncilSlug } from '../shared/ids.ts';
import { startHost, type TestHost, type Visitor } from './host.ts';

export const sessionCookie = '__Host-essex-session';

export const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
export const tokenOf = (visitor: Visitor) => visitor.cookies.get(sessionCookie)?.value ?? '';
export const me = (visitor: Visitor, council = 'essex') => visitor.json(`/${council}/api/identity/me`);

/** A second council with the same people, who are other people there. */
export const neighbour: DemoCouncil = { ...essex, council: { ...essex.council, slug: 'neighbour' as CouncilSlug, name: 'Neighbour' } };

export let host: TestHost;
/** For the tests of a file: the people of both councils, and nothing of the other rooms. */
export function twoCouncils(): void {
  beforeAll(async () => {
    host = await startHost({ only: ['identity'], councils: [essex, neighbour], wire: true });
  });
  afterAll(() => host.stop());
}
