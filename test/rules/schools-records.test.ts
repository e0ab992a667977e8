// A CSV file comes apart into records with the line each begins on, however it is cut into chunks, and a broken record costs no other.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Position } from '../../functions/schools/schema/imports.ts';
import { type CsvRecord, type Encoding, encodingOf, fieldsOf, recordsOf } from '../../functions/schools/store/records.ts';
import { hunt } from '../properties/budget.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const bytesOf = (given: string | Uint8Array) => (typeof given === 'string' ? Buffer.from(given, 'latin1') : given);
async function positioned(chunks: AsyncIterable<Uint8Array>, from?: Position, encoding?: Encoding): Promise<CsvRecord[]> {
  const found: CsvRecord[] = [];
  for await (const record of recordsOf(chunks, from, encoding)) found.push(record);
  return found;
}
/** The records without where they end. */
async function records(given: string | Uint8Array, size = 1000): Promise<{ line: number; fields?: string[] }[]> {
  return (await positioned(inChunks(bytesOf(given), size))).map(({ end: _, ...record }) => record);
}
const broken = (line: number) => ({ line, fault: 'broken-quotes', reason: 'A quotation mark is missing or out of place.' });

describe('The bytes are read as what they are', () => {
  test('windows-1252, which has a curly apostrophe at 0x92', async () => {
    expect(await records(Uint8Array.of(0x4b, 0x92, 0x73, 0x2c, 0xc6, 0xe9))).toEqual([{ line: 1, fields: ['K’s', 'Æé'] }]);
  });
  test.each([1, 2, 3, 7, 1000])('UTF-8 with a byte order mark, in chunks of %i', async (size) => {
    expect(await records(Buffer.from('\ufeff"URN","Llŷn ’é"\r\n1,2\r\n'), size)).toEqual([
      { line: 1, fields: ['URN', 'Llŷn ’é'] },
      { line: 2, fields: ['1', '2'] },
    ]);
  });
  test.each(['', 'a'])('a file of %j, too short for a byte order mark', async (text) => {
    expect(await records(text)).toEqual(text ? [{ line: 1, fields: [text] }] : []);
  });
});

describe('Every record has the line it begins on', () => {
  const text = '"a","b"\r\n"1","two\r\nlines, ""quoted"""\r\n\r\n"3",""\r\nx,y';
  const expected = [
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['1', 'two\nlines, "quoted"'] },
    { line: 5, fields: ['3', ''] },
    { line: 6, fields: ['x', 'y'] },
  ];
  test.each([1, 2, 5, 1000])('across line breaks in fields and blank lines, in chunks of %i bytes', async (size) => {
    expect(await records(text, size)).toEqual(expected);
  });
  test('with line feeds alone', async () => {
    expect(await records(text.replaceAll('\r', ''))).toEqual(expected);
  });
});

describe('A broken record costs no other', () => {
  test.each([
    ['a quotation mark that is never closed', '"2","never closed', 2],
    ['one that is never opened', '2,never opened"', 2],
    ['one in the middle of a field', '2,the "Old" School', 2],
    ['text after a closing quotation mark', '"2","b" c', 2],
  ])('%s', async (_, bad, line) => {
    const rest = Array.from({ length: 30 }, (_, n) => `"${n}","x"`);
    const found = await records(['h,i', bad, ...rest].join('\r\n'), 40);
    expect(found[1]).toEqual(broken(line));
    expect(found.slice(2)).toEqual(rest.map((_, n) => ({ line: n + 3, fields: [String(n), 'x'] })));
  });

  test('a line without end is dropped, and the next is read', async () => {
    const found = await records(`a,b\n${'x'.repeat(300_000)}\nc,d\n`, 4096);
    expect(found).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fault: 'line-too-long', reason: 'The line is longer than 65536 characters.' },
      { line: 3, fields: ['c', 'd'] },
    ]);
  });

  test('a record with more or fewer fields is given as it is, for the reader to reject', async () => {
    expect((await records('a,b\n1\n1,2,3\n')).map(({ fields }) => fields?.length)).toEqual([2, 1, 3]);
  });
});

describe('Reading goes on from where any record ends', () => {
  const text = '"a","b"\r\n\r\n"1","two\r\nlines"\r\n"2","never closed\r\n"3","é’"\r\nx,"y"\r\n';
  const files: [string, Encoding, Uint8Array][] = [
    ['windows-1252', 'windows-1252', Buffer.from(text.replace('’', '\x92'), 'latin1')],
    ['UTF-8', 'utf-8', Buffer.from(`\ufeff${text}`)],
  ];
  test.each(files)('of a file in %s, with the same records, lines and ends as without a break', async (_, encoding, bytes) => {
    const all = await positioned(inChunks(bytes, 7));
    expect(all.map((record) => ('fault' in record ? record.fault : record.fields[1]))).toEqual([
      'b',
      'two\nlines',
      'broken-quotes',
      'é’',
      'y',
    ]);
    expect(all.at(-1)?.end).toEqual({ bytes: bytes.length, line: 8 });
    for (const [index, { end }] of all.entries()) {
      const rest = await positioned(inChunks(bytes.subarray(end.bytes), 5), end, encoding);
      expect(rest).toEqual(all.slice(index + 1));
    }
  });
  test('the encoding is told by its mark', () => {
    const marks = [[0xef, 0xbb, 0xbf], [0xff, 0xfe, 0x22], [0xfe, 0xff, 0x00], [0x22], []].map((bytes) =>
      encodingOf(Uint8Array.from(bytes)),
    );
    expect(marks).toEqual(['utf-8', 'utf-16', 'utf-16', 'windows-1252', 'windows-1252']);
  });
});

test('the fields of a record are those that csv-parse finds, and what is broken to it is broken here', async () => {
  const piece = fc.constantFrom('a', '"', '""', ',', ' ', 'é', '\n', '","', 'x y');
  const theirs = (text: string): string[] | undefined => {
    try {
      const found: string[][] = parse(text, { relax_column_count: true, record_delimiter: '\r' });
      return found.length === 1 ? found[0] : undefined;
    } catch {
      return undefined;
    }
  };
  let good = 0;
  await hunt(
    fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join('')),
    (text) => {
      const fields = fieldsOf(text);
      if (fields) good += 1;
      expect(fields).toEqual(theirs(text));
    },
    { milliseconds: 2_000, cases: 5_000, least: 500 },
  );
  expect(good).toBeGreaterThan(100);
});
