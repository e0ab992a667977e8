// The audit trail in words: every action that is written has its words, and nobody is told a name that is not theirs to know.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  actionWords,
  auditCells,
  auditColumns,
  auditRow,
  entryText,
  historyEntry,
  isAsked,
  peopleIn,
  recordPath,
  whoDid,
} from '../../functions/identity/rules/audit.ts';
import { can } from '../../functions/identity/rules.ts';
import { type AuditQuery, auditQuerySchema } from '../../functions/identity/schema/audit.ts';
import type { Action } from '../../functions/identity/schema.ts';
import { functions } from '../../functions/manifest.ts';
import type { AuditEntry } from '../../shared/audit.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { actor } from '../bookings.ts';

const school = 'sch_990010' as OrganisationId;
const trust = 'trs_5501' as OrganisationId;
const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  type: 'audit',
  id: 'evt_1',
  at: '2026-11-24T23:30:00.000Z',
  person: 'per_maria' as PersonId,
  action: 'booking:confirm',
  about: 'bkg_1',
  ...more,
});
const names = {
  person: ({ person }: AuditEntry) =>
    ({ per_maria: 'Maria Okafor', per_nadia: 'Nadia Rahman', per_daybook: 'Daybook' })[person as string] ?? '?',
  organisation: (id: OrganisationId) => (id === trust ? 'Colne Trust' : 'Colnemarsh Academy'),
};

/** Actions as they stand in the source that writes entries, but for those that only ask whether somebody may. */
function writtenActions(): string[] {
  const found = new Set<string>();
  for (const path of globSync('{functions,shared}/**/*.{ts,tsx}')) {
    if (['functions/identity/schema.ts', 'functions/identity/rules/audit.ts'].includes(path) || path.startsWith('functions/manifest/'))
      continue;
    const text = readFileSync(path, 'utf8');
    if (!/audit/i.test(text)) continue;
    const writing = text.replaceAll(/\b(can|canTouch|nameFor)\([^()]*?'[a-z:-]+'/g, '');
    for (const [, action = ''] of writing.matchAll(/'((?!node:)[a-z]+(?:-[a-z]+)*:[a-z]+(?:-[a-z]+)*)'/g))
      if (!action.endsWith(':read')) found.add(action);
  }
  return [...found].sort();
}

describe('every action that is written to the trail', () => {
  const written = writtenActions();
  test('is found in the source', () => {
    expect(written).toEqual(
      expect.arrayContaining(['booking:confirm', 'document:issue', 'payment:suspend', 'visit:deliver', 'vacancy:close']),
    );
  });
  test.each(written)('%s has words', (action) => expect(actionWords[action]).toMatch(/^[A-Z][^:]+[^.:]$/));
  test('and no words are left of one that is not', () =>
    expect(Object.keys(actionWords).filter((action) => !written.includes(action))).toEqual([]));
});

test('an entry is its action in words with what changed; one without words is told as it is', () => {
  expect(entryText({ action: 'vacancy:close', detail: 'Headteacher, filled' })).toBe('Vacancy closed: Headteacher, filled');
  expect(entryText({ action: 'booking:confirm' })).toBe('Sessions booked');
  expect(entryText({ action: 'something:new' })).toBe('something:new');
});

describe('who is named to whom', () => {
  const booker = { roles: ['school-booker' as const], organisation: school };
  const staff = { roles: ['finance' as const] };
  test.each<[string, Partial<AuditEntry>, string, string]>([
    ['a colleague', { actingFor: school }, 'Maria Okafor', 'Maria Okafor'],
    ['somebody of the trust', { actingFor: trust }, 'Colne Trust', 'Maria Okafor'],
    ['the council’s people', { person: 'per_nadia' as PersonId }, 'Ellwood', 'Nadia Rahman'],
    ['Daybook itself', { person: 'per_daybook' as PersonId }, 'Daybook', 'Daybook'],
  ])('%s', (_, more, toSchool, toStaff) => {
    expect(whoDid(entry(more), booker, 'Ellwood', names)).toBe(toSchool);
    expect(whoDid(entry(more), staff, 'Ellwood', names)).toBe(toStaff);
  });
  test('whoever reads for nobody is no colleague of somebody who acted for nobody', () => {
    expect(whoDid(entry({ person: 'per_nadia' as PersonId }), { roles: ['school-booker'] }, 'Ellwood', names)).toBe('Ellwood');
  });
  test('whoever has a limit is named where it was set, and what somebody typed elsewhere stays as it is', () => {
    const set = entry({ action: 'limit:set', detail: 'per_nadia: up to £500.00 in one booking' });
    const settled = entry({ action: 'limit:approval', detail: 'per_maria approves; per_nadia too; everybody else: no limit' });
    expect(auditRow(set, names).what).toBe(`${actionWords['limit:set']}: Nadia Rahman: up to £500.00 in one booking`);
    expect(historyEntry(settled, booker, 'Ellwood', names).what).toContain('Maria Okafor approves; Nadia Rahman too; everybody else');
    expect(auditRow(entry({ detail: 'per_nadia' }), names).what).toBe('Sessions booked: per_nadia');
    expect([set, settled].flatMap(peopleIn)).toEqual(['per_nadia', 'per_maria', 'per_nadia']);
  });
  test('a line of history has its moment in London', () => {
    expect(historyEntry(entry({ actingFor: school, detail: 'x' }), booker, 'Ellwood', names)).toEqual({
      when: '24 November 2026 at 23:30',
      who: 'Maria Okafor',
      what: 'Sessions booked: x',
    });
  });
});

const today = '2026-11-24' as CivilDate;
const parsed = (given: Record<string, string>) => auditQuerySchema(today).safeParse(given);

describe('what is asked for', () => {
  test.each<[Record<string, string>, { from: string; to: string }]>([
    [{}, { from: '2026-11-18', to: '2026-11-24' }],
    [{ from: '2026-11-01' }, { from: '2026-11-01', to: '2026-11-24' }],
    [{ to: '2026-10-31' }, { from: '2026-10-25', to: '2026-10-31' }],
    [{ from: '2027-01-01' }, { from: '2027-01-01', to: '2027-01-01' }],
    [
      { from: '2026-10-25', to: '2026-11-24' },
      { from: '2026-10-25', to: '2026-11-24' },
    ],
    [{ about: 'bkg_1' }, { from: '2000-01-01', to: '2099-12-31' }],
    [
      { about: 'bkg_1', from: '2026-01-01' },
      { from: '2026-01-01', to: '2099-12-31' },
    ],
  ])('%o', (given, days) => expect(parsed(given).data?.days).toEqual(days));
  test.each<[Record<string, string>, string]>([
    [{ from: '2026-10-24', to: '2026-11-24' }, 'to'],
    [{ from: '2026-11-24', to: '2026-11-23' }, 'to'],
    [{ from: 'yesterday' }, 'from'],
    [{ person: 'Maria' }, 'person'],
    [{ organisation: 'sch_x' }, 'organisation'],
    [{ about: 'two words' }, 'about'],
  ])('%o is refused at %s', (given, field) => expect(parsed(given).error?.issues.map(({ path }) => path.join('.'))).toEqual([field]));

  const query = (more: Partial<AuditQuery> = {}): AuditQuery => ({ days: { from: today, to: today }, ...more });
  test.each<[string, Partial<AuditEntry>, Partial<AuditQuery>, boolean]>([
    ['its day in London', {}, {}, true],
    [
      'in summer the day begins an hour before UTC’s',
      { at: '2026-07-01T23:30:00.000Z' },
      { days: { from: '2026-07-02' as CivilDate, to: '2026-07-02' as CivilDate } },
      true,
    ],
    ['another day', { at: '2026-11-25T00:00:00.000Z' }, {}, false],
    ['the person', {}, { person: 'per_maria' as PersonId }, true],
    ['another person', {}, { person: 'per_nadia' as PersonId }, false],
    ['done for the organisation', { organisation: school }, { organisation: school }, true],
    ['done by somebody who acted for it', { actingFor: trust }, { organisation: trust }, true],
    ['done for another', { organisation: school }, { organisation: trust }, false],
    ['the record', {}, { about: 'bkg_1' }, true],
    ['another record', {}, { about: 'bkg_2' }, false],
  ])('%s', (_, of, asked, expected) => expect(isAsked(entry(of), query(asked))).toBe(expected));
});

test('a row of the file has a cell for each column, empty where nothing is known', () => {
  const plain = auditCells(auditRow(entry(), names));
  const whole = auditCells(
    auditRow(entry({ actingFor: school, through: trust, organisation: school, policy: 'essex/1', detail: 'x', confidential: true }), names),
  );
  expect(plain).toEqual([
    '2026-11-24T23:30:00.000Z',
    'per_maria',
    'Maria Okafor',
    '',
    '',
    '',
    'booking:confirm',
    'Sessions booked',
    'bkg_1',
    '',
    '',
    '',
    '',
  ]);
  expect(Object.fromEntries(auditColumns.map((column, i) => [column, whole[i]]))).toMatchObject({
    acting_for: school,
    through_name: 'Colne Trust',
    what: 'Sessions booked: x',
    record: 'bkg_1',
    organisation: school,
    organisation_name: 'Colnemarsh Academy',
    policy: 'essex/1',
    confidential: 'yes',
  });
});

describe('where a record is shown', () => {
  const may = (role: Parameters<typeof actor>[0]) => (action: Action) => can(actor(role), action);
  test.each<[string, string | undefined, string | undefined]>([
    ['bkg_1', '/bookings/bkg_1', '/bookings/bkg_1'],
    ['doc_1', '/invoicing/documents/doc_1', undefined],
    ['run_1', '/invoicing/runs/run_1', undefined],
    ['svc_x', '/catalogue/svc_x', '/catalogue/svc_x'],
    ['sch_990010', '/schools/sch_990010', '/schools/sch_990010'],
    ['vac_1', `/entitlements/statements/${school}`, `/entitlements/statements/${school}`],
    ['pln_1', `/entitlements/pots/${school}/plans/pln_1`, `/entitlements/pots/${school}/plans/pln_1`],
    ['per_maria', '/identity/people/per_maria', '/identity/people/per_maria'],
    ['ptn_colne', '/schools/partnerships/ptn_colne', '/schools/partnerships/ptn_colne'],
    ['trs_5501', '/schools/organisations/trs_5501', '/schools/organisations/trs_5501'],
    ['policy', '/entitlements/policies', '/entitlements/policies'],
    ['drf_1', '/entitlements/policies/drafts/drf_1', '/entitlements/policies/drafts/drf_1'],
  ])('%s', (about, toAuditor, toAdministrator) => {
    const of = { about, organisation: school, action: 'policy:publish' };
    expect(recordPath(of, may('auditor'))).toBe(toAuditor);
    expect(recordPath(of, may('council-admin'))).toBe(toAdministrator);
  });
  test.each<[string, string | undefined, string | undefined]>([
    ['import:make', '/schools/imports/job_1', '/schools/imports/job_1'],
    ['proof:run', '/reports/proof', '/reports/proof'],
    ['payment:suspend', '/payments/suspense', undefined],
    ['job:cancel', undefined, undefined],
  ])('a job of %s', (action, toAuditor, toAdministrator) => {
    expect(recordPath({ about: 'job_1', action }, may('auditor'))).toBe(toAuditor);
    expect(recordPath({ about: 'job_1', action }, may('council-admin'))).toBe(toAdministrator);
  });
  test('each page is one that there is', () => {
    const routes = functions.flatMap((room) => Object.keys(room.routes));
    const pages = routes.map((route) => new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`));
    const prefixes = ['per', 'inv', 'cli', 'svc', 'sch', 'ptn', 'trs', 'fed', 'org', 'off', 'bkg', 'run', 'doc', 'vac'];
    const records = [...prefixes.map((prefix) => [`${prefix}_1`, '']), ...Object.keys(actionWords).map((action) => ['x', action])];
    const paths = records.flatMap(([about = '', action = '']) => recordPath({ about, action, organisation: school }, () => true) ?? []);
    expect(paths.length).toBeGreaterThan(prefixes.length);
    expect(paths.filter((path) => !pages.some((page) => page.test(`GET ${path}`)))).toEqual([]);
  });
  test('a vacancy of no known school has no page', () =>
    expect(recordPath({ about: 'vac_1', action: 'vacancy:record' }, () => true)).toBeUndefined());
});
