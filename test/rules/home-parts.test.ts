// What waits on each role's home page, in which order, and never a link to what the role may not open.
import { describe, expect, test } from 'vitest';
import { can } from '../../functions/identity/rules.ts';
import type { Action } from '../../functions/identity/schema.ts';
import { functions } from '../../functions/manifest.ts';
import { lateNotes, unmarkedVisits } from '../../functions/reports/actions/home/council.ts';
import { sources } from '../../functions/reports/actions/home/sources.ts';
import { endsSoon, firstOf, partsOf, type Row, visitsOf, whenText } from '../../functions/reports/rules/home-parts.ts';
import type { CivilDate, SessionKey } from '../../shared/calendar.ts';
import { type Role, roles } from '../../shared/context.ts';
import type { OfficerId } from '../../shared/ids.ts';
import { actor } from '../bookings.ts';

const seenBy = (role: Role) => [
  ...new Set(
    partsOf(sources.filter((s) => s.roles.includes(role)).map(({ part }) => ({ part, found: { rows: [] } }))).map(({ code }) => code),
  ),
];

describe('each role finds its own parts, what is stuck or to be decided first', () => {
  test.each<[Role, string[]]>([
    ['school-booker', ['decide', 'coming', 'left', 'owed', 'notes']],
    ['school-approver', ['decide', 'coming', 'left', 'owed', 'notes']],
    ['trust-booker', ['decide', 'coming', 'left', 'owed', 'notes']],
    ['partnership-lead', ['decide', 'left']],
    ['officer', ['week', 'write', 'notes']],
    ['resource-manager', ['stuck']],
    ['sip-manager', ['stuck']],
    ['council-admin', ['stuck']],
    ['finance', ['stuck', 'money']],
    ['finance-approver', ['stuck', 'money']],
    ['auditor', ['stuck', 'money']],
    ['catalogue-manager', []],
  ])('%s', (role, expected) => {
    expect(seenBy(role)).toEqual(expected);
  });
  test('of every role there is', () => expect(roles.length).toBe(12));
});

test('having nothing is told in the words of the source that has some for whoever reads', () => {
  const none = 'Nothing is owed by the trust itself.';
  const owed = (found: object) => partsOf([{ part: 'owed', found: { rows: [], ...found } }])[0]?.none;
  expect([owed({ none }), owed({})]).toEqual([none, 'Nothing is owed.']);
});

/** The action of a page, by its address. */
function actionOf(path: string): Action {
  const plain = path.split('?')[0] ?? '';
  const found = functions
    .flatMap((each) => Object.entries(each.routes))
    .find(([route]) => new RegExp(`^GET ${route.slice(4).replace(/\{\w+\}/g, '[^/]+')}$`).test(`GET ${plain}`) && route.startsWith('GET '));
  if (!found) throw new Error(`no page at ${path}`);
  return found[1].action as Action;
}

/** Where the rows of the council's sources lead: their addresses are written in them, and so found in their text. */
test.each(sources.map((source) => [source.read.name, source] as const))(
  '%s leads nowhere that one of its roles may not go',
  (_, source) => {
    const paths = [...source.read.toString().matchAll(/path:\s*[`'"]([^`'"$]+)/g)].map(([, path = '']) => path.replace(/\/$/, '/x'));
    for (const path of paths)
      for (const role of source.roles) expect([path, role, can(actor(role), actionOf(path))]).toEqual([path, role, true]);
  },
);

test('every source says how much it reads at most', () => {
  for (const { reads } of sources) expect(reads).toMatch(/\d|its|the policy/);
});

const at = (session: string, booking = 'bkg_1', officer = 'off_1') => ({
  session: session as SessionKey,
  booking,
  visit: '01',
  officer: officer as OfficerId,
});

test('nobody is told that nothing is stuck while notes of visits are late', () => {
  const late = sources.find(({ read }) => read === lateNotes)?.roles ?? [];
  for (const { part, roles } of sources) if (part === 'stuck') expect(late).toEqual(expect.arrayContaining([...roles]));
});

test('nobody is told that nothing waits for billing who is not told of visits that nobody marked', () => {
  const unmarked = sources.find(({ read }) => read === unmarkedVisits)?.roles ?? [];
  for (const { part, roles } of sources) if (part === 'money') expect(unmarked).toEqual(expect.arrayContaining([...roles]));
});

test('half-days of one booking and officer on one day are one visit', () => {
  const visits = visitsOf([
    at('2026-11-24#am'),
    at('2026-11-24#pm'),
    at('2026-11-24#pm', 'bkg_2'),
    at('2026-11-25#pm'),
    at('2026-11-25#pm', 'bkg_1', 'off_2'),
  ]);
  expect(visits.map((visit) => `${whenText(visit)} ${visit[0]?.booking} ${visit[0]?.officer}`)).toEqual([
    'Tuesday 24 November, all day bkg_1 off_1',
    'Tuesday 24 November, afternoon bkg_2 off_1',
    'Wednesday 25 November, afternoon bkg_1 off_1',
    'Wednesday 25 November, afternoon bkg_1 off_2',
  ]);
});

test('what ends within sixty days says how long is left', () => {
  const tag = (until: string) => endsSoon(until as CivilDate, '2026-07-02' as CivilDate)?.text;
  expect([tag('2026-07-02'), tag('2026-07-03'), tag('2026-08-31'), tag('2026-09-01')]).toEqual([
    'last day',
    '1 day to go',
    '60 days to go',
    undefined,
  ]);
});

test('what comes is told in order of time, whichever source it is from; another part as its sources have it', () => {
  const row = (text: string, session: string): Row => ({ text, path: '/', session: session as SessionKey });
  const found = [{ rows: [row('visit', '2026-11-24#pm'), row('later', '2026-12-01#am')] }, { rows: [row('event', '2026-11-24#am')] }];
  const told = (part: 'coming' | 'week') => partsOf(found.map((each) => ({ part, found: each })))[0]?.rows.map(({ text }) => text);
  expect([told('coming'), told('week')]).toEqual([
    ['event', 'visit', 'later'],
    ['visit', 'later', 'event'],
  ]);
});

test('what is left out of a part is counted, and said to be more where not everything was read', () => {
  const rows = Array.from({ length: 7 }, (_, i): Row => ({ text: String(i), path: '/' }));
  expect(firstOf(rows, 5)).toEqual({ rows: rows.slice(0, 5), more: { count: 2, more: false } });
  expect(firstOf(rows, 7, true).more).toEqual({ count: 0, more: true });
});
