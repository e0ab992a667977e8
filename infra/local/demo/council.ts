// What makes up a council of the demonstration, and the bare item that a command needs of it before any host has recorded it.
import type { CivilDate } from '../../../shared/calendar.ts';
import { commit, create } from '../../../shared/commit.ts';
import type { Council } from '../../../shared/context.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { CouncilTable, tableClient } from '../../../shared/table.ts';
import type { DemoOfficer } from './officers.ts';
import type { DemoOrganisations } from './organisations.ts';
import type { DemoPerson } from './people.ts';

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
 * Lets a command work on data that no host has started on: a council that is not there yet, which says nothing of where people sign in. The first host to
 * start records it by its task, as it does at each start; what is recorded already is left alone.
 */
export async function layGround(address: TableAddress, council: DemoCouncil['council'], today: CivilDate): Promise<void> {
  const client = tableClient(address);
  try {
    const table = new CouncilTable(client, address.TABLE_NAME, council.slug);
    const item: Council = { ...council, ledgerFrom: today, providers: [] };
    const outcome = await commit(table, [create(table.key.council(), { ...item, type: 'council' }, 'changed-meanwhile')]);
    if (!outcome.ok && 'contended' in outcome) throw new Error(`the council ${council.slug} could not be recorded`);
  } finally {
    client.destroy();
  }
}
