// The records of a CSV file as it streams in: decoded, split and parsed in bounded memory, each with the line it begins on. One broken record costs no other.
import { TextDecoder } from 'node:util';
import { parse } from 'csv-parse/sync';
import type { RowFault } from '../schema.ts';

export type CsvRecord = { line: number; fields: string[] } | { line: number; fault: RowFault; reason: string };
type Line = { number: number; text: string; tooLong: boolean };

/** A row of the register is about 1,500 characters; a quotation mark that stays open longer than this was never closed. */
const longestLine = 65_536;
const mostLines = 20;

/** The register is windows-1252; a file that was saved again as UTF-8 says so by its byte order mark. */
async function* textOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let head = new Uint8Array();
  for await (const chunk of chunks) {
    if (decoder) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    head = new Uint8Array(Buffer.concat([head, chunk]));
    if (head.length < 3) continue;
    decoder = new TextDecoder(head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 'utf-8' : 'windows-1252');
    yield decoder.decode(head, { stream: true });
  }
  decoder ??= new TextDecoder('windows-1252');
  yield decoder.decode(head.length < 3 ? head : new Uint8Array());
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 1;
  let rest = '';
  let tooLong = false;
  const line = (text: string): Line => ({ number: number++, text: tooLong ? '' : text.replace(/\r$/, ''), tooLong });
  for await (const text of textOf(chunks)) {
    const parts = text.split('\n');
    for (const [index, part] of parts.entries()) {
      if (!tooLong) rest += part;
      if (rest.length > longestLine) {
        tooLong = true;
        rest = '';
      }
      if (index === parts.length - 1) continue;
      yield line(rest);
      rest = '';
      tooLong = false;
    }
  }
  if (rest !== '' || tooLong) yield line(rest);
}

const quotesIn = (text: string): number => text.split('"').length - 1;

/** The fields of one record, or undefined when its quotation marks are broken. The number of fields is for the reader to check. */
function fieldsOf(lines: readonly Line[]): string[] | undefined {
  try {
    const records: string[][] = parse(lines.map(({ text }) => text).join('\n'), { relax_column_count: true, record_delimiter: '\n' });
    return records.length === 1 ? records[0] : undefined;
  } catch {
    return undefined;
  }
}

/** The first record of the lines and how many of them it takes; nothing when more lines are needed to know. */
function take(lines: readonly Line[], ended: boolean): { record?: CsvRecord; taken: number } | undefined {
  const [first] = lines;
  if (!first) return undefined;
  if (first.tooLong)
    return {
      record: { line: first.number, fault: 'line-too-long', reason: `The line is longer than ${longestLine} characters.` },
      taken: 1,
    };
  if (first.text.trim() === '') return { taken: 1 };
  const broken: CsvRecord = { line: first.number, fault: 'broken-quotes', reason: 'A quotation mark is missing or out of place.' };
  let quotes = 0;
  let length = 0;
  for (const [index, { text, tooLong }] of lines.entries()) {
    quotes += quotesIn(text);
    length += text.length;
    if (tooLong || index === mostLines || length > longestLine) return { record: broken, taken: 1 };
    if (quotes % 2 === 1) continue;
    const fields = fieldsOf(lines.slice(0, index + 1));
    // Whatever broke, only the first line is given up: the next begins a record of its own.
    return fields ? { record: { line: first.number, fields }, taken: index + 1 } : { record: broken, taken: 1 };
  }
  return ended ? { record: broken, taken: 1 } : undefined;
}

/** Every record of the file in order, blank lines left out. A quoted field may hold line breaks; a record holds at most 20 lines. */
export async function* recordsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const waiting: Line[] = [];
  function* drain(ended: boolean): Generator<CsvRecord> {
    for (let next = take(waiting, ended); next; next = take(waiting, ended)) {
      waiting.splice(0, next.taken);
      if (next.record) yield next.record;
    }
  }
  for await (const line of linesOf(chunks)) {
    waiting.push(line);
    yield* drain(false);
  }
  yield* drain(true);
}
