// Manchester, 2007, on the source's own dates: education improvement partnerships, geographic or thematic (C1), with members that are no schools at all and
// schools of every type (C2).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { essex } from '../../infra/local/demo/essex.ts';
import type { CouncilSlug } from '../../shared/ids.ts';
import { nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { Diary, document } from './diary.ts';

const clauses = {
  whatFor:
    'Education Improvement Partnerships (EIP) are a government initiative aimed at securing high quality collaboration within education by bringing together a range of organisations at a local level.',
  who: 'The government recommends that EIPs include organisations such as universities and further education colleges, work-based training providers, early years providers, such as nursery schools or accredited childminder networks, and other private and voluntary sector providers, business partners and sports clubs as well as primary and secondary schools, special schools, City Technology Colleges, academies, pupil referral units and independent schools.',
  which: 'EIPs can be geographically focused e.g. one per Districts or thematic e.g. Primary education.',
};
const diary = new Diary(
  'Manchester 2007: education improvement partnerships, geographic and thematic, and their members (C1, C2)',
  document('Manchester City Council, Personnel Committee, 20 June 2007: Education Improvement Partnerships', [
    { reference: '1.1', text: clauses.whatFor },
    { reference: '1.2', text: clauses.who },
    { reference: '1.3', text: clauses.which },
  ]),
);

/** The people and the register of the demonstration stand in for the city's; its districts are its own. */
const manchester = {
  ...essex,
  council: {
    ...essex.council,
    slug: 'manchester' as CouncilSlug,
    name: 'Manchester (2007 model)',
    districts: [
      { name: 'North', covers: ['Colchester', 'Tendring'] },
      { name: 'Central', covers: ['Maldon', 'Braintree'] },
      { name: 'South', covers: ['Rochford', 'Castle Point'] },
    ],
  },
  // There is no partnership yet, and so nobody who leads one.
  people: essex.people.filter(({ rights }) => !rights.some(({ organisation }) => organisation?.startsWith('ptn_'))),
  organisations: () => ({ bodies: [], partnerships: [] }),
};

let host: TestHost;
let joan: Visitor;
beforeAll(async () => {
  host = await startHost({
    at: '2007-09-03T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements'],
    councils: [manchester],
    seeded: true,
  });
  joan = await host.as('joan-ferris');
});
afterAll(() => host.stop());

type Shown = {
  id: string;
  name: string;
  partnershipKind: string;
  theme?: string;
  district?: string;
  members: { id: string; name: string }[];
  memberships: { name: string; from: string; to?: string }[];
};
const api = '/manchester/api/schools';

function on(moment: string, what: string, reference: string): void {
  host.clock.set(moment);
  diary.step(Date.parse(moment), what, reference);
}
async function record(what: 'partnerships' | 'organisations', body: unknown): Promise<string> {
  const reply = await joan.json(`${api}/${what}`, body);
  expect(reply.status, reply.body).toBe(201);
  return reply.data<{ id: string }>().id;
}
const shown = async (what: 'partnerships' | 'organisations', id: string) => (await joan.json(`${api}/${what}/${id}`)).data<Shown>();

let north = '';
let primary = '';
test('C1: one partnership is of a district, another of a theme', async () => {
  on('2007-09-03T08:00:00Z', 'Joan Ferris records one partnership for the North district and one for primary education.', '1.3');
  const openedOn = '2007-09-01';
  north = await record('partnerships', { partnershipKind: 'geographic', name: 'North District EIP', district: 'North', openedOn });
  const withoutTheme = await joan.json(`${api}/partnerships`, { partnershipKind: 'thematic', name: 'Primary EIP', openedOn });
  expect(nameOf(withoutTheme)).toBe('invalid-request');
  primary = await record('partnerships', { partnershipKind: 'thematic', name: 'Primary EIP', theme: 'Primary education', openedOn });
  for (const id of [north, primary]) {
    const { name, partnershipKind, theme, district } = await shown('partnerships', id);
    diary.note(`${name}: ${partnershipKind}, ${theme ?? `the ${district} district`}`);
  }
  expect([(await shown('partnerships', north)).district, (await shown('partnerships', primary)).theme]).toEqual([
    'North',
    'Primary education',
  ]);
});

const others: [kind: string, name: string, sector: string][] = [
  ['university', 'University of Pantmere', 'further-education'],
  ['college', 'Harrowdene Land College', 'further-education'],
  ['training-provider', 'Millrace Training', 'independent'],
  ['nursery', 'Northside Childminder Network', 'independent'],
  ['voluntary', 'Reading Friends', 'independent'],
  ['business', 'Weir Engineering', 'independent'],
  ['sports-club', 'Canal Street Harriers', 'independent'],
];
test('C2: members are whatever the clause names that is no school', async () => {
  on('2007-09-10T08:00:00Z', 'She records the organisations that are no schools, and they join the partnership of the district.', '1.2');
  const members: string[] = [];
  for (const [kind, name, sector] of others)
    members.push(await record('organisations', { kind, name, sector, addressLines: [], postcode: '' }));
  const reply = await joan.json(`${api}/partnerships/${north}/members`, { members, on: '2007-09-10' });
  expect(reply.status, reply.body).toBe(200);
  const found = (await shown('partnerships', north)).members.map(({ name }) => name);
  expect(found.sort()).toEqual(others.map(([, name]) => name).sort());
  diary.note(...others.map(([kind, name]) => `${name} (${kind})`));
});

test('C2: and schools of every type', async () => {
  on('2007-09-11T08:00:00Z', 'Schools of each type join them.', '1.2');
  const urns = [990001, 990005, 990020, 990021, 990022, 990027, 990036];
  const members = urns.map((urn) => `sch_${urn}`);
  const reply = await joan.json(`${api}/partnerships/${north}/members`, { members, on: '2007-09-11' });
  expect(reply.status, reply.body).toBe(200);
  const { members: all } = await shown('partnerships', north);
  expect(all).toHaveLength(others.length + urns.length);
  diary.note(...urns.map((urn) => all.find(({ id }) => id === `sch_${urn}`)?.name ?? 'missing'), `${all.length} members in all`);
});

test('C1: a school is in a partnership of its district and in one of a theme at once', async () => {
  on('2007-09-12T08:00:00Z', 'Saltmere Community Primary School joins the partnership for primary education as well.', '1.3');
  const reply = await joan.json(`${api}/partnerships/${primary}/members`, { members: ['sch_990001'], on: '2007-09-12' });
  expect(reply.status, reply.body).toBe(200);
  const tom = await host.as('tom-haldane');
  const own = (await tom.json(`${api}/partnerships`)).data<{ partnerships: { name: string }[] }>().partnerships.map(({ name }) => name);
  expect(own).toEqual(['North District EIP', 'Primary EIP']);
  diary.note(`Tom Haldane of Saltmere sees ${own.join(' and ')}`);
});

test('what was brought together is told from both sides, and over time', async () => {
  on('2008-03-31T08:00:00Z', 'The sports club leaves with the spring term.', '1.1');
  const club = (await shown('partnerships', north)).members.find(({ name }) => name === 'Canal Street Harriers')?.id ?? '';
  const reply = await joan.json(`${api}/partnerships/${north}/departures`, { member: club, on: '2008-04-01' });
  expect(reply.status, reply.body).toBe(200);
  host.clock.set('2008-04-01T08:00:00Z');
  const { memberships } = await shown('organisations', club);
  diary.note(...memberships.map(({ name, from, to }) => `Canal Street Harriers was in ${name} from ${from} to ${to}`));
  expect(memberships).toMatchObject([{ name: 'North District EIP', from: '2007-09-10', to: '2008-04-01' }]);
  expect((await shown('partnerships', north)).members.map(({ name }) => name)).not.toContain('Canal Street Harriers');
});

test('the diary reads as it was kept', () => {
  expect(diary.text()).toBe(diary.kept('manchester-eip'));
});
