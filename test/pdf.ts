// The words of a PDF, read back as a reader would: page by page, in the order they are drawn.
import { inflateSync } from 'node:zlib';

/** The objects of a PDF by number, each as its text and, where it has a stream, the stream decompressed. */
export function objectsOf(pdf: Uint8Array) {
  const objects = new Map<string, { text: string; stream: string }>();
  for (const [, number = '', body = ''] of Buffer.from(pdf)
    .toString('latin1')
    .matchAll(/(?<=\n)(\d+) 0 obj\n(.*?)\nendobj/gs)) {
    const [text = '', ...rest] = body.split(/\nstream\r?\n/);
    const raw = Buffer.from(rest.join('\nstream\n').replace(/\r?\nendstream$/, ''), 'latin1');
    objects.set(number, { text, stream: (text.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1') });
  }
  return objects;
}

/** Each page's words in the order they are drawn, read back through the fonts' ToUnicode tables. */
export function pagesOf(pdf: Uint8Array): string[] {
  const objects = objectsOf(pdf);
  const lettersOf = (font: string) => {
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font)?.text ?? '')?.[1] ?? '';
    const entries = (objects.get(table)?.stream ?? '').matchAll(/^<([0-9a-f]{4})> <([0-9a-f]+)>$/gim);
    return new Map(
      [...entries].map(([, code = '', letters = '']) => [
        Number.parseInt(code, 16),
        Buffer.from(letters, 'hex').swap16().toString('utf16le'),
      ]),
    );
  };
  return [...objects.values()]
    .filter(({ text }) => /\/Type \/Page\b(?!s)/.test(text))
    .map(({ text }) => {
      const fonts = new Map([...text.matchAll(/\/(f\d+) (\d+) 0 R/g)].map(([, name = '', font = '']) => [name, lettersOf(font)]));
      const content = objects.get(/\/Contents (\d+) 0 R/.exec(text)?.[1] ?? '')?.stream ?? '';
      let letters = new Map<number, string>();
      let words = '';
      for (const [token, font, literal, hex] of content.matchAll(
        /\/(f\d+) [\d.]+ Tf|\((.*?)\)(?=\] TJ| -?[\d.]+ [(<]| Tj)|<([0-9A-Fa-f]+)>|\bET\b/gs,
      )) {
        if (font) letters = fonts.get(font) ?? letters;
        else if (token === 'ET') words += ' ';
        else words += decode(literal === undefined ? Buffer.from(hex ?? '', 'hex') : unescaped(literal), letters);
      }
      return words.replaceAll('\u00a0', ' ').replace(/ +/g, ' ');
    });
}
const unescaped = (literal: string) => {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const plain = literal.replace(/\\(\d{1,3}|.)/gs, (_all, code: string) =>
    /^\d/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (named[code] ?? code),
  );
  return Buffer.from(plain, 'latin1');
};
const decode = (codes: Buffer, letters: Map<number, string>) =>
  Array.from({ length: codes.length >> 1 }, (_, index) => letters.get(codes.readUInt16BE(index * 2)) ?? '').join('');
