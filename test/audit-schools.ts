// The part of the walk through the API's commands that is about schools, partnerships, other bodies and trusts, and about the imports that bring them.
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { getImport, importWrite } from '../functions/schools/store/imports.ts';
import { commit } from '../shared/commit.ts';
import type { JobId } from '../shared/ids.ts';
import { type AuditWalk, idOf, type Told } from './audit-walk.ts';
import type { Reply } from './host.ts';

const academy = 'sch_990010';

/** Two partnerships and a club: opened, joined, led, left, renamed, merged and closed. */
export async function walkPartnerships(walk: AuditWalk): Promise<void> {
  const joan = 'joan-ferris';
  const named = (name: string, key: string) => ({ partnershipKind: 'thematic', name, theme: 'Reading', openedOn: '2026-09-01', key });
  const recorded = (about: string): Told => ({ action: 'organisation:record', about, organisation: about });
  const told = (reply: Reply) => recorded(idOf(reply));
  const group = idOf(
    await walk.does('POST /api/schools/partnerships', joan, { body: named('Early Reading', '6f1c0a52-9d3b-4c7e-8a15-2b4d6e8f0a1c'), told }),
  );
  const other = idOf(
    await walk.does('POST /api/schools/partnerships', joan, { body: named('Later Reading', '6f1c0a52-9d3b-4c7e-8a15-2b4d6e8f0a1d'), told }),
  );
  const of = { at: { group }, told: recorded(group) };
  await walk.does('POST /api/schools/partnerships/{group}/members', joan, {
    ...of,
    body: { members: [academy, 'sch_990003'], on: '2026-09-01' },
  });
  await walk.does('POST /api/schools/partnerships/{group}/lead', joan, {
    ...of,
    body: { change: 'appointed', member: academy, on: '2026-09-01' },
  });
  const left = await walk.does('POST /api/schools/partnerships/{group}/departures', joan, {
    ...of,
    body: { member: 'sch_990003', on: '2027-01-15' },
  });
  const eventIn = (reply: Reply) => reply.data<{ events: { id: string }[] }>().events[0]?.id ?? '';
  await walk.does('POST /api/schools/partnerships/{group}/withdrawals', joan, {
    ...of,
    body: { event: eventIn(left), reason: 'They stay.' },
  });
  await walk.does('POST /api/schools/partnerships/{group}/name', joan, {
    ...of,
    body: { name: 'Early Reading and Writing', on: '2026-10-01' },
  });
  await walk.does('POST /api/schools/partnerships/{group}/merger', joan, { ...of, body: { into: other, on: '2027-02-01' } });
  await walk.does('POST /api/schools/partnerships/{group}/closing', joan, {
    at: { group: other },
    body: { on: '2027-09-01', reason: 'Its work is done.' },
    told: recorded(other),
  });
  const body = { kind: 'sports-club', name: 'Harbour Rowing Club', addressLines: ['Boathouse Lane'], postcode: 'ZZ1 1ZZ' };
  const club = idOf(
    await walk.does('POST /api/schools/organisations', joan, { body: { ...body, sector: 'independent', openedOn: '2015-05-01' }, told }),
  );
  await walk.does('POST /api/schools/organisations/{group}/name', joan, {
    at: { group: club },
    body: { name: 'Harbour Rowing and Sailing Club', on: '2026-05-01' },
    told: recorded(club),
  });
  await walk.does('POST /api/schools/organisations/{group}/sector', joan, {
    at: { group: club },
    body: { sector: 'academy', from: '2027-04-01' },
    told: recorded(club),
  });
  const closed = await walk.does('POST /api/schools/organisations/{group}/closing', joan, {
    at: { group: club },
    body: { on: '2027-09-01' },
    told: recorded(club),
  });
  await walk.does('POST /api/schools/organisations/{group}/withdrawals', joan, {
    at: { group: club },
    body: { event: eventIn(closed), reason: 'It has not closed.' },
    told: recorded(club),
  });
}

/** A trust’s address and who is billed, and its booker who begins to act for one of its schools. */
export async function walkTrusts(walk: AuditWalk): Promise<void> {
  const { host } = walk;
  const joan = await host.as('joan-ferris');
  const trust = 'trs_5902';
  const { version } = (await joan.json(`/essex/api/schools/organisations/${trust}`)).data<{ version: number }>();
  const of = { at: { group: trust }, told: { action: 'organisation:record', about: trust, organisation: trust } };
  await walk.does('POST /api/schools/organisations/{group}/details', 'joan-ferris', {
    ...of,
    body: { addressLines: ['Trust House'], postcode: 'ZZ1 1ZZ', version },
  });
  await walk.does('POST /api/schools/organisations/{group}/billing', 'joan-ferris', { ...of, body: { from: '2027-04-01', to: 'trust' } });
  const members = (await joan.json(`/essex/api/schools/organisations/${trust}`)).data<{ members: { id: string }[] }>().members;
  const school = members[0]?.id ?? '';
  await walk.does('POST /api/schools/acting', 'yusuf-demir', {
    body: { school },
    told: { action: 'session:own', about: trust, organisation: school, actingFor: trust },
  });
}

/** A school’s district, its named officers and a confidential status, each recorded and taken back. */
export async function walkSchools(walk: AuditWalk): Promise<void> {
  const of = { at: { school: academy }, told: { about: academy, organisation: academy } };
  const events = (reply: Reply) => /evt_[0-9a-z]+/.exec(reply.body)?.[0] ?? '';
  const organisation = { ...of.told, action: 'organisation:record' };
  const placed = await walk.does('POST /api/schools/{school}/district', 'joan-ferris', {
    ...of,
    body: { district: 'South', on: '2027-03-01' },
    told: organisation,
  });
  await walk.does('POST /api/schools/{school}/withdrawals', 'joan-ferris', {
    ...of,
    body: { event: events(placed), reason: 'The wrong school.' },
    told: organisation,
  });
  const officer = { officer: 'off_helen-marsh', as: 'First point of contact', year: 2026 };
  const naming = { ...of.told, action: 'named-officers:record' };
  await walk.does('POST /api/schools/{school}/officers', 'rowan-achebe', { ...of, body: officer, told: naming });
  await walk.does('POST /api/schools/{school}/officers/removal', 'rowan-achebe', { ...of, body: officer, told: naming });
  await walk.does('POST /api/schools/named-officers/publication', 'rowan-achebe', {
    body: { year: 2026 },
    told: { action: 'named-officers:publish', about: 'named-officers:2026' },
  });
  const status: Told = { ...of.told, action: 'confidential:record', confidential: true };
  const entered = await walk.does('POST /api/schools/{school}/statuses', 'rowan-achebe', {
    ...of,
    body: { status: 'vulnerable', change: 'entered', on: '2026-11-02', reason: 'Agreed at the review.' },
    told: status,
  });
  await walk.does('POST /api/schools/{school}/statuses/withdrawals', 'rowan-achebe', {
    ...of,
    body: { event: events(entered), reason: 'The wrong school.' },
    told: status,
  });
}

/** An import of the register, and the cancellation of one that is under way. */
export async function walkImports(walk: AuditWalk): Promise<void> {
  const { host } = walk;
  const joan = await host.as('joan-ferris');
  const { file } = (await joan.json('/essex/api/schools/uploads', {})).data<{ file: string }>();
  await host.files.put(file, await readFile(new URL('../infra/local/demo/schools.csv', import.meta.url)));
  const told = (reply: Reply) => ({ action: 'import:make', about: idOf(reply) });
  const id = idOf(await walk.does('POST /api/schools/imports', 'joan-ferris', { body: { file, authorities: 'own' }, told }));
  // As if it were long enough to be cancelled on its way.
  const table = host.tableOf();
  const done = await getImport(table, id as JobId);
  if (!done) throw new Error('no such import');
  const { endedAt: _, ...entry } = { endedAt: undefined, ...done };
  expect(await commit(table, [importWrite(table, { ...entry, state: 'running', version: done.version + 1 })])).toEqual({ ok: true });
  await walk.does('POST /api/schools/imports/{import}/cancellation', 'joan-ferris', {
    at: { import: id },
    told: { action: 'import:make', about: id },
  });
}
