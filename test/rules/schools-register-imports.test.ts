// What an import decides, row by row: what a file is, what befalls a school and its groups, and how the count goes on.
import { describe, expect, test } from 'vitest';
import { groupsOn, membershipsOf } from '../../functions/schools/rules/events.ts';
import {
  type Called,
  callGroup,
  changesText,
  mostCalled,
  movedRemark,
  newGroup,
  renamedGroup,
  renamedText,
} from '../../functions/schools/rules/import-changes.ts';
import {
  afterBatch,
  type Batch,
  decideEntry,
  emptyBatch,
  finished,
  layoutOf,
  percentOf,
  recorded,
  shares,
  shownOf,
} from '../../functions/schools/rules/imports.ts';
import { requiredColumns } from '../../functions/schools/rules/register.ts';
import { importChange } from '../../functions/schools/rules.ts';
import type { EventDraft, OrganisationEvent } from '../../functions/schools/schema/events.ts';
import { type List, mostKept, noCounts, type RegisterImport } from '../../functions/schools/schema/imports.ts';
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
    expect(layoutOf(['PK\u0003\u0004'])).toMatchObject({
      refusal: { detail: expect.stringMatching(/^The file is a zip archive or a workbook\./) },
    });
    expect(layoutOf(['<!DOCTYPE html>'])).toMatchObject({ refusal: { detail: 'The file is a page of a web site.' } });
    expect(layoutOf(['ÐÏ\u0011à¡±'])).toMatchObject({ refusal: { detail: 'The file is a workbook. Save it as CSV.' } });
    expect(layoutOf(['URN;LA (code);Street'])).toMatchObject({
      refusal: { detail: 'The fields of the file are parted by semicolons, not by commas.' },
    });
    expect(layoutOf(['URN\tLA (code)'])).toMatchObject({
      refusal: { detail: 'The fields of the file are parted by tabs, not by commas.' },
    });
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
  test('a school that closes leaves every group on the day after its last, and one that opens again had not closed', () => {
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
    expect(closed.events).toMatchObject([{ kind: 'closed', on: '2027-09-01', about: [school.id, trust, partnership] }]);
    const after = [...before, ...closed.events.map(kept)];
    expect(membershipsOf(school.id, after).map(({ to }) => to)).toEqual(['2027-09-01', '2027-09-01']);
    expect(groupsOn(school.id, after, day('2027-08-31'))).toEqual([trust, partnership]);
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
});

describe('Trusts and federations are called by the names that a file agrees on', () => {
  const trust = id('trs_2005');
  const named = (name?: string) => ({ id: trust, kind: 'trust' as const, uid: 2005, ...(name ? { name } : {}) });
  const at = (line: number) => ({ line, urn: 990_000 + line });

  test('one that is first heard of is recorded as it is called, or by its number', () => {
    expect(newGroup(named('Crowwood Learning Trust'))).toEqual({
      id: trust,
      kind: 'trust',
      uid: 2005,
      name: 'Crowwood Learning Trust',
      addressLines: [],
      postcode: '',
      billing: [],
      version: 1,
    });
    expect(newGroup(named()).name).toBe('Trust 2005');
    expect(newGroup({ id: id('fed_17'), kind: 'federation', uid: 17 }).name).toBe('Federation 17');
  });
  test('one that is known keeps what the council knows of it under another name', () => {
    const known = { ...newGroup(named('Crowwood Learning Trust')), addressLines: ['1 High Street'], version: 4 };
    expect(renamedGroup(known, 'Crowwood Learning Trust')).toBeUndefined();
    const after = renamedGroup(known, 'Crowwood Trust');
    expect(after).toEqual({ ...known, name: 'Crowwood Trust', version: 5 });
    expect(after && renamedText(known, after)).toBe('Name from “Crowwood Learning Trust” to “Crowwood Trust”');
  });
  test('the first row that contradicts is told of, and no other; a row without a name contradicts nothing', () => {
    const called = new Map<OrganisationId, Called>();
    const told = ['Crowwood', undefined, 'Crowwood', 'Oakfield', 'Ashfield', 'Crowwood'].map((name, n) =>
      callGroup(called, named(name), at(n + 2)),
    );
    expect(told.map((remark) => remark?.line)).toEqual([undefined, undefined, undefined, 5, undefined, undefined]);
    expect(told[3]).toEqual({
      line: 5,
      urn: '990005',
      fault: 'unclear-group-name',
      reason: 'The row calls trust 2005 “Oakfield”, and line 2 calls it “Crowwood”: a name it had before is left.',
    });
    expect(called.get(trust)).toEqual({ name: 'Crowwood', line: 2, agreed: false });
  });
  test('no file fills the memory with names', () => {
    const called = new Map<OrganisationId, Called>();
    for (let uid = 1; uid <= mostCalled + 5; uid++) callGroup(called, { id: id(`trs_${uid}`), kind: 'trust', uid, name: 'A' }, at(uid));
    expect(called.size).toBe(mostCalled);
    expect(callGroup(called, { id: id(`trs_${mostCalled + 1}`), kind: 'trust', uid: mostCalled + 1, name: 'B' }, at(1))).toBeUndefined();
  });
});

describe('What a row changes of a known school is told with what was there before', () => {
  const nameOf = (organisation: OrganisationId) => `“${organisation === 'trs_1' ? 'Crowwood Trust' : organisation}”`;
  const text = (before: Partial<RegisterEntry>, after: Partial<RegisterEntry>) =>
    changesText(schoolOf(before), { ...schoolOf(before), ...entry({ ...before, ...after }) }, nameOf);
  test('by name, type, authority, status, trust and every other field', () => {
    expect(text({}, { name: 'Saltmere Academy', typeCode: 34, laCode: 882, statusCode: 3, trust: id('trs_1') })).toBe(
      'Name from “Saltmere Primary School” to “Saltmere Academy”; local authority from 881 to 882; type from Community school to Academy converter; status from Open to Open, but proposed to close; trust from none to “Crowwood Trust”',
    );
    expect(text({ trust: id('trs_1'), federation: id('fed_2') }, { trust: undefined, federation: undefined })).toBe(
      'Trust from “Crowwood Trust” to none; federation from “fed_2” to none',
    );
    expect(text({ statusCode: 1 }, { statusCode: 2, closedOn: day('2027-08-31') })).toBe(
      'Status from Open to Closed; last day from none to 31 August 2027',
    );
    expect(text({ addressLines: ['1 Quay', 'Saltmere'], pupils: 0 }, { addressLines: [], pupils: 312, phaseCode: 4 })).toBe(
      'Phase from Primary to Secondary; address from 1 Quay, Saltmere to none; pupils from 0 to 312',
    );
  });
  test('nothing where nothing has changed', () => {
    expect(text({ trust: id('trs_1') }, {})).toBe('');
  });
  test('a school that moves to another authority is to be looked at', () => {
    const known = schoolOf();
    expect(movedRemark(known, { ...known, laCode: 352 }, 9)).toEqual([
      { line: 9, urn: '990001', fault: 'authority-moved', reason: 'The school moved from local authority 881 to 352.' },
    ]);
    expect([movedRemark(known, known, 9), movedRemark(undefined, known, 9)]).toEqual([[], []]);
  });
});

describe('The count goes on', () => {
  const read: RegisterImport = {
    type: 'register-import',
    id: 'job_1' as JobId,
    kind: 'register',
    file: 'registers/essex/job_1',
    mark: 'only',
    state: 'running',
    cursor: { bytes: 100, line: 2 },
    size: 1000,
    counts: noCounts,
    reasons: {},
    kept: { faults: mostKept.faults - 1, remarks: 0, elsewhere: 0, chunks: 3 },
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
      told: [rejection(3, 'bad-urn'), rejection(4, 'bad-urn'), rejection(5, 'other-authority'), rejection(6, 'authority-moved')],
      ignored: ['Link of another kind: “Child Centre”'],
    };
    const { next, kept: list } = afterBatch(read, batch);
    expect(next).toMatchObject({
      counts: { added: 2, changed: 1, closed: 0, unchanged: 4, rejected: 2, elsewhere: 1 },
      reasons: { 'bad-urn': 2, 'other-authority': 1, 'authority-moved': 1, 'Link of another kind: “Child Centre”': 1 },
      kept: { faults: mostKept.faults, remarks: 1, elsewhere: 1, chunks: 4 },
      cursor: { bytes: 500, line: 9 },
      version: 6,
    });
    expect(list.map(({ line }) => line)).toEqual([3, 5, 6]);
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
    expect(() => finished(done, 'now')).toThrow('register import: what is done cannot finish');
  });
  test('one list is shown alone; of all rejections faults come before rows of other authorities, in order of line', () => {
    const all = [
      rejection(9, 'bad-urn'),
      rejection(8, 'unclear-group-name'),
      ...Array.from({ length: 5 }, (_, n) => rejection(n + 2, 'other-authority')),
    ].sort((a, b) => a.line - b.line);
    const entry = { kept: { faults: 1, remarks: 1, elsewhere: 5, chunks: 1 } };
    const linesOf = (list?: List) => all.filter(shownOf(shares(entry, list, 3))).map(({ line }) => line);
    expect(shares(entry, undefined, 3)).toEqual({ faults: 1, remarks: 0, elsewhere: 2 });
    expect([linesOf(), linesOf('faults'), linesOf('remarks'), linesOf('elsewhere')]).toEqual([[2, 3, 9], [9], [8], [2, 3, 4]]);
  });
});
