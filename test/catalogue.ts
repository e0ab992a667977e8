// The catalogue's room over a table of its own, with a policy in force, for tests that ask it over HTTP or through its actions.
import { pages } from '../functions/catalogue/page/index.ts';
import { routes } from '../functions/catalogue/routes.ts';
import { type Service, serviceIdOf } from '../functions/catalogue/schema.ts';
import { getPolicyPointer } from '../functions/catalogue/store/policies.ts';
import { getService } from '../functions/catalogue/store.ts';
import { tasks } from '../functions/catalogue/tasks.ts';
import { policyWrites } from '../functions/entitlements/store.ts';
import { can } from '../functions/identity/rules.ts';
import { manifest } from '../functions/manifest.ts';
import { commit, put } from '../shared/commit.ts';
import { type Actor, type Context, type Council, daybookItself, type Host, type Role } from '../shared/context.ts';
import { room } from '../shared/http/room.ts';
import type { Room } from '../shared/http.ts';
import type { OrganisationId } from '../shared/ids.ts';
import { essex2017 } from '../shared/policy/essex-2017.ts';
import { shiftedByYears } from '../shared/policy/rules.ts';
import type { Pack } from '../shared/policy/schema.ts';
import { CouncilTable, type TableClient, tableClient } from '../shared/table.ts';
import { askRoom } from './ask-room.ts';
import { testTable } from './engine.ts';

export const pack = shiftedByYears(essex2017, 9);
export const audits = serviceIdOf('safeguarding-audits');
export const recruitment = serviceIdOf('governing-bodies-headteacher-recruitment');

export type Reply = { status: number; body: string; location: string | undefined };
export type Sent = { json?: unknown; form?: Record<string, string> };

/** People of schools act for one; everybody else for the council. */
const actorOf = (role: Role): Actor => ({
  ...daybookItself,
  name: 'Somebody',
  roles: [role],
  ...(role.startsWith('school-') ? { organisation: 'sch_990001' as OrganisationId } : {}),
});

export class OpenCatalogue {
  now = Date.parse('2026-10-01T08:00:00Z');
  readonly client: TableClient;
  readonly table: CouncilTable;
  private readonly room: Room;

  private constructor(client: TableClient, tableName: string) {
    this.client = client;
    this.table = new CouncilTable(client, tableName, 'essex');
    const findActor = async (_: CouncilTable, { cookie }: { cookie: string }) => (cookie ? actorOf(cookie as Role) : undefined);
    const host = { now: () => this.now, origin: 'https://daybook.example', demo: false, bell: () => undefined, tableClient: client };
    const create = room(manifest.catalogue, { findActor, can }, () => ({ handlers: { ...routes, ...pages }, tasks }));
    this.room = create({ TABLE_NAME: tableName }, host as Partial<Host> as Host);
  }

  /** With the services of the pack, which is in force. */
  static async open(): Promise<OpenCatalogue> {
    const { endpoint, tableName } = await testTable();
    const opened = new OpenCatalogue(tableClient({ DYNAMODB_ENDPOINT: endpoint }), tableName);
    await commit(opened.table, [put(opened.table.key.council(), { slug: 'essex', name: 'Essex County Council' })]);
    await opened.publish(1, pack);
    return opened;
  }

  contextOf = (roles: readonly Role[] = [], council = 'essex'): Context => ({
    actor: { ...daybookItself, roles },
    council: { slug: council } as Council,
    now: this.now,
    table: new CouncilTable(this.client, this.table.name, council),
    logger: { info: () => undefined, error: () => undefined },
  });

  /** A version in force from the day of its pack, taken over by the catalogue at once. */
  async publish(version: number, published: Pack): Promise<void> {
    const at = `${published.effectiveFrom}T00:00:00.000Z`;
    const policy = { version, effectiveAt: at, publishedAt: at, pack: published };
    const outcome = await commit(this.table, policyWrites(this.table, await getPolicyPointer(this.table), policy));
    if (!outcome.ok) throw new Error('the version was not published');
    await tasks['adopt-services'](this.contextOf(), { pack: published });
  }

  async send(role: Role | undefined, route: string, { json, form }: Sent = {}): Promise<Reply> {
    const [method = 'GET', address = ''] = route.split(' ');
    const headers = { ...(role ? { cookie: role } : {}), 'sec-fetch-site': 'same-origin' };
    return askRoom(this.room, `/essex${address}`, { method, headers, json, ...(form ? { form: new URLSearchParams(form) } : {}) });
  }

  async service(id = audits): Promise<Service> {
    const found = await getService(this.table, id);
    if (!found) throw new Error(`no ${id}`);
    return found;
  }
}
