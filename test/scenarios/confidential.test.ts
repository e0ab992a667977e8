// A school's confidential status is told to nobody who may not know: every page and every API answer of every room is read by everybody who may not, and
// neither the table, nor what is sent, nor what is logged holds a word of it outside its own items.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { can } from '../../functions/identity/rules.ts';
import { functions } from '../../functions/manifest.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import type { Actor, Role } from '../../shared/context.ts';
import { tableDump } from '../bookings.ts';
import { startHost, type TestHost } from '../host.ts';

const school = 'sch_990001';
const canaries = ['zq7canary', 'q8canary', 'Warning notice', 'warning-notice', 'Vulnerable', '"vulnerable"'];
const told = (text: string) => canaries.filter((canary) => text.includes(canary));

let host: TestHost;
const logged: string[] = [];
const statuses = `/essex/api/schools/${school}/statuses`;

/** Everybody in the demonstration by role: at least one of each that may not know. */
const byRole = new Map<Role, string>(
  essex.people.flatMap(({ key, rights }) => rights.flatMap(({ roles }) => roles.map((role) => [role, key] as const))),
);
const blind = [...byRole].filter(([role]) => !can({ roles: [role] } as unknown as Actor, 'confidential:read'));
// Those who are nearest to the school: its own people.
const nearest = ['tom-haldane', 'bridget-lowe'];

beforeAll(async () => {
  for (const level of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...words: unknown[]) => void logged.push(words.map(String).join(' ')));
  host = await startHost();
  const sip = await host.as('rowan-achebe');
  const record = async (path: string, body: object) => {
    const reply = await sip.json(path, body);
    expect([reply.status, reply.body]).toEqual([201, expect.any(String)]);
    return reply.data<{ event: string }>().event;
  };
  await record(statuses, { status: 'warning-notice', change: 'entered', on: '2026-11-02', reason: 'Because zq7canary' });
  const mistake = await record(statuses, { status: 'vulnerable', change: 'entered', on: '2026-11-03', reason: 'Because q8canary' });
  await record(`${statuses}/withdrawals`, { event: mistake, reason: 'No: q8canary' });
  // What is refused is not told either.
  const refused = await sip.json(statuses, { status: 'warning-notice', change: 'entered', on: '2026-11-05', reason: 'Again zq7canary' });
  expect(refused.status).toBe(409);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await host?.stop();
});

/** Ids of every kind, as the table has them: what stands in a route's braces. */
async function idsOf(): Promise<Record<string, string[]>> {
  const items = await tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
  const all = [
    ...new Set([...items.values()].join(' ').match(/\b(svc|off|per|ptn|org|trs|fed|bkg|run|doc|vac|att|inv|cli|job)_[0-9a-z-]+/g)),
  ];
  const some = (...prefixes: string[]) => {
    const found = prefixes.flatMap((prefix) => all.filter((id) => id.startsWith(`${prefix}_`)).slice(0, 3));
    return found.length > 0 ? found : [`${prefixes[0]}_none`];
  };
  return {
    school: [school],
    group: some('ptn', 'org', 'trs', 'fed'),
    service: some('svc'),
    officer: some('off'),
    person: some('per'),
    booking: some('bkg'),
    run: some('run'),
    document: some('doc'),
    vacancy: some('vac'),
    attempt: some('att'),
    invitation: some('inv'),
    client: some('cli'),
    import: some('job'),
  };
}

const asked = [
  '',
  '?name=saltmere',
  `?school=${school}`,
  `?about=${school}`,
  `?organisation=${school}`,
  '?year=2026&list=schools',
  '?show=all',
];

test('everybody who may know reads it where it belongs', async () => {
  for (const person of ['rowan-achebe', 'peter-quill', 'grace-adeyemi']) {
    const visitor = await host.as(person);
    expect(told((await visitor.get(`/essex/schools/${school}`)).body)).toEqual(['Warning notice']);
    expect(told((await visitor.get(`/essex/schools/${school}/statuses`)).body)).toEqual(expect.arrayContaining(['zq7canary', 'q8canary']));
  }
});

test('nobody else reads it on any page, in any answer, export or search', { timeout: 180_000 }, async () => {
  const ids = await idsOf();
  const routes = functions.flatMap(({ routes }) => Object.keys(routes)).filter((route) => route.startsWith('GET '));
  const paths = routes.flatMap((route) => {
    const path = route.slice(4);
    const word = /\{(\w+)\}/.exec(path)?.[1];
    const filled = word ? (ids[word] ?? [`${word}_none`]).map((id) => path.replace(`{${word}}`, id)) : [path];
    return filled.flatMap((each) => (word ? [each] : asked.map((query) => `${each}${query}`)));
  });
  expect(routes.length).toBeGreaterThan(40);
  const people = [...new Set([...blind.map(([, person]) => person), ...nearest])];
  expect(blind.map(([role]) => role)).toEqual(
    expect.arrayContaining(['school-booker', 'trust-booker', 'partnership-lead', 'officer', 'resource-manager', 'finance']),
  );
  const leaks: string[] = [];
  let read = 0;
  for (const person of people) {
    const visitor = await host.visitor().signIn('essex', person);
    for (const path of paths) {
      // To sign in again is to be sent to the provider: it has no word of ours.
      if (path.startsWith('/identity/sign-in') || path.startsWith('/identity/callback')) continue;
      const reply = await visitor.get(`/essex${path}`);
      if (reply.status === 200) read += 1;
      if (reply.status >= 500) leaks.push(`${person} ${path}: ${reply.status}`);
      const found = told(`${reply.body} ${reply.location ?? ''}`);
      if (found.length > 0) leaks.push(`${person} ${path}: ${found.join(', ')}`);
    }
  }
  expect(leaks).toEqual([]);
  // The walk has seen something: pages and not only refusals.
  expect(read).toBeGreaterThan(people.length * 10);
});

test('no item of the table holds a word of it but its own: no message, no audit entry, no index, no search word', async () => {
  const items = await tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
  const holding = [...items].filter(([key, item]) => told(`${key} ${item}`).length > 0).map(([key]) => key);
  expect(holding.length).toBeGreaterThanOrEqual(3);
  for (const key of holding) expect(key).toMatch(new RegExp(`^essex#ORG#${school} CONFIDENTIAL#`));
});

test('nothing was logged of it', () => {
  expect(logged.filter((line) => told(line).length > 0)).toEqual([]);
});
