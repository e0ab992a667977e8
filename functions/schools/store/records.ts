// The records of a CSV file as it streams in: split on bytes, decoded and parsed in bounded memory, each with the line it begins on and the byte at which
// the next begins, so that reading can go on from there. One broken record costs no other.

import type { Position } from '../schema/imports.ts';
import type { RowFault } from '../schema.ts';

/** Where a record ends is where the next begins. */
export type CsvRecord = { line: number; end: Position } & ({ fields: string[] } | { fault: RowFault; reason: string });
export type Encoding = 'windows-1252' | 'utf-8' | 'utf-16';
type Line = { number: number; text: string; tooLong: boolean; end: number; quotes: number };

/** A row of the register is about 1,500 characters; a quotation mark that stays open longer than this was never closed. */
const longestLine = 65_536;
const mostLines = 20;
const lineFeed = 0x0a;
const quote = 0x22;

/** The register is windows-1252; a file that was saved again in another encoding says so by its byte order mark. */
export function encodingOf(head: Uint8Array): Encoding {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) ? 'utf-16' : 'windows-1252';
}

const windows1252 = new TextDecoder('windows-1252');
const utf8 = new TextDecoder('utf-8');

/** Bytes as text. Between 0x80 and 0x9f windows-1252 differs from latin1, which is read many times faster. */
function textOf(bytes: Buffer, encoding: Encoding): string {
  if (encoding !== 'windows-1252') return utf8.decode(bytes);
  const text = bytes.toString('latin1');
  return /[\x80-\x9f]/.test(text) ? windows1252.decode(bytes) : text;
}

/** The fields of one record, or undefined when its quotation marks are broken. The number of fields is for the reader to check. */
export function fieldsOf(text: string): string[] | undefined {
  const fields: string[] = [];
  for (let at = 0; ; at++) {
    if (text.charCodeAt(at) === quote) {
      let value = '';
      let from = at + 1;
      let close = text.indexOf('"', from);
      while (close >= 0 && text.charCodeAt(close + 1) === quote) {
        value += text.slice(from, close + 1);
        from = close + 2;
        close = text.indexOf('"', from);
      }
      if (close < 0) return undefined;
      fields.push(value + text.slice(from, close));
      at = close + 1;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      const value = text.slice(at, end);
      if (value.includes('"')) return undefined;
      fields.push(value);
      at = end;
    }
    if (at === text.length) return fields;
    if (text[at] !== ',') return undefined;
  }
}

/** Cuts a stream of chunks into lines. What it holds is one line at most, however the chunks are cut. */
class Lines {
  private readonly encoding: Encoding;
  private rest: Buffer[] = [];
  private held = 0;
  private tooLong = false;
  private number: number;
  private end: number;

  constructor({ line, bytes }: Position, encoding: Encoding) {
    this.encoding = encoding;
    this.number = line;
    this.end = bytes;
  }

  private hold(part: Buffer): void {
    this.held += part.length;
    if (this.held > longestLine) this.tooLong = true;
    // Whoever gave the chunk may use its memory again.
    if (this.tooLong) this.rest = [];
    else if (part.length > 0) this.rest.push(Buffer.from(part));
  }

  private close(last: Buffer, feed: 0 | 1): Line {
    const tooLong = this.tooLong || this.held + last.length > longestLine;
    const bytes = this.rest.length > 0 ? Buffer.concat([...this.rest, last]) : last;
    const text = tooLong ? '' : textOf(bytes, this.encoding).replace(/\r$/, '');
    let quotes = 0;
    for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
    this.end += this.held + last.length + feed;
    this.rest = [];
    this.held = 0;
    this.tooLong = false;
    return { number: this.number++, text, tooLong, end: this.end, quotes };
  }

  *of(chunk: Buffer): Generator<Line> {
    let from = 0;
    for (let feed = chunk.indexOf(lineFeed); feed >= 0; feed = chunk.indexOf(lineFeed, from)) {
      yield this.close(chunk.subarray(from, feed), 1);
      from = feed + 1;
    }
    this.hold(chunk.subarray(from));
  }

  *last(): Generator<Line> {
    if (this.held > 0) yield this.close(Buffer.alloc(0), 0);
  }
}

/** The first record of the lines and how many of them it takes; nothing when more lines are needed to know. */
function take(lines: readonly Line[], ended: boolean): { record?: CsvRecord; taken: number } | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const endOf = ({ end, number }: Line): Position => ({ bytes: end, line: number + 1 });
  const fault = (name: RowFault, reason: string): { record: CsvRecord; taken: number } => ({
    record: { line: first.number, end: endOf(first), fault: name, reason },
    taken: 1,
  });
  if (first.tooLong) return fault('line-too-long', `The line is longer than ${longestLine} characters.`);
  if (first.text.trim() === '') return { taken: 1 };
  // Whatever breaks, only the first line is given up: the next begins a record of its own.
  const broken = () => fault('broken-quotes', 'A quotation mark is missing or out of place.');
  let quotes = 0;
  let text = '';
  for (const [index, line] of lines.entries()) {
    quotes += line.quotes;
    text = index === 0 ? line.text : `${text}\n${line.text}`;
    if (line.tooLong || index === mostLines || text.length > longestLine) return broken();
    if (quotes % 2 === 1) continue;
    const fields = fieldsOf(text);
    return fields ? { record: { line: first.number, end: endOf(line), fields }, taken: index + 1 } : broken();
  }
  return ended ? broken() : undefined;
}

/**
 * Every record from a position on, in order, blank lines left out; from the middle of a file, say in which encoding it is. A quoted field may hold line
 * breaks; a record holds at most 20 lines.
 */
export async function* recordsOf(
  chunks: AsyncIterable<Uint8Array>,
  from: Position = { bytes: 0, line: 1 },
  encoding?: Encoding,
): AsyncGenerator<CsvRecord> {
  let lines = encoding && new Lines(from, encoding);
  let head = Buffer.alloc(0);
  let waiting: Line[] = [];
  const drain = (ended: boolean): CsvRecord[] => {
    const records: CsvRecord[] = [];
    for (let next = take(waiting, ended); next; next = take(waiting, ended)) {
      waiting = waiting.length === next.taken ? [] : waiting.slice(next.taken);
      if (next.record) records.push(next.record);
    }
    return records;
  };
  const begin = (): Lines => {
    const found = encodingOf(head);
    const mark = found === 'utf-8' ? 3 : 0;
    const begun = new Lines({ ...from, bytes: from.bytes + mark }, found);
    head = head.subarray(mark);
    return begun;
  };
  for await (const chunk of chunks) {
    let bytes: Buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (!lines) {
      head = Buffer.concat([head, bytes]);
      if (head.length < 3) continue;
      lines = begin();
      bytes = head;
    }
    for (const line of lines.of(bytes)) {
      waiting.push(line);
      yield* drain(false);
    }
  }
  if (!lines) {
    lines = begin();
    for (const line of lines.of(head)) waiting.push(line);
  }
  for (const line of lines.last()) waiting.push(line);
  yield* drain(true);
}
