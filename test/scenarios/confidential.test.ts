// A school's confidential status is told to nobody who may not know: every page and every API answer of every room is read by everybody who may not, and
// neither the table, nor what is sent, nor what is logged holds a word of it outside its own items.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { can } from '../../functions/identity/rules.ts';
import type { Action } from '../../functions/identity/schema.ts';
import { functions } from '../../functions/manifest.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import type { Actor, Role } from '../../shared/context.ts';
import { shiftedByYears } from '../../shared/policy/rules.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { tableDump } from '../bookings.ts';
import { startHost, type TestHost } from '../host.ts';
import { grantYear } from '../standing.ts';

const school = 'sch_990001';
const status = ['zq7canary', 'q8canary', 'Warning notice', 'warning-notice', 'Vulnerable', '"vulnerable"'];
/** What the policy says of the rule that rests on the status: its clause, its legal basis, on what ground its number was put there. */
const canaries = [...status, 'zq9canary', 'warning notice', 'Per status'];
const told = (text: string, of = canaries) => of.filter((canary) => text.includes(canary));
/** That the school has days of this rule tells of the status whoever knows what the rule is for. */
const granted = `${school}/extra-days`;
const grounds = { reference: 'The zq9canary clause', text: 'As zq9canary says' };
const pack = shiftedByYears(essex.pack, 9);
const policy: Pack = {
  ...pack,
  allocations: pack.allocations.map((rule) =>
    rule.per === 'status'
      ? {
          ...rule,
          code: 'extra-days',
          title: 'Extra days',
          shownAs: { title: 'Extra days' },
          status: 'warning-notice',
          clause: grounds,
          legalBasis: 'The zq9canary Act',
          grant: { halfDays: 12, assumed: true, note: 'Because zq9canary' },
        }
      : rule,
  ),
};

let host: TestHost;
const logged: string[] = [];
const statuses = `/essex/api/schools/${school}/statuses`;

/** Everybody in the demonstration by role: at least one of each that may not know. */
const byRole = new Map<Role, string>(
  essex.people.flatMap(({ key, rights }) => rights.flatMap(({ roles }) => roles.map((role) => [role, key] as const))),
);
const blind = [...byRole].filter(([role]) => !can({ roles: [role] } as unknown as Actor, 'confidential:read'));
const rolesOf = (person: string): Role[] =>
  essex.people.flatMap(({ key, rights }) => (key === person ? rights.flatMap(({ roles }) => roles) : []));
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
  // The policy grants days for it, and the school has them; a draft of the next one says the same.
  await host.invoke('entitlements', { council: 'essex', task: 'publish-policy', subject: { pack: policy } });
  host.clock.set('2026-11-24T10:00:00Z');
  await grantYear(host, '2026-11-24');
  const grace = await host.as('grace-adeyemi');
  const draft = await grace.json('/essex/api/entitlements/policies/drafts', { from: 2, effectiveFrom: '2027-09-01' });
  expect(draft.status).toBe(201);
}, 120_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await host?.stop();
});

/** Ids of every kind, as the table has them: what stands in a route's braces. */
async function idsOf(): Promise<Record<string, string[]>> {
  const items = await tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
  const all = [
    ...new Set([...items.values()].join(' ').match(/\b(svc|off|per|ptn|org|trs|fed|bkg|run|alr|drf|doc|vac|att|inv|cli|job)_[0-9a-z-]+/g)),
  ];
  const some = (...prefixes: string[]) => {
    const found = prefixes.flatMap((prefix) => all.filter((id) => id.startsWith(`${prefix}_`)).slice(0, 3));
    return found.length > 0 ? found : [`${prefixes[0]}_none`];
  };
  return {
    school: [school],
    holder: [school],
    line: ['2026-09-01.extra-days'],
    version: ['2'],
    draft: some('drf'),
    group: some('ptn', 'org', 'trs', 'fed'),
    service: some('svc'),
    officer: some('off'),
    person: some('per'),
    booking: some('bkg'),
    run: some('run', 'alr'),
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
  `?school=${school}`,
  '?name=saltmere',
  `?about=${school}`,
  `?organisation=${school}`,
  '?year=2026&list=schools',
  '?show=all',
  '?of=2&against=1',
];

/** A path with something that there is in the place of each word in braces. */
function filled(path: string, ids: Record<string, string[]>): string[] {
  const word = /\{(\w+)\}/.exec(path)?.[1];
  if (!word) return [path];
  return (ids[word] ?? [`${word}_none`]).flatMap((id) => filled(path.replace(`{${word}}`, id), ids));
}

test('everybody who may know reads it where it belongs', async () => {
  for (const person of ['rowan-achebe', 'peter-quill', 'grace-adeyemi']) {
    const visitor = await host.as(person);
    expect(told((await visitor.get(`/essex/schools/${school}`)).body)).toEqual(['Warning notice']);
    expect(told((await visitor.get('/essex/entitlements/policies/2')).body)).toEqual(['zq9canary', 'warning notice', 'Per status']);
    expect((await visitor.json(`/essex/api/entitlements/statements/${school}`)).body).toContain(granted);
    expect(told((await visitor.get(`/essex/schools/${school}/statuses`)).body)).toEqual(expect.arrayContaining(['zq7canary', 'q8canary']));
  }
});

test('nobody else reads it on any page, in any answer, export or search', { timeout: 180_000 }, async () => {
  const ids = await idsOf();
  const routes = functions
    .flatMap(({ routes }) => Object.entries(routes))
    .filter(([route]) => route.startsWith('GET '))
    .map(([route, { action }]) => ({ action, isList: !route.includes('{'), paths: filled(route.slice(4), ids) }));
  expect(routes.length).toBeGreaterThan(40);
  // What a page makes of a question depends on who may open it, and for whom they see: one of the staff and one of the school ask them all.
  const thorough = ['nadia-rahman', 'tom-haldane'];
  // Whoever may not open a page is refused before anything is read of what they ask for: once is enough.
  const pathsFor = (person: string) =>
    routes.flatMap(({ action, isList, paths }) => {
      const may = action === 'public' || rolesOf(person).some((role) => can({ roles: [role] } as unknown as Actor, action as Action));
      const queries = thorough.includes(person) ? asked : asked.slice(0, 2);
      return may && isList ? paths.flatMap((path) => queries.map((query) => `${path}${query}`)) : may ? paths : paths.slice(0, 1);
    });
  const people = [...new Set([...blind.map(([, person]) => person), ...nearest])];
  expect(blind.map(([role]) => role)).toEqual(
    expect.arrayContaining(['school-booker', 'trust-booker', 'partnership-lead', 'officer', 'resource-manager', 'finance']),
  );
  const leaks: string[] = [];
  let read = 0;
  for (const person of people) {
    const visitor = await host.visitor().signIn('essex', person);
    // The school itself is shown its days, under the title that schools are shown.
    const words = nearest.includes(person) ? canaries : [...canaries, granted];
    for (const path of pathsFor(person)) {
      // To sign in again is to be sent to the provider: it has no word of ours.
      if (path.startsWith('/identity/sign-in') || path.startsWith('/identity/callback')) continue;
      const reply = await visitor.get(`/essex${path}`);
      if (reply.status === 200) read += 1;
      if (reply.status >= 500) leaks.push(`${person} ${path}: ${reply.status}`);
      const found = told(`${reply.body} ${reply.location ?? ''}`, words);
      if (found.length > 0) leaks.push(`${person} ${path}: ${found.join(', ')}`);
    }
  }
  expect(leaks).toEqual([]);
  // The walk has seen something: pages and not only refusals.
  expect(read).toBeGreaterThan(people.length * 10);
});

test('no item of the table holds a word of it but its own: no message, no audit entry, no index, no search word', async () => {
  const items = await tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
  const holding = [...items].filter(([key, item]) => told(`${key} ${item}`, status).length > 0).map(([key]) => key);
  // A policy names the status that its rule is for, and no school.
  const isPolicy = (key: string) => /^essex#(POLICY|DRAFT)/.test(key);
  expect(holding.filter(isPolicy)).toHaveLength(2);
  const own = holding.filter((key) => !isPolicy(key));
  expect(own.length).toBeGreaterThanOrEqual(3);
  for (const key of own) expect(key).toMatch(new RegExp(`^essex#ORG#${school} CONFIDENTIAL#`));
});

test('nothing was logged of it', () => {
  expect(logged.filter((line) => told(line).length > 0)).toEqual([]);
});
