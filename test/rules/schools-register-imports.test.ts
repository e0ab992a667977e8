// What an import decides, row by row: what a file is, what befalls a school and its groups, how links are read, and how the count goes on.
import { describe, expect, test } from 'vitest';
import { groupsOn, membershipsOf, standing } from '../../functions/schools/rules/events.ts';
import {
  afterBatch,
  type Batch,
  decideEntry,
  emptyBatch,
  finished,
  layoutOf,
  namedGroup,
  percentOf,
  recorded,
  shares,
  shownOf,
} from '../../functions/schools/rules/imports.ts';
import { decideLink, type LinkFacts, readLinkType, rowToLink } from '../../functions/schools/rules/links.ts';
import { requiredColumns } from '../../functions/schools/rules/register.ts';
import { importChange } from '../../functions/schools/rules.ts';
import type { EventDraft, OrganisationEvent } from '../../functions/schools/schema/events.ts';
import { type Link, mostKept, noCounts, type RegisterImport } from '../../functions/schools/schema/imports.ts';
import type { RegisterEntry, Rejection, School } from '../../functions/schools/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { EventId, JobId, OrganisationId, PersonId } from '../../shared/ids.ts';

const day = (text: string) => text as CivilDate;
const id = (text: string) => text as OrganisationId;
const by = 'per_daybook' as PersonId;
const today = day('2026-11-24');
const entry = (change: Partial<RegisterEntry> = {}): RegisterEntry => ({
  urn: 990001,
  name: 'Saltmere Primary School',
  laCode: 881,
  typeCode: 1,
  phaseCode: 2,
  statusCode: 1,
  addressLines: ['Oyster Lane'],
  postcode: 'CM98 1AB',
  trust: undefined,
  federation: undefined,
  ...change,
});
const schoolOf = (change: Partial<RegisterEntry> = {}): School => importChange(undefined, entry(change), today).school;
const kept = (draft: EventDraft & { id: EventId }) => recorded(draft, by, '2026-11-24T10:00:00.000Z');
const staffEvent = (name: string, draft: EventDraft): OrganisationEvent => ({
  ...kept({ ...draft, id: `evt_${name}` as EventId }),
  source: 'staff',
});

describe('A file is known by its header', () => {
  test.each<[string, string[] | undefined, string]>([
    ['nothing', undefined, 'not-a-register'],
    ['one column', ['a'], 'not-a-register'],
    ['control characters', ['URN', 'a\u0000b'], 'not-a-register'],
    ['a PDF', ['%PDF-1.7', 'x'], 'not-a-register'],
    ['other columns', ['Name', 'Address'], 'missing-columns'],
    ['links without a date', ['URN', 'LinkURN', 'LinkType'], 'missing-columns'],
  ])('%s is refused', (_, header, name) => {
    expect(layoutOf(header)).toMatchObject({ ok: false, refusal: { name } });
  });
  test('the register and its links, in any order and with spaces round the names', () => {
    expect(layoutOf([...requiredColumns].reverse().map((name) => ` ${name} `))).toMatchObject({ value: { kind: 'register' } });
    const links = layoutOf(['LinkEstablishedDate', 'LinkType', 'LinkName', 'LinkURN', 'URN']);
    expect(links).toMatchObject({ value: { kind: 'links', width: 5 } });
    expect(links.ok && Object.fromEntries(links.value.places)).toEqual({ URN: 4, LinkURN: 3, LinkType: 1, LinkEstablishedDate: 0 });
  });
  test('what else is sent by mistake is told by what it is', () => {
    expect(layoutOf(['%PDF-1.7'])).toMatchObject({ refusal: { detail: 'The file is a PDF.' } });
    expect(layoutOf(['PK\u0003\u0004'])).toMatchObject({ refusal: { detail: 'The file is a zip archive or a workbook.' } });
  });
});

describe('A row of the register changes memberships by events that are only added', () => {
  const trust = id('trs_2005');
  const other = id('trs_2006');
  test('a new school has been in its trust since it opened, and without an opening since the import', () => {
    const opened = decideEntry(undefined, entry({ trust, openedOn: day('2012-09-01') }), today, []);
    expect(opened.events).toEqual([
      {
        id: 'evt_r990001-000001-joined-trs-2005',
        kind: 'joined',
        subject: 'sch_990001',
        group: trust,
        on: '2012-09-01',
        about: ['sch_990001', trust],
      },
    ]);
    expect(decideEntry(undefined, entry({ trust }), today, []).events).toMatchObject([{ on: today }]);
  });
  test('a known school leaves one trust and joins another on the day of the import, and is as good as new each time', () => {
    const known = schoolOf({ trust });
    const moved = decideEntry(known, entry({ trust: other }), today, []);
    expect(moved).toMatchObject({
      outcome: 'changed',
      events: [
        { kind: 'left', group: trust, on: today },
        { kind: 'joined', group: other, on: today },
      ],
    });
    expect(decideEntry(moved.school, entry({ trust: other }), today, []).events).toEqual([]);
    const back = decideEntry(moved.school, entry({ trust }), today, []);
    const events = [...decideEntry(undefined, entry({ trust }), today, []).events, ...moved.events, ...back.events].map(kept);
    expect(new Set(events.map((event) => event.id)).size).toBe(5);
    expect(groupsOn(known.id, events, day('2026-12-01'))).toEqual([trust]);
  });
  test('a file without a column of trusts leaves what is known', () => {
    const known = schoolOf({ trust });
    const { trust: _, federation: __, ...silent } = entry({ name: 'Renamed' });
    const decided = decideEntry(known, silent, today, []);
    expect(decided).toMatchObject({ outcome: 'changed', events: [] });
    expect(decided.school.trust).toBe(trust);
  });
  test('a federation is told of like a trust', () => {
    expect(decideEntry(schoolOf(), entry({ federation: id('fed_17') }), today, []).events).toMatchObject([
      { kind: 'joined', group: 'fed_17' },
    ]);
  });
  test('a school that closes leaves every group on the day it closed, and one that opens again had not closed', () => {
    const partnership = id('ptn_1');
    const school = schoolOf({ trust });
    const joined = staffEvent('1', {
      kind: 'joined',
      subject: school.id,
      group: partnership,
      on: day('2026-09-01'),
      about: [school.id, partnership],
    });
    const before = [...decideEntry(undefined, entry({ trust, openedOn: day('2020-09-01') }), today, []).events.map(kept), joined];
    const { trust: _, federation: __, ...row } = entry({ statusCode: 2, closedOn: day('2027-08-31') });
    const closed = decideEntry(school, row, day('2027-09-03'), before);
    expect(closed.outcome).toBe('closed');
    expect(closed.events).toMatchObject([{ kind: 'closed', on: '2027-08-31', about: [school.id, trust, partnership] }]);
    const after = [...before, ...closed.events.map(kept)];
    expect(membershipsOf(school.id, after).map(({ to }) => to)).toEqual(['2027-08-31', '2027-08-31']);
    const open = decideEntry(closed.school, entry({ trust, closedOn: undefined }), day('2027-10-01'), after);
    expect(open.events).toMatchObject([{ kind: 'withdrawn', event: closed.events[0]?.id }]);
    expect(groupsOn(school.id, [...after, ...open.events.map(kept)], day('2027-10-01'))).toEqual([trust, partnership]);
  });
  test('a school that was closed when it was first seen is in nothing, and joins its trust once it opens', () => {
    const { trust: _, federation: __, ...row } = entry({ statusCode: 2, openedOn: day('2001-09-01') });
    const first = decideEntry(undefined, row, today, []);
    expect(first).toMatchObject({ outcome: 'added', events: [] });
    expect(decideEntry(first.school, entry({ trust }), day('2027-01-04'), []).events).toMatchObject([{ kind: 'joined', on: '2027-01-04' }]);
  });
  test('a trust is recorded when it is first named, keeps what the council knows of it, and follows its name', () => {
    const named = { id: trust, kind: 'trust', uid: 2005, name: 'Crowwood Learning Trust' } as const;
    const first = namedGroup(undefined, named);
    expect(first).toEqual({
      id: trust,
      kind: 'trust',
      uid: 2005,
      name: named.name,
      addressLines: [],
      postcode: '',
      billing: [],
      version: 1,
    });
    expect(first && namedGroup(first, named)).toBeUndefined();
    const known = { ...(first as NonNullable<typeof first>), addressLines: ['1 High Street'], version: 4 };
    expect(namedGroup(known, { ...named, name: 'Crowwood Trust' })).toMatchObject({
      name: 'Crowwood Trust',
      addressLines: ['1 High Street'],
      version: 5,
    });
  });
});

describe('The type of a link says which way it goes', () => {
  test.each<[string, ReturnType<typeof readLinkType>]>([
    ['Successor', { side: 'successor', how: 'conversion' }],
    ['Predecessor', { side: 'predecessor', how: 'conversion' }],
    ['Successor - merged', { side: 'successor', how: 'merger' }],
    ['Predecessor - merged', { side: 'predecessor', how: 'merger' }],
    ['Successor - amalgamated', { side: 'successor', how: 'merger' }],
    ['PREDECESSOR  –  Amalgamated ', { side: 'predecessor', how: 'merger' }],
    ['Successor - Split School', { side: 'successor', how: 'split' }],
    ['predecessor-split school', { side: 'predecessor', how: 'split' }],
    ['Sixth Form Centre Link', undefined],
    ['Child Centre', undefined],
    ['Successor of sorts', undefined],
    ['Merged - expansion of school capacity and changer of age range', undefined],
    ['', undefined],
  ])('“%s”', (text, expected) => {
    expect(readLinkType(text)).toEqual(expected);
  });
});

describe('A row of the links file', () => {
  const row = { URN: '900001', LinkURN: '900002', LinkType: 'Successor', LinkEstablishedDate: '01-09-2027' };
  test('is a pair, whichever school it stands under', () => {
    const expected = { link: { line: 2, predecessor: 900001, successor: 900002, how: 'conversion', on: '2027-09-01' } };
    expect(rowToLink(row, 2)).toEqual(expected);
    expect(rowToLink({ ...row, URN: '900002', LinkURN: '900001', LinkType: 'Predecessor' }, 2)).toEqual(expected);
  });
  test('without a date is a pair without one', () => {
    expect(rowToLink({ ...row, LinkEstablishedDate: '' }, 2)).toEqual({
      link: { line: 2, predecessor: 900001, successor: 900002, how: 'conversion' },
    });
  });
  test('of another kind is passed over by its name', () => {
    expect(rowToLink({ ...row, LinkType: 'Child Centre' }, 2)).toEqual({ ignored: 'Link of another kind: “Child Centre”' });
  });
  test.each<[string, Record<string, string>, string]>([
    ['unknown-link', { LinkType: ' ' }, 'LinkType is empty.'],
    ['bad-urn', { URN: 'x' }, 'URN is “x”, which is not a number of five to eight digits.'],
    ['bad-urn', { LinkURN: '' }, 'LinkURN is empty.'],
    ['bad-urn', { LinkURN: '900001' }, 'LinkURN is the school’s own URN.'],
    [
      'bad-date',
      { LinkEstablishedDate: '2027-09-01' },
      'LinkEstablishedDate is “2027-09-01”, which is not a real date written like 01-09-2026.',
    ],
  ])('is rejected as %s: %j', (fault, change, reason) => {
    expect(rowToLink({ ...row, ...change }, 7)).toMatchObject({ rejection: { line: 7, fault, reason } });
  });
});

describe('A link becomes one succession', () => {
  const link: Link = { line: 2, predecessor: 900001, successor: 900002, how: 'conversion', on: day('2027-09-01') };
  const before = schoolOf({ urn: 900001 });
  const after = schoolOf({ urn: 900002, typeCode: 34, openedOn: day('2027-09-02') });
  const partnership = id('ptn_1');
  const facts = (change: Partial<LinkFacts> = {}): LinkFacts => ({
    predecessor: before,
    successor: after,
    events: [],
    onlyLaCode: 881,
    ...change,
  });
  const joins = (name: string, group: OrganisationId, on = '2020-09-01') =>
    staffEvent(name, { kind: 'joined', subject: before.id, group, on: day(on), about: [before.id, group] });

  test('with the partnerships and federations the predecessor is in on that date, and not its trust', () => {
    const events = [joins('1', partnership), joins('2', id('fed_17')), joins('3', id('trs_5')), joins('4', id('ptn_2'), '2028-01-01')];
    const decided = decideLink(link, facts({ events }));
    expect(decided).toEqual({
      outcome: 'added',
      event: {
        id: 'evt_s900001-900002',
        kind: 'succeeded',
        subject: before.id,
        into: after.id,
        how: 'conversion',
        memberships: [partnership, 'fed_17'],
        on: '2027-09-01',
        about: [before.id, after.id, partnership, 'fed_17'],
      },
    });
  });
  test('which it passes on although it closed the day before', () => {
    const closed = staffEvent('9', { kind: 'closed', subject: before.id, on: day('2027-08-31'), about: [before.id, partnership] });
    const decided = decideLink(link, facts({ events: [joins('1', partnership), closed] }));
    const event = 'event' in decided && decided.event ? kept(decided.event) : undefined;
    expect(event).toMatchObject({ memberships: [partnership] });
    const events = [joins('1', partnership), closed, ...(event ? [event] : [])];
    expect(groupsOn(after.id, events, day('2027-09-01'))).toEqual([partnership]);
    expect(groupsOn(before.id, events, day('2027-09-01'))).toEqual([]);
    expect(standing(events)).toHaveLength(3);
  });
  test('once, however often it is told, and not again after it was withdrawn', () => {
    const first = decideLink(link, facts());
    const event = 'event' in first && first.event ? kept(first.event) : undefined;
    const events = event ? [event] : [];
    expect(events).toHaveLength(1);
    expect(decideLink({ ...link, on: day('2027-09-05') }, facts({ events }))).toEqual({ outcome: 'unchanged' });
  });
  test('on the day the successor opened, when the row has none', () => {
    const { on: _, ...dateless } = link;
    expect(decideLink(dateless, facts())).toMatchObject({ event: { on: '2027-09-02' } });
    const { openedOn: __, ...unopened } = after;
    expect(decideLink(dateless, facts({ successor: unopened }))).toMatchObject({ rejection: { fault: 'no-date' } });
  });
  test('unless a school is unknown, or both are another authority’s', () => {
    expect(decideLink(link, facts({ predecessor: undefined }))).toMatchObject({ rejection: { fault: 'unknown-urn', urn: '900001' } });
    expect(decideLink(link, facts({ successor: undefined }))).toMatchObject({ rejection: { fault: 'unknown-urn', urn: '900002' } });
    const elsewhere = { predecessor: { ...before, laCode: 352 }, successor: { ...after, laCode: 352 } };
    expect(decideLink(link, facts(elsewhere))).toMatchObject({ rejection: { fault: 'other-authority' } });
    expect(decideLink(link, facts({ ...elsewhere, onlyLaCode: undefined }))).toMatchObject({ outcome: 'added' });
    expect(decideLink(link, facts({ successor: { ...after, laCode: 352 } }))).toMatchObject({ outcome: 'added' });
  });
});

describe('The count goes on', () => {
  const read: RegisterImport = {
    type: 'register-import',
    id: 'job_1' as JobId,
    kind: 'register',
    file: 'registers/essex/job_1',
    state: 'running',
    cursor: { bytes: 100, line: 2 },
    size: 1000,
    counts: noCounts,
    reasons: {},
    kept: { faults: mostKept.faults - 1, elsewhere: 0, chunks: 3 },
    effectiveOn: today,
    begunBy: by,
    begunAt: '2026-11-24T10:00:00.000Z',
    version: 5,
  };
  const rejection = (line: number, fault: Rejection['fault']): Rejection => ({ line, fault, reason: '.' });
  test('each row once, by outcome and by reason; what is beyond the list is counted and not kept', () => {
    const batch: Batch = {
      ...emptyBatch({ bytes: 500, line: 9 }),
      counts: { added: 2, changed: 1, closed: 0, unchanged: 4 },
      rejections: [rejection(3, 'bad-urn'), rejection(4, 'bad-urn'), rejection(5, 'other-authority')],
      ignored: ['Link of another kind: “Child Centre”'],
    };
    const { next, kept: list } = afterBatch(read, batch);
    expect(next).toMatchObject({
      counts: { added: 2, changed: 1, closed: 0, unchanged: 4, rejected: 3 },
      reasons: { 'bad-urn': 2, 'other-authority': 1, 'Link of another kind: “Child Centre”': 1 },
      kept: { faults: mostKept.faults, elsewhere: 1, chunks: 4 },
      cursor: { bytes: 500, line: 9 },
      version: 6,
    });
    expect(list.map(({ line }) => line)).toEqual([3, 5]);
  });
  test('link types without end are told together after forty', () => {
    const ignored = Array.from({ length: 100 }, (_, n) => `type ${n}`);
    const { reasons } = afterBatch(read, { ...emptyBatch({ bytes: 1, line: 1 }), ignored }).next;
    expect(Object.keys(reasons)).toHaveLength(41);
    expect(reasons.other).toBe(60);
  });
  test('per cent are of the bytes, and a hundred only at the end', () => {
    expect([percentOf(read), percentOf({ ...read, cursor: { bytes: 1000, line: 9 } })]).toEqual([10, 99]);
    const done = finished(read, 'now');
    expect([done.state, done.cursor.bytes, done.endedAt, percentOf(done)]).toEqual(['done', 1000, 'now', 100]);
    expect(() => finished(done, 'now')).toThrow('an import that is done cannot finish');
  });
  test('faults come before rows of other authorities, and are shown in order of line', () => {
    const all = [rejection(9, 'bad-urn'), ...Array.from({ length: 5 }, (_, n) => rejection(n + 2, 'other-authority'))];
    const entry = { kept: { faults: 1, elsewhere: 5, chunks: 1 } };
    expect(shares(entry, 3)).toEqual({ faults: 1, elsewhere: 2 });
    const inOrder = all.sort((a, b) => a.line - b.line);
    expect(inOrder.filter(shownOf(entry, 3)).map(({ line }) => line)).toEqual([2, 3, 9]);
  });
});
