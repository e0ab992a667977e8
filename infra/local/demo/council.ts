// What makes up a council of the demonstration, and how it is recorded: everything else of it arrives through the functions' own tasks.
import type { CivilDate } from '../../../shared/calendar.ts';
import { commit, put } from '../../../shared/commit.ts';
import type { Council } from '../../../shared/context.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { CouncilTable, tableClient } from '../../../shared/table.ts';
import type { DemoOfficer } from './officers.ts';
import type { DemoOrganisations } from './organisations.ts';
import type { DemoPerson } from './people.ts';

export type { DemoPerson } from './people.ts';

export type DemoCouncil = {
  council: Omit<Council, 'providers' | 'ledgerFrom'>;
  /** The council's directory at the staff's provider: an Entra tenant. */
  tenant: string;
  people: readonly DemoPerson[];
  officers: readonly DemoOfficer[];
  /** Its partnerships and the bodies in them, as on the day it is filled. */
  organisations(today: CivilDate): DemoOrganisations;
  /** The model the council shows, in the years it was written for; it is moved to the present when it is published. */
  pack: Pack;
  /** The school register of the council, as the national register would have it. */
  register: URL;
};

export type TableAddress = { TABLE_NAME: string; DYNAMODB_ENDPOINT: string; AWS_REGION: string };

/**
 * Writes the council's own item. The day its ledger begins stays what it was at first, however often the host has started since, and so does where
 * its people sign in while nobody says otherwise.
 */
export async function recordCouncil(
  address: TableAddress,
  council: DemoCouncil['council'],
  today: CivilDate,
  providers?: Council['providers'],
): Promise<void> {
  const client = tableClient(address);
  try {
    const table = new CouncilTable(client, address.TABLE_NAME, council.slug);
    const before = await table.get<Council>(table.key.council());
    const item: Council = {
      ...council,
      // Entries are only ever written under the clock's own day, which never goes back.
      ledgerFrom: before?.ledgerFrom ?? today,
      providers: providers ?? before?.providers ?? [],
    };
    const outcome = await commit(table, [put(table.key.council(), { ...item, type: 'council' })]);
    if (!outcome.ok) throw new Error(`the council ${council.slug} could not be recorded`);
  } finally {
    client.destroy();
  }
}
