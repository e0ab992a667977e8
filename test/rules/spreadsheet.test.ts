// Lists as files: a CSV to the byte, a workbook that opens again to what was put in, and in neither a cell that a spreadsheet would run.
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell, Column, Heading } from '../../shared/spreadsheet/columns.ts';
import { csvHead, csvRows, safeText } from '../../shared/spreadsheet/csv.ts';
import { fileResponse } from '../../shared/spreadsheet/file.ts';
import { beginWorkbook, endWorkbook, rowsOfWorkbook } from '../../shared/spreadsheet/xlsx.ts';

const headings: readonly Heading[] = [
  { title: 'School', kind: 'text' },
  { title: 'First session', kind: 'date' },
  { title: 'How much', kind: 'half-days' },
  { title: 'Net', kind: 'pence' },
  { title: 'Notes', kind: 'count' },
];
const rows: readonly (readonly Cell[])[] = [
  ['Saltmere Primary, "North"', '2026-11-24', 5, 108_000, 0],
  ['=HYPERLINK("https://evil.example")', null, 1, -1_005, 12],
  ['+44 1632 960000', '2027-02-28', 0, 0, null],
  [' @import', '2026-03-29', -3, 5, 1],
];

test('a CSV for a spreadsheet, to the byte: UTF-8 mark, CRLF, numbers as numbers, and no formula', () => {
  expect(csvHead(headings) + csvRows(headings, rows)).toBe(
    [
      '\ufeffSchool,First session,How much (days),Net (£),Notes',
      '"Saltmere Primary, ""North""",2026-11-24,2.5,1080.00,0',
      `"'=HYPERLINK(""https://evil.example"")",,0.5,-10.05,12`,
      "'+44 1632 960000,2027-02-28,0,0.00,",
      "' @import,2026-03-29,-1.5,0.05,1",
      '',
    ].join('\r\n'),
  );
});

test.each(['=1+1', '+1', '-1', '@a', '\tx', '\rx', '\n=x', ' =x', '＝1', '＋1'])('%j is words behind an apostrophe', (text) => {
  expect(safeText(text)).toBe(`'${text}`);
});
test.each(['Alder', 'a=b', '1-2', 'x@y', ''])('%j is left as it is', (text) => {
  expect(safeText(text)).toBe(text);
});

/** The entries of an archive by its directory, each inflated. */
function opened(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const found = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < bytes.readUInt16LE(end + 10); i++) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    const [packed, size, length, local] = [at + 20, at + 24, at + 28, at + 42].map((place, n) =>
      n === 2 ? bytes.readUInt16LE(place) : bytes.readUInt32LE(place),
    ) as [number, number, number, number];
    const name = bytes.toString('utf8', at + 46, at + 46 + length);
    const text = inflateRawSync(bytes.subarray(local + 30 + length, local + 30 + length + packed)).toString('utf8');
    expect(Buffer.byteLength(text)).toBe(size);
    found.set(name, text);
    at += 46 + length;
  }
  return found;
}

function written(pieces: readonly (readonly (readonly Cell[])[])[]): Buffer {
  let { bytes, state } = beginWorkbook('Bookings: a/b', headings);
  const parts = [bytes];
  for (const piece of pieces) {
    // As the table keeps it between two slices.
    const kept = JSON.parse(JSON.stringify(state)) as typeof state;
    ({ bytes, state } = rowsOfWorkbook(kept, headings, piece));
    parts.push(bytes);
  }
  return Buffer.concat([...parts, endWorkbook(state)]);
}
const sheetOf = (bytes: Buffer) => opened(bytes).get('xl/worksheets/sheet1.xml') ?? '';

describe('a workbook', () => {
  test('opens again to all its parts', () => {
    const parts = opened(written([rows]));
    expect([...parts.keys()]).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    expect(parts.get('xl/workbook.xml')).toContain('<sheet name="Bookings  a b"');
  });

  test('holds dates as dates, sums with two decimals, days, and words as words', () => {
    const [head, first, second] = [...sheetOf(written([rows])).matchAll(/<row>(.*?)<\/row>/g)].map(([, row]) => row ?? '');
    expect(head?.match(/<t xml:space="preserve">[^<]*/g)?.map((text) => text.slice(24))).toEqual([
      'School',
      'First session',
      'How much (days)',
      'Net (£)',
      'Notes',
    ]);
    // 24 November 2026 is day 46,350 of those that spreadsheets count.
    expect(first).toContain('<c s="1"><v>46350</v></c><c s="3"><v>2.5</v></c><c s="2"><v>1080.00</v></c><c s="4"><v>0</v></c>');
    expect(second).toContain(
      '<c t="inlineStr" s="0"><is><t xml:space="preserve">=HYPERLINK(&quot;https://evil.example&quot;)</t></is></c>',
    );
    expect(second).toContain('<c s="2"><v>-10.05</v></c>');
    expect(sheetOf(written([rows]))).not.toContain('<f>');
  });

  test('is the same list in however many pieces it was written', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })), { maxLength: 6 }),
          { maxLength: 6 },
        ),
        (pieces) => {
          const cells = pieces.map((piece) => piece.map(([text, pence]): Cell[] => [text, '2026-11-24', 1, pence, 0]));
          expect(sheetOf(written(cells))).toBe(sheetOf(written([cells.flat()])));
        },
      ),
      { numRuns: 50, seed: 5 },
    );
  });

  test('leaves out characters that XML has no place for, and keeps the rest', () => {
    const sheet = sheetOf(written([[['a\u0000\u0008\ud800b & <c> "é" 🎓', null, 0, 0, 0]]]));
    expect(sheet).toContain('ab &amp; &lt;c&gt; &quot;é&quot; 🎓');
  });
});

test('a short list made at once is the same file, called what it is', async () => {
  const columns: readonly Column<(typeof rows)[number]>[] = headings.map((heading, i) => ({ ...heading, of: (row) => row[i] }));
  const of = { name: 'attendees-1', title: 'Who', columns, rows };
  const csv = fileResponse('csv', of);
  expect(Buffer.from(await csv.arrayBuffer()).toString()).toBe(csvHead(headings) + csvRows(headings, rows));
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="attendees-1.csv"');
  const begun = beginWorkbook('Who', headings);
  const filled = rowsOfWorkbook(begun.state, headings, rows);
  const whole = Buffer.concat([begun.bytes, filled.bytes, endWorkbook(filled.state)]);
  expect(Buffer.from(await fileResponse('xlsx', of).arrayBuffer()).equals(whole)).toBe(true);
});
