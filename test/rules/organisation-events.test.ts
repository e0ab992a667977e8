// What holds of an organisation on a date, folded from its events: memberships, leads, districts, named officers and statuses.
import { describe, expect, test } from 'vitest';
import {
  districtOn,
  groupsOn,
  leadOn,
  leadsOf,
  membershipsOf,
  membersOf,
  membersOn,
  namedOfficersIn,
  predecessorsOf,
  standing,
  statusesOf,
} from '../../functions/schools/rules/events.ts';
import { organisationsIn } from '../../functions/schools/rules/timeline.ts';
import type { EventDraft, OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { EventId, OfficerId, OrganisationId, PersonId } from '../../shared/ids.ts';

const [a, b, p, q] = ['sch_990001', 'sch_990002', 'ptn_p', 'ptn_q'] as OrganisationId[] as [
  OrganisationId,
  OrganisationId,
  OrganisationId,
  OrganisationId,
];
const day = (text: string) => text as CivilDate;
let count = 0;
const event = (draft: EventDraft): OrganisationEvent => ({
  ...draft,
  type: 'organisation-event',
  id: `evt_${String(++count).padStart(4, '0')}` as EventId,
  source: 'staff',
  recordedAt: '2026-11-24T08:00:00.000Z',
  recordedBy: 'per_joan' as PersonId,
});
const joined = (subject: OrganisationId, group: OrganisationId, on: string) =>
  event({ kind: 'joined', subject, group, on: day(on), about: [subject, group] });
const left = (subject: OrganisationId, group: OrganisationId, on: string) =>
  event({ kind: 'left', subject, group, on: day(on), about: [subject, group] });
const closed = (subject: OrganisationId, on: string) => event({ kind: 'closed', subject, on: day(on), about: [subject] });
const withdrawn = (of: OrganisationEvent) =>
  event({ kind: 'withdrawn', subject: of.subject, event: of.id, withdrawnOn: day('2026-11-24'), on: of.on, about: of.about });

describe('A membership', () => {
  test('holds from its day up to, but not on, the day of leaving', () => {
    const events = [joined(a, p, '2026-09-01'), left(a, p, '2027-01-01')];
    expect(membersOn(p, events, day('2026-08-31'))).toEqual([]);
    expect(membersOn(p, events, day('2026-09-01'))).toEqual([a]);
    expect(membersOn(p, events, day('2026-12-31'))).toEqual([a]);
    expect(membersOn(p, events, day('2027-01-01'))).toEqual([]);
    expect(membershipsOf(a, events)).toEqual([{ member: a, group: p, from: '2026-09-01', to: '2027-01-01' }]);
  });

  test('that is begun twice is one, from the first of its days, in whatever order they were recorded', () => {
    const events = [joined(a, p, '2026-09-01'), joined(a, p, '2025-09-01')];
    expect(membersOf(p, events)).toEqual([{ member: a, group: p, from: '2025-09-01' }]);
  });

  test('may be taken up again after leaving, and a school may be in several partnerships at once', () => {
    const events = [joined(a, p, '2024-09-01'), left(a, p, '2025-09-01'), joined(a, p, '2026-09-01'), joined(a, q, '2025-09-01')];
    expect(membersOf(p, events).map(({ from, to }) => [from, to])).toEqual([
      ['2024-09-01', '2025-09-01'],
      ['2026-09-01', undefined],
    ]);
    expect(groupsOn(a, events, day('2026-10-01')).sort()).toEqual([p, q]);
  });

  test('that ends on the day it began never held', () => {
    expect(membersOf(p, [joined(a, p, '2026-09-01'), left(a, p, '2026-09-01')])).toEqual([]);
  });

  test('is none once its joining was withdrawn, and the events that stand do not show it', () => {
    const mistake = joined(a, p, '2026-09-01');
    const events = [mistake, withdrawn(mistake), joined(b, p, '2026-09-01')];
    expect(membersOn(p, events, day('2026-10-01'))).toEqual([b]);
    expect(standing(events)).toHaveLength(1);
  });

  test('goes with a closing, on either side, and none begins after it', () => {
    const ofGroup = [joined(a, p, '2025-09-01'), closed(p, '2026-09-01'), joined(b, p, '2026-10-01')];
    expect(membersOf(p, ofGroup)).toEqual([{ member: a, group: p, from: '2025-09-01', to: '2026-09-01' }]);
    const ofSchool = [joined(a, p, '2025-09-01'), closed(a, '2026-09-01'), joined(a, q, '2026-09-01')];
    expect(membershipsOf(a, ofSchool)).toEqual([{ member: a, group: p, from: '2025-09-01', to: '2026-09-01' }]);
  });

  test('moves to the other partnership with a merger, and to the successor of a school', () => {
    const merged = event({ kind: 'partnership-merged', subject: p, into: q, members: [a], on: day('2026-09-01'), about: [p, q, a] });
    const events = [joined(a, p, '2025-09-01'), merged, closed(p, '2026-09-01')];
    expect(membershipsOf(a, events)).toEqual([
      { member: a, group: p, from: '2025-09-01', to: '2026-09-01' },
      { member: a, group: q, from: '2026-09-01' },
    ]);
    const followed = event({
      kind: 'succeeded',
      subject: a,
      into: b,
      how: 'conversion',
      memberships: [p],
      on: day('2026-01-01'),
      about: [a, b, p],
    });
    const both = [joined(a, p, '2025-09-01'), followed];
    expect(membersOn(p, both, day('2025-12-31'))).toEqual([a]);
    expect(membersOn(p, both, day('2026-01-01'))).toEqual([b]);
    expect(predecessorsOf(b, both)).toEqual([{ id: a, on: '2026-01-01' }]);
  });
});

test('Whatever an event speaks of is found, also the places that a succession passes on: whoever decides on them looks at those too', () => {
  const followed = event({
    kind: 'succeeded',
    subject: a,
    into: b,
    how: 'merger',
    memberships: [p, q],
    on: day('2026-09-01'),
    about: [a, b, p, q],
  });
  expect(organisationsIn([joined(a, p, '2025-09-01'), followed])).toEqual([a, p, b, q]);
});

describe('A lead passes with the place of a school', () => {
  const appointed = (on: string) =>
    event({ kind: 'lead-appointed', subject: a, group: p, on: day(on), about: [a, p], person: 'per_tom' as PersonId });
  const followed = (how: 'conversion' | 'merger', memberships: OrganisationId[] = [p]) =>
    event({ kind: 'succeeded', subject: a, into: b, how, memberships, on: day('2026-09-01'), about: [a, b, ...memberships] });
  const before = [joined(a, p, '2024-09-01'), appointed('2025-01-01')];

  test('to the one that follows it: the same headteacher where it is the same school', () => {
    expect(leadsOf(p, [...before, followed('conversion')])).toEqual([
      { member: a, person: 'per_tom', from: '2025-01-01', to: '2026-09-01' },
      { member: b, person: 'per_tom', from: '2026-09-01' },
    ]);
    expect(leadsOf(p, [...before, followed('merger')])[1]).toEqual({ member: b, from: '2026-09-01' });
  });
  test('although it closed the day before', () => {
    expect(leadsOf(p, [...before, closed(a, '2026-08-31'), followed('merger')])).toMatchObject([
      { member: a, to: '2026-08-31' },
      { member: b, from: '2026-09-01' },
    ]);
  });
  test('and not where it takes no place, where the lead had ended, or where the lead was of an earlier stay', () => {
    expect(leadOn(p, [...before, followed('conversion', [])], day('2026-09-01'))?.member).toBe(a);
    const ended = event({ kind: 'lead-ended', subject: a, group: p, on: day('2026-01-01'), about: [a, p] });
    expect(leadOn(p, [...before, ended, followed('conversion')], day('2026-09-01'))).toBeUndefined();
    const again = [...before, left(a, p, '2025-06-01'), joined(a, p, '2025-09-01'), followed('conversion')];
    expect(leadOn(p, again, day('2026-09-01'))).toBeUndefined();
  });
});

describe('A lead', () => {
  const appointed = (subject: OrganisationId, on: string, person?: string) =>
    event({
      kind: 'lead-appointed',
      subject,
      group: p,
      on: day(on),
      about: [subject, p],
      ...(person ? { person: person as PersonId } : {}),
    });
  const members = [joined(a, p, '2024-09-01'), joined(b, p, '2024-09-01')];

  test('ends with the next lead', () => {
    const events = [...members, appointed(a, '2024-09-01', 'per_tom'), appointed(b, '2026-01-01')];
    expect(leadsOf(p, events)).toEqual([
      { member: a, person: 'per_tom', from: '2024-09-01', to: '2026-01-01' },
      { member: b, from: '2026-01-01' },
    ]);
    expect(leadOn(p, events, day('2025-12-31'))?.member).toBe(a);
    expect(leadOn(p, events, day('2026-01-01'))?.member).toBe(b);
  });

  test('ends when it is ended, when the member leaves and when the partnership closes', () => {
    const ended = event({ kind: 'lead-ended', subject: a, group: p, on: day('2025-03-01'), about: [a, p] });
    expect(leadOn(p, [...members, appointed(a, '2024-09-01'), ended], day('2025-03-01'))).toBeUndefined();
    expect(leadOn(p, [...members, appointed(a, '2024-09-01'), left(a, p, '2025-05-01')], day('2025-05-01'))).toBeUndefined();
    expect(leadOn(p, [...members, appointed(a, '2024-09-01'), closed(p, '2025-05-01')], day('2025-05-01'))).toBeUndefined();
  });
});

test('The district is the one placed, then the organisation’s own, then the one that covers its administrative district', () => {
  const districts = [{ name: 'North East', covers: ['Colchester', 'Tendring'] }];
  const placed = event({ kind: 'district-placed', subject: a, district: 'Mid', on: day('2026-09-01'), about: [a] });
  const school = { id: a, administrativeDistrict: 'Colchester' };
  expect(districtOn(school, districts, [placed], day('2026-08-31'))).toBe('North East');
  expect(districtOn(school, districts, [placed], day('2026-09-01'))).toBe('Mid');
  expect(districtOn({ id: a, administrativeDistrict: 'Elsewhere' }, districts, [], day('2026-09-01'))).toBeUndefined();
  expect(districtOn({ id: p, district: 'South' }, districts, [], day('2026-09-01'))).toBe('South');
});

test('Named officers are those of the year, and not one who was taken off again', () => {
  const officer = (kind: 'officer-named' | 'officer-unnamed', id: string, year: number) =>
    event({ kind, subject: p, officer: id as OfficerId, officerName: id, as: 'adviser', year, on: day('2026-07-01'), about: [p] });
  const events = [
    officer('officer-named', 'off_x', 2026),
    officer('officer-named', 'off_y', 2026),
    officer('officer-named', 'off_x', 2025),
  ];
  expect(namedOfficersIn(p, events, 2026).map((each) => each.officer)).toEqual(['off_x', 'off_y']);
  expect(namedOfficersIn(p, [...events, officer('officer-unnamed', 'off_x', 2026)], 2026).map((each) => each.officer)).toEqual(['off_y']);
});

test('A confidential status holds from its entry to its end, and a second entry of the same changes nothing', () => {
  const status = (kind: 'status-entered' | 'status-ended', on: string) =>
    event({ kind, subject: a, status: 'causing-concern', on: day(on), about: [a] });
  const events = [status('status-entered', '2026-01-10'), status('status-entered', '2026-02-01'), status('status-ended', '2026-06-01')];
  expect(statusesOf(events)).toEqual([{ status: 'causing-concern', from: '2026-01-10', to: '2026-06-01' }]);
});
