// Organisations and their events in a real table: each event under everybody it is about, groups by kind and name and by the words of it, and confidential
// events where no ordinary question meets them.
import { beforeAll, describe, expect, test } from 'vitest';
import type { EventDraft, OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { Body, Group, Partnership } from '../../functions/schools/schema/organisations.ts';
import {
  confidentialEventsOf,
  eventsOf,
  eventWrites,
  getOrganisation,
  getOrganisations,
  groupsOfKind,
  groupWrites,
  pageOfGroups,
} from '../../functions/schools/store/organisations.ts';
import { recordingMoves, recordingOf } from '../../functions/schools/store/recording.ts';
import { pageOfFound } from '../../functions/schools/store/search.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, commitOnce } from '../../shared/commit.ts';
import type { EventId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';

const today = '2026-11-24' as CivilDate;
const common = { addressLines: [], postcode: '', version: 1 };
const partnership = (name: string): Partnership => ({
  ...common,
  id: `ptn_${name.toLowerCase().replaceAll(' ', '-')}` as OrganisationId,
  kind: 'partnership',
  partnershipKind: 'school-improvement',
  name,
});
const club: Body = {
  ...common,
  id: 'org_club' as OrganisationId,
  kind: 'sports-club',
  name: 'Osprey Rowing Club',
  sectors: [{ from: today, sector: 'independent' }],
};
const groups: Group[] = [partnership('Tern Partnership'), partnership('Avocet Partnership'), club];
const [p, q] = ['ptn_tern-partnership', 'ptn_avocet-partnership'] as [OrganisationId, OrganisationId];
const school = 'sch_990001' as OrganisationId;

const event = (id: string, draft: EventDraft): OrganisationEvent => ({
  ...draft,
  type: 'organisation-event',
  id: `evt_${id}` as EventId,
  source: 'staff',
  recordedAt: '2026-11-24T08:00:00.000Z',
  recordedBy: 'per_joan' as PersonId,
});

let table: CouncilTable;
let other: CouncilTable;
beforeAll(async () => {
  const made = await testTable();
  const client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
  table = new CouncilTable(client, made.tableName, 'essex');
  other = new CouncilTable(client, made.tableName, 'rivermouth');
  expect(
    await commit(
      table,
      groups.flatMap((group) => groupWrites(table, group)),
    ),
  ).toEqual({ ok: true });
});

test('an organisation is read back as it was kept, without the keys it stands under, and by its own council only', async () => {
  expect(await getOrganisation(table, club.id)).toEqual(JSON.parse(JSON.stringify(club)));
  expect(await getOrganisation(other, club.id)).toBeUndefined();
  expect([...(await getOrganisations(table, [club.id, p, p, 'org_none' as OrganisationId])).keys()]).toEqual([club.id, p]);
});

test('groups are listed by name within their kind', async () => {
  expect((await pageOfGroups(table, 'partnership')).items.map(({ name }) => name)).toEqual(['Avocet Partnership', 'Tern Partnership']);
  expect((await pageOfGroups(table, 'partnership', 'TERN')).items.map(({ id }) => id)).toEqual([p]);
  expect((await pageOfGroups(table, 'sports-club')).items).toEqual([JSON.parse(JSON.stringify(club))]);
  expect((await pageOfGroups(other, 'partnership')).items).toEqual([]);
  expect(await groupsOfKind(table, 'partnership', 1)).toHaveLength(1);
});

test('a group is found by a word of its name, and by its new name only once that has changed', async () => {
  const found = async (word: string) =>
    (await pageOfFound(table, { by: 'name', begins: word, lookUp: [word], words: [word] }, { today })).items.map(({ id }) => id);
  expect(await found('osprey')).toEqual([club.id]);
  const renamed = { ...club, name: 'Heron Rowing Club', version: 2 };
  expect(await commit(table, groupWrites(table, renamed, club))).toEqual({ ok: true });
  expect([await found('osprey'), await found('heron'), await found('rowing')]).toEqual([[], [club.id], [club.id]]);
  expect(await commit(table, groupWrites(table, { ...renamed, closedOn: today, version: 3 }, renamed))).toEqual({ ok: true });
  expect(await found('heron')).toEqual([]);
});

test('a group is replaced at the version that was read, and created once', async () => {
  const tern = (await getOrganisation(table, p)) as Partnership;
  expect(await commitOnce(table, groupWrites(table, { ...tern, version: 2 }, tern))).toEqual({ ok: true, value: undefined });
  expect(await commitOnce(table, groupWrites(table, { ...tern, version: 2 }, tern))).toMatchObject({
    refusal: { name: 'changed-meanwhile' },
  });
  expect(await commitOnce(table, groupWrites(table, partnership('Tern Partnership')))).toMatchObject({ ok: false });
});

test('of two decisions on what was recorded of an organisation the second fails, and what is confidential is counted apart', async () => {
  const id = 'sch_990077' as OrganisationId;
  const [first, second] = [await recordingOf(table, id), await recordingOf(table, id)];
  expect(await commitOnce(table, [recordingMoves(table, id, first)])).toMatchObject({ ok: true });
  expect(await commitOnce(table, [recordingMoves(table, id, second)])).toMatchObject({ refusal: { name: 'changed-meanwhile' } });
  expect([await recordingOf(table, id), await recordingOf(table, id, 'confidential')]).toEqual([1, 0]);
  expect(await commitOnce(table, [recordingMoves(table, id, 1)])).toMatchObject({ ok: true });
  expect(await commitOnce(table, [recordingMoves(table, id, 0, 'confidential')])).toMatchObject({ ok: true });
  expect([await eventsOf(table, id), await confidentialEventsOf(table, id)]).toEqual([[], []]);
});

describe('An event', () => {
  const merged = event('m', {
    kind: 'partnership-merged',
    subject: p,
    into: q,
    members: [school],
    on: '2026-09-01' as CivilDate,
    about: [p, q, school],
  });
  const before = event('a', { kind: 'joined', subject: school, group: p, on: '2025-09-01' as CivilDate, about: [school, p] });
  const status = event('s', {
    kind: 'status-entered',
    subject: school,
    status: 'causing-concern',
    on: '2026-10-01' as CivilDate,
    about: [school],
  });

  test('stands once under each organisation it is about, in order of its date', async () => {
    const writes = [merged, before].flatMap((each) => eventWrites(table, each));
    expect(writes).toHaveLength(5);
    expect(await commit(table, writes)).toEqual({ ok: true });
    expect((await eventsOf(table, school)).map(({ id }) => id)).toEqual(['evt_a', 'evt_m']);
    expect(await eventsOf(table, p)).toEqual(await eventsOf(table, school));
    expect((await eventsOf(table, q)).map(({ id }) => id)).toEqual(['evt_m']);
    expect(await eventsOf(other, school)).toEqual([]);
  });

  test('is never written over', async () => {
    expect(await commitOnce(table, eventWrites(table, { ...before, reason: 'Rewritten' }))).toMatchObject({ ok: false });
  });

  test('that is confidential is met by the confidential question alone, and so is its withdrawal when it is said', async () => {
    const gone = event('w', {
      kind: 'withdrawn',
      subject: school,
      event: status.id,
      withdrawnOn: today,
      on: status.on,
      about: [school],
    });
    expect(await commit(table, [...eventWrites(table, status), ...eventWrites(table, gone, true)])).toEqual({ ok: true });
    expect((await eventsOf(table, school)).map(({ id }) => id)).toEqual(['evt_a', 'evt_m']);
    expect((await confidentialEventsOf(table, school)).map(({ id }) => id)).toEqual(['evt_s', 'evt_w']);
  });
});
