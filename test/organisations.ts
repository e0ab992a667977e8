// Partnerships and other bodies at the counter of a council that has the demonstration: what the tests of organisations share.
import { afterAll, beforeAll, expect } from 'vitest';
import type { FunctionName } from '../functions/manifest.ts';
import { type Reply, startHost, type TestHost, type Visitor } from './host.ts';

export type Shown = {
  id: string;
  name: string;
  closedOn?: string;
  version: number;
  members: { id: string; name: string; from: string }[];
  membersOverTime: { id: string; from: string; to?: string }[];
  memberships: { id: string; name: string; from: string; to?: string }[];
  lead?: { member: string; memberName: string; from: string; personName?: string };
  leadsOverTime: { member: string; from: string; to?: string }[];
  coming: { on: string; text: string }[];
  events: { id: string; kind: string; on: string; text: string; reason?: string; withdrawn: boolean }[];
};

export let host: TestHost;
export let joan: Visitor;
export let tom: Visitor;
export let maria: Visitor;

export const api = '/essex/api/schools';
export const shown = async (id: string, who = joan): Promise<Shown> => (await who.json(`${api}/partnerships/${id}`)).data<Shown>();
export const record = async (name: string, more: Record<string, unknown> = {}): Promise<string> => {
  const reply = await joan.json(`${api}/partnerships`, { partnershipKind: 'school-improvement', name, openedOn: '2024-09-01', ...more });
  expect(reply.status, reply.body).toBe(201);
  return reply.data<{ id: string }>().id;
};
export const to = (id: string, what: string, body: unknown, who = joan): Promise<Reply> =>
  who.json(`${api}/partnerships/${id}/${what}`, body);
export const join = (id: string, urns: number[], on = '2024-09-01') => to(id, 'members', { members: urns.map((urn) => `sch_${urn}`), on });

/** For the tests of a file a council with its schools, and what rooms they need besides those that the demonstration comes from. */
export function aCouncilOfSchools(...more: FunctionName[]): void {
  beforeAll(async () => {
    host = await startHost({ only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', ...more], seeded: true });
    [joan, tom, maria] = [await host.as('joan-ferris'), await host.as('tom-haldane'), await host.as('maria-okafor')];
  });
  afterAll(() => host.stop());
}
