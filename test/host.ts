// The whole product for one test file: the local host on free ports with an engine in memory, the demonstration in it, and people who sign in as people do.
import { randomUUID } from 'node:crypto';
import type { FunctionName } from '../functions/manifest.ts';
import { demoClock } from '../infra/local/clock.ts';
import type { DemoCouncil } from '../infra/local/demo/council.ts';
import { essex } from '../infra/local/demo/essex.ts';
import { registerPeople, seed } from '../infra/local/demo/seed.ts';
import { type LocalHost, serve } from '../infra/local/serve.ts';
import { Visitor } from '../infra/local/visitor.ts';
import { commit, put } from '../shared/commit.ts';
import { CouncilTable, type TableClient, tableClient } from '../shared/table.ts';

export { Reply, Visitor } from '../infra/local/visitor.ts';

export type HostOptions = {
  /** What the demo clock shows at first; the demonstration's policy is in force from the September before. */
  at?: string;
  only?: readonly FunctionName[];
  /** Essex alone, unless more are needed. */
  councils?: readonly DemoCouncil[];
  /** False leaves out policy, services, schools and officers; people who can sign in are there all the same. */
  seeded?: boolean;
  /** Visitors ask over real connections, as from outside; otherwise what a function answers is asked of it within this process. */
  wire?: boolean;
};

export type TestHost = LocalHost & {
  /** Somebody signed in through the provider, as `essex`'s unless said otherwise; the same visitor each time. */
  as(person: string, council?: string): Promise<Visitor>;
  /** Somebody who is not signed in. */
  visitor(): Visitor;
  /** A council's view of the table, to look behind the scenes. */
  tableOf(council?: string): CouncilTable;
};

export async function startHost(options: HostOptions = {}): Promise<TestHost> {
  const { at = '2026-11-24T08:00:00Z', only, councils = [essex], seeded = only === undefined, wire = false } = options;
  const clock = demoClock();
  clock.set(at);
  const host = await serve({
    port: 0,
    clock,
    environment: process.env,
    tableName: `test-${randomUUID()}`,
    councils,
    ...(only ? { only } : {}),
  });
  try {
    for (const council of host.councils) {
      if (seeded) await seed(host, council);
      await (seeded ? registerPeople : registerAhead)(host, council);
    }
  } catch (error) {
    await host.stop();
    throw error;
  }
  const visitor = () => new Visitor(host.origin, wire ? undefined : host.direct);
  const signedIn = new Map<string, Promise<Visitor>>();
  let client: TableClient | undefined;
  return {
    ...host,
    visitor,
    as(person, council = host.councils[0]?.council.slug ?? '') {
      const name = `${council} ${person}`;
      const { people } = host.councils.find((each) => each.council.slug === council) ?? { people: [] };
      const provider = people.find(({ key }) => key === person)?.provider;
      const known = signedIn.get(name) ?? visitor().signIn(council, person, undefined, provider);
      signedIn.set(name, known);
      return known;
    },
    tableOf(council = host.councils[0]?.council.slug ?? '') {
      client ??= tableClient(host.table);
      return new CouncilTable(client, host.table.TABLE_NAME, council);
    },
    async stop() {
      client?.destroy();
      await host.stop();
    },
  };
}

/**
 * Registers the people of a council in which there is nothing yet that they could have rights for: it stands there for as long as they are registered, and
 * leaves no trace.
 */
export async function registerAhead(host: LocalHost, council: DemoCouncil): Promise<void> {
  const client = tableClient(host.table);
  try {
    const table = new CouncilTable(client, host.table.TABLE_NAME, council.council.slug);
    const keys = council.people.flatMap(({ rights, officer }) => [
      ...rights.flatMap(({ organisation }) => (organisation ? [table.key.organisation(organisation)] : [])),
      ...(officer ? [table.key.officer(officer)] : []),
    ]);
    const missing = await Promise.all(keys.map(async (key) => ((await table.get(key)) ? [] : [key])));
    const planted = [...new Map(missing.flat().map((key) => [`${key.pk} ${key.sk}`, key])).values()];
    await commit(
      table,
      planted.map((key) => put(key, { type: 'planted' })),
    );
    await registerPeople(host, council);
    await commit(
      table,
      planted.map((key) => ({ op: 'delete', key, refusal: { name: 'changed-meanwhile' } })),
    );
  } finally {
    client.destroy();
  }
}
