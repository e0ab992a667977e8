// What the tests of a partnership's days at the counter share: its lead, its members and the council at the door, and what they ask and say of its plans.
import { afterAll, beforeAll } from 'vitest';
import { colneAndTendring } from '../infra/local/demo/organisations.ts';
import type { Role } from '../shared/context.ts';
import type { OrganisationId, PersonId, PlanId } from '../shared/ids.ts';
import type { StoredHead } from '../shared/ledger/post.ts';
import { begun, planted, sessionAs } from './begun.ts';
import { startHost, type TestHost, type Visitor } from './host.ts';
import { got } from './office.ts';

export const group = colneAndTendring;
export const api = `/essex/api/entitlements/pots/${group}`;
export const page = `/essex/entitlements/pots/${group}`;
export const urns = [990003, 990004, 990023, 990032, 990034];
export const own = `entitlement/${group}/partnership-days/2026-09-01.2027-08-31`;

type Figures = Record<'grantedHalfDays' | 'heldHalfDays' | 'usedHalfDays' | 'lapsedHalfDays' | 'leftHalfDays', number>;
export type ShownPlan = Figures & {
  id: PlanId;
  state: string;
  halfDays: number;
  account?: string;
  version: number;
  words: { member: string; word: string; as: string; said: string; meeting?: string }[];
  tally?: { needed: number; agreed: string[]; waiting: string[] };
};
type ShownPot = {
  pots: {
    rule: string;
    grantedHalfDays: number;
    toPlan: Figures;
    reserved: Figures & { title: string; services: { code: string }[] };
    plans: ShownPlan[];
    shares: {
      name: string;
      fairShareEvenlyHalfDays?: number;
      fairShareByPupilsHalfDays?: number;
      heldHalfDays: number;
      usedHalfDays: number;
    }[];
  }[];
};

export let host: TestHost;
export let anna: Visitor;
export let joan: Visitor;
export let rowan: Visitor;
export let members: Visitor[];

/** Somebody at the door with a session of this kind, as sign-in would have begun it. */
export async function signedIn(role: Role, organisation: string): Promise<Visitor> {
  const visitor = host.visitor();
  const person = `per_${role}-${organisation.slice(4)}` as PersonId;
  const session = sessionAs(role, host.clock.now(), { person, organisation: organisation as OrganisationId });
  planted(visitor, 'essex', await begun(host.tableOf(), session));
  return visitor;
}

/** For the tests of a file: the demonstration's partnership with its days granted, and who speaks for it. */
export function aGrantedPot(): void {
  beforeAll(async () => {
    host = await startHost({ only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'worker'], seeded: true });
    [anna, joan, rowan] = [await host.as('anna-castell'), await host.as('joan-ferris'), await host.as('rowan-achebe')];
    const grace = await host.as('grace-adeyemi');
    members = await Promise.all(urns.map((urn) => signedIn('school-approver', `sch_${urn}`)));
    const { id } = got<{ id: string }>(await grace.json('/essex/api/entitlements/runs', { kind: 'allocate', on: '2026-11-24' }), 201, 202);
    await host.quiet();
    got(await grace.json(`/essex/api/entitlements/runs/${id}/commitment`, {}), 200, 202);
    await host.quiet();
  }, 120_000);
  afterAll(() => host.stop());
}

export const pot = async (who = anna) => {
  const [found] = got<ShownPot>(await who.json(api), 200).pots;
  if (!found) throw new Error('the pot was granted');
  return found;
};
export const head = async (of: string) => (await host.tableOf().get<StoredHead>(host.tableOf().key.head(group, of)))?.available ?? 0;
export const proposal = (halfDays: number, more: object = {}) => ({
  rule: 'partnership-days',
  from: '2026-09-01',
  halfDays,
  services: ['collaborative-reviews'],
  purpose: `A review of ${halfDays}`,
  ...more,
});
let proposed = 0;
export const propose = async (halfDays: number, who = anna): Promise<ShownPlan> => {
  proposed += 1;
  const asked = proposal(halfDays, { purpose: `A review of ${halfDays}, number ${proposed}` });
  return got<{ plan: ShownPlan }>(await who.json(`${api}/plans`, asked), 201).plan;
};
export const say = (who: Visitor | undefined, { id }: { id: string }, word = 'agree') =>
  (who ?? anna).json(`${api}/plans/${id}/words`, { word });
export const plan = async ({ id }: { id: string }, who = anna) => got<{ plan: ShownPlan }>(await who.json(`${api}/plans/${id}`), 200).plan;
export const agree = async (of: ShownPlan, ...who: number[]) => {
  for (const n of who) got(await say(members[n], of), 200);
};
