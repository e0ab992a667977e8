// A list as a workbook (Office Open XML), written as a stream that can be put down and taken up again: what stands between two parts is a small state and no stream.
// The sheet is compressed in pieces that each end on a byte (a deflate stream may be made of any number of them), and it is the last entry of the archive, so
// that its size, which is not known before, stands behind it.
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { type CivilDate, daysBetween } from '../calendar.ts';
import { type Cell, type Heading, headingText, type Kind, plainNumber } from './columns.ts';

/** Rows that a sheet holds, the headings among them. */
const mostSheetRows = 1_048_576;
/** Characters that a cell holds. */
const mostCharacters = 32_767;

type Entry = { name: string; crc: number; packed: number; size: number; at: number };
/** Where a workbook has come to: its finished entries, and of the sheet its rows, its checksum and its sizes. */
export type WorkbookState = { entries: Entry[]; at: number; rows: number; crc: number; packed: number; size: number };
export const noWorkbook: WorkbookState = { entries: [], at: 0, rows: 0, crc: 0, packed: 0, size: 0 };

const header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const sheetName = 'xl/worksheets/sheet1.xml';

/** The style of each kind of cell, by its place among the formats below. */
const styles: Readonly<Record<Kind, number>> = { text: 0, date: 1, pence: 2, 'half-days': 3, count: 4 };
const boldStyle = 5;
// 14 is a date as the reader's own settings write it, 4 is #,##0.00 and 3 is #,##0.
const formats = [
  [0, 0],
  [14, 0],
  [4, 0],
  [164, 0],
  [3, 0],
  [0, 1],
] as const;

const fixed = (title: string): [name: string, text: string][] => [
  [
    '[Content_Types].xml',
    `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/${sheetName}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="${escaped(sheetTitle(title))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
  ],
  [
    'xl/styles.xml',
    `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Arial"/></font><font><b/><sz val="11"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${formats.length}">${formats.map(([format, font]) => `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`).join('')}</cellXfs></styleSheet>`,
  ],
];

/** What a sheet may be called: at most 31 characters, and none that means something in a formula. */
const sheetTitle = (title: string): string => title.replaceAll(/[[\]:*?/\\']/g, ' ').slice(0, 31);

/** Text as XML: characters that XML has no place for are left out. */
function escaped(text: string): string {
  return text
    .slice(0, mostCharacters)
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Days since the one that spreadsheets count from. */
const serialOf = (date: string): number => daysBetween('1899-12-30' as CivilDate, date as CivilDate);

const wordsCell = (text: string, style: number): string =>
  `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;

/** A cell. Words are told as words, whatever they begin with, so that none of them is a formula. */
function xlsxCell(kind: Kind, cell: Cell): string {
  const style = styles[kind];
  if (cell === null || cell === '') return '<c/>';
  if (typeof cell === 'number') return `<c s="${style}"><v>${plainNumber(kind, cell)}</v></c>`;
  return kind === 'date' ? `<c s="${style}"><v>${serialOf(cell)}</v></c>` : wordsCell(cell, styles.text);
}

const widthOf = ({ kind, title }: Heading): number => Math.max(kind === 'text' ? 28 : 14, title.length + 4);

function sheetHead(headings: readonly Heading[]): string {
  const widths = headings.map((heading, i) => `<col min="${i + 1}" max="${i + 1}" width="${widthOf(heading)}" customWidth="1"/>`).join('');
  const pane =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
  const row = `<row>${headings.map((heading) => wordsCell(headingText(heading), boldStyle)).join('')}</row>`;
  return `${header}<worksheet xmlns="${main}">${pane}<cols>${widths}</cols><sheetData>${row}`;
}

// Zip: 1 January 1980, the earliest there is, so that the same list gives the same bytes.
const dosDate = 0x0021;
const sizesFollow = 0x0008;
const utf8Names = 0x0800;

function localHeader({ name, crc, packed, size }: Omit<Entry, 'at'>, flags: number): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.writeUInt32LE(0x04034b50, 0);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt16LE(8, 8);
  bytes.writeUInt16LE(dosDate, 12);
  bytes.writeUInt32LE(crc, 14);
  bytes.writeUInt32LE(packed, 18);
  bytes.writeUInt32LE(size, 22);
  bytes.writeUInt16LE(name.length, 26);
  return Buffer.concat([bytes, Buffer.from(name)]);
}

function centralHeader({ name, crc, packed, size, at }: Entry, flags: number): Buffer {
  const bytes = Buffer.alloc(46);
  bytes.writeUInt32LE(0x02014b50, 0);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(20, 6);
  bytes.writeUInt16LE(flags, 8);
  bytes.writeUInt16LE(8, 10);
  bytes.writeUInt16LE(dosDate, 14);
  bytes.writeUInt32LE(crc, 16);
  bytes.writeUInt32LE(packed, 20);
  bytes.writeUInt32LE(size, 24);
  bytes.writeUInt16LE(name.length, 28);
  bytes.writeUInt32LE(at, 42);
  return Buffer.concat([bytes, Buffer.from(name)]);
}

type Written = { bytes: Buffer; state: WorkbookState };

/** A piece of the sheet, compressed by itself; the last one ends the stream. */
function pieceOf(state: WorkbookState, text: string, rows: number, last = false): Written {
  const plain = Buffer.from(text);
  const bytes = deflateRawSync(plain, { finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH });
  const { crc, packed, size, at } = state;
  return {
    bytes,
    state: {
      ...state,
      rows: state.rows + rows,
      crc: crc32(plain, crc),
      packed: packed + bytes.length,
      size: size + plain.length,
      at: at + bytes.length,
    },
  };
}

/** The beginning of a workbook: all that is not the sheet, and the sheet's headings. */
export function beginWorkbook(title: string, headings: readonly Heading[]): Written {
  const pieces: Buffer[] = [];
  const entries: Entry[] = [];
  let at = 0;
  const add = (bytes: Buffer) => {
    pieces.push(bytes);
    at += bytes.length;
  };
  for (const [name, text] of fixed(title)) {
    const plain = Buffer.from(header + text);
    const packed = deflateRawSync(plain);
    const entry = { name, crc: crc32(plain), packed: packed.length, size: plain.length, at };
    entries.push(entry);
    add(localHeader(entry, utf8Names));
    add(packed);
  }
  const sheet = { name: sheetName, crc: 0, packed: 0, size: 0, at };
  add(localHeader(sheet, utf8Names | sizesFollow));
  const head = pieceOf({ ...noWorkbook, entries: [...entries, sheet], at }, sheetHead(headings), 1);
  return { bytes: Buffer.concat([...pieces, head.bytes]), state: head.state };
}

/** Some more rows; those beyond what a sheet holds are left out. */
export function rowsOfWorkbook(state: WorkbookState, headings: readonly Heading[], rows: readonly (readonly Cell[])[]): Written {
  const fitting = rows.slice(0, Math.max(0, mostSheetRows - state.rows));
  if (fitting.length === 0) return { bytes: Buffer.alloc(0), state };
  const text = fitting
    .map((cells) => `<row>${cells.map((cell, i) => xlsxCell(headings[i]?.kind ?? 'text', cell)).join('')}</row>`)
    .join('');
  return pieceOf(state, text, fitting.length);
}

/** The end: the sheet's last words, its sizes, and the directory of the archive. */
export function endWorkbook(before: WorkbookState): Buffer {
  const { bytes, state } = pieceOf(before, '</sheetData></worksheet>', 0, true);
  const { crc, packed, size, entries } = state;
  const sizes = Buffer.alloc(16);
  sizes.writeUInt32LE(0x08074b50, 0);
  sizes.writeUInt32LE(crc, 4);
  sizes.writeUInt32LE(packed, 8);
  sizes.writeUInt32LE(size, 12);
  const directory = Buffer.concat(
    entries.map((entry) =>
      entry.name === sheetName ? centralHeader({ ...entry, crc, packed, size }, utf8Names | sizesFollow) : centralHeader(entry, utf8Names),
    ),
  );
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(state.at + sizes.length, 16);
  return Buffer.concat([bytes, sizes, directory, end]);
}
