// The home page and the menu of each role: short, the same names in both, and never a link to what the role may not do.
import { describe, expect, test } from 'vitest';
import { can } from '../../functions/identity/rules.ts';
import type { Action } from '../../functions/identity/schema.ts';
import { functions } from '../../functions/manifest.ts';
import { homeCards } from '../../functions/reports/rules/home.ts';
import { entries } from '../../functions/reports/rules/home-entries.ts';
import { type Actor, type Role, roles } from '../../shared/context.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { menu } from '../../shared/page.tsx';

const as = (role: Role): Actor => ({ person: 'per_somebody' as PersonId, name: 'Somebody', roles: [role] });
const school = 'sch_990001' as OrganisationId;

/** The action that guards a page, whatever its last part is called. */
function actionOf(path: string): Action | 'public' | 'signed-message' | undefined {
  const routes = functions.flatMap((each) => Object.entries(each.routes));
  const found = (wanted: RegExp) => routes.find(([route]) => wanted.test(route))?.[1].action;
  return found(new RegExp(`^GET ${path}$`)) ?? found(new RegExp(`^GET ${path}/\\{\\w+\\}$`));
}

const links = [
  ...menu.map(({ path, text, roles: seenBy }) => ({ in: 'menu', path, text, seenBy })),
  ...entries.map(({ path, title, roles: seenBy }) => ({ in: 'home', path, text: title, seenBy })),
];

test.each(links)('$text ($path, $in) is a page of the manifest, and whoever sees the link may open it', ({ path, seenBy }) => {
  const action = actionOf(path);
  expect(action).toMatch(/^[a-z-]+:[a-z]+$/);
  expect(seenBy.length).toBeGreaterThan(0);
  expect(seenBy.filter((role) => !can(as(role), action as Action))).toEqual([]);
});

describe.each(roles)('%s', (role) => {
  const cards = homeCards([role], role === 'officer' ? undefined : school, {});
  const seen = menu.filter((entry) => entry.roles.includes(role));

  test('has cards that each lead somewhere else', () => {
    const paths = cards.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(0);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('has a short menu, and finds each of it by the same name at home', () => {
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThanOrEqual(8);
    expect(new Set(seen.map(({ path }) => path)).size).toBe(seen.length);
    expect(cards.map(({ title }) => title)).toEqual(expect.arrayContaining(seen.map(({ text }) => text)));
  });
});

test('somebody with two roles sees the cards of both, each once', () => {
  const paths = homeCards(['finance', 'auditor'], undefined, {}).map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['/invoicing/runs', '/bookings', '/reports/proof']));
  expect(new Set(paths).size).toBe(paths.length);
});

test('a school’s own statement shows what is left, and 50 vacancies or more are not counted further', () => {
  expect(homeCards(['school-booker'], school, { freeHalfDays: 3 })).toContainEqual(
    expect.objectContaining({ path: '/entitlements/statements/sch_990001', figure: { halfDays: 3 } }),
  );
  expect(homeCards(['resource-manager'], undefined, { openVacancies: { count: 50, more: true } })).toContainEqual(
    expect.objectContaining({ path: '/entitlements/vacancies', figure: { vacancies: '50+' } }),
  );
  expect(homeCards([], undefined, {})).toEqual([]);
});

test('drafts of a policy that wait for a review are counted for whoever may give it', () => {
  const card = expect.objectContaining({ path: '/entitlements/policies', figure: { drafts: 2 } });
  for (const role of ['council-admin', 'finance-approver'] as const)
    expect(homeCards([role], undefined, { waitingDrafts: 2 })).toContainEqual(card);
});

test('corrections that wait for a second person are counted for whoever may answer one, and not for others', () => {
  const waitingCorrections = { count: 2, more: false };
  const card = expect.objectContaining({ path: '/bookings/reclassifications', figure: { lines: '2' } });
  for (const role of ['finance', 'finance-approver', 'council-admin'] as const)
    expect(homeCards([role], undefined, { waitingCorrections })).toContainEqual(card);
  for (const role of ['resource-manager', 'auditor', 'sip-manager'] as const)
    expect(homeCards([role], undefined, { waitingCorrections })).not.toContainEqual(card);
});

test('lines that wait for agreement are counted: for a school its own, for finance those of all on the list that shows them', () => {
  const waitingLines = { count: 50, more: true };
  const cards = (role: Role, organisation?: string) => homeCards([role], organisation, { waitingLines });
  const card = (path: string) => expect.objectContaining({ path, title: 'Lines to agree', figure: { lines: '50+' } });
  for (const role of ['school-booker', 'school-approver', 'trust-booker'] as const)
    expect(cards(role, school)).toContainEqual(card('/invoicing/agreements'));
  for (const role of ['finance', 'finance-approver', 'auditor'] as const)
    expect(cards(role)).toContainEqual(card('/invoicing/agreements/waiting'));
  expect(homeCards(['finance'], undefined, { waitingLines: { count: 0, more: false } })).toContainEqual(
    expect.objectContaining({ figure: { lines: '0' } }),
  );
});

test('whoever acts for an organisation is led to its own free days: a school’s, a trust’s, a partnership’s', () => {
  const paths = (role: Role, organisation: string) => homeCards([role], organisation, {}).map(({ path }) => path);
  expect(paths('trust-booker', school)).toContain('/entitlements/statements/sch_990001');
  expect(paths('trust-booker', 'trs_5902')).toContain('/entitlements/statements/trs_5902');
  expect(paths('partnership-lead', 'ptn_1')).toContain('/entitlements/statements/ptn_1');
  expect(homeCards(['finance'], undefined, {}).map(({ path }) => path)).toContain('/entitlements/statements');
});

test('whoever acts for a school or a trust is led to its own page', () => {
  const cards = (role: Role, organisation: string) => homeCards([role], organisation, {}).map(({ path, title }) => `${title} ${path}`);
  expect(cards('school-approver', school)).toContain('Your school /schools/sch_990001');
  expect(cards('trust-booker', school)).toContain('Your school /schools/sch_990001');
  expect(cards('trust-booker', 'trs_5902')).toContain('Your trust /schools/organisations/trs_5902');
  expect(cards('finance', 'trs_5902').join()).not.toContain('Your');
});
