// Essex, 2017/18, on the source's own dates: schools work in partnerships, secondary collaborative groups are partnerships like any other (A11), and each
// quadrant has its own number of them, which days and people follow (A9). Who joins and leaves in the year is told by dated events.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { essex } from '../../infra/local/demo/essex.ts';
import type { DemoPerson } from '../../infra/local/demo/people.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { Diary, document } from './diary.ts';
import { FreeDays, groupedBy, type RunLine } from './model-diary.ts';

const partnerships = 'Working with School Partnerships';
const diary = new Diary(
  'Essex 2017/18: schools in partnerships, collaborative groups among them, by quadrant (A9, A11)',
  document(essex2017.source, [
    {
      reference: `${partnerships}, first sentence`,
      text: 'The majority of Essex schools are now working in school improvement partnerships.',
    },
    {
      reference: `${partnerships}, on secondary schools`,
      text: 'In the case of secondary schools, it is proposed that the current ASHE collaborative groups will be regarded as school improvement partnerships.',
    },
    {
      reference: `${partnerships}, on consultation`,
      text: 'The use of the majority of allocated days will be agreed in consultation with partnership headteachers.',
    },
    {
      reference: `${partnerships}, on other schools`,
      text: 'A minority of primary schools are not in recognised partnerships.',
    },
    {
      reference: 'Cross phase working',
      text: 'The quadrant lead roles will be cross-phase from September 2017.',
    },
    {
      reference: 'Cross phase working, on School Performance Partners',
      text: 'Training and development opportunities will be provided in order to equip School Performance Partners (SPPs) to also fulfil a cross-phase role by September 2018.',
    },
    {
      reference: 'Structure Chart 2017/18, note',
      text: 'Given the different number of partnerships and schools within each quadrant, deployment of personnel will be adjusted accordingly',
    },
  ]),
);

const leadsNone = ({ rights }: DemoPerson) => !rights.some(({ organisation }) => organisation?.startsWith('ptn_'));

let host: TestHost;
let free: FreeDays;
let joan: Visitor;
let tom: Visitor;
beforeAll(async () => {
  host = await startHost({
    at: '2017-09-04T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'worker', 'outbox'],
    // The diary begins with no partnership at all, and so with nobody who leads one.
    councils: [{ ...essex, people: essex.people.filter(leadsNone), organisations: () => ({ bodies: [], partnerships: [] }) }],
    seeded: true,
  });
  free = new FreeDays(host, 'essex', '2017-10-01');
  [joan, tom] = [await host.as('joan-ferris'), await host.as('tom-haldane')];
});
afterAll(() => host.stop());

type Shown = {
  name: string;
  closedOn?: string;
  members: { id: string; name: string; from: string }[];
  membersOverTime: { name: string; from: string; to?: string }[];
  lead?: { memberName: string; from: string };
  coming: { on: string; text: string }[];
};
const api = '/essex/api/schools/partnerships';
const shown = async (id: string, who = joan) => (await who.json(`${api}/${id}`)).data<Shown>();
const membersTold = ({ members }: Shown) => members.map(({ name, from }) => `${name}, since ${from}`).sort();

function on(moment: string, what: string, reference: string): void {
  host.clock.set(moment);
  diary.step(Date.parse(moment), what, reference);
}

const ids: Record<string, string> = {};
async function record(partnershipKind: string, name: string, district: string): Promise<string> {
  const reply = await joan.json(api, { partnershipKind, name, district, openedOn: '2017-09-01' });
  expect(reply.status, reply.body).toBe(201);
  ids[name] = reply.data<{ id: string }>().id;
  return ids[name] ?? '';
}
async function joins(id: string, from: string, ...urns: number[]): Promise<void> {
  const reply = await joan.json(`${api}/${id}/members`, { members: urns.map((urn) => `sch_${urn}`), on: from });
  expect(reply.status, reply.body).toBe(200);
}

test('primary schools work in school improvement partnerships, each led by one of their headteachers', async () => {
  on('2017-09-04T08:00:00Z', 'Joan Ferris records the partnerships of primary schools as they stand.', `${partnerships}, first sentence`);
  const estuary = await record('school-improvement', 'Estuary Primary Partnership', 'Mid');
  await joins(estuary, '2017-09-01', 990001, 990022, 990025);
  const coast = await record('school-improvement', 'Coast Primary Partnership', 'North East');
  await joins(coast, '2017-09-01', 990003, 990034);
  const lead = { change: 'appointed', member: 'sch_990001', on: '2017-09-01' };
  expect((await joan.json(`${api}/${estuary}/lead`, lead)).status).toBe(200);
  for (const id of [estuary, coast]) {
    const one = await shown(id);
    diary.note(`${one.name}, led by ${one.lead?.memberName ?? 'nobody yet'}`, ...membersTold(one).map((line) => `  ${line}`));
  }
  expect((await shown(estuary)).lead?.memberName).toBe('Saltmere Community Primary School');
});

test('A11: a collaborative group of secondary schools is a partnership like any other', async () => {
  on('2017-09-05T08:00:00Z', 'She records the collaborative group of the secondary schools.', `${partnerships}, on secondary schools`);
  const group = await record('collaborative-group', 'Secondary Collaborative Group', 'North East');
  await joins(group, '2017-09-01', 990005, 990007, 990010);
  const lead = { change: 'appointed', member: 'sch_990005', on: '2017-09-01' };
  expect((await joan.json(`${api}/${group}/lead`, lead)).status).toBe(200);
  const listed = (await joan.json(api)).data<{
    partnerships: { id: string; partnershipKind: string; memberCount: number; lead?: string }[];
  }>();
  const row = listed.partnerships.find(({ id }) => id === group);
  expect(row).toMatchObject({ partnershipKind: 'collaborative-group', memberCount: 3, lead: 'Colnemarsh High School' });
  expect((await (await host.as('maria-okafor')).json(`${api}/${group}`)).status).toBe(200);
  diary.note(
    `listed among the partnerships: a collaborative group of ${row?.memberCount} schools, led by ${row?.lead}`,
    ...membersTold(await shown(group)),
  );
});

test('A9: each quadrant has its own number of partnerships and of schools in them', async () => {
  on('2017-09-06T08:00:00Z', 'She looks at how many partnerships each quadrant has.', 'Structure Chart 2017/18, note');
  const listed = (await joan.json(api)).data<{ partnerships: { id: string; district?: string; memberCount: number }[] }>().partnerships;
  const told = ['Mid', 'North East'].map((district) => {
    const some = listed.filter((each) => each.district === district);
    return `${district}: ${some.length} of the partnerships, ${some.reduce((sum, { memberCount }) => sum + memberCount, 0)} schools`;
  });
  diary.note(...told);
  expect(told).toEqual(['Mid: 1 of the partnerships, 3 schools', 'North East: 2 of the partnerships, 5 schools']);
});

test('A9: a quadrant’s lead works with schools of both phases, and School Performance Partners with those they are named for', async () => {
  on('2017-09-07T08:00:00Z', 'Joan Ferris names who works with which partnership, and publishes the year.', 'Cross phase working');
  const naming = [
    ['Coast Primary Partnership', 'off_helen-marsh', 'Quadrant lead, North East'],
    ['Secondary Collaborative Group', 'off_helen-marsh', 'Quadrant lead, North East'],
    ['Estuary Primary Partnership', 'off_daniel-osei', 'Quadrant lead, Mid'],
    ['Estuary Primary Partnership', 'off_george-wren', 'School Performance Partner'],
  ] as const;
  for (const [partnership, officer, as] of naming)
    got(await joan.json(`/essex/api/schools/${ids[partnership]}/officers`, { officer, as, year: 2017 }), 201);
  got(await joan.json('/essex/api/schools/named-officers/publication', { year: 2017 }), 201);
  type Named = { partnerships: { name: string; officers: { name: string; as: string }[] }[] };
  const { partnerships: named } = got<Named>(await joan.json('/essex/api/schools/named-officers?year=2017'), 200);
  const leads = named.filter(({ officers }) => officers.some((each) => each.name === 'Helen Marsh')).map(({ name }) => name);
  expect(leads.sort()).toEqual(['Coast Primary Partnership', 'Secondary Collaborative Group']);
  diary.note(...named.flatMap(({ name, officers }) => officers.map(({ name: officer, as }) => `${name}: ${officer}, ${as}`)).sort());
});

/** The half-days of partnerships by quadrant. */
const byQuadrant = (lines: readonly RunLine[]): string[] =>
  groupedBy(
    lines.filter(({ rule }) => rule === 'partnership-days'),
    ({ district }) => district ?? 'no quadrant',
  ).map(([quadrant, some]) => `${quadrant}: ${some.reduce((sum, { target }) => sum + target, 0)} half-days`);
test('A9: days are granted to each quadrant as it has partnerships and schools in them', async () => {
  on('2017-09-08T08:00:00Z', 'Grace Adeyemi, council administrator, grants the year.', 'Structure Chart 2017/18, note');
  const told = byQuadrant(await free.run('allocate', '2017-09-08'));
  // Partnerships of two and of three schools are in the smallest band: twelve half-days each.
  expect(told).toEqual(['Mid: 12 half-days', 'North East: 24 half-days']);
  diary.note(...told);
});

test('a school that is in none joins one in the middle of the year, and what held before stands', async () => {
  on(
    '2018-01-08T08:00:00Z',
    'Elmstow Foundation Primary School joins the Estuary partnership from 1 January.',
    `${partnerships}, on other schools`,
  );
  const estuary = ids['Estuary Primary Partnership'] ?? '';
  await joins(estuary, '2018-01-01', 990033);
  expect(nameOf(await joan.json(`${api}/${estuary}/members`, { members: ['sch_990033'], on: '2018-01-08' }))).toBe('already-member');
  const { membersOverTime } = await shown(estuary);
  diary.note(...membersOverTime.map(({ name, from, to }) => `${name}: from ${from}${to ? ` to ${to}` : ''}`));
  expect(membersOverTime.find(({ name }) => name.startsWith('Elmstow'))?.from).toBe('2018-01-01');
});

test('A9: and they adjust when the number of schools does', async () => {
  on('2018-01-09T08:00:00Z', 'Grace Adeyemi runs the year again, now that Estuary has four schools.', 'Structure Chart 2017/18, note');
  const changed = await free.run('allocate', '2018-01-09');
  const told = byQuadrant(changed);
  // From the band of 1 to 3 schools to that of 4 to 6: 8 half-days more in a year, for 243 of its 365 days.
  expect(told).toEqual(['Mid: 17 half-days']);
  const estuary = changed.filter(({ holder }) => holder === ids['Estuary Primary Partnership']);
  diary.note(...told, ...estuary.flatMap(({ reasons }) => reasons));
});

test('partnership headteachers see what is agreed for the year to come: a merger from September', async () => {
  on('2018-06-11T08:00:00Z', 'The two primary partnerships agree to be one from September.', `${partnerships}, on consultation`);
  const [estuary, coast] = [ids['Estuary Primary Partnership'] ?? '', ids['Coast Primary Partnership'] ?? ''];
  const reply = await joan.json(`${api}/${coast}/merger`, { into: estuary, on: '2018-09-01', reason: 'Agreed by both' });
  expect(reply.status, reply.body).toBe(200);
  const seen = await shown(estuary, tom);
  expect(seen.members).toHaveLength(4);
  diary.note(`Tom Haldane reads: ${seen.coming.map(({ on: date, text }) => `${date}, ${text}`).join('; ')}`);
  host.clock.set('2018-09-03T08:00:00Z');
  const [after, before] = [await shown(estuary, tom), await shown(coast)];
  diary.note(`on 3 September 2018 ${after.name} has ${after.members.length} members, and ${before.name} is closed from ${before.closedOn}`);
  expect([after.members.length, before.members.length, before.closedOn]).toEqual([6, 0, '2018-09-01']);
});

test('the diary reads as it was kept', () => {
  expect(diary.text()).toBe(diary.kept('essex-partnerships'));
});
