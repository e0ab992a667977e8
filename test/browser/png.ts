// Makes a browser's screenshot small: at most 256 colours, one byte to the dot. Print on a plain ground looks the same at a third of the size.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The same picture with a palette. Takes what Chromium writes: eight bits to each of red, green and blue, not interlaced. */
export function withFewColours(png: Buffer): Buffer {
  const { width, height, dots } = read(png);
  const { palette, indexes } = reduce(dots);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const parts = [
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** Every dot as 0xRRGGBB, row by row. */
function read(png: Buffer): { width: number; height: number; dots: Uint32Array } {
  const content: Buffer[] = [];
  for (let at = signature.length; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') content.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const bytes = { 2: 3, 6: 4 }[png[25] ?? 0];
  if (png[24] !== 8 || png[28] !== 0 || bytes === undefined) throw new Error('not a picture as Chromium writes it');
  const rows = unfiltered(inflateSync(Buffer.concat(content)), width * bytes, height, bytes);
  const dots = new Uint32Array(width * height);
  for (let i = 0; i < dots.length; i++) dots[i] = rows.readUIntBE(i * bytes, 3);
  return { width, height, dots };
}

/** Undoes what each row was filtered by, from its neighbours to the left and above. */
function unfiltered(rows: Buffer, length: number, height: number, bytes: number): Buffer {
  const plain = Buffer.alloc(length * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (length + 1)] ?? 0;
    for (let x = 0; x < length; x++) {
      const at = y * length + x;
      const left = x < bytes ? 0 : (plain[at - bytes] ?? 0);
      const above = y === 0 ? 0 : (plain[at - length] ?? 0);
      const corner = x < bytes || y === 0 ? 0 : (plain[at - length - bytes] ?? 0);
      const expected = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
      plain[at] = (rows[y * (length + 1) + 1 + x] ?? 0) + expected;
    }
  }
  return plain;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Keeps the commonest 256 colours as they are and gives every other, of which few dots are, the nearest of them. */
function reduce(dots: Uint32Array): { palette: Buffer; indexes: Uint8Array } {
  const count = new Map<number, number>();
  for (const dot of dots) count.set(dot, (count.get(dot) ?? 0) + 1);
  const byUse = [...count].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const kept = byUse.slice(0, 256);
  const indexOf = new Map(byUse.map((colour, place) => [colour, place < kept.length ? place : nearest(kept, colour)]));
  const palette = Buffer.alloc(kept.length * 3);
  for (const [index, colour] of kept.entries()) palette.writeUIntBE(colour, index * 3, 3);
  return { palette, indexes: Uint8Array.from(dots, (dot) => indexOf.get(dot) ?? 0) };
}

function nearest(kept: readonly number[], colour: number): number {
  const apart = (one: number) => [16, 8, 0].reduce((sum, bits) => sum + (((one >> bits) & 255) - ((colour >> bits) & 255)) ** 2, 0);
  return kept.reduce((best, one, index) => (apart(one) < apart(kept[best] ?? 0) ? index : best), 0);
}
