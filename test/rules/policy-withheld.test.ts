// What a policy says of confidential statuses is read by those alone who may know of them, and by whoever writes it: in words, as text, compared, and in its faults.
import { expect, test } from 'vitest';
import { comparePacks } from '../../functions/entitlements/rules/compare.ts';
import { check } from '../../functions/entitlements/rules/drafts.ts';
import { describePack } from '../../functions/entitlements/rules/policies/describe.ts';
import {
  assumedTold,
  differsUnseen,
  faultsTold,
  notTold,
  packTold,
  readsAll,
} from '../../functions/entitlements/rules/policies/withheld.ts';
import type { Json } from '../../functions/entitlements/schema/drafts.ts';
import { type Actor, type Role, roles } from '../../shared/context.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { assumedValues } from '../../shared/policy/rules.ts';
import type { Pack } from '../../shared/policy/schema.ts';

const index = essex2017.allocations.findIndex(({ per }) => per === 'status');
/** The pack with canaries wherever a status rule says something of its status. */
const pack: Pack = structuredClone(essex2017);
const rule = pack.allocations[index];
if (rule?.per !== 'status') throw new Error('the pack has a rule for a status');
rule.clause = { reference: 'zqclause', text: 'zqtext' };
rule.legalBasis = 'zqlegal';
rule.shownAs = { title: 'zqshown' };
rule.grant = { halfDays: 12, assumed: true, note: 'zqnote' };
const json = pack as unknown as Json;
const telling = /zq|causing|concern.*status|"status"|Per status/;

test('who writes the policy and who may know of statuses read it whole, and nobody else', () => {
  const whole = roles.filter((role) => readsAll({ roles: [role] as readonly Role[] } as Actor));
  expect(whole).toEqual(['sip-manager', 'auditor', 'council-admin']);
});

test('in words it says what the rule grants, and nothing of the status behind it', () => {
  const told = describePack(pack, false);
  const entry = told.find(({ key }) => key === 'allocations')?.entries[index];
  const facts = new Map(entry?.facts.map(({ key, value }) => [key, value]));
  expect([facts.get('for'), facts.get('grant'), facts.get('code')]).toEqual([notTold, '6 days', 'individual-support']);
  expect(JSON.stringify(told)).not.toMatch(telling);
  // Whoever may know is told all of it, and every other rule is told to everybody as it is.
  const whole = describePack(pack);
  for (const word of ['zqclause', 'zqlegal', 'zqshown', 'zqnote', 'causing concern']) expect(JSON.stringify(whole)).toContain(word);
  const others = (of: typeof told) => of.map((section) => section.entries.filter(({ key }) => key !== 'individual-support'));
  expect(others(told)).toEqual(others(whole));
});

test('compared, a change of the status alone is none', () => {
  const after = structuredClone(pack);
  const changed = after.allocations[index];
  if (changed?.per === 'status') Object.assign(changed, { status: 'vulnerable', clause: { reference: 'zqother', text: 'zqother' } });
  expect(comparePacks(pack, after, false)).toEqual([]);
  expect(JSON.stringify(comparePacks(pack, after))).toContain('zqother');
  if (changed) Object.assign(changed, { grant: { halfDays: 14, assumed: true, note: 'zqmore' } });
  const told = JSON.stringify(comparePacks(pack, after, false));
  expect(told).toContain('6 days (assumed) → 7 days (assumed)');
  expect(told).not.toMatch(telling);
});

test('as text it is no pack any more, and the rule has what schools have of it', () => {
  const told = packTold(json) as { allocations: { [name: string]: Json }[] };
  expect(JSON.stringify(told)).not.toMatch(telling);
  expect(told.allocations[index]).toMatchObject({ code: rule.code, services: rule.services, grant: { halfDays: 12, assumed: true } });
  expect(check(told as unknown as Json).faults.length).toBeGreaterThan(0);
  const { allocations, ...rest } = pack;
  expect(told).toMatchObject(JSON.parse(JSON.stringify(rest)));
  expect(told.allocations.filter((_, i) => i !== index)).toEqual(allocations.filter((_, i) => i !== index));
});

test.each<[what: string, json: Json]>([
  ['a rule of a kind that is none', { ...(json as object), allocations: [{ per: 'statuses', note: 'zq' }, 'zq', 7] }],
  ['rules that are no list', { ...(json as object), allocations: { zq: 'zq' } }],
  ['a word that is none of a pack', { ...(json as object), allocation: ['zq'] }],
  ['no pack at all', 'zq'],
])('%s is not shown while a draft is being written', (_, half) => {
  expect(JSON.stringify(packTold(half))).not.toMatch(telling);
});

test('faults and assumed values of the rule are told by their place', () => {
  const broken = structuredClone(pack);
  const wrong = broken.allocations[index];
  if (wrong) Object.assign(wrong, { code: 'zq-concern', status: 'zqstatus' });
  const half = broken as unknown as Json;
  const { faults } = check(half);
  const found = faultsTold([...faults, { path: ['title'], message: 'Give a title' }], half);
  expect(found.at(-1)).toEqual({ path: ['title'], message: 'Give a title' });
  expect(found.map(({ path }) => path.join('.'))).toContain(`allocations.${index}`);
  expect(JSON.stringify(found)).not.toMatch(telling);
  const assumed = assumedTold(assumedValues(pack), json);
  expect(assumed.find(({ path }) => path[1] === index && path[0] === 'allocations')).toMatchObject({ value: '6 days', note: '' });
  expect(assumed.filter(({ note }) => note !== '').length).toBe(assumedValues(pack).filter(({ note }) => note !== '').length - 1);
});

test('a change that is not shown is known to be one: of the status, its clause or a note, and not of what everybody reads', () => {
  const changed = (more: object, of = index): Json => {
    const after = structuredClone(pack);
    Object.assign(after.allocations[of] ?? {}, more);
    return after as unknown as Json;
  };
  expect(differsUnseen(changed({}), json)).toBe(false);
  expect(differsUnseen(changed({ grant: { halfDays: 14, assumed: true, note: 'zqnote' }, title: 'More support' }), json)).toBe(false);
  expect(differsUnseen(changed({ midYear: { gained: 'full', lost: 'keep' } }, 0), json)).toBe(false);
  expect(differsUnseen(changed({ status: 'vulnerable' }), json)).toBe(true);
  expect(differsUnseen(changed({ clause: { reference: 'zq', text: 'zq' } }), json)).toBe(true);
  expect(differsUnseen(changed({ grant: { halfDays: 12, assumed: true, note: 'zqother' } }), json)).toBe(true);
  expect(differsUnseen({ ...(json as { [name: string]: Json }), allocations: [] }, json)).toBe(true);
  expect(differsUnseen(json, undefined)).toBe(true);
});
