// Signing in and out through the real provider, and every way in that must stay shut.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHost, type TestHost, Visitor } from '../host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ only: ['identity'] });
});
afterAll(() => host.stop());
const hourMs = 3_600_000;

test('a person signs in', async () => {
  const maria = await host.as('maria-okafor');
  console.log((await maria.json('/essex/api/identity/me')).data());
});
