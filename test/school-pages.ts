// What the tests of a school's page share: schools with their partnership and trust at the door, and what is read and recorded of them.
import { afterAll, beforeAll, expect } from 'vitest';
import { importChange } from '../functions/schools/rules.ts';
import type { EventDraft, OrganisationEvent } from '../functions/schools/schema/events.ts';
import type { Partnership, Trust } from '../functions/schools/schema/organisations.ts';
import type { RegisterEntry, School } from '../functions/schools/schema.ts';
import { eventWrites, groupWrites } from '../functions/schools/store/organisations.ts';
import { schoolWrites } from '../functions/schools/store.ts';
import { essex } from '../infra/local/demo/essex.ts';
import type { CivilDate } from '../shared/calendar.ts';
import { commit, put } from '../shared/commit.ts';
import { newId, type OrganisationId, type PersonId } from '../shared/ids.ts';
import type { CouncilTable } from '../shared/table.ts';
import { startHost, type TestHost, type Visitor } from './host.ts';

export const day = (text: string) => text as CivilDate;
export const made = (urn: number, name: string, change: Partial<RegisterEntry> = {}): School =>
  importChange(
    undefined,
    { urn, name, laCode: 881, typeCode: 1, phaseCode: 2, statusCode: 1, addressLines: ['Quay Road'], postcode: 'CM98 4HJ', ...change },
    day('2020-09-01'),
  ).school;
export const saltmere = made(990001, 'Saltmere Community Primary School', { administrativeDistrict: 'Maldon', town: 'Saltmere' });
export const wickenhoe = made(990003, 'Wickenhoe Primary School');
export const grange = made(990010, 'Colnemarsh Grange Academy', { typeCode: 34 });
export const tidal = made(990040, 'Old Tidal Mill School', { statusCode: 2, closedOn: day('2020-08-31') });
/** The partnership that the demonstration’s lead leads. */
const led = essex.people.flatMap(({ rights }) => rights).find(({ roles }) => roles.includes('partnership-lead'))?.organisation;
export const colne: Partnership = {
  id: led as OrganisationId,
  kind: 'partnership',
  partnershipKind: 'school-improvement',
  name: 'Colne Tidal Partnership',
  addressLines: [],
  postcode: '',
  version: 1,
};
export const bare: Partnership = { ...colne, id: 'ptn_bare' as OrganisationId, name: 'Bare Partnership' };
export const trust: Trust = {
  id: 'trs_5902' as OrganisationId,
  kind: 'trust',
  uid: 5902,
  name: 'Estuary Light Learning Trust',
  addressLines: [],
  postcode: '',
  billing: [],
  version: 1,
};
export const rowanAshdown = 'off_rowan-ashdown';

let host: TestHost;
export let table: CouncilTable;
export let people: Record<'joan' | 'rowan' | 'peter' | 'nadia' | 'tom' | 'anna' | 'maria' | 'yusuf', Visitor>;

export const recorded = async (draft: EventDraft, source: OrganisationEvent['source'] = 'staff') => {
  const event: OrganisationEvent = {
    ...draft,
    type: 'organisation-event',
    id: newId('evt'),
    source,
    recordedAt: '2026-11-01T09:00:00.000Z',
    recordedBy: 'per_daybook' as PersonId,
  } as OrganisationEvent;
  expect(await commit(table, eventWrites(table, event))).toEqual({ ok: true });
  return event;
};

/** For the tests of a file: two schools of a partnership, an academy of a trust and a closed school, and who signs in. */
export function aCouncilOfSchools(): void {
  beforeAll(async () => {
    host = await startHost({ only: ['identity', 'schools'] });
    table = host.tableOf();
    const writes = [saltmere, wickenhoe, grange, tidal].flatMap((each) => schoolWrites(table, each));
    const officer = put(table.key.officer(rowanAshdown as never), { type: 'officer', id: rowanAshdown, name: 'Rowan Ashdown', version: 1 });
    expect(await commit(table, [...writes, ...[colne, bare, trust].flatMap((each) => groupWrites(table, each)), officer])).toEqual({
      ok: true,
    });
    for (const [subject, group] of [
      [saltmere.id, colne.id],
      [wickenhoe.id, colne.id],
      [grange.id, trust.id],
    ] as const)
      await recorded({ kind: 'joined', subject, group, on: day('2025-09-01'), about: [subject, group] }, 'register');
    const keys = {
      joan: 'joan-ferris',
      rowan: 'rowan-achebe',
      peter: 'peter-quill',
      nadia: 'nadia-rahman',
      tom: 'tom-haldane',
      anna: 'anna-castell',
      maria: 'maria-okafor',
      yusuf: 'yusuf-demir',
    };
    const signedIn = await Promise.all(Object.entries(keys).map(async ([name, key]) => [name, await host.as(key)] as const));
    people = Object.fromEntries(signedIn) as typeof people;
  });
  afterAll(() => host?.stop());
}

export const pagePath = (id: string, rest = '') => `/essex/schools/${id}${rest}`;
export const api = (id: string, rest = '') => `/essex/api/schools/${id}${rest}`;
export type Shown = {
  district?: string;
  partnerships: { id: string; name: string }[];
  trusts: { name: string }[];
  namedOfficers: { published?: boolean; of: { id: string; officers: { name: string; as: string }[] }[] };
  timeline: { id: string; text: string; reason?: string; withdrawn?: { reason: string } }[];
  confidentialStatuses?: { status: string }[];
};
export const shown = async (visitor: Visitor, id: string = saltmere.id) => (await visitor.json(api(id))).data<Shown>();
export const problem = async (visitor: Visitor, path: string, body?: unknown) => {
  const reply = await visitor.json(path, body);
  return [reply.status, String(reply.data().type).split(':').at(-1)];
};
