// How the links file is read and what a pair of schools comes to: one succession, with the places it passes on, through schools that have closed since; what
// it may not be; and what becomes of it when the file says otherwise later, or the council does.
import { describe, expect, test } from 'vitest';
import { groupsOn, leadOn, membersOf, standing } from '../../functions/schools/rules/events.ts';
import { recorded } from '../../functions/schools/rules/imports.ts';
import { decideLink, type LinkFacts, readLinkType, rowToLink } from '../../functions/schools/rules/links.ts';
import { decideWithdrawal } from '../../functions/schools/rules/withdrawals.ts';
import { importChange } from '../../functions/schools/rules.ts';
import type { EventDraft, OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { Link } from '../../functions/schools/schema/imports.ts';
import type { RegisterEntry, School } from '../../functions/schools/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import { type EventId, type OrganisationId, type PersonId, urnOf } from '../../shared/ids.ts';

const day = (text: string) => text as CivilDate;
const id = (text: string) => text as OrganisationId;
const today = day('2027-10-04');
const schoolOf = (change: Partial<RegisterEntry>): School => {
  const entry: RegisterEntry = {
    urn: 900001,
    name: 'Saltmere Primary School',
    laCode: 881,
    typeCode: 1,
    phaseCode: 2,
    statusCode: 1,
    addressLines: [],
    postcode: '',
    trust: undefined,
    federation: undefined,
    ...change,
  };
  return importChange(undefined, entry, today).school;
};
const kept = (draft: EventDraft & { id: EventId }) => recorded(draft, 'per_daybook' as PersonId, '2027-10-04T10:00:00.000Z');
const staffEvent = (name: string, draft: EventDraft): OrganisationEvent => ({
  ...kept({ ...draft, id: `evt_${name}` as EventId }),
  source: 'staff',
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

const before = schoolOf({ urn: 900001 });
const after = schoolOf({ urn: 900002, typeCode: 34, openedOn: day('2027-09-02') });
const third = schoolOf({ urn: 900003, typeCode: 34 });
const link: Link = { line: 2, predecessor: 900001, successor: 900002, how: 'conversion', on: day('2027-09-01') };
const partnership = id('ptn_1');
const federation = id('fed_17');
const joins = (name: string, group: OrganisationId, on = '2020-09-01', school = before) =>
  staffEvent(name, { kind: 'joined', subject: school.id, group, on: day(on), about: [school.id, group] });
const closes = (name: string, school: School, on: string, ...groups: OrganisationId[]) =>
  kept({ id: `evt_${name}` as EventId, kind: 'closed', subject: school.id, on: day(on), about: [school.id, ...groups] });
const leads = (name: string, school: School, on: string, group = partnership) =>
  staffEvent(name, {
    kind: 'lead-appointed',
    subject: school.id,
    group,
    on: day(on),
    about: [school.id, group],
    person: 'per_tom' as PersonId,
  });

/** Everything that was recorded, as it stands under each organisation. */
class Table {
  readonly all: OrganisationEvent[];
  constructor(...events: OrganisationEvent[]) {
    this.all = events;
  }
  under(of: OrganisationId): OrganisationEvent[] {
    return this.all.filter(({ about }) => about.includes(of));
  }
  facts(one: Link): LinkFacts {
    const known = [before, after, third];
    const school = (urn: number) => known.find((each) => each.urn === urn);
    const ids = [...known.map((each) => each.id), partnership, federation, id('ptn_2')];
    return {
      predecessor: school(one.predecessor),
      successor: school(one.successor),
      events: this.under(id(`sch_${one.predecessor}`)),
      under: new Map(ids.map((each) => [each, this.under(each)])),
      today,
      onlyLaCode: 881,
    };
  }
  told(one: Link) {
    return decideLink(one, this.facts(one));
  }
  take(one: Link): this {
    const decided = this.told(one);
    if ('rejection' in decided) throw new Error(decided.rejection.reason);
    this.all.push(...decided.events.map(kept));
    return this;
  }
  withdraw(event: string): this {
    const found = this.all.find((each) => each.id === event);
    const under = new Map(this.all.flatMap(({ about }) => about).map((each) => [each, this.under(each)]));
    const decision = decideWithdrawal(
      { events: this.under(found?.subject ?? partnership), under, today },
      { event: event as EventId, reason: 'The register is wrong' },
    );
    for (const draft of accepted(decision).events) this.all.push(staffEvent(`z${this.all.length}`, draft));
    return this;
  }
  spells(group = partnership) {
    return membersOf(group, this.under(group)).map(({ member, from, to }) => [urnOf(member), from, to]);
  }
}
const reasonOf = (decided: ReturnType<typeof decideLink>) =>
  'rejection' in decided ? [decided.rejection.fault, decided.rejection.reason] : [];

describe('A link becomes one succession', () => {
  test('with the partnerships and federations the predecessor is in on that date, and not its trust', () => {
    const table = new Table(
      joins('1', partnership),
      joins('2', federation),
      joins('3', id('trs_5')),
      joins('4', id('ptn_2'), '2028-01-01'),
    );
    expect(table.told(link)).toEqual({
      outcome: 'added',
      events: [
        {
          id: 'evt_s900001-900002',
          kind: 'succeeded',
          subject: before.id,
          into: after.id,
          how: 'conversion',
          memberships: [partnership, federation],
          on: '2027-09-01',
          about: [before.id, after.id, partnership, federation],
        },
      ],
    });
  });
  test.each(['2027-08-31', '2027-09-01'])('which it passes on although it closed on %s', (closed) => {
    const table = new Table(joins('1', partnership), closes('r9', before, closed, partnership)).take(link);
    expect(groupsOn(after.id, table.under(after.id), day('2027-09-01'))).toEqual([partnership]);
    expect(table.spells()).toEqual([
      ['900001', '2020-09-01', closed],
      ['900002', '2027-09-01', undefined],
    ]);
    expect(standing(table.all)).toHaveLength(3);
  });
  test('once, however often it is told', () => {
    const table = new Table().take(link);
    expect(table.told(link)).toEqual({ outcome: 'unchanged', events: [] });
    const { on: _, ...dateless } = link;
    expect(table.told(dateless)).toEqual({ outcome: 'unchanged', events: [] });
  });
  test('on the day the successor opened, when the row has none', () => {
    const { on: _, ...dateless } = link;
    const facts = new Table().facts(link);
    expect(decideLink(dateless, facts)).toMatchObject({ events: [{ on: '2027-09-02' }] });
    const { openedOn: __, ...unopened } = after;
    expect(decideLink(dateless, { ...facts, successor: unopened })).toMatchObject({ rejection: { fault: 'no-date' } });
  });
  test('unless a school is unknown, or both are another authority’s', () => {
    const facts = new Table().facts(link);
    const [there, yonder] = [
      { ...before, laCode: 352 },
      { ...after, laCode: 353 },
    ];
    expect(decideLink(link, { ...facts, predecessor: undefined })).toMatchObject({ rejection: { fault: 'unknown-urn', urn: '900001' } });
    expect(decideLink(link, { ...facts, successor: undefined })).toMatchObject({ rejection: { fault: 'unknown-urn', urn: '900002' } });
    expect(reasonOf(decideLink(link, { ...facts, predecessor: there, successor: yonder }))).toEqual([
      'other-authority',
      'The schools belong to local authorities 352 and 353, not 881.',
    ]);
    expect(decideLink(link, { ...facts, predecessor: there, successor: yonder, onlyLaCode: undefined })).toMatchObject({
      outcome: 'added',
    });
    expect(decideLink(link, { ...facts, successor: yonder })).toMatchObject({ outcome: 'added' });
  });
});

describe('A link is refused', () => {
  test.each([
    ['1000-01-01', false],
    ['1943-12-31', false],
    ['1944-01-01', true],
    ['2029-10-04', true],
    ['2029-10-05', false],
    ['2999-01-01', false],
  ])('outside the dates that can be meant: %s', (on, can) => {
    const decided = new Table().told({ ...link, on: day(on) });
    expect('events' in decided).toBe(can);
    if (!can)
      expect(reasonOf(decided)).toEqual(['date-out-of-bounds', expect.stringContaining('between 1 January 1944 and 4 October 2029')]);
  });
  test('where it would close a circle, of two schools or of three, and not once it was withdrawn', () => {
    const back: Link = { ...link, predecessor: 900002, successor: 900001, line: 5 };
    const table = new Table().take(link);
    expect(table.told(back)).toMatchObject({ rejection: { line: 5, fault: 'circular-link', urn: '900001' } });
    table.take({ ...link, predecessor: 900002, successor: 900003 });
    expect(reasonOf(table.told({ ...link, predecessor: 900003, successor: 900001 }))).toEqual([
      'circular-link',
      '900003 follows 900001, 900002 already: they would follow each other in a circle.',
    ]);
    expect(new Table().take(link).withdraw('evt_s900001-900002').told(back)).toMatchObject({ outcome: 'added' });
  });
});

describe('What the file says later', () => {
  const moved: Link = { ...link, on: day('2027-10-01') };
  test('of another date withdraws the first and records it anew, and says so', () => {
    const table = new Table(joins('1', partnership)).take(link);
    const decided = table.told(moved);
    expect(decided).toMatchObject({
      outcome: 'changed',
      detail: 'The register moves the succession by 900002 from 1 September 2027 to 1 October 2027',
      events: [
        { kind: 'withdrawn', event: 'evt_s900001-900002', on: '2027-09-01', about: [before.id, after.id, partnership] },
        { kind: 'succeeded', id: 'evt_s900001-900002-2', on: '2027-10-01', memberships: [partnership] },
      ],
    });
    expect(table.take(moved).spells()).toEqual([
      ['900001', '2020-09-01', '2027-10-01'],
      ['900002', '2027-10-01', undefined],
    ]);
    expect(table.told(moved)).toMatchObject({ outcome: 'unchanged' });
    // And back again.
    expect(table.take(link).spells()[1]).toEqual(['900002', '2027-09-01', undefined]);
    expect(new Set(table.all.map((event) => event.id)).size).toBe(table.all.length);
  });
  test('is refused where something was recorded since that rests on the date', () => {
    const table = new Table(joins('1', partnership)).take(link);
    table.all.push(leads('2', after, '2027-09-15'));
    expect(reasonOf(table.told(moved))).toEqual([
      'later-change',
      'A new lead on 15 September 2027 rests on the date that is recorded, 1 September 2027. Withdraw it here first.',
    ]);
    expect(table.withdraw('evt_2').told(moved)).toMatchObject({ outcome: 'changed' });
  });
  test('does not bring back what the council withdrew, unless it is another date', () => {
    const table = new Table(joins('1', partnership)).take(link).withdraw('evt_s900001-900002');
    expect(table.spells()).toEqual([['900001', '2020-09-01', undefined]]);
    expect(reasonOf(table.told(link))).toEqual([
      'withdrawn-by-hand',
      'The succession of 1 September 2027 was withdrawn here by hand, and is not recorded again for that date.',
    ]);
    expect(table.told(moved)).toMatchObject({ outcome: 'added', events: [{ id: 'evt_s900001-900002-2' }] });
  });
});

describe('A school that has been followed in its turn', () => {
  const onward: Link = { ...link, predecessor: 900002, successor: 900003, on: day('2027-10-01') };
  const spells = [
    ['900001', '2020-09-01', '2027-09-01'],
    ['900002', '2027-09-01', '2027-10-01'],
    ['900003', '2027-10-01', undefined],
  ];
  const leadsOver = (table: Table) =>
    ['2027-08-31', '2027-09-01', '2027-10-01'].map((on) => urnOf(leadOn(partnership, table.under(partnership), day(on))?.member ?? id('')));

  test.each([
    ['in the order of time', [link, onward]],
    ['in the other order', [onward, link]],
  ])('passes the place and the lead on, told %s', (_, order) => {
    const table = new Table(joins('1', partnership), leads('2', before, '2021-09-01'));
    for (const each of order) table.take(each);
    expect(table.spells()).toEqual(spells);
    expect(leadsOver(table)).toEqual(['900001', '900002', '900003']);
    for (const each of order) expect(table.told(each)).toMatchObject({ outcome: 'unchanged' });
  });
  test.each([
    ['on the day it was followed', '2027-10-01'],
    ['the day before', '2027-09-30'],
  ])('also when it is known to have closed %s, before it is known to have followed', (_, closed) => {
    const [joined, lead] = [joins('1', partnership), leads('2', before, '2021-09-01')];
    const late = new Table(joined, lead, closes('r900002', after, closed)).take(onward).take(link);
    const early = new Table(joined, lead, closes('r900002', after, closed)).take(link).take(onward);
    for (const table of [late, early]) {
      expect(table.spells()).toEqual([spells[0], ['900002', '2027-09-01', closed], spells[2]]);
      // The partnership and the school tell the same.
      expect(membersOf(partnership, table.under(after.id)).filter(({ member }) => member === after.id)).toMatchObject([
        { from: '2027-09-01', to: closed },
      ]);
      expect(leadsOver(table)).toEqual(['900001', '900002', '900003']);
    }
  });
  test('takes nothing where it had closed by then', () => {
    const table = new Table(joins('1', partnership), closes('r900002', after, '2027-08-01')).take(link);
    expect(table.spells()).toEqual([['900001', '2020-09-01', undefined]]);
  });
  test('cannot be unfollowed before the one after it', () => {
    const table = new Table(joins('1', partnership)).take(link).take(onward);
    expect(() => table.withdraw('evt_s900001-900002')).toThrow('A succession on 1 October 2027 rests on it.');
    table.withdraw('evt_s900002-900003').withdraw('evt_s900001-900002');
    expect(table.spells()).toEqual([['900001', '2020-09-01', undefined]]);
  });
});

describe('What was recorded for the predecessor after that day', () => {
  test('goes, because its place has passed: a leaving and a lead to come', () => {
    const leaves = staffEvent('3', {
      kind: 'left',
      subject: before.id,
      group: partnership,
      on: day('2028-01-01'),
      about: [before.id, partnership],
    });
    const table = new Table(joins('1', partnership), leads('2', before, '2027-12-01'), leaves).take(link);
    expect(standing(table.under(partnership)).map(({ kind }) => kind)).toEqual(['joined', 'succeeded']);
    const gone = table.all.filter((event) => event.kind === 'withdrawn');
    expect(gone.map(({ reason }) => reason)).toEqual(['Its place passed to 900002.', 'Its place passed to 900002.']);
  });
});
