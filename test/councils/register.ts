// The register of schools as it comes again with something changed, sent in by the council's own staff: rows as the demonstration has them, and links.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { essex } from '../../infra/local/demo/essex.ts';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import type { Visitor } from '../host.ts';

export type Row = Record<string, string>;

const linesOf = (register: URL): string[][] =>
  readFileSync(register, 'latin1')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(1, -1).split('","'));
const [header = [], ...lines] = linesOf(essex.register).concat(linesOf(rivermouth.register).slice(1));

/** A school's row as the demonstration's registers have it, which have the same columns, with some fields changed. */
export function rowOf(urn: number, changed: Row = {}): Row {
  const fields = lines.find(([first]) => first === String(urn));
  if (!fields) throw new Error(`no school ${urn} in the register`);
  return { ...Object.fromEntries(header.map((name, i) => [name, fields[i] ?? ''])), ...changed };
}

const csv = (columns: readonly string[], rows: readonly Row[]): string =>
  [columns, ...rows.map((row) => columns.map((name) => row[name] ?? ''))]
    .map((fields) => `${fields.map((field) => `"${field}"`).join(',')}\r\n`)
    .join('');

export const registerFile = (rows: readonly Row[]): Buffer => Buffer.from(csv(header, rows), 'latin1');

export const linksFile = (links: readonly Row[]): Buffer =>
  Buffer.from(csv(['URN', 'LinkURN', 'LinkName', 'LinkType', 'LinkEstablishedDate'], links), 'latin1');

export type ShownImport = {
  id: string;
  kind: string;
  state: string;
  rows: number;
  added: number;
  changed: number;
  closed: number;
  unchanged: number;
  rejected: number;
};

/** Uploads a file as the page's form does, and imports it; answers the report of the import that has come to its end. */
export async function importAs(who: Visitor, file: Buffer, council = 'essex'): Promise<ShownImport> {
  const upload = (await who.json(`/${council}/api/schools/uploads`, {})).data<{
    file: string;
    form: { action: string; fields: Record<string, string> };
  }>();
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.form.fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(file)]), 'edubaseallschools.csv');
  const sent = await fetch(upload.form.action, { method: 'POST', body: form, redirect: 'manual' });
  if (sent.status !== 303) throw new Error(`not uploaded: ${sent.status} ${await sent.text()}`);
  const begun = await who.json(`/${council}/api/schools/imports`, { file: upload.file, authorities: 'own' });
  if (begun.status >= 300) throw new Error(`not imported: ${begun.body}`);
  let shown = begun.data<ShownImport>();
  // A worker goes on with what is not done at once.
  while (shown.state === 'queued' || shown.state === 'running') {
    await pause(20);
    shown = (await who.json(`/${council}/api/schools/imports/${shown.id}`)).data<ShownImport>();
  }
  if (shown.state !== 'done') throw new Error(`the import is ${shown.state}`);
  return shown;
}

export const importTold = ({ rows, added, changed, closed, unchanged, rejected }: ShownImport): string =>
  `${rows} ${rows === 1 ? 'row' : 'rows'}: ${added} added, ${changed} changed, ${closed} closed, ${unchanged} unchanged, ${rejected} rejected`;
