// A council's ledger in a table of its own, with the functions that seal, prove and export it, under a clock that the test holds.
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { contactWrite } from '../functions/identity/store/people.ts';
import { sealDue } from '../functions/nightly/actions.ts';
import { create as createNightly } from '../functions/nightly/handler.ts';
import { startProof } from '../functions/reports/actions/proof.ts';
import { create as createReports } from '../functions/reports/handler.ts';
import type { ProofReport } from '../functions/reports/schema.ts';
import { create as createWorker } from '../functions/worker/handler.ts';
import { type FileStore, fileStore } from '../infra/local/files.ts';
import type { CivilDate } from '../shared/calendar.ts';
import { commit, put, type Write } from '../shared/commit.ts';
import type { Actor, Context, Host, Role, TaskEvent } from '../shared/context.ts';
import { accepted } from '../shared/decision.ts';
import type { OrganisationId, PersonId } from '../shared/ids.ts';
import { type Account, account, holderOf } from '../shared/ledger/chart.ts';
import { type Posting, postingWrites } from '../shared/ledger/post.ts';
import { dayOfTransfer, settle, type Transfer, transfer } from '../shared/ledger/transfers.ts';
import { CouncilTable, type Key, shardOf, type TableClient, tableClient } from '../shared/table.ts';
import { askRoom } from './ask-room.ts';
import { begun, cookieWith, sessionAs } from './begun.ts';
import { testTable } from './engine.ts';
import { noFiles } from './files.ts';
import { plainCouncil } from './plain-council.ts';

export const school = 'sch_990001' as OrganisationId;
export const ledgerFrom = '2026-11-02' as CivilDate;
const origin = 'http://127.0.0.1:8080';
export const at = (date: string, time = '10:00') => Date.parse(`${date}T${time}:00Z`);
export const free = account('entitlement', school, 'headteacher-recruitment', 'vac_1');

export type SealedLedger = Awaited<ReturnType<typeof sealedLedger>>;

/** A council of some schools and its ledger, with nothing in it yet. Where no day is to be sealed, nobody seals one before a proof either. */
export async function sealedLedger({ schools = [school], seals = true }: { schools?: readonly OrganisationId[]; seals?: boolean } = {}) {
  const { endpoint, tableName } = await testTable();
  const client: TableClient = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  const table = new CouncilTable(client, tableName, 'essex');
  const files: FileStore = fileStore();
  let now = at('2026-11-30', '16:00');
  const sent: TaskEvent[] = [];
  const host: Host = {
    now: () => now,
    invoke: async (name, event) =>
      name === 'nightly' && !seals ? null : (name === 'reports' ? reports : name === 'nightly' ? nightly : worker).handle(event),
    send: async (_name, event) => void sent.push(event),
    bell: () => {},
    ...noFiles,
    fileMark: files.mark,
    beginFile: files.begin,
    addPart: files.add,
    endFile: files.end,
    fileAddress: async (key, name) => `https://files.example/${key}?${name}`,
    origin,
    demo: false,
    tableClient: client,
  };
  const reports = createReports({ TABLE_NAME: tableName }, host);
  const nightly = createNightly({ TABLE_NAME: tableName }, host);
  const worker = createWorker({ TABLE_NAME: tableName }, host);
  const council = plainCouncil(ledgerFrom);
  const actor: Actor = { person: 'per_auditor' as PersonId, name: 'Ada Quill', roles: ['auditor'] };

  async function write(...writes: Write[]): Promise<void> {
    const outcome = await commit(table, writes);
    if (!outcome.ok) throw new Error('index' in outcome ? JSON.stringify(outcome.write.refusal) : 'contended');
  }
  await write(
    put(table.key.council(), { type: 'council', ...council }),
    contactWrite(table, actor.person, { type: 'contact', name: actor.name, version: 1 }),
    ...schools.map((id) => put(table.key.organisation(id), { type: 'school', id, gsi1pk: 'essex#SCHOOLS', gsi1sk: `NAME#${id}` })),
  );
  /** Each context sees the table anew, as each request does. */
  const context = (when = now): Context => ({
    actor,
    council,
    now: when,
    table: new CouncilTable(client, tableName, 'essex'),
    logger: { info: () => {}, error: () => {} },
  });
  const entry = (id: string, end = '', day = dayOfTransfer(id)): Key => table.key.ledgerEntry(day, shardOf(id), `${id}${end}`);
  const headKey = (of: string): Key => table.key.head(holderOf(of), of);
  const edit = (key: Key, name: string, value: unknown) =>
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: key,
        UpdateExpression: 'SET #name = :value',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  const remove = (key: Key) =>
    client.send(new DeleteCommand({ TableName: tableName, Key: key, ConditionExpression: 'attribute_exists(pk)' }));
  const slipIn = (key: Key, item: object) => client.send(new PutCommand({ TableName: tableName, Item: { ...item, ...key } }));

  const cookieOf = async (role: Role): Promise<string> => {
    const more = { name: actor.name, ...(role === 'school-booker' ? { organisation: school } : {}) };
    return cookieWith(council.slug, await begun(table, sessionAs(role, Date.now(), more)));
  };

  /** A request by somebody with this role, or by nobody. */
  async function ask(path: string, role?: Role, body?: string) {
    const cookie = role ? await cookieOf(role) : '';
    const sent = body === undefined ? {} : path.startsWith('/api/') ? { json: JSON.parse(body) } : { form: new URLSearchParams(body) };
    return askRoom(reports, `/essex${path}`, { headers: { origin, ...(cookie ? { cookie } : {}) }, ...sent });
  }

  return {
    table,
    client,
    tableName,
    files,
    council,
    sent,
    worker,
    write,
    context,
    entry,
    headKey,
    edit,
    remove,
    slipIn,
    ask,
    setNow(moment: number) {
      now = moment;
    },
    post: (...postings: Posting[]) => write(...postingWrites(table, postings)),
    seal: (when = now) => sealDue(context(when)),
    prove: async (when = now): Promise<ProofReport> => accepted(await startProof(context(when), async () => {}, 60_000)),
    /** Does what was sent to the worker, until nothing is left. */
    async work() {
      for (let event = sent.shift(); event; event = sent.shift()) await worker.handle(event);
    },
    stop: () => client.destroy(),
  };
}

export const grantOf = (halfDays: number, when: number, name = 'grant', to: Account<'entitlement'> = free): Transfer =>
  transfer('grant', account('grants', 'headteacher-recruitment'), to, halfDays, { name, now: when, cause: { clause: 'A8' } });
export const holdOf = (name: string, when: number): Transfer =>
  transfer('deliver-entitlement', free, account('delivered-entitlement', school, '2026'), 1, {
    name,
    now: when,
    cause: { booking: 'bkg_1' },
    pending: true,
  });
export const coreOf = (name: string, when: number): Transfer =>
  transfer('deliver-core', account('capacity', 'svc_a10'), account('delivered-core', school, '2026'), 1, {
    name,
    now: when,
    cause: {},
  });

/** A fortnight: a grant, visits held on one day and settled on another, and a day with many entries in each shard. */
export async function aFortnight({ post }: Pick<SealedLedger, 'post'>) {
  const granted = grantOf(8, at('2026-11-02'));
  const held = ['a', 'b', 'c', 'd'].map((name) => holdOf(name, at('2026-11-03')));
  const core = Array.from({ length: 60 }, (_, i) => coreOf(`core-${String(i).padStart(2, '0')}`, at('2026-11-05')));
  await post({ transfer: granted });
  for (const each of held) await post({ transfer: each });
  for (const each of core) await post({ transfer: each });
  const [first, second, third] = held as [Transfer, Transfer, Transfer, Transfer];
  await post({ settlement: settle(first, 'post', at('2026-11-10')) });
  await post({ settlement: settle(second, 'post', at('2026-11-10')) });
  await post({ settlement: settle(third, 'void', at('2026-11-12')) });
  return { granted, held, core };
}
