// A council with one policy in force and two people who may change it, and what they do with a draft: what the tests of drafts share.
import { afterAll, beforeAll, expect } from 'vitest';
import type { Draft } from '../functions/entitlements/schema/drafts.ts';
import { essex } from '../infra/local/demo/essex.ts';
import { shiftedByYears } from '../shared/policy/rules.ts';
import type { Pack } from '../shared/policy/schema.ts';
import { startHost, type TestHost, type Visitor } from './host.ts';
import { pathOf } from './packs.ts';

export let host: TestHost;
export let grace: Visitor;
export let leo: Visitor;
export const pack = shiftedByYears(essex.pack, 9);
export const policies = '/essex/entitlements/policies';
export const api = (path = '') => `/essex/api/entitlements/policies${path}`;
export const visit = pathOf(pack, 'half-day-visit');
export const days = pathOf(pack, 'partnership-days');

export type Shown = Omit<Draft, 'bytes' | 'edition'> & {
  pack: Pack;
  ready: boolean;
  errors: { pointer: string; detail: string }[];
  against?: { policy: number; sections: { changes: { sentences: string[] }[] }[]; newer: boolean };
  catalogue?: { added: string[]; prices: { title: string; from: string; perDayExVatPence: number }[] };
};

export const begin = async (effectiveFrom: string, more: Record<string, unknown> = { from: 1 }, who = grace): Promise<Shown> => {
  const reply = await who.json(api('/drafts'), { ...more, effectiveFrom });
  expect(reply.status, reply.body).toBe(201);
  return reply.data<Shown>();
};
export const read = async (id: string, who = grace) => (await who.json(api(`/drafts/${id}`))).data<Shown>();
export const act = (who: Visitor, id: string, step: string, body: Record<string, unknown>) => who.json(api(`/drafts/${id}/${step}`), body);
export const change = (who: Visitor, draft: Pick<Shown, 'id' | 'version'>, changes: unknown[]) =>
  act(who, draft.id, 'changes', { version: draft.version, changes });
export const set = (path: string, value: unknown) => ({
  do: 'set',
  path: path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  value,
});

export const draftPath = ({ id }: { id: string }) => `${policies}/drafts/${id}`;

/** For the tests of a file the rooms that know a policy, with its first version published and the services of it adopted. */
export function aCouncilWithAPolicy(): void {
  beforeAll(async () => {
    host = await startHost({ only: ['identity', 'catalogue', 'entitlements', 'outbox'] });
    await host.invoke('entitlements', { council: 'essex', task: 'publish-policy', subject: { pack } });
    await host.invoke('catalogue', { council: 'essex', task: 'adopt-services', subject: { pack } });
    grace = await host.as('grace-adeyemi');
    // The second person: somebody who may review, and is not Grace.
    const granted = await grace.json('/essex/api/identity/people/per_leo-brandt/rights', { roles: ['catalogue-manager', 'council-admin'] });
    expect(granted.status).toBe(200);
    leo = await host.visitor().signIn('essex', 'leo-brandt');
  });
  afterAll(() => host.stop());
}
