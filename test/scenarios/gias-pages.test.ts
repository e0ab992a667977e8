// The council's staff import the register by its pages, or a program does by the API: a file is sent and looked at, refused by name when it is none, read
// to its end whatever its size, followed, cancelled, and reported row by row.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startImport } from '../../functions/schools/actions/imports.ts';
import { demoCouncils } from '../../infra/local/demo/councils.ts';
import type { Context, Host } from '../../shared/context.ts';
import { newId } from '../../shared/ids.ts';
import { register } from '../bench/gias.ts';
import { type Reply, startHost, type TestHost, type Visitor } from '../host.ts';

let host: TestHost;
let joan: Visitor;
beforeAll(async () => {
  host = await startHost({ at: '2026-11-24T09:00:00Z', councils: demoCouncils });
  joan = await host.as('joan-ferris');
});
afterAll(() => host.stop());

const base = '/essex/schools/imports';
const plain = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

const header =
  '"URN","LA (code)","EstablishmentName","TypeOfEstablishment (code)","EstablishmentStatus (code)","PhaseOfEducation (code)","Street","Town","Postcode"';
const row = (urn: number | string, name: string, la = '881') => `"${urn}","${la}","${name}","1","1","2","Quay Road","Pantmere","CM98 1AB"`;
const csv = (...lines: string[]) => Buffer.from(`${[header, ...lines].join('\r\n')}\r\n`, 'latin1');

/** Sends a file as the browser would, from the form on the page, and follows where the file store leads. */
async function upload(content: Uint8Array, visitor = joan, name = 'register.csv'): Promise<Reply> {
  const page = await visitor.get(`${base}/new`);
  expect(page.status).toBe(200);
  const form = /<form[^>]*enctype="multipart\/form-data"[^>]*>.*?<\/form>/s.exec(page.body)?.[0] ?? '';
  const action = /action="([^"]+)"/.exec(form)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const body = new FormData();
  for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) body.append(name, value);
  body.append('file', new Blob([new Uint8Array(content)], { type: 'text/csv' }), name);
  const sent = await visitor.send(action, { method: 'POST', body });
  expect(sent.status, sent.body).toBe(303);
  return visitor.get(sent.location ?? '');
}
const keyIn = (page: Reply) => /name="file" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
const markIn = (page: Reply) => /name="mark" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
const begin = (file: string, authorities = 'own') => joan.post(base, { file, authorities });

async function large(rows: number): Promise<Buffer> {
  const parts: string[] = [];
  for await (const part of register(rows)) parts.push(part);
  return Buffer.from(parts.join(''), 'latin1');
}

test('a small file is done when its page opens, and the page tells what became of every row', async () => {
  const chosen = await upload(
    csv(row(990501, 'Pantmere Quay School'), row('99x', 'A school'), row(990502, 'Elsewhere', '352'), row(990501, 'Twice')),
  );
  expect(plain(chosen.body)).toContain('File register.csv What it is Register of schools Size 1 KB');
  const begun = await begin(keyIn(chosen));
  expect(begun.status).toBe(303);
  expect(begun.location).toMatch(/^\/essex\/schools\/imports\/job_[0-9a-z]{26}$/);
  const page = await joan.get(begun.location ?? '');
  expect(page.body).not.toContain('data-going-on');
  const text = plain(page.body);
  expect(text).toContain(
    'State Done Rows read 4 (100 per cent of the file) Schools added 1 Schools changed 0 Schools closed 0 Unchanged 0 Rejected 2 Outside this council’s authority 1 File register.csv What it is Register of schools',
  );
  expect(text).toContain('by Joan Ferris');
  expect(text).toContain('Another authority’s school 1 URN already in the file 1 URN missing or wrong 1');
  expect(text).toContain('5 990501 URN 990501 already stands on line 2; the first row counts.');
  // Rows of other authorities do not stand among the faults: they have a list of their own.
  expect(text).toContain('Rejected rows 1 to 2 of 2');
  expect(text).not.toContain('The school belongs to local authority 352');
  const elsewhere = await joan.get(`${begun.location}?list=elsewhere`);
  expect(plain(elsewhere.body)).toContain('Rows outside this council’s authority 1 to 1 of 1');
  expect(plain(elsewhere.body)).toContain('4 990502 The school belongs to local authority 352, not 881.');
  expect(elsewhere.body).toContain(`href="${begun.location}?list=faults#rows"`);
  const file = await joan.get(`${begun.location}/rejections?list=elsewhere`);
  expect(file.body.trimEnd().split('\r\n').slice(1)).toEqual([
    '4,990502,other-authority,"The school belongs to local authority 352, not 881."',
  ]);
  expect(file.headers.get('content-disposition')).toContain('elsewhere-job_');
  const told = await joan.json(`/essex/api/schools/imports/${begun.location?.split('/').at(-1)}?list=elsewhere`);
  expect(told.data()).toMatchObject({ rejected: 2, elsewhere: 1, fileName: 'register.csv', rejections: [{ line: 4 }] });
  expect((await joan.json('/essex/api/schools/sch_990501')).data()).toMatchObject({ name: 'Pantmere Quay School' });
  const listed = await joan.get(base);
  expect(plain(listed.body)).toContain('Joan Ferris register.csv Register of schools Done 1 0 0 0 2');
  expect(listed.body).toContain(`href="${begun.location}"`);
  const again = await begin(keyIn(chosen));
  expect(again.location).toBe(begun.location);
  expect(plain((await joan.get(begun.location ?? '')).body)).toContain('Schools added 1');
});

describe('A file that is none is refused as soon as it has arrived, with the form again', () => {
  test.each<[string, Uint8Array, number, string]>([
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n'), 422, 'The file is a PDF.'],
    ['a zip archive', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0), 422, 'The file is a zip archive or a workbook.'],
    ['UTF-16', Buffer.from(`\ufeff${header}\r\n`, 'utf16le'), 422, 'The file is in UTF-16.'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0), 422, 'cannot be read as a school register'],
    ['blank lines', Buffer.from('\r\n\r\n'), 422, 'The file is empty.'],
    ['a web page', Buffer.from('<!DOCTYPE html>\n<title>Downloads</title>\n'), 422, 'The file is a page of a web site.'],
    ['another table', Buffer.from('Name,Address\r\nA,B\r\n'), 422, 'The file has no column called “URN”, “LA (code)”'],
    ['links without dates', Buffer.from('URN,LinkURN,LinkType\r\n'), 422, 'no column called “LinkEstablishedDate”'],
    ['semicolons', Buffer.from('URN;LA (code);Street\r\n1;2;3\r\n'), 422, 'parted by semicolons, not by commas.'],
    ['no file at all', new Uint8Array(), 404, 'No file was chosen, or the one that was sent is empty.'],
  ])('%s', async (_, content, status, words) => {
    const page = await upload(content);
    expect(page.status).toBe(status);
    expect(plain(page.body)).toContain(words);
    expect(page.body).toContain('href="#file"');
    expect(page.body).toContain('type="file"');
  });

  test('and when it is larger than any register', async () => {
    const context = { council: { slug: 'essex', laCode: 881 } } as Context;
    const files = { fileMark: async () => ({ size: 200_000_001, mark: 'only' }) } as unknown as Host;
    const started = await startImport(context, files, { file: `registers/essex/${newId('job')}`, authorities: 'own' });
    expect(started).toEqual({ ok: false, refusal: { name: 'file-too-large', detail: 'The file has 201 MB.' } });
  });
});

describe('Only what was uploaded here for this is imported', () => {
  test.each([
    'demo/essex-schools.csv',
    'registers/rivermouth/job_01kb9t5v7x9z1b3d5f7h9k1m3p',
    'registers/essex/job_01kb9t5v7x9z1b3d5f7h9k1m3p',
    'registers/essex/../essex/job_1',
    '../secrets.json',
    'registers/essex/',
  ])('%s answers like a file that is not there', async (file) => {
    await host.files.put('registers/rivermouth/job_01kb9t5v7x9z1b3d5f7h9k1m3p', csv(row(990503, 'Not ours')));
    const answered = await joan.json('/essex/api/schools/imports', { file, authorities: 'every' });
    expect([answered.status, answered.data().type]).toEqual([404, 'urn:daybook:problem:unknown-file']);
    expect((await begin(file)).status).toBe(404);
    expect((await joan.get(`${base}/new?file=${encodeURIComponent(file)}`)).status).toBe(404);
  });
  test('and whose schools must be said', async () => {
    const chosen = await upload(csv(row(990504, 'A school')));
    const refused = await joan.post(base, { file: keyIn(chosen) });
    expect(refused.status).toBe(422);
    expect(plain(refused.body)).toContain('Choose whose schools to import');
    expect(keyIn(refused)).toBe(keyIn(chosen));
  });
});

describe('Another file in the place of the one that was looked at', () => {
  const fresh = async (key: string, content: Uint8Array) => host.files.put(key, content, 'other.csv');
  const found = async (urn: number) => (await joan.json(`/essex/api/schools/sch_${urn}`)).status;

  test('is not imported: the page tells what stands there now, and begins once that was looked at', async () => {
    const chosen = await upload(csv(row(990511, 'As it was')));
    const file = keyIn(chosen);
    await fresh(file, csv(row(990512, 'In its place')));
    const refused = await joan.post(base, { file, mark: markIn(chosen), authorities: 'own' });
    expect(refused.status).toBe(409);
    expect(plain(refused.body)).toContain('Another file stands there now');
    expect(plain(refused.body)).toContain('File other.csv');
    expect([await found(990511), await found(990512)]).toEqual([404, 404]);
    const answered = await joan.json('/essex/api/schools/imports', { file, mark: markIn(chosen), authorities: 'own' });
    expect([answered.status, answered.data().type]).toEqual([409, 'urn:daybook:problem:file-changed']);
    expect((await joan.post(base, { file, mark: markIn(refused), authorities: 'own' })).status).toBe(303);
    expect([await found(990511), await found(990512)]).toEqual([404, 200]);
  });

  test('is no second import of the same upload', async () => {
    const file = keyIn(await upload(csv(row(990513, 'As it was'))));
    expect((await begin(file)).status).toBe(303);
    await fresh(file, csv(row(990514, 'In its place')));
    const refused = await begin(file);
    expect(refused.status).toBe(409);
    expect(plain(refused.body)).toContain('What stood there before is imported already.');
    expect(await found(990514)).toBe(404);
  });

  test('is not read on in the midst of an import: it stops, says why, and what it had read stands', async () => {
    const rows = 6_000;
    const file = keyIn(await upload(await large(rows)));
    const here = (await begin(file, 'every')).location ?? '';
    await fresh(file, csv(row(990515, 'In its place')));
    await host.quiet();
    const page = plain((await joan.get(here)).body);
    expect(page).toContain('State Cancelled');
    expect(page).toContain('another file was put in the place of the one it was reading');
    const told = (await joan.json(`/essex/api/schools/imports/${here.split('/').at(-1)}`)).data<{ rows: number }>();
    expect(told).toMatchObject({ state: 'cancelled', stoppedBy: 'file-changed' });
    expect(told.rows).toBeLessThan(rows);
    expect(await found(990515)).toBe(404);
    // It is out of the way of the next.
    expect((await begin(keyIn(await upload(csv(row(990516, 'The next')))))).status).toBe(303);
  });
});

test('imported rows that are to be looked at have a list of their own', async () => {
  await begin(keyIn(await upload(csv(row(990517, 'A school that moves')))));
  await host.quiet();
  const begun = await begin(keyIn(await upload(csv(row(990517, 'A school that moves', '352')))));
  await host.quiet();
  const page = await joan.get(begun.location ?? '');
  expect(plain(page.body)).toContain('Schools changed 1');
  expect(plain(page.body)).toContain('Imported rows to look at (1)');
  const list = await joan.get(`${begun.location}?list=remarks`);
  expect(plain(list.body)).toContain('2 990517 The school moved from local authority 881 to 352.');
  expect(plain((await joan.get('/essex/schools/sch_990517')).body)).toContain(
    'Joan Ferris Register import: Local authority from 881 to 352',
  );
});

test('rejected rows are paged by the hundred, at most a thousand of them, and all that are kept can be downloaded', async () => {
  const bad = Array.from({ length: 1150 }, (_, n) => row(n === 0 ? '=cmd()' : `x${n}`, 'A school'));
  const begun = await begin(keyIn(await upload(csv(...bad))));
  await host.quiet();
  const here = begun.location ?? '';
  const pages = await Promise.all([1, 10].map((page) => joan.get(`${here}?page=${page}`)));
  expect(pages.map(({ body }) => /Rejected rows ([\d,]+) to ([\d,]+) of ([\d,]+)/.exec(body)?.slice(1))).toEqual([
    ['1', '100', '1,150'],
    ['901', '1,000', '1,150'],
  ]);
  expect(pages[1]?.body).not.toContain('rel="next"');
  const file = await joan.get(`${here}/rejections`);
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const lines = file.body.replace('\ufeff', '').trimEnd().split('\r\n');
  expect(lines).toHaveLength(1151);
  expect(lines[0]).toBe('line,urn,fault,reason');
  expect(lines[1]).toMatch(/^2,'=cmd\(\),bad-urn,/);
});

test('a large file goes on after its page has opened; a second import waits for it by name; cancelled, it stops, and sent again it is read to its end', async () => {
  // Enough that nothing is quick enough to be done while the page waits.
  const rows = 6_000;
  const bytes = await large(rows);
  const [first, second] = [keyIn(await upload(bytes)), keyIn(await upload(csv(row(990505, 'A school'))))];
  const begun = await begin(first, 'every');
  const here = begun.location ?? '';
  const going = await joan.get(here);
  expect(plain(going.body)).toMatch(/State (Running|Waiting) Rows read [\d,]+ \(\d\d? per cent of the file\)/);
  expect([going.headers.get('refresh'), going.body.includes(`data-going-on="${here}"`)]).toEqual([null, true]);
  expect(going.body).not.toMatch(/http-equiv/i);
  const refused = await begin(second);
  expect(refused.status).toBe(409);
  expect(plain(refused.body)).toContain('Another import is on its way');

  const cancelled = await joan.post(`${here}/cancellation`);
  expect(cancelled.location).toBe(here);
  await host.quiet();
  const stopped = (await joan.json(`/essex/api/schools/imports/${here.split('/').at(-1)}`)).data<{
    state: string;
    rows: number;
    added: number;
  }>();
  expect(stopped.state).toBe('cancelled');
  expect(stopped.rows).toBeLessThan(rows);
  expect((await joan.post(`${here}/cancellation`)).status).toBe(409);

  const again = await begin(keyIn(await upload(bytes)), 'every');
  await host.quiet();
  const done = (await joan.json(`/essex/api/schools/imports/${again.location?.split('/').at(-1)}`)).data<Record<string, number | string>>();
  expect(done).toMatchObject({ state: 'done', percent: 100, rows, changed: 0, closed: 0 });
  expect(Number(done.unchanged)).toBeGreaterThanOrEqual(stopped.added);
  expect(Number(done.added) + Number(done.unchanged) + Number(done.rejected)).toBe(rows);
  expect((await begin(second)).status).toBe(303);
});

test('a program does the same by the API', async () => {
  const made = await joan.json('/essex/api/schools/uploads', {});
  expect(made.status).toBe(201);
  const { file, form } = made.data<{ file: string; form: { action: string; fields: Record<string, string> } }>();
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append('file', new Blob([new Uint8Array(csv(row(990506, 'Made by a program')))]), 'register.csv');
  expect((await host.visitor().send(form.action, { method: 'POST', body })).status).toBe(303);
  const begun = await joan.json('/essex/api/schools/imports', { file, authorities: 'own' });
  expect(begun.status).toBe(201);
  expect(begun.data()).toMatchObject({
    state: 'done',
    kind: 'register',
    authorities: 'own',
    rows: 1,
    percent: 100,
    added: 1,
    begunBy: 'Joan Ferris',
  });
  const { id } = begun.data<{ id: string }>();
  expect((await joan.json(`/essex/api/schools/imports/${id}`)).data()).toMatchObject({ id, rejections: [] });
  expect((await joan.json('/essex/api/schools/imports')).data<{ imports: { id: string }[] }>().imports[0]?.id).toBe(id);
  expect((await joan.json(`/essex/api/schools/imports/${id}/cancellation`, {})).data()).toMatchObject({
    type: 'urn:daybook:problem:wrong-state',
  });
  expect((await joan.json('/essex/api/schools/imports/job_unknown')).data()).toMatchObject({ type: 'urn:daybook:problem:unknown-import' });
  expect((await joan.json(`/essex/api/schools/imports/${id}?page=11`)).status).toBe(422);
});

test('an auditor reads imports and makes none; another council sees nothing of them', async () => {
  const peter = await host.as('peter-quill');
  const listed = await peter.get(base);
  expect(listed.status).toBe(200);
  expect(listed.body).not.toContain(`${base}/new`);
  expect((await peter.get(`${base}/new`)).status).toBe(403);
  expect((await peter.json('/essex/api/schools/uploads', {})).status).toBe(403);
  const id = /imports\/(job_[0-9a-z]+)"/.exec(listed.body)?.[1];
  expect((await peter.get(`${base}/${id}`)).status).toBe(200);
  const sian = await host.as('sian-prowse', 'rivermouth');
  expect((await sian.get(`/rivermouth/schools/imports/${id}`)).status).toBe(404);
});
