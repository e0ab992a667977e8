// What the tests of billing stand on: a whole host after a term's visits, whoever bills and is billed there, and what the API shows of runs and documents.
import { afterAll, beforeAll } from 'vitest';
import type { Run, RunDocument } from '../functions/invoicing/schema.ts';
import type { CivilDate } from '../shared/calendar.ts';
import { Counter } from './counter.ts';
import { type Reply, startHost, type TestHost, type Visitor } from './host.ts';

export type ShownRun = Run & { documents: (RunDocument & { lines: { netPence: number }[] })[]; heldLines: unknown[]; heldTotal: number };
export type ShownDocument = {
  id: string;
  number: string;
  kind: string;
  organisation: string;
  netPence: number;
  vatPence: number;
  grossPence: number;
  openPence: number;
  lines: { deliveredOn: string; taxPoint: string; netPence: number }[];
  posting?: { councilReference: string; postedAt: string; postedByName: string };
};

export const api = '/essex/api/invoicing';
export const period = { from: '2026-09-01', to: '2026-12-18' };
export let host: TestHost;
export let maria: Visitor;
export let tom: Visitor;
export let nadia: Visitor;
export let peter: Visitor;

/** For the tests of a file: six half-days of an academy and two of a maintained school, delivered and not billed yet. */
export function aTermToBill(): void {
  beforeAll(async () => {
    host = await startHost({ at: '2026-11-24T08:00:00Z' });
    [maria, tom, nadia, peter] = (await Promise.all(
      ['maria-okafor', 'tom-haldane', 'nadia-rahman', 'peter-quill'].map((name) => host.as(name)),
    )) as [Visitor, Visitor, Visitor, Visitor];
    const counter = new Counter(host, '2026-11-24' as CivilDate);
    const daniel = await host.as('daniel-osei');
    await counter.vacancy();
    const bought = await counter.book(maria, await counter.fresh(6));
    const recharged = await counter.book(tom, await counter.fresh(2), { school: 'sch_990001', purse: 'delegated-budget' });
    host.clock.set('2026-12-18T18:00:00Z');
    await counter.deliver(daniel, bought, ['01', '02', '03', '04', '05', '06']);
    await counter.deliver(daniel, recharged, ['01', '02']);
  });
  afterAll(() => host?.stop());
}

/** A run once it waits for nobody, read through the API. */
export async function settled(id: string): Promise<ShownRun> {
  for (let tries = 0; tries < 100; tries++) {
    await host.quiet();
    const run = (await nadia.json(`${api}/runs/${id}`)).data<ShownRun>();
    if (run.state === 'proposed' || run.state === 'complete') return run;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${id} did not come to rest`);
}
export const idIn = (reply: Reply): string => /(run|doc)_[0-9a-z-]+/.exec(reply.location ?? '')?.[0] ?? '';
export const documentsOf = async (who: Visitor, rail = 'vat-invoice') =>
  (await who.json(`${api}/documents?rail=${rail}`)).data<{ documents: ShownDocument[] }>().documents;
