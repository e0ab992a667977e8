// The context of a request and of a task: the council it is for, as recorded, and whoever acts there.
import { londonDate } from '../calendar.ts';
import { type Actor, type Context, type Council, daybookItself, type Environment, type Host } from '../context.ts';
import { accept, type Decision, refuse } from '../decision.ts';
import { type Founding, logger } from '../http.ts';
import { CouncilTable, tableClient } from '../table.ts';

/** How long a function goes by a council's record before it reads it again. */
const councilCacheMs = 30_000;

export type Contexts = {
  /** Nothing where no such council is recorded. */
  of(slug: string, actor: Actor | ((table: CouncilTable) => Promise<Actor>)): Promise<Context | undefined>;
  /** The context of a task that records its council: everything it may be asked stands in its subject. Refuses `invalid-request` as its founding does. */
  founded(slug: string, subject: unknown, founding: Founding): Decision<Context>;
  /** The council's record has changed: the next context reads it anew. */
  forget(slug: string): void;
};

/** Contexts of one function on one host; they share its connection and remember councils for as long as the bound above. */
export function openContexts(env: Environment, host: Host): Contexts {
  const client = host.tableClient ?? tableClient(env);
  const tableName = env.TABLE_NAME ?? 'daybook';
  const councils = new Map<string, { council: Council; until: number }>();
  return {
    async of(slug, actor) {
      if (!/^[a-z][a-z0-9-]{1,30}$/.test(slug)) return undefined;
      const table = new CouncilTable(client, tableName, slug);
      const cached = councils.get(slug);
      const [council, who] = await Promise.all([
        cached && cached.until > Date.now() ? cached.council : table.get<Council>(table.key.council()),
        typeof actor === 'function' ? actor(table) : actor,
      ]);
      if (!council) return undefined;
      if (!cached || cached.until <= Date.now()) councils.set(slug, { council, until: Date.now() + councilCacheMs });
      return { actor: who, council, now: host.now(), table, logger };
    },
    founded(slug, subject, founding) {
      const now = host.now();
      const council = founding(subject, londonDate(now));
      if (!council.ok) return council;
      if (council.value.slug !== slug)
        return refuse('invalid-request', undefined, { faults: [{ field: 'slug', detail: `is not the council of this event, ${slug}` }] });
      return accept({ actor: daybookItself, council: council.value, now, table: new CouncilTable(client, tableName, slug), logger });
    },
    forget: (slug) => councils.delete(slug),
  };
}
