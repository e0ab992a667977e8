// A council comes into being through a task, before there is a council; and a page that uploads may send its form to the file store, alone of all pages.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { foundingOf, tasks } from '../../functions/identity/tasks.ts';
import { manifest } from '../../functions/manifest.ts';
import type { AuditEntry } from '../../shared/audit.ts';
import type { Host } from '../../shared/context.ts';
import { room } from '../../shared/http/room.ts';
import type { Room } from '../../shared/http.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { askRoom } from '../ask-room.ts';
import { testTable } from '../engine.ts';
import { noFiles } from '../files.ts';

const founding = foundingOf(false);
const gate = { findActor: async () => undefined, can: () => true };
const declaration = {
  name: 'identity',
  routes: { 'GET /identity/plain': { action: 'public' }, 'GET /identity/upload': { action: 'public', upload: true } },
  tasks: ['record-council', 'look'],
  founds: manifest.identity.founds,
} as const;

const wrexmoor = {
  slug: 'wrexmoor',
  name: 'Wrexmoor Council',
  laCode: 999,
  addressLines: ['County Hall', 'Wrexmoor', 'WX1 1AA'],
  email: 'services@wrexmoor.example',
  telephone: '01632 960000',
  vatRegistrationNumber: 'GB 999 9999 73',
  bank: { accountName: 'Wrexmoor Council', sortCode: '00-00-00', accountNumber: '00000000' },
  providers: [
    {
      id: 'staff',
      title: 'Council staff',
      hint: 'For people who work for the council.',
      shape: 'entra',
      issuer: 'https://sign-in.example/tenant/v2.0',
      clientId: 'daybook',
      tenant: '6f0f3f3c-0000-4000-8000-000000000000',
      roles: { 'Daybook.Admin': 'council-admin' },
    },
  ],
  districts: [{ name: 'North', covers: ['Alder', 'Birch'] }],
};

let client: TableClient;
let tableName: string;
let now: number;
let identity: Room;
const rung: string[] = [];

beforeEach(async () => {
  const { endpoint, tableName: name } = await testTable();
  tableName = name;
  client?.destroy();
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  now = Date.parse('2026-11-24T10:00:00Z');
  rung.length = 0;
  const host: Host = {
    now: () => now,
    invoke: () => Promise.reject(new Error('nobody is invoked')),
    send: () => Promise.reject(new Error('nobody is sent to')),
    bell: (council) => void rung.push(council),
    ...noFiles,
    filesOrigin: 'https://files.example',
    origin: 'http://127.0.0.1',
    demo: false,
    tableClient: client,
  };
  identity = room(declaration, gate, () => ({
    handlers: { 'GET /identity/plain': () => new Response('plain'), 'GET /identity/upload': () => new Response('upload') },
    tasks: {
      'record-council': (context, subject) => tasks['record-council']?.(context, subject) ?? Promise.reject(new Error('no such task')),
      look: async ({ council }) => council,
    },
    founding,
  }))({ TABLE_NAME: tableName }, host);
});
afterAll(() => client.destroy());

const tableOf = (council: string) => new CouncilTable(client, tableName, council);
const record = (subject: unknown = wrexmoor, council = 'wrexmoor') => identity.handle({ council, task: 'record-council', subject });
const stored = (council = 'wrexmoor') => tableOf(council).get<Record<string, unknown>>(tableOf(council).key.council());
async function trail(): Promise<AuditEntry[]> {
  const table = tableOf('wrexmoor');
  const entries: AuditEntry[] = [];
  for await (const entry of table.each<AuditEntry>(table.range.auditOf('wrexmoor'))) entries.push(entry);
  return entries;
}

describe('a council is recorded', () => {
  test('before there is one, with its ledger from that day on, and an entry in its trail', async () => {
    const changed = [...Object.keys(wrexmoor), 'ledgerFrom'].sort();
    expect(await record()).toEqual({ ok: true, value: { council: 'wrexmoor', ledgerFrom: '2026-11-24', changed } });
    expect(await stored()).toMatchObject({ ...wrexmoor, type: 'council', ledgerFrom: '2026-11-24' });
    expect(await trail()).toMatchObject([{ action: 'council:record', about: 'wrexmoor', person: 'per_daybook', detail: 'Recorded' }]);
    expect(rung).toEqual(['wrexmoor']);
  });

  test('again, changing what differs; the day its ledger began never moves', async () => {
    await record();
    now += 400 * 86_400_000;
    const moved = { ...wrexmoor, name: 'Wrexmoor County Council', bank: { ...wrexmoor.bank, accountNumber: '11111111' } };
    expect(await record(moved)).toEqual({ ok: true, value: { council: 'wrexmoor', ledgerFrom: '2026-11-24', changed: ['bank', 'name'] } });
    expect(await stored()).toMatchObject({ ...moved, ledgerFrom: '2026-11-24' });
    now -= 800 * 86_400_000;
    expect(await record(moved)).toMatchObject({ ok: true, value: { ledgerFrom: '2026-11-24', changed: [] } });
    expect((await trail()).map(({ detail }) => detail).sort()).toEqual(['Changed: bank, name', 'Recorded']);
  });

  test('and what was left out of it is gone', async () => {
    await record();
    const { districts: _, ...without } = wrexmoor;
    expect(await record(without)).toMatchObject({ ok: true, value: { changed: ['districts'] } });
    expect(await stored()).not.toHaveProperty('districts');
  });

  test('by two at once, and it is one', async () => {
    const outcomes = await Promise.all([record(), record({ ...wrexmoor, name: 'Another name' })]);
    expect(outcomes).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await stored()).toMatchObject({ ledgerFrom: '2026-11-24' });
    expect(await trail()).toHaveLength(2);
  });

  test('and its room knows of the change at once', async () => {
    await record();
    expect(await identity.handle({ council: 'wrexmoor', task: 'look' })).toMatchObject({ name: 'Wrexmoor Council' });
    await record({ ...wrexmoor, name: 'Wrexmoor County Council' });
    expect(await identity.handle({ council: 'wrexmoor', task: 'look' })).toMatchObject({ name: 'Wrexmoor County Council' });
  });
});

describe('nothing is recorded', () => {
  const [staff] = wrexmoor.providers;
  test.each([
    ['no subject', null, ''],
    ['the day its ledger begins', { ...wrexmoor, ledgerFrom: '2020-01-01' }, 'ledgerFrom'],
    ['another council’s name', { ...wrexmoor, slug: 'essex' }, 'slug'],
    ['a short name that is an address of the host', { ...wrexmoor, slug: 'assets' }, 'slug'],
    ['a short name with a capital', { ...wrexmoor, slug: 'Wrexmoor' }, 'slug'],
    ['no provider', { ...wrexmoor, providers: [] }, 'providers'],
    ['a provider twice', { ...wrexmoor, providers: [staff, staff] }, 'providers'],
    ['a provider over plain HTTP', { ...wrexmoor, providers: [{ ...staff, issuer: 'http://sign-in.example' }] }, 'providers.0.issuer'],
    ['an Entra of any tenant', { ...wrexmoor, providers: [{ ...staff, tenant: undefined }] }, 'providers.0.tenant'],
    ['a role that is none', { ...wrexmoor, providers: [{ ...staff, roles: { x: 'owner' } }] }, 'providers.0.roles.x'],
    ['a secret', { ...wrexmoor, providers: [{ ...staff, clientSecret: 's' }] }, 'providers.0.clientSecret'],
    ['a sort code of six digits', { ...wrexmoor, bank: { ...wrexmoor.bank, sortCode: '000000' } }, 'bank.sortCode'],
    ['no VAT number', { ...wrexmoor, vatRegistrationNumber: 'none' }, 'vatRegistrationNumber'],
  ])('of a subject with %s', async (_what, subject, field) => {
    expect(await record(subject)).toMatchObject({ ok: false, refusal: { name: 'invalid-request', faults: [{ field }] } });
    expect([await stored(), await stored('essex')]).toEqual([undefined, undefined]);
  });

  test('and no other task runs for a council that is not there', async () => {
    await expect(identity.handle({ council: 'wrexmoor', task: 'look' })).rejects.toThrow('no task look for wrexmoor');
    await expect(identity.handle({ council: 'wrexmoor', task: 'nothing', subject: wrexmoor })).rejects.toThrow('no task nothing');
  });
});

test('a room that founds without saying so, or says so and does not, does not start', () => {
  const host = { tableClient: client } as unknown as Host;
  const made = { handlers: {}, tasks: { 'record-council': async () => null } };
  const founds = { name: 'identity', routes: {}, tasks: ['record-council'], founds: 'record-council' } as const;
  const { founds: _, ...silent } = founds;
  expect(() => room(founds, gate, () => made)({}, host)).toThrow('what it founds differs from the manifest');
  expect(() => room(silent, gate, () => ({ ...made, founding }))({}, host)).toThrow('what it founds differs from the manifest');
  expect(() => room(founds, gate, () => ({ ...made, founding }))({}, host)).not.toThrow();
});

test('the forms of a page that uploads may lead to the file store; those of any other page may not', async () => {
  await record();
  const policyOf = async (path: string) => {
    const { headers } = await askRoom(identity, path);
    return /form-action ([^;]+)/.exec(headers['content-security-policy'] ?? '')?.[1];
  };
  expect(await policyOf('/wrexmoor/identity/upload')).toBe("'self' https://files.example");
  expect(await policyOf('/wrexmoor/identity/plain')).toBe("'self'");
  expect(await policyOf('/wrexmoor/identity/nowhere')).toBe("'self'");
  expect(await policyOf('/nobody/identity/upload')).toBe("'self'");
});
