// What people write, as a record takes it.
import * as z from 'zod';

// Printable characters and line breaks. Control characters, half pairs and marks that reorder or hide text have no business in a record.
export const printable = /^(?:[^\p{Cc}\p{Cs}\u200B\u202A-\u202E\u2066-\u2069\uFEFF]|[\n\r\t])*$/u;
/** Words of at least three letters and at most so many; `empty` says what to write. */
export const words = (most: number, empty: string) =>
  z
    .string({ error: empty })
    .trim()
    .min(3, empty)
    .max(most, `Use at most ${most.toLocaleString('en-GB')} characters`)
    .regex(printable, 'Use printable characters only');
