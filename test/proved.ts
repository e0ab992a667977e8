// A proof of all that a test has written into a council's books, by the reports' own rules and with nothing sealed: what the books of a whole diary come to at its end.
import { expect } from 'vitest';
import { startProof } from '../functions/reports/actions/proof.ts';
import type { ProofReport } from '../functions/reports/schema.ts';
import type { CivilDate } from '../shared/calendar.ts';
import type { Actor, Council } from '../shared/context.ts';
import { accepted } from '../shared/decision.ts';
import { CouncilTable, type Page } from '../shared/table.ts';
import { everyItem } from './items.ts';

const finance: Actor = { person: 'per_nadia-rahman' as Actor['person'], name: 'Nadia Rahman', roles: ['finance'] };

/** A table of which is known where anything stands: sixteen partitions a day are empty on most days of a year, and are not asked for. */
class Books extends CouncilTable {
  private readonly written: ReadonlySet<string>;
  constructor({ client, name, council }: CouncilTable, written: ReadonlySet<string>) {
    super(client, name, council);
    this.written = written;
  }

  override page<T>(...[range, options]: Parameters<CouncilTable['page']>): Promise<Page<T>> {
    return range.index || this.written.has(range.pk) ? super.page<T>(range, options) : Promise.resolve({ items: [] });
  }
}

type Kept = { table: CouncilTable; council: Omit<Council, 'ledgerFrom' | 'providers'>; now: number };
/** Proves the books from a day on, and expects no fault, and every asset to come to nought: what was posted and what is pending. */
export async function proved({ table, council: of, now }: Kept, from: string): Promise<ProofReport> {
  const written = new Set((await everyItem(table.client, table.name)).map(({ pk }) => `${pk}`));
  const council: Council = { ...of, ledgerFrom: from as CivilDate, providers: [] };
  const logger = { info: () => {}, error: () => {} };
  const context = { now, table: new Books(table, written), council, actor: finance, logger };
  const report = accepted(await startProof(context, async () => {}, 60_000));
  expect([report.state, report.faults.listed]).toEqual(['proved', []]);
  for (const { differencePosted, differencePending } of report.assets) expect([differencePosted, differencePending]).toEqual([0, 0]);
  return report;
}
