// The schools function as deployed, with an empty table and a file that the test holds: what the tests of register imports share.
import { readFileSync } from 'node:fs';
import { beforeEach } from 'vitest';
import { can } from '../functions/identity/rules.ts';
import { manifest } from '../functions/manifest.ts';
import { pagesWith } from '../functions/schools/page/index.ts';
import { routesWith } from '../functions/schools/routes.ts';
import type { School } from '../functions/schools/schema.ts';
import { type ImportAnswer, tasks } from '../functions/schools/tasks/import-gias.ts';
import { commit, put } from '../shared/commit.ts';
import { type Actor, type Host, roles } from '../shared/context.ts';
import { room } from '../shared/http/room.ts';
import type { Room } from '../shared/http.ts';
import type { OrganisationId } from '../shared/ids.ts';
import { CouncilTable, type TableClient, tableClient } from '../shared/table.ts';
import { askRoom, type RoomAnswer } from './ask-room.ts';
import { testTable } from './engine.ts';
import { noFiles } from './files.ts';

export const golden = readFileSync(new URL('./golden/gias-extract.csv', import.meta.url));
export const demo = readFileSync(new URL('../infra/local/demo/schools.csv', import.meta.url));

/** The cookie names a role; a school's person is of 990010 (or of the school the cookie names). */
async function findActor(_table: CouncilTable, { cookie }: { cookie: string }): Promise<Actor | undefined> {
  const [role, organisation] = cookie.split('@');
  const known = roles.find((each) => each === role);
  return (
    known && {
      person: 'per_1' as Actor['person'],
      name: 'A Person',
      roles: [known],
      ...(organisation ? { organisation: organisation as OrganisationId } : {}),
    }
  );
}
/** Tasks of the room that are not of the register. */
const others = Object.fromEntries(
  manifest.schools.tasks
    .filter((name) => name !== 'import-gias' && name !== 'advance-import')
    .map((name) => [name, () => Promise.reject(new Error('not asked for here'))]),
);
const create = room(manifest.schools, { findActor, can }, (_env, host) => ({
  handlers: { ...routesWith(host), ...pagesWith(host) },
  tasks: { ...tasks(host), ...others },
}));

export let client: TableClient;
export let table: CouncilTable;
export let schools: Room;
export let now = 0;
/** What openFile gives, and how far it has been read. */
let file: { bytes: Uint8Array; chunk: number } = { bytes: golden, chunk: 65_536 };

export const at = (date: string) => {
  now = Date.parse(`${date}T10:00:00Z`);
};

export async function importFile(bytes: Uint8Array | string, allAuthorities = true, chunk = 65_536): Promise<ImportAnswer> {
  file = { bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, chunk };
  return (await schools.handle({
    council: 'essex',
    task: 'import-gias',
    subject: { file: 'register.csv', allAuthorities },
  })) as ImportAnswer;
}

export const get = (path: string, cookie = 'resource-manager'): Promise<RoomAnswer> => askRoom(schools, path, { headers: { cookie } });
export const json = async (path: string, cookie?: string) => {
  const { status, body } = await get(path, cookie);
  return { status, body: JSON.parse(body) };
};

export async function everySchool(): Promise<School[]> {
  const all = await table.all<School>(table.range.schoolsByName());
  return all.sort((a, b) => a.urn - b.urn);
}

/** The file as a table of text, told apart without the product's reader: every field of these files is quoted and holds no comma and quotation mark in a row. */
export const cells = (bytes: Uint8Array): string[][] => {
  const lines = Buffer.from(bytes).toString('latin1').split('\r\n').slice(0, -1);
  return lines.map((line) => line.slice(1, -1).split('","'));
};
export const csv = (rows: readonly (readonly string[])[]) =>
  `${rows.map((row) => row.map((field) => `"${field}"`).join(',')).join('\r\n')}\r\n`;

/** Before each test of a file a table of its own, in which no school is known yet. */
export function anEmptyRegisterForEach(): void {
  beforeEach(async () => {
    const { endpoint, tableName } = await testTable();
    client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
    table = new CouncilTable(client, tableName, 'essex');
    await commit(table, [put(table.key.council(), { type: 'council', slug: 'essex', name: 'Essex', laCode: 881 })]);
    at('2026-11-24');
    const host: Host = {
      now: () => now,
      invoke: () => Promise.reject(new Error('nobody is invoked')),
      send: () => Promise.reject(new Error('nobody is sent to')),
      bell: () => {},
      ...noFiles,
      openFile: async function* (_key, from = 0) {
        for (let at = from; at < file.bytes.length; at += file.chunk) yield file.bytes.subarray(at, at + file.chunk);
      },
      fileMark: async () => ({ size: file.bytes.length, mark: 'only' }),
      uploadForm: () => Promise.reject(new Error('nothing is uploaded')),
      origin: 'http://127.0.0.1',
      demo: false,
      tableClient: client,
    };
    schools = create({ TABLE_NAME: tableName }, host);
  });
}
