// Acting for a school through its trust ends when the register says that the school has left: at once, in the session that is open.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost, type TestHost } from '../host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost();
});
afterAll(() => host?.stop());

type Me = { organisation: string; through?: string };

/** The demonstration's register with one school out of its trust. */
async function registerWithout(urn: string): Promise<string> {
  const rows = (await readFile(new URL('../../infra/local/demo/schools.csv', import.meta.url), 'latin1')).split('\r\n');
  const header = (rows[0] ?? '').slice(1, -1).split('","');
  const changed = rows.map((row) => {
    if (!row.startsWith(`"${urn}"`)) return row;
    const fields = row.slice(1, -1).split('","');
    for (const column of ['Trusts (code)', 'Trusts (name)']) fields[header.indexOf(column)] = '';
    return `"${fields.join('","')}"`;
  });
  await host.files.put('left.csv', Buffer.from(changed.join('\r\n'), 'latin1'));
  return 'left.csv';
}

test('a school that leaves its trust is acted for no longer, and can be chosen no more', async () => {
  const yusuf = await host.as('yusuf-demir');
  const me = async () => (await yusuf.json('/essex/api/identity/me')).data<Me>();
  const { organisation: trust } = await me();
  const schools = (await yusuf.json(`/essex/api/schools/organisations/${trust}`)).data<{ members: { id: string }[] }>().members;
  const school = schools[0]?.id ?? '';
  expect((await yusuf.json('/essex/api/schools/acting', { school })).status).toBe(200);
  expect(await me()).toMatchObject({ organisation: school, through: trust });

  const file = await registerWithout(school.slice('sch_'.length));
  const told = { council: 'essex', task: 'import-gias', subject: { file, allAuthorities: false } };
  expect(await host.invoke('schools', told)).toMatchObject({ ok: true, changed: 1 });

  expect(await me()).toMatchObject({ organisation: trust });
  expect(await me()).not.toHaveProperty('through');
  const again = await yusuf.json('/essex/api/schools/acting', { school });
  expect([again.status, again.data<{ type: string }>().type]).toEqual([404, 'urn:daybook:problem:not-in-your-trust']);
});
