// What staff may record of a school, and what its timeline says to whom.
import { describe, expect, test } from 'vitest';
import { districtOn, namedOfficersIn, statusesOf } from '../../functions/schools/rules/events.ts';
import { decideNaming, decidePlacement, decideStatus, meantDates } from '../../functions/schools/rules/school-events.ts';
import { organisationsIn, timelineOf } from '../../functions/schools/rules/timeline.ts';
import type { EventDraft, OrganisationEvent, StatusChange } from '../../functions/schools/schema/events.ts';
import type { Organisation } from '../../functions/schools/schema/organisations.ts';
import { addDays, type CivilDate, dateText } from '../../shared/calendar.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { EventId, OfficerId, OrganisationId, PersonId } from '../../shared/ids.ts';

const day = (text: string) => text as CivilDate;
const today = day('2026-11-24');
const school = 'sch_990001' as OrganisationId;
const academy = 'sch_990050' as OrganisationId;
const valley = 'ptn_valley' as OrganisationId;
const coast = 'ptn_coast' as OrganisationId;
const rowan = 'off_rowan' as OfficerId;
const districts = [
  { name: 'Mid', covers: ['Maldon'] },
  { name: 'North East quadrant', covers: ['Tendring'] },
];

let count = 0;
const event = (draft: EventDraft, more: Partial<OrganisationEvent> = {}): OrganisationEvent =>
  ({
    ...draft,
    type: 'organisation-event',
    id: `evt_${String(++count).padStart(4, '0')}` as EventId,
    source: 'staff',
    recordedAt: '2026-11-24T10:00:00.000Z',
    recordedBy: 'per_nadia' as PersonId,
    ...more,
  }) as OrganisationEvent;
const refusal = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);

describe('A school is placed in a district', () => {
  const organisation = { id: school, administrativeDistrict: 'Maldon' };
  const place = (district: string, on: string, events: OrganisationEvent[] = []) =>
    decidePlacement({ organisation, districts, events, today }, { district, on: day(on) });
  test('of the council’s own, from a date on, and is where the register puts it until then', () => {
    const moved = event(accepted(place('North East quadrant', '2026-12-01')));
    expect(districtOn(organisation, districts, [moved], day('2026-11-30'))).toBe('Mid');
    expect(districtOn(organisation, districts, [moved], day('2026-12-01'))).toBe('North East quadrant');
  });
  test.each([
    ['unknown-district', 'Atlantis', '2026-12-01'],
    ['already-in-district', 'Mid', '2026-12-01'],
    ['date-out-of-bounds', 'North East quadrant', '2028-01-01'],
    ['date-out-of-bounds', 'North East quadrant', '2016-01-01'],
  ])('or the change is refused: %s', (name, district, on) => {
    expect(refusal(place(district, on))).toBe(name);
  });
  test('a date that cannot be meant is told with those that can, and each of them can', () => {
    const { first, last } = meantDates(today);
    const refused = place('North East quadrant', '2016-01-01');
    expect(refused.ok ? '' : refused.refusal.detail).toBe(`The date must be between ${dateText(first)} and ${dateText(last)}.`);
    for (const on of [first, last]) expect(refusal(place('North East quadrant', on))).not.toBe('date-out-of-bounds');
    for (const on of [addDays(first, -1), addDays(last, 1)]) expect(refusal(place('North East quadrant', on))).toBe('date-out-of-bounds');
  });
});

describe('A confidential status', () => {
  const change = (what: StatusChange['change'], on: string, events: OrganisationEvent[] = []) =>
    decideStatus({ id: school, events, today }, { status: 'causing-concern', change: what, on: day(on), reason: 'Agreed at the review' });
  const entered = event(accepted(change('entered', '2026-09-01')));
  const ended = event(accepted(change('ended', '2026-11-01', [entered])));
  test('begins and ends on its dates, and may begin again', () => {
    const again = event(accepted(change('entered', '2026-11-01', [entered, ended])));
    expect(statusesOf([entered, ended, again])).toEqual([
      { status: 'causing-concern', from: '2026-09-01', to: '2026-11-01' },
      { status: 'causing-concern', from: '2026-11-01' },
    ]);
  });
  test.each<[string, StatusChange['change'], string, OrganisationEvent[]]>([
    ['status-already-entered', 'entered', '2026-10-01', [entered]],
    ['status-not-entered', 'ended', '2026-08-31', [entered]],
    ['status-not-entered', 'ended', '2026-09-01', [entered]],
    ['status-not-entered', 'ended', '2026-11-02', [entered, ended]],
    ['later-change', 'entered', '2026-08-01', [entered]],
    ['later-change', 'ended', '2026-10-01', [entered, ended]],
    ['date-out-of-bounds', 'entered', '2030-01-01', []],
  ])('is refused as %s when %s on %s does not fit', (name, what, on, events) => {
    expect(refusal(change(what, on, events))).toBe(name);
  });
});

describe('An officer is named', () => {
  const name = (kind: 'officer-named' | 'officer-unnamed', as: string, events: OrganisationEvent[] = []) =>
    decideNaming({ id: school, officerName: 'Rowan Ashdown', events, today }, kind, { officer: rowan, as, year: 2026 });
  const named = event(accepted(name('officer-named', 'Phase lead')));
  test('for a year, as something, and taken off again', () => {
    expect(namedOfficersIn(school, [named], 2026)).toMatchObject([{ officerName: 'Rowan Ashdown', as: 'Phase lead' }]);
    expect(namedOfficersIn(school, [named], 2027)).toEqual([]);
    const off = event(accepted(name('officer-unnamed', 'phase lead', [named])));
    expect(namedOfficersIn(school, [named, off], 2026)).toEqual([]);
  });
  test('not twice as the same, however it is written, and taken off only when named', () => {
    expect(refusal(name('officer-named', 'phase LEAD', [named]))).toBe('officer-already-named');
    expect(refusal(name('officer-named', 'First contact', [named]))).toBe('accepted');
    expect(refusal(name('officer-unnamed', 'First contact', [named]))).toBe('officer-not-named');
  });
});

describe('A timeline', () => {
  const organisations = new Map<OrganisationId, Organisation>(
    [
      { id: school, name: 'Saltmere Primary School' },
      { id: academy, name: 'Saltmere Academy', sectors: [{ from: '2027-01-01', sector: 'academy', typeCode: 34 }] },
      { id: valley, name: 'Chelmer Valley Partnership' },
      { id: coast, name: 'Coast Partnership' },
    ].map((each) => [each.id, each as unknown as Organisation]),
  );
  const joined = event({ kind: 'joined', subject: school, group: valley, on: day('2025-09-01'), about: [school, valley] });
  const placed = event({
    kind: 'district-placed',
    subject: school,
    district: 'North East quadrant',
    on: day('2025-01-01'),
    about: [school],
  });
  const became = event({
    kind: 'succeeded',
    subject: school,
    into: academy,
    how: 'conversion',
    memberships: [valley],
    on: day('2027-01-01'),
    about: [school, academy],
  });
  const merged = event({
    kind: 'partnership-merged',
    subject: valley,
    into: coast,
    members: [school],
    on: day('2026-09-01'),
    about: [valley, coast, school],
  });
  const named = event({
    kind: 'officer-named',
    subject: school,
    officer: rowan,
    officerName: 'Rowan Ashdown',
    as: 'phase lead',
    year: 2026,
    on: day('2026-07-01'),
    about: [school],
  });
  const mistake = event({ kind: 'district-placed', subject: school, district: 'Mid', on: day('2026-02-01'), about: [school] });
  const withdrawal = event({
    kind: 'withdrawn',
    subject: school,
    event: mistake.id,
    withdrawnOn: today,
    on: mistake.on,
    about: [school],
    reason: 'Another school was meant',
  });
  const all = [joined, placed, became, merged, named, mistake, withdrawal];
  const texts = (me: OrganisationId, staff: boolean, publishedYears: number[] = []) =>
    timelineOf(me, all, organisations, { staff, publishedYears: new Set(publishedYears), today }).map(({ text }) => text);

  test('tells a school’s own people what happened in order of date, without drafts and without mistakes', () => {
    expect(texts(school, false)).toEqual([
      'Moved to the North East quadrant',
      'Joined Chelmer Valley Partnership',
      'With Chelmer Valley Partnership became part of Coast Partnership',
      'Becomes an academy: then Saltmere Academy (URN 990050)',
    ]);
  });
  test('tells them who is named for them once the year is published', () => {
    expect(texts(school, false, [2026])).toContain('Rowan Ashdown named as phase lead for 2026/27');
    expect(texts(school, false, [2025])).not.toContain('Rowan Ashdown named as phase lead for 2026/27');
  });
  test('tells staff everything, and of a mistake that it was one, when, by whom and why', () => {
    const told = timelineOf(school, all, organisations, { staff: true, publishedYears: new Set(), today });
    expect(told).toHaveLength(6);
    expect(told.find(({ id }) => id === mistake.id)?.withdrawn).toEqual({
      at: '2026-11-24T10:00:00.000Z',
      by: 'per_nadia',
      reason: 'Another school was meant',
    });
  });
  test('tells what is to come in the present tense, from the day it is told', () => {
    const on = day('2026-11-25');
    const common = { subject: school, group: valley, on, about: [school, valley] };
    const coming = [
      event({ kind: 'joined', ...common }),
      event({ kind: 'left', ...common }),
      event({ kind: 'lead-appointed', ...common }),
      event({ kind: 'closed', subject: valley, on, about: [valley] }),
    ];
    const told = (me: OrganisationId, date: string) =>
      timelineOf(me, coming, organisations, { staff: false, publishedYears: new Set(), today: day(date) }).map(({ text }) => text);
    expect(told(valley, '2026-11-24')).toEqual([
      'Saltmere Primary School joins',
      'Saltmere Primary School leaves',
      'The headteacher of Saltmere Primary School becomes lead',
      'Closes',
    ]);
    expect(told(valley, '2026-11-25')).toEqual([
      'Saltmere Primary School joined',
      'Saltmere Primary School left',
      'The headteacher of Saltmere Primary School became lead',
      'Closed',
    ]);
    expect(told(school, '2026-11-24').slice(0, 2)).toEqual(['Joins Chelmer Valley Partnership', 'Leaves Chelmer Valley Partnership']);
  });
  test('tells each side its own story', () => {
    expect(texts(academy, false)).toContain('Becomes an academy: before, Saltmere Primary School (URN 990001)');
    expect(texts(valley, false)).toEqual(expect.arrayContaining(['Saltmere Primary School joined', 'Merged into Coast Partnership']));
    expect(organisationsIn(all)).toEqual(expect.arrayContaining([school, academy, valley, coast]));
  });
});
