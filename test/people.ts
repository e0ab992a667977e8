// A council's people with their administrator at the door, and the few organisations and officers that rights are for: what the tests of people share.
import { afterAll, beforeAll, expect } from 'vitest';
import type { ShownPerson } from '../functions/identity/actions/people.ts';
import { commit, put } from '../shared/commit.ts';
import { tableDump } from './bookings.ts';
import { startHost, type TestHost, type Visitor } from './host.ts';

export let host: TestHost;
export let grace: Visitor;
export const academy = 'sch_990010';
export const primary = 'sch_990001';

/** For the tests of a file: people who may do what the demonstration grants them, and nothing of the other rooms. */
export function aCouncilOfPeople(): void {
  beforeAll(async () => {
    host = await startHost({ only: ['identity'] });
    const table = host.tableOf();
    const organisation = (id: string, name: string) =>
      put(table.key.organisation(id as never), { type: 'organisation', id, name, version: 1 });
    const written = await commit(table, [
      organisation(academy, 'Colnemarsh Grange Academy'),
      organisation(primary, 'Saltmere Community Primary School'),
      put(table.key.officer('off_daniel-osei' as never), { type: 'officer', id: 'off_daniel-osei', name: 'Daniel Osei', version: 1 }),
      put(table.key.officer('off_new' as never), { type: 'officer', id: 'off_new', name: 'New Officer', version: 1 }),
    ]);
    expect(written.ok).toBe(true);
    grace = await host.as('grace-adeyemi');
  });
  afterAll(() => host.stop());
}

export const api = (path: string) => `/essex/api/identity${path}`;
export const read = async (id: string) =>
  (await grace.json(api(`/people/${id}`))).data<ShownPerson & { history: { who: string; what: string }[] }>();
export const dump = () => tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
export const fresh = async (person: string) => host.visitor().signIn('essex', person);
