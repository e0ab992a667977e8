// How names of people and organisations are folded, so that what is kept sorted and what somebody types to find it meet.

const letters: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ß: 'ss' };

/** A name as it is sorted and searched: lower case, without accents or apostrophes, other punctuation as one space, & as "and". */
export function foldName(name: string): string {
  return (
    name
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .replace(/[æœøđðłþß]/g, (letter) => letters[letter] ?? letter)
      .replace(/['’‘ʼ`]/g, '')
      .replace(/&/g, ' and ')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      // What was no accent is put together again: a Korean syllable taken apart is nine bytes for three, and a key holds 1,024.
      .normalize('NFC')
  );
}
